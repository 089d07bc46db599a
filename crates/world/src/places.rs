//! Places: a compiled index of names, the tables laid over it, and what a name means in a
//! document's context.
//!
//! The index comes from open data; `world/places/*.tsv` add what it lacks (rivers, borders,
//! bases, exonyms) and are read when the world is opened, so that users can edit them. Leaves
//! out what needs a language: feature words, directions and elisions are the reader's.

use std::collections::BTreeMap;

use crate::bytes::{In, Lazy, Out};
use crate::fold::{consonant_key, fold, likeness};
use crate::index::{ALTERNATE, FEATURES, Layer};
use crate::names::Names;
use crate::tables::{Table, TableError};

/// Index of a place in [`Places`].
pub type PlaceId = u32;

/// What is known of a place.
#[derive(Clone, PartialEq, Debug, Default)]
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
    /// Extent in kilometres from the coordinates.
    pub radius_km: f64,
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

/// A direction within or from a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Towards the pole.
    North,
    /// Between north and east.
    NorthEast,
    /// Towards sunrise.
    East,
    /// Between south and east.
    SouthEast,
    /// Away from the north.
    South,
    /// Between south and west.
    SouthWest,
    /// Towards sunset.
    West,
    /// Between north and west.
    NorthWest,
    /// The middle.
    Centre,
}

/// A row of our own tables.
#[derive(Clone, Debug, Default)]
struct Own {
    record: PlaceRecord,
    /// Further countries of a thing that crosses a border.
    countries: Vec<String>,
    names: Vec<String>,
}

/// What a row of ours says of a place of the index.
#[derive(Clone, Debug, Default)]
struct Amendment {
    name: Option<String>,
    names: Vec<String>,
    feature: Option<&'static str>,
    admin1: Option<String>,
    position: Option<(f64, f64)>,
    radius_km: Option<f64>,
}

const OWN_LAYER: u32 = 7;
const LAYER_SHIFT: u32 = 28;
const INDEX_MASK: u32 = (1 << LAYER_SHIFT) - 1;

impl Own {
    fn write(&self, out: &mut Out) {
        out.text(&self.record.id);
        out.text(&self.record.name);
        out.text(self.record.feature);
        out.maybe(self.record.country.as_deref());
        out.maybe(self.record.admin1.as_deref());
        out.real(self.record.latitude);
        out.real(self.record.longitude);
        out.real(self.record.radius_km);
        out.texts(&self.countries);
        out.texts(&self.names);
    }

    fn read(from: &mut In) -> Option<Own> {
        Some(Own {
            record: PlaceRecord {
                id: from.text()?,
                name: from.text()?,
                feature: feature(from.str()?)?,
                country: from.maybe()?,
                admin1: from.maybe()?,
                latitude: from.real()?,
                longitude: from.real()?,
                radius_km: from.real()?,
                population: 0,
            },
            countries: from.texts()?,
            names: from.texts()?,
        })
    }
}

impl Amendment {
    fn write(&self, out: &mut Out) {
        out.maybe(self.name.as_deref());
        out.texts(&self.names);
        out.maybe(self.feature);
        out.maybe(self.admin1.as_deref());
        let (latitude, longitude) = self.position.unwrap_or((f64::NAN, f64::NAN));
        out.real(latitude);
        out.real(longitude);
        out.real(self.radius_km.unwrap_or(f64::NAN));
    }

    fn read(from: &mut In) -> Option<Amendment> {
        let known = |real: f64| Some(real).filter(|real| !real.is_nan());
        Some(Amendment {
            name: from.maybe()?,
            names: from.texts()?,
            feature: feature(from.str()?),
            admin1: from.maybe()?,
            position: known(from.real()?).zip(known(from.real()?)),
            radius_km: known(from.real()?),
        })
    }
}

/// The feature so called.
fn feature(name: &str) -> Option<&'static str> {
    FEATURES.iter().find(|feature| **feature == name).copied()
}

/// The table of places.
#[derive(Debug)]
pub struct Places {
    layers: Vec<Layer>,
    own: Lazy<Own>,
    own_ids: Names,
    names: Names,
    /// Consonant keys, each after its country.
    keys: Names,
    /// What our rows say of places of the index.
    amended: BTreeMap<PlaceId, Amendment>,
}

impl Default for Places {
    fn default() -> Self {
        Places {
            layers: Vec::new(),
            own: Lazy::new(Own::read),
            own_ids: Names::default(),
            names: Names::default(),
            keys: Names::default(),
            amended: BTreeMap::new(),
        }
    }
}

