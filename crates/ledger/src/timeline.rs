//! What was said of a place, line by line and voice by voice, without judging.

use crate::error::Result;
use crate::read::{Entry, source_name};
use crate::store::Ledger;
use selon_model::{
    Change, ClaimTime, ClaimType, ContentId, Date, Modality, Outlet, SourceKind, State,
};

/// One claim about a place, as a line of its timeline.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The claim.
    pub claim: ContentId,
    /// Its dispatch.
    pub dispatch: ContentId,
    /// Publication day; `None` when unknown.
    pub published: Option<Date>,
    /// When, as claimed.
    pub time: ClaimTime,
    /// Type.
    pub kind: ClaimType,
    /// State of the type.
    pub state: Option<State>,
    /// How surely it is said.
    pub modality: Modality,
    /// What it says of who holds the place: the change and the actor's name, where one is named.
    pub says: Vec<(Change, Option<String>)>,
    /// Names of those who act.
    pub agents: Vec<String>,
    /// Names of those it is done to.
    pub targets: Vec<String>,
    /// The innermost voice: its name, else its description.
    pub speaker: String,
    /// What sort of voice that is.
    pub speaker_kind: SourceKind,
    /// The whole chain, innermost first.
    pub chain: Vec<String>,
    /// The outlet.
    pub outlet: Option<Outlet>,
    /// The words it rests on.
    pub words: Vec<String>,
    /// The rule that made it.
    pub rule: String,
}

/// What one ultimate source said of a place, in order.
#[derive(Clone, PartialEq, Debug)]
pub struct VoiceLines {
    /// The source.
    pub speaker: String,
    /// Its lines, by publication.
    pub lines: Vec<Line>,
}

/// Whether claims of a type bear on who holds a place, so that a timeline shows them even when
/// they change nothing (an entry, a denied capture).
pub fn territorial(kind: ClaimType) -> bool {
    matches!(
        kind,
        ClaimType::Capture
            | ClaimType::Expulsion
            | ClaimType::Withdrawal
            | ClaimType::Siege
            | ClaimType::Entry
            | ClaimType::Offensive
            | ClaimType::Advance
            | ClaimType::Repulse
            | ClaimType::Control
            | ClaimType::Presence
            | ClaimType::Handover
    )
}

impl Ledger {
    /// What was said of the holding of a place (named by its key), in order of publication, as the
    /// world could know it on a day: what was published later is left out, and so is what has no
    /// publication day. With `None`, everything.
    pub fn timeline(&self, place: &str, known: Option<Date>) -> Result<Vec<Line>> {
        let entries = self.claims_about(place, known)?;
        Ok(entries
            .into_iter()
            .filter_map(|entry| line(entry, place))
            .collect())
    }
}

/// The lines of a timeline gathered by their innermost voice, in order of first word.
pub fn by_voice(lines: &[Line]) -> Vec<VoiceLines> {
    let mut voices: Vec<VoiceLines> = Vec::new();
    for line in lines {
        match voices
            .iter_mut()
            .find(|voice| voice.speaker == line.speaker)
        {
            Some(voice) => voice.lines.push(line.clone()),
            None => voices.push(VoiceLines {
                speaker: line.speaker.clone(),
                lines: vec![line.clone()],
            }),
        }
    }
    voices
}

fn line(entry: Entry, place: &str) -> Option<Line> {
    let at = |ix: usize| {
        entry
            .places
            .get(ix)
            .is_some_and(|other| crate::content::place_key(other) == place)
    };
    let says: Vec<(Change, Option<String>)> = entry
        .claim
        .control
        .iter()
        .filter(|control| at(control.place))
        .map(|control| {
            let actor = control.actor.and_then(|ix| entry.actors.get(ix));
            (control.change, actor.map(|actor| actor.name.clone()))
        })
        .collect();
    if says.is_empty() && !territorial(entry.claim.kind) {
        return None;
    }
    let names = |list: &[usize]| {
        entry
            .actor_names(list)
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    Some(Line {
        claim: entry.id,
        dispatch: entry.dispatch,
        published: entry.published,
        time: entry.claim.time.clone(),
        kind: entry.claim.kind,
        state: entry.claim.state,
        modality: entry.claim.modality,
        says,
        agents: names(&entry.claim.agents),
        targets: names(&entry.claim.targets),
        speaker: entry.speaker().to_owned(),
        speaker_kind: entry.claim.sources.innermost().kind,
        chain: entry
            .claim
            .sources
            .links()
            .map(|source| source_name(source).to_owned())
            .collect(),
        outlet: entry.outlet.clone(),
        words: entry.words.clone(),
        rule: entry.claim.rule.clone(),
    })
}
