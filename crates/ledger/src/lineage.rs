//! Lineage: which claims are one utterance, told once and carried by many.
//!
//! | join | when | example |
//! |---|---|---|
//! | L1 attribution | two claims name the same source for the same thing within a week | twenty outlets quote one communiqué |
//! | L1 in one text | a text tells twice, of one speaker or in the outlet's own voice, that the same hands gain or lose the same place, on no other day | a headline above the communiqué |
//! | L2 quotation | the same words, six or more, inside quotation marks, of the same speaker | "nous tenons la ville", said once, printed twice |
//! | L3 near-duplicate | the text around both claims is nearly the same: word 7-shingles of the shorter, two thirds of them in the longer | a dispatch reprinted without credit |
//!
//! Joins are made between claims of the same type about the same place only. A person's judgement
//! (`same`, `different`; `unsure` leaves the machine's) is signed, comes first, and can be undone.
//! What is counted is voices; carriers are shown.

use crate::account::Said;
use crate::content::{actor_key, place_key};
use crate::decide::{Decided, DecisionKind};
use crate::error::Result;
use crate::read::Entry;
use crate::store::Ledger;
use crate::trace::{Share, Trace, Words};
use selon_model::{Change, ClaimType, ContentId, Date, SourceKind};
use std::collections::{BTreeMap, BTreeSet};

pub use crate::trace::{QUOTED_WORDS, SHINGLE};

/// The least share of the shorter text's shingles that are in the longer one.
pub const CONTAINED: f64 = 2.0 / 3.0;
/// Days between publications within which a source is taken to say one thing once.
pub const DAYS_APART: i64 = 7;
/// A text printed again after more days than this is taken as told anew.
pub const MONTH: i64 = 31;
/// The version the machine signs its joins with.
pub const SIGNED: &str = "selon lineage 1";

/// Why two claims are one utterance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// A person says so.
    Judged,
    /// L1: the same source says the same.
    Attributed,
    /// L2: the same quotation.
    Quoted,
    /// L3: nearly the same text.
    Copied,
}

impl Why {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Judged => "judged",
            Why::Attributed => "attributed",
            Why::Quoted => "quoted",
            Why::Copied => "copied",
        }
    }
}

/// Two claims that are one utterance, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Join {
    /// One claim.
    pub left: ContentId,
    /// The other.
    pub right: ContentId,
    /// Why.
    pub why: Why,
    /// Who joined them: a person, or [`SIGNED`].
    pub signed: String,
    /// What they share: the source, the quotation, or the share of shingles.
    pub shared: String,
}

/// One utterance and who carries it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voice {
    /// The ultimate source: of the earliest claim, an attributed one before an outlet's own.
    pub source: String,
    /// The claim that speaks for it.
    pub claim: ContentId,
    /// Its claims, by publication.
    pub claims: Vec<ContentId>,
    /// Outlets that carry it, each once.
    pub carriers: Vec<String>,
    /// First day it was published.
    pub first: Option<Date>,
    /// The joins that make it one.
    pub joins: Vec<Join>,
}

/// What the joins are made from, once per claim. Places and actors are numbers: rows of the file, or
/// whatever tells them apart among the claims at hand.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    pub said: Said,
    pub approximate: bool,
    /// First byte of its evidence.
    pub start: u32,
    pub places: Vec<i64>,
    /// Who acts, sorted.
    pub agents: Vec<i64>,
    /// Of each change of who holds what: the place, who, and what changes.
    pub control: Vec<(i64, Option<i64>, Change)>,
    pub trace: Trace,
}

impl Telling {
    /// What makes a named source the same as another. Nobody can say that two unnamed sources are
    /// one.
    fn source(&self) -> Option<&str> {
        let speaker = &self.said.speaker;
        (speaker.kind == SourceKind::Named).then_some(speaker.key.as_str())
    }

    /// The days of a claim that has a time of its own.
    fn days_told(&self) -> Option<(Option<Date>, Option<Date>)> {
        let said = &self.said;
        said.own_time().then_some((said.first, said.last))
    }

    /// When it happened, as claimed.
    fn time(&self) -> Option<(Option<Date>, Option<Date>, bool)> {
        let said = &self.said;
        said.dated()
            .then_some((said.first, said.last, self.approximate))
    }

    /// Who comes to hold or holds which place by it; who loses it, where nobody is said to gain it.
    fn gains(&self) -> BTreeSet<(i64, i64)> {
        let of = |wanted: &[Change]| -> BTreeSet<(i64, i64)> {
            self.control
                .iter()
                .filter(|(_, _, change)| wanted.contains(change))
                .filter_map(|(place, actor, _)| Some((*place, (*actor)?)))
                .collect()
        };
        let gains = of(&[Change::Gains, Change::Holds]);
        if gains.is_empty() {
            of(&[Change::Loses])
        } else {
            gains
        }
    }
}

