//! nodes_by_period.csv, nodes_by_outlet.csv and sources.csv, from the mentions.

use super::{Check, node_of, nodes::Claims};
use crate::{
    error::Result,
    results::ledger::{Entry, Ledger},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a node has in one month or outlet.
#[derive(Debug, Default)]
struct Share {
    mentions: u64,
    documents: u64,
    stories: BTreeSet<Option<u32>>,
}

/// `seen`: node, document, flat mentions.
pub(super) fn compare(check: &mut Check<'_>, ledger: &Ledger, claims: &Claims, seen: &[(u32, u32, u32)]) -> Result<()> {
    let month = |entry: &Entry| entry.date.map_or_else(String::new, |d| format!("{:04}-{:02}", d.year(), d.month()));
    let outlet = |entry: &Entry| ledger.outlets.name(entry.outlet).to_owned();
    table(check, ledger, claims, seen, ("nodes_by_period.csv", "period"), &month)?;
    table(check, ledger, claims, seen, ("nodes_by_outlet.csv", "outlet"), &outlet)
}

fn table(
    check: &mut Check<'_>,
    ledger: &Ledger,
    claims: &Claims,
    seen: &[(u32, u32, u32)],
    (file, part): (&'static str, &'static str),
    part_of: &dyn Fn(&Entry) -> String,
) -> Result<()> {
    let mut shares: BTreeMap<(String, u32), Share> = BTreeMap::new();
    for &(node, doc, mentions) in seen {
        let entry = &ledger.entries[doc as usize];
        let share = shares.entry((part_of(entry), node)).or_default();
        share.mentions += u64::from(mentions);
        share.documents += 1;
        share.stories.insert(entry.story);
    }
    let mut rows = check.open(file, &[part, "id", "mentions", "documents", "stories"])?;
    while rows.next()? {
        let line = rows.line();
        let Some(node) = node_of(check, &claims.nodes, file, line, "id", rows.cell(1)) else { continue };
        let Some(share) = shares.remove(&(rows.cell(0).to_owned(), node)) else {
            check.wrong(file, Some(line), format!("{} has no mention in {part} {:?}, or stands there twice", rows.cell(1), rows.cell(0)));
            continue;
        };
        let wanted = [share.mentions, share.documents, share.stories.len() as u64];
        for (i, (column, wanted)) in ["mentions", "documents", "stories"].into_iter().zip(wanted).enumerate() {
            check.cell(file, line, column, rows.cell(i + 2), &wanted.to_string());
        }
    }
    for (part, node) in shares.into_keys() {
        check.wrong(file, None, format!("no row for {} in {part:?}", claims.nodes.name(node)));
    }
    Ok(())
}

const SOURCES: &str = "sources.csv";

/// `seen`: node and document of each mention that has the role of a source.
pub(super) fn compare_sources(check: &mut Check<'_>, ledger: &Ledger, claims: &Claims, seen: &[(u32, u32)]) -> Result<()> {
    let mut cited: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for &(node, doc) in seen {
        cited.entry((ledger.entries[doc as usize].outlet, node)).or_default().insert(doc);
    }
    let mut rows = check.open(SOURCES, &["outlet", "source", "documents", "stories"])?;
    while rows.next()? {
        let line = rows.line();
        let Some(node) = node_of(check, &claims.nodes, SOURCES, line, "source", rows.cell(1)) else { continue };
        let docs = ledger.outlets.number(rows.cell(0)).and_then(|outlet| cited.remove(&(outlet, node)));
        let Some(docs) = docs else {
            check.wrong(SOURCES, Some(line), format!("{:?} does not cite {}, or stands there twice", rows.cell(0), rows.cell(1)));
            continue;
        };
        let stories: BTreeSet<Option<u32>> = docs.iter().map(|&doc| ledger.entries[doc as usize].story).collect();
        check.cell(SOURCES, line, "documents", rows.cell(2), &docs.len().to_string());
        check.cell(SOURCES, line, "stories", rows.cell(3), &stories.len().to_string());
    }
    for (outlet, node) in cited.into_keys() {
        check.wrong(SOURCES, None, format!("no row for {:?} and {}", ledger.outlets.name(outlet), claims.nodes.name(node)));
    }
    Ok(())
}
