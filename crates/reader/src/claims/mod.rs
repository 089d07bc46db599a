//! Claims: rule matches turned into typed claims with participants, places and numbers.
//!
//! [`typing`] tells the rules which words are forces, places or people; [`build`] makes a claim of
//! a match, [`place`] says where, [`carry`] lets a toll or a claim of responsibility take over the
//! place of its event; [`restate`] links a claim told again to its first telling. Left out: who speaks, how
//! surely and when ([`crate::voice`], [`crate::time`]), and every word of a language.

mod build;
mod carry;
mod check;
mod extent;
mod listed;
mod opponents;
mod place;
mod restate;
mod statement;
mod typing;

use crate::mentions::{Mentions, Referent};
use selon_model::{ActorIx, Claim};
use selon_rules::{Explanation, Match, Matcher, PackError, PackFiles, Part, Program};
use selon_text::{Document, WordIx};
use std::ops::Range;

pub use check::check;
pub use restate::link_restatements;
pub use statement::statements;

/// The compiled rules of a pack.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// The rules.
    pub program: Program,
    classes: typing::Classes,
    extents: extent::Lexicon,
}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        let (program, mut errors) = selon_rules::compile(pack);
        let classes = typing::Classes::of(&program);
        let (extents, found) = extent::Lexicon::compile(pack);
        errors.extend(found);
        let lexicon = Lexicon {
            program,
            classes,
            extents,
        };
        (lexicon, errors)
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
    /// Its words themselves say who does it and to whom.
    pub sides_said: bool,
    /// Its words themselves say who does it.
    pub doer_said: bool,
    /// Its doer speaks of himself: "nous avons repris la ville".
    pub self_told: bool,
    /// It is done to whoever speaks: "ils ont attaqué nos positions".
    pub self_suffered: bool,
    /// It is told as done again and again: "le groupe multiplie les attaques".
    pub again: bool,
    /// Its subject is a war as a whole: "le conflit a fait dix mille morts".
    pub of_war: bool,
    /// To whom it is done was left to the context, and understood from it.
    pub target_understood: bool,
    /// Its words count those it is done to and do not name them ("trois autres", "une trentaine").
    pub counted_alone: bool,
    /// The words that state it and no participant: the trigger with the rest of its idiom.
    pub core: Vec<WordIx>,
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

/// Every claim of a document, in text order; the matcher is of this lexicon's rules and bound to it.
pub fn find(
    document: &Document,
    lexicon: &Lexicon,
    matcher: &Matcher<'_>,
    mentions: &Mentions,
) -> Vec<Draft> {
    let program = &lexicon.program;
    let typing = typing::Reader::new(document, mentions, matcher, &lexicon.classes);
    let drafts = admitted(document, program, matcher, &typing)
        .into_iter()
        .filter_map(|found| {
            let mut draft = build::draft(document, program, mentions, &typing, &found)?;
            let kind = draft.claim.kind;
            draft.claim.extent = extent::of(document, &lexicon.extents, mentions, kind, &found);
            Some(listed::presences(document, mentions, &found, draft))
        })
        .flatten()
        .collect();
    let mut drafts = build::settle(document, drafts);
    carry::places(document, mentions, &mut drafts);
    carry::later_places(document, mentions, &mut drafts);
    carry::held_before(document, &mut drafts);
    carry::headline_doers(document, &mut drafts);
    carry::others(document, &mut drafts);
    carry::turned(document, mentions, &mut drafts);
    carry::struck(document, &mut drafts);
    carry::victims(document, mentions, &mut drafts);
    carry::freed(document, &mut drafts);
    opponents::told_again(document, mentions, &mut drafts);
    carry::doers(document, mentions, &mut drafts);
    carry::hit(document, mentions, &mut drafts);
    opponents::victims(document, mentions, &mut drafts);
    opponents::fill(document, mentions, &mut drafts);
    opponents::defenders(document, mentions, &mut drafts);
    carry::foreign_departures(document, mentions, &mut drafts);
    drafts
}

/// The matches that the gate lets through: in a document that speaks of war, or in a sentence that
/// does so by itself.
fn admitted(
    document: &Document,
    program: &Program,
    matcher: &Matcher<'_>,
    typing: &typing::Reader<'_>,
) -> Vec<Match> {
    let gate = &program.gate;
    let all = 0..document.words.len();
    let whole = matcher.heat(all.clone()) + gate.force * typing.fighters(all);
    let mut sentence = (usize::MAX, 0);
    let mut matches = matcher.matches(typing);
    matches.retain(|found| {
        // "Forces de soutien rapide": a word inside an actor's name states nothing.
        if document.upos(found.trigger) != selon_text::Upos::Verb
            && typing.is_inside_name(found.trigger)
        {
            return false;
        }
        let needed = if found.ambiguous {
            gate.ambiguous
        } else {
            gate.plain
        };
        let needed = needed.max(found.heat.unwrap_or(0));
        if whole >= needed {
            return true;
        }
        let number = document.words[found.trigger].sentence as usize;
        if sentence.0 != number {
            let words = document.sentence_of(found.trigger).words.clone();
            sentence = (number, matcher.heat(words));
        }
        // What the claim itself shows: a trigger that is not ambiguous, a force or a state that
        // acts or suffers, a place with a name.
        let force = found
            .fillers
            .iter()
            .filter(|filler| matches!(filler.part, Part::Agent | Part::Target))
            .map(|filler| typing.force(filler.word))
            .max()
            .unwrap_or(0);
        let named = found
            .fillers
            .iter()
            .filter(|filler| matches!(filler.part, Part::Place | Part::From | Part::To))
            .map(|filler| typing.place_name(filler.word))
            .max()
            .unwrap_or(0);
        let signs = sentence.1 + force * gate.force;
        // A state does many things: its name alone says little without a word of war or a town.
        let peaceful = sentence.1 <= 0 && force < 2 && named < 2;
        if signs <= 0 || peaceful {
            return false;
        }
        let own = signs + i32::from(!found.ambiguous) + named;
        let peace = if whole < 0 { gate.plain } else { 0 };
        own >= gate.sentence + needed - gate.plain + peace
    });
    matches
}

