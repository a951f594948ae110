//! Finds the documents behind the inputs of a run, in an order that depends on the inputs alone.

use super::{
    archive::visit_tar,
    fields::{FieldNames, Fields},
    format::{Compression, Format, format_of, open, skipped},
    formats,
    given::Records,
    met::{Met, by_id, once},
    post::{Kind, MAX_DOCUMENT_BYTES},
    records::{json_alone, visit_json, visit_json_lines, visit_table},
};
use crate::{
    error::{Error, Result},
    guard::guarded,
    named::{self, Named, named},
};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Component, Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// Where the bytes of a document come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file, read by the worker that processes it.
    File(PathBuf),
    /// Bytes from an archive or standard input.
    Bytes(Vec<u8>),
    /// One record of a JSON, CSV or feed file.
    Fields(Box<Fields>),
    /// It could not even be reached; the reason.
    Fault(String),
    /// Of a kind that is not read; which, and the remedy.
    Skipped(String),
}

impl Source {
    /// Why there is nothing to read, where that is so.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Source::Fault(reason) | Source::Skipped(reason) => Some(reason),
            _ => None,
        }
    }
}

/// One document to process.
#[derive(Debug, Clone)]
pub struct Record {
    /// Path relative to the input folder, control characters percent-encoded; `archive#member` inside archives and files
    /// of several documents.
    pub doc: String,
    /// Path as the user can open it.
    pub path: String,
    /// How to read it; `None` to tell by its content.
    pub kind: Option<Kind>,
    /// Its bytes.
    pub source: Source,
}

#[derive(Debug)]
enum Found {
    File(PathBuf, Format),
    Fault(PathBuf, String),
    Skipped(PathBuf, String),
    Given(Box<Record>),
}

/// The inputs of a run: files found, in order, not yet read.
#[derive(Debug)]
pub struct Inputs {
    /// By document id (of an archive: the id of the archive itself).
    found: BTreeMap<String, Found>,
    stdin: bool,
    names: FieldNames,
    remarks: Vec<String>,
}

/// The file that tells an output folder from one of posts.
const MANIFEST: &str = "manifest.json";
/// The tables of which one stands beside it.
const LEDGERS: [&str; 2] = ["documents.csv", "documents.parquet"];
/// The folder in an output folder that holds the files of a run that has not ended.
pub(crate) const UNFINISHED: &str = ".guanxi-new";
/// The folder in an output folder that holds what an unfinished run has kept.
pub(crate) const KEPT: &str = ".guanxi-facts";

impl Inputs {
    /// Walks the given paths. `-` is standard input. `names` are those of fields in JSON and CSV records. The paths of
    /// documents are relative to the one folder given, or to the nearest one above all inputs.
    ///
    /// # Errors
    /// [`Error::Input`] when a path does not exist or is a file of a kind that is not read: the only faults that end a run
    /// before it begins. Unreadable subfolders and symbolic link loops become records with a [`Source::Fault`], files of
    /// other kinds and output folders of earlier runs records with [`Source::Skipped`].
    pub fn find(paths: &[PathBuf], names: FieldNames) -> Result<Inputs> {
        Inputs::find_below(None, paths, names)
    }

