//! What makes a voice: verbs of saying in every position, expressions like "according to",
//! agencies in brackets, a speaker before a colon. Each cue found here knows its speakers, its
//! carriers and the stretch of its sentence that it covers; quotations are bound afterwards.

use super::lexicon::{Marks, NounKind, Part, Verb};
use super::speaker::{Memory, Speaker, speakers};
use super::view::{Group, View};
use selon_model::{SourceKind, Span, Stance};
use selon_text::{Upos, WordIx};
use std::ops::Range;

/// How a cue stands to what it covers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Manner {
    /// Verb, then content.
    Before,
    /// Content, then an inverted clause.
    After,
    /// An expression before a noun phrase.
    Expression,
    /// A passive with its agent, or a participle.
    Passive,
    /// A colon or a bracket.
    Bare,
    /// A quotation without a cue of its own.
    Continued,
}

/// A voice: who speaks, what makes it known, and where it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voice {
    /// Who speaks, joint speakers in text order.
    pub speakers: Vec<Speaker>,
    /// Who passes it on, innermost first.
    pub carriers: Vec<Speaker>,
    /// The words that make it a voice.
    pub cue: Range<WordIx>,
    /// What the speakers do.
    pub stance: Stance,
    /// Where it was said.
    pub medium: Option<Span>,
    /// Where it holds, in words.
    pub scope: Vec<Range<WordIx>>,
    /// How the cue stands.
    pub manner: Manner,
    /// The verb of saying.
    pub verb: Option<WordIx>,
    /// The verb is negated.
    pub negated: bool,
    /// The verb is in the past, so that a conditional after it may be a future.
    pub past: bool,
    /// Its speakers are cited by another voice of the sentence.
    pub cited: bool,
    /// What follows the voice in its sentence is set off by nothing: the cue's last word.
    pub end: WordIx,
}

/// Finds the cues of one sentence, in text order.
pub fn in_sentence(view: &View<'_>, memory: &mut Memory, sentence: Range<WordIx>) -> Vec<Voice> {
    let mut found: Vec<Voice> = Vec::new();
    let mut w = sentence.start;
    while w < sentence.end {
        let next = match at_word(view, memory, &found, w, &sentence) {
            Some(voice) => {
                let end = voice.end.max(w + 1);
                if voice.cited
                    && let Some(last) = found.last_mut()
                {
                    // "affirme X, citant Y": what X passes on is Y's word.
                    let outer = std::mem::replace(&mut last.speakers, voice.speakers);
                    last.carriers.splice(0..0, outer);
                    last.end = last.end.max(end);
                    w = end;
                    continue;
                }
                if voice.speakers.is_empty() {
                    // A carrier alone ("rapporte l'AFP" is a speaker; "cité par" is not).
                    if let Some(last) = found.last_mut()
                        && !voice.carriers.is_empty()
                    {
                        last.carriers.extend(voice.carriers);
                        last.end = last.end.max(end);
                    }
                } else {
                    // An act without content is no telling that a pronoun would go back to.
                    if voice.manner != Manner::Before || !voice.scope.is_empty() {
                        memory.push(&voice.speakers);
                    }
                    found.push(voice);
                }
                end
            }
            None => w + 1,
        };
        w = next.max(w + 1);
    }
    scopes(view, &mut found, &sentence);
    found
}

/// The voice whose cue begins at a word.
fn at_word(
    view: &View<'_>,
    memory: &Memory,
    earlier: &[Voice],
    w: WordIx,
    sentence: &Range<WordIx>,
) -> Option<Voice> {
    if let Some((part, after, expression)) = view.expression(w)
        && let Some(voice) =
            expression_voice(view, memory, earlier, part, w..after, sentence, || {
                view.lexicon
                    .stances
                    .get(&expression.forms.join(" "))
                    .copied()
                    .unwrap_or(Stance::Asserts)
            })
    {
        return Some(voice);
    }
    if matches!(view.punctuation(w), Some('(')) {
        return bracket(view, memory, w, sentence);
    }
    if view.punctuation(w) == Some(':') {
        return colon(view, memory, w, sentence);
    }
    let likely = view.verbal(w)
        || (matches!(view.upos(w), Upos::Noun | Upos::Adj) && view.past_participle(w));
    if likely && let Some((verb, after)) = view.verb(w) {
        // The auxiliary "avoir dit": the participle is the verb.
        return verb_voice(view, memory, earlier, verb, w, after, sentence);
    }
    None
}

/// A voice without a scope yet.
fn voice(
    speakers: Vec<Speaker>,
    cue: Range<WordIx>,
    end: WordIx,
    stance: Stance,
    manner: Manner,
) -> Voice {
    let medium = speakers.iter().find_map(|speaker| speaker.medium);
    Voice {
        speakers,
        carriers: Vec::new(),
        cue,
        stance,
        medium,
        scope: Vec::new(),
        manner,
        verb: None,
        negated: false,
        past: false,
        cited: false,
        end,
    }
}

