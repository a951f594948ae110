//! How much a gazetteer holds.

use crate::knowledge::{EntityType, Gazetteer};
use std::collections::BTreeMap;

/// Counts of a gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// By type, in the order of [`EntityType::ALL`].
    pub types: Vec<TypeStats>,
    /// Distinct folded forms.
    pub surfaces: usize,
    /// Of them, those that several entities share, weak or not.
    pub shared: usize,
    /// Of them, those that are a strong form of several entities.
    pub shared_strong: usize,
}

/// Counts of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeStats {
    /// The type.
    pub kind: EntityType,
    /// Entities.
    pub entities: usize,
    /// Pairs of entity and form that means it everywhere: names and aliases.
    pub strong_forms: usize,
    /// Pairs of entity and form that needs support.
    pub weak_forms: usize,
    /// Entities with an English name.
    pub with_en: usize,
    /// Entities with a Wikidata id.
    pub with_wikidata: usize,
    /// Tenures: of persons, those they have; of offices, those of their holders.
    pub tenures: usize,
    /// Entities by country; empty for those without one.
    pub countries: Breakdown,
    /// Entities by class; of people, empty.
    pub classes: Breakdown,
}

/// Counts by a word, largest first, then by the word.
pub type Breakdown = Vec<(String, usize)>;

/// Counts what a gazetteer holds.
pub fn stats(gazetteer: &Gazetteer) -> Stats {
    let mut strong = [0; EntityType::ALL.len()];
    let mut weak = [0; EntityType::ALL.len()];
    for sense in gazetteer.surfaces.iter().flat_map(|s| &s.senses) {
        let counts = if sense.weak { &mut weak } else { &mut strong };
        counts[gazetteer.entity(sense.entity).kind as usize] += 1;
    }
    let types = EntityType::ALL.map(|kind| {
        let entities = || gazetteer.entities.iter().filter(move |e| e.kind == kind);
        let held = |entity: &crate::knowledge::Entity| gazetteer.by_id(&entity.id).and_then(|id| gazetteer.holders.get(&id)).map_or(0, Vec::len);
        TypeStats {
            kind,
            entities: entities().count(),
            strong_forms: strong[kind as usize],
            weak_forms: weak[kind as usize],
            with_en: entities().filter(|e| !e.en.is_empty()).count(),
            with_wikidata: entities().filter(|e| !e.wikidata.is_empty()).count(),
            tenures: entities().map(|e| e.tenures.len() + held(e)).sum(),
            countries: breakdown(entities().map(|e| e.country.map_or_else(String::new, |c| c.to_string()))),
            classes: if kind == EntityType::Person {
                Vec::new()
            } else {
                breakdown(entities().map(|e| e.class.map_or_else(String::new, |class| gazetteer.classes.name(class).to_owned())))
            },
        }
    });
    let several = |is_counted: fn(&crate::knowledge::Sense) -> bool| {
        let is_shared = |s: &&crate::knowledge::Surface| s.senses.iter().filter(|sense| is_counted(sense)).count() > 1;
        gazetteer.surfaces.iter().filter(is_shared).count()
    };
    Stats { types: types.into(), surfaces: gazetteer.surfaces.len(), shared: several(|_| true), shared_strong: several(|s| !s.weak) }
}

fn breakdown(words: impl Iterator<Item = String>) -> Breakdown {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut counts: Breakdown = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}
