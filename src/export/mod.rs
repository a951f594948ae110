//! Files out: one row type per table, one writer per format. Formats only; [`OutputFolder`] alone opens files.

mod folder;
pub(crate) mod graphml;
mod manifest;
mod page;
mod plover;
mod png;
mod relation_rows;
mod rows;
mod svg;
mod table;

pub use folder::OutputFolder;
pub use graphml::{GraphEdge, GraphNode, Key, write_graphml};
pub use manifest::{GazetteerFile, Manifest, OverriddenEntry};
pub use page::{PageAbout, PageData, PageDocument, PageEdge, PageNode, PageSentence, page_html};
pub use plover::{PLOVER_VERSION, plover_line};
pub use png::{Png, png};
pub use relation_rows::{RelationRow, StandingRow};
pub use rows::{CandidateRow, CurationRow, DocumentRow, EdgeRow, EvidenceRow, MentionRow, NodeRow, OutletEdgeRow, PeriodEdgeRow, SentenceRow};
pub use svg::{FONTS, Picture, PictureNode, svg};
pub use table::{Fields, Row, Rows, clean_cell, format_float};
