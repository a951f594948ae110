//! A line of texts.jsonl: the cleaned text of one document, and the way back to what was read.

use super::reading::TextOrigin;
use crate::{
    corpus::{Post, Record, origin},
    document::{Document, stretches},
    table::DocumentRow,
};
use serde::Serialize;

#[derive(Serialize)]
struct TextLine<'a> {
    doc: &'a str,
    path: &'a str,
    text: &'a str,
    #[serde(flatten)]
    origin: &'a TextOrigin,
}

impl TextOrigin {
    /// Of a post that was read from this record.
    pub(super) fn of(record: &Record, post: &Post, document: &Document) -> TextOrigin {
        let origin = origin(record, post);
        let map = origin.iter().flat_map(|origin| {
            let found = stretches(document, &origin.text, origin.body, origin.is_markup);
            found.into_iter().map(|s| (s.start, s.end, origin.place(s.from), origin.place(s.to)))
        });
        TextOrigin { map: map.collect(), map_of: origin.as_ref().map_or("", |o| o.of).to_owned() }
    }

    /// The line of a document, with its line end.
    pub(super) fn line(&self, row: &DocumentRow, document: &Document) -> Vec<u8> {
        let line = TextLine { doc: &row.doc, path: &row.path, text: &document.text, origin: self };
        // Strings and numbers: nothing that JSON cannot hold.
        let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
