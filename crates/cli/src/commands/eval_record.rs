//! `selon eval-record`: how well the record finds changes, and how often it had to think again.

use super::Done;
use super::record::AskArgs;
use selon::ledger::ladder::Case;
use selon::ledger::measure::Measures;
use selon::ledger::simulate::{self, Manners};
use selon::record;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Measure the record: changes of hands found, and how often each rule was reversed.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon eval-record                        on made-up histories whose truth is known
  selon eval-record --histories 100000
  selon eval-record --recorded             reversals in a ledger, where no truth is known
  selon eval-record --recorded --truth samples/holders.tsv --ledger record.selon

A truth is tab-separated: place, day, holder (a camp), one line per change of hands; places that it
does not name are measured for reversals only.")]
pub struct Args {
    /// How many made-up histories.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    histories: u64,
    /// Measure this ledger instead.
    #[arg(long)]
    recorded: bool,
    /// Who came to hold which place when, to score the ledger's changes against.
    #[arg(long, value_name = "FILE", requires = "recorded")]
    truth: Option<PathBuf>,
    #[command(flatten)]
    ask: AskArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let mut measures = Measures::default();
    let of = if args.recorded {
        let ledger = args.ask.open()?;
        let camps = args.ask.camps()?;
        let truth = match &args.truth {
            Some(path) => selon::record::holders(path)?,
            None => BTreeMap::new(),
        };
        if let Some(end) = ledger.last_day()? {
            for place in ledger.places()? {
                let case = Case::new(&ledger.dossier(&place.key)?, &camps);
                measures.add(&case, truth.get(&place.key).map(Vec::as_slice), end);
            }
        }
        ledger.path().display().to_string()
    } else {
        let camps = simulate::camps();
        for seed in 0..args.histories {
            let history = simulate::history(seed, &Manners::default());
            let case = Case::new(&history.dossier, &camps);
            measures.add(&case, Some(&history.truth), history.end);
        }
        format!("{} histories", args.histories)
    };
    args.ask.print(&record::measures(&of, &measures))
}
