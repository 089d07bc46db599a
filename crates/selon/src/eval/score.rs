//! The figures: one-to-one matching of claims with facts, best pairs first.

use super::{Fact, Gold, norm, same_time};
use crate::public::{Claim, Reading, Source};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

type Forms = BTreeSet<String>;

/// The fields whose accuracy is measured over detected facts, in the order they are printed.
pub const FIELDS: [&str; 11] = [
    "who",
    "whom",
    "place",
    "time",
    "source",
    "source_voiced",
    "chain",
    "chain_voiced",
    "modality",
    "modality_marked",
    "speech",
];

/// How one claim answers to one fact. `None` where the fact asks nothing.
#[derive(Clone, Debug)]
pub struct Verdict {
    fields: [Option<bool>; 11],
    /// Every participant list that the fact fills shares a member.
    pub core: bool,
    weight: i64,
}

impl Verdict {
    /// The verdict on one of [`FIELDS`].
    pub fn field(&self, name: &str) -> Option<bool> {
        FIELDS
            .iter()
            .position(|field| *field == name)
            .and_then(|ix| self.fields[ix])
    }
}

/// How many facts of a type there are, and how many were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Facts of the gold, optional ones left out.
    pub facts: usize,
    /// Found.
    pub detected: usize,
    /// Found with its participants.
    pub core: usize,
}

/// The figures of one evaluation.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Gold files.
    pub documents: usize,
    /// Facts, optional ones left out.
    pub facts: usize,
    /// Claims read.
    pub claims: usize,
    /// Facts found.
    pub detect: usize,
    /// Facts found with their participants.
    pub core: usize,
    /// Optional facts found.
    pub optional_hit: usize,
    /// Spans whose words are not the text's.
    pub bad_span: usize,
    /// Gold files without a reading.
    pub unread: usize,
    /// Right answers and questions asked, for each of [`FIELDS`].
    pub accuracy: [(usize, usize); 11],
    /// By type of fact.
    pub by_type: BTreeMap<String, Counts>,
}

impl Figures {
    /// Precision, recall and F1 to three decimals, from a number of right claims.
    pub fn prf(&self, right: usize) -> [f64; 3] {
        let claims = self.claims.saturating_sub(self.optional_hit).max(1);
        let precision = right as f64 / claims as f64;
        let recall = right as f64 / self.facts.max(1) as f64;
        let f1 = if right == 0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        };
        [round(precision), round(recall), round(f1)]
    }

    /// Precision, recall and F1 of detection.
    pub fn detection(&self) -> [f64; 3] {
        self.prf(self.detect)
    }

    /// Precision, recall and F1 of detection with participants.
    pub fn core_prf(&self) -> [f64; 3] {
        self.prf(self.core)
    }

    /// Accuracy of one of [`FIELDS`] with the number of facts that ask for it.
    pub fn accuracy_of(&self, ix: usize) -> (Option<f64>, usize) {
        let (right, asked) = self.accuracy[ix];
        (
            (asked > 0).then(|| round(right as f64 / asked as f64)),
            asked,
        )
    }

    /// The figures as the reference scorer's JSON.
    pub fn to_json(&self) -> Value {
        let accuracy: Map<String, Value> = FIELDS
            .iter()
            .enumerate()
            .map(|(ix, field)| ((*field).to_owned(), json!(self.accuracy_of(ix))))
            .collect();
        json!({
            "documents": self.documents,
            "facts": self.facts,
            "claims": self.claims,
            "detect": self.detect,
            "core": self.core,
            "optional_hit": self.optional_hit,
            "bad_span": self.bad_span,
            "unread": self.unread,
            "detect_prf": self.detection(),
            "core_prf": self.core_prf(),
            "accuracy": accuracy,
            "by_type": self.by_type,
        })
    }
}

fn round(value: f64) -> f64 {
    format!("{value:.3}").parse().unwrap_or(value)
}

