//! Roads: what they run between and what they are called. Left out: what else places are made of
//! ([`super::places`]).

use super::finder::Finder;
use super::lexicon::{PlaceMode, PlaceNoun};
use super::names::NameHit;
use super::registry::add_name;
use selon_model::PlaceIx;
use selon_text::Upos;

impl Finder<'_> {
    /// "la route reliant A à B", "l'autoroute M-4", "la route de A".
    pub(super) fn line(
        &mut self,
        tok: usize,
        noun_end: usize,
        limit: usize,
        noun: &PlaceNoun,
    ) -> Option<(PlaceIx, usize)> {
        let mut ends: Vec<PlaceIx> = Vec::new();
        let mut end = noun_end;
        for probe in noun_end..(noun_end + 12).min(limit) {
            if self.surface.toks[probe].upos == Upos::Punct
                || &*self.surface.toks[probe].lower == ","
            {
                break;
            }
            if let Some(hit) = self.names.at(probe).cloned() {
                // "l'autoroute Damas-Alep"
                if let Some((from, to)) = self.two_towns(&hit) {
                    ends.extend([from, to]);
                    end = hit.toks.end;
                } else if let Some(place) = self.name_place(&hit) {
                    ends.push(place);
                    end = hit.toks.end;
                }
            } else if self.surface.toks[probe].upos != Upos::Verb
                && let Some((inner_end, inner)) =
                    self.lexicon.place_nouns.longest(self.surface, probe)
            {
                let inner = inner.clone();
                if inner.mode != PlaceMode::Line
                    && let Some((place, stop)) = self.described_place(probe, inner_end, &inner)
                {
                    ends.push(place);
                    end = stop;
                }
            }
            if ends.len() == 2 {
                break;
            }
        }
        // "l'autoroute M-4", "la route nationale 2"
        let kind = (noun_end..limit.min(noun_end + 2))
            .take_while(|at| self.surface.toks[*at].upos == Upos::Adj)
            .count();
        let number = noun_end + kind;
        if ends.is_empty()
            && number < limit
            && (self.surface.toks[number].capital || kind > 0 && self.is_number(number))
            && !self.surface.toks[number].timed
        {
            let text = self.words_of(tok..number + 1);
            let key = format!("line:{}", selon_world::fold(&super::surface::plain(&text)));
            let base = self.place_in_focus(tok);
            let ix = self
                .registry
                .local_place(&key, &text, noun.feature, base, None, Some(noun));
            return Some((ix, number + 1));
        }
        if ends.is_empty() {
            let determiner = self.determiner(tok);
            if determiner.definite || determiner.demonstrative {
                return self.place_back(noun, tok).map(|place| (place, noun_end));
            }
            return None;
        }
        let text = self.words_of(tok..end);
        let mut sorted = ends.clone();
        sorted.sort_unstable();
        let key = format!("line:{}:{sorted:?}", noun.noun);
        let ix = self.registry.local_place(
            &key,
            &text,
            noun.feature,
            ends.first().copied(),
            None,
            Some(noun),
        );
        add_name(&mut self.registry.places[ix].names, &text);
        if let [a, b] = ends[..] {
            let (a, b) = (
                self.registry.places[a].clone(),
                self.registry.places[b].clone(),
            );
            if let (Some(x), Some(y)) = (a.latitude, b.latitude) {
                self.registry.places[ix].latitude = Some(f64::midpoint(x, y));
            }
            if let (Some(x), Some(y)) = (a.longitude, b.longitude) {
                self.registry.places[ix].longitude = Some(f64::midpoint(x, y));
            }
            let full = format!("{} {}-{}", noun.noun, a.name, b.name);
            add_name(&mut self.registry.places[ix].names, &full);
        }
        Some((ix, end))
    }

    /// The two towns whose names a hyphen makes one.
    fn two_towns(&mut self, hit: &NameHit) -> Option<(PlaceIx, PlaceIx)> {
        if hit.place.is_some() {
            return None;
        }
        let text = self.words_of(hit.toks.clone());
        // "Port-Telm-Velm": where both sides are towns.
        let (from, to) = text.match_indices(['-', '–']).find_map(|(at, hyphen)| {
            let from = self.world_place_named(&text[..at])?;
            let to = self.world_place_named(&text[at + hyphen.len()..])?;
            Some((from, to))
        })?;
        let mut place = |id| self.registry.world_place(&[(id, 1.0)], self.world);
        place(from).zip(place(to))
    }
}
