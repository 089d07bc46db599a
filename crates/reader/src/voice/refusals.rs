//! Words that are withheld: "a refusé de confirmer", "n'a ni confirmé ni démenti", "aucune source
//! n'a pu vérifier", "s'est abstenu de commenter". Whoever withholds them is a link of the chain
//! with that stance; where nobody is named the outlet says so. What it leaves out: what follows
//! for the modality, which is that of a thing nobody vouches for.

use super::cues::*;
use super::lexicon::{Marks, Part, Sureness, Verb};
use super::view::{Group, View};
use selon_model::Stance;
use selon_text::{Upos, WordIx};
use std::ops::Range;

/// A verb that withholds its content when it is negated or refused.
pub(super) fn withholds(verb: &Verb) -> bool {
    matches!(verb.stance, Stance::Confirms | Stance::Denies) || verb.content.silence
}

/// Turns a negated voice of confirming, denying or commenting into one that withholds.
pub(super) fn withhold(view: &View<'_>, verb: &Verb, found: &mut Voice, sentence: &Range<WordIx>) {
    if !found.negated || !withholds(verb) {
        return;
    }
    found.negated = false;
    found.stance = Stance::Unconfirmed;
    found.nobody = found.speakers.iter().any(|speaker| {
        view.document
            .words_in(speaker.span)
            .next()
            .is_some_and(|w| nobody(view, w))
    });
    if found.scope.is_empty()
        && let Some(topic) = asked_about(view, found.cue.start, sentence)
    {
        found.scope = vec![topic];
    }
}

/// "aucune", "personne", but not "ni", which joins those who are named.
fn nobody(view: &View<'_>, w: WordIx) -> bool {
    view.is(w, Marks::NOBODY) && !view.is(w, Marks::NEITHER)
}

/// "non" beside a participle: "une information non confirmée".
pub(super) fn beside_negation(view: &View<'_>, group: &Group) -> bool {
    !group.finite && group.words.start > 0 && view.is(group.words.start - 1, Marks::NEGATION_BESIDE)
}

/// The content of a verb that is negated or refused: as ever, or for verbs of comment the noun
/// phrase that is passed over in silence, with or without "sur".
pub(super) fn open_content(
    view: &View<'_>,
    verb: &Verb,
    from: WordIx,
    sentence: &Range<WordIx>,
) -> Option<WordIx> {
    let mut open = verb.clone();
    open.content.object |= open.content.silence;
    // "de confirmer ou d'infirmer la prise": the second verb changes nothing.
    let mut at = from;
    if view.is(at, Marks::AND.or(Marks::NEITHER)) {
        let next = (at + 1..sentence.end.min(at + 4)).find(|w| view.verb(*w).is_some());
        at = next.map_or(at, |w| w + 1);
    }
    content(view, &open, at, sentence).or_else(|| {
        let (part, after, _) = view.expression(at)?;
        let about = matches!(part, Part::Topic | Part::Medium | Part::Addressee)
            && verb.content.silence
            || part == Part::Topic;
        (about && view.phrase(after).is_some()).then_some(after)
    })
}

/// What somebody was asked about before he withheld his word: "interrogé sur la perte de la base,".
fn asked_about(view: &View<'_>, before: WordIx, sentence: &Range<WordIx>) -> Option<Range<WordIx>> {
    let (topic, after) = (sentence.start..before).find_map(|w| match view.expression(w) {
        Some((Part::Topic, after, _)) => Some((w, after)),
        _ => None,
    })?;
    let end = (after..before).find(|w| view.comma(*w)).unwrap_or(before);
    (topic < end && after < end).then_some(after..end)
}

/// The verb before an infinitive by which somebody does not do it: one of refusing, or a negated
/// one ("n'était pas en mesure de").
pub(super) fn refusal(
    view: &View<'_>,
    infinitive: WordIx,
    sentence: &Range<WordIx>,
) -> Option<WordIx> {
    let low = infinitive.saturating_sub(7).max(sentence.start);
    let verb = (low..infinitive)
        .rev()
        .take_while(|w| !view.comma(*w))
        .find(|w| view.verbal(*w) && !view.infinitive(*w))?;
    let refuses = view
        .lexicon
        .sureness
        .get(view.lemma(verb))
        .is_some_and(|list| list.iter().any(|(_, what)| *what == Sureness::Failed));
    (refuses || view.group(verb).negated).then_some(verb)
}

/// A negated passive without an agent: "n'a pas été confirmée", "n'a pu être vérifiée de source
/// indépendante". Nobody speaks.
pub(super) fn unconfirmed(
    view: &View<'_>,
    verb: &Verb,
    at: WordIx,
    cue: &Range<WordIx>,
    group: &Group,
    sentence: &Range<WordIx>,
) -> Option<Voice> {
    let participle = view.past_participle(at) && !group.infinitive;
    if !participle || verb.stance != Stance::Confirms {
        return None;
    }
    let low = group.words.start.saturating_sub(4).max(sentence.start);
    let governor = (low..group.words.start)
        .rev()
        .find(|w| view.verbal(*w))
        .filter(|_| view.infinitive(group.words.start));
    let outer = governor.map(|w| view.group(w));
    let negated = group.negated
        || beside_negation(view, group)
        || outer.as_ref().is_some_and(|outer| outer.negated);
    let passive = group.passive || !group.finite;
    if !negated || !passive {
        return None;
    }
    let whole = outer
        .filter(|outer| outer.negated)
        .unwrap_or_else(|| group.clone());
    let start = whole.words.start.min(group.words.start);
    let mut end = cue.end;
    if let Some((Part::Source | Part::Anonymous, after, _)) = view.expression(end) {
        end = after;
        while end < sentence.end && view.upos(end) == Upos::Adj {
            end += 1;
        }
    }
    let mut found = voice(
        Vec::new(),
        start..end,
        end,
        Stance::Unconfirmed,
        Manner::Passive,
    );
    found.nobody = true;
    found.verb = Some(at);
    found.past = group.past;
    found.scope = vec![told_before(view, &whole, sentence)..start];
    Some(found)
}
