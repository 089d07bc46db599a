//! Accounts: what a claim says of one place, stripped to what the ladder weighs.
//!
//! A dossier is everything the ledger holds on one place: its accounts, which of them are one
//! voice, and what analysts decided.

use crate::content::{actor_key, place_key};
use crate::decide::{Decided, DecisionKind};
use crate::read::{Entry, source_name};
use selon_model::{
    Actor, Anonymity, Change, ClaimType, ContentId, Date, Modality, PlaceRole, SourceKind, Stance,
    State, TimeBasis,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an account says of the place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Says {
    /// Somebody comes to hold it.
    Takes,
    /// Somebody holds it.
    Holds,
    /// Somebody no longer holds it; no new holder is named.
    Leaves,
    /// It is fought for from inside, or only partly held.
    Contests,
    /// Somebody is inside, without holding it.
    Enters,
    /// Somebody surrounds it.
    Besieges,
    /// A siege is broken or over.
    Relieves,
    /// Somebody attacks or shells it from outside.
    Presses,
    /// Somebody does not hold it, although others may say so.
    Denies,
}

/// An actor as named by an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Party {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Keys of what it is part of, nearest first.
    pub parents: Vec<String>,
    /// Its kind in the world's vocabulary.
    pub kind: String,
}

/// Who speaks, for the ladder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Speaker {
    /// What makes two speakers the same: the actor's key, else the name, else the outlet and the
    /// description.
    pub key: String,
    /// As a person would name it.
    pub name: String,
    /// Named, anonymous, or the outlet.
    pub kind: SourceKind,
    /// The actor's kind, when it is an actor.
    pub actor_kind: Option<String>,
    /// Keys of what it is part of, nearest first.
    pub parents: Vec<String>,
    /// Who an anonymous source is, as far as the text says.
    pub anonymity: Option<Anonymity>,
    /// What it does with the content.
    pub stance: Stance,
    /// Who tells of its words, when that is a party of its own and no agency or outlet: "according
    /// to the monitor, the rebels say they hold the town" is the rebels' word at second hand.
    pub teller: Option<String>,
}

/// What one claim says of one place.
#[derive(Clone, PartialEq, Debug)]
pub struct Account {
    /// The claim.
    pub claim: ContentId,
    /// Its dispatch.
    pub dispatch: ContentId,
    /// Publication day; an account without one is never known.
    pub published: Option<Date>,
    /// First possible day, when the claim has a time of its own.
    pub first: Option<Date>,
    /// Last possible day, likewise.
    pub last: Option<Date>,
    /// Whether the claim has a time of its own. Without one it is "on or before publication".
    pub timed: bool,
    /// What it says.
    pub says: Says,
    /// Who takes, holds, enters, besieges, presses; for `Denies`, who is said not to hold.
    pub actors: Vec<Arc<Party>>,
    /// Who loses or leaves.
    pub losers: Vec<Arc<Party>>,
    /// Said with reserve.
    pub hedged: bool,
    /// Least and greatest share of the place, when an extent is given.
    pub share: Option<(f32, f32)>,
    /// Who says so.
    pub speaker: Arc<Speaker>,
    /// The outlet that carries it.
    pub outlet: Option<Arc<str>>,
}

/// An analyst's decision on a place: rule R8.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Override {
    /// The decision.
    pub decision: ContentId,
    /// The day it was made: it counts in what is known from then on.
    pub decided: Date,
    /// The day it was taken back: it does not count in what is known from then on.
    pub undone: Option<Date>,
    /// First day it is about.
    pub first: Option<Date>,
    /// Last day it is about.
    pub last: Option<Date>,
    /// `held`, `lost`, `contested` or `unknown`.
    pub value: String,
    /// Key of the holder, for `held` and `lost`.
    pub holder: Option<String>,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
}

/// Everything on one place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Dossier {
    /// Key of the place.
    pub place: String,
    /// Its name.
    pub name: String,
    /// What was said of it.
    pub accounts: Vec<Account>,
    /// Pairs of claims that are one utterance.
    pub joins: Vec<(ContentId, ContentId)>,
    /// What analysts decided, with what was taken back.
    pub overrides: Vec<Override>,
}

/// What a claim says wherever and of whomever: both an account and the joins are made from it.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub claim: ContentId,
    pub dispatch: ContentId,
    pub published: Option<Date>,
    pub kind: ClaimType,
    pub state: Option<State>,
    pub modality: Modality,
    pub basis: TimeBasis,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub speaker: Arc<Speaker>,
}

