//! Reading treebanks for training: what the document type does not keep (spaces, contractions as
//! written) is kept here, and the morphology is cut down to what the reader uses.

use selon_text::parser::NONE;

/// A training sentence.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub forms: Vec<String>,
    pub lemmas: Vec<String>,
    pub upos: Vec<u8>,
    pub feats: Vec<String>,
    /// Head by index, or `NONE` for the root.
    pub heads: Vec<u16>,
    pub labels: Vec<String>,
    /// Tokens as written: first word, number of words, form, space after.
    pub tokens: Vec<(usize, usize, String, bool)>,
    /// `# text`.
    pub text: String,
}

/// Features that are kept; the rest differ between treebanks or serve no rule.
const KEPT: [&str; 14] = [
    "Case", "Definite", "Degree", "Gender", "Mood", "NumType", "Number", "Person", "Polarity",
    "Poss", "PronType", "Reflex", "Tense", "VerbForm",
];

fn clean(feats: &str) -> String {
    let mut kept: Vec<&str> = feats
        .split('|')
        .filter(|f| {
            f.split_once('=')
                .is_some_and(|(name, _)| KEPT.contains(&name))
        })
        .collect();
    kept.sort_unstable();
    kept.join("|")
}

/// Reads CoNLL-U; sentences that are not trees are left out.
pub fn read(input: &str) -> Vec<Tree> {
    let mut out = Vec::new();
    let mut tree = Tree::default();
    let mut until = 0usize;
    for line in input.lines().chain([""]) {
        if let Some(text) = line.strip_prefix("# text = ") {
            tree.text = text.to_owned();
        }
        if line.starts_with('#') {
            continue;
        }
        if line.is_empty() {
            if !tree.forms.is_empty() {
                out.push(std::mem::take(&mut tree));
            }
            until = 0;
            continue;
        }
        let c: Vec<&str> = line.split('\t').collect();
        if c.len() != 10 || c[0].contains('.') {
            continue;
        }
        let space = !c[9].split('|').any(|m| m == "SpaceAfter=No");
        if let Some((from, to)) = c[0].split_once('-') {
            let (from, to): (usize, usize) = (from.parse().unwrap_or(1), to.parse().unwrap_or(1));
            tree.tokens
                .push((from - 1, to + 1 - from, c[1].to_owned(), space));
            until = to;
            continue;
        }
        let id: usize = c[0].parse().unwrap_or(0);
        if id > until {
            tree.tokens.push((id - 1, 1, c[1].to_owned(), space));
        }
        let form = selon_text::tokens::normalise(c[1]).into_owned();
        tree.forms.push(form);
        tree.lemmas
            .push(selon_text::tokens::normalise(c[2]).into_owned());
        tree.upos
            .push(selon_text::Upos::parse(c[3]).unwrap_or(selon_text::Upos::X) as u8);
        tree.feats.push(clean(c[5]));
        let head: u16 = c[6].parse().unwrap_or(0);
        tree.heads.push(if head == 0 { NONE } else { head - 1 });
        tree.labels.push(c[7].to_owned());
    }
    out
}

/// Heads made projective by lifting the shortest offending arc until none is left.
pub fn projective(heads: &[u16]) -> Vec<u16> {
    let mut heads = heads.to_vec();
    let n = heads.len();
    let dominates = |heads: &[u16], h: usize, mut k: usize| {
        let mut steps = 0;
        loop {
            if k == h {
                return true;
            }
            if heads[k] == NONE || steps > n {
                return false;
            }
            k = heads[k] as usize;
            steps += 1;
        }
    };
    for _ in 0..n * n {
        let mut worst: Option<(usize, usize)> = None;
        for d in 0..n {
            if heads[d] == NONE {
                continue;
            }
            let h = heads[d] as usize;
            let (low, high) = (h.min(d), h.max(d));
            if (low + 1..high).any(|k| !dominates(&heads, h, k))
                && worst.is_none_or(|(_, len)| high - low < len)
            {
                worst = Some((d, high - low));
            }
        }
        let Some((d, _)) = worst else { break };
        heads[d] = heads[heads[d] as usize];
    }
    heads
}
