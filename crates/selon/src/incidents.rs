//! Incidents as sheets: a plain shape, and shapes with the fields of ACLED and of UCDP GED.
//!
//! The shapes carry those projects' field names so that a coder can start from them; they are no
//! data of those projects. What a coder must decide is left empty (UCDP's `best` where sources
//! differ), and no figure is averaged. Sources: ACLED Codebook (2024), fields, `time_precision`,
//! `geo_precision`, `source_scale`; UCDP GED Codebook 23.1, `date_prec`, `where_prec`.

use crate::codes;
use crate::record::{ids, maybe, text, texts};
use crate::sheet::Sheet;
use selon_ledger::camps::Camps;
use selon_ledger::incidents::{Incident, is_area};
use selon_ledger::ladder::days_between;
use selon_ledger::{Ledger, Result};
use selon_model::{Actor, Count, Date, PlaceRole};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whose field names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Ours.
    Plain,
    /// ACLED's.
    Acled,
    /// UCDP GED's.
    Ucdp,
}

/// The incidents of a ledger, about one place or all, as known on a day or with all that is known.
pub fn incidents(
    ledger: &Ledger,
    camps: &Camps,
    place: Option<&str>,
    known: Option<Date>,
    shape: Shape,
) -> Result<Sheet> {
    let found = ledger.incidents(camps, place, known)?;
    Ok(sheet(&found, shape))
}

/// Incidents in a shape.
pub fn sheet(incidents: &[Incident], shape: Shape) -> Sheet {
    match shape {
        Shape::Plain => plain(incidents),
        Shape::Acled => acled(incidents),
        Shape::Ucdp => ucdp(incidents),
    }
}

/// Why each claim is part of its incident: one row per join, to be judged `same` or `different`.
pub fn joins(incidents: &[Incident]) -> Sheet {
    let mut sheet = Sheet::new(&["incident", "claim", "with", "shared", "signed"]);
    for incident in incidents {
        for because in &incident.because {
            sheet.rows.push(vec![
                text(incident.id.short()),
                text(because.claim.short()),
                text(because.with.short()),
                texts(&because.shared),
                text(&because.signed),
            ]);
        }
    }
    sheet
}

fn plain(incidents: &[Incident]) -> Sheet {
    let mut sheet = Sheet::new(&[
        "incident",
        "family",
        "from",
        "to",
        "timed",
        "place",
        "place_name",
        "who",
        "whom",
        "killed_least",
        "killed_most",
        "wounded_least",
        "wounded_most",
        "tolls",
        "claims",
        "dispatches",
        "sources",
        "note",
    ]);
    for incident in incidents {
        let (killed, wounded) = (incident.killed(), incident.wounded());
        sheet.rows.push(vec![
            text(incident.id.short()),
            text(incident.family.as_str()),
            maybe(incident.first),
            maybe(incident.last),
            Value::Bool(incident.timed),
            maybe(
                incident
                    .place
                    .as_ref()
                    .map(|place| place.id.as_ref().unwrap_or(&place.name)),
            ),
            maybe(incident.place.as_ref().map(|place| &place.name)),
            texts(names(&incident.agents)),
            texts(names(&incident.targets)),
            number(killed.0),
            number(killed.1),
            number(wounded.0),
            number(wounded.1),
            texts(tolls(incident)),
            ids(&incident
                .entries
                .iter()
                .map(|entry| entry.id)
                .collect::<Vec<_>>()),
            dispatches(incident).into(),
            texts(sources(incident)),
            text(note(incident)),
        ]);
    }
    sheet
}

