//! Which clause hangs on what, and who stands in it as subject and object, where agreement, order and
//! punctuation say more than the parser saw: topics of headlines, clauses read as phrases, relatives without a
//! verb, numbers that stand for people. Left out: what a word list of the pack decides ([`super`]).

use super::joined::{
    clauses_joined, joined_behind_asides, joined_behind_participles, joined_objects,
    lists_of_agents, lists_of_bare_nouns, participles_joined, phrases_joined_to_names,
    phrases_not_joined, shared_passives, subjects_before_colons, subjects_before_commas,
    subjects_behind_clauses, sums_of_pronouns,
};
use super::partitives::{partitives_behind_dates, partitives_behind_verbs};
use super::subjects::{
    appositions_read_as_lists, bare_subjects, is_closed, lists_of_counted,
    relatives_behind_objects, subjects_behind_phrases, subjects_behind_relatives,
    subjects_behind_verbs, subjects_told_twice, wholes_before_parts,
};
use super::{Labels, has, inside, is_date, is_subject, nominal};
use crate::document::{Document, DocumentBuilder, Sym, Tree, Upos, WordIx};
use crate::segmentation::Segmentation;
use std::ops::Range;

/// Corrects which clause hangs on what.
pub(super) fn clauses(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    topics(builder, range, labels);
    clauses_behind_semicolons(builder, range, labels);
    clauses_without_pronoun(builder, range, labels);
    clauses_read_as_phrases(builder, range, labels);
    adverbs_of_number(builder, range, labels);
    numbers_of_groups(builder, range, labels);
    names_behind_dates(builder, range, labels, rules);
    phrases_behind_dates(builder, range, labels, rules);
    partitives_behind_dates(builder, range, labels, rules);
    partitives_behind_verbs(builder, range, labels, rules);
    participles_of_clauses(builder, range, labels);
    dated_objects(builder, range, labels, rules);
    verbless_relatives(builder, range, labels);
    relatives_of_verbs(builder, range, labels);
    clauses_joined(builder, range, labels);
    participles_joined(builder, range, labels);
    joined_behind_participles(builder, range);
    joined_behind_asides(builder, range, labels);
    phrases_not_joined(builder, range, labels);
    lists_of_bare_nouns(builder, range);
    relatives_of_subjects(builder, range, labels, rules);
    relatives_of_objects(builder, range, labels, rules);
    phrases_joined_to_names(builder, range, rules);
}

/// The verb of the clause that a word begins, where it is a conjunction of objects ("que").
fn clause_about_object(document: &Tree, mark: WordIx, rules: &Segmentation) -> Option<WordIx> {
    document.head(mark).filter(|clause| {
        *clause > mark
            && document.upos(*clause) == Upos::Verb
            && rules.object_relatives.contains(document.lemma(mark))
    })
}

/// "Palmyra, that the group had held, has passed": a clause that the conjunction of objects begins, right
/// behind the subject and between commas, says something of the subject and nothing of the verb.
fn relatives_of_subjects(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    for mark in range.clone().skip(2) {
        let document = builder.tree(range);
        let Some(clause) = clause_about_object(document, mark, rules).filter(|clause| {
            document.form(mark - 1) == ","
                && matches!(document.relation(*clause), "advcl" | "ccomp")
        }) else {
            continue;
        };
        let Some(verb) = document.head(clause).filter(|verb| *verb > clause) else {
            continue;
        };
        let subject = noun_before(document, verb, mark, "nsubj");
        let closed = (clause..verb).any(|w| document.form(w) == ",");
        let whole = !has(document, clause, |d| document.relation(d) == "obj");
        if let Some(subject) = subject.filter(|_| closed && whole) {
            hang(builder, clause, subject, labels.relative);
        }
    }
}

/// "They had made an incursion, which the army says it repelled": a verb that has its object takes no clause
/// for one, so what such a conjunction begins behind it says something of a noun: of the one that its
/// participle agrees with, else of the last before it.
fn relatives_of_objects(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    for mark in range.clone().skip(2) {
        let document = builder.tree(range);
        let Some(clause) = clause_about_object(document, mark, rules).filter(|clause| {
            matches!(document.relation(*clause), "advcl" | "ccomp" | "conj")
                && joint(document, *clause).is_none()
                && has(document, *clause, |d| document.relation(d) == "nsubj")
        }) else {
            continue;
        };
        let Some(verb) = document.head(clause).filter(|verb| {
            *verb < mark
                && document.upos(*verb) == Upos::Verb
                && (has(document, *verb, |d| {
                    d < mark && document.relation(d) == "obj"
                }) || object_shown(document, clause, rules))
        }) else {
            continue;
        };
        // The verb whose object the noun is: "says it has repelled".
        let below = document
            .children(clause)
            .find(|d| document.relation(*d) == "xcomp" && document.upos(*d) == Upos::Verb)
            .unwrap_or(clause);
        let objects = |at: WordIx| has(document, at, |d| document.relation(d) == "obj");
        if objects(clause) || objects(below) {
            continue;
        }
        let behind = document.form(mark - 1) == ",";
        let end = if behind { mark - 1 } else { mark };
        let nouns = || {
            (verb + 1..end)
                .rev()
                .take(10)
                .filter(|w| nominal(document, *w) && document.relation(*w) != "flat")
        };
        let shown = document.feat(below, "Gender").is_some();
        let noun = nouns()
            .find(|w| shown && super::agreement(document, below, *w) == Some(true))
            .or_else(|| {
                // A town's name shows no gender.
                let open = |w: &WordIx| super::agreement(document, below, *w).is_none();
                nouns().next().filter(|w| !shown || open(w))
            });
        if let Some(noun) = noun.filter(|noun| !inside(document, *noun, clause)) {
            hang(builder, clause, noun, labels.relative);
        }
    }
}

