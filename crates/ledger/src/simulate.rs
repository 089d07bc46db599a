//! Made-up histories with a known truth, to try the record against: places change hands, camps
//! boast, admit, deny or keep silent, observers report late or wrongly, carriers copy.
//!
//! Deterministic: the same seed gives the same history on every machine. No part of the ladder
//! looks at the truth.

use crate::account::{Account, Dossier, Party, Says, Speaker};
use crate::camps::{Camps, Membership, Relation};
use jiff::ToSpan;
use selon_model::{Canonical, ContentId, Date, SourceKind, Stance};
use std::sync::Arc;

/// A small generator: splitmix64, public domain (S. Vigna).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A generator for a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5e10_2011)
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`; 0 when the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.roll() % bound }
    }

    /// True in so many cases of a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

/// How people behave in a history, in percent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manners {
    /// Changes of hands in a history, at most.
    pub changes: u64,
    /// Days between two changes, at most.
    pub gap: u64,
    /// A winner announces.
    pub announces: u64,
    /// A loser admits.
    pub admits: u64,
    /// A loser denies.
    pub denies: u64,
    /// An observer reports a change.
    pub observes: u64,
    /// An observer is wrong about the day.
    pub misdates: u64,
    /// A camp claims a taking that did not happen, between two changes.
    pub lies: u64,
    /// An outlet copies a report.
    pub copies: u64,
    /// Something else happens: a siege, a strike, an entry.
    pub noise: u64,
}

impl Default for Manners {
    fn default() -> Manners {
        Manners {
            changes: 5,
            gap: 25,
            announces: 85,
            admits: 12,
            denies: 20,
            observes: 60,
            misdates: 8,
            lies: 20,
            copies: 40,
            noise: 30,
        }
    }
}

/// A made-up history of one place.
#[derive(Clone, PartialEq, Debug)]
pub struct History {
    /// What is on record.
    pub dossier: Dossier,
    /// Who came to hold the place when, in truth, in order.
    pub truth: Vec<(Date, String)>,
    /// The last day of the history.
    pub end: Date,
}

/// The camps of every made-up history.
pub fn camps() -> Camps {
    let row = |camp: &str, member: &str, relation| Membership {
        conflict: "simulated".to_owned(),
        camp: camp.to_owned(),
        member: member.to_owned(),
        relation,
        from: None,
        to: None,
    };
    Camps::new(vec![
        row("red", "red-army", Relation::Belongs),
        row("red", "red-news", Relation::Allied),
        row("blue", "blue-front", Relation::Belongs),
        row("blue", "blue-radio", Relation::Allied),
        row("blue", "blue-watch", Relation::Leans),
        row("green", "green-guard", Relation::Belongs),
    ])
}

/// The actor that fights for a camp.
fn actor(camp: &str) -> &'static str {
    match camp {
        "red" => "red-army",
        "blue" => "blue-front",
        _ => "green-guard",
    }
}

const CAMPS: [&str; 3] = ["red", "blue", "green"];
const OBSERVERS: [&str; 3] = ["observer-one", "observer-two", "blue-watch"];

/// The history of a seed.
pub fn history(seed: u64, manners: &Manners) -> History {
    let mut dice = Dice::new(seed);
    let start = jiff::civil::date(2017, 1, 1);
    let mut making = Making {
        seed,
        accounts: Vec::new(),
        joins: Vec::new(),
    };
    let mut truth: Vec<(Date, String)> = Vec::new();
    let mut today = start;
    let mut holder = CAMPS[dice.below(3) as usize];
    truth.push((today, holder.to_owned()));
    if dice.percent(80) {
        making.say(
            &mut dice,
            manners,
            OBSERVERS[0],
            today,
            Some(today),
            Says::Holds,
            holder,
            None,
        );
    }
    for _ in 0..=dice.below(manners.changes) {
        let pause = 2 + dice.below(manners.gap) as i64;
        let middle = today.saturating_add((1 + dice.below(pause as u64) as i64).days());
        making.between(&mut dice, manners, middle, holder);
        today = today.saturating_add(pause.days());
        let others: Vec<&str> = CAMPS.into_iter().filter(|camp| *camp != holder).collect();
        let winner = others[dice.below(2) as usize];
        making.change(&mut dice, manners, today, winner, holder);
        holder = winner;
        truth.push((today, holder.to_owned()));
    }
    let end = making
        .accounts
        .iter()
        .filter_map(|account| account.published)
        .max()
        .unwrap_or(today)
        .max(today);
    History {
        dossier: Dossier {
            place: "simulated".to_owned(),
            name: "Simulated".to_owned(),
            accounts: making.accounts,
            joins: making.joins,
            overrides: Vec::new(),
        },
        truth,
        end,
    }
}

struct Making {
    seed: u64,
    accounts: Vec<Account>,
    joins: Vec<(ContentId, ContentId)>,
}

impl Making {
    /// What is said when a place changes hands.
    fn change(&mut self, dice: &mut Dice, manners: &Manners, day: Date, winner: &str, loser: &str) {
        let later =
            |dice: &mut Dice, most: u64| day.saturating_add((dice.below(most + 1) as i64).days());
        if dice.percent(manners.announces) {
            let published = later(dice, 1);
            self.say(
                dice,
                manners,
                actor(winner),
                published,
                Some(day),
                Says::Takes,
                winner,
                Some(loser),
            );
            if dice.percent(50) {
                let published = later(dice, 2);
                self.say(
                    dice,
                    manners,
                    if winner == "red" {
                        "red-news"
                    } else {
                        actor(winner)
                    },
                    published,
                    None,
                    Says::Takes,
                    winner,
                    None,
                );
            }
        }
        if dice.percent(manners.admits) {
            let published = later(dice, 3);
            self.say(
                dice,
                manners,
                actor(loser),
                published,
                Some(day),
                Says::Leaves,
                loser,
                Some(loser),
            );
        } else if dice.percent(manners.denies) {
            let published = later(dice, 2);
            self.say(
                dice,
                manners,
                actor(loser),
                published,
                None,
                Says::Holds,
                loser,
                None,
            );
        }
        for observer in OBSERVERS {
            if !dice.percent(manners.observes) {
                continue;
            }
            // One report in ten comes weeks later.
            let published = if dice.percent(10) {
                later(dice, 40)
            } else {
                later(dice, 3)
            };
            let told = if dice.percent(manners.misdates) {
                day.saturating_sub(1.day())
            } else {
                day
            };
            let timed = dice.percent(60);
            self.say(
                dice,
                manners,
                observer,
                published,
                timed.then_some(told),
                Says::Takes,
                winner,
                Some(loser),
            );
        }
    }

    /// What is said while nothing changes.
    fn between(&mut self, dice: &mut Dice, manners: &Manners, day: Date, holder: &str) {
        let other = CAMPS[dice.below(3) as usize];
        if other != holder && dice.percent(manners.lies) {
            self.say(
                dice,
                manners,
                actor(other),
                day,
                None,
                Says::Takes,
                other,
                Some(holder),
            );
            if dice.percent(60) {
                self.say(
                    dice,
                    manners,
                    OBSERVERS[1],
                    day.saturating_add(1.day()),
                    None,
                    Says::Holds,
                    holder,
                    None,
                );
            }
        }
        if other != holder && dice.percent(manners.noise) {
            let says = [
                Says::Besieges,
                Says::Presses,
                Says::Enters,
                Says::Relieves,
                Says::Contests,
            ][dice.below(5) as usize];
            let teller = if dice.percent(50) {
                OBSERVERS[0]
            } else {
                actor(other)
            };
            self.say(dice, manners, teller, day, None, says, other, None);
        }
        if dice.percent(manners.noise) {
            let observer = OBSERVERS[dice.below(3) as usize];
            self.say(
                dice,
                manners,
                observer,
                day,
                None,
                Says::Holds,
                holder,
                None,
            );
        }
        if dice.percent(manners.denies) {
            self.say(
                dice,
                manners,
                actor(holder),
                day,
                None,
                Says::Holds,
                holder,
                None,
            );
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, one account; a struct would only rename them"
    )]
    fn say(
        &mut self,
        dice: &mut Dice,
        manners: &Manners,
        speaker: &str,
        published: Date,
        on: Option<Date>,
        says: Says,
        camp: &str,
        loser: Option<&str>,
    ) {
        let party = |camp: &str| {
            Arc::new(Party {
                key: actor(camp).to_owned(),
                name: actor(camp).to_owned(),
                parents: Vec::new(),
                kind: "armed-group".to_owned(),
            })
        };
        let claim = self.id();
        let account = Account {
            claim,
            dispatch: claim,
            published: Some(published),
            first: on,
            last: on,
            timed: on.is_some(),
            says,
            actors: if says == Says::Leaves {
                Vec::new()
            } else {
                vec![party(camp)]
            },
            losers: loser.map(party).into_iter().collect(),
            hedged: dice.percent(10),
            share: None,
            speaker: Arc::new(voice(speaker)),
            outlet: Some("wire".into()),
        };
        self.accounts.push(account.clone());
        if dice.percent(manners.copies) {
            let id = self.id();
            self.joins.push((claim, id));
            self.accounts.push(Account {
                claim: id,
                dispatch: id,
                published: Some(published.saturating_add((dice.below(3) as i64).days())),
                speaker: Arc::new(Speaker {
                    kind: SourceKind::Outlet,
                    actor_kind: None,
                    ..voice("gazette")
                }),
                outlet: Some("gazette".into()),
                ..account
            });
        }
    }

    fn id(&mut self) -> ContentId {
        let mut hash = Canonical::new("selon simulated claim 1");
        hash.bytes(&self.seed.to_le_bytes());
        hash.bytes(&(self.accounts.len() as u64).to_le_bytes());
        hash.finish()
    }
}

fn voice(key: &str) -> Speaker {
    Speaker {
        key: key.to_owned(),
        name: key.to_owned(),
        kind: SourceKind::Named,
        actor_kind: Some(
            if key.starts_with("observer") {
                "monitor"
            } else {
                "armed-group"
            }
            .to_owned(),
        ),
        parents: Vec::new(),
        anonymity: None,
        stance: Stance::Asserts,
        teller: None,
    }
}