fn acled(incidents: &[Incident]) -> Sheet {
    let mut sheet = Sheet::new(&[
        "event_id_cnty",
        "event_date",
        "year",
        "time_precision",
        "event_type",
        "sub_event_type",
        "actor1",
        "assoc_actor_1",
        "actor2",
        "assoc_actor_2",
        "civilian_targeting",
        "country",
        "admin1",
        "location",
        "latitude",
        "longitude",
        "geo_precision",
        "source",
        "source_scale",
        "notes",
        "fatalities",
        "fatalities_low",
        "fatalities_high",
        "fatalities_by_source",
        "tags",
    ]);
    // The built-in tables hold no fault: a test loads them.
    let world = crate::built_in_world().ok();
    for incident in incidents {
        let code = code(incident);
        let place = incident.place.as_ref();
        let (least, most) = incident.killed();
        let (actor1, with1) = first_and_others(&incident.agents);
        let (actor2, with2) = first_and_others(&incident.targets);
        let civilians = incident
            .targets
            .iter()
            .any(|actor| actor.kind == "civilians");
        let mut tags: Vec<&str> = Vec::new();
        if !incident.timed {
            tags.push("day of publication");
        }
        if incident.unasserted {
            tags.push("said with reserve");
        }
        sheet.rows.push(vec![
            text(incident.id.short()),
            maybe(incident.last.or(incident.first)),
            incident
                .last
                .or(incident.first)
                .map_or(Value::Null, |day| day.year().into()),
            time_precision(incident).into(),
            maybe(code.as_ref().map(|pair| &pair[0])),
            maybe(code.as_ref().map(|pair| &pair[1])),
            maybe(actor1),
            texts(with1),
            maybe(actor2),
            texts(with2),
            maybe(civilians.then_some("Civilian targeting")),
            maybe(place.and_then(|place| place.country.as_ref())),
            maybe(place.and_then(|place| place.admin1.as_ref())),
            maybe(place.map(|place| &place.name)),
            place
                .and_then(|place| place.latitude)
                .map_or(Value::Null, Value::from),
            place
                .and_then(|place| place.longitude)
                .map_or(Value::Null, Value::from),
            geo_precision(incident).map_or(Value::Null, Value::from),
            texts(outlets(incident)),
            text(source_scale(incident, world.as_ref())),
            text(note(incident)),
            // ACLED takes the most conservative figure given.
            number(least),
            number(least),
            number(most),
            texts(tolls(incident)),
            texts(tags),
        ]);
    }
    sheet
}

