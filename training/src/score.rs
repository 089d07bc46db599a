//! Scores of a model against a treebank, with gold words and from raw text.

use crate::treebank::Tree;
use selon_model::Language;
use selon_text::{Engine, from_conllu};
use std::collections::BTreeMap;

/// Percentages.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    pub words: usize,
    pub upos: usize,
    pub lemma: usize,
    /// Lemmas under the right part of speech.
    pub lemma_given: usize,
    pub feats: usize,
    pub uas: usize,
    pub las: usize,
    pub las_full: usize,
}

impl Scores {
    pub fn add(&mut self, other: &Scores) {
        self.words += other.words;
        self.upos += other.upos;
        self.lemma += other.lemma;
        self.lemma_given += other.lemma_given;
        self.feats += other.feats;
        self.uas += other.uas;
        self.las += other.las;
        self.las_full += other.las_full;
    }

    pub fn line(&self) -> String {
        let p = |n: usize| 100.0 * n as f64 / self.words.max(1) as f64;
        format!(
            "words {} UPOS {:.2} lemma {:.2} (with gold tags {:.2}) feats {:.2} UAS {:.2} LAS {:.2} (with subtypes {:.2})",
            self.words,
            p(self.upos),
            p(self.lemma),
            p(self.lemma_given),
            p(self.feats),
            p(self.uas),
            p(self.las),
            p(self.las_full)
        )
    }
}

/// Gold words and sentences.
pub fn gold_words(engine: &Engine, language: Language, conllu: &str, trees: &[Tree]) -> Scores {
    let gold = from_conllu(conllu, language).expect("a treebank is well-formed");
    let found = engine.fill(&gold);
    let model = engine.model(language).expect("the engine holds the model");
    let mut s = Scores::default();
    let flat: Vec<(&Tree, usize)> = trees
        .iter()
        .flat_map(|t| (0..t.forms.len()).map(move |i| (t, i)))
        .collect();
    for (w, (tree, i)) in flat.iter().enumerate().take(gold.words.len()) {
        s.words += 1;
        s.upos += usize::from(gold.upos(w) == found.upos(w));
        s.lemma += usize::from(gold.lemma(w) == found.lemma(w));
        let lemma = model.lemma(gold.upos(w), gold.form(w));
        s.lemma_given += usize::from(gold.lemma(w) == lemma);
        s.feats += usize::from(tree.feats[*i] == found.str(found.words[w].feats));
        let head = gold.head(w) == found.head(w);
        s.uas += usize::from(head);
        s.las += usize::from(head && gold.relation(w) == found.relation(w));
        s.las_full += usize::from(head && gold.deprel(w) == found.deprel(w));
    }
    s
}

/// Words and sentences found in running text, as F1 of spans.
pub fn raw(engine: &Engine, language: Language, trees: &[Tree]) -> (f64, f64) {
    let mut text = String::new();
    let mut words: Vec<(usize, usize, String)> = Vec::new();
    let mut sentences: Vec<(usize, usize)> = Vec::new();
    // Positions count characters that are not white space.
    let mut solid = 0;
    for tree in trees {
        let from = solid;
        for (first, count, form, space) in &tree.tokens {
            let start = solid;
            solid += form.chars().filter(|c| !c.is_whitespace()).count();
            for k in *first..first + count {
                let part = if *count == 1 { form } else { &tree.forms[k] };
                words.push((start, solid, part.to_lowercase().replace('\u{2019}', "'")));
            }
            text.push_str(form);
            if *space {
                text.push(' ');
            }
        }
        if !text.ends_with(' ') {
            text.push(' ');
        }
        sentences.push((from, solid));
    }
    let found = engine.analyse(&text, language, None);
    let mut position = vec![0usize; text.len() + 1];
    let mut n = 0;
    for (at, c) in text.char_indices() {
        for p in &mut position[at..at + c.len_utf8()] {
            *p = n;
        }
        n += usize::from(!c.is_whitespace());
    }
    position[text.len()] = n;
    let got_words: Vec<(usize, usize, String)> = (0..found.words.len())
        .map(|w| {
            let span = found.words[w].span;
            (
                position[span.start as usize],
                position[span.end as usize],
                found.form(w).to_lowercase(),
            )
        })
        .collect();
    let got_sentences: Vec<(usize, usize)> = found
        .sentences
        .iter()
        .map(|s| {
            (
                position[s.span.start as usize],
                position[s.span.end as usize],
            )
        })
        .collect();
    if std::env::args().any(|a| a == "--show") {
        let gold: std::collections::BTreeSet<_> = words.iter().collect();
        for (i, w) in got_words.iter().enumerate() {
            if !gold.contains(w) {
                let span = found.words[i].span;
                let from = (0..=span.start.saturating_sub(15) as usize)
                    .rev()
                    .find(|i| text.is_char_boundary(*i))
                    .unwrap_or(0);
                let to = (span.end as usize + 15..text.len())
                    .find(|i| text.is_char_boundary(*i))
                    .unwrap_or(text.len());
                println!("word {:?} in {:?}", w.2, &text[from..to]);
            }
        }
        let gold: std::collections::BTreeSet<_> = sentences.iter().collect();
        for (i, s) in got_sentences.iter().enumerate() {
            if !gold.contains(s) {
                println!("sentence {:?}", found.sentences[i].span.of(&text));
            }
        }
    }
    (f1(words, got_words), f1(sentences, got_sentences))
}

fn f1<T: Ord>(gold: Vec<T>, found: Vec<T>) -> f64 {
    let total = gold.len() + found.len();
    let mut left: BTreeMap<T, usize> = BTreeMap::new();
    for g in gold {
        *left.entry(g).or_default() += 1;
    }
    let mut right = 0;
    for f in found {
        if let Some(n) = left.get_mut(&f)
            && *n > 0
        {
            *n -= 1;
            right += 1;
        }
    }
    200.0 * right as f64 / total.max(1) as f64
}
