//! On whose side the world's tables and the country spoken of put a group: what decides whether "les
//! rebelles" can mean it. Left out: who fights whom in one document ([`super::focus`]).

use super::Referent;
use super::finder::{Finder, Prominence};
use super::lexicon::{PronounUse, Small};
use super::registry::{ActorTraits, add_name};
use selon_model::ActorIx;
use selon_world::{Camp, Relation};

/// How the tables name the side of a conflict's government.
const GOVERNMENT: &str = "/government";
/// Sentences within which "the enemy" was told of.
const ENEMY_REACH: usize = 6;
/// Tokens behind a group in which the verb of "qu'ils soutiennent" stands.
const SPONSOR_REACH: usize = 6;

impl Finder<'_> {
    /// "pro-iranien", "prorusse", "pro-Damas": the patron, `None` for a person.
    pub(super) fn pro(&mut self, tok: usize) -> Option<(usize, Option<ActorIx>)> {
        let pieces = self.surface.pieces_of(tok);
        let pro = self.lexicon.small.get(&Small::Pro)?;
        let rest = match pieces {
            [first, second] if pro.word(&first.plain).is_some() => second.folded.to_string(),
            [only] => {
                // "prorusse": the shortest prefix that is such a word.
                let cut = only
                    .folded
                    .char_indices()
                    .map(|(at, _)| at)
                    .skip(1)
                    .take(5)
                    .find(|at| pro.word(&only.folded[..*at]).is_some())?;
                only.folded[cut..].to_owned()
            }
            _ => return None,
        };
        let polity = self
            .lexicon
            .demonyms
            .word(&rest)
            .map(|demonym| demonym.polity)
            .or_else(|| self.lexicon.seats.word(&rest).copied())
            .or_else(|| self.lexicon.prefixes.get(&rest).copied());
        let Some(polity) = polity else {
            let text = self.words_of(tok..tok + 1);
            let named = pieces.len() == 2
                && text
                    .split('-')
                    .nth(1)
                    .is_some_and(|name| name.starts_with(char::is_uppercase));
            return named.then_some((tok + 1, None));
        };
        if !self.lexicon.polities[polity].country {
            return None;
        }
        Some((tok + 1, Some(self.state(polity))))
    }

    /// Whether the tables put a person under an armed group.
    pub(super) fn leads_rebels(&self, person: ActorIx) -> bool {
        let id = self.registry.actors[person].id.as_deref();
        id.and_then(|id| self.world.actors.by_id(id))
            .and_then(|record| self.world.actors.by_id(record.parent.as_deref()?))
            .is_some_and(|body| body.kind == "armed-group")
    }

    /// "que soutient l'Iran", "qu'elle appuie": where a relative clause behind a group ends, and who sponsors the group
    /// in it.
    pub(super) fn sponsor_behind(&mut self, tok: usize, end: usize) -> Option<(usize, ActorIx)> {
        let that = self.surface.toks.get(end)?;
        if self.document.feat(that.words.start, "PronType") != Some("Rel") {
            return None;
        }
        let limit = self.surface.sentences[self.surface.toks[tok].sentence].end;
        let (verb, stop) = (end + 1..(end + SPONSOR_REACH).min(limit)).find_map(|at| {
            let stop = self.lexicon.skip(Small::Sponsoring, self.surface, at)?;
            Some((at, stop))
        })?;
        if verb == end + 1 {
            return self.actor_ahead(stop, limit);
        }
        let pronoun = self
            .lexicon
            .pronouns
            .all(self.surface, end + 1)
            .and_then(|(_, uses)| {
                uses.into_iter()
                    .find(|pronoun| pronoun.usage == PronounUse::Subject)
            })
            .cloned();
        let sponsor = match pronoun {
            Some(pronoun) => self
                .joined_before(tok)
                .or_else(|| self.actor_for(end + 1, &pronoun, false))?,
            None => self.actor_ahead(end + 1, verb)?.1,
        };
        Some((stop, sponsor))
    }

    /// The group of the tables that a state is known to sponsor, by the noun for its men: "rebelles pro-turcs".
    pub(super) fn sponsored(&mut self, tok: usize, sponsor: ActorIx) -> Option<ActorIx> {
        let state = self.registry.actor_traits[sponsor].code.clone()?;
        let polity = self.polity_of(&state)?;
        let noun = self.words_of(tok..tok + 1);
        let proxies = self.lexicon.class("proxies")?;
        let leanings = self.lexicon.full_names(proxies, polity);
        let known = leanings.iter().find_map(|leaning| {
            self.world_actor_named(&format!("{noun} {leaning}"), &["armed-group", "coalition"])
        })?;
        Some(self.registry.world_actor(known, self.world, self.lexicon))
    }

    /// Those who act under an actor's name: itself, but for a joint force without a command of its own, whose
    /// deeds are its parties'.
    pub(super) fn parties(&mut self, actor: ActorIx) -> Vec<ActorIx> {
        let record = self.registry.actors[actor].id.as_deref();
        let record = record.and_then(|id| self.world.actors.by_id(id));
        let parties: Vec<_> = record
            .map(|record| record.parties.as_slice())
            .unwrap_or_default()
            .iter()
            .filter_map(|party| self.world.actors.index_of(party))
            .collect();
        if parties.is_empty() {
            return vec![actor];
        }
        parties
            .into_iter()
            .map(|party| self.registry.world_actor(party, self.world, self.lexicon))
            .collect()
    }

    /// "ses alliés": nobody in particular, but for whose they are.
    pub(super) fn allies_of(
        &mut self,
        tok: usize,
        end: usize,
        owner: Option<ActorIx>,
    ) -> Vec<ActorIx> {
        let text = self.words_of(tok..end);
        let key = format!(
            "allies:{}",
            owner.map_or_else(String::new, |ix| ix.to_string())
        );
        let class = self.lexicon.class("allies");
        let ix = self.registry.local_actor(
            &key,
            &text,
            "armed-group",
            ActorTraits {
                class,
                armed: true,
                plural: Some(true),
                affiliation: owner,
                ..ActorTraits::default()
            },
        );
        add_name(&mut self.registry.actors[ix].names, &text);
        vec![ix]
    }

    /// Whether the tables put a group on its government's side alone.
    pub(super) fn serves_government(&self, group: ActorIx) -> bool {
        let Some(id) = self.registry.actors[group].id.as_deref() else {
            return false;
        };
        let camps = self.world.camps.of(id, None);
        !camps.is_empty() && camps.iter().all(|(camp, _)| camp.id.ends_with(GOVERNMENT))
    }

    /// Whether a group of a country is of the one that the text is about: who rebels does so at home.
    pub(super) fn at_home(&self, code: Option<&str>) -> bool {
        let main = self.main_country();
        code.is_none() || main.is_none() || code == main.as_deref()
    }

    /// "l'ennemi": of those told of, the one whom the tables set against who speaks or acts last, else the only other
    /// force there is.
    pub(super) fn enemy(&self, tok: usize) -> Option<ActorIx> {
        self.two_sides(tok).map(|(_, enemy)| enemy)
    }

    /// "les deux camps": who speaks or acts last of those that bear arms or rule, and their enemy.
    pub(super) fn two_sides(&self, tok: usize) -> Option<(ActorIx, ActorIx)> {
        let sentence = self.surface.toks[tok].sentence;
        let sides = |actor: ActorIx| {
            let id = self.registry.actors[actor].id.as_deref();
            id.map_or_else(Vec::new, |id| self.world.camps.of(id, None))
        };
        let told = || {
            let near = self.found.iter().rev();
            near.take_while(|found| found.detail.sentence + ENEMY_REACH >= sentence)
                .filter_map(|found| match found.mention.referent {
                    Referent::Actor(actor) => Some((found, actor)),
                    Referent::Place(_) => None,
                })
                .filter(|(_, actor)| {
                    let traits = &self.registry.actor_traits[*actor];
                    traits.armed || traits.state
                })
        };
        let own = told()
            .find(|(found, _)| found.detail.prominence == Prominence::Subject)
            .or_else(|| told().next())?
            .1;
        let mine = sides(own);
        let against = |actor: ActorIx| {
            let theirs = sides(actor);
            let shared =
                |(camp, _): &(&Camp, Relation)| theirs.iter().any(|(other, _)| other.id == camp.id);
            !mine.iter().any(shared)
                && mine.iter().any(|(camp, _)| {
                    theirs
                        .iter()
                        .any(|(other, _)| other.conflict == camp.conflict)
                })
        };
        let enemy = told().map(|(_, actor)| actor).find(|actor| against(*actor));
        let enemy = enemy.or_else(|| {
            let home = &self.registry.actor_traits[own].code;
            let mut others: Vec<ActorIx> = told()
                .map(|(_, actor)| actor)
                .filter(|actor| {
                    let traits = &self.registry.actor_traits[*actor];
                    let rebels = |side: ActorIx| self.registry.actors[side].kind == "armed-group";
                    *actor != own && (rebels(*actor) || rebels(own) || traits.code != *home)
                })
                .collect();
            others.sort_unstable();
            others.dedup();
            // A state and its army are one side.
            let bears_arms = |code: &Option<String>| {
                others.iter().any(|other| {
                    let traits = &self.registry.actor_traits[*other];
                    traits.armed && traits.code == *code
                })
            };
            others = others
                .iter()
                .copied()
                .filter(|other| {
                    let traits = &self.registry.actor_traits[*other];
                    traits.armed || !bears_arms(&traits.code)
                })
                .collect();
            match others[..] {
                [only] => Some(only),
                _ => None,
            }
        })?;
        Some((own, enemy))
    }
}