    /// The same, with paths of documents relative to a folder of which the inputs are a part: what is named is read as a walk
    /// through that folder reads it, and has the same path.
    ///
    /// # Errors
    /// Those of [`Inputs::find`], and [`Error::Input`] for a path that does not lie in the folder.
    pub fn find_below(base: Option<&Path>, paths: &[PathBuf], names: FieldNames) -> Result<Inputs> {
        if let Some(base) = base {
            if !base.is_dir() {
                return Err(Error::Input {
                    path: base.display().to_string(),
                    reason: "is no folder, and paths are to be relative to it".into(),
                    remedy: "name the folder of the whole corpus",
                });
            }
            if let Some(outside) = paths.iter().find(|path| path.as_os_str() != "-" && !path.starts_with(base)) {
                named(outside, NAME_POSTS)?;
                return Err(Error::Input {
                    path: outside.display().to_string(),
                    reason: format!("does not lie in {}, the folder that paths are to be relative to", base.display()),
                    remedy: "write both the same way, beginning with that folder",
                });
            }
        }
        let is_part = base.is_some();
        let (paths, remarks) = once(paths);
        let base = base.map_or_else(|| common_base(&paths), Path::to_owned);
        let mut inputs = Inputs { found: BTreeMap::new(), stdin: false, names, remarks };
        let mut met = Vec::new();
        for (by, path) in paths.iter().enumerate() {
            if path.as_os_str() == "-" {
                inputs.stdin = true;
                continue;
            }
            let is = named(path, NAME_POSTS)?;
            if is == Named::Folder || is == Named::File && is_part {
                inputs.walk((by, path), &base, &mut met);
                continue;
            }
            let id = document_id(path, &base);
            let found = match (is, format_of(path)) {
                (Named::Pipe, format) => Found::Given(Box::new(piped(path, id.clone(), format, &inputs.names)?)),
                (_, Some(format)) => Found::File(path.clone(), format),
                (_, None) if skipped(path).is_certain => {
                    let skipped = skipped(path);
                    return Err(Error::Input { path: path.display().to_string(), reason: skipped.what, remedy: skipped.remedy });
                }
                (_, None) if begins_with_brace(path) => Found::File(path.clone(), Format::Json),
                (_, None) => Found::File(path.clone(), Format::Document(None)),
            };
            met.push(Met { by, id, path: path.clone(), found, is_passed_over: false });
        }
        let (found, remarks) = by_id(met, &paths);
        inputs.found = found;
        inputs.remarks.extend(remarks);
        if inputs.stdin && !inputs.found.is_empty() {
            return Err(Error::Input {
                path: "-".into(),
                reason: "standard input cannot be read together with files".into(),
                remedy: "run guanxi on the files, or on - alone",
            });
        }
        Ok(inputs)
    }

    /// Documents that another program hands over, in the order of their paths.
    ///
    /// # Errors
    /// [`Error::Input`] when two have one path.
    pub fn given(records: Records, names: FieldNames) -> Result<Inputs> {
        let mut found = BTreeMap::new();
        for record in records.into_records(&names) {
            let path = record.doc.clone();
            if found.insert(path.clone(), Found::Given(Box::new(record))).is_some() {
                let reason = "two records have this path".to_owned();
                return Err(Error::Input { path, reason, remedy: "give each record a path, or an id, of its own" });
            }
        }
        Ok(Inputs { found, stdin: false, names, remarks: Vec::new() })
    }

