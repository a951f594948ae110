//! Tables and graphs of edges.

use super::{RunOptions, merge::Merge, network::Network, write::table};
use crate::{
    error::{Error, Result},
    export::{GraphEdge, GraphNode, Key, OutletEdgeRow, OutputFolder, PeriodEdgeRow, format_float, write_graphml},
    id::{DocId, NodeId},
    layout::Point,
    network::DocFacts,
};
use rustc_hash::FxHashMap;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

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
    let month = |fact: DocFacts| fact.date.map_or(NO_MONTH, |d| i32::from(d.year()) * 12 + i32::from(d.month()) - 1);
    let mut periods = parts(merge, network, facts, month);
    periods.sort_unstable();
    table::<PeriodEdgeRow<'_>>(output, "edges_by_period.csv", options, |push| {
        periods.iter().try_for_each(|&(month, a, b, weight, documents)| {
            let period = (month != NO_MONTH).then(|| (month.div_euclid(12), month.rem_euclid(12) + 1));
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

/// Sorts before every month.
const NO_MONTH: i32 = i32::MIN;

const NODE_KEYS: &[Key] = &[
    ("label", "string"),
    ("type", "string"),
    ("label_hant", "string"),
    ("label_en", "string"),
    ("wikidata", "string"),
    ("mentions", "long"),
    ("documents", "long"),
    ("stories", "long"),
    ("outlets", "long"),
    ("first_date", "string"),
    ("last_date", "string"),
    ("degree", "long"),
    ("strength", "long"),
    ("community", "long"),
    ("component", "long"),
    ("discovered", "boolean"),
    ("x", "double"),
    ("y", "double"),
];

const EDGE_KEYS: &[Key] = &[
    ("weight", "long"),
    ("sentences", "long"),
    ("documents", "long"),
    ("outlets", "long"),
    ("first_date", "string"),
    ("last_date", "string"),
    ("npmi", "double"),
    ("p_value", "double"),
    ("backbone", "boolean"),
];

pub(super) fn write_graph(network: &Network, file: BufWriter<File>, path: PathBuf) -> Result<()> {
    let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |d| d.to_string());
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
    let place = |get: fn(Point) -> f64, row: usize| network.drawing.position(row).map_or_else(String::new, |p| get(p).to_string());
    let nodes = network.nodes.iter().enumerate().map(|(row, n)| GraphNode {
        id: &n.id,
        values: vec![
            n.label.clone(),
            n.kind.to_owned(),
            n.label_hant.clone(),
            n.label_en.clone(),
            n.wikidata.clone(),
            n.mentions.to_string(),
            n.documents.to_string(),
            n.stories.to_string(),
            n.outlets.to_string(),
            day(n.first_date),
            day(n.last_date),
            n.degree.to_string(),
            n.strength.to_string(),
            number(n.community),
            number(n.component),
            n.discovered.to_string(),
            place(|p| p.x, row),
            place(|p| p.y, row),
        ],
    });
    let none = FxHashMap::default();
    let edges = (0..network.edges.len()).map(|i| {
        let e = network.edge_row(i, &none);
        GraphEdge {
            source: e.source,
            target: e.target,
            values: vec![
                e.weight.to_string(),
                e.sentences.to_string(),
                e.documents.to_string(),
                e.outlets.to_string(),
                day(e.first_date),
                day(e.last_date),
                format_float(e.npmi),
                format_float(e.p_value),
                e.backbone.to_string(),
            ],
        }
    });
    write_graphml(file, false, NODE_KEYS, nodes, EDGE_KEYS, edges).and_then(|mut file| file.flush()).map_err(Error::io("cannot write", path))
}
