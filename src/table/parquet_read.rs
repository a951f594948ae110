//! Groups of rows of a Parquet file that this program wrote, column by column.

use super::{
    Get, Table,
    group::{Group, Values},
    parquet::{failed, spread},
};
use crate::guard::guarded;
use parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, ByteArrayType, DataType},
    file::{metadata::RowGroupMetaData, reader::FileReader, serialized_reader::SerializedFileReader},
    schema::types::ColumnDescPtr,
};
use std::{fs::File, io, marker::PhantomData};

/// Most rows of a group: those who write begin another one long before. A damaged or hostile file may speak of more, and
/// rows without values take no room in it.
pub(crate) const MOST_ROWS: usize = 1 << 22;

/// A file of a table, open for reading.
pub struct ParquetGroups<T> {
    reader: SerializedFileReader<File>,
    /// Numbers of rows of the groups.
    rows: Vec<usize>,
    table: PhantomData<fn() -> T>,
}

impl<T> std::fmt::Debug for ParquetGroups<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} groups", self.rows.len())
    }
}

impl<T: Table> ParquetGroups<T> {
    /// Opens a file and looks whether it has the columns of the table.
    ///
    /// # Errors
    /// Those of the file; an error that names the column that is missing, or tells of a group that cannot be so large.
    pub fn open(file: File) -> io::Result<Self> {
        let reader = sound(|| SerializedFileReader::new(file).map_err(failed))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        // The path of a list goes on to its elements.
        let name = |column: &ColumnDescPtr| column.path().parts().first().cloned().unwrap_or_default();
        let names: Vec<String> = schema.columns().iter().map(name).collect();
        if let Some(missing) = T::COLUMNS.iter().enumerate().find(|(i, column)| names.get(*i).is_none_or(|name| name != column.name)) {
            return Err(io::Error::other(format!("no column {} in its place", missing.1.name)));
        }
        let rows = |group: &RowGroupMetaData| usize::try_from(group.num_rows()).ok().filter(|rows| *rows <= MOST_ROWS);
        let rows = reader.metadata().row_groups().iter().map(rows).collect::<Option<_>>();
        let rows = rows.ok_or_else(|| io::Error::other(format!("a group of less than no row, or more than {MOST_ROWS}")))?;
        Ok(ParquetGroups { reader, rows, table: PhantomData })
    }

    /// Number of groups.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True for a file without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of rows of a group.
    pub fn rows(&self, group: usize) -> usize {
        self.rows.get(group).copied().unwrap_or(0)
    }

    /// Reads the columns that are wanted of a group.
    ///
    /// # Errors
    /// Those of the file.
    pub fn read(&self, group: usize, wanted: impl Fn(&str) -> bool) -> io::Result<Group> {
        sound(|| self.read_columns(group, wanted))
    }

    fn read_columns(&self, group: usize, wanted: impl Fn(&str) -> bool) -> io::Result<Group> {
        let rows = self.rows(group);
        let reader = self.reader.get_row_group(group).map_err(failed)?;
        let mut columns = Vec::new();
        for (i, column) in T::COLUMNS.iter().enumerate().filter(|(_, column)| wanted(column.name)) {
            let values = match (&column.get, reader.get_column_reader(i).map_err(failed)?) {
                (Get::Word(_) | Get::Text(_), ColumnReader::ByteArrayColumnReader(reader)) => Values::Texts(optional(reader, rows)?),
                (Get::List(_), ColumnReader::ByteArrayColumnReader(reader)) => Values::Lists(lists(reader, rows)?),
                (Get::Float(_), ColumnReader::DoubleColumnReader(reader)) => Values::Floats(optional(reader, rows)?),
                (Get::Int(_), ColumnReader::Int64ColumnReader(reader)) => Values::Ints(optional(reader, rows)?),
                (Get::Bool(_), ColumnReader::BoolColumnReader(reader)) => Values::Bools(optional(reader, rows)?),
                (Get::Day(_), ColumnReader::Int32ColumnReader(reader)) => Values::Days(optional(reader, rows)?),
                _ => return Err(io::Error::other(format!("column {} is of another type", column.name))),
            };
            columns.push((column.name, values));
        }
        Ok(Group { columns, rows })
    }
}

