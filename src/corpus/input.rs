//! Finds the documents behind the inputs of a run, in an order that depends on the inputs alone.

use super::{
    post::{Kind, MAX_DOCUMENT_BYTES},
    zstd::Frames,
};
use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashSet},
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Component, Path, PathBuf},
};
use walkdir::WalkDir;

/// Where the bytes of a document come from.
#[derive(Debug)]
pub enum Source {
    /// A file, read by the worker that processes it.
    File(PathBuf),
    /// Bytes from an archive or standard input.
    Bytes(Vec<u8>),
    /// One object of a JSON lines file.
    Json(Box<Value>),
    /// It could not even be reached; the reason.
    Fault(String),
}

/// One document to process.
#[derive(Debug)]
pub struct Record {
    /// Document id: path relative to the input folder, control characters percent-encoded.
    pub doc: String,
    /// Path as the user can open it.
    pub path: String,
    /// How to read it; `None` to tell by its content.
    pub kind: Option<Kind>,
    /// Its bytes.
    pub source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Document(Option<Kind>),
    Tar(Compression),
    JsonLines(Compression),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstd,
}

#[derive(Debug)]
enum Found {
    File(PathBuf, Format),
    Fault(PathBuf, String),
}

/// The inputs of a run: files found, in order, not yet read.
#[derive(Debug)]
pub struct Inputs {
    /// By document id (of an archive: the id of the archive itself).
    found: BTreeMap<String, Found>,
    stdin: bool,
    /// Files that were passed over because their ending is none that guanxi reads.
    pub ignored: usize,
}

impl Inputs {
    /// Walks the given paths. `-` is standard input.
    ///
    /// # Errors
    /// [`Error::Input`] when a path does not exist: the only fault that ends a run before it begins. Unreadable
    /// subfolders and symbolic link loops become records with a [`Source::Fault`].
    pub fn find(paths: &[PathBuf]) -> Result<Inputs> {
        let mut inputs = Inputs { found: BTreeMap::new(), stdin: false, ignored: 0 };
        let base = common_base(paths);
        for path in paths {
            if path.as_os_str() == "-" {
                inputs.stdin = true;
                continue;
            }
            let meta = std::fs::metadata(path).map_err(|e| Error::Input {
                path: path.display().to_string(),
                reason: e.to_string(),
                remedy: "name an existing file or folder of posts, or - for standard input",
            })?;
            if meta.is_dir() {
                inputs.walk(path, &base);
            } else {
                let format = format_of(path).unwrap_or(Format::Document(None));
                inputs.found.insert(document_id(path, &base), Found::File(path.clone(), format));
            }
        }
        if inputs.stdin && !inputs.found.is_empty() {
            return Err(Error::Input {
                path: "-".into(),
                reason: "standard input cannot be read together with files".into(),
                remedy: "run guanxi on the files, or on - alone",
            });
        }
        Ok(inputs)
    }

    fn walk(&mut self, folder: &Path, base: &Path) {
        for entry in WalkDir::new(folder).follow_links(true) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => match format_of(entry.path()) {
                    Some(_) if !entry.file_type().is_file() => {
                        let path = entry.into_path();
                        self.found.insert(document_id(&path, base), Found::Fault(path, "not a regular file".into()));
                    }
                    Some(format) => {
                        let path = entry.into_path();
                        self.found.insert(document_id(&path, base), Found::File(path, format));
                    }
                    None => self.ignored += 1,
                },
                Err(e) => {
                    let path = e.path().unwrap_or(folder).to_owned();
                    let reason = match e.loop_ancestor() {
                        Some(ancestor) => format!("symbolic link loops back to {}", document_id(ancestor, base)),
                        None => e.io_error().map_or_else(|| e.to_string(), ToString::to_string),
                    };
                    self.found.insert(document_id(&path, base), Found::Fault(path, reason));
                }
            }
        }
    }

    /// True where standard input is the only input.
    pub fn is_stdin(&self) -> bool {
        self.stdin && self.found.is_empty()
    }

    /// Number of documents, where it can be told without reading: archives count as one.
    pub fn len_hint(&self) -> usize {
        self.found.len() + usize::from(self.stdin)
    }

    /// Calls `each` for every document in order until it returns false. Files are named, not read; members of
    /// archives and lines of JSONL files are handed over as bytes.
    pub fn visit(&self, each: &mut dyn FnMut(Record) -> bool) {
        for (doc, found) in &self.found {
            let go_on = match found {
                Found::Fault(path, reason) => {
                    each(Record { doc: doc.clone(), path: path.display().to_string(), kind: None, source: Source::Fault(reason.clone()) })
                }
                Found::File(path, Format::Document(kind)) => {
                    each(Record { doc: doc.clone(), path: path.display().to_string(), kind: *kind, source: Source::File(path.clone()) })
                }
                Found::File(path, Format::Tar(compression)) => visit_or_fault(doc, path, each, |each| visit_tar(doc, path, *compression, each)),
                Found::File(path, Format::JsonLines(compression)) => {
                    visit_or_fault(doc, path, each, |each| visit_json_lines(doc, path, *compression, each))
                }
            };
            if !go_on {
                return;
            }
        }
        if self.stdin {
            let mut bytes = Vec::new();
            let source = match io::stdin().lock().take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes) {
                Ok(_) => Source::Bytes(bytes),
                Err(e) => Source::Fault(e.to_string()),
            };
            each(Record { doc: "-".into(), path: "-".into(), kind: None, source });
        }
    }
}

