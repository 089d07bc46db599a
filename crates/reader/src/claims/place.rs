//! Where a claim's act took place: what its clause says, what its sentence names, what the discourse
//! is about, and what those places lie in. Left out: which events are one ([`super::carry`]).

use super::typing::Reader;
use crate::mentions::{Form, Mentions, Referent, outside_quotation};
use selon_model::{ClaimType, PlaceIx, PlaceLink, PlaceRole};
use selon_rules::{Filler, Match, Part};
use selon_text::{Document, Upos, WordIx};

/// What a country has against it as the place of a claim, in the measure of [`nearby`].
const COARSE: u32 = 30;

/// What a region has against it there: of a town and its province the town is where it was.
const WIDE: u32 = 12;

/// Words after counted ground within which the list of its names may open.
const LIST_REACH: usize = 12;

/// Own places first, then those of the clause and the sentence, then what the discourse is about.
pub(super) fn places(
    document: &Document,
    mentions: &Mentions,
    typing: &Reader<'_>,
    found: &Match,
    predicate: WordIx,
) -> (Vec<PlaceLink>, bool) {
    let mut links: Vec<PlaceLink> = Vec::new();
    let mut add = |link: PlaceLink| {
        if !links.iter().any(|known| known.place == link.place) {
            links.push(link);
        }
    };
    // "visé des navires en mer Rouge, frappes sur X": what happens says nothing more of the place before it.
    let said = apposed(document, mentions, found.trigger)
        .filter(|_| !found.emit.kind.is_some_and(is_event));
    let mut own = said.is_some();
    // What an apposed noun says more of is the place, whatever else its phrase names.
    let fillers = if own { &[] } else { &found.fillers[..] };
    for link in said.into_iter().flatten() {
        add(link);
    }
    let said_elsewhere = fillers.iter().filter(|f| is_place_part(f.part)).count() > 1;
    for filler in fillers {
        // "se replier vers la province de X": X says which province, and is not what was left.
        let goal = |other: &Filler| {
            other.part == Part::To && document.head(filler.word) == Some(other.word)
        };
        if filler.part == Part::From && fillers.iter().any(goal) {
            continue;
        }
        let role = match filler.part {
            Part::Place => None,
            Part::From => Some(PlaceRole::From),
            Part::To => Some(PlaceRole::To),
            Part::Via => Some(PlaceRole::Via),
            Part::Near => Some(PlaceRole::Near),
            Part::Direction => Some(PlaceRole::Direction),
            _ => continue,
        };
        // "arrêté des jeunes, transférés à X": where they were taken then.
        let moved = |head: WordIx| {
            head != predicate
                && head != found.trigger
                && document.relation(head) == "acl"
                && mentions.is_moved(head)
        };
        if filler.part == Part::Place && document.head(filler.word).is_some_and(moved) {
            continue;
        }
        // "À X, le gouvernement a annoncé l'envoi d'un bataillon à Y": X is where it was announced.
        let announced = found.emit.kind == Some(ClaimType::Deployment)
            && filler.part == Part::Place
            && filler.word < predicate
            && predicate < found.trigger
            && document.children(predicate).any(|other| {
                other > found.trigger
                    && document.relation(other) == "obl"
                    && !mentions.places_of(document, other).is_empty()
            });
        if announced {
            continue;
        }
        // "X, capitale de la province, tombée mardi": the noun says more of X.
        let said_of = document
            .head(filler.word)
            .filter(|_| {
                document.relation(filler.word) == "appos"
                    && document.upos(filler.word) == Upos::Noun
            })
            .map(|head| mentions.places_of(document, head))
            .filter(|links| {
                let town = |link: &PlaceLink| mentions.places[link.place].feature != "country";
                !links.is_empty() && links.iter().all(town)
            });
        // "sur trois fronts, à X, Y et Z": a name found in a list stands for the list.
        let mut first = filler.word;
        while document.relation(first) == "conj"
            && let Some(head) = document.head(first).filter(|head| {
                document.upos(*head) == Upos::Propn
                    && !mentions.places_of(document, *head).is_empty()
            })
        {
            first = head;
        }
        let mut named = said_of
            .or_else(|| enumerated(document, mentions, filler.word))
            .unwrap_or_else(|| mentions.places_of(document, first));
        // "X, dont il contrôle plusieurs quartiers"
        if named.is_empty() && document.upos(filler.word) == Upos::Noun {
            let children = document
                .children(filler.word)
                .chain(document.children(predicate));
            named = children
                .filter(|child| document.feat(*child, "PronType") == Some("Rel"))
                .filter(|child| *child < predicate && document.relation(*child) == "nmod")
                .flat_map(|child| mentions.places_of(document, child))
                .take(1)
                .collect();
        }
        if named.is_empty() {
            // "several villages of the province": the place is named below the ground.
            let below = document.subtree(filler.word);
            let sentence = document.sentence_of(filler.word).words.clone();
            named = mentions
                .beginning_in(sentence)
                .iter()
                .filter(|mention| below.contains(&mention.head))
                // "une localité tenue par le Front de X": who holds it says not where it is.
                .filter(|mention| {
                    !document
                        .ancestors(mention.head)
                        .take_while(|at| *at != filler.word)
                        .any(|at| document.relation(at) == "acl")
                })
                .filter(|mention| matches!(mention.referent, Referent::Place(_)))
                .filter(|mention| within_phrase(document, mentions, mention.head, filler.word))
                .flat_map(|mention| mentions.places_of(document, mention.head))
                .take(1)
                .collect();
        }
        named.extend(told_further(document, mentions, filler.word));
        if filler.part == Part::Place && found.emit.kind != Some(ClaimType::Presence) {
            let row = super::listed::members(document, mentions, filler.word);
            named.extend(row.into_iter().flat_map(|member| member.links));
        }
        named.extend(among_which(document, mentions, filler.word));
        for mut link in named {
            // "La déflagration a été entendue jusque dans le quartier de X"
            let heard = found.emit.kind == Some(ClaimType::Bombing)
                && filler.part == Part::Place
                && document.upos(found.trigger) == Upos::Noun
                && link.role == PlaceRole::To;
            if heard {
                continue;
            }
            own = true;
            // "vers Saké" names no place that was left, whatever the rule found it by.
            let bound = matches!(link.role, PlaceRole::To | PlaceRole::Direction);
            // "Au Mali, l'armée a quitté Kidal": what opens a clause says where, and not where to.
            let opens = role == Some(PlaceRole::To) && !bound && filler.word < found.trigger;
            if opens && said_elsewhere {
                continue;
            }
            let role = role.filter(|_| !opens);
            // "s'emparer de Saké": what the act is done to is not what it starts from.
            if role.is_none() && link.role == PlaceRole::From {
                link.role = PlaceRole::At;
            }
            if let Some(role) = role
                && !(role == PlaceRole::From && bound)
            {
                link.role = role;
            }
            add(link);
        }
    }
    if !own {
        // "les collines, d'où ils mènent des attaques"
        let whence = document
            .children(predicate)
            .chain(document.children(found.trigger))
            .filter(|child| document.feat(*child, "PronType") == Some("Rel"))
            .filter(|child| matches!(document.relation(*child), "obl" | "advmod"))
            .map(|child| mentions.places_of(document, child))
            .find(|links| !links.is_empty());
        if let Some(whence) = whence {
            links = whence;
            own = true;
        }
    }
    // Forces are sent to the town, and to no building in it that was told of.
    let town = |place: PlaceIx| match mentions.lies_in(place) {
        Some(town) if is_site(mentions, place) => town,
        _ => place,
    };
    let sent = found.emit.kind == Some(ClaimType::Deployment);
    let focus = mentions
        .focus_place(document, found.trigger)
        .map(|place| there(if sent { town(place) } else { place }));
    let country = |link: &PlaceLink| mentions.places[link.place].feature == "country";
    // "À X, une centrale a brûlé. Kiev a frappé un dépôt dans la région de Y": a new site lies where its own
    // sentence says, before it lies where the text was.
    let here = mentions.beginning_in(document.sentence_of(found.trigger).words.clone());
    let named_here = |base: PlaceIx| {
        here.iter()
            .any(|mention| mention.referent == Referent::Place(base))
    };
    let unsettled = |base: PlaceIx| {
        mentions.places[base].feature == "country"
            || mentions.lies_in(base).is_none() && !named_here(base)
    };
    let townless = |link: &PlaceLink| {
        is_site(mentions, link.place)
            && mentions.places[link.place].id.is_none()
            && mentions.lies_in(link.place).is_none_or(unsettled)
    };
    let mut resettled = false;
    let countries = links.iter().all(country);
    // "Dans le Masisi, des heurts ont éclaté à X": a region that opens the clause is where X lies.
    let opening = |filler: &selon_rules::Filler| {
        filler.part == Part::Place
            && filler.word < found.trigger
            && document.relation(filler.word) == "obl"
            && fillers.iter().filter(|f| is_place_part(f.part)).count() == 1
    };
    let regional = !countries
        && found.emit.kind.is_some_and(is_event)
        && fillers.iter().any(opening)
        && links.iter().all(|link| {
            let place = &mentions.places[link.place];
            link.role == PlaceRole::At
                && matches!(place.feature.as_str(), "region" | "district" | "area")
        });
    let told = own && !regional && !countries && !links.iter().all(townless);
    let near = if told {
        None
    } else {
        nearby(document, mentions, typing, found, predicate, &links)
    };
    if own {
        // "Au Niger, un convoi a été attaqué dans l'ouest du pays": what is said of the country's part. "un
        // dépôt de munitions à Kherson": a site whose town its own phrase does not name lies where the
        // clause says.
        let fits = |link: &PlaceLink| {
            let feature = mentions.places[link.place].feature.as_str();
            let town = matches!(feature, "town" | "village" | "district" | "site" | "base");
            feature != "country" && (!regional || town)
        };
        if let Some((true, mut near)) = near
            && near.first().is_some_and(fits)
        {
            // "en Syrie, dans deux quartiers de X, Y et Z"
            near.truncate(if countries { usize::MAX } else { 1 });
            near.retain(|link| !links.iter().any(|known| known.place == link.place));
            if regional {
                links.clear();
            }
            resettled = !countries;
            let at = if countries { 0 } else { links.len() };
            links.splice(at..at, near);
        }
    } else {
        match near {
            Some((true, near)) => {
                own = true;
                links.extend(near);
            }
            other => match &focus {
                Some(place) => links.push(place.clone()),
                None => links.extend(other.map(|(_, near)| near).unwrap_or_default()),
            },
        }
    }
    // "une incursion au Kenya, que l'armée dit avoir repoussée": where that was.
    if !own && let Some(told) = antecedent_place(document, mentions, predicate) {
        links = vec![told];
        own = true;
    }
    if !own {
        let event = found.emit.kind.is_some_and(is_event);
        let country = undergone(document, mentions, found.trigger)
            .or_else(|| all_over(document, mentions, found, predicate, &links));
        if let Some(country) = country.filter(|_| event) {
            links = vec![there(country)];
            own = true;
        }
    }
    if !resettled {
        widen(mentions, found, &mut links, focus);
    }
    // "des renforts ont été dépêchés depuis X": to where the text was.
    if found.emit.kind == Some(ClaimType::Deployment)
        && !links.is_empty()
        && links.iter().all(|link| link.role == PlaceRole::From)
    {
        let origins: Vec<PlaceIx> = links.iter().map(|link| link.place).collect();
        let goal = mentions
            .focus_place_but(document, found.trigger, &origins)
            .map(town);
        links.extend(goal.map(|place| PlaceLink {
            role: PlaceRole::To,
            ..there(place)
        }));
    }
    // "se replier vers X": the ground left is what the text was about.
    let leaves = matches!(
        found.emit.kind,
        Some(ClaimType::Withdrawal | ClaimType::Displacement | ClaimType::Expulsion)
    );
    let bound = |link: &PlaceLink| matches!(link.role, PlaceRole::To | PlaceRole::Direction);
    if leaves && links.first().is_some_and(bound) && links.iter().all(bound) {
        let goals: Vec<PlaceIx> = links.iter().map(|link| link.place).collect();
        let left = mentions
            .focus_place_but(document, found.trigger, &goals)
            .filter(|left| mentions.places[*left].feature != "country")
            .filter(|left| {
                !goals
                    .iter()
                    .any(|goal| mentions.lies_in(*goal) == Some(*left))
            });
        links.extend(left.map(|place| PlaceLink {
            role: PlaceRole::Near,
            ..there(place)
        }));
    }
    (links, own)
}

