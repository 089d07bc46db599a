//! What the program does at its edges: odd inputs, damaged files, closed pipes, the same twice.
//!
//! Each case runs the built command with an empty environment in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the target's scratch folder is writable");
        Scratch(folder)
    }

    fn file(&self, name: &str, bytes: &[u8]) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("below the scratch folder"))
            .expect("the scratch folder is writable");
        std::fs::write(path, bytes).expect("the scratch folder is writable");
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_selon"))
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .stdin(Stdio::null())
            .output()
            .expect("the command was built");
        Ran::new(output)
    }
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn new(output: Output) -> Ran {
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!err.contains("panicked"), "{err}");
        Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err,
        }
    }

    #[track_caller]
    fn fails(&self, with: &str) {
        assert_eq!(self.code, Some(1), "{}{}", self.out, self.err);
        assert!(self.err.contains(with), "{}", self.err);
    }

    #[track_caller]
    fn succeeds(&self) {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
    }
}

fn samples() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    path.to_str().expect("a path of ours").to_owned()
}

const TEXT: &str = "La ville de Darvel est tombée lundi, selon la mairie.\n";

#[test]
fn the_same_input_twice_gives_the_same_bytes() {
    let scratch = Scratch::new("twice");
    let read = || scratch.run(&["read", &samples(), "--format", "json"]);
    let (first, second) = (read(), read());
    first.succeeds();
    assert_eq!(first.out.lines().count(), 13);
    assert!(first.out == second.out, "two runs differ");
}

#[test]
fn every_span_is_the_text_it_points_at() {
    let scratch = Scratch::new("spans");
    let read = scratch.run(&["read", &samples(), "--format", "json"]);
    read.succeeds();
    let mut spans = 0;
    for line in read.out.lines() {
        let reading: serde_json::Value = serde_json::from_str(line).expect("one JSON a line");
        let path = reading["document"]["path"].as_str().expect("a path");
        let text: Vec<char> = std::fs::read_to_string(path)
            .expect("the sample is there")
            .chars()
            .collect();
        walk(&reading, &mut |span| {
            let at = |key: &str| span[key].as_u64().expect("an offset") as usize;
            let words: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(Some(&*words), span["text"].as_str());
            spans += 1;
        });
    }
    assert!(spans > 0, "no reading holds any span");
}

