//! Training and cross-validation of the name recogniser on a corpus of texts with character spans.

use crate::crf::{self, Field, Pace, Stretch};
use crate::gazette::{Listed, cells};
use selon_model::Language;
use selon_text::names::{
    self, Chain, Gazette, Leaning, Look, Recogniser, Seen, Table, Work, class_of, kind_of,
};
use selon_text::tables::{Bytes, ModelFile};
use selon_text::tagger::{Item, Lexicon};
use selon_text::{Engine, Name, NameKind, Upos};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// A text with its words as the engine cuts and tags them, and the right classes.
pub struct Text {
    items: Vec<Item>,
    upos: Vec<u8>,
    sentences: Vec<Range<usize>>,
    classes: Vec<u8>,
    /// Names of several words: where, their kind, and the classes of the names within them.
    outer: Vec<(Range<usize>, usize, Vec<u8>)>,
    /// First words of the names that hold no capital word.
    heads: Vec<u32>,
    /// Every annotated name of the three kinds in bytes, nested ones included.
    gold: BTreeSet<(u32, u32, NameKind)>,
    spans: Vec<(u32, u32)>,
}

impl Text {
    fn seen<'a>(&'a self, s: &Range<usize>, looks: &'a [Look]) -> Seen<'a> {
        Seen {
            items: &self.items[s.clone()],
            upos: &self.upos[s.clone()],
            looks: &looks[s.clone()],
        }
    }
}

/// What the recogniser is made from.
pub struct Sources<'a> {
    pub language: Language,
    /// The corpus, JSON lines.
    pub names: &'a str,
    /// Folders whose files name the articles to leave out, because others are scored on them.
    pub without: &'a [String],
    /// The folder of the world's tables.
    pub world: &'a Path,
    /// Given and family names.
    pub people: &'a str,
    /// Words, their cells and their clusters.
    pub clusters: &'a str,
    /// A newer segmentation file to put into the model first.
    pub segment: Option<&'a str>,
}

impl Sources<'_> {
    /// The corpus as a finished model cuts and tags it, and the lists of known names.
    pub fn open(&self, model: &[u8]) -> Result<(Vec<Text>, Listed), String> {
        // The recogniser that is to be replaced may be of an older make.
        let [cells, clusters] = cells(self.clusters)?;
        let mut first = vec![
            ("names1", Vec::new()),
            ("cells", cells),
            ("clusters", clusters),
        ];
        first.extend(self.segment.map(|s| ("segment", s.as_bytes().to_vec())));
        let model = crate::build::replace(model.to_vec(), first).map_err(|e| e.to_string())?;
        let file = ModelFile::open(Cow::Owned(model.clone())).map_err(|e| e.to_string())?;
        let lexicon = Lexicon::open(&file).map_err(|e| e.to_string())?;
        let engine = Engine::new([Cow::Owned(model)]).map_err(|e| e.to_string())?;
        let rules = &engine
            .model(self.language)
            .ok_or("the model is of another language")?
            .segmentation;
        let listed = Listed::read(self.world, self.people, rules, &lexicon)?;
        let mut without = BTreeSet::new();
        for folder in self.without {
            for file in std::fs::read_dir(folder).map_err(|e| format!("{folder}: {e}"))? {
                let path = file.map_err(|e| format!("{folder}: {e}"))?.path();
                without.extend(path.file_stem().map(|s| s.to_string_lossy().into_owned()));
            }
        }
        let texts = read(self.names, &without, &engine, self.language)?;
        Ok((texts, listed))
    }
}

/// A model with its name recogniser trained anew; its words are cut and tagged by the model itself.
pub fn renew(sources: &Sources, model: Vec<u8>, plan: &Plan) -> Result<Vec<u8>, String> {
    let (texts, listed) = sources.open(&model)?;
    let texts: Vec<&Text> = texts.iter().collect();
    let sections = train(&texts, &listed, plan);
    let sizes = sections.each_ref().map(Vec::len);
    eprintln!(
        "names: {} texts; tables and gazette of {sizes:?} bytes",
        texts.len()
    );
    let mut new: Vec<(&str, Vec<u8>)> = Recogniser::SECTIONS
        .into_iter()
        .chain(["gazette"])
        .zip(sections)
        .collect();
    let [cells, clusters] = cells(sources.clusters)?;
    new.extend([("cells", cells), ("clusters", clusters)]);
    if let Some(segment) = sources.segment {
        new.push(("segment", segment.as_bytes().to_vec()));
    }
    crate::build::replace(model, new).map_err(|e| e.to_string())
}

