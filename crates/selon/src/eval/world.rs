//! How well names resolve: places against their true locations, actors against the keys of the gold.
//!
//! Counted are occurrences, in the text, of the names that the gold lists for its entities, articles
//! aside. Where two names overlap, the longer one is meant. Left out, and counted apart, are names
//! that may mean a place or an actor and of which the gold does not say which is meant where: those
//! it gives to both, and countries and capitals that it lists as actors and the reading takes for
//! the ground. Anaphors ("la ville") are no names and are not counted.
//!
//! - A **place** is right when what the reading says it is lies within `radius_km` of the true
//!   location; it has a candidate when that or one of the ranked candidates does. A name that the
//!   reading passes over has none. Keys without a true location are not counted.
//! - An **actor** is named when the first word of one of its names has a capital. It is right when
//!   the reading's actor has the gold's key for id, or is the actor to whom the tables give most of
//!   the entity's names (a state and its own government are one actor); or, where the tables know
//!   none of them, a local actor with one of those names.

use super::gold::Gold;
use super::norm::norm;
use crate::public::{Reading, Span};
use selon_world::{World, distance_km, fold};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a place of the gold truly lies.
#[derive(Clone, Debug, Deserialize)]
pub struct TrueLocation {
    /// Its key in the gold.
    pub key: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How far from there, in kilometres, an answer still counts.
    pub radius_km: f64,
}

/// How many names were there, had the right one among their candidates, resolved to it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Resolved {
    /// Names counted.
    pub named: usize,
    /// Names with the right meaning among the candidates.
    pub candidate: usize,
    /// Names resolved to it.
    pub right: usize,
}

impl Resolved {
    fn add(&mut self, candidate: bool, right: bool) {
        self.named += 1;
        self.candidate += usize::from(candidate);
        self.right += usize::from(right);
    }

    /// Share with a candidate; 1 where nothing was named.
    pub fn candidate_share(&self) -> f64 {
        share(self.candidate, self.named)
    }

