//! What the passes of a run found, typed: all that the outputs are made from.

use super::{candidates::OpenNames, spool::Spool};
use crate::{
    document::RepeatedLine,
    id::{DocId, DocKey, NodeId},
    knowledge::EntityType,
    network::Counts,
    relation::{PredicateId, Status},
    story::Signature,
    table::{CurationRow, DocumentRow},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A name that no gazetteer lists.
#[derive(Debug)]
pub struct NewName {
    /// See [`crate::id::discovered_key`].
    pub key: u64,
    /// Its type.
    pub kind: EntityType,
    /// As it is first written.
    pub label: String,
}

/// A relation that a document tells.
#[derive(Debug, Clone, Copy)]
pub struct RelationRecord {
    /// The one who.
    pub subject: NodeId,
    /// The one whom.
    pub object: NodeId,
    /// The document.
    pub doc: DocId,
    /// Index of the sentence.
    pub sentence: u32,
    /// What.
    pub predicate: PredicateId,
    /// Whether it is so.
    pub status: Status,
    /// Of a hundred.
    pub confidence: u8,
}

/// Everything that is known when the last document has been read. Nodes are numbered: gazetteer entities by their index,
/// new names behind them.
#[derive(Debug)]
pub struct Facts {
    /// The ledger, in the order of the inputs.
    pub rows: Vec<DocumentRow>,
    /// Keys of the documents, which stay when the ledger has been written.
    pub keys: Vec<DocKey>,
    /// Who stands where.
    pub counts: Counts,
    /// In document order.
    pub relations: Vec<RelationRecord>,
    /// Trigger and evidence of each of them.
    pub relation_texts: Option<Spool>,
    /// Title, address, sentences and mentions of each document that counts, where a page is wanted.
    pub passages: Option<Spool>,
    /// Where they begin.
    pub passage_of: FxHashMap<DocId, u64>,
    /// Entities of each document with their forms, where FollowTheMoney is wanted.
    pub sightings: Option<Spool>,
    /// Outlets by name.
    pub outlets: Vec<String>,
    /// Outlet of each row.
    pub row_outlets: Vec<u32>,
    /// Nodes that documents cite, once a document.
    pub sources: Vec<(NodeId, DocId)>,
    /// Names that no gazetteer lists.
    pub new_names: Vec<NewName>,
    /// Nodes that do more than report, or that a relation names. People who are not among them are left out.
    pub acting: FxHashSet<NodeId>,
    /// Forms seen, with their numbers.
    pub surfaces: FxHashMap<NodeId, FxHashMap<String, u32>>,
    /// What could not be linked.
    pub open: OpenNames,
    /// Rows whose texts are compared, with the samples of their texts.
    pub signatures: Vec<(usize, Box<Signature>)>,
    /// For duplicates the row of the document that stands for them.
    pub stands_for: Vec<Option<usize>>,
    /// Superseded rows and the rows of the latest versions.
    pub superseded: Vec<(usize, usize)>,
    /// Lines that were left out since they repeat in their source, and how often.
    pub boilerplate: Vec<(RepeatedLine, u64)>,
    /// Mentions and documents that each line of the curation decided.
    pub curation: BTreeMap<u32, (u64, u64)>,
    /// What is known of the end so far.
    pub summary: Summary,
    /// Hash over all inputs.
    pub inputs_hash: String,
    /// Parameters of the passes before, for the manifest.
    pub parameters: BTreeMap<&'static str, String>,
    /// Windows with too many names to be paired.
    pub skipped_windows: u64,
}

/// What a run did, for the message at its end.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Documents by status.
    pub documents: BTreeMap<&'static str, u64>,
    /// Path and reason of each that could not be read.
    pub unreadable: Vec<(String, String)>,
    /// Mentions by (type, outcome).
    pub mentions: BTreeMap<(EntityType, &'static str), u64>,
    /// Nodes of the network.
    pub nodes: u64,
    /// Of these, names in no gazetteer.
    pub discovered: u64,
    /// Edges.
    pub edges: u64,
    /// Edges in the graph files.
    pub graph_edges: u64,
    /// Relations by predicate.
    pub relations: BTreeMap<String, u64>,
    /// Distinct stories.
    pub stories: u64,
    /// Strongest nodes: label, stories.
    pub top_nodes: Vec<(String, u64)>,
    /// Heaviest edges: labels, stories.
    pub top_edges: Vec<(String, String, u64)>,
    /// What each line of the curation decided.
    pub curation: Vec<CurationRow>,
    /// Documents of which an interrupted run had kept what they say.
    pub known: u64,
    /// Names in network.png are empty boxes: no font of this machine has Chinese characters.
    pub boxes: bool,
}
