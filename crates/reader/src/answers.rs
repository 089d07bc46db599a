//! What a confirmation confirms, a denial denies, and what somebody declined to confirm: the claim
//! of another voice in the same text.
//!
//! Derived from a reading's claims, so it is neither read nor stored. A link is made only where
//! kind, place, participants and days agree and something ties the two; otherwise there is none.
//! It looks at a bounded number of claims for each, so its cost grows with their number. What it
//! leaves out: claims of other texts, which the ledger's incidents join.

use selon_model::{
    Actor, ActorIx, Claim, ClaimType, Modality, PlaceIx, Reading, SourceKind, Stance, TimeBasis,
};
use std::collections::BTreeMap;

/// How many claims that share a place or an actor are looked at on each side.
const REACH: usize = 16;

/// What one claim says to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The claim that is answered, an index into the reading's claims.
    pub claim: usize,
    /// What the speaker does to it: `Confirms`, `Admits`, `Denies` or `Unconfirmed`.
    pub how: Stance,
}

/// What can tie two claims.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Place(PlaceIx),
    Actor(ActorIx),
}

/// The answer that each claim of a reading gives, in the order of its claims.
pub fn of(reading: &Reading) -> Vec<Option<Answer>> {
    let claims = &reading.claims;
    let mut by_tie: BTreeMap<(Family, Tie), Vec<usize>> = BTreeMap::new();
    for (ix, claim) in claims.iter().enumerate() {
        if let Some(family) = family(claim).filter(|_| firm(claim)) {
            for tie in ties(claim) {
                let list = by_tie.entry((family, tie)).or_default();
                if list.last() != Some(&ix) {
                    list.push(ix);
                }
            }
        }
    }
    let mut found: Vec<Option<Answer>> = Vec::with_capacity(claims.len());
    for (ix, claim) in claims.iter().enumerate() {
        let answer = how(claim).zip(family(claim)).and_then(|(how, family)| {
            let mut before = Vec::new();
            let mut after = Vec::new();
            for tie in ties(claim) {
                let list = by_tie.get(&(family, tie)).map_or(&[][..], Vec::as_slice);
                let here = list.partition_point(|other| *other < ix);
                before.extend(list[..here].iter().rev().take(REACH));
                after.extend(list[here..].iter().take(REACH));
            }
            // The nearest before it, one of its own kind first, else the nearest behind it.
            let fits = |other: &&usize| answers(reading, claim, how, &claims[**other]);
            let other_kind = |other: usize| claims[other].kind != claim.kind;
            let earlier = before
                .iter()
                .filter(fits)
                .min_by_key(|other| (other_kind(**other), ix - **other));
            let later = || {
                after
                    .iter()
                    .filter(fits)
                    .min_by_key(|other| (other_kind(**other), **other - ix))
            };
            let claim = *earlier.or_else(later)?;
            // What confirms the same thing in turn was said first by somebody else.
            let first = found.get(claim).copied().flatten();
            let claim = first.map_or(claim, |first: Answer| first.claim);
            (claim != ix).then_some(Answer { claim, how })
        });
        found.push(answer);
    }
    found
}

/// What the innermost voice of a claim does that another may have occasioned.
fn how(claim: &Claim) -> Option<Stance> {
    let source = claim.sources.innermost();
    match (source.stance, claim.modality) {
        (Stance::Unconfirmed, Modality::Hedged) => Some(Stance::Unconfirmed),
        (stance @ (Stance::Confirms | Stance::Admits), Modality::Asserted | Modality::Hedged) => {
            Some(stance)
        }
        (_, Modality::Denied) if source.kind != SourceKind::Outlet => Some(Stance::Denies),
        _ => None,
    }
}

/// Said to be so, by somebody.
fn firm(claim: &Claim) -> bool {
    matches!(claim.modality, Modality::Asserted | Modality::Hedged)
        && claim.sources.innermost().stance != Stance::Unconfirmed
}

/// Kinds in which one event can be told: a town taken is a town lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Ground,
    Fire,
    Own(ClaimType),
}

fn family(claim: &Claim) -> Option<Family> {
    use ClaimType::{
        Attack, Bombing, Capture, Claim as Responsibility, Clash, Control, Entry, Expulsion,
        Handover, Offensive, Statement, Strike, Withdrawal,
    };
    match claim.kind {
        Statement => None,
        Capture | Control | Entry | Expulsion | Handover | Withdrawal => Some(Family::Ground),
        Attack | Bombing | Clash | Offensive | Strike | Responsibility => Some(Family::Fire),
        other => Some(Family::Own(other)),
    }
}

fn ties(claim: &Claim) -> impl Iterator<Item = Tie> {
    let places = claim.places.iter().map(|link| Tie::Place(link.place));
    let actors = claim.agents.iter().chain(&claim.targets);
    places.chain(actors.map(|ix| Tie::Actor(*ix)))
}

