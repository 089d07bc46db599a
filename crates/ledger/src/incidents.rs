//! Incidents: claims of one event joined across documents, with why, and never a mean of figures.
//!
//! | two claims tell of one event when | |
//! |---|---|
//! | family | their types are of one family: a change of hands, fighting, a siege, a strike, a bombing, an attack, and so on; casualties belong to any violent one |
//! | place | they name the same place, or points at most [`NEAR_KM`] apart, neither an area |
//! | time | their days overlap, one day aside for reports told by night; without a time of its own a claim is of the [`LOOK_BACK`] days up to its publication |
//! | participants | no side of one is missing from the other where both name that side; names are compared by key, by parent, and by camp |
//! | figures | one voice that gives two figures in one dispatch tells of two events |
//!
//! A claim joins an incident when it fits every member, so that no chain of near misses makes one
//! event of many. A person's judgement (`same`, `different`; `unsure` leaves the machine's) is
//! signed, comes first, and can be undone. What this leaves out: whether the event happened.

use crate::account::speaker_of;
use crate::camps::{Camps, Relation};
use crate::content::{actor_key, place_key};
use crate::decide::{Decided, DecisionKind};
use crate::error::Result;
use crate::ladder::days_between;
use crate::lineage::{judgements_of, ordered};
use crate::read::Entry;
use crate::store::Ledger;
use jiff::ToSpan;
use selon_model::{
    Actor, Canonical, ClaimType, ContentId, Count, Date, Modality, Place, PlaceRole, TimeBasis,
};
use std::collections::{BTreeMap, BTreeSet};

/// Two points at most so far apart, in kilometres, are one place of an event.
pub const NEAR_KM: f64 = 5.0;
/// A claim without a time of its own is taken to be of so many days up to its publication.
pub const LOOK_BACK: i64 = 3;
/// The version the machine signs its joins with.
pub const SIGNED: &str = "selon incidents 1";

/// What sort of event a claim tells of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Family {
    /// A place changes hands.
    Transfer,
    /// Fighting on the ground that decides nothing yet.
    Fighting,
    /// A siege.
    Siege,
    /// A strike from afar.
    Strike,
    /// An explosive device.
    Bombing,
    /// An attack on people.
    Attack,
    /// People killed or wounded, no act named.
    Casualties,
    /// People taken.
    Abduction,
    /// People arrested.
    Arrest,
    /// People freed.
    Release,
    /// People who move.
    Displacement,
    /// A deal.
    Agreement,
}

impl Family {
    /// The family of a type; `None` for what is no event of a day (holding, presence, support).
    pub fn of(kind: ClaimType) -> Option<Family> {
        Some(match kind {
            ClaimType::Capture
            | ClaimType::Expulsion
            | ClaimType::Withdrawal
            | ClaimType::Handover => Family::Transfer,
            ClaimType::Entry
            | ClaimType::Offensive
            | ClaimType::Advance
            | ClaimType::Repulse
            | ClaimType::Clash => Family::Fighting,
            ClaimType::Siege => Family::Siege,
            ClaimType::Strike => Family::Strike,
            ClaimType::Bombing => Family::Bombing,
            ClaimType::Attack => Family::Attack,
            ClaimType::Casualties => Family::Casualties,
            ClaimType::Abduction => Family::Abduction,
            ClaimType::Arrest => Family::Arrest,
            ClaimType::Release => Family::Release,
            ClaimType::Displacement => Family::Displacement,
            ClaimType::Agreement => Family::Agreement,
            _ => return None,
        })
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Family::Transfer => "transfer",
            Family::Fighting => "fighting",
            Family::Siege => "siege",
            Family::Strike => "strike",
            Family::Bombing => "bombing",
            Family::Attack => "attack",
            Family::Casualties => "casualties",
            Family::Abduction => "abduction",
            Family::Arrest => "arrest",
            Family::Release => "release",
            Family::Displacement => "displacement",
            Family::Agreement => "agreement",
        }
    }

    fn violent(self) -> bool {
        matches!(
            self,
            Family::Transfer
                | Family::Fighting
                | Family::Siege
                | Family::Strike
                | Family::Bombing
                | Family::Attack
        )
    }

    /// Whether two claims of these families may tell of one event.
    fn meets(self, other: Family) -> bool {
        self == other
            || (self == Family::Casualties && other.violent())
            || (other == Family::Casualties && self.violent())
    }
}

