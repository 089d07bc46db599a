//! What the desk answers: the public forms of its HTTP interface.
//!
//! Days are `YYYY-MM-DD` save in [`History`], where they are days since 1970-01-01. Claims,
//! dispatches and decisions are named by their ids, places and sides by their keys.

use super::sides::Side;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What the record holds, and what a screen needs before anything else.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Overview {
    /// Version of the program.
    pub selon: String,
    /// Version of the ladder of rules.
    pub ladder: u32,
    /// File name of the ledger.
    pub ledger: String,
    /// Id of the newest operation: names this state of the record.
    pub head: Option<String>,
    /// Dispatches.
    pub dispatches: usize,
    /// Claims.
    pub claims: usize,
    /// Decisions.
    pub decisions: usize,
    /// The first day that anything is said of, and the last.
    pub days: Option<[String; 2]>,
    /// The last day that anything was published or decided.
    pub last: Option<String>,
    /// Every side that the record names as holder, claimant, besieger or loser.
    pub sides: Vec<Side>,
    /// The camps that speak.
    pub camps: Vec<String>,
    /// The innermost voices, most heard first.
    pub sources: Vec<Named>,
    /// Types of claims on record.
    pub types: Vec<String>,
    /// Who reviews, when this session may.
    pub reviewer: Option<String>,
}

/// Something with a name and a count of claims.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Named {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Claims that name it.
    pub claims: usize,
}

/// A place that claims speak of.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlaceRow {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Every name it was met under.
    pub names: Vec<String>,
    /// Kind of place.
    pub feature: String,
    /// Country, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Region.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Claims that speak of it.
    pub claims: usize,
}

/// A state that runs can have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
pub struct Code {
    /// `held`, `lost`, `contested`, `disputed`, `unknown`.
    pub state: String,
    /// Keys of the sides it names.
    pub sides: Vec<String>,
    /// The rule that decided.
    pub rule: String,
    /// `retroactive`, `stale`, `disputed`, `hedged`, `implied`.
    pub flags: Vec<String>,
    /// Sides that say to hold the place, unconfirmed.
    pub claimed_by: Vec<String>,
    /// Sides that besiege it.
    pub besieged_by: Vec<String>,
    /// Sides that attack it from outside.
    pub attacked_by: Vec<String>,
}

/// The states of every place over both clocks through one lens, in runs.
///
/// A row is a place; a part of it `[known, from, code, from, code, ...]` holds from the known day on
/// until the next part; within it a run holds from its day on until the next. Days count from
/// 1970-01-01; codes are positions in `codes`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct History {
    /// `reconciled`, `camp:KEY` or `source:KEY`.
    pub lens: String,
    /// With one known day only: that day.
    pub known: Option<String>,
    /// The states.
    pub codes: Vec<Code>,
    /// Keys of the places, as many as rows.
    pub places: Vec<String>,
    /// One row a place.
    pub rows: Vec<Vec<Vec<i32>>>,
}

/// A side and the day since when.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Since {
    /// The side.
    pub side: String,
    /// The day.
    pub since: String,
    /// The claims that say so, where it is a claim.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<String>,
}

/// What can be said of a place on a day, as known on a day, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StateCard {
    /// Key of the place.
    pub place: String,
    /// Name of the place.
    pub name: String,
    /// The day asked about.
    pub on: String,
    /// What was published later is left out.
    pub as_known: String,
    /// `held`, `lost`, `contested`, `disputed`, `unknown`.
    pub state: String,
    /// Keys of the sides it names.
    pub sides: Vec<String>,
    /// The rule that decided.
    pub rule: String,
    /// The rule's name.
    pub rule_name: String,
    /// The rule by which the underlying holder was accepted before.
    pub before: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// Who claims it, unconfirmed.
    pub claimed_by: Vec<Since>,
    /// Who besieges it.
    pub besieged_by: Vec<Since>,
    /// Who attacks it from outside.
    pub attacked_by: Vec<Since>,
    /// Camps that held or claimed it and have said nothing of it since.
    pub silent: Vec<Since>,
    /// `retroactive`, `stale`, `disputed`, `hedged`, `implied`.
    pub flags: Vec<String>,
    /// The day of the newest account weighed.
    pub last_word: Option<String>,
    /// The claims that carry it.
    pub basis: Vec<String>,
    /// Every claim that was weighed.
    pub considered: Vec<String>,
    /// Why, in French.
    pub why_fr: String,
    /// Why, in English.
    pub why_en: String,
    /// Days from which another word would make another state: the next publication that changes the
    /// state of that day, when there is one on record.
    pub changes_as_known: Option<String>,
}

