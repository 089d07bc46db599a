//! The entry point: text in, [`Document`] out. Holds the models and runs the stages in order.

use crate::document::{Document, DocumentBuilder, Sentence, Sym, Upos, Word};
use crate::keyed::lower_into;
use crate::model::{Buffers, Model, rebuild};
use crate::segmentation::Segmentation;
use crate::tables::ModelError;
use crate::tagger::Item;
use crate::tokens::{Token, normalise, tokenise};
use crate::{NameKind, identify, names, sentences};
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

    /// The language of a text; `None` where it is too short to be sure.
    pub fn identify(&self, text: &str) -> Option<Language> {
        let french = self.model(Language::French);
        identify::identify(text, &|word| {
            french.is_some_and(|model| model.lexicon.class(word) > 0)
        })
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

    /// The words of a document as the name recogniser sees them: described, and with the parts of speech
    /// that they had before there was a tree. For training one; `None` without a model of the language.
    pub fn described(&self, document: &Document) -> Option<(Vec<Item>, Vec<u8>)> {
        let model = self.model(document.language)?;
        let mut buffers = Buffers::default();
        model.annotate(&mut rebuild(document), &mut buffers);
        Some((buffers.all_items, buffers.all_upos))
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
    let forms: Vec<Sym> = tokens
        .iter()
        .map(|t| builder.sym(&normalise(t.of(text))))
        .collect();
    // Which forms are contractions; looked up once a form.
    let mut lower = String::new();
    let mut parts: Vec<Option<&Vec<String>>> = Vec::new();
    let mut ambiguous: Vec<bool> = Vec::new();
    for sym in 0..=forms.iter().map(|s| s.0).max().unwrap_or(0) {
        let form = builder.document().str(Sym(sym));
        lower_into(form, &mut lower);
        let sure = rules.contractions.get(&lower);
        let other = rules.ambiguous.get(&lower);
        parts.push(sure.or(other));
        ambiguous.push(sure.is_none() && other.is_some());
    }
    let ranges = sentences::split(text, &tokens, rules);
    // Ambiguous ones look at their neighbours of the same sentence.
    let mut split = vec![true; tokens.len()];
    let mut features = Vec::new();
    for (range, i) in ranges.iter().flat_map(|r| r.clone().map(move |i| (r, i))) {
        if !ambiguous[forms[i].0 as usize] {
            continue;
        }
        split[i] = model.is_some_and(|model| {
            let window = i.saturating_sub(3).max(range.start)..(i + 3).min(range.end);
            let first = window.start;
            buffers.items.clear();
            for form in &forms[window] {
                let known = model.known(*form, &mut builder, buffers);
                buffers.items.push(buffers.known[known].item);
            }
            model.splits(&buffers.items, i - first, &mut features)
        });
    }
    for (number, range) in ranges.iter().enumerate() {
        let first = builder.document().words.len();
        for i in range.clone() {
            let token = &tokens[i];
            let span = Span {
                start: token.start,
                end: token.end,
            };
            let push = |form: Sym, builder: &mut DocumentBuilder| {
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
            match parts[forms[i].0 as usize] {
                Some(parts) if split[i] => {
                    for part in parts {
                        let part = builder.sym(part);
                        push(part, &mut builder);
                    }
                }
                _ => push(forms[i], &mut builder),
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
