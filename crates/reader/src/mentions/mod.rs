//! Who and where is spoken of: names, descriptions, pronouns and numbers, resolved to the actors
//! and places of the reading.
//!
//! What this module is for: finding the spans that refer and saying whom or what they refer to
//! in this document. What it leaves out: what is claimed of them (claims), who speaks (voice),
//! and every word of a language (the pack's lexicon). One walk in text order, over surface tokens
//! with the parser's arcs as help where there are any.

mod antecedents;
mod attackers;
mod describe;
mod finder;
mod focus;
mod headlines;
mod lexicon;
mod names;
mod neighbours;
mod offices;
mod places;
mod pronouns;
mod quantities;
mod registry;
mod roads;
mod salience;
mod scenes;
mod sendings;
mod sides;
mod sites;
mod surface;
#[cfg(test)]
mod tests;

pub(crate) use focus::outside_quotation;
pub use lexicon::Lexicon;

use finder::{Detail, Finder};
use names::Names;
use registry::ActorTraits;
use selon_model::{
    Actor, ActorIx, Count, Date, Place, PlaceIx, PlaceLink, PlaceRole, Span, TimeRef,
};
use selon_text::{Document, WordIx};
use selon_world::World;
use std::collections::BTreeMap;
use std::ops::Range;
use surface::Surface;

/// What a mention refers to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Referent {
    /// An actor of the reading.
    Actor(ActorIx),
    /// A place of the reading.
    Place(PlaceIx),
}

/// In what form something is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// By name.
    Name,
    /// By a description ("le groupe djihadiste", "la ville").
    Description,
    /// By a pronoun.
    Pronoun,
    /// By a possessive or a demonym adjective ("leur offensive", "l’intervention russe").
    Adjective,
}

/// A span that refers to an actor or a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// Its words.
    pub words: Range<WordIx>,
    /// The word the rest hangs on.
    pub head: WordIx,
    /// Its bytes.
    pub span: Span,
    /// Whom or what it refers to.
    pub referent: Referent,
    /// In what form.
    pub form: Form,
}

/// A number of people or things.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quantity {
    /// Its words, the counted noun excluded.
    pub words: Range<WordIx>,
    /// The counted noun, or the number itself when it stands alone.
    pub head: WordIx,
    /// Bounds.
    pub count: Count,
}

/// Everything mentioned in a document.
#[derive(Debug, Default)]
pub struct Mentions {
    /// Actors, in order of first mention.
    pub actors: Vec<Actor>,
    /// Places, in order of first mention.
    pub places: Vec<Place>,
    /// Mentions, by first word.
    pub list: Vec<Mention>,
    /// Numbers, by first word.
    pub quantities: Vec<Quantity>,
    /// Shares in hundredths, each with its sign as head.
    pub percents: Vec<Quantity>,
    details: Vec<Detail>,
    actor_traits: Vec<ActorTraits>,
    /// What each place is a part of.
    bases: Vec<Option<PlaceIx>>,
    /// Words that say between whom something is.
    betweens: Vec<WordIx>,
    /// Where a dateline says that the text was written.
    dateline: Option<PlaceIx>,
    /// The places most in mind at the end of each sentence.
    scenes: Vec<Vec<(PlaceIx, i64)>>,
    /// Relative pronouns and the words they stand for.
    relatives: BTreeMap<WordIx, WordIx>,
    /// Words that tell where a place lies, and the head of that place.
    asides: BTreeMap<WordIx, WordIx>,
    undergone: BTreeMap<WordIx, PlaceIx>,
    habits: Vec<WordIx>,
    moved: Vec<WordIx>,
    /// Mentions by head.
    by_head: BTreeMap<WordIx, Vec<usize>>,
    /// Words that count or share out what follows ("une dizaine de", "la plupart des").
    shares: Vec<WordIx>,
    /// Words by which a speaker says that something is his side's ("nos", "les nôtres").
    ours: Vec<WordIx>,
    /// Mentions of each sentence, as indices of the list.
    by_sentence: Vec<Vec<usize>>,
    /// Actors named side by side ("X et Y").
    joined: Vec<(ActorIx, ActorIx)>,
    /// Conflict and camp of each actor that the world's tables place.
    camps: Vec<Vec<(String, String)>>,
    /// The class of actors that fly.
    flying: Option<usize>,
    parsed: bool,
}

