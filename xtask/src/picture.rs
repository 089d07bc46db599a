//! The picture in the README: what `selon timeline` prints, as an SVG.
//!
//! It runs the built command on the samples and draws its coloured output, so that the picture is
//! the program's own. Run it again when the output has changed; a picture is looked at, not checked.

use crate::Complaints;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// Lines that fit a page.
const LINES: usize = 44;
/// Columns that fit a page.
const COLUMNS: usize = 132;

/// Writes `docs/timeline.svg`.
pub fn run(root: &Path) -> Complaints {
    let fail = |words: String| vec![words];
    let ledger = root.join("target/picture.selon");
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", ledger.display()));
    }
    let ledger = ledger.display().to_string();
    let selon = |arguments: &[&str]| -> Result<String, Vec<String>> {
        let output = Command::new("cargo")
            .args(["run", "--quiet", "--"])
            .args(arguments)
            .current_dir(root)
            .output()
            .map_err(|error| fail(error.to_string()))?;
        if !output.status.success() {
            return Err(fail(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    selon(&["ingest", "samples", "--ledger", &ledger])?;
    let text = selon(&[
        "timeline",
        "al-Boukamal",
        "--ledger",
        &ledger,
        "--color",
        "always",
    ])?;
    let path = root.join("docs/timeline.svg");
    std::fs::write(&path, draw(&text)).map_err(|error| fail(error.to_string()))
}

fn draw(text: &str) -> String {
    let all = text.lines().count();
    let shown = all.min(LINES);
    let rest = all - shown;
    let (width, height) = (1180, 34 + 19 * (shown + usize::from(rest > 0)));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"The timeline of al-Boukamal, voice by voice\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#1d2327\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" fill=\"#e6e4df\" xml:space=\"preserve\">\n"
    );
    for (ix, line) in text.lines().take(shown).enumerate() {
        writeln!(
            svg,
            "<text x=\"18\" y=\"{}\">{}</text>",
            30 + 19 * ix,
            spans(line)
        )
        .expect("writing to a string cannot fail");
    }
    if rest > 0 {
        writeln!(
            svg,
            "<text x=\"18\" y=\"{}\" fill=\"#97a1a5\">… {rest} more lines</text>",
            30 + 19 * shown
        )
        .expect("writing to a string cannot fail");
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// One line with its colour codes as spans, cut where the page ends.
fn spans(line: &str) -> String {
    let mut out = String::new();
    let mut style = String::new();
    let mut column = 0;
    for (ix, part) in line.split('\u{1b}').enumerate() {
        let words = match part
            .strip_prefix('[')
            .filter(|_| ix > 0)
            .and_then(|p| p.split_once('m'))
        {
            Some((codes, words)) => {
                for code in codes.split(';') {
                    match code {
                        "0" | "" => style.clear(),
                        "1" => style.push_str(" font-weight=\"bold\""),
                        "2" => style.push_str(" fill=\"#97a1a5\""),
                        "31" => style.push_str(" fill=\"#e5786d\""),
                        "32" => style.push_str(" fill=\"#8fbf6a\""),
                        "33" => style.push_str(" fill=\"#e8c15c\""),
                        "34" => style.push_str(" fill=\"#7fb0e0\""),
                        "35" => style.push_str(" fill=\"#c79bd6\""),
                        "36" => style.push_str(" fill=\"#6fc7c2\""),
                        _ => {}
                    }
                }
                words
            }
            None => part,
        };
        let room = COLUMNS.saturating_sub(column);
        let mut shown: String = words.chars().take(room).collect();
        if words.chars().count() > room && room > 0 {
            shown.push('…');
        }
        column += words.chars().count();
        if shown.is_empty() {
            continue;
        }
        let shown = shown
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        if style.is_empty() {
            out.push_str(&shown);
        } else {
            write!(out, "<tspan{style}>{shown}</tspan>").expect("writing to a string cannot fail");
        }
    }
    out
}
