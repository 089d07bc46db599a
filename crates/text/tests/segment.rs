//! Sentences and words of running news against `packs/fr/corpus/segment.txt`. Prints F1 and what
//! is wrong; the floor is what a press text needs.

use selon_model::Language;
use selon_text::Engine;
use std::borrow::Cow;
use std::collections::BTreeSet;

struct Case {
    text: String,
    /// Ends of sentences, in characters that are no white space.
    ends: BTreeSet<usize>,
    words: Option<Vec<String>>,
}

fn solid(text: &str) -> usize {
    text.chars()
        .filter(|c| !selon_text::tokens::is_space(*c))
        .count()
}

fn cases(corpus: &str) -> Vec<Case> {
    let mut out = Vec::new();
    let lines: Vec<&str> = corpus.lines().filter(|l| !l.starts_with("# ")).collect();
    for block in lines.split(|l| l.is_empty()) {
        let (mut text, mut ends, mut words) = (String::new(), BTreeSet::new(), None);
        let wrapped = block.len() > 2 && block[..block.len() - 1].iter().all(|l| l.len() > 55);
        for (number, line) in block.iter().enumerate() {
            if let Some(list) = line.strip_prefix("= ") {
                let list = list.to_lowercase();
                words = Some(list.split(' ').map(|w| w.replace('~', " ")).collect());
                continue;
            }
            for (part, sentence) in line.split('‖').enumerate() {
                if part > 0 {
                    ends.insert(solid(&text));
                }
                text.push_str(sentence);
            }
            if !wrapped || number + 1 == block.len() {
                ends.insert(solid(&text));
            }
            text.push('\n');
        }
        if !text.is_empty() {
            out.push(Case { text, ends, words });
        }
    }
    out
}

#[test]
fn running_news_is_cut_as_by_hand() {
    let french: &'static [u8] = include_bytes!("../../../models/fr.model");
    let engine = Engine::new([Cow::Borrowed(french)]).expect("the committed model opens");
    let cases = cases(include_str!("../../../packs/fr/corpus/segment.txt"));
    let [mut sentences, mut words] = [(0usize, 0usize, 0usize); 2];
    for case in &cases {
        let document = engine.analyse(&case.text, Language::French, None);
        // A sentence is right when both its ends are.
        let spans = |ends: &BTreeSet<usize>| -> BTreeSet<(usize, usize)> {
            let starts = std::iter::once(0).chain(ends.iter().copied());
            starts.zip(ends.iter().copied()).collect()
        };
        let found: BTreeSet<usize> = document
            .sentences
            .iter()
            .map(|s| solid(&case.text[..s.span.end as usize]))
            .collect();
        let (gold, found) = (spans(&case.ends), spans(&found));
        sentences.0 += gold.len();
        sentences.1 += found.len();
        sentences.2 += gold.intersection(&found).count();
        if gold != found {
            let cut: Vec<&str> = document
                .sentences
                .iter()
                .map(|s| s.span.of(&case.text))
                .collect();
            println!("sentences: {}", cut.join(" ‖ ").replace('\n', " "));
        }
        let Some(gold) = &case.words else { continue };
        let found: Vec<String> = (0..document.words.len())
            .map(|w| document.form(w).to_lowercase())
            .collect();
        let right = common(gold, &found);
        words.0 += gold.len();
        words.1 += found.len();
        words.2 += right;
        if right != gold.len() || right != found.len() {
            println!("words: {}", found.join(" "));
        }
    }
    let f1 =
        |(gold, found, right): (usize, usize, usize)| 200.0 * right as f64 / (gold + found) as f64;
    println!(
        "{} texts; sentences F1 {:.2} ({} by hand), words F1 {:.2} ({} by hand)",
        cases.len(),
        f1(sentences),
        sentences.0,
        f1(words),
        words.0
    );
    assert!(f1(sentences) >= 95.0, "sentences F1 {:.2}", f1(sentences));
    assert!(f1(words) >= 99.2, "words F1 {:.2}", f1(words));
}

/// Length of the longest common subsequence.
fn common(gold: &[String], found: &[String]) -> usize {
    let mut row = vec![0usize; found.len() + 1];
    for g in gold {
        let mut diagonal = 0;
        for (i, f) in found.iter().enumerate() {
            let above = row[i + 1];
            row[i + 1] = if g == f {
                diagonal + 1
            } else {
                above.max(row[i])
            };
            diagonal = above;
        }
    }
    row[found.len()]
}