impl Mentions {
    /// The mentions that begin among some words, which none of another sentence covers.
    pub fn beginning_in(&self, words: Range<WordIx>) -> &[Mention] {
        let before = |word: WordIx| {
            self.list
                .partition_point(|mention| mention.words.start < word)
        };
        let from = before(words.start);
        &self.list[from..before(words.end).max(from)]
    }

    /// The first mention with this head.
    pub fn headed(&self, head: WordIx) -> Option<&Mention> {
        let first = self.by_head.get(&head)?.first()?;
        Some(&self.list[*first])
    }

    /// The actors that the phrase headed by `head` refers to: its own mention, the members of a
    /// coordination, an apposition's referent, a relative pronoun's antecedent. Empty when it
    /// refers to no actor.
    pub fn actors_of(&self, document: &Document, head: WordIx) -> Vec<ActorIx> {
        let mut found = Vec::new();
        self.collect(
            document,
            head,
            0,
            &mut |mentions, mention, _| {
                if let Referent::Actor(actor) = mentions.list[mention].referent
                    && !found.contains(&actor)
                {
                    found.push(actor);
                }
            },
            true,
        );
        found
    }

    /// The places that the phrase headed by `head` refers to, with the words that narrow them.
    pub fn places_of(&self, document: &Document, head: WordIx) -> Vec<PlaceLink> {
        let mut found: Vec<PlaceLink> = Vec::new();
        self.collect(
            document,
            head,
            0,
            &mut |mentions, mention, inherited| {
                if let Referent::Place(place) = mentions.list[mention].referent
                    && !found.iter().any(|link| link.place == place)
                {
                    let detail = &mentions.details[mention];
                    let first = found.first().map(|link| link.role).filter(|_| inherited);
                    found.push(PlaceLink {
                        place,
                        role: first.unwrap_or(detail.role),
                        modifier: detail.modifier.clone(),
                    });
                }
            },
            false,
        );
        found
    }

    /// Calls `each` with every mention that a phrase refers to by. The flag says that the mention
    /// is a later member of a coordination.
    fn collect(
        &self,
        document: &Document,
        head: WordIx,
        depth: usize,
        each: &mut dyn FnMut(&Mentions, usize, bool),
        actors: bool,
    ) {
        if depth > 5 || head >= document.words.len() {
            return;
        }
        if let Some(antecedent) = self.relatives.get(&head) {
            self.collect(document, *antecedent, depth + 1, each, actors);
            return;
        }
        if let Some(told) = self.asides.get(&head).filter(|_| !actors) {
            self.collect(document, *told, depth + 1, each, actors);
            return;
        }
        let wanted = |ix: &usize| matches!(self.list[*ix].referent, Referent::Actor(_)) == actors;
        let mut own: Vec<usize> = self
            .by_head
            .get(&head)
            .into_iter()
            .flatten()
            .copied()
            .filter(wanted)
            .collect();
        if own.is_empty() {
            // The parser may hang a phrase on another of its words.
            let sentence = document.words[head].sentence as usize;
            own = self
                .by_sentence
                .get(sentence)
                .into_iter()
                .flatten()
                .copied()
                .filter(wanted)
                .filter(|ix| {
                    let mention = &self.list[*ix];
                    mention.words.contains(&head)
                        && mention.form != Form::Adjective
                        && (mention.form == Form::Name || !self.is_modifier(document, head))
                })
                .min_by_key(|ix| self.list[*ix].words.len())
                .into_iter()
                .collect();
        }
        for mention in &own {
            each(self, *mention, depth > 0);
        }
        if !self.parsed {
            return;
        }
        if own.is_empty() {
            for child in document.children(head) {
                let relation = document.relation(child);
                if relation == "appos"
                    || relation == "flat"
                    || relation == "nmod" && self.shares.binary_search(&head).is_ok()
                {
                    self.collect(document, child, depth + 1, each, actors);
                }
            }
        }
        // "les villes de X, Y et Z": what is joined to the first name is joined to the whole.
        if !actors && document.feat(head, "Number") == Some("Plur") {
            for mention in &own {
                for name in self.list[*mention].words.clone() {
                    if document.head(name) != Some(head) || document.relation(name) != "nmod" {
                        continue;
                    }
                    for child in document.children(name).filter(|child| *child > name) {
                        if document.relation(child) == "conj" {
                            self.collect(document, child, depth + 1, each, actors);
                        }
                    }
                }
            }
        }
        for child in document.children(head) {
            if document.relation(child) == "conj" && child > head {
                self.collect(document, child, depth + 1, each, actors);
            }
        }
        // "le Front de libération du peuple et l'Armée": what is joined behind a name is joined to all of it.
        for mention in own
            .iter()
            .map(|ix| &self.list[*ix])
            .filter(|mention| mention.form == Form::Name && mention.words.len() > 2)
        {
            for word in mention.words.clone().filter(|word| *word != head) {
                for child in document.children(word) {
                    if document.relation(child) == "conj" && child >= mention.words.end {
                        self.collect(document, child, depth + 1, each, actors);
                    }
                }
            }
        }
    }

