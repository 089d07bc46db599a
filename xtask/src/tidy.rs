//! The shape of the repository as a check: taste that fails.
//!
//! What it holds: which crate may know which; that inner crates know no JSON and touch no file;
//! that no tracked file names a machine, a registry host or is too long to read; that every
//! dependency has a licence we accept; that the lockfile stays under its ceiling.

use crate::Complaints;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Which of our crates each may depend on. Anything else is a forbidden edge.
const EDGES: &[(&str, &[&str])] = &[
    ("selon-model", &[]),
    ("selon-world", &["selon-model"]),
    ("selon-text", &["selon-model"]),
    ("selon-rules", &["selon-model", "selon-text"]),
    (
        "selon-reader",
        &["selon-model", "selon-world", "selon-text", "selon-rules"],
    ),
    ("selon-ledger", &["selon-model"]),
    (
        "selon",
        &[
            "selon-model",
            "selon-world",
            "selon-text",
            "selon-rules",
            "selon-reader",
            "selon-ledger",
        ],
    ),
    ("selon-workbench", &["selon"]),
    ("selon-cli", &["selon", "selon-workbench"]),
];

/// What inner crates may not depend on at all: JSON, terminals, threads of their own.
const INNER: &[&str] = &[
    "selon-model",
    "selon-world",
    "selon-text",
    "selon-rules",
    "selon-reader",
    "selon-ledger",
];
const NOT_INNER: &[&str] = &[
    "serde",
    "serde_json",
    "schemars",
    "clap",
    "anstream",
    "rayon",
];

/// Crates that are pure functions of their arguments: these words may not stand in their code.
const PURE: &[&str] = &["world", "text", "rules", "reader"];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::io::stdin",
    "std::io::stdout",
    "println!",
    "eprintln!",
    "SystemTime",
    "Instant::now",
];

/// Files longer than this are two files.
const LONGEST: usize = 1200;

/// Packages in Cargo.lock. Raise it in the commit that says what the weight buys.
const CEILING: usize = 260;

/// Licences that need nothing but their notice.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "CC0-1.0",
    "MIT-0",
    "0BSD",
    "Unlicense",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
    "Apache-2.0 WITH LLVM-exception",
];

/// Runs every check and lists all complaints.
pub fn run(root: &Path) -> Complaints {
    let mut complaints = Vec::new();
    match metadata(root) {
        Ok(metadata) => {
            edges(&metadata, &mut complaints);
            licences(&metadata, &mut complaints);
        }
        Err(error) => complaints.push(error),
    }
    match tracked(root) {
        Ok(files) => {
            contents(root, &files, &mut complaints);
            packs(root, &files, &mut complaints);
        }
        Err(error) => complaints.push(error),
    }
    lockfile(root, &mut complaints);
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints)
    }
}

fn output(root: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "{program} {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn metadata(root: &Path) -> Result<Value, String> {
    let text = output(
        root,
        "cargo",
        &["metadata", "--format-version", "1", "--locked"],
    )?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn edges(metadata: &Value, complaints: &mut Vec<String>) {
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    for package in list(metadata, "packages") {
        let name = package["name"].as_str().unwrap_or("");
        for dependency in list(package, "dependencies") {
            let to = dependency["name"].as_str().unwrap_or("");
            let development = dependency["kind"].as_str() == Some("dev");
            if let Some(allowed) = allowed.get(name)
                && (to == "selon" || to.starts_with("selon-"))
                && !allowed.contains(&to)
                && !development
            {
                complaints.push(format!(
                    "{name} depends on {to}: not an edge of this design (see ARCHITECTURE.md)"
                ));
            }
            if INNER.contains(&name) && NOT_INNER.contains(&to) && !development {
                complaints.push(format!(
                    "{name} depends on {to}: only the façade and the shells know it"
                ));
            }
        }
    }
}

fn licences(metadata: &Value, complaints: &mut Vec<String>) {
    for package in list(metadata, "packages") {
        let name = package["name"].as_str().unwrap_or("");
        let Some(licence) = package["license"].as_str() else {
            complaints.push(format!("{name}: no licence stated"));
            continue;
        };
        if !accepted(licence) {
            complaints.push(format!("{name}: licence {licence} is not on the list"));
        }
    }
}

/// SPDX expressions as crates write them: every `AND` part needs one accepted `OR` choice.
fn accepted(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], " ").replace('/', " OR ");
    plain.split(" AND ").all(|part| {
        part.split(" OR ")
            .any(|choice| LICENCES.contains(&choice.trim()))
    })
}

