//! Relations as sets of bits, so that a step of a rule is held against the arcs of a word without comparing
//! names: most steps lead nowhere. Left out: what steps lead to (`matcher`).

use crate::program::{Program, Step};
use selon_text::{Document, Keyed, WordIx};

/// Relations one of which a step asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Relations {
    /// Their names.
    pub names: Vec<String>,
    /// A bit for each, once the program is whole.
    set: u128,
}

impl Relations {
    /// Relations with these names.
    pub fn new(names: Vec<String>) -> Relations {
        Relations { names, set: 0 }
    }
}

/// The bit that all relations share for which there is none of their own: those are told apart by name.
const LAST: u128 = 1 << 127;

fn bit(number: u32) -> u128 {
    1u128.checked_shl(number).unwrap_or(LAST)
}

/// Numbers the relations that the steps of a program name.
pub(crate) fn number(program: &mut Program) {
    let Program {
        constructions,
        rules,
        relations,
        ..
    } = program;
    let constructions = constructions.iter_mut().flat_map(|construction| {
        let tests = construction.when.iter_mut().chain(&mut construction.unless);
        let ways = construction.ways.iter_mut().flat_map(|(_, ways)| ways);
        tests
            .map(|test| &mut test.steps)
            .chain(ways.map(|way| &mut way.steps))
    });
    let rules = rules.iter_mut().flat_map(|rule| {
        let tests = rule.tests.iter_mut().chain(&mut rule.unless_tests);
        let ways = rule.roles.iter_mut().flat_map(|role| &mut role.ways);
        tests
            .map(|test| &mut test.steps)
            .chain(ways.map(|way| &mut way.steps))
    });
    let mut count = 0;
    for step in constructions.chain(rules).flatten() {
        let (Step::Down(wanted, _) | Step::Up(wanted, _)) = step else {
            continue;
        };
        for name in &wanted.names {
            let number = *relations.or_insert_with(name, || {
                count += 1;
                count - 1
            });
            wanted.set |= bit(number);
        }
    }
}

/// By which relations the words of a document hang, and what hangs on them.
pub(crate) struct Arcs {
    own: Vec<u128>,
    below: Vec<u128>,
}

impl Arcs {
    /// The arcs of a document; `numbers` are of the program.
    pub fn of(document: &Document, numbers: &Keyed<u32>) -> Arcs {
        let of_name = |name: &str| numbers.get(name).map_or(0, |number| bit(*number));
        let mut known: Vec<Option<u128>> = Vec::new();
        let mut own = Vec::with_capacity(document.words.len());
        let mut below = vec![0; document.words.len()];
        for (w, word) in document.words.iter().enumerate() {
            let at = word.deprel.0 as usize;
            if at >= known.len() {
                known.resize(at + 1, None);
            }
            let set = *known[at]
                .get_or_insert_with(|| of_name(document.deprel(w)) | of_name(document.relation(w)));
            own.push(set);
            if let Some(head) = document.head(w) {
                below[head] |= set;
            }
        }
        Arcs { own, below }
    }

    /// Whether a word hangs by one of these relations.
    #[inline]
    pub fn hangs(&self, document: &Document, word: WordIx, relations: &Relations) -> bool {
        let both = self.own[word] & relations.set;
        both & !LAST != 0
            || both != 0 && {
                let (full, plain) = (document.deprel(word), document.relation(word));
                let mut names = relations.names.iter();
                names.any(|name| name == full || name == plain)
            }
    }

    /// Whether something may hang on a word by one of these relations.
    #[inline]
    pub fn may_hold(&self, word: WordIx, relations: &Relations) -> bool {
        self.below[word] & relations.set != 0
    }
}
