//! What a pack says about who speaks and how surely: verbs and nouns of saying, expressions that
//! hand the word over, small function words, words of modality. Compiled once; matched against
//! the interned strings of a document so that each distinct string is looked up once.

use selon_model::{Anonymity, Modality, Stance};
use selon_rules::{PackError, PackFiles};
use selon_text::Keyed;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// File of verbs of saying.
const SPEECH: &str = "lexicon/speech.tsv";
/// File of nouns that speak.
const SOURCES: &str = "lexicon/sources.tsv";
/// File of expressions that hand the word over.
const ATTRIBUTION: &str = "lexicon/attribution.tsv";
/// File of measure nouns.
const MEASURES: &str = "lexicon/measures.tsv";
/// File of words that describe sources.
pub(crate) const PROFILES: &str = "lexicon/profiles.tsv";
/// File of function words.
const MARKERS: &str = "lexicon/markers.tsv";
/// File of modality words.
const MODALITY: &str = "lexicon/modality.tsv";

/// How far the writer stands behind what a verb of saying reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Commitment {
    /// Takes no side.
    Neutral,
    /// Takes it as true.
    Factive,
    /// Keeps a distance.
    Doubtful,
    /// Nothing is put forward as having happened.
    None,
}

/// What may stand as the content of a verb of saying.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Content {
    /// A clause.
    pub clause: bool,
    /// An infinitive.
    pub infinitive: bool,
    /// A noun phrase that tells what is said.
    pub object: bool,
    /// Saying it is the event; a noun phrase beside it is not content.
    pub act: bool,
    /// Quotation marks or an inverted clause.
    pub quote: bool,
    /// A noun phrase, when the verb is negated or refused: what is passed over.
    pub silence: bool,
    /// Only a document says it so ("une vidéo montre").
    pub shown: bool,
}

/// A verb of saying.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verb {
    /// What its subject does.
    pub stance: Stance,
    /// Where the writer stands.
    pub commitment: Commitment,
    /// What may be its content.
    pub content: Content,
    /// Forms that must follow the verb ("faire savoir": the second word).
    pub tail: Vec<String>,
}

/// What sort of speaker a noun names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NounKind {
    /// Said only to be a source.
    Source,
    /// One person, or several of a sort.
    Person,
    /// Several, not an office.
    People,
    /// A body that speaks for itself.
    Office,
    /// A press organ.
    Medium,
    /// What it says is said by whoever issued it.
    Document,
    /// A count: it speaks through whoever issued it, or is the writer's own.
    Tally,
    /// A word beside a source that tells what sort it is.
    Quality,
}

/// A noun that speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Noun {
    /// What sort.
    pub kind: NounKind,
    /// Who it is when it has no name.
    pub anonymity: Anonymity,
}

/// What an attributing expression does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// The phrase after it speaks.
    According,
    /// The same, when the noun is known to speak.
    Known,
    /// The same, set off by commas only.
    Opinion,
    /// Speaks by itself for whoever spoke last.
    Pronoun,
    /// A source noun follows: "de source militaire".
    Source,
    /// The same source again.
    PronounSource,
    /// A source about which nothing is said.
    Anonymous,
    /// The phrase after it carries another's words.
    Carrier,
    /// The phrase after it speaks for the subject.
    Mouthpiece,
    /// The phrase after it is cited by whoever speaks.
    Cited,
    /// To whom a verb of saying is addressed.
    Addressee,
    /// Where it is said.
    Medium,
    /// What somebody is asked or keeps silent about.
    Topic,
    /// Before whom or on what occasion something is said: stepped over with its noun phrase.
    Setting,
    /// How something is said ("par téléphone"): stepped over.
    Aside,
    /// Agent of a passive.
    Agent,
    /// Looks like one of these and is not.
    Never,
}

/// An expression, by its words after the first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expression<T> {
    /// Every form, in order.
    pub forms: Vec<String>,
    /// What it does.
    pub value: T,
}

/// What a modality word does to what it governs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sureness {
    /// Sets the modality.
    Sets(Modality),
    /// Changes nothing; its own negation and mood count.
    Through,
    /// Changes nothing, negated or not.
    ThroughNegated,
    /// Denied as it stands, asserted when negated.
    Failed,
    /// Near future in the present and the imperfect.
    Future,
    /// Hedged unless in the past.
    Possible,
    /// Planned unless in a compound past: "a dû partir" has happened.
    Obliged,
    /// Purpose before an infinitive in the present.
    Purpose,
}

