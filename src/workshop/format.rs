//! Rewrites the files of a gazetteer folder, entries in one canonical order and layout, with their comments, and proves that they mean the same.

use super::{
    layout::{Comments, EntryLayout, Layout, Notes, layout},
    rule_format::canonical_rules,
    write::write_entry,
};
use crate::{
    error::{Error, GazetteerFault, Result},
    knowledge::{Entity, Entry, Layer, SourceFile, bundled_layer, curation, entries, fault, folder_layer, load, rule_files},
    publish::replace_file,
    script::Folder,
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The file of characters that fold to one.
const VARIANTS: &str = "variants.yaml";

/// A file whose canonical text differs from what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// The file.
    pub path: PathBuf,
    /// The canonical text.
    pub text: String,
}

impl Formatted {
    /// Puts the canonical text in place of the file, whole or not at all. Links stay links, permissions stay.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn write(&self) -> Result<()> {
        replace_file(&self.path, self.text.as_bytes())
    }
}

/// The files of a gazetteer folder that are not in canonical layout, with the text they should have, and the number of
/// all. Nothing is written.
///
/// # Errors
/// [`Error::Gazetteer`] where a file does not parse, holds a construct that cannot be kept, or would not mean the same;
/// [`Error::Io`] and [`Error::Input`] as [`folder_layer`].
pub fn format_folder(folder: &Path) -> Result<(Vec<Formatted>, usize)> {
    let layer = folder_layer(folder)?;
    let mut faults = Vec::new();
    // A folder is read on top of the bundled ones, so their variants count where it has none.
    let bundled = Layer { files: bundled_layer().files.into_iter().filter(|f| f.name == VARIANTS).collect() };
    let variants = layer.files.iter().chain(&bundled.files).find(|f| f.name == VARIANTS);
    let fold = Folder::new(rule_files::variants(variants.as_ref(), &mut faults));

    let texts: Vec<std::result::Result<String, GazetteerFault>> = layer.files.par_iter().map(|file| canonical_text(file, &fold)).collect();
    let layer_files = layer.files.len();
    let mut after = Layer { files: Vec::new() };
    let mut changed = Vec::new();
    for (file, text) in layer.files.iter().zip(texts) {
        let mut file = file.clone();
        match text {
            Ok(text) => {
                if text != file.text {
                    changed.push(Formatted { path: folder.join(&file.name), text: text.clone() });
                }
                file.text = text;
            }
            Err(found) => faults.push(found),
        }
        after.files.push(file);
    }
    if faults.is_empty() && !changed.is_empty() {
        // Corrections are not part of what the entries mean.
        let uncurated = |layer: Layer| Layer { files: layer.files.into_iter().filter(|f| f.name != curation::FILE).collect() };
        let (layer, after) = (uncurated(layer), uncurated(after));
        faults = differences(&[bundled.clone(), layer], &[bundled, after]);
    }
    if faults.is_empty() { Ok((changed, layer_files)) } else { Err(Error::Gazetteer(faults)) }
}

/// The canonical text of a file.
fn canonical_text(file: &SourceFile, folder: &Folder) -> std::result::Result<String, GazetteerFault> {
    if entries::kind_of(file).is_none() {
        return canonical_rules(file);
    }
    let entries = entries::entries(file)?;
    let written = layout(file)?;
    let remarks: Vec<String> = written.remarks().into_iter().map(str::to_owned).collect();
    let Layout { entries: places, tail } = written;
    if entries.len() != places.len() {
        let message = format!("{} entries, but {} of them found in the text", entries.len(), places.len());
        return Err(fault(&file.shown, 1, message, "write the entries as one list, each beginning with - id:"));
    }
    let mut out = String::with_capacity(file.text.len());
    for (mut entry, EntryLayout { mut comments, .. }) in entries.into_iter().zip(places) {
        canonical(&mut entry, &mut comments, folder);
        write_entry(&mut out, &entry, &comments);
    }
    for line in &tail {
        out.push_str(line);
        out.push('\n');
    }
    let after = SourceFile { text: out, ..file.clone() };
    if layout(&after)?.remarks() != remarks {
        return Err(fault(&file.shown, 1, "a comment would be lost: the file is left as it is", "put comments on lines of their own"));
    }
    Ok(after.text)
}

/// Drops what says nothing and orders what has no order of its own.
fn canonical(entry: &mut Entry, comments: &mut Comments, folder: &Folder) {
    if entry.hant.as_deref().is_some_and(|hant| hant.trim() == entry.name.trim()) {
        entry.hant = None;
    }
    let (aliases, weak) = distinct_names(entry, folder);
    keep(&mut entry.aliases, &aliases, comments.fields.get_mut("aliases"));
    keep(&mut entry.weak, &weak, comments.fields.get_mut("weak"));

    let mut order: Vec<usize> = (0..entry.tenures.len()).collect();
    order.sort_by_key(|&i| {
        let t = &entry.tenures[i];
        (&t.from, &t.office, &t.to, t.elect, t.acting)
    });
    let mut notes = comments.fields.get_mut("tenures").map(|n| std::mem::take(&mut n.items)).unwrap_or_default();
    let moved = order.iter().enumerate().filter_map(|(new, old)| Some((new, notes.remove(old)?))).collect();
    if let Some(notes) = comments.fields.get_mut("tenures") {
        notes.items = moved;
    }
    entry.tenures = order.into_iter().map(|i| std::mem::take(&mut entry.tenures[i])).collect();
}

