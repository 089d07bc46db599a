//! What the checks of tables refuse: each fault alone, in an otherwise sound table.

use selon_world::lint;

const ACTORS: &str =
    "id\tname\tkind\tcountry\tparent\tfrom\tto\tucdp\tnames_fr\tnames_en\tnames_ar\tsource\tnote";
const PLACES: &str = "id\tname\tfeature\tcountry\tadmin1\tlat\tlon\tradius_km\tnames_fr\tnames_en\tnames_ar\tsource\tnote";
const CONFLICTS: &str = "id\tname_en\tname_fr\tcountries\tfrom\tto\tsource";
const CAMPS: &str = "id\tconflict\tname_en\tname_fr\tletter\tsource";
const MEMBERS: &str = "camp\tmember\trelation\tfrom\tto\tsource";

/// The faults of a table with these rows under its header.
fn faults(path: &str, header: &str, rows: &[&str]) -> Vec<String> {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    lint(&[(path, &text)], &[])
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn actors(rows: &[&str]) -> Vec<String> {
    faults("world/actors/x.tsv", ACTORS, rows)
}

fn places(rows: &[&str]) -> Vec<String> {
    faults("world/places/x.tsv", PLACES, rows)
}

#[test]
fn sound_rows_have_no_fault() {
    assert_eq!(
        actors(&[
            "a\tFront A\tarmed-group\tSY\tb\t2014-06\t2017\t\tFront A@2014..2016 | FA\tA Front\tجبهة\tmine\t",
            "b\tB\tstate\tSY | IQ\t\t\t\t\t\t\t\tmine\t",
        ]),
        Vec::<String>::new()
    );
    assert_eq!(
        places(&["selon:x\tX\ttown\tSY\t\t35\t40\t\tIks\t\tاكس\tmine\t"]),
        Vec::<String>::new()
    );
}

#[test]
fn each_fault_of_an_actor_is_told() {
    let b = "b\tB\tstate\tSY\t\t\t\t\t\t\t\tmine\t";
    for (row, told) in [
        ("b\tC\tstate\tSY\t\t\t\t\t\t\t\tmine\t", "`b` is taken"),
        (
            "a\tA\tstate\tSY\t\t\t\t\t\t\t\t\t",
            "[source]: the cell is empty",
        ),
        (
            "a\t\tstate\tSY\t\t\t\t\t\t\t\tmine\t",
            "[name]: the cell is empty",
        ),
        (
            "a\tA\tkingdom\tSY\t\t\t\t\t\t\t\tmine\t",
            "`kingdom` is no kind",
        ),
        (
            "a\tA\tstate\tSY\tnobody\t\t\t\t\t\t\tmine\t",
            "called `nobody`",
        ),
        ("a\tA\tstate\tSY\ta\t\t\t\t\t\t\tmine\t", "its own ancestor"),
        (
            "a\tA\tstate\tSyria\t\t\t\t\t\t\t\tmine\t",
            "`Syria` is no country code",
        ),
        (
            "a\tA\tstate\tSY\t\t2014-13\t\t\t\t\t\tmine\t",
            "`2014-13` is no date",
        ),
        (
            "a\tA\tstate\tSY\t\t2017\t2014\t\t\t\t\tmine\t",
            "ends before it begins",
        ),
        ("a\tA\tstate\tSY\t\t\t\t\tA@juin..\t\t\tmine\t", "`juin` in"),
        (
            "a\tA\tstate\tSY\t\t\t\t\tجبهة\t\t\tmine\t",
            "another script",
        ),
        (
            "a\tA\tstate\tSY\t\t\t\t\t\t\tFront\tmine\t",
            "another script",
        ),
        (
            "a\tA\tstate\tSY\t\t\t\t\tФронт\t\t\tmine\t",
            "another script",
        ),
        (
            "a\tA\tstate\tSY\t\t\t\t\t\t\t\tmine\t\ttoo many",
            "cells under",
        ),
    ] {
        let found = actors(&[b, row]);
        assert!(
            found.len() == 1 && found[0].contains(told) && found[0].contains("x.tsv:3"),
            "{row}: {found:?}"
        );
    }
}

#[test]
fn each_fault_of_a_place_is_told() {
    for (row, told) in [
        (
            "selon:x\tX\ttown\tSY\t\t95\t40\t\t\t\t\tmine\t",
            "`95` is not between",
        ),
        (
            "selon:x\tX\ttown\tSY\t\t\t\t\t\t\t\tmine\t",
            "needs feature, lat and lon",
        ),
        (
            "selon:x\tX\thamlet\tSY\t\t35\t40\t\t\t\t\tmine\t",
            "`hamlet` is no feature",
        ),
        (
            "selon:x\tX\ttown\tSY\t\t35\t40\t\t\t\t\t\t",
            "[source]: the cell is empty",
        ),
        (
            "geonames:1\tX\ttown\tSY\t\t\t\t\t\t\t\tmine\t",
            "the index does not hold",
        ),
        (
            "selon:x\tX\ttown\tSY\t\t35\t40\t\t\t\tIks\tmine\t",
            "another script",
        ),
    ] {
        let found = places(&[row]);
        assert!(
            found.iter().any(|fault| fault.contains(told)),
            "{row}: {found:?}"
        );
    }
    let row = "selon:x\tX\ttown\tSY\t\t35\t40\t\t\t\t\tmine\t";
    let found = places(&[row, row]);
    assert!(
        found.len() == 1 && found[0].contains("`selon:x` is taken"),
        "{found:?}"
    );
}

#[test]
fn camps_go_with_conflicts_and_members_with_both() {
    let conflicts = format!("{CONFLICTS}\nwar\tWar\tGuerre\tSY\t2011\t\tmine\n");
    let actor = format!("{ACTORS}\na\tA\tstate\tSY\t\t\t\t\t\t\t\tmine\t\n");
    let told = |camps: &str, members: &str| -> Vec<String> {
        let camps = format!("{CAMPS}\n{camps}\n");
        let members = format!("{MEMBERS}\n{members}\n");
        let tables = [
            ("w/camps/conflicts.tsv", conflicts.as_str()),
            ("w/camps/camps.tsv", camps.as_str()),
            ("w/camps/members.tsv", members.as_str()),
            ("w/actors/a.tsv", actor.as_str()),
        ];
        lint(&tables, &[]).iter().map(ToString::to_string).collect()
    };
    let camp = "war/one\twar\tOne\tUn\tA\tmine";
    assert_eq!(
        told(camp, "war/one\ta\tbelongs\t2011\t\tmine"),
        Vec::<String>::new()
    );
    for (camps, members, expected) in [
        (
            "war/one\tpeace\tOne\tUn\tA\tmine",
            "",
            "no conflict is called `peace`",
        ),
        (
            "war/one\twar\tOne\tUn\tA\t",
            "",
            "[source]: the cell is empty",
        ),
        (
            camp,
            "war/two\ta\tbelongs\t\t\tmine",
            "no camp is called `war/two`",
        ),
        (
            camp,
            "war/one\tb\tbelongs\t\t\tmine",
            "no actor or outlet is called `b`",
        ),
        (
            camp,
            "war/one\ta\tlikes\t\t\tmine",
            "`likes` is no relation",
        ),
        (
            camp,
            "war/one\ta\tleans\t2011\t\t",
            "[source]: the cell is empty",
        ),
        (
            camp,
            "war/one\ta\tleans\tspring\t\tmine",
            "`spring` is no date",
        ),
    ] {
        let found = told(camps, members);
        assert!(
            found.len() == 1 && found[0].contains(expected),
            "{camps} / {members}: {found:?}"
        );
    }
}
