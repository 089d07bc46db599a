//! The linear chain under the recogniser: weights of features and of classes that follow each other,
//! and the best sequence of classes over a stretch of words. Left out: the features themselves.

use super::{CLASSES, KINDS};
use crate::pages::advise;
use crate::tables::{Bytes, ModelError, feature};
use crate::wide::wide;
use std::sync::OnceLock;

/// The feature that stands for coming from a class.
pub fn transition(before: u8) -> u32 {
    feature(799, u32::from(before), 0, 0)
}

/// Pairs of classes that may follow each other.
pub fn moves() -> &'static [(u8, u8)] {
    static MOVES: OnceLock<Vec<(u8, u8)>> = OnceLock::new();
    MOVES.get_or_init(|| {
        let all = 0..CLASSES as u8;
        all.clone()
            .flat_map(|a| all.clone().map(move |b| (a, b)))
            .filter(|&(a, b)| {
                if is_open(a) {
                    (b == 0 || (b - 1) / 4 == (a - 1) / 4) && b > 0 && matches!((b - 1) % 4, 1 | 2)
                } else {
                    b == 0 || matches!((b - 1) % 4, 0 | 3)
                }
            })
            .collect()
    })
}

/// What a packed byte stands for: fine steps near zero, coarse ones far out, so that one byte spans
/// the few heavy weights and the many light ones.
const VALUES: [i16; 256] = {
    let mut values = [0i16; 256];
    let mut code = -127i32;
    while code <= 127 {
        values[(code & 255) as usize] = (code + code * code * code / 512) as i16;
        code += 1;
    }
    values
};

/// The value of a packed byte; from 0 to 4,127 either way.
pub const fn value(code: i8) -> i16 {
    VALUES[code as u8 as usize]
}

/// Bits of a feature that choose its bucket in a [`Table`].
pub const BUCKETS: u32 = 13;
/// Further bits, a byte, that are kept beside each weight, so that features do not answer for each
/// other.
pub const CHECK: u32 = 8;

/// Scores of the classes.
pub type Scores = [i32; CLASSES];

/// Weights by feature, of `N` passes side by side. Most features have none, so what is asked first
/// is a set of bits, one for each bucket and check; the set bits before one number its row.
///
/// In the file, for each pass: for every bucket and one more the number of its first entry (u32),
/// then the entries, three bytes each: check, class and weight code.
#[derive(Clone, Debug)]
pub struct Table<const N: usize = 1> {
    /// The set in stretches.
    set: Box<[u32; PARTS]>,
    /// The number of the first row of each stretch. Beside the set and not within it: most features are only
    /// looked for there.
    first: Box<[u32; PARTS]>,
    rows: Vec<[Row; N]>,
}

/// Weights of the classes; the last lanes are never used.
type Row = [i16; LANES];

/// Classes, rounded up to what fills vector registers.
const LANES: usize = CLASSES.next_multiple_of(8);

/// Bits of a feature that are told apart.
const KEYS: u32 = BUCKETS + CHECK;
/// Stretches of the set.
const PARTS: usize = 1 << (KEYS - 5);

impl<const N: usize> Table<N> {
    /// A table with an empty row for each of some keys.
    fn of(keys: impl Iterator<Item = usize>) -> Table<N> {
        let parts = || -> Box<[u32; PARTS]> {
            let parts = vec![0; PARTS];
            parts.try_into().expect("as many parts as were made")
        };
        let (mut set, mut first) = (parts(), parts());
        for key in keys {
            set[key / 32] |= 1 << (key % 32);
        }
        let mut count = 0;
        for (first, part) in first.iter_mut().zip(&*set) {
            *first = count;
            count += part.count_ones();
        }
        let mut rows = vec![[[0; LANES]; N]; count as usize];
        advise(&mut rows);
        Table { set, first, rows }
    }

