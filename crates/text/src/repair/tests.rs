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

/// One sentence of a random tree, corrected: what was wrong with it then.
fn corrected(chance: &mut Chance, rules: &Segmentation) -> Result<(), String> {
    let n = 2 + chance.below(9);
    let mut builder = DocumentBuilder::new("x".repeat(n), Language::French);
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
        heads[order[i]] = Some(near as u32);
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
        let at = w.saturating_sub(usize::from(chance.below(4) == 0)) as u32;
        shown += &format!("{w} {form} {upos:?} {feats} {head:?} {label}\n");
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
            head: *head,
            deprel,
            sentence: 0,
        });
    }
    builder.document().sentences.push(Sentence {
        span: Span {
            start: 0,
            end: n as u32,
        },
        words: 0..n,
        paragraph: 0,
        heading: false,
    });
    let labels = Labels::new(&mut builder);
    sentence(&mut builder, 0..n, rules, &labels);
    let document = builder.finish();
    let roots = (0..n).filter(|w| document.head(*w).is_none()).count();
    let circle = (0..n).find(|w| document.ancestors(*w).any(|above| above == *w));
    if roots == 1 && circle.is_none() {
        return Ok(());
    }
    for w in 0..n {
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
