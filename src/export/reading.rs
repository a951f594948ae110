//! The tables of a run read back by formats that are made from them, row by row: they may be larger than the memory.

use super::cell_text;
use std::io;

/// A table, at one of its rows.
pub(super) struct Cells<R> {
    reader: csv::Reader<R>,
    record: csv::StringRecord,
    /// Where the wanted columns stand.
    columns: Vec<usize>,
}

impl<R: io::Read> Cells<R> {
    /// Begins to read a table for the columns of these names.
    pub(super) fn new(table: R, columns: &[&str]) -> io::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(table);
        let header = reader.headers().map_err(io::Error::from)?;
        let find = |name: &&str| header.iter().position(|h| h == *name).ok_or_else(|| io::Error::other(format!("no column {name}")));
        let columns = columns.iter().map(find).collect::<io::Result<_>>()?;
        Ok(Cells { reader, record: csv::StringRecord::new(), columns })
    }

    /// Goes to the next row; false behind the last.
    pub(super) fn next(&mut self) -> io::Result<bool> {
        self.reader.read_record(&mut self.record).map_err(io::Error::from)
    }

    /// The text of a cell of this row, by the index of its column among those asked for.
    pub(super) fn cell(&self, column: usize) -> &str {
        cell_text(&self.record[self.columns[column]])
    }
}