/// Calls back for every object that is a span.
fn walk(
    value: &serde_json::Value,
    each: &mut impl FnMut(&serde_json::Map<String, serde_json::Value>),
) {
    match value {
        serde_json::Value::Object(object) => {
            if object.get("start").is_some_and(serde_json::Value::is_u64)
                && object.contains_key("end")
                && object.contains_key("text")
            {
                each(object);
            }
            object.values().for_each(|inner| walk(inner, each));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| walk(inner, each)),
        _ => {}
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_reason() {
    let scratch = Scratch::new("odd");
    scratch.file("empty.txt", b"");
    scratch.file("blank.txt", b" \n\t\n");
    scratch.file("binary.txt", b"\x7FELF\x02\x01\x01\0\0\0");
    scratch.file("strange.txt", b"abc\xE9\x81 def");
    scratch.file("folder/notes.md", b"no text here");
    for (input, reason) in [
        ("empty.txt", "empty.txt: empty"),
        ("blank.txt", "blank.txt: empty"),
        (
            "binary.txt",
            "binary.txt: not a text: a NUL byte at offset 7",
        ),
        ("strange.txt", "byte 0x81 at offset 4"),
        ("folder", "folder: no *.txt file"),
        ("missing.txt", "missing.txt: cannot be read"),
    ] {
        let read = scratch.run(&["read", input, "--format", "json"]);
        read.fails(reason);
        assert_eq!(read.out, "", "{input}");
    }
}

#[test]
fn one_broken_file_spoils_no_other() {
    let scratch = Scratch::new("among");
    scratch.file("in/a.txt", TEXT.as_bytes());
    scratch.file("in/b.txt", b"\0\0");
    scratch.file("in/sub/c.txt", TEXT.as_bytes());
    scratch.file("in/d.txt", TEXT.as_bytes());
    scratch.file("in/d.meta.toml", b"published = 2017-13-01\n");
    let read = scratch.run(&["read", "in", "--format", "json"]);
    read.fails("in/b.txt: not a text");
    read.fails("in/d.meta.toml");
    assert_eq!(read.out.lines().count(), 2);
}

#[test]
fn what_is_broken_among_hundreds_is_named_and_the_rest_is_kept() {
    let scratch = Scratch::new("hundreds");
    for n in 0..300 {
        let text = format!("{TEXT} Dépêche numéro {n}.\n");
        scratch.file(&format!("in/{n:03}.txt"), text.as_bytes());
    }
    scratch.file("in/017.txt", b"un d\xE9but\x81 puis \xFF\xFE rien");
    scratch.file("in/101.txt", b"");
    scratch.file("in/130.txt", b"\x7FELF\x02\x01\0\0");
    scratch.file("in/200.meta.toml", b"published = \"2017-13-45\"\n");
    scratch.file("in/201.meta.json", b"{\"outlet\": ");
    let broken = [
        ("in/017.txt", "offset"),
        ("in/101.txt", "empty"),
        ("in/130.txt", "NUL byte at offset"),
        ("in/200.meta.toml", "13"),
        ("in/201.meta.json", "line 1"),
        ("gone.txt", "cannot be read"),
    ];
    let ingest = [
        "ingest",
        "in",
        "gone.txt",
        "--jobs",
        "3",
        "--acknowledge",
        "--published",
        "2017-11-09",
    ];
    let ran = scratch.run(&ingest);
    ran.fails("295 dispatches added");
    assert!(ran.err.contains("6 could not be read"), "{}", ran.err);
    assert_eq!(
        ran.out.lines().count(),
        295,
        "each that is in is acknowledged"
    );
    for (file, why) in broken {
        let line = ran.err.lines().find(|line| line.contains(file));
        let line = line.unwrap_or_else(|| panic!("{file} is not named: {}", ran.err));
        assert!(line.contains(why), "{line}");
    }
    let verify = scratch.run(&["verify"]);
    verify.succeeds();
    // One at a time gives the same ledger: all is known already.
    let again = scratch.run(&["ingest", "in", "--jobs", "1", "--published", "2017-11-09"]);
    again.fails("0 dispatches added with 0 new claims, 295 known already");
}

#[test]
fn other_encodings_are_read_as_the_same_text() {
    let scratch = Scratch::new("encodings");
    let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let narrow: Vec<u8> = TEXT
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("a Latin-1 sentence"))
        .collect();
    scratch.file("utf8.txt", TEXT.as_bytes());
    scratch.file("mark.txt", &[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat());
    scratch.file("utf16.txt", &[&b"\xFF\xFE"[..], &wide].concat());
    scratch.file("windows.txt", &narrow);
    let ids: Vec<String> = ["utf8.txt", "mark.txt", "utf16.txt", "windows.txt"]
        .iter()
        .map(|name| {
            let read = scratch.run(&["read", name, "--format", "json"]);
            read.succeeds();
            let reading: serde_json::Value = serde_json::from_str(&read.out).expect("one JSON");
            reading["document"]["id"].to_string()
        })
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn fifty_megabytes_of_one_line_are_refused_in_words() {
    let scratch = Scratch::new("huge");
    let line = "La ville tient. ".repeat(50 * 1024 * 1024 / 16);
    scratch.file("huge.txt", line.as_bytes());
    let read = scratch.run(&["read", "huge.txt", "--format", "json"]);
    read.fails("huge.txt: 52428800 bytes is more than one dispatch can hold");
    assert_eq!(read.out, "");
}

#[test]
fn metadata_beside_a_text_is_taken_and_flags_win() {
    let scratch = Scratch::new("metadata");
    scratch.file("a.txt", TEXT.as_bytes());
    scratch.file(
        "a.meta.toml",
        b"published = 2017-11-09\noutlet = \"Radio\"\n",
    );
    scratch.file("b.txt", TEXT.as_bytes());
    scratch.file(
        "b.meta.json",
        br#"{"published": "2017-11-10T08:00:00Z", "url": "https://x.example/b", "other": 1}"#,
    );
    let document = |arguments: &[&str]| {
        let mut all = vec!["read", "--format", "json"];
        all.extend(arguments);
        let read = scratch.run(&all);
        read.succeeds();
        let reading: serde_json::Value = serde_json::from_str(&read.out).expect("one JSON");
        reading["document"].clone()
    };
    let a = document(&["a.txt"]);
    assert_eq!(a["published"], "2017-11-09");
    assert_eq!(a["published_basis"], "metadata");
    assert_eq!(a["outlet"]["name"], "Radio");
    let b = document(&["b.txt", "--published", "2018-01-01"]);
    assert_eq!(b["published"], "2018-01-01");
    assert_eq!(b["published_basis"], "given");
    assert_eq!(b["url"], "https://x.example/b");
}

#[test]
fn a_day_that_is_none_is_refused_in_words() {
    let scratch = Scratch::new("days");
    scratch.file("a.txt", b"L'arm\xc3\xa9e a pris Goma.");
    for (day, why) in [
        ("abc", "write it as 2017-11-09"),
        ("2024-02-30", "write it as 2017-11-09"),
        ("24-01-01", "write it as 2017-11-09"),
        ("0000-01-01", "before 1600"),
    ] {
        let read = scratch.run(&["read", "a.txt", "--published", day]);
        assert_eq!(read.code, Some(2), "{day}");
        assert!(read.err.contains(why), "{}", read.err);
        assert_eq!(read.out, "", "{day}");
    }
    scratch
        .run(&["read", "a.txt", "--published", "2024-02-29"])
        .succeeds();
}

#[test]
fn ingesting_twice_adds_nothing() {
    let scratch = Scratch::new("ingest");
    let ingest = || {
        scratch.run(&[
            "ingest",
            &samples(),
            "--ledger",
            "r.selon",
            "--recorded-at",
            "2025-01-01T00:00:00Z",
        ])
    };
    let first = ingest();
    first.succeeds();
    assert!(first.err.contains("13 dispatches added"), "{}", first.err);
    let again = ingest();
    again.succeeds();
    assert!(
        again.err.contains("0 dispatches added") && again.err.contains("13 known already"),
        "{}",
        again.err
    );
}

#[test]
fn a_ledger_that_is_none_is_refused_and_left_alone() {
    let scratch = Scratch::new("ledger");
    scratch.file(
        "text.selon",
        b"this is a letter, not a ledger, and it is long enough to look at",
    );
    scratch.file("a.txt", TEXT.as_bytes());
    for arguments in [
        &["timeline", "Darvel", "--ledger", "text.selon"][..],
        &["ingest", "a.txt", "--ledger", "text.selon"],
        &["map", "--out", "m.html", "--ledger", "text.selon"],
        &["explain", "abcd", "--ledger", "text.selon"],
    ] {
        scratch
            .run(arguments)
            .fails("text.selon: this file is not a ledger");
    }
    let kept = std::fs::read(scratch.0.join("text.selon")).expect("it is still there");
    assert!(kept.starts_with(b"this is a letter"));
    scratch
        .run(&["timeline", "Darvel", "--ledger", "none.selon"])
        .fails("none.selon: there is no ledger here");
}

#[test]
fn a_damaged_ledger_is_an_error_in_words() {
    let scratch = Scratch::new("damaged");
    scratch
        .run(&["ingest", &samples(), "--ledger", "r.selon"])
        .succeeds();
    let path = scratch.0.join("r.selon");
    let mut bytes = std::fs::read(&path).expect("the ledger was written");
    let from = 4096.min(bytes.len());
    bytes[from..].fill(0xA5);
    std::fs::write(&path, bytes).expect("the scratch folder is writable");
    for side in ["r.selon-wal", "r.selon-shm"] {
        let _ = std::fs::remove_file(scratch.0.join(side));
    }
    scratch
        .run(&["timeline", "Goma", "--ledger", "r.selon"])
        .fails("r.selon");
}

#[test]
fn a_closed_pipe_is_success() {
    let scratch = Scratch::new("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_selon"))
        .args(["read", &samples(), "--format", "json"])
        .current_dir(&scratch.0)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command was built");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && err.is_empty(), "{err}");
}

#[test]
fn given_words_are_kept_and_filled_in() {
    let scratch = Scratch::new("conllu");
    let row = |id: usize, form: &str| format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_\n");
    // Words that the splitter would cut otherwise, and a sentence without an end.
    let given = format!(
        "{}{}{}{}\n",
        row(1, "L\u{2019}"),
        row(2, "armée"),
        row(3, "contrôle-t-elle"),
        row(4, "Darvel")
    );
    scratch.file("a.conllu", given.as_bytes());
    let arguments = [
        "parse", "a.conllu", "--input", "conllu", "--format", "conllu",
    ];
    let filled = scratch.run(&arguments);
    filled.succeeds();
    let rows: Vec<Vec<&str>> = filled
        .out
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.split('\t').collect())
        .collect();
    let forms: Vec<&str> = rows.iter().map(|row| row[1]).collect();
    assert_eq!(forms, ["L\u{2019}", "armée", "contrôle-t-elle", "Darvel"]);
    assert!(rows.iter().all(|row| row[6] != "_"), "{}", filled.out);
    assert_eq!((rows[0][3], rows[0][6], rows[0][7]), ("DET", "2", "det"));
    scratch.file("b.conllu", b"1\tIl\n");
    scratch
        .run(&["parse", "b.conllu", "--input", "conllu"])
        .fails("line 1");
}

#[test]
fn english_is_analysed_when_asked_for() {
    let scratch = Scratch::new("english");
    scratch.file("a.txt", b"The army attacked the village.\n");
    let found = scratch.run(&["parse", "a.txt", "--lang", "en", "--format", "conllu"]);
    found.succeeds();
    for part in [
        "army\tarmy\tNOUN",
        "attacked\tattack\tVERB",
        "village\tvillage\tNOUN",
    ] {
        assert!(found.out.contains(part), "{part}: {}", found.out);
    }
    scratch
        .run(&["parse", "a.txt", "--lang", "en", "--input", "conllu"])
        .fails("CoNLL-U");
}

#[test]
fn output_holds_no_colour_codes_unless_asked() {
    let scratch = Scratch::new("colour");
    scratch.file("a.txt", TEXT.as_bytes());
    for format in ["table", "text"] {
        let plain = scratch.run(&["read", "a.txt", "--format", format]);
        plain.succeeds();
        assert!(!plain.out.contains('\u{1b}'), "{format}");
        let coloured = scratch.run(&["read", "a.txt", "--format", format, "--color", "always"]);
        assert!(coloured.out.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn every_command_teaches_by_example() {
    let scratch = Scratch::new("help");
    let help = scratch.run(&["--help"]);
    help.succeeds();
    for command in ["read", "ingest", "timeline", "explain", "map", "eval"] {
        assert!(help.out.contains(command), "{command} is not listed");
        let own = scratch.run(&[command, "--help"]);
        own.succeeds();
        assert!(own.out.contains("Examples:"), "{command} shows no example");
    }
}

#[test]
fn the_table_shows_the_chain_and_the_stance_and_fits_its_width() {
    let scratch = Scratch::new("chain");
    let text = "Kinshasa accuse le Rwanda d'avoir bombardé Goma lundi. Kigali dément avoir bombardé \
                Goma. L'ONU s'est refusée à confirmer le bombardement de Goma. Le colonel Ario Darvel \
                a dit à l'AFP que l'armée avait repris Sake.";
    scratch.file("a.txt", text.as_bytes());
    let table = scratch.run(&[
        "read",
        "a.txt",
        "--published",
        "2025-01-29",
        "--outlet",
        "Agence Sud",
    ]);
    table.succeeds();
    for wanted in [
        "Kigali → Agence Sud",
        "denies 1",
        "does not confirm 1",
        "Ario Darvel → AFP → Agence Sud",
        "2025-01-27 « lundi »",
        "carried from « lundi »",
    ] {
        assert!(
            table.out.contains(wanted),
            "{wanted} is not in\n{}",
            table.out
        );
    }
    assert!(table.out.lines().all(|line| line.chars().count() <= 120));
}

#[test]
fn a_timeml_document_holds_one_dispatch() {
    let scratch = Scratch::new("timeml");
    scratch.file("a/1.txt", "L'armée a pris Gao lundi.".as_bytes());
    scratch.file("a/2.txt", "L'armée a pris Ber mardi.".as_bytes());
    let one = scratch.run(&[
        "read",
        "a/1.txt",
        "--format",
        "timeml",
        "--published",
        "2024-03-06",
        "--lang",
        "fr",
    ]);
    one.succeeds();
    assert!(
        one.out.contains("value=\"2024-03-04\"") && one.out.ends_with("</TimeML>\n"),
        "{}",
        one.out
    );
    let both = scratch.run(&["read", "a", "--format", "timeml"]);
    both.fails("one dispatch");
    assert!(both.out.is_empty(), "{}", both.out);
}
