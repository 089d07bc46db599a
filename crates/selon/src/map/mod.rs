//! The record as one self-contained page: places with claims on an outline of the world.
//!
//! What this module is for: gathering what each place's voices said into the page's data. What it
//! leaves out: judging (no colour says who holds what) and every network: page, script, data and
//! outline are one file. The outline is made from public-domain data by `cargo xtask outline`.

use selon_ledger::{Entry, Ledger, LedgerError, place_key, source_name};
use serde::Serialize;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("page.html");
/// Coasts and borders as one SVG path: longitude runs right, latitude up (negated).
pub const OUTLINE: &str = include_str!("outline.path");

#[derive(Serialize)]
struct Data<'a> {
    version: &'a str,
    places: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    key: String,
    name: String,
    region: String,
    lat: Option<f64>,
    lon: Option<f64>,
    claims: Vec<Claim>,
}

#[derive(Serialize)]
struct Claim {
    id: String,
    published: Option<String>,
    time: Option<String>,
    kind: &'static str,
    modality: &'static str,
    says: String,
    speaker: String,
    chain: Vec<String>,
    words: Vec<String>,
    context: String,
    outlet: Option<String>,
    url: Option<String>,
    rule: String,
}

/// The page of a ledger.
pub fn page(ledger: &Ledger) -> Result<String, LedgerError> {
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    for entry in ledger.claims()? {
        let mut seen = Vec::new();
        for link in &entry.claim.places {
            let Some(place) = entry.places.get(link.place) else {
                continue;
            };
            let key = place_key(place).to_owned();
            if seen.contains(&key) {
                continue;
            }
            let region: Vec<&str> = [&place.admin1, &place.country]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            places
                .entry(key.clone())
                .or_insert_with(|| Place {
                    key: key.clone(),
                    name: place.name.clone(),
                    region: region.join(", "),
                    lat: place.latitude,
                    lon: place.longitude,
                    claims: Vec::new(),
                })
                .claims
                .push(claim(&entry, &key));
            seen.push(key);
        }
    }
    let mut places: Vec<Place> = places.into_values().collect();
    places.sort_by(|a, b| (b.claims.len(), &a.key).cmp(&(a.claims.len(), &b.key)));
    let data = Data {
        version: crate::VERSION,
        places,
    };
    // `<` is written as an escape, so that no text of a dispatch can end the script element.
    let data = serde_json::to_string(&data)
        .expect("the page's data holds strings, numbers and lists only")
        .replace('<', "\\u003c");
    Ok(TEMPLATE
        .replace("{{outline}}", OUTLINE.trim())
        .replace("{{data}}", &data))
}

fn claim(entry: &Entry, key: &str) -> Claim {
    let holds: Vec<String> = entry
        .claim
        .control
        .iter()
        .filter(|control| {
            entry
                .places
                .get(control.place)
                .is_some_and(|place| place_key(place) == key)
        })
        .map(|control| {
            let actor = control.actor.and_then(|ix| entry.actors.get(ix));
            format!(
                "{} {}",
                actor.map_or("someone unnamed", |actor| &actor.name),
                control.change
            )
        })
        .collect();
    let says = if holds.is_empty() {
        let agents = entry.actor_names(&entry.claim.agents).join(", ");
        let targets = entry.actor_names(&entry.claim.targets).join(", ");
        match (&*agents, &*targets) {
            ("", "") => String::new(),
            (agents, "") => agents.to_owned(),
            (agents, targets) => format!("{agents} → {targets}"),
        }
    } else {
        holds.join(", ")
    };
    Claim {
        id: entry.id.short(),
        published: entry.published.map(|day| day.to_string()),
        time: entry.claim.time.edtf(),
        kind: entry.claim.kind.as_str(),
        modality: entry.claim.modality.as_str(),
        says,
        speaker: entry.speaker().to_owned(),
        chain: entry
            .claim
            .sources
            .links()
            .map(|source| source_name(source).to_owned())
            .collect(),
        words: entry.words.clone(),
        context: entry.context.clone(),
        outlet: entry.outlet.as_ref().map(|outlet| outlet.name.clone()),
        url: entry.url.clone(),
        rule: entry.claim.rule.clone(),
    }
}