/// "que l'armée a reprise": a participle with the auxiliary of the active that agrees in the feminine or the plural does so
/// with an object before it.
fn object_shown(document: &Tree, verb: WordIx, rules: &Segmentation) -> bool {
    let marked = document.feat(verb, "Gender") == Some("Fem")
        || document.feat(verb, "Number") == Some("Plur");
    let active = has(document, verb, |d| document.deprel(d) == "aux:tense")
        && !has(document, verb, |d| {
            document.feat(d, "Reflex") == Some("Yes")
        })
        && !rules.unaccusatives.contains(document.lemma(verb));
    document.feat(verb, "VerbForm") == Some("Part") && marked && active
}

/// Corrects who stands in a clause as its subject and object.
pub(super) fn participants(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    rules: &Segmentation,
    labels: &Labels,
) {
    subjects_behind_openings(builder, range, labels);
    subjects_behind_phrases(builder, range, labels);
    sums_of_pronouns(builder, range, labels);
    numbers_for_people(builder, range, labels);
    numbers_of_nouns(builder, range);
    determiners_of_objects(builder, range, labels);
    subjects_of_participles(builder, range, labels);
    subjects_told_twice(builder, range, rules, labels);
    appositions_read_as_lists(builder, range, labels);
    wholes_before_parts(builder, range, labels);
    subjects_behind_clauses(builder, range, labels);
    subjects_before_colons(builder, range, labels);
    subjects_before_commas(builder, range, labels);
    lists_of_agents(builder, range, labels);
    joined_objects(builder, range, labels);
    shared_passives(builder, range, labels);
    bare_subjects(builder, range, rules, labels);
    subjects_behind_verbs(builder, range, labels);
    subjects_behind_relatives(builder, range, labels);
    relatives_behind_objects(builder, range, labels);
    subjects_behind_openings(builder, range, labels);
    lists_of_counted(builder, range, labels);
}

/// Hangs a word elsewhere.
pub(super) fn hang(builder: &mut DocumentBuilder, w: WordIx, head: WordIx, label: Sym) {
    let word = &mut builder.document().words[w];
    word.head = Some(head as u32);
    word.deprel = label;
}

/// Whether a verb is finite or has a finite auxiliary before it.
pub(super) fn finite(document: &Tree, verb: WordIx) -> bool {
    document.feat(verb, "VerbForm") == Some("Fin")
        || has(document, verb, |d| {
            document.relation(d) == "aux" && d < verb && document.feat(d, "VerbForm") == Some("Fin")
        })
}

/// Whether a word is the verb of a clause of its own.
fn is_clause(document: &Document, w: WordIx) -> bool {
    document.upos(w) == Upos::Verb && document.relation(w) != "acl"
}

/// The conjunction before a noun that joins its phrase.
pub(super) fn joint(document: &Tree, noun: WordIx) -> Option<WordIx> {
    document
        .children(noun)
        .find(|d| *d < noun && document.upos(*d) == Upos::Cconj)
}

/// The first noun of a kind that hangs on a verb before a word.
pub(super) fn noun_before(
    document: &Tree,
    verb: WordIx,
    before: WordIx,
    relation: &str,
) -> Option<WordIx> {
    document
        .children(verb)
        .find(|w| *w < before && document.relation(*w) == relation && nominal(document, *w))
}

/// What the subject of a verb is called.
pub(super) fn subject_of(
    builder: &mut DocumentBuilder,
    verb: WordIx,
    range: &Range<WordIx>,
    labels: &Labels,
) -> Sym {
    let document = builder.tree(range);
    if has(document, verb, |d| document.deprel(d) == "aux:pass") {
        builder.sym("nsubj:pass")
    } else {
        labels.nsubj
    }
}

/// Where what hangs right before a word begins, back to a sign or to `floor`.
pub(super) fn phrase_start(document: &Document, w: WordIx, floor: WordIx) -> WordIx {
    let mut start = w;
    while start > floor
        && document.head(start - 1) == Some(w)
        && document.upos(start - 1) != Upos::Punct
    {
        start -= 1;
    }
    start
}