/// Judgements in force, by pair: what was judged, and by whom.
pub(crate) type Judgements = BTreeMap<(ContentId, ContentId), (String, String)>;

/// A join before it is put in words: indices of its claims, the lesser id first.
pub(crate) struct Joined {
    pub left: usize,
    pub right: usize,
    pub why: Why,
    /// The share of runs, for copies.
    share: f64,
}

/// Pairs of claims that are one utterance. `runs` gives the runs of the words around a claim, sorted;
/// it is asked only about claims whose traces are nearly the same.
pub(crate) fn joined(
    tellings: &[Telling],
    judged: &Judgements,
    mut runs: impl FnMut(usize) -> Result<Vec<u64>>,
) -> Result<Vec<Joined>> {
    let mut seen: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    let mut share = |one: usize, other: usize| -> Result<f64> {
        for ix in [one, other] {
            if let std::collections::btree_map::Entry::Vacant(free) = seen.entry(ix) {
                free.insert(runs(ix)?);
            }
        }
        Ok(containment(&seen[&one], &seen[&other]))
    };
    // Only claims of one type about one place can be one utterance.
    let mut buckets: BTreeMap<(ClaimType, i64), Vec<usize>> = BTreeMap::new();
    for (ix, telling) in tellings.iter().enumerate() {
        for place in &telling.places {
            buckets
                .entry((telling.said.kind, *place))
                .or_default()
                .push(ix);
        }
        if telling.places.is_empty() {
            buckets.entry((telling.said.kind, 0)).or_default().push(ix);
        }
    }
    let ordered_pair = |left: usize, right: usize| {
        if tellings[left].said.claim <= tellings[right].said.claim {
            (left, right)
        } else {
            (right, left)
        }
    };
    let is_judged = |(left, right): (usize, usize)| {
        !judged.is_empty()
            && judged.contains_key(&(tellings[left].said.claim, tellings[right].said.claim))
    };
    let mut found: BTreeMap<(usize, usize), (Why, f64)> = BTreeMap::new();
    for members in buckets.values_mut() {
        members.sort_by_key(|ix| tellings[*ix].said.published);
        for (at, left) in members.iter().enumerate() {
            for right in &members[at + 1..] {
                let (a, b) = (&tellings[*left], &tellings[*right]);
                if let (Some(first), Some(second)) = (a.said.published, b.said.published)
                    && crate::ladder::days_between(first, second) > MONTH
                {
                    break;
                }
                let pair = ordered_pair(*left, *right);
                if a.said.dispatch == b.said.dispatch
                    || found.contains_key(&pair)
                    || is_judged(pair)
                {
                    continue;
                }
                if let Some(why) = one_utterance(a, b, || share(pair.0, pair.1))? {
                    found.insert(pair, why);
                }
            }
        }
    }
    for (first, later) in in_one_text(tellings) {
        let pair = ordered_pair(first, later);
        if !is_judged(pair) {
            found.entry(pair).or_insert((Why::Attributed, 0.0));
        }
    }
    if !judged.is_empty() {
        let of: BTreeMap<ContentId, usize> = tellings
            .iter()
            .enumerate()
            .map(|(ix, telling)| (telling.said.claim, ix))
            .collect();
        for (claim, left) in &of {
            let pairs = (*claim, ContentId([0; 32]))..=(*claim, ContentId([0xff; 32]));
            for ((_, other), (value, _)) in judged.range(pairs) {
                if let (Some(right), "same") = (of.get(other), value.as_str()) {
                    found.insert((*left, *right), (Why::Judged, 0.0));
                }
            }
        }
    }
    Ok(found
        .into_iter()
        .map(|((left, right), (why, share))| Joined {
            left,
            right,
            why,
            share,
        })
        .collect())
}

