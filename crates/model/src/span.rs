//! Byte ranges into a dispatch's text, and the evidence made of them.

use std::fmt;

/// A half-open byte range `[start, end)` into a document's text. Always on character
/// boundaries when made by the text crate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Offsets beyond `u32::MAX` saturate; dispatches are far smaller.
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span {
            start: clamp(start),
            end: clamp(end),
        }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end.saturating_sub(self.start)) as usize
    }

    /// True when the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The words the span covers, or `""` when it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// True when the two spans share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// The words a claim rests on: one span or several, never none. Kept in text order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    spans: Vec<Span>,
}

impl Evidence {
    /// Evidence made of one stretch of text.
    pub fn one(span: Span) -> Evidence {
        Evidence { spans: vec![span] }
    }

    /// The same evidence with one more stretch, kept in text order and merged where it overlaps.
    pub fn and(mut self, span: Span) -> Evidence {
        self.spans.push(span);
        self.spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(self.spans.len());
        for span in self.spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => *last = last.cover(span),
                _ => merged.push(span),
            }
        }
        Evidence { spans: merged }
    }

    pub(crate) fn move_spans(&mut self, to: &dyn Fn(Span) -> Span) {
        for span in &mut self.spans {
            *span = to(*span);
        }
    }

    /// The spans, at least one, in text order, without overlap.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The first span.
    pub fn first(&self) -> Span {
        self.spans[0]
    }

    /// The smallest span covering all of the evidence.
    pub fn cover(&self) -> Span {
        self.spans
            .iter()
            .fold(self.spans[0], |all, span| all.cover(*span))
    }
}
