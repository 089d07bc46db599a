//! Identity by content: the same words give the same id on every machine.

use crate::{Claim, Dispatch, Reading};
use std::fmt;

/// A blake3 hash, printed as `blake3:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub [u8; 32]);

impl ContentId {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> ContentId {
        ContentId(*blake3::hash(bytes).as_bytes())
    }

    /// The id written in `text`, with or without its prefix.
    pub fn parse(text: &str) -> Option<ContentId> {
        let hex = text.strip_prefix("blake3:").unwrap_or(text);
        blake3::Hash::from_hex(hex)
            .ok()
            .map(|hash| ContentId(*hash.as_bytes()))
    }

    /// The first twelve hexadecimal digits, enough for people.
    pub fn short(&self) -> String {
        self.to_string()["blake3:".len()..][..12].to_owned()
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "blake3:{}", blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The id of a dispatch: its text, its publication date and its outlet. Where it lay on disk is
/// no part of it, so the same dispatch found twice is one dispatch.
pub fn dispatch_id(dispatch: &Dispatch, reading: &Reading) -> ContentId {
    let mut hasher = Canonical::new("selon dispatch 1");
    hasher.text(&dispatch.text);
    hasher.text(
        &reading
            .published
            .map(|date| date.to_string())
            .unwrap_or_default(),
    );
    hasher.text(
        reading
            .outlet
            .as_ref()
            .map(|outlet| outlet.name.as_str())
            .unwrap_or_default(),
    );
    hasher.finish()
}

/// The id of a claim within its dispatch: type, evidence, participants, places, time, modality
/// and chain. The rule's name is left out, so renaming a rule does not rename its claims.
pub fn claim_id(dispatch: ContentId, reading: &Reading, claim: &Claim) -> ContentId {
    let mut hasher = Canonical::new("selon claim 1");
    hasher.bytes(&dispatch.0);
    hasher.text(claim.kind.as_str());
    hasher.text(claim.state.map_or("", |state| state.as_str()));
    hasher.text(claim.means.map_or("", |means| means.as_str()));
    for span in claim.evidence.spans() {
        hasher.bytes(&span.start.to_le_bytes());
        hasher.bytes(&span.end.to_le_bytes());
    }
    let actor = |ix: &usize| {
        reading
            .actors
            .get(*ix)
            .map_or("", |a| a.id.as_deref().unwrap_or(&a.name))
    };
    for (label, list) in [("agents", &claim.agents), ("targets", &claim.targets)] {
        hasher.text(label);
        list.iter().for_each(|ix| hasher.text(actor(ix)));
    }
    hasher.text("places");
    for link in &claim.places {
        let place = reading.places.get(link.place);
        hasher.text(place.map_or("", |p| p.id.as_deref().unwrap_or(&p.name)));
        hasher.text(link.role.as_str());
    }
    hasher.text(&claim.time.edtf().unwrap_or_default());
    hasher.text(claim.modality.as_str());
    hasher.text("sources");
    for source in claim.sources.links() {
        hasher.text(source.kind.as_str());
        hasher.text(
            source
                .name
                .as_deref()
                .or(source.description.as_deref())
                .unwrap_or(""),
        );
    }
    hasher.finish()
}

/// Adds a number in as many bytes as it needs: unsigned LEB128 (DWARF 5, section 7.6).
pub fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Length-prefixed hashing, so that no two field sequences collide by concatenation.
pub struct Canonical(Vec<u8>);

impl Canonical {
    /// A hasher for one kind of thing; `domain` keeps kinds apart.
    pub fn new(domain: &str) -> Canonical {
        // Most of what is hashed is a few hundred bytes in many small fields: gathered first, it is
        // hashed at once.
        let mut hasher = Canonical(Vec::with_capacity(1024));
        hasher.text(domain);
        hasher
    }

    /// Adds bytes with their length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0
            .extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// Adds bytes with their length, written in as few bytes as it needs: for long lists of short
    /// fields. Within one domain a field is always added the same way.
    pub fn field(&mut self, bytes: &[u8]) {
        put_number(&mut self.0, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// Adds text with its length.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// The id.
    pub fn finish(self) -> ContentId {
        ContentId::of(&self.0)
    }
}
