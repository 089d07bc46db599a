//! One utterance carried by many is one voice; two are two, however alike.

mod support;

use selon_ledger::lineage::{Voice, Why};
use selon_ledger::{Decision, DecisionKind, Ledger};
use support::{instant, said};

const LONG: &str = "L’armée a pris la ville mercredi matin après trois jours de combats de rue, a-t-elle annoncé dans un communiqué.";

fn voices(lines: &[&str]) -> (Ledger, Vec<Voice>) {
    let mut ledger = Ledger::in_memory().unwrap();
    for line in lines {
        let (dispatch, reading) = said(line);
        ledger
            .append(&dispatch, &reading, instant("2020-12-31"), "test")
            .unwrap();
    }
    let voices = ledger.voices("test:town", None).unwrap();
    (ledger, voices)
}

#[test]
fn what_is_one_voice_and_what_is_not() {
    let say = |day: &str, outlet: &str, speaker: &str, rest: &str| {
        format!("say {day} {outlet} {speaker} capture town gains=army {rest}")
    };
    for (what, lines, expected) in [
        (
            "twenty outlets quote one source",
            (0..20)
                .map(|n| {
                    say(
                        "2020-01-10",
                        &format!("paper{n}"),
                        "army",
                        &format!("on=2020-01-09 | Papier {n}."),
                    )
                })
                .collect::<Vec<_>>(),
            1,
        ),
        (
            "one source on two days of which it says different things",
            vec![
                say("2020-01-10", "a", "army", "on=2020-01-09"),
                say("2020-01-11", "b", "army", "on=2020-01-11"),
            ],
            2,
        ),
        (
            "one source, weeks apart",
            vec![
                say("2020-01-10", "a", "army", "on=2020-01-09"),
                say("2020-02-10", "b", "army", "on=2020-01-09"),
            ],
            2,
        ),
        (
            "two sources",
            vec![
                say("2020-01-10", "a", "army", "on=2020-01-09"),
                say("2020-01-10", "b", "osdh", "on=2020-01-09"),
            ],
            2,
        ),
        (
            "a text reprinted with a word changed",
            vec![
                say("2020-01-10", "a", "-", &format!("| {LONG}")),
                say("2020-01-11", "b", "-", &format!("| Flash : {LONG}")),
            ],
            1,
        ),
        (
            "short texts alike",
            vec![
                say("2020-01-10", "a", "-", "| La ville est prise."),
                say("2020-01-10", "b", "-", "| La ville est prise."),
            ],
            2,
        ),
        (
            "two unnamed witnesses",
            vec![
                say("2020-01-10", "a", "anon:witness", "| Un."),
                say("2020-01-10", "b", "anon:witness", "| Deux."),
            ],
            2,
        ),
        (
            "a denial is not what it denies",
            vec![
                say("2020-01-10", "a", "army", "on=2020-01-09"),
                "say 2020-01-10 b army capture town who=army modality=denied on=2020-01-09"
                    .to_owned(),
            ],
            2,
        ),
        (
            "a refusal to confirm is not what it does not confirm",
            vec![
                say("2020-01-10", "a", "army", "on=2020-01-09"),
                say(
                    "2020-01-10",
                    "b",
                    "army",
                    "on=2020-01-09 stance=unconfirmed",
                ),
            ],
            2,
        ),
    ] {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let (_, voices) = voices(&lines);
        assert_eq!(voices.len(), expected, "{what}: {voices:#?}");
        assert_eq!(
            voices.iter().map(|voice| voice.claims.len()).sum::<usize>(),
            lines.len(),
            "{what}"
        );
    }
}

#[test]
fn a_join_says_why_and_can_be_undone() {
    let one = format!("say 2020-01-10 a - capture town gains=army | {LONG}");
    let two = format!("say 2020-01-11 b - capture town gains=army | Flash : {LONG}");
    let (mut ledger, found) = voices(&[&one, &two]);
    let join = &found[0].joins[0];
    assert_eq!(join.why, Why::Copied);
    assert!(join.signed.starts_with("selon lineage"));
    assert_eq!(found[0].carriers, ["a", "b"]);
    let judge = |value: &str| Decision {
        kind: DecisionKind::Judgement,
        subject: join.right.to_string(),
        object: Some(join.left.to_string()),
        value: value.to_owned(),
        first: None,
        last: None,
        blind: false,
        took: None,
        previous: None,
        reason: "two reporters".to_owned(),
    };
    let apart = ledger
        .decide(&judge("different"), instant("2020-02-01"), "ana")
        .unwrap();
    assert_eq!(ledger.voices("test:town", None).unwrap().len(), 2);
    ledger
        .undo(apart, instant("2020-02-02"), "ana", "one reporter")
        .unwrap();
    assert_eq!(ledger.voices("test:town", None).unwrap().len(), 1);
    ledger
        .decide(&judge("same"), instant("2020-02-03"), "bo")
        .unwrap();
    let again = ledger.voices("test:town", None).unwrap();
    assert_eq!(
        (again[0].joins[0].why, again[0].joins[0].signed.as_str()),
        (Why::Judged, "bo")
    );
}
