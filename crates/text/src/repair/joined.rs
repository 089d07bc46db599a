//! What is joined to what: conjunctions and commas that bind a phrase to another one than the parser thought.
//! Left out: who stands in a clause as its subject and object ([`super::arguments`]).

use super::arguments::{finite, hang, joint, noun_before, phrase_start, subject_of};
use super::{Labels, has, inside, is_compound, is_subject, nominal};
use crate::document::{DocumentBuilder, Tree, Upos, WordIx};
use crate::segmentation::Segmentation;
use std::ops::Range;

/// "The fighters of X and the rebels": a phrase with its own determiner and without the preposition that
/// the first would have to share is joined to the noun above.
pub(super) fn phrases_joined_to_names(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    rules: &Segmentation,
) {
    for second in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, second) || document.relation(second) != "conj" {
            continue;
        }
        let Some(first) = document
            .head(second)
            .filter(|first| *first < second && document.relation(*first) == "nmod")
        else {
            continue;
        };
        let marked = has(document, first, |d| {
            d < first
                && document.relation(d) == "case"
                && rules.repeated_prepositions.contains(document.lemma(d))
        });
        let own = has(document, second, |d| {
            document.relation(d) == "det" && document.feat(d, "Definite") == Some("Def")
                // "killed ten men of the group and four soldiers"
                || document.relation(d) == "nummod"
        }) && !has(document, second, |d| document.relation(d) == "case");
        let above = document
            .head(first)
            .filter(|above| *above < first && nominal(document, *above));
        if let Some(above) = above.filter(|_| marked && own) {
            builder.document().words[second].head = Some(above as u32);
        }
    }
}

/// "Between the army, backed by militias, and the rebels": what a conjunction joins behind the comma that ends a
/// participle's phrase is joined to the noun before it.
pub(super) fn joined_behind_participles(builder: &mut DocumentBuilder, range: &Range<WordIx>) {
    for w in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, w) || document.relation(w) != "conj" {
            continue;
        }
        let Some(joint) = joint(document, w)
            .filter(|at| *at > range.start + 2 && document.form(*at - 1) == "," && *at < w)
        else {
            continue;
        };
        let above = document
            .ancestors(w)
            .take(6)
            .find(|at| document.relation(*at) == "acl");
        let Some(participle) = above.filter(|at| {
            document.feat(*at, "VerbForm") == Some("Part")
                && *at > range.start
                && *at < joint
                && document.form(*at - 1) == ","
        }) else {
            continue;
        };
        let Some(noun) = document.head(participle).filter(|noun| *noun < participle) else {
            continue;
        };
        // A list inside the participle's own phrase has a comma of its own.
        let list = (participle..joint - 1).any(|at| document.form(at) == ",");
        if !list && nominal(document, noun) {
            builder.document().words[w].head = Some(noun as u32);
        }
    }
}

/// "Around the town, some miles from the capital, between the army and the rebels": a phrase with a preposition of
/// its own and no conjunction is joined to none with another preposition; it hangs where that one does.
pub(super) fn phrases_not_joined(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, w) || document.relation(w) != "conj" {
            continue;
        }
        let case = |of: WordIx| {
            document
                .children(of)
                .find(|d| *d < of && document.relation(*d) == "case")
        };
        let Some(first) = document.head(w).filter(|first| *first < w) else {
            continue;
        };
        let Some(mine) = case(w) else {
            continue;
        };
        let Some(other) = case(first) else {
            // "Killing eight, five children among them, according to X": nor to one without any.
            let set_off = mine > range.start && document.form(mine - 1) == ",";
            let verb = document
                .ancestors(first)
                .take(6)
                .find(|at| document.upos(*at) == Upos::Verb);
            if set_off
                && joint(document, w).is_none()
                && document.upos(first) == Upos::Noun
                && let Some(verb) = verb
            {
                hang(builder, w, verb, labels.oblique);
            }
            continue;
        };
        let phrase = document.relation(first) == "obl"
            && document
                .head(first)
                .is_some_and(|verb| document.upos(verb) == Upos::Verb);
        if phrase
            && joint(document, w).is_none()
            && document.lemma(mine) != document.lemma(other)
            && let Some(verb) = document.head(first)
        {
            hang(builder, w, verb, labels.oblique);
        }
    }
}

/// "Of the capital, the seat of kings, and of the port": what a conjunction joins behind what is set off is joined
/// to the phrase before the comma that has its preposition.
pub(super) fn joined_behind_asides(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, w)
            || !matches!(document.relation(w), "conj" | "nmod" | "obl")
            || joint(document, w).is_none()
        {
            continue;
        }
        let preposition = document
            .children(w)
            .find(|d| *d < w && document.relation(*d) == "case");
        if let Some(named) = preposition.and_then(|case| before_aside(document, range, w, case))
            && document
                .head(w)
                .is_some_and(|first| first != named && first < w)
        {
            hang(builder, w, named, labels.conj);
        }
    }
}

