//! From treebanks and a dictionary to a model's bytes. Every step is deterministic: fixed seeds,
//! sorted maps, no dependence on the number of threads.

use crate::attach;
use crate::hunspell::Dictionary;
use crate::learn::{Dice, LEAST, Learner, MoveLearner, open};
use crate::tags;
use crate::treebank::{Tree, projective};
use selon_text::lemma::{LONGEST, Lemmas, Rule, key};
use selon_text::model::{lemma_key, morph_codes, parser_word};
use selon_text::parser::attach::Arcs;
use selon_text::parser::{self, PairLabel, Parser, Scratch, Search, TreeLabel, Words};
use selon_text::tables::{
    Bytes, Lookup, ModelFile, Moves, Rows, Templates, Weights, best, hash_bytes,
};
use selon_text::tagger::{self, Item, Lexicon, Morphs, describe};
use selon_text::{Segmentation, Upos};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Sizes and lengths of training.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Parts of the data of which each is tagged and labelled by models that have not seen it.
    pub folds: usize,
    pub tagger_rounds: usize,
    pub label_rounds: usize,
    pub parser_rounds: usize,
    /// Width and margin of the parser's search in training.
    pub beam: usize,
    pub margin: i64,
    /// See `Search::handicap`.
    pub handicap: i64,
    /// Width and margin of the search in the finished model; the margin is scaled with the weights.
    pub run_beam: usize,
    pub run_margin: i64,
    pub move_bits: u32,
    /// Of the labeller of trees; `pair_bits` of that of pairs.
    pub label_bits: u32,
    pub pair_bits: u32,
    pub tagger_bits: u32,
    pub morph_bits: u32,
    pub floors: Floors,
    pub seed: u64,
    /// Trainings with different seeds whose weights are averaged.
    pub seeds: u64,
    /// Percentages of the features hidden from each example.
    pub tag_hidden: u32,
    pub label_hidden: u32,
    pub move_hidden: u32,
    /// The same for the tagger that is asked again.
    pub again_hidden: u32,
    /// How little the best part of speech must be ahead, in steps of the weights, for a word to be asked
    /// about once more when all have theirs; 0 for never.
    pub doubt: i32,
    /// Parts of speech whose words may be hung elsewhere once a tree is there, one bit each; how much
    /// better another place must look then, in steps of the weights; rounds and size of that table.
    pub asked: u32,
    pub stay: i32,
    pub attach_rounds: usize,
    pub attach_bits: u32,
}

/// The weights of each table, of 127 steps, up to which they are dropped in the finished model.
#[derive(Clone, Copy, Debug)]
pub struct Floors {
    pub tagger: i8,
    pub again: i8,
    pub morph: i8,
    pub pair: i8,
    pub tree: i8,
    pub moves: i8,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            folds: 5,
            tagger_rounds: 8,
            label_rounds: 8,
            parser_rounds: 8,
            beam: 8,
            margin: 200,
            handicap: 100,
            run_beam: 8,
            run_margin: 75,
            move_bits: 20,
            label_bits: 17,
            pair_bits: 16,
            tagger_bits: 17,
            morph_bits: 16,
            floors: Floors {
                tagger: LEAST,
                again: LEAST,
                morph: LEAST,
                pair: LEAST,
                tree: LEAST,
                moves: LEAST,
            },
            seed: 1,
            seeds: 3,
            tag_hidden: 0,
            label_hidden: 0,
            move_hidden: 0,
            again_hidden: 0,
            doubt: 0,
            asked: 0,
            stay: 0,
            attach_rounds: 3,
            attach_bits: 19,
        }
    }
}

impl Settings {
    /// The same with another seed.
    pub fn sown(&self, k: u64) -> Settings {
        Settings {
            seed: self.seed + 1000 * k,
            ..*self
        }
    }
}

