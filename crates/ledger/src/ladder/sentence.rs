//! The sentence that justifies a state, in French and English. The wording is data: see
//! `sentences.tsv` beside this file; this module only fills its holes.

use super::case::Case;
use super::{Around, Judged, Overlay, Rule};
use crate::account::{Account, Party};
use selon_model::{ContentId, Date};
use std::collections::BTreeMap;

/// The wording, tab-separated: key, French, English.
pub const WORDING: &str = include_str!("sentences.tsv");

/// A state's reasons.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sentences {
    /// In French.
    pub french: String,
    /// In English.
    pub english: String,
}

/// One language of the wording.
pub(crate) struct Wording {
    lines: BTreeMap<&'static str, &'static str>,
}

impl Wording {
    /// The wording of column 1 (French) or 2 (English).
    pub(crate) fn column(column: usize) -> Wording {
        let lines = WORDING
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let key = cells.next()?;
                Some((key, cells.nth(column - 1)?))
            })
            .collect();
        Wording { lines }
    }

    fn get(&self, key: &str) -> &'static str {
        self.lines.get(key).copied().unwrap_or_default()
    }

    /// A day in words.
    pub(crate) fn day(&self, day: Date) -> String {
        let pattern = self.get(if day.day() == 1 { "date.first" } else { "date" });
        fill(
            pattern,
            &[
                ("d", &day.day().to_string()),
                ("month", self.get(&format!("month.{}", day.month()))),
                ("year", &day.year().to_string()),
            ],
        )
    }
}

/// A pattern with its holes filled, once, from left to right: what is filled in is not read again.
fn fill(pattern: &str, holes: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len() + 64);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else {
            break;
        };
        let name = &rest[open + 1..open + close];
        if let Some((_, value)) = holes.iter().find(|(hole, _)| *hole == name) {
            filled.push_str(value);
        }
        rest = &rest[open + close + 1..];
    }
    filled.push_str(rest);
    filled
}

impl Sentences {
    /// The reasons of a judged state.
    pub(super) fn of(case: &Case, judged: &Judged, valid: Date, known: i32) -> Sentences {
        Sentences {
            french: sentence(case, judged, valid, known, &Wording::column(1)),
            english: sentence(case, judged, valid, known, &Wording::column(2)),
        }
    }
}

fn sentence(case: &Case, judged: &Judged, valid: Date, known: i32, wording: &Wording) -> String {
    let key = match judged.rule {
        Rule::R0 => "R0".to_owned(),
        rule => format!("{}.{}", rule.as_str(), judged.holding.word()),
    };
    let and = wording.get("and");
    let sides: Vec<String> = judged
        .holding
        .sides()
        .iter()
        .map(|side| called(case, side, known))
        .collect();
    let day = |day: Option<Date>| day.map(|day| wording.day(day)).unwrap_or_default();
    let decided = case
        .overrides
        .iter()
        .find(|decided| judged.basis.contains(&decided.decision));
    let holes = [
        ("place", case.name.clone()),
        ("day", wording.day(valid)),
        ("holder", listed(&sides, and)),
        ("since", day(judged.since)),
        ("last", day(judged.last_word)),
        ("voices", voices(case, &judged.basis, wording)),
        (
            "claimants",
            listed(&claimants(case, &judged.claimed_by, known, wording), and),
        ),
        (
            "reason",
            decided
                .map(|decided| decided.reason.clone())
                .unwrap_or_default(),
        ),
        (
            "author",
            decided
                .map(|decided| decided.author.clone())
                .unwrap_or_default(),
        ),
    ];
    let holes: Vec<(&str, &str)> = holes
        .iter()
        .map(|(hole, value)| (*hole, value.as_str()))
        .collect();
    let mut text = fill(wording.get("head"), &holes);
    text.push_str(&fill(wording.get(&key), &holes));
    if judged.rule == Rule::R8 {
        return text;
    }
    if !judged.claimed_by.is_empty() && judged.rule != Rule::R4 {
        text.push_str(&fill(wording.get("claimed"), &holes));
    }
    if judged.flags.retroactive {
        let printed = accounts(case, &judged.basis)
            .filter_map(|account| account.published)
            .max();
        text.push_str(&fill(
            wording.get("retroactive"),
            &[("printed", &day(printed))],
        ));
    }
    if judged.flags.hedged {
        text.push_str(wording.get("hedged"));
    }
    for (key, list) in [
        ("besieged", &judged.besieged),
        ("pressed", &judged.pressed),
        ("silent", &judged.silent),
    ] {
        if !list.is_empty() {
            let sides: Vec<String> = list
                .iter()
                .map(|around| dated(case, around, known, wording))
                .collect();
            text.push_str(&fill(wording.get(key), &[("sides", &listed(&sides, and))]));
        }
    }
    text
}

