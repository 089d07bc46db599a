//! Questions about the record, answered as [`Sheet`]s.

use crate::sheet::Sheet;
use selon_ledger::camps::Camps;
use selon_ledger::ladder::{Around, Case, Flags, Holding, Judged, Lens};
use selon_ledger::measure::{Measures, TOLERANCES};
use selon_ledger::{Ledger, Result};
use selon_model::{ContentId, Date};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) fn text(value: impl ToString) -> Value {
    Value::String(value.to_string())
}

pub(crate) fn maybe(value: Option<impl ToString>) -> Value {
    value.map_or(Value::Null, text)
}

pub(crate) fn texts<T: ToString>(list: impl IntoIterator<Item = T>) -> Value {
    Value::Array(list.into_iter().map(text).collect())
}

pub(crate) fn ids(list: &[ContentId]) -> Value {
    texts(list.iter().map(ContentId::short))
}

fn arounds(list: &[Around]) -> Value {
    texts(
        list.iter()
            .map(|around| format!("{} since {}", around.side, around.since)),
    )
}

fn flags(flags: &Flags) -> Value {
    let all = [
        ("retroactive", flags.retroactive),
        ("stale", flags.stale),
        ("disputed", flags.disputed),
        ("hedged", flags.hedged),
        ("implied", flags.implied),
    ];
    texts(all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name))
}

fn sides(holding: &Holding) -> Value {
    texts(holding.sides())
}

fn claimed(judged: &Judged) -> Value {
    texts(
        judged
            .claimed_by
            .iter()
            .map(|overlay| format!("{} since {}", overlay.side, overlay.since)),
    )
}

/// The state of a place on a day, as known on a day: one row.
pub fn state(
    ledger: &Ledger,
    camps: &Camps,
    place: &str,
    valid: Date,
    known: Date,
) -> Result<Sheet> {
    let dossier = ledger.dossier(place)?;
    let judged = Case::new(&dossier, camps).state(valid, known);
    let mut sheet = Sheet::new(&[
        "place",
        "name",
        "on",
        "as_known",
        "state",
        "sides",
        "rule",
        "rule_name",
        "before",
        "since",
        "claimed_by",
        "besieged_by",
        "attacked_by",
        "silent",
        "flags",
        "last_word",
        "accounts",
        "basis",
        "why_fr",
        "why_en",
    ]);
    sheet.rows.push(vec![
        text(place),
        text(&dossier.name),
        text(valid),
        text(known),
        text(judged.holding.word()),
        sides(&judged.holding),
        text(judged.rule.as_str()),
        text(judged.rule.name()),
        maybe(judged.before.map(|rule| rule.as_str())),
        maybe(judged.since),
        claimed(&judged),
        arounds(&judged.besieged),
        arounds(&judged.pressed),
        arounds(&judged.silent),
        flags(&judged.flags),
        maybe(judged.last_word),
        judged.considered.len().into(),
        ids(&judged.basis),
        text(&judged.sentence_fr),
        text(&judged.sentence_en),
    ]);
    Ok(sheet)
}

/// A place through every lens on a day: reconciled, each camp, each source.
pub fn views(
    ledger: &Ledger,
    camps: &Camps,
    place: &str,
    valid: Date,
    known: Date,
) -> Result<Sheet> {
    let case = Case::new(&ledger.dossier(place)?, camps);
    let mut sheet = Sheet::new(&[
        "lens",
        "of",
        "state",
        "sides",
        "since",
        "silent_since",
        "claim",
    ]);
    for lens in case.lenses(known) {
        let (kind, of) = lens_name(&lens);
        if let Some(view) = case.view(&lens, valid, known) {
            sheet.rows.push(vec![
                text(kind),
                text(of),
                text(view.holding.word()),
                sides(&view.holding),
                text(view.since),
                text(view.silent_since),
                text(view.claim.short()),
            ]);
        }
    }
    Ok(sheet)
}

fn lens_name(lens: &Lens) -> (&'static str, &str) {
    match lens {
        Lens::Reconciled => ("reconciled", ""),
        Lens::Camp(camp) => ("camp", camp),
        Lens::Source(source) => ("source", source),
    }
}

/// The holdings of a place over time through a lens, as known on a day: one row per run.
pub fn holdings(
    ledger: &Ledger,
    camps: &Camps,
    place: &str,
    lens: &Lens,
    known: Date,
) -> Result<Sheet> {
    let case = Case::new(&ledger.dossier(place)?, camps);
    let mut sheet = Sheet::new(&[
        "from",
        "to",
        "state",
        "sides",
        "rule",
        "rule_name",
        "flags",
        "basis",
    ]);
    for segment in case.holdings(lens, known) {
        sheet.rows.push(vec![
            text(segment.from),
            maybe(segment.to),
            text(segment.holding.word()),
            sides(&segment.holding),
            text(segment.rule.as_str()),
            text(segment.rule.name()),
            flags(&segment.flags),
            ids(&segment.basis),
        ]);
    }
    Ok(sheet)
}

