//! Claims: rule matches turned into typed claims with participants, places and numbers.
//!
//! [`typing`] tells the rules which words are forces, places or people; [`build`] makes a claim of
//! a match, [`place`] says where, [`carry`] lets a toll or a claim of responsibility take over the
//! place of its event; [`restate`] links a claim told again to its first telling. Left out: who speaks, how
//! surely and when ([`crate::voice`], [`crate::time`]), and every word of a language.

mod build;
mod carry;
mod check;
mod place;
mod restate;
mod typing;

use crate::mentions::Mentions;
use selon_model::Claim;
use selon_rules::{Explanation, Matcher, PackError, PackFiles, Program};
use selon_text::{Document, WordIx};
use std::ops::Range;

pub use check::check;
pub use restate::link_restatements;

/// The compiled rules of a pack.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// The rules.
    pub program: Program,
    classes: typing::Classes,
}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        let (program, errors) = selon_rules::compile(pack);
        let classes = typing::Classes::of(&program);
        (Lexicon { program, classes }, errors)
    }
}

/// Where in the document a claim was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// The word that triggered the rule.
    pub trigger: WordIx,
    /// The word whose mood, negation and governors decide how surely it is said: the trigger
    /// itself, or the light verb or copula that carries it.
    pub predicate: WordIx,
    /// Every word the evidence covers, in order.
    pub words: Vec<WordIx>,
}

/// A claim before its voice and time are known.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// The claim so far: its chain holds the outlet alone and its time is unknown.
    pub claim: Claim,
    /// Where it was made.
    pub site: Site,
    /// Its clause itself says where.
    pub placed: bool,
}

/// Every claim of a document, in text order.
pub fn find(document: &Document, lexicon: &Lexicon, mentions: &Mentions) -> Vec<Draft> {
    let program = &lexicon.program;
    let matcher = Matcher::new(program, document);
    let typing = typing::Reader::new(document, mentions, &matcher, &lexicon.classes);
    let heat = matcher.heat() + program.gate.force * typing.fighters();
    if heat < program.gate.plain {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    for found in matcher.matches(&typing) {
        if heat < found.heat.unwrap_or(0) || found.ambiguous && heat < program.gate.ambiguous {
            continue;
        }
        drafts.extend(build::draft(document, program, mentions, &typing, &found));
    }
    let mut drafts = build::settle(document, drafts);
    carry::places(document, mentions, &mut drafts);
    drafts
}

/// Why the rules matched or did not within some words of a document.
pub fn explain(
    document: &Document,
    lexicon: &Lexicon,
    mentions: &Mentions,
    words: Range<WordIx>,
) -> Vec<Explanation> {
    let matcher = Matcher::new(&lexicon.program, document);
    let typing = typing::Reader::new(document, mentions, &matcher, &lexicon.classes);
    matcher.explain(words, &typing)
}
