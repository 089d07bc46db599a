//! Arbitrary bytes through the French engine: no panic, spans on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selon_model::Language;
use selon_text::Engine;
use std::borrow::Cow;
use std::sync::OnceLock;

static MODEL: &[u8] = include_bytes!("../../models/fr.model");

fuzz_target!(|bytes: &[u8]| {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        Engine::new([Cow::Borrowed(MODEL)]).expect("the committed model opens")
    });
    let text = String::from_utf8_lossy(bytes);
    let document = engine.analyse(&text, Language::French, None);
    for word in &document.words {
        assert!(text.get(word.span.start as usize..word.span.end as usize).is_some());
    }
});