/// Why a claim is part of an incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Because {
    /// The claim.
    pub claim: ContentId,
    /// The claim of the incident it was compared with.
    pub with: ContentId,
    /// What they share, in words.
    pub shared: Vec<String>,
    /// Who joined them: a person, or [`SIGNED`].
    pub signed: String,
}

/// What one source says of the people hit, as bounds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toll {
    /// Key of the source.
    pub source: String,
    /// Its name.
    pub name: String,
    /// The claim that says so: the source's latest.
    pub claim: ContentId,
    /// Publication day.
    pub published: Option<Date>,
    /// Killed.
    pub killed: Option<Count>,
    /// Wounded.
    pub wounded: Option<Count>,
}

/// Claims of one event.
#[derive(Clone, PartialEq, Debug)]
pub struct Incident {
    /// Its id: a hash of its earliest claim.
    pub id: ContentId,
    /// What sort of event.
    pub family: Family,
    /// Its claims, by publication.
    pub entries: Vec<Entry>,
    /// The place that most of its claims name; `None` when none names any.
    pub place: Option<Place>,
    /// First and last day on which it can have been, by the claims that say most exactly.
    pub first: Option<Date>,
    /// Last day.
    pub last: Option<Date>,
    /// The best stated time says the day, and not only the day of publication.
    pub timed: bool,
    /// The days are approximate.
    pub approximate: bool,
    /// Who acts.
    pub agents: Vec<Actor>,
    /// To whom.
    pub targets: Vec<Actor>,
    /// What each source says of the people hit. Never added up, never averaged.
    pub tolls: Vec<Toll>,
    /// Why each claim after the first is part of it.
    pub because: Vec<Because>,
    /// All of its claims are said with reserve, denied, planned or asked.
    pub unasserted: bool,
}

impl Incident {
    /// The least and greatest number killed that any source gives.
    pub fn killed(&self) -> (Option<u32>, Option<u32>) {
        range(self.tolls.iter().filter_map(|toll| toll.killed))
    }

    /// The least and greatest number wounded that any source gives.
    pub fn wounded(&self) -> (Option<u32>, Option<u32>) {
        range(self.tolls.iter().filter_map(|toll| toll.wounded))
    }
}

fn range(counts: impl Iterator<Item = Count>) -> (Option<u32>, Option<u32>) {
    let mut bounds: (Option<u32>, Option<u32>) = (None, None);
    for count in counts {
        for figure in [count.min, count.max].into_iter().flatten() {
            bounds.0 = Some(bounds.0.map_or(figure, |least| least.min(figure)));
            bounds.1 = Some(bounds.1.map_or(figure, |most| most.max(figure)));
        }
    }
    bounds
}

/// What the joins are made from, once per claim.
struct Telling {
    ix: usize,
    family: Family,
    place: Option<String>,
    point: Option<(f64, f64)>,
    area: bool,
    days: Option<(Date, Date)>,
    agents: Vec<BTreeSet<String>>,
    targets: Vec<BTreeSet<String>>,
    speaker: String,
}

