//! Reviewing claims: what waits for a person, what people decided, what follows, and how far they agree.
//!
//! What this module is for: the queue, in the order in which a decision would matter; the decisions
//! in force; the corrections they make to accounts. What it leaves out: recording a decision (see
//! `decide`), and every key and screen.

use crate::account::{Account, Party};
use crate::agreement::{self, Scale};
use crate::camps::Camps;
use crate::decide::{Decided, DecisionKind};
use crate::dossier::{maybe, word};
use crate::error::{LedgerError, Result};
use crate::ladder::Case;
use crate::packed::Packed;
use crate::read::Entry;
use crate::store::Ledger;
use selon_model::{Change, ContentId, Date, Modality, TimeBasis};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which claims to put before a person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct QueueOptions {
    /// Who reviews: claims that this person decided are left out.
    pub reviewer: String,
    /// Others' decisions are hidden, and claims that only others decided stay in the queue.
    pub blind: bool,
    /// Only claims about the place with this key.
    pub place: Option<String>,
}

/// A claim's rank in the queue, without its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranked {
    /// The claim.
    pub claim: ContentId,
    row: i64,
    /// 3 when it carries a state, 2 when it was weighed for one, 1 when it counts people, else 0.
    pub impact: u8,
    /// How many of these hold: said with reserve, no place of the tables, nobody acts, no time of
    /// its own.
    pub uncertainty: u8,
    /// Claims in the queue's reach about its most spoken-of place.
    pub spoken_of: usize,
    /// The day it was published.
    pub published: Option<Date>,
}

/// What a claim's row says for its rank.
struct Row {
    n: i64,
    claim: ContentId,
    published: Option<Date>,
    uncertainty: u8,
    counts: bool,
    places: Vec<i64>,
}

/// A claim that waits for a decision.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// The claim.
    pub entry: Entry,
    /// See [`Ranked::impact`].
    pub impact: u8,
    /// See [`Ranked::uncertainty`].
    pub uncertainty: u8,
    /// See [`Ranked::spoken_of`].
    pub spoken_of: usize,
    /// What others decided of it; empty when blind.
    pub decided: Vec<Decided>,
}

/// A correction of what a claim says, made by a review.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Correction {
    /// The day it happened.
    pub date: Option<Date>,
    /// Key of who takes or holds.
    pub holder: Option<String>,
    /// Key of who loses or leaves.
    pub loser: Option<String>,
}

impl Correction {
    /// Reads `date=2017-11-09 holder=isis loser=syrian-army`, any of them, parted by blanks.
    pub fn parse(text: &str) -> Result<Correction> {
        let mut correction = Correction::default();
        for part in text.split_whitespace() {
            let bad = || {
                LedgerError::Question(format!(
                    "`{part}` is no correction: write date=YYYY-MM-DD, holder=KEY or loser=KEY"
                ))
            };
            let (field, value) = part
                .split_once('=')
                .filter(|(_, value)| !value.is_empty())
                .ok_or_else(bad)?;
            match field {
                "date" => correction.date = Some(value.parse().map_err(|_| bad())?),
                "holder" => correction.holder = Some(value.to_owned()),
                "loser" => correction.loser = Some(value.to_owned()),
                _ => return Err(bad()),
            }
        }
        if correction == Correction::default() {
            return Err(LedgerError::Question(
                "an edit says what is corrected: date=YYYY-MM-DD, holder=KEY or loser=KEY"
                    .to_owned(),
            ));
        }
        Ok(correction)
    }