/// Reads JSON lines: `text`, and `entities` as (start, end, type) in characters.
fn read(
    input: &str,
    without: &BTreeSet<String>,
    engine: &Engine,
    language: Language,
) -> Result<Vec<Text>, String> {
    let mut out = Vec::new();
    for (number, line) in input.lines().enumerate() {
        let fail = |what: &str| format!("line {}: {what}", number + 1);
        let value: serde_json::Value =
            serde_json::from_str(line).map_err(|e| fail(&e.to_string()))?;
        let id = value["id"].as_str().unwrap_or_default();
        if without.contains(id.rsplit('/').next().unwrap_or(id)) {
            continue;
        }
        let text = value["text"].as_str().ok_or_else(|| fail("no text"))?;
        let offsets: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut spans: Vec<(u32, u32, usize)> = Vec::new();
        for e in value["entities"]
            .as_array()
            .ok_or_else(|| fail("no entities"))?
        {
            let kind = match e[2].as_str() {
                Some("Person") => 0,
                Some("Organization") => 1,
                Some("Location") => 2,
                Some("Event") => 3,
                Some("Product") => 4,
                _ => continue,
            };
            let at = |v: &serde_json::Value| {
                v.as_u64()
                    .and_then(|n| offsets.get(n as usize))
                    .map(|n| *n as u32)
                    .ok_or_else(|| fail("an offset lies outside the text"))
            };
            spans.push((at(&e[0])?, at(&e[1])?, kind));
        }
        let document = engine.analyse(text, language, None);
        let n = document.words.len();
        let (items, upos) = engine
            .described(&document)
            .ok_or("the model is of another language")?;
        // The three kinds first, outermost first; other names where nothing else stands.
        let mut order = spans.clone();
        order.sort_by_key(|(start, end, kind)| {
            (
                kind_of(*kind).is_none(),
                std::cmp::Reverse(end - start),
                *start,
                *kind,
            )
        });
        let mut classes = vec![0u8; n];
        let mut heads = Vec::new();
        let mut outer: Vec<(Range<usize>, usize, Vec<u8>)> = Vec::new();
        for (start, end, kind) in order {
            let words: Vec<usize> = (0..n)
                .filter(|w| {
                    let span = document.words[*w].span;
                    span.start >= start && span.end <= end
                })
                .collect();
            let one_sentence = words
                .windows(2)
                .all(|p| document.words[p[0]].sentence == document.words[p[1]].sentence);
            let (Some(first), true) = (words.first().copied(), one_sentence) else {
                continue;
            };
            let here = first..first + words.len();
            if words.iter().any(|w| classes[*w] != 0) {
                let around = outer.iter_mut().find(|(around, _, _)| {
                    around.start <= here.start && here.end <= around.end && *around != here
                });
                if let Some((around, _, within)) = around
                    && kind_of(kind).is_some()
                {
                    let slots = &mut within[here.start - around.start..here.end - around.start];
                    if slots.iter().all(|c| *c == 0) {
                        for (k, slot) in slots.iter_mut().enumerate() {
                            *slot = class_of(kind, k, here.len());
                        }
                    }
                }
                continue;
            }
            if here.len() > 1 && kind_of(kind).is_some() {
                let within = vec![0; here.len()];
                outer.push((here, kind, within));
            }
            for (k, w) in words.iter().enumerate() {
                classes[*w] = class_of(kind, k, words.len());
            }
            let head = &items[words[0]];
            let tag = upos[words[0]];
            let noun = tag == Upos::Noun as u8 || tag == Upos::Propn as u8 && head.lex != 0;
            if words.iter().all(|w| items[*w].shape & 1 == 0)
                || kind_of(kind) == Some(NameKind::Organization) && words.len() > 1 && noun
            {
                heads.push(head.form);
            }
        }
        out.push(Text {
            items,
            upos,
            sentences: document.sentences.iter().map(|s| s.words.clone()).collect(),
            classes,
            outer,
            heads,
            gold: spans
                .iter()
                .filter_map(|(a, b, k)| kind_of(*k).map(|k| (*a, *b, k)))
                .collect(),
            spans: document
                .words
                .iter()
                .map(|w| (w.span.start, w.span.end))
                .collect(),
        });
    }
    Ok(out)
}

