//! Expanding a Hunspell dictionary with morphology into forms, their classes and their lemmas.
//! Only suffixes are expanded: the dictionary's prefixes are elisions, which the tokeniser cuts.

use selon_text::Upos;
use std::collections::{BTreeMap, BTreeSet};

struct Suffix {
    cut: String,
    add: String,
    condition: Vec<(bool, Vec<char>)>,
    tags: Vec<String>,
    flags: Vec<String>,
}

/// An expanded dictionary.
#[derive(Default)]
pub struct Dictionary {
    /// Form to its readings, simplified.
    pub readings: BTreeMap<String, BTreeSet<String>>,
    /// (form, part of speech, lemma).
    pub lemmas: BTreeSet<(String, &'static str, String)>,
}

fn flags(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(2).map(|c| c.iter().collect()).collect()
}

fn condition(text: &str) -> Vec<(bool, Vec<char>)> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '.' => out.push((true, Vec::new())),
            '[' => {
                let mut set = Vec::new();
                let mut negative = false;
                for c in chars.by_ref() {
                    match c {
                        ']' => break,
                        '^' if set.is_empty() => negative = true,
                        c => set.push(c),
                    }
                }
                out.push((negative, set));
            }
            c => out.push((false, vec![c])),
        }
    }
    out
}

fn fits(word: &str, condition: &[(bool, Vec<char>)]) -> bool {
    let chars: Vec<char> = word.chars().collect();
    chars.len() >= condition.len()
        && chars[chars.len() - condition.len()..]
            .iter()
            .zip(condition)
            .all(|(c, (negative, set))| set.contains(c) != *negative)
}

fn reading(tags: &[String]) -> Option<(String, &'static str)> {
    let mut pos = BTreeSet::new();
    let mut verb = None;
    let mut inflection = Vec::new();
    let (mut gender, mut number) = ("", "");
    for tag in tags {
        if let Some(po) = tag.strip_prefix("po:") {
            let po = po.trim_end_matches('!');
            if po.starts_with('v') && po.len() > 4 && po.as_bytes()[1].is_ascii_digit() {
                verb = Some(po.to_owned());
            } else if matches!(
                po,
                "infi"
                    | "ppre"
                    | "ppas"
                    | "ipre"
                    | "spre"
                    | "iimp"
                    | "ipsi"
                    | "simp"
                    | "ifut"
                    | "cond"
                    | "impe"
            ) || po.as_bytes()[0].is_ascii_digit()
            {
                inflection.push(po.to_owned());
            } else {
                pos.insert(po.to_owned());
            }
        } else if let Some(is) = tag.strip_prefix("is:") {
            match is {
                "mas" => gender = "m",
                "fem" => gender = "f",
                "epi" => gender = "e",
                "sg" => number = "s",
                "pl" => number = "p",
                "inv" => number = "i",
                _ => inflection.push(is.to_owned()),
            }
        }
    }
    if let Some(verb) = verb {
        // Valency: intransitive, transitive, indirect, reflexive only.
        let valency: String = verb
            .chars()
            .skip(2)
            .filter(|c| matches!(c, 't' | 'p'))
            .collect();
        let participle = inflection.iter().any(|i| i == "ppas");
        // Forms nobody writes in the press would only swell the table.
        let rare = inflection.iter().any(|i| i == "simp" || i == "ipsi")
            && inflection.iter().all(|i| !i.starts_with('3'));
        if rare {
            return None;
        }
        return Some(if participle {
            (format!("VP{gender}{number}{valency}"), "VERB")
        } else {
            (format!("V{}{valency}", inflection.join(".")), "VERB")
        });
    }
    let kind = if pos.contains("nom") && pos.contains("adj") {
        ("NA", "NOUN")
    } else if pos.contains("nom") {
        ("N", "NOUN")
    } else if pos.contains("adj") {
        ("A", "ADJ")
    } else if pos.contains("adv") {
        ("R", "ADV")
    } else if pos.contains("npr") || pos.contains("prn") || pos.contains("patr") {
        ("P", "PROPN")
    } else {
        ("", "")
    };
    if kind.0.is_empty() {
        let all: Vec<&str> = pos.iter().map(String::as_str).collect();
        return Some((format!("{}{gender}{number}", all.join("+")), ""));
    }
    Some((format!("{}{gender}{number}", kind.0), kind.1))
}

