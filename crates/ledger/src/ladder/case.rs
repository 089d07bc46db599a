//! A dossier made ready for judging: names and camps resolved to numbers, accounts in order.
//!
//! Nothing here depends on the day asked about or on what is known by then, save the choice of the
//! conflict, which is made anew from the known accounts at every question.

use crate::account::{Account, Dossier, Override, Party, Says, Speaker};
use crate::camps::{Camps, Membership, Relation};
use selon_model::{Anonymity, Date, SourceKind};
use std::collections::{BTreeMap, BTreeSet};

/// A camp, or an actor that belongs to none, as a number within one case.
pub(crate) type Side = u16;

/// How a speaker stands to what is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// A party to the conflict.
    Camp(Side),
    /// An observer that leans to a side.
    Leans(Side),
    /// An observer.
    Third,
    /// Cannot be told.
    Unknown,
}

/// Sides of one account, for one choice of conflict.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub actors: Vec<Side>,
    pub losers: Vec<Side>,
    pub standing: Standing,
    /// Whose position this account states: a camp speaks with one voice, observers each with theirs.
    pub group: u16,
    /// Whose position tells of it at second hand.
    pub teller: Option<u16>,
}

/// One account, ready.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    /// Index in [`Case::accounts`].
    pub account: usize,
    /// Publication day, as a day number.
    pub published: i32,
    /// The day from which it affirms what it says.
    pub from: i32,
    pub timed: bool,
    pub says: Says,
    pub hedged: bool,
    /// The earlier account whose utterance this one carries.
    pub carries: Option<usize>,
    /// Which conflicts its actors are members of, as bits.
    pub conflicts: u64,
}

/// A dossier ready for judging.
#[derive(Clone, Debug, Default)]
pub struct Case {
    pub(super) name: String,
    pub(super) accounts: Vec<Account>,
    /// In order of `from`, then publication, states after changes, then claim.
    pub(super) ready: Vec<Ready>,
    /// For each conflict the place's actors are members of, and for none: sides in the order of `ready`.
    pub(super) resolved: Vec<(u8, Vec<Resolved>)>,
    pub(super) sides: Vec<String>,
    /// Whether a side is a camp of the table.
    listed: Vec<bool>,
    pub(super) overrides: Vec<Override>,
}

/// No conflict of the table fits.
const NO_CONFLICT: u8 = u8::MAX;

impl Case {
    /// Makes a dossier ready. Accounts without a publication day are left out: nobody can say when
    /// they could be known.
    pub fn new(dossier: &Dossier, camps: &Camps) -> Case {
        let mut accounts: Vec<Account> = dossier
            .accounts
            .iter()
            .filter(|account| account.published.is_some())
            .cloned()
            .collect();
        accounts.sort_by_key(|a| (a.published, a.claim));
        let carried = carried(&accounts, &dossier.joins);
        let mut ready: Vec<Ready> = accounts
            .iter()
            .enumerate()
            .filter_map(|(ix, account)| {
                let published = day_number(account.published?);
                Some(Ready {
                    account: ix,
                    published,
                    from: from_day(account, published),
                    timed: account.timed,
                    says: account.says,
                    hedged: account.hedged,
                    carries: carried[ix],
                    conflicts: conflicts_of(account, camps),
                })
            })
            .collect();
        // Of one day, who holds the place afterwards is told after who took it.
        ready.sort_by_key(|one| {
            let state = one.says == Says::Holds;
            (one.from, one.published, state, one.account)
        });
        let mut numbers = Numbers::default();
        let mut used: BTreeSet<u8> = BTreeSet::from([NO_CONFLICT]);
        for one in &ready {
            used.extend((0..64u8).filter(|bit| one.conflicts >> bit & 1 == 1));
        }
        let mut resolved: Vec<(u8, Vec<Resolved>)> = used
            .into_iter()
            .map(|conflict| {
                let name = camps
                    .conflicts()
                    .get(usize::from(conflict))
                    .map(String::as_str);
                let sides = ready
                    .iter()
                    .map(|one| {
                        let account = &accounts[one.account];
                        let original = one.carries.map_or(account, |ix| &accounts[ix]);
                        let day = account.published.unwrap_or(Date::ZERO);
                        let side = |party: &Party, numbers: &mut Numbers| {
                            let key = camp_of(party, camps, name, day)
                                .unwrap_or_else(|| party.key.clone());
                            numbers.side(&key)
                        };
                        let actors = account
                            .actors
                            .iter()
                            .map(|party| side(party, &mut numbers))
                            .collect();
                        let losers = account
                            .losers
                            .iter()
                            .map(|party| side(party, &mut numbers))
                            .collect();
                        let standing = standing(&original.speaker, camps, name, day, &mut numbers);
                        let group = match standing {
                            Standing::Camp(side) => numbers.group(&format!("camp {side}")),
                            _ => numbers.group(original.speaker.voice()),
                        };
                        let teller = original
                            .speaker
                            .teller
                            .as_deref()
                            .map(|key| numbers.group(key))
                            .filter(|teller| *teller != group);
                        Resolved {
                            actors,
                            losers,
                            standing,
                            group,
                            teller,
                        }
                    })
                    .collect();
                (conflict, sides)
            })
            .collect();
        numbers.by_name(&mut resolved);
        Case {
            name: dossier.name.clone(),
            accounts,
            ready,
            resolved,
            listed: numbers
                .sides
                .iter()
                .map(|side| camps.rows().iter().any(|row| row.camp == *side))
                .collect(),
            sides: numbers.sides,
            overrides: dossier.overrides.clone(),
        }
    }

