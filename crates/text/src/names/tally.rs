//! A map from hashes to counts that is asked far oftener than anything else in the recogniser.
//! Never iterated, so its order shows nowhere.

/// Values by hash, by open addressing.
#[derive(Clone, Debug)]
pub(super) struct Tally<V> {
    /// A hash of 0 marks an empty slot.
    slots: Vec<(u32, V)>,
    used: usize,
}

impl<V: Copy + Default> Default for Tally<V> {
    fn default() -> Tally<V> {
        Tally {
            slots: vec![(0, V::default()); 64],
            used: 0,
        }
    }
}

impl<V: Copy + Default> Tally<V> {
    /// Where a hash stands or would stand.
    #[inline]
    fn slot(&self, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash.wrapping_mul(0x9E37_79B1) >> 7) as usize & mask;
        while self.slots[at].0 != 0 && self.slots[at].0 != hash {
            at = (at + 1) & mask;
        }
        at
    }

    /// The value under a hash.
    #[inline]
    pub(super) fn get(&self, hash: u32) -> Option<&V> {
        let (found, value) = &self.slots[self.slot(hash.max(1))];
        (*found != 0).then_some(value)
    }

    /// The value under a hash, a new one where there is none.
    pub(super) fn entry(&mut self, hash: u32) -> &mut V {
        let hash = hash.max(1);
        if self.slots[self.slot(hash)].0 == 0 {
            self.used += 1;
            if self.used * 2 > self.slots.len() {
                let room = vec![(0, V::default()); self.slots.len() * 2];
                for old in std::mem::replace(&mut self.slots, room) {
                    if old.0 != 0 {
                        let at = self.slot(old.0);
                        self.slots[at] = old;
                    }
                }
            }
        }
        let at = self.slot(hash);
        self.slots[at].0 = hash;
        &mut self.slots[at].1
    }
}
