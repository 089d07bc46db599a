//! The text as a row of surface tokens: contractions whole, hyphenated words open to look-up.
//! Look-ups of phrases and names run over it, so that they do not depend on how finely a
//! tokeniser cuts.

use selon_model::{Span, TimeRef};
use selon_text::{Document, Keyed, Upos, WordIx};
use selon_world::World;
use std::ops::Range;
use std::rc::Rc;

/// A surface token: the words that share one stretch of text.
#[derive(Debug)]
pub(super) struct Tok {
    /// Its words.
    pub words: Range<WordIx>,
    /// Its bytes.
    pub span: Span,
    /// Sentence.
    pub sentence: usize,
    /// Begins with a capital.
    pub capital: bool,
    /// Two letters or more, all capitals (digits and dots aside).
    pub upper: bool,
    /// Stands inside a time expression.
    pub timed: bool,
    /// Part of speech of its last word.
    pub upos: Upos,
    /// First of its pieces.
    pub piece: usize,
    /// Lower case, accents and marks kept.
    pub lower: Rc<str>,
}

/// A piece of a token: what stands between hyphens and apostrophes.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Lower case, accents kept.
    pub plain: Rc<str>,
    /// As the world folds it.
    pub folded: Rc<str>,
    /// Its token.
    pub tok: usize,
    /// The tables of phrases that have one which begins with it.
    begins: u64,
    /// A name of one of the world's actors may begin with it.
    pub actor: bool,
    /// A name of one of the world's places may begin with it.
    pub place: bool,
}

impl Piece {
    fn new(plain: Rc<str>, folded: Rc<str>, known: &Known<'_>) -> Piece {
        Piece {
            tok: 0,
            begins: known.beginnings.of(&plain, &folded),
            actor: known.world.actors.may_begin(&folded),
            place: known.world.places.may_begin(&folded),
            plain,
            folded,
        }
    }
}

/// What words are looked up in.
#[derive(Clone, Copy, Debug)]
struct Known<'a> {
    beginnings: &'a Beginnings,
    world: &'a World,
}

/// What a token shows by its letters alone; the tokens of a text are few different ones.
#[derive(Debug)]
struct Look {
    capital: bool,
    upper: bool,
    lower: Rc<str>,
    /// Where its pieces stand among those of all looks.
    pieces: Range<usize>,
}

/// Which tables of phrases, a bit each, have one that begins with a word: most words begin none, and
/// one look-up says so for all tables.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    plain: Keyed<u64>,
    folded: Keyed<u64>,
    tables: u32,
}

impl Beginnings {
    /// Takes a table's phrases in. There may be 64 tables.
    pub fn take<T>(&mut self, phrases: &mut Phrases<T>) {
        phrases.bit = 1u64.checked_shl(self.tables).unwrap_or(0);
        self.tables += 1;
        let words = if phrases.exact {
            &mut self.plain
        } else {
            &mut self.folded
        };
        for first in &phrases.firsts {
            *words.or_default(first) |= phrases.bit;
        }
    }

    fn of(&self, plain: &str, folded: &str) -> u64 {
        self.plain.get(plain).copied().unwrap_or(0) | self.folded.get(folded).copied().unwrap_or(0)
    }
}

/// The row of tokens.
#[derive(Debug)]
pub(super) struct Surface {
    /// Tokens in order.
    pub toks: Vec<Tok>,
    /// Pieces in order.
    pub pieces: Vec<Piece>,
    /// Tokens of each sentence.
    pub sentences: Vec<Range<usize>>,
    /// Token of each word.
    pub of_word: Vec<usize>,
}

/// Lower case, typographic apostrophe made plain, hyphens and apostrophes as spaces.
pub(super) fn plain(text: &str) -> String {
    spaced(&selon_text::lower(text))
}

/// Hyphens and apostrophes as spaces, and no space beside another or at the ends.
fn spaced(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut space = false;
    for c in lower.chars() {
        if matches!(c, '’' | '\'' | '-' | '‑') || c.is_whitespace() {
            space = !out.is_empty();
        } else {
            if space {
                out.push(' ');
                space = false;
            }
            out.push(c);
        }
    }
    out
}

