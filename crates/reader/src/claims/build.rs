//! From a match to a claim: participants, place, numbers, evidence.

use super::typing::Reader;
use super::{Draft, Site};
use crate::mentions::Mentions;
use selon_model::{
    ActorIx, Chain, Claim, ClaimTime, ClaimType, Count, Evidence, Modality, Numbers, PlaceIx,
    PlaceLink, Span, Speech, State,
};
use selon_rules::{Filler, Match, NumberKind, Part, Program};
use selon_text::{Document, Upos, WordIx};

/// Longest evidence told as one stretch, in words.
const STRETCH: usize = 18;
/// Words that may stand between two pieces of evidence told as one.
const JOIN: usize = 3;

/// The claim that a match makes.
pub(super) fn draft(
    document: &Document,
    program: &Program,
    mentions: &Mentions,
    typing: &Reader<'_>,
    found: &Match,
) -> Option<Draft> {
    let kind = found.emit.kind?;
    // "l'attentat de Kaboul": a town's bombing is one in it, and none by the state that sits there.
    let mut placed = None;
    if matches!(kind, ClaimType::Bombing | ClaimType::Attack) {
        let town = |filler: &Filler| {
            filler.part == Part::Agent && is_town_of(document, mentions, found.trigger, filler.word)
        };
        if found.fillers.iter().any(town) {
            let mut other = found.clone();
            for filler in other.fillers.iter_mut().filter(|filler| town(filler)) {
                filler.part = Part::Place;
            }
            placed = Some(other);
        }
    }
    let found = placed.as_ref().unwrap_or(found);
    let actors = |part: Part| -> Vec<ActorIx> {
        let mut list = Vec::new();
        for filler in found.fillers.iter().filter(|filler| filler.part == part) {
            for actor in typing.actors_of(filler.word) {
                if !list.contains(&actor) {
                    list.push(actor);
                }
            }
        }
        list
    };
    let predicate = predicate(document, found.trigger);
    let mut agents = actors(Part::Agent);
    let mut targets = actors(Part::Target);
    if kind == ClaimType::Displacement {
        targets.extend(actors(Part::Count));
    }
    // "entre l'armée et les rebelles": a phrase that goes on with the other party.
    if kind == ClaimType::Clash && agents.iter().any(|agent| !targets.contains(agent)) {
        agents.retain(|agent| !targets.contains(agent));
    }
    // An alliance has two sides: where nobody can be made of one, there is no telling with whom.
    // "des hommes armés appartenant à X": whose men they are is no other side either.
    let within = |part: Part| {
        found.fillers.iter().any(|one| {
            one.part != part
                && mentions.headed(one.word).is_some_and(|men| {
                    found
                        .filler(part)
                        .is_some_and(|word| men.words.contains(&word) && word != one.word)
                })
        })
    };
    if kind == ClaimType::Alliance
        && agents.len() < 2
        && (targets.is_empty() || within(Part::Target))
    {
        return None;
    }
    // "La République a perdu 673 combattants": whose they were, else they themselves.
    if kind == ClaimType::Casualties && targets.is_empty() {
        targets.extend(actors(Part::Count));
        targets.retain(|target| typing.can_fight(*target));
    }
    // Ground is taken from those who can hold it.
    if kind == ClaimType::Capture {
        targets.retain(|target| typing.can_fight(*target));
    }
    // Fighters who move are not displaced.
    if kind == ClaimType::Displacement
        && !targets.is_empty()
        && targets.iter().all(|one| mentions.is_armed(*one))
    {
        return None;
    }
    // Who flees is both who moves and who is displaced.
    if kind != ClaimType::Displacement {
        targets.retain(|target| !agents.contains(target));
    }
    // "bastion rebelle": whose it is makes one phrase with it.
    if agents.is_empty()
        && document.upos(found.trigger) == Upos::Noun
        && found
            .filler(Part::Agent)
            .is_some_and(|word| document.head(word) == Some(found.trigger))
    {
        agents = typing.actors_of(found.trigger);
        agents.retain(|agent| !targets.contains(agent));
    }
    let speakers = |part: Part| {
        let of = |filler: &&Filler| filler.part == part;
        found.fillers.iter().filter(of).any(|filler| {
            mentions.is_speakers(document, filler.word)
                || measured(document, mentions, filler.word)
                    .is_some_and(|group| mentions.is_speakers(document, group))
        })
    };
    // "La ville est sous notre contrôle"
    let idiom = found.words.iter().any(|word| {
        document
            .children(*word)
            .any(|child| document.relation(child) == "det" && mentions.is_speakers(document, child))
    });
    let self_told = speakers(Part::Agent)
        || kind == ClaimType::Control && idiom
        || agents.is_empty() && first_person(document, predicate);
    let self_suffered = speakers(Part::Target)
        || speakers(Part::Place) && targets.is_empty() && super::opponents::opposes(kind);
    // "Nous contrôlons nos frontières": what is one's own is no ground that one came to hold.
    if kind == ClaimType::Control && speakers(Part::Place) {
        return None;
    }
    let doer_said = !agents.is_empty();
    let sides_said = doer_said && !targets.is_empty();
    // "un tir d'artillerie russe": a word of the act's own name says whose it is.
    if agents.is_empty() && kind == ClaimType::Strike {
        for word in found.words.iter().filter(|word| **word != found.trigger) {
            for actor in typing.actors_of(*word) {
                if typing.can_fight(actor) && !agents.contains(&actor) {
                    agents.push(actor);
                }
            }
        }
    }
    // "Burundi : incidents avec la RDC", "Canada : fin des frappes en Irak", but not "RDC : des bombes tombent".
    let topic = agents.is_empty()
        && (kind == ClaimType::Clash && !targets.is_empty() || {
            let places: Vec<PlaceIx> = found
                .fillers
                .iter()
                .filter(|filler| filler.part == Part::Place)
                .flat_map(|filler| mentions.places_of(document, filler.word))
                .map(|link| link.place)
                .collect();
            mentions.topic_is_elsewhere(document, found.trigger, &places)
        });
    // A named act without a doer ("the offensive on the town") is the discourse's actor's; a passive
    // without one stays open.
    if agents.is_empty() && unsaid_doer(document, kind, found) {
        agents.extend(
            mentions
                .focus_actor(document, found.trigger, topic)
                .filter(|actor| typing.can_fight(*actor) && !targets.contains(actor))
                .filter(|actor| !owns_ground(document, mentions, found, *actor)),
        );
    }
    // "la mort de dizaines de ses soldats": the measure is of those who follow it, wherever they were hung.
    if let Some(filler) = found.filler(Part::Target)
        && let Some(group) = measured(document, mentions, filler)
    {
        targets = typing.actors_of(group);
        // "tuant une dizaine d'entre eux": not they did.
        if kind == ClaimType::Casualties {
            agents.retain(|agent| !targets.contains(agent));
        }
    }
    // "des missiles tirés sur l'Ukraine": a country is hit, and not whom the text told of last.
    let mut country_hit = false;
    if kind == ClaimType::Strike && targets.is_empty() {
        for filler in found.fillers.iter().filter(|f| f.part == Part::Place) {
            for country in mentions.countries_aimed_at(filler.word) {
                country_hit = true;
                targets.extend(mentions.state_of(country));
            }
        }
        targets.retain(|target| !agents.contains(target));
    }
    let target_unsaid = targets.is_empty();
    let counted_alone = target_unsaid
        && found.filler(Part::Target).is_some_and(|word| {
            mentions.quantity_of(word).is_some()
                && (document.upos(word) != Upos::Noun || mentions.is_share(word))
        });
    let untold = !doer_said && predicate != found.trigger;
    // "Un drone a frappé une école": a weapon that says nobody's is nobody's.
    let weapon = matches!(kind, ClaimType::Strike | ClaimType::Casualties)
        && agents.is_empty()
        && (document.upos(found.trigger) == Upos::Verb
            || found.filler(Part::Agent) == Some(found.trigger))
        && found.filler(Part::Agent).is_some();
    let (mut agents, mut targets) =
        mentions.understood(document, found.trigger, kind, &agents, &targets, topic);
    // "Des renforts ont repris le camp": men just come into the text are not the ones it was about.
    let newcomers = !doer_said
        && found.fillers.iter().any(|filler| {
            filler.part == Part::Agent
                && document.upos(filler.word) == Upos::Noun
                && document.children(filler.word).any(|det| {
                    document.relation(det) == "det" && document.feat(det, "Definite") == Some("Ind")
                })
        });
    // "L'état-major a démenti tout encerclement": who says that it is not so is not the one who did it.
    let gainsaid = !doer_said
        && matches!(kind, ClaimType::Capture | ClaimType::Siege)
        && document.relation(found.trigger) == "obj"
        && typing.gainsays(predicate);
    if weapon || newcomers || untold && mentions.passive(document, predicate) {
        agents.clear();
        // Whom nobody fights is nobody's opponent.
        if weapon && target_unsaid {
            targets.clear();
        }
    }
    // "Paris a condamné la prise de la ville": who blames a deed or calls for it did not do it.
    let judged = !doer_said && judged_by(document, mentions, typing, found.trigger, &agents);
    // "Un obus s'est abattu sur une ferme", "des tirs ont touché l'hôpital": fire come just into the text is
    // nobody's that it does not name.
    let new_fire = kind == ClaimType::Strike
        && !doer_said
        && document.upos(found.trigger) == Upos::Noun
        && document.relation(found.trigger) == "nsubj"
        && document.children(found.trigger).any(|det| {
            document.relation(det) == "nummod"
                || document.relation(det) == "det" && document.feat(det, "Definite") == Some("Ind")
        });
    if gainsaid || judged || new_fire {
        agents.clear();
        if target_unsaid {
            targets.clear();
        }
    }
    // "Une riposte aérienne": it was not the armed group told of last that flew.
    if kind == ClaimType::Strike && found.emit.means == Some(selon_model::Means::Air) && !doer_said
    {
        agents.retain(|agent| mentions.actors[*agent].kind != "armed-group");
    }
    // "des combats entre deux factions": no third party is fought.
    let both = kind == ClaimType::Clash
        && found
            .fillers
            .iter()
            .any(|filler| filler.part == Part::Agent && mentions.is_both(document, filler.word));
    // "Ils ont bombardé un hôpital": no enemy is there.
    let peaceful = matches!(
        kind,
        ClaimType::Strike | ClaimType::Attack | ClaimType::Bombing
    ) && found
        .fillers
        .iter()
        .any(|filler| filler.part == Part::Place && typing.is_peaceful_site(filler.word));
    if (country_hit || both || peaceful) && target_unsaid {
        targets.clear();
    }
    let target_understood = target_unsaid && !targets.is_empty();
    let (mut agents, mut targets) = match kind {
        ClaimType::Alliance | ClaimType::Agreement
            if !refused(found) && !makes_up(document, found) =>
        {
            (joint(agents, targets), Vec::new())
        }
        _ => (agents, targets),
    };
    let (mut places, placed) = super::place::places(document, mentions, typing, found, predicate);
    // "La chute de X serait un coup dur pour l'armée": whom it befalls has not brought it about.
    if kind == ClaimType::Capture && !doer_said && typing.is_downfall(found.trigger) {
        let before = agents.len();
        agents.retain(|agent| !defends(mentions, *agent, &places));
        if agents.len() < before && target_understood {
            targets.clear();
        }
    }
    // "l'intervention russe": one state's in another is in the country, whichever of its towns was told of.
    let noun = document.upos(found.trigger) == Upos::Noun;
    if kind == ClaimType::Deployment && noun && !placed {
        places = abroad(mentions, &agents, places);
    }
    let numbers = numbers(document, mentions, typing, found);
    let words = words(document, mentions, found, predicate);
    let evidence = evidence(document, &words)?;
    Some(Draft {
        claim: Claim {
            kind,
            state: found.emit.state,
            means: found.emit.means,
            agents,
            targets,
            places,
            time: ClaimTime::unknown(),
            numbers,
            sources: Chain::outlet(None, None),
            speech: Speech::Own,
            modality: Modality::Asserted,
            extent: None,
            control: Vec::new(),
            wording: Vec::new(),
            evidence,
            rule: program.name(found.rule).to_owned(),
            restates: None,
        },
        site: Site {
            trigger: found.trigger,
            predicate,
            words,
            sides_said,
            doer_said,
            self_told,
            self_suffered,
            again: super::place::again(document, mentions, found.trigger, predicate),
            of_war: document
                .children(predicate)
                .any(|child| document.relation(child) == "nsubj" && typing.is_war(child)),
            target_understood,
            counted_alone,
            core: found.words.clone(),
        },
        placed,
    })
}

