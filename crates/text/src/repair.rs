//! Corrections of finished trees where a word list knows better than a model trained on few
//! sentences: verbs of motion and reflexive ones are not passive, "by" phrases of passives are
//! agents, bare dates and attributions belong to the verb, a reporting verb after its subject-less
//! clause has one, two bare noun phrases joined before a verb are its joint subject.
//! The lists stand in the pack's `segment.toml`; nothing here names a word.

mod arguments;
mod joined;
mod partitives;
mod subjects;
#[cfg(test)]
mod tests;

use crate::document::{DocumentBuilder, Sym, Tree, Upos, WordIx};
use crate::segmentation::Segmentation;
use std::ops::Range;

/// Names of relations that corrections give.
pub(crate) struct Labels {
    nsubj: Sym,
    tense: Sym,
    agent: Sym,
    oblique: Sym,
    conj: Sym,
    ccomp: Sym,
    appos: Sym,
    relative: Sym,
    pub(crate) count: Sym,
    object: Sym,
    clause: Sym,
    pub(crate) topic: Sym,
    describes: Sym,
    copula: Sym,
}

impl Labels {
    /// Enters them into a document.
    pub(crate) fn new(builder: &mut DocumentBuilder) -> Labels {
        Labels {
            nsubj: builder.sym("nsubj"),
            tense: builder.sym("aux:tense"),
            agent: builder.sym("obl:agent"),
            oblique: builder.sym("obl:mod"),
            conj: builder.sym("conj"),
            ccomp: builder.sym("ccomp"),
            appos: builder.sym("appos"),
            relative: builder.sym("acl:relcl"),
            count: builder.sym("nummod"),
            object: builder.sym("obj"),
            clause: builder.sym("advcl"),
            topic: builder.sym("dislocated"),
            describes: builder.sym("acl"),
            copula: builder.sym("cop"),
        }
    }
}

/// Corrects the trees of one sentence.
pub(crate) fn sentence(
    builder: &mut DocumentBuilder,
    range: Range<WordIx>,
    rules: &Segmentation,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(&range);
        let Some(head) = document.head(w) else {
            continue;
        };
        let deprel = document.deprel(w);
        let motion = matches!(deprel, "nsubj:pass" | "aux:pass")
            && (rules.unaccusatives.contains(document.lemma(head))
                // What is done to oneself is done ("ils s'étaient emparés").
                || has(document, head, |d| {
                    d < head && document.feat(d, "Reflex") == Some("Yes")
                })
                // A tense auxiliary and no passive one: the clause is active.
                || deprel == "nsubj:pass"
                    && has(document, head, |d| document.deprel(d) == "aux:tense")
                    && !has(document, head, |d| document.deprel(d) == "aux:pass"))
            && !has(document, head, |d| document.deprel(d) == "obl:agent");
        // "The success is to have driven them out": the auxiliary before the conjunction is a copula.
        let before_mark = deprel == "aux:pass"
            && has(document, head, |d| {
                d > w && d < head && document.relation(d) == "mark"
            });
        if before_mark {
            builder.document().words[w].deprel = labels.copula;
            continue;
        }
        if motion {
            let label = if deprel == "aux:pass" {
                labels.tense
            } else {
                labels.nsubj
            };
            builder.document().words[w].deprel = label;
            continue;
        }
        let nominal = matches!(
            document.upos(w),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num
        );
        if !nominal {
            continue;
        }
        let case = document
            .children(w)
            .find(|d| document.relation(*d) == "case")
            .map(|d| document.lemma(d));
        match case {
            Some(case) if rules.agent_prepositions.contains(case) => {
                let passive = document.upos(head) == Upos::Verb
                    && document.relation(w) == "obl"
                    && document.feat(head, "VerbForm") == Some("Part")
                    && document.feat(head, "Tense") != Some("Pres")
                    && !rules.unaccusatives.contains(document.lemma(head))
                    && (has(document, head, |d| document.deprel(d) == "aux:pass")
                        || !has(document, head, |d| document.relation(d) == "aux"));
                let definite = matches!(document.upos(w), Upos::Propn | Upos::Pron)
                    || has(document, w, |d| {
                        matches!(document.relation(d), "det" | "nummod")
                    });
                if passive && definite && w > head {
                    builder.document().words[w].deprel = labels.agent;
                }
            }
            Some(case) if rules.clause_prepositions.contains(case) => {
                if document.upos(head) != Upos::Verb
                    && let Some(verb) = clause(document, head)
                {
                    let word = &mut builder.document().words[w];
                    word.head = Some(verb as u32);
                    word.deprel = labels.oblique;
                }
            }
            Some(_) => {}
            None => {
                if document.relation(w) != "nsubj"
                    && is_date(document, w, &range, rules)
                    && !is_date(document, head, &range, rules)
                    && !(document.upos(head) == Upos::Num && head + 1 == w)
                {
                    let verbal = matches!(document.upos(head), Upos::Verb | Upos::Adj);
                    let target = if verbal {
                        Some(head)
                    } else {
                        clause(document, head)
                    };
                    if let Some(verb) = target
                        && !inside(document, verb, w)
                    {
                        let word = &mut builder.document().words[w];
                        word.head = Some(verb as u32);
                        word.deprel = labels.oblique;
                    }
                }
            }
        }
    }
    arguments::clauses(builder, &range, labels, rules);
    agreeing_clauses(builder, &range, labels);
    agreeing_participles(builder, &range, labels);
    infinitives_of_time(builder, &range, labels);
    joined::participles_in_content(builder, &range, labels);
    clauses_joined_to_phrases(builder, &range, labels);
    joint_subjects(builder, &range, labels);
    arguments::participants(builder, &range, rules, labels);
    reporting_subjects(builder, &range, labels);
}

