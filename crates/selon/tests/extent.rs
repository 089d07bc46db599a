//! How much of a place is meant, and what follows from it for who holds it.

use selon::model::{Dispatch, Provenance};
use selon::{Options, Selon, public};
use serde_json::json;

/// What a text says of one place: the share of the first claim that has one, and the changes.
fn told(selon: &Selon, text: &str) -> (Option<serde_json::Value>, Vec<serde_json::Value>) {
    let dispatch = Dispatch {
        text: text.to_owned(),
        provenance: Provenance::default(),
    };
    let reading = serde_json::to_value(public::Reading::new(&dispatch, &selon.read(&dispatch)))
        .expect("a reading is written");
    let claims = reading["claims"].as_array().expect("a list").clone();
    let share = claims
        .iter()
        .map(|claim| claim["extent"]["share"].clone())
        .find(|share| !share.is_null());
    let changes = claims
        .iter()
        .flat_map(|claim| claim["control"].as_array().cloned().unwrap_or_default())
        .map(|control| control["change"].clone())
        .collect();
    (share, changes)
}

#[test]
fn a_lesser_share_is_contested_and_a_whole_is_held() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    // text, lower bound of the share, the first change of hands
    let rows = [
        (
            "Les rebelles tiennent environ 40 % de la ville de Taëz.",
            Some(0.4),
            "contests",
        ),
        (
            "Les rebelles contrôlent 95 % de la ville de Taëz.",
            Some(0.95),
            "holds",
        ),
        ("Les rebelles contrôlent la ville de Taëz.", None, "holds"),
        (
            "L'armée a repris plus de 60 % de la ville de Taëz.",
            Some(0.6),
            "contests",
        ),
        ("L'armée a repris la ville de Taëz.", None, "gains"),
    ];
    let mut wrong = Vec::new();
    for (text, least, change) in rows {
        let (share, changes) = told(&selon, text);
        let found = share.and_then(|share| share[0].as_f64());
        let same = match (found, least) {
            (Some(found), Some(least)) => (found - least).abs() < 1e-3,
            (found, least) => found.is_none() && least.is_none(),
        };
        if !same || changes.first() != Some(&json!(change)) {
            wrong.push(format!("{text}: {found:?}, {changes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
