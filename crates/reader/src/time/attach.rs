//! The time of a claim: from its own clause, else carried from the narration, else publication.
//!
//! A time belongs to what it hangs on: its verb, or the noun it is a complement of ("l'attaque de
//! mardi"). So each expression is placed once in its document (its clause, the noun that binds it,
//! whether it only says when somebody spoke), and claims are asked against that. What is left
//! out: anchoring, which came before, and times that several claims of one event share
//! ([`share`] gives those after claims were joined).

use crate::claims::{Draft, Site};
use crate::voice::Voices;
use jiff::ToSpan;
use selon_model::{
    Claim, ClaimTime, ClaimType, Date, Grain, Modality, State, TimeBasis, TimeKind, TimeRef,
};
use selon_text::{Document, Upos, WordIx};
use std::collections::BTreeMap;
use std::ops::Range;

/// Sentences at the head of a text in which the story's day is told, headline and dateline
/// included.
const LEAD: usize = 6;

/// Words that a dateline standing alone has at most.
const DATELINE: usize = 6;

/// Words from the start of a sentence, or of a part behind a semicolon, within which a time that
/// opens it stands.
const OPENING: usize = 6;

/// Days that a vague stretch may have for the narration to go on within it.
const LATELY: i32 = 10;

/// Costs by how a time stands to a claim; the distance in words is added. Same clause, in a
/// clause beneath, at the head of the sentence, bound to another noun, on the verb of saying.
const CLAUSE: usize = 1;
const BENEATH: usize = 100;
const OPENS: usize = 200;
const BOUND: usize = 300;
const TELLING: usize = 400;

/// Dated tellings of one kind at one place that a claim without a time is compared with.
const MEMORY: usize = 32;

/// A time expression and where it stands.
struct Placed {
    /// Index into the reading's times.
    ix: usize,
    /// The word of the expression that the rest hangs on.
    head: WordIx,
    words: Range<WordIx>,
    /// The verb or root of its clause.
    clause: Option<WordIx>,
    /// The noun that it is a complement of.
    noun: Option<WordIx>,
    /// The verb of the relative clause it stands in.
    relative: Option<WordIx>,
    /// It says when somebody spoke, not when what he tells happened.
    telling: bool,
    /// Its clause is in the present.
    present: bool,
    sentence: usize,
    first: Option<Date>,
    last: Option<Date>,
    approximate: bool,
    /// A day or a stretch that what follows may go on telling of.
    carries: bool,
    /// Said as a day or finer.
    day: bool,
}

/// The times of a document, placed.
pub struct Narration<'a> {
    document: &'a Document,
    published: Option<Date>,
    placed: Vec<Placed>,
    /// For each sentence, its times among the placed ones.
    of_sentence: Vec<Range<usize>>,
    /// The first day that the lead tells of, as an index into the placed ones.
    lead: Option<usize>,
}

