//! Who and where is spoken of: names, descriptions, pronouns and numbers, resolved to the actors
//! and places of the reading.

use selon_model::{Actor, ActorIx, Count, Place, PlaceIx, PlaceLink, Span, TimeRef};
use selon_rules::{PackError, PackFiles};
use selon_text::{Document, WordIx};
use selon_world::World;
use std::ops::Range;

/// What the pack says about how things are named and described.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(_pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        (Lexicon::default(), Vec::new())
    }
}

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
}

impl Mentions {
    /// The actors that the phrase headed by `head` refers to: its own mention, the members of a
    /// coordination, an apposition's referent, a relative pronoun's antecedent. Empty when it
    /// refers to no actor.
    pub fn actors_of(&self, _document: &Document, _head: WordIx) -> Vec<ActorIx> {
        Vec::new()
    }

    /// The places that the phrase headed by `head` refers to, with the words that narrow them.
    pub fn places_of(&self, _document: &Document, _head: WordIx) -> Vec<PlaceLink> {
        Vec::new()
    }

    /// The quantity whose noun (or number) is `head`.
    pub fn quantity_of(&self, head: WordIx) -> Option<&Quantity> {
        self.quantities
            .iter()
            .find(|quantity| quantity.head == head)
    }

    /// The place that the discourse is about at a word, when its clause names none.
    pub fn focus_place(&self, _document: &Document, _word: WordIx) -> Option<PlaceIx> {
        None
    }

    /// The actor that the discourse is about at a word: the subject understood of an infinitive,
    /// a participle or a second verb.
    pub fn focus_actor(&self, _document: &Document, _word: WordIx) -> Option<ActorIx> {
        None
    }
}

/// Finds every mention. Words inside time expressions name nothing.
pub fn find(
    _document: &Document,
    _lexicon: &Lexicon,
    _world: &World,
    _times: &[TimeRef],
) -> Mentions {
    Mentions::default()
}
