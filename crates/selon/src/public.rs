//! The public reading: the JSON that `selon read` prints, version 1.
//!
//! What this module is for: the exact names, order and meaning of the public format, apart from
//! the inner types so that neither binds the other. Offsets are counted in Unicode scalar values
//! and are exclusive at the end; `text[start..end]` in scalar values is always the span's `text`.
//! What it leaves out: how anything is read. The schema in `docs/reference/reading.schema.json`
//! is generated from these types.

use crate::{codes, timex};
use schemars::JsonSchema;
use selon_model as model;
use serde::{Deserialize, Serialize};

/// One dispatch, read.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reading {
    /// Version of the program.
    pub selon: String,
    /// What was read.
    pub document: Document,
    /// Who is spoken of, in order of first mention.
    pub actors: Vec<Actor>,
    /// Where, in order of first mention.
    pub places: Vec<Place>,
    /// When, in text order.
    pub times: Vec<Time>,
    /// What is claimed, in text order.
    pub claims: Vec<Claim>,
    /// What the text says of its own sources.
    pub source_profiles: Vec<SourceProfile>,
    /// What could not be read, and what is worth knowing.
    pub notices: Vec<Notice>,
}

/// The dispatch a reading belongs to.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Document {
    /// Content id: text, publication date and outlet.
    pub id: String,
    /// Path as given.
    pub path: Option<String>,
    /// Address it was published at.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// ISO 639-1 code, or `und`.
    pub language: String,
    /// Publication date, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// `given`, `text`, `metadata` or `unknown`.
    pub published_basis: String,
    /// Who published it.
    pub outlet: Option<Outlet>,
    /// Length of the text in Unicode scalar values.
    pub chars: usize,
}

/// An outlet.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Outlet {
    /// Id in the world's tables, where it is known there.
    pub id: Option<String>,
    /// Name.
    pub name: String,
}

/// A stretch of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Span {
    /// First Unicode scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words themselves.
    pub text: String,
}

/// An actor: whoever acts or speaks.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Actor {
    /// Name of this actor within the reading: `a1`, `a2`, …
    #[serde(rename = "ref")]
    pub reference: String,
    /// Id in the world's tables.
    pub id: Option<String>,
    /// Preferred name.
    pub name: String,
    /// Every name, the world's and the text's.
    pub names: Vec<String>,
    /// `state-force`, `armed-group`, `coalition`, `state`, `government`, `monitor`, `agency`,
    /// `outlet`, `organisation`, `person`, `civilians` or `unspecified`.
    pub kind: String,
    /// Id of what it is part of.
    pub parent: Option<String>,
    /// Where the text speaks of it.
    pub mentions: Vec<Span>,
}

/// A place.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Place {
    /// Name of this place within the reading: `p1`, `p2`, …
    #[serde(rename = "ref")]
    pub reference: String,
    /// Id in the world's tables.
    pub id: Option<String>,
    /// Preferred name.
    pub name: String,
    /// Every name, the world's and the text's.
    pub names: Vec<String>,
    /// `town`, `village`, `district`, `region`, `country`, `river`, `border`, `base`, `site` or `area`.
    pub feature: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level administrative unit.
    pub admin1: Option<String>,
    /// Degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    pub lon: Option<f64>,
    /// What else the name could mean, best first.
    pub candidates: Vec<Candidate>,
    /// Where the text speaks of it.
    pub mentions: Vec<Span>,
}

/// Another place a name could mean.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Candidate {
    /// Id in the world's tables.
    pub id: String,
    /// Score, 0 to 1.
    pub score: f32,
}

