//! Dossiers out of the file: accounts, joins and overrides, of one place or of all at once.
//!
//! Accounts, and what joins are made from, are read from the rows of the claims alone, by one query
//! for any number of places (see `packed`). A text is read only where one claim's words are nearly
//! another's and their traces do not settle how nearly (see `trace`).

use crate::account::{Account, Dossier, Party, Said, Speaker, Told, overrides, teller};
use crate::camps::Camps;
use crate::decide::{Decided, DecisionKind};
use crate::error::Result;
use crate::ladder::{Case, Holding, Judged, Rule};
use crate::lineage::{Telling, joined, judgements_of};
use crate::names;
use crate::packed::Packed;
use crate::store::Ledger;
use crate::trace::{Words, around};
use rusqlite::Row;
use selon_model::{
    Anonymity, ClaimType, ContentId, Date, Modality, SourceKind, Span, Stance, State, TimeBasis,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every place of a ledger, ready to be judged: for maps, sliders and services.
#[derive(Debug, Default)]
pub struct Atlas {
    cases: BTreeMap<String, Case>,
}

impl Atlas {
    /// The places, by key.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.cases.keys().map(String::as_str)
    }

    /// The places ready to be judged, by key.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values()
    }

    /// A place ready to be judged.
    pub fn case(&self, place: &str) -> Option<&Case> {
        self.cases.get(place)
    }

    /// Who holds each place on a day, as known on a day, by which rule and since when; places of
    /// which nothing is known are left out.
    pub fn map(&self, valid: Date, known: Date) -> Vec<(&str, Holding, Rule, Option<Date>)> {
        self.cases
            .iter()
            .map(|(place, case)| {
                let (holding, rule, since) = case.glance(valid, known);
                (place.as_str(), holding, rule, since)
            })
            .filter(|(_, _, rule, _)| *rule != Rule::R0)
            .collect()
    }
}

/// What is read of one place: accounts, what joins are made from, and the rows of the claims.
#[derive(Default)]
struct Gathered {
    accounts: Vec<Account>,
    tellings: Vec<Telling>,
    rows: Vec<i64>,
}

impl Ledger {
    /// Everything the ledger holds on a place, named by its key. Rejected claims are left out.
    pub fn dossier(&self, place: &str) -> Result<Dossier> {
        let _snapshot = self.snapshot()?;
        let decisions = self.decisions()?;
        let row: Option<i64> = self.place_n(place)?;
        let found = match row {
            Some(row) => self.dossiers_of(Some((row, place)), &decisions)?.pop(),
            None => None,
        };
        Ok(found.unwrap_or_else(|| Dossier {
            place: place.to_owned(),
            name: place.to_owned(),
            overrides: overrides(&decisions).remove(place).unwrap_or_default(),
            ..Dossier::default()
        }))
    }

    /// Every dossier, by the key of its place.
    pub fn dossiers(&self) -> Result<BTreeMap<String, Dossier>> {
        let _snapshot = self.snapshot()?;
        let dossiers = self.dossiers_of(None, &self.decisions()?)?;
        Ok(dossiers
            .into_iter()
            .map(|dossier| (dossier.place.clone(), dossier))
            .collect())
    }

    /// Every place ready to be judged.
    pub fn atlas(&self, camps: &Camps) -> Result<Atlas> {
        let _snapshot = self.snapshot()?;
        Ok(Atlas {
            cases: self
                .dossiers_of(None, &self.decisions()?)?
                .into_iter()
                .map(|dossier| (dossier.place.clone(), Case::new(&dossier, camps)))
                .collect(),
        })
    }

    /// What can be said of a place on a day, as known on a day.
    pub fn state(&self, place: &str, camps: &Camps, valid: Date, known: Date) -> Result<Judged> {
        Ok(Case::new(&self.dossier(place)?, camps).state(valid, known))
    }

    /// The row of a place.
    pub(crate) fn place_n(&self, key: &str) -> Result<Option<i64>> {
        let rows: Vec<i64> = self.collect("SELECT n FROM place WHERE key = ?1", [key], |row| {
            row.get(0)
        })?;
        Ok(rows.into_iter().next())
    }

