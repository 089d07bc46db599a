//! What the program knows when it starts: packs, world and models, compiled in or laid over.

use crate::compose::Composed;
use rayon::prelude::*;
use selon_model::{Date, Dispatch, Language, Level, Notice, Reading, TimeRef};
use selon_reader::Reader;
use selon_rules::{PackError, PackFiles};
use selon_text::{Document, Engine};
use selon_world::World;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// Why the program could not start reading.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file of a user's pack could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A model that is compiled in does not fit this program.
    #[error("a model that is compiled in cannot be used: {0}")]
    Model(selon_text::ModelError),
    /// A pack holds mistakes; all of them are listed.
    #[error("the pack has {} mistake(s):\n{}", errors.len(), render(errors, pack))]
    Pack {
        /// The mistakes, by file and line.
        errors: Vec<PackError>,
        /// The files they point into.
        pack: Box<PackFiles>,
    },
    /// Tables of the world hold mistakes; all of them are listed.
    #[error("the tables of the world hold {} mistake(s):\n{}", .0.len(), lines(.0))]
    World(Vec<selon_world::TableError>),
}

fn lines(errors: &[selon_world::TableError]) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}

/// What to load beside the knowledge that is compiled in.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folders of users' packs, laid over the built-in pack in order: a file of the same path
    /// replaces, others add.
    pub packs: Vec<PathBuf>,
    /// Tables and place indexes of users, laid over the built-in world in order.
    pub world: Vec<PathBuf>,
    /// Take every text for French, instead of asking each what language it is in.
    pub assume_french: bool,
}

/// The reading program: knowledge loaded once, shared by all readings.
#[derive(Debug)]
pub struct Selon {
    engine: Engine,
    reader: Reader,
    world: World,
    pack: PackFiles,
    assume_french: bool,
}

impl Selon {
    /// Loads what is compiled in, and the packs laid over it.
    pub fn new(options: &Options) -> Result<Selon, LoadError> {
        let mut pack = built_in_pack("fr");
        for folder in &options.packs {
            lay_over(&mut pack, folder, folder)?;
        }
        let reader = Reader::new(&pack).map_err(|errors| LoadError::Pack {
            errors,
            pack: Box::new(pack.clone()),
        })?;
        Ok(Selon {
            engine: Engine::new(models()).map_err(LoadError::Model)?,
            reader,
            world: world_of(options)?,
            pack,
            assume_french: options.assume_french,
        })
    }

    /// The pack in use, users' packs included.
    pub fn pack(&self) -> &PackFiles {
        &self.pack
    }

    /// The world in use.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Where the pack writes a rule: file, line and the text of its block. `None` for rules that
    /// are not written in the pack's rule files.
    pub fn rule_source(&self, rule: &str) -> Option<(String, usize, String)> {
        let program = self.reader.program();
        let (ix, _) = program.rules().find(|(_, name)| {
            *name == rule || rule.split_once('/').is_some_and(|r| r.1 == *name)
        })?;
        let (file, line) = program.place(ix);
        let mut block = String::new();
        for line in self.pack.text(file).lines().skip(line.saturating_sub(1)) {
            if line.trim().is_empty() {
                break;
            }
            block.push_str(line);
            block.push('\n');
        }
        Some((file.to_owned(), line, block))
    }

    /// The rules of the pack in use.
    pub fn rules(&self) -> &selon_rules::Program {
        self.reader.program()
    }

    /// Runs the sentences beside the rules. What fails is pointed at, rendered for people.
    pub fn check_rules(&self) -> Vec<String> {
        self.check_rules_on(&|sentence| Some(self.analyse(sentence)))
            .into_iter()
            .map(|failure| render(&[failure], &self.pack))
            .collect()
    }

    /// Runs the sentences beside the rules on the trees given for them; a sentence without one
    /// fails.
    pub fn check_rules_on(&self, analyse: &dyn Fn(&str) -> Option<Document>) -> Vec<PackError> {
        self.reader.check_rules(&self.world, analyse)
    }