/// A time expression.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Time {
    /// Name of this time within the reading: `t1`, `t2`, …
    #[serde(rename = "ref")]
    pub reference: String,
    /// Extended Date/Time Format, where it could be anchored.
    pub edtf: Option<String>,
    /// First instant, `YYYY-MM-DDTHH:MM`, local to the text.
    pub start: Option<String>,
    /// First instant after it.
    pub end: Option<String>,
    /// `minute`, `hour`, `part-of-day`, `day`, `weekend`, `week`, `ten-days`, `month`, `season`,
    /// `quarter`, `year` or `decade`.
    pub grain: String,
    /// "environ", "vers" and the like.
    pub approximate: bool,
    /// `point`, `interval`, `since`, `until`, `duration`, `set` or `vague`.
    pub kind: String,
    /// What it was reckoned from: `explicit` (the words carry the date), `publication`,
    /// `antecedent` (another time of the text) or `none`.
    pub anchor: String,
    /// The `ref` of the time it was reckoned from, where that is an antecedent.
    pub antecedent: Option<String>,
    /// What the words say as TIMEX3 would have it.
    pub timex: Timex,
    /// The reading of the words before a calendar was laid to them.
    pub symbol: String,
    /// Where it stands; one mention today, a list for what may come.
    pub mentions: Vec<Span>,
}

/// The parts of a TIMEX3 that tell what the words mean (ISO-TimeML, TimeML 1.2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Timex {
    /// `DATE`, `TIME`, `DURATION` or `SET`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value; `X` stands for what nothing in the text fixes.
    pub value: String,
    /// `START`, `MID`, `END`, `APPROX`, `ON_OR_AFTER` or `ON_OR_BEFORE`.
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    /// `EVERY`, for a repeated time.
    pub quant: Option<String>,
}

/// What the text says happened or holds, and according to whom.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Claim {
    /// Content id.
    pub id: String,
    /// One of the types of `docs/glossary.md`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A refinement of the type.
    pub state: Option<String>,
    /// Weapon or vehicle.
    pub means: Option<String>,
    /// Who, to whom.
    pub roles: Roles,
    /// Where.
    pub places: Vec<PlaceLink>,
    /// When.
    pub time: ClaimTime,
    /// How many.
    pub numbers: Numbers,
    /// According to whom: the innermost speaker first, the outlet last.
    pub sources: Vec<Source>,
    /// `own`, `direct`, `indirect` or `mixed`.
    pub speech: String,
    /// `asserted`, `hedged`, `denied`, `planned` or `asked`.
    pub modality: String,
    /// How much of it.
    pub extent: Option<Extent>,
    /// What follows for who holds what.
    pub control: Vec<Control>,
    /// Loaded words within the evidence.
    pub wording: Vec<Wording>,
    /// Codes of other projects.
    pub codes: codes::Codes,
    /// The words it rests on.
    pub evidence: Vec<Span>,
    /// The rule that made it.
    pub rule: String,
    /// Id of the earlier claim of this reading that it tells again.
    pub restates: Option<String>,
    /// What it says to a claim of another voice in this reading.
    pub answers: Option<Answer>,
}

/// A confirmation, a denial or a refusal to confirm, and what it is about.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Answer {
    /// Id of the claim that is answered.
    pub claim: String,
    /// `confirms`, `admits`, `denies` or `unconfirmed`.
    pub how: String,
}

/// Who takes part in a claim, by the actors' `ref`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Roles {
    /// Who does it, holds, is present or withdraws.
    pub agent: Vec<String>,
    /// To whom it is done.
    pub target: Vec<String>,
}

/// A place of a claim.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlaceLink {
    /// The place's `ref`.
    pub place: String,
    /// `at`, `from`, `to`, `via`, `near` or `direction`.
    pub role: String,
    /// Words that narrow it.
    pub modifier: Option<String>,
}

/// When a claim holds.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ClaimTime {
    /// Extended Date/Time Format.
    pub edtf: Option<String>,
    /// `explicit`, `carried`, `publication` or `unknown`.
    pub basis: String,
    /// The time expression's `ref`.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
}

/// Bounds of a count, both inclusive, `null` where open.
pub type Bounds = [Option<u32>; 2];

/// Counts a claim speaks of.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Numbers {
    /// Dead.
    pub killed: Option<Bounds>,
    /// Wounded.
    pub wounded: Option<Bounds>,
    /// Displaced, evacuated or fled.
    pub displaced: Option<Bounds>,
    /// Any other count.
    pub count: Option<Bounds>,
}

