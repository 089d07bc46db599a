//! A document seen through a pack: what part each word plays, which verbs and nouns speak, where
//! verb groups and noun phrases begin and end. Everything here rests on words and tags, with arcs
//! as a help where they are there: attribution must survive a wrong attachment.

use super::lexicon::{
    Expression, Lexicon, Marks, Noun, NounKind, Part, Place, Sureness, Verb, plain,
};
use crate::mentions::{Form, Mention, Mentions, Referent};
use selon_model::{Span, TimeRef};
use selon_text::{Document, NameKind, Upos, WordIx};
use std::borrow::Cow;
use std::ops::Range;

/// A document seen through a pack.
pub struct View<'a> {
    /// The document.
    pub document: &'a Document,
    /// The pack.
    pub lexicon: &'a Lexicon,
    /// What is mentioned.
    pub mentions: &'a Mentions,
    plain: Vec<Cow<'a, str>>,
    marks: Vec<Marks>,
    /// Strings that an attributing expression or one of modality begins with.
    begins: Vec<bool>,
    mention: Vec<Option<u32>>,
    quote: Vec<Option<u32>>,
    name: Vec<Option<NameKind>>,
    times: Vec<Span>,
}

/// A verb with its auxiliaries, clitics and negation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Its words.
    pub words: Range<WordIx>,
    /// Negated, restriction excepted.
    pub negated: bool,
    /// In the conditional.
    pub conditional: bool,
    /// In the simple future.
    pub future: bool,
    /// In a past tense.
    pub past: bool,
    /// Has a finite form.
    pub finite: bool,
    /// A passive with its auxiliary.
    pub passive: bool,
    /// An infinitive without a finite form.
    pub infinitive: bool,
    /// A subject pronoun hangs behind its finite form.
    pub inverted_pronoun: Option<WordIx>,
    /// Another subject pronoun stands before it.
    pub pronoun: Option<WordIx>,
}

/// A noun phrase, cut before relative clauses and remarks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phrase {
    /// Its words, appositions included.
    pub words: Range<WordIx>,
    /// The words of the phrase proper.
    pub core: Range<WordIx>,
    /// Its noun.
    pub head: WordIx,
    /// A run of capitalised words that name a person or a body, in the phrase or its apposition.
    pub name: Option<Range<WordIx>>,
    /// A phrase set beside it.
    pub apposition: Option<Range<WordIx>>,
    /// No article, or one that leaves open who is meant.
    pub indefinite: bool,
}

