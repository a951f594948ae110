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
    let mut of_documents = std::mem::take(&mut facts.documents);
    let mut sets = UnionFind::<u32>::new(of_documents.len());
    for (doc, other) in std::mem::take(&mut facts.same_story) {
        sets.union(doc.0, other.0);
    }
    let signatures = std::mem::take(&mut facts.signatures);
    let compared: Vec<u32> = signatures.iter().map(|(doc, _)| doc.0).collect();
    // Samples are moved, not copied: no other part of a run has so many of them.
    let texts = signatures.into_iter().map(|(doc, signature)| {
        let DocFacts { outlet, date, .. } = of_documents[doc.0 as usize];
        Text { signature: *signature, day: date.map(day_number), outlet: (!facts.outlets[outlet as usize].is_empty()).then_some(outlet) }
    });
    let mut near_duplicates = 0;
    for (i, first) in clusters(texts.collect()).into_iter().enumerate() {
        if sets.union(compared[i], compared[first as usize]) {
            near_duplicates += 1;
        }
    }
    let mut first: FxHashMap<u32, u32> = FxHashMap::default();
    for (doc, of_document) in (0..).zip(&mut of_documents) {
        of_document.story = *first.entry(sets.find(doc)).or_insert(doc);
    }
    Stories { facts: of_documents, near_duplicates }
}

fn day_number(day: Date) -> i32 {
    // Differences alone count; civil days have no leap seconds.
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}
