//! What the parser and its labellers look at: templates of hashed features over words and arcs.
//! Left out: how features are hashed and weighed (`tables`), and the search (the parent module).

use super::{EDGE, NEW, NONE, Node, State, Words};
use crate::tables::{Features, Templates, feature};

#[inline]
pub(super) fn distance(a: u16, b: u16) -> u32 {
    match a.abs_diff(b) {
        d @ 0..=4 => u32::from(d),
        5..=6 => 5,
        7..=10 => 6,
        11..=20 => 7,
        _ => 8,
    }
}

/// Features of a word as the top of the stack, whatever comes next. There are none for no word.
#[inline(always)]
pub(super) fn top_features(x: &Words, s: u16, out: &mut impl Features) {
    let s0 = x.get(s);
    out.put(feature(301, s0.form, 0, 0));
    out.put(feature(302, s0.lemma, s0.tag, 0));
    out.put(feature(303, s0.tag, 0, 0));
}

/// Features of a word, or the end, as the next one, whatever is on the stack.
#[inline(always)]
pub(super) fn next_features(x: &Words, b: u16, out: &mut impl Features) {
    let b0 = x.get(b);
    let (b1, b2, b3) = (x.off(b, 1), x.off(b, 2), x.off(b, 3));
    out.put(feature(304, b0.form, 0, 0));
    out.put(feature(305, b0.lemma, b0.tag, 0));
    out.put(feature(306, b0.tag, 0, 0));
    out.put(feature(307, b1.form, b1.tag, 0));
    out.put(feature(308, b1.tag, 0, 0));
    out.put(feature(309, b2.form, b2.tag, 0));
    out.put(feature(310, b2.tag, b1.tag, 0));
    out.put(feature(319, b0.tag, b1.tag, 1));
    out.put(feature(320, b0.form, b1.tag, 0));
    out.put(feature(321, b0.tag, b1.form, 0));
    out.put(feature(322, b0.tag, b1.tag, b2.tag));
    out.put(feature(354, b0.tag, b1.tag, (b2.tag << 6) ^ b3.tag));
}

/// Features of the top of the stack and the next word that do not depend on any arc.
#[inline(always)]
pub(super) fn pair_features(x: &Words, s: u16, b: u16, out: &mut impl Features) {
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
    out.put(feature(300, 0, 0, 0));
    out.put(feature(311, s0.lemma, b0.lemma, 0));
    out.put(feature(312, s0.form, b0.form, b0.tag));
    out.put(feature(313, s0.lemma, b0.tag, s0.tag));
    out.put(feature(314, s0.tag, b0.lemma, b0.tag));
    out.put(feature(315, tt, 0, 0));
    out.put(feature(316, tt, d, 0));
    out.put(feature(317, pp, d, punct));
    out.put(feature(318, pp, verbs, punct));
    out.put(feature(323, tt, b1.tag, 0));
    out.put(feature(324, s0.form, d, 0));
    out.put(feature(325, s0.tag, d, 1));
    out.put(feature(326, b0.form, d, 0));
    out.put(feature(327, b0.tag, d, 2));
    out.put(feature(328, agree, s0.tag, b0.tag));
    out.put(feature(329, agree, pp, d.min(3)));
    out.put(feature(330, s0.lemma, bc, 0));
    out.put(feature(331, s0.lemma, bc, b0.tag));
    out.put(feature(332, s0.tag, bc, b0.tag));
    out.put(feature(333, sc, bc, pp));
    out.put(feature(334, sc, b0.lemma, s0.tag));
    out.put(feature(335, s0.lemma, b0.pos << 6 | b1.pos, 1));
    out.put(feature(336, s0.lemma, b0.lemma, b1.lemma));
    out.put(feature(337, s0.tag, b0.lemma, b1.lemma));
    out.put(feature(338, s0.tag, b0.lemma, bc1));
    out.put(feature(339, s0.lemma, bc1, b0.pos));
    out.put(feature(340, before.tag, tt, 0));
    out.put(feature(341, before.lemma, b0.tag, s0.tag));
    out.put(feature(342, after.tag, tt, 0));
    out.put(feature(343, s_before.tag, tt, 0));
    out.put(feature(344, aux, s0.tag, b0.tag));
    out.put(feature(345, aux, s0.lemma, bc));
    out.put(feature(346, s0.lex, b0.lex, 0));
    out.put(feature(347, s0.lex, b0.tag, d.min(2)));
    out.put(feature(348, s0.lex, bc, b0.tag));
    out.put(feature(349, tt, punct, verbs));
    out.put(feature(350, b3.tag, b2.tag, b1.tag << 6 ^ s0.tag));
    out.put(feature(351, s0.lemma, b0.tag, punct));
    out.put(feature(352, s_before.lemma, s0.tag, b0.tag));
    out.put(feature(353, s0.tag, b1.lemma, b0.tag));
}