/// A fact or a claim that a person should look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Difference {
    /// A fact that no claim answers to.
    Miss {
        /// Dispatch.
        name: String,
        /// Fact.
        id: String,
        /// Its type.
        kind: String,
        /// Its words.
        quote: String,
        /// What stands around them.
        context: String,
    },
    /// A claim that answers to no fact.
    Extra {
        /// Dispatch.
        name: String,
        /// Its type.
        kind: String,
        /// Its words.
        evidence: String,
        /// The rule that made it.
        rule: String,
        /// First scalar value of its words.
        start: usize,
        /// One past the last.
        end: usize,
        /// What stands around them.
        context: String,
    },
    /// A field of a detected fact that is wrong.
    Error {
        /// Dispatch.
        name: String,
        /// Fact.
        id: String,
        /// Its type.
        kind: String,
        /// Which field.
        field: String,
        /// What the gold says.
        gold: String,
        /// What the claim says.
        ours: String,
        /// The claim's rule.
        rule: String,
        /// What stands around them.
        context: String,
    },
}

/// Figures, and everything behind them.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The figures.
    pub figures: Figures,
    /// Misses, extras and errors, by dispatch.
    pub differences: Vec<Difference>,
}

/// Scores readings against gold. A reading belongs to the gold of its file's name.
pub fn score(golds: &[Gold], readings: &BTreeMap<String, Reading>) -> Report {
    let mut report = Report::default();
    report.figures.documents = golds.len();
    for gold in golds {
        one(gold, readings.get(&gold.name), &mut report);
    }
    report
}

fn one(gold: &Gold, reading: Option<&Reading>, report: &mut Report) {
    let figures = &mut report.figures;
    for fact in gold.facts.iter().filter(|fact| !fact.optional) {
        figures.facts += 1;
        figures.by_type.entry(fact.kind.clone()).or_default().facts += 1;
    }
    let Some(reading) = reading else {
        figures.unread += 1;
        return;
    };
    let text: Vec<char> = gold.text.chars().collect();
    let entities = Entities::new(reading);
    figures.claims += reading.claims.len();
    if !text.is_empty() {
        figures.bad_span += reading
            .claims
            .iter()
            .flat_map(|claim| &claim.evidence)
            .filter(|span| {
                text.get(span.start..span.end)
                    .is_none_or(|words| !words.iter().copied().eq(span.text.chars()))
            })
            .count();
    }
    let mut pairs = Vec::new();
    for (i, fact) in gold.facts.iter().enumerate() {
        for (j, claim) in reading.claims.iter().enumerate() {
            if let Some(verdict) = judge(gold, fact, claim, &entities) {
                let weight = verdict.weight - if fact.optional { 5 } else { 0 };
                pairs.push((weight, i, j, verdict));
            }
        }
    }
    pairs.sort_by_key(|(weight, i, j, _)| (-weight, *i, *j));
    let (mut facts_used, mut claims_used) = (BTreeSet::new(), BTreeSet::new());
    let mut errors = Vec::new();
    for (_, i, j, verdict) in pairs {
        if facts_used.contains(&i) || claims_used.contains(&j) {
            continue;
        }
        facts_used.insert(i);
        claims_used.insert(j);
        let (fact, claim) = (&gold.facts[i], &reading.claims[j]);
        if fact.optional {
            figures.optional_hit += 1;
            continue;
        }
        let counts = figures.by_type.entry(fact.kind.clone()).or_default();
        counts.detected += 1;
        figures.detect += 1;
        if verdict.core {
            counts.core += 1;
            figures.core += 1;
        }
        for (ix, value) in verdict.fields.iter().enumerate() {
            if let Some(right) = value {
                figures.accuracy[ix].1 += 1;
                figures.accuracy[ix].0 += usize::from(*right);
                if !right && !FIELDS[ix].contains('_') {
                    let (wanted, ours) = both(fact, claim, reading, FIELDS[ix]);
                    errors.push((
                        i,
                        Difference::Error {
                            name: gold.name.clone(),
                            id: fact.id.clone(),
                            kind: fact.kind.clone(),
                            field: FIELDS[ix].to_owned(),
                            gold: wanted,
                            ours,
                            rule: claim.rule.clone(),
                            context: around(&text, fact.start.unwrap_or(0), fact.end.unwrap_or(0)),
                        },
                    ));
                }
            }
        }
    }
    errors.sort_by_key(|(i, _)| *i);
    for (i, fact) in gold.facts.iter().enumerate() {
        if !fact.optional && !facts_used.contains(&i) {
            report.differences.push(Difference::Miss {
                name: gold.name.clone(),
                id: fact.id.clone(),
                kind: fact.kind.clone(),
                quote: fact.quote.clone(),
                context: around(&text, fact.start.unwrap_or(0), fact.end.unwrap_or(0)),
            });
        }
    }
    for (j, claim) in reading.claims.iter().enumerate() {
        if !claims_used.contains(&j) {
            let (first, last) = (claim.evidence.first(), claim.evidence.last());
            report.differences.push(Difference::Extra {
                name: gold.name.clone(),
                kind: claim.kind.clone(),
                evidence: words(claim),
                rule: claim.rule.clone(),
                start: first.map_or(0, |span| span.start),
                end: last.map_or(0, |span| span.end),
                context: around(
                    &text,
                    first.map_or(0, |span| span.start as i64),
                    last.map_or(0, |span| span.end as i64),
                ),
            });
        }
    }
    report
        .differences
        .extend(errors.into_iter().map(|(_, error)| error));
}

