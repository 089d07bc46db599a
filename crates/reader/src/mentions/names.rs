//! Names: the world's, the name recogniser's, and those the document itself defines.

use super::lexicon::{ActorHint, Lexicon, Small};
use super::surface::{Surface, Tok};
use selon_model::ActorIx;
use selon_text::{Document, NameKind, Upos, WordIx};
use selon_world::{ActorId, PlaceContext, PlaceId, World};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// What a name found in the text can be.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct NameHit {
    /// Its tokens.
    pub toks: Range<usize>,
    /// World actors so named.
    pub actors: Vec<ActorId>,
    /// Folded place name, when the world knows a place so named.
    pub place: Option<String>,
    /// A country or seat of government of the pack: index of the polity, and whether it is a seat.
    pub polity: Option<(usize, bool)>,
    /// What the recogniser or the name's first word says it is, for names the world does not know.
    pub kind: Option<LocalKind>,
}

/// Kinds of names that the world's tables do not know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum LocalKind {
    Person,
    Group(String),
    Location,
}

/// Names of a document, by first token, and the aliases it defines.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub hits: Vec<NameHit>,
    at: BTreeMap<usize, usize>,
    /// Weights of the countries spoken of, heaviest first, summing to 1.
    pub countries: Vec<(String, f32)>,
    /// Resolved candidates of each folded place name.
    pub senses: BTreeMap<String, Vec<(PlaceId, f32)>>,
}

impl Names {
    /// The name that begins at a token.
    pub fn at(&self, tok: usize) -> Option<&NameHit> {
        self.at.get(&tok).map(|ix| &self.hits[*ix])
    }

    /// The name that covers a token.
    pub fn covering(&self, tok: usize) -> Option<&NameHit> {
        let (_, ix) = self.at.range(..=tok).next_back()?;
        let hit = &self.hits[*ix];
        hit.toks.contains(&tok).then_some(hit)
    }

    /// Finds all names of a document and what they can mean there.
    pub fn find(document: &Document, surface: &Surface, lexicon: &Lexicon, world: &World) -> Names {
        let mut names = Names::default();
        let recognised = recognised(document, surface, lexicon);
        let proper = capitalised_inside(surface);
        let learned = learned(document, surface, lexicon);
        let mut tok = 0;
        while tok < surface.toks.len() {
            let hit = match hit_at(surface, lexicon, world, &recognised, &proper, &learned, tok) {
                Some(hit) => hit,
                None => {
                    tok += 1;
                    continue;
                }
            };
            tok = hit.toks.end;
            // "rebelles soutenus par la Turquie", "police de l'EI": the names inside a name.
            let inner: Vec<NameHit> = (hit.toks.start + 1..hit.toks.end)
                .filter(|at| surface.toks[*at].capital && hit.kind.is_none())
                .filter_map(|at| {
                    hit_at(surface, lexicon, world, &recognised, &proper, &learned, at)
                })
                .filter(|inner| {
                    inner.toks.end <= hit.toks.end
                        && (inner.polity.is_some() || !inner.actors.is_empty())
                        && inner.kind.is_none()
                })
                .collect();
            for found in std::iter::once(hit).chain(inner) {
                names.at.insert(found.toks.start, names.hits.len());
                names.hits.push(found);
            }
        }
        names.weigh_countries(document, surface, lexicon, world);
        names.choose_places(surface, lexicon, world);
        names
    }

