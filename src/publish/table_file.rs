//! A table of a run as files: CSV, Parquet and a table of guanxi.sqlite, as far as they are asked for.

use super::{Database, Format, OutputFolder, PublishOptions, Sink, SqliteRows, datapackage::resource};
use crate::{
    error::{Error, Result},
    table::{CsvRows, ParquetFile, ParquetRows, Table},
};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
    sync::Arc,
};

/// Rows that are formatted before they are written.
const CHUNK: usize = 4096;

/// A table being written.
#[derive(Debug)]
pub struct TableFile<T: Table> {
    csv: Option<CsvFile>,
    parquet: Option<(ParquetFile<T, BufWriter<File>>, PathBuf)>,
    sqlite: Option<(Arc<Database>, SqliteRows)>,
}

/// The CSV of a table.
#[derive(Debug)]
struct CsvFile {
    out: Sink,
    path: PathBuf,
    waiting: CsvRows,
    rows_waiting: usize,
}

impl CsvFile {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(Error::io("cannot write", &self.path))
    }

    fn write_waiting(&mut self) -> Result<()> {
        self.rows_waiting = 0;
        let bytes = std::mem::take(&mut self.waiting).into_bytes();
        self.write(&bytes)
    }

    fn close(mut self) -> Result<()> {
        self.write_waiting()?;
        self.out.finish().map_err(Error::io("cannot write", self.path))
    }
}

/// Rows that a worker has made ready for a table.
#[derive(Debug)]
pub struct Batch<T: Table> {
    csv: Option<CsvRows>,
    parquet: Option<ParquetRows<T>>,
    sqlite: Option<SqliteRows>,
}

impl<T: Table> Batch<T> {
    /// An empty one, for the formats that are asked for.
    pub fn new(options: &PublishOptions) -> Self {
        Batch {
            csv: options.writes(Format::Csv).then(CsvRows::default),
            parquet: options.writes(Format::Parquet).then(ParquetRows::default),
            sqlite: options.writes(Format::Sqlite).then(SqliteRows::default),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: &T::Row<'_>) {
        if let Some(csv) = &mut self.csv {
            csv.push::<T>(row);
        }
        if let Some(parquet) = &mut self.parquet {
            parquet.push(row);
        }
        if let Some(sqlite) = &mut self.sqlite {
            sqlite.push::<T>(row);
        }
    }
}

impl<T: Table> TableFile<T> {
    /// Begins a table.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be written.
    pub fn begin(options: &PublishOptions, output: &OutputFolder) -> Result<Self> {
        let [csv_name, gzip_name, parquet_name] = file_names::<T>();
        let csv = if options.writes(Format::Csv) {
            let gzip = options.gzip && T::MAY_BE_GZIPPED;
            let (name, other) = if gzip { (gzip_name, csv_name) } else { (csv_name, gzip_name) };
            output.leave_out(&other);
            output.describe(T::NAME, resource::<T>(&name, options));
            let (file, path) = (output.file(&name)?, output.partial(&name));
            let out = if gzip { Sink::gzip(file) } else { Sink::Plain(file) };
            let mut csv = CsvFile { out, path, waiting: CsvRows::default(), rows_waiting: 0 };
            csv.write(if options.bom { b"\xEF\xBB\xBF" } else { b"" })?;
            csv.write(&CsvRows::header::<T>())?;
            Some(csv)
        } else {
            output.leave_out(&csv_name);
            output.leave_out(&gzip_name);
            None
        };
        let parquet = if options.writes(Format::Parquet) {
            let path = output.partial(&parquet_name);
            let file = ParquetFile::new(output.file(&parquet_name)?).map_err(Error::io("cannot write", &path))?;
            Some((file, path))
        } else {
            output.leave_out(&parquet_name);
            None
        };
        let sqlite = output.database().map(|database| (database, SqliteRows::default()));
        Ok(TableFile { csv, parquet, sqlite })
    }

    /// A table that this run does not have.
    pub fn leave_out(output: &OutputFolder) {
        file_names::<T>().iter().for_each(|name| output.leave_out(name));
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn push(&mut self, row: &T::Row<'_>) -> Result<()> {
        if let Some(csv) = &mut self.csv {
            csv.waiting.push::<T>(row);
            csv.rows_waiting += 1;
            if csv.rows_waiting == CHUNK {
                csv.write_waiting()?;
            }
        }
        if let Some((database, rows)) = &mut self.sqlite {
            rows.push::<T>(row);
            if rows.len() >= CHUNK * T::COLUMNS.len() {
                database.insert::<T>(&std::mem::take(rows))?;
            }
        }
        match &mut self.parquet {
            Some((file, path)) => file.push(row).map_err(Error::io("cannot write", &*path)),
            None => Ok(()),
        }
    }

    /// Adds the rows of a worker.
    ///
    /// # Errors
    /// [`Error::Io`] when they cannot be written.
    pub fn append(&mut self, batch: Batch<T>) -> Result<()> {
        if let (Some(csv), Some(rows)) = (&mut self.csv, batch.csv) {
            csv.write(&rows.into_bytes())?;
        }
        if let (Some((database, _)), Some(rows)) = (&self.sqlite, batch.sqlite) {
            database.insert::<T>(&rows)?;
        }
        match (&mut self.parquet, batch.parquet) {
            (Some((file, path)), Some(rows)) => file.append(rows).map_err(Error::io("cannot write", &*path)),
            _ => Ok(()),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn close(self) -> Result<()> {
        self.csv.map_or(Ok(()), CsvFile::close)?;
        self.sqlite.map_or(Ok(()), |(database, rows)| database.insert::<T>(&rows))?;
        match self.parquet {
            Some((file, path)) => file.close().map_err(Error::io("cannot write", path)),
            None => Ok(()),
        }
    }
}

/// The files that a table may be: CSV, the same compressed, Parquet.
fn file_names<T: Table>() -> [String; 3] {
    ["csv", "csv.gz", "parquet"].map(|ending| format!("{}.{ending}", T::NAME))
}

/// Writes a whole table, row by row.
pub(super) fn write_table<'a, T: Table>(options: &PublishOptions, output: &OutputFolder, mut rows: impl Iterator<Item = T::Row<'a>>) -> Result<()> {
    let mut table = TableFile::<T>::begin(options, output)?;
    rows.try_for_each(|row| table.push(&row))?;
    table.close()
}
