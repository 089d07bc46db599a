//! Spelling: how names are folded for exact look-up, and the key under which different
//! transliterations of one name meet. Knows letters, no languages.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// A name folded for look-up: lower case, no diacritics, apostrophes and hyphens as spaces, no
/// double spaces. Letters of other scripts are kept; Arabic letters that writers exchange
/// (alef forms, final ya and ta marbuta) become one.
pub fn fold(name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return name.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(name.len());
    if name.is_ascii() {
        for byte in name.bytes() {
            push_folded(&mut out, char::from(byte).to_ascii_lowercase());
        }
    } else if name.chars().all(|c| c < '\u{300}') {
        // Letters whose marks come out in order one by one.
        for c in name.chars() {
            if c.is_ascii() {
                push_folded(&mut out, c.to_ascii_lowercase());
            } else {
                decompose_canonical(c, |c| {
                    c.to_lowercase().for_each(|c| push_folded(&mut out, c));
                });
            }
        }
    } else {
        for c in name.nfd() {
            for c in c.to_lowercase() {
                push_folded(&mut out, c);
            }
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

fn push_folded(out: &mut String, c: char) {
    match c {
        c if c.is_ascii_alphanumeric() => out.push(c),
        // Combining marks, Arabic vowel signs and the stretching stroke.
        '\u{300}'..='\u{36f}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{640}' => {}
        // Signs that transliterations write for ayn and hamza, and the stop of "E.I.".
        '\u{2018}' | '\u{2bb}'..='\u{2bf}' | '`' | '.' | '\u{200b}'..='\u{200f}' | '\u{2e6}' => {}
        'œ' => out.push_str("oe"),
        'æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ı' => out.push('i'),
        'ə' | 'ǝ' => out.push('e'),
        'þ' => out.push_str("th"),
        'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
        'ى' | 'ی' => out.push('ي'),
        'ک' => out.push('ك'),
        'ة' => out.push('ه'),
        'ؤ' => out.push('و'),
        'ئ' => out.push('ي'),
        'ء' => {}
        c if c.is_alphanumeric() => out.push(c),
        _ => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
    }
}

/// Assimilated forms of the Arabic article in Latin spelling.
const ARTICLES: &[&str] = &[
    "al", "el", "ad", "ar", "as", "at", "az", "an", "ash", "ach", "ad", "ed", "er", "es", "et",
    "ez", "en", "esh", "ech", "il", "ul", "ath", "adh",
];

/// The consonants of a folded name, in an alphabet shared by the Latin and Arabic scripts:
/// the article goes, `kh`, `sh`, `gh`, `dj` and their French, English and Turkish rivals meet,
/// vowels and semi-vowels go. Two spellings of one name should have one key; one key does not
/// make two names one, so callers compare what it brings. Empty when fewer than two consonants
/// remain or the script is neither.
pub fn consonant_key(folded: &str) -> String {
    let mut key = String::new();
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let last = words.len().saturating_sub(1);
    for (ix, word) in words.iter().enumerate() {
        if ix < last && ARTICLES.contains(word) {
            continue;
        }
        let first = word.chars().next().unwrap_or(' ');
        if ('\u{600}'..'\u{700}').contains(&first) {
            arabic_consonants(word, &mut key);
        } else if first.is_ascii_alphabetic() {
            let word = glued_article(word).unwrap_or(word);
            latin_consonants(word.as_bytes(), &mut key);
        } else if !first.is_ascii_digit() {
            return String::new();
        } else {
            key.push_str(word);
        }
    }
    // Doubled letters are written or not at will, across a dropped article too.
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        out.push(if c == 'n' { 'n' } else { c });
    }
    let out = out.replace("nb", "mb").replace('#', "");
    if out.len() < 2 { String::new() } else { out }
}

/// "albukamal" without its article, where what remains is long enough to be a name.
fn glued_article(word: &str) -> Option<&str> {
    let rest = word
        .strip_prefix("al")
        .or_else(|| word.strip_prefix("el"))?;
    let starts_with_consonant = rest
        .as_bytes()
        .first()
        .is_some_and(|b| !b"aeiouyl".contains(b));
    (rest.len() >= 5 && starts_with_consonant).then_some(rest)
}

fn latin_consonants(word: &[u8], key: &mut String) {
    let mut at = 0;
    let mut previous = 0u8;
    while at < word.len() {
        let rest = &word[at..];
        let (taken, letter): (usize, &str) = match rest {
            [b't', b'c', b'h', ..] | [b's', b'c', b'h', ..] => (3, "S"),
            [b'd', b'z', b'h', ..] => (3, "J"),
            [b'k', b'h', ..] => (2, "x"),
            [b's', b'h', ..] | [b'c', b'h', ..] => (2, "S"),
            [b'g', b'h', ..] => (2, "g"),
            [b'd', b'j', ..] | [b'd', b'g', ..] | [b'z', b'h', ..] => (2, "J"),
            [b'd', b'h', ..] => (2, "d"),
            [b't', b'h', ..] => (2, "t"),
            [b'p', b'h', ..] => (2, "f"),
            [b'c', b'k', ..] => (2, "k"),
            [b'g', b'u', b'e' | b'i', ..] => (2, "g"),
            [b'q', b'u', b'e' | b'i', ..] => (2, "k"),
            [b'g', b'e' | b'i', ..] => (1, "J"),
            [b'c', b'e' | b'i' | b'y', ..] => (1, "s"),
            [b'c' | b'q' | b'k', ..] => (1, "k"),
            [b'j', ..] => (1, "J"),
            [b'v', ..] => (1, "f"),
            [b'x', ..] => (1, "ks"),
            // Final h is silent: the mark of a feminine ending.
            [b'h'] => (1, ""),
            [b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w', ..] => (1, ""),
            [c, ..] if c.is_ascii_lowercase() || c.is_ascii_digit() => {
                push_consonant(key, *c as char, previous == *c);
                previous = *c;
                at += 1;
                continue;
            }
            _ => (1, ""),
        };
        for c in letter.chars() {
            let doubled = previous != 0
                && key.ends_with(c)
                && !matches!(previous, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w');
            push_consonant(key, c, doubled);
        }
        previous = rest[taken - 1];
        at += taken;
    }
}

fn push_consonant(key: &mut String, c: char, doubled: bool) {
    if !(doubled && key.ends_with(c)) {
        key.push(c);
    }
}

fn arabic_consonants(word: &str, key: &mut String) {
    let stripped = word
        .strip_prefix("ال")
        .filter(|rest| rest.chars().count() >= 2);
    let mut letters = stripped.unwrap_or(word).chars().peekable();
    while let Some(c) = letters.next() {
        let consonant = match c {
            'ب' => 'b',
            'پ' => 'p',
            'ت' | 'ط' | 'ث' => 't',
            'ج' | 'ژ' => 'J',
            'چ' | 'ش' => 'S',
            'خ' => 'x',
            'د' | 'ذ' | 'ض' => 'd',
            'ر' => 'r',
            'ز' | 'ظ' => 'z',
            'س' | 'ص' => 's',
            'غ' | 'گ' => 'g',
            'ف' | 'ڤ' => 'f',
            'ق' | 'ك' => 'k',
            'ل' => 'l',
            'م' => 'm',
            'ن' => 'n',
            'ح' => 'h',
            'ه' if letters.peek().is_some() => 'h',
            _ => continue,
        };
        key.push(consonant);
    }
}

/// How alike two folded spellings are, 0..=1: one minus the edit distance over the longer
/// length, articles and spaces aside. 0.5 where the scripts differ and nothing can be said.
pub fn likeness(a: &str, b: &str) -> f32 {
    let a = bare_letters(a);
    let b = bare_letters(b);
    let (Some(first_a), Some(first_b)) = (a.first(), b.first()) else {
        return 0.0;
    };
    if first_a.is_ascii() != first_b.is_ascii() {
        return 0.5;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    1.0 - row[b.len()] as f32 / a.len().max(b.len()) as f32
}

fn bare_letters(folded: &str) -> Vec<char> {
    let words: Vec<&str> = folded.split(' ').collect();
    let last = words.len().saturating_sub(1);
    words
        .iter()
        .enumerate()
        .filter(|(ix, word)| *ix == last || !ARTICLES.contains(word))
        .flat_map(|(_, word)| {
            word.strip_prefix("ال")
                .filter(|rest| rest.chars().count() >= 2)
                .unwrap_or(word)
                .chars()
        })
        .collect()
}
