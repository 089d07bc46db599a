//! A linear-chain conditional random field over hashed features, trained by stochastic gradient
//! descent with an L2 penalty. Uses no library function whose last bit differs between machines.

use crate::learn::Dice;
use selon_text::names::{self, BUCKETS, CHECK, CLASSES, Table};

/// One stretch of words to train on: features of each word, and the right classes.
pub struct Stretch<'a> {
    pub features: Vec<&'a [u32]>,
    pub right: &'a [u8],
}

/// Bits of a feature that are told apart: all that the packed table tells apart.
const BITS: u32 = BUCKETS + CHECK;

/// Row of a feature.
fn row(feature: u32) -> usize {
    (feature >> (32 - BITS)) as usize
}

/// How often a feature must be seen to be learnt.
const SEEN: u8 = 2;

/// How long and how fast to learn.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub rounds: usize,
    pub rate: f32,
    pub decay: f32,
    /// Share of features hidden at every step, in percent: without it the forms of known words
    /// explain everything, and lists and neighbours stay undertrained.
    pub hidden: usize,
}

/// e to the `x`, by arithmetic alone.
fn exp(x: f32) -> f32 {
    if x < -80.0 {
        return 0.0;
    }
    let x = x.min(80.0);
    let k = (x * std::f32::consts::LOG2_E).round();
    let r = x - k * std::f32::consts::LN_2;
    let poly = 1.0
        + r * (1.0
            + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
    poly * f32::from_bits(((k as i32 + 127).clamp(1, 254) as u32) << 23)
}

type Scores = [f32; CLASSES];

/// Weights in training.
pub struct Field {
    /// Of the features that are learnt alone, side by side: few enough to stay near at hand.
    weights: Vec<Scores>,
    /// The features' rows in a packed table.
    rows: Vec<u32>,
    scale: f32,
}

impl Field {
    /// Trains on the stretches.
    pub fn train(stretches: &[Stretch], pace: Pace, seed: u64) -> Field {
        let (rows, words) = common(stretches);
        let mut field = Field {
            weights: vec![[0.0; CLASSES]; rows.len()],
            rows,
            scale: 1.0,
        };
        let total = (stretches.len() * pace.rounds) as f32;
        let lambda = pace.decay / stretches.len().max(1) as f32;
        let mut order: Vec<usize> = (0..stretches.len()).collect();
        let mut dice = Dice::new(seed);
        let mut done = 0.0f32;
        let mut work = Work::default();
        for _ in 0..pace.rounds {
            dice.shuffle(&mut order);
            for &s in &order {
                let rate = pace.rate * (1.0 - 0.95 * done / total);
                done += 1.0;
                let shown: Vec<Vec<u32>> = words[s]
                    .iter()
                    .map(|word| {
                        let mut word = word.clone();
                        word.retain(|_| dice.below(100) >= pace.hidden);
                        word
                    })
                    .collect();
                field.step(&shown, stretches[s].right, rate, &mut work);
                field.scale *= 1.0 - rate * lambda;
                if field.scale < 1e-3 {
                    let scale = field.scale;
                    for w in field.weights.iter_mut().flatten() {
                        *w *= scale;
                    }
                    field.scale = 1.0;
                }
            }
        }
        // All features together weigh as much as those shown did.
        let shown = (100 - pace.hidden) as f32 / 100.0;
        for (at, weights) in field.weights.iter_mut().enumerate() {
            let all = if at < CLASSES { 1.0 } else { shown };
            for w in weights {
                *w *= field.scale * all;
            }
        }
        field.scale = 1.0;
        field
    }

    fn step(&mut self, words: &[Vec<u32>], right: &[u8], rate: f32, work: &mut Work) {
        let n = words.len();
        let moves = names::moves();
        work.emit.clear();
        for rows in words {
            let mut scores = [0.0f32; CLASSES];
            for row in rows {
                for (s, w) in scores.iter_mut().zip(&self.weights[*row as usize]) {
                    *s += w;
                }
            }
            // Exponentials are taken relative to the best class; the constant cancels.
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            for s in &mut scores {
                *s = exp((*s - top) * self.scale);
            }
            work.emit.push(scores);
        }
        work.pass.clear();
        work.pass.extend_from_slice(&self.weights[..CLASSES]);
        for &(a, b) in moves {
            let weight = &mut work.pass[usize::from(a)][usize::from(b)];
            *weight = exp((*weight * self.scale).min(30.0));
        }
        // Forward and backward, each word's sums scaled to one.
        work.forward.clear();
        for i in 0..n {
            let mut here = [0.0f32; CLASSES];
            for &(a, b) in moves {
                let (a, b) = (a as usize, b as usize);
                let before = if i == 0 {
                    f32::from(u8::from(a == 0))
                } else {
                    work.forward[i - 1][a]
                };
                here[b] += before * work.pass[a][b];
            }
            for (h, e) in here.iter_mut().zip(&work.emit[i]) {
                *h *= e;
            }
            normalise(&mut here);
            work.forward.push(here);
        }
        work.backward.clear();
        work.backward.resize(n, [0.0; CLASSES]);
        for i in (0..n).rev() {
            let mut here = [0.0f32; CLASSES];
            for &(a, b) in moves {
                let (a, b) = (a as usize, b as usize);
                here[a] += if i + 1 == n {
                    // A stretch is followed by a word outside.
                    if b == 0 { work.pass[a][b] } else { 0.0 }
                } else {
                    work.pass[a][b] * work.emit[i + 1][b] * work.backward[i + 1][b]
                };
            }
            normalise(&mut here);
            work.backward[i] = here;
        }
        let step = rate / self.scale;
        for i in 0..n {
            let mut p = [0.0f32; CLASSES];
            let both = work.forward[i].iter().zip(&work.backward[i]);
            for (p, (forward, backward)) in p.iter_mut().zip(both) {
                *p = forward * backward;
            }
            normalise(&mut p);
            p[right[i] as usize] -= 1.0;
            if p.iter().all(|d| d.abs() < 1e-3) {
                continue;
            }
            for d in &mut p {
                *d *= step;
            }
            for row in &words[i] {
                for (w, d) in self.weights[*row as usize].iter_mut().zip(&p) {
                    *w -= d;
                }
            }
        }
        // Transitions: expected counts of pairs less the right ones.
        for i in 0..=n {
            let mut pairs = [[0.0f32; CLASSES]; CLASSES];
            let mut sum = 0.0f32;
            for &(a, b) in moves {
                let (a, b) = (a as usize, b as usize);
                let before = if i == 0 {
                    f32::from(u8::from(a == 0))
                } else {
                    work.forward[i - 1][a]
                };
                let after = if i == n {
                    f32::from(u8::from(b == 0))
                } else {
                    work.emit[i][b] * work.backward[i][b]
                };
                let p = before * work.pass[a][b] * after;
                pairs[a][b] = p;
                sum += p;
            }
            let inverse = if sum > 1e-30 { 1.0 / sum } else { 0.0 };
            let a = if i == 0 { 0 } else { right[i - 1] };
            let b = if i == n { 0 } else { right[i] };
            for &(x, y) in moves {
                let (x, y) = (x as usize, y as usize);
                let gold = f32::from(u8::from(x == a as usize && y == b as usize));
                let d = pairs[x][y] * inverse - gold;
                if d.abs() > 1e-3 {
                    self.weights[x][y] -= step * d;
                }
            }
        }
    }
}

/// The rows of the features that are learnt, those of the transitions first, and every stretch's words
/// as places among these.
fn common(stretches: &[Stretch]) -> (Vec<u32>, Vec<Vec<Vec<u32>>>) {
    let all = || {
        stretches
            .iter()
            .flat_map(|s| &s.features)
            .copied()
            .flatten()
    };
    let mut counts = vec![0u8; 1 << BITS];
    for feature in all() {
        let count = &mut counts[row(*feature)];
        *count = count.saturating_add(1);
    }
    let mut rows: Vec<u32> = (0..CLASSES as u8)
        .map(|y| row(names::transition(y)) as u32)
        .collect();
    const NOWHERE: u32 = u32::MAX;
    let mut places = vec![NOWHERE; 1 << BITS];
    for (place, row) in (0..).zip(&rows) {
        places[*row as usize] = place;
    }
    for feature in all() {
        let row = row(*feature);
        if counts[row] >= SEEN && places[row] == NOWHERE {
            places[row] = rows.len() as u32;
            rows.push(row as u32);
        }
    }
    let place = |features: &&[u32]| {
        let places = features.iter().map(|f| (places[row(*f)], counts[row(*f)]));
        let kept = places.filter(|(_, count)| *count >= SEEN);
        kept.map(|(place, _)| place).collect()
    };
    let words = stretches
        .iter()
        .map(|s| s.features.iter().map(place).collect())
        .collect();
    (rows, words)
}

/// The mean of several trainings' weights, packed; weights below `floor` are dropped. All were trained on
/// the same stretches.
pub fn pack(fields: &[Field], floor: f32) -> Vec<u8> {
    let mut rows: Vec<Vec<(u8, f64)>> = vec![Vec::new(); 1 << BITS];
    for (place, row) in fields[0].rows.iter().enumerate() {
        rows[*row as usize] = (0..CLASSES)
            .map(|y| {
                let sum: f32 = fields.iter().map(|f| f.weights[place][y]).sum();
                (y as u8, sum / fields.len() as f32)
            })
            .filter(|(_, w)| w.abs() > floor)
            .map(|(y, w)| (y, f64::from(w)))
            .collect();
    }
    Table::pack(&crate::learn::codes(&rows))
}

#[derive(Default)]
struct Work {
    emit: Vec<Scores>,
    pass: Vec<Scores>,
    forward: Vec<Scores>,
    backward: Vec<Scores>,
}

fn normalise(scores: &mut Scores) {
    let sum: f32 = scores.iter().sum();
    // What is too unlikely to divide by counts as impossible.
    let inverse = if sum > 1e-30 { 1.0 / sum } else { 0.0 };
    for s in scores {
        *s *= inverse;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_what_a_word_is_from_itself_and_its_neighbour() {
        // Feature 1 begins a name that feature 2 ends; feature 3 is outside.
        let f = |n: u32| vec![selon_text::tables::feature(1, n, 0, 0)];
        let words = [f(3), f(1), f(2), f(3), f(3)];
        let right = [0, names::class_of(0, 0, 2), names::class_of(0, 1, 2), 0, 0];
        // Twice, so that no feature is too rare to be learnt.
        let stretches = [(); 2].map(|()| Stretch {
            features: words.iter().map(Vec::as_slice).collect(),
            right: &right,
        });
        let pace = Pace {
            rounds: 200,
            rate: 0.1,
            decay: 0.01,
            hidden: 0,
        };
        let field = Field::train(&stretches, pace, 1);
        for (word, class) in words.iter().zip(right) {
            let place = field.rows.iter().position(|r| *r == row(word[0]) as u32);
            let scores = field.weights[place.expect("it was learnt")];
            let best = (0..CLASSES).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
            assert_eq!(best, Some(class as usize), "{scores:?}");
        }
    }
}
