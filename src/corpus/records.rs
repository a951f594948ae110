//! Files that hold several documents as records: JSON, JSON lines, CSV.

use super::{
    decode::decode,
    fields::{Field, FieldNames, Fields},
    input::{Record, Source, encode_control},
    limited::Limited,
    post::MAX_DOCUMENT_BYTES,
    quotes::Quotes,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashSet},
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

/// Largest file of JSON that is read whole; larger ones belong in lines.
const MAX_JSON_BYTES: u64 = 256 << 20;

/// Names the records of one file.
struct Ids {
    seen: HashSet<String>,
}

impl Ids {
    fn new() -> Ids {
        Ids { seen: HashSet::new() }
    }

    /// A record of a file: by its own id, else by its place (from 1).
    fn record(&mut self, doc: &str, path: &Path, place: usize, source: Source) -> Record {
        let own = match &source {
            Source::Fields(fields) => fields.id.clone().filter(|id| !id.trim().is_empty()),
            _ => None,
        };
        let mut id = own.unwrap_or_else(|| place.to_string());
        if !self.seen.insert(id.clone()) {
            id = format!("{id}~{place}");
        }
        Record { doc: format!("{doc}#{}", encode_control(&id)), path: format!("{}#{place}", path.display()), kind: None, source }
    }
}

