//! Camps for the ledger, out of the world's tables and of tables that users lay over them.

use crate::knowledge::embedded_world;
use selon_ledger::camps::{Camps, Membership, Relation};
use selon_model::Date;
use std::path::{Path, PathBuf};

/// Why a table of camps could not be used.
#[derive(Debug, thiserror::Error)]
pub enum CampsError {
    /// The file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is not as it should be.
    #[error("{file}:{line}: {what}; expected camp, member, relation, from, to, parted by tabs")]
    Line {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

/// The camps that are compiled in, and the rows of users' tables besides.
///
/// A table's columns are camp (`conflict/camp`), member, relation, from and to, as in
/// `world/camps/members.tsv`; days may be given as years or months.
pub fn camps(extra: &[PathBuf]) -> Result<Camps, CampsError> {
    let mut rows = Vec::new();
    if let Some(text) = embedded_world("camps/members.tsv") {
        rows.extend(members("world/camps/members.tsv", &text)?);
    }
    for path in extra {
        let text = std::fs::read_to_string(path).map_err(|source| CampsError::Unreadable {
            path: path.clone(),
            source,
        })?;
        rows.extend(members(&Path::new(path).display().to_string(), &text)?);
    }
    Ok(Camps::new(rows))
}

fn members(file: &str, text: &str) -> Result<Vec<Membership>, CampsError> {
    let mut rows = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') || line.starts_with("camp\t") {
            continue;
        }
        let fail = |what: String| CampsError::Line {
            file: file.to_owned(),
            line: number + 1,
            what,
        };
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [camp, member, relation, rest @ ..] = cells.as_slice() else {
            return Err(fail("too few columns".to_owned()));
        };
        let conflict = camp.split_once('/').map_or(*camp, |(conflict, _)| conflict);
        let cell = |at: usize| rest.get(at).copied().unwrap_or("");
        rows.push(Membership {
            conflict: conflict.to_owned(),
            camp: (*camp).to_owned(),
            member: (*member).to_owned(),
            relation: Relation::parse(relation)
                .ok_or_else(|| fail(format!("`{relation}` is not belongs, allied or leans")))?,
            from: day(cell(0), false).map_err(fail)?,
            to: day(cell(1), true).map_err(fail)?,
        });
    }
    Ok(rows)
}

/// A day, a month or a year; the last day of it when `end`.
fn day(text: &str, end: bool) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = || format!("`{text}` is not a day, a month or a year");
    let parts: Vec<i16> = text
        .split('-')
        .map(|part| part.parse().map_err(|_| bad()))
        .collect::<Result<_, _>>()?;
    let date = |year: i16, month: i16, day: i16| -> Result<Date, String> {
        let (month, day) = (i8::try_from(month), i8::try_from(day));
        match (month, day) {
            (Ok(month), Ok(day)) => Date::new(year, month, day).map_err(|_| bad()),
            _ => Err(bad()),
        }
    };
    match (parts.as_slice(), end) {
        ([year], false) => date(*year, 1, 1),
        ([year], true) => date(*year, 12, 31),
        ([year, month], false) => date(*year, *month, 1),
        ([year, month], true) => date(*year, *month, 1).map(|first| first.last_of_month()),
        ([year, month, day], _) => date(*year, *month, *day),
        _ => Err(bad()),
    }
    .map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_camps_compiled_in_can_be_read() {
        let camps = camps(&[]).expect("the world's table of camps is well formed");
        assert!(!camps.rows().is_empty());
        assert!(camps.conflicts().iter().any(|conflict| conflict == "syria"));
    }

    #[test]
    fn days_months_and_years_are_days() {
        let shown = |text: &str, end| day(text, end).map(|day| day.map(|day| day.to_string()));
        assert_eq!(shown("2012", false), Ok(Some("2012-01-01".to_owned())));
        assert_eq!(shown("2012", true), Ok(Some("2012-12-31".to_owned())));
        assert_eq!(shown("2024-02", true), Ok(Some("2024-02-29".to_owned())));
        assert_eq!(shown("", true), Ok(None));
        assert!(day("soon", true).is_err());
        assert!(day("2012-13", true).is_err());
        assert!(members("x", "syria/rebels\tosdh\tloves\t\t\n").is_err());
    }
}
