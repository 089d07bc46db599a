//! The actors and places of a reading while it is being made: interning, names, and what is known
//! of each beyond what the reading prints.

use super::lexicon::{Gender, Lexicon, PlaceNoun};
use selon_model::{Actor, ActorIx, Candidate, Language, Place, PlaceIx, Span};
use selon_world::{ActorId, PlaceId, World};
use std::collections::BTreeMap;

/// What is known of an actor beyond its public form.
#[derive(Clone, Debug, Default)]
pub(super) struct ActorTraits {
    /// Class of lexicon/classes.tsv.
    pub class: Option<usize>,
    /// Country code, or people id.
    pub code: Option<String>,
    /// A country itself, or its government.
    pub state: bool,
    pub gender: Option<Gender>,
    pub plural: Option<bool>,
    pub armed: bool,
    pub jihadist: bool,
    pub person: bool,
    /// Whom it acts for: a person's state or group, an ally's patron.
    pub affiliation: Option<ActorIx>,
    /// Named in the text, not only described.
    pub named: bool,
}

/// What is known of a place beyond its public form.
#[derive(Clone, Debug, Default)]
pub(super) struct PlaceTraits {
    /// The noun it was introduced by ("hôpital").
    pub noun: Option<String>,
    pub gender: Option<Gender>,
    /// The place it is part of or near.
    pub base: Option<PlaceIx>,
    /// Introduced as several ("deux mosquées").
    pub several: bool,
    /// A road between places.
    pub line: bool,
    /// Ground without a name of its own ("zones rurales"): nothing else is set there.
    pub unnamed: bool,
}

/// Actors and places under construction.
#[derive(Debug, Default)]
pub(super) struct Registry {
    /// The language that names are shown in; without one, the tables' own.
    language: Option<Language>,
    pub actors: Vec<Actor>,
    pub actor_traits: Vec<ActorTraits>,
    pub places: Vec<Place>,
    pub place_traits: Vec<PlaceTraits>,
    actor_keys: BTreeMap<String, ActorIx>,
    place_keys: BTreeMap<String, PlaceIx>,
}

/// Adds a name once.
pub(super) fn add_name(names: &mut Vec<String>, name: &str) {
    let name = name.trim();
    if !name.is_empty() && !names.iter().any(|other| other == name) {
        names.push(name.to_owned());
    }
}

impl Registry {
    /// Nobody yet; names will be shown in this language.
    pub fn in_language(language: Language) -> Registry {
        Registry {
            language: Some(language),
            ..Registry::default()
        }
    }

    /// The actor with a key, if it is interned.
    pub fn actor_by_key(&self, key: &str) -> Option<ActorIx> {
        self.actor_keys.get(key).copied()
    }

    /// The place with a key, if it is interned.
    pub fn place_by_key(&self, key: &str) -> Option<PlaceIx> {
        self.place_keys.get(key).copied()
    }

    /// An actor of the world's tables.
    pub fn world_actor(&mut self, id: ActorId, world: &World, lexicon: &Lexicon) -> ActorIx {
        let record = world.actors.get(id);
        let key = format!("world:{}", record.id);
        if let Some(ix) = self.actor_keys.get(&key) {
            return *ix;
        }
        let mut names = Vec::new();
        add_name(&mut names, &record.name);
        for name in &record.names {
            add_name(&mut names, name);
        }
        let first = || {
            lexicon.classes.iter().position(|class| {
                class.kind == record.kind
                    && class.refers.contains(&record.kind)
                    && record.kind != "armed-group"
            })
        };
        // An air force or a police is none of the army's; a service of an army, called neither, is not what
        // "the army" is said for.
        let class = if record.kind == "state-force" {
            let serves = || {
                let parent = record.parent.as_deref();
                parent
                    .and_then(|id| world.actors.by_id(id))
                    .is_some_and(|parent| parent.kind == record.kind)
            };
            lexicon
                .class_called(&record.kind, &names)
                .or_else(|| first().filter(|_| !serves()))
        } else {
            first()
        };
        let traits = ActorTraits {
            class,
            code: record.countries.first().cloned(),
            state: matches!(record.kind.as_str(), "state" | "government"),
            armed: matches!(
                record.kind.as_str(),
                "state-force" | "armed-group" | "coalition"
            ),
            jihadist: lexicon.jihadists.contains(&record.id),
            person: record.kind == "person",
            named: true,
            ..ActorTraits::default()
        };
        let ix = self.push_actor(
            Actor {
                id: Some(record.id.clone()),
                name: self
                    .language
                    .map_or(record.name.as_str(), |language| record.name_in(language))
                    .to_owned(),
                names,
                kind: record.kind.clone(),
                parent: record.parent.clone(),
                mentions: Vec::new(),
            },
            traits,
        );
        self.actor_keys.insert(key, ix);
        ix
    }