    /// Whether a noun only counts what hangs on it ("une trentaine").
    pub fn is_share(&self, word: WordIx) -> bool {
        self.shares.binary_search(&word).is_ok()
    }

    /// Whether a word says of a deed that it is done again and again ("multiplier", "régulièrement").
    pub fn is_habit(&self, word: WordIx) -> bool {
        self.habits.binary_search(&word).is_ok()
    }

    /// Whether a word says of somebody that he was taken elsewhere, or of ships where they sail ("transférés à X",
    /// "naviguant en mer de Y").
    pub fn is_moved(&self, word: WordIx) -> bool {
        self.moved.binary_search(&word).is_ok()
    }

    /// The country that undergoes what hangs on a word: "le Mali est en proie à une insurrection".
    pub fn undergone_by(&self, word: WordIx) -> Option<PlaceIx> {
        self.undergone.get(&word).copied()
    }

    /// The code of the country that the text speaks of most.
    pub fn country_told_most(&self) -> Option<&str> {
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        for place in &self.places {
            if let Some(code) = place.country.as_deref() {
                *told.entry(code).or_default() += place.mentions.len();
            }
        }
        told.into_iter()
            .max_by_key(|(code, times)| (*times, std::cmp::Reverse(*code)))
            .map(|(code, _)| code)
    }

    /// The country that a place lies in, where the text names it.
    pub fn country_around(&self, place: PlaceIx) -> Option<PlaceIx> {
        let code = self.places[place].country.as_ref()?;
        self.places
            .iter()
            .position(|other| other.feature == "country" && other.country.as_ref() == Some(code))
    }

    /// The country whose an actor is, by its code.
    pub fn home_of(&self, actor: ActorIx) -> Option<&str> {
        self.actor_traits.get(actor)?.code.as_deref()
    }

    /// Whether a phrase names both parties in one plural: "entre deux factions".
    pub fn is_both(&self, document: &Document, head: WordIx) -> bool {
        document.feat(head, "Number") == Some("Plur")
            && document
                .children(head)
                .any(|child| self.betweens.binary_search(&child).is_ok())
            && !document
                .children(head)
                .any(|child| document.relation(child) == "conj")
    }

    /// Whether a phrase is who speaks, or is his ("nous", "nos soldats", "les nôtres").
    pub fn is_speakers(&self, document: &Document, head: WordIx) -> bool {
        let ours = |word: WordIx| self.ours.binary_search(&word).is_ok();
        document.feat(head, "Person") == Some("1")
            || ours(head)
            || document.children(head).any(ours)
    }

    /// A word that hangs on a noun of its phrase as a complement.
    fn is_modifier(&self, document: &Document, word: WordIx) -> bool {
        self.parsed
            && matches!(
                document.relation(word),
                "nmod" | "amod" | "acl" | "nummod" | "det" | "case"
            )
    }

    /// The quantity whose noun (or number) is `head`.
    pub fn quantity_of(&self, head: WordIx) -> Option<&Quantity> {
        self.quantities
            .iter()
            .find(|quantity| quantity.head == head)
            .or_else(|| {
                self.quantities
                    .iter()
                    .find(|quantity| quantity.words.contains(&head))
            })
    }

