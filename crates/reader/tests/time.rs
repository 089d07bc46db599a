//! When a claim holds, and that no time is made up where nothing dates a text.

mod support;

use selon_model::{Anchor, Date};
use support::Bench;

#[test]
fn every_line_of_the_corpus_of_claim_times_holds() {
    let bench = Bench::new();
    let text = std::fs::read_to_string(support::root().join("packs/fr/corpus/time-claims.txt"))
        .expect("the corpus lies in the pack");
    let mut lines = 0;
    let mut wrong = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        lines += 1;
        let missed = line.starts_with('~');
        let cells: Vec<&str> = line
            .trim_start_matches(['~', ' '])
            .split(" | ")
            .map(str::trim)
            .collect();
        let [published, sentence, at, edtf, basis] = cells[..] else {
            panic!("five cells expected: {line}")
        };
        let published: Option<Date> =
            (published != "-").then(|| published.parse().expect("a date"));
        let got = bench.time(sentence, at, published);
        if (got == format!("{edtf} | {basis}")) == missed {
            wrong.push(format!("{line}\n      got {got}"));
        }
    }
    assert!(lines > 30, "the corpus is there");
    assert!(
        wrong.is_empty(),
        "{} of {lines}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Every sentence of every corpus of the pack, read without a publication date: only what carries
/// a full date, or is counted from one that stands in the same text, has bounds.
#[test]
fn without_a_publication_date_nothing_relative_is_resolved() {
    let bench = Bench::new();
    let voices = support::corpus("voice");
    let times = support::corpus("");
    let mut sentences = Vec::new();
    for (_, text) in voices.iter().chain(&times) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            sentences.extend(
                line.split(['|', '\t'])
                    .map(str::trim)
                    .max_by_key(|cell| cell.len()),
            );
        }
    }
    assert!(sentences.len() > 300, "the corpora are there");
    let mut relative = 0;
    for sentence in sentences {
        for time in bench.undated(sentence) {
            match time.anchor {
                Anchor::Explicit => {}
                Anchor::Antecedent(span) => assert!(
                    bench
                        .undated(sentence)
                        .iter()
                        .any(|other| other.span == span && other.is_anchored()),
                    "counted from no date: {sentence}"
                ),
                Anchor::Publication => panic!("anchored on a day nobody gave: {sentence}"),
                Anchor::None => {
                    relative += 1;
                    assert!(
                        !time.is_anchored() && time.edtf().is_none(),
                        "made up: {} in {sentence}",
                        time.span.of(sentence)
                    );
                }
            }
        }
    }
    assert!(relative > 40, "the corpora hold relative times");
}
