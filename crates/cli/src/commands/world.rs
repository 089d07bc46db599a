//! `selon world`: what the tables know of a name.

use super::Done;
use crate::terminal::{self, styled};
use selon::world::PlaceContext;
use selon::{built_in_world, fold, world_index, world_tables};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Ask the world's tables what a name can mean, and check tables.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon world lookup Boukamal --country SY
  selon world lookup OSDH
  selon world lint world")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// The actors and places a name can mean, best first.
    #[command(after_help = "Examples:\n  selon world lookup Boukamal --country SY")]
    Lookup {
        /// A name, in any of the scripts of the tables.
        name: String,
        /// Prefer places of this country (ISO 3166-1 alpha-2).
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
    },
    /// Check tables: the built-in ones, or a folder with actors/, outlets/, places/ and camps/.
    #[command(after_help = "Examples:\n  selon world lint\n  selon world lint my-world")]
    Lint {
        /// The folder.
        folder: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    match &args.what {
        What::Lookup { name, country } => lookup(name, country.as_deref()),
        What::Lint { folder } => lint(folder.as_deref()),
    }
}

fn lookup(name: &str, country: Option<&str>) -> Done {
    let world = built_in_world().map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        super::Failure::new(lines.join("\n"))
    })?;
    let mut out = terminal::out();
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let mut found = false;
    if let Some((length, actors)) = world.actors.longest(&words)
        && length == words.len()
    {
        for ix in actors {
            let actor = world.actors.get(ix);
            found = true;
            writeln!(
                out,
                "{}  {}  {}  {}",
                styled(terminal::ACTOR, &actor.id),
                actor.name,
                actor.kind,
                actor.countries.join(" ")
            )?;
            writeln!(
                out,
                "    {}",
                styled(terminal::FAINT, &actor.names.join(" · "))
            )?;
        }
    }
    let context = PlaceContext {
        countries: country
            .map(|code| (code.to_uppercase(), 1.0))
            .into_iter()
            .collect(),
        ..PlaceContext::default()
    };
    for (ix, score) in world.places.resolve(name, &context) {
        let place = world.places.get(ix);
        found = true;
        writeln!(
            out,
            "{}  {}  {}  {}  {:.3}, {:.3}  score {score:.2}",
            styled(terminal::PLACE, &place.id),
            place.name,
            place.feature,
            [place.admin1.as_deref(), place.country.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
            place.latitude,
            place.longitude,
        )?;
        let mut names = world.places.names(ix);
        names.truncate(12);
        writeln!(out, "    {}", styled(terminal::FAINT, &names.join(" · ")))?;
    }
    if !found {
        writeln!(out, "no actor and no place of the tables is called {name}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn lint(folder: Option<&Path>) -> Done {
    let mut own = Vec::new();
    if let Some(folder) = folder {
        for kind in ["actors", "outlets", "places", "camps"] {
            let Ok(entries) = std::fs::read_dir(folder.join(kind)) else {
                continue;
            };
            let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            paths.sort();
            for path in paths {
                if path.extension().is_some_and(|ending| ending == "tsv") {
                    let text = std::fs::read_to_string(&path).map_err(|error| {
                        super::Failure::new(format!("{}: {error}", path.display()))
                    })?;
                    own.push((path.to_string_lossy().replace('\\', "/"), text));
                }
            }
        }
        if own.is_empty() {
            return Err(super::Failure::new(format!(
                "{}: no table in actors/, outlets/, places/ or camps/",
                folder.display()
            )));
        }
    }
    let tables: Vec<(&str, &str)> = match folder {
        Some(_) => own
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect(),
        None => world_tables(),
    };
    let faults = selon::world::lint(&tables, world_index());
    for fault in &faults {
        terminal::complain(&fault.to_string());
    }
    let mut out = terminal::out();
    writeln!(out, "{} tables, {} faults", tables.len(), faults.len())?;
    out.flush()?;
    Ok(if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