    /// The sides under the conflict that most of the known accounts' actors are members of.
    pub(super) fn sides_known(&self, known: i32) -> &[Resolved] {
        if self.resolved.len() == 1 {
            return &self.resolved[0].1;
        }
        let mut counts = [0usize; 64];
        for one in self.ready.iter().filter(|one| one.published <= known) {
            let mut bits = one.conflicts;
            while bits != 0 {
                counts[bits.trailing_zeros() as usize] += 1;
                bits &= bits - 1;
            }
        }
        let best = self
            .resolved
            .iter()
            .filter(|(conflict, _)| *conflict != NO_CONFLICT)
            .max_by_key(|(conflict, _)| {
                (counts[usize::from(*conflict)], std::cmp::Reverse(*conflict))
            })
            .filter(|(conflict, _)| counts[usize::from(*conflict)] > 0)
            .or(self.resolved.last());
        best.map_or(&[], |(_, sides)| sides)
    }

    /// The name of a side: a camp's or an actor's.
    pub(super) fn side_name(&self, side: Side) -> &str {
        &self.sides[usize::from(side)]
    }

    /// Whether a side is a camp of the table, rather than an actor on its own.
    pub(super) fn listed(&self, side: Side) -> bool {
        self.listed.get(usize::from(side)).copied().unwrap_or(false)
    }

    /// First and last day that any account speaks of, when there is one.
    pub fn days(&self) -> Option<(Date, Date)> {
        let first = self.ready.first()?;
        let last = self.ready.last()?;
        Some((date(first.from), date(last.from)))
    }

    /// The days something about the place was published, in order, each once.
    pub fn published_days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = self
            .accounts
            .iter()
            .filter_map(|account| account.published)
            .collect();
        days.dedup();
        days
    }

    /// The accounts, by publication.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }
}

/// Numbers handed out to sides and to groups, in order of first need.
#[derive(Default)]
struct Numbers {
    sides: Vec<String>,
    of_side: BTreeMap<String, Side>,
    of_group: BTreeMap<String, u16>,
}

impl Numbers {
    fn side(&mut self, key: &str) -> Side {
        if let Some(side) = self.of_side.get(key) {
            return *side;
        }
        // More than 65,535 sides on one place are taken as one.
        let side = Side::try_from(self.sides.len()).unwrap_or(Side::MAX);
        if side < Side::MAX {
            self.sides.push(key.to_owned());
            self.of_side.insert(key.to_owned(), side);
        }
        side.min(Side::try_from(self.sides.len().saturating_sub(1)).unwrap_or(0))
    }

    /// Renumbers sides in order of their names: which of two sides has the smaller number must not
    /// depend on what is published later.
    fn by_name(&mut self, resolved: &mut [(u8, Vec<Resolved>)]) {
        let old = std::mem::take(&mut self.sides);
        self.sides = old.clone();
        self.sides.sort();
        let new: Vec<Side> = old
            .iter()
            .map(|key| {
                Side::try_from(self.sides.partition_point(|other| other < key)).unwrap_or(Side::MAX)
            })
            .collect();
        let renumber =
            |side: &mut Side| *side = new.get(usize::from(*side)).copied().unwrap_or(*side);
        for one in resolved.iter_mut().flat_map(|(_, sides)| sides) {
            one.actors
                .iter_mut()
                .chain(&mut one.losers)
                .for_each(renumber);
            if let Standing::Camp(side) | Standing::Leans(side) = &mut one.standing {
                renumber(side);
            }
        }
    }

    fn group(&mut self, key: &str) -> u16 {
        let next = u16::try_from(self.of_group.len()).unwrap_or(u16::MAX);
        *self.of_group.entry(key.to_owned()).or_insert(next)
    }
}

/// The day from which an account affirms what it says: its last possible day, and never later than
/// its publication. "Since" and "from" keep their first day.
fn from_day(account: &Account, published: i32) -> i32 {
    let day = match (account.first, account.last) {
        (_, Some(last)) => day_number(last),
        (Some(first), None) => day_number(first),
        (None, None) => published,
    };
    day.min(published)
}

