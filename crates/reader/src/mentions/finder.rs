//! One walk through the text, sentence by sentence: names, descriptions and pronouns in the order
//! in which a reader meets them, each resolved by what has been read so far.

use super::lexicon::{ActorHint, Gender, Lexicon, Small, folded_words};
use super::names::{Aliases, LocalKind, NameHit, Names};
use super::registry::{ActorTraits, Registry, add_name};
use super::salience::Salience;
use super::surface::Surface;
use super::{Form, Mention, Referent};
use selon_model::{ActorIx, PlaceIx, PlaceRole};
use selon_text::{Document, Upos, WordIx};
use selon_world::World;
use std::collections::BTreeMap;
use std::ops::Range;

/// How much a mention stands in the foreground.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Prominence {
    /// An adjective, a possessive, a name inside another phrase.
    Background,
    /// Hangs on a noun or a preposition.
    Other,
    /// What a verb is about.
    Object,
    /// Who a verb is about.
    Subject,
}

/// What the walk knows of a mention beyond its public form.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Detail {
    pub sentence: usize,
    pub prominence: Prominence,
    /// For places: the part it plays by its preposition.
    pub role: PlaceRole,
    /// Words kept that narrow the place.
    pub modifier: Option<String>,
    /// For places: somewhere, as opposed to a state that acts.
    pub locative: bool,
    pub gender: Option<Gender>,
    pub plural: Option<bool>,
    /// A relative pronoun, resolved by its clause.
    pub relative: bool,
    /// For places: its preposition says what something goes to or falls on ("sur X", "vers X").
    pub aimed: bool,
}

/// A mention with its detail.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Found {
    pub mention: Mention,
    pub detail: Detail,
}

/// Sentences at the head of a text among which a dateline stands, and the words it has at most.
const DATELINE_REACH: usize = 4;
const DATELINE_WORDS: usize = 16;

/// The walk.
pub(super) struct Finder<'a> {
    pub document: &'a Document,
    /// The day of the document (`YYYY-MM-DD`), where it is known.
    day: Option<String>,
    pub lexicon: &'a Lexicon,
    pub world: &'a World,
    pub surface: &'a Surface,
    pub names: &'a Names,
    pub registry: Registry,
    pub aliases: Aliases,
    pub found: Vec<Found>,
    /// The parties of the joint force named last.
    pub joint: Vec<ActorIx>,
    /// Tokens that already belong to a description and start none.
    pub taken: Vec<bool>,
    /// Tokens inside a longer description of a place: names there are no scene of their own.
    pub inside: Vec<bool>,
    /// Relative pronouns and the words they stand for.
    pub relatives: BTreeMap<WordIx, WordIx>,
    /// Words that tell where a place lies, and the head of that place.
    pub asides: BTreeMap<WordIx, WordIx>,
    /// Places as the reader has them in mind.
    pub in_mind: Salience,
    /// The same with the towns that what is spoken of stands in.
    pub towns: Salience,
    /// Possessives of this sentence whose owner is still to come.
    pub ahead: Vec<usize>,
    /// The men that a state was last said to send, and in which sentence.
    pub sent: Option<(usize, ActorIx)>,
    /// Where a dateline says that the text was written.
    pub dateline: Option<PlaceIx>,
    /// Countries that the words of these undergo war: "le pays est en proie à une insurrection".
    pub undergone: BTreeMap<WordIx, PlaceIx>,
    /// What was most in mind at the end of each sentence.
    pub scenes: Vec<Vec<(PlaceIx, i64)>>,
    /// True when a parser ran.
    pub parsed: bool,
}

/// How a phrase is introduced.
#[derive(Clone, Debug, Default)]
pub(super) struct Determiner {
    /// First token of the determiner, or of the phrase.
    pub start: usize,
    pub definite: bool,
    pub indefinite: bool,
    pub demonstrative: bool,
    /// The possessive's token.
    pub possessive: Option<usize>,
    /// A number or a word like it stands before the noun.
    pub counted: bool,
}

