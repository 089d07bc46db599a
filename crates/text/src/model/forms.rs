//! The forms of the words of a batch of documents, with what is found of a form wherever it stands: texts have
//! most of their words in common. Left out: what a form is in its sentence (`annotate`).

use crate::keyed::{Keyed, lower_into};
use crate::segmentation::Segmentation;
use crate::tagger::Item;

/// Forms by number, for as long as a batch takes.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    numbers: Keyed<usize>,
    all: Vec<Form>,
    lower: String,
}

/// A form.
#[derive(Debug)]
pub(crate) struct Form {
    /// The form in lower case.
    pub(crate) lower: String,
    /// Whether it is two words in one.
    pub(crate) contraction: Contraction,
    /// How the tagger sees it, once asked.
    pub(super) item: Option<Item>,
    /// Its lemmas by part of speech, with their hashes.
    pub(super) lemmas: Vec<(u8, String, u32)>,
}

/// Whether a form is two words in one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Contraction {
    No,
    Sure,
    /// Its neighbours say.
    Ambiguous,
}

impl Forms {
    /// The number of a form.
    pub(crate) fn number(&mut self, text: &str, rules: &Segmentation) -> usize {
        let Forms {
            numbers,
            all,
            lower,
        } = self;
        *numbers.or_insert_with(text, || {
            lower_into(text, lower);
            let contraction = if rules.contractions.contains_key(lower) {
                Contraction::Sure
            } else if rules.ambiguous.contains_key(lower) {
                Contraction::Ambiguous
            } else {
                Contraction::No
            };
            all.push(Form {
                lower: lower.clone(),
                contraction,
                item: None,
                lemmas: Vec::new(),
            });
            all.len() - 1
        })
    }

    /// The form with a number.
    pub(crate) fn get(&self, number: usize) -> &Form {
        &self.all[number]
    }

    pub(super) fn get_mut(&mut self, number: usize) -> &mut Form {
        &mut self.all[number]
    }
}
