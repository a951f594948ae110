//! Which files are read, and how; what is said of those that are not.

use super::{post::Kind, zstd::Frames};
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// It is one document.
    Document(Option<Kind>),
    Tar(Compression),
    JsonLines(Compression),
    /// One object, or an array of objects.
    Json,
    /// A table with a header, and what separates its columns.
    Table(u8),
    /// RSS or Atom.
    Feed,
    Warc(Compression),
    Zip,
    Docx,
    Epub,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// The format of a file, by its name; `None` for kinds that are not read.
pub(super) fn format_of(path: &Path) -> Option<Format> {
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
        ("warc", c) => Some(Format::Warc(c)),
        ("md" | "markdown", Compression::None) => Some(Format::Document(Some(Kind::Jekyll))),
        ("html" | "htm" | "xhtml" | "shtml", Compression::None) => Some(Format::Document(Some(Kind::Html))),
        ("txt" | "text", Compression::None) => Some(Format::Document(Some(Kind::Text))),
        ("json", Compression::None) => Some(Format::Json),
        ("csv", Compression::None) => Some(Format::Table(b',')),
        ("tsv" | "tab", Compression::None) => Some(Format::Table(b'\t')),
        ("rss" | "atom" | "xml", Compression::None) => Some(Format::Feed),
        ("zip", Compression::None) => Some(Format::Zip),
        ("docx", Compression::None) => Some(Format::Docx),
        ("epub", Compression::None) => Some(Format::Epub),
        _ => None,
    }
}

/// A file that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Skipped {
    /// What it is.
    pub(super) what: String,
    /// What the user can do.
    pub(super) remedy: &'static str,
    /// False where it may be a text after all.
    pub(super) is_certain: bool,
}

impl Skipped {
    /// Both as the note of a row.
    pub(super) fn note(&self) -> String {
        format!("{}: {}", self.what, self.remedy)
    }
}

/// What to say of a file whose name is none that [`format_of`] knows.
pub(super) fn skipped(path: &Path) -> Skipped {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let (what, remedy, is_certain) = match extension.as_str() {
        "pdf" => ("PDF is not read", "make text of it: pdftotext -layout FILE.pdf FILE.txt", true),
        "doc" | "rtf" | "odt" | "wps" => ("this kind of text document is not read", "save it as .docx or .txt", true),
        "xls" | "xlsx" | "ods" => ("spreadsheets are not read", "save the sheet as .csv with a header", true),
        "mobi" | "azw" | "azw3" => ("this kind of book is not read", "convert it to .epub", true),
        "mht" | "mhtml" | "webarchive" => ("this kind of saved page is not read", "save the page as .html", true),
        "rar" | "7z" | "xz" | "bz2" | "gz" | "zst" => ("this kind of archive is not read", "unpack it, or pack it as .zip or .tar.gz", true),
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "bmp" | "tif" | "tiff" | "ico" => ("a picture", "nothing to do", true),
        "mp3" | "mp4" | "avi" | "mov" | "wav" | "m4a" | "webm" => ("sound or film", "nothing to do", true),
        "js" | "css" | "woff" | "woff2" | "ttf" | "map" => ("a part of a web site", "nothing to do", true),
        "" => ("a name without an ending", "rename it to .txt, .md or .html if it is a text", false),
        _ => ("not a kind that is read", "rename it to .txt, .md or .html if it is a text", false),
    };
    let what = if is_certain || extension.is_empty() { what.to_owned() } else { format!(".{extension} is {what}") };
    Skipped { what, remedy, is_certain }
}

/// Opens a file that may be compressed.
pub(super) fn open(path: &Path, compression: Compression) -> io::Result<Box<dyn Read>> {
    let file = BufReader::with_capacity(1 << 16, File::open(path)?);
    Ok(match compression {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
        Compression::Zstd => Box::new(Frames::new(file)),
    })
}
