//! Events spoken of again: the dead and wounded of an attack, who claims it, its second mention, all
//! fell where the attack did, though only its first telling says where.

use super::Draft;
use super::place::{is_other_clause, there};
use super::restate::{share_place, share_sides};
use crate::mentions::Mentions;
use selon_model::{ActorIx, Claim, ClaimType, PlaceIx, PlaceLink, PlaceRole, State};
use selon_text::{Document, Upos, WordIx};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// Sentences back to look for the event of a toll.
const REACH: u32 = 6;

/// Sentences back to look for the doer of a toll.
const NEAR: u32 = 2;

/// Sentences below a headline in which its own story is told first.
const LEAD: u32 = 5;

/// Gives tolls, claims of responsibility and events told again the place of their event.
pub(super) fn places(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    // Where the last event told so far took place: by its index.
    let mut last: Option<usize> = None;
    let mut most_told = MostTold::default();
    for at in 0..drafts.len() {
        let here = drafts[at].site.trigger;
        if drafts[at].placed {
            if is_violence(drafts[at].claim.kind) {
                if drafts[at].site.again {
                    continue;
                }
                if let Some(site) =
                    last.and_then(|event| site_told(document, mentions, drafts, event, at))
                {
                    drafts[at].claim.places.insert(0, site);
                }
                last = Some(at);
                if tells_more(mentions, &drafts[at].claim.places) {
                    most_told.add(at, &drafts[at].claim.places);
                }
            } else if depends(drafts[at].claim.kind)
                && let Some(event) = site_within(document, mentions, drafts, at)
            {
                drafts[at].claim.places = drafts[event].claim.places.clone();
            }
            continue;
        }
        if let Some(places) = joined_places(document, drafts, at) {
            drafts[at].claim.places = places;
            drafts[at].placed = true;
            continue;
        }
        if !is_violence(drafts[at].claim.kind) && !depends(drafts[at].claim.kind) {
            // "Des hommes ont attaqué un convoi près de X. Les chauffeurs ont été enlevés."
            let taken =
                drafts[at].claim.kind == ClaimType::Abduction && document.relation(here) == "root";
            let told = (taken || takes_up(document, &drafts[at]))
                .then(|| told_before(document, drafts, at))
                .flatten();
            if let Some(event) = told {
                // "se sont retirés de X, et l'armée a repris ces secteurs"
                let here = |link: &PlaceLink| match link.role {
                    PlaceRole::From => there(link.place),
                    _ => link.clone(),
                };
                drafts[at].claim.places = drafts[event].claim.places.iter().map(here).collect();
            }
            continue;
        }
        if is_violence(drafts[at].claim.kind) && is_new(document, here) {
            continue;
        }
        let sentence = document.words[here].sentence;
        // The event of its own sentence may come after it: "ten died in an attack on a market".
        let ahead = (at + 1..drafts.len())
            .take_while(|later| document.words[drafts[*later].site.trigger].sentence == sentence)
            .find(|later| drafts[*later].placed && is_violence(drafts[*later].claim.kind))
            .filter(|later| !is_beside(document, drafts[*later].site.predicate, here));
        let near = |event: usize| {
            let other = document.words[drafts[event].site.trigger].sentence;
            other + REACH >= sentence
        };
        let paragraph = |draft: usize| {
            let sentence = document.words[drafts[draft].site.trigger].sentence;
            document.sentences[sentence as usize].paragraph
        };
        let same = |event: usize| document.words[drafts[event].site.trigger].sentence == sentence;
        let event = if drafts[at].claim.kind == ClaimType::Claim {
            // "un attentat à X revendiqué par Y": what it hangs on; else what the text is about.
            let own = around(document, drafts, at, 0).find(|other| {
                drafts[*other].placed
                    && is_violence(drafts[*other].claim.kind)
                    && document.hangs(here, drafts[*other].site.trigger)
            });
            // "cet attentat n'a pas été revendiqué": the one told last.
            let pointed = last.filter(|_| points_back(document, here));
            // "L'attaque n'a pas été revendiquée", right behind it in one paragraph.
            let beside = (0..at)
                .rev()
                .take_while(|other| paragraph(*other) == paragraph(at))
                .find(|other| {
                    let kind = drafts[*other].claim.kind;
                    let deed = is_violence(kind)
                        || matches!(kind, ClaimType::Offensive | ClaimType::Casualties);
                    let there = document.words[drafts[*other].site.trigger].sentence;
                    deed && drafts[*other].placed && (there + 1 == sentence || there == sentence)
                });
            own.or(pointed).or(beside).or(most_told.event()).or(last)
        } else {
            // "Des hommes armés ont attaqué un convoi à X : neuf morts": a deed told before it in its sentence.
            let beside = (0..at)
                .rev()
                .take_while(|other| same(*other))
                .find(|other| {
                    let kind = drafts[*other].claim.kind;
                    drafts[*other].placed && matches!(kind, ClaimType::Offensive | ClaimType::Clash)
                });
            // "L'armée avance à l'est de X. Dix combattants ont été tués": in the battle that the paragraph
            // tells of, not in the attack of another.
            let battle = (0..at)
                .rev()
                .take_while(|other| paragraph(*other) == paragraph(at))
                .find(|other| {
                    let kind = drafts[*other].claim.kind;
                    drafts[*other].placed
                        && is_battle(kind)
                        && tells_more(mentions, &drafts[*other].claim.places)
                });
            let battle = battle.filter(|_| {
                last.is_some_and(|event| paragraph(event) != paragraph(at)) && ahead.is_none()
            });
            if let Some(battle) = battle {
                let places = drafts[battle].claim.places.clone();
                drafts[at].claim.places = places;
                continue;
            }
            match last.filter(|event| near(*event)) {
                Some(event) if !same(event) && beside.is_some() => beside.or(Some(event)),
                None if beside.is_some() => beside,
                // "L'opération a été menée à la frontière. Elle s'est soldée par la mort de dix hommes."
                None if ahead.is_none() && drafts[at].claim.kind == ClaimType::Casualties => (0
                    ..at)
                    .rev()
                    .take_while(|other| near(*other))
                    .find(|other| {
                        let told = &drafts[*other];
                        told.placed
                            && matches!(told.claim.kind, ClaimType::Offensive | ClaimType::Clash)
                            && tells_more(mentions, &told.claim.places)
                    }),
                Some(event) if same(event) || ahead.is_none() => Some(event),
                _ => ahead,
            }
        };
        let Some(event) = event else { continue };
        let mut places: Vec<PlaceLink> = drafts[event].claim.places.clone();
        if !same(event)
            && let Some(town) = town_of_sites(mentions, &places)
        {
            places = vec![there(town)];
        }
        if drafts[at].claim.kind == ClaimType::Claim && points_at_several(document, here) {
            places = deeds_before(drafts, at);
        }
        if !places.is_empty() && tells_more(mentions, &places) {
            drafts[at].claim.places = places;
        }
    }
}

