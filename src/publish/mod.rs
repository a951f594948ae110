//! One file per output: which rows go into it. Files are written beside their final names and moved in place together.

mod actor;
mod candidates;
mod datapackage;
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
mod sink;
mod sources;
mod spool;
mod sqlite;
mod standing;
mod stories;
mod svg;
mod table_file;
mod text_file;
mod workbook;

pub use candidates::{OpenNames, OpenSeen, open_names};
pub use excerpts::{PassageMark, pack_passages};
pub use facts::{Facts, NewName, RelationRecord, Summary};
pub use finish::publish;
pub use folder::OutputFolder;
#[cfg(test)]
pub(crate) use page_file::check_hashes;
pub use page_file::{Hashes, offline_page};
pub use sink::Sink;
pub use spool::{Packed, Spool};
pub use sqlite::{Database, SqliteRows, Stored};
pub use table_file::{Batch, TableFile};
pub use text_file::TextFile;

use crate::{error::Error, knowledge::EntityType};
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
    /// Also write network.png. Default false.
    pub png: bool,
    /// Compress the tables in CSV but nodes.csv, edges.csv and documents.csv. Default false.
    pub gzip: bool,
    /// Names of these types are nodes. Default: all.
    pub types: BTreeSet<EntityType>,
    /// What to write. Default: CSV, GraphML, GEXF, its core, the page.
    pub formats: BTreeSet<Format>,
}

impl PublishOptions {
    /// True for a format that is asked for.
    pub fn writes(&self, format: Format) -> bool {
        self.formats.contains(&format)
    }

    /// True where an output shows sentences of pairs.
    pub fn lays_passages_aside(&self) -> bool {
        self.writes(Format::Page) || self.writes(Format::Xlsx)
    }
}

/// What a run can write beside manifest.json.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Every table as CSV.
    Csv,
    /// graph.graphml and relations.graphml.
    Graphml,
    /// graph.gexf and relations.gexf.
    Gexf,
    /// graph.core.gexf: what stands out.
    Core,
    /// network.html and network.svg.
    Page,
    /// Every table as Parquet, with types.
    Parquet,
    /// graph.json: nodes and links.
    Json,
    /// ftm.jsonl: FollowTheMoney entities.
    Ftm,
    /// relations.plover.jsonl: events.
    Plover,
    /// guanxi.xlsx: who meets whom, offices, events.
    Xlsx,
    /// guanxi.sqlite: the tables in one file.
    Sqlite,
}

impl Format {
    /// What is written where nothing is said.
    pub const DEFAULT: [Format; 5] = [Format::Csv, Format::Graphml, Format::Gexf, Format::Core, Format::Page];

    /// Why this program cannot write it, where a feature of the build is missing.
    pub fn missing(self) -> Option<Error> {
        match self {
            Format::Xlsx if !cfg!(feature = "xlsx") => Some(Error::NotCompiledIn { what: "guanxi.xlsx", feature: "xlsx" }),
            Format::Sqlite if !cfg!(feature = "sqlite") => Some(Error::NotCompiledIn { what: "guanxi.sqlite", feature: "sqlite" }),
            _ => None,
        }
    }
}

impl Default for PublishOptions {
    fn default() -> Self {
        PublishOptions {
            min_weight: 1,
            all_edges: false,
            no_text: false,
            text: false,
            bom: false,
            png: false,
            gzip: false,
            types: EntityType::ALL.into(),
            formats: Format::DEFAULT.into(),
        }
    }
}
