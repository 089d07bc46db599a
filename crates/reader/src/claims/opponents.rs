//! The two sides of a deed whose words leave one of them open, by what the text says elsewhere: who fights whom,
//! who holds the ground, who did what is told of again. A passive whose doer is open to doubt stays without, but
//! for a siege or an expulsion whose one enemy is known. Left out: whom the words before speak of
//! ([`crate::mentions`]).

use super::Draft;
use super::carry::{around, is_new};
use super::restate::share_place;
use crate::mentions::Mentions;
use selon_model::{ActorIx, Claim, ClaimType, Means, PlaceIx, PlaceRole, State};
use selon_text::{Document, Upos, WordIx};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a deed between two counts for when its words name both, and when one was left to the context.
const SAID: usize = 2;
const UNDERSTOOD: usize = 1;

/// Sentences back to look for the deed that a noun tells of again.
const AGAIN: u32 = 3;

/// Sentences back to look for what the same noun told of.
const CALLED: u32 = 10;

/// Fills in whom fighting, captures and advances are against, and the doers of sieges and expulsions told
/// without one.
pub(super) fn fill(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    let mut fights: BTreeMap<(ActorIx, ActorIx), usize> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| opposes(draft.claim.kind)) {
        let times = if draft.site.sides_said {
            SAID
        } else {
            UNDERSTOOD
        };
        for agent in &draft.claim.agents {
            for target in &draft.claim.targets {
                if mentions.friends(*agent, *target)
                    || mentions.flies(*agent)
                    || mentions.flies(*target)
                {
                    continue;
                }
                *fights.entry((*agent, *target)).or_default() += times;
                *fights.entry((*target, *agent)).or_default() += times;
            }
        }
    }
    // Who elsewhere takes, attacks or besieges a place: no other besieged it or drove anybody out of it.
    let mut there: BTreeMap<PlaceIx, BTreeSet<ActorIx>> = BTreeMap::new();
    for claim in drafts.iter().map(|draft| &draft.claim) {
        if opposes(claim.kind) && claim.kind != ClaimType::Strike && claim.kind != ClaimType::Clash
        {
            for link in &claim.places {
                there.entry(link.place).or_default().extend(&claim.agents);
            }
        }
    }
    sideless(document, drafts);
    let allies = allies(drafts);
    let held = held(mentions, drafts);
    for draft in drafts {
        if draft.site.target_understood && opposes(draft.claim.kind) {
            let Claim {
                agents, targets, ..
            } = &mut draft.claim;
            targets.retain(|target| {
                !agents
                    .iter()
                    .any(|agent| allies.contains(&(*agent, *target)))
            });
            better(&fights, mentions, draft);
        }
        if draft.site.target_understood || draft.claim.targets.is_empty() {
            for_ground(&fights, &held, &allies, mentions, draft);
        }
        let open = matches!(
            draft.claim.kind,
            ClaimType::Siege | ClaimType::Expulsion | ClaimType::Repulse
        ) && draft.claim.state != Some(State::Broken)
            && draft.claim.agents.is_empty();
        if !open {
            continue;
        }
        let mut against: BTreeMap<ActorIx, usize> = BTreeMap::new();
        for target in &draft.claim.targets {
            for ((_, other), times) in fights.range((*target, 0)..=(*target, ActorIx::MAX)) {
                if mentions.is_armed(*other) && !draft.claim.targets.contains(other) {
                    *against.entry(*other).or_default() += times;
                }
            }
        }
        let most = against.values().copied().max().unwrap_or(0).max(SAID);
        let mut top = against.iter().filter(|(_, times)| **times == most);
        let known = |doer: &ActorIx| {
            let others = draft
                .claim
                .places
                .iter()
                .filter_map(|link| there.get(&link.place).filter(|actors| !actors.is_empty()));
            let mut others = others.peekable();
            // Who drives an attack back need not have attacked there.
            draft.claim.kind == ClaimType::Repulse
                || others.peek().is_none()
                || others.any(|actors| actors.contains(doer))
        };
        if let (Some((doer, _)), None) = (top.next(), top.next())
            && known(doer)
        {
            draft.claim.agents.push(*doer);
        } else if against.is_empty()
            && let Some(enemy) = sworn_enemy(mentions, &draft.claim.targets)
            && known(&enemy)
        {
            draft.claim.agents.push(enemy);
        }
    }
}

