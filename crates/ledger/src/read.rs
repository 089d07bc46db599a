//! Reading back: dispatches, claims with the words they rest on, places.
//!
//! What this module is for: everything that `selon explain`, `selon map` and the timelines show of
//! a single claim. What it leaves out: judging (see `ladder`), joining voices (see `lineage`).

use crate::error::{LedgerError, Result};
use crate::names;
use crate::store::Ledger;
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, Row, params};
use selon_model::{
    Actor, Chain, Change, Claim, ClaimTime, ClaimType, ContentId, Control, Count, Date, Dispatch,
    Evidence, Extent, Means, Modality, Numbers, Outlet, Place, PlaceLink, PlaceRole, Provenance,
    Reading, Source, SourceKind, Span, Speech, State,
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
        rows.into_iter()
            .filter(|n| !superseded.contains(n))
            .map(|n| self.entry(n))
            .collect()
    }

    /// Every claim in force, in order of publication, then of arrival.
    pub fn claims(&self) -> Result<Vec<Entry>> {
        let superseded = self.superseded(None)?;
        let rows: Vec<i64> = self.collect(
            "SELECT n FROM claim ORDER BY published IS NULL, published, n",
            [],
            |row| row.get(0),
        )?;
        rows.into_iter()
            .filter(|n| !superseded.contains(n))
            .map(|n| self.entry(n))
            .collect()
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

    fn place_row(&self, row: &Row<'_>, at: usize, n: i64) -> rusqlite::Result<Place> {
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
        let mut parts = Parts::default();
        let (id, claim) = self.claim_row(n, &mut parts)?;
        let row = self
            .connection
            .prepare_cached(
                "SELECT d.id, d.published, d.outlet_id, d.outlet, d.url, d.path, t.text FROM claim c
                 JOIN dispatch d ON d.n = c.dispatch JOIN dispatch_text t ON t.dispatch = d.n WHERE c.n = ?1",
            )
            .and_then(|mut query| {
                query.query_row([n], |row| {
                    Ok((
                        ContentId(row.get(0)?),
                        row.get::<_, Option<String>>(1)?,
                        row.get::<_, Option<String>>(2)?,
                        row.get::<_, Option<String>>(3)?,
                        row.get(4)?,
                        row.get(5)?,
                        row.get::<_, String>(6)?,
                    ))
                })
            })
            .map_err(|source| self.error(source))?;
        let (dispatch, published, outlet_id, outlet, url, path, text) = row;
        Ok(Entry {
            id,
            dispatch,
            published: self.day(published)?,
            outlet: outlet.map(|name| Outlet {
                id: outlet_id,
                name,
            }),
            url,
            path,
            words: claim
                .evidence
                .spans()
                .iter()
                .map(|span| span.of(&text).to_owned())
                .collect(),
            context: context(&text, claim.evidence.cover()).to_owned(),
            claim,
            actors: parts.actors,
            places: parts.places,
            in_force: self.in_force(n)?,
        })
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
            },
            text,
        };
        let mut parts = Parts::default();
        if let Some(reading) = reading {
            let rows: Vec<(i64, Option<i64>)> = self.collect(
                "SELECT rc.claim, rc.restates FROM reading_claim rc JOIN reading r ON r.n = rc.reading
                 WHERE r.id = ?1 ORDER BY rc.ordinal",
                [&reading.0[..]],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            for (claim_n, restates) in rows {
                let (_, mut claim) = self.claim_row(claim_n, &mut parts)?;
                claim.restates = restates.map(|ix| ix as usize);
                rebuilt.claims.push(claim);
            }
        }
        rebuilt.actors = parts.actors;
        rebuilt.places = parts.places;
        Ok((dispatch, rebuilt))
    }

    /// A claim from its rows; its actors and places are added to `parts` when they are new there.
    fn claim_row(&self, n: i64, parts: &mut Parts) -> Result<(ContentId, Claim)> {
        let mut query = self
            .connection
            .prepare_cached(
                "SELECT id, type, state, means, modality, speech, first, last, approximate, time_basis,
                        extent, extent_min, extent_max, rule, start, stop FROM claim WHERE n = ?1",
            )
            .map_err(|source| self.error(source))?;
        let mut rows = query.query([n]).map_err(|source| self.error(source))?;
        let row = rows
            .next()
            .map_err(|source| self.error(source))?
            .ok_or_else(|| LedgerError::damaged(&self.path, format!("claim row {n} is missing")))?;
        let text = |at: usize| -> Result<String> { self.get(row, at) };
        let maybe = |at: usize| -> Result<Option<String>> { self.get(row, at) };
        let id = ContentId(self.get(row, 0)?);
        let kind = self.word("type", &text(1)?, ClaimType::parse)?;
        let state = maybe(2)?
            .map(|word| self.word("state", &word, State::parse))
            .transpose()?;
        let means = maybe(3)?
            .map(|word| self.word("means", &word, Means::parse))
            .transpose()?;
        let extent = match maybe(10)? {
            None => None,
            Some(words) => Some(Extent {
                words,
                share: (
                    self.get::<f64>(row, 11)? as f32,
                    self.get::<f64>(row, 12)? as f32,
                ),
            }),
        };
        let cover = Span {
            start: self.get(row, 14)?,
            end: self.get(row, 15)?,
        };
        let stretches: Vec<Span> = self.collect(
            "SELECT start, stop FROM claim_evidence WHERE claim = ?1 ORDER BY ordinal",
            [n],
            |row| {
                Ok(Span {
                    start: row.get(0)?,
                    end: row.get(1)?,
                })
            },
        )?;
        let evidence = match stretches.split_first() {
            None => Evidence::one(cover),
            Some((first, rest)) => rest
                .iter()
                .fold(Evidence::one(*first), |all, span| all.and(*span)),
        };
        let mut numbers = Numbers::default();
        let counts: Vec<(String, Count)> = self.collect(
            "SELECT what, least, most FROM claim_number WHERE claim = ?1",
            [n],
            |row| {
                Ok((
                    row.get(0)?,
                    Count {
                        min: row.get(1)?,
                        max: row.get(2)?,
                    },
                ))
            },
        )?;
        for (what, count) in counts {
            match what.as_str() {
                "killed" => numbers.killed = Some(count),
                "wounded" => numbers.wounded = Some(count),
                "displaced" => numbers.displaced = Some(count),
                "count" => numbers.count = Some(count),
                other => return Err(self.strange("claim_number.what", other)),
            }
        }
        let mut agents = Vec::new();
        let mut targets = Vec::new();
        let actors: Vec<(String, Actor)> = self.collect(
            "SELECT ca.role, a.id, a.name, a.kind, a.parent FROM claim_actor ca JOIN actor a ON a.n = ca.actor
             WHERE ca.claim = ?1 ORDER BY ca.role, ca.ordinal",
            [n],
            |row| Ok((row.get(0)?, actor_row(row, 1)?)),
        )?;
        for (role, actor) in actors {
            let ix = parts.actor(actor);
            match role.as_str() {
                "agent" => agents.push(ix),
                "target" => targets.push(ix),
                other => return Err(self.strange("claim_actor.role", other)),
            }
        }
        let mut places = Vec::new();
        let links: Vec<(String, Option<String>, Place)> = self.collect(
            "SELECT cp.role, cp.modifier, p.id, p.name, p.feature, p.country, p.admin1, p.latitude, p.longitude, p.n
             FROM claim_place cp JOIN place p ON p.n = cp.place WHERE cp.claim = ?1 ORDER BY cp.ordinal",
            [n],
            |row| Ok((row.get(0)?, row.get(1)?, self.place_row(row, 2, row.get(9)?)?)),
        )?;
        for (role, modifier, place) in links {
            places.push(PlaceLink {
                place: parts.place(place),
                role: self.word("claim_place.role", &role, PlaceRole::parse)?,
                modifier,
            });
        }
        let mut control = Vec::new();
        let changes: Vec<(String, Place, Option<Actor>)> = self.collect(
            "SELECT k.change, p.id, p.name, p.feature, p.country, p.admin1, p.latitude, p.longitude, p.n,
                    a.id, a.name, a.kind, a.parent
             FROM claim_control k JOIN place p ON p.n = k.place LEFT JOIN actor a ON a.n = k.actor
             WHERE k.claim = ?1 ORDER BY k.ordinal",
            [n],
            |row| {
                let actor = match row.get::<_, Option<String>>(10)? {
                    None => None,
                    Some(_) => Some(actor_row(row, 9)?),
                };
                Ok((row.get(0)?, self.place_row(row, 1, row.get(8)?)?, actor))
            },
        )?;
        for (change, place, actor) in changes {
            control.push(Control {
                place: parts.place(place),
                actor: actor.map(|actor| parts.actor(actor)),
                change: self.word("claim_control.change", &change, Change::parse)?,
            });
        }
        let claim = Claim {
            kind,
            state,
            means,
            agents,
            targets,
            places,
            time: ClaimTime {
                first: self.day(maybe(6)?)?,
                last: self.day(maybe(7)?)?,
                approximate: self.get(row, 8)?,
                basis: self.word("time_basis", &text(9)?, names::parse_time_basis)?,
                reference: None,
            },
            numbers,
            sources: self.chain(n, parts)?,
            speech: self.word("speech", &text(5)?, Speech::parse)?,
            modality: self.word("modality", &text(4)?, Modality::parse)?,
            extent,
            control,
            wording: Vec::new(),
            evidence,
            rule: text(13)?,
            restates: None,
        };
        Ok((id, claim))
    }

    fn chain(&self, n: i64, parts: &mut Parts) -> Result<Chain> {
        type Link = (Source, [Option<String>; 3], Option<Actor>);
        let mut links: Vec<Link> = self.collect(
            "SELECT s.kind, s.name, s.description, s.anonymity, cs.stance, cs.start, cs.stop, cs.cue_start, cs.cue_stop,
                    cs.medium_start, cs.medium_stop, a.id, a.name, a.kind, a.parent
             FROM claim_source cs JOIN source s ON s.n = cs.source LEFT JOIN actor a ON a.n = s.actor
             WHERE cs.claim = ?1 ORDER BY cs.ordinal",
            [n],
            |row| {
                let span = |at: usize| -> rusqlite::Result<Option<Span>> {
                    Ok(match (row.get(at)?, row.get(at + 1)?) {
                        (Some(start), Some(end)) => Some(Span { start, end }),
                        _ => None,
                    })
                };
                let source = Source {
                    kind: SourceKind::Named,
                    actor: None,
                    name: row.get(1)?,
                    description: row.get(2)?,
                    anonymity: None,
                    span: span(5)?,
                    cue: span(7)?,
                    stance: selon_model::Stance::Asserts,
                    medium: span(9)?,
                };
                let actor = match row.get::<_, Option<String>>(12)? {
                    None => None,
                    Some(_) => Some(actor_row(row, 11)?),
                };
                Ok((source, [row.get(0)?, row.get(3)?, row.get(4)?], actor))
            },
        )?;
        let mut chain = Vec::with_capacity(links.len());
        for (mut source, [kind, anonymity, stance], actor) in links.drain(..) {
            let kind = kind.unwrap_or_default();
            source.kind = self.word("source.kind", &kind, SourceKind::parse)?;
            source.anonymity = anonymity
                .map(|word| self.word("source.anonymity", &word, selon_model::Anonymity::parse))
                .transpose()?;
            let stance = stance.unwrap_or_default();
            source.stance =
                self.word("claim_source.stance", &stance, selon_model::Stance::parse)?;
            source.actor = actor.map(|actor| parts.actor(actor));
            chain.push(source);
        }
        match chain.pop() {
            Some(last) if last.kind == SourceKind::Outlet => {
                Ok(Chain::outlet(last.name.clone(), last.actor)
                    .ended(last)
                    .voiced(chain))
            }
            _ => Err(LedgerError::damaged(
                &self.path,
                format!("the chain of voices of claim row {n} does not end with its outlet"),
            )),
        }
    }

    fn get<T: FromSql>(&self, row: &Row<'_>, at: usize) -> Result<T> {
        row.get(at).map_err(|source| self.error(source))
    }

    /// A stored day.
    pub(crate) fn day(&self, text: Option<String>) -> Result<Option<Date>> {
        text.map(|text| text.parse().map_err(|_| self.strange("a day", &text)))
            .transpose()
    }

    fn word<T>(&self, column: &str, word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        parse(word).ok_or_else(|| self.strange(column, word))
    }

    fn strange(&self, column: &str, value: &str) -> LedgerError {
        LedgerError::damaged(&self.path, format!("`{value}` is no value of {column}"))
    }
}

