//! Documents in tar archives.

use super::{
    fields::FieldNames,
    format::{Format, format_of, skipped},
    input::{Record, Source, document_id, too_large},
    post::MAX_DOCUMENT_BYTES,
    records::json_object,
};
use std::{
    collections::HashSet,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Names the members of one archive; of equal names the later ones get a number.
#[derive(Debug)]
pub(super) struct Members {
    seen: HashSet<String>,
    count: usize,
    names: FieldNames,
}

impl Members {
    /// None yet; `names` are those of fields in JSON.
    pub(super) fn new(names: &FieldNames) -> Members {
        Members { seen: HashSet::new(), count: 0, names: names.clone() }
    }

    /// A record for the next member.
    pub(super) fn record(&mut self, doc: &str, path: &Path, name: &str, content: io::Result<Source>) -> Record {
        let name = PathBuf::from(name);
        let mut member = document_id(&name, Path::new(""));
        self.count += 1;
        if !self.seen.insert(member.clone()) {
            member = format!("{member}~{}", self.count);
        }
        let (kind, source) = match (format_of(&name), content) {
            (Some(Format::Document(kind)), Ok(source)) => (kind, source),
            (Some(Format::Json), Ok(Source::Bytes(bytes))) => (None, json_object(&bytes, &self.names)),
            (Some(Format::Json), Ok(source)) => (None, source),
            (_, Err(e)) => (None, Source::Fault(e.to_string())),
            (Some(_), Ok(_)) => (None, Source::Skipped("archives and tables inside archives are not read: unpack it".into())),
            (None, Ok(_)) => (None, Source::Skipped(skipped(&name).note())),
        };
        Record { path: format!("{}#{member}", path.display()), doc: format!("{doc}#{member}"), kind, source }
    }
}

/// Reads a member of at most [`MAX_DOCUMENT_BYTES`], whatever its header says of its size.
pub(super) fn member(reader: &mut dyn Read) -> io::Result<Source> {
    let mut bytes = Vec::new();
    reader.take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    Ok(if size > MAX_DOCUMENT_BYTES { Source::Fault(too_large(size)) } else { Source::Bytes(bytes) })
}

/// True for names whose content is needed.
pub(super) fn is_read(name: &str) -> bool {
    matches!(format_of(Path::new(name)), Some(Format::Document(_) | Format::Json))
}

pub(super) fn visit_tar(doc: &str, path: &Path, reader: Box<dyn Read>, names: &FieldNames, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let mut archive = tar::Archive::new(reader);
    let mut members = Members::new(names);
    for entry in archive.entries()? {
        let mut entry = entry?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let source = if entry.size() > MAX_DOCUMENT_BYTES {
            Source::Fault(too_large(entry.size()))
        } else if is_read(&name) {
            let size = entry.size();
            let source = member(&mut entry)?;
            if matches!(&source, Source::Bytes(bytes) if (bytes.len() as u64) < size) {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            source
        } else {
            Source::Bytes(Vec::new())
        };
        if !each(members.record(doc, path, &name, Ok(source))) {
            return Ok(false);
        }
    }
    Ok(true)
}