fn expression_voice(
    view: &View<'_>,
    memory: &Memory,
    earlier: &[Voice],
    part: Part,
    words: Range<WordIx>,
    sentence: &Range<WordIx>,
    stance: impl Fn() -> Stance,
) -> Option<Voice> {
    let after = words.end;
    match part {
        Part::According | Part::Known => {
            if view
                .lexicon
                .measures
                .contains(view.lemma(first_noun(view, after, sentence)))
                && view.noun(first_noun(view, after, sentence)).is_none()
            {
                return None;
            }
            let (who, end) = speakers(view, memory, after, part == Part::Known);
            if who.is_empty() {
                return None;
            }
            let mut voice = voice(who, words, end, stance(), Manner::Expression);
            tail(view, memory, &mut voice, sentence);
            voice.end = past_relative(view, voice.end, sentence);
            Some(voice)
        }
        Part::Opinion => {
            // Only set off: at the head of a clause and before a comma. The phrase must be able
            // to speak, and no verb may stand in it (a goal).
            let head_of_clause = words.start == sentence.start
                || view.cuts(words.start - 1)
                || view.is(words.start - 1, Marks::CONTRAST.or(Marks::AND));
            if !head_of_clause {
                return None;
            }
            let phrase = view.phrase(after)?;
            if view.upos(phrase.head) == Upos::Pron && !view.is(phrase.head, Marks::SELF) {
                return None;
            }
            let person = view.noun(phrase.head).is_some_and(|n| {
                matches!(
                    n.kind,
                    NounKind::Person | NounKind::Office | NounKind::People
                )
            }) || view.person(phrase.head);
            if !person || view.place(phrase.head) {
                return None;
            }
            let (who, end) = speakers(view, memory, after, true);
            if who.is_empty() || !(end < sentence.end && view.comma(end)) {
                return None;
            }
            Some(voice(who, words, end, stance(), Manner::Expression))
        }
        Part::Mouthpiece => {
            let (who, end) = speakers(view, memory, after, true);
            if who.is_empty() {
                return None;
            }
            // "indique par la voix de X": X takes the place of the speaker whose verb it follows.
            Some(voice(who, words, end, stance(), Manner::Expression))
        }
        Part::Cited => {
            let (who, end) = speakers(view, memory, after, true);
            let carriers = earlier
                .last()
                .map(|voice| voice.speakers.clone())
                .or_else(|| subject(view, memory, words.start, true, sentence))?;
            if who.is_empty() {
                return None;
            }
            let mut voice = voice(who, words, end, stance(), Manner::Expression);
            voice.carriers = carriers;
            voice.cited = true;
            Some(voice)
        }
        Part::Pronoun => {
            let who = memory.last()?.to_vec();
            Some(voice(
                who,
                words.clone(),
                after,
                stance(),
                Manner::Expression,
            ))
        }
        Part::PronounSource => {
            let who = memory.last()?.to_vec();
            Some(voice(
                who,
                words.clone(),
                after,
                stance(),
                Manner::Expression,
            ))
        }
        Part::Source => {
            // "de source militaire": the noun is the expression's own last word.
            let noun = after - 1;
            let before_ok = noun + 1 < sentence.end
                && (matches!(
                    view.upos(after),
                    Upos::Adj | Upos::Noun | Upos::Adp | Upos::Propn
                ) || view.noun(after).is_some());
            // A governing noun before it makes this a complement ("une perte de source").
            if !before_ok {
                return None;
            }
            let (mut who, end) = speakers(view, memory, noun, false);
            for speaker in &mut who {
                speaker.kind = SourceKind::Anonymous;
                speaker.name = None;
                speaker.actor = None;
                speaker.description = Some(view.span(noun..end));
                speaker.anonymity = speaker
                    .anonymity
                    .or(Some(selon_model::Anonymity::Unspecified));
            }
            if who.is_empty() {
                return None;
            }
            let mut start = words.start;
            start = learnt(view, start, sentence);
            Some(voice(
                who,
                start..words.end,
                end,
                stance(),
                Manner::Expression,
            ))
        }
        Part::Anonymous => {
            let span = view.span(words.clone());
            let who = vec![Speaker {
                kind: SourceKind::Anonymous,
                actor: None,
                name: None,
                description: Some(span),
                anonymity: Some(selon_model::Anonymity::Unspecified),
                span,
                press: false,
                medium: None,
                called: Vec::new(),
                plural: false,
            }];
            let start = learnt(view, words.start, sentence);
            Some(voice(
                who,
                start..words.end,
                words.end,
                stance(),
                Manner::Expression,
            ))
        }
        Part::Carrier => {
            let (who, end) = speakers(view, memory, after, true);
            if who.is_empty() {
                return None;
            }
            let mut found = voice(Vec::new(), words, end, stance(), Manner::Expression);
            found.carriers = who;
            Some(found)
        }
        Part::Addressee | Part::Medium | Part::Agent | Part::Never => None,
    }
}

/// "a-t-on appris" before a source: its words belong to the cue.
fn learnt(view: &View<'_>, start: WordIx, sentence: &Range<WordIx>) -> WordIx {
    if start > sentence.start && (view.verbal(start - 1)) {
        let group = view.group(start - 1);
        if group
            .inverted_pronoun
            .or(group.pronoun)
            .is_some_and(|w| view.impersonal(w))
        {
            return group.words.start;
        }
    }
    start
}

fn first_noun(view: &View<'_>, from: WordIx, sentence: &Range<WordIx>) -> WordIx {
    (from..sentence.end.min(from + 5))
        .find(|w| view.nounish(*w))
        .unwrap_or(from)
}

/// Steps over a relative clause that describes a source, up to its comma or the end.
fn past_relative(view: &View<'_>, at: WordIx, sentence: &Range<WordIx>) -> WordIx {
    if !(at < sentence.end && view.is(at, Marks::RELATIVE)) {
        return at;
    }
    (at..sentence.end)
        .find(|w| view.cuts(*w))
        .unwrap_or(sentence.end)
}

/// What may stand right behind a source: "cité par X", "joint par X", "(une agence proche ...)".
fn tail(view: &View<'_>, memory: &Memory, voice: &mut Voice, sentence: &Range<WordIx>) {
    for _ in 0..3 {
        let mut w = voice.end;
        if w < sentence.end && view.comma(w) {
            w += 1;
        }
        if w >= sentence.end {
            return;
        }
        match view.expression(w) {
            Some((Part::Carrier, after, _)) => {
                let (who, end) = speakers(view, memory, after, true);
                if who.is_empty() {
                    return;
                }
                voice.carriers.extend(who);
                voice.end = end;
            }
            _ => return,
        }
    }
}

