//! Statements: what a source says of the conflict where no other claim is made of its words.
//!
//! Kept few: the document must be plainly about war, the source told in the text, the words of some length
//! and a clause. What somebody accuses of, asks for, threatens or means to do may be a noun phrase, which
//! must then speak of an actor that fights or rules, or in words of war.

use super::build::first_person;
use super::place::there;
use super::{Draft, Lexicon, Site};
use crate::mentions::{Mentions, Referent};
use crate::voice::Voices;
use selon_model::{
    ActorIx, Chain, Claim, ClaimTime, ClaimType, Evidence, Modality, Numbers, PlaceLink, Span,
    Speech, Stance,
};
use selon_rules::Matcher;
use selon_text::{Document, Upos, WordIx};
use std::ops::Range;

/// Fewest words of a statement, punctuation left out.
const LEAST: usize = 6;

/// Fewest words of one within which a claim was made of something that its verb only speaks about.
const LONG: usize = 10;

/// The statements of a document, given the claims that were made of it; the matcher is of this
/// lexicon's rules and bound to it.
pub fn statements(
    document: &Document,
    lexicon: &Lexicon,
    matcher: &Matcher<'_>,
    mentions: &Mentions,
    voices: &Voices,
    drafts: &[Draft],
) -> Vec<Draft> {
    if matcher.heat(0..document.words.len()) < lexicon.program.gate.ambiguous {
        return Vec::new();
    }
    let mut claimed = vec![false; document.words.len()];
    // Verbs that set off a claim, and tolls: what they tell is no mere topic.
    let mut told = vec![false; document.words.len()];
    for draft in drafts {
        for word in draft.site.words.iter().chain([&draft.site.trigger]) {
            claimed[*word] = true;
        }
        told[draft.site.trigger] |= document.upos(draft.site.trigger) == Upos::Verb
            || draft.claim.kind == ClaimType::Casualties;
    }
    let mut found: Vec<Draft> = Vec::new();
    for (ix, voice) in voices.list.iter().enumerate() {
        let says = !voice.negated
            && !voice.speakers.is_empty()
            && voice.stance != Stance::ClaimsResponsibility;
        if !says {
            continue;
        }
        for piece in voice.scope.iter().flat_map(|range| pieces(document, range)) {
            let mine = piece
                .clone()
                .filter(|word| voices.over(*word) == Some(ix))
                .filter(|word| document.upos(*word) != Upos::Punct)
                .count();
            let top = head(document, &piece);
            let free = !piece.clone().any(|word| claimed[word])
                || mine >= LONG
                    && !claimed[top]
                    && is_clause(document, top)
                    && !piece.clone().any(|word| told[word]);
            let urges = matches!(
                voice.stance,
                Stance::Accuses | Stance::Asks | Stance::Threatens | Stance::Plans
            );
            let fits = is_clause(document, top)
                || urges && (about(mentions, &piece) || matcher.heat(piece.clone()) > 1);
            if mine >= LEAST && free && fits {
                for word in piece.clone() {
                    claimed[word] = true;
                }
                let mut draft = draft(document, mentions, piece, voice.verb);
                // « ... », a promis le chef: who speaks behind the verb is not spoken to.
                draft
                    .claim
                    .targets
                    .retain(|target| !voice.speakers.iter().any(|s| s.actor == Some(*target)));
                // Who threatens or promises speaks of what they will do themselves.
                draft.site.self_told |= draft.claim.agents.is_empty()
                    && matches!(voice.stance, Stance::Threatens | Stance::Plans);
                found.push(draft);
            }
        }
    }
    found
}

/// A stretch cut at the ends of sentences, without the punctuation at its ends.
fn pieces(document: &Document, range: &Range<WordIx>) -> Vec<Range<WordIx>> {
    let mut list = Vec::new();
    let mut start = range.start;
    while start < range.end.min(document.words.len()) {
        let sentence = document.sentence_of(start).words.end;
        let mut piece = start..sentence.min(range.end);
        start = piece.end.max(start + 1);
        let idle = |word: WordIx| document.upos(word) == Upos::Punct;
        while !piece.is_empty() && idle(piece.start) {
            piece.start += 1;
        }
        while !piece.is_empty() && idle(piece.end - 1) {
            piece.end -= 1;
        }
        if !piece.is_empty() {
            list.push(piece);
        }
    }
    list
}

/// Whether some words mention an actor that fights or rules.
fn about(mentions: &Mentions, piece: &Range<WordIx>) -> bool {
    mentions
        .list
        .iter()
        .filter(|mention| piece.contains(&mention.head))
        .any(|mention| match mention.referent {
            Referent::Actor(actor) => matches!(
                mentions.actors[actor].kind.as_str(),
                "armed-group" | "state-force" | "coalition" | "state" | "government"
            ),
            Referent::Place(_) => false,
        })
}