    /// The fields it changes as the claim was read, in the same words; `None` when the claim had
    /// none of them.
    pub fn replaced(&self, entry: &Entry) -> Option<String> {
        let key = |changes: &[Change]| {
            let control = entry
                .claim
                .control
                .iter()
                .find(|control| changes.contains(&control.change))?;
            let actor = entry.actors.get(control.actor?)?;
            Some(crate::content::actor_key(actor).to_owned())
        };
        let date = self.date.and_then(|_| entry.claim.time.edtf());
        let holder = self.holder.as_ref();
        let loser = self.loser.as_ref();
        let fields = [
            ("date", date),
            (
                "holder",
                holder.and_then(|_| key(&[Change::Gains, Change::Holds])),
            ),
            ("loser", loser.and_then(|_| key(&[Change::Loses]))),
        ];
        let words: Vec<String> = fields
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", value?)))
            .collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The account as corrected.
    pub(crate) fn apply(&self, account: &mut Account) {
        if let Some(date) = self.date {
            account.first = Some(date);
            account.last = Some(date);
            account.timed = true;
        }
        if let Some(key) = &self.holder {
            replace(&mut account.actors, key);
        }
        if let Some(key) = &self.loser {
            replace(&mut account.losers, key);
        }
    }
}

fn replace(parties: &mut Vec<Arc<Party>>, key: &str) {
    let known = parties.iter().find(|party| party.key == key).cloned();
    *parties = vec![known.unwrap_or_else(|| {
        Arc::new(Party {
            key: key.to_owned(),
            name: key.to_owned(),
            parents: Vec::new(),
            kind: String::new(),
        })
    })];
}

/// The reviews in force: of each claim, each person's last.
pub fn reviews(decisions: &[Decided]) -> BTreeMap<ContentId, BTreeMap<&str, &Decided>> {
    let mut last: BTreeMap<ContentId, BTreeMap<&str, &Decided>> = BTreeMap::new();
    for decided in decisions
        .iter()
        .filter(|decided| !decided.undone && decided.decision.kind == DecisionKind::Review)
    {
        if let Some(claim) = ContentId::parse(&decided.decision.subject) {
            last.entry(claim)
                .or_default()
                .insert(decided.author.as_str(), decided);
        }
    }
    last
}

/// Of each claim, the last decision in force, whoever made it. `unsure` decides nothing.
fn deciding(decisions: &[Decided]) -> BTreeMap<ContentId, &Decided> {
    let mut last = BTreeMap::new();
    for decided in decisions.iter().filter(|decided| {
        !decided.undone
            && decided.decision.kind == DecisionKind::Review
            && decided.decision.value != "unsure"
    }) {
        if let Some(claim) = ContentId::parse(&decided.decision.subject) {
            last.insert(claim, decided);
        }
    }
    last
}

/// The claims that the last review in force rejects, or sets aside because they are several.
pub fn rejected(decisions: &[Decided]) -> BTreeSet<ContentId> {
    deciding(decisions)
        .into_iter()
        .filter(|(_, decided)| matches!(decided.decision.value.as_str(), "reject" | "split"))
        .map(|(claim, _)| claim)
        .collect()
}

/// The corrections of the last review in force of each claim that was edited.
pub(crate) fn corrections(decisions: &[Decided]) -> BTreeMap<ContentId, Correction> {
    deciding(decisions)
        .into_iter()
        .filter(|(_, decided)| decided.decision.value == "edit")
        .filter_map(|(claim, decided)| {
            let text = decided.decision.object.as_deref()?;
            Some((claim, Correction::parse(text).ok()?))
        })
        .collect()
}

/// How far people agree.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Agreement {
    /// Who reviewed, and how many claims each.
    pub reviewers: BTreeMap<String, usize>,
    /// Claims that two or more people decided.
    pub twice: usize,
    /// Krippendorff's alpha of the decisions, as names.
    pub alpha: Option<f64>,
    /// Gwet's AC1 of the decisions.
    pub ac1: Option<f64>,
    /// Krippendorff's alpha of the days, as an interval scale: the claim's day where it was
    /// accepted, the corrected one where it was edited.
    pub alpha_dates: Option<f64>,
    /// Claims decided differently: the claim, and who decided what.
    pub apart: Vec<(ContentId, Vec<(String, String)>)>,
    /// How often two people decided so and so, each pair once, in alphabetical order.
    pub confusion: BTreeMap<(String, String), usize>,
}

