//! What one document gives to a run.

use crate::{
    id::{DISCOVERED, DocKey, discovered_key},
    knowledge::EntityType,
    publish::{Batch, OpenSeen},
    relation::{PredicateId, Status},
    resolve::{Link, LinkedMention},
    story::Signature,
    table::{DocumentRow, Evidence, Mentions, Sentences},
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Key of a node during a run: index of a gazetteer entity, or the hash of a new name with the highest bit set.
pub(super) type NodeKey = u64;

/// Marks the keys of names that no gazetteer lists.
pub(super) const NEW: NodeKey = DISCOVERED;

/// What a document says of one node.
#[derive(Debug, Clone)]
pub struct NodeSeen {
    pub(super) key: NodeKey,
    pub(super) mentions: u32,
    /// Some mention does more than report, or may: see [`RunOptions::roles`].
    pub(super) acts: bool,
    /// Some mention has the role of a source.
    pub(super) cited: bool,
    /// Type and label, of new names.
    pub(super) new: Option<(EntityType, String)>,
    /// Surface forms with counts.
    pub(super) surfaces: Vec<(String, u32)>,
}

/// A relation of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct RelationSeen {
    pub(super) subject: NodeKey,
    pub(super) object: NodeKey,
    pub(super) predicate: PredicateId,
    pub(super) status: Status,
    pub(super) sentence: u32,
    pub(super) confidence: u8,
}

/// The result of one document.
#[derive(Debug)]
pub struct Analysis {
    pub(super) index: u32,
    pub(super) key: DocKey,
    pub(super) row: DocumentRow,
    /// Hash of the text, for exact copies; `None` where there is none to compare.
    pub(super) text_hash: Option<u64>,
    /// Samples of the text, for near-duplicates; `None` where `text_hash` is.
    pub(super) signature: Option<Box<Signature>>,
    /// Hash of what was read, for the manifest.
    pub(super) input_hash: [u8; 32],
    /// Lines left out since they repeat, as places among those of the scan.
    pub(super) repeated: Vec<u32>,
    /// What its mentions say; `None` where none were looked for.
    pub(super) content: Option<Content>,
}

/// What the mentions of a document say.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) mentions: Batch<Mentions>,
    pub(super) sentences: Batch<Sentences>,
    pub(super) evidence: Batch<Evidence>,
    pub(super) nodes: Vec<NodeSeen>,
    pub(super) pairs: Vec<(NodeKey, NodeKey, u32)>,
    pub(super) skipped_windows: u32,
    /// What could not be linked to a listed entity.
    pub(super) open: Vec<OpenSeen>,
    pub(super) relations: Vec<RelationSeen>,
    /// Trigger and evidence of each relation, packed.
    pub(super) relation_texts: Vec<u8>,
    /// What a page may show, packed; empty where none is wanted.
    pub(super) passages: Vec<u8>,
    /// The line of texts.jsonl; empty where it is not asked for.
    pub(super) text: Vec<u8>,
    /// Mentions by (type, outcome).
    pub(super) outcomes: FxHashMap<(EntityType, &'static str), u64>,
    /// Lines of the curation with the number of places that each decided.
    pub(super) curation: BTreeMap<u32, u64>,
}

impl Analysis {
    /// Of a document of which no more is told yet.
    pub(super) fn begun(index: u32, key: DocKey, row: DocumentRow, input_hash: [u8; 32]) -> Analysis {
        Analysis { index, key, row, text_hash: None, signature: None, input_hash, repeated: Vec::new(), content: None }
    }
}

impl NodeSeen {
    pub(super) fn see(&mut self, surface: &str) {
        self.mentions += 1;
        match self.surfaces.iter_mut().find(|(s, _)| s == surface) {
            Some((_, n)) => *n += 1,
            None => self.surfaces.push((surface.to_owned(), 1)),
        }
    }
}

pub(super) fn key_of(mention: &LinkedMention) -> Option<NodeKey> {
    match &mention.link {
        Link::Entity(id) => Some(id.0.into()),
        Link::New(name) => Some(new_key(mention.kind, name)),
        Link::Ambiguous(_) | Link::Nil => None,
    }
}

pub(super) fn new_key(kind: EntityType, name: &str) -> NodeKey {
    discovered_key(kind.as_str(), name)
}
