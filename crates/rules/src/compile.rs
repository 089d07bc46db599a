//! From blocks to a [`Program`]: every name is resolved, every mistake is reported where it stands.

use crate::program::*;
use crate::relations::Relations;
use crate::syntax::{At, Block, Cursor, Files, Piece, Statement, Token, blocks};
use crate::{PackError, PackFiles};
use selon_model::{ClaimType, Means, State};
use selon_text::Upos;
use std::collections::BTreeMap;

/// Folders of a pack that hold rule files.
const FOLDERS: [(&str, &str); 2] = [("rules", ".rules"), ("lexicon", ".words")];

/// Compiles every rule file and word list of a pack. The program holds what could be compiled;
/// it is fit for use only when there is no error.
pub fn compile(pack: &PackFiles) -> (Program, Vec<PackError>) {
    let mut files = Files {
        names: Vec::new(),
        texts: Vec::new(),
        errors: Vec::new(),
    };
    for (folder, ending) in FOLDERS {
        for (name, text) in pack
            .below(folder)
            .filter(|(name, _)| name.ends_with(ending))
        {
            files.names.push(name);
            files.texts.push(text);
        }
    }
    let blocks = blocks(&mut files);
    let mut compiler = Compiler {
        files,
        program: Program::default(),
        classes: BTreeMap::new(),
        functions: BTreeMap::new(),
    };
    compiler.names(&blocks);
    for block in &blocks {
        match block.head.keyword() {
            "class" => compiler.class(block),
            "construction" => compiler.construction(block),
            "rule" => compiler.rule(block),
            _ => compiler.gate(block),
        }
    }
    compiler.finish()
}

struct Compiler<'a> {
    files: Files<'a>,
    program: Program,
    classes: BTreeMap<String, ClassIx>,
    functions: BTreeMap<String, FunctionIx>,
}

/// A mistake: where, what, what to try.
struct Mistake(At, String, Option<String>);

type Read<T> = Result<T, Mistake>;

fn mistake<T>(at: At, message: impl Into<String>, help: impl Into<String>) -> Read<T> {
    Err(Mistake(at, message.into(), Some(help.into())))
}

