//! The file: creating and opening it, and adding to it.
//!
//! What this module is for: the one way in. A batch of readings is one transaction and one
//! operation; what is acknowledged is on disk (write-ahead log, `synchronous = FULL`), what was
//! not yet acknowledged is wholly absent after a crash. Adding what is there already adds
//! nothing. What it leaves out: every question one can ask (see `read`, `accounts`, `timeline`).

use crate::content::{actor_key, claim_content, place_key, reading_id, source_hash};
use crate::error::{LedgerError, Result};
use crate::packed::Packed;
use crate::{names, schema};
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, params};
use selon_model::{
    Actor, Claim, ContentId, Count, Dispatch, Place, Reading, Source, claim_id, dispatch_id,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) interned: Interned,
    /// Rows of sources and actors met in reading; rows never change.
    pub(crate) described: std::cell::RefCell<crate::dossier::Described>,
}

/// Row numbers of what many claims share, so that it is looked up once per session.
#[derive(Debug, Default)]
pub(crate) struct Interned {
    actors: BTreeMap<String, i64>,
    places: BTreeMap<String, i64>,
    place_names: BTreeSet<(i64, String)>,
    sources: BTreeMap<[u8; 32], i64>,
}

/// What became of one dispatch of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Appended {
    /// Its id.
    pub dispatch: ContentId,
    /// False when this very reading of this very dispatch was there already; nothing was added.
    pub new: bool,
    /// How many claims the ledger did not have before.
    pub claims: usize,
}

impl Ledger {
    /// Creates a new ledger. Fails when a file is there already.
    pub fn create(path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        if path.exists() {
            return Err(LedgerError::Exists {
                path: path.to_owned(),
            });
        }
        let connection = Connection::open(path).map_err(|source| LedgerError::of(path, source))?;
        Ledger::new(connection, path)
    }

    /// Opens a ledger for reading and adding. Fails when there is none.
    pub fn open(path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        if !path.is_file() {
            return Err(LedgerError::Missing {
                path: path.to_owned(),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|source| LedgerError::of(path, source))?;
        schema::check(&connection, path)?;
        Ledger::ready(connection, path)
    }

    /// Opens the ledger at a path, or creates it when no file is there. A file left empty by a
    /// writer that was cut short before it wrote anything is taken as not there.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        match std::fs::metadata(path) {
            Err(_) => Ledger::create(path),
            Ok(data) if data.is_file() && data.len() == 0 => {
                let connection =
                    Connection::open(path).map_err(|source| LedgerError::of(path, source))?;
                match schema::check(&connection, path) {
                    Ok(()) => Ledger::ready(connection, path),
                    Err(LedgerError::Foreign { .. }) => Ledger::new(connection, path),
                    Err(error) => Err(error),
                }
            }
            Ok(_) => Ledger::open(path),
        }
    }

    /// A ledger in memory, for tests and for one-off questions.
    pub fn in_memory() -> Result<Ledger> {
        let path = Path::new(":memory:");
        let connection =
            Connection::open_in_memory().map_err(|source| LedgerError::of(path, source))?;
        Ledger::new(connection, path)
    }

    fn new(connection: Connection, path: &Path) -> Result<Ledger> {
        let of = |source| LedgerError::of(path, source);
        connection
            .execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;")
            .map_err(of)?;
        schema::write(&connection).map_err(of)?;
        Ledger::ready(connection, path)
    }

