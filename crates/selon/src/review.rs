//! Reviewing: the queue and the agreement as sheets, and decisions in the words a person types.

use crate::record::{ids, maybe, rounded, text, texts};
use crate::sheet::Sheet;
use jiff::Timestamp;
use selon_ledger::camps::Camps;
use selon_ledger::review::{Agreement, Correction, QueueOptions, Waiting};
use selon_ledger::{Decided, Decision, DecisionKind, Ledger, LedgerError, Result};
use selon_model::{ContentId, Date};
use serde_json::Value;

pub use selon_ledger::review::QueueOptions as Options;

/// The claims that wait for a person, most consequential first, all with their words.
pub fn queue(ledger: &Ledger, camps: &Camps, options: &QueueOptions) -> Result<Vec<Waiting>> {
    ledger.waiting(&ledger.ranked(camps, options)?, options)
}

/// A queue as a sheet.
pub fn queue_sheet(waiting: &[Waiting]) -> Sheet {
    let mut sheet = Sheet::new(&[
        "claim",
        "impact",
        "uncertainty",
        "published",
        "type",
        "who",
        "whom",
        "where",
        "when",
        "says",
        "outlet",
        "words",
        "context",
        "decided",
    ]);
    for one in waiting {
        let entry = &one.entry;
        let claim = &entry.claim;
        sheet.rows.push(vec![
            text(entry.id.short()),
            one.impact.into(),
            one.uncertainty.into(),
            maybe(entry.published),
            text(claim.kind),
            texts(entry.actor_names(&claim.agents)),
            texts(entry.actor_names(&claim.targets)),
            texts(entry.places.iter().map(|place| &place.name)),
            maybe(claim.time.edtf()),
            text(entry.speaker()),
            maybe(entry.outlet.as_ref().map(|outlet| &outlet.name)),
            texts(&entry.words),
            text(&entry.context),
            texts(
                one.decided
                    .iter()
                    .map(|decided| format!("{} by {}", decided.decision.value, decided.author)),
            ),
        ]);
    }
    sheet
}

/// A decision on one claim, to be recorded.
#[derive(Clone, Debug)]
pub struct Verdict<'a> {
    /// The claim.
    pub claim: ContentId,
    /// `accept`, `edit`, `reject`, `unsure` or `split`.
    pub value: &'a str,
    /// For an edit, the correction (`date=2017-11-09 holder=isis loser=syrian-army`); for a split,
    /// what its parts are, in words.
    pub detail: Option<&'a str>,
    /// Made without seeing others' decisions.
    pub blind: bool,
    /// Milliseconds from showing to deciding, where they were measured.
    pub took: Option<u32>,
    /// Why.
    pub reason: &'a str,
}

/// Records a decision on a claim, with what it replaces. An edit whose correction cannot be read is refused.
pub fn decide(
    ledger: &mut Ledger,
    verdict: &Verdict<'_>,
    at: Timestamp,
    author: &str,
) -> Result<ContentId> {
    let claim = verdict.claim;
    let Some(entry) = ledger.claim(claim)? else {
        return Err(LedgerError::Question(format!("there is no claim {claim}")));
    };
    let read = match verdict.value {
        "edit" => Correction::parse(verdict.detail.unwrap_or_default())?.replaced(&entry),
        _ => None,
    };
    let decisions = ledger.decisions()?;
    let before = decisions.iter().rev().find(|before| {
        !before.undone
            && before.decision.kind == DecisionKind::Review
            && before.decision.subject == claim.to_string()
    });
    let previous = before.map_or(read, |before| {
        let decision = &before.decision;
        Some(match &decision.object {
            Some(detail) => format!("{} {detail}", decision.value),
            None => decision.value.clone(),
        })
    });
    ledger.decide(
        &Decision {
            kind: DecisionKind::Review,
            subject: claim.to_string(),
            object: verdict.detail.map(str::to_owned),
            value: verdict.value.to_owned(),
            first: None,
            last: None,
            blind: verdict.blind,
            took: verdict.took,
            previous,
            reason: verdict.reason.to_owned(),
        },
        at,
        author,
    )
}