/// "(AFP)", "(secouristes)": a source in brackets.
fn bracket(
    view: &View<'_>,
    memory: &Memory,
    open: WordIx,
    sentence: &Range<WordIx>,
) -> Option<Voice> {
    let close =
        (open + 1..sentence.end.min(open + 6)).find(|w| view.punctuation(*w) == Some(')'))?;
    let (who, end) = speakers(view, memory, open + 1, true);
    if end != close || who.is_empty() {
        return None;
    }
    let press = who.iter().all(|speaker| speaker.press);
    let heading = view.document.sentence_of(open).heading;
    // Elsewhere brackets mostly hold an acronym of what stands before them.
    let last = close + 1 >= sentence.end || view.punctuation(close + 1) == Some('.');
    let people = who.iter().all(|s| s.kind == SourceKind::Anonymous);
    if !(press && (last || open > sentence.start && open < sentence.start + 4)
        || (heading && last && people))
    {
        return None;
    }
    if view.nounish(open - usize::from(open > sentence.start))
        && press
        && !last
        && view.actor(open.wrapping_sub(1)) == view.actor(open + 1)
    {
        return None;
    }
    Some(voice(
        who,
        open..close + 1,
        close + 1,
        Stance::Asserts,
        Manner::Bare,
    ))
}

/// "Le chef de la milice : « ... »", "Et le maire de conclure : « ... »".
fn colon(
    view: &View<'_>,
    memory: &Memory,
    colon: WordIx,
    sentence: &Range<WordIx>,
) -> Option<Voice> {
    if !(colon + 1 < sentence.end && view.quotation_mark(colon + 1)) {
        return None;
    }
    let mut start = sentence.start;
    while start < colon && (view.is(start, Marks::AND) || view.upos(start) == Upos::Adv) {
        start += 1;
    }
    let (who, end) = speakers(view, memory, start, true);
    if who.is_empty() {
        return None;
    }
    if end == colon {
        return Some(voice(
            who,
            colon..colon + 1,
            colon,
            Stance::Asserts,
            Manner::Bare,
        ));
    }
    None
}

/// The speaker that a verb's subject names.
fn subject(
    view: &View<'_>,
    memory: &Memory,
    verb: WordIx,
    strict: bool,
    sentence: &Range<WordIx>,
) -> Option<Vec<Speaker>> {
    let group = view.group(verb);
    if let Some(pronoun) = group.pronoun
        && !view.is(pronoun, Marks::RELATIVE)
    {
        if view.impersonal(pronoun) || first_person(view, pronoun) {
            return None;
        }
        let phrase = view.phrase(pronoun)?;
        return some(super::speaker::resolve(view, memory, &phrase, true));
    }
    // By arcs.
    let document = view.document;
    let mut at = verb;
    for _ in 0..3 {
        if let Some(child) = document
            .children(at)
            .find(|child| document.relation(*child) == "nsubj" && *child < at)
        {
            if view.is(child, Marks::RELATIVE) {
                break;
            }
            if let Some(phrase) = view.phrase_around(child) {
                let (who, end) = speakers(view, memory, phrase.words.start, strict);
                let apart =
                    (phrase.words.end..group.words.start).any(|w| view.punctuation(w) == Some(':'));
                if !who.is_empty()
                    && end <= group.words.start.max(phrase.words.end) + 1
                    && !apart
                    && agrees(view, at, child, &who)
                {
                    return Some(who);
                }
            }
            break;
        }
        match (document.head(at), document.relation(at)) {
            (Some(head), "conj" | "advcl" | "xcomp" | "cop" | "aux") if head < verb => at = head,
            _ => break,
        }
    }
    // By words: a relative pronoun right before takes up the phrase before it.
    let before = group
        .words
        .start
        .checked_sub(1)
        .filter(|w| *w >= sentence.start)?;
    if view.is(before, Marks::RELATIVE) {
        return antecedent(view, memory, before, sentence);
    }
    if view.present_participle(verb)
        && let Some(main) = (sentence.start..verb)
            .rev()
            .find(|w| view.finite(*w) && !view.is(w.wrapping_sub(1), Marks::RELATIVE))
        && let Some(lexical) = (main..verb).find(|w| view.upos(*w) == Upos::Verb)
        && lexical != verb
        && !view.present_participle(lexical)
    {
        return subject(view, memory, lexical, strict, sentence);
    }
    // By words: the first phrase of the clause.
    let start = clause_start(view, group.words.start, sentence);
    let mut w = start;
    let mut best = None;
    while w < group.words.start {
        if matches!(view.upos(w), Upos::Adp) && w + 1 < group.words.start {
            // A phrase under a preposition is no subject.
            if let Some(phrase) = view.phrase(w + 1) {
                w = phrase.core.end.max(w + 1);
                continue;
            }
        }
        if view.finite(w) {
            best = None;
        }
        let (who, end) = speakers(view, memory, w, strict && w > start);
        if !who.is_empty() && end <= group.words.start {
            best = Some(who);
            break;
        }
        w += 1;
    }
    best
}

/// A subject in the plural has no verb in the singular; one in the singular and alone has none in
/// the plural.
fn agrees(view: &View<'_>, verb: WordIx, subject: WordIx, who: &[Speaker]) -> bool {
    let group = view.group(verb);
    let number = group
        .words
        .clone()
        .find(|w| view.finite(*w))
        .and_then(|w| view.feat(w, "Number"));
    match (number, view.feat(subject, "Number")) {
        (Some("Sing"), Some("Plur")) => view.upos(subject) == Upos::Propn,
        (Some("Plur"), Some("Sing")) => who.len() > 1 || view.upos(subject) == Upos::Propn,
        _ => true,
    }
}

fn some(who: Vec<Speaker>) -> Option<Vec<Speaker>> {
    (!who.is_empty()).then_some(who)
}

/// "je", "nous": the speaker of a quotation speaks of itself.
fn first_person(view: &View<'_>, pronoun: WordIx) -> bool {
    let bare = view
        .form(pronoun)
        .trim_start_matches('-')
        .trim_start_matches("t-");
    view.lexicon
        .marks
        .get(bare)
        .is_some_and(|m| m.any(Marks::FIRST_PERSON))
}

