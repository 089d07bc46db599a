//! A language model opened from its bytes, and the loop that fills in tags, morphology, lemmas and
//! arcs of given words. Left out: cutting text (`tokens`, `sentences`), names (`names`).

use crate::document::{Document, DocumentBuilder, Sym, Upos};
use crate::keyed::lower_into;
use crate::lemma::Lemmas;
use crate::names::Recogniser;
use crate::parser::attach::{Arcs, Attachments};
use crate::parser::{self, Parser, Scratch, Search, TreeLabel, Words};
use crate::repair;
use crate::segmentation::Segmentation;
use crate::settle;
use crate::tables::{ModelError, ModelFile, Moves, Rows, Templates, Weights, best, hash_bytes};
use crate::tagger::{self, Item, Lexicon, Morphs, describe};
use selon_model::Language;
use std::borrow::Cow;
use std::ops::Range;

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

/// Where a headline goes on behind the few words and the colon that it opens with, if these were read as part of
/// its clause.
fn behind_topic(document: &Document, sentence: &Range<usize>) -> Option<usize> {
    let start = sentence.start;
    if sentence.len() > LONGEST {
        return None;
    }
    let colon = (start + 1..sentence.end.min(start + TOPIC)).find(|w| document.form(*w) == ":")?;
    let named = |w: usize| {
        let first = document.form(w).chars().next();
        first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let opens = named(start)
        && (start..colon).all(|w| named(w) || document.form(w).chars().count() <= SMALL);
    let topic = (start..colon).find(|w| {
        document
            .head(*w)
            .is_none_or(|head| head < start || head > colon)
    })?;
    let subject = document.relation(topic) == "nsubj";
    let below = |relation: &str| {
        (colon + 1..sentence.end)
            .any(|w| document.head(w) == Some(topic) && document.relation(w) == relation)
    };
    let told_more = match document.head(topic) {
        Some(_) => below("appos"),
        None => below("parataxis"),
    };
    (opens && colon + 2 < sentence.end && (subject || told_more)).then_some(colon + 1)
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

/// Buffers kept over a document.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    pub(crate) items: Vec<Item>,
    pub(crate) upos: Vec<u8>,
    /// Items and tags of the whole document, for names.
    pub(crate) all_items: Vec<Item>,
    pub(crate) all_upos: Vec<u8>,
    doubted: Vec<usize>,
    wanted: Vec<(usize, settle::Wanted)>,
    morphs: Vec<u8>,
    /// What is known of the document's forms, by symbol.
    pub(crate) known: Vec<Known>,
    /// The symbols of the sentence's forms.
    forms: Vec<usize>,
    /// The symbols of the morphologies met so far: a text has few of all that there are.
    feats: Vec<Option<Sym>>,
    lower: String,
    features: Vec<u32>,
    text: String,
    words: Words,
    scratch: Scratch,
    arcs: Arcs,
    moved: Vec<u16>,
    heads: Vec<u16>,
    labels: Vec<u8>,
    sure: Vec<bool>,
}

/// What need not be found out again when a form comes back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) item: Item,
    lower: Sym,
    /// The part of speech under which it was lemmatised last, and what came of it.
    upos: u8,
    lemma: Sym,
    hash: u32,
}

const UNKNOWN: Known = Known {
    item: tagger::EDGE,
    lower: Sym(u32::MAX),
    upos: u8::MAX,
    lemma: Sym(0),
    hash: 0,
};

