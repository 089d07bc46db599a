//! From a noun phrase to the speakers it names: who, in what words described, anonymous of what
//! sort, and whom a pronoun or a bare function stands for.

use super::lexicon::{Marks, NounKind, Part};
use super::view::{Phrase, View};
use selon_model::{ActorIx, Anonymity, SourceKind, Span};
use selon_text::{Upos, WordIx};
use std::ops::Range;

/// One who speaks or carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Speaker {
    /// Named or anonymous.
    pub kind: SourceKind,
    /// The actor it is.
    pub actor: Option<ActorIx>,
    /// Name as a person would write it.
    pub name: Option<String>,
    /// The text's own description.
    pub description: Option<Span>,
    /// What sort of anonymous source.
    pub anonymity: Option<Anonymity>,
    /// The words that name it.
    pub span: Span,
    /// A press organ.
    pub press: bool,
    /// Where it was said, when the phrase names a document ("un communiqué de l'armée").
    pub medium: Option<Span>,
    /// Lemmas of the nouns it was called by, to know it again.
    pub called: Vec<String>,
    /// Named in the plural.
    pub plural: bool,
}

/// Speakers already met, to resolve pronouns and bare functions.
#[derive(Debug, Default)]
pub struct Memory {
    met: Vec<Vec<Speaker>>,
}

impl Memory {
    /// The speakers of the last voice.
    pub fn last(&self) -> Option<&[Speaker]> {
        self.met.last().map(Vec::as_slice)
    }

    /// Remembers a voice's speakers.
    pub fn push(&mut self, speakers: &[Speaker]) {
        if !speakers.is_empty() {
            self.met.push(speakers.to_vec());
        }
    }

    /// The latest speaker called by a noun.
    fn called(&self, lemma: &str) -> Option<&Speaker> {
        self.met
            .iter()
            .rev()
            .flatten()
            .find(|speaker| speaker.called.iter().any(|noun| noun == lemma))
    }

    /// The latest speaker whose name ends in these words.
    fn by_name(&self, name: &str) -> Option<&Speaker> {
        self.met.iter().rev().flatten().find(|speaker| {
            speaker
                .name
                .as_deref()
                .is_some_and(|full| full != name && full.ends_with(name))
        })
    }
}

/// The speakers that a phrase and those joined to it name, and one past its last word.
/// Empty when the phrase cannot speak.
pub fn speakers(
    view: &View<'_>,
    memory: &Memory,
    start: WordIx,
    strict: bool,
) -> (Vec<Speaker>, WordIx) {
    let mut found = Vec::new();
    let Some(first) = view.phrase(start) else {
        return (found, start);
    };
    // "Ce lundi" speaks for nobody.
    if view.time_at(first.head).is_some() && view.mention(first.head).is_none() {
        return (found, start);
    }
    let mut end = first.words.end;
    found.extend(resolve(view, memory, &first, strict));
    if found.is_empty() {
        return (found, end);
    }
    // Joint speakers: "X et Y", "X, Y et Z".
    for _ in 0..8 {
        let Some(next) = joined(view, end) else { break };
        let Some(phrase) = view.phrase(next) else {
            break;
        };
        if view.upos(phrase.head) == Upos::Pron {
            break;
        }
        let more = resolve(view, memory, &phrase, true);
        // A verb right behind makes it the subject of a new clause, unless the whole list is one.
        let clause = clause_behind(view, phrase.words.end)
            && start > view.sentence(start).start
            && !view.cuts(start - 1)
            && !view.is(start - 1, Marks::NEITHER);
        if more.is_empty() || clause {
            break;
        }
        end = phrase.words.end;
        found.extend(more);
    }
    (found, end)
}

/// The word after "et", "ainsi que" or a comma of a list, when a list goes on there.
fn joined(view: &View<'_>, at: WordIx) -> Option<WordIx> {
    if view.is(at, Marks::AND) || view.is(at, Marks::NEITHER) {
        return Some(at + 1);
    }
    if view.is(at, Marks::ALSO) && view.is(at + 1, Marks::CONTENT) {
        return Some(at + 2);
    }
    if view.comma(at) {
        // A comma joins only when the list ends in "et" a little further on.
        let sentence = view.sentence(at);
        let phrase = view.phrase(at + 1)?;
        if phrase.words.end < sentence.end && view.is(phrase.words.end, Marks::AND) {
            return Some(at + 1);
        }
    }
    None
}

