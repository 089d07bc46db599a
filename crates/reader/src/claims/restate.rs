//! Claims told again.

use selon_model::{Claim, ClaimType, Modality};

/// Links a claim told again to the first telling: same type and state, a place and an agent in
/// common (or unsaid in one of the two), the same view of whether it is so, other words.
pub fn link_restatements(claims: &mut [Claim]) {
    for later in 1..claims.len() {
        let first = (0..later).find(|earlier| same(&claims[*earlier], &claims[later]));
        claims[later].restates = first.map(|first| claims[first].restates.unwrap_or(first));
        if let Some(first) = claims[later].restates {
            understand(claims, first, later);
        }
    }
}

/// Ground told again without a doer ("l'ONG a confirmé la prise de la ville") was taken by whom
/// the first telling names.
fn understand(claims: &mut [Claim], first: usize, later: usize) {
    if !matches!(claims[later].kind, ClaimType::Capture | ClaimType::Siege) {
        return;
    }
    if claims[later].agents.is_empty() {
        claims[later].agents = claims[first].agents.clone();
    }
    if claims[later].targets.is_empty() {
        claims[later].targets = claims[first].targets.clone();
    }
}

fn same(earlier: &Claim, later: &Claim) -> bool {
    let firm = |claim: &Claim| matches!(claim.modality, Modality::Asserted | Modality::Hedged);
    earlier.kind == later.kind
        && earlier.state == later.state
        && firm(earlier) == firm(later)
        && share_place(earlier, later)
        && share_sides(earlier, later)
        && (earlier.numbers == later.numbers
            || earlier.numbers == selon_model::Numbers::default()
            || later.numbers == selon_model::Numbers::default())
        && !overlap(earlier, later)
}

/// Whether two claims name a place in common.
pub(super) fn share_place(first: &Claim, second: &Claim) -> bool {
    let named = |place| second.places.iter().any(|link| link.place == place);
    first.places.iter().any(|link| named(link.place))
}

/// Whether two claims can tell of one event by who does it and to whom.
pub(super) fn share_sides(first: &Claim, second: &Claim) -> bool {
    meet(&first.agents, &second.agents) && meet(&first.targets, &second.targets)
}

/// Two lists agree when they share a member or one of them says nothing.
fn meet(first: &[usize], second: &[usize]) -> bool {
    first.is_empty() || second.is_empty() || first.iter().any(|member| second.contains(member))
}

fn overlap(first: &Claim, second: &Claim) -> bool {
    first.evidence.spans().iter().any(|span| {
        second
            .evidence
            .spans()
            .iter()
            .any(|other| span.overlaps(*other))
    })
}