/// A list of names for a help line.
fn listed<T>(names: &[(&'static str, T)]) -> String {
    let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

fn pick<T: Copy>(names: &[(&'static str, T)], word: &str) -> Option<T> {
    names
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}

impl<'a> Compiler<'a> {
    fn report(&mut self, mistake: Mistake) {
        let Mistake(at, message, help) = mistake;
        self.files.error(at, message, help);
    }

    /// First pass: names of classes and of functions, so that order does not matter.
    fn names(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block.head.keyword() {
                "class" => {
                    let mut cursor = Cursor::new(&block.head.tokens);
                    cursor.advance();
                    let Some((name, _)) = cursor.word() else {
                        continue;
                    };
                    if !self.classes.contains_key(name) {
                        self.classes
                            .insert(name.to_owned(), self.program.classes.len());
                        self.program.classes.push(Class {
                            name: name.to_owned(),
                            kind: Kind::Any,
                            entries: Vec::new(),
                        });
                    }
                }
                "construction" => {
                    for line in &block.body {
                        let is_function =
                            matches!(line.tokens.get(1).map(|t| &t.piece), Some(Piece::Sign('=')));
                        if is_function && !self.functions.contains_key(line.keyword()) {
                            self.functions
                                .insert(line.keyword().to_owned(), self.program.functions.len());
                            self.program.functions.push(line.keyword().to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// `class NAME : KIND`, then entries parted by commas or line ends. A class may be opened
    /// several times with the same kind: the entries add up, so a user's pack can extend it.
    fn class(&mut self, block: &Block) {
        match self.class_head(block) {
            Ok((class, kind)) => {
                let ix = class;
                if self.program.classes[ix].entries.is_empty() {
                    self.program.classes[ix].kind = kind;
                } else if self.program.classes[ix].kind != kind {
                    self.report(Mistake(
                        block.head.at(),
                        format!(
                            "class `{}` was of another kind before",
                            self.program.classes[ix].name
                        ),
                        Some("give it the kind it was opened with, or another name".to_owned()),
                    ));
                }
                for line in &block.body {
                    for piece in line.tokens.split(|t| t.piece == Piece::Sign(',')) {
                        if piece.is_empty() {
                            continue;
                        }
                        match entry(piece) {
                            Ok(entry) => self.program.classes[ix].entries.push(entry),
                            Err(mistake) => self.report(mistake),
                        }
                    }
                }
            }
            Err(mistake) => self.report(mistake),
        }
    }

    fn class_head(&self, block: &Block) -> Read<(ClassIx, Kind)> {
        let mut cursor = Cursor::new(&block.head.tokens);
        cursor.advance();
        let at = cursor.at();
        let Some((name, _)) = cursor.word() else {
            return mistake(at, "a class needs a name", "write `class NAME : KIND`");
        };
        let kind = kind(&mut cursor)?;
        Ok((self.classes[name], kind))
    }

    fn construction(&mut self, block: &Block) {
        let mut cursor = Cursor::new(&block.head.tokens);
        cursor.advance();
        let at = cursor.at();
        let Some((name, _)) = cursor.word() else {
            return self.report(Mistake(
                at,
                "a construction needs a name".to_owned(),
                Some("write `construction NAME : KIND`".to_owned()),
            ));
        };
        let kind = match kind(&mut cursor) {
            Ok(kind) => kind,
            Err(mistake) => return self.report(mistake),
        };
        if self
            .program
            .constructions
            .iter()
            .any(|known| known.name == name && known.kind == kind)
        {
            self.report(Mistake(
                at,
                format!("a construction called `{name}` exists already"),
                Some("rename one of them".to_owned()),
            ));
        }
        let mut construction = Construction {
            name: name.to_owned(),
            kind,
            when: Vec::new(),
            unless: Vec::new(),
            ways: Vec::new(),
        };
        for line in &block.body {
            let result = self.construction_line(line, &mut construction);
            if let Err(mistake) = result {
                self.report(mistake);
            }
        }
        self.program.constructions.push(construction);
    }

    fn construction_line(&self, line: &Statement, construction: &mut Construction) -> Read<()> {
        let mut cursor = Cursor::new(&line.tokens);
        let at = cursor.at();
        let Some((word, _)) = cursor.word() else {
            return mistake(
                at,
                format!(
                    "expected `if`, `unless` or a function, found {}",
                    cursor.found()
                ),
                "write for example `subject = >nsubj`",
            );
        };
        match word {
            "if" => construction.when.push(self.test(&mut cursor)?),
            "unless" => construction.unless.push(self.test(&mut cursor)?),
            name => {
                if !cursor.sign('=') {
                    return mistake(
                        cursor.at(),
                        format!("expected `=` after `{name}`, found {}", cursor.found()),
                        "a construction holds `if`, `unless` and functions: `subject = >nsubj`",
                    );
                }
                let ways = self.ways(&mut cursor)?;
                construction.ways.push((self.functions[name], ways));
            }
        }
        end(&cursor)
    }

    fn test(&self, cursor: &mut Cursor<'_>) -> Read<Test> {
        Ok(Test {
            steps: self.steps(cursor)?,
        })
    }

    /// Ways parted by `|`.
    fn ways(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Way>> {
        let mut ways = Vec::new();
        loop {
            let steps = self.steps(cursor)?;
            let text = written(&steps, &self.program);
            ways.push(Way { steps, text });
            if !cursor.sign('|') {
                return Ok(ways);
            }
        }
    }

    fn steps(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            let at = cursor.at();
            match cursor.peek() {
                Some(Piece::Sign(sign @ ('>' | '<'))) => {
                    cursor.advance();
                    let relations = Relations::new(relations(cursor)?);
                    let filters = self.filters(cursor)?;
                    steps.push(match sign {
                        '>' => Step::Down(relations, filters),
                        _ => Step::Up(relations, filters),
                    });
                }
                Some(Piece::Sign('[')) => {
                    let filters = self.filters(cursor)?;
                    steps.push(Step::Stay(filters));
                }
                Some(Piece::Word(word)) => {
                    cursor.advance();
                    steps.push(match word.as_str() {
                        "left" => Step::Left(self.filters(cursor)?),
                        "right" => Step::Right(self.filters(cursor)?),
                        "self" => Step::Stay(self.filters(cursor)?),
                        name => match self.functions.get(name) {
                            Some(function) => Step::Call(*function, markers(cursor)?),
                            None => {
                                let known: Vec<&str> =
                                    self.functions.keys().map(String::as_str).collect();
                                return mistake(
                                    at,
                                    format!("no construction defines `{name}`"),
                                    format!(
                                        "functions are {}; steps are >relation, <relation, left, right, self",
                                        known.join(", ")
                                    ),
                                );
                            }
                        },
                    });
                }
                _ if steps.is_empty() => {
                    return mistake(
                        at,
                        format!("expected a step, found {}", cursor.found()),
                        "steps are >relation, <relation, left, right, self or a function's name",
                    );
                }
                _ => return Ok(steps),
            }
        }
    }

    fn filters(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Filter>> {
        let mut filters = Vec::new();
        if !cursor.sign('[') {
            return Ok(filters);
        }
        loop {
            let negated = cursor.sign('!');
            let filter = self.filter(cursor)?;
            filters.push(if negated {
                Filter::Not(Box::new(filter))
            } else {
                filter
            });
            if cursor.sign(',') {
                continue;
            }
            if cursor.sign(']') {
                return Ok(filters);
            }
            return mistake(
                cursor.at(),
                format!("expected `,` or `]`, found {}", cursor.found()),
                "filters stand in brackets: [case=de, upos=NOUN]",
            );
        }
    }

    fn filter(&self, cursor: &mut Cursor<'_>) -> Read<Filter> {
        if cursor.peek() == Some(&Piece::Sign('@')) {
            return Ok(Filter::Member(self.class_name(cursor)?));
        }
        let at = cursor.at();
        let Some((key, _)) = cursor.word() else {
            return mistake(
                at,
                format!("expected a filter, found {}", cursor.found()),
                "filters are @class, lemma=, case=, upos= and features such as VerbForm=Part",
            );
        };
        if !cursor.sign('=') {
            return mistake(
                cursor.at(),
                format!("expected `=` after `{key}`, found {}", cursor.found()),
                "write a filter as key=value or key=value|value",
            );
        }
        if key == "case" && cursor.sign('$') {
            return Ok(Filter::Asked);
        }
        let mut values = Vec::new();
        loop {
            let at = cursor.at();
            match cursor.word() {
                Some((value, at)) => values.push((value.to_owned(), at)),
                None => {
                    return mistake(
                        at,
                        format!("expected a value, found {}", cursor.found()),
                        "write key=value or key=value|value",
                    );
                }
            }
            if !cursor.sign('|') {
                break;
            }
        }
        match key {
            "lemma" => Ok(Filter::Lemma(values.into_iter().map(|(v, _)| v).collect())),
            "case" => Ok(Filter::Case(values.into_iter().map(|(v, _)| v).collect())),
            "upos" => {
                let mut tags = Vec::new();
                for (value, at) in values {
                    match Upos::parse(&value) {
                        Some(tag) => tags.push(tag),
                        None => {
                            return mistake(
                                at,
                                format!("`{value}` is no part of speech"),
                                "use the tags of Universal Dependencies: NOUN, PROPN, VERB, ADJ, …",
                            );
                        }
                    }
                }
                Ok(Filter::Upos(tags))
            }
            feature if feature.starts_with(char::is_uppercase) => Ok(Filter::Feature(
                feature.to_owned(),
                values.into_iter().map(|(v, _)| v).collect(),
            )),
            other => mistake(
                at,
                format!("`{other}` is no filter"),
                "filters are @class, lemma=, case=, upos= and features such as VerbForm=Part",
            ),
        }
    }

    fn class_name(&self, cursor: &mut Cursor<'_>) -> Read<ClassIx> {
        let at = cursor.at();
        if !cursor.sign('@') {
            return mistake(
                at,
                format!("expected a class, found {}", cursor.found()),
                "name a class with @",
            );
        }
        let at = cursor.at();
        match cursor.word() {
            Some((name, at)) => match self.classes.get(name) {
                Some(class) => Ok(*class),
                None => {
                    let near = nearest(name, self.classes.keys().map(String::as_str));
                    mistake(
                        at,
                        format!("no class is called `{name}`"),
                        match near {
                            Some(near) => format!("did you mean @{near}?"),
                            None => "open it with `class NAME : KIND`".to_owned(),
                        },
                    )
                }
            },
            None => mistake(at, "a class name must follow `@`", "write @name"),
        }
    }

    fn rule(&mut self, block: &Block) {
        let mut cursor = Cursor::new(&block.head.tokens);
        cursor.advance();
        let mut name = String::new();
        let at = cursor.at();
        while let Some(token) = cursor.advance() {
            match &token.piece {
                Piece::Word(word) => name.push_str(word),
                Piece::Sign('/') => name.push('/'),
                _ => {}
            }
        }
        if name.is_empty() {
            return self.report(Mistake(
                at,
                "a rule needs a name".to_owned(),
                Some("give it a name a person would say aloud: `rule capture`".to_owned()),
            ));
        }
        if self.program.rules.iter().any(|rule| rule.name == name) {
            self.report(Mistake(
                at,
                format!("a rule called `{name}` exists already"),
                Some("rename one of them".to_owned()),
            ));
        }
        let head = block.head.at();
        let mut rule = Rule {
            name,
            file: (*self.files.names.get(head.file).unwrap_or(&"")).to_owned(),
            line: head.line,
            roles: Vec::new(),
            any_of: Vec::new(),
            emit: Emit::default(),
            sets: Vec::new(),
            guards: Vec::new(),
            unless: Vec::new(),
            tests: Vec::new(),
            unless_tests: Vec::new(),
            heat: None,
            examples: Vec::new(),
        };
        let mut triggers = Vec::new();
        for line in &block.body {
            if let Err(mistake) = self.rule_line(line, &mut rule, &mut triggers) {
                self.report(mistake);
            }
        }
        let missing = |what: &str, help: &str| {
            Mistake(
                block.head.at(),
                format!("rule `{}` has no {what}", rule.name),
                Some(help.to_owned()),
            )
        };
        let mut lacks = Vec::new();
        if triggers.is_empty() {
            lacks.push(missing("trigger", "say what sets it off: `on @class`"));
        }
        if rule.emit.kind.is_none() {
            lacks.push(missing("claim type", "say what it yields: `emit capture`"));
        }
        if !rule
            .examples
            .iter()
            .any(|example| example.matches && !example.missed)
        {
            lacks.push(missing(
                "sentence that must match",
                "add a line `yes \"…\"` before you go on",
            ));
        }
        if !rule.examples.iter().any(|example| !example.matches) {
            lacks.push(missing(
                "sentence that must not match",
                "add a line `no \"…\"` with a close neighbour of what it should match",
            ));
        }
        for mistake in lacks {
            self.report(mistake);
        }
        let ix = self.program.rules.len();
        for class in triggers {
            let by_class = &mut self.program.by_class;
            if by_class.len() <= class {
                by_class.resize(class + 1, Vec::new());
            }
            by_class[class].push(ix);
        }
        self.program.rules.push(rule);
    }

    fn rule_line(
        &self,
        line: &Statement,
        rule: &mut Rule,
        triggers: &mut Vec<ClassIx>,
    ) -> Read<()> {
        let mut cursor = Cursor::new(&line.tokens);
        let at = cursor.at();
        let Some((word, _)) = cursor.word() else {
            return mistake(
                at,
                format!("expected a keyword or a role, found {}", cursor.found()),
                RULE_LINES,
            );
        };
        match word {
            "on" => loop {
                triggers.push(self.class_name(&mut cursor)?);
                if !cursor.sign(',') {
                    break;
                }
            },
            "if" => rule.tests.push(self.test(&mut cursor)?),
            "unless" => rule.unless_tests.push(self.test(&mut cursor)?),
            "when" => rule.guards.push(self.guard(&mut cursor)?),
            "never" => rule.unless.push(self.guard(&mut cursor)?),
            "need" => {
                let mut parts = Vec::new();
                loop {
                    parts.push(part(&mut cursor)?);
                    if !cursor.sign('|') {
                        break;
                    }
                }
                rule.any_of.push(parts);
            }
            "heat" => rule.heat = Some(number(&mut cursor)?),
            "emit" => {
                let at = cursor.at();
                let Some((name, at)) = cursor.word() else {
                    return mistake(
                        at,
                        format!("expected a claim type, found {}", cursor.found()),
                        "write `emit capture`",
                    );
                };
                let Some(kind) = ClaimType::parse(name) else {
                    let near = nearest(name, ClaimType::ALL.iter().map(|kind| kind.as_str()));
                    return mistake(
                        at,
                        format!("`{name}` is no claim type"),
                        match near {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "the types are listed in docs/glossary.md".to_owned(),
                        },
                    );
                };
                rule.emit.kind = Some(kind);
                settings(&mut cursor, &mut rule.emit)?;
            }
            "set" => {
                let mut emit = Emit::default();
                settings(&mut cursor, &mut emit)?;
                let at = cursor.at();
                if !matches!(cursor.word(), Some(("when", _))) {
                    return mistake(
                        at,
                        "expected `when`",
                        "write `set state=full when with @class`",
                    );
                }
                let guard = self.guard(&mut cursor)?;
                rule.sets.push((emit, guard));
            }
            "yes" | "no" | "miss" => {
                let mut example = self.example(&mut cursor, word != "no", at)?;
                example.missed = word == "miss";
                rule.examples.push(example);
            }
            name => {
                let Some(part) = pick(&Part::NAMES, name) else {
                    let near = nearest(
                        name,
                        Part::NAMES.iter().map(|(name, _)| *name).chain(KEYWORDS),
                    );
                    return mistake(
                        at,
                        format!("`{name}` is neither a keyword nor a role"),
                        match near {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => RULE_LINES.to_owned(),
                        },
                    );
                };
                rule.roles.push(self.role(&mut cursor, part)?);
            }
        }
        end(&cursor)
    }

    fn role(&self, cursor: &mut Cursor<'_>, part: Part) -> Read<Role> {
        let required = cursor.sign('!');
        let mut labels = Vec::new();
        let mut classes = Vec::new();
        if !cursor.sign(':') {
            return mistake(
                cursor.at(),
                format!(
                    "expected `:` and what may fill the role, found {}",
                    cursor.found()
                ),
                "write `agent!: Force = subject`",
            );
        }
        loop {
            let at = cursor.at();
            if cursor.peek() == Some(&Piece::Sign('@')) {
                classes.push(self.class_name(cursor)?);
            } else {
                match cursor.word() {
                    Some((name, at)) => match pick(&Label::NAMES, name) {
                        Some(label) => labels.push(label),
                        None => {
                            return mistake(
                                at,
                                format!("nothing is labelled `{name}`"),
                                format!("labels are {}", listed(&Label::NAMES)),
                            );
                        }
                    },
                    None => {
                        return mistake(
                            at,
                            format!("expected a label, found {}", cursor.found()),
                            format!("labels are {}", listed(&Label::NAMES)),
                        );
                    }
                }
            }
            if !cursor.sign('|') {
                break;
            }
        }
        if !cursor.sign('=') {
            return mistake(
                cursor.at(),
                format!("expected `=`, found {}", cursor.found()),
                "say where the role stands: `= subject`",
            );
        }
        Ok(Role {
            part,
            required,
            labels,
            classes,
            ways: self.ways(cursor)?,
        })
    }

    fn guard(&self, cursor: &mut Cursor<'_>) -> Read<Guard> {
        let at = cursor.at();
        let whence = match cursor.word() {
            Some((word, at)) => match pick(&Whence::NAMES, word) {
                Some(whence) => whence,
                None => {
                    return mistake(
                        at,
                        format!("`{word}` says nowhere to look"),
                        format!("look {}", listed(&Whence::NAMES)),
                    );
                }
            },
            None => {
                return mistake(
                    at,
                    format!("expected where to look, found {}", cursor.found()),
                    format!("look {}", listed(&Whence::NAMES)),
                );
            }
        };
        Ok(Guard {
            whence,
            class: self.class_name(cursor)?,
        })
    }

    fn example(&self, cursor: &mut Cursor<'_>, matches: bool, at: At) -> Read<Example> {
        let sentence = match cursor.advance() {
            Some(Token {
                piece: Piece::Quoted(text),
                ..
            }) => text.clone(),
            _ => {
                return mistake(
                    at,
                    "expected a sentence between double quotes",
                    "write `yes \"…\"`",
                );
            }
        };
        let mut roles = Vec::new();
        if cursor.sign('{') {
            while !cursor.sign('}') {
                let part = part(cursor)?;
                if !cursor.sign('=') {
                    return mistake(
                        cursor.at(),
                        format!("expected `=`, found {}", cursor.found()),
                        "write { place=\"words\" }",
                    );
                }
                let at = cursor.at();
                match cursor.advance() {
                    Some(Token {
                        piece: Piece::Quoted(text),
                        at,
                    }) => {
                        if !sentence.contains(text.as_str()) {
                            return mistake(
                                *at,
                                "these words do not stand in the sentence",
                                "copy them from the sentence as they are",
                            );
                        }
                        roles.push((part, text.clone()));
                    }
                    _ => {
                        return mistake(
                            at,
                            "expected words between double quotes",
                            "write { place=\"words\" }",
                        );
                    }
                }
                let _ = cursor.sign(',');
            }
        }
        Ok(Example {
            sentence,
            matches,
            missed: false,
            roles,
            file: (*self.files.names.get(at.file).unwrap_or(&"")).to_owned(),
            line: at.line,
        })
    }

    fn gate(&mut self, block: &Block) {
        for line in &block.body {
            if let Err(mistake) = self.gate_line(line) {
                self.report(mistake);
            }
        }
    }

    fn gate_line(&mut self, line: &Statement) -> Read<()> {
        let mut cursor = Cursor::new(&line.tokens);
        let at = cursor.at();
        match cursor.word() {
            Some(("heat", _)) => {
                let class = self.class_name(&mut cursor)?;
                let weight = number(&mut cursor)?;
                self.program.gate.heat.push((class, weight));
            }
            Some(("force", _)) => self.program.gate.force = number(&mut cursor)?,
            Some(("ending", _)) => loop {
                let at = cursor.at();
                match cursor.word() {
                    Some((ending, _)) => self.program.gate.endings.push(ending.to_owned()),
                    None => {
                        return mistake(
                            at,
                            format!("expected an ending, found {}", cursor.found()),
                            "write `ending s, x`",
                        );
                    }
                }
                if !cursor.sign(',') {
                    break;
                }
            },
            Some(("plain", _)) => self.program.gate.plain = number(&mut cursor)?,
            Some(("ambiguous", _)) => self.program.gate.ambiguous = number(&mut cursor)?,
            Some(("sentence", _)) => self.program.gate.sentence = number(&mut cursor)?,
            _ => {
                return mistake(
                    at,
                    "a gate holds `heat @class N`, `force N`, `plain N`, `ambiguous N`, `sentence N` and `ending S`",
                    "see docs/rules.md",
                );
            }
        }
        end(&cursor)
    }

    fn finish(mut self) -> (Program, Vec<PackError>) {
        let program = &mut self.program;
        program.by_class.resize(program.classes.len(), Vec::new());
        for (class, content) in program.classes.iter().enumerate() {
            for (entry, content) in content.entries.iter().enumerate() {
                program
                    .index
                    .or_default(&content.words[0])
                    .push(EntryRef { class, entry });
                if content.words.len() == 1 {
                    let members = program.members.or_default(&content.words[0]);
                    if !members.contains(&class) {
                        members.push(class);
                    }
                }
            }
        }
        crate::relations::number(program);
        self.files.errors.sort();
        (self.program, self.files.errors)
    }
}

const KEYWORDS: [&str; 11] = [
    "on", "if", "unless", "when", "never", "need", "emit", "set", "yes", "no", "miss",
];

const RULE_LINES: &str = "a rule holds `on`, `if`, `unless`, `when`, `never`, `need`, `heat`, `emit`, `set`, `yes`, `no`, `miss` and roles";

fn kind(cursor: &mut Cursor<'_>) -> Read<Kind> {
    let help = format!("kinds are {}", listed(&Kind::NAMES));
    if !cursor.sign(':') {
        return mistake(
            cursor.at(),
            format!("expected `:` and a kind, found {}", cursor.found()),
            help,
        );
    }
    let at = cursor.at();
    match cursor.word() {
        Some((word, at)) => match pick(&Kind::NAMES, word) {
            Some(kind) => Ok(kind),
            None => mistake(at, format!("`{word}` is no kind of word"), help),
        },
        None => mistake(
            at,
            format!("expected a kind, found {}", cursor.found()),
            help,
        ),
    }
}

/// `~emparer /de`, `mettre main /sur`, `prendre ?`.
fn entry(tokens: &[Token]) -> Read<Entry> {
    let mut cursor = Cursor::new(tokens);
    let mut entry = Entry {
        words: Vec::new(),
        reflexive: cursor.sign('~'),
        ambiguous: false,
        marker: Vec::new(),
    };
    while let Some((word, _)) = cursor.word() {
        entry.words.push(word.to_owned());
    }
    if entry.words.is_empty() {
        return mistake(
            cursor.at(),
            format!("expected a word, found {}", cursor.found()),
            "an entry is lemmas, then /marker, then ? when it is ambiguous",
        );
    }
    if cursor.sign('/') {
        loop {
            let at = cursor.at();
            match cursor.word() {
                Some((word, _)) => entry.marker.push(word.to_owned()),
                None => {
                    return mistake(
                        at,
                        format!("expected what marks the object, found {}", cursor.found()),
                        "write /de or /de|à",
                    );
                }
            }
            if !cursor.sign('|') {
                break;
            }
        }
    }
    entry.ambiguous = cursor.sign('?');
    end(&cursor)?;
    Ok(entry)
}

fn relations(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let mut relations = Vec::new();
    loop {
        let at = cursor.at();
        let Some((word, _)) = cursor.word() else {
            return mistake(
                at,
                format!("expected a relation, found {}", cursor.found()),
                "relations are those of Universal Dependencies: >nsubj, >obl:agent, <acl",
            );
        };
        if !RELATIONS.contains(&word) {
            return mistake(
                at,
                format!("`{word}` is no relation"),
                match nearest(word, RELATIONS.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "relations are those of Universal Dependencies".to_owned(),
                },
            );
        }
        let mut relation = word.to_owned();
        if cursor.sign(':')
            && let Some((subtype, _)) = cursor.word()
        {
            relation.push(':');
            relation.push_str(subtype);
        }
        relations.push(relation);
        if !cursor.sign('/') {
            return Ok(relations);
        }
    }
}

/// Source: Universal Dependencies v2.
const RELATIONS: [&str; 37] = [
    "acl",
    "advcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "case",
    "cc",
    "ccomp",
    "clf",
    "compound",
    "conj",
    "cop",
    "csubj",
    "dep",
    "det",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nsubj",
    "nummod",
    "obj",
    "obl",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "root",
    "vocative",
    "xcomp",
];

fn markers(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let mut markers = Vec::new();
    if !cursor.sign('(') {
        return Ok(markers);
    }
    loop {
        let at = cursor.at();
        match cursor.word() {
            Some((word, _)) => markers.push(word.to_owned()),
            None => {
                return mistake(
                    at,
                    format!("expected a marker, found {}", cursor.found()),
                    "write marked(contre|sur)",
                );
            }
        }
        if cursor.sign('|') {
            continue;
        }
        if cursor.sign(')') {
            return Ok(markers);
        }
        return mistake(
            cursor.at(),
            format!("expected `|` or `)`, found {}", cursor.found()),
            "write marked(contre|sur)",
        );
    }
}

fn part(cursor: &mut Cursor<'_>) -> Read<Part> {
    let at = cursor.at();
    match cursor.word() {
        Some((name, at)) => match pick(&Part::NAMES, name) {
            Some(part) => Ok(part),
            None => mistake(
                at,
                format!("no role is called `{name}`"),
                format!("roles are {}", listed(&Part::NAMES)),
            ),
        },
        None => mistake(
            at,
            format!("expected a role, found {}", cursor.found()),
            format!("roles are {}", listed(&Part::NAMES)),
        ),
    }
}

fn number(cursor: &mut Cursor<'_>) -> Read<i32> {
    let at = cursor.at();
    match cursor.word() {
        Some((word, at)) => match word.parse() {
            Ok(number) => Ok(number),
            Err(_) => mistake(at, format!("`{word}` is no whole number"), "write 3 or -3"),
        },
        None => mistake(
            at,
            format!("expected a whole number, found {}", cursor.found()),
            "write 3 or -3",
        ),
    }
}

/// `state=full means=air number=killed`, in any order.
fn settings(cursor: &mut Cursor<'_>, emit: &mut Emit) -> Read<()> {
    loop {
        let at = cursor.at();
        let Some(Piece::Word(key)) = cursor.peek() else {
            return Ok(());
        };
        if key == "when" {
            return Ok(());
        }
        cursor.advance();
        if !cursor.sign('=') {
            return mistake(
                cursor.at(),
                format!("expected `=` after `{key}`, found {}", cursor.found()),
                "write state=full or means=air",
            );
        }
        let value_at = cursor.at();
        let Some((value, value_at)) = cursor.word() else {
            return mistake(
                value_at,
                format!("expected a value, found {}", cursor.found()),
                "write state=full or means=air",
            );
        };
        let known = match key.as_str() {
            "state" => {
                emit.state = State::parse(value);
                emit.state.is_some()
            }
            "means" => {
                emit.means = Means::parse(value);
                emit.means.is_some()
            }
            "number" => {
                emit.number = pick(&NumberKind::NAMES, value);
                emit.number.is_some()
            }
            other => {
                return mistake(
                    at,
                    format!("a claim has no `{other}` to set"),
                    "set state, means or number",
                );
            }
        };
        if !known {
            return mistake(
                value_at,
                format!("`{value}` is no {key}"),
                "the values are listed in docs/glossary.md",
            );
        }
    }
}

fn end(cursor: &Cursor<'_>) -> Read<()> {
    if cursor.done() {
        Ok(())
    } else {
        mistake(
            cursor.at(),
            format!("{} is too much here", cursor.found()),
            "end the line before it",
        )
    }
}

/// A way as text, for explanations.
fn written(steps: &[Step], program: &Program) -> String {
    let mut text = Vec::new();
    for step in steps {
        text.push(match step {
            Step::Down(relations, _) => format!(">{}", relations.names.join("/")),
            Step::Up(relations, _) => format!("<{}", relations.names.join("/")),
            Step::Left(_) => "left".to_owned(),
            Step::Right(_) => "right".to_owned(),
            Step::Stay(_) => "self".to_owned(),
            Step::Call(function, markers) if markers.is_empty() => {
                program.functions[*function].clone()
            }
            Step::Call(function, markers) => {
                format!("{}({})", program.functions[*function], markers.join("|"))
            }
        });
    }
    text.join(" ")
}

/// The known name closest to a mistyped one, when it is close.
fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names
        .map(|name| (distance(word, name), name))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, name)| name)
}

/// Edits between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (above + 1)
                .min(row[j] + 1)
                .min(diagonal + usize::from(x != *y));
            diagonal = above;
        }
    }
    row[b.len()]
}
