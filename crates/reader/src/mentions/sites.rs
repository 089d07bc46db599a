//! Sites: the town that a site's phrase names, how far that phrase goes, and the houses of bodies ("le
//! siège du parti"), which are places of their own.
//!
//! What this module leaves out: which words name sites and which site a bare noun means
//! ([`super::places`]).

use super::finder::Finder;
use super::lexicon::{PlaceMode, PlaceNoun, Small};
use super::registry::add_name;
use super::{Form, Referent};
use selon_model::{PlaceIx, PlaceRole};
use selon_text::Upos;
use std::ops::Range;

/// Longest that what is said of a site may be to be told with its noun, in tokens.
const PHRASE: usize = 8;

/// Tokens within which a comma opens what says where a place lies.
const TELLS_WHERE: usize = 10;

impl Finder<'_> {
    /// "Telm, à une vingtaine de kilomètres à l'ouest de Velm" ("Telm, some twenty kilometres west of
    /// Velm"): what stands behind a comma after a town or a site tells where that lies, not where
    /// something happened; its words stand for the town from then on.
    pub fn tells_where(&mut self, tok: usize, stop: usize) -> bool {
        let sentence = self.surface.toks[tok].sentence;
        let opens = (tok.saturating_sub(TELLS_WHERE)..tok).rev().find(|at| {
            let token = &self.surface.toks[*at];
            token.sentence != sentence
                || matches!(&*token.lower, "," | "(")
                || token.upos == Upos::Aux
                || token.upos == Upos::Verb
                    && self.document.feat(token.words.start, "VerbForm") != Some("Part")
        });
        let Some(comma) = opens.filter(|at| matches!(&*self.surface.toks[*at].lower, "," | "("))
        else {
            return false;
        };
        let start = self.surface.toks[comma].words.start;
        let told = self.found.iter().rev().take(6).find(|found| {
            let Referent::Place(place) = found.mention.referent else {
                return false;
            };
            found.mention.words.end == start
                && found.mention.form != Form::Pronoun
                && found.detail.locative
                && matches!(
                    self.registry.places[place].feature.as_str(),
                    "town" | "village" | "site" | "base" | "district"
                )
        });
        let Some(told) = told.map(|found| found.mention.head) else {
            return false;
        };
        let words = start + 1..self.surface.words(tok..stop).end;
        self.asides.extend(words.map(|word| (word, told)));
        true
    }

    /// The house of a body: "le siège des services de renseignement", "les locaux de l'ONG". A siege
    /// is of a place or a force, and stands behind no word that says where.
    pub(super) fn seat(
        &mut self,
        tok: usize,
        at: usize,
        limit: usize,
        noun: &PlaceNoun,
    ) -> Option<(PlaceIx, usize)> {
        let of = self.lexicon.skip(Small::Of, self.surface, at)?;
        let body = self
            .lexicon
            .skip(Small::Definite, self.surface, of)
            .unwrap_or(of);
        if body >= limit || self.surface.toks[body].timed || self.is_number(body) {
            return None;
        }
        let named = self.names.at(body);
        let known = self.lexicon.groups.longest(self.surface, body).is_some()
            || named.is_some_and(|hit| !hit.actors.is_empty());
        let ground = self
            .lexicon
            .place_nouns
            .longest(self.surface, body)
            .is_some()
            || named.is_some_and(|hit| hit.actors.is_empty());
        let nominal = matches!(self.surface.toks[body].upos, Upos::Noun | Upos::Propn);
        let somewhere = self.governed_by(tok).is_some_and(|(_, preposition)| {
            !preposition.of && matches!(preposition.role, PlaceRole::At | PlaceRole::Near)
        });
        if ground || !nominal || known && !somewhere {
            return None;
        }
        let mut end = named.map_or(body + 1, |hit| hit.toks.end);
        while end < limit {
            if let Some(after) = self.lexicon.skip(Small::Of, self.surface, end) {
                end = after;
            } else if matches!(
                self.surface.toks[end].upos,
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det
            ) && !self.surface.toks[end].timed
            {
                end += 1;
            } else {
                break;
            }
        }
        let text = self.words_of(tok..end);
        let last = self.surface.toks[end - 1].lower.clone();
        let told = self.registry.site_introduced(noun).filter(|site| {
            let names = &self.registry.places[*site].names;
            names
                .iter()
                .any(|name| name.to_lowercase().ends_with(&*last))
        });
        let ix = match told {
            Some(site) => site,
            None => {
                let base = self.town_within(tok, end).or_else(|| self.town_in_focus());
                let key = format!("seat:{}", selon_world::fold(&super::surface::plain(&text)));
                let country = self.main_country();
                self.registry
                    .local_place(&key, &text, noun.feature, base, country, Some(noun))
            }
        };
        add_name(&mut self.registry.places[ix].names, &text);
        Some((ix, end))
    }

    /// A place by a name that no table knows, and the token after what tells it: of a site the town as well
    /// ("l'hôpital X de Goma").
    pub(super) fn unknown_place(
        &mut self,
        toks: Range<usize>,
        noun: &PlaceNoun,
    ) -> (PlaceIx, usize) {
        let site = matches!(noun.mode, PlaceMode::Site | PlaceMode::Line);
        if !site {
            let end = toks.end;
            return (self.unlisted_place(toks, noun.feature), end);
        }
        let (town, end) = match self.town_behind(toks.end) {
            Some((town, end)) => (Some(town), end),
            None => (None, toks.end),
        };
        // "la mosquée Al-Nour de Velm", taken for one name
        let (town, toks) = match self.town_at_end(&toks).filter(|_| town.is_none()) {
            Some((town, before)) => (Some(town), toks.start..before),
            None => (town, toks),
        };
        let text = self.words_of(toks.clone());
        let key = format!(
            "site:{}:{}",
            noun.noun,
            selon_world::fold(&super::surface::plain(&text))
        );
        let country = self.scope_country(toks.start);
        // "Au Kenya, l'hôtel X": in no town of another country.
        let here = |town: &PlaceIx| {
            let told = self.country_of_sentence(toks.start);
            told.is_none() || told == self.registry.places[*town].country
        };
        let base = town.or_else(|| self.town_in_focus().filter(here));
        let full = format!("{} {text}", noun.noun);
        if let Some(ix) = self.registry.site_introduced(noun) {
            add_name(&mut self.registry.places[ix].names, &full);
            add_name(&mut self.registry.places[ix].names, &text);
            self.registry.alias_place(&key, ix);
            return (ix, end);
        }
        let ix = self
            .registry
            .local_place(&key, &full, noun.feature, base, country, Some(noun));
        add_name(&mut self.registry.places[ix].names, &text);
        (ix, end)
    }

    /// The town named right behind a token as what something is of, and the token after it.
    pub(super) fn town_behind(&mut self, at: usize) -> Option<(PlaceIx, usize)> {
        let of = self.lexicon.skip(Small::Of, self.surface, at)?;
        let hit = self.names.at(of).cloned()?;
        let place = self.name_place(&hit)?;
        matches!(
            self.registry.places[place].feature.as_str(),
            "town" | "village" | "district"
        )
        .then_some((place, hit.toks.end))
    }

    /// The known town that a site's name ends with as what it is of, and the token before which the name ends.
    fn town_at_end(&mut self, toks: &Range<usize>) -> Option<(PlaceIx, usize)> {
        let of = (toks.start + 1..toks.end).rev().find(|at| {
            self.lexicon.skip(Small::Of, self.surface, *at) == Some(at + 1) && at + 1 < toks.end
        })?;
        let text = self.words_of(of + 1..toks.end);
        let context = selon_world::PlaceContext {
            countries: self.names.countries.clone(),
            near: Vec::new(),
            feature: Some("town"),
        };
        self.world_place_named(&text)?;
        let ranked = self.world.places.resolve(&text, &context);
        let record = self.world.places.get(ranked.first()?.0);
        let here = self
            .names
            .countries
            .iter()
            .any(|(code, weight)| *weight > 0.05 && Some(code) == record.country.as_ref());
        let town = here.then(|| self.registry.world_place(&ranked, self.world))??;
        add_name(&mut self.registry.places[town].names, &text);
        matches!(
            self.registry.places[town].feature.as_str(),
            "town" | "village" | "district"
        )
        .then_some((town, of))
    }

    /// Ground that has no name of its own and is told by what it is like: "de vastes zones rurales du pays",
    /// "les localités occupées". What it lies in is a country, or the town spoken of where it is a part of one.
    pub(super) fn unnamed_ground(
        &mut self,
        tok: usize,
        like: Range<usize>,
        end: usize,
        noun: &PlaceNoun,
        base: Option<PlaceIx>,
    ) -> Option<PlaceIx> {
        let ground = matches!(noun.mode, PlaceMode::Type | PlaceMode::Area)
            && matches!(
                noun.feature,
                "town" | "village" | "district" | "region" | "area"
            );
        let determiner = self.determiner(tok);
        let head = self.surface.toks[tok].words.start;
        let limit = self.surface.sentences[self.surface.toks[tok].sentence].end;
        // "deux villes assiégées, X et Y": they have names.
        let named = |at| {
            let hit = self.names.at(at);
            hit.is_some_and(|hit| hit.place.is_some() && hit.polity.is_none())
                && (at < end || self.document.hangs(self.surface.toks[at].words.start, head))
        };
        if !noun.plural
            || !ground
            || like.is_empty()
            || determiner.demonstrative
            || determiner.counted
            || base.is_none() && (like.start..limit.min(end + PHRASE)).any(named)
        {
            return None;
        }
        let text = self.words_of(tok..end);
        let key = format!(
            "ground:{}",
            selon_world::fold(&super::surface::plain(&text))
        );
        let base = base.or_else(|| match noun.feature {
            "district" => self.town_in_focus(),
            _ => None,
        });
        let country = self.scope_country(tok);
        let ix = self
            .registry
            .local_place(&key, &text, noun.feature, base, country, Some(noun));
        self.registry.place_traits[ix].unnamed = true;
        let sentence = &self.surface.sentences[self.surface.toks[tok].sentence];
        let mut start = tok;
        while start > sentence.start && self.surface.toks[start - 1].upos == Upos::Adj {
            start -= 1;
            let told = self.words_of(start..end);
            add_name(&mut self.registry.places[ix].names, &told);
        }
        let whole = self.words_of(determiner.start.min(start)..end);
        add_name(&mut self.registry.places[ix].names, &whole);
        Some(ix)
    }

    /// The town that what is said of a site names: "une église copte (l'église X) située à Tanta".
    pub(super) fn town_within(&mut self, noun: usize, from: usize) -> Option<PlaceIx> {
        let head = self.surface.toks[noun].words.start;
        let sentence = self.surface.sentences[self.surface.toks[noun].sentence].clone();
        // "un camp a été attaqué à X"
        let verb = self
            .document
            .head(head)
            .filter(|verb| matches!(self.document.relation(head), "nsubj" | "obj") && *verb > head);
        for at in from..sentence.end.min(from + 2 * PHRASE) {
            let token = &self.surface.toks[at];
            let word = token.words.start;
            if self.document.feat(word, "VerbForm") == Some("Fin")
                && verb.is_none_or(|verb| verb != word && self.document.head(word) != Some(verb))
            {
                break;
            }
            let Some(hit) = self.names.at(at).cloned() else {
                continue;
            };
            let placed = self
                .governed_by(at)
                .filter(|(_, preposition)| !preposition.of);
            let Some((before, preposition)) = placed else {
                continue;
            };
            let near = preposition.role == PlaceRole::Near;
            // "un marché à Nyala", "une base de l'armée à Auno": what stands right behind the noun and
            // whose it is says where it is, whatever word the parser hung it on.
            let owner = |at: usize| match self.surface.toks[at].upos {
                Upos::Adp => self.lexicon.skip(Small::Of, self.surface, at).is_some(),
                other => matches!(other, Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj),
            };
            // "un dépôt à proximité de Velm"
            let right_behind =
                (near || preposition.role == PlaceRole::At) && (from..before).all(owner);
            let undergone = preposition.role == PlaceRole::At
                && verb.is_some()
                && self.document.head(self.head_of(hit.toks.clone())) == verb;
            if right_behind || undergone || !near && self.document.hangs(word, head) {
                let place = self.name_place(&hit)?;
                let town = matches!(
                    self.registry.places[place].feature.as_str(),
                    "town" | "village" | "district"
                );
                return town.then_some(place);
            }
        }
        None
    }

    /// Where the phrase of a noun ends with what is said of it, up to a pause or a finite verb: "un
    /// hôpital tenu par une ONG", "une base aérienne en Syrie".
    pub fn phrase_end(&self, noun: usize, from: usize) -> usize {
        let head = self.surface.toks[noun].words.start;
        let sentence = self.surface.sentences[self.surface.toks[noun].sentence].clone();
        let mut end = from;
        while end < sentence.end.min(from + PHRASE) {
            let token = &self.surface.toks[end];
            let word = token.words.start;
            if !self.parsed
                || token.upos == Upos::Punct
                || self.document.feat(word, "PronType") == Some("Rel")
                || self.document.feat(word, "VerbForm") == Some("Fin")
                || self.seen_doing(end)
                || !self.document.hangs(word, head)
            {
                break;
            }
            end += 1;
        }
        // Never upon a word that opens something.
        while end > from
            && matches!(
                self.surface.toks[end - 1].upos,
                Upos::Det | Upos::Adp | Upos::Pron
            )
        {
            end -= 1;
        }
        end
    }

    /// "ont vu des hommes en uniforme s'introduire dans l'école": an infinitive behind no preposition tells what
    /// they did.
    fn seen_doing(&self, tok: usize) -> bool {
        self.document
            .feat(self.surface.toks[tok].words.start, "VerbForm")
            == Some("Inf")
            && tok.checked_sub(1).is_some_and(|before| {
                !matches!(self.surface.toks[before].upos, Upos::Adp | Upos::Cconj)
            })
    }
}
