//! The model file and the tables inside it: hashed integer weights, read in place from bytes.
//!
//! A model file is a list of named sections. Nothing is decompressed or copied at start-up; every
//! score is an integer sum, so every processor gives the same answer. Left out: which features
//! are hashed (see `tagger`, `parser`, `names`) and how weights are learnt (see `training/`).

use std::borrow::Cow;
use std::ops::Range;

/// First bytes of a model file; the digit is the layout's version.
pub const MAGIC: &[u8; 8] = b"SELONTX1";

/// Why bytes are not a usable model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelError {
    /// What is wrong, and what to do about it.
    pub message: String,
}

impl ModelError {
    pub(crate) fn new(message: impl Into<String>) -> ModelError {
        ModelError {
            message: message.into(),
        }
    }
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModelError {}

/// The bytes of a model, shared by the tables that read from them.
#[derive(Clone, Debug)]
pub struct ModelFile {
    bytes: Cow<'static, [u8]>,
    sections: Vec<(String, Range<usize>)>,
}

impl ModelFile {
    /// Reads the list of sections.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<ModelFile, ModelError> {
        let bad = || ModelError::new("the model file is cut short; take it again from models/");
        if bytes.get(..8) != Some(&MAGIC[..]) {
            return Err(ModelError::new(
                "not a selon language model of this version; rebuild it with training/",
            ));
        }
        let count = u32_at(&bytes, 8).ok_or_else(bad)? as usize;
        let mut sections = Vec::new();
        for i in 0..count {
            let at = 12 + i * 16;
            let name = bytes.get(at..at + 8).ok_or_else(bad)?;
            let start = u32_at(&bytes, at + 8).ok_or_else(bad)? as usize;
            let len = u32_at(&bytes, at + 12).ok_or_else(bad)? as usize;
            if start + len > bytes.len() {
                return Err(bad());
            }
            let name = String::from_utf8_lossy(name)
                .trim_end_matches(' ')
                .to_owned();
            sections.push((name, start..start + len));
        }
        Ok(ModelFile { bytes, sections })
    }

    /// The bytes of a section; empty when the model has none of that name.
    pub fn section(&self, name: &str) -> Bytes {
        let range = self
            .sections
            .iter()
            .find(|(n, _)| n == name)
            .map_or(0..0, |(_, range)| range.clone());
        match &self.bytes {
            Cow::Borrowed(all) => Bytes(Cow::Borrowed(&all[range])),
            Cow::Owned(all) => Bytes(Cow::Owned(all[range].to_vec())),
        }
    }

    /// Names of the sections, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|(name, _)| name.as_str())
    }

    /// A section that holds text, one item a line.
    pub fn lines(&self, name: &str) -> Vec<String> {
        let bytes = self.section(name);
        String::from_utf8_lossy(&bytes.0)
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// Writes a model file from its sections. Names are at most eight bytes.
    pub fn write(sections: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((sections.len() as u32).to_le_bytes());
        let mut at = 12 + sections.len() * 16;
        for (name, bytes) in sections {
            at = at.next_multiple_of(64);
            let mut padded = [b' '; 8];
            padded[..name.len().min(8)].copy_from_slice(&name.as_bytes()[..name.len().min(8)]);
            out.extend(padded);
            out.extend((at as u32).to_le_bytes());
            out.extend((bytes.len() as u32).to_le_bytes());
            at += bytes.len();
        }
        for (_, bytes) in sections {
            out.resize(out.len().next_multiple_of(64), 0);
            out.extend(bytes);
        }
        out
    }
}

/// Bytes of one section.
#[derive(Clone, Debug)]
pub struct Bytes(pub Cow<'static, [u8]>);

impl std::ops::Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .map(u32::from_le_bytes)
}

const K: u64 = 0x9E37_79B9_7F4A_7C15;

/// Hash of a string of bytes; the same on every machine.
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> u32 {
    let mut h = K ^ (bytes.len() as u64);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or([0; 8]));
        h = (h ^ word).wrapping_mul(K).rotate_left(29);
    }
    let mut last = [0u8; 8];
    let rest = chunks.remainder();
    last[..rest.len()].copy_from_slice(rest);
    h = (h ^ u64::from_le_bytes(last)).wrapping_mul(K);
    h ^= h >> 32;
    (h.wrapping_mul(K) >> 32) as u32
}

