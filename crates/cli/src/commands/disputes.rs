//! `selon disputes`: where accounts differ.

use super::Done;
use super::record::{AskArgs, DayArgs};
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
    ask: AskArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = args.ask.open()?;
    let (valid, known) = args.days.resolve(&ledger)?;
    args.ask.print(&record::disputes(
        &ledger,
        &args.ask.camps()?,
        valid,
        known,
    )?)
}
