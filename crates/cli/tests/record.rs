//! The commands that question and review the record, run as a person would.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Scratch(PathBuf);

impl Scratch {
    /// A folder with a ledger of the samples.
    fn new(name: &str) -> Scratch {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the target's scratch folder is writable");
        let scratch = Scratch(folder);
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
        scratch.run(&["ingest", samples.to_str().expect("a path of ours")], "");
        scratch
    }

    /// What a command prints, keys piped in.
    #[track_caller]
    fn run(&self, arguments: &[&str], keys: &str) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_selon"))
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command was built");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(keys.as_bytes())
            .expect("the command reads its keys");
        let output = child.wait_with_output().expect("the command ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {err}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What a command that fails says.
    #[track_caller]
    fn fails(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_selon"))
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .output()
            .expect("the command was built");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn rows(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        self.run(&all, "")
            .lines()
            .map(|line| serde_json::from_str(line).expect("one JSON object a line"))
            .collect()
    }
}

const AT: [&str; 2] = ["--recorded-at", "2018-01-01T00:00:00Z"];

#[test]
fn claims_are_reviewed_by_single_keys_and_taken_back() {
    let scratch = Scratch::new("review-keys");
    let queue = || scratch.rows(&["review", "--list"]);
    let before = queue();
    assert_eq!(before[0]["impact"], 3);
    let review = |author: &str, keys: &str| {
        let arguments = [&["review", "--author", author], &AT[..]].concat();
        scratch.run(&arguments, keys)
    };
    // Accept, take it back, accept again; reject for the third reason; an edit that cannot be read
    // is explained and changes nothing; an edit that can; unsure; then an end without `q`.
    review("ana", "azar3e soon\ne date=2017-11-09\nu");
    let decided: Vec<String> = scratch
        .rows(&["review", "--decisions"])
        .iter()
        .filter(|row| row["kind"] == "review" && row["undone"] == false)
        .map(|row| row["value"].as_str().expect("a word").to_owned())
        .collect();
    assert_eq!(decided, ["accept", "reject", "edit", "unsure"]);
    assert_eq!(queue().len(), before.len() - 4);
    let arguments = [&["review", "--author", "bob", "--blind"], &AT[..]].concat();
    // Bob is asked everything, in an order of his own: what ana rejected matters less by now.
    scratch.run(&arguments, &"a".repeat(before.len()));
    let agreement = scratch.rows(&["review", "--agreement"]);
    assert_eq!(agreement[2]["measure"], "Gwet's AC1");
    assert_eq!(agreement[0]["n"], 4);
    let last = [&["review", "--undo", "--author", "ana"], &AT[..]].concat();
    scratch.run(&last, "");
    assert_eq!(scratch.rows(&["review", "--agreement"])[0]["n"], 3);
    assert!(scratch.run(&["verify"], "").contains("sound"));
}

#[test]
fn a_person_decides_who_held_a_place_and_takes_it_back() {
    let scratch = Scratch::new("override");
    let state = |known: &str| {
        let asked = [
            "state",
            "al-Boukamal",
            "--on",
            "2017-11-17",
            "--as-known",
            known,
        ];
        scratch.rows(&asked).remove(0)
    };
    let before = state("2017-11-30");
    fn decide<'a>(more: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec!["override", "al-Boukamal", "--author", "ana"];
        all.extend(more);
        all
    }
    let held = decide(&[
        "held",
        "--holder",
        "syria/government",
        "--from",
        "2017-11-16",
        "--to",
        "2017-11-18",
        "--reason",
        "a film placed by hand",
        "--recorded-at",
        "2018-01-01T10:00:00Z",
    ]);
    let printed = scratch.run(&held, "");
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "R8",
        "par décision d’analyste",
        "a film placed by hand (ana)",
    ] {
        assert!(printed.contains(words), "{words}: {printed}");
    }
    assert_eq!(state("2018-01-01")["rule"], "R8");
    assert_eq!(
        state("2017-12-31")["rule"],
        before["rule"],
        "not known before"
    );
    let undo = decide(&["--undo", "--recorded-at", "2018-02-01T10:00:00Z"]);
    scratch.run(&undo, "");
    assert_eq!(state("2018-02-01")["rule"], before["rule"]);
    assert_eq!(
        state("2018-01-15")["rule"],
        "R8",
        "what was known then stays"
    );
    for (wrong, why) in [
        (&["held", "--reason", "x"][..], "one side"),
        (
            &["held", "--holder", "nobody", "--reason", "x"][..],
            "no camp and no actor on record is `nobody`",
        ),
        (
            &["unknown", "--holder", "isis", "--reason", "x"][..],
            "names no holder",
        ),
        (&["unknown", "--reason", " "][..], "gives its reason"),
        (
            &[
                "unknown",
                "--reason",
                "x",
                "--from",
                "2018-01-02",
                "--to",
                "2018-01-01",
            ][..],
            "before the first",
        ),
    ] {
        let err = scratch.fails(&decide(wrong));
        assert!(err.contains(why), "{wrong:?}: {err}");
    }
    scratch.run(&["verify"], "");
}

