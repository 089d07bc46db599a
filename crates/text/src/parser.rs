//! The dependency parser: arc-eager moves over a beam, hashed features, and two labellers: one that
//! sees only a pair of words (so its answers are kept per sentence), one that sees the finished tree.
//! Left out: weights (`tables`), learning (`training/`).
//!
//! The root stands at the end of the sentence, so every parse of n words takes 2n moves.

use crate::tables::{MoveWeights, Weights};
use crate::wide::wide;
pub use features::{PairLabel, TreeLabel};
use features::{next_features, pair_features, state_features, top_features};

pub mod attach;
mod features;

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
        self.prepare();
    }

    /// No words yet, with room for so many.
    pub(crate) fn with_capacity(count: usize) -> Words {
        Words {
            words: Vec::with_capacity(count),
            case: Vec::with_capacity(count),
            aux: Vec::with_capacity(count),
            punct: Vec::with_capacity(count + 1),
            verbs: Vec::with_capacity(count + 1),
        }
    }

    /// Adds a word.
    pub(crate) fn push(&mut self, word: Word) {
        self.words.push(word);
    }

    /// Works out what can be said before any arc, once all words are there.
    pub(crate) fn prepare(&mut self) {
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

    /// True where a word is punctuation.
    pub(crate) fn is_punctuation(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|word| word.pos == PUNCT)
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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

    /// Whether another state of the same next word and top looks the same to the features of states: partial parses of one sentence
    /// mostly differ in what lies behind.
    fn looks_like(&self, other: &State) -> bool {
        let depth = self.stack.len();
        let shown = |state: &'_ State| -> [u16; 3] {
            let mut top = state.stack.iter().rev().copied();
            [(); 3].map(|()| top.next().unwrap_or(NONE))
        };
        let node = |state: &State, w: u16| state.nodes.get(usize::from(w)).copied();
        let label = |state: &State, w: u16| node(state, w).map(|node| node.label);
        let (s, b) = (self.top(), self.next);
        let (sn, bn) = (node(self, s).unwrap_or(NEW), node(self, b).unwrap_or(NEW));
        let below = self.stack.iter().rev().nth(1).copied().unwrap_or(NONE);
        let inner = [sn.left[0], sn.right[0], sn.right[1], bn.left[0]];
        depth.min(6) == other.stack.len().min(6)
            && shown(self) == shown(other)
            && node(self, s) == node(other, s)
            && node(self, b) == node(other, b)
            && node(self, sn.head).map(|node| node.head)
                == node(other, sn.head).map(|node| node.head)
            && node(self, below).map(|node| (node.head, node.label))
                == node(other, below).map(|node| (node.head, node.label))
            && inner.iter().all(|w| label(self, *w) == label(other, *w))
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

/// How far the label of a pair must be ahead of any other for the tree to be no help: of words so labelled
/// the tree gives one in three thousand another label. More than half of all words are.
const SURE: i32 = 350;

/// Pairs of words whose scores or labels are kept at a time; a power of two.
const CACHE: usize = 512;

/// A move that a state may make, in one number so that the better comes first, of equals that of the
/// earlier state, of these the earlier move.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Candidate(u64);

impl Candidate {
    /// More than any score, to either side.
    const MOST: i64 = 1 << 46;

    #[inline]
    fn new(score: i64, slot: usize, action: usize) -> Candidate {
        Candidate(((Candidate::MOST - score) as u64) << 16 | (slot as u64) << 2 | action as u64)
    }

    #[inline]
    fn score(self) -> i64 {
        Candidate::MOST - (self.0 >> 16) as i64
    }

    /// The state, by its place among those in use.
    #[inline]
    fn slot(self) -> usize {
        (self.0 >> 2 & 0x3FFF) as usize
    }

    #[inline]
    fn action(self) -> u8 {
        (self.0 & 3) as u8
    }
}

/// Buffers that are kept from sentence to sentence.
#[derive(Debug)]
pub struct Scratch {
    /// Partial parses; `alive` lists those in use, best first, and `free` the others.
    states: Vec<State>,
    alive: Vec<u32>,
    next_alive: Vec<u32>,
    free: Vec<u32>,
    uses: Vec<u8>,
    candidates: Vec<Candidate>,
    /// Scores of the moves of the states in use.
    given: Vec<[i32; 4]>,
    /// Scores of each word as the top of the stack and as the next one.
    tops: Vec<[i32; 4]>,
    nexts: Vec<[i32; 4]>,
    move_keys: Vec<u32>,
    move_cache: Vec<[i32; 4]>,
    label_keys: Vec<u32>,
    /// Labels, and whether each is sure.
    label_cache: Vec<(u8, bool)>,
    /// Moves of all states, as links to the state before.
    history: Vec<(u32, u8)>,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch {
            states: Vec::new(),
            alive: Vec::new(),
            next_alive: Vec::new(),
            free: Vec::new(),
            uses: Vec::new(),
            candidates: Vec::new(),
            given: Vec::new(),
            tops: Vec::new(),
            nexts: Vec::new(),
            move_keys: vec![u32::MAX; CACHE],
            move_cache: vec![[0; 4]; CACHE],
            label_keys: vec![u32::MAX; CACHE],
            label_cache: vec![(0, false); CACHE],
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
    /// In training: what a wrong state gets for free, so that the right one learns to win clearly.
    pub handicap: i64,
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

impl<M: MoveWeights, L: Weights<64>> Parser<'_, M, L> {
    /// The label of an arc by its two words alone.
    pub fn pair_label(&self, x: &Words, h: u16, d: u16, k: &mut Scratch) -> u8 {
        self.pair(x, h, d, k).0
    }

    /// Whether the label of an arc by its two words alone would hardly be another with the tree in view.
    pub fn is_sure(&self, x: &Words, h: u16, d: u16, k: &mut Scratch) -> bool {
        self.pair(x, h, d, k).1
    }

    fn pair(&self, x: &Words, h: u16, d: u16, k: &mut Scratch) -> (u8, bool) {
        let key = u32::from(h) << 16 | u32::from(d);
        let slot = (key.wrapping_mul(0x9E37_79B1) >> 21) as usize & (CACHE - 1);
        if k.label_keys[slot] == key {
            return k.label_cache[slot];
        }
        k.label_keys[slot] = key;
        k.label_cache[slot] = self.label_of(x, h, d);
        k.label_cache[slot]
    }

    /// The label of an arc of any sentence by its two words alone, and whether it is sure.
    pub(crate) fn label_of(&self, x: &Words, h: u16, d: u16) -> (u8, bool) {
        let pair = PairLabel {
            words: x,
            head: h,
            word: d,
        };
        let (label, ahead) = self.labels.first_of(&pair, self.label_count);
        (label as u8, ahead >= SURE)
    }

    fn scores(&self, x: &Words, st: &State, k: &mut Scratch) -> [i32; 4] {
        wide!(self.scores_wide(x, st, k), self.scores_plain(x, st, k))
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi2,popcnt")]
    fn scores_wide(&self, x: &Words, st: &State, k: &mut Scratch) -> [i32; 4] {
        self.scores_plain(x, st, k)
    }

    #[inline(always)]
    fn scores_plain(&self, x: &Words, st: &State, k: &mut Scratch) -> [i32; 4] {
        let (s, b) = (st.top(), st.next);
        let key = u32::from(s) << 16 | u32::from(b);
        let slot = (key.wrapping_mul(0x9E37_79B1) >> 21) as usize & (CACHE - 1);
        if k.move_keys[slot] != key {
            let mut pair = self.moves.sums();
            pair_features(x, s, b, &mut pair);
            let pair: [i32; 4] = pair.into();
            let top = k.tops.get(s as usize).unwrap_or(&[0; 4]);
            let next = k.nexts.get(b as usize).unwrap_or(&[0; 4]);
            k.move_cache[slot] = [0, 1, 2, 3].map(|a| pair[a] + top[a] + next[a]);
            k.move_keys[slot] = key;
        }
        let pair = k.move_cache[slot];
        let mut state = self.moves.sums();
        state_features(x, st, &mut state);
        let state: [i32; 4] = state.into();
        [0, 1, 2, 3].map(|a| pair[a] + state[a])
    }

    /// Parses a sentence; see [`Scratch::nodes`] for the best tree.
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
        k.tops.clear();
        k.nexts.clear();
        for i in 0..=n as u16 {
            let mut next = self.moves.sums();
            next_features(x, i, &mut next);
            k.nexts.push(next.into());
            if usize::from(i) < n {
                let mut top = self.moves.sums();
                top_features(x, i, &mut top);
                k.tops.push(top.into());
            }
        }
        if k.states.is_empty() {
            k.states.push(State::default());
        }
        let mut states = std::mem::take(&mut k.states);
        let mut alive = std::mem::take(&mut k.alive);
        let mut candidates = std::mem::take(&mut k.candidates);
        states[0].reset(n);
        alive.clear();
        alive.push(0);
        k.free.clear();
        k.free.extend(1..states.len() as u32);
        let mut truth = State::default();
        if gold.is_some() {
            truth.reset(n);
        }
        let mut worst: Option<(i64, u32)> = None;
        for step in 0..2 * n {
            candidates.clear();
            let right = gold.and_then(|g| g.get(step).copied());
            let mut top = i64::MIN;
            k.given.clear();
            for (slot, at) in alive.iter().enumerate() {
                let state = &states[*at as usize];
                let allowed = state.allowed();
                let only = allowed.iter().filter(|a| **a).count() == 1;
                let mut before = alive[..slot].iter().zip(&k.given);
                // A forced move needs no score, but hypotheses must stay comparable.
                let scores = if only && alive.len() == 1 && gold.is_none() {
                    [0; 4]
                } else if let Some((_, given)) = before.find(|(other, _)| {
                    let other = &states[**other as usize];
                    state.next == other.next
                        && state.top() == other.top()
                        && state.looks_like(other)
                }) {
                    *given
                } else {
                    self.scores(x, state, k)
                };
                k.given.push(scores);
                for action in 0..4 {
                    if allowed[action] {
                        let mut score = state.score + i64::from(scores[action]);
                        if right.is_some_and(|r| state.correct && usize::from(r) != action) {
                            score += search.handicap;
                        }
                        top = top.max(score);
                        candidates.push(Candidate::new(score, slot, action));
                    }
                }
            }
            candidates.retain(|c| c.score() >= top - search.margin);
            if candidates.len() > 1 {
                candidates.sort_unstable();
                candidates.truncate(search.width);
            }
            if candidates.is_empty() {
                break;
            }
            if let ([at], [one], None) = (&alive[..], &candidates[..], gold) {
                self.advance(
                    x,
                    &mut states[*at as usize],
                    one.score(),
                    one.action(),
                    None,
                    k,
                );
                continue;
            }
            // The last successor of a state takes its place; the others are copies.
            k.uses.clear();
            k.uses.resize(alive.len(), 0);
            for candidate in &candidates {
                k.uses[candidate.slot()] += 1;
            }
            for (slot, at) in alive.iter().enumerate() {
                if k.uses[slot] == 0 {
                    k.free.push(*at);
                }
            }
            k.next_alive.clear();
            for candidate in &candidates {
                let from = alive[candidate.slot()];
                let left = &mut k.uses[candidate.slot()];
                *left -= 1;
                let at = if *left == 0 {
                    from
                } else {
                    let at = k.free.pop().unwrap_or(states.len() as u32);
                    if at as usize == states.len() {
                        states.push(State::default());
                    }
                    let [from, to] = states
                        .get_disjoint_mut([from as usize, at as usize])
                        .expect("two different states");
                    to.copy_from(from);
                    at
                };
                let (score, action) = (candidate.score(), candidate.action());
                self.advance(x, &mut states[at as usize], score, action, right, k);
                k.next_alive.push(at);
            }
            std::mem::swap(&mut alive, &mut k.next_alive);
            if let Some(right) = right {
                let scores = self.scores(x, &truth, k);
                let score = truth.score + i64::from(scores[right as usize]);
                self.advance(x, &mut truth, score, right, Some(right), k);
                let kept = alive.iter().any(|s| states[*s as usize].correct);
                let first = &states[alive[0] as usize];
                let gap = first.score - truth.score;
                let wrong = !first.correct && (!kept || step + 1 == 2 * n);
                if wrong && worst.is_none_or(|(most, _)| gap > most) {
                    worst = Some((gap, first.history));
                }
                // Far past the point of failure nothing more is learnt.
                if !kept && gap < 0 {
                    break;
                }
            }
        }
        k.states = states;
        k.alive = alive;
        k.candidates = candidates;
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
            let top = state.top();
            features.clear();
            if top != NONE {
                top_features(x, top, &mut features);
            }
            next_features(x, state.next, &mut features);
            pair_features(x, top, state.next, &mut features);
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
        self.alive
            .first()
            .and_then(|at| self.states.get(*at as usize))
            .map_or(&[], |s| &s.nodes)
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
/// of them; the others are hung from it. Says which.
pub fn one_root(x: &Words, heads: &mut [u16]) -> Vec<usize> {
    let n = heads.len();
    let mut roots: Vec<usize> = (0..n).filter(|i| heads[*i] as usize >= n).collect();
    let of = |is: fn(u32) -> bool| roots.iter().copied().find(|i| is(x.words[*i].pos));
    let root = of(|pos| pos == VERB)
        .or_else(|| of(|pos| matches!(pos, NOUN | PROPN)))
        .or(roots.first().copied());
    roots.retain(|other| Some(*other) != root);
    if let Some(root) = root {
        heads[root] = NONE;
        for other in &roots {
            heads[*other] = root as u16;
        }
    }
    roots
}
