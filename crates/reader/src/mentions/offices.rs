//! Offices and who holds them: "le président syrien Untel", "un porte-parole de l'armée", "le maire".
//!
//! What this module leaves out: groups of people ([`super::describe`]).

use super::describe::Modifiers;
use super::finder::{Determiner, Finder};
use super::lexicon::{Group, Small};
use super::registry::{ActorTraits, add_name};
use super::{Form, Referent};
use selon_model::ActorIx;
use selon_text::Upos;

impl Finder<'_> {
    /// An office and who holds it: "le président syrien Untel", "un porte-parole de l'armée".
    pub fn office(
        &mut self,
        tok: usize,
        group: &Group,
        determiner: &Determiner,
        modifiers: &Modifiers,
    ) -> Vec<ActorIx> {
        let affiliation = match (modifiers.of_actors.first(), modifiers.countries.first()) {
            (Some(actor), _) => Some(*actor),
            (None, Some(polity)) => {
                let polity = *polity;
                Some(self.state(polity))
            }
            // "son commandant en chef"
            _ => determiner
                .possessive
                .and_then(|possessive| self.owner(possessive))
                .filter(|owner| {
                    let traits = &self.registry.actor_traits[*owner];
                    traits.armed || traits.state
                }),
        };
        let description = self.words_of(tok..modifiers.end);
        let holder = match modifiers.apposed {
            None if !group.plural => self
                .holder_after(tok, modifiers.end)
                .map(|person| (person, description.clone())),
            Some(person) if self.registry.actor_traits[person].person => {
                Some((person, self.words_of(tok..modifiers.said.max(tok + 1))))
            }
            _ => None,
        };
        let holder = holder.or_else(|| {
            let person = (!group.plural).then(|| self.holder_before(determiner.start))?;
            person.map(|person| (person, description.clone()))
        });
        let key = format!(
            "office:{}",
            selon_world::fold(&super::surface::plain(&description))
        );
        if let Some((mut person, office)) = holder {
            let called = self.aliases.actors.values().any(|actor| *actor == person);
            if let Some(untold) = self.headed_by_office(&key).filter(|_| !called)
                && self.registry.named_at_last(untold, person)
            {
                person = untold;
            }
            add_name(&mut self.registry.actors[person].names, &office);
            self.registry.actor_traits[person]
                .class
                .get_or_insert(group.class);
            if self.registry.actor_traits[person].affiliation.is_none() {
                self.registry.actor_traits[person].affiliation = affiliation;
            }
            return vec![person];
        }
        if let Some(actor) = modifiers.apposed {
            // "le chef Boko Haram" and slips of the recogniser: the named thing.
            return vec![actor];
        }
        // "la mort du porte-parole de X", who was named before.
        if affiliation.is_some()
            && determiner.definite
            && !group.plural
            && let Some(person) = self.named_holder(&description)
        {
            return vec![person];
        }
        // The bare office, definite: whoever held it last.
        if affiliation.is_none() && (determiner.definite || determiner.demonstrative) {
            let class = group.class;
            let last = self
                .found
                .iter()
                .rev()
                .find_map(|found| match found.mention.referent {
                    Referent::Actor(actor)
                        if self.registry.actor_traits[actor].person
                            && (self.registry.actor_traits[actor].class == Some(class)
                                || self.registry.actor_traits[actor].affiliation.is_some()) =>
                    {
                        Some(actor)
                    }
                    _ => None,
                });
            if let Some(person) = last {
                let noun = selon_world::fold(&description);
                let same = self.registry.actors[person].names.iter().any(|name| {
                    selon_world::fold(name).split(' ').next() == noun.split(' ').next()
                });
                if same {
                    return vec![person];
                }
            }
        }
        vec![self.registry.local_actor(
            &key,
            &description,
            "person",
            ActorTraits {
                class: Some(group.class),
                person: true,
                gender: Some(group.gender),
                plural: Some(group.plural),
                affiliation,
                ..ActorTraits::default()
            },
        )]
    }

    /// The person whom the text named as holding an office.
    fn named_holder(&self, office: &str) -> Option<ActorIx> {
        let office = selon_world::fold(office);
        let traits = &self.registry.actor_traits;
        self.registry
            .actors
            .iter()
            .zip(traits)
            .position(|(actor, traits)| {
                traits.person
                    && traits.named
                    && actor
                        .names
                        .iter()
                        .any(|name| selon_world::fold(name) == office)
            })
    }

    /// The person whose name, behind a comma, an office says more of: "Untel, porte-parole de
    /// l'armée".
    fn holder_before(&self, start: usize) -> Option<ActorIx> {
        let comma = start.checked_sub(1)?;
        let comma = &self.surface.toks[comma];
        if &*comma.lower != "," {
            return None;
        }
        let found = self.found.last()?;
        match found.mention.referent {
            Referent::Actor(actor)
                if found.mention.words.end == comma.words.start
                    && found.mention.form == Form::Name
                    && self.registry.actor_traits[actor].person =>
            {
                Some(actor)
            }
            _ => None,
        }
    }

    /// The person named right after an office and what it is of, with or without a comma: "le
    /// porte-parole des rebelles, Untel".
    fn holder_after(&mut self, tok: usize, end: usize) -> Option<ActorIx> {
        let sentence = self.surface.sentences[self.surface.toks[tok].sentence].clone();
        let at = match self.surface.toks.get(end)?.upos {
            Upos::Punct => self.lexicon.skip(Small::And, self.surface, end)?,
            _ => end,
        };
        if at >= sentence.end {
            return None;
        }
        // "le chef de l'armée, le général Untel"
        let article = self.lexicon.skip(Small::Definite, self.surface, at);
        let rank = article.and_then(|rank| self.lexicon.groups.longest(self.surface, rank));
        let at = match rank {
            Some((name, rank)) if self.lexicon.is(rank.class, "office") => name,
            _ => at,
        };
        let hit = self.names.at(at).cloned()?;
        let actor = self.name_actor(&hit)?;
        self.registry.actor_traits[actor].person.then_some(actor)
    }
}