/// "The forces of the regime stationed there", where the participle shows by its gender or number that
/// it says something of the forces: a participle or a relative clause that does not agree with the noun
/// it was hung on is hung on the nearest noun above that it agrees with. A clause hangs on what its
/// verb agrees with only where its pronoun is the subject.
fn agreeing_clauses(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for w in range.clone() {
        let document = builder.tree(range);
        if document.relation(w) != "acl" || document.upos(w) != Upos::Verb {
            continue;
        }
        let Some(head) = document.head(w).filter(|head| *head < w) else {
            continue;
        };
        let shown = if document.deprel(w) == "acl:relcl" {
            let subject = document.children(w).find(|d| {
                document.relation(*d) == "nsubj" && document.feat(*d, "PronType") == Some("Rel")
            });
            if subject.is_none() {
                continue;
            }
            // The auxiliary that stands first carries the number of the clause.
            document
                .children(w)
                .find(|d| document.relation(*d) == "aux")
                .unwrap_or(w)
        } else if document.feat(w, "VerbForm") == Some("Part")
            && document.feat(w, "Tense") == Some("Past")
        {
            w
        } else {
            continue;
        };
        if agreement(document, shown, head) != Some(false) {
            continue;
        }
        let mut at = head;
        let better = (0..4).find_map(|_| {
            let above = document
                .head(at)
                .filter(|above| *above < at && document.relation(at) == "nmod")?;
            at = above;
            (agreement(document, shown, above) == Some(true)).then_some(above)
        });
        if let Some(noun) = better {
            builder.document().words[w].head = Some(noun as u32);
            continue;
        }
        if shown != w || w < range.start + 2 || document.form(w - 1) != "," {
            continue;
        }
        // "Before the building, frequented by officials": the noun right before the comma agrees.
        let before = w - 2;
        if before != head
            && agreement(document, w, before) == Some(true)
            && !inside(document, before, w)
            && document.ancestors(before).take(6).any(|at| at == head)
        {
            builder.document().words[w].head = Some(before as u32);
            continue;
        }
        // "They burned the buildings, freed prisoners and fled": the second of a series of deeds.
        let verb = document.head(head).filter(|verb| {
            document.relation(head) == "obj"
                && is_compound(document, *verb)
                && !has(document, w, |d| document.deprel(d) == "obl:agent")
        });
        let Some(verb) = verb else { continue };
        // Its partitive object was taken for a complement.
        let object = document.children(w).find(|d| {
            *d == w + 3
                && nominal(document, *d)
                && document.relation(*d) == "obl"
                && document.words[w + 1].span == document.words[w + 2].span
        });
        let words = &mut builder.document().words;
        words[w].head = Some(verb as u32);
        words[w].deprel = labels.conj;
        if let Some(object) = object {
            words[object].deprel = labels.object;
            let article = words[w + 2].deprel;
            words[w + 1].deprel = article;
        }
    }
}

