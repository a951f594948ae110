//! candidates.csv: its mentions, kind by kind, are those of mentions.csv that are linked to no listed entity.

use super::Check;
use crate::error::Result;
use std::collections::BTreeMap;

const FILE: &str = "candidates.csv";

/// Flat mentions by outcome, as candidates.csv calls it, and type.
pub(super) type Open = BTreeMap<(&'static str, String), u64>;

/// The word of candidates.csv for a mention with this outcome and node; none where it is linked to a listed entity.
pub(super) fn outcome(outcome: &str, entity: &str) -> Option<&'static str> {
    match outcome {
        "ambiguous" => Some("ambiguous"),
        "nil" => Some("nil"),
        _ if entity.starts_with("x-") => Some("unlisted"),
        _ => None,
    }
}

pub(super) fn compare(check: &mut Check<'_>, wanted: &Open) -> Result<()> {
    let mut rows = check.open(FILE, &["kind", "type", "mentions"])?;
    let mut found: BTreeMap<(String, String), u64> = BTreeMap::new();
    while rows.next()? {
        let mentions = rows.number(2)?;
        *found.entry((rows.cell(0).to_owned(), rows.cell(1).to_owned())).or_default() += u64::from(mentions);
    }
    for ((outcome, kind), wanted) in wanted {
        let found = found.remove(&((*outcome).to_owned(), kind.clone())).unwrap_or(0);
        if found != *wanted {
            check.wrong(FILE, None, format!("{found} mentions are {outcome} of type {kind}, mentions.csv has {wanted}"));
        }
    }
    for ((outcome, kind), found) in found {
        check.wrong(FILE, None, format!("{found} mentions are {outcome} of type {kind}, mentions.csv has none"));
    }
    Ok(())
}
