//! Identifiers. Strings exist only at the file boundary.

/// Index of an entity of the gazetteer, in the order of its ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