/// Whether an actor is the state, or a force of it, that a place lies in.
fn defends(mentions: &Mentions, actor: ActorIx, places: &[PlaceLink]) -> bool {
    let official = mentions.is_state(actor) || mentions.actors[actor].kind == "state-force";
    let home = mentions.home_of(actor);
    official
        && home.is_some()
        && places
            .iter()
            .any(|link| mentions.places[link.place].country.as_deref() == home)
}

/// The country of the places of a deed, where its doers are of another.
fn abroad(mentions: &Mentions, doers: &[ActorIx], places: Vec<PlaceLink>) -> Vec<PlaceLink> {
    let country = places
        .first()
        .and_then(|link| mentions.places[link.place].country.as_deref());
    let foreign = !doers.is_empty()
        && doers.iter().all(|doer| {
            mentions
                .home_of(*doer)
                .is_some_and(|home| Some(home) != country)
        });
    let whole = mentions.places.iter().position(|place| {
        place.feature == "country" && country.is_some() && place.country.as_deref() == country
    });
    match whole.filter(|_| foreign) {
        Some(whole) => vec![super::place::there(whole)],
        None => places,
    }
}

/// The noun or pronoun right behind a measure and its preposition ("dizaines de ses soldats", "quinze d'entre
/// eux").
fn measured(document: &Document, mentions: &Mentions, measure: WordIx) -> Option<WordIx> {
    let sentence = &document.sentence_of(measure).words;
    let whole = |w: &WordIx| matches!(document.upos(*w), Upos::Noun | Upos::Pron);
    let link = measure + 1;
    if !matches!(document.upos(measure), Upos::Noun | Upos::Num)
        || !mentions.is_share(measure)
        || !sentence.contains(&link)
        || document.upos(link) != Upos::Adp
        || document.head(link) == Some(measure)
    {
        return None;
    }
    (link + 1..sentence.end.min(link + 3)).find(whole)
}

