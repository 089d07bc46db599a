//! Pronouns and possessives: whom and where they point back to.

use super::finder::{Finder, Found, Prominence};
use super::lexicon::{Gender, Pronoun, PronounUse};
use super::{Form, Referent};
use selon_model::{ActorIx, PlaceIx, PlaceRole};
use selon_text::{Upos, WordIx};

impl Finder<'_> {
    /// A pronoun or a possessive at a token.
    pub fn pronoun(&mut self, tok: usize) {
        let Some((end, uses)) = self.lexicon.pronouns.all(self.surface, tok) else {
            return;
        };
        let uses: Vec<Pronoun> = uses.into_iter().cloned().collect();
        let word = self.surface.toks[end - 1].words.end - 1;
        // "les a repoussés": what is tagged an article and hangs on a verb as its object is a pronoun.
        let upos = match self.surface.toks[tok].upos {
            Upos::Det if self.parsed && matches!(self.document.relation(word), "obj" | "iobj") => {
                Upos::Pron
            }
            upos => upos,
        };
        let Some(pronoun) = uses.into_iter().find(|pronoun| match pronoun.usage {
            PronounUse::Object | PronounUse::Dative | PronounUse::Genitive | PronounUse::Place => {
                upos == Upos::Pron
            }
            PronounUse::Relative => matches!(upos, Upos::Pron | Upos::Adv | Upos::X),
            PronounUse::Possessive => matches!(upos, Upos::Det | Upos::X | Upos::Adj),
            PronounUse::Subject => matches!(upos, Upos::Pron | Upos::X),
            PronounUse::Demonstrative => true,
        }) else {
            return;
        };
        if self.parsed
            && self.document.relation(word) == "expl"
            && pronoun.usage != PronounUse::Place
        {
            return;
        }
        let pronoun = self.shown_by_participle(word, pronoun);
        match pronoun.usage {
            PronounUse::Relative => self.relative(tok, end),
            PronounUse::Possessive => {
                if self.points_ahead(tok) {
                    self.ahead.push(tok);
                } else if let Some(owner) = self.owner(tok) {
                    let head = self.surface.toks[tok].words.start;
                    let beside = match pronoun.plural {
                        Some(true) => self.named_beside(owner, tok),
                        _ => Vec::new(),
                    };
                    for owner in std::iter::once(owner).chain(beside) {
                        self.mention_actor(owner, tok..end, head, Form::Adjective);
                    }
                }
            }
            PronounUse::Place => {
                if let Some(place) = self.place_meant_there(tok) {
                    let head = self.surface.toks[tok].words.start;
                    self.mention_place(
                        place,
                        tok..end,
                        head,
                        Form::Pronoun,
                        PlaceRole::At,
                        None,
                        true,
                    );
                }
            }
            _ => {
                let head = if end > tok + 1 {
                    word
                } else {
                    self.surface.toks[tok].words.start
                };
                let near = pronoun.usage == PronounUse::Demonstrative;
                let placed = near && self.place_told_last(tok, &pronoun);
                if let Some(actor) = self.actor_for(tok, &pronoun, near).filter(|_| !placed) {
                    let prominence = match pronoun.usage {
                        PronounUse::Subject => Prominence::Subject,
                        PronounUse::Demonstrative => self.prominence(head),
                        _ => Prominence::Object,
                    };
                    self.mention_actor_as(
                        actor,
                        tok..end,
                        head,
                        Form::Pronoun,
                        prominence,
                        pronoun.gender,
                        pronoun.plural,
                    );
                }
                if pronoun.usage != PronounUse::Dative
                    && let Some(place) = self.place_for(tok, &pronoun)
                {
                    self.mention_place(
                        place,
                        tok..end,
                        head,
                        Form::Pronoun,
                        PlaceRole::At,
                        None,
                        true,
                    );
                }
            }
        }
    }

    /// "La route mène à l'aéroport, ce dernier": whether what was told last in the sentence and agrees is a place.
    fn place_told_last(&self, tok: usize, pronoun: &Pronoun) -> bool {
        let sentence = self.surface.toks[tok].sentence;
        let near = self.found.iter().rev();
        let last = near
            .take_while(|found| found.detail.sentence == sentence)
            .find(|found| {
                let gender = found.detail.gender.is_some() && found.detail.gender == pronoun.gender;
                gender && found.detail.plural.is_some() && found.detail.plural == pronoun.plural
            });
        last.is_some_and(|found| matches!(found.mention.referent, Referent::Place(_)))
    }

    /// "les rebelles l'ont harcelée": the participle says of what gender and number its object is.
    fn shown_by_participle(&self, word: WordIx, mut pronoun: Pronoun) -> Pronoun {
        let verb = self.document.head(word).filter(|verb| {
            pronoun.usage == PronounUse::Object
                && pronoun.gender.is_none()
                && self.parsed
                && self.document.relation(word) == "obj"
                && self.document.feat(*verb, "VerbForm") == Some("Part")
        });
        if verb.is_some_and(|verb| self.document.feat(verb, "Gender") == Some("Fem")) {
            pronoun.gender = Some(Gender::F);
        }
        pronoun
    }

    /// Those joined to an actor where it was last told of: "leur offensive" is theirs as well.
    fn named_beside(&self, actor: ActorIx, tok: usize) -> Vec<ActorIx> {
        let sentence = self.surface.toks[tok].sentence;
        let near = || {
            let found = self.found.iter().rev();
            found.take_while(|found| found.detail.sentence + 1 >= sentence)
        };
        let told = near().find(|found| {
            found.mention.referent == Referent::Actor(actor)
                && matches!(found.mention.form, Form::Name | Form::Description)
        });
        let Some(told) = told.map(|found| found.mention.head) else {
            return Vec::new();
        };
        let first = |word: WordIx| match self.document.head(word) {
            Some(head) if self.document.relation(word) == "conj" => head,
            _ => word,
        };
        let mut beside = Vec::new();
        for found in near() {
            if let Referent::Actor(other) = found.mention.referent
                && other != actor
                && matches!(found.mention.form, Form::Name | Form::Description)
                && first(found.mention.head) == first(told)
                && !beside.contains(&other)
            {
                beside.push(other);
            }
        }
        beside.reverse();
        beside
    }

    /// What "y" points to: the last place spoken of; of a sentence before, where something was rather
    /// than where somebody went from there.
    fn place_meant_there(&self, tok: usize) -> Option<PlaceIx> {
        let last = self.last_place(tok)?;
        let told = |found: &&Found| found.mention.referent == Referent::Place(last);
        let last_told = self.found.iter().rev().find(told)?;
        let bound =
            |found: &Found| matches!(found.detail.role, PlaceRole::To | PlaceRole::Direction);
        let sentence = last_told.detail.sentence;
        let scene = self
            .found
            .iter()
            .rev()
            .skip_while(|found| found.detail.sentence > sentence)
            .take_while(|found| found.detail.sentence == sentence)
            .find_map(|found| match found.mention.referent {
                Referent::Place(place)
                    if found.detail.locative
                        && !bound(found)
                        && found.mention.form != Form::Pronoun
                        && matches!(
                            self.registry.places[place].feature.as_str(),
                            "town" | "village"
                        ) =>
                {
                    Some(place)
                }
                _ => None,
            });
        let before = sentence < self.surface.toks[tok].sentence;
        scene.filter(|_| before && bound(last_told)).or(Some(last))
    }

    /// The last place spoken of, parts of places aside.
    fn last_place(&self, tok: usize) -> Option<PlaceIx> {
        let sentence = self.surface.toks[tok].sentence;
        self.found
            .iter()
            .rev()
            .take_while(|found| found.detail.sentence + 6 >= sentence)
            .find_map(|found| match found.mention.referent {
                Referent::Place(place)
                    if found.detail.locative
                        && self.registry.place_traits[place].base.is_none()
                        && self.registry.places[place].feature != "border" =>
                {
                    Some(place)
                }
                _ => None,
            })
    }

    /// Notes which word a relative pronoun stands for.
    fn relative(&mut self, tok: usize, end: usize) {
        let word = self.surface.toks[end - 1].words.start;
        let mut antecedent: Option<WordIx> = None;
        if self.parsed {
            let mut at = word;
            for _ in 0..8 {
                if self.document.relation(at) == "acl" {
                    antecedent = self.document.head(at);
                    break;
                }
                match self.document.head(at) {
                    Some(head) => at = head,
                    None => break,
                }
            }
        }
        let antecedent = antecedent.filter(|head| *head < word).or_else(|| {
            let sentence = self.surface.toks[tok].sentence;
            self.found
                .iter()
                .rev()
                .take_while(|found| found.detail.sentence == sentence)
                .find(|found| found.mention.form != Form::Adjective && found.mention.head < word)
                .map(|found| found.mention.head)
        });
        if let Some(antecedent) = antecedent {
            self.relatives.insert(word, antecedent);
        }
    }

    /// A possessive in a phrase that opens the sentence, before its subject: "Depuis son entrée dans
    /// la ville, l'armée X".
    fn points_ahead(&self, tok: usize) -> bool {
        self.subject_ahead(tok).is_some()
    }

    /// The subject, behind the possessive, of the verb that the opening phrase hangs on.
    fn subject_ahead(&self, tok: usize) -> Option<WordIx> {
        let sentence = self.surface.sentences[self.surface.toks[tok].sentence].clone();
        if !self.parsed || tok > sentence.start + 3 {
            return None;
        }
        let word = self.surface.toks[tok].words.start;
        let noun = self.document.head(word)?;
        let verb = self
            .document
            .head(noun)
            .filter(|_| self.document.relation(noun) == "obl")?;
        self.document.children(verb).find(|child| {
            self.document.relation(*child) == "nsubj"
                && *child > noun
                && self.document.upos(*child) != Upos::Pron
        })
    }

    /// Gives the possessives that pointed ahead in a sentence the subject that came, or failing it
    /// the one that came before.
    pub fn settle_ahead(&mut self) {
        for tok in std::mem::take(&mut self.ahead) {
            let subject = self.subject_ahead(tok);
            let came = self.found.iter().rev().find_map(|found| {
                match (found.mention.referent, Some(found.mention.head) == subject) {
                    (Referent::Actor(actor), true) => Some(actor),
                    _ => None,
                }
            });
            if let Some(owner) = came.or_else(|| self.owner(tok)) {
                let head = self.surface.toks[tok].words.start;
                self.mention_actor(owner, tok..tok + 1, head, Form::Adjective);
            }
        }
    }

    /// The actor that a possessive at a token points to.
    pub fn owner(&self, tok: usize) -> Option<ActorIx> {
        let (_, uses) = self.lexicon.pronouns.all(self.surface, tok)?;
        let pronoun = uses
            .into_iter()
            .find(|pronoun| pronoun.usage == PronounUse::Possessive)?
            .clone();
        self.own_subject(tok, &pronoun)
            .or_else(|| self.actor_for(tok, &pronoun, false))
    }

    /// The subject of the clause that a possessive stands in: "les forces X ont arrêté leur avance".
    fn own_subject(&self, tok: usize, pronoun: &Pronoun) -> Option<ActorIx> {
        if !self.parsed {
            return None;
        }
        let word = self.surface.toks[tok].words.start;
        let mut at = word;
        let subject = (0..4).find_map(|_| {
            at = self.document.head(at)?;
            // The last of two: "Syrie : le Front X rompt ses liens".
            self.document
                .children(at)
                .rfind(|child| self.document.relation(*child) == "nsubj" && *child < word)
        })?;
        // "le groupe, qui a été chassé de ses bastions"
        let subject = self.relatives.get(&subject).copied().unwrap_or(subject);
        let sentence = self.surface.toks[tok].sentence;
        let found = self
            .found
            .iter()
            .rev()
            .take_while(|found| found.detail.sentence == sentence)
            .find(|found| {
                found.mention.head == subject
                    && matches!(found.mention.referent, Referent::Actor(_))
            })?;
        let Referent::Actor(actor) = found.mention.referent else {
            return None;
        };
        let traits = &self.registry.actor_traits[actor];
        // "Kiev a dépêché des hommes pour freiner leur progression": a state is one.
        let plural = found
            .detail
            .plural
            .or(traits.plural)
            .or(traits.state.then_some(false));
        let agrees = plural.is_none() || pronoun.plural.is_none() || plural == pronoun.plural;
        (agrees && Self::agrees(found, traits.gender, traits.plural, pronoun).is_some())
            .then_some(actor)
    }

    fn agrees(
        found: &Found,
        known: Option<Gender>,
        named_plural: Option<bool>,
        pronoun: &Pronoun,
    ) -> Option<i64> {
        let mut score = 0;
        let gender = found.detail.gender.or(known);
        if let (Some(a), Some(b)) = (gender, pronoun.gender) {
            if a == b {
                score += 2;
            } else if pronoun.plural == Some(true) && b == Gender::M {
                // A masculine plural may sum up a feminine and others.
                score -= 1;
            } else {
                return None;
            }
        }
        let plural = found.detail.plural.or(named_plural);
        match (plural, pronoun.plural) {
            (Some(true), Some(false)) => return None,
            (Some(false), Some(true)) => score -= 2,
            (Some(a), Some(b)) if a == b => score += 2,
            _ => {}
        }
        Some(score)
    }

    /// The actor a pronoun stands for. `near` prefers the last mentioned over the foreground.
    pub(super) fn actor_for(&self, tok: usize, pronoun: &Pronoun, near: bool) -> Option<ActorIx> {
        let sentence = self.surface.toks[tok].sentence;
        let own = self.clause_subject(tok);
        let mut best: Option<(i64, ActorIx)> = None;
        for (order, found) in self.found.iter().enumerate().rev().take(60) {
            if found.detail.sentence + 3 < sentence {
                break;
            }
            let Referent::Actor(actor) = found.mention.referent else {
                continue;
            };
            let traits = &self.registry.actor_traits[actor];
            if found.mention.form == Form::Adjective && !near {
                continue;
            }
            let Some(mut agreement) = Self::agrees(found, traits.gender, traits.plural, pronoun)
            else {
                continue;
            };
            // "ils" for a body in the singular means its fighters; an agency has none.
            if pronoun.plural == Some(true)
                && !traits.armed
                && found.detail.plural.or(traits.plural) != Some(true)
            {
                agreement -= 2;
            }
            let distance = (sentence - found.detail.sentence) as i64;
            let weight = match found.detail.prominence {
                Prominence::Subject => 4,
                Prominence::Object => 2,
                Prominence::Other => 1,
                Prominence::Background => 0,
            };
            // An object pronoun does not point to its own clause's subject; it may to that of the clause above
            // ("les rebelles mènent une offensive qui leur a permis").
            let own_subject = matches!(pronoun.usage, PronounUse::Object | PronounUse::Dative)
                && distance == 0
                && found.detail.prominence == Prominence::Subject
                && own.is_none_or(|subject| subject == found.mention.head);
            let weight = if own_subject {
                -1
            } else if near && distance == 0 && found.detail.prominence == Prominence::Subject {
                // "Les rebelles ont attaqué les troupes, mais ces derniers": who goes on needs no such word.
                -2
            } else if near {
                // "ces derniers": the last told of that agree, subject or object.
                weight.min(1)
            } else {
                weight
            };
            let score = (agreement + weight - 2 * distance) * 1_000_000
                + order as i64 * if near { 300_000 } else { 1 };
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, actor));
            }
        }
        best.map(|(_, actor)| actor)
    }

    /// The word that the subject of a pronoun's own clause is, or takes up, where the clause has one.
    fn clause_subject(&self, tok: usize) -> Option<WordIx> {
        let word = self.surface.toks[tok].words.start;
        if !self.parsed {
            return None;
        }
        if self.document.relation(word) == "nsubj" {
            return Some(word);
        }
        // "l'un d'eux a été tué": of the verb that the whole phrase hangs on.
        let verb = self
            .document
            .ancestors(word)
            .take(3)
            .find(|at| self.document.upos(*at) == Upos::Verb)?;
        let subject = self.document.children(verb).find(|child| {
            *child != word && self.document.relation(*child) == "nsubj" && *child < verb
        })?;
        Some(self.relatives.get(&subject).copied().unwrap_or(subject))
    }

    /// The place a pronoun stands for: one that agrees, the last in the foreground.
    fn place_for(&self, tok: usize, pronoun: &Pronoun) -> Option<PlaceIx> {
        let sentence = self.surface.toks[tok].sentence;
        let mut best: Option<(i64, PlaceIx)> = None;
        for (order, found) in self.found.iter().enumerate().rev().take(60) {
            if found.detail.sentence + 2 < sentence {
                break;
            }
            let Referent::Place(place) = found.mention.referent else {
                continue;
            };
            if !found.detail.locative && found.detail.prominence < Prominence::Object {
                continue;
            }
            let known = self.registry.place_traits[place].gender;
            // A town is feminine by its noun, whatever its name ("elle est libérée").
            let plural = found.detail.plural.or(Some(false));
            let Some(mut agreement) = Self::agrees(found, known, plural, pronoun) else {
                continue;
            };
            if pronoun.plural == Some(true) && plural != Some(true) {
                // "X et Y ... elles sont assiégées": one town alone is never several.
                let head = found.mention.head;
                let joined = self.document.relation(head) == "conj"
                    || self
                        .document
                        .children(head)
                        .any(|child| self.document.relation(child) == "conj");
                if !joined {
                    continue;
                }
                agreement -= 3;
            }
            // What is crossed on the way to a town is seldom what is spoken of next.
            if self.registry.places[place].feature == "border" {
                agreement -= 2;
            }
            let distance = (sentence - found.detail.sentence) as i64;
            let weight = match found.detail.prominence {
                Prominence::Subject => 4,
                Prominence::Object => 3,
                _ => 1,
            };
            let score = (agreement + weight - 2 * distance) * 1_000_000 + order as i64;
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// Gender and number that an article before a token shows.
    pub fn article(&self, start: usize, noun: usize) -> (Option<Gender>, Option<bool>) {
        if start >= noun {
            return (None, None);
        }
        let Some((_, uses)) = self.lexicon.pronouns.all(self.surface, start) else {
            return (None, None);
        };
        uses.into_iter()
            .find(|pronoun| pronoun.usage == PronounUse::Object)
            .map_or((None, None), |pronoun| (pronoun.gender, pronoun.plural))
    }
}
