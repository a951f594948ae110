//! The force model.

use super::{
    Point, Pull,
    quadtree::{Quadtree, Sight},
};
use rayon::prelude::*;

/// Settings of [`forces`], in the terms of the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForceOptions {
    /// Rounds. Default 350: after these the real corpora of the bench no longer changed to the eye.
    pub rounds: u32,
    /// Repulsion `k_r`. Default 10; it only sets the size of the drawing.
    pub repulsion: f64,
    /// Gravity `k_g`, which keeps components together. Default 1.
    pub gravity: f64,
    /// How large a cell may look to stand for its points (Barnes–Hut θ) in the last rounds. Default 1. While all is still far
    /// from its place it may look larger.
    pub theta: f64,
}

impl Default for ForceOptions {
    fn default() -> Self {
        ForceOptions { rounds: 350, repulsion: 10.0, gravity: 1.0, theta: 1.0 }
    }
}

/// The last third of the rounds is fine; how many times as large cells may look before.
const COARSE: f64 = 1.6;
/// Tolerance for swinging, `τ` in the paper.
const TOLERANCE: f64 = 1.0;
/// Speed of one node relative to all, `k_s`, and the largest step it may make, `k_smax`.
const NODE_SPEED: f64 = 0.1;
const MAX_STEP: f64 = 10.0;
/// How much faster all may become from one round to the next.
const MAX_RISE: f64 = 1.5;

/// Positions of `nodes` under ForceAtlas2 (Jacomy, Venturini, Heymann, Bastian 2014, "ForceAtlas2, a Continuous Graph Layout
/// Algorithm for Handy Network Visualization", PLoS ONE 9(6)), in a unit of no meaning.
///
/// Two nodes of degrees `d₁`, `d₂` at distance `r` are driven apart with force `k_r (d₁+1)(d₂+1) / r`; an edge draws its ends
/// together with `strength · r`; every node is drawn to the origin with `k_g (d+1)`. Speeds follow swinging and traction as in
/// the section "Adapting the local speed". Repulsion is summed over a quadtree.
///
/// Nodes that are `pinned` stay where they are and act on the others. The others start from a fixed sequence of points in a
/// disc, beside a pinned neighbour where they have one. Pulls onto oneself or of unknown nodes are left out.
pub fn forces(pinned: &[Option<Point>], pulls: &[Pull], options: &ForceOptions) -> Vec<Point> {
    let nodes = pinned.len();
    let mut neighbours: Vec<Vec<(u32, f64)>> = vec![Vec::new(); nodes];
    for pull in pulls {
        let (a, b) = (pull.a as usize, pull.b as usize);
        if a != b && a < nodes && b < nodes && pull.strength > 0.0 && pull.strength.is_finite() {
            neighbours[a].push((pull.b, pull.strength));
            neighbours[b].push((pull.a, pull.strength));
        }
    }
    let masses: Vec<f64> = neighbours.iter().map(|list| list.len() as f64 + 1.0).collect();
    let mut points = start(pinned, &neighbours);
    let mut last = vec![Point::default(); nodes];
    let mut tree = Quadtree::default();
    let mut speed = 1.0_f64;
    for round in 0..options.rounds {
        let is_fine = 3 * round >= 2 * options.rounds;
        tree.fill(&points, &masses, if is_fine { options.theta } else { COARSE * options.theta });
        let force = |i: usize| if pinned[i].is_some() { Point::default() } else { force_on(i, &points, &masses, &neighbours[i], &tree, options) };
        let now: Vec<Point> = (0..nodes).into_par_iter().map(force).collect();
        let (mut swinging, mut traction) = (0.0, 0.0);
        for i in 0..nodes {
            swinging += masses[i] * swing(now[i], last[i]);
            traction += masses[i] * length(now[i].x + last[i].x, now[i].y + last[i].y) / 2.0;
        }
        speed = if swinging > 0.0 { (TOLERANCE * traction / swinging).min(speed * MAX_RISE) } else { speed };
        for i in 0..nodes {
            let force = length(now[i].x, now[i].y);
            if force > 0.0 {
                let own = NODE_SPEED * speed / (1.0 + speed * swing(now[i], last[i]).sqrt());
                let own = own.min(MAX_STEP / force);
                points[i] = Point { x: points[i].x + now[i].x * own, y: points[i].y + now[i].y * own };
            }
        }
        last = now;
    }
    points
}

fn force_on(i: usize, points: &[Point], masses: &[f64], neighbours: &[(u32, f64)], tree: &Quadtree, options: &ForceOptions) -> Point {
    let (at, mass) = (points[i], masses[i]);
    let mut force = Point::default();
    tree.seen_from(at, |Sight { dx, dy, squared, mass: other }| {
        // The node itself, and others in its very place: the start puts no two there.
        if squared > 1e-18 {
            let push = options.repulsion * mass * other / squared;
            force = Point { x: force.x + dx * push, y: force.y + dy * push };
        }
    });
    for &(other, strength) in neighbours {
        let other = points[other as usize];
        force = Point { x: force.x + (other.x - at.x) * strength, y: force.y + (other.y - at.y) * strength };
    }
    let distance = length(at.x, at.y);
    if distance > 0.0 {
        let pull = options.gravity * mass / distance;
        force = Point { x: force.x - at.x * pull, y: force.y - at.y * pull };
    }
    force
}

fn swing(now: Point, last: Point) -> f64 {
    length(now.x - last.x, now.y - last.y)
}

fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// Points spread over a disc: pairs of a linear congruential sequence (the 64-bit one of Knuth's MMIX), those outside the
/// disc left out. Pinned nodes keep their places, and their neighbours start at a hundredth of the way.
fn start(pinned: &[Option<Point>], neighbours: &[Vec<(u32, f64)>]) -> Vec<Point> {
    let mut state = SEED;
    let mut unit = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0
    };
    let radius = 10.0 * (pinned.len() as f64).sqrt();
    let mut points = Vec::with_capacity(pinned.len());
    while points.len() < pinned.len() {
        let (x, y) = (unit(), unit());
        if x * x + y * y <= 1.0 {
            let i = points.len();
            let holds = neighbours[i].iter().filter_map(|&(other, strength)| Some((strength, pinned[other as usize]?)));
            let hold = holds.reduce(|best, next| if next.0 > best.0 { next } else { best });
            let free = match hold {
                Some((_, at)) => Point { x: at.x + x * radius / 100.0, y: at.y + y * radius / 100.0 },
                None => Point { x: x * radius, y: y * radius },
            };
            points.push(pinned[i].unwrap_or(free));
        }
    }
    points
}

/// Any number: another turns and mirrors the drawing.
const SEED: u64 = 20_200_717;