/// Whether a word is the bare name of a town that hangs on a noun.
fn is_town_of(document: &Document, mentions: &Mentions, noun: WordIx, word: WordIx) -> bool {
    document.head(word) == Some(noun)
        && document.relation(word) == "nmod"
        && document.upos(word) == Upos::Propn
        && !document
            .children(word)
            .any(|child| document.relation(child) == "det")
        && mentions
            .places_of(document, word)
            .iter()
            .any(|link| mentions.places[link.place].feature != "country")
}

/// Whether an actor is named in what says where: "une attaque contre un poste de police" is none of the
/// police's.
fn owns_ground(document: &Document, mentions: &Mentions, found: &Match, actor: ActorIx) -> bool {
    found
        .fillers
        .iter()
        .filter(|filler| filler.part == Part::Place)
        .any(|filler| {
            document
                .children(filler.word)
                .filter(|child| document.relation(*child) == "nmod")
                .any(|child| mentions.actors_of(document, child).contains(&actor))
        })
}

/// Who ally or agree do it together: none does it to another.
fn joint(mut agents: Vec<ActorIx>, targets: Vec<ActorIx>) -> Vec<ActorIx> {
    for target in targets {
        if !agents.contains(&target) {
            agents.push(target);
        }
    }
    agents
}

/// Whether an agreement is one that somebody would not make.
fn refused(found: &Match) -> bool {
    found.emit.state == Some(State::Refused)
}

