//! The built-in pack compiles without a single complaint.

use selon_rules::{PackFiles, compile};
use std::path::Path;

fn pack() -> PackFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/fr");
    let mut files = Vec::new();
    for folder in ["rules", "lexicon"] {
        let mut names: Vec<_> = std::fs::read_dir(root.join(folder))
            .expect("the pack has its folders")
            .map(|entry| entry.expect("a readable folder").path())
            .collect();
        names.sort();
        for path in names {
            let name = path
                .file_name()
                .expect("a file")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("readable text");
            files.push((format!("{folder}/{name}"), text));
        }
    }
    PackFiles::new(files)
}

#[test]
fn the_french_pack_compiles() {
    let (program, errors) = compile(&pack());
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(program.rules().count() > 40);
}