fn clause_behind(view: &View<'_>, at: WordIx) -> bool {
    let sentence = view.sentence(at.min(view.document.words.len().saturating_sub(1)));
    let mut w = at;
    while w < sentence.end && w < at + 3 {
        if view.finite(w) {
            return true;
        }
        let passes = view.upos(w) == Upos::Adv
            || view.is(w, Marks::NEGATION_FIRST)
            || view.upos(w) == Upos::Pron && view.is(w, Marks::CLITIC);
        if !passes {
            return false;
        }
        w += 1;
    }
    false
}

/// The speakers that one phrase names. `strict` asks for a noun that can speak.
pub fn resolve(view: &View<'_>, memory: &Memory, phrase: &Phrase, strict: bool) -> Vec<Speaker> {
    let head = phrase.head;
    let span = view.span(phrase.words.clone());
    if view.upos(head) == Upos::Pron && phrase.core.len() == 1 {
        return pronoun(view, memory, head);
    }
    // "ce dernier", "celui-ci"
    if view.is(head, Marks::SELF) {
        return pronoun(view, memory, head);
    }
    let plural = view.plural(phrase);
    let noun = view.noun(head);
    if view.lexicon.measures.contains(view.lemma(head)) && noun.is_none() {
        return Vec::new();
    }
    let actor_at_head = view.actor(head);
    if let Some(noun) = noun
        && matches!(noun.kind, NounKind::Document | NounKind::Tally)
    {
        return document(view, memory, phrase, span, noun.kind);
    }
    let person_noun = noun.is_some_and(|n| matches!(n.kind, NounKind::Person));
    let name = phrase.name.clone();
    let mut called: Vec<String> = Vec::new();
    for w in phrase.words.clone() {
        if view.noun(w).is_some() && view.nounish(w) {
            called.push(view.lemma(w).to_owned());
        }
    }
    let press = view.press(head);
    // A person's function with a name beside it: the name.
    if let Some(range) = &name
        && (person_noun || view.person(range.start))
        && personal(view, phrase, range)
    {
        let text = trimmed(view, range.clone());
        let description = describe(view, phrase, range);
        let actor = range.clone().find_map(|w| view.actor(w)).filter(|ix| {
            // The name's own mention, not the body that the function belongs to.
            view.mentions.actors[*ix].kind == "person"
                || view.mentions.list.iter().any(|m| {
                    m.referent == crate::mentions::Referent::Actor(*ix)
                        && m.words.start >= range.start
                        && m.words.end <= range.end
                })
        });
        return vec![Speaker {
            kind: SourceKind::Named,
            actor,
            name: Some(full_name(memory, text)),
            description,
            anonymity: None,
            span,
            press: false,
            medium: None,
            called,
            plural,
        }];
    }
    // "les rebelles": a side, not somebody without a name.
    let side = !phrase.indefinite
        && plural
        && noun.is_some_and(|n| n.anonymity == Anonymity::Paramilitary);
    if !side
        && (person_noun
            || noun.is_some_and(|n| matches!(n.kind, NounKind::Source | NounKind::People)))
    {
        // A bare function takes up a person named before ("le ministre").
        if !phrase.indefinite
            && person_noun
            && let Some(known) = memory.called(view.lemma(head))
        {
            let mut known = known.clone();
            known.span = span;
            return vec![known];
        }
        if let Some(ix) = actor_at_head
            && view.mentions.actors[ix].kind == "person"
            && view.has_name(ix)
            && !phrase.indefinite
        {
            return vec![named(view, phrase, Some(ix), span, called, false)];
        }
        return vec![Speaker {
            kind: SourceKind::Anonymous,
            actor: behind(view, phrase),
            name: None,
            description: Some(view.span(phrase.words.clone())),
            anonymity: Some(anonymity(view, phrase)),
            span,
            press: false,
            medium: None,
            called,
            plural,
        }];
    }
    // "le ministère", after it was named in full.
    if !phrase.indefinite
        && noun.is_some()
        && actor_at_head.is_none()
        && phrase.name.is_none()
        && head + 1 == phrase.core.end
        && let Some(known) = memory.called(view.lemma(head))
    {
        let mut known = known.clone();
        known.span = span;
        return vec![known];
    }
    let speaks = noun.is_some_and(|n| n.kind != NounKind::Quality)
        || actor_at_head.is_some()
        || view.upos(head) == Upos::Propn
        || name.as_ref().is_some_and(|range| range.start == head)
        // "les forces camerounaises": the adjective beside the noun, not one further on.
        || [head.wrapping_sub(1), head + 1]
            .into_iter()
            .any(|w| phrase.core.contains(&w) && view.actor(w).is_some() && view.upos(w) == Upos::Adj);
    if !speaks && strict {
        return Vec::new();
    }
    if !speaks && !plausible(view, head) {
        return Vec::new();
    }
    // A body without a name, and left open: anonymous ("plusieurs ONG", "un hôpital").
    if phrase.indefinite && name.is_none() && actor_at_head.is_none() {
        return vec![Speaker {
            kind: SourceKind::Anonymous,
            actor: behind(view, phrase),
            name: None,
            description: Some(span),
            anonymity: Some(anonymity(view, phrase)),
            span,
            press,
            medium: None,
            called,
            plural,
        }];
    }
    if let Some(range) = &name
        && actor_at_head.is_none()
        && noun.is_none()
        && let Some(known) = memory.by_name(&trimmed(view, range.clone()))
    {
        let mut known = known.clone();
        known.span = span;
        return vec![known];
    }
    vec![named(view, phrase, actor_at_head, span, called, press)]
}

