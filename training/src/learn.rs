//! Averaged perceptrons over hashed features, and their packing into bytes.

use selon_text::names::value;
use selon_text::tables::{Bytes, Features, MoveWeights, Moves, Rows, Weights};
use std::collections::BTreeMap;

/// A small deterministic generator for shuffling.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n.max(1) as u64) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[derive(Clone, Copy)]
struct Cell {
    class: u8,
    weight: i32,
    total: i64,
    stamp: u32,
}

/// Which features are hidden from an example: a share of them, others at every example, so that no
/// feature of a word leans on another's always being there.
#[derive(Clone, Copy, Default)]
pub struct Blinkers {
    /// Of 2^32, how many are hidden.
    share: u32,
    salt: u32,
}

impl Blinkers {
    pub fn new(percent: u32) -> Blinkers {
        Blinkers {
            share: (u64::from(percent) * (1 << 32) / 100) as u32,
            salt: 0,
        }
    }

    fn turn(&mut self, time: u32) {
        self.salt = time.wrapping_mul(0x85EB_CA6B);
    }

    #[inline]
    fn hides(&self, feature: u32) -> bool {
        self.share > 0 && (feature ^ self.salt).wrapping_mul(0x9E37_79B1) < self.share
    }
}

/// Sparse weights in training.
pub struct Learner {
    blinkers: Blinkers,
    bits: u32,
    rows: Vec<Vec<Cell>>,
    time: u32,
}

impl<const W: usize> Weights<W> for Learner {
    fn score(&self, features: &[u32]) -> [i32; W] {
        let mut scores = [0; W];
        for feature in features {
            if self.blinkers.hides(*feature) {
                continue;
            }
            for cell in &self.rows[(feature >> (32 - self.bits)) as usize] {
                scores[cell.class as usize] += cell.weight;
            }
        }
        scores
    }
}

impl Learner {
    pub fn new(bits: u32, hidden: u32) -> Learner {
        Learner {
            blinkers: Blinkers::new(hidden),
            bits,
            rows: vec![Vec::new(); 1 << bits],
            time: 1,
        }
    }

    /// Marks the passing of one example.
    pub fn tick(&mut self) {
        self.time += 1;
        self.blinkers.turn(self.time);
    }

    pub fn update(&mut self, features: &[u32], class: u8, delta: i32) {
        for f in features {
            if self.blinkers.hides(*f) {
                continue;
            }
            let row = &mut self.rows[(f >> (32 - self.bits)) as usize];
            match row.iter_mut().find(|c| c.class == class) {
                Some(cell) => {
                    cell.total += i64::from(cell.weight) * i64::from(self.time - cell.stamp);
                    cell.stamp = self.time;
                    cell.weight += delta;
                }
                None => row.push(Cell {
                    class,
                    weight: delta,
                    total: 0,
                    stamp: self.time,
                }),
            }
        }
    }

    fn average(&self, c: &Cell) -> f64 {
        (c.total + i64::from(c.weight) * i64::from(self.time - c.stamp)) as f64
            / f64::from(self.time)
    }

    /// The averages, one byte each; the few heaviest are clipped and the lightest dropped.
    pub fn pack(self, floor: i8) -> Vec<u8> {
        pack(&[self], floor)
    }
}

/// What is as good as nothing: in tables that only help training.
pub const LEAST: i8 = 1;

/// The averages of all learners together, packed; of 127 steps, weights up to `floor` are dropped.
/// Most weights are light and stand for what was seen once or twice: dropping them costs nothing, and
/// what was never seen then falls less often on the weight of something else.
pub fn pack(learners: &[Learner], floor: i8) -> Vec<u8> {
    let buckets = learners[0].rows.len();
    let sums: Vec<BTreeMap<u8, f64>> = (0..buckets)
        .map(|bucket| {
            let mut row = BTreeMap::new();
            for learner in learners {
                for cell in &learner.rows[bucket] {
                    *row.entry(cell.class).or_default() += learner.average(cell);
                }
            }
            row
        })
        .collect();
    let scale = scale(sums.iter().flat_map(BTreeMap::values).copied(), CLIPPED);
    let rows: Vec<Vec<(u8, i8)>> = sums
        .iter()
        .map(|row| {
            row.iter()
                .map(|(class, weight)| (*class, code(*weight, scale)))
                .filter(|(_, w)| w.abs() > floor)
                .collect()
        })
        .collect();
    Rows::<64>::pack(learners[0].bits, &rows)
}

/// Share of the weights that may be clipped so that the others keep finer steps.
pub const CLIPPED: f64 = 0.0005;

/// Factor that brings all but a share of the weights into a signed byte.
pub fn scale(weights: impl Iterator<Item = f64>, clipped: f64) -> f64 {
    let mut sizes: Vec<f64> = weights.map(f64::abs).filter(|w| *w > 0.0).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let top = sizes
        .get((sizes.len() as f64 * (1.0 - clipped)) as usize)
        .copied()
        .unwrap_or(1.0);
    127.0 / top.max(1e-9)
}