const COLUMNS: &[&str] = &[
    "id",
    "name",
    "feature",
    "country",
    "admin1",
    "lat",
    "lon",
    "radius_km",
    "names_fr",
    "names_en",
    "names_ar",
    "source",
    "note",
];

impl Places {
    /// Adds a compiled index. Indexes added later are a user's own.
    ///
    /// # Errors
    /// Says in words what is wrong with bytes that are no index.
    pub fn add_index(&mut self, bytes: &'static [u8]) -> Result<(), String> {
        if self.layers.len() >= OWN_LAYER as usize {
            return Err(format!(
                "at most {OWN_LAYER} place indexes can be open at once"
            ));
        }
        self.layers.push(Layer::open(bytes)?);
        Ok(())
    }

    /// Adds a table of places.
    pub(crate) fn add_table(&mut self, path: &str, text: &str, errors: &mut Vec<TableError>) {
        let table = Table::parse(path, text, COLUMNS, errors);
        for row in &table.rows {
            let Some(id) = table.required(row, "id", errors) else {
                continue;
            };
            table.required(row, "source", errors);
            let feature = match table.cell(row, "feature") {
                "" => None,
                cell => {
                    let known = self::feature(cell);
                    if known.is_none() {
                        errors.push(table.error(
                            row,
                            "feature",
                            format!("`{cell}` is no feature"),
                            format!("choose among {}", FEATURES.join(", ")),
                        ));
                    }
                    known
                }
            };
            let mut degrees = |column: &str, most: f64| -> Option<f64> {
                let cell = table.cell(row, column);
                if cell.is_empty() {
                    return None;
                }
                match cell.parse::<f64>() {
                    Ok(value) if (-most..=most).contains(&value) => Some(value),
                    _ => {
                        errors.push(table.error(
                            row,
                            column,
                            format!("`{cell}` is not between -{most} and {most}"),
                            "write decimal degrees, or kilometres for the radius",
                        ));
                        None
                    }
                }
            };
            let latitude = degrees("lat", 90.0);
            let longitude = degrees("lon", 180.0);
            let radius_km = degrees("radius_km", 8000.0);
            let countries: Vec<String> = table
                .list(row, "country")
                .into_iter()
                .map(str::to_owned)
                .collect();
            let name = table.cell(row, "name").to_owned();
            let mut names: Vec<String> = Vec::new();
            if !name.is_empty() {
                names.push(name.clone());
            }
            for column in ["names_fr", "names_en", "names_ar"] {
                for named in table.names(row, column, errors) {
                    if !names.contains(&named.name) {
                        names.push(named.name);
                    }
                }
            }
            let indexed = id
                .strip_prefix("geonames:")
                .and_then(|number| number.parse().ok())
                .and_then(|number| self.by_geonames(number));
            let place = if let Some(place) = indexed {
                let entry = self.amended.entry(place).or_default();
                entry.names.extend(names.iter().cloned());
                entry.name = Some(name)
                    .filter(|name| !name.is_empty())
                    .or(entry.name.take());
                entry.feature = feature.or(entry.feature);
                entry.admin1 = table.optional(row, "admin1").or(entry.admin1.take());
                entry.position = latitude.zip(longitude).or(entry.position);
                entry.radius_km = radius_km.or(entry.radius_km);
                place
            } else {
                let (Some(latitude), Some(longitude), Some(feature)) =
                    (latitude, longitude, feature)
                else {
                    errors.push(table.error(
                        row,
                        "lat",
                        "a place that the index does not hold needs feature, lat and lon",
                        "fill them in, or correct the GeoNames id",
                    ));
                    continue;
                };
                if self.own_ids.count(id) > 0 {
                    errors.push(table.error(row, "id", format!("`{id}` is taken"), "rename one"));
                    continue;
                }
                if name.is_empty() {
                    errors.push(table.error(row, "name", "the cell is empty", "give its name"));
                    continue;
                }
                let place = (OWN_LAYER << LAYER_SHIFT)
                    | u32::try_from(self.own.len()).expect("fewer rows than 2^28") & INDEX_MASK;
                self.own_ids.push(id.to_owned(), place);
                self.own.push(Own {
                    record: PlaceRecord {
                        id: id.to_owned(),
                        name,
                        feature,
                        country: (countries.len() == 1).then(|| countries[0].clone()),
                        admin1: table.optional(row, "admin1"),
                        latitude,
                        longitude,
                        radius_km: radius_km.unwrap_or(10.0),
                        population: 0,
                    },
                    countries: countries.clone(),
                    names: names.clone(),
                });
                place
            };
            for name in &names {
                self.add_name(name, place);
            }
        }
    }

