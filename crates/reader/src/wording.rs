//! Loaded words, and what a text says about its own sources.

use crate::mentions::Mentions;
use crate::voice::Voices;
use selon_model::{Claim, SourceProfile};
use selon_rules::{PackError, PackFiles};
use selon_text::Document;

/// What the pack says about loaded words and descriptions of sources.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(_pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        (Lexicon::default(), Vec::new())
    }
}

/// What the text says about its sources.
pub fn profiles(
    _document: &Document,
    _lexicon: &Lexicon,
    _mentions: &Mentions,
    _voices: &Voices,
) -> Vec<SourceProfile> {
    Vec::new()
}

/// Marks loaded words inside the evidence of claims.
pub fn mark(_document: &Document, _lexicon: &Lexicon, _mentions: &Mentions, _claims: &mut [Claim]) {
}
