//! Running the sentences that stand beside the rules.

use super::{Lexicon, typing};
use crate::mentions::{self, Mentions};
use selon_rules::{Example, Matcher, PackError, Part, RuleIx};
use selon_text::Document;
use selon_world::World;

/// Runs every `yes` and `no` line of the pack: a rule must match its `yes` sentences with the
/// roles that the line gives, and none of its `no` sentences; a `no` sentence may be stopped by the
/// gate, as a text of its own. A `miss` line is known to fail and must be made a `yes` once it holds.
/// `analyse` parses a sentence, live or
/// from a frozen tree; a sentence it does not know is a failure. What fails is pointed at.
pub fn check(
    lexicon: &Lexicon,
    names: &mentions::Lexicon,
    world: &World,
    analyse: &dyn Fn(&str) -> Option<Document>,
) -> Vec<PackError> {
    let mut failures = Vec::new();
    for (rule, _) in lexicon.program.rules() {
        for example in lexicon.program.examples(rule) {
            let Some(document) = analyse(&example.sentence) else {
                failures.push(failure(
                    example,
                    format!("no tree is kept for \"{}\"", example.sentence),
                    "regenerate the frozen trees",
                ));
                continue;
            };
            let found = run(lexicon, names, world, rule, example, &document);
            if !example.missed {
                failures.extend(found);
            } else if found.is_empty() {
                failures.push(failure(
                    example,
                    format!("\"{}\" is no longer missed", example.sentence),
                    "make the line a `yes`",
                ));
            }
        }
    }
    failures
}

fn failure(example: &Example, message: String, help: &str) -> PackError {
    PackError {
        file: example.file.clone(),
        line: example.line,
        column: 1,
        length: 1,
        message,
        help: Some(help.to_owned()),
    }
}

/// What one sentence does not do that its line says.
fn run(
    lexicon: &Lexicon,
    names: &mentions::Lexicon,
    world: &World,
    rule: RuleIx,
    example: &Example,
    document: &Document,
) -> Vec<PackError> {
    let name = lexicon.program.name(rule);
    let fail = |message: String, help: &str| vec![failure(example, message, help)];
    let mentions = mentions::find(document, names, world, &[], None);
    let matcher = Matcher::new(&lexicon.program, document);
    let typing = typing::Reader::new(document, &mentions, &matcher, &lexicon.classes);
    // What must match is told without its document; what must not, may count on the gate.
    let matches = if example.matches {
        matcher.matches(&typing)
    } else {
        super::admitted(document, &lexicon.program, &matcher, &typing)
    };
    let found: Vec<_> = matches
        .into_iter()
        .filter(|found| found.rule == rule)
        .collect();
    match (example.matches, found.is_empty()) {
        (false, true) => return Vec::new(),
        (false, false) => {
            return fail(
                format!("`{name}` matches \"{}\" and must not", example.sentence),
                "see which step let it through: selon rules why",
            );
        }
        (true, true) => {
            return fail(
                format!("`{name}` does not match \"{}\"", example.sentence),
                "see which step failed: selon rules why",
            );
        }
        (true, false) => {}
    }
    let mut failures = Vec::new();
    for (part, words) in &example.roles {
        let told: Vec<String> = found
            .iter()
            .filter_map(|found| found.filler(*part))
            .map(|word| phrase(document, &mentions, word))
            .collect();
        if !told.iter().any(|told| told.contains(words.as_str())) {
            failures.extend(fail(
                format!(
                    "`{name}` gives {} \"{}\" and not \"{words}\" in \"{}\"",
                    spelled(*part),
                    told.join(", "),
                    example.sentence
                ),
                "see which step chose it: selon rules why",
            ));
        }
    }
    failures
}

fn spelled(part: Part) -> &'static str {
    Part::NAMES
        .iter()
        .find(|(_, known)| *known == part)
        .map_or("", |(name, _)| name)
}

/// The words a filler stands for: its mention, or the word itself.
fn phrase(document: &Document, mentions: &Mentions, word: usize) -> String {
    let span = mentions
        .list
        .iter()
        .find(|mention| mention.head == word)
        .map_or(document.words[word].span, |mention| mention.span);
    span.of(document.text()).to_owned()
}
