//! Reference pages that follow from the code: the reading's JSON Schema, the table of codes,
//! the ladder.

use crate::{Complaints, generated};
use std::path::Path;

/// Writes them, or complains when they are stale.
pub fn run(root: &Path, check: bool) -> Complaints {
    let mut complaints = Vec::new();
    for (path, text) in [
        (
            "docs/reference/reading.schema.json",
            selon::public::schema(),
        ),
        ("docs/reference/codes.md", selon::codes::page()),
        ("docs/ladder.md", selon::ledger::ladder::page()),
    ] {
        if let Err(found) = generated(root, path, &text, check) {
            complaints.extend(found);
        }
    }
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints)
    }
}
