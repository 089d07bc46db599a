//! `selon world`: what the tables know of a name, tables checked, and places of one's own.

use super::{Done, Failure};
use crate::terminal::{self, styled};
use selon::model::Language;
use selon::world::{PlaceContext, build, distance_km, parse_dump};
use selon::{Options, fold, world_folder, world_index, world_tables};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Ask the world's tables what a name can mean, check tables, and add places of your own.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon world lookup Boukamal --country SY
  selon world lookup OSDH --lang fr
  selon world import ML.txt --output mali.idx
  selon world lint world")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// The actors and places a name can mean, best first.
    #[command(after_help = "Examples:
  selon world lookup Boukamal --country SY
  selon world lookup Tripoli --near Beyrouth
  selon --world mali.idx world lookup Boulkessi")]
    Lookup(Lookup),
    /// Make a place index of your own from a GeoNames country dump.
    #[command(after_help = "Examples:
  selon world import ML.txt
  selon world import ML.txt --output mali.idx
  selon --world mali.idx read dispatch.txt

A dump is a text file with one place a line in nineteen columns separated by tabs, as
download.geonames.org/export/dump has them (its readme.txt names the columns). Lines that cannot be
read are named on standard error, and the rest is imported.")]
    Import {
        /// The dump.
        file: PathBuf,
        /// Where to write the index; beside the dump when not given.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Check tables: the built-in ones, or a folder with actors/, outlets/, places/ and camps/.
    #[command(after_help = "Examples:\n  selon world lint\n  selon world lint my-world")]
    Lint {
        /// The folder.
        folder: Option<PathBuf>,
    },
}

#[derive(clap::Args)]
struct Lookup {
    /// A name, in any of the scripts of the tables.
    name: String,
    /// Prefer places of this country (ISO 3166-1 alpha-2).
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Prefer what lies near this place, and tell how far each candidate is from it.
    #[arg(long, value_name = "PLACE")]
    near: Option<String>,
    /// Show names in this language first.
    #[arg(long, value_name = "LANG", value_parser = ["fr", "en", "ar"])]
    lang: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    match &args.what {
        What::Lookup(args) => lookup(args, knowledge),
        What::Import { file, output } => import(file, output.as_deref()),
        What::Lint { folder } => lint(folder.as_deref()),
    }
}

fn lookup(args: &Lookup, knowledge: &Options) -> Done {
    let world = selon::world_of(knowledge)?;
    let name = args.name.as_str();
    let language = args
        .lang
        .as_deref()
        .and_then(Language::from_code)
        .unwrap_or(Language::English);
    let mut context = PlaceContext {
        countries: args
            .country
            .iter()
            .map(|code| (code.to_uppercase(), 1.0))
            .collect(),
        ..PlaceContext::default()
    };
    let near =
        match &args.near {
            Some(near) => {
                let (place, _) = *world.places.resolve(near, &context).first().ok_or_else(
                    || {
                        Failure::new(format!(
                            "no place of the tables is called {near}; look it up under another name"
                        ))
                    },
                )?;
                let record = world.places.get(place);
                if context.countries.is_empty() {
                    let countries = world.places.countries(place);
                    let weight = 1.0 / countries.len().max(1) as f32;
                    context.countries = countries.into_iter().map(|code| (code, weight)).collect();
                }
                context.near.push(place);
                Some(record)
            }
            None => None,
        };
    let mut out = terminal::out();
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let mut found = false;
    if let Some((length, actors)) = world.actors.longest(&words)
        && length == words.len()
    {
        for (ix, _) in world.actors.resolve(&actors, &context.countries, None) {
            let actor = world.actors.get(ix);
            found = true;
            writeln!(
                out,
                "{}  {}  {}  {}",
                styled(terminal::ACTOR, &actor.id),
                actor.name_in(language),
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
    for (ix, score) in world.places.resolve(name, &context) {
        let place = world.places.get(ix);
        let names = world.places.names(ix);
        let away = near.as_ref().map_or_else(String::new, |near| {
            let away = distance_km(
                place.latitude,
                place.longitude,
                near.latitude,
                near.longitude,
            );
            format!("  {away:.0} km from {}", near.name)
        });
        let arabic = |name: &&String| name.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
        let shown = match language {
            Language::Arabic => names.iter().find(arabic).unwrap_or(&place.name),
            _ => &place.name,
        };
        found = true;
        writeln!(
            out,
            "{}  {}  {}  {}  {:.3}, {:.3}  score {score:.2}{away}",
            styled(terminal::PLACE, &place.id),
            shown,
            place.feature,
            [place.admin1.as_deref(), place.country.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
            place.latitude,
            place.longitude,
        )?;
        let names = &names[..names.len().min(12)];
        writeln!(out, "    {}", styled(terminal::FAINT, &names.join(" · ")))?;
    }
    if !found {
        writeln!(out, "no actor and no place of the tables is called {name}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn import(file: &Path, output: Option<&Path>) -> Done {
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::new(format!("{}: {error}", path.display()))
    };
    let bytes = std::fs::read(file).map_err(|error| failed(file, &error))?;
    // A damaged letter spoils its line's names, not the dump.
    let text = String::from_utf8_lossy(&bytes);
    let (places, bad) = parse_dump(&text);
    for bad in &bad {
        terminal::complain(&format!("{}:{}: {}", file.display(), bad.line, bad.problem));
    }
    if places.is_empty() {
        return Err(Failure::new(format!(
            "{}: no place was read; give a country dump of GeoNames, nineteen columns separated by tabs",
            file.display()
        )));
    }
    let count = places.len();
    let index = build(places).map_err(|problem| failed(file, &problem))?;
    let output = output.map_or_else(|| file.with_extension("idx"), Path::to_owned);
    std::fs::write(&output, index).map_err(|error| failed(&output, &error))?;
    let mut out = terminal::out();
    writeln!(
        out,
        "{}: {count} places; {} lines could not be read",
        output.display(),
        bad.len()
    )?;
    out.flush()?;
    Ok(if bad.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn lint(folder: Option<&Path>) -> Done {
    let own = match folder {
        Some(folder) => world_folder(folder)
            .map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?,
        None => Vec::new(),
    };
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
