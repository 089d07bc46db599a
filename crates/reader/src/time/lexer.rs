//! The pieces that time expressions are made of: runs of letters, runs of digits, single marks.
//!
//! Deliberately simpler than the engine's words: "14h30" is three pieces and "aujourd'hui" three,
//! in texts and in the pack's patterns alike, so that patterns do not depend on a tokeniser.

use selon_model::Span;

/// A piece of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// Its bytes.
    pub span: Span,
    /// Folded: lower case, no diacritics.
    pub text: String,
    /// Its value, for digits that fit.
    pub number: Option<u32>,
    /// True when a line break stands before it.
    pub breaks: bool,
    /// True when white space stands before it.
    pub spaced: bool,
}

/// Splits a text into pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(text.len() / 4);
    let (mut breaks, mut spaced) = (true, true);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            spaced = true;
            breaks |= c == '\n';
            continue;
        }
        let class = class(c);
        let mut end = start + c.len_utf8();
        if class != Class::Mark {
            while let Some((at, next)) = chars.peek().copied() {
                if self::class(next) != class {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let raw = &text[start..end];
        let number = if class == Class::Digit && raw.len() <= 8 {
            raw.parse().ok()
        } else {
            None
        };
        // Folding turns apostrophes and hyphens into spaces; here they are pieces of their own.
        let folded = match c {
            '\'' | '’' | 'ʼ' => "'".to_owned(),
            '-' | '‐' | '‑' | '–' | '—' => "-".to_owned(),
            _ if class == Class::Mark => c.to_string(),
            _ => selon_world::fold(raw),
        };
        out.push(Piece {
            span: Span::new(start, end),
            text: folded,
            number,
            breaks,
            spaced,
        });
        (breaks, spaced) = (false, false);
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Mark,
}

fn class(c: char) -> Class {
    if c.is_ascii_digit() {
        Class::Digit
    } else if c.is_alphanumeric() || matches!(c as u32, 0x0300..=0x036F | 0x064B..=0x065F) {
        Class::Letter
    } else {
        Class::Mark
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn clock_times_apostrophes_and_dates_split_the_same_way_everywhere() {
        for (text, want) in [
            ("14h30", "14 h 30"),
            ("aujourd’hui", "aujourd ' hui"),
            ("12/01/2025", "12 / 01 / 2025"),
            ("Week-end", "week - end"),
            ("1er", "1 er"),
        ] {
            let found: Vec<String> = pieces(text).into_iter().map(|piece| piece.text).collect();
            assert_eq!(found.join(" "), want, "{text}");
        }
    }
}
