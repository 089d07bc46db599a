//! The desk: everything that a screen asks of the record, answered in public forms.
//!
//! What this module is for: keeping one ledger open with every place ready to be judged, so that a
//! service answers fast. What it leaves out: HTTP, pages, tokens (workbench), and every judgement
//! (ledger). Answers are computed from what the file holds; after a decision, or when another program
//! added to the file, [`Desk::refresh`] reads it anew.

mod claims;
mod exports;
mod history;
pub mod public;
mod review;
pub mod sides;

use history::number_on;
use public::*;
use rayon::prelude::*;
pub use review::{Pair, Verdict};
use selon_ledger::camps::Camps;
use selon_ledger::find::Filter;
use selon_ledger::ladder::{Around, Case, Flags, Judged, LADDER, Lens};
use selon_ledger::{Atlas, Decided, Ledger, LedgerError, PlaceEntry};
use selon_model::{ContentId, Date};
use sides::Sides;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

/// Why the desk cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The ledger says so.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// There is no such thing on record.
    #[error("{0}")]
    Missing(String),
    /// The question cannot be understood.
    #[error("{0}")]
    Question(String),
}

impl DeskError {
    /// True when what was asked for is not on record.
    pub fn is_missing(&self) -> bool {
        matches!(self, DeskError::Missing(_))
    }

    /// True when the one who asks must ask otherwise.
    pub fn is_question(&self) -> bool {
        matches!(
            self,
            DeskError::Question(_) | DeskError::Ledger(LedgerError::Question(_))
        )
    }
}

/// What comes of a question.
pub type Answer<T> = Result<T, DeskError>;

/// An open ledger with its places ready to be judged.
#[derive(Debug)]
pub struct Desk {
    ledger: Mutex<Ledger>,
    camps: Camps,
    sides: Sides,
    board: RwLock<Arc<Board>>,
}

/// The record at one moment.
#[derive(Debug, Default)]
struct Board {
    places: Vec<PlaceEntry>,
    by_key: BTreeMap<String, usize>,
    atlas: Atlas,
    actors: Vec<selon_ledger::find::Counted>,
    sources: Vec<selon_ledger::find::Counted>,
    last: Option<Date>,
    tally: Tally,
    packs: Mutex<BTreeMap<(String, Option<Date>), Arc<str>>>,
}

/// What all accounts together name.
#[derive(Debug, Default)]
struct Tally {
    /// Keys of every side.
    keys: BTreeSet<String>,
    /// The camps that speak.
    camps: BTreeSet<String>,
    /// The first day that anything is said of.
    first: Option<Date>,
    /// The last.
    last: Option<Date>,
}

impl Tally {
    fn of(case: &Case) -> Tally {
        let mut tally = Tally::default();
        for tells in case.tells(Date::MAX) {
            tally.first = Some(tally.first.map_or(tells.from, |day| day.min(tells.from)));
            tally.last = tally.last.max(Some(tells.from));
            tally.keys.extend(tells.actors);
            tally.keys.extend(tells.losers);
            tally.keys.extend(tells.camp.clone());
            tally.camps.extend(tells.camp);
        }
        tally
    }

    fn and(mut self, other: Tally) -> Tally {
        self.keys.extend(other.keys);
        self.camps.extend(other.camps);
        self.first = match (self.first, other.first) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        self.last = self.last.max(other.last);
        self
    }
}

impl Desk {
    /// Opens a ledger and makes its places ready.
    pub fn open(path: &Path, camps: Camps, sides: Sides) -> Answer<Desk> {
        let ledger = Ledger::open(path)?;
        let board = Board::read(&ledger, &camps)?;
        Ok(Desk {
            ledger: Mutex::new(ledger),
            camps,
            sides,
            board: RwLock::new(Arc::new(board)),
        })
    }

