//! `selon state`: who held a place on a day, as known on a day, and why one may say so.

use super::Done;
use super::record::{AskArgs, DayArgs, place};
use selon::ledger::ladder::Lens;
use selon::record;

/// Show who held a place on a day, as known on a day, by which rule, and why.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon state al-Boukamal --on 2017-11-11
  selon state al-Boukamal --on 2017-11-11 --as-known 2017-11-30
  selon state al-Boukamal --history
  selon state al-Boukamal --history --camp syria/government
  selon state al-Boukamal --views

Without --on, the last day on record. Without --as-known, what was known on the day asked about.
--history shows every run of the state over time.")]
pub struct Args {
    /// A place: any of its names, or its id.
    #[arg(value_name = "PLACE")]
    place: String,
    #[command(flatten)]
    days: DayArgs,
    /// Every run of the state, instead of one day.
    #[arg(long)]
    history: bool,
    /// What each camp and each source says, beside each other.
    #[arg(long, conflicts_with = "history")]
    views: bool,
    /// With --history, in the eyes of this camp.
    #[arg(long, value_name = "CAMP", requires = "history")]
    camp: Option<String>,
    /// With --history, in the words of this source.
    #[arg(
        long,
        value_name = "SOURCE",
        requires = "history",
        conflicts_with = "camp"
    )]
    source: Option<String>,
    #[command(flatten)]
    ask: AskArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = args.ask.open()?;
    let camps = args.ask.camps()?;
    let place = place(&ledger, &args.place)?;
    let (valid, known) = args.days.resolve(&ledger)?;
    let sheet = if args.history {
        let lens = match (&args.camp, &args.source) {
            (Some(camp), _) => Lens::Camp(camp.clone()),
            (_, Some(source)) => Lens::Source(source.clone()),
            _ => Lens::Reconciled,
        };
        record::holdings(
            &ledger,
            &camps,
            &place.key,
            &lens,
            args.days.known_or_last(&ledger)?,
        )?
    } else if args.views {
        record::views(&ledger, &camps, &place.key, valid, known)?
    } else {
        record::state(&ledger, &camps, &place.key, valid, known)?
    };
    args.ask.print(&sheet)
}
