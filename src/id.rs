//! Identifiers. Strings exist only at the file boundary.

use serde::{Deserialize, Serialize};

/// Index of an entity of the gazetteer, in the order of its ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(pub u32);

impl EntityId {
    /// As an index into the gazetteer's entities.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of a document of a run, in input order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(pub u32);

/// Index of a node of a run: gazetteer entities and discovered ones alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// As an index into the run's nodes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Marks the keys of names that no gazetteer lists.
pub const DISCOVERED: u64 = 1 << 63;

/// Key of a name that no gazetteer lists, with [`DISCOVERED`] set: stable, since it depends on type and name alone.
pub fn discovered_key(kind: &str, name: &str) -> u64 {
    let hash = blake3::hash(format!("{kind}\0{}", name.to_lowercase()).as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(first) | DISCOVERED
}

/// The id of a name that no gazetteer lists, as the tables write it.
pub fn discovered_id(key: u64) -> String {
    format!("x-{key:016x}")
}

/// The key of an id that [`discovered_id`] wrote; `None` for other text.
pub fn parse_discovered_id(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("x-").filter(|d| d.len() == 16 && d.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))?;
    u64::from_str_radix(digits, 16).ok().filter(|key| key & DISCOVERED != 0)
}

/// What the id of a document and that of a story are made from: the first eight bytes of the hash of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DocKey(u64);

impl DocKey {
    /// Of a path relative to the input folder.
    pub fn of(path: &str) -> DocKey {
        let mut first = [0; 8];
        first.copy_from_slice(&blake3::hash(path.as_bytes()).as_bytes()[..8]);
        DocKey(u64::from_be_bytes(first))
    }

    /// The id of the document, as the tables write it: the same from run to run, wherever the folder lies.
    pub fn doc_id(self) -> String {
        format!("d-{:014x}", self.0 >> 8)
    }

    /// The id of the story of which this is the first document.
    pub fn story_id(self) -> String {
        format!("s-{:012x}", self.0 >> 16)
    }
}
