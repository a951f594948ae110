//! The tables that merges and splits change, before and after any set of lines.

use crate::{
    id::EntityId,
    knowledge::{Entity, Sense, forms::Senses},
};
use std::collections::BTreeMap;

/// A change of the tables.
#[derive(Debug)]
pub(crate) enum Edit {
    /// What means or names the later ones is the first one's.
    Merge { into: EntityId, from: Vec<EntityId> },
    /// Surface forms, by index, are taken from one entity, and given to another.
    Split { surfaces: Vec<usize>, from: EntityId, to: Option<EntityId> },
}

/// The rows of the tables that some line touches, in one state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// Senses of surface forms, by index.
    pub(crate) senses: BTreeMap<usize, Senses>,
    /// Entities, by index.
    pub(crate) entities: BTreeMap<usize, Entity>,
    /// For each merged entity the one that stands for it.
    pub(crate) successors: BTreeMap<EntityId, EntityId>,
}

impl State {
    pub(crate) fn successor(&self, id: EntityId) -> EntityId {
        self.successors.get(&id).copied().unwrap_or(id)
    }

    pub(crate) fn sense(&self, surface: usize, entity: EntityId) -> Option<Sense> {
        self.senses.get(&surface)?.iter().find(|s| s.entity == entity).copied()
    }

    /// The state after these lines.
    pub(crate) fn after(&self, edits: &[(u32, Edit)]) -> State {
        let mut state = self.clone();
        edits.iter().for_each(|(_, edit)| state.apply(edit));
        state
    }

    pub(crate) fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Merge { into, from } => from.iter().for_each(|&from| self.merge(self.successor(*into), from)),
            Edit::Split { surfaces, from, to } => {
                for &surface in surfaces {
                    let Some(taken) = self.sense(surface, *from) else { continue };
                    let Some(senses) = self.senses.get_mut(&surface) else { continue };
                    senses.retain(|s| s.entity != *from);
                    if let Some(to) = to {
                        add(senses, Sense { entity: *to, weak: taken.weak });
                    }
                }
            }
        }
    }

    fn merge(&mut self, into: EntityId, from: EntityId) {
        for senses in self.senses.values_mut() {
            if let Some(at) = senses.iter().position(|s| s.entity == from) {
                let moved = senses.remove(at);
                add(senses, Sense { entity: into, weak: moved.weak });
            }
        }
        let tenures = self.entities.get_mut(&from.index()).map(|e| std::mem::take(&mut e.tenures)).unwrap_or_default();
        if let Some(entity) = self.entities.get_mut(&into.index()) {
            for tenure in tenures {
                if !entity.tenures.contains(&tenure) {
                    entity.tenures.push(tenure);
                }
            }
        }
        for (&at, entity) in &mut self.entities {
            for tenure in entity.tenures.iter_mut().filter(|t| t.office == from) {
                tenure.office = into;
            }
            if entity.of == Some(from) {
                entity.of = (at != into.index()).then_some(into);
            }
        }
        for successor in self.successors.values_mut().filter(|s| **s == from) {
            *successor = into;
        }
        self.successors.insert(from, into);
    }
}

/// Adds a sense; of two of one entity the strong one counts.
fn add(senses: &mut Senses, sense: Sense) {
    match senses.iter_mut().find(|s| s.entity == sense.entity) {
        Some(known) => known.weak &= sense.weak,
        None => senses.push(sense),
    }
    senses.sort();
}
