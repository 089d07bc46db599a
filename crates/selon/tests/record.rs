//! The record end to end on the samples: read, kept, judged.

use selon::ledger::ladder::{Holding, Judged, Rule};
use selon::ledger::{Ledger, camps::Camps};
use selon::{Options, Selon, camps, input, model::Date};
use std::path::Path;

const PLACE: &str = "geonames:174448";
const ARMY: &str = "syria/government";
const ISIS: &str = "syria/isis";

fn kept() -> (Ledger, Camps) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let selon = Selon::new(&Options::default()).expect("the built-in packs load");
    let dispatches: Vec<_> = input::gather(&[folder])
        .into_iter()
        .map(|found| {
            let found = found.expect("the samples can be read");
            input::load(&found, &input::Given::default()).expect("the samples can be read")
        })
        .collect();
    let readings = selon.read_all(&dispatches);
    let batch: Vec<_> = dispatches.iter().zip(&readings).collect();
    let mut ledger = Ledger::in_memory().expect("memory suffices");
    let at = "2018-01-01T00:00:00Z".parse().expect("an instant");
    ledger
        .append_batch(&batch, at, "test", "test")
        .expect("the samples can be kept");
    (
        ledger,
        camps::camps(&[]).expect("the built-in camps are well formed"),
    )
}

fn november(day: i8) -> Date {
    Date::new(2017, 11, day).expect("a day of November")
}

#[test]
fn al_boukamal_is_told_day_by_day_as_it_could_be_known() {
    let (ledger, camps) = kept();
    let ask = |on: i8, known: i8| -> Judged {
        let judged = ledger
            .state(PLACE, &camps, november(on), november(known))
            .expect("a state");
        for sentence in [&judged.sentence_fr, &judged.sentence_en] {
            assert!(
                sentence.starts_with("al-Boukamal, ")
                    && sentence.len() > 40
                    && !sentence.contains(['{', '}']),
                "{sentence}"
            );
        }
        judged
    };
    let held = |judged: &Judged, side: &str, rules: &[Rule]| {
        assert_eq!(
            judged.holding,
            Holding::Held(side.to_owned()),
            "{}",
            judged.sentence_en
        );
        assert!(rules.contains(&judged.rule), "{}", judged.sentence_en);
    };
    // The ninth: the army says so, and a monitor that leans to its enemies confirms it.
    held(&ask(9, 9), ARMY, &[Rule::R2]);
    held(&ask(9, 10), ARMY, &[Rule::R2]);
    // The eleventh: the monitor alone says that it was lost again; what it tells of the fighters'
    // own words makes no second voice.
    held(&ask(11, 11), ISIS, &[Rule::R3]);
    held(&ask(13, 13), ISIS, &[Rule::R3]);
    // What was known on a day stays what was known on that day.
    for known in [11, 13, 19, 20] {
        held(&ask(9, known), ARMY, &[Rule::R1, Rule::R2]);
    }
    held(&ask(11, 10), ARMY, &[Rule::R2]);
    // The nineteenth and after: the army's side again, by its own word that it took the town anew,
    // and by others from the next day on.
    held(&ask(19, 19), ARMY, &[Rule::R1i, Rule::R2]);
    held(&ask(19, 20), ARMY, &[Rule::R2]);
    held(&ask(20, 20), ARMY, &[Rule::R2]);
    // By that word it also admits that it had lost the town in between.
    for day in 11..=15 {
        let judged = ask(day, 19);
        held(&judged, ISIS, &[Rule::R1i]);
        assert!(judged.flags.implied && judged.flags.retroactive);
        let sources: Vec<String> = judged
            .basis
            .iter()
            .map(|claim| {
                let entry = ledger.claim(*claim).expect("a sound ledger");
                entry.expect("the basis is on record").speaker().to_owned()
            })
            .collect();
        assert_eq!(
            sources.len(),
            2,
            "who said that it was lost, and who took it again: {sources:?}"
        );
    }
    // Silence is shown: the army's side has not said a word since the ninth.
    let silent = ask(13, 13).silent;
    assert!(
        silent
            .iter()
            .any(|around| around.side == ARMY && around.since == november(9)),
        "{silent:?}"
    );
}

#[test]
fn incidents_of_the_samples_keep_each_source_s_figures() {
    let (ledger, camps) = kept();
    let found = ledger.incidents(&camps, None, None).expect("incidents");
    assert!(!found.is_empty());
    let taken = found
        .iter()
        .find(|incident| {
            incident.first == Some(november(9))
                && incident.family.as_str() == "transfer"
                && incident
                    .place
                    .as_ref()
                    .is_some_and(|place| place.id.as_deref() == Some(PLACE))
                && incident
                    .agents
                    .iter()
                    .any(|actor| actor.id.as_deref() == Some("syrian-army"))
        })
        .expect("the taking of the ninth is an incident");
    let outlets: std::collections::BTreeSet<_> = taken
        .entries
        .iter()
        .filter_map(|entry| entry.outlet.as_ref())
        .map(|outlet| outlet.name.as_str())
        .collect();
    assert!(outlets.len() > 1, "told by several outlets: {outlets:?}");
    for shape in [
        selon::incidents::Shape::Plain,
        selon::incidents::Shape::Acled,
        selon::incidents::Shape::Ucdp,
    ] {
        let sheet = selon::incidents::sheet(&found, shape);
        assert_eq!(sheet.rows.len(), found.len());
        assert!(
            sheet
                .rows
                .iter()
                .all(|row| row.len() == sheet.columns.len())
        );
    }
}