impl<'a> Narration<'a> {
    /// Places the times of a document.
    pub fn new(
        document: &'a Document,
        times: &[TimeRef],
        voices: &Voices,
        published: Option<Date>,
    ) -> Narration<'a> {
        let mut placed = Vec::new();
        let mut of_sentence = vec![0..0; document.sentences.len()];
        let mut sentence = 0;
        for (ix, time) in times.iter().enumerate() {
            while sentence + 1 < document.sentences.len()
                && document.sentences[sentence].span.end <= time.span.start
            {
                sentence += 1;
            }
            let within = document
                .sentences
                .get(sentence)
                .is_some_and(|s| s.span.contains(time.span));
            if !within {
                continue;
            }
            if let Some(one) = place(document, ix, time, sentence, voices, published) {
                let at = placed.len();
                let range = &mut of_sentence[sentence];
                let start = if range.start == range.end {
                    at
                } else {
                    range.start
                };
                *range = start..at + 1;
                placed.push(one);
            }
        }
        let leading = |time: &Placed| {
            time.sentence < LEAD
                && time.carries
                && time.day
                && document.sentences[time.sentence].words.len() > DATELINE
        };
        let free = |time: &Placed| leading(time) && time.noun.is_none() && time.relative.is_none();
        let lead = placed
            .iter()
            .position(free)
            .or_else(|| placed.iter().position(leading));
        Narration {
            document,
            published,
            placed,
            of_sentence,
            lead,
        }
    }

    /// The time of a claim whose voice and modality are known.
    pub fn time_of(&self, draft: &Draft) -> ClaimTime {
        let site = &draft.site;
        let ahead = matches!(draft.claim.modality, Modality::Planned | Modality::Asked);
        let fits = |time: &&Placed| {
            ahead
                || match (time.first, self.published) {
                    (Some(first), Some(published)) => first <= published,
                    _ => true,
                }
        };
        let sentence = self.sentence_of(site.trigger);
        let own = self.placed[self.of_sentence[sentence].clone()]
            .iter()
            .filter(fits)
            .filter_map(|time| Some((self.distance(time, site)?, time)))
            .min_by_key(|(cost, time)| (*cost, time.ix));
        if let Some((_, time)) = own {
            return self.taken(time, TimeBasis::Explicit, ahead);
        }
        let present = present(self.document, site.predicate);
        let carried = self
            .told(sentence, present)
            .filter(|time| fits(time))
            .or_else(|| {
                let lead = &self.placed[self.lead?];
                (!present && lead.sentence < sentence).then_some(lead)
            });
        if let Some(time) = carried {
            return self.taken(time, TimeBasis::Carried, ahead);
        }
        match self.published {
            Some(date) => ClaimTime {
                // A present state holds on the day it is printed; an event lies on or before it.
                first: present.then_some(date),
                last: Some(date),
                approximate: false,
                basis: TimeBasis::Publication,
                reference: None,
            },
            None => ClaimTime::unknown(),
        }
    }

    fn taken(&self, time: &Placed, basis: TimeBasis, ahead: bool) -> ClaimTime {
        // What began and was told has not gone on beyond the day it was printed.
        let closed = time.last.is_none()
            && !ahead
            && matches!((time.first, self.published), (Some(first), Some(day)) if first <= day);
        ClaimTime {
            first: time.first,
            last: if closed { self.published } else { time.last },
            approximate: time.approximate,
            basis,
            reference: Some(time.ix),
        }
    }

    fn sentence_of(&self, word: WordIx) -> usize {
        self.document
            .sentences
            .partition_point(|sentence| sentence.words.end <= word)
            .min(self.document.sentences.len().saturating_sub(1))
    }

    /// How far a time stands from a claim of its sentence; `None` when it belongs elsewhere.
    fn distance(&self, time: &Placed, site: &Site) -> Option<usize> {
        let document = self.document;
        let off = time.head.abs_diff(site.trigger);
        let own = clause_of(document, site.predicate);
        let trigger = clause_of(document, site.trigger);
        if time
            .noun
            .is_some_and(|noun| noun == site.trigger || noun == site.predicate)
        {
            return Some(0);
        }
        let same = time.clause.is_some() && (time.clause == own || time.clause == trigger)
            || document.ancestors(time.head).any(|a| a == site.trigger);
        let inside = site.words.iter().any(|w| time.words.contains(w));
        if time.noun.is_some_and(|noun| !site.words.contains(&noun)) {
            // Another event's, unless it frames the sentence ("Lors de l'opération du 3 mars, …").
            return self
                .opens(time, site.trigger)
                .then_some(OPENS + BOUND + off);
        }
        let bound = if time.noun.is_some() { BOUND } else { 0 };
        let parted = between(time.head, site.trigger).any(|w| document.form(w) == ";");
        // "où ils étaient encerclés depuis mars": of the relative clause alone.
        let aside = time.relative.is_some_and(|verb| {
            site.trigger != verb
                && document.ancestors(site.trigger).all(|a| a != verb)
                // "Palmyre, tombée en 2015, a été reprise": of what is done to the town since.
                && (verb < site.trigger
                    || document.ancestors(time.head).all(|a| a != site.trigger))
        });
        if parted || aside {
            return None;
        }
        if inside && same {
            return Some(bound);
        }
        if time.telling {
            return Some(TELLING + off);
        }
        if same {
            return Some(CLAUSE + bound + off);
        }
        if inside {
            return Some(BENEATH / 2 + bound + off);
        }
        let beneath = own.is_some_and(|o| document.ancestors(time.head).any(|a| a == o));
        if beneath {
            return Some(BENEATH + bound + off);
        }
        let nested = time
            .clause
            .is_some_and(|g| document.ancestors(site.trigger).any(|a| a == g));
        (self.opens(time, site.trigger) || nested).then_some(OPENS + bound + off)
    }

    /// A time at the head of a sentence holds for what follows: among its first words, or in a
    /// part set off by a comma before any verb.
    fn opens(&self, time: &Placed, trigger: WordIx) -> bool {
        let start = self.part_start(time.head);
        time.head < trigger
            && (time.head < start + OPENING
                || !(start..trigger)
                    .take_while(|w| *w < time.head || self.document.form(*w) != ",")
                    .any(|w| self.document.feat(w, "VerbForm") == Some("Fin")))
    }

    /// Where the part of a sentence begins that a word stands in, parts being set off by ";".
    fn part_start(&self, word: WordIx) -> WordIx {
        let sentence = self.document.sentences[self.sentence_of(word)]
            .words
            .clone();
        (sentence.start..word)
            .rev()
            .find(|w| self.document.form(*w) == ";")
            .map_or(sentence.start, |w| w + 1)
    }

    /// The time that the narration has reached: the last one told of before, in the paragraph.
    /// A present goes on only from a present ("Le 3, l'armée entre dans la ville. Elle prend …").
    fn told(&self, sentence: usize, present: bool) -> Option<&Placed> {
        let paragraph = self.document.sentences[sentence].paragraph;
        let mut at = sentence;
        while at > 0 {
            at -= 1;
            if self.document.sentences[at].paragraph != paragraph {
                return None;
            }
            let times = &self.placed[self.of_sentence[at].clone()];
            let fits = |time: &&Placed| time.carries && (time.present || !present);
            let free = times
                .iter()
                .rev()
                .filter(fits)
                .find(|time| time.noun.is_none() && time.relative.is_none() && !time.telling);
            // What an aside dates ("tenue depuis 2014") comes after the day it was told.
            let told = || {
                let all = times.iter().rev().filter(fits);
                let mut outside = all.filter(|time| time.noun.is_none() && time.relative.is_none());
                outside.next()
            };
            let found = free.or_else(told);
            if let Some(found) = found.or_else(|| times.iter().rev().find(fits)) {
                return Some(found);
            }
        }
        None
    }
}

