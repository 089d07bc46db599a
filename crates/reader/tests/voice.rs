//! Who speaks, in whose words and how surely: every line of the pack's voice corpus, one file per
//! construction. A line marked as a known miss that starts to hold fails the test until its mark
//! is taken away.

use selon_model::{
    Chain, Claim, ClaimTime, ClaimType, Evidence, Language, Modality, Numbers, SourceKind, Span,
    Speech,
};
use selon_reader::claims::{Draft, Site};
use selon_reader::{mentions, voice};
use selon_rules::PackFiles;
use selon_text::Engine;
use selon_world::World;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
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

struct Bench {
    engine: Engine,
    mentions: mentions::Lexicon,
    voice: voice::Lexicon,
    world: World,
}

impl Bench {
    fn new() -> Bench {
        let root = root();
        let lexicon = root.join("packs/fr/lexicon");
        let pack = PackFiles::new(
            ["tsv", "words", "txt"]
                .iter()
                .flat_map(|ending| files(&lexicon, ending))
                .map(|(name, text)| (format!("lexicon/{name}"), text)),
        );
        let (voice, errors) = voice::Lexicon::compile(&pack);
        assert!(errors.is_empty(), "{errors:?}");
        let (mentions, errors) = mentions::Lexicon::compile(&pack);
        assert!(errors.is_empty(), "{errors:?}");
        let model = std::fs::read(root.join("models/fr.model")).expect("the model is committed");
        Bench {
            engine: Engine::new([Cow::Owned(model)]).expect("the model opens"),
            mentions,
            voice,
            world: World::default(),
        }
    }

    /// What is read at the given words of a text, in the corpus's notation.
    fn read(&self, text: &str, at: &str) -> String {
        let document = self.engine.analyse(text, Language::French, None);
        let mentions = mentions::find(&document, &self.mentions, &self.world, &[]);
        let voices = voice::find(
            &document,
            &self.voice,
            &mentions,
            &[],
            Chain::outlet(None, None),
        );
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
                sources: Chain::outlet(None, None),
                speech: Speech::Own,
                modality: Modality::Asserted,
                extent: None,
                control: Vec::new(),
                wording: Vec::new(),
                evidence: Evidence::one(span),
                rule: String::new(),
                restates: None,
            },
            site: Site {
                trigger,
                predicate: trigger,
                words: words.collect(),
            },
        };
        voices.attribute(&document, &mut draft);
        let claim = &draft.claim;
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
}

#[test]
fn every_line_of_the_voice_corpus_holds() {
    let bench = Bench::new();
    let mut lines = 0;
    let mut known = 0;
    let mut wrong = Vec::new();
    let corpus = files(&root().join("packs/fr/corpus/voice"), "txt");
    assert!(corpus.len() >= 52, "one file per construction");
    for (name, text) in corpus {
        let mut negatives = 0;
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            lines += 1;
            negatives += usize::from(line.starts_with('!') || line.starts_with("~ !"));
            let missed = line.starts_with('~');
            known += usize::from(missed);
            let body = line.trim_start_matches(['~', '!', ' ']);
            let cells: Vec<&str> = body.split(" | ").map(str::trim).collect();
            let [sentence, at, want @ ..] = &cells[..] else {
                panic!("{name}:{}: expected cells", number + 1);
            };
            let got = bench.read(sentence, at);
            let got_cells: Vec<&str> = got.split(" | ").collect();
            let holds = want.iter().zip(&got_cells).all(|(want, got)| want == got);
            if holds == missed {
                let note = if missed {
                    "now holds, take the mark away: "
                } else {
                    ""
                };
                wrong.push(format!(
                    "{name}:{}: {note}{line}\n      got {got}",
                    number + 1
                ));
            }
        }
        assert!(
            negatives > 0,
            "{name} has no line from which nothing may be read"
        );
    }
    assert!(
        wrong.is_empty(),
        "{} of {lines} lines:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        known * 20 <= lines,
        "{known} known misses of {lines} lines are too many"
    );
}