    /// Why rules matched or did not anywhere in a text, with the trigger's words.
    pub fn why(&self, text: &str) -> Vec<(String, selon_rules::Explanation)> {
        let document = self.analyse(text);
        self.explain(&document)
            .into_iter()
            .map(|found| {
                let word = document.words[found.trigger].span.of(text).to_owned();
                (word, found)
            })
            .collect()
    }

    /// What every rule with a trigger in a document did there.
    pub fn explain(&self, document: &Document) -> Vec<selon_rules::Explanation> {
        self.reader.explain_rules(document, &self.world)
    }

    /// The text analysed: sentences, words, quotations, names.
    pub fn analyse(&self, text: &str) -> Document {
        self.analyse_as(text, Language::French)
    }

    /// A text analysed in a given language.
    pub fn analyse_as(&self, text: &str, language: Language) -> Document {
        self.engine.analyse(text, language, None)
    }

    /// The sentences and words of a CoNLL-U text, with everything else found anew.
    pub fn fill(
        &self,
        conllu: &str,
        language: Language,
    ) -> Result<Document, selon_text::ConlluError> {
        Ok(self
            .engine
            .fill(&selon_text::from_conllu(conllu, language)?))
    }

    /// Reads one dispatch. Never fails: what could not be read is a notice of the reading.
    pub fn read(&self, dispatch: &Dispatch) -> Reading {
        let mut readings = self.read_together(std::slice::from_ref(dispatch));
        readings.pop().expect("a reading for the dispatch")
    }

    /// Reads dispatches on this core, stage by stage: what a stage needs of code and tables stays at hand
    /// while all of them pass through it.
    fn read_together(&self, dispatches: &[Dispatch]) -> Vec<Reading> {
        let composed: Vec<Option<Composed>> = dispatches
            .iter()
            .map(|dispatch| Composed::of(&dispatch.text))
            .collect();
        let texts = dispatches.iter().zip(&composed);
        let texts: Vec<&str> = texts
            .map(|(dispatch, composed)| composed.as_ref().map_or(&*dispatch.text, |c| &c.text))
            .collect();
        let languages: Vec<Language> = texts.iter().map(|text| self.language(text)).collect();
        let french = |at: &usize| languages[*at] == Language::French;
        let read: Vec<usize> = (0..dispatches.len()).filter(french).collect();
        let texts: Vec<&str> = read.iter().map(|at| texts[*at]).collect();
        let documents = self.engine.analyse_all(&texts, Language::French, None);
        let given = read.iter().map(|at| &dispatches[*at].provenance);
        let given: Vec<_> = documents.iter().zip(given).collect();
        let mut found = self.reader.read_all(&given, &self.world).into_iter();
        let all = dispatches.iter().zip(&composed).zip(languages);
        all.map(|((dispatch, composed), language)| {
            let mut reading = match language {
                Language::French => found.next().expect("a reading for each document"),
                other => self.unread(dispatch, other),
            };
            if let Some(composed) = composed {
                reading.move_spans(&|span| composed.back(span));
            }
            let received = &dispatch.provenance.received;
            reading.notices.splice(0..0, received.iter().cloned());
            reading
        })
        .collect()
    }

    /// A text in a language without a pack: nothing is claimed, and the reading says why. Reading
    /// it as French would make claims of chance resemblances.
    fn unread(&self, dispatch: &Dispatch, language: Language) -> Reading {
        let nothing = self.engine.analyse("", language, None);
        let mut reading = self
            .reader
            .read(&nothing, &dispatch.provenance, &self.world);
        reading.notices.push(Notice {
            level: Level::Warning,
            text: "the text does not look French, and there is no other pack yet; nothing was read (--lang fr reads it as French)".to_owned(),
            span: None,
        });
        reading
    }

    /// The language a text is in; French where that is not clear.
    fn language(&self, text: &str) -> Language {
        if self.assume_french {
            return Language::French;
        }
        self.engine.identify(text).unwrap_or(Language::French)
    }