/// What a text's words look like under a gazette: features by word, none for words never asked.
fn prepare(text: &Text, gazette: &Gazette) -> (Vec<Look>, Vec<Vec<u32>>) {
    let looks = names::looks(&text.items, &text.sentences, gazette);
    let mut features = vec![Vec::new(); text.items.len()];
    for s in &text.sentences {
        let seen = text.seen(s, &looks);
        let stretches = names::stretches(&seen);
        for i in stretches.into_iter().flat_map(|s| s.sure.start..s.end) {
            names::features(&seen, i, &mut features[s.start + i]);
        }
    }
    (looks, features)
}

fn stretches<'a>(texts: &[&'a Text], features: &'a [Vec<Vec<u32>>]) -> Vec<Stretch<'a>> {
    let mut out = Vec::new();
    for (text, features) in texts.iter().zip(features) {
        for s in &text.sentences {
            let mut i = s.start;
            while i < s.end {
                let mut end = i;
                while end < s.end && !features[end].is_empty() {
                    end += 1;
                }
                if end > i {
                    out.push(Stretch {
                        features: features[i..end].iter().map(Vec::as_slice).collect(),
                        right: &text.classes[i..end],
                    });
                }
                i = end.max(i + 1);
            }
        }
    }
    out
}

/// How the recogniser is trained.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub seed: u64,
    /// Trainings whose weights are averaged.
    pub seeds: u64,
    pub pace: Pace,
    /// Weights below it are dropped.
    pub floor: f32,
}

fn field(texts: &[&Text], features: &[Vec<Vec<u32>>], plan: &Plan, seeds: u64) -> Vec<u8> {
    let stretches = stretches(texts, features);
    let fields: Vec<Field> = (0..seeds)
        .map(|k| Field::train(&stretches, plan.pace, plan.seed + k))
        .collect();
    crf::pack(&fields, plan.floor)
}

/// Words written small that begin names of small words only, twice or oftener.
fn heads(texts: &[&Text]) -> BTreeMap<u32, u16> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for text in texts {
        for head in &text.heads {
            *counts.entry(names::join(0, *head)).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(key, _)| (key, names::listed::HEAD))
        .collect()
}

/// Trains both passes; the second sees jackknifed answers of the first. Returns the sections of
/// the first, of the second, and the gazette with the heads found in these texts.
pub fn train(texts: &[&Text], listed: &Listed, plan: &Plan) -> [Vec<u8>; 4] {
    let packed = listed.pack(&heads(texts));
    let gazette = Gazette::open(Bytes(Cow::Owned(packed.clone()))).expect("just packed");
    let (looks, mut features): (Vec<Vec<Look>>, Vec<Vec<Vec<u32>>>) =
        texts.iter().map(|t| prepare(t, &gazette)).unzip();
    let folds = 5;
    let mut guesses: Vec<Vec<u8>> = texts.iter().map(|t| vec![0; t.items.len()]).collect();
    let mut leanings: Vec<Vec<Leaning>> = texts
        .iter()
        .map(|t| vec![Leaning::default(); t.items.len()])
        .collect();
    for fold in 0..folds {
        let (part, seen): (Vec<&Text>, Vec<Vec<Vec<u32>>>) = texts
            .iter()
            .zip(&features)
            .enumerate()
            .filter(|(i, _)| i % folds != fold)
            .map(|(_, (t, f))| (*t, f.clone()))
            .unzip();
        let weights = table(field(&part, &seen, plan, 1));
        let chain = Chain::new(&weights);
        let mut work = Work::default();
        for i in (fold..texts.len()).step_by(folds) {
            for s in &texts[i].sentences {
                let seen = texts[i].seen(s, &looks[i]);
                let out = (&mut guesses[i][s.clone()], &mut leanings[i][s.clone()]);
                names::run(&seen, &weights, &chain, &mut work, out);
            }
        }
    }
    let first = field(texts, &features, plan, plan.seeds);
    for (i, text) in texts.iter().enumerate() {
        let votes = names::votes(&text.items, &guesses[i], &leanings[i]);
        for s in &text.sentences {
            let seen = text.seen(s, &looks[i]);
            for k in s.clone() {
                if !features[i][k].is_empty() {
                    let said = (&guesses[i][s.clone()], &leanings[i][s.clone()]);
                    let found = &mut features[i][k];
                    names::second(&seen, said, k - s.start, &votes, found);
                }
            }
        }
    }
    let second = field(texts, &features, plan, plan.seeds);
    [first, second, within(texts, &looks, plan), packed]
}