/// One link of the chain of voices.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Source {
    /// `named`, `anonymous` or `outlet`.
    pub kind: String,
    /// The actor's `ref`, where the source is an actor of this reading.
    pub actor: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// The text's own description.
    pub description: Option<String>,
    /// What is said of an anonymous source: `military`, `medical`, `security`, `local`,
    /// `diplomatic`, `paramilitary`, `witness`, `official`, `humanitarian` or `unspecified`.
    pub anonymity: Option<String>,
    /// What the speaker does: `asserts`, `announces`, `denies`, `confirms`, …
    pub stance: String,
    /// The words that name the source.
    pub span: Option<Span>,
    /// The words that make it one.
    pub cue: Option<Span>,
    /// Where it was said.
    pub medium: Option<Span>,
}

/// How much of a place or thing is meant.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Extent {
    /// In the text's words.
    pub words: String,
    /// Bounds, 0 to 1.
    pub share: [f32; 2],
}

/// What a claim says of who holds a place.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Control {
    /// The place's `ref`.
    pub place: String,
    /// The actor's `ref`; `null` where the text names nobody.
    pub actor: Option<String>,
    /// `gains`, `loses`, `holds`, `contests` or `besieges`.
    pub change: String,
}

/// A loaded word.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Wording {
    /// First Unicode scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The word.
    pub text: String,
    /// The actor's `ref`, where known.
    pub about: Option<String>,
    /// `laudatory` or `pejorative`.
    pub valence: String,
}

/// What a text says of one of its sources.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SourceProfile {
    /// The actor's `ref`.
    pub source: String,
    /// The description, in the text's words.
    pub says: String,
    /// Where.
    pub span: Span,
    /// The actor's `ref` who says so, or `outlet`.
    pub said_by: String,
}

/// Something a person should know about a reading.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Notice {
    /// `info` or `warning`.
    pub level: String,
    /// One sentence.
    pub text: String,
    /// What it is about.
    pub span: Option<Span>,
}

