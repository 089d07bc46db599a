//! Events spoken of again: the dead and wounded of an attack, who claims it, its second mention, all
//! fell where the attack did, though only its first telling says where.

use super::Draft;
use crate::mentions::Mentions;
use selon_model::{ClaimType, PlaceLink};
use selon_text::{Document, Upos, WordIx};

/// Sentences back to look for the event of a toll.
const REACH: u32 = 6;

/// Gives tolls, claims of responsibility and events told again the place of their event.
pub(super) fn places(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    // Where the last event told so far took place: by its index.
    let mut last: Option<usize> = None;
    for at in 0..drafts.len() {
        let here = drafts[at].site.trigger;
        if drafts[at].placed {
            if is_violence(drafts[at].claim.kind) {
                last = Some(at);
            }
            continue;
        }
        if !is_violence(drafts[at].claim.kind) && !depends(drafts[at].claim.kind) {
            continue;
        }
        if is_violence(drafts[at].claim.kind) && is_new(document, here) {
            continue;
        }
        let sentence = document.words[here].sentence;
        // The event of its own sentence may come after it: "ten died in an attack on a market".
        let ahead = (at + 1..drafts.len())
            .take_while(|later| document.words[drafts[*later].site.trigger].sentence == sentence)
            .find(|later| drafts[*later].placed && is_violence(drafts[*later].claim.kind));
        let near = |event: usize| {
            let other = document.words[drafts[event].site.trigger].sentence;
            drafts[at].claim.kind == ClaimType::Claim || other + REACH >= sentence
        };
        let same = |event: usize| document.words[drafts[event].site.trigger].sentence == sentence;
        let event = match last.filter(|event| near(*event)) {
            Some(event) if same(event) || ahead.is_none() => Some(event),
            _ => ahead,
        };
        let Some(event) = event else { continue };
        let places: Vec<PlaceLink> = drafts[event].claim.places.clone();
        if !places.is_empty() && tells_more(mentions, &places) {
            drafts[at].claim.places = places;
        }
    }
}

/// A place finer than a country.
fn tells_more(mentions: &Mentions, places: &[PlaceLink]) -> bool {
    places
        .iter()
        .any(|link| mentions.places[link.place].feature != "country")
}

fn is_violence(kind: ClaimType) -> bool {
    matches!(
        kind,
        ClaimType::Bombing | ClaimType::Attack | ClaimType::Strike
    )
}

fn depends(kind: ClaimType) -> bool {
    matches!(kind, ClaimType::Casualties | ClaimType::Claim)
}

/// An event told by a noun without a definite article is another one.
fn is_new(document: &Document, trigger: WordIx) -> bool {
    if document.upos(trigger) != Upos::Noun {
        return false;
    }
    !document.children(trigger).any(|child| {
        document.relation(child) == "det"
            && (document.feat(child, "Definite") == Some("Def")
                || document.feat(child, "PronType") == Some("Dem"))
    })
}
