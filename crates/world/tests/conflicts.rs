//! Names that dispatches on the conflicts of the last years use, each in a document about its
//! country: `conflicts.tsv` says what it must mean.

mod support;

use support::{meaning, world};

#[test]
fn names_of_conflicts_mean_what_they_should() {
    let world = world();
    let mut wrong = Vec::new();
    let mut counted = (0, 0);
    for line in include_str!("conflicts.tsv").lines().skip(3) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [country, kind, name, id] = cells[..] else {
            panic!("four columns, not {line:?}");
        };
        let found = if kind == "actor" {
            counted.0 += 1;
            let hits = world.actors.named(name);
            let ranked = world
                .actors
                .resolve(&hits, &[(country.to_owned(), 1.0)], None);
            ranked
                .first()
                .map(|(ix, _)| world.actors.get(*ix).id.clone())
        } else {
            counted.1 += 1;
            meaning(&world, name, country)
        };
        if found.as_deref() != Some(id) {
            wrong.push(format!("{country} {kind} {name}: {found:?}, not {id}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counted.0 > 400 && counted.1 > 800, "{counted:?}");
}
