//! Who meets whom: counts of pairs, and the documents behind each.

use super::{DocFacts, Tally};
use crate::id::{DocId, NodeId};
use rayon::prelude::*;

/// Which pairs meet in which documents, each pair once a document.
#[derive(Debug, Default)]
pub struct Pairs(Vec<(NodeId, NodeId, DocId, u32)>);

/// Counts of one pair, `a < b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EdgeCounts {
    /// One end.
    pub a: NodeId,
    /// The other end.
    pub b: NodeId,
    /// Windows (sentences by default) that hold both.
    pub windows: u32,
    /// Documents, stories, outlets and dates.
    pub tally: Tally,
    /// Place of its first document among those of all pairs.
    from: u32,
}

/// The documents of the first pair, of the second, and so on.
#[derive(Debug, Default)]
pub struct Met(Vec<DocId>);

impl Pairs {
    /// Without any, with room for so many records.
    pub fn with_capacity(records: usize) -> Pairs {
        Pairs(Vec::with_capacity(records))
    }

    /// Records that a pair meets in this many windows of a document.
    pub fn add(&mut self, a: NodeId, b: NodeId, doc: DocId, windows: u32) {
        self.0.push((a.min(b), a.max(b), doc, windows));
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where nobody meets.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts of every pair, by pair, and the documents behind them; the order of recording has no effect.
    pub fn count(mut self, facts: &[DocFacts]) -> (Vec<EdgeCounts>, Met) {
        self.0.par_sort_unstable();
        let groups = self.0.par_chunk_by(|x, y| (x.0, x.1) == (y.0, y.1));
        let edges = groups.map_init(Vec::new, |scratch, group| EdgeCounts {
            a: group[0].0,
            b: group[0].1,
            windows: group.iter().map(|g| g.3).sum(),
            tally: Tally::of(group.iter().map(|g| g.2), facts, scratch),
            from: 0,
        });
        let mut edges: Vec<EdgeCounts> = edges.collect();
        let mut from = 0;
        for edge in &mut edges {
            edge.from = from;
            from += edge.tally.documents;
        }
        // From here on a record is a document and no more: a quarter of the memory.
        (edges, Met(self.0.iter().map(|pair| pair.2).collect()))
    }
}

impl Met {
    /// The documents in which a pair meets, in order.
    pub fn documents_of(&self, edge: &EdgeCounts) -> &[DocId] {
        &self.0[edge.from as usize..][..edge.tally.documents as usize]
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
        let (mut pairs, mut reversed) = (Pairs::default(), Pairs::default());
        for &(a, b, doc, n) in &records {
            pairs.add(NodeId(a), NodeId(b), DocId(doc), n);
        }
        for &(a, b, doc, n) in records.iter().rev() {
            reversed.add(NodeId(a), NodeId(b), DocId(doc), n);
        }
        let (edges, met) = pairs.count(&facts);
        assert_eq!(edges, reversed.count(&facts).0);
        assert_eq!(
            edges[1],
            EdgeCounts {
                a: NodeId(3),
                b: NodeId(5),
                windows: 4,
                tally: Tally { documents: 3, stories: 2, outlets: 2, first: day("2020-08-01"), last: day("2020-08-02") },
                from: 1,
            }
        );
        assert_eq!(edges.len(), 2);
        assert_eq!(met.documents_of(&edges[0]), [DocId(2)]);
        assert_eq!(met.documents_of(&edges[1]), [DocId(0), DocId(1), DocId(2)]);
    }
}
