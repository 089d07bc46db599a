//! Joining two ledgers: the union of their operations, readings and decisions.
//!
//! Ids are content hashes and operations name their parents, so a merge adds what is missing and
//! nothing else: merging twice adds nothing, and either order gives the same record. After it the
//! log has two heads; the next operation is built on both.

use crate::decide;
use crate::error::{LedgerError, Result};
use crate::operations;
use crate::store::{Ledger, contents};
use crate::write::Writer;
use selon_model::{ContentId, dispatch_id};
use std::collections::{BTreeMap, BTreeSet};

/// What a merge added.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    /// Operations this ledger did not have.
    pub operations: usize,
    /// Readings it did not have.
    pub readings: usize,
    /// Claims it did not have.
    pub claims: usize,
    /// Decisions it did not have.
    pub decisions: usize,
}

impl Ledger {
    /// Adds everything the other ledger has, in one transaction. The other is read, not changed;
    /// what does not fit its ids there stops the merge before anything is added.
    pub fn merge(&mut self, other: &Ledger) -> Result<Merged> {
        let mut known: BTreeMap<ContentId, i64> = self
            .operations()?
            .into_iter()
            .map(|operation| (operation.id, operation.row))
            .collect();
        let have: BTreeSet<ContentId> = self
            .collect("SELECT id FROM reading", [], |row| {
                Ok(ContentId(row.get(0)?))
            })?
            .into_iter()
            .collect();
        let _snapshot = other.snapshot()?;
        let theirs = other.operations()?;
        let decisions: BTreeMap<ContentId, decide::Decided> = other
            .decisions()?
            .into_iter()
            .map(|decided| (decided.id, decided))
            .collect();
        let of_row: BTreeMap<i64, ContentId> = theirs
            .iter()
            .map(|operation| (operation.row, operation.id))
            .collect();
        let mut merged = Merged::default();
        let mut added: BTreeSet<ContentId> = BTreeSet::new();
        let path = self.path.clone();
        let mut interned = std::mem::take(&mut self.interned);
        let of = |source| LedgerError::of(&path, source);
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(of)?;
        let mut writer = Writer::new(&transaction, &mut interned).map_err(of)?;
        for operation in &theirs {
            if known.contains_key(&operation.id) {
                continue;
            }
            let lost = |what: String| LedgerError::damaged(other.path(), what);
            let mut parents: Vec<(ContentId, i64)> = Vec::new();
            for row in &operation.parent_rows {
                let id = of_row.get(row).copied();
                let here = id.and_then(|id| known.get(&id).map(|row| (id, *row)));
                parents.push(here.ok_or_else(|| {
                    lost(format!(
                        "an operation that {} was built on is missing",
                        operation.id.short()
                    ))
                })?);
            }
            parents.sort_unstable();
            let ids: Vec<ContentId> = parents.iter().map(|(id, _)| *id).collect();
            let id = operations::id(
                &ids,
                &operation.kind,
                &operation.author,
                &operation.instant,
                &operation.reason,
                &operation.entries,
            );
            if id != operation.id {
                return Err(lost(format!(
                    "operation {} is not what its id says",
                    operation.id.short()
                )));
            }
            for (kind, item) in &operation.entries {
                match kind.as_str() {
                    "reading" => {
                        if have.contains(item) || !added.insert(*item) {
                            continue;
                        }
                        let row: Vec<i64> = other.collect(
                            "SELECT dispatch FROM reading WHERE id = ?1",
                            [&item.0[..]],
                            |row| row.get(0),
                        )?;
                        let row = row
                            .first()
                            .ok_or_else(|| lost(format!("reading {} is missing", item.short())))?;
                        let (dispatch, reading) = other.rebuild(*row, Some(*item))?;
                        let dispatch_id = dispatch_id(&dispatch, &reading);
                        let contents = contents(dispatch_id, &reading);
                        if crate::content::reading_id(dispatch_id, contents.iter().copied())
                            != *item
                        {
                            return Err(lost(format!(
                                "reading {} is not what its id says",
                                item.short()
                            )));
                        }
                        merged.readings += 1;
                        merged.claims += writer
                            .reading(&dispatch, &reading, (dispatch_id, *item), &contents)
                            .map_err(of)?;
                    }
                    "decision" => {
                        let decided = decisions
                            .get(item)
                            .ok_or_else(|| lost(format!("decision {} is missing", item.short())))?;
                        if decide::id(&decided.author, &decided.instant, &decided.decision) != *item
                        {
                            return Err(lost(format!(
                                "decision {} is not what its id says",
                                item.short()
                            )));
                        }
                        let before: i64 = transaction
                            .query_row(
                                "SELECT count(*) FROM decision WHERE id = ?1",
                                [&item.0[..]],
                                |row| row.get(0),
                            )
                            .map_err(of)?;
                        if before == 0 {
                            merged.decisions += 1;
                            decide::insert(
                                &transaction,
                                *item,
                                &decided.author,
                                &decided.instant,
                                &decided.decision,
                            )
                            .map_err(of)?;
                        }
                    }
                    other_kind => return Err(lost(format!("`{other_kind}` is no kind of entry"))),
                }
            }
            let rows: Vec<i64> = parents.iter().map(|(_, row)| *row).collect();
            let row = operations::insert(
                &transaction,
                operation.id,
                &rows,
                &operation.kind,
                &operation.author,
                &operation.instant,
                &operation.reason,
                &operation.entries,
            )
            .map_err(of)?;
            known.insert(operation.id, row);
            merged.operations += 1;
        }
        drop(writer);
        transaction.commit().map_err(of)?;
        self.interned = interned;
        Ok(merged)
    }
}
