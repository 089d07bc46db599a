//! Claims out of their rows.
//!
//! What this module is for: putting a claim together again from the tables it was taken apart into.
//! Actors, places, sources and texts that many claims share are read once for all the claims of a
//! question. What it leaves out: which claims a question is about (see `read`).

use crate::error::{LedgerError, Result};
use crate::names;
use crate::packed::Packed;
use crate::read::Entry;
use crate::store::Ledger;
use crate::trace::{Trace, around};
use rusqlite::Row;
use rusqlite::types::FromSql;
use selon_model::{
    Actor, Anonymity, Chain, Change, Claim, ClaimTime, ClaimType, ContentId, Control, Count,
    Evidence, Extent, Means, Modality, Numbers, Outlet, Place, PlaceLink, PlaceRole, Source,
    SourceKind, Span, Speech, Stance, State,
};
use std::collections::BTreeMap;

/// What claims share, by row, as met so far.
#[derive(Default)]
pub(crate) struct Seen {
    actors: BTreeMap<i64, Actor>,
    places: BTreeMap<i64, Place>,
    sources: BTreeMap<i64, (Source, Option<i64>)>,
    /// The dispatch met last: claims of one are mostly asked for one after the other.
    dispatch: Option<(i64, Head)>,
}

/// A dispatch's particulars.
struct Head {
    id: ContentId,
    published: Option<selon_model::Date>,
    outlet: Option<Outlet>,
    url: Option<String>,
    path: Option<String>,
    text: String,
}

/// Rows of the actors and places of a claim or a reading, each once, in order of first naming.
#[derive(Default)]
pub(crate) struct Parts {
    actors: Vec<i64>,
    places: Vec<i64>,
}

impl Parts {
    fn actor(&mut self, row: i64) -> usize {
        index(&mut self.actors, row)
    }

    fn place(&mut self, row: i64) -> usize {
        index(&mut self.places, row)
    }

    /// The actors and places themselves.
    pub(crate) fn of(&self, seen: &Seen) -> (Vec<Actor>, Vec<Place>) {
        (
            self.actors
                .iter()
                .filter_map(|row| seen.actors.get(row).cloned())
                .collect(),
            self.places
                .iter()
                .filter_map(|row| seen.places.get(row).cloned())
                .collect(),
        )
    }
}

fn index(list: &mut Vec<i64>, row: i64) -> usize {
    list.iter()
        .position(|other| *other == row)
        .unwrap_or_else(|| {
            list.push(row);
            list.len() - 1
        })
}

impl Ledger {
    /// One claim with its dispatch's particulars, taken as in force.
    pub(crate) fn entry_in_force(&self, n: i64, seen: &mut Seen) -> Result<Entry> {
        let mut parts = Parts::default();
        let (id, of, trace, claim) = self.claim_row(n, &mut parts, seen)?;
        let (actors, places) = parts.of(seen);
        let head = match seen.dispatch.take() {
            Some((row, head)) if row == of => head,
            _ => self.head(of)?,
        };
        let entry = Entry {
            id,
            dispatch: head.id,
            published: head.published,
            outlet: head.outlet.clone(),
            url: head.url.clone(),
            path: head.path.clone(),
            words: claim
                .evidence
                .spans()
                .iter()
                .map(|span| span.of(&head.text).to_owned())
                .collect(),
            context: head.text[around(&head.text, claim.evidence.cover())].to_owned(),
            trace,
            claim,
            actors,
            places,
            in_force: true,
        };
        seen.dispatch = Some((of, head));
        Ok(entry)
    }

    fn head(&self, dispatch: i64) -> Result<Head> {
        let (published, head): (Option<String>, Head) = self.one(
            "SELECT id, published, outlet_id, outlet, url, path, text
             FROM dispatch JOIN dispatch_text ON dispatch = n WHERE n = ?1",
            dispatch,
            |row| {
                let outlet_id = row.get(2)?;
                let outlet: Option<String> = row.get(3)?;
                Ok((
                    row.get(1)?,
                    Head {
                        id: ContentId(row.get(0)?),
                        published: None,
                        outlet: outlet.map(|name| Outlet {
                            id: outlet_id,
                            name,
                        }),
                        url: row.get(4)?,
                        path: row.get(5)?,
                        text: row.get(6)?,
                    },
                ))
            },
        )?;
        Ok(Head {
            published: self.day(published)?,
            ..head
        })
    }

