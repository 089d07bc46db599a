//! From a dispatch's text to a [`Document`]: sentences, words, tags, lemmas, arcs, names, quotations.
//!
//! Pure: no file, clock, network or environment. Models and word lists arrive as bytes.
//! Holds no word of any natural language: those live in `packs/` and `models/`.

mod conllu;
mod document;
mod engine;
mod identify;
mod keyed;
pub mod lemma;
pub mod model;
pub mod names;
mod pages;
pub mod parser;
mod repair;
mod segmentation;
pub mod sentences;
mod settle;
pub mod tables;
pub mod tagger;
pub mod tokens;
mod wide;

pub use conllu::{ConlluError, from_conllu, to_conllu, to_interlinear};
pub use document::*;
pub use engine::{Engine, Gazetteer, analyse_plain};
pub use keyed::{Keyed, lower};
pub use segmentation::Segmentation;
pub use tables::ModelError;
