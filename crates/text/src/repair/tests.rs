//! Corrections of trees that no parser would make: whatever they are, they stay trees.

use super::{Labels, sentence};
use crate::document::{DocumentBuilder, Sentence, Upos, Word};
use crate::segmentation::Segmentation;
use selon_model::{Language, Span};

const RULES: &str = r#"
weekdays = ["lundi"]
months = ["mai"]
unaccusatives = ["tomber"]
agent_prepositions = ["par"]
clause_prepositions = ["selon"]
repeated_prepositions = ["de"]
object_relatives = ["que"]
"#;

const FORMS: [&str; 15] = [
    ",", ",", ";", ":", "lundi", "12", "mai", "par", "selon", "de", "que", "tomber", "-il", "x.",
    "mot",
];

const LABELS: [&str; 26] = [
    "nsubj",
    "nsubj",
    "nsubj:pass",
    "obj",
    "obl",
    "obl:arg",
    "obl:agent",
    "nmod",
    "nmod",
    "conj",
    "conj",
    "conj",
    "appos",
    "acl",
    "acl",
    "acl:relcl",
    "advcl",
    "ccomp",
    "xcomp",
    "case",
    "det",
    "nummod",
    "amod",
    "aux:tense",
    "aux:pass",
    "parataxis",
];

const FEATS: [&str; 10] = [
    "",
    "VerbForm=Fin",
    "VerbForm=Fin|Number=Plur",
    "VerbForm=Part|Tense=Past|Gender=Masc|Number=Plur",
    "VerbForm=Part|Tense=Past|Gender=Fem|Number=Sing",
    "VerbForm=Part|Tense=Pres",
    "PronType=Rel",
    "Gender=Masc|Number=Plur",
    "Gender=Fem|Number=Sing|Definite=Def",
    "Reflex=Yes",
];

const TAGS: [Upos; 12] = [
    Upos::Verb,
    Upos::Verb,
    Upos::Noun,
    Upos::Noun,
    Upos::Propn,
    Upos::Pron,
    Upos::Num,
    Upos::Adj,
    Upos::Adp,
    Upos::Det,
    Upos::Cconj,
    Upos::Adv,
];

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// Words of the sentence before: none of them is any of the corrected one's.
const BEFORE: usize = 1;

/// Adds a word of a sentence, one letter wide.
fn add(
    builder: &mut DocumentBuilder,
    (sentence, at): (u32, u32),
    form: &str,
    upos: Upos,
    feats: &str,
    head: Option<u32>,
    label: &str,
) {
    let (form, feats, deprel) = (builder.sym(form), builder.sym(feats), builder.sym(label));
    builder.document().words.push(Word {
        span: Span {
            start: at,
            end: at + 1,
        },
        form,
        lemma: form,
        upos,
        feats,
        head,
        deprel,
        sentence,
    });
}

/// Makes sentences of words one letter wide.
fn split(builder: &mut DocumentBuilder, sentences: [std::ops::Range<usize>; 2]) {
    for words in sentences {
        builder.document().sentences.push(Sentence {
            span: Span {
                start: words.start as u32,
                end: words.end as u32,
            },
            words,
            paragraph: 0,
            heading: false,
        });
    }
}