/// Features that depend on the arcs so far.
#[inline(always)]
pub(super) fn state_features(x: &Words, st: &State, out: &mut impl Features) {
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
    out.put(feature(400, headed, tt, 0));
    out.put(feature(412, w1.tag, tt, 0));
    out.put(feature(418, s1h, headed, tt));
    out.put(feature(433, bls, b0.tag, 0));
    out.put(feature(435, bls, tt, 1));
    out.put(feature(436, sls, s0.tag, 1));
    out.put(feature(439, srs, s0.tag, 2));
    out.put(feature(443, u32::from(sn.right_count.min(7)), tt, 0));
    out.put(feature(444, u32::from(sn.left_count.min(7)), tt, 0));
    out.put(feature(445, u32::from(bn.left_count.min(7)), tt, 0));
    out.put(feature(449, sls ^ srs.rotate_left(9), tt, b1.tag));
    out.put(feature(
        450,
        n.min(6) as u32,
        headed,
        u32::from(b as usize >= x.len()),
    ));
    out.put(feature(453, headed, tt, b1.tag));
    // What is not there says nothing and costs nothing.
    if h != NONE {
        out.put(feature(401, sl, tt, 0));
        out.put(feature(402, sl, s0.lemma, b0.tag));
        out.put(feature(403, sl, b0.lemma, 0));
        out.put(feature(404, wh.tag, tt, 0));
        out.put(feature(405, wh.lemma, wh.tag, b0.tag));
        out.put(feature(406, wh.lemma, b0.lemma, sl));
        out.put(feature(407, wh.lemma, bc, b0.tag));
        out.put(feature(408, wh.tag, s0.lemma, bc));
        out.put(feature(409, wh.agree << 8 | b0.agree, wh.tag, b0.tag));
        out.put(feature(410, wh2.tag, wh.tag, tt));
        out.put(feature(411, wh2.lemma, bc, b0.tag));
    }
    if s1 != NONE {
        out.put(feature(413, w1.lemma, w1.tag, b0.tag));
        out.put(feature(414, w1.lemma, b0.lemma, headed));
        out.put(feature(415, w1.tag, s0.lemma, b0.tag));
        out.put(feature(416, w1.lemma, bc, b0.tag));
        out.put(feature(417, w1.tag, w2.tag, tt));
        out.put(feature(454, w1.tag, s1h, b0.lemma));
    }
    if sn.left[0] != NONE {
        out.put(feature(419, l1.tag, tt, 0));
        out.put(feature(420, l1.lemma, sl1, s0.tag));
        out.put(feature(421, sl1, tt, 0));
        out.put(feature(428, l1.tag, l2.tag, s0.tag));
        out.put(feature(437, sls, s0.lemma, 0));
        out.put(feature(438, sls, tt, 2));
    }
    if sn.right[0] != NONE {
        out.put(feature(422, r1.tag, tt, 0));
        out.put(feature(423, r1.lemma, sr1, b0.tag));
        out.put(feature(424, sr1, tt, 0));
        out.put(feature(425, sr1, s0.lemma, bc));
        out.put(feature(426, sr1, sr2, tt));
        out.put(feature(427, r1.tag, r2.tag, tt));
        out.put(feature(440, srs, s0.lemma, b0.tag));
        out.put(feature(441, srs, tt, 3));
        out.put(feature(
            442,
            u32::from(sn.right_count.min(7)),
            s0.lemma,
            b0.pos,
        ));
        out.put(feature(447, srs, bc, b0.tag));
        out.put(feature(448, srs, s0.lemma, bc));
        out.put(feature(451, r1.lemma, bc, b0.tag));
        out.put(feature(452, r1.lemma, b0.lemma, s0.tag));
    }
    if bn.left[0] != NONE {
        out.put(feature(429, bl1.tag, tt, 0));
        out.put(feature(430, bl1.lemma, bl, b0.tag));
        out.put(feature(431, bl, tt, 0));
        out.put(feature(432, bl1.tag, bl2.tag, b0.tag));
        out.put(feature(434, bls, b0.lemma, 0));
        out.put(feature(446, u32::from(bn.left_count.min(7)), b0.lemma, 0));
    }
}

