//! What the tagger sees of words: hashes of forms, endings and shapes, the lexicon's class and cluster,
//! and the feature templates for parts of speech, morphology, and ambiguous contractions.
//! Left out: the weights (`tables`) and the loop over a document (`engine`).

use crate::document::Upos;
use crate::tables::{Lookup, ModelError, ModelFile, Weights, feature, hash_bytes};

/// Form to class of the lexicon: which parts of speech and inflections a form can have; and form to
/// cell and cluster: words that keep the same company in much text. Also which parts of speech the
/// tagger may give to the forms of a class.
#[derive(Clone, Debug)]
pub struct Lexicon {
    map: Lookup<2>,
    cells: Lookup<2>,
    /// The cluster of each cell in the low [`CLUSTER_BITS`] bits, and its profile above them.
    clusters: Vec<u16>,
    /// Sets of parts of speech, one bit each; by class, first those of words in small letters, then
    /// those of words with a capital; behind all classes the sets of forms that have others.
    sets: Vec<u32>,
    /// Forms that have others, and half the place of theirs.
    forms: Lookup<2>,
}

/// Clusters are numbered so that those of a group share all but the last bits of their numbers.
pub const CLUSTERS_IN_GROUP: u32 = 16;

/// Bits of a cell's number that say its cluster; those above them say its profile.
pub const CLUSTER_BITS: u32 = 10;

impl Lexicon {
    /// Reads a model's sections.
    pub fn open(file: &ModelFile) -> Result<Lexicon, ModelError> {
        let clusters = file.section("clusters");
        let clusters = clusters.as_chunks::<2>().0.iter();
        let sets = file.section("tags");
        let sets = sets.as_chunks::<4>().0.iter();
        Ok(Lexicon {
            map: Lookup::open(file.section("lexicon"))?,
            cells: Lookup::open(file.section("cells"))?,
            clusters: clusters.map(|c| u16::from_le_bytes(*c)).collect(),
            sets: sets.map(|set| u32::from_le_bytes(*set)).collect(),
            forms: Lookup::open(file.section("tagforms"))?,
        })
    }

    /// The parts of speech that a form can have, one bit each.
    #[inline]
    pub(crate) fn allowed(&self, lower: &str, class: u16, capital: bool) -> u32 {
        let own = self.forms.get(hash_bytes(lower.as_bytes()));
        let at = usize::from(own.unwrap_or(class)) * 2 + usize::from(capital);
        let set = self.sets.get(at).copied().unwrap_or(0) & ANY;
        if set == 0 { ANY } else { set }
    }

    /// Cell of a form, cluster and profile of that cell, the first from 1, the second from
    /// [`CLUSTERS_IN_GROUP`]; 0 when unknown.
    #[inline]
    fn cell(&self, form: &str, lower: &str) -> (u32, u32, u32) {
        let find = |form: &str| self.cells.get(hash_bytes(form.as_bytes()));
        let cell = find(form).or_else(|| if form == lower { None } else { find(lower) });
        cell.map_or((0, 0, 0), |cell| {
            let known = self.clusters.get(usize::from(cell));
            let known = known.map_or(0, |known| u32::from(*known));
            let cluster = known & ((1 << CLUSTER_BITS) - 1);
            let profile = known >> CLUSTER_BITS;
            (u32::from(cell) + 1, cluster + CLUSTERS_IN_GROUP, profile)
        })
    }

    /// Class of a form, from 1; 0 when unknown.
    #[inline]
    pub fn class(&self, form: &str) -> u16 {
        self.map
            .get(hash_bytes(form.as_bytes()))
            .map_or(0, |c| c + 1)
    }
}

/// Any part of speech.
pub const ANY: u32 = (1 << 17) - 1;

