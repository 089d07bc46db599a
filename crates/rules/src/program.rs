//! Compiled rules: what the compiler produces and the matcher runs.

use crate::relations::Relations;
use selon_model::{ClaimType, Means, State};
use selon_text::{Keyed, Upos};

/// A compiled pack of rules.
#[derive(Debug, Default)]
pub struct Program {
    pub(crate) classes: Vec<Class>,
    pub(crate) constructions: Vec<Construction>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) functions: Vec<String>,
    /// First lemma of an entry to the entries that begin with it.
    pub(crate) index: Keyed<Vec<EntryRef>>,
    /// Lemma of a single-word entry to the classes it belongs to.
    pub(crate) members: Keyed<Vec<ClassIx>>,
    /// The relations that steps name, numbered.
    pub(crate) relations: Keyed<u32>,
    /// Rules that begin with a class.
    pub(crate) by_class: Vec<Vec<RuleIx>>,
    /// What the gate counts.
    pub gate: Gate,
}

/// Index of a rule in its program.
pub type RuleIx = usize;
pub(crate) type ClassIx = usize;
pub(crate) type FunctionIx = usize;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct EntryRef {
    pub class: ClassIx,
    pub entry: usize,
}

/// What a document must show before ambiguous words count as war.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gate {
    /// Classes whose members add to a document's heat, with their weight (may be negative).
    pub(crate) heat: Vec<(ClassIx, i32)>,
    /// What an actor that fights adds, once per mention.
    pub force: i32,
    /// Endings tried off a word's form when looking it up, for words the tagger did not know.
    pub(crate) endings: Vec<String>,
    /// Heat that a plain trigger needs of its document.
    pub plain: i32,
    /// Heat that an ambiguous trigger (`?`) needs of its document.
    pub ambiguous: i32,
    /// Heat of its own sentence, hints and actors left out, that lets a plain trigger stand where
    /// the document shows too little; an ambiguous one needs as much more as it needs of the
    /// document. A document that speaks of other things must be outweighed first.
    pub sentence: i32,
}

/// Which words a class's entries may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Verb,
    Noun,
    Adjective,
    Any,
}