/// Everything a model is made from.
pub struct Sources<'a> {
    pub language: &'a str,
    pub segment: &'a str,
    pub trees: &'a [Tree],
    pub dictionary: &'a Dictionary,
    /// The sections of the clusters of words.
    pub clusters: Option<&'a [Vec<u8>; 2]>,
}

fn bytes(of: Vec<u8>) -> Bytes {
    Bytes(Cow::Owned(of))
}

/// Forms and their classes, and the readings that make up each class.
fn lexicon(dictionary: &Dictionary) -> (Vec<u8>, Vec<String>) {
    let mut classes: BTreeMap<String, u16> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (form, readings) in &dictionary.readings {
        let class = readings.iter().cloned().collect::<Vec<_>>().join(" ");
        let next = classes.len() as u16;
        let class = *classes.entry(class).or_insert(next);
        pairs.push((hash_bytes(form.as_bytes()), class));
    }
    let mut names = vec![String::new(); classes.len()];
    for (name, class) in classes {
        names[usize::from(class)] = name;
    }
    (Lookup::<2>::pack(&pairs), names)
}

/// Endings, and the rules they name.
fn lemmas(trees: &[&Tree], dictionary: &Dictionary) -> (Vec<u8>, Vec<String>) {
    let mut best_rule: BTreeMap<(u8, String), BTreeMap<Rule, u32>> = BTreeMap::new();
    for tree in trees {
        for i in 0..tree.forms.len() {
            let form = &tree.forms[i];
            if tree.lemmas[i] == "_"
                || tree.upos[i] == Upos::Num as u8 && form.starts_with(|c: char| c.is_ascii_digit())
            {
                continue;
            }
            let lower = form.to_lowercase();
            let k = lemma_key(tree.upos[i], form, &lower);
            *best_rule
                .entry((tree.upos[i], k.to_owned()))
                .or_default()
                .entry(Rule::between(k, &tree.lemmas[i]))
                .or_default() += 100;
        }
    }
    for (form, pos, lemma) in &dictionary.lemmas {
        let Some(upos) = Upos::parse(pos) else {
            continue;
        };
        let lower = form.to_lowercase();
        if lower != *form {
            continue;
        }
        let rule = Rule::between(&lower, lemma);
        let entry = best_rule.entry((upos as u8, lower)).or_default();
        if rule.add == "er" && rule.cut < 4 {
            *entry.entry(rule).or_default() += 2;
        } else {
            *entry.entry(rule).or_default() += 1;
        }
    }
    let mut rules: BTreeMap<Rule, u16> = BTreeMap::new();
    let mut chosen: Vec<(u8, String, u16, u32)> = Vec::new();
    for ((upos, form), counts) in best_rule {
        let (rule, count) = counts
            .iter()
            .max_by_key(|(rule, count)| (**count, std::cmp::Reverse((*rule).clone())))
            .expect("an entry has at least one rule");
        let next = rules.len() as u16;
        let rule = *rules.entry(rule.clone()).or_insert(next);
        chosen.push((upos, form, rule, if *count >= 100 { 4 } else { 1 }));
    }
    // Count rules under every ending.
    let mut endings: BTreeMap<(u8, String), BTreeMap<u16, u32>> = BTreeMap::new();
    for (upos, form, rule, weight) in &chosen {
        let mut starts: Vec<usize> = form
            .char_indices()
            .map(|(at, _)| at)
            .rev()
            .take(LONGEST)
            .collect();
        starts.insert(0, form.len());
        for start in starts {
            *endings
                .entry((*upos, form[start..].to_owned()))
                .or_default()
                .entry(*rule)
                .or_default() += weight;
        }
    }
    let mut kept: BTreeMap<(u8, String), u16> = BTreeMap::new();
    let mut pairs = Vec::new();
    let mut by_length: Vec<(&(u8, String), &BTreeMap<u16, u32>)> = endings.iter().collect();
    by_length.sort_by_key(|((upos, ending), _)| (*upos, ending.len(), ending.clone()));
    let predict = |kept: &BTreeMap<(u8, String), u16>, upos: u8, form: &str| {
        let mut starts: Vec<usize> = form
            .char_indices()
            .map(|(at, _)| at)
            .rev()
            .take(LONGEST)
            .collect();
        starts.reverse();
        starts.push(form.len());
        starts
            .into_iter()
            .find_map(|start| kept.get(&(upos, form[start..].to_owned())).copied())
    };
    for ((upos, ending), counts) in by_length {
        let total: u32 = counts.values().sum();
        let (rule, count) = counts
            .iter()
            .max_by_key(|(rule, count)| (**count, std::cmp::Reverse(**rule)))
            .expect("an ending has at least one rule");
        if !ending.is_empty() && (total < 3 || count * 2 < total) {
            continue;
        }
        let shorter = ending
            .chars()
            .next()
            .and_then(|c| predict(&kept, *upos, &ending[c.len_utf8()..]));
        if shorter != Some(*rule) {
            kept.insert((*upos, ending.clone()), *rule);
            pairs.push((key(*upos, ending, false), *rule));
        }
    }
    for (upos, form, rule, _) in &chosen {
        if predict(&kept, *upos, form) != Some(*rule) {
            pairs.push((key(*upos, form, true), *rule));
        }
    }
    let mut lines = vec![String::new(); rules.len()];
    for (rule, number) in rules {
        lines[number as usize] = format!("{}\t{}", rule.cut, rule.add);
    }
    (Lookup::<4>::pack(&pairs), lines)
}

