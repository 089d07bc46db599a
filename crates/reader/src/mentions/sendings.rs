//! Whose men a bare noun means where a state is said to send, keep or lose some: its own, not those of
//! the country they are sent to. Left out: men said to be somebody's ([`super::describe`]).

use super::Referent;
use super::finder::Finder;
use super::lexicon::Small;
use selon_model::ActorIx;

impl Finder<'_> {
    /// The men of a state at a bare noun for them: just introduced as sent by it ("600 soldiers"), or
    /// those that the sentence before introduced so ("the soldiers").
    pub fn sent_men(
        &mut self,
        tok: usize,
        class: usize,
        introduced: bool,
        plural: bool,
    ) -> Option<ActorIx> {
        let sentence = self.surface.toks[tok].sentence;
        if !introduced {
            let (last, men) = self.sent?;
            return (plural && sentence <= last + 1).then_some(men);
        }
        let polity = self.sent_by(tok)?;
        let men = self.compose(class, polity);
        self.sent = Some((sentence, men));
        Some(men)
    }

    /// "Le Kenya a envoyé 600 soldats": the state whose own the men are, however many and wherever sent.
    fn sent_by(&self, tok: usize) -> Option<usize> {
        if !self.parsed {
            return None;
        }
        let word = self.surface.toks[tok].words.start;
        let verb = std::iter::once(word)
            .chain(self.document.ancestors(word))
            .take(2)
            .find(|at| self.document.relation(*at) == "obj")
            .and_then(|object| self.document.head(object))
            .filter(|verb| self.lexicon.is_small(Small::Sending, self.document, *verb))?;
        let sentence = self.surface.toks[tok].sentence;
        self.found
            .iter()
            .rev()
            .take_while(|found| found.detail.sentence == sentence)
            .filter(|found| {
                self.document.relation(found.mention.head) == "nsubj"
                    && self.document.head(found.mention.head) == Some(verb)
            })
            .find_map(|found| match found.mention.referent {
                Referent::Actor(actor) if self.registry.actor_traits[actor].state => {
                    self.registry.actor_traits[actor].code.clone()
                }
                _ => None,
            })
            .and_then(|code| self.polity_of(&code))
    }
}
