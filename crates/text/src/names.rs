//! The name recogniser: a linear-chain model over begin, inside, last, unit and outside, decoded
//! in whole stretches. It runs twice: the second time it sees what the first said of the same
//! forms elsewhere in the document. Lists of known names (the gazette) are features, not truth.
//! Left out: which real person or place a name means (the world and the reader decide).

use crate::document::{Name, NameKind};
use crate::tables::{Bytes, Lookup, ModelError, ModelFile, feature, hash_bytes};
use crate::tagger::{EDGE, Item};
pub use chain::{BUCKETS, CHECK, Chain, Scores, Table, Work, moves, transition, value};
use std::ops::Range;
use tally::Tally;

mod chain;
mod tally;

/// Kinds told apart: persons, organisations, locations, and two that are found but not reported,
/// events and products.
pub const KINDS: usize = 5;

/// Outside, then begin, inside, last and unit of every kind.
pub const CLASSES: usize = 1 + 4 * KINDS;

/// Number of a kind.
pub fn number_of(kind: NameKind) -> usize {
    match kind {
        NameKind::Person => 0,
        NameKind::Organization => 1,
        NameKind::Location => 2,
    }
}

/// The kind with a number; `None` for those that are not reported.
pub fn kind_of(number: usize) -> Option<NameKind> {
    match number {
        0 => Some(NameKind::Person),
        1 => Some(NameKind::Organization),
        2 => Some(NameKind::Location),
        _ => None,
    }
}

/// Class of word `at` of a name of `len` words.
pub fn class_of(number: usize, at: usize, len: usize) -> u8 {
    let part = match (at, len) {
        (0, 1) => 3,
        (0, _) => 0,
        (at, len) if at + 1 == len => 2,
        _ => 1,
    };
    (1 + 4 * number + part) as u8
}

/// What lists say of a name; see [`Gazette`]. A name can be on several.
pub mod listed {
    /// A country or a region.
    pub const REGION: u16 = 1;
    /// A town of a hundred thousand people or more.
    pub const CITY: u16 = 2;
    /// A smaller town.
    pub const TOWN: u16 = 4;
    /// A river, a site, an area.
    pub const SITE: u16 = 8;
    /// A body that acts.
    pub const BODY: u16 = 16;
    /// An outlet.
    pub const OUTLET: u16 = 32;
    /// A person of note.
    pub const PERSON: u16 = 64;
    /// A given name.
    pub const GIVEN: u16 = 128;
    /// A family name.
    pub const FAMILY: u16 = 256;
    /// A word written small that begins names ("armée").
    pub const HEAD: u16 = 512;
    /// A firm, a brand or a service.
    pub const FIRM: u16 = 1024;
}

/// Known names by hash of their words' forms, to the lists they are on.
#[derive(Clone, Debug)]
pub struct Gazette {
    lists: Lookup<2>,
    /// A bit for each check under which a [`listed::HEAD`] is kept: nearly every word is asked whether
    /// it is one, and few are.
    heads: Vec<u64>,
}

impl Gazette {
    /// Reads a section.
    pub fn open(bytes: Bytes) -> Result<Gazette, ModelError> {
        let lists = Lookup::open(bytes)?;
        let mut heads = vec![0; (1 << 16) / 64];
        for (check, on) in lists.entries() {
            if on & listed::HEAD != 0 {
                heads[usize::from(check / 64)] |= 1 << (check % 64);
            }
        }
        Ok(Gazette { lists, heads })
    }

    /// The lists that a name is on.
    #[inline]
    fn get(&self, name: u32) -> Option<u16> {
        self.lists.get(name)
    }

    /// Whether a word written small begins names.
    #[inline]
    fn is_head(&self, name: u32) -> bool {
        let check = name as u16;
        self.heads[usize::from(check / 64)] >> (check % 64) & 1 == 1
            && self.get(name).is_some_and(|on| on & listed::HEAD != 0)
    }
}

/// Longest known name, in words.
pub const LONGEST: usize = 6;

/// Hash of a name's words, one more word at a time; begin with 0.
#[inline]
pub fn join(before: u32, form: u32) -> u32 {
    feature(700, before, form, 0)
}

