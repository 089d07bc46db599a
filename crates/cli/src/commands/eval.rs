//! `selon eval`: how well it reads, measured against gold facts.

use super::{Done, Failure};
use crate::terminal::{self, styled};
use selon::eval::{Difference, FIELDS, Gold, Report, score};
use selon::input::{self, Given, Input};
use selon::{Options, Selon, public};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measure readings against gold facts.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon eval eval/gold
  selon eval eval/gold --misses --type capture
  selon eval eval/gold --errors chain
  selon eval eval/gold --format json

A gold folder holds <name>.txt and <name>.gold.json pairs. Matching is one claim to one fact, best
pairs first; `core` asks in addition that the actors and the places agree.")]
pub struct Args {
    /// The folder of gold facts (several may be given; they are scored as one).
    #[arg(required = true, value_name = "GOLD_DIR")]
    gold: Vec<PathBuf>,
    /// Score these readings (JSON, one a line) instead of reading the texts now.
    #[arg(long, value_name = "FILE")]
    readings: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// List the facts that no claim answers to.
    #[arg(long)]
    misses: bool,
    /// List the claims that answer to no fact.
    #[arg(long)]
    extras: bool,
    /// List what is wrong in a field of detected facts: who, whom, place, time, source, chain,
    /// modality, speech or all.
    #[arg(long, value_name = "FIELD", value_parser = ["who", "whom", "place", "time", "source", "chain", "modality", "speech", "all"])]
    errors: Option<String>,
    /// Keep to facts and claims of this type in the lists.
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Print a row of figures per dispatch.
    #[arg(long)]
    per_document: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let mut golds = Vec::new();
    for folder in &args.gold {
        golds.extend(Gold::load(folder)?);
    }
    let readings = match &args.readings {
        Some(path) => stored(path)?,
        None => now(&golds, &Selon::new(knowledge)?)?,
    };
    let report = score(&golds, &readings);
    let mut out = terminal::out();
    match args.format {
        Format::Json => {
            let mut value = report.figures.to_json();
            let kept: Vec<&Difference> = report
                .differences
                .iter()
                .filter(|difference| listed(args, difference))
                .collect();
            if !kept.is_empty()
                && let Some(object) = value.as_object_mut()
            {
                object.insert("differences".to_owned(), serde_json::to_value(kept)?);
            }
            writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
        }
        Format::Table => {
            table(&mut out, &report)?;
            if args.per_document {
                writeln!(out)?;
                for gold in &golds {
                    let one = score(std::slice::from_ref(gold), &readings).figures;
                    writeln!(
                        out,
                        "  {:28} facts {:3}  claims {:3}  detect F1 {:.3}  core F1 {:.3}",
                        gold.name,
                        one.facts,
                        one.claims,
                        one.detection()[2],
                        one.core_prf()[2]
                    )?;
                }
            }
            for difference in &report.differences {
                if listed(args, difference) {
                    list(&mut out, difference)?;
                }
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Readings from a file, by name of dispatch.
pub fn stored(path: &std::path::Path) -> Result<BTreeMap<String, public::Reading>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let mut readings = BTreeMap::new();
    for (ix, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let reading: public::Reading = serde_json::from_str(line).map_err(|error| {
            Failure::new(format!(
                "{}:{}: not a reading: {error}",
                path.display(),
                ix + 1
            ))
        })?;
        if let Some(path) = &reading.document.path {
            let name = std::path::Path::new(path)
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            readings.insert(name, reading);
        }
    }
    Ok(readings)
}

/// Reads the texts of the gold now; by name of dispatch.
pub fn now(golds: &[Gold], selon: &Selon) -> Result<BTreeMap<String, public::Reading>, Failure> {
    let mut dispatches = Vec::new();
    let mut names = Vec::new();
    for gold in golds {
        let published = match &gold.published {
            Some(date) => Some(date.parse().map_err(|_| {
                Failure::new(format!("{}: `published` is no date: {date:?}", gold.name))
            })?),
            None => None,
        };
        let given = Given {
            published,
            outlet: gold.outlet.clone(),
        };
        match input::load(&Input::File(gold.text_path.clone()), &given) {
            Ok(dispatch) => {
                names.push(gold.name.clone());
                dispatches.push(dispatch);
            }
            Err(error) => terminal::complain(&error.to_string()),
        }
    }
    Ok(names
        .into_iter()
        .zip(dispatches.iter().zip(selon.read_all(&dispatches)))
        .map(|(name, (dispatch, reading))| (name, public::Reading::new(dispatch, &reading)))
        .collect())
}

fn table(out: &mut impl Write, report: &Report) -> Result<(), Failure> {
    let figures = &report.figures;
    writeln!(
        out,
        "{} documents, {} facts, {} claims, {} unread, {} bad spans",
        figures.documents, figures.facts, figures.claims, figures.unread, figures.bad_span
    )?;
    for (name, [p, r, f1]) in [
        ("detect", figures.detection()),
        ("core", figures.core_prf()),
    ] {
        writeln!(
            out,
            "{}",
            styled(
                terminal::STRONG,
                &format!("{name:7} P {p:.3}  R {r:.3}  F1 {f1:.3}")
            )
        )?;
    }
    writeln!(out, "over the detected:")?;
    for (ix, field) in FIELDS.iter().enumerate() {
        let (right, asked) = figures.accuracy_of(ix);
        let right = right.map_or_else(|| "–".to_owned(), |right| format!("{right:.3}"));
        writeln!(out, "  {field:16} {right:>5}  of {asked}")?;
    }
    writeln!(out, "by type:")?;
    for (kind, counts) in &figures.by_type {
        writeln!(
            out,
            "  {kind:13} facts {:3}  detected {:3}  core {:3}",
            counts.facts, counts.detected, counts.core
        )?;
    }
    Ok(())
}

fn listed(args: &Args, difference: &Difference) -> bool {
    let of_kind = |kind: &str| args.kind.as_deref().is_none_or(|wanted| wanted == kind);
    match difference {
        Difference::Miss { kind, .. } => args.misses && of_kind(kind),
        Difference::Extra { kind, .. } => args.extras && of_kind(kind),
        Difference::Error { field, kind, .. } => {
            of_kind(kind)
                && args
                    .errors
                    .as_deref()
                    .is_some_and(|wanted| wanted == "all" || wanted == field)
        }
    }
}

fn list(out: &mut impl Write, difference: &Difference) -> Result<(), Failure> {
    match difference {
        Difference::Miss {
            name,
            id,
            kind,
            context,
            ..
        } => writeln!(
            out,
            "{} {name} {id} {kind}\n      {context}",
            styled(terminal::ERROR, "miss ")
        )?,
        Difference::Extra {
            name,
            kind,
            rule,
            context,
            ..
        } => writeln!(
            out,
            "{} {name} {kind} by {rule}\n      {context}",
            styled(terminal::CLAIM, "extra")
        )?,
        Difference::Error {
            name,
            id,
            kind,
            field,
            gold,
            ours,
            rule,
            context,
        } => writeln!(
            out,
            "{} {name} {id} {kind} {field}: gold {} ours {} ({rule})\n      {context}",
            styled(terminal::ERROR, "error"),
            styled(terminal::STRONG, gold),
            styled(terminal::STRONG, ours),
        )?,
    }
    Ok(())
}
