//! Camps: the sides of each conflict, and which actor or outlet belongs to or leans towards
//! which, from when to when. Read from `world/camps/{conflicts,camps,members}.tsv`; a user's
//! own `members` table may come last and overrides rows for the same actor and conflict.

use std::collections::BTreeMap;

use crate::bytes::{In, Out};
use crate::tables::{Interval, Table, TableError};

/// A conflict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// Stable id.
    pub id: String,
    /// English name.
    pub name_en: String,
    /// French name.
    pub name_fr: String,
    /// ISO 3166-1 alpha-2 codes of where it is fought.
    pub countries: Vec<String>,
    /// When.
    pub during: Interval,
    /// Where this is documented.
    pub source: String,
}

/// A side of a conflict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Camp {
    /// Stable id.
    pub id: String,
    /// Id of the conflict.
    pub conflict: String,
    /// English name.
    pub name_en: String,
    /// French name.
    pub name_fr: String,
    /// Letter that tables and timelines print.
    pub letter: String,
    /// Where this is documented.
    pub source: String,
}

/// How close to a camp someone stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Relation {
    /// Part of it.
    Belongs,
    /// Fights on its side.
    Allied,
    /// Speaks in its favour.
    Leans,
}

/// One row of membership.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    /// Id of the camp.
    pub camp: String,
    /// Id of the actor or outlet.
    pub member: String,
    /// How close.
    pub relation: Relation,
    /// When.
    pub during: Interval,
    /// Where this is documented.
    pub source: String,
}

/// All conflicts, camps and memberships.
#[derive(Debug, Default)]
pub struct Camps {
    conflicts: Vec<Conflict>,
    camps: Vec<Camp>,
    members: BTreeMap<String, Vec<Membership>>,
}

impl Camps {
    pub(crate) fn add_conflicts(&mut self, path: &str, text: &str, errors: &mut Vec<TableError>) {
        let needed = &[
            "id",
            "name_en",
            "name_fr",
            "countries",
            "from",
            "to",
            "source",
        ];
        let table = Table::parse(path, text, needed, errors);
        for row in &table.rows {
            let Some(id) = table.required(row, "id", errors) else {
                continue;
            };
            if self.conflicts.iter().any(|conflict| conflict.id == id) {
                errors.push(table.error(row, "id", format!("`{id}` is taken"), "rename one"));
                continue;
            }
            self.conflicts.push(Conflict {
                id: id.to_owned(),
                name_en: table
                    .required(row, "name_en", errors)
                    .unwrap_or("")
                    .to_owned(),
                name_fr: table.cell(row, "name_fr").to_owned(),
                countries: table
                    .list(row, "countries")
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                during: table.interval(row, errors),
                source: table
                    .required(row, "source", errors)
                    .unwrap_or("")
                    .to_owned(),
            });
        }
    }

    pub(crate) fn add_camps(&mut self, path: &str, text: &str, errors: &mut Vec<TableError>) {
        let needed = &["id", "conflict", "name_en", "name_fr", "letter", "source"];
        let table = Table::parse(path, text, needed, errors);
        for row in &table.rows {
            let Some(id) = table.required(row, "id", errors) else {
                continue;
            };
            let conflict = table.cell(row, "conflict");
            if self.camps.iter().any(|camp| camp.id == id) {
                errors.push(table.error(row, "id", format!("`{id}` is taken"), "rename one"));
                continue;
            }
            if !self.conflicts.iter().any(|known| known.id == conflict) {
                errors.push(table.error(
                    row,
                    "conflict",
                    format!("no conflict is called `{conflict}`"),
                    "add it to conflicts.tsv",
                ));
            }
            self.camps.push(Camp {
                id: id.to_owned(),
                conflict: conflict.to_owned(),
                name_en: table
                    .required(row, "name_en", errors)
                    .unwrap_or("")
                    .to_owned(),
                name_fr: table.cell(row, "name_fr").to_owned(),
                letter: table.cell(row, "letter").to_owned(),
                source: table
                    .required(row, "source", errors)
                    .unwrap_or("")
                    .to_owned(),
            });
        }
    }

