//! Lineage: which claims are one utterance.

use crate::decide::Decided;
use crate::read::Entry;
use selon_model::ContentId;

/// Pairs of claims that are one utterance.
pub fn joins(_entries: &[Entry], _decisions: &[Decided]) -> Vec<(ContentId, ContentId)> {
    Vec::new()
}
