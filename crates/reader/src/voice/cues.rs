//! What makes a voice: verbs of saying in every position, expressions like "according to",
//! agencies in brackets, a speaker before a colon. Each cue found here knows its speakers, its
//! carriers and the stretch of its sentence that it covers; quotations are bound afterwards.

use super::lexicon::{Marks, NounKind, Part, Verb};
use super::refusals::*;
use super::scopes::*;
use super::speaker::{Memory, Speaker, speakers};
use super::subjects::*;
use super::view::{Group, View};
use selon_model::{SourceKind, Span, Stance};
use selon_text::{Upos, WordIx};
use std::ops::Range;

/// Words of a press organ's phrase that may say from whom it has what it tells.
const PRESS: usize = 4;

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
    /// Its subject is nobody ("aucune source n'a confirmé"): there is a stance and no speaker.
    pub nobody: bool,
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
    // "Contacté par X, un élu a confirmé": who carries is said before who speaks.
    let mut ahead: Vec<Speaker> = Vec::new();
    // "La coalition, par la voix de X, a démenti": X speaks.
    let mut mouth: Vec<Speaker> = Vec::new();
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
                if voice.speakers.is_empty() && !voice.nobody {
                    // A carrier alone ("rapporte l'AFP" is a speaker; "cité par" is not).
                    // "Le médecin, joint par X, a dit": the remark stands before the verb it
                    // belongs to.
                    let remark = w > sentence.start
                        && view.comma(w - 1)
                        && (end..sentence.end.min(end + 6))
                            .take_while(|x| !view.finite(*x))
                            .find(|x| view.comma(*x))
                            .is_some_and(|comma| {
                                let near = comma + 1..sentence.end.min(comma + 6);
                                near.into_iter().any(|x| view.verb(x).is_some())
                            });
                    match found.last_mut() {
                        Some(last) if !remark || last.end + 1 >= w => {
                            last.carriers.extend(voice.carriers);
                            last.end = last.end.max(end);
                        }
                        _ if remark || voice.cue.start <= sentence.start + 1 => {
                            ahead = voice.carriers;
                        }
                        _ => {}
                    }
                } else if matches!(view.expression(w), Some((Part::Mouthpiece, ..)))
                    && w > sentence.start
                    && view.comma(w - 1)
                    && view.comma(voice.end)
                    && view.upos(voice.end + 1) != Upos::Adp
                    && !found.iter().any(|earlier| earlier.end + 1 >= w)
                {
                    mouth = voice.speakers;
                } else {
                    let mut voice = voice;
                    voice.carriers.append(&mut ahead);
                    if !mouth.is_empty() && voice.verb.is_some() {
                        voice.speakers = std::mem::take(&mut mouth);
                    }
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
pub(super) fn at_word(
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
pub(super) fn voice(
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
        nobody: false,
        past: false,
        cited: false,
        end,
    }
}

pub(super) fn expression_voice(
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
            // "a dit X, selon qui P": X goes on.
            // "l'information selon laquelle P" is told by nobody that the pronoun means: that one shows a gender.
            if after < sentence.end
                && view.is(after, Marks::RELATIVE)
                && view.feat(after, "Gender").is_none()
            {
                let who = match earlier.last() {
                    Some(last) if last.end == words.start || last.end + 1 == words.start => {
                        last.speakers.clone()
                    }
                    _ => antecedent(view, memory, words.start, sentence)?,
                };
                let mut found = voice(
                    who,
                    words.start..after + 1,
                    after + 1,
                    stance(),
                    Manner::Before,
                );
                found.scope = vec![after + 1..sentence.end];
                return Some(found);
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
        Part::Pronoun | Part::PronounSource => {
            let who = memory.last()?.to_vec();
            Some(voice(who, words, after, stance(), Manner::Expression))
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
        Part::Addressee
        | Part::Medium
        | Part::Topic
        | Part::Setting
        | Part::Aside
        | Part::Agent
        | Part::Never => None,
    }
}

/// "a-t-on appris" before a source: its words belong to the cue.
pub(super) fn learnt(view: &View<'_>, start: WordIx, sentence: &Range<WordIx>) -> WordIx {
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

pub(super) fn first_noun(view: &View<'_>, from: WordIx, sentence: &Range<WordIx>) -> WordIx {
    (from..sentence.end.min(from + 5))
        .find(|w| view.nounish(*w))
        .unwrap_or(from)
}

/// Steps over a relative clause that describes a source, up to its comma or the end.
pub(super) fn past_relative(view: &View<'_>, at: WordIx, sentence: &Range<WordIx>) -> WordIx {
    if !(at < sentence.end && view.is(at, Marks::RELATIVE)) {
        return at;
    }
    (at..sentence.end)
        .find(|w| view.cuts(*w))
        .unwrap_or(sentence.end)
}

/// What may stand right behind a source: "cité par X", "joint par X", "(une agence proche ...)".
pub(super) fn tail(view: &View<'_>, memory: &Memory, voice: &mut Voice, sentence: &Range<WordIx>) {
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
pub(super) fn bracket(
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
pub(super) fn colon(
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

pub(super) fn verb_voice(
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
        found.negated = group.negated || beside_negation(view, &group);
        found.past = past;
        withhold(view, verb, &mut found, sentence);
        return Some(found);
    }
    if let Some(found) = unconfirmed(view, verb, at, &cue, &group, sentence) {
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
        before?;
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
            // "L'armée, qui tient la ville, a accusé les rebelles de l'avoir pillée": whom one accuses, asks
            // or threatens with more to come is no speaker.
            let addressed = matches!(
                verb.stance,
                Stance::Accuses | Stance::Asks | Stance::Threatens
            ) && end < sentence.end
                && view.upos(end) == Upos::Adp
                && !behind_quote;
            let continues = continues || addressed;
            if !who.is_empty() && !continues {
                let mut who = who;
                if let Some((told, past)) = learnt_from(view, memory, &who, end, sentence) {
                    rest.carriers
                        .splice(0..0, std::mem::replace(&mut who, told));
                    end = past;
                }
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
        // "a refusé de confirmer la prise": who withholds it is the subject of the refusal.
        if group.infinitive
            && withholds(verb)
            && let Some(refusal) = refusal(view, group.words.start, sentence)
        {
            let who = subject(view, memory, refusal, strict, sentence)?;
            let mut found = voice(
                who,
                view.group(refusal).words.start..cue.end,
                cue.end,
                verb.stance,
                Manner::Before,
            );
            found.verb = Some(at);
            found.negated = true;
            if let Some(start) = open_content(view, verb, cue.end, sentence) {
                found.scope = vec![start..sentence.end];
            }
            withhold(view, verb, &mut found, sentence);
            return Some(found);
        }
        // "ajoutant que", "avant d'ajouter que": whoever spoke in this sentence, or its subject.
        if !verb.content.clause && !verb.content.object {
            return None;
        }
        // An infinitive mostly tells what somebody would say; with its content behind it, it
        // counts ("tient à préciser que").
        // "a lâché X, avant d'annoncer l'envoi": the same speaker goes on.
        let goes_on = verb.content.object
            && earlier.last().is_some_and(|last| last.verb.is_some())
            && before.is_some_and(|w| {
                view.is(w, Marks::OF) && w > sentence.start && view.is(w - 1, Marks::BEFORE)
            });
        if group.infinitive && !told && !goes_on {
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
    if who.is_empty() || verb.content.shown && who.iter().any(|speaker| speaker.medium.is_none()) {
        return None;
    }
    // Content: after addressees and media.
    let rest = around(view, memory, cue.end, sentence);
    let mut content = if group.negated && withholds(verb) {
        open_content(view, verb, rest.end, sentence)
    } else {
        content(view, verb, rest.end, sentence)
    };
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
            } else if verb.content.infinitive && view.is(more.end, Marks::OF.or(Marks::TO)) {
                // "charge le secrétaire de redéployer", a mark of quotation allowed between.
                let from = more.end + 1 + usize::from(view.quotation_mark(more.end + 1));
                content = (view.infinitive(from) || view.infinitive(from + 1)).then_some(more.end);
            }
        }
    }
    // "L'agence X a appris de source Y que P".
    let mut who = who;
    if let Some((told, end)) = learnt_from(view, memory, &who, cue.end, sentence)
        && view.is(end, Marks::CONTENT)
        && verb.content.clause
    {
        carriers.splice(0..0, std::mem::replace(&mut who, told));
        content = Some(end + 1);
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
    withhold(view, verb, &mut found, sentence);
    Some(found)
}

pub(super) fn sentence_begins_with_and(view: &View<'_>, sentence: &Range<WordIx>) -> bool {
    view.is(sentence.start, Marks::AND)
}

pub(super) fn skip_and(view: &View<'_>, sentence: &Range<WordIx>) -> WordIx {
    let mut w = sentence.start;
    while w < sentence.end && view.is(w, Marks::AND) {
        w += 1;
    }
    w
}

/// "a-t-on appris auprès de X", "on indique à X": X speaks.
pub(super) fn told_by(
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

/// "a appris l'agence X auprès de Y", "a appris l'agence X de source Z": whom the press has it from,
/// and one past them. A time may stand between.
fn learnt_from(
    view: &View<'_>,
    memory: &Memory,
    press: &[Speaker],
    end: WordIx,
    sentence: &Range<WordIx>,
) -> Option<(Vec<Speaker>, WordIx)> {
    if press.is_empty() || !press.iter().all(|speaker| speaker.press) {
        return None;
    }
    // The source may have been taken into the phrase of the press.
    let taken = (end.saturating_sub(PRESS)..end)
        .find(|w| matches!(view.expression(*w), Some((Part::Source, ..))));
    let from = taken.unwrap_or_else(|| view.time_at(end).unwrap_or(end));
    let (part, after, _) = view.expression(from)?;
    match part {
        Part::Addressee => {
            let (who, end) = speakers(view, memory, after, true);
            (!who.is_empty()).then_some((who, end))
        }
        Part::Source => {
            let told = expression_voice(view, memory, &[], part, from..after, sentence, || {
                Stance::Asserts
            })?;
            Some((told.speakers, told.end))
        }
        _ => None,
    }
}

/// One past the noun phrase that begins at a word, an article or a preposition before it allowed.
pub(super) fn object(view: &View<'_>, at: WordIx) -> Option<WordIx> {
    let start = if view.upos(at) == Upos::Adp {
        at + 1
    } else {
        at
    };
    view.phrase(start).map(|phrase| phrase.core.end)
}

/// Where what is said begins, after a verb of saying.
pub(super) fn content(
    view: &View<'_>,
    verb: &Verb,
    from: WordIx,
    sentence: &Range<WordIx>,
) -> Option<WordIx> {
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
    // "ont décrit des rues": an article taken apart.
    let article = view.fused(from) && view.is(from, Marks::OF);
    let marked = match verb.stance {
        Stance::Asks => view.is(from, Marks::TO),
        Stance::Accuses => view.is(from, Marks::OF),
        _ => !verb.tail.is_empty(),
    };
    let begins = match view.upos(from) {
        Upos::Det | Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj => true,
        Upos::Adp => article || marked,
        _ => false,
    };
    (begins && verb.content.object).then_some(from)
}

/// A passive or a participle with its agent.
pub(super) fn passive(
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
        let mut scope = vec![told_before(view, group, sentence)..cue.start];
        if verb.stance == Stance::Accuses || view.is(rest.end, Marks::CONTENT) {
            scope.push(cue.end..by);
            // "l'attaque, imputée à X par Y, a fait": what is set off ends at its comma.
            let remark = !group.finite && view.comma(end);
            scope.push(end..if remark { end } else { sentence.end });
        }
        found.scope = scope;
    }
    Some(found)
}

/// Where what is said begins before a passive or a participle: its subject, or the noun it stands
/// beside.
pub(super) fn told_before(view: &View<'_>, group: &Group, sentence: &Range<WordIx>) -> WordIx {
    if group.finite {
        // "L'information selon laquelle P a été démentie": P is what is said.
        let noun_clause = (sentence.start + 1..group.words.start)
            .rev()
            .find(|w| view.is(*w, Marks::RELATIVE) && attributes_clause(view, *w - 1));
        return match noun_clause {
            Some(w) => w + 1,
            None => clause_start(view, group.words.start, sentence),
        };
    }
    let first = group.words.start - usize::from(beside_negation(view, group));
    let mut start = first;
    while start > sentence.start
        && !view.verbal(start - 1)
        && !(view.cuts(start - 1) && start < first)
    {
        start -= 1;
    }
    start
}

/// "selon" before a relative pronoun: what follows is what an information, a rumour or an account
/// says.
fn attributes_clause(view: &View<'_>, w: WordIx) -> bool {
    matches!(view.expression(w), Some((Part::According, after, _)) if after == w + 1)
}
