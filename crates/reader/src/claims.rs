//! Claims: rule matches turned into typed claims with participants, places and numbers.

use crate::mentions::Mentions;
use selon_model::Claim;
use selon_rules::{PackError, PackFiles};
use selon_text::{Document, WordIx};

/// The compiled rules of a pack.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(_pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        (Lexicon::default(), Vec::new())
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
}

/// Every claim of a document, in text order.
pub fn find(_document: &Document, _lexicon: &Lexicon, _mentions: &Mentions) -> Vec<Draft> {
    Vec::new()
}

/// Links a claim told again to the first telling.
pub fn link_restatements(_claims: &mut [Claim]) {}