/// Whether some are the subject of a verb above a deed that judges it.
fn judged_by(
    document: &Document,
    mentions: &Mentions,
    typing: &Reader<'_>,
    deed: WordIx,
    some: &[ActorIx],
) -> bool {
    let judging = document
        .ancestors(deed)
        .filter(|word| document.upos(*word) == Upos::Verb)
        .take(2)
        .find(|verb| typing.judges(*verb));
    judging.is_some_and(|verb| {
        let understood = mentions.focus_actors(document, verb, false);
        !some.is_empty() && some.iter().all(|actor| understood.contains(actor))
    })
}

/// "La coalition regroupe deux milices": those who make up a body ally in it, and it is none of them.
fn makes_up(document: &Document, found: &Match) -> bool {
    let below = |part: Part, relation: &str| {
        found.filler(part).is_some_and(|word| {
            document.head(word) == Some(found.trigger) && document.relation(word) == relation
        })
    };
    // "une coalition qui regroupe deux milices"
    let antecedent = document.relation(found.trigger) == "acl"
        && document.head(found.trigger) == found.filler(Part::Target);
    (below(Part::Target, "nsubj") || antecedent) && below(Part::Agent, "obj")
}

/// Whether the doer of an act may be understood from the discourse: an act told by a noun, an
/// infinitive or a gerund, of a kind that only forces commit in the open.
fn unsaid_doer(document: &Document, kind: ClaimType, found: &Match) -> bool {
    let open = matches!(
        kind,
        ClaimType::Offensive
            | ClaimType::Advance
            | ClaimType::Siege
            | ClaimType::Expulsion
            | ClaimType::Capture
            | ClaimType::Repulse
            | ClaimType::Clash
            | ClaimType::Deployment
    );
    let impersonal = match document.upos(found.trigger) {
        // "celle de X": a noun not told again.
        Upos::Noun | Upos::Propn | Upos::Pron => true,
        _ => {
            document.feat(found.trigger, "VerbForm") == Some("Inf")
                || document.feat(found.trigger, "VerbForm") == Some("Part")
                    && document.feat(found.trigger, "Tense") == Some("Pres")
        }
    };
    open && impersonal
        && !found
            .fillers
            .iter()
            .any(|filler| filler.part == Part::Agent)
}

