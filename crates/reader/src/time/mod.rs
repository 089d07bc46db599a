//! When: time expressions, the dateline, and the time of a claim.
//!
//! Reading comes first and gives a symbol ("the last Wednesday", "the day after the last date");
//! anchoring comes second and gives bounds, with what they were anchored on. Where nothing dates
//! the text, relative words stay symbolic: no time is invented. What this module leaves out: the
//! words themselves (`packs/<lang>/time/`), and time zones, which dispatches rarely name.

mod attach;
mod grammar;
mod lexer;
mod symbol;

pub use attach::{Narration, share};

use grammar::Grammar;
use selon_model::{Anchor, Date, Grain, Span, TimeKind, TimeRef};
use selon_rules::{PackError, PackFiles};
use selon_text::{Document, Upos};
use symbol::Frame;

/// What the pack says about how times are told.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    grammar: Grammar,
}

impl Lexicon {
    /// Compiles the pack's `time/words.tsv` and `time/grammar.txt`.
    pub fn compile(pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        let (grammar, errors) = Grammar::compile(pack);
        (Lexicon { grammar }, errors)
    }

    /// The pieces of a document's text, which the dateline and the expressions are both read from.
    pub fn pieces(&self, document: &Document) -> Pieces {
        Pieces(self.grammar.pieces(document.text()))
    }
}

/// A text cut into the pieces that a lexicon's grammar knows.
#[derive(Debug)]
pub struct Pieces(Vec<lexer::Piece>);

/// How far into a text a dateline is looked for, in pieces at the start of a line.
const DATELINE_LINES: usize = 12;

/// The bytes of a text that its first lines are looked for in.
const HEAD: u32 = 4_000;

/// The publication date that the text itself shows: a full date in a dateline, at the start of one
/// of the first lines. Pack category `dateline`.
pub fn dateline(document: &Document, lexicon: &Lexicon, pieces: &Pieces) -> Option<Date> {
    let text = document.text();
    let head = pieces.0.partition_point(|piece| piece.span.end <= HEAD);
    let pieces = &pieces.0[..head];
    let frame = Frame {
        published: None,
        antecedent: None,
        future: false,
    };
    let lines = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.breaks)
        .map(|(ix, _)| ix)
        .take(DATELINE_LINES);
    lines
        .flat_map(|line| [Some(line), after_town(text, pieces, line)])
        .flatten()
        .find_map(|at| {
            let parsed = lexicon.grammar.dateline(pieces, at)?;
            let mut rest = pieces[at + parsed.length..]
                .iter()
                .skip_while(|piece| piece.span.of(text) == "." && !piece.breaks);
            let closed = rest.next().is_none_or(|next| {
                next.breaks || matches!(next.span.of(text), "-" | "–" | "—" | "(")
            });
            let anchored = parsed.symbol.anchor(&frame);
            (closed && anchored.anchor == Anchor::Explicit && anchored.grain <= Grain::Day)
                .then_some(anchored.start?.date())
        })
}

/// Longest word in small letters within the name of a town, in bytes: "Port-au-Prince", "Deir ez-Zor".
const PARTICLE: usize = 3;

/// Where a date may begin after the town that opens a line: behind the first comma, when all that
/// stands before it is capitalised but for particles ("PORT-DARVEL, 3 mai 2021 (Agence) –").
fn after_town(text: &str, pieces: &[lexer::Piece], line: usize) -> Option<usize> {
    let comma =
        (line + 1..pieces.len().min(line + 9)).find(|ix| pieces[*ix].span.of(text) == ",")?;
    let capital = |piece: &lexer::Piece| {
        let first = piece.span.of(text).chars().next();
        first.is_some_and(|c| c.is_uppercase() || !c.is_alphanumeric())
    };
    let town = pieces[line..comma].iter().enumerate().all(|(at, piece)| {
        let particle = at > 0 && line + at + 1 < comma && piece.span.of(text).len() <= PARTICLE;
        !(piece.breaks && at > 0) && (capital(piece) || particle)
    });
    town.then_some(comma + 1)
}

/// Every time expression, in text order, anchored where it can be.
pub fn find(document: &Document, lexicon: &Lexicon, published: Option<Date>) -> Vec<TimeRef> {
    find_in(document, lexicon, &lexicon.pieces(document), published)
}

