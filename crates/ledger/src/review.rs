//! Reviewing claims: the latest decision of each person on each claim, and what follows.

use crate::decide::{Decided, DecisionKind};
use selon_model::ContentId;
use std::collections::{BTreeMap, BTreeSet};

/// The claims that the last review in force rejects.
pub fn rejected(decisions: &[Decided]) -> BTreeSet<ContentId> {
    let mut last: BTreeMap<ContentId, &str> = BTreeMap::new();
    for decided in decisions
        .iter()
        .filter(|decided| !decided.undone && decided.decision.kind == DecisionKind::Review)
    {
        if let Some(claim) = ContentId::parse(&decided.decision.subject) {
            last.insert(claim, &decided.decision.value);
        }
    }
    last.into_iter()
        .filter(|(_, value)| *value == "reject")
        .map(|(claim, _)| claim)
        .collect()
}
