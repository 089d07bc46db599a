//! Measures of the record: how well it finds changes of hands, and how often what it said on a day
//! was later seen otherwise.

use crate::ladder::{Case, Holding, Lens, Rule};
use selon_model::Date;
use std::collections::BTreeMap;

/// Days of tolerance at which changes are scored.
pub const TOLERANCES: [i64; 5] = [0, 1, 3, 7, 30];

/// Counts of right, missed and surplus changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Matches {
    /// Found and true.
    pub right: usize,
    /// True and not found.
    pub missed: usize,
    /// Found and not true.
    pub surplus: usize,
}

impl Matches {
    /// Harmonic mean of precision and recall, 0 to 1; 1 when there was nothing to find and nothing
    /// was found.
    pub fn f1(&self) -> f64 {
        let all = 2 * self.right + self.missed + self.surplus;
        if all == 0 {
            1.0
        } else {
            2.0 * self.right as f64 / all as f64
        }
    }

    fn add(&mut self, other: Matches) {
        self.right += other.right;
        self.missed += other.missed;
        self.surplus += other.surplus;
    }
}

/// What the measures come to, over any number of places.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Measures {
    /// Places measured.
    pub places: usize,
    /// Changes, by tolerance in the order of [`TOLERANCES`]; empty without a truth to compare with.
    pub changes: Vec<Matches>,
    /// Days between a true change and the day found for it, for those found within 30 days.
    pub errors: Vec<i64>,
    /// For each rule, how many states it gave as known on the day itself, and how many of them are
    /// seen otherwise with all that is known now.
    pub reversals: BTreeMap<Rule, (usize, usize)>,
}

impl Measures {
    /// Adds a place. With the truth (day, holder), its changes are scored too.
    pub fn add(&mut self, case: &Case, truth: Option<&[(Date, String)]>, end: Date) {
        self.places += 1;
        if let Some(truth) = truth {
            let found = changes(case, end);
            if self.changes.is_empty() {
                self.changes = vec![Matches::default(); TOLERANCES.len()];
            }
            for (tolerance, sum) in TOLERANCES.iter().zip(&mut self.changes) {
                let (matches, errors) = matched(truth, &found, *tolerance);
                sum.add(matches);
                if *tolerance == 30 {
                    self.errors.extend(errors);
                }
            }
        }
        for day in case.published_days() {
            let (then, rule, _) = case.glance(day, day);
            if !matches!(
                then,
                Holding::Held(_) | Holding::Lost(_) | Holding::Contested(_)
            ) {
                continue;
            }
            let (now, _, _) = case.glance(day, end);
            let count = self.reversals.entry(rule).or_default();
            count.0 += 1;
            count.1 += usize::from(now != then);
        }
    }

    /// The middle error of found dates, in days; positive when found late.
    pub fn middle_error(&self) -> Option<i64> {
        let mut errors = self.errors.clone();
        errors.sort_unstable();
        errors.get(errors.len() / 2).copied()
    }
}

/// When the reconciled record has somebody come to hold the place, in order.
pub fn changes(case: &Case, known: Date) -> Vec<(Date, String)> {
    let mut found: Vec<(Date, String)> = Vec::new();
    for segment in case.holdings(&Lens::Reconciled, known) {
        if let Holding::Held(side) = segment.holding
            && found.last().is_none_or(|(_, before)| *before != side)
        {
            found.push((segment.from, side));
        }
    }
    found
}

/// Each true change is matched with at most one found change of the same holder, nearest first.
fn matched(
    truth: &[(Date, String)],
    found: &[(Date, String)],
    tolerance: i64,
) -> (Matches, Vec<i64>) {
    let mut pairs: Vec<(i64, usize, usize, i64)> = Vec::new();
    for (t, (true_day, true_holder)) in truth.iter().enumerate() {
        for (f, (found_day, found_holder)) in found.iter().enumerate() {
            let late = crate::ladder::days_between(*true_day, *found_day);
            if true_holder == found_holder && late.abs() <= tolerance {
                pairs.push((late.abs(), t, f, late));
            }
        }
    }
    pairs.sort_unstable();
    let (mut used_true, mut used_found) = (vec![false; truth.len()], vec![false; found.len()]);
    let mut errors = Vec::new();
    for (_, t, f, late) in pairs {
        if !used_true[t] && !used_found[f] {
            used_true[t] = true;
            used_found[f] = true;
            errors.push(late);
        }
    }
    let right = errors.len();
    let matches = Matches {
        right,
        missed: truth.len() - right,
        surplus: found.len() - right,
    };
    (matches, errors)
}