/// Where a modality word stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// Governs, as a verb.
    Verb,
    /// Governs, as a verb, an infinitive or a clause only.
    Infinitive,
    /// Governs, as a noun.
    Noun,
    /// Beside a noun.
    Beside,
    /// Governs, as an adjective.
    Adjective,
    /// Beside a noun that is announced.
    Announced,
    /// Anywhere in the clause.
    Adverb,
    /// Right before an infinitive or a noun.
    Before,
    /// Before a clause.
    Impersonal,
}

/// Parts small words play, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks(pub u32);

macro_rules! marks {
    ($($name:ident $text:literal $bit:literal,)+) => {
        impl Marks {
            $(#[allow(missing_docs)] pub const $name: Marks = Marks(1 << $bit);)+
            /// The mark with this name in a pack.
            fn parse(text: &str) -> Option<Marks> {
                match text { $($text => Some(Marks::$name),)+ _ => None }
            }
        }
    };
}

marks! {
    NEGATION_FIRST "negation-first" 0,
    NEGATION_SECOND "negation-second" 1,
    RESTRICTION "restriction" 2,
    CONTENT "content" 3,
    CONDITION "condition" 4,
    RELATIVE "relative" 5,
    OF "of" 6,
    TO "to" 7,
    BY "by" 8,
    IN "in" 9,
    PURPOSE "purpose" 10,
    WITHOUT "without" 11,
    BEFORE "before" 12,
    AFTER "after" 13,
    AND "and" 14,
    NEITHER "neither" 15,
    CONTRAST "contrast" 16,
    CONTRAST_CLAUSE "contrast-clause" 17,
    REFLEXIVE "reflexive" 18,
    SUBJECT_PRONOUN "subject-pronoun" 19,
    FIRST_PERSON "first-person" 20,
    IMPERSONAL "impersonal" 21,
    CLITIC "clitic" 22,
    INDEFINITE "indefinite" 23,
    DEFINITE "definite" 24,
    PLURAL "plural" 25,
    NOBODY "nobody" 26,
    ALSO "also" 27,
    NEGATION_BESIDE "negation-beside" 28,
    HONORIFIC "honorific" 29,
    SELF "self" 30,
    BE_HAVE "be" 31,
}

impl Marks {
    /// True when any of the given marks is set.
    pub fn any(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }
    /// Both sets.
    pub const fn or(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }
}

/// Everything compiled.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Verbs of saying by lemma; those with a tail come first.
    pub verbs: Keyed<Vec<Verb>>,
    /// Nouns that speak by lemma.
    pub nouns: Keyed<Noun>,
    /// Expressions by first form, longest first.
    pub expressions: Keyed<Vec<Expression<Part>>>,
    /// Stance of expressions, by their joined forms.
    pub stances: BTreeMap<String, Stance>,
    /// Measure nouns.
    pub measures: BTreeSet<String>,
    /// Nouns that tell what sort of body a source is.
    pub profiles: BTreeSet<String>,
    /// Function words.
    pub marks: Keyed<Marks>,
    /// Modality words by lemma: verbs, nouns, adjectives.
    pub sureness: Keyed<Vec<(Place, Sureness)>>,
    /// Modality expressions by first form, longest first.
    pub sure_expressions: Keyed<Vec<Expression<(Place, Sureness)>>>,
    /// Endings of a verb's name and of its conditional.
    pub conditional: Vec<(String, String)>,
    contractions: BTreeMap<String, Vec<String>>,
}

/// Lower case, straight apostrophes.
pub fn plain(text: &str) -> Cow<'_, str> {
    let lower = selon_text::lower(text);
    if !lower.is_ascii() && lower.contains('’') {
        lower.replace('’', "'").into()
    } else {
        lower
    }
}