    /// The states behind demonyms that modify a noun ("les frappes russes et américaines") and the
    /// owner a possessive gives it ("son offensive"), in text order.
    pub fn adjective_actors(&self, document: &Document, noun: WordIx) -> Vec<ActorIx> {
        let mut found = Vec::new();
        let sentence = match document.words.get(noun) {
            Some(word) => word.sentence as usize,
            None => return found,
        };
        for ix in self.by_sentence.get(sentence).into_iter().flatten() {
            let mention = &self.list[*ix];
            let Referent::Actor(actor) = mention.referent else {
                continue;
            };
            if mention.form != Form::Adjective {
                continue;
            }
            let near = if self.parsed {
                let mut at = mention.head;
                let mut hangs = false;
                for _ in 0..3 {
                    match document.head(at) {
                        Some(head) if head == noun => {
                            hangs = true;
                            break;
                        }
                        Some(head) if document.relation(at) == "conj" => at = head,
                        _ => break,
                    }
                }
                hangs || mention.words.end == noun || mention.words.start == noun + 1
            } else {
                mention.words.end == noun
                    || mention.words.start > noun && mention.words.start <= noun + 2
            };
            if near && !found.contains(&actor) {
                found.push(actor);
            }
        }
        found
    }

    /// Whether a mention of a place, by its index in the list, says where something is: a state that
    /// acts and a name inside another phrase do not.
    pub fn says_where(&self, mention: usize) -> bool {
        self.details[mention].locative
    }

    /// The part that a mention of a place, by its index in the list, plays by its preposition.
    pub fn role_at(&self, mention: usize) -> PlaceRole {
        self.details[mention].role
    }

    /// True for armed forces and armed groups.
    pub fn is_armed(&self, actor: ActorIx) -> bool {
        self.actor_traits
            .get(actor)
            .is_some_and(|traits| traits.armed)
    }

    /// True for an air force: it holds no ground, and nobody takes any from it.
    pub fn flies(&self, actor: ActorIx) -> bool {
        self.flying.is_some() && self.actor_traits[actor].class == self.flying
    }

    /// True for a country, its government or its seat.
    pub fn is_state(&self, actor: ActorIx) -> bool {
        self.actor_traits
            .get(actor)
            .is_some_and(|traits| traits.state)
    }

    /// The countries that something is aimed at by a word of a place ("sur l'Ukraine").
    pub fn countries_aimed_at(&self, word: WordIx) -> impl Iterator<Item = PlaceIx> {
        self.by_head
            .get(&word)
            .into_iter()
            .flatten()
            .filter_map(|ix| match self.list[*ix].referent {
                Referent::Place(place)
                    if self.details[*ix].aimed && self.places[place].feature == "country" =>
                {
                    Some(place)
                }
                _ => None,
            })
    }

    /// The state whose country a place is, where the text names it.
    pub fn state_of(&self, place: PlaceIx) -> Option<ActorIx> {
        let code = self.places[place].country.as_ref()?;
        self.actor_traits
            .iter()
            .position(|traits| traits.state && traits.code.as_ref() == Some(code))
    }

    /// True for a person: a named one or the holder of an office.
    pub fn is_person(&self, actor: ActorIx) -> bool {
        self.actor_traits
            .get(actor)
            .is_some_and(|traits| traits.person)
    }

    /// True for civilians, victims, hostages, aid workers and the places that serve them.
    pub fn is_civilian(&self, actor: ActorIx) -> bool {
        self.actors
            .get(actor)
            .is_some_and(|actor| actor.kind == "civilians")
    }

    /// Whom an actor acts for: a person's state or group, a backed group's patron.
    pub fn acts_for(&self, actor: ActorIx) -> Option<ActorIx> {
        self.actor_traits
            .get(actor)
            .and_then(|traits| traits.affiliation)
    }

    /// "Le ministère de la Défense a revendiqué la prise de X": the army of that ministry, where the text speaks of
    /// it as well, does what is done in the field.
    pub fn in_the_field(&self, actor: ActorIx) -> ActorIx {
        let army = self.actors[actor]
            .id
            .as_deref()
            .and_then(|id| id.strip_suffix("-defence-ministry"))
            .map(|state| format!("{state}-army"));
        let told = army.and_then(|army| {
            self.actors
                .iter()
                .position(|other| other.id.as_deref() == Some(&army))
        });
        told.unwrap_or(actor)
    }

    /// The actors who answer for a deed: persons give way to those they act for.
    pub fn responsible(&self, actors: &[ActorIx]) -> Vec<ActorIx> {
        let mut found = Vec::new();
        for actor in actors {
            let answer = match self.acts_for(*actor) {
                Some(other) if self.is_person(*actor) => other,
                _ => *actor,
            };
            if !found.contains(&answer) {
                found.push(answer);
            }
        }
        found
    }
}