/// "He freed thirty of the pupils taken in March": a participle right behind a word that it agrees with in gender
/// and number, and no comma between, says something of that word and not of the clause before.
fn agreeing_participles(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for w in range.clone().skip(1) {
        let document = builder.tree(range);
        let before = w - 1;
        let hung = document.upos(w) == Upos::Verb
            && document.deprel(w) == "advcl"
            && document.feat(w, "VerbForm") == Some("Part")
            && document.feat(w, "Tense") == Some("Past")
            && document.head(w).is_some_and(|head| head < before)
            && matches!(document.upos(before), Upos::Noun | Upos::Adj)
            && !inside(document, before, w)
            && !has(document, w, |d| document.relation(d) == "aux");
        let agrees = ["Gender", "Number"].iter().all(|name| {
            let (a, b) = (document.feat(w, name), document.feat(before, name));
            a.is_some() && a == b
        });
        if hung && agrees {
            let word = &mut builder.document().words[w];
            word.head = Some(before as u32);
            word.deprel = labels.describes;
        }
    }
}

/// "They carried off vehicles before burning the base": an infinitive behind two marks, hung on the object of a verb
/// with a subject, says when that verb's subject did it.
fn infinitives_of_time(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for w in range.clone() {
        let document = builder.tree(range);
        let marks = document
            .children(w)
            .filter(|d| *d < w && document.relation(*d) == "mark")
            .count();
        let hung = document.upos(w) == Upos::Verb
            && document.deprel(w) == "acl"
            && document.feat(w, "VerbForm") == Some("Inf")
            && marks > 1;
        let verb = document
            .head(w)
            .filter(|noun| hung && document.relation(*noun) == "obj")
            .and_then(|noun| document.head(noun))
            .filter(|verb| has(document, *verb, |d| document.relation(d) == "nsubj"));
        if let Some(verb) = verb {
            let word = &mut builder.document().words[w];
            word.head = Some(verb as u32);
            word.deprel = labels.clause;
        }
    }
}

/// Whether a verb form and a noun agree in what both show: `None` when they show nothing in common.
fn agreement(document: &crate::document::Document, verb: WordIx, noun: WordIx) -> Option<bool> {
    if document.upos(noun) != Upos::Noun {
        return None;
    }
    let mut shared = None;
    for name in ["Number", "Gender"] {
        if let (Some(a), Some(b)) = (document.feat(verb, name), document.feat(noun, name)) {
            if a != b {
                return Some(false);
            }
            shared = Some(true);
        }
    }
    shared
}

