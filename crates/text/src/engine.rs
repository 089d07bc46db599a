//! The entry point: text in, [`Document`] out. Holds the models and runs the stages in order.

use crate::document::{Document, DocumentBuilder, Sentence, Sym, Upos, Word};
use crate::model::{Buffers, Contraction, Draft, Model, rebuild};
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
        let mut found = self.analyse_all(&[text], language, gazetteer);
        found.pop().expect("a document for the text")
    }

    /// Analyses texts in the given language, each by itself. Texts that are short, as dispatches are, take
    /// much less time together than one after the other; see [`crate::model`].
    pub fn analyse_all(
        &self,
        texts: &[&str],
        language: Language,
        gazetteer: Option<&dyn Gazetteer>,
    ) -> Vec<Document> {
        let Some(model) = self.model(language) else {
            let rules = Segmentation::default();
            let plain = texts.iter();
            return plain
                .map(|text| analyse_plain(text, language, &rules))
                .collect();
        };
        let rules = &model.segmentation;
        let mut buffers = Buffers::default();
        let tokens: Vec<Vec<Token>> = texts.iter().map(|text| tokenise(text, rules)).collect();
        let mut drafts: Vec<Draft> = Vec::with_capacity(texts.len());
        for (text, tokens) in texts.iter().zip(&tokens) {
            drafts.push(cut(
                text,
                tokens,
                language,
                rules,
                Some(model),
                &mut buffers,
            ));
        }
        model.annotate(&mut drafts, &mut buffers);
        let mut found = Vec::with_capacity(drafts.len());
        for mut draft in drafts {
            if let Some(gazetteer) = gazetteer {
                let document = draft.builder.document();
                let known = known_names(document, gazetteer);
                names::overlay(&mut document.names, known);
            }
            found.push(draft.builder.finish());
        }
        found
    }

    /// Keeps the words and sentences of a document and fills in everything else anew.
    pub fn fill(&self, document: &Document) -> Document {
        let Some(model) = self.model(document.language) else {
            return document.clone();
        };
        let mut draft = Draft::new(rebuild(document));
        model.annotate(std::slice::from_mut(&mut draft), &mut Buffers::default());
        draft.builder.document().quotes = document.quotes.clone();
        draft.builder.finish()
    }

    /// The words of a document as the name recogniser sees them: described, and with the parts of speech
    /// that they had before there was a tree. For training one; `None` without a model of the language.
    pub fn described(&self, document: &Document) -> Option<(Vec<Item>, Vec<u8>)> {
        let model = self.model(document.language)?;
        let mut draft = Draft::new(rebuild(document));
        model.annotate(std::slice::from_mut(&mut draft), &mut Buffers::default());
        Some((draft.items, draft.tags))
    }
}

/// Tokens, sentences, headings and quotations without any model; words stay untagged.
pub fn analyse_plain(text: &str, language: Language, rules: &Segmentation) -> Document {
    let tokens = tokenise(text, rules);
    let draft = cut(
        text,
        &tokens,
        language,
        rules,
        None,
        &mut Buffers::default(),
    );
    draft.builder.finish()
}

fn cut(
    text: &str,
    tokens: &[Token],
    language: Language,
    rules: &Segmentation,
    model: Option<&Model>,
    buffers: &mut Buffers,
) -> Draft {
    let mut draft = Draft::new(DocumentBuilder::new(text.to_owned(), language));
    let builder = &mut draft.builder;
    let empty = builder.sym("");
    let forms: Vec<Sym> = tokens
        .iter()
        .map(|t| builder.sym(&normalise(t.of(text))))
        .collect();
    // Which forms are contractions; looked up once a form.
    let mut parts: Vec<Option<&Vec<String>>> = Vec::new();
    let mut ambiguous: Vec<bool> = Vec::new();
    for sym in 0..=forms.iter().map(|s| s.0).max().unwrap_or(0) {
        let number = draft.form(Sym(sym), rules, buffers);
        let form = buffers.forms.get(number);
        parts.push(match form.contraction {
            Contraction::No => None,
            Contraction::Sure => rules.contractions.get(&form.lower),
            Contraction::Ambiguous => rules.ambiguous.get(&form.lower),
        });
        ambiguous.push(form.contraction == Contraction::Ambiguous);
    }
    let ranges = sentences::split(text, tokens, rules);
    // Ambiguous ones look at their neighbours of the same sentence.
    let mut split = vec![true; tokens.len()];
    let (mut items, mut features) = (Vec::new(), Vec::new());
    for (range, i) in ranges.iter().flat_map(|r| r.clone().map(move |i| (r, i))) {
        if !ambiguous[forms[i].0 as usize] {
            continue;
        }
        split[i] = model.is_some_and(|model| {
            let window = i.saturating_sub(3).max(range.start)..(i + 3).min(range.end);
            let first = window.start;
            items.clear();
            for form in &forms[window] {
                items.push(model.item(*form, &mut draft, buffers));
            }
            model.splits(&items, i - first, &mut features)
        });
    }
    let builder = &mut draft.builder;
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
                        push(part, builder);
                    }
                }
                _ => push(forms[i], builder),
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
    finish_cut(text, tokens, builder);
    draft
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
