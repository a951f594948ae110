//! One file per output: which rows go into it. Files are written beside their final names and moved in place together.

mod candidates;
mod drawing;
mod excerpts;
mod facts;
mod finish;
mod folder;
mod ftm;
mod graphs;
mod manifest;
mod network;
mod page;
mod page_file;
mod parts;
mod picture;
mod plover;
mod png;
mod relations;
mod spool;
mod standing;
mod stories;
mod svg;
mod table_file;
mod text_file;

pub use candidates::{OpenNames, OpenSeen, open_names};
pub use excerpts::{PassageMark, pack_passages};
pub use facts::{Facts, NewName, RelationRecord, Summary};
pub use finish::publish;
pub use folder::OutputFolder;
pub use spool::{Packed, Spool};
pub use table_file::{Batch, TableFile};
pub use text_file::TextFile;

use std::collections::BTreeSet;

/// What to write.
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// Edges with fewer stories are left out of the tables and graphs. Default 1.
    pub min_weight: u64,
    /// All edges in the graph files, not only the strongest. Default false.
    pub all_edges: bool,
    /// Leave sentence texts out of all output.
    pub no_text: bool,
    /// Write the cleaned texts, with the way back to what was read. Default false.
    pub text: bool,
    /// Begin CSV files with a byte order mark, for Excel.
    pub bom: bool,
    /// Write network.html and network.svg. Default true.
    pub page: bool,
    /// Also write network.png. Default false.
    pub png: bool,
    /// What to write beside the tables in CSV and the graphs in GraphML and GEXF. Default nothing.
    pub formats: BTreeSet<Format>,
}

/// A format that is written on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Every table as Parquet, with types.
    Parquet,
    /// graph.json: nodes and links.
    Json,
    /// ftm.jsonl: FollowTheMoney entities.
    Ftm,
    /// relations.plover.jsonl: events.
    Plover,
}

impl Default for PublishOptions {
    fn default() -> Self {
        PublishOptions { min_weight: 1, all_edges: false, no_text: false, text: false, bom: false, page: true, png: false, formats: BTreeSet::new() }
    }
}