impl Said {
    pub fn of(entry: &Entry) -> Said {
        let claim = &entry.claim;
        Said {
            claim: entry.id,
            dispatch: entry.dispatch,
            published: entry.published,
            kind: claim.kind,
            state: claim.state,
            modality: claim.modality,
            basis: claim.time.basis,
            first: claim.time.first,
            last: claim.time.last,
            speaker: Arc::new(speaker_of(entry)),
        }
    }

    /// Its own words, or those of an event told with it, say when.
    pub fn own_time(&self) -> bool {
        matches!(self.basis, TimeBasis::Explicit | TimeBasis::Carried)
    }

    /// It gives a day.
    pub fn dated(&self) -> bool {
        self.first.is_some() || self.last.is_some()
    }

    /// Who refuses to confirm a thing does not say it.
    pub fn unconfirmed(&self) -> bool {
        self.speaker.stance == Stance::Unconfirmed
    }
}

/// A claim's telling of one place, before it is known whether it gives an account of it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub said: Said,
    pub share: Option<(f32, f32)>,
    /// The claim happens at the place, or goes to it.
    pub at: bool,
    /// What it says of who holds the place.
    pub control: Vec<(Change, Option<Arc<Party>>)>,
    pub agents: Vec<Arc<Party>>,
    pub outlet: Option<Arc<str>>,
}

/// The account that a claim gives of a place, if it gives one.
///
/// Control derived by the reader comes first. Besides it: an entry (not a capture), a broken
/// siege, an attack from outside, and a denial that somebody holds the place.
pub fn account(entry: &Entry, place: &str) -> Option<Account> {
    let claim = &entry.claim;
    let here = |ix: usize| {
        entry
            .places
            .get(ix)
            .is_some_and(|other| place_key(other) == place)
    };
    Told {
        said: Said::of(entry),
        share: claim.extent.as_ref().map(|extent| extent.share),
        at: claim
            .places
            .iter()
            .any(|link| here(link.place) && matches!(link.role, PlaceRole::At | PlaceRole::To)),
        control: claim
            .control
            .iter()
            .filter(|control| here(control.place))
            .map(|control| {
                (
                    control.change,
                    control.actor.and_then(|ix| party(entry, ix)),
                )
            })
            .collect(),
        agents: claim
            .agents
            .iter()
            .filter_map(|ix| party(entry, *ix))
            .collect(),
        outlet: entry.outlet.as_ref().map(|outlet| Arc::from(&*outlet.name)),
    }
    .account()
}

impl Told {
    pub(crate) fn account(self) -> Option<Account> {
        if self.said.unconfirmed() {
            return None;
        }
        let changed = |change: Change| -> Option<Vec<Arc<Party>>> {
            let mut found = self
                .control
                .iter()
                .filter(|(other, _)| *other == change)
                .peekable();
            found.peek()?;
            Some(found.filter_map(|(_, party)| party.clone()).collect())
        };
        let losers = changed(Change::Loses).unwrap_or_default();
        let said = matches!(self.said.modality, Modality::Asserted | Modality::Hedged) && self.at;
        let agents = || self.agents.clone();
        let (says, actors) = if let Some(actors) =
            changed(Change::Gains).filter(|actors| !actors.is_empty())
        {
            (Says::Takes, actors)
        } else if let Some(actors) = changed(Change::Holds).filter(|actors| !actors.is_empty()) {
            (Says::Holds, actors)
        } else if let Some(actors) = changed(Change::Contests) {
            (Says::Contests, actors)
        } else if let Some(actors) = changed(Change::Besieges) {
            (Says::Besieges, actors)
        } else if !losers.is_empty() {
            (Says::Leaves, Vec::new())
        } else if self.said.kind == ClaimType::Entry && said {
            (Says::Enters, agents())
        } else if self.said.kind == ClaimType::Siege
            && matches!(self.said.state, Some(State::Broken | State::Ended))
            && said
        {
            (Says::Relieves, agents())
        } else if matches!(self.said.kind, ClaimType::Strike | ClaimType::Offensive) && said {
            (Says::Presses, agents())
        } else if self.said.modality == Modality::Denied
            && self.at
            && (matches!(self.said.kind, ClaimType::Capture | ClaimType::Expulsion)
                || (self.said.kind == ClaimType::Control
                    && self.said.state != Some(State::HeldBefore)))
        {
            (Says::Denies, agents())
        } else {
            return None;
        };
        let timed = self.said.own_time() && self.said.dated();
        Some(Account {
            claim: self.said.claim,
            dispatch: self.said.dispatch,
            published: self.said.published,
            first: self.said.first.filter(|_| timed),
            last: self.said.last.filter(|_| timed),
            timed,
            says,
            actors,
            losers,
            hedged: self.said.modality == Modality::Hedged,
            share: self.share,
            speaker: self.said.speaker,
            outlet: self.outlet,
        })
    }
}

