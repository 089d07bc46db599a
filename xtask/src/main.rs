//! Tools for us: `cargo xtask <what>`.
//!
//! Each tool is one module. Those that write files that are committed have a `--check` that fails
//! when the file is stale; `.ci/run` runs the checks.

mod misses;
mod outline;
mod picture;
mod schema;
mod scores;
mod tidy;
mod trees;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask schema [--check]      JSON Schema and code table under docs/reference
       cargo xtask tidy                  the shape of the repository: edges, names, sizes, licences
       cargo xtask trees [--check]       packs/fr/rules/trees.conllu, the parses of the rules' sentences
       cargo xtask scores [--check] [DIR] figures on gold folders below DIR (../shared/gold) in eval/scores.tsv
       cargo xtask misses [DIR]          why facts were missed and claims made, in eval/misses.tsv
       cargo xtask picture               docs/timeline.svg from the samples
       cargo xtask outline FILE          crates/selon/src/map/outline.path from a TopoJSON of countries
       cargo xtask world --check [DIR]   whether world/places.idx is fresh
       cargo xtask world DIR             world/places.idx from unpacked packages of open data";

/// What a tool comes to: lines of complaint, none when all is well.
type Complaints = Result<(), Vec<String>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let done = match words.as_slice() {
        ["schema"] => schema::run(&root, false),
        ["schema", "--check"] => schema::run(&root, true),
        ["tidy"] => tidy::run(&root),
        ["trees"] => trees::run(&root, false),
        ["trees", "--check"] => trees::run(&root, true),
        ["scores"] => scores::run(&root, &root.join("../shared/gold"), false),
        ["scores", "--check"] => scores::run(&root, &root.join("../shared/gold"), true),
        ["scores", "--check", gold] => scores::run(&root, Path::new(gold), true),
        ["scores", gold] => scores::run(&root, Path::new(gold), false),
        ["misses"] => misses::run(&root, &root.join("../shared/gold")),
        ["misses", gold] => misses::run(&root, Path::new(gold)),
        ["world", "--check"] => world::check(&root, None),
        ["world", "--check", data] => world::check(&root, Some(Path::new(data))),
        ["world", data] => world::run(&root, Path::new(data)),
        ["picture"] => picture::run(&root),
        ["outline", file] => outline::run(&root, Path::new(file)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaints) => {
            for complaint in &complaints {
                eprintln!("{complaint}");
            }
            eprintln!("{}: {} complaint(s)", words[0], complaints.len());
            ExitCode::FAILURE
        }
    }
}

/// The workspace's root.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Writes a generated file, or complains when it is stale.
fn generated(root: &Path, path: &str, text: &str, check: bool) -> Complaints {
    let file = root.join(path);
    if check {
        return match std::fs::read_to_string(&file) {
            Ok(there) if there == text => Ok(()),
            Ok(_) => Err(vec![format!("{path}: stale; run `cargo xtask schema`")]),
            Err(error) => Err(vec![format!("{path}: {error}; run `cargo xtask schema`")]),
        };
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|e| vec![format!("{path}: {e}")])?;
    }
    std::fs::write(&file, text).map_err(|error| vec![format!("{path}: {error}")])
}
