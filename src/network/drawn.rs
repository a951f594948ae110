//! Which part of a network is drawn: what stands out first, then the rest, as far as a page can hold it.

/// An edge as the choice sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Row of one end.
    pub a: u32,
    /// Row of the other end.
    pub b: u32,
    /// Stories.
    pub weight: u32,
    /// Log-likelihood ratio.
    pub llr: f64,
    /// Adjusted p-value.
    pub p_value: f64,
    /// Survives the backbone filter.
    pub backbone: bool,
}

impl Candidate {
    /// True for edges that are the skeleton of a drawing: backbone, significant, and more than one story.
    pub fn stands_out(&self) -> bool {
        self.backbone && self.weight > 1 && self.p_value < SIGNIFICANT
    }
}

/// Edges with a smaller adjusted p-value count as significant.
pub const SIGNIFICANT: f64 = 0.05;

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawnOptions {
    /// Nodes at most.
    pub nodes: usize,
    /// Edges at most.
    pub edges: usize,
}

/// The drawn part of a network, all in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Rows of nodes.
    pub nodes: Vec<u32>,
    /// Indices of edges.
    pub edges: Vec<u32>,
    /// Those of the edges that a first view shows and that shape the layout.
    pub skeleton: Vec<u32>,
}

/// A skeleton of fewer edges says too little; it then takes in the heaviest others.
const LEAST_SKELETON: usize = 150;

/// Chooses what is drawn of a network with this many nodes (rows).
///
/// Edges that [stand out](Candidate::stands_out) come first, by log-likelihood ratio, then those of more stories; an edge is
/// taken while its ends find room among the nodes. Where nothing stands out, as in a few posts, the heaviest edges are the
/// skeleton. Nodes without a drawn edge are drawn only in networks without edges.
pub fn drawn(nodes: usize, edges: &[Candidate], options: &DrawnOptions) -> Drawn {
    let mut order: Vec<u32> = (0..edges.len() as u32).collect();
    order.sort_by(|&x, &y| {
        let (a, b) = (&edges[x as usize], &edges[y as usize]);
        (b.stands_out().cmp(&a.stands_out()))
            .then_with(|| if a.stands_out() { b.llr.total_cmp(&a.llr) } else { b.weight.cmp(&a.weight).then(b.llr.total_cmp(&a.llr)) })
            .then(x.cmp(&y))
    });
    let mut chosen = vec![false; nodes];
    let mut room = options.nodes;
    let mut out = Drawn::default();
    for at in order {
        let edge = &edges[at as usize];
        let new: Vec<u32> = [edge.a, edge.b].into_iter().filter(|&end| !chosen[end as usize]).collect();
        if new.len() > room || out.edges.len() == options.edges {
            continue;
        }
        room -= new.len();
        new.iter().for_each(|&end| chosen[end as usize] = true);
        // Of a few posts' edges of one story each there is no telling which matter: they are drawn only for the nodes
        // that have no other.
        let few = out.skeleton.len() < LEAST_SKELETON && edge.weight > 1;
        if edge.stands_out() || few {
            out.skeleton.push(at);
        }
        out.edges.push(at);
    }
    if out.skeleton.is_empty() {
        out.skeleton.clone_from(&out.edges);
    }
    if edges.is_empty() {
        chosen.iter_mut().take(options.nodes).for_each(|c| *c = true);
    }
    out.nodes = (0..nodes as u32).filter(|&i| chosen[i as usize]).collect();
    out.edges.sort_unstable();
    out.skeleton.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: DrawnOptions = DrawnOptions { nodes: 3000, edges: 20_000 };

    fn edge(a: u32, b: u32, weight: u32, llr: f64, backbone: bool) -> Candidate {
        Candidate { a, b, weight, llr, p_value: if llr > 10.0 { 0.001 } else { 1.0 }, backbone }
    }

    #[test]
    fn what_stands_out_comes_first_and_room_is_kept() {
        let edges =
            [edge(0, 1, 90, -5.0, true), edge(1, 2, 3, 12.0, true), edge(2, 3, 4, 30.0, true), edge(4, 5, 2, 11.0, true), edge(1, 3, 1, 0.1, false)];
        let got = drawn(6, &edges, &DrawnOptions { nodes: 4, edges: 9 });
        assert_eq!(got, Drawn { nodes: vec![0, 1, 2, 3], edges: vec![0, 1, 2, 4], skeleton: vec![0, 1, 2] });
        let fewer = drawn(6, &edges, &DrawnOptions { nodes: 9, edges: 2 });
        assert_eq!(fewer, Drawn { nodes: vec![1, 2, 3], edges: vec![1, 2], skeleton: vec![1, 2] });
    }

    #[test]
    fn networks_of_single_stories_or_without_edges_are_drawn_too() {
        let single = [edge(0, 1, 1, 0.0, false), edge(1, 2, 1, 0.0, false)];
        assert_eq!(drawn(4, &single, &ROOM).skeleton, [0, 1]);
        assert_eq!(drawn(4, &single, &ROOM).nodes, [0, 1, 2]);
        assert_eq!(drawn(2, &[], &ROOM), Drawn { nodes: vec![0, 1], ..Drawn::default() });
    }
}
