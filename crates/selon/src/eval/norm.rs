//! Comparing names and times as the reference scorer does.

use regex::Regex;
use selon_model::Date;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

static ELISION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:l|d)'").expect("a constant pattern"));
static NOT_WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{L}\p{N}_]+").expect("a constant pattern"));
static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:le|la|les|un|une|des|du|de|the|al|el)\s+").expect("a constant pattern")
});

/// A name reduced to what the scorer compares: lower case, no marks, no elided or leading article.
pub fn norm(name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'").replace('œ', "oe");
    let bare: String = lower
        .nfkd()
        .filter(|c| canonical_combining_class(*c) == 0)
        .collect();
    let bare = ELISION.replace_all(&bare, "");
    let bare = NOT_WORD.replace_all(&bare, " ");
    ARTICLE.replace(bare.trim(), "").into_owned()
}

/// First and last day of an EDTF time as counts of days from one origin; `None` when it gives none.
fn days(edtf: &str) -> Option<(i64, i64)> {
    let (first, last) = edtf.split_once('/').unwrap_or((edtf, ""));
    let low = bound(first, false)?;
    let high = bound(if last.is_empty() { first } else { last }, true)?;
    match (low, high) {
        (None, None) => None,
        (low, high) => Some((
            low.unwrap_or_else(|| high.unwrap_or(0) - 36_500),
            high.unwrap_or_else(|| low.unwrap_or(0) + 36_500),
        )),
    }
}

/// One side: outer `None` for what cannot be read, inner `None` for an open side.
fn bound(text: &str, last: bool) -> Option<Option<i64>> {
    let bare: String = text.chars().filter(|c| !"~?%".contains(*c)).collect();
    let bare = bare.split('T').next().unwrap_or("");
    let bare = bare.split(' ').next().unwrap_or("");
    if bare.is_empty() || bare == ".." {
        return Some(None);
    }
    let parts = bare
        .split('-')
        .map(|part| part.parse::<i16>())
        .collect::<Result<Vec<_>, _>>()
        .ok()?;
    let year = *parts.first()?;
    let month = match parts.get(1) {
        Some(month) => i8::try_from(*month).ok()?,
        None if last => 12,
        None => 1,
    };
    let start = Date::new(year, month, 1).ok().filter(|_| year >= 1)?;
    let day = match parts.get(2) {
        Some(day) => i8::try_from(*day).ok()?,
        None if last => start.days_in_month(),
        None => 1,
    };
    let date = Date::new(year, month, day).ok()?;
    let origin = Date::constant(1, 1, 1);
    Some(Some(
        origin
            .until((jiff::Unit::Day, date))
            .ok()
            .map(|span| i64::from(span.get_days()))?,
    ))
}

/// Whether a reading's time is the gold's, with the reference scorer's allowances: a day either
/// side for a day, and for longer stretches an overlap of three tenths or starts within three days.
pub fn same_time(gold: Option<&str>, ours: Option<&str>) -> bool {
    let Some(gold) = gold.and_then(days) else {
        return true;
    };
    let Some(ours) = ours.and_then(days) else {
        return false;
    };
    if gold.1 - gold.0 <= 1 {
        return (gold.0 - ours.0).abs() <= 1 && ours.1 - ours.0 <= 7;
    }
    let shared = gold.1.min(ours.1) - gold.0.max(ours.0) + 1;
    let whole = gold.1.max(ours.1) - gold.0.min(ours.0) + 1;
    shared > 0 && (shared as f64 / whole as f64 >= 0.3 || (gold.0 - ours.0).abs() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_articles_marks_and_case() {
        for (name, expected) in [
            ("L’État islamique", "etat islamique"),
            ("les Forces de l’Ordre", "forces de ordre"),
            ("al-Boukamal", "boukamal"),
            ("Cœur  d'Alène", "coeur alene"),
            ("Deir ez-Zor", "deir ez zor"),
            ("البوكمال", "البوكمال"),
            ("la", "la"),
            ("", ""),
            ("…", ""),
        ] {
            assert_eq!(norm(name), expected, "{name}");
        }
    }

    #[test]
    fn times_compare_with_the_scorers_allowances() {
        for (gold, ours, expected) in [
            (None, None, true),
            (Some("2017-11-08"), None, false),
            (Some("2017-11-08"), Some("2017-11-09"), true),
            (Some("2017-11-08"), Some("2017-11-10"), false),
            (Some("2017-11-08"), Some("2017-11"), false),
            (Some("2017-11"), Some("2017-11-20"), false),
            (Some("2017-11"), Some("2017-11-02"), true),
            (Some("2017"), Some("2017-03/2017-11"), true),
            (Some("../2017-11-08"), Some("2017-11-08"), false),
            (Some("2017-11-~08"), Some("2017-11-08T12:00"), true),
            (Some("not a time"), None, true),
            (Some("2017-13"), Some("2017"), true),
        ] {
            assert_eq!(same_time(gold, ours), expected, "{gold:?} {ours:?}");
        }
    }
}