/// What is known of a word beyond its own form.
#[derive(Clone, Copy, Default, Debug)]
pub struct Look {
    /// Lists of the longest known name over this word, and the word's place in it.
    long: u32,
    /// Lists of the word alone.
    alone: u32,
    /// Place in its run of capital words, and the run's length.
    run: u32,
    /// How the form is written elsewhere in the document.
    elsewhere: u32,
    /// Inside quotation marks or brackets.
    inside: u32,
}

/// Describes every word of a document.
pub fn looks(items: &[Item], sentences: &[Range<usize>], gazette: &Gazette) -> Vec<Look> {
    let [opening, closing, bracket, unbracket] =
        ["«", "»", "(", ")"].map(|mark| hash_bytes(mark.as_bytes()));
    let mut out = vec![Look::default(); items.len()];
    let mut small: Tally<u8> = Tally::default();
    for s in sentences {
        for i in s.clone() {
            let seen = small.entry(items[i].form);
            if items[i].shape & 1 == 0 {
                *seen |= 1;
            } else if i > s.start {
                *seen |= 2;
            }
        }
    }
    for s in sentences {
        let mut covered = s.start;
        let (mut quoted, mut bracketed) = (0u32, 0u32);
        for i in s.clone() {
            let w = &items[i];
            if w.form == opening || w.form == closing {
                quoted = u32::from(w.form == opening);
            } else if w.form == bracket || w.form == unbracket {
                bracketed = u32::from(w.form == bracket);
            }
            out[i].inside = quoted + 2 * bracketed;
            let capital = w.shape & 1 == 1;
            out[i].elsewhere = u32::from(small.get(w.form).copied().unwrap_or(0));
            if !capital {
                let head = gazette.is_head(join(0, w.form));
                out[i].alone = if head { u32::from(listed::HEAD) } else { 0 };
                continue;
            }
            let mut key = 0;
            let mut found = (0usize, 0u16);
            for (n, next) in items[i..s.end].iter().take(LONGEST).enumerate() {
                key = join(key, next.form);
                if let Some(lists) = gazette.get(key) {
                    if n == 0 {
                        out[i].alone = u32::from(lists);
                    }
                    if next.shape & 1 == 1 || n > 0 {
                        found = (n + 1, lists);
                    }
                }
            }
            if found.0 > 0 && i + found.0 > covered {
                for k in 0..found.0 {
                    if i + k >= covered {
                        out[i + k].long =
                            u32::from(found.1) << 2 | u32::from(class_of(0, k, found.0) - 1);
                    }
                }
                covered = i + found.0;
            }
        }
        // Runs of capital words.
        let mut i = s.start;
        while i < s.end {
            if items[i].shape & 1 == 0 {
                i += 1;
                continue;
            }
            let mut end = i + 1;
            while end < s.end && items[end].shape & 1 == 1 {
                end += 1;
            }
            let len = (end - i).min(7) as u32;
            for (k, look) in out[i..end].iter_mut().enumerate() {
                look.run = 1 + len * 8 + k.min(7) as u32;
            }
            i = end;
        }
    }
    out
}

/// A document as the recogniser sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Words of one sentence.
    pub items: &'a [Item],
    /// Their parts of speech.
    pub upos: &'a [u8],
    /// What else is known of them.
    pub looks: &'a [Look],
}

/// True when nothing near could be part of a name: such words are outside without asking.
#[inline]
pub fn plain(seen: &Seen, i: usize) -> bool {
    let from = i.saturating_sub(3);
    let to = (i + 4).min(seen.items.len());
    seen.items[from..to].iter().all(|w| w.shape & 1 == 0)
        && seen.looks[from..to].iter().all(|l| l.alone == 0)
}

