//! How much of a place is meant: "près de 80 % de la ville", "la moitié de la province",
//! "entièrement".

use crate::mentions::Mentions;
use selon_model::{ClaimType, Extent, Span};
use selon_rules::{Match, PackError, PackFiles, Part};
use selon_text::{Document, Upos, WordIx};

/// The pack's words of extent.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Lemmas in order, least and greatest share; longer ones first.
    entries: Vec<(Vec<String>, (f32, f32))>,
}

const FILE: &str = "lexicon/extents.tsv";

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        let (mut entries, mut errors) = (Vec::new(), Vec::new());
        for (line, cells) in pack.rows(FILE) {
            let share = |ix: usize| {
                cells
                    .get(ix)
                    .and_then(|cell| cell.parse::<f32>().ok())
                    .filter(|share| (0.0..=1.0).contains(share))
            };
            match (share(1), share(2)) {
                (Some(least), Some(most)) if least <= most => entries.push((
                    cells[0].split(' ').map(str::to_owned).collect(),
                    (least, most),
                )),
                _ => errors.push(PackError {
                    file: FILE.to_owned(),
                    line,
                    column: 1,
                    length: 1,
                    message: "expected words, a least and a greatest share from 0 to 1".to_owned(),
                    help: Some(
                        "write for example `moitié`, `0.5`, `0.5` in three cells".to_owned(),
                    ),
                }),
            }
        }
        entries.sort_by_key(|(words, _): &(Vec<String>, _)| std::cmp::Reverse(words.len()));
        (Lexicon { entries }, errors)
    }

    fn at(&self, document: &Document, word: WordIx) -> Option<(usize, (f32, f32))> {
        let sentence = document.sentence_of(word).words.end;
        self.entries
            .iter()
            .find(|(words, _)| {
                word + words.len() <= sentence
                    && words
                        .iter()
                        .enumerate()
                        .all(|(i, wanted)| document.lemma(word + i) == wanted)
            })
            .map(|(words, share)| (words.len(), *share))
    }
}

/// The extent that a match states of its place.
pub(super) fn of(
    document: &Document,
    lexicon: &Lexicon,
    mentions: &Mentions,
    kind: ClaimType,
    found: &Match,
) -> Option<Extent> {
    let bears = matches!(
        kind,
        ClaimType::Capture
            | ClaimType::Control
            | ClaimType::Withdrawal
            | ClaimType::Siege
            | ClaimType::Handover
            | ClaimType::Strike
            | ClaimType::Presence
    );
    if !bears {
        return None;
    }
    let place = found
        .fillers
        .iter()
        .find(|filler| matches!(filler.part, Part::Place | Part::From));
    let mut looked: Vec<WordIx> = document
        .children(found.trigger)
        .filter(|child| {
            matches!(
                document.relation(*child),
                "advmod" | "amod" | "obj" | "nsubj"
            )
        })
        .collect();
    if let Some(place) = place {
        looked.extend(document.head(place.word));
        looked.push(place.word);
        looked.extend(
            document
                .children(place.word)
                .filter(|child| matches!(document.relation(*child), "det" | "amod" | "advmod")),
        );
    }
    looked.sort_unstable();
    looked.dedup();
    for word in looked {
        if document.form(word) == "%" {
            let quantity = mentions.percents.iter().find(|share| share.head == word)?;
            let share = |bound: Option<u32>, open: f32| {
                bound.map_or(open, |number| (number as f32 / 100.0).clamp(0.0, 1.0))
            };
            let first = quantity.words.start.min(word);
            return Some(Extent {
                words: text(document, first, word),
                share: (
                    share(quantity.count.min, 0.0),
                    share(quantity.count.max, 1.0),
                ),
            });
        }
        // An adjective may precede the word that carries the entry: "la majeure partie".
        for start in [word.saturating_sub(1), word] {
            if let Some((length, share)) = lexicon.at(document, start)
                && start + length > word
                && document.upos(start) != Upos::Punct
            {
                return Some(Extent {
                    words: text(document, start, start + length - 1),
                    share,
                });
            }
        }
    }
    None
}

fn text(document: &Document, first: WordIx, last: WordIx) -> String {
    let (first, last) = (document.words[first].span, document.words[last].span);
    Span::new(first.start as usize, last.end as usize)
        .of(document.text())
        .to_owned()
}
