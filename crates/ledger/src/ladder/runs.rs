//! Runs: the state of a place over time with what is laid over it and what stands around it, for
//! maps and ribbons; and what each account told, with the camp that told it.
//!
//! What this module leaves out: sentences, and the claims a state rests on (ask [`Case::state`]).

use super::case::{Case, Standing, date, day_number};
use super::fold::{Fold, Verdict, on_day};
use super::interest::{Interest, affirmed};
use super::{Flags, Holding, Lens, PRESSURE_DAYS, Rule, STALE_DAYS};
use crate::account::Says;
use selon_model::{ContentId, Date};
use std::collections::BTreeSet;

/// From a day on, until the next run begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// First day.
    pub from: Date,
    /// The state.
    pub holding: Holding,
    /// The rule that decided.
    pub rule: Rule,
    /// What to show beside it.
    pub flags: Flags,
    /// Sides that say to hold the place, unconfirmed.
    pub claimed_by: Vec<String>,
    /// Sides that besiege it.
    pub besieged: Vec<String>,
    /// Sides that attack or shell it from outside.
    pub pressed: Vec<String>,
}

/// What one account tells of the place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tells {
    /// The claim.
    pub claim: ContentId,
    /// The day from which it affirms what it says.
    pub from: Date,
    /// The day it was published.
    pub published: Date,
    /// What it says.
    pub says: Says,
    /// Sides that take, hold, enter, besiege, press.
    pub actors: Vec<String>,
    /// Sides that lose or leave.
    pub losers: Vec<String>,
    /// The camp that speaks, when it is a party.
    pub camp: Option<String>,
    /// In whose favour; `None` for accounts that affirm no holder and no loser.
    pub interest: Option<Interest>,
    /// The earlier claim whose utterance it carries.
    pub carries: Option<ContentId>,
}

impl Says {
    /// One word: `takes`, `holds`, `leaves`, ...
    pub fn as_str(self) -> &'static str {
        match self {
            Says::Takes => "takes",
            Says::Holds => "holds",
            Says::Leaves => "leaves",
            Says::Contests => "contests",
            Says::Enters => "enters",
            Says::Besieges => "besieges",
            Says::Relieves => "relieves",
            Says::Presses => "presses",
            Says::Denies => "denies",
        }
    }
}

impl Case {
    /// The days on which what is known of the place changes: publications and decisions.
    pub fn known_days(&self) -> Vec<Date> {
        let mut days: BTreeSet<Date> = self.ready.iter().map(|one| date(one.published)).collect();
        days.extend(self.overrides.iter().map(|decided| decided.decided));
        days.extend(self.overrides.iter().filter_map(|decided| decided.undone));
        days.into_iter().collect()
    }

    /// The state over time through a lens, as known on a day, in runs. Before the first run nothing
    /// is known.
    pub fn runs(&self, lens: &Lens, known: Date) -> Vec<Run> {
        if *lens != Lens::Reconciled {
            return self
                .holdings(lens, known)
                .into_iter()
                .map(|segment| Run {
                    from: segment.from,
                    holding: segment.holding,
                    rule: segment.rule,
                    flags: segment.flags,
                    claimed_by: Vec::new(),
                    besieged: Vec::new(),
                    pressed: Vec::new(),
                })
                .collect();
        }
        let limit = day_number(known);
        let mut fold = Fold::new(self, limit);
        let mut turns: Vec<(i32, Verdict)> = Vec::new();
        fold.tell(|turn, fold| turns.push((turn, fold.verdict())));
        let mut days: BTreeSet<i32> = BTreeSet::new();
        for (from, ix) in &fold.order {
            let one = &self.ready[*ix];
            days.extend([*from, from + STALE_DAYS + 1]);
            if one.published > *from {
                days.insert(one.published);
            }
            if one.says == Says::Presses {
                days.insert(from + PRESSURE_DAYS + 1);
            }
        }
        for gap in &fold.gaps {
            days.extend([gap.from, gap.to]);
        }
        for decided in &self.overrides {
            days.extend(decided.first.map(day_number));
            days.extend(decided.last.map(|last| day_number(last) + 1));
        }
        let mut runs: Vec<Run> = Vec::new();
        for day in days {
            let at = turns.partition_point(|(turn, _)| *turn <= day);
            let verdict = at
                .checked_sub(1)
                .map(|at| on_day(turns[at].1.clone(), &fold.gaps, day));
            let considered: Vec<usize> = fold
                .order
                .iter()
                .take_while(|(from, _)| *from <= day)
                .map(|(_, ix)| *ix)
                .collect();
            let judged = self.judged_on(verdict, date(day), known, &considered);
            let names = |list: &[super::Around]| list.iter().map(|a| a.side.clone()).collect();
            let run = Run {
                from: date(day),
                holding: judged.holding,
                rule: judged.rule,
                flags: judged.flags,
                claimed_by: judged.claimed_by.into_iter().map(|o| o.side).collect(),
                besieged: names(&judged.besieged),
                pressed: names(&judged.pressed),
            };
            let same = runs.last().is_some_and(|last| {
                Run {
                    from: run.from,
                    ..last.clone()
                } == run
            });
            if !same {
                runs.push(run);
            }
        }
        runs
    }

    /// What every account known by a day tells, in order of the day it affirms.
    pub fn tells(&self, known: Date) -> Vec<Tells> {
        let limit = day_number(known);
        let sides = self.sides_known(limit);
        let name = |side: &u16| self.side_name(*side).to_owned();
        self.ready
            .iter()
            .enumerate()
            .filter(|(_, one)| one.published <= limit)
            .map(|(ix, one)| {
                let resolved = &sides[ix];
                let interest = affirmed(one.says, resolved)
                    .and_then(|prop| self.stake(prop, resolved))
                    .map(|(_, interest)| interest);
                Tells {
                    claim: self.accounts[one.account].claim,
                    from: date(one.from),
                    published: date(one.published),
                    says: one.says,
                    actors: resolved.actors.iter().map(name).collect(),
                    losers: resolved.losers.iter().map(name).collect(),
                    camp: match resolved.standing {
                        Standing::Camp(side) => Some(name(&side)),
                        _ => None,
                    },
                    interest,
                    carries: one.carries.map(|ix| self.accounts[ix].claim),
                }
            })
            .collect()
    }
}