pub fn code(weight: f64, scale: f64) -> i8 {
    (weight * scale).round().clamp(-127.0, 127.0) as i8
}

/// Weights as codes for the tables of the name recogniser: the heaviest takes the largest code, and the lightest are dropped.
pub fn codes(rows: &[Vec<(u8, f64)>]) -> Vec<Vec<(u8, i8)>> {
    let top = rows
        .iter()
        .flatten()
        .map(|(_, w)| w.abs())
        .fold(1e-9, f64::max);
    let scale = f64::from(value(127)) / top;
    let code = |weight: f64| -> i8 {
        let wanted = weight.abs() * scale;
        let code = (0..=127i8)
            .rev()
            .find(|c| {
                let here = f64::from(value(*c));
                let below = f64::from(value((*c - 1).max(0)));
                wanted >= (here + below) / 2.0
            })
            .unwrap_or(0);
        if weight < 0.0 { -code } else { code }
    };
    rows.iter()
        .map(|row| {
            let mut row: Vec<(u8, i8)> = row
                .iter()
                .map(|(class, weight)| (*class, code(*weight)))
                .filter(|(_, w)| w.abs() > 1)
                .collect();
            row.sort_unstable();
            row
        })
        .collect()
}

pub fn open<const W: usize>(bytes: &[u8]) -> Rows<W> {
    Rows::open(Bytes(bytes.to_vec().into())).expect("a table just packed can be opened")
}

/// Weights of the parser's moves in training.
pub struct MoveLearner {
    blinkers: Blinkers,
    bits: u32,
    weights: Vec<[i32; 4]>,
    totals: Vec<[i64; 4]>,
    time: u32,
}

/// Sums of the weights of the moves in training.
pub struct MoveSums<'w> {
    learner: &'w MoveLearner,
    sum: [i32; 4],
}

impl MoveWeights for MoveLearner {
    type Sums<'w> = MoveSums<'w>;

    fn sums(&self) -> MoveSums<'_> {
        MoveSums {
            learner: self,
            sum: [0; 4],
        }
    }
}

impl Features for MoveSums<'_> {
    fn put(&mut self, feature: u32) {
        if self.learner.blinkers.hides(feature) {
            return;
        }
        let row = &self.learner.weights[(feature >> (32 - self.learner.bits)) as usize];
        for (s, w) in self.sum.iter_mut().zip(row) {
            *s += w;
        }
    }
}

impl From<MoveSums<'_>> for [i32; 4] {
    fn from(sums: MoveSums<'_>) -> [i32; 4] {
        sums.sum
    }
}

impl MoveLearner {
    pub fn new(bits: u32, hidden: u32) -> MoveLearner {
        MoveLearner {
            blinkers: Blinkers::new(hidden),
            bits,
            weights: vec![[0; 4]; 1 << bits],
            totals: vec![[0; 4]; 1 << bits],
            time: 1,
        }
    }

    pub fn tick(&mut self) {
        self.time += 1;
        self.blinkers.turn(self.time);
    }

    pub fn update(&mut self, features: &[u32], action: u8, delta: i32) {
        for f in features {
            if self.blinkers.hides(*f) {
                continue;
            }
            let row = (f >> (32 - self.bits)) as usize;
            self.weights[row][action as usize] += delta;
            self.totals[row][action as usize] += i64::from(delta) * i64::from(self.time);
        }
    }

    /// The averages, by row.
    fn averages(&self) -> Vec<[f64; 4]> {
        let time = f64::from(self.time);
        self.weights
            .iter()
            .zip(&self.totals)
            .map(|(w, t)| std::array::from_fn(|a| f64::from(w[a]) - t[a] as f64 / time))
            .collect()
    }

    /// The averages of all learners together, one byte each; rows without a weight above `floor` are
    /// dropped. Also the factor that was applied, by which margins have to be scaled too.
    pub fn pack(learners: &[MoveLearner], floor: i8) -> (Vec<u8>, f64) {
        let mut sums = vec![[0.0f64; 4]; learners[0].weights.len()];
        for learner in learners {
            for (sum, one) in sums.iter_mut().zip(learner.averages()) {
                for (s, w) in sum.iter_mut().zip(one) {
                    *s += w;
                }
            }
        }
        let scale = scale(sums.iter().flatten().copied(), 0.0001);
        let rows: Vec<[i8; 4]> = sums
            .iter()
            .map(|row| row.map(|w| code(w, scale)))
            .map(|row| {
                if row.iter().all(|w| w.abs() <= floor) {
                    [0; 4]
                } else {
                    row
                }
            })
            .collect();
        let scale = scale * learners.len() as f64;
        (Moves::pack(learners[0].bits, &rows), scale)
    }
}