/// Gives deeds told again, and ground taken in an offensive, their doers.
pub(super) fn told_again(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    by_deeds(document, drafts);
    purposes(document, drafts);
    same_fire(mentions, drafts);
    same_deed(document, drafts);
    told_later(document, drafts);
    taken_in_offensives(document, drafts);
}

/// "L'offensive de l'armée a chassé les rebelles": what a deed did, its doer did.
fn by_deeds(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let Draft { claim, site, .. } = &drafts[at];
        let wants = matches!(
            claim.kind,
            ClaimType::Expulsion | ClaimType::Repulse | ClaimType::Capture
        );
        if !wants || site.doer_said || document.upos(site.trigger) != Upos::Verb {
            continue;
        }
        let Some(subject) = deed_in_subject(document, site.trigger) else {
            continue;
        };
        let told = drafts[around(document, drafts, at, 0)]
            .iter()
            .find(|other| {
                other.site.trigger == subject
                    && matches!(
                        other.claim.kind,
                        ClaimType::Offensive | ClaimType::Strike | ClaimType::Attack
                    )
            });
        // "La ville a été reprise par l'armée. L'offensive a chassé les rebelles": what fought them before.
        let before = || {
            let sentence = |draft: &Draft| document.words[draft.site.trigger].sentence;
            let near = around(document, drafts, at, AGAIN).start..at;
            drafts[near].iter().rev().find(|other| {
                let shared = |target: &ActorIx| other.claim.targets.contains(target);
                sentence(other) < sentence(&drafts[at])
                    && opposes(other.claim.kind)
                    && other.site.sides_said
                    && claim.targets.iter().any(shared)
            })
        };
        let told = match told {
            Some(told) => Some(told).filter(|told| !told.claim.agents.is_empty()),
            None if is_new(document, subject) => None,
            None => before(),
        };
        let Some(told) = told else {
            continue;
        };
        let doers = told.claim.agents.clone();
        let done_to = |doer: &ActorIx| claim.targets.contains(doer);
        if !doers.iter().any(done_to) {
            drafts[at].claim.agents = doers;
        }
    }
}

/// The noun in the subject of an active verb, be it the one that an infinitive hangs on.
fn deed_in_subject(document: &Document, verb: WordIx) -> Option<WordIx> {
    let mut at = verb;
    for _ in 0..3 {
        if document
            .children(at)
            .any(|child| document.deprel(child) == "aux:pass")
        {
            return None;
        }
        let subject = document
            .children(at)
            .find(|child| document.relation(*child) == "nsubj");
        if let Some(subject) = subject {
            return (document.upos(subject) == Upos::Noun).then_some(subject);
        }
        if document.relation(at) != "xcomp" {
            return None;
        }
        at = document.head(at)?;
    }
    None
}

/// "Malgré les frappes de la France pour appuyer l'armée": the purpose told right behind a deed and its doer is that
/// doer's, and not that of the clause's subject.
fn purposes(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let trigger = drafts[at].site.trigger;
        if document.feat(trigger, "VerbForm") != Some("Inf")
            || document.relation(trigger) != "advcl"
        {
            continue;
        }
        let Some(mark) = document
            .children(trigger)
            .find(|child| *child < trigger && document.upos(*child) == Upos::Adp)
        else {
            continue;
        };
        let verb = document.head(trigger);
        let behind = |other: &&Draft| {
            let deed = other.site.trigger;
            deed < mark
                && other.site.doer_said
                && document.upos(deed) == Upos::Noun
                && matches!(document.relation(deed), "obl" | "nmod")
                && verb.is_some_and(|verb| verb < deed && document.hangs(deed, verb))
                && matches!(
                    other.claim.kind,
                    ClaimType::Strike
                        | ClaimType::Offensive
                        | ClaimType::Attack
                        | ClaimType::Deployment
                )
                && document.hangs(mark - 1, deed)
        };
        let reach = around(document, drafts, at, 0);
        let Some(told) = drafts[reach].iter().rfind(behind) else {
            continue;
        };
        let doers = told.claim.agents.clone();
        let claim = &mut drafts[at].claim;
        claim.targets.retain(|target| !doers.contains(target));
        claim.agents = doers;
    }
}