    /// Adds memberships. Rows of a later file replace those of earlier files for the same member
    /// and conflict, so that users can disagree.
    pub(crate) fn add_members(
        &mut self,
        path: &str,
        text: &str,
        is_known: impl Fn(&str) -> bool,
        errors: &mut Vec<TableError>,
    ) {
        let needed = &["camp", "member", "relation", "from", "to", "source"];
        let table = Table::parse(path, text, needed, errors);
        let mut added: BTreeMap<String, Vec<Membership>> = BTreeMap::new();
        for row in &table.rows {
            let Some(member) = table.required(row, "member", errors) else {
                continue;
            };
            let camp = table.cell(row, "camp");
            if self.camp(camp).is_none() {
                errors.push(table.error(
                    row,
                    "camp",
                    format!("no camp is called `{camp}`"),
                    "add it to camps.tsv",
                ));
            }
            if !is_known(member) {
                errors.push(table.error(
                    row,
                    "member",
                    format!("no actor or outlet is called `{member}`"),
                    "add it to the tables of actors or outlets",
                ));
            }
            let relation = match table.cell(row, "relation") {
                "belongs" => Relation::Belongs,
                "allied" => Relation::Allied,
                "leans" => Relation::Leans,
                other => {
                    errors.push(table.error(
                        row,
                        "relation",
                        format!("`{other}` is no relation"),
                        "write belongs, allied or leans",
                    ));
                    continue;
                }
            };
            added
                .entry(member.to_owned())
                .or_default()
                .push(Membership {
                    camp: camp.to_owned(),
                    member: member.to_owned(),
                    relation,
                    during: table.interval(row, errors),
                    source: table
                        .required(row, "source", errors)
                        .unwrap_or("")
                        .to_owned(),
                });
        }
        for (member, rows) in added {
            let conflicts: Vec<String> = rows
                .iter()
                .filter_map(|row| self.conflict_of(&row.camp))
                .collect();
            let mut kept = self.members.remove(&member).unwrap_or_default();
            kept.retain(|row| {
                self.conflict_of(&row.camp)
                    .is_none_or(|of| !conflicts.contains(&of))
            });
            kept.extend(rows);
            self.members.insert(member, kept);
        }
    }

    /// Writes the tables so that [`Camps::open`] need not parse them.
    pub(crate) fn write(&self, out: &mut Out) {
        out.list(&self.conflicts, |out, conflict| {
            out.text(&conflict.id);
            out.text(&conflict.name_en);
            out.text(&conflict.name_fr);
            out.texts(&conflict.countries);
            conflict.during.write(out);
            out.text(&conflict.source);
        });
        out.list(&self.camps, |out, camp| {
            out.text(&camp.id);
            out.text(&camp.conflict);
            out.text(&camp.name_en);
            out.text(&camp.name_fr);
            out.text(&camp.letter);
            out.text(&camp.source);
        });
        let members: Vec<&Membership> = self.iter().collect();
        out.list(&members, |out, row| {
            out.text(&row.camp);
            out.text(&row.member);
            out.number(row.relation as u32);
            row.during.write(out);
            out.text(&row.source);
        });
    }

    /// Opens what [`Camps::write`] wrote.
    pub(crate) fn open(from: &mut In) -> Option<Camps> {
        let conflicts = from.list(|from| {
            Some(Conflict {
                id: from.text()?,
                name_en: from.text()?,
                name_fr: from.text()?,
                countries: from.texts()?,
                during: Interval::read(from)?,
                source: from.text()?,
            })
        })?;
        let camps = from.list(|from| {
            Some(Camp {
                id: from.text()?,
                conflict: from.text()?,
                name_en: from.text()?,
                name_fr: from.text()?,
                letter: from.text()?,
                source: from.text()?,
            })
        })?;
        let mut members: BTreeMap<String, Vec<Membership>> = BTreeMap::new();
        for row in from.list(|from| {
            Some(Membership {
                camp: from.text()?,
                member: from.text()?,
                relation: match from.number()? {
                    0 => Relation::Belongs,
                    1 => Relation::Allied,
                    _ => Relation::Leans,
                },
                during: Interval::read(from)?,
                source: from.text()?,
            })
        })? {
            match members.get_mut(&row.member) {
                Some(rows) => rows.push(row),
                None => {
                    members.insert(row.member.clone(), vec![row]);
                }
            }
        }
        Some(Camps {
            conflicts,
            camps,
            members,
        })
    }

    fn conflict_of(&self, camp: &str) -> Option<String> {
        self.camp(camp).map(|camp| camp.conflict.clone())
    }

    /// Every conflict.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Every camp.
    pub fn all(&self) -> &[Camp] {
        &self.camps
    }

    /// The camp with an id.
    pub fn camp(&self, id: &str) -> Option<&Camp> {
        self.camps.iter().find(|camp| camp.id == id)
    }

    /// Every membership of an actor or outlet, whatever the day.
    pub fn memberships(&self, member: &str) -> &[Membership] {
        self.members.get(member).map_or(&[], Vec::as_slice)
    }

    /// Every membership, by member.
    pub fn iter(&self) -> impl Iterator<Item = &Membership> {
        self.members.values().flatten()
    }

    /// The camps an actor stands with on a day (`YYYY-MM-DD`), closest first.
    pub fn of(&self, member: &str, day: Option<&str>) -> Vec<(&Camp, Relation)> {
        let mut found: Vec<(&Camp, Relation)> = self
            .memberships(member)
            .iter()
            .filter(|row| day.is_none_or(|day| row.during.contains(day)))
            .filter_map(|row| Some((self.camp(&row.camp)?, row.relation)))
            .collect();
        found.sort_by_key(|(camp, relation)| (*relation, camp.id.clone()));
        found
    }
}
