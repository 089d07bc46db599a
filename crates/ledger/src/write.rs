//! Putting a reading into the tables: one row after another, within a transaction of the caller.
//!
//! What this module is for: the statements of an ingest, prepared once a batch, and the row numbers of
//! what many claims share. What it leaves out: operations, and whether a reading is new (see `store`).

use crate::content::{actor_key, described_alike, place_key, source_hash};
use crate::names;
use crate::packed::Packed;
use crate::store::short;
use crate::trace::Words;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params, params_from_iter};
use selon_model::{Actor, Claim, ContentId, Count, Dispatch, Place, Reading, Source, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Row numbers of what many claims share, so that it is looked up once per session.
#[derive(Debug, Default)]
pub(crate) struct Interned {
    actors: BTreeMap<String, i64>,
    /// By key: the row, and the names it was met under.
    places: BTreeMap<String, (i64, BTreeSet<String>)>,
    sources: BTreeMap<[u8; 32], i64>,
}

/// The statements of an ingest.
pub(crate) struct Writer<'t> {
    transaction: &'t Connection,
    interned: &'t mut Interned,
    known_dispatch: CachedStatement<'t>,
    known_reading: CachedStatement<'t>,
    known_claim: CachedStatement<'t>,
    dispatch: CachedStatement<'t>,
    text: CachedStatement<'t>,
    reading: CachedStatement<'t>,
    claim: CachedStatement<'t>,
    parts: [PartStatements<'t>; 7],
}

/// The tables that hold the parts of claims: name and number of columns.
const PARTS: [(&str, usize); 7] = [
    ("reading_claim", 4),
    ("claim_evidence", 4),
    ("claim_number", 4),
    ("claim_actor", 4),
    ("claim_place", 5),
    ("claim_source", 10),
    ("claim_control", 5),
];
const READING_CLAIM: usize = 0;
const EVIDENCE: usize = 1;
const NUMBER: usize = 2;
const ACTOR: usize = 3;
const PLACE: usize = 4;
const SOURCE: usize = 5;
const CONTROL: usize = 6;
/// Rows put into a table by one statement, where there are as many: a statement has its cost, and
/// parts are small.
const AT_ONCE: usize = 10;

/// The statements that put rows of one table in.
struct PartStatements<'t> {
    columns: usize,
    one: CachedStatement<'t>,
    many: CachedStatement<'t>,
}

impl PartStatements<'_> {
    /// Puts rows in, given as their values one after the other.
    fn insert(&mut self, values: &[ToSqlOutput<'_>]) -> rusqlite::Result<()> {
        let many = values.chunks_exact(self.columns * AT_ONCE);
        for row in many.remainder().chunks_exact(self.columns) {
            self.one.execute(params_from_iter(row))?;
        }
        for rows in many {
            self.many.execute(params_from_iter(rows))?;
        }
        Ok(())
    }
}

/// What the claims of one reading share.
struct Shared<'a> {
    reading: &'a Reading,
    text: &'a str,
    words: Words,
    /// Row of the dispatch.
    dispatch: i64,
    /// The dispatch has no earlier reading.
    fresh: bool,
    published: Option<String>,
    actors: Vec<i64>,
    places: Vec<i64>,
    /// The sources this reading has named so far, with their rows.
    sources: Vec<(&'a Source, i64)>,
    /// The claims this reading has written so far, by id and content.
    written: BTreeMap<(ContentId, i64), i64>,
    /// Values of the rows of each table of [`PARTS`] that are still to be put in.
    parts: [Vec<ToSqlOutput<'a>>; 7],
}

impl<'a> Shared<'a> {
    fn part<const N: usize>(&mut self, table: usize, values: [ToSqlOutput<'a>; N]) {
        debug_assert_eq!(PARTS[table].1, N);
        self.parts[table].extend(values);
    }
}

/// A value of a row: numbers, static words and words of the reading.
fn number(number: impl Into<i64>) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(Value::Integer(number.into()))
}

fn maybe_number(number: Option<impl Into<i64>>) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(number.map_or(Value::Null, |number| Value::Integer(number.into())))
}

fn text(text: &str) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

fn maybe_text(words: Option<&str>) -> ToSqlOutput<'_> {
    words.map_or(ToSqlOutput::Borrowed(ValueRef::Null), text)
}