impl<'a> Finder<'a> {
    /// Prepares a walk.
    pub fn new(
        document: &'a Document,
        lexicon: &'a Lexicon,
        world: &'a World,
        surface: &'a Surface,
        names: &'a Names,
        day: Option<selon_model::Date>,
    ) -> Finder<'a> {
        Finder {
            document,
            day: day.map(|day| day.to_string()),
            lexicon,
            world,
            surface,
            names,
            registry: Registry::in_language(document.language),
            aliases: Aliases::default(),
            found: Vec::new(),
            joint: Vec::new(),
            taken: vec![false; surface.toks.len()],
            inside: vec![false; surface.toks.len()],
            relatives: BTreeMap::new(),
            asides: BTreeMap::new(),
            in_mind: Salience::default(),
            towns: Salience::default(),
            ahead: Vec::new(),
            sent: None,
            dateline: None,
            undergone: BTreeMap::new(),
            scenes: Vec::new(),
            parsed: document.words.iter().any(|word| word.head.is_some()),
        }
    }

    /// Reads the whole document.
    pub fn walk(&mut self) {
        for sentence in 0..self.surface.sentences.len() {
            let range = self.surface.sentences[sentence].clone();
            for tok in range.clone() {
                if self.surface.toks[tok].timed {
                    continue;
                }
                self.alias_at(tok);
                let name = self.names.at(tok).cloned();
                if name.is_none() && self.names.covering(tok).is_some() {
                    continue;
                }
                let longest_name = name.as_ref().map_or(tok, |hit| hit.toks.end);
                // A description that is longer than the name wins ("frontière turque" as a name of
                // the tables loses to nothing; "Forces démocratiques syriennes" wins over "forces").
                let mut described = None;
                if !self.taken[tok] {
                    let place_end = self.place_phrase(tok, longest_name);
                    described = place_end;
                    let group_end = self.group_phrase(tok, longest_name);
                    // "Casques bleus togolais de la Minusma": the name is within who they are.
                    if group_end == Some(longest_name) && self.is_covered(tok..longest_name) {
                        described = described.or(group_end);
                    }
                    if name.is_none() && place_end.is_none() && group_end.is_none() {
                        self.pronoun(tok);
                        self.adjective(tok);
                    }
                } else if name.is_none() {
                    self.pronoun(tok);
                    self.people_lost(tok);
                }
                // "le Nord-Ouest du pays" is no region that bears the name of a direction.
                if let Some(hit) = name
                    && described.is_none_or(|end| end < hit.toks.end)
                {
                    self.name(&hit);
                }
            }
            self.settle_ahead();
            let paragraph = self.document.sentences[sentence].paragraph;
            self.scenes.push(self.in_mind.after(sentence, paragraph));
        }
        self.said_in_short();
    }

    /// Whether the mention made last goes on behind a name that it begins with.
    fn is_covered(&self, name: Range<usize>) -> bool {
        let words = self.surface.words(name);
        self.found.last().is_some_and(|found| {
            found.mention.words.start == words.start && found.mention.words.end > words.end
        })
    }

    /// First of the phrase's own words that stands for the whole: the noun of a run of tokens.
    pub fn head_of(&self, toks: Range<usize>) -> WordIx {
        let words = self.surface.words(toks);
        if words.is_empty() {
            return 0;
        }
        // The word whose head lies outside the phrase, when a parser ran.
        if self.parsed
            && let Some(head) = words
                .clone()
                .filter(|w| self.document.upos(*w) != Upos::Punct)
                .find(|w| {
                    self.document
                        .head(*w)
                        .is_none_or(|head| !words.contains(&head))
                        && !matches!(self.document.upos(*w), Upos::Adp | Upos::Det)
                })
        {
            return head;
        }
        words.start
    }

    /// How much a word stands in the foreground.
    pub fn prominence(&self, head: WordIx) -> Prominence {
        if self.parsed {
            match self.document.relation(head) {
                "nsubj" => Prominence::Subject,
                "obj" | "iobj" => Prominence::Object,
                "obl" if self.document.deprel(head) == "obl:agent" => Prominence::Object,
                // "(affilié à Al-Qaïda)": said of what its participle says more of.
                "obl"
                    if self.document.head(head).is_some_and(|above| {
                        matches!(self.document.relation(above), "acl" | "amod")
                            && self.document.feat(above, "VerbForm") != Some("Fin")
                    }) =>
                {
                    Prominence::Background
                }
                "root" | "appos" | "conj" => {
                    if self.document.relation(head) == "conj"
                        && let Some(first) = self.document.head(head)
                        && self.document.relation(first) == "nsubj"
                    {
                        Prominence::Subject
                    } else {
                        Prominence::Other
                    }
                }
                // "Plusieurs centaines de combattants ont attaqué": as much as what counts them.
                "nmod"
                    if self.document.head(head).is_some_and(|above| {
                        let tok = self.surface.of_word[above];
                        self.lexicon.skip(Small::Share, self.surface, tok).is_some()
                    }) =>
                {
                    self.document
                        .head(head)
                        .map_or(Prominence::Background, |above| self.prominence(above))
                }
                "nmod" | "amod" => Prominence::Background,
                _ => Prominence::Other,
            }
        } else {
            let tok = self.surface.of_word[head];
            let sentence = self.surface.sentences[self.surface.toks[tok].sentence].clone();
            let verb_before = self.surface.toks[sentence.start..tok]
                .iter()
                .any(|tok| matches!(tok.upos, Upos::Verb | Upos::Aux));
            if !verb_before && self.preposition_before(tok).is_none() {
                Prominence::Subject
            } else {
                Prominence::Other
            }
        }
    }

    /// What stands before a noun: articles, possessives, numbers, adjectives.
    pub fn determiner(&self, noun: usize) -> Determiner {
        let sentence = self.surface.sentences[self.surface.toks[noun].sentence].clone();
        let mut found = Determiner {
            start: noun,
            ..Determiner::default()
        };
        let mut at = noun;
        let mut steps = 0;
        while at > sentence.start && steps < 5 {
            let before = at - 1;
            steps += 1;
            let fits = |end: Option<usize>| end == Some(at);
            if let Some((end, uses)) = self.lexicon.pronouns.all(self.surface, before)
                && end == at
                && uses
                    .iter()
                    .any(|pronoun| pronoun.usage == super::lexicon::PronounUse::Possessive)
            {
                found.possessive = Some(before);
                found.start = before;
                return found;
            }
            if fits(
                self.lexicon
                    .skip(Small::Demonstrative, self.surface, before),
            ) {
                found.demonstrative = true;
                found.start = before;
                return found;
            }
            if fits(self.lexicon.skip(Small::Definite, self.surface, before)) {
                found.definite = true;
                found.start = before;
                return found;
            }
            if self.is_number(before) {
                found.counted = true;
                found.start = before;
                at = before;
                continue;
            }
            // "trois ou quatre hommes"
            if found.counted
                && before > sentence.start
                && self.is_number(before - 1)
                && matches!(
                    self.lexicon.numbers.longest(self.surface, before),
                    Some((end, super::lexicon::Number::RangeAnd)) if end == at
                )
            {
                at = before;
                continue;
            }
            // "du groupe": a preposition with its article, unless it is a partitive.
            if self.contracted(before) && self.surface.toks[before].words.len() > 1 {
                found.definite = true;
                return found;
            }
            if fits(self.lexicon.skip(Small::Indefinite, self.surface, before)) {
                found.indefinite = true;
                found.start = before;
                return found;
            }
            if self.contracted(before) {
                found.definite = true;
                return found;
            }
            if fits(self.lexicon.skip(Small::Of, self.surface, before)) && found.counted {
                at = before;
                continue;
            }
            if matches!(self.surface.toks[before].upos, Upos::Adj | Upos::Num)
                || self
                    .lexicon
                    .adjectives
                    .longest(self.surface, before)
                    .is_some_and(|(end, _)| end == at)
            {
                at = before;
                continue;
            }
            break;
        }
        found
    }

    /// A preposition with its article inside it.
    pub fn contracted(&self, tok: usize) -> bool {
        self.lexicon.skip(Small::Contracted, self.surface, tok) == Some(tok + 1)
    }

    /// A numeral in digits or a number word.
    pub fn is_number(&self, tok: usize) -> bool {
        let token = &self.surface.toks[tok];
        token
            .lower
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_digit())
            || token.upos == Upos::Num
            || self
                .lexicon
                .numbers
                .longest(self.surface, tok)
                .is_some_and(|(_, number)| {
                    use super::lexicon::Number::*;
                    !matches!(number, About | Least | Most | Range | RangeAnd | Value(1))
                })
    }

    /// The preposition that governs a phrase whose first token (determiner included) is `start`:
    /// its first token and what it says.
    pub fn preposition_before(&self, start: usize) -> Option<(usize, super::lexicon::Preposition)> {
        let (at, preposition) = self.lexicon.preposition_before(self.surface, start)?;
        Some((at, preposition.clone()))
    }

    /// The same for a phrase whose noun is at `noun`: determiners are stepped over, and a
    /// preposition that swallowed its article is seen.
    pub fn governed_by(&self, noun: usize) -> Option<(usize, super::lexicon::Preposition)> {
        let determiner = self.determiner(noun);
        if determiner.start < noun
            && let Some(found) = self.preposition_before(determiner.start)
        {
            return Some(found);
        }
        self.preposition_before(noun).or_else(|| {
            // "au nord", "du village": the contraction is both.
            let before = noun.checked_sub(1)?;
            (self.contracted(before)
                && self.surface.toks[before].sentence == self.surface.toks[noun].sentence)
                .then(|| self.preposition_before(noun))
                .flatten()
        })
    }

    /// Records a mention of an actor.
    pub fn mention_actor(&mut self, actor: ActorIx, toks: Range<usize>, head: WordIx, form: Form) {
        let prominence = match form {
            Form::Adjective => Prominence::Background,
            _ => self.prominence(head),
        };
        self.mention_actor_as(actor, toks, head, form, prominence, None, None);
    }

    /// Records a mention of an actor with its agreement.
    #[expect(clippy::too_many_arguments, reason = "one place makes mentions")]
    pub fn mention_actor_as(
        &mut self,
        actor: ActorIx,
        toks: Range<usize>,
        head: WordIx,
        form: Form,
        prominence: Prominence,
        gender: Option<Gender>,
        plural: Option<bool>,
    ) {
        let span = self.surface.span(toks.clone());
        if matches!(form, Form::Name | Form::Description) {
            self.registry.actor_mentioned(actor, span);
        }
        let words = self.surface.words(toks.clone());
        if self.found.iter().rev().take(6).any(|found| {
            found.mention.head == head
                && found.mention.referent == Referent::Actor(actor)
                && found.mention.words == words
        }) {
            return;
        }
        self.found.push(Found {
            mention: Mention {
                words,
                head,
                span,
                referent: Referent::Actor(actor),
                form,
            },
            detail: Detail {
                sentence: self.surface.toks[toks.start].sentence,
                prominence,
                role: PlaceRole::At,
                modifier: None,
                locative: false,
                gender,
                plural,
                relative: false,
                aimed: false,
            },
        });
    }

    /// Records a mention of a place.
    pub fn mention_place(
        &mut self,
        place: PlaceIx,
        toks: Range<usize>,
        head: WordIx,
        form: Form,
        role: PlaceRole,
        modifier: Option<String>,
        locative: bool,
    ) {
        let span = self.surface.span(toks.clone());
        if matches!(form, Form::Name | Form::Description) {
            self.registry.place_mentioned(place, span);
        }
        let sentence = self.surface.toks[toks.start].sentence;
        let prominence = self.prominence(head);
        // "GOMA, 3 mai (Agence Nord) -": where it was written is no scene of what it tells.
        let written =
            self.registry.places[place].feature != "country" && self.is_dateline(sentence);
        let locative = locative && !written;
        if written {
            self.dateline.get_or_insert(place);
        }
        let aimed = self
            .governed_by(toks.start)
            .is_some_and(|(_, preposition)| {
                preposition.actor == ActorHint::No && role != PlaceRole::From
            });
        // "Moscou confirme": a capital that speaks for its state is no place to come back to.
        let acts = !locative
            && self.found.last().is_some_and(|found| {
                found.mention.head == head && matches!(found.mention.referent, Referent::Actor(_))
            });
        if !acts && !written {
            self.keep_in_mind(place, sentence, head, form, role, prominence, locative);
        }
        self.found.push(Found {
            mention: Mention {
                words: self.surface.words(toks.clone()),
                head,
                span,
                referent: Referent::Place(place),
                form,
            },
            detail: Detail {
                sentence,
                prominence,
                role,
                modifier,
                locative,
                gender: self.registry.place_traits[place].gender,
                plural: None,
                relative: false,
                aimed,
            },
        });
    }

    /// Whether a sentence is what a dispatch opens with: a name, a date, an agency and a dash.
    fn is_dateline(&self, sentence: usize) -> bool {
        let words = self.document.sentences[sentence].words.clone();
        let dash = words.end.checked_sub(1).is_some_and(|last| {
            last > words.start && matches!(self.document.form(last), "-" | "–" | "—")
        });
        dash && sentence < DATELINE_REACH
            && words.len() <= DATELINE_WORDS
            && self.document.upos(words.start) == Upos::Propn
            && words
                .clone()
                .all(|word| !matches!(self.document.upos(word), Upos::Verb | Upos::Aux))
    }

    /// "Forces du peuple (FP)": when a parenthesis that opens here holds one short name right after
    /// a mention, the name is another name of it.
    fn alias_at(&mut self, tok: usize) {
        let toks = &self.surface.toks;
        if &*toks[tok].lower != "(" || tok == 0 {
            return;
        }
        let Some(close) =
            (tok + 1..(tok + 5).min(toks.len())).find(|at| matches!(&*toks[*at].lower, ")" | ","))
        else {
            return;
        };
        if close == tok + 1 || close > tok + 3 || !toks[tok + 1].capital {
            return;
        }
        let last_word = toks[tok - 1].words.end;
        // The widest mention that ends right before the parenthesis.
        let best = self
            .found
            .iter()
            .rev()
            .take(12)
            .filter(|found| {
                found.mention.words.end == last_word && found.mention.form != Form::Adjective
            })
            .max_by_key(|found| found.mention.words.len())
            .map(|found| found.mention.referent);
        let Some(referent) = best else { return };
        let alias = self.surface.span(tok + 1..close);
        let text = alias.of(self.document.text()).to_owned();
        let key = selon_world::fold(&text);
        match referent {
            Referent::Actor(actor) => {
                add_name(&mut self.registry.actors[actor].names, &text);
                self.aliases.actors.entry(key).or_insert(actor);
            }
            Referent::Place(_) => {}
        }
    }

    /// A name of the world, of the recogniser, or of the document.
    fn name(&mut self, hit: &NameHit) {
        // "le nord de la Syrie": a country that a place is part of does nothing.
        let part = hit.polity.is_some() && self.inside[hit.toks.start];
        if let Some(actor) = self.name_actor(hit).filter(|_| !part) {
            let head = self.head_of(hit.toks.clone());
            let (actor_ok, place_ok, prominence) = self.name_use(hit, head);
            if actor_ok || !place_ok {
                let determiner = self.determiner(hit.toks.start);
                let (gender, plural) = self.article(determiner.start, hit.toks.start);
                let (own_gender, own_plural) = self.inflection(head);
                let (gender, plural) = (gender.or(own_gender), plural.or(own_plural));
                self.registry.actor_traits[actor].named = true;
                let parties = self.parties(actor);
                if parties.len() > 1 {
                    self.joint.clone_from(&parties);
                }
                for actor in parties {
                    self.mention_actor_as(
                        actor,
                        hit.toks.clone(),
                        head,
                        Form::Name,
                        prominence,
                        gender,
                        plural,
                    );
                }
            }
        }
        // "M. Untel" is nowhere, whatever town is called so.
        let titled = hit.toks.start.checked_sub(1).is_some_and(|before| {
            self.lexicon.skip(Small::Title, self.surface, before) == Some(hit.toks.start)
        });
        if let Some(place) = self.name_place(hit).filter(|_| !titled) {
            let head = self.head_of(hit.toks.clone());
            let (_, place_ok, prominence) = self.name_use(hit, head);
            self.undergoes(place, head);
            if place_ok && !self.place_already(place, head) {
                let (role, modifier) = self.role_of(hit.toks.start, head);
                // "Telm, à 40 km de Velm"
                let start = hit.toks.start;
                let away = || (start.saturating_sub(4)..start).any(|at| self.is_number(at));
                // "Mambelenga, en territoire d'Irumu"
                let wide = self
                    .lexicon
                    .place_nouns
                    .longest(self.surface, start)
                    .is_some_and(|(_, noun)| noun.feature == "region");
                // "Telm, sur la mer Rouge"
                let wide = wide || self.registry.places[place].feature == "area";
                let aside = hit.polity.is_none()
                    && (role == PlaceRole::Near || wide || away())
                    && self.tells_where(start, hit.toks.end);
                let locative = !aside
                    && self.locative(hit, prominence)
                    && !self.where_speaker_is(start)
                    && !self.comes_from(head, role)
                    && !self.below_source(head)
                    && !self.in_title(head);
                self.mention_place(
                    place,
                    hit.toks.clone(),
                    head,
                    Form::Name,
                    role,
                    modifier,
                    locative,
                );
            }
        }
    }

    /// Gender and number of a common noun that a name begins with ("l'armée X").
    fn inflection(&self, head: WordIx) -> (Option<Gender>, Option<bool>) {
        if !self.parsed || self.document.upos(head) != Upos::Noun {
            return (None, None);
        }
        let gender = match self.document.feat(head, "Gender") {
            Some("Fem") => Some(Gender::F),
            Some("Masc") => Some(Gender::M),
            _ => None,
        };
        // A body in the singular may be spoken of in the plural: its men.
        let plural = (self.document.feat(head, "Number") == Some("Plur")).then_some(true);
        (gender, plural)
    }

    /// Whether a place name says where something is, as opposed to a state that acts, a part of a
    /// longer description, or the name of a treaty.
    fn locative(&self, hit: &NameHit, prominence: Prominence) -> bool {
        let start = hit.toks.start;
        if self.inside[start] || self.treaty_before(start) {
            return false;
        }
        if hit.polity.is_none() {
            return true;
        }
        let sentence = &self.surface.sentences[self.surface.toks[start].sentence];
        match self.governed_by(start) {
            Some((_, preposition)) if preposition.of => {
                prominence >= Prominence::Other
                    && self.parsed
                    && self.document.relation(self.head_of(hit.toks.clone())) == "obl"
            }
            Some((_, preposition)) => preposition.actor != ActorHint::Yes,
            // "Mali : ..." sets the scene, and so does a seat that is taken.
            None => {
                let seat = hit.polity.is_some_and(|(_, seat)| seat);
                seat && self.is_held(self.head_of(hit.toks.clone()))
                    || start == sentence.start
                        && self
                            .surface
                            .toks
                            .get(hit.toks.end)
                            .is_some_and(|next| &*next.lower == ":")
            }
        }
    }

    /// "les accords de X", "le processus de X": X is where it was signed.
    fn treaty_before(&self, start: usize) -> bool {
        let Some(of) = start.checked_sub(1) else {
            return false;
        };
        // "l'accord de paix de X", "les accords politiques de X"
        let toks = &self.surface.toks;
        let mut end = of;
        while end > 1 && toks[end - 1].upos == Upos::Adj {
            end -= 1;
        }
        if end > 2
            && toks[end - 1].upos == Upos::Noun
            && !toks[end - 1].capital
            && self.lexicon.skip(Small::Of, self.surface, end - 2) == Some(end - 1)
        {
            end -= 2;
        }
        self.lexicon.skip(Small::Of, self.surface, of) == Some(start)
            && [of, end].into_iter().any(|end| {
                end.checked_sub(1).is_some_and(|noun| {
                    self.lexicon.skip(Small::Treaty, self.surface, noun) == Some(end)
                })
            })
    }

    fn place_already(&self, place: PlaceIx, head: WordIx) -> bool {
        self.found.iter().rev().take(6).any(|found| {
            found.mention.head == head && found.mention.referent == Referent::Place(place)
        })
    }

    /// "un accord entre l'Inde et le Pakistan": of two countries between which something is, each is a
    /// party, unless it is ground that lies between them.
    fn is_party(&self, between: usize, hit: &NameHit) -> bool {
        let ground = between
            .checked_sub(1)
            .is_some_and(|noun| self.lexicon.place_nouns.at(self.surface, noun));
        let other = self
            .lexicon
            .skip(Small::And, self.surface, hit.toks.end)
            .map(|next| {
                self.lexicon
                    .skip(Small::Definite, self.surface, next)
                    .filter(|_| self.names.at(next).is_none())
                    .unwrap_or(next)
            })
            .and_then(|next| self.names.at(next));
        !ground
            && hit.polity.is_some()
            && self
                .lexicon
                .skip(Small::Between, self.surface, between)
                .is_some()
            && other.is_some_and(|other| other.polity.is_some() || other.place.is_none())
    }

    /// "livrer des armes à l'Ukraine": what is given to a country is given to those who lead it.
    fn is_recipient(&self, head: WordIx) -> bool {
        let is = |small: Small, word: WordIx| self.lexicon.is_small(small, self.document, word);
        // Analyses hang the recipient on the gift as often as on the verb.
        matches!(self.document.relation(head), "obl" | "nmod")
            && self.document.ancestors(head).take(2).any(|giver| {
                is(Small::Giving, giver)
                    || self.document.children(giver).any(|gift| {
                        self.document.relation(gift) == "obj" && is(Small::Giving, gift)
                    })
            })
            && self
                .document
                .children(head)
                .any(|child| self.document.relation(child) == "case" && is(Small::LinkingTo, child))
    }

    /// "des milices favorables à Damas": whoever one is loyal or hostile to is somebody.
    fn follows_loyal(&self, preposition: usize) -> bool {
        preposition.checked_sub(1).is_some_and(|before| {
            let word = self.surface.toks[before].words.start;
            self.lexicon.is_small(Small::Loyal, self.document, word)
        })
    }

    /// Whether a name is used for an actor and for a place, and how prominently.
    fn name_use(&self, hit: &NameHit, head: WordIx) -> (bool, bool, Prominence) {
        let prominence = self.prominence(head);
        if self.treaty_before(hit.toks.start) {
            return (false, true, prominence);
        }
        let placed = hit.place.is_some() || hit.polity.is_some();
        let acting = !hit.actors.is_empty()
            || hit.polity.is_some()
            || matches!(hit.kind, Some(LocalKind::Person | LocalKind::Group(_)));
        if !placed {
            return (acting, hit.kind == Some(LocalKind::Location), prominence);
        }
        if !acting {
            return (false, true, prominence);
        }
        match self.governed_by(hit.toks.start) {
            Some((at, preposition)) => match preposition.actor {
                ActorHint::Never | ActorHint::No => (false, true, prominence),
                ActorHint::Yes => (true, false, prominence),
                // "à Damas", "au Mali": a place; "de Damas", "du Mali": either.
                // "les combattants du Hamas": nor is a body's name a town's there.
                ActorHint::Either if preposition.of => {
                    let body = !hit.actors.is_empty() && hit.polity.is_none();
                    (true, !body, prominence.min(Prominence::Other))
                }
                ActorHint::Either
                    if self.is_recipient(head)
                        || self.is_party(at, hit)
                        || self.follows_loyal(at) =>
                {
                    (true, false, prominence)
                }
                ActorHint::Either => (false, true, prominence),
            },
            // "Le Hamas a pris la base": a body that bears the name of some town is the body.
            None if !hit.actors.is_empty() && hit.polity.is_none() => {
                // "pris pour cible X": the parser hangs what is aimed at on the aim.
                let aimed = self.document.relation(head) == "appos"
                    && self
                        .document
                        .head(head)
                        .is_some_and(|aim| self.document.relation(aim) == "obl");
                let object = self.document.relation(head) == "obj" || aimed;
                (true, object, prominence)
            }
            // "ils tiennent Sanaa": a seat that is taken or held is a town; "qu'Ankara considère comme": one
            // that does something to somebody is who sits there.
            None => {
                let seat = hit.polity.is_some_and(|(_, seat)| seat);
                let held = seat && self.is_held(head);
                (!held, held || !(seat && self.acts_on(head)), prominence)
            }
        }
    }

    /// Whether a word stands as ground that is taken or held.
    fn is_held(&self, head: WordIx) -> bool {
        self.parsed && super::names::is_taken(self.document, self.lexicon, head)
    }

    /// Whether a word is the subject of a verb with an object or a clause of its own.
    fn acts_on(&self, head: WordIx) -> bool {
        self.parsed
            && self.document.deprel(head) == "nsubj"
            && self.document.head(head).is_some_and(|verb| {
                self.document
                    .children(verb)
                    .any(|child| matches!(self.document.relation(child), "obj" | "ccomp" | "xcomp"))
            })
    }

    /// The actor that a name names.
    pub fn name_actor(&mut self, hit: &NameHit) -> Option<ActorIx> {
        let span = self.surface.span(hit.toks.clone());
        let text = span.of(self.document.text()).to_owned();
        let key = selon_world::fold(&text);
        if let Some(actor) = self.aliases.actors.get(&key) {
            return Some(*actor);
        }
        if let Some((polity, _)) = hit.polity {
            return Some(self.state(polity));
        }
        match hit.actors.as_slice() {
            [] => {}
            many => {
                let best = self.most_local(many);
                // A government's record is its state's: one actor.
                let record = self.world.actors.get(best);
                if matches!(record.kind.as_str(), "state" | "government")
                    && let Some(polity) = record
                        .countries
                        .first()
                        .and_then(|code| self.polity_of(code))
                {
                    self.state(polity);
                }
                let actor = self.registry.world_actor(best, self.world, self.lexicon);
                if record.kind == "person" {
                    self.answers_to(actor, record.parent.as_deref());
                }
                return Some(actor);
            }
        }
        match &hit.kind {
            Some(LocalKind::Person) => {
                let traits = ActorTraits {
                    person: true,
                    plural: Some(false),
                    named: true,
                    ..ActorTraits::default()
                };
                // A surname alone is the person named in full before.
                let full = self
                    .registry
                    .actors
                    .iter()
                    .zip(&self.registry.actor_traits)
                    .position(|(actor, traits)| {
                        traits.person
                            && actor.names.iter().any(|name| {
                                let folded = selon_world::fold(name);
                                folded == key || folded.ends_with(&format!(" {key}"))
                            })
                    });
                let ix = match full {
                    Some(ix) => ix,
                    None => {
                        self.registry
                            .local_actor(&format!("person:{key}"), &text, "person", traits)
                    }
                };
                add_name(&mut self.registry.actors[ix].names, &text);
                Some(ix)
            }
            Some(LocalKind::Group(kind)) => {
                let traits = ActorTraits {
                    armed: kind == "armed-group",
                    named: true,
                    ..ActorTraits::default()
                };
                Some(
                    self.registry
                        .local_actor(&format!("name:{key}"), &text, kind, traits),
                )
            }
            _ => None,
        }
    }

    /// Of several actors of one name, the one of the countries spoken of.
    fn most_local(&self, ids: &[selon_world::ActorId]) -> selon_world::ActorId {
        let score = |id: &selon_world::ActorId| -> f32 {
            let record = self.world.actors.get(*id);
            self.names
                .countries
                .iter()
                .filter(|(code, _)| record.countries.contains(code))
                .map(|(_, weight)| *weight)
                .sum::<f32>()
        };
        let mut best = ids[0];
        for id in &ids[1..] {
            if score(id) > score(&best) {
                best = *id;
            }
        }
        best
    }

    /// The place that a name names.
    pub fn name_place(&mut self, hit: &NameHit) -> Option<PlaceIx> {
        if let Some(name) = &hit.place
            && let Some(ranked) = self.names.senses.get(name)
            && !ranked.is_empty()
        {
            let ix = self.registry.world_place(ranked, self.world)?;
            let span = self.surface.span(hit.toks.clone());
            add_name(
                &mut self.registry.places[ix].names,
                span.of(self.document.text()),
            );
            return Some(ix);
        }
        if let Some((polity, seat)) = hit.polity {
            return self.polity_place(polity, seat);
        }
        if hit.kind == Some(LocalKind::Location) {
            return Some(self.unlisted_place(hit.toks.clone(), "town"));
        }
        None
    }

    /// The place of a country or of its seat.
    pub fn polity_place(&mut self, polity: usize, seat: bool) -> Option<PlaceIx> {
        let polity = &self.lexicon.polities[polity];
        if !polity.country {
            return None;
        }
        let name = if seat {
            polity.seats.first()
        } else {
            polity.names.first()
        }?
        .clone();
        let context = selon_world::PlaceContext {
            countries: vec![(polity.code.clone(), 1.0)],
            feature: Some(if seat { "town" } else { "country" }),
            ..selon_world::PlaceContext::default()
        };
        let ranked = self.world.places.resolve(&name, &context);
        let ix = match self.registry.world_place(&ranked, self.world) {
            Some(ix) => ix,
            None => {
                let key = format!("polity:{}:{seat}", polity.code);
                let feature = if seat { "town" } else { "country" };
                let ix = self.registry.local_place(
                    &key,
                    &name,
                    feature,
                    None,
                    Some(polity.code.clone()),
                    None,
                );
                if ix + 1 == self.registry.places.len() {
                    self.registry.places[ix].country = Some(polity.code.clone());
                }
                ix
            }
        };
        if !seat {
            for name in &self
                .lexicon
                .polities
                .iter()
                .find(|p| p.code == polity.code)?
                .names
            {
                add_name(&mut self.registry.places[ix].names, name);
            }
        }
        Some(ix)
    }

    /// A known person acts for the body the tables put above them: a head of state for the state.
    fn answers_to(&mut self, person: ActorIx, parent: Option<&str>) {
        if self.registry.actor_traits[person].affiliation.is_some() {
            return;
        }
        let Some(id) = parent.and_then(|parent| self.world.actors.index_of(parent)) else {
            return;
        };
        let record = self.world.actors.get(id);
        // Of a body that is not as old as its members' deeds, nobody knows whether it was, but by the day.
        let always = record.during.from.is_none() && record.during.to.is_none();
        let then = |day: &String| record.during.contains(day);
        if !always && !self.day.as_ref().is_some_and(then) {
            return;
        }
        let polity = matches!(record.kind.as_str(), "state" | "government")
            .then(|| record.countries.first())
            .flatten()
            .and_then(|code| self.polity_of(code));
        let body = match polity {
            Some(polity) => self.state(polity),
            None => self.registry.world_actor(id, self.world, self.lexicon),
        };
        self.registry.actor_traits[person].affiliation = Some(body);
    }

    /// The actor that a country is: the state with its government.
    pub fn state(&mut self, polity: usize) -> ActorIx {
        let record = &self.lexicon.polities[polity];
        let key = format!("state:{}", record.code);
        if let Some(ix) = self.registry.actor_by_key(&key) {
            return ix;
        }
        let names = self.lexicon.state_names(polity);
        let named: Vec<selon_world::ActorId> = names
            .iter()
            .filter_map(|name| self.world_actor_of(&name.words, &["government", "state"]))
            .collect();
        let ix = match named.first().copied() {
            Some(id) => self.registry.world_actor(id, self.world, self.lexicon),
            None => {
                let name = names.first().map_or("", |first| &first.name);
                self.registry
                    .local_actor(&key, name, "state", ActorTraits::default())
            }
        };
        self.registry.alias_actor(&key, ix);
        // The state, its government and its seat are one actor: other records lend their names.
        for id in named {
            let other = self.world.actors.get(id);
            self.registry
                .alias_actor(&format!("world:{}", other.id), ix);
            for name in &other.names {
                add_name(&mut self.registry.actors[ix].names, name);
            }
        }
        for name in names.iter().map(|name| &name.name).chain(&record.seats) {
            add_name(&mut self.registry.actors[ix].names, name);
        }
        let traits = &mut self.registry.actor_traits[ix];
        traits.state = true;
        traits.class = self.lexicon.class("government");
        traits.code = Some(record.code.clone());
        ix
    }

    /// A world actor that bears exactly this name and is of one of these kinds (any when none is given).
    pub fn world_actor_named(&self, name: &str, kinds: &[&str]) -> Option<selon_world::ActorId> {
        self.world_actor_of(&folded_words(name), kinds)
    }

    /// The same of a name's words, folded.
    fn world_actor_of(&self, words: &[String], kinds: &[&str]) -> Option<selon_world::ActorId> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (length, ids) = self.world.actors.longest(&words)?;
        if length != words.len() {
            return None;
        }
        ids.into_iter().find(|id| {
            kinds.is_empty() || kinds.contains(&self.world.actors.get(*id).kind.as_str())
        })
    }

    /// The country most spoken of.
    pub fn main_country(&self) -> Option<String> {
        self.names.countries.first().map(|(code, _)| code.clone())
    }

    /// The country a sentence is set in: the last place or demonym before a token in the same
    /// paragraph, else the country most spoken of.
    pub fn scope_country(&self, tok: usize) -> Option<String> {
        self.stated_country(tok).or_else(|| self.main_country())
    }

    /// The country that the paragraph names as its scene before a token.
    pub fn stated_country(&self, tok: usize) -> Option<String> {
        let sentence = self.surface.toks[tok].sentence;
        let paragraph = self.document.sentences[sentence].paragraph;
        self.found
            .iter()
            .rev()
            .take_while(|found| {
                self.document.sentences[found.detail.sentence].paragraph == paragraph
            })
            .find_map(|found| match found.mention.referent {
                // "en Irak et en Syrie": of two, neither is the one that the text is set in.
                Referent::Place(place)
                    if found.detail.locative
                        // "le passage vers l'Égypte": where somebody goes or comes from is no scene.
                        && matches!(found.detail.role, PlaceRole::At | PlaceRole::Near)
                        && self.registry.places[place].feature == "country"
                        && !self.is_listed(found.mention.head) =>
                {
                    self.registry.places[place].country.clone()
                }
                _ => None,
            })
    }

    /// The country that a token's own sentence names before it as where something was.
    pub fn country_of_sentence(&self, tok: usize) -> Option<String> {
        let country = |place: PlaceIx, _: &Found| {
            let place = &self.registry.places[place];
            place.feature == "country" && place.country.is_some()
        };
        let place = self.named_here(tok, country)?;
        self.registry.places[place].country.clone()
    }

    /// The last place of a kind that a token's own sentence names before it as where something was.
    pub(super) fn named_here(
        &self,
        tok: usize,
        fits: impl Fn(PlaceIx, &Found) -> bool,
    ) -> Option<PlaceIx> {
        let sentence = self.surface.toks[tok].sentence;
        let here = self.found.iter().rev();
        here.take_while(|found| found.detail.sentence == sentence)
            .find_map(|found| match found.mention.referent {
                Referent::Place(place) if found.detail.locative && fits(place, found) => {
                    Some(place)
                }
                _ => None,
            })
    }

    /// Whether a word is one of several that are joined.
    fn is_listed(&self, word: WordIx) -> bool {
        self.parsed
            && (self.document.relation(word) == "conj"
                || self
                    .document
                    .children(word)
                    .any(|child| self.document.relation(child) == "conj"))
    }

    /// The polity of a country code.
    pub fn polity_of(&self, code: &str) -> Option<usize> {
        self.lexicon
            .polities
            .iter()
            .position(|polity| polity.code == code)
    }
}