/// Where the deed took place that a relative clause says what was done to: the place named right behind the
/// noun.
fn antecedent_place(
    document: &Document,
    mentions: &Mentions,
    predicate: WordIx,
) -> Option<PlaceLink> {
    let clause = std::iter::once(predicate)
        .chain(document.ancestors(predicate))
        .take(3)
        .take_while(|at| document.relation(*at) != "root")
        .find(|at| document.deprel(*at) == "acl:relcl")?;
    let noun = document.head(clause)?;
    let has = |word: WordIx, relation: &str| {
        document
            .children(word)
            .any(|child| document.relation(child) == relation)
    };
    let relative = |word: WordIx| {
        document.children(word).any(|child| {
            document.feat(child, "PronType") == Some("Rel") && document.relation(child) == "obj"
        })
    };
    // Behind a verb of saying the parser takes the pronoun for a conjunction.
    let object = relative(predicate)
        || relative(clause)
        || clause != predicate && has(clause, "mark") && !has(predicate, "obj");
    if !object
        || document.upos(noun) != Upos::Noun
        || !mentions.places_of(document, noun).is_empty()
    {
        return None;
    }
    let behind = noun + 1..clause;
    let from = mentions
        .list
        .partition_point(|mention| mention.words.start < behind.start);
    (from..)
        .zip(mentions.beginning_in(behind))
        .find_map(|(ix, mention)| match mention.referent {
            Referent::Place(place) if mentions.says_where(ix) => Some(there(place)),
            _ => None,
        })
}