fn open_lexicon(sections: &[(&str, Vec<u8>)]) -> Lexicon {
    let file = ModelFile::open(Cow::Owned(ModelFile::write(sections))).expect("just written");
    Lexicon::open(&file).expect("just packed")
}

fn items(tree: &Tree, lexicon: &Lexicon) -> Vec<Item> {
    let mut buffer = String::new();
    tree.forms
        .iter()
        .map(|form| describe(form, &form.to_lowercase(), lexicon, &mut buffer))
        .collect()
}

fn train_morph(
    data: &[(&Tree, &[Item])],
    feats: &[String],
    morphs: &Morphs,
    settings: &Settings,
) -> Learner {
    let mut learner = Learner::new(settings.morph_bits, settings.tag_hidden);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut dice = Dice::new(settings.seed + 7);
    let mut features = Vec::new();
    for _ in 0..settings.tagger_rounds - 2 {
        dice.shuffle(&mut order);
        for &s in &order {
            let (tree, items) = data[s];
            let (mut m1, mut m2) = (999u32, 999u32);
            for i in 0..items.len() {
                let classes = morphs.of(tree.upos[i]);
                let mut guess = 0;
                if classes.len() > 1 {
                    learner.tick();
                    tagger::morph_features(items, &tree.upos, i, m1, m2, &mut features);
                    let scores: [i32; 64] = learner.score(&features);
                    guess = best(&scores[..classes.len()]);
                    let right = classes
                        .iter()
                        .position(|c| feats[*c as usize] == tree.feats[i]);
                    if let Some(right) = right
                        && guess != right
                    {
                        learner.update(&features, right as u8, 1);
                        learner.update(&features, guess as u8, -1);
                    }
                }
                m2 = m1;
                m1 = u32::from(classes[guess]);
            }
        }
    }
    learner
}

/// A sentence ready for the parser.
pub struct Ready {
    pub words: Words,
    pub heads: Vec<u16>,
    labels: Vec<u8>,
    moves: Vec<u8>,
    /// Parts of speech as found.
    upos: Vec<u8>,
}

fn train_pair(data: &[&Ready], count: usize, settings: &Settings) -> Learner {
    let mut learner = Learner::new(settings.pair_bits, settings.label_hidden);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut dice = Dice::new(settings.seed + 11);
    let mut features = Vec::new();
    for _ in 0..settings.label_rounds {
        dice.shuffle(&mut order);
        for &s in &order {
            let r = data[s];
            for d in 0..r.heads.len() {
                learner.tick();
                pair_features(r, d, &mut features);
                learn_label(&mut learner, &features, r.labels[d], count);
            }
        }
    }
    learner
}

