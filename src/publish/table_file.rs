//! A table of a run as files: CSV, and Parquet where it is asked for.

use super::{Format, OutputFolder, PublishOptions};
use crate::{
    error::{Error, Result},
    table::{CsvRows, ParquetFile, ParquetRows, Table},
};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

/// Rows that are formatted before they are written.
const CHUNK: usize = 4096;

/// A table being written.
#[derive(Debug)]
pub struct TableFile<T: Table> {
    csv: BufWriter<File>,
    csv_path: PathBuf,
    waiting: CsvRows,
    rows_waiting: usize,
    parquet: Option<(ParquetFile<T, BufWriter<File>>, PathBuf)>,
}

/// Rows that a worker has made ready for a table.
#[derive(Debug)]
pub struct Batch<T: Table> {
    csv: CsvRows,
    parquet: Option<ParquetRows<T>>,
}

impl<T: Table> Batch<T> {
    /// An empty one, for the formats that are asked for.
    pub fn new(options: &PublishOptions) -> Self {
        Batch { csv: CsvRows::default(), parquet: options.formats.contains(&Format::Parquet).then(ParquetRows::default) }
    }

    /// Adds a row.
    pub fn push(&mut self, row: &T::Row<'_>) {
        self.csv.push::<T>(row);
        if let Some(parquet) = &mut self.parquet {
            parquet.push(row);
        }
    }
}

impl<T: Table> TableFile<T> {
    /// Begins a table.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be written.
    pub fn begin(options: &PublishOptions, output: &mut OutputFolder) -> Result<Self> {
        let (csv_name, parquet_name) = (format!("{}.csv", T::NAME), format!("{}.parquet", T::NAME));
        let csv_path = output.partial(&csv_name);
        let mut csv = output.file(&csv_name)?;
        let bom: &[u8] = if options.bom { b"\xEF\xBB\xBF" } else { b"" };
        csv.write_all(bom).and_then(|()| csv.write_all(&CsvRows::header::<T>())).map_err(Error::io("cannot write", &csv_path))?;
        let parquet = if options.formats.contains(&Format::Parquet) {
            let path = output.partial(&parquet_name);
            let file = ParquetFile::new(output.file(&parquet_name)?).map_err(Error::io("cannot write", &path))?;
            Some((file, path))
        } else {
            output.leave_out(&parquet_name);
            None
        };
        Ok(TableFile { csv, csv_path, waiting: CsvRows::default(), rows_waiting: 0, parquet })
    }

    /// A table that this run does not have.
    pub fn leave_out(output: &mut OutputFolder) {
        for ending in ["csv", "parquet"] {
            output.leave_out(&format!("{}.{ending}", T::NAME));
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn push(&mut self, row: &T::Row<'_>) -> Result<()> {
        self.waiting.push::<T>(row);
        self.rows_waiting += 1;
        if self.rows_waiting == CHUNK {
            self.write_waiting()?;
        }
        match &mut self.parquet {
            Some((file, path)) => file.push(row).map_err(Error::io("cannot write", &*path)),
            None => Ok(()),
        }
    }

    fn write_waiting(&mut self) -> Result<()> {
        self.rows_waiting = 0;
        let bytes = std::mem::take(&mut self.waiting).into_bytes();
        self.csv.write_all(&bytes).map_err(Error::io("cannot write", &self.csv_path))
    }

    /// Adds the rows of a worker.
    ///
    /// # Errors
    /// [`Error::Io`] when they cannot be written.
    pub fn append(&mut self, batch: Batch<T>) -> Result<()> {
        self.csv.write_all(&batch.csv.into_bytes()).map_err(Error::io("cannot write", &self.csv_path))?;
        match (&mut self.parquet, batch.parquet) {
            (Some((file, path)), Some(rows)) => file.append(rows).map_err(Error::io("cannot write", &*path)),
            _ => Ok(()),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn close(mut self) -> Result<()> {
        self.write_waiting()?;
        self.csv.flush().map_err(Error::io("cannot write", &self.csv_path))?;
        match self.parquet {
            Some((file, path)) => file.close().map_err(Error::io("cannot write", path)),
            None => Ok(()),
        }
    }
}

/// Writes a whole table, row by row.
pub(super) fn write_table<'a, T: Table>(
    options: &PublishOptions,
    output: &mut OutputFolder,
    mut rows: impl Iterator<Item = T::Row<'a>>,
) -> Result<()> {
    let mut table = TableFile::<T>::begin(options, output)?;
    rows.try_for_each(|row| table.push(&row))?;
    table.close()
}