    /// The dossiers of one place, by row and key, or of all; places of which nothing in force gives
    /// an account are left out. Within a snapshot of the caller's.
    fn dossiers_of(
        &self,
        place: Option<(i64, &str)>,
        decisions: &[Decided],
    ) -> Result<Vec<Dossier>> {
        let rejected = crate::review::rejected(decisions);
        let corrections = crate::review::corrections(decisions);
        let superseded = self.superseded(place.map(|(_, key)| key))?;
        let mut overrides = overrides(decisions);
        let judged = judgements_of(decisions, DecisionKind::Judgement);
        let mut gathered: BTreeMap<i64, Gathered> = BTreeMap::new();
        self.tellings(place.map(|(row, _)| row), |at, row, told, telling| {
            if superseded.contains(&row) || rejected.contains(&told.said.claim) {
                return;
            }
            let Some(mut account) = told.account() else {
                return;
            };
            if let Some(correction) = corrections.get(&account.claim) {
                correction.apply(&mut account);
            }
            let gathered = gathered.entry(at).or_default();
            gathered.accounts.push(account);
            gathered.tellings.push(telling());
            gathered.rows.push(row);
        })?;
        let mut dossiers = Vec::with_capacity(gathered.len());
        for (n, place) in gathered {
            let (key, name) = self.place_called(n)?;
            // Always, whoever speaks: were it left out for some, a dispatch of tomorrow could change who
            // carried whom yesterday.
            let tellings = &place.tellings;
            let joins = joined(tellings, &judged, |ix| self.runs_around(place.rows[ix]))?
                .into_iter()
                .map(|join| {
                    (
                        tellings[join.left].said.claim,
                        tellings[join.right].said.claim,
                    )
                })
                .collect();
            dossiers.push(Dossier {
                overrides: overrides.remove(&key).unwrap_or_default(),
                place: key,
                name,
                accounts: place.accounts,
                joins,
            });
        }
        Ok(dossiers)
    }

    /// The runs of the words around a claim, sorted.
    fn runs_around(&self, claim: i64) -> Result<Vec<u64>> {
        self.connection
            .prepare_cached(
                "SELECT c.start, c.stop, t.text FROM claim c JOIN dispatch_text t ON t.dispatch = c.dispatch WHERE c.n = ?1",
            )
            .and_then(|mut query| {
                query.query_row([claim], |row| {
                    let span = Span {
                        start: row.get(0)?,
                        end: row.get(1)?,
                    };
                    let text = row.get_ref(2)?.as_str()?;
                    Ok(Words::of(&text[around(text, span)]).all())
                })
            })
            .map_err(|source| self.error(source))
    }

    /// Key and name of a place.
    fn place_called(&self, n: i64) -> Result<(String, String)> {
        self.connection
            .prepare_cached("SELECT key, name FROM place WHERE n = ?1")
            .and_then(|mut query| query.query_row([n], |row| Ok((row.get(0)?, row.get(1)?))))
            .map_err(|source| self.error(source))
    }

    /// Gives `each` what every claim tells of its places, or of one place, with the rows of the place
    /// and the claim and what joins are made from, in order of arrival. What can give no account of a
    /// place is left out.
    fn tellings(
        &self,
        place: Option<i64>,
        mut each: impl FnMut(i64, i64, Told, &dyn Fn() -> Telling),
    ) -> Result<()> {
        let from = if place.is_some() {
            "(SELECT DISTINCT claim FROM claim_place WHERE place = ?1 ORDER BY claim) JOIN claim c ON c.n = claim"
        } else {
            "claim c"
        };
        let only = if place.is_some() {
            "1"
        } else {
            "?1 IS NULL ORDER BY c.n"
        };
        let sql = format!(
            "SELECT c.n, c.id, d.id, c.published, c.type, c.state, c.modality, c.time_basis, c.first, c.last,
                    c.extent_min, c.extent_max, d.outlet, d.outlet_id, c.packed,
                    c.approximate, c.start
             FROM {from} JOIN dispatch d ON d.n = c.dispatch WHERE {only}"
        );
        let mut read = || -> rusqlite::Result<()> {
            let mut query = self.connection.prepare_cached(&sql)?;
            let mut rows = query.query([place])?;
            while let Some(row) = rows.next()? {
                self.told(row, place, &mut each)?;
            }
            Ok(())
        };
        read().map_err(|source| self.error(source))
    }

