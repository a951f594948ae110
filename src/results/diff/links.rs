//! What the names of texts that are in both folders mean before and after.

use super::{Change, Section, inputs::WentIn};
use crate::{error::Result, results::Rows};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// What links changed.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub(super) changes: Vec<Change>,
    /// For each node that lost or won mentions the form with most of them.
    pub(super) touched: BTreeMap<String, (u64, String)>,
}

const COLUMNS: [&str; 7] = ["doc", "start", "end", "surface", "entity", "outcome", "nested"];

/// A flat mention: place, surface, and what it is linked to (a node id, or the outcome where there is none).
type Mention = (u32, u32, String, String);

/// mentions.csv, document by document.
struct ByDocument {
    rows: Rows,
    is_at_row: bool,
}

impl ByDocument {
    fn open(folder: &Path) -> Result<ByDocument> {
        let mut rows = Rows::open(folder, "mentions.csv", &COLUMNS)?;
        let is_at_row = rows.next()?;
        Ok(ByDocument { rows, is_at_row })
    }

    /// The document of the row that is next.
    fn doc(&self) -> Option<String> {
        self.is_at_row.then(|| self.rows.cell(0).to_owned())
    }

    /// The flat mentions from here to the end of the document.
    fn mentions(&mut self, doc: &str) -> Result<Vec<Mention>> {
        let mut mentions = Vec::new();
        while self.is_at_row && self.rows.cell(0) == doc {
            let rows = &self.rows;
            if rows.cell(6) == "false" {
                let link = if rows.cell(4).is_empty() { rows.cell(5) } else { rows.cell(4) };
                mentions.push((rows.number(1)?, rows.number(2)?, rows.cell(3).to_owned(), link.to_owned()));
            }
            self.is_at_row = self.rows.next()?;
        }
        mentions.sort_unstable();
        Ok(mentions)
    }
}

/// Mentions and documents of a changed link, by surface, link before, link after.
type Counts = BTreeMap<(String, String, String), (u64, BTreeSet<u32>)>;

pub(super) fn compare(old: &Path, new: &Path, went_in: &WentIn) -> Result<Linked> {
    let mut before = ByDocument::open(old)?;
    let mut places = FxHashMap::default();
    while let Some(doc) = before.doc() {
        places.insert(doc.clone(), before.rows.position());
        before.mentions(&doc)?;
    }
    let mut counts = Counts::new();
    let mut after = ByDocument::open(new)?;
    let mut number = 0;
    let mut seen = BTreeSet::new();
    let mut take = |doc: &str, now: Vec<Mention>| -> Result<()> {
        number += 1;
        let was = match places.get(doc) {
            None => Vec::new(),
            Some(place) => {
                before.rows.seek(place.clone())?;
                before.is_at_row = before.rows.next()?;
                before.mentions(doc)?
            }
        };
        compare_document(number, &was, &now, &mut counts);
        Ok(())
    };
    while let Some(doc) = after.doc() {
        let now = after.mentions(&doc)?;
        if went_in.same_text.contains(&doc) {
            take(&doc, now)?;
            seen.insert(doc);
        }
    }
    // Documents in which nothing is mentioned any more.
    let mut gone: Vec<&String> = places.keys().filter(|doc| went_in.same_text.contains(*doc) && !seen.contains(*doc)).collect();
    gone.sort_unstable();
    for doc in gone {
        take(doc, Vec::new())?;
    }
    let files = [files(old)?, files(new)?];
    let mut linked = Linked::default();
    for ((surface, was, is), (mentions, documents)) in counts {
        for node in [&was, &is] {
            let most = linked.touched.entry(node.clone()).or_default();
            if mentions > most.0 {
                *most = (mentions, surface.clone());
            }
        }
        linked.changes.push(Change {
            section: Section::Link,
            cause: cause(&surface, [&was, &is], &files, went_in),
            label: format!("{surface}, in {} documents", documents.len()),
            subject: surface,
            measure: "mentions",
            old: was,
            new: is,
            size: mentions as i64,
        });
    }
    Ok(linked)
}

fn compare_document(number: u32, was: &[Mention], now: &[Mention], counts: &mut Counts) {
    let mut count = |surface: &str, before: &str, after: &str| {
        let entry = counts.entry((surface.to_owned(), before.to_owned(), after.to_owned())).or_default();
        entry.0 += 1;
        entry.1.insert(number);
    };
    let place = |mention: &Mention| (mention.0, mention.1);
    let (mut i, mut j) = (0, 0);
    while i < was.len() || j < now.len() {
        match (was.get(i), now.get(j)) {
            (Some(before), Some(after)) if place(before) == place(after) => {
                if before.3 != after.3 {
                    count(&before.2, &before.3, &after.3);
                }
                (i, j) = (i + 1, j + 1);
            }
            (Some(before), after) if after.is_none_or(|after| place(before) < place(after)) => {
                count(&before.2, &before.3, "");
                i += 1;
            }
            (_, Some(after)) => {
                count(&after.2, "", &after.3);
                j += 1;
            }
            (_, None) => break,
        }
    }
}

/// The gazetteer file of each node.
fn files(folder: &Path) -> Result<FxHashMap<String, String>> {
    let mut rows = Rows::open(folder, "nodes.csv", &["id", "file"])?;
    let mut files = FxHashMap::default();
    while rows.next()? {
        if !rows.cell(1).is_empty() {
            files.insert(rows.cell(0).to_owned(), rows.cell(1).to_owned());
        }
    }
    Ok(files)
}

/// Lines of the curation that speak of the form or the nodes, else changed files in which the nodes stand, else what else
/// changed.
fn cause(surface: &str, nodes: [&String; 2], files: &[FxHashMap<String, String>; 2], went_in: &WentIn) -> String {
    let speaks = |of: &Vec<String>| of.iter().any(|word| word == surface || nodes.contains(&word));
    let lines: Vec<&str> = went_in.curation.iter().filter(|(_, of)| speaks(of)).map(|(place, _)| place.as_str()).collect();
    if !lines.is_empty() {
        return lines.join(", ");
    }
    let holders: BTreeSet<&String> = nodes.iter().flat_map(|node| files.iter().filter_map(|side| side.get(*node))).collect();
    let changed: Vec<String> = holders.iter().filter_map(|file| went_in.files.get(*file).map(|what| format!("{file} {what}"))).collect();
    if !changed.is_empty() {
        return changed.join(", ");
    }
    match (went_in.files.is_empty() && went_in.curation.is_empty(), went_in.parameters_changed, went_in.program_changed) {
        (false, ..) => "gazetteer".to_owned(),
        (true, true, _) => "parameters".to_owned(),
        (true, false, true) => "program".to_owned(),
        (true, false, false) => String::new(),
    }
}
