//! Discs off each other.

use super::Point;
use std::collections::BTreeMap;

/// Rounds at most; drawings of thousands of nodes need about forty.
const ROUNDS: u32 = 300;

/// Moves overlapping discs apart until those of radius `radii + margin / 2` no longer overlap, or for 300 rounds: every pair
/// that overlaps moves apart along its line, the smaller disc farther.
pub fn part_discs(points: &mut [Point], radii: &[f64], margin: f64) {
    let widest = radii.iter().copied().fold(0.0, f64::max);
    let side = (2.0 * widest + margin).max(1e-9);
    let cell = |p: Point| ((p.x / side).floor() as i64, (p.y / side).floor() as i64);
    for _ in 0..ROUNDS {
        let mut grid: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (i, &point) in points.iter().enumerate() {
            grid.entry(cell(point)).or_default().push(i);
        }
        let mut moved = false;
        for i in 0..points.len() {
            let (column, row) = cell(points[i]);
            for near in (column - 1..=column + 1).flat_map(|x| (row - 1..=row + 1).map(move |y| (x, y))) {
                for &j in grid.get(&near).into_iter().flatten().filter(|&&j| j > i) {
                    moved |= part(points, radii, margin, i, j);
                }
            }
        }
        if !moved {
            return;
        }
    }
}

fn part(points: &mut [Point], radii: &[f64], margin: f64, i: usize, j: usize) -> bool {
    let (dx, dy) = (points[j].x - points[i].x, points[j].y - points[i].y);
    let distance = (dx * dx + dy * dy).sqrt();
    let lacking = radii[i] + radii[j] + margin - distance;
    // What rounding leaves is no overlap.
    if lacking <= margin / 10.0 {
        return false;
    }
    // Two in one place part sideways.
    let (ux, uy) = if distance > 1e-9 { (dx / distance, dy / distance) } else { (1.0, 0.0) };
    let share = radii[j] / (radii[i] + radii[j]).max(1e-9);
    points[i] = Point { x: points[i].x - ux * lacking * share, y: points[i].y - uy * lacking * share };
    points[j] = Point { x: points[j].x + ux * lacking * (1.0 - share), y: points[j].y + uy * lacking * (1.0 - share) };
    true
}