/// "Three soldiers and a civilian were killed", read as a phrase to which a clause is joined: a
/// conjunction joins no clause to a bare noun phrase that opens the sentence, so both phrases are the
/// subject of the verb, which must be plural.
fn clauses_joined_to_phrases(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for verb in range.clone() {
        let document = builder.tree(range);
        let Some(first) = document.head(verb).filter(|first| {
            document.upos(verb) == Upos::Verb
                && document.relation(verb) == "conj"
                && *first < verb
                && nominal(document, *first)
        }) else {
            continue;
        };
        let below: Vec<WordIx> = document.children(verb).collect();
        let Some(second) = below
            .iter()
            .copied()
            .find(|d| *d < verb && document.relation(*d) == "nsubj" && nominal(document, *d))
        else {
            continue;
        };
        let Some(joint) = below
            .iter()
            .copied()
            .find(|d| *d < second && document.upos(*d) == Upos::Cconj)
        else {
            continue;
        };
        let many = std::iter::once(verb)
            .chain(below.iter().copied())
            .filter(|w| matches!(document.upos(*w), Upos::Verb | Upos::Aux))
            .any(|w| document.feat(w, "Number") == Some("Plur"));
        let bare = document.head(first).is_none()
            && document.children(first).all(|d| {
                d >= verb
                    || matches!(
                        document.relation(d),
                        "det" | "nummod" | "amod" | "nmod" | "flat" | "appos" | "fixed"
                    ) && d < joint
            })
            && has(document, first, |d| {
                matches!(document.relation(d), "det" | "nummod")
            })
            && range.clone().take_while(|w| *w < joint).all(|w| {
                !matches!(
                    document.upos(w),
                    Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Punct
                )
            });
        if !many || !bare {
            continue;
        }
        let root = document.words[first].deprel;
        let label = document.words[second].deprel;
        let words = &mut builder.document().words;
        for w in range.clone().filter(|w| *w > verb) {
            if words[w].head == Some(first as u32) {
                words[w].head = Some(verb as u32);
            }
        }
        words[verb].head = None;
        words[verb].deprel = root;
        words[first].head = Some(verb as u32);
        words[first].deprel = label;
        words[second].head = Some(first as u32);
        words[second].deprel = labels.conj;
        words[joint].head = Some(second as u32);
    }
}

/// "The army and its allies have taken": a conjunction joins no bare noun phrase to a clause, so the
/// two phrases are one subject, whatever verb the first was given.
fn joint_subjects(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for second in range.clone() {
        let document = builder.tree(range);
        let Some(verb) = document.head(second).filter(|verb| {
            *verb > second && nominal(document, second) && document.relation(second) == "nsubj"
        }) else {
            continue;
        };
        let mut start = second;
        while start > range.start && document.head(start - 1) == Some(second) {
            if document.upos(start - 1) == Upos::Cconj {
                break;
            }
            start -= 1;
        }
        let Some(joint) = start
            .checked_sub(1)
            .filter(|w| *w > range.start && document.upos(*w) == Upos::Cconj)
            .filter(|w| !inside(document, second, *w))
        else {
            continue;
        };
        // The head of the phrase before the conjunction.
        let mut first = joint - 1;
        while let Some(head) = document
            .head(first)
            .filter(|head| *head < joint && range.contains(head))
            .filter(|head| nominal(document, *head) && document.relation(first) != "conj")
        {
            first = head;
        }
        let begun = (range.start..first)
            .rev()
            .take_while(|w| document.upos(*w) != Upos::Punct)
            .any(|w| matches!(document.upos(w), Upos::Verb | Upos::Aux | Upos::Sconj));
        let old = document.head(first);
        let bare = nominal(document, first)
            && !has(document, first, |d| {
                matches!(document.relation(d), "case" | "mark" | "conj" | "cop")
            })
            && document.deprel(first).starts_with("nsubj")
            && old.is_some_and(|old| old > joint && document.upos(old) == Upos::Verb);
        let clause = (first + 1..joint)
            .any(|w| matches!(document.upos(w), Upos::Verb | Upos::Aux | Upos::Punct));
        if !bare || begun || clause {
            continue;
        }
        let label = document.words[second].deprel;
        // The verb hung below the first phrase: it takes that phrase's place.
        let below = inside(document, verb, first);
        let words = &mut builder.document().words;
        words[first].head = Some(verb as u32);
        words[first].deprel = label;
        words[second].head = Some(first as u32);
        words[second].deprel = labels.conj;
        words[joint].head = Some(second as u32);
        if below && old != Some(verb) {
            words[verb].head = old.map(|old| old as u32);
            words[verb].deprel = labels.ccomp;
        }
    }
}

