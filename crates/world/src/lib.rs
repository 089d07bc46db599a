//! The world: places, actors, outlets and camps, and what their names can mean.
//!
//! What this crate is for: tables with dates and sources, compiled or parsed from bytes that the
//! caller hands in, and look-ups over them. What it leaves out: reading texts (the reader asks,
//! this crate answers), files, and every word of a language that is not a name.

mod actors;
mod bytes;
mod camps;
mod fold;
mod geonames;
mod index;
mod lint;
mod names;
mod places;
mod tables;

pub use actors::*;
pub use camps::*;
pub use fold::{consonant_key, fold, likeness};
pub use geonames::{BadLine, parse_dump};
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

/// First bytes of compiled tables of this version.
const MAGIC: u32 = u32::from_le_bytes(*b"slw2");

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
        world.add_index("places.idx", place_index)?;
        world.add_tables(tables)?;
        Ok(world)
    }

    /// Writes a world that was built from tables, so that [`World::open`] need not parse them:
    /// opening then takes a few milliseconds. The place index is not written.
    ///
    /// # Errors
    /// In words, when the tables outgrow the format.
    pub fn compile(&self) -> Result<Vec<u8>, String> {
        let mut out = bytes::Out::default();
        out.number(MAGIC);
        out.length(self.places.counts().0);
        self.actors.write(&mut out)?;
        self.places.write(&mut out)?;
        self.camps.write(&mut out);
        Ok(out.0)
    }

    /// Opens what [`World::compile`] wrote, over the place index it was built with.
    ///
    /// # Errors
    /// One, when the bytes are damaged or belong to another version or another index.
    pub fn open(
        compiled: &'static [u8],
        place_index: &'static [u8],
    ) -> Result<World, Vec<TableError>> {
        let mut from = bytes::In::new(compiled);
        let world = (|| {
            if from.number()? != MAGIC {
                return None;
            }
            let places = from.number()? as usize;
            let mut world = World {
                actors: Actors::open(&mut from)?,
                places: Places::open(&mut from)?,
                camps: Camps::open(&mut from)?,
            };
            world.add_index("places.idx", place_index).ok()?;
            (world.places.counts().0 == places).then_some(world)
        })();
        world.ok_or_else(|| {
            vec![TableError {
                path: "compiled tables".into(),
                line: 0,
                column: String::new(),
                problem: "they are damaged, or of another version or place index".into(),
                remedy: "build the program anew".into(),
            }]
        })
    }

    /// Lays a compiled place index over those that are open; an empty one is none.
    ///
    /// # Errors
    /// One, with the path as given, when the bytes are no index of this version.
    pub fn add_index(
        &mut self,
        path: &str,
        place_index: &'static [u8],
    ) -> Result<(), Vec<TableError>> {
        if place_index.is_empty() {
            return Ok(());
        }
        self.places.add_index(place_index).map_err(|problem| {
            vec![TableError {
                path: path.into(),
                line: 0,
                column: String::new(),
                problem,
                remedy: "compile it anew with `cargo xtask world` or `selon world import`".into(),
            }]
        })
    }

    /// Lays tables over those that are there, as for [`World::new`].
    ///
    /// # Errors
    /// All that is wrong with the tables at once.
    pub fn add_tables(&mut self, tables: &[(&str, &str)]) -> Result<(), Vec<TableError>> {
        let world = self;
        let mut errors = Vec::new();
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
            Ok(())
        } else {
            Err(errors)
        }
    }
}

/// Name of the folder that holds a file.
fn folder_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).nth(1).unwrap_or("")
}
