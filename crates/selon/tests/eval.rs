//! The figures are the reference scorer's: the same readings against the same gold give the same
//! JSON. `eval/expected.json` was printed by that scorer (`score.py`, which comes with the gold)
//! on the small set beside it; `.ci/run` compares the two live where the scorer is at hand.

use selon::eval::{Difference, Gold, score};
use selon::public::Reading;
use std::collections::BTreeMap;
use std::path::Path;

fn set() -> (Vec<Gold>, BTreeMap<String, Reading>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval");
    let golds = Gold::load(&folder).expect("the set is there");
    let lines = std::fs::read_to_string(folder.join("readings.ndjson")).expect("the set is there");
    let readings = lines
        .lines()
        .map(|line| {
            let reading: Reading = serde_json::from_str(line).expect("a reading a line");
            let path = reading.document.path.clone().expect("with its path");
            let name = Path::new(&path).file_stem().expect("of a file");
            (name.to_string_lossy().into_owned(), reading)
        })
        .collect();
    (golds, readings)
}

#[test]
fn figures_are_those_of_the_reference_scorer() {
    let (golds, readings) = set();
    let ours = score(&golds, &readings).figures.to_json();
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("eval/expected.json")).expect("the scorer's JSON");
    assert_eq!(ours, expected);
}

#[test]
fn a_gold_without_a_reading_counts_as_unread() {
    let (golds, mut readings) = set();
    readings.remove("telm");
    let figures = score(&golds, &readings).figures;
    assert_eq!((figures.unread, figures.facts), (1, 9));
}

#[test]
fn misses_extras_and_errors_name_their_words() {
    let (golds, readings) = set();
    let differences = score(&golds, &readings).differences;
    let has = |what: &dyn Fn(&Difference) -> bool| differences.iter().any(what);
    assert!(has(
        &|d| matches!(d, Difference::Miss { name, id, context, .. }
        if name == "fardel" && id == "g01" && context.starts_with("[Trêve rompue]"))
    ));
    assert!(has(
        &|d| matches!(d, Difference::Extra { kind, evidence, .. }
        if kind == "clash" && evidence == "deux jours de combats")
    ));
    assert!(has(
        &|d| matches!(d, Difference::Error { id, field, gold, ours, .. }
        if id == "g04" && field == "modality" && gold == "denied" && ours == "asserted")
    ));
}