/// Gives what a headline or a first sentence tells without saying where, or by the country alone, the
/// place that the text goes on to tell: a headline's claim that of the first claim of its type below
/// it, a deed and its toll that of the deed when it is spoken of again ("l'attaque a eu lieu à X").
pub(super) fn later_places(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    for at in (0..drafts.len()).rev() {
        let kind = drafts[at].claim.kind;
        // "une mosquée" is some place, and where it stands is still to be told.
        let nameless = drafts[at].claim.places.iter().all(|link| {
            mentions.places[link.place].feature == "site"
                && mentions.places[link.place].id.is_none()
                && mentions.lies_in(link.place).is_none()
        });
        if tells_more(mentions, &drafts[at].claim.places) && !nameless {
            continue;
        }
        let here = document.words[drafts[at].site.trigger].sentence;
        let heading = document.sentences[here as usize].heading;
        let deed = is_violence(kind) || depends(kind);
        if !heading && !deed {
            continue;
        }
        let later = (at + 1..drafts.len())
            .take_while(|later| {
                let there = document.words[drafts[*later].site.trigger].sentence;
                there <= here + if heading { LEAD } else { NEAR }
            })
            .find(|later| {
                let other = &drafts[*later];
                let there = document.words[other.site.trigger].sentence;
                let told = if heading {
                    other.claim.kind == kind
                        && there > here
                        && share_sides(&other.claim, &drafts[at].claim)
                } else {
                    is_violence(other.claim.kind)
                        && there > here
                        && other.placed
                        && document.upos(other.site.trigger) == Upos::Noun
                        && !is_new(document, other.site.trigger)
                };
                told && tells_more(mentions, &other.claim.places)
            });
        let Some(later) = later else { continue };
        let (mut places, rest) = (
            drafts[later].claim.places.clone(),
            drafts[at].claim.places.clone(),
        );
        if nameless {
            places.splice(0..0, rest);
        } else {
            places.extend(rest);
        }
        drafts[at].claim.places = places;
        if heading && drafts[at].claim.agents.is_empty() {
            drafts[at].claim.agents = drafts[later].claim.agents.clone();
        }
    }
}

