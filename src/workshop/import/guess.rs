//! Formats by the beginning of a file, where that is certain.

use super::Format;
use serde_json::Value;

/// The format of a file that begins with `head`.
pub(super) fn guess(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"SQLite format 3\0") {
        return Some(Format::Cbdb);
    }
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if text.starts_with(['{', '[']) {
        return guess_json(text);
    }
    let line = text.lines().find(|line| !line.is_empty() && !line.starts_with('#'))?;
    if line.ends_with('/') && line.contains(" [") && line.contains("] /") {
        return Some(Format::Cedict);
    }
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() == 19 && cells[0].parse::<u32>().is_ok() {
        return Some(Format::Geonames);
    }
    let columns: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"')).collect();
    let has = |name: &str| columns.contains(&name);
    if has("item") {
        Some(Format::WikidataCsv)
    } else if has("name") && (has("type") || has("id")) {
        Some(Format::Csv)
    } else {
        None
    }
}

fn guess_json(text: &str) -> Option<Format> {
    let mut lines = text.lines().map(|line| line.trim_end().trim_end_matches(',')).filter(|line| !line.is_empty() && *line != "[");
    let first = lines.next()?;
    if let Ok(record) = serde_json::from_str::<Value>(first)
        && !record["persons"].is_array()
    {
        let has = |names: [&str; 2]| names.iter().all(|name| !record[*name].is_null());
        return if has(["schema", "properties"]) {
            Some(Format::Ftm)
        } else if has(["label", "pattern"]) {
            Some(Format::Spacy)
        } else if has(["id", "labels"]) {
            Some(Format::Wikidata)
        } else {
            None
        };
    }
    // A line longer than what was read, or a document over many lines.
    if ["\"persons\"", "\"memberships\"", "\"organizations\""].iter().any(|key| text.contains(key)) {
        Some(Format::Popolo)
    } else if text.contains("\"labels\"") && (text.contains("\"type\":\"item\"") || text.contains("\"claims\"")) {
        Some(Format::Wikidata)
    } else {
        None
    }
}
