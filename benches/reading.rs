//! Reading throughput: the samples, repeated, or the texts of folders (`cargo bench -p selon -- FOLDER`), one
//! by one and together, on one core and on all; and the cost of a byte in documents of growing length, which
//! must not grow with it.
//!
//! `cargo bench` prints megabytes of text per second. The work is whole readings: analysis, names,
//! times, claims, voices. Loading the program's knowledge is timed apart. Where the system tells it, what is
//! done on one core is measured by the processor's time, so that other programs on the machine disturb less.

use selon::input::{self, Given};
use selon::{Options, Selon, model::Dispatch};
use std::path::PathBuf;
use std::time::Instant;

/// How often the samples are read.
const ROUNDS: usize = 12;

/// How often everything is measured; the best counts.
const RUNS: usize = 3;

/// How often the samples, one below the other, make up a document.
const LENGTHS: [usize; 3] = [1, 10, 100];

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark is the one place where the clock is the point"
)]
fn now() -> Instant {
    Instant::now()
}

/// Seconds of processor time of all threads so far, where the system tells them.
fn processor() -> Option<f64> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let used = threads.flatten().map(|thread| {
        let used = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        used.split(' ').next()?.parse::<f64>().ok()
    });
    Some(used.sum::<Option<f64>>()? / 1e9)
}

/// The fewest seconds that work takes, of the processor's or, if `wall`, of the clock's.
fn seconds(wall: bool, mut work: impl FnMut()) -> f64 {
    let once = |_| {
        let (start, before) = (now(), processor());
        work();
        let passed = start.elapsed().as_secs_f64();
        match (before, processor()) {
            (Some(before), Some(after)) if !wall => after - before,
            _ => passed,
        }
    };
    (0..RUNS).map(once).fold(f64::INFINITY, f64::min)
}

fn main() {
    let folders: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|given| !given.starts_with('-'))
        .map(PathBuf::from)
        .collect();
    let samples = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples"));
    let (inputs, rounds) = match &folders[..] {
        [] => (vec![samples], ROUNDS),
        _ => (folders.clone(), 1),
    };
    let dispatches: Vec<Dispatch> = input::gather(&inputs)
        .into_iter()
        .map(|found| {
            let input = found.expect("the inputs are there");
            input::load(&input, &Given::default()).expect("the inputs are texts")
        })
        .collect();
    let many: Vec<Dispatch> = std::iter::repeat_n(&dispatches, rounds)
        .flatten()
        .cloned()
        .collect();
    let bytes: usize = many.iter().map(|dispatch| dispatch.text.len()).sum();

    let start = now();
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    println!(
        "load        {:8.1} ms",
        start.elapsed().as_secs_f64() * 1000.0
    );
    let claims = selon.read_all(&dispatches); // warm
    let claims: usize = claims.iter().map(|reading| reading.claims.len()).sum();
    println!(
        "{} dispatches of {} bytes on average, {claims} claims, {rounds} rounds",
        dispatches.len(),
        bytes / many.len()
    );

    let report = |what: &str, seconds: f64| {
        println!("{what:12}{:8.2} MB/s", bytes as f64 / 1e6 / seconds);
    };
    let one_by_one = seconds(false, || {
        for dispatch in &many {
            std::hint::black_box(selon.read(dispatch));
        }
    });
    report("one by one", one_by_one);
    let together = |wall| {
        seconds(wall, || {
            std::hint::black_box(selon.read_all(&many));
        })
    };
    report("one core", together(false));
    report("all cores", together(true));
    if !folders.is_empty() {
        return;
    }
    for times in LENGTHS {
        let texts = dispatches.iter().map(|dispatch| dispatch.text.as_str());
        let all: Vec<&str> = texts.collect();
        let long = Dispatch {
            text: vec![all.join("\n\n"); times].join("\n\n"),
            ..dispatches[0].clone()
        };
        let rounds = LENGTHS[LENGTHS.len() - 1] / times;
        let spent = seconds(false, || {
            for _ in 0..rounds {
                std::hint::black_box(selon.read(&long));
            }
        });
        println!(
            "a document of {:7} bytes {:8.2} µs a byte",
            long.text.len(),
            spent / (rounds * long.text.len()) as f64 * 1e6
        );
    }
}