impl Ledger {
    /// The claims in force that wait for a person, most consequential first, without their words.
    pub fn ranked(&self, camps: &Camps, options: &QueueOptions) -> Result<Vec<Ranked>> {
        match &options.place {
            Some(place) => {
                let case = Case::new(&self.dossier(place)?, camps);
                self.ranked_among(std::iter::once(&case), options)
            }
            None => self.ranked_among(self.atlas(camps)?.cases(), options),
        }
    }

    /// The same, for who has the places of this ledger ready already.
    pub fn ranked_among<'a>(
        &self,
        cases: impl Iterator<Item = &'a Case>,
        options: &QueueOptions,
    ) -> Result<Vec<Ranked>> {
        let decisions = self.decisions()?;
        let reviews = reviews(&decisions);
        let Some(end) = self.last_day()? else {
            return Ok(Vec::new());
        };
        let mut carries: Vec<ContentId> = Vec::new();
        let mut weighed: Vec<ContentId> = Vec::new();
        for case in cases {
            weighed.extend(case.accounts().iter().map(|account| account.claim));
            carries.extend(case.carrying(end));
        }
        carries.sort_unstable();
        weighed.sort_unstable();
        let (claims, spoken) = self.waiting_rows(options)?;
        let mut ranked: Vec<Ranked> = claims
            .into_iter()
            .filter(|row| {
                reviews
                    .get(&row.claim)
                    .is_none_or(|by| !by.contains_key(options.reviewer.as_str()) && options.blind)
            })
            .map(|row| Ranked {
                claim: row.claim,
                row: row.n,
                impact: if carries.binary_search(&row.claim).is_ok() {
                    3
                } else if weighed.binary_search(&row.claim).is_ok() {
                    2
                } else {
                    u8::from(row.counts)
                },
                uncertainty: row.uncertainty,
                spoken_of: row
                    .places
                    .iter()
                    .filter_map(|place| spoken.get(place))
                    .copied()
                    .max()
                    .unwrap_or(0),
                published: row.published,
            })
            .collect();
        ranked.sort_unstable_by_key(|one| {
            (
                std::cmp::Reverse((one.impact, one.uncertainty, one.spoken_of)),
                one.published,
                one.claim,
            )
        });
        Ok(ranked)
    }

    /// What the order of the queue is made from, of each claim in force that an option asks for; and
    /// how many of them speak of each place.
    fn waiting_rows(&self, options: &QueueOptions) -> Result<(Vec<Row>, BTreeMap<i64, usize>)> {
        let _snapshot = self.snapshot()?;
        let superseded = self.superseded(options.place.as_deref())?;
        let unlisted: BTreeSet<i64> = self
            .collect("SELECT n FROM place WHERE id IS NULL", [], |row| row.get(0))?
            .into_iter()
            .collect();
        let only = match options.place {
            Some(_) => {
                "c.n IN (SELECT cp.claim FROM claim_place cp JOIN place p ON p.n = cp.place WHERE p.key = ?1)"
            }
            None => "?1 IS NULL",
        };
        let rows: Vec<Row> = self.collect(
            &format!(
                "SELECT c.n, c.id, c.published, c.modality, c.time_basis, c.packed,
                        EXISTS (SELECT 1 FROM claim_number WHERE claim = c.n)
                 FROM claim c WHERE {only}"
            ),
            [&options.place],
            |row| {
                let modality = word(row, 3, Modality::parse)?;
                let basis = word(row, 4, crate::names::parse_time_basis)?;
                let packed = Packed::read(row, 5)?;
                let places: Vec<i64> = packed.places.iter().map(|at| at.place).collect();
                let doubts = [
                    modality == Modality::Hedged,
                    places.is_empty() || places.iter().any(|place| unlisted.contains(place)),
                    packed.agents.is_empty(),
                    matches!(basis, TimeBasis::Publication | TimeBasis::Unknown),
                ];
                Ok(Row {
                    n: row.get(0)?,
                    claim: ContentId(row.get(1)?),
                    published: maybe(row, 2, |day| day.parse().ok())?,
                    uncertainty: doubts.into_iter().map(u8::from).sum(),
                    counts: row.get(6)?,
                    places,
                })
            },
        )?;
        let mut spoken: BTreeMap<i64, usize> = BTreeMap::new();
        let rows: Vec<Row> = rows
            .into_iter()
            .filter(|row| !superseded.contains(&row.n))
            .inspect(|row| {
                for place in &row.places {
                    *spoken.entry(*place).or_default() += 1;
                }
            })
            .collect();
        Ok((rows, spoken))
    }

    /// Claims of a queue with their words, and with what others decided of them unless the options
    /// say blind.
    pub fn waiting(&self, ranked: &[Ranked], options: &QueueOptions) -> Result<Vec<Waiting>> {
        let decisions = if options.blind {
            Vec::new()
        } else {
            self.decisions()?
        };
        let reviews = reviews(&decisions);
        let entries = self.entries(ranked.iter().map(|one| one.row))?;
        Ok(ranked
            .iter()
            .zip(entries)
            .map(|(one, entry)| Waiting {
                entry,
                impact: one.impact,
                uncertainty: one.uncertainty,
                spoken_of: one.spoken_of,
                decided: reviews
                    .get(&one.claim)
                    .map(|by| by.values().map(|one| (*one).clone()).collect())
                    .unwrap_or_default(),
            })
            .collect())
    }

    /// How far the people who reviewed agree; with `blind`, only decisions made without seeing
    /// others'.
    pub fn agreement(&self, blind: bool) -> Result<Agreement> {
        let decisions = self.decisions()?;
        let mut agreement = Agreement::default();
        let mut names: Vec<Vec<&str>> = Vec::new();
        let mut codes: Vec<Vec<f64>> = Vec::new();
        let mut dates: Vec<Vec<f64>> = Vec::new();
        let values = DecisionKind::Review.values();
        for (claim, by) in reviews(&decisions) {
            let unit: Vec<&Decided> = by
                .into_values()
                .filter(|decided| !blind || decided.decision.blind)
                .collect();
            for decided in &unit {
                *agreement
                    .reviewers
                    .entry(decided.author.clone())
                    .or_default() += 1;
            }
            if unit.len() > 1 {
                agreement.twice += 1;
                let day = self.claim(claim)?.and_then(|entry| entry.claim.time.last);
                dates.push(
                    unit.iter()
                        .filter_map(|decided| dated(decided, day))
                        .collect(),
                );
                let value = |decided: &Decided| decided.decision.value.clone();
                if unit.iter().any(|one| value(one) != value(unit[0])) {
                    agreement.apart.push((
                        claim,
                        unit.iter()
                            .map(|one| (one.author.clone(), value(one)))
                            .collect(),
                    ));
                }
                for (at, one) in unit.iter().enumerate() {
                    for other in &unit[at + 1..] {
                        let (a, b) = (value(one), value(other));
                        let pair = if a <= b { (a, b) } else { (b, a) };
                        *agreement.confusion.entry(pair).or_default() += 1;
                    }
                }
            }
            let code = |decided: &&Decided| {
                values
                    .iter()
                    .position(|value| *value == decided.decision.value)
                    .map(|ix| ix as f64)
            };
            codes.push(unit.iter().filter_map(code).collect());
            names.push(
                unit.iter()
                    .map(|decided| decided.decision.value.as_str())
                    .collect(),
            );
        }
        agreement.alpha = agreement::alpha(&codes, Scale::Nominal);
        agreement.alpha_dates = agreement::alpha(&dates, Scale::Interval);
        agreement.ac1 = agreement::ac1(&names, values.len());
        Ok(agreement)
    }
}

/// The day a decision gives a claim, as a number.
fn dated(decided: &Decided, day: Option<Date>) -> Option<f64> {
    let given = match decided.decision.value.as_str() {
        "accept" => day,
        "edit" => decided
            .decision
            .object
            .as_deref()
            .and_then(|text| Correction::parse(text).ok())
            .and_then(|correction| correction.date)
            .or(day),
        _ => None,
    }?;
    Some(crate::ladder::days_between(jiff::civil::date(1970, 1, 1), given) as f64)
}