    /// The time expressions of a text published on a day.
    pub fn times(&self, text: &str, published: Option<Date>) -> Vec<TimeRef> {
        let Some(composed) = Composed::of(text) else {
            return self.reader.times(&self.analyse(text), published);
        };
        let mut reading = Reading::empty(Language::French);
        reading.times = self.reader.times(&self.analyse(&composed.text), published);
        reading.move_spans(&|span| composed.back(span));
        reading.times
    }

    /// Reads many dispatches at once, on every core, and hands them back in their order.
    pub fn read_all(&self, dispatches: &[Dispatch]) -> Vec<Reading> {
        let bytes: usize = dispatches.iter().map(|dispatch| dispatch.text.len()).sum();
        let share = match rayon::current_num_threads() {
            1 => bytes,
            cores => bytes / (BATCHES_A_CORE * cores),
        };
        batches(dispatches, share.min(BATCH))
            .into_par_iter()
            .flat_map_iter(|batch| self.read_together(batch))
            .collect()
    }
}

/// Bytes of text that pass through the stages together: with fewer each stage finds less at hand of what
/// the one before left, with more what it works on is no longer at hand itself.
const BATCH: usize = 64 << 10;

/// Batches that each of several cores gets at least, so that none waits long for the last.
const BATCHES_A_CORE: usize = 3;

/// Cuts a list of dispatches into stretches of about so many bytes, one dispatch at least.
fn batches(mut dispatches: &[Dispatch], most: usize) -> Vec<&[Dispatch]> {
    let mut batches = Vec::new();
    while !dispatches.is_empty() {
        let mut bytes = 0;
        let within = |dispatch: &&Dispatch| {
            bytes += dispatch.text.len();
            bytes <= most
        };
        let count = dispatches.iter().take_while(within).count().max(1);
        let (batch, rest) = dispatches.split_at(count);
        batches.push(batch);
        dispatches = rest;
    }
    batches
}

/// Reads so many dispatches at once from now on, instead of one a processor. Once something was read
/// it changes nothing.
pub fn use_jobs(jobs: usize) {
    // The pool can be built once only; whoever came first keeps it.
    let _ = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build_global();
}

/// The language models that are compiled in.
fn models() -> impl Iterator<Item = Cow<'static, [u8]>> {
    let files = embedded::MODELS
        .iter()
        .filter(|(path, _)| path.ends_with(".model"));
    files.map(|(_, bytes)| Cow::Borrowed(*bytes))
}

/// A table of the world that is compiled in, by its path below `world/`.
pub(crate) fn embedded_world(name: &str) -> Option<String> {
    embedded::WORLD
        .iter()
        .find(|(path, _)| *path == name)
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
}

