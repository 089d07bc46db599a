//! The time of a claim: from its own clause, else carried from the narration, else publication.

use crate::claims::Site;
use selon_model::{ClaimTime, Date, Grain, TimeBasis, TimeKind, TimeRef};
use selon_text::{Document, Upos, WordIx};

/// The time of a claim made at a site.
pub fn of_claim(
    document: &Document,
    times: &[TimeRef],
    site: &Site,
    published: Option<Date>,
) -> ClaimTime {
    let dated: Vec<(usize, &TimeRef)> = times
        .iter()
        .enumerate()
        .filter(|(_, time)| !matches!(time.kind, TimeKind::Duration | TimeKind::Set))
        .collect();
    if let Some((ix, time)) = own(document, &dated, site) {
        return taken(ix, time, TimeBasis::Explicit);
    }
    if let Some((ix, time)) = carried(document, &dated, site) {
        return taken(ix, time, TimeBasis::Carried);
    }
    match published {
        Some(date) => {
            // A present state holds on the day it is printed; an event lies on or before it.
            let first = present(document, site.predicate).then_some(date);
            ClaimTime {
                first,
                last: Some(date),
                approximate: false,
                basis: TimeBasis::Publication,
                reference: None,
            }
        }
        None => ClaimTime::unknown(),
    }
}

fn taken(ix: usize, time: &TimeRef, basis: TimeBasis) -> ClaimTime {
    let (first, last) = time.days();
    ClaimTime {
        first,
        last,
        approximate: time.approximate,
        basis,
        reference: Some(ix),
    }
}

/// The time expression of the claim's own sentence that fits it best.
fn own<'a>(
    document: &Document,
    times: &[(usize, &'a TimeRef)],
    site: &Site,
) -> Option<(usize, &'a TimeRef)> {
    let sentence = document.sentence_of(site.trigger);
    let near = times
        .iter()
        .filter(|(_, time)| sentence.span.contains(time.span));
    near.filter_map(|(ix, time)| distance(document, time, site).map(|cost| (cost, *ix, *time)))
        .min_by_key(|(cost, ix, _)| (*cost, *ix))
        .map(|(_, ix, time)| (ix, time))
}

/// How far a time expression stands from a claim; `None` when it belongs to another clause.
fn distance(document: &Document, time: &TimeRef, site: &Site) -> Option<usize> {
    let words = document.words_in(time.span);
    let head = words
        .clone()
        .find(|w| document.head(*w).is_none_or(|h| !words.contains(&h)))?;
    let inside = site.words.iter().any(|w| words.contains(w));
    if inside {
        return Some(0);
    }
    let governor = clause_of(document, head);
    let own = clause_of(document, site.predicate);
    let trigger_clause = clause_of(document, site.trigger);
    if governor == own || governor == trigger_clause || governor == Some(site.trigger) {
        return Some(1 + head.abs_diff(site.trigger));
    }
    // A frame at the head of the sentence holds for all that follows until another time is said.
    let sentence = document.sentence_of(head).words.clone();
    let opens = head < sentence.start + 6 && head < site.trigger;
    let nested = governor.is_some_and(|g| ancestors(document, site.trigger).any(|a| a == g));
    let beneath = own.is_some_and(|o| ancestors(document, head).any(|a| a == o));
    if beneath {
        return Some(100 + head.abs_diff(site.trigger));
    }
    if opens || nested {
        return Some(200 + head.abs_diff(site.trigger));
    }
    None
}

/// The verb, or the root, of the clause a word stands in.
fn clause_of(document: &Document, word: WordIx) -> Option<WordIx> {
    let mut at = word;
    for _ in 0..64 {
        if matches!(document.upos(at), Upos::Verb) || document.head(at).is_none() {
            return Some(at);
        }
        at = document.head(at)?;
    }
    None
}

fn ancestors(document: &Document, word: WordIx) -> impl Iterator<Item = WordIx> + '_ {
    let mut at = Some(word);
    std::iter::from_fn(move || {
        at = document.head(at?);
        at
    })
    .take(64)
}

/// The last dated expression of the same paragraph, else the day that the lead gives the story,
/// when the clause goes on telling.
fn carried<'a>(
    document: &Document,
    times: &[(usize, &'a TimeRef)],
    site: &Site,
) -> Option<(usize, &'a TimeRef)> {
    let sentence = document.sentence_of(site.trigger);
    if present(document, site.predicate) {
        return None;
    }
    let points = |time: &TimeRef| {
        time.is_anchored() && matches!(time.kind, TimeKind::Point | TimeKind::Interval)
    };
    let paragraph = |time: &TimeRef| {
        document
            .word_at(time.span.start)
            .map(|word| document.sentence_of(word).paragraph)
    };
    let told = times.iter().rev().find(|(_, time)| {
        time.span.end <= sentence.span.start
            && points(time)
            && paragraph(time) == Some(sentence.paragraph)
    });
    let lead = || {
        let sentences = document
            .sentences
            .get(..LEAD.min(document.sentences.len()))?;
        let end = sentences.last()?.span.end;
        times.iter().find(|(_, time)| {
            let dateline = document
                .word_at(time.span.start)
                .is_some_and(|word| document.sentence_of(word).words.len() <= DATELINE);
            time.span.end <= end
                && time.span.end <= sentence.span.start
                && points(time)
                && time.grain <= Grain::Day
                && !dateline
        })
    };
    told.or_else(lead).copied()
}

/// Sentences at the head of a text in which the story's day is told, headline and dateline
/// included.
const LEAD: usize = 6;

/// Words that a dateline standing alone has at most.
const DATELINE: usize = 6;

/// True for a present-tense predicate: its own form, or its auxiliary's when that is a copula.
fn present(document: &Document, predicate: WordIx) -> bool {
    let present = |w: WordIx| {
        document.feat(w, "Tense") == Some("Pres") && document.feat(w, "VerbForm") == Some("Fin")
    };
    if present(predicate) {
        return true;
    }
    document
        .children(predicate)
        .any(|child| document.relation(child) == "cop" && present(child))
}
