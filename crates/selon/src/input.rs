//! Finding dispatches and turning bytes into text.
//!
//! What this module is for: files, folders and standard input; metadata beside the text. What it
//! leaves out: encodings (`decode`) and reading. Nothing is lost silently: each input yields a
//! dispatch or an error that names the file, the place and a remedy, and one bad file spoils no
//! other.

use crate::decode::decode;
use selon_model::{Date, Dispatch, Provenance};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The largest text that is read, in bytes. A dispatch is a few kilobytes and the longest report
/// a megabyte or two; what is larger is an archive, and cutting it silently would lose claims.
pub const LARGEST: u64 = 8 * 1024 * 1024;

/// An input that gave no dispatch.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// No such file, or it cannot be opened.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder without any text.
    #[error("{}: no *.txt file in this folder or below it", path.display())]
    NoText {
        /// Which.
        path: PathBuf,
    },
    /// Bytes that are no text.
    #[error("{}: not a text: a NUL byte at offset {offset}; selon reads plain text (UTF-8, UTF-16 with its mark, Windows-1252)", path.display())]
    Binary {
        /// Which.
        path: PathBuf,
        /// Where.
        offset: usize,
    },
    /// Bytes in no encoding that is known here.
    #[error("{}: neither UTF-8 nor Windows-1252: byte 0x{byte:02X} at offset {offset}; convert the file to UTF-8", path.display())]
    Encoding {
        /// Which.
        path: PathBuf,
        /// Where.
        offset: usize,
        /// What stands there.
        byte: u8,
    },
    /// UTF-16 with its mark whose last letter is not whole.
    #[error("{}: cut off: UTF-16 takes two bytes a letter, and the file ends inside one after {bytes} bytes; get the whole file", path.display())]
    CutOff {
        /// Which.
        path: PathBuf,
        /// Its size.
        bytes: usize,
    },
    /// UTF-16 with its mark and half a letter in it.
    #[error("{}: no well-formed UTF-16: half a letter at offset {offset}; convert the file to UTF-8", path.display())]
    Utf16 {
        /// Which.
        path: PathBuf,
        /// Where.
        offset: usize,
    },
    /// Nothing but white space.
    #[error("{}: empty: there is nothing to read", path.display())]
    Empty {
        /// Which.
        path: PathBuf,
    },
    /// Too large for one dispatch.
    #[error("{}: {bytes} bytes is more than one dispatch can hold ({LARGEST}); split it into one file per dispatch", path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// The metadata beside a text cannot be understood.
    #[error("{}: {reason}", path.display())]
    Metadata {
        /// Which.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
}

/// What a caller says of all its inputs at once; it wins over metadata.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Publication date.
    pub published: Option<Date>,
    /// Outlet, a name or a world id.
    pub outlet: Option<String>,
}

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// The inputs behind some arguments: a file stands for itself, a folder for its `*.txt` files, at
/// any depth, in order of path; `-` for standard input. Errors keep their place in the order.
pub fn gather(arguments: &[PathBuf]) -> Vec<Result<Input, InputError>> {
    let mut found = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            found.push(Ok(Input::Stdin));
        } else if argument.is_dir() {
            let before = found.len();
            walk(argument, &mut found);
            if found.len() == before {
                found.push(Err(InputError::NoText {
                    path: argument.clone(),
                }));
            }
        } else {
            found.push(Ok(Input::File(argument.clone())));
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<Result<Input, InputError>>) {
    let entries = std::fs::read_dir(folder)
        .and_then(|entries| entries.collect::<Result<Vec<_>, std::io::Error>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(source) => {
            found.push(Err(InputError::Unreadable {
                path: folder.to_owned(),
                source,
            }));
            return;
        }
    };
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        // A link to a folder is not followed, so that a loop of links ends.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "txt") && path.is_file() {
            found.push(Ok(Input::File(path)));
        }
    }
}

/// Reads one input into a dispatch.
pub fn load(input: &Input, given: &Given) -> Result<Dispatch, InputError> {
    let (path, bytes, metadata) = match input {
        Input::Stdin => {
            let path = PathBuf::from("-");
            let mut bytes = Vec::new();
            let limited = std::io::Read::take(std::io::stdin().lock(), LARGEST + 1);
            std::io::Read::read_to_end(&mut { limited }, &mut bytes).map_err(|source| {
                InputError::Unreadable {
                    path: path.clone(),
                    source,
                }
            })?;
            (path, bytes, Metadata::default())
        }
        Input::File(path) => {
            let unreadable = |source| InputError::Unreadable {
                path: path.clone(),
                source,
            };
            let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
            if bytes > LARGEST {
                return Err(InputError::TooLarge {
                    path: path.clone(),
                    bytes,
                });
            }
            let bytes = std::fs::read(path).map_err(unreadable)?;
            (path.clone(), bytes, Metadata::beside(path)?)
        }
    };
    if bytes.len() as u64 > LARGEST {
        return Err(InputError::TooLarge {
            bytes: bytes.len() as u64,
            path,
        });
    }
    let (text, received) = decode(&path, bytes)?;
    if text.trim().is_empty() {
        return Err(InputError::Empty { path });
    }
    Ok(Dispatch {
        text,
        provenance: Provenance {
            path: Some(path.to_string_lossy().replace('\\', "/")),
            url: metadata.url,
            title: metadata.title,
            published: given.published,
            metadata_published: metadata.published.map(|date| date.0),
            outlet: given.outlet.clone().or(metadata.outlet),
            received,
        },
    })
}

/// A date in a metadata file, written as a string or as a TOML date.
#[derive(Clone, Copy, Debug)]
struct MetadataDate(Date);

impl<'de> Deserialize<'de> for MetadataDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Toml(toml::value::Datetime),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Toml(date) => date.to_string(),
        };
        // A full instant is accepted: its day is what counts here.
        let day = text.get(..10).unwrap_or(&text);
        day.parse().map(MetadataDate).map_err(|_| {
            serde::de::Error::custom(format!(
                "`published` is {text:?}; write a date as 2017-11-09"
            ))
        })
    }
}

/// What stands beside a text: `<name>.meta.toml` or `<name>.meta.json`. Other keys are for people.
#[derive(Clone, Debug, Default, Deserialize)]
struct Metadata {
    published: Option<MetadataDate>,
    outlet: Option<String>,
    url: Option<String>,
    title: Option<String>,
}

impl Metadata {
    fn beside(path: &Path) -> Result<Metadata, InputError> {
        for ending in ["meta.toml", "meta.json"] {
            let beside = path.with_extension(ending);
            let text = match std::fs::read_to_string(&beside) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(source) => {
                    return Err(InputError::Unreadable {
                        path: beside,
                        source,
                    });
                }
            };
            let parsed = if ending == "meta.toml" {
                toml::from_str(&text).map_err(|error| error.to_string())
            } else {
                serde_json::from_str(&text).map_err(|error| error.to_string())
            };
            return parsed.map_err(|reason| InputError::Metadata {
                path: beside,
                reason: reason.trim_end().to_owned(),
            });
        }
        Ok(Metadata::default())
    }
}