/// Whether the subject of a verb, or of the one that it depends on, is who speaks.
pub(super) fn first_person(document: &Document, predicate: WordIx) -> bool {
    let mut at = predicate;
    for _ in 0..4 {
        let subject = document
            .children(at)
            .find(|child| document.relation(*child) == "nsubj");
        if let Some(subject) = subject {
            return document.feat(subject, "Person") == Some("1");
        }
        match document.head(at) {
            Some(head) if matches!(document.relation(at), "xcomp" | "conj" | "advcl") => at = head,
            _ => return false,
        }
    }
    false
}

/// The word whose mood and negation count: a noun's verb, or the trigger itself.
fn predicate(document: &Document, trigger: WordIx) -> WordIx {
    if !matches!(document.upos(trigger), Upos::Noun | Upos::Propn) {
        return trigger;
    }
    match document.head(trigger) {
        Some(head)
            if document.upos(head) == Upos::Verb
                && matches!(document.relation(trigger), "obj" | "nsubj") =>
        {
            head
        }
        _ => trigger,
    }
}

fn numbers(
    document: &Document,
    mentions: &Mentions,
    typing: &Reader<'_>,
    found: &Match,
) -> Numbers {
    let mut numbers = Numbers::default();
    let Some(kind) = found.emit.number else {
        return numbers;
    };
    // "Quatre ouvriers ont péri et neuf ont été blessés": the number that stands nearer is the verb's own.
    let own = |told: WordIx| {
        document
            .children(found.trigger)
            .find(|child| {
                document.relation(*child) == "nsubj"
                    && document.upos(*child) == Upos::Num
                    && told < *child
                    && *child < found.trigger
            })
            .unwrap_or(told)
    };
    let counted = found
        .filler(Part::Count)
        .or_else(|| found.filler(Part::Target))
        .map(own)
        .and_then(|word| together(document, mentions, typing, word))
        .or_else(|| {
            mentions
                .quantity_of(found.trigger)
                .map(|quantity| quantity.count)
        });
    let value = Some(counted.unwrap_or_default());
    match kind {
        NumberKind::Killed => numbers.killed = value,
        NumberKind::Wounded => numbers.wounded = value,
        NumberKind::Displaced => numbers.displaced = value,
        NumberKind::Count => numbers.count = counted,
    }
    numbers
}

/// How many a phrase counts: "trois soldats et un civil" are four. The dead and the wounded of one toll
/// are no sum.
fn together(
    document: &Document,
    mentions: &Mentions,
    typing: &Reader<'_>,
    word: WordIx,
) -> Option<Count> {
    let first = mentions.quantity_of(word)?;
    let mut sum = first.count;
    // "trois mille morts et sept cent mille déplacés": another thing is counted.
    if typing.is_toll(word) {
        return Some(sum);
    }
    for other in document.children(word).filter(|child| {
        document.relation(*child) == "conj"
            && document.upos(*child) == Upos::Noun
            && !typing.is_toll(*child)
            && !document.children(*child).any(|mark| {
                matches!(document.relation(mark), "acl" | "amod") && typing.is_toll(mark)
            })
    }) {
        let Some(more) = mentions
            .quantity_of(other)
            .filter(|more| more.head == other)
        else {
            continue;
        };
        let add = |a: Option<u32>, b: Option<u32>| Some(a?.saturating_add(b?));
        sum = Count {
            min: add(sum.min, more.count.min),
            max: add(sum.max, more.count.max),
        };
    }
    Some(sum)
}

