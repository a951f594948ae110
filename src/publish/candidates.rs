//! What a run could not link, for candidates.csv: names that no gazetteer lists, ambiguous mentions, mentions of nobody
//! known.

use super::{OutputFolder, PublishOptions, table_file::TableFile};
use crate::{
    cell::clean_cell,
    document::{Document, Span},
    error::Result,
    id::{DocId, DocKey, EntityId, NodeId},
    knowledge::{EntityType, Gazetteer},
    network::{Counts, DocFacts},
    resolve::{Link, LinkedMention, Method},
    table::{CandidateRow, Candidates},
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Candidates that a row names.
const MAX_CANDIDATES: usize = 8;
/// Characters of the sentence before and behind a name that a row shows; sentences.csv has the whole where there is one.
const CONTEXT: u32 = 40;

/// What one document has of one open name.
#[derive(Debug)]
pub struct OpenSeen {
    kind: EntityType,
    /// `unlisted`, `ambiguous` or `nil`.
    outcome: &'static str,
    /// Folded; of unlisted names the name they go by.
    name: String,
    method: Method,
    mentions: u32,
    candidates: Vec<EntityId>,
    /// Sentence of the first mention.
    sentence: String,
}

/// The flat mentions of a document that are linked to no listed entity, by first mention.
pub fn open_names(document: &Document, mentions: &[LinkedMention], no_text: bool) -> Vec<OpenSeen> {
    let mut seen: Vec<OpenSeen> = Vec::new();
    let mut index: FxHashMap<(EntityType, &'static str, String), usize> = FxHashMap::default();
    for mention in mentions.iter().filter(|m| !m.nested) {
        let (name, candidates): (String, &[EntityId]) = match &mention.link {
            Link::Entity(_) => continue,
            Link::New(name) => (name.clone(), &[]),
            Link::Ambiguous(ids) => (document.folded_slice(mention.span).to_owned(), ids),
            Link::Nil => (document.folded_slice(mention.span).to_owned(), &[]),
        };
        let outcome = match mention.link {
            Link::New(_) => "unlisted",
            _ => mention.link.outcome(),
        };
        let at = *index.entry((mention.kind, outcome, name.clone())).or_insert_with(|| {
            let sentence = document.sentence_at(mention.span.start).filter(|_| !no_text);
            let near = |sentence: Span| Span {
                start: sentence.start.max(mention.span.start.saturating_sub(CONTEXT)),
                end: sentence.end.min(mention.span.end + CONTEXT),
            };
            let sentence = sentence.map_or_else(String::new, |i| clean_cell(document.slice(near(document.sentences[i].span)).trim()).into_owned());
            seen.push(OpenSeen { kind: mention.kind, outcome, name, method: mention.method, mentions: 0, candidates: Vec::new(), sentence });
            seen.len() - 1
        });
        seen[at].mentions += 1;
        for &id in candidates {
            if seen[at].candidates.len() < MAX_CANDIDATES && !seen[at].candidates.contains(&id) {
                seen[at].candidates.push(id);
            }
        }
    }
    seen
}

/// An open name of the run.
#[derive(Debug)]
struct Open {
    node: NodeId,
    method: Method,
    candidates: Vec<EntityId>,
    example: DocId,
    sentence: String,
}

/// Open names of the run, merged in document order.
#[derive(Debug, Default)]
pub struct OpenNames {
    names: BTreeMap<(&'static str, EntityType, String), Open>,
    counts: Counts,
}

impl OpenNames {
    /// Adds those of a document.
    pub fn take(&mut self, doc: DocId, seen: Vec<OpenSeen>) {
        let mut next = self.names.len() as u32;
        for one in seen {
            let open = self.names.entry((one.outcome, one.kind, one.name)).or_insert_with(|| {
                next += 1;
                Open { node: NodeId(next - 1), method: one.method, candidates: Vec::new(), example: doc, sentence: one.sentence }
            });
            for id in one.candidates {
                if open.candidates.len() < MAX_CANDIDATES && !open.candidates.contains(&id) {
                    open.candidates.push(id);
                }
            }
            self.counts.add_node(open.node, doc, one.mentions);
        }
    }

    /// Writes candidates.csv: most stories times outlets first.
    pub(super) fn write(
        mut self,
        gazetteer: &Gazetteer,
        facts: &[DocFacts],
        keys: &[DocKey],
        options: &PublishOptions,
        output: &OutputFolder,
    ) -> Result<()> {
        self.counts.settle();
        let tallies: FxHashMap<NodeId, _> = self.counts.nodes(facts).into_iter().map(|c| (c.node, c)).collect();
        let mut rows: Vec<_> = self.names.iter().filter_map(|(key, open)| Some((key, open, tallies.get(&open.node)?))).collect();
        // The names stand in order already; the sort keeps it among equals.
        rows.sort_by_key(|(_, _, counts)| std::cmp::Reverse((counts.tally.stories * counts.tally.outlets, counts.mentions)));
        let mut table = TableFile::<Candidates>::begin(options, output)?;
        for ((outcome, kind, name), open, counts) in rows {
            let ids: Vec<&str> = open.candidates.iter().map(|&id| gazetteer.entity(id).id.as_str()).collect();
            table.push(&CandidateRow {
                outcome,
                name,
                kind: kind.as_str(),
                mentions: counts.mentions,
                documents: counts.tally.documents,
                stories: counts.tally.stories,
                outlets: counts.tally.outlets,
                first_date: counts.tally.first,
                last_date: counts.tally.last,
                method: open.method.as_str(),
                candidates: ids.join("|"),
                example_doc: &keys[open.example.0 as usize].doc_id(),
                example_sentence: &open.sentence,
            })?;
        }
        table.close()
    }
}
