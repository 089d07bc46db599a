//! The name recogniser: a linear-chain model over begin, inside, last, unit and outside, decoded
//! in whole stretches. It runs twice: the second time it sees what the first said of the same
//! forms elsewhere in the document. Lists of known names (the gazette) are features, not truth.
//! Left out: which real person or place a name means (the world and the reader decide).

use crate::document::{Name, NameKind, Upos};
use crate::tables::{Bytes, Lookup, ModelError, ModelFile, feature, hash_bytes};
use crate::tagger::{EDGE, Item, SMALL};
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

/// Tags as a set of bits.
const fn set<const N: usize>(tags: [Upos; N]) -> u32 {
    let (mut set, mut n) = (0, 0);
    while n < N {
        set |= 1 << tags[n] as u32;
        n += 1;
    }
    set
}

/// True for a word of one of the tags that is written small.
#[inline]
fn small(seen: &Seen, i: usize, tags: u32) -> bool {
    seen.items[i].shape & 1 == 0 && tags >> seen.upos[i] & 1 == 1
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
    let (p1, p2) = (at(-1), at(-2));
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
        feature(816, p1.form, w.shape, 0),
        feature(818, p2.form, w.shape, 0),
        feature(819, p2.form, p1.shape & 1, 0),
        feature(821, n1.form, 0, 0),
        feature(823, n1.form, w.shape, 0),
        feature(825, n2.form, w.shape, 0),
        feature(826, anchor, w.shape, 0),
        feature(827, anchor, tag(0), 1),
        feature(828, ahead, w.shape, 0),
        feature(829, p1.lex, w.shape, p1.shape & 1),
        feature(830, n1.lex, w.shape, n1.shape & 1),
        feature(831, n1.lex_exact, w.lex_exact, 0),
        feature(834, p1.suffix[2], w.shape, 0),
        feature(835, n1.suffix[2], w.shape, 0),
        feature(836, tag(-1) * 64 + tag(0), tag(1) * 64 + tag(2), 0),
        feature(838, l.run, w.shape, 0),
        feature(839, before, l.run, 0),
        feature(840, before, w.shape, 0),
        feature(841, seen.items[first].form, l.run, 0),
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
        feature(884, w.profile, w.shape, 0),
        feature(885, w.profile, before, w.shape & 1),
        feature(886, w.profile, n1.profile, w.shape & 1),
        feature(887, p1.profile, w.profile, w.shape & 1),
        feature(888, w.profile, anchor, w.shape & 1),
        feature(889, w.profile, l.long, w.shape & 1),
        feature(890, w.profile, tail, w.shape & 1),
    ]);
    if w.shape & 1 == 0 {
        return;
    }
    // The run of capitals as a whole, up to seven words off: its last word, and what lists say of any of
    // its words.
    let capitals = |x: &&Item| x.shape & 1 == 1;
    let more = seen.items[i..].iter().take(8).take_while(capitals).count();
    let run = first.max(i.saturating_sub(7))..i + more;
    let last = &seen.items[run.end - 1];
    let looks = &seen.looks[run.clone()];
    let any = looks
        .iter()
        .fold(0, |any, look| any | look.alone | look.long >> 2);
    let spelt = |x: &&Item| x.shape & SMALL == 0;
    let letters = seen.items[run].iter().filter(spelt).count().min(3) as u32;
    out.extend([
        feature(891, w.profile, l.run, last.profile),
        feature(892, last.form, l.run, 0),
        feature(893, last.cluster, l.run, 0),
        feature(894, last.suffix[2], l.run, 0),
        feature(895, any, l.run, 0),
        feature(896, letters, l.run, any & PEOPLE),
    ]);
}

/// Lists of names of people.
const PEOPLE: u32 = (listed::GIVEN | listed::FAMILY) as u32;

/// How well each kind fits a word by the first pass, and last how well none does.
pub type Leaning = [i32; KINDS + 1];

/// The leaning of a word from its scores.
fn leaning(scores: &Scores) -> Leaning {
    std::array::from_fn(|kind| match scores.get(1 + 4 * kind..5 + 4 * kind) {
        Some(classes) => classes.iter().copied().fold(i32::MIN, i32::max),
        None => scores[0],
    })
}

/// The best kind of a leaning, the second best, and how far this one lies behind, in four steps.
fn lead(leaning: &Leaning) -> (u32, u32, u32) {
    let (mut best, mut next) = (0, 1);
    if leaning[1] > leaning[0] {
        (best, next) = (1, 0);
    }
    for kind in 2..leaning.len() {
        if leaning[kind] > leaning[best] {
            (best, next) = (kind, best);
        } else if leaning[kind] > leaning[next] {
            next = kind;
        }
    }
    let gap = leaning[best].saturating_sub(leaning[next]);
    let step = [700, 2000, 5000].iter().filter(|s| gap >= **s).count();
    (best as u32, next as u32, step as u32)
}

/// What the first pass said of a document: kinds of every form, and of every whole name.
#[derive(Clone, Debug, Default)]
pub struct Votes {
    /// Leanings of all words of a form, added up.
    leanings: Tally<Leaning>,
    forms: Tally<[u16; KINDS + 1]>,
    names: Tally<[u16; KINDS]>,
}

