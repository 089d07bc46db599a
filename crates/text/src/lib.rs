//! From a dispatch's text to a [`Document`]: sentences, words, tags, lemmas, arcs, names, quotations.
//!
//! Pure: no file, clock, network or environment. Models and word lists arrive as bytes.
//! Holds no word of any natural language: those live in `packs/` and `models/`.

mod conllu;
mod document;

pub use conllu::{ConlluError, from_conllu};
pub use document::*;
