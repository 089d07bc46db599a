//! Arbitrary bytes as CoNLL-U: an error or a document, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selon_model::Language;
use selon_text::{from_conllu, to_conllu};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = from_conllu(&String::from_utf8_lossy(bytes), Language::French) {
        let _ = to_conllu(&document);
    }
});