/// "L'armée a pris X, dernière ville aux mains du groupe": who is said to hold what the same sentence says was
/// taken by others held it before.
pub(super) fn held_before(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        if let Some(losers) = strongholds_taken(document, drafts, at) {
            drafts[at].claim.agents = losers;
            drafts[at].claim.state = Some(State::HeldBefore);
        }
        let claim = &drafts[at].claim;
        if claim.kind != ClaimType::Control || claim.state != Some(State::Holds) {
            continue;
        }
        let taken = around(document, drafts, at, 0).any(|other| {
            let taking = &drafts[other].claim;
            taking.kind == ClaimType::Capture
                && !taking.agents.is_empty()
                && !taking
                    .agents
                    .iter()
                    .any(|agent| claim.agents.contains(agent))
                && document.hangs(drafts[at].site.trigger, drafts[other].site.predicate)
                && share_place(taking, claim)
        });
        if taken {
            drafts[at].claim.state = Some(State::HeldBefore);
        }
    }
}

/// "L'armée a pris au groupe vingt villages, dont son fief de X": what is among the ground taken was the stronghold
/// of those it was taken from, whoever else is told of in the clause.
fn strongholds_taken(document: &Document, drafts: &[Draft], at: usize) -> Option<Vec<ActorIx>> {
    let Draft { claim, site, .. } = &drafts[at];
    let noun = document.upos(site.trigger) == Upos::Noun;
    if claim.kind != ClaimType::Control || !noun {
        return None;
    }
    let possessive = document
        .children(site.trigger)
        .any(|det| document.feat(det, "Poss") == Some("Yes"));
    let ground = document
        .ancestors(site.trigger)
        .take(4)
        .find(|word| document.upos(*word) == Upos::Noun)?;
    let verb = document.head(ground)?;
    let taken = around(document, drafts, at, 0).find(|other| {
        let Draft {
            claim: taking,
            site: theirs,
            ..
        } = &drafts[*other];
        taking.kind == ClaimType::Capture
            && theirs.trigger == verb
            && theirs.sides_said
            && taking
                .agents
                .iter()
                .all(|agent| claim.agents.contains(agent))
    })?;
    // "depuis son fief": that is no part of the ground.
    let among = site.trigger > ground
        && document
            .children(site.trigger)
            .all(|word| document.relation(word) != "case");
    (possessive && among).then(|| drafts[taken].claim.targets.clone())
}

/// Gives those who are counted and not named ("et trois autres blessés") the name of those counted before
/// them in the same sentence or the one before.
pub(super) fn others(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        if !drafts[at].site.counted_alone || !drafts[at].claim.targets.is_empty() {
            continue;
        }
        let reach = around(document, drafts, at, 1);
        let before = (reach.start..at)
            .rev()
            .find(|other| is_of_people(drafts[*other].claim.kind));
        if let Some(before) = before {
            drafts[at].claim.targets = drafts[before].claim.targets.clone();
        }
    }
}

/// Gives a toll that says nobody's the people whom the attack was aimed at that took it: "un attentat contre des
/// pèlerins a fait dix morts". Who died of soldiers attacked there is no telling.
pub(super) fn victims(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let toll = &drafts[at];
        if toll.claim.kind != ClaimType::Casualties
            || !toll.claim.targets.is_empty()
            || toll.site.counted_alone
        {
            continue;
        }
        let took = around(document, drafts, at, 0).find(|other| {
            let event = &drafts[*other];
            let verb = toll.site.predicate;
            is_violence(event.claim.kind)
                && document.relation(event.site.trigger) == "nsubj"
                && (document.head(event.site.trigger) == Some(verb)
                    || document.head(verb) == document.head(event.site.trigger)
                        && document.relation(verb) == "obj")
                && !event.site.target_understood
                && !event.claim.targets.is_empty()
                && event
                    .claim
                    .targets
                    .iter()
                    .all(|target| mentions.actors[*target].kind == "civilians")
        });
        if let Some(took) = took {
            drafts[at].claim.targets = drafts[took].claim.targets.clone();
        }
    }
}

