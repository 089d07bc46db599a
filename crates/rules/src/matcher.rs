//! Running a [`Program`] over a [`Document`]: which rules match where, and why the others do not.
//! Work is done at trigger words only, so the cost is linear in their number.

use crate::program::*;
use crate::relations::Arcs;
use selon_text::{Document, Keyed, Sym, Upos, WordIx};
use std::cell::RefCell;
use std::rc::Rc;

/// What the caller knows of words: whether the phrase a word heads may fill a role.
pub trait Typing {
    /// Whether the phrase headed by `word` is of this label.
    fn is(&self, word: WordIx, label: Label) -> bool;

    /// What is counted where a word only says how many: "more than a thousand soldiers" hangs on
    /// "more" in many analyses.
    fn counted(&self, word: WordIx) -> Option<WordIx> {
        let _ = word;
        None
    }
}

/// The word that fills a role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Filler {
    /// Which part.
    pub part: Part,
    /// The head of the phrase.
    pub word: WordIx,
    /// Found by nearness and not by an arc.
    pub loose: bool,
}

/// A rule that matched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// Which rule.
    pub rule: RuleIx,
    /// The word that set it off.
    pub trigger: WordIx,
    /// Every word of the trigger: itself and the rest of its idiom.
    pub words: Vec<WordIx>,
    /// The trigger means war only among other signs of it.
    pub ambiguous: bool,
    /// Heat the rule asks of the document, when it asks for its own.
    pub heat: Option<i32>,
    /// Who fills which role, in the rule's order.
    pub fillers: Vec<Filler>,
    /// What is emitted, `set` lines applied.
    pub emit: Emit,
}

impl Match {
    /// The first filler of a part.
    pub fn filler(&self, part: Part) -> Option<WordIx> {
        self.fillers
            .iter()
            .find(|filler| filler.part == part)
            .map(|filler| filler.word)
    }
}

/// Why a rule matched or failed at a trigger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The rule's name.
    pub rule: String,
    /// The trigger.
    pub trigger: WordIx,
    /// Whether it matched.
    pub matched: bool,
    /// One line for each step, in order; the last one failed when it did not match.
    pub steps: Vec<String>,
}

/// What the steps of a rule did, kept for people only.
struct Steps(Option<Vec<String>>);

impl Steps {
    fn say(&mut self, line: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.0 {
            lines.push(line());
        }
    }
}

/// How far nearness reaches, in words.
const REACH: usize = 14;
/// How deep functions may call one another.
const DEPTH: usize = 6;
/// Words that may stand between two words of an idiom.
const GAP: usize = 3;

/// A program bound to a document.
pub struct Matcher<'a> {
    program: &'a Program,
    document: &'a Document,
    vocabulary: Rc<Vocabulary>,
    /// The numbers of the document's lemmas and forms in the vocabulary, by symbol.
    numbers: Vec<u32>,
    arcs: Arcs,
    object: Option<FunctionIx>,
    marked: Option<FunctionIx>,
    relative: Option<ClassIx>,
    when: Option<ClassIx>,
    measures: Option<ClassIx>,
}

