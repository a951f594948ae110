//! What one document says for itself, before anything is known of the others: what `guanxi facts` keeps.

use crate::{corpus::Record, document::Document, guard::guarded, id::DocKey, relation::Relation, resolve::LinkedMention, table::DocumentRow};
use std::collections::BTreeMap;

/// A document as read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) key: DocKey,
    /// Its row as far as it can be told: `ok` stands for what was read and is asked for.
    pub(super) row: DocumentRow,
    /// Hash of what was read, for the manifest.
    pub(super) input_hash: [u8; 32],
    /// Its cleaned text; none where there is none, or where nobody will ask for that of an older version.
    pub(super) document: Option<Document>,
    /// What was found in it; none where nothing was looked for.
    pub(super) found: Option<Found>,
    /// The way back to what was read, where it is asked for.
    pub(super) origin: Option<TextOrigin>,
}

/// What was found in a document.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub(super) mentions: Vec<LinkedMention>,
    pub(super) relations: Vec<Relation>,
    /// Lines of the curation with the number of places that each decided.
    pub(super) curation: BTreeMap<u32, u64>,
}

/// Where the characters of a text stand in what was read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct TextOrigin {
    /// What `map` leads to: `file`, `field`, or nothing.
    pub(super) map_of: String,
    /// Characters `[0]..[1]` of the text stand in the bytes `[2]..[3]`.
    pub(super) map: Vec<(u32, u32, usize, usize)>,
}

impl Reading {
    /// Of a document that has not been read yet.
    pub(super) fn of(record: &Record) -> Reading {
        let reason = record.source.reason().unwrap_or_default();
        let key = DocKey::of(&record.doc);
        Reading {
            key,
            row: DocumentRow { doc: key.doc_id(), path: record.doc.clone(), status: "ok", ..DocumentRow::default() },
            input_hash: *blake3::hash(reason.as_bytes()).as_bytes(),
            document: None,
            found: None,
            origin: None,
        }
    }

    /// Goes on with the document. None where guanxi fails on it, which its row then tells; nothing counts as found in it.
    pub(super) fn step<T>(&mut self, step: impl FnOnce(&mut Reading) -> T) -> Option<T> {
        guarded(|| step(self)).map_err(|reason| self.fail(&reason)).ok()
    }

    /// Makes the row one of a document that cannot be read.
    pub(super) fn fail(&mut self, reason: &str) {
        self.row.status = "error";
        note(&mut self.row, reason);
        // Its text stays: its lines count where lines are counted, as at the first look.
        (self.found, self.origin) = (None, None);
    }
}

/// Adds a remark to a row.
pub(super) fn note(row: &mut DocumentRow, text: &str) {
    if !row.note.is_empty() {
        row.note.push_str("; ");
    }
    row.note.push_str(text);
}