/// Reads a file that may be damaged, on which the reader of the format may panic.
fn sound<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    guarded(read).unwrap_or_else(|reason| Err(io::Error::other(reason)))
}

/// The values of a column, with none where it has none.
fn optional<D: DataType>(mut reader: ColumnReaderImpl<D>, rows: usize) -> io::Result<Vec<Option<D::T>>> {
    let (mut defined, mut values) = (Vec::new(), Vec::new());
    while defined.len() < rows {
        let (read, _, _) = reader.read_records(rows - defined.len(), Some(&mut defined), None, &mut values).map_err(failed)?;
        if read == 0 {
            return Err(short());
        }
    }
    Ok(spread(&defined, values))
}

/// The lists of a column.
fn lists(mut reader: ColumnReaderImpl<ByteArrayType>, rows: usize) -> io::Result<Vec<Vec<ByteArray>>> {
    let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut read = 0;
    while read < rows {
        let (records, _, _) = reader.read_records(rows - read, Some(&mut defined), Some(&mut repeated), &mut values).map_err(failed)?;
        if records == 0 {
            return Err(short());
        }
        read += records;
    }
    Ok(in_lists(&defined, &repeated, values))
}

/// Elements in lists: `defined` is 1 for an element, 0 for an empty list; `repeated` is 1 for one that is not the first.
pub(super) fn in_lists(defined: &[i16], repeated: &[i16], elements: Vec<ByteArray>) -> Vec<Vec<ByteArray>> {
    let mut elements = elements.into_iter();
    let mut lists: Vec<Vec<ByteArray>> = Vec::new();
    for (defined, repeated) in defined.iter().zip(repeated) {
        if *repeated == 0 {
            lists.push(Vec::new());
        }
        if let Some(list) = lists.last_mut().filter(|_| *defined > 0) {
            list.extend(elements.next());
        }
    }
    lists
}

fn short() -> io::Error {
    io::Error::other("it has fewer rows than it says")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, ParquetFile, ParquetRows, column::lent};
    use jiff::civil::Date;

    struct Two;

    impl Table for Two {
        const NAME: &'static str = "two";
        type Row<'a> = (&'a str, Option<i64>, Option<Date>);
        const COLUMNS: &'static [Column<Two>] = &[
            Column::word("text", |r| lent(r.0)),
            Column::int("number", |r| r.1.map(i64::cast_unsigned)),
            Column::bool("long", |r| r.0.len() > 3),
            Column::day("day", |r| r.2),
        ];
    }

    #[test]
    fn groups_are_read_as_they_were_written() {
        let day = |text: &str| text.parse().ok();
        let rows = [("甲\n\\乙", Some(-5), day("1915-01-03")), ("", None, None), ("𠮷", Some(7), day("2020-09-01"))];
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut table = ParquetFile::<Two, _>::in_own_groups(file.reopen().unwrap()).unwrap();
        for group in [&rows[..2], &[], &rows[2..]] {
            let mut batch = ParquetRows::default();
            group.iter().for_each(|row| batch.push(row));
            table.append(batch).unwrap();
            table.end_group().unwrap();
        }
        table.close().unwrap();
        let groups = ParquetGroups::<Two>::open(file.reopen().unwrap()).unwrap();
        assert_eq!((0..groups.len()).map(|group| groups.rows(group)).collect::<Vec<_>>(), [2, 0, 1]);
        let read = |group: usize, row: usize| {
            let group = groups.read(group, |_| true).unwrap();
            (group.text("text", row).to_owned(), group.int("number", row), group.day("day", row), group.bool("long", row))
        };
        let want = |row: usize| (rows[row].0.to_owned(), rows[row].1, rows[row].2, rows[row].0.len() > 3);
        assert_eq!([read(0, 0), read(0, 1), read(2, 0)], [want(0), want(1), want(2)]);
        // What is not read is not there.
        assert_eq!(groups.read(0, |name| name == "number").unwrap().text("text", 0), "");
    }
}
