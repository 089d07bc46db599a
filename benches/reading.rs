//! Reading throughput: the samples, repeated, on one core and on all; and the cost of a byte in
//! documents of growing length, which must not grow with it.
//!
//! `cargo bench` prints megabytes of text per second. The work is whole readings: analysis, names,
//! times, claims, voices. Loading the program's knowledge is timed apart.

use selon::input::{self, Given};
use selon::{Options, Selon, model::Dispatch};
use std::path::PathBuf;
use std::time::Instant;

/// How often the samples are read.
const ROUNDS: usize = 12;

/// How often the samples, one below the other, make up a document.
const LENGTHS: [usize; 3] = [1, 10, 100];

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark is the one place where the clock is the point"
)]
fn now() -> Instant {
    Instant::now()
}

fn main() {
    let samples = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples"));
    let dispatches: Vec<Dispatch> = input::gather(&[samples])
        .into_iter()
        .map(|found| {
            let input = found.expect("the samples are there");
            input::load(&input, &Given::default()).expect("the samples are texts")
        })
        .collect();
    let many: Vec<Dispatch> = std::iter::repeat_n(&dispatches, ROUNDS)
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

    let start = now();
    for dispatch in &many {
        std::hint::black_box(selon.read(dispatch));
    }
    report("one core", bytes, start);
    let start = now();
    std::hint::black_box(selon.read_all(&many));
    report("all cores", bytes, start);
    println!(
        "{} dispatches of {} bytes on average, {claims} claims, {ROUNDS} rounds",
        dispatches.len(),
        bytes / many.len()
    );
    for times in LENGTHS {
        let texts = dispatches.iter().map(|dispatch| dispatch.text.as_str());
        let all: Vec<&str> = texts.collect();
        let long = Dispatch {
            text: vec![all.join("\n\n"); times].join("\n\n"),
            ..dispatches[0].clone()
        };
        let rounds = LENGTHS[LENGTHS.len() - 1] / times;
        let start = now();
        for _ in 0..rounds {
            std::hint::black_box(selon.read(&long));
        }
        let spent = start.elapsed().as_secs_f64() / (rounds * long.text.len()) as f64;
        println!(
            "a document of {:7} bytes {:8.2} µs a byte",
            long.text.len(),
            spent * 1e6
        );
    }
}

fn report(what: &str, bytes: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what:10} {:8.2} MB/s  ({bytes} bytes in {seconds:.2} s)",
        bytes as f64 / 1e6 / seconds
    );
}