/// "Yemen: three doctors abducted": the topic that opens a headline is no subject where a noun stands
/// behind the colon that can be.
fn topics(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    let document = builder.tree(range);
    let Some(colon) =
        (range.start + 1..range.end.min(range.start + 5)).find(|at| document.form(*at) == ":")
    else {
        return;
    };
    // "Lebanon: the air force led strikes": the topic is no object of what it did.
    let object = (range.start..colon).find(|w| {
        nominal(document, *w)
            && document.relation(*w) == "obj"
            && document.head(*w).is_some_and(|verb| verb > colon)
            && !has(document, *w, |d| document.relation(d) == "case")
    });
    if let Some(object) = object {
        builder.document().words[object].deprel = labels.topic;
        return;
    }
    // "Mali: Kidal in the hands of the army": what follows is of what stands behind the colon.
    let root = (range.start..colon).find(|w| nominal(document, *w) && document.head(*w).is_none());
    let told = root.and_then(|root| {
        (colon + 1..range.end).find(|w| {
            nominal(document, *w)
                && document.head(*w) == Some(root)
                && matches!(document.relation(*w), "appos" | "nmod")
                && !has(document, *w, |d| document.relation(d) == "case")
        })
    });
    if let (Some(root), Some(told)) = (root, told) {
        let later: Vec<WordIx> = (told + 1..range.end)
            .filter(|w| document.head(*w) == Some(root) && document.upos(*w) != Upos::Punct)
            .collect();
        for w in later {
            builder.document().words[w].head = Some(told as u32);
        }
        return;
    }
    let Some(topic) = (range.start..colon).find(|w| {
        nominal(document, *w)
            && document.relation(*w) == "nsubj"
            && document
                .head(*w)
                .is_some_and(|verb| verb > colon + 1 && document.upos(verb) == Upos::Verb)
    }) else {
        return;
    };
    let Some(verb) = document.head(topic) else {
        return;
    };
    // "RDC : des bombes tombent": an article that was taken for a preposition with one.
    let partitive = |w: WordIx| {
        colon + 2 < range.end
            && document.relation(colon + 1) == "case"
            && document.upos(colon + 2) == Upos::Det
            && (colon + 1..colon + 3).all(|at| document.head(at) == Some(w))
            && document.words[colon + 1].span == document.words[colon + 2].span
    };
    let Some(noun) = (colon + 1..verb).find(|w| {
        nominal(document, *w)
            && document.head(*w) == Some(verb)
            && document.relation(*w) != "nsubj"
            && (partitive(*w)
                || !has(document, *w, |d| {
                    matches!(document.relation(d), "case" | "mark")
                }))
    }) else {
        return;
    };
    if has(document, verb, |d| {
        d > colon && d < verb && document.relation(d) == "nsubj"
    }) {
        return;
    }
    let bare = document.feat(verb, "VerbForm") == Some("Part")
        && !has(document, verb, |d| {
            matches!(document.relation(d), "aux" | "cop")
        });
    let article = partitive(noun).then(|| document.words[colon + 2].deprel);
    let (head, label) = (document.words[verb].head, document.words[verb].deprel);
    let words = &mut builder.document().words;
    words[topic].deprel = labels.topic;
    if let Some(article) = article {
        words[colon + 1].deprel = article;
    }
    if bare {
        words[noun].head = head;
        words[noun].deprel = label;
        words[verb].head = Some(noun as u32);
        words[verb].deprel = labels.describes;
        words[topic].head = Some(noun as u32);
        for w in range.clone().filter(|w| *w < noun) {
            if words[w].head == Some(verb as u32) {
                words[w].head = Some(noun as u32);
            }
        }
    } else {
        words[noun].deprel = labels.nsubj;
    }
}

/// "Forty thousand families fled", "sixteen teachers taken away": a number that stands right before the noun which
/// it counts, and was given that noun's part, counts it. What agrees with it and was taken for an adjective of the
/// verb is that noun.
fn numbers_of_nouns(builder: &mut DocumentBuilder, range: &Range<WordIx>) {
    let count = builder.sym("nummod");
    for w in range.clone().take(range.len().saturating_sub(1)) {
        let document = builder.tree(range);
        let participant = matches!(document.relation(w), "nsubj" | "obj");
        if !participant || document.head(w).is_none() {
            continue;
        }
        let numeral = document.upos(w) == Upos::Num;
        // "vingt et un": the number ends with the last of its words.
        let mut noun = w + 1;
        if noun + 2 < range.end
            && document.upos(noun) == Upos::Cconj
            && matches!(document.upos(noun + 1), Upos::Num | Upos::Det)
        {
            noun += 2;
        }
        let counted = document.upos(noun) == Upos::Noun
            && document.head(noun) == document.head(w)
            && document.words[noun].deprel == document.words[w].deprel
            && (numeral || has(document, w, |d| document.relation(d) == "nummod"));
        let adjective = numeral
            && noun == w + 1
            && document.upos(noun) == Upos::Adj
            && matches!(document.relation(noun), "amod" | "advcl")
            && document.feat(noun, "Number") == Some("Plur")
            && document.head(noun).is_some_and(|verb| {
                // Hung on the verb, or on the number itself ("neuf civils").
                verb == w || verb > noun && document.upos(verb) == Upos::Verb
            });
        // No word may come to hang below itself.
        let circle = document
            .head(w)
            .is_some_and(|head| inside(document, head, noun));
        if !counted && !adjective || circle {
            continue;
        }
        let (head, label) = (document.words[w].head, document.words[w].deprel);
        let words = &mut builder.document().words;
        words[w].head = Some(noun as u32);
        words[w].deprel = count;
        if adjective {
            words[noun].upos = Upos::Noun;
            words[noun].head = head;
            words[noun].deprel = label;
        }
    }
}

