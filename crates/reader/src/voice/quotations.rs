//! Binds quotations to voices: the one whose cue stands beside them, the one in whose scope they
//! stand, or the one who spoke just before. What nobody is found for is a word held at a distance,
//! not an attribution.

use super::cues::{Manner, Voice};
use super::view::View;
use selon_model::Stance;
use selon_text::WordIx;
use std::ops::Range;

/// Least number of words of a quotation that can stand for itself.
const STANDING: usize = 5;

/// Extends scopes over the quotations they touch and adds voices for quotations that go on.
pub fn bind(view: &View<'_>, list: &mut Vec<Voice>) {
    let document = view.document;
    let mut added: Vec<Voice> = Vec::new();
    let mut last: Option<(usize, WordIx)> = None;
    for quote in &document.quotes {
        if quote.depth > 0 {
            continue;
        }
        let words = document.words_in(quote.inner);
        if words.is_empty() {
            continue;
        }
        let outer = document.words_in(quote.outer);
        let bound = beside(view, list, &words, &outer).or_else(|| covering(list, &words));
        if let Some(ix) = bound {
            extend(view, &mut list[ix], &words);
            last = Some((ix, words.end));
            continue;
        }
        // A cue inside the quotation that is set into it ("« Les tirs, a dit X, ont repris »").
        if let Some(ix) = list
            .iter()
            .position(|voice| words.contains(&voice.cue.start) && voice.manner == Manner::After)
        {
            list[ix].scope = vec![words.start..list[ix].cue.start, list[ix].end..words.end];
            last = Some((ix, words.end));
            continue;
        }
        // A quotation that stands alone as a sentence or more goes on with the last speaker, when
        // that speaker was quoted in the same paragraph or the one before.
        let alone = stands_alone(view, &words, &outer);
        if alone
            && words.len() >= STANDING
            && let Some((ix, end)) = last
        {
            let near = paragraph(view, end.saturating_sub(1)) + 1 >= paragraph(view, words.start);
            if near {
                added.push(Voice {
                    scope: vec![words.clone()],
                    cue: outer.start..outer.start + 1,
                    end: words.end,
                    manner: Manner::Continued,
                    verb: None,
                    negated: false,
                    nobody: false,
                    cited: false,
                    stance: Stance::Asserts,
                    carriers: list[ix].carriers.clone(),
                    speakers: list[ix].speakers.clone(),
                    medium: list[ix].medium,
                    past: false,
                });
                last = Some((ix, words.end));
            }
        } else if alone && words.len() >= STANDING {
            // Before any speaker: the next voice of the same paragraph.
            let here = paragraph(view, words.start);
            if let Some(ix) = list.iter().position(|voice| {
                voice.cue.start >= words.end && paragraph(view, voice.cue.start) == here
            }) {
                let voice = &list[ix];
                added.push(Voice {
                    scope: vec![words.clone()],
                    cue: outer.start..outer.start + 1,
                    end: words.end,
                    manner: Manner::Continued,
                    verb: None,
                    negated: false,
                    nobody: false,
                    cited: false,
                    past: false,
                    stance: Stance::Asserts,
                    carriers: voice.carriers.clone(),
                    speakers: voice.speakers.clone(),
                    medium: voice.medium,
                });
            }
        }
    }
    list.extend(added);
}

fn paragraph(view: &View<'_>, w: WordIx) -> u32 {
    if w < view.document.words.len() {
        view.document.sentence_of(w).paragraph
    } else {
        u32::MAX
    }
}

/// The voice whose cue stands right behind or right before a quotation.
fn beside(
    view: &View<'_>,
    list: &[Voice],
    words: &Range<WordIx>,
    outer: &Range<WordIx>,
) -> Option<usize> {
    // Behind: "« ... », a dit X" and "« ... », selon X".
    let behind = list.iter().position(|voice| {
        voice.cue.start >= words.end
            && voice.cue.start <= outer.end + 1
            && !(outer.end..voice.cue.start).any(|w| !view.comma(w) && !view.quotation_mark(w))
            && matches!(
                voice.manner,
                Manner::After | Manner::Expression | Manner::Bare
            )
            && (outer.end.min(voice.cue.start)..voice.cue.start).all(|w| view.cuts(w))
    });
    if behind.is_some() {
        return behind;
    }
    // Before: "X a dit : « ... »", "a dit X, « ... »", "X : « ... »".
    let sentence = view.sentence(outer.start);
    list.iter().position(|voice| {
        voice.end <= outer.start
            && sentence.contains(&voice.cue.start)
            && outer.start <= voice.end + 2
            && (voice.end..outer.start).all(|w| view.cuts(w))
            && !(voice.negated)
            && (voice.scope.is_empty()
                || voice.manner == Manner::After
                || voice.scope.iter().any(|s| s.contains(&words.start)))
            && (voice.manner != Manner::Expression
                || voice.scope.iter().any(|s| s.contains(&words.start)))
    })
}

/// The voice with the smallest scope around the start of a quotation.
fn covering(list: &[Voice], words: &Range<WordIx>) -> Option<usize> {
    list.iter()
        .enumerate()
        .filter(|(_, voice)| {
            !voice.negated && voice.scope.iter().any(|range| range.contains(&words.start))
        })
        .min_by_key(|(_, voice)| voice.scope.iter().map(|range| range.len()).sum::<usize>())
        .map(|(ix, _)| ix)
}

/// Makes a voice hold over a whole quotation, and over what leads up to one that began in an
/// earlier sentence.
fn extend(view: &View<'_>, voice: &mut Voice, words: &Range<WordIx>) {
    let covered = voice
        .scope
        .iter()
        .any(|range| range.start <= words.start && words.end <= range.end);
    if covered {
        return;
    }
    let mut start = words.start;
    if voice.manner == Manner::After || voice.manner == Manner::Expression {
        let sentence = view.sentence(voice.cue.start);
        if words.start < sentence.start && words.end <= voice.cue.start {
            // The sentence in which the quotation begins belongs to it, unless another voice
            // stands there; short lead-ins only.
            let first = view.sentence(words.start);
            let lead = first.start..words.start;
            if lead.len() <= 12 && !lead.clone().any(|w| view.quote(w).is_some()) {
                start = first.start;
            }
        }
    }
    voice.scope.push(start..words.end);
}

/// Nothing but marks and small words stand around a quotation in its sentences.
fn stands_alone(view: &View<'_>, words: &Range<WordIx>, outer: &Range<WordIx>) -> bool {
    let first = view.sentence(words.start);
    let last = view.sentence(words.end - 1);
    let before = (first.start..outer.start).all(|w| view.cuts(w) || view.quote(w).is_some());
    let after = (outer.end..last.end).all(|w| view.cuts(w) || view.quote(w).is_some());
    before && after
}
