//! Grounds told in a row, each behind its own preposition: "à X, à Y et dans la province de Z". What has one
//! preposition for all is one phrase ([`super::place`]).

use super::Draft;
use crate::mentions::{Mentions, Referent};
use selon_model::{ClaimType, PlaceLink, PlaceRole};
use selon_rules::{Match, Part};
use selon_text::{Document, Upos, WordIx};
use std::ops::Range;

/// Words between what joins a phrase of the row and the name or noun in it.
const REACH: usize = 6;

/// A phrase of the row: its words from the preposition on, its noun, and the places in it.
pub(super) struct Member {
    pub words: Range<WordIx>,
    pub head: WordIx,
    pub links: Vec<PlaceLink>,
}

/// The phrases that go on behind the one a place was found in.
pub(super) fn members(document: &Document, mentions: &Mentions, first: WordIx) -> Vec<Member> {
    let sentence = document.sentence_of(first).words.clone();
    let marked = |w: WordIx| {
        document
            .children(w)
            .any(|child| child < w && document.relation(child) == "case")
    };
    let mut found: Vec<Member> = Vec::new();
    if !marked(first) {
        return found;
    }
    let mut at = first + 1;
    // "X, en territoire de Y": without a conjunction the second only says where the first is.
    let mut joined = false;
    while at < sentence.end {
        // A conjunction or a comma, then a preposition, begins the next.
        let joint = document.form(at) == "," || document.upos(at) == Upos::Cconj;
        if !joint {
            let ends = matches!(
                document.upos(at),
                Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Punct
            ) || document.feat(at, "PronType") == Some("Rel");
            if ends {
                break;
            }
            at += 1;
            continue;
        }
        let mut start = at + 1;
        let mut conjunction = document.upos(at) == Upos::Cconj;
        while start < sentence.end && document.upos(start) == Upos::Cconj {
            start += 1;
            conjunction = true;
        }
        let preposition = start < sentence.end
            && document.upos(start) == Upos::Adp
            && document.relation(start) == "case";
        let Some(head) = preposition.then(|| document.head(start)).flatten() else {
            at += 1;
            continue;
        };
        let inside = start..sentence.end.min(start + REACH);
        let Some(member) = member(document, mentions, head, inside) else {
            break;
        };
        at = member.words.end;
        joined |= conjunction;
        found.push(member);
    }
    found.retain(|_| joined);
    found
}

/// The phrase of a preposition's noun, where it is some ground that its preposition says something to be in.
fn member(
    document: &Document,
    mentions: &Mentions,
    head: WordIx,
    near: Range<WordIx>,
) -> Option<Member> {
    let from = mentions
        .list
        .partition_point(|mention| mention.words.start < near.start);
    let (ix, mention) =
        (from..)
            .zip(mentions.beginning_in(near.clone()))
            .find(|(_, mention)| {
                matches!(mention.referent, Referent::Place(_))
                    && (mention.head == head
                        || document.ancestors(mention.head).any(|at| at == head))
            })?;
    // What somebody goes to, comes from or is bound for is told of apart.
    let bound = matches!(
        mentions.role_at(ix),
        PlaceRole::To | PlaceRole::From | PlaceRole::Direction
    );
    let Referent::Place(place) = mention.referent else {
        return None;
    };
    // "sur l'Iran" may be at whom.
    let state = mentions.places[place].feature == "country" && !mentions.says_where(ix);
    if bound || state {
        return None;
    }
    // "dans deux quartiers de la ville, X et Y": those that are named.
    let links = super::place::enumerated(document, mentions, head)
        .unwrap_or_else(|| vec![super::place::there(place)]);
    Some(Member {
        words: near.start..mention.words.end.max(head + 1),
        head,
        links,
    })
}

/// Makes of a presence told of several grounds in a row one of each: a force may leave one and stay in another.
pub(super) fn presences(
    document: &Document,
    mentions: &Mentions,
    found: &Match,
    draft: Draft,
) -> Vec<Draft> {
    // "Ailleurs en Syrie, le groupe est présent dans X et dans Y": the row stands behind what says so.
    let behind = || {
        document
            .children(found.trigger)
            .find(|child| *child > found.trigger && document.relation(*child) == "obl")
    };
    let place = found
        .filler(Part::Place)
        .filter(|place| *place > found.trigger)
        .or_else(behind);
    let row = match place {
        Some(place) if draft.claim.kind == ClaimType::Presence => {
            members(document, mentions, place)
        }
        _ => Vec::new(),
    };
    let mut drafts = vec![draft];
    // What the grounds share: who is there, and the words that say so.
    let end = row.first().map_or(0, |member| member.words.start);
    let start = place.map_or(end, |place| {
        document
            .children(place)
            .filter(|child| document.relation(*child) == "case")
            .min()
            .unwrap_or(place)
    });
    let before = |word: &WordIx| *word < start;
    let shared: Vec<WordIx> = drafts[0]
        .site
        .words
        .iter()
        .copied()
        .filter(before)
        .collect();
    for member in row {
        let first = &drafts[0];
        let same = |link: &PlaceLink| member.links.iter().any(|one| one.place == link.place);
        let known = first.claim.places.iter().any(same);
        let words: Vec<WordIx> = shared.iter().copied().chain(member.words).collect();
        let Some(evidence) = super::build::evidence(document, &words).filter(|_| !known) else {
            continue;
        };
        let mut other = first.clone();
        other.claim.places = member.links;
        other.claim.evidence = evidence;
        other.site.trigger = member.head;
        other.site.core = vec![member.head];
        other.site.words = words;
        other.placed = true;
        drafts.push(other);
    }
    if drafts.len() > 1 {
        drafts[0].site.words.retain(|word| *word < end);
        let words = &drafts[0].site.words;
        if let Some(evidence) = super::build::evidence(document, words) {
            drafts[0].claim.evidence = evidence;
        }
    }
    drafts
}