    fn weigh_countries(
        &mut self,
        document: &Document,
        surface: &Surface,
        lexicon: &Lexicon,
        world: &World,
    ) {
        let mut weights: BTreeMap<String, f32> = BTreeMap::new();
        let mut add =
            |code: &str, weight: f32| *weights.entry(code.to_owned()).or_default() += weight;
        for hit in &self.hits {
            let sentence = surface.toks[hit.toks.start].sentence;
            let early = if sentence < 3 || document.sentences[sentence].heading {
                2.0
            } else {
                1.0
            };
            if let Some((polity, seat)) = hit.polity {
                add(
                    &lexicon.polities[polity].code,
                    early * if seat { 0.6 } else { 1.0 },
                );
            } else if let [actor] = hit.actors[..]
                && let Some(home) = world.actors.get(actor).countries.first()
            {
                add(home, early * 0.6);
            } else if let Some(place) = &hit.place {
                let words: Vec<&str> = place.split(' ').collect();
                if let Some((_, ids)) = world.places.longest(&words) {
                    // A name borne in one country only, or by one much larger place, says where we are.
                    let records: Vec<_> =
                        ids.iter().take(6).map(|id| world.places.get(*id)).collect();
                    if let Some(first) = records.first()
                        && let Some(code) = &first.country
                    {
                        let rival = records
                            .iter()
                            .find(|other| other.country != first.country)
                            .map_or(0, |other| other.population);
                        let sure = if rival == 0
                            && records.iter().all(|r| r.country == first.country)
                        {
                            1.0
                        } else if first.population > 10 * rival.max(1) && first.population > 50_000
                        {
                            0.6
                        } else {
                            0.1
                        };
                        add(code, early * sure);
                    }
                }
            }
        }
        for tok in 0..surface.toks.len() {
            if let Some((_, demonym)) = lexicon.demonyms.longest(surface, tok)
                && lexicon.polities[demonym.polity].country
            {
                add(&lexicon.polities[demonym.polity].code, 0.7);
            }
        }
        let total: f32 = weights.values().sum();
        if total > 0.0 {
            self.countries = weights
                .into_iter()
                .map(|(code, weight)| (code, weight / total))
                .collect();
            self.countries
                .sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
    }

    /// One sense per name and document: every place name is resolved once, the surest first, so
    /// that the sure ones help the doubtful.
    fn choose_places(&mut self, surface: &Surface, lexicon: &Lexicon, world: &World) {
        let mut wanted: BTreeMap<String, Option<&'static str>> = BTreeMap::new();
        for hit in &self.hits {
            let Some(name) = &hit.place else { continue };
            let feature = feature_before(surface, lexicon, hit.toks.start);
            let slot = wanted.entry(name.clone()).or_default();
            if slot.is_none() {
                *slot = feature;
            }
        }
        let mut context = PlaceContext {
            countries: self.countries.clone(),
            ..PlaceContext::default()
        };
        let mut first: Vec<(f32, String)> = Vec::new();
        for (name, feature) in &wanted {
            context.feature = *feature;
            let ranked = world.places.resolve(name, &context);
            let lead = match ranked.as_slice() {
                [] => continue,
                [only] => only.1,
                [best, second, ..] => best.1 - second.1,
            };
            first.push((lead, name.clone()));
            self.senses.insert(name.clone(), ranked);
        }
        first.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (lead, name) in &first {
            if *lead > 0.5
                && let Some((best, _)) = self.senses[name].first()
            {
                context.near.push(*best);
            }
            if context.near.len() >= 12 {
                break;
            }
        }
        if context.near.is_empty() {
            return;
        }
        for (lead, name) in &first {
            if *lead <= 0.5 {
                context.feature = wanted[name];
                let ranked = world.places.resolve(name, &context);
                if !ranked.is_empty() {
                    self.senses.insert(name.clone(), ranked);
                }
            }
        }
    }
}

/// The feature that a noun before a name gives it: "la province de X".
fn feature_before(surface: &Surface, lexicon: &Lexicon, start: usize) -> Option<&'static str> {
    let sentence = surface.toks[start].sentence;
    let floor = surface.sentences[sentence].start;
    // The noun, at most two adjectives, "de", an article.
    for back in 1..=5usize {
        let at = start.checked_sub(back)?;
        if at < floor {
            return None;
        }
        if let Some((end, noun)) = lexicon.place_nouns.longest(surface, at)
            && end <= start
        {
            let mut next = end;
            while next < start && surface.toks[next].upos == Upos::Adj {
                next += 1;
            }
            if let Some((after, _)) = lexicon.demonyms.longest(surface, next) {
                next = after.min(start);
            }
            if let Some(after) = lexicon.skip(Small::Of, surface, next) {
                next = after;
            }
            if let Some(after) = lexicon.skip(Small::Definite, surface, next)
                && after <= start
            {
                next = after;
            }
            return (next == start).then_some(noun.feature);
        }
    }
    None
}

