//! Look-up by word for lists that are built once and asked for nearly every word of every text. It
//! hashes the same on every machine, and is never walked, so that no order can leak from it.

use crate::tables::hash_bytes;
use std::borrow::Cow;

/// A text in lower case; the text itself, where it is so already.
pub fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = if text.is_ascii() {
        !text.bytes().any(|b| b.is_ascii_uppercase())
    } else {
        text.chars().all(|c| match c {
            'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' => true,
            c => c.to_lowercase().eq([c]),
        })
    };
    if is_lower {
        Cow::Borrowed(text)
    } else if text.is_ascii() {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Puts a text in lower case, letter by letter.
pub(crate) fn lower_into(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

/// Values by word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keyed<T> {
    /// Open addressing over the words' hashes; zero is empty, otherwise the index plus one.
    slots: Vec<u32>,
    pairs: Vec<(String, T)>,
}

impl<T> Default for Keyed<T> {
    fn default() -> Keyed<T> {
        Keyed {
            slots: vec![0; 16],
            pairs: Vec::new(),
        }
    }
}

impl<T> Keyed<T> {
    /// Where a word stands, or the slot that it would take.
    fn find(&self, word: &str) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash_bytes(word.as_bytes()) as usize & mask;
        loop {
            match self.slots[at] {
                0 => return Err(at),
                ix if self.pairs[ix as usize - 1].0 == word => return Ok(ix as usize - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The value of a word.
    #[inline]
    pub fn get(&self, word: &str) -> Option<&T> {
        self.find(word).ok().map(|ix| &self.pairs[ix].1)
    }

    /// The value of a word; made when there is none.
    pub fn or_insert_with(&mut self, word: &str, make: impl FnOnce() -> T) -> &T {
        let ix = match self.find(word) {
            Ok(ix) => ix,
            Err(slot) => {
                self.push(slot, word.to_owned(), make());
                self.pairs.len() - 1
            }
        };
        &self.pairs[ix].1
    }

    /// Whether a word has a value.
    pub fn contains_key(&self, word: &str) -> bool {
        self.find(word).is_ok()
    }

    /// Gives a word a value, in place of the one it had.
    pub fn insert(&mut self, word: String, value: T) {
        match self.find(&word) {
            Ok(ix) => self.pairs[ix].1 = value,
            Err(slot) => self.push(slot, word, value),
        }
    }

    fn push(&mut self, slot: usize, word: String, value: T) {
        self.pairs.push((word, value));
        self.slots[slot] = self.pairs.len() as u32;
        // At most a quarter is full: most words asked for are not there.
        if self.pairs.len() * 4 > self.slots.len() {
            self.slots = vec![0; self.slots.len() * 2];
            for ix in 0..self.pairs.len() {
                if let Err(slot) = self.find(&self.pairs[ix].0) {
                    self.slots[slot] = ix as u32 + 1;
                }
            }
        }
    }
}

impl<T> FromIterator<(String, T)> for Keyed<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(pairs: I) -> Keyed<T> {
        let mut keyed = Keyed::default();
        for (word, value) in pairs {
            keyed.insert(word, value);
        }
        keyed
    }
}

impl<T: Default> Keyed<T> {
    /// The value of a word, to be changed; made when there is none.
    pub fn or_default(&mut self, word: &str) -> &mut T {
        let ix = match self.find(word) {
            Ok(ix) => ix,
            Err(slot) => {
                self.push(slot, word.to_owned(), T::default());
                self.pairs.len() - 1
            }
        };
        &mut self.pairs[ix].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again_and_no_others() {
        let mut keyed: Keyed<Vec<usize>> = Keyed::default();
        for n in 0..500 {
            keyed.or_default(&format!("mot {}", n % 300)).push(n);
        }
        assert_eq!(keyed.get("mot 7"), Some(&vec![7, 307]));
        assert_eq!(keyed.get("mot 299"), Some(&vec![299]));
        assert!(keyed.get("mot 300").is_none() && !keyed.contains_key(""));
        keyed.insert("mot 7".to_owned(), vec![]);
        assert_eq!(keyed.get("mot 7"), Some(&vec![]));
    }
}
