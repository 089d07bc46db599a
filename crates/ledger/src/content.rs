//! Hashes of what the ledger keeps, so that `verify` can tell a record from an altered one.
//!
//! A claim's id (`selon_model::claim_id`) says which words it is about; its content hash says
//! everything that was made of them. A reading's id covers the contents of its claims.

use selon_model::{Canonical, Claim, ContentId, Count, Reading, Source, Span};

/// Everything a claim says, in one hash. Indices are resolved to keys, so the hash is the same
/// whatever order the reading lists its actors in.
pub fn claim_content(reading: &Reading, claim: &Claim) -> ContentId {
    let mut hash = Canonical::new("selon claim content 1");
    let actor = |ix: usize| reading.actors.get(ix).map_or("", actor_key);
    let place = |ix: usize| reading.places.get(ix).map_or("", place_key);
    hash.text(claim.kind.as_str());
    hash.text(claim.state.map_or("", |state| state.as_str()));
    hash.text(claim.means.map_or("", |means| means.as_str()));
    hash.text(claim.modality.as_str());
    hash.text(claim.speech.as_str());
    hash.text(&claim.rule);
    for list in [&claim.agents, &claim.targets] {
        hash.bytes(&(list.len() as u64).to_le_bytes());
        list.iter().for_each(|ix| hash.text(actor(*ix)));
    }
    hash.bytes(&(claim.places.len() as u64).to_le_bytes());
    for link in &claim.places {
        hash.text(place(link.place));
        hash.text(link.role.as_str());
        optional(&mut hash, link.modifier.as_deref());
    }
    for day in [claim.time.first, claim.time.last] {
        hash.text(&day.map(|day| day.to_string()).unwrap_or_default());
    }
    hash.bytes(&[u8::from(claim.time.approximate)]);
    hash.text(crate::names::time_basis(claim.time.basis));
    let numbers = &claim.numbers;
    for count in [
        numbers.killed,
        numbers.wounded,
        numbers.displaced,
        numbers.count,
    ] {
        hash.bytes(&count_bytes(count));
    }
    match &claim.extent {
        None => hash.bytes(&[]),
        Some(extent) => {
            hash.text(&extent.words);
            hash.bytes(&extent.share.0.to_bits().to_le_bytes());
            hash.bytes(&extent.share.1.to_bits().to_le_bytes());
        }
    }
    hash.bytes(&(claim.control.len() as u64).to_le_bytes());
    for control in &claim.control {
        hash.text(place(control.place));
        optional(&mut hash, control.actor.map(actor));
        hash.text(control.change.as_str());
    }
    for span in claim.evidence.spans() {
        hash.bytes(&span_bytes(Some(*span)));
    }
    for source in claim.sources.links() {
        hash.bytes(&source_hash(source, source.actor.map(actor)).0);
        hash.text(source.stance.as_str());
        for span in [source.span, source.cue, source.medium] {
            hash.bytes(&span_bytes(span));
        }
    }
    hash.finish()
}

/// A link of the chain as described, without where its words stand.
pub(crate) fn source_hash(source: &Source, actor: Option<&str>) -> ContentId {
    let mut hash = Canonical::new("selon source 1");
    hash.text(source.kind.as_str());
    optional(&mut hash, actor);
    optional(&mut hash, source.name.as_deref());
    optional(&mut hash, source.description.as_deref());
    hash.text(source.anonymity.map_or("", |anonymity| anonymity.as_str()));
    hash.finish()
}

/// The id of a reading: its dispatch and what each of its claims says.
pub(crate) fn reading_id(
    dispatch: ContentId,
    claims: impl Iterator<Item = (ContentId, ContentId, Option<usize>)>,
) -> ContentId {
    let mut hash = Canonical::new("selon reading 1");
    hash.bytes(&dispatch.0);
    for (id, content, restates) in claims {
        hash.bytes(&id.0);
        hash.bytes(&content.0);
        hash.bytes(&restates.map_or(u64::MAX, |ix| ix as u64).to_le_bytes());
    }
    hash.finish()
}

/// What names an actor across dispatches: its id in the world's tables, else its name.
pub fn actor_key(actor: &selon_model::Actor) -> &str {
    actor.id.as_deref().unwrap_or(&actor.name)
}

/// What names a place across dispatches: its id in the world's tables, else its name.
pub fn place_key(place: &selon_model::Place) -> &str {
    place.id.as_deref().unwrap_or(&place.name)
}

pub(crate) fn optional(hash: &mut Canonical, text: Option<&str>) {
    match text {
        None => hash.bytes(&[0]),
        Some(text) => {
            hash.bytes(&[1]);
            hash.text(text);
        }
    }
}

fn count_bytes(count: Option<Count>) -> [u8; 11] {
    let mut bytes = [0; 11];
    if let Some(count) = count {
        bytes[0] = 1;
        for (at, bound) in [(1, count.min), (6, count.max)] {
            if let Some(bound) = bound {
                bytes[at] = 1;
                bytes[at + 1..at + 5].copy_from_slice(&bound.to_le_bytes());
            }
        }
    }
    bytes
}

fn span_bytes(span: Option<Span>) -> [u8; 9] {
    let mut bytes = [0; 9];
    if let Some(span) = span {
        bytes[0] = 1;
        bytes[1..5].copy_from_slice(&span.start.to_le_bytes());
        bytes[5..].copy_from_slice(&span.end.to_le_bytes());
    }
    bytes
}
