//! Frozen trees: the parse of every sentence beside the rules, kept as CoNLL-U with what its line
//! came to on that tree. On frozen trees the lines always hold as recorded, whatever the parser
//! does; against the live parser the differences are named, sentence by sentence.
//! Leaves out files: the text of `packs/fr/rules/trees.conllu` comes in and goes out as a string.

use crate::Selon;
use selon_model::Language;
use selon_text::{Document, from_conllu, to_conllu};
use std::collections::{BTreeMap, BTreeSet};

const HEAD: &str = "\
# Trees of the sentences beside the rules, as the models of this repository parse them.
# Written by `cargo xtask trees`; `verdict` is what the line came to: holds, or missed.
";

/// One sentence beside one rule, with its tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frozen {
    /// Name of the rule.
    pub rule: String,
    /// The sentence as the rule file writes it.
    pub sentence: String,
    /// Whether its line held on this tree.
    pub holds: bool,
    /// The tree as CoNLL-U.
    pub tree: String,
}

/// Reads the file of frozen trees.
///
/// # Errors
/// Names the line that is not as [`freeze`] writes it.
pub fn parse(text: &str) -> Result<Vec<Frozen>, String> {
    let mut out: Vec<Frozen> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let fail = |what: &str| format!("line {}: {what}; run `cargo xtask trees`", number + 1);
        let last = out.last_mut();
        if let Some(rule) = line.strip_prefix("# newdoc id = ") {
            out.push(Frozen {
                rule: rule.to_owned(),
                sentence: String::new(),
                holds: false,
                tree: String::new(),
            });
        } else if let Some(sentence) = line.strip_prefix("# sentence = ") {
            last.ok_or_else(|| fail("a sentence before any rule"))?
                .sentence = sentence.to_owned();
        } else if let Some(verdict) = line.strip_prefix("# verdict = ") {
            last.ok_or_else(|| fail("a verdict before any rule"))?.holds = match verdict {
                "holds" => true,
                "missed" => false,
                _ => return Err(fail("a verdict is `holds` or `missed`")),
            };
        } else if let Some(frozen) = last {
            frozen.tree.push_str(line);
            frozen.tree.push('\n');
        } else if !line.starts_with('#') {
            return Err(fail("a row before any rule"));
        }
    }
    Ok(out)
}

/// The trees of all sentences beside the rules, parsed live, as the file keeps them.
///
/// # Errors
/// When a tree written out cannot be read back.
pub fn freeze(selon: &Selon) -> Result<String, String> {
    let live = live(selon)?;
    let mut out = HEAD.to_owned();
    for frozen in &live {
        out.push_str(&format!(
            "# newdoc id = {}\n# sentence = {}\n# verdict = {}\n{}",
            frozen.rule,
            frozen.sentence,
            if frozen.holds { "holds" } else { "missed" },
            frozen.tree
        ));
    }
    Ok(out)
}

/// What is no longer as frozen: sentences without a tree, trees without a sentence, trees that the
/// parser now gives otherwise, and lines that come to something else.
///
/// # Errors
/// When a tree cannot be read.
pub fn differences(selon: &Selon, frozen: &[Frozen]) -> Result<Vec<String>, String> {
    let key = |f: &Frozen| (f.rule.clone(), f.sentence.clone());
    let kept: BTreeMap<_, _> = frozen.iter().map(|f| (key(f), f)).collect();
    let live = live(selon)?;
    let mut out = Vec::new();
    for now in &live {
        let name = format!("{} \"{}\"", now.rule, now.sentence);
        let Some(then) = kept.get(&key(now)) else {
            out.push(format!("{name}: no tree is kept"));
            continue;
        };
        let turn = match (then.holds, now.holds) {
            (true, false) => "held and is now missed",
            (false, true) => "was missed and now holds",
            (true, true) => "still holds",
            (false, false) => "is still missed",
        };
        let rows = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (before, after) = (rows(&then.tree), rows(&now.tree));
        if before != after {
            let at = before.iter().zip(&after).position(|(a, b)| a != b);
            let at = at.unwrap_or(before.len().min(after.len()));
            let row = |rows: &[String]| rows.get(at).cloned().unwrap_or_default();
            out.push(format!(
                "{name}: another tree; the line {turn}\n  was {}\n  is  {}",
                row(&before),
                row(&after)
            ));
        } else if then.holds != now.holds {
            out.push(format!("{name}: the same tree; the line {turn}"));
        }
    }
    let known: BTreeSet<_> = live.iter().map(key).collect();
    for (key, _) in kept {
        if !known.contains(&key) {
            out.push(format!("{} \"{}\": no such line any more", key.0, key.1));
        }
    }
    Ok(out)
}

/// The lines that held on their frozen trees and do not any more: the rules changed, not the parser.
///
/// # Errors
/// When a tree cannot be read.
pub fn broken(selon: &Selon, frozen: &[Frozen]) -> Result<Vec<String>, String> {
    let verdicts = verdicts(selon, frozen)?;
    Ok(frozen
        .iter()
        .filter(|f| f.holds && verdicts.get(&(f.rule.clone(), f.sentence.clone())) == Some(&false))
        .map(|f| format!("{} \"{}\"", f.rule, f.sentence))
        .collect())
}

fn live(selon: &Selon) -> Result<Vec<Frozen>, String> {
    let rules = selon.rules();
    let mut out = Vec::new();
    for (ix, rule) in rules.rules() {
        for example in rules.examples(ix) {
            out.push(Frozen {
                rule: rule.to_owned(),
                sentence: example.sentence.clone(),
                holds: false,
                tree: to_conllu(&selon.analyse(&example.sentence)),
            });
        }
    }
    let verdicts = verdicts(selon, &out)?;
    for frozen in &mut out {
        let key = (frozen.rule.clone(), frozen.sentence.clone());
        frozen.holds = verdicts.get(&key) == Some(&true);
    }
    Ok(out)
}

/// For every line whose sentence has a tree: whether it holds on that tree.
fn verdicts(selon: &Selon, frozen: &[Frozen]) -> Result<BTreeMap<(String, String), bool>, String> {
    let mut trees: BTreeMap<&str, Document> = BTreeMap::new();
    for f in frozen {
        let document = from_conllu(&f.tree, Language::French).map_err(|e| {
            format!(
                "the tree of \"{}\", {e}; run `cargo xtask trees`",
                f.sentence
            )
        })?;
        trees.insert(&f.sentence, document);
    }
    let failed: BTreeSet<(String, usize)> = selon
        .check_rules_on(&|sentence| trees.get(sentence).cloned())
        .into_iter()
        .map(|failure| (failure.file, failure.line))
        .collect();
    let rules = selon.rules();
    let mut out = BTreeMap::new();
    for (ix, rule) in rules.rules() {
        for example in rules.examples(ix) {
            if trees.contains_key(example.sentence.as_str()) {
                let holds = !failed.contains(&(example.file.clone(), example.line));
                out.insert((rule.to_owned(), example.sentence.clone()), holds);
            }
        }
    }
    Ok(out)
}
