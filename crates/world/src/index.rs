//! The compiled index of places: a file that is read in place, without parsing.
//!
//! Sections, all little-endian: records of fixed width sorted by GeoNames id; an ordered table
//! of folded names and one of consonant keys (each key after its country), both finite-state
//! maps; lists of places for names that several bear; strings. [`build`] writes it, [`Layer`]
//! reads it. Knows nothing of contexts or scores. Damaged bytes give fewer answers, never a panic.

use std::collections::{BTreeMap, BTreeSet};

use crate::fold::{consonant_key, fold};
use crate::names::{Compiled, Entries};

const MAGIC: &[u8; 8] = b"selonpl1";
const SECTIONS: usize = 5;
const HEADER: usize = 8 + SECTIONS * 8;
const RECORD: usize = 32;
/// Set in a posting when the name is not the place's preferred one.
pub(crate) const ALTERNATE: u32 = 1 << 31;
/// Places kept under one name or key.
const MOST_POSTINGS: usize = 48;

/// The features, in the order of their codes in the file.
pub(crate) const FEATURES: &[&str] = &[
    "town", "village", "district", "region", "country", "river", "border", "base", "site", "area",
];

/// A place to compile.
#[derive(Clone, Debug, Default)]
pub struct PlaceInput {
    /// GeoNames id.
    pub geonames: u32,
    /// Preferred name.
    pub name: String,
    /// One of the features of [`crate::PlaceRecord`].
    pub feature: String,
    /// ISO 3166-1 alpha-2 code, or empty.
    pub country: String,
    /// Name of the first-level administrative unit, or empty.
    pub admin1: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Extent in kilometres from the coordinates.
    pub radius_km: f64,
    /// Inhabitants, 0 when not known.
    pub population: u32,
    /// Other names.
    pub alternates: Vec<String>,
    /// Whether its spellings go under consonant keys.
    pub keyed: bool,
    /// How many of the alternates are kept in their own spelling for display.
    pub displayed: usize,
}

/// Compiles places into an index. The same places give the same bytes in whatever order.
///
/// # Errors
/// When a section outgrows what its offsets can address; says which.
pub fn build(mut places: Vec<PlaceInput>) -> Result<Vec<u8>, String> {
    places.sort_by(|a, b| {
        a.geonames
            .cmp(&b.geonames)
            .then_with(|| a.name.cmp(&b.name))
    });
    places.dedup_by_key(|place| place.geonames);
    let mut strings = Strings::default();
    let mut records = Vec::with_capacity(places.len() * RECORD);
    let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut keys: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (ix, place) in places.iter().enumerate() {
        let ix = u32::try_from(ix).map_err(|_| "too many places")?;
        let feature = FEATURES
            .iter()
            .position(|known| *known == place.feature)
            .unwrap_or(9);
        let mut country = [0u8; 2];
        country
            .iter_mut()
            .zip(place.country.bytes())
            .for_each(|(to, from)| *to = from);
        records.extend(place.geonames.to_le_bytes());
        records.extend(((place.latitude * 1e5).round() as i32).to_le_bytes());
        records.extend(((place.longitude * 1e5).round() as i32).to_le_bytes());
        records.extend(place.population.to_le_bytes());
        records.extend(strings.add(&place.name)?.to_le_bytes());
        records.extend(strings.add(&place.admin1)?.to_le_bytes());
        let displayed: Vec<&str> = place
            .alternates
            .iter()
            .take(place.displayed)
            .map(String::as_str)
            .collect();
        records.extend(strings.add(&displayed.join("\u{1f}"))?.to_le_bytes());
        records.extend(country);
        records.push(feature as u8);
        records.push((place.radius_km / 4.0).ceil().clamp(1.0, 255.0) as u8);

        let mut seen = BTreeSet::new();
        let mut seen_keys = BTreeSet::new();
        for (alternate, name) in std::iter::once((false, &place.name))
            .chain(place.alternates.iter().map(|name| (true, name)))
        {
            for folded in spellings(name) {
                if place.keyed {
                    let key = consonant_key(&folded);
                    if !key.is_empty() && seen_keys.insert(key.clone()) {
                        keys.entry(format!("{}{key}", place.country))
                            .or_default()
                            .push(ix);
                    }
                }
                if !folded.is_empty() && seen.insert(folded.clone()) {
                    let entry = if alternate { ix | ALTERNATE } else { ix };
                    names.entry(folded).or_default().push(entry);
                }
            }
        }
    }
    let mut postings = Vec::new();
    let names = finite_map(names, &places, &mut postings)?;
    let keys = finite_map(keys, &places, &mut postings)?;
    let sections: [&[u8]; SECTIONS] = [&records, &names, &keys, &postings, &strings.bytes];
    let mut out = Vec::with_capacity(HEADER + sections.iter().map(|s| s.len()).sum::<usize>());
    out.extend(MAGIC);
    let mut at = HEADER;
    for section in sections {
        out.extend(
            u32::try_from(at)
                .map_err(|_| "the index outgrows 4 GiB")?
                .to_le_bytes(),
        );
        out.extend(
            u32::try_from(section.len())
                .map_err(|_| "a section is too large")?
                .to_le_bytes(),
        );
        at += section.len();
    }
    for section in sections {
        out.extend(section);
    }
    Ok(out)
}

/// Folded spellings of a name: an apostrophe inside a word is a space to one writer and nothing
/// to the next.
fn spellings(name: &str) -> Vec<String> {
    let mut out = vec![fold(name)];
    if name.contains(['\'', '’']) {
        out.push(fold(&name.replace(['\'', '’'], "")));
    }
    out
}

