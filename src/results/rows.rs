//! A table of an output folder, row by row: it may be larger than the memory.

use super::tables::is_facts;
use crate::{
    cell::cell_text,
    error::{Error, Result},
    named::not_utf8,
    publish::settle,
};
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::{
    fs::{self, File},
    io::{self, Seek},
    path::{Path, PathBuf},
};

/// A table, at one of its rows.
#[derive(Debug)]
pub(crate) struct Rows {
    path: PathBuf,
    reader: csv::Reader<File>,
    record: csv::StringRecord,
    /// Where the wanted columns stand.
    columns: Vec<usize>,
}

const REMEDY: &str = "make the folder again with guanxi run";

impl Rows {
    /// Opens a table for the columns of these names; the compressed one where there is no other.
    ///
    /// # Errors
    /// [`Error::Io`] when there is no such file, [`Error::Input`] when it lacks a column.
    pub(crate) fn open(folder: &Path, table: &str, columns: &[&str]) -> Result<Rows> {
        settle(folder)?;
        let (path, file) = open(folder, table)?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let header = reader.headers().map_err(|e| wrong(&path, e.to_string()))?;
        let find = |name: &&str| header.iter().position(|h| h == *name).ok_or_else(|| wrong(&path, format!("has no column {name}")));
        let columns = columns.iter().map(find).collect::<Result<_>>()?;
        Ok(Rows { path, reader, record: csv::StringRecord::new(), columns })
    }

    /// Goes to the next row; false behind the last.
    ///
    /// # Errors
    /// [`Error::Input`] with the line of a row that is no CSV.
    pub(crate) fn next(&mut self) -> Result<bool> {
        self.reader.read_record(&mut self.record).map_err(|e| wrong(&self.path, e.to_string()))
    }

    /// A cell of this row, by the index of its column among those asked for.
    pub(crate) fn cell(&self, column: usize) -> &str {
        cell_text(&self.record[self.columns[column]])
    }

    /// Line of this row, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// Where this row begins, for [`Rows::seek`].
    pub(crate) fn position(&self) -> csv::Position {
        self.record.position().cloned().unwrap_or_else(csv::Position::new)
    }

    /// Goes back or forth to a row: the next one read is the one that begins there.
    ///
    /// # Errors
    /// [`Error::Input`] when the file cannot be read there.
    pub(crate) fn seek(&mut self, position: csv::Position) -> Result<()> {
        self.reader.seek(position).map_err(|e| wrong(&self.path, e.to_string()))
    }

    /// The same as a whole number.
    ///
    /// # Errors
    /// [`Error::Input`] with the line where it is none.
    pub(crate) fn number(&self, column: usize) -> Result<u32> {
        let line = self.line();
        self.cell(column).parse().map_err(|_| wrong(&self.path, format!("line {line}: {:?} is no whole number", self.cell(column))))
    }
}

/// A table as a file that can be read from any place: one that is compressed is laid out in an unnamed file first.
pub(super) fn open(folder: &Path, table: &str) -> Result<(PathBuf, File)> {
    let (path, packed) = (folder.join(table), folder.join(format!("{table}.gz")));
    if !path.exists() && !packed.exists() {
        return Err(missing(folder, table));
    }
    if path.exists() {
        let file = File::open(&path).map_err(Error::io("cannot read", &path))?;
        return Ok((path, file));
    }
    let unpack = || {
        let mut plain = tempfile::tempfile()?;
        io::copy(&mut MultiGzDecoder::new(File::open(&packed)?), &mut plain)?;
        plain.rewind()?;
        io::Result::Ok(plain)
    };
    let file = unpack().map_err(|e| wrong(&packed, format!("cannot be unpacked: {e}")))?;
    Ok((packed, file))
}

/// True where a folder has a file, or that compressed.
pub(super) fn stands(folder: &Path, file: &str) -> bool {
    folder.join(file).is_file() || folder.join(format!("{file}.gz")).is_file()
}

/// What is said of a file that is not in a folder, by what the folder is.
pub(super) fn missing(folder: &Path, file: &str) -> Error {
    const NAME_A_FOLDER: &str = "name an output folder of guanxi run";
    let holds = |name: &str| folder.join(name).is_file();
    let table = file.strip_suffix(".csv").unwrap_or(file);
    let is_of_run = || ["manifest.json", "documents.csv", "nodes.csv"].into_iter().any(holds);
    let (reason, remedy) = if !folder.exists() {
        ("there is no such folder".to_owned(), NAME_A_FOLDER)
    } else if !folder.is_dir() {
        ("a file, not an output folder of guanxi run".to_owned(), NAME_A_FOLDER)
    } else if is_facts(folder) {
        ("holds facts, not results".to_owned(), "make results of them with guanxi merge, and name those")
    } else if holds(&format!("{table}.parquet")) || holds("documents.parquet") {
        ("holds its tables as Parquet only, and this command reads CSV".to_owned(), "run again with --format csv,parquet")
    } else if is_of_run() {
        (format!("{file} is missing from it"), "run again with csv among --format")
    } else {
        ("not an output folder of guanxi run".to_owned(), NAME_A_FOLDER)
    };
    Error::Input { path: folder.display().to_string(), reason, remedy }
}

/// A file of JSON in an output folder.
pub(super) fn json(folder: &Path, file: &str) -> Result<Value> {
    let path = folder.join(file);
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|e| not_utf8(e.as_bytes(), e.utf8_error().valid_up_to())),
        Err(_) if !path.is_file() => return Err(missing(folder, file)),
        Err(e) => return Err(Error::io("cannot read", path)(e)),
    };
    text.and_then(|text| serde_json::from_str(&text).map_err(|e| e.to_string())).map_err(|reason| wrong(&path, reason))
}

fn wrong(path: &Path, reason: String) -> Error {
    Error::Input { path: path.display().to_string(), reason, remedy: REMEDY }
}
