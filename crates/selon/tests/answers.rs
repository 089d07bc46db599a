//! What a confirmation confirms and a denial denies: every line of the pack's corpus.

use selon::{Options, Selon, model, public};

#[test]
fn every_line_of_the_corpus_of_answers_holds() {
    let selon = Selon::new(&Options::default()).expect("the built-in pack compiles");
    let corpus = include_str!("../../../packs/fr/corpus/answers.txt");
    let mut wrong = Vec::new();
    let mut lines = 0;
    let mut known = 0;
    let mut negatives = 0;
    for line in corpus.lines().filter(|line| !line.starts_with('#')) {
        lines += 1;
        let missed = line.starts_with('~');
        known += usize::from(missed);
        negatives += usize::from(line.starts_with('!'));
        let cells: Vec<&str> = line
            .trim_start_matches(['~', '!', ' '])
            .split(" | ")
            .collect();
        let [text, at, want @ ..] = &cells[..] else {
            panic!("expected cells: {line}");
        };
        let dispatch = model::Dispatch {
            text: (*text).to_owned(),
            provenance: model::Provenance::default(),
        };
        let reading = public::Reading::new(&dispatch, &selon.read(&dispatch));
        let words = |claim: &public::Claim| {
            let texts: Vec<&str> = claim.evidence.iter().map(|e| e.text.as_str()).collect();
            texts.join(" … ")
        };
        let (start, end) = match text.rfind(at) {
            Some(byte) => {
                let start = text[..byte].chars().count();
                (start, start + at.chars().count())
            }
            None => panic!("`{at}` does not stand in: {text}"),
        };
        let touches = |claim: &public::Claim, start: usize, end: usize| {
            claim
                .evidence
                .iter()
                .any(|e| e.start < end && start < e.end)
        };
        let answering = reading
            .claims
            .iter()
            .filter(|claim| touches(claim, start, end))
            .find_map(|claim| claim.answers.as_ref());
        let got = match answering {
            None => "-".to_owned(),
            Some(answer) => {
                let told = reading
                    .claims
                    .iter()
                    .find(|claim| claim.id == answer.claim)
                    .expect("an answer points to a claim of its reading");
                format!("{} | {}", answer.how, words(told))
            }
        };
        let holds = match want {
            ["-"] => got == "-",
            [how, told] => got
                .split_once(" | ")
                .is_some_and(|(h, words)| h == *how && words.contains(told)),
            _ => panic!("expected cells: {line}"),
        };
        if holds == missed {
            let all: Vec<String> = reading
                .claims
                .iter()
                .map(|c| format!("{} {} «{}»", c.kind, c.modality, words(c)))
                .collect();
            wrong.push(format!("{line}\n      got {got} of {all:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(negatives > 2 && known * 10 <= lines);
}