/// Longest stretch that is parsed at once; longer sentences are parsed in pieces.
const LONGEST: usize = 400;
/// The colon that a headline's opening ends with is among so many words, and small words have so many letters.
const TOPIC: usize = 5;
const SMALL: usize = 3;

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

    /// Fills in everything about the words of a document whose forms and sentences are set.
    pub(crate) fn annotate(&self, builder: &mut DocumentBuilder, buffers: &mut Buffers) {
        let sentences: Vec<std::ops::Range<usize>> = builder
            .document()
            .sentences
            .iter()
            .map(|s| s.words.clone())
            .collect();
        let labels: Vec<Sym> = self.labels.iter().map(|l| builder.sym(l)).collect();
        buffers.feats.clear();
        buffers.feats.resize(self.feats.len(), None);
        let repairs = repair::Labels::new(builder);
        buffers.all_items.clear();
        buffers.all_upos.clear();
        for sentence in sentences.iter().cloned() {
            let mut start = sentence.start;
            while start < sentence.end {
                let end = sentence.end.min(start + LONGEST);
                self.annotate_piece(builder, start..end, &labels, buffers);
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
            repair::sentence(builder, sentence.clone(), &self.segmentation, &repairs);
            if self.set_apart(builder, &sentence, &labels, &repairs, buffers) {
                repair::sentence(builder, sentence, &self.segmentation, &repairs);
            }
        }
        if let Some(names) = &self.names {
            let names = names.run(&sentences, &buffers.all_items, &buffers.all_upos);
            builder.document().names = names;
        }
    }

    /// "Niger : l'attaque menée par des rebelles a fait dix morts": where what a headline opens with was taken for
    /// a subject, or for what its noun says more of, the words behind the colon are read by themselves. Says
    /// whether they were.
    fn set_apart(
        &self,
        builder: &mut DocumentBuilder,
        sentence: &Range<usize>,
        labels: &[Sym],
        repairs: &repair::Labels,
        buffers: &mut Buffers,
    ) -> bool {
        let Some(rest) = behind_topic(builder.document(), sentence) else {
            return false;
        };
        let known = buffers.all_items.len() - sentence.len();
        buffers.all_items.truncate(known);
        buffers.all_upos.truncate(known);
        self.annotate_piece(builder, sentence.start..rest, labels, buffers);
        self.annotate_piece(builder, rest..sentence.end, labels, buffers);
        let words = &mut builder.document().words;
        let mut roots = sentence.clone().filter(|w| words[*w].head.is_none());
        if let (Some(topic), Some(root)) = (roots.next(), roots.next()) {
            words[topic].head = Some(root as u32);
            words[topic].deprel = repairs.topic;
        }
        // "le M23 entre dans Goma, l'armée se replie": of two subjects the nearer is the verb's. "Quatre
        // travailleurs": a number is none beside what it counts.
        let document = builder.document();
        let subject = |w: &usize| document.relation(*w) == "nsubj";
        let two = (rest..sentence.end).filter(subject).find_map(|w| {
            let verb = document.head(w)?;
            let mut others = (w + 1..verb).filter(subject);
            let other = others.find(|other| document.head(*other) == Some(verb))?;
            let counts = other == w + 1 && document.upos(w) == Upos::Num;
            Some((w, counts.then_some(other)))
        });
        if let Some((first, counted)) = two {
            let word = &mut builder.document().words[first];
            word.deprel = counted.map_or(repairs.topic, |_| repairs.count);
            word.head = counted.map(|noun| noun as u32).or(word.head);
        }
        true
    }

    fn annotate_piece(
        &self,
        builder: &mut DocumentBuilder,
        range: std::ops::Range<usize>,
        labels: &[Sym],
        b: &mut Buffers,
    ) {
        let n = range.len();
        b.items.clear();
        b.forms.clear();
        for i in range.clone() {
            let form = builder.document().words[i].form;
            let known = self.known(form, builder, b);
            b.items.push(b.known[known].item);
            b.forms.push(known);
        }
        self.tag(b);
        self.settle_adjectives(builder.document(), b);
        b.all_items.extend_from_slice(&b.items);
        b.all_upos.extend_from_slice(&b.upos);
        b.words.clear();
        for (k, i) in range.clone().enumerate() {
            let word = self.fill(builder, (k, i), b);
            b.words.push(word);
        }
        b.words.prepare();
        self.parse(b);
        if self.agree_with_tree(b) {
            self.inflect(b);
            for k in std::mem::take(&mut b.doubted) {
                self.fill(builder, (k, range.start + k), b);
            }
        }
        for (k, i) in range.clone().enumerate() {
            let head = b.heads[k] as usize;
            let word = &mut builder.document().words[i];
            word.head = (head < n).then(|| (range.start + head) as u32);
            word.deprel = labels
                .get(b.labels[k] as usize)
                .copied()
                .unwrap_or(word.deprel);
        }
    }

    /// Writes what the tagger found of word `k` of a piece into word `i` of the document.
    fn fill(
        &self,
        builder: &mut DocumentBuilder,
        (k, i): (usize, usize),
        b: &mut Buffers,
    ) -> parser::Word {
        let upos = b.upos[k];
        let at = b.forms[k];
        if b.known[at].upos != upos {
            let document = builder.document();
            let (form, lower) = (document.words[i].form, b.known[at].lower);
            let key = lemma_key(upos, document.str(form), document.str(lower));
            self.lemmas.lemma(upos, key, &mut b.text);
            let known = &mut b.known[at];
            known.upos = upos;
            known.hash = hash_bytes(b.text.as_bytes());
            known.lemma = builder.sym(&b.text);
        }
        let known = &b.known[at];
        let hash = known.hash;
        let morph = b.morphs[k] as usize;
        // "prise" as a feminine participle is of the verb of "pris", and no form of "priser".
        let mut lemma = known.lemma;
        if upos == Upos::Verb as u8 && self.feminine.get(morph) == Some(&true) {
            let form = builder.document().str(known.lower);
            if let Some(masculine) = masculine(form) {
                self.lemmas.lemma(upos, masculine, &mut b.text);
                lemma = builder.sym(&b.text);
            }
        }
        let feats = self.feats.get(morph).zip(b.feats.get_mut(morph));
        let feats = feats.map(|(feats, sym)| *sym.get_or_insert_with(|| builder.sym(feats)));
        let word = &mut builder.document().words[i];
        word.lemma = lemma;
        word.upos = Upos::ALL[(upos as usize).min(16)].0;
        word.feats = feats.unwrap_or(word.feats);
        let codes = self.codes.get(morph).copied().unwrap_or_default();
        parser_word(&b.items[k], hash, upos, codes)
    }

    /// Where the tree says what a form is that its class leaves open: what qualifies a noun before it is
    /// no noun, and what has a tense and no copula no adjective. True where words have changed, which are
    /// then those in doubt.
    fn agree_with_tree(&self, b: &mut Buffers) -> bool {
        let has = |d: usize, label: Option<u8>| label.is_some_and(|label| b.labels[d] == label);
        b.doubted.clear();
        for (k, item) in b.items.iter().enumerate() {
            let can =
                |upos: Upos| item.allowed != tagger::ANY && item.allowed >> upos as u32 & 1 == 1;
            let children = |label| {
                let mut all = b.heads[..k].iter().enumerate();
                all.any(|(d, head)| usize::from(*head) == k && has(d, label))
            };
            let other = if b.upos[k] == Upos::Noun as u8 {
                let qualifies = has(k, self.marks[0]) && usize::from(b.heads[k]) > k;
                (qualifies && can(Upos::Adj)).then_some(Upos::Adj)
            } else if b.upos[k] == Upos::Adj as u8 {
                let verbal = can(Upos::Verb) && children(self.marks[1]) && !children(self.marks[2]);
                verbal.then_some(Upos::Verb)
            } else {
                None
            };
            if let Some(other) = other {
                b.upos[k] = other as u8;
                b.doubted.push(k);
            }
        }
        !b.doubted.is_empty()
    }

    /// Index of what is known of a form in this document; most forms come back.
    pub(crate) fn known(&self, form: Sym, builder: &mut DocumentBuilder, b: &mut Buffers) -> usize {
        let at = form.0 as usize;
        if at >= b.known.len() {
            b.known.resize(at + 1, UNKNOWN);
        }
        if b.known[at].lower == UNKNOWN.lower {
            let text = builder.document().str(form);
            lower_into(text, &mut b.lower);
            b.known[at].item = describe(text, &b.lower, &self.lexicon, &mut b.text);
            b.known[at].lower = builder.sym(&b.lower);
        }
        at
    }

    fn tag(&self, b: &mut Buffers) {
        let (features, upos, doubted) = (&mut b.features, &mut b.upos, &mut b.doubted);
        tagger::tag(&b.items, &self.tagger, self.doubt, features, upos, doubted);
        if let Some(again) = &self.again {
            tagger::tag_again(&b.items, [&self.tagger, again], doubted, features, upos);
        }
        self.inflect(b);
        self.settle(b);
    }

    /// Makes adjectives of feminine "participles" whose masculine is a form of no verb: "are present", whose
    /// plural is spelt as a form of "to present".
    fn settle_adjectives(&self, document: &Document, b: &mut Buffers) {
        let may =
            |allowed: u32, upos: Upos| allowed == tagger::ANY || allowed >> upos as u32 & 1 == 1;
        let mut any = false;
        for k in 0..b.upos.len() {
            let allowed = b.items[k].allowed;
            let participle = b.upos[k] == Upos::Verb as u8
                && self.feminine.get(b.morphs[k] as usize) == Some(&true);
            if !participle || allowed == tagger::ANY || !may(allowed, Upos::Adj) {
                continue;
            }
            let lower = document.str(b.known[b.forms[k]].lower);
            let Some(masculine) = masculine(lower) else {
                continue;
            };
            let class = self.lexicon.class(masculine);
            if !may(self.lexicon.allowed(masculine, class, false), Upos::Verb) {
                b.upos[k] = Upos::Adj as u8;
                any = true;
            }
        }
        if any {
            self.inflect(b);
        }
    }

    /// Makes verbs of what can be nothing else, where the tables of forms agree.
    fn settle(&self, b: &mut Buffers) {
        settle::verbs_read_as_nouns(&b.items, &b.upos, &self.of, &mut b.wanted);
        if b.wanted.is_empty() {
            return;
        }
        for (k, _) in &b.wanted {
            b.upos[*k] = Upos::Verb as u8;
        }
        self.inflect(b);
        let mut all = true;
        for (k, wanted) in &b.wanted {
            let form = self.forms.get(b.morphs[*k] as usize);
            if !form.is_some_and(|form| form[*wanted as usize]) {
                b.upos[*k] = Upos::Noun as u8;
                all = false;
            }
        }
        if !all {
            self.inflect(b);
        }
    }

    fn inflect(&self, b: &mut Buffers) {
        tagger::morphology(
            &b.items,
            &b.upos,
            &self.morph,
            &self.morphs,
            &mut b.features,
            &mut b.morphs,
        );
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
        b.labels.clear();
        for node in b.scratch.nodes() {
            let inside = (node.head as usize) < n;
            b.heads.push(if inside { node.head } else { parser::NONE });
            b.labels.push(node.label);
        }
        for moved in parser::one_root(&b.words, &mut b.heads) {
            let head = b.heads[moved];
            b.labels[moved] = parser.pair_label(&b.words, head, moved as u16, &mut b.scratch);
        }
        if let Some(attach) = &self.attach {
            b.arcs.set(&b.heads, &b.labels);
            attach.mend(&b.words, &mut b.arcs, &mut b.moved);
            for moved in &b.moved {
                let head = b.arcs.heads[usize::from(*moved)];
                b.heads[usize::from(*moved)] = head;
                b.labels[usize::from(*moved)] =
                    parser.pair_label(&b.words, head, *moved, &mut b.scratch);
            }
        }
        b.sure.clear();
        for (d, head) in (0u16..).zip(&b.heads) {
            let inside = usize::from(*head) < n;
            let sure = inside && parser.is_sure(&b.words, *head, d, &mut b.scratch);
            b.sure.push(sure);
        }
        label(
            &b.words,
            (&b.heads, &b.sure),
            &self.tree,
            &self.labels,
            &mut b.labels,
        );
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
