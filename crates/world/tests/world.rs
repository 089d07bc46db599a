//! The committed tables and index together: they pass their own checks, names mean what they
//! should, spellings meet and keep apart.

use selon_world::{PlaceContext, World, consonant_key, fold, lint};

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world")
}

fn tables() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for kind in ["actors", "outlets", "camps", "places"] {
        let Ok(entries) = std::fs::read_dir(folder().join(kind)) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = format!("world/{kind}/{}", entry.file_name().to_string_lossy());
            if name.ends_with(".tsv") {
                let text = std::fs::read_to_string(entry.path()).expect("a table is UTF-8");
                out.push((name, text));
            }
        }
    }
    out.sort();
    out
}

fn index() -> &'static [u8] {
    let bytes = std::fs::read(folder().join("places.idx")).expect("the index is committed");
    Box::leak(bytes.into_boxed_slice())
}

fn world() -> World {
    let tables = tables();
    let tables: Vec<(&str, &str)> = tables
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    World::new(&tables, index()).unwrap_or_else(|errors| {
        panic!(
            "{}",
            errors.iter().map(|e| format!("{e}\n")).collect::<String>()
        )
    })
}

fn context(country: &str) -> PlaceContext {
    PlaceContext {
        countries: vec![(country.to_owned(), 1.0)],
        ..PlaceContext::default()
    }
}

