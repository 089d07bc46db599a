//! Cutting text into tokens. Every token is a byte range of the original text; its normalised
//! form (plain apostrophes and spaces) is kept beside it. Left out: sentences (`sentences`) and
//! the choice between one word and two for ambiguous contractions (`engine`).

use crate::segmentation::Segmentation;

/// A token before contractions are opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// White space stands before it.
    pub space: bool,
    /// Index of its paragraph.
    pub paragraph: u32,
}

impl Token {
    /// The token's text as written.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// True for the apostrophes that are read as the plain one.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{FF07}' | '\u{00B4}')
}

/// White space, no-break and narrow spaces included.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{2060}')
}

/// The normalised form: plain apostrophes, plain spaces, no soft hyphens.
pub fn normalise(raw: &str) -> std::borrow::Cow<'_, str> {
    if raw.is_ascii() {
        return raw.into();
    }
    if !raw.chars().any(|c| {
        is_apostrophe(c) || is_space(c) || matches!(c, '\u{00AD}' | '\u{2011}' | '\u{2010}')
    }) {
        return raw.into();
    }
    raw.chars()
        .filter(|c| *c != '\u{00AD}')
        .map(|c| match c {
            c if is_apostrophe(c) => '\'',
            c if is_space(c) => ' ',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        })
        .collect::<String>()
        .into()
}

/// Paragraphs of a text as byte ranges without surrounding white space. Blank lines always part
/// paragraphs; single line ends part them too, unless the text is hard-wrapped or the sentence
/// plainly goes on.
pub fn paragraphs(text: &str) -> Vec<(usize, usize)> {
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for end in 0..bytes.len() {
        // A carriage return ends a line where no line feed comes with it.
        let ends =
            bytes[end] == b'\n' || (bytes[end] == b'\r' && bytes.get(end + 1) != Some(&b'\n'));
        if ends || end + 1 == bytes.len() {
            lines.push((start, end + 1));
            start = end + 1;
        }
    }
    let wrapped = is_wrapped(text, &lines);
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (from, to) in lines {
        let line = &text[from..to];
        let body = line.trim_matches(is_space);
        if body.is_empty() {
            out.extend(open.take());
            continue;
        }
        let lead = line.len() - line.trim_start_matches(is_space).len();
        let range = (from + lead, from + lead + body.len());
        open = match open {
            Some((first, end)) if wrapped || goes_on(&text[first..end], body) => {
                Some((first, range.1))
            }
            Some(before) => {
                out.push(before);
                Some(range)
            }
            None => Some(range),
        };
    }
    out.extend(open);
    out
}

/// A sentence goes on over a line end: nothing closes the line, and the next begins with a small
/// letter; or the line ends with a comma or a small word, which no headline does.
fn goes_on(before: &str, next: &str) -> bool {
    let last = before.chars().next_back().unwrap_or('.');
    let first = next.chars().next().unwrap_or(' ');
    let open = last.is_alphanumeric() || matches!(last, ',' | '»' | ')' | '’' | '\'' | '%');
    let word = before.rsplit(is_space).next().unwrap_or(before);
    let small = word.chars().count() <= 2 && word.chars().all(char::is_lowercase);
    open && first.is_lowercase() && second_is_no_stop(next)
        || (last == ',' || small) && first.is_alphanumeric()
}

/// Not the letter that numbers an item of a list: "a) …".
fn second_is_no_stop(line: &str) -> bool {
    !matches!(line.chars().nth(1), Some(')' | '.' | ':'))
}

/// Hard-wrapped: several lines that are followed by another line of the same paragraph are all of
/// middling length, and half of their successors begin in lower case.
fn is_wrapped(text: &str, lines: &[(usize, usize)]) -> bool {
    let (mut inner, mut lower) = (0usize, 0usize);
    for pair in lines.windows(2) {
        let (a, b) = (
            text[pair[0].0..pair[0].1].trim_matches(is_space),
            text[pair[1].0..pair[1].1].trim_matches(is_space),
        );
        if a.is_empty() || b.is_empty() {
            continue;
        }
        let width = a.chars().count();
        if width > 120 {
            return false;
        }
        inner += 1;
        let first = b.chars().next();
        lower += usize::from(first.is_some_and(char::is_lowercase) && width > 40);
    }
    inner >= 2 && lower * 5 >= inner * 2
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Other,
}