    /// Share resolved; 1 where nothing was named.
    pub fn right_share(&self) -> f64 {
        share(self.right, self.named)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// A name that did not resolve to what is meant.
#[derive(Clone, Debug, Serialize)]
pub struct Missed {
    /// `place` or `actor`.
    pub kind: &'static str,
    /// The dispatch.
    pub document: String,
    /// What is meant: keys of the gold.
    pub keys: Vec<String>,
    /// The name.
    pub text: String,
    /// What the reading says it is; nothing where it passed over it.
    pub ours: Option<String>,
    /// Whether the right meaning was among the candidates.
    pub candidate: bool,
    /// The words around.
    pub context: String,
}

/// What was measured.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WorldFigures {
    /// Located places by names with a capital somewhere ("province de Homs").
    pub place_names: Resolved,
    /// Located places by descriptions without one ("localités alentours").
    pub described_places: Resolved,
    /// Located places, once per dispatch: right when most of its names there are.
    pub places: Resolved,
    /// Actors by name.
    pub actor_names: Resolved,
    /// Actors by names written small that the tables give to someone ("armée syrienne").
    pub described_actors: Resolved,
    /// Names left out because they may mean a place or an actor.
    pub either: usize,
    /// Names of places left out because no true location is given.
    pub unlocated: usize,
    /// What went wrong.
    pub missed: Vec<Missed>,
}

impl WorldFigures {
    /// Counts the actors of one dispatch.
    fn add_actors(&mut self, gold: &Gold, reading: &Reading, world: &World, letters: &[char]) {
        let expected = Expected::new(gold, world);
        for found in occurrences(letters, &every_name(gold)) {
            if found.keys.iter().any(|key| gold.is_place(key)) {
                continue;
            }
            let text: String = letters[found.start..found.end].iter().collect();
            // "combattants de l'EI" is a name of the EI in a coat; "police de l'EI" is not.
            let named = capital(&text)
                || found.keys.iter().any(|key| {
                    gold.entities()[*key]
                        .names
                        .iter()
                        .map(|name| bare(name))
                        .any(|name| capital(&name) && contains_word(&text, &name))
                });
            if !named && world.actors.named(&text).is_empty() {
                continue;
            }
            let actor = tightest(
                reading.actors.iter().map(|actor| (actor, &actor.mentions)),
                &found,
            );
            let right = actor.is_some_and(|actor| {
                found
                    .keys
                    .iter()
                    .any(|key| expected.is(key, actor.id.as_deref(), &actor.names))
            });
            let ground = actor.is_none()
                && tightest(
                    reading.places.iter().map(|place| (place, &place.mentions)),
                    &found,
                )
                .is_some_and(|place| {
                    found
                        .keys
                        .iter()
                        .any(|key| expected.is_state_of(key, place.country.as_deref(), world))
                });
            if ground {
                self.either += 1;
                continue;
            }
            if named {
                self.actor_names.add(right, right);
            } else {
                self.described_actors.add(right, right);
            }
            if !right {
                self.missed.push(Missed {
                    kind: if named { "actor" } else { "description" },
                    document: gold.name.clone(),
                    keys: found.keys.iter().map(|key| (*key).to_owned()).collect(),
                    text,
                    ours: actor.map(|actor| {
                        format!("{} {}", actor.name, actor.id.as_deref().unwrap_or("-"))
                    }),
                    candidate: false,
                    context: around(letters, found.start, found.end),
                });
            }
        }
    }
}

/// Measures readings, by name of dispatch, against gold and true locations.
pub fn world_figures(
    golds: &[Gold],
    readings: &BTreeMap<String, Reading>,
    locations: &[TrueLocation],
    world: &World,
) -> WorldFigures {
    let locations: BTreeMap<&str, &TrueLocation> = locations
        .iter()
        .map(|location| (location.key.as_str(), location))
        .collect();
    let mut figures = WorldFigures::default();
    for gold in golds {
        let Some(reading) = readings.get(&gold.name) else {
            continue;
        };
        let letters: Vec<char> = plain(&gold.text);
        let mut per_place: BTreeMap<Vec<&str>, (usize, bool, usize)> = BTreeMap::new();
        for found in occurrences(&letters, &every_name(gold)) {
            let kinds: BTreeSet<bool> = found.keys.iter().map(|key| gold.is_place(key)).collect();
            if kinds.len() > 1 {
                figures.either += 1;
                continue;
            }
            let told = |kind, candidate, ours| Missed {
                kind,
                document: gold.name.clone(),
                keys: found.keys.iter().map(|key| (*key).to_owned()).collect(),
                text: letters[found.start..found.end].iter().collect(),
                ours,
                candidate,
                context: around(&letters, found.start, found.end),
            };
            if kinds.contains(&true) {
                let truths: Vec<&TrueLocation> = found
                    .keys
                    .iter()
                    .filter_map(|key| locations.get(key).copied())
                    .collect();
                if truths.is_empty() {
                    figures.unlocated += 1;
                    continue;
                }
                let within = |lat: f64, lon: f64| {
                    truths
                        .iter()
                        .any(|truth| distance_km(lat, lon, truth.lat, truth.lon) <= truth.radius_km)
                };
                let place = tightest(
                    reading.places.iter().map(|place| (place, &place.mentions)),
                    &found,
                );
                let right = place.is_some_and(|place| {
                    place
                        .lat
                        .zip(place.lon)
                        .is_some_and(|(lat, lon)| within(lat, lon))
                });
                let candidate = right
                    || place.is_some_and(|place| {
                        place
                            .candidates
                            .iter()
                            .filter_map(|candidate| world.places.by_id(&candidate.id))
                            .map(|id| world.places.get(id))
                            .any(|record| within(record.latitude, record.longitude))
                    });
                let text: String = letters[found.start..found.end].iter().collect();
                if text.chars().any(char::is_uppercase) {
                    figures.place_names.add(candidate, right);
                } else {
                    figures.described_places.add(candidate, right);
                }
                let entry = per_place.entry(found.keys.clone()).or_default();
                entry.0 += 1;
                entry.1 |= candidate;
                entry.2 += usize::from(right);
                if !right {
                    let ours = place.map(|place| {
                        format!(
                            "{} {} {:?},{:?}",
                            place.name,
                            place.id.as_deref().unwrap_or("-"),
                            place.lat,
                            place.lon
                        )
                    });
                    figures.missed.push(told("place", candidate, ours));
                }
            }
        }
        for (named, candidate, right) in per_place.values() {
            figures.places.add(*candidate, right * 2 > *named);
        }
        figures.add_actors(gold, reading, world, &letters);
    }
    figures
}

/// Which actors of the tables each key of a gold file can be.
struct Expected {
    ids: BTreeMap<String, BTreeSet<String>>,
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Expected {
    fn new(gold: &Gold, world: &World) -> Expected {
        let mut ids = BTreeMap::new();
        let mut names = BTreeMap::new();
        for (key, entity) in gold.entities() {
            let mut borne: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
            for name in &entity.names {
                for actor in world.actors.named(name) {
                    borne.entry(actor).or_default().insert(fold(name));
                }
            }
            let most = borne.values().map(BTreeSet::len).max().unwrap_or(0);
            let mut of_key: BTreeSet<String> = borne
                .iter()
                .filter(|(_, names)| names.len() == most)
                .map(|(actor, _)| world.actors.get(*actor).id.clone())
                .collect();
            if world.actors.index_of(key).is_some() {
                of_key.insert(key.clone());
            }
            // A state and its own government are one actor.
            let homes: BTreeSet<String> = of_key
                .iter()
                .filter_map(|id| world.actors.by_id(id))
                .filter(|record| matches!(record.kind.as_str(), "state" | "government"))
                .filter_map(|record| record.countries.first().cloned())
                .collect();
            of_key.extend(
                world
                    .actors
                    .iter()
                    .filter(|(_, record)| {
                        record.kind == "state" && record.countries.len() == 1
                            || record.kind == "government"
                                && record.parent.as_deref().is_some_and(|parent| {
                                    world
                                        .actors
                                        .by_id(parent)
                                        .is_some_and(|parent| parent.kind == "state")
                                })
                    })
                    .filter(|(_, record)| {
                        record
                            .countries
                            .first()
                            .is_some_and(|home| homes.contains(home))
                    })
                    .map(|(_, record)| record.id.clone()),
            );
            ids.insert(key.clone(), of_key);
            names.insert(
                key.clone(),
                entity.names.iter().map(|name| norm(name)).collect(),
            );
        }
        Expected { ids, names }
    }

    /// Whether a key is a state or its government, and this its country.
    fn is_state_of(&self, key: &str, country: Option<&str>, world: &World) -> bool {
        self.ids
            .get(key)
            .into_iter()
            .flatten()
            .filter_map(|id| world.actors.by_id(id))
            .any(|record| {
                matches!(record.kind.as_str(), "state" | "government")
                    && record.countries.first().map(String::as_str) == country
            })
    }

    fn is(&self, key: &str, id: Option<&str>, names: &[String]) -> bool {
        let Some(ids) = self.ids.get(key) else {
            return false;
        };
        match id {
            Some(id) => id == key || ids.contains(id),
            None => {
                ids.is_empty()
                    && names
                        .iter()
                        .any(|name| self.names[key].contains(&norm(name)))
            }
        }
    }
}

/// Names of entities, as letters, with the keys that bear them.
type Forms<'a> = BTreeMap<Vec<char>, Vec<&'a str>>;

/// Every name of the gold without its article.
fn every_name(gold: &Gold) -> Forms<'_> {
    let mut forms = Forms::new();
    for (key, entity) in gold.entities() {
        for name in &entity.names {
            let keys = forms.entry(plain(&bare(name))).or_default();
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
    }
    forms.remove(&Vec::new());
    forms
}

/// A name without what [`norm`] takes for an article before it.
fn bare(name: &str) -> String {
    let name = name.replace('’', "'");
    let first = norm(&name);
    let first = first.split(' ').next().unwrap_or("");
    let mut at = 0;
    for word in name.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !letters.is_empty() && norm(letters) == first {
            return name[at..].trim().to_owned();
        }
        at += word.len();
    }
    name.trim().to_owned()
}

/// Whether a name without article begins with a capital.
fn capital(bare: &str) -> bool {
    bare.split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())
        .is_some_and(|word| word.chars().any(char::is_uppercase))
}