/// The incidents among some claims. Denied, planned and asked claims join what others assert, and
/// make no incident of their own.
pub fn incidents(entries: Vec<Entry>, camps: &Camps, decisions: &[Decided]) -> Vec<Incident> {
    let judged = judgements_of(decisions, DecisionKind::Event);
    let tellings = in_order(&entries, camps);
    let groups = grouped(&entries, &tellings, &judged, &mut Blocks::default());
    let mut slots: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    let mut found: Vec<Incident> = groups
        .into_iter()
        .filter_map(|(members, because)| {
            let tellings: Vec<&Telling> = members.iter().map(|at| &tellings[*at]).collect();
            let entries: Vec<Entry> = tellings
                .iter()
                .filter_map(|telling| slots[telling.ix].take())
                .collect();
            gathered(&tellings, entries, because)
        })
        .collect();
    found.sort_by(|a, b| {
        (a.first, a.last, &a.entries[0].published, a.id).cmp(&(
            b.first,
            b.last,
            &b.entries[0].published,
            b.id,
        ))
    });
    found
}

/// The claims that tell of an event, what is said most exactly first, so that what is said vaguely
/// joins it.
fn in_order(entries: &[Entry], camps: &Camps) -> Vec<Telling> {
    let mut tellings: Vec<Telling> = entries
        .iter()
        .enumerate()
        .filter_map(|(ix, entry)| telling(ix, entry, camps))
        .collect();
    tellings.sort_by_key(|telling| {
        let entry = &entries[telling.ix];
        (
            telling.days.map(|(first, _)| first),
            telling
                .days
                .map(|(first, last)| days_between(first, last))
                .unwrap_or(i64::MAX),
            telling.family == Family::Casualties,
            entry.published,
            entry.id,
        )
    });
    tellings
}

/// The tellings of each incident, in order of joining, and why each after the first is part of it.
fn grouped(
    entries: &[Entry],
    tellings: &[Telling],
    judged: &Judged,
    blocks: &mut Blocks,
) -> Vec<(Vec<usize>, Vec<Because>)> {
    let mut groups: Vec<(Vec<usize>, Vec<Because>)> = Vec::new();
    for (at, telling) in tellings.iter().enumerate() {
        let entry = &entries[telling.ix];
        let mut best: Option<(usize, Because, (usize, usize))> = None;
        for group in blocks.near(telling, entry, judged) {
            let (members, _) = &groups[group];
            let mut shared: Option<(Vec<String>, usize)> = None;
            let mut fits = true;
            let mut signed = None;
            for member in members {
                let other = &tellings[*member];
                match judged.get(&ordered(entry.id, entries[other.ix].id)) {
                    Some((value, _)) if value == "different" => {
                        fits = false;
                        break;
                    }
                    Some((_, author)) => signed = Some((author.clone(), *member)),
                    None => {}
                }
            }
            if !fits {
                continue;
            }
            if signed.is_none() {
                for member in members {
                    match common(telling, &tellings[*member], entries) {
                        Some(words) => {
                            if shared
                                .as_ref()
                                .is_none_or(|(known, _)| words.len() > known.len())
                            {
                                shared = Some((words, *member));
                            }
                        }
                        None => {
                            fits = false;
                            break;
                        }
                    }
                }
            }
            if !fits {
                continue;
            }
            let (words, with, author) = match (signed, shared) {
                (Some((author, with)), _) => (vec!["judged the same".to_owned()], with, author),
                (None, Some((words, with))) => (words, with, SIGNED.to_owned()),
                (None, None) => continue,
            };
            // Of two that share as much, the one that more claims tell of.
            let judged = if author == SIGNED { 0 } else { 100 };
            let strength = (words.len() + judged, members.len());
            if best
                .as_ref()
                .is_none_or(|(_, _, before)| strength > *before)
            {
                best = Some((
                    group,
                    Because {
                        claim: entry.id,
                        with: entries[tellings[with].ix].id,
                        shared: words,
                        signed: author,
                    },
                    strength,
                ));
            }
        }
        match best {
            Some((group, because, _)) => {
                groups[group].0.push(at);
                groups[group].1.push(because);
                blocks.joined(entry.id, group);
            }
            None => {
                groups.push((vec![at], Vec::new()));
                blocks.begun(telling, entry, groups.len() - 1);
            }
        }
    }
    groups
}

/// Judgements in force, by pair of claims: value and author.
type Judged = BTreeMap<(ContentId, ContentId), (String, String)>;

