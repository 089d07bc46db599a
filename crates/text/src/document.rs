//! The analysed text. Everything later stages ask of a sentence is asked through [`Document`];
//! the original text is never replaced, and every word knows its bytes in it.

use crate::tables::hash_bytes;
use selon_model::{Language, Span};
use std::ops::Range;

/// Index of a word in its document.
pub type WordIx = usize;

/// Universal part-of-speech tags. Source: Universal Dependencies v2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
#[repr(u8)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All tags with their UD spelling.
    pub const ALL: [(Upos, &'static str); 17] = [
        (Upos::Adj, "ADJ"),
        (Upos::Adp, "ADP"),
        (Upos::Adv, "ADV"),
        (Upos::Aux, "AUX"),
        (Upos::Cconj, "CCONJ"),
        (Upos::Det, "DET"),
        (Upos::Intj, "INTJ"),
        (Upos::Noun, "NOUN"),
        (Upos::Num, "NUM"),
        (Upos::Part, "PART"),
        (Upos::Pron, "PRON"),
        (Upos::Propn, "PROPN"),
        (Upos::Punct, "PUNCT"),
        (Upos::Sconj, "SCONJ"),
        (Upos::Sym, "SYM"),
        (Upos::Verb, "VERB"),
        (Upos::X, "X"),
    ];

    /// UD spelling.
    pub fn as_str(self) -> &'static str {
        Upos::ALL[self as usize].1
    }

    /// The tag with this UD spelling.
    pub fn parse(text: &str) -> Option<Upos> {
        Upos::ALL
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(tag, _)| *tag)
    }

    /// Nouns, proper nouns and pronouns.
    pub fn is_nominal(self) -> bool {
        matches!(self, Upos::Noun | Upos::Propn | Upos::Pron)
    }
}

/// An interned string of a document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sym(pub u32);

/// A syntactic word. The two parts of a contraction ("du" = "de" + "le") share one span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// Its bytes in the text.
    pub span: Span,
    /// Normalised form.
    pub form: Sym,
    /// Lemma.
    pub lemma: Sym,
    /// Part of speech.
    pub upos: Upos,
    /// Morphology, UD `Name=Value` pairs joined by `|`, or the empty string.
    pub feats: Sym,
    /// Its head; `None` for the root of a sentence or where no parser ran.
    pub head: Option<u32>,
    /// UD relation to the head, with subtype; the empty string where no parser ran.
    pub deprel: Sym,
    /// Index of its sentence.
    pub sentence: u32,
}

/// A sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// Its bytes.
    pub span: Span,
    /// Its words.
    pub words: Range<WordIx>,
    /// Index of its paragraph, from 0.
    pub paragraph: u32,
    /// True for headlines and section titles: a short paragraph without final punctuation.
    pub heading: bool,
}

/// A stretch between quotation marks. Nested quotations are listed as well, with greater depth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quote {
    /// What stands between the marks, marks excluded.
    pub inner: Span,
    /// With its marks.
    pub outer: Span,
    /// 0 for an outermost quotation.
    pub depth: u8,
    /// False when a mark is missing and the end was inferred.
    pub closed: bool,
}

/// Type of a recognised name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum NameKind {
    Person,
    Organization,
    Location,
}

/// A name found by the name recogniser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// Its words.
    pub words: Range<WordIx>,
    /// What kind of thing it names.
    pub kind: NameKind,
}

/// An analysed text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    text: String,
    /// Language.
    pub language: Language,
    /// Sentences, in order.
    pub sentences: Vec<Sentence>,
    /// Words of all sentences, in order.
    pub words: Vec<Word>,
    /// Quotations, by start.
    pub quotes: Vec<Quote>,
    /// Names, by start.
    pub names: Vec<Name>,
    strings: Strings,
    children: Vec<u32>,
    child_start: Vec<u32>,
    /// The features of the words, and of each string that is a morphology the range among them.
    features: Vec<Feature>,
    features_of: Vec<(usize, usize)>,
}

/// Strings one after the other in one allocation: a document has hundreds, most of them short.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
struct Strings {
    joined: String,
    at: Vec<Place>,
}

