//! The rule language: files an analyst can edit, compiled into patterns over words and arcs.
//!
//! What this crate is for: reading pack files, checking them strictly, matching them against a
//! [`selon_text::Document`], and explaining a match or a miss. What it leaves out: actors, places
//! and wars (it knows labels only), and every natural language (words live in packs).

mod pack;

pub use pack::{PackError, PackFiles};
