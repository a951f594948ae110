//! Surface forms: every string, folded, under which an entity may be met.

use super::{
    ClassTrait, Classes, Text,
    automaton::RISKY_CHARS,
    entity::{Country, Entity, EntityType},
};
use crate::{
    id::EntityId,
    lexicon::words::Doublings,
    script::{Folder, is_han},
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Index into [`super::Gazetteer::surfaces`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SurfaceId(pub u32);

/// One entity that a surface form may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    pub text: Text,
    /// Entities, by index.
    pub senses: SmallVec<[Sense; 1]>,
    /// What it weighs as a word among words.
    pub(crate) weight: Doublings,
}

/// What forms weigh, by their folded text.
pub(crate) type Frequencies = FxHashMap<String, Doublings>;

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
pub(crate) fn surfaces(entities: &[Entity], names: &[Names], folder: &Folder, classes: &Classes, frequencies: &Frequencies) -> Vec<Surface> {
    let all = (entities, names).into_par_iter().enumerate();
    let mut forms: Vec<(String, Sense)> = all.flat_map_iter(|(i, (entity, names))| of_entity(EntityId(i as u32), entity, names, folder)).collect();
    // The strong listing of an entity sorts before its weak one.
    forms.par_sort_unstable();
    forms.dedup_by(|b, a| a.0 == b.0 && a.1.entity == b.1.entity);
    let mut surfaces: Vec<Surface> = Vec::with_capacity(forms.len());
    for (text, sense) in forms {
        match surfaces.last_mut().filter(|last| last.text == text) {
            Some(last) => last.senses.push(sense),
            None => {
                let weight = frequencies.get(&text).copied().unwrap_or_default();
                surfaces.push(Surface { text: text.into(), senses: SmallVec::from_buf([sense]), weight });
            }
        }
    }
    add_bare_forms(&mut surfaces, entities, classes);
    surfaces.shrink_to_fit();
    surfaces
}

/// 日本央行 lends its entity the bare form 央行 where others list that as weak: a national body or office goes by its bare
/// name at home, whether its entry says so or not.
fn add_bare_forms(surfaces: &mut [Surface], entities: &[Entity], classes: &Classes) {
    let mut countries: FxHashMap<Country, Vec<usize>> = FxHashMap::default();
    for (i, surface) in surfaces.iter().enumerate() {
        for sense in surface.senses.iter().filter(|s| !s.weak) {
            let entity = &entities[sense.entity.index()];
            if let Some(country) = entity.country.filter(|_| classes.is(entity.class, ClassTrait::Country)) {
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
                let Some(rest) = surface.text.strip_prefix(&*surfaces[form].text).filter(|rest| rest.chars().nth(1).is_some()) else {
                    continue;
                };
                if let Ok(at) = surfaces.binary_search_by(|s| (*s.text).cmp(rest))
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
    let hant = (entity.hant != entity.name).then_some(&*entity.hant);
    for text in [Some(&*entity.name), hant, Some(&*entity.en)].into_iter().flatten().chain(names.strong.iter().map(String::as_str)) {
        let folded = folder.fold_str(text.trim());
        let is_weak = weak.contains(&folded);
        add(folded, is_weak);
    }
    for text in weak {
        add(text, true);
    }
    forms
}

/// Finds a surface form by its text.
pub(super) fn find(surfaces: &[Surface], folded: &str) -> Option<SurfaceId> {
    surfaces.binary_search_by(|s| (*s.text).cmp(folded)).ok().map(|at| SurfaceId(at as u32))
}

/// Surface forms of Han characters that name persons without reserve, other longer ones, and those that are met often: the word
/// list takes them in.
/// `senses` are those by the entries alone: lines of the curation change the reading of texts, not the word list.
pub(crate) fn strong_han_names<'a>(surfaces: &'a [Surface], entities: &[Entity], senses: impl Fn(usize) -> Senses) -> Vec<(&'a str, Doublings)> {
    let strong = |at: usize, surface: &Surface| {
        let counts = surface.weight > 0 || surface.text.chars().count() == RISKY_CHARS;
        senses(at).iter().any(|s| !s.weak && (counts || entities[s.entity.index()].kind == EntityType::Person))
    };
    let is_one = |(at, s): &(usize, &Surface)| strong(*at, s) && s.text.chars().all(is_han);
    surfaces.iter().enumerate().filter(is_one).map(|(_, s)| (&*s.text, s.weight)).collect()
}