/// Where a string stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    start: u32,
    end: u32,
    /// Where its first colon stands, or its end: relations have a subtype behind one.
    plain: u32,
}

impl Strings {
    fn len(&self) -> usize {
        self.at.len()
    }

    #[inline]
    fn get(&self, ix: usize) -> &str {
        let place = &self.at[ix];
        &self.joined[place.start as usize..place.end as usize]
    }

    /// A string up to its first colon.
    #[inline]
    fn plain(&self, ix: usize) -> &str {
        let place = &self.at[ix];
        &self.joined[place.start as usize..place.plain as usize]
    }

    fn push(&mut self, text: &str) {
        let start = self.joined.len();
        self.joined.push_str(text);
        let plain = text.bytes().position(|byte| byte == b':');
        self.at.push(Place {
            start: start as u32,
            end: self.joined.len() as u32,
            plain: (start + plain.unwrap_or(text.len())) as u32,
        });
    }
}

/// A morphological feature, by where its name, its sign and its value stand among the strings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Feature {
    /// The first bytes of its name.
    key: u64,
    start: u32,
    sign: u32,
    end: u32,
}

/// Bytes of a name that a key holds: all of most names.
const KEY: usize = 8;

impl Feature {
    #[inline]
    fn key(name: &str) -> u64 {
        let mut first = [0; KEY];
        for (slot, byte) in first.iter_mut().zip(name.as_bytes()) {
            *slot = *byte;
        }
        u64::from_le_bytes(first)
    }

    fn name(&self) -> Range<usize> {
        self.start as usize..self.sign as usize
    }

    fn value(&self) -> Range<usize> {
        self.sign as usize + 1..self.end as usize
    }
}

/// The value of a feature in a morphology that was not taken apart.
fn scan<'f>(mut feats: &'f str, name: &str) -> Option<&'f str> {
    while !feats.is_empty() {
        let end = feats.bytes().position(|byte| byte == b'|');
        let pair = &feats[..end.unwrap_or(feats.len())];
        // The sign is looked for first: names are of different lengths, mostly.
        if pair.as_bytes().get(name.len()) == Some(&b'=') && pair.starts_with(name) {
            return Some(&pair[name.len() + 1..]);
        }
        feats = &feats[end.map_or(feats.len(), |end| end + 1)..];
    }
    None
}

impl Document {
    /// The text as stored.
    #[inline]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The string behind an interned symbol.
    #[inline]
    pub fn str(&self, sym: Sym) -> &str {
        self.strings.get(sym.0 as usize)
    }

    /// Normalised form of a word.
    #[inline]
    pub fn form(&self, w: WordIx) -> &str {
        self.str(self.words[w].form)
    }

    /// Lemma of a word.
    #[inline]
    pub fn lemma(&self, w: WordIx) -> &str {
        self.str(self.words[w].lemma)
    }

    /// Part of speech of a word.
    #[inline]
    pub fn upos(&self, w: WordIx) -> Upos {
        self.words[w].upos
    }

    /// UD relation of a word to its head, with subtype (`nsubj:pass`).
    #[inline]
    pub fn deprel(&self, w: WordIx) -> &str {
        self.str(self.words[w].deprel)
    }

    /// UD relation without its subtype (`nsubj`).
    #[inline]
    pub fn relation(&self, w: WordIx) -> &str {
        self.strings.plain(self.words[w].deprel.0 as usize)
    }

    /// Head of a word.
    #[inline]
    pub fn head(&self, w: WordIx) -> Option<WordIx> {
        self.words[w].head.map(|h| h as usize)
    }

