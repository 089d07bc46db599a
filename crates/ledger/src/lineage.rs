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

use crate::content::{actor_key, place_key};
use crate::decide::{Decided, DecisionKind};
use crate::error::Result;
use crate::read::{Entry, source_name};
use crate::store::Ledger;
use selon_model::{Change, ClaimType, ContentId, Date, SourceKind, Speech, TimeBasis};
use std::collections::{BTreeMap, BTreeSet};

/// Words of a shingle.
pub const SHINGLE: usize = 7;
/// The least share of the shorter text's shingles that are in the longer one.
pub const CONTAINED: f64 = 2.0 / 3.0;
/// The least words of a quotation that identify it.
pub const QUOTED_WORDS: usize = 6;
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

/// What the joins are made from, once per claim.
struct Telling<'a> {
    entry: &'a Entry,
    source: Option<String>,
    kind: ClaimType,
    places: Vec<&'a str>,
    agents: Vec<&'a str>,
    quotation: Option<String>,
    shingles: Vec<u64>,
}

/// Pairs of claims that are one utterance.
pub fn joins(entries: &[Entry], decisions: &[Decided]) -> Vec<(ContentId, ContentId)> {
    explained(entries, decisions)
        .into_iter()
        .map(|join| (join.left, join.right))
        .collect()
}

/// Pairs of claims that are one utterance, with why.
pub fn explained(entries: &[Entry], decisions: &[Decided]) -> Vec<Join> {
    let judged = judgements_of(decisions, DecisionKind::Judgement);
    let tellings: Vec<Telling<'_>> = entries.iter().map(telling).collect();
    // Only claims of one type about one place can be one utterance.
    let mut buckets: BTreeMap<(ClaimType, &str), Vec<usize>> = BTreeMap::new();
    for (ix, telling) in tellings.iter().enumerate() {
        for place in &telling.places {
            buckets.entry((telling.kind, place)).or_default().push(ix);
        }
        if telling.places.is_empty() {
            buckets.entry((telling.kind, "")).or_default().push(ix);
        }
    }
    let mut found: BTreeMap<(ContentId, ContentId), Join> = BTreeMap::new();
    for members in buckets.values_mut() {
        members.sort_by_key(|ix| tellings[*ix].entry.published);
        for (at, left) in members.iter().enumerate() {
            for right in &members[at + 1..] {
                let (a, b) = (&tellings[*left], &tellings[*right]);
                if let (Some(first), Some(second)) = (a.entry.published, b.entry.published)
                    && crate::ladder::days_between(first, second) > MONTH
                {
                    break;
                }
                if a.entry.dispatch == b.entry.dispatch {
                    continue;
                }
                let pair = ordered(a.entry.id, b.entry.id);
                if found.contains_key(&pair) || judged.contains_key(&pair) {
                    continue;
                }
                if let Some((why, shared)) = joined(a, b) {
                    found.insert(
                        pair,
                        Join {
                            left: pair.0,
                            right: pair.1,
                            why,
                            signed: SIGNED.to_owned(),
                            shared,
                        },
                    );
                }
            }
        }
    }
    for (pair, source) in in_one_text(entries) {
        if !judged.contains_key(&pair) {
            found.entry(pair).or_insert(Join {
                left: pair.0,
                right: pair.1,
                why: Why::Attributed,
                signed: SIGNED.to_owned(),
                shared: source,
            });
        }
    }
    let here: BTreeSet<ContentId> = entries.iter().map(|entry| entry.id).collect();
    for (pair, (value, author)) in judged {
        if value == "same" && here.contains(&pair.0) && here.contains(&pair.1) {
            found.insert(
                pair,
                Join {
                    left: pair.0,
                    right: pair.1,
                    why: Why::Judged,
                    signed: author,
                    shared: String::new(),
                },
            );
        }
    }
    found.into_values().collect()
}

/// What one text says twice of one speaker, or in the outlet's own voice besides: the pairs, with
/// the source. One dispatch is no second voice for what it reports.
fn in_one_text(entries: &[Entry]) -> Vec<((ContentId, ContentId), String)> {
    let mut texts: BTreeMap<ContentId, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        texts.entry(entry.dispatch).or_default().push(entry);
    }
    let mut pairs = Vec::new();
    for text in texts.values_mut().filter(|text| text.len() > 1) {
        let own = |entry: &Entry| entry.claim.sources.innermost().kind == SourceKind::Outlet;
        // Those with a speaker first, so that an outlet's own words join what they repeat.
        text.sort_by_key(|entry| (own(entry), entry.claim.evidence.cover().start, entry.id));
        for (at, later) in text.iter().enumerate() {
            let told = gains(later);
            if told.is_empty() {
                continue;
            }
            let voice = crate::account::speaker_of(later);
            let first = text[..at].iter().find(|first| {
                let days = (days_told(first), days_told(later));
                let speaker = crate::account::speaker_of(first);
                (speaker.voice() == voice.voice() || (own(later) && !own(first)))
                    && told == gains(first)
                    && first.claim.modality == later.claim.modality
                    && !matches!(days, (Some(one), Some(other)) if one != other)
            });
            if let Some(first) = first {
                pairs.push((ordered(first.id, later.id), first.speaker().to_owned()));
            }
        }
    }
    pairs
}

