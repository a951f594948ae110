//! Tables of edges by month and by outlet.

use super::{RunOptions, merge::Merge, network::Network, write::table};
use crate::{
    error::Result,
    export::{OutletEdgeRow, OutputFolder, PeriodEdgeRow},
    id::{DocId, NodeId},
    network::DocFacts,
};
use jiff::civil::Date;

pub(super) fn by_period_and_outlet(
    merge: &Merge<'_>,
    network: &Network,
    facts: &[DocFacts],
    options: &RunOptions,
    output: &mut OutputFolder,
) -> Result<()> {
    let id = |node: NodeId| network.nodes[network.row_of[&node]].id.as_str();
    let name = |outlet: u32| merge.outlets[outlet as usize].as_str();
    // One table after the other: each holds about twice as many entries as there are edges.
    let mut periods = parts(merge, network, facts, |fact| fact.date.map_or(NO_MONTH, month));
    periods.sort_unstable();
    table::<PeriodEdgeRow<'_>>(output, "edges_by_period.csv", options, |push| {
        periods.iter().try_for_each(|&(month, a, b, weight, documents)| {
            let period = (month != NO_MONTH).then(|| year_and_month(month));
            push(&PeriodEdgeRow { period, source: id(a), target: id(b), weight: weight.into(), documents: documents.into() })
        })
    })?;
    drop(periods);
    let mut outlets = parts(merge, network, facts, |fact| fact.outlet);
    outlets.sort_unstable_by(|x, y| (name(x.0), x.1, x.2).cmp(&(name(y.0), y.1, y.2)));
    table::<OutletEdgeRow<'_>>(output, "edges_by_outlet.csv", options, |push| {
        outlets.iter().try_for_each(|&(outlet, a, b, weight, documents)| {
            push(&OutletEdgeRow { outlet: name(outlet), source: id(a), target: id(b), weight: weight.into(), documents: documents.into() })
        })
    })
}

/// The written edges split by a property of their documents: (property, source, target, stories, documents).
fn parts<K: Ord + Copy>(merge: &Merge<'_>, network: &Network, facts: &[DocFacts], key: impl Fn(DocFacts) -> K) -> Vec<(K, NodeId, NodeId, u32, u32)> {
    let mut written = network.edges.iter().peekable();
    let mut out = Vec::new();
    let mut docs_of: Vec<(K, u32, DocId)> = Vec::new();
    // Both lists run in the order of the pairs; edges below --min-weight are missing from the first.
    for (a, b, docs) in merge.counts.edge_documents() {
        if written.next_if(|e| (e.a, e.b) == (a, b)).is_none() {
            continue;
        }
        docs_of.clear();
        docs_of.extend(docs.map(|doc| (key(facts[doc.0 as usize]), facts[doc.0 as usize].story, doc)));
        docs_of.sort_unstable();
        for part in docs_of.chunk_by(|x, y| x.0 == y.0) {
            let stories = part.chunk_by(|x, y| x.1 == y.1).count() as u32;
            out.push((part[0].0, a, b, stories, part.len() as u32));
        }
    }
    out
}

/// Months since the year 0.
pub(super) fn month(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// The year, and the month from 1.
pub(super) fn year_and_month(month: i32) -> (i32, i32) {
    (month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// Sorts before every month.
const NO_MONTH: i32 = i32::MIN;
