//! What holds for any text: spans stand on character boundaries, words and sentences in order.

use proptest::prelude::*;
use selon_model::Language;
use selon_text::{Document, Engine, from_conllu, to_conllu};
use std::borrow::Cow;
use std::sync::OnceLock;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let french: &'static [u8] = include_bytes!("../../../models/fr.model");
        Engine::new([Cow::Borrowed(french)]).expect("the committed model opens")
    })
}

fn check(document: &Document) {
    let text = document.text();
    let mut last = 0;
    let mut words = 0;
    for sentence in &document.sentences {
        assert_eq!(sentence.words.start, words, "sentences part the words");
        words = sentence.words.end;
        assert!(sentence.span.start >= last, "sentences in order");
        last = sentence.span.end;
        assert!(
            text.get(sentence.span.start as usize..sentence.span.end as usize)
                .is_some()
        );
        let mut roots = 0;
        let mut at = sentence.span.start;
        for w in sentence.words.clone() {
            let span = document.words[w].span;
            assert!(
                text.get(span.start as usize..span.end as usize)
                    .is_some_and(|s| !s.is_empty())
            );
            assert!(span.start >= at, "words in order");
            at = span.start;
            match document.head(w) {
                None => roots += 1,
                Some(head) => assert!(sentence.words.contains(&head), "heads stay inside"),
            }
        }
        assert_eq!(roots, 1, "one root a sentence");
    }
    assert_eq!(words, document.words.len());
    check_names(document);
    for quote in &document.quotes {
        assert!(quote.outer.contains(quote.inner));
        assert!(
            text.get(quote.inner.start as usize..quote.inner.end as usize)
                .is_some()
        );
        assert!(
            text.get(quote.outer.start as usize..quote.outer.end as usize)
                .is_some()
        );
    }
    // Nothing but white space lies outside words.
    let mut covered = vec![false; text.len()];
    for word in &document.words {
        covered[word.span.start as usize..word.span.end as usize].fill(true);
    }
    for (at, c) in text.char_indices() {
        assert!(
            covered[at] || selon_text::tokens::is_space(c),
            "{c:?} at {at} is in no word"
        );
    }
}

/// Names stand in order, each within one sentence and not empty; of two one holds the other or they share
/// no word, and no two are the same words.
fn check_names(document: &Document) {
    for (number, name) in document.names.iter().enumerate() {
        let words = &name.words;
        assert!(words.start < words.end, "an empty name");
        let whole =
            |s: &selon_text::Sentence| s.words.start <= words.start && words.end <= s.words.end;
        assert!(
            document.sentences.iter().any(whole),
            "a name of two sentences"
        );
        let later = document.names[number + 1..]
            .iter()
            .map(|other| &other.words);
        for other in later.take_while(|other| other.start < words.end) {
            assert!(
                (words.start, words.end) < (other.start, other.end),
                "names in order"
            );
            let within = other.end <= words.end || other.start == words.start;
            assert!(within, "names {words:?} and {other:?} cross");
        }
    }
}

/// What names are made of and what stands about them.
const PIECES: [&str; 44] = [
    "Armée",
    "armée",
    "Front",
    "Forces",
    "forces",
    "Conseil",
    "Parti",
    "ONU",
    "EI",
    "M23",
    "AFP",
    "Alep",
    "Goma",
    "Darvel",
    "Al",
    "al",
    "-",
    "Saint",
    "El-Fasher",
    "Nord",
    "nationale",
    "libre",
    "syrienne",
    "démocratique",
    "Karim",
    "M.",
    "général",
    "Kivu",
    "du",
    "des",
    "la",
    "l'",
    "d'",
    "et",
    "pour",
    "(",
    ")",
    "«",
    "»",
    ",",
    ".",
    "a dit",
    "1er",
    "Ö𝔸",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        check(&engine().analyse(&text, Language::French, None));
    }

    #[test]
    fn near_news(text in "([A-Zl'’.,«» \n\u{a0}éaàt\"“”(0-9)%:–-]|qu’|des |au |-t-il|M\\. |14h30|15 mai 2016){0,60}") {
        let document = engine().analyse(&text, Language::French, None);
        check(&document);
        let again = from_conllu(&to_conllu(&document), Language::French).expect("what we write we read");
        prop_assert_eq!(again.words.len(), document.words.len());
    }

    #[test]
    fn names_in_any_company(pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..70)) {
        check(&engine().analyse(&pieces.join(" "), Language::French, None));
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        check(&engine().analyse(&String::from_utf8_lossy(&bytes), Language::French, None));
    }
}