impl<'a> Matcher<'a> {
    /// Binds a program to a document.
    pub fn new(program: &'a Program, document: &'a Document) -> Matcher<'a> {
        let mut one = Matcher::all(program, [document]);
        one.pop().expect("a matcher for the document")
    }

    /// Binds a program to some documents. Every lemma of theirs is looked up once.
    pub fn all(
        program: &'a Program,
        documents: impl IntoIterator<Item = &'a Document>,
    ) -> Vec<Matcher<'a>> {
        let function = |name: &str| program.functions.iter().position(|f| f == name);
        let mut vocabulary = Vocabulary::default();
        let learnt: Vec<(&Document, Vec<u32>)> = documents
            .into_iter()
            .map(|document| (document, vocabulary.learn_all(program, document)))
            .collect();
        let vocabulary = Rc::new(vocabulary);
        let bind = |(document, numbers): (&'a Document, _)| Matcher {
            program,
            document,
            vocabulary: Rc::clone(&vocabulary),
            numbers,
            arcs: Arcs::of(document, &program.relations),
            object: function("object"),
            marked: function("marked"),
            relative: program.class("relative"),
            when: program.class("when"),
            measures: program.class("measures"),
        };
        learnt.into_iter().map(bind).collect()
    }

    /// The classes of a lemma or a form itself.
    #[inline]
    fn own_members(&self, sym: Sym) -> &[ClassIx] {
        self.vocabulary.members.own(self.numbers[sym.0 as usize])
    }

    /// The same, and then those of the form without an ending.
    #[inline]
    fn all_members(&self, sym: Sym) -> &[ClassIx] {
        self.vocabulary.members.all(self.numbers[sym.0 as usize])
    }

    /// The entries that begin with a lemma or a form itself.
    #[inline]
    fn own_entries(&self, sym: Sym) -> &[EntryRef] {
        self.vocabulary.entries.own(self.numbers[sym.0 as usize])
    }

    /// The same, and then those that begin with the form without an ending.
    #[inline]
    fn all_entries(&self, sym: Sym) -> &[EntryRef] {
        self.vocabulary.entries.all(self.numbers[sym.0 as usize])
    }

    /// Whether a word is an entry of a class: by its lemma, or by its form where the lemma is not
    /// to be trusted.
    #[inline]
    pub fn in_class(&self, word: WordIx, class: usize) -> bool {
        let token = &self.document.words[word];
        // Most words are entries of no class.
        let formed = self.all_members(token.form);
        self.own_members(token.lemma).contains(&class)
            || formed.contains(&class)
                && self.program.classes[class].kind != Kind::Verb
                && self.trust_form(word)
    }

    /// Whether a word may be an entry of some class.
    fn has_class(&self, word: WordIx) -> bool {
        let token = &self.document.words[word];
        !self.own_members(token.lemma).is_empty() || !self.all_members(token.form).is_empty()
    }

    /// Whether a word's form may tell more than its lemma: it is no verb that the pack knows.
    fn trust_form(&self, word: WordIx) -> bool {
        let token = &self.document.words[word];
        match token.upos {
            Upos::Noun | Upos::Propn | Upos::Adj | Upos::X | Upos::Adv => true,
            Upos::Verb => self.own_entries(token.lemma).is_empty(),
            _ => false,
        }
    }

    /// How much some words of the document speak of war, actors left out: the sum of the gate's
    /// weights.
    pub fn heat(&self, words: std::ops::Range<WordIx>) -> i32 {
        let gate = &self.program.gate;
        let mut heat = 0;
        for ix in words {
            let word = &self.document.words[ix];
            if matches!(
                word,
                selon_text::Word {
                    upos: Upos::Punct | Upos::Det | Upos::Adp,
                    ..
                }
            ) || !self.has_class(ix)
            {
                continue;
            }
            for (class, weight) in &gate.heat {
                if self.in_class(ix, *class) {
                    heat += weight;
                }
            }
        }
        heat
    }

    /// Every match, by trigger and then by rule.
    pub fn matches(&self, typing: &dyn Typing) -> Vec<Match> {
        let mut found = Vec::new();
        for word in 0..self.document.words.len() {
            self.at(word, typing, false, &mut |_, _, _, result| {
                if let Ok(matched) = result {
                    found.push(matched);
                }
            });
        }
        // A word that belongs to another trigger's idiom sets nothing off itself.
        let mut tails: Vec<WordIx> = found
            .iter()
            .flat_map(|matched: &Match| matched.words[1..].iter().copied())
            .collect();
        tails.sort_unstable();
        found.retain(|matched| tails.binary_search(&matched.trigger).is_err());
        found
    }

    /// What every rule with a trigger in these words did there.
    pub fn explain(&self, words: std::ops::Range<WordIx>, typing: &dyn Typing) -> Vec<Explanation> {
        let mut found = Vec::new();
        for word in words {
            self.at(word, typing, true, &mut |rule, trigger, steps, result| {
                found.push(Explanation {
                    rule: self.program.rules[rule].name.clone(),
                    trigger,
                    matched: result.is_ok(),
                    steps,
                });
            });
        }
        found
    }

    /// Tries every rule whose trigger stands at a word; `told` keeps what each step did.
    fn at(
        &self,
        word: WordIx,
        typing: &dyn Typing,
        told: bool,
        tell: &mut dyn FnMut(RuleIx, WordIx, Vec<String>, Result<Match, ()>),
    ) {
        let token = &self.document.words[word];
        // Of two prepositions of one noun in a row the first may be a verb in disguise.
        let disguised = token.upos == Upos::Adp
            && self
                .document
                .words
                .get(word + 1)
                .is_some_and(|next| next.upos == Upos::Adp)
            && self.document.head(word) == self.document.head(word + 1);
        if matches!(token.upos, Upos::Punct | Upos::Det | Upos::Sconj)
            || token.upos == Upos::Adp && !disguised
        {
            return;
        }
        let own = self.own_entries(token.lemma);
        let formed = if self.trust_form(word) {
            self.all_entries(token.form)
        } else {
            &[]
        };
        if own.is_empty() && formed.is_empty() {
            return;
        }
        let candidates = own.iter().map(|reference| (reference, true));
        let more = formed.iter().enumerate().filter(|(at, reference)| {
            !own.contains(reference) && !formed[..*at].contains(reference)
        });
        let candidates = candidates.chain(more.map(|(_, reference)| (reference, false)));
        let participle = self.document.feat(word, "VerbForm") == Some("Part");
        let mut reflexive = None;
        // The longest entries win: an idiom silences the plain verb it is built on.
        let mut fitting: Vec<(EntryRef, Vec<WordIx>)> = Vec::new();
        for (reference, by_lemma) in candidates {
            let class = &self.program.classes[reference.class];
            let entry = &class.entries[reference.entry];
            let admitted = if by_lemma {
                class.kind.admits(token.upos, participle)
            } else {
                class.kind == Kind::Noun
            };
            if !admitted {
                continue;
            }
            if class.kind == Kind::Verb {
                let found = *reflexive.get_or_insert_with(|| self.is_reflexive(word));
                if !self.reflexive_fits(word, found, entry.reflexive) {
                    continue;
                }
            }
            if let Some(words) = self.idiom(word, entry) {
                fitting.push((*reference, words));
            }
        }
        let longest = fitting.iter().map(|(_, words)| words.len()).max();
        for (reference, words) in &fitting {
            if Some(words.len()) != longest {
                continue;
            }
            let class = &self.program.classes[reference.class];
            let entry = &class.entries[reference.entry];
            let place = Place {
                trigger: word,
                words: if words.is_empty() {
                    std::slice::from_ref(&word)
                } else {
                    words
                },
                marker: &entry.marker,
                kind: class.kind,
                called: RefCell::default(),
            };
            for rule in &self.program.by_class[reference.class] {
                let mut steps = Steps(told.then(Vec::new));
                let result = self.rule(*rule, &place, entry, typing, &mut steps);
                tell(*rule, word, steps.0.unwrap_or_default(), result);
            }
        }
    }

    /// Whether a verb has a reflexive pronoun.
    fn is_reflexive(&self, word: WordIx) -> bool {
        // "s'est fait exploser": the pronoun hangs on the verb that the auxiliary helps.
        let helped = self
            .document
            .head(word)
            .filter(|_| self.document.relation(word) == "aux");
        let own = self.document.children(word);
        own.chain(
            helped
                .into_iter()
                .flat_map(|verb| self.document.children(verb)),
        )
        .any(|child| {
            self.document.relation(child) == "expl"
                && self.document.upos(child) == Upos::Pron
                && !matches!(self.document.deprel(child), "expl:subj" | "expl:comp")
                || self.document.feat(child, "Reflex") == Some("Yes")
        }) || word > 0
            && self.document.words[word - 1].sentence == self.document.words[word].sentence
            && self.document.feat(word - 1, "Reflex") == Some("Yes")
    }

    /// A reflexive entry wants its pronoun, unless the participle stands alone; any other entry
    /// wants none.
    fn reflexive_fits(&self, word: WordIx, found: bool, wanted: bool) -> bool {
        if found == wanted {
            return true;
        }
        wanted
            && self.document.relation(word) != "aux"
            && self.document.feat(word, "VerbForm") == Some("Part")
            && !self
                .document
                .children(word)
                .any(|child| self.document.relation(child) == "aux")
    }

    /// The words of an entry that begins at a word: each next one within a short gap of words
    /// that may stand inside an idiom. None where it is that word alone.
    fn idiom(&self, word: WordIx, entry: &Entry) -> Option<Vec<WordIx>> {
        let document = self.document;
        let sentence = document.words[word].sentence;
        // Most idioms end before their second word: those are given no list.
        let mut words = Vec::new();
        let mut from = word + 1;
        for wanted in &entry.words[1..] {
            let mut found = None;
            let mut passed = 0;
            for at in from..document.words.len() {
                if document.words[at].sentence != sentence || passed > GAP {
                    break;
                }
                if is_word(document, at, wanted) {
                    found = Some(at);
                    break;
                }
                let small = matches!(
                    document.upos(at),
                    Upos::Det | Upos::Adv | Upos::Adj | Upos::Num | Upos::Pron | Upos::Aux
                );
                // "ont pris dimanche le contrôle": a bare noun that says when.
                let when = || {
                    document.relation(at) == "obl"
                        && !document
                            .children(at)
                            .any(|child| document.relation(child) == "case")
                };
                // "tombée en décembre aux mains de": a phrase that says when.
                let timed = |word: WordIx| {
                    document.upos(word) == Upos::Num
                        || self.when.is_some_and(|class| self.in_class(word, class))
                };
                let dated = timed(at);
                // Asked in this order: most words that stand inside an idiom are small.
                let stands = small
                    || when()
                    || dated
                    || document.upos(at) == Upos::Adp && document.head(at).is_some_and(timed);
                if !stands {
                    break;
                }
                // "ont pris la semaine dernière le contrôle": the words of a date do not count.
                if !dated && !document.head(at).is_some_and(timed) {
                    passed += 1;
                }
            }
            let at = found?;
            if words.is_empty() {
                words.push(word);
            }
            words.push(at);
            from = at + 1;
        }
        Some(words)
    }

    fn rule(
        &self,
        ix: RuleIx,
        place: &Place<'_>,
        entry: &Entry,
        typing: &dyn Typing,
        steps: &mut Steps,
    ) -> Result<Match, ()> {
        let rule = &self.program.rules[ix];
        let Place { trigger, words, .. } = *place;
        let form = |word: WordIx| self.document.words[word].span.of(self.document.text());
        steps.say(|| format!("trigger `{}`", form(trigger)));
        for (number, test) in rule.tests.iter().enumerate() {
            if self.reach(&test.steps, trigger, place, &[], 0).is_empty() {
                steps.say(|| format!("`if` line {} does not hold", number + 1));
                return Err(());
            }
        }
        for (number, test) in rule.unless_tests.iter().enumerate() {
            if !self.reach(&test.steps, trigger, place, &[], 0).is_empty() {
                steps.say(|| format!("`unless` line {} holds", number + 1));
                return Err(());
            }
        }
        for guard in &rule.guards {
            if !self.guard(*guard, trigger) {
                steps.say(|| {
                    format!(
                        "no word of @{} where it was wanted",
                        self.program.classes[guard.class].name
                    )
                });
                return Err(());
            }
        }
        for guard in &rule.unless {
            if self.guard(*guard, trigger) {
                steps.say(|| {
                    format!(
                        "a word of @{} stands in the way",
                        self.program.classes[guard.class].name
                    )
                });
                return Err(());
            }
        }
        let mut fillers: Vec<Filler> = Vec::new();
        for role in &rule.roles {
            if fillers.iter().any(|filler| filler.part == role.part) {
                continue;
            }
            let name = Part::NAMES
                .iter()
                .find(|(_, part)| *part == role.part)
                .map_or("", |(name, _)| name);
            let mut chosen = None;
            'ways: for way in &role.ways {
                for word in self.reach(&way.steps, trigger, place, &[], 0) {
                    let word = self.meant(self.antecedent(word), role, typing);
                    if words.contains(&word) && word != trigger {
                        continue;
                    }
                    // What is hit may be both: a hospital is a target and a place. Who flees is
                    // counted and flees.
                    let shared = |other: Part| {
                        role.labels == [Label::Count]
                            || role.part == Part::Place && other == Part::Target
                            || role.part == Part::Agent && other == Part::Count
                    };
                    if fillers
                        .iter()
                        .any(|filler| filler.word == word && !shared(filler.part))
                    {
                        continue;
                    }
                    if self.fits(word, role, typing) {
                        let loose = way
                            .steps
                            .iter()
                            .any(|step| matches!(step, Step::Left(_) | Step::Right(_)));
                        steps.say(|| format!("{name} = `{}` by {}", form(word), way.text));
                        chosen = Some(Filler {
                            part: role.part,
                            word,
                            loose,
                        });
                        break 'ways;
                    }
                    steps.say(|| {
                        format!("{name}: `{}` by {} may not fill it", form(word), way.text)
                    });
                }
            }
            match chosen {
                Some(filler) => fillers.push(filler),
                None if role.required => {
                    steps.say(|| format!("{name} is required and was not found"));
                    return Err(());
                }
                None => {}
            }
        }
        for parts in &rule.any_of {
            if !fillers.iter().any(|filler| parts.contains(&filler.part)) {
                steps.say(|| "none of the needed roles was found".to_owned());
                return Err(());
            }
        }
        let mut emit = rule.emit.clone();
        for (set, guard) in &rule.sets {
            if self.guard(*guard, trigger) {
                emit.state = set.state.or(emit.state);
                emit.means = set.means.or(emit.means);
                emit.number = set.number.or(emit.number);
            }
        }
        Ok(Match {
            rule: ix,
            trigger,
            words: words.to_vec(),
            ambiguous: entry.ambiguous,
            heat: rule.heat,
            fillers,
            emit,
        })
    }

    fn fits(&self, word: WordIx, role: &Role, typing: &dyn Typing) -> bool {
        role.labels
            .iter()
            .any(|label| *label == Label::Any || typing.is(word, *label))
            || role.classes.iter().any(|class| self.in_class(word, *class))
    }

    /// What a word that only measures measures, when it does not fit by itself and that does:
    /// "80 % of the town", "dozens of villages".
    fn meant(&self, word: WordIx, role: &Role, typing: &dyn Typing) -> WordIx {
        // A number before a noun counts it: the noun is meant.
        if self.document.upos(word) == Upos::Num
            && self.document.relation(word) == "nummod"
            && let Some(noun) = self.document.head(word)
            && noun > word
            && self.fits(noun, role, typing)
        {
            return noun;
        }
        if self.fits(word, role, typing) {
            return word;
        }
        let measured = self
            .measures
            .filter(|class| self.in_class(word, *class))
            .and_then(|_| {
                self.document
                    .children(word)
                    .find(|child| *child > word && self.document.relation(*child) == "nmod")
            });
        typing
            .counted(word)
            .into_iter()
            .chain(measured)
            .find(|meant| self.fits(*meant, role, typing))
            .unwrap_or(word)
    }

    /// The word that only measures a word and stands where it would: "une trentaine de raids".
    fn measuring(&self, word: WordIx) -> Option<WordIx> {
        let head = self.document.head(word).filter(|head| *head < word)?;
        let measures = self.document.relation(word) == "nmod"
            && self
                .measures
                .is_some_and(|class| self.in_class(head, class));
        measures.then_some(head)
    }

    fn guard(&self, guard: Guard, trigger: WordIx) -> bool {
        match guard.whence {
            Whence::Over => {
                let mut at = trigger;
                for _ in 0..3 {
                    match self.document.head(at) {
                        Some(head) => {
                            if self.in_class(head, guard.class) {
                                return true;
                            }
                            at = head;
                        }
                        None => return false,
                    }
                }
                false
            }
            Whence::With => self.below(trigger, guard.class, 3),
            Whence::Near => self
                .document
                .sentence_of(trigger)
                .words
                .clone()
                .any(|word| self.in_class(word, guard.class)),
        }
    }

    fn below(&self, word: WordIx, class: ClassIx, depth: usize) -> bool {
        self.document.children(word).any(|child| {
            self.in_class(child, class) || depth > 1 && self.below(child, class, depth - 1)
        })
    }

    /// A relative pronoun stands for the noun its clause hangs on.
    fn antecedent(&self, word: WordIx) -> WordIx {
        let relative = self.document.feat(word, "PronType") == Some("Rel")
            || self.relative.is_some_and(|class| {
                self.document.upos(word) == Upos::Pron && self.in_class(word, class)
            });
        if !relative {
            return word;
        }
        let mut at = word;
        for _ in 0..4 {
            let Some(head) = self.document.head(at) else {
                return word;
            };
            if self.document.relation(at) == "acl" {
                return head;
            }
            at = head;
        }
        word
    }

    /// The words that steps lead to from a word, in order of preference.
    fn reach(
        &self,
        steps: &[Step],
        from: WordIx,
        place: &Place<'_>,
        asked: &[String],
        depth: usize,
    ) -> Vec<WordIx> {
        let (mut here, mut next) = (Vec::new(), Vec::new());
        for (ix, step) in steps.iter().enumerate() {
            next.clear();
            let words = if ix == 0 {
                std::slice::from_ref(&from)
            } else {
                &here
            };
            for word in words.iter().copied() {
                match step {
                    Step::Down(relations, filters) if self.arcs.may_hold(word, relations) => {
                        for child in self.document.children(word) {
                            if self.arcs.hangs(self.document, child, relations)
                                && self.pass(child, filters, asked)
                            {
                                next.push(child);
                            }
                        }
                    }
                    Step::Down(..) => {}
                    Step::Up(relations, filters) => {
                        for word in [Some(word), self.measuring(word)].into_iter().flatten() {
                            if let Some(head) = self.document.head(word)
                                && self.arcs.hangs(self.document, word, relations)
                                && self.pass(head, filters, asked)
                            {
                                next.push(head);
                            }
                        }
                    }
                    Step::Stay(filters) => {
                        if self.pass(word, filters, asked) {
                            next.push(word);
                        }
                    }
                    Step::Left(filters) => self.near(word, true, filters, asked, &mut next),
                    Step::Right(filters) => self.near(word, false, filters, asked, &mut next),
                    Step::Call(function, markers) => {
                        if depth < DEPTH {
                            self.call(*function, markers, word, place, depth + 1, &mut next);
                        }
                    }
                }
            }
            let mut kept = 0;
            for at in 0..next.len() {
                if !next[..kept].contains(&next[at]) {
                    next[kept] = next[at];
                    kept += 1;
                }
            }
            next.truncate(kept);
            std::mem::swap(&mut here, &mut next);
            if here.is_empty() {
                return here;
            }
        }
        if steps.is_empty() { vec![from] } else { here }
    }

    /// The words that a function leads to, added to `next`; looked for once a place.
    fn call(
        &self,
        function: FunctionIx,
        markers: &[String],
        word: WordIx,
        place: &Place<'_>,
        depth: usize,
        next: &mut Vec<WordIx>,
    ) {
        let call = Call {
            function,
            markers: markers.as_ptr_range(),
            word,
            depth,
        };
        if let Some((_, found)) = place.called.borrow().iter().find(|(c, _)| *c == call) {
            next.extend(found);
            return;
        }
        let found = self.run(&call, markers, place);
        next.extend(&found);
        place.called.borrow_mut().push((call, found));
    }

    /// What [`Matcher::call`] keeps.
    fn run(&self, call: &Call, markers: &[String], place: &Place<'_>) -> Vec<WordIx> {
        let (word, depth) = (call.word, call.depth);
        let mut next = Vec::new();
        let (mut function, mut markers) = (call.function, markers);
        if word == place.trigger
            && Some(function) == self.object
            && !place.marker.is_empty()
            && let Some(marked) = self.marked
        {
            (function, markers) = (marked, place.marker);
        }
        let kind = if word == place.trigger {
            place.kind
        } else {
            match self.document.upos(word) {
                Upos::Verb | Upos::Aux => Kind::Verb,
                Upos::Adj => Kind::Adjective,
                _ => Kind::Noun,
            }
        };
        for construction in &self.program.constructions {
            if construction.kind != kind && construction.kind != Kind::Any {
                continue;
            }
            let Some(_) = construction.ways.iter().find(|(name, _)| *name == function) else {
                continue;
            };
            let holds = |test: &Test| !self.reach(&test.steps, word, place, &[], DEPTH).is_empty();
            if !construction.when.iter().all(holds) || construction.unless.iter().any(holds) {
                continue;
            }
            for (_, ways) in construction
                .ways
                .iter()
                .filter(|(name, _)| *name == function)
            {
                for way in ways {
                    next.extend(self.reach(&way.steps, word, place, markers, depth));
                }
            }
            // An idiom's arguments may hang on its other words.
            if (Some(function) == self.marked || kind == Kind::Noun)
                && word == place.trigger
                && place.words.len() > 1
            {
                for part in &place.words[1..] {
                    for (_, ways) in construction
                        .ways
                        .iter()
                        .filter(|(name, _)| *name == function)
                    {
                        for way in ways {
                            next.extend(self.reach(&way.steps, *part, place, markers, depth));
                        }
                    }
                }
            }
        }
        next
    }

    /// Nominals near a word on one side, nearest first, inside its sentence.
    fn near(
        &self,
        word: WordIx,
        left: bool,
        filters: &[Filter],
        asked: &[String],
        next: &mut Vec<WordIx>,
    ) {
        let sentence = self.document.sentence_of(word).words.clone();
        let range: Vec<WordIx> = if left {
            (sentence.start.max(word.saturating_sub(REACH))..word)
                .rev()
                .collect()
        } else {
            (word + 1..sentence.end.min(word + 1 + REACH)).collect()
        };
        for at in range {
            match self.document.upos(at) {
                Upos::Verb | Upos::Aux
                    if !left && self.document.feat(at, "VerbForm") == Some("Fin") =>
                {
                    break;
                }
                // What stands behind a semicolon is told by itself.
                Upos::Punct if self.document.form(at) == ";" => break,
                // A later word of a name stands for nothing by itself.
                _ if matches!(self.document.relation(at), "flat" | "fixed") => {}
                // "armes fournies par X": who did one thing is not looked for as who did another.
                _ if self.document.deprel(at) == "obl:agent"
                    && self.document.head(at).is_some_and(|done| {
                        done != word && self.document.relation(done) == "acl"
                    }) => {}
                // "an offensive with the help of X": X is of the help.
                _ if !left
                    && filters.iter().any(|filter| {
                        matches!(filter, Filter::Case(markers) if self.is_of_another(word, at, markers))
                    }) => {}
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::X | Upos::Num
                    if self.pass(at, filters, asked) =>
                {
                    next.push(at);
                }
                _ => {}
            }
        }
    }

    /// Whether a word behind a noun says more of another noun between them, which is joined by another
    /// preposition than these and does not say when.
    fn is_of_another(&self, noun: WordIx, word: WordIx, markers: &[String]) -> bool {
        let cased = |at: WordIx| {
            let mut children = self.document.children(at);
            children.any(|child| child < at && self.document.relation(child) == "case")
        };
        // An idiom may end with what qualifies its noun ("opération militaire").
        let is_noun = |at: WordIx| self.document.upos(at) == Upos::Noun;
        let qualifies = self.document.relation(noun) == "amod";
        (is_noun(noun) || qualifies && self.document.head(noun).is_some_and(is_noun))
            && self.document.relation(word) == "nmod"
            && self.document.head(word).is_some_and(|other| {
                other > noun
                    && other < word
                    && self.document.upos(other) == Upos::Noun
                    && cased(other)
                    && !self.marked_by(other, markers)
                    && !self.when.is_some_and(|class| self.in_class(other, class))
            })
    }

    fn pass(&self, word: WordIx, filters: &[Filter], asked: &[String]) -> bool {
        filters.iter().all(|filter| self.holds(word, filter, asked))
    }

    fn holds(&self, word: WordIx, filter: &Filter, asked: &[String]) -> bool {
        match filter {
            Filter::Lemma(lemmas) => lemmas
                .iter()
                .any(|lemma| self.document.lemma(word) == lemma),
            Filter::Case(markers) => self.marked_by(word, markers),
            Filter::Asked => asked.is_empty() || self.marked_by(word, asked),
            Filter::Upos(tags) => tags.contains(&self.document.upos(word)),
            Filter::Feature(name, values) => self
                .document
                .feat(word, name)
                .is_some_and(|value| values.iter().any(|wanted| wanted == value)),
            Filter::Member(class) => self.in_class(word, *class),
            Filter::Not(inner) => !self.holds(word, inner, asked),
        }
    }

    fn marked_by(&self, word: WordIx, markers: &[String]) -> bool {
        self.document.children(word).any(|child| {
            matches!(self.document.relation(child), "case" | "mark")
                && markers.iter().any(|marker| {
                    self.document.lemma(child) == marker || self.document.form(child) == marker
                })
        })
    }
}