impl Reading {
    /// The public form of a reading.
    pub fn new(dispatch: &model::Dispatch, reading: &model::Reading) -> Reading {
        let scalars = Scalars::new(&dispatch.text);
        let span = |s: model::Span| scalars.span(s);
        let spans = |list: &[model::Span]| list.iter().map(|s| span(*s)).collect::<Vec<_>>();
        let id = model::dispatch_id(dispatch, reading);
        let claim_ids: Vec<String> = reading
            .claims
            .iter()
            .map(|claim| model::claim_id(id, reading, claim).to_string())
            .collect();
        let answers = selon_reader::answers::of(reading);
        let kinds: Vec<&str> = reading.actors.iter().map(|a| a.kind.as_str()).collect();
        Reading {
            selon: crate::VERSION.to_owned(),
            document: Document {
                id: id.to_string(),
                path: dispatch.provenance.path.clone(),
                url: dispatch.provenance.url.clone(),
                title: dispatch
                    .provenance
                    .title
                    .clone()
                    .or_else(|| reading.title.map(|title| span(title).text)),
                language: reading.language.code().to_owned(),
                published: reading.published.map(|date| date.to_string()),
                published_basis: basis(reading.published_basis).to_owned(),
                outlet: reading.outlet.as_ref().map(|outlet| Outlet {
                    id: outlet.id.clone(),
                    name: outlet.name.clone(),
                }),
                chars: scalars.total,
            },
            actors: reading
                .actors
                .iter()
                .enumerate()
                .map(|(ix, actor)| Actor {
                    reference: actor_ref(ix),
                    id: actor.id.clone(),
                    name: actor.name.clone(),
                    names: actor.names.clone(),
                    kind: actor.kind.clone(),
                    parent: actor.parent.clone(),
                    mentions: spans(&actor.mentions),
                })
                .collect(),
            places: reading
                .places
                .iter()
                .enumerate()
                .map(|(ix, place)| Place {
                    reference: place_ref(ix),
                    id: place.id.clone(),
                    name: place.name.clone(),
                    names: place.names.clone(),
                    feature: place.feature.clone(),
                    country: place.country.clone(),
                    admin1: place.admin1.clone(),
                    lat: place.latitude,
                    lon: place.longitude,
                    candidates: place
                        .candidates
                        .iter()
                        .map(|candidate| Candidate {
                            id: candidate.id.clone(),
                            score: candidate.score,
                        })
                        .collect(),
                    mentions: spans(&place.mentions),
                })
                .collect(),
            times: reading
                .times
                .iter()
                .enumerate()
                .map(|(ix, time)| Time {
                    reference: time_ref(ix),
                    edtf: time.edtf(),
                    start: time.start.map(minute),
                    end: time.end.map(minute),
                    grain: grain(time.grain).to_owned(),
                    approximate: time.approximate,
                    kind: time_kind(time.kind).to_owned(),
                    anchor: anchor(time.anchor).to_owned(),
                    antecedent: antecedent(&reading.times, ix).map(time_ref),
                    timex: timex::of(time),
                    symbol: time.symbol.clone(),
                    mentions: vec![span(time.span)],
                })
                .collect(),
            claims: reading
                .claims
                .iter()
                .enumerate()
                .map(|(ix, claim)| Claim {
                    id: claim_ids[ix].clone(),
                    kind: claim.kind.to_string(),
                    state: claim.state.map(|state| state.to_string()),
                    means: claim.means.map(|means| means.to_string()),
                    roles: Roles {
                        agent: claim.agents.iter().map(|ix| actor_ref(*ix)).collect(),
                        target: claim.targets.iter().map(|ix| actor_ref(*ix)).collect(),
                    },
                    places: claim
                        .places
                        .iter()
                        .map(|link| PlaceLink {
                            place: place_ref(link.place),
                            role: link.role.to_string(),
                            modifier: link.modifier.clone(),
                        })
                        .collect(),
                    time: ClaimTime {
                        edtf: claim.time.edtf(),
                        basis: time_basis(claim.time.basis).to_owned(),
                        reference: claim.time.reference.map(time_ref),
                    },
                    numbers: Numbers {
                        killed: claim.numbers.killed.map(bounds),
                        wounded: claim.numbers.wounded.map(bounds),
                        displaced: claim.numbers.displaced.map(bounds),
                        count: claim.numbers.count.map(bounds),
                    },
                    sources: claim
                        .sources
                        .links()
                        .map(|source| Source {
                            kind: source.kind.to_string(),
                            actor: source.actor.map(actor_ref),
                            name: source.name.clone(),
                            description: source.description.clone(),
                            anonymity: source.anonymity.map(|a| a.to_string()),
                            stance: source.stance.to_string(),
                            span: source.span.map(span),
                            cue: source.cue.map(span),
                            medium: source.medium.map(span),
                        })
                        .collect(),
                    speech: claim.speech.to_string(),
                    modality: claim.modality.to_string(),
                    extent: claim.extent.as_ref().map(|extent| Extent {
                        words: extent.words.clone(),
                        share: [extent.share.0, extent.share.1],
                    }),
                    control: claim
                        .control
                        .iter()
                        .map(|control| Control {
                            place: place_ref(control.place),
                            actor: control.actor.map(actor_ref),
                            change: control.change.to_string(),
                        })
                        .collect(),
                    wording: claim
                        .wording
                        .iter()
                        .map(|wording| {
                            let at = span(wording.span);
                            Wording {
                                start: at.start,
                                end: at.end,
                                text: at.text,
                                about: wording.about.map(actor_ref),
                                valence: wording.valence.to_string(),
                            }
                        })
                        .collect(),
                    codes: codes::of(claim, &kinds),
                    evidence: spans(claim.evidence.spans()),
                    rule: claim.rule.clone(),
                    restates: claim
                        .restates
                        .and_then(|earlier| claim_ids.get(earlier).cloned()),
                    answers: answers[ix].and_then(|answer| {
                        Some(Answer {
                            claim: claim_ids.get(answer.claim)?.clone(),
                            how: answer.how.to_string(),
                        })
                    }),
                })
                .collect(),
            source_profiles: reading
                .profiles
                .iter()
                .map(|profile| {
                    let at = span(profile.span);
                    SourceProfile {
                        source: actor_ref(profile.actor),
                        says: at.text.clone(),
                        span: at,
                        said_by: profile
                            .said_by
                            .map_or_else(|| "outlet".to_owned(), actor_ref),
                    }
                })
                .collect(),
            notices: reading
                .notices
                .iter()
                .map(|notice| Notice {
                    level: match notice.level {
                        model::Level::Info => "info",
                        model::Level::Warning => "warning",
                    }
                    .to_owned(),
                    text: notice.text.clone(),
                    span: notice.span.map(span),
                })
                .collect(),
        }
    }

