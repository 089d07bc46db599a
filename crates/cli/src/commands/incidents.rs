//! `selon incidents`: claims of one event, joined across dispatches.

use super::record::{AskArgs, claim, now, place};
use super::{Done, Failure};
use crate::terminal;
use selon::incidents::{Shape, incidents, joins};
use selon::ledger::DecisionKind;
use selon::{model, review};
use std::process::ExitCode;

/// List incidents: claims of one event joined across dispatches, one record each.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon incidents
  selon incidents --place al-Boukamal --joins
  selon incidents --shape acled --format csv > incidents.csv
  selon incidents --different 3f2a9c 81bb07 --author ana --reason \"two bombs\"

Figures are given as each source gives them and are never averaged. --joins shows why each claim is
part of its incident; --same and --different judge a pair of claims, signed, and can be undone with
`selon review --undo`.")]
pub struct Args {
    /// Only incidents at this place: any of its names, or its id.
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Only what was published by this day.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    as_known: Option<model::Date>,
    /// Whose field names to use.
    #[arg(long, value_name = "SHAPE", default_value = "plain")]
    shape: ShapeArg,
    /// Why each claim is part of its incident, instead of the incidents.
    #[arg(long)]
    joins: bool,
    /// Judge that two claims tell of one event.
    #[arg(long, num_args = 2, value_name = "CLAIM", group = "judge")]
    same: Option<Vec<String>>,
    /// Judge that two claims tell of different events.
    #[arg(long, num_args = 2, value_name = "CLAIM", group = "judge")]
    different: Option<Vec<String>>,
    /// Judge that nobody can tell.
    #[arg(long, num_args = 2, value_name = "CLAIM", group = "judge")]
    unsure: Option<Vec<String>>,
    /// Who judges.
    #[arg(long, value_name = "NAME", requires = "judge")]
    author: Option<String>,
    /// Why.
    #[arg(long, value_name = "WORDS", default_value = "")]
    reason: String,
    #[command(flatten)]
    ask: AskArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ShapeArg {
    Plain,
    Acled,
    Ucdp,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let mut ledger = args.ask.open()?;
    let judged = [
        ("same", &args.same),
        ("different", &args.different),
        ("unsure", &args.unsure),
    ];
    for (value, pair) in judged {
        let Some([one, other]) = pair.as_deref() else {
            continue;
        };
        let author = args
            .author
            .as_deref()
            .ok_or_else(|| Failure::new("a judgement is signed: add --author NAME"))?;
        let pair = (claim(&ledger, one)?, claim(&ledger, other)?);
        let kind = DecisionKind::Event;
        let id = review::judge(&mut ledger, kind, pair, value, &args.reason, now(), author)?;
        terminal::remark(&format!("judged {value}, decision {}", id.short()));
        return Ok(ExitCode::SUCCESS);
    }
    let place = match &args.place {
        Some(name) => Some(place(&ledger, name)?.key),
        None => None,
    };
    let camps = args.ask.camps()?;
    if args.joins {
        let found = ledger.incidents(&camps, place.as_deref(), args.as_known)?;
        return args.ask.print(&joins(&found));
    }
    let shape = match args.shape {
        ShapeArg::Plain => Shape::Plain,
        ShapeArg::Acled => Shape::Acled,
        ShapeArg::Ucdp => Shape::Ucdp,
    };
    args.ask.print(&incidents(
        &ledger,
        &camps,
        place.as_deref(),
        args.as_known,
        shape,
    )?)
}