/// A word and its head, a head of as many words as there are or more being the root, for the label
/// between them. Few features, for there are many pairs: the tree's labeller sees more.
#[derive(Clone, Copy, Debug)]
pub struct PairLabel<'a> {
    /// The sentence.
    pub words: &'a Words,
    /// The head.
    pub head: u16,
    /// The word.
    pub word: u16,
}

impl Templates for PairLabel<'_> {
    #[inline(always)]
    fn put_all(&self, out: &mut impl Features) {
        pair_label_features(self.words, self.head, self.word, out);
    }
}

/// A word in a finished tree, for the label of its arc.
#[derive(Clone, Copy, Debug)]
pub struct TreeLabel<'a> {
    /// The sentence.
    pub words: &'a Words,
    /// Its tree.
    pub tree: &'a [Node],
    /// The word.
    pub word: u16,
}

impl Templates for TreeLabel<'_> {
    #[inline(always)]
    fn put_all(&self, out: &mut impl Features) {
        tree_label_features(self.words, self.tree, self.word, out);
    }
}

#[inline(always)]
fn pair_label_features(x: &Words, h: u16, d: u16, out: &mut impl Features) {
    let root = h as usize >= x.len();
    let (wh, wd) = (x.get(h), x.get(d));
    let side = if root { 2 } else { u32::from(h < d) };
    let dist = if root { 9 } else { distance(h, d) };
    let sd = side * 16 + dist;
    let case = x.case.get(d as usize).copied().unwrap_or(0);
    let aux = x.aux.get(h as usize).copied().unwrap_or(0);
    let (dp, dn) = (x.off(d, -1), x.off(d, 1));
    let (hp, hn) = if root {
        (&EDGE, &EDGE)
    } else {
        (x.off(h, -1), x.off(h, 1))
    };
    let punct = if root { 0 } else { x.between(&x.punct, h, d) };
    let tt = wh.tag.wrapping_mul(4099) ^ wd.tag;
    let initial = u32::from(d == 0);
    out.put(feature(500, side, 0, 0));
    out.put(feature(501, tt, side, 0));
    out.put(feature(502, tt, sd, punct));
    out.put(feature(503, wd.form, wh.pos, side));
    out.put(feature(504, wd.lemma, wd.tag, side));
    out.put(feature(505, wd.lemma, wh.tag, side));
    out.put(feature(506, wh.lemma, wd.tag, side));
    out.put(feature(509, case, wd.tag, side));
    out.put(feature(510, case, tt, side));
    out.put(feature(511, case, wh.lemma, side));
    out.put(feature(514, dp.tag, tt, side));
    out.put(feature(515, dn.tag, tt, side));
    out.put(feature(516, hp.tag, tt, side));
    out.put(feature(517, hn.tag, tt, side));
    out.put(feature(521, aux, tt, side));
    out.put(feature(522, aux, case, wh.tag));
    out.put(feature(526, wd.lex, wh.tag, side));
    out.put(feature(530, wd.form, dp.form, side));
    out.put(feature(531, initial, wd.tag, side));
    out.put(feature(533, wd.tag, sd, wh.pos));
    out.put(feature(535, wd.lemma, case, side));
    out.put(feature(507, wh.lemma, wd.lemma, side));
}

