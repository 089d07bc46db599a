//! Sides: what a camp or an actor is called, its letter and its colour on a map.
//!
//! Colours come from `colours.tsv` beside this file and from tables that users lay over it; a side that
//! no table colours takes one of a fixed list by the hash of its key, so that it looks the same
//! everywhere. No colour stands for an enemy.

use crate::knowledge::{embedded_actors, embedded_world};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A side: a camp of the table of camps, or an actor that belongs to none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Side {
    /// Its key: a camp (`syria/isis`) or an actor's key.
    pub key: String,
    /// What it is called in French.
    pub fr: String,
    /// What it is called in English.
    pub en: String,
    /// What it is called in Arabic, where the world's tables say.
    pub ar: Option<String>,
    /// One letter to stand for it.
    pub letter: String,
    /// Its fill, `#rrggbb`.
    pub colour: String,
    /// The conflict of a camp.
    pub conflict: Option<String>,
}

const COLOURS: &str = include_str!("colours.tsv");

/// Fills for sides without one of their own: told apart with normal, red-blind and green-blind
/// sight, none near the greys of the unknown.
const SPARE: &[&str] = &[
    "#4477aa", "#cc6677", "#ddcc77", "#117733", "#88ccee", "#882255", "#44aa99", "#999933",
    "#aa4499", "#e08214",
];

/// The tables of sides.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    camps: BTreeMap<String, Side>,
    arabic: BTreeMap<String, String>,
    colours: BTreeMap<String, String>,
}

impl Sides {
    /// The tables that are compiled in, and the rows of one more table of colours (side and colour,
    /// parted by a tab). The error names the line that cannot be understood.
    pub fn new(colours: Option<(&str, &str)>) -> Result<Sides, String> {
        let mut sides = Sides::default();
        sides.paint("colours.tsv", COLOURS)?;
        if let Some((file, table)) = colours {
            sides.paint(file, table)?;
        }
        for line in embedded_world("camps/camps.tsv")
            .unwrap_or_default()
            .lines()
        {
            let cells: Vec<&str> = line.split('\t').collect();
            if line.starts_with('#') || line.starts_with("id\t") {
                continue;
            }
            if let [id, conflict, en, fr, letter, rest @ ..] = cells.as_slice() {
                sides.camps.insert(
                    (*id).to_owned(),
                    Side {
                        key: (*id).to_owned(),
                        fr: (*fr).to_owned(),
                        ar: rest.get(1).map(|ar| (*ar).to_owned()),
                        en: (*en).to_owned(),
                        letter: (*letter).to_owned(),
                        colour: sides.colour(id),
                        conflict: Some((*conflict).to_owned()),
                    },
                );
            }
        }
        for table in embedded_actors() {
            sides.arabic.extend(arabic(&table));
        }
        Ok(sides)
    }

    fn paint(&mut self, file: &str, table: &str) -> Result<(), String> {
        for (number, line) in table.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') || line.starts_with("side\t") {
                continue;
            }
            let mut cells = line.split('\t').map(str::trim);
            let side = cells.next().unwrap_or_default();
            let colour = cells.next().unwrap_or_default().to_lowercase();
            let well = colour.len() == 7
                && colour.starts_with('#')
                && colour[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
            if side.is_empty() || !well {
                return Err(format!(
                    "{file}:{}: expected a side and a colour as #rrggbb, parted by a tab",
                    number + 1
                ));
            }
            self.colours.insert(side.to_owned(), colour);
        }
        Ok(())
    }

    fn colour(&self, key: &str) -> String {
        self.colours.get(key).cloned().unwrap_or_else(|| {
            let hash = key.bytes().fold(2_166_136_261_u32, |hash, byte| {
                (hash ^ u32::from(byte)).wrapping_mul(16_777_619)
            });
            SPARE[hash as usize % SPARE.len()].to_owned()
        })
    }

    /// A camp of the table.
    pub fn camp(&self, key: &str) -> Option<&Side> {
        self.camps.get(key)
    }

    /// A side by its key. `name` names an actor that is no camp.
    pub fn get(&self, key: &str, name: Option<&str>) -> Side {
        self.camps.get(key).cloned().unwrap_or_else(|| {
            let name = name.unwrap_or(key);
            Side {
                key: key.to_owned(),
                fr: name.to_owned(),
                en: name.to_owned(),
                ar: self.arabic.get(key).cloned(),
                letter: name
                    .chars()
                    .find(|sign| sign.is_alphanumeric())
                    .map(|sign| sign.to_uppercase().to_string())
                    .unwrap_or_default(),
                colour: self.colour(key),
                conflict: None,
            }
        })
    }
}

/// The first Arabic name of each actor of a table that gives one.
fn arabic(table: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let mut rows = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let column = rows
        .next()
        .and_then(|head| head.iter().position(|name| *name == "names_ar"));
    rows.filter_map(move |cells| {
        let first = cells.get(column?)?.split(" | ").next()?;
        let name = first.split('@').next()?.trim();
        (!name.is_empty()).then(|| (cells[0].to_owned(), name.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camp_has_its_names_its_letter_and_its_colour() {
        let sides = Sides::new(None).expect("the tables that are compiled in are well formed");
        let isis = sides.get("syria/isis", None);
        assert_eq!(
            (isis.letter.as_str(), isis.colour.as_str()),
            ("I", "#1c1c1c")
        );
        assert_eq!(isis.fr, "État islamique");
        assert_eq!(isis.ar.as_deref(), Some("تنظيم الدولة الإسلامية"));
        let actor = sides.get("syrian-army", Some("Syrian Army"));
        assert_eq!(actor.ar.as_deref(), Some("الجيش السوري"));
        assert_eq!(sides.get("someone", None).ar, None);
        let own = Sides::new(Some(("x", "syria/isis\t#00FF00\n"))).expect("well formed");
        assert_eq!(own.get("syria/isis", None).colour, "#00ff00");
    }

    #[test]
    fn an_actor_without_a_camp_looks_the_same_everywhere() {
        let sides = Sides::new(None).expect("the tables that are compiled in are well formed");
        assert_eq!(sides.get("someone", Some("brigade du Lac")).letter, "B");
        assert_eq!(
            sides.get("someone", None).colour,
            sides.get("someone", None).colour
        );
    }

    #[test]
    fn a_colour_that_cannot_be_understood_is_refused_with_its_line() {
        for table in [
            "syria/isis\tred\n",
            "\t#000000\n",
            "# x\nsyria/isis\t#12345é\n",
        ] {
            let error = Sides::new(Some(("own.tsv", table))).expect_err("no colour");
            assert!(error.starts_with("own.tsv:"), "{error}");
        }
    }
}
