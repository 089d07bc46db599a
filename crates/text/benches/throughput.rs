//! Throughput of the whole engine on one core: `cargo bench -p selon-text`. Prints megabytes a
//! second, the best of five runs, and the time to open the model.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use selon_model::Language;
use selon_text::Engine;
use std::borrow::Cow;
use std::time::Instant;

static FRENCH: &[u8] = include_bytes!("../../../models/fr.model");
static TEXT: &str = include_str!("../tests/interlinear/depeches.txt");

fn main() {
    let start = Instant::now();
    let engine = Engine::new([Cow::Borrowed(FRENCH)]).expect("the committed model opens");
    println!("open: {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    let text = TEXT.repeat(200_000 / TEXT.len() + 1);
    let mut best = f64::MAX;
    let mut words = 0;
    for _ in 0..5 {
        let start = Instant::now();
        words = engine.analyse(&text, Language::French, None).words.len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "analyse: {:.2} MB/s, {:.0} words/s",
        text.len() as f64 / best / 1e6,
        words as f64 / best
    );
}
