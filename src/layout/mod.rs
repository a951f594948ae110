//! Where the nodes of a network are drawn. Sees indices and numbers, never names.
//!
//! A force model finds the positions ([`force`]), a pass over neighbours then takes discs off each other ([`overlap`]).
//! Only `+ − × ÷ √` are used, which IEEE 754 defines to the last bit, and every node adds up its forces in a fixed order:
//! equal networks get equal positions, whatever the machine and the number of threads.

mod force;
mod labels;
mod overlap;
mod quadtree;

pub use force::{ForceOptions, forces};
pub use labels::{LabelBox, place_labels};
pub use overlap::part_discs;

use petgraph::unionfind::UnionFind;

/// A point of the plane; `x` grows to the right, `y` downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Horizontal.
    pub x: f64,
    /// Vertical.
    pub y: f64,
}

/// An edge as the layout sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pull {
    /// Index of one end.
    pub a: u32,
    /// Index of the other end.
    pub b: u32,
    /// How much it draws its ends together; above 0.
    pub strength: f64,
}

/// Share of the drawing that its discs cover: small enough that labels find room.
const COVER: f64 = 0.035;
/// Free space around a disc, in the unit of its radius.
const MARGIN: f64 = 3.0;

/// Positions of nodes that are drawn as discs of these radii, about the origin, in the unit of the radii.
///
/// The `first` pulls place the nodes of their larger components; the others then find their places among these by the
/// `other` pulls. Pulls name indices into `radii`; those of others are left out. Positions are finite and rounded to 0.1.
pub fn layout(radii: &[f64], first: &[Pull], other: &[Pull]) -> Vec<Point> {
    let known = |p: &&Pull| p.a != p.b && (p.a.max(p.b) as usize) < radii.len();
    let first: Vec<Pull> = first.iter().filter(known).copied().collect();
    let mut points = skeleton(radii, &first);
    if points.iter().any(Option::is_none) {
        let both: Vec<Pull> = first.iter().chain(other.iter().filter(known)).copied().collect();
        points = forces(&points, &both, &ForceOptions { rounds: OTHER_ROUNDS, ..ForceOptions::default() }).into_iter().map(Some).collect();
    }
    let mut points: Vec<Point> = points.into_iter().map(Option::unwrap_or_default).collect();
    fit(&mut points, side_for(radii));
    part_discs(&mut points, radii, MARGIN);
    let middle = bounds(&points).map_or_else(Point::default, |(low, high)| Point { x: (low.x + high.x) / 2.0, y: (low.y + high.y) / 2.0 });
    let tenth = |v: f64| (v * 10.0).round() / 10.0 + 0.0;
    points.iter().map(|p| Point { x: tenth(p.x - middle.x), y: tenth(p.y - middle.y) }).collect()
}

/// Rounds for the nodes that come second: they start beside their neighbours.
const OTHER_ROUNDS: u32 = 120;

/// Least gap between discs of the first part, as a share of the mean distance of neighbours: cliques are drawn into heaps.
const LEAST_GAP: f64 = 0.15;
/// Smaller components, as a share of the largest, would lie around it as a ring of pairs, each as far off as a continent.
const LEAST_COMPONENT: f64 = 0.1;

/// Positions of the nodes in the larger components of these pulls, as if there were no others.
fn skeleton(radii: &[f64], pulls: &[Pull]) -> Vec<Option<Point>> {
    let nodes = radii.len();
    let mut sets = UnionFind::<u32>::new(nodes);
    let mut size = vec![0_u32; nodes];
    pulls.iter().for_each(|p| {
        sets.union(p.a, p.b);
    });
    (0..nodes as u32).for_each(|node| size[sets.find(node) as usize] += 1);
    let least = (f64::from(size.iter().copied().max().unwrap_or(0)) * LEAST_COMPONENT).max(2.0);
    let placed: Vec<u32> = (0..nodes as u32).filter(|&node| f64::from(size[sets.find(node) as usize]) >= least).collect();
    let place = |node: u32| placed.binary_search(&node).ok().map(|i| i as u32);
    let pulls: Vec<Pull> = pulls.iter().filter_map(|p| Some(Pull { a: place(p.a)?, b: place(p.b)?, ..*p })).collect();
    let mut points = vec![None; nodes];
    let mut found = forces(&vec![None; placed.len()], &pulls, &ForceOptions::default());
    lie_flat(&mut found);
    // The size of a drawing grows with the root of its nodes: so much room the others need between these.
    let room = (radii.len() as f64 / placed.len().max(1) as f64).sqrt();
    found.iter_mut().for_each(|p| *p = Point { x: p.x * room, y: p.y * room });
    if let Some((low, high)) = bounds(&found) {
        let side = ((high.x - low.x) * (high.y - low.y)).sqrt();
        let unit = side / side_for(radii);
        let discs: Vec<f64> = placed.iter().map(|&node| radii[node as usize] * unit).collect();
        let gap = LEAST_GAP * side / (discs.len() as f64).sqrt();
        part_discs(&mut found, &discs, gap);
    }
    for (&node, point) in placed.iter().zip(found) {
        points[node as usize] = Some(point);
    }
    points
}

/// Side of a square of which these discs with their margins cover the share that they may.
fn side_for(radii: &[f64]) -> f64 {
    let discs: f64 = radii.iter().map(|r| std::f64::consts::PI * (r + MARGIN) * (r + MARGIN)).sum();
    (discs / COVER).sqrt()
}

