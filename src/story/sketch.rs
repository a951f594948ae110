//! Bottom-k sketches: of a set of hashes the smallest, from which the overlap of two sets is estimated.

/// The smallest hashes of a set, at most `K`. Two sketches hold the same sample of what their sets share, so that overlaps
/// are estimated without bias (Broder 1997, "On the Resemblance and Containment of Documents"; Cohen and Kaplan 2007,
/// "Summarizing Data using Bottom-k Sketches").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch<const K: usize> {
    /// Ascending, the first `len` of them.
    kept: [u32; K],
    len: u8,
    /// Every hash of the set up to this one is kept.
    complete_to: u32,
}

/// How the samples of two sets overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlap {
    /// Hashes of the one.
    pub left: u32,
    /// Hashes of the other.
    pub right: u32,
    /// Hashes of both.
    pub shared: u32,
}

impl<const K: usize> Default for Sketch<K> {
    fn default() -> Self {
        Sketch { kept: [0; K], len: 0, complete_to: u32::MAX }
    }
}

impl<const K: usize> Sketch<K> {
    /// Adds a hash to the set.
    #[inline]
    pub fn add(&mut self, hash: u32) {
        if hash > self.complete_to {
            return;
        }
        let len = usize::from(self.len);
        let Err(at) = self.kept[..len].binary_search(&hash) else { return };
        if len < K {
            self.kept.copy_within(at..len, at + 1);
            self.kept[at] = hash;
            self.len += 1;
        } else if at < K {
            self.kept.copy_within(at..K - 1, at + 1);
            self.kept[at] = hash;
        }
        if usize::from(self.len) == K {
            self.complete_to = self.kept[K - 1];
        }
    }

    /// The hashes kept, ascending.
    pub fn hashes(&self) -> &[u32] {
        &self.kept[..usize::from(self.len)]
    }

    /// Takes hashes out of the set; what is left is a sample of the smaller set.
    pub fn retain(&mut self, mut keep: impl FnMut(u32) -> bool) {
        let mut len = 0;
        for i in 0..usize::from(self.len) {
            if keep(self.kept[i]) {
                self.kept[len] = self.kept[i];
                len += 1;
            }
        }
        self.len = len as u8;
    }

    /// Compares two sets up to the hash to which both sketches are complete.
    pub fn overlap(&self, other: &Self) -> Overlap {
        let end = self.complete_to.min(other.complete_to);
        let part = |sketch: &Self| sketch.hashes().partition_point(|&hash| hash <= end);
        let (left, right) = (&self.kept[..part(self)], &other.kept[..part(other)]);
        let (mut i, mut j, mut shared) = (0, 0, 0);
        while i < left.len() && j < right.len() {
            shared += u32::from(left[i] == right[j]);
            let (l, r) = (left[i], right[j]);
            i += usize::from(l <= r);
            j += usize::from(r <= l);
        }
        Overlap { left: left.len() as u32, right: right.len() as u32, shared }
    }
}

impl Overlap {
    /// Share of the smaller sample that the other holds too; 0 where that is empty.
    pub fn containment(self) -> f64 {
        f64::from(self.shared) / f64::from(self.smaller().max(1))
    }

    /// Shared hashes of all.
    pub fn jaccard(self) -> f64 {
        f64::from(self.shared) / f64::from((self.left + self.right - self.shared).max(1))
    }

    /// Size of the smaller sample.
    pub fn smaller(self) -> u32 {
        self.left.min(self.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::signature::mix;

    fn sketch(set: std::ops::Range<u64>) -> Sketch<32> {
        let mut sketch = Sketch::default();
        set.for_each(|i| sketch.add(mix(i)));
        sketch
    }

    #[test]
    fn small_sets_are_compared_in_full() {
        let overlap = sketch(0..30).overlap(&sketch(10..35));
        assert_eq!(overlap, Overlap { left: 30, right: 25, shared: 20 });
        assert_eq!((overlap.containment(), overlap.jaccard()), (0.8, 20.0 / 35.0));
        assert_eq!(sketch(0..0).overlap(&sketch(0..9)).containment(), 0.0);
    }

    #[test]
    fn overlaps_of_large_sets_are_estimated() {
        let (small, large) = (sketch(0..1000), sketch(0..2000));
        let overlap = small.overlap(&large);
        assert_eq!(overlap.containment(), 1.0);
        assert!((0.35..0.65).contains(&overlap.jaccard()), "{overlap:?}");
        assert_eq!(sketch(0..1000).overlap(&sketch(5000..6000)).shared, 0);
    }

    #[test]
    fn the_order_of_adding_does_not_matter() {
        let mut backwards = Sketch::<32>::default();
        (0..500).rev().chain(0..500).for_each(|i| backwards.add(mix(i)));
        assert_eq!(backwards, sketch(0..500));
    }

    #[test]
    fn what_is_taken_out_is_compared_no_more() {
        let gone: Vec<u32> = (0..50).map(mix).collect();
        let (mut left, mut right) = (sketch(0..100), sketch(0..200));
        for sketch in [&mut left, &mut right] {
            sketch.retain(|hash| !gone.contains(&hash));
        }
        let overlap = left.overlap(&right);
        assert!(overlap.shared < 32 && overlap.shared == overlap.left, "{overlap:?}");
    }
}
