//! The world: places, actors, outlets and camps, and what their names can mean.
//!
//! What this crate is for: tables with dates and sources, compiled or parsed from bytes that the
//! caller hands in, and look-ups over them. What it leaves out: reading texts (the reader asks,
//! this crate answers), files, and every word of a language that is not a name.

mod actors;
mod camps;
mod fold;
mod geonames;
mod index;
mod lint;
mod places;
mod tables;

pub use actors::*;
pub use camps::*;
pub use fold::{consonant_key, fold, likeness};
pub use geonames::parse_dump;
pub use index::{PlaceInput, build};
pub use lint::lint;
pub use places::*;
pub use tables::{DatedName, Interval, TableError};

/// Everything selon knows of the world.
#[derive(Debug, Default)]
pub struct World {
    /// Actors and outlets, in one id space.
    pub actors: Actors,
    /// Places.
    pub places: Places,
    /// Sides of conflicts.
    pub camps: Camps,
}

impl World {
    /// Builds the world from tables, given as (path, text), and a compiled place index (empty
    /// for none). What a table holds is told by its path: `…/actors/x.tsv`, `…/outlets/x.tsv`,
    /// `…/places/x.tsv`, `…/camps/conflicts.tsv`, `…/camps/camps.tsv`, and any other
    /// `…/camps/x.tsv` for members. Tables of members are taken in the order given, the last
    /// word wins.
    ///
    /// # Errors
    /// All that is wrong with the tables at once, each with its file, line, column and remedy.
    pub fn new(
        tables: &[(&str, &str)],
        place_index: &'static [u8],
    ) -> Result<World, Vec<TableError>> {
        let mut world = World::default();
        let mut errors = Vec::new();
        if !place_index.is_empty()
            && let Err(problem) = world.places.add_index(place_index)
        {
            errors.push(TableError {
                path: "places.idx".into(),
                line: 0,
                column: String::new(),
                problem,
                remedy: "compile it anew with `cargo xtask world`".into(),
            });
        }
        let of = |folder: &'static str| {
            tables
                .iter()
                .filter(move |(path, _)| folder_of(path) == folder)
        };
        let stem = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or("").to_owned();
        for (path, text) in of("places") {
            world.places.add_table(path, text, &mut errors);
        }
        for (path, text) in of("actors") {
            world.actors.add(path, text, false, &mut errors);
        }
        for (path, text) in of("outlets") {
            world.actors.add(path, text, true, &mut errors);
        }
        for (path, text) in of("camps").filter(|(path, _)| stem(path) == "conflicts.tsv") {
            world.camps.add_conflicts(path, text, &mut errors);
        }
        for (path, text) in of("camps").filter(|(path, _)| stem(path) == "camps.tsv") {
            world.camps.add_camps(path, text, &mut errors);
        }
        for (path, text) in of("camps")
            .filter(|(path, _)| !matches!(stem(path).as_str(), "conflicts.tsv" | "camps.tsv"))
        {
            let actors = &world.actors;
            world
                .camps
                .add_members(path, text, |id| actors.by_id(id).is_some(), &mut errors);
        }
        for (path, _) in tables {
            if !["places", "actors", "outlets", "camps"].contains(&folder_of(path)) {
                errors.push(TableError {
                    path: (*path).into(),
                    line: 0,
                    column: String::new(),
                    problem: "the path does not tell what the table holds".into(),
                    remedy: "put it under places, actors, outlets or camps".into(),
                });
            }
        }
        if errors.is_empty() {
            Ok(world)
        } else {
            Err(errors)
        }
    }
}

/// Name of the folder that holds a file.
fn folder_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).nth(1).unwrap_or("")
}
