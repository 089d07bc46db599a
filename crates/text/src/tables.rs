//! The model file and the tables inside it: hashed integer weights, read in place from bytes.
//!
//! A model file is a list of named sections. Look-up tables are read in place; weights are spread out
//! from their packed form when they are first used, so that scoring a feature is one access to memory.
//! Every score is an integer sum, so every processor gives the same answer. Left out: which features
//! are hashed (see `tagger`, `parser`, `names`) and how weights are learnt (see `training/`).

use crate::pages::Pages;
use crate::wide::wide;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// First bytes of a model file; the digit is the layout's version.
pub const MAGIC: &[u8; 8] = b"SELONTX2";

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
    h = (h ^ few(chunks.remainder())).wrapping_mul(K);
    h ^= h >> 32;
    (h.wrapping_mul(K) >> 32) as u32
}

/// Up to seven bytes as a number, the first lowest.
#[inline]
fn few(bytes: &[u8]) -> u64 {
    let byte = |byte: &u8, at: u32| u64::from(*byte) << (8 * at);
    match bytes {
        [] => 0,
        [a] => byte(a, 0),
        [a, b] => byte(a, 0) | byte(b, 1),
        [a, b, c] => byte(a, 0) | byte(b, 1) | byte(c, 2),
        _ => {
            // Two fours that overlap where there are fewer than eight.
            let four = |at: usize| u64::from(u32_at(bytes, at).unwrap_or(0));
            four(0) | four(bytes.len() - 4) << (8 * (bytes.len() - 4))
        }
    }
}

/// Joins a template number and up to four values into a feature's hash.
#[inline(always)]
pub fn feature(template: u32, a: u32, b: u32, c: u32) -> u32 {
    // Of the template, high, and the value, low, each times K: the former is known when this is compiled,
    // the latter shared by all features of the same value.
    let template = (u64::from(template) << 32).wrapping_mul(K);
    let mut h = u64::from(a).wrapping_mul(K).wrapping_add(template);
    h = (h.rotate_left(25) ^ (u64::from(b) << 32 | u64::from(c)))
        .wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (h >> 32) as u32
}

/// Weights of up to `W` classes for hashed features.
pub trait Weights<const W: usize> {
    /// Sums of the weights of all features, by class.
    fn score(&self, features: &[u32]) -> [i32; W];

    /// The first of the classes below `count` with the greatest sum.
    #[inline]
    fn best(&self, features: &[u32], count: usize) -> usize {
        best(&self.score(features)[..count.min(W)])
    }

    /// The same for the features that templates make.
    fn best_of(&self, templates: &impl Templates, count: usize) -> usize {
        self.first_of(templates, count).0
    }

    /// The same, and how far its sum is ahead of those of all others.
    fn first_of(&self, templates: &impl Templates, count: usize) -> (usize, i32) {
        let mut features = Vec::new();
        templates.put_all(&mut features);
        let scores = self.score(&features);
        let scores = &scores[..count.min(W)];
        let first = best(scores);
        let others = scores.iter().enumerate().filter(|(at, _)| *at != first);
        let next = others.map(|(_, score)| *score).max();
        (first, next.map_or(i32::MAX, |next| scores[first] - next))
    }
}

/// Rows of one byte a class, each weight kept with a bias of 128 so that sums run in unsigned lanes.
///
/// In the file only the weights that are not zero stand: bits (u8), then for every bucket how many
/// (u8), then two bytes each: class and weight (i8).
#[derive(Clone, Debug)]
pub struct Rows<const W: usize> {
    packed: Bytes,
    /// Spread out when first asked for, so that a model that is not used costs nothing.
    spread: OnceLock<Pages<u8>>,
    bits: u32,
}

