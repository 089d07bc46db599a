//! When: time expressions, the dateline, and the time of a claim.

use crate::claims::Site;
use selon_model::{ClaimTime, Date, TimeRef};
use selon_rules::{PackError, PackFiles};
use selon_text::Document;

/// What the pack says about how times are told.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(_pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        (Lexicon::default(), Vec::new())
    }
}

/// The publication date that the text itself shows, if it shows one.
pub fn dateline(_document: &Document, _lexicon: &Lexicon) -> Option<Date> {
    None
}

/// Every time expression, in text order, anchored where it can be.
pub fn find(_document: &Document, _lexicon: &Lexicon, _published: Option<Date>) -> Vec<TimeRef> {
    Vec::new()
}

/// The time of a claim made at a site.
pub fn of_claim(
    _document: &Document,
    _times: &[TimeRef],
    _site: &Site,
    _published: Option<Date>,
) -> ClaimTime {
    ClaimTime::unknown()
}