    /// Reads the file anew.
    pub fn refresh(&self) -> Answer<()> {
        let board = Board::read(&self.ledger(), &self.camps)?;
        *self
            .board
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(board);
        Ok(())
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // A question that panicked has changed nothing: transactions roll back when dropped.
        self.ledger
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn board(&self) -> Arc<Board> {
        self.board
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clone()
    }

    /// The last day that anything was published or decided.
    pub fn last_day(&self) -> Option<Date> {
        self.board().last
    }

    /// What the record holds.
    pub fn overview(&self, reviewer: Option<&str>) -> Answer<Overview> {
        let board = self.board();
        let ledger = self.ledger();
        let counts = ledger.counts()?;
        let Tally {
            keys,
            camps,
            first,
            last,
        } = &board.tally;
        let names: BTreeMap<&str, &str> = board
            .actors
            .iter()
            .map(|actor| (actor.key.as_str(), actor.name.as_str()))
            .collect();
        let head = ledger
            .operations()?
            .last()
            .map(|operation| operation.id.to_string());
        let named = |one: &selon_ledger::find::Counted| Named {
            key: one.key.clone(),
            name: one.name.clone(),
            kind: one.kind.clone(),
            claims: one.claims,
        };
        Ok(Overview {
            selon: crate::VERSION.to_owned(),
            ladder: LADDER,
            ledger: ledger
                .path()
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            head,
            dispatches: counts.dispatches,
            claims: counts.claims,
            decisions: counts.decisions,
            days: first
                .zip((*last).max(board.last))
                .map(|(first, last)| [first.to_string(), last.to_string()]),
            last: board.last.map(|day| day.to_string()),
            sides: keys
                .iter()
                .map(|key| self.sides.get(key, names.get(key.as_str()).copied()))
                .collect(),
            camps: camps.iter().cloned().collect(),
            sources: board.sources.iter().take(200).map(named).collect(),
            types: selon_model::ClaimType::ALL
                .iter()
                .map(|kind| kind.as_str().to_owned())
                .collect(),
            reviewer: reviewer.map(str::to_owned),
        })
    }

    /// Every place that claims speak of, by key.
    pub fn places(&self) -> Vec<PlaceRow> {
        self.board().places.iter().map(place_row).collect()
    }

    /// The states of every place through a lens, for every known day or for one, as JSON of
    /// [`History`]. Kept until the record changes.
    pub fn history(&self, lens: &str, known: Option<Date>) -> Answer<Arc<str>> {
        let parsed = parse_lens(lens)?;
        let board = self.board();
        let key = (lens.to_owned(), known);
        let kept = |packs: &Mutex<BTreeMap<(String, Option<Date>), Arc<str>>>| {
            packs
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner())
                .get(&key)
                .cloned()
        };
        if let Some(pack) = kept(&board.packs) {
            return Ok(pack);
        }
        let history = board.history(&parsed, known);
        let pack: Arc<str> = serde_json::to_string(&history)
            .expect("a history holds strings and numbers only")
            .into();
        let mut packs = board
            .packs
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        // Bounded: a slider moved through years of days must not fill the memory.
        if packs.len() >= 64 {
            packs.clear();
        }
        packs.insert(key, pack.clone());
        Ok(pack)
    }

    /// The state of a place on a day, as known on a day.
    pub fn state(&self, place: &str, valid: Date, known: Date) -> Answer<StateCard> {
        let board = self.board();
        let entry = board.place(place)?;
        Ok(self.state_card(&board, entry, valid, known))
    }

    fn state_card(&self, board: &Board, entry: &PlaceEntry, valid: Date, known: Date) -> StateCard {
        let mut card = board.state(entry, valid, known);
        card.why_fr = self.sides_named(board, &card.why_fr, |side| &side.fr);
        card.why_en = self.sides_named(board, &card.why_en, |side| &side.en);
        card
    }

    /// A sentence of the ledger, which names a camp as `actor [camp]`, with the camp's own name.
    fn sides_named(
        &self,
        board: &Board,
        sentence: &str,
        name: fn(&sides::Side) -> &String,
    ) -> String {
        let mut told = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once(" [") {
            let Some((key, after)) = after.split_once(']') else {
                break;
            };
            let actor = board
                .actors
                .iter()
                .map(|actor| actor.name.as_str())
                .filter(|actor| before.ends_with(actor))
                .max_by_key(|actor| actor.len());
            match (actor, self.sides.camp(key)) {
                (Some(actor), Some(side)) => {
                    told.push_str(&before[..before.len() - actor.len()]);
                    told.push_str(name(side));
                }
                _ => {
                    told.push_str(before);
                    told.push_str(&format!(" [{key}]"));
                }
            }
            rest = after;
        }
        told.push_str(rest);
        told
    }