/// The noun with the same preposition as a joined one, right before the comma that opens what is set off between
/// the two, where the conjunction stands behind the comma that closes it.
fn before_aside(
    document: &Tree,
    range: &Range<WordIx>,
    joined: WordIx,
    preposition: WordIx,
) -> Option<WordIx> {
    let first = document.head(joined)?;
    let closing = (first + 1..preposition)
        .rev()
        .find(|at| document.form(*at) == ",")?;
    if (closing + 1..preposition).any(|at| document.upos(at) != Upos::Cconj) {
        return None;
    }
    let alike = |noun: WordIx| {
        nominal(document, noun)
            && !inside(document, noun, joined)
            && has(document, noun, |d| {
                d < noun
                    && document.relation(d) == "case"
                    && document.lemma(d) == document.lemma(preposition)
            })
    };
    // The comma that opens it, with no verb on the way.
    let opening = (range.start + 1..first)
        .rev()
        .take_while(|at| !matches!(document.upos(*at), Upos::Verb | Upos::Aux))
        .find(|at| document.form(*at) == ",")?;
    let mut last = opening - 1;
    while document.relation(last) == "flat"
        && let Some(head) = document.head(last).filter(|head| *head < last)
    {
        last = head;
    }
    alike(last).then_some(last)
}

/// "Repelled by the army, the peacekeepers and their allies": a second object, set off from the phrase before it
/// and with a member of its own joined to it, goes on with that phrase's list.
pub(super) fn lists_of_agents(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, w)
            || document.relation(w) != "obj"
            || has(document, w, |d| document.relation(d) == "case")
            || !has(document, w, |d| d > w && joint(document, d).is_some())
        {
            continue;
        }
        let Some(verb) = document.head(w).filter(|verb| *verb < w) else {
            continue;
        };
        let comma = phrase_start(document, w, verb);
        let first = comma.checked_sub(1).filter(|comma| {
            *comma > verb
                && document.form(*comma) == ","
                && has(document, verb, |d| {
                    d < *comma && document.relation(d) == "obj"
                })
        });
        let Some(mut at) = first.and_then(|comma| comma.checked_sub(1)) else {
            continue;
        };
        while document.relation(at) != "obl"
            && let Some(head) = document.head(at).filter(|head| {
                *head < at && matches!(document.relation(at), "nmod" | "amod" | "flat")
            })
        {
            at = head;
        }
        if document.deprel(at) == "obl:agent" {
            hang(builder, w, at, labels.conj);
        }
    }
}

/// "Attacks on the herders, fishermen and loggers": a bare noun joined to one that stands further up is a member of
/// the list whose last noun ends right before its comma.
pub(super) fn lists_of_bare_nouns(builder: &mut DocumentBuilder, range: &Range<WordIx>) {
    for w in range.clone().skip(3) {
        let document = builder.tree(range);
        let bare = document.upos(w) == Upos::Noun
            && document.relation(w) == "conj"
            && document.form(w - 1) == ","
            && document.feat(w, "Number") == Some("Plur")
            && !has(document, w, |d| {
                matches!(
                    document.relation(d),
                    "det" | "case" | "nummod" | "acl" | "nmod"
                )
            });
        let Some(first) = document.head(w).filter(|first| bare && *first < w) else {
            continue;
        };
        let before = w - 2;
        let listed = document.upos(before) == Upos::Noun
            && before != first
            && document.feat(before, "Number") == Some("Plur")
            && has(document, before, |d| document.relation(d) == "det")
            && has(document, before, |d| document.relation(d) == "case");
        if listed && document.head(before) == Some(first) {
            builder.document().words[w].head = Some(before as u32);
        }
    }
}

/// "His wife and his three children": a noun with a conjunction, behind another that hangs on the same verb in
/// the same way, is joined to it.
pub(super) fn joined_objects(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for second in range.clone() {
        let document = builder.tree(range);
        if !nominal(document, second)
            || document.relation(second) != "obj"
            || !has(document, second, |d| {
                d < second && document.upos(d) == Upos::Cconj
            })
        {
            continue;
        }
        let first = document
            .head(second)
            .and_then(|verb| noun_before(document, verb, second, "obj"));
        if let Some(first) = first {
            hang(builder, second, first, labels.conj);
        }
    }
}

