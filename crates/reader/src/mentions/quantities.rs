//! How many: digits, number words, ranges, and the words that open a bound.
//! Conventions: about N is [N, N]; at least N is [N, open]; up to N is [open, N]; a plural of
//! tens, hundreds or thousands is an open least; a couple is two, and one family no number of people.

use super::Quantity;
use super::lexicon::{Lexicon, Number, Small};
use super::surface::Surface;
use selon_model::Count;
use selon_text::{Document, Upos, WordIx};
use std::ops::Range;

/// Every quantity of a document and every share in hundredths, in text order.
pub(super) fn find(
    document: &Document,
    surface: &Surface,
    lexicon: &Lexicon,
) -> (Vec<Quantity>, Vec<Quantity>) {
    let mut found = Vec::new();
    let mut tok = 0;
    while tok < surface.toks.len() {
        match quantity_at(document, surface, lexicon, tok) {
            Some((quantity, end)) => {
                found.push(quantity);
                tok = end;
            }
            None => tok += 1,
        }
    }
    found
        .into_iter()
        .partition(|quantity| document.form(quantity.head) != PERCENT)
}

/// What makes a number a share.
pub(crate) const PERCENT: &str = "%";

#[derive(Clone, Copy, PartialEq, Eq)]
struct Value {
    least: u32,
    open: bool,
}

fn quantity_at(
    document: &Document,
    surface: &Surface,
    lexicon: &Lexicon,
    start: usize,
) -> Option<(Quantity, usize)> {
    if surface.toks[start].timed {
        return None;
    }
    let limit = surface.sentences[surface.toks[start].sentence].end;
    let mut at = start;
    let (mut least, mut most, mut range) = (false, false, false);
    while let Some((end, number)) = lexicon.numbers.longest(surface, at) {
        match number {
            Number::About => {}
            Number::Least => least = true,
            Number::Most => most = true,
            Number::Range => range = true,
            _ => break,
        }
        at = end;
        if at >= limit {
            return None;
        }
    }
    // "plus de la moitié": an article that is no number.
    let (first, mut end) = value(surface, lexicon, at, limit)?;
    let mut count = Count {
        min: Some(first.least),
        max: (!first.open).then_some(first.least),
    };
    // "20 à 30", "entre 20 et 30"
    if let Some((after, Number::RangeAnd)) = lexicon.numbers.longest(surface, end)
        && after < limit
        && let Some((second, stop)) = value(surface, lexicon, after, limit)
        && second.least > first.least
        && (range
            || digits(surface, at) && digits(surface, after)
            || !first.open && !second.open && stop < limit)
    {
        count = Count {
            min: Some(first.least),
            max: (!second.open).then_some(second.least),
        };
        end = stop;
    } else if range
        && at == start + 1
        && start + 1 < limit
        && !digits(surface, at)
        && first.least == 1
    {
        return None;
    }
    if least {
        count.max = None;
    }
    if most {
        count.max = count.max.or(count.min);
        count.min = None;
    }
    if let Some(tok) = surface.toks.get(end) {
        if &*tok.lower == PERCENT {
            let words = surface.words(start..end + 1);
            let head = words.end - 1;
            return Some((Quantity { words, head, count }, end + 1));
        }
        if tok.timed && end < limit {
            return None;
        }
    }
    let head = counted(document, surface, lexicon, at, end, limit);
    match head.and_then(|head| several(surface, lexicon, at..limit, head)) {
        // "un groupe de civils", "une famille"
        Some(0) if first.least == 1 => return None,
        Some(many) if many > 0 => {
            count.min = count.min.map(|min| min.saturating_mul(many));
            count.max = count.max.map(|max| max.saturating_mul(many));
        }
        _ => {}
    }
    // A lone article counts only what it stands before.
    let lone = first.least == 1 && end == at + 1 && !digits(surface, at);
    if lone && head.is_none() {
        return None;
    }
    let words = surface.words(start..end);
    let head = head.unwrap_or(words.end - 1);
    Some((Quantity { words, head, count }, end))
}

fn digits(surface: &Surface, tok: usize) -> bool {
    surface.toks[tok]
        .lower
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_digit())
}

/// How many people one of what a number counts is made of ("un couple"), 0 where there is no telling.
fn several(surface: &Surface, lexicon: &Lexicon, near: Range<usize>, head: WordIx) -> Option<u32> {
    let tok = near
        .into_iter()
        .find(|tok| surface.toks[*tok].words.start == head)?;
    match lexicon.numbers.longest(surface, tok)? {
        (_, Number::Several(many)) => Some(*many),
        _ => None,
    }
}