/// Records that two claims are one utterance ([`DecisionKind::Judgement`]) or tell of one event
/// ([`DecisionKind::Event`]): `same`, `different` or `unsure`.
pub fn judge(
    ledger: &mut Ledger,
    kind: DecisionKind,
    pair: (ContentId, ContentId),
    value: &str,
    reason: &str,
    at: Timestamp,
    author: &str,
) -> Result<ContentId> {
    for claim in [pair.0, pair.1] {
        if ledger.claim(claim)?.is_none() {
            return Err(LedgerError::Question(format!("there is no claim {claim}")));
        }
    }
    if pair.0 == pair.1 {
        return Err(LedgerError::Question(
            "a claim is always the same as itself".to_owned(),
        ));
    }
    ledger.decide(
        &Decision {
            kind,
            subject: pair.0.to_string(),
            object: Some(pair.1.to_string()),
            value: value.to_owned(),
            first: None,
            last: None,
            blind: false,
            took: None,
            previous: None,
            reason: reason.to_owned(),
        },
        at,
        author,
    )
}

/// A decision on who held a place: rule R8 of the ladder.
#[derive(Clone, Debug)]
pub struct Ruling<'a> {
    /// Key of the place.
    pub place: &'a str,
    /// `held`, `lost`, `contested` or `unknown`.
    pub value: &'a str,
    /// Who: a camp of the table or the key of an actor on record; for `contested` several, parted by
    /// commas; for `unknown` nobody.
    pub holder: Option<&'a str>,
    /// First day it is about; open when `None`.
    pub first: Option<Date>,
    /// Last day it is about, inclusive; open when `None`.
    pub last: Option<Date>,
    /// Why.
    pub reason: &'a str,
}

/// Records a decision on who held a place. Refused without a reason or an author, with days the wrong
/// way round, and with a holder that no table and no claim knows.
pub fn overrule(
    ledger: &mut Ledger,
    camps: &Camps,
    ruling: &Ruling<'_>,
    at: Timestamp,
    author: &str,
) -> Result<ContentId> {
    let refuse = |why: String| Err(LedgerError::Question(why));
    if author.trim().is_empty() || ruling.reason.trim().is_empty() {
        return refuse("a decision is signed and gives its reason".to_owned());
    }
    if let (Some(first), Some(last)) = (ruling.first, ruling.last)
        && last < first
    {
        return refuse(format!(
            "the last day, {last}, is before the first, {first}"
        ));
    }
    let sides: Vec<&str> = ruling
        .holder
        .iter()
        .flat_map(|holder| holder.split(','))
        .map(str::trim)
        .filter(|side| !side.is_empty())
        .collect();
    match (ruling.value, sides.len()) {
        ("unknown", 0) | ("held" | "lost", 1) | ("contested", 2..) => {}
        ("unknown", _) => return refuse("`unknown` names no holder".to_owned()),
        ("contested", _) => {
            return refuse(
                "`contested` says between whom: two sides or more, parted by commas".to_owned(),
            );
        }
        (value, _) => return refuse(format!("`{value}` says by whom: one side")),
    }
    let actors = ledger.actors()?;
    for side in &sides {
        let listed = camps.rows().iter().any(|row| row.camp == *side);
        if !listed && !actors.iter().any(|actor| actor.key == *side) {
            let known: std::collections::BTreeSet<&str> =
                camps.rows().iter().map(|row| row.camp.as_str()).collect();
            let near: Vec<&str> = known
                .into_iter()
                .filter(|camp| camp.contains(side) || side.contains(camp))
                .take(5)
                .collect();
            let hint = if near.is_empty() {
                "`selon state PLACE --views` names the sides of a place".to_owned()
            } else {
                format!("perhaps {}", near.join(", "))
            };
            return refuse(format!(
                "no camp and no actor on record is `{side}`: {hint}"
            ));
        }
    }
    ledger.decide(
        &Decision {
            kind: DecisionKind::Override,
            subject: ruling.place.to_owned(),
            object: (!sides.is_empty()).then(|| sides.join(",")),
            value: ruling.value.to_owned(),
            first: ruling.first,
            last: ruling.last,
            blind: false,
            took: None,
            previous: None,
            reason: ruling.reason.to_owned(),
        },
        at,
        author,
    )
}

