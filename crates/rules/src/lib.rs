//! The rule language: files an analyst can edit, compiled into patterns over words and arcs.
//!
//! What this crate is for: reading pack files, checking them strictly, matching them against a
//! [`selon_text::Document`], and explaining a match or a miss. What it leaves out: actors, places
//! and wars (it knows labels only), and every natural language (words live in packs). The
//! language is described in `docs/rules.md`.

mod compile;
mod matcher;
mod pack;
mod program;
mod relations;
mod syntax;

pub use compile::compile;
pub use matcher::{Explanation, Filler, Match, Matcher, Typing};
pub use pack::{PackError, PackFiles};
pub use program::{Emit, Example, Gate, Label, NumberKind, Part, Program, RuleIx};
