//! How much of the annotation is found: precision, recall and F1 of span and type together, by type and by kind of document.

use super::model::{Curve, Reliability, Support};
use crate::knowledge::EntityType;
use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, fmt};

/// Counts of mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Annotated.
    pub wanted: u64,
    /// Found.
    pub found: u64,
    /// Found as annotated.
    pub right: u64,
}

impl Figures {
    /// Share of what was found that is right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    /// Share of what is annotated that was found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.wanted.max(1) as f64
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.wanted + self.found).max(1) as f64
    }

    fn add(&mut self, other: Figures) {
        self.wanted += other.wanted;
        self.found += other.found;
        self.right += other.right;
    }
}

/// Mentions of a document: folded surface without spaces, dots and hyphens, and type; as often as they stand there.
pub(super) type Bag = FxHashMap<(String, EntityType), u64>;

/// What is compared of a folded surface.
pub(super) fn bare(folded: impl Iterator<Item = char>) -> String {
    folded.filter(|c| !c.is_whitespace() && !"·‧・•．.-‐–—'".contains(*c)).collect()
}

/// Figures by kind of document and type of mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// By kind of document (empty where none is told) and type.
    pub figures: BTreeMap<(String, EntityType), Figures>,
}

impl Table {
    pub(super) fn count(&mut self, kind: &str, wanted: &Bag, found: &Bag) {
        let mut add = |of: EntityType, figures: Figures| self.figures.entry((kind.to_owned(), of)).or_default().add(figures);
        for (key, &n) in wanted {
            let right = n.min(found.get(key).copied().unwrap_or(0));
            add(key.1, Figures { wanted: n, found: 0, right });
        }
        for (key, &n) in found {
            add(key.1, Figures { wanted: 0, found: n, right: 0 });
        }
    }

    pub(super) fn merge(&mut self, other: &Table) {
        for (key, &figures) in &other.figures {
            self.figures.entry(key.clone()).or_default().add(figures);
        }
    }

    /// The sum over what `counts` lets in.
    pub fn sum(&self, mut counts: impl FnMut(&str, EntityType) -> bool) -> Figures {
        let mut sum = Figures::default();
        self.figures.iter().filter(|((kind, of), _)| counts(kind, *of)).for_each(|(_, &figures)| sum.add(figures));
        sum
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row =
            |name: &str, n: Figures| writeln!(f, "{name:14}{:>8}{:>8}   {:.3}  {:.3}  {:.3}", n.wanted, n.found, n.precision(), n.recall(), n.f1());
        for kind in EntityType::ALL {
            row(kind.as_str(), self.sum(|_, of| of == kind))?;
        }
        row("all", self.sum(|_, _| true))?;
        let mut kinds: Vec<&str> = self.figures.keys().map(|(kind, _)| kind.as_str()).filter(|kind| !kind.is_empty()).collect();
        kinds.dedup();
        for kind in kinds {
            row(&format!("  kind {kind}"), self.sum(|other, _| other == kind))?;
        }
        Ok(())
    }
}

/// A mention of cross-validation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub kind: EntityType,
    pub support: Support,
    /// How likely the chain found it.
    pub probability: f32,
    /// It is annotated.
    pub right: bool,
}

/// Mentions in a step of a [`Curve`] at least.
const LEAST_STEP: usize = 40;

/// The shares of right mentions by their likelihood, for each type and kind of support.
pub(super) fn reliability(seen: &[Seen]) -> Reliability {
    let mut reliability = Reliability::default();
    let mut parts = vec![Vec::new(); reliability.0.len()];
    for seen in seen {
        parts[Reliability::curve(seen.kind, seen.support)].push((seen.probability, seen.right));
    }
    for (into, part) in reliability.0.iter_mut().zip(parts) {
        *into = curve(part);
    }
    reliability
}

/// Steps of even numbers of mentions, joined where the share would fall.
fn curve(mut seen: Vec<(f32, bool)>) -> Curve {
    seen.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = LEAST_STEP.max(seen.len() / 40);
    // Sum of likelihoods, right ones, all.
    let mut steps: Vec<(f64, f64, f64)> = Vec::new();
    for step in seen.chunks(size.max(1)) {
        let right = step.iter().filter(|(_, right)| *right).count() as f64;
        let mut next = (step.iter().map(|(p, _)| f64::from(*p)).sum(), right, step.len() as f64);
        while let Some(last) = steps.pop_if(|last| last.1 / last.2 >= next.1 / next.2) {
            next = (last.0 + next.0, last.1 + next.1, last.2 + next.2);
        }
        steps.push(next);
    }
    Curve(steps.into_iter().map(|(sum, right, n)| ((sum / n) as f32, (right / n) as f32)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surface_found_twice_for_one_annotated_is_right_once() {
        let bag = |list: &[(&str, EntityType, u64)]| list.iter().map(|&(text, kind, n)| ((text.to_owned(), kind), n)).collect::<Bag>();
        let mut table = Table::default();
        let wanted = bag(&[("甲", EntityType::Person, 1), ("乙", EntityType::Place, 2)]);
        let found = bag(&[("甲", EntityType::Person, 2), ("乙", EntityType::Person, 1)]);
        table.count("k", &wanted, &found);
        assert_eq!(table.sum(|_, of| of == EntityType::Person), Figures { wanted: 1, found: 3, right: 1 });
        assert_eq!(table.sum(|_, of| of == EntityType::Place), Figures { wanted: 2, found: 0, right: 0 });
        let all = table.sum(|_, _| true);
        assert!((all.f1() - 2.0 / 6.0).abs() < 1e-9);
        assert_eq!(bare("a · b-c".chars()), "abc");
    }

    #[test]
    fn shares_never_fall() {
        let seen = (0..4000).map(|i| (i as f32 / 4000.0, i % 10 < 3 + i / 1000 * 2 && i / 200 % 3 > 0)).collect();
        let steps = curve(seen).0;
        assert!(steps.len() > 1 && steps.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1), "{steps:?}");
    }
}
