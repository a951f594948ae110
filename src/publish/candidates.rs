//! What a run could not link, for candidates.csv: names that no gazetteer lists, ambiguous mentions, mentions of nobody
//! known.

use super::{
    OutputFolder, PublishOptions,
    spool::{Packed, Spool},
    table_file::TableFile,
};
use crate::{
    cell::clean_cell,
    document::{Document, Span},
    error::Result,
    id::{DocId, DocKey, EntityId, NodeId},
    knowledge::{EntityType, Gazetteer},
    network::{Counts, DocFacts, NodeCounts},
    resolve::{Link, LinkedMention, Method},
    table::{CandidateRow, Candidates},
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, btree_map::Entry};

/// Candidates that a row names.
const MAX_CANDIDATES: usize = 8;
/// Characters of the sentence before and behind a name that a row shows; sentences.csv has the whole where there is one.
const CONTEXT: u32 = 40;

/// Why a name is open, in the order of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Outcome {
    Ambiguous,
    Nil,
    Unlisted,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Outcome::Ambiguous => "ambiguous",
            Outcome::Nil => "nil",
            Outcome::Unlisted => "unlisted",
        }
    }
}

/// What one document has of one open name.
#[derive(Debug)]
pub struct OpenSeen {
    kind: EntityType,
    outcome: Outcome,
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
    let mut index: FxHashMap<(EntityType, Outcome, String), usize> = FxHashMap::default();
    for mention in mentions.iter().filter(|m| !m.nested) {
        let (outcome, name, candidates): (Outcome, &str, &[EntityId]) = match &mention.link {
            Link::Entity(_) => continue,
            Link::New(name) => (Outcome::Unlisted, name, &[]),
            Link::Ambiguous(ids) => (Outcome::Ambiguous, document.folded_slice(mention.span), ids),
            Link::Nil => (Outcome::Nil, document.folded_slice(mention.span), &[]),
        };
        let name = name.to_owned();
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
#[derive(Debug, Clone, Copy)]
struct Open {
    /// Numbered from 0.
    node: NodeId,
    method: Method,
    example: DocId,
    /// Where the sentence of its first mention begins.
    sentence: u64,
}

/// Open names of the run, merged in document order.
#[derive(Debug)]
pub struct OpenNames {
    names: BTreeMap<(Outcome, EntityType, Box<str>), Open>,
    /// Of the ambiguous ones.
    candidates: FxHashMap<NodeId, Vec<EntityId>>,
    counts: Counts,
    /// There are more names in a corpus than any other thing that a run remembers: their sentences wait on disk.
    sentences: Spool,
}

impl OpenNames {
    /// None yet.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when no temporary file can be made.
    pub fn new() -> Result<OpenNames> {
        Ok(OpenNames { names: BTreeMap::new(), candidates: FxHashMap::default(), counts: Counts::default(), sentences: Spool::new()? })
    }

    /// Adds those of a document.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when their sentences cannot be written.
    pub fn take(&mut self, doc: DocId, seen: Vec<OpenSeen>) -> Result<()> {
        for one in seen {
            let next = NodeId(self.names.len() as u32);
            let open = match self.names.entry((one.outcome, one.kind, one.name.into_boxed_str())) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => {
                    let sentence = self.sentences.at();
                    let mut packed = Packed::default();
                    packed.text(&one.sentence);
                    self.sentences.write(&packed.into_bytes())?;
                    *new.insert(Open { node: next, method: one.method, example: doc, sentence })
                }
            };
            if !one.candidates.is_empty() {
                let candidates = self.candidates.entry(open.node).or_default();
                for id in one.candidates {
                    if candidates.len() < MAX_CANDIDATES && !candidates.contains(&id) {
                        candidates.push(id);
                    }
                }
            }
            self.counts.add_node(open.node, doc, one.mentions);
        }
        Ok(())
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
        // Every name has been seen, so that the number of each is its place.
        let tallies = self.counts.nodes(facts);
        let mut rows: Vec<_> = self.names.iter().filter_map(|(key, open)| Some((key, open, tallies.get(open.node.index())?))).collect();
        // The names stand in order already; the sort keeps it among equals.
        let weight = |counts: &NodeCounts| u64::from(counts.tally.stories) * u64::from(counts.tally.outlets);
        rows.sort_by_key(|(_, _, counts)| std::cmp::Reverse((weight(counts), counts.mentions)));
        let mut sentences = self.sentences.reader_here_and_there()?;
        let mut table = TableFile::<Candidates>::begin(options, output)?;
        for ((outcome, kind, name), open, counts) in rows {
            let candidates = self.candidates.get(&open.node).into_iter().flatten();
            let ids: Vec<&str> = candidates.map(|&id| gazetteer.entity(id).id.as_str()).collect();
            sentences.seek(open.sentence)?;
            table.push(&CandidateRow {
                outcome: outcome.as_str(),
                name,
                kind: kind.as_str(),
                mentions: counts.mentions,
                documents: counts.tally.documents.into(),
                stories: counts.tally.stories.into(),
                outlets: counts.tally.outlets.into(),
                first_date: counts.tally.first,
                last_date: counts.tally.last,
                method: open.method.as_str(),
                candidates: ids.join("|"),
                example_doc: &keys[open.example.0 as usize].doc_id(),
                example_sentence: &sentences.text()?,
            })?;
        }
        table.close()
    }
}
