//! A line of texts.jsonl: the cleaned text of one document, and the way back to what was read.

use crate::{
    corpus::{Post, Record, origin},
    document::{Document, stretches},
};
use serde::Serialize;

#[derive(Serialize)]
struct TextLine<'a> {
    doc: &'a str,
    path: &'a str,
    text: &'a str,
    /// What `map` leads to.
    map_of: &'a str,
    /// Characters `[0]..[1]` of the text stand in the bytes `[2]..[3]`.
    map: Vec<(u32, u32, usize, usize)>,
}

/// The line of a document, with its line end.
pub(super) fn line(doc: &str, record: &Record, post: &Post, document: &Document) -> Vec<u8> {
    let origin = origin(record, post);
    let map = origin.iter().flat_map(|origin| {
        let found = stretches(document, &origin.text, origin.body, origin.is_markup);
        found.into_iter().map(|s| (s.start, s.end, origin.place(s.from), origin.place(s.to)))
    });
    let line = TextLine { doc, path: &record.doc, text: &document.text, map: map.collect(), map_of: origin.as_ref().map_or("", |o| o.of) };
    // Strings and numbers: nothing that JSON cannot hold.
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