#[inline]
fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            '0'..='9' => Class::Digit,
            'a'..='z' | 'A'..='Z' | '_' => Class::Letter,
            _ => Class::Other,
        };
    }
    if c.is_numeric() {
        Class::Digit
    } else if c.is_alphanumeric()
        || matches!(c, '\u{00AD}' | '°' | '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}')
    {
        Class::Letter
    } else {
        Class::Other
    }
}

/// Cuts a text into tokens.
pub fn tokenise(text: &str, rules: &Segmentation) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut lower = String::new();
    for (ix, (from, to)) in paragraphs(text).into_iter().enumerate() {
        let mut at = from;
        let mut space = true;
        while at < to {
            let rest = &text[at..to];
            let Some(c) = rest.chars().next() else { break };
            if is_space(c) {
                at += c.len_utf8();
                space = true;
                continue;
            }
            let end = at + chunk_len(rest, space, rules, &mut lower);
            word(text, at, end, space, ix as u32, rules, &mut lower, &mut out);
            at = end;
            space = false;
        }
    }
    join_numbers(text, &mut out);
    out
}

/// Length of the stretch at the start of `rest` that is cut as one unit before clitics are cut.
fn chunk_len(rest: &str, space: bool, rules: &Segmentation, lower: &mut String) -> usize {
    let mut chars = rest.char_indices().peekable();
    let Some((_, first)) = chars.next() else {
        return 0;
    };
    if class(first) == Class::Other {
        if (first == '@' || first == '#') && rest[1..].starts_with(char::is_alphanumeric) {
            let tail = rest[1..]
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len() - 1);
            return 1 + tail;
        }
        // Clitics that stand by themselves after a closed token: "-t-il".
        if first == '-' && !space {
            for clitic in &rules.enclitics {
                if starts_with_folded(rest, clitic)
                    && !rest[clitic.len()..].starts_with(|c: char| class(c) != Class::Other)
                {
                    return clitic.len();
                }
            }
        }
        if is_apostrophe(first) && !space {
            for suffix in &rules.suffixes {
                if let Some(len) = folded_prefix(rest, suffix)
                    && !rest[len..].starts_with(|c: char| class(c) != Class::Other)
                {
                    return len;
                }
            }
        }
        if rest.starts_with("+/-") {
            return 3;
        }
        // A minus before a number: "-6".
        if matches!(first, '-' | '\u{2212}') && space {
            let digits = rest[first.len_utf8()..]
                .find(|c: char| !c.is_ascii_digit() && c != ',')
                .unwrap_or(rest.len() - first.len_utf8());
            let number = &rest[..first.len_utf8() + digits];
            if digits > 0 && !number.ends_with(',') && number.len() <= first.len_utf8() + 6 {
                return number.len();
            }
        }
        if matches!(first, '.' | '-' | '!' | '?' | '*' | '=' | '_') {
            return rest.len() - rest.trim_start_matches(first).len();
        }
        if first == ':' || first == ';' {
            // A smiley is one token.
            let second = chars.next().map(|(_, c)| c);
            if matches!(second, Some(')' | '(' | 'D' | 'P'))
                && !rest[2..].starts_with(char::is_alphanumeric)
            {
                return 2;
            }
        }
        return first.len_utf8();
    }
    if rest.starts_with("http") || rest.starts_with("www.") {
        let end = rest
            .find(|c: char| is_space(c) || matches!(c, '<' | '>' | '"' | '»' | '«' | ')' | ']'))
            .unwrap_or(rest.len());
        let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
        if url.contains('.') {
            return url.len();
        }
    }
    // Most of a chunk is plain letters, which need no look each.
    let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let mut end = plain.max(first.len_utf8());
    let mut before = match plain.checked_sub(1) {
        Some(last) => char::from(rest.as_bytes()[last]),
        None => first,
    };
    let from = end;
    let mut chars = rest[from..]
        .char_indices()
        .map(|(at, c)| (from + at, c))
        .peekable();
    let mut inner_dot = false;
    while let Some((at, c)) = chars.next() {
        if class(c) != Class::Other {
            end = at + c.len_utf8();
            before = c;
            continue;
        }
        let Some(&(_, next)) = chars.peek() else {
            break;
        };
        // "l'" before a quotation mark: the apostrophe stays with its elision.
        if is_apostrophe(c) && class(next) == Class::Other && at < LONGEST_CUT {
            lower.clear();
            lower.extend(rest[..at + c.len_utf8()].chars().flat_map(fold));
            if rules.elisions.contains(lower.as_str()) {
                return at + c.len_utf8();
            }
        }
        if c == '.' && next == '-' && before.is_uppercase() && initials(&rest[..at + 2]) {
            chars.next();
            end = at + 2;
            before = next;
            continue;
        }
        // A plural in brackets: "mise(s)".
        if c == '(' && before.is_alphabetic() {
            let tail = &rest[at + 1..];
            let letters = tail
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(tail.len());
            if (1..=4).contains(&letters) && tail[letters..].starts_with(')') {
                return at + letters + 2;
            }
        }
        // A stop glued to the next word: "M.Telm", "l'ONU.Ailleurs".
        if c == '.'
            && next.is_uppercase()
            && rest[at + 1 + next.len_utf8()..].starts_with(char::is_lowercase)
        {
            lower.clear();
            lower.extend(rest[..=at].chars().flat_map(fold));
            if rules.is_abbreviation(lower) || at == first.len_utf8() && first.is_uppercase() {
                return at + 1;
            }
            if rest[..at]
                .chars()
                .rev()
                .take(2)
                .filter(|c| c.is_uppercase())
                .count()
                == 2
            {
                break;
            }
        }
        let joins = class(next) != Class::Other
            && match c {
                '/' => dated(&rest[..at], &rest[at + 1..]),
                '-' | '\u{2010}' | '\u{2011}' => true,
                '.' => {
                    let glued = before.is_lowercase() && next.is_uppercase();
                    let digits = class(before) == class(next);
                    inner_dot |= digits && !glued;
                    digits && !glued
                }
                ',' => class(before) == Class::Digit && class(next) == Class::Digit,
                ':' => class(before) == Class::Digit && class(next) == Class::Digit,
                '&' | '@' | '_' => true,
                c => is_apostrophe(c),
            };
        if !joins {
            break;
        }
        end = at + c.len_utf8();
        before = c;
    }
    // A final full stop belongs to abbreviations and initials.
    if rest[end..].starts_with('.') && !rest[end..].starts_with("..") {
        lower.clear();
        lower.extend(rest[..=end].chars().flat_map(fold));
        // An elided word may stand before them ("l'av.", "L'O.N.U.").
        let bare = rest[..end]
            .rsplit_once(is_apostrophe)
            .map_or(&rest[..end], |(_, tail)| tail);
        let tail = lower
            .rsplit_once('\'')
            .map_or(lower.as_str(), |(_, tail)| tail);
        let initial = bare.chars().count() == 1 && bare.chars().all(char::is_uppercase);
        let dotted = inner_dot
            && bare
                .split('.')
                .all(|p| p.chars().count() == 1 && p.chars().all(char::is_alphabetic));
        let hyphened = bare.contains('-')
            && bare.split('-').all(|p| {
                p.trim_end_matches('.').chars().count() == 1
                    && p.chars().all(|c| c.is_uppercase() || c == '.')
            });
        if initial || dotted || hyphened || rules.is_abbreviation(tail) {
            return end + 1;
        }
    }
    end
}