/// "al-Bab", "ez-Zor": a name whose article, two letters, is written small.
fn article_name(surface: &str) -> bool {
    let Some((article, rest)) = surface.split_once(['-', '‑']) else {
        return false;
    };
    article.chars().count() == 2
        && article.chars().all(char::is_lowercase)
        && rest.chars().next().is_some_and(char::is_uppercase)
}

impl Look {
    /// The look of a token, whose pieces are added to those of others.
    fn of(surface: &str, known: &Known<'_>, all: &mut Vec<Piece>) -> Look {
        let lower = selon_text::lower(surface);
        if lower.bytes().all(|b| b.is_ascii_lowercase()) {
            return Look::of_letters(surface, lower.as_ref().into(), known, all);
        }
        let first = all.len();
        let plain_form = spaced(&lower);
        let folded_form = selon_world::fold(surface);
        let plains = plain_form.split(' ');
        let foldeds = folded_form
            .split([' ', '-', '’', '\''])
            .filter(|piece| !piece.is_empty());
        let piece = |plain: &str, folded: &str| {
            let shared: Rc<str> = folded.into();
            let plain = if plain == folded {
                Rc::clone(&shared)
            } else {
                plain.into()
            };
            Piece::new(plain, shared, known)
        };
        if plains.clone().count() == foldeds.clone().count() {
            let both = plains.zip(foldeds);
            all.extend(both.map(|(plain, folded)| piece(plain, folded)));
        } else if foldeds.clone().next().is_none() {
            all.push(piece(&plain_form, &lower));
        } else {
            all.extend(foldeds.map(|folded| piece(folded, folded)));
        }
        let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
        Look {
            capital: surface.chars().next().is_some_and(char::is_uppercase)
                || article_name(surface),
            upper: (letters >= 2 || letters == 1 && surface.chars().any(|c| c.is_ascii_digit()))
                && !surface
                    .chars()
                    .any(|c| c.is_alphabetic() && !c.is_uppercase()),
            lower: if lower.contains('’') {
                lower.replace('’', "'").into()
            } else {
                lower.as_ref().into()
            },
            pieces: first..all.len(),
        }
    }

    /// The look of a word of plain letters: its own one piece however it is folded.
    fn of_letters(surface: &str, lower: Rc<str>, known: &Known<'_>, all: &mut Vec<Piece>) -> Look {
        all.push(Piece::new(Rc::clone(&lower), Rc::clone(&lower), known));
        Look {
            capital: surface.starts_with(|c: char| c.is_uppercase()),
            upper: lower.len() >= 2 && !surface.bytes().any(|b| b.is_ascii_lowercase()),
            lower,
            pieces: all.len() - 1..all.len(),
        }
    }
}

/// The looks of the tokens of some documents: texts have most of their words in common.
#[derive(Debug)]
pub(super) struct Looks<'a> {
    known: Known<'a>,
    all: Vec<Look>,
    /// The pieces of all of them.
    pieces: Vec<Piece>,
    of: Keyed<usize>,
}

impl<'a> Looks<'a> {
    /// None yet.
    pub fn new(beginnings: &'a Beginnings, world: &'a World) -> Looks<'a> {
        Looks {
            known: Known { beginnings, world },
            all: Vec::new(),
            pieces: Vec::new(),
            of: Keyed::default(),
        }
    }

    /// The number of a token's look.
    fn number(&mut self, surface: &str) -> usize {
        let Looks {
            known,
            all,
            pieces,
            of,
        } = self;
        *of.or_insert_with(surface, || {
            all.push(Look::of(surface, known, pieces));
            all.len() - 1
        })
    }
}

