//! Actors and outlets: who acts and who speaks.
//!
//! Read from `world/actors/*.tsv` and `world/outlets/*.tsv`. One name may belong to several of
//! them (FDS, ADF, EI): look-ups return all, and [`Actors::resolve`] ranks them by the countries
//! a document speaks of and by its date.

use selon_model::Language;

use crate::bytes::{In, Lazy, Out};
use crate::fold;
use crate::names::Names;
use crate::tables::{DatedName, Interval, Table, TableError};

/// Index of an actor in [`Actors`].
pub type ActorId = u32;

/// An actor or an outlet of the world's tables.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActorRecord {
    /// Stable id, e.g. `isis`.
    pub id: String,
    /// Preferred name.
    pub name: String,
    /// `state-force`, `armed-group`, `coalition`, `state`, `government`, `monitor`, `agency`,
    /// `outlet`, `person`, `organisation`, `civilians` or `unspecified`.
    pub kind: String,
    /// ISO 3166-1 alpha-2 codes; the first is home.
    pub countries: Vec<String>,
    /// Id of the organisation it is part of.
    pub parent: Option<String>,
    /// Ids of those who act under this name of a joint force without a command of its own.
    pub parties: Vec<String>,
    /// Every name, all languages.
    pub names: Vec<String>,
    /// The names again, with the dates between which each was in use.
    pub dated_names: Vec<DatedName>,
    /// The name to show in French and in Arabic, where the tables give one.
    shown: [Option<String>; 2],
    /// When it existed.
    pub during: Interval,
    /// Id in the UCDP actor list.
    pub ucdp: Option<String>,
    /// Internet domains, for outlets.
    pub domains: Vec<String>,
    /// Where the row's facts are documented.
    pub source: String,
}

/// The table of actors and outlets.
#[derive(Debug)]
pub struct Actors {
    records: Lazy<ActorRecord>,
    by_id: Names,
    by_name: Names,
    by_domain: Names,
}

impl Default for Actors {
    fn default() -> Self {
        Actors {
            records: Lazy::new(ActorRecord::read),
            by_id: Names::default(),
            by_name: Names::default(),
            by_domain: Names::default(),
        }
    }
}

impl ActorRecord {
    fn read(from: &mut In) -> Option<ActorRecord> {
        let id = from.text()?;
        let name = from.text()?;
        let kind = from.text()?;
        let countries = from.texts()?;
        let parent = from.maybe()?;
        let parties = from.texts()?;
        let dated_names = from.list(|from| {
            Some(DatedName {
                name: from.text()?,
                during: Interval::read(from)?,
            })
        })?;
        let shown = [from.maybe()?, from.maybe()?];
        let mut names: Vec<String> = Vec::with_capacity(dated_names.len());
        for named in &dated_names {
            if !names.contains(&named.name) {
                names.push(named.name.clone());
            }
        }
        Some(ActorRecord {
            id,
            name,
            kind,
            countries,
            parent,
            parties,
            names,
            dated_names,
            shown,
            during: Interval::read(from)?,
            ucdp: from.maybe()?,
            domains: from.texts()?,
            source: from.text()?,
        })
    }

    /// The name to show to readers of a language: where the tables have none, the preferred one.
    pub fn name_in(&self, language: Language) -> &str {
        let shown = match language {
            Language::French => self.shown[0].as_deref(),
            Language::Arabic => self.shown[1].as_deref(),
            Language::English | Language::Other => None,
        };
        shown.unwrap_or(&self.name)
    }

    fn write(&self, out: &mut Out) {
        out.text(&self.id);
        out.text(&self.name);
        out.text(&self.kind);
        out.texts(&self.countries);
        out.maybe(self.parent.as_deref());
        out.texts(&self.parties);
        out.list(&self.dated_names, |out, named| {
            out.text(&named.name);
            named.during.write(out);
        });
        for name in &self.shown {
            out.maybe(name.as_deref());
        }
        self.during.write(out);
        out.maybe(self.ucdp.as_deref());
        out.texts(&self.domains);
        out.text(&self.source);
    }
}

