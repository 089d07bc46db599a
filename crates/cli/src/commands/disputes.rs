//! `selon disputes`: where accounts differ.

use super::record::{CampsArg, DayArgs, SheetArg};
use super::{Done, LedgerArg};
use selon::ledger::Ledger;
use selon::record;

/// List the places about which accounts differ on a day: disputed, or claimed without confirmation.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon disputes --on 2017-11-11
  selon disputes --format csv > disputes.csv")]
pub struct Args {
    #[command(flatten)]
    days: DayArgs,
    #[command(flatten)]
    ledger: LedgerArg,
    #[command(flatten)]
    camps: CampsArg,
    #[command(flatten)]
    sheet: SheetArg,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let (valid, known) = args.days.resolve(&ledger)?;
    args.sheet.print(&record::disputes(
        &ledger,
        &args.camps.load()?,
        valid,
        known,
    )?)
}