/// "Douze soldats ont péri dans l'attaque du camp": those who died in a deed told without its doer are whom
/// it was done to, however much the text is about them.
pub(super) fn victims(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    let tolls: Vec<_> = drafts
        .iter()
        .filter(|draft| draft.claim.kind == ClaimType::Casualties)
        .map(|draft| (draft.site.trigger, draft.claim.targets.clone()))
        .collect();
    // Where each stands, by its word.
    let mut told: Vec<(WordIx, usize)> = (0..)
        .zip(&tolls)
        .map(|(toll, (at, _))| (*at, toll))
        .collect();
    told.sort_unstable();
    let among = |words: Range<WordIx>| {
        let from = told.partition_point(|(at, _)| *at < words.start);
        let tolls = told[from..]
            .iter()
            .take_while(move |(at, _)| *at < words.end);
        tolls.map(|(_, toll)| *toll)
    };
    for draft in drafts {
        if draft.site.doer_said || !opposes(draft.claim.kind) {
            continue;
        }
        let mut counted: Vec<usize> = document
            .ancestors(draft.site.trigger)
            .flat_map(|at| among(at..at + 1))
            .collect();
        // A headline's deed has its dead in the first sentence below it.
        let here = document.words[draft.site.trigger].sentence as usize;
        if document.sentences[here].heading
            && let Some(below) = document.sentences.get(here + 1)
        {
            counted.extend(among(below.words.clone()));
        }
        counted.sort_unstable();
        counted.dedup();
        for (_, dead) in counted.iter().map(|toll| &tolls[*toll]) {
            let Claim {
                agents, targets, ..
            } = &mut draft.claim;
            let before = agents.len();
            agents.retain(|agent| !dead.contains(agent));
            if agents.len() < before && (targets.is_empty() || draft.site.target_understood) {
                targets.clone_from(dead);
                targets.retain(|target| mentions.is_armed(*target));
            }
        }
    }
}

/// Gives fighting told without its sides ("les combats continuent", "la bataille a duré un mois") those of
/// the fighting last told with both, else of who took, attacked or held the place from whom.
fn sideless(document: &Document, drafts: &mut [Draft]) {
    type Sides = (Vec<ActorIx>, Vec<ActorIx>);
    let mut last: Option<Sides> = None;
    let mut there: BTreeMap<PlaceIx, Sides> = BTreeMap::new();
    for draft in drafts {
        let Draft { claim, site, .. } = draft;
        let sides = || (claim.agents.clone(), claim.targets.clone());
        if site.sides_said && opposes(claim.kind) && claim.kind != ClaimType::Strike {
            if claim.kind == ClaimType::Clash {
                last = Some(sides());
            }
            for link in &claim.places {
                there.insert(link.place, sides());
            }
        }
        let open = claim.targets.is_empty() || site.target_understood;
        if claim.kind != ClaimType::Clash || site.doer_said || site.sides_said || !open {
            continue;
        }
        let again = !is_new(document, site.trigger);
        let fought = claim.places.iter().find_map(|link| there.get(&link.place));
        if let Some((agents, targets)) = last.as_ref().or(fought.filter(|_| again)) {
            claim.agents.clone_from(agents);
            claim.targets.clone_from(targets);
        }
    }
}

