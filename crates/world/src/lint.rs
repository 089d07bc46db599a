//! Checks on the world's tables beyond what building them already refuses: parents that exist,
//! no circles among them, names in the script of their column, camps that fit.

use crate::tables::{Table, TableError};
use crate::{World, folder_of};

/// Every fault of the tables, in the order of the tables. Empty when all is well.
pub fn lint(tables: &[(&str, &str)], place_index: &'static [u8]) -> Vec<TableError> {
    let world = match World::new(tables, place_index) {
        Ok(world) => world,
        Err(errors) => return errors,
    };
    let mut errors = Vec::new();
    for (path, text) in tables {
        let table = Table::parse(path, text, &[], &mut errors);
        let folder = folder_of(path);
        for row in &table.rows {
            for (column, arabic) in [("names_fr", false), ("names_en", false), ("names_ar", true)] {
                for name in table.list(row, column) {
                    let name = name.split('@').next().unwrap_or("").trim();
                    if !in_script(name, arabic) {
                        errors.push(table.error(
                            row,
                            column,
                            format!("`{name}` is in another script than its column"),
                            "move it to the column of its language",
                        ));
                    }
                }
            }
            for code in table
                .list(row, "country")
                .into_iter()
                .chain(table.list(row, "countries"))
            {
                if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                    errors.push(table.error(
                        row,
                        "country",
                        format!("`{code}` is no country code"),
                        "write two capitals, as in ISO 3166-1",
                    ));
                }
            }
            if matches!(folder, "actors" | "outlets") {
                let id = table.cell(row, "id");
                let parent = table.cell(row, "parent");
                if !parent.is_empty() && world.actors.by_id(parent).is_none() {
                    errors.push(table.error(
                        row,
                        "parent",
                        format!("no actor or outlet is called `{parent}`"),
                        "add it or correct the id",
                    ));
                }
                for party in table.list(row, "parties") {
                    if world
                        .actors
                        .by_id(party)
                        .is_none_or(|record| !record.parties.is_empty())
                    {
                        errors.push(table.error(
                            row,
                            "parties",
                            format!("`{party}` is no actor that acts for itself"),
                            "give the ids of rows of actors that have no parties of their own",
                        ));
                    }
                }
                if parent_circle(&world, id) {
                    errors.push(table.error(
                        row,
                        "parent",
                        format!("`{id}` is its own ancestor"),
                        "break the circle of parents",
                    ));
                }
            }
        }
    }
    errors
}

fn parent_circle(world: &World, id: &str) -> bool {
    let mut at = world.actors.by_id(id);
    for _ in 0..32 {
        match at.and_then(|record| record.parent.as_deref()) {
            None => return false,
            Some(parent) if parent == id => return true,
            Some(parent) => at = world.actors.by_id(parent),
        }
    }
    true
}

/// Whether the letters of a name are Arabic, or for the other columns are not. A number or a
/// Latin acronym beside Arabic letters is fine.
fn in_script(name: &str, arabic: bool) -> bool {
    let is_arabic =
        |c: char| ('\u{600}'..='\u{6ff}').contains(&c) || ('\u{750}'..='\u{77f}').contains(&c);
    let has_arabic = name.chars().any(is_arabic);
    let has_letter = name.chars().any(char::is_alphabetic);
    let foreign = name.chars().any(|c| {
        c.is_alphabetic()
            && !is_arabic(c)
            && !('\u{41}'..='\u{24f}').contains(&c)
            && !('\u{1e00}'..='\u{1eff}').contains(&c)
            && !('\u{2b0}'..='\u{2ff}').contains(&c)
    });
    if arabic {
        has_arabic
    } else {
        !has_arabic && (!has_letter || !foreign)
    }
}
