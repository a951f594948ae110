//! Which documents tell the same story.

use super::merge::Merge;
use crate::{
    network::DocFacts,
    story::{Text, clusters},
};
use jiff::civil::{Date, date};
use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

/// Gives every document its story: copies, near-duplicates and versions share one.
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
    let compared = std::mem::take(&mut merge.signatures);
    let texts = compared.iter().map(|(row, signature)| Text {
        signature: **signature,
        day: merge.rows[*row].date.map(day_number),
        outlet: (!merge.rows[*row].outlet.is_empty()).then(|| merge.row_outlets[*row]),
    });
    for (i, first) in clusters(texts.collect()).into_iter().enumerate() {
        if sets.union(compared[i].0 as u32, compared[first as usize].0 as u32) {
            merge.near_duplicates += 1;
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

fn day_number(day: Date) -> i32 {
    // Differences alone count; civil days have no leap seconds.
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}

fn story_id(doc: &str) -> String {
    format!("s-{}", &blake3::hash(doc.as_bytes()).to_hex()[..12])
}