/// Which incidents a claim can be part of, so that it is not compared with all.
///
/// A claim joins an incident when it fits every member, so the first member's place and days decide
/// whether it is worth a look. Claims come in order of their first day: an incident whose first
/// member's last day is past will fit no later claim, and is dropped when it is met.
#[derive(Default)]
struct Blocks {
    /// By key of the first member's place, and by the square of the earth it lies in: the last day
    /// on which a claim may still fit, and the incident.
    by_place: BTreeMap<String, Vec<(Date, usize)>>,
    by_square: BTreeMap<(i32, i32), Vec<(Date, usize)>>,
    /// By dispatch, incidents whose first member names no place.
    placeless: BTreeMap<ContentId, Vec<usize>>,
    /// By dispatch, every incident.
    by_dispatch: BTreeMap<ContentId, Vec<usize>>,
    /// The incident of each claim.
    of: BTreeMap<ContentId, usize>,
    /// Every claim that a person judged, with the others of its pairs.
    pairs: Option<BTreeMap<ContentId, Vec<ContentId>>>,
    /// Look at every incident: what the blocks are checked against.
    all: bool,
}

impl Blocks {
    /// The incidents worth a look, in order of beginning.
    fn near(&mut self, telling: &Telling, entry: &Entry, judged: &Judged) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        if self.all {
            return self.of.values().copied().collect();
        }
        let pairs = self.pairs.get_or_insert_with(|| {
            let mut pairs: BTreeMap<ContentId, Vec<ContentId>> = BTreeMap::new();
            for (left, right) in judged.keys() {
                pairs.entry(*left).or_default().push(*right);
                pairs.entry(*right).or_default().push(*left);
            }
            pairs
        });
        let others = pairs.get(&entry.id).into_iter().flatten();
        found.extend(others.filter_map(|other| self.of.get(other)));
        let Some((first, _)) = telling.days else {
            return found;
        };
        let mut look = |list: Option<&mut Vec<(Date, usize)>>| {
            if let Some(list) = list {
                list.retain(|(until, _)| first <= *until);
                found.extend(list.iter().map(|(_, group)| *group));
            }
        };
        let Some(place) = &telling.place else {
            found.extend(self.by_dispatch.get(&entry.dispatch).into_iter().flatten());
            return found;
        };
        look(self.by_place.get_mut(place));
        if let Some(point) = telling.point.filter(|_| !telling.area) {
            for square in squares_around(point) {
                look(self.by_square.get_mut(&square));
            }
        }
        found.extend(self.placeless.get(&entry.dispatch).into_iter().flatten());
        found
    }

    /// A claim began an incident.
    fn begun(&mut self, telling: &Telling, entry: &Entry, group: usize) {
        self.joined(entry.id, group);
        self.by_dispatch
            .entry(entry.dispatch)
            .or_default()
            .push(group);
        // A day aside still fits.
        let until = telling
            .days
            .map_or(Date::MIN, |(_, last)| last.saturating_add(1.day()));
        match &telling.place {
            Some(place) => self
                .by_place
                .entry(place.clone())
                .or_default()
                .push((until, group)),
            None => self
                .placeless
                .entry(entry.dispatch)
                .or_default()
                .push(group),
        }
        if let Some(point) = telling.point.filter(|_| !telling.area) {
            self.by_square
                .entry(square(point))
                .or_default()
                .push((until, group));
        }
    }

    fn joined(&mut self, claim: ContentId, group: usize) {
        self.of.insert(claim, group);
    }
}

/// Height of a band of squares, in degrees: a little more than [`NEAR_KM`], so that what is near
/// lies in a square beside.
const BAND: f64 = NEAR_KM / 111.0;

/// How many squares a band is divided into around the earth, each at least as wide as high.
fn squares_in(band: i32) -> i32 {
    let north = f64::from(band) * BAND;
    let widest = north.abs().max((north + BAND).abs()).min(90.0);
    ((360.0 * widest.to_radians().cos() / BAND) as i32).max(1)
}

