//! The file: creating and opening it, and adding to it.
//!
//! What this module is for: the one way in. A batch of readings is one transaction and one
//! operation; what is acknowledged is on disk (write-ahead log, `synchronous = FULL`), what was
//! not yet acknowledged is wholly absent after a crash. Adding what is there already adds
//! nothing. What it leaves out: every question one can ask (see `read`, `accounts`, `timeline`).

use crate::content::{content_of, reading_id};
use crate::error::{LedgerError, Result};
use crate::schema;
use crate::write::{Interned, Writer};
use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction};
use selon_model::{ContentId, Dispatch, Reading, claim_id, dispatch_id};
use std::path::{Path, PathBuf};

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) interned: Interned,
    /// Rows of sources and actors met in reading; rows never change.
    pub(crate) described: std::cell::RefCell<crate::dossier::Described>,
}

/// What became of one dispatch of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Appended {
    /// Its id.
    pub dispatch: ContentId,
    /// False when this very reading of this very dispatch was there already; nothing was added.
    pub new: bool,
    /// How many claims the ledger did not have before.
    pub claims: usize,
}

impl Ledger {
    /// Creates a new ledger. Fails when a file is there already.
    pub fn create(path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        if path.exists() {
            return Err(LedgerError::Exists {
                path: path.to_owned(),
            });
        }
        let connection = Connection::open(path).map_err(|source| LedgerError::of(path, source))?;
        Ledger::new(connection, path)
    }

    /// Opens a ledger for reading and adding. Fails when there is none.
    pub fn open(path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        let connection = Ledger::connect(path)?;
        schema::check(&connection, path)?;
        Ledger::ready(connection, path)
    }

    /// Opens the ledger at a path, or creates it when no file is there. A file left blank by a writer
    /// that was cut short before its tables were written is taken as not there: one without a byte, one
    /// whose first write opening rolls back, one that holds SQLite's head and nothing else.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        if std::fs::metadata(path).is_err() {
            return Ledger::create(path);
        }
        let connection = Ledger::connect(path)?;
        // Asked of the opened file: only then is it what its last whole write left.
        if schema::is_blank(&connection).map_err(|source| LedgerError::of(path, source))? {
            return Ledger::new(connection, path);
        }
        schema::check(&connection, path)?;
        Ledger::ready(connection, path)
    }

    /// Opens a file that is there, whatever it holds.
    fn connect(path: &Path) -> Result<Connection> {
        if !path.is_file() {
            return Err(LedgerError::Missing {
                path: path.to_owned(),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(path, flags).map_err(|source| LedgerError::of(path, source))
    }

    /// A ledger in memory, for tests and for one-off questions.
    pub fn in_memory() -> Result<Ledger> {
        let path = Path::new(":memory:");
        let connection =
            Connection::open_in_memory().map_err(|source| LedgerError::of(path, source))?;
        Ledger::new(connection, path)
    }

    fn new(connection: Connection, path: &Path) -> Result<Ledger> {
        let of = |source| LedgerError::of(path, source);
        connection
            .execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;")
            .map_err(of)?;
        schema::write(&connection).map_err(of)?;
        Ledger::ready(connection, path)
    }

    fn ready(connection: Connection, path: &Path) -> Result<Ledger> {
        let of = |source| LedgerError::of(path, source);
        connection
            .busy_timeout(std::time::Duration::from_secs(10))
            .map_err(of)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
                 PRAGMA recursive_triggers = ON; PRAGMA cache_size = -131072;
                 PRAGMA wal_autocheckpoint = 8000;",
            )
            .map_err(of)?;
        // Plans do not depend on the values bound: else SQLite parses each statement anew whenever they
        // change, which costs more than most questions themselves.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(of)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Ledger {
            connection,
            path: path.to_owned(),
            interned: Interned::default(),
            described: std::cell::RefCell::default(),
        })
    }

    /// Where the ledger lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds one dispatch and its reading. See [`Ledger::append_batch`].
    pub fn append(
        &mut self,
        dispatch: &Dispatch,
        reading: &Reading,
        recorded_at: Timestamp,
        author: &str,
    ) -> Result<Appended> {
        let appended = self.append_batch(&[(dispatch, reading)], recorded_at, author, "ingest")?;
        Ok(appended[0])
    }

    /// Adds dispatches and their readings in one transaction and, when any of them is new, as one
    /// operation signed by `author` (a person, or the program with its version). When this
    /// returns, the batch is on disk; when it fails, nothing of the batch is in the ledger.
    pub fn append_batch(
        &mut self,
        batch: &[(&Dispatch, &Reading)],
        recorded_at: Timestamp,
        author: &str,
        reason: &str,
    ) -> Result<Vec<Appended>> {
        let result = self.try_append(batch, recorded_at, author, reason);
        if result.is_err() {
            // Row numbers handed out by the failed transaction are void.
            self.interned = Interned::default();
        }
        result.map_err(|source| LedgerError::of(&self.path, source))
    }

    fn try_append(
        &mut self,
        batch: &[(&Dispatch, &Reading)],
        recorded_at: Timestamp,
        author: &str,
        reason: &str,
    ) -> rusqlite::Result<Vec<Appended>> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut writer = Writer::new(&transaction, &mut self.interned)?;
        let mut entries = Vec::new();
        let mut brought = std::collections::BTreeSet::new();
        let mut appended = Vec::with_capacity(batch.len());
        for (dispatch, reading) in batch {
            let (mut one, reading_id) = add(&transaction, &mut writer, dispatch, reading)?;
            // The same one twice in a batch is new once.
            one.new &= brought.insert(reading_id);
            if one.new {
                entries.push(("reading", reading_id));
            }
            appended.push(one);
        }
        drop(writer);
        if !entries.is_empty() {
            crate::operations::add(
                &transaction,
                "ingest",
                author,
                recorded_at,
                reason,
                &entries,
            )?;
        }
        transaction.commit()?;
        Ok(appended)
    }
}