#[test]
fn what_is_too_wide_is_printed_down_the_page() {
    let scratch = Scratch::new("wide");
    let rows = scratch.rows(&["incidents"]).len();
    let printed = scratch.run(&["incidents"], "");
    assert_eq!(printed.split("\n\n").count(), rows, "a block an incident");
    assert!(printed.lines().all(|line| line.chars().count() <= 120));
    let narrow = scratch.run(&["review", "--agreement"], "");
    assert!(narrow.contains('─'), "{narrow}");
}

#[test]
fn incidents_and_sources_are_printed_in_every_form() {
    let scratch = Scratch::new("incidents");
    let incidents = scratch.rows(&["incidents"]);
    assert!(!incidents.is_empty());
    for shape in ["plain", "acled", "ucdp"] {
        let rows = scratch.rows(&["incidents", "--shape", shape]);
        assert_eq!(rows.len(), incidents.len(), "{shape}");
    }
    let joins = scratch.rows(&["incidents", "--joins"]);
    let word = |key: &str| joins[0][key].as_str().expect("an id").to_owned();
    let (one, other) = (word("claim"), word("with"));
    let judge = ["incidents", "--different", &one, &other, "--author", "ana"];
    scratch.run(&judge, "");
    assert_ne!(scratch.rows(&["incidents", "--joins"]), joins);
    scratch.run(&["review", "--undo", "--author", "ana"], "");
    assert_eq!(scratch.rows(&["incidents", "--joins"]), joins);
    let sources = scratch.rows(&["sources"]);
    assert!(
        sources
            .iter()
            .any(|row| row["tells"] == "own gain" && row["interest"] == "self-serving")
    );
    let csv = scratch.run(&["sources", "--format", "csv"], "");
    assert_eq!(csv.lines().count(), sources.len() + 1);
}

#[test]
fn changes_of_hands_are_scored_against_a_truth() {
    let scratch = Scratch::new("truth");
    let truth = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/holders.tsv");
    let truth = truth.to_str().expect("a path of ours");
    let rows = scratch.rows(&["eval-record", "--recorded", "--truth", truth]);
    let f1: Vec<f64> = rows
        .iter()
        .filter(|row| row["measure"] == "change F1")
        .map(|row| row["value"].as_f64().expect("a figure"))
        .collect();
    assert_eq!(f1.len(), 5);
    assert!(f1[2] > 0.99, "all three changes within three days: {f1:?}");
}

#[test]
fn questions_about_nothing_are_refused_and_leave_nothing_behind() {
    let scratch = Scratch::new("nothing");
    for (arguments, said) in [
        (&["state", ""][..], "no place is named"),
        (&["sql", " "][..], "the question is empty"),
        (
            &["state", "al-Boukamal", "--history", "--camp", "zzz"][..],
            "these did: ",
        ),
        (
            &["state", "al-Boukamal", "--history", "--source", "zzz"][..],
            "these did: ",
        ),
        (
            &[
                "override",
                "al-Boukamal",
                "contested",
                "--holder",
                "isis",
                "--author",
                "ana",
                "--reason",
                "seen",
            ][..],
            "two sides or more",
        ),
        (
            &["merge", "none.selon", "--ledger", "new.selon"][..],
            "none.selon",
        ),
        (
            &["ingest", "none.txt", "--ledger", "new.selon"][..],
            "none.txt",
        ),
    ] {
        let answer = scratch.fails(arguments);
        assert!(answer.contains(said), "{arguments:?}: {answer}");
        assert!(!scratch.0.join("new.selon").exists(), "{arguments:?}");
    }
}
