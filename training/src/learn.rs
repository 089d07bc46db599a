//! Averaged perceptrons over hashed features, and their packing into bytes.

use selon_text::tables::{Bytes, MoveWeights, Sparse, Weights, value};
use std::borrow::Cow;

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

/// Sparse weights in training.
pub struct Learner {
    bits: u32,
    rows: Vec<Vec<Cell>>,
    time: u32,
}

impl Weights for Learner {
    fn add(&self, feature: u32, scores: &mut [i32]) {
        for cell in &self.rows[(feature >> (32 - self.bits)) as usize] {
            if let Some(s) = scores.get_mut(cell.class as usize) {
                *s += cell.weight;
            }
        }
    }
}

impl Learner {
    pub fn new(bits: u32) -> Learner {
        Learner {
            bits,
            rows: vec![Vec::new(); 1 << bits],
            time: 1,
        }
    }

    /// Marks the passing of one example.
    pub fn tick(&mut self) {
        self.time += 1;
    }

    pub fn update(&mut self, features: &[u32], class: u8, delta: i32) {
        for f in features {
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

    /// The averages, packed to one byte each; the heaviest takes the largest code,
    /// and the lightest are dropped.
    pub fn pack(&self) -> Vec<u8> {
        let average = |c: &Cell| {
            (c.total + i64::from(c.weight) * i64::from(self.time - c.stamp)) as f64
                / f64::from(self.time)
        };
        let rows: Vec<Vec<(u8, f64)>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(|c| (c.class, average(c))).collect())
            .collect();
        Sparse::pack(self.bits, &codes(&rows))
    }
}

/// Weights as packed bytes: the heaviest takes the largest code, and the lightest are dropped.
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

pub fn open(bytes: Vec<u8>) -> Sparse {
    Sparse::open(Bytes(Cow::Owned(bytes))).expect("a table just packed can be opened")
}

/// Weights of the parser's moves in training.
pub struct MoveLearner {
    bits: u32,
    weights: Vec<[i32; 4]>,
    totals: Vec<[i64; 4]>,
    time: u32,
}

impl MoveWeights for MoveLearner {
    fn score(&self, features: &[u32]) -> [i32; 4] {
        let mut sum = [0i32; 4];
        for f in features {
            let row = &self.weights[(f >> (32 - self.bits)) as usize];
            for (s, w) in sum.iter_mut().zip(row) {
                *s += w;
            }
        }
        sum
    }
}

impl MoveLearner {
    pub fn new(bits: u32) -> MoveLearner {
        MoveLearner {
            bits,
            weights: vec![[0; 4]; 1 << bits],
            totals: vec![[0; 4]; 1 << bits],
            time: 1,
        }
    }

    pub fn tick(&mut self) {
        self.time += 1;
    }

    pub fn update(&mut self, features: &[u32], action: u8, delta: i32) {
        for f in features {
            let row = (f >> (32 - self.bits)) as usize;
            self.weights[row][action as usize] += delta;
            self.totals[row][action as usize] += i64::from(delta) * i64::from(self.time);
        }
    }

    /// The averages, one byte each, biased by 128.
    pub fn pack(&self) -> Vec<u8> {
        let average = |row: usize, a: usize| {
            f64::from(self.weights[row][a]) - self.totals[row][a] as f64 / f64::from(self.time)
        };
        let mut sizes: Vec<f64> = (0..self.weights.len())
            .flat_map(|r| (0..4).map(move |a| (r, a)))
            .map(|(r, a)| average(r, a).abs())
            .filter(|a| *a > 0.0)
            .collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let top = sizes
            .get((sizes.len() as f64 * 0.9999) as usize)
            .copied()
            .unwrap_or(1.0);
        eprintln!(
            "moves: heaviest {:.1}, clipped at {top:.1}",
            sizes.last().copied().unwrap_or(0.0)
        );
        let scale = 127.0 / top.max(1e-9);
        let mut out = Vec::with_capacity(self.weights.len() * 4);
        for r in 0..self.weights.len() {
            for a in 0..4 {
                let w = (average(r, a) * scale).round().clamp(-127.0, 127.0) as i32;
                out.push((w + 128) as u8);
            }
        }
        out
    }
}
