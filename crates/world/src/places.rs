//! Places: a compiled index of names, and what is known of each place.

/// Index of a place in [`Places`].
pub type PlaceId = u32;

/// What is known of a place.
#[derive(Clone, PartialEq, Debug)]
pub struct PlaceRecord {
    /// Stable id: `geonames:173811`, or `selon:euphrates`.
    pub id: String,
    /// Preferred name.
    pub name: String,
    /// `town`, `village`, `district`, `region`, `country`, `river`, `border`, `base`, `site`, `area`.
    pub feature: &'static str,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level administrative unit.
    pub admin1: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Inhabitants, 0 when not known.
    pub population: u32,
}

/// The surroundings a name is resolved in.
#[derive(Clone, Debug, Default)]
pub struct PlaceContext {
    /// Countries the document speaks of, with weights summing to 1.
    pub countries: Vec<(String, f32)>,
    /// Places already resolved with confidence.
    pub near: Vec<PlaceId>,
    /// Feature the text names ("la province de" gives `region`).
    pub feature: Option<&'static str>,
}

/// The table of places.
#[derive(Debug, Default)]
pub struct Places {}

impl Places {
    /// What is known of a place.
    pub fn get(&self, _place: PlaceId) -> PlaceRecord {
        unreachable!("an empty table hands out no id")
    }

    /// All names of a place.
    pub fn names(&self, _place: PlaceId) -> Vec<String> {
        Vec::new()
    }

    /// Longest place name that begins at the first of these folded words, and its candidates
    /// without any context, most populous first.
    pub fn longest(&self, _folded_words: &[&str]) -> Option<(usize, Vec<PlaceId>)> {
        None
    }

    /// Candidates for a name in a context, best first, with scores in 0..=1. Tries the exact
    /// folded name first and the consonant key inside the context's countries last.
    pub fn resolve(&self, _name: &str, _context: &PlaceContext) -> Vec<(PlaceId, f32)> {
        Vec::new()
    }
}
