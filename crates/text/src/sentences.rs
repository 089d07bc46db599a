//! Where sentences end, which paragraphs are headings, and what stands between quotation marks.
//! Works on tokens; knows punctuation but no word of any language.

use crate::document::{Quote, Sentence};
use crate::segmentation::Segmentation;
use crate::tokens::Token;
use selon_model::Span;

/// Sentences as ranges of tokens.
pub fn split(text: &str, tokens: &[Token], rules: &Segmentation) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut parens = 0i32;
    let mut i = 0;
    while i < tokens.len() {
        if i > start && tokens[i].paragraph != tokens[i - 1].paragraph {
            out.push(start..i);
            start = i;
            parens = 0;
        }
        if i == start
            && let Some(end) = dateline(text, tokens, i, rules)
        {
            out.push(i..end);
            start = end;
            i = end;
            parens = 0;
            continue;
        }
        let token = tokens[i].of(text);
        match token {
            "(" | "[" => parens += 1,
            ")" | "]" => parens -= 1,
            _ => {}
        }
        let mut end = i + 1;
        if is_final(text, tokens, i, rules) && !numbered(text, tokens, start, i) {
            // Closing marks after the stop belong to the sentence.
            while end < tokens.len() && tokens[end].paragraph == tokens[i].paragraph {
                let next = tokens[end].of(text);
                let closing = matches!(next, "»" | "”" | ")" | "]" | "\u{203A}")
                    || (matches!(next, "\"" | "''")
                        && (!tokens[end].space || closes(text, tokens, start, end)))
                    || matches!(next, "!" | "?" | "..." | "…") && token != ".";
                if !closing {
                    break;
                }
                if matches!(next, ")" | "]") {
                    parens -= 1;
                }
                end += 1;
            }
            let after = tokens
                .get(end)
                .filter(|t| t.paragraph == tokens[i].paragraph);
            let closed_quote = end > i + 1;
            let ends = match after {
                None => true,
                Some(_) => parens <= 0 && begins(text, tokens, end, rules, closed_quote, token),
            };
            if ends {
                out.push(start..end);
                start = end;
                parens = 0;
            }
        }
        i = end;
    }
    if start < tokens.len() {
        out.push(start..tokens.len());
    }
    out
}

/// An odd number of plain quotation marks stands open before `at`.
fn closes(text: &str, tokens: &[Token], start: usize, at: usize) -> bool {
    tokens[start..at]
        .iter()
        .filter(|t| t.of(text) == "\"")
        .count()
        % 2
        == 1
}

fn is_final(text: &str, tokens: &[Token], i: usize, rules: &Segmentation) -> bool {
    let token = tokens[i].of(text);
    match token {
        "." | "!" | "?" | "…" | "..." | "؟" | "。" | "!?" | "?!" => {
            // Not the stop of "18 . –" inside figures.
            !(token == "."
                && tokens.get(i + 1).is_some_and(|n| {
                    !n.space
                        && n.paragraph == tokens[i].paragraph
                        && n.of(text).starts_with(char::is_alphanumeric)
                        && n.of(text).starts_with(char::is_lowercase)
                }))
        }
        t if t.bytes().all(|b| matches!(b, b'.' | b'!' | b'?')) => true,
        t if t.ends_with('.') => {
            let lower = t.to_lowercase();
            rules.final_abbreviations.contains(&lower) || starts(text, tokens, i + 1, rules)
        }
        _ => false,
    }
}

/// A known beginning of sentences in capitals, with a small word after it.
fn starts(text: &str, tokens: &[Token], at: usize, rules: &Segmentation) -> bool {
    let word = |at: usize| {
        tokens
            .get(at)
            .filter(|t| t.paragraph == tokens[at - 1].paragraph)
            .map(|t| t.of(text))
    };
    word(at).is_some_and(|w| {
        w.starts_with(char::is_uppercase)
            && rules
                .starters
                .contains(crate::tokens::normalise(w).to_lowercase().as_str())
    }) && word(at + 1).is_some_and(|w| !w.starts_with(char::is_uppercase))
}