    /// One line of JSON, without a line end.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("the public types hold strings, numbers and lists only")
    }
}

/// What was said of one place: `selon timeline --format json`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Timeline {
    /// Version of the program.
    pub selon: String,
    /// The place's id in the world's tables, else its name.
    pub place: String,
    /// Its preferred name.
    pub name: String,
    /// The day of knowledge asked for; `null` for all of the record.
    pub as_known: Option<String>,
    /// Lines, by day of publication.
    pub lines: Vec<TimelineLine>,
}

/// One claim about a place.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TimelineLine {
    /// Claim id.
    pub claim: String,
    /// Dispatch id.
    pub dispatch: String,
    /// Day of publication.
    pub published: Option<String>,
    /// When, as claimed, in EDTF.
    pub time: Option<String>,
    /// Why it has that time.
    pub time_basis: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// State of the type.
    pub state: Option<String>,
    /// How surely.
    pub modality: String,
    /// What it says of who holds the place.
    pub control: Vec<Says>,
    /// Who acts.
    pub agents: Vec<String>,
    /// On whom.
    pub targets: Vec<String>,
    /// The innermost voice.
    pub speaker: String,
    /// `named`, `anonymous` or `outlet`.
    pub speaker_kind: String,
    /// All voices, innermost first.
    pub chain: Vec<String>,
    /// The words it rests on.
    pub words: Vec<String>,
    /// The rule that made it.
    pub rule: String,
}

/// A change of hands as claimed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Says {
    /// `gains`, `loses`, `holds`, `contests` or `besieges`.
    pub change: String,
    /// Who; `null` where nobody is named.
    pub actor: Option<String>,
}

impl Timeline {
    /// The public form of a ledger's timeline.
    pub fn new(
        place: &selon_ledger::PlaceEntry,
        as_known: Option<model::Date>,
        lines: &[selon_ledger::Line],
    ) -> Timeline {
        Timeline {
            selon: crate::VERSION.to_owned(),
            place: place.key.clone(),
            name: place.place.name.clone(),
            as_known: as_known.map(|day| day.to_string()),
            lines: lines
                .iter()
                .map(|line| TimelineLine {
                    claim: line.claim.to_string(),
                    dispatch: line.dispatch.to_string(),
                    published: line.published.map(|day| day.to_string()),
                    time: line.time.edtf(),
                    time_basis: time_basis(line.time.basis).to_owned(),
                    kind: line.kind.to_string(),
                    state: line.state.map(|state| state.to_string()),
                    modality: line.modality.to_string(),
                    control: line
                        .says
                        .iter()
                        .map(|(change, actor)| Says {
                            change: change.to_string(),
                            actor: actor.clone(),
                        })
                        .collect(),
                    agents: line.agents.clone(),
                    targets: line.targets.clone(),
                    speaker: line.speaker.clone(),
                    speaker_kind: line.speaker_kind.to_string(),
                    chain: line.chain.clone(),
                    words: line.words.clone(),
                    rule: line.rule.clone(),
                })
                .collect(),
        }
    }
}

/// The JSON Schema of [`Reading`], pretty-printed, with a line end.
pub fn schema() -> String {
    let settings = schemars::generate::SchemaSettings::default().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Reading>();
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

fn actor_ref(ix: usize) -> String {
    format!("a{}", ix + 1)
}

fn place_ref(ix: usize) -> String {
    format!("p{}", ix + 1)
}

pub(crate) fn time_ref(ix: usize) -> String {
    format!("t{}", ix + 1)
}

fn bounds(count: model::Count) -> Bounds {
    [count.min, count.max]
}

fn minute(at: model::DateTime) -> String {
    format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute())
}

fn basis(basis: model::PublishedBasis) -> &'static str {
    match basis {
        model::PublishedBasis::Given => "given",
        model::PublishedBasis::Text => "text",
        model::PublishedBasis::Metadata => "metadata",
        model::PublishedBasis::Unknown => "unknown",
    }
}

