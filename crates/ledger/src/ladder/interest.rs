//! Whose interest an account serves: derived from dated camps, and shown beside the account.
//!
//! What this file is for: what a source's track record and a reader of a dossier ask of one
//! account: is it a gain or a loss, whose, and does the speaker profit by it. What it leaves out:
//! weighing (see `fold`).

use super::Holding;
use super::case::{Case, Resolved, Side, Standing, day_number};
use super::fold::Prop;
use crate::account::{Account, Says};
use selon_model::Date;

/// How an account stands to the interest of who gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Interest {
    /// A camp tells of its own gain or of its enemy's loss.
    SelfServing,
    /// A camp tells of its own loss or of its enemy's gain.
    AgainstInterest,
    /// An observer known to lean to a camp that has a stake in what is told.
    Leaning,
    /// Whoever speaks has no stake in it.
    ThirdParty,
    /// Nobody can say who speaks.
    Unknown,
}

impl Interest {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Interest::SelfServing => "self-serving",
            Interest::AgainstInterest => "against interest",
            Interest::Leaning => "leaning",
            Interest::ThirdParty => "third party",
            Interest::Unknown => "unknown",
        }
    }
}

/// What an account tells, seen from who tells it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Concern {
    /// The speaker's camp came to hold or holds the place.
    OwnGain,
    /// The speaker's camp lost or left it.
    OwnLoss,
    /// Its enemy came to hold or holds it.
    EnemyGain,
    /// Its enemy lost or left it.
    EnemyLoss,
    /// Somebody else's gain: told by an observer.
    OthersGain,
    /// Somebody else's loss: told by an observer.
    OthersLoss,
}

impl Concern {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Concern::OwnGain => "own gain",
            Concern::OwnLoss => "own loss",
            Concern::EnemyGain => "enemy gain",
            Concern::EnemyLoss => "enemy loss",
            Concern::OthersGain => "others' gain",
            Concern::OthersLoss => "others' loss",
        }
    }
}

/// One account that says who holds or no longer holds the place, with how it stands to its speaker.
pub(crate) struct Stand<'a> {
    pub account: &'a Account,
    pub concern: Concern,
    pub interest: Interest,
    /// What it affirms.
    pub prop: Prop,
    /// The side it names as loser.
    pub loser: Option<Side>,
    /// The day from which it affirms it, as a day number.
    pub from: i32,
    /// Publication day, as a day number.
    pub published: i32,
    /// Whose position it states, see [`Resolved::group`].
    pub group: u16,
}

impl Stand<'_> {
    /// Whether another account says the same, or the other half of it: that the side named as loser
    /// left, or that somebody took the place from the side that left.
    pub fn borne_out_by(&self, other: &Stand<'_>) -> bool {
        match (self.prop, other.prop) {
            (Prop::Held(side), Prop::Lost(lost)) => side != lost && self.loser == Some(lost),
            (Prop::Lost(lost), Prop::Held(side)) => side != lost && other.loser == Some(lost),
            (one, other) => one == other,
        }
    }

    /// The day from which it affirms it.
    pub fn since(&self) -> Date {
        super::case::date(self.from)
    }
}

impl Case {
    /// What an affirmation says, with the names of its sides.
    pub(crate) fn holding_of(&self, prop: Prop) -> Holding {
        match prop {
            Prop::Held(side) => Holding::Held(self.side_name(side).to_owned()),
            Prop::Lost(side) => Holding::Lost(self.side_name(side).to_owned()),
            Prop::Contested => Holding::Contested(Vec::new()),
        }
    }

    /// The accounts known by a day that affirm a holder or a loser, copies left out, by day.
    pub(crate) fn stands(&self, known: Date) -> Vec<Stand<'_>> {
        let limit = day_number(known);
        let sides = self.sides_known(limit);
        self.ready
            .iter()
            .zip(sides)
            .filter(|(one, _)| one.published <= limit && one.carries.is_none())
            .filter_map(|(one, resolved)| {
                let prop = affirmed(one.says, resolved)?;
                let (concern, interest) = self.stake(prop, resolved)?;
                Some(Stand {
                    account: &self.accounts[one.account],
                    concern,
                    interest,
                    prop,
                    loser: resolved.losers.first().copied(),
                    from: one.from,
                    published: one.published,
                    group: resolved.group,
                })
            })
            .collect()
    }

    /// How each account known by a day stands to its speaker's interest, in the order of
    /// publication; `None` for accounts that affirm no holder and no loser.
    pub fn interests(&self, known: Date) -> Vec<(&Account, Option<(Concern, Interest)>)> {
        let limit = day_number(known);
        let sides = self.sides_known(limit);
        let mut all: Vec<(usize, Option<(Concern, Interest)>)> = self
            .ready
            .iter()
            .zip(sides)
            .filter(|(one, _)| one.published <= limit)
            .map(|(one, resolved)| {
                let stake =
                    affirmed(one.says, resolved).and_then(|prop| self.stake(prop, resolved));
                (one.account, stake)
            })
            .collect();
        all.sort_by_key(|(ix, _)| *ix);
        all.into_iter()
            .map(|(ix, stake)| (&self.accounts[ix], stake))
            .collect()
    }

    pub(super) fn stake(&self, prop: Prop, resolved: &Resolved) -> Option<(Concern, Interest)> {
        let (subject, gain) = match prop {
            Prop::Held(side) => (side, true),
            Prop::Lost(side) => (side, false),
            Prop::Contested => return None,
        };
        let loser: Option<Side> = resolved.losers.first().copied();
        let own = |camp: Side| match (subject == camp, gain) {
            (true, true) => Concern::OwnGain,
            (true, false) => Concern::OwnLoss,
            (false, true) => Concern::EnemyGain,
            (false, false) => Concern::EnemyLoss,
        };
        let others = if gain {
            Concern::OthersGain
        } else {
            Concern::OthersLoss
        };
        Some(match resolved.standing {
            // Who gains from a third side is no enemy of a camp that stood by.
            Standing::Camp(camp)
                if subject != camp && gain && loser.is_some_and(|loser| loser != camp) =>
            {
                (others, Interest::ThirdParty)
            }
            Standing::Camp(camp) => {
                let interest = match own(camp) {
                    Concern::OwnGain | Concern::EnemyLoss => Interest::SelfServing,
                    _ => Interest::AgainstInterest,
                };
                (own(camp), interest)
            }
            Standing::Leans(camp) if subject == camp || loser == Some(camp) => {
                (own(camp), Interest::Leaning)
            }
            Standing::Leans(_) | Standing::Third => (others, Interest::ThirdParty),
            Standing::Unknown => (others, Interest::Unknown),
        })
    }
}

/// The holder or loser that an account affirms.
pub(super) fn affirmed(says: Says, resolved: &Resolved) -> Option<Prop> {
    match says {
        Says::Takes | Says::Holds => resolved.actors.first().map(|side| Prop::Held(*side)),
        Says::Leaves => resolved.losers.first().map(|side| Prop::Lost(*side)),
        _ => None,
    }
}