/// Names from the recogniser, by first token.
fn recognised(
    document: &Document,
    surface: &Surface,
    lexicon: &Lexicon,
) -> BTreeMap<usize, (usize, NameKind)> {
    let mut found: BTreeMap<usize, (usize, NameKind)> = BTreeMap::new();
    // Places whose names no table holds look like persons to the recogniser.
    let mut put: Vec<usize> = Vec::new();
    for name in &document.names {
        if name.words.is_empty() || name.words.end > surface.of_word.len() {
            continue;
        }
        let first = surface.of_word[name.words.start];
        let mut last = surface.of_word[name.words.end - 1];
        // A name ends with no verb, adverb or small word.
        while last > first && !surface.toks[last].capital && cannot_end(surface.toks[last].upos) {
            last -= 1;
        }
        if name.kind == NameKind::Person
            && (is_put_as_place(document, surface, lexicon, first)
                || is_taken(document, lexicon, surface.toks[first].words.start)
                || document
                    .head(name.words.start)
                    .filter(|_| document.deprel(name.words.start) == "conj")
                    .and_then(|head| found.get(&surface.of_word[head]))
                    .is_some_and(|(_, kind)| *kind == NameKind::Location))
        {
            put.push(first);
        }
        found.insert(first, (last + 1, name.kind));
    }
    // Who is a person elsewhere in the text is one here.
    let last = |name: &(usize, NameKind)| &*surface.toks[name.0 - 1].lower;
    let persons: BTreeSet<&str> = found
        .iter()
        .filter(|(first, name)| name.1 == NameKind::Person && !put.contains(first))
        .map(|(_, name)| last(name))
        .collect();
    put.retain(|first| !persons.contains(last(&found[first])));
    for first in put {
        if let Some(name) = found.get_mut(&first) {
            name.1 = NameKind::Location;
        }
    }
    found
}

/// Whether a name stands after words that put something in a place and nobody: "près de X", or "à X"
/// where nothing is given or said to anyone ("un attentat à X").
fn is_put_as_place(
    document: &Document,
    surface: &Surface,
    lexicon: &Lexicon,
    first: usize,
) -> bool {
    let Some((_, preposition)) = lexicon.preposition_before(surface, first) else {
        return false;
    };
    let (before, head) = (first - 1, surface.toks[first].words.start);
    match preposition.actor {
        ActorHint::Never => true,
        // "des tirs d'obus sur X"
        ActorHint::No => document
            .ancestors(head)
            .take(3)
            .any(|noun| lexicon.is_small(Small::Striking, document, noun)),
        ActorHint::Either if !preposition.of => {
            let giving = |word: WordIx| lexicon.is_small(Small::Giving, document, word);
            // Said or given to somebody, it stands after the verb; after a noun it is a place.
            let after_noun = before > 0 && surface.toks[before - 1].upos == Upos::Noun;
            lexicon.skip(Small::LinkingTo, surface, before) == Some(first)
                && (matches!(document.deprel(head), "obl:mod" | "nmod") || after_noun)
                && !document.ancestors(head).take(2).any(giving)
        }
        _ => false,
    }
}

fn cannot_end(upos: Upos) -> bool {
    matches!(
        upos,
        Upos::Adp
            | Upos::Adv
            | Upos::Aux
            | Upos::Cconj
            | Upos::Det
            | Upos::Part
            | Upos::Pron
            | Upos::Punct
            | Upos::Sconj
            | Upos::Verb
    )
}

