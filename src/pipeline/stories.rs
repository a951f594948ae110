//! Which documents tell the same story.

use super::merge::Merge;
use crate::network::DocFacts;
use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

/// Gives every document its story: copies and versions share one.
pub(super) fn stories(merge: &mut Merge<'_>) -> Vec<DocFacts> {
    let mut sets = UnionFind::<u32>::new(merge.rows.len());
    for (row, original) in merge.stands_for.iter().enumerate() {
        if let Some(original) = original {
            sets.union(row as u32, *original as u32);
        }
    }
    for &(row, latest) in &merge.superseded {
        if let Some(&latest) = merge.row_of_input.get(&latest) {
            sets.union(row as u32, latest as u32);
        }
    }
    let mut first: FxHashMap<u32, u32> = FxHashMap::default();
    let mut facts = Vec::with_capacity(merge.rows.len());
    let mut ids: Vec<String> = Vec::with_capacity(merge.rows.len());
    for (i, row) in merge.rows.iter().enumerate() {
        let story = *first.entry(sets.find(i as u32)).or_insert(i as u32);
        facts.push(DocFacts { story, outlet: merge.row_outlets[i], date: row.date });
        let none = matches!(row.status, "error" | "empty");
        ids.push(if none { String::new() } else { story_id(&merge.rows[story as usize].doc) });
    }
    for (row, id) in merge.rows.iter_mut().zip(ids) {
        row.story = id;
    }
    facts
}

fn story_id(doc: &str) -> String {
    format!("s-{}", &blake3::hash(doc.as_bytes()).to_hex()[..12])
}