/// "A child was killed and its mother wounded": a noun with a participle right behind it, joined to a passive
/// verb, is the subject of that participle, which shares the auxiliary.
pub(super) fn shared_passives(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for noun in range.clone() {
        let document = builder.tree(range);
        if document.upos(noun) != Upos::Noun || document.relation(noun) != "conj" {
            continue;
        }
        let Some(verb) = document.head(noun).filter(|verb| {
            *verb < noun
                && document.upos(*verb) == Upos::Verb
                && has(document, *verb, |d| document.deprel(d) == "aux:pass")
        }) else {
            continue;
        };
        let joint = joint(document, noun);
        let bare = !has(document, noun, |d| {
            matches!(document.relation(d), "case" | "cop" | "mark")
        }) && has(document, noun, |d| {
            matches!(document.relation(d), "det" | "nummod")
        });
        let participle = (noun + 1..range.end.min(noun + 5)).find(|w| {
            document.head(*w) == Some(noun)
                && document.upos(*w) == Upos::Verb
                && matches!(document.relation(*w), "acl" | "amod")
                && document.feat(*w, "VerbForm") == Some("Part")
                && document.feat(*w, "Tense") == Some("Past")
                && !has(document, *w, |d| document.relation(d) == "aux")
        });
        let (Some(joint), Some(participle), true) = (joint, participle, bare) else {
            continue;
        };
        let subject = builder.sym("nsubj:pass");
        let words = &mut builder.document().words;
        words[participle].head = Some(verb as u32);
        words[participle].deprel = labels.conj;
        words[noun].head = Some(participle as u32);
        words[noun].deprel = subject;
        words[joint].head = Some(participle as u32);
    }
}

/// "The air force bombed them, and fifteen of them died": a number with a pronoun behind its preposition,
/// right before a finite verb without a subject, is that subject, whatever it was hung on.
pub(super) fn sums_of_pronouns(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for pronoun in range.clone().skip(2) {
        let document = builder.tree(range);
        if document.upos(pronoun) != Upos::Pron || document.upos(pronoun - 1) != Upos::Adp {
            continue;
        }
        let Some(number) = (range.start..pronoun - 1)
            .rev()
            .take(2)
            .find(|at| document.upos(*at) != Upos::Adp)
            .filter(|at| document.upos(*at) == Upos::Num)
        else {
            continue;
        };
        let Some(verb) = (pronoun + 1..range.end.min(pronoun + 5))
            .take_while(|at| {
                matches!(document.upos(*at), Upos::Aux | Upos::Adv | Upos::Verb)
                    || document.feat(*at, "Reflex") == Some("Yes")
            })
            .find(|at| document.upos(*at) == Upos::Verb)
        else {
            continue;
        };
        let taken = has(document, verb, |d| is_subject(document, d) && d != number);
        let circle = inside(document, verb, number) || inside(document, verb, pronoun);
        if taken || circle || !finite(document, verb) {
            continue;
        }
        let subject = subject_of(builder, verb, range, labels);
        let below = builder.sym("nmod");
        hang(builder, number, verb, subject);
        hang(builder, pronoun, number, below);
    }
}

/// Whether a word is a past participle with a conjunction of its own.
fn is_joined_participle(document: &Tree, w: WordIx) -> bool {
    document.upos(w) == Upos::Verb
        && document.feat(w, "VerbForm") == Some("Part")
        && document.feat(w, "Tense") == Some("Past")
        && has(document, w, |d| d < w && document.relation(d) == "cc")
}

/// "They drove out the people of the district, and burned its houses": a participle with a conjunction of its own
/// says nothing of a noun; it is joined to the verb above whose auxiliary it shares.
pub(super) fn participles_joined(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        let joins = document.deprel(w) == "acl"
            && is_joined_participle(document, w)
            && !has(document, w, |d| {
                matches!(document.deprel(d), "obl:agent" | "aux:pass")
            });
        if !joins {
            continue;
        }
        let verb = document.ancestors(w).take(5).find(|verb| {
            *verb < w
                && is_compound(document, *verb)
                && !has(document, *verb, |d| document.deprel(d) == "aux:pass")
        });
        if let Some(verb) = verb {
            hang(builder, w, verb, labels.conj);
        }
    }
}

/// "The officer said that the army had held the town and killed ten": a participle without an auxiliary, joined to
/// a verb whose content clause stands between the two, shares the auxiliary of that clause.
pub(super) fn participles_in_content(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        let joins = document.relation(w) == "conj"
            && is_joined_participle(document, w)
            && !has(document, w, |d| {
                matches!(document.relation(d), "aux" | "nsubj" | "ccomp" | "xcomp")
            });
        if !joins {
            continue;
        }
        let content = document.head(w).filter(|verb| *verb < w).and_then(|verb| {
            document.children(verb).find(|d| {
                *d > verb
                    && *d < w
                    && document.relation(*d) == "ccomp"
                    && has(document, *d, |below| {
                        below < *d && document.relation(below) == "mark"
                    })
                    && has(document, *d, |below| {
                        matches!(document.deprel(below), "aux:tense" | "aux:caus")
                    })
            })
        });
        if let Some(content) = content {
            hang(builder, w, content, labels.conj);
        }
    }
}

