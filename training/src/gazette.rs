//! Lists of known names for the recogniser, from the world's tables and a list of people's names.
//! They become hashes with a few bits each: what a name is listed as, never which one it is.

use selon_text::Segmentation;
use selon_text::names::{LONGEST, join, listed};
use selon_text::tables::{Lookup, hash_bytes};
use selon_text::tagger::{CLUSTER_BITS, Lexicon, describe};
use selon_text::tokens::{normalise, tokenise};
use selon_world::Places;
use std::collections::BTreeMap;
use std::path::Path;

/// The sections of a model that say what company words keep, from lines of a word, its cell, that cell's
/// cluster and its profile: the cells of words, and the clusters and profiles of cells. A word is left out
/// where its lower-case form answers for it, where it is not in Latin script, and where it holds digits.
pub fn cells(lines: &str) -> Result<[Vec<u8>; 2], String> {
    let mut words: BTreeMap<&str, u16> = BTreeMap::new();
    let mut clusters: Vec<u16> = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        let mut parts = line.split('\t');
        let mut next = || parts.next().unwrap_or_default();
        let word = next();
        let [cell, cluster, profile] = [(); 3].map(|()| next().parse::<u16>());
        let (Ok(cell), Ok(cluster @ ..1024), Ok(profile @ ..64)) = (cell, cluster, profile) else {
            return Err(format!(
                "clusters, line {}: not a word, its cell, a cluster below 1024 and a profile below 64",
                number + 1
            ));
        };
        words.insert(word, cell);
        if clusters.len() <= usize::from(cell) {
            clusters.resize(usize::from(cell) + 1, 0);
        }
        clusters[usize::from(cell)] = profile << CLUSTER_BITS | cluster;
    }
    let mut pairs: BTreeMap<u32, u16> = BTreeMap::new();
    for (word, cell) in &words {
        let lower = word.to_lowercase();
        let double = lower != *word && words.get(lower.as_str()) == Some(cell);
        if latin(word) && !double && !word.contains(|c: char| c.is_ascii_digit()) {
            let key = hash_bytes(normalise(word).as_bytes());
            pairs.entry(key).or_insert(*cell);
        }
    }
    let pairs: Vec<(u32, u16)> = pairs.into_iter().collect();
    let clusters = clusters.into_iter().flat_map(u16::to_le_bytes).collect();
    Ok([Lookup::<2>::pack(&pairs), clusters])
}

/// True where every letter is Latin.
fn latin(text: &str) -> bool {
    let other =
        |c: char| c >= '\u{250}' && c.is_alphabetic() && !('\u{1e00}'..'\u{1f00}').contains(&c);
    !text.contains(other)
}

/// Keys of names and the lists they are on.
#[derive(Default)]
pub struct Listed(BTreeMap<u32, u16>);

impl Listed {
    /// The packed section, with further keys of the trainer's own.
    pub fn pack(&self, more: &BTreeMap<u32, u16>) -> Vec<u8> {
        let mut all = self.0.clone();
        for (key, lists) in more {
            *all.entry(*key).or_default() |= lists;
        }
        let pairs: Vec<(u32, u16)> = all.into_iter().collect();
        Lookup::<2>::pack(&pairs)
    }

    fn add(&mut self, name: &str, lists: u16, rules: &Segmentation, lexicon: &Lexicon) {
        if !name.starts_with(char::is_uppercase) || !latin(name) {
            return;
        }
        let mut buffer = String::new();
        let (mut key, mut words) = (0, 0);
        for token in tokenise(name, rules) {
            let form = normalise(token.of(name));
            let lower = form.to_lowercase();
            let parts = rules
                .contractions
                .get(&lower)
                .or_else(|| rules.ambiguous.get(&lower));
            let parts: Vec<&str> = match parts {
                Some(parts) => parts.iter().map(String::as_str).collect(),
                None => vec![&form],
            };
            for part in parts {
                key = join(
                    key,
                    describe(part, &part.to_lowercase(), lexicon, &mut buffer).form,
                );
                words += 1;
            }
        }
        if (1..=LONGEST).contains(&words) {
            *self.0.entry(key).or_default() |= lists;
        }
    }

    /// Reads `world/` and the file of given and family names, firms, bodies and outlets.
    pub fn read(
        world: &Path,
        people: &str,
        rules: &Segmentation,
        lexicon: &Lexicon,
    ) -> Result<Listed, String> {
        let mut out = Listed::default();
        let fail = |path: &Path, e: std::io::Error| format!("{}: {e}", path.display());
        let index = world.join("places.idx");
        let bytes = std::fs::read(&index).map_err(|e| fail(&index, e))?;
        let mut places = Places::default();
        places.add_index(Box::leak(bytes.into_boxed_slice()))?;
        for id in 0..places.counts().0 as u32 {
            let place = places.get(id);
            let lists = match place.feature {
                "country" | "region" => listed::REGION,
                "town" | "village" | "district" if place.population >= 100_000 => listed::CITY,
                "town" | "village" | "district" if place.population >= 2_000 => listed::TOWN,
                "town" | "village" | "district" => continue,
                _ => listed::SITE,
            };
            for name in places.names(id) {
                out.add(&name, lists, rules, lexicon);
            }
        }
        for (folder, default) in [
            ("actors", listed::BODY),
            ("outlets", listed::OUTLET),
            ("places", listed::SITE),
        ] {
            let folder = world.join(folder);
            let mut files: Vec<_> = std::fs::read_dir(&folder)
                .map_err(|e| fail(&folder, e))?
                .filter_map(|f| Some(f.ok()?.path()))
                .collect();
            files.sort();
            for path in files {
                let text = std::fs::read_to_string(&path).map_err(|e| fail(&path, e))?;
                let mut lines = text.lines().filter(|l| !l.starts_with('#'));
                let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
                let column = |name: &str| columns.iter().position(|c| *c == name);
                for line in lines {
                    let cells: Vec<&str> = line.split('\t').collect();
                    let cell = |name: &str| {
                        column(name)
                            .and_then(|c| cells.get(c))
                            .copied()
                            .unwrap_or_default()
                    };
                    let lists = match (cell("kind"), cell("feature")) {
                        ("person", _) => listed::PERSON,
                        ("state", _) | (_, "country" | "region") => listed::REGION,
                        (_, "town" | "village" | "district") => listed::CITY,
                        _ => default,
                    };
                    for key in ["name", "names", "names_fr", "names_en"] {
                        for name in cell(key).split(" | ") {
                            let name = name.split('@').next().unwrap_or(name);
                            out.add(name.trim(), lists, rules, lexicon);
                        }
                    }
                }
            }
        }
        for (number, line) in people.lines().enumerate() {
            let (kind, name) = line
                .split_once('\t')
                .ok_or_else(|| format!("people, line {}: no tab", number + 1))?;
            let lists = match kind {
                "given" => listed::GIVEN,
                "family" => listed::FAMILY,
                "firm" => listed::FIRM,
                "body" => listed::BODY,
                "outlet" => listed::OUTLET,
                _ => {
                    return Err(format!(
                        "people, line {}: {kind} is not given, family, firm, body or outlet",
                        number + 1
                    ));
                }
            };
            for name in name.split(" | ") {
                out.add(name, lists, rules, lexicon);
            }
        }
        eprintln!("gazette: {} names", out.0.len());
        Ok(out)
    }
}
