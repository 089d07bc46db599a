//! `selon eval-world`: how well names of places and actors resolve, measured against gold.

use super::{Done, Failure, eval};
use crate::terminal::{self, styled};
use selon::eval::{Gold, Resolved, TrueLocation, world_figures};
use selon::{Options, Selon};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measure how names of places and actors resolve.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon eval-world eval/gold --places places.json
  selon eval-world eval/gold --places places.json --misses
  selon eval-world eval/gold --places places.json --format json

A gold folder holds <name>.txt and <name>.gold.json pairs, whose `entities` list names by key. The
file of places is a JSON list of {\"key\": …, \"lat\": …, \"lon\": …, \"radius_km\": …}. Counted is
every occurrence of a listed name, the longest where two overlap. A place is right within the
radius of the true location; an actor when it is the one to whom the tables give most of the
names of the key. Names that may mean a place or an actor are left out and counted apart.")]
pub struct Args {
    /// Folders of gold.
    #[arg(required = true, value_name = "GOLD_DIR")]
    gold: Vec<PathBuf>,
    /// True locations of the places of the gold.
    #[arg(long, value_name = "FILE")]
    places: Option<PathBuf>,
    /// Score these readings (JSON, one a line) instead of reading the texts now.
    #[arg(long, value_name = "FILE")]
    readings: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: eval::Format,
    /// List the names that did not resolve to what is meant.
    #[arg(long)]
    misses: bool,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let mut golds = Vec::new();
    for folder in &args.gold {
        golds.extend(Gold::load(folder)?);
    }
    let locations: Vec<TrueLocation> = match &args.places {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
            serde_json::from_str(&text).map_err(|error| {
                Failure::new(format!(
                    "{}: not a list of places with key, lat, lon and radius_km: {error}",
                    path.display()
                ))
            })?
        }
        None => Vec::new(),
    };
    let selon = Selon::new(knowledge)?;
    let readings = match &args.readings {
        Some(path) => eval::stored(path)?,
        None => eval::now(&golds, &selon)?,
    };
    let mut figures = world_figures(&golds, &readings, &locations, selon.world());
    let mut out = terminal::out();
    match args.format {
        eval::Format::Json => {
            if !args.misses {
                figures.missed.clear();
            }
            writeln!(out, "{}", serde_json::to_string_pretty(&figures)?)?;
        }
        eval::Format::Table => {
            let mut row = |what: &str, resolved: &Resolved| {
                writeln!(
                    out,
                    "{what:36} {:5}  candidate {:.3}  right {:.3}",
                    resolved.named,
                    resolved.candidate_share(),
                    resolved.right_share()
                )
            };
            row("located places by name", &figures.place_names)?;
            row(
                "located places by description alone",
                &figures.described_places,
            )?;
            row("located places, once per dispatch", &figures.places)?;
            row("actors by name", &figures.actor_names)?;
            row(
                "actors by a description in tables",
                &figures.described_actors,
            )?;
            writeln!(
                out,
                "left out: {} names that may mean a place or an actor, {} of places without a true location",
                figures.either, figures.unlocated
            )?;
            if args.misses {
                for miss in &figures.missed {
                    writeln!(
                        out,
                        "{} {} {} is {}, read as {}{}\n      {}",
                        styled(terminal::ERROR, miss.kind),
                        miss.document,
                        styled(terminal::STRONG, &miss.text),
                        miss.keys.join(" or "),
                        miss.ours.as_deref().unwrap_or("nothing"),
                        if miss.candidate { ", a candidate" } else { "" },
                        miss.context
                    )?;
                }
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