    /// Everything on one place.
    pub fn dossier(&self, place: &str, valid: Date, known: Date) -> Answer<DossierPage> {
        let board = self.board();
        let entry = board.place(place)?;
        let empty = Case::default();
        let case = board.atlas.case(place).unwrap_or(&empty);
        let mut codes = history::Codes::default();
        let mut ribbons = Vec::new();
        let mut views = Vec::new();
        for lens in case.lenses(known) {
            let name = lens_name(&lens);
            if !matches!(lens, Lens::Source(_)) {
                ribbons.push(Ribbon {
                    lens: name.clone(),
                    runs: codes.runs(&case.runs(&lens, known)),
                });
            }
            let Some((kind, of)) = name.split_once(':') else {
                continue;
            };
            let view = case.view(&lens, valid, known);
            views.push(ViewCard {
                lens: kind.to_owned(),
                of: of.to_owned(),
                state: view.as_ref().map(|view| view.holding.word().to_owned()),
                sides: view
                    .as_ref()
                    .map(|view| view.holding.sides().to_vec())
                    .unwrap_or_default(),
                since: view.as_ref().map(|view| view.since.to_string()),
                silent_since: view.as_ref().map(|view| view.silent_since.to_string()),
                claim: view.as_ref().map(|view| view.claim.to_string()),
            });
        }
        let tells: BTreeMap<ContentId, Telling> = case
            .tells(Date::MAX)
            .into_iter()
            .map(|tells| (tells.claim, claims::telling(tells)))
            .collect();
        let ledger = self.ledger();
        let entries = ledger.claims_about(place, None)?;
        let cards = entries
            .iter()
            .map(|entry| ClaimCard {
                tells: tells.get(&entry.id).cloned(),
                ..claims::card(entry)
            })
            .collect();
        let known_entries: Vec<_> = entries
            .into_iter()
            .filter(|entry| entry.published.is_some_and(|day| day <= known))
            .collect();
        let voices = selon_ledger::lineage::voices(&known_entries, &ledger.decisions()?);
        Ok(DossierPage {
            place: place_row(entry),
            state: self.state_card(&board, entry, valid, known),
            views,
            codes: codes.list,
            ribbons,
            claims: cards,
            voices: voices.into_iter().map(claims::voice).collect(),
        })
    }

    /// A claim with its text.
    pub fn claim(&self, id: &str) -> Answer<ClaimPage> {
        let ledger = self.ledger();
        let id = claim_id(&ledger, id)?;
        let entry = ledger
            .claim(id)?
            .ok_or_else(|| DeskError::Missing(format!("there is no claim {id}")))?;
        let dispatch = claims::dispatch(&ledger, entry.dispatch)?;
        let subject = entry.id.to_string();
        let decisions = ledger
            .decisions()?
            .iter()
            .filter(|decided| {
                decided.decision.subject == subject
                    || decided.decision.object.as_deref() == Some(&subject)
            })
            .map(decision)
            .collect();
        Ok(claims::page(&entry, dispatch, decisions))
    }

    /// A dispatch with the words its claims rest on.
    pub fn dispatch(&self, id: &str) -> Answer<DispatchPage> {
        let id = ContentId::parse(id)
            .ok_or_else(|| DeskError::Question(format!("`{id}` is no id of a dispatch")))?;
        claims::dispatch(&self.ledger(), id)
    }

    /// Claims that pass a filter, newest first.
    pub fn claims(&self, filter: &Filter, offset: usize, limit: usize) -> Answer<ClaimList> {
        let (total, entries) = self.ledger().find(filter, offset, limit)?;
        Ok(ClaimList {
            total,
            offset,
            claims: entries.iter().map(claims::card).collect(),
        })
    }