    /// A claim from its rows, with its id, the row of its dispatch and what is kept of its words; its actors and places are added to `parts` when they are new
    /// there.
    pub(crate) fn claim_row(
        &self,
        n: i64,
        parts: &mut Parts,
        seen: &mut Seen,
    ) -> Result<(ContentId, i64, Trace, Claim)> {
        let mut query = self
            .connection
            .prepare_cached(
                "SELECT id, type, state, means, modality, speech, first, last, approximate, time_basis,
                        extent, extent_min, extent_max, rule, start, stop, dispatch, packed FROM claim WHERE n = ?1",
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
        let dispatch = self.get(row, 16)?;
        let packed = Packed::read(row, 17).map_err(|source| self.error(source))?;
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
        let actors: Vec<(String, i64)> = self.collect(
            "SELECT role, actor FROM claim_actor WHERE claim = ?1 ORDER BY role, ordinal",
            [n],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (role, actor) in actors {
            let ix = parts.actor(self.seen_actor(actor, seen)?);
            match role.as_str() {
                "agent" => agents.push(ix),
                "target" => targets.push(ix),
                other => return Err(self.strange("claim_actor.role", other)),
            }
        }
        let mut places = Vec::new();
        let links: Vec<(String, Option<String>, i64)> = self.collect(
            "SELECT role, modifier, place FROM claim_place WHERE claim = ?1 ORDER BY ordinal",
            [n],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        for (role, modifier, place) in links {
            places.push(PlaceLink {
                place: parts.place(self.seen_place(place, seen)?),
                role: self.word("claim_place.role", &role, PlaceRole::parse)?,
                modifier,
            });
        }
        let mut control = Vec::new();
        let changes: Vec<(String, i64, Option<i64>)> = self.collect(
            "SELECT change, place, actor FROM claim_control WHERE claim = ?1 ORDER BY ordinal",
            [n],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        for (change, place, actor) in changes {
            control.push(Control {
                place: parts.place(self.seen_place(place, seen)?),
                actor: actor
                    .map(|actor| Ok(parts.actor(self.seen_actor(actor, seen)?)))
                    .transpose()?,
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
            sources: self.chain(n, parts, seen)?,
            speech: self.word("speech", &text(5)?, Speech::parse)?,
            modality: self.word("modality", &text(4)?, Modality::parse)?,
            extent,
            control,
            wording: Vec::new(),
            evidence,
            rule: text(13)?,
            restates: None,
        };
        Ok((id, dispatch, packed.trace, claim))
    }

    fn chain(&self, n: i64, parts: &mut Parts, seen: &mut Seen) -> Result<Chain> {
        type Link = (i64, String, [Option<Span>; 3]);
        let links: Vec<Link> = self.collect(
            "SELECT source, stance, start, stop, cue_start, cue_stop, medium_start, medium_stop
             FROM claim_source WHERE claim = ?1 ORDER BY ordinal",
            [n],
            |row| {
                let span = |at: usize| -> rusqlite::Result<Option<Span>> {
                    Ok(match (row.get(at)?, row.get(at + 1)?) {
                        (Some(start), Some(end)) => Some(Span { start, end }),
                        _ => None,
                    })
                };
                Ok((row.get(0)?, row.get(1)?, [span(2)?, span(4)?, span(6)?]))
            },
        )?;
        let mut chain = Vec::with_capacity(links.len());
        for (row, stance, [span, cue, medium]) in links {
            let (described, actor) = self.seen_source(row, seen)?;
            chain.push(Source {
                actor: actor
                    .map(|actor| Ok(parts.actor(self.seen_actor(actor, seen)?)))
                    .transpose()?,
                stance: self.word("claim_source.stance", &stance, Stance::parse)?,
                span,
                cue,
                medium,
                ..described
            });
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

    /// The row of an actor, read when it is met first.
    fn seen_actor(&self, n: i64, seen: &mut Seen) -> Result<i64> {
        if let std::collections::btree_map::Entry::Vacant(free) = seen.actors.entry(n) {
            let actor = self.one(
                "SELECT id, name, kind, parent FROM actor WHERE n = ?1",
                n,
                |row| {
                    let name: String = row.get(1)?;
                    Ok(Actor {
                        id: row.get(0)?,
                        names: vec![name.clone()],
                        name,
                        kind: row.get(2)?,
                        parent: row.get(3)?,
                        mentions: Vec::new(),
                    })
                },
            )?;
            free.insert(actor);
        }
        Ok(n)
    }

    /// The row of a place, read when it is met first.
    fn seen_place(&self, n: i64, seen: &mut Seen) -> Result<i64> {
        if let std::collections::btree_map::Entry::Vacant(free) = seen.places.entry(n) {
            let place = self.one(
                "SELECT id, name, feature, country, admin1, latitude, longitude FROM place WHERE n = ?1",
                n,
                |row| self.place_row(row, 0, n),
            )?;
            free.insert(place);
        }
        Ok(n)
    }

    /// A link of a chain without what it does with this claim, and the row of the actor it is.
    fn seen_source(&self, n: i64, seen: &mut Seen) -> Result<(Source, Option<i64>)> {
        if let Some(found) = seen.sources.get(&n) {
            return Ok(found.clone());
        }
        type Described = (
            String,
            Option<String>,
            Option<String>,
            Option<String>,
            Option<i64>,
        );
        let (kind, name, description, anonymity, actor): Described = self.one(
            "SELECT kind, name, description, anonymity, actor FROM source WHERE n = ?1",
            n,
            |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            },
        )?;
        let source = Source {
            kind: self.word("source.kind", &kind, SourceKind::parse)?,
            actor: None,
            name,
            description,
            anonymity: anonymity
                .map(|word| self.word("source.anonymity", &word, Anonymity::parse))
                .transpose()?,
            span: None,
            cue: None,
            stance: Stance::Asserts,
            medium: None,
        };
        seen.sources.insert(n, (source.clone(), actor));
        Ok((source, actor))
    }

    /// The one row that a number names.
    fn one<T>(
        &self,
        sql: &str,
        n: i64,
        each: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row([n], each))
            .map_err(|source| self.error(source))
    }

    fn get<T: FromSql>(&self, row: &Row<'_>, at: usize) -> Result<T> {
        row.get(at).map_err(|source| self.error(source))
    }

    fn word<T>(&self, column: &str, word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        parse(word).ok_or_else(|| self.strange(column, word))
    }
}