/// What is known of a word before tagging.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Item {
    /// Hash of the lower-case form, digits folded to 0.
    pub form: u32,
    /// Hash of the last one to five characters.
    pub suffix: [u32; 5],
    /// Hash of the first three characters.
    pub prefix: u32,
    /// Capital, digits, hyphen, and so on; see [`shape`].
    pub shape: u32,
    /// Lexicon class of the lower-case form.
    pub lex: u32,
    /// Lexicon class of the form as written, when capital.
    pub lex_exact: u32,
    /// Cell of the form: the few words that keep its company; 0 when unknown.
    pub cell: u32,
    /// Cluster of that cell; 0 when unknown.
    pub cluster: u32,
    /// What kind of names the known names of that cell and those near it are, and how surely; 0 when unknown.
    pub profile: u32,
    /// The parts of speech that it can have, one bit each.
    pub allowed: u32,
}

impl Item {
    /// The group of the word's cluster; 0 when unknown.
    #[inline]
    pub fn group(&self) -> u32 {
        self.cluster / CLUSTERS_IN_GROUP
    }
}

/// Describes a word from its normalised form and the same in lower case.
pub fn describe(form: &str, lower: &str, lexicon: &Lexicon, buffer: &mut String) -> Item {
    let digits = lower.bytes().any(|b| b.is_ascii_digit());
    let key: &str = if digits {
        buffer.clear();
        buffer.extend(
            lower
                .chars()
                .filter(|c| *c != ' ')
                .map(|c| if c.is_ascii_digit() { '0' } else { c }),
        );
        if buffer.bytes().all(|b| b == b'0') && buffer.len() > 4 {
            buffer.truncate(5);
        }
        buffer
    } else {
        lower
    };
    let mut suffix = [0u32; 5];
    let mut at = key.len();
    for (n, slot) in suffix.iter_mut().enumerate() {
        match key[..at].chars().next_back() {
            Some(c) => {
                at -= c.len_utf8();
                *slot = hash_bytes(&key.as_bytes()[at..]) ^ (n as u32);
            }
            None => break,
        }
    }
    let end = key.char_indices().nth(3).map_or(key.len(), |(at, _)| at);
    let (cell, cluster, profile) = lexicon.cell(form, lower);
    let class = lexicon.class(lower);
    Item {
        allowed: lexicon.allowed(lower, class, form != lower),
        cell,
        cluster,
        profile,
        form: hash_bytes(key.as_bytes()),
        suffix,
        prefix: hash_bytes(&key.as_bytes()[..end]),
        shape: shape(form),
        lex: u32::from(class),
        lex_exact: if form == lower {
            0
        } else {
            u32::from(lexicon.class(form))
        },
    }
}

/// Bit of a [`shape`]: small letters behind the first.
pub const SMALL: u32 = 1 << 3;

/// A small code for the look of a form.
pub fn shape(form: &str) -> u32 {
    let mut chars = form.chars();
    let first = chars.next().unwrap_or(' ');
    let (mut upper, mut lower, mut digit, mut hyphen, mut other) = (0u32, 0, 0, 0, 0);
    for c in form.chars() {
        if c.is_lowercase() {
            lower = 1;
        } else if c.is_uppercase() {
            upper += 1;
        } else if c.is_numeric() {
            digit = 1;
        } else if c == '-' {
            hyphen = 1;
        } else if c == '.' || c == '\'' {
            other |= 1;
        } else {
            other |= 2;
        }
    }
    let capital = u32::from(first.is_uppercase());
    capital | upper.min(3) << 1 | (lower * SMALL) | digit << 4 | hyphen << 5 | other << 6
}

/// Padding before and after a sentence.
pub const EDGE: Item = Item {
    form: 1,
    suffix: [1; 5],
    prefix: 1,
    shape: 999,
    lex: 9999,
    lex_exact: 9999,
    cell: 99_999,
    cluster: 9999,
    profile: 99,
    allowed: ANY,
};

#[inline]
fn at(items: &[Item], i: usize, offset: isize) -> &Item {
    i.checked_add_signed(offset)
        .and_then(|j| items.get(j))
        .unwrap_or(&EDGE)
}