    /// Places, actors, sources and passages with some words in them.
    pub fn search(&self, words: &str, limit: usize) -> Answer<Found> {
        let board = self.board();
        let wanted = crate::fold(words);
        let inside = |name: &str| !wanted.is_empty() && crate::fold(name).contains(&wanted);
        let mut places: Vec<&PlaceEntry> = board
            .places
            .iter()
            .filter(|entry| {
                entry.key == words
                    || inside(&entry.place.name)
                    || entry.place.names.iter().any(|name| inside(name))
            })
            .collect();
        places.sort_by_key(|entry| (std::cmp::Reverse(entry.claims), entry.key.as_str()));
        let named = |list: &[selon_ledger::find::Counted]| -> Vec<Named> {
            list.iter()
                .filter(|one| inside(&one.name))
                .take(limit)
                .map(|one| Named {
                    key: one.key.clone(),
                    name: one.name.clone(),
                    kind: one.kind.clone(),
                    claims: one.claims,
                })
                .collect()
        };
        let passages = if words.chars().count() < 3 {
            Vec::new()
        } else {
            self.ledger().passages(words, limit)?
        };
        Ok(Found {
            places: places.into_iter().take(limit).map(place_row).collect(),
            actors: named(&board.actors),
            sources: named(&board.sources),
            passages: passages
                .into_iter()
                .map(|one| Excerpt {
                    dispatch: one.dispatch.to_string(),
                    published: one.published,
                    outlet: one.outlet,
                    title: one.title,
                    excerpt: one.excerpt,
                })
                .collect(),
        })
    }

    /// What was published when and by whom.
    pub fn activity(&self) -> Answer<Vec<Day>> {
        Ok(self
            .ledger()
            .activity()?
            .into_iter()
            .map(|one| Day {
                day: one.day.to_string(),
                outlet: one.outlet,
                dispatches: one.dispatches,
                claims: one.claims,
            })
            .collect())
    }

    /// Answers one SELECT, on a connection that can only read; `stop` ends it.
    pub fn sql(
        &self,
        question: &str,
        rows: usize,
        stop: impl FnMut() -> bool + Send + 'static,
    ) -> Answer<Table> {
        use selon_ledger::sql::Value as Cell;
        // Opened apart, so that a slow question keeps nobody waiting.
        let path = self.ledger().path().to_owned();
        let answer = Ledger::open(path)?.sql(question, rows, stop)?;
        Ok(Table {
            columns: answer.columns,
            rows: answer
                .rows
                .into_iter()
                .map(|row| {
                    row.into_iter()
                        .map(|cell| match cell {
                            Cell::Null => serde_json::Value::Null,
                            Cell::Integer(number) => number.into(),
                            Cell::Real(number) => number.into(),
                            Cell::Text(text) => text.into(),
                        })
                        .collect()
                })
                .collect(),
            cut: answer.cut,
        })
    }

    /// Every decision, oldest first.
    pub fn decisions(&self) -> Answer<Vec<DecisionCard>> {
        Ok(self.ledger().decisions()?.iter().map(decision).collect())
    }
}

impl Board {
    fn read(ledger: &Ledger, camps: &Camps) -> Answer<Board> {
        let places: Vec<PlaceEntry> = ledger
            .places()?
            .into_iter()
            .filter(|entry| entry.claims > 0)
            .collect();
        let atlas = ledger.atlas(camps)?;
        let cases: Vec<&Case> = atlas
            .places()
            .filter_map(|place| atlas.case(place))
            .collect();
        let tally = cases
            .par_iter()
            .map(|case| Tally::of(case))
            .reduce(Tally::default, Tally::and);
        Ok(Board {
            tally,
            by_key: places
                .iter()
                .enumerate()
                .map(|(ix, entry)| (entry.key.clone(), ix))
                .collect(),
            places,
            atlas,
            actors: ledger.actors()?,
            sources: ledger.voices_heard()?,
            last: ledger.last_day()?,
            packs: Mutex::default(),
        })
    }

    fn place(&self, key: &str) -> Answer<&PlaceEntry> {
        self.by_key
            .get(key)
            .map(|ix| &self.places[*ix])
            .ok_or_else(|| {
                DeskError::Missing(format!("no claim speaks of a place with the key `{key}`"))
            })
    }