impl Surface {
    /// Cuts a document; the looks that it shows are kept for others.
    pub fn new(document: &Document, times: &[TimeRef], looks: &mut Looks<'_>) -> Surface {
        let text = document.text();
        let mut toks: Vec<Tok> = Vec::with_capacity(document.words.len());
        let mut pieces = Vec::with_capacity(document.words.len() + document.words.len() / 8);
        let mut of_word = Vec::with_capacity(document.words.len());
        let mut sentences = vec![0..0; document.sentences.len()];
        // Most words are written as their form is, and forms are numbered.
        let mut of_form: Vec<Option<usize>> = Vec::new();
        let mut time_spans = times.iter().map(|time| time.span).peekable();
        for (w, word) in document.words.iter().enumerate() {
            if let Some(last) = toks.last_mut()
                && last.span == word.span
                && last.sentence == word.sentence as usize
            {
                last.words.end = w + 1;
                last.upos = word.upos;
                of_word.push(toks.len() - 1);
                continue;
            }
            while time_spans
                .peek()
                .is_some_and(|span| span.end <= word.span.start)
            {
                time_spans.next();
            }
            let timed = time_spans
                .peek()
                .is_some_and(|span| span.overlaps(word.span));
            let surface = word.span.of(text);
            let tok = toks.len();
            let look = if document.form(w) == surface {
                let form = word.form.0 as usize;
                if form >= of_form.len() {
                    of_form.resize(form + 1, None);
                }
                *of_form[form].get_or_insert_with(|| looks.number(surface))
            } else {
                looks.number(surface)
            };
            let look = &looks.all[look];
            toks.push(Tok {
                words: w..w + 1,
                span: word.span,
                sentence: word.sentence as usize,
                capital: look.capital,
                upper: look.upper,
                timed,
                upos: word.upos,
                piece: pieces.len(),
                lower: Rc::clone(&look.lower),
            });
            let own = looks.pieces[look.pieces.clone()].iter().cloned();
            pieces.extend(own.map(|piece| Piece { tok, ..piece }));
            of_word.push(tok);
            if let Some(range) = sentences.get_mut(word.sentence as usize) {
                if range.start == range.end {
                    *range = tok..tok + 1;
                } else {
                    range.end = tok + 1;
                }
            }
        }
        Surface {
            toks,
            pieces,
            sentences,
            of_word,
        }
    }

    /// Pieces of a token.
    pub fn pieces_of(&self, tok: usize) -> &[Piece] {
        let start = self.toks[tok].piece;
        let end = self
            .toks
            .get(tok + 1)
            .map_or(self.pieces.len(), |next| next.piece);
        &self.pieces[start..end]
    }

    /// One past the last piece of a sentence.
    pub fn piece_end(&self, sentence: usize) -> usize {
        let end = self.sentences[sentence].end;
        self.toks
            .get(end)
            .map_or(self.pieces.len(), |tok| tok.piece)
    }

    /// The words of a run of tokens.
    pub fn words(&self, toks: Range<usize>) -> Range<WordIx> {
        if toks.is_empty() {
            return 0..0;
        }
        self.toks[toks.start].words.start..self.toks[toks.end - 1].words.end
    }

    /// The bytes of a run of tokens.
    pub fn span(&self, toks: Range<usize>) -> Span {
        if toks.is_empty() {
            return Span::default();
        }
        self.toks[toks.start]
            .span
            .cover(self.toks[toks.end - 1].span)
    }
}

/// Phrases of one to a few words, looked up by longest match from a token.
#[derive(Debug, Clone)]
pub(super) struct Phrases<T> {
    exact: bool,
    by_first: Keyed<Vec<(Vec<String>, T)>>,
    firsts: Vec<String>,
    /// Its bit among the tables, once [`Beginnings`] has it; every bit until then.
    bit: u64,
}

impl<T> Default for Phrases<T> {
    fn default() -> Phrases<T> {
        Phrases {
            exact: false,
            by_first: Keyed::default(),
            firsts: Vec::new(),
            bit: u64::MAX,
        }
    }
}

impl<T> Phrases<T> {
    /// Phrases matched with their accents.
    pub fn exact() -> Phrases<T> {
        Phrases {
            exact: true,
            ..Phrases::default()
        }
    }

