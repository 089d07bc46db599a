//! The name recogniser: two passes of begin/inside/outside tagging. The second pass sees what the
//! first said of the neighbours and of the same form elsewhere in the document.
//! Left out: which real person or place a name means (the world and the reader decide).

use crate::document::{Name, NameKind};
use crate::tables::{Weights, best, feature};
use crate::tagger::{EDGE, Item};
use std::collections::BTreeMap;
use std::ops::Range;

/// Outside, then begin and inside of persons, organisations, locations and other names.
pub const CLASSES: usize = 9;

/// Class that begins a kind; the next one continues it.
pub fn class_of(kind: Option<NameKind>) -> u8 {
    match kind {
        Some(NameKind::Person) => 1,
        Some(NameKind::Organization) => 3,
        Some(NameKind::Location) => 5,
        None => 7,
    }
}

/// The kind of a begin or inside class; `None` for other names.
pub fn kind_of(class: u8) -> Option<NameKind> {
    match class {
        1 | 2 => Some(NameKind::Person),
        3 | 4 => Some(NameKind::Organization),
        5 | 6 => Some(NameKind::Location),
        _ => None,
    }
}

/// How often the first pass gave a form each kind, in one document.
pub type Votes = BTreeMap<u32, [u16; 4]>;

/// Counts the first pass's answers by form.
pub fn votes(items: &[Item], guess: &[u8]) -> Votes {
    let mut votes = Votes::new();
    for (item, class) in items.iter().zip(guess) {
        if *class > 0 && item.shape & 1 == 1 {
            let slot = usize::from((class - 1) / 2).min(3);
            let counts = votes.entry(item.form).or_default();
            counts[slot] = counts[slot].saturating_add(1);
        }
    }
    votes
}

/// True when no capital or digit stands near: such words are outside without asking.
#[inline]
pub fn plain(items: &[Item], i: usize) -> bool {
    let from = i.saturating_sub(3);
    items[from..(i + 4).min(items.len())]
        .iter()
        .all(|w| w.shape & 1 == 0)
}

/// Features of word `i` in its sentence; `y1` and `y2` are the classes of the words before.
pub fn features(items: &[Item], upos: &[u8], i: usize, y1: u8, y2: u8, out: &mut Vec<u32>) {
    out.clear();
    let at = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| items.get(j))
            .unwrap_or(&EDGE)
    };
    let tag = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| upos.get(j))
            .map_or(63, |t| u32::from(*t))
    };
    let w = at(0);
    let (p1, p2, p3) = (at(-1), at(-2), at(-3));
    let (n1, n2) = (at(1), at(2));
    let y = u32::from(y1);
    let yy = y * 16 + u32::from(y2);
    let start = u32::from(i == 0);
    // The last lower-case content word before, across capitals and little words.
    let anchor = items[..i]
        .iter()
        .rev()
        .take(4)
        .find(|x| x.shape & 1 == 0 && x.suffix[3] != 0)
        .map_or(0, |x| x.form);
    out.extend([
        feature(800, y, 0, 0),
        feature(801, yy, tag(0), 0),
        feature(802, w.form, y, 0),
        feature(803, w.form, w.shape, 0),
        feature(804, w.shape, y, start),
        feature(805, w.shape, p1.shape, n1.shape),
        feature(806, w.lex, w.lex_exact, y),
        feature(807, w.lex_exact, w.shape, start),
        feature(808, w.suffix[2], w.shape, 0),
        feature(809, w.suffix[3], y, 0),
        feature(810, w.suffix[4], 0, 0),
        feature(811, w.prefix, w.shape, y),
        feature(812, tag(0), tag(-1), y),
        feature(813, tag(0), tag(1), y),
        feature(814, p1.form, y, 0),
        feature(815, p1.form, w.form, 0),
        feature(816, p1.form, w.shape, y),
        feature(817, p1.form, p2.form, w.shape),
        feature(818, p2.form, w.shape, y),
        feature(819, p2.form, y, tag(0)),
        feature(820, p3.form, p2.form, w.shape & 1),
        feature(821, n1.form, y, 0),
        feature(822, n1.form, w.form, 0),
        feature(823, n1.form, w.shape, y),
        feature(824, n1.form, n2.form, w.shape),
        feature(825, n2.form, y, w.shape),
        feature(826, anchor, w.shape, y),
        feature(827, anchor, y, tag(0)),
        feature(828, w.form, n1.form, n2.form),
        feature(829, p1.lex, w.shape, y),
        feature(830, n1.lex, w.shape, y),
        feature(831, n1.lex_exact, w.lex_exact, y),
        feature(832, p1.form, n1.form, w.shape),
        feature(833, w.form, yy, 0),
        feature(834, p1.suffix[2], w.shape, y),
        feature(835, n1.suffix[2], w.shape, y),
        feature(836, tag(-1) * 64 + tag(0), tag(1) * 64 + tag(2), y),
    ]);
}

