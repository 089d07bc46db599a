//! What is kept of the words of a claim, so that a copy of them is known without reading texts.
//!
//! The words around a claim's evidence, cut into runs of [`SHINGLE`] words, say whether two texts are
//! nearly the same (see `lineage`). Beside each claim stand how many different runs there are, a sum
//! that is the same for the same runs, and marks: each run sets one of 256 bits. A bit that one text
//! sets and another does not is a run that the other lacks, so two sets of marks tell most pairs of
//! texts apart for certain; equal sums tell equal ones. Only what is left, a text nearly like another,
//! needs the texts themselves.
//!
//! Hashes are FNV-1a of the words in lower case (G. Fowler, L. C. Noll, K.-P. Vo), finished by the
//! mixing function of splitmix64 (S. Vigna). They are in files and never change within a format.

use selon_model::{Claim, Span, Speech};
use std::ops::Range;

/// Words of a run.
pub const SHINGLE: usize = 7;
/// The least words of a quotation that identify it.
pub const QUOTED_WORDS: usize = 6;
/// Bytes of text looked at on each side of the evidence.
const REACH: usize = 300;

/// What is kept of the words of a claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Trace {
    /// How many different runs of words there are around it. A text of fewer words has none: it is
    /// too short to be known again.
    pub runs: u32,
    /// The wrapping sum of their hashes.
    pub sum: u64,
    /// The bits they set.
    pub marks: [u64; 4],
    /// The hash of the words in quotation marks, when they are enough to identify the quotation.
    pub quotation: Option<u64>,
}

impl Trace {
    /// Adds a run that was not there yet.
    fn take(&mut self, run: u64) {
        self.runs += 1;
        self.sum = self.sum.wrapping_add(run);
        let bit = (run >> 56) as usize;
        self.marks[bit / 64] |= 1 << (bit % 64);
    }

    /// The greatest share of the shorter text's runs that the longer can have; exact where the two
    /// have the same runs.
    pub fn at_most(&self, other: &Trace) -> Share {
        let (short, long) = if self.runs <= other.runs {
            (self, other)
        } else {
            (other, self)
        };
        if short.runs == 0 {
            return Share::Is(0.0);
        }
        if (short.runs, short.sum, short.marks) == (long.runs, long.sum, long.marks) {
            return Share::Is(1.0);
        }
        let missing: u32 = short
            .marks
            .iter()
            .zip(&long.marks)
            .map(|(one, other)| (one & !other).count_ones())
            .sum();
        let shared = short.runs.saturating_sub(missing);
        Share::AtMost(f64::from(shared) / f64::from(short.runs))
    }
}

/// A share of runs as far as traces tell it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Share {
    /// This one.
    Is(f64),
    /// This one or less.
    AtMost(f64),
}

/// The words of a text and the runs that begin at each.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Where each word stands, and its hash.
    words: Vec<(Range<usize>, u64)>,
    /// The hash of the run that begins with each word, where one does.
    runs: Vec<u64>,
    /// Where the same run begins for the last time before, if it does.
    before: Vec<Option<usize>>,
}

impl Words {
    /// The words of a text: what stands between signs that are no letter or digit.
    pub fn of(text: &str) -> Words {
        let words = words(text);
        let runs: Vec<u64> = words
            .windows(SHINGLE)
            .map(|run| combined(run.iter().map(|(_, hash)| *hash)))
            .collect();
        let mut order: Vec<usize> = (0..runs.len()).collect();
        order.sort_unstable_by_key(|at| (runs[*at], *at));
        let mut before = vec![None; runs.len()];
        for pair in order.windows(2) {
            if runs[pair[0]] == runs[pair[1]] {
                before[pair[1]] = Some(pair[0]);
            }
        }
        Words {
            words,
            runs,
            before,
        }
    }

    /// What is kept of a claim that rests on this text.
    pub fn trace(&self, text: &str, claim: &Claim) -> Trace {
        Trace {
            quotation: quotation(text, claim),
            ..self.around(text, claim.evidence.cover())
        }
    }

    /// What is kept of the words around a stretch of this text.
    fn around(&self, text: &str, stretch: Span) -> Trace {
        let mut trace = Trace::default();
        for hash in self.different(self.within(around(text, stretch))) {
            trace.take(hash);
        }
        trace
    }

    /// The different runs of the whole text, sorted.
    pub fn all(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.different(0..self.runs.len()).collect();
        all.sort_unstable();
        all
    }

    /// The runs that lie within a stretch of the text.
    fn within(&self, stretch: Range<usize>) -> Range<usize> {
        let first = self
            .words
            .partition_point(|(at, _)| at.start < stretch.start);
        let words = self.words.partition_point(|(at, _)| at.end <= stretch.end);
        first..(words + 1).saturating_sub(SHINGLE).max(first)
    }

    /// Those of some runs that are no repetition of another of them.
    fn different(&self, some: Range<usize>) -> impl Iterator<Item = u64> {
        let first = some.start;
        some.filter(move |at| self.before[*at].is_none_or(|before| before < first))
            .map(|at| self.runs[at])
    }
}

/// The paragraph around a stretch of text, or what reaches some 300 bytes beyond each end of it, in
/// whole words.
pub(crate) fn around(text: &str, stretch: Span) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(stretch.start as usize);
    let end = floor(stretch.end as usize).max(start);
    let mut from = floor(start.saturating_sub(REACH));
    match text[from..start].rfind('\n') {
        Some(at) => from += at + 1,
        None if text[..from].ends_with(char::is_alphanumeric) => {
            from = text.len() - text[from..].trim_start_matches(char::is_alphanumeric).len();
        }
        None => {}
    }
    let mut to = floor(end + REACH);
    match text[end..to].find('\n') {
        Some(at) => to = end + at,
        None if text[to..].starts_with(char::is_alphanumeric) => {
            to = text[..to].trim_end_matches(char::is_alphanumeric).len();
        }
        None => {}
    }
    let around = text.get(from..to).unwrap_or_default();
    let from = to.max(from) - around.trim_start().len();
    from..from + around.trim().len()
}

