//! How much the reader has places in mind while reading: what "la ville" or "la province" points to
//! is seldom the last name in a list and nearly always the place the paragraph keeps speaking of.
//!
//! Each mention adds to its place by how it stands there; each sentence since takes a share away,
//! and a new paragraph half of it. Adding and asking cost the same however long the document is.
//! Whole numbers only, so that every machine agrees.

use selon_model::PlaceIx;

/// Kept of a weight from one sentence to the next, in tenths.
const KEPT: i64 = 7;
/// Sentences after which nothing is left.
const FORGOTTEN: usize = 24;
/// The most that a place can weigh, however often it is named: a town that three paragraphs spoke of
/// gives way to the one that opens the fourth.
const MOST: i64 = 260;
/// Places remembered from one sentence to the next.
const REMEMBERED: usize = 5;

/// What a weight is worth in the next sentence.
pub(super) fn carried(weight: i64, same_paragraph: bool) -> i64 {
    let kept = weight * KEPT / 10;
    if same_paragraph { kept } else { kept / 2 }
}

/// Weights by place.
#[derive(Debug, Default)]
pub(super) struct Salience {
    held: Vec<Held>,
    /// Places mentioned within reach, the last one last.
    recent: Vec<PlaceIx>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Held {
    weight: i64,
    sentence: usize,
    paragraph: u32,
    known: bool,
    order: usize,
}

impl Held {
    fn at(self, sentence: usize, paragraph: u32) -> i64 {
        let distance = sentence.saturating_sub(self.sentence);
        if !self.known || distance > FORGOTTEN {
            return 0;
        }
        let mut weight = self.weight;
        for _ in 0..distance {
            weight = weight * KEPT / 10;
        }
        if paragraph != self.paragraph {
            weight /= 2;
        }
        weight
    }
}

impl Salience {
    /// A place was mentioned.
    pub fn add(
        &mut self,
        place: PlaceIx,
        sentence: usize,
        paragraph: u32,
        order: usize,
        weight: i64,
    ) {
        if place >= self.held.len() {
            self.held.resize(place + 1, Held::default());
        }
        let before = self.held[place].at(sentence, paragraph);
        self.held[place] = Held {
            weight: (before + weight).min(MOST),
            sentence,
            paragraph,
            known: true,
            order,
        };
        let held = &self.held;
        self.recent
            .retain(|known| *known != place && held[*known].sentence + FORGOTTEN >= sentence);
        self.recent.push(place);
    }

    /// What is most in mind at the end of a sentence, most first.
    pub fn after(&self, sentence: usize, paragraph: u32) -> Vec<(PlaceIx, i64)> {
        let mut all: Vec<(PlaceIx, i64)> = self
            .recent
            .iter()
            .rev()
            .map(|place| (*place, self.held[*place].at(sentence, paragraph)))
            .filter(|(_, weight)| *weight > 0)
            .collect();
        // Stable: of two alike, the later mentioned.
        all.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        all.truncate(REMEMBERED);
        all
    }

    /// The place that fits and is most in mind; of two alike, the later.
    pub fn most(
        &self,
        sentence: usize,
        paragraph: u32,
        bonus: impl Fn(PlaceIx) -> Option<i64>,
    ) -> Option<PlaceIx> {
        let mut best: Option<(i64, usize, PlaceIx)> = None;
        for place in &self.recent {
            let Some(bonus) = bonus(*place) else { continue };
            let held = self.held[*place];
            let weight = held.at(sentence, paragraph) * bonus;
            if weight > 0
                && best.is_none_or(|(most, order, _)| (weight, held.order) > (most, order))
            {
                best = Some((weight, held.order, *place));
            }
        }
        best.map(|(_, _, place)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(_: PlaceIx) -> Option<i64> {
        Some(1)
    }

    #[test]
    fn what_a_paragraph_keeps_speaking_of_outlasts_one_name_in_passing() {
        let mut mind = Salience::default();
        mind.add(0, 0, 1, 0, 150);
        mind.add(0, 1, 1, 1, 100);
        mind.add(7, 2, 1, 2, 50);
        assert_eq!(mind.most(3, 1, any), Some(0));
        assert_eq!(mind.after(2, 1).first().map(|(place, _)| *place), Some(0));
    }

    #[test]
    fn a_place_that_opens_a_new_paragraph_takes_over() {
        let mut mind = Salience::default();
        mind.add(0, 0, 1, 0, 150);
        mind.add(3, 1, 2, 1, 140);
        assert_eq!(mind.most(2, 2, any), Some(3));
    }

    #[test]
    fn what_does_not_fit_or_lies_too_far_back_is_not_meant() {
        let mut mind = Salience::default();
        mind.add(0, 0, 1, 0, 150);
        assert_eq!(mind.most(1, 1, |place| (place != 0).then_some(1)), None);
        assert_eq!(mind.most(FORGOTTEN + 1, 1, any), None);
        assert!(mind.after(FORGOTTEN + 1, 1).is_empty());
    }

    #[test]
    fn of_two_alike_the_later_is_meant() {
        let mut mind = Salience::default();
        mind.add(2, 0, 1, 0, 100);
        mind.add(1, 0, 1, 1, 100);
        assert_eq!(mind.most(0, 1, any), Some(1));
    }
}
