//! The grammar of time expressions: words and patterns from the pack, parsed into [`Symbol`]s.
//!
//! `time/words.tsv` lists words by class with a value. `time/grammar.txt` lists patterns:
//!
//! ```text
//! day = le <weekday> dernier -> weekday($1, past)
//! ```
//!
//! Left of `=` the category; then literal words (`le/la` for either word, `(le | dans le)` for
//! either phrase, `[…]` optional, `~` for "without a space"), `<class>` a
//! word of a class, `<int 1 31>` digits within bounds, `{category}` another category; after `->`
//! the meaning, a call whose arguments are captures, numbers, names or other calls. A category
//! may not begin with itself. Words of the class `running` stand before a length that runs up to the
//! day of writing.  Everything that can be parsed from a position is tried; the longest
//! `time` wins.

use super::lexer::{DIGITS, Piece, Vocabulary, folded, pieces};
use super::symbol::{Direction, Part, Segment, Symbol};
use selon_model::Grain;
use selon_rules::{PackError, PackFiles};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

const WORDS: &str = "time/words.tsv";
const GRAMMAR: &str = "time/grammar.txt";

/// One step of a pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    /// One of these sequences of pieces.
    Literal(Vec<Vec<u32>>),
    /// A word of a class; captures its value.
    Class(usize),
    /// Digits within bounds; captures them.
    Int(u32, u32),
    /// Another category; captures its symbol.
    Category(usize),
    /// The next step must follow without white space.
    Glue,
}

/// The meaning of a pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Meaning {
    Capture(usize),
    Number(i32),
    Name(String),
    Call(String, Vec<Meaning>),
}

#[derive(Clone, Debug)]
struct Pattern {
    steps: Vec<Step>,
    /// Capture number, from 1, of each step that captures.
    captures: Vec<usize>,
    meaning: Meaning,
    /// Index of the rule's name.
    rule: usize,
}

/// A compiled grammar.
#[derive(Clone, Debug, Default)]
pub(super) struct Grammar {
    categories: Vec<Vec<Pattern>>,
    start: Option<usize>,
    dateline: Option<usize>,
    running: Option<usize>,
    /// For each class, its words as piece sequences with a value, longest first.
    classes: Vec<Vec<(Vec<u32>, i32)>>,
    vocabulary: Vocabulary,
    rules: Vec<String>,
    /// For each class, its words that begin with a piece.
    openers: Vec<BTreeMap<u32, Vec<usize>>>,
    /// For each category, the patterns that can begin with a piece.
    begin: Vec<BTreeMap<u32, Vec<usize>>>,
    /// For each piece, what may stand second in a time expression that begins with it.
    second: Vec<Second>,
}

/// What may follow the first piece of a time expression.
#[derive(Clone, Debug, Default)]
enum Second {
    /// The piece begins no expression.
    #[default]
    Never,
    /// Anything: the piece is an expression by itself.
    Any,
    /// One of these.
    One(BTreeSet<u32>),
}

/// What a capture holds.
#[derive(Clone, Debug)]
enum Value {
    Number(i32),
    Symbol(Symbol),
}

/// A parsed expression: pieces used, its symbol, and the pattern's name.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    pub length: usize,
    pub symbol: Symbol,
    rule: usize,
}

/// A way through a pattern, and what was captured on it.
struct Way<'p> {
    pattern: &'p Pattern,
    start: usize,
    values: Vec<Value>,
}

impl Way<'_> {
    /// Keeps what the pattern means, where all its steps are behind.
    fn end(&self, position: usize, found: &mut Vec<Parsed>) {
        if position == self.start {
            return;
        }
        if let Some(Value::Symbol(symbol)) =
            evaluate(&self.pattern.meaning, &self.pattern.captures, &self.values)
        {
            let length = position - self.start;
            if !found
                .iter()
                .any(|known| known.length == length && known.symbol == symbol)
            {
                found.push(Parsed {
                    length,
                    symbol,
                    rule: self.pattern.rule,
                });
            }
        }
    }
}

/// What each category was found to be at each position so far, and lists of values that are done with.
#[derive(Default)]
struct Memo {
    found: Vec<(usize, usize, Option<Rc<[Parsed]>>)>,
    spare: Vec<Vec<Value>>,
}

