//! Training and cross-validation of the name recogniser on a corpus of texts with character spans.

use crate::learn::{Dice, Learner, open};
use selon_model::Language;
use selon_text::model::recognise;
use selon_text::names::{self, CLASSES, class_of};
use selon_text::tables::{Sparse, Weights, best};
use selon_text::tagger::{Item, Lexicon, describe};
use selon_text::{Engine, Name, NameKind};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A text with its words as the engine cuts and tags them, and the right classes.
pub struct Text {
    items: Vec<Item>,
    upos: Vec<u8>,
    sentences: Vec<Range<usize>>,
    classes: Vec<u8>,
    /// Every annotated name of the three kinds in bytes, nested ones included.
    gold: BTreeSet<(u32, u32, NameKind)>,
    spans: Vec<(u32, u32)>,
}

/// Reads JSON lines: `text`, and `entities` as (start, end, type) in characters.
pub fn read(
    input: &str,
    engine: &Engine,
    language: Language,
    lexicon: &Lexicon,
) -> Result<Vec<Text>, String> {
    let mut out = Vec::new();
    for (number, line) in input.lines().enumerate() {
        let fail = |what: &str| format!("line {}: {what}", number + 1);
        let value: serde_json::Value =
            serde_json::from_str(line).map_err(|e| fail(&e.to_string()))?;
        let text = value["text"].as_str().ok_or_else(|| fail("no text"))?;
        let offsets: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut spans: Vec<(u32, u32, Option<NameKind>)> = Vec::new();
        for e in value["entities"]
            .as_array()
            .ok_or_else(|| fail("no entities"))?
        {
            let kind = match e[2].as_str() {
                Some("Person") => Some(NameKind::Person),
                Some("Organization") => Some(NameKind::Organization),
                Some("Location") => Some(NameKind::Location),
                Some("Event" | "Product") => None,
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
        let mut buffer = String::new();
        let n = document.words.len();
        let items: Vec<Item> = (0..n)
            .map(|w| {
                describe(
                    document.form(w),
                    &document.form(w).to_lowercase(),
                    lexicon,
                    &mut buffer,
                )
            })
            .collect();
        // The three kinds first, outermost first; other names where nothing else stands.
        let mut order = spans.clone();
        order.sort_by_key(|(start, end, kind)| {
            (
                kind.is_none(),
                std::cmp::Reverse(end - start),
                *start,
                *kind,
            )
        });
        let mut classes = vec![0u8; n];
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
            if words.is_empty() || !one_sentence || words.iter().any(|w| classes[*w] != 0) {
                continue;
            }
            for (k, w) in words.iter().enumerate() {
                classes[*w] = class_of(kind) + u8::from(k > 0);
            }
        }
        out.push(Text {
            items,
            upos: (0..n).map(|w| document.upos(w) as u8).collect(),
            sentences: document.sentences.iter().map(|s| s.words.clone()).collect(),
            classes,
            gold: spans
                .iter()
                .filter_map(|(a, b, k)| k.map(|k| (*a, *b, k)))
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

fn pass(
    texts: &[&Text],
    first: Option<&[Vec<u8>]>,
    bits: u32,
    rounds: usize,
    seed: u64,
) -> Learner {
    let mut learner = Learner::new(bits);
    let votes: Vec<names::Votes> = first
        .map(|f| {
            texts
                .iter()
                .zip(f)
                .map(|(t, g)| names::votes(&t.items, g))
                .collect()
        })
        .unwrap_or_default();
    let mut order: Vec<(usize, usize)> = texts
        .iter()
        .enumerate()
        .flat_map(|(t, text)| (0..text.sentences.len()).map(move |s| (t, s)))
        .collect();
    let mut dice = Dice::new(seed);
    let mut features = Vec::new();
    for _ in 0..rounds {
        dice.shuffle(&mut order);
        for &(t, s) in &order {
            let range = texts[t].sentences[s].clone();
            let items = &texts[t].items[range.clone()];
            let upos = &texts[t].upos[range.clone()];
            let right = &texts[t].classes[range.clone()];
            let (mut y1, mut y2) = (0u8, 0u8);
            for i in 0..items.len() {
                let class = if names::plain(items, i) {
                    0
                } else {
                    learner.tick();
                    names::features(items, upos, i, y1, y2, &mut features);
                    if let Some(first) = first {
                        names::second(
                            items,
                            &first[t][range.clone()],
                            i,
                            y1,
                            &votes[t],
                            &mut features,
                        );
                    }
                    let mut scores = [0i32; CLASSES];
                    for f in &features {
                        learner.add(*f, &mut scores);
                    }
                    names::legal(&mut scores, y1);
                    scores[right[i] as usize] -= 1;
                    let guess = best(&scores) as u8;
                    if guess != right[i] {
                        learner.update(&features, right[i], 1);
                        learner.update(&features, guess, -1);
                    }
                    guess
                };
                y2 = y1;
                y1 = class;
            }
        }
    }
    learner
}

fn first_guesses(texts: &[&Text], weights: &Sparse) -> Vec<Vec<u8>> {
    let mut buffer = Vec::new();
    texts
        .iter()
        .map(|t| {
            let mut out = Vec::new();
            for s in &t.sentences {
                names::run(
                    &t.items[s.clone()],
                    &t.upos[s.clone()],
                    weights,
                    None,
                    &mut buffer,
                    &mut out,
                );
            }
            out
        })
        .collect()
}

/// Trains both passes; the second sees jackknifed answers of the first.
pub fn train(texts: &[&Text], bits: u32, seed: u64) -> (Vec<u8>, Vec<u8>) {
    let folds = 4;
    let mut guesses: Vec<Vec<u8>> = vec![Vec::new(); texts.len()];
    for fold in 0..folds {
        let part: Vec<&Text> = texts
            .iter()
            .enumerate()
            .filter(|(i, _)| i % folds != fold)
            .map(|(_, t)| *t)
            .collect();
        let weights = open(pass(&part, None, bits, 5, seed).pack());
        let held: Vec<usize> = (0..texts.len()).filter(|i| i % folds == fold).collect();
        let rest: Vec<&Text> = held.iter().map(|i| texts[*i]).collect();
        for (i, g) in held.into_iter().zip(first_guesses(&rest, &weights)) {
            guesses[i] = g;
        }
    }
    let first = pass(texts, None, bits, 5, seed);
    let second = pass(texts, Some(&guesses), bits, 6, seed + 1);
    (first.pack(), second.pack())
}

/// F1 per kind over exact spans, by cross-validation.
pub fn cross(texts: &[Text], bits: u32, seed: u64, folds: usize) -> String {
    let mut counts: BTreeMap<NameKind, (usize, usize, usize)> = BTreeMap::new();
    for fold in 0..folds {
        let part: Vec<&Text> = texts
            .iter()
            .enumerate()
            .filter(|(i, _)| i % folds != fold)
            .map(|(_, t)| t)
            .collect();
        let (first, second) = train(&part, bits, seed);
        let (first, second) = (open(first), open(second));
        for text in texts.iter().skip(fold).step_by(folds) {
            let found = recognise(&text.sentences, &text.items, &text.upos, &first, &second);
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
            }
            for f in &got {
                counts.entry(f.2).or_default().1 += 1;
                if text.gold.contains(f) {
                    counts.entry(f.2).or_default().2 += 1;
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
