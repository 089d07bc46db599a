//! `selon sources`: what became of what each source said.

use super::Done;
use super::record::AskArgs;
use selon::{model, track};

/// Show what became of what each source said: conceded, corroborated, contradicted, left open.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon sources
  selon sources --as-known 2017-11-30 --format csv > sources.csv

One row per source and kind of claim: own gain, own loss, enemy gain, enemy loss, others' gain and
loss. A letter of the Admiralty scale is suggested from ten resolved claims on (A: 95 in a hundred
held, B: 85, C: 70, D: 50, E: fewer); F says that it cannot be judged. It is a count, not a trust.")]
pub struct Args {
    /// Only what was published by this day [default: the last on record].
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    as_known: Option<model::Date>,
    #[command(flatten)]
    ask: AskArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = args.ask.open()?;
    let known = match args.as_known {
        Some(day) => day,
        None => super::record::last(&ledger)?,
    };
    args.ask
        .print(&track::sources(&ledger, &args.ask.camps()?, known)?)
}
