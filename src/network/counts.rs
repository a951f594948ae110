//! Integer counts that merge, and what is derived from them at the end.

use crate::id::{DocId, NodeId};
use jiff::civil::Date;
use rayon::prelude::*;

/// What counting needs to know of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocFacts {
    /// Index of its story.
    pub story: u32,
    /// Index of its outlet.
    pub outlet: u32,
    /// Its date.
    pub date: Option<Date>,
}

/// Occurrences collected during a run: which nodes stand in which documents.
#[derive(Debug, Default)]
pub struct Counts {
    nodes: Vec<(NodeId, DocId, u32)>,
}

/// Counts of one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeCounts {
    /// The node.
    pub node: NodeId,
    /// Flat mentions.
    pub mentions: u64,
    /// Documents, stories, outlets and dates.
    pub tally: Tally,
}

/// Distinct documents, stories and outlets, and the range of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Distinct documents.
    pub documents: u32,
    /// Distinct stories.
    pub stories: u32,
    /// Distinct outlets.
    pub outlets: u32,
    /// First date.
    pub first: Option<Date>,
    /// Last date.
    pub last: Option<Date>,
}

impl Tally {
    /// Counts of a set of documents, each given once or more.
    pub(crate) fn of(docs: impl Iterator<Item = DocId> + Clone, facts: &[DocFacts], scratch: &mut Vec<u32>) -> Tally {
        let fact = |doc: DocId| facts[doc.0 as usize];
        let mut each = docs.clone();
        if let (Some(only), None) = (each.next(), each.next()) {
            // Most pairs meet once.
            let date = fact(only).date;
            return Tally { documents: 1, stories: 1, outlets: 1, first: date, last: date };
        }
        let mut tally = Tally::default();
        let mut distinct = |each: &mut dyn Iterator<Item = u32>| {
            scratch.clear();
            scratch.extend(each);
            scratch.sort_unstable();
            scratch.dedup();
            scratch.len() as u32
        };
        tally.documents = distinct(&mut docs.clone().map(|d| d.0));
        tally.stories = distinct(&mut docs.clone().map(|d| fact(d).story));
        tally.outlets = distinct(&mut docs.clone().map(|d| fact(d).outlet));
        tally.first = docs.clone().filter_map(|d| fact(d).date).min();
        tally.last = docs.filter_map(|d| fact(d).date).max();
        tally
    }
}

impl Counts {
    /// Records that a node has this many flat mentions in a document.
    pub fn add_node(&mut self, node: NodeId, doc: DocId, mentions: u32) {
        self.nodes.push((node, doc, mentions));
    }

    /// Leaves only the nodes for which `keep` is true.
    pub fn retain_nodes(&mut self, keep: impl Fn(NodeId) -> bool) {
        self.nodes.retain(|entry| keep(entry.0));
    }

    /// Gives nodes their final numbers.
    pub fn renumber(&mut self, number: impl Fn(NodeId) -> NodeId) {
        for entry in &mut self.nodes {
            entry.0 = number(entry.0);
        }
    }

    /// Sorts what was recorded; after this the order of recording has no effect.
    pub fn settle(&mut self) {
        self.nodes.par_sort_unstable();
    }

    /// Counts of every node, by node.
    pub fn nodes(&self, facts: &[DocFacts]) -> Vec<NodeCounts> {
        let groups = self.nodes.par_chunk_by(|x, y| x.0 == y.0);
        groups
            .map_init(Vec::new, |scratch, group| NodeCounts {
                node: group[0].0,
                mentions: group.iter().map(|g| u64::from(g.2)).sum(),
                tally: Tally::of(group.iter().map(|g| g.1), facts, scratch),
            })
            .collect()
    }

    /// For every node the documents that name it.
    pub fn node_documents(&self) -> impl Iterator<Item = (NodeId, impl Iterator<Item = DocId> + Clone + '_)> + '_ {
        self.nodes.chunk_by(|x, y| x.0 == y.0).map(|group| (group[0].0, group.iter().map(|g| g.1)))
    }

    /// For every node the documents that name it, with their flat mentions.
    pub fn node_mentions(&self) -> impl Iterator<Item = impl Iterator<Item = (DocId, u32)> + '_> + '_ {
        self.nodes.chunk_by(|x, y| x.0 == y.0).map(|group| group.iter().map(|g| (g.1, g.2)))
    }
}