/// Whether a name stands in a text as whole words.
fn contains_word(text: &str, name: &str) -> bool {
    let mut forms = Forms::new();
    forms.insert(plain(name), vec![""]);
    !occurrences(&plain(text), &forms).is_empty()
}

/// Where a name stands in the text, in scalar values, and who may bear it.
struct Occurrence<'a> {
    start: usize,
    end: usize,
    keys: Vec<&'a str>,
}

/// Every name in the text, the longest first where two overlap.
fn occurrences<'a>(letters: &[char], forms: &Forms<'a>) -> Vec<Occurrence<'a>> {
    let mut by_first: BTreeMap<char, Vec<(&Vec<char>, &Vec<&'a str>)>> = BTreeMap::new();
    for (form, keys) in forms {
        by_first.entry(form[0]).or_default().push((form, keys));
    }
    let mut found = Vec::new();
    let part_of_word = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric());
    for start in 0..letters.len() {
        if start > 0 && part_of_word(letters.get(start - 1)) {
            continue;
        }
        for (form, keys) in by_first.get(&letters[start]).into_iter().flatten() {
            let end = start + form.len();
            if letters.get(start..end) == Some(form.as_slice()) && !part_of_word(letters.get(end)) {
                found.push(Occurrence {
                    start,
                    end,
                    keys: (*keys).clone(),
                });
            }
        }
    }
    found.sort_by_key(|one| (std::cmp::Reverse(one.end - one.start), one.start));
    let mut taken = vec![false; letters.len()];
    found.retain(|one| {
        let free = !taken[one.start..one.end].contains(&true);
        if free {
            taken[one.start..one.end].fill(true);
        }
        free
    });
    found.sort_by_key(|one| one.start);
    found
}