/// "They struck a hospital; thirty patients died": behind a semicolon, the noun before a finite verb without a
/// relative pronoun is its subject, and the clause is joined to the one before it.
fn clauses_behind_semicolons(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for sign in range.clone() {
        let document = builder.tree(range);
        if document.form(sign) != ";" {
            continue;
        }
        // A clause with a finite verb and no mark hangs below none behind its semicolon.
        let Some(root) = range.clone().find(|w| document.head(*w).is_none()) else {
            return;
        };
        let first = (range.start..sign).find(|w| {
            document.head(*w) == Some(root)
                && document.relation(*w) == "advcl"
                && document.upos(*w) == Upos::Verb
                && finite(document, *w)
                && !has(document, *w, |d| document.relation(d) == "mark")
        });
        if let Some(first) = first.filter(|_| root > sign) {
            let words = &mut builder.document().words;
            words[first].head = None;
            words[first].deprel = words[root].deprel;
            words[root].head = Some(first as u32);
            words[root].deprel = labels.conj;
            continue;
        }
        let Some(verb) = (sign + 1..range.end).find(|w| {
            document.upos(*w) == Upos::Verb
                && document.deprel(*w) == "acl:relcl"
                && document.head(*w).is_some_and(|head| head < sign)
                && finite(document, *w)
                && !has(document, *w, |d| {
                    document.feat(d, "PronType") == Some("Rel") || document.relation(d) == "nsubj"
                })
        }) else {
            continue;
        };
        let Some(noun) = (sign + 1..verb).find(|w| {
            nominal(document, *w)
                && matches!(document.relation(*w), "appos" | "conj")
                && document.head(*w).is_some_and(|head| head < sign)
                && !has(document, *w, |d| document.relation(d) == "case")
        }) else {
            continue;
        };
        if root >= sign {
            continue;
        }
        let subject = subject_of(builder, verb, range, labels);
        hang(builder, verb, root, labels.conj);
        hang(builder, noun, verb, subject);
    }
}

/// "A man blew himself up", read as a man that blew himself up: a clause with a finite verb and no
/// relative pronoun says nothing of the noun that opens the sentence, which is its subject.
fn clauses_without_pronoun(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    let document = builder.tree(range);
    let Some(noun) = range.clone().find(|w| document.head(*w).is_none()) else {
        return;
    };
    if !nominal(document, noun)
        || has(document, noun, |d| {
            matches!(
                document.relation(d),
                "case" | "mark" | "cop" | "nsubj" | "aux"
            )
        })
    {
        return;
    }
    let Some(verb) = document.children(noun).find(|w| {
        *w > noun
            && (document.deprel(*w) == "acl:relcl" || document.relation(*w) == "conj")
            && document.upos(*w) == Upos::Verb
            && finite(document, *w)
    }) else {
        return;
    };
    let free = !has(document, verb, |d| {
        is_subject(document, d) && d < verb && document.feat(d, "Reflex") != Some("Yes")
    });
    let bare = (noun + 1..verb).all(|w| {
        document.feat(w, "PronType") != Some("Rel")
            && !matches!(document.upos(w), Upos::Punct | Upos::Sconj | Upos::Cconj)
    });
    if !free || !bare {
        return;
    }
    let root = document.words[noun].deprel;
    let words = &mut builder.document().words;
    for w in range.clone().filter(|w| *w > verb) {
        if words[w].head == Some(noun as u32) {
            words[w].head = Some(verb as u32);
            if words[w].upos == Upos::Verb {
                words[w].deprel = labels.clause;
            }
        }
    }
    words[verb].head = None;
    words[verb].deprel = root;
    words[noun].head = Some(verb as u32);
    words[noun].deprel = labels.nsubj;
}

/// "They shell the villages and hundreds have crossed the border": what is joined by a conjunction and has a
/// clause with a finite verb and no relative pronoun is that clause's subject, and the clause is joined.
fn clauses_read_as_phrases(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for verb in range.clone() {
        let document = builder.tree(range);
        if document.upos(verb) != Upos::Verb || document.relation(verb) != "acl" {
            continue;
        }
        let Some(noun) = document.head(verb).filter(|noun| {
            *noun < verb && document.relation(*noun) == "conj" && nominal(document, *noun)
        }) else {
            continue;
        };
        let Some(joint) = joint(document, noun) else {
            continue;
        };
        let bare = (noun + 1..verb).all(|w| {
            document.feat(w, "PronType") != Some("Rel") && document.upos(w) != Upos::Punct
        });
        let above = document.ancestors(noun).find(|at| is_clause(document, *at));
        let Some(above) = above.filter(|above| *above < noun) else {
            continue;
        };
        if !finite(document, verb) || !bare {
            continue;
        }
        let object = document
            .children(verb)
            .find(|d| *d > verb && document.relation(*d) == "nsubj");
        let subject = subject_of(builder, verb, range, labels);
        let words = &mut builder.document().words;
        words[verb].head = Some(above as u32);
        words[verb].deprel = labels.conj;
        words[noun].head = Some(verb as u32);
        words[noun].deprel = subject;
        words[joint].head = Some(verb as u32);
        if let Some(object) = object {
            words[object].deprel = labels.object;
        }
    }
}

