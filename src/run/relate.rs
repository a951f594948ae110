//! Relations during a run: what a worker hands over, and the spool that keeps their texts out of memory.

use super::analyze::NodeKey;
use crate::{
    document::{Document, Span},
    error::{Error, Result},
    export::{Fields, Row, Rows, cell_text, clean_cell},
    id::{DocId, NodeId},
    relation::{PredicateId, Relation, Status},
};
use std::{
    borrow::Cow,
    fs::File,
    io::{BufWriter, Seek, Write},
    path::PathBuf,
};

/// A relation of a document, as the merge takes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct RelationSeen {
    pub(super) subject: NodeKey,
    pub(super) object: NodeKey,
    pub(super) predicate: PredicateId,
    pub(super) status: Status,
    pub(super) sentence: u32,
    pub(super) confidence: u8,
}

/// A relation of the run.
#[derive(Debug, Clone, Copy)]
pub(super) struct RelationRecord {
    pub(super) subject: NodeId,
    pub(super) object: NodeId,
    pub(super) doc: DocId,
    pub(super) sentence: u32,
    pub(super) predicate: PredicateId,
    pub(super) status: Status,
    pub(super) confidence: u8,
}

/// The texts of a relation.
#[derive(Debug)]
struct TextRow<'a> {
    trigger: &'a str,
    evidence: &'a str,
}

impl Row for TextRow<'_> {
    const HEADER: &'static [&'static str] = &["trigger", "evidence"];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.trigger).text(self.evidence);
    }
}

/// The texts of a document's relations, one row each.
pub(super) fn texts(document: &Document, relations: &[Relation], no_text: bool) -> Vec<u8> {
    let mut rows = Rows::default();
    for relation in relations {
        let evidence = if no_text { String::new() } else { pieces(document, &relation.evidence) };
        rows.push(&TextRow { trigger: &clean_cell(document.slice(relation.trigger)), evidence: &evidence });
    }
    rows.into_bytes()
}

/// Pieces of the original text with `…` for what is left out.
fn pieces(document: &Document, spans: &[Span]) -> String {
    let pieces: Vec<Cow<'_, str>> = spans.iter().map(|&span| clean_cell(document.slice(span))).collect();
    pieces.join("…")
}

/// Texts of relations in the order of the merge, in an unnamed file.
#[derive(Debug)]
pub(super) struct Spool {
    file: BufWriter<File>,
}

impl Spool {
    pub(super) fn new() -> Result<Spool> {
        let file = tempfile::tempfile().map_err(Error::io("cannot create a temporary file in", folder()))?;
        Ok(Spool { file: BufWriter::with_capacity(1 << 16, file) })
    }

    pub(super) fn write(&mut self, rows: &[u8]) -> Result<()> {
        self.file.write_all(rows).map_err(Error::io("cannot write a temporary file in", folder()))
    }

    /// Calls `each` with trigger and evidence of every relation, in order.
    pub(super) fn read(self, mut each: impl FnMut(&str, &str) -> Result<()>) -> Result<()> {
        let failed = || Error::io("cannot read a temporary file in", folder());
        let mut file = self.file.into_inner().map_err(|e| failed()(e.into_error()))?;
        file.rewind().map_err(failed())?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(std::io::BufReader::with_capacity(1 << 16, file));
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|e| failed()(std::io::Error::other(e)))? {
            each(cell_text(&record[0]), cell_text(&record[1]))?;
        }
        Ok(())
    }
}

fn folder() -> PathBuf {
    std::env::temp_dir()
}