/// The country that undergoes what is told: "le Mali est en proie à une insurrection".
fn undergone(document: &Document, mentions: &Mentions, trigger: WordIx) -> Option<PlaceIx> {
    document
        .ancestors(trigger)
        .take(4)
        .take_while(|at| {
            !document
                .children(*at)
                .any(|child| child == trigger && document.relation(child) == "nsubj")
        })
        .find_map(|at| mentions.undergone_by(at))
}

/// Whether a deed is told as one that is done again and again.
pub(super) fn again(
    document: &Document,
    mentions: &Mentions,
    trigger: WordIx,
    predicate: WordIx,
) -> bool {
    let habit = |word: WordIx| {
        mentions.is_habit(word)
            || document
                .children(word)
                .any(|child| mentions.is_habit(child) && document.relation(child) != "nsubj")
    };
    let governor = document
        .head(trigger)
        .filter(|_| document.relation(trigger) != "root");
    habit(trigger) || habit(predicate) || governor.is_some_and(|word| mentions.is_habit(word))
}

/// The country over which something is done again and again, where the text got no further than a town of it:
/// "le groupe multiplie les attaques".
fn all_over(
    document: &Document,
    mentions: &Mentions,
    found: &Match,
    predicate: WordIx,
    links: &[PlaceLink],
) -> Option<PlaceIx> {
    if !again(document, mentions, found.trigger, predicate) {
        return None;
    }
    let [link] = links else { return None };
    let town = matches!(
        mentions.places[link.place].feature.as_str(),
        "town" | "village" | "site" | "base" | "district"
    );
    mentions.country_around(link.place).filter(|_| town)
}

