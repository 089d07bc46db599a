//! The nouns of selon: dispatches, mentions, times, claims, sources, readings.
//!
//! What this crate is for: one vocabulary shared by the stages that read and the ledger that
//! keeps. What it leaves out: how anything is read, stored, printed or serialised. Nothing here
//! touches a file, a clock or the network, and no type here knows JSON: public formats are
//! their own types in the façade.
//!
//! Two conventions hold throughout. Spans are **byte** ranges into the dispatch's text as
//! stored; the façade converts them to Unicode scalar values for the outside. Dates are civil
//! (proleptic Gregorian) dates without a time zone, because dispatches rarely name one.

mod claim;
mod id;
mod reading;
mod span;
mod time;

pub use claim::*;
pub use id::*;
pub use jiff::civil::{Date, DateTime};
pub use reading::*;
pub use span::*;
pub use time::*;
