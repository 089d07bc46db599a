//! `selon state`: who held a place on a day, as known on a day, and why one may say so.

use super::record::{AskArgs, DayArgs, place};
use super::{Done, Failure};
use selon::ledger::Ledger;
use selon::ledger::camps::Camps;
use selon::ledger::ladder::{Case, Lens};
use selon::model::Date;
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
        let known = args.days.known_or_last(&ledger)?;
        spoken(&ledger, &camps, &place.key, &lens, known)?;
        record::holdings(&ledger, &camps, &place.key, &lens, known)?
    } else if args.views {
        record::views(&ledger, &camps, &place.key, valid, known)?
    } else {
        record::state(&ledger, &camps, &place.key, valid, known)?
    };
    args.ask.print(&sheet)
}

/// Refuses a lens through which nothing was said of a place, and names those there are.
fn spoken(
    ledger: &Ledger,
    camps: &Camps,
    place: &str,
    lens: &Lens,
    known: Date,
) -> Result<(), Failure> {
    let lenses = Case::new(&ledger.dossier(place)?, camps).lenses(known);
    let (kind, asked) = match lens {
        Lens::Reconciled => return Ok(()),
        Lens::Camp(camp) => ("camp", camp),
        Lens::Source(source) => ("source", source),
    };
    if lenses.contains(lens) {
        return Ok(());
    }
    let there: Vec<&str> = lenses
        .iter()
        .filter_map(|one| match (one, lens) {
            (Lens::Camp(name), Lens::Camp(_)) | (Lens::Source(name), Lens::Source(_)) => {
                Some(name.as_str())
            }
            _ => None,
        })
        .collect();
    Err(Failure::new(format!(
        "no {kind} `{asked}` spoke of {place} by {known}; {}",
        if there.is_empty() {
            format!("no {kind} did")
        } else {
            format!("these did: {}", there.join(", "))
        }
    )))
}