    fn add_name(&mut self, name: &str, place: PlaceId) {
        let folded = fold(name);
        let key = consonant_key(&folded);
        if key.len() > 1 {
            for country in self.countries(place) {
                self.keys.push(format!("{country}{key}"), place);
            }
        }
        self.names.push(folded, place);
    }

    /// Writes our tables so that [`Places::open`] need not parse them. The index is not written.
    pub(crate) fn write(&self, out: &mut Out) -> Result<(), String> {
        self.own.write(out, |out, own| own.write(out));
        self.own_ids.write(out)?;
        self.names.write(out)?;
        self.keys.write(out)?;
        let amended: Vec<(&PlaceId, &Amendment)> = self.amended.iter().collect();
        out.list(&amended, |out, (place, amendment)| {
            out.number(**place);
            amendment.write(out);
        });
        Ok(())
    }

    /// Opens what [`Places::write`] wrote, without an index.
    pub(crate) fn open(from: &mut In) -> Option<Places> {
        Some(Places {
            layers: Vec::new(),
            own: Lazy::open(from, Own::read)?,
            own_ids: Names::open(from)?,
            names: Names::open(from)?,
            keys: Names::open(from)?,
            amended: from
                .list(|from| Some((from.number()?, Amendment::read(from)?)))?
                .into_iter()
                .collect(),
        })
    }

    fn by_geonames(&self, number: u32) -> Option<PlaceId> {
        (0u32..).zip(&self.layers).find_map(|(layer, index)| {
            index
                .by_geonames(number)
                .map(|ix| (layer << LAYER_SHIFT) | ix)
        })
    }

    /// The place with a stable id.
    pub fn by_id(&self, id: &str) -> Option<PlaceId> {
        self.own_ids
            .get(id)
            .next()
            .or_else(|| self.by_geonames(id.strip_prefix("geonames:")?.parse().ok()?))
    }

    /// How many places there are, and how many names.
    pub fn counts(&self) -> (usize, usize) {
        let places = self.own.len() + self.layers.iter().map(Layer::len).sum::<usize>();
        let names = self.names.len() + self.layers.iter().map(Layer::name_count).sum::<usize>();
        (places, names)
    }

    fn stored(&self, place: PlaceId) -> Option<crate::index::Stored> {
        self.layers
            .get((place >> LAYER_SHIFT) as usize)?
            .get(place & INDEX_MASK)
    }

    fn own(&self, place: PlaceId) -> Option<&Own> {
        (place >> LAYER_SHIFT == OWN_LAYER).then(|| self.own.get((place & INDEX_MASK) as usize))?
    }

    /// What is known of a place.
    pub fn get(&self, place: PlaceId) -> PlaceRecord {
        if let Some(own) = self.own(place) {
            return own.record.clone();
        }
        let Some(stored) = self.stored(place) else {
            return PlaceRecord {
                id: "selon:unknown".into(),
                name: String::new(),
                feature: "area",
                country: None,
                admin1: None,
                latitude: 0.0,
                longitude: 0.0,
                radius_km: 0.0,
                population: 0,
            };
        };
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut record = PlaceRecord {
            id: format!("geonames:{}", stored.geonames),
            name: stored.name.to_owned(),
            feature: stored.feature,
            country: some(stored.country),
            admin1: some(stored.admin1),
            latitude: stored.latitude,
            longitude: stored.longitude,
            radius_km: stored.radius_km,
            population: stored.population,
        };
        if let Some(amended) = self.amended.get(&place) {
            if let Some(name) = &amended.name {
                record.name.clone_from(name);
            }
            record.feature = amended.feature.unwrap_or(record.feature);
            if amended.admin1.is_some() {
                record.admin1.clone_from(&amended.admin1);
            }
            if let Some((latitude, longitude)) = amended.position {
                (record.latitude, record.longitude) = (latitude, longitude);
            }
            record.radius_km = amended.radius_km.unwrap_or(record.radius_km);
        }
        record
    }

