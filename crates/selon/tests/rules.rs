//! The sentences beside the rules of the built-in pack, run as `selon rules check` runs them.

use selon::{Options, Selon};

#[test]
fn every_sentence_beside_a_rule_does_what_it_says() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    let failures = selon.check_rules();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