impl<'a> View<'a> {
    /// Looks every distinct string of the document up once.
    pub fn new(
        document: &'a Document,
        lexicon: &'a Lexicon,
        mentions: &'a Mentions,
        times: &[TimeRef],
    ) -> View<'a> {
        let symbols = document
            .words
            .iter()
            .map(|word| word.form.0.max(word.lemma.0) as usize + 1)
            .max()
            .unwrap_or(0);
        let mut plains = vec![Cow::Borrowed(""); symbols];
        let mut marks = vec![Marks::default(); symbols];
        let mut begins = vec![false; symbols];
        for word in &document.words {
            for sym in [word.form, word.lemma] {
                let slot = &mut plains[sym.0 as usize];
                if slot.is_empty() {
                    *slot = plain(document.str(sym));
                    if let Some(mark) = lexicon.marks.get(slot) {
                        marks[sym.0 as usize] = *mark;
                    }
                    begins[sym.0 as usize] = lexicon.expressions.contains_key(slot)
                        || lexicon.sure_expressions.contains_key(slot);
                }
            }
        }
        let mut mention = vec![None; document.words.len()];
        for (ix, found) in mentions.list.iter().enumerate() {
            let words = uncoupled(document, lexicon, &found.words);
            for slot in mention.iter_mut().take(words.end).skip(words.start) {
                let better = match *slot {
                    None => true,
                    Some(old) => {
                        let old: &Mention = &mentions.list[old as usize];
                        old.form > found.form
                            || (old.form == found.form && old.words.len() < found.words.len())
                    }
                };
                if better {
                    *slot = Some(ix as u32);
                }
            }
        }
        let mut spans: Vec<Span> = times.iter().map(|time| time.span).collect();
        spans.sort_unstable();
        let mut quote = vec![None; document.words.len()];
        for (ix, found) in document.quotes.iter().enumerate() {
            if found.depth > 0 {
                continue;
            }
            for word in document.words_in(found.inner) {
                quote[word] = Some(ix as u32);
            }
        }
        let mut name = vec![None; document.words.len()];
        for found in &document.names {
            for word in uncoupled(document, lexicon, &found.words) {
                if let Some(slot) = name.get_mut(word) {
                    *slot = Some(found.kind);
                }
            }
        }
        View {
            document,
            lexicon,
            mentions,
            plain: plains,
            marks,
            begins,
            mention,
            quote,
            name,
            times: spans,
        }
    }

    /// Lower-case form with straight apostrophes; empty past the end.
    pub fn form(&self, w: WordIx) -> &str {
        match self.document.words.get(w) {
            Some(word) => &self.plain[word.form.0 as usize],
            None => "",
        }
    }

    /// Lower-case lemma.
    pub fn lemma(&self, w: WordIx) -> &str {
        match self.document.words.get(w) {
            Some(word) => &self.plain[word.lemma.0 as usize],
            None => "",
        }
    }

    /// Part of speech; punctuation past the end.
    pub fn upos(&self, w: WordIx) -> Upos {
        self.document
            .words
            .get(w)
            .map_or(Upos::Punct, |word| word.upos)
    }

    /// Parts the form plays.
    pub fn marks(&self, w: WordIx) -> Marks {
        match self.document.words.get(w) {
            Some(word) => self.marks[word.form.0 as usize],
            None => Marks::default(),
        }
    }

    /// True when the form plays one of these parts.
    pub fn is(&self, w: WordIx, mark: Marks) -> bool {
        self.marks(w).any(mark)
    }

    /// A morphological feature.
    pub fn feat(&self, w: WordIx, name: &str) -> Option<&str> {
        if w < self.document.words.len() {
            self.document.feat(w, name)
        } else {
            None
        }
    }

    /// Sentence bounds of a word.
    pub fn sentence(&self, w: WordIx) -> Range<WordIx> {
        if w < self.document.words.len() {
            self.document.sentence_of(w).words.clone()
        } else {
            self.document.words.len()..self.document.words.len()
        }
    }

    /// The outermost quotation around a word.
    pub fn quote(&self, w: WordIx) -> Option<usize> {
        self.quote.get(w).copied().flatten().map(|ix| ix as usize)
    }

    /// The mention that covers a word, names before descriptions.
    pub fn mention(&self, w: WordIx) -> Option<&'a Mention> {
        let ix = self.mention.get(w).copied().flatten()?;
        self.mentions.list.get(ix as usize)
    }

    /// The speaking noun at a word.
    pub fn noun(&self, w: WordIx) -> Option<Noun> {
        self.lexicon.nouns.get(self.lemma(w)).copied().or_else(|| {
            // Tags and lemmas of nouns are less sure than their forms.
            self.lexicon.nouns.get(self.form(w)).copied()
        })
    }

    /// The verb of saying at a word, and one past the last word it takes.
    pub fn verb(&self, w: WordIx) -> Option<(&'a Verb, WordIx)> {
        let candidates = self.lexicon.verbs.get(self.lemma(w))?;
        for verb in candidates {
            if verb.tail.is_empty() {
                return Some((verb, w + 1));
            }
            let mut at = w + 1;
            while self.upos(at) == Upos::Adv && at < w + 4 && self.form(at) != verb.tail[0] {
                at += 1;
            }
            let fits = verb
                .tail
                .iter()
                .enumerate()
                .all(|(i, form)| self.same(at + i, form));
            if fits {
                return Some((verb, at + verb.tail.len()));
            }
        }
        None
    }

    /// A form equals an expression's, elision aside.
    fn same(&self, w: WordIx, form: &str) -> bool {
        let own = self.form(w);
        if own == form {
            return true;
        }
        // "de" and "d'", "que" and "qu'": the same mark on a short form.
        let elidable = Marks::OF.or(Marks::CONTENT).or(Marks::REFLEXIVE);
        let own = self.marks(w);
        own.any(elidable)
            && self
                .lexicon
                .marks
                .get(form)
                .is_some_and(|mark| mark.0 & own.0 & elidable.0 != 0)
    }

    /// The longest of a list of expressions that stands at a word.
    fn longest<'l, T>(&self, list: &'l [Expression<T>], w: WordIx) -> Option<&'l Expression<T>> {
        let end = self.sentence(w).end;
        list.iter().find(|expression| {
            w + expression.forms.len() <= end
                && expression
                    .forms
                    .iter()
                    .enumerate()
                    .all(|(i, form)| self.same(w + i, form))
        })
    }

    /// The attributing expression at a word and one past its end.
    pub fn expression(&self, w: WordIx) -> Option<(Part, WordIx, &'a Expression<Part>)> {
        if !self.begins(w) {
            return None;
        }
        let list = self
            .lexicon
            .expressions
            .get(self.form(w))
            .or_else(|| self.elided(w).and_then(|f| self.lexicon.expressions.get(f)))?;
        let found = self.longest(list, w)?;
        Some((found.value, w + found.forms.len(), found))
    }

    /// The modality expression at a word and one past its end.
    pub fn sure_expression(&self, w: WordIx) -> Option<(Place, Sureness, WordIx)> {
        if !self.begins(w) {
            return None;
        }
        let list = self
            .lexicon
            .sure_expressions
            .get(self.form(w))
            .or_else(|| {
                self.elided(w)
                    .and_then(|f| self.lexicon.sure_expressions.get(f))
            })?;
        let found = self.longest(list, w)?;
        Some((found.value.0, found.value.1, w + found.forms.len()))
    }

    /// Whether an expression may begin at a word, with its form or with what its elision stands for.
    fn begins(&self, w: WordIx) -> bool {
        self.document.words.get(w).is_some_and(|word| {
            self.begins[word.form.0 as usize]
                || self.begins[word.lemma.0 as usize] && self.elided(w).is_some()
        })
    }

    /// The full form behind an elided one, by lemma.
    fn elided(&self, w: WordIx) -> Option<&str> {
        self.form(w).ends_with('\'').then(|| self.lemma(w))
    }

    /// Is a word a comma, a dash or the like: punctuation that cuts a phrase.
    pub fn cuts(&self, w: WordIx) -> bool {
        self.upos(w) == Upos::Punct
    }

    /// The punctuation at a word, as its first character.
    pub fn punctuation(&self, w: WordIx) -> Option<char> {
        if self.upos(w) == Upos::Punct {
            self.form(w).chars().next()
        } else {
            None
        }
    }

    /// A comma.
    pub fn comma(&self, w: WordIx) -> bool {
        self.punctuation(w) == Some(',')
    }

    /// An opening, closing or straight quotation mark.
    pub fn quotation_mark(&self, w: WordIx) -> bool {
        matches!(
            self.punctuation(w),
            Some('«' | '»' | '“' | '”' | '"' | '„' | '‟')
        )
    }

    /// A verb form, auxiliaries included.
    pub fn verbal(&self, w: WordIx) -> bool {
        matches!(self.upos(w), Upos::Verb | Upos::Aux)
    }

    /// A finite verb form.
    pub fn finite(&self, w: WordIx) -> bool {
        self.verbal(w)
            && (self.feat(w, "VerbForm") == Some("Fin")
                || (self.feat(w, "VerbForm").is_none() && self.feat(w, "Mood").is_some()))
    }

    /// An infinitive.
    pub fn infinitive(&self, w: WordIx) -> bool {
        self.verbal(w) && self.feat(w, "VerbForm") == Some("Inf")
    }

    /// A participle that stands for a present one ("ajoutant").
    pub fn present_participle(&self, w: WordIx) -> bool {
        self.verbal(w)
            && self.feat(w, "VerbForm") == Some("Part")
            && self.feat(w, "Tense") == Some("Pres")
    }

    /// A past participle.
    pub fn past_participle(&self, w: WordIx) -> bool {
        self.feat(w, "VerbForm") == Some("Part") && self.feat(w, "Tense") != Some("Pres")
    }

    /// Is a subject pronoun, standing free or hung behind a verb.
    pub fn subject_pronoun(&self, w: WordIx) -> bool {
        if self.upos(w) != Upos::Pron {
            return false;
        }
        let form = self.form(w);
        let bare = form.trim_start_matches('-').trim_start_matches("t-");
        self.lexicon
            .marks
            .get(bare)
            .is_some_and(|m| m.any(Marks::SUBJECT_PRONOUN.or(Marks::FIRST_PERSON)))
    }

    /// The impersonal subject ("on").
    pub fn impersonal(&self, w: WordIx) -> bool {
        let bare = self
            .form(w)
            .trim_start_matches('-')
            .trim_start_matches("t-");
        self.lexicon
            .marks
            .get(bare)
            .is_some_and(|m| m.any(Marks::IMPERSONAL))
    }

    /// The verb group around a verb, its participle or its infinitive.
    pub fn group(&self, verb: WordIx) -> Group {
        let sentence = self.sentence(verb);
        let mut start = verb;
        let mut group = Group {
            words: verb..verb + 1,
            negated: false,
            conditional: false,
            future: false,
            past: false,
            finite: false,
            passive: false,
            infinitive: self.infinitive(verb),
            inverted_pronoun: None,
            pronoun: None,
        };
        let mut first = false;
        let mut second = false;
        let mut seen_aux = false;
        let participle = self.past_participle(verb);
        let infinitive = self.infinitive(verb);
        // Leftwards over auxiliaries, clitics, adverbs and negation.
        while start > sentence.start {
            let w = start - 1;
            let marks = self.marks(w);
            let upos = self.upos(w);
            if marks.any(Marks::NEGATION_FIRST) && upos != Upos::Noun {
                first = true;
                start = w;
            } else if marks.any(Marks::NEGATION_SECOND)
                && !matches!(upos, Upos::Noun)
                && (seen_aux || participle || infinitive)
            {
                second = true;
                start = w;
            } else if self.subject_pronoun(w) && self.form(w).starts_with('-') {
                if !participle {
                    break;
                }
                group.inverted_pronoun = Some(w);
                start = w;
            } else if marks.any(Marks::CLITIC)
                && upos == Upos::Pron
                && !(marks.any(Marks::FIRST_PERSON) && self.clause_opens(w, &sentence))
            {
                start = w;
            } else if upos == Upos::Aux
                && (participle || seen_aux || self.copula(w, verb))
                && !infinitive
            {
                seen_aux = true;
                self.mood(w, &mut group);
                start = w;
                if self.be(w) && participle {
                    group.passive |= self.document.relation(w) == "aux"
                        && self.document.deprel(w).ends_with("pass");
                }
            } else if upos == Upos::Adv
                && (participle || self.adverb_inside(w, &sentence))
                && !self.comma(w)
            {
                start = w;
            } else if self.subject_pronoun(w) && !seen_subject(&group) {
                group.pronoun = Some(w);
                start = w;
                // Before a subject pronoun nothing more belongs to the verb.
                break;
            } else {
                break;
            }
        }
        // A remark between auxiliary and participle ("a, de plus, exigé"): the arc knows.
        if participle {
            let aux = self
                .document
                .children(verb)
                .filter(|child| *child < start && self.document.relation(*child) == "aux")
                .min();
            if let Some(aux) = aux
                && start - aux <= 9
            {
                for w in aux..start {
                    if self.upos(w) == Upos::Aux {
                        self.mood(w, &mut group);
                        group.passive |= self.document.deprel(w).ends_with("pass");
                    }
                    first |= self.is(w, Marks::NEGATION_FIRST);
                    second |= first && self.is(w, Marks::NEGATION_SECOND);
                }
                seen_aux = true;
                start = aux;
                while start > sentence.start
                    && (self.is(start - 1, Marks::CLITIC) && self.upos(start - 1) == Upos::Pron
                        || self.is(start - 1, Marks::NEGATION_FIRST))
                {
                    start -= 1;
                    first |= self.is(start, Marks::NEGATION_FIRST);
                }
                if start > sentence.start && self.subject_pronoun(start - 1) {
                    group.pronoun = Some(start - 1);
                    start -= 1;
                }
            }
        }
        // "n'ont pour l'heure pas été vues": the auxiliary stands beyond a remark.
        if second && !first && participle {
            let low = start.saturating_sub(6).max(sentence.start);
            let aux = (low..start)
                .rev()
                .take_while(|w| !self.cuts(*w))
                .find(|w| *w > low && self.be(*w) && self.is(*w - 1, Marks::NEGATION_FIRST));
            if let Some(aux) = aux {
                first = true;
                seen_aux = true;
                self.mood(aux, &mut group);
                start = aux - 1;
            }
        }
        // An adverb at the very start belongs to the clause, not to the group.
        while start < verb
            && self.upos(start) == Upos::Adv
            && !self.is(start, Marks::NEGATION_FIRST.or(Marks::NEGATION_SECOND))
        {
            start += 1;
        }
        if !seen_aux {
            self.mood(verb, &mut group);
        }
        let mut end = verb + 1;
        // Rightwards: a hung pronoun, then the second part of the negation.
        while end < sentence.end {
            let marks = self.marks(end);
            let before = (self.document.words[end].span.start as usize).wrapping_sub(1);
            let hung = self.form(end).starts_with('-')
                || self.document.text().as_bytes().get(before) == Some(&b'-');
            if self.subject_pronoun(end) && hung {
                group.inverted_pronoun = Some(end);
                end += 1;
            } else if marks.any(Marks::NEGATION_SECOND) && first && !second {
                second = true;
                end += 1;
            } else {
                break;
            }
        }
        // "ne ... que" restricts, unless a second negation stands before it.
        let mut negated = second && (first || infinitive);
        if first && !negated {
            negated = self.negation_ahead(verb, &sentence);
        }
        // "n'a pu prendre": verbs of being able are negated by "ne" alone.
        negated |= first && self.able(verb);
        if first && self.restricted(end, &sentence) {
            negated = false;
        }
        group.negated = negated;
        group.words = start..end;
        group
    }

    /// A verb of being able to.
    fn able(&self, verb: WordIx) -> bool {
        self.lexicon
            .sureness
            .get(self.lemma(verb))
            .is_some_and(|list| list.iter().any(|(_, what)| *what == Sureness::Possible))
    }

    /// Nothing that could be a subject stands right before a word.
    fn clause_opens(&self, w: WordIx, sentence: &Range<WordIx>) -> bool {
        w == sentence.start
            || self.cuts(w - 1)
            || matches!(self.upos(w - 1), Upos::Cconj | Upos::Sconj)
            || self.is(w - 1, Marks::CONTENT.or(Marks::RELATIVE))
    }

    /// Two words written as one.
    pub fn fused(&self, w: WordIx) -> bool {
        match (self.document.words.get(w), self.document.words.get(w + 1)) {
            (Some(a), Some(b)) => a.span == b.span,
            _ => false,
        }
    }

    /// The copula or auxiliary at `w` serves the word `verb` (a participle tagged as an adjective).
    fn copula(&self, w: WordIx, verb: WordIx) -> bool {
        self.document.head(w) == Some(verb)
    }

    fn be(&self, w: WordIx) -> bool {
        self.is(w, Marks::BE_HAVE)
            || self
                .lexicon
                .marks
                .get(self.lemma(w))
                .is_some_and(|m| m.any(Marks::BE_HAVE))
    }

    /// An adverb between an auxiliary or a negation and what follows.
    fn adverb_inside(&self, w: WordIx, sentence: &Range<WordIx>) -> bool {
        w > sentence.start
            && (self.upos(w - 1) == Upos::Aux
                || self.is(w - 1, Marks::NEGATION_FIRST.or(Marks::NEGATION_SECOND))
                || self.marks(w - 1).any(Marks::CLITIC) && self.upos(w - 1) == Upos::Pron)
    }

    fn mood(&self, w: WordIx, group: &mut Group) {
        group.conditional |= self.feat(w, "Mood") == Some("Cnd") || self.conditional_shape(w);
        if self.finite(w) {
            group.finite = true;
        }
        match self.feat(w, "Tense") {
            Some("Fut") if self.finite(w) => group.future = true,
            Some("Past" | "Imp" | "Pqp") => group.past = true,
            _ => {}
        }
        if self.finite(w) && self.upos(w) == Upos::Aux && self.be(w) {
            group.past = true;
        }
    }

    /// A finite verb made of its name and an ending of the conditional, whatever its tag.
    fn conditional_shape(&self, w: WordIx) -> bool {
        let (form, lemma) = (self.form(w), self.lemma(w));
        self.finite(w)
            && self.lexicon.conditional.iter().any(|(name, ending)| {
                form.strip_suffix(ending.as_str())
                    .is_some_and(|stem| lemma.strip_suffix(name.as_str()) == Some(stem))
            })
    }

    /// "ne" with its second part further on ("n'a fait aucun mort", "n'a pu ni ... ni").
    fn negation_ahead(&self, verb: WordIx, sentence: &Range<WordIx>) -> bool {
        for w in verb + 1..sentence.end.min(verb + 8) {
            if self.finite(w) || self.cuts(w) {
                break;
            }
            if self.is(w, Marks::NEGATION_SECOND.or(Marks::NOBODY)) {
                return true;
            }
            if self.is(w, Marks::RESTRICTION) {
                return false;
            }
        }
        // A nobody-subject before "ne": "aucun soldat n'a", "ni X ni Y n'ont".
        for w in (sentence.start..verb).rev().take(16) {
            if self.is(w, Marks::NOBODY) && self.upos(w) != Upos::Noun {
                return true;
            }
        }
        false
    }

    /// "que" right after the group, its participle or its complement: a restriction.
    fn restricted(&self, from: WordIx, sentence: &Range<WordIx>) -> bool {
        for w in from..sentence.end.min(from + 4) {
            if self.is(w, Marks::RESTRICTION) {
                // A content clause has a finite verb with its subject right behind.
                return !self.clause_follows(w + 1, sentence);
            }
            if self.cuts(w) || self.finite(w) {
                return false;
            }
        }
        false
    }

    fn clause_follows(&self, from: WordIx, sentence: &Range<WordIx>) -> bool {
        let end = sentence.end.min(from + 10);
        let mut w = from;
        while w < end && !self.cuts(w) {
            if self.is(w, Marks::RELATIVE) {
                return false;
            }
            if self.finite(w) {
                return true;
            }
            w += 1;
        }
        false
    }

    /// True when a name of any kind covers the word.
    fn named(&self, w: WordIx) -> bool {
        self.upos(w) == Upos::Propn
            || self
                .mention(w)
                .is_some_and(|m| m.form == Form::Name && m.words.contains(&w))
    }

    /// Capitalised in the text.
    pub fn capital(&self, w: WordIx) -> bool {
        self.document.words.get(w).is_some_and(|word| {
            word.span
                .of(self.document.text())
                .chars()
                .next()
                .is_some_and(char::is_uppercase)
        })
    }

    /// A noun of any sort.
    pub fn nounish(&self, w: WordIx) -> bool {
        matches!(self.upos(w), Upos::Noun | Upos::Propn | Upos::X | Upos::Sym)
    }

    /// The noun phrase that begins at a word, with what is set beside it. `None` when no phrase
    /// begins there.
    pub fn phrase(&self, start: WordIx) -> Option<Phrase> {
        let mut phrase = self.core(start, 0)?;
        self.appose(&mut phrase);
        Some(phrase)
    }

    /// The noun phrase proper.
    fn core(&self, start: WordIx, depth: usize) -> Option<Phrase> {
        let sentence = self.sentence(start);
        let mut w = start;
        let mut indefinite = true;
        let mut determined = false;
        let mut partitive = false;
        // "l'un des", "beaucoup de", "la plupart des": a pronoun or noun of number before "de".
        while w < sentence.end {
            let upos = self.upos(w);
            let marks = self.marks(w);
            if upos == Upos::Det
                || (marks.any(Marks::DEFINITE.or(Marks::INDEFINITE))
                    && !self.nounish(w)
                    && !self.verbal(w)
                    && upos != Upos::Pron
                    && upos != Upos::Adp)
            {
                if marks.any(Marks::DEFINITE) && !marks.any(Marks::INDEFINITE) {
                    indefinite = partitive;
                    determined = true;
                }
                w += 1;
            } else if matches!(upos, Upos::Pron | Upos::Adv)
                && marks.any(Marks::INDEFINITE)
                && self.is(w + 1, Marks::OF)
            {
                partitive = true;
                indefinite = true;
                w += 2;
            } else if upos == Upos::Adp
                && marks.any(Marks::OF)
                && w == start
                && depth == 0
                && self.fused(w)
            {
                // "des" taken apart where it is an article.
                partitive = true;
                w += 2;
            } else if upos == Upos::Adp
                && marks.any(Marks::OF)
                && self.upos(w + 1) == Upos::Adj
                && w == start
            {
                // "de hauts responsables"
                w += 1;
            } else if matches!(upos, Upos::Adj | Upos::Num)
                || (upos == Upos::Adv && self.upos(w + 1) == Upos::Adj)
            {
                // An adjective standing for a noun ("le dernier", "ce dernier") ends the phrase.
                w += 1;
            } else {
                break;
            }
            if w > start + 8 {
                return None;
            }
        }
        if w >= sentence.end {
            return None;
        }
        let head = if self.nounish(w) || self.named(w) {
            w
        } else if self.upos(w) == Upos::Pron && !self.is(w, Marks::RELATIVE) && (w == start) {
            return Some(Phrase {
                words: w..w + 1,
                core: w..w + 1,
                head: w,
                name: None,
                apposition: None,
                indefinite: false,
            });
        } else if w > start && matches!(self.upos(w - 1), Upos::Adj | Upos::Num) {
            // The adjective itself is the noun: "les rebelles" tagged ADJ, "ce dernier"; of two
            // the one that can speak: "un diplomate occidental".
            (start..w)
                .find(|x| {
                    self.upos(*x) == Upos::Adj
                        && self.noun(*x).is_some_and(|n| n.kind != NounKind::Quality)
                })
                .unwrap_or(w - 1)
        } else if w > start && (self.noun(w).is_some() || self.mention(w).is_some()) {
            w
        } else {
            return None;
        };
        if self.named(head) && !determined {
            indefinite = false;
        }
        let speaks = self.noun(head).is_some();
        let mut end = head + 1;
        let mut name: Option<Range<WordIx>> = None;
        if self.named(head) {
            name = Some(head..end);
        }
        while end < sentence.end {
            let upos = self.upos(end);
            let marks = self.marks(end);
            if self.named(end) && upos != Upos::Punct {
                match &mut name {
                    Some(range) if range.end == end => range.end = end + 1,
                    Some(_) => {}
                    None => name = Some(end..end + 1),
                }
                end += 1;
            } else if matches!(upos, Upos::Noun | Upos::X) {
                // "le porte-parole adjoint", "source police": a noun beside a noun, without a verb.
                if self.time_like(end) {
                    break;
                }
                end += 1;
            } else if matches!(upos, Upos::Adj | Upos::Num)
                && !matches!(self.expression(end), Some((Part::Carrier, ..)))
            {
                end += 1;
            } else if marks.any(Marks::OF) && matches!(upos, Upos::Adp | Upos::Det) && depth < 4 {
                match self.core(end + 1, depth + 1) {
                    Some(inner) if !self.verbal(end + 1) => {
                        // A name after "de" is part of a body's name, not a person's.
                        end = inner.words.end;
                    }
                    _ => break,
                }
            } else if upos == Upos::Adp
                && depth < 4
                && (speaks || depth > 0)
                && !marks.any(Marks::BY)
            {
                // "auprès de", "au sein de": a preposition in several words.
                let mut from = end + 1;
                let mut nested = false;
                if self.upos(from) == Upos::Det
                    && self.nounish(from + 1)
                    && self.noun(from + 1).is_none()
                    && self.is(from + 2, Marks::OF)
                {
                    from += 3;
                    nested = true;
                } else if self.is(from, Marks::OF) {
                    from += 1;
                }
                match self.core(from, depth + 1) {
                    Some(inner)
                        if self.named(inner.head)
                            // "les autorités sur Telegram": where it was said.
                            && (depth > 0
                                || !marks.any(Marks::IN)
                                || self.place(inner.head)
                                || self.upos(from) != Upos::Propn)
                            && !self.time_like(inner.head)
                            && !self.press(inner.head)
                            && !marks.any(Marks::AFTER.or(Marks::BEFORE)) =>
                    {
                        end = inner.words.end;
                    }
                    Some(inner)
                        if self.noun(inner.head).is_some_and(|n| {
                            matches!(n.kind, NounKind::Office | NounKind::Quality)
                        }) && (nested || !marks.any(Marks::TO)) =>
                    {
                        end = inner.words.end;
                    }
                    _ => break,
                }
            } else if self.punctuation(end) == Some('(') {
                // A short remark in brackets, most often an acronym.
                let close = (end + 1..sentence.end.min(end + 7))
                    .find(|w| self.punctuation(*w) == Some(')'));
                match close {
                    Some(close) => end = close + 1,
                    None => break,
                }
            } else if marks.any(Marks::AND)
                && depth > 0
                && self.upos(end + 1) == Upos::Adj
                && self.upos(end - 1) == Upos::Adj
            {
                end += 2;
            } else {
                break;
            }
        }
        Some(Phrase {
            words: start..end,
            core: start..end,
            head,
            name,
            apposition: None,
            indefinite: indefinite && !determined || partitive,
        })
    }

    /// A word that is or begins a time expression rather than a participant.
    pub fn time_like(&self, w: WordIx) -> bool {
        self.mention(w).is_none()
            && self.upos(w) == Upos::Noun
            && self.noun(w).is_none()
            && w > 0
            && !matches!(self.upos(w - 1), Upos::Det | Upos::Adp)
            && self.document.relation(w) == "obl"
    }

    /// A press organ, by the world's tables or by its noun.
    pub fn press(&self, w: WordIx) -> bool {
        if self.noun(w).is_some_and(|n| n.kind == NounKind::Medium) {
            return true;
        }
        self.actor(w)
            .is_some_and(|ix| matches!(self.mentions.actors[ix].kind.as_str(), "agency" | "outlet"))
    }

    /// The actor mentioned at a word.
    pub fn actor(&self, w: WordIx) -> Option<usize> {
        match self.mention(w)?.referent {
            Referent::Actor(ix) if ix < self.mentions.actors.len() => Some(ix),
            _ => None,
        }
    }

    /// A place of the world's tables.
    pub fn known_place(&self, w: WordIx) -> bool {
        self.mention(w).is_some_and(|m| match m.referent {
            Referent::Place(ix) => self.mentions.places[ix].id.is_some(),
            Referent::Actor(_) => false,
        })
    }

    /// The place mentioned at a word.
    pub fn place(&self, w: WordIx) -> bool {
        self.mention(w)
            .is_some_and(|m| matches!(m.referent, Referent::Place(_)))
    }

    /// A person by the world's tables or the name recogniser.
    pub fn person(&self, w: WordIx) -> bool {
        self.actor(w)
            .is_some_and(|ix| self.mentions.actors[ix].kind == "person")
            || self.name_kind(w) == Some(NameKind::Person)
    }

    /// A body by the name recogniser.
    pub fn organization(&self, w: WordIx) -> bool {
        self.name_kind(w) == Some(NameKind::Organization)
    }

    /// What the name recogniser takes a word to name.
    fn name_kind(&self, w: WordIx) -> Option<NameKind> {
        self.name.get(w).copied().flatten()
    }

    /// An actor that the world knows or the text gives a name.
    pub fn has_name(&self, actor: usize) -> bool {
        self.mentions.actors[actor].id.is_some()
            || self.mentions.list.iter().any(|mention| {
                mention.referent == Referent::Actor(actor) && mention.form == Form::Name
            })
    }

    /// The head of the first mention of an actor.
    pub fn first_head(&self, actor: usize) -> Option<WordIx> {
        self.mentions
            .list
            .iter()
            .find(|mention| mention.referent == Referent::Actor(actor))
            .map(|mention| mention.head)
    }

    /// A phrase in the plural.
    pub fn plural(&self, phrase: &Phrase) -> bool {
        self.feat(phrase.head, "Number") == Some("Plur")
            || self.is(phrase.core.start, Marks::PLURAL)
    }

    /// Takes in a phrase set beside another between commas: a function beside a name, a name
    /// beside a function, what a body is beside its name.
    fn appose(&self, phrase: &mut Phrase) {
        let sentence = self.sentence(phrase.head);
        for _ in 0..2 {
            let comma = phrase.words.end;
            if comma >= sentence.end || !self.comma(comma) {
                return;
            }
            // "siégeant à Londres," goes on describing.
            if (self.present_participle(comma + 1) || self.past_participle(comma + 1))
                && !self.finite(comma + 1)
                && self.lexicon_verb_free(comma + 1)
            {
                let close = (comma + 2..sentence.end.min(comma + 14))
                    .find(|w| self.cuts(*w) || self.finite(*w));
                if let Some(close) = close
                    && self.comma(close)
                {
                    let start = phrase
                        .apposition
                        .as_ref()
                        .map_or(comma + 1, |old| old.start);
                    phrase.apposition = Some(start..close);
                    phrase.words.end = close;
                }
                return;
            }
            let Some(beside) = self.core(comma + 1, 0) else {
                return;
            };
            if self.upos(beside.head) == Upos::Pron {
                return;
            }
            let mut end = beside.words.end;
            // What follows the apposed phrase up to the next comma: "siégeant à Londres".
            let described = self.noun(beside.head).is_some()
                || self.person(beside.head)
                || self.profiled(beside.head);
            let speaker = self.noun(phrase.head).is_some_and(|n| {
                matches!(
                    n.kind,
                    NounKind::Person | NounKind::Medium | NounKind::Source
                )
            });
            // "le porte-parole de l'armée, le colonel Dembo": the rank goes with the name.
            let is_name = beside.name.as_ref().is_some_and(|name| {
                name.start == beside.words.start
                    || name.start == beside.head + 1
                        && self
                            .noun(beside.head)
                            .is_some_and(|n| n.kind == NounKind::Person)
                        && !self.place(name.start)
            });
            let fits = (described && self.named(phrase.head))
                || (is_name && speaker && phrase.name.is_none())
                || (described && !is_name && phrase.name.is_some());
            if !fits {
                return;
            }
            // It must close: a comma, the end, a mark, or words that only describe up to a comma.
            let mut steps = 0;
            while end < sentence.end && !self.closes(end) && !self.finite(end) && steps < 24 {
                end += 1;
                steps += 1;
            }
            let relative = self.is(end, Marks::RELATIVE);
            if end < sentence.end
                && !self.closes(end)
                && !relative
                && (!is_name || !self.verbal(end))
            {
                return;
            }
            if is_name && phrase.name.is_none() {
                phrase.name = beside.name.clone();
                end = beside.words.end;
                // "l'ambassadeur à l'ONU, Jean Tavel a dit": the second comma may be missing.
                let full =
                    beside.name.as_ref().is_some_and(|n| n.len() > 1) && !self.place(beside.head);
                if end < sentence.end && !self.closes(end) && !(full && self.verbal(end)) {
                    phrase.name = None;
                    return;
                }
            }
            let first = comma + 1;
            phrase.apposition = Some(match &phrase.apposition {
                Some(old) => old.start..end,
                None => first..end,
            });
            phrase.words.end = end;
        }
    }

    /// A participle that is no verb of saying, nor part of an expression that hands the word on.
    fn lexicon_verb_free(&self, w: WordIx) -> bool {
        self.verb(w)
            .is_none_or(|(verb, _)| !verb.content.clause && !verb.content.object)
            && self.expression(w).is_none()
    }

    /// Punctuation that may end an apposition, or the start of a content clause.
    fn closes(&self, w: WordIx) -> bool {
        matches!(
            self.punctuation(w),
            Some(
                ',' | '.'
                    | ';'
                    | ':'
                    | ')'
                    | '('
                    | '«'
                    | '»'
                    | '"'
                    | '“'
                    | '”'
                    | '!'
                    | '?'
                    | '–'
                    | '—'
                    | '…'
            )
        )
    }

    /// A noun that tells what sort of body or office a source is.
    fn profiled(&self, w: WordIx) -> bool {
        self.lexicon.profiles.contains(self.lemma(w))
    }

    /// The phrase around a noun known to be a subject: its article and adjectives are taken in.
    pub fn phrase_around(&self, head: WordIx) -> Option<Phrase> {
        let sentence = self.sentence(head);
        let mut start = head;
        while start > sentence.start {
            let w = start - 1;
            let upos = self.upos(w);
            if matches!(upos, Upos::Det | Upos::Num)
                || (upos == Upos::Adj && w + 1 == start)
                || (upos == Upos::Propn && self.named(start))
                || (upos == Upos::Noun && self.named(start) && self.noun(w).is_some())
            {
                start = w;
            } else {
                break;
            }
        }
        // "l'un des responsables", "plusieurs de ses membres"
        self.phrase(start)
            .filter(|phrase| phrase.words.contains(&head))
    }

    /// A word at which a name begins.
    pub fn named_start(&self, w: WordIx) -> bool {
        self.named(w) && (w == 0 || !self.named(w - 1))
    }

    /// One past a time expression that begins at a word, by the mention finder's times or by
    /// shape: a noun without article or preposition that neither names nor speaks.
    pub fn time_at(&self, w: WordIx) -> Option<WordIx> {
        let span = self.document.words.get(w)?.span;
        let ix = self.times.partition_point(|time| time.end <= span.start);
        if let Some(time) = self.times.get(ix)
            && time.start <= span.start
        {
            return Some(self.document.words_in(*time).end);
        }
        None
    }

    /// Bytes of a range of words.
    pub fn span(&self, words: Range<WordIx>) -> Span {
        self.document.span(words)
    }
}

/// The words of a name without a speaker whom the recogniser ran together with it: "à Reuters le
/// général Noy" is told to one and said by the other.
fn uncoupled(document: &Document, lexicon: &Lexicon, words: &Range<WordIx>) -> Range<WordIx> {
    let starts = |w: &WordIx| {
        document.upos(*w) == Upos::Det
            && !matches!(
                document.upos(w - 1),
                Upos::Adp | Upos::Det | Upos::Cconj | Upos::Punct
            )
            && lexicon
                .nouns
                .get(&plain(document.lemma(w + 1)))
                .is_some_and(|noun| matches!(noun.kind, NounKind::Person | NounKind::Source))
    };
    let inner = words.start + 1..words.end.saturating_sub(1);
    let mut end = inner.clone().find(starts).unwrap_or(words.end);
    // Nor does a name end in an article.
    while end > words.start + 1 && document.upos(end - 1) == Upos::Det {
        end -= 1;
    }
    words.start..end
}

fn seen_subject(group: &Group) -> bool {
    group.pronoun.is_some()
}