/// What one text says twice of one speaker, or in the outlet's own voice besides. One dispatch is no
/// second voice for what it reports.
fn in_one_text(tellings: &[Telling]) -> Vec<(usize, usize)> {
    let mut texts: BTreeMap<ContentId, Vec<usize>> = BTreeMap::new();
    for (ix, telling) in tellings.iter().enumerate() {
        texts.entry(telling.said.dispatch).or_default().push(ix);
    }
    let own = |ix: usize| tellings[ix].said.speaker.kind == SourceKind::Outlet;
    let mut pairs = Vec::new();
    for text in texts.values_mut().filter(|text| text.len() > 1) {
        // Those with a speaker first, so that an outlet's own words join what they repeat.
        text.sort_by_key(|ix| (own(*ix), tellings[*ix].start, tellings[*ix].said.claim));
        let gains: Vec<_> = text.iter().map(|ix| tellings[*ix].gains()).collect();
        for (at, later) in text.iter().enumerate() {
            if gains[at].is_empty() {
                continue;
            }
            let b = &tellings[*later];
            let first = text[..at].iter().zip(&gains).find(|(first, told)| {
                let a = &tellings[**first];
                (a.said.speaker.voice() == b.said.speaker.voice() || (own(*later) && !own(**first)))
                    && gains[at] == **told
                    && a.said.modality == b.said.modality
                    && a.said.unconfirmed() == b.said.unconfirmed()
                    && !on_two_days(a, b)
            });
            if let Some((first, _)) = first {
                pairs.push((*first, *later));
            }
        }
    }
    pairs
}

/// Both have a time of their own, and not the same.
fn on_two_days(a: &Telling, b: &Telling) -> bool {
    matches!((a.days_told(), b.days_told()), (Some(one), Some(other)) if one != other)
}

/// Whether and why two claims of different texts are one utterance; for copies, with the share of
/// runs.
fn one_utterance(
    a: &Telling,
    b: &Telling,
    share: impl FnOnce() -> Result<f64>,
) -> Result<Option<(Why, f64)>> {
    if a.said.modality != b.said.modality || a.said.unconfirmed() != b.said.unconfirmed() {
        return Ok(None);
    }
    let one_source = a.source() == b.source();
    if a.trace.quotation.is_some() && a.trace.quotation == b.trace.quotation && one_source {
        return Ok(Some((Why::Quoted, 0.0)));
    }
    let same_agents = a.agents == b.agents;
    let near = || match (a.said.published, b.said.published) {
        (Some(left), Some(right)) => crate::ladder::days_between(left, right).abs() <= DAYS_APART,
        _ => false,
    };
    if a.source().is_some()
        && one_source
        && same_agents
        && a.said.state == b.said.state
        && a.time() == b.time()
        && near()
    {
        return Ok(Some((Why::Attributed, 0.0)));
    }
    // Two named speakers are two voices and two days are two events, however alike the words.
    let two_speakers = a.source().is_some() && b.source().is_some() && !one_source;
    if two_speakers || !same_agents || on_two_days(a, b) {
        return Ok(None);
    }
    let share = match a.trace.at_most(&b.trace) {
        Share::Is(share) => share,
        Share::AtMost(most) if most < CONTAINED => return Ok(None),
        Share::AtMost(_) => share()?,
    };
    Ok((share >= CONTAINED).then_some((Why::Copied, share)))
}

/// The share of the shorter list's runs that are in the longer; 0 when either has none.
/// Both lists are sorted.
pub(crate) fn containment(a: &[u64], b: &[u64]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    let shared = short
        .iter()
        .filter(|run| long.binary_search(run).is_ok())
        .count();
    shared as f64 / short.len() as f64
}

/// Pairs of claims that are one utterance, with why.
pub fn explained(entries: &[Entry], decisions: &[Decided]) -> Vec<Join> {
    let judged = judgements_of(decisions, DecisionKind::Judgement);
    let mut numbers = BTreeMap::new();
    let tellings: Vec<Telling> = entries
        .iter()
        .map(|entry| telling(entry, &mut numbers))
        .collect();
    let runs = |ix: usize| Ok(Words::of(&entries[ix].context).all());
    // Reading from memory does not fail.
    let found = joined(&tellings, &judged, runs).unwrap_or_default();
    found
        .into_iter()
        .map(|join| {
            let (left, right) = (&entries[join.left], &entries[join.right]);
            let pair = (left.id, right.id);
            let signed = match join.why {
                Why::Judged => judged.get(&pair).map(|(_, author)| author.clone()),
                _ => None,
            };
            Join {
                left: left.id,
                right: right.id,
                why: join.why,
                signed: signed.unwrap_or_else(|| SIGNED.to_owned()),
                shared: match join.why {
                    Why::Judged => String::new(),
                    Why::Attributed => match left.claim.sources.innermost().kind {
                        SourceKind::Outlet => right.speaker().to_owned(),
                        _ => left.speaker().to_owned(),
                    },
                    Why::Quoted => left.words.join(" "),
                    Why::Copied => format!("{:.0} %", join.share * 100.0),
                },
            }
        })
        .collect()
}