/// Places about which accounts differ on a day: disputed, or claimed without confirmation.
pub fn disputes(ledger: &Ledger, camps: &Camps, valid: Date, known: Date) -> Result<Sheet> {
    let mut sheet = Sheet::new(&[
        "place",
        "name",
        "state",
        "sides",
        "rule",
        "since",
        "claimed_by",
        "silent",
        "why_fr",
        "why_en",
    ]);
    for entry in ledger.places()? {
        let judged = ledger.state(&entry.key, camps, valid, known)?;
        let differs = matches!(judged.holding, Holding::Disputed(_))
            || judged.flags.disputed
            || !judged.claimed_by.is_empty();
        if differs {
            sheet.rows.push(vec![
                text(&entry.key),
                text(&entry.place.name),
                text(judged.holding.word()),
                sides(&judged.holding),
                text(judged.rule.as_str()),
                maybe(judged.since),
                claimed(&judged),
                arounds(&judged.silent),
                text(&judged.sentence_fr),
                text(&judged.sentence_en),
            ]);
        }
    }
    Ok(sheet)
}

/// Why a table of holders could not be used.
#[derive(Debug, thiserror::Error)]
pub enum HoldersError {
    /// The file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is not as it should be.
    #[error("{}:{line}: expected place, day (YYYY-MM-DD) and holder, parted by tabs", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
    },
}

/// Reads who came to hold which place when, by the key of the place, in order of day: lines of
/// place, day and holder, parted by tabs, with a header; lines that begin with `#` are left alone.
pub fn holders(
    path: &Path,
) -> std::result::Result<BTreeMap<String, Vec<(Date, String)>>, HoldersError> {
    let text = std::fs::read_to_string(path).map_err(|source| HoldersError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let mut holders: BTreeMap<String, Vec<(Date, String)>> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') || line.starts_with("place\t") {
            continue;
        }
        let bad = || HoldersError::Line {
            path: path.to_owned(),
            line: number + 1,
        };
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [place, day, holder] = cells.as_slice() else {
            return Err(bad());
        };
        let day: Date = day.parse().map_err(|_| bad())?;
        holders
            .entry((*place).to_owned())
            .or_default()
            .push((day, (*holder).to_owned()));
    }
    holders.values_mut().for_each(|changes| changes.sort());
    Ok(holders)
}

/// Measures as rows of name and value. Changes are scored only where a truth is known.
pub fn measures(of: &str, measures: &Measures) -> Sheet {
    let mut sheet = Sheet::new(&["of", "measure", "at", "value", "n"]);
    let mut row = |measure: &str, at: String, value: Value, n: usize| {
        sheet
            .rows
            .push(vec![text(of), text(measure), text(at), value, n.into()]);
    };
    for (tolerance, matches) in TOLERANCES.iter().zip(&measures.changes) {
        let n = matches.right + matches.missed;
        row(
            "change F1",
            format!("±{tolerance} days"),
            rounded(matches.f1()),
            n,
        );
    }
    if let Some(middle) = measures.middle_error() {
        row(
            "middle error of dates, days",
            String::new(),
            middle.into(),
            measures.errors.len(),
        );
    }
    for (rule, (given, reversed)) in &measures.reversals {
        let rate = *reversed as f64 / (*given).max(1) as f64;
        row(
            "reversal rate",
            format!("{} {}", rule.as_str(), rule.name()),
            rounded(rate),
            *given,
        );
    }
    sheet
}

pub(crate) fn rounded(value: f64) -> Value {
    Value::from((value * 1000.0).round() / 1000.0)
}

/// The voices that speak of a place: one row per utterance.
pub fn voices(ledger: &Ledger, place: &str, known: Option<Date>) -> Result<Sheet> {
    let mut sheet = Sheet::new(&[
        "source", "first", "claims", "carriers", "outlets", "joined", "claim",
    ]);
    for voice in ledger.voices(place, known)? {
        let mut why: Vec<&str> = voice.joins.iter().map(|join| join.why.as_str()).collect();
        why.sort_unstable();
        why.dedup();
        sheet.rows.push(vec![
            text(&voice.source),
            maybe(voice.first),
            voice.claims.len().into(),
            voice.carriers.len().into(),
            texts(&voice.carriers),
            texts(why),
            text(voice.claim.short()),
        ]);
    }
    Ok(sheet)
}
