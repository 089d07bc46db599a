//! `selon override`: rule R8, an analyst's decision on who held a place.

use super::record::{AskArgs, now, place};
use super::{Done, Failure};
use crate::terminal;
use selon::{model, record, review};
use std::process::ExitCode;

/// Decide who held a place over some days: signed, with a reason, kept for ever and undoable.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon override al-Boukamal held --holder syria/government --from 2017-11-19 --author ana \\
    --reason 'film geolocated by hand'
  selon override al-Boukamal contested --holder isis,government --from 2017-11-11 --to 2017-11-18 \\
    --author ana --reason 'both sides filmed inside'
  selon override al-Boukamal --undo --author ana

The decision comes before every rule of the ladder (R8), in what is known from the day it is made until
the day it is undone: asked --as-known an earlier day, `selon state` answers as before. Without --from
or --to it is open on that side. Then the state of the last day it is about is printed.")]
pub struct Args {
    /// A place: any of its names, or its id.
    #[arg(value_name = "PLACE")]
    place: String,
    /// What the state was.
    #[arg(
        value_name = "STATE",
        value_parser = ["held", "lost", "contested", "unknown"],
        required_unless_present = "undo"
    )]
    state: Option<String>,
    /// Who held or lost it, or fights for it (several, parted by commas): a camp, or the key of an
    /// actor on record.
    #[arg(long, value_name = "SIDE")]
    holder: Option<String>,
    /// First day it is about.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    from: Option<model::Date>,
    /// Last day it is about.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    to: Option<model::Date>,
    /// Who decides.
    #[arg(long, value_name = "NAME")]
    author: String,
    /// Why.
    #[arg(
        long,
        value_name = "WORDS",
        required_unless_present = "undo",
        default_value = ""
    )]
    reason: String,
    /// Take back the author's last decision on this place that still counts.
    #[arg(long, conflicts_with_all = ["state", "holder", "from", "to"])]
    undo: bool,
    /// The instant to sign with, instead of now.
    #[arg(long, value_name = "INSTANT")]
    recorded_at: Option<jiff::Timestamp>,
    #[command(flatten)]
    ask: AskArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let mut ledger = args.ask.open()?;
    let camps = args.ask.camps()?;
    let place = place(&ledger, &args.place)?;
    let at = args.recorded_at.unwrap_or_else(now);
    let days = if args.undo {
        let undone = review::undo_override(
            &mut ledger,
            &place.key,
            at,
            &args.author,
            &args.reason,
        )?
        .ok_or_else(|| {
            Failure::new(format!(
                "{} has no decision on {} to take back; `selon review --decisions` shows all",
                args.author, place.place.name
            ))
        })?;
        terminal::remark(&format!(
            "taken back: {} of {}",
            undone.decision.value, undone.instant
        ));
        (undone.decision.first, undone.decision.last)
    } else {
        let ruling = review::Ruling {
            place: &place.key,
            value: args.state.as_deref().unwrap_or_default(),
            holder: args.holder.as_deref(),
            first: args.from,
            last: args.to,
            reason: &args.reason,
        };
        review::overrule(&mut ledger, &camps, &ruling, at, &args.author)?;
        (args.from, args.to)
    };
    let known = super::record::last(&ledger)?;
    let valid = days
        .1
        .or(days.0.map(|first| first.max(known)))
        .unwrap_or(known);
    args.ask
        .print(&record::state(&ledger, &camps, &place.key, valid, known)?)?;
    Ok(ExitCode::SUCCESS)
}
