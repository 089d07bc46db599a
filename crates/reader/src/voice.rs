//! According to whom, in whose words, and how surely.

use crate::claims::Draft;
use crate::mentions::Mentions;
use selon_model::Chain;
use selon_rules::{PackError, PackFiles};
use selon_text::Document;

/// What the pack says about how speech is reported and qualified.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(_pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        (Lexicon::default(), Vec::new())
    }
}

/// Who speaks where.
#[derive(Debug)]
pub struct Voices {
    outlet: Chain,
}

impl Voices {
    /// Sets a draft's chain, speech and modality from where it stands.
    pub fn attribute(&self, _document: &Document, draft: &mut Draft) {
        draft.claim.sources = self.outlet.clone();
    }
}

/// Finds every voice of a document and the stretches of text it covers.
pub fn find(
    _document: &Document,
    _lexicon: &Lexicon,
    _mentions: &Mentions,
    outlet: Chain,
) -> Voices {
    Voices { outlet }
}