    /// All names of a place that are kept in their own spelling.
    pub fn names(&self, place: PlaceId) -> Vec<String> {
        if let Some(own) = self.own(place) {
            return own.names.clone();
        }
        let mut names = Vec::new();
        if let Some(amended) = self.amended.get(&place) {
            names.extend(amended.names.iter().cloned());
        }
        if let Some(stored) = self.stored(place) {
            names.push(stored.name.to_owned());
            let alternates = stored
                .alternates
                .split('\u{1f}')
                .filter(|name| !name.is_empty());
            names.extend(alternates.map(str::to_owned));
        }
        let mut kept: Vec<String> = Vec::new();
        for name in names {
            if !kept.contains(&name) {
                kept.push(name);
            }
        }
        kept
    }

    /// The countries a place lies in or touches.
    pub fn countries(&self, place: PlaceId) -> Vec<String> {
        match self.own(place) {
            Some(own) => own.countries.clone(),
            None => self.get(place).country.into_iter().collect(),
        }
    }

    /// Longest place name that begins at the first of these folded words, and its candidates
    /// without any context, most populous first.
    pub fn longest(&self, folded_words: &[&str]) -> Option<(usize, Vec<PlaceId>)> {
        let mut best: Option<(usize, Vec<PlaceId>)> = self.longest_own(folded_words);
        for (layer, index) in (0u32..).zip(&self.layers) {
            let Some((taken, entries)) = index.longest(folded_words) else {
                continue;
            };
            let held = best.as_ref().map_or(0, |(held, _)| *held);
            if taken < held {
                continue;
            }
            let found = entries
                .iter()
                .map(|entry| (layer << LAYER_SHIFT) | (entry & INDEX_MASK));
            if taken > held {
                best = Some((taken, found.collect()));
            } else if let Some((_, list)) = &mut best {
                for place in found {
                    if !list.contains(&place) {
                        list.push(place);
                    }
                }
            }
        }
        best
    }

    /// Whether the name of a place is this folded word or begins with it.
    pub fn may_begin(&self, word: &str) -> bool {
        self.names.may_begin(word) || self.layers.iter().any(|index| index.may_begin(word))
    }

    fn longest_own(&self, folded_words: &[&str]) -> Option<(usize, Vec<PlaceId>)> {
        self.names.longest(folded_words)
    }

    /// Every place with exactly this folded name, ours first; true beside those of which it is
    /// the preferred name.
    fn exact(&self, folded: &str, found: &mut Vec<(PlaceId, bool)>) {
        found.extend(self.names.get(folded).map(|place| (place, true)));
        for (layer, index) in (0u32..).zip(&self.layers) {
            for entry in index.named(folded).iter() {
                let place = (layer << LAYER_SHIFT) | (entry & INDEX_MASK);
                if !found.iter().any(|(known, _)| *known == place) {
                    found.push((place, entry & ALTERNATE == 0));
                }
            }
        }
    }

    /// How many places bear exactly this folded name. A bare look-up, for those who only ask
    /// whether a word can be a place.
    pub fn count_named(&self, folded: &str) -> usize {
        self.names.count(folded)
            + self
                .layers
                .iter()
                .map(|index| index.named(folded).iter().count())
                .sum::<usize>()
    }

    /// Places of a country whose names have the same consonants as this one, with likeness.
    fn alike(&self, folded: &str, country: &str, found: &mut Vec<(PlaceId, f32)>) {
        let key = consonant_key(folded);
        if key.is_empty() {
            return;
        }
        let mut places: Vec<PlaceId> = self.keys.get(&format!("{country}{key}")).collect();
        for (layer, index) in (0u32..).zip(&self.layers) {
            places.extend(
                index
                    .keyed(country, &key)
                    .iter()
                    .map(|ix| (layer << LAYER_SHIFT) | (ix & INDEX_MASK)),
            );
        }
        for place in places {
            if found.iter().any(|(known, _)| *known == place) {
                continue;
            }
            let like = self
                .names(place)
                .iter()
                .map(|name| likeness(folded, &fold(name)))
                .fold(0.0, f32::max);
            // Two or three consonants say little: the vowels must agree more.
            let needed = match key.len() {
                0..=2 => 0.85,
                3 => 0.75,
                _ => 0.4,
            };
            if like >= needed {
                found.push((place, like));
            }
        }
    }