/// The phrase that a relative pronoun takes up.
fn antecedent(
    view: &View<'_>,
    memory: &Memory,
    relative: WordIx,
    sentence: &Range<WordIx>,
) -> Option<Vec<Speaker>> {
    let mut end = relative;
    if end > sentence.start && view.comma(end - 1) {
        end -= 1;
    }
    let from = end.saturating_sub(24).max(sentence.start);
    // The longest phrase that ends there and begins with an article or a name.
    for start in from..end {
        let begins = view.upos(start) == Upos::Det
            || view.named_start(start)
            || view.upos(start) == Upos::Pron && view.is(start, Marks::SELF);
        if !begins
            || (start > sentence.start && view.upos(start - 1) == Upos::Adp && start + 1 != end)
        {
            continue;
        }
        if let Some(phrase) = view.phrase(start)
            && (phrase.words.end == end || phrase.words.end == relative)
        {
            let who = super::speaker::resolve(view, memory, &phrase, true);
            if !who.is_empty() {
                return Some(who);
            }
        }
    }
    None
}

/// The first word of the clause that ends right before `at`.
fn clause_start(view: &View<'_>, at: WordIx, sentence: &Range<WordIx>) -> WordIx {
    let mut w = at;
    let mut commas = 0;
    while w > sentence.start {
        let before = w - 1;
        if matches!(
            view.punctuation(before),
            Some(';' | ':' | '«' | '»' | '"' | '“' | '”' | '(' | '–' | '—' | '.' | '!' | '?')
        ) || view.is(before, Marks::CONTENT)
            || (view.upos(before) == Upos::Sconj)
            || view.is(before, Marks::CONTRAST) && view.upos(before) == Upos::Cconj
        {
            break;
        }
        if view.is(before, Marks::AND)
            && view.upos(before) == Upos::Cconj
            && (sentence.start..before).any(|x| view.finite(x))
        {
            break;
        }
        if view.comma(before) {
            commas += 1;
            // Past a finite verb, a comma begins another clause.
            if commas > 4 {
                break;
            }
        }
        if view.finite(before) && !view.is(before.wrapping_sub(1), Marks::RELATIVE) {
            // Another clause's verb: the clause starts after the last comma or conjunction.
            let cut = (before + 1..at).find(|x| view.comma(*x));
            return cut.map_or(w, |x| x + 1);
        }
        w = before;
    }
    w
}

/// What stands around a verb of saying besides subject and content.
#[derive(Debug, Default)]
struct Around {
    carriers: Vec<Speaker>,
    medium: Option<Span>,
    end: WordIx,
}

/// Steps over adverbs, times, addressees and media from a word on; stops before anything else.
fn around(view: &View<'_>, memory: &Memory, from: WordIx, sentence: &Range<WordIx>) -> Around {
    let mut found = Around {
        end: from,
        ..Around::default()
    };
    let mut w = from;
    for _ in 0..10 {
        if w >= sentence.end {
            break;
        }
        let upos = view.upos(w);
        if upos == Upos::Adv && !view.is(w, Marks::CONTENT.or(Marks::NEGATION_SECOND)) {
            w += 1;
        } else if let Some(after) = view.time_at(w) {
            w = after;
        } else if w == from
            && upos == Upos::Noun
            && view.noun(w).is_none()
            && view.mention(w).is_none()
            && matches!(view.upos(w + 1), Upos::Adp | Upos::Det)
        {
            // A bare day: "a annoncé dimanche à la presse".
            w += 1;
        } else if let Some((part @ (Part::Addressee | Part::Medium), after, _)) = view.expression(w)
        {
            let Some(phrase) = view.phrase(after) else {
                break;
            };
            let (press, document) = (
                view.press(phrase.head)
                    || phrase.name.as_ref().is_some_and(|n| view.press(n.start)),
                view.noun(phrase.head)
                    .is_some_and(|n| n.kind == NounKind::Document),
            );
            let unknown_name = view.upos(phrase.head) == Upos::Propn
                && !view.place(phrase.head)
                && !view.person(phrase.head)
                && view.actor(phrase.head).is_none();
            let nameless = phrase.name.is_none()
                && view.actor(phrase.head).is_none()
                && !view.capital(phrase.core.end - 1);
            match part {
                Part::Addressee if press && nameless => w = phrase.core.end,
                Part::Medium if unknown_name => {
                    found.medium = Some(view.span(phrase.core.clone()));
                    w = phrase.core.end;
                }
                Part::Addressee if press || unknown_name => {
                    let (who, end) = speakers(view, memory, after, true);
                    found.carriers.extend(who);
                    w = end.max(phrase.words.end);
                }
                Part::Addressee
                    if view
                        .noun(phrase.head)
                        .is_some_and(|n| n.kind == NounKind::Person) =>
                {
                    w = phrase.core.end;
                }
                Part::Medium if document || press => {
                    found.medium = Some(view.span(phrase.core.clone()));
                    w = phrase.core.end;
                    w = past_participle_tail(view, w, sentence);
                }
                _ => break,
            }
        } else if view.comma(w)
            && view
                .expression(w + 1)
                .is_some_and(|(part, _, _)| part == Part::Carrier)
        {
            let Some((_, after, _)) = view.expression(w + 1) else {
                break;
            };
            let (who, end) = speakers(view, memory, after, true);
            if who.is_empty() {
                break;
            }
            found.carriers.extend(who);
            w = end;
            if w < sentence.end && view.comma(w) {
                w += 1;
            }
        } else if view.comma(w) && side_remark(view, w, sentence).is_some() {
            // ", via un communiqué publié sur le site de l'état-major,"
            let close = side_remark(view, w, sentence).unwrap_or(w + 1);
            let inner = around_inner(view, memory, w + 1, close, sentence);
            found.carriers.extend(inner.carriers);
            found.medium = found.medium.or(inner.medium);
            w = close + 1;
        } else {
            break;
        }
    }
    found.end = w;
    found
}

fn around_inner(
    view: &View<'_>,
    memory: &Memory,
    from: WordIx,
    close: WordIx,
    sentence: &Range<WordIx>,
) -> Around {
    let inner = sentence.start..close;
    if from >= close || from < sentence.start {
        return Around::default();
    }
    around(view, memory, from, &inner)
}