/// "They keep cells in the valley, and have claimed an attack": a finite clause with a conjunction of its own
/// and neither a subject nor a relative pronoun says nothing of the noun it was hung on; it is joined to the
/// verb above.
pub(super) fn clauses_joined(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        let joins = document.upos(w) == Upos::Verb
            && document.deprel(w) == "acl:relcl"
            && finite(document, w)
            && joint(document, w).is_some()
            && !has(document, w, |d| {
                is_subject(document, d)
                    || document.relation(d) == "mark"
                    || document.feat(d, "PronType") == Some("Rel")
            });
        if !joins {
            continue;
        }
        let verb = document.ancestors(w).take(5).find(|verb| {
            *verb < w && document.upos(*verb) == Upos::Verb && finite(document, *verb)
        });
        if let Some(verb) = verb {
            hang(builder, w, verb, labels.conj);
        }
    }
}

/// "The army leaves the port, the rebels move in": what a comma sets off from the clause before, and no sign from
/// a finite verb without a subject, is that verb's subject, and says nothing of the noun it was hung on.
pub(super) fn subjects_behind_clauses(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        let hung = matches!(
            document.relation(w),
            "appos" | "conj" | "nmod" | "obl" | "obj"
        );
        if !nominal(document, w) || !hung || joint(document, w).is_some() {
            continue;
        }
        let start = phrase_start(document, w, range.start);
        let set_off = start > range.start + 1 && document.form(start - 1) == ",";
        let before = document.head(w).is_some_and(|head| head < start);
        let marked = has(document, w, |d| d < w && document.relation(d) == "case");
        if !set_off || !before || marked {
            continue;
        }
        let verb = (w + 1..range.end)
            .take_while(|at| document.upos(*at) != Upos::Punct)
            .find(|at| document.upos(*at) == Upos::Verb && finite(document, *at));
        let Some(verb) = verb.filter(|verb| {
            document.head(*verb).is_none_or(|head| head < start)
                && matches!(document.relation(*verb), "conj" | "parataxis" | "root")
        }) else {
            continue;
        };
        let between =
            (w + 1..verb).all(|at| document.head(at) == Some(verb) || inside(document, at, w));
        // The topic of a headline, before its colon, is no subject.
        let colon = (range.start..start).rfind(|at| document.form(*at) == ":");
        let taken = has(document, verb, |d| {
            matches!(document.relation(d), "nsubj" | "csubj") && colon.is_none_or(|colon| d > colon)
        }) || joint(document, verb).is_some();
        if between && !taken && !inside(document, verb, w) {
            let label = subject_of(builder, verb, range, labels);
            hang(builder, w, verb, label);
        }
    }
}

/// "It is too late: the rebels have broken through": of two subjects, the one before a colon is not the verb's.
pub(super) fn subjects_before_colons(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    let document = builder.tree(range);
    let Some(colon) = range.clone().find(|at| document.form(*at) == ":") else {
        return;
    };
    let before: Vec<WordIx> = (range.start..colon)
        .filter(|w| {
            let verb = document.head(*w).filter(|verb| *verb > colon);
            document.relation(*w) == "nsubj"
                && verb.is_some_and(|verb| {
                    has(document, verb, |d| {
                        d > colon && d < verb && document.relation(d) == "nsubj"
                    })
                })
        })
        .collect();
    for w in before {
        builder.document().words[w].deprel = labels.topic;
    }
}

/// "They are everywhere, the soldiers have fled": of two subjects of one verb, a pronoun with a copula of its own
/// before a comma is not the verb's.
pub(super) fn subjects_before_commas(
    builder: &mut DocumentBuilder,
    range: &Range<WordIx>,
    labels: &Labels,
) {
    for w in range.clone() {
        let document = builder.tree(range);
        let Some(verb) = document.head(w).filter(|verb| {
            *verb > w && document.relation(w) == "nsubj" && document.upos(w) == Upos::Pron
        }) else {
            continue;
        };
        let comma = (w + 1..verb).find(|at| document.form(*at) == ",");
        let copula = has(document, verb, |d| {
            d == w + 1 && matches!(document.relation(d), "cop" | "aux")
        });
        let second = has(document, verb, |d| {
            comma.is_some_and(|comma| d > comma)
                && d < verb
                && document.relation(d) == "nsubj"
                && nominal(document, d)
        });
        if copula && second {
            builder.document().words[w].deprel = labels.topic;
        }
    }
}
