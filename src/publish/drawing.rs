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
/// Turns between two neighbours on the spiral: no two of them lie in one direction.
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;
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
        let reach = |(point, radius): (&Point, &f64)| point.x.hypot(point.y) + radius;
        let outer = self.points.iter().zip(&self.radii).map(reach).fold(0.0, f64::max);
        for (i, &row) in rest.iter().enumerate() {
            let angle = i as f64 * GOLDEN_ANGLE;
            // Equal areas: as far from one another near the middle as far out.
            let radius = (outer * outer + (i + 1) as f64 * SPIRAL_AREA).sqrt() + RADIUS.0;
            places[row] = Position { x: radius * angle.cos(), y: radius * angle.sin() };
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
