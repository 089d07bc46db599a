//! The dependency parser: arc-eager moves over a beam, hashed features, and two labellers: one that
//! sees only a pair of words (so its answers are kept per sentence), one that sees the finished tree.
//! Left out: weights (`tables`), learning (`training/`).
//!
//! The root stands at the end of the sentence, so every parse of n words takes 2n moves.

use crate::tables::{MoveWeights, Weights, best, feature};

/// No word.
pub const NONE: u16 = u16::MAX;

/// The four moves.
pub const SHIFT: usize = 0;
/// Pop a word that has its head.
pub const REDUCE: usize = 1;
/// The next word (or the root) becomes head of the top of the stack.
pub const LEFT: usize = 2;
/// The top of the stack becomes head of the next word, which is pushed.
pub const RIGHT: usize = 3;

/// A word as the parser sees it.
#[derive(Clone, Copy, Default, Debug)]
pub struct Word {
    /// Hash of the form.
    pub form: u32,
    /// Hash of the lemma.
    pub lemma: u32,
    /// Part of speech.
    pub pos: u32,
    /// Part of speech with verb form, mood, pronoun type.
    pub tag: u32,
    /// Gender, number, person.
    pub agree: u32,
    /// Lexicon class.
    pub lex: u32,
}

const EDGE: Word = Word {
    form: 3,
    lemma: 3,
    pos: 62,
    tag: 62,
    agree: 0,
    lex: 0,
};

/// A sentence with what can be said of it before any arc.
#[derive(Clone, Default, Debug)]
pub struct Words {
    words: Vec<Word>,
    /// Lemma of the preposition that seems to govern a word.
    case: Vec<u32>,
    /// Lemmas of the auxiliaries right before a word.
    aux: Vec<u32>,
    /// Running counts of punctuation, verbs and coordinators.
    punct: Vec<u16>,
    verbs: Vec<u16>,
}

/// Numbers of the parts of speech the static features look for.
const ADJ: u32 = 0;
const ADP: u32 = 1;
const ADV: u32 = 2;
const AUX: u32 = 3;
const CCONJ: u32 = 4;
const DET: u32 = 5;
const NUM: u32 = 8;
const PROPN: u32 = 11;
const PUNCT: u32 = 12;
const VERB: u32 = 15;
const PRON: u32 = 10;
const NOUN: u32 = 7;

impl Words {
    /// Prepares a sentence.
    pub fn set(&mut self, words: impl Iterator<Item = Word>) {
        self.words.clear();
        self.words.extend(words);
        self.case.clear();
        self.aux.clear();
        self.punct.clear();
        self.verbs.clear();
        self.punct.push(0);
        self.verbs.push(0);
        for (i, word) in self.words.iter().enumerate() {
            self.punct
                .push(self.punct[i] + u16::from(word.pos == PUNCT || word.pos == CCONJ));
            self.verbs
                .push(self.verbs[i] + u16::from(word.pos == VERB || word.pos == AUX));
            let mut case = 0;
            for back in self.words[..i].iter().rev().take(5) {
                match back.pos {
                    ADP => {
                        case = back.lemma;
                        break;
                    }
                    DET | ADJ | NUM | PROPN => {}
                    ADV if word.pos == VERB => {}
                    PRON if word.pos == VERB => {}
                    _ => break,
                }
            }
            self.case.push(case);
            let mut aux = 0u32;
            for back in self.words[..i].iter().rev().take(4) {
                match back.pos {
                    AUX => aux = aux.wrapping_mul(31).wrapping_add(back.lemma),
                    ADV => {}
                    _ => break,
                }
            }
            self.aux.push(aux);
        }
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// True for a sentence without words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    #[inline]
    fn get(&self, i: u16) -> &Word {
        self.words.get(i as usize).unwrap_or(&EDGE)
    }

    #[inline]
    fn off(&self, i: u16, offset: i32) -> &Word {
        if i == NONE {
            return &EDGE;
        }
        usize::try_from(i32::from(i) + offset)
            .ok()
            .and_then(|j| self.words.get(j))
            .unwrap_or(&EDGE)
    }

    #[inline]
    fn between(&self, counts: &[u16], a: u16, b: u16) -> u32 {
        let n = self.words.len();
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        let (low, high) = ((low + 1).min(n), high.min(n));
        if high <= low {
            return 0;
        }
        u32::from((counts[high] - counts[low]).min(3))
    }
}

/// What a partial parse knows of a word.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Its head, or [`NONE`].
    pub head: u16,
    left: [u16; 2],
    right: [u16; 2],
    /// Label of the arc to its head, by the pair labeller.
    pub label: u8,
    left_count: u8,
    right_count: u8,
    left_labels: u64,
    right_labels: u64,
}