/// Kinds a row may have.
pub(crate) const KINDS: &[&str] = &[
    "state-force",
    "armed-group",
    "coalition",
    "state",
    "government",
    "monitor",
    "agency",
    "outlet",
    "person",
    "organisation",
    "civilians",
    "unspecified",
];

const ACTOR_COLUMNS: &[&str] = &[
    "id", "name", "kind", "country", "parent", "from", "to", "ucdp", "names_fr", "names_en",
    "names_ar", "source", "note",
];
const OUTLET_COLUMNS: &[&str] = &[
    "id", "name", "kind", "country", "domains", "names_fr", "names_en", "names_ar", "parent",
    "source", "note",
];

impl Actors {
    /// Adds the rows of a table of actors or, with `outlets`, of outlets.
    pub(crate) fn add(
        &mut self,
        path: &str,
        text: &str,
        outlets: bool,
        errors: &mut Vec<TableError>,
    ) {
        let needed = if outlets {
            OUTLET_COLUMNS
        } else {
            ACTOR_COLUMNS
        };
        let table = Table::parse(path, text, needed, errors);
        for row in &table.rows {
            let Some(id) = table.required(row, "id", errors) else {
                continue;
            };
            let Some(name) = table.required(row, "name", errors) else {
                continue;
            };
            let kind = table.cell(row, "kind");
            let source = table.required(row, "source", errors).unwrap_or("");
            if !KINDS.contains(&kind) && !outlets {
                errors.push(table.error(
                    row,
                    "kind",
                    format!("`{kind}` is no kind of actor"),
                    format!("choose among {}", KINDS.join(", ")),
                ));
            }
            if self.index_of(id).is_some() {
                errors.push(table.error(
                    row,
                    "id",
                    format!("`{id}` is taken"),
                    "give each actor and outlet an id of its own",
                ));
                continue;
            }
            let mut dated_names = vec![DatedName {
                name: name.to_owned(),
                during: Interval::default(),
            }];
            for column in ["names_fr", "names_en", "names_ar"] {
                for named in table.names(row, column, errors) {
                    if !dated_names.contains(&named) {
                        dated_names.push(named);
                    }
                }
            }
            let shown = ["names_fr", "names_ar"].map(|column| {
                let names = table.names(row, column, &mut Vec::new());
                let current: Vec<&DatedName> = names
                    .iter()
                    .filter(|named| named.during.to.is_none())
                    .collect();
                // What stands for the thing in full, before its acronym.
                current
                    .iter()
                    .find(|named| {
                        named.name.chars().any(char::is_lowercase) || !named.name.is_ascii()
                    })
                    .or(current.first())
                    .map(|named| named.name.clone())
            });
            let mut names: Vec<String> = Vec::new();
            for named in &dated_names {
                if !names.contains(&named.name) {
                    names.push(named.name.clone());
                }
            }
            let record = ActorRecord {
                id: id.to_owned(),
                name: name.to_owned(),
                kind: if kind.is_empty() {
                    "outlet".to_owned()
                } else {
                    kind.to_owned()
                },
                countries: table
                    .list(row, "country")
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                parent: table.optional(row, "parent"),
                parties: table
                    .list(row, "parties")
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                names,
                dated_names,
                shown,
                during: table.interval(row, errors),
                ucdp: table.optional(row, "ucdp"),
                domains: table
                    .list(row, "domains")
                    .into_iter()
                    .map(str::to_lowercase)
                    .collect(),
                source: source.to_owned(),
            };
            self.push(record);
        }
    }

    fn push(&mut self, record: ActorRecord) {
        let ix = ActorId::try_from(self.records.len()).expect("fewer actors than 2^32");
        for name in &record.names {
            self.by_name.push(fold(name), ix);
        }
        for domain in &record.domains {
            if self.by_domain.count(domain) == 0 {
                self.by_domain.push(domain.clone(), ix);
            }
        }
        self.by_id.push(record.id.clone(), ix);
        self.records.push(record);
    }

    /// Writes the tables so that [`Actors::open`] need not parse them.
    pub(crate) fn write(&self, out: &mut Out) -> Result<(), String> {
        self.records.write(out, |out, record| record.write(out));
        self.by_id.write(out)?;
        self.by_name.write(out)?;
        self.by_domain.write(out)
    }