/// The words of a claim's evidence, when they are a quotation long enough to be known again.
fn quotation(text: &str, claim: &Claim) -> Option<u64> {
    if !matches!(claim.speech, Speech::Direct) {
        return None;
    }
    let quoted: Vec<u64> = claim
        .evidence
        .spans()
        .iter()
        .flat_map(|span| words(span.of(text)))
        .map(|(_, hash)| hash)
        .collect();
    (quoted.len() >= QUOTED_WORDS).then(|| combined(quoted.into_iter()))
}

/// Words with where they stand and their hashes.
fn words(text: &str) -> Vec<(Range<usize>, u64)> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut start = None;
    let mut hash = EMPTY;
    for (at, sign) in text.char_indices() {
        if sign.is_ascii_alphanumeric() {
            start.get_or_insert(at);
            hash = taken(hash, u64::from(sign.to_ascii_lowercase() as u8));
        } else if !sign.is_ascii() && sign.is_alphanumeric() {
            start.get_or_insert(at);
            for lower in sign.to_lowercase() {
                hash = taken(hash, u64::from(lower));
            }
        } else if let Some(start) = start.take() {
            found.push((start..at, std::mem::replace(&mut hash, EMPTY)));
        }
    }
    if let Some(start) = start {
        found.push((start..text.len(), hash));
    }
    found
}

const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

fn taken(hash: u64, sign: u64) -> u64 {
    (hash ^ sign).wrapping_mul(0x0100_0000_01b3)
}

/// One hash of several, in their order.
fn combined(hashes: impl Iterator<Item = u64>) -> u64 {
    let mut bits = hashes.fold(EMPTY, taken);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::Dice;

    /// A text of some paragraphs of made-up words, with signs and letters of more than one byte.
    fn text(dice: &mut Dice, words: u64) -> String {
        const WORDS: [&str; 9] = [
            "l’armée",
            "a",
            "pris",
            "Été",
            "ville",
            "قرية",
            "42",
            "İ",
            "—",
        ];
        let mut text = String::new();
        for _ in 0..words {
            text.push_str(WORDS[dice.below(9) as usize]);
            text.push_str(["\n", " ", ", ", " ", " "][dice.below(5) as usize]);
        }
        text
    }

    #[test]
    fn words_around_are_whole_and_a_trace_is_that_of_the_words_themselves() {
        let mut dice = Dice::new(3);
        for _ in 0..2000 {
            let words = dice.below(150);
            let text = text(&mut dice, words);
            let end = dice.below(text.len() as u64 + 3);
            let stretch = Span::new(dice.below(end + 1) as usize, end as usize);
            let around = around(&text, stretch);
            let cut = &text[around.clone()];
            assert_eq!(cut, cut.trim());
            let edge = |at: usize| {
                text[..at].ends_with(char::is_alphanumeric)
                    && text[at..].starts_with(char::is_alphanumeric)
            };
            assert!(
                !edge(around.start) && !edge(around.end),
                "{stretch:?} {text}"
            );
            let alone = Words::of(cut);
            assert_eq!(
                Words::of(&text).around(&text, stretch),
                alone.around(cut, Span::new(0, cut.len())),
                "{stretch:?} {text}"
            );
        }
        assert_eq!(around("", Span::new(4, 9)), 0..0);
        // A word without end has no boundary to cut at.
        assert_eq!(around(&"x".repeat(2000), Span::new(900, 901)).len(), 0);
    }

    #[test]
    fn traces_never_tell_two_texts_further_apart_than_they_are() {
        let mut dice = Dice::new(5);
        let (mut settled, mut asked) = (0, 0);
        for _ in 0..3000 {
            let one = text(&mut dice, 60);
            let other = match dice.below(4) {
                0 => one.clone(),
                1 => format!("Flash : {one}"),
                2 => one.replacen("ville", "bourg", 2),
                _ => text(&mut dice, 60),
            };
            let traces = [&one, &other].map(|text| {
                let words = Words::of(text);
                let mut trace = Trace::default();
                for hash in words.different(0..words.runs.len()) {
                    trace.take(hash);
                }
                (trace, words.all())
            });
            let exact = crate::lineage::containment(&traces[0].1, &traces[1].1);
            match traces[0].0.at_most(&traces[1].0) {
                Share::Is(share) => assert_eq!(share, exact, "{one} / {other}"),
                Share::AtMost(share) => {
                    assert!(share >= exact, "{share} {exact} {one} / {other}");
                    asked += u32::from(share >= crate::lineage::CONTAINED);
                    settled += u32::from(share < crate::lineage::CONTAINED);
                }
            }
        }
        assert!(settled > 300 && asked > 300, "{settled} {asked}");
    }

    #[test]
    fn words_are_told_apart_by_letters_and_not_by_case_or_signs() {
        let sum = |text: &str| {
            let words = Words::of(text);
            words.around(text, Span::new(0, text.len())).sum
        };
        let one = "La Ville a été prise, hier, par Eux tous.";
        assert_eq!(
            sum(one),
            sum("la ville a ÉTÉ prise — hier par eux « tous »")
        );
        assert_ne!(sum(one), sum("la ville a ete prise hier par eux tous"));
        assert_eq!(sum("six mots ne font pas une"), 0);
        // A run that stands twice counts once.
        let run = "un deux trois quatre cinq six sept ";
        assert_eq!(Words::of(&run.repeat(4)).all().len(), 7);
    }
}