const NEW: Node = Node {
    head: NONE,
    left: [NONE; 2],
    right: [NONE; 2],
    label: 0,
    left_count: 0,
    right_count: 0,
    left_labels: 0,
    right_labels: 0,
};

/// A partial parse.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// One node a word.
    pub nodes: Vec<Node>,
    stack: Vec<u16>,
    next: u16,
    /// Sum of the scores of its moves.
    pub score: i64,
    history: u32,
    correct: bool,
}

impl State {
    fn reset(&mut self, n: usize) {
        self.nodes.clear();
        self.nodes.resize(n, NEW);
        self.stack.clear();
        self.next = 0;
        self.score = 0;
        self.history = u32::MAX;
        self.correct = true;
    }

    fn copy_from(&mut self, other: &State) {
        self.nodes.clone_from(&other.nodes);
        self.stack.clone_from(&other.stack);
        self.next = other.next;
        self.score = other.score;
        self.history = other.history;
        self.correct = other.correct;
    }

    #[inline]
    fn top(&self) -> u16 {
        self.stack.last().copied().unwrap_or(NONE)
    }

    /// Which moves are allowed.
    #[inline]
    fn allowed(&self) -> [bool; 4] {
        let more = (self.next as usize) < self.nodes.len();
        let top = self.top();
        let headed = top != NONE && self.nodes[top as usize].head != NONE;
        // At the end, words whose head is the root are popped by LEFT.
        [more, headed, top != NONE && !headed, more && top != NONE]
    }

    fn attach(&mut self, head: u16, word: u16, label: u8) {
        self.nodes[word as usize].head = head;
        self.nodes[word as usize].label = label;
        let Some(node) = self.nodes.get_mut(head as usize) else {
            return;
        };
        if word < head {
            if node.left[0] == NONE || word < node.left[0] {
                node.left = [word, node.left[0]];
            }
            node.left_count = node.left_count.saturating_add(1);
            node.left_labels |= 1 << (label & 63);
        } else {
            node.right = [word, node.right[0]];
            node.right_count = node.right_count.saturating_add(1);
            node.right_labels |= 1 << (label & 63);
        }
    }

    fn apply(&mut self, action: usize, label: u8) {
        let top = self.top();
        match action {
            SHIFT => {
                self.stack.push(self.next);
                self.next += 1;
            }
            REDUCE => {
                self.stack.pop();
            }
            LEFT => {
                let head = if (self.next as usize) < self.nodes.len() {
                    self.next
                } else {
                    NONE - 1
                };
                self.attach(head, top, label);
                self.stack.pop();
            }
            _ => {
                let word = self.next;
                self.attach(top, word, label);
                self.stack.push(word);
                self.next += 1;
            }
        }
    }
}

#[inline]
fn distance(a: u16, b: u16) -> u32 {
    match a.abs_diff(b) {
        d @ 0..=4 => u32::from(d),
        5..=6 => 5,
        7..=10 => 6,
        11..=20 => 7,
        _ => 8,
    }
}

