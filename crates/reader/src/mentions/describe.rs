//! Descriptions of actors: a noun for a group, what says whose it is, and whom the whole means.

use super::Form;
use super::finder::{Determiner, Finder};
use super::lexicon::{Bare, Effect, Gender, Group, Small};
use super::names::LocalKind;
use super::registry::{ActorTraits, add_name};
use selon_model::ActorIx;
use selon_text::Upos;

/// What the words after a group noun say of it.
#[derive(Debug, Default)]
pub(super) struct Modifiers {
    /// Token after the phrase.
    pub end: usize,
    pub class: Option<usize>,
    pub countries: Vec<usize>,
    pub people: Option<usize>,
    pub ally: bool,
    pub local: bool,
    /// Apposed name ("le groupe X").
    pub apposed: Option<ActorIx>,
    /// "de X" with X an actor.
    pub of_actors: Vec<ActorIx>,
    /// "membres présumés de X", "appartenant à X": whose men they are.
    pub bodies: Vec<ActorIx>,
    /// "de X" with X a place: the text of X.
    pub of_place: Option<String>,
    /// "soutenu par X", "pro-X".
    pub sponsor: Option<ActorIx>,
    /// For somebody of whom no table tells: "les forces pro-Darvel".
    pub partisan: bool,
    /// Tokens of adjectives, for the names of local groups.
    pub said: usize,
}