/// The square a point lies in.
fn square((latitude, longitude): (f64, f64)) -> (i32, i32) {
    let band = (latitude / BAND).floor() as i32;
    (band, in_band(band, longitude))
}

fn in_band(band: i32, longitude: f64) -> i32 {
    let squares = squares_in(band);
    let turn = (longitude / 360.0).rem_euclid(1.0);
    ((turn * f64::from(squares)) as i32).min(squares - 1)
}

/// The square a point lies in and those around it.
fn squares_around((latitude, longitude): (f64, f64)) -> BTreeSet<(i32, i32)> {
    let middle = (latitude / BAND).floor() as i32;
    (middle - 1..=middle + 1)
        .flat_map(|band| {
            let (at, squares) = (in_band(band, longitude), squares_in(band));
            // Bands differ in how they are divided: two to either side.
            (at - 2..=at + 2).map(move |at| (band, at.rem_euclid(squares)))
        })
        .collect()
}

/// Families of one place that its claim happens at.
fn telling(ix: usize, entry: &Entry, camps: &Camps) -> Option<Telling> {
    let claim = &entry.claim;
    let family = Family::of(claim.kind)?;
    let link = claim
        .places
        .iter()
        .min_by_key(|link| match link.role {
            PlaceRole::At => 0,
            PlaceRole::Near => 1,
            PlaceRole::From if claim.kind == ClaimType::Withdrawal => 0,
            PlaceRole::To => 2,
            _ => 3,
        })
        .and_then(|link| entry.places.get(link.place));
    let timed = matches!(claim.time.basis, TimeBasis::Explicit | TimeBasis::Carried);
    let days = match (claim.time.first, claim.time.last, entry.published) {
        (Some(first), Some(last), _) if timed => Some((first, last)),
        (Some(first), None, published) if timed => Some((first, published.unwrap_or(first))),
        (_, last, published) => published.or(last).map(|day| {
            let day = last.filter(|last| timed && *last < day).unwrap_or(day);
            (day.saturating_sub(LOOK_BACK.days()), day)
        }),
    };
    let day = entry.published.unwrap_or(Date::ZERO);
    let names = |list: &[usize]| -> Vec<BTreeSet<String>> {
        list.iter()
            .filter_map(|ix| entry.actors.get(*ix))
            .map(|actor| {
                let keys = std::iter::once(actor_key(actor)).chain(actor.parent.as_deref());
                let mut all: BTreeSet<String> = BTreeSet::new();
                for key in keys {
                    all.insert(key.to_owned());
                    all.extend(
                        camps
                            .of(key)
                            .filter(|row| {
                                row.relation != Relation::Leans
                                    && row.from.is_none_or(|from| from <= day)
                                    && row.to.is_none_or(|to| day <= to)
                            })
                            .map(|row| row.camp.clone()),
                    );
                }
                all
            })
            .collect()
    };
    Some(Telling {
        ix,
        family,
        place: link.map(|place| place_key(place).to_owned()),
        point: link.and_then(|place| Some((place.latitude?, place.longitude?))),
        area: link.is_some_and(|place| is_area(&place.feature)),
        days,
        agents: names(&claim.agents),
        targets: names(&claim.targets),
        speaker: speaker_of(entry).key,
    })
}

/// Whether a feature of the world's tables covers more than one settlement.
pub fn is_area(feature: &str) -> bool {
    matches!(
        feature,
        "country" | "region" | "district" | "area" | "border" | "river"
    )
}