/// Whether a word is a noun or a name.
fn nominal(document: &crate::Document, w: WordIx) -> bool {
    matches!(document.upos(w), Upos::Noun | Upos::Propn)
}

/// A bare weekday, or a number before a month.
fn is_date(
    document: &crate::Document,
    w: WordIx,
    range: &Range<WordIx>,
    rules: &Segmentation,
) -> bool {
    let weekday = rules.weekdays.contains_key(document.lemma(w))
        || rules.weekdays.contains_key(document.form(w));
    let number = document.form(w).starts_with(|c: char| c.is_ascii_digit())
        && w + 1 < range.end
        && rules.months.contains_key(document.form(w + 1));
    weekday || number
}

/// Whether a word is the subject of its verb, or stands for one; the reflexive pronoun of a verb does not.
fn is_subject(document: &Tree, w: WordIx) -> bool {
    match document.relation(w) {
        "nsubj" | "csubj" => true,
        "expl" => document.feat(w, "Reflex") != Some("Yes"),
        _ => false,
    }
}

fn has(document: &Tree, head: WordIx, test: impl Fn(WordIx) -> bool) -> bool {
    document.children(head).any(test)
}

/// Whether a verb is a participle with an auxiliary of tense ("ont pris").
fn is_compound(document: &Tree, verb: WordIx) -> bool {
    document.feat(verb, "VerbForm") == Some("Part")
        && has(document, verb, |d| document.deprel(d) == "aux:tense")
}

/// The verb that governs a word, going up.
fn clause(document: &crate::Document, from: WordIx) -> Option<WordIx> {
    let mut at = from;
    for _ in 0..40 {
        if document.upos(at) == Upos::Verb && document.relation(at) != "amod" {
            return Some(at);
        }
        at = document.head(at)?;
    }
    None
}

/// True when `w` hangs somewhere under `top` such that a new arc from `w` to `top` makes a cycle.
fn inside(document: &crate::Document, w: WordIx, top: WordIx) -> bool {
    let mut at = w;
    for _ in 0..500 {
        if at == top {
            return true;
        }
        match document.head(at) {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

/// An inserted reporting verb without a subject takes the first bare noun phrase after it.
fn reporting_subjects(builder: &mut DocumentBuilder, range: &Range<WordIx>, labels: &Labels) {
    for verb in range.clone() {
        let document = builder.tree(range);
        if document.upos(verb) != Upos::Verb
            || !matches!(document.deprel(verb), "parataxis:insert" | "parataxis")
            || has(document, verb, |d| {
                matches!(
                    document.relation(d),
                    "nsubj" | "csubj" | "expl" | "mark" | "ccomp" | "xcomp"
                ) && d != verb
                    || document.upos(d) == Upos::Pron && document.form(d).starts_with('-')
            })
        {
            continue;
        }
        let found = (verb + 1..range.end).find(|d| {
            nominal(document, *d)
                && inside(document, *d, verb)
                && !has(document, *d, |c| {
                    matches!(document.relation(c), "case" | "mark" | "cc")
                })
                && document.head(*d).is_some_and(|h| h >= verb)
                && matches!(
                    document.relation(*d),
                    "conj" | "appos" | "nmod" | "obj" | "obl" | "dep" | "dislocated"
                )
                && (document.upos(*d) == Upos::Propn
                    || has(document, *d, |c| document.relation(c) == "det")
                    || document.form(*d).ends_with('.'))
                && document
                    .head(*d)
                    .is_some_and(|h| h == verb || document.relation(*d) != "appos" || h != *d - 1)
        });
        let Some(found) = found else { continue };
        // A proper noun right after another belongs to it.
        if document
            .head(found)
            .is_some_and(|h| h != verb && h + 1 == found && document.upos(h) == Upos::Propn)
        {
            continue;
        }
        let word = &mut builder.document().words[found];
        word.head = Some(verb as u32);
        word.deprel = labels.nsubj;
    }
}
