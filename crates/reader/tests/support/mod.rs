//! The French pack, its model and an empty world, and drafts made at given words: what the tests
//! of voices and of times ask.

#![allow(dead_code, reason = "each test binary asks for its own part")]

use selon_model::{
    Chain, Claim, ClaimTime, ClaimType, Date, Evidence, Language, Modality, Numbers, SourceKind,
    Span, Speech, TimeBasis, TimeRef,
};
use selon_reader::claims::{Draft, Site};
use selon_reader::{mentions, time, voice};
use selon_rules::PackFiles;
use selon_text::{Document, Engine};
use selon_world::World;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder with an ending, by name.
pub fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the pack lies beside the crates")
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .map(|path| {
            let name = path
                .file_name()
                .expect("listed files have names")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("pack files are UTF-8");
            (name, text)
        })
        .collect();
    found.sort();
    found
}

/// The pack, compiled once.
pub struct Bench {
    engine: Engine,
    mentions: mentions::Lexicon,
    voice: voice::Lexicon,
    time: time::Lexicon,
    world: World,
}

impl Bench {
    /// Opens the pack and the model that lie beside the crates.
    pub fn new() -> Bench {
        let root = &root();
        let part = |folder: &str| {
            let folder = folder.to_owned();
            ["tsv", "words", "txt"]
                .into_iter()
                .flat_map(move |ending| {
                    let read = files(&root.join("packs/fr").join(&folder), ending);
                    let folder = folder.clone();
                    read.into_iter()
                        .map(move |(name, text)| (format!("{folder}/{name}"), text))
                })
                .collect::<Vec<_>>()
        };
        let pack = PackFiles::new([part("lexicon"), part("time")].concat());
        let (voice, errors) = voice::Lexicon::compile(&pack);
        assert!(errors.is_empty(), "{errors:?}");
        let (time, errors) = time::Lexicon::compile(&pack);
        assert!(errors.is_empty(), "{errors:?}");
        let (mentions, errors) = mentions::Lexicon::compile(&pack);
        assert!(errors.is_empty(), "{errors:?}");
        let model = std::fs::read(root.join("models/fr.model")).expect("the model is committed");
        Bench {
            engine: Engine::new([Cow::Owned(model)]).expect("the model opens"),
            mentions,
            voice,
            time,
            world: World::default(),
        }
    }

    /// A document of a text.
    pub fn document(&self, text: &str) -> Document {
        self.engine.analyse(text, Language::French, None)
    }

    /// What is read of a voice at the given words of a text, in the corpus's notation.
    pub fn voice(&self, text: &str, at: &str) -> String {
        let claim = self.claim(text, at, None);
        let links: Vec<String> = claim
            .sources
            .speakers()
            .iter()
            .map(|source| match source.kind {
                SourceKind::Anonymous => {
                    format!("?{}", source.anonymity.map_or("", |a| a.as_str()))
                }
                _ => source.name.clone().unwrap_or_default(),
            })
            .collect();
        let chain = if links.is_empty() {
            "-".to_owned()
        } else {
            links.join(" < ")
        };
        let stance = claim
            .sources
            .speakers()
            .first()
            .map_or("", |source| source.stance.as_str());
        format!("{chain} | {} | {} | {stance}", claim.speech, claim.modality)
    }

    /// The time of a claim at the given words, as EDTF with its basis.
    pub fn time(&self, text: &str, at: &str, published: Option<Date>) -> String {
        let time = self.claim(text, at, published).time;
        let basis = match time.basis {
            TimeBasis::Explicit => "explicit",
            TimeBasis::Carried => "carried",
            TimeBasis::Publication => "publication",
            TimeBasis::Unknown => "unknown",
        };
        format!("{} | {basis}", time.edtf().unwrap_or("-".to_owned()))
    }

    /// The time expressions of a text without a publication date.
    pub fn undated(&self, text: &str) -> Vec<TimeRef> {
        time::find(&self.document(text), &self.time, None)
    }

    /// The claim that stands at the last occurrence of some words.
    fn claim(&self, text: &str, at: &str, published: Option<Date>) -> Claim {
        let document = self.document(text);
        let times = time::find(&document, &self.time, published);
        let mentions = mentions::find(&document, &self.mentions, &self.world, &times, None);
        let outlet = Chain::outlet(None, None);
        let (voices, moods) =
            voice::find(&document, &self.voice, &mentions, &times, outlet.clone());
        let start = text.rfind(at).expect("the words stand in the sentence");
        let span = Span::new(start, start + at.len());
        let words = document.words_in(span);
        let trigger = words.start;
        let act = at.starts_with("revendiqu");
        let mut draft = Draft {
            claim: Claim {
                kind: if act {
                    ClaimType::Claim
                } else {
                    ClaimType::Attack
                },
                state: None,
                means: None,
                agents: Vec::new(),
                targets: Vec::new(),
                places: Vec::new(),
                time: ClaimTime::unknown(),
                numbers: Numbers::default(),
                sources: outlet,
                speech: Speech::Own,
                modality: Modality::Asserted,
                extent: None,
                control: Vec::new(),
                wording: Vec::new(),
                evidence: Evidence::one(span),
                rule: String::new(),
                restates: None,
            },
            placed: true,
            site: Site {
                sides_said: false,
                doer_said: false,
                counted_alone: false,
                self_suffered: false,
                again: false,
                of_war: false,
                self_told: false,
                target_understood: false,
                trigger,
                predicate: trigger,
                words: words.collect(),
                core: vec![trigger],
            },
        };
        voices.attribute(&document, &moods, &mut draft);
        draft.claim.time =
            time::Narration::new(&document, &times, &voices, published).time_of(&draft);
        draft.claim
    }
}

/// The files of a folder of the pack's corpus.
pub fn corpus(folder: &str) -> Vec<(String, String)> {
    files(&root().join("packs/fr/corpus").join(folder), "txt")
}