/// The features of a word's arc to its head in a treebank.
fn pair_features(r: &Ready, word: usize, features: &mut Vec<u32>) {
    features.clear();
    PairLabel {
        words: &r.words,
        head: r.heads[word],
        word: word as u16,
    }
    .put_all(features);
}

fn learn_label(learner: &mut Learner, features: &[u32], right: u8, count: usize) {
    let mut scores: [i32; 64] = learner.score(features);
    // A margin keeps near misses in play.
    scores[right as usize] -= 1;
    let guess = best(&scores[..count]) as u8;
    if guess != right {
        learner.update(features, right, 1);
        learner.update(features, guess, -1);
    }
}

fn train_tree(data: &[Ready], folds: &[Rows<64>], count: usize, settings: &Settings) -> Learner {
    let mut learner = Learner::new(settings.label_bits, settings.label_hidden);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut dice = Dice::new(settings.seed + 13);
    let mut features = Vec::new();
    let nodes: Vec<Vec<parser::Node>> = data
        .iter()
        .enumerate()
        .map(|(s, r)| {
            let labels: Vec<u8> = (0..r.heads.len())
                .map(|d| {
                    pair_features(r, d, &mut features);
                    best(&folds[s % folds.len()].score(&features)[..count]) as u8
                })
                .collect();
            parser::tree(&r.heads, &labels)
        })
        .collect();
    for _ in 0..settings.label_rounds {
        dice.shuffle(&mut order);
        for &s in &order {
            let r = &data[s];
            for d in 0..r.heads.len() {
                learner.tick();
                features.clear();
                TreeLabel {
                    words: &r.words,
                    tree: &nodes[s],
                    word: d as u16,
                }
                .put_all(&mut features);
                learn_label(&mut learner, &features, r.labels[d], count);
            }
        }
    }
    learner
}

fn train_moves(
    data: &[Ready],
    folds: &[Rows<64>],
    count: usize,
    settings: &Settings,
    without: Option<usize>,
) -> MoveLearner {
    let mut learner = MoveLearner::new(settings.move_bits, settings.move_hidden);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut dice = Dice::new(settings.seed + 17);
    let mut scratch = Scratch::default();
    let search = Search {
        width: settings.beam,
        margin: settings.margin,
        handicap: settings.handicap,
    };
    for round in 0..settings.parser_rounds {
        dice.shuffle(&mut order);
        let mut wrong = 0;
        for &s in &order {
            let r = &data[s];
            if r.heads.len() > 120 || without == Some(s % folds.len()) {
                continue;
            }
            learner.tick();
            let labels = &folds[s % folds.len()];
            let parser = Parser {
                moves: &learner,
                labels,
                label_count: count,
            };
            let Some(guess) = parser.parse(&r.words, search, Some(&r.moves), &mut scratch) else {
                continue;
            };
            wrong += 1;
            let parts = guess
                .iter()
                .zip(&r.moves)
                .position(|(a, b)| a != b)
                .unwrap_or(0);
            let mut updates: Vec<(Vec<u32>, u8, i32)> = Vec::new();
            for (moves, delta) in [(&r.moves[..guess.len()], 1), (&guess[..], -1)] {
                parser.replay(&r.words, moves, &mut scratch, |step, features, action| {
                    if step >= parts {
                        updates.push((features.to_vec(), action, delta));
                    }
                });
            }
            for (features, action, delta) in updates {
                learner.update(&features, action, delta);
            }
        }
        eprintln!("  round {round}: {wrong} of {} sentences wrong", data.len());
    }
    learner
}