/// A remark between two commas without a finite verb, right after a verb of saying; where it ends.
fn side_remark(view: &View<'_>, comma: WordIx, sentence: &Range<WordIx>) -> Option<WordIx> {
    let begins = comma + 1 < sentence.end
        && (view.upos(comma + 1) == Upos::Adp || view.time_at(comma + 1).is_some());
    if !begins {
        return None;
    }
    for w in comma + 1..sentence.end.min(comma + 16) {
        if view.comma(w) {
            return Some(w);
        }
        if view.finite(w) || (view.cuts(w) && !view.comma(w)) {
            return None;
        }
    }
    None
}

/// "un communiqué publié dimanche sur Telegram": steps over the participle and what follows it.
fn past_participle_tail(view: &View<'_>, from: WordIx, sentence: &Range<WordIx>) -> WordIx {
    let mut w = from;
    if !(w < sentence.end && view.past_participle(w)) {
        return from;
    }
    while w < sentence.end
        && !view.cuts(w)
        && !view.finite(w)
        && !view.is(w, Marks::CONTENT)
        && !view.infinitive(w)
        && w < from + 14
    {
        w += 1;
    }
    w
}

fn verb_voice(
    view: &View<'_>,
    memory: &Memory,
    earlier: &[Voice],
    verb: &Verb,
    at: WordIx,
    after: WordIx,
    sentence: &Range<WordIx>,
) -> Option<Voice> {
    let group = view.group(at);
    let mut cue = group.words.start..group.words.end.max(after);
    let past = group.past;
    // The agent of a passive, or of a participle beside a noun.
    if (group.passive || (view.past_participle(at) && !group.finite && !group.infinitive))
        && let Some(mut found) = passive(view, memory, verb, at, &cue, &group, sentence)
    {
        found.negated = group.negated;
        found.past = past;
        return Some(found);
    }
    if group.passive || (view.past_participle(at) && !group.finite && !group.infinitive) {
        return None;
    }
    let first = group.inverted_pronoun.or(group.pronoun);
    if first.is_some_and(|pronoun| first_person(view, pronoun)) && view.quote(at).is_some() {
        return None;
    }
    let before = group
        .words
        .start
        .checked_sub(1)
        .filter(|w| *w >= sentence.start);
    // A pronoun hung behind: "a-t-il ajouté".
    if let Some(pronoun) = group.inverted_pronoun {
        if !verb.content.quote {
            return None;
        }
        let rest = around(view, memory, cue.end, sentence);
        if view.impersonal(pronoun) {
            // "a-t-on appris auprès de la police"; "de source militaire" is found on its own.
            return told_by(view, memory, verb, at, cue, sentence);
        }
        if first_person(view, pronoun) {
            return None;
        }
        let phrase = view.phrase(pronoun)?;
        let who = super::speaker::resolve(view, memory, &phrase, true);
        if who.is_empty() {
            return None;
        }
        // A question ("va-t-elle dire ... ?") is no inverted clause: something must be said before.
        if before.is_none() {
            return None;
        }
        let mut found = voice(who, cue, rest.end, verb.stance, Manner::After);
        found.carriers = rest.carriers;
        found.medium = rest.medium.or(found.medium);
        found.verb = Some(at);
        found.past = past;
        found.negated = group.negated;
        return Some(found);
    }
    if group
        .pronoun
        .is_some_and(|pronoun| view.impersonal(pronoun))
        && verb.content.clause
    {
        let mut found = told_by(view, memory, verb, at, cue.clone(), sentence)?;
        if !view.is(found.end, Marks::CONTENT) {
            return None;
        }
        found.manner = Manner::Before;
        found.scope = vec![found.end + 1..sentence.end];
        found.end = cue.end;
        return Some(found);
    }
    // An inverted clause: "..., a annoncé l'armée".
    let set_off = before.is_none_or(|w| {
        view.cuts(w) && view.punctuation(w) != Some(':') && view.punctuation(w) != Some('(')
    });
    if set_off && group.finite && group.pronoun.is_none() && verb.content.quote && before.is_some()
    {
        let mut rest = around(view, memory, cue.end, sentence);
        let behind_quote = before.is_some_and(|w| view.quotation_mark(w))
            || before
                .is_some_and(|w| view.comma(w) && w > sentence.start && view.quotation_mark(w - 1));
        if verb.content.clause || behind_quote {
            let (who, mut end) = speakers(view, memory, rest.end, true);
            // A clause that goes on with "que" is no inverted one, unless its subject stood before.
            let continues =
                view.is(end, Marks::CONTENT) && view.upos(end) == Upos::Sconj && !behind_quote;
            if !who.is_empty() && !continues {
                let more = around(view, memory, end, sentence);
                rest.carriers.extend(more.carriers);
                rest.medium = rest.medium.or(more.medium);
                end = more.end;
                let mut found = voice(who, cue, end, verb.stance, Manner::After);
                found.carriers = rest.carriers;
                found.medium = rest.medium.or(found.medium);
                found.verb = Some(at);
                found.past = past;
                found.negated = group.negated;
                tail(view, memory, &mut found, sentence);
                return Some(found);
            }
        }
    }
    // A noun nobody listed may speak where nothing but a speaker makes sense: before "que" or a
    // quotation, and with verbs that only people are the subject of.
    let next = around(view, memory, cue.end, sentence).end;
    let told = view.is(next, Marks::CONTENT)
        || view.punctuation(next) == Some(':')
        || view.quotation_mark(next);
    let strict = !(told
        || matches!(
            verb.stance,
            Stance::ClaimsResponsibility
                | Stance::Accuses
                | Stance::Asks
                | Stance::Threatens
                | Stance::Plans
                | Stance::Denies
        ));
    // "Et le maire de conclure : « ... »", "avant d'ajouter que".
    let narrative = group.infinitive && before.is_some_and(|w| view.is(w, Marks::OF));
    let who = if narrative && sentence_begins_with_and(view, sentence) {
        let (who, end) = speakers(view, memory, skip_and(view, sentence), true);
        // The phrase takes "de conclure" for its complement when the verb is tagged as a noun.
        if end > group.words.start {
            Vec::new()
        } else {
            who
        }
    } else if view.present_participle(at) || group.infinitive {
        // "ajoutant que", "avant d'ajouter que": whoever spoke in this sentence, or its subject.
        if !verb.content.clause && !verb.content.object {
            return None;
        }
        // An infinitive mostly tells what somebody would say; with its content behind it, it
        // counts ("tient à préciser que").
        if group.infinitive && !told {
            return None;
        }
        match earlier.last() {
            Some(last) if last.manner != Manner::Expression || view.present_participle(at) => {
                last.speakers.clone()
            }
            _ => subject(view, memory, at, strict, sentence).unwrap_or_default(),
        }
    } else if let Some(last) = earlier.last()
        && before
            .is_some_and(|w| view.is(w, Marks::RELATIVE) && (last.end == w || last.end + 1 == w))
    {
        // "a dit X, qui affirme que": X goes on.
        last.speakers.clone()
    } else if let Some(found) = subject(view, memory, at, strict, sentence) {
        found
    } else if let Some(last) = earlier.last()
        && last.verb.is_some()
        && before.is_some_and(|w| view.is(w, Marks::AND) || view.comma(w))
    {
        // "ont nié ... et prétendent que": the subject of the verb before.
        last.speakers.clone()
    } else {
        Vec::new()
    };
    if who.is_empty() {
        return None;
    }
    // Content: after addressees and media.
    let rest = around(view, memory, cue.end, sentence);
    let mut content = content(view, verb, rest.end, sentence);
    let mut carriers = rest.carriers;
    let mut medium = rest.medium;
    if content.is_none() && rest.end < sentence.end {
        // An object or an addressee first: "a prévenu les habitants que", "accuse X d'avoir".
        if let Some(phrase) = object(view, rest.end) {
            let more = around(view, memory, phrase, sentence);
            if view.is(more.end, Marks::CONTENT) && verb.content.clause {
                content = Some(more.end + 1);
                carriers.extend(more.carriers);
                medium = medium.or(more.medium);
            }
        }
    }
    // A mouthpiece: "indique par la voix de X que".
    let mut speakers_here = who;
    if let Some((Part::Mouthpiece, after_mouth, _)) = view.expression(rest.end) {
        let (mouth, end) = speakers(view, memory, after_mouth, true);
        if !mouth.is_empty() {
            speakers_here = mouth;
            cue.end = rest.end;
            content = if view.is(end, Marks::CONTENT) {
                Some(end + 1)
            } else {
                Some(end)
            };
        }
    }
    let start = match content {
        Some(start) => start,
        None if verb.content.act || verb.content.clause || group.negated => cue.end,
        None => return None,
    };
    let act_only =
        content.is_none() || (verb.content.act && !view.is(start.wrapping_sub(1), Marks::CONTENT));
    let mut found = voice(
        speakers_here,
        cue.clone(),
        cue.end,
        verb.stance,
        Manner::Before,
    );
    found.carriers = carriers;
    found.medium = medium.or(found.medium);
    found.verb = Some(at);
    found.past = past;
    found.negated = group.negated;
    if !act_only {
        found.scope = vec![start..sentence.end];
    }
    Some(found)
}

