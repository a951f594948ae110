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
struct Share {
    /// Month or outlet, numbered in the order of the names.
    part: i32,
    /// Place of the node or the edge among those of the network, which are in order.
    of: u32,
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

/// Key, story, document and mentions.
type Keyed = (i32, u32, DocId, u32);

impl Parts<'_> {
    /// Writes the tables, one after the other: each holds up to about twice as many entries as there are edges or nodes.
    pub(super) fn write(&self, options: &PublishOptions, output: &OutputFolder) -> Result<()> {
        let month_of = |fact: DocFacts| fact.date.map_or(NO_MONTH, month);
        let months: BTreeMap<i32, String> = self.facts.iter().map(|&fact| (month_of(fact), month_name(month_of(fact)))).collect();
        let month_name = |month: i32| months[&month].as_str();
        // Outlets by their names: numbers are compared faster.
        let outlets = &self.merge.outlets;
        let mut by_name: Vec<u32> = (0..outlets.len() as u32).collect();
        by_name.sort_unstable_by_key(|&outlet| &outlets[outlet as usize]);
        let mut rank = vec![0; outlets.len()];
        by_name.iter().zip(0_i32..).for_each(|(&outlet, n)| rank[outlet as usize] = n);
        let outlet_of = |fact: DocFacts| rank[fact.outlet as usize];
        let outlet_name = |rank: i32| outlets[by_name[rank as usize] as usize].as_str();
        let row_of = |node: NodeId| self.network.row_of[&node];
        let ends = |edge: u32| {
            let edge = &self.network.edges[edge as usize];
            [edge.a, edge.b].map(row_of)
        };
        let node = |row: u32| [row as usize; 2];
        self.table::<EdgesByPeriod>(self.edges(month_of), ends, month_name, options, output)?;
        self.table::<EdgesByOutlet>(self.edges(outlet_of), ends, outlet_name, options, output)?;
        self.table::<NodesByPeriod>(self.nodes(month_of), node, month_name, options, output)?;
        self.table::<NodesByOutlet>(self.nodes(outlet_of), node, outlet_name, options, output)
    }

    /// `ends` are the rows of source and target.
    fn table<'a, T>(
        &'a self,
        mut shares: Vec<Share>,
        ends: impl Fn(u32) -> [usize; 2],
        name: impl Fn(i32) -> &'a str,
        options: &PublishOptions,
        output: &OutputFolder,
    ) -> Result<()>
    where
        T: Table<Row<'a> = PartRow<'a>>,
    {
        shares.sort_unstable();
        let row = |share: &Share| {
            let [source, target] = ends(share.of).map(|row| self.network.nodes[row].id.as_str());
            PartRow {
                part: name(share.part),
                source,
                target,
                stories: share.stories.into(),
                documents: share.documents.into(),
                mentions: share.mentions.into(),
            }
        };
        write_table::<T>(options, output, shares.iter().map(row))
    }

    /// The edges split by a property of their documents.
    fn edges(&self, key: impl Fn(DocFacts) -> i32) -> Vec<Share> {
        let (mut scratch, mut out) = (Vec::new(), Vec::with_capacity(self.network.edges.len() * 2));
        for (of, edge) in (0..).zip(&self.network.edges) {
            let docs = self.network.met.documents_of(edge).iter().map(|&doc| (doc, 0));
            self.split(of, docs, &key, (&mut scratch, &mut out));
        }
        out
    }

    /// The nodes split by a property of their documents.
    fn nodes(&self, key: impl Fn(DocFacts) -> i32) -> Vec<Share> {
        let (mut scratch, mut out) = (Vec::new(), Vec::with_capacity(self.network.nodes.len() * 2));
        for (of, docs) in (0..).zip(self.merge.counts.node_mentions()) {
            self.split(of, docs, &key, (&mut scratch, &mut out));
        }
        out
    }

    fn split(
        &self,
        of: u32,
        docs: impl Iterator<Item = (DocId, u32)>,
        key: &impl Fn(DocFacts) -> i32,
        (scratch, out): (&mut Vec<Keyed>, &mut Vec<Share>),
    ) {
        let fact = |doc: DocId| self.facts[doc.0 as usize];
        scratch.clear();
        scratch.extend(docs.map(|(doc, mentions)| (key(fact(doc)), fact(doc).story, doc, mentions)));
        scratch.sort_unstable();
        for part in scratch.chunk_by(|x, y| x.0 == y.0) {
            let stories = part.chunk_by(|x, y| x.1 == y.1).count() as u32;
            let mentions = part.iter().map(|p| p.3).sum();
            out.push(Share { part: part[0].0, of, stories, documents: part.len() as u32, mentions });
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
