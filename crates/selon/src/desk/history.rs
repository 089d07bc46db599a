//! The states of every place over both clocks, packed for a slider.

use super::public::{Code, History};
use super::{Board, flags, lens_name};
use rayon::prelude::*;
use selon_ledger::ladder::{Case, Lens, Run, days_between};
use selon_model::Date;
use std::collections::BTreeMap;

/// Codes handed out in order of first use.
#[derive(Default)]
pub(super) struct Codes {
    pub list: Vec<Code>,
    numbers: BTreeMap<Code, i32>,
}

impl Codes {
    fn number(&mut self, code: Code) -> i32 {
        if let Some(number) = self.numbers.get(&code) {
            return *number;
        }
        let number = i32::try_from(self.list.len()).unwrap_or(i32::MAX);
        self.list.push(code.clone());
        self.numbers.insert(code, number);
        number
    }

    /// Runs as `[from, code, from, code, ...]`.
    pub fn runs(&mut self, runs: &[Run]) -> Vec<i32> {
        let mut row = Vec::with_capacity(runs.len() * 2);
        for run in runs {
            let code = self.number(code(run));
            row.extend([number(run.from), code]);
        }
        row
    }
}

fn code(run: &Run) -> Code {
    Code {
        state: run.holding.word().to_owned(),
        sides: run.holding.sides().to_vec(),
        rule: run.rule.as_str().to_owned(),
        flags: flags(&run.flags),
        claimed_by: run.claimed_by.clone(),
        besieged_by: run.besieged.clone(),
        attacked_by: run.pressed.clone(),
    }
}

/// Days since 1970-01-01.
pub(super) fn number(day: Date) -> i32 {
    i32::try_from(days_between(Date::constant(1970, 1, 1), day)).unwrap_or(0)
}

/// The code of a row on a day, as known on the last of its known days.
pub(super) fn number_on(row: &[Vec<i32>], day: Date) -> Option<usize> {
    let day = number(day);
    let part = row.last()?;
    part[1..]
        .chunks_exact(2)
        .take_while(|run| run[0] <= day)
        .last()
        .and_then(|run| usize::try_from(run[1]).ok())
}

impl Board {
    /// The states of every place through a lens, for every known day or for one.
    pub(super) fn history(&self, lens: &Lens, known: Option<Date>) -> History {
        let places: Vec<&str> = self.atlas.places().collect();
        let told: Vec<Vec<(Date, Vec<Run>)>> = places
            .par_iter()
            .map(|place| {
                self.atlas
                    .case(place)
                    .map(|case| parts(case, lens, known))
                    .unwrap_or_default()
            })
            .collect();
        let mut codes = Codes::default();
        let rows = told
            .into_iter()
            .map(|parts| {
                parts
                    .into_iter()
                    .map(|(from, runs)| {
                        let mut part = vec![number(from)];
                        part.extend(codes.runs(&runs));
                        part
                    })
                    .collect()
            })
            .collect();
        History {
            lens: lens_name(lens),
            known: known.map(|day| day.to_string()),
            codes: codes.list,
            places: places.into_iter().map(str::to_owned).collect(),
            rows,
        }
    }
}

fn parts(case: &Case, lens: &Lens, known: Option<Date>) -> Vec<(Date, Vec<Run>)> {
    if let Some(day) = known {
        return vec![(day, case.runs(lens, day))];
    }
    let mut parts: Vec<(Date, Vec<Run>)> = Vec::new();
    for day in case.known_days() {
        let runs = case.runs(lens, day);
        if parts.last().is_none_or(|(_, last)| *last != runs) {
            parts.push((day, runs));
        }
    }
    parts
}
