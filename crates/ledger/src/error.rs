//! What can go wrong with a ledger, said so that a person knows which file and what to do.
//!
//! One type for the crate. Callers mostly ask two things: is the file at fault (then another path
//! or a copy helps), or is the question (then asking differently helps).

use std::path::{Path, PathBuf};

/// Why a ledger could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no file at the path.
    #[error(
        "{path}: there is no ledger here; create one by ingesting dispatches into it, or check the path"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file is there already and a new ledger was asked for.
    #[error("{path}: a file is here already; open it, or choose another path")]
    Exists {
        /// Where it lies.
        path: PathBuf,
    },
    /// The file is not a ledger of selon.
    #[error("{path}: this file is not a ledger ({found}); nothing was changed in it")]
    Foreign {
        /// Where it lies.
        path: PathBuf,
        /// What it seems to be.
        found: String,
    },
    /// The file was written by another version of the format.
    #[error(
        "{path}: this ledger has format {found} and this program reads format {expected}; use the program that wrote it, or ingest the dispatches anew"
    )]
    Format {
        /// Where it lies.
        path: PathBuf,
        /// The file's format.
        found: i64,
        /// Ours.
        expected: i64,
    },
    /// The file is a ledger and its content is damaged.
    #[error(
        "{path}: this ledger is damaged: {what}; restore a copy, or ingest the dispatches into a new file"
    )]
    Damaged {
        /// Where it lies.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// Another process holds the file.
    #[error("{path}: another process is writing to this ledger; try again when it is done")]
    Busy {
        /// Where it lies.
        path: PathBuf,
    },
    /// SQLite refused for another reason (disk full, no permission).
    #[error("{path}: {source}")]
    Storage {
        /// Where it lies.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The question cannot be answered as put.
    #[error("{0}")]
    Question(String),
}

impl LedgerError {
    /// True when another file, or a copy of this one, would help.
    pub fn is_file(&self) -> bool {
        !matches!(self, LedgerError::Question(_))
    }

    /// Sorts what SQLite says about a file into what a person can act on.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> LedgerError {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => LedgerError::Foreign {
                path,
                found: "not an SQLite file".to_owned(),
            },
            Some(ErrorCode::DatabaseCorrupt) => LedgerError::Damaged {
                path,
                what: source.to_string(),
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy { path },
            _ => LedgerError::Storage { path, source },
        }
    }

    /// The ledger holds something that no writer of ours puts there.
    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> LedgerError {
        LedgerError::Damaged {
            path: path.to_owned(),
            what: what.into(),
        }
    }
}

/// A result whose error is [`LedgerError`].
pub type Result<T> = std::result::Result<T, LedgerError>;
