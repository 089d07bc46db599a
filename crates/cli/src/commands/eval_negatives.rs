//! `selon eval-negatives`: how much is claimed of ordinary news, where nothing should be.

use super::{Done, Failure};
use crate::terminal;
use selon::{Options, Selon, eval::ordinary};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Count the claims made of articles that tell of no war.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon eval-negatives negatives.txt news.jsonl
  selon eval-negatives negatives.txt news.jsonl --list

The list holds one id a line; the corpus one JSON object a line with `id` and `text`.")]
pub struct Args {
    /// The ids of the articles.
    #[arg(value_name = "LIST")]
    list: PathBuf,
    /// The texts.
    #[arg(value_name = "CORPUS")]
    corpus: PathBuf,
    /// Print each claim with its rule and its words.
    #[arg(long = "list", id = "show")]
    show: bool,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let text = |path: &PathBuf| {
        std::fs::read_to_string(path)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
    };
    let selon = Selon::new(knowledge)?;
    let found = ordinary(&selon, &text(&args.list)?, &text(&args.corpus)?)
        .map_err(|error| Failure::new(format!("{}: {error}", args.corpus.display())))?;
    let mut out = terminal::out();
    if args.show {
        for (article, kind, rule, words) in &found.claims {
            writeln!(out, "{article} {kind} by {rule}\n    {words}")?;
        }
    }
    for absent in &found.absent {
        terminal::complain(&format!("{absent}: not in the corpus"));
    }
    writeln!(
        out,
        "{} articles, {} claims, {:.1} per hundred",
        found.articles,
        found.claims.len(),
        found.per_hundred()
    )?;
    Ok(if found.absent.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
