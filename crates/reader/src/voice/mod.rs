//! According to whom, in whose words, and how surely.
//!
//! What this is for: finding every voice of a document (who speaks, who carries, by what cue,
//! over which words) and reading off, for a claim made at some words, the chain of voices, the
//! speech and the modality. What it leaves out: words of any language, which stand in the pack
//! (`lexicon/speech.tsv`, `sources.tsv`, `attribution.tsv`, `markers.tsv`, `modality.tsv`).
//!
//! Voices rest on words and tags; arcs help to find subjects and governors but are never needed,
//! because a parser attaches "selon X" wrongly too often.

mod cues;
mod lexicon;
mod modality;
mod quotations;
mod refusals;
mod scopes;
mod speaker;
mod subjects;
mod view;

pub use cues::{Manner, Voice};
pub use lexicon::Lexicon;
pub use modality::Moods;
pub use speaker::Speaker;

use crate::claims::Draft;
use crate::mentions::Mentions;
use selon_model::{Chain, ClaimType, Modality, Source, SourceKind, Span, Speech, Stance, TimeRef};
use selon_text::{Document, WordIx};
use view::View;

/// Who speaks where.
#[derive(Debug)]
pub struct Voices {
    /// Every voice, in text order of its cue.
    pub list: Vec<Voice>,
    outlet: Chain,
    /// Innermost voice over each word.
    over: Vec<Option<u32>>,
    /// The voice whose verb of saying stands at a word.
    verb_at: Vec<Option<u32>>,
    /// Quotation around each word, when somebody is quoted there.
    quoted: Vec<bool>,
    /// Words that say that somebody speaks, or when and where he does.
    telling: Vec<bool>,
    /// Words that a negated verb of saying is about: nobody vouches for them.
    unvouched: Vec<bool>,
}

/// Finds every voice of a document and the stretches of text it covers, and how surely its words tell.
pub fn find<'a>(
    document: &'a Document,
    lexicon: &'a Lexicon,
    mentions: &'a Mentions,
    times: &[TimeRef],
    outlet: Chain,
) -> (Voices, Moods<'a>) {
    let view = View::new(document, lexicon, mentions, times);
    let mut memory = speaker::Memory::default();
    let mut list: Vec<Voice> = Vec::new();
    for sentence in &document.sentences {
        list.extend(cues::in_sentence(
            &view,
            &mut memory,
            sentence.words.clone(),
        ));
    }
    quotations::bind(&view, &mut list);
    list.sort_by_key(|voice| voice.cue.start);
    // The smallest scope around a word is the innermost voice.
    let mut over: Vec<Option<u32>> = vec![None; document.words.len()];
    let mut size: Vec<usize> = vec![usize::MAX; document.words.len()];
    for (ix, voice) in list.iter().enumerate() {
        let extent: usize = voice.scope.iter().map(|range| range.len()).sum();
        if voice.negated {
            continue;
        }
        for range in &voice.scope {
            for w in range.clone() {
                if w < over.len() && extent < size[w] && !voice.cue.contains(&w) {
                    size[w] = extent;
                    over[w] = Some(ix as u32);
                }
            }
        }
    }
    let mut verb_at = vec![None; document.words.len()];
    for (ix, voice) in list.iter().enumerate() {
        if let Some(slot) = voice.verb.and_then(|w| verb_at.get_mut(w)) {
            *slot = Some(ix as u32);
        }
    }
    let mut unvouched = vec![false; document.words.len()];
    for voice in &list {
        let withheld =
            voice.stance == Stance::Unconfirmed || voice.negated && voice.stance == Stance::Asserts;
        if withheld {
            for w in voice.scope.iter().flat_map(Clone::clone) {
                if let Some(slot) = unvouched.get_mut(w) {
                    *slot = true;
                }
            }
        }
    }
    let mut telling = vec![false; document.words.len()];
    for voice in &list {
        let content = match voice.manner {
            Manner::Before => voice.scope.last().map_or(voice.end, |scope| scope.start),
            _ => voice.end,
        };
        for w in voice.cue.start..content.max(voice.cue.end) {
            if let Some(slot) = telling.get_mut(w) {
                *slot = true;
            }
        }
    }
    let quoted = (0..document.words.len())
        .map(|w| view.quote(w).is_some() && over[w].is_some())
        .collect();
    let moods = Moods::new(view, &list);
    let voices = Voices {
        list,
        outlet,
        over,
        verb_at,
        quoted,
        telling,
        unvouched,
    };
    (voices, moods)
}