/// Whether only places stand between a name and the ground it hangs below: in "des villages frontaliers
/// après la reprise de X", X is none of theirs.
fn within_phrase(document: &Document, mentions: &Mentions, name: WordIx, ground: WordIx) -> bool {
    document
        .ancestors(name)
        .take_while(|at| *at != ground)
        .all(|at| document.upos(at) != Upos::Noun || !mentions.places_of(document, at).is_empty())
}

/// Whether a part of a rule is a place that the deed was at, came from or went to.
fn is_place_part(part: Part) -> bool {
    matches!(part, Part::Place | Part::From | Part::To)
}

/// A place as where something was, in no other words.
pub(super) fn there(place: PlaceIx) -> PlaceLink {
    PlaceLink {
        place,
        role: PlaceRole::At,
        modifier: None,
    }
}

/// Whether a place is one building or ground of a force, and lies in another.
fn is_site(mentions: &Mentions, place: PlaceIx) -> bool {
    matches!(mentions.places[place].feature.as_str(), "site" | "base")
}

/// Adds what the places said lie in, where they do not say it by themselves. What happens at a site
/// happens in its town as well. Ground without a name of its own ("several villages", "the south")
/// lies near what it is a part of or what the discourse is about; it is not the whole of it, so
/// nobody's control follows from that.
fn widen(mentions: &Mentions, found: &Match, links: &mut Vec<PlaceLink>, focus: Option<PlaceLink>) {
    let unnamed = links
        .iter()
        .all(|link| mentions.places[link.place].id.is_none());
    let mut wider: Vec<PlaceLink> = Vec::new();
    for link in links.iter() {
        let Some(base) = mentions.lies_in(link.place) else {
            continue;
        };
        let within = is_site(mentions, link.place);
        if within && found.emit.kind.is_some_and(is_event) {
            wider.push(PlaceLink {
                place: base,
                role: link.role,
                modifier: None,
            });
        } else if !within && mentions.places[base].feature != "country" {
            wider.push(PlaceLink {
                place: base,
                role: PlaceRole::Near,
                modifier: None,
            });
        }
    }
    // "the rural areas of the country" lie all over it.
    let country_wide = links
        .iter()
        .any(|link| !is_site(mentions, link.place) && mentions.lies_in(link.place).is_some());
    if unnamed && wider.is_empty() && !country_wide {
        // What the discourse is about may be a part as well ("the east of the province").
        let whole = |link: &PlaceLink| mentions.lies_in(link.place).map(there);
        let known = |link: &PlaceLink| mentions.places[link.place].feature != "country";
        let whole = focus.as_ref().and_then(whole).filter(known);
        wider.extend(focus.into_iter().chain(whole).map(|link| PlaceLink {
            role: PlaceRole::Near,
            ..link
        }));
    }
    for link in wider {
        if !links.iter().any(|known| known.place == link.place) {
            links.push(link);
        }
    }
}

