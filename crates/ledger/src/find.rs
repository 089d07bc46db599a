//! Finding: claims by what they say, actors and sources by name, passages by their words, and how
//! much was published when. For lists, searches and histograms.
//!
//! What this module leaves out: spelling. Words are compared as they are written, without regard to
//! the case of ASCII letters; names of places are folded by the caller (see `places_named`).

use crate::error::Result;
use crate::read::Entry;
use crate::store::Ledger;
use rusqlite::params;
use selon_model::{ContentId, Date};

/// Which claims. What is `None` is not asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// They speak of the place with this key.
    pub place: Option<String>,
    /// The actor with this key acts or is acted on, or gains or loses a place.
    pub actor: Option<String>,
    /// The innermost voice has this name or description.
    pub source: Option<String>,
    /// They are of this type.
    pub kind: Option<String>,
    /// Their dispatch holds these words.
    pub words: Option<String>,
    /// Published on or after this day.
    pub since: Option<Date>,
    /// Published on or before this day.
    pub known: Option<Date>,
}

/// Something with a name and how many claims name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// What names it in questions.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// How many claims.
    pub claims: usize,
}

/// What one outlet published on one day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Activity {
    /// The day.
    pub day: Date,
    /// The outlet; empty when unknown.
    pub outlet: String,
    /// Dispatches.
    pub dispatches: usize,
    /// Claims.
    pub claims: usize,
}

/// A stretch of a dispatch around some words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// The dispatch.
    pub dispatch: ContentId,
    /// Its day.
    pub published: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The words with some of what is around them.
    pub excerpt: String,
}

impl Ledger {
    /// The claims in force that pass a filter, newest first: how many there are, and those from
    /// `offset` on, at most `limit`.
    pub fn find(
        &self,
        filter: &Filter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<Entry>)> {
        let like = filter.words.as_deref().map(like);
        let rows: Vec<i64> = self.collect(
            "SELECT c.n FROM claim c WHERE
               (?1 IS NULL OR c.n IN (SELECT cp.claim FROM claim_place cp JOIN place p ON p.n = cp.place WHERE p.key = ?1))
               AND (?2 IS NULL OR c.n IN (SELECT ca.claim FROM claim_actor ca JOIN actor a ON a.n = ca.actor WHERE a.key = ?2)
                    OR c.n IN (SELECT k.claim FROM claim_control k JOIN actor a ON a.n = k.actor WHERE a.key = ?2))
               AND (?3 IS NULL OR c.n IN (SELECT cs.claim FROM claim_source cs JOIN source s ON s.n = cs.source
                    WHERE cs.ordinal = 0 AND coalesce(s.name, s.description, s.kind) = ?3))
               AND (?4 IS NULL OR c.type = ?4)
               AND (?5 IS NULL OR c.dispatch IN (SELECT dispatch FROM dispatch_text WHERE text LIKE ?5 ESCAPE '\\'))
               AND (?6 IS NULL OR c.published >= ?6)
               AND (?7 IS NULL OR c.published <= ?7)
             ORDER BY c.published DESC, c.n DESC",
            params![
                filter.place,
                filter.actor,
                filter.source,
                filter.kind,
                like,
                filter.since.map(|day| day.to_string()),
                filter.known.map(|day| day.to_string()),
            ],
            |row| row.get(0),
        )?;
        let superseded = self.superseded(filter.place.as_deref())?;
        let rows: Vec<i64> = rows
            .into_iter()
            .filter(|n| !superseded.contains(n))
            .collect();
        let entries = self.entries(rows.iter().skip(offset).take(limit).copied())?;
        Ok((rows.len(), entries))
    }