/// Folded words that stand capitalised somewhere other than at the start of a sentence.
fn capitalised_inside(surface: &Surface) -> BTreeSet<Rc<str>> {
    let mut found = BTreeSet::new();
    for range in &surface.sentences {
        for tok in range.clone().skip(1) {
            if surface.toks[tok].capital {
                found.extend(
                    surface
                        .pieces_of(tok)
                        .iter()
                        .map(|piece| piece.folded.clone()),
                );
            }
        }
    }
    found
}

fn hit_at(
    surface: &Surface,
    lexicon: &Lexicon,
    world: &World,
    recognised: &BTreeMap<usize, (usize, NameKind)>,
    proper: &BTreeSet<Rc<str>>,
    learned: &BTreeSet<String>,
    tok: usize,
) -> Option<NameHit> {
    let token = &surface.toks[tok];
    if token.timed || token.upos == Upos::Punct {
        return None;
    }
    let range = surface.sentences[token.sentence].clone();
    let end = surface.piece_end(token.sentence);
    let pieces = &surface.pieces[token.piece..end.min(token.piece + 12)];
    let mut folded = [""; 12];
    for (slot, piece) in folded.iter_mut().zip(pieces) {
        *slot = &piece.folded;
    }
    let folded = &folded[..pieces.len()];
    // A sentence's first word shows its capital whatever it is.
    let initial = tok == range.start
        || surface.toks[range.start..tok]
            .iter()
            .all(|tok| tok.upos == Upos::Punct);
    let single_ok = |end: usize, stop: &BTreeSet<String>| -> bool {
        if end > tok + 1 {
            // "L'Union nationale": an article does not make a town of such a word.
            let elided = end == tok + 2
                && lexicon.skip(Small::Definite, surface, tok) == Some(tok + 1)
                && stop.contains(&selon_world::fold(&surface.toks[tok + 1].lower));
            return !elided && surface.toks[tok..end].iter().any(|tok| tok.capital);
        }
        let word = folded.first().copied().unwrap_or_default();
        token.capital
            && !stop.contains(&selon_world::fold(&token.lower))
            && (!initial
                || token.upper
                || token.upos == Upos::Propn
                || proper.contains(word)
                || matches!(token.upos, Upos::Noun | Upos::X) && word.len() > 3)
    };

    let ends_token = |count: usize| -> Option<usize> {
        let last = token.piece + count - 1;
        let tok = surface.pieces.get(last)?.tok;
        surface
            .pieces
            .get(last + 1)
            .is_none_or(|next| next.tok != tok)
            .then_some(tok + 1)
    };
    // The longest look-up may stop inside a hyphenated token: shorten until it does not.
    let mut actor: Option<(usize, Vec<ActorId>)> = None;
    let first = pieces.first();
    let mut window = if first.is_some_and(|piece| piece.actor) {
        folded.len()
    } else {
        0
    };
    while window > 0 {
        let Some((count, ids)) = world.actors.longest(&folded[..window]) else {
            break;
        };
        match ends_token(count) {
            Some(end) if actor_spelling_ok(surface, world, lexicon, tok, end, &ids, initial) => {
                actor = Some((end, ids));
                break;
            }
            _ => window = count - 1,
        }
    }
    let mut place: Option<(usize, String)> = None;
    let known = first.is_some_and(|piece| piece.place);
    let mut window = if known && may_begin_place(surface, tok, range.end) {
        folded.len()
    } else {
        0
    };
    while window > 0 {
        let Some((count, ids)) = world.places.longest(&folded[..window]) else {
            break;
        };
        match ends_token(count) {
            Some(end)
                if !ids.is_empty()
                    && place_spelling_ok(surface, world, tok, end, &ids)
                    && stands_alone(surface, lexicon, tok, end)
                    && single_ok(end, &lexicon.not_places) =>
            {
                place = Some((end, folded[..count].join(" ")));
                break;
            }
            _ => window = count - 1,
        }
    }
    let country = lexicon
        .countries
        .longest(surface, tok)
        .map(|(end, ix)| (end, *ix, false));
    let seat = lexicon
        .seats
        .longest(surface, tok)
        .map(|(end, ix)| (end, *ix, true));
    let polity = [country, seat]
        .into_iter()
        .flatten()
        .filter(|(_, _, _)| token.capital)
        .max_by_key(|(end, _, seat)| (*end, !*seat));
    // "Kurdes des Unités de X": people of a body that the rest of the name names.
    let people = lexicon.demonyms.at(surface, tok) || lexicon.groups.at(surface, tok);
    let name = recognised.get(&tok).copied().filter(|(end, _)| {
        !(people && (tok + 1..*end).any(|at| lexicon.skip(Small::Of, surface, at).is_some()))
    });

    let longest = [
        actor.as_ref().map(|(end, _)| *end),
        place.as_ref().map(|(end, _)| *end),
        polity.map(|(end, _, _)| end),
    ]
    .into_iter()
    .flatten()
    .max();
    // A recognised person or organisation swallows a shorter place inside it.
    if let Some((end, kind)) = name
        && longest.is_none_or(|longest| longest < end)
        && (longest.is_none() || kind != NameKind::Location)
        && token.capital
        && !(longest.is_some() && end - tok > 6)
        && !(kind == NameKind::Organization && is_region(surface, lexicon, tok, end))
        && !(kind == NameKind::Location
            && (!stands_alone(surface, lexicon, tok, end)
                || after_noun_and_adjective(surface, tok)
                || end == tok + 1
                    && lexicon
                        .not_places
                        .contains(&selon_world::fold(&token.lower))))
    {
        return Some(NameHit {
            toks: tok..end,
            actors: Vec::new(),
            place: None,
            polity: None,
            kind: Some(match kind {
                NameKind::Person => LocalKind::Person,
                NameKind::Organization => LocalKind::Group(group_kind(surface, lexicon, tok)),
                NameKind::Location => LocalKind::Location,
            }),
        });
    }
    if let Some(end) = longest {
        return Some(NameHit {
            toks: tok..end,
            actors: actor
                .filter(|(e, _)| *e == end)
                .map(|(_, ids)| ids)
                .unwrap_or_default(),
            place: place.filter(|(e, _)| *e == end).map(|(_, name)| name),
            polity: polity
                .filter(|(e, _, _)| *e == end)
                .map(|(_, ix, seat)| (ix, seat)),
            kind: None,
        });
    }
    // A name that the text somewhere puts after a preposition of place.
    let known = || {
        (1..=LEARNED)
            .rev()
            .map(|length| tok..tok + length)
            .filter(|toks| toks.end <= range.end)
            .filter(|toks| surface.toks[toks.clone()].iter().all(|at| at.capital))
            .find(|toks| learned.contains(&joined(surface, toks)))
    };
    if token.capital
        && token.upos != Upos::Verb
        && !learned.is_empty()
        && let Some(toks) = known()
    {
        return Some(NameHit {
            toks,
            actors: Vec::new(),
            place: None,
            polity: None,
            kind: Some(LocalKind::Location),
        });
    }
    // A capitalised run that begins like the name of a group.
    if token.capital
        && !initial
        && lexicon
            .name_heads
            .contains_key(folded.first().copied().unwrap_or_default())
    {
        let mut end = tok + 1;
        while end < range.end {
            let next = &surface.toks[end];
            let small = lexicon.skip(Small::Of, surface, end) == Some(end + 1)
                || lexicon.skip(Small::Definite, surface, end) == Some(end + 1);
            if next.capital && !next.timed
                || small
                    && surface.toks.get(end + 1).is_some_and(|tok| {
                        tok.capital || lexicon.skip(Small::Definite, surface, end + 1).is_some()
                    })
                    && end + 1 < range.end
            {
                end += 1;
            } else {
                break;
            }
        }
        if end > tok + 1 {
            return Some(NameHit {
                toks: tok..end,
                actors: Vec::new(),
                place: None,
                polity: None,
                kind: Some(LocalKind::Group(group_kind(surface, lexicon, tok))),
            });
        }
    }
    None
}