/// What two claims share when they can tell of one event.
fn common(a: &Telling, b: &Telling, entries: &[Entry]) -> Option<Vec<String>> {
    if !a.family.meets(b.family) {
        return None;
    }
    let mut shared = vec![if a.family == b.family {
        format!("both {}", a.family.as_str())
    } else {
        format!("casualties of {}", a.family.min(b.family).as_str())
    }];
    match (&a.place, &b.place) {
        (Some(left), Some(right)) if left == right => shared.push("same place".to_owned()),
        (Some(_), Some(_)) => {
            let (left, right) = (a.point?, b.point?);
            let apart = kilometres(left, right);
            if a.area || b.area || apart > NEAR_KM {
                return None;
            }
            shared.push(format!("{apart:.1} km apart"));
        }
        // Without a place only one text can tell that both speak of one event.
        _ => {
            if entries[a.ix].dispatch != entries[b.ix].dispatch {
                return None;
            }
        }
    }
    let ((a_first, a_last), (b_first, b_last)) = (a.days?, b.days?);
    let apart = days_between(a_last, b_first).max(days_between(b_last, a_first));
    if apart > 1 {
        return None;
    }
    shared.push(if apart == 1 {
        "a day apart".to_owned()
    } else {
        "days overlap".to_owned()
    });
    for (label, left, right) in [
        ("who", &a.agents, &b.agents),
        ("whom", &a.targets, &b.targets),
    ] {
        if left.is_empty() || right.is_empty() {
            continue;
        }
        let meet = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            // An actor in common says more than a camp in common.
            one.intersection(other)
                .min_by_key(|key| (key.contains('/'), *key))
                .cloned()
        };
        let both = left
            .iter()
            .find_map(|one| right.iter().find_map(|other| meet(one, other)));
        match both {
            Some(key) => shared.push(format!("{label} {key}")),
            // Two who fight are named in either order; whom casualties hit is named either way.
            None if a.family == Family::Fighting && crossed(a, b) => {}
            None if a.family != b.family => {}
            None => return None,
        }
    }
    // One voice that gives two figures in one dispatch tells of two events.
    let (left, right) = (&entries[a.ix], &entries[b.ix]);
    if left.dispatch == right.dispatch && a.speaker == b.speaker {
        let figures = |entry: &Entry| (entry.claim.numbers.killed, entry.claim.numbers.wounded);
        let (one, other) = (figures(left), figures(right));
        if matches!((one.0, other.0), (Some(x), Some(y)) if x != y) {
            return None;
        }
    }
    Some(shared)
}

fn crossed(a: &Telling, b: &Telling) -> bool {
    let meets = |left: &[BTreeSet<String>], right: &[BTreeSet<String>]| {
        left.iter()
            .any(|one| right.iter().any(|other| !one.is_disjoint(other)))
    };
    meets(&a.agents, &b.targets) || meets(&a.targets, &b.agents)
}