/// "More than thirty people fled": the people fled, and the adverb says how many.
fn adverbs_of_number(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for adverb in range.clone() {
        let document = builder.tree(range);
        let subject = document.relation(adverb) == "nsubj";
        if document.upos(adverb) != Upos::Adv
            || !subject && !matches!(document.relation(adverb), "obj" | "obl" | "advmod")
        {
            continue;
        }
        let Some(noun) = (adverb + 1..range.end.min(adverb + 6)).find(|w| {
            document.head(*w) == Some(adverb)
                && document.upos(*w) == Upos::Noun
                && matches!(document.relation(*w), "obl" | "nmod")
                // "more than thirty people", "many rebels"
                && (*w == adverb + 2
                    || has(document, *w, |d| {
                        document.relation(d) == "nummod"
                            || document.relation(d) == "det" && d < *w
                    }))
                // "six mille habitants": a noun that is a number itself.
                && !has(document, *w, |d| {
                    d > *w
                        && document.relation(d) == "nmod"
                        && !has(document, d, |c| document.relation(c) == "case")
                })
        }) else {
            continue;
        };
        let link = document
            .children(noun)
            .find(|d| *d == adverb + 1 && document.upos(*d) == Upos::Adp);
        let (mut head, mut label) = (document.words[adverb].head, document.words[adverb].deprel);
        if !subject {
            // Behind a comma, before a finite verb without a subject.
            let set_off = adverb > range.start && document.form(adverb - 1) == ",";
            let verb = (noun + 1..range.end)
                .take_while(|w| document.upos(*w) != Upos::Punct)
                .find(|w| document.upos(*w) == Upos::Verb);
            let Some(verb) = verb.filter(|verb| {
                set_off
                    && link.is_some()
                    && finite(document, *verb)
                    && !inside(document, *verb, adverb)
                    && !has(document, *verb, |d| document.relation(d) == "nsubj")
            }) else {
                continue;
            };
            head = Some(verb as u32);
            label = subject_of(builder, verb, range, labels);
        }
        let (modifies, fixed) = (builder.sym("advmod"), builder.sym("fixed"));
        let words = &mut builder.document().words;
        words[noun].head = head;
        words[noun].deprel = label;
        words[adverb].head = Some(noun as u32);
        words[adverb].deprel = modifies;
        if let Some(link) = link {
            words[link].head = Some(adverb as u32);
            words[link].deprel = fixed;
        }
    }
}

/// "Killed four of its soldiers": the four are of the soldiers, and the verb's object.
fn numbers_of_groups(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for number in range.clone() {
        let document = builder.tree(range);
        if document.upos(number) != Upos::Num
            || !matches!(document.relation(number), "obj" | "appos" | "obl")
        {
            continue;
        }
        let Some(verb) = document
            .head(number)
            .filter(|verb| *verb < number && document.upos(*verb) == Upos::Verb)
        else {
            continue;
        };
        let group = (number + 2..range.end.min(number + 5)).find(|w| {
            document.head(*w) == Some(verb)
                && document.upos(*w) == Upos::Noun
                && document.deprel(*w) == "obl:arg"
                && has(document, *w, |d| {
                    d == number + 1 && document.upos(d) == Upos::Adp
                })
                && has(document, *w, |d| document.relation(d) == "det")
        });
        if let Some(group) = group {
            let below = builder.sym("nmod");
            let words = &mut builder.document().words;
            words[group].head = Some(number as u32);
            words[group].deprel = below;
            words[number].deprel = labels.object;
        }
    }
}

/// "Clashes broke out on Tuesday evening between the two": a phrase with a preposition behind a bare weekday
/// says something of the verb, and nothing of the day.
fn phrases_behind_dates(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        if document.deprel(w) != "nmod"
            || !has(document, w, |d| document.relation(d) == "case")
            || is_date(document, w, range, rules)
        {
            continue;
        }
        // The day, or what is said of it: "Tuesday evening".
        let date = document
            .ancestors(w)
            .take(2)
            .find(|date| *date < w && is_date(document, *date, range, rules));
        let Some(verb) = date
            .and_then(|date| document.head(date))
            .filter(|verb| *verb < w && document.upos(*verb) == Upos::Verb)
        else {
            continue;
        };
        hang(builder, w, verb, labels.oblique);
    }
}

