//! Communities by the Leiden algorithm.

use leiden_rs::{GraphDataBuilder, Leiden, LeidenConfig};

/// Seed of the node order; fixed, so that equal networks have equal communities.
const SEED: u64 = 20_201_120;

/// Community of each node (Leiden, modularity, resolution 1; Traag, Waltman, van Eck 2019, "From Louvain to Leiden").
///
/// Numbered from 0 by falling size, ties by their first node. Nodes without an edge have none.
pub fn communities(nodes: usize, edges: &[(u32, u32, u32)]) -> Vec<Option<u32>> {
    let mut linked = vec![false; nodes];
    let mut builder = GraphDataBuilder::new(nodes);
    for &(a, b, w) in edges {
        linked[a as usize] = true;
        linked[b as usize] = true;
        // Node indices are below `nodes` and weights positive, all that the builder asks for.
        let _ = builder.add_edge(a as usize, b as usize, f64::from(w));
    }
    let config = LeidenConfig { seed: Some(SEED), ..LeidenConfig::default() };
    let partition = builder.build().ok().and_then(|graph| Leiden::new(config).run(&graph).ok()).map(|result| result.partition);
    let Some(partition) = partition else { return vec![None; nodes] };
    let raw: Vec<Option<usize>> = (0..nodes).map(|i| linked[i].then(|| partition.community_of(i))).collect();
    let mut size: Vec<(usize, usize)> = Vec::new();
    for (i, community) in raw.iter().enumerate() {
        if let Some(c) = *community {
            if size.len() <= c {
                size.resize(c + 1, (0, usize::MAX));
            }
            size[c].0 += 1;
            size[c].1 = size[c].1.min(i);
        }
    }
    let mut order: Vec<usize> = (0..size.len()).filter(|&c| size[c].0 > 0).collect();
    order.sort_by_key(|&c| (std::cmp::Reverse(size[c].0), size[c].1));
    let mut number = vec![0; size.len()];
    for (i, &c) in order.iter().enumerate() {
        number[c] = i as u32;
    }
    raw.into_iter().map(|c| c.map(|c| number[c])).collect()
}

#[cfg(test)]
mod tests {
    use super::communities;

    #[test]
    fn two_triangles_and_a_lone_node() {
        let edges = [(0, 1, 5), (1, 2, 5), (0, 2, 5), (3, 4, 5), (4, 5, 5), (3, 5, 5), (2, 3, 1)];
        let got = communities(7, &edges);
        assert_eq!(got, [Some(0), Some(0), Some(0), Some(1), Some(1), Some(1), None]);
        assert_eq!(got, communities(7, &edges));
    }
}
