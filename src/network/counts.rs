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

/// Occurrences collected during a run: which nodes and pairs stand in which documents.
#[derive(Debug, Default)]
pub struct Counts {
    nodes: Vec<(NodeId, DocId, u32)>,
    pairs: Vec<(NodeId, NodeId, DocId, u32)>,
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

/// Counts of one pair, `a < b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EdgeCounts {
    /// One end.
    pub a: NodeId,
    /// The other end.
    pub b: NodeId,
    /// Windows (sentences by default) that hold both.
    pub windows: u64,
    /// Documents, stories, outlets and dates.
    pub tally: Tally,
}

/// Distinct documents, stories and outlets, and the range of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Distinct documents.
    pub documents: u64,
    /// Distinct stories.
    pub stories: u64,
    /// Distinct outlets.
    pub outlets: u64,
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
            scratch.len() as u64
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

    /// Records that a pair meets in this many windows of a document.
    pub fn add_pair(&mut self, a: NodeId, b: NodeId, doc: DocId, windows: u32) {
        self.pairs.push((a.min(b), a.max(b), doc, windows));
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
        for entry in &mut self.pairs {
            let (a, b) = (number(entry.0), number(entry.1));
            (entry.0, entry.1) = (a.min(b), a.max(b));
        }
    }

    /// Number of (pair, document) records.
    pub fn pair_records(&self) -> usize {
        self.pairs.len()
    }

    /// Sorts what was recorded; after this the order of recording has no effect.
    pub fn settle(&mut self) {
        self.nodes.par_sort_unstable();
        self.pairs.par_sort_unstable();
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

    /// Counts of every pair, by pair.
    pub fn edges(&self, facts: &[DocFacts]) -> Vec<EdgeCounts> {
        let groups = self.pairs.par_chunk_by(|x, y| (x.0, x.1) == (y.0, y.1));
        groups
            .map_init(Vec::new, |scratch, group| EdgeCounts {
                a: group[0].0,
                b: group[0].1,
                windows: group.iter().map(|g| u64::from(g.3)).sum(),
                tally: Tally::of(group.iter().map(|g| g.2), facts, scratch),
            })
            .collect()
    }

    /// For every node the documents that name it.
    pub fn node_documents(&self) -> impl Iterator<Item = (NodeId, impl Iterator<Item = DocId> + Clone + '_)> + '_ {
        self.nodes.chunk_by(|x, y| x.0 == y.0).map(|group| (group[0].0, group.iter().map(|g| g.1)))
    }

    /// For every node the documents that name it, with their flat mentions.
    pub fn node_mentions(&self) -> impl Iterator<Item = (NodeId, impl Iterator<Item = (DocId, u32)> + '_)> + '_ {
        self.nodes.chunk_by(|x, y| x.0 == y.0).map(|group| (group[0].0, group.iter().map(|g| (g.1, g.2))))
    }

    /// For every pair the documents in which it meets.
    pub fn edge_documents(&self) -> impl Iterator<Item = (NodeId, NodeId, impl Iterator<Item = DocId> + Clone + '_)> + '_ {
        self.edge_groups().map(|group| (group[0].0, group[0].1, group.iter().map(|g| g.2)))
    }

    /// The documents in which a pair meets, after [`Counts::settle`].
    pub fn documents_of(&self, a: NodeId, b: NodeId) -> impl Iterator<Item = DocId> + '_ {
        let pair = (a.min(b), a.max(b));
        let from = self.pairs.partition_point(|p| (p.0, p.1) < pair);
        self.pairs[from..].iter().take_while(move |p| (p.0, p.1) == pair).map(|p| p.2)
    }

    fn edge_groups(&self) -> impl Iterator<Item = &[(NodeId, NodeId, DocId, u32)]> {
        self.pairs.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_outlets_and_dates_are_distinct_and_order_does_not_matter() {
        let day = |text: &str| Some(text.parse().unwrap());
        let facts = [
            DocFacts { story: 0, outlet: 0, date: day("2020-08-02") },
            DocFacts { story: 0, outlet: 1, date: day("2020-08-01") },
            DocFacts { story: 1, outlet: 1, date: None },
        ];
        let records = [(5, 3, 0, 2), (3, 5, 1, 1), (3, 5, 2, 1), (3, 4, 2, 1)];
        let mut counts = Counts::default();
        let mut reversed = Counts::default();
        for &(a, b, doc, n) in &records {
            counts.add_pair(NodeId(a), NodeId(b), DocId(doc), n);
        }
        for &(a, b, doc, n) in records.iter().rev() {
            reversed.add_pair(NodeId(a), NodeId(b), DocId(doc), n);
        }
        counts.settle();
        reversed.settle();
        let edges = counts.edges(&facts);
        assert_eq!(edges, reversed.edges(&facts));
        assert_eq!(
            edges[1],
            EdgeCounts {
                a: NodeId(3),
                b: NodeId(5),
                windows: 4,
                tally: Tally { documents: 3, stories: 2, outlets: 2, first: day("2020-08-01"), last: day("2020-08-02") },
            }
        );
        assert_eq!(edges.len(), 2);
    }
}
