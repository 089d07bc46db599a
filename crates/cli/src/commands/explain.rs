//! `selon explain`: from a claim to its rule and its words.

use super::{Done, Failure, LedgerArg};
use crate::terminal::{self, styled};
use selon::input::{self, Given, Input};
use selon::ledger::{Ledger, source_name};
use selon::{Options, Selon, model, public};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Show where a claim comes from: its words, its rule, its voices, its time.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon explain 3f0a91c2            a claim of the ledger, by the first digits of its id
  selon explain dispatch.txt 4      the fourth claim of a text, read now
  selon explain dispatch.txt 3f0a   the same by id")]
pub struct Args {
    /// A claim of the ledger, or a file.
    #[arg(value_name = "CLAIM|FILE")]
    subject: String,
    /// The claim in that file: its number in `selon read`, or the first digits of its id.
    #[arg(value_name = "CLAIM")]
    claim: Option<String>,
    #[command(flatten)]
    given: super::read::GivenArgs,
    #[command(flatten)]
    ledger: LedgerArg,
}

/// Runs the command.
pub fn run(args: &Args, knowledge: &Options) -> Done {
    let selon = Selon::new(&args.given.options(knowledge))?;
    let (dispatch, reading, ix) = match &args.claim {
        Some(claim) => in_file(&args.subject, claim, &args.given.given(), &selon)?,
        None => in_ledger(&args.subject, args, &selon)?,
    };
    let mut out = terminal::out();
    print(&mut out, &dispatch, &reading, ix, &selon)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

type Found = (model::Dispatch, model::Reading, usize);

fn in_file(file: &str, claim: &str, given: &Given, selon: &Selon) -> Result<Found, Failure> {
    let input = match file {
        "-" => Input::Stdin,
        path => Input::File(path.into()),
    };
    let dispatch = input::load(&input, given)?;
    let reading = selon.read(&dispatch);
    let id = model::dispatch_id(&dispatch, &reading);
    let wanted = claim.strip_prefix("blake3:").unwrap_or(claim);
    let by_id = reading.claims.iter().position(|claim| {
        let id = model::claim_id(id, &reading, claim).to_string();
        wanted.len() >= 4 && id["blake3:".len()..].starts_with(wanted)
    });
    let by_number = claim
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1))
        .filter(|ix| *ix < reading.claims.len());
    match by_id.or(by_number) {
        Some(ix) => Ok((dispatch, reading, ix)),
        None => Err(Failure::new(format!(
            "{file}: no claim {claim}; it has {} claims, numbered from 1 by `selon read`",
            reading.claims.len()
        ))),
    }
}

fn in_ledger(prefix: &str, args: &Args, selon: &Selon) -> Result<Found, Failure> {
    if !args.ledger.ledger.is_file() && Path::new(prefix).is_file() {
        return Err(Failure::new(format!(
            "{prefix} is a file: say which of its claims, as in `selon explain {prefix} 1`"
        )));
    }
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let found = ledger.claims_by_prefix(prefix)?;
    let id = match &*found {
        [] => {
            return Err(Failure::new(format!(
                "no claim {prefix} in {}",
                ledger.path().display()
            )));
        }
        [one] => *one,
        several => {
            let ids: Vec<String> = several.iter().map(model::ContentId::short).collect();
            return Err(Failure::new(format!(
                "several claims begin with {prefix}: {}",
                ids.join(", ")
            )));
        }
    };
    let entry = ledger
        .claim(id)?
        .ok_or_else(|| Failure::new(format!("claim {prefix} is in no reading")))?;
    let (dispatch, stored) = ledger
        .dispatch(entry.dispatch)?
        .ok_or_else(|| Failure::new(format!("the dispatch of {prefix} is not in the ledger")))?;
    // What the program reads today shows the most; where it reads otherwise today, what is on
    // record is shown.
    let again = selon.read(&model::Dispatch {
        provenance: model::Provenance {
            published: stored.published,
            outlet: stored.outlet.as_ref().map(|outlet| outlet.name.clone()),
            ..dispatch.provenance.clone()
        },
        text: dispatch.text.clone(),
    });
    for reading in [again, stored] {
        let position = reading
            .claims
            .iter()
            .position(|claim| model::claim_id(entry.dispatch, &reading, claim) == id);
        if let Some(ix) = position {
            return Ok((dispatch, reading, ix));
        }
    }
    let reading = model::Reading {
        published: entry.published,
        outlet: entry.outlet,
        actors: entry.actors,
        places: entry.places,
        claims: vec![entry.claim],
        ..model::Reading::empty(model::Language::French)
    };
    Ok((dispatch, reading, 0))
}

