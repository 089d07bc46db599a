//! Decisions: what a person (or a machine that signs with its version) decided about claims and
//! places. Each is an entry of the log with an author, an instant and a reason; undoing one is
//! another decision, and both are kept.

use crate::error::{LedgerError, Result};
use crate::store::{Ledger, instant};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use selon_model::{Canonical, ContentId, Date};
use std::collections::BTreeMap;

/// What a decision is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DecisionKind {
    /// One claim: accept, reject, edit, unsure, split.
    Review,
    /// Two claims: are they one utterance? same, different, unsure.
    Judgement,
    /// Two claims: do they tell of one event? same, different, unsure.
    Event,
    /// Who held a place over some days: rule R8 of the ladder.
    Override,
    /// An earlier decision, which no longer counts.
    Undo,
}

impl DecisionKind {
    /// The stored spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            DecisionKind::Review => "review",
            DecisionKind::Judgement => "judgement",
            DecisionKind::Event => "event",
            DecisionKind::Override => "override",
            DecisionKind::Undo => "undo",
        }
    }

    /// The kind with this spelling.
    pub fn parse(text: &str) -> Option<DecisionKind> {
        Some(match text {
            "review" => DecisionKind::Review,
            "judgement" => DecisionKind::Judgement,
            "event" => DecisionKind::Event,
            "override" => DecisionKind::Override,
            "undo" => DecisionKind::Undo,
            _ => return None,
        })
    }

    /// The values a decision of this kind may take.
    pub fn values(self) -> &'static [&'static str] {
        match self {
            DecisionKind::Review => &["accept", "edit", "reject", "unsure", "split"],
            DecisionKind::Judgement | DecisionKind::Event => &["same", "different", "unsure"],
            DecisionKind::Override => &["held", "lost", "contested", "unknown"],
            DecisionKind::Undo => &["undo"],
        }
    }
}

/// A decision to be recorded, or one read back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// What it is about.
    pub kind: DecisionKind,
    /// The claim, the key of the place, or the decision it is about.
    pub subject: String,
    /// The other claim of a judgement, the holder's key of an override, the corrected text of an edit.
    pub object: Option<String>,
    /// One of [`DecisionKind::values`].
    pub value: String,
    /// First day an override is about; open when `None`.
    pub first: Option<Date>,
    /// Last day it is about, inclusive; open when `None`.
    pub last: Option<Date>,
    /// Made without seeing what others had decided.
    pub blind: bool,
    /// Milliseconds from showing to deciding; `None` when not measured.
    pub took: Option<u32>,
    /// What it replaces: the review in force before it, or the fields of the claim that an edit
    /// changes, as they were.
    pub previous: Option<String>,
    /// Why.
    pub reason: String,
}

/// A decision as recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// Its id.
    pub id: ContentId,
    /// Who.
    pub author: String,
    /// When, UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub instant: String,
    /// What.
    pub decision: Decision,
    /// A later decision undoes it.
    pub undone: bool,
    /// The day (UTC) it was undone.
    pub undone_on: Option<Date>,
}

impl Decided {
    /// The day it was made (UTC).
    pub fn day(&self) -> Option<Date> {
        self.instant.get(..10).and_then(|day| day.parse().ok())
    }
}

/// The id of a decision.
pub(crate) fn id(author: &str, instant: &str, decision: &Decision) -> ContentId {
    let mut hash = Canonical::new("selon decision 3");
    for text in [
        author,
        instant,
        decision.kind.as_str(),
        &decision.subject,
        &decision.value,
        &decision.reason,
    ] {
        hash.text(text);
    }
    let took = decision.took.map(|took| took.to_string());
    for text in [&decision.object, &took, &decision.previous] {
        crate::content::optional(&mut hash, text.as_deref());
    }
    for day in [decision.first, decision.last] {
        hash.text(&day.map(|day| day.to_string()).unwrap_or_default());
    }
    hash.bytes(&[u8::from(decision.blind)]);
    hash.finish()
}

pub(crate) fn insert(
    connection: &Connection,
    id: ContentId,
    author: &str,
    instant: &str,
    decision: &Decision,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO decision (id, author, instant, kind, subject, object, value, first, last, blind, took, previous, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            &id.0[..],
            author,
            instant,
            decision.kind.as_str(),
            decision.subject,
            decision.object,
            decision.value,
            decision.first.map(|day| day.to_string()),
            decision.last.map(|day| day.to_string()),
            decision.blind,
            decision.took,
            decision.previous,
            decision.reason,
        ])?;
    Ok(())
}