impl<'t> Writer<'t> {
    /// Prepares the statements.
    pub(crate) fn new(
        transaction: &'t Connection,
        interned: &'t mut Interned,
    ) -> rusqlite::Result<Writer<'t>> {
        let ready = |sql: &str| transaction.prepare_cached(sql);
        let parts: Vec<PartStatements<'t>> = PARTS
            .iter()
            .map(|(table, columns)| {
                let row = format!("(?{})", ", ?".repeat(columns - 1));
                // `OR FAIL`: no journal per statement; what fails undoes the whole transaction.
                let one = format!("INSERT OR FAIL INTO {table} VALUES {row}");
                let many = format!("{one}{}", format!(", {row}").repeat(AT_ONCE - 1));
                Ok(PartStatements {
                    columns: *columns,
                    one: ready(&one)?,
                    many: ready(&many)?,
                })
            })
            .collect::<rusqlite::Result<_>>()?;
        Ok(Writer {
            known_dispatch: ready("SELECT n FROM dispatch WHERE id = ?1")?,
            known_reading: ready("SELECT n FROM reading WHERE id = ?1")?,
            known_claim: ready(
                "SELECT n FROM claim WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1 AND content = ?2",
            )?,
            dispatch: ready(
                "INSERT INTO dispatch (id, published, published_basis, outlet, outlet_id, title, url, path, language)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            text: ready("INSERT INTO dispatch_text VALUES (?1, ?2)")?,
            reading: ready("INSERT INTO reading (id, dispatch) VALUES (?1, ?2)")?,
            claim: ready(
                "INSERT INTO claim (id, content, dispatch, published, type, state, means, modality, speech,
                   first, last, approximate, time_basis, extent, extent_min, extent_max, rule, start, stop, packed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            )?,
            parts: parts
                .try_into()
                .map_err(|_| rusqlite::Error::InvalidQuery)?,
            transaction,
            interned,
        })
    }

    /// The row of a dispatch.
    pub(crate) fn dispatch_row(&mut self, id: ContentId) -> rusqlite::Result<Option<i64>> {
        self.known_dispatch
            .query_row([&id.0[..]], |row| row.get(0))
            .optional()
    }

    /// Puts a reading's rows into the tables where they are not there yet, without any operation.
    /// Returns how many claims are new.
    pub(crate) fn reading(
        &mut self,
        dispatch: &Dispatch,
        reading: &Reading,
        (id, reading_id): (ContentId, ContentId),
        contents: &[(ContentId, ContentId, Option<usize>)],
    ) -> rusqlite::Result<usize> {
        let known = self.dispatch_row(id)?;
        let published = reading.published.map(|day| day.to_string());
        let n = match known {
            Some(n) => n,
            None => {
                let n = self.dispatch.insert(params![
                    &id.0[..],
                    published,
                    names::published_basis(reading.published_basis),
                    reading.outlet.as_ref().map(|outlet| &outlet.name),
                    reading
                        .outlet
                        .as_ref()
                        .and_then(|outlet| outlet.id.as_ref()),
                    title(dispatch, reading),
                    dispatch.provenance.url,
                    dispatch.provenance.path,
                    reading.language.code(),
                ])?;
                self.text.execute(params![n, dispatch.text])?;
                n
            }
        };
        let there: Option<i64> = self
            .known_reading
            .query_row([&reading_id.0[..]], |row| row.get(0))
            .optional()?;
        if there.is_some() {
            return Ok(0);
        }
        let reading_n = self.reading.insert(params![&reading_id.0[..], n])?;
        let mut shared = Shared {
            reading,
            text: &dispatch.text,
            words: Words::of(&dispatch.text),
            dispatch: n,
            fresh: known.is_none(),
            published,
            actors: reading
                .actors
                .iter()
                .map(|actor| self.actor(actor))
                .collect::<rusqlite::Result<_>>()?,
            places: reading
                .places
                .iter()
                .map(|place| self.place(place))
                .collect::<rusqlite::Result<_>>()?,
            sources: Vec::new(),
            written: BTreeMap::new(),
            parts: Default::default(),
        };
        let mut claims = 0;
        for (ordinal, (claim, (id, content, restates))) in
            reading.claims.iter().zip(contents).enumerate()
        {
            let (n, new) = self.claim(claim, *id, *content, &mut shared)?;
            claims += usize::from(new);
            let restates = restates.map(|ix| ix as i64);
            shared.part(
                READING_CLAIM,
                [
                    number(reading_n),
                    number(ordinal as i64),
                    number(n),
                    maybe_number(restates),
                ],
            );
        }
        for (statements, values) in self.parts.iter_mut().zip(&shared.parts) {
            statements.insert(values)?;
        }
        Ok(claims)
    }

