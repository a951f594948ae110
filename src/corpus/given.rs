//! Documents that another program hands over instead of files.

use super::{
    fields::{FieldNames, Fields},
    format::{Format, format_of, skipped},
    input::{Record, Source, document_id, encode_control},
    records::json_object,
};
use serde_json::{Map, Value};
use std::path::Path;

/// Documents that another program hands over, in any order.
#[derive(Debug, Default)]
pub struct Records {
    given: Vec<(Option<String>, Body)>,
}

#[derive(Debug)]
enum Body {
    File(Vec<u8>),
    Fields(Map<String, Value>),
}

impl Records {
    /// Adds a file by its bytes; the path, relative to the folder of the whole corpus, tells how they are read.
    pub fn push_file(&mut self, path: String, bytes: Vec<u8>) {
        self.given.push((Some(path), Body::File(bytes)));
    }

    /// Adds a record with named fields, as a line of a .jsonl file. Without a path it goes by its field `id`, or else by its
    /// number from 1.
    pub fn push_fields(&mut self, path: Option<String>, fields: Map<String, Value>) {
        self.given.push((path, Body::Fields(fields)));
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// The documents.
    pub(super) fn into_records(self, names: &FieldNames) -> impl Iterator<Item = Record> {
        (1..).zip(self.given).map(move |(place, (path, body))| {
            let doc = path.as_deref().map(|path| document_id(Path::new(path), Path::new("")));
            let record = |doc: String, kind, source| Record { path: path.clone().unwrap_or_else(|| doc.clone()), doc, kind, source };
            match body {
                Body::Fields(fields) => {
                    let fields = Fields::of_json(&fields, names);
                    let own = || fields.id.as_deref().map(encode_control).filter(|id| !id.trim().is_empty());
                    let doc = doc.or_else(own).unwrap_or_else(|| place.to_string());
                    record(doc, None, Source::Fields(Box::new(fields)))
                }
                Body::File(bytes) => {
                    let doc = doc.unwrap_or_else(|| place.to_string());
                    let (kind, source) = match format_of(Path::new(&doc)) {
                        Some(Format::Document(kind)) => (kind, Source::Bytes(bytes)),
                        Some(Format::Json) => (None, json_object(&bytes, names)),
                        Some(_) => (None, Source::Skipped("a file of several documents: hand over its documents, each with its fields".to_owned())),
                        None => (None, Source::Skipped(skipped(Path::new(&doc)).note())),
                    };
                    record(doc, kind, source)
                }
            }
        })
    }
}
