//! Why a fact was missed and why a claim answers to nothing, as far as the program can tell.

use super::{Difference, Fact, Gold, Report};
use crate::Selon;
use crate::public::Reading;
use selon_rules::Explanation;
use selon_text::Document;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One missed fact or one claim too many.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cause {
    /// Dispatch.
    pub name: String,
    /// `miss` or `extra`.
    pub what: &'static str,
    /// The fact's id, or the claim's rule.
    pub id: String,
    /// Type.
    pub kind: String,
    /// The class of why.
    pub class: &'static str,
    /// The rule concerned, where there is one.
    pub rule: String,
}

/// Every class with what it means.
pub const CLASSES: [(&str, &str); 11] = [
    (
        "no-trigger",
        "miss: no word of the fact sets off any rule that makes a claim",
    ),
    (
        "other-trigger",
        "miss: its words set off rules of other types only, and none of them held",
    ),
    (
        "construction",
        "miss: a rule of its type was tried at its words and a step of it failed",
    ),
    (
        "gate-or-settled",
        "miss: a rule of its type held, and the gate, an idiom or another claim put it aside",
    ),
    (
        "typed-otherwise",
        "miss: its words make a claim of another type",
    ),
    (
        "one-for-two",
        "miss: the one claim its words make answers to another fact",
    ),
    ("statement", "miss: a statement, with no claim at its words"),
    (
        "told-twice",
        "extra: a fact of its type at these words is answered to by another claim",
    ),
    (
        "of-another-type",
        "extra: a fact at these words has another type",
    ),
    (
        "beside-a-fact",
        "extra: no fact at these words, but one in the same line of text",
    ),
    ("nothing-there", "extra: no fact in the line of text"),
];

/// The causes behind a report's misses and extras.
pub fn causes(
    selon: &Selon,
    golds: &[Gold],
    readings: &BTreeMap<String, Reading>,
    report: &Report,
) -> Vec<Cause> {
    let mut list = Vec::new();
    for gold in golds {
        let Some(reading) = readings.get(&gold.name) else {
            continue;
        };
        let document = selon.analyse(&gold.text);
        let tried = selon.explain(&document);
        for difference in &report.differences {
            match difference {
                Difference::Miss { name, id, kind, .. } if *name == gold.name => {
                    let Some(fact) = gold.facts.iter().find(|fact| fact.id == *id) else {
                        continue;
                    };
                    let (class, rule) = missed(selon, &document, &tried, reading, fact);
                    list.push(Cause {
                        name: name.clone(),
                        what: "miss",
                        id: id.clone(),
                        kind: kind.clone(),
                        class,
                        rule,
                    });
                }
                Difference::Extra {
                    name,
                    kind,
                    rule,
                    start,
                    end,
                    ..
                } if *name == gold.name => list.push(Cause {
                    name: name.clone(),
                    what: "extra",
                    id: rule.clone(),
                    kind: kind.clone(),
                    class: extra(gold, kind, *start as i64, *end as i64),
                    rule: String::new(),
                }),
                _ => {}
            }
        }
    }
    list.sort();
    list
}

fn missed(
    selon: &Selon,
    document: &Document,
    tried: &[Explanation],
    reading: &Reading,
    fact: &Fact,
) -> (&'static str, String) {
    let (start, end) = (fact.start.unwrap_or(0), fact.end.unwrap_or(0));
    let here: Vec<_> = reading
        .claims
        .iter()
        .filter(|claim| {
            claim
                .evidence
                .iter()
                .any(|span| (span.start as i64) < end && start < span.end as i64)
        })
        .collect();
    if let Some(claim) = here.iter().find(|claim| fact.accepts(&claim.kind)) {
        return ("one-for-two", claim.rule.clone());
    }
    let text = document.text();
    let scalar = |byte: usize| text[..byte].chars().count() as i64;
    let inside: Vec<&Explanation> = tried
        .iter()
        .filter(|found| {
            let at = scalar(document.words[found.trigger].span.start as usize);
            start <= at && at < end
        })
        .collect();
    let program = selon.rules();
    let of_type = |found: &&&Explanation| {
        program
            .rules()
            .find(|(_, name)| *name == found.rule)
            .and_then(|(ix, _)| program.emits(ix).kind)
            .is_some_and(|kind| fact.accepts(kind.as_str()))
    };
    let mine: Vec<&&Explanation> = inside.iter().filter(of_type).collect();
    if let Some(found) = mine.iter().find(|found| found.matched) {
        return ("gate-or-settled", found.rule.clone());
    }
    if let Some(claim) = here.first() {
        return ("typed-otherwise", claim.rule.clone());
    }
    if fact.kind == "statement" {
        return ("statement", String::new());
    }
    if let Some(found) = mine.first() {
        return ("construction", found.rule.clone());
    }
    match inside.first() {
        Some(found) => ("other-trigger", found.rule.clone()),
        None => ("no-trigger", String::new()),
    }
}

fn extra(gold: &Gold, kind: &str, start: i64, end: i64) -> &'static str {
    let at = |fact: &&Fact| fact.start.unwrap_or(0) < end && start < fact.end.unwrap_or(0);
    if gold.facts.iter().filter(at).any(|fact| fact.accepts(kind)) {
        return "told-twice";
    }
    if gold.facts.iter().any(|fact| at(&fact)) {
        return "of-another-type";
    }
    let text: Vec<char> = gold.text.chars().collect();
    let clamp = |at: i64| usize::try_from(at).unwrap_or(0).min(text.len());
    let line = |at: i64| text[..clamp(at)].iter().filter(|c| **c == '\n').count();
    let same_line = gold
        .facts
        .iter()
        .any(|fact| line(fact.start.unwrap_or(0)) == line(start));
    if same_line {
        "beside-a-fact"
    } else {
        "nothing-there"
    }
}

/// The table that is committed: counts by class and type, then every miss and extra by key. It
/// holds no words of the gold.
pub fn table(sets: &[(String, Vec<Cause>)]) -> String {
    let mut out = String::from(
        "# Why facts of the development gold were missed and why claims answer to none; written by\n\
         # `cargo xtask misses`, which derives every class. Classes:\n",
    );
    for (class, meaning) in CLASSES {
        let _ = writeln!(out, "# {class}: {meaning}");
    }
    out.push_str("gold\tclass\tcount\n");
    for (set, list) in sets {
        for (class, _) in CLASSES {
            let count = list.iter().filter(|cause| cause.class == class).count();
            let _ = writeln!(out, "{set}\t{class}\t{count}");
        }
    }
    out.push_str("\ngold\tdispatch\twhat\tid\ttype\tclass\trule\n");
    for (set, list) in sets {
        for cause in list {
            let _ = writeln!(
                out,
                "{set}\t{}\t{}\t{}\t{}\t{}\t{}",
                cause.name, cause.what, cause.id, cause.kind, cause.class, cause.rule
            );
        }
    }
    out
}
