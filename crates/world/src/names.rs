//! Names and what bears them: a finite-state map read in place, and a map in memory laid over it
//! for what is added while the program runs. Knows folded texts and numbers, nothing of places.

use std::collections::BTreeMap;

use fst::raw::{Fst, Output};

use crate::bytes::{In, Out};

/// Set in a map's value when the name has one bearer, which the value then is.
const SINGLE: u64 = 1 << 40;

/// The words that names begin with, as a set of bits: most words of a text begin none, and one look
/// spares a walk through the map. A word that begins none passes for one that does now and then.
///
/// In bytes: the bits, a byte a word, so that at most one in eight is set.
#[derive(Clone, Copy, Default)]
struct Firsts {
    bits: &'static [u8],
}

impl Firsts {
    /// Packs the first words of names in order.
    fn build<'a>(names: impl Iterator<Item = &'a str>) -> Vec<u8> {
        let mut firsts: Vec<&str> = names.filter_map(|name| name.split(' ').next()).collect();
        firsts.dedup();
        let mut bits = vec![0u8; firsts.len()];
        for first in firsts {
            let at = Firsts::place(first.as_bytes(), bits.len());
            bits[at / 8] |= 1 << (at % 8);
        }
        bits
    }

    /// The bit of a word in so many bytes: FNV-1a, its best bits brought to the top.
    fn place(word: &[u8], bytes: usize) -> usize {
        let hash = word.iter().fold(0x811C_9DC5u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        let spread = u64::from(hash.wrapping_mul(0x9E37_79B1));
        ((spread * (bytes as u64 * 8)) >> 32) as usize
    }

    /// Whether a name may begin with the first of some words.
    fn may_begin(&self, words: &[&str]) -> bool {
        let Some(first) = words.iter().find(|word| !word.is_empty()) else {
            return false;
        };
        let first = first.as_bytes();
        let end = first.iter().position(|byte| *byte == b' ');
        let at = Firsts::place(&first[..end.unwrap_or(first.len())], self.bits.len());
        self.bits
            .get(at / 8)
            .is_some_and(|bits| bits >> (at % 8) & 1 == 1)
    }
}

/// A finite-state map from names to lists of numbers, read in place.
pub(crate) struct Compiled {
    map: Fst<&'static [u8]>,
    postings: &'static [u8],
}

impl Compiled {
    /// Opens a map; says in words what is wrong with bytes that are none.
    pub(crate) fn open(map: &'static [u8], postings: &'static [u8]) -> Result<Compiled, String> {
        Ok(Compiled {
            map: Fst::new(map).map_err(|error| error.to_string())?,
            postings,
        })
    }

    /// Writes lists in order, appending those of several numbers to `postings`.
    pub(crate) fn build<'a>(
        lists: impl Iterator<Item = (&'a str, &'a [u32])>,
        postings: &mut Vec<u8>,
    ) -> Result<Vec<u8>, String> {
        let mut map = fst::MapBuilder::memory();
        for (name, list) in lists {
            let value = if let [single] = list[..] {
                SINGLE | u64::from(single)
            } else {
                let at = postings.len() as u64 / 4;
                postings.extend(u32::try_from(list.len()).unwrap_or(0).to_le_bytes());
                list.iter()
                    .for_each(|entry| postings.extend(entry.to_le_bytes()));
                at
            };
            map.insert(name.as_bytes(), value)
                .map_err(|error| error.to_string())?;
        }
        map.into_inner().map_err(|error| error.to_string())
    }

    pub(crate) fn len(&self) -> usize {
        self.map.len()
    }

    /// What bears exactly this name.
    pub(crate) fn get(&self, name: &[u8]) -> Entries<'_> {
        match self.map.get(name) {
            Some(value) => self.entries(value.value()),
            None => Entries::None,
        }
    }

    /// Whether a name is this word or begins with it.
    pub(crate) fn may_begin(&self, word: &str) -> bool {
        let mut node = self.map.root();
        for byte in word.bytes() {
            let Some(at) = node.find_input(byte) else {
                return false;
            };
            node = self.map.node(node.transition_addr(at));
        }
        word.is_empty() || node.is_final() || node.find_input(b' ').is_some()
    }

    /// The longest name that these words begin with: how many words, and its bearers.
    pub(crate) fn longest(&self, words: &[&str]) -> Option<(usize, Entries<'_>)> {
        let mut node = self.map.root();
        let mut output = Output::zero();
        let mut found = None;
        let mut walked = 0;
        'words: for (ix, word) in words.iter().enumerate() {
            let space: &[u8] = if walked == 0 || word.is_empty() {
                b""
            } else {
                b" "
            };
            for byte in space.iter().chain(word.as_bytes()) {
                let Some(at) = node.find_input(*byte) else {
                    break 'words;
                };
                let transition = node.transition(at);
                output = output.cat(transition.out);
                node = self.map.node(transition.addr);
                walked += 1;
            }
            if node.is_final() && !word.is_empty() {
                found = Some((ix + 1, output.cat(node.final_output()).value()));
            }
        }
        found.map(|(taken, value)| (taken, self.entries(value)))
    }

    fn entries(&self, value: u64) -> Entries<'_> {
        if value & SINGLE != 0 {
            return Entries::One(value as u32);
        }
        let at = (value as usize).saturating_mul(4);
        let count = crate::index::number(self.postings, at).unwrap_or(0) as usize;
        let list = self.postings.get(at + 4..at + 4 + count * 4).unwrap_or(&[]);
        Entries::Many(list)
    }
}

