//! One text in other bytes reads the same: decomposed accents, line ends inside sentences, a
//! byte-order mark, a stray byte.

use selon::input::{Given, Input, load};
use selon::{Options, Selon, model, public};
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

const TEXT: &str = "Mercredi, l’armée malienne a repoussé une attaque à Ségou, selon un \
                    témoin. Les assaillants ont été encerclés près de Léré.";

fn selon() -> Selon {
    Selon::new(&Options::default()).expect("the built-in pack compiles")
}

fn read(selon: &Selon, text: &str) -> public::Reading {
    let dispatch = model::Dispatch {
        text: text.to_owned(),
        provenance: model::Provenance::default(),
    };
    let reading = selon.read(&dispatch);
    let reading = public::Reading::new(&dispatch, &reading);
    let letters: Vec<char> = text.chars().collect();
    let spans = reading.claims.iter().flat_map(|claim| &claim.evidence);
    let mentions = reading.actors.iter().flat_map(|actor| &actor.mentions);
    let mentions = mentions.chain(reading.places.iter().flat_map(|place| &place.mentions));
    let times = reading.times.iter().flat_map(|time| &time.mentions);
    for span in spans.chain(mentions).chain(times) {
        let words: String = letters[span.start..span.end].iter().collect();
        assert_eq!(words, span.text);
    }
    reading
}

/// What a reading says, its spelling and line ends put aside.
fn said(reading: &public::Reading) -> Vec<String> {
    let plain = |text: &str| -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").nfc().collect()
    };
    let claims = reading.claims.iter().map(|claim| {
        let evidence: Vec<String> = claim.evidence.iter().map(|s| plain(&s.text)).collect();
        let sources: Vec<String> = claim
            .sources
            .iter()
            .map(|s| plain(s.description.as_deref().unwrap_or("-")))
            .collect();
        let (roles, places) = (&claim.roles, claim.places.len());
        format!("{} {evidence:?} {sources:?} {roles:?} {places}", claim.kind)
    });
    claims.collect()
}

#[test]
fn decomposed_accents_read_as_composed_ones() {
    let selon = selon();
    let composed = read(&selon, TEXT);
    assert!(composed.claims.len() >= 2, "{:?}", said(&composed));
    let written: String = TEXT.nfd().collect();
    let decomposed = read(&selon, &written);
    assert_eq!(said(&composed), said(&decomposed));
    assert_eq!(decomposed.document.chars, written.chars().count());
    assert_ne!(decomposed.document.id, composed.document.id);
    let times = selon.times(&written, None);
    assert_eq!(times[0].span.of(&written), "Mercredi");
}

#[test]
fn a_line_end_inside_a_sentence_changes_nothing() {
    let selon = selon();
    let whole = said(&read(&selon, TEXT));
    for (from, to) in [
        (" repoussé une", "\r\nrepoussé une"),
        (" repoussé une", "\nrepoussé une"),
        (" repoussé une", "\rrepoussé une"),
        (" Ségou", "\r\nSégou"),
        (" Léré", "\nLéré"),
        (" l’armée", "\nl’armée"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_eq!(said(&read(&selon, &text)), whole, "{text:?}");
    }
    // A blank line parts, and a headline stays one.
    let parted = read(
        &selon,
        "Mercredi, l’armée malienne a repoussé\n\nune attaque à Ségou.",
    );
    assert_ne!(said(&parted), whole);
    let headed = read(
        &selon,
        "Attaque repoussée à Ségou\nLes assaillants ont fui.",
    );
    assert_eq!(
        headed.document.title.as_deref(),
        Some("Attaque repoussée à Ségou")
    );
}

#[test]
fn offsets_count_after_a_mark_and_a_stray_byte_is_told() {
    let selon = selon();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let reading = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("the folder of the test can be written to");
        let dispatch = load(&Input::File(path), &Given::default()).expect("a text");
        let reading = selon.read(&dispatch);
        public::Reading::new(&dispatch, &reading)
    };
    let plain = reading("plain.txt", TEXT.as_bytes());
    let marked = reading("marked.txt", &[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat());
    assert_eq!(
        marked.claims[0].evidence[0].start,
        plain.claims[0].evidence[0].start
    );
    assert_eq!(marked.document.id, plain.document.id);
    assert!(plain.notices.is_empty());

    let at = TEXT.find("é").expect("an accent");
    let stray = [&TEXT.as_bytes()[..at], b"\xE9", &TEXT.as_bytes()[at + 2..]].concat();
    let stray = reading("stray.txt", &stray);
    assert_eq!(said(&stray), said(&plain));
    assert_eq!(
        stray.notices[0].text,
        "line 1, column 16: not UTF-8: 0xE9 was read as “é” (Windows-1252); mend the file"
    );
    let span = stray.notices[0].span.as_ref().expect("where it stands");
    assert_eq!((span.start, span.text.as_str()), (15, "é"));
}
