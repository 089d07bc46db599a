//! A reading as a table for people: on the left what is claimed, on the right who says so through
//! whom, and what he does with it. Laid out by hand because colour must not count as width.

use super::Failure;
use super::read::{places, what, who};
use crate::terminal::{self, styled};
use anstyle::Style;
use selon::public;
use std::io::Write;

/// A line of a cell, with its style.
type Line = (Style, String);

/// Columns of the number and the gaps.
const MARGIN: usize = 4;
const GAP: usize = 2;

/// Prints the claims, then what the text says of its sources.
pub fn print(out: &mut impl Write, reading: &public::Reading) -> Result<(), Failure> {
    let width = terminal::width().max(MARGIN + GAP + 20);
    let room = width - MARGIN - GAP;
    let right = (room * 2 / 5).clamp(10, 60);
    let left = (room - right).min(100);
    if !reading.claims.is_empty() {
        let head = format!("{:MARGIN$}{:left$}{:GAP$}according to", "", "claim", "");
        writeln!(out, "{}", styled(terminal::FAINT, &head))?;
    }
    for (ix, claim) in reading.claims.iter().enumerate() {
        let claimed = wrapped(told(claim, reading), left);
        let voices = wrapped(voices(claim, reading), right);
        for row in 0..claimed.len().max(voices.len()) {
            let number = match row {
                0 => format!("{:>3} ", ix + 1),
                _ => " ".repeat(MARGIN),
            };
            write!(out, "{}", styled(terminal::FAINT, &number))?;
            let mut column = 0;
            if let Some((style, words)) = claimed.get(row) {
                write!(out, "{}", styled(*style, words))?;
                column = words.chars().count();
            }
            if let Some((style, words)) = voices.get(row) {
                let space = " ".repeat((left + GAP).saturating_sub(column));
                write!(out, "{space}{}", styled(*style, words))?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
    }
    profiles(out, reading, width)
}

/// What the text says of its own sources.
fn profiles(out: &mut impl Write, reading: &public::Reading, width: usize) -> Result<(), Failure> {
    for profile in &reading.source_profiles {
        let by = match &*profile.said_by {
            "outlet" => outlet(reading),
            actor => actor_name(reading, actor),
        };
        let words = format!(
            "{} is, says {by}: « {} »",
            actor_name(reading, &profile.source),
            one_line(&profile.says)
        );
        for (style, line) in wrapped(vec![(terminal::FAINT, words)], width) {
            writeln!(out, "{}", styled(style, &line))?;
        }
    }
    Ok(())
}

/// The left cell: what, who and where, when, and the words.
fn told(claim: &public::Claim, reading: &public::Reading) -> Vec<Line> {
    let mut lines = vec![(terminal::CLAIM, what(claim))];
    let parts = [who(claim, reading), places(claim, reading)];
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    if !parts.is_empty() {
        lines.push((terminal::PLACE, parts.join(" · ")));
    }
    lines.push((terminal::TIME, when(claim, reading)));
    let words: Vec<String> = claim
        .evidence
        .iter()
        .map(|span| one_line(&span.text))
        .collect();
    lines.push((terminal::FAINT, format!("« {} »", words.join(" … "))));
    for word in &claim.wording {
        let about = word
            .about
            .as_ref()
            .map(|actor| format!(" of {}", actor_name(reading, actor)));
        lines.push((
            terminal::FAINT,
            format!(
                "loaded: « {} », {}{}",
                word.text,
                word.valence,
                about.unwrap_or_default()
            ),
        ));
    }
    lines
}

/// When, and how that is known: said, carried over from earlier words, or only bounded by the day
/// of publication.
pub fn when(claim: &public::Claim, reading: &public::Reading) -> String {
    let said = claim.time.reference.as_ref().and_then(|reference| {
        let time = reading
            .times
            .iter()
            .find(|time| time.reference == *reference)?;
        let words = one_line(&time.mentions.first()?.text);
        let from = match &*time.anchor {
            "antecedent" => {
                let earlier = time.antecedent.as_ref().and_then(|earlier| {
                    let found = reading
                        .times
                        .iter()
                        .find(|time| time.reference == *earlier)?;
                    Some(format!(
                        ", counted from « {} »",
                        found.mentions.first()?.text
                    ))
                });
                earlier.unwrap_or_default()
            }
            _ => String::new(),
        };
        Some(format!("« {words} »{from}"))
    });
    match (&claim.time.edtf, &*claim.time.basis, said) {
        (Some(edtf), "publication", _) => {
            let day = edtf.trim_start_matches("../");
            format!("by {day}, the day of publication")
        }
        (Some(edtf), "carried", Some(said)) => format!("{edtf}, carried from {said}"),
        (Some(edtf), "carried", None) => format!("{edtf}, carried from earlier words"),
        (Some(edtf), _, Some(said)) => format!("{edtf} {said}"),
        (Some(edtf), _, None) => edtf.clone(),
        (None, _, Some(said)) => format!("{said}, not dated"),
        (None, _, None) => "no date".to_owned(),
    }
}

/// The right cell: the chain from the innermost voice outwards, what that voice does, in what, and
/// what the text calls it.
fn voices(claim: &public::Claim, reading: &public::Reading) -> Vec<Line> {
    let mut lines = vec![(terminal::VOICE, chain(claim, reading))];
    if let Some(stance) = stance(claim, reading) {
        let style = match &*stance {
            words if words.starts_with("denies") || words.contains("confirm") => terminal::ERROR,
            _ => terminal::STRONG,
        };
        lines.push((style, stance));
    }
    if let Some(source) = claim
        .sources
        .first()
        .filter(|source| source.kind == "named")
        && let Some(description) = &source.description
    {
        lines.push((terminal::FAINT, one_line(description)));
    }
    if let Some(medium) = claim
        .sources
        .iter()
        .find_map(|source| source.medium.as_ref())
    {
        lines.push((
            terminal::FAINT,
            format!("in « {} »", one_line(&medium.text)),
        ));
    }
    if let Some(speech) = match &*claim.speech {
        "direct" => Some("in his words"),
        "mixed" => Some("partly in his words"),
        _ => None,
    } {
        lines.push((terminal::FAINT, speech.to_owned()));
    }
    lines
}

/// What the innermost voice does with the claim, where it does more than say it, and to which
/// other claim.
pub fn stance(claim: &public::Claim, reading: &public::Reading) -> Option<String> {
    let inner = claim.sources.first()?;
    let of = claim.answers.as_ref().and_then(|answer| {
        let number = reading
            .claims
            .iter()
            .position(|other| other.id == answer.claim)?;
        Some(format!(" {}", number + 1))
    });
    let of = of.unwrap_or_default();
    let words = match (&*inner.stance, &*inner.kind, &*claim.modality) {
        ("unconfirmed", "outlet", _) => format!("nobody confirms{of}"),
        ("unconfirmed", ..) => format!("does not confirm{of}"),
        ("denies", ..) => format!("denies{of}"),
        (_, _, "denied") if !of.is_empty() => format!("denies{of}"),
        ("confirms", ..) => format!("confirms{of}"),
        ("admits", ..) => format!("admits{of}"),
        ("claims-responsibility", ..) => "claims responsibility".to_owned(),
        ("asserts", _, "hedged") => "conditional".to_owned(),
        ("asserts", ..) => return None,
        (other, ..) => other.to_owned(),
    };
    Some(words)
}

/// The chain at a glance: who speaks, through whom, the outlet last.
pub fn chain(claim: &public::Claim, reading: &public::Reading) -> String {
    let links: Vec<String> = claim
        .sources
        .iter()
        .map(|source| {
            let actor = source
                .actor
                .as_ref()
                .map(|actor| actor_name(reading, actor));
            let name = source.name.clone().or(actor);
            match &*source.kind {
                "outlet" => name.unwrap_or_else(|| "the outlet".to_owned()),
                "anonymous" => {
                    let sort = source.anonymity.as_deref().unwrap_or("unspecified");
                    let sort = match sort {
                        "unspecified" => "anonymous".to_owned(),
                        sort => format!("anonymous, {sort}"),
                    };
                    match &source.description {
                        Some(description) => format!("{} ({sort})", one_line(description)),
                        None => sort,
                    }
                }
                _ => name
                    .or_else(|| source.description.clone())
                    .unwrap_or_default(),
            }
        })
        .collect();
    links.join(" → ")
}

fn outlet(reading: &public::Reading) -> String {
    let outlet = reading.document.outlet.as_ref();
    outlet.map_or_else(|| "the outlet".to_owned(), |outlet| outlet.name.clone())
}

fn actor_name(reading: &public::Reading, reference: &str) -> String {
    let found = reading
        .actors
        .iter()
        .find(|actor| actor.reference == reference);
    found.map_or_else(String::new, |actor| actor.name.clone())
}

/// Text without line ends and runs of blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines no wider than a column, broken between words, or within a word that is wider than it.
fn wrapped(lines: Vec<Line>, width: usize) -> Vec<Line> {
    let mut found = Vec::new();
    for (style, text) in lines {
        let mut line = String::new();
        let mut length = 0;
        for word in text.split(' ') {
            let mut word: Vec<char> = word.chars().collect();
            if length > 0 && length + 1 + word.len() > width {
                found.push((style, std::mem::take(&mut line)));
                length = 0;
            }
            while word.len() > width {
                let rest = word.split_off(width);
                found.push((style, word.into_iter().collect()));
                word = rest;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            length += word.len();
            line.extend(word);
        }
        found.push((style, line));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_lose_none() {
        let text = "Rami Abdel Rahmane → AFP → Al-Manar incommensurablement";
        for width in 1..60 {
            let lines = wrapped(vec![(terminal::FAINT, text.to_owned())], width);
            let words: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
            assert!(
                words.iter().all(|line| line.chars().count() <= width),
                "{words:?}"
            );
            let all: String = words.concat().split(' ').collect();
            assert_eq!(all, text.split(' ').collect::<String>(), "{width}");
        }
    }
}