/// What bears a name.
pub(crate) enum Entries<'a> {
    None,
    One(u32),
    Many(&'a [u8]),
}

impl Entries<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let (one, many): (Option<u32>, &[u8]) = match self {
            Entries::None => (None, &[]),
            Entries::One(entry) => (Some(*entry), &[]),
            Entries::Many(list) => (None, list),
        };
        one.into_iter().chain(
            many.chunks_exact(4)
                .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])),
        )
    }
}

/// Names with their bearers: compiled ones, and those added since.
#[derive(Default)]
pub(crate) struct Names {
    compiled: Option<Compiled>,
    firsts: Firsts,
    added: BTreeMap<String, Vec<u32>>,
    /// Most letters an added name that begins with a word can have, so that look-ups stop early.
    longest_from: BTreeMap<String, usize>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} names", self.len())
    }
}

impl Names {
    /// Opens what [`Names::write`] wrote.
    pub(crate) fn open(from: &mut In) -> Option<Names> {
        let map = from.bytes()?;
        let postings = from.bytes()?;
        let firsts = Firsts {
            bits: from.bytes()?,
        };
        Some(Names {
            compiled: Some(Compiled::open(map, postings).ok()?),
            firsts,
            ..Names::default()
        })
    }

    /// Writes the names added since opening; for a map that was built from nothing, all.
    pub(crate) fn write(&self, out: &mut Out) -> Result<(), String> {
        let mut postings = Vec::new();
        let lists = self
            .added
            .iter()
            .map(|(name, list)| (name.as_str(), list.as_slice()));
        let map = Compiled::build(lists, &mut postings)?;
        out.bytes(&map);
        out.bytes(&postings);
        out.bytes(&Firsts::build(self.added.keys().map(String::as_str)));
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.added.len() + self.compiled.as_ref().map_or(0, Compiled::len)
    }

    /// Adds a bearer to a name, unless it is one already.
    pub(crate) fn push(&mut self, name: String, bearer: u32) {
        if name.is_empty() {
            return;
        }
        if let Some(compiled) = &self.compiled
            && compiled
                .get(name.as_bytes())
                .iter()
                .any(|known| known == bearer)
        {
            return;
        }
        let first = name.split(' ').next().unwrap_or("");
        match self.longest_from.get_mut(first) {
            Some(most) => *most = (*most).max(name.len()),
            None => {
                self.longest_from.insert(first.to_owned(), name.len());
            }
        }
        let list = self.added.entry(name).or_default();
        if !list.contains(&bearer) {
            list.push(bearer);
        }
    }

    /// Everything that bears exactly this name.
    pub(crate) fn get(&self, name: &str) -> impl Iterator<Item = u32> + '_ {
        let compiled = match &self.compiled {
            Some(compiled) => compiled.get(name.as_bytes()),
            None => Entries::None,
        };
        let mut bearers: Vec<u32> = compiled.iter().collect();
        bearers.extend(self.added.get(name).into_iter().flatten());
        bearers.into_iter()
    }

    /// How many bear exactly this name.
    pub(crate) fn count(&self, name: &str) -> usize {
        let added = if self.added.is_empty() {
            0
        } else {
            self.added.get(name).map_or(0, Vec::len)
        };
        added
            + self
                .compiled
                .as_ref()
                .map_or(0, |compiled| compiled.get(name.as_bytes()).iter().count())
    }

    /// Whether a name is this word or begins with it.
    pub(crate) fn may_begin(&self, word: &str) -> bool {
        let first = word.split(' ').next().unwrap_or_default();
        let compiled = self.compiled.as_ref();
        compiled
            .filter(|_| word.is_empty() || self.firsts.may_begin(&[word]))
            .is_some_and(|compiled| compiled.may_begin(word))
            || self.longest_from.contains_key(first)
    }

    /// The longest name that these words begin with: how many words, and its bearers.
    pub(crate) fn longest(&self, words: &[&str]) -> Option<(usize, Vec<u32>)> {
        let mut best = self
            .compiled
            .as_ref()
            .filter(|_| self.firsts.may_begin(words))
            .and_then(|compiled| compiled.longest(words))
            .map(|(taken, entries)| (taken, entries.iter().collect::<Vec<u32>>()));
        if let Some((taken, bearers)) = self.longest_added(words) {
            match &mut best {
                Some((held, list)) if *held == taken => list.extend(bearers),
                Some((held, _)) if *held > taken => {}
                _ => best = Some((taken, bearers.clone())),
            }
        }
        best
    }

    fn longest_added(&self, words: &[&str]) -> Option<(usize, &Vec<u32>)> {
        if self.added.is_empty() {
            return None;
        }
        let first = words.first()?.split(' ').next()?;
        let most = *self.longest_from.get(first)?;
        let mut joined = String::with_capacity(most + 8);
        let mut found = None;
        for (ix, word) in words.iter().enumerate() {
            if !word.is_empty() {
                if !joined.is_empty() {
                    joined.push(' ');
                }
                joined.push_str(word);
            }
            if joined.len() > most {
                break;
            }
            if let Some(list) = self.added.get(&joined) {
                found = Some((ix + 1, list));
            }
        }
        found
    }
}