impl<const W: usize> Rows<W> {
    /// Checks a section.
    pub fn open(packed: Bytes) -> Result<Rows<W>, ModelError> {
        const { assert!(W == 16 || W == 32 || W == 64) };
        let bad = || ModelError::new("a weight table of the model file is damaged");
        let bits = u32::from(*packed.first().ok_or_else(bad)?);
        if !(6..=24).contains(&bits) {
            return Err(bad());
        }
        let counts = packed.get(1..1 + (1 << bits)).ok_or_else(bad)?;
        let entries: usize = counts.iter().map(|c| usize::from(*c)).sum();
        if packed.len() != 1 + counts.len() + 2 * entries {
            return Err(bad());
        }
        Ok(Rows {
            packed,
            spread: OnceLock::new(),
            bits,
        })
    }

    #[inline]
    fn rows(&self) -> &[[u8; W]] {
        self.spread.get_or_init(|| self.spread()).as_chunks().0
    }

    /// The rows one after the other: none straddles two cache lines.
    #[cold]
    fn spread(&self) -> Pages<u8> {
        let buckets = 1usize << self.bits;
        let mut rows = Pages::new(buckets * W);
        rows.fill(128);
        let (counts, entries) = self.packed[1..].split_at(buckets);
        let mut entries = entries.as_chunks::<2>().0.iter();
        for (row, count) in rows.as_chunks_mut::<W>().0.iter_mut().zip(counts) {
            for [class, weight] in entries.by_ref().take(usize::from(*count)) {
                if let Some(slot) = row.get_mut(usize::from(*class)) {
                    *slot = weight.wrapping_add(128);
                }
            }
        }
        rows
    }

    /// Packs rows of (class, weight); the number of rows is `1 << bits`.
    pub fn pack(bits: u32, rows: &[Vec<(u8, i8)>]) -> Vec<u8> {
        let mut out = vec![bits as u8];
        out.extend(rows.iter().map(|row| row.len() as u8));
        for (class, weight) in rows.iter().flatten() {
            out.push(*class);
            out.push(*weight as u8);
        }
        out
    }

    /// Sums of the weights of the first `L` classes, each kept with its bias.
    #[inline(always)]
    fn sums<const L: usize>(&self, features: &[u32]) -> [u16; L] {
        let rows = self.rows();
        let mut sums = [0u16; L];
        let shift = 32 - self.bits;
        for feature in features {
            if let Some(row) = rows.get((feature >> shift) as usize) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += u16::from(*weight);
                }
            }
        }
        sums
    }

    /// The first of the classes below `count`, of which there are at most `L`, with the greatest sum.
    #[inline(always)]
    fn top<const L: usize>(&self, features: &[u32], count: usize) -> usize {
        first_top(self.sums::<L>(features), count)
    }

    #[inline(always)]
    fn first_of_plain(&self, templates: &impl Templates, count: usize) -> (usize, i32) {
        let mut sums = RowSums {
            rows: self.rows(),
            shift: 32 - self.bits,
            sums: [0; W],
            listed: Listed::NONE,
        };
        templates.put_all(&mut sums);
        sums.add();
        let first = first_top(sums.sums, count);
        let top = sums.sums[first];
        let mut others = sums.sums;
        others[first] = 0;
        others[count.min(W)..].fill(0);
        let next = others.into_iter().fold(0, u16::max);
        (first, i32::from(top) - i32::from(next))
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi2,popcnt")]
    fn first_of_wide(&self, templates: &impl Templates, count: usize) -> (usize, i32) {
        self.first_of_plain(templates, count)
    }
}