impl Voices {
    /// Sets a draft's chain, speech and modality from where it stands.
    pub fn attribute(&self, document: &Document, moods: &Moods<'_>, draft: &mut Draft) {
        let anchor = draft.site.predicate;
        let trigger = draft.site.trigger;
        // A claim whose trigger is the verb of saying itself: its subject says it.
        let act = [trigger, anchor]
            .into_iter()
            .find_map(|w| self.verb_at.get(w).copied().flatten())
            .filter(|ix| !self.list[*ix as usize].negated);
        let speaks_itself = matches!(draft.claim.kind, ClaimType::Claim | ClaimType::Statement);
        let innermost = match act {
            Some(ix)
                if speaks_itself
                    || (self.over(trigger).is_none()
                        && trigger != anchor
                        && !self.list[ix as usize].scope.is_empty()) =>
            {
                Some(ix as usize)
            }
            _ => self.over(trigger),
        };
        let mut sources = self.chain(document, innermost);
        draft.claim.modality = moods.of(&draft.site, draft.claim.kind);
        let voice = innermost.map(|ix| &self.list[ix]);
        if let Some(voice) = voice
            && draft.claim.modality != Modality::Denied
            && !(act.is_some() && speaks_itself && voice.stance != Stance::Denies)
        {
            match voice.stance {
                Stance::Denies => draft.claim.modality = Modality::Denied,
                Stance::Asks
                    if draft.claim.modality == Modality::Asserted && moods.wished(trigger) =>
                {
                    draft.claim.modality = Modality::Asked;
                }
                Stance::Plans | Stance::Threatens
                    if draft.claim.modality == Modality::Asserted && moods.wished(trigger) =>
                {
                    draft.claim.modality = Modality::Planned;
                }
                _ => {}
            }
        }
        // The act of asking, threatening or promising.
        if act.is_some()
            && speaks_itself
            && draft.claim.modality == Modality::Asserted
            && let Some(voice) = voice
        {
            draft.claim.modality = match voice.stance {
                Stance::Asks => Modality::Asked,
                Stance::Threatens | Stance::Plans => Modality::Planned,
                _ => Modality::Asserted,
            };
        }
        // What is announced by a noun has not begun: an offensive, a deployment. Where a verb of its own
        // stands between ("ont péri dans l'attaque, a annoncé l'armée"), that is announced.
        if let Some(voice) = voice
            && document
                .ancestors(trigger)
                .find(|word| document.upos(*word) == selon_text::Upos::Verb)
                .is_none_or(|verb| voice.cue.contains(&verb))
            && voice.stance == Stance::Announces
            && draft.claim.modality == Modality::Asserted
            && matches!(
                draft.claim.kind,
                ClaimType::Offensive | ClaimType::Deployment
            )
            && document.upos(anchor) == selon_text::Upos::Noun
            && moods.wished(trigger)
        {
            draft.claim.modality = Modality::Planned;
        }
        // "n'a pas dit que": nobody vouches for it.
        if draft.claim.modality == Modality::Asserted && self.unvouched.get(trigger) == Some(&true)
        {
            draft.claim.modality = Modality::Hedged;
        }
        // A claim of responsibility that no cue was found for still has its claimant.
        if draft.claim.kind == ClaimType::Claim
            && sources.is_empty()
            && draft.claim.modality == Modality::Asserted
        {
            sources.extend(draft.claim.agents.iter().map(|actor| Source {
                kind: SourceKind::Named,
                actor: Some(*actor),
                name: None,
                description: None,
                anonymity: None,
                span: None,
                cue: Some(document.words[trigger].span),
                stance: Stance::ClaimsResponsibility,
                medium: None,
            }));
        }
        draft.claim.speech = if sources.is_empty() {
            Speech::Own
        } else {
            self.speech(document, draft)
        };
        let outlet = self.outlet.clone();
        let outlet = match voice {
            Some(voice) if voice.nobody => outlet.uncertain(document.span(voice.cue.clone())),
            _ => outlet,
        };
        draft.claim.sources = outlet.voiced(sources);
    }

