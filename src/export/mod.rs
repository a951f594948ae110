//! Files out: one row type per table, one writer per format. Formats only; [`OutputFolder`] alone opens files.

mod folder;
mod ftm;
mod gexf;
mod graph;
mod graphml;
mod manifest;
mod node_link;
mod page;
mod parquet;
mod plover;
mod png;
mod reading;
mod relation_rows;
mod rows;
mod svg;
mod table;

pub use crate::cell::{cell_text, clean_cell};
pub use folder::OutputFolder;
pub use ftm::write_ftm;
pub use gexf::write_gexf;
pub use graph::{Direction, GraphEdge, GraphNode, GraphShape, Key, Places, Spell, Value};
pub use graphml::write_graphml;
pub use manifest::{GazetteerFile, Manifest, OverriddenEntry};
pub use node_link::write_node_link;
pub use page::{PageAbout, PageData, PageDocument, PageEdge, PageNode, PageSentence, page_html};
pub use parquet::write_parquet;
pub use plover::{PLOVER_VERSION, plover_line};
pub use png::{Png, png};
pub use relation_rows::{RelationRow, StandingRow};
pub use rows::{
    CandidateRow, CurationRow, DocumentRow, EdgeRow, EvidenceRow, MentionRow, NodeRow, OutletEdgeRow, PeriodEdgeRow, Position, SentenceRow,
};
pub use svg::{FONTS, Picture, PictureNode, svg};
pub use table::{Fields, Row, Rows, float_cell, format_float};