/// Joins a template number and up to four values into a feature's hash.
#[inline(always)]
pub fn feature(template: u32, a: u32, b: u32, c: u32) -> u32 {
    let mut h = (u64::from(template) << 32 | u64::from(a)).wrapping_mul(K);
    h = (h.rotate_left(25) ^ (u64::from(b) << 32 | u64::from(c)))
        .wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (h >> 32) as u32
}

/// Weights of many classes for hashed features.
pub trait Weights {
    /// Adds the weights of a feature to the scores of the classes.
    fn add(&self, feature: u32, scores: &mut [i32]);
}

/// Sparse packed weights: every bucket lists the classes it speaks of.
///
/// Layout: bits (u32), then per eight buckets the start of their entries (u32) and eight lengths
/// (u8), then the entries, two bytes each: class and weight.
#[derive(Clone, Debug)]
pub struct Sparse {
    bytes: Bytes,
    bits: u32,
    entries: usize,
}

impl Sparse {
    /// Reads a section.
    pub fn open(bytes: Bytes) -> Result<Sparse, ModelError> {
        let bad = || ModelError::new("a weight table of the model file is damaged");
        let bits = u32_at(&bytes, 0).ok_or_else(bad)?;
        if !(3..=28).contains(&bits) {
            return Err(bad());
        }
        let entries = 4 + (1usize << (bits - 3)) * 12;
        if entries > bytes.len() {
            return Err(bad());
        }
        Ok(Sparse {
            bytes,
            bits,
            entries,
        })
    }

    /// Packs rows of (class, weight); the number of rows is `1 << bits`.
    pub fn pack(bits: u32, rows: &[Vec<(u8, i8)>]) -> Vec<u8> {
        let mut out = bits.to_le_bytes().to_vec();
        let mut start = 0u32;
        for group in rows.chunks(8) {
            out.extend(start.to_le_bytes());
            for i in 0..8 {
                let len = group.get(i).map_or(0, |row| row.len().min(255));
                out.push(len as u8);
                start += len as u32;
            }
        }
        for row in rows {
            for (class, weight) in row.iter().take(255) {
                out.push(*class);
                out.push(*weight as u8);
            }
        }
        out
    }
}

/// What a packed byte stands for: fine steps near zero, coarse ones far out, so that one byte spans
/// the few heavy weights and the many light ones.
const VALUES: [i16; 256] = {
    let mut values = [0i16; 256];
    let mut code = -127i32;
    while code <= 127 {
        values[(code & 255) as usize] = (code + code * code * code / 512) as i16;
        code += 1;
    }
    values
};

/// The value of a packed byte; from 0 to 4,127 either way.
pub const fn value(code: i8) -> i16 {
    VALUES[code as u8 as usize]
}

impl Weights for Sparse {
    #[inline]
    fn add(&self, feature: u32, scores: &mut [i32]) {
        let bucket = (feature >> (32 - self.bits)) as usize;
        let at = 4 + (bucket >> 3) * 12;
        let Some(group) = self.bytes.get(at..at + 12) else {
            return;
        };
        let within = bucket & 7;
        let len = group[4 + within] as usize;
        if len == 0 {
            return;
        }
        let mut start = u32::from_le_bytes([group[0], group[1], group[2], group[3]]) as usize;
        for before in &group[4..4 + within] {
            start += *before as usize;
        }
        let from = self.entries + start * 2;
        let Some(entries) = self.bytes.get(from..from + len * 2) else {
            return;
        };
        for entry in entries.chunks_exact(2) {
            if let Some(score) = scores.get_mut(entry[0] as usize) {
                *score += i32::from(VALUES[entry[1] as usize]);
            }
        }
    }
}

/// The index and value of the best of the given classes; the first wins a tie.
#[inline]
pub fn best(scores: &[i32]) -> usize {
    let mut top = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[top] {
            top = i;
        }
    }
    top
}

/// Scores of the parser's four moves.
pub trait MoveWeights {
    /// Sum over the features.
    fn score(&self, features: &[u32]) -> [i32; 4];
}