    fn ready(connection: Connection, path: &Path) -> Result<Ledger> {
        let of = |source| LedgerError::of(path, source);
        connection
            .busy_timeout(std::time::Duration::from_secs(10))
            .map_err(of)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
                 PRAGMA recursive_triggers = ON; PRAGMA cache_size = -131072;
                 PRAGMA wal_autocheckpoint = 8000;",
            )
            .map_err(of)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Ledger {
            connection,
            path: path.to_owned(),
            interned: Interned::default(),
            described: std::cell::RefCell::default(),
        })
    }

    /// Where the ledger lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds one dispatch and its reading. See [`Ledger::append_batch`].
    pub fn append(
        &mut self,
        dispatch: &Dispatch,
        reading: &Reading,
        recorded_at: Timestamp,
        author: &str,
    ) -> Result<Appended> {
        let appended = self.append_batch(&[(dispatch, reading)], recorded_at, author, "ingest")?;
        Ok(appended[0])
    }

    /// Adds dispatches and their readings in one transaction and, when any of them is new, as one
    /// operation signed by `author` (a person, or the program with its version). When this
    /// returns, the batch is on disk; when it fails, nothing of the batch is in the ledger.
    pub fn append_batch(
        &mut self,
        batch: &[(&Dispatch, &Reading)],
        recorded_at: Timestamp,
        author: &str,
        reason: &str,
    ) -> Result<Vec<Appended>> {
        let result = self.try_append(batch, recorded_at, author, reason);
        if result.is_err() {
            // Row numbers handed out by the failed transaction are void.
            self.interned = Interned::default();
        }
        result.map_err(|source| LedgerError::of(&self.path, source))
    }

    fn try_append(
        &mut self,
        batch: &[(&Dispatch, &Reading)],
        recorded_at: Timestamp,
        author: &str,
        reason: &str,
    ) -> rusqlite::Result<Vec<Appended>> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut entries = Vec::new();
        let mut appended = Vec::with_capacity(batch.len());
        for (dispatch, reading) in batch {
            let (one, reading_id) = add(&transaction, &mut self.interned, dispatch, reading)?;
            if one.new {
                entries.push(("reading", reading_id));
            }
            appended.push(one);
        }
        if !entries.is_empty() {
            crate::operations::add(
                &transaction,
                "ingest",
                author,
                recorded_at,
                reason,
                &entries,
            )?;
        }
        transaction.commit()?;
        Ok(appended)
    }
}

/// An instant as stored: UTC, whole seconds.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn add(
    transaction: &Transaction<'_>,
    interned: &mut Interned,
    dispatch: &Dispatch,
    reading: &Reading,
) -> rusqlite::Result<(Appended, ContentId)> {
    let id = dispatch_id(dispatch, reading);
    let contents = contents(id, reading);
    let reading_id = reading_id(id, contents.iter().copied());
    let known: Option<i64> = transaction
        .prepare_cached("SELECT n FROM dispatch WHERE id = ?1")?
        .query_row([&id.0[..]], |row| row.get(0))
        .optional()?;
    if let Some(known) = known
        && current_reading(transaction, known)? == Some(reading_id)
    {
        let appended = Appended {
            dispatch: id,
            new: false,
            claims: 0,
        };
        return Ok((appended, reading_id));
    }
    let claims = insert_reading(
        transaction,
        interned,
        dispatch,
        reading,
        (id, reading_id),
        &contents,
    )?;
    let appended = Appended {
        dispatch: id,
        new: true,
        claims,
    };
    Ok((appended, reading_id))
}

/// Id, content and restated claim of each claim of a reading.
pub(crate) fn contents(
    dispatch: ContentId,
    reading: &Reading,
) -> Vec<(ContentId, ContentId, Option<usize>)> {
    reading
        .claims
        .iter()
        .map(|claim| {
            (
                claim_id(dispatch, reading, claim),
                claim_content(reading, claim),
                claim.restates,
            )
        })
        .collect()
}

/// Puts a reading's rows into the tables where they are not there yet, without any operation.
/// Returns how many claims are new.
pub(crate) fn insert_reading(
    transaction: &Transaction<'_>,
    interned: &mut Interned,
    dispatch: &Dispatch,
    reading: &Reading,
    (id, reading_id): (ContentId, ContentId),
    contents: &[(ContentId, ContentId, Option<usize>)],
) -> rusqlite::Result<usize> {
    let known: Option<i64> = transaction
        .prepare_cached("SELECT n FROM dispatch WHERE id = ?1")?
        .query_row([&id.0[..]], |row| row.get(0))
        .optional()?;
    let published = reading.published.map(|day| day.to_string());
    let dispatch_n = match known {
        Some(n) => n,
        None => {
            transaction
                .prepare_cached(
                    "INSERT INTO dispatch (id, published, published_basis, outlet, outlet_id, title, url, path, language)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    &id.0[..],
                    published,
                    names::published_basis(reading.published_basis),
                    reading.outlet.as_ref().map(|outlet| &outlet.name),
                    reading.outlet.as_ref().and_then(|outlet| outlet.id.as_ref()),
                    title(dispatch, reading),
                    dispatch.provenance.url,
                    dispatch.provenance.path,
                    reading.language.code(),
                ])?;
            let n = transaction.last_insert_rowid();
            transaction
                .prepare_cached("INSERT INTO dispatch_text VALUES (?1, ?2)")?
                .execute(params![n, dispatch.text])?;
            n
        }
    };
    let there: Option<i64> = transaction
        .prepare_cached("SELECT n FROM reading WHERE id = ?1")?
        .query_row([&reading_id.0[..]], |row| row.get(0))
        .optional()?;
    let mut claims = 0;
    if there.is_none() {
        transaction
            .prepare_cached("INSERT INTO reading (id, dispatch) VALUES (?1, ?2)")?
            .execute(params![&reading_id.0[..], dispatch_n])?;
        let reading_n = transaction.last_insert_rowid();
        let mut rows = Rows {
            transaction,
            interned,
            reading,
            written: BTreeMap::new(),
        };
        let actors = rows.actors()?;
        let places = rows.places()?;
        for (ordinal, (claim, (id, content, restates))) in
            reading.claims.iter().zip(contents).enumerate()
        {
            let (n, new) = rows.claim(
                claim,
                *id,
                *content,
                (dispatch_n, known.is_none()),
                published.as_deref(),
                &actors,
                &places,
            )?;
            claims += usize::from(new);
            transaction
                .prepare_cached("INSERT INTO reading_claim VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![
                    reading_n,
                    ordinal as i64,
                    n,
                    restates.map(|ix| ix as i64)
                ])?;
        }
    }
    Ok(claims)
}

