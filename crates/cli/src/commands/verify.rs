//! `selon verify`: the record recomputed from its rows.

use super::{Done, LedgerArg};
use crate::terminal;
use selon::ledger::Ledger;
use std::io::Write;
use std::process::ExitCode;

/// Recompute every id of a ledger and its chain of operations; say what does not fit.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon verify --ledger record.selon

Whatever is altered after it was recorded is noticed, save that the newest operations are cut off
whole: to notice that too, keep the head that is printed and compare. Exit code 1 when anything
does not fit.")]
pub struct Args {
    #[command(flatten)]
    ledger: LedgerArg,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let verified = ledger.verify()?;
    let mut out = terminal::out();
    writeln!(
        out,
        "{} operations, {} dispatches, {} readings, {} claims, {} decisions",
        verified.operations,
        verified.dispatches,
        verified.readings,
        verified.claims,
        verified.decisions
    )?;
    for head in &verified.heads {
        writeln!(out, "head {head}")?;
    }
    out.flush()?;
    for problem in &verified.problems {
        terminal::complain(problem);
    }
    if verified.problems.is_empty() {
        writeln!(out, "sound")?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}