/// "Un véhicule de la police a sauté sur une mine, tuant trois passants": whom a deed was done to did not kill.
pub(super) fn struck(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let toll = &drafts[at];
        if toll.claim.kind != ClaimType::Casualties || toll.claim.agents.is_empty() {
            continue;
        }
        let event = around(document, drafts, at, 0).find(|other| {
            let event = &drafts[*other];
            is_violence(event.claim.kind)
                && document.hangs(toll.site.predicate, event.site.predicate)
                && toll
                    .claim
                    .agents
                    .iter()
                    .all(|agent| event.claim.targets.contains(agent))
        });
        if let Some(event) = event {
            drafts[at].claim.agents = drafts[event].claim.agents.clone();
        }
    }
}

/// Gives strikes that say nobody's the fighters and chiefs who their own clause says died of them: "un raid a tué le
/// chef des rebelles". Civilians who died were not always aimed at.
pub(super) fn hit(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let strike = &drafts[at];
        if strike.claim.kind != ClaimType::Strike || !strike.claim.targets.is_empty() {
            continue;
        }
        let aimed_at =
            |one: &ActorIx| mentions.is_armed(*one) || mentions.actors[*one].kind == "person";
        let toll = around(document, drafts, at, 0).find(|other| {
            let toll = &drafts[*other];
            let joined = document.hangs(strike.site.trigger, toll.site.predicate)
                || document.hangs(toll.site.trigger, strike.site.predicate);
            let own = toll
                .claim
                .agents
                .iter()
                .all(|doer| strike.claim.agents.contains(doer));
            toll.claim.kind == ClaimType::Casualties
                && joined
                && own
                && !toll.claim.targets.is_empty()
                && toll.claim.targets.iter().all(aimed_at)
        });
        if let Some(toll) = toll {
            drafts[at].claim.targets = drafts[toll].claim.targets.clone();
        }
    }
}

/// "Les rebelles ont tué dix civils à X, où ils ont aussi enlevé des enfants": they are not those whom the deed before
/// was done to.
pub(super) fn turned(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let Claim { kind, agents, .. } = &drafts[at].claim;
        let [doer] = agents[..] else { continue };
        let deed = |kind: ClaimType| {
            is_violence(kind) || kind == ClaimType::Offensive || is_of_people(kind)
        };
        let pronoun = drafts[at].site.words.iter().any(|word| {
            document.upos(*word) == Upos::Pron
                && document.relation(*word) == "nsubj"
                && mentions.actors_of(document, *word) == [doer]
        });
        if !deed(*kind) || mentions.actors[doer].kind != "civilians" || !pronoun {
            continue;
        }
        let reach = around(document, drafts, at, 1);
        let before = (reach.start..at).rev().find(|other| {
            let told = &drafts[*other].claim;
            deed(told.kind)
                && told.targets.contains(&doer)
                && !told.agents.is_empty()
                && !told.agents.contains(&doer)
        });
        if let Some(before) = before {
            drafts[at].claim.agents = drafts[before].claim.agents.clone();
        }
    }
}

/// "Trois enseignants ont été enlevés par des hommes armés. Ils ont été libérés": those let go are who was
/// taken, and not who took them.
pub(super) fn freed(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        if drafts[at].claim.kind != ClaimType::Release {
            continue;
        }
        let reach = around(document, drafts, at, NEAR);
        let taken = (reach.start..at).rev().find(|other| {
            let Claim {
                kind,
                agents,
                targets,
                ..
            } = &drafts[*other].claim;
            let freed = &drafts[at].claim.targets;
            matches!(kind, ClaimType::Abduction | ClaimType::Arrest)
                && !targets.is_empty()
                && !freed.is_empty()
                && freed.iter().all(|one| agents.contains(one))
        });
        if let Some(taken) = taken {
            drafts[at].claim.targets = drafts[taken].claim.targets.clone();
        }
    }
}

/// Deeds done to people.
fn is_of_people(kind: ClaimType) -> bool {
    matches!(
        kind,
        ClaimType::Casualties | ClaimType::Arrest | ClaimType::Abduction | ClaimType::Release
    )
}

