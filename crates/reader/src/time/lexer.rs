//! The pieces that time expressions are made of: runs of letters, runs of digits, single marks.
//!
//! Deliberately simpler than the engine's words: "14h30" is three pieces and "aujourd'hui" three,
//! in texts and in the pack's patterns alike, so that patterns do not depend on a tokeniser.

use selon_model::Span;
use selon_text::Keyed;

/// Number of a piece that the vocabulary does not know.
pub(super) const UNKNOWN: u32 = 0;
/// Number of every run of digits.
pub(super) const DIGITS: u32 = 1;

/// The pieces that a grammar knows, numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: Keyed<u32>,
    count: u32,
    longest: usize,
}

impl Vocabulary {
    /// The number of a piece, making one when it is new.
    pub fn intern(&mut self, folded: &str) -> u32 {
        if let Some(id) = self.ids.get(folded) {
            return *id;
        }
        let id = self.len() as u32;
        self.longest = self.longest.max(folded.len());
        self.count += 1;
        self.ids.insert(folded.to_owned(), id);
        id
    }

    /// How many numbers are in use.
    pub fn len(&self) -> usize {
        self.count as usize + 2
    }

    /// The number of a raw piece of text.
    fn id(&self, raw: &str) -> u32 {
        // Letters that folding drops make a raw piece longer than its folded form, never by half.
        if raw.len() > 2 * self.longest {
            return UNKNOWN;
        }
        let mut buffer = [0u8; 32];
        let found = match buffer.get_mut(..raw.len()) {
            Some(lower) if raw.is_ascii() => {
                lower.copy_from_slice(raw.as_bytes());
                lower.make_ascii_lowercase();
                std::str::from_utf8(lower)
                    .ok()
                    .and_then(|lower| self.ids.get(lower))
            }
            _ => self.ids.get(&fold(raw)),
        };
        found.copied().unwrap_or(UNKNOWN)
    }
}

/// A piece of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// Its bytes.
    pub span: Span,
    /// Its number in the vocabulary.
    pub id: u32,
    /// Its value, for digits that fit.
    pub number: Option<u32>,
    /// True when a line break stands before it.
    pub breaks: bool,
    /// True when white space stands before it.
    pub spaced: bool,
}

/// Splits a text into pieces and numbers them.
pub(super) fn pieces(text: &str, vocabulary: &Vocabulary) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(text.len() / 5 + 4);
    split(text, |span, breaks, spaced| {
        let raw = span.of(text);
        let digits = raw.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let number = if digits && raw.len() <= 8 {
            raw.parse().ok()
        } else {
            None
        };
        let id = if digits { DIGITS } else { vocabulary.id(raw) };
        out.push(Piece {
            span,
            id,
            number,
            breaks,
            spaced,
        });
    });
    out
}

/// The folded pieces of a phrase of the pack.
pub(super) fn folded(phrase: &str) -> Vec<String> {
    let mut out = Vec::new();
    split(phrase, |span, _, _| out.push(fold(span.of(phrase))));
    out
}

fn fold(raw: &str) -> String {
    match raw.chars().next() {
        // The world's folding turns apostrophes and hyphens into spaces; here they are pieces.
        Some('\'' | '’' | 'ʼ') => "'".to_owned(),
        Some('-' | '‐' | '‑' | '–' | '—') => "-".to_owned(),
        Some(c) if class(c) == Class::Mark => raw.to_owned(),
        _ => selon_world::fold(raw),
    }
}

fn split(text: &str, mut found: impl FnMut(Span, bool, bool)) {
    let (mut breaks, mut spaced) = (true, true);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            spaced = true;
            breaks |= c == '\n';
            continue;
        }
        let kind = class(c);
        let mut end = start + c.len_utf8();
        if kind != Class::Mark {
            while let Some((at, next)) = chars.peek().copied() {
                if class(next) != kind {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        found(Span::new(start, end), breaks, spaced);
        (breaks, spaced) = (false, false);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Mark,
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            '0'..='9' => Class::Digit,
            'a'..='z' | 'A'..='Z' => Class::Letter,
            _ => Class::Mark,
        };
    }
    if c.is_alphanumeric() || matches!(c as u32, 0x0300..=0x036F | 0x064B..=0x065F) {
        Class::Letter
    } else {
        Class::Mark
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn clock_times_apostrophes_and_dates_split_the_same_way_everywhere() {
        for (text, want) in [
            ("14h30", "14 h 30"),
            ("aujourd’hui", "aujourd ' hui"),
            ("12/01/2025", "12 / 01 / 2025"),
            ("Week-end", "week - end"),
            ("1er", "1 er"),
        ] {
            assert_eq!(folded(text).join(" "), want, "{text}");
        }
    }
}
