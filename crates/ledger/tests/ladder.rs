//! The ladder, by admit-and-ask scenarios: lines that say something are put into a ledger, lines
//! that ask are answered from it.

mod support;

use selon_ledger::camps::Camps;
use selon_ledger::ladder::{Case, Judged, Lens, state};
use selon_ledger::{Decision, DecisionKind, Ledger};
use support::{day, instant, said};

/// Runs a scenario and returns what went otherwise than asked.
fn run(text: &str) -> Vec<String> {
    let mut ledger = Ledger::in_memory().unwrap();
    let mut rows = String::new();
    let mut place = String::new();
    let mut decided = None;
    let mut wrong = Vec::new();
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["camp", rest @ ..] => rows.push_str(&format!("{}\n", rest.join("\t"))),
            ["place", name] => place = format!("test:{name}"),
            ["say", _, _, _, _, name, ..] => {
                if place.is_empty() {
                    place = format!("test:{name}");
                }
                let (dispatch, reading) = said(line);
                ledger
                    .append(&dispatch, &reading, instant("2020-12-31"), "test")
                    .unwrap();
            }
            ["override", at, name, value, holder, "from", first] => {
                let decision = Decision {
                    kind: DecisionKind::Override,
                    subject: format!("test:{name}"),
                    object: Some((*holder).to_owned()),
                    value: (*value).to_owned(),
                    first: Some(day(first)),
                    last: None,
                    blind: false,
                    took: None,
                    previous: None,
                    reason: "seen on a photograph".to_owned(),
                };
                decided = Some(ledger.decide(&decision, instant(at), "ana").unwrap());
            }
            ["undo", at] => {
                ledger
                    .undo(decided.unwrap(), instant(at), "ana", "another town")
                    .unwrap();
            }
            ["ask", valid, "known", known, "=", expected @ ..] => {
                let camps = Camps::new(Camps::parse_rows(&rows).unwrap());
                let judged = ledger
                    .state(&place, &camps, day(valid), day(known))
                    .unwrap();
                let got = shown(&judged);
                let missing: Vec<&&str> = expected
                    .iter()
                    .filter(|part| !got.contains(&(**part).to_owned()))
                    .collect();
                let surplus = got
                    .iter()
                    .find(|part| *part == "retroactive" && !expected.contains(&"retroactive"));
                if !missing.is_empty() || surplus.is_some() {
                    wrong.push(format!(
                        "{place}: {line}\n  got {}\n  {}",
                        got.join(" "),
                        judged.sentence_en
                    ));
                }
                assert!(
                    judged.sentence_fr.len() > 20 && !judged.sentence_fr.contains(['{', '}']),
                    "{}",
                    judged.sentence_fr
                );
                assert!(
                    judged.sentence_en.len() > 20 && !judged.sentence_en.contains("since ."),
                    "{}",
                    judged.sentence_en
                );
                if let Ok(case) = ledger
                    .dossier(&place)
                    .map(|dossier| Case::new(&dossier, &camps))
                {
                    let (holding, rule, since) = case.glance(day(valid), day(known));
                    assert_eq!(
                        (holding, rule, since),
                        (judged.holding.clone(), judged.rule, judged.since),
                        "{line}"
                    );
                    agree(&case, &judged, valid, known, line);
                }
            }
            other => panic!("{other:?}"),
        }
    }
    wrong
}

/// The run-length holdings say on every day what `state` says.
fn agree(case: &Case, judged: &Judged, valid: &str, known: &str, line: &str) {
    let segments = case.holdings(&Lens::Reconciled, day(known));
    for pair in segments.windows(2) {
        assert!(
            pair[0]
                .to
                .is_some_and(|to| pair[0].from <= to && to < pair[1].from),
            "{line}: {segments:#?}"
        );
    }
    let on = segments
        .iter()
        .find(|segment| segment.from <= day(valid) && segment.to.is_none_or(|to| day(valid) <= to));
    if let Some(segment) = on {
        assert_eq!(
            (&segment.holding, segment.rule),
            (&judged.holding, judged.rule),
            "{line}"
        );
        assert_eq!(segment.flags, judged.flags, "{line}");
    }
}

fn shown(judged: &Judged) -> Vec<String> {
    let mut shown = vec![judged.holding.word().to_owned()];
    if !judged.holding.sides().is_empty() {
        shown.push(judged.holding.sides().join(","));
    }
    shown.push(judged.rule.as_str().to_owned());
    if !judged.claimed_by.is_empty() {
        let mut sides: Vec<&str> = judged
            .claimed_by
            .iter()
            .map(|overlay| overlay.side.as_str())
            .collect();
        sides.sort_unstable();
        shown.push(format!("claimed={}", sides.join(",")));
    }
    for (key, list) in [("besieged", &judged.besieged), ("pressed", &judged.pressed)] {
        for around in list {
            shown.push(format!("{key}={}", around.side));
        }
    }
    for around in &judged.silent {
        shown.push(format!("silent={}:{}", around.side, around.since));
    }
    if judged.flags.retroactive {
        shown.push("retroactive".to_owned());
    }
    if judged.flags.stale {
        shown.push("stale".to_owned());
    }
    shown
}

#[test]
fn al_boukamal_comes_out_by_itself() {
    let wrong = run(include_str!("scenarios/al-boukamal.scenario"));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_fires_where_it_should_and_not_where_it_should_not() {
    let wrong = run(include_str!("scenarios/rules.scenario"));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_empty_dossier_is_unknown() {
    let judged = state(
        &Default::default(),
        &Camps::default(),
        day("2020-01-01"),
        day("2020-01-01"),
    );
    assert_eq!(judged.rule.as_str(), "R0");
}
