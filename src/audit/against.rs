//! Names with titles in a corpus that contradict the tenures of a gazetteer.
//!
//! 总统特朗普 in a text of a day on which no tenure of Trump as president may cover is one of three: a wrong or missing
//! tenure, a wrong link, or a text that speaks of another time. Reading one example mostly tells which.

use crate::knowledge::{EntityType, Gazetteer, Trigger};
use crate::{error::Result, id::EntityId, results::Rows};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{cmp::Reverse, collections::BTreeMap, path::Path};

/// A person and an office that texts name together at times that no tenure covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The person.
    pub person: EntityId,
    /// An office that one person holds at a time.
    pub office: EntityId,
    /// Documents in which they stand together, outside all tenures.
    pub documents: u64,
    /// Times that they do.
    pub mentions: u64,
    /// First date of these documents.
    pub first: Date,
    /// Last date of these documents.
    pub last: Date,
    /// Document id of the first one, in the order of the table.
    pub doc: String,
    /// Index of the sentence in it.
    pub sentence: u32,
    /// Its text; empty where the run kept none.
    pub text: String,
}

/// What [`contradictions`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contradictions {
    /// Most documents first, then by the ids of person and office.
    pub found: Vec<Contradiction>,
    /// Pairs of name and title compared.
    pub compared: u64,
    /// The run kept sentence texts, so that words before the pair (前, 候任) were looked at.
    pub has_text: bool,
}

/// A mention of mentions.csv.
#[derive(Debug, Clone, Copy)]
struct At {
    sentence: u32,
    start: u32,
    end: u32,
    entity: EntityId,
    kind: EntityType,
}

/// A pair that no tenure covers.
#[derive(Debug)]
struct Suspect {
    person: EntityId,
    office: EntityId,
    start: u32,
    date: Date,
    /// Index among the suspects: the order of the table.
    order: usize,
}

/// Compares names that stand right beside titles with the tenures. The table of documents and the suspects are kept in
/// memory, the mentions and sentences stream through.
///
/// # Errors
/// [`crate::Error::Io`] and [`crate::Error::Input`] where documents.csv, mentions.csv or sentences.csv cannot be read.
pub fn contradictions(gazetteer: &Gazetteer, output: &Path) -> Result<Contradictions> {
    let dates = dates(output)?;
    let mut result = Contradictions::default();
    // By document and sentence.
    let mut suspects: BTreeMap<(String, u32), Vec<Suspect>> = BTreeMap::new();
    let mut order = 0;

    let mut rows = Rows::open(output, "mentions.csv", &["doc", "sentence", "start", "end", "type", "entity", "nested", "surface"])?;
    let mut doc = String::new();
    let mut date = None;
    let mut last: Option<At> = None;
    while rows.next()? {
        if rows.cell(6) == "true" {
            continue;
        }
        if rows.cell(0) != doc {
            rows.cell(0).clone_into(&mut doc);
            date = dates.get(&doc).map(|(date, _)| *date);
            last = None;
        }
        let (Some(date), Some(entity)) = (date, gazetteer.by_id(rows.cell(5))) else {
            last = None;
            continue;
        };
        let kind = gazetteer.entity(entity).kind;
        // 前总统: the office of a mention that holds such a word is one of another time.
        if kind == EntityType::Office && has_former_inside(gazetteer, rows.cell(7)) {
            last = None;
            continue;
        }
        let this = At { sentence: rows.number(1)?, start: rows.number(2)?, end: rows.number(3)?, entity, kind };
        let before = last.replace(this);
        let Some(before) = before.filter(|b| b.end == this.start && b.sentence == this.sentence) else { continue };
        let (person, office) = match (before.kind, this.kind) {
            (EntityType::Person, EntityType::Office) => (before.entity, this.entity),
            (EntityType::Office, EntityType::Person) => (this.entity, before.entity),
            _ => continue,
        };
        if !gazetteer.entity(office).single {
            continue;
        }
        result.compared += 1;
        let mut tenures = gazetteer.entity(person).tenures.iter().filter(|t| t.office == office);
        if !tenures.any(|t| t.may_cover(date)) {
            let suspect = Suspect { person, office, start: before.start, date, order };
            suspects.entry((doc.clone(), this.sentence)).or_default().push(suspect);
            order += 1;
        }
    }

    let mut texts: FxHashMap<(String, u32), String> = FxHashMap::default();
    let mut rows = Rows::open(output, "sentences.csv", &["doc", "sentence", "start", "text"])?;
    while rows.next()? {
        let sentence = rows.number(1)?;
        result.has_text |= !rows.cell(3).is_empty();
        let key = (rows.cell(0).to_owned(), sentence);
        if let Some(list) = suspects.get_mut(&key) {
            let (start, text) = (rows.number(2)?, rows.cell(3));
            let folded: Vec<char> = text.chars().map(|c| gazetteer.folder.fold(c)).collect();
            list.retain(|suspect| {
                let head = &folded[..folded.len().min(suspect.start.saturating_sub(start) as usize)];
                !gazetteer.grammar.formers.iter().any(|(word, means)| *means != Trigger::Now && head.ends_with(word))
            });
            if !list.is_empty() {
                texts.insert(key, text.to_owned());
            }
        }
    }
    result.found = grouped(gazetteer, suspects, &texts);
    for found in &mut result.found {
        // People look for files, not for ids.
        if let Some((_, path)) = dates.get(&found.doc) {
            found.doc.clone_from(path);
        }
    }
    Ok(result)
}

