//! Reviewing at the desk: what waits, deciding, undoing, and how far people agree.

use super::public::*;
use super::{Answer, Desk, DeskError, claim_id, claims, decision};
use crate::sheet::Sheet;
use jiff::Timestamp;
use selon_ledger::review::QueueOptions;
use selon_ledger::{DecisionKind, Ledger};
use selon_model::{ContentId, Date};

/// A decision on one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The claim's id, or its first digits.
    pub claim: String,
    /// `accept`, `edit`, `reject`, `unsure`, `split`.
    pub value: String,
    /// For an edit, `date=2017-11-09 holder=isis loser=syrian-army`; for a split, its parts in words.
    pub detail: Option<String>,
    /// Why.
    pub reason: String,
    /// Made without seeing others'.
    pub blind: bool,
    /// Milliseconds from showing to deciding, where they were measured.
    pub took: Option<u32>,
}

/// A judgement on two claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// One claim.
    pub claim: String,
    /// The other.
    pub other: String,
    /// `same`, `different`, `unsure`.
    pub value: String,
    /// Why.
    pub reason: String,
}

impl Desk {
    /// The claims that wait for a person, most consequential first, at most `limit`.
    pub fn queue(
        &self,
        reviewer: &str,
        blind: bool,
        place: Option<&str>,
        limit: usize,
    ) -> Answer<QueuePage> {
        let options = QueueOptions {
            reviewer: reviewer.to_owned(),
            blind,
            place: place.map(str::to_owned),
        };
        let board = self.board();
        let ledger = self.ledger();
        let ranked = match place {
            Some(_) => ledger.ranked(&self.camps, &options)?,
            None => ledger.ranked_among(board.atlas.cases(), &options)?,
        };
        let first = &ranked[..limit.min(ranked.len())];
        Ok(QueuePage {
            total: ranked.len(),
            waiting: ledger
                .waiting(first, &options)?
                .into_iter()
                .map(|one| WaitingCard {
                    claim: claims::card(&one.entry),
                    impact: one.impact,
                    uncertainty: one.uncertainty,
                    decided: one.decided.iter().map(decision).collect(),
                })
                .collect(),
        })
    }

    /// Records a decision on a claim and reads the record anew.
    pub fn decide(&self, verdict: &Verdict, at: Timestamp, author: &str) -> Answer<Recorded> {
        let recorded = {
            let mut ledger = self.ledger();
            let claim = claim_id(&ledger, &verdict.claim)?;
            let id = crate::review::decide(
                &mut ledger,
                &crate::review::Verdict {
                    claim,
                    value: &verdict.value,
                    detail: verdict
                        .detail
                        .as_deref()
                        .filter(|detail| !detail.is_empty()),
                    blind: verdict.blind,
                    took: verdict.took,
                    reason: &verdict.reason,
                },
                at,
                author,
            )?;
            found(&ledger, id)?
        };
        self.refresh()?;
        Ok(recorded)
    }

    /// Records that two claims are one utterance, or not.
    pub fn judge(&self, pair: &Pair, at: Timestamp, author: &str) -> Answer<Recorded> {
        let recorded = {
            let mut ledger = self.ledger();
            let both = (
                claim_id(&ledger, &pair.claim)?,
                claim_id(&ledger, &pair.other)?,
            );
            let id = crate::review::judge(
                &mut ledger,
                DecisionKind::Judgement,
                both,
                &pair.value,
                &pair.reason,
                at,
                author,
            )?;
            found(&ledger, id)?
        };
        self.refresh()?;
        Ok(recorded)
    }

    /// Takes back a person's last decision that still counts.
    pub fn undo(&self, at: Timestamp, author: &str, reason: &str) -> Answer<Recorded> {
        let undone = crate::review::undo(&mut self.ledger(), at, author, reason)?;
        self.refresh()?;
        Ok(Recorded {
            decision: undone.as_ref().map(decision),
        })
    }

    /// How far people agree; with `blind`, over decisions made without seeing others'.
    pub fn agreement(&self, blind: bool) -> Answer<AgreementPage> {
        let agreement = self.ledger().agreement(blind)?;
        Ok(AgreementPage {
            reviewers: agreement
                .reviewers
                .into_iter()
                .map(|(name, claims)| Named {
                    key: name.clone(),
                    name,
                    kind: "reviewer".to_owned(),
                    claims,
                })
                .collect(),
            twice: agreement.twice,
            alpha: agreement.alpha,
            ac1: agreement.ac1,
            alpha_dates: agreement.alpha_dates,
            apart: agreement
                .apart
                .into_iter()
                .map(|(claim, decided)| Apart {
                    claim: claim.to_string(),
                    decided,
                })
                .collect(),
            confusion: agreement
                .confusion
                .into_iter()
                .map(|((one, other), times)| (one, other, times))
                .collect(),
        })
    }

    /// What became of what each source said, as known on a day.
    pub fn tracks(&self, known: Date) -> Answer<Table> {
        let Sheet { columns, rows } = crate::track::sources(&self.ledger(), &self.camps, known)?;
        Ok(Table {
            columns,
            rows,
            cut: false,
        })
    }
}

fn found(ledger: &Ledger, id: ContentId) -> Answer<Recorded> {
    let decided = ledger.decisions()?.into_iter().find(|one| one.id == id);
    decided
        .map(|one| Recorded {
            decision: Some(decision(&one)),
        })
        .ok_or_else(|| DeskError::Missing(format!("decision {id} was not kept")))
}
