//! `sources`: the track record of each source, as a sheet.

use crate::record::{maybe, text};
use crate::sheet::Sheet;
use selon_ledger::camps::Camps;
use selon_ledger::track::{Track, tracks};
use selon_ledger::{Ledger, Result};
use selon_model::Date;
use serde_json::Value;

/// The track records of every source over every place of a ledger, as known on a day.
pub fn of(ledger: &Ledger, camps: &Camps, known: Date) -> Result<Vec<Track>> {
    let atlas = ledger.atlas(camps)?;
    Ok(tracks(atlas.cases(), known))
}

/// What became of what each source said: one row per source and kind of claim. `stood` counts
/// claims that held for 30 days, `reversed` those that ceased to hold within 7, `lag` is the middle
/// number of days after the first other voice, `held` the share of resolved claims that held.
pub fn sources(ledger: &Ledger, camps: &Camps, known: Date) -> Result<Sheet> {
    let mut sheet = Sheet::new(&[
        "name",
        "tells",
        "interest",
        "n",
        "conceded",
        "corroborated",
        "contradicted",
        "open",
        "stood",
        "reversed",
        "lag",
        "held",
        "letter",
        "source",
    ]);
    for track in of(ledger, camps, known)? {
        let tally = &track.tally;
        sheet.rows.push(vec![
            text(&track.name),
            text(track.concern.as_str()),
            text(track.interest.as_str()),
            tally.n.into(),
            tally.conceded.into(),
            tally.corroborated.into(),
            tally.contradicted.into(),
            tally.unresolved.into(),
            tally.stood.into(),
            tally.reversed.into(),
            tally.lag().map_or(Value::Null, Value::from),
            tally.share().map_or(Value::Null, crate::record::rounded),
            maybe(Some(tally.letter())),
            text(&track.source),
        ]);
    }
    Ok(sheet)
}
