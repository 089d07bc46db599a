//! The sentences beside the rules of the built-in pack, run as `selon rules check` runs them, and
//! the recipe for a rule in CONTRIBUTING.md, followed as it is written.

use selon::{Options, Selon};
use std::path::Path;

#[test]
fn every_sentence_beside_a_rule_does_what_it_says() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    let failures = selon.check_rules();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The indented block of the recipe, as a reader would copy it.
fn recipe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../CONTRIBUTING.md");
    let page = std::fs::read_to_string(path).expect("the page is committed");
    let part = page
        .split("## Recipe: a rule")
        .nth(1)
        .expect("the page has the recipe");
    part.lines()
        .skip_while(|line| !line.starts_with("       class"))
        .take_while(|line| line.is_empty() || line.starts_with("       "))
        .map(|line| format!("{}\n", line.get(7..).unwrap_or("")))
        .collect()
}

#[test]
fn the_recipe_for_a_rule_works_as_written() {
    let pack = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipe-pack");
    std::fs::create_dir_all(pack.join("rules")).expect("a folder of our own");
    std::fs::write(pack.join("rules/mine.rules"), recipe()).expect("a file of our own");
    let options = Options {
        packs: vec![pack],
        ..Options::default()
    };
    let selon = Selon::new(&options).expect("the recipe compiles");
    let (rule, _) = selon
        .rules()
        .rules()
        .find(|(_, name)| *name == "attack/razzier")
        .expect("the rule is listed");
    assert_eq!(selon.rules().place(rule), ("rules/mine.rules", 4));
    let failures = selon.check_rules();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let told = |sentence: &str| {
        selon
            .why(sentence)
            .into_iter()
            .find(|(_, found)| found.rule == "attack/razzier")
            .map(|(_, found)| (found.matched, found.steps.last().cloned()))
    };
    assert_eq!(
        told("Les miliciens ont razzié le village.").map(|(matched, _)| matched),
        Some(true)
    );
    assert_eq!(
        told("Le douanier a razzié la valise."),
        Some((
            false,
            Some("agent is required and was not found".to_owned())
        ))
    );
}

#[test]
fn a_pack_with_a_mistake_is_refused_with_its_place() {
    let pack = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wrong-pack");
    std::fs::create_dir_all(pack.join("rules")).expect("a folder of our own");
    std::fs::write(
        pack.join("rules/mine.rules"),
        "rule attack/x\n  on @nothing\n",
    )
    .expect("a file of our own");
    let options = Options {
        packs: vec![pack],
        ..Options::default()
    };
    let error = Selon::new(&options).expect_err("the class is unknown");
    assert!(
        error.to_string().contains("rules/mine.rules:2:7"),
        "{error}"
    );
}