impl<const W: usize> Rows<W> {
    #[inline(always)]
    fn score_plain(&self, features: &[u32]) -> [i32; W] {
        let bias = 128 * features.len() as i32;
        self.sums::<W>(features).map(|sum| i32::from(sum) - bias)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi2,popcnt")]
    fn score_wide(&self, features: &[u32]) -> [i32; W] {
        self.score_plain(features)
    }

    #[inline(always)]
    fn best_plain(&self, features: &[u32], count: usize) -> usize {
        // Only classes that can win are added up: most parts of speech have few morphologies.
        match count {
            ..=8 => self.top::<8>(features, count),
            9..=16 => self.top::<16>(features, count),
            17..=32 => self.top::<32>(features, count),
            33..=48 => self.top::<48>(features, count),
            _ => self.top::<64>(features, count),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi2,popcnt")]
    fn best_wide(&self, features: &[u32], count: usize) -> usize {
        self.best_plain(features, count)
    }
}

impl<const W: usize> Weights<W> for Rows<W> {
    fn score(&self, features: &[u32]) -> [i32; W] {
        wide!(self.score_wide(features), self.score_plain(features))
    }

    fn best(&self, features: &[u32], count: usize) -> usize {
        wide!(
            self.best_wide(features, count),
            self.best_plain(features, count)
        )
    }

    fn first_of(&self, templates: &impl Templates, count: usize) -> (usize, i32) {
        wide!(
            self.first_of_wide(templates, count),
            self.first_of_plain(templates, count)
        )
    }
}

/// The first of the lanes below `count` with the greatest of some sums, whose bias is the same for all.
#[inline(always)]
fn first_top<const L: usize>(mut sums: [u16; L], count: usize) -> usize {
    let count = count.min(L) as u16;
    let mut top = 0;
    for (lane, sum) in (0..).zip(&mut sums) {
        *sum = if lane < count { *sum } else { 0 };
        top = top.max(*sum);
    }
    // The first lane has the greatest distance to the end.
    let mut first = 0;
    for (lane, sum) in (0..).zip(&sums) {
        first = first.max(if *sum == top { L as u16 - lane } else { 0 });
    }
    L - usize::from(first)
}

/// Features that are made first and looked up together: look-ups in one tight loop wait for memory side by
/// side, those between which hashes are made nearly one after the other. Rows of four bytes gain nothing by it.
#[derive(Debug)]
struct Listed {
    features: [u32; Listed::MOST],
    count: usize,
}

impl Listed {
    /// More than any template makes of one thing.
    const MOST: usize = 64;

    const NONE: Listed = Listed {
        features: [0; Listed::MOST],
        count: 0,
    };

    #[inline(always)]
    fn is_full(&self) -> bool {
        self.count == Listed::MOST
    }

    #[inline(always)]
    fn push(&mut self, feature: u32) {
        self.features[self.count % Listed::MOST] = feature;
        self.count += 1;
    }

    #[inline(always)]
    fn all(&self) -> &[u32] {
        &self.features[..self.count.min(Listed::MOST)]
    }
}

/// Sums of rows by lane, each weight with its bias.
struct RowSums<'w, const W: usize> {
    rows: &'w [[u8; W]],
    shift: u32,
    sums: [u16; W],
    listed: Listed,
}

impl<const W: usize> RowSums<'_, W> {
    /// Adds up what is listed.
    #[inline(always)]
    fn add(&mut self) {
        let mut sums = self.sums;
        for feature in self.listed.all() {
            if let Some(row) = self.rows.get((feature >> self.shift) as usize) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += u16::from(*weight);
                }
            }
        }
        self.sums = sums;
        self.listed.count = 0;
    }
}