/// What happens somewhere and changes nobody's hold of it.
fn is_event(kind: ClaimType) -> bool {
    matches!(
        kind,
        ClaimType::Bombing
            | ClaimType::Attack
            | ClaimType::Strike
            | ClaimType::Clash
            | ClaimType::Casualties
            | ClaimType::Claim
            | ClaimType::Abduction
            | ClaimType::Arrest
            | ClaimType::Release
            | ClaimType::Displacement
            | ClaimType::Offensive
            | ClaimType::Repulse
    )
}

/// The place that a noun without an article says more of: "la ville de X, dernier bastion des
/// rebelles dans le nord" ("the town of X, last bastion of the rebels in the north").
fn apposed(document: &Document, mentions: &Mentions, noun: WordIx) -> Option<Vec<PlaceLink>> {
    if document.upos(noun) != Upos::Noun
        || document
            .children(noun)
            .any(|child| document.relation(child) == "det")
    {
        return None;
    }
    let mut first = noun;
    while first > 0
        && document.upos(first - 1) == Upos::Adj
        && document.head(first - 1) == Some(noun)
    {
        first -= 1;
    }
    let comma = first.checked_sub(1)?;
    if document.form(comma) != ","
        || document.words[comma].sentence != document.words[noun].sentence
    {
        return None;
    }
    let sentence = document.sentence_of(noun).words.start;
    let mut named = mentions
        .beginning_in(sentence..comma)
        .iter()
        .find(|mention| {
            mention.words.end == comma
                && matches!(mention.referent, Referent::Place(_))
                && mention.form != Form::Pronoun
        })?
        .head;
    // "X et Y, bastions des rebelles": of all that are joined.
    let several = document.feat(noun, "Number") == Some("Plur");
    while several
        && document.relation(named) == "conj"
        && let Some(head) = document.head(named)
    {
        named = head;
    }
    let links = mentions.places_of(document, named).into_iter();
    let links: Vec<_> = links
        .take(if several { usize::MAX } else { 1 })
        .map(|link| PlaceLink {
            role: PlaceRole::At,
            ..link
        })
        .collect();
    (!links.is_empty()).then_some(links)
}

/// The names that go on behind a time of the first one's own: "ils ont pris X lundi et Y mardi" ("they took
/// X on Monday and Y on Tuesday").
fn told_further(document: &Document, mentions: &Mentions, first: WordIx) -> Vec<PlaceLink> {
    let Some(verb) = document
        .head(first)
        .filter(|_| document.relation(first) == "obj" && document.upos(first) == Upos::Propn)
    else {
        return Vec::new();
    };
    document
        .children(verb)
        .filter(|other| {
            *other > first
                && document.relation(*other) == "obj"
                && document.upos(*other) == Upos::Propn
        })
        .flat_map(|other| mentions.places_of(document, other))
        .collect()
}