impl Finder<'_> {
    /// A description of an actor that begins at a token. Returns the token after its noun.
    pub fn group_phrase(&mut self, tok: usize, name_end: usize) -> Option<usize> {
        if let Some(end) = self.people_lost(tok) {
            return Some(end);
        }
        let (noun_end, nouns) = self.lexicon.groups.all(self.surface, tok)?;
        // "les forces mozambicaines et rwandaises": a name that goes on is a description.
        let goes_on = self
            .lexicon
            .skip(Small::And, self.surface, name_end)
            .is_some_and(|next| {
                self.lexicon.demonyms.at(self.surface, next)
                    && self.surface.toks[next].upos == Upos::Adj
                    && self.lexicon.demonyms.at(self.surface, name_end - 1)
            });
        // "deux Casques bleus togolais de la Minusma": of a body that has a name of its own.
        let men_of = noun_end == name_end
            && nouns.iter().any(|group| group.through)
            && self.goes_on_to_body(noun_end);
        if noun_end <= name_end && name_end > tok && !goes_on && !men_of {
            return None;
        }
        let token = &self.surface.toks[tok];
        if matches!(token.upos, Upos::Verb | Upos::Aux | Upos::Adv | Upos::Adp) {
            return None;
        }
        let determiner = self.determiner(tok);
        // A capitalised noun inside a sentence is a name's first word, unless it names a people's army.
        let plural_said = self
            .lexicon
            .skip(Small::PluralArticle, self.surface, determiner.start)
            .is_some()
            && determiner.start < tok;
        let group: Group = (*nouns
            .iter()
            .find(|group| group.plural == plural_said)
            .or(nouns.first())?)
        .clone();
        // An adjective use of the word ("combattants djihadistes") belongs to the noun before it.
        if token.upos == Upos::Adj && determiner.start == tok && !self.parsed {
            return None;
        }
        if token.upos == Upos::Adj
            && tok > 0
            && self.surface.toks[tok - 1].upos == Upos::Noun
            && self.surface.toks[tok - 1].sentence == token.sentence
        {
            return None;
        }
        // "mettre en garde": nobody's guard.
        let bare = determiner.start == tok && !group.plural && !determiner.definite;
        if bare
            && self.lexicon.is(group.class, "guards")
            && tok > 0
            && self.surface.toks[tok - 1].upos == Upos::Adp
        {
            return None;
        }
        let modifiers = self.modifiers(tok, noun_end, &group);
        // "le camp d'Aïn el-Heloué": what is also a noun for a place is one where a place says which.
        if modifiers.of_place.is_some()
            && group.weak
            && self.lexicon.place_nouns.at(self.surface, tok)
        {
            return None;
        }
        // "un groupe d'analystes" fights nobody.
        if self.lexicon.is(group.class, "group") && self.made_of_others(noun_end) {
            return None;
        }
        for taken in tok..noun_end {
            self.taken[taken] = true;
        }
        let resolved = self.resolve_group(tok, noun_end, &group, &determiner, &modifiers);
        if resolved.is_empty() {
            return Some(noun_end);
        }
        let head = self.head_of(tok..noun_end);
        let end = modifiers.end.max(noun_end);
        let prominence = self.prominence(head);
        let several = resolved.len() > 1;
        for actor in resolved {
            self.mention_actor_as(
                actor,
                tok..end,
                head,
                Form::Description,
                prominence,
                Some(group.gender),
                Some(group.plural || several),
            );
        }
        Some(noun_end)
    }

    fn modifiers(&mut self, tok: usize, noun_end: usize, group: &Group) -> Modifiers {
        let sentence = self.surface.sentences[self.surface.toks[tok].sentence].clone();
        let mut found = Modifiers {
            end: noun_end,
            said: noun_end,
            ..Modifiers::default()
        };
        // Adjectives may stand before the noun as well.
        if tok > sentence.start
            && let Some((end, Effect::Class { class, .. })) =
                self.lexicon.adjectives.longest(self.surface, tok - 1)
            && end == tok
        {
            found.class = Some(*class);
        }
        let mut at = noun_end;
        let mut unknown = 0;
        while at < sentence.end {
            let token = &self.surface.toks[at];
            if token.timed {
                break;
            }
            // "la coalition « Untel »", "les insurgés connus sous le nom d'Untel"
            let opened = matches!(&*token.lower, "«" | "“" | "\"");
            let named = self
                .lexicon
                .skip(Small::Called, self.surface, at)
                .or(opened.then_some(at + 1))
                .filter(|next| *next < sentence.end)
                .and_then(|next| self.names.at(next).cloned());
            if let Some(hit) = named.or_else(|| self.names.at(at).cloned()) {
                // "le groupe État islamique", "le président Untel": the name is the thing, for
                // nouns that can stand right before a name.
                let apposable = hit.kind != Some(LocalKind::Location)
                    && (hit.polity.is_none() || !group.through);
                // "le porte-parole des rebelles Untel": a person is no name of a group.
                let office = self.lexicon.is(group.class, "office");
                if apposable
                    && let Some(actor) = self.name_actor(&hit)
                    && !self.registry.actor_traits[actor].state
                    && (office || !group.plural || !self.registry.actor_traits[actor].person)
                {
                    found.apposed = Some(actor);
                    found.end = hit.toks.end;
                }
                break;
            }
            if let Some((end, demonym)) = self.lexicon.demonyms.longest(self.surface, at) {
                let polity = demonym.polity;
                if self.lexicon.polities[polity].country {
                    if !found.countries.contains(&polity) {
                        found.countries.push(polity);
                    }
                } else {
                    found.people = Some(polity);
                }
                self.take(at..end);
                at = end;
                found.end = end;
                found.said = end;
                // "libanais, irakiens et afghans"
                if let Some(next) = self.goes_on(at)
                    && self.lexicon.demonyms.at(self.surface, next)
                {
                    at = next;
                }
                continue;
            }
            if let Some((end, polities)) = self.compound_demonym(at) {
                found.countries.extend(polities);
                self.take(at..end);
                at = end;
                found.end = end;
                found.said = end;
                continue;
            }
            if let Some((end, actor)) = self.pro(at) {
                found.sponsor = actor;
                found.partisan = actor.is_none();
                self.take(at..end);
                at = end;
                found.end = end;
                found.said = end;
                continue;
            }
            if let Some((end, effect)) = self.lexicon.adjectives.longest(self.surface, at) {
                match effect {
                    // "les milices pro-gouvernementales" are no army.
                    Effect::Class { class, .. }
                        if self.lexicon.is(group.class, "militia")
                            && self.lexicon.is(*class, "loyalists") =>
                    {
                        found.local = true;
                    }
                    Effect::Class { class, .. } => found.class = Some(*class),
                    Effect::Local => found.local = true,
                    Effect::Ally => found.ally = true,
                    Effect::Skip => {}
                }
                self.take(at..end);
                at = end;
                found.end = end;
                found.said = end;
                continue;
            }
            if let Some(stop) = self.belonging(at, sentence.end, &mut found) {
                found.end = stop;
                break;
            }
            if let Some(end) = self.lexicon.skip(Small::Sponsor, self.surface, at) {
                if let Some((stop, actor)) = self.actor_ahead(end, sentence.end) {
                    found.sponsor = Some(actor);
                    found.end = stop;
                    found.said = stop;
                }
                break;
            }
            if let Some(end) = self.lexicon.skip(Small::Of, self.surface, at) {
                let mut next = end;
                if let Some(after) = self.lexicon.skip(Small::Definite, self.surface, next)
                    && self.names.at(next).is_none_or(|hit| hit.toks.end <= after)
                {
                    next = after;
                }
                if let Some(stop) = self.of_complement(next, sentence.end, &mut found) {
                    found.end = stop;
                    // "armées du Nigeria, du Cameroun et du Tchad"
                    let mut join = stop;
                    while let Some(after) = self.goes_on(join) {
                        let Some(mut next) = self.lexicon.skip(Small::Of, self.surface, after)
                        else {
                            break;
                        };
                        if let Some(article) =
                            self.lexicon.skip(Small::Definite, self.surface, next)
                        {
                            next = article;
                        }
                        let Some(stop) = self.of_complement(next, sentence.end, &mut found) else {
                            break;
                        };
                        join = stop;
                    }
                }
                break;
            }
            if token.upos == Upos::Adj && unknown < 2 {
                unknown += 1;
                at += 1;
                continue;
            }
            break;
        }
        found
    }

    fn take(&mut self, toks: std::ops::Range<usize>) {
        for tok in toks {
            self.taken[tok] = true;
        }
    }

    /// What stands after "de" in a description of a group. Returns the token after it.
    pub(super) fn of_complement(
        &mut self,
        at: usize,
        limit: usize,
        found: &mut Modifiers,
    ) -> Option<usize> {
        if at >= limit {
            return None;
        }
        if let Some(hit) = self.names.at(at).cloned() {
            if let Some((polity, seat)) = hit.polity {
                if !seat {
                    found.countries.push(polity);
                    return Some(hit.toks.end);
                }
                let state = self.state(polity);
                found.of_actors.push(state);
                return Some(hit.toks.end);
            }
            if hit.place.is_some() && hit.actors.is_empty() {
                found.of_place = Some(
                    self.surface
                        .span(hit.toks.clone())
                        .of(self.document.text())
                        .to_owned(),
                );
                return Some(hit.toks.end);
            }
            if let Some(actor) = self.name_actor(&hit) {
                found.of_actors.push(actor);
                return Some(hit.toks.end);
            }
            return None;
        }
        // "du groupe djihadiste", "de l'armée", "du régime"
        if let Some((noun_end, nouns)) = self.lexicon.groups.all(self.surface, at) {
            let inner = (*nouns.first()?).clone();
            // "des colonnes de blindés turcs": whose they are follows.
            if inner.weak
                && self.names.at(noun_end).is_none()
                && !self.lexicon.demonyms.at(self.surface, noun_end)
            {
                return None;
            }
            let determiner = Determiner {
                start: at,
                definite: true,
                ..Determiner::default()
            };
            let modifiers = self.modifiers(at, noun_end, &inner);
            let mut end = modifiers.end;
            found.of_actors.extend(self.resolve_group(
                at,
                noun_end,
                &inner,
                &determiner,
                &modifiers,
            ));
            // "des groupes X et Y"
            if inner.plural
                && let Some(next) = self.lexicon.skip(Small::And, self.surface, end)
                && let Some(hit) = self.names.at(next).cloned()
                && !hit.actors.is_empty()
                && let Some(actor) = self.name_actor(&hit)
            {
                found.of_actors.push(actor);
                end = hit.toks.end;
            }
            return Some(end);
        }
        // "de la ville", "de la province d'Idleb"
        if let Some((end, _)) = self.lexicon.place_nouns.longest(self.surface, at) {
            let mut next = end;
            if let Some(of) = self.lexicon.skip(Small::Of, self.surface, end)
                && let Some(hit) = self.names.at(of)
            {
                next = hit.toks.end;
            }
            found.of_place = Some(
                self.surface
                    .span(at..next)
                    .of(self.document.text())
                    .to_owned(),
            );
            return Some(next);
        }
        None
    }

    /// "turco-syrienne": the polities of a hyphenated demonym.
    pub fn compound_demonym(&self, tok: usize) -> Option<(usize, Vec<usize>)> {
        let pieces = self.surface.pieces_of(tok);
        if pieces.len() != 2 {
            return None;
        }
        let first = *self.lexicon.prefixes.get(&*pieces[0].folded)?;
        let second = self.lexicon.demonyms.word(&pieces[1].folded)?;
        Some((tok + 1, vec![first, second.polity]))
    }

    /// The next named actor or described group within a few tokens.
    pub(super) fn actor_ahead(&mut self, from: usize, limit: usize) -> Option<(usize, ActorIx)> {
        for at in from..(from + 4).min(limit) {
            if let Some(hit) = self.names.at(at).cloned()
                && let Some(actor) = self.name_actor(&hit)
            {
                return Some((hit.toks.end, actor));
            }
            if let Some((noun_end, nouns)) = self.lexicon.groups.all(self.surface, at) {
                let inner = (*nouns.first()?).clone();
                let determiner = self.determiner(at);
                let modifiers = self.modifiers(at, noun_end, &inner);
                let actor = self
                    .resolve_group(at, noun_end, &inner, &determiner, &modifiers)
                    .first()
                    .copied()?;
                return Some((modifiers.end, actor));
            }
        }
        None
    }

    /// Whom a described group is.
    fn resolve_group(
        &mut self,
        tok: usize,
        noun_end: usize,
        group: &Group,
        determiner: &Determiner,
        modifiers: &Modifiers,
    ) -> Vec<ActorIx> {
        let class = modifiers.class.unwrap_or(group.class);
        let name = self.lexicon.classes[class].name.clone();
        let base = self.lexicon.classes[group.class].name.clone();
        let neutral = matches!(
            base.as_str(),
            "forces" | "fighters" | "group" | "organisation" | "militia" | "paramilitaries"
        );
        let person = base == "office";
        let civilian = matches!(self.lexicon.classes[group.class].kind.as_str(), "civilians");

        if person {
            return self.office(tok, group, determiner, modifiers);
        }
        if let Some(actor) = modifiers.apposed
            && (!civilian && !group.weak || group.through)
        {
            return vec![actor];
        }
        if !modifiers.bodies.is_empty() {
            return modifiers.bodies.clone();
        }
        // Possessives: "ses combattants", "leurs alliés", "son armée".
        if let Some(possessive) = determiner.possessive {
            let owner = self.owner(possessive);
            if let Some(owner) = owner {
                return self.owned(tok, noun_end, group, modifiers, owner);
            }
        }
        // « Nos forces ont repris la colline »: a spokesman's, whose country is the one spoken of; who
        // else says so names them otherwise.
        let ours = determiner.start.checked_sub(1).is_some_and(|before| {
            self.lexicon.skip(Small::Ours, self.surface, before) == Some(determiner.start)
        });
        let troops = matches!(name.as_str(), "army" | "forces") || group.weak && base == "fighters";
        if ours && troops && modifiers.countries.is_empty() {
            return match self
                .scope_country(tok)
                .and_then(|code| self.polity_of(&code))
                .zip(self.lexicon.class("army"))
            {
                Some((polity, army)) => vec![self.compose(army, polity)],
                None => Vec::new(),
            };
        }
        // "les Kurdes, dont les forces sont restées au nord"
        if let Some(owner) = self.owner_by_relative(determiner.start) {
            return self.owned(tok, noun_end, group, modifiers, owner);
        }
        // "la coalition rebelle": the coalition told of, or one of its own.
        if base == "coalition" && modifiers.class.is_some() && modifiers.of_actors.is_empty() {
            let told = self.antecedent(group.class, tok, None);
            return vec![
                told.unwrap_or_else(|| self.local_of(tok, modifiers.end, group.class, group, None)),
            ];
        }
        if base == "enemies" {
            return self.enemy(tok).into_iter().collect();
        }
        // "les deux camps", but not "les deux côtés de la frontière".
        if base == "sides" {
            let both = determiner.counted && determiner.definite || !group.weak;
            let whole = modifiers.of_place.is_none() && modifiers.of_actors.is_empty();
            return match self.two_sides(tok).filter(|_| both && whole) {
                Some((own, enemy)) => vec![own, enemy],
                None => Vec::new(),
            };
        }
        if modifiers.ally || base == "allies" {
            if !modifiers.countries.is_empty() {
                return modifiers
                    .countries
                    .iter()
                    .map(|polity| self.state(*polity))
                    .collect();
            }
            let owner = modifiers
                .of_actors
                .first()
                .copied()
                .or_else(|| self.last_armed(tok, None));
            return self.allies_of(tok, modifiers.end, owner);
        }
        // "le régime de Untel", "les forces du régime de Untel", "l'armée du général Untel": the
        // country's, whoever heads it, but for who leads a group of his own.
        let heads = |actor: &ActorIx| {
            let traits = &self.registry.actor_traits[*actor];
            let ranked = traits.class.is_some() || self.registry.actors[*actor].id.is_some();
            traits.person && ranked && !self.leads_rebels(*actor)
        };
        let country_has = matches!(
            self.lexicon.classes[class].kind.as_str(),
            "government" | "state"
        ) || matches!(self.lexicon.classes[class].bare, Bare::Country);
        if country_has && !modifiers.of_actors.is_empty() && modifiers.of_actors.iter().all(heads) {
            let polity = match modifiers.countries.first() {
                Some(polity) => Some(*polity),
                None => self.registry.actor_traits[modifiers.of_actors[0]]
                    .code
                    .clone()
                    .or_else(|| self.scope_country(tok))
                    .and_then(|code| self.polity_of(&code)),
            };
            if let Some(polity) = polity {
                return vec![self.compose(class, polity)];
            }
        }
        if !modifiers.of_actors.is_empty() {
            // "les hommes du général Untel": those of the group that he leads.
            let led = |actor: &ActorIx| {
                let body = self.registry.actor_traits[*actor].affiliation;
                body.filter(|_| self.leads_rebels(*actor)).unwrap_or(*actor)
            };
            let of_actors: Vec<ActorIx> = modifiers.of_actors.iter().map(led).collect();
            if group.through || neutral || name == "loyalists" {
                // A body that has fighters of its own is an armed one, whatever the recogniser took
                // it for.
                if base == "fighters" && self.lexicon.classes[group.class].armed {
                    for actor in &of_actors {
                        self.under_arms(*actor);
                    }
                }
                return of_actors;
            }
            let owner = of_actors[0];
            // "les djihadistes de X", X being an armed group: X itself.
            if matches!(
                name.as_str(),
                "jihadists" | "rebels" | "separatists" | "militia" | "paramilitaries"
            ) && self.registry.actors[owner].kind == "armed-group"
            {
                return of_actors;
            }
            // "l'armée du régime", "la police du gouvernement": the country's own.
            if self.registry.actor_traits[owner].state
                && matches!(self.lexicon.classes[class].bare, Bare::Country)
                && let Some(code) = self.registry.actor_traits[owner].code.clone()
                && let Some(polity) = self.polity_of(&code)
            {
                return vec![self.compose(class, polity)];
            }
            // "une alliance de groupes ethniques" is more than they.
            let whole = base == "coalition" && self.registry.actors[owner].id.is_none();
            if group.weak && !civilian && !whole {
                return vec![owner];
            }
            return vec![self.local_of(tok, modifiers.end, class, group, Some(owner))];
        }
        // "le mouvement chiite": the one of that people spoken of.
        if modifiers.people.is_some()
            && determiner.definite
            && !group.plural
            && let Some(actor) = self.antecedent(group.class, tok, None)
            && self.registry.actors[actor].kind == "armed-group"
            && self.registry.actor_traits[actor].named
        {
            return vec![actor];
        }
        if let Some(people) = modifiers.people
            && (neutral || matches!(name.as_str(), "rebels" | "army" | "militia" | "fighters"))
        {
            return vec![self.people_fighters(people, tok, modifiers, class, group)];
        }
        if !modifiers.countries.is_empty() && modifiers.sponsor.is_none() {
            let countries = modifiers.countries.clone();
            if matches!(self.lexicon.classes[class].bare, Bare::Country)
                || (base == "forces" && modifiers.class.is_none() && !modifiers.local)
            {
                let class = if base == "forces" && modifiers.class.is_none() {
                    self.lexicon.class("army").unwrap_or(class)
                } else {
                    class
                };
                return countries
                    .into_iter()
                    .map(|polity| self.compose(class, polity))
                    .collect();
            }
            if countries.len() == 1 && matches!(name.as_str(), "rebels" | "separatists") {
                let ix = self.compose(class, countries[0]);
                self.remember(ix, tok..modifiers.end);
                return vec![ix];
            }
            if name == "coalition"
                && let Some(actor) = self.antecedent(class, tok, None)
            {
                return vec![actor];
            }
            if group.weak && matches!(base.as_str(), "fighters") {
                let class = self.lexicon.class("army").unwrap_or(class);
                return countries
                    .into_iter()
                    .map(|polity| self.compose(class, polity))
                    .collect();
            }
            return vec![self.local_of(tok, modifiers.end, class, group, None)];
        }
        if let Some(sponsor) = modifiers.sponsor {
            // "forces pro-Damas", "troupes loyales au gouvernement": the government's own.
            let heads_state =
                self.registry.actor_traits[sponsor].person && !self.leads_rebels(sponsor);
            if base == "forces" && (self.registry.actor_traits[sponsor].state || heads_state) {
                let code = self.registry.actor_traits[sponsor].code.clone();
                if code.is_some()
                    && code == self.main_country()
                    && let Some(polity) = code.and_then(|code| self.polity_of(&code))
                    && let Some(loyalists) = self.lexicon.class("loyalists")
                {
                    return vec![self.compose(loyalists, polity)];
                }
            }
            if let Some(known) = self.sponsored(tok, sponsor) {
                self.remember(known, tok..modifiers.end);
                return vec![known];
            }
            let ix = self.local_of(tok, modifiers.end, class, group, Some(sponsor));
            return vec![ix];
        }
        if modifiers.partisan {
            return vec![self.local_of(tok, modifiers.end, class, group, None)];
        }
        // "une vingtaine de suspects"
        let introduced =
            determiner.indefinite || determiner.counted || self.shared_out(determiner.start);
        let unit = group.unit && introduced && !modifiers.local;
        if let Some(army) = self.army_of_unit(tok, unit) {
            self.remember(army, tok..noun_end);
            return vec![army];
        }
        if let Some(place) = &modifiers.of_place
            && !matches!(self.lexicon.classes[class].bare, Bare::Country)
        {
            if group.weak && !civilian && base != "fighters" {
                return Vec::new();
            }
            let _ = place;
            // "les rebelles des quartiers Est": the country's, wherever they stand.
            if matches!(name.as_str(), "rebels" | "separatists")
                && group.plural
                && determiner.definite
                && let Some(own) = self.of_scope(class, tok..modifiers.said)
            {
                return vec![own];
            }
            return vec![self.local_of(tok, modifiers.end, class, group, None)];
        }
        if modifiers.local {
            return vec![self.local_of(tok, modifiers.end, class, group, None)];
        }
        // "les rebelles qu'elle soutient"
        if group.plural
            && self.lexicon.classes[class].kind == "armed-group"
            && let Some((end, sponsor)) = self.sponsor_behind(tok, noun_end.max(modifiers.said))
            && let Some(known) = self.sponsored(tok, sponsor)
        {
            self.remember(known, tok..end);
            return vec![known];
        }
        // The bare noun.
        if group.weak && modifiers.class.is_none() {
            // "L'alliance a lancé une offensive": the one that is called so.
            if determiner.definite
                && !group.plural
                && let Some(actor) = self.called_so(group.class, tok)
            {
                return vec![actor];
            }
            // "cinq agents ont été blessés": policemen, where the police were told of.
            if name == "individuals"
                && base == name
                && !self.qualified(noun_end)
                && let Some(police) = self.lexicon.class("police")
                && let Some(actor) = self.antecedent(police, tok, None)
            {
                return vec![actor];
            }
            // "un homme", "trois hommes": somebody, though nobody's.
            return match self.lexicon.class("individuals") {
                // "un camp" is where people live as well.
                Some(class)
                    if base == "fighters"
                        && introduced
                        && !self.qualified(noun_end)
                        && !self.lexicon.place_nouns.at(self.surface, tok) =>
                {
                    vec![self.local_of(
                        determiner.start,
                        self.phrase_of(tok, noun_end),
                        class,
                        group,
                        None,
                    )]
                }
                _ => Vec::new(),
            };
        }
        if matches!(name.as_str(), "attackers" | "individuals") {
            // "l'assaillant", "ces hommes", "cinq assaillants": the ones told of before.
            let some = name == "attackers" && group.plural && determiner.counted;
            let again = !introduced && (determiner.definite || determiner.demonstrative);
            let told = (again || some)
                .then(|| {
                    self.attacker_before(tok, group.plural)
                        .or_else(|| self.group_that_struck(tok).filter(|_| group.plural))
                })
                .flatten();
            if let Some(actor) = told {
                self.remember(actor, tok..noun_end);
                return vec![actor];
            }
            if name == "individuals" && !introduced {
                return Vec::new();
            }
        }
        match self.lexicon.classes[class].bare {
            Bare::None => Vec::new(),
            Bare::Generic => {
                vec![self.local_of(tok, modifiers.said.max(noun_end), class, group, None)]
            }
            Bare::Country => {
                let plural = group.plural && determiner.definite;
                if let Some(men) = self.sent_men(tok, class, introduced, plural) {
                    self.remember(men, tok..modifiers.said);
                    return vec![men];
                }
                let stated = self.stated_country(tok);
                // "le régime" beside "Moscou": the one at home.
                let home = group.home.then(|| self.main_country()).flatten();
                let country = stated.as_deref().or(home.as_deref());
                if let Some(actor) = self.antecedent(class, tok, country) {
                    return vec![actor];
                }
                let scope = stated
                    .or_else(|| self.home_of_partner(noun_end))
                    .or_else(|| self.main_country());
                match scope.and_then(|code| self.polity_of(&code)) {
                    Some(polity) => {
                        let ix = self.compose(class, polity);
                        self.remember(ix, tok..modifiers.said);
                        vec![ix]
                    }
                    None => vec![self.local_of(tok, modifiers.said, class, group, None)],
                }
            }
            Bare::Antecedent => {
                let fresh = determiner.indefinite && !determiner.counted && !determiner.definite
                    // "l'armée et des milices": several are not the one named before.
                    || name == "militia" && group.plural;
                if !fresh && let Some(actor) = self.antecedent(class, tok, None) {
                    return vec![actor];
                }
                // "les insurgés", where none but jihadists were told of.
                if name == "rebels"
                    && !fresh
                    && let Some(jihadists) = self.lexicon.class("jihadists")
                    && let Some(actor) = self.antecedent(jihadists, tok, None)
                {
                    return vec![actor];
                }
                if matches!(name.as_str(), "rebels" | "separatists")
                    && let Some(own) = self.of_scope(class, tok..modifiers.said)
                {
                    return vec![own];
                }
                if matches!(name.as_str(), "organisation" | "forces") && modifiers.class.is_none() {
                    return Vec::new();
                }
                if name == "coalition" {
                    if !fresh && !self.joint.is_empty() {
                        return self.joint.clone();
                    }
                    let full = self.words_of(tok..modifiers.said);
                    if let Some(id) = self.world_actor_named(&full, &["coalition"]) {
                        return vec![self.registry.world_actor(id, self.world, self.lexicon)];
                    }
                }
                vec![self.local_of(tok, modifiers.said, class, group, None)]
            }
        }
    }

    /// Notes that a body known by this document alone bears arms.
    fn under_arms(&mut self, actor: ActorIx) {
        let record = &mut self.registry.actors[actor];
        if record.id.is_none() && record.kind == "organisation" {
            record.kind = "armed-group".to_owned();
            self.registry.actor_traits[actor].armed = true;
        }
    }

    /// Keeps the text's own words among an actor's names.
    fn remember(&mut self, actor: ActorIx, toks: std::ops::Range<usize>) {
        let text = self.words_of(toks);
        add_name(&mut self.registry.actors[actor].names, &text);
    }

    /// The group of a class in the country that a phrase is told of.
    fn of_scope(&mut self, class: usize, phrase: std::ops::Range<usize>) -> Option<ActorIx> {
        let code = self.scope_country(phrase.start)?;
        let polity = self.polity_of(&code)?;
        let ix = self.compose(class, polity);
        self.remember(ix, phrase);
        Some(ix)
    }

    /// The group of a class that a country has.
    pub fn compose(&mut self, class: usize, polity: usize) -> ActorIx {
        let record = &self.lexicon.classes[class];
        if matches!(record.kind.as_str(), "government" | "state") {
            return self.state(polity);
        }
        let code = self.lexicon.polities[polity].code.clone();
        let key = format!("{}:{code}", record.name);
        if let Some(ix) = self.registry.actor_by_key(&key) {
            return ix;
        }
        let names = self.lexicon.full_names(class, polity);
        let found = names.iter().find_map(|name| {
            self.world_actor_named(name, &["state-force", "armed-group", "coalition"])
        });
        let kind = record.kind.clone();
        let armed = record.armed;
        let ix = match found {
            Some(id) => self.registry.world_actor(id, self.world, self.lexicon),
            None => {
                let name = names.first().cloned().unwrap_or_else(|| key.clone());
                self.registry
                    .local_actor(&key, &name, &kind, ActorTraits::default())
            }
        };
        self.registry.alias_actor(&key, ix);
        for name in &names {
            add_name(&mut self.registry.actors[ix].names, name);
        }
        let traits = &mut self.registry.actor_traits[ix];
        traits.class = Some(class);
        traits.code = Some(code);
        traits.armed = armed;
        ix
    }

    /// The fighters of a people, in the country spoken of.
    fn people_fighters(
        &mut self,
        people: usize,
        tok: usize,
        modifiers: &Modifiers,
        class: usize,
        group: &Group,
    ) -> ActorIx {
        let code = modifiers
            .countries
            .first()
            .map(|polity| self.lexicon.polities[*polity].code.clone())
            .or_else(|| self.scope_country(tok));
        let id = code
            .as_ref()
            .and_then(|code| self.lexicon.polities[people].fighters.get(code))
            .cloned();
        // "forces kurdes", "combattants kurdes": who fights for that people there. "milices kurdes"
        // may be others.
        let whole = matches!(
            self.lexicon.classes[group.class].name.as_str(),
            "forces" | "fighters"
        );
        if whole
            && let Some(id) = id
            && let Some(actor) = self.world_actor_with_id(&id)
        {
            self.remember(actor, tok..modifiers.said);
            return actor;
        }
        let _ = class;
        let key = format!(
            "people:{}:{}:{}",
            self.lexicon.polities[people].code,
            code.unwrap_or_default(),
            group.class
        );
        let name = self.words_of(tok..modifiers.said);
        let kind = "armed-group";
        let ix = self.registry.local_actor(
            &key,
            &name,
            kind,
            ActorTraits {
                class: Some(group.class),
                code: Some(self.lexicon.polities[people].code.clone()),
                armed: true,
                plural: Some(group.plural),
                gender: Some(group.gender),
                ..ActorTraits::default()
            },
        );
        self.remember(ix, tok..modifiers.said);
        ix
    }

    /// The actor with a world id.
    pub fn world_actor_with_id(&mut self, id: &str) -> Option<ActorIx> {
        let record = self.world.actors.by_id(id)?;
        let name = record.name.clone();
        let plain = super::surface::plain(&name);
        let folded = selon_world::fold(&plain);
        let words: Vec<&str> = folded.split(' ').collect();
        let (_, ids) = self.world.actors.longest(&words)?;
        let ix = ids
            .into_iter()
            .find(|ix| self.world.actors.get(*ix).id == id)?;
        Some(self.registry.world_actor(ix, self.world, self.lexicon))
    }

    /// A group of this document only, keyed by its words.
    fn local_of(
        &mut self,
        tok: usize,
        end: usize,
        class: usize,
        group: &Group,
        patron: Option<ActorIx>,
    ) -> ActorIx {
        let text = self.words_of(tok..end.max(tok + 1));
        let record = &self.lexicon.classes[class];
        let key = format!("local:{}", selon_world::fold(&super::surface::plain(&text)));
        let kind = if patron.is_some() && record.kind == "state-force" && record.name != "guards" {
            "armed-group".to_owned()
        } else {
            record.kind.clone()
        };
        let traits = ActorTraits {
            class: Some(class),
            code: self.scope_country(tok),
            armed: record.armed,
            jihadist: record.name == "jihadists",
            gender: Some(group.gender),
            plural: Some(group.plural),
            affiliation: patron,
            ..ActorTraits::default()
        };
        let ix = self.registry.local_actor(&key, &text, &kind, traits);
        // "un enfant" is one of the children.
        if let Some(several) = &group.called
            && end <= tok + 1
            && kind == "civilians"
        {
            add_name(&mut self.registry.actors[ix].names, several);
        }
        if let Some(patron) = patron {
            let parent = self.registry.actors[patron].id.clone();
            if self.registry.actors[ix].parent.is_none()
                && self.lexicon.classes[class].name == "police"
            {
                self.registry.actors[ix].parent = parent;
            }
        }
        ix
    }

    /// "ses combattants", "son armée", "leurs familles": by whose they are.
    fn owned(
        &mut self,
        tok: usize,
        noun_end: usize,
        group: &Group,
        modifiers: &Modifiers,
        owner: ActorIx,
    ) -> Vec<ActorIx> {
        // A chief's troops are those of the body he heads.
        let traits = &self.registry.actor_traits[owner];
        let owner = match traits.affiliation {
            Some(body) if traits.person => body,
            _ => owner,
        };
        let class = modifiers.class.unwrap_or(group.class);
        let name = self.lexicon.classes[class].name.clone();
        if name == "allies" || modifiers.ally {
            if !modifiers.countries.is_empty() {
                return modifiers
                    .countries
                    .iter()
                    .map(|polity| self.state(*polity))
                    .collect();
            }
            // "leurs alliés du SPLM-N": those named are the allies.
            if !modifiers.of_actors.is_empty() {
                return modifiers.of_actors.clone();
            }
            return self.allies_of(tok, modifiers.end, Some(owner));
        }
        if self.lexicon.classes[class].kind == "civilians" {
            return vec![self.local_of(
                tok,
                modifiers.end.max(noun_end),
                class,
                group,
                Some(owner),
            )];
        }
        if self.registry.actor_traits[owner].state
            && matches!(
                name.as_str(),
                "army" | "air-force" | "navy" | "police" | "forces" | "loyalists"
            )
            && let Some(polity) = self.registry.actor_traits[owner]
                .code
                .clone()
                .and_then(|code| self.polity_of(&code))
        {
            // "le régime, dont les forces": as "les forces du régime", where it fights at home.
            let home = self.registry.actor_traits[owner].code == self.main_country();
            let class = match name.as_str() {
                "forces" if home => self.lexicon.class("loyalists"),
                "forces" => self.lexicon.class("army"),
                _ => None,
            }
            .unwrap_or(class);
            return vec![self.compose(class, polity)];
        }
        if group.through
            || matches!(name.as_str(), "army" | "forces" | "fighters" | "group")
            || matches!(name.as_str(), "air-force" | "navy")
                && self.registry.actor_traits[owner].armed
        {
            return vec![owner];
        }
        if group.weak {
            return Vec::new();
        }
        vec![self.local_of(tok, modifiers.end.max(noun_end), class, group, Some(owner))]
    }

    /// "un million de", "des dizaines de": a measure of people ends right before a token.
    fn shared_out(&self, tok: usize) -> bool {
        let Some(of) = tok.checked_sub(1) else {
            return false;
        };
        self.lexicon.skip(Small::Of, self.surface, of) == Some(tok)
            && of.checked_sub(1).is_some_and(|measure| {
                self.is_number(measure)
                    || self.lexicon.skip(Small::Share, self.surface, measure) == Some(of)
            })
    }

    /// "une attaque rebelle", "le quartier rebelle": those whose deed or ground it is.
    fn owner_adjective(&mut self, tok: usize) {
        let Some((end, Effect::Class { class, owner: true })) =
            self.lexicon.adjectives.longest(self.surface, tok)
        else {
            return;
        };
        let class = *class;
        let after_noun = tok.checked_sub(1).is_some_and(|noun| {
            let (noun, own) = (&self.surface.toks[noun], &self.surface.toks[tok]);
            noun.sentence == own.sentence && matches!(noun.upos, Upos::Noun | Upos::Adj)
        });
        if !after_noun || self.taken[tok] {
            return;
        }
        let group = Group::several(class);
        let determiner = Determiner {
            start: tok,
            definite: true,
            ..Determiner::default()
        };
        let modifiers = Modifiers {
            end,
            said: end,
            ..Modifiers::default()
        };
        let head = self.surface.toks[tok].words.start;
        for actor in self.resolve_group(tok, end, &group, &determiner, &modifiers) {
            self.mention_actor(actor, tok..end, head, Form::Adjective);
        }
    }

    /// "l'intervention russe", "les frappes américaines": the state behind a demonym that belongs
    /// to no described group; and "les Turcs", "les Kurdes" as people who act.
    pub fn adjective(&mut self, tok: usize) {
        let Some((end, demonym)) = self.lexicon.demonyms.longest(self.surface, tok) else {
            if let Some((end, polities)) = self.compound_demonym(tok) {
                let head = self.surface.toks[tok].words.start;
                for polity in polities {
                    let actor = self.state(polity);
                    self.mention_actor(actor, tok..end, head, Form::Adjective);
                }
            } else {
                self.owner_adjective(tok);
            }
            return;
        };
        let polity = demonym.polity;
        let token = &self.surface.toks[tok];
        let head = token.words.start;
        let determiner = self.determiner(tok);
        // "un million de Libanais", "300 Libanais": a form of both numbers.
        let shared = self.shared_out(tok) || self.shared_out(determiner.start);
        let plural = demonym.plural || shared || determiner.counted;
        let noun = token.capital
            && (determiner.start < tok || determiner.definite || shared)
            && (plural || self.surface.toks[tok].upos != Upos::Adj);
        let country = self.lexicon.polities[polity].country;
        if noun && plural {
            if country {
                let people = determiner.indefinite || determiner.counted || shared;
                if people && !determiner.definite {
                    if let Some(class) = self.lexicon.class("civilians") {
                        let group = Group::several(class);
                        let actor = self.local_of(tok, end, class, &group, None);
                        self.mention_actor(actor, tok..end, head, Form::Description);
                    }
                    return;
                }
                let actor = self.state(polity);
                self.remember(actor, tok..end);
                self.mention_actor_as(
                    actor,
                    tok..end,
                    head,
                    Form::Name,
                    self.prominence(head),
                    Some(Gender::M),
                    Some(true),
                );
                return;
            }
            if let Some(class) = self.lexicon.class("fighters") {
                let group = Group {
                    through: true,
                    home: false,
                    ..Group::several(class)
                };
                // "les Kurdes des Forces X", "les Kurdes d'Irak"
                let modifiers = self.modifiers(tok, end, &group);
                let actor = match modifiers.of_actors.first() {
                    Some(actor) => *actor,
                    None => self.people_fighters(
                        polity,
                        tok,
                        &Modifiers {
                            end,
                            said: end,
                            countries: modifiers.countries,
                            ..Modifiers::default()
                        },
                        class,
                        &group,
                    ),
                };
                self.mention_actor_as(
                    actor,
                    tok..end,
                    head,
                    Form::Description,
                    self.prominence(head),
                    Some(Gender::M),
                    Some(true),
                );
            }
            return;
        }
        if country {
            let actor = self.state(polity);
            self.mention_actor(actor, tok..end, head, Form::Adjective);
        }
    }
}