impl Grammar {
    /// Compiles the pack's grammar; all errors at once.
    pub fn compile(pack: &PackFiles) -> (Grammar, Vec<PackError>) {
        let mut errors = Vec::new();
        let mut grammar = Grammar::default();
        let mut class_names: BTreeMap<String, usize> = BTreeMap::new();
        for (line, cells) in pack.rows(WORDS) {
            let [class, value, forms] = cells[..] else {
                errors.push(error(
                    WORDS,
                    line,
                    "expected class, value and forms, separated by tabs",
                    None,
                ));
                continue;
            };
            let Ok(value) = value.parse::<i32>() else {
                errors.push(error(
                    WORDS,
                    line,
                    &format!("the value `{value}` is not a whole number"),
                    None,
                ));
                continue;
            };
            let ix = *class_names.entry(class.to_owned()).or_insert_with(|| {
                grammar.classes.push(Vec::new());
                grammar.classes.len() - 1
            });
            for form in forms
                .split('|')
                .map(str::trim)
                .filter(|form| !form.is_empty())
            {
                let words = grammar.sequence(form);
                grammar.classes[ix].push((words, value));
            }
        }
        for words in &mut grammar.classes {
            words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        }

        let text = pack.text(GRAMMAR);
        let mut category_names: BTreeMap<String, usize> = BTreeMap::new();
        let lines: Vec<(usize, &str)> = text
            .lines()
            .enumerate()
            .map(|(number, line)| (number + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .collect();
        for (_, line) in &lines {
            if let Some((category, _)) = line.split_once('=') {
                let next = category_names.len();
                category_names
                    .entry(category.trim().to_owned())
                    .or_insert(next);
            }
        }
        grammar.categories = vec![Vec::new(); category_names.len()];
        for (number, line) in lines {
            let parts = line
                .split_once('=')
                .and_then(|(category, rest)| Some((category.trim(), rest.split_once("->")?)));
            let Some((category, (pattern, meaning))) = parts else {
                errors.push(error(
                    GRAMMAR,
                    number,
                    "expected `category = pattern -> meaning`",
                    None,
                ));
                continue;
            };
            let rule = format!(
                "{category}/{}",
                pattern.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            let meaning = match parse_meaning(meaning.trim()) {
                Ok(meaning) => meaning,
                Err(message) => {
                    errors.push(error(
                        GRAMMAR,
                        number,
                        &message,
                        Some("a meaning is a call such as `weekday($1, past)`"),
                    ));
                    continue;
                }
            };
            match grammar.parse_pattern(pattern, &class_names, &category_names) {
                Ok(variants) => {
                    let captures = variants
                        .iter()
                        .flat_map(|(_, captures)| captures.iter().copied())
                        .max()
                        .unwrap_or(0);
                    if let Some(unknown) = unknown_capture(&meaning, captures) {
                        errors.push(error(
                            GRAMMAR,
                            number,
                            &format!("`${unknown}` captures nothing"),
                            None,
                        ));
                    }
                    if let Some(name) = unknown_call(&meaning) {
                        errors.push(error(
                            GRAMMAR,
                            number,
                            &format!("unknown meaning `{name}`"),
                            Some(&format!("known: {}", CALLS.join(", "))),
                        ));
                    }
                    let category = category_names[category];
                    grammar.rules.push(rule);
                    let rule = grammar.rules.len() - 1;
                    for (steps, captures) in variants {
                        if steps.first() == Some(&Step::Category(category)) {
                            errors.push(error(
                                GRAMMAR,
                                number,
                                "a category may not begin with itself",
                                None,
                            ));
                            continue;
                        }
                        grammar.categories[category].push(Pattern {
                            steps,
                            captures,
                            meaning: meaning.clone(),
                            rule,
                        });
                    }
                }
                Err(message) => errors.push(error(GRAMMAR, number, &message, None)),
            }
        }
        grammar.start = category_names.get("time").copied();
        grammar.dateline = category_names.get("dateline").copied();
        grammar.running = class_names.get("running").copied();
        if grammar.start.is_none() && !text.trim().is_empty() {
            errors.push(error(
                GRAMMAR,
                1,
                "no category `time`",
                Some("the category `time` is what texts are searched for"),
            ));
        }
        if errors.is_empty()
            && let Some(cycle) = grammar.left_recursion()
        {
            let name = category_names
                .iter()
                .find(|(_, ix)| **ix == cycle)
                .map_or("", |(name, _)| name.as_str());
            errors.push(error(
                GRAMMAR,
                1,
                &format!("category `{name}` can begin with itself through others"),
                None,
            ));
        }
        if errors.is_empty() {
            grammar.index();
        } else {
            grammar = Grammar::default();
        }
        (grammar, errors)
    }

    /// The pieces of a text, as this grammar numbers them.
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        pieces(text, &self.vocabulary)
    }

    /// The name of the pattern that an expression was read by.
    pub fn rule(&self, parsed: &Parsed) -> &str {
        &self.rules[parsed.rule]
    }

    /// True when a length that begins at a position runs up to the day of writing: a word of the
    /// class `running` stands right before it.
    pub fn runs(&self, pieces: &[Piece], at: usize) -> bool {
        self.running
            .iter()
            .flat_map(|class| &self.classes[*class])
            .any(|(words, _)| {
                at.checked_sub(words.len())
                    .is_some_and(|start| sequence_at(pieces, start, words))
            })
    }

    /// True when an expression may begin at a position: a look at two pieces.
    pub fn may_begin(&self, pieces: &[Piece], at: usize) -> bool {
        match self.second.get(pieces[at].id as usize) {
            None | Some(Second::Never) => false,
            Some(Second::Any) => true,
            Some(Second::One(set)) => pieces
                .get(at + 1)
                .is_some_and(|next| set.contains(&next.id)),
        }
    }

    /// The longest time expression beginning at a position.
    pub fn longest(&self, pieces: &[Piece], at: usize) -> Option<Parsed> {
        self.best(self.start?, pieces, at)
    }

    /// The longest dateline beginning at a position.
    pub fn dateline(&self, pieces: &[Piece], at: usize) -> Option<Parsed> {
        self.best(self.dateline?, pieces, at)
    }

    fn best(&self, category: usize, pieces: &[Piece], at: usize) -> Option<Parsed> {
        let mut memo = Memo::default();
        // The first pattern wins among equally long ones: the grammar lists the surest first.
        self.parse(category, pieces, at, &mut memo)?
            .iter()
            .rev()
            .max_by_key(|parsed| parsed.length)
            .cloned()
    }

    /// Everything that a category can be from a position on; `None` where it can be nothing.
    fn parse(
        &self,
        category: usize,
        pieces: &[Piece],
        at: usize,
        memo: &mut Memo,
    ) -> Option<Rc<[Parsed]>> {
        let candidates = self.begin[category].get(&pieces.get(at)?.id)?;
        let mut known = memo.found.iter();
        if let Some((.., known)) = known.find(|(c, p, _)| *c == category && *p == at) {
            return known.clone();
        }
        let mut found: Vec<Parsed> = Vec::new();
        for ix in candidates {
            let pattern = &self.categories[category][*ix];
            let mut way = Way {
                pattern,
                start: at,
                values: memo.spare.pop().unwrap_or_default(),
            };
            self.follow(&mut way, 0, at, pieces, memo, &mut found);
            way.values.clear();
            memo.spare.push(way.values);
        }
        let found: Option<Rc<[Parsed]>> = (!found.is_empty()).then(|| found.into());
        memo.found.push((category, at, found.clone()));
        found
    }

    /// Follows a pattern from one of its steps on, every way that the pieces allow in turn.
    fn follow(
        &self,
        way: &mut Way<'_>,
        ix: usize,
        position: usize,
        pieces: &[Piece],
        memo: &mut Memo,
        found: &mut Vec<Parsed>,
    ) {
        let Some(step) = way.pattern.steps.get(ix) else {
            way.end(position, found);
            return;
        };
        let piece = pieces.get(position);
        // A line break ends an expression; so does any break where pieces are glued.
        if ix > 0 && piece.is_some_and(|piece| piece.breaks) {
            return;
        }
        let held = way.values.len();
        match step {
            Step::Glue => {
                if piece.is_some_and(|piece| !piece.spaced) {
                    self.follow(way, ix + 1, position, pieces, memo, found);
                }
            }
            Step::Literal(options) => {
                for option in options {
                    if sequence_at(pieces, position, option) {
                        self.follow(way, ix + 1, position + option.len(), pieces, memo, found);
                    }
                }
            }
            Step::Class(class) => {
                let words = piece.and_then(|piece| self.openers[*class].get(&piece.id));
                for word in words.into_iter().flatten() {
                    let (words, value) = &self.classes[*class][*word];
                    if sequence_at(pieces, position, words) {
                        way.values.push(Value::Number(*value));
                        self.follow(way, ix + 1, position + words.len(), pieces, memo, found);
                        way.values.truncate(held);
                    }
                }
            }
            Step::Int(low, high) => {
                if let Some(number) = piece.and_then(|piece| piece.number)
                    && (*low..=*high).contains(&number)
                {
                    way.values.push(Value::Number(number as i32));
                    self.follow(way, ix + 1, position + 1, pieces, memo, found);
                    way.values.truncate(held);
                }
            }
            Step::Category(inner) => {
                let inner = self.parse(*inner, pieces, position, memo);
                for parsed in inner.iter().flat_map(|inner| inner.iter()) {
                    way.values.push(Value::Symbol(parsed.symbol.clone()));
                    self.follow(way, ix + 1, position + parsed.length, pieces, memo, found);
                    way.values.truncate(held);
                }
            }
        }
    }

    fn left_recursion(&self) -> Option<usize> {
        let begins = |category: usize| -> BTreeSet<usize> {
            self.categories[category]
                .iter()
                .filter_map(|pattern| match pattern.steps.first() {
                    Some(Step::Category(inner)) => Some(*inner),
                    _ => None,
                })
                .collect()
        };
        (0..self.categories.len()).find(|category| {
            let mut seen = BTreeSet::new();
            let mut stack: Vec<usize> = begins(*category).into_iter().collect();
            while let Some(next) = stack.pop() {
                if next == *category {
                    return true;
                }
                if seen.insert(next) {
                    stack.extend(begins(next));
                }
            }
            false
        })
    }

    /// Works out which patterns can begin with which piece, and which pairs of pieces can begin a
    /// time expression.
    fn index(&mut self) {
        let mut known = Known::default();
        let mut begin: Vec<BTreeMap<u32, Vec<usize>>> =
            vec![BTreeMap::new(); self.categories.len()];
        for (category, by_piece) in begin.iter_mut().enumerate() {
            for (ix, pattern) in self.categories[category].iter().enumerate() {
                self.firsts(&pattern.steps, &mut known)
                    .into_iter()
                    .for_each(|first| by_piece.entry(first).or_default().push(ix));
            }
        }
        self.begin = begin;
        for words in &self.classes {
            let mut by_piece: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            for (ix, (words, _)) in words.iter().enumerate() {
                if let Some(first) = words.first() {
                    by_piece.entry(*first).or_default().push(ix);
                }
            }
            self.openers.push(by_piece);
        }
        self.second = vec![Second::Never; self.vocabulary.len()];
        for (first, second) in self
            .start
            .map(|start| self.pairs_of(start, &mut known))
            .unwrap_or_default()
        {
            let slot = &mut self.second[first as usize];
            match (second, &mut *slot) {
                (None, _) | (_, Second::Any) => *slot = Second::Any,
                (Some(piece), Second::Never) => *slot = Second::One(BTreeSet::from([piece])),
                (Some(piece), Second::One(set)) => {
                    set.insert(piece);
                }
            }
        }
    }

    /// The pieces that steps can begin with. Ends because no category begins with itself.
    fn firsts(&self, steps: &[Step], known: &mut Known) -> BTreeSet<u32> {
        match steps.iter().find(|step| **step != Step::Glue) {
            None | Some(Step::Glue) => BTreeSet::new(),
            Some(Step::Literal(options)) => options
                .iter()
                .filter_map(|words| words.first().copied())
                .collect(),
            Some(Step::Class(class)) => self.classes[*class]
                .iter()
                .filter_map(|(words, _)| words.first().copied())
                .collect(),
            Some(Step::Int(..)) => BTreeSet::from([DIGITS]),
            Some(Step::Category(inner)) => {
                if let Some(found) = known.firsts.get(inner) {
                    return found.clone();
                }
                let mut found = BTreeSet::new();
                for pattern in &self.categories[*inner] {
                    found.extend(self.firsts(&pattern.steps, known));
                }
                known.firsts.insert(*inner, found.clone());
                found
            }
        }
    }

    /// The first two pieces that a category can begin with; one where it can be a single piece.
    fn pairs_of(&self, category: usize, known: &mut Known) -> Pairs {
        if let Some(found) = known.pairs.get(&category) {
            return found.clone();
        }
        let mut found = Pairs::new();
        for pattern in &self.categories[category] {
            found.extend(self.pairs(&pattern.steps, known));
        }
        known.pairs.insert(category, found.clone());
        found
    }

    fn pairs(&self, steps: &[Step], known: &mut Known) -> Pairs {
        let pair = |words: &Vec<u32>| words.first().map(|first| (*first, words.get(1).copied()));
        let Some((step, rest)) = steps.split_first() else {
            return Pairs::new();
        };
        let own: Pairs = match step {
            Step::Glue => return self.pairs(rest, known),
            Step::Literal(options) => options.iter().filter_map(pair).collect(),
            Step::Class(class) => self.classes[*class]
                .iter()
                .filter_map(|(words, _)| pair(words))
                .collect(),
            Step::Int(..) => Pairs::from([(DIGITS, None)]),
            Step::Category(inner) => self.pairs_of(*inner, known),
        };
        if rest.iter().all(|step| *step == Step::Glue)
            || own.iter().all(|(_, second)| second.is_some())
        {
            return own;
        }
        let next = self.firsts(rest, known);
        let mut found = Pairs::new();
        for (first, second) in own {
            match second {
                Some(_) => {
                    found.insert((first, second));
                }
                None => found.extend(next.iter().map(|piece| (first, Some(*piece)))),
            }
        }
        found
    }

    /// The pieces of a phrase, taken into the vocabulary.
    fn sequence(&mut self, phrase: &str) -> Vec<u32> {
        let digits = |piece: &String| piece.starts_with(|c: char| c.is_ascii_digit());
        folded(phrase)
            .iter()
            .map(|piece| {
                if digits(piece) {
                    DIGITS
                } else {
                    self.vocabulary.intern(piece)
                }
            })
            .collect()
    }
}

/// First pieces with what stands second; `None` where the first is all there is.
type Pairs = BTreeSet<(u32, Option<u32>)>;

/// What is known of categories while the index is worked out.
#[derive(Default)]
struct Known {
    firsts: BTreeMap<usize, BTreeSet<u32>>,
    pairs: BTreeMap<usize, Pairs>,
}

impl Grammar {
    /// A pattern with its optional parts written out: every combination is a variant of its own.
    fn parse_pattern(
        &mut self,
        pattern: &str,
        classes: &BTreeMap<String, usize>,
        categories: &BTreeMap<String, usize>,
    ) -> Result<Vec<Variant>, String> {
        // Spaces around brackets, so that every token stands alone.
        let spaced = pattern
            .replace('[', " [ ")
            .replace(']', " ] ")
            .replace('<', " <")
            .replace('>', "> ");
        let spaced = spaced.replace('(', " ( ").replace(')', " ) ");
        let mut tokens: Vec<String> = Vec::new();
        let mut angle: Option<String> = None;
        for token in spaced.split_whitespace() {
            match &mut angle {
                Some(open) => {
                    open.push(' ');
                    open.push_str(token);
                    if token.ends_with('>') {
                        tokens.extend(angle.take());
                    }
                }
                None if token.starts_with('<') && !token.ends_with('>') => {
                    angle = Some(token.to_owned())
                }
                None => tokens.push(token.to_owned()),
            }
        }
        if let Some(open) = angle {
            return Err(format!("`{open}` is not closed by `>`"));
        }
        let mut variants: Vec<Variant> = vec![(Vec::new(), Vec::new())];
        let mut before: Vec<Vec<Variant>> = Vec::new();
        let mut capture = 0;
        let mut group: Option<Vec<String>> = None;
        for token in &tokens {
            match token.as_str() {
                "(" if group.is_none() => group = Some(vec![String::new()]),
                "(" => return Err("`(` inside `(`".to_owned()),
                ")" => {
                    let options = group.take().ok_or("`)` without `(`")?;
                    if options.iter().any(|option| option.trim().is_empty()) {
                        return Err("an empty choice between `(` and `)`".to_owned());
                    }
                    let step =
                        Step::Literal(options.iter().map(|option| self.sequence(option)).collect());
                    variants
                        .iter_mut()
                        .for_each(|(steps, _)| steps.push(step.clone()));
                }
                "|" if group.is_some() => group.get_or_insert_default().push(String::new()),
                word if group.is_some() => {
                    if let Some(option) = group.get_or_insert_default().last_mut() {
                        option.push(' ');
                        option.push_str(word);
                    }
                }
                "[" => before.push(variants.clone()),
                "]" => {
                    let skipped = before.pop().ok_or("`]` without `[`")?;
                    variants.extend(skipped);
                }
                other => {
                    let step = if other == "~" {
                        Step::Glue
                    } else if let Some(inner) =
                        other.strip_prefix('<').and_then(|t| t.strip_suffix('>'))
                    {
                        let words: Vec<&str> = inner.split(' ').collect();
                        match words[..] {
                            ["int", low, high] => Step::Int(
                                low.parse()
                                    .map_err(|_| format!("`{low}` is not a number"))?,
                                high.parse()
                                    .map_err(|_| format!("`{high}` is not a number"))?,
                            ),
                            [name] => Step::Class(
                                *classes
                                    .get(name)
                                    .ok_or_else(|| format!("unknown class `{name}`"))?,
                            ),
                            _ => {
                                return Err(format!(
                                    "`<{inner}>` is neither a class nor `<int LOW HIGH>`"
                                ));
                            }
                        }
                    } else if let Some(name) =
                        other.strip_prefix('{').and_then(|t| t.strip_suffix('}'))
                    {
                        Step::Category(
                            *categories
                                .get(name)
                                .ok_or_else(|| format!("unknown category `{name}`"))?,
                        )
                    } else {
                        Step::Literal(if other == "/" {
                            vec![self.sequence("/")]
                        } else {
                            other.split('/').map(|word| self.sequence(word)).collect()
                        })
                    };
                    let captures =
                        matches!(step, Step::Class(_) | Step::Int(..) | Step::Category(_));
                    if captures {
                        capture += 1;
                    }
                    for (steps, slots) in &mut variants {
                        steps.push(step.clone());
                        if captures {
                            slots.push(capture);
                        }
                    }
                    if variants.len() > 256 {
                        return Err("too many optional parts; write two patterns".to_owned());
                    }
                    // Variants that skipped an open bracket's content are kept in `before` untouched.
                }
            }
        }
        if group.is_some() {
            return Err("`(` is not closed by `)`".to_owned());
        }
        if !before.is_empty() {
            return Err("`[` is not closed by `]`".to_owned());
        }
        variants.retain(|(steps, _)| !steps.is_empty());
        if variants.is_empty() {
            return Err("the pattern is empty".to_owned());
        }
        Ok(variants)
    }
}

fn error(file: &str, line: usize, message: &str, help: Option<&str>) -> PackError {
    PackError {
        file: file.to_owned(),
        line,
        column: 1,
        length: 1,
        message: message.to_owned(),
        help: help.map(str::to_owned),
    }
}

fn sequence_at(pieces: &[Piece], at: usize, words: &[u32]) -> bool {
    words.iter().enumerate().all(|(offset, word)| {
        pieces
            .get(at + offset)
            .is_some_and(|piece| piece.id == *word && (offset == 0 || !piece.breaks))
    })
}

type Variant = (Vec<Step>, Vec<usize>);

fn parse_meaning(text: &str) -> Result<Meaning, String> {
    let (meaning, rest) = meaning_at(text)?;
    if rest.trim().is_empty() {
        Ok(meaning)
    } else {
        Err(format!("`{}` after the meaning", rest.trim()))
    }
}

fn meaning_at(text: &str) -> Result<(Meaning, &str), String> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('$') {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let number = rest[..digits]
            .parse()
            .map_err(|_| "`$` is not followed by a number".to_owned())?;
        return Ok((Meaning::Capture(number), &rest[digits..]));
    }
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if word.is_empty() {
        return Err(format!("expected a meaning at `{text}`"));
    }
    if let Ok(number) = word.parse::<i32>() {
        return Ok((Meaning::Number(number), rest));
    }
    let Some(mut inside) = rest.trim_start().strip_prefix('(') else {
        return Ok((Meaning::Name(word.to_owned()), rest));
    };
    let mut arguments = Vec::new();
    loop {
        if let Some(after) = inside.trim_start().strip_prefix(')') {
            return Ok((Meaning::Call(word.to_owned(), arguments), after));
        }
        let (argument, after) = meaning_at(inside)?;
        arguments.push(argument);
        let after = after.trim_start();
        inside = match after.strip_prefix(',') {
            Some(next) => next,
            None if after.starts_with(')') => after,
            None => return Err(format!("expected `,` or `)` at `{after}`")),
        };
    }
}

fn unknown_capture(meaning: &Meaning, captures: usize) -> Option<usize> {
    match meaning {
        Meaning::Capture(n) if *n == 0 || *n > captures => Some(*n),
        Meaning::Call(_, arguments) => arguments
            .iter()
            .find_map(|argument| unknown_capture(argument, captures)),
        _ => None,
    }
}

const CALLS: [&str; 27] = [
    "weekday", "date", "on", "shift", "ago", "after", "earlier", "this", "season", "part",
    "partof", "night", "clock", "range", "since", "until", "start", "middle", "end", "last",
    "next", "duration", "set", "lately", "decade", "about", "same",
];

fn unknown_call(meaning: &Meaning) -> Option<&str> {
    match meaning {
        Meaning::Call(name, arguments) => {
            if CALLS.contains(&name.as_str()) {
                arguments.iter().find_map(unknown_call)
            } else {
                Some(name)
            }
        }
        _ => None,
    }
}

/// What a meaning says, given what was captured and the numbers of the captures.
fn evaluate(meaning: &Meaning, slots: &[usize], values: &[Value]) -> Option<Value> {
    match meaning {
        Meaning::Capture(n) => slots
            .iter()
            .zip(values)
            .find(|(slot, _)| *slot == n)
            .map(|(_, value)| value.clone()),
        Meaning::Number(n) => Some(Value::Number(*n)),
        Meaning::Name(_) => None,
        Meaning::Call(name, arguments) => call(name, arguments, slots, values).map(Value::Symbol),
    }
}

fn call(name: &str, arguments: &[Meaning], slots: &[usize], values: &[Value]) -> Option<Symbol> {
    let value = |ix: usize| {
        arguments
            .get(ix)
            .and_then(|argument| evaluate(argument, slots, values))
    };
    let number = |ix: usize| match value(ix) {
        Some(Value::Number(n)) => Some(n),
        _ => None,
    };
    let symbol = |ix: usize| match value(ix) {
        Some(Value::Symbol(symbol)) => Some(symbol),
        _ => None,
    };
    let boxed = |ix: usize| symbol(ix).map(Box::new);
    let direction = |ix: usize| match arguments.get(ix) {
        Some(Meaning::Name(name)) => match name.as_str() {
            "past" => Direction::Past,
            "future" => Direction::Future,
            "this" => Direction::This,
            _ => Direction::Open,
        },
        _ => Direction::Open,
    };
    let grain = |ix: usize| match arguments.get(ix) {
        Some(Meaning::Name(name)) => grain_named(name),
        _ => number(ix).and_then(grain_numbered),
    };
    let year = |ix: usize| number(ix).and_then(|n| i16::try_from(n).ok());
    let small = |ix: usize| number(ix).and_then(|n| u8::try_from(n).ok());
    // A part of the day is one number: its first hour times 100 plus its last.
    let hours = |n: i32| {
        Some(Part {
            from: u8::try_from(n / 100).ok()?,
            to: u8::try_from(n % 100).ok()?,
        })
    };
    Some(match name {
        "weekday" => Symbol::Weekday(small(0).filter(|day| (1..=7).contains(day))?, direction(1)),
        "date" => {
            let year = match number(0) {
                // Two digits: the century in which news is made, 1950 to 2049.
                Some(n @ 0..=49)
                    if arguments
                        .first()
                        .is_some_and(|a| matches!(a, Meaning::Capture(_))) =>
                {
                    i16::try_from(2000 + n).ok()
                }
                Some(n @ 50..=99) => i16::try_from(1900 + n).ok(),
                Some(n) => i16::try_from(n).ok(),
                None => None,
            };
            let month = small(1).filter(|month| (1..=12).contains(month));
            let day = small(2).filter(|day| (1..=31).contains(day));
            if year.is_none() && month.is_none() && day.is_none() {
                return None;
            }
            Symbol::Date {
                year,
                month,
                day,
                direction: direction(3),
            }
        }
        // A weekday said before a date: the date decides.
        "on" => symbol(1).or_else(|| symbol(0))?,
        "shift" => Symbol::Shift(grain(0)?, number(1)?),
        "ago" => Symbol::Shift(grain(0)?, -number(1)?),
        "after" => Symbol::After(grain(0)?, number(1)?),
        "earlier" => Symbol::After(grain(0)?, -number(1)?),
        "this" => Symbol::Relative(grain(0)?, number(1).unwrap_or(0)),
        "season" => Symbol::Season(
            small(0).filter(|s| (1..=4).contains(s))?,
            year(1),
            direction(2),
        ),
        "part" => Symbol::Part(boxed(0)?, hours(number(1)?)?),
        "partof" => Symbol::Part(Box::new(Symbol::Same), hours(number(0)?)?),
        "night" => Symbol::Night(boxed(0)?, boxed(1)?),
        "clock" => {
            let minute = small(2).filter(|minute| *minute < 60).unwrap_or(0);
            Symbol::Clock(boxed(0)?, small(1).filter(|hour| *hour <= 24)?, minute)
        }
        "range" => Symbol::Range(boxed(0)?, boxed(1)?),
        "since" => Symbol::Since(boxed(0)?),
        "until" => Symbol::Until(boxed(0)?),
        "start" => Symbol::Segment(Segment::Start, boxed(0)?),
        "middle" => Symbol::Segment(Segment::Middle, boxed(0)?),
        "end" => Symbol::Segment(Segment::End, boxed(0)?),
        "last" => Symbol::Last(number(0)?, grain(1)?),
        "next" => Symbol::Next(number(0)?, grain(1)?),
        "duration" => Symbol::Duration(number(0)?, grain(1)?),
        "set" => Symbol::Set(grain(0)?),
        "lately" => Symbol::Lately(number(0)?),
        "decade" => Symbol::Decade(match number(0)? {
            n @ 10..=90 => i16::try_from(1900 + n).ok()?,
            n => i16::try_from(n).ok()?,
        }),
        "about" => Symbol::About(boxed(0)?),
        "same" => Symbol::Same,
        _ => return None,
    })
}

fn grain_named(name: &str) -> Option<Grain> {
    Some(match name {
        "minute" => Grain::Minute,
        "hour" => Grain::Hour,
        "day" => Grain::Day,
        "weekend" => Grain::Weekend,
        "week" => Grain::Week,
        "month" => Grain::Month,
        "quarter" => Grain::Quarter,
        "year" => Grain::Year,
        "decade" => Grain::Decade,
        _ => return None,
    })
}

/// The values that `unit` words carry in `time/words.tsv`.
fn grain_numbered(n: i32) -> Option<Grain> {
    Some(match n {
        0 => Grain::Minute,
        1 => Grain::Hour,
        2 => Grain::Day,
        3 => Grain::Weekend,
        4 => Grain::Week,
        5 => Grain::Month,
        6 => Grain::Quarter,
        7 => Grain::Year,
        8 => Grain::Decade,
        _ => return None,
    })
}
