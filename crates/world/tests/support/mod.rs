//! The committed tables and index, as the tests of this crate share them.

#![allow(dead_code, reason = "each test file uses its part")]

use selon_world::{PlaceContext, World};

pub fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world")
}

pub fn tables() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for kind in ["actors", "outlets", "camps", "places"] {
        let Ok(entries) = std::fs::read_dir(folder().join(kind)) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = format!("world/{kind}/{}", entry.file_name().to_string_lossy());
            if name.ends_with(".tsv") {
                let text = std::fs::read_to_string(entry.path()).expect("a table is UTF-8");
                out.push((name, text));
            }
        }
    }
    out.sort();
    out
}

pub fn index() -> &'static [u8] {
    let bytes = std::fs::read(folder().join("places.idx")).expect("the index is committed");
    Box::leak(bytes.into_boxed_slice())
}

pub fn world() -> World {
    let tables = tables();
    let tables: Vec<(&str, &str)> = tables
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    World::new(&tables, index()).unwrap_or_else(|errors| {
        panic!(
            "{}",
            errors.iter().map(|e| format!("{e}\n")).collect::<String>()
        )
    })
}

pub fn context(country: &str) -> PlaceContext {
    PlaceContext {
        countries: vec![(country.to_owned(), 1.0)],
        ..PlaceContext::default()
    }
}

/// What a name means first in a document about a country: id, or nothing.
pub fn meaning(world: &World, name: &str, country: &str) -> Option<String> {
    let found = world.places.resolve(name, &context(country));
    found.first().map(|(place, _)| world.places.get(*place).id)
}