fn time_basis(basis: model::TimeBasis) -> &'static str {
    match basis {
        model::TimeBasis::Explicit => "explicit",
        model::TimeBasis::Carried => "carried",
        model::TimeBasis::Publication => "publication",
        model::TimeBasis::Unknown => "unknown",
    }
}

fn time_kind(kind: model::TimeKind) -> &'static str {
    match kind {
        model::TimeKind::Point => "point",
        model::TimeKind::Interval => "interval",
        model::TimeKind::Since => "since",
        model::TimeKind::Until => "until",
        model::TimeKind::Duration => "duration",
        model::TimeKind::Set => "set",
        model::TimeKind::Vague => "vague",
    }
}

fn anchor(anchor: model::Anchor) -> &'static str {
    match anchor {
        model::Anchor::Explicit => "explicit",
        model::Anchor::Publication => "publication",
        model::Anchor::Antecedent(_) => "antecedent",
        model::Anchor::None => "none",
    }
}

/// The earlier time that one was reckoned from, an index into the reading's times.
pub(crate) fn antecedent(times: &[model::TimeRef], ix: usize) -> Option<usize> {
    let model::Anchor::Antecedent(span) = times.get(ix)?.anchor else {
        return None;
    };
    times[..ix].iter().rposition(|time| time.span == span)
}

fn grain(grain: model::Grain) -> &'static str {
    match grain {
        model::Grain::Minute => "minute",
        model::Grain::Hour => "hour",
        model::Grain::PartOfDay => "part-of-day",
        model::Grain::Day => "day",
        model::Grain::Weekend => "weekend",
        model::Grain::Week => "week",
        model::Grain::TenDays => "ten-days",
        model::Grain::Month => "month",
        model::Grain::Season => "season",
        model::Grain::Quarter => "quarter",
        model::Grain::Year => "year",
        model::Grain::Decade => "decade",
    }
}

/// Byte offsets of one text as counts of Unicode scalar values.
struct Scalars<'a> {
    text: &'a str,
    /// Scalar values before byte `BLOCK * i`.
    blocks: Vec<usize>,
    total: usize,
}

const BLOCK: usize = 256;

impl<'a> Scalars<'a> {
    fn new(text: &'a str) -> Scalars<'a> {
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut total = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            blocks.push(total);
            total += starts(block);
        }
        Scalars {
            text,
            blocks,
            total,
        }
    }

    fn count(&self, byte: usize) -> usize {
        match self.blocks.get(byte / BLOCK) {
            Some(before) => before + starts(&self.text.as_bytes()[byte / BLOCK * BLOCK..byte]),
            None => self.total,
        }
    }

    /// The public span. A span that does not fit the text is cut to it, so that the promise about
    /// offsets holds for every span, whatever made it.
    fn span(&self, span: model::Span) -> Span {
        let fit = |byte: u32| {
            let mut byte = (byte as usize).min(self.text.len());
            while !self.text.is_char_boundary(byte) {
                byte -= 1;
            }
            byte
        };
        let start = fit(span.start);
        let end = fit(span.end).max(start);
        Span {
            start: self.count(start),
            end: self.count(end),
            text: self.text[start..end].to_owned(),
        }
    }
}

/// How many scalar values begin in some bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_count_scalar_values_across_blocks() {
        let text = "é€𝄞a".repeat(400);
        let scalars = Scalars::new(&text);
        let chars: Vec<char> = text.chars().collect();
        assert_eq!(scalars.total, chars.len());
        let mut byte = 0;
        for (ix, c) in chars.iter().enumerate() {
            let span = scalars.span(model::Span::new(byte, byte + c.len_utf8()));
            assert_eq!((span.start, span.end), (ix, ix + 1));
            assert_eq!(span.text, c.to_string());
            byte += c.len_utf8();
        }
    }

    #[test]
    fn a_span_that_does_not_fit_is_cut_to_the_text() {
        let scalars = Scalars::new("é");
        for (start, end) in [(0, 9), (1, 2), (7, 9), (2, 1)] {
            let span = scalars.span(model::Span { start, end });
            assert!(span.start <= span.end && span.end <= 1, "{start}..{end}");
        }
    }
}