/// The names that "among which" tells of counted ground: "cinq localités, dont X et Y" ("five towns, X and Y
/// among them").
fn among_which(document: &Document, mentions: &Mentions, ground: WordIx) -> Vec<PlaceLink> {
    let end = document.sentence_of(ground).words.end;
    let opens = (ground + 1..end.min(ground + LIST_REACH)).find(|at| document.form(*at) == ",");
    let Some(whose) = opens.map(|comma| comma + 1).filter(|at| {
        document.feat(ground, "Number") == Some("Plur")
            && *at < end
            && document.feat(*at, "PronType") == Some("Rel")
    }) else {
        return Vec::new();
    };
    let mut links = Vec::new();
    let mut next = whose + 1;
    while next < end {
        let named = mentions
            .beginning_in(next..next + 1)
            .iter()
            .filter(|mention| mention.form == Form::Name)
            .find_map(|mention| match mention.referent {
                Referent::Place(place) => Some((place, mention.words.end)),
                Referent::Actor(_) => None,
            });
        match named {
            Some((place, after)) => {
                links.push(there(place));
                next = after;
            }
            None if document.upos(next) == Upos::Det => next += 1,
            None => break,
        }
        let goes_on =
            next < end && (document.form(next) == "," || document.upos(next) == Upos::Cconj);
        if named.is_some() && !goes_on {
            break;
        }
        if named.is_some() {
            next += 1;
        }
    }
    links
}

/// The names told after ground that is only counted: "deux quartiers de X, A et B" ("two districts of
/// X, A and B"), "un hôtel proche : le Y". As many names as were counted, and nothing but them.
pub(super) fn enumerated(
    document: &Document,
    mentions: &Mentions,
    ground: WordIx,
) -> Option<Vec<PlaceLink>> {
    if document.upos(ground) != Upos::Noun {
        return None;
    }
    let count = mentions.quantity_of(ground).map(|quantity| quantity.count);
    let many = match count {
        Some(count) if count.min == count.max && count.min.is_some() => count.min?,
        _ => {
            let one = document.children(ground).any(|child| {
                document.relation(child) == "det" && document.feat(child, "Definite") == Some("Ind")
            }) && document.feat(ground, "Number") != Some("Plur");
            u32::from(one)
        }
    };
    if many == 0 {
        return None;
    }
    let end = document.sentence_of(ground).words.end;
    let named = |at: WordIx| {
        mentions
            .beginning_in(at..at + 1)
            .iter()
            .filter(|mention| mention.form == Form::Name)
            .find_map(|mention| match mention.referent {
                Referent::Place(place) => Some((place, mention.words.end)),
                Referent::Actor(_) => None,
            })
    };
    // From the end of the ground's own phrase to the sign that opens the list.
    let sign = (ground + 1..end.min(ground + LIST_REACH))
        .find(|at| matches!(document.form(*at), "," | ":") || document.upos(*at) == Upos::Verb)
        .filter(|at| document.upos(*at) != Upos::Verb)?;
    let mut links: Vec<PlaceLink> = Vec::new();
    let mut next = sign + 1;
    loop {
        while next < end && document.upos(next) == Upos::Det {
            next += 1;
        }
        let (place, after) = named(next)?;
        links.push(there(place));
        let comma = after < end && document.form(after) == ",";
        let goes_on = if comma {
            named(after + 1).is_some()
        } else {
            after < end && document.upos(after) == Upos::Cconj
        };
        if !goes_on {
            break;
        }
        next = after + 1;
    }
    if links.len() != many as usize {
        return None;
    }
    // "un restaurant de X, le Y": Y lies where the restaurant does.
    let lies_in = mentions
        .places_of(document, ground)
        .first()
        .filter(|link| is_site(mentions, link.place))
        .and_then(|link| mentions.lies_in(link.place));
    links.extend(lies_in.map(there));
    Some(links)
}

/// Whether a place opens the sentence of a word as its scene: "À Borno, l'armée dit avoir repris le
/// camp" ("In Borno, the army says it retook the camp").
fn sets_scene(document: &Document, place: WordIx, word: WordIx) -> bool {
    if document.relation(place) != "obl" {
        return false;
    }
    let Some(clause) = document.head(place).filter(|clause| place < *clause) else {
        return false;
    };
    std::iter::once(word)
        .chain(document.ancestors(word))
        .take(8)
        .any(|at| at == clause)
}

