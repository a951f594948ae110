//! Facts: what each document says for itself, kept in tables until all are merged. For shards of a corpus, and for a run that
//! is interrupted.

mod about;
mod folder;
mod kept;
mod rows;
mod shards;
mod stored;

pub(super) use about::About;
pub(super) use folder::FactsWriter;
pub(super) use kept::{Keeper, Known};
pub(super) use rows::Rows;
pub(super) use shards::Shards;
pub(super) use stored::Stored;
