//! The trainer: reads treebanks, a dictionary and a name corpus from the paths given to it and
//! writes a model. Not part of the shipped program; never run by a build. The cards in `models/`
//! give the exact commands.
#![allow(missing_docs, reason = "a program for ourselves, not a library")]
#![allow(
    clippy::disallowed_methods,
    reason = "a program, not an engine crate: it reports its time"
)]

mod attach;
mod build;
mod crf;
mod entities;
mod gazette;
mod hunspell;
mod learn;
mod score;
mod tags;
mod treebank;

use build::{Settings, Sources, build};
use selon_model::Language;
use selon_text::Engine;
use std::borrow::Cow;
use std::collections::BTreeMap;
use treebank::Tree;

const USAGE: &str = "usage:
  selon-training build --language CODE --segment FILE --train FILE… [--lexicon AFF DIC] [--clusters FILE] --out FILE [--eval FILE…]
  selon-training cross --held FILE --folds N …as build, without --out: trains with a part of the held file left out
  selon-training amend --language CODE --model FILE --segment FILE --run-beam N --run-margin N --out FILE [--eval FILE…]: no training
  selon-training names --language CODE --names FILE --world DIR --people FILE --clusters FILE --model FILE --folds N: cross-validates the name recogniser
  selon-training names --language CODE --names FILE --world DIR --people FILE --clusters FILE --into FILE [--segment FILE] [--without DIR…]: trains it and replaces it in a finished model
  selon-training eval --language CODE --model FILE --eval FILE… [--show]
settings: --beam N --margin N --handicap N --run-beam N --run-margin N --rounds N --move-bits N --label-bits N --pair-bits N --tagger-bits N --morph-bits N --seed N --seeds N; of each example's features N percent are hidden: --tag-hidden N --label-hidden N --move-hidden N, and for asking again about words whose part of speech is in doubt --doubt STEPS --again-hidden N; for hanging words elsewhere once a tree is there: --asked UPOS… --stay STEPS --attach-rounds N --attach-bits N; weights up to N of 127 steps dropped: --tagger-floor N --again-floor N --morph-floor N --pair-floor N --tree-floor N --moves-floor N";