/// "They accused on Friday the neighbour": what stands bare behind a date is no part of it, and the object of
/// a verb without one.
fn names_behind_dates(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, w)
            || !matches!(document.relation(w), "nmod" | "appos" | "flat")
            || has(document, w, |d| document.relation(d) == "case")
            || document.upos(w) == Upos::Noun
                && !has(document, w, |d| document.relation(d) == "det")
        {
            continue;
        }
        // "They shelled for the seventh day running the districts": nor does a noun without a preposition
        // say more of a phrase with one.
        let whole = document.relation(w) == "nmod"
            && document.upos(w) == Upos::Noun
            && !is_date(document, w, range, rules);
        let Some(date) = document.head(w).filter(|date| {
            *date < w
                && (is_date(document, *date, range, rules)
                    || whole
                        && document.relation(*date) == "obl"
                        && document.upos(*date) == Upos::Noun
                        && has(document, *date, |d| document.relation(d) == "case"))
                && (date + 1..w).all(|at| {
                    document.head(at) == Some(w)
                        || whole
                            && document.head(at) == Some(*date)
                            && document.relation(at) == "amod"
                })
        }) else {
            continue;
        };
        let Some(verb) = document.head(date).filter(|verb| {
            *verb < date
                && document.upos(*verb) == Upos::Verb
                && !has(document, *verb, |d| {
                    matches!(document.deprel(d), "obj" | "aux:pass")
                })
        }) else {
            continue;
        };
        hang(builder, w, verb, labels.object);
    }
}

/// Whether a comma stands before a word, with nothing but a pronoun that hangs on it between.
fn set_off(document: &Tree, word: WordIx) -> bool {
    let pronoun =
        word > 1 && document.upos(word - 1) == Upos::Pron && document.head(word - 1) == Some(word);
    document.form(word - 1 - usize::from(pronoun)) == ","
}

/// "They struck rebels near the town, killing ten": a present participle set off behind its clause says what
/// the clause does, and nothing of the noun it follows.
fn participles_of_clauses(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for participle in range.clone().skip(1) {
        let document = builder.tree(range);
        if document.upos(participle) != Upos::Verb
            || document.relation(participle) != "acl"
            || document.feat(participle, "VerbForm") != Some("Part")
            || document.feat(participle, "Tense") != Some("Pres")
            || !set_off(document, participle)
            || has(document, participle, |d| {
                document.feat(d, "PronType") == Some("Rel")
            })
        {
            continue;
        }
        let verb = document
            .ancestors(participle)
            .take(12)
            .find(|at| is_clause(document, *at));
        let noun = document.head(participle);
        if let (Some(verb), Some(noun)) = (verb, noun)
            && verb < noun
            && noun < participle
        {
            hang(builder, participle, verb, labels.clause);
        }
    }
}

/// "They killed on Monday twenty soldiers": a number hung on the date before it counts the noun after it,
/// which is the verb's object.
fn dated_objects(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
    rules: &Segmentation,
) {
    for number in range.clone() {
        let document = builder.tree(range);
        let noun = number + 1;
        if document.upos(number) != Upos::Num || noun >= range.end {
            continue;
        }
        let Some(date) = document.head(number).filter(|date| {
            date + 1 == number
                && is_date(document, *date, range, rules)
                && !rules.months.contains_key(document.form(noun))
        }) else {
            continue;
        };
        let Some(verb) = document.head(date).filter(|verb| {
            *verb < date
                && document.upos(*verb) == Upos::Verb
                && !rules.months.contains_key(document.form(date))
        }) else {
            continue;
        };
        let counted = document.upos(noun) == Upos::Noun
            || document.feat(noun, "Number") == Some("Plur")
                && document.upos(noun) == Upos::Adj
                && (noun + 1 == range.end || document.upos(noun + 1) != Upos::Noun);
        if !counted {
            continue;
        }
        let passive = has(document, verb, |d| {
            matches!(document.deprel(d), "aux:pass" | "obj")
        });
        let free = document
            .head(noun)
            .is_none_or(|head| head == number || head == date)
            || document.head(noun) == Some(verb) && document.relation(noun) == "obl";
        let moves = free && !passive;
        // No word may come to hang below itself.
        let circle = if moves {
            inside(document, verb, noun)
        } else {
            inside(document, noun, number)
        };
        if circle {
            continue;
        }
        let words = &mut builder.document().words;
        words[number].head = Some(noun as u32);
        words[number].deprel = labels.count;
        if moves {
            words[noun].head = Some(verb as u32);
            words[noun].deprel = labels.object;
            words[noun].upos = Upos::Noun;
        }
    }
}