/// Gives deeds told below a headline without their doer the doer that the headline gives them, where it tells
/// of one such deed alone.
pub(super) fn headline_doers(document: &Document, drafts: &mut [Draft]) {
    let heading = |draft: &Draft| {
        document.sentences[document.words[draft.site.trigger].sentence as usize].heading
    };
    for at in 0..drafts.len() {
        let kind = drafts[at].claim.kind;
        let here = document.words[drafts[at].site.trigger].sentence;
        if heading(&drafts[at]) || !is_violence(kind) || !drafts[at].claim.agents.is_empty() {
            continue;
        }
        let reach = around(document, drafts, at, 1);
        let mut told = drafts[reach.start..at].iter().filter(|other| {
            heading(other)
                && other.claim.kind == kind
                && document.words[other.site.trigger].sentence + 1 == here
        });
        if let (Some(one), None) = (told.next(), told.next())
            && !one
                .claim
                .agents
                .iter()
                .any(|doer| drafts[at].claim.targets.contains(doer))
        {
            drafts[at].claim.agents = one.claim.agents.clone();
        }
    }
}

/// Gives tolls without a doer, and deeds told again, the doer of their event: of the one that their
/// own sentence joins them to ("tuant dix personnes", "tués dans l'attaque"), else of the last deed
/// told at the same place.
pub(super) fn doers(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let kind = drafts[at].claim.kind;
        // A verb tells nothing again: "la voiture a explosé après que les gardes ont tiré".
        let again = is_violence(kind)
            && document.upos(drafts[at].site.trigger) == Upos::Noun
            && !is_new(document, drafts[at].site.trigger);
        // Losses: dead and wounded, and those taken or freed.
        let toll = matches!(
            kind,
            ClaimType::Casualties | ClaimType::Arrest | ClaimType::Release
        );
        if !drafts[at].claim.agents.is_empty() || !(toll || again) {
            continue;
        }
        let sentence = |draft: usize| document.words[drafts[draft].site.trigger].sentence;
        let here = sentence(at);
        let reach = around(document, drafts, at, NEAR);
        // "Three children are among the dead": of the toll before.
        let trigger = drafts[at].site.trigger;
        let among = document.upos(trigger) == Upos::Noun
            && document.relation(trigger) == "obl"
            && !is_new(document, trigger);
        // "tuant cent personnes, dont vingt enfants"
        let among = among || document.feat(trigger, "PronType") == Some("Rel");
        if kind == ClaimType::Casualties && among {
            let mut before = (reach.start..at).rev();
            if let Some(toll) = before.find(|other| drafts[*other].claim.kind == kind) {
                let (agents, places) = {
                    let told = &drafts[toll].claim;
                    (told.agents.clone(), told.places.clone())
                };
                drafts[at].claim.agents = agents;
                if !drafts[at].placed {
                    drafts[at].claim.places = places;
                }
                continue;
            }
        }
        let tells = |other: &usize| {
            *other != at
                && !drafts[*other].claim.agents.is_empty()
                && (is_violence(drafts[*other].claim.kind) && kind != ClaimType::Release
                    || toll
                        && matches!(
                            drafts[*other].claim.kind,
                            ClaimType::Offensive | ClaimType::Clash | ClaimType::Abduction
                        )
                    || kind == ClaimType::Arrest
                        && drafts[*other].claim.kind == ClaimType::Casualties)
        };
        let joined = reach.clone().filter(tells).find(|other| {
            sentence(*other) == here
                && (document.hangs(drafts[at].site.trigger, drafts[*other].site.predicate)
                    || document.hangs(drafts[*other].site.trigger, drafts[at].site.predicate))
        });
        let same_place = |other: &usize| {
            let (event, toll) = (&drafts[*other].claim, &drafts[at].claim);
            let nowhere = event.places.is_empty() && toll.places.is_empty();
            share_place(event, toll) || nowhere && !is_violence(event.kind)
        };
        let event = joined.or_else(|| {
            (reach.start..at)
                .rev()
                .filter(tells)
                .filter(|other| {
                    let event = &drafts[*other].claim;
                    let paragraph =
                        |draft: usize| document.sentences[sentence(draft) as usize].paragraph;
                    let deed = is_violence(event.kind) || event.kind == ClaimType::Abduction;
                    deed && paragraph(*other) == paragraph(at)
                        || matches!(event.kind, ClaimType::Offensive | ClaimType::Casualties)
                            && share_victims(mentions, event, &drafts[at].claim)
                })
                .find(same_place)
        });
        let Some(event) = event else { continue };
        // "une embuscade tendue par les rebelles": it has one side that acts.
        let ambush = drafts[event].site.doer_said
            && drafts[event].claim.targets.is_empty()
            && drafts[event].claim.agents.len() == 1;
        let (event, toll) = (&drafts[event].claim, &drafts[at].claim);
        let hit = |side: &[ActorIx]| {
            side.iter().any(|actor| {
                toll.targets
                    .iter()
                    .any(|victim| mentions.friends(*actor, *victim))
            })
        };
        // "de lourdes pertes des deux côtés": neither's alone.
        let doers = if hit(&event.agents) && hit(&event.targets) {
            continue;
        } else if hit(&event.agents) {
            let armed = |actor: &ActorIx| mentions.is_armed(*actor) || mentions.is_state(*actor);
            event.targets.iter().copied().filter(armed).collect()
        } else if event.kind == ClaimType::Clash && !hit(&event.targets) && !ambush {
            continue;
        } else {
            event.agents.clone()
        };
        drafts[at].claim.agents = doers;
    }
}

