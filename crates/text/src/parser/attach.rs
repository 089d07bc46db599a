//! Where words hang, asked once more with the whole tree in view: a parser that moves from left to
//! right settles most arcs before it has seen what comes after them.
//! Left out: the search (the parent module), learning (`training/`), and words that the parser hangs
//! well enough, see `asks`.

use super::features::distance;
use super::{CCONJ, NONE, PUNCT, VERB, Words};
use crate::tables::{Bytes, Features, ModelError, feature};
use crate::wide::wide;
use std::sync::OnceLock;

/// Weights of features of possible arcs, one byte each.
#[derive(Clone, Debug)]
pub struct Attachments {
    packed: Bytes,
    /// The weights once they are asked for, each as often as makes up for a smaller table.
    weights: OnceLock<Box<[i8; PLACES]>>,
    /// The parts of speech that are asked about, one bit each.
    asked: u32,
    /// How much better another place must look than the one where a word hangs.
    stay: i32,
}

/// Bits of a feature's hash that say its place in the weights; at most as many in the file.
const BITS: u32 = 19;
const PLACES: usize = 1 << BITS;

impl Attachments {
    /// Reads a table of a power of two of signed bytes; `asked` has a bit for each part of speech
    /// whose words are asked about.
    pub fn open(weights: Bytes, asked: u32, stay: i32) -> Result<Attachments, ModelError> {
        if !(2..=PLACES).contains(&weights.len()) || !weights.len().is_power_of_two() {
            return Err(ModelError::new("the weights of attachments are damaged"));
        }
        Ok(Attachments {
            packed: weights,
            weights: OnceLock::new(),
            asked,
            stay,
        })
    }

    fn weights(&self) -> &[i8; PLACES] {
        self.weights.get_or_init(|| {
            let spare = BITS - self.packed.len().trailing_zeros();
            let weights: Vec<i8> = (0..PLACES)
                .map(|place| self.packed[place >> spare] as i8)
                .collect();
            weights.try_into().expect("as many as there are places")
        })
    }

    /// Hangs words elsewhere where that looks better, and says which moved.
    pub fn mend(&self, x: &Words, tree: &mut Arcs, moved: &mut Vec<u16>) {
        wide!(
            self.mend_wide(x, tree, moved),
            self.mend_plain(x, tree, moved)
        )
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi2,popcnt")]
    fn mend_wide(&self, x: &Words, tree: &mut Arcs, moved: &mut Vec<u16>) {
        self.mend_plain(x, tree, moved);
    }

    #[inline(always)]
    fn mend_plain(&self, x: &Words, tree: &mut Arcs, moved: &mut Vec<u16>) {
        let weights = self.weights();
        moved.clear();
        let mut places = std::mem::take(&mut tree.places);
        for d in 0..x.len() as u16 {
            if !asks(self.asked, x, tree, d) {
                continue;
            }
            tree.candidates(d, x.get(d).pos == PUNCT, &mut places);
            if places.len() < 2 {
                continue;
            }
            let mut best = (i32::MIN, NONE);
            for (i, h) in places.iter().enumerate() {
                // The place where it hangs comes first.
                let sum = if i == 0 { self.stay } else { 0 };
                let mut sum = Sum { weights, sum };
                features(x, tree, *h, d, &mut sum);
                if sum.sum > best.0 {
                    best = (sum.sum, *h);
                }
            }
            if best.1 != tree.heads[usize::from(d)] && best.1 != NONE {
                tree.heads[usize::from(d)] = best.1;
                tree.extents();
                moved.push(d);
            }
        }
        tree.places = places;
    }
}

/// Whether a word is asked about: one of the parts of speech in `asked`, but not what hangs from the
/// root or, punctuation aside, from a word behind it, which the parser seldom gets wrong.
pub fn asks(asked: u32, x: &Words, tree: &Arcs, d: u16) -> bool {
    let head = tree.heads[usize::from(d)];
    asked >> (x.get(d).pos & 31) & 1 == 1 && head != NONE && (head < d || x.get(d).pos == PUNCT)
}

struct Sum<'w> {
    weights: &'w [i8; PLACES],
    sum: i32,
}

impl Features for Sum<'_> {
    #[inline(always)]
    fn put(&mut self, feature: u32) {
        self.sum += i32::from(self.weights[(feature >> (32 - BITS)) as usize]);
    }
}

/// A tree by its arcs.
#[derive(Clone, Default, Debug)]
pub struct Arcs {
    /// The head of each word, [`NONE`] for the root.
    pub heads: Vec<u16>,
    /// The label of each word by its pair with its head.
    pub labels: Vec<u8>,
    /// First and last word below each word.
    first: Vec<u16>,
    last: Vec<u16>,
    places: Vec<u16>,
}

