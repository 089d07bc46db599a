//! Plural articles that look like a contraction of a preposition with the definite one ("des"): what stands under
//! them is a verb's object.

use super::arguments::{finite, hang};
use super::{Labels, has, inside, is_date};
use crate::document::{DocumentBuilder, Tree, Upos, WordIx};
use crate::segmentation::Segmentation;
use std::ops::Range;

/// Whether a word is a plural article that stands in one form with the preposition before it.
fn is_contracted(document: &Tree, article: WordIx) -> bool {
    document.upos(article) == Upos::Det
        && document.feat(article, "Number") == Some("Plur")
        && document.words[article].span == document.words[article - 1].span
}

/// The noun behind an article, where it hangs by a preposition.
fn noun_under(document: &Tree, article: WordIx) -> Option<WordIx> {
    document.head(article).filter(|noun| {
        *noun > article
            && document.upos(*noun) == Upos::Noun
            && matches!(document.relation(*noun), "obl" | "nmod")
    })
}

/// "Ils ont attaqué samedi matin des habitants": what a contraction of preposition and plural article begins
/// right behind a date is the object of a verb without one, and the contraction its article.
pub(super) fn partitives_behind_dates(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    for article in range.clone().skip(2) {
        let document = builder.tree(range);
        if !is_contracted(document, article) {
            continue;
        }
        let Some(noun) = noun_under(document, article) else {
            continue;
        };
        // The day, or what is said of it: "Saturday morning".
        let last = article - 2;
        let date = [Some(last), document.head(last)]
            .into_iter()
            .flatten()
            .find(|date| *date <= last && is_date(document, *date, range, rules));
        let Some(verb) = date.and_then(|date| document.head(date)).filter(|verb| {
            *verb < last
                && document.upos(*verb) == Upos::Verb
                && finite(document, *verb)
                && !inside(document, *verb, noun)
                && !has(document, *verb, |d| {
                    matches!(document.deprel(d), "aux:pass" | "obj")
                        || document.feat(d, "Reflex") == Some("Yes")
                })
                && !rules.unaccusatives.contains(document.lemma(*verb))
        }) else {
            continue;
        };
        hang(builder, noun, verb, labels.object);
    }
}

/// "Ils ont repris des villages": what a contraction of preposition and plural article begins right behind an active
/// verb without an object, and one that takes no such preposition, is its object, and the contraction an article.
pub(super) fn partitives_behind_verbs(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    for article in range.clone().skip(2) {
        let document = builder.tree(range);
        let (case, before) = (article - 1, article - 2);
        let contracted = is_contracted(document, article)
            && rules.repeated_prepositions.contains(document.lemma(case));
        // "They hit back at camps": what stands between is no noun that the phrase could belong to.
        let adverbial = rules.bare_adverbials.contains(document.lemma(before))
            && !has(document, before, |d| document.relation(d) == "det");
        let verb = if adverbial {
            document.head(before).filter(|verb| *verb < before)
        } else {
            Some(before)
        };
        let Some(verb) = verb.filter(|verb| {
            contracted && document.upos(*verb) == Upos::Verb && finite(document, *verb)
        }) else {
            continue;
        };
        let noun = noun_under(document, article).filter(|noun| {
            document
                .head(*noun)
                .is_some_and(|head| head == verb || adverbial && head == before)
        });
        let takes = has(document, verb, |d| {
            matches!(
                document.deprel(d),
                "aux:pass" | "nsubj:pass" | "aux:caus" | "expl:pv"
            ) || document.deprel(d) == "obj" && document.upos(d) != Upos::Adv
                || document.feat(d, "Reflex") == Some("Yes")
        }) || rules.oblique_verbs.contains(document.lemma(verb));
        if let Some(noun) = noun.filter(|_| !takes) {
            let label = document.words[article].deprel;
            builder.document().words[case].deprel = label;
            hang(builder, noun, verb, labels.object);
        }
    }
}
