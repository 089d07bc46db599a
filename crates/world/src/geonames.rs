//! The documented tab-separated form of GeoNames country dumps, for users who need villages
//! that the index does not hold.

use crate::index::PlaceInput;

/// Reads a GeoNames dump: one place a line, nineteen columns. Returns the places and how many
/// lines could not be read. Keeps populated places, administrative units of the first two
/// levels, rivers, lakes, mountains, deserts, bases, airports, dams, oil fields and camps.
pub fn parse_dump(text: &str) -> (Vec<PlaceInput>, usize) {
    let mut places = Vec::new();
    let mut unread = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let numbers = (|| {
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
            ] = cells.get(..9)?.try_into().ok()?;
            let _: &str = class;
            Some((
                id.parse::<u32>().ok()?,
                name,
                ascii,
                alternates,
                latitude.parse::<f64>().ok().filter(|v| v.abs() <= 90.0)?,
                longitude.parse::<f64>().ok().filter(|v| v.abs() <= 180.0)?,
                (class, code, country),
            ))
        })();
        let Some((id, name, ascii, alternates, latitude, longitude, (class, code, country))) =
            numbers
        else {
            unread += 1;
            continue;
        };
        let population = cells
            .get(14)
            .and_then(|cell| cell.parse().ok())
            .unwrap_or(0);
        let Some((feature, radius_km)) = feature_of(class, code, population) else {
            continue;
        };
        let mut names: Vec<String> = Vec::new();
        for other in std::iter::once(ascii).chain(alternates.split(',')) {
            if !other.is_empty() && other != name && !names.iter().any(|known| known == other) {
                names.push(other.to_owned());
            }
        }
        places.push(PlaceInput {
            geonames: id,
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
        });
    }
    (places, unread)
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