/// "Une nouvelle attaque de drones contre la ville": who is said to have struck a place strikes it again,
/// where nobody is said to, whoever has spoken since.
fn same_fire(mentions: &Mentions, drafts: &mut [Draft]) {
    // "Un raid a aussi visé la ville": where the text says one alone to strike, it is that one's.
    let strikers: BTreeSet<Vec<ActorIx>> = drafts
        .iter()
        .filter(|draft| draft.claim.kind == ClaimType::Strike && draft.site.doer_said)
        .map(|draft| draft.claim.agents.clone())
        .collect();
    // A state and its air force are one side.
    let one_side = |first: &Vec<ActorIx>| {
        let friend = |one: &ActorIx| first.iter().any(|other| mentions.friends(*one, *other));
        strikers
            .iter()
            .all(|others| others == first || others.iter().all(friend))
    };
    // Who is told of from the air alone fired no mortar.
    let guns = drafts.iter().any(|draft| {
        let by_gun = !matches!(
            draft.claim.means,
            Some(Means::Air | Means::Drone | Means::Missile)
        );
        draft.claim.kind == ClaimType::Strike && draft.site.doer_said && by_gun
    });
    if let Some(one) = strikers.first()
        && one_side(one)
    {
        // Where another state fights them, they do not strike their own country.
        let invaded = |home: &str| {
            (0..mentions.actors.len()).any(|other| {
                (mentions.is_state(other) || mentions.actors[other].kind == "state-force")
                    && mentions.home_of(other).is_some_and(|code| code != home)
                    && one.iter().any(|striker| mentions.against(*striker, other))
            })
        };
        let own: Vec<&str> = one
            .iter()
            .filter_map(|striker| mentions.home_of(*striker))
            .filter(|home| invaded(home))
            .collect();
        for Draft { claim, .. } in drafts.iter_mut() {
            let at_home = claim.places.iter().any(|link| {
                let country = mentions.places[link.place].country.as_deref();
                country.is_some_and(|code| own.contains(&code))
            });
            let shot = claim.means == Some(Means::Artillery) && !guns;
            if claim.kind == ClaimType::Strike && claim.agents.is_empty() && !at_home && !shot {
                claim.agents.clone_from(one);
            }
        }
    }
    let mut last: BTreeMap<PlaceIx, Vec<ActorIx>> = BTreeMap::new();
    for Draft { claim, site, .. } in drafts {
        if claim.kind != ClaimType::Strike {
            continue;
        }
        if site.doer_said {
            for link in &claim.places {
                last.insert(link.place, claim.agents.clone());
            }
        } else if !claim.agents.is_empty()
            && let Some(agents) = claim.places.iter().find_map(|link| last.get(&link.place))
        {
            claim.agents.clone_from(agents);
            claim.targets.retain(|target| !agents.contains(target));
        }
    }
}

/// "The ministry confirmed the capture of the town": who is said to have taken, entered or besieged a place did
/// what a noun with its article tells of again, where it names nobody.
fn same_deed(document: &Document, drafts: &mut [Draft]) {
    let mut last: BTreeMap<(ClaimType, PlaceIx), usize> = BTreeMap::new();
    // By the noun: "l'opération" is the one told of before.
    let mut called: BTreeMap<&str, usize> = BTreeMap::new();
    for at in 0..drafts.len() {
        let Draft { claim, site, .. } = &drafts[at];
        let deed = matches!(
            claim.kind,
            ClaimType::Capture | ClaimType::Siege | ClaimType::Offensive | ClaimType::Entry
        );
        if !deed {
            continue;
        }
        let keys: Vec<_> = claim
            .places
            .iter()
            .map(|link| (claim.kind, link.place))
            .collect();
        let noun = document.upos(site.trigger) == Upos::Noun;
        let lemma = document.lemma(site.trigger);
        if site.doer_said {
            last.extend(keys.into_iter().map(|key| (key, at)));
            if noun {
                called.insert(lemma, at);
            }
            continue;
        }
        if !noun || is_new(document, site.trigger) {
            continue;
        }
        let sentence = |draft: usize| document.words[drafts[draft].site.trigger].sentence;
        let near = |before: &usize, reach: u32| sentence(*before) + reach >= sentence(at);
        let there = keys.iter().find_map(|key| last.get(key)).copied();
        // "l'offensive de Manbij" is told apart by its place.
        let bare = claim.kind == ClaimType::Offensive
            && !document
                .children(site.trigger)
                .any(|below| document.relation(below) == "nmod");
        let named = called.get(lemma).copied().filter(|_| bare);
        let before = there
            .filter(|before| near(before, AGAIN))
            .or(named.filter(|before| near(before, CALLED)));
        if let Some(before) = before {
            let (told, again) = drafts.split_at_mut(at);
            let (told, again) = (&told[before].claim, &mut again[0]);
            again.claim.agents.clone_from(&told.agents);
            if again.site.target_understood {
                again.claim.targets.clone_from(&told.targets);
            }
        }
    }
}