/// Who says a claim: its innermost source; an outlet in its own voice goes by its id.
pub fn speaker_of(entry: &Entry) -> Speaker {
    let source = entry.claim.sources.innermost();
    let actor: Option<&Actor> = source.actor.and_then(|ix| entry.actors.get(ix));
    let mut speaker = Speaker {
        key: String::new(),
        name: source_name(source).to_owned(),
        kind: source.kind,
        actor_kind: actor.map(|actor| actor.kind.clone()),
        parents: actor
            .and_then(|actor| actor.parent.clone())
            .into_iter()
            .collect(),
        anonymity: source.anonymity,
        stance: source.stance,
        teller: entry
            .claim
            .sources
            .links()
            .nth(1)
            .and_then(|link| link.actor)
            .and_then(|ix| entry.actors.get(ix))
            .and_then(|actor| teller(&actor.kind, actor_key(actor), actor.parent.as_deref())),
    };
    let outlet = entry.outlet.as_ref();
    speaker.identify(
        actor.map(actor_key),
        outlet.map(|outlet| (outlet.name.as_str(), outlet.id.as_deref())),
        entry.dispatch,
    );
    speaker
}

/// The party that tells of another's words: its organisation, else itself. Agencies and outlets carry
/// and do not tell.
pub(crate) fn teller(kind: &str, key: &str, parent: Option<&str>) -> Option<String> {
    (!matches!(kind, "agency" | "outlet")).then(|| parent.unwrap_or(key).to_owned())
}

impl Speaker {
    /// Whose voice it is: the organisation's that it speaks for, else its own.
    pub fn voice(&self) -> &str {
        match self.kind {
            SourceKind::Named => self.parents.first().unwrap_or(&self.key),
            SourceKind::Anonymous | SourceKind::Outlet => &self.key,
        }
    }

    /// Sets what makes the speaker the same as another: its actor's key, else its name, else its
    /// outlet.
    pub(crate) fn identify(
        &mut self,
        actor: Option<&str>,
        outlet: Option<(&str, Option<&str>)>,
        dispatch: ContentId,
    ) {
        self.key = match (actor, self.kind) {
            (Some(actor), SourceKind::Named | SourceKind::Outlet) => actor.to_owned(),
            (None, SourceKind::Named) => self.name.clone(),
            (None, SourceKind::Outlet) => match outlet {
                Some((name, id)) => id.unwrap_or(name).to_owned(),
                None => format!("outlet of {}", dispatch.short()),
            },
            // Two unnamed sources are the same only when one dispatch describes them in the same words.
            (_, SourceKind::Anonymous) => format!("{} ({})", self.name, dispatch.short()),
        };
        if let (SourceKind::Anonymous, Some(actor)) = (self.kind, actor) {
            self.parents.insert(0, actor.to_owned());
        }
        if let (SourceKind::Outlet, Some((name, _))) = (self.kind, outlet) {
            self.name = name.to_owned();
        }
    }
}

fn party(entry: &Entry, ix: usize) -> Option<Arc<Party>> {
    entry.actors.get(ix).map(|actor| {
        Arc::new(Party {
            key: actor_key(actor).to_owned(),
            name: actor.name.clone(),
            parents: actor.parent.iter().cloned().collect(),
            kind: actor.kind.clone(),
        })
    })
}

/// The overrides among some decisions, undone ones with the day they were, by the key of their place.
pub(crate) fn overrides(decisions: &[Decided]) -> BTreeMap<String, Vec<Override>> {
    let mut of: BTreeMap<String, Vec<Override>> = BTreeMap::new();
    for decided in decisions
        .iter()
        .filter(|one| one.decision.kind == DecisionKind::Override)
    {
        let Some(day) = decided.day() else { continue };
        of.entry(decided.decision.subject.clone())
            .or_default()
            .push(Override {
                decision: decided.id,
                decided: day,
                undone: decided.undone_on,
                first: decided.decision.first,
                last: decided.decision.last,
                value: decided.decision.value.clone(),
                holder: decided.decision.object.clone(),
                author: decided.author.clone(),
                reason: decided.decision.reason.clone(),
            });
    }
    of
}