/// A document as mentions are looked for in it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its time expressions. Words inside them name nothing.
    pub times: &'a [TimeRef],
    /// Its day, where it is known.
    pub day: Option<Date>,
}

/// Finds every mention in a document of a day.
pub fn find(
    document: &Document,
    lexicon: &Lexicon,
    world: &World,
    times: &[TimeRef],
    day: Option<Date>,
) -> Mentions {
    let seen = Seen {
        document,
        times,
        day,
    };
    let mut found = find_all(&[seen], lexicon, world);
    found.pop().expect("mentions of the document")
}

/// Finds every mention in each of some documents.
pub fn find_all(all: &[Seen<'_>], lexicon: &Lexicon, world: &World) -> Vec<Mentions> {
    let mut looks = surface::Looks::new(&lexicon.beginnings, world);
    let surfaces: Vec<Surface> = all
        .iter()
        .map(|seen| Surface::new(seen.document, seen.times, &mut looks))
        .collect();
    let names: Vec<Names> = all
        .iter()
        .zip(&surfaces)
        .map(|(seen, surface)| Names::find(seen.document, surface, lexicon, world))
        .collect();
    let walks: Vec<Finder> = all
        .iter()
        .zip(surfaces.iter().zip(&names))
        .map(|(seen, (surface, names))| {
            let mut finder = Finder::new(seen.document, lexicon, world, surface, names, seen.day);
            finder.walk();
            finder
        })
        .collect();
    walks.into_iter().map(gather).collect()
}

/// What was found on a walk through a document.
fn gather(mut finder: Finder<'_>) -> Mentions {
    let Finder {
        document,
        lexicon,
        world,
        surface,
        ..
    } = finder;
    let joined = finder.joined();
    let shares = finder.shares();
    let ours = finder.ours();
    let betweens = finder.betweens();
    let dateline = finder.dateline;
    let parsed = finder.parsed;
    let mut found = std::mem::take(&mut finder.found);
    let relatives = std::mem::take(&mut finder.relatives);
    let asides = std::mem::take(&mut finder.asides);
    let undergone = std::mem::take(&mut finder.undergone);
    let habits = finder.habits();
    let moved = finder.moved();
    let scenes = std::mem::take(&mut finder.scenes);
    let registry = finder.registry;
    // Stable: a phrase before the names inside it, an actor before a place of the same words.
    found.sort_by_key(|found| {
        (
            found.mention.words.start,
            std::cmp::Reverse(found.mention.words.end),
        )
    });
    let (list, details): (Vec<_>, Vec<_>) = found
        .into_iter()
        .map(|found| (found.mention, found.detail))
        .unzip();
    let mut by_head: BTreeMap<WordIx, Vec<usize>> = BTreeMap::new();
    let mut by_sentence = vec![Vec::new(); document.sentences.len()];
    for (ix, mention) in list.iter().enumerate() {
        by_head.entry(mention.head).or_default().push(ix);
        if let Some(sentence) = by_sentence.get_mut(details[ix].sentence) {
            sentence.push(ix);
        }
    }
    let camps = registry
        .actors
        .iter()
        .map(|actor| {
            let found = actor.id.as_deref().map(|id| world.camps.of(id, None));
            let found = found.into_iter().flatten();
            found
                .map(|(camp, _)| (camp.conflict.clone(), camp.id.clone()))
                .collect()
        })
        .collect();
    let (quantities, percents) = quantities::find(document, surface, lexicon);
    let mut mentions = Mentions {
        actors: registry.actors,
        places: registry.places,
        list,
        quantities,
        percents,
        details,
        actor_traits: registry.actor_traits,
        bases: registry
            .place_traits
            .iter()
            .map(|traits| traits.base)
            .collect(),
        scenes,
        relatives,
        asides,
        undergone,
        habits,
        moved,
        by_head,
        shares,
        ours,
        betweens,
        dateline,
        by_sentence,
        joined,
        camps,
        flying: lexicon.class("air-force"),
        parsed,
    };
    for actor in &mut mentions.actors {
        actor.mentions.sort_unstable();
    }
    for place in &mut mentions.places {
        place.mentions.sort_unstable();
    }
    mentions
}