    fn actor(&mut self, actor: &Actor) -> rusqlite::Result<i64> {
        let key = actor_key(actor);
        if let Some(n) = self.interned.actors.get(key) {
            return Ok(*n);
        }
        self.transaction
            .prepare_cached(
                "INSERT INTO actor (key, id, name, kind, parent) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (key) DO NOTHING",
            )?
            .execute(params![key, actor.id, actor.name, actor.kind, actor.parent])?;
        let n = self
            .transaction
            .prepare_cached("SELECT n FROM actor WHERE key = ?1")?
            .query_row([key], |row| row.get(0))?;
        self.interned.actors.insert(key.to_owned(), n);
        Ok(n)
    }

    fn place(&mut self, place: &Place) -> rusqlite::Result<i64> {
        let key = place_key(place);
        let (n, names) = match self.interned.places.get_mut(key) {
            Some(known) => known,
            None => {
                self.transaction
                    .prepare_cached(
                        "INSERT INTO place (key, id, name, feature, country, admin1, latitude, longitude)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (key) DO NOTHING",
                    )?
                    .execute(params![
                        key,
                        place.id,
                        place.name,
                        place.feature,
                        place.country,
                        place.admin1,
                        place.latitude,
                        place.longitude
                    ])?;
                let n = self
                    .transaction
                    .prepare_cached("SELECT n FROM place WHERE key = ?1")?
                    .query_row([key], |row| row.get(0))?;
                self.interned
                    .places
                    .entry(key.to_owned())
                    .or_insert((n, BTreeSet::new()))
            }
        };
        for name in std::iter::once(&place.name).chain(&place.names) {
            if !names.contains(name) {
                self.transaction
                    .prepare_cached(
                        "INSERT INTO place_name VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![*n, name])?;
                names.insert(name.clone());
            }
        }
        Ok(*n)
    }

    fn source<'a>(&mut self, source: &'a Source, shared: &mut Shared<'a>) -> rusqlite::Result<i64> {
        if let Some((_, n)) = shared
            .sources
            .iter()
            .find(|(known, _)| described_alike(known, source))
        {
            return Ok(*n);
        }
        let n = self.source_row(source, shared)?;
        shared.sources.push((source, n));
        Ok(n)
    }

    fn source_row(&mut self, source: &Source, shared: &Shared<'_>) -> rusqlite::Result<i64> {
        let actor = source.actor.and_then(|ix| shared.reading.actors.get(ix));
        let hash = source_hash(source, actor.map(actor_key));
        if let Some(n) = self.interned.sources.get(&hash.0) {
            return Ok(*n);
        }
        self.transaction
            .prepare_cached(
                "INSERT INTO source (hash, kind, actor, name, description, anonymity)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (hash) DO NOTHING",
            )?
            .execute(params![
                &hash.0[..],
                source.kind.as_str(),
                source.actor.and_then(|ix| shared.actors.get(ix)),
                source.name,
                source.description,
                source.anonymity.map(|anonymity| anonymity.as_str()),
            ])?;
        let n = self
            .transaction
            .prepare_cached("SELECT n FROM source WHERE hash = ?1")?
            .query_row([&hash.0[..]], |row| row.get(0))?;
        self.interned.sources.insert(hash.0, n);
        Ok(n)
    }

    /// The row of a claim that is there already. A dispatch that is new has none but what this
    /// reading has just written.
    fn known(
        &mut self,
        id: ContentId,
        content: i64,
        shared: &Shared<'_>,
    ) -> rusqlite::Result<Option<i64>> {
        if let Some(n) = shared.written.get(&(id, content)) {
            return Ok(Some(*n));
        }
        if shared.fresh {
            return Ok(None);
        }
        self.known_claim
            .query_row(params![&id.0[..], content], |row| row.get(0))
            .optional()
    }