/// Which aliases and which weak forms to keep: those that find something that no other name of the entry finds.
///
/// A form finds its fold and, where it has dots, the fold without them. The forms made here are those of
/// [`super::forms`]; that nothing was lost is tested afterwards.
fn distinct_names(entry: &Entry, folder: &Folder) -> (Vec<bool>, Vec<bool>) {
    // Folded form, and whether it is weak.
    let mut known: FxHashMap<String, bool> = FxHashMap::default();
    let mut is_new = |text: &str, weak: bool| {
        let folded = folder.fold_str(text.trim());
        let undotted = folded.contains('·').then(|| folded.replace('·', ""));
        let mut new = false;
        for form in [Some(folded), undotted].into_iter().flatten() {
            let old = known.get(&form).copied();
            if old.is_none_or(|old| old && !weak) {
                known.insert(form, weak);
                new = true;
            }
        }
        new
    };
    let names = || [Some(&entry.name), entry.hant.as_ref(), entry.en.as_ref()].into_iter().flatten();
    let fold = |text: &String| folder.fold_str(text.trim());
    let weak_forms: Vec<String> = entry.weak.iter().map(fold).collect();
    for name in names() {
        is_new(name, weak_forms.contains(&fold(name)));
    }
    // Too short to be a form at all: it stays where `gazetteer check` reports it.
    let faulty = |text: &String| text.trim().chars().nth(1).is_none();
    let aliases = entry.aliases.iter().map(|alias| faulty(alias) || !weak_forms.contains(&fold(alias)) && is_new(alias, false)).collect();
    // A name stands under weak to make it so.
    let weak = entry.weak.iter().enumerate().map(|(i, form)| {
        let makes_weak = names().any(|name| fold(name) == weak_forms[i]) && !weak_forms[..i].contains(&weak_forms[i]);
        faulty(form) || is_new(form, true) || makes_weak
    });
    (aliases, weak.collect())
}

/// Keeps the items of a list that are marked; comments of the others move above the field.
fn keep(list: &mut Vec<String>, kept: &[bool], notes: Option<&mut Notes>) {
    if let Some(notes) = notes {
        let mut items = std::mem::take(&mut notes.items);
        let mut new = 0;
        for (old, &is_kept) in kept.iter().enumerate() {
            if let Some(note) = items.remove(&old) {
                if is_kept {
                    notes.items.insert(new, note);
                } else {
                    notes.above.extend(note.above.into_iter().chain(note.beside));
                }
            }
            new += usize::from(is_kept);
        }
    }
    let mut marks = kept.iter();
    list.retain(|_| marks.next().copied().unwrap_or(true));
}

/// What a folder means differently before and after.
fn differences(before: &[Layer], after: &[Layer]) -> Vec<GazetteerFault> {
    let read = |layers: &[Layer]| {
        let mut faults = Vec::new();
        // References to entries of other folders are faults here, the same before and after.
        let gazetteer = load::load(layers, &mut faults);
        (gazetteer, faults.into_iter().map(|f| (f.file, f.message)).collect::<BTreeSet<_>>())
    };
    let ((Some(old), old_faults), (Some(new), new_faults)) = (read(before), read(after)) else { return Vec::new() };
    let place = |entity: &Entity| (old.files[entity.file].0.clone(), entity.line);
    let differs = |(file, line): (String, usize), what: String| {
        fault(&file, line, format!("{what}: the file is left as it is"), "write the entry in the layout of gazetteers/README.md by hand")
    };
    let mut faults = Vec::new();
    for (file, message) in old_faults.symmetric_difference(&new_faults) {
        faults.push(differs((file.clone(), 1), message.clone()));
    }
    let meaning = |entity: &Entity| {
        let mut entity = Entity { file: 0, line: 0, ..entity.clone() };
        entity.tenures.sort_by_key(|t| (t.from, t.office, t.to, t.elect, t.acting));
        entity
    };
    for entity in &old.entities {
        let same = new.by_id(&entity.id).is_some_and(|id| meaning(new.entity(id)) == meaning(entity));
        if !same {
            faults.push(differs(place(entity), format!("{} would not mean the same", entity.id)));
        }
    }
    for surface in &old.surfaces {
        let now = new.surface(&surface.text).map(|s| s.senses.as_slice()).unwrap_or_default();
        if let (true, Some(sense)) = (now != surface.senses.as_slice(), surface.senses.first()) {
            faults.push(differs(place(old.entity(sense.entity)), format!("the form {} would be read otherwise", surface.text)));
        }
    }
    if faults.is_empty() && (old.surfaces.len(), old.entities.len()) != (new.surfaces.len(), new.entities.len()) {
        let first = old.entities.first().map(place).unwrap_or_default();
        faults.push(differs(first, "forms would be added".to_owned()));
    }
    faults
}
