//! CoNLL-U in: given sentences and words become a [`Document`]. Used for frozen trees beside rule
//! tests, for `selon parse --input conllu`, and by the trainer's evaluation.
//! Source: Universal Dependencies, CoNLL-U format.

use crate::{Document, DocumentBuilder, Name, NameKind, Sentence, Upos, Word, WordIx};
use selon_model::{Language, Span};

/// What is wrong with a CoNLL-U text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConlluError {
    /// Line, from 1.
    pub line: usize,
    /// What was expected there.
    pub message: String,
}

impl std::fmt::Display for ConlluError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ConlluError {}

/// Reads CoNLL-U. The text is rebuilt from the forms and `SpaceAfter=No`; sentences are separated
/// by a space, paragraphs (`# newpar`) by a blank line.
pub fn from_conllu(input: &str, language: Language) -> Result<Document, ConlluError> {
    let mut text = String::new();
    let mut rows: Vec<Vec<Row>> = Vec::new();
    let mut paragraphs: Vec<u32> = Vec::new();
    let mut sentence: Vec<Row> = Vec::new();
    let mut fused: Option<(u32, u32, Span)> = None;
    let mut space = false;
    let mut paragraph = 0u32;
    for (number, line) in input.lines().enumerate() {
        let fail = |message: &str| ConlluError {
            line: number + 1,
            message: message.to_owned(),
        };
        let line = line.trim_end_matches('\r');
        if line.starts_with("# newpar") || line.starts_with("# newdoc") {
            if !rows.is_empty() && !text.ends_with("\n\n") {
                text.push_str("\n\n");
                paragraph += 1;
            }
            space = false;
        }
        if line.starts_with('#') {
            continue;
        }
        if line.trim().is_empty() {
            if !sentence.is_empty() {
                rows.push(std::mem::take(&mut sentence));
                paragraphs.push(paragraph);
                space = true;
                fused = None;
            }
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() != 10 {
            return Err(fail(&format!(
                "expected 10 tab-separated columns, found {}",
                columns.len()
            )));
        }
        if columns[0].contains('.') {
            continue;
        }
        let mut push = |form: &str, space: &mut bool| {
            if *space {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            *space = !columns[9].split('|').any(|m| m == "SpaceAfter=No");
            Span::new(start, text.len())
        };
        if let Some((from, to)) = columns[0].split_once('-') {
            let from = from
                .parse()
                .map_err(|_| fail("the range's first number is not a number"))?;
            let to = to
                .parse()
                .map_err(|_| fail("the range's last number is not a number"))?;
            fused = Some((from, to, push(columns[1], &mut space)));
            continue;
        }
        let id: u32 = columns[0]
            .parse()
            .map_err(|_| fail("the word's number is not a number"))?;
        if id as usize != sentence.len() + 1 {
            return Err(fail(&format!(
                "expected word {}, found {id}",
                sentence.len() + 1
            )));
        }
        let span = match fused {
            Some((from, to, span)) if from <= id && id <= to => span,
            _ => push(columns[1], &mut space),
        };
        let head = match columns[6] {
            "_" => None,
            other => Some(
                other
                    .parse::<u32>()
                    .map_err(|_| fail("the head is not a number"))?,
            ),
        };
        let blank = |s: &str| {
            if s == "_" {
                String::new()
            } else {
                s.to_owned()
            }
        };
        sentence.push(Row {
            span,
            form: columns[1].to_owned(),
            lemma: if columns[2] == "_" && columns[1] != "_" {
                String::new()
            } else {
                columns[2].to_owned()
            },
            upos: Upos::parse(columns[3]).unwrap_or(Upos::X),
            feats: blank(columns[5]),
            head,
            deprel: blank(columns[7]),
            names: columns[9]
                .split('|')
                .find_map(|m| m.strip_prefix("Name="))
                .unwrap_or_default()
                .to_owned(),
            line: number + 1,
        });
    }
    if !sentence.is_empty() {
        rows.push(sentence);
        paragraphs.push(paragraph);
    }

    let mut builder = DocumentBuilder::new(text, language);
    for (ix, (sentence, paragraph)) in rows.iter().zip(&paragraphs).enumerate() {
        let base = builder.document().words.len();
        for row in sentence {
            let form = crate::tokens::normalise(&row.form);
            let head = match row.head {
                None | Some(0) => None,
                Some(h) if (h as usize) <= sentence.len() => Some((base + h as usize - 1) as u32),
                Some(h) => {
                    return Err(ConlluError {
                        line: row.line,
                        message: format!("head {h} is not a word of the sentence"),
                    });
                }
            };
            let word = Word {
                span: row.span,
                form: builder.sym(&form),
                lemma: builder.sym(&row.lemma),
                upos: row.upos,
                feats: builder.sym(&row.feats),
                head,
                deprel: builder.sym(&row.deprel),
                sentence: ix as u32,
            };
            builder.document().words.push(word);
        }
        names(sentence, base, &mut builder.document().names);
        let words = base..base + sentence.len();
        let span = sentence[0].span.cover(sentence[sentence.len() - 1].span);
        builder.document().sentences.push(Sentence {
            span,
            words,
            paragraph: *paragraph,
            heading: false,
        });
    }
    Ok(builder.finish())
}

/// Names from the last column, as [`to_conllu`] writes them: `Name=B-Person`, then `I-Person`;
/// of nested names the outer or earlier first, parted by commas.
fn names(sentence: &[Row], base: usize, out: &mut Vec<Name>) {
    const KINDS: [NameKind; 3] = [NameKind::Person, NameKind::Organization, NameKind::Location];
    let mut open: Vec<Name> = Vec::new();
    for (w, row) in (base..).zip(sentence) {
        let mut going = Vec::new();
        for mark in row.names.split(',') {
            let kind = |rest: &str| KINDS.into_iter().find(|k| format!("{k:?}") == rest);
            if let Some(kind) = mark.strip_prefix("B-").and_then(kind) {
                going.push(Name {
                    words: w..w + 1,
                    kind,
                });
            } else if let Some(kind) = mark.strip_prefix("I-").and_then(kind)
                && let Some(at) = open.iter().position(|n| n.kind == kind)
            {
                let mut name = open.remove(at);
                name.words.end = w + 1;
                going.push(name);
            }
        }
        out.append(&mut open);
        open = going;
    }
    out.append(&mut open);
    out.sort_by_key(|n| (n.words.start, n.words.end));
}

/// Writes a document as CoNLL-U. Contractions are written as ranges; names stand in the last column.
pub fn to_conllu(document: &Document) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let blank = |s: &str| {
        if s.is_empty() {
            "_".to_owned()
        } else {
            s.to_owned()
        }
    };
    let text = document.text();
    let mut paragraph = u32::MAX;
    for (number, sentence) in document.sentences.iter().enumerate() {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            out.push_str("# newpar\n");
        }
        let _ = writeln!(out, "# sent_id = {}", number + 1);
        let _ = writeln!(out, "# text = {}", one_line(sentence.span.of(text)));
        let base = sentence.words.start;
        for w in sentence.words.clone() {
            let word = &document.words[w];
            let next = document.words.get(w + 1);
            let glued =
                next.is_some_and(|n| n.span.start == word.span.end) && w + 1 < sentence.words.end;
            let mut misc = Vec::new();
            let names: Vec<String> = document
                .names
                .iter()
                .filter(|n| n.words.contains(&w))
                .map(|n| {
                    format!(
                        "{}{:?}",
                        if n.words.start == w { "B-" } else { "I-" },
                        n.kind
                    )
                })
                .collect();
            if !names.is_empty() {
                misc.push(format!("Name={}", names.join(",")));
            }
            let same = |a: WordIx| document.words[a].span == word.span;
            let first = w == base || !same(w - 1);
            let mut last = w;
            while last + 1 < sentence.words.end && same(last + 1) {
                last += 1;
            }
            if first && last > w {
                let after = document.words.get(last + 1);
                let glued = last + 1 < sentence.words.end
                    && after.is_some_and(|n| n.span.start == word.span.end);
                let _ = writeln!(
                    out,
                    "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{}",
                    w - base + 1,
                    last - base + 1,
                    one_line(word.span.of(text)),
                    if glued { "SpaceAfter=No" } else { "_" }
                );
            }
            if glued && first && last == w {
                misc.push("SpaceAfter=No".to_owned());
            }
            let head = document.head(w).map_or(0, |h| h.saturating_sub(base) + 1);
            let (head, deprel) = if document.deprel(w).is_empty() {
                ("_".to_owned(), "_".to_owned())
            } else {
                (head.to_string(), document.deprel(w).to_owned())
            };
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t_\t{}\t{head}\t{deprel}\t_\t{}",
                w - base + 1,
                // As written, unless it is part of a contraction: other programs align by it.
                blank(&if first && last == w {
                    one_line(word.span.of(text))
                } else {
                    document.form(w).to_owned()
                }),
                blank(document.lemma(w)),
                word.upos.as_str(),
                blank(document.str(word.feats)),
                blank(&misc.join("|"))
            );
        }
        out.push('\n');
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a document for people: one line a word, with its head's form beside its relation.
pub fn to_interlinear(document: &Document) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for sentence in &document.sentences {
        let line = one_line(sentence.span.of(document.text()));
        let kind = if sentence.heading {
            "heading"
        } else {
            "sentence"
        };
        let _ = writeln!(out, "{kind} {line}");
        let pad = |text: &str, width: usize| {
            let have = text.chars().count();
            format!("{text}{}", " ".repeat(width.saturating_sub(have)))
        };
        let base = sentence.words.start;
        for w in sentence.words.clone() {
            let head = match document.head(w) {
                Some(h) => format!("{} {}", h.saturating_sub(base) + 1, document.form(h)),
                None => "0".to_owned(),
            };
            let name = document
                .names
                .iter()
                .find(|n| n.words.contains(&w))
                .map_or(String::new(), |n| format!(" {:?}", n.kind));
            let row = format!(
                "{:>4} {} {} {} {} {} {}{name}",
                w - base + 1,
                pad(document.form(w), 18),
                pad(document.lemma(w), 16),
                pad(document.upos(w).as_str(), 5),
                pad(document.deprel(w), 14),
                pad(&head, 20),
                document.str(document.words[w].feats)
            );
            let _ = writeln!(out, "{}", row.trim_end());
        }
        out.push('\n');
    }
    out
}