/// Features of the top of the stack and the next word that do not depend on any arc.
fn pair_features(x: &Words, s: u16, b: u16, out: &mut Vec<u32>) {
    out.clear();
    let (s0, b0) = (
        x.get(s),
        if b as usize >= x.len() {
            &EDGE
        } else {
            x.get(b)
        },
    );
    let (b1, b2, b3) = (x.off(b, 1), x.off(b, 2), x.off(b, 3));
    let before = x.off(b, -1);
    let after = x.off(s, 1);
    let s_before = x.off(s, -1);
    let case = |i: u16| x.case.get(i as usize).copied().unwrap_or(0);
    let (sc, bc) = (case(s), case(b));
    let bc1 = if b == NONE {
        0
    } else {
        case(b.saturating_add(1))
    };
    let d = if s == NONE { 9 } else { distance(s, b) };
    let punct = if s == NONE {
        0
    } else {
        x.between(&x.punct, s, b)
    };
    let verbs = if s == NONE {
        0
    } else {
        x.between(&x.verbs, s, b)
    };
    let aux = x.aux.get(s as usize).copied().unwrap_or(0);
    let agree = s0.agree << 8 | b0.agree;
    let pp = s0.pos << 6 | b0.pos;
    let tt = s0.tag.wrapping_mul(4099) ^ b0.tag;
    out.extend([
        feature(300, 0, 0, 0),
        feature(301, s0.form, 0, 0),
        feature(302, s0.lemma, s0.tag, 0),
        feature(303, s0.tag, 0, 0),
        feature(304, b0.form, 0, 0),
        feature(305, b0.lemma, b0.tag, 0),
        feature(306, b0.tag, 0, 0),
        feature(307, b1.form, b1.tag, 0),
        feature(308, b1.tag, 0, 0),
        feature(309, b2.form, b2.tag, 0),
        feature(310, b2.tag, b1.tag, 0),
        feature(311, s0.lemma, b0.lemma, 0),
        feature(312, s0.form, b0.form, b0.tag),
        feature(313, s0.lemma, b0.tag, s0.tag),
        feature(314, s0.tag, b0.lemma, b0.tag),
        feature(315, tt, 0, 0),
        feature(316, tt, d, 0),
        feature(317, pp, d, punct),
        feature(318, pp, verbs, punct),
        feature(319, b0.tag, b1.tag, 1),
        feature(320, b0.form, b1.tag, 0),
        feature(321, b0.tag, b1.form, 0),
        feature(322, b0.tag, b1.tag, b2.tag),
        feature(323, tt, b1.tag, 0),
        feature(324, s0.form, d, 0),
        feature(325, s0.tag, d, 1),
        feature(326, b0.form, d, 0),
        feature(327, b0.tag, d, 2),
        feature(328, agree, s0.tag, b0.tag),
        feature(329, agree, pp, d.min(3)),
        feature(330, s0.lemma, bc, 0),
        feature(331, s0.lemma, bc, b0.tag),
        feature(332, s0.tag, bc, b0.tag),
        feature(333, sc, bc, pp),
        feature(334, sc, b0.lemma, s0.tag),
        feature(335, s0.lemma, b0.pos << 6 | b1.pos, 1),
        feature(336, s0.lemma, b0.lemma, b1.lemma),
        feature(337, s0.tag, b0.lemma, b1.lemma),
        feature(338, s0.tag, b0.lemma, bc1),
        feature(339, s0.lemma, bc1, b0.pos),
        feature(340, before.tag, tt, 0),
        feature(341, before.lemma, b0.tag, s0.tag),
        feature(342, after.tag, tt, 0),
        feature(343, s_before.tag, tt, 0),
        feature(344, aux, s0.tag, b0.tag),
        feature(345, aux, s0.lemma, bc),
        feature(346, s0.lex, b0.lex, 0),
        feature(347, s0.lex, b0.tag, d.min(2)),
        feature(348, s0.lex, bc, b0.tag),
        feature(349, tt, punct, verbs),
        feature(350, b3.tag, b2.tag, b1.tag << 6 ^ s0.tag),
        feature(351, s0.lemma, b0.tag, punct),
        feature(352, s_before.lemma, s0.tag, b0.tag),
        feature(353, s0.tag, b1.lemma, b0.tag),
        feature(354, b0.tag, b1.tag, (b2.tag << 6) ^ b3.tag),
    ]);
}