    fn state(&self, entry: &PlaceEntry, valid: Date, known: Date) -> StateCard {
        let empty = Case::default();
        let case = self.atlas.case(&entry.key).unwrap_or(&empty);
        let judged: Judged = case.state(valid, known);
        let changes = case
            .known_days()
            .into_iter()
            .filter(|day| *day > known)
            .find(|day| {
                let other = case.state(valid, *day);
                (&other.holding, other.rule) != (&judged.holding, judged.rule)
            });
        let around = |list: &[Around]| -> Vec<Since> {
            list.iter()
                .map(|one| Since {
                    side: one.side.clone(),
                    since: one.since.to_string(),
                    claims: Vec::new(),
                })
                .collect()
        };
        let ids = |list: &[ContentId]| list.iter().map(ToString::to_string).collect();
        StateCard {
            place: entry.key.clone(),
            name: entry.place.name.clone(),
            on: valid.to_string(),
            as_known: known.to_string(),
            state: judged.holding.word().to_owned(),
            sides: judged.holding.sides().to_vec(),
            rule: judged.rule.as_str().to_owned(),
            rule_name: judged.rule.name().to_owned(),
            before: judged.before.map(|rule| rule.as_str().to_owned()),
            since: judged.since.map(|day| day.to_string()),
            claimed_by: judged
                .claimed_by
                .iter()
                .map(|one| Since {
                    side: one.side.clone(),
                    since: one.since.to_string(),
                    claims: ids(&one.claims),
                })
                .collect(),
            besieged_by: around(&judged.besieged),
            attacked_by: around(&judged.pressed),
            silent: around(&judged.silent),
            flags: flags(&judged.flags),
            last_word: judged.last_word.map(|day| day.to_string()),
            basis: ids(&judged.basis),
            considered: ids(&judged.considered),
            why_fr: judged.sentence_fr,
            why_en: judged.sentence_en,
            changes_as_known: changes.map(|day| day.to_string()),
        }
    }
}

fn place_row(entry: &PlaceEntry) -> PlaceRow {
    let place = &entry.place;
    PlaceRow {
        key: entry.key.clone(),
        name: place.name.clone(),
        names: place.names.clone(),
        feature: place.feature.clone(),
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        lat: place.latitude,
        lon: place.longitude,
        claims: entry.claims,
    }
}

fn decision(decided: &Decided) -> DecisionCard {
    let one = &decided.decision;
    DecisionCard {
        id: decided.id.to_string(),
        instant: decided.instant.clone(),
        author: decided.author.clone(),
        kind: one.kind.as_str().to_owned(),
        value: one.value.clone(),
        subject: one.subject.clone(),
        object: one.object.clone(),
        blind: one.blind,
        took: one.took,
        previous: one.previous.clone(),
        undone: decided.undone,
        reason: one.reason.clone(),
    }
}

/// The names of the flags that are set.
fn flags(flags: &Flags) -> Vec<String> {
    [
        ("retroactive", flags.retroactive),
        ("stale", flags.stale),
        ("disputed", flags.disputed),
        ("hedged", flags.hedged),
        ("implied", flags.implied),
    ]
    .into_iter()
    .filter(|(_, on)| *on)
    .map(|(name, _)| name.to_owned())
    .collect()
}

/// `reconciled`, `camp:KEY` or `source:KEY`.
fn parse_lens(text: &str) -> Answer<Lens> {
    match text.split_once(':') {
        None if text == "reconciled" => Ok(Lens::Reconciled),
        Some(("camp", key)) if !key.is_empty() => Ok(Lens::Camp(key.to_owned())),
        Some(("source", key)) if !key.is_empty() => Ok(Lens::Source(key.to_owned())),
        _ => Err(DeskError::Question(format!(
            "`{text}` is no lens: write reconciled, camp:KEY or source:KEY"
        ))),
    }
}

fn lens_name(lens: &Lens) -> String {
    match lens {
        Lens::Reconciled => "reconciled".to_owned(),
        Lens::Camp(key) => format!("camp:{key}"),
        Lens::Source(key) => format!("source:{key}"),
    }
}

/// A claim's id, in full or by its first digits when those are enough.
fn claim_id(ledger: &Ledger, text: &str) -> Answer<ContentId> {
    if let Some(id) = ContentId::parse(text) {
        return Ok(id);
    }
    match ledger.claims_by_prefix(text)?.as_slice() {
        [] => Err(DeskError::Missing(format!("there is no claim {text}"))),
        [one] => Ok(*one),
        _ => Err(DeskError::Question(format!(
            "several claims begin with {text}: give more digits"
        ))),
    }
}