/// The words that state it: the trigger with its idiom and auxiliaries, and the participants as
/// they are mentioned.
fn words(
    document: &Document,
    mentions: &Mentions,
    found: &Match,
    predicate: WordIx,
) -> Vec<WordIx> {
    let mut words = found.words.clone();
    words.push(predicate);
    for carrier in [found.trigger, predicate] {
        words.extend(document.children(carrier).filter(|child| {
            matches!(document.relation(*child), "aux" | "cop" | "expl")
                || document.relation(*child) == "advmod"
                    && document.feat(*child, "Polarity") == Some("Neg")
        }));
    }
    let sentence = document.sentence_of(found.trigger).words.clone();
    for filler in &found.fillers {
        if !sentence.contains(&filler.word) {
            continue;
        }
        words.push(filler.word);
        if let Some(mention) = mentions.headed(filler.word) {
            words.extend(mention.words.clone().filter(|word| sentence.contains(word)));
        }
        if let Some(quantity) = mentions.quantity_of(filler.word) {
            words.extend(
                quantity
                    .words
                    .clone()
                    .filter(|word| sentence.contains(word)),
            );
        }
    }
    if let Some(quantity) = mentions.quantity_of(found.trigger) {
        words.extend(
            quantity
                .words
                .clone()
                .filter(|word| sentence.contains(word)),
        );
    }
    words.sort_unstable();
    words.dedup();
    if let (Some(first), Some(last)) = (words.first(), words.last())
        && last - first < STRETCH
    {
        words = (*first..last + 1).collect();
    }
    words
}

/// Neighbouring words told as one span each.
pub(super) fn evidence(document: &Document, words: &[WordIx]) -> Option<Evidence> {
    let mut evidence: Option<Evidence> = None;
    let mut add = |span: Span| {
        evidence = Some(match evidence.take() {
            Some(known) => known.and(span),
            None => Evidence::one(span),
        });
    };
    let mut words = words.iter().copied();
    let mut first = words.next()?;
    let mut last = first;
    for word in words {
        if word > last + JOIN {
            add(document.span(first..last + 1));
            first = word;
        }
        last = word;
    }
    add(document.span(first..last + 1));
    evidence
}

