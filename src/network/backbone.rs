//! Which edges of a weighted network are more than its margins.

/// Edges of at least this significance stay.
const ALPHA: f64 = 0.05;

/// The disparity filter: an edge of weight `w` at a node of degree `d` and strength `s` has significance
/// `(1 − w/s)^(d−1)`, the chance of a weight as large if the node's strength were split at random; it stays where one of
/// its ends gives less than 0.05. At a node of degree 1 nothing can be told, and the other end decides; an edge between
/// two such nodes stays (Serrano, Boguñá, Vespignani 2009, "Extracting the multiscale backbone of complex weighted
/// networks", PNAS 106).
///
/// `edges` are `(a, b, weight)` with node indices below `nodes`.
pub fn disparity(nodes: usize, edges: &[(u32, u32, u32)]) -> Vec<bool> {
    let mut degree = vec![0_u32; nodes];
    let mut strength = vec![0_u64; nodes];
    for &(a, b, w) in edges {
        for end in [a, b] {
            degree[end as usize] += 1;
            strength[end as usize] += u64::from(w);
        }
    }
    let significance = |end: u32, w: u32| {
        let (d, s) = (degree[end as usize], strength[end as usize]);
        (d > 1).then(|| (1.0 - f64::from(w) / s as f64).powi(d as i32 - 1))
    };
    edges
        .iter()
        .map(|&(a, b, w)| match (significance(a, w), significance(b, w)) {
            (None, None) => true,
            (x, y) => x.unwrap_or(1.0).min(y.unwrap_or(1.0)) < ALPHA,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::disparity;

    #[test]
    fn one_heavy_edge_among_light_ones_stays() {
        // A star of six light edges and a heavy one; a pair on its own.
        let mut edges: Vec<(u32, u32, u32)> = (1..=6).map(|i| (0, i, 1)).collect();
        edges.push((0, 7, 60));
        edges.push((8, 9, 1));
        assert_eq!(disparity(10, &edges), [false, false, false, false, false, false, true, true]);
        assert_eq!(disparity(0, &[]), Vec::<bool>::new());
    }
}
