//! Subjects told twice, behind a phrase that opens the clause, and those that only their place in the clause shows.
//! Left out: subjects that topics and participles hide ([`super::arguments`]).

use super::arguments::{finite, hang, joint, noun_before, phrase_start, subject_of};
use super::{Labels, has, inside, is_date, is_subject, nominal};
use crate::document::{DocumentBuilder, Tree, Upos, WordIx};
use crate::segmentation::Segmentation;
use std::ops::Range;

/// "Three soldiers, two policemen and a civilian were killed", "In Marawi, 138 fighters, 58 soldiers and ...": of
/// counted nouns parted by a comma before one verb the first is the subject and the next is joined to it.
pub(super) fn lists_of_counted(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for next in range.clone() {
        let document = builder.tree(range);
        let counted = |w: WordIx| {
            document.upos(w) == Upos::Noun
                && has(document, w, |d| d < w && document.relation(d) == "nummod")
                && !has(document, w, |d| document.relation(d) == "case")
        };
        if document.relation(next) != "nsubj" || !counted(next) {
            continue;
        }
        let start = phrase_start(document, next, range.start);
        if start < range.start + 2 || document.form(start - 1) != "," {
            continue;
        }
        let Some(verb) = document.head(next).filter(|verb| *verb > next) else {
            continue;
        };
        let last = start - 2;
        let first = std::iter::once(last)
            .chain(document.ancestors(last).take(3))
            .take_while(|at| *at < start)
            .find(|at| counted(*at));
        let Some(first) = first.filter(|first| {
            let opens = phrase_start(document, *first, range.start);
            matches!(
                document.relation(*first),
                "obl" | "appos" | "nmod" | "dislocated"
            ) && (opens == range.start || document.upos(opens - 1) == Upos::Punct)
                && !inside(document, verb, *first)
        }) else {
            continue;
        };
        let label = document.words[next].deprel;
        let others: Vec<WordIx> = document
            .children(next)
            .filter(|d| document.relation(*d) == "conj")
            .collect();
        hang(builder, first, verb, label);
        hang(builder, next, first, labels.conj);
        for other in others {
            hang(builder, other, first, labels.conj);
        }
    }
}

/// Whether a sign stands between a subject and its verb other than between the members of a list.
pub(super) fn is_closed(document: &Tree, subject: WordIx, verb: WordIx) -> bool {
    (subject..verb).any(|w| {
        document.upos(w) == Upos::Punct
            && document.head(w).is_none_or(|member| {
                document.relation(member) != "conj" || !inside(document, member, subject)
            })
    })
}

/// "In Mali, the army and its auxiliaries have left": what is set off from a phrase with a preposition that
/// opens a clause without a subject, and from the verb by no sign, is the subject, and no apposition.
pub(super) fn subjects_behind_phrases(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for subject in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, subject)
            || !matches!(document.relation(subject), "appos" | "conj")
            || joint(document, subject).is_some()
        {
            continue;
        }
        let start = phrase_start(document, subject, range.start);
        let set_off = start > range.start && document.form(start - 1) == ",";
        let Some(mut opening) = document
            .head(subject)
            .filter(|head| set_off && *head < start)
        else {
            continue;
        };
        while let Some(head) = document
            .head(opening)
            .filter(|head| *head < start && document.upos(*head) != Upos::Verb)
        {
            opening = head;
        }
        let Some(verb) = document.head(opening).filter(|verb| {
            *verb > subject && document.upos(*verb) == Upos::Verb && finite(document, *verb)
        }) else {
            continue;
        };
        let marked = has(document, opening, |d| {
            d < opening && document.relation(d) == "case"
        });
        let named = document.upos(subject) == Upos::Propn
            || has(document, subject, |d| {
                d < subject && matches!(document.relation(d), "det" | "nummod")
            });
        let closed = is_closed(document, subject, verb);
        let taken = has(document, verb, |d| is_subject(document, d));
        if marked && named && !closed && !taken {
            let label = subject_of(builder, verb, range, labels);
            hang(builder, subject, verb, label);
            for also in subject + 1..verb {
                let document = builder.tree(range);
                if document.relation(also) == "conj"
                    && document.head(also).is_some_and(|head| head < start)
                    && !inside(document, subject, also)
                {
                    hang(builder, also, subject, labels.conj);
                }
            }
        }
    }
}

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
        let Some(first) = noun_before(document, verb, second, "nsubj") else {
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
            && (has(document, w, |d| {
                matches!(document.relation(d), "conj" | "nummod")
            }) || is_subject_of_passive(document, w))
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
        if !begins || !finite || has(document, verb, |d| is_subject(document, d)) {
            continue;
        }
        // Before the copula of a participle stands what the passive is done to.
        let document = builder.tree(range);
        let copula = document.children(verb).find(|d| {
            document.deprel(*d) == "cop" && document.feat(*d, "VerbForm") == Some("Part")
        });
        if let Some(copula) = copula {
            let passive = builder.sym("aux:pass");
            builder.document().words[copula].deprel = passive;
        }
        let label = subject_of(builder, verb, range, labels);
        builder.document().words[w].deprel = label;
    }
}