fn train_split(trees: &[&Tree], rules: &Segmentation, lexicon: &Lexicon, seed: u64) -> Learner {
    let mut learner = Learner::new(14, 0);
    let mut cases: Vec<(Vec<u32>, u8)> = Vec::new();
    let mut buffer = String::new();
    for tree in trees {
        let items: Vec<Item> = tree
            .tokens
            .iter()
            .map(|t| {
                let form = selon_text::tokens::normalise(&t.2);
                describe(&form, &form.to_lowercase(), lexicon, &mut buffer)
            })
            .collect();
        for (i, token) in tree.tokens.iter().enumerate() {
            if rules.ambiguous.contains_key(&token.2.to_lowercase()) {
                let mut features = Vec::new();
                tagger::split_features(&items, i, &mut features);
                cases.push((features, u8::from(token.1 > 1)));
            }
        }
    }
    let mut dice = Dice::new(seed + 3);
    for _ in 0..10 {
        dice.shuffle(&mut cases);
        for (features, right) in &cases {
            learner.tick();
            let scores: [i32; 16] = learner.score(features);
            let guess = u8::from(scores[1] > scores[0]);
            if guess != *right {
                learner.update(features, *right, 1);
                learner.update(features, guess, -1);
            }
        }
    }
    learner
}

/// Runs jobs two at a time and keeps their order.
pub fn parallel<T: Send>(jobs: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut out: Vec<Option<T>> = (0..jobs).map(|_| None).collect();
    let half = jobs.div_ceil(2).max(1);
    std::thread::scope(|scope| {
        for (chunk, slots) in out.chunks_mut(half).enumerate() {
            let run = &run;
            scope.spawn(move || {
                for (k, slot) in slots.iter_mut().enumerate() {
                    *slot = Some(run(chunk * half + k));
                }
            });
        }
    });
    out.into_iter().flatten().collect()
}