/// The same, in pieces that were cut before.
pub fn find_in(
    document: &Document,
    lexicon: &Lexicon,
    pieces: &Pieces,
    published: Option<Date>,
) -> Vec<TimeRef> {
    let pieces = &pieces.0[..];
    let mut found: Vec<TimeRef> = Vec::new();
    let mut antecedent: Option<(Date, Span)> = None;
    let mut at = 0;
    while at < pieces.len() {
        if !lexicon.grammar.may_begin(pieces, at) {
            at += 1;
            continue;
        }
        let Some(parsed) = lexicon.grammar.longest(pieces, at) else {
            at += 1;
            continue;
        };
        let span = pieces[at].span.cover(pieces[at + parsed.length - 1].span);
        let symbol = if governs(document, span) {
            parsed.symbol.as_length()
        } else {
            parsed.symbol.clone()
        };
        let frame = Frame {
            published,
            antecedent,
            future: looks_ahead(document, span),
        };
        let anchored = symbol.anchor(&frame);
        if let (Some(start), TimeKind::Point | TimeKind::Interval | TimeKind::Since) =
            (anchored.start, anchored.kind)
        {
            // A long stretch is no day to reckon "the day after" from.
            if anchored.grain <= Grain::Weekend && !behind(document, span, start.date(), antecedent)
            {
                let last = anchored.end.filter(|_| anchored.kind == TimeKind::Interval);
                let day = last.map_or(start.date(), |end| {
                    end.date().yesterday().unwrap_or(start.date())
                });
                antecedent = Some((day, span));
            }
        }
        found.push(TimeRef {
            span,
            kind: anchored.kind,
            start: anchored.start,
            end: anchored.end,
            grain: anchored.grain,
            approximate: anchored.approximate,
            anchor: anchored.anchor,
            said: symbol.said(),
            symbol: symbol.to_string(),
            length: symbol.length(),
            running: anchored.kind == TimeKind::Duration && lexicon.grammar.runs(pieces, at),
            rule: lexicon.grammar.rule(&parsed).to_owned(),
        });
        at += parsed.length;
    }
    found
}

/// True when an expression ends in a preposition that governs what follows: "une semaine après
/// l'attaque" tells how long after, and "une semaine après" alone tells when.
fn governs(document: &Document, span: Span) -> bool {
    let words = document.words_in(span);
    let Some(last) = words.clone().next_back().filter(|_| words.len() > 1) else {
        return false;
    };
    let next = last + 1;
    document.upos(last) == Upos::Adp
        && document.sentence_of(last).words.contains(&next)
        && matches!(
            document.upos(next),
            Upos::Det | Upos::Noun | Upos::Propn | Upos::Pron
        )
}

/// True for a date outside the main clause that lies well before the day the narration has
/// reached: background ("depuis son intervention du 24 août"), from which no "next day" is
/// counted.
fn behind(document: &Document, span: Span, day: Date, reached: Option<(Date, Span)>) -> bool {
    const MONTH: i32 = 31;
    let old = reached
        .is_some_and(|(reached, _)| day.until(reached).is_ok_and(|gap| gap.get_days() > MONTH));
    let words = document.words_in(span);
    let head = words
        .clone()
        .find_map(|w| document.head(w).filter(|head| !words.contains(head)));
    old && head.is_some_and(|head| document.head(head).is_some())
}

/// True when the verb that a time expression stands with is in the future: a bare weekday is then
/// the coming one.
fn looks_ahead(document: &Document, span: Span) -> bool {
    let words = document.words_in(span);
    let Some(first) = words.clone().next() else {
        return false;
    };
    let sentence = document.sentence_of(first).words.clone();
    let future = |w: usize| document.feat(w, "Tense") == Some("Fut");
    // The governor of the expression, where the arcs lead to one; else the nearest finite verb.
    let mut up = document.head(first);
    for _ in 0..6 {
        match up {
            Some(w) if document.upos(w) == Upos::Verb || document.upos(w) == Upos::Aux => {
                return future(w)
                    || document
                        .children(w)
                        .any(|child| document.relation(child) == "aux" && future(child));
            }
            Some(w) => up = document.head(w),
            None => break,
        }
    }
    sentence
        .filter(|w| document.feat(*w, "VerbForm") == Some("Fin") && !words.contains(w))
        .min_by_key(|w| w.abs_diff(first))
        .is_some_and(future)
}

#[cfg(test)]
mod tests;
