//! Invented sentences, cut at spaces and apostrophes without tags: what the token patterns alone
//! can say, and what they must not.

use super::*;
use selon_model::Language;
use selon_rules::PackFiles;
use selon_text::{DocumentBuilder, Sentence, Upos, Word};

const FILES: &[(&str, &str)] = &[
    (
        "lexicon/classes.tsv",
        include_str!("../../../../packs/fr/lexicon/classes.tsv"),
    ),
    (
        "lexicon/groups.tsv",
        include_str!("../../../../packs/fr/lexicon/groups.tsv"),
    ),
    (
        "lexicon/group-adjectives.tsv",
        include_str!("../../../../packs/fr/lexicon/group-adjectives.tsv"),
    ),
    (
        "lexicon/traits.tsv",
        include_str!("../../../../packs/fr/lexicon/traits.tsv"),
    ),
    (
        "lexicon/demonyms.tsv",
        include_str!("../../../../packs/fr/lexicon/demonyms.tsv"),
    ),
    (
        "lexicon/peoples.tsv",
        include_str!("../../../../packs/fr/lexicon/peoples.tsv"),
    ),
    (
        "lexicon/place-nouns.tsv",
        include_str!("../../../../packs/fr/lexicon/place-nouns.tsv"),
    ),
    (
        "lexicon/place-names.tsv",
        include_str!("../../../../packs/fr/lexicon/place-names.tsv"),
    ),
    (
        "lexicon/place-prepositions.tsv",
        include_str!("../../../../packs/fr/lexicon/place-prepositions.tsv"),
    ),
    (
        "lexicon/directions.tsv",
        include_str!("../../../../packs/fr/lexicon/directions.tsv"),
    ),
    (
        "lexicon/direction-adjectives.tsv",
        include_str!("../../../../packs/fr/lexicon/direction-adjectives.tsv"),
    ),
    (
        "lexicon/pronouns.tsv",
        include_str!("../../../../packs/fr/lexicon/pronouns.tsv"),
    ),
    (
        "lexicon/numbers.tsv",
        include_str!("../../../../packs/fr/lexicon/numbers.tsv"),
    ),
    (
        "lexicon/function-words.tsv",
        include_str!("../../../../packs/fr/lexicon/function-words.tsv"),
    ),
    (
        "lexicon/name-heads.tsv",
        include_str!("../../../../packs/fr/lexicon/name-heads.tsv"),
    ),
    (
        "lexicon/not-places.tsv",
        include_str!("../../../../packs/fr/lexicon/not-places.tsv"),
    ),
    (
        "lexicon/not-actors.tsv",
        include_str!("../../../../packs/fr/lexicon/not-actors.tsv"),
    ),
];

fn lexicon() -> Lexicon {
    let (lexicon, errors) = Lexicon::compile(&PackFiles::new(FILES.iter().map(|(p, t)| (*p, *t))));
    assert_eq!(errors, Vec::new());
    lexicon
}

/// Words cut at spaces, apostrophes and the commonest marks; sentences at full stops.
fn document(text: &str) -> Document {
    let mut builder = DocumentBuilder::new(text.to_owned(), Language::French);
    let mut bounds: Vec<(usize, usize)> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let mark = matches!(c, ',' | '.' | '(' | ')' | ':' | ';' | '«' | '»');
        if c.is_whitespace() || mark {
            if let Some(from) = start.take() {
                bounds.push((from, at));
            }
            if mark {
                bounds.push((at, at + c.len_utf8()));
            }
        } else {
            let from = *start.get_or_insert(at);
            if c == '\'' || c == '’' {
                bounds.push((from, at + c.len_utf8()));
                start = None;
            }
        }
    }
    if let Some(from) = start {
        bounds.push((from, text.len()));
    }
    let mut first = 0;
    let mut sentence = 0;
    for (ix, (from, to)) in bounds.iter().enumerate() {
        let form = builder.sym(&text[*from..*to]);
        let none = builder.sym("");
        let upos = if matches!(
            &text[*from..*to],
            "," | "." | "(" | ")" | ":" | ";" | "«" | "»"
        ) {
            Upos::Punct
        } else {
            Upos::X
        };
        builder.document().words.push(Word {
            span: Span::new(*from, *to),
            form,
            lemma: form,
            upos,
            feats: none,
            head: None,
            deprel: none,
            sentence,
        });
        if &text[*from..*to] == "." || ix + 1 == bounds.len() {
            let span = Span::new(bounds[first].0, *to);
            builder.document().sentences.push(Sentence {
                span,
                words: first..ix + 1,
                paragraph: 0,
                heading: false,
            });
            first = ix + 1;
            sentence += 1;
        }
    }
    builder.finish()
}

