//! The documented tab-separated form of GeoNames country dumps, for users who need villages
//! that the index does not hold.

use crate::index::PlaceInput;

/// A line of a dump that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadLine {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// Columns of a dump.
const COLUMNS: usize = 19;

/// Reads a GeoNames dump: one place a line, nineteen columns. Returns the places and the lines
/// that could not be read. Keeps populated places, administrative units of the first three
/// levels, rivers, lakes, mountains, deserts, bases, airports, dams, oil fields and camps; other
/// features are left out without a word.
pub fn parse_dump(text: &str) -> (Vec<PlaceInput>, Vec<BadLine>) {
    let mut places = Vec::new();
    let mut bad = Vec::new();
    for (ix, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match parse_line(line) {
            Ok(place) => places.extend(place),
            Err(problem) => bad.push(BadLine {
                line: ix + 1,
                problem,
            }),
        }
    }
    (places, bad)
}

/// One line: a place, nothing for a feature that is not kept, or what is wrong.
fn parse_line(line: &str) -> Result<Option<PlaceInput>, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != COLUMNS {
        return Err(format!("{} columns where {COLUMNS} belong", cells.len()));
    }
    let [
        id,
        name,
        ascii,
        alternates,
        latitude,
        longitude,
        class,
        code,
        country,
    ] = cells[..9].try_into().expect("nine of nineteen");
    let geonames: u32 = id
        .parse()
        .map_err(|_| format!("the id `{id}` is no number"))?;
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    let degrees = |what: &str, cell: &str, most: f64| {
        cell.parse::<f64>()
            .ok()
            .filter(|value| value.abs() <= most)
            .ok_or_else(|| format!("the {what} `{cell}` is not between -{most} and {most}"))
    };
    let latitude = degrees("latitude", latitude, 90.0)?;
    let longitude = degrees("longitude", longitude, 180.0)?;
    if !(country.is_empty() || country.len() == 2 && country.is_ascii()) {
        return Err(format!("`{country}` is no country code"));
    }
    let population = match cells[14] {
        "" => 0,
        cell => cell
            .parse::<u64>()
            .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
            .map_err(|_| format!("the population `{cell}` is no number"))?,
    };
    let Some((feature, radius_km)) = feature_of(class, code, population) else {
        return Ok(None);
    };
    let mut names: Vec<String> = Vec::new();
    for other in std::iter::once(ascii).chain(alternates.split(',')) {
        if !other.is_empty() && other != name && !names.iter().any(|known| known == other) {
            names.push(other.to_owned());
        }
    }
    Ok(Some(PlaceInput {
        geonames,
        name: name.to_owned(),
        feature: feature.to_owned(),
        country: country.to_owned(),
        admin1: String::new(),
        latitude,
        longitude,
        radius_km,
        population,
        displayed: names.len().min(8),
        alternates: names,
        keyed: true,
    }))
}

fn feature_of(class: &str, code: &str, population: u32) -> Option<(&'static str, f64)> {
    Some(match (class, code) {
        ("P", "PPLX") => ("district", 4.0),
        ("P", _) if population >= 5000 => ("town", 6.0),
        ("P", _) => ("village", 4.0),
        ("A", "PCLI" | "PCLD" | "PCLF" | "PCLS") => ("country", 400.0),
        ("A", "ADM1") => ("region", 100.0),
        ("A", "ADM2" | "ADM3") => ("district", 40.0),
        ("A", _) => return None,
        ("H", "STM" | "STMI" | "STMX" | "WAD") => ("river", 20.0),
        ("H", "LK" | "LKI" | "RSV" | "GULF" | "BAY" | "SEA") => ("area", 40.0),
        ("T", "MTS" | "DSRT" | "PLAT" | "VAL" | "PLN" | "ISL") => ("area", 40.0),
        ("T", "MT" | "HLL" | "PASS") => ("site", 8.0),
        ("S", "AIRB") => ("base", 8.0),
        ("S", "AIRP" | "AIRF" | "DAM" | "OILR" | "OILF" | "BDG") => ("site", 8.0),
        ("L", "MILB" | "INSM") => ("base", 8.0),
        ("L", "OILF" | "GASF" | "RGN" | "AREA") => ("area", 20.0),
        ("S", "CMP" | "CMPRF") | ("L", "CMN") => ("site", 8.0),
        ("S", "CSTM" | "PSTB") => ("site", 4.0),
        _ => return None,
    })
}