fn importance(place: &PlaceInput) -> u64 {
    let rank = match place.feature.as_str() {
        "country" => 1 << 40,
        "region" => 300_000,
        "district" => 10_000,
        _ => 0,
    };
    rank + u64::from(place.population)
}

fn finite_map(
    mut lists: BTreeMap<String, Vec<u32>>,
    places: &[PlaceInput],
    postings: &mut Vec<u8>,
) -> Result<Vec<u8>, String> {
    for list in lists.values_mut() {
        list.sort_by_key(|entry| {
            let place = &places[(entry & !ALTERNATE) as usize];
            (std::cmp::Reverse(importance(place)), *entry)
        });
        list.truncate(MOST_POSTINGS);
    }
    let lists = lists
        .iter()
        .map(|(name, list)| (name.as_str(), list.as_slice()));
    Compiled::build(lists, postings)
}

#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Strings {
    fn add(&mut self, text: &str) -> Result<u32, String> {
        if let Some(at) = self.known.get(text) {
            return Ok(*at);
        }
        let at = u32::try_from(self.bytes.len()).map_err(|_| "too many strings")?;
        let mut len = text.len().min(u16::MAX as usize);
        while !text.is_char_boundary(len) {
            len -= 1;
        }
        self.bytes.extend((len as u16).to_le_bytes());
        self.bytes.extend(&text.as_bytes()[..len]);
        self.known.insert(text.to_owned(), at);
        Ok(at)
    }
}

/// An index opened over its bytes.
pub(crate) struct Layer {
    records: &'static [u8],
    names: Compiled,
    keys: Compiled,
    strings: &'static [u8],
}

impl std::fmt::Debug for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Layer of {} places", self.len())
    }
}

/// A record as stored.
pub(crate) struct Stored {
    pub(crate) geonames: u32,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) population: u32,
    pub(crate) name: &'static str,
    pub(crate) admin1: &'static str,
    pub(crate) alternates: &'static str,
    pub(crate) country: &'static str,
    pub(crate) feature: &'static str,
    pub(crate) radius_km: f64,
}

impl Layer {
    /// Opens an index; says in words what is wrong with bytes that are none.
    pub(crate) fn open(bytes: &'static [u8]) -> Result<Layer, String> {
        if bytes.get(..8) != Some(MAGIC) {
            return Err("these bytes are no place index of this version".into());
        }
        let mut sections: [&'static [u8]; SECTIONS] = [&[]; SECTIONS];
        for (ix, section) in sections.iter_mut().enumerate() {
            let at = number(bytes, 8 + ix * 8).unwrap_or(0) as usize;
            let len = number(bytes, 12 + ix * 8).unwrap_or(0) as usize;
            *section = at
                .checked_add(len)
                .and_then(|end| bytes.get(at..end))
                .ok_or("the place index is cut short")?;
        }
        let [records, names, keys, postings, strings] = sections;
        Ok(Layer {
            records,
            names: Compiled::open(names, postings)?,
            keys: Compiled::open(keys, postings)?,
            strings,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len() / RECORD
    }

    pub(crate) fn name_count(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn get(&self, ix: u32) -> Option<Stored> {
        let start = (ix as usize).checked_mul(RECORD)?;
        let record = self.records.get(start..start + RECORD)?;
        let field = |at: usize| number(record, at).unwrap_or(0);
        Some(Stored {
            geonames: field(0),
            latitude: f64::from(field(4) as i32) / 1e5,
            longitude: f64::from(field(8) as i32) / 1e5,
            population: field(12),
            name: self.string(field(16)),
            admin1: self.string(field(20)),
            alternates: self.string(field(24)),
            country: std::str::from_utf8(&self.records[start + 28..start + 30])
                .ok()
                .filter(|code| code.bytes().all(|b| b.is_ascii_alphabetic()))
                .unwrap_or(""),
            feature: FEATURES.get(record[30] as usize).copied().unwrap_or("area"),
            radius_km: f64::from(record[31]) * 4.0,
        })
    }

    fn string(&self, at: u32) -> &'static str {
        let at = at as usize;
        let Some(&[low, high]) = self.strings.get(at..at + 2) else {
            return "";
        };
        let len = u16::from_le_bytes([low, high]) as usize;
        self.strings
            .get(at + 2..at + 2 + len)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("")
    }

    /// The place with a GeoNames id.
    pub(crate) fn by_geonames(&self, id: u32) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match number(self.records, middle * RECORD)?.cmp(&id) {
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok(),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Entries of a folded name; [`ALTERNATE`] may be set in each.
    pub(crate) fn named(&self, folded: &str) -> Entries<'_> {
        self.names.get(folded.as_bytes())
    }

    /// Entries under a consonant key in a country.
    pub(crate) fn keyed(&self, country: &str, key: &str) -> Entries<'_> {
        let mut full = String::with_capacity(country.len() + key.len());
        full.push_str(country);
        full.push_str(key);
        self.keys.get(full.as_bytes())
    }

    /// Whether a name is this word or begins with it.
    pub(crate) fn may_begin(&self, word: &str) -> bool {
        self.names.may_begin(word)
    }

    /// The longest name that these words begin with: how many words, and its entries.
    pub(crate) fn longest(&self, folded_words: &[&str]) -> Option<(usize, Entries<'_>)> {
        self.names.longest(folded_words)
    }
}

pub(crate) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}