fn words(claim: &Claim) -> String {
    let words: Vec<&str> = claim.evidence.iter().map(|span| &*span.text).collect();
    words.join(" | ")
}

/// The sentence around some words, roughly: up to a hundred and twenty characters either side,
/// cut at line ends.
fn around(text: &[char], start: i64, end: i64) -> String {
    let clamp = |at: i64| usize::try_from(at.max(0)).unwrap_or(0).min(text.len());
    let (start, end) = (clamp(start), clamp(end).max(clamp(start)));
    let before: Vec<char> = text[..start]
        .iter()
        .rev()
        .take(120)
        .take_while(|c| **c != '\n')
        .copied()
        .collect();
    let before: String = before.into_iter().rev().collect();
    let inner: String = text[start..end].iter().collect();
    let after: String = text[end..]
        .iter()
        .take(120)
        .take_while(|c| **c != '\n')
        .collect();
    format!("{before}[{}]{after}", inner.replace('\n', " "))
}

/// What gold and claim say in one field, for people.
fn both(fact: &Fact, claim: &Claim, reading: &Reading, field: &str) -> (String, String) {
    let actor = |reference: &String| {
        reading
            .actors
            .iter()
            .find(|actor| actor.reference == *reference)
            .map_or("?", |actor| actor.id.as_deref().unwrap_or(&actor.name))
    };
    let place = |reference: &String| {
        reading
            .places
            .iter()
            .find(|place| place.reference == *reference)
            .map_or("?", |place| &place.name)
    };
    let list = |items: Vec<&str>| items.join(", ");
    let keys = |keys: &[String]| keys.join(", ");
    let source = |source: &Source| match (&*source.kind, &source.actor, &source.name) {
        ("outlet", ..) => "outlet".to_owned(),
        ("anonymous", ..) => format!("anon:{}", source.description.as_deref().unwrap_or("")),
        (_, Some(reference), _) => actor(reference).to_owned(),
        (_, None, name) => name.clone().unwrap_or_default(),
    };
    let chain = || {
        let links: Vec<String> = claim.sources.iter().map(source).collect();
        format!("[{}]", links.join(", "))
    };
    match field {
        "who" => (
            keys(&fact.who),
            list(claim.roles.agent.iter().map(actor).collect()),
        ),
        "whom" => (
            keys(&fact.whom),
            list(claim.roles.target.iter().map(actor).collect()),
        ),
        "place" => (
            keys(&fact.place),
            list(claim.places.iter().map(|link| place(&link.place)).collect()),
        ),
        "time" => (
            fact.time.clone().unwrap_or_default(),
            format!(
                "{} ({})",
                claim.time.edtf.as_deref().unwrap_or("none"),
                claim.time.basis
            ),
        ),
        "source" | "chain" => (format!("[{}]", keys(&fact.sources)), chain()),
        "modality" => (fact.modality.clone(), claim.modality.clone()),
        _ => (fact.speech.clone(), claim.speech.clone()),
    }
}

/// Normalised names of everything a reading speaks of, by `ref`.
struct Entities {
    forms: BTreeMap<String, Forms>,
    none: Forms,
}

impl Entities {
    fn new(reading: &Reading) -> Entities {
        let mut all = BTreeMap::new();
        for actor in &reading.actors {
            let mentions = actor.mentions.iter().map(|span| &*span.text);
            let forms = forms(&actor.names, &actor.name, actor.id.as_deref(), mentions);
            all.insert(actor.reference.clone(), forms);
        }
        for place in &reading.places {
            let mentions = place.mentions.iter().map(|span| &*span.text);
            let forms = forms(&place.names, &place.name, place.id.as_deref(), mentions);
            all.insert(place.reference.clone(), forms);
        }
        Entities {
            forms: all,
            none: Forms::new(),
        }
    }

