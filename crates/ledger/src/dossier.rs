//! Dossiers out of the file: accounts, joins and overrides, of one place or of all at once.
//!
//! Accounts are fetched by three queries for any number of places; texts are read only where an
//! outlet speaks in its own voice, for only then can a copy pass for a voice of its own.

use crate::account::{Account, Dossier, Party, Speaker, Told, overrides, teller};
use crate::camps::Camps;
use crate::decide::{Decided, DecisionKind};
use crate::error::Result;
use crate::ladder::{Case, Holding, Judged, Rule};
use crate::names;
use crate::store::Ledger;
use rusqlite::Row;
use selon_model::{
    Anonymity, Change, ClaimType, ContentId, Date, Modality, SourceKind, Stance, State, TimeBasis,
};
use std::collections::{BTreeMap, BTreeSet};

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

/// One claim's telling of one place, with its row, while it is gathered.
type Telling = (String, i64, Told);

impl Ledger {
    /// Everything the ledger holds on a place, named by its key. Rejected claims are left out.
    pub fn dossier(&self, place: &str) -> Result<Dossier> {
        let decisions = self.decisions()?;
        let mut dossiers = self.dossiers_of(Some(place), &decisions)?;
        Ok(dossiers.remove(place).unwrap_or_else(|| Dossier {
            place: place.to_owned(),
            name: place.to_owned(),
            overrides: overrides(&decisions, place),
            ..Dossier::default()
        }))
    }

    /// Every dossier, by the key of its place.
    pub fn dossiers(&self) -> Result<BTreeMap<String, Dossier>> {
        self.dossiers_of(None, &self.decisions()?)
    }

    /// Every place ready to be judged.
    pub fn atlas(&self, camps: &Camps) -> Result<Atlas> {
        Ok(Atlas {
            cases: self
                .dossiers()?
                .into_iter()
                .map(|(place, dossier)| (place, Case::new(&dossier, camps)))
                .collect(),
        })
    }

    /// What can be said of a place on a day, as known on a day.
    pub fn state(&self, place: &str, camps: &Camps, valid: Date, known: Date) -> Result<Judged> {
        Ok(Case::new(&self.dossier(place)?, camps).state(valid, known))
    }

    fn dossiers_of(
        &self,
        place: Option<&str>,
        decisions: &[Decided],
    ) -> Result<BTreeMap<String, Dossier>> {
        let _snapshot = self.snapshot()?;
        let rejected = crate::review::rejected(decisions);
        let corrections = crate::review::corrections(decisions);
        let superseded = self.superseded(place)?;
        let judged = decisions
            .iter()
            .any(|decided| decided.decision.kind == DecisionKind::Judgement && !decided.undone);
        let mut dossiers: BTreeMap<String, Dossier> = BTreeMap::new();
        let mut rows: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (key, row, told) in self.tellings(place)? {
            if superseded.contains(&row) || rejected.contains(&told.claim) {
                continue;
            }
            let Some(mut account) = told.account() else {
                continue;
            };
            if let Some(correction) = corrections.get(&account.claim) {
                correction.apply(&mut account);
            }
            if !dossiers.contains_key(&key) {
                dossiers.insert(
                    key.clone(),
                    Dossier {
                        place: key.clone(),
                        name: self.place_name(&key)?,
                        overrides: overrides(decisions, &key),
                        ..Dossier::default()
                    },
                );
            }
            if let Some(dossier) = dossiers.get_mut(&key) {
                dossier.accounts.push(account);
            }
            rows.entry(key).or_default().push(row);
        }
        for (key, dossier) in &mut dossiers {
            let own_voice = |account: &Account| account.speaker.kind == SourceKind::Outlet;
            if dossier.accounts.len() > 1 && (judged || dossier.accounts.iter().any(own_voice)) {
                let entries = rows
                    .get(key)
                    .into_iter()
                    .flatten()
                    .map(|row| self.entry(*row))
                    .collect::<Result<Vec<_>>>()?;
                dossier.joins = crate::lineage::joins(&entries, decisions);
            }
        }
        Ok(dossiers)
    }

    fn place_name(&self, key: &str) -> Result<String> {
        let names: Vec<String> =
            self.collect("SELECT name FROM place WHERE key = ?1", [key], |row| {
                row.get(0)
            })?;
        Ok(names.into_iter().next().unwrap_or_else(|| key.to_owned()))
    }