/// Is a noun, though not in the list of those that speak, worth hearing after "selon".
fn plausible(view: &View<'_>, head: WordIx) -> bool {
    view.nounish(head) && !view.lexicon.measures.contains(view.lemma(head))
}

/// The name stands for a person: beside the function, not after "de" ("le porte-parole de l'ONU").
fn personal(view: &View<'_>, phrase: &Phrase, name: &Range<WordIx>) -> bool {
    if name.start == phrase.head || view.person(name.start) {
        return true;
    }
    if !phrase.core.contains(&name.start) {
        return true;
    }
    let before = name.start.wrapping_sub(1);
    // "le chef rebelle Bado": with nothing but adjectives between, the name is its holder's,
    // whatever the recogniser takes it for.
    let beside = (phrase.head + 1..name.start).all(|w| view.upos(w) == Upos::Adj);
    if beside && !view.known_place(name.start) {
        return true;
    }
    !(matches!(view.upos(before), Upos::Adp | Upos::Det)
        || view.place(name.start)
        // Right behind a function ("le général Noy") the name is its holder's, whatever the
        // recogniser takes it for.
        || view.organization(name.start)
            && (phrase.head + 1..name.start).any(|w| view.upos(w) != Upos::Adj && view.noun(w).is_none()))
}

/// A pronoun stands for the last speaker, or for the actor its mention gives.
fn pronoun(view: &View<'_>, memory: &Memory, head: WordIx) -> Vec<Speaker> {
    if view.impersonal(head) {
        return Vec::new();
    }
    let plural = view.feat(head, "Number") == Some("Plur");
    // "Les rebelles ont fui, mais ils démentent": the subject said in the same sentence; behind
    // its verb ("a-t-il dit") a pronoun takes up whoever spoke last.
    let hung = view.form(head).starts_with('-');
    let sentence = view.sentence(head);
    if !hung && let Some(who) = said_subject(view, memory, sentence.start..head, plural) {
        return who;
    }
    // "L'armée a pris X. Elle a annoncé": the subject of the sentence before, where whoever spoke
    // last did so earlier still.
    let before = view.sentence(sentence.start.saturating_sub(1));
    let since = view.document.words[before.start].span.start;
    let spoke = memory
        .last()
        .is_some_and(|who| who.iter().any(|speaker| speaker.span.start >= since));
    if !hung
        && !spoke
        && before.end <= sentence.start
        && memory.last().is_some()
        && view.document.sentence_of(before.start).paragraph
            == view.document.sentence_of(head).paragraph
        && let Some(who) = main_subject(view, memory, before, head)
    {
        return who;
    }
    let here = view.document.words[head].span.start;
    let near = |who: &[Speaker]| {
        who.iter()
            .any(|speaker| here >= speaker.span.start && here - speaker.span.start < 900)
    };
    // The last speaker of the same number, else the last.
    let recent = memory.met.iter().rev().take(4);
    let fitting = recent
        .clone()
        .find(|who| near(who) && (who.len() > 1 || who[0].plural) == plural);
    if let Some(who) = fitting.or_else(|| memory.met.last().filter(|who| near(who))) {
        return who.clone();
    }
    if let Some(ix) = view.actor(head) {
        let actor = &view.mentions.actors[ix];
        // Somebody the world does not know: as the text first called them.
        if actor.id.is_none()
            && let Some(first) = view.first_head(ix)
            && first < head
            && view.upos(first) != Upos::Pron
            && let Some(phrase) = view.phrase_around(first)
        {
            let found = resolve(view, memory, &phrase, true);
            if !found.is_empty() {
                return found;
            }
        }
        return vec![Speaker {
            kind: SourceKind::Named,
            actor: Some(ix),
            name: Some(actor.name.clone()),
            description: None,
            anonymity: None,
            span: view.document.words[head].span,
            press: matches!(actor.kind.as_str(), "agency" | "outlet"),
            medium: None,
            called: Vec::new(),
            plural,
        }];
    }
    if let Some(who) = memory.last() {
        return who.to_vec();
    }
    // "L'armée a mené, dit-elle, une frappe"
    if hung && let Some(who) = said_subject(view, memory, sentence.start..head, plural) {
        return who;
    }
    // Nobody spoke yet: the subject of the sentence before.
    let before = view.sentence(sentence.start.saturating_sub(1));
    if before.end <= sentence.start {
        return said_subject(view, memory, before, plural).unwrap_or_default();
    }
    Vec::new()
}

