//! The committed tables and index together: they pass their own checks, names mean what they
//! should, spellings meet and keep apart.

mod support;

use selon_world::{World, lint};
use support::{context, index, tables, world};

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
        row("ninety", "Tall Raqm", "P", "PPL"),
        row("90000003", "Tall Ard", "P", "PPL").replace("36.5", "136.5"),
        row("90000004", "", "P", "PPL"),
        row("90000005", "Tall Sukkan", "P", "PPL").replace("1200", "many"),
        row("90000006", "Tall Aakhar", "P", "PPL"),
    ]
    .join("\n");
    let (places, bad) = selon_world::parse_dump(&dump);
    let told: Vec<String> = bad
        .iter()
        .map(|bad| format!("{}: {}", bad.line, bad.problem))
        .collect();
    assert_eq!(
        told,
        [
            "3: 1 columns where 19 belong",
            "4: the id `ninety` is no number",
            "5: the latitude `136.5` is not between -90 and 90",
            "6: the name is empty",
            "7: the population `many` is no number",
        ]
    );
    let ids: Vec<u32> = places.iter().map(|place| place.geonames).collect();
    assert_eq!(ids, [90_000_001, 90_000_006], "the road is left out");
    let own: &'static [u8] = Box::leak(selon_world::build(places).expect("two places").into());
    let mut world = world();
    world.places.add_index(own).expect("an index just built");
    for name in ["Tall Tajribah", "Tell Essai", "تل تجربة", "Tal Tajriba"] {
        let found = world.places.resolve(name, &context("SY"));
        let best = found.first().map(|(place, _)| world.places.get(*place).id);
        assert_eq!(best.as_deref(), Some("geonames:90000001"), "{name}");
    }
}
