//! A language pack as handed in: paths and texts, no file system.

use std::collections::BTreeMap;
use std::fmt;

/// The files of one language pack, by path relative to the pack's folder
/// (`lexicon/groups.tsv`, `rules/capture.rules`). A user's pack is laid over the built-in one:
/// files of the same path replace, others add.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PackFiles {
    /// Text of each file.
    pub files: BTreeMap<String, String>,
}

impl PackFiles {
    /// A pack from paths and texts.
    pub fn new<P: Into<String>, T: Into<String>>(
        files: impl IntoIterator<Item = (P, T)>,
    ) -> PackFiles {
        PackFiles {
            files: files
                .into_iter()
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        }
    }

    /// The text of one file, or the empty string.
    pub fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", String::as_str)
    }

    /// Files below a folder, in path order.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| {
                path.strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
            })
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Data rows of a tab-separated file: line number from 1 and cells, without comments (`#`) and
    /// blank lines. Cells are trimmed.
    pub fn rows<'a>(&'a self, path: &str) -> impl Iterator<Item = (usize, Vec<&'a str>)> + use<'a> {
        let text = self.files.get(path).map_or("", String::as_str);
        text.lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|(number, line)| (number + 1, line.split('\t').map(str::trim).collect()))
    }
}

/// Something wrong in a pack file, pointed at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PackError {
    /// Path inside the pack.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Length of what is wrong, in characters; at least 1.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to try.
    pub help: Option<String>,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.message
        )?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PackError {}