    /// True for a word that says that somebody speaks, or when and where he does.
    pub fn tells(&self, w: WordIx) -> bool {
        self.telling.get(w).copied().unwrap_or(false)
    }

    /// The innermost voice over a word.
    pub fn over(&self, w: WordIx) -> Option<usize> {
        self.over.get(w).copied().flatten().map(|ix| ix as usize)
    }

    /// The chain from a voice outwards.
    fn chain(&self, document: &Document, innermost: Option<usize>) -> Vec<Source> {
        let mut chain: Vec<Source> = Vec::new();
        let mut seen = Vec::new();
        let mut at = innermost;
        while let Some(ix) = at {
            if seen.contains(&ix) || seen.len() > 6 {
                break;
            }
            seen.push(ix);
            let voice = &self.list[ix];
            let cue = document.span(voice.cue.clone());
            for speaker in voice.speakers.iter().filter(|_| !voice.nobody) {
                push(
                    &mut chain,
                    source(document, speaker, cue, voice.stance, voice.medium),
                );
            }
            for carrier in &voice.carriers {
                push(
                    &mut chain,
                    source(document, carrier, cue, Stance::Asserts, None),
                );
            }
            at = self.over(voice.cue.start).or_else(|| {
                let inner = voice.cue.end.saturating_sub(1);
                self.over(inner)
            });
        }
        chain
    }

    /// In whose words a voiced claim stands.
    fn speech(&self, document: &Document, draft: &Draft) -> Speech {
        let words = if draft.site.words.is_empty() {
            std::slice::from_ref(&draft.site.trigger)
        } else {
            &draft.site.words[..]
        };
        let mut inside = 0;
        let mut outside = 0;
        let within = |w: WordIx| self.quoted.get(w).copied().unwrap_or(false);
        // "X a franchi la rivière « pour contourner la ville »": who does it is said before, what
        // he does in quotation marks.
        let told = within(draft.site.trigger) && within(draft.site.predicate);
        for w in words {
            if told && *w < draft.site.trigger && !within(*w) {
                continue;
            }
            if document.words.get(*w).is_none() || document.upos(*w) == selon_text::Upos::Punct {
                continue;
            }
            if within(*w) {
                inside += 1;
            } else {
                outside += 1;
            }
        }
        match (inside, outside) {
            (0, _) => Speech::Indirect,
            (_, 0) => Speech::Direct,
            _ => Speech::Mixed,
        }
    }

    /// The spans of the phrases that name speakers, with the actor where it is known.
    pub fn speakers(&self) -> impl Iterator<Item = (&Voice, &Speaker)> {
        self.list.iter().flat_map(|voice| {
            voice
                .speakers
                .iter()
                .chain(&voice.carriers)
                .map(move |speaker| (voice, speaker))
        })
    }
}

/// Adds a link unless the same one stands in the chain already.
fn push(chain: &mut Vec<Source>, link: Source) {
    let known = chain.iter().any(|old| {
        (old.actor.is_some() && old.actor == link.actor)
            || (old.name.is_some() && old.name == link.name)
            || (old.span == link.span)
    });
    if !known {
        chain.push(link);
    }
}

fn source(
    document: &Document,
    speaker: &Speaker,
    cue: Span,
    stance: Stance,
    medium: Option<Span>,
) -> Source {
    Source {
        kind: speaker.kind,
        actor: speaker.actor,
        name: speaker.name.clone(),
        description: speaker
            .description
            .map(|span| span.of(document.text()).to_owned()),
        anonymity: speaker.anonymity,
        span: Some(speaker.span),
        cue: Some(cue),
        stance,
        medium: medium.or(speaker.medium),
    }
}