/// Counts the first pass's answers.
pub fn votes(items: &[Item], guess: &[u8], leanings: &[Leaning]) -> Votes {
    let mut votes = Votes::default();
    let (mut key, mut open) = (0, false);
    for ((item, class), leaning) in items.iter().zip(guess).zip(leanings) {
        if item.shape & 1 == 1 {
            for (sum, part) in votes.leanings.entry(item.form).iter_mut().zip(leaning) {
                *sum = sum.saturating_add(*part);
            }
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
pub fn second(
    seen: &Seen,
    (guess, leanings): (&[u8], &[Leaning]),
    i: usize,
    votes: &Votes,
    out: &mut Vec<u32>,
) {
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
    let (own, own_next, own_step) = lead(&leanings[i]);
    // What all words of the form lean to.
    let pooled = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| seen.items.get(j))
            .filter(|w| w.shape & 1 == 1)
            .and_then(|w| votes.leanings.get(w.form))
            .map_or((7, 7, 0), lead)
    };
    let [(all_before, ..), (all, all_next, all_step), (all_after, ..)] = [-1, 0, 1].map(pooled);
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
        feature(914, own * 8 + own_next, own_step, w.shape & 1),
        feature(915, all * 8 + all_step, all_next, w.shape & 1),
        feature(916, all * 8 + all_step, g(0), 0),
        feature(917, all_before, all, all_after),
        feature(918, all * 8 + all_step, own * 8 + own_next, own_step),
        feature(919, all * 8 + all_step, longest.1, 0),
    ]);
    // The nearest names before and behind, and how far off they are or, one word off, what stands between.
    let kind = |class: u8| u32::from(class - 1) / 4;
    let between = |other: usize| match (i.abs_diff(other), (i + other) / 2) {
        (2, middle) => seen.items[middle].form,
        (far, _) => far.min(5) as u32,
    };
    let ends = |class: &u8| *class > 0 && (*class - 1) % 4 >= 2;
    let begins = |class: &u8| *class > 0 && matches!((*class - 1) % 4, 0 | 3);
    const FAR: usize = 30;
    let back = (i.saturating_sub(FAR)..i)
        .rev()
        .find(|at| ends(&guess[*at]));
    let ahead = (i + 1..guess.len().min(i + FAR)).find(|at| begins(&guess[*at]));
    let of = |other: Option<usize>| other.map_or((9, 0), |at| (kind(guess[at]), between(at)));
    let ((kind_back, off_back), (kind_ahead, off_ahead)) = (of(back), of(ahead));
    out.extend([
        feature(930, kind_back, off_back, g(0)),
        feature(931, kind_ahead, off_ahead, g(0)),
        feature(932, kind_back, off_back, w.shape & 1),
        feature(933, kind_ahead, off_ahead, w.shape & 1),
        feature(934, kind_back, kind_ahead, g(0)),
    ]);
}

/// Words of a sentence that may be part of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Words that a name may begin with, or that stand shortly before one.
    pub sure: Range<usize>,
    /// Up to where a name that is open then may go on.
    pub end: usize,
}

/// The stretches of a sentence. No other word is ever part of a name.
pub fn stretches(seen: &Seen) -> Vec<Stretch> {
    /// How far ahead of a name's first word with a capital, or its known head, the name may begin.
    const BEFORE: usize = 3;
    /// How far behind the last such word it may go on over anything, and over a noun phrase alone.
    const AFTER: [usize; 2] = [3, 13];
    /// No name runs over such a word.
    const NEVER: u32 = set([Upos::Adv, Upos::Aux, Upos::Pron, Upos::Sconj]);
    const PHRASE: u32 = set([Upos::Adj, Upos::Adp, Upos::Cconj, Upos::Det, Upos::Noun]);
    let count = seen.items.len();
    let seeds = (0..count).filter(|i| seen.items[*i].shape & 1 == 1 || seen.looks[*i].alone != 0);
    let mut out: Vec<Stretch> = Vec::new();
    for seed in seeds {
        let from = out.last().map_or(0, |last| last.sure.end);
        let room = from.max(seed.saturating_sub(BEFORE))..seed;
        let start = room
            .clone()
            .rev()
            .take_while(|i| !small(seen, *i, NEVER))
            .last();
        let start = start.unwrap_or(seed);
        let sure = start..seed + 1;
        let goes_on = |i: &usize| {
            let behind = i - seed;
            behind <= AFTER[0] && !small(seen, *i, NEVER)
                || behind <= AFTER[1] && small(seen, *i, PHRASE)
        };
        let end = (seed + 1..count)
            .take_while(goes_on)
            .last()
            .map_or(seed + 1, |i| i + 1);
        match out.last_mut() {
            Some(last) if last.sure.end == start => {
                *last = Stretch {
                    sure: last.sure.start..sure.end,
                    end,
                }
            }
            last => {
                if let Some(last) = last {
                    last.end = last.end.min(start);
                }
                out.push(Stretch { sure, end });
            }
        }
    }
    out
}

