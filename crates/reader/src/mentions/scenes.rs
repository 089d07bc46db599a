//! Scenes: how much each mention puts its place before the reader's mind, where a speaker is as opposed to
//! what he tells of, and what a word that names no place comes back to.
//!
//! What this module leaves out: how weights fade ([`super::salience`]) and what the discourse is about at a
//! claim ([`super::focus`]).

use super::finder::{Finder, Prominence};
use super::focus::behind_quotation;
use super::lexicon::{ActorHint, Small};
use super::{Form, Referent};
use selon_model::{PlaceIx, PlaceRole};
use selon_text::{Document, Upos, WordIx};

/// Tokens between what opens a speaker's name and where he is.
const SPEAKER_REACH: usize = 8;

/// Tokens between how a speaker was met and the place.
const MET_REACH: usize = 5;

impl Finder<'_> {
    /// How much a mention puts its place before the reader's mind: most where it opens a paragraph
    /// or is described, least inside a list or another phrase.
    #[expect(clippy::too_many_arguments, reason = "what one place mention shows")]
    pub(super) fn keep_in_mind(
        &mut self,
        place: PlaceIx,
        sentence: usize,
        head: WordIx,
        form: Form,
        role: PlaceRole,
        prominence: Prominence,
        locative: bool,
    ) {
        let paragraph = self.document.sentences[sentence].paragraph;
        let opens = sentence == 0 || self.document.sentences[sentence - 1].paragraph != paragraph;
        let mut weight: i64 = match (form, role) {
            (Form::Description, _) => 110,
            (_, PlaceRole::At) => 100,
            (_, PlaceRole::Near) => 80,
            // "depuis X": where fire or a word came from is less of a scene than what was left.
            (_, PlaceRole::From) => match self.governed_by(self.surface.of_word[head]) {
                Some((_, preposition)) if !preposition.of => 50,
                _ => 80,
            },
            _ => 30,
        };
        if self.parsed && self.document.relation(head) == "conj" {
            weight -= 50;
        }
        match prominence {
            Prominence::Subject => weight += 30,
            Prominence::Background => weight -= 30,
            _ => {}
        }
        if opens {
            weight += 40;
        }
        // "En revanche, à X, ...": what stands before its verb sets the scene of what follows.
        if self.parsed
            && form == Form::Name
            && self.document.relation(head) == "obl"
            && self.document.head(head).is_some_and(|verb| head < verb)
        {
            weight += 60;
        }
        if !locative {
            weight /= if self.comes_from(head, role) { 10 } else { 2 };
        }
        // A pronoun says nothing of its place that was not said before, and may mean another thing; a
        // road is no scene, nor is ground without a name that lies nowhere told.
        let traits = &self.registry.place_traits[place];
        let nowhere = traits.unnamed
            && traits
                .base
                .is_none_or(|base| self.registry.places[base].feature == "country");
        if nowhere {
            return;
        }
        if form == Form::Pronoun || traits.line {
            weight = 10;
        }
        let order = self.found.len();
        let town = traits.base.filter(|base| {
            form == Form::Description
                && matches!(
                    self.registry.places[place].feature.as_str(),
                    "site" | "base"
                )
                && matches!(
                    self.registry.places[*base].feature.as_str(),
                    "town" | "village"
                )
        });
        self.in_mind
            .add(place, sentence, paragraph, order, weight.max(10));
        self.towns
            .add(place, sentence, paragraph, order, weight.max(10));
        // "la base de X": "la ville" is X from then on, though what happens there happens at the base.
        if let Some(town) = town.filter(|_| locative) {
            self.towns
                .add(town, sentence, paragraph, order, weight.max(10));
        }
    }

    /// "des renforts venus de X": nothing is told of X.
    pub(super) fn comes_from(&self, place: WordIx, role: PlaceRole) -> bool {
        // "venus à moto de X"
        let head = self
            .document
            .ancestors(place)
            .take(2)
            .find(|word| self.lexicon.is_small(Small::Coming, self.document, *word));
        let of = || {
            let tok = self.surface.of_word[place];
            self.governed_by(tok)
                .is_some_and(|(_, preposition)| preposition.of)
        };
        head.is_some() && (role == PlaceRole::From || of())
    }

    /// "tirés depuis des navires croisant en mer Rouge": what tells where fire came from is no place of it.
    pub(super) fn below_source(&self, place: WordIx) -> bool {
        // "tirés depuis des navires sur X"
        let aimed = self
            .governed_by(self.surface.of_word[place])
            .is_some_and(|(_, found)| found.actor == ActorHint::No);
        if aimed {
            return false;
        }
        self.document.ancestors(place).take(3).any(|noun| {
            self.document.upos(noun) == Upos::Noun
                && self.document.children(noun).any(|case| {
                    let tok = self.surface.of_word[case];
                    self.document.relation(case) == "case"
                        && self
                            .lexicon
                            .prepositions
                            .longest(self.surface, tok)
                            .is_some_and(|(_, found)| found.role == PlaceRole::From && !found.of)
                })
        })
    }

    /// "l'opération « Bouclier de X »": a place inside the name that something is given.
    pub(super) fn in_title(&self, place: WordIx) -> bool {
        super::focus::short_quotation(self.document, place).is_some_and(|open| {
            let before = open.checked_sub(1).map(|word| self.surface.of_word[word]);
            place > open + 1
                && before.is_some_and(|tok| {
                    self.surface.toks[tok].upos == Upos::Noun
                        || self
                            .lexicon
                            .skip(Small::Called, self.surface, tok)
                            .is_some()
                })
        })
    }

    /// Where a speaker is and nothing that he tells of took place: "selon une source médicale à Velm", "un élu
    /// joint par téléphone à Velm", "« ... », a raconté un habitant réfugié à Velm".
    pub(super) fn where_speaker_is(&self, start: usize) -> bool {
        let Some(at) = start.checked_sub(1) else {
            return false;
        };
        let toks = &self.surface.toks;
        let sentence = &self.surface.sentences[toks[at].sentence];
        let skip = |small: Small, at: usize| self.lexicon.skip(small, self.surface, at);
        let marks = |small: Small, at: usize| skip(small, at).is_some();
        let named = || {
            (sentence.start.max(at.saturating_sub(SPEAKER_REACH))..at)
                .rev()
                .take_while(|before| {
                    !matches!(toks[*before].upos, Upos::Punct | Upos::Verb | Upos::Aux)
                })
                .any(|before| marks(Small::According, before))
        };
        let met = || {
            (sentence.start.max(at.saturating_sub(MET_REACH))..at)
                .any(|before| skip(Small::Met, before).is_some_and(|end| end <= at))
        };
        // "Selon l'Observatoire, basé à X": where it sits.
        let seated = || {
            at.checked_sub(1)
                .is_some_and(|before| marks(Small::Seated, before))
                && (sentence.start..at).any(|before| marks(Small::According, before))
        };
        marks(Small::LinkingTo, at) && (named() || met() || seated())
            || told_by(self.document, toks[start].words.start)
            || behind_quotation(self.document, toks[start].words.start)
    }

    /// The last town or village spoken of as a place; where somebody went only for want of another.
    pub fn town_in_focus(&self) -> Option<PlaceIx> {
        let towns = || {
            self.found
                .iter()
                .rev()
                .filter_map(|found| match found.mention.referent {
                    Referent::Place(place)
                        if found.detail.locative
                            && matches!(
                                self.registry.places[place].feature.as_str(),
                                "town" | "village" | "district"
                            ) =>
                    {
                        Some((place, found.detail.role))
                    }
                    _ => None,
                })
        };
        let bound = |role: PlaceRole| matches!(role, PlaceRole::To | PlaceRole::Direction);
        let scene = towns().find(|(_, role)| !bound(*role));
        scene.or_else(|| towns().next()).map(|(place, _)| place)
    }

    /// The region that a sentence opened with as its scene: "Dans la province de X, ils tiennent une mine".
    pub(super) fn scene_of_sentence(&self, tok: usize) -> Option<PlaceIx> {
        self.named_here(tok, |place, found| {
            let head = found.mention.head;
            found.detail.role == PlaceRole::At
                && self.registry.places[place].feature == "region"
                && self.document.relation(head) == "obl"
                && self.document.head(head).is_some_and(|verb| head < verb)
        })
    }

    /// The place most in mind, parts of places aside.
    pub fn place_in_focus(&self, tok: usize) -> Option<PlaceIx> {
        let sentence = self.surface.toks[tok].sentence;
        let paragraph = self.document.sentences[sentence].paragraph;
        self.in_mind.most(sentence, paragraph, |place| {
            let whole = self.registry.place_traits[place].base.is_none()
                && self.registry.places[place].feature != "border";
            whole.then_some(1)
        })
    }

    /// Notes a country that undergoes what it is the subject of: "le Mali est en proie à une insurrection",
    /// "le pays, secoué par des attentats".
    pub(super) fn undergoes(&mut self, place: PlaceIx, head: WordIx) {
        if self.registry.places[place].feature != "country" || !self.parsed {
            return;
        }
        let is = |word: WordIx| {
            self.lexicon
                .is_small(Small::Undergoing, self.document, word)
        };
        let subject = self
            .document
            .head(head)
            .filter(|_| self.document.relation(head) == "nsubj");
        let told = self
            .document
            .children(head)
            .filter(|child| matches!(self.document.relation(*child), "acl" | "amod" | "appos"));
        // "fait face à", "est en proie à": the noun hangs on its verb, or the verb on it.
        let below = subject
            .into_iter()
            .flat_map(|verb| self.document.children(verb));
        let words: Vec<WordIx> = subject
            .into_iter()
            .chain(told)
            .chain(below)
            .filter(|word| is(*word))
            .collect();
        for word in words {
            self.undergone.entry(word).or_insert(place);
        }
    }

    /// Words that say of a deed that it is done again and again, sorted.
    pub fn habits(&self) -> Vec<WordIx> {
        self.words_for(Small::Habit)
    }

    /// Words that say of somebody that he was taken elsewhere, sorted.
    pub fn moved(&self) -> Vec<WordIx> {
        self.words_for(Small::Moved)
    }

    fn words_for(&self, small: Small) -> Vec<WordIx> {
        // Most lemmas come back.
        let lemmas = self.document.words.iter().map(|word| word.lemma.0 as usize);
        let mut known = vec![None; lemmas.clone().max().map_or(0, |last| last + 1)];
        lemmas
            .enumerate()
            .filter(|(word, lemma)| {
                let listed = || self.lexicon.is_small(small, self.document, *word);
                *known[*lemma].get_or_insert_with(listed)
            })
            .map(|(word, _)| word)
            .collect()
    }

    /// "Telm, une base stratégique de la région": what stands behind a comma says more of the town, and is no
    /// site of its own.
    pub(super) fn says_more_of_town(&self, tok: usize, stop: usize) -> bool {
        let determiner = self.determiner(tok);
        let Some(comma) = determiner.start.checked_sub(1) else {
            return false;
        };
        let end = self.surface.toks[comma].words.start;
        // "X, une base et un dépôt": a list goes on with a word, what is apposed ends with a pause.
        let pause = self
            .surface
            .toks
            .get(stop)
            .is_none_or(|next| next.upos == Upos::Punct);
        (determiner.indefinite || determiner.start == tok)
            && pause
            && &*self.surface.toks[comma].lower == ","
            && self.found.iter().rev().take(4).any(|found| {
                found.mention.words.end == end
                    && found.mention.form == Form::Name
                    && matches!(found.mention.referent, Referent::Place(place)
                        if matches!(self.registry.places[place].feature.as_str(), "town" | "village"))
            })
    }

    /// "Dans le sud, des combats ont éclaté": of the country, where "au sud" is of what was named last.
    pub(super) fn side_of_country(&mut self, tok: usize, article: usize) -> Option<PlaceIx> {
        let before = article.checked_sub(1)?;
        let head = self.surface.toks[tok].words.start;
        // "quelques quartiers dans le sud" are of the town.
        let ground = (before.saturating_sub(3)..before)
            .any(|at| self.lexicon.place_nouns.at(self.surface, at));
        let scene = self.document.relation(head) == "obl"
            && !ground
            && self
                .document
                .head(head)
                .is_some_and(|verb| self.document.upos(verb) == Upos::Verb);
        let within = self.lexicon.skip(Small::Definite, self.surface, article) == Some(tok)
            && self
                .lexicon
                .skip(Small::LinkingTo, self.surface, before)
                .is_none()
            && self.governed_by(tok).is_some_and(|(_, preposition)| {
                !preposition.of && preposition.role == PlaceRole::At
            });
        let code = self.scope_country(tok).filter(|_| scene && within)?;
        let polity = self.polity_of(&code)?;
        self.polity_place(polity, false)
    }

    /// A known name of two or three words without a capital, and the token after it.
    pub(super) fn small_name(&mut self, first: usize, limit: usize) -> Option<(PlaceIx, usize)> {
        (first + 2..=limit.min(first + 3)).rev().find_map(|end| {
            if self.surface.toks[first..end].iter().any(|tok| tok.timed) {
                return None;
            }
            let text = self.words_of(first..end);
            self.world_place_named(&text)?;
            let context = selon_world::PlaceContext {
                countries: self.names.countries.clone(),
                ..selon_world::PlaceContext::default()
            };
            let ranked = self.world.places.resolve(&text, &context);
            let place = self.registry.world_place(&ranked, self.world)?;
            Some((place, end))
        })
    }

    /// Where a site's own name ends that goes on behind its first word: "la mosquée Ammar ben Yasser", "le
    /// sanctuaire de La'l Shahbâz Qalandar". `None` where it does not go on.
    pub(super) fn long_name_end(&self, first: usize, limit: usize) -> Option<usize> {
        let toks = &self.surface.toks;
        let capital = |at: usize| at < limit && toks[at].capital && !toks[at].timed;
        if !capital(first) {
            return None;
        }
        let local = |at: usize| {
            self.names
                .at(at)
                .filter(|hit| hit.kind.is_some() && hit.place.is_none())
        };
        let alone = self.names.at(first).map_or(first + 1, |hit| hit.toks.end);
        let mut end = alone;
        loop {
            let particle = end < limit
                && self.lexicon.skip(Small::Particle, self.surface, end) == Some(end + 1);
            if particle && !toks[end].capital && capital(end + 1) {
                end = self.names.at(end + 1).map_or(end + 2, |hit| hit.toks.end);
            } else if capital(end)
                && let Some(hit) = local(end)
            {
                end = hit.toks.end;
            } else if end > alone && capital(end) && self.names.at(end).is_none() {
                end += 1;
            } else {
                break;
            }
        }
        (end > alone && end <= limit).then_some(end)
    }
}

/// Whether a place stands behind what its sentence quotes or tells, with the one who tells it: "« ... », a
/// raconté un habitant à X".
fn told_by(document: &Document, place: WordIx) -> bool {
    let above = document.ancestors(place).take(5);
    let told = above
        .take_while(|at| document.relation(*at) != "root")
        .find(|at| document.relation(*at) == "parataxis");
    told.is_some_and(|verb| {
        verb < place
            && document
                .children(verb)
                .any(|child| document.relation(child) == "nsubj" && child > verb && child < place)
    })
}