/// "They were freed in an operation. The operation, led by the army, took a week": what is first told of without its
/// doer was done by the one whom the same noun with its article names.
fn told_later(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let (told, site) = (&drafts[at].claim, &drafts[at].site);
        let named = told.kind == ClaimType::Offensive
            && site.doer_said
            && document.upos(site.trigger) == Upos::Noun
            && !is_new(document, site.trigger);
        if !named {
            continue;
        }
        let lemma = document.lemma(site.trigger);
        let near = around(document, drafts, at, AGAIN).start..at;
        let before = near.rev().find(|before| {
            let Draft { claim, site, .. } = &drafts[*before];
            claim.kind == ClaimType::Offensive && document.lemma(site.trigger) == lemma
        });
        let Some(before) = before.filter(|before| drafts[*before].claim.agents.is_empty()) else {
            continue;
        };
        let (first, later) = drafts.split_at_mut(at);
        let (first, later) = (&mut first[before].claim, &later[0].claim);
        first.agents.clone_from(&later.agents);
        if first.targets.is_empty() {
            first.targets.clone_from(&later.targets);
        }
    }
}

/// "The army launched an offensive, but only a few villages were taken": ground taken by nobody named, in the
/// sentence of an offensive or the one behind it in its paragraph, was taken by who led that alone.
fn taken_in_offensives(document: &Document, drafts: &mut [Draft]) {
    let mut last: Option<usize> = None;
    for at in 0..drafts.len() {
        let Draft { claim, site, .. } = &drafts[at];
        let goes = matches!(claim.kind, ClaimType::Offensive | ClaimType::Advance);
        if goes && site.doer_said {
            last = Some(at);
            continue;
        }
        // "Des renforts ont repris le camp": somebody did, whoever they are.
        let passive = document.upos(site.trigger) == Upos::Verb
            && !document
                .children(site.trigger)
                .any(|below| document.deprel(below) == "nsubj");
        let ground = matches!(claim.kind, ClaimType::Capture | ClaimType::Siege);
        if !ground || site.doer_said || !passive {
            // Who answers it leads the story on; who takes ground in it goes on with it.
            let battle = opposes(claim.kind) && claim.kind != ClaimType::Strike
                || claim.kind == ClaimType::Entry;
            let theirs = |before: &usize| drafts[*before].claim.agents == claim.agents;
            if !goes && site.doer_said && battle {
                last = last.filter(theirs).map(|_| at);
            }
            continue;
        }
        let Some(before) = last else { continue };
        let sentence = |draft: usize| document.words[drafts[draft].site.trigger].sentence;
        let paragraph = |draft: usize| document.sentences[sentence(draft) as usize].paragraph;
        if sentence(before) + 1 < sentence(at) || paragraph(before) != paragraph(at) {
            continue;
        }
        let (told, taken) = drafts.split_at_mut(at);
        let (told, taken) = (&told[before], &mut taken[0]);
        taken.claim.agents.clone_from(&told.claim.agents);
        if taken.claim.targets.is_empty() || taken.site.target_understood {
            taken.claim.targets.clone_from(&told.claim.targets);
            taken.site.target_understood = told.site.target_understood;
        }
    }
}

