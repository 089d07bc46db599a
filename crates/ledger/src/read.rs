//! Reading back: dispatches, claims with the words they rest on, places.
//!
//! What this module is for: everything that `selon explain`, `selon map` and the timelines show of
//! a single claim. What it leaves out: judging (see `ladder`), joining voices (see `lineage`).

use crate::error::{LedgerError, Result};
use crate::names;
use crate::rows::{Parts, Seen};
use crate::store::Ledger;
use crate::trace::Trace;
use rusqlite::{Connection, OptionalExtension, Row, params};
use selon_model::{
    Actor, Claim, ContentId, Date, Dispatch, Outlet, Place, Provenance, Reading, Source,
};
use std::collections::BTreeSet;

/// A claim as the ledger keeps it, with what is needed to show it.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Its id.
    pub id: ContentId,
    /// Its dispatch's id.
    pub dispatch: ContentId,
    /// Publication day of the dispatch.
    pub published: Option<Date>,
    /// Outlet of the dispatch.
    pub outlet: Option<Outlet>,
    /// Address of the dispatch.
    pub url: Option<String>,
    /// Path of the dispatch when it was ingested.
    pub path: Option<String>,
    /// The claim; its indices point into `actors` and `places` below.
    pub claim: Claim,
    /// The actors it names, without their mentions.
    pub actors: Vec<Actor>,
    /// The places it names, without their mentions.
    pub places: Vec<Place>,
    /// The words it rests on, one string per stretch.
    pub words: Vec<String>,
    /// The sentence or paragraph around its evidence, at most some hundreds of bytes.
    pub context: String,
    /// What is kept of its words, by which copies are known.
    pub(crate) trace: Trace,
    /// False when a later reading of the same dispatch no longer makes it.
    pub in_force: bool,
}

impl Entry {
    /// The innermost voice, as a person would name it.
    pub fn speaker(&self) -> &str {
        source_name(self.claim.sources.innermost())
    }

    /// The names of the actors at some indices.
    pub fn actor_names(&self, list: &[usize]) -> Vec<&str> {
        list.iter()
            .filter_map(|ix| self.actors.get(*ix))
            .map(|actor| actor.name.as_str())
            .collect()
    }
}

/// What a link of a chain is called: its name, else its description, else its kind.
pub fn source_name(source: &Source) -> &str {
    source
        .name
        .as_deref()
        .or(source.description.as_deref())
        .unwrap_or(source.kind.as_str())
}

/// A place that claims speak of.
#[derive(Clone, PartialEq, Debug)]
pub struct PlaceEntry {
    /// What names it in questions: its id in the world's tables, else its name.
    pub key: String,
    /// The place, without mentions.
    pub place: Place,
    /// How many claims speak of it.
    pub claims: usize,
}

/// How much the ledger holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Dispatches.
    pub dispatches: usize,
    /// Readings; more than dispatches when some were read again.
    pub readings: usize,
    /// Claims, those no longer in force included.
    pub claims: usize,
    /// Operations.
    pub operations: usize,
    /// Decisions.
    pub decisions: usize,
}