fn sentence_begins_with_and(view: &View<'_>, sentence: &Range<WordIx>) -> bool {
    view.is(sentence.start, Marks::AND)
}

fn skip_and(view: &View<'_>, sentence: &Range<WordIx>) -> WordIx {
    let mut w = sentence.start;
    while w < sentence.end && view.is(w, Marks::AND) {
        w += 1;
    }
    w
}

/// "a-t-on appris auprès de X", "on indique à X": X speaks.
fn told_by(
    view: &View<'_>,
    memory: &Memory,
    verb: &Verb,
    at: WordIx,
    cue: Range<WordIx>,
    _sentence: &Range<WordIx>,
) -> Option<Voice> {
    let (part, after, _) = view.expression(cue.end)?;
    if part != Part::Addressee {
        return None;
    }
    let (who, end) = speakers(view, memory, after, true);
    if who.is_empty() {
        return None;
    }
    let mut found = voice(who, cue, end, verb.stance, Manner::After);
    found.verb = Some(at);
    Some(found)
}

/// One past the noun phrase that begins at a word, an article or a preposition before it allowed.
fn object(view: &View<'_>, at: WordIx) -> Option<WordIx> {
    let start = if view.upos(at) == Upos::Adp {
        at + 1
    } else {
        at
    };
    view.phrase(start).map(|phrase| phrase.core.end)
}

/// Where what is said begins, after a verb of saying.
fn content(view: &View<'_>, verb: &Verb, from: WordIx, sentence: &Range<WordIx>) -> Option<WordIx> {
    if from >= sentence.end {
        return None;
    }
    if view.is(from, Marks::CONTENT) && view.upos(from) != Upos::Adv {
        return verb.content.clause.then_some(from + 1);
    }
    if view.is(from, Marks::CONDITION) {
        return verb.content.clause.then_some(from);
    }
    if view.punctuation(from) == Some(':') && from + 1 < sentence.end {
        let quoted = view.quotation_mark(from + 1);
        return (quoted || verb.content.clause).then_some(from + 1);
    }
    if view.quotation_mark(from) {
        return Some(from);
    }
    if view.comma(from) && from + 1 < sentence.end && view.quotation_mark(from + 1) {
        return Some(from + 1);
    }
    let infinitive = (from..sentence.end.min(from + 4)).find(|w| view.infinitive(*w));
    if let Some(infinitive) = infinitive {
        let clear = (from..infinitive).all(|w| {
            view.is(
                w,
                Marks::OF
                    .or(Marks::TO)
                    .or(Marks::CLITIC)
                    .or(Marks::NEGATION_SECOND),
            ) || view.upos(w) == Upos::Adv
        });
        if clear && (verb.content.infinitive || verb.content.object) {
            return Some(from);
        }
        if clear {
            return None;
        }
    }
    let begins = matches!(
        view.upos(from),
        Upos::Det | Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj
    ) || (view.upos(from) == Upos::Adp
        && match verb.stance {
            Stance::Asks => view.is(from, Marks::TO),
            Stance::Accuses => view.is(from, Marks::OF),
            _ => !verb.tail.is_empty(),
        });
    (begins && verb.content.object).then_some(from)
}