/// Features that depend on the arcs so far.
fn state_features(x: &Words, st: &State, out: &mut Vec<u32>) {
    out.clear();
    let n = st.stack.len();
    let s = st.top();
    let b = st.next;
    let in_stack = |k: usize| if n >= k { st.stack[n - k] } else { NONE };
    let (s1, s2) = (in_stack(2), in_stack(3));
    let node = |i: u16| st.nodes.get(i as usize).unwrap_or(&NEW);
    let (sn, bn) = (node(s), node(b));
    let h = sn.head;
    let hn = node(h);
    let h2 = hn.head;
    let (s0, b0) = (x.get(s), x.get(b));
    let (w1, w2) = (x.get(s1), x.get(s2));
    let (wh, wh2) = (x.get(h), x.get(h2));
    let l1 = x.get(sn.left[0]);
    let l2 = x.get(sn.left[1]);
    let r1 = x.get(sn.right[0]);
    let r2 = x.get(sn.right[1]);
    let bl1 = x.get(bn.left[0]);
    let bl2 = x.get(bn.left[1]);
    let lab = |i: u16| st.nodes.get(i as usize).map_or(63, |n| u32::from(n.label));
    let headed = u32::from(h != NONE);
    let sl = if headed == 1 { u32::from(sn.label) } else { 63 };
    let (sl1, sr1, sr2, bl) = (
        lab(sn.left[0]),
        lab(sn.right[0]),
        lab(sn.right[1]),
        lab(bn.left[0]),
    );
    let fold = |set: u64| (set ^ (set >> 32)) as u32 ^ ((set >> 32) as u32).rotate_left(7);
    let (sls, srs, bls) = (
        fold(sn.left_labels),
        fold(sn.right_labels),
        fold(bn.left_labels),
    );
    let tt = s0.tag.wrapping_mul(4099) ^ b0.tag;
    let case = |i: u16| x.case.get(i as usize).copied().unwrap_or(0);
    let bc = case(b);
    let s1n = node(s1);
    let s1h = if s1n.head != NONE {
        u32::from(s1n.label)
    } else {
        63
    };
    let b1 = x.off(b, 1);
    out.extend([
        feature(400, headed, tt, 0),
        feature(401, sl, tt, 0),
        feature(402, sl, s0.lemma, b0.tag),
        feature(403, sl, b0.lemma, 0),
        feature(404, wh.tag, tt, 0),
        feature(405, wh.lemma, wh.tag, b0.tag),
        feature(406, wh.lemma, b0.lemma, sl),
        feature(407, wh.lemma, bc, b0.tag),
        feature(408, wh.tag, s0.lemma, bc),
        feature(409, wh.agree << 8 | b0.agree, wh.tag, b0.tag),
        feature(410, wh2.tag, wh.tag, tt),
        feature(411, wh2.lemma, bc, b0.tag),
        feature(412, w1.tag, tt, 0),
        feature(413, w1.lemma, w1.tag, b0.tag),
        feature(414, w1.lemma, b0.lemma, headed),
        feature(415, w1.tag, s0.lemma, b0.tag),
        feature(416, w1.lemma, bc, b0.tag),
        feature(417, w1.tag, w2.tag, tt),
        feature(418, s1h, headed, tt),
        feature(419, l1.tag, tt, 0),
        feature(420, l1.lemma, sl1, s0.tag),
        feature(421, sl1, tt, 0),
        feature(422, r1.tag, tt, 0),
        feature(423, r1.lemma, sr1, b0.tag),
        feature(424, sr1, tt, 0),
        feature(425, sr1, s0.lemma, bc),
        feature(426, sr1, sr2, tt),
        feature(427, r1.tag, r2.tag, tt),
        feature(428, l1.tag, l2.tag, s0.tag),
        feature(429, bl1.tag, tt, 0),
        feature(430, bl1.lemma, bl, b0.tag),
        feature(431, bl, tt, 0),
        feature(432, bl1.tag, bl2.tag, b0.tag),
        feature(433, bls, b0.tag, 0),
        feature(434, bls, b0.lemma, 0),
        feature(435, bls, tt, 1),
        feature(436, sls, s0.tag, 1),
        feature(437, sls, s0.lemma, 0),
        feature(438, sls, tt, 2),
        feature(439, srs, s0.tag, 2),
        feature(440, srs, s0.lemma, b0.tag),
        feature(441, srs, tt, 3),
        feature(442, u32::from(sn.right_count.min(7)), s0.lemma, b0.pos),
        feature(443, u32::from(sn.right_count.min(7)), tt, 0),
        feature(444, u32::from(sn.left_count.min(7)), tt, 0),
        feature(445, u32::from(bn.left_count.min(7)), tt, 0),
        feature(446, u32::from(bn.left_count.min(7)), b0.lemma, 0),
        feature(447, srs, bc, b0.tag),
        feature(448, srs, s0.lemma, bc),
        feature(449, sls ^ srs.rotate_left(9), tt, b1.tag),
        feature(
            450,
            n.min(6) as u32,
            headed,
            u32::from(b as usize >= x.len()),
        ),
        feature(451, r1.lemma, bc, b0.tag),
        feature(452, r1.lemma, b0.lemma, s0.tag),
        feature(453, headed, tt, b1.tag),
        feature(454, w1.tag, s1h, b0.lemma),
    ]);
}