fn between(a: WordIx, b: WordIx) -> Range<WordIx> {
    a.min(b)..a.max(b)
}

/// Where a time stands; `None` when it dates nothing.
fn place(
    document: &Document,
    ix: usize,
    time: &TimeRef,
    sentence: usize,
    voices: &Voices,
    published: Option<Date>,
) -> Option<Placed> {
    let words = document.words_in(time.span);
    let head = words
        .clone()
        .find(|w| document.head(*w).is_none_or(|h| !words.contains(&h)))?;
    let (first, last) = bounds(time, published)?;
    let clause = clause_of(document, head);
    let years = time.length.is_some_and(|(_, unit)| unit >= Grain::Year);
    Some(Placed {
        ix,
        head,
        clause,
        // An hour is when something happened, whatever place it stands behind.
        noun: binding(document, &words, head).filter(|_| time.grain > Grain::Hour),
        relative: std::iter::once(head)
            .chain(document.ancestors(head))
            .find(|w| document.deprel(*w) == "acl:relcl" || is_set_off(document, *w)),
        // "a indiqué l'armée mercredi": right behind the speaker.
        telling: voices.tells(head)
            || words.start > 0 && voices.tells(words.start - 1)
            || clause.is_some_and(|verb| voices.tells(verb)),
        present: clause.is_some_and(|verb| present(document, verb)),
        sentence,
        first,
        last,
        approximate: time.approximate || time.running,
        carries: first.is_some()
            && match time.kind {
                TimeKind::Point | TimeKind::Interval => !years,
                TimeKind::Since => time.grain <= Grain::Month,
                // "ces derniers jours" frames what follows; "ces dernières années" does not.
                TimeKind::Vague | TimeKind::Duration => {
                    first.zip(last).is_some_and(|(from, to)| {
                        from.until(to).is_ok_and(|gap| gap.get_days() <= LATELY)
                    })
                }
                _ => false,
            },
        day: time.grain <= Grain::Day
            && matches!(time.kind, TimeKind::Point | TimeKind::Interval)
            && time.length.is_none_or(|(_, unit)| unit <= Grain::Day),
        words,
    })
}

/// The days that a time gives a claim, wider than the time itself where it was said in months or
/// years: "il y a deux mois" is no day.
fn bounds(time: &TimeRef, published: Option<Date>) -> Option<(Option<Date>, Option<Date>)> {
    let (first, last) = time.days();
    match time.kind {
        TimeKind::Set => None,
        TimeKind::Duration => {
            // "depuis deux ans": from then to the day it was printed.
            let (n, grain) = time.length.filter(|_| time.running)?;
            let day = published?;
            let span = match grain {
                Grain::Year => n.years(),
                Grain::Decade => n.checked_mul(10)?.years(),
                Grain::Quarter => n.checked_mul(3)?.months(),
                Grain::Month => n.months(),
                Grain::Week => n.weeks(),
                Grain::Day => n.days(),
                _ => return Some((Some(day.yesterday().ok()?), Some(day))),
            };
            Some((day.checked_sub(span).ok(), Some(day)))
        }
        // "jusqu'à présent" bounds nothing that publication does not.
        TimeKind::Until if first.is_none() && last == published => None,
        _ => match (first, time.length) {
            (Some(day), Some((_, Grain::Month))) if last == first => {
                Some((Some(day.first_of_month()), Some(day.last_of_month())))
            }
            (Some(day), Some((_, Grain::Year | Grain::Decade))) if last == first => {
                Some((Some(day.first_of_year()), Some(day.last_of_year())))
            }
            _ => Some((first, last)),
        },
    }
}