/// The subject of a sentence's main verb, where a pronoun agrees with it and it can speak.
fn main_subject(
    view: &View<'_>,
    memory: &Memory,
    sentence: Range<WordIx>,
    pronoun: WordIx,
) -> Option<Vec<Speaker>> {
    let subject = sentence.clone().find(|w| {
        view.document.relation(*w) == "nsubj"
            && view
                .document
                .head(*w)
                .is_some_and(|verb| view.document.relation(verb) == "root")
    })?;
    let agree = |feature| {
        let (a, b) = (view.feat(subject, feature), view.feat(pronoun, feature));
        a.is_none() || b.is_none() || a == b
    };
    if view.upos(subject) == Upos::Pron
        || view.quote(subject).is_some()
        || !agree("Number")
        || !agree("Gender")
    {
        return None;
    }
    let who = resolve(view, memory, &view.phrase_around(subject)?, true);
    let speaks = who
        .iter()
        .any(|speaker| speaker.medium.is_none() && speaker.kind == SourceKind::Named);
    speaks.then_some(who)
}

/// The last subject among some words that can speak and has a number.
fn said_subject(
    view: &View<'_>,
    memory: &Memory,
    words: Range<WordIx>,
    plural: bool,
) -> Option<Vec<Speaker>> {
    words.rev().find_map(|w| {
        let fits = view.document.relation(w) == "nsubj"
            && view.upos(w) != Upos::Pron
            && view.quote(w).is_none()
            && (view.feat(w, "Number") == Some("Plur")) == plural;
        if !fits {
            return None;
        }
        let who = resolve(view, memory, &view.phrase_around(w)?, true);
        let speaks = who.iter().any(|speaker| speaker.medium.is_none());
        speaks.then_some(who)
    })
}