/// A place through one lens.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ViewCard {
    /// `camp` or `source`.
    pub lens: String,
    /// Which.
    pub of: String,
    /// As it tells it on the day asked about; absent when it had said nothing yet.
    pub state: Option<String>,
    /// The sides it names.
    pub sides: Vec<String>,
    /// Since when.
    pub since: Option<String>,
    /// The day of its last word.
    pub silent_since: Option<String>,
    /// Its newest claim.
    pub claim: Option<String>,
}

/// A ribbon: runs of one lens as `[from, code, from, code, ...]`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ribbon {
    /// `reconciled` or `camp:KEY`.
    pub lens: String,
    /// Days since 1970-01-01 and positions in the dossier's `codes`.
    pub runs: Vec<i32>,
}

/// A link to a place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Where {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// `at`, `from`, `to`, ...
    pub role: String,
    /// What of it: `the east of`.
    pub modifier: Option<String>,
}

/// What a claim says of who holds a place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Holds {
    /// Name of the place.
    pub place: String,
    /// Name of the actor.
    pub actor: Option<String>,
    /// `gains`, `loses`, `holds`, `contests`, `besieges`.
    pub change: String,
}

/// What a claim tells of the place of a dossier, as the ladder weighs it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Telling {
    /// `takes`, `holds`, `leaves`, `contests`, `enters`, `besieges`, `relieves`, `presses`, `denies`.
    pub says: String,
    /// The day from which it affirms that.
    pub from: String,
    /// Sides that do.
    pub actors: Vec<String>,
    /// Sides that lose.
    pub losers: Vec<String>,
    /// The camp that speaks, when it is a party.
    pub camp: Option<String>,
    /// `self-serving`, `against-interest`, `leaning`, `third-party`, `unknown`; absent for accounts
    /// that affirm no holder and no loser.
    pub interest: Option<String>,
    /// The earlier claim whose utterance it carries.
    pub carries: Option<String>,
}

/// A claim.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimCard {
    /// Its id.
    pub id: String,
    /// Its dispatch.
    pub dispatch: String,
    /// Publication day.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// State of the type.
    pub state: Option<String>,
    /// How surely it is said.
    pub modality: String,
    /// When, as claimed (EDTF).
    pub time: Option<String>,
    /// Where the time is from.
    pub time_basis: String,
    /// Who acts.
    pub who: Vec<String>,
    /// On whom.
    pub whom: Vec<String>,
    /// Where.
    pub places: Vec<Where>,
    /// Who then holds what.
    pub control: Vec<Holds>,
    /// The chain of voices, innermost first, the outlet last.
    pub chain: Vec<String>,
    /// `named`, `anonymous` or `outlet`: the innermost voice.
    pub speaker_kind: String,
    /// The words it rests on.
    pub words: Vec<String>,
    /// What is around them.
    pub context: String,
    /// The rule that made it.
    pub rule: String,
    /// What it tells of the place of the dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tells: Option<Telling>,
}

/// One utterance of one source, and who carried it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VoiceCard {
    /// The source.
    pub source: String,
    /// The day of its first word.
    pub first: Option<String>,
    /// Its claims, the earliest first.
    pub claims: Vec<String>,
    /// The outlets that carried it.
    pub carriers: Vec<String>,
    /// Why its claims are one utterance.
    pub joined: Vec<String>,
}

/// Everything on one place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DossierPage {
    /// The place.
    pub place: PlaceRow,
    /// Its state on the day asked about.
    pub state: StateCard,
    /// What each camp says, then each source.
    pub views: Vec<ViewCard>,
    /// States that ribbons can have.
    pub codes: Vec<Code>,
    /// The reconciled ribbon and one a camp.
    pub ribbons: Vec<Ribbon>,
    /// Its claims, oldest first, those published later than the known day included.
    pub claims: Vec<ClaimCard>,
    /// Its voices as known on the day.
    pub voices: Vec<VoiceCard>,
}

/// A link of a claim's chain.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Link {
    /// `named`, `anonymous` or `outlet`.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// What sort of anonymous source.
    pub anonymity: Option<String>,
    /// What it does with the content.
    pub stance: String,
    /// Where the text names it.
    pub span: Option<Offsets>,
    /// The words that make it a source.
    pub cue: Option<Offsets>,
}