/// The other label features of a pair.
#[inline(always)]
fn more_label_features(x: &Words, h: u16, d: u16, out: &mut impl Features) {
    let root = h as usize >= x.len();
    let (wh, wd) = (x.get(h), x.get(d));
    let side = if root { 2 } else { u32::from(h < d) };
    let dist = if root { 9 } else { distance(h, d) };
    let sd = side * 16 + dist;
    let case = x.case.get(d as usize).copied().unwrap_or(0);
    let aux = x.aux.get(h as usize).copied().unwrap_or(0);
    let daux = x.aux.get(d as usize).copied().unwrap_or(0);
    let (dp, dn) = (x.off(d, -1), x.off(d, 1));
    let hp = if root { &EDGE } else { x.off(h, -1) };
    let punct = if root { 0 } else { x.between(&x.punct, h, d) };
    let verbs = if root { 0 } else { x.between(&x.verbs, h, d) };
    let tt = wh.tag.wrapping_mul(4099) ^ wd.tag;
    out.put(feature(508, wh.form, wd.form, side));
    out.put(feature(512, case, wd.lemma, wh.pos));
    out.put(feature(513, case, wh.lemma, wd.lemma));
    out.put(feature(518, dp.lemma, wd.tag, wh.pos * 4 + side));
    out.put(feature(519, dn.lemma, wd.tag, wh.pos * 4 + side));
    out.put(feature(520, hp.lemma, tt, side));
    out.put(feature(523, daux, wd.tag, side));
    out.put(feature(524, wd.agree << 8 | wh.agree, tt, side));
    out.put(feature(525, verbs, punct, tt ^ side));
    out.put(feature(527, wh.lex, wd.tag, side));
    out.put(feature(528, wh.lex, case, wd.tag));
    out.put(feature(529, wd.form, dn.form, side));
    out.put(feature(532, wd.form, sd, 0));
    out.put(feature(534, wh.form, wd.tag, side));
    out.put(feature(536, dp.tag, dn.tag, wd.tag));
    out.put(feature(537, aux, wh.lemma, side));
    out.put(feature(538, aux, wh.lex, wd.tag << 2 | side));
    out.put(feature(539, wh.lex, wd.lemma, side));
}

#[inline(always)]
fn tree_label_features(x: &Words, tree: &[Node], d: u16, out: &mut impl Features) {
    let head = tree.get(d as usize).map_or(NONE, |n| n.head);
    pair_label_features(x, head, d, out);
    more_label_features(x, head, d, out);
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
    out.put(feature(600, dl, tt, side));
    out.put(feature(601, dr, tt, side));
    out.put(feature(602, dl, wd.lemma, side));
    out.put(feature(603, hl, tt, side));
    out.put(feature(604, hr, tt, side));
    out.put(feature(605, hl ^ hr.rotate_left(11), wh.tag, wd.tag));
    out.put(feature(606, dl1, dl1_label, tt ^ side));
    out.put(feature(607, dl1, wh.lemma, side));
    out.put(feature(608, dl2, dl2_label, tt ^ side));
    out.put(feature(609, dr1, dr1_label, tt ^ side));
    out.put(feature(610, hlabel, tt, side));
    out.put(feature(611, g.lemma, hlabel, wd.tag));
    out.put(feature(612, g.tag, tt, hlabel));
    out.put(feature(613, dl1, wd.lemma, wh.pos));
    out.put(feature(614, hl, wh.lemma, wd.tag));
    out.put(feature(615, hr, wh.lemma, wd.tag));
    out.put(feature(616, dl, dr, wd.tag));
    out.put(feature(617, u32::from(dn.label), tt, side));
    out.put(feature(618, u32::from(dn.label), hl, hr));
    out.put(feature(619, u32::from(dn.label), dl1, wh.tag));
}

fn st_label(tree: &[Node], i: u16) -> u32 {
    tree.get(i as usize).map_or(63, |n| u32::from(n.label))
}