impl<const W: usize> Features for RowSums<'_, W> {
    #[inline(always)]
    fn put(&mut self, feature: u32) {
        if self.listed.is_full() {
            self.add();
        }
        self.listed.push(feature);
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

/// What templates hand features to, one after the other: a list, or sums of weights.
pub trait Features {
    /// Takes a feature's hash.
    fn put(&mut self, feature: u32);
}

/// Something that templates describe.
pub trait Templates {
    /// Hands over all its features.
    fn put_all(&self, out: &mut impl Features);
}

impl Features for Vec<u32> {
    #[inline]
    fn put(&mut self, feature: u32) {
        self.push(feature);
    }
}

/// Weights of the parser's four moves.
pub trait MoveWeights {
    /// Sums over the features handed to them.
    type Sums<'w>: Features + Into<[i32; 4]>
    where
        Self: 'w;

    /// Sums over no feature yet.
    fn sums(&self) -> Self::Sums<'_>;
}

/// Weights of the parser's moves: four bytes per bucket.
///
/// In the file: bits (u8), a bit per bucket that says whether it holds anything, then for every
/// bucket that does, four signed bytes.
#[derive(Clone, Debug)]
pub struct Moves {
    packed: Bytes,
    rows: OnceLock<Pages<i8>>,
    bits: u32,
}

/// Bits of a feature that say its row when the moves are spread. With fewer in the file each row stands
/// as often as makes up for it, so that whoever asks knows their number beforehand.
const MOVE_BITS: u32 = 20;
const MOVE_ROWS: usize = 1 << MOVE_BITS;
/// Weights of all rows and one more: two rows are read at a time, which the processor has an instruction
/// for that adds them up by itself.
const MOVE_WEIGHTS: usize = (MOVE_ROWS + 1) * 4;

impl Moves {
    /// Checks a section.
    pub fn open(packed: Bytes) -> Result<Moves, ModelError> {
        let bad = || ModelError::new("the move table of the model file is damaged");
        let bits = u32::from(*packed.first().ok_or_else(bad)?);
        if !(3..=MOVE_BITS).contains(&bits) {
            return Err(bad());
        }
        let used = packed.get(1..1 + (1 << bits) / 8).ok_or_else(bad)?;
        let rows: usize = used.iter().map(|u| u.count_ones() as usize).sum();
        if packed.len() != 1 + used.len() + 4 * rows {
            return Err(bad());
        }
        Ok(Moves {
            packed,
            rows: OnceLock::new(),
            bits,
        })
    }

    fn rows(&self) -> &[i8; MOVE_WEIGHTS] {
        let rows = self.rows.get_or_init(|| self.spread());
        rows.first_chunk().expect("as many rows as were made")
    }

    /// The rows one after the other.
    #[cold]
    fn spread(&self) -> Pages<i8> {
        let buckets = 1usize << self.bits;
        let mut weights = Pages::new(MOVE_WEIGHTS);
        let rows = weights.as_chunks_mut::<4>().0;
        let (used, packed) = self.packed[1..].split_at(buckets / 8);
        let mut packed = packed.as_chunks::<4>().0.iter();
        let times = MOVE_ROWS / buckets;
        for (eight, used) in rows.chunks_exact_mut(8 * times).zip(used) {
            let mut used = *used;
            while used != 0 {
                let at = used.trailing_zeros() as usize * times;
                if let Some(weights) = packed.next() {
                    eight[at..at + times].fill(weights.map(|weight| weight as i8));
                }
                used &= used - 1;
            }
        }
        weights
    }

    /// Packs rows of weights; the number of rows is `1 << bits`.
    pub fn pack(bits: u32, rows: &[[i8; 4]]) -> Vec<u8> {
        let mut out = vec![bits as u8];
        for eight in rows.chunks(8) {
            let used = eight
                .iter()
                .enumerate()
                .map(|(i, row)| u8::from(*row != [0; 4]) << i);
            out.push(used.sum());
        }
        for row in rows.iter().filter(|row| **row != [0; 4]) {
            out.extend(row.map(|w| w as u8));
        }
        out
    }
}

/// Sums of the weights of the moves, and of what stands behind them, which nobody asks for.
#[derive(Debug)]
pub struct MoveSums<'w> {
    rows: &'w [i8; MOVE_WEIGHTS],
    sums: [i16; 8],
}

impl MoveWeights for Moves {
    type Sums<'w> = MoveSums<'w>;

    #[inline]
    fn sums(&self) -> MoveSums<'_> {
        MoveSums {
            rows: self.rows(),
            sums: [0; 8],
        }
    }
}

impl Features for MoveSums<'_> {
    #[inline(always)]
    fn put(&mut self, feature: u32) {
        let at = (feature >> (32 - MOVE_BITS)) as usize * 4;
        if let Some(rows) = self.rows[at..].first_chunk::<8>() {
            let sums = self.sums;
            self.sums = std::array::from_fn(|lane| sums[lane] + i16::from(rows[lane]));
        }
    }
}

