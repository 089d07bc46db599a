//! Parses standard input with a model and prints it between the lines:
//! `cargo run -p selon-text --example parse -- models/fr.model fr < text`.

use selon_model::Language;
use selon_text::{Engine, to_interlinear};
use std::borrow::Cow;
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let model = std::fs::read(args.get(1).ok_or("which model?")?)?;
    let language = args
        .get(2)
        .and_then(|c| Language::from_code(c))
        .unwrap_or(Language::French);
    let engine = Engine::new([Cow::Owned(model)])?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    print!("{}", to_interlinear(&engine.analyse(&text, language, None)));
    Ok(())
}
