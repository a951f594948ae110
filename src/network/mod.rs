//! Counts, association measures, and the graph. Sees ids and integers, never strings.

mod association;
mod backbone;
mod community;
mod counts;
mod drawn;
mod pairs;
mod structure;
mod window;

pub use association::{Association, PairCounts, adjust_p_values};
pub use backbone::disparity;
pub use community::communities;
pub use counts::{Counts, DocFacts, NodeCounts, Tally};
pub use drawn::{Candidate, Drawn, DrawnOptions, SIGNIFICANT, drawn};
pub use pairs::{EdgeCounts, Met, Pairs};
pub use structure::{Betweenness, betweenness, cores};
pub use window::{MAX_NODES_PER_WINDOW, Meetings, Occurrence, Window, meetings};

use petgraph::{Undirected, graph::Graph};

/// The co-occurrence network: node weight is the index of the node's row, edge weight the index of the edge's row.
pub type CoGraph = Graph<u32, u32, Undirected>;

/// Builds the petgraph of a network with this many nodes and these edges (row indices of nodes).
pub fn graph(nodes: u32, edges: impl Iterator<Item = (u32, u32)>) -> CoGraph {
    let mut graph = CoGraph::with_capacity(nodes as usize, 0);
    for i in 0..nodes {
        graph.add_node(i);
    }
    for (i, (a, b)) in edges.enumerate() {
        graph.add_edge(a.into(), b.into(), i as u32);
    }
    graph
}