fn title(dispatch: &Dispatch, reading: &Reading) -> Option<String> {
    dispatch.provenance.title.clone().or_else(|| {
        reading
            .title
            .map(|span| span.of(&dispatch.text).to_owned())
            .filter(|title| !title.is_empty())
    })
}

/// The reading of a dispatch that is in force: the one recorded last.
pub(crate) fn current_reading(
    connection: &Connection,
    dispatch: i64,
) -> rusqlite::Result<Option<ContentId>> {
    connection
        .prepare_cached(
            "SELECT r.id FROM reading r JOIN entry e ON e.item = r.id AND e.kind = 'reading'
             JOIN operation o ON o.n = e.operation
             WHERE r.dispatch = ?1 ORDER BY o.instant DESC, r.id DESC LIMIT 1",
        )?
        .query_row([dispatch], |row| row.get::<_, [u8; 32]>(0))
        .optional()
        .map(|id| id.map(ContentId))
}

/// The statements that put one reading's claims into the tables.
struct Rows<'a, 'c> {
    transaction: &'a Transaction<'c>,
    interned: &'a mut Interned,
    reading: &'a Reading,
    /// The claims this reading has written so far, by id and content.
    written: BTreeMap<(ContentId, i64), i64>,
}

impl Rows<'_, '_> {
    fn actors(&mut self) -> rusqlite::Result<Vec<i64>> {
        let reading = self.reading;
        reading
            .actors
            .iter()
            .map(|actor| self.actor(actor))
            .collect()
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

    fn places(&mut self) -> rusqlite::Result<Vec<i64>> {
        let reading = self.reading;
        reading
            .places
            .iter()
            .map(|place| self.place(place))
            .collect()
    }

    fn place(&mut self, place: &Place) -> rusqlite::Result<i64> {
        let key = place_key(place);
        let n = match self.interned.places.get(key) {
            Some(n) => *n,
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
                self.interned.places.insert(key.to_owned(), n);
                n
            }
        };
        for name in std::iter::once(&place.name).chain(&place.names) {
            let pair = (n, name.clone());
            if !self.interned.place_names.contains(&pair) {
                self.transaction
                    .prepare_cached(
                        "INSERT INTO place_name VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![n, name])?;
                self.interned.place_names.insert(pair);
            }
        }
        Ok(n)
    }

    fn source(&mut self, source: &Source, actors: &[i64]) -> rusqlite::Result<i64> {
        let actor = source.actor.and_then(|ix| self.reading.actors.get(ix));
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
                source.actor.and_then(|ix| actors.get(ix)),
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
    fn known(&self, id: ContentId, content: i64, fresh: bool) -> rusqlite::Result<Option<i64>> {
        if let Some(n) = self.written.get(&(id, content)) {
            return Ok(Some(*n));
        }
        if fresh {
            return Ok(None);
        }
        self.transaction
            .prepare_cached(
                "SELECT n FROM claim WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1 AND content = ?2",
            )?
            .query_row(params![&id.0[..], content], |row| row.get(0))
            .optional()
    }

    /// The claim's row number, and whether it is new.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call, one row; a struct would only rename the columns"
    )]
    fn claim(
        &mut self,
        claim: &Claim,
        id: ContentId,
        content: ContentId,
        (dispatch, fresh): (i64, bool),
        published: Option<&str>,
        actors: &[i64],
        places: &[i64],
    ) -> rusqlite::Result<(i64, bool)> {
        let transaction = self.transaction;
        let content = short(content);
        let cover = claim.evidence.cover();
        if let Some(n) = self.known(id, content, fresh)? {
            return Ok((n, false));
        }
        let sources = claim
            .sources
            .links()
            .map(|source| Ok((self.source(source, actors)?, source.stance)))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let packed = Packed::new(
            &sources,
            claim
                .places
                .iter()
                .filter_map(|link| Some((*places.get(link.place)?, link.role))),
            claim.control.iter().filter_map(|control| {
                let actor = control.actor.and_then(|ix| actors.get(ix)).copied();
                Some((*places.get(control.place)?, actor, control.change))
            }),
            claim
                .agents
                .iter()
                .filter_map(|ix| actors.get(*ix).copied())
                .collect(),
        )
        .ok_or_else(|| rusqlite::Error::ToSqlConversionFailure("a chain without a link".into()))?;
        transaction
            .prepare_cached(
                "INSERT INTO claim (id, content, dispatch, published, type, state, means, modality, speech,
                   first, last, approximate, time_basis, extent, extent_min, extent_max, rule, start, stop, packed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            )?
            .execute(params![
                &id.0[..],
                content,
                dispatch,
                published,
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
                claim.extent.as_ref().map(|extent| f64::from(extent.share.0)),
                claim.extent.as_ref().map(|extent| f64::from(extent.share.1)),
                claim.rule,
                cover.start,
                cover.end,
                packed.bytes(),
            ])?;
        let n = transaction.last_insert_rowid();
        self.written.insert((id, content), n);
        if claim.evidence.spans().len() > 1 {
            let mut insert =
                transaction.prepare_cached("INSERT INTO claim_evidence VALUES (?1, ?2, ?3, ?4)")?;
            for (ordinal, span) in claim.evidence.spans().iter().enumerate() {
                insert.execute(params![n, ordinal as i64, span.start, span.end])?;
            }
        }
        for (what, count) in [
            ("killed", claim.numbers.killed),
            ("wounded", claim.numbers.wounded),
            ("displaced", claim.numbers.displaced),
            ("count", claim.numbers.count),
        ] {
            if let Some(Count { min, max }) = count {
                transaction
                    .prepare_cached("INSERT INTO claim_number VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![n, what, min, max])?;
            }
        }
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO claim_actor VALUES (?1, ?2, ?3, ?4)")?;
            for (role, list) in [("agent", &claim.agents), ("target", &claim.targets)] {
                for (ordinal, ix) in list.iter().enumerate() {
                    if let Some(actor) = actors.get(*ix) {
                        insert.execute(params![n, role, ordinal as i64, actor])?;
                    }
                }
            }
        }
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO claim_place VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for (ordinal, link) in claim.places.iter().enumerate() {
                if let Some(place) = places.get(link.place) {
                    insert.execute(params![
                        n,
                        ordinal as i64,
                        place,
                        link.role.as_str(),
                        link.modifier
                    ])?;
                }
            }
        }
        for (ordinal, (source, (source_n, _))) in claim.sources.links().zip(&sources).enumerate() {
            transaction
                .prepare_cached(
                    "INSERT INTO claim_source VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .execute(params![
                    n,
                    ordinal as i64,
                    source_n,
                    source.stance.as_str(),
                    source.span.map(|span| span.start),
                    source.span.map(|span| span.end),
                    source.cue.map(|span| span.start),
                    source.cue.map(|span| span.end),
                    source.medium.map(|span| span.start),
                    source.medium.map(|span| span.end),
                ])?;
        }
        let mut insert =
            transaction.prepare_cached("INSERT INTO claim_control VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (ordinal, control) in claim.control.iter().enumerate() {
            if let Some(place) = places.get(control.place) {
                insert.execute(params![
                    n,
                    ordinal as i64,
                    place,
                    control.actor.and_then(|ix| actors.get(ix)),
                    control.change.as_str()
                ])?;
            }
        }
        Ok((n, true))
    }
}

/// The first bytes of a content hash, as SQLite's integer.
pub(crate) fn short(content: ContentId) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&content.0[..8]);
    i64::from_le_bytes(first)
}
