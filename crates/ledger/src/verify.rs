//! Recomputing the record: every id from the rows it covers, and the log from its first operation.
//!
//! What is covered: texts, publication days, outlets, everything a claim says, decisions, and who
//! recorded what in which order. What is not: labels that come from the world's tables and may
//! differ between builds (names of actors, coordinates of places), and a path or an address.
//! Cutting off the newest operations leaves a sound, shorter ledger; whoever needs to notice that
//! keeps the head that [`Ledger::heads`] prints.

use crate::content::{claim_content, reading_id};
use crate::dossier::word;
use crate::error::Result;
use crate::packed::Packed;
use crate::store::{Ledger, contents, short};
use crate::trace::{Trace, Words};
use crate::{decide, operations};
use selon_model::{Change, ContentId, PlaceRole, Stance, claim_id, dispatch_id};
use std::collections::{BTreeMap, BTreeSet};

/// What `verify` recomputed, and what did not fit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verified {
    /// Operations recomputed.
    pub operations: usize,
    /// Dispatches recomputed.
    pub dispatches: usize,
    /// Readings recomputed.
    pub readings: usize,
    /// Claims recomputed.
    pub claims: usize,
    /// Decisions recomputed.
    pub decisions: usize,
    /// The operations nothing was built on yet, in order of id.
    pub heads: Vec<ContentId>,
    /// What does not fit, one sentence each; empty when the ledger is sound.
    pub problems: Vec<String>,
}

impl Ledger {
    /// The operations that nothing was built on yet: one, or several after a merge.
    pub fn heads(&self) -> Result<Vec<ContentId>> {
        operations::heads(&self.connection)
            .map(|heads| heads.into_iter().map(|(id, _)| id).collect())
            .map_err(|source| self.error(source))
    }

    /// Recomputes everything. Fails only when the file cannot be read; what does not fit is told
    /// in [`Verified::problems`].
    pub fn verify(&self) -> Result<Verified> {
        let _snapshot = self.snapshot()?;
        let mut verified = Verified::default();
        let pages: Vec<String> = self.collect("PRAGMA integrity_check(5)", [], |row| row.get(0))?;
        if pages != ["ok"] {
            verified
                .problems
                .extend(pages.into_iter().map(|what| format!("storage: {what}")));
        }
        let readings = self.verify_readings(&mut verified)?;
        let decisions = self.verify_decisions(&mut verified)?;
        self.verify_operations(&mut verified, readings, decisions)?;
        verified.heads = self.heads()?;
        Ok(verified)
    }

    fn verify_readings(&self, verified: &mut Verified) -> Result<BTreeSet<ContentId>> {
        let rows: Vec<(i64, ContentId, ContentId)> = self.collect(
            "SELECT r.dispatch, r.id, d.id FROM reading r JOIN dispatch d ON d.n = r.dispatch ORDER BY r.n",
            [],
            |row| Ok((row.get(0)?, ContentId(row.get(1)?), ContentId(row.get(2)?))),
        )?;
        let mut ids = BTreeSet::new();
        let mut dispatches = BTreeSet::new();
        for (row, id, dispatch_stored) in rows {
            verified.readings += 1;
            ids.insert(id);
            let (dispatch, reading) = match self.rebuild(row, Some(id)) {
                Ok(rebuilt) => rebuilt,
                Err(error) => {
                    verified
                        .problems
                        .push(format!("reading {}: {error}", id.short()));
                    continue;
                }
            };
            if dispatches.insert(row) && dispatch_id(&dispatch, &reading) != dispatch_stored {
                verified.problems.push(format!(
                    "dispatch {}: its text, publication day or outlet is not what its id says",
                    dispatch_stored.short()
                ));
            }
            if reading_id(
                dispatch_stored,
                contents(dispatch_stored, &reading).into_iter(),
            ) != id
            {
                verified.problems.push(format!(
                    "reading {}: its claims are not what its id says",
                    id.short()
                ));
            }
            type Stored = (ContentId, i64, i64, i64, Option<String>, Vec<u8>);
            let stored: Vec<Stored> = self.collect(
                "SELECT c.id, c.content, c.dispatch, c.n, c.published, c.packed FROM reading_claim rc
                 JOIN reading r ON r.n = rc.reading JOIN claim c ON c.n = rc.claim WHERE r.id = ?1 ORDER BY rc.ordinal",
                [&id.0[..]],
                |row| {
                    Ok((
                        ContentId(row.get(0)?),
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                        row.get(5)?,
                    ))
                },
            )?;
            let words = Words::of(&dispatch.text);
            for (claim, (stored_id, stored_content, of, n, published, packed)) in
                reading.claims.iter().zip(&stored)
            {
                verified.claims += 1;
                if claim_id(dispatch_stored, &reading, claim) != *stored_id
                    || short(claim_content(&reading, claim)) != *stored_content
                    || *of != row
                    || *published != reading.published.map(|day| day.to_string())
                {
                    verified.problems.push(format!(
                        "claim {}: what it says is not what its id says",
                        stored_id.short()
                    ));
                }
                let trace = words.trace(&dispatch.text, claim);
                if self
                    .packed(*n, trace)?
                    .map(|packed| packed.bytes())
                    .as_ref()
                    != Some(packed)
                {
                    verified.problems.push(format!(
                        "claim {}: what the ladder weighs of it is not what its tables and its words say",
                        stored_id.short()
                    ));
                }
            }
        }
        verified.dispatches = dispatches.len();
        for (table, sql) in [
            (
                "dispatch",
                "SELECT count(*) FROM dispatch WHERE n NOT IN (SELECT dispatch FROM reading)",
            ),
            (
                "claim",
                "SELECT count(*) FROM claim WHERE n NOT IN (SELECT claim FROM reading_claim)",
            ),
        ] {
            let strays: Vec<i64> = self.collect(sql, [], |row| row.get(0))?;
            if strays.iter().any(|count| *count > 0) {
                verified
                    .problems
                    .push(format!("{table}: {} rows belong to no reading", strays[0]));
            }
        }
        Ok(ids)
    }