/// Orders drafts, drops what says the same with the same words, and joins the dead and the wounded
/// of one count.
pub(super) fn settle(document: &Document, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        // Only neighbours can share words, so the look-back is bounded by the sentence.
        let sentence = document.words[draft.site.trigger].sentence;
        let neighbours = kept
            .iter()
            .rposition(|known| document.words[known.site.trigger].sentence != sentence)
            .map_or(0, |at| at + 1);
        let mut fate = Fate::Keep;
        for (at, known) in kept.iter().enumerate().skip(neighbours) {
            // One word states one thing, whatever its type.
            let same_trigger = known.site.trigger == draft.site.trigger;
            if known.claim.kind != draft.claim.kind && !same_trigger {
                continue;
            }
            if !same_trigger && joins(document, known, &draft) {
                fate = Fate::Join(at);
                break;
            }
            let same_words = same_trigger
                || known.claim.evidence == draft.claim.evidence
                || known.site.core.contains(&draft.site.trigger)
                || draft.site.core.contains(&known.site.trigger)
                || covers(document, known, draft.site.trigger) && adds_nothing(&draft, known)
                || covers(document, &draft, known.site.trigger) && adds_nothing(known, &draft);
            if same_words {
                fate = if weight(&draft) > weight(known) {
                    Fate::Replace(at)
                } else {
                    Fate::Drop
                };
                break;
            }
            // "Des frappes ont touché une centrale à X": the noun and the verb that it is the subject of tell
            // one strike, and each may say where.
            let (noun, verb) = if document.upos(known.site.trigger) == Upos::Noun {
                (known.site.trigger, draft.site.trigger)
            } else {
                (draft.site.trigger, known.site.trigger)
            };
            let one = document.head(noun) == Some(verb) && document.relation(noun) == "nsubj";
            if one && draft.claim.kind == ClaimType::Strike {
                fate = Fate::Same(at, weight(&draft) > weight(known));
                break;
            }
        }
        match fate {
            Fate::Keep => kept.push(draft),
            Fate::Drop => {}
            Fate::Replace(at) => kept[at] = draft,
            Fate::Same(at, better) => {
                let (told, other) = if better {
                    let first = std::mem::replace(&mut kept[at], draft);
                    (&mut kept[at], first)
                } else {
                    (&mut kept[at], draft)
                };
                for link in other.claim.places {
                    if other.placed && !told.claim.places.iter().any(|k| k.place == link.place) {
                        told.claim.places.push(link);
                    }
                }
            }
            Fate::Join(at) => {
                let known = &mut kept[at];
                let numbers = &mut known.claim.numbers;
                numbers.killed = numbers.killed.or(draft.claim.numbers.killed);
                numbers.wounded = numbers.wounded.or(draft.claim.numbers.wounded);
                known.site.words.extend(draft.site.words.iter().copied());
                known.site.words.sort_unstable();
                known.site.words.dedup();
                for span in draft.claim.evidence.spans() {
                    known.claim.evidence = known.claim.evidence.clone().and(*span);
                }
                if known.claim.agents.is_empty() {
                    known.claim.agents = draft.claim.agents;
                }
            }
        }
    }
    kept.sort_by_key(|draft| (draft.claim.evidence.first(), draft.site.trigger));
    kept
}

enum Fate {
    Keep,
    Drop,
    Replace(usize),
    /// Told by one already kept, whose place the draft may take.
    Same(usize, bool),
    Join(usize),
}

/// Whether a word stands within what a draft gives for evidence.
fn covers(document: &Document, draft: &Draft, word: WordIx) -> bool {
    let word = document.words[word].span;
    let mut spans = draft.claim.evidence.spans().iter();
    spans.any(|span| span.start <= word.start && word.end <= span.end)
}

/// Whether a draft names no participant or place that the other does not, and counts nothing. An
/// opponent that the context lent it is not named.
fn adds_nothing(draft: &Draft, other: &Draft) -> bool {
    let within = |mine: &[ActorIx], theirs: &[ActorIx]| mine.iter().all(|a| theirs.contains(a));
    let (mine, theirs) = (&draft.claim, &other.claim);
    within(&mine.agents, &theirs.agents)
        && (draft.site.target_understood || within(&mine.targets, &theirs.targets))
        && mine
            .places
            .iter()
            .all(|link| theirs.places.iter().any(|known| known.place == link.place))
        && mine.numbers == Numbers::default()
}

/// How much a draft says.
fn weight(draft: &Draft) -> usize {
    usize::from(!draft.claim.agents.is_empty()) * 2
        + usize::from(!draft.claim.targets.is_empty() || draft.site.sides_said)
        + usize::from(!draft.claim.places.is_empty())
        + usize::from(draft.claim.state.is_some())
}

/// Whether two casualty claims count the dead and the wounded of one toll.
fn joins(document: &Document, known: &Draft, draft: &Draft) -> bool {
    let (first, second) = (&known.claim.numbers, &draft.claim.numbers);
    let complementary =
        first.killed.is_some() && first.wounded.is_none() && second.killed.is_none()
            || first.killed.is_none() && first.wounded.is_some() && second.wounded.is_none();
    if known.claim.kind != ClaimType::Casualties || !complementary {
        return false;
    }
    // Two rebels killed and a policeman wounded are no one's toll together.
    let (dead, hurt) = (&known.claim.targets, &draft.claim.targets);
    if !dead.is_empty() && !hurt.is_empty() && !hurt.iter().any(|one| dead.contains(one)) {
        return false;
    }
    let (from, to) = (known.site.trigger, draft.site.trigger);
    let between = from.min(to)..from.max(to);
    between.len() <= 10
        && !between.into_iter().any(|word| {
            matches!(document.relation(word), "root" | "ccomp" | "advcl") && word != from
        })
}