/// Packed weights of the parser's moves: four signed bytes per bucket, kept with a bias of 128 so
/// that sums run in one 64-bit register.
#[derive(Clone, Debug)]
pub struct Moves {
    bytes: Bytes,
    bits: u32,
}

impl Moves {
    /// Reads a section.
    pub fn open(bytes: Bytes) -> Result<Moves, ModelError> {
        let buckets = bytes.len() / 4;
        if !buckets.is_power_of_two() || buckets * 4 != bytes.len() || buckets < 8 {
            return Err(ModelError::new(
                "the move table of the model file is damaged",
            ));
        }
        Ok(Moves {
            bits: buckets.trailing_zeros(),
            bytes,
        })
    }
}

impl MoveWeights for Moves {
    #[inline]
    fn score(&self, features: &[u32]) -> [i32; 4] {
        let mut sum = 0u64;
        let shift = 32 - self.bits;
        for feature in features {
            let at = (feature >> shift) as usize * 4;
            if let Some(row) = self.bytes.get(at..at + 4) {
                let x = u64::from(u32::from_le_bytes([row[0], row[1], row[2], row[3]]));
                let x = (x | x << 16) & 0x0000_FFFF_0000_FFFF;
                sum += (x | x << 8) & 0x00FF_00FF_00FF_00FF;
            }
        }
        let bias = 128 * features.len() as i32;
        [
            (sum & 0xFFFF) as i32 - bias,
            (sum >> 16 & 0xFFFF) as i32 - bias,
            (sum >> 32 & 0xFFFF) as i32 - bias,
            (sum >> 48) as i32 - bias,
        ]
    }
}

/// A packed map from hashed strings to small numbers, by open addressing. `CHECK` bytes of the hash
/// are kept: with two, a string that is not in the map passes for one that is about once in ten
/// thousand look-ups; with four, practically never.
///
/// Layout: number of slots (u32), then slots: value (u16, zero for empty) and check.
#[derive(Clone, Debug)]
pub struct Lookup<const CHECK: usize> {
    bytes: Bytes,
    slots: usize,
}

impl<const CHECK: usize> Lookup<CHECK> {
    const SLOT: usize = 2 + CHECK;

    /// Reads a section. An empty section is an empty map.
    pub fn open(bytes: Bytes) -> Result<Self, ModelError> {
        let slots = u32_at(&bytes, 0).unwrap_or(0) as usize;
        if !bytes.is_empty() && bytes.len() != 4 + slots * Self::SLOT {
            return Err(ModelError::new(
                "a look-up table of the model file is damaged",
            ));
        }
        Ok(Lookup { bytes, slots })
    }

    /// Packs pairs of hash and value (below 65,535). Of pairs with an equal hash the first is kept.
    pub fn pack(pairs: &[(u32, u16)]) -> Vec<u8> {
        let slots = (pairs.len() * 8 / 7).max(8);
        let mut table = vec![(0u32, 0u16); slots];
        for (hash, value) in pairs {
            let mut at = slot(*hash, slots);
            while table[at].1 != 0 && table[at].0 != *hash {
                at = (at + 1) % slots;
            }
            if table[at].1 == 0 {
                table[at] = (*hash, value.saturating_add(1));
            }
        }
        let mut out = (slots as u32).to_le_bytes().to_vec();
        for (check, value) in table {
            out.extend(value.to_le_bytes());
            out.extend(&check.to_le_bytes()[..CHECK]);
        }
        out
    }

    /// The value under a hash.
    #[inline]
    pub fn get(&self, hash: u32) -> Option<u16> {
        if self.slots == 0 {
            return None;
        }
        let mut at = slot(hash, self.slots);
        for _ in 0..self.slots {
            let b = self
                .bytes
                .get(4 + at * Self::SLOT..4 + (at + 1) * Self::SLOT)?;
            let value = u16::from_le_bytes([b[0], b[1]]);
            if value == 0 {
                return None;
            }
            if b[2..] == hash.to_le_bytes()[..CHECK] {
                return Some(value - 1);
            }
            at += 1;
            if at == self.slots {
                at = 0;
            }
        }
        None
    }
}

#[inline]
fn slot(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}