fn ucdp(incidents: &[Incident]) -> Sheet {
    let mut sheet = Sheet::new(&[
        "id",
        "year",
        "type_of_violence",
        "side_a",
        "side_b",
        "number_of_sources",
        "source_article",
        "source_headline",
        "where_prec",
        "where_coordinates",
        "adm_1",
        "latitude",
        "longitude",
        "country",
        "event_clarity",
        "date_prec",
        "date_start",
        "date_end",
        "best",
        "low",
        "high",
        "notes",
    ]);
    for incident in incidents {
        let place = incident.place.as_ref();
        let (least, most) = incident.killed();
        let best = least.filter(|least| Some(*least) == most);
        let articles: Vec<String> = incident
            .entries
            .iter()
            .map(|entry| {
                let outlet = entry
                    .outlet
                    .as_ref()
                    .map_or("", |outlet| outlet.name.as_str());
                let day = entry.published.map(|day| day.to_string());
                [Some(outlet.to_owned()), day, entry.url.clone()]
                    .into_iter()
                    .flatten()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        sheet.rows.push(vec![
            text(incident.id.short()),
            incident.first.map_or(Value::Null, |day| day.year().into()),
            violence(incident).map_or(Value::Null, Value::from),
            maybe(first_and_others(&incident.agents).0),
            maybe(first_and_others(&incident.targets).0),
            sources(incident).len().into(),
            texts(articles),
            maybe(incident.entries.first().map(|entry| &entry.context)),
            where_prec(incident).map_or(Value::Null, Value::from),
            maybe(place.map(|place| &place.name)),
            maybe(place.and_then(|place| place.admin1.as_ref())),
            place
                .and_then(|place| place.latitude)
                .map_or(Value::Null, Value::from),
            place
                .and_then(|place| place.longitude)
                .map_or(Value::Null, Value::from),
            maybe(place.and_then(|place| place.country.as_ref())),
            // 1: the event can be told apart from others; 2: only an aggregate is reported.
            Value::from(if incident.timed && place.is_some() {
                1
            } else {
                2
            }),
            date_prec(incident).into(),
            maybe(incident.first),
            maybe(incident.last),
            number(best),
            number(least),
            number(most),
            text(note(incident)),
        ]);
    }
    sheet
}

/// UCDP's type: 1 state-based, 2 between groups, 3 one-sided; `None` where a side is not named.
fn violence(incident: &Incident) -> Option<u8> {
    let state = |actors: &[Actor]| {
        actors
            .iter()
            .any(|actor| matches!(actor.kind.as_str(), "state-force" | "state" | "government"))
    };
    if incident.agents.is_empty() {
        return None;
    }
    if !incident.targets.is_empty()
        && incident
            .targets
            .iter()
            .all(|actor| actor.kind == "civilians")
    {
        return Some(3);
    }
    if incident.targets.is_empty() {
        return None;
    }
    Some(if state(&incident.agents) || state(&incident.targets) {
        1
    } else {
        2
    })
}

fn days(incident: &Incident) -> Option<i64> {
    Some(days_between(incident.first?, incident.last?) + 1)
}

/// ACLED: 1 the day is known, 2 the week, 3 the month or less.
pub fn time_precision(incident: &Incident) -> u8 {
    match days(incident) {
        Some(1) if incident.timed && !incident.approximate => 1,
        Some(days) if days <= 7 => 2,
        _ => 3,
    }
}

/// UCDP: 1 the day, 2 two to six days, 3 a week, 4 up to a month, 5 more.
pub fn date_prec(incident: &Incident) -> u8 {
    match days(incident) {
        Some(1) if incident.timed && !incident.approximate => 1,
        Some(days) if days <= 6 => 2,
        Some(7) => 3,
        Some(days) if days <= 31 => 4,
        _ => 5,
    }
}

/// Whether the words put it near the place rather than in it.
fn near(incident: &Incident) -> bool {
    let Some(place) = &incident.place else {
        return false;
    };
    let links: Vec<_> = incident
        .entries
        .iter()
        .flat_map(|entry| {
            entry.claim.places.iter().filter(|link| {
                entry
                    .places
                    .get(link.place)
                    .is_some_and(|other| other.id == place.id && other.name == place.name)
            })
        })
        .collect();
    !links.is_empty()
        && links.iter().all(|link| {
            link.modifier.is_some() || matches!(link.role, PlaceRole::Near | PlaceRole::Direction)
        })
}

/// ACLED: 1 the named place, 2 near it or in a part of a district, 3 a larger area.
pub fn geo_precision(incident: &Incident) -> Option<u8> {
    let place = incident.place.as_ref()?;
    Some(match place.feature.as_str() {
        "region" | "country" | "river" | "border" | "area" => 3,
        "district" => 2,
        _ if near(incident) => 2,
        _ => 1,
    })
}

/// UCDP: 1 the named place, 2 near it, 3 a district, 4 a province, 5 a line or a vague area, 6 a
/// country.
pub fn where_prec(incident: &Incident) -> Option<u8> {
    let place = incident.place.as_ref()?;
    Some(match place.feature.as_str() {
        "country" => 6,
        "river" | "border" | "area" => 5,
        "region" => 4,
        "district" => 3,
        feature if near(incident) && !is_area(feature) => 2,
        _ => 1,
    })
}

/// How far those who carry it reach: ACLED's scale from the outlets' countries in the world's
/// tables. An outlet that the tables do not know is "Other".
fn source_scale(incident: &Incident, world: Option<&selon_world::World>) -> String {
    let country = incident
        .place
        .as_ref()
        .and_then(|place| place.country.as_deref());
    let mut scales: BTreeSet<&str> = BTreeSet::new();
    for entry in &incident.entries {
        let of = entry
            .outlet
            .as_ref()
            .and_then(|outlet| outlet.id.as_deref())
            .and_then(|id| world?.actors.by_id(id)?.countries.first());
        scales.insert(match of {
            Some(of) if Some(of.as_str()) == country => "National",
            Some(_) => "International",
            None => "Other",
        });
    }
    scales.into_iter().collect::<Vec<_>>().join("-")
}

/// A first draft of the coder's note: what, who, where, when, and according to whom.
pub fn note(incident: &Incident) -> String {
    let mut note = String::new();
    match (incident.first, incident.last, incident.timed) {
        (Some(first), Some(last), true) if first == last => note.push_str(&format!("On {first}, ")),
        (Some(first), Some(last), true) => {
            note.push_str(&format!("Between {first} and {last}, "));
        }
        (_, Some(last), false) => note.push_str(&format!("On or before {last}, ")),
        _ => {}
    }
    let or_unnamed = |actors: &[Actor]| {
        if actors.is_empty() {
            "an actor that is not named".to_owned()
        } else {
            names(actors).join(" and ")
        }
    };
    note.push_str(&format!(
        "{}: {}",
        incident.family.as_str(),
        or_unnamed(&incident.agents)
    ));
    if !incident.targets.is_empty() {
        note.push_str(&format!(
            " against {}",
            names(&incident.targets).join(" and ")
        ));
    }
    if let Some(place) = &incident.place {
        note.push_str(&format!(
            ", {} {}",
            if near(incident) { "near" } else { "at" },
            place.name
        ));
    }
    note.push_str(&format!(", according to {}.", sources(incident).join(", ")));
    for toll in tolls(incident) {
        note.push_str(&format!(" {toll}."));
    }
    note
}

fn names(actors: &[Actor]) -> Vec<String> {
    actors.iter().map(|actor| actor.name.clone()).collect()
}

fn first_and_others(actors: &[Actor]) -> (Option<String>, Vec<String>) {
    let mut names = names(actors);
    if names.is_empty() {
        return (None, names);
    }
    let first = names.remove(0);
    (Some(first), names)
}

/// Who says so, each once, in order of publication.
fn sources(incident: &Incident) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for entry in &incident.entries {
        let speaker = selon_ledger::account::speaker_of(entry).name;
        if !sources.contains(&speaker) {
            sources.push(speaker);
        }
    }
    sources
}

fn outlets(incident: &Incident) -> BTreeSet<String> {
    incident
        .entries
        .iter()
        .filter_map(|entry| entry.outlet.as_ref().map(|outlet| outlet.name.clone()))
        .collect()
}

fn dispatches(incident: &Incident) -> usize {
    incident
        .entries
        .iter()
        .map(|entry| entry.dispatch)
        .collect::<BTreeSet<_>>()
        .len()
}

fn number(value: Option<u32>) -> Value {
    value.map_or(Value::Null, Value::from)
}

fn bounds(count: Count) -> String {
    match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "some".to_owned(),
    }
}

/// What each source says of the people hit.
fn tolls(incident: &Incident) -> Vec<String> {
    incident
        .tolls
        .iter()
        .map(|toll| {
            let figures: Vec<String> = [(toll.killed, "killed"), (toll.wounded, "wounded")]
                .into_iter()
                .filter_map(|(count, what)| Some(format!("{} {what}", bounds(count?))))
                .collect();
            format!("{} ({})", figures.join(", "), toll.name)
        })
        .collect()
}

/// ACLED's type and sub-type: of the first claim that has one, acts before their casualties.
fn code(incident: &Incident) -> Option<[String; 2]> {
    incident.entries.iter().find_map(|entry| {
        let kinds: Vec<&str> = entry
            .actors
            .iter()
            .map(|actor| actor.kind.as_str())
            .collect();
        (entry.claim.kind != selon_model::ClaimType::Casualties)
            .then(|| codes::of(&entry.claim, &kinds).acled)
            .flatten()
    })
}