/// Features for the part of speech of word `i`; `t1` and `t2` are the tags of the two words before.
pub fn tag_features(items: &[Item], i: usize, t1: u32, t2: u32, out: &mut Vec<u32>) {
    out.clear();
    let w = &items[i];
    let (p1, p2, n1, n2) = (
        at(items, i, -1),
        at(items, i, -2),
        at(items, i, 1),
        at(items, i, 2),
    );
    let start = u32::from(i == 0);
    let tt = t1 * 64 + t2;
    out.extend([
        feature(0, 0, 0, 0),
        feature(1, w.form, 0, 0),
        feature(2, w.form, w.shape & 1, start),
        feature(3, w.suffix[0], w.lex, 0),
        feature(4, w.suffix[1], 0, 0),
        feature(5, w.suffix[2], 0, 0),
        feature(6, w.suffix[3], 0, 0),
        feature(7, w.suffix[4], 0, 0),
        feature(8, w.prefix, 0, 0),
        feature(9, w.shape, start, w.lex),
        feature(10, w.shape, start, 0),
        feature(11, w.lex, w.lex_exact, start),
        feature(12, w.lex, t1, 0),
        feature(13, w.lex, tt, 0),
        feature(14, w.form, t1, 0),
        feature(15, w.form, tt, 0),
        feature(16, t1, 0, 0),
        feature(17, tt, 0, 0),
        feature(18, w.suffix[2], t1, 0),
        feature(19, p1.form, 0, 0),
        feature(20, p1.form, w.form, 0),
        feature(21, p1.form, w.lex, w.shape & 1),
        feature(22, p1.suffix[2], 0, 0),
        feature(23, p1.lex, w.lex, n1.lex),
        feature(24, p2.form, 0, 0),
        feature(25, p2.form, p1.form, w.lex),
        feature(26, n1.form, 0, 0),
        feature(27, n1.form, w.form, 0),
        feature(28, n1.form, w.lex, 0),
        feature(29, n1.suffix[2], w.lex, 0),
        feature(30, n1.lex, w.lex, t1),
        feature(31, n1.lex, w.form, 0),
        feature(32, n1.shape, w.shape, start),
        feature(33, n2.form, w.lex, 0),
        feature(34, n2.form, 0, 0),
        feature(35, n1.lex, n2.lex, w.lex),
        feature(36, n1.form, n2.form, w.lex),
        feature(37, w.lex, w.shape, t1),
        feature(38, w.form, n1.suffix[1], t1),
        feature(39, p1.shape, w.shape, n1.shape),
        feature(40, w.suffix[1], t1, n1.lex),
    ]);
}

/// Features for the part of speech of word `i` once all words have one: `tags` are those of the words,
/// its own among them. Says how many of them are those of the first time.
pub fn again_features(items: &[Item], i: usize, tags: &[u8], out: &mut Vec<u32>) -> usize {
    let tag = |offset: isize| {
        i.checked_add_signed(offset)
            .and_then(|j| tags.get(j))
            .map_or(60, |t| u32::from(*t))
    };
    let (t1, t0, a1, a2) = (tag(-1), tag(0), tag(1), tag(2));
    tag_features(items, i, t1, tag(-2), out);
    let first = out.len();
    let w = &items[i];
    let (p1, n1) = (at(items, i, -1), at(items, i, 1));
    // What follows adverbs and pronouns.
    let light = |offset: &isize| [ADV, PRON].contains(&tag(*offset));
    let next = (1..5).find(|offset| !light(offset)).unwrap_or(5);
    let (ts, s) = (tag(next), at(items, i, next));
    out.extend([
        feature(50, a1, t1, 0),
        feature(51, a1, w.form, 0),
        feature(52, a1, w.lex, 0),
        feature(53, a1, w.lex, t1),
        feature(54, a1, a2, t1),
        feature(55, a1, a2, w.lex),
        feature(56, a1, a2, w.form),
        feature(57, a1, t1, w.form),
        feature(58, a1, w.suffix[2], t1),
        feature(59, a1, p1.form, w.lex),
        feature(60, a1, n1.lex, w.form),
        feature(61, ts, w.form, t1),
        feature(62, ts, s.lex, w.form),
        feature(63, ts, s.suffix[1], w.lex),
        feature(64, t0, a1, t1),
        feature(65, t0, w.lex, 0),
        feature(66, w.allowed, t1, n1.allowed),
        feature(67, w.allowed, t1, tag(-2)),
        feature(68, w.allowed, p1.form, 0),
        feature(69, w.allowed, n1.form, 0),
        feature(70, w.allowed, p1.allowed, n1.allowed),
        feature(71, w.allowed, t1, a1),
        feature(72, w.allowed, a1 << 6 | a2, t1),
    ]);
    if w.cluster != 0 {
        out.extend([
            feature(41, w.cluster, 0, 0),
            feature(42, w.cluster, t1, w.shape & 1),
            feature(43, w.cluster, w.lex, n1.lex),
            feature(44, w.group(), p1.group(), n1.group()),
            feature(45, w.cell, 0, 0),
        ]);
    }
    first
}

