//! Which language a text is in, by its script and its sequences of three letters.

use crate::tables::{Lookup, hash_bytes};
use selon_model::Language;

/// How much of a text is looked at, in characters.
const SAMPLE: usize = 4000;

/// Mean weight per sequence below which a text is in none of the languages.
const FLOOR: u64 = 90;

/// Calls `visit` with the hash of every sequence of three letters; a space stands for any run of
/// other characters.
pub fn trigrams(text: &str, mut visit: impl FnMut(u32)) {
    let mut window = [' '; 3];
    let mut buffer = String::new();
    for c in text.chars().take(SAMPLE) {
        let c = if c.is_alphabetic() { c } else { ' ' };
        if c == ' ' && window[2] == ' ' {
            continue;
        }
        window = [window[1], window[2], c.to_lowercase().next().unwrap_or(c)];
        if window[1] != ' ' {
            buffer.clear();
            buffer.extend(window);
            visit(hash_bytes(buffer.as_bytes()));
        }
    }
}

/// The best language, or [`Language::Other`].
pub(crate) fn identify<'a>(
    text: &str,
    models: impl Iterator<Item = (Language, &'a Lookup<2>)>,
) -> Language {
    let (mut letters, mut arabic) = (0usize, 0usize);
    for c in text.chars().take(SAMPLE) {
        letters += usize::from(c.is_alphabetic());
        arabic += usize::from(
            matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'),
        );
    }
    if letters == 0 {
        return Language::Other;
    }
    if arabic * 2 > letters {
        return Language::Arabic;
    }
    let mut best = (Language::Other, 0u64);
    for (language, table) in models {
        let (mut sum, mut count) = (0u64, 0u64);
        trigrams(text, |hash| {
            count += 1;
            sum += table.get(hash).map_or(0, u64::from);
        });
        let mean = sum.checked_div(count).unwrap_or(0);
        if mean > best.1 {
            best = (language, mean);
        }
    }
    if best.1 < FLOOR {
        Language::Other
    } else {
        best.0
    }
}
