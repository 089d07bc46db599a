//! One file per command.

pub mod disputes;
pub mod eval;
pub mod eval_negatives;
pub mod eval_record;
pub mod eval_time;
pub mod eval_world;
pub mod explain;
pub mod incidents;
pub mod ingest;
pub mod map;
pub mod merge;
pub mod overriding;
pub mod parse;
pub mod read;
pub mod read_table;
pub mod record;
pub mod review;
pub mod rules;
pub mod serve;
pub mod sources;
pub mod sql;
pub mod state;
pub mod timeline;
pub mod verify;
pub mod voices;
pub mod world;

/// First year that a dispatch can be of: the newspapers are younger, and a year below is a slip of the keys.
const FIRST_YEAR: i16 = 1600;

/// A day as users write it: 2017-11-09.
pub fn day(text: &str) -> Result<selon::model::Date, String> {
    let date: selon::model::Date = text
        .parse()
        .map_err(|_| "not a day of the calendar; write it as 2017-11-09".to_owned())?;
    if date.year() < FIRST_YEAR {
        return Err(format!(
            "before {FIRST_YEAR}; write the year with four digits"
        ));
    }
    Ok(date)
}

/// Why a command stopped.
#[derive(Debug)]
pub struct Failure(Box<dyn std::error::Error>);

impl Failure {
    /// A failure in words.
    pub fn new(words: impl Into<String>) -> Failure {
        Failure(words.into().into())
    }

    /// True when whoever read our output stopped reading.
    pub fn is_closed_pipe(&self) -> bool {
        self.0
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(Box::new(error))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a command comes to.
pub type Done = Result<std::process::ExitCode, Failure>;

/// The ledger a command works on.
#[derive(clap::Args, Clone)]
pub struct LedgerArg {
    /// The ledger.
    #[arg(long, value_name = "FILE", default_value = "record.selon")]
    pub ledger: std::path::PathBuf,
}