    /// Candidates for a name in a context, best first, with scores that sum to at most 1. Tries
    /// the exact folded name first and the consonant key inside the context's countries last.
    ///
    /// A single name of four letters or fewer that is no country's and that no table of ours
    /// gives needs a country of the context, or to be the own name of a city of a hundred
    /// thousand: such words are seldom places.
    pub fn resolve(&self, name: &str, context: &PlaceContext) -> Vec<(PlaceId, f32)> {
        let folded = fold(name);
        let mut exact = Vec::new();
        self.exact(&folded, &mut exact);
        let mut bare = folded.as_str();
        if exact.is_empty()
            && let Some(peeled) = peeled(&folded)
        {
            self.exact(peeled, &mut exact);
            bare = peeled;
        }
        let weight = |place: PlaceId| -> f32 {
            let countries = self.countries(place);
            context
                .countries
                .iter()
                .filter(|(code, _)| countries.contains(code))
                .map(|(_, weight)| *weight)
                .sum()
        };
        let mut scored: Vec<(PlaceId, f32)> = Vec::new();
        let near: Vec<(f64, f64)> = context
            .near
            .iter()
            .map(|place| self.get(*place))
            .filter(|record| record.feature != "country")
            .map(|record| (record.latitude, record.longitude))
            .collect();
        let short = !bare.contains(' ') && bare.chars().count() <= 4;
        let in_tables: Vec<PlaceId> = self.names.get(bare).collect();
        // A town that bears the name today and has a row of ours is meant, not one abroad that once
        // bore it.
        let known = |place: PlaceId| self.own(place).is_some() || self.amended.contains_key(&place);
        let bearers: Vec<PlaceId> = exact
            .iter()
            .filter(|(place, preferred)| *preferred && known(*place))
            .map(|(place, _)| *place)
            .collect();
        let abroad = |place: PlaceId| {
            let countries = self.countries(place);
            !bearers.is_empty()
                && bearers.iter().all(|bearer| {
                    self.countries(*bearer)
                        .iter()
                        .all(|code| !countries.contains(code))
                })
        };
        let mut any_in_context = false;
        for (place, preferred) in &exact {
            let record = self.get(*place);
            let weight = weight(*place);
            let ours = known(*place);
            let settlement = matches!(record.feature, "town" | "village" | "district");
            // Only what a table of ours calls so, or a city whose own name it is, stands alone.
            let in_table = in_tables.contains(place) && !(settlement && self.own(*place).is_some());
            let city = *preferred && record.population >= 100_000;
            let acronym = !*preferred && bare.len() <= 3;
            let country = record.feature == "country" && !acronym;
            let elsewhere = weight == 0.0 || settled_on_others(context, weight);
            if short && elsewhere && !in_table && !city && !country {
                continue;
            }
            // Where the text is plainly about other countries, a small place abroad is a namesake,
            // and so is a region whose name is no longer than a common word.
            let brief = !bare.contains(' ') && bare.chars().count() <= 6;
            let namesake = settlement && record.population < 100_000
                || record.feature == "region" && brief && self.own(*place).is_none();
            if settled_on_others(context, weight)
                && namesake
                && !self.amended.contains_key(place)
                && !near.iter().any(|(latitude, longitude)| {
                    distance_km(record.latitude, record.longitude, *latitude, *longitude) < 250.0
                })
            {
                continue;
            }
            any_in_context |= weight > 0.0;
            let penalty = match (*preferred, !ours && abroad(*place)) {
                (true, _) => 0.0,
                (false, true) => FORMER,
                (false, false) => 0.5,
            };
            scored.push((
                *place,
                score(&record, ours, weight, &near, context) - penalty,
            ));
        }
        if !any_in_context && bare.chars().count() >= 4 {
            let mut alike = Vec::new();
            for (country, weight) in &context.countries {
                if *weight >= 0.05 {
                    self.alike(bare, country, &mut alike);
                }
            }
            for (place, like) in alike {
                if scored.iter().any(|(known, _)| *known == place) {
                    continue;
                }
                let record = self.get(place);
                let ours = self.own(place).is_some();
                let base = score(&record, ours, weight(place), &near, context);
                scored.push((place, base - 3.0 - 6.0 * (1.0 - like)));
            }
        }
        let most = scored
            .iter()
            .map(|(_, score)| *score)
            .fold(f32::MIN, f32::max);
        let sum: f32 = scored.iter().map(|(_, score)| (score - most).exp()).sum();
        for (_, score) in &mut scored {
            *score = (*score - most).exp() / sum;
        }
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scored.truncate(12);
        scored
    }

