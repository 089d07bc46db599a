//! `selon parse`: how a text is cut, tagged and hung together.

use super::Done;
use crate::terminal;
use selon::input::{self, Given};
use selon::model::Language;
use selon::{Options, Selon};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show sentences, words, tags, lemmas and arcs of a text, as the rules see them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  echo 'La ville est tombée lundi.' | selon parse -
  selon parse dispatch.txt --format conllu
  selon parse treebank.conllu --input conllu --format conllu")]
pub struct Args {
    /// Files, folders, or - for standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    /// Interlinear lines for people, or CoNLL-U.
    #[arg(long, value_name = "FORMAT", default_value = "lines")]
    format: Format,
    /// Plain text, or CoNLL-U whose sentences and words are kept and the rest filled in anew.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    input: From,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum From {
    Text,
    Conllu,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Lines,
    Conllu,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let selon = Selon::new(knowledge)?;
    let mut out = terminal::out();
    let mut lost = 0;
    for found in input::gather(&args.inputs) {
        let document = found
            .and_then(|input| input::load(&input, &Given::default()))
            .map_err(|error| error.to_string())
            .and_then(|dispatch| match args.input {
                From::Text => Ok(selon.analyse(&dispatch.text)),
                From::Conllu => selon
                    .fill(&dispatch.text, Language::French)
                    .map_err(|error| format!("not CoNLL-U, {error}")),
            });
        match document {
            Ok(document) => {
                let text = match args.format {
                    Format::Lines => selon::to_interlinear(&document),
                    Format::Conllu => selon::to_conllu(&document),
                };
                write!(out, "{text}")?;
            }
            Err(error) => {
                lost += 1;
                terminal::complain(&error);
            }
        }
    }
    out.flush()?;
    Ok(if lost == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
