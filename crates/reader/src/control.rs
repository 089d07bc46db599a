//! Who gains, loses, holds, contests or besieges what: derived from a claim by one table.

use selon_model::{Actor, ActorIx, Change, Claim, ClaimType, Control, Modality, PlaceRole, State};

/// The share of a place from which on it counts as held: "most" of it.
const MOST: f32 = 0.9;

/// What follows from a claim for who holds its places. A claim that is not said to be so (denied,
/// planned, asked) changes nothing.
///
/// | type | state | agent | target |
/// |---|---|---|---|
/// | capture | not begun, not partial, no lesser share | gains | loses |
/// | capture | begun or partial, or a lesser share | contests | contests |
/// | expulsion | | gains | loses |
/// | withdrawal | | loses | |
/// | siege | not broken | besieges | |
/// | control | holds, no lesser share | holds | |
/// | control | holds, a lesser share | contests | |
/// | control | held-before | loses | |
/// | control | contests | contests | |
/// | repulse | | holds | |
/// | handover | | loses | gains |
///
/// A lesser share is an extent that may be below nine tenths ("plus de 40 %", not "quasi-total").
/// People who hold no ground lose none: a gunman who flees leaves a town as it was.
/// An entry is not a capture, and shelling contests nothing: both derive nothing. A withdrawal
/// names no new holder.
pub fn derive(claim: &Claim, actors: &[Actor]) -> Vec<Control> {
    if !matches!(claim.modality, Modality::Asserted | Modality::Hedged) {
        return Vec::new();
    }
    let lesser = claim
        .extent
        .as_ref()
        .is_some_and(|extent| extent.share.0 < MOST);
    let (agent, target) = match (claim.kind, claim.state) {
        (ClaimType::Capture, Some(State::Begun | State::Partial)) => {
            (Some(Change::Contests), Some(Change::Contests))
        }
        (ClaimType::Capture, _) if lesser => (Some(Change::Contests), Some(Change::Contests)),
        (ClaimType::Capture | ClaimType::Expulsion, _) => {
            (Some(Change::Gains), Some(Change::Loses))
        }
        (ClaimType::Withdrawal, _) => (Some(Change::Loses), None),
        (ClaimType::Siege, Some(State::Broken | State::Ended)) => (None, None),
        (ClaimType::Siege, _) => (Some(Change::Besieges), None),
        (ClaimType::Control, Some(State::HeldBefore)) => (Some(Change::Loses), None),
        (ClaimType::Control, Some(State::Contests)) => (Some(Change::Contests), None),
        (ClaimType::Control, _) if lesser => (Some(Change::Contests), None),
        (ClaimType::Control | ClaimType::Repulse, _) => (Some(Change::Holds), None),
        (ClaimType::Handover, _) => (Some(Change::Loses), Some(Change::Gains)),
        _ => (None, None),
    };
    let mut derived = Vec::new();
    for link in &claim.places {
        // A destination or a direction is not the place that changes hands; who withdraws or is
        // driven out leaves an origin.
        let concerned = match claim.kind {
            ClaimType::Withdrawal | ClaimType::Expulsion => {
                matches!(link.role, PlaceRole::At | PlaceRole::From)
            }
            _ => link.role == PlaceRole::At,
        };
        if !concerned {
            continue;
        }
        for (change, parties) in [(agent, &claim.agents), (target, &claim.targets)] {
            let Some(change) = change else { continue };
            // A gain without a named holder is still a gain: the place changed hands.
            if parties.is_empty()
                && matches!(change, Change::Gains | Change::Besieges | Change::Contests)
            {
                derived.push(Control {
                    place: link.place,
                    actor: None,
                    change,
                });
            }
            let held = |actor: &&ActorIx| {
                change != Change::Loses
                    || !matches!(
                        actors[**actor].kind.as_str(),
                        "unspecified" | "civilians" | "person"
                    )
            };
            derived.extend(parties.iter().filter(held).map(|actor| Control {
                place: link.place,
                actor: Some(*actor),
                change,
            }));
        }
    }
    derived
}