/// Features of word `i` in its sentence.
pub fn features(seen: &Seen, i: usize, out: &mut Vec<u32>) {
    let at = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| seen.items.get(j))
            .unwrap_or(&EDGE)
    };
    let tag = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| seen.upos.get(j))
            .map_or(63, |t| u32::from(*t))
    };
    let look = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| seen.looks.get(j))
            .copied()
            .unwrap_or_default()
    };
    let w = at(0);
    let (p1, p2, p3) = (at(-1), at(-2), at(-3));
    let (n1, n2, n3) = (at(1), at(2), at(3));
    let l = look(0);
    let (lp, ln) = (look(-1), look(1));
    let start = u32::from(i == 0);
    let small_before = |x: &&Item| x.shape & 1 == 0 && x.suffix[3] != 0;
    let anchor = seen.items[..i]
        .iter()
        .rev()
        .take(5)
        .find(small_before)
        .map_or(0, |x| x.form);
    let ahead = seen.items[i + 1..]
        .iter()
        .take(5)
        .find(small_before)
        .map_or(0, |x| x.form);
    // The word before the run of capitals this word stands in, and the one after it.
    let first = seen.items[..i]
        .iter()
        .rev()
        .position(|x| x.shape & 1 == 0)
        .map_or(0, |back| i - back);
    let prior = first.checked_sub(1).map_or(&EDGE, |j| &seen.items[j]);
    let before = prior.form;
    let head = seen.items[first].form;
    let tail = seen.items[i..]
        .iter()
        .find(|x| x.shape & 1 == 0)
        .map_or(EDGE.form, |x| x.form);
    out.extend([
        feature(801, tag(0), w.shape, 0),
        feature(802, w.form, 0, 0),
        feature(803, w.form, w.shape, 0),
        feature(804, w.shape, start, l.elsewhere),
        feature(805, w.shape, p1.shape, n1.shape),
        feature(806, w.lex, w.lex_exact, w.shape),
        feature(807, w.lex_exact, w.shape, start),
        feature(808, w.suffix[2], w.shape, 0),
        feature(809, w.suffix[3], w.shape & 1, 0),
        feature(810, w.suffix[4], w.shape & 1, 0),
        feature(837, w.suffix[1], w.shape, 0),
        feature(811, w.prefix, w.shape, 0),
        feature(812, tag(0), tag(-1), w.shape & 1),
        feature(813, tag(0), tag(1), w.shape & 1),
        feature(814, p1.form, 0, 0),
        feature(815, p1.form, w.form, 0),
        feature(816, p1.form, w.shape, 0),
        feature(817, p1.form, p2.form, w.shape),
        feature(818, p2.form, w.shape, 0),
        feature(819, p2.form, p1.shape & 1, 0),
        feature(820, p3.form, p2.form, w.shape & 1),
        feature(821, n1.form, 0, 0),
        feature(822, n1.form, w.form, 0),
        feature(823, n1.form, w.shape, 0),
        feature(824, n1.form, n2.form, w.shape),
        feature(825, n2.form, w.shape, 0),
        feature(826, anchor, w.shape, 0),
        feature(827, anchor, tag(0), 1),
        feature(828, ahead, w.shape, 0),
        feature(829, p1.lex, w.shape, p1.shape & 1),
        feature(830, n1.lex, w.shape, n1.shape & 1),
        feature(831, n1.lex_exact, w.lex_exact, 0),
        feature(832, p1.form, n1.form, w.shape),
        feature(834, p1.suffix[2], w.shape, 0),
        feature(835, n1.suffix[2], w.shape, 0),
        feature(836, tag(-1) * 64 + tag(0), tag(1) * 64 + tag(2), 0),
        feature(838, l.run, w.shape, 0),
        feature(839, before, l.run, 0),
        feature(840, before, w.shape, 0),
        feature(841, head, l.run, 0),
        feature(842, tail, l.run, 0),
        feature(843, tail, w.shape, 0),
        feature(844, l.inside, w.shape, 0),
        feature(845, l.elsewhere, w.lex, start),
        feature(
            846,
            p2.shape << 8 | p1.shape,
            w.shape,
            n1.shape << 8 | n2.shape,
        ),
        feature(847, n3.form, w.shape & 1, 0),
        feature(848, p1.suffix[3], n1.suffix[3], w.shape & 1),
        feature(850, l.long, w.shape, 0),
        feature(851, l.alone, w.shape, 0),
        feature(852, l.long, l.alone, start),
        feature(853, l.long, p1.form, 0),
        feature(854, l.long, n1.form, 0),
        feature(855, l.alone, lp.alone, w.shape & 1),
        feature(856, l.alone, ln.alone, w.shape & 1),
        feature(857, l.long, anchor, 0),
        feature(858, lp.long, l.long, ln.long),
        feature(859, l.alone, l.run, 0),
        feature(860, l.long, l.elsewhere, tag(0)),
        feature(861, lp.alone, w.shape, 0),
        feature(862, ln.alone, w.shape, 0),
        feature(863, l.long, w.lex_exact, w.lex),
        feature(870, w.cell, w.shape & 1, 0),
        feature(871, w.cluster, w.shape, 0),
        feature(872, p1.cluster, w.shape, 0),
        feature(873, n1.cluster, w.shape, 0),
        feature(874, p1.cluster, w.cluster, 0),
        feature(875, n1.cluster, w.cluster, 0),
        feature(876, seen.items[first].cluster, l.run, 0),
        feature(877, prior.cluster, l.run, 0),
        feature(878, w.cluster, prior.form, 0),
        feature(879, w.group(), l.long, w.shape & 1),
        feature(880, p1.cell, w.shape & 1, 0),
        feature(881, n1.cell, w.shape & 1, 0),
        feature(882, p2.cluster, p1.cluster, w.shape & 1),
        feature(883, w.cluster, l.elsewhere, start),
    ]);
}

