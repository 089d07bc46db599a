//! Weights by which words are hung elsewhere once a tree is there: an averaged perceptron that chooses
//! among the places where a word can hang, in trees as the parser finds them in sentences that it has
//! not seen.

use crate::build::{Ready, Settings};
use crate::learn::{CLIPPED, Dice, code, scale};
use selon_text::parser::attach::{Arcs, asks, features};

/// How much better the right place must look in training.
const MARGIN: i32 = 2;

struct Learner {
    bits: u32,
    weights: Vec<i32>,
    totals: Vec<i64>,
    time: i64,
}

impl Learner {
    fn score(&self, features: &[u32]) -> i32 {
        let place = |f: &u32| (f >> (32 - self.bits)) as usize;
        features.iter().map(|f| self.weights[place(f)]).sum()
    }

    fn update(&mut self, features: &[u32], delta: i32) {
        for f in features {
            let place = (f >> (32 - self.bits)) as usize;
            self.weights[place] += delta;
            self.totals[place] += i64::from(delta) * self.time;
        }
    }
}

/// Trains with several seeds and packs the sum of the weights, one byte each. `trees` are those found.
pub fn train(data: &[Ready], trees: &[Arcs], settings: &Settings) -> Vec<u8> {
    let mut sum = vec![0f64; 1 << settings.attach_bits];
    for k in 0..settings.seeds {
        let one = train_one(data, trees, &settings.sown(k));
        for (place, sum) in sum.iter_mut().enumerate() {
            *sum += f64::from(one.weights[place]) - one.totals[place] as f64 / one.time as f64;
        }
    }
    let scale = scale(sum.iter().copied(), CLIPPED);
    sum.iter().map(|w| code(*w, scale) as u8).collect()
}

fn train_one(data: &[Ready], trees: &[Arcs], settings: &Settings) -> Learner {
    let mut learner = Learner {
        bits: settings.attach_bits,
        weights: vec![0; 1 << settings.attach_bits],
        totals: vec![0; 1 << settings.attach_bits],
        time: 1,
    };
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut dice = Dice::new(settings.seed + 23);
    let mut places = Vec::new();
    let mut seen: Vec<Vec<u32>> = Vec::new();
    for round in 0..settings.attach_rounds {
        dice.shuffle(&mut order);
        let (mut asked, mut before, mut after) = (0, 0, 0);
        for &s in &order {
            let (r, tree) = (&data[s], &trees[s]);
            for d in 0..r.heads.len() as u16 {
                if !asks(settings.asked, &r.words, tree, d) {
                    continue;
                }
                let gold = r.heads[usize::from(d)];
                // Of words other than punctuation the finished model asks about one side, but from both
                // there is something to learn.
                tree.candidates(d, true, &mut places);
                learner.time += 1;
                asked += 1;
                before += usize::from(places[0] == gold);
                let Some(right) = places.iter().position(|h| *h == gold) else {
                    continue;
                };
                seen.resize_with(places.len().max(seen.len()), Vec::new);
                for (h, seen) in places.iter().zip(&mut seen) {
                    seen.clear();
                    features(&r.words, tree, *h, d, seen);
                }
                let scores = seen[..places.len()].iter().map(|f| learner.score(f));
                let (mut guess, mut top, mut own) = (usize::MAX, i32::MIN, 0);
                for (i, score) in scores.enumerate() {
                    if i == right {
                        own = score;
                    } else if score > top {
                        (guess, top) = (i, score);
                    }
                }
                after += usize::from(own > top);
                if guess != usize::MAX && own < top + MARGIN {
                    learner.update(&seen[right], 1);
                    learner.update(&seen[guess], -1);
                }
            }
        }
        eprintln!("  round {round}: {before} of {asked} hung right, now {after}");
    }
    learner
}
