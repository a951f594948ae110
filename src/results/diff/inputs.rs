//! What went in: manifest.json, curation.csv and documents.csv.

use super::{Change, Measure, Section};
use crate::{
    error::Result,
    results::{Rows, rows::json},
};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// What differs in what went in.
#[derive(Debug, Default)]
pub(super) struct WentIn {
    pub(super) changes: Vec<Change>,
    /// Gazetteer files that were added, removed or changed, with the word for it.
    pub(super) files: BTreeMap<String, &'static str>,
    /// Lines of the curation that are in one folder alone: `file:line`, and what they speak of.
    pub(super) curation: Vec<(String, Vec<String>)>,
    pub(super) parameters_changed: bool,
    pub(super) program_changed: bool,
    /// Some documents came, went, or tell another story.
    pub(super) documents_changed: bool,
    /// Documents that count in both and have the same text.
    pub(super) same_text: BTreeSet<String>,
}

pub(super) fn compare(old: &Path, new: &Path) -> Result<WentIn> {
    let mut went_in = WentIn::default();
    went_in.manifests(&manifest(old)?, &manifest(new)?);
    went_in.curations(&curation(old)?, &curation(new)?);
    went_in.documents(documents(old)?, documents(new)?);
    Ok(went_in)
}

fn manifest(folder: &Path) -> Result<Value> {
    crate::publish::settle(folder)?;
    json(folder, "manifest.json")
}

/// A line of curation.csv: what it speaks of and says, and where it stands.
type Curation = BTreeMap<(String, String, String), String>;

fn curation(folder: &Path) -> Result<Curation> {
    if !folder.join("curation.csv").exists() {
        return Ok(Curation::new());
    }
    let mut rows = Rows::open(folder, "curation.csv", &["kind", "surface_or_ids", "reason", "file", "line"])?;
    let mut lines = Curation::new();
    while rows.next()? {
        let key = (rows.cell(0).to_owned(), rows.cell(1).to_owned(), rows.cell(2).to_owned());
        lines.insert(key, format!("{}:{}", rows.cell(3), rows.cell(4)));
    }
    Ok(lines)
}

/// A row of documents.csv.
#[derive(Debug, PartialEq, Eq)]
struct Document {
    id: String,
    status: String,
    story: String,
    title: String,
    chars: u32,
}

fn documents(folder: &Path) -> Result<FxHashMap<String, Document>> {
    let mut rows = Rows::open(folder, "documents.csv", &["path", "status", "story", "title", "chars", "doc"])?;
    let mut documents = FxHashMap::default();
    while rows.next()? {
        let document = Document {
            id: rows.cell(5).to_owned(),
            status: rows.cell(1).to_owned(),
            story: rows.cell(2).to_owned(),
            title: rows.cell(3).to_owned(),
            chars: rows.number(4)?,
        };
        documents.insert(rows.cell(0).to_owned(), document);
    }
    Ok(documents)
}

impl WentIn {
    fn change(&mut self, section: Section, subject: &str, measure: &'static str, old: &str, new: &str) {
        self.changes.push(Change {
            section,
            subject: subject.to_owned(),
            label: subject.to_owned(),
            measure,
            old: old.to_owned(),
            new: new.to_owned(),
            size: 0,
            cause: String::new(),
        });
    }

    fn manifests(&mut self, old: &Value, new: &Value) {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let program = [old, new].map(|manifest| text(manifest.get("program")));
        if program[0] != program[1] {
            self.program_changed = true;
            self.change(Section::Program, "program", "version", &program[0], &program[1]);
        }
        let sources = [old, new].map(|manifest| text(manifest.get("program_hash")));
        if sources[0] != sources[1] {
            self.program_changed = true;
            self.change(Section::Program, "program", "sources", &sources[0], &sources[1]);
        }
        let parameters = [old, new].map(|manifest| strings(manifest.get("parameters")));
        for (name, [before, after]) in both(&parameters) {
            self.parameters_changed = true;
            self.change(Section::Parameter, &name, "value", &before, &after);
        }
        let files = [old, new].map(|manifest| {
            let files = manifest.get("gazetteer_files").and_then(Value::as_array);
            files.into_iter().flatten().map(|file| (text(file.get("file")), text(file.get("hash")))).collect()
        });
        for (file, [before, after]) in both(&files) {
            let what = match (before.as_str(), after.as_str()) {
                ("", _) => "added",
                (_, "") => "removed",
                _ => "changed",
            };
            self.change(Section::Gazetteer, &file, "hash", &before, &after);
            self.files.insert(file, what);
        }
    }

    fn curations(&mut self, old: &Curation, new: &Curation) {
        let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let (before, after) = (old.get(key), new.get(key));
            // A line that only moved says the same.
            let (Some(place), true) = (before.or(after), before.is_none() || after.is_none()) else { continue };
            let (kind, subject, _) = key;
            let empty = String::new();
            self.change(Section::Curation, &format!("{kind} {subject}"), "line", before.unwrap_or(&empty), after.unwrap_or(&empty));
            self.curation.push((place.clone(), subject.split('|').map(str::to_owned).collect()));
        }
    }

    fn documents(&mut self, old: FxHashMap<String, Document>, new: FxHashMap<String, Document>) {
        let docs: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for doc in docs {
            let (before, after) = (old.get(doc), new.get(doc));
            let of = |document: Option<&Document>, field: fn(&Document) -> String| document.map_or_else(String::new, field);
            let fields: [Measure<Document, String>; 4] = [
                ("status", |d| d.status.clone()),
                ("title", |d| d.title.clone()),
                ("chars", |d| d.chars.to_string()),
                ("story", |d| d.story.clone()),
            ];
            let changed = fields.into_iter().find(|(_, field)| of(before, *field) != of(after, *field));
            if let Some((measure, field)) = changed {
                self.documents_changed = true;
                self.change(Section::Document, doc, measure, &of(before, field), &of(after, field));
            }
            let same_text = before.zip(after).is_some_and(|(b, a)| b.status == "ok" && a.status == "ok" && b.chars == a.chars && b.title == a.title);
            if same_text {
                self.same_text.extend(after.map(|document| document.id.clone()));
            }
        }
    }
}

fn strings(value: Option<&Value>) -> BTreeMap<String, String> {
    let object = value.and_then(Value::as_object);
    object.into_iter().flatten().map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect()
}

/// Entries that differ; empty where one side has none.
fn both(sides: &[BTreeMap<String, String>; 2]) -> Vec<(String, [String; 2])> {
    let names: BTreeSet<&String> = sides[0].keys().chain(sides[1].keys()).collect();
    let of = |side: usize, name: &String| sides[side].get(name).cloned().unwrap_or_default();
    names.into_iter().map(|name| (name.clone(), [of(0, name), of(1, name)])).filter(|(_, [before, after])| before != after).collect()
}
