//! What a model finds of the words of documents, stage by stage: each stage runs over all documents of a
//! batch before the next one begins. The tables of the stages together are many times larger than the
//! memory near the processor, and so is their code; asked in turn for every sentence they would push each
//! other out of it. Left out: opening the model (the parent), cutting text (`engine`), names (`names`).

use super::forms::Forms;
use super::{Model, label, lemma_key, masculine, parser_word};
use crate::document::{Document, DocumentBuilder, Sym, Upos};
use crate::parser::attach::Arcs;
use crate::parser::{self, Parser, Scratch, Words};
use crate::repair;
use crate::segmentation::Segmentation;
use crate::settle;
use crate::tables::hash_bytes;
use crate::tagger::{self, Item, describe};
use std::ops::Range;

/// Buffers kept over a batch.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// What is known of the forms of all documents.
    pub(crate) forms: Forms,
    upos: Vec<u8>,
    morphs: Vec<u8>,
    wanted: Vec<(usize, settle::Wanted)>,
    features: Vec<u32>,
    text: String,
    scratch: Scratch,
    arcs: Arcs,
    moved: Vec<u16>,
}

/// A document in the making, with what is found of its words.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) builder: DocumentBuilder,
    /// The words of each sentence.
    sentences: Vec<Range<usize>>,
    pieces: Vec<Piece>,
    pub(crate) items: Vec<Item>,
    /// Parts of speech as they are before there is a tree.
    pub(crate) tags: Vec<u8>,
    /// Parts of speech, and morphologies by number.
    upos: Vec<u8>,
    morphs: Vec<u8>,
    /// Heads within the piece, the numbers of the relations to them, and whether these are sure.
    heads: Vec<u16>,
    labels: Vec<u8>,
    sure: Vec<bool>,
    /// What is known of the document's forms, by symbol.
    known: Vec<Known>,
    /// The symbols of the relations.
    relations: Vec<Sym>,
    /// The symbols of the morphologies met so far: a text has few of all that there are.
    feats: Vec<Option<Sym>>,
}

/// A stretch that is parsed at once.
#[derive(Debug)]
struct Piece {
    words: Range<usize>,
    /// The first word of its sentence.
    first: usize,
    /// Those in doubt, counted from the first.
    doubted: Vec<usize>,
    /// The words as the parser sees them.
    seen: Words,
}

impl Piece {
    fn new(words: Range<usize>, first: usize) -> Piece {
        Piece {
            words,
            first,
            doubted: Vec::new(),
            seen: Words::default(),
        }
    }
}

/// What need not be found out again when a form comes back.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Its number among the forms of all documents.
    form: usize,
    /// The part of speech under which it was lemmatised last, and what came of it.
    upos: u8,
    lemma: Sym,
    hash: u32,
}

const UNKNOWN: Known = Known {
    form: usize::MAX,
    upos: u8::MAX,
    lemma: Sym(0),
    hash: 0,
};

/// Longest stretch that is parsed at once; longer sentences are parsed in pieces.
const LONGEST: usize = 400;

/// The colon that a headline's opening ends with is among so many words, and small words have so many letters.
const TOPIC: usize = 5;
const SMALL: usize = 3;