    /// What a word hangs on, nearest first. Stops after 64, which no sentence reaches.
    #[inline]
    pub fn ancestors(&self, w: WordIx) -> impl Iterator<Item = WordIx> + '_ {
        let mut at = Some(w);
        std::iter::from_fn(move || {
            at = self.head(at?);
            at
        })
        .take(64)
    }

    /// Whether a word hangs, no deeper than a clause or two, on another.
    #[inline]
    pub fn hangs(&self, w: WordIx, head: WordIx) -> bool {
        self.ancestors(w).take(8).any(|above| above == head)
    }

    /// Dependents of a word, left to right.
    #[inline]
    pub fn children(&self, w: WordIx) -> impl DoubleEndedIterator<Item = WordIx> + Clone + '_ {
        self.children[self.child_start[w] as usize..self.child_start[w + 1] as usize]
            .iter()
            .map(|c| *c as usize)
    }

    /// Value of a morphological feature (`Mood`, `Tense`, …).
    #[inline]
    pub fn feat(&self, w: WordIx, name: &str) -> Option<&str> {
        self.value(self.words[w].feats, name, Feature::key(name))
    }

    fn value(&self, feats: Sym, name: &str, key: u64) -> Option<&str> {
        let known = self.features_of.get(feats.0 as usize);
        let Some(known) = known.and_then(|(from, to)| self.features.get(*from..*to)) else {
            return scan(self.str(feats), name);
        };
        let found = known.iter().find(|feature| {
            feature.key == key
                && feature.name().len() == name.len()
                && (name.len() <= KEY || self.strings.joined[feature.name()] == *name)
        })?;
        Some(&self.strings.joined[found.value()])
    }

    /// Takes apart the morphologies of all words.
    fn index_features(&mut self) {
        // What no word has is not taken apart.
        const NEVER: (usize, usize) = (usize::MAX, usize::MAX);
        let (mut all, mut of) = (Vec::new(), vec![NEVER; self.strings.len()]);
        for word in &self.words {
            let sym = word.feats.0 as usize;
            if of[sym] != NEVER {
                continue;
            }
            let from = all.len();
            let mut at = self.strings.at[sym].start;
            for pair in self.strings.get(sym).split('|') {
                let end = at + pair.len() as u32;
                if let Some((name, _)) = pair.split_once('=') {
                    all.push(Feature {
                        key: Feature::key(name),
                        start: at,
                        sign: at + name.len() as u32,
                        end,
                    });
                }
                at = end + 1;
            }
            of[sym] = (from, all.len());
        }
        (self.features, self.features_of) = (all, of);
    }

    /// Sentence of a word.
    #[inline]
    pub fn sentence_of(&self, w: WordIx) -> &Sentence {
        &self.sentences[self.words[w].sentence as usize]
    }

    /// The original words behind a range of word indices.
    pub fn span(&self, words: Range<WordIx>) -> Span {
        match (
            self.words.get(words.start),
            words
                .end
                .checked_sub(1)
                .and_then(|last| self.words.get(last)),
        ) {
            (Some(first), Some(last)) if words.start < words.end => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// Leftmost and rightmost word of the subtree under `w`, as a range.
    pub fn subtree(&self, w: WordIx) -> Range<WordIx> {
        let (mut low, mut high) = (w, w);
        let mut stack = vec![w];
        while let Some(next) = stack.pop() {
            low = low.min(next);
            high = high.max(next);
            stack.extend(self.children(next));
        }
        low..high + 1
    }

    /// First word whose span ends after `byte`.
    pub fn word_at(&self, byte: u32) -> Option<WordIx> {
        let ix = self.words.partition_point(|word| word.span.end <= byte);
        (ix < self.words.len()).then_some(ix)
    }

    /// The words that overlap a span.
    pub fn words_in(&self, span: Span) -> Range<WordIx> {
        let start = self
            .words
            .partition_point(|word| word.span.end <= span.start);
        let end = self
            .words
            .partition_point(|word| word.span.start < span.end);
        start..end.max(start)
    }
}

/// A document in the making, with what hangs on the words of one of its sentences.
#[derive(Debug)]
pub(crate) struct Tree {
    document: Document,
    /// The sentence.
    range: Range<WordIx>,
    /// Whether arcs may have changed since.
    stale: bool,
    /// For each word of the sentence and one more the place of its first dependent in `below`.
    start: Vec<u32>,
    below: Vec<u32>,
}

impl std::ops::Deref for Tree {
    type Target = Document;
    fn deref(&self) -> &Document {
        &self.document
    }
}

impl Tree {
    /// Dependents of a word of the sentence, left to right.
    pub(crate) fn children(&self, w: WordIx) -> impl DoubleEndedIterator<Item = WordIx> + '_ {
        let at = w - self.range.start;
        let below = &self.below[self.start[at] as usize..self.start[at + 1] as usize];
        below.iter().map(|d| *d as usize)
    }

    /// Looks anew what hangs on what in a sentence.
    fn index(&mut self, range: &Range<WordIx>) {
        self.range = range.clone();
        self.stale = false;
        hanging(
            &self.document.words[range.clone()],
            range.start,
            &mut self.start,
            &mut self.below,
        );
    }
}