fn main() -> Result<(), String> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let command = args.first().cloned().unwrap_or_default();
    let mut options: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut key = String::new();
    for arg in &args[1.min(args.len())..] {
        match arg.strip_prefix("--") {
            Some(name) => {
                key = name.to_owned();
                options.entry(key.clone()).or_default();
            }
            None => options.entry(key.clone()).or_default().push(arg.clone()),
        }
    }
    let one = |name: &str| -> Result<String, String> {
        options
            .get(name)
            .and_then(|v| v.first())
            .cloned()
            .ok_or_else(|| format!("--{name} is missing\n{USAGE}"))
    };
    let read = |path: &str| std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"));
    let number = |name: &str, default: i64| -> i64 {
        options
            .get(name)
            .and_then(|v| v.first())
            .and_then(|v| v.parse().ok())
            .unwrap_or(default)
    };
    let base = Settings::default();
    let floor = |name: &str| number(name, i64::from(learn::LEAST)).clamp(0, 127) as i8;
    let settings = Settings {
        beam: number("beam", base.beam as i64) as usize,
        run_beam: number("run-beam", base.run_beam as i64) as usize,
        margin: number("margin", base.margin),
        handicap: number("handicap", base.handicap),
        run_margin: number("run-margin", base.run_margin),
        pair_bits: number("pair-bits", i64::from(base.pair_bits)) as u32,
        seeds: number("seeds", base.seeds as i64) as u64,
        parser_rounds: number("rounds", base.parser_rounds as i64) as usize,
        move_bits: number("move-bits", i64::from(base.move_bits)) as u32,
        label_bits: number("label-bits", i64::from(base.label_bits)) as u32,
        morph_bits: number("morph-bits", i64::from(base.morph_bits)) as u32,
        tagger_bits: number("tagger-bits", i64::from(base.tagger_bits)) as u32,
        floors: build::Floors {
            tagger: floor("tagger-floor"),
            again: floor("again-floor"),
            morph: floor("morph-floor"),
            pair: floor("pair-floor"),
            tree: floor("tree-floor"),
            moves: floor("moves-floor"),
        },
        again_hidden: number("again-hidden", 0) as u32,
        doubt: number("doubt", 0) as i32,
        asked: match options.get("asked") {
            Some(names) => asked(names)?,
            None => 0,
        },
        stay: number("stay", i64::from(base.stay)) as i32,
        attach_rounds: number("attach-rounds", base.attach_rounds as i64) as usize,
        attach_bits: number("attach-bits", i64::from(base.attach_bits)) as u32,
        seed: number("seed", 1) as u64,
        tag_hidden: number("tag-hidden", 0) as u32,
        label_hidden: number("label-hidden", 0) as u32,
        move_hidden: number("move-hidden", 0) as u32,
        label_rounds: number("label-rounds", base.label_rounds as i64) as usize,
        tagger_rounds: number("tagger-rounds", base.tagger_rounds as i64) as usize,
        ..base
    };
    let code = one("language")?;
    let language =
        Language::from_code(&code).ok_or_else(|| format!("{code}: not a language code"))?;
    let empty = Vec::new();
    let report = |model: Vec<u8>| -> Result<(), String> {
        let engine = Engine::new([Cow::Owned(model)]).map_err(|e| e.to_string())?;
        for path in options.get("eval").unwrap_or(&empty) {
            let text = read(path)?;
            let trees = treebank::read(&text);
            let start = std::time::Instant::now();
            let scores = score::gold_words(&engine, language, &text, &trees);
            let seconds = start.elapsed().as_secs_f64();
            let (words, sentences) = score::raw(&engine, language, &trees);
            println!(
                "{path}\n  gold words: {} ({:.0} words/s)\n  raw: words {words:.2} sentences {sentences:.2}",
                scores.line(),
                scores.words as f64 / seconds
            );
        }
        Ok(())
    };
    if command == "eval" {
        let path = one("model")?;
        return report(std::fs::read(&path).map_err(|e| format!("{path}: {e}"))?);
    }
    if command == "names" {
        let path = one("into").or_else(|_| one("model"))?;
        let model = std::fs::read(&path).map_err(|e| format!("{path}: {e}"))?;
        let people = read(&one("people")?)?;
        let segment = one("segment").ok().map(|path| read(&path)).transpose()?;
        let world = one("world")?;
        let plan = entities::Plan {
            seed: settings.seed,
            seeds: number("seeds", 1) as u64,
            pace: crf::Pace {
                rounds: number("rounds", 12) as usize,
                rate: number("rate", 50) as f32 / 1000.0,
                decay: number("decay", 1000) as f32 / 1000.0,
                hidden: number("hidden", 50) as usize,
            },
            floor: number("floor", 40) as f32 / 1000.0,
        };
        let sources = entities::Sources {
            language,
            names: &read(&one("names")?)?,
            without: options.get("without").unwrap_or(&empty),
            world: std::path::Path::new(&world),
            people: &people,
            clusters: &read(&one("clusters")?)?,
            segment: segment.as_deref(),
        };
        if options.contains_key("into") {
            let model = entities::renew(&sources, model, &plan)?;
            std::fs::write(&path, &model).map_err(|e| format!("{path}: {e}"))?;
            eprintln!("{path}: {} bytes", model.len());
            return Ok(());
        }
        let (texts, listed) = sources.open(&model)?;
        let show = options.contains_key("show");
        let folds = number("folds", 5) as usize;
        let scores = entities::cross(
            &texts,
            &listed,
            &plan,
            folds,
            |text, sign, (start, end, kind)| {
                if show {
                    println!("{text}\t{sign}\t{start}\t{end}\t{kind:?}");
                }
            },
        );
        println!("{scores}");
        return Ok(());
    }
    let segment = read(&one("segment")?)?;
    if command == "amend" {
        let path = one("model")?;
        let model = std::fs::read(&path).map_err(|e| format!("{path}: {e}"))?;
        let model = build::amend(model, &code, &segment, &settings).map_err(|e| e.to_string())?;
        let out = one("out")?;
        std::fs::write(&out, &model).map_err(|e| format!("{out}: {e}"))?;
        return report(model);
    }
    let mut trees: Vec<Tree> = Vec::new();
    for path in options.get("train").unwrap_or(&empty) {
        trees.extend(treebank::read(&read(path)?));
    }
    let dictionary = match options.get("lexicon").map(Vec::as_slice) {
        Some([aff, dic]) => hunspell::expand(&read(aff)?, &read(dic)?),
        _ => hunspell::Dictionary::default(),
    };
    let clusters = one("clusters").ok().map(|path| read(&path)).transpose()?;
    let clusters = clusters.as_deref().map(gazette::cells).transpose()?;
    let sources = |trees: &[Tree]| -> Vec<u8> {
        build(
            &Sources {
                language: &code,
                segment: &segment,
                trees,
                dictionary: &dictionary,
                clusters: clusters.as_ref(),
            },
            &settings,
        )
    };
    match command.as_str() {
        "build" => {
            let model = sources(&trees);
            let out = one("out")?;
            std::fs::write(&out, &model).map_err(|e| format!("{out}: {e}"))?;
            eprintln!("{out}: {} bytes", model.len());
            report(model)
        }
        "cross" => {
            let path = one("held")?;
            let text = read(&path)?;
            let held = treebank::read(&text);
            let blocks: Vec<&str> = text
                .split("\n\n")
                .filter(|b| b.lines().any(|l| !l.starts_with('#') && !l.is_empty()))
                .collect();
            let folds = number("folds", 5) as usize;
            let only = number("only", folds as i64) as usize;
            let mut all = score::Scores::default();
            for fold in 0..folds.min(only) {
                let mut part = trees.clone();
                part.extend(
                    held.iter()
                        .enumerate()
                        .filter(|(i, _)| i % folds != fold)
                        .map(|(_, t)| t.clone()),
                );
                let test: Vec<String> = blocks
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| i % folds == fold)
                    .map(|(_, b)| (*b).to_owned())
                    .collect();
                let test = format!("{}\n\n", test.join("\n\n"));
                let engine =
                    Engine::new([Cow::Owned(sources(&part))]).map_err(|e| e.to_string())?;
                let scores = score::gold_words(&engine, language, &test, &treebank::read(&test));
                println!("fold {fold}: {}", scores.line());
                all.add(&scores);
            }
            println!("{path}, {folds} folds: {}", all.line());
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    }
}

/// Parts of speech by name, as one bit each.
fn asked(names: &[String]) -> Result<u32, String> {
    names.iter().try_fold(0, |set, name| {
        let upos = selon_text::Upos::parse(name);
        let upos = upos.ok_or_else(|| format!("--asked {name}: not a part of speech"))?;
        Ok(set | 1 << upos as u32)
    })
}