/// Where a headline goes on behind the few words and the colon that it opens with, if these were read as part of
/// its clause.
fn behind_topic(document: &Document, sentence: &Range<usize>) -> Option<usize> {
    let start = sentence.start;
    if sentence.len() > LONGEST {
        return None;
    }
    let colon = (start + 1..sentence.end.min(start + TOPIC)).find(|w| document.form(*w) == ":")?;
    let named = |w: usize| {
        let first = document.form(w).chars().next();
        first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let opens = named(start)
        && (start..colon).all(|w| named(w) || document.form(w).chars().count() <= SMALL);
    let topic = (start..colon).find(|w| {
        document
            .head(*w)
            .is_none_or(|head| head < start || head > colon)
    })?;
    let subject = document.relation(topic) == "nsubj";
    let below = |relation: &str| {
        (colon + 1..sentence.end)
            .any(|w| document.head(w) == Some(topic) && document.relation(w) == relation)
    };
    let told_more = match document.head(topic) {
        Some(_) => below("appos"),
        None => below("parataxis"),
    };
    (opens && colon + 2 < sentence.end && (subject || told_more)).then_some(colon + 1)
}

impl Draft {
    /// A draft over a builder of which nothing need be known yet.
    pub(crate) fn new(builder: DocumentBuilder) -> Draft {
        Draft {
            builder,
            sentences: Vec::new(),
            pieces: Vec::new(),
            items: Vec::new(),
            tags: Vec::new(),
            upos: Vec::new(),
            morphs: Vec::new(),
            heads: Vec::new(),
            labels: Vec::new(),
            sure: Vec::new(),
            known: Vec::new(),
            relations: Vec::new(),
            feats: Vec::new(),
        }
    }

    /// The number of a form among those of all documents.
    pub(crate) fn form(&mut self, form: Sym, rules: &Segmentation, b: &mut Buffers) -> usize {
        let at = form.0 as usize;
        if at >= self.known.len() {
            self.known.resize(at + 1, UNKNOWN);
        }
        if self.known[at].form == UNKNOWN.form {
            let text = self.builder.document().str(form);
            self.known[at].form = b.forms.number(text, rules);
        }
        self.known[at].form
    }

    /// Takes the sentences as they are now, and cuts those that are too long.
    fn begin(&mut self) {
        let sentences = self.builder.document().sentences.iter();
        self.sentences = sentences.map(|sentence| sentence.words.clone()).collect();
        for sentence in &self.sentences {
            let starts = sentence.clone().step_by(LONGEST);
            self.pieces.extend(starts.map(|start| {
                let end = sentence.end.min(start + LONGEST);
                Piece::new(start..end, sentence.start)
            }));
        }
    }
}

/// Finds something of stretches of a document.
type Stage = fn(&Model, &mut Draft, &mut [Piece], &mut Buffers);

impl Model {
    /// Fills in everything about the words of documents whose forms and sentences are set.
    pub(crate) fn annotate(&self, drafts: &mut [Draft], b: &mut Buffers) {
        for draft in &mut *drafts {
            self.describe(draft, b);
        }
        for stage in Model::STAGES {
            for draft in &mut *drafts {
                let mut pieces = std::mem::take(&mut draft.pieces);
                stage(self, draft, &mut pieces, b);
                draft.pieces = pieces;
            }
        }
        for draft in &mut *drafts {
            self.repair(draft, b);
        }
        for draft in drafts {
            self.name(draft);
        }
    }

    /// What is found of stretches by themselves, from their parts of speech to their trees.
    const STAGES: [Stage; 9] = [
        Model::tag,
        Model::tag_again,
        Model::inflect,
        Model::lemmatise,
        Model::parse,
        Model::mend,
        Model::label,
        Model::agree,
        Model::write_arcs,
    ];

    /// How the tagger sees a form.
    pub(crate) fn item(&self, form: Sym, draft: &mut Draft, b: &mut Buffers) -> Item {
        let number = draft.form(form, &self.segmentation, b);
        let text = draft.builder.document().str(form);
        let known = b.forms.get_mut(number);
        let (lexicon, lower) = (&self.lexicon, &known.lower);
        let made = || describe(text, lower, lexicon, &mut b.text);
        *known.item.get_or_insert_with(made)
    }

    fn describe(&self, draft: &mut Draft, b: &mut Buffers) {
        draft.begin();
        let count = draft.builder.document().words.len();
        for i in 0..count {
            let form = draft.builder.document().words[i].form;
            let item = self.item(form, draft, b);
            draft.items.push(item);
        }
        for numbers in [
            &mut draft.tags,
            &mut draft.upos,
            &mut draft.morphs,
            &mut draft.labels,
        ] {
            numbers.resize(count, 0);
        }
        draft.heads.resize(count, parser::NONE);
        draft.sure.resize(count, false);
        draft.feats.resize(self.feats.len(), None);
        let relations = self.labels.iter();
        draft.relations = relations.map(|name| draft.builder.sym(name)).collect();
    }

    fn tag(&self, draft: &mut Draft, pieces: &mut [Piece], b: &mut Buffers) {
        for piece in pieces {
            tagger::tag(
                &draft.items[piece.words.clone()],
                &self.tagger,
                self.doubt,
                &mut b.features,
                &mut b.upos,
                &mut piece.doubted,
            );
            draft.upos[piece.words.clone()].copy_from_slice(&b.upos);
        }
    }

    fn tag_again(&self, draft: &mut Draft, pieces: &mut [Piece], b: &mut Buffers) {
        let Some(again) = &self.again else {
            return;
        };
        for piece in pieces {
            let items = &draft.items[piece.words.clone()];
            let upos = &mut draft.upos[piece.words.clone()];
            let weights = [&self.tagger, again];
            tagger::tag_again(items, weights, &piece.doubted, &mut b.features, upos);
        }
    }

    fn inflect(&self, draft: &mut Draft, pieces: &mut [Piece], b: &mut Buffers) {
        for Piece { words, .. } in pieces {
            self.inflect_piece(draft, words.clone(), b);
            self.settle(draft, words.clone(), b);
            self.settle_adjectives(draft, words.clone(), b);
            draft.tags[words.clone()].copy_from_slice(&draft.upos[words.clone()]);
        }
    }

    fn inflect_piece(&self, draft: &mut Draft, words: Range<usize>, b: &mut Buffers) {
        tagger::morphology(
            &draft.items[words.clone()],
            &draft.upos[words.clone()],
            &self.morph,
            &self.morphs,
            &mut b.features,
            &mut b.morphs,
        );
        draft.morphs[words].copy_from_slice(&b.morphs);
    }

    /// Makes verbs of what can be nothing else, where the tables of forms agree.
    fn settle(&self, draft: &mut Draft, words: Range<usize>, b: &mut Buffers) {
        let (items, upos) = (&draft.items[words.clone()], &draft.upos[words.clone()]);
        settle::verbs_read_as_nouns(items, upos, &self.of, &mut b.wanted);
        if b.wanted.is_empty() {
            return;
        }
        for (k, _) in &b.wanted {
            draft.upos[words.start + k] = Upos::Verb as u8;
        }
        self.inflect_piece(draft, words.clone(), b);
        let mut all = true;
        for (k, wanted) in &b.wanted {
            let i = words.start + k;
            let form = self.forms.get(draft.morphs[i] as usize);
            if !form.is_some_and(|form| form[*wanted as usize]) {
                draft.upos[i] = Upos::Noun as u8;
                all = false;
            }
        }
        if !all {
            self.inflect_piece(draft, words, b);
        }
    }

    /// Makes adjectives of feminine "participles" whose masculine is a form of no verb: "are present", whose
    /// plural is spelt as a form of "to present".
    fn settle_adjectives(&self, draft: &mut Draft, words: Range<usize>, b: &mut Buffers) {
        let may =
            |allowed: u32, upos: Upos| allowed == tagger::ANY || allowed >> upos as u32 & 1 == 1;
        let mut any = false;
        for i in words.clone() {
            let allowed = draft.items[i].allowed;
            let participle = draft.upos[i] == Upos::Verb as u8
                && self.feminine.get(draft.morphs[i] as usize) == Some(&true);
            if !participle || allowed == tagger::ANY || !may(allowed, Upos::Adj) {
                continue;
            }
            let document = draft.builder.document();
            let known = &draft.known[document.words[i].form.0 as usize];
            let Some(masculine) = masculine(&b.forms.get(known.form).lower) else {
                continue;
            };
            let class = self.lexicon.class(masculine);
            if !may(self.lexicon.allowed(masculine, class, false), Upos::Verb) {
                draft.upos[i] = Upos::Adj as u8;
                any = true;
            }
        }
        if any {
            self.inflect_piece(draft, words, b);
        }
    }

    fn lemmatise(&self, draft: &mut Draft, pieces: &mut [Piece], b: &mut Buffers) {
        for Piece { words, seen, .. } in pieces {
            *seen = Words::with_capacity(words.len());
            for i in words.clone() {
                seen.push(self.fill(draft, i, b));
            }
            seen.prepare();
        }
    }

    /// Writes what the tagger found of a word into the document.
    fn fill(&self, draft: &mut Draft, i: usize, b: &mut Buffers) -> parser::Word {
        let builder = &mut draft.builder;
        let form = builder.document().words[i].form;
        let known = &mut draft.known[form.0 as usize];
        let upos = draft.upos[i];
        if known.upos != upos {
            let shared = b.forms.get_mut(known.form);
            let at = shared.lemmas.iter().position(|(of, ..)| *of == upos);
            let at = at.unwrap_or_else(|| {
                let key = lemma_key(upos, builder.document().str(form), &shared.lower);
                let mut lemma = String::new();
                self.lemmas.lemma(upos, key, &mut lemma);
                let hash = hash_bytes(lemma.as_bytes());
                shared.lemmas.push((upos, lemma, hash));
                shared.lemmas.len() - 1
            });
            let (_, lemma, hash) = &shared.lemmas[at];
            known.upos = upos;
            known.hash = *hash;
            known.lemma = builder.sym(lemma);
        }
        let hash = known.hash;
        let morph = draft.morphs[i] as usize;
        // "prise" as a feminine participle is of the verb of "pris", and no form of "priser".
        let mut lemma = known.lemma;
        if upos == Upos::Verb as u8 && self.feminine.get(morph) == Some(&true) {
            let form = &b.forms.get(known.form).lower;
            if let Some(masculine) = masculine(form) {
                self.lemmas.lemma(upos, masculine, &mut b.text);
                lemma = builder.sym(&b.text);
            }
        }
        let feats = self.feats.get(morph).zip(draft.feats.get_mut(morph));
        let feats = feats.map(|(feats, sym)| *sym.get_or_insert_with(|| builder.sym(feats)));
        let word = &mut builder.document().words[i];
        word.lemma = lemma;
        word.upos = Upos::ALL[(upos as usize).min(16)].0;
        word.feats = feats.unwrap_or(word.feats);
        let codes = self.codes.get(morph).copied().unwrap_or_default();
        parser_word(&draft.items[i], hash, upos, codes)
    }

    fn parser(&self) -> Parser<'_, crate::tables::Moves, crate::tables::Rows<64>> {
        Parser {
            moves: &self.moves,
            labels: &self.pair,
            label_count: self.labels.len(),
        }
    }

    fn parse(&self, draft: &mut Draft, pieces: &mut [Piece], b: &mut Buffers) {
        let parser = self.parser();
        for Piece { words, seen, .. } in pieces {
            let n = words.len();
            let heads = &mut draft.heads[words.clone()];
            let labels = &mut draft.labels[words.clone()];
            parser.parse(seen, self.search, None, &mut b.scratch);
            for (d, node) in b.scratch.nodes().iter().enumerate() {
                let inside = usize::from(node.head) < n;
                heads[d] = if inside { node.head } else { parser::NONE };
                labels[d] = node.label;
            }
            for moved in parser::one_root(seen, heads) {
                let head = heads[moved];
                labels[moved] = parser.pair_label(seen, head, moved as u16, &mut b.scratch);
            }
            for (d, head) in (0u16..).zip(&*heads) {
                let inside = usize::from(*head) < n;
                draft.sure[words.start + usize::from(d)] =
                    inside && parser.is_sure(seen, *head, d, &mut b.scratch);
            }
        }
    }

    fn mend(&self, draft: &mut Draft, pieces: &mut [Piece], b: &mut Buffers) {
        let Some(attach) = &self.attach else {
            return;
        };
        let parser = self.parser();
        for Piece { words, seen, .. } in pieces {
            let heads = &mut draft.heads[words.clone()];
            let labels = &mut draft.labels[words.clone()];
            b.arcs.set(heads, labels);
            attach.mend(seen, &mut b.arcs, &mut b.moved);
            for moved in &b.moved {
                let at = usize::from(*moved);
                let head = b.arcs.heads[at];
                let (label, sure) = parser.label_of(seen, head, *moved);
                (heads[at], labels[at]) = (head, label);
                draft.sure[words.start + at] = usize::from(head) < words.len() && sure;
            }
        }
    }

    fn label(&self, draft: &mut Draft, pieces: &mut [Piece], _: &mut Buffers) {
        for Piece { words, seen, .. } in pieces {
            let found = (&draft.heads[words.clone()], &draft.sure[words.clone()]);
            let labels = &mut draft.labels[words.clone()];
            label(seen, found, &self.tree, &self.labels, labels);
        }
    }

    /// Where the tree says what a form is that its class leaves open: what qualifies a noun before it is
    /// no noun, and what has a tense and no copula no adjective.
    fn agree(&self, draft: &mut Draft, pieces: &mut [Piece], b: &mut Buffers) {
        for Piece { words, .. } in pieces {
            let changed = self.agree_with_tree(draft, words.clone());
            if changed.is_empty() {
                continue;
            }
            self.inflect_piece(draft, words.clone(), b);
            for i in changed {
                self.fill(draft, i, b);
            }
        }
    }

    /// The words of a piece whose part of speech has changed.
    fn agree_with_tree(&self, draft: &mut Draft, words: Range<usize>) -> Vec<usize> {
        let mut changed = Vec::new();
        let labels = &draft.labels[words.clone()];
        let heads = &draft.heads[words.clone()];
        let has = |d: usize, label: Option<u8>| label.is_some_and(|label| labels[d] == label);
        for (k, i) in words.enumerate() {
            let allowed = draft.items[i].allowed;
            let can = |upos: Upos| allowed != tagger::ANY && allowed >> upos as u32 & 1 == 1;
            let children = |label| {
                let mut all = heads[..k].iter().enumerate();
                all.any(|(d, head)| usize::from(*head) == k && has(d, label))
            };
            let other = if draft.upos[i] == Upos::Noun as u8 {
                let qualifies = has(k, self.marks[0]) && usize::from(heads[k]) > k;
                (qualifies && can(Upos::Adj)).then_some(Upos::Adj)
            } else if draft.upos[i] == Upos::Adj as u8 {
                let verbal = can(Upos::Verb) && children(self.marks[1]) && !children(self.marks[2]);
                verbal.then_some(Upos::Verb)
            } else {
                None
            };
            if let Some(other) = other {
                draft.upos[i] = other as u8;
                changed.push(i);
            }
        }
        changed
    }

    fn write_arcs(&self, draft: &mut Draft, pieces: &mut [Piece], _: &mut Buffers) {
        let document = draft.builder.document();
        for piece in pieces {
            let range = &piece.words;
            for i in range.clone() {
                let head = usize::from(draft.heads[i]);
                let word = &mut document.words[i];
                word.head = (head < range.len()).then(|| (range.start + head) as u32);
                let label = draft.relations.get(usize::from(draft.labels[i]));
                word.deprel = label.copied().unwrap_or(word.deprel);
            }
            if range.start > piece.first {
                // Pieces of an overlong sentence hang from its first root.
                let root_in =
                    |mut words: Range<usize>| words.find(|i| document.words[*i].head.is_none());
                if let (Some(root), Some(other)) =
                    (root_in(piece.first..range.start), root_in(range.clone()))
                {
                    document.words[other].head = Some(root as u32);
                }
            }
        }
    }

    fn repair(&self, draft: &mut Draft, b: &mut Buffers) {
        let labels = repair::Labels::new(&mut draft.builder);
        for sentence in draft.sentences.clone() {
            let rules = &self.segmentation;
            repair::sentence(&mut draft.builder, sentence.clone(), rules, &labels);
            if self.set_apart(draft, &sentence, &labels, b) {
                repair::sentence(&mut draft.builder, sentence, rules, &labels);
            }
        }
    }

    /// "Niger : l'attaque menée par des rebelles a fait dix morts": where what a headline opens with was taken for
    /// a subject, or for what its noun says more of, the words behind the colon are read by themselves. Says
    /// whether they were.
    fn set_apart(
        &self,
        draft: &mut Draft,
        sentence: &Range<usize>,
        repairs: &repair::Labels,
        b: &mut Buffers,
    ) -> bool {
        let Some(rest) = behind_topic(draft.builder.document(), sentence) else {
            return false;
        };
        let parts = [sentence.start..rest, rest..sentence.end];
        let mut pieces = parts.map(|words| Piece::new(words.clone(), words.start));
        for stage in Model::STAGES {
            stage(self, draft, &mut pieces, b);
        }
        let builder = &mut draft.builder;
        let words = &mut builder.document().words;
        let mut roots = sentence.clone().filter(|w| words[*w].head.is_none());
        if let (Some(topic), Some(root)) = (roots.next(), roots.next()) {
            words[topic].head = Some(root as u32);
            words[topic].deprel = repairs.topic;
        }
        // "le M23 entre dans Goma, l'armée se replie": of two subjects the nearer is the verb's. "Quatre
        // travailleurs": a number is none beside what it counts.
        let document = builder.document();
        let subject = |w: &usize| document.relation(*w) == "nsubj";
        let two = (rest..sentence.end).filter(subject).find_map(|w| {
            let verb = document.head(w)?;
            let mut others = (w + 1..verb).filter(subject);
            let other = others.find(|other| document.head(*other) == Some(verb))?;
            let counts = other == w + 1 && document.upos(w) == Upos::Num;
            Some((w, counts.then_some(other)))
        });
        if let Some((first, counted)) = two {
            let word = &mut builder.document().words[first];
            word.deprel = counted.map_or(repairs.topic, |_| repairs.count);
            word.head = counted.map(|noun| noun as u32).or(word.head);
        }
        true
    }

    fn name(&self, draft: &mut Draft) {
        if let Some(names) = &self.names {
            let names = names.run(&draft.sentences, &draft.items, &draft.tags);
            draft.builder.document().names = names;
        }
    }
}
