//! Who stands as subject of a verb of saying: before it, after it, said earlier, or set off by a
//! side remark. What it leaves out: what was said, and how far it reaches.

use super::lexicon::*;
use super::speaker::*;
use super::view::*;
use selon_model::*;
use selon_text::{Upos, WordIx};
use std::ops::Range;

/// The speaker that a verb's subject names.
pub(super) fn subject(
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
            (Some(head), "conj" | "advcl" | "xcomp" | "cop" | "aux")
                if head < verb
                    && !(head..verb).any(|w| matches!(view.punctuation(w), Some(';' | ':'))) =>
            {
                at = head;
            }
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
        // "mais des témoins décrivent": an article taken apart.
        let article = w == start && view.fused(w);
        if matches!(view.upos(w), Upos::Adp) && !article && w + 1 < group.words.start {
            // A phrase under a preposition is no subject.
            if let Some(phrase) = view.phrase(w + 1) {
                w = phrase.core.end.max(w + 1);
                continue;
            }
        }
        if view.finite(w) {
            best = None;
        }
        let (who, end) = speakers(view, memory, w, article || strict && w > start);
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
pub(super) fn agrees(view: &View<'_>, verb: WordIx, subject: WordIx, who: &[Speaker]) -> bool {
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

pub(super) fn some(who: Vec<Speaker>) -> Option<Vec<Speaker>> {
    (!who.is_empty()).then_some(who)
}

/// "je", "nous": the speaker of a quotation speaks of itself.
pub(super) fn first_person(view: &View<'_>, pronoun: WordIx) -> bool {
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
pub(super) fn antecedent(
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
            || (start > sentence.start
                && view.upos(start - 1) == Upos::Adp
                && !view.is(start - 1, Marks::BY)
                && start + 1 != end)
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
pub(super) fn clause_start(view: &View<'_>, at: WordIx, sentence: &Range<WordIx>) -> WordIx {
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
pub(super) struct Around {
    pub(super) carriers: Vec<Speaker>,
    pub(super) medium: Option<Span>,
    pub(super) end: WordIx,
}

/// Steps over adverbs, times, addressees and media from a word on; stops before anything else.
pub(super) fn around(
    view: &View<'_>,
    memory: &Memory,
    from: WordIx,
    sentence: &Range<WordIx>,
) -> Around {
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
        } else if let Some((Part::Aside, after, _)) = view.expression(w) {
            w = after;
        } else if let Some((Part::Setting, after, _)) = view.expression(w) {
            let Some(phrase) = view.phrase(after) else {
                break;
            };
            w = phrase.core.end;
        } else if let Some((part @ (Part::Addressee | Part::Medium), after, _)) = view.expression(w)
        {
            let Some(phrase) = view.phrase(after) else {
                break;
            };
            let (press, document) = (
                view.press(phrase.head)
                    || phrase.name.as_ref().is_some_and(|n| view.press(n.start)),
                view.noun(phrase.head)
                    .is_some_and(|n| matches!(n.kind, NounKind::Document | NounKind::Tally)),
            );
            let channel = view.upos(phrase.head) == Upos::Propn
                && !view.place(phrase.head)
                && !view.person(phrase.head);
            let unknown_name = channel
                && view
                    .actor(phrase.head)
                    .is_none_or(|ix| view.mentions.actors[ix].id.is_none());
            let nameless = phrase.name.is_none()
                && view.actor(phrase.head).is_none()
                && !view.capital(phrase.core.end - 1);
            match part {
                Part::Addressee if press && nameless => w = phrase.core.end,
                Part::Medium if channel => {
                    found.medium = Some(view.span(phrase.core.clone()));
                    w = phrase.core.end;
                }
                Part::Addressee if press || unknown_name => {
                    let (who, end) = speakers(view, memory, after, true);
                    found.carriers.extend(who);
                    // "ont indiqué à l'AFP des témoins": a press organ is nobody's; who stands
                    // behind it under an article taken apart are those that speak.
                    let next = (phrase.head + 1..phrase.words.end)
                        .find(|x| press && view.is(*x, Marks::OF) && view.fused(*x));
                    w = next.unwrap_or_else(|| end.max(phrase.words.end));
                    if next.is_some() {
                        break;
                    }
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
                    let behind = phrase.core.end;
                    w = past_participle_tail(view, behind, sentence);
                    // "dans un communiqué transmis à l'agence Sud"
                    if let Some((_, after, _)) = (behind + 1..w)
                        .filter_map(|x| view.expression(x))
                        .find(|(part, after, _)| {
                            *part == Part::Addressee
                                && view
                                    .phrase(*after)
                                    .is_some_and(|to| view.press(to.head) && to.name.is_some())
                        })
                    {
                        let (who, end) = speakers(view, memory, after, true);
                        found.carriers.extend(who);
                        w = end.max(w);
                    }
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

pub(super) fn around_inner(
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
pub(super) fn side_remark(
    view: &View<'_>,
    comma: WordIx,
    sentence: &Range<WordIx>,
) -> Option<WordIx> {
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
pub(super) fn past_participle_tail(
    view: &View<'_>,
    from: WordIx,
    sentence: &Range<WordIx>,
) -> WordIx {
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
