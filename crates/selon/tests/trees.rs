//! The sentences beside the rules on frozen trees: what held when they were frozen holds.

use selon::{Options, Selon, trees};

fn frozen() -> Vec<trees::Frozen> {
    trees::parse(include_str!("../../../packs/fr/rules/trees.conllu")).expect("as it was written")
}

#[test]
fn lines_hold_on_their_frozen_trees() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge opens");
    let frozen = frozen();
    assert!(frozen.iter().filter(|f| f.holds).count() > 100);
    let broken = trees::broken(&selon, &frozen).expect("the trees are well-formed");
    assert!(
        broken.is_empty(),
        "held when frozen:\n{}",
        broken.join("\n")
    );
}

#[test]
fn a_changed_tree_is_named() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge opens");
    let mut live = trees::parse(&trees::freeze(&selon).expect("freezes")).expect("reads back");
    let same = trees::differences(&selon, &live).expect("well-formed");
    assert!(same.is_empty(), "just frozen:\n{}", same.join("\n"));
    // A verb that loses its object loses its claim.
    let at = live
        .iter()
        .position(|f| f.holds && f.tree.contains("\tobj\t"))
        .expect("a line with an object");
    live[at].tree = live[at].tree.replace("\tobj\t", "\tdep\t");
    let named = trees::differences(&selon, &live).expect("well-formed");
    assert_eq!(named.len(), 1, "{named:?}");
    assert!(named[0].starts_with(&format!(
        "{} \"{}\": another tree",
        live[at].rule, live[at].sentence
    )));
    let gone = live.remove(at);
    let named = trees::differences(&selon, &live).expect("well-formed");
    assert!(named[0].contains(&gone.sentence) && named[0].ends_with("no tree is kept"));
}

#[test]
fn a_damaged_file_names_its_line() {
    let error = trees::parse("# head\n1\tIl\n").expect_err("a row without a rule");
    assert!(error.starts_with("line 2:"), "{error}");
    let error = trees::parse("# newdoc id = a\n# verdict = perhaps\n").expect_err("no verdict");
    assert!(error.starts_with("line 2:"), "{error}");
}