    /// What one row of `tellings` tells of its places, or of one.
    fn told(
        &self,
        row: &Row<'_>,
        place: Option<i64>,
        each: &mut impl FnMut(i64, i64, Told, &dyn Fn() -> Telling),
    ) -> rusqlite::Result<()> {
        let packed = Packed::read(row, 14)?;
        let kind = word(row, 4, ClaimType::parse)?;
        let modality = word(row, 6, Modality::parse)?;
        // Who acts is asked only of what says nothing of who holds the place.
        let asked = matches!(
            kind,
            ClaimType::Entry | ClaimType::Siege | ClaimType::Strike | ClaimType::Offensive
        ) || modality == Modality::Denied;
        let basis = word::<TimeBasis>(row, 7, names::parse_time_basis)?;
        for at in &packed.places {
            if place.is_some_and(|place| at.place != place) || (at.control.is_empty() && !asked) {
                continue;
            }
            let dispatch = ContentId(row.get(2)?);
            let outlet: Option<&str> = row.get_ref(12)?.as_str_or_null()?;
            let day = |text: &str| text.parse::<Date>().ok();
            let said = Said {
                claim: ContentId(row.get(1)?),
                dispatch,
                published: maybe(row, 3, day)?,
                kind,
                state: maybe(row, 5, State::parse)?,
                modality,
                basis,
                first: maybe(row, 8, day)?,
                last: maybe(row, 9, day)?,
                speaker: self.speaker_described(
                    &packed,
                    outlet.map(|name| Ok((name, row.get_ref(13)?.as_str_or_null()?))),
                    dispatch,
                )?,
            };
            let told = Told {
                said: said.clone(),
                share: match (
                    row.get::<_, Option<f64>>(10)?,
                    row.get::<_, Option<f64>>(11)?,
                ) {
                    (Some(least), Some(most)) => Some((least as f32, most as f32)),
                    _ => None,
                },
                at: at.at,
                control: at
                    .control
                    .iter()
                    .map(|(change, actor)| {
                        let party = actor.map(|n| self.actor_described(n)).transpose()?;
                        Ok((*change, party))
                    })
                    .collect::<rusqlite::Result<_>>()?,
                agents: if asked {
                    packed
                        .agents
                        .iter()
                        .map(|n| self.actor_described(*n))
                        .collect::<rusqlite::Result<_>>()?
                } else {
                    Vec::new()
                },
                outlet: outlet.map(Arc::from),
            };
            let (approximate, start): (bool, u32) = (row.get(15)?, row.get(16)?);
            let telling = || {
                let mut agents = packed.agents.clone();
                agents.sort_unstable();
                Telling {
                    said: said.clone(),
                    approximate,
                    start,
                    // The others are of no account: whoever is asked about this place speaks of it.
                    places: vec![at.place],
                    agents,
                    control: packed.changes().collect(),
                    trace: packed.trace,
                }
            };
            each(at.place, row.get(0)?, told, &telling);
        }
        Ok(())
    }