/// The word that the rest of a piece hangs on.
fn head(document: &Document, piece: &Range<WordIx>) -> WordIx {
    piece
        .clone()
        .filter(|word| document.upos(*word) != Upos::Punct)
        .find(|word| {
            document
                .head(*word)
                .is_none_or(|head| !piece.contains(&head))
        })
        .unwrap_or(piece.start)
}

/// Whether a word carries a clause: a verb, or what a copula says of a subject.
fn is_clause(document: &Document, head: WordIx) -> bool {
    document.upos(head) == Upos::Verb
        || document
            .children(head)
            .any(|child| document.relation(child) == "cop")
}

/// Whom a statement is about or addressed to: "dénoncer le régime et ses alliés", "exiger le désarmement des
/// milices", "demander au gouvernement de partir".
fn aimed_at(
    document: &Document,
    mentions: &Mentions,
    piece: &Range<WordIx>,
    head: WordIx,
    verb: Option<WordIx>,
) -> Vec<ActorIx> {
    let clause = is_clause(document, head);
    let words: Vec<WordIx> = match verb {
        Some(verb) if clause => document
            .children(verb)
            .filter(|word| !piece.contains(word))
            .filter(|word| {
                matches!(document.relation(*word), "obj" | "iobj")
                    || document.deprel(*word) == "obl:arg"
            })
            .collect(),
        _ if clause => Vec::new(),
        _ => std::iter::once(head)
            .chain(
                document
                    .children(head)
                    .filter(|word| document.relation(*word) == "conj"),
            )
            .collect(),
    };
    let actors = |words: &[WordIx]| {
        let mut list = Vec::new();
        for actor in words
            .iter()
            .flat_map(|word| mentions.actors_of(document, *word))
        {
            if !list.contains(&actor) {
                list.push(actor);
            }
        }
        list
    };
    let own = actors(&words);
    if !own.is_empty() || clause {
        return own;
    }
    let of: Vec<WordIx> = document
        .children(head)
        .filter(|word| document.relation(*word) == "nmod" && piece.contains(word))
        .collect();
    actors(&of[..of.len().min(1)])
}

/// Whether a clause is an infinitive without a subject: "il a affirmé être déterminé à combattre". It tells of who
/// says so.
fn is_bare(document: &Document, head: WordIx) -> bool {
    let infinitive = |word: WordIx| document.feat(word, "VerbForm") == Some("Inf");
    let carried = |child: &WordIx| matches!(document.relation(*child), "cop" | "aux");
    matches!(document.relation(head), "xcomp" | "ccomp")
        && !document
            .children(head)
            .any(|child| document.relation(child) == "nsubj")
        && (infinitive(head) || document.children(head).filter(carried).any(infinitive))
}

fn draft(
    document: &Document,
    mentions: &Mentions,
    piece: Range<WordIx>,
    verb: Option<WordIx>,
) -> Draft {
    let head = head(document, &piece);
    let agents: Vec<ActorIx> = document
        .children(head)
        .find(|child| document.relation(*child) == "nsubj" && piece.contains(child))
        .map(|subject| mentions.actors_of(document, subject))
        .unwrap_or_default();
    let mut targets = aimed_at(document, mentions, &piece, head, verb);
    targets.retain(|target| !agents.contains(target));
    let mut places: Vec<PlaceLink> = Vec::new();
    let named = mentions.beginning_in(piece.clone()).iter();
    for mention in named.filter(|mention| matches!(mention.referent, Referent::Place(_))) {
        for link in mentions.places_of(document, mention.head) {
            if !places.iter().any(|known| known.place == link.place) {
                places.push(link);
            }
        }
    }
    // What names no place is said of where the text is.
    if places.is_empty() {
        places.extend(mentions.focus_place(document, head).map(there));
    }
    let self_told = agents.is_empty() && (first_person(document, head) || is_bare(document, head));
    let span = Span::new(
        document.words[piece.start].span.start as usize,
        document.words[piece.end - 1].span.end as usize,
    );
    Draft {
        claim: Claim {
            kind: ClaimType::Statement,
            state: None,
            means: None,
            agents,
            targets,
            places,
            time: ClaimTime::unknown(),
            numbers: Numbers::default(),
            sources: Chain::outlet(None, None),
            speech: Speech::Own,
            modality: Modality::Asserted,
            extent: None,
            control: Vec::new(),
            wording: Vec::new(),
            evidence: Evidence::one(span),
            rule: "statement/said".to_owned(),
            restates: None,
        },
        site: Site {
            sides_said: false,
            doer_said: false,
            counted_alone: false,
            self_told,
            self_suffered: false,
            again: false,
            of_war: false,
            target_understood: false,
            trigger: head,
            predicate: head,
            words: piece.collect(),
            core: vec![head],
        },
        placed: false,
    }
}