/// A slash inside a date: digits on both sides, and a second slash.
fn dated(before: &str, after: &str) -> bool {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0
        && before.bytes().all(|b| b.is_ascii_digit() || b == b'/')
        && (before.contains('/')
            || after[digits..].starts_with('/')
                && after[digits + 1..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Capitals with their stops joined by hyphens, as far as read: "J.-".
fn initials(text: &str) -> bool {
    text.split('-').all(|part| {
        let bare = part.strip_suffix('.').unwrap_or(part);
        bare.chars().count() <= 1 && bare.chars().all(char::is_uppercase)
    })
}

fn fold(c: char) -> impl Iterator<Item = char> {
    let c = if is_apostrophe(c) {
        '\''
    } else if matches!(c, '\u{2010}' | '\u{2011}') {
        '-'
    } else {
        c
    };
    c.to_lowercase()
}

/// Length in `text` of `prefix`, compared folded.
fn folded_prefix(text: &str, prefix: &str) -> Option<usize> {
    let mut wanted = prefix.chars();
    for (at, c) in text.char_indices() {
        let mut folded = fold(c);
        match wanted.next() {
            None => return Some(at),
            Some(w) => {
                if folded.next() != Some(w) {
                    return None;
                }
            }
        }
    }
    wanted.next().is_none().then_some(text.len())
}

fn starts_with_folded(text: &str, prefix: &str) -> bool {
    folded_prefix(text, prefix) == Some(prefix.len())
}

/// Cuts elisions, endings and clock times off a chunk.
#[expect(
    clippy::too_many_arguments,
    reason = "one call site; a struct would only rename them"
)]
fn word(
    text: &str,
    start: usize,
    end: usize,
    space: bool,
    paragraph: u32,
    rules: &Segmentation,
    lower: &mut String,
    out: &mut Vec<Token>,
) {
    let mut space = space;
    let mut push = |from: usize, to: usize, space: &mut bool| {
        out.push(Token {
            start: from as u32,
            end: to as u32,
            space: std::mem::take(space),
            paragraph,
        });
    };
    if rules.suffixes.is_empty() && text[start..end].bytes().all(|b| b.is_ascii_alphabetic()) {
        push(start, end, &mut space);
        return;
    }
    let mut from = start;
    // Elisions, from the left.
    loop {
        let raw = &text[from..end];
        let Some((at, mark)) = raw.char_indices().find(|(_, c)| is_apostrophe(*c)) else {
            break;
        };
        let cut = at + mark.len_utf8();
        if cut >= raw.len() || kept_whole(raw, rules, lower) {
            break;
        }
        lower.clear();
        lower.extend(raw[..cut].chars().flat_map(fold));
        let prefix = lower.as_str();
        if !rules.elisions.contains(prefix) {
            break;
        }
        let capital =
            raw.starts_with(char::is_uppercase) && raw[cut..].starts_with(char::is_uppercase);
        if capital && rules.name_elisions.contains(prefix) {
            break;
        }
        push(from, from + cut, &mut space);
        from += cut;
    }
    let raw = &text[from..end];
    let plain =
        raw.bytes().all(|b| b.is_ascii_alphabetic() || b >= 0x80) && !raw.contains(is_apostrophe);
    if plain && rules.suffixes.is_empty() {
        push(from, end, &mut space);
        return;
    }
    // A number and its unit: "15km".
    let number = raw
        .bytes()
        .take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
        .count();
    if number > 0 && rules.units.contains(&raw[number..]) {
        push(from, from + number, &mut space);
        push(from + number, end, &mut space);
        return;
    }
    // Clock times: digits, a letter, perhaps digits.
    if let Some((digits, _)) = split_digits(raw) {
        let tail = &raw[digits..];
        let letter = tail.char_indices().nth(1).map_or(tail.len(), |(at, _)| at);
        let minutes = &tail[letter.min(tail.len())..];
        if digits <= 2
            && !tail.is_empty()
            && rules.hour_letters.contains(&tail[..letter])
            && minutes.len() <= 2
            && minutes.bytes().all(|b| b.is_ascii_digit())
        {
            push(from, from + digits, &mut space);
            push(from + digits, from + digits + letter, &mut space);
            if !minutes.is_empty() {
                push(from + digits + letter, end, &mut space);
            }
            return;
        }
    }
    // Endings, from the right: "donnez-le-moi" has two.
    let mut cuts = Vec::new();
    let mut stop = raw.len();
    while let Some(at) = ending(&raw[..stop], rules, lower) {
        cuts.push(at);
        stop = at;
    }
    let mut at = 0;
    for cut in cuts.into_iter().rev() {
        push(from + at, from + cut, &mut space);
        at = cut;
    }
    push(from + at, end, &mut space);
}

/// More bytes than a word that is kept whole has, and than an ending has: what is longer is not looked at
/// letter by letter each time something is cut off it.
const LONGEST_CUT: usize = 64;

/// Whether a word is one of those that are never cut.
fn kept_whole(raw: &str, rules: &Segmentation, lower: &mut String) -> bool {
    if raw.len() > LONGEST_CUT {
        return false;
    }
    lower.clear();
    lower.extend(raw.chars().flat_map(fold));
    rules.whole.contains_key(lower.as_str())
}

/// Where the longest ending that is cut off a word begins.
fn ending(raw: &str, rules: &Segmentation, lower: &mut String) -> Option<usize> {
    if kept_whole(raw, rules, lower) {
        return None;
    }
    if raw.len() > LONGEST_CUT {
        let mut tail = raw.len() - LONGEST_CUT;
        while !raw.is_char_boundary(tail) {
            tail += 1;
        }
        lower.clear();
        lower.extend(raw[tail..].chars().flat_map(fold));
    }
    rules
        .enclitics
        .iter()
        .chain(&rules.suffixes)
        .find_map(|ending| {
            if !lower.ends_with(ending.as_str()) {
                return None;
            }
            // Curly apostrophes change lengths: the place is counted in characters.
            let count = ending.chars().count();
            let (at, _) = raw.char_indices().rev().nth(count.checked_sub(1)?)?;
            (at > 0 && folded_prefix(&raw[at..], ending) == Some(raw.len() - at)).then_some(at)
        })
}

fn split_digits(raw: &str) -> Option<(usize, &str)> {
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && digits < raw.len()).then(|| (digits, &raw[digits..]))
}