const ADV: u32 = Upos::Adv as u32;
const PRON: u32 = Upos::Pron as u32;

/// Features for the morphology of word `i`, given all parts of speech; `m1` is the morphology of
/// the word before and `m2` of the one before that.
pub fn morph_features(items: &[Item], upos: &[u8], i: usize, m1: u32, m2: u32, out: &mut Vec<u32>) {
    out.clear();
    let w = &items[i];
    let (p1, p2, n1) = (at(items, i, -1), at(items, i, -2), at(items, i, 1));
    let tag = |offset: isize| {
        i.checked_add_signed(offset)
            .and_then(|j| upos.get(j))
            .map_or(63, |t| u32::from(*t))
    };
    let t = tag(0);
    let (b1, b2, a1, a2) = (tag(-1), tag(-2), tag(1), tag(2));
    out.extend([
        feature(100, t, 0, 0),
        feature(101, t, w.form, 0),
        feature(102, t, w.suffix[0], w.lex),
        feature(103, t, w.suffix[1], 0),
        feature(104, t, w.suffix[2], 0),
        feature(105, t, w.suffix[3], 0),
        feature(106, t, w.suffix[4], 0),
        feature(107, t, w.lex, w.lex_exact),
        feature(108, t, w.lex, m1),
        feature(109, t, w.form, m1),
        feature(110, t, m1, b1),
        feature(111, t, m1, m2),
        feature(112, t, p1.form, w.lex),
        feature(113, t, p1.form, 0),
        feature(114, t, p2.form, b1),
        feature(115, t, n1.form, 0),
        feature(116, t, n1.lex, w.lex),
        feature(117, t, n1.suffix[1], w.lex),
        feature(118, t, b1, a1),
        feature(119, t, b2 * 64 + b1, w.lex),
        feature(120, t, a1 * 64 + a2, w.lex),
        feature(121, t, w.form, b1),
        feature(122, t, w.form, a1),
        feature(123, t, w.form, n1.lex),
        feature(124, t, w.shape, w.suffix[1]),
        feature(125, t, w.suffix[1], m1),
        feature(126, t, p1.lex, w.lex),
        feature(127, t, w.form, p1.form),
    ]);
}

/// Features for whether an ambiguous contraction at `i` is two words.
pub fn split_features(items: &[Item], i: usize, out: &mut Vec<u32>) {
    out.clear();
    let w = &items[i];
    let (p1, p2, n1, n2) = (
        at(items, i, -1),
        at(items, i, -2),
        at(items, i, 1),
        at(items, i, 2),
    );
    let f = w.form;
    out.extend([
        feature(200, f, 0, 0),
        feature(201, f, p1.form, 0),
        feature(202, f, p1.lex, 0),
        feature(203, f, p1.suffix[2], 0),
        feature(204, f, p1.suffix[1], 0),
        feature(205, f, p1.lex, n1.lex),
        feature(206, f, n1.form, 0),
        feature(207, f, n1.lex, 0),
        feature(208, f, n1.suffix[2], 0),
        feature(209, f, p1.form, n1.lex),
        feature(210, f, p2.form, p1.form),
        feature(211, f, p2.lex, p1.lex),
        feature(212, f, p2.form, p1.lex),
        feature(213, f, n2.form, 0),
        feature(214, f, n2.lex, n1.lex),
        feature(215, f, p1.form, n1.form),
        feature(216, f, p1.shape, n1.shape),
        feature(217, f, p2.form, 0),
        feature(218, f, p1.suffix[3], 0),
        feature(219, f, p1.suffix[4], 0),
        feature(220, f, at(items, i, -3).form, p1.lex),
    ]);
}

