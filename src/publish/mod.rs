//! One file per output: which rows go into it. Files are written aside and moved in place together.

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
mod ledger;
mod manifest;
mod moving;
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
mod whole_file;
mod workbook;

pub use candidates::{OpenNames, OpenSeen, open_names};
pub use excerpts::{PassageMark, pack_passages};
pub use facts::{Aside, Facts, Forms, NewName, RelationRecord, Summary};
pub use finish::publish;
pub use folder::{OutputFolder, abandon};
pub use ledger::Ledger;
pub(crate) use moving::settle;
#[cfg(test)]
pub(crate) use page_file::check_hashes;
pub use page_file::{Hashes, offline_page};
pub use sink::Sink;
pub use spool::{Packed, Spool};
pub use sqlite::{Database, SqliteRows, Stored};
pub use table_file::{Batch, TableFile};
pub use text_file::TextFile;
pub use whole_file::replace_file;

use crate::{error::Error, knowledge::EntityType};
use std::{collections::BTreeSet, str::FromStr};

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
    /// The network, the relations and who cites whom as GraphML.
    Graphml,
    /// The network and the relations as GEXF.
    Gexf,
    /// What stands out of the network.
    Core,
    /// The page and the picture.
    Page,
    /// Every table as Parquet.
    Parquet,
    /// The network as nodes and links.
    Json,
    /// FollowTheMoney entities.
    Ftm,
    /// PLOVER events.
    Plover,
    /// A workbook.
    Xlsx,
    /// A database.
    Sqlite,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 11] = [
        Format::Csv,
        Format::Graphml,
        Format::Gexf,
        Format::Core,
        Format::Page,
        Format::Parquet,
        Format::Json,
        Format::Ftm,
        Format::Plover,
        Format::Xlsx,
        Format::Sqlite,
    ];

    /// What is written where nothing is said.
    pub const DEFAULT: [Format; 5] = [Format::Csv, Format::Graphml, Format::Gexf, Format::Core, Format::Page];

    /// As the user writes it.
    pub fn as_str(self) -> &'static str {
        self.told().0
    }

    /// Which files it is, and what for.
    pub fn files(self) -> &'static str {
        self.told().1
    }

    fn told(self) -> (&'static str, &'static str) {
        match self {
            Format::Csv => ("csv", "The tables as CSV"),
            Format::Graphml => ("graphml", "graph.graphml, relations.graphml and sources.graphml"),
            Format::Gexf => ("gexf", "graph.gexf and relations.gexf"),
            Format::Core => ("core", "graph.core.gexf: what stands out, the file to open first"),
            Format::Page => ("page", "network.html and network.svg"),
            Format::Parquet => ("parquet", "The tables with types: nodes.parquet and so on"),
            Format::Json => ("json", "graph.json: the network as nodes and edges, for networkx and d3"),
            Format::Ftm => ("ftm", "ftm.jsonl: FollowTheMoney entities"),
            Format::Plover => ("plover", "relations.plover.jsonl: relations as PLOVER events"),
            Format::Xlsx => ("xlsx", "guanxi.xlsx: people who meet, offices and events, for those who live in Excel"),
            Format::Sqlite => ("sqlite", "guanxi.sqlite: the tables in one file, with full-text search over the sentences"),
        }
    }

    /// Why this program cannot write it, where a feature of the build is missing.
    pub fn missing(self) -> Option<Error> {
        match self {
            Format::Xlsx if !cfg!(feature = "xlsx") => Some(Error::NotCompiledIn { what: "guanxi.xlsx", feature: "xlsx" }),
            Format::Sqlite if !cfg!(feature = "sqlite") => Some(Error::NotCompiledIn { what: "guanxi.sqlite", feature: "sqlite" }),
            _ => None,
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Format, String> {
        Format::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(|| {
            let all: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
            format!("none of {}", all.join(", "))
        })
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