/// What the first pass said of a document: kinds of every form, and of every whole name.
#[derive(Clone, Debug, Default)]
pub struct Votes {
    forms: Tally<[u16; KINDS + 1]>,
    names: Tally<[u16; KINDS]>,
}

/// Counts the first pass's answers.
pub fn votes(items: &[Item], guess: &[u8]) -> Votes {
    let mut votes = Votes::default();
    let (mut key, mut open) = (0, false);
    for (item, class) in items.iter().zip(guess) {
        if item.shape & 1 == 1 {
            let counts = votes.forms.entry(item.form);
            let slot = class.checked_sub(1).map_or(KINDS, |c| usize::from(c / 4));
            counts[slot] = counts[slot].saturating_add(1);
        }
        let Some(class) = class.checked_sub(1) else {
            open = false;
            continue;
        };
        let part = class % 4;
        if part == 0 || part == 3 {
            key = 0;
            open = true;
        }
        key = join(key, item.form);
        if open && part >= 2 {
            let counts = votes.names.entry(key);
            let slot = usize::from(class / 4);
            counts[slot] = counts[slot].saturating_add(1);
            open = false;
        }
    }
    votes
}

/// The most frequent slot, how often against the rest, as a small code; 0 for none.
fn ballot(counts: &[u16]) -> u32 {
    let total: u16 = counts.iter().fold(0, |a, b| a.saturating_add(*b));
    if total == 0 {
        return 0;
    }
    let top = (0..counts.len())
        .rev()
        .max_by_key(|k| counts[*k])
        .unwrap_or(0);
    let rest = total - counts[top];
    1 + top as u32 * 8
        + u32::from(counts[top] > 1)
        + 2 * u32::from(counts[top] > 3)
        + 4 * u32::from(rest > 0)
}

/// More features for the second pass.
pub fn second(seen: &Seen, guess: &[u8], i: usize, votes: &Votes, out: &mut Vec<u32>) {
    let g = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| guess.get(j))
            .map_or(31, |c| u32::from(*c))
    };
    let vote = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| seen.items.get(j))
            .and_then(|w| votes.forms.get(w.form))
            .map_or(0, |c| ballot(c))
    };
    // The longest name of the document that begins up to four words back and covers this word.
    let mut longest = (0u32, 0u32);
    for back in 0..=i.min(4) {
        if seen.items[i - back].shape & 1 == 0 && seen.looks[i - back].alone == 0 {
            continue;
        }
        let mut key = 0;
        for (n, next) in seen.items[i - back..].iter().take(8).enumerate() {
            key = join(key, next.form);
            if n >= back
                && let Some(counts) = votes.names.get(key)
                && n as u32 + 1 > longest.0
            {
                let part = u32::from(class_of(0, back, n + 1));
                longest = (n as u32 + 1, ballot(counts) * 8 + part);
            }
        }
    }
    let w = seen.items[i];
    let [before, here, after] = [-1, 0, 1].map(vote);
    out.extend([
        feature(900, g(0), 0, 0),
        feature(901, g(0), g(1), 0),
        feature(902, g(-1), g(0), g(1)),
        feature(903, g(0), here, 0),
        feature(904, here, w.shape, 0),
        feature(905, after, g(0), 0),
        feature(906, g(0), w.form, 0),
        feature(907, g(1), g(2), g(0)),
        feature(908, before, here, after),
        feature(909, longest.1, g(0), 0),
        feature(910, longest.1, longest.0.min(4), 0),
        feature(911, longest.1, here, g(0)),
        feature(912, g(-2), g(-1), g(0)),
        feature(913, longest.1, seen.looks[i].long, 0),
    ]);
}