/// Capitalised words that stand alone right after a preposition of place (an article allowed), or as what
/// is taken, besieged or shelled: names of places, whether or not the tables know them.
fn learned(document: &Document, surface: &Surface, lexicon: &Lexicon) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, token) in surface.toks.iter().enumerate().skip(1) {
        if !token.capital
            || token.upper
            || token.timed
            || !matches!(token.upos, Upos::Propn | Upos::Noun | Upos::X | Upos::Adj)
        {
            continue;
        }
        let mut end = at + 1;
        while let Some(next) = surface.toks.get(end).filter(|next| {
            end < at + LEARNED + 1 && next.capital && next.sentence == token.sentence
        }) {
            if document.relation(next.words.start) != "flat" {
                break;
            }
            end += 1;
        }
        let goes_on = surface
            .toks
            .get(end)
            .is_some_and(|next| next.capital && next.sentence == token.sentence);
        if goes_on || end > at + LEARNED {
            continue;
        }
        let folded = selon_world::fold(&token.lower);
        if folded.len() < 4
            || lexicon.not_places.contains(&folded)
            || lexicon.groups.at(surface, at)
            || lexicon.demonyms.at(surface, at)
            || lexicon.directions.at(surface, at)
            || lexicon.place_nouns.at(surface, at)
        {
            continue;
        }
        let mut before = at - 1;
        if lexicon.skip(Small::Definite, surface, before) == Some(at) && before > 0 {
            before -= 1;
        }
        if lexicon
            .prepositions
            .longest(surface, before)
            .is_some_and(|(end, preposition)| {
                // "à X" may give something to X as well; as an adjunct of its verb it is a place.
                end <= at
                    && !preposition.of
                    && (matches!(preposition.actor, ActorHint::Never | ActorHint::No)
                        || token.upos == Upos::Propn
                            && (document.deprel(token.words.start) == "obl:mod"
                                || stands_there(document, surface, lexicon, token.words.start)))
            })
            && surface.toks[before].sentence == token.sentence
            || token.upos == Upos::Propn && is_taken(document, lexicon, token.words.start)
        {
            found.insert(joined(surface, &(at..end)));
        }
    }
    found
}

