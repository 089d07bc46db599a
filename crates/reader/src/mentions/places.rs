//! Places made of words: "la ville de X", "le nord de X", "la frontière avec X", "l'aéroport",
//! "la zone"; and the part a place plays by its preposition.

use super::Form;
use super::Referent;
use super::finder::Finder;
use super::lexicon::{Back, PlaceMode, PlaceNoun, Small};
use super::registry::add_name;
use selon_model::{PlaceIx, PlaceRole};
use selon_text::{Upos, WordIx};
use std::ops::Range;

impl Finder<'_> {
    /// The text of some tokens.
    pub fn words_of(&self, toks: Range<usize>) -> String {
        self.surface.span(toks).of(self.document.text()).to_owned()
    }

    fn fill(&self, key: &str, pairs: &[(&str, &str)]) -> Option<String> {
        let mut rest = self.lexicon.templates.get(key)?.as_str();
        let mut text = String::with_capacity(rest.len() + 32);
        while let Some((before, marked)) = rest.split_once('{') {
            text.push_str(before);
            let value = pairs.iter().find_map(|(mark, value)| {
                let after = marked.strip_prefix(mark)?.strip_prefix('}')?;
                Some((*value, after))
            });
            let (value, after) = value.unwrap_or(("{", marked));
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Some(text)
    }

    /// The part a place plays, from what stands before it, and the words that narrow it.
    pub fn role_of(&self, start: usize, head: WordIx) -> (PlaceRole, Option<String>) {
        match self.governed_by(start) {
            Some((at, preposition)) => {
                let role = if preposition.of {
                    // "chassés de X" is an origin, "la prise de X" is not.
                    if self.parsed && self.document.relation(head) == "obl" {
                        PlaceRole::From
                    } else {
                        PlaceRole::At
                    }
                } else {
                    preposition.role
                };
                let modifier = matches!(role, PlaceRole::Near | PlaceRole::Direction)
                    .then(|| self.words_of(at..start));
                (role, modifier.map(|words| words.trim().to_owned()))
            }
            None => (PlaceRole::At, None),
        }
    }

    /// A description of a place that begins at a token. Returns the token after its noun.
    pub fn place_phrase(&mut self, tok: usize, name_end: usize) -> Option<usize> {
        if let Some(end) = self.direction_phrase(tok) {
            return Some(end);
        }
        let (noun_end, noun) = self.lexicon.place_nouns.longest(self.surface, tok)?;
        let noun = noun.clone();
        if name_end > tok && noun_end <= name_end {
            return None;
        }
        if matches!(
            self.surface.toks[tok].upos,
            Upos::Verb | Upos::Aux | Upos::Adv
        ) {
            return None;
        }
        // "la province centrale": what a noun before is like is no site.
        let like = self.parsed
            && matches!(
                self.document.relation(self.surface.toks[tok].words.start),
                "amod"
            );
        if self.surface.toks[tok].upos == Upos::Adj && (noun.mode != PlaceMode::Site || like) {
            return None;
        }
        let (place, end) = self.described_place(tok, noun_end, &noun)?;
        // "Laukkai, chef-lieu de la région de Kokang": more is said of the town, and no scene is the region.
        if noun.mode == PlaceMode::Type
            && matches!(noun.feature, "town" | "village")
            && self.registry.places[place].feature == "region"
            && self.apposed_to(self.determiner(tok).start, &noun).is_some()
        {
            for inside in noun_end..end {
                self.inside[inside] = true;
                self.taken[inside] = true;
            }
            return Some(noun_end);
        }
        let head = self.head_of(tok..noun_end);
        let (role, modifier) = self.role_of(tok, head);
        let (role, modifier) = match noun.mode {
            PlaceMode::Near => (PlaceRole::Near, Some(self.words_of(tok..noun_end))),
            PlaceMode::Area | PlaceMode::Part if end > noun_end => {
                (role, Some(self.words_of(tok..noun_end)))
            }
            _ => (role, modifier),
        };
        for inside in noun_end..end {
            self.inside[inside] = true;
        }
        // "Telm, dans la province de Velm", "Telm, la capitale du pays"
        let apposed = || self.apposed_to(self.determiner(tok).start, &noun) == Some(place);
        let wide = noun.feature == "region"
            || matches!(
                self.registry.places[place].feature.as_str(),
                "region" | "area"
            );
        // "Telm, à une vingtaine de kilomètres de la capitale provinciale"
        let away = || {
            let start = self.determiner(tok).start;
            (start.saturating_sub(4)..start).any(|at| self.is_number(at))
        };
        let aside = (wide || apposed() || away()) && self.tells_where(tok, end);
        // "l'attaque la plus meurtrière qu'ait connue le pays": a country that undergoes or does it is
        // no place of it.
        let aside = aside
            || self.comes_from(head, role)
            || self.below_source(head)
            || self.in_title(head)
            || self.registry.place_traits[place].unnamed
            || self.registry.places[place].feature == "country" && self.governed_by(tok).is_none();
        let aside = aside
            || matches!(noun.mode, PlaceMode::Site)
                && self.says_more_of_town(tok, end)
                && self.tells_where(tok, end);
        self.undergoes(place, head);
        // A facility is a target too: only its place is told here.
        self.mention_place(
            place,
            tok..end,
            head,
            Form::Description,
            role,
            modifier,
            !aside,
        );
        self.noted_gender(&noun);
        Some(noun_end)
    }

    fn noted_gender(&mut self, noun: &PlaceNoun) {
        if let Some(found) = self.found.last_mut()
            && matches!(found.mention.referent, Referent::Place(_))
        {
            found.detail.gender = Some(noun.gender);
            found.detail.plural = Some(noun.plural);
        }
    }

    /// The place that a noun with its complements means, and the token after them.
    pub(super) fn described_place(
        &mut self,
        tok: usize,
        noun_end: usize,
        noun: &PlaceNoun,
    ) -> Option<(PlaceIx, usize)> {
        let sentence = self.surface.sentences[self.surface.toks[tok].sentence].clone();
        let mut at = noun_end;
        let mut countries: Vec<usize> = Vec::new();
        let mut direction: Option<String> = None;
        let mut adjectives = 0;
        while at < sentence.end {
            // "un village proche de X" is not X.
            let near = |finder: &Self| {
                let found = finder.lexicon.prepositions.longest(finder.surface, at);
                found.is_some_and(|(_, preposition)| preposition.role == PlaceRole::Near)
            };
            if self.surface.toks[at].timed || self.names.at(at).is_some() || near(self) {
                break;
            }
            if let Some((end, demonym)) = self.lexicon.demonyms.longest(self.surface, at) {
                // Whose a site is ("une base syrienne") is who is struck when it is.
                countries.push(demonym.polity);
                self.taken[at] = noun.mode != PlaceMode::Site;
                at = end;
            } else if let Some((end, polities)) = self.compound_demonym(at) {
                countries.extend(polities);
                self.taken[at] = noun.mode != PlaceMode::Site;
                at = end;
            } else if let Some((end, canonical)) =
                self.lexicon.direction_adjectives.longest(self.surface, at)
            {
                direction = Some(canonical.clone());
                at = end;
            } else if let Some((end, point)) = self.lexicon.directions.longest(self.surface, at)
                && !matches!(self.surface.toks[at].upos, Upos::Aux | Upos::Verb)
            {
                direction = Some(point.canonical.clone());
                self.taken[at] = true;
                at = end;
            } else if adjectives < 2
                && self.lexicon.skip(Small::Called, self.surface, at) == Some(at + 1)
                && self.lexicon.skip(Small::Of, self.surface, at + 1).is_some()
            {
                // "la zone dite des trois frontières"
                adjectives += 1;
                at += 1;
            } else if self.surface.toks[at].upos == Upos::Adj && adjectives < 2
                || adjectives < 2
                    && self.surface.toks[at].upos == Upos::Verb
                    && self.lexicon.skip(Small::Of, self.surface, at + 1).is_some()
                    && noun.mode == PlaceMode::Type
            {
                // "la ville assiégée de X"
                adjectives += 1;
                at += 1;
            } else {
                break;
            }
        }
        let adjectives_end = at;

        if noun.mode == PlaceMode::Border {
            return self.border(tok, noun_end, at, sentence.end, &countries);
        }
        if noun.mode == PlaceMode::Line {
            let line = self.line(tok, noun_end, sentence.end, noun);
            if let Some((line, _)) = line {
                self.registry.place_traits[line].line = true;
            }
            return line;
        }

        if noun.mode == PlaceMode::Seat {
            return self.seat(tok, at, sentence.end, noun);
        }

        // A complement or an apposed name.
        let complement = self.complement(at, sentence.end, noun);
        // "Alep, deuxième ville de Syrie": a country is no town.
        if let Some((base, end)) = complement
            && noun.mode == PlaceMode::Type
            && matches!(noun.feature, "town" | "village")
            && self.determiner(tok).demonstrative
            && !matches!(
                self.registry.places[base].feature.as_str(),
                "town" | "village"
            )
            && let Some(town) = self.place_back(noun, tok)
        {
            // "cette ville de la mer Rouge": the one told of before.
            return Some((town, end));
        }
        if let Some((base, end)) = complement
            && noun.mode == PlaceMode::Type
            && matches!(noun.feature, "town" | "village")
            && self.registry.places[base].feature == "country"
        {
            let start = self.determiner(tok).start;
            return self.apposed_to(start, noun).map(|town| (town, end));
        }
        // "la capitale du Nord-Kivu": the town of that region most in mind.
        if let Some((base, end)) = complement
            && matches!(noun.back, Back::Capital)
            && self.registry.places[base].feature == "region"
            && self
                .determiner(tok)
                .start
                .checked_sub(1)
                .is_none_or(|before| &*self.surface.toks[before].lower != ",")
            && let Some(region) = self.registry.places[base].admin1.clone()
        {
            let sentence = self.surface.toks[tok].sentence;
            let paragraph = self.document.sentences[sentence].paragraph;
            let places = &self.registry.places;
            let town = self.in_mind.most(sentence, paragraph, |place| {
                let record = &places[place];
                (record.feature == "town" && record.admin1.as_ref() == Some(&region)).then_some(1)
            });
            if let Some(town) = town {
                return Some((town, end));
            }
        }
        // "la grande ville du Sud", told of before
        if let Some((base, end)) = complement
            && noun.mode == PlaceMode::Type
            && matches!(noun.feature, "town" | "village")
            && self.registry.places[base].feature == "area"
            && self.registry.places[base].id.is_none()
            && self.determiner(tok).definite
            && self.apposed_to(self.determiner(tok).start, noun).is_none()
            && let Some(town) = self.place_back(noun, tok)
        {
            return Some((town, end));
        }
        // "Goma, la plus grande ville de l'est du pays"
        if let Some((base, end)) = complement
            && noun.mode == PlaceMode::Type
            && matches!(noun.feature, "town" | "village")
            && match self.registry.places[base].feature.as_str() {
                "area" => true,
                // "Saké, un nœud routier du Nord-Kivu"
                "region" => self.determiner(tok).indefinite,
                _ => false,
            }
            && let Some(town) = self.apposed_to(self.determiner(tok).start, noun)
        {
            return Some((town, end));
        }
        if let Some((base, end)) = complement
            && self.registry.places[base].feature == "country"
            && let Some(ground) =
                self.unnamed_ground(tok, noun_end..adjectives_end, end, noun, Some(base))
        {
            return Some((ground, end));
        }
        if let Some((base, end)) = complement {
            let place = match noun.mode {
                PlaceMode::Type if direction.is_none() => {
                    // "la ville de X" is X; its noun is how later words point back to it, and all that
                    // says what X is where no table does.
                    if self.registry.places[base].id.is_none()
                        && self.registry.place_traits[base].base.is_none()
                    {
                        self.registry.places[base].feature = noun.feature.to_owned();
                    }
                    if self.registry.place_traits[base].noun.is_none() {
                        self.registry.place_traits[base].noun = Some(noun.noun.clone());
                        self.registry.place_traits[base].gender = Some(noun.gender);
                    }
                    base
                }
                // Part of a place, without a name of its own: the place, with the words kept.
                PlaceMode::Near | PlaceMode::Area | PlaceMode::Part if direction.is_none() => base,
                PlaceMode::Site if self.named_site(noun_end, at) => base,
                // The name was the site's own, though no table knows it: "l'hôtel Untel".
                PlaceMode::Site if self.registry.is_local_site(base, noun) => base,
                _ => {
                    let text = self.words_of(tok..end);
                    // "l'ambassade de Turquie à Mogadiscio": whose it is does not say where it is.
                    let town = (noun.mode == PlaceMode::Site
                        && self.registry.places[base].feature == "country")
                        .then(|| self.town_within(tok, end));
                    let base = town.flatten().unwrap_or(base);
                    let key = format!(
                        "part:{}:{}:{base}",
                        noun.noun,
                        direction.clone().unwrap_or_default()
                    );
                    let ix = self.registry.local_place(
                        &key,
                        &text,
                        noun.feature,
                        Some(base),
                        None,
                        Some(noun),
                    );
                    add_name(&mut self.registry.places[ix].names, &text);
                    let name = self.registry.places[base].name.clone();
                    if let Some(full) = self.fill("site", &[("noun", &noun.noun), ("name", &name)])
                    {
                        add_name(&mut self.registry.places[ix].names, &full);
                    }
                    ix
                }
            };
            return Some((place, end));
        }
        // "le territoire syrien", "le désert irakien", "la ville syrienne" (which?).
        if let Some(polity) = countries.first().copied()
            && self.lexicon.polities[polity].country
        {
            let text = self.words_of(tok..adjectives_end);
            let country = self.polity_place(polity, false);
            let determiner = self.determiner(tok);
            // Land that belongs to a country is the country ("le sol irakien").
            if noun.feature == "country" || noun.noun_is_land() {
                return country.map(|ix| (ix, adjectives_end));
            }
            if matches!(noun.back, Back::Capital) {
                return self
                    .polity_place(polity, true)
                    .map(|ix| (ix, adjectives_end));
            }
            if matches!(noun.mode, PlaceMode::Type)
                && matches!(noun.feature, "town" | "village" | "region" | "district")
                && (determiner.definite || determiner.demonstrative)
                && let Some(place) = self.place_back(noun, tok)
            {
                return Some((place, adjectives_end));
            }
            // "un dépôt russe à Kherson": whose it is does not say where it is.
            let town = match noun.mode {
                PlaceMode::Site => self.town_within(tok, adjectives_end).or_else(|| {
                    // "l'hôpital saoudien", told of in a town of another country
                    let code = Some(self.lexicon.polities[polity].code.clone());
                    self.town_in_focus()
                        .filter(|town| self.registry.places[*town].country != code)
                }),
                _ => None,
            };
            let key = match town {
                Some(town) => format!("part:{}::{town}", noun.noun),
                None => format!("of:{}:{}", noun.noun, self.lexicon.polities[polity].code),
            };
            let code = match town {
                Some(town) => self.registry.places[town].country.clone(),
                None => Some(self.lexicon.polities[polity].code.clone()),
            };
            let country = town.or(country);
            let fresh = self.registry.place_by_key(&key).is_none();
            let ix =
                self.registry
                    .local_place(&key, &text, noun.feature, country, code, Some(noun));
            if fresh && let Some(name_hit) = self.world_place_named(&text) {
                let record = self.world.places.get(name_hit);
                let place = &mut self.registry.places[ix];
                place.latitude = Some(record.latitude);
                place.longitude = Some(record.longitude);
                place.id = Some(record.id);
            }
            return Some((ix, adjectives_end));
        }
        let determiner = self.determiner(tok);
        let pointing = determiner.definite || determiner.demonstrative;
        if direction.is_some() {
            // "les quartiers est": of the town spoken of.
            let base = self.town_in_focus()?;
            let text = self.words_of(tok..adjectives_end);
            let key = format!(
                "part:{}:{}:{base}",
                noun.noun,
                direction.clone().unwrap_or_default()
            );
            let ix =
                self.registry
                    .local_place(&key, &text, noun.feature, Some(base), None, Some(noun));
            add_name(&mut self.registry.places[ix].names, &text);
            if let Some(direction) = direction {
                let name = self.registry.places[base].name.clone();
                if let Some(full) = self.fill("part", &[("part", &direction), ("name", &name)]) {
                    add_name(&mut self.registry.places[ix].names, &full);
                }
            }
            return Some((ix, adjectives_end));
        }
        let phrase = self.phrase_end(tok, adjectives_end);
        if let Some(ground) = self.unnamed_ground(tok, noun_end..phrase, phrase, noun, None) {
            return Some((ground, phrase));
        }
        if pointing || determiner.start == tok || determiner.indefinite && !noun.plural {
            // "Rawa, la dernière localité tenue par les rebelles", "Rawa, village libéré en mai"
            if let Some(place) = self.apposed_to(determiner.start, noun) {
                return Some((place, adjectives_end));
            }
        }
        if pointing {
            // "80 % du territoire": the country's, where none of that kind was told of.
            let whole = |finder: &mut Self| {
                let land = noun.noun_is_land() && noun.feature == "region";
                let code = finder.scope_country(tok).filter(|_| land && !noun.plural)?;
                let polity = finder.polity_of(&code)?;
                finder.polity_place(polity, false)
            };
            return self
                .place_back(noun, tok)
                .or_else(|| whole(self))
                .map(|place| (place, adjectives_end));
        }
        // A site introduced without a name: "un hôpital", "une base aérienne".
        if noun.mode == PlaceMode::Site && determiner.indefinite && !noun.plural {
            let base = self
                .town_within(tok, adjectives_end)
                .or_else(|| self.scene_of_sentence(tok))
                .or_else(|| self.town_in_focus());
            let text = self.words_of(tok..adjectives_end);
            let sentence = self.surface.toks[tok].sentence;
            let key = format!("site:{}:{sentence}", noun.noun);
            // Told again, in other words or by another voice, within one paragraph or below the
            // headline: the same site.
            let paragraph = self.document.sentences[sentence].paragraph;
            let told = self.registry.site_introduced(noun).filter(|site| {
                self.found.iter().any(|found| {
                    let there = self.document.sentence_of(found.mention.head);
                    found.mention.referent == Referent::Place(*site)
                        && (there.paragraph == paragraph || there.heading)
                })
            });
            let ix = match told {
                Some(site) => {
                    self.registry.alias_place(&key, site);
                    // The text says better than its headline where the site lies.
                    if let Some(town) = self.town_within(tok, adjectives_end) {
                        self.registry.place_traits[site].base = Some(town);
                    }
                    site
                }
                None => {
                    let country = self.main_country();
                    self.registry
                        .local_place(&key, &text, noun.feature, base, country, Some(noun))
                }
            };
            let full = self.words_of(determiner.start..adjectives_end);
            add_name(&mut self.registry.places[ix].names, &full);
            let whole = self.words_of(determiner.start..self.phrase_end(tok, adjectives_end));
            add_name(&mut self.registry.places[ix].names, &whole);
            return Some((ix, adjectives_end));
        }
        None
    }

    /// The town or village that a phrase behind a comma says more of.
    fn apposed_to(&self, start: usize, noun: &PlaceNoun) -> Option<PlaceIx> {
        let comma = start.checked_sub(1)?;
        if &*self.surface.toks[comma].lower != "," || noun.mode != PlaceMode::Type {
            return None;
        }
        let end = self.surface.toks[comma].words.start;
        self.found.iter().rev().take(4).find_map(|found| {
            let Referent::Place(place) = found.mention.referent else {
                return None;
            };
            let fits = match noun.feature {
                "town" | "village" => {
                    matches!(
                        self.registry.places[place].feature.as_str(),
                        "town" | "village"
                    )
                }
                other => self.registry.places[place].feature == other,
            };
            (found.mention.words.end == end && found.mention.form == Form::Name && fits)
                .then_some(place)
        })
    }

    /// A name that stands right after a site noun is the site's own ("monts Mandara", "lac Tchad").
    fn named_site(&self, noun_end: usize, at: usize) -> bool {
        noun_end == at
            && self.names.at(at).is_some_and(|hit| {
                hit.place.is_some() && self.surface.toks.get(at.wrapping_sub(1)).is_some()
            })
            && self.lexicon.skip(Small::Of, self.surface, at).is_none()
    }

    /// A world place that bears exactly this name.
    pub(super) fn world_place_named(&self, name: &str) -> Option<selon_world::PlaceId> {
        let folded = selon_world::fold(&super::surface::plain(name));
        let words: Vec<&str> = folded.split(' ').collect();
        let (length, ids) = self.world.places.longest(&words)?;
        (length == words.len())
            .then(|| ids.first().copied())
            .flatten()
    }

    /// The place after "de" or right after a noun, and the token after it.
    fn complement(
        &mut self,
        at: usize,
        limit: usize,
        noun: &PlaceNoun,
    ) -> Option<(PlaceIx, usize)> {
        if at >= limit {
            return None;
        }
        let mut next = at;
        let mut linked = false;
        if let Some(after) = self.lexicon.skip(Small::Of, self.surface, at) {
            next = after;
            linked = true;
        }
        if linked
            && let Some(after) = self.lexicon.skip(Small::Definite, self.surface, next)
            && self.names.at(next).is_none_or(|hit| hit.toks.end <= after)
        {
            next = after;
        }
        if next >= limit {
            return None;
        }
        if noun.mode == PlaceMode::Site
            && let Some(end) = self.long_name_end(next, limit)
        {
            return Some(self.unknown_place(next..end, noun));
        }
        if let Some(hit) = self.names.at(next).cloned() {
            // "l'aéroport Untel de Telm": the name is the site's, whatever town bears it as well.
            if noun.mode == PlaceMode::Site
                && !linked
                && hit.polity.is_none()
                && self.town_behind(hit.toks.end).is_some()
            {
                return Some(self.unknown_place(hit.toks, noun));
            }
            if let Some(place) = self.name_place(&hit) {
                return Some((place, hit.toks.end));
            }
            // "la zone du Front X" is nobody's town; an unknown name after a place noun is one.
            if hit.actors.is_empty() && hit.polity.is_none() && noun.mode != PlaceMode::Area {
                return Some(self.unknown_place(hit.toks.clone(), noun));
            }
            return None;
        }
        if linked
            && let Some((noun_end, inner)) = self.lexicon.place_nouns.longest(self.surface, next)
        {
            let inner = inner.clone();
            // "la deuxième ville de la province" is not the province.
            if noun.mode == PlaceMode::Type
                && inner.mode == PlaceMode::Type
                && matches!(noun.feature, "town" | "village")
                && inner.feature != noun.feature
                && self
                    .lexicon
                    .skip(Small::Of, self.surface, noun_end)
                    .is_none()
            {
                return None;
            }
            let found = self.described_place(next, noun_end, &inner);
            if found.is_some() {
                return found;
            }
        }
        // "la zone des trois frontières": a name written small.
        if linked && let Some(found) = self.small_name(next, limit) {
            return Some(found);
        }
        if linked
            && let Some((_, end)) = self.direction_target(next)
            && let Some(place) = self.place_at(next)
        {
            return Some((place, end));
        }
        // A capitalised word the tables do not know: "le village de Tarfa", "l'hôtel Untel".
        // "la grande ville du Sud" has no name here.
        if self.surface.toks[next].capital
            && !self.surface.toks[next].timed
            && self
                .lexicon
                .directions
                .longest(self.surface, next)
                .is_none()
            && self.lexicon.groups.longest(self.surface, next).is_none()
            && (linked
                || matches!(
                    noun.mode,
                    PlaceMode::Site | PlaceMode::Type | PlaceMode::Line
                ))
        {
            let mut end = next + 1;
            while end < limit
                && (self.surface.toks[end].capital && !self.surface.toks[end].timed)
                && self.names.at(end).is_none()
            {
                end += 1;
            }
            return Some(self.unknown_place(next..end, noun));
        }
        None
    }

    /// A name that the tables do not list as written: a misspelling or another transliteration of
    /// a place in the countries spoken of, else a place of this document.
    pub fn unlisted_place(&mut self, toks: Range<usize>, feature: &'static str) -> PlaceIx {
        let text = self.words_of(toks.clone());
        let key = format!("name:{}", selon_world::fold(&super::surface::plain(&text)));
        if let Some(ix) = self.registry.place_by_key(&key) {
            return ix;
        }
        let context = selon_world::PlaceContext {
            countries: self.names.countries.clone(),
            near: Vec::new(),
            feature: Some(feature),
        };
        let ranked = self.world.places.resolve(&text, &context);
        let near = ranked.first().is_some_and(|(id, _)| {
            let country = self.world.places.get(*id).country;
            self.names
                .countries
                .iter()
                .any(|(code, weight)| *weight > 0.05 && Some(code) == country.as_ref())
        });
        if near && let Some(ix) = self.registry.world_place(&ranked, self.world) {
            add_name(&mut self.registry.places[ix].names, &text);
            self.registry.alias_place(&key, ix);
            return ix;
        }
        let country = self.scope_country(toks.start);
        self.registry
            .local_place(&key, &text, feature, None, country, None)
    }

    /// The place of the mention whose first token is `tok`, if one was made.
    fn place_at(&self, tok: usize) -> Option<PlaceIx> {
        let word = self.surface.toks[tok].words.start;
        self.found
            .iter()
            .rev()
            .find_map(|found| match found.mention.referent {
                Referent::Place(place) if found.mention.words.start == word => Some(place),
                _ => None,
            })
    }

    /// "le nord de X", "le sud syrien", "à l'est", "nord-malien".
    fn direction_phrase(&mut self, tok: usize) -> Option<usize> {
        // "nord-syrien"
        if let [first, second] = self.surface.pieces_of(tok)
            && let Some(point) = self.lexicon.directions.word(&first.folded).cloned()
            && let Some(demonym) = self.lexicon.demonyms.word(&second.folded).cloned()
            && self.lexicon.demonyms.longest(self.surface, tok).is_none()
        {
            let base = self.polity_place(demonym.polity, false)?;
            let place = self.part_of(base, &point.canonical, tok..tok + 1);
            let head = self.surface.toks[tok].words.start;
            let (role, _) = self.role_of(tok, head);
            let aside = self.tells_where(tok, tok + 1);
            self.mention_place(
                place,
                tok..tok + 1,
                head,
                Form::Description,
                role,
                None,
                !aside,
            );
            return Some(tok + 1);
        }
        let (end, point) = self.lexicon.directions.longest(self.surface, tok)?;
        let point = point.clone();
        let verb = matches!(self.surface.toks[tok].upos, Upos::Aux | Upos::Verb);
        if verb && self.shared_target(end).is_none() {
            return None;
        }
        let head = self.surface.toks[tok].words.start;
        let (base, stop) = match self.direction_target(end) {
            Some(found) => found,
            // "l'est et le nord du pays": both are of the country.
            None if let Some(base) = self.shared_target(end) => (base, end),
            None if point.middle => return None,
            None => {
                // A bare direction needs to stand where a noun stands.
                let before = tok.checked_sub(1)?;
                let articled = self.lexicon.skip(Small::Definite, self.surface, before)
                    == Some(tok)
                    || self.contracted(before);
                if !articled {
                    return None;
                }
                let country = self.side_of_country(tok, before);
                (country.or_else(|| self.place_in_focus(tok))?, end)
            }
        };
        let place = self.part_of(base, &point.canonical, tok..stop);
        let (mut role, _) = self.role_of(tok, head);
        if role == PlaceRole::Near {
            role = PlaceRole::At;
        }
        let start = self.distance_before(tok);
        let modifier = self.words_of(start..end);
        for at in tok..end {
            self.taken[at] = true;
        }
        for at in end..stop {
            self.inside[at] = true;
        }
        let aside = self.tells_where(tok, stop);
        self.mention_place(
            place,
            tok..stop,
            head,
            Form::Description,
            role,
            Some(modifier),
            !aside,
        );
        Some(end)
    }

    /// "à 20 km au sud": where the words that narrow a direction begin.
    fn distance_before(&self, tok: usize) -> usize {
        let mut start = tok;
        let sentence = self.surface.sentences[self.surface.toks[tok].sentence].clone();
        for back in 1..=2 {
            let Some(at) = tok.checked_sub(back) else {
                break;
            };
            if at < sentence.start {
                break;
            }
            if self.contracted(at)
                || self
                    .lexicon
                    .skip(Small::Definite, self.surface, at)
                    .is_some()
                || self
                    .lexicon
                    .prepositions
                    .longest(self.surface, at)
                    .is_some_and(|(end, _)| end <= tok)
            {
                start = at;
            } else {
                break;
            }
        }
        let Some(unit) = start.checked_sub(1) else {
            return start;
        };
        if unit > sentence.start
            && self.surface.toks[unit].sentence == self.surface.toks[tok].sentence
            && self.is_number(unit - 1)
        {
            start = unit - 1;
            if let Some(at) = start.checked_sub(1)
                && at >= sentence.start
                && self
                    .lexicon
                    .prepositions
                    .longest(self.surface, at)
                    .is_some_and(|(end, _)| end == start)
            {
                start = at;
            }
        }
        start
    }

    /// What a direction is the direction of: "de X", "de la ville", "syrien".
    fn direction_target(&mut self, at: usize) -> Option<(PlaceIx, usize)> {
        let sentence = self.surface.toks.get(at)?.sentence;
        let limit = self.surface.sentences[sentence].end;
        if let Some((end, demonym)) = self.lexicon.demonyms.longest(self.surface, at) {
            let polity = demonym.polity;
            if self.surface.toks[at].sentence != sentence {
                return None;
            }
            self.taken[at] = true;
            return self.polity_place(polity, false).map(|place| (place, end));
        }
        let of = self.lexicon.skip(Small::Of, self.surface, at)?;
        let mut next = of;
        if let Some(after) = self.lexicon.skip(Small::Definite, self.surface, next)
            && self.names.at(next).is_none_or(|hit| hit.toks.end <= after)
        {
            next = after;
        }
        if next >= limit {
            return None;
        }
        if let Some(hit) = self.names.at(next).cloned() {
            let place = self.name_place(&hit)?;
            return Some((place, hit.toks.end));
        }
        if let Some((noun_end, noun)) = self.lexicon.place_nouns.longest(self.surface, next) {
            let noun = noun.clone();
            return self.described_place(next, noun_end, &noun);
        }
        let token = &self.surface.toks[next];
        (token.capital && !token.timed && self.lexicon.groups.longest(self.surface, next).is_none())
            .then(|| {
                let place = self.unlisted_place(next..next + 1, "town");
                (place, next + 1)
            })
    }

    /// What the directions joined to one that ends at a token are of.
    fn shared_target(&mut self, end: usize) -> Option<PlaceIx> {
        let joined = self.lexicon.skip(Small::And, self.surface, end)?;
        let next = self
            .lexicon
            .skip(Small::Definite, self.surface, joined)
            .unwrap_or(joined);
        let (after, _) = self.lexicon.directions.longest(self.surface, next)?;
        self.direction_target(after).map(|(base, _)| base)
    }

    /// A part of a place, by direction.
    fn part_of(&mut self, base: PlaceIx, direction: &str, toks: Range<usize>) -> PlaceIx {
        let text = self.words_of(toks);
        let key = format!("direction:{direction}:{base}");
        let fresh = self.registry.place_by_key(&key).is_none();
        let ix = self
            .registry
            .local_place(&key, &text, "area", Some(base), None, None);
        add_name(&mut self.registry.places[ix].names, &text);
        if fresh {
            // The last names are the document's own; the first is the tables' preferred one.
            let all = &self.registry.places[base].names;
            let names: Vec<String> = all
                .iter()
                .take(3)
                .chain(all.iter().rev().take(4))
                .cloned()
                .collect();
            for name in names {
                for key in ["part", "part-elided", "part-joined"] {
                    if let Some(full) = self.fill(key, &[("part", direction), ("name", &name)]) {
                        add_name(&mut self.registry.places[ix].names, &full);
                    }
                }
            }
            if self.registry.places[base].feature == "country"
                && let Some(full) = self.part_of_country(base, direction)
            {
                add_name(&mut self.registry.places[ix].names, &full);
            }
            self.shift(ix, base, direction);
        }
        ix
    }

    /// "le nord du pays" by the country's name, with the article that the name takes.
    fn part_of_country(&self, country: PlaceIx, direction: &str) -> Option<String> {
        let code = self.registry.places[country].country.as_deref()?;
        let name = self.lexicon.polities[self.polity_of(code)?].names.first()?;
        let listed = |key: &str| self.lexicon.lists(key, name);
        let ends = |key: &str| {
            self.lexicon
                .templates
                .get(key)
                .is_some_and(|list| list.split('|').any(|word| name.ends_with(word)))
        };
        let form = if listed("country-bare") {
            return None;
        } else if listed("country-plural") {
            "part-plural"
        } else if self.lexicon.begins_with_vowel(name) {
            "part-vowel"
        } else if ends("country-feminine-ending") && !listed("country-masculine") {
            "part-feminine"
        } else {
            "part-masculine"
        };
        self.fill(form, &[("part", direction), ("name", name)])
    }

    /// Moves a part away from the middle of the whole: a quarter of a region's breadth, roughly.
    fn shift(&mut self, ix: PlaceIx, base: PlaceIx, direction: &str) {
        let degrees = match self.registry.places[base].feature.as_str() {
            "country" => 1.2,
            "region" => 0.4,
            _ => 0.1,
        };
        // Directions are ordered in the pack as on a compass card; their offsets are geometry.
        let Some(at) = self
            .lexicon
            .compass()
            .iter()
            .position(|word| word == direction)
        else {
            return;
        };
        let (north, east) = match at {
            0 => (1.0, 0.0),
            1 => (-1.0, 0.0),
            2 => (0.0, 1.0),
            3 => (0.0, -1.0),
            4 => (0.7, 0.7),
            5 => (0.7, -0.7),
            6 => (-0.7, 0.7),
            7 => (-0.7, -0.7),
            _ => return,
        };
        let place = &mut self.registry.places[ix];
        place.latitude = place
            .latitude
            .map(|latitude| (latitude + north * degrees).clamp(-90.0, 90.0));
        place.longitude = place.longitude.map(|longitude| longitude + east * degrees);
    }

    /// "la frontière turque", "la frontière syro-turque", "la frontière entre A et B", "avec B".
    fn border(
        &mut self,
        tok: usize,
        noun_end: usize,
        at: usize,
        limit: usize,
        adjectives: &[usize],
    ) -> Option<(PlaceIx, usize)> {
        let mut countries: Vec<usize> = adjectives
            .iter()
            .copied()
            .filter(|polity| self.lexicon.polities[*polity].country)
            .collect();
        let mut end = at;
        let mut next = at;
        if self
            .lexicon
            .skip(Small::Between, self.surface, at)
            .is_some()
            || self.lexicon.skip(Small::With, self.surface, at).is_some()
            || self.lexicon.skip(Small::Of, self.surface, at).is_some()
        {
            next += 1;
            for probe in next..(next + 8).min(limit) {
                if let Some(hit) = self.names.at(probe)
                    && let Some((polity, false)) = hit.polity
                {
                    countries.push(polity);
                    end = hit.toks.end;
                    if countries.len() >= 2 {
                        break;
                    }
                }
            }
        }
        if countries.len() == 1 {
            // The other side is the country spoken of.
            let here = self
                .scope_country(tok)
                .filter(|code| *code != self.lexicon.polities[countries[0]].code)
                .or_else(|| {
                    self.names
                        .countries
                        .iter()
                        .map(|(code, _)| code.clone())
                        .find(|code| *code != self.lexicon.polities[countries[0]].code)
                });
            if let Some(polity) = here.and_then(|code| self.polity_of(&code)) {
                countries.push(polity);
            }
        }
        if countries.is_empty() {
            // "la frontière": the one spoken of.
            let last = self
                .found
                .iter()
                .rev()
                .find_map(|found| match found.mention.referent {
                    Referent::Place(place) if self.registry.places[place].feature == "border" => {
                        Some(place)
                    }
                    _ => None,
                })?;
            return Some((last, noun_end));
        }
        countries.truncate(2);
        let mut codes: Vec<String> = countries
            .iter()
            .map(|polity| self.lexicon.polities[*polity].code.clone())
            .collect();
        codes.sort();
        let key = format!("border:{}", codes.join("-"));
        let text = self.words_of(tok..end);
        let base = self.polity_place(countries[0], false);
        let ix = self
            .registry
            .local_place(&key, &text, "border", base, None, None);
        add_name(&mut self.registry.places[ix].names, &text);
        let polities: Vec<_> = countries
            .iter()
            .map(|polity| self.lexicon.polities[*polity].clone())
            .collect();
        for (first, second) in [(0, 1), (1, 0)] {
            let (Some(a), Some(b)) = (polities.get(first), polities.get(second)) else {
                continue;
            };
            for prefix in a.prefix.split('|').filter(|prefix| !prefix.is_empty()) {
                for form in &b.forms[1] {
                    let compound = format!("{prefix}-{form}");
                    if let Some(full) = self.fill("border", &[("compound", &compound)]) {
                        if let Some(id) = self.world_place_named(&full)
                            && self.registry.places[ix].id.is_none()
                        {
                            let record = self.world.places.get(id);
                            let place = &mut self.registry.places[ix];
                            place.id = Some(record.id);
                            place.latitude = Some(record.latitude);
                            place.longitude = Some(record.longitude);
                        }
                        add_name(&mut self.registry.places[ix].names, &full);
                    }
                }
            }
        }
        self.registry.places[ix].country = None;
        Some((ix, end))
    }

    /// The place that a bare noun points back to.
    pub(super) fn place_back(&mut self, noun: &PlaceNoun, tok: usize) -> Option<PlaceIx> {
        match noun.back {
            Back::No => None,
            Back::Country => {
                let polity = self
                    .scope_country(tok)
                    .and_then(|code| self.polity_of(&code))?;
                self.polity_place(polity, false)
            }
            Back::Capital => {
                let polity = self
                    .scope_country(tok)
                    .and_then(|code| self.polity_of(&code))?;
                self.polity_place(polity, true)
            }
            Back::Yes => {
                let fits = |place: PlaceIx| -> bool {
                    let record = &self.registry.places[place];
                    let traits = &self.registry.place_traits[place];
                    if traits.noun.as_deref() == Some(noun.noun.as_str()) {
                        return true;
                    }
                    match (noun.mode, noun.feature) {
                        // "l'établissement": a site, whatever it is.
                        (PlaceMode::Area, "site") => {
                            matches!(record.feature.as_str(), "site" | "base")
                        }
                        (PlaceMode::Area, _) => matches!(
                            record.feature.as_str(),
                            "town" | "village" | "district" | "area" | "region" | "site" | "base"
                        ),
                        (PlaceMode::Type, "town" | "village") => {
                            matches!(record.feature.as_str(), "town" | "village")
                                && traits.base.is_none()
                        }
                        (PlaceMode::Type, "district") => record.feature == "district",
                        (PlaceMode::Type, "region") => {
                            // "dans l'est du Burkina Faso ... dans cette région"
                            let part_of_country = |base: PlaceIx| {
                                self.registry.places[base].feature == "country" && !traits.unnamed
                            };
                            record.feature == "region"
                                || record.feature == "area"
                                    && traits.base.is_none_or(part_of_country)
                        }
                        (PlaceMode::Type, "river") => record.feature == "river",
                        (PlaceMode::Type, "area") => record.feature == "area",
                        (PlaceMode::Site, "base") => record.feature == "base",
                        // "le palais": the presidential one told of before.
                        (PlaceMode::Site, _) => self.registry.is_local_site(place, noun),
                        _ => false,
                    }
                };
                if noun.plural {
                    return None;
                }
                let sentence = self.surface.toks[tok].sentence;
                let paragraph = self.document.sentences[sentence].paragraph;
                let town = matches!(noun.feature, "town" | "village");
                let mind = if town { &self.towns } else { &self.in_mind };
                let best = mind.most(sentence, paragraph, |place| {
                    let named = self.registry.place_traits[place].noun.as_deref()
                        == Some(noun.noun.as_str());
                    fits(place).then_some(if named { 3 } else { 2 })
                });
                if best.is_none() && noun.mode == PlaceMode::Site {
                    // "l'aéroport": the town's.
                    let base = self.town_in_focus()?;
                    let name = self.registry.places[base].name.clone();
                    let full = self.fill("site", &[("noun", &noun.noun), ("name", &name)])?;
                    let key = format!("part:{}::{base}", noun.noun);
                    return Some(self.registry.local_place(
                        &key,
                        &full,
                        noun.feature,
                        Some(base),
                        None,
                        Some(noun),
                    ));
                }
                best
            }
        }
    }
}

impl PlaceNoun {
    /// Land of a country: with a demonym it is the country.
    fn noun_is_land(&self) -> bool {
        self.mode == PlaceMode::Land
    }
}
