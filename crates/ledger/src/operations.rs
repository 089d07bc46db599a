//! The log of operations: who changed the record, when, why, and on top of what.
//!
//! Each operation's id is a hash of its parents' ids and of everything it brought, so nothing
//! before it can be altered without the ids after it ceasing to fit. An operation's parents are
//! all operations that had no child when it was made: one in a ledger written in one place, two
//! after two ledgers were merged. That is why a merge needs no operation of its own and is a
//! plain union of sets.

use crate::error::Result;
use crate::store::Ledger;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use selon_model::{Canonical, ContentId};

/// The id of an operation. `parents` must be sorted.
pub(crate) fn id(
    parents: &[ContentId],
    kind: &str,
    author: &str,
    instant: &str,
    reason: &str,
    entries: &[(String, ContentId)],
) -> ContentId {
    let mut hash = Canonical::new("selon operation 1");
    hash.bytes(&(parents.len() as u64).to_le_bytes());
    parents.iter().for_each(|parent| hash.bytes(&parent.0));
    for text in [kind, author, instant, reason] {
        hash.text(text);
    }
    for (kind, item) in entries {
        hash.text(kind);
        hash.bytes(&item.0);
    }
    hash.finish()
}

/// The operations without a child, by id.
pub(crate) fn heads(connection: &Connection) -> rusqlite::Result<Vec<(ContentId, i64)>> {
    let mut heads: Vec<(ContentId, i64)> = connection
        .prepare_cached(
            "SELECT id, n FROM operation o
             WHERE NOT EXISTS (SELECT 1 FROM operation_parent p WHERE p.parent = o.n)",
        )?
        .query_map([], |row| Ok((ContentId(row.get(0)?), row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    heads.sort_unstable();
    Ok(heads)
}

/// Records an operation on top of the present heads.
pub(crate) fn add(
    connection: &Connection,
    kind: &str,
    author: &str,
    at: Timestamp,
    reason: &str,
    entries: &[(&str, ContentId)],
) -> rusqlite::Result<ContentId> {
    let heads = heads(connection)?;
    let parents: Vec<ContentId> = heads.iter().map(|(id, _)| *id).collect();
    let entries: Vec<(String, ContentId)> = entries
        .iter()
        .map(|(kind, item)| ((*kind).to_owned(), *item))
        .collect();
    let instant = crate::store::instant(at);
    let id = id(&parents, kind, author, &instant, reason, &entries);
    let parents: Vec<i64> = heads.iter().map(|(_, n)| *n).collect();
    insert(
        connection, id, &parents, kind, author, &instant, reason, &entries,
    )?;
    Ok(id)
}

/// Writes an operation's rows and returns its row number.
#[expect(
    clippy::too_many_arguments,
    reason = "one call, one row; a struct would only rename the columns"
)]
pub(crate) fn insert(
    connection: &Connection,
    id: ContentId,
    parents: &[i64],
    kind: &str,
    author: &str,
    instant: &str,
    reason: &str,
    entries: &[(String, ContentId)],
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO operation (id, kind, author, instant, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![&id.0[..], kind, author, instant, reason])?;
    let n = connection.last_insert_rowid();
    for parent in parents {
        connection
            .prepare_cached("INSERT INTO operation_parent VALUES (?1, ?2)")?
            .execute(params![n, parent])?;
    }
    let mut entry = connection.prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4)")?;
    for (ordinal, (kind, item)) in entries.iter().enumerate() {
        entry.execute(params![n, ordinal as i64, kind, &item.0[..]])?;
    }
    Ok(n)
}

/// An operation as recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// Its id.
    pub id: ContentId,
    /// `ingest` or `decide`.
    pub kind: String,
    /// Who.
    pub author: String,
    /// When, UTC.
    pub instant: String,
    /// Why.
    pub reason: String,
    /// What it brought, in order: `reading` or `decision`, and the item's id.
    pub entries: Vec<(String, ContentId)>,
    pub(crate) row: i64,
    pub(crate) parent_rows: Vec<i64>,
}

impl Ledger {
    /// The log, in the order of arrival in this file; an operation comes after those it was built on.
    pub fn operations(&self) -> Result<Vec<Operation>> {
        let mut operations = self.collect(
            "SELECT n, id, kind, author, instant, reason FROM operation ORDER BY n",
            [],
            |row| {
                Ok(Operation {
                    row: row.get(0)?,
                    id: ContentId(row.get(1)?),
                    kind: row.get(2)?,
                    author: row.get(3)?,
                    instant: row.get(4)?,
                    reason: row.get(5)?,
                    entries: Vec::new(),
                    parent_rows: Vec::new(),
                })
            },
        )?;
        for operation in &mut operations {
            operation.parent_rows = self.collect(
                "SELECT parent FROM operation_parent WHERE operation = ?1 ORDER BY parent",
                [operation.row],
                |row| row.get(0),
            )?;
            operation.entries = self.collect(
                "SELECT kind, item FROM entry WHERE operation = ?1 ORDER BY ordinal",
                [operation.row],
                |row| Ok((row.get(0)?, ContentId(row.get(1)?))),
            )?;
        }
        Ok(operations)
    }
}
