//! Verbs that were taken for nouns, where what stands around them leaves no other choice: "has since RETAKEN
//! several villages", "has encircled them and ADVANCES towards the town", "the group CONTROLS the areas".
//!
//! What this module is for: naming such words between tagging and parsing. What it leaves out: whether the form
//! can be such a verb form, which the tables of the model say ([`crate::Model`]).

use crate::document::Upos;
use crate::tagger::{ANY, Item};

/// What form of a verb a word would have to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    /// A past participle behind its auxiliary.
    Participle,
    /// The finite verb of a clause without another.
    Finite,
}

/// Words between an auxiliary and a participle that may be another participle's.
const REACH: usize = 3;

/// Lists the words tagged as nouns that would have to be verbs, with the form each would have to be. `of` holds the
/// forms, hashed, of the prepositions that nouns govern rather than verbs ("de").
pub(crate) fn verbs_read_as_nouns(
    items: &[Item],
    upos: &[u8],
    of: &[u32],
    out: &mut Vec<(usize, Wanted)>,
) {
    out.clear();
    let is = |k: usize, tags: &[Upos]| {
        let tag = upos.get(k).copied();
        tags.iter().any(|upos| tag == Some(*upos as u8))
    };
    let verbal = [Upos::Verb, Upos::Aux];
    for k in 1..items.len() {
        let allowed = items[k].allowed;
        let can = allowed != ANY && allowed >> Upos::Verb as u32 & 1 == 1;
        // What it would govern: an object or a phrase with a preposition.
        let object = is(k + 1, &[Upos::Det, Upos::Num]);
        let phrase = is(k + 1, &[Upos::Adp]) && !of.contains(&items[k + 1].form);
        let governs = object || phrase;
        if !can || !governs || !is(k, &[Upos::Noun]) {
            continue;
        }
        let behind_auxiliary = k >= 3
            && is(k - 1, &[Upos::Adp, Upos::Adv])
            && is(k - 2, &[Upos::Aux])
            && !is(k - 3, &verbal);
        let other = (k + 1..=k + REACH).any(|at| is(at, &verbal));
        if behind_auxiliary && !other && object {
            out.push((k, Wanted::Participle));
            continue;
        }
        let told = (0..k).any(|at| is(at, &verbal));
        if is(k - 1, &[Upos::Cconj]) && told {
            out.push((k, Wanted::Finite));
            continue;
        }
        let edge = [Upos::Punct, Upos::Sconj, Upos::Cconj];
        let start = (0..k)
            .rev()
            .find(|at| is(*at, &edge))
            .map_or(0, |at| at + 1);
        let end = (k..items.len())
            .find(|at| is(*at, &edge))
            .unwrap_or(items.len());
        let subject = is(k - 1, &[Upos::Noun, Upos::Propn]) && is(start, &[Upos::Det]);
        if subject && !(start..end).any(|at| is(at, &verbal)) {
            out.push((k, Wanted::Finite));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Wanted, verbs_read_as_nouns};
    use crate::document::Upos::{self, Adp, Aux, Cconj, Det, Noun, Pron, Punct, Verb};
    use crate::tagger::Item;

    /// The form, hashed, of the preposition that nouns govern.
    const OF: u32 = 7;

    /// Which words of a row of tags are found, where those marked can be verbs.
    fn found(row: &[(Upos, bool)], of: Option<usize>) -> Vec<(usize, Wanted)> {
        let items: Vec<Item> = row
            .iter()
            .enumerate()
            .map(|(k, (upos, verb))| Item {
                allowed: 1 << *upos as u32 | u32::from(*verb) << Verb as u32,
                form: if of == Some(k) { OF } else { 0 },
                ..Item::default()
            })
            .collect();
        let upos: Vec<u8> = row.iter().map(|(upos, _)| *upos as u8).collect();
        let mut out = Vec::new();
        verbs_read_as_nouns(&items, &upos, &[OF], &mut out);
        out
    }

    #[test]
    fn finds_verbs_where_the_clause_has_no_other() {
        let (the, army) = ((Det, false), (Noun, false));
        let since = [
            the,
            army,
            (Aux, false),
            (Adp, false),
            (Noun, true),
            the,
            army,
        ];
        assert_eq!(found(&since, None), [(4, Wanted::Participle)]);
        let and = [
            the,
            army,
            (Verb, false),
            the,
            army,
            (Cconj, false),
            (Noun, true),
            (Adp, false),
        ];
        assert_eq!(found(&and, None), [(6, Wanted::Finite)]);
        let alone = [the, army, (Noun, true), the, army];
        assert_eq!(found(&alone, None), [(2, Wanted::Finite)]);
    }

    #[test]
    fn leaves_nouns_that_may_be_nouns() {
        let (the, army) = ((Det, false), (Noun, false));
        let cannot = [the, army, (Noun, false), the, army];
        let of = [the, army, (Noun, true), (Adp, false), army];
        let verb = [the, army, (Noun, true), the, army, (Verb, false)];
        let end = [the, army, (Noun, true), (Punct, false)];
        let pronoun = [(Pron, false), (Verb, false), (Noun, true), the];
        for (row, of) in [
            (&cannot[..], None),
            (&of[..], Some(3)),
            (&verb[..], None),
            (&end[..], None),
            (&pronoun[..], None),
        ] {
            assert_eq!(found(row, of), [], "{row:?}");
        }
    }
}
