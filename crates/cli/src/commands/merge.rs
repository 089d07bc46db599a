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
    let mut ledger = Ledger::open_or_create(&args.ledger.ledger)?;
    for path in &args.others {
        let merged = ledger.merge(&Ledger::open(path)?)?;
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
