//! The record: claims in an append-only SQLite file, and what can be said of a place from them.
//!
//! What this crate is for: keeping every claim with its dispatch, its chain of voices and the
//! words it rests on; answering as of any day; joining what is one voice or one event; judging who
//! held a place by a ladder of rules that prints its reasons. What it leaves out: reading texts
//! (a claim typed in by a person is as welcome as one read), the world's tables (camps arrive as
//! an argument), JSON and every terminal.
//!
//! Three clocks: **valid** (when a thing held), **published** (when the world could know),
//! **recorded** (when we did). "As known on D" means published on or before D; recorded is for
//! audit.

pub mod account;
pub mod agreement;
pub mod camps;
mod content;
mod decide;
mod dossier;
mod error;
pub mod find;
pub mod incidents;
pub mod ladder;
pub mod lineage;
pub mod measure;
mod merge;
mod names;
mod operations;
mod packed;
mod read;
pub mod review;
mod rows;
mod schema;
pub mod simulate;
pub mod sql;
mod store;
mod timeline;
mod trace;
pub mod track;
mod verify;
mod write;

pub use content::{actor_key, claim_content, place_key};
pub use decide::{Decided, Decision, DecisionKind};
pub use dossier::Atlas;
pub use error::{LedgerError, Result};
pub use merge::Merged;
pub use operations::Operation;
pub use read::{Counts, Entry, PlaceEntry, source_name};
pub use schema::FORMAT;
pub use store::{Appended, Ledger};
pub use timeline::{Line, VoiceLines, by_voice, territorial};
pub use verify::Verified;
