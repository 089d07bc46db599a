//! Reading decomposed letters: "é" written as "e" and an accent of its own, as some systems store
//! every text, is composed before it is read, and every span of the reading is moved back onto the
//! text as stored. Leaves out other normalisation: the tokens see to apostrophes and spaces.

use selon_model::Span;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A text with its letters composed, and the way back from it.
pub struct Composed {
    /// The composed text.
    pub text: String,
    /// Stretches that changed, in order: their bytes here and there.
    changed: Vec<(Span, Span)>,
}

impl Composed {
    /// Composes a text; `None` where nothing changes, which is nearly always.
    pub fn of(text: &str) -> Option<Composed> {
        // The combining accents U+0300 to U+036F all begin with one of two bytes.
        if !text.bytes().any(|byte| matches!(byte, 0xCC | 0xCD)) {
            return None;
        }
        let mut composed = Composed {
            text: String::with_capacity(text.len()),
            changed: Vec::new(),
        };
        let mut letters = text.char_indices().peekable();
        while let Some((start, first)) = letters.next() {
            let mut end = start + first.len_utf8();
            while let Some((at, mark)) = letters.next_if(|(_, c)| is_combining_mark(*c)) {
                end = at + mark.len_utf8();
            }
            let from = composed.text.len();
            let raw = &text[start..end];
            composed.text.extend(raw.nfc());
            if composed.text[from..] != *raw {
                let here = Span::new(from, composed.text.len());
                composed.changed.push((here, Span::new(start, end)));
            }
        }
        (!composed.changed.is_empty()).then_some(composed)
    }

    /// A span of the composed text as a span of the text it came from. What begins or ends inside
    /// a letter with its accents takes the whole of it.
    pub fn back(&self, span: Span) -> Span {
        let place = |at: u32, up: bool| {
            let before = self.changed.partition_point(|(here, _)| here.start <= at);
            let Some((here, there)) = before.checked_sub(1).map(|ix| self.changed[ix]) else {
                return at;
            };
            match () {
                () if at >= here.end => there.end + (at - here.end),
                () if up && at > here.start => there.end,
                () => there.start,
            }
        };
        Span {
            start: place(span.start, false),
            end: place(span.end, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lead_back_to_the_text_as_written() {
        let written =
            "L\u{2019}arme\u{301}e a e\u{301}te\u{301} repousse\u{301}e a\u{300} Se\u{301}gou.";
        let composed = Composed::of(written).expect("there are accents to compose");
        assert_eq!(composed.text, "L\u{2019}armée a été repoussée à Ségou.");
        for word in ["L\u{2019}armée", "armée a", "été", "à", "Ségou", "."] {
            let start = composed.text.find(word).expect("stands there");
            let span = Span::new(start, start + word.len());
            assert_eq!(
                composed.back(span).of(written).nfc().collect::<String>(),
                word
            );
        }
        let end = composed.text.len();
        assert_eq!(composed.back(Span::new(0, end)).of(written), written);
    }

    #[test]
    fn what_is_composed_already_is_left_alone() {
        for text in ["", "Ségou", "\u{301}", "x\u{301}", "a\u{300}\u{301}b"] {
            if let Some(composed) = Composed::of(text) {
                assert_eq!(composed.text, text.nfc().collect::<String>());
            }
        }
        assert!(Composed::of("Ségou").is_none());
        assert!(Composed::of("x\u{301}").is_none());
    }
}