/// Most words of a place's name that no table knows.
const LEARNED: usize = 3;

/// Tokens as one folded name.
fn joined(surface: &Surface, toks: &Range<usize>) -> String {
    let words: Vec<&str> = surface.toks[toks.clone()]
        .iter()
        .map(|token| &*token.lower)
        .collect();
    selon_world::fold(&words.join(" "))
}

/// "une base à X": whether a word hangs on a noun for a kind of place.
fn stands_there(document: &Document, surface: &Surface, lexicon: &Lexicon, word: WordIx) -> bool {
    document.deprel(word) == "nmod"
        && document
            .head(word)
            .is_some_and(|noun| lexicon.place_nouns.at(surface, surface.of_word[noun]))
}

/// Whether a word stands as what is taken, held, besieged or shelled: "ils ont repris X", "ils se sont
/// emparés de X", "la prise de X", "X, que l'armée assiège", "X est passée sous leur contrôle".
pub(super) fn is_taken(document: &Document, lexicon: &Lexicon, word: WordIx) -> bool {
    // "Ils ont repris X et Y": up to the first of those that are joined.
    let word = std::iter::once(word)
        .chain(document.ancestors(word))
        .find(|at| document.relation(*at) != "conj" || document.upos(*at) == Upos::Verb)
        .unwrap_or(word);
    let taking = |at: WordIx| lexicon.is_small(Small::Taking, document, at);
    let below = |at: WordIx, test: &dyn Fn(WordIx) -> bool| document.children(at).any(test);
    match document.deprel(word) {
        "obj" | "obl:arg" | "nmod" | "nsubj:pass" if document.head(word).is_some_and(taking) => {
            return true;
        }
        // "emparés mardi de X": a reflexive one has its object behind a preposition.
        "obl:mod" => {
            let reflexive = |at: WordIx| document.feat(at, "Reflex") == Some("Yes");
            if document
                .head(word)
                .is_some_and(|verb| taking(verb) && below(verb, &reflexive))
            {
                return true;
            }
        }
        "nsubj" => {
            let hands = |at: WordIx| {
                document.relation(at) == "obl" && lexicon.is_small(Small::Hands, document, at)
            };
            let falls =
                |at: WordIx| lexicon.is_small(Small::Hands, document, at) || below(at, &hands);
            if document.head(word).is_some_and(falls) {
                return true;
            }
        }
        _ => {}
    }
    below(word, &|clause| {
        document.deprel(clause) == "acl:relcl"
            && taking(clause)
            && below(clause, &|at| document.relation(at) == "nsubj")
            && !below(clause, &|at| {
                document.relation(at) == "nsubj" && document.feat(at, "PronType") == Some("Rel")
            })
    })
}