impl Kind {
    pub const NAMES: [(&'static str, Kind); 4] = [
        ("verb", Kind::Verb),
        ("noun", Kind::Noun),
        ("adjective", Kind::Adjective),
        ("any", Kind::Any),
    ];

    pub fn admits(self, upos: Upos, verbal: bool) -> bool {
        match self {
            Kind::Verb => matches!(upos, Upos::Verb | Upos::Aux) || verbal,
            Kind::Noun => matches!(upos, Upos::Noun | Upos::Propn | Upos::X | Upos::Sym),
            Kind::Adjective => matches!(upos, Upos::Adj | Upos::Verb),
            Kind::Any => true,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Class {
    pub name: String,
    pub kind: Kind,
    pub entries: Vec<Entry>,
}

/// One word or idiom of a class.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Lemmas in order, the first being the trigger.
    pub words: Vec<String>,
    /// A reflexive pronoun must hang on the trigger.
    pub reflexive: bool,
    /// The word means war only among other signs of it.
    pub ambiguous: bool,
    /// What marks its object, when the object is not direct.
    pub marker: Vec<String>,
}

/// How arguments stand around a kind of trigger.
#[derive(Debug)]
pub(crate) struct Construction {
    pub name: String,
    pub kind: Kind,
    pub when: Vec<Test>,
    pub unless: Vec<Test>,
    /// Each function's ways, tried in order.
    pub ways: Vec<(FunctionIx, Vec<Way>)>,
}

/// One way to reach an argument, step by step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Way {
    pub steps: Vec<Step>,
    /// The pattern as written, for explanations.
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// To dependents.
    Down(Relations, Vec<Filter>),
    /// To the head, when this word hangs on it by the relation.
    Up(Relations, Vec<Filter>),
    /// To nearby words before, nearest first, whatever the arcs.
    Left(Vec<Filter>),
    /// To nearby words after, nearest first, whatever the arcs.
    Right(Vec<Filter>),
    /// The word itself.
    Stay(Vec<Filter>),
    /// By a function, with the markers it is asked for.
    Call(FunctionIx, Vec<String>),
}

/// Something that must be so of a trigger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Test {
    pub steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Filter {
    /// Its lemma is one of these.
    Lemma(Vec<String>),
    /// A dependent by `case` or `mark` has one of these lemmas (or forms).
    Case(Vec<String>),
    /// The markers the function was asked for.
    Asked,
    /// Part of speech.
    Upos(Vec<Upos>),
    /// A morphological feature.
    Feature(String, Vec<String>),
    /// Member of a class.
    Member(ClassIx),
    /// None of the given holds.
    Not(Box<Filter>),
}

/// What may fill a role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Label {
    /// One that fights: an army, a group, a state that acts, its members.
    Force,
    /// Somewhere.
    Place,
    /// People, armed or not.
    People,
    /// People of no armed side.
    Civilians,
    /// Anything.
    Any,
    /// A number of things or people.
    Count,
}

impl Label {
    /// Every label with its spelling.
    pub const NAMES: [(&'static str, Label); 6] = [
        ("Force", Label::Force),
        ("Place", Label::Place),
        ("People", Label::People),
        ("Civilians", Label::Civilians),
        ("Any", Label::Any),
        ("Count", Label::Count),
    ];
}

/// What a role contributes to a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// Who does it.
    Agent,
    /// To whom.
    Target,
    /// Where.
    Place,
    /// Origin.
    From,
    /// Destination.
    To,
    /// Route.
    Via,
    /// Nearby.
    Near,
    /// Direction.
    Direction,
    /// A number or the people counted.
    Count,
    /// Only constrains the match.
    Other,
}

impl Part {
    /// Every part with its spelling.
    pub const NAMES: [(&'static str, Part); 10] = [
        ("agent", Part::Agent),
        ("target", Part::Target),
        ("place", Part::Place),
        ("from", Part::From),
        ("to", Part::To),
        ("via", Part::Via),
        ("near", Part::Near),
        ("direction", Part::Direction),
        ("count", Part::Count),
        ("other", Part::Other),
    ];
}

/// A role of a rule.
#[derive(Debug)]
pub(crate) struct Role {
    pub part: Part,
    pub required: bool,
    pub labels: Vec<Label>,
    /// Classes one of which the word must be in, where no label fits it.
    pub classes: Vec<ClassIx>,
    pub ways: Vec<Way>,
}

/// Where a `set` line looks for its class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Whence {
    /// Among the words the trigger hangs on.
    Over,
    /// Among the words that hang on the trigger.
    With,
    /// Anywhere in the sentence.
    Near,
}

impl Whence {
    pub const NAMES: [(&'static str, Whence); 3] = [
        ("over", Whence::Over),
        ("with", Whence::With),
        ("near", Whence::Near),
    ];
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Guard {
    pub whence: Whence,
    pub class: ClassIx,
}

/// What a rule says of a claim besides its participants.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Emit {
    /// Type.
    pub kind: Option<ClaimType>,
    /// State.
    pub state: Option<State>,
    /// Means.
    pub means: Option<Means>,
    /// What the counted role counts.
    pub number: Option<NumberKind>,
}

/// What a count is a count of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NumberKind {
    /// Dead.
    Killed,
    /// Wounded.
    Wounded,
    /// Displaced.
    Displaced,
    /// Other.
    Count,
}

impl NumberKind {
    /// Every kind with its spelling.
    pub const NAMES: [(&'static str, NumberKind); 4] = [
        ("killed", NumberKind::Killed),
        ("wounded", NumberKind::Wounded),
        ("displaced", NumberKind::Displaced),
        ("count", NumberKind::Count),
    ];
}

/// A sentence beside a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// The sentence.
    pub sentence: String,
    /// Whether the rule must match it.
    pub matches: bool,
    /// Whether the rule is known not to match it yet, for a reason that stands beside the line.
    pub missed: bool,
    /// Words each part must hold.
    pub roles: Vec<(Part, String)>,
    /// File and line, for messages.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

/// A rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub name: String,
    pub file: String,
    pub line: usize,
    pub roles: Vec<Role>,
    /// At least one of these parts must be filled.
    pub any_of: Vec<Vec<Part>>,
    pub emit: Emit,
    pub sets: Vec<(Emit, Guard)>,
    pub guards: Vec<Guard>,
    pub unless: Vec<Guard>,
    pub tests: Vec<Test>,
    pub unless_tests: Vec<Test>,
    /// Heat the document needs beyond the gate's.
    pub heat: Option<i32>,
    pub examples: Vec<Example>,
}

impl Program {
    /// Names of the rules, in file order.
    pub fn rules(&self) -> impl Iterator<Item = (RuleIx, &str)> {
        self.rules
            .iter()
            .enumerate()
            .map(|(ix, rule)| (ix, rule.name.as_str()))
    }

    /// A rule's name.
    pub fn name(&self, rule: RuleIx) -> &str {
        &self.rules[rule].name
    }

    /// File and line of a rule.
    pub fn place(&self, rule: RuleIx) -> (&str, usize) {
        (&self.rules[rule].file, self.rules[rule].line)
    }

    /// What a rule emits.
    pub fn emits(&self, rule: RuleIx) -> &Emit {
        &self.rules[rule].emit
    }

    /// The sentences beside a rule.
    pub fn examples(&self, rule: RuleIx) -> &[Example] {
        &self.rules[rule].examples
    }

    /// The index of a class by name.
    pub fn class(&self, name: &str) -> Option<usize> {
        self.classes.iter().position(|class| class.name == name)
    }
}