/// "Sixteen people, five children among them, died": a relative pronoun without a verb says something
/// of the noun before it, and is no subject and no sum.
fn verbless_relatives(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for pronoun in range.clone() {
        let document = builder.tree(range);
        if pronoun == range.start
            || document.upos(pronoun) != Upos::Pron
            || document.feat(pronoun, "PronType") != Some("Rel")
            || !matches!(document.relation(pronoun), "nmod" | "obl")
        {
            continue;
        }
        // "dont dix enfants", "parmi lesquels dix enfants"
        let opens = document
            .children(pronoun)
            .find(|d| *d + 1 == pronoun && document.relation(*d) == "case")
            .unwrap_or(pronoun);
        if opens == range.start {
            continue;
        }
        let Some(part) = document.head(pronoun).filter(|part| {
            *part > pronoun && part - pronoun <= 5 && document.upos(*part) == Upos::Noun
        }) else {
            continue;
        };
        let counted = has(document, part, |d| {
            matches!(document.relation(d), "nummod" | "det")
        });
        let mut end = part + 1;
        while end < range.end && document.upos(end) != Upos::Punct && inside(document, end, part) {
            end += 1;
        }
        // What follows a verbless relative is set off from it.
        let set_off =
            end >= range.end || matches!(document.upos(end), Upos::Punct | Upos::Adp | Upos::Cconj);
        let mut whole = opens - 1;
        while whole > range.start && document.upos(whole) == Upos::Punct {
            whole -= 1;
        }
        if matches!(document.upos(whole), Upos::Verb) && document.relation(whole) == "acl" {
            whole = document.head(whole).filter(|h| *h < whole).unwrap_or(whole);
        }
        while let Some(head) = document.head(whole).filter(|head| {
            *head < whole
                && matches!(document.relation(whole), "nmod" | "amod" | "flat" | "case")
                && matches!(document.upos(*head), Upos::Noun | Upos::Propn | Upos::Num)
        }) {
            whole = head;
        }
        // "Six people were killed, two children among them"
        if document.upos(whole) == Upos::Verb
            && let Some(subject) = document
                .children(whole)
                .find(|d| document.relation(*d) == "nsubj" && document.upos(*d) == Upos::Noun)
        {
            whole = subject;
        }
        if !counted
            || !set_off
            || document.upos(whole) != Upos::Noun
            || document.head(part) == Some(whole) && document.relation(part) == "acl"
            || inside(document, whole, part)
        {
            continue;
        }
        let taken = (
            document.head(part),
            document.words[part].deprel,
            document.relation(part) == "nsubj",
        );
        // The verb after it has the whole for its subject.
        let subject = taken.2
            && taken.0.is_some_and(|verb| {
                verb > part
                    && !inside(document, verb, whole)
                    && !has(document, whole, |d| document.relation(d) == "case")
            });
        let words = &mut builder.document().words;
        words[part].head = Some(whole as u32);
        words[part].deprel = labels.relative;
        if subject {
            words[whole].head = taken.0.map(|verb| verb as u32);
            words[whole].deprel = taken.1;
        }
    }
}

/// "Killed in a strike that hit a car": a clause with a relative subject says something of the noun
/// before its pronoun, and hangs on no verb.
fn relatives_of_verbs(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for verb in range.clone() {
        let document = builder.tree(range);
        if document.upos(verb) != Upos::Verb
            || !matches!(document.relation(verb), "advcl" | "ccomp" | "conj")
        {
            continue;
        }
        // "Leave the town, where fighting goes on": a pronoun that opens the clause, with no preposition of its own.
        let opens = |w: WordIx| {
            document.relation(w) == "obl"
                && !has(document, w, |d| document.relation(d) == "case")
                && document
                    .children(verb)
                    .all(|d| d >= w || document.upos(d) == Upos::Punct)
        };
        let Some(pronoun) = document.children(verb).find(|d| {
            *d < verb
                && document.feat(*d, "PronType") == Some("Rel")
                && (document.relation(*d) == "nsubj" || opens(*d))
        }) else {
            continue;
        };
        let joined = has(document, verb, |d| {
            matches!(document.relation(d), "cc" | "mark")
        });
        let Some(above) = document.head(verb).filter(|above| {
            *above < pronoun && matches!(document.upos(*above), Upos::Verb | Upos::Adj)
        }) else {
            continue;
        };
        let mut noun = pronoun - 1;
        while noun > above && document.upos(noun) == Upos::Punct {
            noun -= 1;
        }
        while let Some(head) = document.head(noun).filter(|head| {
            *head < noun
                && *head > above
                && matches!(document.relation(noun), "amod" | "flat" | "appos" | "nmod")
        }) {
            // The nearest noun, except where the number of the verb says another.
            if document.upos(noun) == Upos::Noun {
                break;
            }
            noun = head;
        }
        if joined || noun <= above || !nominal(document, noun) || inside(document, noun, verb) {
            continue;
        }
        hang(builder, verb, noun, labels.relative);
    }
}

