//! Surface forms: every string, folded, under which an entity may be met.

use super::entity::{Country, Entity, EntityType};
use crate::{id::EntityId, script::Folder};
use hashbrown::HashTable;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;
use std::hash::BuildHasher;

/// Index into [`super::Gazetteer::surfaces`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SurfaceId(pub u32);

/// One entity that a surface form may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sense {
    /// The entity.
    pub entity: EntityId,
    /// It needs support in the document.
    pub weak: bool,
}

/// Almost all forms mean one entity.
pub(crate) type Senses = SmallVec<[Sense; 1]>;

/// A surface form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// Folded text.
    pub text: String,
    /// Entities, by index.
    pub senses: SmallVec<[Sense; 1]>,
}

/// The name fields of an entry, as written.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) strong: Vec<String>,
    pub(crate) weak: Vec<String>,
}

/// Collects surface forms with all their senses, sorted by text.
///
/// A dotted name is also taken without its dots (乔·拜登, 乔拜登). Where one entity lists a form twice, the strong
/// listing counts.
pub(crate) fn surfaces(entities: &[Entity], names: &[Names], folder: &Folder) -> Vec<Surface> {
    let all = (entities, names).into_par_iter().enumerate();
    let mut forms: Vec<(String, Sense)> = all.flat_map_iter(|(i, (entity, names))| of_entity(EntityId(i as u32), entity, names, folder)).collect();
    // The strong listing of an entity sorts before its weak one.
    forms.par_sort_unstable();
    forms.dedup_by(|b, a| a.0 == b.0 && a.1.entity == b.1.entity);
    let mut surfaces: Vec<Surface> = Vec::with_capacity(forms.len());
    for (text, sense) in forms {
        match surfaces.last_mut().filter(|last| last.text == text) {
            Some(last) => last.senses.push(sense),
            None => surfaces.push(Surface { text, senses: SmallVec::from_buf([sense]) }),
        }
    }
    add_bare_forms(&mut surfaces, entities);
    surfaces.shrink_to_fit();
    surfaces
}

/// 日本央行 lends its entity the bare form 央行 where others list that as weak: a national body or office goes by its bare
/// name at home, whether its entry says so or not.
fn add_bare_forms(surfaces: &mut [Surface], entities: &[Entity]) {
    let mut countries: FxHashMap<Country, Vec<usize>> = FxHashMap::default();
    for (i, surface) in surfaces.iter().enumerate() {
        for sense in surface.senses.iter().filter(|s| !s.weak) {
            let entity = &entities[sense.entity.index()];
            if let (Some(country), "country" | "territory") = (entity.country, entity.class.as_str()) {
                countries.entry(country).or_default().push(i);
            }
        }
    }
    let mut bare: Vec<(usize, EntityId)> = Vec::new();
    for surface in surfaces.iter() {
        for sense in surface.senses.iter().filter(|s| !s.weak) {
            let entity = &entities[sense.entity.index()];
            let national = matches!(entity.kind, EntityType::Organization | EntityType::Office);
            let Some(forms) = entity.country.filter(|_| national).and_then(|c| countries.get(&c)) else { continue };
            for &form in forms {
                let Some(rest) = surface.text.strip_prefix(surfaces[form].text.as_str()).filter(|rest| rest.chars().nth(1).is_some()) else {
                    continue;
                };
                if let Ok(at) = surfaces.binary_search_by(|s| s.text.as_str().cmp(rest))
                    && surfaces[at].senses.iter().any(|s| s.weak && entities[s.entity.index()].kind == entity.kind)
                {
                    bare.push((at, sense.entity));
                }
            }
        }
    }
    for (at, entity) in bare {
        let senses = &mut surfaces[at].senses;
        if senses.iter().all(|s| s.entity != entity) {
            senses.push(Sense { entity, weak: true });
            senses.sort_unstable();
        }
    }
}

/// The forms of one entity, some perhaps several times.
fn of_entity(id: EntityId, entity: &Entity, names: &Names, folder: &Folder) -> Vec<(String, Sense)> {
    let mut forms = Vec::new();
    let mut add = |folded: String, weak: bool| {
        if folded.chars().nth(1).is_some() {
            let undotted = folded.contains('·').then(|| folded.replace('·', ""));
            forms.extend([Some(folded), undotted].into_iter().flatten().map(|form| (form, Sense { entity: id, weak })));
        }
    };
    // A form listed as weak stays weak even if it is the canonical name, in either script.
    let weak: Vec<String> = names.weak.iter().map(|w| folder.fold_str(w.trim())).collect();
    let hant = (entity.hant != entity.name).then_some(&entity.hant);
    for text in [Some(&entity.name), hant, Some(&entity.en)].into_iter().flatten().chain(&names.strong) {
        let folded = folder.fold_str(text.trim());
        let is_weak = weak.contains(&folded);
        add(folded, is_weak);
    }
    for text in weak {
        add(text, true);
    }
    forms
}

/// Surface forms by their texts, which stay where they are.
pub(crate) fn by_text(surfaces: &[Surface]) -> HashTable<SurfaceId> {
    let mut table = HashTable::with_capacity(surfaces.len());
    for (i, surface) in surfaces.iter().enumerate() {
        table.insert_unique(hash(&surface.text), SurfaceId(i as u32), |id| hash(&surfaces[id.0 as usize].text));
    }
    table
}

/// Finds a surface form in the table that [`by_text`] made of the list.
pub(crate) fn find(table: &HashTable<SurfaceId>, surfaces: &[Surface], folded: &str) -> Option<SurfaceId> {
    table.find(hash(folded), |id| surfaces[id.0 as usize].text == folded).copied()
}

/// The hash by which [`by_text`] finds.
fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}