    /// Every actor that claims name, most named first.
    pub fn actors(&self) -> Result<Vec<Counted>> {
        self.counted(
            "SELECT a.key, a.name, a.kind, (SELECT count(*) FROM (
                SELECT claim FROM claim_actor WHERE actor = a.n UNION SELECT claim FROM claim_control WHERE actor = a.n)) AS n
             FROM actor a GROUP BY a.n HAVING n > 0 ORDER BY n DESC, a.key",
            "SELECT a.key, a.name, a.kind, count(DISTINCT ca.claim) AS n FROM actor a JOIN claim_actor ca ON ca.actor = a.n
             GROUP BY a.n ORDER BY n DESC, a.key",
        )
    }

    /// Every innermost voice by name or description, most heard first.
    pub fn voices_heard(&self) -> Result<Vec<Counted>> {
        let sql = "SELECT coalesce(s.name, s.description, s.kind) AS called, coalesce(s.name, s.description, s.kind), s.kind, count(*) AS n
             FROM claim_source cs JOIN source s ON s.n = cs.source WHERE cs.ordinal = 0
             GROUP BY called, s.kind ORDER BY n DESC, called";
        self.counted(sql, sql)
    }

    /// `small` is exact and slow without an index by actor; beyond some thousand claims `large`
    /// counts those who act or are acted on only.
    fn counted(&self, small: &str, large: &str) -> Result<Vec<Counted>> {
        let sql = if self.counts()?.claims > 5_000 {
            large
        } else {
            small
        };
        self.collect(sql, [], |row| {
            Ok(Counted {
                key: row.get(0)?,
                name: row.get(1)?,
                kind: row.get(2)?,
                claims: row.get::<_, i64>(3)? as usize,
            })
        })
    }

    /// What was published when and by whom, by day, then outlet.
    pub fn activity(&self) -> Result<Vec<Activity>> {
        let rows: Vec<(String, String, i64, i64)> = self.collect(
            "SELECT d.published, coalesce(d.outlet, ''), count(*),
                    sum((SELECT count(*) FROM reading_claim rc WHERE rc.reading = (SELECT max(r.n) FROM reading r WHERE r.dispatch = d.n)))
             FROM dispatch d WHERE d.published IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        let mut list = Vec::with_capacity(rows.len());
        for (day, outlet, dispatches, claims) in rows {
            if let Some(day) = self.day(Some(day))? {
                list.push(Activity {
                    day,
                    outlet,
                    dispatches: dispatches as usize,
                    claims: claims as usize,
                });
            }
        }
        Ok(list)
    }

    /// The claims of the reading in force of a dispatch, in the order of the text.
    pub fn claims_of(&self, dispatch: ContentId) -> Result<Vec<ContentId>> {
        let rows: Vec<i64> = self.collect(
            "SELECT n FROM dispatch WHERE id = ?1",
            [&dispatch.0[..]],
            |row| row.get(0),
        )?;
        let Some(n) = rows.first() else {
            return Ok(Vec::new());
        };
        let reading = crate::store::current_reading(&self.connection, *n)
            .map_err(|source| self.error(source))?;
        let Some(reading) = reading else {
            return Ok(Vec::new());
        };
        self.collect(
            "SELECT c.id FROM reading_claim rc JOIN reading r ON r.n = rc.reading JOIN claim c ON c.n = rc.claim
             WHERE r.id = ?1 ORDER BY rc.ordinal",
            [&reading.0[..]],
            |row| Ok(ContentId(row.get(0)?)),
        )
    }

    /// The dispatches that came from an address, in order of arrival.
    pub fn dispatches_at(&self, url: &str) -> Result<Vec<ContentId>> {
        self.collect(
            "SELECT id FROM dispatch WHERE url = ?1 ORDER BY n",
            [url],
            |row| Ok(ContentId(row.get(0)?)),
        )
    }

    /// Dispatches whose text holds some words, newest first, at most `limit`.
    pub fn passages(&self, words: &str, limit: usize) -> Result<Vec<Passage>> {
        self.collect(
            "SELECT id, published, outlet, title,
                    substr(text, max(1, instr(lower(text), lower(?2)) - 60), 180)
             FROM dispatch_text JOIN dispatch ON n = dispatch WHERE text LIKE ?1 ESCAPE '\\' ORDER BY published DESC, n DESC LIMIT ?3",
            params![like(words), words, limit as i64],
            |row| {
                Ok(Passage {
                    dispatch: ContentId(row.get(0)?),
                    published: row.get(1)?,
                    outlet: row.get(2)?,
                    title: row.get(3)?,
                    excerpt: row.get(4)?,
                })
            },
        )
    }
}

/// A pattern for LIKE that matches the words themselves.
fn like(words: &str) -> String {
    let mut pattern = String::from("%");
    for sign in words.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}