/// Great-circle distance in kilometres (haversine, mean radius 6,371 km).
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, lb) = (a.0.to_radians(), b.0.to_radians());
    let (dla, dlo) = (lb - la, (b.1 - a.1).to_radians());
    let h = (dla / 2.0).sin().powi(2) + la.cos() * lb.cos() * (dlo / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

fn gathered(
    tellings: &[&Telling],
    mut entries: Vec<Entry>,
    because: Vec<Because>,
) -> Option<Incident> {
    let asserted =
        |entry: &Entry| matches!(entry.claim.modality, Modality::Asserted | Modality::Hedged);
    if !entries.iter().any(asserted) {
        return None;
    }
    let family = tellings
        .iter()
        .map(|telling| telling.family)
        .find(|family| *family != Family::Casualties)
        .unwrap_or(Family::Casualties);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for key in tellings
        .iter()
        .filter_map(|telling| telling.place.as_deref())
    {
        *places.entry(key).or_default() += 1;
    }
    let place = places
        .iter()
        .max_by_key(|(key, count)| (**count, std::cmp::Reverse(**key)))
        .and_then(|(key, _)| {
            entries
                .iter()
                .flat_map(|entry| &entry.places)
                .find(|place| place_key(place) == *key)
                .cloned()
        });
    let timed = |entry: &Entry| {
        matches!(
            entry.claim.time.basis,
            TimeBasis::Explicit | TimeBasis::Carried
        )
    };
    // The narrowest stated days; publication days only where nothing is stated.
    let narrowest = tellings
        .iter()
        .zip(&entries)
        .filter_map(|(telling, entry)| {
            let (first, last) = telling.days?;
            Some((
                !timed(entry),
                days_between(first, last),
                first,
                last,
                entry.claim.time.approximate,
            ))
        })
        .min();
    let (mut agents, mut targets): (Vec<Actor>, Vec<Actor>) = (Vec::new(), Vec::new());
    for entry in entries.iter().filter(|entry| {
        // Whom casualties name as doer is often who says so; the act's own claims name who acted.
        family == Family::Casualties || Family::of(entry.claim.kind) != Some(Family::Casualties)
    }) {
        for (list, all) in [
            (&entry.claim.agents, &mut agents),
            (&entry.claim.targets, &mut targets),
        ] {
            for actor in list.iter().filter_map(|ix| entry.actors.get(*ix)) {
                if !all.iter().any(|known| actor_key(known) == actor_key(actor)) {
                    all.push(actor.clone());
                }
            }
        }
    }
    entries.sort_by_key(|entry| (entry.published.is_none(), entry.published, entry.id));
    let mut tolls: BTreeMap<String, Toll> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| asserted(entry)) {
        let numbers = &entry.claim.numbers;
        if numbers.killed.is_none() && numbers.wounded.is_none() {
            continue;
        }
        let speaker = speaker_of(entry);
        let toll = tolls.entry(speaker.key.clone()).or_insert_with(|| Toll {
            source: speaker.key,
            name: speaker.name,
            claim: entry.id,
            published: entry.published,
            killed: None,
            wounded: None,
        });
        // The source's latest figure replaces its earlier one.
        toll.claim = entry.id;
        toll.published = entry.published;
        toll.killed = numbers.killed.or(toll.killed);
        toll.wounded = numbers.wounded.or(toll.wounded);
    }
    let mut hash = Canonical::new("selon incident 1");
    hash.bytes(&entries.first()?.id.0);
    Some(Incident {
        id: hash.finish(),
        family,
        place,
        first: narrowest.map(|narrow| narrow.2),
        last: narrowest.map(|narrow| narrow.3),
        timed: narrowest.is_some_and(|narrow| !narrow.0),
        approximate: narrowest.is_some_and(|narrow| narrow.4),
        agents,
        targets,
        tolls: tolls.into_values().collect(),
        because,
        unasserted: entries
            .iter()
            .all(|entry| entry.claim.modality != Modality::Asserted),
        entries,
    })
}

