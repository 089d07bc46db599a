//! Talking to people: colour, width, progress, complaints.

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};

/// When to use colour. `auto` follows the terminal and `NO_COLOR`.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// Makes the choice hold for everything printed through [`out`].
    pub fn apply(self) {
        match self {
            Colour::Auto => anstream::ColorChoice::Auto,
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Standard output: colour codes are stripped where they are not wanted.
pub fn out() -> impl Write {
    std::io::BufWriter::new(anstream::AutoStream::auto(std::io::stdout()))
}

/// Standard output for what holds no colour code and is long: nothing is looked for in it.
pub fn bare_out() -> impl Write {
    std::io::BufWriter::new(std::io::stdout())
}

/// Words that matter.
pub const STRONG: Style = Style::new().bold();
/// Words like any other.
pub const PLAIN: Style = Style::new();
/// Words that matter less.
pub const FAINT: Style = Style::new().dimmed();
/// Who speaks.
pub const VOICE: Style = AnsiColor::Cyan.on_default();
/// What is claimed.
pub const CLAIM: Style = AnsiColor::Yellow.on_default().bold();
/// Where.
pub const PLACE: Style = AnsiColor::Green.on_default();
/// Who acts.
pub const ACTOR: Style = AnsiColor::Magenta.on_default();
/// When.
pub const TIME: Style = AnsiColor::Blue.on_default();
/// What went wrong.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Words in a style.
pub fn styled(style: Style, words: &str) -> String {
    format!("{style}{words}{style:#}")
}

/// Says on standard error what went wrong.
pub fn complain(words: &str) {
    let mut err = anstream::stderr();
    // Nobody is left to tell when standard error itself is closed.
    let _ = writeln!(err, "{} {}", styled(ERROR, "error:"), words.trim_end());
}

/// Says something on standard error.
pub fn remark(words: &str) {
    let mut err = anstream::stderr();
    let _ = writeln!(err, "{}", words.trim_end());
}

/// A progress bar on standard error, silent unless that is a terminal and there is enough to do.
pub fn progress(length: usize, what: &'static str) -> ProgressBar {
    let target = if length > 8 && std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} ({eta})")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(length as u64), target)
        .with_style(style)
        .with_message(what)
}

/// Columns to write in: the terminal's, or enough for a wide page.
pub fn width() -> usize {
    terminal_size::terminal_size_of(std::io::stdout())
        .map_or(120, |(width, _)| usize::from(width.0).clamp(60, 240))
}
