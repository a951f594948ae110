//! Which documents tell the same story.

use super::Facts;
use crate::{
    network::DocFacts,
    story::{Text, clusters},
};
use jiff::civil::{Date, date};
use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

/// Stories of all documents.
#[derive(Debug)]
pub(super) struct Stories {
    /// Of each document.
    pub(super) facts: Vec<DocFacts>,
    /// Documents that joined the story of another by their text, without being an exact copy.
    pub(super) near_duplicates: u64,
}

/// Gives every document its story: copies, near-duplicates and versions share one.
pub(super) fn stories(facts: &mut Facts) -> Stories {
    let mut sets = UnionFind::<u32>::new(facts.rows.len());
    for (row, original) in facts.stands_for.iter().enumerate() {
        if let Some(original) = original {
            sets.union(row as u32, *original as u32);
        }
    }
    for &(row, latest) in &facts.superseded {
        sets.union(row as u32, latest as u32);
    }
    let compared = std::mem::take(&mut facts.signatures);
    let texts = compared.iter().map(|(row, signature)| Text {
        signature: **signature,
        day: facts.rows[*row].date.map(day_number),
        outlet: (!facts.rows[*row].outlet.is_empty()).then(|| facts.row_outlets[*row]),
    });
    let mut near_duplicates = 0;
    for (i, first) in clusters(texts.collect()).into_iter().enumerate() {
        if sets.union(compared[i].0 as u32, compared[first as usize].0 as u32) {
            near_duplicates += 1;
        }
    }
    let mut first: FxHashMap<u32, u32> = FxHashMap::default();
    let mut of_documents = Vec::with_capacity(facts.rows.len());
    for (i, row) in facts.rows.iter_mut().enumerate() {
        let story = *first.entry(sets.find(i as u32)).or_insert(i as u32);
        of_documents.push(DocFacts { story, outlet: facts.row_outlets[i], date: row.date });
        if !matches!(row.status, "error" | "empty" | "skipped" | "filtered") {
            row.story = facts.keys[story as usize].story_id();
        }
    }
    Stories { facts: of_documents, near_duplicates }
}

fn day_number(day: Date) -> i32 {
    // Differences alone count; civil days have no leap seconds.
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}
