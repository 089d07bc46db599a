//! Actors and outlets: who acts and who speaks.

/// Index of an actor in [`Actors`].
pub type ActorId = u32;

/// An actor or an outlet of the world's tables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActorRecord {
    /// Stable id, e.g. `isis`.
    pub id: String,
    /// Preferred name.
    pub name: String,
    /// `state-force`, `armed-group`, `coalition`, `state`, `government`, `monitor`, `agency`,
    /// `outlet`, `person`, `organisation`, `civilians` or `unspecified`.
    pub kind: String,
    /// ISO 3166-1 alpha-2 codes; the first is home.
    pub countries: Vec<String>,
    /// Id of the organisation it is part of.
    pub parent: Option<String>,
    /// Every name, all languages.
    pub names: Vec<String>,
}

/// The table of actors and outlets.
#[derive(Debug, Default)]
pub struct Actors {
    records: Vec<ActorRecord>,
}

impl Actors {
    /// The record at an index.
    pub fn get(&self, ix: ActorId) -> &ActorRecord {
        &self.records[ix as usize]
    }

    /// The record with a stable id.
    pub fn by_id(&self, id: &str) -> Option<&ActorRecord> {
        self.records.iter().find(|record| record.id == id)
    }

    /// Longest actor name that begins at the first of these folded words.
    /// Returns how many words it takes and every actor so named.
    pub fn longest(&self, _folded_words: &[&str]) -> Option<(usize, Vec<ActorId>)> {
        None
    }
}
