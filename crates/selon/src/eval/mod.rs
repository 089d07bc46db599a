//! Measuring readings against gold facts.
//!
//! What this module is for: the figures that readers of selon compare (detection, core, accuracy of
//! each field), computed the same way as the reference scorer that comes with the gold, and the
//! lists a person needs to improve them: misses, extras and errors with their words. What it
//! leaves out: reading (hand it readings) and looks (the shells print).

mod causes;
mod gold;
mod norm;
mod ordinary;
mod score;
mod time;
mod world;

pub use causes::{CLASSES, Cause, causes, table};
pub use gold::{Entity, Fact, Gold, GoldError, Text};
pub use norm::{norm, same_time};
pub use ordinary::{Ordinary, ordinary};
pub use score::{Counts, Difference, FIELDS, Figures, Report, Verdict, score};
pub use time::{TimeFigures, time_figures};
pub use world::{Missed, Resolved, TrueLocation, WorldFigures, world_figures};