impl Ledger {
    /// Records a decision as an operation of its own. The same decision by the same author at the
    /// same instant is one decision; made again after it was taken back, it counts again.
    pub fn decide(
        &mut self,
        decision: &Decision,
        at: Timestamp,
        author: &str,
    ) -> Result<ContentId> {
        if !decision.kind.values().contains(&decision.value.as_str()) {
            return Err(LedgerError::Question(format!(
                "a {} is one of {}, not `{}`",
                decision.kind.as_str(),
                decision.kind.values().join(", "),
                decision.value
            )));
        }
        let at_text = instant(at);
        let id = id(author, &at_text, decision);
        if let Some(undo) = self.undo_of(id)? {
            self.undo(undo, at, author, &decision.reason)?;
            return Ok(id);
        }
        let path = self.path.clone();
        let of = |source| LedgerError::of(&path, source);
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(of)?;
        let there: i64 = transaction
            .query_row(
                "SELECT count(*) FROM decision WHERE id = ?1",
                [&id.0[..]],
                |row| row.get(0),
            )
            .map_err(of)?;
        if there == 0 {
            insert(&transaction, id, author, &at_text, decision).map_err(of)?;
            crate::operations::add(
                &transaction,
                "decide",
                author,
                at,
                &decision.reason,
                &[("decision", id)],
            )
            .map_err(of)?;
        }
        transaction.commit().map_err(of)?;
        Ok(id)
    }

    /// The decision that undoes another, while it counts.
    fn undo_of(&self, decision: ContentId) -> Result<Option<ContentId>> {
        let subject = decision.to_string();
        Ok(self
            .decisions()?
            .into_iter()
            .find(|one| {
                one.decision.kind == DecisionKind::Undo
                    && one.decision.subject == subject
                    && !one.undone
            })
            .map(|one| one.id))
    }

    /// Takes a decision back. The decision stays in the record, marked undone.
    pub fn undo(
        &mut self,
        decision: ContentId,
        at: Timestamp,
        author: &str,
        reason: &str,
    ) -> Result<ContentId> {
        let known = self
            .decisions()?
            .into_iter()
            .any(|decided| decided.id == decision);
        if !known {
            return Err(LedgerError::Question(format!(
                "there is no decision {decision} to undo"
            )));
        }
        let undo = Decision {
            kind: DecisionKind::Undo,
            subject: decision.to_string(),
            object: None,
            value: "undo".to_owned(),
            first: None,
            last: None,
            blind: false,
            took: None,
            previous: None,
            reason: reason.to_owned(),
        };
        self.decide(&undo, at, author)
    }

    /// Every decision, undone ones included, in order of instant; those of one author within one
    /// second in the order in which they were made.
    pub fn decisions(&self) -> Result<Vec<Decided>> {
        let mut all = self.collect(
            "SELECT id, author, instant, kind, subject, object, value, first, last, blind, took, previous, reason FROM decision
             ORDER BY instant, author, n",
            [],
            decided,
        )?;
        // An undo that was itself undone no longer counts; later decisions settle earlier ones.
        let mut undone: BTreeMap<String, Option<Date>> = BTreeMap::new();
        for one in all.iter().rev() {
            if one.decision.kind == DecisionKind::Undo && !undone.contains_key(&one.id.to_string())
            {
                undone.insert(one.decision.subject.clone(), one.day());
            }
        }
        for one in &mut all {
            let by = undone.get(&one.id.to_string());
            one.undone = by.is_some();
            one.undone_on = by.copied().flatten();
        }
        Ok(all)
    }
}

fn decided(row: &Row<'_>) -> rusqlite::Result<Decided> {
    let kind: String = row.get(3)?;
    let day = |at: usize| -> rusqlite::Result<Option<Date>> {
        let text: Option<String> = row.get(at)?;
        text.map(|text| {
            text.parse().map_err(|error: jiff::Error| {
                rusqlite::Error::FromSqlConversionFailure(
                    at,
                    rusqlite::types::Type::Text,
                    Box::new(error),
                )
            })
        })
        .transpose()
    };
    Ok(Decided {
        id: ContentId(row.get(0)?),
        author: row.get(1)?,
        instant: row.get(2)?,
        decision: Decision {
            kind: DecisionKind::parse(&kind).ok_or(rusqlite::Error::InvalidColumnType(
                3,
                "decision.kind".to_owned(),
                rusqlite::types::Type::Text,
            ))?,
            subject: row.get(4)?,
            object: row.get(5)?,
            value: row.get(6)?,
            first: day(7)?,
            last: day(8)?,
            blind: row.get(9)?,
            took: row.get(10)?,
            previous: row.get(11)?,
            reason: row.get(12)?,
        },
        undone: false,
        undone_on: None,
    })
}
