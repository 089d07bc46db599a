//! Which words are forces, places or people, for the rules' typed roles.

use crate::mentions::{Mention, Mentions, Referent};
use selon_model::ActorIx;
use selon_rules::{Label, Matcher, Program, Typing};
use selon_text::{Document, Upos, WordIx};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// Classes that the reader itself consults, by the name the pack gives them.
#[derive(Debug, Default)]
pub(super) struct Classes {
    /// Nouns for those who fight: soldier, troop, assailant.
    fighters: Option<usize>,
    /// Nouns for people: civilian, inhabitant, child.
    people: Option<usize>,
    /// Nouns for ground that can be held or hit: town, position, road.
    ground: Option<usize>,
    /// Words that tell of dead and wounded.
    toll: Option<usize>,
    /// Nouns for a war as a whole.
    war: Option<usize>,
    /// Nouns for people in office and others whom dispatches quote.
    tellers: Option<usize>,
    /// Prepositions for where something comes from.
    whence: Option<usize>,
    /// Nouns that tell of ground taken as its holder's loss, and not as the taker's deed.
    downfall: Option<usize>,
    /// Verbs that say that something is not so.
    gainsay: Option<usize>,
    /// Verbs for praising, blaming and calling for what others do.
    judge: Option<usize>,
    /// Nouns for sites where nobody fights: hospital, market.
    peaceful_sites: Option<usize>,
}

impl Classes {
    pub fn of(program: &Program) -> Classes {
        Classes {
            fighters: program.class("fighters"),
            people: program.class("people"),
            ground: program.class("ground"),
            toll: program.class("toll"),
            war: program.class("war-noun"),
            tellers: program.class("teller"),
            whence: program.class("whence"),
            peaceful_sites: program.class("peaceful-site"),
            downfall: program.class("downfall"),
            gainsay: program.class("gainsay"),
            judge: program.class("judge"),
        }
    }
}

/// The reader's knowledge of a document's words.
pub(super) struct Reader<'a> {
    document: &'a Document,
    mentions: &'a Mentions,
    matcher: &'a Matcher<'a>,
    classes: &'a Classes,
    actors: RefCell<BTreeMap<WordIx, Vec<ActorIx>>>,
}

