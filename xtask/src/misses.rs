//! The table of miss classes, committed as `eval/misses.tsv`. The gold lies beside the repository;
//! without it the committed table stands.

use crate::Complaints;
use crate::scores::{gold_folders, read_gold};
use selon::eval::{causes, score, table};
use selon::{Options, Selon};
use std::path::Path;

/// Derives the table from every gold folder below `gold`.
pub fn run(root: &Path, gold: &Path) -> Complaints {
    let selon = Selon::new(&Options::default()).map_err(|error| vec![error.to_string()])?;
    let mut sets = Vec::new();
    for (name, golds) in gold_folders(gold)? {
        let readings = read_gold(&selon, &golds)?;
        let report = score(&golds, &readings);
        sets.push((name, causes(&selon, &golds, &readings, &report)));
    }
    let path = root.join("eval/misses.tsv");
    std::fs::write(&path, table(&sets))
        .map_err(|error| vec![format!("{}: {error}", path.display())])
}