impl Ledger {
    /// How much there is.
    pub fn counts(&self) -> Result<Counts> {
        let count = |table: &str| -> Result<usize> {
            self.connection
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                    row.get::<_, i64>(0)
                })
                .map(|n| n as usize)
                .map_err(|source| self.error(source))
        };
        Ok(Counts {
            dispatches: count("dispatch")?,
            readings: count("reading")?,
            claims: count("claim")?,
            operations: count("operation")?,
            decisions: count("decision")?,
        })
    }

    /// The newest day on record: of a publication, or of a decision. `None` in an empty ledger.
    pub fn last_day(&self) -> Result<Option<Date>> {
        let days: Vec<Option<String>> = self.collect(
            "SELECT max(day) FROM (SELECT max(published) AS day FROM dispatch
             UNION ALL SELECT substr(max(instant), 1, 10) FROM decision)",
            [],
            |row| row.get(0),
        )?;
        self.day(days.into_iter().flatten().next())
    }

    /// True when the ledger holds the dispatch.
    pub fn has_dispatch(&self, id: ContentId) -> Result<bool> {
        Ok(self.dispatch_row(id)?.is_some())
    }

    /// A dispatch as it was received, and its reading in force, rebuilt from the tables. Mentions,
    /// times, loaded words and notices are not kept: they follow from the text.
    pub fn dispatch(&self, id: ContentId) -> Result<Option<(Dispatch, Reading)>> {
        let Some(n) = self.dispatch_row(id)? else {
            return Ok(None);
        };
        let reading = crate::store::current_reading(&self.connection, n)
            .map_err(|source| self.error(source))?;
        self.rebuild(n, reading).map(Some)
    }

    /// Every dispatch id, in the order of arrival in this file.
    pub fn dispatches(&self) -> Result<Vec<ContentId>> {
        self.collect("SELECT id FROM dispatch ORDER BY n", [], |row| {
            Ok(ContentId(row.get(0)?))
        })
    }

    /// A claim by id. When two readings made different things of the same words, the one in force.
    pub fn claim(&self, id: ContentId) -> Result<Option<Entry>> {
        let rows: Vec<i64> = self.collect(
            "SELECT n FROM claim WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1 ORDER BY n DESC",
            [&id.0[..]],
            |row| row.get(0),
        )?;
        let superseded = self.superseded(None)?;
        let chosen = rows
            .iter()
            .find(|n| !superseded.contains(n))
            .or(rows.first());
        chosen.map(|n| self.entry(*n)).transpose()
    }

    /// The ids of claims that begin with these hexadecimal digits (with or without `blake3:`), at
    /// most ten.
    pub fn claims_by_prefix(&self, prefix: &str) -> Result<Vec<ContentId>> {
        let hex = prefix
            .strip_prefix("blake3:")
            .unwrap_or(prefix)
            .to_lowercase();
        if hex.is_empty() || hex.len() > 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(LedgerError::Question(format!(
                "`{prefix}` is no claim id: ids are hexadecimal digits, as `timeline` and `read` print them"
            )));
        }
        let padded = |fill: &str| {
            ContentId::parse(&format!("{hex}{}", fill.repeat(64 - hex.len()))).map(|id| id.0)
        };
        let low = padded("0").unwrap_or([0; 32]);
        let high = padded("f").unwrap_or([0xff; 32]);
        self.collect(
            "SELECT DISTINCT id FROM claim WHERE substr(id, 1, 8) BETWEEN substr(?1, 1, 8) AND substr(?2, 1, 8)
             AND id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 10",
            [&low[..], &high[..]],
            |row| Ok(ContentId(row.get(0)?)),
        )
    }

    /// Claims in force that name the place, in order of publication, then of arrival.
    /// `known` leaves out what was published after that day, and what has no publication day.
    pub fn claims_about(&self, place: &str, known: Option<Date>) -> Result<Vec<Entry>> {
        let superseded = self.superseded(Some(place))?;
        let rows: Vec<i64> = self.collect(
            "SELECT DISTINCT c.n FROM place p JOIN claim_place cp ON cp.place = p.n JOIN claim c ON c.n = cp.claim
             WHERE p.key = ?1 AND (?2 IS NULL OR c.published <= ?2)
             ORDER BY c.published IS NULL, c.published, c.n",
            params![place, known.map(|day| day.to_string())],
            |row| row.get(0),
        )?;
        self.entries(rows.into_iter().filter(|n| !superseded.contains(n)))
    }

    /// Every claim in force, in order of publication, then of arrival.
    pub fn claims(&self) -> Result<Vec<Entry>> {
        let superseded = self.superseded(None)?;
        let rows: Vec<i64> = self.collect(
            "SELECT n FROM claim ORDER BY published IS NULL, published, n",
            [],
            |row| row.get(0),
        )?;
        self.entries(rows.into_iter().filter(|n| !superseded.contains(n)))
    }

    /// Every place that claims speak of, by key.
    pub fn places(&self) -> Result<Vec<PlaceEntry>> {
        self.collect(
            "SELECT p.n, p.key, p.id, p.name, p.feature, p.country, p.admin1, p.latitude, p.longitude,
                    (SELECT count(DISTINCT claim) FROM claim_place WHERE place = p.n)
             FROM place p ORDER BY p.key",
            [],
            |row| {
                let n: i64 = row.get(0)?;
                Ok(PlaceEntry {
                    key: row.get(1)?,
                    place: self.place_row(row, 2, n)?,
                    claims: row.get::<_, i64>(9)? as usize,
                })
            },
        )
    }

    /// The places a name can mean, most spoken of first. `fold` makes spellings comparable (the
    /// world's folding of names); a key is always found as it is.
    pub fn places_named(
        &self,
        name: &str,
        fold: &dyn Fn(&str) -> String,
    ) -> Result<Vec<PlaceEntry>> {
        let wanted = fold(name);
        let mut found: Vec<PlaceEntry> = self
            .places()?
            .into_iter()
            .filter(|entry| {
                entry.key == name
                    || fold(&entry.place.name) == wanted
                    || entry.place.names.iter().any(|other| fold(other) == wanted)
            })
            .collect();
        found.sort_by(|a, b| {
            (b.key == name, b.claims, &a.key).cmp(&(a.key == name, a.claims, &b.key))
        });
        Ok(found)
    }

    /// Rows of claims that no reading in force makes any more: of all, or of the dispatches that
    /// speak of one place.
    pub(crate) fn superseded(&self, place: Option<&str>) -> Result<BTreeSet<i64>> {
        // Rows are numbered from 1 and never deleted: as many readings as dispatches, none twice.
        let numbers: Vec<(Option<i64>, Option<i64>)> = self.collect(
            "SELECT (SELECT max(n) FROM reading), (SELECT max(n) FROM dispatch)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if numbers
            .iter()
            .all(|(readings, dispatches)| readings == dispatches)
        {
            return Ok(BTreeSet::new());
        }
        let again: Vec<i64> = match place {
            None => self.collect(
                "SELECT dispatch FROM reading GROUP BY dispatch HAVING count(*) > 1",
                [],
                |row| row.get(0),
            )?,
            Some(place) => self.collect(
                "SELECT DISTINCT c.dispatch FROM place p JOIN claim_place cp ON cp.place = p.n
                 JOIN claim c ON c.n = cp.claim
                 WHERE p.key = ?1 AND (SELECT count(*) FROM reading r WHERE r.dispatch = c.dispatch) > 1",
                [place],
                |row| row.get(0),
            )?,
        };
        let mut gone = BTreeSet::new();
        for dispatch in again {
            let current = crate::store::current_reading(&self.connection, dispatch)
                .map_err(|source| self.error(source))?
                .unwrap_or(ContentId([0; 32]));
            let rows: Vec<i64> = self.collect(
                "SELECT n FROM claim WHERE dispatch = ?1 AND n NOT IN
                 (SELECT rc.claim FROM reading_claim rc JOIN reading r ON r.n = rc.reading WHERE r.id = ?2)",
                params![dispatch, &current.0[..]],
                |row| row.get(0),
            )?;
            gone.extend(rows);
        }
        Ok(gone)
    }

    /// Holds the file as it is now, for questions made of several queries, until it is dropped.
    pub(crate) fn snapshot(&self) -> Result<rusqlite::Transaction<'_>> {
        self.connection
            .unchecked_transaction()
            .map_err(|source| self.error(source))
    }

    pub(crate) fn error(&self, source: rusqlite::Error) -> LedgerError {
        LedgerError::of(&self.path, source)
    }

    /// Runs a query and keeps every row.
    pub(crate) fn collect<T, P: rusqlite::Params>(
        &self,
        sql: &str,
        params: P,
        each: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        collect(&self.connection, sql, params, each).map_err(|source| self.error(source))
    }

    fn dispatch_row(&self, id: ContentId) -> Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT n FROM dispatch WHERE id = ?1")
            .and_then(|mut query| query.query_row([&id.0[..]], |row| row.get(0)).optional())
            .map_err(|source| self.error(source))
    }

    pub(crate) fn place_row(&self, row: &Row<'_>, at: usize, n: i64) -> rusqlite::Result<Place> {
        Ok(Place {
            id: row.get(at)?,
            name: row.get(at + 1)?,
            names: collect(
                &self.connection,
                "SELECT name FROM place_name WHERE place = ?1 ORDER BY name",
                [n],
                |row| row.get(0),
            )?,
            feature: row.get(at + 2)?,
            country: row.get(at + 3)?,
            admin1: row.get(at + 4)?,
            latitude: row.get(at + 5)?,
            longitude: row.get(at + 6)?,
            candidates: Vec::new(),
            mentions: Vec::new(),
        })
    }

    /// One claim with its dispatch's particulars.
    pub(crate) fn entry(&self, n: i64) -> Result<Entry> {
        let mut entry = self.entry_in_force(n, &mut Seen::default())?;
        entry.in_force = self.in_force(n)?;
        Ok(entry)
    }

    /// Claims that are known to be in force, with their dispatches' particulars, in this order.
    pub(crate) fn entries(&self, rows: impl IntoIterator<Item = i64>) -> Result<Vec<Entry>> {
        let mut seen = Seen::default();
        rows.into_iter()
            .map(|n| self.entry_in_force(n, &mut seen))
            .collect()
    }

    /// Whether the reading in force of a claim's dispatch still makes it.
    fn in_force(&self, n: i64) -> Result<bool> {
        let (dispatch, readings): (i64, i64) = self
            .connection
            .prepare_cached(
                "SELECT c.dispatch, (SELECT count(*) FROM reading r WHERE r.dispatch = c.dispatch) FROM claim c WHERE c.n = ?1",
            )
            .and_then(|mut query| query.query_row([n], |row| Ok((row.get(0)?, row.get(1)?))))
            .map_err(|source| self.error(source))?;
        if readings < 2 {
            return Ok(true);
        }
        let current = crate::store::current_reading(&self.connection, dispatch)
            .map_err(|source| self.error(source))?
            .unwrap_or(ContentId([0; 32]));
        self.connection
            .query_row(
                "SELECT count(*) FROM reading_claim rc JOIN reading r ON r.n = rc.reading WHERE r.id = ?1 AND rc.claim = ?2",
                params![&current.0[..], n],
                |row| row.get::<_, i64>(0),
            )
            .map(|count| count > 0)
            .map_err(|source| self.error(source))
    }

    /// A dispatch and one of its readings from their rows.
    pub(crate) fn rebuild(
        &self,
        n: i64,
        reading: Option<ContentId>,
    ) -> Result<(Dispatch, Reading)> {
        type Head = (
            Option<String>,
            String,
            Option<String>,
            Option<String>,
            Option<String>,
            Option<String>,
            Option<String>,
            String,
            String,
        );
        let head: Head = self
            .connection
            .prepare_cached(
                "SELECT published, published_basis, outlet, outlet_id, title, url, path, language, text
                 FROM dispatch JOIN dispatch_text ON dispatch = n WHERE n = ?1",
            )
            .and_then(|mut query| {
                query.query_row([n], |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                        row.get(5)?,
                        row.get(6)?,
                        row.get(7)?,
                        row.get(8)?,
                    ))
                })
            })
            .map_err(|source| self.error(source))?;
        let (published, basis, outlet, outlet_id, title, url, path, language, text) = head;
        let mut rebuilt = Reading::empty(names::language(&language));
        rebuilt.published = self.day(published)?;
        rebuilt.published_basis = names::parse_published_basis(&basis)
            .ok_or_else(|| self.strange("published_basis", &basis))?;
        rebuilt.outlet = outlet.map(|name| Outlet {
            id: outlet_id,
            name,
        });
        let dispatch = Dispatch {
            provenance: Provenance {
                path,
                url,
                title,
                published: rebuilt.published,
                metadata_published: None,
                outlet: rebuilt.outlet.as_ref().map(|outlet| outlet.name.clone()),
                received: Vec::new(),
            },
            text,
        };
        let mut parts = Parts::default();
        let mut seen = Seen::default();
        if let Some(reading) = reading {
            let rows: Vec<(i64, Option<i64>)> = self.collect(
                "SELECT rc.claim, rc.restates FROM reading_claim rc JOIN reading r ON r.n = rc.reading
                 WHERE r.id = ?1 ORDER BY rc.ordinal",
                [&reading.0[..]],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            for (claim_n, restates) in rows {
                let (_, _, _, mut claim) = self.claim_row(claim_n, &mut parts, &mut seen)?;
                claim.restates = restates.map(|ix| ix as usize);
                rebuilt.claims.push(claim);
            }
        }
        (rebuilt.actors, rebuilt.places) = parts.of(&seen);
        Ok((dispatch, rebuilt))
    }

    /// A stored day.
    pub(crate) fn day(&self, text: Option<String>) -> Result<Option<Date>> {
        text.map(|text| text.parse().map_err(|_| self.strange("a day", &text)))
            .transpose()
    }

    pub(crate) fn strange(&self, column: &str, value: &str) -> LedgerError {
        LedgerError::damaged(&self.path, format!("`{value}` is no value of {column}"))
    }
}

/// Runs a query and keeps every row.
pub(crate) fn collect<T, P: rusqlite::Params>(
    connection: &Connection,
    sql: &str,
    params: P,
    each: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection
        .prepare_cached(sql)?
        .query_map(params, each)?
        .collect()
}