/// Trains on the names within names.
fn within(texts: &[&Text], looks: &[Vec<Look>], plan: &Plan) -> Vec<u8> {
    let mut features: Vec<(Vec<Vec<u32>>, &[u8])> = Vec::new();
    for (text, looks) in texts.iter().zip(looks) {
        for (name, kind, within) in &text.outer {
            let Some(s) = text.sentences.iter().find(|s| s.contains(&name.start)) else {
                continue;
            };
            let seen = text.seen(s, looks);
            let place = name.start - s.start..name.end - s.start;
            let words = place.clone().map(|i| {
                let mut found = Vec::new();
                names::inner(&seen, &place, *kind, i, &mut found);
                found
            });
            features.push((words.collect(), within));
        }
    }
    let stretches: Vec<Stretch> = features
        .iter()
        .map(|(words, right)| Stretch {
            features: words.iter().map(Vec::as_slice).collect(),
            right,
        })
        .collect();
    crf::pack(
        &[Field::train(&stretches, plan.pace, plan.seed)],
        plan.floor,
    )
}

fn table(bytes: Vec<u8>) -> Table {
    Table::open(Bytes(Cow::Owned(bytes))).expect("just packed")
}

/// A recogniser from the sections that [`train`] returns.
fn recogniser([first, second, within, gazette]: [Vec<u8>; 4]) -> Recogniser {
    let gazette = Gazette::open(Bytes(Cow::Owned(gazette))).expect("just packed");
    Recogniser::new([first, second, within].map(table), gazette)
}

/// F1 per kind over exact spans, by cross-validation.
pub fn cross(
    texts: &[Text],
    listed: &Listed,
    plan: &Plan,
    folds: usize,
    mut differ: impl FnMut(usize, char, (u32, u32, NameKind)),
) -> String {
    let mut counts: BTreeMap<NameKind, (usize, usize, usize)> = BTreeMap::new();
    let trained = crate::build::parallel(folds, |fold| {
        let part: Vec<&Text> = texts
            .iter()
            .enumerate()
            .filter(|(i, _)| i % folds != fold)
            .map(|(_, t)| t)
            .collect();
        let sections = train(&part, listed, plan);
        if fold == 0 {
            eprintln!("sizes: {:?}", sections.each_ref().map(Vec::len));
        }
        recogniser(sections)
    });
    for (fold, recogniser) in trained.iter().enumerate() {
        for (number, text) in texts.iter().enumerate().skip(fold).step_by(folds) {
            let found = recogniser.run(&text.sentences, &text.items, &text.upos);
            let got: BTreeSet<(u32, u32, NameKind)> = found
                .iter()
                .map(|n: &Name| {
                    (
                        text.spans[n.words.start].0,
                        text.spans[n.words.end - 1].1,
                        n.kind,
                    )
                })
                .collect();
            for g in &text.gold {
                counts.entry(g.2).or_default().0 += 1;
                if !got.contains(g) {
                    differ(number, '-', *g);
                }
            }
            for f in &got {
                counts.entry(f.2).or_default().1 += 1;
                if text.gold.contains(f) {
                    counts.entry(f.2).or_default().2 += 1;
                } else {
                    differ(number, '+', *f);
                }
            }
        }
    }
    counts
        .iter()
        .map(|(kind, (gold, found, right))| {
            format!(
                "{kind:?}: precision {:.3} recall {:.3} F1 {:.3}",
                *right as f64 / (*found).max(1) as f64,
                *right as f64 / (*gold).max(1) as f64,
                2.0 * *right as f64 / (gold + found).max(1) as f64
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}
