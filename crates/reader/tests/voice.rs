//! Who speaks, in whose words and how surely: every line of the pack's voice corpus, one file per
//! construction. A line marked as a known miss that starts to hold fails the test until its mark
//! is taken away.

mod support;

use support::Bench;

#[test]
fn every_line_of_the_voice_corpus_holds() {
    let bench = Bench::new();
    let mut lines = 0;
    let mut known = 0;
    let mut wrong = Vec::new();
    let corpus = support::corpus("voice");
    assert!(corpus.len() >= 52, "one file per construction");
    for (name, text) in corpus {
        let mut negatives = 0;
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            lines += 1;
            negatives += usize::from(line.starts_with('!') || line.starts_with("~ !"));
            let missed = line.starts_with('~');
            known += usize::from(missed);
            let body = line.trim_start_matches(['~', '!', ' ']);
            let cells: Vec<&str> = body.split(" | ").map(str::trim).collect();
            let [sentence, at, want @ ..] = &cells[..] else {
                panic!("{name}:{}: expected cells", number + 1);
            };
            let got = bench.voice(sentence, at);
            let got_cells: Vec<&str> = got.split(" | ").collect();
            let holds = want.iter().zip(&got_cells).all(|(want, got)| want == got);
            if holds == missed {
                let note = if missed {
                    "now holds, take the mark away: "
                } else {
                    ""
                };
                wrong.push(format!(
                    "{name}:{}: {note}{line}\n      got {got}",
                    number + 1
                ));
            }
        }
        assert!(
            negatives > 0,
            "{name} has no line from which nothing may be read"
        );
    }
    assert!(
        wrong.is_empty(),
        "{} of {lines} lines:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        known * 20 <= lines,
        "{known} known misses of {lines} lines are too many"
    );
}