/// A text as letters, one per scalar value, with one kind of apostrophe.
fn plain(text: &str) -> Vec<char> {
    text.chars()
        .map(|c| if c == '’' { '\'' } else { c })
        .collect()
}

/// Of the things with a mention that overlaps a name, the one whose mention is the tightest.
fn tightest<'r, T>(
    things: impl Iterator<Item = (&'r T, &'r Vec<Span>)>,
    name: &Occurrence,
) -> Option<&'r T> {
    things
        .flat_map(|(thing, mentions)| mentions.iter().map(move |span| (thing, span)))
        .filter(|(_, span)| span.start < name.end && name.start < span.end)
        .min_by_key(|(_, span)| {
            let overlap = span.end.min(name.end) - span.start.max(name.start);
            (
                std::cmp::Reverse(overlap),
                span.end - span.start,
                span.start,
            )
        })
        .map(|(thing, _)| thing)
}

/// The words around a name, on one line.
fn around(letters: &[char], start: usize, end: usize) -> String {
    let from = start.saturating_sub(50);
    let to = (end + 50).min(letters.len());
    let text: String = letters[from..to].iter().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_is_meant() {
        let letters = plain("La province de Homs, Homs et l’EI ; Homsien.");
        let mut forms = Forms::new();
        forms.insert(plain("Homs"), vec!["homs"]);
        forms.insert(plain("province de Homs"), vec!["homs-province"]);
        forms.insert(plain("l'EI"), vec!["isis"]);
        let found: Vec<(usize, &str)> = occurrences(&letters, &forms)
            .iter()
            .map(|one| (one.start, one.keys[0]))
            .collect();
        assert_eq!(found, [(3, "homs-province"), (21, "homs"), (29, "isis")]);
    }

    #[test]
    fn names_lose_their_articles_and_keep_their_capitals() {
        for (name, without, expected) in [
            ("L'EI", "EI", true),
            ("Les otages", "otages", false),
            ("Boko Haram", "Boko Haram", true),
            (
                "les Unités de protection du peuple",
                "Unités de protection du peuple",
                true,
            ),
            ("otages de Boko Haram", "otages de Boko Haram", false),
            ("al-Boukamal", "Boukamal", true),
            ("armée syrienne", "armée syrienne", false),
            ("", "", false),
            ("Une", "Une", true),
        ] {
            assert_eq!(bare(name), without, "{name}");
            assert_eq!(capital(&bare(name)), expected, "{name}");
        }
    }
}
