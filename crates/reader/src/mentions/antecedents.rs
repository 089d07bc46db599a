//! Whom a bare noun stands for: the last actor told of that it can be. Left out: what a description says of itself
//! ([`super::describe`]) and whom the discourse is about ([`super::focus`]).

use super::finder::{Finder, Prominence};
use super::lexicon::Bare;
use super::{Form, Referent};
use selon_model::ActorIx;

impl Finder<'_> {
    /// "Des unités venues de X ont repris Y": of the army told of in this sentence or the one before.
    pub(super) fn army_of_unit(&self, tok: usize, unit: bool) -> Option<ActorIx> {
        let army = self.lexicon.class("army").filter(|_| unit)?;
        let actor = self.antecedent(army, tok, None)?;
        let sentence = self.surface.toks[tok].sentence;
        self.found
            .iter()
            .rev()
            .take_while(|found| found.detail.sentence + 1 >= sentence)
            .any(|found| found.mention.referent == Referent::Actor(actor))
            .then_some(actor)
    }

    /// The last actor that a bare noun can stand for, where its name begins with that noun.
    pub(super) fn called_so(&self, class: usize, tok: usize) -> Option<ActorIx> {
        let noun = selon_world::fold(&self.surface.toks[tok].lower);
        self.antecedent(class, tok, None)
            .filter(|actor| self.registry.is_called(*actor, &noun))
    }

    /// The last actor that a bare noun of a class can stand for.
    pub fn antecedent(&self, class: usize, tok: usize, country: Option<&str>) -> Option<ActorIx> {
        let record = &self.lexicon.classes[class];
        let sentence = self.surface.toks[tok].sentence;
        let mut best: Option<(i64, ActorIx)> = None;
        let joined = self.joined_before(tok);
        let noun = selon_world::fold(&self.surface.toks[tok].lower);
        for (order, found) in self.found.iter().enumerate().rev() {
            let distance = sentence.saturating_sub(found.detail.sentence) as i64;
            // What lies further back cannot outdo the best: a subject of the noun's own class would not.
            let most = (6 - 2 * distance.min(20)) * 10_000 + order as i64;
            if best.is_some_and(|(other, _)| other > most) {
                break;
            }
            let Referent::Actor(actor) = found.mention.referent else {
                continue;
            };
            if joined == Some(actor) {
                continue;
            }
            let traits = &self.registry.actor_traits[actor];
            let kind = self.registry.actors[actor].kind.as_str();
            let own = traits.class == Some(class);
            let fits = match record.name.as_str() {
                "jihadists" => traits.jihadist,
                "rebels" | "separatists" => {
                    own || traits.class.is_some_and(|other| {
                        self.lexicon.is(other, "rebels") || self.lexicon.is(other, "separatists")
                    }) || kind == "armed-group"
                        && !traits.jihadist
                        && traits.named
                        && !self.serves_government(actor)
                        && self.at_home(traits.code.as_deref())
                }
                "group" => kind == "armed-group" && (traits.named || own),
                "organisation" => {
                    (record.refers.iter().any(|refers| refers == kind)) && traits.named
                }
                "militia" => own || kind == "armed-group" && traits.named,
                "fighters" => (kind == "armed-group" || kind == "coalition") && !traits.state,
                "attackers" => own,
                "coalition" => {
                    own || kind == "coalition"
                        || kind == "armed-group" && self.registry.is_called(actor, &noun)
                }
                _ => {
                    own || record.refers.iter().any(|refers| refers == kind)
                        && traits.class.is_none_or(|other| other == class)
                }
            };
            if !fits || traits.person {
                continue;
            }
            if let Some(country) = country
                && traits.code.as_deref().is_some_and(|code| code != country)
            {
                continue;
            }
            let weight = match found.detail.prominence {
                Prominence::Subject => 3,
                Prominence::Object => 2,
                Prominence::Other => 1,
                Prominence::Background => 0,
            };
            // The noun's own class, or its standing in a name, beats a name it merely could mean.
            let exact = match own || self.registry.is_called(actor, &noun) {
                // Some are called "group" by the way: any armed body may be.
                true if !own && record.name == "group" => 1,
                true => 3,
                false => 0,
            };
            // Another country's army in passing ("reinforced by units of the army of X") is not "the army".
            let abroad = matches!(record.bare, Bare::Country)
                && weight < 3
                && !self.at_home(traits.code.as_deref());
            let exact = if abroad { exact - 3 } else { exact };
            let score = (weight + exact - 2 * distance.min(20)) * 10_000 + order as i64;
            if best.is_none_or(|(other, _)| score >= other) {
                best = Some((score, actor));
            }
        }
        best.map(|(_, actor)| actor)
    }

    /// The last armed actor in the foreground before a token, other than one.
    pub fn last_armed(&self, tok: usize, other: Option<ActorIx>) -> Option<ActorIx> {
        let sentence = self.surface.toks[tok].sentence;
        self.found
            .iter()
            .rev()
            .take_while(|found| found.detail.sentence + 2 >= sentence)
            .find_map(|found| match found.mention.referent {
                Referent::Actor(actor)
                    if Some(actor) != other
                        && (self.registry.actor_traits[actor].armed
                            || self.registry.actor_traits[actor].state)
                        && found.mention.form != Form::Adjective =>
                {
                    Some(actor)
                }
                _ => None,
            })
    }
}