/// Label features of a pair of words; a head of `n` or more is the root.
pub fn pair_label_features(x: &Words, h: u16, d: u16, out: &mut Vec<u32>) {
    out.clear();
    let root = h as usize >= x.len();
    let (wh, wd) = (x.get(h), x.get(d));
    let side = if root { 2 } else { u32::from(h < d) };
    let dist = if root { 9 } else { distance(h, d) };
    let sd = side * 16 + dist;
    let case = x.case.get(d as usize).copied().unwrap_or(0);
    let aux = x.aux.get(h as usize).copied().unwrap_or(0);
    let daux = x.aux.get(d as usize).copied().unwrap_or(0);
    let (dp, dn) = (x.off(d, -1), x.off(d, 1));
    let (hp, hn) = if root {
        (&EDGE, &EDGE)
    } else {
        (x.off(h, -1), x.off(h, 1))
    };
    let punct = if root { 0 } else { x.between(&x.punct, h, d) };
    let verbs = if root { 0 } else { x.between(&x.verbs, h, d) };
    let tt = wh.tag.wrapping_mul(4099) ^ wd.tag;
    let initial = u32::from(d == 0);
    out.extend([
        feature(500, side, 0, 0),
        feature(501, tt, side, 0),
        feature(502, tt, sd, punct),
        feature(503, wd.form, wh.pos, side),
        feature(504, wd.lemma, wd.tag, side),
        feature(505, wd.lemma, wh.tag, side),
        feature(506, wh.lemma, wd.tag, side),
        feature(507, wh.lemma, wd.lemma, side),
        feature(508, wh.form, wd.form, side),
        feature(509, case, wd.tag, side),
        feature(510, case, tt, side),
        feature(511, case, wh.lemma, side),
        feature(512, case, wd.lemma, wh.pos),
        feature(513, case, wh.lemma, wd.lemma),
        feature(514, dp.tag, tt, side),
        feature(515, dn.tag, tt, side),
        feature(516, hp.tag, tt, side),
        feature(517, hn.tag, tt, side),
        feature(518, dp.lemma, wd.tag, wh.pos * 4 + side),
        feature(519, dn.lemma, wd.tag, wh.pos * 4 + side),
        feature(520, hp.lemma, tt, side),
        feature(521, aux, tt, side),
        feature(522, aux, case, wh.tag),
        feature(523, daux, wd.tag, side),
        feature(524, wd.agree << 8 | wh.agree, tt, side),
        feature(525, verbs, punct, tt ^ side),
        feature(526, wd.lex, wh.tag, side),
        feature(527, wh.lex, wd.tag, side),
        feature(528, wh.lex, case, wd.tag),
        feature(529, wd.form, dn.form, side),
        feature(530, wd.form, dp.form, side),
        feature(531, initial, wd.tag, side),
        feature(532, wd.form, sd, 0),
        feature(533, wd.tag, sd, wh.pos),
        feature(534, wh.form, wd.tag, side),
        feature(535, wd.lemma, case, side),
        feature(536, dp.tag, dn.tag, wd.tag),
        feature(537, aux, wh.lemma, side),
        feature(538, aux, wh.lex, wd.tag << 2 | side),
        feature(539, wh.lex, wd.lemma, side),
    ]);
}

