//! Which language a document is in: one of those read here, or another. Letters that Arabic does
//! not write tell its neighbours in the same script apart; the rest is a library's letter statistics.
//! Left out: what to do where it is not clear (the façade decides).

use selon_model::Language;
use whatlang::{Detector, Info, Lang};

/// How much of a text is looked at, in characters.
const SAMPLE: usize = 4000;

/// Letters below which a doubtful finding is asked again: a sentence or two, half of it names.
const SHORT: usize = 120;

/// Languages told apart: those read, and those that dispatches mix or confuse with them.
const KNOWN: [Lang; 19] = [
    Lang::Fra,
    Lang::Eng,
    Lang::Ara,
    Lang::Spa,
    Lang::Ita,
    Lang::Por,
    Lang::Cat,
    Lang::Ron,
    Lang::Deu,
    Lang::Nld,
    Lang::Swe,
    Lang::Pol,
    Lang::Tur,
    Lang::Pes,
    Lang::Urd,
    Lang::Rus,
    Lang::Ukr,
    Lang::Heb,
    Lang::Amh,
];

/// How much of it mostly says enough, in characters.
const FIRST: usize = 400;

/// Words in small letters of such a start, and of each hundred of them those that the lexicon knows, from which
/// on it is French without asking the statistics, which take fifty times as long. Of a text in another
/// Romance language the lexicon knows less than half.
const SURE: (usize, usize) = (20, 90);

/// The language of a text; `None` where it holds no letters or is too short to be sure. Whether
/// the French lexicon knows a word in small letters is asked where the statistics leave doubt.
pub fn identify(text: &str, knows_french: &dyn Fn(&str) -> bool) -> Option<Language> {
    let start = |count: usize| -> &str {
        let end = text.char_indices().nth(count);
        &text[..end.map_or(text.len(), |(at, _)| at)]
    };
    // A start that is surely in a language that is read says it all; anything else is looked at longer.
    let first = start(FIRST);
    let (known, all) = known_words(first, knows_french);
    if all >= SURE.0 && known * 100 >= all * SURE.1 {
        return Some(Language::French);
    }
    let detector = Detector::with_allowlist(KNOWN.to_vec());
    if first.len() < text.len()
        && letters_of(first).is_ok_and(|letters| letters >= FIRST / 2)
        && let Some(found) = detector.detect(&telling(first)).filter(Info::is_reliable)
        && let Lang::Fra | Lang::Eng = found.lang()
    {
        return Some(language(&found));
    }
    let head = start(SAMPLE);
    let letters = match letters_of(head) {
        Ok(0) => return None,
        Ok(letters) => letters,
        Err(language) => return Some(language),
    };
    let found = detector.detect(&telling(head))?;
    let doubtful = !found.is_reliable();
    if doubtful && letters < SHORT && mostly_known(head, knows_french) {
        return Some(Language::French);
    }
    if doubtful && letters < 30 {
        return None;
    }
    Some(language(&found))
}

/// Whether two in three of a text's words in small letters are known, two at least; names say
/// nothing and letters that stand alone as little.
fn mostly_known(text: &str, knows: &dyn Fn(&str) -> bool) -> bool {
    let (known, all) = known_words(text, knows);
    known >= 2 && known * 3 >= all * 2
}

/// How many of a text's words in small letters are known, and how many there are.
fn known_words(text: &str, knows: &dyn Fn(&str) -> bool) -> (usize, usize) {
    let words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().nth(1).is_some() && word.chars().all(char::is_lowercase));
    words.fold((0, 0), |(known, all), word| {
        (known + usize::from(knows(word)), all + 1)
    })
}

fn language(found: &Info) -> Language {
    match found.lang() {
        Lang::Fra => Language::French,
        Lang::Eng => Language::English,
        _ => Language::Other,
    }
}

/// How many letters a text has; or its language, where most of them are of the Arabic script.
fn letters_of(text: &str) -> Result<usize, Language> {
    let (mut letters, mut arabic, mut foreign) = (0usize, 0usize, 0usize);
    for c in text.chars() {
        if c.is_ascii() {
            letters += usize::from(c.is_ascii_alphabetic());
        } else if c.is_alphabetic() {
            letters += 1;
            arabic += usize::from(matches!(
                c,
                '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            ));
            foreign += usize::from(not_arabic(c));
        }
    }
    if arabic * 2 > letters {
        // A name or two in Persian spelling do not make an Arabic text Persian.
        let arabic_text = foreign * 50 <= arabic;
        return Err(if arabic_text {
            Language::Arabic
        } else {
            Language::Other
        });
    }
    Ok(letters)
}

/// What tells of the writer's language: neither the words of others nor names, if enough is left.
fn telling(text: &str) -> String {
    let enough = |text: &str, least: usize| {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        letters.take(least).count() == least
    };
    let mut own = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '«' | '“' => depth += 1,
            '»' | '”' => depth = depth.saturating_sub(1),
            _ if depth == 0 => own.push(c),
            _ => {}
        }
    }
    if !enough(&own, 40) {
        own = text.to_owned();
    }
    let mut small = String::with_capacity(own.len());
    for word in own.split_whitespace() {
        if !word.starts_with(char::is_uppercase) {
            if !small.is_empty() {
                small.push(' ');
            }
            small.push_str(word);
        }
    }
    if enough(&small, 15) { small } else { own }
}

/// Letters of Persian, Urdu, Kurdish, Pashto and others in the Arabic script that Arabic lacks.
fn not_arabic(c: char) -> bool {
    matches!(
        c,
        'پ' | 'چ'
            | 'ژ'
            | 'گ'
            | 'ک'
            | 'ی'
            | 'ے'
            | 'ٹ'
            | 'ڈ'
            | 'ڑ'
            | 'ں'
            | 'ە'
            | 'ۆ'
            | 'ێ'
            | 'ڕ'
            | 'ڵ'
            | 'ڤ'
            | 'ھ'
            | 'ۍ'
            | 'ې'
            | 'ښ'
            | 'ځ'
            | 'څ'
            | 'ټ'
            | 'ډ'
    )
}