/// The trigger that a rule is tried at.
struct Place<'t> {
    trigger: WordIx,
    words: &'t [WordIx],
    marker: &'t [String],
    kind: Kind,
    /// What the functions that were called here led to: the rules of a class ask the same ones for the
    /// same words over and over.
    called: RefCell<Vec<(Call, Vec<WordIx>)>>,
}

/// A call of a function at a place. Markers are of the program, so where they stand says which they are.
#[derive(PartialEq)]
struct Call {
    function: FunctionIx,
    markers: std::ops::Range<*const String>,
    word: WordIx,
    depth: usize,
}

/// Whether a word is this word of an idiom, by lemma or form, capitals aside.
fn is_word(document: &Document, at: WordIx, wanted: &str) -> bool {
    // Most words begin otherwise.
    let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    let other = |text: &str| match (first(text), first(wanted)) {
        (Some(a), Some(b)) => a != b && a.is_ascii() && b.is_ascii(),
        _ => false,
    };
    let like = |text: &str| {
        let lower = || text.chars().flat_map(char::to_lowercase);
        !other(text)
            && (text == wanted
                || (text.len() == wanted.len() || !text.is_ascii()) && lower().eq(wanted.chars()))
    };
    like(document.lemma(at)) || like(document.form(at))
}

/// What the pack holds under the lemmas and forms of some documents.
#[derive(Default)]
struct Vocabulary {
    numbers: Keyed<u32>,
    entries: Table<EntryRef>,
    members: Table<ClassIx>,
}

