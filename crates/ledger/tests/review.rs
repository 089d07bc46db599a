//! Reviews: what waits, what a decision changes, how far people agree; incidents and judgements of
//! them; track records.

mod support;

use selon_ledger::camps::Camps;
use selon_ledger::incidents::Incident;
use selon_ledger::ladder::Holding;
use selon_ledger::review::{QueueOptions, Waiting};
use selon_ledger::track::{Tally, follow, tracks};
use selon_ledger::{Decision, DecisionKind, Ledger};
use selon_model::ContentId;
use support::{day, instant, said};

const CAMPS: &str = "\
syria\tgovernment\tsyrian-army\tbelongs
syria\tgovernment\thezbollah\tallied
syria\tisis\tisis\tbelongs
syria\topposition\tosdh\tleans
";

fn camps() -> Camps {
    Camps::new(Camps::parse_rows(CAMPS).unwrap())
}

fn ledger(lines: &[&str]) -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    for line in lines {
        let (dispatch, reading) = said(line);
        ledger
            .append(&dispatch, &reading, instant("2020-01-01"), "test")
            .unwrap();
    }
    ledger
}

fn decide(
    ledger: &mut Ledger,
    author: &str,
    kind: DecisionKind,
    subject: ContentId,
    object: Option<String>,
    value: &str,
) -> ContentId {
    let decision = Decision {
        kind,
        subject: subject.to_string(),
        object,
        value: value.to_owned(),
        first: None,
        last: None,
        blind: false,
        took: None,
        previous: None,
        reason: String::new(),
    };
    ledger
        .decide(&decision, instant("2020-02-01"), author)
        .unwrap()
}

fn holder(ledger: &Ledger, on: &str) -> Holding {
    ledger
        .state("test:raqqa", &camps(), day(on), day("2020-03-01"))
        .unwrap()
        .holding
}

fn queue(ledger: &Ledger, options: &QueueOptions) -> Vec<Waiting> {
    let ranked = ledger.ranked(&camps(), options).unwrap();
    ledger.waiting(&ranked, options).unwrap()
}

const RAQQA: [&str; 3] = [
    "say 2017-06-01 afp osdh control raqqa holds=isis",
    "say 2017-06-05 afp osdh capture raqqa gains=syrian-army loses=isis on=2017-06-05",
    "say 2017-06-05 sana - clash raqqa who=syrian-army whom=isis",
];

#[test]
fn the_most_consequential_claim_waits_first_and_a_decision_takes_it_off() {
    let mut ledger = ledger(&RAQQA);
    let options = QueueOptions {
        reviewer: "ana".to_owned(),
        ..QueueOptions::default()
    };
    let all = queue(&ledger, &options);
    assert_eq!(all.len(), 3);
    assert_eq!((all[0].impact, all[2].impact), (3, 0));
    let first = all[0].entry.id;
    decide(
        &mut ledger,
        "ana",
        DecisionKind::Review,
        first,
        None,
        "accept",
    );
    assert_eq!(queue(&ledger, &options).len(), 2);
    let other = |blind| QueueOptions {
        reviewer: "bob".to_owned(),
        blind,
        place: Some("test:raqqa".to_owned()),
    };
    assert_eq!(queue(&ledger, &other(false)).len(), 2);
    let blind = queue(&ledger, &other(true));
    assert_eq!(blind.len(), 3, "blind, bob is asked what ana decided");
    assert!(blind.iter().all(|one| one.decided.is_empty()));
}