/// Label features that see the finished tree, added to those of the pair.
pub fn tree_label_features(x: &Words, tree: &[Node], d: u16, out: &mut Vec<u32>) {
    let nodes = |i: u16| tree.get(i as usize).unwrap_or(&NEW);
    let dn = nodes(d);
    let h = dn.head;
    let hn = nodes(h);
    let (wd, wh) = (x.get(d), x.get(h));
    let g = x.get(hn.head);
    let side = if h as usize >= x.len() {
        2
    } else {
        u32::from(h < d)
    };
    let tt = wh.tag.wrapping_mul(4099) ^ wd.tag;
    let fold = |set: u64| (set ^ (set >> 32)) as u32 ^ ((set >> 32) as u32).rotate_left(7);
    let (dl, dr) = (fold(dn.left_labels), fold(dn.right_labels));
    // Labels of the head's other dependents.
    let own = 1u64 << (dn.label & 63);
    let (hl, hr) = (fold(hn.left_labels & !own), fold(hn.right_labels & !own));
    let first = |i: u16| (x.get(i).lemma, st_label(tree, i));
    let (dl1, dl1_label) = first(dn.left[0]);
    let (dl2, dl2_label) = first(dn.left[1]);
    let (dr1, dr1_label) = first(dn.right[0]);
    let hlabel = if h as usize >= x.len() {
        63
    } else {
        u32::from(hn.label)
    };
    out.extend([
        feature(600, dl, tt, side),
        feature(601, dr, tt, side),
        feature(602, dl, wd.lemma, side),
        feature(603, hl, tt, side),
        feature(604, hr, tt, side),
        feature(605, hl ^ hr.rotate_left(11), wh.tag, wd.tag),
        feature(606, dl1, dl1_label, tt ^ side),
        feature(607, dl1, wh.lemma, side),
        feature(608, dl2, dl2_label, tt ^ side),
        feature(609, dr1, dr1_label, tt ^ side),
        feature(610, hlabel, tt, side),
        feature(611, g.lemma, hlabel, wd.tag),
        feature(612, g.tag, tt, hlabel),
        feature(613, dl1, wd.lemma, wh.pos),
        feature(614, hl, wh.lemma, wd.tag),
        feature(615, hr, wh.lemma, wd.tag),
        feature(616, dl, dr, wd.tag),
        feature(617, u32::from(dn.label), tt, side),
        feature(618, u32::from(dn.label), hl, hr),
        feature(619, u32::from(dn.label), dl1, wh.tag),
    ]);
}

fn st_label(tree: &[Node], i: u16) -> u32 {
    tree.get(i as usize).map_or(63, |n| u32::from(n.label))
}

/// Nodes of a finished tree from heads and labels, children in order.
pub fn tree(heads: &[u16], labels: &[u8]) -> Vec<Node> {
    let mut state = State::default();
    state.reset(heads.len());
    let n = heads.len();
    for d in 0..n {
        let h = heads[d] as usize;
        state.nodes[d].head = heads[d];
        state.nodes[d].label = labels[d];
        if h < n && h < d {
            state.attach(heads[d], d as u16, labels[d]);
        }
    }
    for d in (0..n).rev() {
        let h = heads[d] as usize;
        if h < n && h > d {
            state.attach(heads[d], d as u16, labels[d]);
        }
    }
    state.nodes
}

const CACHE: usize = 2048;

/// Buffers that are kept from sentence to sentence.
#[derive(Debug)]
pub struct Scratch {
    beam: Vec<State>,
    spare: Vec<State>,
    features: Vec<u32>,
    candidates: Vec<(i64, u32, u8)>,
    move_keys: Vec<u32>,
    move_cache: Vec<[i32; 4]>,
    label_keys: Vec<u32>,
    label_cache: Vec<u8>,
    /// Moves of all states, as links to the state before.
    history: Vec<(u32, u8)>,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch {
            beam: Vec::new(),
            spare: Vec::new(),
            features: Vec::with_capacity(128),
            candidates: Vec::new(),
            move_keys: vec![u32::MAX; CACHE],
            move_cache: vec![[0; 4]; CACHE],
            label_keys: vec![u32::MAX; CACHE],
            label_cache: vec![0; CACHE],
            history: Vec::new(),
        }
    }
}

/// How wide to search.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// States kept at each step.
    pub width: usize,
    /// States this much below the best are dropped.
    pub margin: i64,
}

/// A point where the search went wrong, for the trainer: the moves of the best state, to be set
/// against the same number of right moves.
pub type Violation = Option<Vec<u8>>;