/// Joins "28 000": groups of three digits parted by one space.
fn join_numbers(text: &str, tokens: &mut Vec<Token>) {
    let is_group = |t: &Token, low: usize, high: usize| {
        let s = t.of(text);
        (low..=high).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
    };
    let mut kept = 0;
    let mut joining = false;
    for i in 0..tokens.len() {
        let token = tokens[i];
        let digit = token.of(text).starts_with(|c: char| c.is_ascii_digit());
        if kept > 0 && digit {
            let before = tokens[kept - 1];
            let gap = &text[before.end as usize..token.start as usize];
            let decimal = token.of(text);
            let group = is_group(&token, 3, 3)
                || (decimal.len() > 4
                    && decimal.as_bytes()[3] == b','
                    && decimal
                        .bytes()
                        .enumerate()
                        .all(|(j, b)| j == 3 || b.is_ascii_digit()));
            if before.paragraph == token.paragraph
                && gap.chars().count() == 1
                && !gap.contains('\n')
                && group
                && (joining || is_group(&before, 1, 3))
            {
                tokens[kept - 1].end = token.end;
                joining = true;
                continue;
            }
        }
        joining = false;
        tokens[kept] = token;
        kept += 1;
    }
    tokens.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_of_elisions_and_endings_are_cut_in_time_that_grows_with_them() {
        let rules = Segmentation {
            elisions: ["l'".to_owned()].into(),
            enclitics: vec!["-le".to_owned()],
            ..Segmentation::default()
        };
        for (first, then) in [("", "l'"), ("a", "-le")] {
            let text = format!("{first}{}", then.repeat(50_000));
            assert!(tokenise(&text, &rules).len() >= 50_000, "{then}");
        }
    }

    #[test]
    fn line_ends_part_paragraphs_where_no_sentence_goes_on() {
        for (text, expected) in [
            (
                "Titre\r\nDes tirs.\r\n\r\nPlus rien.",
                &["Titre", "Des tirs.", "Plus rien."][..],
            ),
            (
                "Des tirs ont\r\néclaté.\nLe calme revient.",
                &["Des tirs ont\r\néclaté.", "Le calme revient."],
            ),
            ("Des tirs à\nKidal", &["Des tirs à\nKidal"]),
            ("Mardi,\nKidal est tombée", &["Mardi,\nKidal est tombée"]),
            (
                "Trois points :\na) le gel\nb) la trêve",
                &["Trois points :", "a) le gel", "b) la trêve"],
            ),
            ("Un.\rDeux.\r\rTrois.", &["Un.", "Deux.", "Trois."]),
            ("\r\n \n", &[]),
            ("", &[]),
        ] {
            let found: Vec<&str> = paragraphs(text)
                .iter()
                .map(|(a, b)| &text[*a..*b])
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
