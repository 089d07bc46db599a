//! `selon merge`: the union of ledgers.

use super::{Done, LedgerArg};
use crate::terminal;
use selon::ledger::Ledger;
use std::path::PathBuf;
use std::process::ExitCode;

/// Add everything that other ledgers hold to a ledger.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon merge beirut.selon goma.selon --ledger all.selon

A merge is a union: merging twice adds nothing, and the order does not matter. The others are read,
not changed.")]
pub struct Args {
    /// Ledgers to take from.
    #[arg(required = true, value_name = "FILE")]
    others: Vec<PathBuf>,
    #[command(flatten)]
    ledger: LedgerArg,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    // All are opened first: where one cannot be, no new ledger is left behind.
    let others = args
        .others
        .iter()
        .map(Ledger::open)
        .collect::<Result<Vec<_>, _>>()?;
    let mut ledger = Ledger::open_or_create(&args.ledger.ledger)?;
    for (path, other) in args.others.iter().zip(&others) {
        let merged = ledger.merge(other)?;
        terminal::remark(&format!(
            "{}: {} operations, {} readings, {} claims, {} decisions added",
            path.display(),
            merged.operations,
            merged.readings,
            merged.claims,
            merged.decisions
        ));
    }
    Ok(ExitCode::SUCCESS)
}