    /// An actor of this document only.
    pub fn local_actor(
        &mut self,
        key: &str,
        name: &str,
        kind: &str,
        traits: ActorTraits,
    ) -> ActorIx {
        if let Some(ix) = self.actor_keys.get(key) {
            return *ix;
        }
        let ix = self.push_actor(
            Actor {
                id: None,
                name: name.to_owned(),
                names: vec![name.to_owned()],
                kind: kind.to_owned(),
                parent: None,
                mentions: Vec::new(),
            },
            traits,
        );
        self.actor_keys.insert(key.to_owned(), ix);
        ix
    }

    /// Makes a person just named the one that was told of by an office before. Says whether that could be done.
    pub fn named_at_last(&mut self, office: ActorIx, person: ActorIx) -> bool {
        let last = office < person
            && person + 1 == self.actors.len()
            && self.actors[person].mentions.is_empty();
        if !last {
            return false;
        }
        let (Some(mut actor), Some(traits)) = (self.actors.pop(), self.actor_traits.pop()) else {
            return false;
        };
        let untold = &mut self.actors[office];
        for name in &untold.names {
            add_name(&mut actor.names, name);
        }
        actor.mentions = std::mem::take(&mut untold.mentions);
        *untold = actor;
        self.actor_traits[office] = traits;
        for known in self.actor_keys.values_mut().filter(|ix| **ix == person) {
            *known = office;
        }
        true
    }

    /// A second key for an actor.
    pub fn alias_actor(&mut self, key: &str, ix: ActorIx) {
        self.actor_keys.entry(key.to_owned()).or_insert(ix);
    }

    fn push_actor(&mut self, actor: Actor, traits: ActorTraits) -> ActorIx {
        self.actors.push(actor);
        self.actor_traits.push(traits);
        self.actors.len() - 1
    }

    /// A place of the world's tables.
    pub fn world_place(&mut self, ranked: &[(PlaceId, f32)], world: &World) -> Option<PlaceIx> {
        let (best, _) = *ranked.first()?;
        let record = world.places.get(best);
        let key = format!("world:{}", record.id);
        if let Some(ix) = self.place_keys.get(&key) {
            return Some(*ix);
        }
        let mut names = vec![record.name.clone()];
        for name in world.places.names(best) {
            add_name(&mut names, &name);
        }
        let place = Place {
            id: Some(record.id.clone()),
            name: record.name.clone(),
            names,
            feature: record.feature.to_owned(),
            country: record.country.clone(),
            admin1: record.admin1.clone(),
            latitude: Some(record.latitude),
            longitude: Some(record.longitude),
            candidates: ranked
                .iter()
                .skip(1)
                .take(4)
                .map(|(id, score)| Candidate {
                    id: world.places.get(*id).id,
                    score: *score,
                })
                .collect(),
            mentions: Vec::new(),
        };
        let ix = self.push_place(place, PlaceTraits::default());
        self.place_keys.insert(key, ix);
        Some(ix)
    }

