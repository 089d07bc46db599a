//! A language model opened from its bytes. What it finds of given words is worked out in [`annotate`].
//! Left out: cutting text (`tokens`, `sentences`), names (`names`).

use crate::document::{Document, DocumentBuilder, Upos};
use crate::lemma::Lemmas;
use crate::names::Recogniser;
use crate::parser::attach::Attachments;
use crate::parser::{self, Search, TreeLabel, Words};
use crate::segmentation::Segmentation;
use crate::tables::{ModelError, ModelFile, Moves, Rows, Templates, Weights, best, hash_bytes};
use crate::tagger::{self, Item, Lexicon, Morphs};
pub(crate) use annotate::{Buffers, Draft};
pub(crate) use forms::Contraction;
use selon_model::Language;
use std::borrow::Cow;

mod annotate;
mod forms;

/// A trained model of one language.
#[derive(Debug)]
pub struct Model {
    /// Its language.
    pub language: Language,
    /// How its text is cut.
    pub segmentation: Segmentation,
    pub(crate) lexicon: Lexicon,
    lemmas: Lemmas,
    split: Rows<16>,
    tagger: Rows<32>,
    /// Asked about words of which the tagger is in doubt, where the model has it, and what doubt is.
    again: Option<Rows<32>>,
    doubt: i32,
    morph: Rows<64>,
    moves: Moves,
    pair: Rows<64>,
    tree: Rows<64>,
    /// Where words hang better once the tree is there, where the model has weights for it.
    attach: Option<Attachments>,
    /// The name recogniser, where the model has one.
    names: Option<Recogniser>,
    /// Morphology strings by number.
    pub feats: Vec<String>,
    /// Numbers of the morphologies of each part of speech.
    morphs: Morphs,
    /// For each morphology: its part of the parser's tag, and its agreement code.
    codes: Vec<(u32, u32)>,
    /// For each morphology: it is that of a feminine participle.
    feminine: Vec<bool>,
    /// For each morphology: it is that of a past participle, and of a finite verb.
    forms: Vec<[bool; 2]>,
    /// The forms, hashed, of prepositions that nouns govern.
    of: Vec<u32>,
    /// Relation names by number.
    pub labels: Vec<String>,
    /// Numbers of the relations that tell parts of speech apart: what qualifies, tense, copula.
    marks: [Option<u8>; 3],
    /// How wide the parser searches.
    pub search: Search,
}

/// The parser's tag extension and agreement code of a morphology string.
pub fn morph_codes(feats: &str) -> (u32, u32) {
    let mut tag = String::new();
    let mut agree = 0u32;
    for pair in feats.split('|') {
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        match name {
            "VerbForm" | "Mood" | "PronType" | "Reflex" | "Poss" | "NumType" | "Polarity"
            | "Case" | "Degree" => {
                tag.push_str(pair);
            }
            "Tense" if value == "Past" && feats.contains("VerbForm=Part") => tag.push_str(pair),
            "Gender" => agree |= 1 + u32::from(value == "Fem"),
            "Number" => agree |= (1 + u32::from(value == "Plur")) << 2,
            "Person" => {
                agree |= u32::from(value.as_bytes().first().copied().unwrap_or(b'0') & 3) << 4
            }
            _ => {}
        }
    }
    (hash_bytes(tag.as_bytes()) >> 8, agree)
}

/// A word for the parser from what the tagger and lemmatiser (the hash of its lemma) found.
pub fn parser_word(item: &Item, lemma: u32, upos: u8, codes: (u32, u32)) -> parser::Word {
    let pos = u32::from(upos);
    let number = upos == Upos::Num as u8;
    parser::Word {
        form: item.form,
        lemma: if number { item.form } else { lemma },
        pos,
        tag: codes.0 << 5 | pos,
        agree: codes.1,
        lex: item.lex,
    }
}

/// The form under which a lemma is looked up.
pub fn lemma_key<'a>(upos: u8, form: &'a str, lower: &'a str) -> &'a str {
    if upos == Upos::Propn as u8 || upos == Upos::X as u8 || upos == Upos::Sym as u8 {
        form
    } else {
        lower
    }
}

/// The masculine of a feminine participle as written.
fn masculine(feminine: &str) -> Option<&str> {
    feminine
        .strip_suffix("es")
        .or_else(|| feminine.strip_suffix('e'))
}

