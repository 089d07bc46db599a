//! Gold facts as written by annotators: `<name>.txt` with `<name>.gold.json` beside it.

use super::norm;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A gold file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A gold file is not what is expected.
    #[error("{}: not a gold file: {source}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A folder holds no gold file.
    #[error("{}: holds no <name>.gold.json", path.display())]
    Empty {
        /// Which.
        path: PathBuf,
    },
}

/// One text or several, as annotators write alternatives.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Text {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Text::One(one) => std::slice::from_ref(one),
            Text::Many(many) => many,
        }
    }
}

/// One gold fact.
#[derive(Clone, Debug, Deserialize)]
pub struct Fact {
    /// Id within its file.
    pub id: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words that state it.
    pub quote: String,
    /// Which occurrence of the quote, from 0.
    #[serde(default)]
    pub nth: Option<usize>,
    /// First Unicode scalar value of the quote.
    #[serde(default)]
    pub start: Option<i64>,
    /// One past the last.
    #[serde(default)]
    pub end: Option<i64>,
    /// Who does it.
    #[serde(default)]
    pub who: Vec<String>,
    /// To whom.
    #[serde(default)]
    pub whom: Vec<String>,
    /// Where.
    #[serde(default)]
    pub place: Vec<String>,
    /// When.
    #[serde(default)]
    pub time: Option<String>,
    /// According to whom.
    pub sources: Vec<String>,
    /// An acceptable other chain.
    #[serde(default)]
    pub alt_sources: Option<Vec<String>>,
    /// How surely.
    pub modality: String,
    /// In whose words.
    pub speech: String,
    /// Other acceptable types.
    #[serde(default)]
    pub alt: Option<Vec<String>>,
    /// Types stated by the same words.
    #[serde(default)]
    pub also: Option<Text>,
    /// Missing it costs nothing, finding it is right.
    #[serde(default)]
    pub optional: bool,
}

impl Fact {
    /// Whether a claim of this type may be this fact.
    pub fn accepts(&self, kind: &str) -> bool {
        self.kind == kind
            || self.alt.iter().flatten().any(|other| other == kind)
            || self
                .also
                .iter()
                .flat_map(|also| also.all())
                .any(|other| other == kind)
    }
}

/// Someone or something that the gold names.
#[derive(Clone, Debug, Deserialize)]
pub struct Entity {
    /// `actor`, `place` or `source`.
    #[serde(default)]
    pub kind: String,
    /// Names in the text, and the usual ones.
    #[serde(default)]
    pub names: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct File {
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    facts: Vec<Fact>,
    #[serde(default)]
    entities: BTreeMap<String, Entity>,
}

/// The gold of one dispatch.
#[derive(Debug)]
pub struct Gold {
    /// File name without its endings.
    pub name: String,
    /// Where its text lies.
    pub text_path: PathBuf,
    /// Its text; empty when there is none.
    pub text: String,
    /// Publication date.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Facts, with `start` and `end` filled in.
    pub facts: Vec<Fact>,
    entities: BTreeMap<String, Entity>,
    /// Normalised names of each key.
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Gold {
    /// Reads every `<name>.gold.json` of a folder, in order of name.
    pub fn load(folder: &Path) -> Result<Vec<Gold>, GoldError> {
        let unreadable = |path: &Path, source| GoldError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect())
            .map_err(|source| unreadable(folder, source))?;
        paths.retain(|path| path.to_string_lossy().ends_with(".gold.json"));
        paths.sort();
        if paths.is_empty() {
            return Err(GoldError::Empty {
                path: folder.to_owned(),
            });
        }
        paths
            .iter()
            .map(|path| {
                let bytes = std::fs::read(path).map_err(|source| unreadable(path, source))?;
                let file = serde_json::from_slice(&bytes).map_err(|source| GoldError::Damaged {
                    path: path.clone(),
                    source,
                })?;
                let name = path
                    .file_name()
                    .map(|name| name.to_string_lossy().replace(".gold.json", ""))
                    .unwrap_or_default();
                let text_path = path.with_file_name(format!("{name}.txt"));
                let text = match std::fs::read_to_string(&text_path) {
                    Ok(text) => text,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
                    Err(source) => return Err(unreadable(&text_path, source)),
                };
                Ok(Gold::new(name, text_path, text, file))
            })
            .collect()
    }

    fn new(name: String, text_path: PathBuf, text: String, mut file: File) -> Gold {
        for fact in &mut file.facts {
            if fact.start.is_none() {
                let at = nth(&text, &fact.quote, fact.nth.unwrap_or(0));
                fact.start = Some(at);
                fact.end = Some(at + fact.quote.chars().count() as i64);
            }
        }
        let names = file
            .entities
            .iter()
            .map(|(key, entity)| {
                let mut names: BTreeSet<String> = entity.names.iter().map(|n| norm(n)).collect();
                names.insert(norm(&key.replace('-', " ")));
                (key.clone(), names)
            })
            .collect();
        Gold {
            name,
            text_path,
            text,
            published: file.published,
            outlet: file.outlet,
            facts: file.facts,
            entities: file.entities,
            names,
        }
    }

    /// What the gold names, by key.
    pub fn entities(&self) -> &BTreeMap<String, Entity> {
        &self.entities
    }

    /// Whether a key is a place's.
    pub fn is_place(&self, key: &str) -> bool {
        self.entities
            .get(key)
            .is_some_and(|entity| entity.kind == "place")
    }

    /// Whether any of an entity's normalised names is a name of this key.
    pub fn is_key(&self, key: &str, forms: &BTreeSet<String>) -> bool {
        if key.starts_with("anon:") {
            return forms.contains("anon");
        }
        match self.names.get(key) {
            Some(names) => !names.is_disjoint(forms),
            None => forms.contains(&norm(&key.replace('-', " "))),
        }
    }
}

/// Where the `nth` occurrence of a quote begins, in scalar values; -1 where it does not occur.
fn nth(text: &str, quote: &str, nth: usize) -> i64 {
    let mut from = 0;
    let mut found = None;
    for _ in 0..=nth {
        found = text
            .get(from..)
            .and_then(|rest| rest.find(quote))
            .map(|at| from + at);
        from = match found {
            Some(at) => at + text[at..].chars().next().map_or(1, char::len_utf8),
            None => 0,
        };
    }
    found.map_or(-1, |at| text[..at].chars().count() as i64)
}
