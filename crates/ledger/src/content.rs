//! Hashes of what the ledger keeps, so that `verify` can tell a record from an altered one.
//!
//! A claim's id (`selon_model::claim_id`) says which words it is about; its content hash says
//! everything that was made of them. A reading's id covers the contents of its claims.

use selon_model::{Canonical, Claim, ContentId, Count, Reading, Source, Span};

/// Everything a claim says, in one hash. Indices are resolved to keys, so the hash is the same
/// whatever order the reading lists its actors in.
pub fn claim_content(reading: &Reading, claim: &Claim) -> ContentId {
    content_of(reading, claim, &mut Vec::new())
}

/// The same for one claim of several; `described` holds the sources hashed so far, for most are those
/// of the claim before.
pub(crate) fn content_of<'a>(
    reading: &'a Reading,
    claim: &'a Claim,
    described: &mut Vec<(&'a Source, ContentId)>,
) -> ContentId {
    let mut hash = Canonical::new("selon claim content 2");
    let actor = |ix: usize| reading.actors.get(ix).map_or("", actor_key);
    let place = |ix: usize| reading.places.get(ix).map_or("", place_key);
    word(&mut hash, claim.kind.as_str());
    word(&mut hash, claim.state.map_or("", |state| state.as_str()));
    word(&mut hash, claim.means.map_or("", |means| means.as_str()));
    word(&mut hash, claim.modality.as_str());
    word(&mut hash, claim.speech.as_str());
    word(&mut hash, &claim.rule);
    for list in [&claim.agents, &claim.targets] {
        hash.field(&(list.len() as u32).to_le_bytes());
        list.iter().for_each(|ix| word(&mut hash, actor(*ix)));
    }
    hash.field(&(claim.places.len() as u32).to_le_bytes());
    for link in &claim.places {
        word(&mut hash, place(link.place));
        word(&mut hash, link.role.as_str());
        optional(&mut hash, link.modifier.as_deref());
    }
    for day in [claim.time.first, claim.time.last] {
        word(
            &mut hash,
            &day.map(|day| day.to_string()).unwrap_or_default(),
        );
    }
    hash.field(&[u8::from(claim.time.approximate)]);
    word(&mut hash, crate::names::time_basis(claim.time.basis));
    let numbers = &claim.numbers;
    for count in [
        numbers.killed,
        numbers.wounded,
        numbers.displaced,
        numbers.count,
    ] {
        add_count(&mut hash, count);
    }
    match &claim.extent {
        None => hash.field(&[]),
        Some(extent) => {
            word(&mut hash, &extent.words);
            hash.field(&extent.share.0.to_bits().to_le_bytes());
            hash.field(&extent.share.1.to_bits().to_le_bytes());
        }
    }
    hash.field(&(claim.control.len() as u32).to_le_bytes());
    for control in &claim.control {
        word(&mut hash, place(control.place));
        optional(&mut hash, control.actor.map(actor));
        word(&mut hash, control.change.as_str());
    }
    for span in claim.evidence.spans() {
        add_span(&mut hash, Some(*span));
    }
    for source in claim.sources.links() {
        let known = described
            .iter()
            .find(|(known, _)| described_alike(known, source))
            .map(|(_, known)| *known);
        let described_as = known.unwrap_or_else(|| {
            let new = source_hash(source, source.actor.map(actor));
            described.push((source, new));
            new
        });
        hash.field(&described_as.0);
        word(&mut hash, source.stance.as_str());
        for span in [source.span, source.cue, source.medium] {
            add_span(&mut hash, span);
        }
    }
    hash.finish()
}

/// Whether two links of chains of one reading are described in the same words.
pub(crate) fn described_alike(one: &Source, other: &Source) -> bool {
    (one.kind, one.actor, one.anonymity) == (other.kind, other.actor, other.anonymity)
        && (&one.name, &one.description) == (&other.name, &other.description)
}

/// A link of the chain as described, without where its words stand.
pub(crate) fn source_hash(source: &Source, actor: Option<&str>) -> ContentId {
    let mut hash = Canonical::new("selon source 2");
    word(&mut hash, source.kind.as_str());
    optional(&mut hash, actor);
    optional(&mut hash, source.name.as_deref());
    optional(&mut hash, source.description.as_deref());
    word(
        &mut hash,
        source.anonymity.map_or("", |anonymity| anonymity.as_str()),
    );
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

fn word(hash: &mut Canonical, text: &str) {
    hash.field(text.as_bytes());
}

pub(crate) fn optional(hash: &mut Canonical, text: Option<&str>) {
    hash.field(&[u8::from(text.is_some())]);
    if let Some(text) = text {
        word(hash, text);
    }
}

fn add_count(hash: &mut Canonical, count: Option<Count>) {
    let mut bytes = [0; 10];
    if let Some(count) = count {
        for (at, bound) in [(0, count.min), (5, count.max)] {
            if let Some(bound) = bound {
                bytes[at] = 1;
                bytes[at + 1..at + 5].copy_from_slice(&bound.to_le_bytes());
            }
        }
    }
    hash.field(&bytes[..if count.is_some() { 10 } else { 0 }]);
}

fn add_span(hash: &mut Canonical, span: Option<Span>) {
    let mut bytes = [0; 8];
    if let Some(span) = span {
        bytes[..4].copy_from_slice(&span.start.to_le_bytes());
        bytes[4..].copy_from_slice(&span.end.to_le_bytes());
    }
    hash.field(&bytes[..if span.is_some() { 8 } else { 0 }]);
}