    /// What every claim tells of its places, or of one place, in order of place and arrival.
    fn tellings(&self, place: Option<&str>) -> Result<Vec<Telling>> {
        let only = if place.is_some() {
            "p.key = ?1"
        } else {
            "?1 IS NULL"
        };
        let heads: Vec<(Telling, bool)> = self.collect(
            &format!(
                "SELECT p.key, c.n, c.id, d.id, c.published, c.type, c.state, c.modality, c.time_basis, c.first, c.last,
                        c.extent_min, c.extent_max, cp.role, d.outlet, d.outlet_id, cs.stance, cs.source, ts.source
                 FROM place p JOIN claim_place cp ON cp.place = p.n JOIN claim c ON c.n = cp.claim
                 JOIN dispatch d ON d.n = c.dispatch
                 JOIN claim_source cs ON cs.claim = c.n AND cs.ordinal = 0
                 LEFT JOIN claim_source ts ON ts.claim = c.n AND ts.ordinal = 1
                 WHERE {only} ORDER BY p.n, c.n"
            ),
            [place],
            |row| self.head(row),
        )?;
        let mut tellings: Vec<Telling> = Vec::with_capacity(heads.len());
        for (telling, at) in heads {
            match tellings.last_mut() {
                // A claim may name a place twice, in two roles.
                Some(last) if last.0 == telling.0 && last.1 == telling.1 => last.2.at |= at,
                _ => tellings.push(telling),
            }
        }
        let mut index: BTreeMap<(i64, String), usize> = BTreeMap::new();
        for (ix, (key, row, _)) in tellings.iter().enumerate() {
            index.insert((*row, key.clone()), ix);
        }
        let mut seen: BTreeSet<(i64, i64)> = BTreeSet::new();
        let control: Vec<(String, i64, i64, Change, Option<Party>)> = self.collect(
            &format!(
                "SELECT p.key, k.claim, k.ordinal, k.change, k.actor
                 FROM place p JOIN claim_place cp ON cp.place = p.n
                 JOIN claim_control k ON k.claim = cp.claim AND k.place = p.n
                 WHERE {only} ORDER BY p.n, k.claim, k.ordinal"
            ),
            [place],
            |row| {
                let actor: Option<i64> = row.get(4)?;
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    word(row, 3, Change::parse)?,
                    actor.map(|n| self.actor_described(n)).transpose()?,
                ))
            },
        )?;
        for (key, claim, ordinal, change, party) in control {
            if seen.insert((claim, ordinal))
                && let Some(ix) = index.get(&(claim, key))
            {
                tellings[*ix].2.control.push((change, party));
            }
        }
        // Who acts is asked only of what says nothing of who holds the place.
        for (_, row, told) in &mut tellings {
            let asked = matches!(
                told.kind,
                ClaimType::Entry | ClaimType::Siege | ClaimType::Strike | ClaimType::Offensive
            ) || told.modality == Modality::Denied;
            if asked {
                told.agents = self.collect(
                    "SELECT actor FROM claim_actor WHERE claim = ?1 AND role = 'agent' ORDER BY ordinal",
                    [*row],
                    |row| self.actor_described(row.get(0)?),
                )?;
            }
        }
        Ok(tellings)
    }

    /// An actor as an account names it.
    fn actor_described(&self, n: i64) -> rusqlite::Result<Party> {
        if let Some(party) = self.described.borrow().actors.get(&n) {
            return Ok(party.clone());
        }
        let party = self
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
        self.described.borrow_mut().actors.insert(n, party.clone());
        Ok(party)
    }

    /// A link of a chain, with the actor it is.
    fn source_described(&self, n: i64) -> rusqlite::Result<Link> {
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
        let link = Link {
            kind,
            name: name.unwrap_or_else(|| kind.as_str().to_owned()),
            anonymity,
            actor: actor.map(|n| self.actor_described(n)).transpose()?,
        };
        self.described.borrow_mut().links.insert(n, link.clone());
        Ok(link)
    }

    fn head(&self, row: &Row<'_>) -> rusqlite::Result<(Telling, bool)> {
        let role = row.get_ref(13)?.as_str()?;
        let at = role == "at" || role == "to";
        let dispatch = ContentId(row.get(3)?);
        let outlet: Option<String> = row.get(14)?;
        let outlet_id: Option<String> = row.get(15)?;
        let link = self.source_described(row.get(17)?)?;
        let carried: Option<i64> = row.get(18)?;
        let mut speaker = Speaker {
            key: String::new(),
            name: link.name,
            kind: link.kind,
            actor_kind: link.actor.as_ref().map(|actor| actor.kind.clone()),
            parents: link
                .actor
                .as_ref()
                .map(|actor| actor.parents.clone())
                .unwrap_or_default(),
            anonymity: link.anonymity,
            stance: word(row, 16, Stance::parse)?,
            teller: carried
                .map(|n| self.source_described(n))
                .transpose()?
                .and_then(|link| link.actor)
                .and_then(|actor| {
                    let parent = actor.parents.first().map(String::as_str);
                    teller(&actor.kind, &actor.key, parent)
                }),
        };
        speaker.identify(
            link.actor.as_ref().map(|actor| actor.key.as_str()),
            outlet.as_deref().map(|name| (name, outlet_id.as_deref())),
            dispatch,
        );
        let day = |text: &str| text.parse::<Date>().ok();
        let told = Told {
            claim: ContentId(row.get(2)?),
            dispatch,
            published: maybe(row, 4, day)?,
            kind: word(row, 5, ClaimType::parse)?,
            state: maybe(row, 6, State::parse)?,
            modality: word(row, 7, Modality::parse)?,
            basis: word::<TimeBasis>(row, 8, names::parse_time_basis)?,
            first: maybe(row, 9, day)?,
            last: maybe(row, 10, day)?,
            share: match (
                row.get::<_, Option<f64>>(11)?,
                row.get::<_, Option<f64>>(12)?,
            ) {
                (Some(least), Some(most)) => Some((least as f32, most as f32)),
                _ => None,
            },
            at,
            control: Vec::new(),
            agents: Vec::new(),
            speaker,
            outlet,
        };
        Ok(((row.get(0)?, row.get(1)?, told), at))
    }
}

/// A link of a chain of voices as an account needs it.
#[derive(Clone, Debug)]
struct Link {
    kind: SourceKind,
    name: String,
    anonymity: Option<Anonymity>,
    actor: Option<Party>,
}

/// Sources and actors met so far, by row.
#[derive(Debug, Default)]
pub(crate) struct Described {
    actors: BTreeMap<i64, Party>,
    links: BTreeMap<i64, Link>,
}

fn word<T>(row: &Row<'_>, at: usize, parse: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    maybe(row, at, parse)?.ok_or_else(|| strange(row, at))
}

fn maybe<T>(
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
fn strange(row: &Row<'_>, at: usize) -> rusqlite::Error {
    let column = row
        .as_ref()
        .column_name(at)
        .map_or_else(|_| String::new(), str::to_owned);
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    rusqlite::Error::SqliteFailure(code, Some(format!("a value of `{column}` is none of ours")))
}
