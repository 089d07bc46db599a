//! Claims and dispatches in their public forms.

use super::public::*;
use super::{Answer, DeskError};
use selon_ledger::ladder::Tells;
use selon_ledger::lineage::Voice;
use selon_ledger::{Entry, Ledger, place_key, source_name};
use selon_model::{ContentId, Span};

pub(super) fn telling(tells: Tells) -> Telling {
    Telling {
        says: tells.says.as_str().to_owned(),
        from: tells.from.to_string(),
        actors: tells.actors,
        losers: tells.losers,
        camp: tells.camp,
        interest: tells
            .interest
            .map(|interest| interest.as_str().replace(' ', "-")),
        carries: tells.carries.map(|claim| claim.to_string()),
    }
}

pub(super) fn card(entry: &Entry) -> ClaimCard {
    let claim = &entry.claim;
    let names = |list: &[usize]| {
        entry
            .actor_names(list)
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    ClaimCard {
        id: entry.id.to_string(),
        dispatch: entry.dispatch.to_string(),
        published: entry.published.map(|day| day.to_string()),
        outlet: entry.outlet.as_ref().map(|outlet| outlet.name.clone()),
        url: entry.url.clone(),
        kind: claim.kind.as_str().to_owned(),
        state: claim.state.map(|state| state.as_str().to_owned()),
        modality: claim.modality.as_str().to_owned(),
        time: claim.time.edtf(),
        time_basis: match claim.time.basis {
            selon_model::TimeBasis::Explicit => "explicit",
            selon_model::TimeBasis::Carried => "carried",
            selon_model::TimeBasis::Publication => "publication",
            selon_model::TimeBasis::Unknown => "unknown",
        }
        .to_owned(),
        who: names(&claim.agents),
        whom: names(&claim.targets),
        places: claim
            .places
            .iter()
            .filter_map(|link| {
                let place = entry.places.get(link.place)?;
                Some(Where {
                    key: place_key(place).to_owned(),
                    name: place.name.clone(),
                    role: link.role.as_str().to_owned(),
                    modifier: link.modifier.clone(),
                })
            })
            .collect(),
        control: claim
            .control
            .iter()
            .filter_map(|control| {
                Some(Holds {
                    place: entry.places.get(control.place)?.name.clone(),
                    actor: control
                        .actor
                        .and_then(|ix| entry.actors.get(ix))
                        .map(|actor| actor.name.clone()),
                    change: control.change.as_str().to_owned(),
                })
            })
            .collect(),
        chain: claim
            .sources
            .links()
            .map(|source| source_name(source).to_owned())
            .collect(),
        speaker_kind: claim.sources.innermost().kind.as_str().to_owned(),
        words: entry.words.clone(),
        context: entry.context.clone(),
        rule: claim.rule.clone(),
        tells: None,
    }
}

pub(super) fn voice(voice: Voice) -> VoiceCard {
    let mut joined: Vec<String> = voice
        .joins
        .iter()
        .map(|join| join.why.as_str().to_owned())
        .collect();
    joined.sort();
    joined.dedup();
    VoiceCard {
        source: voice.source,
        first: voice.first.map(|day| day.to_string()),
        claims: voice.claims.iter().map(ToString::to_string).collect(),
        carriers: voice.carriers,
        joined,
    }
}

/// A span of a text in both measures.
fn offsets(text: &str, span: Span) -> Offsets {
    let floor = |at: u32| {
        let mut at = (at as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = text[..floor(span.start)].chars().count();
    Offsets {
        start,
        end: start
            + text[floor(span.start)..floor(span.end).max(floor(span.start))]
                .chars()
                .count(),
        start_byte: span.start,
        end_byte: span.end,
    }
}

pub(super) fn page(
    entry: &Entry,
    dispatch: DispatchPage,
    decisions: Vec<DecisionCard>,
) -> ClaimPage {
    let at = |span: Span| offsets(&dispatch.text, span);
    ClaimPage {
        claim: card(entry),
        links: entry
            .claim
            .sources
            .links()
            .map(|source| Link {
                kind: source.kind.as_str().to_owned(),
                name: source_name(source).to_owned(),
                anonymity: source.anonymity.map(|one| one.as_str().to_owned()),
                stance: source.stance.as_str().to_owned(),
                span: source.span.map(at),
                cue: source.cue.map(at),
            })
            .collect(),
        evidence: entry
            .claim
            .evidence
            .spans()
            .iter()
            .map(|span| at(*span))
            .collect(),
        in_force: entry.in_force,
        decisions,
        dispatch,
    }
}

pub(super) fn dispatch(ledger: &Ledger, id: ContentId) -> Answer<DispatchPage> {
    let (dispatch, reading) = ledger
        .dispatch(id)?
        .ok_or_else(|| DeskError::Missing(format!("there is no dispatch {id}")))?;
    let text = dispatch.text;
    let marks = reading
        .claims
        .iter()
        .map(|claim| Mark {
            claim: String::new(),
            kind: claim.kind.as_str().to_owned(),
            spans: claim
                .evidence
                .spans()
                .iter()
                .map(|span| offsets(&text, *span))
                .collect(),
        })
        .zip(ledger.claims_of(id)?)
        .map(|(mark, claim)| Mark {
            claim: claim.to_string(),
            ..mark
        })
        .collect();
    let versions = match &dispatch.provenance.url {
        None => Vec::new(),
        Some(url) => ledger
            .dispatches_at(url)?
            .into_iter()
            .filter(|other| *other != id)
            .map(|other| other.to_string())
            .collect(),
    };
    Ok(DispatchPage {
        id: id.to_string(),
        published: reading.published.map(|day| day.to_string()),
        outlet: reading.outlet.map(|outlet| outlet.name),
        title: dispatch.provenance.title,
        url: dispatch.provenance.url,
        language: reading.language.code().to_owned(),
        text,
        marks,
        versions,
    })
}
