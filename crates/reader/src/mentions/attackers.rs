//! People who attack and have no name: how a text introduces and points back to them ("un homme",
//! "l'assaillant"), and what they are called once it is known what they did and where: "kamikaze de
//! Kidal", "assaillants de l'hôtel Untel", as coders call them to tell one event's from another's.
//!
//! What this module leaves out: groups that are somebody's ([`super::describe`]).

use super::finder::{Finder, Prominence};
use super::lexicon::{Gender, Lexicon, Small};
use super::registry::add_name;
use super::{Form, Mentions, Referent};
use selon_model::{ActorIx, Claim, ClaimType, Means, PlaceIx};
use selon_text::Upos;

impl Finder<'_> {
    /// "un homme politique", "un homme d'affaires": what follows makes it another word.
    pub fn qualified(&self, at: usize) -> bool {
        let alone = self.surface.toks.get(at).is_none_or(|token| {
            matches!(
                token.upos,
                Upos::Verb
                    | Upos::Aux
                    | Upos::Punct
                    | Upos::Adp
                    | Upos::Pron
                    | Upos::Adv
                    | Upos::Cconj
            )
        });
        !alone || self.lexicon.skip(Small::Of, self.surface, at).is_some()
    }

    /// Where a phrase ends with the participle that says how somebody looks or what he carries: "des
    /// hommes vêtus d'uniformes".
    pub fn phrase_of(&self, noun: usize, end: usize) -> usize {
        let participle = self.surface.toks.get(end).is_some_and(|token| {
            token.upos == Upos::Verb
                && self.surface.toks[noun].sentence == token.sentence
                && self.document.relation(token.words.start) == "acl"
        });
        if participle {
            self.phrase_end(noun, end)
        } else {
            end
        }
    }

    /// The nameless attacker last told of, as many as the noun says.
    pub fn attacker_before(&self, tok: usize, plural: bool) -> Option<ActorIx> {
        let sentence = self.surface.toks[tok].sentence;
        self.found
            .iter()
            .rev()
            .take_while(|found| found.detail.sentence + 8 >= sentence)
            .find_map(|found| match found.mention.referent {
                Referent::Actor(actor) => {
                    let traits = &self.registry.actor_traits[actor];
                    let nameless = traits.class.is_some_and(|class| {
                        self.lexicon.is(class, "attackers") || self.lexicon.is(class, "individuals")
                    });
                    (nameless && traits.plural == Some(plural)).then_some(actor)
                }
                Referent::Place(_) => None,
            })
    }

    /// The armed group that a sentence just before says did something: "les assaillants" are its men.
    pub fn group_that_struck(&self, tok: usize) -> Option<ActorIx> {
        let sentence = self.surface.toks[tok].sentence;
        self.found
            .iter()
            .rev()
            .take_while(|found| found.detail.sentence + STRUCK >= sentence)
            .find_map(|found| match found.mention.referent {
                Referent::Actor(actor) => {
                    let record = &self.registry.actors[actor];
                    let does = found.detail.prominence == Prominence::Subject
                        || self.document.deprel(found.mention.head) == "obl:agent";
                    (record.kind == "armed-group" && does).then_some(actor)
                }
                Referent::Place(_) => None,
            })
    }
}

/// Sentences within which nameless attackers are the men of a group that was told of.
const STRUCK: usize = 2;

impl Mentions {
    /// Gives the nameless doers of attacks and bombings names by their deed and its places.
    pub fn name_attackers(&mut self, lexicon: &Lexicon, text: &str, claims: &[Claim]) {
        for claim in claims {
            if !matches!(claim.kind, ClaimType::Bombing | ClaimType::Attack) {
                continue;
            }
            for actor in &claim.agents {
                let record = &self.actors[*actor];
                if record.id.is_some() || record.kind != "unspecified" {
                    continue;
                }
                let several = self.actor_traits[*actor].plural == Some(true);
                let mut nouns = vec![lexicon.doer("doer", several)];
                if claim.means == Some(Means::Suicide) {
                    nouns.push(lexicon.doer("doer-suicide", several));
                }
                // What the text calls them tells more than the pack's words do.
                let traits = &self.actor_traits[*actor];
                let own = traits
                    .class
                    .is_some_and(|class| lexicon.is(class, "attackers"));
                let own = own.then(|| record.name.to_lowercase());
                nouns.push(own.as_deref().filter(|own| !own.contains(' ')));
                let places: Vec<PlaceIx> = claim
                    .places
                    .iter()
                    .map(|link| link.place)
                    .filter(|place| self.places[*place].feature != "country")
                    .collect();
                let mut names = Vec::new();
                for place in places {
                    let Some((name, gender)) = self.as_written(place, text) else {
                        continue;
                    };
                    names.extend(
                        nouns
                            .iter()
                            .flatten()
                            .filter_map(|noun| lexicon.of_place(noun, &name, gender)),
                    );
                }
                for name in names {
                    add_name(&mut self.actors[*actor].names, &name);
                }
            }
        }
    }

    /// A place as the text first names it, or else describes it, with the gender of its noun when it begins with one.
    fn as_written(&self, place: PlaceIx, text: &str) -> Option<(String, Option<Gender>)> {
        let told = |form: Option<Form>| {
            self.list.iter().position(|mention| {
                mention.referent == Referent::Place(place)
                    && form.is_none_or(|form| mention.form == form)
            })
        };
        let ix = told(Some(Form::Name)).or_else(|| told(None))?;
        let name = self.list[ix].span.of(text).to_owned();
        let common = name.chars().next().is_some_and(char::is_lowercase);
        let gender = self.details[ix].gender.filter(|_| common);
        Some((name, gender))
    }
}

impl Lexicon {
    /// Whether a list of the table of place names holds a word.
    pub(super) fn lists(&self, key: &str, word: &str) -> bool {
        self.templates
            .get(key)
            .is_some_and(|list| list.split('|').any(|other| other == word))
    }

    /// Whether the words before a name are elided.
    pub(super) fn begins_with_vowel(&self, name: &str) -> bool {
        let first: String = name.to_lowercase().chars().take(1).collect();
        self.lists("vowels", &first)
    }

    /// The pack's word for the doer of a kind of deed, one or several.
    fn doer(&self, key: &str, several: bool) -> Option<&str> {
        let mut forms = self.templates.get(key)?.split('|');
        let one = forms.next()?;
        Some(if several {
            forms.next().unwrap_or(one)
        } else {
            one
        })
    }

    /// "{noun} de {place}", with the article that the place's own noun takes.
    fn of_place(&self, noun: &str, place: &str, gender: Option<Gender>) -> Option<String> {
        let key = match (gender, self.begins_with_vowel(place)) {
            (Some(_), true) => "part-vowel",
            (Some(Gender::F), false) => "part-feminine",
            (Some(Gender::M), false) => "part-masculine",
            (None, true) => "part-elided",
            (None, false) => "part",
        };
        let template = self.templates.get(key)?;
        Some(template.replace("{part}", noun).replace("{name}", place))
    }
}
