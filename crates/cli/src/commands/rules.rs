//! `selon rules`: the pack's rules, checked, listed, explained.

use super::{Done, Failure};
use crate::terminal::{self, styled};
use selon::{Options, Selon};
use std::io::{Read, Write};
use std::process::ExitCode;

/// Check, list and explain the rules that make claims.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon rules check --pack my-pack
  selon rules list
  selon rules why 'Les rebelles ont pris la ville.'
  selon rules why --rule capture 'Les rebelles ont pris la ville.'")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Compile the pack and run the sentences beside its rules.
    #[command(after_help = "Examples:\n  selon rules check --pack my-pack")]
    Check,
    /// Every rule with where it is written and what it yields.
    #[command(after_help = "Examples:\n  selon rules list | grep siege")]
    List,
    /// Which rules looked at a sentence, and which step let each match or fail.
    #[command(
        after_help = "Examples:\n  selon rules why 'Les rebelles ont pris la ville.' --failed"
    )]
    Why {
        /// The sentence, or - for standard input.
        sentence: String,
        /// Only rules whose name begins so.
        #[arg(long, value_name = "NAME")]
        rule: Option<String>,
        /// Show rules that failed as well.
        #[arg(long)]
        failed: bool,
    },
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let selon = Selon::new(knowledge)?;
    let mut out = terminal::out();
    let mut code = ExitCode::SUCCESS;
    match &args.what {
        What::Check => {
            let failures = selon.check_rules();
            let rules = selon.rules();
            let (mut number, mut sentences) = (0, 0);
            for (ix, _) in rules.rules() {
                number += 1;
                sentences += rules.examples(ix).len();
            }
            for failure in &failures {
                terminal::complain(failure);
            }
            writeln!(
                out,
                "{number} rules, {sentences} sentences, {} fail",
                failures.len()
            )?;
            if !failures.is_empty() {
                code = ExitCode::FAILURE;
            }
        }
        What::List => {
            let rules = selon.rules();
            for (ix, name) in rules.rules() {
                let (file, line) = rules.place(ix);
                let examples = rules.examples(ix);
                let yes = examples.iter().filter(|example| example.matches).count();
                writeln!(
                    out,
                    "{name:36} {file}:{line}  {yes} yes, {} no",
                    examples.len() - yes
                )?;
            }
        }
        What::Why {
            sentence,
            rule,
            failed,
        } => {
            let mut text = sentence.clone();
            if text == "-" {
                text.clear();
                std::io::stdin()
                    .read_to_string(&mut text)
                    .map_err(|error| Failure::new(format!("standard input: {error}")))?;
            }
            let mut shown = 0;
            for (word, found) in selon.why(&text) {
                let wanted = rule
                    .as_ref()
                    .is_none_or(|rule| found.rule.starts_with(rule));
                if !wanted || !(found.matched || *failed || rule.is_some()) {
                    continue;
                }
                shown += 1;
                let (style, verdict) = if found.matched {
                    (terminal::PLACE, "matches")
                } else {
                    (terminal::ERROR, "fails")
                };
                writeln!(
                    out,
                    "{} {} at « {word} »",
                    styled(terminal::STRONG, &found.rule),
                    styled(style, verdict)
                )?;
                for step in &found.steps {
                    writeln!(out, "    {step}")?;
                }
            }
            if shown == 0 {
                writeln!(out, "no rule matches; --failed shows those that were tried")?;
            }
        }
    }
    out.flush()?;
    Ok(code)
}
