//! The world's tables as text: header row, tab-separated columns, `#` comments, lists separated
//! by ` | `, names with dates as `name@from..to`. Knows the form, not what the columns mean.

use std::collections::BTreeMap;
use std::fmt;

use crate::bytes::{In, Out};

/// Something wrong with a row of a table, with where it stands and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableError {
    /// Path of the table as the caller named it.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Name of the column, or empty when the whole line is meant.
    pub column: String,
    /// What is wrong.
    pub problem: String,
    /// What to try.
    pub remedy: String,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.line)?;
        if !self.column.is_empty() {
            write!(f, " [{}]", self.column)?;
        }
        write!(f, ": {} ({})", self.problem, self.remedy)
    }
}

impl std::error::Error for TableError {}

/// Years, months or days between which something holds; an open end is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interval {
    /// First year, month or day, written `2014`, `2014-06` or `2014-06-29`.
    pub from: Option<String>,
    /// Last year, month or day.
    pub to: Option<String>,
}

impl Interval {
    /// Whether a day (`YYYY-MM-DD`) lies within, by the grain of each end.
    pub fn contains(&self, day: &str) -> bool {
        let after = self.from.as_deref().is_none_or(|from| day >= from);
        let before = self
            .to
            .as_deref()
            .is_none_or(|to| day.get(..to.len()).is_none_or(|cut| cut <= to));
        after && before
    }
}

impl Interval {
    pub(crate) fn write(&self, out: &mut Out) {
        out.maybe(self.from.as_deref());
        out.maybe(self.to.as_deref());
    }

    pub(crate) fn read(from: &mut In) -> Option<Interval> {
        Some(Interval {
            from: from.maybe()?,
            to: from.maybe()?,
        })
    }
}

/// A name and when it was in use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DatedName {
    /// The name as written.
    pub name: String,
    /// When it was in use.
    pub during: Interval,
}

/// One table: rows of named cells.
pub(crate) struct Table<'a> {
    pub(crate) path: &'a str,
    columns: BTreeMap<&'a str, usize>,
    pub(crate) rows: Vec<Row<'a>>,
}

/// One row.
pub(crate) struct Row<'a> {
    pub(crate) line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Table<'a> {
    /// Splits a table and checks that it has these columns; rows that are too long are errors,
    /// missing cells at the end are empty.
    pub(crate) fn parse(
        path: &'a str,
        text: &'a str,
        needed: &[&str],
        errors: &mut Vec<TableError>,
    ) -> Self {
        let mut columns = BTreeMap::new();
        let mut rows = Vec::new();
        for (ix, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if columns.is_empty() {
                columns = cells
                    .iter()
                    .enumerate()
                    .map(|(at, name)| (*name, at))
                    .collect();
                for name in needed {
                    if !columns.contains_key(name) {
                        errors.push(TableError {
                            path: path.into(),
                            line: ix + 1,
                            column: (*name).into(),
                            problem: "the header row lacks this column".into(),
                            remedy: format!("write the columns {}", needed.join(", ")),
                        });
                    }
                }
                continue;
            }
            if cells.len() > columns.len() {
                errors.push(TableError {
                    path: path.into(),
                    line: ix + 1,
                    column: String::new(),
                    problem: format!("{} cells under {} columns", cells.len(), columns.len()),
                    remedy: "remove the tabs too many".into(),
                });
            }
            rows.push(Row {
                line: ix + 1,
                cells,
            });
        }
        Table {
            path,
            columns,
            rows,
        }
    }

    pub(crate) fn cell(&self, row: &Row<'a>, column: &str) -> &'a str {
        self.columns
            .get(column)
            .and_then(|at| row.cells.get(*at))
            .copied()
            .unwrap_or("")
    }

    pub(crate) fn list(&self, row: &Row<'a>, column: &str) -> Vec<&'a str> {
        self.cell(row, column)
            .split('|')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .collect()
    }

    pub(crate) fn optional(&self, row: &Row<'a>, column: &str) -> Option<String> {
        Some(self.cell(row, column))
            .filter(|cell| !cell.is_empty())
            .map(str::to_owned)
    }

    pub(crate) fn error(
        &self,
        row: &Row<'a>,
        column: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> TableError {
        TableError {
            path: self.path.into(),
            line: row.line,
            column: column.into(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    /// A required cell; reports and returns `None` when empty.
    pub(crate) fn required(
        &self,
        row: &Row<'a>,
        column: &str,
        errors: &mut Vec<TableError>,
    ) -> Option<&'a str> {
        let cell = self.cell(row, column);
        if cell.is_empty() {
            errors.push(self.error(row, column, "the cell is empty", "every row needs one"));
            return None;
        }
        Some(cell)
    }

    /// The interval of the columns `from` and `to`.
    pub(crate) fn interval(&self, row: &Row<'a>, errors: &mut Vec<TableError>) -> Interval {
        let interval = Interval {
            from: self.optional(row, "from"),
            to: self.optional(row, "to"),
        };
        for (column, end) in [("from", &interval.from), ("to", &interval.to)] {
            if let Some(end) = end
                && !is_date(end)
            {
                errors.push(self.error(
                    row,
                    column,
                    format!("`{end}` is no date"),
                    "write 2014, 2014-06 or 2014-06-29",
                ));
            }
        }
        if let (Some(from), Some(to)) = (&interval.from, &interval.to)
            && from.get(..to.len()).unwrap_or(from) > to.as_str()
        {
            errors.push(self.error(
                row,
                "to",
                "it ends before it begins",
                "exchange or correct the dates",
            ));
        }
        interval
    }

    /// The names in a column, with the dates after `@`.
    pub(crate) fn names(
        &self,
        row: &Row<'a>,
        column: &str,
        errors: &mut Vec<TableError>,
    ) -> Vec<DatedName> {
        let mut names = Vec::new();
        for item in self.list(row, column) {
            let (name, dates) = match item.split_once('@') {
                Some((name, dates)) => (name.trim(), Some(dates)),
                None => (item, None),
            };
            let mut during = Interval::default();
            if let Some(dates) = dates {
                let (from, to) = dates.split_once("..").unwrap_or((dates, dates));
                let end = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                during = Interval {
                    from: end(from),
                    to: end(to),
                };
                for end in [&during.from, &during.to].into_iter().flatten() {
                    if !is_date(end) {
                        errors.push(self.error(
                            row,
                            column,
                            format!("`{end}` in `{item}` is no date"),
                            "write name@2014..2017-06",
                        ));
                    }
                }
            }
            names.push(DatedName {
                name: name.to_owned(),
                during,
            });
        }
        names
    }
}

/// `2014`, `2014-06` or `2014-06-29`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let within = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    match parts.as_slice() {
        [year] => digits(year, 4),
        [year, month] => digits(year, 4) && digits(month, 2) && within(month, 12),
        [year, month, day] => {
            digits(year, 4)
                && digits(month, 2)
                && within(month, 12)
                && digits(day, 2)
                && within(day, 31)
        }
        _ => false,
    }
}
