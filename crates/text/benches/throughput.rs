//! Throughput of the whole engine on one core: `cargo bench -p selon-text [-- FILE [MODEL]]`. Prints
//! megabytes a second (the best of five runs), the time to open the model and to
//! analyse a first sentence (which spreads the weights), and the most memory held. FILE is French text,
//! by default the interlinear samples repeated. Where the system tells it, the processor's time is
//! taken and not the clock's, so that other programs on the machine disturb less.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use selon_model::Language;
use selon_text::Engine;
use std::borrow::Cow;
use std::time::Instant;

static FRENCH: &[u8] = include_bytes!("../../../models/fr.model");
static TEXT: &str = include_str!("../tests/interlinear/depeches.txt");

/// Seconds of processor time of this thread, or of the clock.
fn seconds(since: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok())
        .map_or_else(|| since.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn main() {
    let clock = Instant::now();
    let mut paths = std::env::args().skip(1).filter(|a| !a.starts_with('-'));
    let text = match paths.next() {
        Some(path) => std::fs::read_to_string(path).expect("a readable text"),
        None => TEXT.repeat(200_000 / TEXT.len() + 1),
    };
    let model = match paths.next() {
        Some(path) => Cow::Owned(std::fs::read(path).expect("a readable model")),
        None => Cow::Borrowed(FRENCH),
    };
    let start = seconds(clock);
    let engine = Engine::new([model]).expect("the model opens");
    println!("open: {:.2} ms", (seconds(clock) - start) * 1e3);
    let start = seconds(clock);
    engine.analyse("Le pont.", Language::French, None);
    println!("first sentence: {:.2} ms", (seconds(clock) - start) * 1e3);
    let mut best = f64::MAX;
    let mut words = 0;
    for _ in 0..5 {
        let start = seconds(clock);
        words = engine.analyse(&text, Language::French, None).words.len();
        best = best.min(seconds(clock) - start);
    }
    println!(
        "analyse: {:.2} MB/s, {:.0} words/s, {words} words",
        text.len() as f64 / best / 1e6,
        words as f64 / best
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(line) = status.lines().find(|l| l.starts_with("VmHWM")) {
        println!("resident at most: {}", line[6..].trim());
    }
}
