//! What is wrong in gazetteers: findings of the check, contradictions with texts, coverage, figures.

mod against;
mod check;
mod coverage;
mod stats;

pub use against::{Contradiction, Contradictions, contradictions};
pub(crate) use check::KEPT;
pub use check::{Code, Finding, Severity, check, faults};
pub use coverage::{Coverage, TypeCoverage, Unlisted, coverage};
pub use stats::{Breakdown, Stats, TypeStats, stats};
