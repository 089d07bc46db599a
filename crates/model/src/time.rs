//! Times as dispatches speak of them: bounds with grain, doubt and provenance.
//!
//! A time is read as words first and anchored second. Inside the program it is neither EDTF nor
//! TIMEX3 but an outer interval (CIDOC-CRM P82, "at some time within"), an optional inner one
//! (P81, "ongoing throughout"), a grain and the reasons for both; EDTF is an export.

use crate::Span;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// The precision in which a time was said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Grain {
    Minute,
    Hour,
    PartOfDay,
    Day,
    Weekend,
    Week,
    TenDays,
    Month,
    Season,
    Quarter,
    Year,
    Decade,
}

/// The shape of what a time expression denotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeKind {
    /// One stretch of the calendar at the stated grain ("mercredi", "en mars 2016").
    Point,
    /// From one point to another ("entre le 3 et le 8").
    Interval,
    /// Open at the end ("depuis lundi").
    Since,
    /// Open at the start ("jusqu'à lundi", "avant mars").
    Until,
    /// A length of time that is not anchored ("pendant trois heures").
    Duration,
    /// A repeated time ("chaque vendredi").
    Set,
    /// A vague stretch ("ces derniers jours", "récemment").
    Vague,
}

/// A third of a calendar unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Third {
    /// "début".
    Start,
    /// "mi-", "milieu".
    Middle,
    /// "fin".
    End,
}

/// What the words of a time expression say of the calendar by themselves, known whether or not the
/// text has a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Said {
    /// The third of a unit that is meant, and the unit.
    pub third: Option<(Third, Grain)>,
    /// The hours of the day between which it lies; above 24 they run into the next day.
    pub hours: Option<(u8, u8)>,
    /// Hour and minute.
    pub clock: Option<(u8, u8)>,
    /// Day of the week, Monday 1.
    pub weekday: Option<u8>,
    /// Month of the year.
    pub month: Option<u8>,
    /// Day of the month.
    pub day: Option<u8>,
    /// Season: 1 spring, 2 summer, 3 autumn, 4 winter.
    pub season: Option<u8>,
}

/// What a time was anchored on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The words carry a full date.
    Explicit,
    /// Reckoned from the day of publication.
    Publication,
    /// Reckoned from another time expression of the same text ("le lendemain").
    Antecedent(Span),
    /// Not anchored: the publication date is unknown, or the words denote no calendar time.
    None,
}

/// A time expression found in a text.
#[derive(Clone, PartialEq, Debug)]
pub struct TimeRef {
    /// Where the words stand.
    pub span: Span,
    /// What kind of time they denote.
    pub kind: TimeKind,
    /// Outer bounds, half open; `None` on a side that is open or while the time is symbolic.
    pub start: Option<DateTime>,
    /// End of the outer bounds, exclusive.
    pub end: Option<DateTime>,
    /// Grain in which it was said.
    pub grain: Grain,
    /// "environ", "vers", "fin" and the like.
    pub approximate: bool,
    /// What it was anchored on.
    pub anchor: Anchor,
    /// How many of which unit the words say, for lengths ("trois heures") and distances ("il y a
    /// trois mois").
    pub length: Option<(i32, Grain)>,
    /// The length runs up to the day of writing ("depuis deux ans").
    pub running: bool,
    /// What the words say of the calendar by themselves.
    pub said: Said,
    /// The symbolic reading before anchoring, e.g. `weekday(3)` or `day(-1)`; for people and tests.
    pub symbol: String,
    /// Name of the rule that read it.
    pub rule: String,
}

impl TimeRef {
    /// True when at least one bound is known.
    pub fn is_anchored(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }

    /// The outer bounds as whole days, both inclusive.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        let last = self.end.map(|end| {
            if end.time() == jiff::civil::Time::midnight() {
                end.date().checked_sub(1.day()).unwrap_or(end.date())
            } else {
                end.date()
            }
        });
        (self.start.map(|start| start.date()), last)
    }

    /// The time as an EDTF string (level 1, and the level 2 `~` on a component), or `None` when
    /// nothing is known of it. Source: Library of Congress, EDTF specification, 2019.
    pub fn edtf(&self) -> Option<String> {
        let (first, last) = self.days();
        edtf(first, last, self.approximate)
    }
}

/// Inclusive days as EDTF: a whole year or month is written as such, an unknown side as `..`.
pub fn edtf(first: Option<Date>, last: Option<Date>, approximate: bool) -> Option<String> {
    let mark = if approximate { "~" } else { "" };
    let day = |d: Date| format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day());
    match (first, last) {
        (None, None) => None,
        (Some(a), None) => Some(format!("{}{mark}/..", day(a))),
        (None, Some(b)) => Some(format!("../{}{mark}", day(b))),
        (Some(a), Some(b)) if a == b => Some(format!("{}{mark}", day(a))),
        (Some(a), Some(b)) => {
            let whole_years = a.month() == 1 && a.day() == 1 && b.month() == 12 && b.day() == 31;
            let whole_months = a.day() == 1 && b.day() == b.days_in_month();
            if whole_years && a.year() == b.year() {
                Some(format!("{:04}{mark}", a.year()))
            } else if whole_months && a.year() == b.year() && a.month() == b.month() {
                Some(format!("{:04}-{:02}{mark}", a.year(), a.month()))
            } else if whole_years {
                Some(format!("{:04}{mark}/{:04}{mark}", a.year(), b.year()))
            } else {
                Some(format!("{}{mark}/{}{mark}", day(a), day(b)))
            }
        }
    }
}

/// Why a claim has the time it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeBasis {
    /// Words of the claim's own clause or sentence.
    Explicit,
    /// Carried from earlier sentences of the same narration.
    Carried,
    /// Nothing said: on or before publication.
    Publication,
    /// Nothing said and no publication date known.
    Unknown,
}

/// The time of a claim.
#[derive(Clone, PartialEq, Debug)]
pub struct ClaimTime {
    /// First possible day.
    pub first: Option<Date>,
    /// Last possible day, inclusive.
    pub last: Option<Date>,
    /// Whether the bounds are approximate.
    pub approximate: bool,
    /// Why.
    pub basis: TimeBasis,
    /// The time expression it came from, an index into [`crate::Reading::times`].
    pub reference: Option<usize>,
}

impl ClaimTime {
    /// A claim about which no time is known.
    pub fn unknown() -> ClaimTime {
        ClaimTime {
            first: None,
            last: None,
            approximate: false,
            basis: TimeBasis::Unknown,
            reference: None,
        }
    }

    /// EDTF form, see [`edtf`].
    pub fn edtf(&self) -> Option<String> {
        edtf(self.first, self.last, self.approximate)
    }
}
