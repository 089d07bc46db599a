//! `selon timeline`: what was said of a place, voice by voice.

use super::{Done, Failure, LedgerArg};
use crate::terminal::{self, styled};
use selon::ledger::{Ledger, Line, by_voice};
use selon::{model, public};
use std::io::Write;
use std::process::ExitCode;

/// Show who said that a place was held by whom, when, and in which words.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon timeline al-Boukamal
  selon timeline al-Boukamal --as-known 2017-11-10
  selon timeline Goma --ledger congo.selon --by day
  selon timeline geonames:173811 --format json

--as-known leaves out everything published after that day: the record as the world could know it.
Nothing is decided here; every voice stands beside the others with its words.")]
pub struct Args {
    /// A place: any of its names, or its id.
    #[arg(value_name = "PLACE")]
    place: String,
    #[command(flatten)]
    ledger: LedgerArg,
    /// Only what was published by this day.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    as_known: Option<model::Date>,
    /// Gather lines by voice, or keep them in order of publication.
    #[arg(long, value_name = "ORDER", default_value = "voice")]
    by: Order,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    Voice,
    Day,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let place = &super::record::place(&ledger, &args.place)?;
    let lines = ledger.timeline(&place.key, args.as_known)?;
    let mut out = terminal::out();
    match args.format {
        Format::Json => {
            let timeline = public::Timeline::new(place, args.as_known, &lines);
            writeln!(out, "{}", serde_json::to_string(&timeline)?)?;
        }
        Format::Table => {
            let mut title = styled(terminal::STRONG, &place.place.name);
            title.push_str(&format!(" · {}", place.key));
            for part in [&place.place.admin1, &place.place.country]
                .into_iter()
                .flatten()
            {
                title.push_str(&format!(" · {part}"));
            }
            if let Some(day) = args.as_known {
                title.push_str(&format!(" · as known on {day}"));
            }
            writeln!(out, "{title}")?;
            if lines.is_empty() {
                writeln!(out, "nobody is on record about who holds it")?;
            }
            match args.by {
                Order::Day => {
                    for line in &lines {
                        print(&mut out, line, true)?;
                    }
                }
                Order::Voice => {
                    for voice in by_voice(&lines) {
                        writeln!(out)?;
                        writeln!(
                            out,
                            "{} {}",
                            styled(terminal::VOICE, &voice.speaker),
                            styled(terminal::FAINT, &kind(&voice.lines))
                        )?;
                        for line in &voice.lines {
                            print(&mut out, line, false)?;
                        }
                    }
                }
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Why no place of that name can be shown.
pub(super) fn unknown(ledger: &Ledger, place: &str) -> Result<String, Failure> {
    let mut places = ledger.places()?;
    places.sort_by(|a, b| (b.claims, &a.key).cmp(&(a.claims, &b.key)));
    let most: Vec<String> = places
        .into_iter()
        .take(8)
        .map(|entry| entry.place.name)
        .collect();
    Ok(if most.is_empty() {
        format!("no claim in this ledger speaks of any place, let alone {place}")
    } else {
        format!(
            "no claim in this ledger speaks of {place}; it speaks most of {}",
            most.join(", ")
        )
    })
}

fn kind(lines: &[Line]) -> String {
    match lines.first().map(|line| line.speaker_kind) {
        Some(model::SourceKind::Anonymous) => "(anonymous)".to_owned(),
        Some(model::SourceKind::Outlet) => "(in its own voice)".to_owned(),
        _ => String::new(),
    }
}

/// What a line says of who holds the place, in words.
fn says(line: &Line) -> String {
    let mut words: Vec<String> = line
        .says
        .iter()
        .map(|(change, actor)| {
            format!("{} {change}", actor.as_deref().unwrap_or("someone unnamed"))
        })
        .collect();
    if words.is_empty() {
        let who = line.agents.join(", ");
        let whom = line.targets.join(", ");
        let mut word = line.kind.to_string();
        if let Some(state) = line.state {
            word.push_str(&format!(" ({state})"));
        }
        if !who.is_empty() {
            word = format!("{who}: {word}");
        }
        if !whom.is_empty() {
            word.push_str(&format!(" → {whom}"));
        }
        words.push(word);
    }
    let mut words = words.join(", ");
    if line.modality != model::Modality::Asserted {
        words.push_str(&format!(", {}", line.modality));
    }
    words
}

fn print(out: &mut impl Write, line: &Line, with_voice: bool) -> Result<(), Failure> {
    let published = line
        .published
        .map_or_else(|| "    ?     ".to_owned(), |day| day.to_string());
    let when = line
        .time
        .edtf()
        .filter(|edtf| *edtf != published)
        .map(|edtf| match line.time.basis {
            model::TimeBasis::Publication => format!(" (by {edtf})"),
            _ => format!(" (on {edtf})"),
        })
        .unwrap_or_default();
    let words: Vec<String> = line
        .words
        .iter()
        .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    writeln!(
        out,
        "  {}  {}{}",
        styled(terminal::TIME, &published),
        styled(terminal::CLAIM, &says(line)),
        when,
    )?;
    let chain = if with_voice || line.chain.len() > 1 {
        format!(" — {}", line.chain.join(" ← "))
    } else {
        String::new()
    };
    writeln!(
        out,
        "              « {} »{}  {}",
        words.join(" … "),
        styled(terminal::VOICE, &chain),
        styled(terminal::FAINT, &line.claim.short()),
    )?;
    Ok(())
}