/// More features for the second pass.
pub fn second(items: &[Item], guess: &[u8], i: usize, y1: u8, votes: &Votes, out: &mut Vec<u32>) {
    let g = |o: isize| {
        i.checked_add_signed(o)
            .and_then(|j| guess.get(j))
            .map_or(15, |c| u32::from(*c))
    };
    let vote = |j: usize| {
        items
            .get(j)
            .and_then(|w| votes.get(&w.form))
            .map_or(0, |c| {
                let top = (0..4).max_by_key(|k| (c[*k], 4 - k)).unwrap_or(0);
                let rest: u16 = c.iter().sum::<u16>() - c[top];
                1 + top as u32 * 4 + u32::from(c[top] > 2) * 2 + u32::from(rest > 0)
            })
    };
    let y = u32::from(y1);
    let w = items[i];
    out.extend([
        feature(900, g(0), y, 0),
        feature(901, g(0), g(1), y),
        feature(902, g(-1), g(0), g(1)),
        feature(903, g(0), vote(i), y),
        feature(904, vote(i), w.shape, y),
        feature(905, vote(i + 1), g(0), y),
        feature(906, g(0), w.form, 0),
        feature(907, g(1), g(2), y),
        feature(908, if i > 0 { vote(i - 1) } else { 99 }, vote(i), y),
    ]);
}

/// Tags one sentence; inside classes never follow another kind.
pub fn run(
    items: &[Item],
    upos: &[u8],
    weights: &impl Weights,
    first: Option<(&[u8], &Votes)>,
    buffer: &mut Vec<u32>,
    out: &mut Vec<u8>,
) {
    let (mut y1, mut y2) = (0u8, 0u8);
    for i in 0..items.len() {
        let class = if plain(items, i) {
            0
        } else {
            features(items, upos, i, y1, y2, buffer);
            if let Some((guess, votes)) = first {
                second(items, guess, i, y1, votes, buffer);
            }
            let mut scores = [0i32; CLASSES];
            for f in buffer.iter() {
                weights.add(*f, &mut scores);
            }
            legal(&mut scores, y1);
            best(&scores) as u8
        };
        out.push(class);
        y2 = y1;
        y1 = class;
    }
}

/// Rules out inside classes that do not continue `before`.
pub fn legal(scores: &mut [i32; CLASSES], before: u8) {
    for inside in [2u8, 4, 6, 8] {
        if before != inside && before + 1 != inside {
            scores[inside as usize] = i32::MIN / 2;
        }
    }
}

/// Names as ranges from a sentence's classes, `first` being the index of its first word.
pub fn ranges(classes: &[u8], first: usize, out: &mut Vec<Name>) {
    let mut i = 0;
    while i < classes.len() {
        let class = classes[i];
        let mut end = i + 1;
        if class % 2 == 1 {
            while end < classes.len() && classes[end] == class + 1 {
                end += 1;
            }
            if let Some(kind) = kind_of(class) {
                out.push(Name {
                    words: first + i..first + end,
                    kind,
                });
            }
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