impl Vocabulary {
    /// Looks the lemmas and forms of a document up that are not known yet; their numbers by symbol.
    fn learn_all(&mut self, program: &Program, document: &Document) -> Vec<u32> {
        let mut numbers = Vec::new();
        for sym in document.words.iter().flat_map(|w| [w.lemma, w.form]) {
            let at = sym.0 as usize;
            if at >= numbers.len() {
                numbers.resize(at + 1, u32::MAX);
            }
            if numbers[at] == u32::MAX {
                numbers[at] = self.learn(program, document.str(sym));
            }
        }
        numbers
    }

    /// The number of a lemma or a form.
    fn learn(&mut self, program: &Program, text: &str) -> u32 {
        let Vocabulary {
            numbers,
            entries,
            members,
        } = self;
        *numbers.or_insert_with(text, || {
            let mut add = |key: &str| {
                entries.add(program.index.get(key));
                members.add(program.members.get(key));
            };
            let lower = selon_text::lower(text);
            add(text);
            if lower != text {
                add(&lower);
            }
            let (own_entries, own_members) = (entries.begin_stems(), members.begin_stems());
            for ending in &program.gate.endings {
                if let Some(stem) = lower.strip_suffix(ending.as_str()).filter(|s| s.len() > 3) {
                    entries.add(program.index.get(stem));
                    members.add(program.members.get(stem));
                }
            }
            entries.close(own_entries);
            members.close(own_members)
        })
    }
}