/// A parser over weights that may be packed or still in training.
#[derive(Debug)]
pub struct Parser<'w, M, L> {
    /// Weights of the moves.
    pub moves: &'w M,
    /// Weights of the pair labeller.
    pub labels: &'w L,
    /// Number of labels.
    pub label_count: usize,
}

impl<M: MoveWeights, L: Weights> Parser<'_, M, L> {
    fn pair_label(&self, x: &Words, h: u16, d: u16, k: &mut Scratch) -> u8 {
        let key = u32::from(h) << 16 | u32::from(d);
        let slot = (key.wrapping_mul(0x9E37_79B1) >> 21) as usize & (CACHE - 1);
        if k.label_keys[slot] == key {
            return k.label_cache[slot];
        }
        pair_label_features(x, h, d, &mut k.features);
        let mut scores = [0i32; 64];
        let scores = &mut scores[..self.label_count.min(64)];
        for f in &k.features {
            self.labels.add(*f, scores);
        }
        let label = best(scores) as u8;
        k.label_keys[slot] = key;
        k.label_cache[slot] = label;
        label
    }

    fn scores(&self, x: &Words, st: &State, k: &mut Scratch) -> [i32; 4] {
        let (s, b) = (st.top(), st.next);
        let key = u32::from(s) << 16 | u32::from(b);
        let slot = (key.wrapping_mul(0x9E37_79B1) >> 21) as usize & (CACHE - 1);
        if k.move_keys[slot] != key {
            pair_features(x, s, b, &mut k.features);
            k.move_cache[slot] = self.moves.score(&k.features);
            k.move_keys[slot] = key;
        }
        let pair = k.move_cache[slot];
        state_features(x, st, &mut k.features);
        let state = self.moves.score(&k.features);
        [0, 1, 2, 3].map(|a| pair[a] + state[a])
    }

    /// Parses a sentence; the best state is left in `scratch.beam[0]`, see [`Scratch::nodes`].
    /// With `gold` moves, reports the step at which the best state beat the right one most.
    pub fn parse(
        &self,
        x: &Words,
        search: Search,
        gold: Option<&[u8]>,
        k: &mut Scratch,
    ) -> Violation {
        let n = x.len();
        k.move_keys.fill(u32::MAX);
        k.label_keys.fill(u32::MAX);
        k.history.clear();
        if k.beam.is_empty() {
            k.beam.push(State::default());
        }
        k.beam[0].reset(n);
        let mut width = 1;
        let mut truth = State::default();
        if gold.is_some() {
            truth.reset(n);
        }
        let mut worst: Option<(i64, u32)> = None;
        for step in 0..2 * n {
            let mut candidates = std::mem::take(&mut k.candidates);
            candidates.clear();
            let mut top = i64::MIN;
            for i in 0..width {
                let beam = std::mem::take(&mut k.beam);
                let allowed = beam[i].allowed();
                let only = allowed.iter().filter(|a| **a).count() == 1;
                // A forced move needs no score, but hypotheses must stay comparable.
                let scores = if only && width == 1 && gold.is_none() {
                    [0; 4]
                } else {
                    self.scores(x, &beam[i], k)
                };
                for action in 0..4 {
                    if allowed[action] {
                        let score = beam[i].score + i64::from(scores[action]);
                        top = top.max(score);
                        candidates.push((score, i as u32, action as u8));
                    }
                }
                k.beam = beam;
            }
            candidates.retain(|c| c.0 >= top - search.margin);
            candidates
                .sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
            candidates.truncate(search.width);
            if candidates.is_empty() {
                k.candidates = candidates;
                break;
            }
            let right = gold.and_then(|g| g.get(step).copied());
            if width == 1 && candidates.len() == 1 {
                let (score, _, action) = candidates[0];
                let mut beam = std::mem::take(&mut k.beam);
                self.advance(x, &mut beam[0], score, action, right, k);
                k.beam = beam;
            } else {
                let mut spare = std::mem::take(&mut k.spare);
                let beam = std::mem::take(&mut k.beam);
                while spare.len() < candidates.len() {
                    spare.push(State::default());
                }
                for (slot, (score, from, action)) in candidates.iter().enumerate() {
                    spare[slot].copy_from(&beam[*from as usize]);
                    self.advance(x, &mut spare[slot], *score, *action, right, k);
                }
                width = candidates.len();
                k.beam = spare;
                k.spare = beam;
            }
            k.candidates = candidates;
            if let Some(right) = right {
                let scores = self.scores(x, &truth, k);
                let score = truth.score + i64::from(scores[right as usize]);
                self.advance(x, &mut truth, score, right, Some(right), k);
                let kept = k.beam[..width].iter().any(|s| s.correct);
                let gap = k.beam[0].score - truth.score;
                let wrong = !k.beam[0].correct && (!kept || step + 1 == 2 * n);
                if wrong && worst.is_none_or(|(most, _)| gap > most) {
                    worst = Some((gap, k.beam[0].history));
                }
                // Far past the point of failure nothing more is learnt.
                if !kept && gap < 0 {
                    break;
                }
            }
        }
        worst.map(|(_, history)| {
            let mut moves = Vec::new();
            let mut at = history;
            while let Some((before, action)) = k.history.get(at as usize) {
                moves.push(*action);
                at = *before;
            }
            moves.reverse();
            moves
        })
    }

    fn advance(
        &self,
        x: &Words,
        state: &mut State,
        score: i64,
        action: u8,
        right: Option<u8>,
        k: &mut Scratch,
    ) {
        let label = match action as usize {
            LEFT => self.pair_label(x, state.next, state.top(), k),
            RIGHT => self.pair_label(x, state.top(), state.next, k),
            _ => 0,
        };
        state.score = score;
        state.apply(action as usize, label);
        if let Some(right) = right {
            state.correct &= right == action;
            k.history.push((state.history, action));
            state.history = (k.history.len() - 1) as u32;
        }
    }

    /// Replays moves from the start and hands each state's features to `visit` with the move.
    pub fn replay(
        &self,
        x: &Words,
        moves: &[u8],
        k: &mut Scratch,
        mut visit: impl FnMut(usize, &[u32], u8),
    ) {
        let mut state = State::default();
        state.reset(x.len());
        let mut features = Vec::new();
        for (step, action) in moves.iter().enumerate() {
            pair_features(x, state.top(), state.next, &mut features);
            visit(step, &features, *action);
            state_features(x, &state, &mut features);
            visit(step, &features, *action);
            let score = state.score;
            self.advance(x, &mut state, score, *action, None, k);
        }
    }
}