/// A passive or a participle with its agent.
fn passive(
    view: &View<'_>,
    memory: &Memory,
    verb: &Verb,
    at: WordIx,
    cue: &Range<WordIx>,
    group: &Group,
    sentence: &Range<WordIx>,
) -> Option<Voice> {
    if !verb.content.object && !verb.content.act {
        return None;
    }
    let mut w = cue.end;
    let mut agent = None;
    while w < sentence.end.min(cue.end + 16) {
        if let Some((Part::Carrier, _, _)) = view.expression(w) {
            return None;
        }
        if view.is(w, Marks::BY) {
            agent = Some(w);
            break;
        }
        if view.finite(w) || matches!(view.punctuation(w), Some('.' | ';' | ':' | ',')) {
            break;
        }
        w += 1;
    }
    let by = agent?;
    let (who, end) = speakers(view, memory, by + 1, !verb.content.act);
    if who.is_empty() {
        return None;
    }
    let rest = around(view, memory, end, sentence);
    let mut found = voice(who, cue.clone(), rest.end, verb.stance, Manner::Passive);
    found.carriers = rest.carriers;
    found.medium = rest.medium.or(found.medium);
    found.verb = Some(at);
    if !verb.content.act {
        // The subject, or the noun the participle stands beside, tells what is said.
        let start = if group.finite {
            clause_start(view, group.words.start, sentence)
        } else {
            let mut start = group.words.start;
            while start > sentence.start
                && !view.verbal(start - 1)
                && !(view.cuts(start - 1) && start < group.words.start)
            {
                start -= 1;
            }
            start
        };
        let mut scope = vec![start..cue.start];
        if verb.stance == Stance::Accuses || view.is(rest.end, Marks::CONTENT) {
            scope.push(cue.end..by);
            scope.push(end..sentence.end);
        }
        found.scope = scope;
    }
    Some(found)
}

/// Fixes where each voice of a sentence holds, one with another.
fn scopes(view: &View<'_>, found: &mut [Voice], sentence: &Range<WordIx>) {
    for ix in 0..found.len() {
        match found[ix].manner {
            Manner::Before | Manner::Passive => {
                let Some(scope) = found[ix].scope.last().cloned() else {
                    continue;
                };
                if scope.end < sentence.end {
                    continue;
                }
                let end = content_end(view, found, ix, scope.start, sentence);
                if let Some(last) = found[ix].scope.last_mut() {
                    last.end = end.max(last.start);
                }
            }
            Manner::After | Manner::Expression | Manner::Bare => {
                let scope = set_off(view, found, ix, sentence);
                found[ix].scope = scope;
            }
            Manner::Continued => {}
        }
    }
}

/// Where a content clause ends: at a contrast, a coordinated verb of saying, a source set off
/// behind, a semicolon, the end of the quotation it stands in, or the end of the sentence.
fn content_end(
    view: &View<'_>,
    found: &[Voice],
    own: usize,
    from: WordIx,
    sentence: &Range<WordIx>,
) -> WordIx {
    let quote = view.quote(found[own].cue.start);
    let mut w = from;
    while w < sentence.end {
        if quote.is_some() && view.quote(w) != quote && !view.cuts(w) {
            return w;
        }
        let inside = view.quote(w).is_some() && view.quote(w) != quote;
        if !inside {
            if view.punctuation(w) == Some(';') {
                return w;
            }
            if contrast(view, w) {
                return w;
            }
            // A set-off source of another kind begins here ("..., selon", "..., a ajouté").
            if let Some(later) = found
                .iter()
                .enumerate()
                .find(|(ix, voice)| *ix != own && voice.cue.start == w && voice.cue.start > from)
                .map(|(_, voice)| voice)
            {
                if later.manner == Manner::After {
                    return w;
                }
                if later.manner == Manner::Before && coordinated(view, found, own, later, from, w) {
                    return boundary_before(view, later, w, from);
                }
            }
        }
        w += 1;
    }
    sentence.end
}

/// A verb of saying on the same level: joined by "et" or a comma, without a "que" in between.
fn coordinated(
    view: &View<'_>,
    found: &[Voice],
    own: usize,
    later: &Voice,
    from: WordIx,
    at: WordIx,
) -> bool {
    let same_subject = later.speakers == found[own].speakers;
    let cut = boundary_before(view, later, at, from);
    if cut == at {
        return false;
    }
    let after = cut + 1;
    // "et que l'armée a dit": still inside.
    if view.is(after, Marks::CONTENT) {
        return false;
    }
    // "et prétendent", "et l'ONU affirme": outside when the verb's subject begins right behind.
    let subject_near = later
        .speakers
        .iter()
        .any(|speaker| speaker.span.start >= view.document.words[cut].span.start);
    same_subject || subject_near
}

/// The "et", comma or contrast before a later verb of saying and its subject.
fn boundary_before(view: &View<'_>, later: &Voice, at: WordIx, from: WordIx) -> WordIx {
    let subject_start = later
        .speakers
        .first()
        .map(|speaker| speaker.span.start)
        .filter(|byte| *byte >= view.document.words[from.min(at)].span.start);
    let mut w = at;
    while w > from {
        w -= 1;
        if (view.is(w, Marks::AND) && view.upos(w) == Upos::Cconj) || view.comma(w) {
            if let Some(byte) = subject_start
                && view.document.words[w].span.start > byte
            {
                continue;
            }
            return w;
        }
        if at - w > 40 {
            break;
        }
    }
    at
}

/// ", mais", ", tandis que", ", alors que".
fn contrast(view: &View<'_>, w: WordIx) -> bool {
    if w == 0 {
        return false;
    }
    if view.is(w, Marks::CONTRAST) && !view.nounish(w) {
        return view.comma(w - 1) || view.quotation_mark(w - 1) || view.upos(w) == Upos::Cconj;
    }
    view.is(w, Marks::CONTRAST_CLAUSE) && view.is(w + 1, Marks::CONTENT) && view.cuts(w - 1)
}