/// "In Quetta, the capital of the province, killing fifteen": what is set off on both sides before a present
/// participle is no subject of it, and says more of the noun before it.
fn subjects_of_participles(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for w in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, w) || document.relation(w) != "nsubj" {
            continue;
        }
        let Some(verb) = document.head(w).filter(|verb| {
            *verb > w + 1
                && document.feat(*verb, "VerbForm") == Some("Part")
                && document.feat(*verb, "Tense") == Some("Pres")
                && document.upos(*verb - 1) == Upos::Punct
        }) else {
            continue;
        };
        let start = phrase_start(document, w, range.start);
        let before = start.checked_sub(2).filter(|before| {
            *before >= range.start
                && document.upos(start - 1) == Upos::Punct
                && nominal(document, *before)
                && !inside(document, *before, w)
        });
        if let Some(before) = before
            && !has(document, verb, |d| document.relation(d) == "aux")
        {
            hang(builder, w, before, labels.appos);
        }
    }
}

/// "The day before, Russian drones had hit a port": what is set off from a time or a topic, and not from the
/// verb, is the subject, and no apposition to it.
fn subjects_behind_openings(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    let document = builder.tree(range);
    let Some(sign) = (range.start + 1..range.end.min(range.start + 5))
        .find(|at| matches!(document.form(*at), "," | ":"))
    else {
        return;
    };
    let Some(opening) = (range.start..sign).find(|w| {
        nominal(document, *w)
            && document.relation(*w) == "nsubj"
            && document.head(*w).is_some_and(|v| v > sign)
    }) else {
        return;
    };
    let Some(verb) = document.head(opening) else {
        return;
    };
    let Some(subject) = (sign + 1..verb).find(|w| {
        nominal(document, *w)
            && document.head(*w) == Some(opening)
            && (document.relation(*w) == "appos"
                || document.relation(*w) == "conj"
                    && joint(document, *w).is_none()
                    && has(document, *w, |d| d < *w && document.relation(d) == "nummod"))
    }) else {
        return;
    };
    let closed = is_closed(document, subject, verb);
    // A noun with an article alone is no name that an apposition would explain.
    let bare = document.upos(opening) == Upos::Noun && opening <= range.start + 2;
    let topic = document.form(sign) == ":";
    let agrees = document.upos(verb) == Upos::Verb && (topic || bare);
    if closed || !agrees {
        return;
    }
    let label = document.words[opening].deprel;
    let words = &mut builder.document().words;
    words[subject].head = Some(verb as u32);
    words[subject].deprel = label;
    words[opening].deprel = if topic { labels.topic } else { labels.oblique };
}

/// "Tortured several suspects": a determiner behind a verb is none of its participants; the word after it is
/// the noun it belongs to, and the verb's object.
fn determiners_of_objects(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for det in range.clone() {
        let document = builder.tree(range);
        let noun = det + 1;
        if document.upos(det) != Upos::Det
            || noun >= range.end
            || !matches!(document.upos(noun), Upos::Noun | Upos::Adj)
            || matches!(
                document.relation(det),
                "det" | "advmod" | "fixed" | "nummod"
            )
        {
            continue;
        }
        let above = match document.head(det) {
            Some(head) if head == noun && document.relation(noun) == "nmod" => document.head(noun),
            head => head,
        };
        let Some(verb) = above.filter(|verb| *verb < det && document.upos(*verb) == Upos::Verb)
        else {
            continue;
        };
        let below = document.head(noun) == Some(verb) || document.head(noun) == Some(det);
        if !below
            || has(document, verb, |d| {
                document.relation(d) == "obj" && d != noun
            })
        {
            continue;
        }
        let determiner = builder.sym("det");
        let words = &mut builder.document().words;
        words[det].head = Some(noun as u32);
        words[det].deprel = determiner;
        words[noun].head = Some(verb as u32);
        words[noun].deprel = labels.object;
        words[noun].upos = Upos::Noun;
    }
}

/// "Ten were killed and twenty others wounded": a number hung on a participle as if it counted it is its
/// subject. "Arrested two of its employees": one behind a verb without an object is its object.
fn numbers_for_people(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for w in range.clone() {
        let document = builder.tree(range);
        if document.upos(w) != Upos::Num {
            continue;
        }
        let Some(verb) = document
            .head(w)
            .filter(|v| matches!(document.upos(*v), Upos::Verb | Upos::Adj))
        else {
            continue;
        };
        let cased = has(document, w, |d| {
            matches!(document.relation(d), "case" | "mark" | "det")
        });
        let participle = document.feat(verb, "VerbForm") == Some("Part")
            && document.feat(verb, "Tense") == Some("Past");
        let wounded = participle
            || document.upos(verb) == Upos::Adj && document.feat(verb, "Number") == Some("Plur");
        let subject = w < verb
            && document.relation(w) == "nummod"
            && wounded
            && document.relation(verb) == "conj"
            && !has(document, verb, |d| document.relation(d) == "nsubj");
        let object = w > verb
            && document.upos(verb) == Upos::Verb
            && document.relation(w) == "obl"
            && !cased
            && (verb + 1..w).all(|at| document.upos(at) == Upos::Adv)
            && has(document, w, |d| document.relation(d) == "nmod" && d > w)
            && !has(document, verb, |d| document.relation(d) == "obj");
        if subject {
            let label = builder.sym("nsubj:pass");
            builder.document().words[w].deprel = label;
        } else if object {
            builder.document().words[w].deprel = labels.object;
        }
    }
}
