//! Time expressions as data: text, publication date, and what must be read.

use super::*;
use selon_model::Language;
use selon_text::DocumentBuilder;

fn lexicon() -> Lexicon {
    let pack = PackFiles::new([
        (
            "time/words.tsv",
            include_str!("../../../../packs/fr/time/words.tsv"),
        ),
        (
            "time/grammar.txt",
            include_str!("../../../../packs/fr/time/grammar.txt"),
        ),
    ]);
    let (lexicon, errors) = Lexicon::compile(&pack);
    assert!(errors.is_empty(), "{errors:?}");
    lexicon
}

fn plain(text: &str) -> Document {
    DocumentBuilder::new(text.to_owned(), Language::French).finish()
}

/// Reads a text and prints each expression as `words => edtf`.
fn read(text: &str, published: Option<&str>) -> Vec<String> {
    let published = published.map(|date| date.parse().expect("a date"));
    let document = plain(text);
    let found = find(&document, &lexicon(), published);
    found
        .iter()
        .map(|time| {
            format!(
                "{} => {}",
                time.span.of(text),
                time.edtf().unwrap_or("-".to_owned())
            )
        })
        .collect()
}

#[test]
fn expressions_are_read_and_anchored() {
    let cases = include_str!("../../../../packs/fr/corpus/time.txt");
    let mut failed = Vec::new();
    let mut count = 0;
    for line in cases
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [published, text, want] = cells[..] else {
            panic!("three cells expected: {line}")
        };
        count += 1;
        let found = read(text, (published != "-").then_some(published)).join(" ; ");
        if found != want {
            failed.push(format!("{text}\n  want {want}\n  read {found}"));
        }
    }
    assert!(count > 40, "the corpus is there");
    assert!(
        failed.is_empty(),
        "{} of {count}:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

#[test]
fn a_dateline_gives_the_publication_date_and_running_text_does_not() {
    for (text, want) in [
        (
            "La ville est prise\n\n11 septembre 2017 . –\nL'armée avance.",
            Some("2017-09-11"),
        ),
        (
            "GOMA, 27 janvier 2025 (AFP) – Des combats.",
            Some("2025-01-27"),
        ),
        ("Port-au-Telm, 4 mai 2024 – Des tirs.", Some("2024-05-04")),
        ("Sur la place, 4 mai 2024 – Des tirs.", None),
        ("Le 3 mars 2016, la ville tombait.", None),
        ("Les combats ont repris mardi.", None),
    ] {
        let want: Option<Date> = want.map(|date| date.parse().expect("a date"));
        let (document, lexicon) = (plain(text), lexicon());
        let pieces = lexicon.pieces(&document);
        assert_eq!(dateline(&document, &lexicon, &pieces), want, "{text}");
    }
}

#[test]
fn a_broken_grammar_names_every_line() {
    let pack = PackFiles::new([
        ("time/words.tsv", "weekday\tone\tlundi\n"),
        (
            "time/grammar.txt",
            "time = <weekday> -> weekday($1)\ntime = hier shift(day, -1)\ntime = demain -> leap($1)\nday = {day} x -> $1\n",
        ),
    ]);
    let (_, errors) = Lexicon::compile(&pack);
    let lines: Vec<(String, usize)> = errors
        .iter()
        .map(|error| (error.file.clone(), error.line))
        .collect();
    assert!(lines.contains(&("time/words.tsv".to_owned(), 1)));
    for line in [1, 2, 3, 4] {
        assert!(
            lines.contains(&("time/grammar.txt".to_owned(), line)),
            "line {line}: {errors:?}"
        );
    }
}