    /// The claim's row number, and whether it is new.
    fn claim<'a>(
        &mut self,
        claim: &'a Claim,
        id: ContentId,
        content: ContentId,
        shared: &mut Shared<'a>,
    ) -> rusqlite::Result<(i64, bool)> {
        let content = short(content);
        let cover = claim.evidence.cover();
        if let Some(n) = self.known(id, content, shared)? {
            return Ok((n, false));
        }
        let sources = claim
            .sources
            .links()
            .map(|source| Ok((self.source(source, shared)?, source.stance)))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let packed = Packed::new(
            &sources,
            claim
                .places
                .iter()
                .filter_map(|link| Some((*shared.places.get(link.place)?, link.role))),
            claim.control.iter().filter_map(|control| {
                let actor = control.actor.and_then(|ix| shared.actors.get(ix)).copied();
                Some((*shared.places.get(control.place)?, actor, control.change))
            }),
            claim
                .agents
                .iter()
                .filter_map(|ix| shared.actors.get(*ix).copied())
                .collect(),
            shared.words.trace(shared.text, claim),
        )
        .ok_or_else(|| rusqlite::Error::ToSqlConversionFailure("a chain without a link".into()))?;
        let n = self.claim.insert(params![
            &id.0[..],
            content,
            shared.dispatch,
            shared.published,
            claim.kind.as_str(),
            claim.state.map(|state| state.as_str()),
            claim.means.map(|means| means.as_str()),
            claim.modality.as_str(),
            claim.speech.as_str(),
            claim.time.first.map(|day| day.to_string()),
            claim.time.last.map(|day| day.to_string()),
            claim.time.approximate,
            names::time_basis(claim.time.basis),
            claim.extent.as_ref().map(|extent| &extent.words),
            claim
                .extent
                .as_ref()
                .map(|extent| f64::from(extent.share.0)),
            claim
                .extent
                .as_ref()
                .map(|extent| f64::from(extent.share.1)),
            claim.rule,
            cover.start,
            cover.end,
            packed.bytes(),
        ])?;
        shared.written.insert((id, content), n);
        if claim.evidence.spans().len() > 1 {
            for (ordinal, span) in claim.evidence.spans().iter().enumerate() {
                let (ordinal, start, end) = (ordinal as i64, span.start, span.end);
                shared.part(
                    EVIDENCE,
                    [number(n), number(ordinal), number(start), number(end)],
                );
            }
        }
        for (what, count) in [
            ("killed", claim.numbers.killed),
            ("wounded", claim.numbers.wounded),
            ("displaced", claim.numbers.displaced),
            ("count", claim.numbers.count),
        ] {
            if let Some(Count { min, max }) = count {
                let (min, max) = (maybe_number(min), maybe_number(max));
                shared.part(NUMBER, [number(n), text(what), min, max]);
            }
        }
        for (role, list) in [("agent", &claim.agents), ("target", &claim.targets)] {
            for (ordinal, ix) in list.iter().enumerate() {
                if let Some(actor) = shared.actors.get(*ix).copied() {
                    let ordinal = number(ordinal as i64);
                    shared.part(ACTOR, [number(n), text(role), ordinal, number(actor)]);
                }
            }
        }
        for (ordinal, link) in claim.places.iter().enumerate() {
            if let Some(place) = shared.places.get(link.place).copied() {
                shared.part(
                    PLACE,
                    [
                        number(n),
                        number(ordinal as i64),
                        number(place),
                        text(link.role.as_str()),
                        maybe_text(link.modifier.as_deref()),
                    ],
                );
            }
        }
        for (ordinal, (source, (source_n, _))) in claim.sources.links().zip(&sources).enumerate() {
            let start = |span: Option<Span>| maybe_number(span.map(|span| span.start));
            let end = |span: Option<Span>| maybe_number(span.map(|span| span.end));
            shared.part(
                SOURCE,
                [
                    number(n),
                    number(ordinal as i64),
                    number(*source_n),
                    text(source.stance.as_str()),
                    start(source.span),
                    end(source.span),
                    start(source.cue),
                    end(source.cue),
                    start(source.medium),
                    end(source.medium),
                ],
            );
        }
        for (ordinal, control) in claim.control.iter().enumerate() {
            if let Some(place) = shared.places.get(control.place).copied() {
                let actor = control.actor.and_then(|ix| shared.actors.get(ix)).copied();
                shared.part(
                    CONTROL,
                    [
                        number(n),
                        number(ordinal as i64),
                        number(place),
                        maybe_number(actor),
                        text(control.change.as_str()),
                    ],
                );
            }
        }
        Ok((n, true))
    }
}

fn title(dispatch: &Dispatch, reading: &Reading) -> Option<String> {
    dispatch.provenance.title.clone().or_else(|| {
        reading
            .title
            .map(|span| span.of(&dispatch.text).to_owned())
            .filter(|title| !title.is_empty())
    })
}
