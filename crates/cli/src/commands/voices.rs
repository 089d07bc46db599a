//! `selon voices`: who speaks of a place, and who carries it.

use super::record::{SheetArg, place};
use super::{Done, LedgerArg};
use selon::ledger::Ledger;
use selon::{model, record};

/// List the voices that speak of a place: one utterance each, with the outlets that carry it.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon voices al-Boukamal
  selon voices al-Boukamal --as-known 2017-11-10 --format csv

Twenty outlets that carry one sentence of an agency are one voice and twenty carriers; `joined` says
why they are taken as one.")]
pub struct Args {
    /// A place: any of its names, or its id.
    #[arg(value_name = "PLACE")]
    place: String,
    /// Only what was published by this day.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    as_known: Option<model::Date>,
    #[command(flatten)]
    ledger: LedgerArg,
    #[command(flatten)]
    sheet: SheetArg,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let place = place(&ledger, &args.place)?;
    args.sheet
        .print(&record::voices(&ledger, &place.key, args.as_known)?)
}