impl Ledger {
    /// The incidents of the claims in force that were published by a day, or of all; about one
    /// place, or about all. Claims that a review rejects are left out.
    pub fn incidents(
        &self,
        camps: &Camps,
        place: Option<&str>,
        known: Option<Date>,
    ) -> Result<Vec<Incident>> {
        let decisions = self.decisions()?;
        let rejected = crate::review::rejected(&decisions);
        let mut entries = match place {
            Some(place) => self.claims_about(place, known)?,
            None => self.claims()?,
        };
        entries.retain(|entry| {
            !rejected.contains(&entry.id)
                && known.is_none_or(|known| entry.published.is_some_and(|day| day <= known))
        });
        Ok(incidents(entries, camps, &decisions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::Dice;
    use selon_model::*;

    /// A claim of one of a few types, days, actors and dispatches, at one of some places close by,
    /// far off, across the date line, at a pole, or nowhere.
    fn some_entry(dice: &mut Dice, n: u64) -> Entry {
        const POINTS: [(f64, f64); 9] = [
            (34.0, 40.0),
            (34.03, 40.03),
            (34.09, 40.0),
            (60.0, 25.0),
            (60.0, 25.08),
            (-17.0, 179.99),
            (-17.0, -179.98),
            (89.99, 10.0),
            (89.99, -170.0),
        ];
        let at = dice.below(POINTS.len() as u64 + 1) as usize;
        let places: Vec<Place> = POINTS
            .get(at)
            .map(|(latitude, longitude)| Place {
                id: Some(format!("p{at}")),
                name: format!("p{at}"),
                names: Vec::new(),
                feature: if dice.percent(10) { "district" } else { "town" }.to_owned(),
                country: None,
                admin1: None,
                latitude: Some(*latitude),
                longitude: Some(*longitude),
                candidates: Vec::new(),
                mentions: Vec::new(),
            })
            .into_iter()
            .collect();
        let actor = |name: &str| Actor {
            id: Some(name.to_owned()),
            name: name.to_owned(),
            names: Vec::new(),
            kind: "armed-group".to_owned(),
            parent: None,
            mentions: Vec::new(),
        };
        let published =
            jiff::civil::date(2020, 1, 1).saturating_add((dice.below(40) as i64).days());
        let dispatch = ContentId::of(&dice.below(60).to_le_bytes());
        let span = Span { start: 0, end: 4 };
        Entry {
            id: ContentId::of(format!("claim {n}").as_bytes()),
            dispatch,
            published: (!dice.percent(5)).then_some(published),
            outlet: None,
            url: None,
            path: None,
            claim: Claim {
                kind: [
                    ClaimType::Capture,
                    ClaimType::Clash,
                    ClaimType::Casualties,
                    ClaimType::Strike,
                ][dice.below(4) as usize],
                state: None,
                means: None,
                agents: (0..dice.below(2) as usize).collect(),
                targets: (1..1 + dice.below(2) as usize).collect(),
                places: (0..places.len())
                    .map(|place| PlaceLink {
                        place,
                        role: PlaceRole::At,
                        modifier: None,
                    })
                    .collect(),
                time: ClaimTime {
                    first: dice
                        .percent(40)
                        .then(|| published.saturating_sub((dice.below(20) as i64).days())),
                    last: Some(published),
                    approximate: false,
                    basis: [TimeBasis::Explicit, TimeBasis::Publication][dice.below(2) as usize],
                    reference: None,
                },
                numbers: Numbers {
                    killed: dice.percent(30).then(|| Count {
                        min: Some(dice.below(3) as u32),
                        max: None,
                    }),
                    ..Numbers::default()
                },
                sources: Chain::outlet(Some("wire".to_owned()), None),
                speech: Speech::Own,
                modality: Modality::Asserted,
                extent: None,
                control: Vec::new(),
                wording: Vec::new(),
                evidence: Evidence::one(span),
                rule: String::new(),
                restates: None,
            },
            actors: vec![
                actor(["red", "blue"][dice.below(2) as usize]),
                actor(["green", "white"][dice.below(2) as usize]),
            ],
            places,
            words: Vec::new(),
            context: String::new(),
            in_force: true,
            trace: crate::trace::Trace::default(),
        }
    }

    #[test]
    fn looking_at_what_is_near_finds_what_looking_at_everything_finds() {
        let mut joined = 0;
        for seed in 0..40 {
            let mut dice = Dice::new(seed);
            let entries: Vec<Entry> = (0..150).map(|n| some_entry(&mut dice, n)).collect();
            let judged: Judged = (0..dice.below(12))
                .map(|_| {
                    let mut one = || entries[dice.below(150) as usize].id;
                    let pair = ordered(one(), one());
                    let value = ["same", "different"][dice.below(2) as usize];
                    (pair, (value.to_owned(), "ana".to_owned()))
                })
                .collect();
            let tellings = in_order(&entries, &Camps::default());
            let mut all = Blocks {
                all: true,
                ..Blocks::default()
            };
            let slow = grouped(&entries, &tellings, &judged, &mut all);
            let fast = grouped(&entries, &tellings, &judged, &mut Blocks::default());
            assert_eq!(slow, fast, "seed {seed}");
            joined += fast.iter().filter(|(members, _)| members.len() > 2).count();
        }
        assert!(
            joined > 100,
            "only {joined} incidents of three claims or more"
        );
    }
}
