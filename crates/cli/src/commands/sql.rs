//! `selon sql`: a read-only door.

use super::record::SheetArg;
use super::{Done, LedgerArg};
use crate::terminal;
use selon::ledger::Ledger;
use selon::ledger::sql::Value;
use selon::sheet::Sheet;
use std::time::Duration;

/// Ask the ledger in SQL. Nothing can be changed through this door.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon sql 'SELECT published, said_by, actor, change FROM control ORDER BY published'
  selon sql 'SELECT type, count(*) FROM claims GROUP BY type' --format csv
  selon sql 'SELECT name FROM sqlite_schema'

The views `claims` and `control` are made for people; the tables beneath them are as they are
stored.")]
pub struct Args {
    /// One SELECT.
    #[arg(value_name = "QUESTION")]
    question: String,
    /// Rows to fetch at most.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    rows: usize,
    /// Seconds after which the question is stopped.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    seconds: u64,
    #[command(flatten)]
    ledger: LedgerArg,
    #[command(flatten)]
    sheet: SheetArg,
}

/// Runs the command.
#[expect(
    clippy::disallowed_methods,
    reason = "a question is stopped by the clock; its answer does not depend on it"
)]
pub fn run(args: &Args) -> Done {
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let begun = std::time::Instant::now();
    let most = Duration::from_secs(args.seconds);
    let answer = ledger.sql(&args.question, args.rows, move || begun.elapsed() > most)?;
    if answer.cut {
        terminal::remark(&format!(
            "only the first {} rows are shown; see --rows",
            args.rows
        ));
    }
    let sheet = Sheet {
        columns: answer.columns,
        rows: answer
            .rows
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|value| match value {
                        Value::Null => serde_json::Value::Null,
                        Value::Integer(number) => number.into(),
                        Value::Real(number) => number.into(),
                        Value::Text(text) => text.into(),
                    })
                    .collect()
            })
            .collect(),
    };
    args.sheet.print(&sheet)
}
