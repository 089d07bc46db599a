//! Track records: what became of what each source said, counted, never scored by a hidden formula.
//!
//! What this module is for: per source and per kind of claim (own gain, own loss, enemy gain, enemy
//! loss, others' gain and loss), how often it was later conceded, corroborated, contradicted or left
//! open, how long it stood, and how early the source was. What it leaves out: any opinion on a
//! source; an Admiralty letter is suggested only from [`RESOLVED`] resolved accounts on, and it is
//! a name for the share of them that held.

use crate::ladder::{Case, Concern, Holding, Interest, Lens, days_between};
use selon_model::{ContentId, Date};
use std::collections::BTreeMap;

/// The least number of resolved accounts for which a letter is suggested.
pub const RESOLVED: usize = 10;
/// Other voices count as speaking of the same change within so many days.
pub const WINDOW: i32 = 7;
/// An account stood when what it says held for so many days.
pub const STOOD_DAYS: i64 = 30;
/// An account was reversed when what it says ceased to hold within so many days.
pub const REVERSED_DAYS: i64 = 7;

/// What became of an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// The other side admitted it.
    Conceded,
    /// An independent voice said the same.
    Corroborated,
    /// An independent voice said the contrary of the same day, and the record went with it.
    Contradicted,
    /// Nobody independent spoke of it.
    Unresolved,
}

impl Outcome {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Conceded => "conceded",
            Outcome::Corroborated => "corroborated",
            Outcome::Contradicted => "contradicted",
            Outcome::Unresolved => "unresolved",
        }
    }
}

/// One account and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Followed {
    /// The claim.
    pub claim: ContentId,
    /// Key of the source: of the organisation, where the speaker speaks for one.
    pub source: String,
    /// Its name, where the speaker is the source itself.
    pub name: Option<String>,
    /// What it tells.
    pub concern: Concern,
    /// Whose interest it serves.
    pub interest: Interest,
    /// What became of it.
    pub outcome: Outcome,
    /// It held for [`STOOD_DAYS`] days.
    pub stood: bool,
    /// It ceased to hold within [`REVERSED_DAYS`] days.
    pub reversed: bool,
    /// Days by which it came after the first other voice that says the same; negative when before.
    pub lag: Option<i64>,
}

/// Counts of what became of a source's accounts of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Accounts.
    pub n: usize,
    /// Later admitted by the other side.
    pub conceded: usize,
    /// Borne out by an independent voice.
    pub corroborated: usize,
    /// Contradicted by one.
    pub contradicted: usize,
    /// Left open.
    pub unresolved: usize,
    /// Stood for [`STOOD_DAYS`] days.
    pub stood: usize,
    /// Reversed within [`REVERSED_DAYS`] days.
    pub reversed: usize,
    /// Days by which each came after the first other voice.
    pub lags: Vec<i64>,
}

impl Tally {
    /// How many are resolved.
    pub fn resolved(&self) -> usize {
        self.conceded + self.corroborated + self.contradicted
    }

    /// The share of resolved accounts that held, 0 to 1; `None` when none is resolved.
    pub fn share(&self) -> Option<f64> {
        let resolved = self.resolved();
        (resolved > 0).then(|| (self.conceded + self.corroborated) as f64 / resolved as f64)
    }

    /// The suggested Admiralty letter: A from .95 of the resolved accounts on, B from .85, C from
    /// .70, D from .50, E below; F, "cannot be judged", with fewer than [`RESOLVED`] resolved.
    pub fn letter(&self) -> char {
        match self.share() {
            Some(share) if self.resolved() >= RESOLVED => match share {
                share if share >= 0.95 => 'A',
                share if share >= 0.85 => 'B',
                share if share >= 0.70 => 'C',
                share if share >= 0.50 => 'D',
                _ => 'E',
            },
            _ => 'F',
        }
    }

    /// The middle number of days by which the source came after others; negative when before.
    pub fn lag(&self) -> Option<i64> {
        let mut lags = self.lags.clone();
        lags.sort_unstable();
        lags.get(lags.len() / 2).copied()
    }

    fn add(&mut self, followed: &Followed) {
        self.n += 1;
        match followed.outcome {
            Outcome::Conceded => self.conceded += 1,
            Outcome::Corroborated => self.corroborated += 1,
            Outcome::Contradicted => self.contradicted += 1,
            Outcome::Unresolved => self.unresolved += 1,
        }
        self.stood += usize::from(followed.stood);
        self.reversed += usize::from(followed.reversed);
        self.lags.extend(followed.lag);
    }
}

