//! What the discourse is about at a word, when the words themselves do not say: the place, the
//! one who acts, the one who is fought.

use super::finder::{Finder, Prominence};
use super::lexicon::Small;
use super::salience::carried;
use super::{Form, Mentions, Referent};
use selon_model::{ActorIx, ClaimType, PlaceIx, PlaceRole};
use selon_text::{Document, Upos, WordIx};
use std::ops::Range;

/// The most that what was said before weighs against what a sentence itself says.
const MOST: i64 = 120;
/// Fewest words of a quotation that says a thing by itself; fewer are quoted for their wording.
const CLAUSE: usize = 6;

/// Whether a word is a mark of quotation, and if so whether it opens one.
fn quotation_mark(document: &Document, at: WordIx) -> Option<bool> {
    let span = document.words[at].span;
    if !(2..=3).contains(&(span.end - span.start)) {
        return None;
    }
    match span.of(document.text()) {
        "«" | "“" => Some(true),
        "»" | "”" => Some(false),
        _ => None,
    }
}

/// Whether a word stands behind a quotation of its sentence, with the verb that says who said it: "« ... », a
/// raconté un habitant à X".
pub(super) fn behind_quotation(document: &Document, word: WordIx) -> bool {
    let sentence = document.sentence_of(word).words.clone();
    let closed = (sentence.start..word)
        .rev()
        .find_map(|at| Some((at, quotation_mark(document, at)?)));
    let Some((close, false)) = closed else {
        return false;
    };
    let says = (close + 1..word.min(close + 4))
        .find(|at| document.upos(*at) != Upos::Punct)
        .is_some_and(|at| matches!(document.upos(at), Upos::Aux | Upos::Verb));
    says && close - sentence.start > CLAUSE
}

/// The mark that opens a quotation of a few words around a word of its sentence.
pub(super) fn short_quotation(document: &Document, word: WordIx) -> Option<WordIx> {
    let sentence = document.sentence_of(word).words.clone();
    let opened = (sentence.start..word)
        .rev()
        .find_map(|at| Some((at, quotation_mark(document, at)?)));
    let closed = (word..sentence.end).find_map(|at| Some((at, quotation_mark(document, at)?)));
    match (opened, closed) {
        (Some((open, true)), Some((close, false))) if close - open <= CLAUSE => Some(open),
        _ => None,
    }
}

/// The words of the quoted clause that a word stands in, within its sentence.
fn quoted_clause(document: &Document, word: WordIx) -> Option<Range<WordIx>> {
    let sentence = document.sentence_of(word).words.clone();
    let mark = |at: WordIx| quotation_mark(document, at);
    let opened = (sentence.start..word)
        .rev()
        .find_map(|at| Some((at, mark(at)?)));
    let closed = (word..sentence.end).find_map(|at| Some((at, mark(at)?)));
    // A quotation that goes on from the sentence before, or into the next, has one mark here.
    let clause = match (opened, closed) {
        (None, None) | (Some((_, false)), _) | (_, Some((_, true))) => return None,
        (from, to) => {
            from.map_or(sentence.start, |(at, _)| at)..to.map_or(sentence.end, |(at, _)| at)
        }
    };
    (clause.len() > CLAUSE).then_some(clause)
}

/// What says of places whether they stand outside the quoted clause that a word of their sentence stands
/// in: where the speaker was is not where what is quoted took place.
pub(crate) fn outside_quotation(document: &Document, word: WordIx) -> impl Fn(WordIx) -> bool {
    let clause = quoted_clause(document, word);
    move |place| {
        clause
            .as_ref()
            .is_some_and(|clause| !clause.contains(&place))
    }
}

/// Whether a word is the subject of a verb that another hangs below: who says or charges that a thing was
/// done is not thereby the one it was done to.
fn accuses(document: &Document, named: WordIx, word: WordIx) -> bool {
    // "le chef du bureau de X a dit": whose man speaks is no party to it either.
    let subject = std::iter::successors(Some(named), |at| {
        matches!(document.relation(*at), "nmod" | "appos" | "flat")
            .then(|| document.head(*at))
            .flatten()
    })
    .take(6)
    .last()
    .unwrap_or(named);
    if document.relation(subject) != "nsubj" {
        return false;
    }
    document.head(subject).is_some_and(|verb| {
        let above = || {
            std::iter::once(word)
                .chain(document.ancestors(word))
                .take(8)
        };
        // "X a dit que", "..., a dit X"
        above().any(|at| {
            document.head(at) == Some(verb)
                && match document.relation(at) {
                    "ccomp" | "xcomp" => true,
                    "obl" => subject == named,
                    _ => false,
                }
        }) || document.relation(verb) == "parataxis"
            && document
                .head(verb)
                .is_some_and(|told| above().any(|at| at == told))
    })
}