    /// Who speaks: the innermost source, with who tells of its words. A named one is the same in
    /// every dispatch and made once.
    fn speaker_described(
        &self,
        packed: &Packed,
        outlet: Option<rusqlite::Result<(&str, Option<&str>)>>,
        dispatch: ContentId,
    ) -> rusqlite::Result<Arc<Speaker>> {
        let key = (packed.speaker, packed.next, packed.stance);
        if let Some(speaker) = self.described.borrow().speakers.get(&key) {
            return Ok(speaker.clone());
        }
        let link = self.source_described(packed.speaker)?;
        let mut speaker = Speaker {
            key: String::new(),
            name: link.name.clone(),
            kind: link.kind,
            actor_kind: link.actor.as_ref().map(|actor| actor.kind.clone()),
            parents: link
                .actor
                .as_ref()
                .map(|actor| actor.parents.clone())
                .unwrap_or_default(),
            anonymity: link.anonymity,
            stance: packed.stance,
            teller: packed
                .next
                .map(|n| self.source_described(n))
                .transpose()?
                .and_then(|link| link.actor.clone())
                .and_then(|actor| {
                    let parent = actor.parents.first().map(String::as_str);
                    teller(&actor.kind, &actor.key, parent)
                }),
        };
        speaker.identify(
            link.actor.as_ref().map(|actor| actor.key.as_str()),
            outlet.transpose()?,
            dispatch,
        );
        let speaker = Arc::new(speaker);
        if link.kind == SourceKind::Named {
            let mut described = self.described.borrow_mut();
            described.speakers.insert(key, speaker.clone());
        }
        Ok(speaker)
    }

    /// An actor as an account names it.
    fn actor_described(&self, n: i64) -> rusqlite::Result<Arc<Party>> {
        if let Some(party) = self.described.borrow().actors.get(&n) {
            return Ok(party.clone());
        }
        let party: Party = self
            .connection
            .prepare_cached("SELECT key, name, kind, parent FROM actor WHERE n = ?1")?
            .query_row([n], |row| {
                Ok(Party {
                    key: row.get(0)?,
                    name: row.get(1)?,
                    kind: row.get(2)?,
                    parents: row.get::<_, Option<String>>(3)?.into_iter().collect(),
                })
            })?;
        let party = Arc::new(party);
        self.described.borrow_mut().actors.insert(n, party.clone());
        Ok(party)
    }

    /// A link of a chain, with the actor it is.
    fn source_described(&self, n: i64) -> rusqlite::Result<Arc<Link>> {
        if let Some(link) = self.described.borrow().links.get(&n) {
            return Ok(link.clone());
        }
        let (kind, name, anonymity, actor) = self
            .connection
            .prepare_cached(
                "SELECT kind, coalesce(name, description), anonymity, actor FROM source WHERE n = ?1",
            )?
            .query_row([n], |row| {
                Ok((
                    word(row, 0, SourceKind::parse)?,
                    row.get::<_, Option<String>>(1)?,
                    maybe(row, 2, Anonymity::parse)?,
                    row.get::<_, Option<i64>>(3)?,
                ))
            })?;
        let link = Arc::new(Link {
            kind,
            name: name.unwrap_or_else(|| kind.as_str().to_owned()),
            anonymity,
            actor: actor.map(|n| self.actor_described(n)).transpose()?,
        });
        self.described.borrow_mut().links.insert(n, link.clone());
        Ok(link)
    }
}

/// A link of a chain of voices as an account needs it.
#[derive(Clone, Debug)]
struct Link {
    kind: SourceKind,
    name: String,
    anonymity: Option<Anonymity>,
    actor: Option<Arc<Party>>,
}

/// Sources and actors met so far, by row.
#[derive(Debug, Default)]
pub(crate) struct Described {
    actors: BTreeMap<i64, Arc<Party>>,
    links: BTreeMap<i64, Arc<Link>>,
    /// Named speakers by source, the source after it, and stance.
    speakers: BTreeMap<(i64, Option<i64>, Stance), Arc<Speaker>>,
}

pub(crate) fn word<T>(
    row: &Row<'_>,
    at: usize,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    maybe(row, at, parse)?.ok_or_else(|| strange(row, at))
}

pub(crate) fn maybe<T>(
    row: &Row<'_>,
    at: usize,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(at)?.as_str_or_null()? {
        None => Ok(None),
        Some(text) => parse(text).map(Some).ok_or_else(|| strange(row, at)),
    }
}

/// A stored word that no writer of ours puts there, as the error of a damaged file.
pub(crate) fn strange(row: &Row<'_>, at: usize) -> rusqlite::Error {
    let column = row
        .as_ref()
        .column_name(at)
        .map_or_else(|_| String::new(), str::to_owned);
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    rusqlite::Error::SqliteFailure(code, Some(format!("a value of `{column}` is none of ours")))
}
