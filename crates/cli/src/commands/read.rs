//! `selon read`: dispatches in, readings out.

use super::{Done, Failure, read_table};
use crate::terminal::{self, styled};
use selon::input::{self, Given};
use selon::{Options, Selon, model, public, timex};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Read dispatches and print what they claim, according to whom.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon read dispatch.txt --published 2017-11-09 --outlet Al-Manar
  selon read samples --format json > readings.ndjson
  cat dispatch.txt | selon read - --format text

A folder is read at any depth, its *.txt files in order of path. Beside <name>.txt may stand
<name>.meta.toml or <name>.meta.json with `published`, `outlet`, `url` and `title`. The publication
date comes from --published, else from the text's dateline, else from that file.")]
pub struct Args {
    /// Files, folders, or - for standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub given: GivenArgs,
    /// How to print: a table for people, JSON (one line per dispatch), the text itself, marked, or
    /// one dispatch as TimeML, its times marked with TIMEX3.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

/// What the caller says of the dispatches.
#[derive(clap::Args, Clone)]
pub struct GivenArgs {
    /// Day of publication, as 2017-11-09.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    published: Option<model::Date>,
    /// Who published it: a name, or an id of the world's tables.
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Language of the dispatches; without it each text is asked, and what is not French is
    /// passed through with a notice.
    #[arg(long, value_name = "CODE", value_parser = ["fr"])]
    lang: Option<String>,
    /// How many dispatches are read at once [default: one a processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

impl GivenArgs {
    /// What to load, given what is said of the language.
    pub fn options(&self, knowledge: &Options) -> Options {
        if let Some(jobs) = self.jobs {
            selon::use_jobs(usize::from(jobs));
        }
        Options {
            assume_french: self.lang.is_some(),
            ..knowledge.clone()
        }
    }