/// "Only a few villages were taken": a noun with a determiner, right before the auxiliaries of a verb, the first of
/// which has its number and the last of which shows a passive; nothing else parts them.
fn is_subject_of_passive(document: &Tree, noun: WordIx) -> bool {
    let Some(verb) = document.head(noun).filter(|verb| *verb > noun + 2) else {
        return false;
    };
    let (first, last) = (noun + 1, verb - 1);
    let auxiliaries = (first..verb).all(|w| {
        document.head(w) == Some(verb) && matches!(document.upos(w), Upos::Aux | Upos::Adv)
    });
    auxiliaries
        && document.feat(last, "VerbForm") == Some("Part")
        && document.feat(first, "Number").is_some()
        && document.feat(first, "Number") == document.feat(noun, "Number")
        && has(document, noun, |d| {
            d < noun && document.relation(d) == "det"
        })
}

/// "They wage one another a war": of two subjects of an active verb without an object, the noun with a determiner
/// behind the verb is the object.
pub(super) fn subjects_behind_verbs(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for verb in range.clone() {
        let document = builder.tree(range);
        if document.upos(verb) != Upos::Verb || !finite(document, verb) {
            continue;
        }
        let subjects = |w: &WordIx| document.deprel(*w) == "nsubj" && nominal(document, *w);
        let Some(behind) = document.children(verb).filter(subjects).find(|w| *w > verb) else {
            continue;
        };
        let before = document.children(verb).filter(subjects).any(|w| w < verb);
        let shown = has(document, behind, |d| {
            d > verb && d < behind && document.relation(d) == "det"
        });
        let taken = has(document, verb, |d| {
            matches!(document.deprel(d), "obj" | "aux:pass") || document.relation(d) == "cop"
        });
        let bare = !has(document, behind, |d| {
            matches!(document.relation(d), "case" | "cc")
        });
        // Nothing parts it from the verb.
        let beside = (verb + 1..behind).all(|w| document.upos(w) != Upos::Punct);
        if before && shown && bare && beside && !taken {
            builder.document().words[behind].deprel = labels.object;
        }
    }
}

/// "It accuses the state of arming the rebels, who besiege the town": what a relative pronoun in subject position
/// begins right behind an object says something of it and nothing of a noun above the object's verb.
pub(super) fn relatives_behind_objects(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for pronoun in range.clone().skip(3) {
        let document = builder.tree(range);
        if document.feat(pronoun, "PronType") != Some("Rel")
            || document.relation(pronoun) != "nsubj"
        {
            continue;
        }
        let Some(clause) = document
            .head(pronoun)
            .filter(|clause| document.deprel(*clause) == "acl:relcl")
        else {
            continue;
        };
        let Some(above) = document.head(clause) else {
            continue;
        };
        let last = match document.form(pronoun - 1) {
            "," => pronoun - 2,
            _ => pronoun - 1,
        };
        // The object that the words before the pronoun belong to.
        let object = std::iter::once(last)
            .chain(document.ancestors(last))
            .take(6)
            .find(|w| document.relation(*w) == "obj");
        let Some(object) = object.filter(|object| {
            *object > above && nominal(document, *object) && !inside(document, *object, clause)
        }) else {
            continue;
        };
        let verb = document.head(object).filter(|verb| {
            document.upos(*verb) == Upos::Verb && document.ancestors(*verb).any(|up| up == above)
        });
        if verb.is_some_and(|verb| verb > above) && same_number(document, object, clause) {
            hang(builder, clause, object, labels.relative);
        }
    }
}

/// Whether two words are of one number, as far as they show it.
fn same_number(document: &Tree, one: WordIx, other: WordIx) -> bool {
    let number = |w: WordIx| document.feat(w, "Number");
    number(one).is_none() || number(other).is_none() || number(one) == number(other)
}