/// The one armed enemy, of those that the text tells of, that the world's tables know some to have.
fn sworn_enemy(mentions: &Mentions, sides: &[ActorIx]) -> Option<ActorIx> {
    let hostile = |other: &ActorIx| {
        mentions.is_armed(*other)
            && !mentions.flies(*other)
            && sides.iter().any(|side| mentions.against(*side, *other))
            && !sides.iter().any(|side| mentions.friends(*side, *other))
    };
    let mut enemies = (0..mentions.actors.len()).filter(hostile);
    match (enemies.next(), enemies.next()) {
        (Some(enemy), None) => Some(enemy),
        _ => None,
    }
}

/// "Les rebelles avancent vers la ville. Seuls mille hommes la défendaient, des renforts ont été envoyés": men of nobody
/// who hold what is under attack are of those it is attacked from, and so is who is sent to them.
pub(super) fn defenders(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let Draft { claim, .. } = &drafts[at];
        let nobodys = |agent: &ActorIx| mentions.actors[*agent].kind == "unspecified";
        if claim.kind != ClaimType::Control
            || claim.agents.is_empty()
            || !claim.agents.iter().all(nobodys)
        {
            continue;
        }
        let near = around(document, drafts, at, AGAIN).start..at;
        let attack = drafts[near].iter().rev().find(|other| {
            let told = &other.claim;
            matches!(
                told.kind,
                ClaimType::Offensive | ClaimType::Advance | ClaimType::Siege
            ) && told.targets.iter().any(|target| mentions.is_armed(*target))
                && share_place(told, claim)
        });
        let Some(attack) = attack else { continue };
        let defenders = attack.claim.targets.clone();
        let behind = at + 1..around(document, drafts, at, 0).end;
        for sent in &mut drafts[behind] {
            if sent.claim.kind == ClaimType::Deployment && sent.claim.agents.is_empty() {
                sent.claim.agents.clone_from(&defenders);
            }
        }
        drafts[at].claim.agents = defenders;
    }
}

/// Those whom the text says to support one another, both ways round.
fn allies(drafts: &[Draft]) -> BTreeSet<(ActorIx, ActorIx)> {
    let mut allies = BTreeSet::new();
    for Draft { claim, .. } in drafts {
        let together = matches!(claim.kind, ClaimType::Support | ClaimType::Alliance)
            && claim.state != Some(State::Broken);
        if !together {
            continue;
        }
        for agent in &claim.agents {
            // Allies are told of together: who supports another is told of beside whom.
            let others = claim
                .agents
                .iter()
                .filter(|other| claim.kind == ClaimType::Alliance && *other != agent);
            for other in claim.targets.iter().chain(others) {
                allies.insert((*agent, *other));
                allies.insert((*other, *agent));
            }
        }
    }
    allies
}

/// Replaces an opponent that was merely spoken of last by the one whom the doers are said to fight,
/// where they are said to fight one alone.
fn better(fights: &BTreeMap<(ActorIx, ActorIx), usize>, mentions: &Mentions, draft: &mut Draft) {
    let mut against: BTreeMap<ActorIx, usize> = BTreeMap::new();
    for agent in &draft.claim.agents {
        for ((_, other), times) in fights.range((*agent, 0)..=(*agent, ActorIx::MAX)) {
            if !draft.claim.agents.contains(other) && mentions.is_armed(*other) {
                *against.entry(*other).or_default() += times;
            }
        }
    }
    let now = draft
        .claim
        .targets
        .iter()
        .filter_map(|target| against.get(target))
        .max()
        .copied()
        .unwrap_or(0);
    let most = against.values().copied().max().unwrap_or(0);
    let mut top = against.iter().filter(|(_, times)| **times == most);
    if most >= 2 * SAID
        && now * 2 <= most
        && let (Some((enemy, _)), None) = (top.next(), top.next())
    {
        draft.claim.targets = vec![*enemy];
    }
}

