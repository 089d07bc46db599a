//! Loaded words, and what a text says about its own sources.
//!
//! Both are kept as they stand: nothing is rated, and no neutral word is put in the place of a
//! loaded one. Which words are loaded, which way, and on what grounds stands in the pack
//! (`lexicon/loaded.tsv`); words that describe sources in `lexicon/profiles.tsv`.

use crate::mentions::{Form, Mentions, Referent};
use crate::voice::Voices;
use selon_model::{ActorIx, Claim, ClaimType, SourceKind, SourceProfile, Span, Valence, Wording};
use selon_rules::{PackError, PackFiles};
use selon_text::{Document, Keyed, Upos, WordIx, lower};

/// File of loaded words.
const LOADED: &str = "lexicon/loaded.tsv";
/// File of words that describe sources.
const PROFILES: &str = "lexicon/profiles.tsv";

/// Whom a loaded word bears on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bears {
    /// The actor it names or stands beside.
    Itself,
    /// Who does it.
    Agent,
    /// To whom it is done.
    Target,
}

/// A loaded word.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Loaded {
    /// Its words after the first, as lemmas or forms.
    rest: Vec<String>,
    valence: Valence,
    bears: Bears,
    /// The claims it is loaded in; all when empty.
    kinds: Vec<ClaimType>,
}

/// What the pack says about loaded words and descriptions of sources.
#[derive(Debug, Default)]
pub struct Lexicon {
    loaded: Keyed<Vec<Loaded>>,
    profile: Keyed<()>,
}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        let mut lexicon = Lexicon::default();
        let mut errors = Vec::new();
        let mut fail = |line: usize, cell: &str, message: String| {
            errors.push(PackError {
                file: LOADED.to_owned(),
                line,
                column: 1,
                length: cell.chars().count().max(1),
                message,
                help: Some("the head of the file lists what is allowed".to_owned()),
            });
        };
        for (line, cells) in pack.rows(LOADED) {
            let [text, valence, bears, grounds, ..] = cells[..] else {
                fail(line, "", "expected four or five cells".to_owned());
                continue;
            };
            let Some(valence) = Valence::parse(valence) else {
                fail(line, valence, format!("no such valence: {valence}"));
                continue;
            };
            let bears = match bears {
                "self" => Bears::Itself,
                "agent" => Bears::Agent,
                "target" => Bears::Target,
                other => {
                    fail(line, other, format!("no such target: {other}"));
                    continue;
                }
            };
            if grounds.is_empty() {
                fail(line, text, "the grounds are missing".to_owned());
            }
            let mut kinds = Vec::new();
            for name in cells.get(4).copied().unwrap_or("").split_whitespace() {
                match ClaimType::parse(name) {
                    Some(kind) => kinds.push(kind),
                    None => fail(line, name, format!("no such type of claim: {name}")),
                }
            }
            let mut words = text.split_whitespace().map(str::to_lowercase);
            let Some(first) = words.next() else { continue };
            let list = lexicon.loaded.or_default(&first);
            list.push(Loaded {
                rest: words.collect(),
                valence,
                bears,
                kinds,
            });
            list.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        for (_, cells) in pack.rows(PROFILES) {
            if let Some(word) = cells.first() {
                lexicon.profile.insert(word.to_lowercase(), ());
            }
        }
        (lexicon, errors)
    }

    /// The loaded word or expression at a word, and one past its end.
    fn at(&self, document: &Document, w: WordIx, kind: ClaimType) -> Option<(&Loaded, WordIx)> {
        let same = |ix: WordIx, want: &str| {
            document
                .words
                .get(ix)
                .is_some_and(|_| is(document.lemma(ix), want) || is(document.form(ix), want))
        };
        let list = self
            .loaded
            .get(lower(document.lemma(w)).as_ref())
            .or_else(|| self.loaded.get(lower(document.form(w)).as_ref()))?;
        list.iter()
            .find(|entry| {
                (entry.kinds.is_empty() || entry.kinds.contains(&kind))
                    && entry
                        .rest
                        .iter()
                        .enumerate()
                        .all(|(i, want)| same(w + 1 + i, want))
            })
            .map(|entry| (entry, w + 1 + entry.rest.len()))
    }
}

fn is(text: &str, want: &str) -> bool {
    lower(text) == want
}

/// What the text says about its sources: functions, seats, leanings, each with who says so.
pub fn profiles(
    document: &Document,
    lexicon: &Lexicon,
    mentions: &Mentions,
    voices: &Voices,
) -> Vec<SourceProfile> {
    let mut found: Vec<SourceProfile> = Vec::new();
    for (voice, speaker) in voices.speakers() {
        if speaker.kind != SourceKind::Named {
            continue;
        }
        let Some(actor) = speaker
            .actor
            .or_else(|| actor_named(mentions, speaker.name.as_deref()?))
        else {
            continue;
        };
        let Some(span) = speaker
            .description
            .or_else(|| behind(document, speaker.span))
        else {
            continue;
        };
        let telling = document.words_in(span).any(|w| {
            lexicon
                .profile
                .contains_key(lower(document.lemma(w)).as_ref())
                || lexicon
                    .profile
                    .contains_key(lower(document.form(w)).as_ref())
        });
        if !telling {
            continue;
        }
        let said_by = voices
            .over(voice.cue.start)
            .and_then(|ix| voices.list[ix].speakers.first())
            .and_then(|outer| outer.actor)
            .filter(|outer| *outer != actor);
        let profile = SourceProfile {
            actor,
            span,
            said_by,
        };
        if !found
            .iter()
            .any(|old| old.actor == actor && old.span.overlaps(span))
        {
            found.push(profile);
        }
    }
    found.sort_by_key(|profile| (profile.span.start, profile.actor));
    found
}