impl From<MoveSums<'_>> for [i32; 4] {
    #[inline]
    fn from(sums: MoveSums<'_>) -> [i32; 4] {
        std::array::from_fn(|a| i32::from(sums.sums[a]))
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
        Self::pack_into((pairs.len() * 8 / 7).max(8), pairs)
    }

    fn pack_into(slots: usize, pairs: &[(u32, u16)]) -> Vec<u8> {
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

impl Lookup<2> {
    /// What is kept of each hash, with its value.
    pub fn entries(&self) -> impl Iterator<Item = (u16, u16)> {
        let slots = self.bytes.get(4..).unwrap_or_default().as_chunks::<4>().0;
        slots
            .iter()
            .map(|[v0, v1, check @ ..]| {
                (u16::from_le_bytes(*check), u16::from_le_bytes([*v0, *v1]))
            })
            .filter(|(_, value)| *value != 0)
            .map(|(check, value)| (check, value - 1))
    }
}

impl Lookup<4> {
    /// The same map, with as many empty slots as full ones: a search for what is not there ends at an
    /// empty slot, and in a map as full as the file's that takes some thirty steps.
    pub fn roomy(self) -> Self {
        let slots = self.bytes.get(4..).unwrap_or_default().as_chunks::<6>().0;
        let pairs: Vec<(u32, u16)> = slots
            .iter()
            .map(|[v0, v1, hash @ ..]| (u32::from_le_bytes(*hash), u16::from_le_bytes([*v0, *v1])))
            .filter(|(_, value)| *value != 0)
            .map(|(hash, value)| (hash, value - 1))
            .collect();
        let slots = (pairs.len() * 2).max(8);
        Lookup {
            bytes: Bytes(Cow::Owned(Self::pack_into(slots, &pairs))),
            slots,
        }
    }
}

#[inline]
fn slot(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look drawn by chance, the same every time.
    fn drawn(n: u32) -> u32 {
        feature(n, n, 1, 2)
    }

    #[test]
    fn the_best_class_is_the_same_however_sums_run() {
        let rows: Vec<Vec<(u8, i8)>> = (0..256)
            .map(|bucket| {
                (0..64)
                    .map(|c| (c, drawn(bucket * 64 + u32::from(c)) as i8))
                    .collect()
            })
            .collect();
        let table = Rows::<64>::open(Bytes(Rows::<64>::pack(8, &rows).into())).expect("a table");
        for case in 0..200 {
            let features: Vec<u32> = (0..1 + case % 70).map(|n| drawn(case * 100 + n)).collect();
            struct All(Vec<u32>);
            impl Templates for All {
                fn put_all(&self, out: &mut impl Features) {
                    self.0.iter().for_each(|feature| out.put(*feature));
                }
            }
            for count in [1, 2, 8, 9, 17, 33, 52, 64] {
                let scores = table.score(&features);
                assert_eq!(scores, table.score_plain(&features));
                let expected = best(&scores[..count]);
                let all = All(features.clone());
                assert_eq!(table.best_of(&all, count), expected);
                let behind = |at: &usize| scores[expected] - scores[*at];
                let others = (0..count).filter(|at| *at != expected);
                let lead = others.map(|at| behind(&at)).min();
                for (first, ahead) in [
                    table.first_of(&all, count),
                    table.first_of_plain(&all, count),
                ] {
                    assert_eq!(first, expected);
                    assert!(lead.is_none_or(|lead| lead == ahead));
                }
                assert_eq!(table.best(&features, count), expected);
                assert_eq!(table.best_plain(&features, count), expected);
            }
        }
        assert_eq!(table.best(&[], 5), 0);
    }

    #[test]
    fn moves_sum_to_their_weights_from_a_smaller_table_too() {
        let rows: Vec<[i8; 4]> = (0..256)
            .map(|bucket| [0, 1, 2, 3].map(|a| drawn(bucket * 4 + a) as i8))
            .collect();
        let moves = Moves::open(Bytes(Moves::pack(8, &rows).into())).expect("a table");
        let mut sums = moves.sums();
        let mut expected = [0; 4];
        for feature in (0..150).map(drawn) {
            sums.put(feature);
            let row = rows[(feature >> 24) as usize];
            expected
                .iter_mut()
                .zip(row)
                .for_each(|(sum, weight)| *sum += i32::from(weight));
        }
        assert_eq!(<[i32; 4]>::from(sums), expected);
    }
}
