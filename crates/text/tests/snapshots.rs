//! Interlinear snapshots of invented dispatches, and the arcs in them that rules depend on.
//! Rewrite a snapshot with: `cargo run -p selon-text --example parse -- models/fr.model fr
//! < crates/text/tests/interlinear/depeches.txt > crates/text/tests/interlinear/depeches.out`,
//! then read the difference before committing it.

use selon_model::Language;
use selon_text::{Document, Engine, from_conllu, to_conllu, to_interlinear};
use std::borrow::Cow;

fn engine() -> Engine {
    let french: &'static [u8] = include_bytes!("../../../models/fr.model");
    Engine::new([Cow::Borrowed(french)]).expect("the committed model opens")
}

#[test]
fn dispatches_read_as_before() {
    let found = to_interlinear(&engine().analyse(
        include_str!("interlinear/depeches.txt"),
        Language::French,
        None,
    ));
    let wanted = include_str!("interlinear/depeches.out");
    for (number, (a, b)) in wanted.lines().zip(found.lines()).enumerate() {
        assert_eq!(a, b, "line {} of depeches.out", number + 1);
    }
    assert_eq!(wanted.lines().count(), found.lines().count());
}

/// Finds the first word of this form and returns "relation < form of head".
fn arc(document: &Document, form: &str) -> String {
    let Some(w) = (0..document.words.len()).find(|w| document.form(*w) == form) else {
        return format!("no word {form}");
    };
    let head = document.head(w).map_or("root", |h| document.form(h));
    format!("{} < {head}", document.deprel(w))
}

#[test]
fn core_roles() {
    let engine = engine();
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "Les rebelles ont pris la ville.",
            &[("rebelles", "nsubj < pris"), ("ville", "obj < pris")],
        ),
        (
            "La ville a été reprise par l'armée.",
            &[
                ("ville", "nsubj:pass < reprise"),
                ("armée", "obl:agent < reprise"),
            ],
        ),
        (
            "La localité est tombée jeudi.",
            &[
                ("localité", "nsubj < tombée"),
                ("est", "aux:tense < tombée"),
                ("jeudi", "obl:mod < tombée"),
            ],
        ),
        (
            "Selon une source locale, les miliciens se sont retirés du village.",
            &[
                ("source", "obl:mod < retirés"),
                ("miliciens", "nsubj < retirés"),
            ],
        ),
    ];
    for (text, arcs) in cases {
        let document = engine.analyse(text, Language::French, None);
        for (form, wanted) in *arcs {
            assert_eq!(arc(&document, form), *wanted, "{form} in {text}");
        }
    }
}

#[test]
fn text_is_cut() {
    let engine = engine();
    let cases = [
        (
            "M. Diallo est parti. Il reviendra.",
            2,
            vec!["M.", "Diallo", "est", "parti", "."],
        ),
        (
            "« Ils ont fui ! », a-t-il dit.",
            1,
            vec![
                "«", "Ils", "ont", "fui", "!", "»", ",", "a", "-t-il", "dit", ".",
            ],
        ),
        (
            "L’OTAN et N'Djamena à 14h30",
            1,
            vec!["L'", "OTAN", "et", "N'Djamena", "à", "14", "h", "30"],
        ),
        (
            "28 000 hommes au front .",
            1,
            vec!["28 000", "hommes", "à", "le", "front", "."],
        ),
        (
            "12 mai 2017 . – Deux morts à Gao .",
            2,
            vec!["12", "mai", "2017", ".", "–"],
        ),
    ];
    for (text, sentences, forms) in cases {
        let document = engine.analyse(text, Language::French, None);
        assert_eq!(document.sentences.len(), sentences, "{text}");
        let first: Vec<&str> = document.sentences[0]
            .words
            .clone()
            .map(|w| document.form(w))
            .collect();
        assert_eq!(first, forms, "{text}");
    }
}

#[test]
fn curly_apostrophes_in_given_words_read_as_straight_ones() {
    let engine = engine();
    let read = |text: &str| {
        let given = from_conllu(text, Language::French).expect("what we write we read");
        engine.fill(&given)
    };
    let straight = to_conllu(&engine.analyse(
        "L'armée s'est retirée d'Avdiïvka lorsqu'elle n'était plus qu'à dix kilomètres de l'aéroport.",
        Language::French,
        None,
    ));
    let curly = straight.replace('\'', "’");
    assert_ne!(straight, curly, "there is an apostrophe to turn");
    let (straight, curly) = (read(&straight), read(&curly));
    assert_eq!(straight.words.len(), curly.words.len());
    for w in 0..straight.words.len() {
        assert_eq!(
            (straight.upos(w), straight.head(w), straight.deprel(w)),
            (curly.upos(w), curly.head(w), curly.deprel(w)),
            "word {w}, {}",
            curly.form(w)
        );
    }
}