/// Runs the first pass over one sentence: classes and leanings of its words, and which of them were
/// asked about. `score` is called once for each of these, in order.
fn first(
    seen: &Seen,
    chain: &Chain,
    work: &mut Work,
    (out, leanings): (&mut [u8], &mut [Leaning]),
    mut score: impl FnMut(&[u32]) -> Scores,
) -> Vec<Range<usize>> {
    let mut asked: Vec<Range<usize>> = Vec::new();
    let mut ask = |i: usize, work: &mut Work| {
        features(seen, i, work.features());
        work.push(|found| {
            let scores = score(found);
            leanings[i] = leaning(&scores);
            scores
        });
    };
    let mut here = 0..0;
    for stretch in stretches(seen) {
        if here.end != stretch.sure.start || here.is_empty() {
            if !here.is_empty() {
                chain.decode(work, &mut out[here.clone()]);
                asked.push(here);
            }
            work.clear();
            here = stretch.sure.start..stretch.sure.start;
        }
        stretch.sure.clone().for_each(|i| ask(i, work));
        here.end = stretch.sure.end;
        while here.end < stretch.end && chain.open(work) {
            ask(here.end, work);
            here.end += 1;
        }
    }
    if !here.is_empty() {
        chain.decode(work, &mut out[here.clone()]);
        asked.push(here);
    }
    asked
}

/// Tags one sentence with a first pass alone: classes and leanings of its words, none yet.
pub fn run(
    seen: &Seen,
    weights: &Table,
    chain: &Chain,
    work: &mut Work,
    out: (&mut [u8], &mut [Leaning]),
) {
    first(seen, chain, work, out, |found| weights.score(found));
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
        let mut leanings = vec![Leaning::default(); items.len()];
        // What was asked of each sentence, and what the second pass makes of these words so far.
        let mut asked: Vec<Vec<Range<usize>>> = Vec::with_capacity(sentences.len());
        let mut sums: Vec<Scores> = Vec::new();
        for s in sentences {
            let (seen, chain) = (seen(s), &self.chains[0]);
            let out = (&mut guess[s.clone()], &mut leanings[s.clone()]);
            asked.push(first(&seen, chain, &mut work, out, |found| {
                let [first, second] = self.passes.scores(found);
                sums.push(second);
                first
            }));
        }
        let votes = votes(items, &guess, &leanings);
        let mut out: Vec<Name> = Vec::new();
        let mut sums = sums.into_iter();
        let mut classes = Vec::new();
        for (s, asked) in sentences.iter().zip(&asked) {
            let (seen, said) = (seen(s), (&guess[s.clone()], &leanings[s.clone()]));
            classes.clear();
            classes.resize(s.len(), 0);
            for stretch in asked {
                work.clear();
                for (i, mut sum) in stretch.clone().zip(&mut sums) {
                    second(&seen, said, i, &votes, work.features());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The stretches of words given as a tag each, written large for a word with a capital.
    fn cut(tags: &str) -> Vec<(Range<usize>, usize)> {
        let words: Vec<(Item, u8)> = tags
            .split(' ')
            .map(|tag| {
                let known = Upos::ALL
                    .iter()
                    .find(|(_, name)| *name == tag.to_uppercase());
                let shape = u32::from(tag.starts_with(char::is_uppercase));
                let item = Item {
                    shape,
                    ..Item::default()
                };
                (item, known.expect("a tag").0 as u8)
            })
            .collect();
        let (items, upos): (Vec<Item>, Vec<u8>) = words.into_iter().unzip();
        let looks = vec![Look::default(); items.len()];
        let seen = Seen {
            items: &items,
            upos: &upos,
            looks: &looks,
        };
        stretches(&seen)
            .into_iter()
            .map(|s| (s.sure, s.end))
            .collect()
    }

    #[test]
    fn a_name_may_go_on_over_its_phrase_but_over_no_clause() {
        // No capital, no name.
        assert_eq!(cut("det noun verb"), []);
        // "le Conseil national pour la défense de la démocratie a démenti"
        assert_eq!(
            cut("det NOUN adj adp det noun adp det noun aux verb"),
            [(0..2, 9)]
        );
        // "l'Armée syrienne est un allié": an auxiliary ends what may be a name.
        assert_eq!(cut("det NOUN adj aux det noun"), [(0..2, 3)]);
        // "qu'il dit à Sadove": no name begins before a pronoun.
        assert_eq!(cut("sconj pron verb adp PROPN"), [(2..5, 5)]);
        // Beyond three words nothing but a phrase goes on.
        assert_eq!(cut("PROPN verb punct num num noun"), [(0..1, 4)]);
        // Two names near each other are asked about in one stretch.
        assert_eq!(cut("PROPN adp noun PROPN"), [(0..4, 4)]);
    }

    #[test]
    fn the_lead_of_a_leaning_is_by_its_best_two() {
        assert_eq!(lead(&[0, 0, 0, 0, 0, 9000]), (5, 0, 3));
        assert_eq!(lead(&[0, 800, 100, 0, 0, 0]), (1, 2, 1));
        assert_eq!(lead(&[i32::MIN, i32::MAX, 0, 0, 0, 0]), (1, 2, 3));
    }
}
