//! What is drawn of the network, and where.

use super::network::Network;
use crate::{
    layout::{Point, Pull, layout},
    network::{Candidate, Drawn, DrawnOptions, drawn},
    table::{NodeRow, Position},
};
use rustc_hash::FxHashSet;

/// The drawn part of a network with its positions.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// What the page holds.
    pub(super) drawn: Drawn,
    /// What stands out of it, for graph.core.gexf.
    pub(super) core: Drawn,
    /// Of each drawn node, in the order of `drawn.nodes`.
    pub(super) points: Vec<Point>,
    /// Radius of its disc, in the unit of the positions.
    pub(super) radii: Vec<f64>,
}

/// Nodes and edges that the force model places; it takes most of the time of a drawing.
const PLACED: DrawnOptions = DrawnOptions { nodes: 3000, edges: 20_000 };
/// Those that a page shows: the others find their places beside their neighbours.
const SHOWN: DrawnOptions = DrawnOptions { nodes: 10_000, edges: 60_000 };
/// Those of the file to open first.
const CORE: DrawnOptions = DrawnOptions { nodes: 2000, edges: 8000 };
/// Radii of the smallest and the largest disc; area grows with the number of stories.
const RADIUS: (f64, f64) = (3.0, 30.0);
/// Cosine and sine of the golden angle, by which the spiral turns: no two of its nodes lie in one direction.
const TURN: (f64, f64) = (-0.737_368_878_078_320_2, 0.675_490_294_261_523_8);
/// Area of the plane for each node on the spiral, in the unit of the positions squared.
const SPIRAL_AREA: f64 = 100.0;
/// How much an edge pulls that is no closer than chance; one that is always together pulls by 1 more.
const LEAST_PULL: f64 = 0.15;

impl Drawing {
    /// Chooses and places: the skeleton first, then the others around it.
    pub(super) fn new(network: &Network) -> Drawing {
        let row = |node| network.row_of[&node] as u32;
        let candidates: Vec<Candidate> = (0..network.edges.len())
            .map(|i| Candidate {
                a: row(network.edges[i].a),
                b: row(network.edges[i].b),
                weight: network.edges[i].tally.stories,
                llr: network.measures[i].llr,
                p_value: network.measures[i].p,
                backbone: network.backbone[i],
            })
            .collect();
        let choose = |options| drawn(network.nodes.len(), &candidates, &options);
        let (placed, shown, core) = (choose(PLACED), choose(SHOWN), choose(CORE));
        let most = network.nodes.iter().map(|node| node.stories).max().unwrap_or(1).max(1) as f64;
        let radius = |&n: &u32| RADIUS.0 + (RADIUS.1 - RADIUS.0) * (network.nodes[n as usize].stories as f64 / most).sqrt();
        let radii: Vec<f64> = placed.nodes.iter().map(radius).collect();
        let place = |row: u32| placed.nodes.binary_search(&row).unwrap_or_default() as u32;
        let strength = |e: u32| LEAST_PULL + network.measures[e as usize].npmi.max(0.0);
        let pull = |&e: &u32| Pull { a: place(candidates[e as usize].a), b: place(candidates[e as usize].b), strength: strength(e) };
        let skeleton: Vec<Pull> = placed.skeleton.iter().map(pull).collect();
        let all: Vec<Pull> = placed.edges.iter().map(pull).collect();
        let found = layout(&radii, &skeleton, &all);
        let nodes = united(&placed.nodes, &shown.nodes);
        let edges = united(&placed.edges, &shown.edges);
        let mut points: Vec<Option<Point>> = vec![None; nodes.len()];
        let at = |row: u32| nodes.binary_search(&row).unwrap_or_default();
        placed.nodes.iter().zip(found).for_each(|(&row, point)| points[at(row)] = Some(point));
        let pulls: Vec<Pull> = edges
            .iter()
            .map(|&e| (&candidates[e as usize], strength(e)))
            .map(|(edge, strength)| Pull { a: at(edge.a) as u32, b: at(edge.b) as u32, strength })
            .collect();
        let radii: Vec<f64> = nodes.iter().map(radius).collect();
        let points = beside(points, &pulls, &radii);
        Drawing { drawn: Drawn { nodes, edges, skeleton: placed.skeleton }, core, points, radii }
    }

    /// Places of all rows of the network, no two of them equal: those that are not drawn stand on a spiral around the
    /// others, most stories first.
    pub(super) fn places(&self, nodes: &[NodeRow]) -> Vec<Position> {
        let mut places = vec![Position::default(); nodes.len()];
        let mut rest: Vec<usize> = (0..nodes.len()).filter(|&row| self.position(row).is_none()).collect();
        rest.sort_by_key(|&row| std::cmp::Reverse(nodes[row].stories));
        let reach = |(point, radius): (&Point, &f64)| (point.x * point.x + point.y * point.y).sqrt() + radius;
        let outer = self.points.iter().zip(&self.radii).map(reach).fold(0.0, f64::max);
        rest.iter().zip(spiral(outer)).for_each(|(&row, place)| places[row] = place);
        for (&row, point) in self.drawn.nodes.iter().zip(&self.points) {
            places[row as usize] = Position { x: point.x, y: point.y };
        }
        places
    }

    /// Position of a row of the network, where it is drawn.
    pub(super) fn position(&self, row: usize) -> Option<Point> {
        self.drawn.nodes.binary_search(&(row as u32)).ok().map(|i| self.points[i])
    }
}