/// Lists of dependents of words that stand together, the first of them being word `first`: the place of
/// each word's first dependent, and the dependents. Heads stand among the words.
fn hanging(words: &[Word], first: WordIx, start: &mut Vec<u32>, below: &mut Vec<u32>) {
    let heads = || {
        words
            .iter()
            .enumerate()
            .filter_map(|(ix, word)| Some((ix, word.head?)))
    };
    start.clear();
    start.resize(words.len() + 2, 0);
    for (_, head) in heads() {
        start[head as usize - first + 2] += 1;
    }
    for i in 2..start.len() {
        start[i] += start[i - 1];
    }
    below.clear();
    below.resize(start[words.len() + 1] as usize, 0);
    for (ix, head) in heads() {
        let slot = &mut start[head as usize - first + 1];
        below[*slot as usize] = (first + ix) as u32;
        *slot += 1;
    }
    start.truncate(words.len() + 1);
}

/// Collects words and sentences, then freezes them into a [`Document`].
#[derive(Debug)]
pub struct DocumentBuilder {
    document: Tree,
    /// Open addressing over the strings' hashes; zero is empty, otherwise the index plus one.
    index: Vec<u32>,
}

impl DocumentBuilder {
    /// A builder over a text.
    pub fn new(text: String, language: Language) -> DocumentBuilder {
        let document = Document {
            text,
            language,
            sentences: Vec::new(),
            words: Vec::new(),
            quotes: Vec::new(),
            names: Vec::new(),
            strings: Strings::default(),
            features: Vec::new(),
            features_of: Vec::new(),
            children: Vec::new(),
            child_start: Vec::new(),
        };
        let document = Tree {
            document,
            range: 0..0,
            stale: true,
            start: Vec::new(),
            below: Vec::new(),
        };
        DocumentBuilder {
            document,
            index: vec![0; 1024],
        }
    }

    /// Interns a string.
    pub fn sym(&mut self, text: &str) -> Sym {
        if self.document.strings.len() * 2 >= self.index.len() {
            let mut wider = vec![0; self.index.len() * 2];
            for ix in 0..self.document.strings.len() {
                let string = self.document.strings.get(ix);
                let mut at = hash_bytes(string.as_bytes()) as usize & (wider.len() - 1);
                while wider[at] != 0 {
                    at = (at + 1) & (wider.len() - 1);
                }
                wider[at] = ix as u32 + 1;
            }
            self.index = wider;
        }
        let mask = self.index.len() - 1;
        let mut at = hash_bytes(text.as_bytes()) as usize & mask;
        loop {
            match self.index[at] {
                0 => break,
                ix if self.document.strings.get(ix as usize - 1) == text => return Sym(ix - 1),
                _ => at = (at + 1) & mask,
            }
        }
        let ix = self.document.strings.len() as u32;
        self.document.document.strings.push(text);
        self.index[at] = ix + 1;
        Sym(ix)
    }

    /// Form of a word that is already in the document.
    pub fn word_form(&self, w: WordIx) -> &str {
        self.document.form(w)
    }

    /// The document so far, to fill in directly.
    pub fn document(&mut self) -> &mut Document {
        self.document.stale = true;
        &mut self.document.document
    }

    /// The document so far, to ask what hangs on the words of a sentence.
    pub(crate) fn tree(&mut self, sentence: &Range<WordIx>) -> &Tree {
        if self.document.stale || self.document.range != *sentence {
            self.document.index(sentence);
        }
        &self.document
    }

    /// Computes the child lists and hands out the document.
    pub fn finish(self) -> Document {
        let Tree {
            mut document,
            mut start,
            mut below,
            ..
        } = self.document;
        hanging(&document.words, 0, &mut start, &mut below);
        document.child_start = start;
        document.children = below;
        document.index_features();
        document
    }
}