fn print(
    out: &mut impl Write,
    dispatch: &model::Dispatch,
    reading: &model::Reading,
    ix: usize,
    selon: &Selon,
) -> Result<(), Failure> {
    let claim = &reading.claims[ix];
    let public = public::Reading::new(dispatch, reading);
    let shown = &public.claims[ix];
    let label = |word: &str| styled(terminal::FAINT, &format!("{word:>12}  "));
    writeln!(
        out,
        "{}{}  {}",
        label("claim"),
        styled(terminal::CLAIM, &super::read::what(shown)),
        styled(terminal::FAINT, &shown.id)
    )?;
    let who = super::read::who(shown, &public);
    if !who.is_empty() {
        writeln!(out, "{}{}", label("who"), styled(terminal::ACTOR, &who))?;
    }
    let places = super::read::places(shown, &public);
    if !places.is_empty() {
        writeln!(
            out,
            "{}{}",
            label("where"),
            styled(terminal::PLACE, &places)
        )?;
    }
    let basis = match claim.time.basis {
        model::TimeBasis::Explicit => "said in its own sentence",
        model::TimeBasis::Carried => "carried from earlier in the text",
        model::TimeBasis::Publication => "not said: on or before publication",
        model::TimeBasis::Unknown => "not said, and the publication date is unknown",
    };
    let edtf = claim.time.edtf().unwrap_or_else(|| "unknown".to_owned());
    let words = claim
        .time
        .reference
        .and_then(|ix| reading.times.get(ix))
        .map(|time| {
            format!(
                " « {} », {}, {}",
                time.span.of(&dispatch.text),
                time.symbol,
                time.rule
            )
        })
        .unwrap_or_default();
    writeln!(
        out,
        "{}{} ({basis}{words})",
        label("when"),
        styled(terminal::TIME, &edtf)
    )?;
    writeln!(
        out,
        "{}{} · {} · {}",
        label("how"),
        claim.modality,
        claim.speech,
        dispatch.provenance.path.as_deref().unwrap_or("-")
    )?;
    for (link, source) in claim.sources.links().enumerate() {
        let mut line = styled(terminal::VOICE, source_name(source));
        line.push_str(&format!(" ({}, {})", source.kind, source.stance));
        for (what, span) in [
            ("words", source.span),
            ("cue", source.cue),
            ("medium", source.medium),
        ] {
            if let Some(span) = span {
                line.push_str(&format!(", {what} « {} »", span.of(&dispatch.text)));
            }
        }
        let word = if link == 0 {
            "according to"
        } else {
            "carried by"
        };
        writeln!(out, "{}{line}", label(word))?;
    }
    for control in &claim.control {
        let place = reading
            .place(control.place)
            .map_or("?", |place| &place.name);
        let actor = control
            .actor
            .and_then(|ix| reading.actors.get(ix))
            .map_or("someone unnamed", |actor| &actor.name);
        writeln!(out, "{}{actor} {} {place}", label("so"), control.change)?;
    }
    for span in claim.evidence.spans() {
        let (before, inner, after) = around(&dispatch.text, *span);
        writeln!(
            out,
            "{}…{before}{}{after}…",
            label("words"),
            styled(terminal::STRONG, &format!("[{inner}]"))
        )?;
    }
    writeln!(out, "{}{}", label("rule"), claim.rule)?;
    if let Some((file, line, text)) = selon.rule_source(&claim.rule) {
        writeln!(out, "{}{file}:{line}", label(""))?;
        for line in text.lines() {
            writeln!(out, "{}{}", label(""), styled(terminal::FAINT, line))?;
        }
    }
    Ok(())
}

/// Some words with up to eighty bytes either side, on one line.
fn around(text: &str, span: model::Span) -> (String, String, String) {
    let flat = |part: &str| part.replace(['\n', '\r'], " ");
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor((span.start as usize).min(text.len()));
    let end = floor((span.end as usize).clamp(start, text.len()));
    (
        flat(&text[floor(start.saturating_sub(80))..start]),
        flat(&text[start..end]),
        flat(&text[end..floor((end + 80).min(text.len()))]),
    )
}