/// Whether one claim can be an answer to another.
fn answers(reading: &Reading, answer: &Claim, how: Stance, told: &Claim) -> bool {
    let apart = !answer.evidence.spans().iter().any(|span| {
        let others = told.evidence.spans();
        others.iter().any(|other| span.overlaps(*other))
    });
    apart
        && another_voice(answer, told)
        && places_agree(answer, told)
        && parts_agree(reading, answer, told)
        && days_agree(answer, told)
        && (answer.numbers == told.numbers
            || how == Stance::Denies
            || answer.numbers == selon_model::Numbers::default()
            || told.numbers == selon_model::Numbers::default())
}

/// Nobody confirms or denies himself.
fn another_voice(answer: &Claim, told: &Claim) -> bool {
    let (one, other) = (answer.sources.innermost(), told.sources.innermost());
    if one.kind == SourceKind::Outlet || other.kind == SourceKind::Outlet {
        return one.kind != other.kind || one.stance != other.stance;
    }
    let same_actor = one.actor.is_some() && one.actor == other.actor;
    let same_name = one.name.is_some() && one.name == other.name;
    !(same_actor || same_name || one.span.is_some() && one.span == other.span)
}

fn places_agree(one: &Claim, other: &Claim) -> bool {
    let among = |claim: &Claim, place| claim.places.iter().any(|link| link.place == place);
    one.places.is_empty()
        || other.places.is_empty()
        || one.places.iter().any(|link| among(other, link.place))
}

/// The same sides in the same parts: who gains and who loses, or who fires at whom.
fn parts_agree(reading: &Reading, one: &Claim, other: &Claim) -> bool {
    let (gain, loss) = sides(reading, one);
    let (gained, lost) = sides(reading, other);
    let shared = |a: &[ActorIx], b: &[ActorIx]| {
        a.iter()
            .any(|ix| b.iter().any(|other| kin(reading, *ix, *other)))
    };
    let meet = |a: &[ActorIx], b: &[ActorIx]| a.is_empty() || b.is_empty() || shared(a, b);
    let crossed = shared(&gain, &lost) || shared(&loss, &gained);
    // Told as another kind of thing, it must say whose ground or deed it is.
    if one.kind != other.kind && gain.is_empty() && loss.is_empty() {
        return false;
    }
    let alike = meet(&gain, &gained) && meet(&loss, &lost);
    if one.kind == ClaimType::Clash || other.kind == ClaimType::Clash {
        return crossed || alike;
    }
    alike && !crossed
}

/// One actor, or one that is part of the other: a state and its army.
fn kin(reading: &Reading, one: ActorIx, other: ActorIx) -> bool {
    let (Some(a), Some(b)) = (reading.actors.get(one), reading.actors.get(other)) else {
        return false;
    };
    let within = |part: &Actor, whole: &Actor| part.parent.is_some() && part.parent == whole.id;
    one == other || within(a, b) || within(b, a)
}

/// Who comes out with the ground or does the deed, and who loses it or suffers it, as far as the
/// words of the claim say it: a side that was understood from the context decides nothing.
fn sides(reading: &Reading, claim: &Claim) -> (Vec<ActorIx>, Vec<ActorIx>) {
    let said = |actors: &[ActorIx]| -> Vec<ActorIx> {
        let told = actors.iter().copied();
        told.filter(|ix| named_in(reading, claim, *ix)).collect()
    };
    let (agents, targets) = (said(&claim.agents), said(&claim.targets));
    match claim.kind {
        ClaimType::Withdrawal | ClaimType::Handover => (targets, agents),
        _ => (agents, targets),
    }
}

/// Whether the words of a claim speak of an actor.
fn named_in(reading: &Reading, claim: &Claim, actor: ActorIx) -> bool {
    let Some(actor) = reading.actors.get(actor) else {
        return false;
    };
    let spans = claim.evidence.spans();
    spans.iter().any(|span| {
        let from = actor
            .mentions
            .partition_point(|mention| mention.end <= span.start);
        actor
            .mentions
            .get(from)
            .is_some_and(|mention| mention.overlaps(*span))
    })
}

/// An answer may carry the day on which it was given, which is not before the event and not long
/// after it.
fn days_agree(answer: &Claim, told: &Claim) -> bool {
    const LONG: i32 = 31;
    let said = |claim: &Claim| matches!(claim.time.basis, TimeBasis::Explicit | TimeBasis::Carried);
    if !said(answer) || !said(told) {
        return true;
    }
    let early = matches!(
        (answer.time.last, told.time.first), (Some(last), Some(first)) if last < first
    );
    let late = match (told.time.last, answer.time.first) {
        (Some(last), Some(first)) => last.until(first).is_ok_and(|gap| gap.get_days() > LONG),
        _ => false,
    };
    !early && !late
}