/// Takes back a person's last decision that still counts; `None` when there is none.
pub fn undo(
    ledger: &mut Ledger,
    at: Timestamp,
    author: &str,
    reason: &str,
) -> Result<Option<Decided>> {
    undo_last(ledger, at, author, reason, |decision| {
        decision.kind != DecisionKind::Undo
    })
}

/// Takes back a person's last decision on who held a place that still counts; `None` when there is
/// none.
pub fn undo_override(
    ledger: &mut Ledger,
    place: &str,
    at: Timestamp,
    author: &str,
    reason: &str,
) -> Result<Option<Decided>> {
    undo_last(ledger, at, author, reason, |decision| {
        decision.kind == DecisionKind::Override && decision.subject == place
    })
}

fn undo_last(
    ledger: &mut Ledger,
    at: Timestamp,
    author: &str,
    reason: &str,
    meant: impl Fn(&Decision) -> bool,
) -> Result<Option<Decided>> {
    let last =
        ledger.decisions()?.into_iter().rev().find(|decided| {
            decided.author == author && !decided.undone && meant(&decided.decision)
        });
    if let Some(decided) = &last {
        ledger.undo(decided.id, at, author, reason)?;
    }
    Ok(last)
}

/// Every decision on record, newest last.
pub fn decisions(ledger: &Ledger) -> Result<Sheet> {
    let mut sheet = Sheet::new(&[
        "decision", "instant", "author", "kind", "value", "subject", "object", "from", "to",
        "blind", "undone", "took_ms", "previous", "reason",
    ]);
    for decided in ledger.decisions()? {
        let decision = &decided.decision;
        sheet.rows.push(vec![
            ids(&[decided.id]),
            text(&decided.instant),
            text(&decided.author),
            text(decision.kind.as_str()),
            text(&decision.value),
            text(&decision.subject),
            maybe(decision.object.as_ref()),
            maybe(decision.first),
            maybe(decision.last),
            Value::Bool(decision.blind),
            Value::Bool(decided.undone),
            decision.took.map_or(Value::Null, Value::from),
            maybe(decision.previous.as_ref()),
            text(&decision.reason),
        ]);
    }
    Ok(sheet)
}

/// How far people agree, as a sheet: figures first, then who decided what differently.
pub fn agreement_sheet(agreement: &Agreement) -> Sheet {
    let mut sheet = Sheet::new(&["measure", "of", "value", "n"]);
    let figure = |value: Option<f64>| value.map_or(Value::Null, rounded);
    let twice = agreement.twice;
    for (measure, of, value) in [
        (
            "Krippendorff's alpha",
            "decisions (nominal)",
            agreement.alpha,
        ),
        (
            "Krippendorff's alpha",
            "days (interval)",
            agreement.alpha_dates,
        ),
        ("Gwet's AC1", "decisions", agreement.ac1),
    ] {
        sheet
            .rows
            .push(vec![text(measure), text(of), figure(value), twice.into()]);
    }
    for (author, n) in &agreement.reviewers {
        sheet.rows.push(vec![
            text("claims reviewed"),
            text(author),
            Value::Null,
            (*n).into(),
        ]);
    }
    for ((one, other), n) in &agreement.confusion {
        sheet.rows.push(vec![
            text("decided"),
            text(format!("{one} / {other}")),
            Value::Null,
            (*n).into(),
        ]);
    }
    for (claim, decided) in &agreement.apart {
        let who: Vec<String> = decided
            .iter()
            .map(|(author, value)| format!("{author}: {value}"))
            .collect();
        sheet.rows.push(vec![
            text("to adjudicate"),
            text(claim.short()),
            texts(who),
            decided.len().into(),
        ]);
    }
    sheet
}
