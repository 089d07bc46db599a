//! Subjects told twice, and those that only their place in the clause shows. Left out: subjects that openings
//! and participles hide ([`super::arguments`]).

use super::arguments::{hang, phrase_start, subject_of};
use super::{Labels, has, is_date, nominal};
use crate::document::{DocumentBuilder, Upos, WordIx};
use crate::segmentation::Segmentation;
use std::ops::Range;

/// "The attacker, a Palestinian of the West Bank, was shot": the second of two subjects, set off from the
/// first and joined by nothing, is the first told again, whatever the verb was given it for.
pub(super) fn subjects_told_twice(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    rules: &Segmentation,
    labels: &Labels,
) {
    for second in range.clone() {
        let document = builder.tree(range);
        let again = match document.relation(second) {
            "nsubj" => true,
            "obl" => {
                has(document, second, |d| document.relation(d) == "det")
                    && !is_date(document, second, range, rules)
            }
            _ => false,
        };
        if !nominal(document, second) || !again {
            continue;
        }
        let Some(verb) = document.head(second).filter(|verb| *verb > second) else {
            continue;
        };
        let Some(first) = document
            .children(verb)
            .find(|d| *d < second && document.relation(*d) == "nsubj" && nominal(document, *d))
        else {
            continue;
        };
        let start = phrase_start(document, second, first);
        let set_off = start > first + 1 && document.form(start - 1) == ",";
        let joined = has(document, second, |d| {
            matches!(document.relation(d), "cc" | "case")
        });
        if !set_off || joined {
            continue;
        }
        // "The day before, drones had hit a port": an apposition is closed by a comma as well.
        if !(second..verb).any(|w| document.upos(w) == Upos::Punct) {
            if document.relation(second) == "nsubj"
                && document.upos(first) == Upos::Noun
                && first <= range.start + 2
            {
                builder.document().words[first].deprel = labels.oblique;
            }
            continue;
        }
        hang(builder, second, first, labels.appos);
    }
}

/// "One of the attackers was shot", "the militia and the army have entered": what opens a clause
/// without a subject, has no preposition and is no date is its subject.
pub(super) fn bare_subjects(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    rules: &Segmentation,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        let nominal = nominal(document, w)
            && has(document, w, |d| {
                matches!(document.relation(d), "conj" | "nummod")
            })
            && !is_date(document, w, range, rules);
        if !(nominal || matches!(document.upos(w), Upos::Pron | Upos::Num))
            || document.relation(w) != "obl"
            || has(document, w, |d| {
                matches!(document.relation(d), "case" | "mark")
            })
        {
            continue;
        }
        let Some(verb) = document.head(w).filter(|verb| {
            *verb > w
                && document.upos(*verb) == Upos::Verb
                && matches!(document.feat(*verb, "VerbForm"), Some("Fin" | "Part"))
        }) else {
            continue;
        };
        let begins = w == range.start
            || (range.start..w)
                .rev()
                .find(|d| document.head(*d) != Some(w))
                .is_none_or(|d| {
                    matches!(document.upos(d), Upos::Punct | Upos::Cconj | Upos::Sconj)
                });
        let finite = document.feat(verb, "VerbForm") == Some("Fin")
            || has(document, verb, |d| document.relation(d) == "aux");
        if !begins
            || !finite
            || has(document, verb, |d| {
                matches!(document.relation(d), "nsubj" | "csubj" | "expl")
            })
        {
            continue;
        }
        let label = subject_of(builder, verb, range, labels);
        builder.document().words[w].deprel = label;
    }
}