/// Lists by number, one after the other: a list a word would be thousands of short lists.
struct Table<T> {
    items: Vec<T>,
    /// Where each list begins, where the items without an ending begin, and where it ends.
    of: Vec<[u32; 3]>,
    /// Where the list begins that is being made.
    from: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table {
            items: Vec::new(),
            of: Vec::new(),
            from: 0,
        }
    }
}

impl<T: Copy + PartialEq> Table<T> {
    fn items(&self, number: u32, part: fn([u32; 3]) -> [u32; 2]) -> &[T] {
        let places = self.of.get(number as usize).copied();
        let [from, to] = part(places.unwrap_or_default());
        self.items.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// What stands under a word itself.
    #[inline]
    fn own(&self, number: u32) -> &[T] {
        self.items(number, |[from, stems, _]| [from, stems])
    }

    /// What stands under a word itself, and then what stands under it without an ending.
    #[inline]
    fn all(&self, number: u32) -> &[T] {
        self.items(number, |[from, _, to]| [from, to])
    }

    /// Adds to the list that is being made what it does not hold.
    fn add(&mut self, found: Option<&Vec<T>>) {
        for item in found.into_iter().flatten() {
            if !self.items[self.from..].contains(item) {
                self.items.push(*item);
            }
        }
    }

    /// What is added from now on stands under the word without an ending; says where the list began.
    fn begin_stems(&mut self) -> usize {
        std::mem::replace(&mut self.from, self.items.len())
    }

    /// Ends a list that began at `from`, and says its number.
    fn close(&mut self, from: usize) -> u32 {
        let to = self.items.len();
        self.of.push([from, self.from, to].map(|at| at as u32));
        self.from = to;
        (self.of.len() - 1) as u32
    }
}
