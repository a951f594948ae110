//! Where a node stands in the network: its core and how many shortest paths run through it.

use rayon::prelude::*;

/// Neighbours of every node, in one list.
#[derive(Debug)]
struct Adjacency {
    starts: Vec<u32>,
    neighbours: Vec<u32>,
}

impl Adjacency {
    fn new(nodes: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Adjacency {
        let mut starts = vec![0_u32; nodes + 1];
        for (a, b) in edges.clone() {
            starts[a as usize + 1] += 1;
            starts[b as usize + 1] += 1;
        }
        for i in 0..nodes {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut neighbours = vec![0; starts[nodes] as usize];
        for (a, b) in edges {
            for (from, to) in [(a, b), (b, a)] {
                neighbours[next[from as usize] as usize] = to;
                next[from as usize] += 1;
            }
        }
        Adjacency { starts, neighbours }
    }

    fn of(&self, node: u32) -> &[u32] {
        &self.neighbours[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    fn degree(&self, node: u32) -> u32 {
        self.starts[node as usize + 1] - self.starts[node as usize]
    }
}

/// The core number of each node: the largest k such that the node is in a part of the network where every node has k
/// neighbours or more; 0 without an edge (Batagelj and Zaveršnik 2003, "An O(m) Algorithm for Cores Decomposition of
/// Networks"). Weights do not matter.
///
/// `edges` are node indices below `nodes`, each pair once.
pub fn cores(nodes: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Vec<u32> {
    let graph = Adjacency::new(nodes, edges);
    let mut core: Vec<u32> = (0..nodes as u32).map(|v| graph.degree(v)).collect();
    // Nodes by what is left of their degree; `first[d]` is the place of the first with d.
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    order.sort_by_key(|&v| core[v as usize]);
    let mut place = vec![0_u32; nodes];
    let mut first = vec![0_u32; core.iter().max().map_or(0, |&d| d as usize + 2)];
    for (i, &v) in order.iter().enumerate() {
        place[v as usize] = i as u32;
        first[core[v as usize] as usize + 1] += 1;
    }
    for d in 1..first.len() {
        first[d] += first[d - 1];
    }
    for i in 0..nodes {
        let v = order[i];
        for &u in graph.of(v) {
            let d = core[u as usize];
            if d > core[v as usize] {
                // To the front of the nodes with d, which then begin one place later.
                let front = first[d as usize];
                let other = order[front as usize];
                order.swap(front as usize, place[u as usize] as usize);
                place[other as usize] = place[u as usize];
                place[u as usize] = front;
                first[d as usize] += 1;
                core[u as usize] -= 1;
            }
        }
    }
    core
}

/// How much [`betweenness`] may look at: neighbours visited, over all searches. Set so that it stays below a second of CPU
/// time; an exact answer for some 7,000 nodes with 7,000 edges, or 1,000 nodes with 50,000.
const VISITS: u64 = 100_000_000;

/// Fewest searches, however large the network.
const FEWEST_PIVOTS: u64 = 64;

/// Picks the pivots; fixed, so that equal networks have equal values.
const SEED: u64 = 20_201_120;

/// Searches are shared out in so many parts, whatever the number of threads, so that sums are made in one order …
const PARTS: usize = 32;
/// … so many of them at a time: each has numbers for all nodes.
const PARTS_AT_A_TIME: usize = 8;

/// Betweenness of the nodes of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Betweenness {
    /// By node, 0 to 1; 0 for nodes without an edge.
    pub values: Vec<f64>,
    /// Nodes from which shortest paths were searched; as many as `linked` where the values are exact.
    pub pivots: u32,
    /// Nodes with an edge.
    pub linked: u32,
}

/// The share of shortest paths between other nodes that run through each node: for every pair of other nodes with an edge,
/// the share of their shortest paths that pass here, over `(n−1)(n−2)/2` pairs, `n` being the nodes with an edge. Weights
/// do not matter. Brandes 2001, "A Faster Algorithm for Betweenness Centrality".
///
/// Exact in small networks; in large ones estimated from paths that begin at pivots drawn evenly among the nodes (Brandes
/// and Pich 2007, "Centrality Estimation in Large Networks").
///
/// `edges` are node indices below `nodes`, each pair once.
pub fn betweenness(nodes: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Betweenness {
    let graph = Adjacency::new(nodes, edges);
    let mut pivots: Vec<u32> = (0..nodes as u32).filter(|&v| graph.degree(v) > 0).collect();
    let linked = pivots.len();
    let affordable = (VISITS / (graph.neighbours.len() as u64).max(1)).max(FEWEST_PIVOTS) as usize;
    if affordable < linked {
        pivots.sort_unstable_by_key(|&v| (mixed(u64::from(v)), v));
        pivots.truncate(affordable);
        pivots.sort_unstable();
    }
    let parts: Vec<&[u32]> = pivots.chunks(pivots.len().div_ceil(PARTS).max(1)).collect();
    let mut values = vec![0.0; nodes];
    for parts in parts.chunks(PARTS_AT_A_TIME) {
        let found: Vec<Vec<f64>> = parts.par_iter().with_max_len(1).map(|part| dependencies(&graph, nodes, part)).collect();
        for part in found {
            values.iter_mut().zip(part).for_each(|(value, more)| *value += more);
        }
    }
    if linked > 2 {
        // Every pair was met from both of its ends.
        let scale = linked as f64 / pivots.len() as f64 / ((linked - 1) as f64 * (linked - 2) as f64);
        values.iter_mut().for_each(|value| *value *= scale);
    }
    Betweenness { values, pivots: pivots.len() as u32, linked: linked as u32 }
}

/// A number that looks like chance (Steele, Lea, Flood 2014, SplitMix64).
fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_add(SEED).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// For each node the sum, over shortest paths that begin at these nodes, of the shares that pass through it.
fn dependencies(graph: &Adjacency, nodes: usize, sources: &[u32]) -> Vec<f64> {
    const FAR: u32 = u32::MAX;
    let mut sum = vec![0.0; nodes];
    let mut distance = vec![FAR; nodes];
    let mut paths = vec![0.0_f64; nodes];
    let mut share = vec![0.0_f64; nodes];
    let mut order: Vec<u32> = Vec::with_capacity(nodes);
    for &source in sources {
        order.clear();
        order.push(source);
        (distance[source as usize], paths[source as usize]) = (0, 1.0);
        let mut next = 0;
        while let Some(&v) = order.get(next) {
            next += 1;
            let (further, paths_here) = (distance[v as usize] + 1, paths[v as usize]);
            for &u in graph.of(v) {
                if distance[u as usize] == FAR {
                    distance[u as usize] = further;
                    order.push(u);
                }
                if distance[u as usize] == further {
                    paths[u as usize] += paths_here;
                }
            }
        }
        for &v in order.iter().rev() {
            let v_at = v as usize;
            let mut here = 0.0;
            for &u in graph.of(v) {
                if distance[u as usize] == distance[v_at] + 1 {
                    here += (1.0 + share[u as usize]) / paths[u as usize];
                }
            }
            share[v_at] = here * paths[v_at];
            if v != source {
                sum[v_at] += share[v_at];
            }
        }
        for &v in &order {
            (distance[v as usize], paths[v as usize], share[v as usize]) = (FAR, 0.0, 0.0);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two triangles joined by a path of two edges, a pair, and a lone node.
    const EDGES: [(u32, u32); 9] = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 6), (7, 8)];

    #[test]
    fn cores_of_triangles_a_path_and_a_lone_node() {
        assert_eq!(cores(10, EDGES.into_iter()), [2, 2, 2, 2, 2, 2, 2, 1, 1, 0]);
        let clique = (0..5_u32).flat_map(|a| (a + 1..5).map(move |b| (a, b)));
        assert_eq!(cores(6, clique.chain([(4, 5)])), [4, 4, 4, 4, 4, 1]);
        assert_eq!(cores(0, [].into_iter()), [0; 0]);
    }

    /// Node 3 lies on all 9 paths between the triangles; nodes 2 and 4 on the 2·4 that lead to their triangle's other two.
    #[test]
    fn betweenness_by_hand() {
        let got = betweenness(10, EDGES.into_iter());
        let pairs = 8.0 * 7.0 / 2.0;
        let want = [0.0, 0.0, 8.0, 9.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0].map(|paths| paths / pairs);
        assert_eq!((got.pivots, got.linked), (9, 9));
        for (got, want) in got.values.iter().zip(want) {
            assert!((got - want).abs() < 1e-12, "{got} for {want}");
        }
        assert_eq!(betweenness(2, [(0, 1)].into_iter()).values, [0.0, 0.0]);
        assert_eq!(betweenness(1, [].into_iter()), Betweenness { values: vec![0.0], pivots: 0, linked: 0 });
    }

    /// Two of four ways around a square.
    #[test]
    fn ways_of_one_length_share() {
        let square = [(0, 1), (1, 2), (2, 3), (0, 3)];
        assert_eq!(betweenness(4, square.into_iter()).values, [1.0 / 6.0; 4]);
    }

    /// A ring of stars, too large to search from every node: each hub stands for the hub of every other star.
    #[test]
    fn pivots_tell_hubs_from_leaves_in_one_order_whatever_the_threads() {
        let (hubs, leaves) = (300_u32, 60);
        let ring = (0..hubs).map(move |h| if h + 1 < hubs { (h, h + 1) } else { (0, h) });
        let stars = (0..hubs).flat_map(move |h| (0..leaves).map(move |l| (h, hubs + h * leaves + l)));
        let nodes = (hubs + hubs * leaves) as usize;
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| betweenness(nodes, ring.clone().chain(stars.clone())))
        };
        let one = run(1);
        assert!(one.pivots < one.linked, "{} of {}", one.pivots, one.linked);
        assert_eq!(one, run(3));
        let (hub, leaf) = one.values.split_at(hubs as usize);
        assert!(leaf.iter().all(|&v| v == 0.0));
        // Paths between two stars go a quarter of the way round on average.
        assert!(hub.iter().all(|v| (v - 0.25).abs() < 0.05), "{hub:?}");
    }
}
