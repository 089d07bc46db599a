//! The glossary lists every value of every vocabulary, and no other.

use selon_model::*;

#[test]
fn every_value_is_in_the_glossary() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/glossary.md");
    let text = std::fs::read_to_string(path).expect("docs/glossary.md is there");
    let mut sections = text.split("\n## ").map(|section| {
        section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(value, _)| value.to_owned())
            .collect::<Vec<String>>()
    });
    fn names<T: ToString>(all: &[T]) -> Vec<String> {
        all.iter().map(T::to_string).collect()
    }
    for (what, values) in [
        ("types", names(ClaimType::ALL)),
        ("states", names(State::ALL)),
        ("means", names(Means::ALL)),
        ("modality", names(Modality::ALL)),
        ("speech", names(Speech::ALL)),
        ("roles", names(PlaceRole::ALL)),
        ("changes", names(Change::ALL)),
        ("kinds", names(SourceKind::ALL)),
        ("stances", names(Stance::ALL)),
        ("anonymity", names(Anonymity::ALL)),
    ] {
        assert!(
            sections.any(|section| section == values),
            "no section of docs/glossary.md lists the {what} in order: {values:?}"
        );
    }
}
