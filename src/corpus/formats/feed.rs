//! Entries of RSS and Atom feeds.

use crate::corpus::{Fields, Record, Source, input::encode_control};
use std::{
    io::{self, Read},
    path::Path,
};

/// Largest feed that is read.
const MAX_FEED_BYTES: u64 = 128 << 20;

pub(in crate::corpus) fn visit_feed(doc: &str, path: &Path, reader: Box<dyn Read>, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let mut bytes = Vec::new();
    reader.take(MAX_FEED_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FEED_BYTES {
        return Err(io::Error::other(format!("over {MAX_FEED_BYTES} bytes: feeds of that size are not read; split it")));
    }
    let feed = match feed_rs::parser::parse(bytes.as_slice()) {
        Ok(feed) => feed,
        Err(feed_rs::parser::ParseFeedError::ParseError(feed_rs::parser::ParseErrorKind::NoFeedRoot)) => {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "XML that is no feed is not read: make .html, .csv or .jsonl of it"));
        }
        Err(e) => return Err(io::Error::other(e)),
    };
    let outlet = feed.title.map(|title| title.content).unwrap_or_default();
    for (i, entry) in feed.entries.into_iter().enumerate() {
        let content = entry.content.and_then(|content| content.body).or(entry.summary.map(|summary| summary.content));
        let date = entry.published.or(entry.updated).map(|at| at.to_rfc3339());
        let names: Vec<String> = entry.authors.into_iter().filter_map(|author| author.name).collect();
        let fields = Fields::read(|field| match field {
            crate::corpus::fields::Field::Title => entry.title.as_ref().map(|title| title.content.clone()),
            crate::corpus::fields::Field::Html => content.clone(),
            crate::corpus::fields::Field::Date => date.clone(),
            crate::corpus::fields::Field::Outlet => Some(outlet.clone()),
            crate::corpus::fields::Field::Author => Some(names.join(", ")),
            crate::corpus::fields::Field::Url => entry.links.first().map(|link| link.href.clone()),
            crate::corpus::fields::Field::Text | crate::corpus::fields::Field::Id => None,
        });
        let place = i + 1;
        let id = if entry.id.trim().is_empty() { place.to_string() } else { entry.id };
        let record = Record {
            doc: format!("{doc}#{}", encode_control(&id)),
            path: format!("{}#{place}", path.display()),
            kind: None,
            source: Source::Fields(Box::new(fields)),
        };
        if !each(record) {
            return Ok(false);
        }
    }
    Ok(true)
}
