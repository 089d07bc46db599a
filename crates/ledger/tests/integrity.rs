//! The log: altering anything is noticed, merging is a union, decisions can be taken back.

mod support;

use selon_ledger::{Decision, DecisionKind, Ledger};
use support::{Scratch, instant, said};

const LINES: [&str; 4] = [
    "say 2017-11-09 sana syrian-army capture al-boukamal gains=syrian-army loses=isis on=2017-11-09 killed=12..20",
    "say 2017-11-11 afp osdh capture al-boukamal gains=isis loses=syrian-army",
    "say 2017-11-12 blog anon:witness clash al-boukamal who=isis,hezbollah whom=syrian-army share=0.5 modality=hedged",
    "say 2017-11-19 sana syrian-army capture al-boukamal gains=syrian-army state=full",
];

fn ledger(lines: &[&str]) -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    fill(&mut ledger, lines);
    ledger
}

fn fill(ledger: &mut Ledger, lines: &[&str]) {
    for line in lines {
        let (dispatch, reading) = said(line);
        ledger
            .append(&dispatch, &reading, instant("2017-11-20"), "test")
            .unwrap();
    }
}

fn decision(kind: DecisionKind, subject: &str, value: &str) -> Decision {
    Decision {
        kind,
        subject: subject.to_owned(),
        object: None,
        value: value.to_owned(),
        first: None,
        last: None,
        blind: false,
        took: None,
        previous: None,
        reason: "read again".to_owned(),
    }
}

#[test]
fn a_sound_ledger_verifies() {
    let mut ledger = ledger(&LINES);
    ledger
        .decide(
            &decision(DecisionKind::Review, "x", "accept"),
            instant("2018-01-01"),
            "ana",
        )
        .unwrap();
    let verified = ledger.verify().unwrap();
    assert_eq!(verified.problems, Vec::<String>::new());
    assert_eq!(
        (verified.operations, verified.claims, verified.decisions),
        (5, 4, 1)
    );
    assert_eq!(verified.heads.len(), 1);
}

#[test]
fn altering_anything_is_noticed() {
    for (sql, expected) in [
        (
            "UPDATE dispatch_text SET text = replace(text, 'say', 'SAY') WHERE dispatch = 2",
            "dispatch",
        ),
        (
            "UPDATE dispatch SET published = '2017-11-08' WHERE n = 1",
            "dispatch",
        ),
        ("UPDATE claim SET modality = 'denied' WHERE n = 2", "claim"),
        ("UPDATE claim SET rule = 'other' WHERE n = 1", "claim"),
        ("UPDATE claim_number SET most = 200", "claim"),
        (
            "UPDATE claim_control SET change = 'loses' WHERE claim = 1 AND ordinal = 0",
            "claim",
        ),
        (
            "UPDATE claim_source SET stance = 'denies' WHERE claim = 1 AND ordinal = 0",
            "claim",
        ),
        (
            "UPDATE source SET description = 'x' WHERE kind = 'anonymous'",
            "claim",
        ),
        (
            "UPDATE claim SET packed = (SELECT packed FROM claim WHERE n = 2) WHERE n = 1",
            "claim",
        ),
        ("DELETE FROM reading_claim WHERE reading = 3", "reading"),
        ("DELETE FROM reading WHERE n = 3", "operation"),
        (
            "UPDATE operation SET author = 'nobody' WHERE n = 2",
            "operation",
        ),
        (
            "UPDATE operation SET instant = '2017-11-21T00:00:00Z' WHERE n = 1",
            "operation",
        ),
        (
            "DELETE FROM operation_parent WHERE operation = 3",
            "operation",
        ),
        ("DELETE FROM operation WHERE n = 2", "operation"),
        ("UPDATE decision SET value = 'reject'", "decision"),
    ] {
        let scratch = Scratch::new("altered");
        let mut ledger = Ledger::create(&scratch.0).unwrap();
        fill(&mut ledger, &LINES);
        ledger
            .decide(
                &decision(DecisionKind::Review, "x", "accept"),
                instant("2018-01-01"),
                "ana",
            )
            .unwrap();
        drop(ledger);
        let other = rusqlite::Connection::open(&scratch.0).unwrap();
        other.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let triggers: Vec<String> = other
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for trigger in triggers {
            other
                .execute(&format!("DROP TRIGGER {trigger}"), [])
                .unwrap();
        }
        assert!(other.execute(sql, []).unwrap() > 0, "{sql} changed nothing");
        drop(other);
        let problems = Ledger::open(&scratch.0).unwrap().verify().unwrap().problems;
        assert!(
            problems.iter().any(|problem| problem.starts_with(expected)),
            "{sql}: {problems:?}"
        );
    }
}

#[test]
fn merging_is_a_union_of_sets() {
    let all = |ledger: &Ledger| -> (Vec<String>, Vec<String>) {
        let mut claims: Vec<String> = ledger
            .claims()
            .unwrap()
            .iter()
            .map(|entry| entry.id.to_string())
            .collect();
        let mut operations: Vec<String> = ledger
            .operations()
            .unwrap()
            .iter()
            .map(|operation| operation.id.to_string())
            .collect();
        claims.sort();
        operations.sort();
        (claims, operations)
    };
    let left = || {
        let mut left = ledger(&LINES[..3]);
        left.decide(
            &decision(DecisionKind::Review, "x", "accept"),
            instant("2018-01-01"),
            "ana",
        )
        .unwrap();
        left
    };
    let right = || ledger(&[LINES[3], LINES[1]]);
    let (mut one, mut two) = (left(), right());
    let merged = one.merge(&right()).unwrap();
    assert_eq!(
        (merged.operations, merged.readings, merged.claims),
        (2, 1, 1)
    );
    two.merge(&left()).unwrap();
    assert_eq!(all(&one), all(&two), "either order gives the same record");
    assert_eq!(all(&one).0.len(), 4);
    let before = all(&one);
    assert_eq!(
        one.merge(&right()).unwrap(),
        Default::default(),
        "twice adds nothing"
    );
    assert_eq!(all(&one), before);
    for ledger in [&one, &two] {
        let verified = ledger.verify().unwrap();
        assert_eq!(verified.problems, Vec::<String>::new());
        assert_eq!(verified.heads.len(), 2);
    }
    fill(
        &mut one,
        &["say 2017-12-01 un - control al-boukamal holds=syrian-army"],
    );
    assert_eq!(
        one.heads().unwrap().len(),
        1,
        "the next operation is built on both heads"
    );
    assert_eq!(one.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_decision_can_be_taken_back_and_the_taking_back_too() {
    let mut ledger = ledger(&LINES[..1]);
    let first = ledger
        .decide(
            &decision(DecisionKind::Review, "x", "reject"),
            instant("2018-01-01"),
            "ana",
        )
        .unwrap();
    let undone = |ledger: &Ledger| {
        let decisions = ledger.decisions().unwrap();
        decisions
            .iter()
            .find(|decided| decided.id == first)
            .unwrap()
            .undone
    };
    assert!(!undone(&ledger));
    let undo = ledger
        .undo(first, instant("2018-01-02"), "ana", "hasty")
        .unwrap();
    assert!(undone(&ledger));
    ledger
        .undo(undo, instant("2018-01-03"), "ana", "not so hasty")
        .unwrap();
    assert!(!undone(&ledger));
    let refused = ledger.decide(
        &decision(DecisionKind::Review, "x", "perhaps"),
        instant("2018-01-04"),
        "ana",
    );
    assert!(refused.unwrap_err().to_string().contains("accept"));
}
