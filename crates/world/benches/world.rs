//! What opening the world costs, and how fast names are looked up. Prints figures; run with
//! `cargo bench -p selon-world`. Leaves out reading: see `benches/reading.rs`.

use selon_world::{PlaceContext, World, fold};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn tables(world: &Path) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = ["actors", "outlets", "camps", "places"]
        .iter()
        .filter_map(|kind| std::fs::read_dir(world.join(kind)).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "tsv"))
        .collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| {
            Some((
                path.to_string_lossy().into_owned(),
                std::fs::read_to_string(path).ok()?,
            ))
        })
        .collect()
}

/// The shortest of several runs.
#[allow(
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock, and no reading depends on it"
)]
fn shortest(runs: usize, mut work: impl FnMut()) -> Duration {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world");
    let index: &'static [u8] = std::fs::read(folder.join("places.idx"))
        .expect("the index is committed")
        .leak();
    let texts = tables(&folder);
    let tables: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    println!(
        "parse the tables   {:?}",
        shortest(5, || {
            black_box(World::new(&tables, index).expect("the tables are sound"));
        })
    );
    let world = World::new(&tables, index).expect("the tables are sound");
    let compiled: &'static [u8] = world.compile().expect("the tables fit the format").leak();
    println!("compiled tables    {} bytes", compiled.len());
    println!(
        "open the world     {:?}",
        shortest(20, || {
            black_box(World::open(compiled, index).expect("just compiled"));
        })
    );
    let world = World::open(compiled, index).expect("just compiled");
    let names: Vec<String> = world
        .actors
        .iter()
        .flat_map(|(_, record)| record.names.iter().map(|name| fold(name)))
        .collect();
    let rounds = 1_000_000 / names.len() + 1;
    let took = shortest(5, || {
        for _ in 0..rounds {
            for name in &names {
                black_box(world.places.count_named(name));
            }
        }
    });
    println!(
        "exact look-ups     {:.2} M/s ({} names, of which some are places)",
        (rounds * names.len()) as f64 / took.as_secs_f64() / 1e6,
        names.len()
    );
    let context = PlaceContext {
        countries: vec![("SY".into(), 1.0)],
        ..PlaceContext::default()
    };
    let took = shortest(3, || {
        for name in &names {
            black_box(world.places.resolve(name, &context));
        }
    });
    println!(
        "resolve in context {:.2} M/s",
        names.len() as f64 / took.as_secs_f64() / 1e6
    );
}