/// What the joins need of a claim; `numbers` tells places and actors apart.
fn telling(entry: &Entry, numbers: &mut BTreeMap<String, i64>) -> Telling {
    let claim = &entry.claim;
    let mut number = |key: &str| -> i64 {
        if let Some(known) = numbers.get(key) {
            return *known;
        }
        let next = numbers.len() as i64 + 1;
        numbers.insert(key.to_owned(), next);
        next
    };
    let mut places: Vec<i64> = claim
        .places
        .iter()
        .filter_map(|link| entry.places.get(link.place))
        .map(|place| number(place_key(place)))
        .collect();
    places.sort_unstable();
    places.dedup();
    let mut agents: Vec<i64> = claim
        .agents
        .iter()
        .filter_map(|ix| entry.actors.get(*ix))
        .map(|actor| number(actor_key(actor)))
        .collect();
    agents.sort_unstable();
    let control = claim
        .control
        .iter()
        .filter_map(|control| {
            let place = number(place_key(entry.places.get(control.place)?));
            let actor = control.actor.and_then(|ix| entry.actors.get(ix));
            Some((
                place,
                actor.map(|actor| number(actor_key(actor))),
                control.change,
            ))
        })
        .collect();
    Telling {
        said: Said::of(entry),
        approximate: claim.time.approximate,
        start: claim.evidence.cover().start,
        places,
        agents,
        control,
        trace: entry.trace,
    }
}

/// The judgements in force: the last of each pair, undone and unsure ones left out.
pub(crate) fn judgements_of(decisions: &[Decided], kind: DecisionKind) -> Judgements {
    let mut judged = BTreeMap::new();
    for decided in decisions
        .iter()
        .filter(|decided| !decided.undone && decided.decision.kind == kind)
    {
        let other = decided
            .decision
            .object
            .as_deref()
            .and_then(ContentId::parse);
        if let (Some(left), Some(right)) = (ContentId::parse(&decided.decision.subject), other) {
            judged.insert(
                ordered(left, right),
                (decided.decision.value.clone(), decided.author.clone()),
            );
        }
    }
    judged.retain(|_, (value, _)| value != "unsure");
    judged
}

pub(crate) fn ordered(left: ContentId, right: ContentId) -> (ContentId, ContentId) {
    (left.min(right), left.max(right))
}

/// The voices among some claims: joined claims are one voice and its carriers.
pub fn voices(entries: &[Entry], decisions: &[Decided]) -> Vec<Voice> {
    let joins = explained(entries, decisions);
    let of: BTreeMap<ContentId, usize> = entries
        .iter()
        .enumerate()
        .map(|(ix, entry)| (entry.id, ix))
        .collect();
    let mut parent: Vec<usize> = (0..entries.len()).collect();
    for join in &joins {
        if let (Some(left), Some(right)) = (of.get(&join.left), of.get(&join.right)) {
            let (left, right) = (root(&mut parent, *left), root(&mut parent, *right));
            parent[left.max(right)] = left.min(right);
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for ix in 0..entries.len() {
        members.entry(root(&mut parent, ix)).or_default().push(ix);
    }
    let mut voices: Vec<Voice> = members
        .into_values()
        .filter_map(|mut list| {
            list.sort_by_key(|ix| {
                let entry = &entries[*ix];
                (
                    entry.published.is_none(),
                    entry.published,
                    entry.claim.sources.innermost().kind == SourceKind::Outlet,
                    entry.id,
                )
            });
            let first = &entries[*list.first()?];
            let claims: Vec<ContentId> = list.iter().map(|ix| entries[*ix].id).collect();
            let mut carriers: Vec<String> = list
                .iter()
                .filter_map(|ix| entries[*ix].outlet.as_ref())
                .map(|outlet| outlet.name.clone())
                .collect();
            carriers.sort();
            carriers.dedup();
            Some(Voice {
                source: crate::account::speaker_of(first).name,
                claim: first.id,
                carriers,
                first: first.published,
                joins: joins
                    .iter()
                    .filter(|join| claims.contains(&join.left))
                    .cloned()
                    .collect(),
                claims,
            })
        })
        .collect();
    voices.sort_by_key(|voice| (voice.first.is_none(), voice.first, voice.claim));
    voices
}

fn root(parent: &mut [usize], mut ix: usize) -> usize {
    while parent[ix] != ix {
        parent[ix] = parent[parent[ix]];
        ix = parent[ix];
    }
    ix
}

impl Ledger {
    /// The voices that speak of a place, as known on a day.
    pub fn voices(&self, place: &str, known: Option<Date>) -> Result<Vec<Voice>> {
        Ok(voices(
            &self.claims_about(place, known)?,
            &self.decisions()?,
        ))
    }
}