/// Whether those lost are of the side that a deed was done to.
fn share_victims(mentions: &Mentions, event: &Claim, toll: &Claim) -> bool {
    toll.targets.iter().any(|lost| {
        let attacked = &event.targets;
        attacked
            .iter()
            .any(|target| mentions.friends(*target, *lost))
    })
}

/// The drafts of a draft's own sentence and of so many before it.
pub(super) fn around(document: &Document, drafts: &[Draft], at: usize, back: u32) -> Range<usize> {
    let sentence = |draft: &Draft| document.words[draft.site.trigger].sentence;
    let here = sentence(&drafts[at]);
    let before = drafts[..at].iter().rev();
    let after = drafts[at + 1..].iter();
    let first = at
        - before
            .take_while(|other| sentence(other) + back >= here)
            .count();
    let last = at + after.take_while(|other| sentence(other) == here).count();
    first..last + 1
}

/// The event that a claim of responsibility is of, when its clause does not say: the one whose place
/// the text tells of most, the first of equals. An earlier attack told for comparison is told once.
#[derive(Default)]
struct MostTold {
    /// By place: how often it was told of, and the first event there.
    times: BTreeMap<PlaceIx, (usize, Reverse<usize>)>,
    most: Option<(usize, Reverse<usize>)>,
}

impl MostTold {
    fn add(&mut self, event: usize, places: &[PlaceLink]) {
        for link in places {
            let told = self.times.entry(link.place).or_insert((0, Reverse(event)));
            told.0 += 1;
            self.most = self.most.max(Some(*told));
        }
    }

    fn event(&self) -> Option<usize> {
        self.most.map(|(_, Reverse(event))| event)
    }
}

/// The event of a toll's own sentence at a site of the town that the toll is told of: "ten killed in
/// Velm in an attack on a hotel".
fn site_within(
    document: &Document,
    mentions: &Mentions,
    drafts: &[Draft],
    at: usize,
) -> Option<usize> {
    let coarse = |link: &PlaceLink| {
        matches!(
            mentions.places[link.place].feature.as_str(),
            "region" | "area" | "country"
        )
    };
    let within = |event: &Draft| {
        // "In Darfur, bombs dropped on the market of Velm killed ten."
        let mine = &drafts[at].claim.places;
        let finer = !mine.is_empty()
            && mine.iter().all(coarse)
            && event.placed
            && mine.iter().all(|link| {
                let theirs = &event.claim.places;
                theirs.iter().any(|other| {
                    // "Mali : dix morts dans une attaque près de X": the country is the headline's.
                    let country = mentions.places[link.place].feature == "country"
                        && mentions.places[other.place].country
                            == mentions.places[link.place].country;
                    other.place == link.place || country
                })
            })
            && !event.claim.places.iter().all(coarse);
        finer
            || event.claim.places.iter().any(|link| {
                mentions.places[link.place].feature == "site"
                    && mentions.lies_in(link.place).is_some_and(|base| {
                        let mine = &drafts[at].claim.places;
                        !mine.is_empty() && mine.iter().all(|known| known.place == base)
                    })
            })
    };
    around(document, drafts, at, 0).find(|other| {
        let told = &drafts[*other];
        // "dix soldats ont été tués dans l'assaut de la base": the battle that they fell in.
        let battle = told.claim.kind == ClaimType::Offensive
            && document.upos(told.site.trigger) == Upos::Noun
            && document.hangs(told.site.trigger, drafts[at].site.predicate);
        let kind = told.claim.kind;
        *other != at && (is_violence(kind) || kind == ClaimType::Clash || battle) && within(told)
    })
}

