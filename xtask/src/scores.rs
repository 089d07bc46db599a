//! Figures on gold, committed as `eval/scores.tsv`, and the floor under them.
//!
//! Two kinds of gold are measured: the folder `eval/gold`, which is part of this repository and is
//! always there, and folders that are not part of it. `--check` measures what it finds and fails
//! when a figure has dropped below the committed row; the rows of gold that is not there stand.

use crate::Complaints;
use selon::eval::{FIELDS, Gold, score};
use selon::input::{self, Given, Input};
use selon::{Options, Selon, public};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# Figures on gold, written by `cargo xtask scores`. `own` is eval/gold; the rest is not part of this repository.\n\
# detect and core are precision, recall and F1; n is the number of facts; then accuracies over the detected facts.\n\
gold\tdocuments\tn\tclaims\tdetect_p\tdetect_r\tdetect_f1\tcore_p\tcore_r\tcore_f1";

/// How far below the committed F1 or precision a figure may fall before it counts as a drop.
const SLACK: f64 = 0.005;

/// Measures `eval/gold` and every gold folder below `gold`.
pub fn run(root: &Path, gold: &Path, check: bool) -> Complaints {
    let fail = |words: String| vec![words];
    let own = Gold::load(&root.join("eval/gold")).map_err(|error| fail(error.to_string()))?;
    let mut folders = vec![("own".to_owned(), own)];
    if gold.is_dir() || !check {
        folders.extend(gold_folders(gold)?);
    } else {
        println!(
            "scores: no gold at {}; its committed rows stand",
            gold.display()
        );
    }
    let selon = Selon::new(&Options::default()).map_err(|error| fail(error.to_string()))?;
    let mut table = format!("{HEAD}\t{}\n", FIELDS.join("\t"));
    for (name, golds) in &folders {
        table.push_str(&row(&selon, name, golds)?);
    }
    let path = root.join("eval/scores.tsv");
    if !check {
        print!("{table}");
        return std::fs::write(&path, table).map_err(|error| fail(error.to_string()));
    }
    let committed = std::fs::read_to_string(&path)
        .map_err(|error| fail(format!("{}: {error}", path.display())))?;
    compare(&committed, &table, folders.len() > 1)
}

/// Reads the texts of one gold folder and writes its row.
fn row(selon: &Selon, name: &str, golds: &[Gold]) -> Result<String, Vec<String>> {
    let readings = read_gold(selon, golds)?;
    let figures = score(golds, &readings).figures;
    if figures.bad_span > 0 {
        return Err(vec![format!("{name}: {} bad spans", figures.bad_span)]);
    }
    let [dp, dr, df] = figures.detection();
    let [cp, cr, cf] = figures.core_prf();
    let mut row = format!(
        "{name}\t{}\t{}\t{}\t{dp:.3}\t{dr:.3}\t{df:.3}\t{cp:.3}\t{cr:.3}\t{cf:.3}",
        figures.documents, figures.facts, figures.claims
    );
    for ix in 0..FIELDS.len() {
        match figures.accuracy_of(ix).0 {
            Some(value) => write!(row, "\t{value:.3}"),
            None => write!(row, "\t–"),
        }
        .expect("writing to a string cannot fail");
    }
    row.push('\n');
    Ok(row)
}

/// Every folder of gold below a folder, with its name, in order.
pub fn gold_folders(gold: &Path) -> Result<Vec<(String, Vec<Gold>)>, Vec<String>> {
    let mut folders: Vec<_> = std::fs::read_dir(gold)
        .map_err(|error| vec![format!("{}: {error}", gold.display())])?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders
        .iter()
        .filter_map(|folder| {
            let golds = Gold::load(folder).ok()?;
            let name = folder.file_name()?.to_string_lossy().into_owned();
            Some((name, golds))
        })
        .collect())
}

/// The readings of some gold's texts, by name.
pub fn read_gold(
    selon: &Selon,
    golds: &[Gold],
) -> Result<BTreeMap<String, public::Reading>, Vec<String>> {
    let mut readings = BTreeMap::new();
    for gold in golds {
        let given = Given {
            published: gold.published.as_deref().and_then(|date| date.parse().ok()),
            outlet: gold.outlet.clone(),
        };
        let dispatch = input::load(&Input::File(gold.text_path.clone()), &given)
            .map_err(|error| vec![error.to_string()])?;
        let reading = selon.read(&dispatch);
        readings.insert(gold.name.clone(), public::Reading::new(&dispatch, &reading));
    }
    Ok(readings)
}

fn rows(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("gold\t"))
        .map(|line| line.split('\t').collect())
        .collect()
}

/// Complains of every figure that fell. Rows of gold that is not part of this repository are asked
/// for only where that gold is `beside` it.
fn compare(committed: &str, now: &str, beside: bool) -> Complaints {
    let now = rows(now);
    let mut complaints = Vec::new();
    for old in rows(committed) {
        let Some(new) = now.iter().find(|row| row.first() == old.first()) else {
            if beside || old.first() == Some(&"own") {
                complaints.push(format!("scores: {} is no longer measured", old[0]));
            }
            continue;
        };
        for (column, name) in [(6, "detect F1"), (7, "core precision"), (9, "core F1")] {
            let value = |row: &[&str]| row.get(column).and_then(|cell| cell.parse::<f64>().ok());
            match (value(&old), value(new)) {
                (Some(before), Some(after)) if after + SLACK < before => complaints.push(format!(
                    "scores: {} on {} fell from {before:.3} to {after:.3}",
                    name, old[0]
                )),
                (Some(_), None) => {
                    complaints.push(format!("scores: {name} on {} is gone", old[0]));
                }
                _ => {}
            }
        }
    }
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints)
    }
}