/// A document speaks for whoever issued it.
fn document(
    view: &View<'_>,
    memory: &Memory,
    phrase: &Phrase,
    span: Span,
    kind: NounKind,
) -> Vec<Speaker> {
    let plural = view.plural(phrase);
    let medium = view.span(phrase.words.clone());
    // The first phrase after "de" that can speak.
    for w in phrase.head + 1..phrase.core.end {
        if !view.is(w, Marks::OF.or(Marks::BY)) {
            continue;
        }
        let Some(issuer) = view.phrase(w + 1) else {
            continue;
        };
        // "un communiqué de presse de X": a bare noun only says what sort of document it is.
        let sort = view.upos(issuer.head) == Upos::Noun
            && issuer.core.start == issuer.head
            && issuer
                .name
                .as_ref()
                .is_none_or(|name| name.start > issuer.head + 1)
            && !view.plural(&issuer);
        if sort && (issuer.head + 1..phrase.core.end).any(|x| view.is(x, Marks::OF.or(Marks::BY))) {
            continue;
        }
        let mut found = resolve(view, memory, &issuer, true);
        if !found.is_empty() {
            for speaker in &mut found {
                if speaker.medium.is_none() {
                    speaker.medium = Some(medium);
                }
            }
            return found;
        }
    }
    // "les chiffres fournis par X"; a press organ only passes on what it publishes.
    let end = phrase.words.end;
    let issued = (phrase.head + 1..end + 3)
        .find(|w| view.is(*w, Marks::BY))
        .filter(|by| *by > phrase.head + 1 && (view.past_participle(end) || *by <= end));
    if let Some(by) = issued {
        let (mut found, _) = speakers(view, memory, by + 1, true);
        if view.expression(by - 1).is_some() && found.iter().any(|speaker| speaker.press) {
            found.clear();
        }
        for speaker in &mut found {
            speaker.medium = speaker.medium.or(Some(medium));
        }
        if !found.is_empty() {
            return found;
        }
    }
    let actor = phrase
        .core
        .clone()
        .find_map(|w| (view.upos(w) == Upos::Adj).then(|| view.actor(w)).flatten());
    if let Some(ix) = actor {
        let mut speaker = named(view, phrase, Some(ix), span, Vec::new(), false);
        speaker.name = Some(view.mentions.actors[ix].name.clone());
        speaker.medium = Some(medium);
        return vec![speaker];
    }
    if kind == NounKind::Tally {
        return Vec::new();
    }
    vec![Speaker {
        kind: SourceKind::Anonymous,
        actor: None,
        name: None,
        description: Some(medium),
        anonymity: Some(anonymity(view, phrase)),
        span,
        press: false,
        medium: Some(medium),
        called: vec![view.lemma(phrase.head).to_owned()],
        plural,
    }]
}

/// A named body or person.
fn named(
    view: &View<'_>,
    phrase: &Phrase,
    actor: Option<ActorIx>,
    span: Span,
    called: Vec<String>,
    press: bool,
) -> Speaker {
    let plural = view.plural(phrase);
    let text = match &phrase.name {
        // A press organ is called by its name alone.
        Some(range) if press && range.start == phrase.head + 1 && view.capital(phrase.head) => {
            trimmed(view, phrase.head..range.end)
        }
        // A name that is a common noun needs the word before it ("l'agence Sud").
        Some(range) if press && view.upos(range.start) == Upos::Propn => {
            trimmed(view, range.clone())
        }
        _ => {
            let mut start = phrase.core.start;
            while start < phrase.head
                && (view.upos(start) == Upos::Det
                    || view.is(start, Marks::DEFINITE.or(Marks::INDEFINITE)))
            {
                start += 1;
            }
            trimmed(view, start..named_end(view, phrase))
        }
    };
    let actor = actor.or_else(|| {
        phrase
            .name
            .as_ref()
            .filter(|_| press)
            .and_then(|range| range.clone().find_map(|w| view.actor(w)))
    });
    let description = phrase
        .apposition
        .as_ref()
        .map(|range| view.span(range.clone()));
    Speaker {
        kind: SourceKind::Named,
        actor,
        name: Some(text),
        description,
        anonymity: None,
        span,
        press,
        medium: None,
        called,
        plural,
    }
}

