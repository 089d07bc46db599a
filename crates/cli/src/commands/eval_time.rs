//! `selon eval-time`: how well time expressions are read, measured against cases.

use super::{Done, Failure};
use crate::terminal;
use selon::{Options, Selon, eval::time_figures};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measure the reading of time expressions against cases.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon eval-time cases.fr.jsonl
  selon eval-time cases.fr.jsonl --faults

A file of cases holds one JSON object a line: {\"ref\": \"2024-11-07\", \"text\": \"…\",
\"spans\": [{\"start\": 0, \"end\": 8, \"values\": [{\"start\": \"2024-11-06\"}]}]}.")]
pub struct Args {
    /// Files of cases.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// List what went wrong.
    #[arg(long)]
    faults: bool,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let selon = Selon::new(knowledge)?;
    let mut out = terminal::out();
    for path in &args.files {
        let cases = std::fs::read_to_string(path)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        let figures = time_figures(&selon, &cases)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        if args.faults {
            for fault in &figures.faults {
                writeln!(out, "{fault}")?;
            }
        }
        writeln!(
            out,
            "{}: {} expressions, {} read, strict F1 {:.3}, overlap F1 {:.3}, start day {:.3}, value F1 {:.3}, end to end {:.3}",
            path.file_name().unwrap_or_default().to_string_lossy(),
            figures.expressions,
            figures.read,
            figures.strict_f1(),
            figures.overlap_f1(),
            figures.accuracy(),
            figures.value_f1(),
            figures.end_to_end()
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