/// Every mention as `text=referent`, the referent by its name.
fn read(text: &str) -> Vec<String> {
    let document = document(text);
    let mentions = find(&document, &lexicon(), &World::default(), &[], None);
    mentions
        .list
        .iter()
        .map(|mention| {
            let referent = match mention.referent {
                Referent::Actor(ix) => mentions.actors[ix].name.clone(),
                Referent::Place(ix) => format!("@{}", mentions.places[ix].name),
            };
            format!("{}={referent}", mention.span.of(text))
        })
        .collect()
}

fn has(text: &str, wanted: &[&str]) {
    let found = read(text);
    for one in wanted {
        assert!(
            found.iter().any(|other| other == one),
            "{text}\nwanted {one}\nfound {found:#?}"
        );
    }
}

fn has_not(text: &str, unwanted: &[&str]) {
    let found = read(text);
    for one in unwanted {
        assert!(
            !found.iter().any(|other| other.starts_with(one)),
            "{text}\nunwanted {one}\nfound {found:#?}"
        );
    }
}

#[test]
fn a_force_and_a_demonym_are_a_countrys_force() {
    has(
        "L'armée malienne a repris le poste.",
        &["armée malienne=armée malienne"],
    );
    has(
        "Des soldats nigériens patrouillent.",
        &["soldats nigériens=armée nigérienne"],
    );
    has(
        "Les forces ukrainiennes reculent.",
        &["forces ukrainiennes=armée ukrainienne"],
    );
    has(
        "Trois soldats du Tchad ont péri.",
        &["soldats du Tchad=armée tchadienne"],
    );
    has(
        "Le gouvernement soudanais dément.",
        &["gouvernement soudanais=Soudan"],
    );
    has(
        "Les rebelles yéménites avancent.",
        &["rebelles yéménites=rebelles yéménites"],
    );
}

#[test]
fn a_bare_force_is_the_one_of_the_country_spoken_of() {
    has(
        "Au Mali, l'armée recule. Les soldats fuient.",
        &["armée=armée malienne", "soldats=armée malienne"],
    );
}

#[test]
fn whose_men_they_are() {
    has(
        "Les combattants de l'armée libyenne tiennent.",
        &["combattants de l'armée libyenne=armée libyenne"],
    );
    has(
        "L'armée russe a perdu ses positions. Ses soldats fuient.",
        &["soldats=armée russe"],
    );
    has(
        "L'armée tchadienne et ses alliés avancent.",
        &["alliés=alliés"],
    );
}

#[test]
fn places_keep_what_narrows_them() {
    has(
        "Ils se battent dans le nord du Mali.",
        &["nord du Mali=@nord du Mali"],
    );
    has(
        "Elle tient la frontière soudanaise au Tchad.",
        &["frontière soudanaise=@frontière soudanaise"],
    );
    has(
        "Un raid sur le territoire ukrainien.",
        &["territoire ukrainien=@Ukraine"],
    );
    has(
        "Ils ont pris le village de Tarfala.",
        &["village de Tarfala=@Tarfala"],
    );
}

#[test]
fn ordinary_words_name_nobody() {
    has_not(
        "Un homme politique a pris position.",
        &["homme", "position"],
    );
    has_not("Le front social se fissure.", &["front"]);
    has_not("La force du vent augmente.", &["force"]);
}

#[test]
fn counts_follow_the_conventions() {
    let count = |text: &str| {
        let document = document(text);
        let mentions = find(&document, &lexicon(), &World::default(), &[], None);
        mentions
            .quantities
            .first()
            .map(|quantity| (quantity.count.min, quantity.count.max))
    };
    assert_eq!(count("Au moins 12 civils tués"), Some((Some(12), None)));
    assert_eq!(count("environ 50 civils tués"), Some((Some(50), Some(50))));
    assert_eq!(count("jusqu'à 4 000 combattants"), Some((None, Some(4000))));
    assert_eq!(
        count("plusieurs centaines de combattants"),
        Some((Some(200), None))
    );
    assert_eq!(count("des dizaines de villages"), Some((Some(20), None)));
    assert_eq!(count("des milliers de personnes"), Some((Some(1000), None)));
    assert_eq!(
        count("une trentaine de soldats"),
        Some((Some(30), Some(30)))
    );
    assert_eq!(count("entre 20 et 30 soldats"), Some((Some(20), Some(30))));
    assert_eq!(count("20 à 30 soldats"), Some((Some(20), Some(30))));
    assert_eq!(count("vingt et un soldats"), Some((Some(21), Some(21))));
    assert_eq!(
        count("trois mille cinq cents habitants"),
        Some((Some(3500), Some(3500)))
    );
    assert_eq!(
        count("plus de deux millions de personnes"),
        Some((Some(2_000_000), None))
    );
    assert_eq!(count("40 % du territoire"), None);
    assert_eq!(count("la ville est tombée"), None);
}