    /// For the façade.
    pub fn given(&self) -> Given {
        Given {
            published: self.published,
            outlet: self.outlet.clone(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Text,
    Timeml,
}

/// How many dispatches are held at once.
const BATCH: usize = 128;

/// Loads and reads every input, in order, and hands them on in batches. Counts the inputs that
/// gave no reading, after naming them on standard error.
pub fn batches(
    inputs: &[PathBuf],
    given: &Given,
    selon: &Selon,
    mut take: impl FnMut(&[model::Dispatch], &[model::Reading]) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let inputs = input::gather(inputs);
    let bar = terminal::progress(inputs.len(), "reading");
    let mut lost = 0;
    let mut inputs = inputs.into_iter().peekable();
    while inputs.peek().is_some() {
        let mut dispatches = Vec::new();
        for found in inputs.by_ref().take(BATCH) {
            match found.and_then(|input| input::load(&input, given)) {
                Ok(dispatch) => dispatches.push(dispatch),
                Err(error) => {
                    lost += 1;
                    bar.suspend(|| terminal::complain(&error.to_string()));
                    bar.inc(1);
                }
            }
        }
        let readings = selon.read_all(&dispatches);
        take(&dispatches, &readings)?;
        bar.inc(dispatches.len() as u64);
    }
    bar.finish_and_clear();
    Ok(lost)
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let selon = Selon::new(&args.given.options(knowledge))?;
    // JSON writes control signs as escapes, so there is none to strip.
    let mut out: Box<dyn Write> = match args.format {
        Format::Json => Box::new(terminal::bare_out()),
        _ => Box::new(terminal::out()),
    };
    let mut first = true;
    let given = args.given.given();
    let lost = batches(&args.inputs, &given, &selon, |dispatches, readings| {
        if args.format == Format::Timeml && (!first || dispatches.len() > 1) {
            return Err(Failure::new(
                "a TimeML document holds one dispatch; read them one at a time with --format timeml",
            ));
        }
        for (dispatch, reading) in dispatches.iter().zip(readings) {
            if !first && !matches!(args.format, Format::Json | Format::Timeml) {
                writeln!(out)?;
            }
            first = false;
            match args.format {
                Format::Json => {
                    writeln!(out, "{}", public::Reading::new(dispatch, reading).to_json())?;
                }
                Format::Table => table(&mut out, &public::Reading::new(dispatch, reading))?,
                Format::Text => text(&mut out, dispatch, reading)?,
                Format::Timeml => write!(out, "{}", timex::document(dispatch, reading))?,
            }
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(if lost == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn heading(reading: &public::Reading) -> String {
    let document = &reading.document;
    let mut words = vec![document.path.clone().unwrap_or_else(|| "-".to_owned())];
    if let Some(outlet) = &document.outlet {
        words.push(outlet.name.clone());
    }
    words.push(match (&document.published, &*document.published_basis) {
        (Some(date), "given") => date.clone(),
        (Some(date), basis) => format!("{date} (from the {basis})"),
        (None, _) => "publication date unknown".to_owned(),
    });
    words.push(format!("{} claims", reading.claims.len()));
    words.join(" · ")
}

/// One reading as a table.
fn table(out: &mut impl Write, reading: &public::Reading) -> Result<(), Failure> {
    writeln!(out, "{}", styled(terminal::STRONG, &heading(reading)))?;
    read_table::print(out, reading)?;
    for notice in &reading.notices {
        writeln!(
            out,
            "{}",
            styled(
                terminal::FAINT,
                &format!("{}: {}", notice.level, notice.text)
            )
        )?;
    }
    Ok(())
}

/// What is claimed, with its refinements.
pub fn what(claim: &public::Claim) -> String {
    let mut words = vec![claim.kind.clone()];
    let marks = [&claim.state, &claim.means];
    words.extend(marks.into_iter().flatten().cloned());
    if claim.modality != "asserted" {
        words.push(claim.modality.clone());
    }
    if let Some(extent) = &claim.extent {
        words.push(extent.words.clone());
    }
    for (name, count) in [
        ("killed", claim.numbers.killed),
        ("wounded", claim.numbers.wounded),
        ("displaced", claim.numbers.displaced),
        ("count", claim.numbers.count),
    ] {
        if let Some([min, max]) = count {
            let number = match (min, max) {
                (Some(a), Some(b)) if a == b => a.to_string(),
                (Some(a), Some(b)) => format!("{a}–{b}"),
                (Some(a), None) => format!("≥ {a}"),
                (None, Some(b)) => format!("≤ {b}"),
                (None, None) => "?".to_owned(),
            };
            words.push(format!("{name} {number}"));
        }
    }
    words.join(", ")
}

/// Who acts on whom.
pub fn who(claim: &public::Claim, reading: &public::Reading) -> String {
    let names = |refs: &[String]| {
        let names: Vec<&str> = refs
            .iter()
            .filter_map(|r| reading.actors.iter().find(|actor| actor.reference == *r))
            .map(|actor| actor.name.as_str())
            .collect();
        names.join(", ")
    };
    match (&*names(&claim.roles.agent), &*names(&claim.roles.target)) {
        ("", "") => String::new(),
        (agents, "") => agents.to_owned(),
        ("", targets) => format!("→ {targets}"),
        (agents, targets) => format!("{agents} → {targets}"),
    }
}

/// Where.
pub fn places(claim: &public::Claim, reading: &public::Reading) -> String {
    let places: Vec<String> = claim
        .places
        .iter()
        .filter_map(|link| {
            let place = reading.places.iter().find(|p| p.reference == link.place)?;
            let mut words = String::new();
            if link.role != "at" {
                words.push_str(&format!("{} ", link.role));
            }
            words.push_str(&place.name);
            if let Some(modifier) = &link.modifier {
                words.push_str(&format!(" ({modifier})"));
            }
            Some(words)
        })
        .collect();
    places.join("; ")
}

/// The dispatch itself, with claims, voices, actors, places and times marked.
fn text(
    out: &mut impl Write,
    dispatch: &model::Dispatch,
    reading: &model::Reading,
) -> Result<(), Failure> {
    let public = public::Reading::new(dispatch, reading);
    writeln!(out, "{}", styled(terminal::STRONG, &heading(&public)))?;
    // Marks at each byte: what closes, then what opens. Without colour the brackets remain.
    let mut open = vec![Vec::new(); dispatch.text.len() + 1];
    let mut close = vec![Vec::new(); dispatch.text.len() + 1];
    for (ix, claim) in reading.claims.iter().enumerate() {
        for span in claim.evidence.spans() {
            let (Some(opens), true) = (
                open.get_mut(span.start as usize),
                (span.end as usize) <= dispatch.text.len() && !span.is_empty(),
            ) else {
                continue;
            };
            opens.push(styled(terminal::CLAIM, &format!("[{} ", ix + 1)));
            close[span.end as usize].push(styled(terminal::CLAIM, "]"));
        }
    }
    let mut ink = vec![None; dispatch.text.len()];
    let mut paint = |spans: &mut dyn Iterator<Item = model::Span>, style| {
        for span in spans {
            let end = (span.end as usize).min(ink.len());
            if let Some(part) = ink.get_mut(span.start as usize..end) {
                part.fill(Some(style));
            }
        }
    };
    let mentions = |spans: &[model::Span]| spans.to_vec();
    paint(
        &mut reading.actors.iter().flat_map(|a| mentions(&a.mentions)),
        terminal::ACTOR,
    );
    paint(
        &mut reading.places.iter().flat_map(|p| mentions(&p.mentions)),
        terminal::PLACE,
    );
    paint(&mut reading.times.iter().map(|t| t.span), terminal::TIME);
    paint(
        &mut reading
            .claims
            .iter()
            .flat_map(|claim| claim.sources.links().filter_map(|s| s.cue)),
        terminal::VOICE,
    );
    let mut run = String::new();
    let mut style = None;
    let flush = |out: &mut dyn Write, run: &mut String, style| -> std::io::Result<()> {
        match style {
            Some(style) => write!(out, "{}", styled(style, run))?,
            None => write!(out, "{run}")?,
        }
        run.clear();
        Ok(())
    };
    for (byte, c) in dispatch.text.char_indices() {
        if ink[byte] != style || !open[byte].is_empty() || !close[byte].is_empty() {
            flush(out, &mut run, style)?;
            style = ink[byte];
            for mark in close[byte].iter().chain(&open[byte]) {
                write!(out, "{mark}")?;
            }
        }
        run.push(c);
    }
    flush(out, &mut run, style)?;
    for mark in &close[dispatch.text.len()] {
        write!(out, "{mark}")?;
    }
    writeln!(out)?;
    if !public.claims.is_empty() {
        writeln!(out)?;
    }
    for (ix, claim) in public.claims.iter().enumerate() {
        writeln!(
            out,
            "{} {} {} · {} · {} · {}",
            styled(terminal::CLAIM, &format!("[{}]", ix + 1)),
            what(claim),
            styled(terminal::ACTOR, &who(claim, &public)),
            styled(terminal::PLACE, &places(claim, &public)),
            styled(terminal::TIME, &read_table::when(claim, &public)),
            styled(terminal::VOICE, &said(claim, &public)),
        )?;
    }
    Ok(())
}

/// The chain of voices with what the innermost does.
fn said(claim: &public::Claim, reading: &public::Reading) -> String {
    let chain = read_table::chain(claim, reading);
    match read_table::stance(claim, reading) {
        Some(stance) => format!("{chain} ({stance})"),
        None => chain,
    }
}
