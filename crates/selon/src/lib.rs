//! The façade of selon: everything a shell needs, and nothing else.
//!
//! What this crate is for: finding dispatches and decoding them ([`input`]), loading the packs, the
//! world and the models that are compiled in ([`Selon`]), running the stages, and owning every
//! public format ([`public`], [`codes`]) and the measure of readings against gold ([`eval`]).
//! What it leaves out: how a text is read (reader and below), how entries are kept (ledger), and
//! how things look on a terminal or a page (cli, workbench).

pub mod camps;
pub mod codes;
mod compose;
mod decode;
pub mod desk;
pub mod eval;
pub mod incidents;
pub mod input;
mod knowledge;
pub mod map;
pub mod public;
pub mod record;
pub mod review;
pub mod sheet;
pub mod timex;
pub mod track;
pub mod trees;

pub use knowledge::{
    LoadError, Options, Selon, built_in_world, use_jobs, world_folder, world_index, world_of,
    world_tables,
};
pub use selon_ledger as ledger;
pub use selon_model as model;
pub use selon_text::{to_conllu, to_interlinear};
pub use selon_world as world;
pub use selon_world::fold;

/// Version of the program, as written into every reading.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
