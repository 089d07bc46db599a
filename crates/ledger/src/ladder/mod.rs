//! The ladder: from accounts of a place to what can be said of it on a day, as known on a day.
//!
//! `state` is a pure function of (accounts, camps, place, valid day, known day). Accounts published
//! after the known day are not looked at, so adding later documents never changes an earlier
//! answer. The rules, how accounts are weighed and the sentence of each state are one page, made
//! from this code: `docs/ladder.md` (see `page.rs`).

mod case;
mod fold;
mod holdings;
mod interest;
mod page;
mod runs;
mod sentence;

pub use case::Case;
pub use holdings::{Lens, Segment, View};
pub use interest::{Concern, Interest};
pub use page::page;
pub use runs::{Run, Tells};
pub use sentence::{Sentences, WORDING};

use crate::account::Dossier;
use crate::camps::Camps;
use selon_model::{ContentId, Date};

/// Version of the rules; a change of what they answer is a new number.
pub const LADDER: u32 = 2;
/// A place of which nothing was said for more days than this is stale.
pub const STALE_DAYS: i32 = 90;
/// Incompatible accounts at most this many days apart are a dispute.
pub const DISPUTE_DAYS: i32 = 7;
/// Pressure (shelling, an attack from outside) is shown for this many days.
pub const PRESSURE_DAYS: i32 = 7;

/// The rule that decided.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "`condition` says what each is")]
pub enum Rule {
    R0,
    R1,
    R1i,
    R2,
    R3,
    R4,
    R5g,
    R5e,
    R6,
    R8,
}

impl Rule {
    /// Every rule.
    pub const ALL: &'static [Rule] = &[
        Rule::R0,
        Rule::R1,
        Rule::R1i,
        Rule::R2,
        Rule::R3,
        Rule::R4,
        Rule::R5g,
        Rule::R5e,
        Rule::R6,
        Rule::R8,
    ];

    /// Its short name, `R1i`.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::R0 => "R0",
            Rule::R1 => "R1",
            Rule::R1i => "R1i",
            Rule::R2 => "R2",
            Rule::R3 => "R3",
            Rule::R4 => "R4",
            Rule::R5g => "R5g",
            Rule::R5e => "R5e",
            Rule::R6 => "R6",
            Rule::R8 => "R8",
        }
    }

    /// Its name in full, `implied`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::R0 => "unknown",
            Rule::R1 => "conceded",
            Rule::R1i => "implied",
            Rule::R2 => "corroborated",
            Rule::R3 => "observed",
            Rule::R4 => "claimed",
            Rule::R5g => "contested",
            Rule::R5e => "disputed",
            Rule::R6 => "stale",
            Rule::R8 => "analyst",
        }
    }
}

/// Who holds a place, as far as can be said.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Holding {
    /// Nothing in force says.
    Unknown,
    /// One side holds it. Sides are named by camp, or by actor key where no camp is known.
    Held(String),
    /// A side no longer holds it and no holder is named.
    Lost(String),
    /// It is fought for inside.
    Contested(Vec<String>),
    /// Accounts cannot both be right, and none weighs more; each view by holder.
    Disputed(Vec<String>),
}

impl Holding {
    /// One word: `held`, `lost`, `contested`, `disputed`, `unknown`.
    pub fn word(&self) -> &'static str {
        match self {
            Holding::Unknown => "unknown",
            Holding::Held(_) => "held",
            Holding::Lost(_) => "lost",
            Holding::Contested(_) => "contested",
            Holding::Disputed(_) => "disputed",
        }
    }

    /// The sides it names.
    pub fn sides(&self) -> &[String] {
        match self {
            Holding::Unknown => &[],
            Holding::Held(side) | Holding::Lost(side) => std::slice::from_ref(side),
            Holding::Contested(sides) | Holding::Disputed(sides) => sides,
        }
    }
}

/// What should be shown beside a state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Flags {
    /// R7: the deciding word was published after the day asked about.
    pub retroactive: bool,
    /// R6: nothing was said for long.
    pub stale: bool,
    /// Somebody says otherwise, with less weight.
    pub disputed: bool,
    /// Only accounts said with reserve carry it.
    pub hedged: bool,
    /// A camp's own later words imply it.
    pub implied: bool,
}

/// A claim laid over a state: who says to hold or to have taken the place, unconfirmed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Overlay {
    /// The side that would hold it.
    pub side: String,
    /// Since when, as claimed.
    pub since: Date,
    /// The accounts.
    pub claims: Vec<ContentId>,
}

/// Besieging or pressing sides.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Around {
    /// The side outside.
    pub side: String,
    /// Since when.
    pub since: Date,
}

/// What can be said of a place on a day, as known on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// The state.
    pub holding: Holding,
    /// The rule that decided.
    pub rule: Rule,
    /// Under R4, R5e and R6, the rule by which the underlying holder was accepted before.
    pub before: Option<Rule>,
    /// Since when the state has been so, where that is known.
    pub since: Option<Date>,
    /// The claims that carry the state.
    pub basis: Vec<ContentId>,
    /// Unconfirmed claims laid over it.
    pub claimed_by: Vec<Overlay>,
    /// Who besieges the place.
    pub besieged: Vec<Around>,
    /// Who attacks or shells it from outside.
    pub pressed: Vec<Around>,
    /// Camps that held or claimed the place and have since said nothing of it, with the day of
    /// their last word.
    pub silent: Vec<Around>,
    /// What to show beside it.
    pub flags: Flags,
    /// Every account that was weighed.
    pub considered: Vec<ContentId>,
    /// The day of the newest account weighed.
    pub last_word: Option<Date>,
    /// Why, in French.
    pub sentence_fr: String,
    /// Why, in English.
    pub sentence_en: String,
}

/// What can be said of a dossier's place on the day `valid`, as known on the day `known`.
pub fn state(dossier: &Dossier, camps: &Camps, valid: Date, known: Date) -> Judged {
    Case::new(dossier, camps).state(valid, known)
}

/// Days from one date to another, negative when the other is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from(case::day_number(to)) - i64::from(case::day_number(from))
}