impl Finder<'_> {
    /// Whether a phrase says between whom something is: "des combats entre l'armée et les rebelles".
    fn is_between(&self, phrase: WordIx) -> bool {
        let tok = self.surface.of_word[phrase];
        let sentence = self.surface.toks[tok].sentence;
        (1..=2).filter_map(|back| tok.checked_sub(back)).any(|at| {
            let end = self.lexicon.skip(Small::Between, self.surface, at);
            self.surface.toks[at].sentence == sentence && end.is_some_and(|end| end <= tok)
        })
    }

    /// Pairs of actors named side by side: "X et Y".
    pub fn joined(&self) -> Vec<(ActorIx, ActorIx)> {
        let mut pairs = Vec::new();
        for (ix, first) in self.found.iter().enumerate() {
            let Referent::Actor(a) = first.mention.referent else {
                continue;
            };
            for second in self.found[ix + 1..].iter().take(8) {
                let Referent::Actor(b) = second.mention.referent else {
                    continue;
                };
                if second.detail.sentence != first.detail.sentence
                    || a == b
                    || second.mention.words.start < first.mention.words.end
                {
                    continue;
                }
                let from = self.surface.of_word[first.mention.words.end - 1] + 1;
                let to = self.surface.of_word[second.mention.words.start];
                // "et", and at most an article, a possessive or "de" with its article.
                let join = (from..to).find_map(|at| {
                    self.lexicon
                        .skip(Small::And, self.surface, at)
                        .map(|end| (at, end))
                });
                if let Some((at, end)) = join
                    && at == from
                    && to.saturating_sub(end) <= 2
                    && !self.is_between(first.mention.words.start)
                {
                    pairs.push((a, b));
                }
                break;
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Words by which a speaker says that something is his side's ("nos", "les nôtres"), sorted.
    pub fn ours(&self) -> Vec<WordIx> {
        self.words_where(|tok| self.lexicon.skip(Small::Ours, self.surface, tok).is_some())
    }

    /// Words that say between whom something is, sorted.
    pub fn betweens(&self) -> Vec<WordIx> {
        self.words_where(|tok| {
            self.lexicon
                .skip(Small::Between, self.surface, tok)
                .is_some()
        })
    }

    /// Words that count or share out what follows them, sorted.
    pub fn shares(&self) -> Vec<WordIx> {
        self.words_where(|tok| {
            self.lexicon.skip(Small::Share, self.surface, tok).is_some() || self.is_number(tok)
        })
    }

    /// The first words of the tokens of which something holds.
    fn words_where(&self, holds: impl Fn(usize) -> bool) -> Vec<WordIx> {
        (0..self.surface.toks.len())
            .filter(|tok| holds(*tok))
            .map(|tok| self.surface.toks[tok].words.start)
            .collect()
    }
}

impl Mentions {
    /// The place that a headline is about.
    fn place_of_heading(&self, sentence: usize) -> Option<PlaceIx> {
        let mut best: Option<(i64, PlaceIx)> = None;
        for ix in self.by_sentence.get(sentence)? {
            let Referent::Place(place) = self.list[*ix].referent else {
                continue;
            };
            let weight = self.fineness(place);
            if self.details[*ix].locative && best.is_none_or(|(other, _)| weight > other) {
                best = Some((weight, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// How telling a place is as a scene, in tenths: a country is one only for want of better.
    fn fineness(&self, place: PlaceIx) -> i64 {
        match self.places[place].feature.as_str() {
            "country" => 2,
            "river" | "border" => 5,
            "region" | "area" => 8,
            _ => 10,
        }
    }

    /// The place that the discourse is about at a word, when its clause names none: of those its
    /// sentence names and those most in mind before it, the weightiest; else what the headline is
    /// about; else the most spoken of.
    pub fn focus_place(&self, document: &Document, word: WordIx) -> Option<PlaceIx> {
        self.focus_place_but(document, word, &[])
    }

    /// The same where some places are known not to be meant.
    pub fn focus_place_but(
        &self,
        document: &Document,
        word: WordIx,
        but: &[PlaceIx],
    ) -> Option<PlaceIx> {
        let sentence = document.words.get(word)?.sentence as usize;
        let paragraph = document.sentences.get(sentence)?.paragraph;
        let mut weights: Vec<(PlaceIx, i64)> = Vec::new();
        let mut add = |place: PlaceIx, weight: i64| match weights
            .iter_mut()
            .find(|(known, _)| *known == place)
        {
            Some((_, known)) => *known += weight,
            None => weights.push((place, weight)),
        };
        let outside = outside_quotation(document, word);
        for ix in self.by_sentence.get(sentence).into_iter().flatten() {
            let (mention, detail) = (&self.list[*ix], &self.details[*ix]);
            let Referent::Place(place) = mention.referent else {
                continue;
            };
            if !detail.locative || outside(mention.head) {
                continue;
            }
            let role = match detail.role {
                PlaceRole::At => 120,
                PlaceRole::Near => 100,
                PlaceRole::To | PlaceRole::Direction => 30,
                PlaceRole::From | PlaceRole::Via => 50,
            };
            let distance = mention.head.abs_diff(word).min(40);
            let ahead = if mention.head < word { 20 } else { 0 };
            let weight = role + ahead - 2 * i64::try_from(distance).unwrap_or(40);
            add(place, weight.max(10));
        }
        if let Some(before) = sentence.checked_sub(1)
            && !document.sentences[before].heading
        {
            let same = document.sentences[before].paragraph == paragraph;
            for (place, weight) in &self.scenes[before] {
                let place = if same {
                    self.whole(*place)
                } else {
                    self.ground(*place)
                };
                add(place, carried(*weight, same).min(MOST));
            }
        }
        let mut best: Option<(i64, PlaceIx)> = None;
        for (place, weight) in weights.iter().filter(|(place, _)| !but.contains(place)) {
            let weight = weight * self.fineness(*place);
            if best.is_none_or(|(other, _)| weight > other) {
                best = Some((weight, *place));
            }
        }
        if best.is_none_or(|(_, place)| self.places[place].feature == "country") {
            let heading = (0..document.sentences.len().min(3))
                .filter(|s| document.sentences[*s].heading)
                .find_map(|s| self.place_of_heading(s));
            if let Some(place) = heading.filter(|place| !but.contains(place))
                && (best.is_none() || self.places[place].feature != "country")
            {
                return Some(place);
            }
        }
        best.map(|(_, place)| place)
            .or_else(|| self.main_place())
            .or(self.dateline)
            .filter(|place| !but.contains(place))
    }

    /// What a place of this document is part of or stands in.
    pub fn lies_in(&self, place: PlaceIx) -> Option<PlaceIx> {
        self.bases.get(place).copied().flatten()
    }

    /// What later sentences are about when one spoke of a part: the town of "the south of the
    /// town", but the north of a country itself.
    fn whole(&self, place: PlaceIx) -> PlaceIx {
        match self.lies_in(place) {
            Some(base)
                if self.places[place].feature == "area"
                    && self.places[place].id.is_none()
                    && self.places[base].feature != "country" =>
            {
                base
            }
            _ => place,
        }
    }

    /// What a new paragraph is about when the one before spoke of a building: the town it stands in.
    fn ground(&self, place: PlaceIx) -> PlaceIx {
        match self.lies_in(place) {
            Some(town)
                if self.places[place].feature == "site"
                    && self.places[town].feature != "country" =>
            {
                town
            }
            _ => self.whole(place),
        }
    }

    /// The place most spoken of.
    fn main_place(&self) -> Option<PlaceIx> {
        let mut counts = vec![0i64; self.places.len()];
        for (mention, detail) in self.list.iter().zip(&self.details) {
            if let Referent::Place(place) = mention.referent
                && detail.locative
            {
                counts[place] += 10 + self.fineness(place) / 2;
            }
        }
        let mut best: Option<(i64, PlaceIx)> = None;
        for (place, count) in counts.into_iter().enumerate() {
            if count > 0 && best.is_none_or(|(other, _)| count > other) {
                best = Some((count, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// The actor that the discourse is about at a word: the subject understood of an infinitive,
    /// a participle or a second verb. The topic of a headline ("RDC : ...") is one only if asked for.
    pub fn focus_actor(&self, document: &Document, word: WordIx, topics: bool) -> Option<ActorIx> {
        self.focus_actors(document, word, topics).first().copied()
    }

    /// The same with everyone who shares that subject ("l'armée et ses alliés").
    pub fn focus_actors(&self, document: &Document, word: WordIx, topics: bool) -> Vec<ActorIx> {
        if word >= document.words.len() {
            return Vec::new();
        }
        if self.parsed {
            let found = self.understood_subject(document, word);
            if !found.is_empty() {
                return found;
            }
        }
        self.last_subject(document, word, topics)
    }

    /// Climbs from a word to the verb whose subject it shares.
    fn understood_subject(&self, document: &Document, word: WordIx) -> Vec<ActorIx> {
        let mut at = word;
        let mut below = None;
        for _ in 0..6 {
            // "X accuse Y d'avoir tué": who is said to have done it is told before it as an object.
            if let Some(clause) = below {
                for child in document.children(at) {
                    if document.relation(child) == "obj" && child > at && child < clause {
                        let found = self.actors_of(document, child);
                        if !found.is_empty() {
                            return found;
                        }
                    }
                }
            }
            if matches!(document.upos(at), Upos::Verb | Upos::Aux | Upos::Adj)
                || document
                    .children(at)
                    .any(|child| document.relation(child) == "nsubj")
            {
                let topic = |child: WordIx| {
                    (child + 1..child + 3).any(|next| next < at && document.form(next) == ":")
                };
                for child in document.children(at) {
                    // "Ukraine : Moscou revendique la prise": the topic does nothing.
                    if document.relation(child) == "nsubj" && !topic(child) {
                        let found = self.actors_of(document, child);
                        if !found.is_empty() {
                            return found;
                        }
                    }
                }
            } else {
                let owners = self.adjective_actors(document, at);
                if !owners.is_empty() && at == word {
                    return owners;
                }
            }
            let Some(head) = document.head(at) else { break };
            if document.relation(at) == "acl" {
                let found = self.actors_of(document, head);
                if !found.is_empty() {
                    return found;
                }
            }
            below = (document.relation(at) == "xcomp").then_some(at);
            at = head;
        }
        Vec::new()
    }

    /// Whether the topic of a headline ("Canada : ...") is a state and what is told of took place in others.
    pub fn topic_is_elsewhere(
        &self,
        document: &Document,
        word: WordIx,
        places: &[PlaceIx],
    ) -> bool {
        let sentence = document.words[word].sentence as usize;
        let topic = self.by_sentence.get(sentence).and_then(|list| {
            list.iter().find_map(|ix| match self.list[*ix].referent {
                Referent::Actor(actor) if self.is_topic(document, *ix) => Some(actor),
                _ => None,
            })
        });
        let Some(traits) = topic.and_then(|topic| self.actor_traits.get(topic)) else {
            return false;
        };
        traits.state
            && !places.is_empty()
            && places
                .iter()
                .all(|place| self.places[*place].country != traits.code)
    }

    /// Whether a mention opens a headline as its topic: "RDC : des bombes tombent".
    fn is_topic(&self, document: &Document, mention: usize) -> bool {
        let words = &self.list[mention].words;
        let sentence = document.sentence_of(words.start).words.clone();
        words.start == sentence.start && words.end < sentence.end && document.form(words.end) == ":"
    }

    /// The last actor in the foreground before a word, with those beside it.
    fn last_subject(&self, document: &Document, word: WordIx, topics: bool) -> Vec<ActorIx> {
        let sentence = document.words[word].sentence as usize;
        for back in 0..=4usize {
            let Some(s) = sentence.checked_sub(back) else {
                break;
            };
            let mut best: Option<(Prominence, usize)> = None;
            for ix in self.by_sentence.get(s).into_iter().flatten() {
                let mention = &self.list[*ix];
                let Referent::Actor(actor) = mention.referent else {
                    continue;
                };
                let topic = self.is_topic(document, *ix);
                if s == sentence && mention.head >= word
                    || topic && !topics
                    || !(self.is_armed(actor) || self.is_state(actor))
                    || mention.form == Form::Adjective
                {
                    continue;
                }
                let prominence = self.details[*ix].prominence;
                if best.is_none_or(|(other, _)| prominence >= other) {
                    best = Some((prominence, *ix));
                }
            }
            if let Some((_, ix)) = best {
                return self.actors_of(document, self.list[ix].head);
            }
        }
        Vec::new()
    }

    /// The one whom these actors fight at a word: the armed actor last spoken of that is none of
    /// them and stands on no side with them, and no air force where `ground` is fought for. `None` when only
    /// friends were named.
    pub fn focus_opponent(
        &self,
        document: &Document,
        word: WordIx,
        sides: &[ActorIx],
        ground: bool,
    ) -> Option<ActorIx> {
        let sentence = document.words.get(word)?.sentence as usize;
        for back in 0..=5usize {
            let Some(s) = sentence.checked_sub(back) else {
                break;
            };
            let mut best: Option<(f32, ActorIx)> = None;
            for ix in self.by_sentence.get(s).into_iter().flatten() {
                let mention = &self.list[*ix];
                let Referent::Actor(actor) = mention.referent else {
                    continue;
                };
                // "le siège de la police", "un responsable de l'armée": whose a house or a man is is not
                // thereby spoken of.
                let owns = self.parsed
                    && document.relation(mention.head) == "nmod"
                    && document.head(mention.head).is_some_and(|house| {
                        let actors = self.actors_of(document, house);
                        let man = |one: &ActorIx| self.actor_traits[*one].person && *one != actor;
                        let houses = self.places_of(document, house);
                        houses
                            .iter()
                            .any(|link| self.places[link.place].feature != "base")
                            || actors.iter().any(man)
                    });
                if !self.is_armed(actor)
                    || ground && self.flies(actor)
                    || owns
                    || mention.form == Form::Adjective
                    || s == sentence && accuses(document, mention.head, word)
                    || sides
                        .iter()
                        .any(|side| self.friends(*side, actor) || self.same_side(*side, actor))
                {
                    continue;
                }
                let mut score = match self.details[*ix].prominence {
                    Prominence::Subject => 1.0,
                    Prominence::Object => 1.2,
                    Prominence::Other => 0.9,
                    Prominence::Background => 0.5,
                };
                if sides.iter().any(|side| self.against(*side, actor)) {
                    score += 0.5;
                }
                if s == sentence {
                    score -= 0.02 * mention.head.abs_diff(word).min(40) as f32;
                }
                if best.is_none_or(|(other, _)| score > other) {
                    best = Some((score, actor));
                }
            }
            if let Some((_, actor)) = best {
                return Some(actor);
            }
        }
        None
    }

    /// Who does it and to whom, with what the clause leaves to be understood: an active verb or a
    /// noun without its doer takes the one the discourse is about, and a deed that needs an
    /// opponent takes the one they fight. A passive without a doer stays without one.
    pub fn understood(
        &self,
        document: &Document,
        trigger: WordIx,
        kind: ClaimType,
        agents: &[ActorIx],
        targets: &[ActorIx],
        topics: bool,
    ) -> (Vec<ActorIx>, Vec<ActorIx>) {
        let mut agents = self.responsible(agents);
        let mut targets = targets.to_vec();
        let own = matches!(
            kind,
            ClaimType::Capture
                | ClaimType::Siege
                | ClaimType::Entry
                | ClaimType::Offensive
                | ClaimType::Advance
                | ClaimType::Repulse
                | ClaimType::Control
                | ClaimType::Presence
                | ClaimType::Clash
                | ClaimType::Deployment
                | ClaimType::Withdrawal
                | ClaimType::Crossing
                | ClaimType::Support
                | ClaimType::Strike
        );
        if own && kind != ClaimType::Support && kind != ClaimType::Deployment {
            for agent in &mut agents {
                *agent = self.in_the_field(*agent);
            }
        }
        if agents.is_empty() && own && !self.passive(document, trigger) {
            agents = self
                .focus_actors(document, trigger, topics)
                .into_iter()
                .filter(|actor| {
                    (self.is_armed(*actor) || self.is_state(*actor)) && !targets.contains(actor)
                })
                .collect();
            // "La milice a tué des civils. Ils ont encerclé le village": a pronoun that seems to stand for those
            // who cannot have done it stands for who last could.
            let pronoun = document.children(trigger).any(|child| {
                document.relation(child) == "nsubj"
                    && document.upos(child) == Upos::Pron
                    && document.feat(child, "Person") == Some("3")
                    && document.feat(child, "PronType") != Some("Rel")
                    && !self.actors_of(document, child).is_empty()
            });
            if agents.is_empty() && pronoun {
                agents = self.last_subject(document, trigger, topics);
                agents.retain(|actor| {
                    (self.is_armed(*actor) || self.is_state(*actor)) && !targets.contains(actor)
                });
            }
        }
        let opposed = matches!(
            kind,
            ClaimType::Capture
                | ClaimType::Expulsion
                | ClaimType::Offensive
                | ClaimType::Repulse
                | ClaimType::Clash
                | ClaimType::Siege
                | ClaimType::Strike
        );
        if targets.is_empty()
            && opposed
            && !agents.is_empty()
            && let Some(opponent) =
                self.focus_opponent(document, trigger, &agents, kind != ClaimType::Repulse)
        {
            targets.push(opponent);
        }
        (agents, targets)
    }

    /// A passive verb, a participle that shares the auxiliary of one, or one that describes a noun.
    pub fn passive(&self, document: &Document, word: WordIx) -> bool {
        let participle = document.feat(word, "VerbForm") == Some("Part")
            && document.feat(word, "Tense") == Some("Past");
        let shared = participle
            && document.relation(word) == "conj"
            && !document
                .children(word)
                .any(|child| document.relation(child) == "aux");
        if shared && let Some(head) = document.head(word) {
            return self.passive(document, head);
        }
        document
            .children(word)
            .any(|child| matches!(document.deprel(child), "nsubj:pass" | "aux:pass"))
            || document.upos(word) == Upos::Verb
                && participle
                && matches!(document.relation(word), "acl" | "advcl" | "amod")
                && !document
                    .children(word)
                    .any(|child| document.relation(child) == "aux")
    }

    /// True when the world's tables put two actors in one camp and in no two camps of a conflict.
    fn same_side(&self, a: ActorIx, b: ActorIx) -> bool {
        let shared = |side: &(String, String)| self.camps[b].contains(side);
        let (a, b) = (&self.camps[a], &self.camps[b]);
        a.iter().any(shared)
            && !a
                .iter()
                .any(|(x, camp)| b.iter().any(|(y, other)| x == y && camp != other))
    }

    /// True when the world's tables put two actors in two camps of one conflict, and in none
    /// together.
    pub fn against(&self, a: ActorIx, b: ActorIx) -> bool {
        let (a, b) = (&self.camps[a], &self.camps[b]);
        !a.iter().any(|side| b.contains(side))
            && a.iter()
                .any(|(conflict, _)| b.iter().any(|(other, _)| other == conflict))
    }

    /// True when two actors are one, were named side by side, act for one another, or serve one state.
    pub fn friends(&self, a: ActorIx, b: ActorIx) -> bool {
        // "les Kurdes comme l'État islamique": enemies named side by side stay enemies.
        let joined = self.joined.contains(&(a, b)) || self.joined.contains(&(b, a));
        if a == b || joined && !self.against(a, b) {
            return true;
        }
        if self.acts_for(a) == Some(b) || self.acts_for(b) == Some(a) {
            return true;
        }
        let parent = |ix: ActorIx| {
            self.actors
                .get(ix)
                .and_then(|actor| actor.parent.as_deref())
        };
        let id = |ix: ActorIx| self.actors.get(ix).and_then(|actor| actor.id.as_deref());
        if parent(a).is_some() && (parent(a) == id(b) || parent(a) == parent(b))
            || parent(b).is_some() && parent(b) == id(a)
        {
            return true;
        }
        match (self.actor_traits.get(a), self.actor_traits.get(b)) {
            (Some(x), Some(y)) => {
                let official = |ix: ActorIx, traits: &super::registry::ActorTraits| {
                    traits.state || self.actors[ix].kind == "state-force"
                };
                official(a, x) && official(b, y) && x.code.is_some() && x.code == y.code
            }
            _ => false,
        }
    }
}