/// The actor that carries a name.
fn actor_named(mentions: &Mentions, name: &str) -> Option<ActorIx> {
    mentions
        .actors
        .iter()
        .position(|actor| actor.name == name || actor.names.iter().any(|other| other == name))
}

/// Words right behind a source that describe it: in brackets, or a participle up to the comma.
fn behind(document: &Document, span: Span) -> Option<Span> {
    let from = document.words_in(span).end;
    let sentence = document.words.get(from)?.sentence as usize;
    let end = document.sentences.get(sentence)?.words.end;
    let mark = |w: WordIx| (w < end && document.upos(w) == Upos::Punct).then(|| document.form(w));
    let (start, close) = if mark(from) == Some("(") {
        let close = (from + 1..end.min(from + 16)).find(|w| mark(*w) == Some(")"))?;
        (from + 1, close)
    } else {
        let start = if mark(from) == Some(",") {
            from + 1
        } else {
            from
        };
        if start >= end || document.feat(start, "VerbForm") != Some("Part") {
            return None;
        }
        let close = (start..end.min(start + 16)).find(|w| mark(*w).is_some())?;
        (start, close)
    };
    // A bare acronym describes nothing.
    (close > start + 1).then(|| document.span(start..close))
}

/// Words from which on a mention is too long to be a name given to someone.
const LONG: usize = 12;

/// Marks loaded words inside the evidence of claims and in the names it gives to those it speaks of.
pub fn mark(document: &Document, lexicon: &Lexicon, mentions: &Mentions, claims: &mut [Claim]) {
    for claim in claims {
        let cover = claim.evidence.cover();
        let mut words = document.words_in(cover);
        // No mention that begins further back and is short enough reaches as far.
        let from = words.start.saturating_sub(LONG);
        for mention in mentions.beginning_in(from..document.words.len()) {
            if mention.words.start >= words.end {
                break;
            }
            if words.start < mention.words.end
                && matches!(mention.referent, Referent::Actor(_))
                && mention.words.len() < LONG
            {
                words.start = words.start.min(mention.words.start);
                words.end = words.end.max(mention.words.end);
            }
        }
        let mut w = words.start;
        while w < words.end {
            let Some((entry, end)) = lexicon.at(document, w, claim.kind) else {
                w += 1;
                continue;
            };
            if !part_of_name(document, mentions, w) {
                let about = match entry.bears {
                    Bears::Itself => named_by(document, mentions, w),
                    Bears::Agent => claim.agents.first().copied(),
                    Bears::Target => claim.targets.first().copied(),
                };
                claim.wording.push(Wording {
                    span: document.span(w..end),
                    about,
                    valence: entry.valence,
                });
            }
            w = end;
        }
    }
}

/// A capitalised word inside a proper name is the name's, not the writer's choice.
fn part_of_name(document: &Document, mentions: &Mentions, w: WordIx) -> bool {
    let capital = document.words[w]
        .span
        .of(document.text())
        .chars()
        .next()
        .is_some_and(char::is_uppercase);
    let start = document.sentence_of(w).words.start;
    capital
        && w != start
        && mentions
            .beginning_in(start..w + 1)
            .iter()
            .any(|mention| mention.form == Form::Name && mention.words.contains(&w))
}

/// The actor that a loaded noun names or a loaded adjective stands beside.
fn named_by(document: &Document, mentions: &Mentions, w: WordIx) -> Option<ActorIx> {
    let sentence = document.sentence_of(w).words.clone();
    let actor = |ix: WordIx| {
        mentions
            .beginning_in(sentence.start..ix + 1)
            .iter()
            .filter(|mention| mention.words.contains(&ix))
            .find_map(|mention| match mention.referent {
                Referent::Actor(actor) => Some(actor),
                Referent::Place(_) => None,
            })
    };
    if let Some(found) = actor(w) {
        return Some(found);
    }
    let stops = |ix: WordIx| {
        matches!(
            document.upos(ix),
            Upos::Punct | Upos::Verb | Upos::Aux | Upos::Cconj
        )
    };
    // "le groupe terroriste takfiriste Daech": a name further right in the phrase.
    for ix in w + 1..sentence.end.min(w + 7) {
        if stops(ix) {
            break;
        }
        if let Some(found) = actor(ix) {
            return Some(found);
        }
    }
    for ix in (sentence.start..w).rev().take(4) {
        if stops(ix) {
            break;
        }
        if let Some(found) = actor(ix) {
            return Some(found);
        }
    }
    let found = mentions.actors_of(document, w);
    found.first().copied().or_else(|| {
        document
            .head(w)
            .filter(|head| document.upos(*head).is_nominal())
            .and_then(|head| mentions.actors_of(document, head).first().copied())
    })
}