/// The most frequent 250 morphologies, and those of each part of speech (at most 64) by number.
fn morphologies(trees: &[&Tree]) -> (Vec<String>, Vec<String>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_pos: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    for tree in trees {
        for (upos, feats) in tree.upos.iter().zip(&tree.feats) {
            *counts.entry(feats).or_default() += 1;
            *by_pos.entry((*upos, feats)).or_default() += 1;
        }
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    names.truncate(250);
    let names: Vec<&str> = names.into_iter().map(|(name, _)| name).collect();
    let none = names.iter().position(|n| n.is_empty()).unwrap_or(0);
    let lines = (0..17u8)
        .map(|upos| {
            let mut own: Vec<(usize, usize)> = names
                .iter()
                .enumerate()
                .filter_map(|(i, name)| Some((*by_pos.get(&(upos, *name))?, i)))
                .collect();
            own.sort_by_key(|(count, i)| (std::cmp::Reverse(*count), *i));
            own.truncate(64);
            if own.is_empty() {
                own.push((0, none));
            }
            let own: Vec<String> = own.iter().map(|(_, i)| i.to_string()).collect();
            own.join(" ")
        })
        .collect();
    (names.into_iter().map(str::to_owned).collect(), lines)
}

/// Trees as the parser finds them in sentences that it has not seen.
fn jackknifed(ready: &[Ready], folds: &[Rows<64>], count: usize, settings: &Settings) -> Vec<Arcs> {
    let parsers = parallel(folds.len(), |fold| {
        let learner = train_moves(ready, folds, count, settings, Some(fold));
        let (moves, scale) = MoveLearner::pack(&[learner], settings.floors.moves);
        let search = Search {
            width: settings.run_beam,
            margin: (settings.run_margin as f64 * scale).round() as i64,
            handicap: 0,
        };
        (Moves::open(bytes(moves)).expect("just packed"), search)
    });
    let mut scratch = Scratch::default();
    let tree = |(s, r): (usize, &Ready)| {
        let (moves, search) = &parsers[s % folds.len()];
        let parser = Parser {
            moves,
            labels: &folds[s % folds.len()],
            label_count: count,
        };
        parser.parse(&r.words, *search, None, &mut scratch);
        let nodes = scratch.nodes().iter();
        let (heads, labels): (Vec<u16>, Vec<u8>) = nodes.map(|n| (n.head, n.label)).unzip();
        let mut arcs = Arcs::default();
        arcs.set(&heads, &labels);
        arcs
    };
    ready.iter().enumerate().map(tree).collect()
}

/// Trains a model and returns its bytes.
pub fn build(sources: &Sources, settings: &Settings) -> Vec<u8> {
    let trees: Vec<&Tree> = sources.trees.iter().collect();
    let rules = Segmentation::parse(sources.segment).expect("the segmentation file is well-formed");
    let (lexicon_bytes, classes) = lexicon(sources.dictionary);
    let mut word_sections = vec![("lexicon", lexicon_bytes)];
    let [sets, forms] = tags::allowed(&trees, &open_lexicon(&word_sections), &classes);
    word_sections.extend([("tags", sets), ("tagforms", forms)]);
    if let Some([cells, clusters]) = sources.clusters {
        word_sections.extend([("cells", cells.clone()), ("clusters", clusters.clone())]);
    }
    let lexicon = open_lexicon(&word_sections);
    eprintln!(
        "lexicon: {} forms, {} classes, {} bytes",
        sources.dictionary.readings.len(),
        classes.len(),
        word_sections[0].1.len()
    );
    let (endings, lemma_rules) = lemmas(&trees, sources.dictionary);
    eprintln!(
        "lemmas: {} bytes, {} rules",
        endings.len(),
        lemma_rules.len()
    );
    let lemmatiser = Lemmas::open(bytes(endings.clone()), &lemma_rules).expect("just packed");

    let (feats, morph_lines) = morphologies(&trees);
    let morphs = Morphs::parse(&morph_lines, feats.len()).expect("just written");
    let labels: Vec<String> = trees
        .iter()
        .flat_map(|t| &t.labels)
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let labels = rarest_out(&trees, labels);

    let split = train_split(&trees, &rules, &lexicon, settings.seed);
    let all_items: Vec<Vec<Item>> = trees.iter().map(|t| items(t, &lexicon)).collect();
    let data: Vec<(&Tree, &[Item])> = trees
        .iter()
        .zip(&all_items)
        .map(|(t, i)| (*t, i.as_slice()))
        .collect();
    // Jobs 0..folds leave one fold out; the last sees everything.
    let taggers = parallel(settings.folds + 1, |fold| {
        let part: Vec<(&Tree, &[Item])> = data
            .iter()
            .enumerate()
            .filter(|(s, _)| fold == settings.folds || s % settings.folds != fold)
            .map(|(_, d)| *d)
            .collect();
        // One seed will do for what is only held against.
        let seeds = if fold == settings.folds {
            settings.seeds
        } else {
            1
        };
        let learners: Vec<(Learner, Learner)> = (0..seeds)
            .map(|k| {
                let settings = settings.sown(k);
                let tagger = tags::train(&part, &settings);
                (tagger, train_morph(&part, &feats, &morphs, &settings))
            })
            .collect();
        let (taggers, morphs): (Vec<Learner>, Vec<Learner>) = learners.into_iter().unzip();
        let (tagger, morph) = if fold == settings.folds {
            (settings.floors.tagger, settings.floors.morph)
        } else {
            (LEAST, LEAST)
        };
        (
            crate::learn::pack(&taggers, tagger),
            crate::learn::pack(&morphs, morph),
        )
    });
    eprintln!(
        "tagger: {} bytes, morphology: {} bytes",
        taggers[settings.folds].0.len(),
        taggers[settings.folds].1.len()
    );
    let codes: Vec<(u32, u32)> = feats.iter().map(|f| morph_codes(f)).collect();
    let fold_taggers: Vec<(Rows<32>, Rows<64>)> = taggers[..settings.folds]
        .iter()
        .map(|(t, m)| (open(t), open(m)))
        .collect();
    let (mut right, mut total) = (0usize, 0usize);
    let mut prepare = |tree: &Tree, items: &[Item], tagger: &Rows<32>, morph: &Rows<64>| -> Ready {
        let (mut features, mut upos, mut found) = (Vec::new(), Vec::new(), Vec::new());
        let mut lemma = String::new();
        let mut doubted = Vec::new();
        tagger::tag(items, tagger, 0, &mut features, &mut upos, &mut doubted);
        tagger::morphology(items, &upos, morph, &morphs, &mut features, &mut found);
        right += upos.iter().zip(&tree.upos).filter(|(a, b)| a == b).count();
        total += upos.len();
        let mut words = Words::default();
        words.set((0..items.len()).map(|i| {
            let lower = tree.forms[i].to_lowercase();
            let key = lemma_key(upos[i], &tree.forms[i], &lower);
            lemmatiser.lemma(upos[i], key, &mut lemma);
            parser_word(
                &items[i],
                hash_bytes(lemma.as_bytes()),
                upos[i],
                codes[found[i] as usize],
            )
        }));
        let heads = projective(&tree.heads);
        Ready {
            words,
            moves: parser::gold_moves(&heads),
            labels: tree.labels.iter().map(|l| label_id(&labels, l)).collect(),
            heads,
            upos,
        }
    };
    // The sentences of the parser are tagged by classes alone, so that it stays the parser that rules were
    // written against.
    let bare = open_lexicon(&word_sections[..1]);
    let ready: Vec<Ready> = trees
        .iter()
        .enumerate()
        .map(|(s, tree)| {
            let (tagger, morph) = &fold_taggers[s % settings.folds];
            prepare(tree, &items(tree, &bare), tagger, morph)
        })
        .collect();
    eprintln!(
        "jackknifed tags: {:.2}",
        100.0 * right as f64 / total as f64
    );
    let again = (settings.doubt > 0).then(|| {
        let found = ready.iter().map(|r| r.upos.as_slice());
        let data: Vec<(&Tree, &[Item], &[u8])> = data
            .iter()
            .zip(found)
            .map(|((t, i), u)| (*t, *i, u))
            .collect();
        let learners: Vec<Learner> = (0..settings.seeds)
            .map(|k| tags::train_again(&data, &settings.sown(k)))
            .collect();
        crate::learn::pack(&learners, settings.floors.again)
    });
    let pairs = parallel(settings.folds + 1, |fold| {
        let part: Vec<&Ready> = ready
            .iter()
            .enumerate()
            .filter(|(s, _)| fold == settings.folds || s % settings.folds != fold)
            .map(|(_, r)| r)
            .collect();
        train_pair(&part, labels.len(), settings).pack(if fold == settings.folds {
            settings.floors.pair
        } else {
            LEAST
        })
    });
    let fold_pairs: Vec<Rows<64>> = pairs[..settings.folds].iter().map(|p| open(p)).collect();
    let attach = (settings.asked != 0).then(|| {
        let trees = jackknifed(&ready, &fold_pairs, labels.len(), settings);
        attach::train(&ready, &trees, settings)
    });
    let ((moves, scale), tree) = std::thread::scope(|scope| {
        let tree = scope.spawn(|| {
            let learners: Vec<Learner> = (0..settings.seeds)
                .map(|k| train_tree(&ready, &fold_pairs, labels.len(), &settings.sown(k)))
                .collect();
            crate::learn::pack(&learners, settings.floors.tree)
        });
        let learners: Vec<MoveLearner> = (0..settings.seeds)
            .map(|k| train_moves(&ready, &fold_pairs, labels.len(), &settings.sown(k), None))
            .collect();
        let moves = MoveLearner::pack(&learners, settings.floors.moves);
        (moves, tree.join().expect("the labeller's thread ends"))
    });
    eprintln!(
        "pair labels: {} bytes, tree labels: {} bytes",
        pairs[settings.folds].len(),
        tree.len()
    );
    let settings = &Settings {
        run_margin: (settings.run_margin as f64 * scale).round() as i64,
        ..*settings
    };
    let mut meta = meta(sources.language, settings);
    if again.is_some() {
        meta.push_str(&format!("doubt={}\n", settings.doubt));
    }
    if attach.is_some() {
        meta.push_str(&format!(
            "asked={}\nstay={}\n",
            settings.asked, settings.stay
        ));
    }
    let mut sections = vec![
        ("meta", meta.into_bytes()),
        ("segment", sources.segment.as_bytes().to_vec()),
        ("feats", feats.join("\n").into_bytes()),
        ("morphs", morph_lines.join("\n").into_bytes()),
        ("labels", labels.join("\n").into_bytes()),
        ("lemrules", lemma_rules.join("\n").into_bytes()),
        ("lemmas", endings),
        ("split", split.pack(LEAST)),
        ("tagger", taggers[settings.folds].0.clone()),
        ("morph", taggers[settings.folds].1.clone()),
        ("pair", pairs[settings.folds].clone()),
        ("tree", tree),
        ("moves", moves),
    ];
    sections.extend(attach.map(|attach| ("attach", attach)));
    sections.extend(again.map(|again| ("again", again)));
    sections.extend(word_sections);
    ModelFile::write(&sections)
}

/// A model with some of its sections replaced, or added at the end; the others stay as they are,
/// so that what is trained apart (the name recogniser, the parser) does not wait for the rest.
pub fn replace(
    model: Vec<u8>,
    new: Vec<(&str, Vec<u8>)>,
) -> Result<Vec<u8>, selon_text::ModelError> {
    let file = ModelFile::open(Cow::Owned(model))?;
    let mut sections: Vec<(&str, Vec<u8>)> = file
        .names()
        .map(|name| (name, file.section(name).to_vec()))
        .collect();
    for (name, bytes) in new {
        match sections.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => *old = bytes,
            None => sections.push((name, bytes)),
        }
    }
    Ok(ModelFile::write(&sections))
}

