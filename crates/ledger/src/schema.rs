//! The file's layout: its tables, the marks by which it is recognised, and the triggers that keep
//! it append-only.

use crate::error::{LedgerError, Result};
use rusqlite::Connection;
use std::path::Path;

/// `application_id` of a ledger: "seln" in ASCII.
pub(crate) const APPLICATION: i64 = 0x7365_6c6e;
/// `user_version`: the format's number. A change of the tables is a new number.
pub const FORMAT: i64 = 5;

/// Every table that only grows.
pub(crate) const TABLES: &[&str] = &[
    "operation",
    "operation_parent",
    "entry",
    "dispatch",
    "dispatch_text",
    "reading",
    "reading_claim",
    "actor",
    "place",
    "place_name",
    "source",
    "claim",
    "claim_evidence",
    "claim_number",
    "claim_actor",
    "claim_place",
    "claim_source",
    "claim_control",
    "decision",
];

/// Writes the tables into an empty file.
pub(crate) fn write(connection: &Connection) -> rusqlite::Result<()> {
    let mut sql = String::from("BEGIN IMMEDIATE;\n");
    sql.push_str(include_str!("schema.sql"));
    for table in TABLES {
        for verb in ["UPDATE", "DELETE"] {
            sql.push_str(&format!(
                "CREATE TRIGGER {table}_no_{} BEFORE {verb} ON {table} BEGIN \
                 SELECT RAISE(ABORT, 'a ledger only grows: {table} refuses {verb}'); END;\n",
                verb.to_lowercase()
            ));
        }
    }
    sql.push_str(&format!(
        "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}; COMMIT;"
    ));
    connection.execute_batch(&sql)
}

/// A number that a file keeps about itself.
fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
}

/// How many tables and the like a file holds.
fn objects(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
}

/// Whether a file holds nothing of anybody's: no mark of a program or a format, and no table.
pub(crate) fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(pragma(connection, "application_id")? == 0
        && pragma(connection, "user_version")? == 0
        && objects(connection)? == 0)
}

/// Refuses a file that is not a ledger of this format.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<()> {
    let of = |source| LedgerError::of(path, source);
    let application = pragma(connection, "application_id").map_err(of)?;
    if application != APPLICATION {
        return Err(LedgerError::Foreign {
            path: path.to_owned(),
            found: if objects(connection).map_err(of)? == 0 {
                "an empty file".to_owned()
            } else {
                "an SQLite file of another program".to_owned()
            },
        });
    }
    let found = pragma(connection, "user_version").map_err(of)?;
    if found != FORMAT {
        return Err(LedgerError::Format {
            path: path.to_owned(),
            found,
            expected: FORMAT,
        });
    }
    for table in TABLES {
        let there: i64 = connection
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1",
                [table],
                |row| row.get(0),
            )
            .map_err(of)?;
        if there == 0 {
            return Err(LedgerError::damaged(
                path,
                format!("the table `{table}` is missing"),
            ));
        }
    }
    Ok(())
}
