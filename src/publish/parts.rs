//! Nodes and edges by month and by outlet.

use super::{Facts, OutputFolder, PublishOptions, network::Network, table_file::write_table};
use crate::{
    error::Result,
    id::{DocId, NodeId},
    network::DocFacts,
    table::{EdgesByOutlet, EdgesByPeriod, NodesByOutlet, NodesByPeriod, PartRow, Table},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A node or an edge in one month or outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Share<K> {
    part: K,
    source: NodeId,
    /// Of a node alone itself.
    target: NodeId,
    stories: u32,
    documents: u32,
    mentions: u32,
}

/// What the four tables are made from.
pub(super) struct Parts<'a> {
    pub(super) merge: &'a Facts,
    pub(super) network: &'a Network,
    pub(super) facts: &'a [DocFacts],
}

impl Parts<'_> {
    /// Writes the tables, one after the other: each holds about twice as many entries as there are edges or nodes.
    pub(super) fn write(&self, options: &PublishOptions, output: &mut OutputFolder) -> Result<()> {
        let month_of = |fact: DocFacts| fact.date.map_or(NO_MONTH, month);
        let outlet_of = |fact: DocFacts| fact.outlet;
        let months: BTreeMap<i32, String> = self.facts.iter().map(|&fact| (month_of(fact), month_name(month_of(fact)))).collect();
        let month_name = |month: i32| months[&month].as_str();
        let outlet_name = |outlet: u32| self.merge.outlets[outlet as usize].as_str();
        self.table::<EdgesByPeriod, _>(self.edges(month_of), month_name, options, output)?;
        self.table::<EdgesByOutlet, _>(self.edges(outlet_of), outlet_name, options, output)?;
        self.table::<NodesByPeriod, _>(self.nodes(month_of), month_name, options, output)?;
        self.table::<NodesByOutlet, _>(self.nodes(outlet_of), outlet_name, options, output)
    }

    fn table<'a, T, K: Copy + Ord>(
        &'a self,
        mut shares: Vec<Share<K>>,
        name: impl Fn(K) -> &'a str,
        options: &PublishOptions,
        output: &mut OutputFolder,
    ) -> Result<()>
    where
        T: Table<Row<'a> = PartRow<'a>>,
    {
        shares.sort_unstable_by(|x, y| (name(x.part), x.source, x.target).cmp(&(name(y.part), y.source, y.target)));
        let id = |node: NodeId| self.network.nodes[self.network.row_of[&node]].id.as_str();
        let row = |share: &Share<K>| PartRow {
            part: name(share.part),
            source: id(share.source),
            target: id(share.target),
            stories: share.stories.into(),
            documents: share.documents.into(),
            mentions: share.mentions.into(),
        };
        write_table::<T>(options, output, shares.iter().map(row))
    }

    /// The written edges split by a property of their documents.
    fn edges<K: Ord + Copy>(&self, key: impl Fn(DocFacts) -> K) -> Vec<Share<K>> {
        let mut written = self.network.edges.iter().peekable();
        let mut out = Vec::new();
        // Both lists run in the order of the pairs; edges below --min-weight are missing from the first.
        for (a, b, docs) in self.merge.counts.edge_documents() {
            if written.next_if(|e| (e.a, e.b) == (a, b)).is_some() {
                self.split((a, b), docs.map(|doc| (doc, 0)), &key, &mut out);
            }
        }
        out
    }

    /// The nodes split by a property of their documents.
    fn nodes<K: Ord + Copy>(&self, key: impl Fn(DocFacts) -> K) -> Vec<Share<K>> {
        let mut out = Vec::new();
        for (node, docs) in self.merge.counts.node_mentions() {
            self.split((node, node), docs, &key, &mut out);
        }
        out
    }

    fn split<K: Ord + Copy>(
        &self,
        (source, target): (NodeId, NodeId),
        docs: impl Iterator<Item = (DocId, u32)>,
        key: &impl Fn(DocFacts) -> K,
        out: &mut Vec<Share<K>>,
    ) {
        let fact = |doc: DocId| self.facts[doc.0 as usize];
        let mut docs: Vec<(K, u32, DocId, u32)> = docs.map(|(doc, mentions)| (key(fact(doc)), fact(doc).story, doc, mentions)).collect();
        docs.sort_unstable();
        for part in docs.chunk_by(|x, y| x.0 == y.0) {
            let stories = part.chunk_by(|x, y| x.1 == y.1).count() as u32;
            let mentions = part.iter().map(|p| p.3).sum();
            out.push(Share { part: part[0].0, source, target, stories, documents: part.len() as u32, mentions });
        }
    }
}

/// Months since the year 0.
pub(super) fn month(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// The year, and the month from 1.
pub(super) fn year_and_month(month: i32) -> (i32, i32) {
    (month.div_euclid(12), month.rem_euclid(12) + 1)
}

fn month_name(month: i32) -> String {
    if month == NO_MONTH {
        return String::new();
    }
    let (year, month) = year_and_month(month);
    format!("{year:04}-{month:02}")
}

/// Documents without a date; its name sorts before every month.
const NO_MONTH: i32 = i32::MIN;