/// The parts of speech that words of a simplified reading can have, one bit each; none of readings that
/// name no open class.
pub fn parts_of_speech(reading: &str) -> u32 {
    let end = reading.find(|c: char| !c.is_ascii_uppercase());
    let set: &[Upos] = match &reading[..end.unwrap_or(reading.len())] {
        "NA" => &[Upos::Noun, Upos::Adj],
        "N" => &[Upos::Noun],
        "A" => &[Upos::Adj],
        "R" => &[Upos::Adv],
        "P" => &[Upos::Propn],
        "V" => &[Upos::Verb],
        "VP" => &[Upos::Verb, Upos::Adj],
        _ => &[],
    };
    set.iter().fold(0, |set, upos| set | 1 << *upos as u32)
}

/// Expands a dictionary from the text of its two files.
pub fn expand(aff: &str, dic: &str) -> Dictionary {
    let mut suffixes: BTreeMap<String, Vec<Suffix>> = BTreeMap::new();
    for line in aff.lines() {
        let c: Vec<&str> = line.split_whitespace().collect();
        if c.len() < 5 || c[0] != "SFX" {
            continue;
        }
        let (add, more) = c[3].split_once('/').unwrap_or((c[3], ""));
        let zero = |s: &str| {
            if s == "0" {
                String::new()
            } else {
                s.to_owned()
            }
        };
        suffixes.entry(c[1].to_owned()).or_default().push(Suffix {
            cut: zero(c[2]),
            add: zero(add),
            condition: condition(c[4]),
            tags: c[5..].iter().map(|t| (*t).to_owned()).collect(),
            flags: flags(more),
        });
    }
    let mut out = Dictionary::default();
    for line in dic.lines().skip(1) {
        let mut parts = line.split_whitespace();
        let Some(head) = parts.next() else { continue };
        let (word, flag_text) = head.split_once('/').unwrap_or((head, ""));
        if word.chars().any(|c| c == '.' || c == ' ') || word.is_empty() {
            continue;
        }
        let tags: Vec<String> = parts.map(str::to_owned).collect();
        let flags = flags(flag_text);
        if !flags.iter().any(|f| f == "()") {
            add(&mut out, word, word, &tags);
        }
        for suffix in flags.iter().filter_map(|f| suffixes.get(f)).flatten() {
            if !fits(word, &suffix.condition) {
                continue;
            }
            let Some(stem) = word.strip_suffix(suffix.cut.as_str()) else {
                continue;
            };
            let form = format!("{stem}{}", suffix.add);
            let mut all = tags.clone();
            all.extend(suffix.tags.iter().cloned());
            add(&mut out, &form, word, &all);
            for next in suffix
                .flags
                .iter()
                .filter_map(|f| suffixes.get(f))
                .flatten()
            {
                if fits(&form, &next.condition)
                    && let Some(stem) = form.strip_suffix(next.cut.as_str())
                {
                    let mut more = all.clone();
                    more.extend(next.tags.iter().cloned());
                    add(&mut out, &format!("{stem}{}", next.add), word, &more);
                }
            }
        }
    }
    out
}

fn add(out: &mut Dictionary, form: &str, lemma: &str, tags: &[String]) {
    let Some((reading, pos)) = reading(tags) else {
        return;
    };
    let form = selon_text::tokens::normalise(form).into_owned();
    if reading.starts_with("NA") {
        out.lemmas.insert((form.clone(), "ADJ", lemma.to_owned()));
    }
    if !pos.is_empty() && pos != "PROPN" {
        out.lemmas.insert((form.clone(), pos, lemma.to_owned()));
    }
    out.readings.entry(form).or_default().insert(reading);
}