    fn walk(&mut self, (by, folder): (usize, &Path), base: &Path, met: &mut Vec<Met<Found>>) {
        let mut walk = WalkDir::new(folder).follow_links(true).into_iter();
        while let Some(entry) = walk.next() {
            let (path, found) = match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if !is_output(&entry) {
                        continue;
                    }
                    if entry.depth() == 0 {
                        self.remarks.push(format!("{}: an output folder of guanxi, in which nothing is read: name the posts", folder.display()));
                    }
                    walk.skip_current_dir();
                    (entry.into_path(), Err(Ok("an output folder of guanxi: name its inputs, not its results".to_owned())))
                }
                Ok(entry) if !entry.file_type().is_file() => {
                    (entry.into_path(), Err(Err("not a regular file: save what it gives as one, or name it itself".to_owned())))
                }
                Ok(entry) => {
                    let path = entry.into_path();
                    let format = format_of(&path).ok_or_else(|| Ok(skipped(&path).note()));
                    (path, format)
                }
                Err(e) => {
                    let path = e.path().unwrap_or(folder).to_owned();
                    let reason = match e.loop_ancestor() {
                        Some(ancestor) => format!("symbolic link loops back to {}: nothing to do", shown(ancestor, base)),
                        None => e.io_error().map_or_else(|| e.to_string(), cannot_read),
                    };
                    (path, Err(Err(reason)))
                }
            };
            let id = shown(&path, base);
            let (found, is_passed_over) = match found {
                Ok(format) => (Found::File(path.clone(), format), false),
                Err(Ok(note)) => (Found::Skipped(path.clone(), note), true),
                Err(Err(reason)) => (Found::Fault(path.clone(), reason), true),
            };
            met.push(Met { by, id, path, found, is_passed_over });
        }
    }

    /// What a user should know of the paths that were named: which of them are one, which hold results.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Names of fields in records.
    pub fn names(&self) -> &FieldNames {
        &self.names
    }

    /// True where standard input is the only input.
    pub fn is_stdin(&self) -> bool {
        self.stdin && self.found.is_empty()
    }

    /// Files met that are not read.
    pub fn skipped(&self) -> usize {
        self.found.values().filter(|found| matches!(found, Found::Skipped(..))).count()
    }

    /// Number of documents, where it can be told without reading: archives count as one.
    pub fn len_hint(&self) -> usize {
        self.found.values().filter(|found| !matches!(found, Found::Skipped(..))).count() + usize::from(self.stdin)
    }

    /// Calls `each` for every document in order until it returns false. Files are named, not read; members of
    /// archives and records of files that hold several are handed over.
    pub fn visit(&self, each: &mut dyn FnMut(Record) -> bool) {
        self.visit_files(&mut |_, record| each(record));
    }

    /// The same with the id of the file that holds the document: that of the document where the file holds one.
    pub fn visit_files(&self, each: &mut dyn FnMut(&str, Record) -> bool) {
        for (doc, found) in &self.found {
            let each = &mut |record: Record| each(doc, record);
            let record = |path: &Path, kind, source| Record { doc: doc.clone(), path: path.display().to_string(), kind, source };
            let go_on = match found {
                Found::Fault(path, reason) => each(record(path, None, Source::Fault(reason.clone()))),
                Found::Skipped(path, note) => each(record(path, None, Source::Skipped(note.clone()))),
                Found::Given(given) => each(Record::clone(given)),
                Found::File(path, Format::Document(kind)) => each(record(path, *kind, Source::File(path.clone()))),
                Found::File(path, format) => visit_or_fault(doc, path, each, |each| self.members(doc, path, *format, each)),
            };
            if !go_on {
                return;
            }
        }
        if self.stdin {
            let mut bytes = Vec::new();
            let source = match io::stdin().lock().take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes) {
                Ok(_) => alone(bytes, &self.names),
                Err(e) => Source::Fault(cannot_read(&e)),
            };
            each("-", Record { doc: "-".into(), path: "-".into(), kind: None, source });
        }
    }

    /// The documents in a file that holds several.
    fn members(&self, doc: &str, path: &Path, format: Format, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
        let file = |compression| open(path, compression);
        match format {
            Format::Document(_) => Ok(true),
            Format::Tar(compression) => visit_tar(doc, path, file(compression)?, &self.names, each),
            Format::JsonLines(compression) => visit_json_lines(doc, path, file(compression)?, &self.names, each),
            Format::Json => visit_json(doc, path, file(Compression::None)?, &self.names, each),
            Format::Table(separator) => visit_table(doc, path, separator, &self.names, each),
            Format::Feed => formats::visit_feed(doc, path, file(Compression::None)?, each),
            Format::Warc(compression) => formats::visit_warc(doc, path, file(compression)?, each),
            Format::Zip => formats::visit_zip(doc, path, &self.names, each),
            Format::Docx => formats::visit_docx(doc, path, each),
            Format::Epub => formats::visit_epub(doc, path, each),
        }
    }
}

/// What to name where nothing is.
const NAME_POSTS: &str = "name an existing file or folder of posts, or - for standard input";

/// The one document that a pipe gives.
fn piped(path: &Path, doc: String, format: Option<Format>, names: &FieldNames) -> Result<Record> {
    let refused =
        |reason: &str| Error::Input { path: path.display().to_string(), reason: reason.to_owned(), remedy: "save it as a file, and name that" };
    let kind = match format {
        Some(Format::Document(kind)) => kind,
        None | Some(Format::Json) => None,
        Some(_) => return Err(refused("a pipe, which gives one document; by its name it holds several")),
    };
    let bytes = named::read(path, MAX_DOCUMENT_BYTES).map_err(|e| refused(&cannot_read(&e)))?;
    let source = if kind.is_none() { alone(bytes, names) } else { Source::Bytes(bytes) };
    Ok(Record { doc, path: path.display().to_string(), kind, source })
}

/// A document without a name: an object of JSON, or a text.
fn alone(bytes: Vec<u8>, names: &FieldNames) -> Source {
    if bytes.trim_ascii_start().starts_with(b"{") { json_alone(&bytes, names) } else { Source::Bytes(bytes) }
}

/// Why a file cannot be read, and what to do.
pub(super) fn cannot_read(e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::PermissionDenied => format!("{e}: let the user who runs guanxi read it (chmod)"),
        io::ErrorKind::NotFound => format!("{e}: is it a link to what is gone? Remove or mend it"),
        _ if e.to_string().contains("symbolic links") => format!("{e}: it leads back to itself; remove it"),
        _ => format!("{e}: mend it, or leave it out"),
    }
}