#[test]
fn rejecting_editing_and_undoing_change_what_can_be_said() {
    let mut ledger = ledger(&RAQQA);
    let government = Holding::Held("government".to_owned());
    let isis = Holding::Held("isis".to_owned());
    assert_eq!(holder(&ledger, "2017-06-06"), government);
    let claim = ledger
        .claims()
        .unwrap()
        .into_iter()
        .find(|entry| entry.claim.kind == selon_model::ClaimType::Capture)
        .unwrap()
        .id;
    let review = DecisionKind::Review;
    let rejected = decide(&mut ledger, "ana", review, claim, None, "reject");
    assert_eq!(holder(&ledger, "2017-06-06"), isis);
    ledger
        .undo(rejected, instant("2020-02-01"), "ana", "hasty")
        .unwrap();
    assert_eq!(holder(&ledger, "2017-06-06"), government);
    // The same decision within the same second counts again.
    assert_eq!(
        decide(&mut ledger, "ana", review, claim, None, "reject"),
        rejected
    );
    assert_eq!(holder(&ledger, "2017-06-06"), isis);
    assert_eq!(holder(&ledger, "2017-06-03"), isis);
    let object = Some("date=2017-06-03".to_owned());
    decide(&mut ledger, "ana", review, claim, object, "edit");
    assert_eq!(holder(&ledger, "2017-06-03"), government);
    let object = Some("holder=hezbollah".to_owned());
    decide(&mut ledger, "ana", review, claim, object, "edit");
    assert_eq!(holder(&ledger, "2017-06-06"), government);
    decide(&mut ledger, "ana", review, claim, None, "split");
    assert_eq!(holder(&ledger, "2017-06-06"), isis);
    assert_eq!(ledger.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn agreement_counts_what_two_people_decided() {
    let mut ledger = ledger(&RAQQA);
    let claims: Vec<ContentId> = ledger.claims().unwrap().iter().map(|e| e.id).collect();
    for (author, values) in [
        ("ana", ["accept", "accept", "reject"]),
        ("bob", ["accept", "reject", "reject"]),
    ] {
        for (claim, value) in claims.iter().zip(values) {
            decide(
                &mut ledger,
                author,
                DecisionKind::Review,
                *claim,
                None,
                value,
            );
        }
    }
    let agreement = ledger.agreement(false).unwrap();
    assert_eq!(agreement.twice, 3);
    assert_eq!(agreement.apart.len(), 1);
    // Observed disagreement 1/3, expected 2 * 3 * 3 / (6 * 5): 1 - (1/3) / 0.6.
    assert!((agreement.alpha.unwrap() - 4.0 / 9.0).abs() < 1e-9);
    assert!(agreement.ac1.unwrap() > 0.5);
    assert_eq!(ledger.agreement(true).unwrap().twice, 0, "none was blind");
}

fn bombs(ledger: &Ledger) -> Vec<Incident> {
    ledger.incidents(&camps(), None, None).unwrap()
}

#[test]
fn claims_of_one_event_are_one_incident_and_figures_stay_apart() {
    let mut ledger = ledger(&[
        "say 2017-06-05 afp osdh bombing raqqa who=isis on=2017-06-05 killed=12",
        "say 2017-06-06 sana syrian-army bombing raqqa who=isis whom=syrian-army on=2017-06-05 killed=30..40",
        "say 2017-06-06 blog anon:witness casualties raqqa on=2017-06-05 killed=9 wounded=5",
        // Another day, another town, another doer, no event: none of them belongs to it.
        "say 2017-06-20 afp osdh bombing raqqa who=isis on=2017-06-19 killed=3",
        "say 2017-06-05 afp osdh bombing homs who=isis on=2017-06-05 killed=4",
        "say 2017-06-05 afp osdh bombing raqqa who=rebels on=2017-06-05 killed=1",
        "say 2017-06-05 afp osdh control raqqa holds=isis",
        "say 2017-06-05 sana - bombing raqqa who=syrian-army on=2017-06-05 modality=denied",
    ]);
    let found = bombs(&ledger);
    let sizes: Vec<usize> = found
        .iter()
        .map(|incident| incident.entries.len())
        .collect();
    assert_eq!(found.len(), 4, "{sizes:?}");
    let first = found
        .iter()
        .find(|incident| incident.entries.len() == 3)
        .unwrap();
    assert_eq!(first.killed(), (Some(9), Some(40)));
    assert_eq!(first.wounded(), (Some(5), Some(5)));
    assert_eq!(first.tolls.len(), 3);
    assert_eq!(first.because.len(), 2);
    assert_eq!(
        (first.first, first.last),
        (Some(day("2017-06-05")), Some(day("2017-06-05")))
    );
    let because = first.because[0].clone();
    let event = DecisionKind::Event;
    let other = Some(because.with.to_string());
    let apart = decide(&mut ledger, "ana", event, because.claim, other, "different");
    assert_eq!(bombs(&ledger).len(), 5);
    ledger
        .undo(apart, instant("2020-02-02"), "ana", "one bomb")
        .unwrap();
    assert_eq!(bombs(&ledger).len(), 4);
    let later = found
        .iter()
        .find(|incident| incident.first == Some(day("2017-06-19")))
        .unwrap();
    let other = Some(later.entries[0].id.to_string());
    decide(&mut ledger, "ana", event, because.claim, other, "same");
    let joined = bombs(&ledger);
    let judged = joined
        .iter()
        .flat_map(|incident| &incident.because)
        .find(|because| because.signed == "ana");
    assert!(judged.is_some(), "{joined:#?}");
}

#[test]
fn a_source_is_followed_to_what_became_of_its_words() {
    let ledger = ledger(&[
        "say 2017-05-01 afp osdh control raqqa holds=isis",
        "say 2017-06-05 sana syrian-army capture raqqa gains=syrian-army loses=isis on=2017-06-05",
        "say 2017-06-07 afp un capture raqqa gains=syrian-army loses=isis on=2017-06-05",
        "say 2017-07-01 sana syrian-army capture homs gains=syrian-army loses=isis on=2017-07-01",
        "say 2017-07-02 afp un control homs holds=isis",
        "say 2017-08-01 sana syrian-army capture hama gains=syrian-army loses=isis on=2017-08-01",
        "say 2017-08-02 amaq isis withdrawal hama loses=isis on=2017-08-01",
        "say 2017-09-01 sana syrian-army capture idlib gains=syrian-army on=2017-09-01",
        "say 2018-01-01 afp un control raqqa holds=syrian-army",
    ]);
    let atlas = ledger.atlas(&camps()).unwrap();
    let known = day("2018-01-02");
    let tracks = tracks(atlas.cases(), known);
    let army = tracks
        .iter()
        .find(|track| track.source == "syrian-army")
        .unwrap();
    assert_eq!(army.concern.as_str(), "own gain");
    assert_eq!(army.interest.as_str(), "self-serving");
    let tally = &army.tally;
    assert_eq!(
        (
            tally.n,
            tally.conceded,
            tally.corroborated,
            tally.contradicted,
            tally.unresolved
        ),
        (4, 1, 1, 1, 1),
        "{tracks:#?}"
    );
    assert_eq!(tally.letter(), 'F', "three resolved claims judge nobody");
    let raqqa = follow(atlas.case("test:raqqa").unwrap(), known);
    let first = raqqa
        .iter()
        .find(|followed| followed.source == "syrian-army")
        .unwrap();
    assert!(first.stood && !first.reversed);
    assert_eq!(
        first.lag,
        Some(-2),
        "it spoke two days before the other voice"
    );
    let lost = tracks.iter().find(|track| track.source == "isis").unwrap();
    assert_eq!(lost.interest.as_str(), "against interest");
}

#[test]
fn a_letter_is_given_from_ten_resolved_claims_on() {
    let tally = |held: usize, contradicted: usize| Tally {
        n: held + contradicted,
        corroborated: held,
        contradicted,
        ..Tally::default()
    };
    for (held, contradicted, letter) in [
        (9, 0, 'F'),
        (10, 0, 'A'),
        (19, 1, 'A'),
        (9, 1, 'B'),
        (7, 3, 'C'),
        (5, 5, 'D'),
        (4, 6, 'E'),
    ] {
        assert_eq!(
            tally(held, contradicted).letter(),
            letter,
            "{held}/{contradicted}"
        );
    }
}