impl Scratch {
    /// Heads of the best parse; values beyond the sentence are the root.
    pub fn nodes(&self) -> &[Node] {
        self.beam.first().map_or(&[], |s| &s.nodes)
    }
}

/// The moves that build a projective tree.
pub fn gold_moves(heads: &[u16]) -> Vec<u8> {
    let n = heads.len();
    let mut state = State::default();
    state.reset(n);
    let mut out = Vec::with_capacity(2 * n);
    while out.len() < 2 * n {
        let allowed = state.allowed();
        let (s, b) = (state.top(), state.next);
        let action = if allowed[LEFT]
            && (if (b as usize) < n {
                heads[s as usize] == b
            } else {
                true
            }) {
            LEFT
        } else if allowed[RIGHT] && heads[b as usize] == s {
            RIGHT
        } else if allowed[REDUCE]
            && ((b as usize) >= n
                || state
                    .stack
                    .iter()
                    .any(|k| *k != s && (heads[b as usize] == *k || heads[*k as usize] == b)))
        {
            REDUCE
        } else if allowed[SHIFT] {
            SHIFT
        } else {
            REDUCE
        };
        if !allowed[action] {
            break;
        }
        out.push(action as u8);
        state.apply(action, 0);
    }
    out
}

/// Makes sure that exactly one word hangs from the root: the first verb among them, or the first
/// of them; the others are hung from it.
pub fn one_root(x: &Words, heads: &mut [u16]) {
    let n = heads.len();
    let roots: Vec<usize> = (0..n).filter(|i| heads[*i] as usize >= n).collect();
    let Some(first) = roots.first() else {
        return;
    };
    let root = roots
        .iter()
        .copied()
        .find(|i| x.words[*i].pos == VERB)
        .or_else(|| {
            roots
                .iter()
                .copied()
                .find(|i| matches!(x.words[*i].pos, NOUN | PROPN))
        })
        .unwrap_or(*first);
    for other in roots {
        heads[other] = if other == root { NONE } else { root as u16 };
    }
}