/// Dates and paths of the documents that have a date.
fn dates(output: &Path) -> Result<FxHashMap<String, (Date, String)>> {
    let mut rows = Rows::open(output, "documents.csv", &["doc", "date", "path"])?;
    let mut dates = FxHashMap::default();
    while rows.next()? {
        if let Ok(date) = rows.cell(1).parse() {
            dates.insert(rows.cell(0).to_owned(), (date, rows.cell(2).to_owned()));
        }
    }
    Ok(dates)
}

fn has_former_inside(gazetteer: &Gazetteer, surface: &str) -> bool {
    let chars: Vec<char> = surface.chars().map(|c| gazetteer.folder.fold(c)).collect();
    let formers = &gazetteer.grammar.formers;
    formers.iter().any(|(word, means)| *means != Trigger::Now && word.len() < chars.len() && chars.windows(word.len()).any(|w| w == word))
}

fn grouped(gazetteer: &Gazetteer, suspects: BTreeMap<(String, u32), Vec<Suspect>>, texts: &FxHashMap<(String, u32), String>) -> Vec<Contradiction> {
    let mut flat: Vec<(Suspect, (String, u32))> =
        suspects.into_iter().flat_map(|(at, list)| list.into_iter().map(move |suspect| (suspect, at.clone()))).collect();
    flat.sort_by_key(|(suspect, _)| suspect.order);
    let mut groups: BTreeMap<(EntityId, EntityId), Contradiction> = BTreeMap::new();
    let mut last_doc: FxHashMap<(EntityId, EntityId), String> = FxHashMap::default();
    for (Suspect { person, office, date, .. }, at) in flat {
        let group = groups.entry((person, office)).or_insert_with(|| Contradiction {
            person,
            office,
            documents: 0,
            mentions: 0,
            first: date,
            last: date,
            text: texts.get(&at).cloned().unwrap_or_default(),
            doc: at.0.clone(),
            sentence: at.1,
        });
        group.mentions += 1;
        group.first = group.first.min(date);
        group.last = group.last.max(date);
        if last_doc.get(&(person, office)) != Some(&at.0) {
            group.documents += 1;
            last_doc.insert((person, office), at.0);
        }
    }
    let mut found: Vec<Contradiction> = groups.into_values().collect();
    found.sort_by_key(|c| (Reverse(c.documents), &gazetteer.entity(c.person).id, &gazetteer.entity(c.office).id));
    found
}