impl<'a> Reader<'a> {
    pub fn new(
        document: &'a Document,
        mentions: &'a Mentions,
        matcher: &'a Matcher<'a>,
        classes: &'a Classes,
    ) -> Reader<'a> {
        Reader {
            document,
            mentions,
            matcher,
            classes,
            actors: RefCell::default(),
        }
    }

    /// The actors a phrase refers to, each looked up once.
    pub fn actors_of(&self, word: WordIx) -> Vec<ActorIx> {
        self.actors
            .borrow_mut()
            .entry(word)
            .or_insert_with(|| {
                if let Some(behind) = self.behind_topic(word) {
                    return behind;
                }
                let found = self.mentions.actors_of(self.document, word);
                if found.is_empty() {
                    self.covering(word)
                } else {
                    found
                }
            })
            .clone()
    }

    /// Where a word is in the topic that opens a headline ("Burkina Faso : l'armée reprend Tarkint"),
    /// it acts in nothing: whoever stands first behind the colon does, or nobody.
    fn behind_topic(&self, word: WordIx) -> Option<Vec<ActorIx>> {
        let sentence = self.document.sentence_of(word).words.clone();
        let colon = (sentence.start..sentence.end.min(sentence.start + 5))
            .find(|at| self.document.form(*at) == ":")?;
        // "Côte d'Ivoire : ..."
        let named = self
            .names_over(word)
            .any(|name| name.words.start == sentence.start && name.words.end == colon);
        let topic = word < colon
            && (sentence.start..colon).all(|at| match self.document.upos(at) {
                Upos::Verb | Upos::Aux => false,
                Upos::Adp => named,
                _ => true,
            });
        if !topic {
            return None;
        }
        let behind = (colon + 1..sentence.end.min(colon + 6))
            .filter(|w| self.document.upos(*w).is_nominal())
            .filter(|w| self.document.feat(*w, "PronType") != Some("Rel"))
            .map(|w| self.mentions.actors_of(self.document, w))
            .find(|actors| !actors.is_empty());
        Some(behind.unwrap_or_default())
    }

    /// The names of a word's sentence that cover it.
    fn names_over(&self, word: WordIx) -> impl Iterator<Item = &Mention> {
        let sentence = self.document.sentence_of(word).words.start;
        let from = self
            .mentions
            .list
            .partition_point(|mention| mention.words.start < sentence);
        self.mentions.list[from..]
            .iter()
            .take_while(move |mention| mention.words.start <= word)
            .filter(move |mention| {
                mention.words.contains(&word) && mention.form == crate::mentions::Form::Name
            })
    }

    /// The actor of the shortest name that covers a word: parsers often hang a clause on a word
    /// inside a long name and not on its head.
    fn covering(&self, word: WordIx) -> Vec<ActorIx> {
        if !self.document.upos(word).is_nominal() {
            return Vec::new();
        }
        self.names_over(word)
            .min_by_key(|mention| mention.words.len())
            .and_then(|mention| match mention.referent {
                Referent::Actor(actor) => Some(actor),
                Referent::Place(_) => None,
            })
            .into_iter()
            .collect()
    }

    /// Mentions of actors that exist in order to fight, among some words.
    pub fn fighters(&self, words: Range<WordIx>) -> i32 {
        let from = self
            .mentions
            .list
            .partition_point(|mention| mention.words.start < words.start);
        let count = self.mentions.list[from..]
            .iter()
            .take_while(|mention| mention.words.start < words.end)
            .filter(|mention| match mention.referent {
                Referent::Actor(actor) => armed(&self.mentions.actors[actor].kind),
                Referent::Place(_) => false,
            })
            .count();
        i32::try_from(count).unwrap_or(i32::MAX).min(1_000)
    }

    /// Whether a word stands inside the name of an actor, and is not all of it.
    pub fn is_inside_name(&self, word: WordIx) -> bool {
        self.names_over(word).any(|mention| {
            mention.words.len() > 1 && matches!(mention.referent, Referent::Actor(_))
        })
    }

    /// How much a phrase speaks of a force: 2 for an actor that exists in order to fight, 1 for
    /// a state, which can, 0 for all others.
    pub fn force(&self, word: WordIx) -> i32 {
        let of = |actor: &ActorIx| match self.mentions.actors[*actor].kind.as_str() {
            "state" | "government" => 1,
            kind if armed(kind) => 2,
            _ => 0,
        };
        self.actors_of(word).iter().map(of).max().unwrap_or(0)
    }

    /// How well a phrase names ground ("Goma", "le village de Karma"): 2 for a place within a
    /// country, 1 for a country or a name that no table holds, 0 for no name.
    pub fn place_name(&self, word: WordIx) -> i32 {
        let named = |word: WordIx| {
            let places = self.mentions.places_of(self.document, word);
            let known = places
                .iter()
                .map(|link| &self.mentions.places[link.place])
                .filter(|place| place.id.is_some());
            let best = known.map(|place| 1 + i32::from(place.feature != "country"));
            best.max().unwrap_or(i32::from(
                self.document.upos(word) == Upos::Propn && self.actors_of(word).is_empty(),
            ))
        };
        self.document
            .children(word)
            .filter(|child| self.document.relation(*child) == "nmod")
            .chain([word])
            .map(named)
            .max()
            .unwrap_or(0)
    }

    /// Whether an actor can act by arms.
    pub fn can_fight(&self, actor: ActorIx) -> bool {
        matches!(
            self.mentions.actors[actor].kind.as_str(),
            "armed-group"
                | "state-force"
                | "coalition"
                | "state"
                | "government"
                | "unspecified"
                | "person"
        )
    }

    fn is_in(&self, word: WordIx, class: Option<usize>) -> bool {
        class.is_some_and(|class| self.matcher.in_class(word, class))
    }

    /// Whether a word tells of dead or wounded.
    pub fn is_toll(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.toll)
    }

    /// Whether a noun tells of ground taken as a loss.
    pub fn is_downfall(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.downfall)
    }

    /// Whether a verb says that something is not so.
    pub fn gainsays(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.gainsay)
    }

    /// Whether a verb praises, blames or calls for what others do.
    pub fn judges(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.judge)
    }

    /// Whether a noun means a war as a whole.
    pub fn is_war(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.war)
    }

    /// Whether a noun means somebody whom dispatches quote.
    pub fn is_teller(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.tellers)
    }

    /// Whether a word's preposition says that something comes from there.
    pub fn comes_from(&self, word: WordIx) -> bool {
        self.document.children(word).any(|child| {
            self.document.relation(child) == "case" && self.is_in(child, self.classes.whence)
        })
    }

    /// Whether a noun means a site where nobody fights: a hospital, a camp of displaced people.
    pub fn is_peaceful_site(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.peaceful_sites)
            || self.document.children(word).any(|child| {
                self.document.relation(child) == "nmod" && self.is_in(child, self.classes.people)
            })
    }

    /// Whether a noun means ground of some sort, named or not.
    pub fn is_ground(&self, word: WordIx) -> bool {
        self.is_in(word, self.classes.ground)
    }
}

/// Kinds of actors that exist in order to fight.
fn armed(kind: &str) -> bool {
    matches!(kind, "armed-group" | "state-force" | "coalition")
}

impl Typing for Reader<'_> {
    fn counted(&self, word: WordIx) -> Option<WordIx> {
        let head = self
            .mentions
            .quantities
            .iter()
            .find(|quantity| quantity.words.contains(&word))?
            .head;
        (head != word && self.document.upos(head).is_nominal()).then_some(head)
    }

    fn is(&self, word: WordIx, label: Label) -> bool {
        match label {
            Label::Any => true,
            Label::Count => self.mentions.quantity_of(word).is_some(),
            Label::Force => {
                self.is_in(word, self.classes.fighters)
                    // "nous tenons la ville": whoever speaks for a force.
                    || self.document.upos(word) == Upos::Pron
                        && self.mentions.is_speakers(self.document, word)
                    || self
                        .actors_of(word)
                        .iter()
                        .any(|actor| self.can_fight(*actor))
            }
            Label::Place => {
                self.is_ground(word) || !self.mentions.places_of(self.document, word).is_empty()
            }
            Label::Civilians => self
                .actors_of(word)
                .iter()
                .any(|actor| self.mentions.actors[*actor].kind == "civilians"),
            Label::People => {
                self.is_in(word, self.classes.people)
                    || self.is_in(word, self.classes.fighters)
                    || self.document.upos(word) == Upos::Num
                        && self.mentions.quantity_of(word).is_some()
                    || !self.actors_of(word).is_empty()
            }
        }
    }
}