/// A model with another segmentation file and another width of search; nothing is trained.
pub fn amend(
    model: Vec<u8>,
    language: &str,
    segment: &str,
    settings: &Settings,
) -> Result<Vec<u8>, selon_text::ModelError> {
    let mut meta = meta(language, settings);
    let old = ModelFile::open(Cow::Owned(model.clone()))?.lines("meta");
    let kept = |line: &&String| {
        let kept = ["asked=", "stay=", "doubt="];
        kept.iter().any(|key| line.starts_with(key))
    };
    for line in old.iter().filter(kept) {
        meta.push_str(&format!("{line}\n"));
    }
    replace(
        model,
        vec![
            ("meta", meta.into_bytes()),
            ("segment", segment.as_bytes().to_vec()),
        ],
    )
}

fn meta(language: &str, settings: &Settings) -> String {
    format!(
        "language={language}\nbeam={}\nmargin={}\n",
        settings.run_beam, settings.run_margin
    )
}

/// Keeps at most 64 labels; rarer subtypes fall back to their relation.
fn rarest_out(trees: &[&Tree], labels: Vec<String>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in trees.iter().flat_map(|t| &t.labels) {
        *counts.entry(label).or_default() += 1;
    }
    let mut kept: Vec<String> = labels
        .iter()
        .filter(|l| !l.contains(':') || counts.get(l.as_str()).copied().unwrap_or(0) >= 5)
        .cloned()
        .collect();
    kept.sort_by_key(|l| {
        (
            l.contains(':'),
            std::cmp::Reverse(counts.get(l.as_str()).copied().unwrap_or(0)),
        )
    });
    kept.truncate(63);
    kept
}

fn label_id(labels: &[String], label: &str) -> u8 {
    let find = |wanted: &str| labels.iter().position(|l| l == wanted);
    find(label)
        .or_else(|| find(label.split(':').next().unwrap_or(label)))
        .or_else(|| find("dep"))
        .unwrap_or(0) as u8
}