/// A stretch of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Offsets {
    /// First Unicode scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// First byte of the text in UTF-8.
    pub start_byte: u32,
    /// One past the last.
    pub end_byte: u32,
}

/// A decision on record.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DecisionCard {
    /// Its id.
    pub id: String,
    /// When, UTC.
    pub instant: String,
    /// Who.
    pub author: String,
    /// `review`, `judgement`, `override`, `undo`, ...
    pub kind: String,
    /// What was decided.
    pub value: String,
    /// On what.
    pub subject: String,
    /// The other claim, the holder, the correction.
    pub object: Option<String>,
    /// Made without seeing others'.
    pub blind: bool,
    /// Milliseconds it took, where they were measured.
    pub took: Option<u32>,
    /// What it replaced: the decision before it, or what was read.
    pub previous: Option<String>,
    /// A later decision undoes it.
    pub undone: bool,
    /// Why.
    pub reason: String,
}

/// A claim with its text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimPage {
    /// The claim.
    pub claim: ClaimCard,
    /// Its chain, innermost first.
    pub links: Vec<Link>,
    /// The words it rests on.
    pub evidence: Vec<Offsets>,
    /// False when a later reading no longer makes it.
    pub in_force: bool,
    /// What people decided of it.
    pub decisions: Vec<DecisionCard>,
    /// Its dispatch.
    pub dispatch: DispatchPage,
}

/// A dispatch as received.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DispatchPage {
    /// Its id, the hash of its content.
    pub id: String,
    /// Publication day.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Language.
    pub language: String,
    /// The text, never changed.
    pub text: String,
    /// Its claims and the words they rest on.
    pub marks: Vec<Mark>,
    /// Other dispatches from the same address: versions of one article.
    pub versions: Vec<String>,
}

/// A claim's words in a dispatch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Mark {
    /// The claim.
    pub claim: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where.
    pub spans: Vec<Offsets>,
}

/// A list of claims.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimList {
    /// How many there are.
    pub total: usize,
    /// Where this part of the list begins.
    pub offset: usize,
    /// This part of the list, newest first.
    pub claims: Vec<ClaimCard>,
}

/// What a search found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Found {
    /// Places.
    pub places: Vec<PlaceRow>,
    /// Actors.
    pub actors: Vec<Named>,
    /// Innermost voices.
    pub sources: Vec<Named>,
    /// Passages of texts.
    pub passages: Vec<Excerpt>,
}

/// A passage of a text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Excerpt {
    /// The dispatch.
    pub dispatch: String,
    /// Its day.
    pub published: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The words and what is around them.
    pub excerpt: String,
}

/// What one outlet published on one day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Day {
    /// The day.
    pub day: String,
    /// The outlet, empty when unknown.
    pub outlet: String,
    /// Dispatches.
    pub dispatches: usize,
    /// Claims.
    pub claims: usize,
}

/// A table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Table {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
    /// True when there were more rows than allowed.
    pub cut: bool,
}

/// A claim that waits for a person.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WaitingCard {
    /// The claim.
    pub claim: ClaimCard,
    /// 3 when it carries a state, 2 when it was weighed for one, 1 when it counts people, else 0.
    pub impact: u8,
    /// How much about it is in doubt, 0 to 4.
    pub uncertainty: u8,
    /// What others decided; empty when blind.
    pub decided: Vec<DecisionCard>,
}

/// What waits for a person, most consequential first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QueuePage {
    /// How many wait.
    pub total: usize,
    /// The first of them.
    pub waiting: Vec<WaitingCard>,
}

/// A decision that was recorded.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Recorded {
    /// The decision; absent when there was nothing to undo.
    pub decision: Option<DecisionCard>,
}

/// How far people agree.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AgreementPage {
    /// Who reviewed, and how many claims each.
    pub reviewers: Vec<Named>,
    /// Claims that two or more people decided.
    pub twice: usize,
    /// Krippendorff's alpha of the decisions (nominal).
    pub alpha: Option<f64>,
    /// Gwet's AC1 of the decisions.
    pub ac1: Option<f64>,
    /// Krippendorff's alpha of the days (interval).
    pub alpha_dates: Option<f64>,
    /// Who decided what differently.
    pub apart: Vec<Apart>,
    /// How often two people decided so and so: `[one, other, times]`.
    pub confusion: Vec<(String, String, usize)>,
}

/// A claim that people decided differently.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Apart {
    /// The claim.
    pub claim: String,
    /// Who, and what.
    pub decided: Vec<(String, String)>,
}
