//! `curation.yaml`: corrections on top of the entries of all layers. Merges and splits change the tables once they are
//! loaded; blocks, preferences and merges of discovered names are asked for each document.

mod plan;
mod read;
mod rulings;
mod state;

pub(crate) use plan::{Tables, plan};
pub(crate) use read::{FILE, Line, read};
pub use rulings::Rulings;

use super::{Gazetteer, Sense, Surface, Tenure, forms::Senses};
use crate::id::EntityId;
use rulings::{Rule, Target};
use rustc_hash::{FxHashMap, FxHashSet};
use state::{Edit, State};
use std::{collections::BTreeSet, sync::Arc};

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
    /// Entities written in lines.
    written: FxHashSet<EntityId>,
    /// Blocks and preferences by folded surface; those with conditions first.
    rules: FxHashMap<String, Vec<Rule>>,
    /// Discovered names that are merged, by key.
    discovered: FxHashMap<u64, (u32, Target)>,
}

/// The gazetteer without one line.
#[derive(Debug)]
pub struct Variant {
    /// It shares all that the line does not change.
    pub gazetteer: Gazetteer,
    /// Folded texts: a document that holds none of them reads the same with and without the line.
    pub affected: Vec<String>,
}

impl Curation {
    /// The tables of the gazetteer as the lines leave them.
    fn curated(&self) -> State {
        self.loaded.after(&self.edits, None)
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

    /// The gazetteer as it would be without a line of its curation; `None` for lines that change no table (blocks,
    /// preferences, merges of nothing but discovered names), for which leaving them out of the [`Rulings`] is enough.
    pub fn without(&self, line: u32) -> Option<Variant> {
        let curation = &self.curation;
        if curation.edits.iter().all(|(l, _)| *l != line) {
            return None;
        }
        let (now, then) = (curation.curated(), curation.loaded.after(&curation.edits, Some(line)));
        let senses: Vec<(usize, &Senses)> = then.senses.iter().filter(|(at, s)| now.senses.get(at) != Some(s)).map(|(&at, s)| (at, s)).collect();
        let changed: Vec<(usize, &super::Entity)> =
            then.entities.iter().filter(|(at, e)| now.entities.get(at) != Some(e)).map(|(&at, e)| (at, e)).collect();

        // Entities that are not what they were, and the offices that others hold.
        let mut touched: FxHashSet<EntityId> = changed.iter().map(|&(at, _)| EntityId(at as u32)).collect();
        for &(at, entity) in &changed {
            let offices = |tenures: &[Tenure]| tenures.iter().map(|t| t.office).collect::<Vec<_>>();
            if entity.tenures != self.entities[at].tenures {
                touched.extend(offices(&entity.tenures).into_iter().chain(offices(&self.entities[at].tenures)));
            }
        }
        // A place is also read by what the place that holds it is of: 广东|深圳|南山.
        let moved_places: FxHashSet<EntityId> =
            changed.iter().filter(|&&(at, e)| e.of != self.entities[at].of).map(|&(at, _)| EntityId(at as u32)).collect();
        if !moved_places.is_empty() {
            let within = |&(_, e): &(usize, &super::Entity)| e.of.is_some_and(|of| moved_places.contains(&of));
            touched.extend(self.entities.iter().enumerate().filter(within).map(|(at, _)| EntityId(at as u32)));
        }
        let mut affected: BTreeSet<String> = senses.iter().map(|&(at, _)| self.surfaces[at].text.clone()).collect();
        if !touched.is_empty() {
            let is_touched = |s: &&Surface| s.senses.iter().any(|sense| touched.contains(&sense.entity));
            affected.extend(self.surfaces.iter().filter(is_touched).map(|s| s.text.clone()));
        }
        let moved = |place: &EntityId| now.successor(*place) != then.successor(*place);
        let letters = self.grammar.abbreviations.iter().filter(|(_, a)| moved(&a.place)).map(|(c, _)| c.to_string());
        let runs = self.grammar.run_places.iter().filter(|(_, places)| places.iter().any(moved)).map(|(run, _)| run.iter().collect());
        affected.extend(letters.chain(runs));

        let entities = self.entities.patched(changed.into_iter().map(|(at, e)| (at, e.clone())));
        let patched = |(at, senses): (usize, &Senses)| (at, Surface { text: self.surfaces[at].text.clone(), senses: senses.clone() });
        let holders = if touched.is_empty() { Arc::clone(&self.holders) } else { Arc::new(holders(entities.iter())) };
        let gazetteer = Gazetteer {
            surfaces: self.surfaces.patched(senses.into_iter().map(patched)),
            entities,
            holders,
            folder: Arc::clone(&self.folder),
            cleaning: Arc::clone(&self.cleaning),
            grammar: Arc::clone(&self.grammar),
            relations: Arc::clone(&self.relations),
            files: Vec::new(),
            overridden: Vec::new(),
            curation: Arc::clone(&self.curation),
            successors: then.successors.into_iter().collect(),
            absent: then.absent.into_iter().collect(),
            by_text: Arc::clone(&self.by_text),
        };
        Some(Variant { gazetteer, affected: affected.into_iter().collect() })
    }
}
