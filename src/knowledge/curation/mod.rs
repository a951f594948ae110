//! `curation.yaml`: corrections on top of the entries of all layers. Merges and splits change the tables once they are
//! loaded; blocks, preferences and merges of discovered names are asked for each document.

mod plan;
mod read;
mod rulings;
mod state;

pub(crate) use plan::{Tables, plan};
pub(crate) use read::{FILE, Line, read};
pub use rulings::Rulings;

use super::{Gazetteer, Sense, Surface, Tenure};
use crate::id::EntityId;
use rulings::{Rule, Target};
use rustc_hash::{FxHashMap, FxHashSet};
use state::{Edit, State};

/// Who held each office: person and index of the tenure, by start date.
pub(crate) type Holders = FxHashMap<EntityId, Vec<(EntityId, usize)>>;

/// The kinds of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CurationKind {
    /// Several entities or discovered names are one.
    Merge,
    /// A surface is taken from an entity.
    Split,
    /// A surface is no mention.
    Block,
    /// A surface means one of its entities.
    Prefer,
}

impl CurationKind {
    /// The word that begins the line.
    pub fn as_str(self) -> &'static str {
        match self {
            CurationKind::Merge => "merge",
            CurationKind::Split => "split",
            CurationKind::Block => "block",
            CurationKind::Prefer => "prefer",
        }
    }
}

/// One line, for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurationLine {
    /// Index of its file in [`Gazetteer::files`].
    pub file: usize,
    /// Line, from 1.
    pub line: usize,
    /// Its kind.
    pub kind: CurationKind,
    /// The ids of a merge; of others the surface and the ids beside it.
    pub subject: Vec<String>,
    /// Why, as written.
    pub reason: String,
}

/// The lines of all layers, checked.
#[derive(Debug, Default)]
pub struct Curation {
    /// The lines, in the order of the layers and of the files. Other tables name a line by its index.
    pub lines: Vec<CurationLine>,
    /// Changes of the tables with the line they come from.
    edits: Vec<(u32, Edit)>,
    /// What they change, as it was loaded.
    loaded: State,
    /// Forms, by index, that a line gives to an entity, or takes from one to give it to nobody.
    decided: FxHashMap<usize, Vec<(u32, Option<EntityId>)>>,
    /// Entities that a line merges into another.
    merged: FxHashMap<EntityId, u32>,
    /// Entities written in lines.
    written: FxHashSet<EntityId>,
    /// Blocks and preferences by folded surface; those with conditions first.
    rules: FxHashMap<String, Vec<Rule>>,
    /// Discovered names that are merged, by key.
    discovered: FxHashMap<u64, (u32, Target)>,
}

impl Curation {
    /// The tables of the gazetteer as the lines leave them.
    fn curated(&self) -> State {
        self.loaded.after(&self.edits)
    }

    /// Applies merges and splits to freshly loaded tables.
    pub(crate) fn apply(&self, entities: &mut [super::Entity], surfaces: &mut [Surface]) -> FxHashMap<EntityId, EntityId> {
        let state = self.curated();
        for (at, senses) in state.senses {
            surfaces[at].senses = senses;
        }
        for (at, entity) in state.entities {
            entities[at] = entity;
        }
        state.successors.into_iter().collect()
    }
}

/// Who held each office, by entity.
pub(crate) fn holders<'a>(entities: impl Iterator<Item = &'a super::Entity>) -> Holders {
    let mut held: FxHashMap<EntityId, Vec<(EntityId, usize, &Tenure)>> = FxHashMap::default();
    for (i, entity) in entities.enumerate() {
        for (k, tenure) in entity.tenures.iter().enumerate() {
            held.entry(tenure.office).or_default().push((EntityId(i as u32), k, tenure));
        }
    }
    let sorted = |mut list: Vec<(EntityId, usize, &Tenure)>| {
        list.sort_by_key(|&(person, _, tenure)| (tenure.from, person));
        list.into_iter().map(|(person, k, _)| (person, k)).collect()
    };
    held.into_iter().map(|(office, list)| (office, sorted(list))).collect()
}

impl Gazetteer {
    /// What a surface form, by index, means by the entries alone, before the curation.
    pub fn entered_senses(&self, at: usize) -> impl Iterator<Item = &Sense> {
        let senses = self.curation.loaded.senses.get(&at).unwrap_or(&self.surfaces[at].senses);
        senses.iter().filter(|s| !self.curation.written.contains(&s.entity))
    }

    /// Lines that merges and splits made decide what this text means, where it is linked to this entity.
    pub fn decided(&self, folded: &str, entity: Option<EntityId>) -> Vec<u32> {
        let curation = &self.curation;
        if curation.edits.is_empty() {
            return Vec::new();
        }
        let here = |to: EntityId| Some(self.successor(to)) == entity;
        let form = self.form(folded).and_then(|id| curation.decided.get(&(id.0 as usize)));
        let by_form = form.into_iter().flatten().filter(|(_, to)| to.is_none_or(here)).map(|&(line, _)| line);
        let mut chars = folded.chars();
        let letter = chars.next().filter(|_| chars.next().is_none()).and_then(|c| self.grammar.abbreviations.get(&c));
        let by_letter = letter.and_then(|a| curation.merged.get(&a.place).filter(|_| here(a.place))).copied();
        by_form.chain(by_letter).collect()
    }
}
