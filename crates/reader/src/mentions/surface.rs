//! The text as a row of surface tokens: contractions whole, hyphenated words open to look-up.
//! Look-ups of phrases and names run over it, so that they do not depend on how finely a
//! tokeniser cuts.

use selon_model::{Span, TimeRef};
use selon_text::{Document, Keyed, Upos, WordIx};
use std::ops::Range;

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
    pub lower: String,
}

/// A piece of a token: what stands between hyphens and apostrophes.
#[derive(Debug)]
pub(super) struct Piece {
    /// Lower case, accents kept.
    pub plain: String,
    /// As the world folds it.
    pub folded: String,
    /// Its token.
    pub tok: usize,
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
    let spaced: String = text
        .to_lowercase()
        .chars()
        .map(|c| match c {
            '’' | '\'' | '-' | '‑' => ' ',
            other => other,
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
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

impl Surface {
    /// Cuts a document.
    pub fn new(document: &Document, times: &[TimeRef]) -> Surface {
        let text = document.text();
        let mut toks: Vec<Tok> = Vec::with_capacity(document.words.len());
        let mut pieces = Vec::new();
        let mut of_word = Vec::with_capacity(document.words.len());
        let mut sentences = vec![0..0; document.sentences.len()];
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
            let first_piece = pieces.len();
            let plain_form = plain(surface);
            let folded_form = selon_world::fold(surface);
            let plains: Vec<&str> = plain_form.split(' ').collect();
            let foldeds: Vec<&str> = folded_form
                .split([' ', '-', '’', '\''])
                .filter(|piece| !piece.is_empty())
                .collect();
            if plains.len() == foldeds.len() {
                for (plain, folded) in plains.iter().zip(&foldeds) {
                    pieces.push(Piece {
                        plain: (*plain).to_owned(),
                        folded: (*folded).to_owned(),
                        tok,
                    });
                }
            } else if foldeds.is_empty() {
                pieces.push(Piece {
                    plain: plain_form.clone(),
                    folded: surface.to_lowercase(),
                    tok,
                });
            } else {
                for folded in foldeds {
                    pieces.push(Piece {
                        plain: folded.to_owned(),
                        folded: folded.to_owned(),
                        tok,
                    });
                }
            }
            let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
            toks.push(Tok {
                words: w..w + 1,
                span: word.span,
                sentence: word.sentence as usize,
                capital: surface.chars().next().is_some_and(char::is_uppercase)
                    || article_name(surface),
                upper: (letters >= 2
                    || letters == 1 && surface.chars().any(|c| c.is_ascii_digit()))
                    && !surface
                        .chars()
                        .any(|c| c.is_alphabetic() && !c.is_uppercase()),
                timed,
                upos: word.upos,
                piece: first_piece,
                lower: surface.to_lowercase().replace('’', "'"),
            });
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
}

impl<T> Default for Phrases<T> {
    fn default() -> Phrases<T> {
        Phrases {
            exact: false,
            by_first: Keyed::default(),
        }
    }
}

impl<T> Phrases<T> {
    /// Phrases matched with their accents.
    pub fn exact() -> Phrases<T> {
        Phrases {
            exact: true,
            by_first: Keyed::default(),
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
        let list = self.by_first.or_default(first);
        let at = list.partition_point(|(other, _)| other.len() >= rest.len());
        list.insert(at, (rest, value));
    }

    /// All values of the longest phrase that begins at `tok`, with the token after it.
    pub fn all<'a>(&'a self, surface: &Surface, tok: usize) -> Option<(usize, Vec<&'a T>)> {
        let start = surface.toks.get(tok)?;
        let end = surface.piece_end(start.sentence);
        let text = |ix: usize| -> &str {
            let piece = &surface.pieces[ix];
            if self.exact {
                &piece.plain
            } else {
                &piece.folded
            }
        };
        let list = self.by_first.get(text(start.piece))?;
        let mut found: Option<(usize, Vec<&T>)> = None;
        let mut length = None;
        for (rest, value) in list {
            if length.is_some_and(|length| length != rest.len()) {
                break;
            }
            let last = start.piece + rest.len();
            if last >= end {
                continue;
            }
            let next_tok = surface.pieces[last].tok + 1;
            // The phrase has to end where a token ends.
            if surface
                .pieces
                .get(last + 1)
                .is_some_and(|piece| piece.tok + 1 == next_tok)
            {
                continue;
            }
            if rest
                .iter()
                .enumerate()
                .all(|(offset, word)| text(start.piece + 1 + offset) == word)
            {
                length = Some(rest.len());
                found.get_or_insert((next_tok, Vec::new())).1.push(value);
            }
        }
        found
    }

    /// The longest phrase that begins at `tok`: the token after it and its first value.
    pub fn longest<'a>(&'a self, surface: &Surface, tok: usize) -> Option<(usize, &'a T)> {
        self.all(surface, tok)
            .and_then(|(end, values)| values.into_iter().next().map(|value| (end, value)))
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