    /// A place of this document only, placed where `base` is.
    pub fn local_place(
        &mut self,
        key: &str,
        name: &str,
        feature: &str,
        base: Option<PlaceIx>,
        country: Option<String>,
        noun: Option<&PlaceNoun>,
    ) -> PlaceIx {
        if let Some(ix) = self.place_keys.get(key) {
            return *ix;
        }
        let near = base.map(|ix| self.places[ix].clone());
        let place = Place {
            id: None,
            name: name.to_owned(),
            names: vec![name.to_owned()],
            feature: feature.to_owned(),
            country: near
                .as_ref()
                .and_then(|place| place.country.clone())
                .or(country),
            admin1: near.as_ref().and_then(|place| place.admin1.clone()),
            latitude: near.as_ref().and_then(|place| place.latitude),
            longitude: near.as_ref().and_then(|place| place.longitude),
            candidates: Vec::new(),
            mentions: Vec::new(),
        };
        let ix = self.push_place(
            place,
            PlaceTraits {
                noun: noun.map(|noun| noun.noun.clone()),
                gender: noun.map(|noun| noun.gender),
                base,
                several: noun.is_some_and(|noun| noun.plural),
                line: false,
                unnamed: false,
            },
        );
        self.place_keys.insert(key.to_owned(), ix);
        ix
    }

    /// Whether one of an actor's names begins with a folded noun ("southern separatists" in French order).
    pub fn is_called(&self, actor: ActorIx, noun: &str) -> bool {
        let mut firsts = self.actors[actor]
            .names
            .iter()
            .filter_map(|name| name.split(' ').next());
        firsts.any(|first| selon_world::fold(first).split(' ').next() == Some(noun))
    }

    /// Whether a place is a site of this kind that only the document knows.
    pub fn is_local_site(&self, place: PlaceIx, noun: &PlaceNoun) -> bool {
        // "une base aérienne" tells more of what "la base" is.
        let same = |known: &str| {
            let longer = |long: &str, short: &str| {
                long.strip_prefix(short)
                    .is_some_and(|rest| rest.starts_with(' '))
            };
            known == noun.noun || longer(known, &noun.noun) || longer(&noun.noun, known)
        };
        self.place_traits[place].noun.as_deref().is_some_and(same)
            && self.places[place].feature == noun.feature
            && self.places[place].id.is_none()
    }

    /// The one site of a kind that the text has spoken of without a name ("un hôtel"): the name that
    /// follows is its own.
    pub fn site_introduced(&self, noun: &PlaceNoun) -> Option<PlaceIx> {
        let mut same = (0..self.places.len()).filter(|ix| self.is_local_site(*ix, noun));
        let first = same.next().filter(|ix| !self.place_traits[*ix].several)?;
        let nameless = self.places[first].names.iter().all(|name| {
            let after = name.rsplit(&noun.noun).next().unwrap_or_default();
            !after
                .trim_start()
                .chars()
                .next()
                .is_some_and(char::is_uppercase)
        });
        (same.next().is_none() && nameless).then_some(first)
    }

    /// A second key for a place.
    pub fn alias_place(&mut self, key: &str, ix: PlaceIx) {
        self.place_keys.entry(key.to_owned()).or_insert(ix);
    }

    fn push_place(&mut self, place: Place, traits: PlaceTraits) -> PlaceIx {
        self.places.push(place);
        self.place_traits.push(traits);
        self.places.len() - 1
    }

    /// Notes where the text speaks of an actor.
    pub fn actor_mentioned(&mut self, ix: ActorIx, span: Span) {
        let mentions = &mut self.actors[ix].mentions;
        if !mentions.contains(&span) {
            mentions.push(span);
        }
    }

    /// Notes where the text speaks of a place.
    pub fn place_mentioned(&mut self, ix: PlaceIx, span: Span) {
        let mentions = &mut self.places[ix].mentions;
        if !mentions.contains(&span) {
            mentions.push(span);
        }
    }
}