/// The stretches of a sentence that are asked about, as ranges.
pub fn stretches(seen: &Seen) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for i in 0..seen.items.len() {
        if plain(seen, i) {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

/// Tags one sentence with a first pass alone.
pub fn run(seen: &Seen, weights: &Table, chain: &Chain, work: &mut Work, out: &mut Vec<u8>) {
    let from = out.len();
    out.resize(from + seen.items.len(), 0);
    for stretch in stretches(seen) {
        work.clear();
        for i in stretch.clone() {
            let found = work.features();
            features(seen, i, found);
            work.push(|found| weights.score(found));
        }
        chain.decode(work, &mut out[from + stretch.start..from + stretch.end]);
    }
}

/// Features of word `i` inside a name of several words, for the names within it.
pub fn inner(seen: &Seen, name: &Range<usize>, kind: usize, i: usize, out: &mut Vec<u32>) {
    features(seen, i, out);
    let kind = kind as u32;
    let w = &seen.items[i];
    let before = if i > name.start {
        seen.items[i - 1].form
    } else {
        EDGE.form
    };
    let look = &seen.looks[i];
    let place = ((i - name.start).min(3) * 4 + (name.end - 1 - i).min(3)) as u32;
    let head = seen.items[name.start].form;
    out.extend([
        feature(920, kind, place, 0),
        feature(921, kind, w.form, 0),
        feature(922, kind, before, w.shape),
        feature(923, kind, look.long, place),
        feature(924, kind, u32::from(seen.upos[i]), w.shape),
        feature(925, kind, look.alone, before),
        feature(926, kind, w.lex_exact, w.shape),
        feature(927, kind, head, w.shape),
        feature(928, look.long, before, head),
    ]);
}

/// The recogniser of a model: both passes, the names within names, and the gazette.
#[derive(Debug)]
pub struct Recogniser {
    /// Weights of the first pass and of the second, side by side: most features are asked for both.
    passes: Table<2>,
    chains: [Chain; 2],
    within: (Table, Chain),
    gazette: Gazette,
}

impl Recogniser {
    /// Sections of a model: the tables of the first pass, the second, and of names within names.
    pub const SECTIONS: [&str; 3] = ["names1", "names2", "names3"];

    /// From its tables.
    pub fn new([first, second, within]: [Table; 3], gazette: Gazette) -> Recogniser {
        Recogniser {
            chains: [Chain::new(&first), Chain::new(&second)],
            passes: Table::pair(&first, &second),
            within: (within.clone(), Chain::new(&within)),
            gazette,
        }
    }

    /// From a model's sections; `None` where the model recognises no names.
    pub(crate) fn open(file: &ModelFile) -> Result<Option<Recogniser>, ModelError> {
        if file.section(Recogniser::SECTIONS[0]).is_empty() {
            return Ok(None);
        }
        let [a, b, c] = Recogniser::SECTIONS.map(|name| Table::open(file.section(name)));
        let gazette = Gazette::open(file.section("gazette"))?;
        Ok(Some(Recogniser::new([a?, b?, c?], gazette)))
    }

    /// The names of a document, by start; of names within each other the shorter first.
    pub fn run(&self, sentences: &[Range<usize>], items: &[Item], upos: &[u8]) -> Vec<Name> {
        let looks = looks(items, sentences, &self.gazette);
        let seen = |s: &Range<usize>| Seen {
            items: &items[s.clone()],
            upos: &upos[s.clone()],
            looks: &looks[s.clone()],
        };
        let mut work = Work::default();
        let mut guess = vec![0; items.len()];
        // The stretches of each sentence, and what the second pass makes of their words so far.
        let asked: Vec<Vec<Range<usize>>> = sentences.iter().map(|s| stretches(&seen(s))).collect();
        let mut sums: Vec<Scores> = Vec::new();
        for (s, asked) in sentences.iter().zip(&asked) {
            let (seen, guess) = (seen(s), &mut guess[s.clone()]);
            for stretch in asked {
                work.clear();
                for i in stretch.clone() {
                    features(&seen, i, work.features());
                    work.push(|found| {
                        let [first, second] = self.passes.scores(found);
                        sums.push(second);
                        first
                    });
                }
                self.chains[0].decode(&mut work, &mut guess[stretch.clone()]);
            }
        }
        let votes = votes(items, &guess);
        let mut out: Vec<Name> = Vec::new();
        let mut sums = sums.into_iter();
        let mut classes = Vec::new();
        for (s, asked) in sentences.iter().zip(&asked) {
            let (seen, guess) = (seen(s), &guess[s.clone()]);
            classes.clear();
            classes.resize(s.len(), 0);
            for stretch in asked {
                work.clear();
                for (i, mut sum) in stretch.clone().zip(&mut sums) {
                    second(&seen, guess, i, &votes, work.features());
                    work.push(|found| {
                        let [_, more] = self.passes.scores(found);
                        sum.iter_mut().zip(more).for_each(|(s, m)| *s += m);
                        sum
                    });
                }
                self.chains[1].decode(&mut work, &mut classes[stretch.clone()]);
            }
            let from = out.len();
            ranges(&classes, s.start, &mut out);
            for outer in from..out.len() {
                let Name { words, kind } = out[outer].clone();
                if words.len() < 2 {
                    continue;
                }
                let name = words.start - s.start..words.end - s.start;
                work.clear();
                for i in name.clone() {
                    inner(&seen, &name, number_of(kind), i, work.features());
                    work.push(|found| self.within.0.score(found));
                }
                classes.clear();
                classes.resize(name.len(), 0);
                self.within.1.decode(&mut work, &mut classes);
                ranges(&classes, words.start, &mut out);
            }
        }
        out.sort_by_key(|n| (n.words.start, n.words.end));
        out.dedup_by(|a, b| a.words == b.words);
        out
    }
}

/// Names as ranges from a sentence's classes, `first` being the index of its first word.
pub fn ranges(classes: &[u8], first: usize, out: &mut Vec<Name>) {
    let mut i = 0;
    while i < classes.len() {
        let Some(class) = classes[i].checked_sub(1) else {
            i += 1;
            continue;
        };
        let mut end = i + 1;
        while class % 4 == 0 && end < classes.len() && classes[end - 1] != (class + 3) {
            end += 1;
        }
        if let Some(kind) = kind_of(usize::from(class / 4)) {
            out.push(Name {
                words: first + i..first + end,
                kind,
            });
        }
        i = end;
    }
}

/// Lays known names over recognised ones: a known name wins where it is at least as long as what
/// it overlaps; its kind gives way to a recognised person of the same words.
pub fn overlay(names: &mut Vec<Name>, known: Vec<(Range<usize>, NameKind)>) {
    for (words, kind) in known {
        let overlapping: Vec<usize> = (0..names.len())
            .filter(|n| names[*n].words.start < words.end && words.start < names[*n].words.end)
            .collect();
        if overlapping.iter().any(|n| {
            let name = &names[*n];
            name.words.len() > words.len() || (name.words == words && name.kind == NameKind::Person)
        }) {
            continue;
        }
        for n in overlapping.into_iter().rev() {
            names.remove(n);
        }
        names.push(Name { words, kind });
    }
    names.sort_by_key(|n| (n.words.start, n.words.end));
}
