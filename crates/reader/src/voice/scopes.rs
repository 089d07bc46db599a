//! How far what a speaker says reaches within its sentence, and where another speaker cuts it.
//! What it leaves out: finding the speakers, and what carries over to later sentences.

use super::cues::*;
use super::lexicon::*;
use super::view::*;
use selon_text::{Upos, WordIx};
use std::ops::Range;

/// Where the cues of a sentence's voices stand: every voice asks for them word by word.
struct Cues {
    /// The first word of each cue with the number of its voice, in order.
    starts: Vec<(WordIx, usize)>,
    /// The first word of the sentence, and of each whether it is of the cue of a voice that does not stand
    /// before what it says.
    first: WordIx,
    covered: Vec<bool>,
}

impl Cues {
    fn of(found: &[Voice], sentence: &Range<WordIx>) -> Cues {
        let starts = found.iter().enumerate();
        let mut starts: Vec<_> = starts.map(|(ix, voice)| (voice.cue.start, ix)).collect();
        starts.sort_unstable();
        let mut covered = vec![false; sentence.len()];
        for voice in found.iter().filter(|voice| voice.manner != Manner::Before) {
            let inside = |w: WordIx| w.clamp(sentence.start, sentence.end) - sentence.start;
            let (from, to) = (inside(voice.cue.start), inside(voice.cue.end));
            covered[from..to.max(from)].fill(true);
        }
        Cues {
            starts,
            first: sentence.start,
            covered,
        }
    }

    /// The voices whose cue begins at a word, in order.
    fn beginning_at(&self, w: WordIx) -> impl Iterator<Item = usize> {
        let before = self.starts.partition_point(|(start, _)| *start < w);
        let at = self.starts[before..].iter();
        at.take_while(move |(start, _)| *start == w)
            .map(|(_, ix)| *ix)
    }

    fn covers(&self, w: WordIx) -> bool {
        let at = w.checked_sub(self.first);
        at.and_then(|at| self.covered.get(at)) == Some(&true)
    }
}

/// Fixes where each voice of a sentence holds, one with another.
pub(super) fn scopes(view: &View<'_>, found: &mut [Voice], sentence: &Range<WordIx>) {
    let cues = Cues::of(found, sentence);
    for ix in 0..found.len() {
        match found[ix].manner {
            Manner::Before | Manner::Passive => {
                let Some(scope) = found[ix].scope.last().cloned() else {
                    continue;
                };
                if scope.end < sentence.end {
                    continue;
                }
                let mut end = content_end(view, found, (ix, &cues), scope.start, sentence);
                // "Alors que X annonçait un mort, l'armée …": the clause before the main one.
                if let Some(verb) = found[ix].verb
                    && view.document.relation(verb) == "advcl"
                    && let Some(main) = view.document.head(verb).filter(|main| *main > scope.start)
                    && let Some(comma) = (scope.start..main).find(|w| view.comma(*w))
                {
                    end = end.min(comma);
                }
                if let Some(last) = found[ix].scope.last_mut() {
                    last.end = end.max(last.start);
                }
            }
            Manner::After | Manner::Expression | Manner::Bare => {
                let scope = set_off(view, found, (ix, &cues), sentence);
                found[ix].scope = scope;
            }
            Manner::Continued => {}
        }
    }
    // What somebody else is cited for at the end of a content clause is not the first speaker's.
    for ix in 0..found.len() {
        if found[ix].manner != Manner::Expression {
            continue;
        }
        let [inner] = found[ix].scope.as_slice() else {
            continue;
        };
        let inner = inner.clone();
        if own_relative(view, sentence.start, found[ix].cue.start) != Some(inner.start) {
            continue;
        }
        for outer in &mut found[..ix] {
            if outer.manner == Manner::Before
                && let Some(last) = outer.scope.last_mut()
                && last.start < inner.start
                && last.end >= inner.end
            {
                last.end = inner.start;
            }
        }
    }
}

