//! A language model opened from its bytes, and the loop that fills in tags, morphology, lemmas and
//! arcs of given words. Left out: cutting text (`tokens`, `sentences`), names (`names`).

use crate::document::{Document, DocumentBuilder, Sym, Upos};
use crate::lemma::Lemmas;
use crate::names::Recogniser;
use crate::parser::{self, Parser, Scratch, Search, Words};
use crate::repair;
use crate::segmentation::Segmentation;
use crate::tables::{ModelError, ModelFile, Moves, Sparse, Weights, best, hash_bytes};
use crate::tagger::{self, Item, Lexicon, describe};
use selon_model::Language;
use std::borrow::Cow;

/// A trained model of one language.
#[derive(Debug)]
pub struct Model {
    /// Its language.
    pub language: Language,
    /// How its text is cut.
    pub segmentation: Segmentation,
    pub(crate) lexicon: Lexicon,
    lemmas: Lemmas,
    split: Sparse,
    tagger: Sparse,
    morph: Sparse,
    moves: Moves,
    pair: Sparse,
    tree: Sparse,
    /// The name recogniser, where the model has one.
    names: Option<Recogniser>,
    /// Morphology strings by number.
    pub feats: Vec<String>,
    /// For each morphology: its part of the parser's tag, and its agreement code.
    codes: Vec<(u32, u32)>,
    /// Relation names by number.
    pub labels: Vec<String>,
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

/// A word for the parser from what the tagger and lemmatiser found.
pub fn parser_word(item: &Item, lemma: &str, upos: u8, codes: (u32, u32)) -> parser::Word {
    let pos = u32::from(upos);
    let number = upos == Upos::Num as u8;
    parser::Word {
        form: item.form,
        lemma: if number {
            item.form
        } else {
            hash_bytes(lemma.as_bytes())
        },
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

/// Buffers kept over a document.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    pub(crate) items: Vec<Item>,
    pub(crate) upos: Vec<u8>,
    /// Items and tags of the whole document, for names.
    all_items: Vec<Item>,
    all_upos: Vec<u8>,
    morphs: Vec<u8>,
    features: Vec<u32>,
    text: String,
    words: Words,
    scratch: Scratch,
    heads: Vec<u16>,
    pair_labels: Vec<u8>,
}

/// Longest stretch that is parsed at once; longer sentences are parsed in pieces.
const LONGEST: usize = 400;

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
        let labels = file.lines("labels");
        if feats.is_empty() || labels.is_empty() || labels.len() > 64 {
            return Err(ModelError::new(
                "the model lists no morphology or relations",
            ));
        }
        let segmentation = String::from_utf8_lossy(&file.section("segment")).into_owned();
        Ok(Model {
            language,
            segmentation: Segmentation::parse(&segmentation).map_err(ModelError::new)?,
            lexicon: Lexicon::open(file.section("lexicon"))?,
            lemmas: Lemmas::open(file.section("lemmas"), &file.lines("lemrules"))?,
            split: Sparse::open(file.section("split"))?,
            tagger: Sparse::open(file.section("tagger"))?,
            morph: Sparse::open(file.section("morph"))?,
            moves: Moves::open(file.section("moves"))?,
            pair: Sparse::open(file.section("pair"))?,
            tree: Sparse::open(file.section("tree"))?,
            names: Recogniser::open(&file)?,
            feats,
            codes,
            labels,
            search: Search {
                width: number("beam", 4).clamp(1, 64) as usize,
                margin: number("margin", 1_000_000),
            },
        })
    }

    /// True when the ambiguous contraction at `i` is two words.
    pub(crate) fn splits(&self, items: &[Item], i: usize, features: &mut Vec<u32>) -> bool {
        tagger::split_features(items, i, features);
        let mut scores = [0i32; 2];
        for f in features.iter() {
            self.split.add(*f, &mut scores);
        }
        scores[1] > scores[0]
    }

    /// Fills in everything about the words of a document whose forms and sentences are set.
    pub(crate) fn annotate(&self, builder: &mut DocumentBuilder, buffers: &mut Buffers) {
        let sentences: Vec<std::ops::Range<usize>> = builder
            .document()
            .sentences
            .iter()
            .map(|s| s.words.clone())
            .collect();
        let feats: Vec<Sym> = self.feats.iter().map(|f| builder.sym(f)).collect();
        let labels: Vec<Sym> = self.labels.iter().map(|l| builder.sym(l)).collect();
        let mut lower = String::new();
        buffers.all_items.clear();
        buffers.all_upos.clear();
        for sentence in sentences.iter().cloned() {
            let mut start = sentence.start;
            while start < sentence.end {
                let end = sentence.end.min(start + LONGEST);
                self.annotate_piece(builder, start..end, &feats, &labels, &mut lower, buffers);
                if start > sentence.start {
                    // Pieces of an overlong sentence hang from its first root.
                    let words = &mut builder.document().words;
                    let root = (sentence.start..start).find(|i| words[*i].head.is_none());
                    if let (Some(root), Some(piece)) =
                        (root, (start..end).find(|i| words[*i].head.is_none()))
                    {
                        words[piece].head = Some(root as u32);
                    }
                }
                start = end;
            }
            repair::sentence(builder, sentence, &self.segmentation);
        }
        if let Some(names) = &self.names {
            let names = names.run(&sentences, &buffers.all_items, &buffers.all_upos);
            builder.document().names = names;
        }
    }

