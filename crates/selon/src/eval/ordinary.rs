//! Counting what is claimed of ordinary news, which should be nothing.

use crate::{Selon, public};
use selon_model::{Dispatch, Provenance};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
struct Article {
    id: String,
    text: String,
}

/// What was claimed of articles that tell of no war.
#[derive(Clone, Debug, Default)]
pub struct Ordinary {
    /// Articles read.
    pub articles: usize,
    /// Names of the list that the corpus does not hold.
    pub absent: Vec<String>,
    /// Article, type, rule and words of each claim.
    pub claims: Vec<(String, String, String, String)>,
}

impl Ordinary {
    /// Claims per hundred articles.
    pub fn per_hundred(&self) -> f64 {
        100.0 * self.claims.len() as f64 / self.articles.max(1) as f64
    }
}

/// Reads the articles of a corpus (one JSON object a line, with `id` and `text`) that a list names
/// (one id a line, `#` for remarks).
///
/// # Errors
/// The first line of the corpus that is no article.
pub fn ordinary(selon: &Selon, list: &str, corpus: &str) -> Result<Ordinary, serde_json::Error> {
    let mut wanted: BTreeSet<&str> = list
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let mut names = Vec::new();
    let mut dispatches = Vec::new();
    for line in corpus.lines().filter(|line| !line.trim().is_empty()) {
        let article: Article = serde_json::from_str(line)?;
        if wanted.remove(article.id.as_str()) {
            names.push(article.id);
            dispatches.push(Dispatch {
                text: article.text,
                provenance: Provenance::default(),
            });
        }
    }
    let mut found = Ordinary {
        articles: dispatches.len(),
        absent: wanted.into_iter().map(str::to_owned).collect(),
        claims: Vec::new(),
    };
    let readings = selon.read_all(&dispatches);
    for ((name, dispatch), reading) in names.iter().zip(&dispatches).zip(&readings) {
        let reading = public::Reading::new(dispatch, reading);
        found.claims.extend(reading.claims.iter().map(|claim| {
            let words: Vec<&str> = claim.evidence.iter().map(|span| &*span.text).collect();
            (
                name.clone(),
                claim.kind.clone(),
                claim.rule.clone(),
                words.join(" | "),
            )
        }));
    }
    Ok(found)
}