/// A number in digits or words, and the token after it.
fn value(
    surface: &Surface,
    lexicon: &Lexicon,
    start: usize,
    limit: usize,
) -> Option<(Value, usize)> {
    if start >= limit || surface.toks[start].timed {
        return None;
    }
    if digits(surface, start) {
        let mut text: String = surface.toks[start]
            .lower
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        text = text.replace('\u{a0}', "");
        let mut end = start + 1;
        if text.chars().all(|c| c.is_ascii_digit()) && text.len() <= 3 {
            while end < limit {
                let next = &surface.toks[end].lower;
                if next.len() == 3 && next.chars().all(|c| c.is_ascii_digit()) {
                    text.push_str(next);
                    end += 1;
                } else {
                    break;
                }
            }
        }
        let number: f64 = if text.chars().all(|c| c.is_ascii_digit()) {
            text.parse().ok()?
        } else {
            let decimal = text.replace(',', ".");
            // "1.300" groups thousands.
            match decimal.split_once('.') {
                Some((whole, part))
                    if part.len() == 3 && part.chars().all(|c| c.is_ascii_digit()) =>
                {
                    format!("{whole}{part}").parse().ok()?
                }
                _ => decimal.parse().ok()?,
            }
        };
        let mut number = number;
        if let Some((after, Number::Thousand(factor) | Number::Many(factor))) =
            lexicon.numbers.longest(surface, end)
            && *factor >= 1000
        {
            number *= f64::from(*factor);
            end = after;
        }
        if !(0.0..4e9).contains(&number) {
            return None;
        }
        return Some((
            Value {
                least: number.round() as u32,
                open: false,
            },
            end,
        ));
    }
    let mut total: u32 = 0;
    let mut current: u32 = 0;
    let mut open = false;
    let mut any = false;
    let mut at = start;
    while at < limit {
        if surface.toks[at].timed {
            break;
        }
        let Some((end, number)) = lexicon.numbers.longest(surface, at) else {
            break;
        };
        match *number {
            Number::Value(value) => {
                if any && !current.is_multiple_of(100) && current != 0 && value >= 10 {
                    break;
                }
                current = current.saturating_add(value);
            }
            Number::Hundred(value) => current = current.max(1).saturating_mul(value),
            Number::Thousand(value) => {
                total = total.saturating_add(current.max(1).saturating_mul(value));
                current = 0;
            }
            Number::Group(value) => {
                total = total.saturating_add(current.max(1).saturating_mul(value));
                current = 0;
            }
            Number::Many(value) => {
                // "plusieurs centaines": the larger word says how many.
                if any && open {
                    current = current.max(value);
                } else if any && current > 1 {
                    current = current.saturating_mul(if value >= 1000 { value } else { value / 2 });
                } else {
                    current = value;
                    open = true;
                }
            }
            Number::None => {
                return Some((
                    Value {
                        least: 0,
                        open: false,
                    },
                    end,
                ));
            }
            _ => break,
        }
        any = true;
        at = end;
        // "des dizaines de milliers": tens of thousands.
        if let Number::Many(_) | Number::Group(_) = *number
            && let Some(next) = lexicon.skip(Small::Of, surface, at)
            && let Some((end, Number::Thousand(factor) | Number::Many(factor))) =
                lexicon.numbers.longest(surface, next)
            && *factor >= 1000
            && end <= limit
        {
            total = total.saturating_add(current).saturating_mul(*factor);
            current = 0;
            at = end;
        }
    }
    any.then_some((
        Value {
            least: total.saturating_add(current),
            open,
        },
        at,
    ))
}

/// The noun that a number counts.
fn counted(
    document: &Document,
    surface: &Surface,
    lexicon: &Lexicon,
    first: usize,
    end: usize,
    limit: usize,
) -> Option<WordIx> {
    let numeral = surface.toks[end - 1].words.start;
    if surface.toks[first].upos != Upos::X
        && let Some(head) = document.head(numeral)
        && matches!(document.relation(numeral), "nummod" | "det")
        && document.upos(head) == Upos::Noun
        && head > numeral
    {
        return Some(head);
    }
    let mut at = end;
    let mut linked = false;
    for _ in 0..4 {
        if at >= limit {
            return None;
        }
        let token = &surface.toks[at];
        if !linked && let Some(after) = lexicon.skip(Small::Of, surface, at) {
            linked = true;
            at = after;
            continue;
        }
        match token.upos {
            Upos::Noun | Upos::Propn => return Some(token.words.start),
            Upos::Adj | Upos::Num => at += 1,
            Upos::Det if linked => at += 1,
            Upos::X => {
                return (lexicon.groups.longest(surface, at).is_some()
                    || lexicon.place_nouns.longest(surface, at).is_some())
                .then_some(token.words.start);
            }
            _ => return None,
        }
    }
    None
}