/// Whether a word opens a clause that tells of something else, done by somebody else: "l'armée a brisé le siège,
/// avant que les rebelles ne reprennent X".
pub(super) fn is_other_clause(document: &Document, word: WordIx) -> bool {
    // "deux soldats ont été tués et des roquettes ont été tirées vers X"
    let beside = document.relation(word) == "conj"
        && document.upos(word) == Upos::Verb
        && document
            .children(word)
            .any(|child| document.relation(child) == "nsubj");
    if beside {
        return true;
    }
    document.relation(word) == "advcl"
        && document.feat(word, "VerbForm") != Some("Inf")
        && document
            .children(word)
            .any(|child| document.relation(child) == "nsubj")
        && document
            .children(word)
            .any(|child| document.relation(child) == "mark")
}

/// The place of the sentence that most likely is the claim's: one that hangs on the trigger or its
/// predicate (told by the flag), else the nearest, looking ahead first; with all it is joined to
/// ("entre X et Y").
fn nearby(
    document: &Document,
    mentions: &Mentions,
    typing: &Reader<'_>,
    found: &Match,
    predicate: WordIx,
    known: &[PlaceLink],
) -> Option<(bool, Vec<PlaceLink>)> {
    let sentence = document.sentence_of(found.trigger).words.clone();
    // "A bomb went off in X, killing ten": where the clause it follows from took place.
    let whence = document
        .head(predicate)
        .filter(|_| match document.relation(predicate) {
            "advcl" => true,
            "conj" => document
                .children(predicate)
                .any(|child| document.upos(child) == Upos::Sconj),
            _ => false,
        });
    let outside = outside_quotation(document, found.trigger);
    // "ont reconquis X après le départ des troupes": from there.
    let gained = document.head(predicate).filter(|verb| {
        found.filler(Part::Place).is_none()
            && document.relation(predicate) == "obl"
            && document.upos(predicate) == Upos::Noun
            && document.upos(*verb) == Upos::Verb
    });
    let deed = (found.emit.kind == Some(ClaimType::Claim))
        .then(|| found.filler(Part::Other))
        .flatten()
        // "a revendiqué un attentat à X": of a deed told here first, its clause says where.
        .filter(|deed| {
            !document.children(*deed).any(|det| {
                document.relation(det) == "det" && document.feat(det, "Definite") == Some("Ind")
            })
        });
    // "À X, le gouvernement a annoncé l'envoi de renforts à Y": the speaker's place gives way to what is told.
    let told_behind = found.emit.kind == Some(ClaimType::Deployment)
        && document.relation(found.trigger) != "root"
        && mentions
            .beginning_in(found.trigger + 1..sentence.end)
            .iter()
            .any(|mention| {
                matches!(mention.referent, Referent::Place(_))
                    && document.relation(mention.head) != "root"
            });
    // The phrases that describe the doers.
    let doers: Vec<_> = mentions
        .beginning_in(sentence.clone())
        .iter()
        .filter(|mention| {
            mention.form == Form::Description
                && matches!(mention.referent, Referent::Actor(_))
                && found
                    .fillers
                    .iter()
                    .any(|filler| filler.part == Part::Agent && filler.word == mention.head)
        })
        .map(|mention| mention.words.clone())
        .collect();
    let mut around = 0..0;
    let mut best: Option<(u32, bool, PlaceIx, WordIx)> = None;
    let from = mentions
        .list
        .partition_point(|mention| mention.words.start < sentence.start);
    for (ix, mention) in (from..).zip(mentions.beginning_in(sentence)) {
        let Referent::Place(place) = mention.referent else {
            continue;
        };
        // "l'est de X" is told of, and X only inside it.
        let inside = mention.words.end <= around.end;
        if mention.words.end > around.end {
            around = mention.words.clone();
        }
        if inside || known.iter().any(|link| link.place == place) {
            continue;
        }
        if !mentions.says_where(ix) || outside(mention.head) {
            continue;
        }
        // "appeler depuis X à une trêve": where a word comes from is not what it is about.
        let said = matches!(
            found.emit.kind,
            Some(ClaimType::Agreement | ClaimType::Claim | ClaimType::Statement)
        );
        if said && mentions.role_at(ix) == PlaceRole::From {
            continue;
        }
        // "entendue jusqu'à X"
        if found.emit.kind == Some(ClaimType::Bombing)
            && document.upos(found.trigger) == Upos::Noun
            && mentions.role_at(ix) == PlaceRole::To
        {
            continue;
        }
        // A country that acts is no place of its own act.
        let acts = found.fillers.iter().any(|filler| {
            matches!(filler.part, Part::Agent | Part::Target) && filler.word == mention.head
        });
        if acts || !typing.actors_of(mention.head).is_empty() && mention.head == found.trigger {
            continue;
        }
        let mut at = mention.head;
        let mut steps = 0u32;
        // "a déclaré un élu de X": where he is elected is not where it was, if the text says where.
        let told = |noun: &WordIx| {
            document.relation(mention.head) == "nmod"
                && typing.is_teller(*noun)
                && !found.fillers.iter().any(|filler| filler.word == *noun)
        };
        let mut apart = document.head(mention.head).as_ref().is_some_and(told);
        // "les combattants de X ont attaqué": where the doers come from.
        apart |= doers.iter().any(|doer| doer.contains(&mention.head));
        while at != found.trigger && at != predicate && Some(at) != whence && steps < 8 {
            // "l'armée a brûlé le camp avant de se replier vers X"
            let bound = matches!(mentions.role_at(ix), PlaceRole::To | PlaceRole::Direction)
                && matches!(document.relation(at), "advcl" | "xcomp");
            // "chassé le groupe, dont c'était le dernier fief dans le pays"
            let country = mentions.places[place].feature == "country";
            // "tirés depuis des navires en mer de X": from where.
            apart |= bound
                || typing.comes_from(at)
                || matches!(document.relation(at), "acl" | "advcl")
                    && mentions.is_moved(at)
                    && at != predicate
                || is_other_clause(document, at)
                || country
                    && document.deprel(at) == "acl:relcl"
                    && document.head(at) != Some(found.trigger);
            match document.head(at) {
                Some(head) => at = head,
                None => break,
            }
            steps += 1;
        }
        // What a claim of responsibility says no more of its deed is of another deed, or where it was made.
        let elsewhere =
            deed.is_some_and(|deed| deed != mention.head && !document.hangs(mention.head, deed));
        let speaking = told_behind && mention.head < predicate && predicate < found.trigger;
        let hangs = !elsewhere
            && !apart
            && !speaking
            && (at == found.trigger
                || at == predicate
                || Some(at) == whence
                || gained.is_some()
                    && document.head(mention.head) == gained
                    && document.relation(mention.head) == "obj"
                || sets_scene(document, mention.head, predicate) && !told_behind);
        let from = whence
            .filter(|whence| at == *whence)
            .unwrap_or(found.trigger);
        let distance = if mention.head > from {
            mention.head - from
        } else {
            (from - mention.head) + 4
        };
        let distance = u32::try_from(distance).unwrap_or(u32::MAX / 4).min(1_000);
        // A country is where something was only for want of better: "Irak : un attentat à X".
        let coarse = match mentions.places[place].feature.as_str() {
            "country" => COARSE,
            "region" | "area" => WIDE,
            // "le camp de X, non loin de la frontière": the second tells where X lies.
            _ if mentions.role_at(ix) == PlaceRole::Near => WIDE,
            _ => 0,
        };
        // Of what its main clause names the first is meant, however deep it hangs.
        // "Les attaques qui se multiplient dans le pays sont liées à l'intervention en X": of a noun and the
        // verb that it is the subject of, the noun's own.
        let noun = at == found.trigger && at != predicate;
        let depth = if Some(at) == whence {
            steps
        } else {
            steps * if noun { 7 } else { 10 }
        };
        let score = if hangs { depth } else { 40 } + distance + coarse;
        if best.is_none_or(|(known, ..)| score < known) {
            best = Some((score, hangs, place, mention.head));
        }
    }
    let (_, hangs, place, head) = best?;
    // "présent dans deux quartiers de X, Y et Z"
    let ground = document
        .head(head)
        .filter(|_| document.relation(head) == "nmod");
    let mut links = std::iter::once(head)
        .chain(ground)
        .find_map(|ground| enumerated(document, mentions, ground))
        .unwrap_or_else(|| mentions.places_of(document, head));
    if links.is_empty() {
        links.push(there(place));
    }
    Some((hangs, links))
}
