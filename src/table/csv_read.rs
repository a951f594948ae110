//! Groups of rows of a CSV file that this program wrote, with the types of the table.

use super::{
    Table,
    group::{ColumnType, Group, Values, column_types},
    parquet::days_since_1970,
};
use crate::cell::cell_text;
use jiff::civil::Date;
use parquet::data_type::ByteArray;
use std::{
    io::{self, Read},
    marker::PhantomData,
};

/// Rows of a group: enough that columns pay, few enough to keep memory flat.
const GROUP: usize = 1 << 16;

/// A file of a table, at one of its rows.
pub struct CsvGroups<T, R> {
    reader: csv::Reader<R>,
    /// Where each column of the table stands in the file.
    places: Vec<usize>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table, R> std::fmt::Debug for CsvGroups<T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CSV of {}", T::NAME)
    }
}

impl<T: Table, R: Read> CsvGroups<T, R> {
    /// Reads the header and looks whether it has the columns of the table.
    ///
    /// # Errors
    /// Those of the file; an error that names the column that is missing.
    pub fn open(file: R) -> io::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let header = reader.headers()?;
        let place = |wanted: &str| header.iter().position(|name| name.trim_start_matches('\u{feff}') == wanted);
        let place = |(name, _): (&str, _)| place(name).ok_or_else(|| io::Error::other(format!("no column {name}")));
        let places = column_types::<T>().into_iter().map(place).collect::<io::Result<_>>()?;
        Ok(CsvGroups { reader, places, table: PhantomData })
    }

    /// The next rows; none behind the last.
    ///
    /// # Errors
    /// Those of the file; an error with the line of a cell that is not of the type of its column.
    pub fn read(&mut self) -> io::Result<Option<Group>> {
        let types = column_types::<T>();
        let empty = |of: ColumnType| match of {
            ColumnType::Text => Values::Texts(Vec::new()),
            ColumnType::List => Values::Lists(Vec::new()),
            ColumnType::Int => Values::Ints(Vec::new()),
            ColumnType::Float => Values::Floats(Vec::new()),
            ColumnType::Bool => Values::Bools(Vec::new()),
            ColumnType::Day => Values::Days(Vec::new()),
        };
        let mut group = Group { columns: types.into_iter().map(|(name, of)| (name, empty(of))).collect(), rows: 0 };
        let mut row = csv::StringRecord::new();
        while group.rows < GROUP && self.reader.read_record(&mut row)? {
            group.rows += 1;
            for ((name, values), place) in group.columns.iter_mut().zip(&self.places) {
                let cell = cell_text(row.get(*place).unwrap_or_default());
                push(values, cell).ok_or_else(|| {
                    let line = row.position().map_or(0, csv::Position::line);
                    io::Error::other(format!("line {line}: {cell:?} is no value of column {name}"))
                })?;
            }
        }
        Ok((group.rows > 0).then_some(group))
    }
}

/// Adds the value of a cell; none where it is not of the type.
fn push(values: &mut Values, cell: &str) -> Option<()> {
    let known = !cell.is_empty();
    match values {
        Values::Texts(list) => list.push(known.then(|| ByteArray::from(cell))),
        Values::Lists(list) => list.push(if known { cell.split('|').map(ByteArray::from).collect() } else { Vec::new() }),
        Values::Ints(list) => list.push(if known { Some(cell.parse().ok()?) } else { None }),
        Values::Floats(list) => list.push(if known { Some(cell.parse().ok()?) } else { None }),
        Values::Bools(list) => list.push(if known { Some(cell.parse().ok()?) } else { None }),
        Values::Days(list) => list.push(if known { Some(days_since_1970(cell.parse::<Date>().ok()?)) } else { None }),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, CsvRows, ParquetFile, ParquetGroups, ParquetRows, column::lent};

    #[derive(Debug)]
    struct Six;

    type Row = (&'static str, Option<u64>, f64, bool, Option<Date>, &'static str);

    impl Table for Six {
        const NAME: &'static str = "six";
        type Row<'a> = Row;
        const COLUMNS: &'static [Column<Six>] = &[
            Column::text("label", |r| lent(r.0)),
            Column::int("weight", |r| r.1),
            Column::float("npmi", |r| r.2),
            Column::bool("backbone", |r| r.3),
            Column::day("first_date", |r| r.4),
            Column::list("aliases", |r| lent(r.5)),
        ];
    }

    #[test]
    fn csv_and_parquet_give_the_same_values_as_memory() {
        let day = |text: &str| text.parse().ok();
        let rows: [Row; 3] = [
            ("=甲,\"乙\"", Some(3), 0.25, true, day("1969-12-31"), "甲|乙"),
            ("", None, f64::NAN, false, None, ""),
            ("𠮷", Some(0), -1.5, false, day("2020-09-01"), "𠮷"),
        ];
        let (mut in_memory, mut csv) = (ParquetRows::<Six>::default(), CsvRows::default());
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut parquet = ParquetFile::<Six, _>::new(file.reopen().unwrap()).unwrap();
        for row in &rows {
            in_memory.push(row);
            csv.push::<Six>(row);
            parquet.push(row).unwrap();
        }
        parquet.close().unwrap();
        let want = in_memory.into_group();
        assert_eq!((want.text("label", 0), want.int("weight", 1), want.day("first_date", 0)), ("=甲,\"乙\"", None, day("1969-12-31")));

        let bytes = ["\u{feff}".as_bytes(), &CsvRows::header::<Six>(), &csv.into_bytes()].concat();
        let mut groups = CsvGroups::<Six, _>::open(bytes.as_slice()).unwrap();
        assert_eq!(groups.read().unwrap().unwrap(), want);
        assert_eq!(groups.read().unwrap(), None);
        assert_eq!(ParquetGroups::<Six>::open(file.reopen().unwrap()).unwrap().read(0, |_| true).unwrap(), want);
    }

    #[test]
    fn a_cell_of_another_type_is_named_with_its_line() {
        let bytes = b"label,weight,npmi,backbone,first_date,aliases\na,1,0.5,true,2020-01-01,a\nb,much,,,,\n";
        let mut groups = CsvGroups::<Six, _>::open(bytes.as_slice()).unwrap();
        assert_eq!(groups.read().unwrap_err().to_string(), "line 3: \"much\" is no value of column weight");
        assert_eq!(CsvGroups::<Six, _>::open(&b"label,npmi\n"[..]).unwrap_err().to_string(), "no column weight");
    }
}
