//! Sites: the town that a site's phrase names, how far that phrase goes, and the houses of bodies ("le
//! siège du parti"), which are places of their own.
//!
//! What this module leaves out: which words name sites and which site a bare noun means
//! ([`super::places`]).

use super::finder::Finder;
use super::lexicon::{PlaceNoun, Small};
use super::registry::add_name;
use selon_model::{PlaceIx, PlaceRole};
use selon_text::Upos;

/// Longest that what is said of a site may be to be told with its noun, in tokens.
const PHRASE: usize = 8;

impl Finder<'_> {
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

    /// The town that what is said of a site names: "une église copte (l'église X) située à Tanta".
    pub(super) fn town_within(&mut self, noun: usize, from: usize) -> Option<PlaceIx> {
        let head = self.surface.toks[noun].words.start;
        let sentence = self.surface.sentences[self.surface.toks[noun].sentence].clone();
        for at in from..sentence.end.min(from + 2 * PHRASE) {
            let token = &self.surface.toks[at];
            if self.document.feat(token.words.start, "VerbForm") == Some("Fin") {
                break;
            }
            let Some(hit) = self.names.at(at).cloned() else {
                continue;
            };
            let placed = self
                .governed_by(at)
                .filter(|(_, preposition)| !preposition.of && preposition.role != PlaceRole::Near);
            let Some((before, preposition)) = placed else {
                continue;
            };
            // "un marché à Nyala", "une base de l'armée à Auno": what stands right behind the noun and
            // whose it is says where it is, whatever word the parser hung it on.
            let owner = |at: usize| match self.surface.toks[at].upos {
                Upos::Adp => self.lexicon.skip(Small::Of, self.surface, at).is_some(),
                other => matches!(other, Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj),
            };
            let right_behind = preposition.role == PlaceRole::At && (from..before).all(owner);
            if right_behind || self.document.hangs(token.words.start, head) {
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
                || !self.document.hangs(word, head)
            {
                break;
            }
            end += 1;
        }
        end
    }
}