    /// The keys of the rows, in order.
    fn keys(&self) -> Vec<usize> {
        let mut keys = Vec::with_capacity(self.rows.len());
        for (at, part) in self.set.iter().enumerate() {
            let mut bits = *part;
            while bits != 0 {
                keys.push(at * 32 + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
        keys
    }

    /// The row of a key that has one.
    #[inline(always)]
    fn row(&self, key: usize) -> usize {
        let part = key / 32 % PARTS;
        let before = self.set[part] & ((1 << (key % 32)) - 1);
        (self.first[part] + before.count_ones()) as usize
    }

    /// The sums of the weights of features, by pass and class.
    pub(super) fn scores(&self, features: &[u32]) -> [Scores; N] {
        wide!(self.scores_wide(features), self.scores_plain(features))
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi2,popcnt")]
    fn scores_wide(&self, features: &[u32]) -> [Scores; N] {
        self.scores_plain(features)
    }

    #[inline(always)]
    fn scores_plain(&self, features: &[u32]) -> [Scores; N] {
        const AT_ONCE: usize = (i16::MAX / value(127)) as usize;
        let mut sums = [[0i32; LANES]; N];
        for features in features.chunks(64) {
            // Keys with a row are found first, without a branch that cannot be foreseen.
            let mut keys = [0u32; 64];
            let mut count = 0;
            for feature in features {
                let key = feature >> (32 - KEYS);
                keys[count % 64] = key;
                count += (self.set[(key / 32) as usize] >> (key % 32) & 1) as usize;
            }
            // As many as fit 16 bits are added up there, in half the registers.
            for keys in keys[..count].chunks(AT_ONCE) {
                let mut part = [[0i16; LANES]; N];
                for key in keys {
                    if let Some(row) = self.rows.get(self.row(*key as usize)) {
                        for (sums, row) in part.iter_mut().zip(row) {
                            let sum = *sums;
                            *sums = std::array::from_fn(|lane| sum[lane] + row[lane]);
                        }
                    }
                }
                // Lanes that nobody reads are added up too: whole vectors are faster than parts.
                let part = std::hint::black_box(part);
                let part = part.as_flattened().iter();
                for (sum, part) in sums.as_flattened_mut().iter_mut().zip(part) {
                    *sum += i32::from(*part);
                }
            }
        }
        sums.map(|sums| std::array::from_fn(|class| sums[class]))
    }
}

impl Table {
    const ENTRIES: usize = ((1 << BUCKETS) + 1) * 4;

    /// Reads a section.
    pub fn open(bytes: Bytes) -> Result<Table, ModelError> {
        let bad = || ModelError::new("a name table of the model file is damaged");
        let (starts, entries) = bytes.split_at_checked(Table::ENTRIES).ok_or_else(bad)?;
        let entries = entries.as_chunks::<3>().0;
        let starts = starts.as_chunks::<4>().0.iter();
        let starts: Vec<usize> = starts.map(|s| u32::from_le_bytes(*s) as usize).collect();
        if starts.first() != Some(&0) || starts.last() != Some(&entries.len()) {
            return Err(bad());
        }
        let mut keys = Vec::with_capacity(entries.len());
        for (bucket, range) in starts.windows(2).enumerate() {
            let entries = entries.get(range[0]..range[1]).ok_or_else(bad)?;
            keys.extend(entries.iter().map(|e| bucket << CHECK | usize::from(e[0])));
        }
        let mut table = Table::of(keys.iter().copied());
        for (key, [_, class, weight]) in keys.into_iter().zip(entries) {
            let row = table.row(key);
            let lane = table.rows[row][0][..CLASSES].get_mut(usize::from(*class));
            *lane.ok_or_else(bad)? = value(*weight as i8);
        }
        Ok(table)
    }

    /// Packs rows of class and weight code, by the first `BUCKETS + CHECK` bits of their feature.
    pub fn pack(rows: &[Vec<(u8, i8)>]) -> Vec<u8> {
        let (mut starts, mut entries, mut count) = (Vec::new(), Vec::new(), 0u32);
        for bucket in rows.chunks(1 << CHECK) {
            starts.extend(count.to_le_bytes());
            for (check, row) in bucket.iter().enumerate() {
                for (class, weight) in row {
                    entries.extend([check as u8, *class, *weight as u8]);
                    count += 1;
                }
            }
        }
        starts.extend(count.to_le_bytes());
        starts.extend(entries);
        starts
    }

    /// Two tables side by side.
    pub(super) fn pair(a: &Table, b: &Table) -> Table<2> {
        let keys = [a.keys(), b.keys()];
        let mut pair = Table::of(keys.iter().flatten().copied());
        for (pass, (table, keys)) in [a, b].into_iter().zip(keys).enumerate() {
            for (key, [row]) in keys.into_iter().zip(&table.rows) {
                let at = pair.row(key);
                pair.rows[at][pass] = *row;
            }
        }
        pair
    }

    /// The sums of the weights of features, by class.
    pub(super) fn score(&self, features: &[u32]) -> Scores {
        let [scores] = self.scores(features);
        scores
    }
}

/// Weights between classes. After a class that ends a name, or outside, the same may follow; of those
/// classes only a few are ever near the best, and the others are not looked at.
#[derive(Debug)]
pub struct Chain {
    rows: [[i32; LANES]; CLASSES],
    /// How far below the best of them a class that leaves no name open can be and still come first.
    reach: i32,
}

/// True for a class after which its name goes on.
const fn is_open(class: u8) -> bool {
    class > 0 && (class - 1) % 4 < 2
}

/// Classes after which no name is open, in order.
const CLOSED: [usize; CLASSES - 2 * KINDS] = {
    let mut closed = [0; CLASSES - 2 * KINDS];
    let (mut class, mut count) = (0, 0);
    while class < CLASSES {
        if !is_open(class as u8) {
            closed[count] = class;
            count += 1;
        }
        class += 1;
    }
    closed
};

impl Chain {
    const LOW: i32 = i32::MIN / 4;

    /// How far behind the best way an open name may lie and still win: three of the heaviest weights.
    const HOPE: i32 = 3 * value(127) as i32;

    /// From a weight table.
    pub fn new(weights: &Table) -> Chain {
        let mut rows = [[0; LANES]; CLASSES];
        let mut reach = 0;
        for (class, row) in (0..).zip(&mut rows) {
            row[..CLASSES].copy_from_slice(&weights.score(&[transition(class)]));
        }
        for &(a, b) in moves().iter().filter(|(a, _)| !is_open(*a)) {
            let weight = rows[usize::from(a)][usize::from(b)];
            for other in CLOSED {
                reach = reach.max(weight.abs_diff(rows[other][usize::from(b)]) as i32);
            }
        }
        Chain { rows, reach }
    }

    /// The best way into every class, given scores whose best is 0: the class before (the first of
    /// equals), and the score.
    #[inline(always)]
    fn step(&self, here: &Scores) -> ([u8; CLASSES], Scores) {
        let (mut back, mut next) = ([0i32; LANES], [i32::MIN; LANES]);
        let best = CLOSED
            .iter()
            .fold(i32::MIN, |best, class| best.max(here[*class]));
        let least = best - self.reach;
        for from in CLOSED {
            if here[from] < least {
                continue;
            }
            for lane in 0..LANES {
                let score = here[from] + self.rows[from][lane];
                let better = score > next[lane];
                next[lane] = if better { score } else { next[lane] };
                back[lane] = if better { from as i32 } else { back[lane] };
            }
        }
        // Within a name comes what begins or goes on with one of its kind.
        for kind in 0..KINDS {
            let (begin, inside) = (1 + 4 * kind, 2 + 4 * kind);
            for class in [inside, inside + 1] {
                let [begun, gone_on] =
                    [begin, inside].map(|from| here[from] + self.rows[from][class]);
                let on = gone_on > begun;
                next[class] = if on { gone_on } else { begun };
                back[class] = if on { inside } else { begin } as i32;
            }
        }
        (
            std::array::from_fn(|class| back[class] as u8),
            std::array::from_fn(|class| next[class]),
        )
    }

    /// Takes in the scores of words that came since the last time.
    fn forward(&self, work: &mut Work) {
        wide!(self.forward_wide(work), self.forward_plain(work))
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi2,popcnt")]
    fn forward_wide(&self, work: &mut Work) {
        self.forward_plain(work);
    }

    #[inline(always)]
    fn forward_plain(&self, work: &mut Work) {
        for emit in &work.scores[work.back.len()..] {
            let (back, mut next) = self.step(&work.here);
            next.iter_mut().zip(emit).for_each(|(n, e)| *n += e);
            // Only differences matter, and they must not grow without end.
            let top = next.iter().copied().fold(i32::MIN, i32::max);
            work.here = next.map(|score| (score - top).max(Chain::LOW));
            work.back.push(back);
        }
    }

    /// True where a name that is open after the words so far is not out of the question.
    pub(super) fn open(&self, work: &mut Work) -> bool {
        self.forward(work);
        let open = (0u8..).zip(work.here).filter(|(class, _)| is_open(*class));
        open.map(|(_, score)| score).max() >= Some(-Chain::HOPE)
    }

    /// The best sequence of classes over a stretch of a sentence, from the scores of its words.
    /// What stands before and after is outside.
    pub(super) fn decode(&self, work: &mut Work, out: &mut [u8]) {
        self.forward(work);
        let (back, _) = self.step(&work.here);
        let mut top = back[0];
        for (class, back) in out.iter_mut().zip(&work.back).rev() {
            *class = top;
            top = back[usize::from(top)];
        }
    }
}

/// Buffers kept over a document: the scores of the words of a stretch, and what they come from.
#[derive(Debug, Default)]
pub struct Work {
    features: Vec<u32>,
    scores: Vec<Scores>,
    back: Vec<[u8; CLASSES]>,
    /// Scores of the best ways to the last word of those, the best being 0.
    here: Scores,
}

impl Work {
    /// Begins a stretch.
    pub(super) fn clear(&mut self) {
        self.scores.clear();
        self.back.clear();
        self.here = [Chain::LOW; CLASSES];
        self.here[0] = 0;
    }

    /// An empty buffer for the features of the next word.
    pub(super) fn features(&mut self) -> &mut Vec<u32> {
        self.features.clear();
        &mut self.features
    }

    /// Takes what the next word's features score.
    pub(super) fn push(&mut self, score: impl FnOnce(&[u32]) -> Scores) {
        self.scores.push(score(&self.features));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_way_is_the_same_however_sums_run() {
        // Weights for coming from each class, and for a few features.
        let keys: Vec<u32> = (0..CLASSES as u8)
            .map(transition)
            .chain((0..90).map(|n| feature(1, n, 0, 0)))
            .collect();
        let mut rows = vec![Vec::new(); 1 << KEYS];
        for (n, key) in (0u32..).zip(&keys) {
            rows[(key >> (32 - KEYS)) as usize] = (0..CLASSES as u8)
                .map(|class| (class, feature(2, n, u32::from(class), 0) as i8))
                .collect();
        }
        let table = Table::open(Bytes(Table::pack(&rows).into())).expect("a table");
        let chain = Chain::new(&table);
        let (mut one, mut other) = (Work::default(), Work::default());
        one.clear();
        other.clear();
        for n in 0..60 {
            let features = &keys[CLASSES..][n % 7..20 + n];
            assert_eq!(table.scores(features), table.scores_plain(features));
            one.scores.push(table.score(features));
            other.scores.push(table.score(features));
        }
        chain.forward(&mut one);
        chain.forward_plain(&mut other);
        assert_eq!((one.back, one.here), (other.back, other.here));
    }
}
