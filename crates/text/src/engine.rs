//! The entry point: text in, [`Document`] out. Holds the models and runs the stages in order.

use crate::document::{Document, DocumentBuilder, Sentence, Upos, Word};
use crate::model::{Buffers, Model, rebuild};
use crate::segmentation::Segmentation;
use crate::tables::ModelError;
use crate::tagger::describe;
use crate::tokens::{Token, normalise, tokenise};
use crate::{NameKind, names, sentences};
use selon_model::{Language, Span};
use std::borrow::Cow;
use std::ops::Range;

/// Known names of several words, looked up over normalised forms.
pub trait Gazetteer {
    /// The longest known name that begins at the first of these forms: how many of them it takes
    /// and what kind of thing it names.
    fn longest(&self, forms: &[&str]) -> Option<(usize, NameKind)>;
}

/// The analyser.
#[derive(Debug)]
pub struct Engine {
    models: Vec<Model>,
}

impl Engine {
    /// An engine over the models whose bytes are given, as they are in `models/`.
    pub fn new(models: impl IntoIterator<Item = Cow<'static, [u8]>>) -> Result<Engine, ModelError> {
        let models = models
            .into_iter()
            .map(Model::open)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Engine { models })
    }

    /// The model of a language, if there is one.
    pub fn model(&self, language: Language) -> Option<&Model> {
        self.models.iter().find(|m| m.language == language)
    }

    /// Analyses a text in the given language. Without a model for it the words stay untagged.
    pub fn analyse(
        &self,
        text: &str,
        language: Language,
        gazetteer: Option<&dyn Gazetteer>,
    ) -> Document {
        let Some(model) = self.model(language) else {
            return analyse_plain(text, language, &Segmentation::default());
        };
        let mut buffers = Buffers::default();
        let mut builder = cut(
            text,
            language,
            &model.segmentation,
            Some(model),
            &mut buffers,
        );
        model.annotate(&mut builder, &mut buffers);
        if let Some(gazetteer) = gazetteer {
            let known = known_names(builder.document(), gazetteer);
            names::overlay(&mut builder.document().names, known);
        }
        builder.finish()
    }

    /// Keeps the words and sentences of a document and fills in everything else anew.
    pub fn fill(&self, document: &Document) -> Document {
        let Some(model) = self.model(document.language) else {
            return document.clone();
        };
        let mut builder = rebuild(document);
        model.annotate(&mut builder, &mut Buffers::default());
        builder.document().quotes = document.quotes.clone();
        builder.finish()
    }
}

/// Tokens, sentences, headings and quotations without any model; words stay untagged.
pub fn analyse_plain(text: &str, language: Language, rules: &Segmentation) -> Document {
    cut(text, language, rules, None, &mut Buffers::default()).finish()
}

fn cut(
    text: &str,
    language: Language,
    rules: &Segmentation,
    model: Option<&Model>,
    buffers: &mut Buffers,
) -> DocumentBuilder {
    let tokens = tokenise(text, rules);
    let mut builder = DocumentBuilder::new(text.to_owned(), language);
    let empty = builder.sym("");
    let mut lower = String::new();
    let ranges = sentences::split(text, &tokens, rules);
    // Ambiguous contractions look at their neighbours of the same sentence.
    let mut split = vec![false; tokens.len()];
    if let Some(model) = model {
        let mut features = Vec::new();
        let mut scratch = String::new();
        for (range, i) in ranges.iter().flat_map(|r| r.clone().map(move |i| (r, i))) {
            lower.clear();
            lower.extend(tokens[i].of(text).chars().flat_map(char::to_lowercase));
            if !rules.ambiguous.contains_key(lower.as_str()) {
                continue;
            }
            let window = i.saturating_sub(3).max(range.start)..(i + 3).min(range.end);
            buffers.items.clear();
            for token in &tokens[window.clone()] {
                let form = normalise(token.of(text));
                lower.clear();
                lower.extend(form.chars().flat_map(char::to_lowercase));
                buffers
                    .items
                    .push(describe(&form, &lower, &model.lexicon, &mut scratch));
            }
            split[i] = model.splits(&buffers.items, i - window.start, &mut features);
        }
    }
    for (number, range) in ranges.iter().enumerate() {
        let first = builder.document().words.len();
        for i in range.clone() {
            let token = &tokens[i];
            let form = normalise(token.of(text));
            lower.clear();
            lower.extend(form.chars().flat_map(char::to_lowercase));
            let parts = rules.contractions.get(lower.as_str()).or_else(|| {
                split[i]
                    .then(|| rules.ambiguous.get(lower.as_str()))
                    .flatten()
            });
            let span = Span {
                start: token.start,
                end: token.end,
            };
            let push = |form: &str, builder: &mut DocumentBuilder| {
                let form = builder.sym(form);
                builder.document().words.push(Word {
                    span,
                    form,
                    lemma: empty,
                    upos: Upos::X,
                    feats: empty,
                    head: None,
                    deprel: empty,
                    sentence: number as u32,
                });
            };
            match parts {
                Some(parts) => {
                    for part in parts {
                        push(part, &mut builder);
                    }
                }
                None => push(&form, &mut builder),
            }
        }
        let last = builder.document().words.len();
        builder.document().sentences.push(Sentence {
            span: Span {
                start: tokens[range.start].start,
                end: tokens[range.end - 1].end,
            },
            words: first..last,
            paragraph: tokens[range.start].paragraph,
            heading: false,
        });
    }
    finish_cut(text, &tokens, &mut builder);
    builder
}

fn known_names(document: &Document, gazetteer: &dyn Gazetteer) -> Vec<(Range<usize>, NameKind)> {
    let mut out = Vec::new();
    for sentence in &document.sentences {
        let forms: Vec<&str> = sentence.words.clone().map(|w| document.form(w)).collect();
        let mut i = 0;
        while i < forms.len() {
            let found = if forms[i].starts_with(|c: char| !c.is_lowercase()) {
                gazetteer.longest(&forms[i..])
            } else {
                None
            };
            match found {
                Some((count, kind)) if count > 0 && i + count <= forms.len() => {
                    let start = sentence.words.start + i;
                    out.push((start..start + count, kind));
                    i += count;
                }
                _ => i += 1,
            }
        }
    }
    out
}

fn finish_cut(text: &str, tokens: &[Token], builder: &mut DocumentBuilder) {
    sentences::headings(text, &mut builder.document().sentences);
    builder.document().quotes = sentences::quotes(text, tokens);
}