/// The town that several sites all lie in: "le commissariat et le marché ont brûlé" leaves open which of them
/// somebody was killed at.
fn town_of_sites(mentions: &Mentions, places: &[PlaceLink]) -> Option<PlaceIx> {
    let site = |link: &PlaceLink| {
        let site = mentions.places[link.place].feature == "site";
        site.then(|| mentions.lies_in(link.place)).flatten()
    };
    let town = places.first().and_then(site)?;
    let all = places.len() > 1 && places.iter().all(|link| site(link) == Some(town));
    all.then_some(town)
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

/// Whether a verb is joined to a word's as another clause with a subject of its own.
fn is_beside(document: &Document, verb: WordIx, word: WordIx) -> bool {
    document.relation(verb) == "conj"
        && is_other_clause(document, verb)
        && document.hangs(verb, word)
}

/// Fighting for ground.
fn is_battle(kind: ClaimType) -> bool {
    matches!(
        kind,
        ClaimType::Offensive
            | ClaimType::Clash
            | ClaimType::Capture
            | ClaimType::Advance
            | ClaimType::Siege
            | ClaimType::Entry
            | ClaimType::Repulse
    )
}

/// Where a deed took place that its sentence tells beside another as what led to it: "l'armée a été chassée de X à
/// la suite d'une offensive", "un homme a été tué par l'explosion d'une mine à X".
fn joined_places(document: &Document, drafts: &[Draft], at: usize) -> Option<Vec<PlaceLink>> {
    let trigger = drafts[at].site.trigger;
    if document.upos(trigger) != Upos::Noun
        || !matches!(document.relation(trigger), "obl" | "nmod")
        || !(is_violence(drafts[at].claim.kind) || is_battle(drafts[at].claim.kind))
    {
        return None;
    }
    let led = around(document, drafts, at, 0).find(|other| {
        let told = &drafts[*other];
        *other != at
            && told.placed
            && matches!(
                told.claim.kind,
                ClaimType::Expulsion | ClaimType::Withdrawal | ClaimType::Casualties
            )
            && document
                .ancestors(trigger)
                .take(4)
                .any(|word| word == told.site.predicate || word == told.site.trigger)
    })?;
    let left = drafts[led].claim.places.iter();
    let places: Vec<PlaceLink> = left
        .filter(|link| !matches!(link.role, PlaceRole::To | PlaceRole::Direction))
        .map(|link| match link.role {
            PlaceRole::From => there(link.place),
            _ => link.clone(),
        })
        .collect();
    (!places.is_empty()).then_some(places)
}

/// Gives the departure of foreign forces, told without a place behind a town of another country, that country:
/// "le retrait des troupes américaines".
pub(super) fn foreign_departures(document: &Document, mentions: &Mentions, drafts: &mut [Draft]) {
    for draft in drafts.iter_mut() {
        let claim = &mut draft.claim;
        if draft.placed
            || claim.kind != ClaimType::Withdrawal
            || document.upos(draft.site.trigger) != Upos::Noun
            || claim.agents.is_empty()
        {
            continue;
        }
        let Some(link) = claim.places.first() else {
            continue;
        };
        let Some(here) = mentions.places[link.place].country.as_deref() else {
            continue;
        };
        let foreign = |actor: &ActorIx| {
            mentions.actors[*actor].kind == "coalition"
                || mentions.home_of(*actor).is_some_and(|home| home != here)
        };
        if claim.agents.iter().all(foreign)
            && mentions.country_told_most() == Some(here)
            && let Some(country) = mentions.country_around(link.place)
        {
            claim.places = vec![there(country)];
        }
    }
}

/// The site of an attack that is told again with the town alone: "un kamikaze a visé un sanctuaire ... L'attaque a
/// eu lieu à X".
fn site_told(
    document: &Document,
    mentions: &Mentions,
    drafts: &[Draft],
    event: usize,
    at: usize,
) -> Option<PlaceLink> {
    let trigger = drafts[at].site.trigger;
    let sentence = |draft: usize| document.words[drafts[draft].site.trigger].sentence;
    let again = document.upos(trigger) == Upos::Noun
        && document.relation(trigger) == "nsubj"
        && !is_new(document, trigger)
        && sentence(event) < sentence(at)
        && sentence(event) + NEAR >= sentence(at);
    let site = |place: PlaceIx| matches!(mentions.places[place].feature.as_str(), "site" | "base");
    let here = &drafts[at].claim.places;
    let town = here.iter().all(|link| !site(link.place));
    let told = drafts[event].claim.places.iter().find(|link| {
        site(link.place)
            && mentions.lies_in(link.place).is_none_or(|base| {
                mentions.places[base].feature == "country"
                    || here.iter().any(|known| known.place == base)
            })
    })?;
    (again && town).then(|| there(told.place))
}

/// Whether a deed is pointed at as told before: "ce siège", "ces combats".
fn takes_up(document: &Document, draft: &Draft) -> bool {
    // "repris ces secteurs": ground pointed at as well.
    draft.site.words.iter().any(|word| {
        document.upos(*word) == Upos::Noun
            && (draft.site.core.contains(word)
                || document.relation(*word) == "obj"
                    && document.head(*word) == Some(draft.site.predicate))
            && document
                .children(*word)
                .any(|det| document.feat(det, "PronType") == Some("Dem"))
    })
}

/// The last deed of a kind told with its place before a draft, and not long before.
fn told_before(document: &Document, drafts: &[Draft], at: usize) -> Option<usize> {
    let kind = drafts[at].claim.kind;
    let fights = |kind: ClaimType| {
        is_violence(kind) || matches!(kind, ClaimType::Offensive | ClaimType::Clash)
    };
    let sentence = |draft: usize| document.words[drafts[draft].site.trigger].sentence;
    (0..at)
        .rev()
        .take_while(|other| sentence(*other) + REACH >= sentence(at))
        .find(|other| {
            let told = drafts[*other].claim.kind;
            let ground = kind == ClaimType::Capture
                && matches!(
                    told,
                    ClaimType::Withdrawal
                        | ClaimType::Control
                        | ClaimType::Presence
                        | ClaimType::Capture
                );
            let taken = kind == ClaimType::Abduction
                && told != kind
                && document.sentences[sentence(*other) as usize].paragraph
                    == document.sentences[sentence(at) as usize].paragraph;
            drafts[*other].placed
                && (told == kind
                    || taken && (fights(told) || is_violence(told) || told == ClaimType::Entry)
                    || ground
                    || fights(told) && fights(kind))
        })
}

/// Where all the deeds told before a draft took place.
fn deeds_before(drafts: &[Draft], at: usize) -> Vec<PlaceLink> {
    let mut places: Vec<PlaceLink> = Vec::new();
    let deed = |event: &&Draft| {
        let kind = event.claim.kind;
        event.placed && (is_violence(kind) || kind == ClaimType::Casualties)
    };
    for event in drafts[..at].iter().filter(deed) {
        for link in &event.claim.places {
            if !places.iter().any(|known| known.place == link.place) {
                places.push(link.clone());
            }
        }
    }
    places
}

/// Whether what is claimed are several deeds pointed at: "ces attaques n'ont pas été revendiquées".
fn points_at_several(document: &Document, claiming: WordIx) -> bool {
    document.children(claiming).any(|noun| {
        document.relation(noun) == "nsubj"
            && document.feat(noun, "Number") == Some("Plur")
            && document
                .children(noun)
                .any(|word| document.feat(word, "PronType") == Some("Dem"))
    })
}

/// Whether what is claimed is pointed at: "cette attaque".
fn points_back(document: &Document, claiming: WordIx) -> bool {
    document.children(claiming).any(|noun| {
        matches!(document.relation(noun), "nsubj" | "obj")
            && document.feat(noun, "Number") != Some("Plur")
            && document
                .children(noun)
                .any(|word| document.feat(word, "PronType") == Some("Dem"))
    })
}

/// An event told by a noun without a definite article is another one.
pub(super) fn is_new(document: &Document, trigger: WordIx) -> bool {
    if document.upos(trigger) != Upos::Noun {
        return false;
    }
    !document.children(trigger).any(|child| {
        document.relation(child) == "det"
            && (document.feat(child, "Definite") == Some("Def")
                || document.feat(child, "PronType") == Some("Dem"))
    })
}
