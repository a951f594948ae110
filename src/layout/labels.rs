//! Labels without heaps.

use super::Point;

/// A rectangle that a label takes, or an obstacle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelBox {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl LabelBox {
    fn meets(&self, other: &LabelBox) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }

    /// Area that two rectangles share.
    fn common(&self, other: &LabelBox) -> f64 {
        if !self.meets(other) {
            return 0.0;
        }
        let wide = (self.left + self.width).min(other.left + other.width) - self.left.max(other.left);
        let high = (self.top + self.height).min(other.top + other.height) - self.top.max(other.top);
        wide * high
    }
}

/// Places a label of each size (width, height) beside its disc (centre, radius), the first ones first: right, left, below,
/// above, wherever it meets no label placed before and covers least of other discs. None where every place meets a label,
/// covers other discs by more than an eighth of itself, or leaves the `frame`.
pub fn place_labels(discs: &[(Point, f64)], sizes: &[(f64, f64)], frame: &LabelBox) -> Vec<Option<LabelBox>> {
    const GAP: f64 = 3.0;
    let boxes: Vec<LabelBox> = discs.iter().map(|&(p, r)| LabelBox { left: p.x - r, top: p.y - r, width: 2.0 * r, height: 2.0 * r }).collect();
    let mut placed: Vec<LabelBox> = Vec::new();
    let mut out = Vec::with_capacity(sizes.len());
    for (i, (&(at, radius), &(width, height))) in discs.iter().zip(sizes).enumerate() {
        let middle = (at.x - width / 2.0, at.y - height / 2.0);
        let places = [
            (at.x + radius + GAP, middle.1),
            (at.x - radius - GAP - width, middle.1),
            (middle.0, at.y + radius + GAP / 2.0),
            (middle.0, at.y - radius - GAP / 2.0 - height),
            (at.x + radius * 0.7 + GAP, at.y + radius * 0.7),
            (at.x + radius * 0.7 + GAP, at.y - radius * 0.7 - height),
            (at.x - radius * 0.7 - GAP - width, at.y + radius * 0.7),
            (at.x - radius * 0.7 - GAP - width, at.y - radius * 0.7 - height),
        ];
        let mut best: Option<(f64, LabelBox)> = None;
        for (left, top) in places {
            let place = LabelBox { left, top, width, height };
            let inside =
                left >= frame.left && top >= frame.top && left + width <= frame.left + frame.width && top + height <= frame.top + frame.height;
            if !inside || placed.iter().any(|other| other.meets(&place)) {
                continue;
            }
            let covered: f64 = boxes.iter().enumerate().filter(|&(j, _)| j != i).map(|(_, disc)| disc.common(&place)).sum();
            if covered <= width * height / 8.0 && best.is_none_or(|(least, _)| covered < least - 1e-9) {
                best = Some((covered, place));
            }
        }
        placed.extend(best.map(|(_, place)| place));
        out.push(best.map(|(_, place)| place));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_off_each_other_and_inside_the_frame() {
        let discs: Vec<(Point, f64)> = (0..30).map(|i| (Point { x: f64::from(i % 6) * 30.0, y: f64::from(i / 6) * 14.0 }, 5.0)).collect();
        let frame = LabelBox { left: -40.0, top: -40.0, width: 260.0, height: 140.0 };
        let placed = place_labels(&discs, &[(40.0, 12.0); 30], &frame);
        let boxes: Vec<LabelBox> = placed.iter().flatten().copied().collect();
        assert!(boxes.len() >= 8, "{}", boxes.len());
        for (i, one) in boxes.iter().enumerate() {
            assert!(boxes[..i].iter().all(|other| !one.meets(other)), "{i}");
            assert!(one.left >= -40.0 && one.left + one.width <= 220.0);
        }
        assert_eq!(place_labels(&discs[..1], &[(500.0, 12.0)], &frame), [None]);
    }
}