/// Actors and places met while rebuilding, each once.
#[derive(Default)]
struct Parts {
    actors: Vec<Actor>,
    places: Vec<Place>,
}

impl Parts {
    fn actor(&mut self, actor: Actor) -> usize {
        match self.actors.iter().position(|other| *other == actor) {
            Some(ix) => ix,
            None => {
                self.actors.push(actor);
                self.actors.len() - 1
            }
        }
    }

    fn place(&mut self, place: Place) -> usize {
        match self.places.iter().position(|other| *other == place) {
            Some(ix) => ix,
            None => {
                self.places.push(place);
                self.places.len() - 1
            }
        }
    }
}

fn actor_row(row: &Row<'_>, at: usize) -> rusqlite::Result<Actor> {
    let name: String = row.get(at + 1)?;
    Ok(Actor {
        id: row.get(at)?,
        names: vec![name.clone()],
        name,
        kind: row.get(at + 2)?,
        parent: row.get(at + 3)?,
        mentions: Vec::new(),
    })
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

/// The paragraph around a stretch of text, cut to some 600 bytes on character boundaries.
fn context(text: &str, span: Span) -> &str {
    const REACH: usize = 300;
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = (span.start as usize).min(text.len());
    let end = (span.end as usize).clamp(start, text.len());
    let from = floor(start.saturating_sub(REACH));
    let to = floor((end + REACH).min(text.len())).max(floor(end));
    let before = &text[from..floor(start)];
    let after = &text[floor(end)..to.max(floor(end))];
    let from = before.rfind('\n').map_or(from, |at| from + at + 1);
    let to = after.find('\n').map_or(to, |at| floor(end) + at);
    text[from..to].trim()
}