pub(super) fn visit_json_lines(
    doc: &str,
    path: &Path,
    reader: Box<dyn Read>,
    names: &FieldNames,
    each: &mut dyn FnMut(Record) -> bool,
) -> io::Result<bool> {
    let mut ids = Ids::new();
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    for i in 0.. {
        line.clear();
        if read_line(&mut reader, &mut line)? == 0 {
            break;
        }
        let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if line.len() as u64 > MAX_DOCUMENT_BYTES {
            let source = Source::Fault(format!("line {}: over {MAX_DOCUMENT_BYTES} bytes: write one document a line", i + 1));
            if !each(ids.record(doc, path, i + 1, source)) {
                return Ok(false);
            }
            continue;
        }
        let source = match serde_json::from_slice::<Value>(line) {
            Ok(Value::Object(object)) => Source::Fields(Box::new(Fields::of_json(&object, names))),
            Ok(_) => Source::Fault(format!("line {}: not a JSON object: write one document a line, {{…}}", i + 1)),
            // The place within the line is at its end.
            Err(e) => Source::Fault(format!("line {}: {}", i + 1, not_json(&e).replace("line 1 column", "column"))),
        };
        if !each(ids.record(doc, path, i + 1, source)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads a line and gives its length; of one that is too long for a document just more than that is kept.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    let mut length = 0;
    loop {
        let buffer = reader.fill_buf()?;
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        if line.len() as u64 <= MAX_DOCUMENT_BYTES {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        length += used;
        reader.consume(used);
        if end.is_some() || used == 0 {
            return Ok(length);
        }
    }
}

/// One object of JSON as a record.
pub(super) fn json_object(bytes: &[u8], names: &FieldNames) -> Source {
    let value = decode(bytes).and_then(|(text, _)| serde_json::from_str(&text).map_err(|e| not_json(&e)));
    match value {
        Ok(Value::Object(object)) => Source::Fields(Box::new(Fields::of_json(&object, names))),
        Ok(_) => Source::Fault("no JSON object with a text".to_owned()),
        Err(reason) => Source::Fault(reason),
    }
}

/// The same of bytes without a name, which are one document: lines of JSON are several.
pub(super) fn json_alone(bytes: &[u8], names: &FieldNames) -> Source {
    let source = json_object(bytes, names);
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    if matches!(source, Source::Fault(_)) && values.next().is_some_and(|value| value.is_ok()) && values.next().is_some_and(|value| value.is_ok()) {
        return Source::Fault("lines of JSON, and standard input or a pipe is one document: save them as a .jsonl file".to_owned());
    }
    source
}

/// What is said of text that is no JSON.
fn not_json(e: &serde_json::Error) -> String {
    format!("not JSON: {e}: mend it there, or leave the document out")
}

pub(super) fn visit_json(
    doc: &str,
    path: &Path,
    reader: Box<dyn Read>,
    names: &FieldNames,
    each: &mut dyn FnMut(Record) -> bool,
) -> io::Result<bool> {
    let mut bytes = Vec::new();
    reader.take(MAX_JSON_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_JSON_BYTES {
        return Err(io::Error::other(format!("over {MAX_JSON_BYTES} bytes: write it as JSON lines (.jsonl), one document a line")));
    }
    let (text, _) = decode(&bytes).map_err(io::Error::other)?;
    match serde_json::from_str::<Value>(&text).map_err(|e| io::Error::other(not_json(&e)))? {
        Value::Object(object) => {
            let source = Source::Fields(Box::new(Fields::of_json(&object, names)));
            Ok(each(Record { doc: doc.to_owned(), path: path.display().to_string(), kind: None, source }))
        }
        Value::Array(items) => {
            let mut ids = Ids::new();
            for (i, item) in items.into_iter().enumerate() {
                let source = match item {
                    Value::Object(object) => Source::Fields(Box::new(Fields::of_json(&object, names))),
                    _ => Source::Fault(format!("item {}: not a JSON object", i + 1)),
                };
                if !each(ids.record(doc, path, i + 1, source)) {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Err(io::Error::other("neither an object nor an array of objects")),
    }
}

pub(super) fn visit_table(doc: &str, path: &Path, separator: u8, names: &FieldNames, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let (file, allowance) = Limited::new(File::open(path)?, "a row is longer than any document: is a quote never closed?");
    allowance.renew(MAX_DOCUMENT_BYTES);
    let (file, opened) = Quotes::new(file, separator);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(file);
    let text = |bytes: &[u8]| decode(bytes).map(|(text, _)| text.into_owned()).unwrap_or_default();
    let header: Vec<String> = reader.byte_headers().map_err(io::Error::other)?.iter().map(text).collect();
    let columns: Vec<&str> = header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let missing = names.missing(&columns);
    if !missing.is_empty() {
        let shown = columns.join(", ");
        return Err(io::Error::other(format!("no column {}: its header has {shown}", missing.join(", "))));
    }
    let chosen = names.choose(&columns);
    if !chosen.contains_key(&Field::Text) && !chosen.contains_key(&Field::Html) {
        let shown = columns.join(", ");
        let message = format!("no column for the text among {shown}: name it with fields text=COLUMN, or leave the table out");
        return Err(io::Error::new(io::ErrorKind::Unsupported, message));
    }
    let place = |name: &str| columns.iter().position(|column| *column == name);
    let columns: BTreeMap<Field, usize> = chosen.iter().filter_map(|(field, name)| Some((*field, place(name)?))).collect();
    let mut ids = Ids::new();
    let mut row = csv::ByteRecord::new();
    let mut at = 0;
    loop {
        at += 1;
        allowance.renew(MAX_DOCUMENT_BYTES);
        let read = reader.read_byte_record(&mut row);
        let quote = opened.before(reader.position().line());
        let source = match read {
            Ok(false) => return Ok(true),
            Ok(true) if let Some(quote) = quote => Source::Fault(quote.told()),
            Ok(true) => {
                let cells: csv::StringRecord = row.iter().map(text).collect();
                let mut fields = Fields::of_row(&cells, &columns);
                if row.len() > header.len() {
                    let line = row.position().map_or(0, csv::Position::line);
                    let (cells, columns) = (row.len(), header.len());
                    let what = format!("line {line}: {cells} cells under {columns} columns: put cells that hold the separator in quotes");
                    fields.note = Some(what);
                }
                Source::Fields(Box::new(fields))
            }
            Err(e) if e.is_io_error() => return Err(io::Error::other(e)),
            Err(e) => Source::Fault(format!("row {at}: {e}")),
        };
        if !each(ids.record(doc, path, at, source)) {
            return Ok(false);
        }
    }
}