impl Arcs {
    /// Takes another tree; heads beyond the sentence are the root.
    pub fn set(&mut self, heads: &[u16], labels: &[u8]) {
        let n = heads.len();
        self.heads.clear();
        let inside = |head: &u16| if usize::from(*head) < n { *head } else { NONE };
        self.heads.extend(heads.iter().map(inside));
        self.labels.clear();
        self.labels.extend(labels);
        self.extents();
    }

    fn extents(&mut self) {
        let n = self.heads.len() as u16;
        self.first.clear();
        self.first.extend(0..n);
        self.last.clear();
        self.last.extend(0..n);
        for d in 0..n {
            let mut h = d;
            // No longer than there are words, should a tree ever not be one.
            for _ in 0..n {
                let Some(head) = self.heads.get(usize::from(h)).filter(|h| **h != NONE) else {
                    break;
                };
                h = *head;
                self.first[usize::from(h)] = self.first[usize::from(h)].min(d);
                self.last[usize::from(h)] = self.last[usize::from(h)].max(d);
            }
        }
    }

    fn label(&self, i: u16) -> u32 {
        self.labels
            .get(usize::from(i))
            .map_or(63, |label| u32::from(*label))
    }

    fn head(&self, i: u16) -> u16 {
        self.heads.get(usize::from(i)).copied().unwrap_or(NONE)
    }

    /// Where a word can hang so that no arcs cross: where it does, and the words that end before it or,
    /// if `both` sides are asked, begin after it, from the nearest to those above.
    pub fn candidates(&self, d: u16, both: bool, out: &mut Vec<u16>) {
        out.clear();
        out.push(self.head(d));
        let (first, last) = (self.first[usize::from(d)], self.last[usize::from(d)]);
        let mut k = first.checked_sub(1).unwrap_or(NONE);
        while k < first {
            if k != self.head(d) {
                out.push(k);
            }
            if self.last[usize::from(k)] > last {
                break;
            }
            let up = self.head(k);
            if up > k {
                break;
            }
            k = up;
        }
        if !both {
            return;
        }
        let mut k = last + 1;
        while k > last && usize::from(k) < self.heads.len() {
            if k != self.head(d) {
                out.push(k);
            }
            let up = self.head(k);
            if self.first[usize::from(k)] < first || up < k {
                break;
            }
            k = up;
        }
    }

    /// The nearest words that hang from `h` before and after `d`, without `d`, on its own side of `h`.
    fn beside(&self, h: u16, d: u16) -> (u16, u16) {
        let (low, high) = if h < d {
            (h + 1, self.last[usize::from(h)] + 1)
        } else {
            (self.first[usize::from(h)], h)
        };
        let hangs = |w: &u16| self.head(*w) == h;
        let before = (low..d).rev().find(hangs).unwrap_or(NONE);
        let after = (d + 1..high).find(hangs).unwrap_or(NONE);
        (before, after)
    }

    /// The highest word that `k` stands at the edge of, if `d` is left out of account.
    fn top(&self, mut k: u16, d: u16, before: bool) -> u16 {
        let (first, last) = match self.first.get(usize::from(d)) {
            Some(first) => (*first, self.last[usize::from(d)]),
            None => return NONE,
        };
        if usize::from(k) >= self.heads.len() {
            return NONE;
        }
        loop {
            let up = self.head(k);
            let more = if before {
                up < first && self.last[usize::from(up)] < first
            } else {
                up > last
                    && usize::from(up) < self.heads.len()
                    && self.first[usize::from(up)] > last
            };
            if !more {
                return k;
            }
            k = up;
        }
    }
}