fn group_kind(surface: &Surface, lexicon: &Lexicon, tok: usize) -> String {
    surface
        .pieces_of(tok)
        .first()
        .and_then(|piece| lexicon.name_heads.get(&*piece.folded))
        .cloned()
        .unwrap_or_else(|| "organisation".to_owned())
}

/// Short names have to be written as the tables write them ("EI", "Sana"): "ei" and "sana" are
/// words. Longer ones need a capital somewhere, unless the tables write them without ("talibans").
fn actor_spelling_ok(
    surface: &Surface,
    world: &World,
    lexicon: &Lexicon,
    tok: usize,
    end: usize,
    ids: &[ActorId],
    initial: bool,
) -> bool {
    let token = &surface.toks[tok];
    let written: String = surface.toks[tok..end]
        .iter()
        .map(|tok| &*tok.lower)
        .collect::<Vec<_>>()
        .join(" ");
    let folded = selon_world::fold(&written);
    if lexicon.not_actors.contains(&folded) && !token.upper {
        return false;
    }
    let letters = written.chars().filter(|c| c.is_alphabetic()).count();
    if letters <= 4 {
        return token.upper
            || token.capital
                && !initial
                && ids.iter().any(|id| {
                    world.actors.get(*id).names.iter().any(|name| {
                        selon_world::fold(name) == folded && name.chars().any(char::is_lowercase)
                    })
                });
    }
    let capital = surface.toks[tok..end].iter().any(|tok| tok.capital);
    capital
        || ids.iter().any(|id| {
            let record = world.actors.get(*id);
            record.names.iter().chain([&record.name]).any(|name| {
                selon_world::fold(name) == folded
                    && name.chars().next().is_some_and(char::is_lowercase)
            }) || end > tok + 1
        })
}

/// Whether [`place_spelling_ok`] can hold of any name that begins at a token: a look at its capital, or
/// for one written small at what it is and at what follows.
fn may_begin_place(surface: &Surface, tok: usize, end: usize) -> bool {
    let token = &surface.toks[tok];
    let last_ok =
        |tok: &Tok| tok.capital || tok.lower.bytes().any(|b| b == b'-' || b.is_ascii_digit());
    token.capital
        || !matches!(
            token.upos,
            Upos::Adp | Upos::Adv | Upos::Aux | Upos::Cconj | Upos::Pron | Upos::Sconj | Upos::Verb
        ) && surface.toks[tok + 1..end.min(tok + 12)].iter().any(last_ok)
}