struct Row {
    span: Span,
    form: String,
    lemma: String,
    upos: Upos,
    feats: String,
    head: Option<u32>,
    deprel: String,
    names: String,
    line: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_words_heads_and_contractions() {
        let input = "# text = Il sort du pont.\n1\tIl\til\tPRON\t_\t_\t2\tnsubj\t_\t_\n2\tsort\tsortir\tVERB\t_\tMood=Ind|Tense=Pres\t0\troot\t_\t_\n3-4\tdu\t_\t_\t_\t_\t_\t_\t_\t_\n3\tde\tde\tADP\t_\t_\t5\tcase\t_\t_\n4\tle\tle\tDET\t_\t_\t5\tdet\t_\t_\n5\tpont\tpont\tNOUN\t_\t_\t2\tobl:arg\t_\tSpaceAfter=No\n6\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n";
        let document = from_conllu(input, Language::French).expect("well-formed");
        assert_eq!(document.text(), "Il sort du pont.");
        assert_eq!(document.words[2].span, document.words[3].span);
        assert_eq!(document.children(1).collect::<Vec<_>>(), [0, 4, 5]);
        assert_eq!(document.feat(1, "Tense"), Some("Pres"));
        assert_eq!(document.relation(4), "obl");
        assert_eq!(document.subtree(4), 2..5);
    }

    #[test]
    fn names_come_back_nested_or_side_by_side() {
        let row = |n: u32, form: &str, names: &str| {
            format!("{n}\t{form}\t{form}\tPROPN\t_\t_\t0\troot\t_\t{names}\n")
        };
        let input = [
            row(1, "Université", "Name=B-Organization"),
            row(2, "Telm", "Name=I-Organization,B-Location"),
            row(3, "Telm", "Name=B-Location"),
            row(4, "ici", "_"),
        ]
        .concat();
        let document = from_conllu(&input, Language::French).expect("well-formed");
        let found: Vec<_> = document
            .names
            .iter()
            .map(|n| (n.words.clone(), n.kind))
            .collect();
        let wanted = [
            (0..2, NameKind::Organization),
            (1..2, NameKind::Location),
            (2..3, NameKind::Location),
        ];
        assert_eq!(found, wanted);
        assert!(to_conllu(&document).contains("Name=I-Organization,B-Location"));
    }

    #[test]
    fn a_short_row_is_an_error_with_its_line() {
        let error = from_conllu("1\tIl\til\n", Language::French).expect_err("three columns");
        assert_eq!(error.line, 1);
    }
}