/// The scope of a source that is set off: what stands before it, behind it, or both.
fn set_off(
    view: &View<'_>,
    found: &[Voice],
    own: usize,
    sentence: &Range<WordIx>,
) -> Vec<Range<WordIx>> {
    let voice = &found[own];
    let press = voice.speakers.iter().all(|speaker| speaker.press);
    let quote = view.quote(voice.cue.start);
    let low = match quote {
        Some(ix) => view
            .document
            .words_in(view.document.quotes[ix].inner)
            .start
            .max(sentence.start),
        None => sentence.start,
    };
    let high = match quote {
        // A clause set into a quotation ("« Les tirs, a dit X, ont repris »") covers all of it.
        Some(ix) => view
            .document
            .words_in(view.document.quotes[ix].inner)
            .end
            .min(sentence.end),
        None => sentence.end,
    };
    // The last cut before it: a contrast, a semicolon, an earlier set-off source.
    let mut left = low;
    let mut earlier_initial = false;
    for (ix, other) in found.iter().enumerate() {
        if ix == own || other.cue.start > voice.cue.start {
            continue;
        }
        if matches!(
            other.manner,
            Manner::After | Manner::Expression | Manner::Bare
        ) {
            let initial = other.scope.first().is_some_and(|s| s.start >= other.end);
            let other_press = other.speakers.iter().all(|speaker| speaker.press);
            if initial && !other_press && !press {
                earlier_initial = true;
            } else if !press && !initial && (other.end..voice.cue.start).any(|w| !view.cuts(w)) {
                left = left.max(other.end);
            }
        }
    }
    for w in low..voice.cue.start {
        if view.punctuation(w) == Some(';') {
            left = left.max(w + 1);
        }
    }
    let start = clause_cut(view, left, voice.cue.start);
    let before_has_verb = (start..voice.cue.start).any(|w| {
        view.finite(w)
            && !found
                .iter()
                .any(|other| other.cue.contains(&w) && other.manner != Manner::Before)
    });
    let before_has_content = (left..voice.cue.start)
        .any(|w| view.finite(w) || view.quote(w).is_some() && quote.is_none());
    let words_before = (start..voice.cue.start).any(|w| view.nounish(w) || view.verbal(w));
    let behind = skip_comma(view, voice.end, sentence);
    let after_has_words = (behind..high).any(|w| view.nounish(w) || view.verbal(w));
    let after_has_verb = (behind..high).any(|w| view.finite(w));
    let forward = |from: WordIx| {
        let mut w = from;
        while w < high {
            if view.punctuation(w) == Some(';') {
                return w;
            }
            // Another source takes over: at its own clause.
            if let Some(other) = found
                .iter()
                .enumerate()
                .find(|(ix, other)| *ix > own && other.cue.start == w)
                .map(|(_, other)| other)
                && matches!(other.manner, Manner::Expression)
                && !other.speakers.iter().all(|s| s.press)
            {
                let cut = clause_cut(view, from, w);
                if cut > from || w == from {
                    return cut.max(from);
                }
            }
            w += 1;
        }
        high
    };
    if voice.manner == Manner::After {
        let mut scope = vec![left..voice.cue.start];
        if quote.is_some() || (!before_has_content && after_has_verb) {
            scope.push(behind..forward(behind));
        }
        return scope;
    }
    if voice.manner == Manner::Bare {
        if view.punctuation(voice.cue.start) == Some(':') {
            return vec![voice.cue.end..high];
        }
        let header = voice.cue.start < sentence.start + 4 && voice.end < sentence.end;
        if header {
            return vec![voice.end..high];
        }
        return vec![left..voice.cue.start];
    }
    // At the head of its clause: forward.
    if !words_before && after_has_words {
        return vec![behind..forward(behind)];
    }
    // In the middle of a clause whose verb comes later: both sides.
    let later_source = found
        .iter()
        .enumerate()
        .any(|(ix, other)| ix > own && other.manner == Manner::Expression);
    if !before_has_verb && after_has_verb && !later_source {
        return vec![start..voice.cue.start, behind..forward(behind)];
    }
    // Behind its content.
    let from = if earlier_initial && !press {
        last_comma(view, left, voice.cue.start)
    } else if start > left && contrast_at(view, start) {
        start
    } else {
        left
    };
    vec![from..voice.cue.start]
}

fn contrast_at(view: &View<'_>, start: WordIx) -> bool {
    start > 0 && (contrast(view, start) || contrast(view, start - 1))
}

fn skip_comma(view: &View<'_>, w: WordIx, sentence: &Range<WordIx>) -> WordIx {
    if w < sentence.end && view.comma(w) {
        w + 1
    } else {
        w
    }
}

/// The start of the last clause between two words: behind a contrast, a colon, or "et".
fn clause_cut(view: &View<'_>, from: WordIx, to: WordIx) -> WordIx {
    let mut w = to;
    while w > from {
        let before = w - 1;
        let only_small = (w..to)
            .all(|x| view.cuts(x) || view.upos(x) == Upos::Adv || view.is(x, Marks::CONTENT));
        if contrast(view, before) {
            // "tandis que": behind the "que".
            let mut start = before + 1;
            if view.is(start, Marks::CONTENT) {
                start += 1;
            }
            return start.min(to);
        }
        if view.is(before, Marks::CONTENT) && view.upos(before) == Upos::Sconj && only_small {
            return w;
        }
        if view.is(before, Marks::AND) && view.upos(before) == Upos::Cconj && only_small {
            return w;
        }
        w = before;
    }
    from
}

fn last_comma(view: &View<'_>, from: WordIx, to: WordIx) -> WordIx {
    let mut w = to;
    // The comma right before the source does not count.
    if w > from && view.comma(w - 1) {
        w -= 1;
    }
    while w > from {
        if view.comma(w - 1) || (view.is(w - 1, Marks::AND) && view.upos(w - 1) == Upos::Cconj) {
            return w;
        }
        w -= 1;
    }
    from
}