/// "The militias that Iran backs", with its subject behind its verb: of a relative pronoun and a noun with its
/// determiner that both are the objects of a verb without a subject, the noun is the subject.
pub(super) fn subjects_behind_relatives(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for verb in range.clone() {
        let document = builder.tree(range);
        if document.upos(verb) != Upos::Verb
            || document.relation(verb) != "acl"
            || !finite(document, verb)
            || has(document, verb, |d| document.relation(d) == "nsubj")
        {
            continue;
        }
        let taken: Vec<WordIx> = document
            .children(verb)
            .filter(|d| document.deprel(*d) == "obj")
            .collect();
        let [pronoun, noun] = taken[..] else {
            continue;
        };
        let relative = pronoun < verb && document.feat(pronoun, "PronType") == Some("Rel");
        let bare = !has(document, noun, |d| document.relation(d) == "case");
        let shown = document.upos(noun) == Upos::Propn
            || has(document, noun, |d| {
                d < noun && document.relation(d) == "det"
            });
        let agree = same_number(document, noun, verb);
        if relative && noun > verb && nominal(document, noun) && bare && shown && agree {
            builder.document().words[noun].deprel = labels.nsubj;
        }
    }
}

/// "The Front, main group of the region, has claimed": what is joined by a comma alone, with no conjunction in the
/// whole series, says more of the noun before it.
pub(super) fn appositions_read_as_lists(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        if document.upos(w) != Upos::Noun || document.relation(w) != "conj" {
            continue;
        }
        let Some(head) = document
            .head(w)
            .filter(|head| *head < w && nominal(document, *head))
        else {
            continue;
        };
        let opens = phrase_start(document, w, head);
        let bare = opens > head + 1
            && document.form(opens - 1) == ","
            && !has(document, w, |d| {
                matches!(document.relation(d), "case" | "nummod" | "conj" | "cc")
                    || document.feat(d, "Definite") == Some("Def")
            });
        let alone = document
            .children(head)
            .filter(|d| document.relation(*d) == "conj")
            .count()
            == 1
            && document.relation(head) != "conj";
        // Closed by a comma before the verb that both stand before.
        let closed = (w + 1..range.end)
            .take_while(|at| !matches!(document.upos(*at), Upos::Verb | Upos::Aux))
            .any(|at| document.form(at) == ",");
        let before_verb = document
            .head(head)
            .is_some_and(|verb| verb > w && document.relation(head) == "nsubj");
        if bare && alone && closed && before_verb {
            builder.document().words[w].deprel = labels.appos;
        }
    }
}

/// "Ten villagers, four children among them, were killed": the counted part behind a relative pronoun is no subject
/// of the verb after it; the whole before it is.
pub(super) fn wholes_before_parts(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for pronoun in range.clone() {
        let document = builder.tree(range);
        if document.relation(pronoun) != "obl" || document.feat(pronoun, "PronType") != Some("Rel")
        {
            continue;
        }
        let Some(verb) = document
            .head(pronoun)
            .filter(|verb| *verb > pronoun && document.upos(*verb) == Upos::Verb)
        else {
            continue;
        };
        let opened = pronoun > range.start + 1
            && has(document, pronoun, |d| {
                d + 1 == pronoun && document.relation(d) == "case"
            })
            && document.form(pronoun - 2) == ",";
        let part = document.children(verb).find(|d| {
            (pronoun + 1..pronoun + 5).contains(d)
                && document.relation(*d) == "nsubj"
                && nominal(document, *d)
                && has(document, *d, |x| {
                    matches!(document.relation(x), "nummod" | "det")
                })
        });
        let Some(part) =
            part.filter(|part| opened && (part + 1..verb).any(|at| document.form(at) == ","))
        else {
            continue;
        };
        // What stands right before the comma, or what that hangs below.
        let last = pronoun.checked_sub(3).filter(|last| *last >= range.start);
        let Some(whole) = last.and_then(|last| {
            std::iter::once(last)
                .chain(document.ancestors(last).take(3))
                .take_while(|at| *at < pronoun)
                .filter(|at| nominal(document, *at) && document.form(*at + 1) != ":")
                .last()
        }) else {
            continue;
        };
        let above = document.head(verb);
        let swapped = above == Some(whole) && document.head(whole).is_none();
        if !swapped && inside(document, verb, whole) {
            continue;
        }
        let words = &mut builder.document().words;
        let (root, subject) = (words[whole].deprel, words[part].deprel);
        words[pronoun].head = Some(part as u32);
        words[part].head = Some(whole as u32);
        words[part].deprel = labels.relative;
        if swapped {
            words[verb].head = None;
            words[verb].deprel = root;
        }
        words[whole].head = Some(verb as u32);
        words[whole].deprel = subject;
    }
}
