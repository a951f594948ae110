//! What the passes of a run found, typed: all that the outputs are made from.

use super::{candidates::OpenNames, ledger::Ledger, spool::Spool};
use crate::{
    document::RepeatedLine,
    id::{DocId, DocKey, NodeId},
    knowledge::EntityType,
    network::{Counts, DocFacts},
    relation::{PredicateId, Status},
    story::Signature,
    table::CurationRow,
};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
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

/// What grows with every document and is needed once, at the end: it waits on disk.
#[derive(Debug)]
pub struct Aside {
    /// The rows of documents.csv.
    pub ledger: Ledger,
    /// What could not be linked.
    pub open: OpenNames,
    /// Documents with the pairs that meet in them.
    pub pairs: Spool,
    /// Trigger and evidence of each relation.
    pub relation_texts: Spool,
    /// Title, address, sentences and mentions of each document that counts, where a page is wanted.
    pub passages: Option<Spool>,
    /// Entities of each document with their forms, where FollowTheMoney is wanted.
    pub sightings: Option<Spool>,
}

/// Everything else that is known when the last document has been read. Nodes are numbered: gazetteer entities by their index,
/// new names behind them.
#[derive(Debug)]
pub struct Facts {
    /// What counting needs to know of each document. Until stories are told, each is one of its own.
    pub documents: Vec<DocFacts>,
    /// Keys of the documents.
    pub keys: Vec<DocKey>,
    /// Documents that count.
    pub counted: Vec<DocId>,
    /// Who stands where.
    pub counts: Counts,
    /// In document order.
    pub relations: Vec<RelationRecord>,
    /// Pairs laid aside, each once a document.
    pub pair_records: usize,
    /// Where the passages of each document begin.
    pub passage_of: FxHashMap<DocId, u64>,
    /// Outlets by name.
    pub outlets: Vec<String>,
    /// Nodes that documents cite, once a document.
    pub sources: Vec<(NodeId, DocId)>,
    /// Names that no gazetteer lists.
    pub new_names: Vec<NewName>,
    /// Nodes that do more than report, or that a relation names. People who are not among them are left out.
    pub acting: FxHashSet<NodeId>,
    /// Forms seen of each node.
    pub forms: Vec<Forms>,
    /// Documents whose texts are compared, with the samples of their texts.
    pub signatures: Vec<(DocId, Box<Signature>)>,
    /// Duplicates and the documents that stand for them; superseded documents and the latest versions.
    pub same_story: Vec<(DocId, DocId)>,
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

/// The forms of a node, in order, with their numbers: most nodes have one.
#[derive(Debug, Default)]
pub struct Forms(SmallVec<[(Box<str>, u32); 1]>);

impl Forms {
    /// Counts a form so many times.
    pub fn add(&mut self, form: &str, times: u32) {
        match self.0.binary_search_by(|(known, _)| (**known).cmp(form)) {
            Ok(at) => self.0[at].1 += times,
            Err(at) => self.0.insert(at, (form.into(), times)),
        }
    }

    /// The commonest first, equals in order.
    pub(super) fn by_number(mut self) -> Vec<String> {
        self.0.sort_by_key(|&(_, times)| std::cmp::Reverse(times));
        self.0.into_iter().map(|(form, _)| form.into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_stand_by_their_numbers_and_equals_in_order() {
        let mut forms = Forms::default();
        for (form, times) in [("臺灣", 1), ("台湾", 2), ("Taiwan", 1), ("台灣", 2), ("台湾", 1)] {
            forms.add(form, times);
        }
        assert_eq!(forms.by_number(), ["台湾", "台灣", "Taiwan", "臺灣"]);
    }
}
