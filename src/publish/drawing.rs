//! What is drawn of the network, and where.

use super::network::Network;
use crate::{
    layout::{Point, Pull, layout},
    network::{Candidate, Drawn, DrawnOptions, drawn},
    table::{NodeRow, Position},
};

/// The drawn part of a network with its positions.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) drawn: Drawn,
    /// Of each drawn node, in the order of `drawn.nodes`.
    pub(super) points: Vec<Point>,
    /// Radius of its disc, in the unit of the positions.
    pub(super) radii: Vec<f64>,
}

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
                p_value: network.p_values[i],
                backbone: network.backbone[i],
            })
            .collect();
        let drawn = drawn(network.nodes.len(), &candidates, &DrawnOptions::default());
        let most = drawn.nodes.iter().map(|&n| network.nodes[n as usize].stories).max().unwrap_or(1).max(1) as f64;
        let radius = |&n: &u32| RADIUS.0 + (RADIUS.1 - RADIUS.0) * (network.nodes[n as usize].stories as f64 / most).sqrt();
        let radii: Vec<f64> = drawn.nodes.iter().map(radius).collect();
        let place = |row: u32| drawn.nodes.binary_search(&row).unwrap_or_default() as u32;
        let pull = |&e: &u32| {
            let edge = &candidates[e as usize];
            Pull { a: place(edge.a), b: place(edge.b), strength: LEAST_PULL + network.measures[e as usize].npmi.max(0.0) }
        };
        let skeleton: Vec<Pull> = drawn.skeleton.iter().map(pull).collect();
        let all: Vec<Pull> = drawn.edges.iter().map(pull).collect();
        let points = layout(&radii, &skeleton, &all);
        Drawing { drawn, points, radii }
    }

    /// Places of all rows of the network, no two of them equal: those that are not drawn stand on a spiral around the
    /// others, most stories first.
    pub(super) fn places(&self, nodes: &[NodeRow]) -> Vec<Position> {
        let mut places = vec![Position::default(); nodes.len()];
        let mut rest: Vec<usize> = (0..nodes.len()).filter(|&row| self.position(row).is_none()).collect();
        rest.sort_by_key(|&row| std::cmp::Reverse(nodes[row].stories));
        let reach = |(point, radius): (&Point, &f64)| (point.x * point.x + point.y * point.y).sqrt() + radius;
        let outer = self.points.iter().zip(&self.radii).map(reach).fold(0.0, f64::max);
        let tenth = |v: f64| (v * 10.0).round() / 10.0 + 0.0;
        // As in the layout, only what IEEE 754 defines to the last bit.
        let (mut x, mut y) = (1.0_f64, 0.0_f64);
        for (i, &row) in rest.iter().enumerate() {
            // Equal areas: as far from one another near the middle as far out.
            let radius = (outer * outer + (i + 1) as f64 * SPIRAL_AREA).sqrt() + RADIUS.0;
            let length = (x * x + y * y).sqrt();
            places[row] = Position { x: tenth(radius * x / length), y: tenth(radius * y / length) };
            (x, y) = (x * TURN.0 - y * TURN.1, x * TURN.1 + y * TURN.0);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_nodes_stand_in_one_place() {
        let drawn = Drawn { nodes: vec![1, 3], ..Drawn::default() };
        let points = vec![Point { x: -100.0, y: 20.0 }, Point { x: 90.0, y: -20.0 }];
        let drawing = Drawing { drawn, points, radii: vec![3.0, 30.0] };
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
