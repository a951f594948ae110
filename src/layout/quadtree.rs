//! A quadtree that stands for many distant points by few: Barnes and Hut 1986, "A hierarchical O(N log N) force-calculation
//! algorithm", Nature 324.

use super::Point;

/// No child.
const NONE: u32 = u32::MAX;
/// Points in one place would split a cell for ever.
const MAX_DEPTH: u8 = 40;

#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Its side.
    side: f64,
    /// Its centre.
    centre: Point,
    mass: f64,
    /// Sum of mass × position, later the centre of mass.
    at: Point,
    children: [u32; 4],
    leaf: bool,
}

/// Points with masses.
#[derive(Debug, Default)]
pub(super) struct Quadtree {
    cells: Vec<Cell>,
    /// The same in the order in which a look from a point meets them: each cell before those in it.
    seen: Vec<Seen>,
}

/// What a look from a point asks of a cell.
#[derive(Debug, Clone, Copy)]
struct Seen {
    at: Point,
    mass: f64,
    /// Squared distance up to which it does not stand for the points in it; below 0 where it holds one place alone.
    near: f64,
    /// Where the next cell that is not in it stands.
    next: u32,
}

/// A point or a cell that stands for several, from where it is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sight {
    /// From it to the one who looks.
    pub dx: f64,
    pub dy: f64,
    /// The square of their distance.
    pub squared: f64,
    pub mass: f64,
}

impl Quadtree {
    /// Replaces what the tree holds. Points must be finite. A cell whose side is below `theta` times its distance will stand
    /// for the points in it.
    pub(super) fn fill(&mut self, points: &[Point], masses: &[f64], theta: f64) {
        self.cells.clear();
        self.seen.clear();
        let Some((low, high)) = super::bounds(points) else { return };
        let centre = Point { x: (low.x + high.x) / 2.0, y: (low.y + high.y) / 2.0 };
        self.cells.push(empty(centre, (high.x - low.x).max(high.y - low.y).max(1e-6) * 1.001));
        for (&point, &mass) in points.iter().zip(masses) {
            self.insert(point, mass);
        }
        for cell in &mut self.cells {
            if cell.mass > 0.0 {
                cell.at = Point { x: cell.at.x / cell.mass, y: cell.at.y / cell.mass };
            }
        }
        self.lay_out(0, theta);
    }

    fn lay_out(&mut self, cell: u32, theta: f64) {
        let Cell { side, mass, at, children, leaf, .. } = self.cells[cell as usize];
        let place = self.seen.len();
        let near = if leaf { -1.0 } else { side * side / (theta * theta) };
        self.seen.push(Seen { at, mass, near, next: 0 });
        for child in children.into_iter().filter(|&child| child != NONE) {
            self.lay_out(child, theta);
        }
        self.seen[place].next = self.seen.len() as u32;
    }

    fn insert(&mut self, point: Point, mass: f64) {
        let (mut at, mut depth) = (0, 0);
        loop {
            let cell = self.cells[at];
            if cell.leaf && cell.mass > 0.0 && depth < MAX_DEPTH {
                // The point that was alone here goes one level down.
                let alone = Point { x: cell.at.x / cell.mass, y: cell.at.y / cell.mass };
                let child = self.child(at, alone);
                self.cells[child].mass = cell.mass;
                self.cells[child].at = cell.at;
                self.cells[at].leaf = false;
            }
            let cell = &mut self.cells[at];
            cell.mass += mass;
            cell.at = Point { x: cell.at.x + mass * point.x, y: cell.at.y + mass * point.y };
            if cell.leaf {
                return;
            }
            at = self.child(at, point);
            depth += 1;
        }
    }

    /// The quarter of a cell in which a point lies, made where there is none.
    fn child(&mut self, at: usize, point: Point) -> usize {
        let cell = self.cells[at];
        let (right, lower) = (point.x >= cell.centre.x, point.y >= cell.centre.y);
        let quarter = usize::from(right) + 2 * usize::from(lower);
        if cell.children[quarter] == NONE {
            let off = cell.side / 4.0;
            let centre = Point { x: cell.centre.x + if right { off } else { -off }, y: cell.centre.y + if lower { off } else { -off } };
            self.cells[at].children[quarter] = self.cells.len() as u32;
            self.cells.push(empty(centre, cell.side / 2.0));
        }
        self.cells[at].children[quarter] as usize
    }

    /// Calls `each` with what stands for all points as seen from `from`. The point at `from` itself is among them.
    pub(super) fn seen_from(&self, from: Point, mut each: impl FnMut(Sight)) {
        let mut place = 0;
        while let Some(cell) = self.seen.get(place) {
            let (dx, dy) = (from.x - cell.at.x, from.y - cell.at.y);
            let squared = dx * dx + dy * dy;
            if cell.near < squared {
                each(Sight { dx, dy, squared, mass: cell.mass });
                place = cell.next as usize;
            } else {
                place += 1;
            }
        }
    }
}

fn empty(centre: Point, side: f64) -> Cell {
    Cell { side, centre, mass: 0.0, at: Point::default(), children: [NONE; 4], leaf: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_points_are_seen_alone_and_far_ones_together() {
        let points = [(0.0, 0.0), (1.0, 0.0), (100.0, 100.0), (101.0, 100.0), (101.0, 100.0)].map(|(x, y)| Point { x, y });
        let mut tree = Quadtree::default();
        let mut seen = |theta| {
            tree.fill(&points, &[1.0, 2.0, 3.0, 4.0, 5.0], theta);
            let mut seen = Vec::new();
            tree.seen_from(points[0], |sight| seen.push((sight.mass, (sight.dx * -100.0).round() / 100.0 + 0.0)));
            seen.sort_by(|a, b| a.partial_cmp(b).unwrap());
            seen
        };
        assert_eq!(seen(0.5), [(1.0, 0.0), (2.0, 1.0), (12.0, 100.75)]);
        let each = seen(1e-9);
        assert_eq!((each.len(), each.iter().map(|s| s.0).sum::<f64>()), (4, 15.0));
        Quadtree::default().seen_from(points[0], |_| panic!("an empty tree holds a point"));
    }
}
