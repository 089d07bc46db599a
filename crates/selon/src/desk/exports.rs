//! What any filtered view can be taken away as: sheets (CSV) and GeoJSON.

use super::{Answer, Desk, claims, number_on, parse_lens};
use crate::sheet::Sheet;
use selon_ledger::find::Filter;
use selon_model::Date;
use serde_json::{Value, json};

/// Claims in one export at most; a filter narrows it, and the SQL door has no such end.
const MOST: usize = 100_000;

impl Desk {
    /// The claims of a filter, one row each, newest first.
    pub fn claims_sheet(&self, filter: &Filter) -> Answer<Sheet> {
        let mut sheet = Sheet::new(&[
            "claim",
            "published",
            "type",
            "state",
            "modality",
            "when",
            "who",
            "whom",
            "where",
            "place_keys",
            "control",
            "said_by",
            "chain",
            "outlet",
            "url",
            "words",
            "rule",
            "dispatch",
        ]);
        let (_, entries) = self.ledger().find(filter, 0, MOST)?;
        let maybe = |text: Option<String>| text.map_or(Value::Null, Value::from);
        for entry in entries {
            let card = claims::card(&entry);
            sheet.rows.push(vec![
                card.id.into(),
                maybe(card.published),
                card.kind.into(),
                maybe(card.state),
                card.modality.into(),
                maybe(card.time),
                card.who.into(),
                card.whom.into(),
                card.places
                    .iter()
                    .map(|place| place.name.clone())
                    .collect::<Vec<_>>()
                    .into(),
                card.places
                    .iter()
                    .map(|place| place.key.clone())
                    .collect::<Vec<_>>()
                    .into(),
                card.control
                    .iter()
                    .map(|one| {
                        format!(
                            "{} {} {}",
                            one.actor.as_deref().unwrap_or("?"),
                            one.change,
                            one.place
                        )
                    })
                    .collect::<Vec<_>>()
                    .into(),
                maybe(card.chain.first().cloned()),
                card.chain.into(),
                maybe(card.outlet),
                maybe(card.url),
                card.words.into(),
                card.rule.into(),
                card.dispatch.into(),
            ]);
        }
        Ok(sheet)
    }

    /// The states of a day through a lens, one row a place of which something is known.
    pub fn states_sheet(&self, lens: &str, valid: Date, known: Date) -> Answer<Sheet> {
        let mut sheet = Sheet::new(&[
            "place",
            "name",
            "country",
            "admin1",
            "latitude",
            "longitude",
            "on",
            "as_known",
            "lens",
            "state",
            "sides",
            "rule",
            "flags",
            "claimed_by",
            "besieged_by",
            "attacked_by",
        ]);
        let board = self.board();
        let history = board.history(&parse_lens(lens)?, Some(known));
        for (key, row) in history.places.iter().zip(&history.rows) {
            let Some(code) = number_on(row, valid).and_then(|ix| history.codes.get(ix)) else {
                continue;
            };
            let Ok(entry) = board.place(key) else {
                continue;
            };
            let place = &entry.place;
            sheet.rows.push(vec![
                key.as_str().into(),
                place.name.as_str().into(),
                place.country.as_deref().into(),
                place.admin1.as_deref().into(),
                place.latitude.into(),
                place.longitude.into(),
                valid.to_string().into(),
                known.to_string().into(),
                lens.into(),
                code.state.as_str().into(),
                code.sides.clone().into(),
                code.rule.as_str().into(),
                code.flags.clone().into(),
                code.claimed_by.clone().into(),
                code.besieged_by.clone().into(),
                code.attacked_by.clone().into(),
            ]);
        }
        Ok(sheet)
    }

    /// The same as points of a map. Places without coordinates are left out.
    pub fn states_geojson(&self, lens: &str, valid: Date, known: Date) -> Answer<Value> {
        let sheet = self.states_sheet(lens, valid, known)?;
        let features: Vec<Value> = sheet
            .rows
            .into_iter()
            .filter(|row| row[4].is_number() && row[5].is_number())
            .map(|row| {
                let point = json!({ "type": "Point", "coordinates": [row[5], row[4]] });
                let properties: serde_json::Map<String, Value> = sheet.columns.iter().cloned().zip(row).collect();
                json!({ "type": "Feature", "id": properties["place"], "geometry": point, "properties": properties })
            })
            .collect();
        Ok(json!({ "type": "FeatureCollection", "features": features }))
    }
}
