//! Output folders, read back: the tables of a run are all that is needed.

mod diff;
mod explain;
mod ledger;
mod names;
mod rows;
mod tables;
mod verify;

pub use diff::{Change, Section, diff};
pub use explain::{Explained, Passage, Passages, Statement, Subject, explain};
pub use names::{Meaning, Named, Names};
pub(crate) use rows::Rows;
pub use tables::{OpenTable, table, tables};
pub use verify::{Difference, NOT_COMPUTED, Verified, verify};