/// Where the name of a body ends: behind a capitalised complement, what follows and is not
/// capitalised says where it is ("le ministère de la Santé de l'enclave").
fn named_end(view: &View<'_>, phrase: &Phrase) -> WordIx {
    let mut capital = false;
    for w in phrase.head + 1..phrase.core.end {
        // "l'AFP de source militaire": from whom it has it.
        if matches!(view.expression(w), Some((Part::Source, ..))) {
            return w;
        }
        if view.nounish(w) {
            if capital
                && !view.capital(w)
                && view.upos(w) == Upos::Noun
                && view.upos(w - 1) == Upos::Det
                && view.is(w - 2, Marks::OF)
            {
                return w - 2;
            }
            capital |= view.capital(w);
        }
    }
    phrase.core.end
}

/// What the text says of a named person: the function before the name, or the apposition.
fn describe(view: &View<'_>, phrase: &Phrase, name: &Range<WordIx>) -> Option<Span> {
    if phrase.core.start < name.start && phrase.core.contains(&name.start) {
        return Some(view.span(phrase.core.start..name.start));
    }
    if !phrase.core.contains(&name.start) {
        return Some(view.span(phrase.core.clone()));
    }
    phrase
        .apposition
        .as_ref()
        .map(|range| view.span(range.clone()))
}

/// The words of a range without a bracketed remark at their end and without marks.
fn trimmed(view: &View<'_>, words: Range<WordIx>) -> String {
    let mut end = words.end;
    if let Some(open) = words.clone().find(|w| view.punctuation(*w) == Some('(')) {
        end = open;
    }
    view.span(words.start..end.max(words.start + 1))
        .of(view.document.text())
        .trim_matches(|c: char| c.is_whitespace() || "«»“”\",.;:()".contains(c))
        .to_owned()
}

/// A longer name met before that ends in this one.
fn full_name(memory: &Memory, text: String) -> String {
    memory
        .by_name(&text)
        .and_then(|known| known.name.clone())
        .unwrap_or(text)
}

/// Whose unnamed soldier, official or fighter speaks: the state or group that the phrase says.
fn behind(view: &View<'_>, phrase: &Phrase) -> Option<ActorIx> {
    use Anonymity::{Military, Official, Paramilitary, Security};
    if !matches!(
        anonymity(view, phrase),
        Military | Official | Paramilitary | Security
    ) {
        return None;
    }
    let within = phrase.words.clone().filter(|w| *w != phrase.head);
    let states = view.mentions.adjective_actors(view.document, phrase.head);
    let mut said = within.filter_map(|w| view.actor(w));
    said.next().or_else(|| states.first().copied())
}

/// What sort of anonymous source a phrase describes: the most telling word decides.
fn anonymity(view: &View<'_>, phrase: &Phrase) -> Anonymity {
    let own = view
        .noun(phrase.head)
        .map_or(Anonymity::Unspecified, |n| n.anonymity);
    // A bare "source" is told by what hangs on it: "une source auprès des groupes armés".
    let sentence = view.sentence(phrase.head);
    let reach = if own == Anonymity::Unspecified { 6 } else { 0 };
    let behind = (phrase.words.end..sentence.end.min(phrase.words.end + reach))
        .take_while(|w| !view.cuts(*w) && !view.finite(*w));
    let told = |kinds: &[NounKind]| {
        phrase
            .words
            .clone()
            .chain(behind.clone())
            .filter(|w| *w != phrase.head)
            .filter_map(|w| Some((w, view.noun(w)?)))
            // "une source proche de": that adjective names no witness.
            .filter(|(w, n)| {
                view.upos(*w) != Upos::Adj
                    || n.anonymity != Anonymity::Witness
                    || n.kind == NounKind::Quality
            })
            .map(|(_, n)| n)
            .find(|n| kinds.contains(&n.kind) && n.anonymity != Anonymity::Unspecified)
            .map(|n| n.anonymity)
    };
    if own != Anonymity::Unspecified && own != Anonymity::Official && own != Anonymity::Local {
        return own;
    }
    told(&[NounKind::Quality])
        .or_else(|| told(&[NounKind::Office, NounKind::Person]))
        .filter(|found| *found != Anonymity::Unspecified)
        .unwrap_or(own)
}