impl Lexicon {
    /// Compiles the pack's part; every error at once.
    pub fn compile(pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        let mut lexicon = Lexicon::default();
        let mut errors = Vec::new();
        let mut fail = |file: &str, line: usize, column: usize, cell: &str, message: String| {
            errors.push(PackError {
                file: file.to_owned(),
                line,
                column,
                length: cell.chars().count().max(1),
                message,
                help: Some("the head of the file lists what is allowed".to_owned()),
            });
        };
        for (line, cells) in pack.rows(MARKERS) {
            let [part, forms] = cells[..] else {
                fail(MARKERS, line, 1, "", "expected two cells".to_owned());
                continue;
            };
            let mut forms = forms
                .split_whitespace()
                .map(|form| plain(form).into_owned());
            if part == "contraction" {
                if let Some(written) = forms.next() {
                    lexicon.contractions.insert(written, forms.collect());
                }
                continue;
            }
            if part == "conditional" {
                for pair in forms {
                    match pair.split_once(':') {
                        Some((infinitive, form)) => lexicon
                            .conditional
                            .push((infinitive.to_owned(), form.to_owned())),
                        None => fail(
                            MARKERS,
                            line,
                            2,
                            &pair,
                            format!("expected two endings joined by `:`, found `{pair}`"),
                        ),
                    }
                }
                continue;
            }
            if part == "have" {
                for form in forms {
                    lexicon.marks.or_default(&form).0 |= Marks::BE_HAVE.0;
                }
                continue;
            }
            match Marks::parse(part) {
                Some(mark) => {
                    for form in forms {
                        lexicon.marks.or_default(&form).0 |= mark.0;
                    }
                }
                None => fail(MARKERS, line, 1, part, format!("no such part: {part}")),
            }
        }
        for (line, cells) in pack.rows(SPEECH) {
            let [verb, stance, commitment, content] = cells[..] else {
                fail(SPEECH, line, 1, "", "expected four cells".to_owned());
                continue;
            };
            let Some(stance) = Stance::parse(stance) else {
                fail(SPEECH, line, 1, stance, format!("no such stance: {stance}"));
                continue;
            };
            let commitment = match commitment {
                "neutral" => Commitment::Neutral,
                "factive" => Commitment::Factive,
                "doubtful" => Commitment::Doubtful,
                "none" => Commitment::None,
                other => {
                    fail(
                        SPEECH,
                        line,
                        1,
                        other,
                        format!("no such commitment: {other}"),
                    );
                    continue;
                }
            };
            let mut allowed = Content::default();
            for word in content.split_whitespace() {
                match word {
                    "que" => allowed.clause = true,
                    "inf" => allowed.infinitive = true,
                    "obj" => allowed.object = true,
                    "act" => allowed.act = true,
                    "quote" => allowed.quote = true,
                    "silence" => allowed.silence = true,
                    "shown" => allowed.shown = true,
                    other => fail(SPEECH, line, 1, other, format!("no such content: {other}")),
                }
            }
            let mut forms = lexicon.forms(verb);
            if forms.is_empty() {
                fail(SPEECH, line, 1, verb, "a verb is missing".to_owned());
                continue;
            }
            let lemma = forms.remove(0);
            let list = lexicon.verbs.or_default(&lemma);
            list.push(Verb {
                stance,
                commitment,
                content: allowed,
                tail: forms,
            });
            list.sort_by_key(|entry| std::cmp::Reverse(entry.tail.len()));
        }
        for (line, cells) in pack.rows(SOURCES) {
            let [noun, kind, anonymity] = cells[..] else {
                fail(SOURCES, line, 1, "", "expected three cells".to_owned());
                continue;
            };
            let kind = match kind {
                "source" => NounKind::Source,
                "person" => NounKind::Person,
                "people" => NounKind::People,
                "office" => NounKind::Office,
                "medium" => NounKind::Medium,
                "document" => NounKind::Document,
                "tally" => NounKind::Tally,
                "quality" => NounKind::Quality,
                other => {
                    fail(SOURCES, line, 1, other, format!("no such kind: {other}"));
                    continue;
                }
            };
            let Some(anonymity) = Anonymity::parse(anonymity) else {
                fail(
                    SOURCES,
                    line,
                    1,
                    anonymity,
                    format!("no such anonymity: {anonymity}"),
                );
                continue;
            };
            // A noun that also serves as a quality ("un policier", "une source policière") keeps
            // its noun reading here; the anonymity is the same.
            let noun = plain(noun);
            if !lexicon.nouns.contains_key(&noun) {
                lexicon.nouns.insert(noun.into(), Noun { kind, anonymity });
            }
        }
        for (line, cells) in pack.rows(ATTRIBUTION) {
            let [text, part, stance] = cells[..] else {
                fail(ATTRIBUTION, line, 1, "", "expected three cells".to_owned());
                continue;
            };
            let part = match part {
                "according" => Part::According,
                "according-known" => Part::Known,
                "opinion" => Part::Opinion,
                "pronoun" => Part::Pronoun,
                "source" => Part::Source,
                "pronoun-source" => Part::PronounSource,
                "anonymous" => Part::Anonymous,
                "carrier" => Part::Carrier,
                "carrier-voice" => Part::Mouthpiece,
                "cited" => Part::Cited,
                "addressee" => Part::Addressee,
                "medium" => Part::Medium,
                "topic" => Part::Topic,
                "setting" => Part::Setting,
                "aside" => Part::Aside,
                "agent" => Part::Agent,
                "never" => Part::Never,
                other => {
                    fail(
                        ATTRIBUTION,
                        line,
                        1,
                        other,
                        format!("no such part: {other}"),
                    );
                    continue;
                }
            };
            let Some(stance) = Stance::parse(stance) else {
                fail(
                    ATTRIBUTION,
                    line,
                    1,
                    stance,
                    format!("no such stance: {stance}"),
                );
                continue;
            };
            let forms = lexicon.forms(text);
            lexicon.stances.insert(forms.join(" "), stance);
            insert(&mut lexicon.expressions, forms, part);
        }
        for (_, cells) in pack.rows(MEASURES) {
            if let Some(noun) = cells.first() {
                lexicon.measures.insert(plain(noun).into());
            }
        }
        for (_, cells) in pack.rows(PROFILES) {
            if let [noun, "kind" | "office"] = cells[..] {
                lexicon.profiles.insert(plain(noun).into());
            }
        }
        for (line, cells) in pack.rows(MODALITY) {
            let [text, place, class] = cells[..] else {
                fail(MODALITY, line, 1, "", "expected three cells".to_owned());
                continue;
            };
            let sureness = match class {
                "through" => Sureness::Through,
                "through-negated" => Sureness::ThroughNegated,
                "failed" => Sureness::Failed,
                "future" => Sureness::Future,
                "possible" => Sureness::Possible,
                "obliged" => Sureness::Obliged,
                "purpose" => Sureness::Purpose,
                other => match Modality::parse(other) {
                    Some(modality) => Sureness::Sets(modality),
                    None => {
                        fail(MODALITY, line, 1, other, format!("no such class: {other}"));
                        continue;
                    }
                },
            };
            let place = match place {
                "verb" => Place::Verb,
                "verb-inf" => Place::Infinitive,
                "noun" => Place::Noun,
                "adj" => Place::Beside,
                "adj-gov" => Place::Adjective,
                "adj-planned" => Place::Announced,
                "adv" => Place::Adverb,
                "before" => Place::Before,
                "impersonal" => Place::Impersonal,
                other => {
                    fail(
                        MODALITY,
                        line,
                        1,
                        other,
                        format!("no such part of speech: {other}"),
                    );
                    continue;
                }
            };
            let forms = lexicon.forms(text);
            if matches!(place, Place::Adverb | Place::Before | Place::Impersonal) {
                insert(&mut lexicon.sure_expressions, forms, (place, sureness));
            } else {
                lexicon
                    .sureness
                    .or_default(&plain(text))
                    .push((place, sureness));
            }
        }
        (lexicon, errors)
    }

    /// The words of an expression as a document would hold them: contractions taken apart,
    /// elided words cut after the apostrophe.
    pub fn forms(&self, text: &str) -> Vec<String> {
        let mut forms = Vec::new();
        for word in plain(text).split_whitespace() {
            if let Some(parts) = self.contractions.get(word) {
                forms.extend(parts.iter().cloned());
                continue;
            }
            let mut rest = word;
            while let Some(at) = rest.find('\'') {
                // Only short elisions are cut; longer words keep their apostrophe.
                if at > 4 || at + 1 == rest.len() {
                    break;
                }
                forms.push(rest[..=at].to_owned());
                rest = &rest[at + 1..];
            }
            if !rest.is_empty() {
                forms.push(rest.to_owned());
            }
        }
        forms
    }
}

/// Files an expression under its first form, longest first.
fn insert<T: Clone>(index: &mut Keyed<Vec<Expression<T>>>, forms: Vec<String>, value: T) {
    let Some(first) = forms.first() else {
        return;
    };
    let list = index.or_default(first);
    list.push(Expression { forms, value });
    list.sort_by_key(|entry| std::cmp::Reverse(entry.forms.len()));
}
