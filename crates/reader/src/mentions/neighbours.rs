//! Whom the words right beside a phrase make of it: whose it is, what it is joined to, where the one it
//! is joined to is at home. Left out: whom the discourse is about ([`super::focus`]).

use super::describe::Modifiers;
use super::finder::Finder;
use super::lexicon::Small;
use super::registry::ActorTraits;
use super::{Form, Referent};
use selon_model::ActorIx;
use selon_text::{Upos, WordIx};
use std::ops::RangeInclusive;

/// Tokens before an adjective among which stands the word for the losses that it tells of.
const LOSSES: usize = 4;

impl Finder<'_> {
    /// "hommes présumés membres de X", "deux hommes, membres de X,": the bodies whose men they are. Returns the
    /// token after them.
    pub(super) fn belonging(
        &mut self,
        at: usize,
        limit: usize,
        found: &mut Modifiers,
    ) -> Option<usize> {
        let from = at + usize::from(&*self.surface.toks[at].lower == ",");
        if from >= limit {
            return None;
        }
        let link = self.lexicon.skip(Small::Belonging, self.surface, from)?;
        let mut next = [Small::Of, Small::Contracted, Small::LinkingTo]
            .into_iter()
            .find_map(|small| self.lexicon.skip(small, self.surface, link))?;
        if let Some(article) = self.lexicon.skip(Small::Definite, self.surface, next)
            && self
                .names
                .at(next)
                .is_none_or(|hit| hit.toks.end <= article)
        {
            next = article;
        }
        let mut body = Modifiers::default();
        let stop = self.of_complement(next, limit, &mut body)?;
        found.bodies = body.of_actors;
        (!found.bodies.is_empty()).then_some(stop)
    }

    /// Whether a noun goes on, behind whose nationals they are, with "de" and the name of a body.
    pub(super) fn goes_on_to_body(&self, noun_end: usize) -> bool {
        let demonym = self.lexicon.demonyms.longest(self.surface, noun_end);
        let at = demonym.map_or(noun_end, |(end, _)| end);
        let Some(mut next) = self.lexicon.skip(Small::Of, self.surface, at) else {
            return false;
        };
        if let Some(article) = self.lexicon.skip(Small::Definite, self.surface, next) {
            next = article;
        }
        self.names
            .at(next)
            .is_some_and(|hit| !hit.actors.is_empty() && hit.polity.is_none())
    }

    /// "victimes civiles", "de lourdes pertes, notamment civiles": the people whose losses an adjective says that
    /// they are. Returns the token after it.
    pub(super) fn people_lost(&mut self, tok: usize) -> Option<usize> {
        let token = &self.surface.toks[tok];
        if token.upos != Upos::Adj {
            return None;
        }
        let (end, nouns) = self.lexicon.groups.all(self.surface, tok)?;
        let class = nouns.first()?.class;
        let record = &self.lexicon.classes[class];
        // What a country's are called in full begins with what they are called.
        let name = record.templates.first()?.split(" {").next()?.to_owned();
        let sentence = token.sentence;
        let losses = (tok.saturating_sub(LOSSES)..tok).any(|at| {
            self.surface.toks[at].sentence == sentence
                && self.lexicon.skip(Small::Losses, self.surface, at).is_some()
        });
        if record.kind != "civilians" || !losses {
            return None;
        }
        let kind = record.kind.clone();
        let key = format!("local:{}", selon_world::fold(&super::surface::plain(&name)));
        let traits = ActorTraits {
            class: Some(class),
            code: self.scope_country(tok),
            plural: Some(true),
            ..ActorTraits::default()
        };
        let actor = self.registry.local_actor(&key, &name, &kind, traits);
        let head = self.surface.toks[tok].words.start;
        self.mention_actor(actor, tok..end, head, Form::Adjective);
        Some(end)
    }

    /// The actor whose mention, just found, ends at one of these words.
    fn actor_ending(&self, words: &RangeInclusive<WordIx>) -> Option<ActorIx> {
        self.found
            .iter()
            .rev()
            .take(6)
            .filter(|found| {
                words.contains(&found.mention.words.end) && found.mention.form != Form::Adjective
            })
            .find_map(|found| match found.mention.referent {
                Referent::Actor(actor) => Some(actor),
                _ => None,
            })
    }

    /// "groupe d'analystes", "groupe de travail": what follows is a common noun for no fighters, no people and no place.
    pub(super) fn made_of_others(&self, noun_end: usize) -> bool {
        let Some(next) = self.lexicon.skip(Small::Of, self.surface, noun_end) else {
            return false;
        };
        self.surface.toks.get(next).is_some_and(|token| {
            token.upos == Upos::Noun
                && !token.capital
                && self.names.at(next).is_none()
                && !self.lexicon.groups.at(self.surface, next)
                && !self.lexicon.place_nouns.at(self.surface, next)
        })
    }

    /// The token behind the comma or the conjunction that goes on with a list at a token.
    pub(super) fn goes_on(&self, tok: usize) -> Option<usize> {
        let comma = self
            .surface
            .toks
            .get(tok)
            .is_some_and(|token| &*token.lower == ",");
        self.lexicon
            .skip(Small::Join, self.surface, tok)
            .or(comma.then_some(tok + 1))
    }

    /// The actor that "whose" right before a phrase stands for: the one whose mention ends before it.
    pub(super) fn owner_by_relative(&self, start: usize) -> Option<ActorIx> {
        let whose = start.checked_sub(1)?;
        if self.lexicon.skip(Small::Whose, self.surface, whose) != Some(start) {
            return None;
        }
        let before = whose.checked_sub(1)?;
        let end = match self.surface.toks[before].upos {
            Upos::Punct => self.surface.toks[before].words.start,
            _ => self.surface.toks[whose].words.start,
        };
        // "Vingt personnes, dont trois policiers": people have no police.
        self.actor_ending(&(end..=end))
            .filter(|owner| self.registry.actors[*owner].kind != "civilians")
    }

    /// "X et les rebelles": the actor that a phrase is joined to, and that it does not stand for.
    pub(super) fn joined_before(&self, tok: usize) -> Option<ActorIx> {
        let and = (1..=2).find_map(|back| {
            let at = tok.checked_sub(back)?;
            (self.lexicon.skip(Small::And, self.surface, at) == Some(at + 1)).then_some(at)
        })?;
        let word = self.surface.toks[and].words.start;
        // "Selon lui, les rebelles": a comma joins only what the tree joins.
        let noun = self.surface.toks[tok].words.start;
        if self.surface.toks[and].upos == Upos::Punct && self.document.relation(noun) != "conj" {
            return None;
        }
        // A bracket may close behind a short name.
        self.actor_ending(&(word.saturating_sub(1)..=word))
    }

    /// "L'armée et les FSR ont signé une trêve à Djeddah": the home of the armed group named right behind
    /// a conjunction that begins at a token, wherever they meet.
    pub(super) fn home_of_partner(&self, end: usize) -> Option<String> {
        let joint = self.surface.toks.get(end)?;
        if self.document.upos(joint.words.start) != Upos::Cconj {
            return None;
        }
        let sentence = joint.sentence;
        (end + 1..end + 4)
            .take_while(|at| {
                self.surface
                    .toks
                    .get(*at)
                    .is_some_and(|t| t.sentence == sentence)
            })
            .find_map(|at| self.names.at(at))
            .and_then(|hit| match hit.actors[..] {
                [actor] => Some(self.world.actors.get(actor)),
                _ => None,
            })
            .filter(|record| record.kind == "armed-group")
            .and_then(|record| record.countries.first().cloned())
    }
}
