//! What a gazetteer covers of a corpus, by the tables of a run.

use crate::knowledge::{EntityType, Gazetteer, SurfaceId};
use crate::{error::Result, id::EntityId, results::Rows};
use rustc_hash::FxHashMap;
use std::{cmp::Reverse, path::Path};

/// Numbers of entities, most frequent first, whose share of the mentions is told.
const TOP: [usize; 4] = [10, 100, 1_000, 10_000];

/// What a run found of a gazetteer. Mentions are flat ones; a form also counts as seen inside a longer mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// By type, in the order of [`EntityType::ALL`].
    pub types: Vec<TypeCoverage>,
    /// For each number of most frequent entities of the gazetteer, their mentions.
    pub top: Vec<(usize, u64)>,
    /// Entities that no mention is linked to.
    pub entities_never_seen: Vec<EntityId>,
    /// Forms that stand in no mention.
    pub forms_never_seen: Vec<SurfaceId>,
    /// Names that the gazetteer lacks, most frequent first.
    pub unlisted: Vec<Unlisted>,
}

/// Mentions of one type by their outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeCoverage {
    /// The type.
    pub kind: EntityType,
    /// Mentions.
    pub mentions: u64,
    /// Linked to an entity of the gazetteer.
    pub linked: u64,
    /// Linked to a name that the gazetteer lacks.
    pub new: u64,
    /// Several entities fit.
    pub ambiguous: u64,
    /// No entity and no name.
    pub nil: u64,
}

/// A name that the gazetteer lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    /// Its name.
    pub label: String,
    /// Its type, as the tables write it.
    pub kind: String,
    /// Mentions.
    pub mentions: u64,
}

impl Coverage {
    /// Mentions of all types.
    pub fn mentions(&self) -> u64 {
        self.types.iter().map(|t| t.mentions).sum()
    }
}

/// Reads mentions.csv of an output folder. What is kept grows with the names met, not with the mentions.
///
/// # Errors
/// [`crate::Error::Io`] and [`crate::Error::Input`] where the table cannot be read.
pub fn coverage(gazetteer: &Gazetteer, output: &Path, unlisted: usize) -> Result<Coverage> {
    const COLUMNS: [&str; 6] = ["surface", "type", "entity", "label", "nested", "outcome"];
    let mut rows = Rows::open(output, "mentions.csv", &COLUMNS)?;
    let mut types = EntityType::ALL.map(|kind| TypeCoverage { kind, mentions: 0, linked: 0, new: 0, ambiguous: 0, nil: 0 });
    let mut of_entity = vec![0_u64; gazetteer.entities.len()];
    let mut is_linked = vec![false; gazetteer.entities.len()];
    let mut is_seen = vec![false; gazetteer.surfaces.len()];
    let mut new: FxHashMap<String, Unlisted> = FxHashMap::default();
    while rows.next()? {
        if let Some(id) = gazetteer.surface_id(&gazetteer.folder.fold_str(rows.cell(0))) {
            is_seen[id.0 as usize] = true;
        }
        let entity = gazetteer.by_id(rows.cell(2));
        if let Some(entity) = entity {
            is_linked[entity.index()] = true;
        }
        if rows.cell(4) == "true" {
            continue;
        }
        let Some(counts) = types.iter_mut().find(|t| t.kind.as_str() == rows.cell(1)) else { continue };
        counts.mentions += 1;
        match (rows.cell(5), entity) {
            ("linked", Some(entity)) => {
                counts.linked += 1;
                of_entity[entity.index()] += 1;
            }
            ("linked", None) => {
                counts.new += 1;
                match new.get_mut(rows.cell(2)) {
                    Some(known) => known.mentions += 1,
                    None => {
                        let name = Unlisted { label: rows.cell(3).to_owned(), kind: rows.cell(1).to_owned(), mentions: 1 };
                        new.insert(rows.cell(2).to_owned(), name);
                    }
                }
            }
            ("ambiguous", _) => counts.ambiguous += 1,
            _ => counts.nil += 1,
        }
    }
    let mut frequent = of_entity.clone();
    frequent.sort_by_key(|&n| Reverse(n));
    let mut names: Vec<Unlisted> = new.into_values().collect();
    names.sort_by(|a, b| (Reverse(a.mentions), &a.label, &a.kind).cmp(&(Reverse(b.mentions), &b.label, &b.kind)));
    names.truncate(unlisted);
    let unseen = |seen: &[bool]| -> Vec<u32> { (0..seen.len() as u32).filter(|&i| !seen[i as usize]).collect() };
    Ok(Coverage {
        types: types.into(),
        top: TOP.map(|n| (n, frequent.iter().take(n).sum())).into(),
        entities_never_seen: unseen(&is_linked).into_iter().map(EntityId).collect(),
        forms_never_seen: unseen(&is_seen).into_iter().map(SurfaceId).collect(),
        unlisted: names,
    })
}