/// Who comes to hold or holds which place by a claim; who loses it, where nobody is said to gain it.
fn gains(entry: &Entry) -> BTreeSet<(&str, &str)> {
    let of = |wanted: &[Change]| -> BTreeSet<(&str, &str)> {
        entry
            .claim
            .control
            .iter()
            .filter(|control| wanted.contains(&control.change))
            .filter_map(|control| {
                let actor = control.actor.and_then(|ix| entry.actors.get(ix))?;
                Some((
                    place_key(entry.places.get(control.place)?),
                    actor_key(actor),
                ))
            })
            .collect()
    };
    let gains = of(&[Change::Gains, Change::Holds]);
    if gains.is_empty() {
        of(&[Change::Loses])
    } else {
        gains
    }
}

/// The judgements in force: the last of each pair, undone and unsure ones left out.
pub(crate) fn judgements_of(
    decisions: &[Decided],
    kind: DecisionKind,
) -> BTreeMap<(ContentId, ContentId), (String, String)> {
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

fn telling(entry: &Entry) -> Telling<'_> {
    let claim = &entry.claim;
    let innermost = claim.sources.innermost();
    let keys = |list: &[usize]| -> Vec<&str> {
        let mut keys: Vec<&str> = list
            .iter()
            .filter_map(|ix| entry.actors.get(*ix))
            .map(actor_key)
            .collect();
        keys.sort_unstable();
        keys
    };
    let mut places: Vec<&str> = claim
        .places
        .iter()
        .filter_map(|link| entry.places.get(link.place))
        .map(place_key)
        .collect();
    places.sort_unstable();
    places.dedup();
    let source = match innermost.kind {
        SourceKind::Named => Some(
            innermost
                .actor
                .and_then(|ix| entry.actors.get(ix))
                .map_or_else(
                    || source_name(innermost).to_owned(),
                    |actor| actor_key(actor).to_owned(),
                ),
        ),
        // Nobody can say that two unnamed sources are one.
        SourceKind::Anonymous | SourceKind::Outlet => None,
    };
    let quotation = matches!(claim.speech, Speech::Direct)
        .then(|| words(&entry.words.join(" ")))
        .filter(|words| words.len() >= QUOTED_WORDS)
        .map(|words| words.join(" "));
    Telling {
        entry,
        source,
        kind: claim.kind,
        places,
        agents: keys(&claim.agents),
        quotation,
        shingles: shingles(&entry.context),
    }
}

fn joined(a: &Telling<'_>, b: &Telling<'_>) -> Option<(Why, String)> {
    if a.entry.claim.modality != b.entry.claim.modality {
        return None;
    }
    if let (Some(left), Some(right)) = (&a.quotation, &b.quotation)
        && left == right
        && a.source == b.source
    {
        return Some((Why::Quoted, left.clone()));
    }
    let near = match (a.entry.published, b.entry.published) {
        (Some(left), Some(right)) => crate::ladder::days_between(left, right).abs() <= DAYS_APART,
        _ => false,
    };
    let time = |telling: &Telling<'_>| telling.entry.claim.time.edtf();
    if let (Some(left), Some(right)) = (&a.source, &b.source)
        && left == right
        && near
        && a.agents == b.agents
        && a.entry.claim.state == b.entry.claim.state
        && time(a) == time(b)
    {
        return Some((Why::Attributed, left.clone()));
    }
    // Two named speakers are two voices and two days are two events, however alike the words.
    let two_speakers = a.source.is_some() && b.source.is_some() && a.source != b.source;
    let two_days = matches!((days_told(a.entry), days_told(b.entry)), (Some(one), Some(other)) if one != other);
    if two_speakers || two_days {
        return None;
    }
    let share = containment(&a.shingles, &b.shingles);
    if share >= CONTAINED && a.agents == b.agents {
        return Some((Why::Copied, format!("{:.0} %", share * 100.0)));
    }
    None
}

/// The days of a claim that has a time of its own.
fn days_told(entry: &Entry) -> Option<(Option<Date>, Option<Date>)> {
    let time = &entry.claim.time;
    matches!(time.basis, TimeBasis::Explicit | TimeBasis::Carried)
        .then_some((time.first, time.last))
}

/// The share of the shorter list's shingles that are in the longer; 0 when either has none.
/// Both lists are sorted.
fn containment(a: &[u64], b: &[u64]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    let shared = short
        .iter()
        .filter(|shingle| long.binary_search(shingle).is_ok())
        .count();
    shared as f64 / short.len() as f64
}

/// Words in lower case, punctuation left out.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Hashes of every run of [`SHINGLE`] words, sorted, each once. A text of fewer words has none: it
/// is too short to be known again.
fn shingles(text: &str) -> Vec<u64> {
    let words = words(text);
    let mut shingles: Vec<u64> = words
        .windows(SHINGLE)
        .map(|run| {
            let id = ContentId::of(run.join(" ").as_bytes());
            let mut first = [0; 8];
            first.copy_from_slice(&id.0[..8]);
            u64::from_le_bytes(first)
        })
        .collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
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
