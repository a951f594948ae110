//! A table of an output folder, row by row: it may be larger than the memory.

use crate::{
    cell::cell_text,
    error::{Error, Result},
    publish::settle,
};
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
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

const REMEDY: &str = "name an output folder of guanxi run";

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
    if path.exists() || !packed.exists() {
        let file = File::open(&path).map_err(Error::io("cannot read", &path))?;
        return Ok((path, file));
    }
    let unpack = || {
        let mut plain = tempfile::tempfile()?;
        io::copy(&mut MultiGzDecoder::new(File::open(&packed)?), &mut plain)?;
        plain.rewind()?;
        Ok(plain)
    };
    let file = unpack().map_err(Error::io("cannot unpack", &packed))?;
    Ok((packed, file))
}

fn wrong(path: &Path, reason: String) -> Error {
    Error::Input { path: path.display().to_string(), reason, remedy: REMEDY }
}