/// One sentence of a random tree behind another, corrected: what was wrong with it then.
fn corrected(chance: &mut Chance, rules: &Segmentation) -> Result<(), String> {
    let n = 2 + chance.below(9);
    let mut builder = DocumentBuilder::new("x".repeat(BEFORE + n), Language::French);
    add(&mut builder, (0, 0), "mot", Upos::Noun, "", None, "root");
    // Words are hung on words that hang already, in any order.
    let mut order: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        order.swap(i, chance.below(i + 1));
    }
    let mut heads = vec![None; n];
    for i in 1..n {
        // The nearer of two, as heads are near mostly.
        let (a, b) = (order[chance.below(i)], order[chance.below(i)]);
        let near = if a.abs_diff(order[i]) < b.abs_diff(order[i]) {
            a
        } else {
            b
        };
        heads[order[i]] = Some((BEFORE + near) as u32);
    }
    // A few kinds of words a tree: corrections ask for many things at once.
    let mut few = |of: usize| {
        [
            chance.below(of),
            chance.below(of),
            chance.below(of),
            chance.below(of),
        ]
    };
    let (forms, tags) = (few(FORMS.len()), few(TAGS.len()));
    let (feats_of, labels_of) = (few(FEATS.len()), few(LABELS.len()));
    let mut shown = String::new();
    for (w, head) in heads.iter().enumerate() {
        let form = FORMS[forms[chance.below(4)]];
        let sign = matches!(form, "," | ";" | ":");
        let upos = if sign {
            Upos::Punct
        } else {
            TAGS[tags[chance.below(4)]]
        };
        let feats = FEATS[feats_of[chance.below(4)]];
        let label = match upos {
            Upos::Cconj => "cc",
            _ if head.is_none() => "root",
            _ => LABELS[labels_of[chance.below(4)]],
        };
        // Two words of one contraction, now and then.
        let at = (BEFORE + w.saturating_sub(usize::from(chance.below(4) == 0))) as u32;
        let w = BEFORE + w;
        shown += &format!("{w} {form} {upos:?} {feats} {head:?} {label}\n");
        add(&mut builder, (1, at), form, upos, feats, *head, label);
    }
    let range = BEFORE..BEFORE + n;
    split(&mut builder, [0..BEFORE, range.clone()]);
    let labels = Labels::new(&mut builder);
    sentence(&mut builder, range.clone(), rules, &labels);
    let document = builder.finish();
    let mut words = range.clone();
    let roots = words
        .clone()
        .filter(|w| document.head(*w).is_none())
        .count();
    let circle = words.find(|w| document.ancestors(*w).any(|above| above == *w));
    let within = |w: usize| {
        let head = document.head(w);
        head.is_none_or(|head| range.contains(&head))
    };
    let apart = document.head(0).is_none() && range.clone().all(within);
    if roots == 1 && circle.is_none() && apart {
        return Ok(());
    }
    for w in range {
        shown += &format!("{w} -> {:?} {}\n", document.head(w), document.deprel(w));
    }
    Err(shown)
}

#[test]
fn corrected_trees_are_trees() {
    let rules = Segmentation::parse(RULES).unwrap();
    let mut chance = Chance(77);
    for round in 0..200_000 {
        if let Err(tree) = corrected(&mut chance, &rules) {
            panic!("tree {round}:\n{tree}");
        }
    }
}

#[test]
fn what_a_comma_opens_is_joined_to_nothing_before_its_sentence() {
    let rules = Segmentation::parse(RULES).unwrap();
    let words = [
        ("mot", Upos::Noun, None, "root"),
        (",", Upos::Punct, Some(2), "punct"),
        ("mot", Upos::Noun, None, "root"),
        (",", Upos::Punct, Some(6), "punct"),
        ("x.", Upos::Cconj, Some(6), "cc"),
        ("de", Upos::Adp, Some(6), "case"),
        ("mot", Upos::Noun, Some(2), "conj"),
    ];
    let mut builder = DocumentBuilder::new("x".repeat(words.len()), Language::French);
    for (at, (form, upos, head, label)) in (0u32..).zip(words) {
        let place = (u32::from(at > 0), at);
        add(&mut builder, place, form, upos, "", head, label);
    }
    split(&mut builder, [0..BEFORE, BEFORE..words.len()]);
    let labels = Labels::new(&mut builder);
    sentence(&mut builder, BEFORE..words.len(), &rules, &labels);
    let document = builder.finish();
    assert_eq!(document.head(0), None);
    assert!((BEFORE..words.len()).all(|w| document.head(w) != Some(0)));
}
