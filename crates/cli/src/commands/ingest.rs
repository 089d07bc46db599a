//! `selon ingest`: readings kept in a ledger.

use super::read::{self, GivenArgs};
use super::{Done, Failure, LedgerArg};
use crate::terminal;
use selon::{Options, Selon, ledger::Ledger};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Read dispatches and keep their claims in a ledger.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon ingest samples --ledger record.selon
  selon ingest today/*.txt --outlet \"Radio Okapi\" --author \"A. Analyst\"

The ledger is one SQLite file that only grows. The same dispatch twice adds nothing; a dispatch read
anew by a better version adds what is new and keeps what was.")]
pub struct Args {
    /// Files, folders, or - for standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    given: GivenArgs,
    #[command(flatten)]
    ledger: LedgerArg,
    /// Who adds this to the record [default: the program and its version].
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Why it is added.
    #[arg(long, value_name = "WORDS", default_value = "ingest")]
    reason: String,
    /// Print the id of each dispatch once it is on disk, a line each.
    #[arg(long)]
    acknowledge: bool,
    /// The instant to sign with, instead of now.
    #[arg(long, value_name = "INSTANT")]
    recorded_at: Option<jiff::Timestamp>,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let selon = Selon::new(&args.given.options(knowledge))?;
    // A ledger is made once there is something to put into it; one that is there is tried at once.
    let path = &args.ledger.ledger;
    let mut ledger = path
        .exists()
        .then(|| Ledger::open_or_create(path))
        .transpose()?;
    let author = args
        .author
        .clone()
        .unwrap_or_else(|| format!("selon {}", selon::VERSION));
    let recorded_at = args.recorded_at.unwrap_or_else(super::record::now);
    let (mut added, mut known, mut claims) = (0, 0, 0);
    let given = args.given.given();
    let mut out = terminal::out();
    let lost = read::batches(&args.inputs, &given, &selon, |dispatches, readings| {
        if dispatches.is_empty() {
            return Ok(());
        }
        let ledger = match &mut ledger {
            Some(ledger) => ledger,
            none => none.insert(Ledger::open_or_create(path)?),
        };
        let batch: Vec<_> = dispatches.iter().zip(readings).collect();
        for appended in ledger.append_batch(&batch, recorded_at, &author, &args.reason)? {
            if args.acknowledge {
                writeln!(out, "{}", appended.dispatch)?;
            }
            if appended.new {
                added += 1;
                claims += appended.claims;
            } else {
                known += 1;
            }
        }
        out.flush()?;
        Ok::<(), Failure>(())
    })?;
    terminal::remark(&format!(
        "{}: {added} dispatches added with {claims} new claims, {known} known already{}",
        args.ledger.ledger.display(),
        if lost == 0 {
            String::new()
        } else {
            format!(", {lost} could not be read")
        }
    ));
    Ok(if lost == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