/// The stop after the number or letter that begins an item of a list.
fn numbered(text: &str, tokens: &[Token], start: usize, i: usize) -> bool {
    let item = tokens[start].of(text);
    i == start + 1
        && tokens[i].of(text) == "."
        && !tokens[i].space
        && (start == 0 || tokens[start - 1].paragraph != tokens[start].paragraph)
        && (item.len() <= 2 && item.bytes().all(|b| b.is_ascii_digit()))
}

/// True when the token after a final mark can begin a sentence.
fn begins(
    text: &str,
    tokens: &[Token],
    at: usize,
    rules: &Segmentation,
    closed_quote: bool,
    mark: &str,
) -> bool {
    let next = &tokens[at];
    let word = next.of(text);
    let Some(first) = word.chars().next() else {
        return true;
    };
    if first.is_alphabetic() && first.is_lowercase() {
        return mark == "." && next.space && rules.small_starters.contains(word);
    }
    if matches!(first, ',' | ';' | ':' | ')' | ']' | '»' | '”') {
        return false;
    }
    // Dashes: an incise in dialogue after a closed quotation or an exclamation goes on.
    if matches!(first, '-' | '–' | '—') {
        let following = tokens.get(at + 1).map(|t| t.of(text));
        return following.is_none_or(|w| !w.starts_with(char::is_lowercase))
            && !(closed_quote && mark != ".");
    }
    if matches!(first, '(' | '[') {
        let following = tokens.get(at + 1).map(|t| t.of(text));
        return following.is_none_or(|w| !w.starts_with(char::is_lowercase)) && mark != "...";
    }
    if mark.len() > 1 && mark != "..." && mark != "…" && mark.ends_with('.') {
        // A final abbreviation: only a capital word starts anew.
        return first.is_uppercase();
    }
    if first.is_ascii_digit() {
        return true;
    }
    true
}

/// The end of a dateline that opens a paragraph: "15 mai 2016 . –", "Bamako, 3 mai (XYZ) —".
fn dateline(text: &str, tokens: &[Token], start: usize, rules: &Segmentation) -> Option<usize> {
    let paragraph = tokens[start].paragraph;
    if start > 0 && tokens[start - 1].paragraph == paragraph {
        return None;
    }
    let mut digits = false;
    let mut month = false;
    let mut paren = false;
    let mut capitals = true;
    for (n, token) in tokens[start..].iter().take(18).enumerate() {
        if token.paragraph != paragraph {
            return (month && digits && n > 1).then_some(start + n);
        }
        let raw = token.of(text);
        let before = n.checked_sub(1).map(|b| tokens[start + b].of(text));
        if matches!(raw, "–" | "—" | "-" | "--") && token.space && n > 0 {
            let at_end = tokens
                .get(start + n + 1)
                .is_none_or(|t| t.paragraph != paragraph || t.space);
            let stop = before == Some(".");
            let named = capitals
                && (paren
                    || before.is_some_and(|b| {
                        b.len() > 3 && b.chars().all(|c| c.is_uppercase() || c == '-')
                    }));
            if at_end && ((month && digits) || stop && n < 8 && digits || named) {
                return Some(start + n + 1);
            }
            return None;
        }
        digits |= raw.starts_with(|c: char| c.is_ascii_digit());
        paren |= raw == "(" && n > 0;
        let lower = raw.to_lowercase();
        let is_month = rules.months.contains_key(&lower);
        month |= is_month;
        let plain = raw.starts_with(char::is_lowercase)
            && !is_month
            && !rules.weekdays.contains_key(&lower)
            && raw.chars().count() > 3;
        if plain && !paren {
            return None;
        }
        capitals &= !raw.starts_with(char::is_lowercase) || is_month || paren;
        if raw == "." && n > 0 && !(month && digits) {
            return None;
        }
    }
    None
}