/// Who is said to hold a place or to be there, to leave it, or to be attacked there.
fn held(mentions: &Mentions, drafts: &[Draft]) -> BTreeMap<PlaceIx, BTreeSet<ActorIx>> {
    let mut held: BTreeMap<PlaceIx, BTreeSet<ActorIx>> = BTreeMap::new();
    for Draft { claim, site, .. } in drafts {
        let fought_for = matches!(
            claim.kind,
            ClaimType::Capture | ClaimType::Offensive | ClaimType::Expulsion
        ) && site.sides_said;
        // "au sud de X": who is there does not hold the town.
        let has_part = |base: PlaceIx| {
            let mut others = claim.places.iter();
            others.any(|link| mentions.lies_in(link.place) == Some(base))
        };
        for link in claim.places.iter().filter(|link| !has_part(link.place)) {
            let there = held.entry(link.place).or_default();
            let holds = match claim.kind {
                ClaimType::Control | ClaimType::Presence => true,
                ClaimType::Withdrawal | ClaimType::Displacement => link.role == PlaceRole::From,
                _ => false,
            };
            if holds {
                there.extend(&claim.agents);
            }
            if fought_for {
                there.extend(&claim.targets);
            }
        }
    }
    held
}

/// Ground is taken from who holds it, where that is one enemy of the takers; where the words before told of no
/// enemy, from the one they are said to fight, or else whom the world knows them to fight.
fn for_ground(
    fights: &BTreeMap<(ActorIx, ActorIx), usize>,
    held: &BTreeMap<PlaceIx, BTreeSet<ActorIx>>,
    allies: &BTreeSet<(ActorIx, ActorIx)>,
    mentions: &Mentions,
    draft: &mut Draft,
) {
    let Claim {
        kind,
        agents,
        targets,
        places,
        ..
    } = &mut draft.claim;
    let goes_in = matches!(kind, ClaimType::Entry | ClaimType::Advance);
    let battle = *kind == ClaimType::Clash && !targets.is_empty();
    if !matches!(kind, ClaimType::Capture | ClaimType::Offensive) && !goes_in && !battle {
        return;
    }
    let said = |other: ActorIx| -> usize {
        let times = agents
            .iter()
            .filter_map(|agent| fights.get(&(*agent, other)));
        times.sum()
    };
    let hostile = |other: ActorIx| {
        mentions.is_armed(other)
            && !mentions.flies(other)
            && !agents
                .iter()
                .any(|agent| mentions.friends(*agent, other) || allies.contains(&(*agent, other)))
            && (said(other) > 0 || agents.iter().any(|agent| mentions.against(*agent, other)))
    };
    let mut holders: Vec<ActorIx> = places
        .iter()
        .filter_map(|link| held.get(&link.place))
        .flatten()
        .copied()
        .filter(|holder| hostile(*holder))
        .collect();
    holders.sort_unstable();
    holders.dedup();
    if let [holder] = holders[..] {
        *targets = vec![holder];
    } else if targets.is_empty() {
        let mut enemies: Vec<ActorIx> = (0..mentions.actors.len())
            .filter(|other| hostile(*other))
            .collect();
        let most = enemies.iter().map(|enemy| said(*enemy)).max().unwrap_or(0);
        if most > UNDERSTOOD || goes_in {
            enemies.retain(|enemy| said(*enemy) == most);
        }
        // Of several the army of the ground's country, then the one they are said to fight, then the one most
        // told of, the first of equals.
        let told = |enemy: &&ActorIx| {
            let actor = &mentions.actors[**enemy];
            let home = actor.kind == "state-force"
                && places.iter().any(|link| {
                    let ground = mentions.places[link.place].country.as_deref();
                    ground.is_some() && mentions.home_of(**enemy) == ground
                });
            let times = actor.mentions.len();
            (home, said(**enemy), times, std::cmp::Reverse(**enemy))
        };
        if let Some(enemy) = enemies.iter().max_by_key(told)
            && (enemies.len() == 1 || !goes_in)
        {
            targets.push(*enemy);
        }
    }
}

/// Deeds whose two parties are enemies.
pub(super) fn opposes(kind: ClaimType) -> bool {
    matches!(
        kind,
        ClaimType::Capture
            | ClaimType::Expulsion
            | ClaimType::Siege
            | ClaimType::Offensive
            | ClaimType::Repulse
            | ClaimType::Clash
            | ClaimType::Strike
    )
}