/// For each account, the earlier one whose utterance it carries. Only accounts published no later
/// are looked at, so that nothing said later changes who carried whom.
fn carried(
    accounts: &[Account],
    joins: &[(selon_model::ContentId, selon_model::ContentId)],
) -> Vec<Option<usize>> {
    let mut carries: Vec<Option<usize>> = vec![None; accounts.len()];
    if joins.is_empty() {
        return carries;
    }
    let of: BTreeMap<_, usize> = accounts
        .iter()
        .enumerate()
        .map(|(ix, account)| (account.claim, ix))
        .collect();
    // An outlet's own voice carries rather than is carried, within one day.
    let order = |ix: usize| {
        let account = &accounts[ix];
        (
            account.published,
            account.speaker.kind == SourceKind::Outlet,
            account.claim,
        )
    };
    let mut pairs: Vec<(usize, usize)> = joins
        .iter()
        .filter_map(|(a, b)| Some((*of.get(a)?, *of.get(b)?)))
        .filter(|(a, b)| a != b && accounts[*a].says == accounts[*b].says)
        .map(|(a, b)| if order(a) < order(b) { (b, a) } else { (a, b) })
        .collect();
    pairs.sort_by_key(|(later, earlier)| (order(*later), order(*earlier)));
    for (later, earlier) in pairs {
        let original = carries[earlier].unwrap_or(earlier);
        if original != later && carries[later].is_none() {
            carries[later] = Some(original);
        }
    }
    carries
}

fn conflicts_of(account: &Account, camps: &Camps) -> u64 {
    let mut bits = 0;
    for party in account.actors.iter().chain(&account.losers) {
        for key in std::iter::once(&party.key).chain(&party.parents) {
            for row in camps.of(key) {
                if let Ok(ix) = camps.conflicts().binary_search(&row.conflict)
                    && ix < 64
                {
                    bits |= 1 << ix;
                }
            }
        }
    }
    bits
}

fn in_force(row: &Membership, conflict: Option<&str>, day: Date) -> bool {
    conflict.is_some_and(|conflict| row.conflict == conflict)
        && row.from.is_none_or(|from| from <= day)
        && row.to.is_none_or(|to| day <= to)
}

/// The camp of a party: its own row, else its nearest parent's.
fn camp_of(party: &Party, camps: &Camps, conflict: Option<&str>, day: Date) -> Option<String> {
    std::iter::once(&party.key)
        .chain(&party.parents)
        .flat_map(|key| camps.of(key))
        .find(|row| in_force(row, conflict, day) && row.relation != Relation::Leans)
        .map(|row| row.camp.clone())
}

fn standing(
    speaker: &Speaker,
    camps: &Camps,
    conflict: Option<&str>,
    day: Date,
    numbers: &mut Numbers,
) -> Standing {
    let row = std::iter::once(&speaker.key)
        .chain(&speaker.parents)
        .flat_map(|key| camps.of(key))
        .find(|row| in_force(row, conflict, day));
    if let Some(row) = row {
        let side = numbers.side(&row.camp);
        return match row.relation {
            Relation::Belongs | Relation::Allied => Standing::Camp(side),
            Relation::Leans => Standing::Leans(side),
        };
    }
    match speaker.kind {
        SourceKind::Outlet => Standing::Third,
        SourceKind::Anonymous if speaker.parents.is_empty() => match speaker.anonymity {
            Some(
                Anonymity::Witness
                | Anonymity::Local
                | Anonymity::Medical
                | Anonymity::Humanitarian,
            ) => Standing::Third,
            _ => Standing::Unknown,
        },
        SourceKind::Anonymous => Standing::Camp(numbers.side(&speaker.parents[0])),
        SourceKind::Named => match speaker.actor_kind.as_deref() {
            Some("monitor" | "agency" | "outlet" | "organisation" | "civilians") => Standing::Third,
            Some("armed-group" | "state-force" | "coalition" | "state" | "government") => {
                Standing::Camp(numbers.side(&speaker.key))
            }
            _ => match speaker.parents.first() {
                Some(parent) => Standing::Camp(numbers.side(parent)),
                None => Standing::Unknown,
            },
        },
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. Source: H. Hinnant, "chrono-compatible
/// low-level date algorithms", days_from_civil.
pub(super) fn day_number(date: Date) -> i32 {
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date of a day number; days outside the calendar's range become its ends.
pub(super) fn date(day: i32) -> Date {
    use jiff::ToSpan;
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.saturating_add(i64::from(day).days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_and_dates_are_each_other_s_inverse() {
        for text in [
            "1970-01-01",
            "2017-11-09",
            "2000-02-29",
            "1899-12-31",
            "2400-03-01",
            "-0001-06-15",
        ] {
            let Ok(day) = text.parse::<Date>() else {
                continue;
            };
            assert_eq!(date(day_number(day)), day, "{text}");
        }
        assert_eq!(day_number(jiff::civil::date(2017, 11, 9)), 17_479);
    }
}