/// Numbers that the morphologies of each part of speech have in the weights: within one part of
/// speech there are few, so rows stay short.
#[derive(Clone, Default, Debug)]
pub struct Morphs {
    of: Vec<Vec<u8>>,
}

impl Morphs {
    /// Reads one line a part of speech, in the order of `Upos`: numbers of morphologies, below
    /// `count`, separated by spaces.
    pub fn parse(lines: &[String], count: usize) -> Result<Morphs, ModelError> {
        let of = lines
            .iter()
            .map(|line| {
                line.split(' ')
                    .map(|n| n.parse().ok().filter(|n| usize::from(*n) < count))
                    .collect::<Option<Vec<u8>>>()
            })
            .collect::<Option<Vec<_>>>();
        match of {
            Some(of) if of.len() == 17 && of.iter().all(|m| (1..=64).contains(&m.len())) => {
                Ok(Morphs { of })
            }
            _ => Err(ModelError::new(
                "the morphologies of the model file are damaged",
            )),
        }
    }

    /// The morphologies of a part of speech; a class of the weights is an index into them.
    pub fn of(&self, upos: u8) -> &[u8] {
        self.of.get(usize::from(upos)).map_or(&[], Vec::as_slice)
    }
}

/// The first of the allowed classes, one bit each, with the greatest score, and by how much it is ahead.
#[inline]
pub fn among(scores: &[i32; 32], allowed: u32) -> (u8, i32) {
    let (mut first, mut second, mut class) = (i32::MIN, i32::MIN, 0);
    let mut left = allowed;
    while left != 0 {
        let next = left.trailing_zeros();
        left &= left - 1;
        let score = scores[next as usize];
        if score > first {
            (first, second, class) = (score, first, next);
        } else {
            second = second.max(score);
        }
    }
    (class as u8, first.saturating_sub(second))
}

/// Gives each word its part of speech, and says which words were in doubt: those whose best part of
/// speech is less than `doubt` ahead of the next.
pub fn tag(
    items: &[Item],
    weights: &impl Weights<32>,
    doubt: i32,
    features: &mut Vec<u32>,
    out: &mut Vec<u8>,
    doubted: &mut Vec<usize>,
) {
    out.clear();
    doubted.clear();
    let (mut t1, mut t2) = (60u32, 60u32);
    for (i, item) in items.iter().enumerate() {
        let tag = if item.allowed.is_power_of_two() {
            item.allowed.trailing_zeros() as u8
        } else {
            tag_features(items, i, t1, t2, features);
            let (tag, ahead) = among(&weights.score(features), item.allowed);
            if ahead < doubt {
                doubted.push(i);
            }
            tag
        };
        out.push(tag);
        t2 = t1;
        t1 = u32::from(tag);
    }
}

/// Asks again about the words in doubt, now that those after them have their parts of speech too: by the
/// weights of the first time, which count half as much again, and those of the second together.
pub fn tag_again(
    items: &[Item],
    [first, second]: [&impl Weights<32>; 2],
    doubted: &[usize],
    features: &mut Vec<u32>,
    tags: &mut [u8],
) {
    for i in doubted {
        let known = again_features(items, *i, tags, features);
        let mut scores = first.score(&features[..known]);
        for (sum, more) in scores.iter_mut().zip(second.score(features)) {
            *sum = *sum * 3 + more * 2;
        }
        tags[*i] = among(&scores, items[*i].allowed).0;
    }
}

/// Gives each word its morphology, by number, given all parts of speech.
pub fn morphology(
    items: &[Item],
    upos: &[u8],
    weights: &impl Weights<64>,
    morphs: &Morphs,
    features: &mut Vec<u32>,
    out: &mut Vec<u8>,
) {
    out.clear();
    let (mut m1, mut m2) = (999u32, 999u32);
    for i in 0..items.len() {
        let classes = morphs.of(upos[i]);
        let morph = if classes.len() == 1 {
            classes[0]
        } else {
            morph_features(items, upos, i, m1, m2, features);
            classes[weights.best(features, classes.len())]
        };
        out.push(morph);
        m2 = m1;
        m1 = u32::from(morph);
    }
}
