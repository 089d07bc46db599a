//! How far people who judged the same things agree: Krippendorff's alpha and Gwet's AC1.
//!
//! Sources: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011); K. L. Gwet,
//! "Computing inter-rater reliability and its variance in the presence of high agreement", BJMSP
//! 61 (2008), and the "Handbook of Inter-Rater Reliability" (2014) for several raters with values
//! missing. A unit judged by one person only says nothing of agreement and counts for neither.

use std::collections::BTreeMap;

/// How far two values are apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Names: the same or not.
    Nominal,
    /// Numbers: the square of the difference.
    Interval,
}

impl Scale {
    fn difference(self, a: f64, b: f64) -> f64 {
        match self {
            Scale::Nominal => f64::from(u8::from(a != b)),
            Scale::Interval => (a - b) * (a - b),
        }
    }
}

/// Krippendorff's alpha: 1 for full agreement, 0 for what chance would give. Each unit is the list
/// of the values that people gave it. `None` when no unit has two values, or when all values are the
/// same, for then nothing could be told apart.
pub fn alpha(units: &[Vec<f64>], scale: Scale) -> Option<f64> {
    let pairable: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() > 1).collect();
    let n: usize = pairable.iter().map(|unit| unit.len()).sum();
    if n < 2 {
        return None;
    }
    let observed: f64 = pairable
        .iter()
        .map(|unit| pairs(unit, scale) / (unit.len() - 1) as f64)
        .sum();
    let all: Vec<f64> = pairable
        .iter()
        .flat_map(|unit| unit.iter().copied())
        .collect();
    let expected = pairs(&all, scale) / (n - 1) as f64;
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// The sum of differences over all ordered pairs.
fn pairs(values: &[f64], scale: Scale) -> f64 {
    let mut sum = 0.0;
    for (at, a) in values.iter().enumerate() {
        for b in &values[at + 1..] {
            sum += 2.0 * scale.difference(*a, *b);
        }
    }
    sum
}

/// Gwet's AC1 over names. Units judged once count for how common a name is, and not for agreement.
/// `None` when no unit has two values. `categories` is how many names could have been given; fewer
/// than two leave nothing to choose, and agreement is whole.
pub fn ac1<T: Ord>(units: &[Vec<T>], categories: usize) -> Option<f64> {
    let rated: Vec<&Vec<T>> = units.iter().filter(|unit| !unit.is_empty()).collect();
    let mut share: BTreeMap<&T, f64> = BTreeMap::new();
    let (mut agreed, mut twice) = (0.0, 0usize);
    for unit in &rated {
        let mut counts: BTreeMap<&T, f64> = BTreeMap::new();
        for value in unit.iter() {
            *counts.entry(value).or_default() += 1.0;
        }
        let raters = unit.len() as f64;
        for (value, count) in &counts {
            *share.entry(value).or_default() += count / raters;
        }
        if unit.len() > 1 {
            twice += 1;
            agreed += counts
                .values()
                .map(|count| count * (count - 1.0))
                .sum::<f64>()
                / (raters * (raters - 1.0));
        }
    }
    if twice == 0 {
        return None;
    }
    if categories < 2 {
        return Some(1.0);
    }
    let observed = agreed / twice as f64;
    let n = rated.len() as f64;
    let chance = share
        .values()
        .map(|sum| (sum / n) * (1.0 - sum / n))
        .sum::<f64>()
        / (categories - 1) as f64;
    Some((observed - chance) / (1.0 - chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Krippendorff (2011), section C and D, and of Gwet's handbook: four
    /// observers, twelve units, values missing.
    fn published() -> Vec<Vec<f64>> {
        let observers = [
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        ];
        let rows: Vec<Vec<&str>> = observers
            .iter()
            .map(|row| row.split_whitespace().collect())
            .collect();
        (0..12)
            .map(|unit| {
                rows.iter()
                    .filter_map(|row| row[unit].parse().ok())
                    .collect()
            })
            .collect()
    }

    fn close(value: Option<f64>, expected: f64) {
        let value = value.expect("a value");
        assert!(
            (value - expected).abs() < 0.0006,
            "{value} is not {expected}"
        );
    }

    #[test]
    fn the_published_examples_come_out() {
        close(alpha(&published(), Scale::Nominal), 0.743);
        close(alpha(&published(), Scale::Interval), 0.849);
        let names: Vec<Vec<i64>> = published()
            .iter()
            .map(|unit| unit.iter().map(|value| *value as i64).collect())
            .collect();
        close(ac1(&names, 5), 0.775);
        // Two raters who nearly always say yes (118 times both, 5 and 2 times one of them): the case
        // in which kappa is below zero and AC1 is not.
        let mut two = vec![vec!["yes", "yes"]; 118];
        two.extend(vec![vec!["yes", "no"]; 5]);
        two.extend(vec![vec!["no", "yes"]; 2]);
        close(ac1(&two, 2), 0.941);
    }

    #[test]
    fn nothing_to_compare_is_no_agreement() {
        assert_eq!(alpha(&[vec![1.0], vec![2.0]], Scale::Nominal), None);
        assert_eq!(alpha(&[vec![1.0, 1.0]], Scale::Nominal), None);
        assert_eq!(ac1(&[vec!["a"], vec![]], 2), None);
        close(ac1(&[vec!["a", "a"], vec!["b", "b"]], 2), 1.0);
    }
}