/// Features of hanging `d` from `h` in a tree where it may hang elsewhere.
#[inline(always)]
pub fn features(x: &Words, tree: &Arcs, h: u16, d: u16, out: &mut impl Features) {
    let at = usize::from(d);
    let (wh, wd) = (x.get(h), x.get(d));
    let side = u32::from(h < d);
    let now = u32::from(tree.heads[at] == h);
    let above = tree.head(h);
    let wa = x.get(above);
    let (label, own) = (tree.label(h), tree.label(d));
    let (before, after) = tree.beside(h, d);
    let (wb, wn) = (x.get(before), x.get(after));
    let (lb, ln) = (tree.label(before), tree.label(after));
    let (first, last) = (tree.first[at], tree.last[at]);
    let left = first.checked_sub(1).unwrap_or(NONE);
    let right = last + 1;
    let (tl, tr) = (tree.top(left, d, true), tree.top(right, d, false));
    let (wl, wr) = (x.get(tl), x.get(tr));
    let (ll, lr) = (tree.label(tl), tree.label(tr));
    let is = |w: u16| u32::from(w == h) << 1 | u32::from(w != NONE && tree.head(w) == h);
    let (il, ir) = (is(tl), is(tr));
    let case = |i: u16| x.case.get(usize::from(i)).copied().unwrap_or(0);
    let (hc, dc) = (case(h), case(d));
    let dist = distance(h, d);
    let sn = side << 1 | now;
    let sd = sn * 16 + dist;
    let tt = wh.tag.wrapping_mul(4099) ^ wd.tag;
    let pp = (wh.pos << 6 | wd.pos) << 2 | sn;
    let root = u32::from(above == NONE);
    let near = (x.off(d, -1), x.off(d, 1));
    let punct = x.between(&x.punct, h, d);
    let verbs = x.between(&x.verbs, h, d);
    let lab = label << 6 | own;
    let inner = u32::from(before != NONE) << 1 | u32::from(after != NONE);
    out.put(feature(700, wd.pos, now, 0));
    out.put(feature(701, wd.lemma, sn, 0));
    out.put(feature(702, tt, sn, 0));
    out.put(feature(703, tt, sd, 0));
    out.put(feature(704, wh.lemma, wd.lemma, sn));
    out.put(feature(705, wh.lemma, wd.tag, sn));
    out.put(feature(706, wd.lemma, wh.tag, sd));
    out.put(feature(707, lab, sn, wd.pos));
    out.put(feature(708, lab, tt, sn));
    out.put(feature(709, lab, wd.lemma, sd));
    out.put(feature(710, wa.tag, tt, sn));
    out.put(feature(711, lab, wa.pos << 1 | root, pp));
    out.put(feature(712, lab, punct << 4 | verbs, pp));
    out.put(feature(713, wd.lemma, punct << 4 | verbs, pp));
    out.put(feature(714, lb << 6 | own, wb.tag, pp));
    out.put(feature(715, ln << 6 | own, wn.tag, pp));
    out.put(feature(716, lb << 6 | ln, wd.lemma, pp));
    out.put(feature(717, lb << 6 | ln, inner, pp));
    out.put(feature(718, wd.lemma, ll << 8 | il, sn << 6 | wl.pos));
    out.put(feature(719, wd.lemma, lr << 8 | ir, sn << 6 | wr.pos));
    out.put(feature(720, lr << 8 | ir, lab, pp));
    out.put(feature(721, ll << 8 | il, lab, pp));
    out.put(feature(722, (lr << 8 | ir) << 16 | ll << 8 | il, lab, sn));
    out.put(feature(
        723,
        (lr << 8 | ir) << 16 | ll << 8 | il,
        wd.lemma,
        sn << 6 | wh.pos,
    ));
    out.put(feature(724, near.0.tag, near.1.tag, pp));
    out.put(feature(725, wd.lemma, near.1.lemma, sn << 6 | wh.pos));
    out.put(feature(726, wd.lemma, near.0.lemma, sn << 6 | wh.pos));
    out.put(feature(
        727,
        root,
        u32::from(usize::from(right) >= x.len()),
        pp,
    ));
    out.put(feature(728, root, wd.lemma, ir << 6 | sn));
    out.put(feature(729, wr.tag, wd.lemma, ir << 8 | sn << 6 | wh.pos));
    out.put(feature(730, wr.lemma, wd.lemma, ir << 8 | sn << 6 | wh.pos));
    if wd.pos == PUNCT {
        return;
    }
    out.put(feature(740, wh.lemma, dc, sn));
    out.put(feature(741, tt, dc, sn));
    out.put(feature(742, dc, wd.lemma, pp));
    out.put(feature(743, hc, dc, pp));
    out.put(feature(744, wh.lemma, dc, wd.lemma));
    out.put(feature(745, dc, sd, pp));
    out.put(feature(746, wh.agree << 8 | wd.agree, tt, sn));
    out.put(feature(747, wh.lex, wd.lex, sn));
    out.put(feature(748, wh.lex, dc, pp));
    out.put(feature(749, wb.lemma, dc, pp));
    out.put(feature(750, case(before), dc, pp));
    out.put(feature(751, wh.lemma, case(before) << 1 ^ dc, wb.pos));
    out.put(feature(752, dc, lab, punct << 8 | verbs << 4 | sn));
    out.put(feature(753, wa.lemma, dc, pp));
    out.put(feature(754, wh.form, sn, wd.pos));
    out.put(feature(755, x.off(h, 1).tag, tt, sn));
    out.put(feature(756, x.off(h, -1).tag, tt, sn));
    out.put(feature(757, x.off(first, -1).tag, tt, sn));
    out.put(feature(758, x.get(first).lemma, wh.lemma, sn));
    out.put(feature(759, x.get(first).lemma, lab, pp));
    out.put(feature(
        760,
        u32::from(x.get(left).pos == PUNCT),
        u32::from(wh.pos == VERB || wh.pos == CCONJ),
        pp,
    ));
}