/// Names who says "we" of a deed, once it is known who speaks: those he speaks for. Returns whether the
/// claim still has the doer it needs.
pub fn name_speaker(mentions: &Mentions, draft: &mut Draft) -> bool {
    use selon_model::ClaimType;
    let Draft { claim, site, .. } = draft;
    if !site.self_told && !site.self_suffered {
        return true;
    }
    let source = claim.sources.innermost();
    // "un responsable local du Front": a nameless one speaks for the force that his description names.
    let described = || {
        let span = source.span?;
        let within = |mention: &&crate::mentions::Mention| {
            span.start <= mention.span.start && mention.span.end <= span.end
        };
        mentions
            .list
            .iter()
            .filter(within)
            .find_map(|mention| match mention.referent {
                Referent::Actor(actor) => Some(actor),
                Referent::Place(_) => None,
            })
    };
    let speaker = source.actor.or_else(described);
    let ours = mentions.responsible(&speaker.into_iter().collect::<Vec<_>>());
    let fights = |one: &ActorIx| mentions.is_armed(*one) || mentions.is_state(*one);
    if !ours.is_empty() && ours.iter().all(fights) {
        if site.self_told {
            claim.targets.retain(|target| !ours.contains(target));
            claim.agents = ours;
        } else {
            claim.agents.retain(|agent| !ours.contains(agent));
            claim.targets = ours;
        }
    }
    // "Nous tenons la ville", said by nobody who holds any.
    let held = matches!(
        claim.kind,
        ClaimType::Control | ClaimType::Presence | ClaimType::Advance | ClaimType::Entry
    );
    !(site.self_told && held && claim.agents.is_empty())
}

/// The fewest dead and displaced that no one event leaves, told of without a place.
const WAR_DEAD: u32 = 5_000;
const WAR_DISPLACED: u32 = 200_000;

/// Days beyond which a toll is a war's and no event's.
const YEAR: i32 = 365;

/// "L'insurrection a fait 27 000 morts depuis 2009": the toll of years, told without a place, is of the
/// country, and not of the town where the text happens to be.
pub fn widen_long_tolls(document: &Document, mentions: &Mentions, draft: &mut Draft) {
    let Draft {
        claim,
        placed,
        site,
    } = draft;
    let toll = matches!(
        claim.kind,
        selon_model::ClaimType::Casualties | selon_model::ClaimType::Displacement
    );
    // "L'armée bombarde les positions du groupe depuis 2015": a war's, like its toll.
    let war = matches!(
        claim.kind,
        selon_model::ClaimType::Offensive
            | selon_model::ClaimType::Attack
            | selon_model::ClaimType::Clash
            | selon_model::ClaimType::Strike
            | selon_model::ClaimType::Bombing
            | selon_model::ClaimType::Support
    );
    let town = claim.places.iter().all(|link| {
        matches!(
            mentions.places[link.place].feature.as_str(),
            "town" | "village" | "district" | "site" | "base"
        )
    });
    if !(toll || war && town) || *placed {
        return;
    }
    let long = match (claim.time.first, claim.time.last) {
        (Some(first), Some(last)) => first.until(last).is_ok_and(|gap| gap.get_days() > YEAR),
        _ => false,
    };
    let many = |count: &Option<selon_model::Count>, most: u32| {
        count
            .and_then(|count| count.min)
            .is_some_and(|min| min >= most)
    };
    let huge =
        many(&claim.numbers.killed, WAR_DEAD) || many(&claim.numbers.displaced, WAR_DISPLACED);
    // "Les violences dans la province ont fait dix mille morts": its sentence says where.
    let said = || {
        let sentence = document.sentence_of(site.trigger).words.clone();
        mentions.beginning_in(sentence).iter().any(|mention| {
            matches!(mention.referent, Referent::Place(place)
                if claim.places.iter().any(|link| link.place == place))
        })
    };
    if !(long && (toll || !said()) || (huge || site.of_war) && !said()) {
        return;
    }
    // Of a war's toll told where the text has got to, the country is the one that the text speaks of most.
    let here = claim
        .places
        .iter()
        .find_map(|link| mentions.places[link.place].country.as_deref());
    let named = |code: &str| {
        mentions
            .places
            .iter()
            .position(|place| place.feature == "country" && place.country.as_deref() == Some(code))
    };
    let country = here.filter(|_| long).and_then(named);
    let country = country.or_else(|| mentions.country_told_most().and_then(named));
    if let Some(country) = country {
        claim.places = vec![place::there(country)];
    }
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