fn tracked(root: &Path) -> Result<Vec<String>, String> {
    Ok(output(root, "git", &["ls-files"])?
        .lines()
        .map(str::to_owned)
        .collect())
}

fn contents(root: &Path, files: &[String], complaints: &mut Vec<String>) {
    // Written in two parts, so that this file does not complain of itself.
    let machine: Vec<String> = [
        ("/ho", "me/"),
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("/Use", "rs/"),
        ("C:\\Us", "ers"),
        ("index.crates", ".io"),
        ("static.crates", ".io"),
        ("registry.npm", "js"),
        ("files.python", "hosted"),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    for name in files {
        let Ok(text) = std::fs::read_to_string(root.join(name)) else {
            continue;
        };
        let lines = text.lines().count();
        if name.ends_with(".rs") && lines > LONGEST {
            complaints.push(format!("{name}: {lines} lines; {LONGEST} is the limit"));
        }
        for (ix, line) in text.lines().enumerate() {
            let at = ix + 1;
            for word in &machine {
                if line.contains(word.as_str()) && name != "Cargo.lock" && !name.ends_with(".rules")
                {
                    complaints.push(format!(
                        "{name}:{at}: names a machine or a registry: {word}"
                    ));
                }
            }
            for word in ["TODO", "FIXME", "todo!(", "unimplemented!("] {
                let own = name.starts_with("xtask/");
                if name.ends_with(".rs") && !own && line.contains(word) {
                    complaints.push(format!("{name}:{at}: unfinished: {word}"));
                }
            }
            let pure = PURE
                .iter()
                .any(|part| name.starts_with(&format!("crates/{part}/src/")));
            if pure && name.ends_with(".rs") && !line.trim_start().starts_with("//") {
                for word in IMPURE {
                    if line.contains(word) {
                        complaints.push(format!(
                            "{name}:{at}: {word}: this crate is a function of its arguments"
                        ));
                    }
                }
            }
        }
    }
}

/// Every rule of a pack has lines that must match and lines that must not.
fn packs(root: &Path, files: &[String], complaints: &mut Vec<String>) {
    for name in files {
        if !name.starts_with("packs/") || !name.ends_with(".rules") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(root.join(name)) else {
            continue;
        };
        let mut rules: Vec<(usize, &str, bool, bool)> = Vec::new();
        for (ix, line) in text.lines().enumerate() {
            let word = line.trim_start();
            if let Some(head) = line.strip_prefix("rule ") {
                rules.push((ix + 1, head.trim(), false, false));
            } else if let Some((_, _, yes, no)) = rules.last_mut() {
                *yes |= word.starts_with("yes ");
                *no |= word.starts_with("no ");
            }
        }
        for (at, head, yes, no) in rules {
            if !(yes && no) {
                let lacks = if yes { "no" } else { "yes" };
                complaints.push(format!("{name}:{at}: rule {head} has no `{lacks}` line"));
            }
        }
    }
}

fn lockfile(root: &Path, complaints: &mut Vec<String>) {
    match std::fs::read_to_string(root.join("Cargo.lock")) {
        Ok(text) => {
            let packages: BTreeSet<&str> =
                text.split("[[package]]").skip(1).map(str::trim).collect();
            if packages.len() > CEILING {
                complaints.push(format!(
                    "Cargo.lock: {} packages; the ceiling is {CEILING}",
                    packages.len()
                ));
            }
        }
        Err(error) => complaints.push(format!("Cargo.lock: {error}")),
    }
}