/// Turns points about the origin so that they spread most from left to right: along the first axis of their covariance.
fn lie_flat(points: &mut [Point]) {
    let n = points.len().max(1) as f64;
    let mean = Point { x: points.iter().map(|p| p.x).sum::<f64>() / n, y: points.iter().map(|p| p.y).sum::<f64>() / n };
    let sum = |of: fn(f64, f64) -> f64| points.iter().map(|p| of(p.x - mean.x, p.y - mean.y)).sum::<f64>();
    let (xx, xy, yy) = (sum(|x, _| x * x), sum(|x, y| x * y), sum(|_, y| y * y));
    let larger = (xx + yy) / 2.0 + ((xx - yy) * (xx - yy) / 4.0 + xy * xy).sqrt();
    // Either column of the matrix less the other eigenvalue lies along the axis; the longer is the exacter.
    let (a, b) = if xx >= yy { (larger - yy, xy) } else { (xy, larger - xx) };
    let length = (a * a + b * b).sqrt();
    if length > 0.0 {
        let (cos, sin) = (a / length, b / length);
        points.iter_mut().for_each(|p| *p = Point { x: p.x * cos + p.y * sin, y: p.y * cos - p.x * sin });
    }
}

/// Scales points so that a square of side `side` would hold as much as their bounding box does.
fn fit(points: &mut [Point], side: f64) {
    let Some((low, high)) = bounds(points) else { return };
    let area = (high.x - low.x).max(f64::MIN_POSITIVE) * (high.y - low.y).max(f64::MIN_POSITIVE);
    // Points on a line or in one place have no area; their longer side is scaled instead.
    let scale = if area > 1e-9 { side / area.sqrt() } else { side / (high.x - low.x).max(high.y - low.y).max(1.0) };
    for point in points {
        *point = Point { x: point.x * scale, y: point.y * scale };
    }
}

/// Upper left and lower right corner of the smallest box around points; none around no points.
pub fn bounds(points: &[Point]) -> Option<(Point, Point)> {
    let first = *points.first()?;
    Some(
        points.iter().fold((first, first), |(low, high), p| {
            (Point { x: low.x.min(p.x), y: low.y.min(p.y) }, Point { x: high.x.max(p.x), y: high.y.max(p.y) })
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two cliques of `n` nodes with one pull between them, and two nodes without any.
    fn cliques(n: u32) -> (Vec<f64>, Vec<Pull>) {
        let mut pulls = vec![Pull { a: 0, b: n, strength: 1.0 }];
        for start in [0, n] {
            for a in start..start + n {
                pulls.extend((a + 1..start + n).map(|b| Pull { a, b, strength: 1.0 }));
            }
        }
        ((0..2 * n + 2).map(|i| 3.0 + f64::from(i % 7)).collect(), pulls)
    }

    fn distance(a: Point, b: Point) -> f64 {
        ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).sqrt()
    }

    #[test]
    fn positions_do_not_depend_on_threads() {
        let (radii, pulls) = cliques(40);
        let with = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| layout(&radii, &pulls, &[]));
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(7));
        assert!(one.iter().all(|p| p.x.is_finite() && p.y.is_finite()));
    }

    #[test]
    fn two_cliques_lie_apart() {
        let n = 12;
        let (radii, pulls) = cliques(n);
        let points = layout(&radii, &pulls, &[]);
        let centre = |from: u32| {
            let of = |get: fn(&Point) -> f64| points[from as usize..(from + n) as usize].iter().map(get).sum::<f64>() / f64::from(n);
            Point { x: of(|p| p.x), y: of(|p| p.y) }
        };
        let (left, right) = (centre(0), centre(n));
        for i in 0..n {
            let (own, other) = (points[i as usize], points[(n + i) as usize]);
            assert!(distance(own, left) < distance(own, right), "node {i} lies with the other clique");
            assert!(distance(other, right) < distance(other, left), "node {} lies with the other clique", n + i);
        }
    }

    #[test]
    fn a_drawing_lies_flat() {
        let mut points: Vec<Point> = (0..20).map(|i| Point { x: f64::from(i % 2), y: f64::from(i) }).collect();
        lie_flat(&mut points);
        let (low, high) = bounds(&points).unwrap();
        assert!(high.x - low.x > 18.0 && high.y - low.y < 2.0, "{low:?} {high:?}");
    }

    #[test]
    fn discs_do_not_overlap() {
        let (radii, pulls) = cliques(30);
        let points = layout(&radii, &pulls, &[]);
        for i in 0..points.len() {
            for j in 0..i {
                assert!(distance(points[i], points[j]) >= radii[i] + radii[j], "{i} and {j} overlap");
            }
        }
    }

    #[test]
    fn small_and_odd_networks_have_finite_positions() {
        assert_eq!(layout(&[], &[], &[]), []);
        assert_eq!(layout(&[5.0], &[], &[]), [Point::default()]);
        // A pull that names no node, one onto itself, and two nodes with two pulls.
        let odd = [(0, 9, 1.0), (1, 1, 1.0), (0, 1, 2.0), (1, 0, 1e12)].map(|(a, b, strength)| Pull { a, b, strength });
        let points = layout(&[5.0, 5.0], &odd, &odd);
        assert!(points.iter().all(|p| p.x.is_finite() && p.y.is_finite()) && points[0] != points[1], "{points:?}");
    }
}