/// The tables of actors that are compiled in.
pub(crate) fn embedded_actors() -> impl Iterator<Item = String> {
    embedded::WORLD
        .iter()
        .filter(|(path, _)| path.starts_with("actors/"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
}

/// The world that is compiled in.
///
/// # Errors
/// All that is wrong with its tables.
pub fn built_in_world() -> Result<World, Vec<selon_world::TableError>> {
    World::open(embedded::COMPILED_WORLD, world_index())
}

/// The world that is compiled in, with what the options lay over it.
///
/// # Errors
/// When a file of theirs cannot be read, or a table holds mistakes.
pub fn world_of(options: &Options) -> Result<World, LoadError> {
    let mut world = built_in_world().map_err(LoadError::World)?;
    for path in &options.world {
        lay_over_world(&mut world, path)?;
    }
    Ok(world)
}

/// Lays over a world what a user gives: a place index, a table whose folder tells what it holds,
/// or a folder with actors/, outlets/, places/ and camps/.
fn lay_over_world(world: &mut World, path: &Path) -> Result<(), LoadError> {
    let unreadable = |path: &Path, source| LoadError::Unreadable {
        path: path.to_owned(),
        source,
    };
    if path.extension().is_some_and(|ending| ending == "idx") {
        // An index is read in place, for as long as the program runs.
        let bytes: &'static [u8] = std::fs::read(path)
            .map_err(|source| unreadable(path, source))?
            .leak();
        return world
            .add_index(&path.to_string_lossy(), bytes)
            .map_err(LoadError::World);
    }
    let texts = world_folder(path).map_err(|source| unreadable(path, source))?;
    let tables: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    world.add_tables(&tables).map_err(LoadError::World)
}

/// The tables of a folder with actors/, outlets/, places/ and camps/, or the one table named, by
/// path.
///
/// # Errors
/// When there is no such table, or one cannot be read.
pub fn world_folder(path: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut paths = Vec::new();
    if path.is_dir() {
        for kind in ["actors", "outlets", "places", "camps"] {
            let folder = path.join(kind);
            if folder.is_dir() {
                for entry in std::fs::read_dir(folder)? {
                    paths.push(entry?.path());
                }
            }
        }
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "tsv"));
        paths.sort();
        if paths.is_empty() {
            return Err(std::io::Error::new(
                std::io::ErrorKind::NotFound,
                "no table in actors/, outlets/, places/ or camps/",
            ));
        }
    } else {
        paths.push(path.to_owned());
    }
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path)?;
            Ok((path.to_string_lossy().replace('\\', "/"), text))
        })
        .collect()
}

/// The tables of the world that are compiled in, by path.
pub fn world_tables() -> Vec<(&'static str, &'static str)> {
    embedded::WORLD
        .iter()
        .filter(|(path, _)| path.ends_with(".tsv"))
        .filter_map(|(path, bytes)| Some((*path, std::str::from_utf8(bytes).ok()?)))
        .collect()
}

/// The place index that is compiled in; empty when the program was built without.
pub fn world_index() -> &'static [u8] {
    embedded::WORLD
        .iter()
        .find(|(path, _)| *path == "places.idx")
        .map_or(&[], |(_, bytes)| bytes)
}

/// The pack of a language that is compiled in.
fn built_in_pack(language: &str) -> PackFiles {
    PackFiles::new(embedded::PACKS.iter().filter_map(|(path, bytes)| {
        let path = path.strip_prefix(language)?.strip_prefix('/')?;
        Some((path, String::from_utf8_lossy(bytes)))
    }))
}

/// Lays the files of a folder over a pack.
fn lay_over(pack: &mut PackFiles, root: &Path, folder: &Path) -> Result<(), LoadError> {
    let unreadable = |path: &Path, source| LoadError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect())
        .map_err(|source| unreadable(folder, source))?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            lay_over(pack, root, &path)?;
        } else if path.extension().is_some_and(|ending| {
            ["toml", "tsv", "rules", "words", "txt"]
                .iter()
                .any(|known| ending == *known)
        }) {
            let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, e))?;
            let name = path.strip_prefix(root).unwrap_or(&path);
            pack.files
                .insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
    Ok(())
}

/// Mistakes with the line they point at and a caret under it.
pub(crate) fn render(errors: &[PackError], pack: &PackFiles) -> String {
    let mut out = String::new();
    for error in errors {
        let line = pack
            .text(&error.file)
            .lines()
            .nth(error.line.saturating_sub(1))
            .unwrap_or("");
        let gutter = error.line.to_string();
        let pad = " ".repeat(gutter.len());
        // Tabs stay tabs under the caret line, so that the caret stands under its word.
        let lead: String = line
            .chars()
            .take(error.column.saturating_sub(1))
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        out.push_str(&format!(
            "{}:{}:{}: {}\n{pad} |\n{gutter} | {line}\n{pad} | {lead}{}\n",
            error.file,
            error.line,
            error.column,
            error.message,
            "^".repeat(error.length.max(1)),
        ));
        if let Some(help) = &error.help {
            out.push_str(&format!("{pad} = help: {help}\n"));
        }
    }
    out
}