    /// What the ladder weighs of a claim, out of the tables that hold it in full, with what its words
    /// leave.
    fn packed(&self, claim: i64, trace: Trace) -> Result<Option<Packed>> {
        let sources: Vec<(i64, Stance)> = self.collect(
            "SELECT source, stance FROM claim_source WHERE claim = ?1 ORDER BY ordinal",
            [claim],
            |row| Ok((row.get(0)?, word(row, 1, Stance::parse)?)),
        )?;
        let places: Vec<(i64, PlaceRole)> = self.collect(
            "SELECT place, role FROM claim_place WHERE claim = ?1 ORDER BY ordinal",
            [claim],
            |row| Ok((row.get(0)?, word(row, 1, PlaceRole::parse)?)),
        )?;
        let control: Vec<(i64, Option<i64>, Change)> = self.collect(
            "SELECT place, actor, change FROM claim_control WHERE claim = ?1 ORDER BY ordinal",
            [claim],
            |row| Ok((row.get(0)?, row.get(1)?, word(row, 2, Change::parse)?)),
        )?;
        let agents = self.collect(
            "SELECT actor FROM claim_actor WHERE claim = ?1 AND role = 'agent' ORDER BY ordinal",
            [claim],
            |row| row.get(0),
        )?;
        Ok(Packed::new(
            &sources,
            places.into_iter(),
            control.into_iter(),
            agents,
            trace,
        ))
    }

    fn verify_decisions(&self, verified: &mut Verified) -> Result<BTreeSet<ContentId>> {
        let mut ids = BTreeSet::new();
        for decided in self.decisions()? {
            verified.decisions += 1;
            ids.insert(decided.id);
            if decide::id(&decided.author, &decided.instant, &decided.decision) != decided.id {
                verified.problems.push(format!(
                    "decision {}: what it says is not what its id says",
                    decided.id.short()
                ));
            }
        }
        Ok(ids)
    }

    fn verify_operations(
        &self,
        verified: &mut Verified,
        readings: BTreeSet<ContentId>,
        decisions: BTreeSet<ContentId>,
    ) -> Result<()> {
        let mut recorded = BTreeSet::new();
        let mut of_row: BTreeMap<i64, ContentId> = BTreeMap::new();
        for operation in self.operations()? {
            verified.operations += 1;
            of_row.insert(operation.row, operation.id);
            let mut parents = Vec::new();
            for row in &operation.parent_rows {
                match of_row.get(row) {
                    Some(parent) => parents.push(*parent),
                    None => verified.problems.push(format!(
                        "operation {}: one it was built on is missing",
                        operation.id.short()
                    )),
                }
            }
            parents.sort_unstable();
            let id = operations::id(
                &parents,
                &operation.kind,
                &operation.author,
                &operation.instant,
                &operation.reason,
                &operation.entries,
            );
            if id != operation.id {
                verified.problems.push(format!(
                    "operation {}: it, or one before it, is not what its id says",
                    operation.id.short()
                ));
            }
            for (kind, item) in &operation.entries {
                let there = match kind.as_str() {
                    "reading" => readings.contains(item),
                    "decision" => decisions.contains(item),
                    _ => false,
                };
                if !there {
                    verified.problems.push(format!(
                        "operation {}: the {kind} {} it brought is missing",
                        operation.id.short(),
                        item.short()
                    ));
                }
                recorded.insert(*item);
            }
        }
        for (what, ids) in [("reading", &readings), ("decision", &decisions)] {
            for id in ids.difference(&recorded) {
                verified
                    .problems
                    .push(format!("{what} {}: no operation brought it", id.short()));
            }
        }
        Ok(())
    }
}