    fn annotate_piece(
        &self,
        builder: &mut DocumentBuilder,
        range: std::ops::Range<usize>,
        feats: &[Sym],
        labels: &[Sym],
        lower: &mut String,
        b: &mut Buffers,
    ) {
        let n = range.len();
        b.items.clear();
        let mut lowers: Vec<Option<String>> = Vec::with_capacity(n);
        for i in range.clone() {
            let form = builder.word_form(i);
            lower.clear();
            lower.extend(form.chars().flat_map(char::to_lowercase));
            b.items
                .push(describe(form, lower, &self.lexicon, &mut b.text));
            lowers.push((form != lower).then(|| lower.clone()));
        }
        self.tag(b);
        b.all_items.extend_from_slice(&b.items);
        b.all_upos.extend_from_slice(&b.upos);
        let mut words = Vec::with_capacity(n);
        for (k, i) in range.clone().enumerate() {
            let upos = b.upos[k];
            let form = builder.word_form(i);
            let low = lowers[k].as_deref().unwrap_or(form);
            self.lemmas
                .lemma(upos, lemma_key(upos, form, low), &mut b.text);
            let morph = b.morphs[k] as usize;
            words.push(parser_word(
                &b.items[k],
                &b.text,
                upos,
                self.codes.get(morph).copied().unwrap_or_default(),
            ));
            let lemma = builder.sym(&b.text);
            let word = &mut builder.document().words[i];
            word.lemma = lemma;
            word.upos = Upos::ALL[(upos as usize).min(16)].0;
            word.feats = feats.get(morph).copied().unwrap_or(word.feats);
        }
        b.words.set(words.into_iter());
        self.parse(b);
        for (k, i) in range.clone().enumerate() {
            let head = b.heads[k] as usize;
            let word = &mut builder.document().words[i];
            word.head = (head < n).then(|| (range.start + head) as u32);
            word.deprel = labels
                .get(b.pair_labels[k] as usize)
                .copied()
                .unwrap_or(word.deprel);
        }
    }

    fn tag(&self, b: &mut Buffers) {
        b.upos.clear();
        b.morphs.clear();
        let (mut t1, mut t2) = (60u32, 60u32);
        for i in 0..b.items.len() {
            tagger::tag_features(&b.items, i, t1, t2, &mut b.features);
            let mut scores = [0i32; 17];
            for f in &b.features {
                self.tagger.add(*f, &mut scores);
            }
            let tag = best(&scores) as u8;
            b.upos.push(tag);
            t2 = t1;
            t1 = u32::from(tag);
        }
        let (mut m1, mut m2) = (999u32, 999u32);
        for i in 0..b.items.len() {
            tagger::morph_features(&b.items, &b.upos, i, m1, m2, &mut b.features);
            let mut scores = [0i32; 256];
            let scores = &mut scores[..self.feats.len().min(256)];
            for f in &b.features {
                self.morph.add(*f, scores);
            }
            let morph = best(scores) as u8;
            b.morphs.push(morph);
            m2 = m1;
            m1 = u32::from(morph);
        }
    }

    fn parse(&self, b: &mut Buffers) {
        let n = b.words.len();
        let parser = Parser {
            moves: &self.moves,
            labels: &self.pair,
            label_count: self.labels.len(),
        };
        parser.parse(&b.words, self.search, None, &mut b.scratch);
        b.heads.clear();
        b.heads.extend(b.scratch.nodes().iter().map(|node| {
            if (node.head as usize) < n {
                node.head
            } else {
                parser::NONE
            }
        }));
        parser::one_root(&b.words, &mut b.heads);
        label(
            &b.words,
            &b.heads,
            &self.pair,
            &self.tree,
            &self.labels,
            &mut b.features,
            &mut b.pair_labels,
        );
    }
}

/// Labels a finished tree: pairs first, then with the whole tree in view.
pub fn label(
    words: &Words,
    heads: &[u16],
    pair: &impl Weights,
    tree: &impl Weights,
    names: &[String],
    features: &mut Vec<u32>,
    out: &mut Vec<u8>,
) {
    out.clear();
    for (d, head) in heads.iter().enumerate() {
        parser::pair_label_features(words, *head, d as u16, features);
        let mut scores = [0i32; 64];
        let scores = &mut scores[..names.len().min(64)];
        for f in features.iter() {
            pair.add(*f, scores);
        }
        out.push(best(scores) as u8);
    }
    let nodes = parser::tree(heads, out);
    let root = names.iter().position(|l| l == "root");
    for (d, head) in heads.iter().enumerate() {
        parser::pair_label_features(words, *head, d as u16, features);
        parser::tree_label_features(words, &nodes, d as u16, features);
        let mut scores = [0i32; 64];
        let scores = &mut scores[..names.len().min(64)];
        for f in features.iter() {
            tree.add(*f, scores);
        }
        let is_root = *head as usize >= heads.len();
        if let Some(root) = root {
            if is_root {
                out[d] = root as u8;
                continue;
            }
            scores[root] = i32::MIN;
        }
        out[d] = best(scores) as u8;
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