/// The noun that a time is a complement of: it hangs on it by a preposition ("l'attaque de
/// mardi"). A bare day behind a noun is its verb's ("a pris la ville lundi").
fn binding(document: &Document, words: &Range<WordIx>, head: WordIx) -> Option<WordIx> {
    let noun = document
        .head(head)
        .filter(|w| matches!(document.upos(*w), Upos::Noun | Upos::Propn) && !words.contains(w))?;
    let marked = document
        .children(head)
        .any(|w| document.upos(w) == Upos::Adp)
        || document.upos(words.start) == Upos::Adp
        || words.start > 0 && document.upos(words.start - 1) == Upos::Adp;
    (marked && noun < words.start).then_some(noun)
}

/// A past participle that says something of a noun between commas ("Palmyre, tombée en 2015, …"), or of the
/// subject before it is told ("Chassés de Palmyre en 2016, ils …").
fn is_set_off(document: &Document, word: WordIx) -> bool {
    let participle = document.feat(word, "VerbForm") == Some("Part")
        && document.feat(word, "Tense") == Some("Past");
    // "Lancée en mars, l'offensive a ...": what has a day and no more begins what is told.
    let phrases = document.children(word).filter(|child| {
        document.relation(*child) == "obl"
            && document
                .children(*child)
                .any(|case| document.relation(case) == "case")
    });
    let opens = document.sentence_of(word).words.start == word
        && matches!(document.relation(word), "acl" | "advcl")
        && phrases.count() > 1;
    participle
        && (opens || document.relation(word) == "acl" && word > 0 && document.form(word - 1) == ",")
}

/// The verb, or the root, of the clause a word stands in.
fn clause_of(document: &Document, word: WordIx) -> Option<WordIx> {
    let mut at = word;
    for _ in 0..64 {
        if matches!(document.upos(at), Upos::Verb) || document.head(at).is_none() {
            return Some(at);
        }
        at = document.head(at)?;
    }
    None
}

/// True for a present-tense predicate: its own form, or its auxiliary's when that is a copula or
/// stands before an infinitive.
fn present(document: &Document, predicate: WordIx) -> bool {
    let present = |w: WordIx| {
        document.feat(w, "Tense") == Some("Pres") && document.feat(w, "VerbForm") == Some("Fin")
    };
    if present(predicate) {
        return true;
    }
    let infinitive = document.feat(predicate, "VerbForm") == Some("Inf");
    document.children(predicate).any(|child| {
        let relation = document.relation(child);
        (relation == "cop" || infinitive && relation.starts_with("aux")) && present(child)
    })
}

/// Claims that tell one event again share the time that one of them gives it: the headline's, or
/// a later word's ("la prise de la ville, jeudi"). Only what happens to ground once in a story is
/// one event; two different days for it, and nothing is shared.
pub fn share(claims: &mut [Claim]) {
    let once = |claim: &Claim| {
        matches!(
            claim.kind,
            ClaimType::Capture | ClaimType::Expulsion | ClaimType::Entry | ClaimType::Withdrawal
        ) && !matches!(claim.state, Some(State::Begun | State::Partial))
            && matches!(claim.modality, Modality::Asserted | Modality::Hedged)
    };
    let mut told: BTreeMap<(ClaimType, usize), Vec<usize>> = BTreeMap::new();
    for (ix, claim) in claims.iter().enumerate() {
        if claim.time.basis == TimeBasis::Explicit && once(claim) {
            for link in &claim.places {
                told.entry((claim.kind, link.place)).or_default().push(ix);
            }
        }
    }
    let meet =
        |a: &[usize], b: &[usize]| a.is_empty() || b.is_empty() || a.iter().any(|x| b.contains(x));
    for ix in 0..claims.len() {
        let claim = &claims[ix];
        if claim.time.basis != TimeBasis::Publication || !once(claim) {
            continue;
        }
        let mut times = claim
            .places
            .iter()
            .filter_map(|link| told.get(&(claim.kind, link.place)))
            .flatten()
            .take(MEMORY)
            .map(|other| &claims[*other])
            .filter(|other| {
                meet(&other.agents, &claim.agents) && meet(&other.targets, &claim.targets)
            })
            .map(|other| &other.time);
        let Some(first) = times.next() else { continue };
        if times.all(|time| (time.first, time.last) == (first.first, first.last)) {
            let time = ClaimTime {
                basis: TimeBasis::Carried,
                ..first.clone()
            };
            claims[ix].time = time;
        }
    }
}
