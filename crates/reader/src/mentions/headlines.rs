//! Headlines say in short whom the text below them names: "mort du porte-parole de X", "un chef d'Al-Qaïda tué".
//! Left out: what a headline leaves to the text of a deed's place and doer ([`crate::claims`]).

use super::Referent;
use super::finder::Finder;
use selon_model::ActorIx;

impl Finder<'_> {
    /// Who holds an office that only the headline has spoken of so far: it does not say his name.
    pub(super) fn headed_by_office(&self, key: &str) -> Option<ActorIx> {
        let office = self.registry.actor_by_key(key)?;
        self.is_headed(office).then_some(office)
    }

    /// "Al-Qaïda" of a headline above a text that tells of Al-Qaïda in the Islamic Maghreb alone is that.
    pub(super) fn said_in_short(&mut self) {
        for short in 0..self.registry.actors.len() {
            let record = &self.registry.actors[short];
            if record.id.is_none() || record.kind != "armed-group" || record.mentions.is_empty() {
                continue;
            }
            // In this order: names are many, and headlines alone speak of few.
            let headed = self.is_headed(short);
            let Some(full) = headed.then(|| self.named_below(short)).flatten() else {
                continue;
            };
            let told = Referent::Actor(short);
            for found in self
                .found
                .iter_mut()
                .filter(|found| found.mention.referent == told)
            {
                found.mention.referent = Referent::Actor(full);
            }
            for span in std::mem::take(&mut self.registry.actors[short].mentions) {
                self.registry.actor_mentioned(full, span);
            }
        }
    }

    /// Whether headlines alone speak of an actor.
    fn is_headed(&self, actor: ActorIx) -> bool {
        self.found
            .iter()
            .filter(|found| found.mention.referent == Referent::Actor(actor))
            .all(|found| self.document.sentences[found.detail.sentence].heading)
    }

    /// The one actor of the text whose name goes on from another's.
    fn named_below(&self, short: ActorIx) -> Option<ActorIx> {
        let known = self.registry.actors[short].names.iter();
        let known: Vec<String> = known.map(|name| selon_world::fold(name)).collect();
        let opens = |name: &String| {
            let name = selon_world::fold(name);
            known.iter().any(|known| {
                name.strip_prefix(known.as_str())
                    .is_some_and(|rest| rest.starts_with(' '))
            })
        };
        let mut full = (0..self.registry.actors.len()).filter(|actor| {
            let record = &self.registry.actors[*actor];
            *actor != short
                && record.kind == "armed-group"
                && !record.mentions.is_empty()
                && !self.is_headed(*actor)
                && record.names.iter().any(opens)
        });
        let one = full.next()?;
        full.next().is_none().then_some(one)
    }
}
