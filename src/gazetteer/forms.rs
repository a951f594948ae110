//! Surface forms: every string, folded, under which an entity may be met.

use super::entity::Entity;
use crate::{id::EntityId, script::Folder};
use rustc_hash::FxHashMap;

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

/// A surface form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// Folded text.
    pub text: String,
    /// Entities, by index.
    pub senses: Vec<Sense>,
}

/// The name fields of an entry, as written.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) strong: Vec<String>,
    pub(super) weak: Vec<String>,
}

/// Collects surface forms with all their senses, sorted by text.
///
/// A dotted name is also taken without its dots (乔·拜登, 乔拜登). Where one entity lists a form twice, the strong
/// listing counts.
pub(super) fn surfaces(entities: &[Entity], names: &[Names], folder: &Folder) -> Vec<Surface> {
    let mut by_text: FxHashMap<String, Vec<Sense>> = FxHashMap::default();
    let mut add = |text: &str, sense: Sense| {
        let folded = folder.fold_str(text.trim());
        if folded.chars().count() < 2 {
            return;
        }
        let undotted = folded.contains('·').then(|| folded.replace('·', ""));
        for form in [Some(folded), undotted].into_iter().flatten() {
            let senses = by_text.entry(form).or_default();
            match senses.iter_mut().find(|s| s.entity == sense.entity) {
                Some(known) => known.weak &= sense.weak,
                None => senses.push(sense),
            }
        }
    };
    for (i, (entity, names)) in entities.iter().zip(names).enumerate() {
        let sense = |weak| Sense { entity: EntityId(i as u32), weak };
        // A form listed as weak stays weak even if it is the canonical name, in either script.
        let weak: Vec<String> = names.weak.iter().map(|w| folder.fold_str(w.trim())).collect();
        for text in [&entity.name, &entity.hant, &entity.en].into_iter().chain(&names.strong) {
            let is_weak = !weak.is_empty() && weak.contains(&folder.fold_str(text.trim()));
            add(text, sense(is_weak));
        }
        for text in &names.weak {
            add(text, sense(true));
        }
    }
    let mut surfaces: Vec<Surface> = by_text
        .into_iter()
        .map(|(text, mut senses)| {
            senses.sort();
            Surface { text, senses }
        })
        .collect();
    surfaces.sort_by(|a, b| a.text.cmp(&b.text));
    surfaces
}