#[test]
fn tables_pass_their_checks() {
    let tables = tables();
    let tables: Vec<(&str, &str)> = tables
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    let faults: Vec<String> = lint(&tables, index())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Spellings of one name: all must share a consonant key.
const ALIKE: &[&[&str]] = &[
    &[
        "al-Boukamal",
        "Boukamal",
        "Abou Kamal",
        "Abu Kamal",
        "Albukamal",
        "البوكمال",
        "أبو كمال",
    ],
    &[
        "Deir Ezzor",
        "Deir ez-Zor",
        "Dayr az-Zawr",
        "Deir Ezzour",
        "دير الزور",
    ],
    &["Idleb", "Idlib", "إدلب"],
    &["Raqqa", "Rakka", "Ar-Raqqah", "Racca", "الرقة"],
    &["Mossoul", "Mosul", "al-Mawsil", "الموصل"],
    &["Tal Afar", "Tall Afar", "Tel Afar", "تلعفر"],
    &["Manbij", "Minbej", "Membij", "منبج"],
    &["Jarablus", "Djarabulus", "جرابلس"],
    &["al-Chaddadi", "Shaddadi", "ash-Shaddadah", "الشدادي"],
    &["Azaz", "Aazaz", "أعزاز"],
    &["Hassaké", "Hasakah", "al-Hasaka", "الحسكة"],
    &["Khan Cheikhoun", "Khan Shaykhun", "خان شيخون"],
    &["Qamichli", "Qamishli", "Kamichli", "القامشلي"],
    &["Soueïda", "as-Suwayda", "السويداء"],
    &["Saraqeb", "Saraqib", "Sarakeb", "سراقب"],
    &["Djisr al-Choghour", "Jisr ash-Shughur", "جسر الشغور"],
    &["Mayadine", "al-Mayadin", "الميادين"],
    &["Falloujah", "Fallujah", "al-Falluja", "الفلوجة"],
    &["Benghazi", "بنغازي"],
    &["Hodeïda", "al-Hudaydah", "Hudaida", "الحديدة"],
];

/// Names of different places: no two may share a key.
const APART: &[(&str, &str)] = &[
    ("Homs", "Hama"),
    ("Idlib", "Irbil"),
    ("Raqqa", "Rachaya"),
    ("Mossoul", "Massyaf"),
    ("Deir ez-Zor", "Deir Hafer"),
    ("Tal Afar", "Tal Abyad"),
    ("Manbij", "Maarat"),
    ("Kobané", "Kidal"),
    ("Ramadi", "Rutba"),
    ("Douma", "Daraya"),
    ("Ménaka", "Mopti"),
    ("Goma", "Bunia"),
    ("Kherson", "Kharkiv"),
    ("Taïz", "Tartous"),
];

#[test]
fn spellings_of_one_name_meet() {
    let mut parted = Vec::new();
    for names in ALIKE {
        let first = consonant_key(&fold(names[0]));
        for name in &names[1..] {
            let key = consonant_key(&fold(name));
            if key != first {
                parted.push(format!("{} {first} / {name} {key}", names[0]));
            }
        }
    }
    assert!(parted.is_empty(), "{}", parted.join("\n"));
}

#[test]
fn names_of_different_places_keep_apart() {
    for (a, b) in APART {
        assert_ne!(
            consonant_key(&fold(a)),
            consonant_key(&fold(b)),
            "{a} / {b}"
        );
    }
}

#[test]
fn every_spelling_finds_the_place_in_its_country() {
    let world = world();
    let mut lost = Vec::new();
    for (country, id, names) in [
        (
            "SY",
            "geonames:174448",
            "al-Boukamal|Boukamal|Abou Kamal|Abu Kamal|Albukamal|البوكمال",
        ),
        (
            "SY",
            "geonames:170794",
            "Deir Ezzor|Deir ez-Zor|Dayr az-Zawr|دير الزور",
        ),
        ("SY", "geonames:169389", "Idleb|Idlib|إدلب"),
        ("SY", "geonames:172955", "Raqqa|Rakka|Ar-Raqqah|الرقة"),
        ("SY", "geonames:170063", "Alep|Aleppo|Haleb|حلب"),
        ("IQ", "geonames:99072", "Mossoul|Mosul|الموصل"),
        ("SY", "geonames:167357", "Manbij|Minbej|Membij|منبج"),
    ] {
        for name in names.split('|') {
            let found = world.places.resolve(name, &context(country));
            let best = found.first().map(|(place, _)| world.places.get(*place));
            if best.as_ref().is_none_or(|record| record.id != id) {
                lost.push(format!("{name}: {best:?}"));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn compiled_tables_say_what_the_tables_say() {
    let parsed = world();
    let compiled: &'static [u8] = parsed.compile().expect("the tables fit the format").leak();
    let opened = World::open(compiled, index()).expect("just compiled");
    let actors = |world: &World| -> Vec<_> {
        world
            .actors
            .iter()
            .map(|(_, record)| record.clone())
            .collect()
    };
    assert!(!parsed.actors.is_empty());
    assert_eq!(actors(&parsed), actors(&opened));
    assert_eq!(parsed.places.counts(), opened.places.counts());
    let members = |world: &World| -> Vec<_> { world.camps.iter().cloned().collect() };
    assert_eq!(members(&parsed), members(&opened));
    assert_eq!(parsed.camps.all(), opened.camps.all());
    assert_eq!(parsed.camps.conflicts(), opened.camps.conflicts());
    for (name, country, ..) in MEANT {
        let (a, b) = (
            parsed.places.resolve(name, &context(country)),
            opened.places.resolve(name, &context(country)),
        );
        assert_eq!(a, b, "{name}");
        for (place, _) in a {
            assert_eq!(parsed.places.get(place), opened.places.get(place));
            assert_eq!(parsed.places.names(place), opened.places.names(place));
        }
    }
    // Tables of a user's own may follow.
    let mut opened = opened;
    let own = "id\tname\tkind\tcountry\tparent\tfrom\tto\tucdp\tnames_fr\tnames_en\tnames_ar\tsource\tnote\n\
               front-essai\tFront d'essai\tarmed-group\tSY\t\t\t\t\tFDS | Front d'essai\t\t\tmine\t\n";
    opened
        .add_tables(&[("mine/actors/own.tsv", own)])
        .expect("a sound table");
    assert_eq!(opened.actors.named("front d'essai").len(), 1);
    assert!(opened.actors.named("FDS").len() > 1);
    // And an id that is taken is told.
    let taken = own.replace("front-essai", "isis");
    let errors = opened
        .add_tables(&[("mine/actors/own.tsv", &taken)])
        .expect_err("isis is taken");
    assert!(errors[0].problem.contains("`isis` is taken"), "{errors:?}");
}

#[test]
fn damaged_compiled_tables_are_refused_or_harmless() {
    let compiled = world().compile().expect("the tables fit the format");
    for cut in [0, 3, 8, 100, compiled.len() / 3, compiled.len() - 1] {
        let bytes: &'static [u8] = compiled[..cut].to_vec().leak();
        assert!(World::open(bytes, index()).is_err(), "cut at {cut}");
    }
    // Bytes overwritten in the middle of a record give an empty one, and no panic.
    let mut spoiled = compiled;
    let middle = spoiled.len() / 20;
    spoiled[middle..middle + 64].fill(0xff);
    let bytes: &'static [u8] = spoiled.leak();
    if let Ok(world) = World::open(bytes, index()) {
        assert!(world.actors.iter().count() > 0);
    }
    assert!(
        World::open(world().compile().expect("fits").leak(), &[]).is_err(),
        "tables go with their index"
    );
}

#[test]
fn damaged_indexes_are_refused_or_harmless() {
    let good = index();
    for cut in [0, 7, 20, 48, 1000, good.len() / 2] {
        let bytes: &'static [u8] = Box::leak(good[..cut].to_vec().into_boxed_slice());
        assert!(cut == 0 || World::new(&[], bytes).is_err(), "cut at {cut}");
    }
}

#[test]
fn faults_of_tables_are_told_all_at_once() {
    let actors = "id\tname\tkind\tcountry\tparent\tfrom\tto\tucdp\tnames_fr\tnames_en\tnames_ar\tsource\tnote\n\
                  a\tA\tnothing\tSY\t\t2014-13\t\t\t\t\t\t\t\n\
                  a\tB\tstate\tSY\t\t\t\t\t\t\t\tISO\t\n";
    let errors = World::new(&[("world/actors/x.tsv", actors)], &[]).expect_err("four faults");
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(
        told[0].starts_with("world/actors/x.tsv:2 [source]: the cell is empty"),
        "{told:#?}"
    );
}

/// Name, country of the document, feature the text names, id that must come first.
const MEANT: &[(&str, &str, Option<&str>, &str)] = &[
    ("Deir ez-Zor", "SY", None, "geonames:170794"),
    ("Deir ez-Zor", "SY", Some("region"), "geonames:170792"),
    ("Homs", "SY", Some("region"), "geonames:169575"),
    ("d'Idleb", "SY", Some("region"), "geonames:169387"),
    ("Tripoli", "LY", None, "geonames:2210247"),
    ("Tripoli", "LB", None, "geonames:266826"),
    ("Syrie", "", None, "geonames:163843"),
    ("Ghouta orientale", "SY", None, "selon:eastern-ghouta"),
    (
        "frontière syro-irakienne",
        "SY",
        None,
        "selon:syria-iraq-border",
    ),
    ("T4", "SY", Some("base"), "selon:tiyas-air-base"),
    ("Azovstal", "UA", None, "selon:azovstal"),
    ("Liptako-Gourma", "ML", None, "selon:three-borders"),
    ("Nord-Kivu", "CD", Some("region"), "geonames:206938"),
    ("El-Facher", "SD", None, "geonames:379555"),
];

#[test]
fn names_mean_what_the_document_is_about() {
    let world = world();
    let mut wrong = Vec::new();
    for (name, country, feature, id) in MEANT {
        let mut context = context(country);
        if country.is_empty() {
            context.countries.clear();
        }
        context.feature = *feature;
        let found = world.places.resolve(name, &context);
        let best = found.first().map(|(place, _)| world.places.get(*place).id);
        if best.as_deref() != Some(id) {
            wrong.push(format!("{name} in {country}: {best:?}, not {id}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Short words are no places where nothing speaks for them.
    for word in ["Son", "Sur", "Est", "Nord", "Lance", "zzzz", ""] {
        let found = world.places.resolve(word, &context("SY"));
        let told: Vec<String> = found
            .iter()
            .map(|(place, _)| world.places.get(*place).name)
            .collect();
        assert!(word == "Lance" || found.is_empty(), "{word}: {told:?}");
    }
}

#[test]
fn actors_resolve_by_country_and_day() {
    let world = world();
    for (name, country, id) in [("FDS", "SY", "sdf"), ("EI", "SY", "isis")] {
        let hits = world.actors.named(name);
        let ranked = world
            .actors
            .resolve(&hits, &[(country.to_owned(), 1.0)], None);
        let best = ranked
            .first()
            .map(|(ix, _)| world.actors.get(*ix).id.as_str());
        assert_eq!(best, Some(id), "{name} in {country}");
    }
}

#[test]
fn a_country_dump_becomes_an_index_of_ones_own() {
    let row = |id: &str, name: &str, class: &str, code: &str| {
        format!(
            "{id}\t{name}\t{name}\tTell Essai,تل تجربة\t36.5\t38.25\t{class}\t{code}\tSY\t\t09\t\t\t\t1200\t\t400\tAsia/Damascus\t2020-01-01"
        )
    };
    let dump = [
        row("90000001", "Tall Tajribah", "P", "PPL"),
        row("90000002", "Road Tajribah", "R", "RD"),
        "no dump at all".to_owned(),
    ]
    .join("\n");
    let (places, unread) = selon_world::parse_dump(&dump);
    assert_eq!(
        (places.len(), unread),
        (1, 1),
        "the road is left out, the odd line is told"
    );
    let own: &'static [u8] = Box::leak(selon_world::build(places).expect("one place").into());
    let mut world = world();
    world.places.add_index(own).expect("an index just built");
    for name in ["Tall Tajribah", "Tell Essai", "تل تجربة", "Tal Tajriba"] {
        let found = world.places.resolve(name, &context("SY"));
        let best = found.first().map(|(place, _)| world.places.get(*place).id);
        assert_eq!(best.as_deref(), Some("geonames:90000001"), "{name}");
    }
}