/// One source's record for one kind of claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Track {
    /// Key of the source.
    pub source: String,
    /// Its name.
    pub name: String,
    /// The kind of claim.
    pub concern: Concern,
    /// Whose interest such accounts of it served.
    pub interest: Interest,
    /// The counts.
    pub tally: Tally,
}

/// What became of every account of a place, as known on a day.
pub fn follow(case: &Case, known: Date) -> Vec<Followed> {
    let stands = case.stands(known);
    let segments = case.holdings(&Lens::Reconciled, known);
    let mut followed = Vec::with_capacity(stands.len());
    for (ix, stand) in stands.iter().enumerate() {
        let mut support = (false, false);
        let mut first_other: Option<i32> = None;
        let mut against = false;
        for (other_ix, other) in stands.iter().enumerate() {
            if other_ix == ix || other.group == stand.group {
                continue;
            }
            let apart = other.from - stand.from;
            if stand.borne_out_by(other) && apart.abs() <= WINDOW {
                support.0 |= other.interest == Interest::AgainstInterest;
                support.1 = true;
                first_other =
                    Some(first_other.map_or(other.published, |day| day.min(other.published)));
            }
            // A later taking tells of a change and contradicts nothing; who profits resolves nothing.
            let same_day_or_state = apart == 0 || other.account.says == crate::account::Says::Holds;
            if other.prop.contradicts(stand.prop)
                && (0..=WINDOW).contains(&apart)
                && same_day_or_state
                && other.interest != Interest::SelfServing
                && !stands.iter().any(|between| {
                    between.from > stand.from
                        && between.from <= other.from
                        && between.prop == other.prop
                        && between.account.says == crate::account::Says::Takes
                })
            {
                against = true;
            }
        }
        let affirmed = case.holding_of(stand.prop);
        let run = segments
            .iter()
            .position(|segment| segment.to.is_none_or(|to| stand.since() <= to));
        let agrees = |holding: &Holding| *holding == affirmed;
        let held =
            run.filter(|at| segments[*at].from <= stand.since() && agrees(&segments[*at].holding));
        let outcome = match (support, against) {
            ((true, _), _) => Outcome::Conceded,
            ((_, true), false) => Outcome::Corroborated,
            ((_, false), true) => Outcome::Contradicted,
            ((_, true), true) if held.is_some() => Outcome::Corroborated,
            ((_, true), true) => Outcome::Contradicted,
            ((_, false), false) => Outcome::Unresolved,
        };
        // Through the runs that follow as long as they say the same.
        let mut end = None;
        if let Some(at) = held {
            end = Some(
                segments[at..]
                    .iter()
                    .find(|segment| !agrees(&segment.holding))
                    .map(|segment| segment.from),
            );
        }
        let days = end.map(|end| days_between(stand.since(), end.unwrap_or(known)));
        let speaker = &stand.account.speaker;
        let source = speaker.parents.first().unwrap_or(&speaker.key);
        followed.push(Followed {
            claim: stand.account.claim,
            source: source.clone(),
            name: (*source == speaker.key).then(|| speaker.name.clone()),
            concern: stand.concern,
            interest: stand.interest,
            outcome,
            stood: days.is_some_and(|days| days >= STOOD_DAYS),
            reversed: matches!(end, Some(Some(_)))
                && days.is_some_and(|days| days <= REVERSED_DAYS),
            lag: first_other.map(|day| i64::from(stand.published - day)),
        });
    }
    followed
}

/// The record of every source over some places, by source and kind of claim.
pub fn tracks<'a>(cases: impl IntoIterator<Item = &'a Case>, known: Date) -> Vec<Track> {
    let mut all: BTreeMap<(String, Concern, Interest), Tally> = BTreeMap::new();
    let mut names: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for case in cases {
        for followed in follow(case, known) {
            if let Some(name) = &followed.name {
                *names
                    .entry(followed.source.clone())
                    .or_default()
                    .entry(name.clone())
                    .or_default() += 1;
            }
            all.entry((followed.source.clone(), followed.concern, followed.interest))
                .or_default()
                .add(&followed);
        }
    }
    all.into_iter()
        .map(|((source, concern, interest), tally)| Track {
            name: names
                .get(&source)
                .and_then(|names| names.iter().max_by_key(|(_, count)| **count))
                .map_or_else(|| source.clone(), |(name, _)| name.clone()),
            source,
            concern,
            interest,
            tally,
        })
        .collect()
}