/// A place's first word has a capital, and so has its last unless it is a small word of Arabic or
/// the like inside a hyphenated name. A first word without one is written so in the tables
/// ("mer Rouge", "lac Tchad").
fn place_spelling_ok(
    surface: &Surface,
    world: &World,
    tok: usize,
    end: usize,
    ids: &[PlaceId],
) -> bool {
    let first = &surface.toks[tok];
    let last = &surface.toks[end - 1];
    let last_ok = last.capital
        || end == tok + 1
        || last.lower.contains('-')
        || last.lower.chars().any(|c| c.is_ascii_digit());
    let as_in_tables = |small: &dyn Fn(&str) -> bool| {
        let written: Vec<&str> = surface.toks[tok..end]
            .iter()
            .map(|tok| &*tok.lower)
            .collect();
        let folded = selon_world::fold(&written.join(" "));
        end > tok + 1
            && ids.iter().any(|id| {
                world
                    .places
                    .names(*id)
                    .iter()
                    .any(|name| small(name) && selon_world::fold(name) == folded)
            })
    };
    let begins_small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    if last_ok {
        return first.capital || as_in_tables(&begins_small);
    }
    // "la Ligne bleue": the tables write the last word so too.
    let ends_small = |name: &str| name.split(' ').next_back().is_some_and(begins_small);
    first.capital && as_in_tables(&ends_small)
}

/// A place name between a noun and nothing ("missiles X"), or before another capitalised word
/// that no table knows, is a piece of some other name.
fn stands_alone(surface: &Surface, lexicon: &Lexicon, tok: usize, end: usize) -> bool {
    if end > tok + 1 {
        return true;
    }
    let sentence = &surface.sentences[surface.toks[tok].sentence];
    let followed = surface.toks.get(end).is_some_and(|next| {
        end < sentence.end
            && next.capital
            && !next.timed
            && !next.upper
            && next.upos != Upos::Punct
            && !lexicon.demonyms.at(surface, end)
            && !lexicon.directions.at(surface, end)
    });
    let noun_before = tok > sentence.start
        && surface.toks[tok - 1].upos == Upos::Noun
        && !surface.toks[tok - 1].capital
        && !surface.toks[tok - 1].timed
        && !(1..=3usize).any(|back| {
            tok.checked_sub(back).is_some_and(|at| {
                lexicon
                    .place_nouns
                    .longest(surface, at)
                    .is_some_and(|(noun_end, _)| noun_end == tok)
            })
        });
    // "deux avions de surveillance aérienne Untel", "à bord de Hummers": the name of a machine.
    let start = sentence.start;
    let ground = |at: usize| {
        (at.saturating_sub(2).max(start)..=at).any(|first| {
            lexicon
                .place_nouns
                .longest(surface, first)
                .is_some_and(|(noun_end, _)| noun_end == at + 1)
        })
    };
    let machine = after_noun_and_adjective(surface, tok)
        && !surface.toks[tok - 1].timed
        && !lexicon.demonyms.at(surface, tok - 1)
        && !ground(tok - 1)
        && !ground(tok - 2);
    let aboard = (tok.saturating_sub(4).max(start)..tok)
        .any(|at| lexicon.skip(super::lexicon::Small::Aboard, surface, at) == Some(tok));
    !followed && !noun_before && !machine && !aboard
}

/// "l'État voisin de X": a noun for a region with its complement is no organisation.
fn is_region(surface: &Surface, lexicon: &Lexicon, tok: usize, end: usize) -> bool {
    lexicon
        .place_nouns
        .longest(surface, tok)
        .is_some_and(|(noun_end, noun)| {
            noun.mode == super::lexicon::PlaceMode::Type
                && noun.feature == "region"
                && (noun_end..end).any(|at| lexicon.skip(Small::Of, surface, at).is_some())
        })
}

/// "deux avions de surveillance aérienne Untel": the name of the thing, not of a place.
fn after_noun_and_adjective(surface: &Surface, tok: usize) -> bool {
    let start = surface.sentences[surface.toks[tok].sentence].start;
    let common = |at: usize, upos: Upos| {
        at >= start && surface.toks[at].upos == upos && !surface.toks[at].capital
    };
    tok > start + 1 && common(tok - 1, Upos::Adj) && common(tok - 2, Upos::Noun)
}

/// Aliases the document defines: "Forces du peuple (FP)" makes FP that actor from there on.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    pub actors: BTreeMap<String, ActorIx>,
}