    /// The part of a place that lies in a direction: where its middle is and how far it
    /// reaches, in degrees and kilometres.
    pub fn part(&self, place: PlaceId, direction: Direction) -> (f64, f64, f64) {
        let record = self.get(place);
        let bearing = match direction {
            Direction::North => 0.0_f64,
            Direction::NorthEast => 45.0,
            Direction::East => 90.0,
            Direction::SouthEast => 135.0,
            Direction::South => 180.0,
            Direction::SouthWest => 225.0,
            Direction::West => 270.0,
            Direction::NorthWest => 315.0,
            Direction::Centre => {
                return (record.latitude, record.longitude, record.radius_km * 0.5);
            }
        };
        let radius = record.radius_km.max(1.0);
        // The outer part of a country, the middle of the way elsewhere.
        let away = radius
            * if record.feature == "country" {
                0.7
            } else {
                0.55
            };
        let bearing = bearing.to_radians();
        let latitude = (record.latitude + away * bearing.cos() / 111.2).clamp(-90.0, 90.0);
        let narrowing = record.latitude.to_radians().cos().max(0.05);
        let longitude = record.longitude + away * bearing.sin() / (111.2 * narrowing);
        (latitude, longitude, radius * 0.6)
    }
}

/// Whether a context is mostly about one country, and hardly about the one with this weight.
fn settled_on_others(context: &PlaceContext, weight: f32) -> bool {
    weight < 0.1 && context.countries.iter().any(|(_, most)| *most >= 0.4)
}

/// A folded name without the single letter that an elision or a clitic leaves before it.
fn peeled(folded: &str) -> Option<&str> {
    let mut letters = folded.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    if let Some(rest) = rest.strip_prefix(' ') {
        return Some(rest);
    }
    // Arabic writes "and", "in", "to", "so" as one letter glued to the next word.
    let clitic = matches!(first, 'و' | 'ب' | 'ل' | 'ف' | 'ك');
    (clitic && rest.chars().count() >= 4).then_some(rest)
}

/// What a name that is not a place's own has against it where one in another country bears it and is
/// known.
const FORMER: f32 = 5.0;

/// Log score of a candidate: how known it is, whether the document speaks of its country, how
/// near it lies to what is settled, whether it is the kind of thing the text says.
fn score(
    record: &PlaceRecord,
    ours: bool,
    weight: f32,
    near: &[(f64, f64)],
    context: &PlaceContext,
) -> f32 {
    let mut score = 0.35 * (1.0 + record.population as f32).ln();
    score += match record.feature {
        "country" => 6.0,
        "region" => 2.2,
        "river" | "border" | "area" => 2.5,
        "base" | "site" => 1.5,
        "district" => 0.5,
        _ => 0.0,
    };
    // Someone wrote a row for it: a settlement is as good as a middling town that the index counts.
    score += match record.feature {
        "town" | "village" | "district" | "base" | "site" if ours && record.population == 0 => 4.0,
        _ if ours => 1.5,
        _ => 0.0,
    };
    if !context.countries.is_empty() {
        score += 5.0 * weight.sqrt();
    }
    if record.feature != "country" && !near.is_empty() {
        let nearest = near
            .iter()
            .map(|(latitude, longitude)| {
                distance_km(record.latitude, record.longitude, *latitude, *longitude)
            })
            .fold(f64::MAX, f64::min);
        score += 2.5 * (-nearest / 150.0).exp() as f32;
    }
    if let Some(wanted) = context.feature {
        let settled = |feature: &str| matches!(feature, "town" | "village");
        score += if wanted == record.feature {
            4.0
        } else if settled(wanted) && settled(record.feature) {
            2.5
        } else if settled(wanted) && record.feature == "district"
            || wanted == "district" && settled(record.feature)
            || wanted == "area" && record.feature == "region"
            || wanted == "region" && matches!(record.feature, "area" | "district")
        {
            1.0
        } else {
            -2.0
        };
    }
    score
}

/// Great-circle distance in kilometres between two points in degrees.
pub fn distance_km(latitude_a: f64, longitude_a: f64, latitude_b: f64, longitude_b: f64) -> f64 {
    let (a, b) = (latitude_a.to_radians(), latitude_b.to_radians());
    let half_latitude = ((latitude_b - latitude_a).to_radians() / 2.0).sin();
    let half_longitude = ((longitude_b - longitude_a).to_radians() / 2.0).sin();
    let h = half_latitude * half_latitude + a.cos() * b.cos() * half_longitude * half_longitude;
    12_742.0 * h.sqrt().min(1.0).asin()
}