    /// Opens what [`Actors::write`] wrote.
    pub(crate) fn open(from: &mut In) -> Option<Actors> {
        Some(Actors {
            records: Lazy::open(from, ActorRecord::read)?,
            by_id: Names::open(from)?,
            by_name: Names::open(from)?,
            by_domain: Names::open(from)?,
        })
    }

    /// The record at an index.
    pub fn get(&self, ix: ActorId) -> &ActorRecord {
        self.records
            .get(ix as usize)
            .expect("an index comes from these tables")
    }

    /// The record with a stable id.
    pub fn by_id(&self, id: &str) -> Option<&ActorRecord> {
        self.index_of(id).map(|ix| self.get(ix))
    }

    /// The index of a stable id.
    pub fn index_of(&self, id: &str) -> Option<ActorId> {
        self.by_id.get(id).next()
    }

    /// How many actors and outlets there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.len() == 0
    }

    /// Every record, in table order.
    pub fn iter(&self) -> impl Iterator<Item = (ActorId, &ActorRecord)> {
        (0..)
            .zip(0..self.records.len())
            .filter_map(|(id, ix)| Some((id, self.records.get(ix)?)))
    }

    /// Whether the name of an actor is this folded word or begins with it.
    pub fn may_begin(&self, word: &str) -> bool {
        self.by_name.may_begin(word)
    }

    /// Longest actor name that begins at the first of these folded words.
    /// Returns how many words it takes and every actor so named.
    pub fn longest(&self, folded_words: &[&str]) -> Option<(usize, Vec<ActorId>)> {
        self.by_name.longest(folded_words)
    }

    /// Every actor or outlet with exactly this name, folded or not.
    pub fn named(&self, name: &str) -> Vec<ActorId> {
        self.by_name.get(&fold(name)).collect()
    }

    /// Whether every writing of this name of an actor is in capitals, as acronyms are: text in
    /// small letters that folds to the same is then another word.
    pub fn is_acronym(&self, ix: ActorId, folded: &str) -> bool {
        let mut any = false;
        for name in &self.get(ix).names {
            if fold(name) == folded {
                if name.chars().any(char::is_lowercase) || !name.chars().any(char::is_uppercase) {
                    return false;
                }
                any = true;
            }
        }
        any
    }

    /// The outlet of an internet domain or address: `www.` and subdomains are peeled until a
    /// known domain remains.
    pub fn by_domain(&self, address: &str) -> Option<ActorId> {
        let lower = address.to_lowercase();
        let host = lower
            .split_once("://")
            .map_or(lower.as_str(), |(_, rest)| rest);
        let mut host = host.split(['/', '?', '#', ':']).next().unwrap_or("");
        loop {
            if let Some(ix) = self.by_domain.get(host).next() {
                return Some(ix);
            }
            host = host.split_once('.')?.1;
        }
    }

    /// Ranks the actors a name can mean, best first, with probabilities that sum to one: those
    /// at home in the document's countries (codes with weights summing to 1) before others,
    /// those that did not exist, or did not bear the name, on the day (`YYYY-MM-DD`) last.
    pub fn resolve(
        &self,
        hits: &[ActorId],
        countries: &[(String, f32)],
        day: Option<&str>,
    ) -> Vec<(ActorId, f32)> {
        let mut ranked: Vec<(ActorId, f32)> = hits
            .iter()
            .filter(|ix| (**ix as usize) < self.records.len())
            .map(|ix| {
                let record = self.get(*ix);
                let mut score = 0.05;
                for (country, weight) in countries {
                    if let Some(rank) = record.countries.iter().position(|code| code == country) {
                        score += weight * if rank == 0 { 1.0 } else { 0.8 };
                    }
                }
                if let Some(day) = day
                    && !record.during.contains(day)
                {
                    score *= 0.05;
                }
                // A name with few claims on the world: bodies without a country act anywhere.
                if record.countries.is_empty() {
                    score += 0.1;
                }
                (*ix, score)
            })
            .collect();
        let sum: f32 = ranked.iter().map(|(_, score)| score).sum();
        if sum > 0.0 {
            for (_, score) in &mut ranked {
                *score /= sum;
            }
        }
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }
}