fn dated(case: &Case, around: &Around, known: i32, wording: &Wording) -> String {
    fill(
        wording.get("side.since"),
        &[
            ("side", &called(case, &around.side, known)),
            ("since", &wording.day(around.since)),
        ],
    )
}

fn claimants(case: &Case, overlays: &[Overlay], known: i32, wording: &Wording) -> Vec<String> {
    overlays
        .iter()
        .map(|overlay| {
            fill(
                wording.get("side.since"),
                &[
                    ("side", &called(case, &overlay.side, known)),
                    ("since", &wording.day(overlay.since)),
                ],
            )
        })
        .collect()
}

fn accounts<'a>(case: &'a Case, claims: &'a [ContentId]) -> impl Iterator<Item = &'a Account> {
    case.accounts
        .iter()
        .filter(|account| claims.contains(&account.claim))
}

/// The voices behind some claims, each once, by day of publication.
fn voices(case: &Case, claims: &[ContentId], wording: &Wording) -> String {
    let mut voices: Vec<String> = Vec::new();
    for account in accounts(case, claims) {
        let voice = fill(
            wording.get("voice"),
            &[
                ("speaker", &account.speaker.name),
                (
                    "published",
                    &account
                        .published
                        .map(|day| wording.day(day))
                        .unwrap_or_default(),
                ),
            ],
        );
        if !voices.contains(&voice) {
            voices.push(voice);
        }
    }
    voices.join(", ")
}

/// What a side is called: the name under which known accounts speak of it most often, the earlier
/// one where two are even, with its camp.
fn called(case: &Case, side: &str, known: i32) -> String {
    let Some(number) = case.sides.iter().position(|name| name == side) else {
        return side.to_owned();
    };
    let mut counts: Vec<(&Party, usize)> = Vec::new();
    for (one, sides) in case.ready.iter().zip(case.sides_known(known)) {
        if one.published > known {
            continue;
        }
        let account = &case.accounts[one.account];
        let named = sides
            .actors
            .iter()
            .zip(&account.actors)
            .chain(sides.losers.iter().zip(&account.losers));
        for (_, party) in named.filter(|(of, _)| usize::from(**of) == number) {
            match counts
                .iter_mut()
                .find(|(known, _)| known.name == party.name)
            {
                Some((_, count)) => *count += 1,
                None => counts.push((party, 1)),
            }
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    match most {
        None => side.to_owned(),
        Some((party, _)) if party.key == side || party.name == side => party.name.clone(),
        Some((party, _)) => format!("{} [{side}]", party.name),
    }
}

/// A list in words.
fn listed(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{}{and}{last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_wording_has_both_languages_with_the_same_holes() {
        let holes = |text: &str| {
            let mut holes: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(hole, _)| hole.to_owned()))
                .collect();
            holes.sort();
            holes
        };
        let (french, english) = (Wording::column(1), Wording::column(2));
        for key in french.lines.keys() {
            assert!(!english.get(key).is_empty(), "{key}");
            if *key != "date.first" {
                assert_eq!(holes(french.get(key)), holes(english.get(key)), "{key}");
            }
        }
        assert_eq!(
            french.day(jiff::civil::date(2017, 11, 1)),
            "1er novembre 2017"
        );
        assert_eq!(
            english.day(jiff::civil::date(2017, 11, 9)),
            "9 November 2017"
        );
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(fill("{a} {b}", &[("a", "{b}"), ("b", "x")]), "{b} x");
    }
}
