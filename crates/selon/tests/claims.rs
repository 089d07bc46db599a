//! Who did what to whom and where, in whole paragraphs: what the words leave to the context. Every
//! line of the pack's corpus of claims; a line marked as a known miss that starts to hold fails the
//! test until its mark is taken away.

use selon::model::{Dispatch, Provenance};
use selon::{Options, Selon, public};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of an actor or a place, folded.
fn names(reading: &Value, list: &str, reference: &Value) -> BTreeSet<String> {
    let entities = reading[list].as_array().cloned().unwrap_or_default();
    let entity = entities.iter().find(|one| one["ref"] == *reference);
    let entity = entity.cloned().unwrap_or_default();
    let said = entity["mentions"].as_array().cloned().unwrap_or_default();
    let names = entity["names"].as_array().cloned().unwrap_or_default();
    said.iter()
        .map(|mention| &mention["text"])
        .chain(&names)
        .chain([&entity["name"]])
        .filter_map(Value::as_str)
        .map(selon::fold)
        .collect()
}

/// Whether a cell of the corpus holds of what a claim names: each name wanted is one of theirs, "-"
/// wants nobody, "*" anything.
fn holds(cell: &str, found: &[BTreeSet<String>]) -> bool {
    match cell {
        "*" => true,
        "-" => found.is_empty(),
        _ => cell
            .split(',')
            .map(|name| selon::fold(name.trim()))
            .all(|name| found.iter().any(|names| names.contains(&name))),
    }
}

fn answers(reading: &Value, claim: &Value, cells: &[&str]) -> bool {
    let role = |role: &str| -> Vec<BTreeSet<String>> {
        let actors = claim["roles"][role].as_array().cloned().unwrap_or_default();
        actors
            .iter()
            .map(|actor| names(reading, "actors", actor))
            .collect()
    };
    let places = claim["places"].as_array().cloned().unwrap_or_default();
    let places: Vec<_> = places
        .iter()
        .map(|link| names(reading, "places", &link["place"]))
        .collect();
    claim["type"] == cells[0]
        && holds(cells[1], &role("agent"))
        && holds(cells[2], &role("target"))
        && holds(cells[3], &places)
        && cells.get(4).is_none_or(|dead| *dead == killed(claim))
}

/// The dead of a claim as the corpus writes them: "10", "10..", "..10", "?" where nobody counts them.
fn killed(claim: &Value) -> String {
    let bound = |at: usize| claim["numbers"]["killed"][at].as_u64();
    match (bound(0), bound(1)) {
        (Some(least), Some(most)) if least == most => format!("{least}"),
        (None, None) => "?".to_owned(),
        (least, most) => {
            let say = |bound: Option<u64>| bound.map(|n| n.to_string()).unwrap_or_default();
            format!("{}..{}", say(least), say(most))
        }
    }
}

#[test]
fn every_line_of_the_corpus_of_claims_holds() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/fr/corpus/claims.txt");
    let corpus = fs::read_to_string(&path).expect("the corpus is there");
    let (mut lines, mut known, mut negatives) = (0, 0, 0);
    let mut wrong = Vec::new();
    let mut reading = Value::Null;
    let mut text = String::new();
    for (number, line) in corpus.lines().enumerate() {
        if let Some(paragraph) = line.strip_prefix("> ") {
            if !reading.is_null() {
                text.clear();
                reading = Value::Null;
            }
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(paragraph);
            continue;
        }
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if reading.is_null() {
            let dispatch = Dispatch {
                text: text.clone(),
                provenance: Provenance::default(),
            };
            let read = public::Reading::new(&dispatch, &selon.read(&dispatch));
            reading = serde_json::to_value(read).expect("a reading is written");
        }
        lines += 1;
        let missed = line.starts_with('~');
        known += usize::from(missed);
        let body = line.trim_start_matches(['~', ' ']);
        let negative = body.starts_with('!');
        negatives += usize::from(negative);
        let cells: Vec<&str> = body
            .trim_start_matches(['!', ' '])
            .split(" | ")
            .map(str::trim)
            .collect();
        let size = cells.len();
        assert!(
            size == 4 || size == 5,
            "claims.txt:{}: four cells, or five",
            number + 1
        );
        let claims = reading["claims"].as_array().expect("a list");
        let found = claims.iter().any(|claim| answers(&reading, claim, &cells));
        if (found != negative) == missed {
            let note = if missed { "now holds: " } else { "" };
            wrong.push(format!(
                "claims.txt:{}: {note}{line}\n    {text}",
                number + 1
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {lines}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        negatives * 8 >= lines,
        "{negatives} lines of {lines} say what must not be read"
    );
    assert!(
        known * 10 <= lines,
        "{known} known misses of {lines} are too many"
    );
}
