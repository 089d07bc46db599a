//! `selon map`: the record as one page that needs no network.

use super::{Done, Failure, LedgerArg};
use crate::terminal;
use selon::ledger::Ledger;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a self-contained map: places with claims; click one for the voices and their words.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon map --out map.html
  selon map --ledger record.selon --out - > map.html

The page holds its data, its outline of the world and its script, and asks nothing of any network.")]
pub struct Args {
    #[command(flatten)]
    ledger: LedgerArg,
    /// Where to write, or - for standard output.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let page = selon::map::page(&ledger)?;
    if args.out.as_os_str() == "-" {
        let mut out = std::io::stdout().lock();
        out.write_all(page.as_bytes())?;
        out.flush()?;
    } else {
        std::fs::write(&args.out, &page)
            .map_err(|error| Failure::new(format!("{}: {error}", args.out.display())))?;
        terminal::remark(&format!("{}: {} bytes", args.out.display(), page.len()));
    }
    Ok(ExitCode::SUCCESS)
}