/// Where a content clause ends: at a contrast, a coordinated verb of saying, a source set off
/// behind, a semicolon, the end of the quotation it stands in, or the end of the sentence.
fn content_end(
    view: &View<'_>,
    found: &[Voice],
    (own, cues): (usize, &Cues),
    from: WordIx,
    sentence: &Range<WordIx>,
) -> WordIx {
    let quote = view.quote(found[own].cue.start);
    let wish = (from..sentence.end.min(from + 4))
        .find(|w| view.verbal(*w))
        .is_some_and(|w| view.infinitive(w));
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
            // "a promis de rouvrir l'école, fermée depuis mars": what is set beside a thing
            // that is only wished for is the writer's.
            if wish && view.comma(w) && aside(view, w + 1) {
                return w;
            }
            // A set-off source of another kind begins here ("..., selon", "..., a ajouté").
            let other = cues.beginning_at(w).find(|ix| *ix != own);
            if let Some(later) = other.filter(|_| w > from).map(|ix| &found[ix]) {
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

/// A participle, a relative clause or an adverb with its adjective, set beside a noun.
fn aside(view: &View<'_>, w: WordIx) -> bool {
    view.is(w, Marks::RELATIVE)
        || view.past_participle(w) && !view.finite(w)
        || view.upos(w) == Upos::Adv && matches!(view.upos(w + 1), Upos::Adj | Upos::Noun)
}

/// A verb of saying on the same level: joined by "et" or a comma, without a "que" in between.
pub(super) fn coordinated(
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
pub(super) fn boundary_before(view: &View<'_>, later: &Voice, at: WordIx, from: WordIx) -> WordIx {
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
pub(super) fn contrast(view: &View<'_>, w: WordIx) -> bool {
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
    (own, cues): (usize, &Cues),
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
    let before_has_verb = (start..voice.cue.start).any(|w| view.finite(w) && !cues.covers(w));
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
            let later = cues.beginning_at(w).find(|ix| *ix > own);
            if let Some(other) = later.map(|ix| &found[ix])
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
        // "Les tirs ont repris, a dit X, près de la gare": the clause goes on behind it.
        let goes_on = behind > voice.end
            && after_has_words
            && !after_has_verb
            && voice.cue.start > low
            && view.comma(voice.cue.start - 1);
        if quote.is_some() || (!before_has_content && after_has_verb) || goes_on {
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
            // A dateline cut from its sentence holds for the one behind it.
            let alone = (voice.end..sentence.end).all(|w| view.cuts(w));
            let dash = matches!(view.punctuation(voice.end), Some('-' | '–' | '—'));
            let high = if alone && dash && quote.is_none() {
                view.sentence(sentence.end).end
            } else {
                high
            };
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
    // "aurait, selon X, exécuté": set into a verb.
    let inside = behind > voice.end
        && voice.cue.start > low
        && view.comma(voice.cue.start - 1)
        && (behind..high.min(behind + 3))
            .find(|w| view.verbal(*w))
            .is_some_and(|w| {
                let group = view.group(w);
                view.past_participle(w) && group.finite && group.words.start < voice.cue.start
            });
    if inside {
        return vec![start..voice.cue.start, behind..forward(behind)];
    }
    // "au lendemain de raids qui ont fait dix morts selon X": nothing sets the source off from the
    // relative clause, so it tells that and no more.
    if let Some(relative) = own_relative(view, left, voice.cue.start)
        && !press
    {
        return vec![relative..voice.cue.start];
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

/// Where a relative or participle clause begins that a source closes without a comma, when a clause of its own
/// stands before it.
fn own_relative(view: &View<'_>, from: WordIx, cue: WordIx) -> Option<WordIx> {
    let clause = || (from..cue).rev().take_while(|w| !view.cuts(*w));
    let pronoun = clause().find(|w| view.is(*w, Marks::RELATIVE) && view.upos(*w) == Upos::Pron);
    // "l'armée a visé le camp, tuant dix personnes selon X": so does a participle behind its comma.
    let participle = clause()
        .last()
        .filter(|w| *w > from && view.present_participle(*w) && view.verb(*w).is_none());
    let relative = pronoun.or(participle)?;
    let told = Some(relative) == participle || (relative..cue).any(|w| view.finite(w));
    let main = (from..relative).any(|w| view.finite(w));
    (told && main).then_some(relative)
}

pub(super) fn contrast_at(view: &View<'_>, start: WordIx) -> bool {
    start > 0 && (contrast(view, start) || contrast(view, start - 1))
}

pub(super) fn skip_comma(view: &View<'_>, w: WordIx, sentence: &Range<WordIx>) -> WordIx {
    if w < sentence.end && view.comma(w) {
        w + 1
    } else {
        w
    }
}

/// The start of the last clause between two words: behind a contrast, a colon, or "et".
pub(super) fn clause_cut(view: &View<'_>, from: WordIx, to: WordIx) -> WordIx {
    let mut w = to;
    let mut only_small = true;
    while w > from {
        let before = w - 1;
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
        only_small &=
            view.cuts(before) || view.upos(before) == Upos::Adv || view.is(before, Marks::CONTENT);
        w = before;
    }
    from
}

pub(super) fn last_comma(view: &View<'_>, from: WordIx, to: WordIx) -> WordIx {
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
