//! Camps: who belongs to which side of a conflict, who speaks for it, who leans to it, and when.
//!
//! A plain table that users can edit. The caller fills it; this crate only asks it.

use selon_model::Date;

/// How a member stands to a camp.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Relation {
    /// Is part of it.
    Belongs,
    /// Fights or speaks on its side.
    Allied,
    /// An observer known to lean to it; a third party where that camp has no stake.
    Leans,
}

impl Relation {
    /// The spelling in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Belongs => "belongs",
            Relation::Allied => "allied",
            Relation::Leans => "leans",
        }
    }

    /// The relation with this spelling.
    pub fn parse(text: &str) -> Option<Relation> {
        Some(match text {
            "belongs" => Relation::Belongs,
            "allied" => Relation::Allied,
            "leans" => Relation::Leans,
            _ => return None,
        })
    }
}

/// One row: a member of a camp of a conflict, over some days.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Membership {
    /// The conflict, e.g. `syria`.
    pub conflict: String,
    /// The camp within it, e.g. `government`.
    pub camp: String,
    /// Key of the actor or outlet.
    pub member: String,
    /// How it stands to the camp.
    pub relation: Relation,
    /// First day, open when `None`.
    pub from: Option<Date>,
    /// Last day, inclusive, open when `None`.
    pub to: Option<Date>,
}

/// The table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Camps {
    rows: Vec<Membership>,
    conflicts: Vec<String>,
}

/// Where a problem of a table stands and what it is.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct CampsError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub what: String,
}

impl Camps {
    /// A table of these rows.
    pub fn new(mut rows: Vec<Membership>) -> Camps {
        rows.sort_by(|a, b| (&a.member, a).cmp(&(&b.member, b)));
        rows.dedup();
        let mut conflicts: Vec<String> = rows.iter().map(|row| row.conflict.clone()).collect();
        conflicts.sort();
        conflicts.dedup();
        Camps { rows, conflicts }
    }

    /// Reads rows from tab-separated lines: conflict, camp, member, relation, from, to; further
    /// columns (the evidence for a row) are left alone. Empty lines, lines that begin with `#` and
    /// a header line are skipped. All errors at once.
    pub fn parse_rows(text: &str) -> Result<Vec<Membership>, Vec<CampsError>> {
        let mut rows = Vec::new();
        let mut errors = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line_number = number + 1;
            if line.trim().is_empty() || line.starts_with('#') || line.starts_with("conflict\t") {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let mut fail = |what: String| {
                errors.push(CampsError {
                    line: line_number,
                    what,
                });
            };
            let [conflict, camp, member, relation, rest @ ..] = cells.as_slice() else {
                fail(
                    "expected conflict, camp, member, relation, from, to, parted by tabs"
                        .to_owned(),
                );
                continue;
            };
            let Some(relation) = Relation::parse(relation) else {
                fail(format!("`{relation}` is not belongs, allied or leans"));
                continue;
            };
            let day = |at: usize| -> Result<Option<Date>, String> {
                match rest.get(at).copied().unwrap_or("") {
                    "" | "-" | ".." => Ok(None),
                    text => text
                        .parse()
                        .map(Some)
                        .map_err(|_| format!("`{text}` is not a day, YYYY-MM-DD")),
                }
            };
            match (day(0), day(1)) {
                (Ok(from), Ok(to)) => rows.push(Membership {
                    conflict: (*conflict).to_owned(),
                    camp: (*camp).to_owned(),
                    member: (*member).to_owned(),
                    relation,
                    from,
                    to,
                }),
                (Err(what), _) | (_, Err(what)) => fail(what),
            }
        }
        if errors.is_empty() {
            Ok(rows)
        } else {
            Err(errors)
        }
    }

    /// Every row, by member.
    pub fn rows(&self) -> &[Membership] {
        &self.rows
    }

    /// The conflicts, by name.
    pub fn conflicts(&self) -> &[String] {
        &self.conflicts
    }

    /// The rows of one member.
    pub fn of<'a>(&'a self, member: &'a str) -> impl Iterator<Item = &'a Membership> {
        let start = self
            .rows
            .partition_point(|row| row.member.as_str() < member);
        self.rows[start..]
            .iter()
            .take_while(move |row| row.member == member)
    }
}