/// An archive that breaks off is reported as one more record; what came before stays.
fn visit_or_fault(
    doc: &str,
    path: &Path,
    each: &mut dyn FnMut(Record) -> bool,
    read: impl FnOnce(&mut dyn FnMut(Record) -> bool) -> io::Result<bool>,
) -> bool {
    match read(each) {
        Ok(go_on) => go_on,
        Err(e) => each(Record {
            doc: doc.to_owned(),
            path: path.display().to_string(),
            kind: None,
            source: Source::Fault(format!("cannot be read to its end: {e}")),
        }),
    }
}

fn open(path: &Path, compression: Compression) -> io::Result<Box<dyn Read>> {
    let file = BufReader::with_capacity(1 << 16, File::open(path)?);
    Ok(match compression {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
        Compression::Zstd => Box::new(Frames::new(file)),
    })
}

fn visit_tar(doc: &str, path: &Path, compression: Compression, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let mut archive = tar::Archive::new(open(path, compression)?);
    let mut seen = HashSet::new();
    let mut members = 0;
    for entry in archive.entries()? {
        let mut entry = entry?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = PathBuf::from(String::from_utf8_lossy(&entry.path_bytes()).into_owned());
        let Some(Format::Document(kind)) = format_of(&name) else { continue };
        let source = if entry.size() > MAX_DOCUMENT_BYTES {
            Source::Fault(too_large(entry.size()))
        } else {
            let mut bytes = Vec::with_capacity(entry.size() as usize);
            entry.read_to_end(&mut bytes)?;
            if (bytes.len() as u64) < entry.size() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Source::Bytes(bytes)
        };
        let mut member = document_id(&name, Path::new(""));
        members += 1;
        if !seen.insert(member.clone()) {
            member = format!("{member}~{members}");
        }
        let record = Record { path: format!("{}#{member}", path.display()), doc: format!("{doc}#{member}"), kind, source };
        if !each(record) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn visit_json_lines(doc: &str, path: &Path, compression: Compression, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let reader = BufReader::new(open(path, compression)?);
    let mut seen = HashSet::new();
    for (i, line) in reader.split(b'\n').enumerate() {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let (id, source) = match serde_json::from_slice::<Value>(&line) {
            Ok(value @ Value::Object(_)) => {
                let id = ["id", "doc"].iter().find_map(|key| value[*key].as_str()).map(str::to_owned);
                (id, Source::Json(Box::new(value)))
            }
            Ok(_) => (None, Source::Fault(format!("line {}: not a JSON object", i + 1))),
            Err(e) => (None, Source::Fault(format!("line {}: {e}", i + 1))),
        };
        let mut id = id.unwrap_or_else(|| (i + 1).to_string());
        if !seen.insert(id.clone()) {
            id = format!("{id}~{}", i + 1);
        }
        let record = Record { doc: format!("{doc}#{}", encode_control(&id)), path: format!("{}#{}", path.display(), i + 1), kind: None, source };
        if !each(record) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The note of a document beyond the size limit.
pub(super) fn too_large(bytes: u64) -> String {
    format!("{bytes} bytes: documents over {MAX_DOCUMENT_BYTES} bytes are not read; split it")
}

fn format_of(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let (stem, compression) = if let Some(stem) = name.strip_suffix(".gz") {
        (stem.to_owned(), Compression::Gzip)
    } else if let Some(stem) = name.strip_suffix(".zst") {
        (stem.to_owned(), Compression::Zstd)
    } else if let Some(stem) = name.strip_suffix(".tgz") {
        (format!("{stem}.tar"), Compression::Gzip)
    } else {
        (name, Compression::None)
    };
    let extension = stem.rsplit_once('.').map(|(_, e)| e)?;
    match (extension, compression) {
        ("tar", c) => Some(Format::Tar(c)),
        ("jsonl" | "ndjson", c) => Some(Format::JsonLines(c)),
        ("md" | "markdown", Compression::None) => Some(Format::Document(Some(Kind::Jekyll))),
        ("html" | "htm" | "xhtml", Compression::None) => Some(Format::Document(Some(Kind::Html))),
        ("txt", Compression::None) => Some(Format::Document(Some(Kind::Text))),
        _ => None,
    }
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

/// Document id of a path: relative to `base`, `/` between parts, control characters percent-encoded.
pub fn document_id(path: &Path, base: &Path) -> String {
    let relative = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<String> = relative
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(encode_control(&name.to_string_lossy())),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect();
    parts.join("/")
}

fn encode_control(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // A backslash would end the quoting of some CSV readers; invalid bytes have become U+FFFD.
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
    }

    #[test]
    fn several_inputs_share_the_nearest_folder_above() {
        let base = |paths: &[&str]| common_base(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(base(&["a/b/x.md", "a/c/y.md"]), Path::new("a"));
        assert_eq!(base(&["a/b/x.md"]), Path::new("a/b"));
        assert_eq!(base(&["-"]), Path::new(""));
    }
}