    fn of(&self, reference: &str) -> &Forms {
        self.forms.get(reference).unwrap_or(&self.none)
    }
}

fn forms<'a>(
    names: &[String],
    name: &str,
    id: Option<&str>,
    mentions: impl Iterator<Item = &'a str>,
) -> Forms {
    let mut forms: Forms = names.iter().map(|name| norm(name)).collect();
    for whole in [Some(name), id].into_iter().flatten() {
        if !whole.is_empty() {
            forms.insert(norm(&whole.replace(['-', '_'], " ")));
        }
    }
    forms.extend(mentions.filter(|text| !text.is_empty()).map(norm));
    forms
}

fn source_forms(source: &Source, entities: &Entities) -> Forms {
    let mut forms = source
        .actor
        .as_deref()
        .map(|reference| entities.of(reference).clone())
        .unwrap_or_default();
    if let Some(name) = source.name.as_deref().filter(|name| !name.is_empty()) {
        forms.insert(norm(name));
    }
    match &*source.kind {
        "anonymous" => {
            forms.insert("anon".to_owned());
        }
        "outlet" => {
            forms.insert("outlet".to_owned());
        }
        _ => {}
    }
    forms
}

fn judge(gold: &Gold, fact: &Fact, claim: &Claim, entities: &Entities) -> Option<Verdict> {
    if !fact.accepts(&claim.kind) {
        return None;
    }
    let (start, end) = (fact.start.unwrap_or(0), fact.end.unwrap_or(0));
    let overlaps = claim
        .evidence
        .iter()
        .any(|span| (span.start as i64) < end && start < span.end as i64);
    if !overlaps {
        return None;
    }
    let shares = |keys: &[String], refs: &mut dyn Iterator<Item = &String>| {
        if keys.is_empty() {
            return None;
        }
        let refs: Vec<&String> = refs.collect();
        Some(
            keys.iter()
                .any(|key| refs.iter().any(|r| gold.is_key(key, entities.of(r)))),
        )
    };
    let who = shares(&fact.who, &mut claim.roles.agent.iter());
    let whom = shares(&fact.whom, &mut claim.roles.target.iter());
    let place = shares(
        &fact.place,
        &mut claim.places.iter().map(|link| &link.place),
    );
    let time = fact
        .time
        .as_deref()
        .filter(|time| !time.is_empty())
        .map(|time| same_time(Some(time), claim.time.edtf.as_deref()));
    let chain: Vec<Forms> = claim
        .sources
        .iter()
        .map(|source| source_forms(source, entities))
        .collect();
    let key_in = |key: &String, forms: &Forms| {
        if key == "outlet" {
            forms.contains("outlet")
        } else {
            gold.is_key(key, forms)
        }
    };
    let alternative = fact.alt_sources.as_ref().filter(|keys| !keys.is_empty());
    let chains: Vec<&Vec<String>> = std::iter::once(&fact.sources).chain(alternative).collect();
    let source = chains
        .iter()
        .any(|keys| match (keys.first(), chain.first()) {
            (Some(key), Some(forms)) => key_in(key, forms),
            _ => false,
        });
    let whole = chains.iter().any(|keys| {
        keys.len() == chain.len()
            && keys
                .iter()
                .zip(&chain)
                .all(|(key, forms)| key_in(key, forms))
    });
    let modality = claim.modality == fact.modality;
    let speech = claim.speech == fact.speech;
    let voiced = fact.sources.len() > 1;
    let core = who != Some(false) && place != Some(false);
    let plain = [
        who,
        whom,
        place,
        time,
        Some(source),
        Some(whole),
        Some(modality),
        Some(speech),
        Some(core),
    ];
    let right = plain.iter().filter(|value| **value == Some(true)).count();
    Some(Verdict {
        fields: [
            who,
            whom,
            place,
            time,
            Some(source),
            voiced.then_some(source),
            Some(whole),
            voiced.then_some(whole),
            Some(modality),
            (fact.modality != "asserted").then_some(modality),
            Some(speech),
        ],
        core,
        weight: 10 * i64::from(core) + right as i64 + i64::from(claim.kind == fact.kind),
    })
}