impl Model {
    /// Opens a model.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Model, ModelError> {
        let file = ModelFile::open(bytes)?;
        let meta = file.lines("meta");
        let value = |key: &str| {
            meta.iter()
                .find_map(|l| l.strip_prefix(key)?.strip_prefix('='))
                .map(str::to_owned)
        };
        let language = value("language")
            .and_then(|code| Language::from_code(&code))
            .ok_or_else(|| ModelError::new("the model names no language"))?;
        let number =
            |key: &str, default: i64| value(key).and_then(|v| v.parse().ok()).unwrap_or(default);
        let feats = file.lines("feats");
        let codes = feats.iter().map(|f| morph_codes(f)).collect();
        let forms = feats
            .iter()
            .map(|f| {
                [
                    f.contains("Tense=Past") && f.contains("VerbForm=Part"),
                    f.contains("VerbForm=Fin"),
                ]
            })
            .collect();
        let feminine = feats
            .iter()
            .map(|f| f.contains("Gender=Fem") && f.contains("VerbForm=Part"))
            .collect();
        let labels = file.lines("labels");
        if feats.is_empty() || labels.is_empty() || labels.len() > 64 {
            return Err(ModelError::new(
                "the model lists no morphology or relations",
            ));
        }
        let segmentation = String::from_utf8_lossy(&file.section("segment")).into_owned();
        let attach = file.section("attach");
        let attach = (!attach.is_empty())
            .then(|| Attachments::open(attach, number("asked", 0) as u32, number("stay", 0) as i32))
            .transpose()?;
        let again = file.section("again");
        let again = (!again.is_empty()).then(|| Rows::open(again)).transpose()?;
        let marks = ["amod", "aux:tense", "cop"];
        let marks = marks.map(|m| labels.iter().position(|l| l == m).map(|at| at as u8));
        let segmentation = Segmentation::parse(&segmentation).map_err(ModelError::new)?;
        let elided = |form: &String| {
            let all = segmentation.elisions.iter();
            let mut short = all.filter(|short| {
                short.trim_end_matches('\'').len() + 1 == form.len()
                    && form.starts_with(short.trim_end_matches('\''))
            });
            short.next().cloned()
        };
        let of = segmentation.repeated_prepositions.iter();
        let of = of
            .flat_map(|form| [Some(form.clone()), elided(form)])
            .flatten()
            .map(|form| hash_bytes(form.as_bytes()))
            .collect();
        Ok(Model {
            language,
            marks,
            attach,
            again,
            doubt: number("doubt", 0) as i32,
            segmentation,
            lexicon: Lexicon::open(&file)?,
            lemmas: Lemmas::open(file.section("lemmas"), &file.lines("lemrules"))?,
            split: Rows::open(file.section("split"))?,
            tagger: Rows::open(file.section("tagger"))?,
            morph: Rows::open(file.section("morph"))?,
            moves: Moves::open(file.section("moves"))?,
            pair: Rows::open(file.section("pair"))?,
            tree: Rows::open(file.section("tree"))?,
            names: Recogniser::open(&file)?,
            morphs: Morphs::parse(&file.lines("morphs"), feats.len())?,
            feats,
            codes,
            feminine,
            forms,
            of,
            labels,
            search: Search {
                width: number("beam", 4).clamp(1, 64) as usize,
                margin: number("margin", 1_000_000),
                handicap: 0,
            },
        })
    }

    /// The lemma of a form under a given part of speech.
    pub fn lemma(&self, upos: Upos, form: &str) -> String {
        let mut lemma = String::new();
        let key = form.to_lowercase();
        self.lemmas
            .lemma(upos as u8, lemma_key(upos as u8, form, &key), &mut lemma);
        lemma
    }

    /// True when the ambiguous contraction at `i` is two words.
    pub(crate) fn splits(&self, items: &[Item], i: usize, features: &mut Vec<u32>) -> bool {
        tagger::split_features(items, i, features);
        let scores = self.split.score(features);
        scores[1] > scores[0]
    }
}

/// Labels a finished tree with the whole tree in view, where the label is not sure without. `out` holds a
/// label for every word by its pair with its head alone, and is overwritten.
pub fn label(
    words: &Words,
    (heads, sure): (&[u16], &[bool]),
    weights: &impl Weights<64>,
    names: &[String],
    out: &mut [u8],
) {
    let nodes = parser::tree(heads, out);
    let root = names.iter().position(|l| l == "root");
    let punct = names.iter().position(|l| l == "punct");
    for (d, head) in heads.iter().enumerate() {
        let is_root = *head as usize >= heads.len();
        if let (true, Some(root)) = (is_root, root) {
            out[d] = root as u8;
            continue;
        }
        // Seen with the whole tree punctuation stays what it is; it need not be asked again.
        let own = Some(usize::from(out[d]));
        if sure[d] && own != root || words.is_punctuation(d) && own == punct {
            continue;
        }
        let seen = TreeLabel {
            words,
            tree: &nodes,
            word: d as u16,
        };
        let mut label = weights.best_of(&seen, names.len());
        if root == Some(label) {
            let mut features = Vec::new();
            seen.put_all(&mut features);
            let mut scores = weights.score(&features);
            scores[label] = i32::MIN;
            label = best(&scores[..names.len().min(64)]);
        }
        out[d] = label as u8;
    }
}

/// Takes a document apart into a builder with the same text, words and sentences, for re-annotation.
pub(crate) fn rebuild(document: &Document) -> DocumentBuilder {
    let mut builder = DocumentBuilder::new(document.text().to_owned(), document.language);
    let empty = builder.sym("");
    for (i, word) in document.words.iter().enumerate() {
        let form = builder.sym(document.form(i));
        builder.document().words.push(crate::Word {
            form,
            lemma: empty,
            feats: empty,
            deprel: empty,
            head: None,
            upos: Upos::X,
            ..*word
        });
    }
    builder.document().sentences = document.sentences.clone();
    builder
}