/// Marks the headings: short paragraphs of one sentence without a final mark that have text below.
pub fn headings(text: &str, sentences: &mut [Sentence]) {
    let count = sentences.len();
    for i in 0..count {
        let alone = (i == 0 || sentences[i - 1].paragraph != sentences[i].paragraph)
            && (i + 1 == count || sentences[i + 1].paragraph != sentences[i].paragraph);
        if !alone || (i + 1 == count && count > 1) {
            continue;
        }
        let body = sentences[i].span.of(text);
        let last = body.chars().next_back().unwrap_or('.');
        let words = sentences[i].words.len();
        let open = matches!(
            last,
            '.' | '!' | ':' | ';' | ',' | '…' | '»' | '"' | '”' | ')' | '–' | '—' | '-'
        );
        let question = last == '?' || last == '!';
        let title = i == 0 && (question || matches!(last, '»' | '"' | '”' | ')'));
        let limit = if i == 0 { 34 } else { 16 };
        let starts = body.chars().next().is_some_and(|c| !c.is_lowercase());
        sentences[i].heading = (!open && last != '?' || title) && words <= limit && starts;
    }
}

/// The quotations of a text. A mark that is never closed ends with its paragraph, and a paragraph
/// that begins with an opening mark while one is open repeats it and opens nothing.
pub fn quotes(text: &str, tokens: &[Token]) -> Vec<Quote> {
    struct Open {
        mark: char,
        outer: u32,
        inner: u32,
        paragraph: u32,
        index: usize,
    }
    let mut out: Vec<Quote> = Vec::new();
    let mut stack: Vec<Open> = Vec::new();
    let mut last_end = 0u32;
    let mut paragraph = 0u32;
    for (i, token) in tokens.iter().enumerate() {
        if token.paragraph != paragraph {
            // A quotation goes on over a paragraph only when the next one repeats the mark.
            let repeats = matches!(token.of(text), "«" | "“")
                && stack
                    .first()
                    .is_some_and(|o| token.of(text).starts_with(o.mark));
            if !repeats {
                for open in stack.drain(..) {
                    out[open.index].inner.end = last_end;
                    out[open.index].outer.end = last_end;
                }
            }
            paragraph = token.paragraph;
            if repeats {
                for open in &mut stack {
                    open.paragraph = paragraph;
                }
                last_end = token.end;
                continue;
            }
        }
        let raw = token.of(text);
        let mark = raw.chars().next().unwrap_or(' ');
        let single = raw.chars().count() == 1;
        let opens = match mark {
            _ if !single => None,
            '«' | '“' | '„' => Some(mark),
            '"' => (!stack.iter().any(|o| o.mark == '"')).then_some('"'),
            // A left mark that only opens after space; "”" used on both sides.
            '”' => {
                (stack.is_empty() && token.space && tokens.get(i + 1).is_some_and(|n| !n.space))
                    .then_some('“')
            }
            _ => None,
        };
        let closes = match mark {
            _ if !single || opens.is_some() => None,
            '»' => Some('«'),
            '”' => Some('“'),
            '"' => Some('"'),
            _ => None,
        };
        if let Some(mark) = opens {
            out.push(Quote {
                inner: Span {
                    start: token.end,
                    end: token.end,
                },
                outer: Span {
                    start: token.start,
                    end: token.end,
                },
                depth: stack.len().min(255) as u8,
                closed: false,
            });
            stack.push(Open {
                mark,
                outer: token.start,
                inner: token.end,
                paragraph,
                index: out.len() - 1,
            });
        } else if let Some(mark) = closes
            && let Some(at) = stack
                .iter()
                .rposition(|o| o.mark == mark || (mark == '“' && o.mark == '„'))
        {
            for unclosed in stack.drain(at + 1..) {
                out[unclosed.index].inner.end = last_end;
                out[unclosed.index].outer.end = last_end;
            }
            if let Some(open) = stack.pop() {
                debug_assert!(open.outer <= open.inner);
                out[open.index].inner = Span {
                    start: open.inner,
                    end: token.start,
                };
                out[open.index].outer.end = token.end;
                out[open.index].closed = true;
            }
        }
        last_end = token.end;
    }
    for open in stack {
        out[open.index].inner.end = last_end;
        out[open.index].outer.end = last_end;
    }
    for quote in &mut out {
        let inner = quote.inner.of(text);
        let lead = inner.len() - inner.trim_start().len();
        let body = inner.trim().len();
        quote.inner.start += lead as u32;
        quote.inner.end = quote.inner.start + body as u32;
    }
    out
}