/// The id of what a walk met; of the base itself a dot.
fn shown(path: &Path, base: &Path) -> String {
    let id = document_id(path, base);
    if id.is_empty() { ".".to_owned() } else { id }
}

/// True for a file of any name that is an object of JSON.
fn begins_with_brace(path: &Path) -> bool {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 10).read_to_end(&mut begin));
    read.is_ok() && begin.trim_ascii_start().starts_with(b"{")
}

/// True for a folder of results or facts.
fn is_output(folder: &DirEntry) -> bool {
    let holds = |name: &str| folder.path().join(name).is_file();
    [UNFINISHED, KEPT].iter().any(|hidden| folder.file_name() == *hidden) || holds(MANIFEST) && LEDGERS.into_iter().any(holds)
}

/// An archive that breaks off is reported as one more record; what came before stays.
fn visit_or_fault(
    doc: &str,
    path: &Path,
    each: &mut dyn FnMut(Record) -> bool,
    read: impl FnOnce(&mut dyn FnMut(Record) -> bool) -> io::Result<bool>,
) -> bool {
    let mut records = 0;
    let mut counted = |record: Record| {
        records += 1;
        each(record)
    };
    match guarded(|| read(&mut counted)).unwrap_or_else(|failed| Err(io::Error::other(failed))) {
        Ok(go_on) if records > 0 => go_on,
        Ok(_) => {
            let source = Source::Skipped("no document in it: nothing to do".to_owned());
            each(Record { doc: doc.to_owned(), path: path.display().to_string(), kind: None, source })
        }
        Err(e) => {
            let (doc, path) = (doc.to_owned(), path.display().to_string());
            let source = match e.kind() {
                io::ErrorKind::Unsupported => Source::Skipped(e.to_string()),
                _ => Source::Fault(format!("cannot be read to its end: {e}")),
            };
            each(Record { doc, path, kind: None, source })
        }
    }
}

/// The note of a document beyond the size limit.
pub(super) fn too_large(bytes: u64) -> String {
    format!("{bytes} bytes: documents over {MAX_DOCUMENT_BYTES} bytes are not read; split it")
}

/// The folder that document ids are relative to: the one folder given, or the nearest one above all inputs.
fn common_base(paths: &[PathBuf]) -> PathBuf {
    let folder_of = |path: &PathBuf| {
        if path.is_dir() { path.clone() } else { path.parent().map(Path::to_owned).unwrap_or_default() }
    };
    let mut folders = paths.iter().filter(|p| p.as_os_str() != "-").map(folder_of);
    let Some(first) = folders.next() else { return PathBuf::new() };
    folders.fold(first, |base, folder| base.components().zip(folder.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect())
}

/// Document id of a path: relative to `base`, `/` between parts, control characters and what is no UTF-8 percent-encoded.
pub fn document_id(path: &Path, base: &Path) -> String {
    let relative = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<String> = relative
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(encode_name(name.as_encoded_bytes())),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect();
    parts.join("/")
}

/// A name that is perhaps no UTF-8, so that other names have other texts.
pub(super) fn encode_name(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        out.push_str(&encode_control(chunk.valid()));
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
    }
    out
}

pub(super) fn encode_control(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // A backslash would end the quoting of some CSV readers.
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\\') {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_relative_and_free_of_control_characters() {
        let id = |path: &str, base: &str| document_id(Path::new(path), Path::new(base));
        assert_eq!(id("posts/2020-07-01/a\nb.md", "posts"), "2020-07-01/a%0Ab.md");
        assert_eq!(id("posts/,\"甲\".md", "posts"), ",\"甲\".md");
        assert_eq!(id("a\\b.md", ""), "a%5Cb.md");
        assert_eq!(id("../x/a.md", "../x"), "a.md");
        assert_eq!(encode_name(b"\xD0\xC2\xCE\xC5.txt"), "%D0%C2%CE%C5.txt");
        assert_eq!(encode_name("新\n闻".as_bytes()), "新%0A闻");
    }

    #[test]
    fn several_inputs_share_the_nearest_folder_above() {
        let base = |paths: &[&str]| common_base(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(base(&["a/b/x.md", "a/c/y.md"]), Path::new("a"));
        assert_eq!(base(&["a/b/x.md"]), Path::new("a/b"));
        assert_eq!(base(&["-"]), Path::new(""));
    }
}