    /// Adds a phrase.
    pub fn add(&mut self, phrase: &str, value: T) {
        let key = if self.exact {
            plain(phrase)
        } else {
            selon_world::fold(&plain(phrase))
        };
        let mut words = key.split(' ').filter(|word| !word.is_empty());
        let Some(first) = words.next() else { return };
        let rest: Vec<String> = words.map(str::to_owned).collect();
        if !self.by_first.contains_key(first) {
            self.firsts.push(first.to_owned());
        }
        let list = self.by_first.or_default(first);
        let at = list.partition_point(|(other, _)| other.len() >= rest.len());
        list.insert(at, (rest, value));
    }

    /// Whether none begins at a token, which is so of most; any may where this says no.
    #[inline]
    fn is_absent(&self, surface: &Surface, tok: usize) -> bool {
        surface
            .toks
            .get(tok)
            .is_none_or(|tok| surface.pieces[tok.piece].begins & self.bit == 0)
    }

    /// The phrases that begin at `tok`, longest first, each with the token after it.
    fn beginning<'a>(
        &'a self,
        surface: &'a Surface,
        tok: usize,
    ) -> impl Iterator<Item = (usize, &'a (Vec<String>, T))> {
        let text = |ix: usize| -> &str {
            let piece = &surface.pieces[ix];
            if self.exact {
                &piece.plain
            } else {
                &piece.folded
            }
        };
        let first = surface.toks.get(tok);
        let list = first.and_then(|tok| self.by_first.get(text(tok.piece)));
        let (start, end) = first.map_or((0, 0), |tok| (tok.piece, surface.piece_end(tok.sentence)));
        list.into_iter().flatten().filter_map(move |entry| {
            let last = start + entry.0.len();
            if last >= end {
                return None;
            }
            let next_tok = surface.pieces[last].tok + 1;
            // The phrase has to end where a token ends.
            let inside = surface
                .pieces
                .get(last + 1)
                .is_some_and(|piece| piece.tok + 1 == next_tok);
            let fits = !inside
                && entry
                    .0
                    .iter()
                    .enumerate()
                    .all(|(offset, word)| text(start + 1 + offset) == word);
            fits.then_some((next_tok, entry))
        })
    }

    /// All values of the longest phrase that begins at `tok`, with the token after it.
    #[inline]
    pub fn all<'a>(&'a self, surface: &'a Surface, tok: usize) -> Option<(usize, Vec<&'a T>)> {
        if self.is_absent(surface, tok) {
            return None;
        }
        self.all_present(surface, tok)
    }

    fn all_present<'a>(&'a self, surface: &'a Surface, tok: usize) -> Option<(usize, Vec<&'a T>)> {
        let mut found = self.beginning(surface, tok);
        let (end, (rest, value)) = found.next()?;
        let others = found
            .take_while(|(_, (other, _))| other.len() == rest.len())
            .map(|(_, (_, value))| value);
        Some((end, std::iter::once(value).chain(others).collect()))
    }

    /// The longest phrase that begins at `tok`: the token after it and its first value.
    #[inline]
    pub fn longest<'a>(&'a self, surface: &'a Surface, tok: usize) -> Option<(usize, &'a T)> {
        if self.is_absent(surface, tok) {
            return None;
        }
        self.longest_present(surface, tok)
    }

    fn longest_present<'a>(&'a self, surface: &'a Surface, tok: usize) -> Option<(usize, &'a T)> {
        let (end, (_, value)) = self.beginning(surface, tok).next()?;
        Some((end, value))
    }

    /// The value of one folded word.
    pub fn word(&self, word: &str) -> Option<&T> {
        self.by_first
            .get(word)?
            .iter()
            .find(|(rest, _)| rest.is_empty())
            .map(|(_, value)| value)
    }

    /// True when the token is, by itself or as the start of a longer one, a phrase.
    pub fn at(&self, surface: &Surface, tok: usize) -> bool {
        self.longest(surface, tok).is_some()
    }
}