/// An instant as stored: UTC, whole seconds.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn add(
    transaction: &Transaction<'_>,
    writer: &mut Writer<'_>,
    dispatch: &Dispatch,
    reading: &Reading,
) -> rusqlite::Result<(Appended, ContentId)> {
    let id = dispatch_id(dispatch, reading);
    let contents = contents(id, reading);
    let reading_id = reading_id(id, contents.iter().copied());
    let known = writer.dispatch_row(id)?;
    if let Some(known) = known
        && current_reading(transaction, known)? == Some(reading_id)
    {
        let appended = Appended {
            dispatch: id,
            new: false,
            claims: 0,
        };
        return Ok((appended, reading_id));
    }
    let claims = writer.reading(dispatch, reading, (id, reading_id), &contents)?;
    let appended = Appended {
        dispatch: id,
        new: true,
        claims,
    };
    Ok((appended, reading_id))
}

/// Id, content and restated claim of each claim of a reading.
pub(crate) fn contents(
    dispatch: ContentId,
    reading: &Reading,
) -> Vec<(ContentId, ContentId, Option<usize>)> {
    let mut described = Vec::new();
    reading
        .claims
        .iter()
        .map(|claim| {
            (
                claim_id(dispatch, reading, claim),
                content_of(reading, claim, &mut described),
                claim.restates,
            )
        })
        .collect()
}

/// The reading of a dispatch that is in force: the one recorded last.
pub(crate) fn current_reading(
    connection: &Connection,
    dispatch: i64,
) -> rusqlite::Result<Option<ContentId>> {
    connection
        .prepare_cached(
            "SELECT r.id FROM reading r JOIN entry e ON e.item = r.id AND e.kind = 'reading'
             JOIN operation o ON o.n = e.operation
             WHERE r.dispatch = ?1 ORDER BY o.instant DESC, r.id DESC LIMIT 1",
        )?
        .query_row([dispatch], |row| row.get::<_, [u8; 32]>(0))
        .optional()
        .map(|id| id.map(ContentId))
}

/// The first bytes of a content hash, as SQLite's integer.
pub(crate) fn short(content: ContentId) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&content.0[..8]);
    i64::from_le_bytes(first)
}
