//! The frozen trees of the rules' sentences: written anew, or compared with what the parser gives.

use crate::Complaints;
use selon::{Options, Selon, trees};
use std::path::Path;

const FILE: &str = "packs/fr/rules/trees.conllu";

/// Writes them, or names every sentence whose tree or verdict is another one.
pub fn run(root: &Path, check: bool) -> Complaints {
    let one = |what: String| vec![what];
    let selon = Selon::new(&Options::default()).map_err(|e| one(e.to_string()))?;
    let file = root.join(FILE);
    let there = match std::fs::read_to_string(&file) {
        Ok(text) => trees::parse(&text).map_err(|e| one(format!("{FILE}, {e}")))?,
        Err(e) if check => return Err(one(format!("{FILE}: {e}; run `cargo xtask trees`"))),
        Err(_) => Vec::new(),
    };
    let changed = trees::differences(&selon, &there).map_err(|e| one(format!("{FILE}: {e}")))?;
    if check {
        return if changed.is_empty() {
            Ok(())
        } else {
            Err(changed)
        };
    }
    for line in &changed {
        println!("{line}");
    }
    let text = trees::freeze(&selon).map_err(one)?;
    let missed = text.matches("# verdict = missed").count();
    println!(
        "{FILE}: {} lines, {missed} missed",
        text.matches("# newdoc").count()
    );
    std::fs::write(&file, text).map_err(|e| one(format!("{FILE}: {e}")))
}