/// Two ascending lists as one.
fn united(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Places those that have none: near the middle of their neighbours, by how much these pull, each a turn of the spiral
/// farther from the strongest than the one before; those without a neighbour that has a place around all others.
fn beside(mut points: Vec<Option<Point>>, pulls: &[Pull], radii: &[f64]) -> Vec<Point> {
    let mut neighbours: Vec<Vec<(u32, f64)>> = vec![Vec::new(); points.len()];
    for pull in pulls {
        neighbours[pull.a as usize].push((pull.b, pull.strength));
        neighbours[pull.b as usize].push((pull.a, pull.strength));
    }
    // How many stand beside each, with the direction of the last.
    let mut turns = vec![(0_u32, (1.0_f64, 0.0_f64)); points.len()];
    let mut rest: Vec<usize> = (0..points.len()).filter(|&i| points[i].is_none()).collect();
    loop {
        let mut found = Vec::new();
        for &i in &rest {
            let near = || neighbours[i].iter().filter_map(|&(other, strength)| Some((other as usize, points[other as usize]?, strength)));
            let Some((anchor, ..)) = near().max_by(|x, y| x.2.total_cmp(&y.2).then(y.0.cmp(&x.0))) else { continue };
            let sum: f64 = near().map(|n| n.2).sum();
            let of = |get: fn(&Point) -> f64| near().map(|(_, at, strength)| get(&at) * strength).sum::<f64>() / sum;
            let (n, (x, y)) = &mut turns[anchor];
            *n += 1;
            (*x, *y) = (*x * TURN.0 - *y * TURN.1, *x * TURN.1 + *y * TURN.0);
            let reach = (radii[anchor] * radii[anchor] + f64::from(*n) * SPIRAL_AREA).sqrt() + radii[i] + RADIUS.0;
            let length = (*x * *x + *y * *y).sqrt();
            let tenth = |v: f64| (v * 10.0).round() / 10.0 + 0.0;
            found.push((i, Point { x: tenth(of(|p| p.x) + reach * *x / length), y: tenth(of(|p| p.y) + reach * *y / length) }));
        }
        if found.is_empty() {
            break;
        }
        found.iter().for_each(|&(i, point)| points[i] = Some(point));
        rest.retain(|&i| points[i].is_none());
    }
    let outer = points.iter().flatten().map(|p| (p.x * p.x + p.y * p.y).sqrt()).fold(0.0, f64::max);
    rest.iter().zip(spiral(outer)).for_each(|(&i, place)| points[i] = Some(Point { x: place.x, y: place.y }));
    apart(points.into_iter().map(Option::unwrap_or_default).collect())
}

/// Moves those that stand in the place of another by a tenth, or by more tenths where these are taken: no two are equal.
fn apart(mut points: Vec<Point>) -> Vec<Point> {
    let key = |p: Point| ((p.x * 10.0).round() as i64, (p.y * 10.0).round() as i64);
    let mut taken = FxHashSet::default();
    for point in &mut points {
        while !taken.insert(key(*point)) {
            point.x = ((point.x + 0.1) * 10.0).round() / 10.0;
        }
    }
    points
}

/// Places around a disc of this radius, without end, no two of them equal.
pub(super) fn spiral(outer: f64) -> impl Iterator<Item = Position> {
    let tenth = |v: f64| (v * 10.0).round() / 10.0 + 0.0;
    // As in the layout, only what IEEE 754 defines to the last bit.
    let turns = std::iter::successors(Some((1.0_f64, 0.0_f64)), |(x, y)| Some((x * TURN.0 - y * TURN.1, x * TURN.1 + y * TURN.0)));
    turns.zip(1_u32..).map(move |((x, y), n)| {
        // Equal areas: as far from one another near the middle as far out.
        let radius = (outer * outer + f64::from(n) * SPIRAL_AREA).sqrt() + RADIUS.0;
        let length = (x * x + y * y).sqrt();
        Position { x: tenth(radius * x / length), y: tenth(radius * y / length) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_the_force_model_leaves_out_stand_beside_their_neighbours() {
        let points = vec![Some(Point { x: 0.0, y: 0.0 }), Some(Point { x: 1000.0, y: 0.0 }), None, None, None, None];
        let pulls = [(0, 2, 1.0), (1, 3, 1.0), (3, 4, 0.5)].map(|(a, b, strength)| Pull { a, b, strength });
        let got = beside(points, &pulls, &[30.0, 30.0, 3.0, 3.0, 3.0, 3.0]);
        let distance = |a: usize, b: usize| (got[a].x - got[b].x).hypot(got[a].y - got[b].y);
        assert!(distance(2, 0) > 33.0 && distance(2, 0) < 60.0, "{got:?}");
        assert!(distance(3, 1) > 33.0 && distance(4, 3) < 60.0, "{got:?}");
        // Without a neighbour: around the others.
        assert!(got[5].x.hypot(got[5].y) > 1000.0, "{got:?}");
    }

    #[test]
    fn no_two_nodes_stand_in_one_place() {
        let drawn = Drawn { nodes: vec![1, 3], ..Drawn::default() };
        let points = vec![Point { x: -100.0, y: 20.0 }, Point { x: 90.0, y: -20.0 }];
        let drawing = Drawing { drawn, points, radii: vec![3.0, 30.0], ..Drawing::default() };
        let nodes: Vec<NodeRow> = (0..20_000).map(|i| NodeRow { stories: i % 7, ..NodeRow::default() }).collect();
        let places = drawing.places(&nodes);
        assert_eq!((places[1], places[3]), (Position { x: -100.0, y: 20.0 }, Position { x: 90.0, y: -20.0 }));
        let mut distinct: Vec<(i64, i64)> = places.iter().map(|p| ((p.x * 10.0).round() as i64, (p.y * 10.0).round() as i64)).collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), nodes.len());
        // Around the others, not among them.
        assert!((0..nodes.len()).filter(|row| ![1, 3].contains(row)).all(|row| places[row].x.hypot(places[row].y) > 102.0));
    }
}
