//! The tables as Apache Parquet: the same rows and columns as the CSV, with types. Unknown is null, a list is a list, a date
//! a date.

use super::{
    Get, Table,
    group::{self, Group},
    parquet_read::in_lists,
    six_digits,
};
use crate::{cell::clean_cell, program::PROGRAM};
use bytes::Bytes;
use jiff::civil::Date;
use parquet::{
    basic::Compression,
    data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use std::{
    io::{self, Write},
    iter,
    marker::PhantomData,
    sync::Arc,
};

/// Rows of a row group, or a few more: enough to compress well, few enough to keep memory flat.
const GROUP: usize = 1 << 16;

/// The values of one column, those that are known.
#[derive(Debug)]
enum Values {
    Texts(Texts),
    Lists(Texts),
    Ints(Vec<i64>),
    Floats(Vec<f64>),
    Bools(Vec<bool>),
    Days(Vec<i32>),
}

/// Texts, one behind the other: a table has millions, and none is worth an allocation.
#[derive(Debug, Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    fn append(&mut self, more: Texts) {
        let shift = self.bytes.len();
        self.bytes.extend(more.bytes);
        self.ends.extend(more.ends.into_iter().map(|end| shift + end));
    }

    /// Each for itself, without a copy.
    fn into_values(self) -> Vec<ByteArray> {
        let bytes = Bytes::from(self.bytes);
        let starts = iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| ByteArray::from(bytes.slice(start..end))).collect()
    }
}

impl<'a> Extend<&'a str> for Texts {
    fn extend<I: IntoIterator<Item = &'a str>>(&mut self, texts: I) {
        for text in texts {
            self.bytes.extend_from_slice(text.as_bytes());
            self.ends.push(self.bytes.len());
        }
    }
}

/// A column of some rows.
#[derive(Debug)]
struct Part {
    values: Values,
    /// 1 for a value, 0 for null; of lists 1 for an element, 0 for an empty list.
    defined: Vec<i16>,
    /// Of lists: 1 for an element that is not the first.
    repeated: Vec<i16>,
}

/// Rows of a table, column by column. Workers fill them; the merge appends them to the file in order.
pub struct ParquetRows<T> {
    parts: Vec<Part>,
    rows: usize,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Default for ParquetRows<T> {
    fn default() -> Self {
        let part = |values| Part { values, defined: Vec::new(), repeated: Vec::new() };
        let parts = T::COLUMNS.iter().map(|column| {
            part(match column.get {
                Get::Word(_) | Get::Text(_) => Values::Texts(Texts::default()),
                Get::List(_) => Values::Lists(Texts::default()),
                Get::Int(_) => Values::Ints(Vec::new()),
                Get::Float(_) => Values::Floats(Vec::new()),
                Get::Bool(_) => Values::Bools(Vec::new()),
                Get::Day(_) => Values::Days(Vec::new()),
            })
        });
        ParquetRows { parts: parts.collect(), rows: 0, table: PhantomData }
    }
}

impl<T: Table> std::fmt::Debug for ParquetRows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows of {}", self.rows, T::NAME)
    }
}

impl<T: Table> ParquetRows<T> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a row.
    pub fn push(&mut self, row: &T::Row<'_>) {
        self.rows += 1;
        for (column, part) in T::COLUMNS.iter().zip(&mut self.parts) {
            match (&column.get, &mut part.values) {
                (Get::Word(get), Values::Texts(list)) => put(list, &mut part.defined, known(&get(row))),
                (Get::Text(get), Values::Texts(list)) => put(list, &mut part.defined, known(&clean_cell(&get(row)))),
                (Get::List(get), Values::Lists(list)) => {
                    let cell = get(row);
                    let cell = clean_cell(&cell);
                    let before = list.ends.len();
                    list.extend(cell.split('|').filter(|_| !cell.is_empty()));
                    let elements = list.ends.len() - before;
                    part.defined.extend(std::iter::repeat_n(i16::from(elements > 0), elements.max(1)));
                    part.repeated.extend((0..elements.max(1)).map(|i| i16::from(i > 0)));
                }
                (Get::Int(get), Values::Ints(list)) => put(list, &mut part.defined, get(row).map(|n| n as i64)),
                (Get::Float(get), Values::Floats(list)) => {
                    put(list, &mut part.defined, Some(get(row)).filter(|x| x.is_finite()).map(six_digits));
                }
                (Get::Bool(get), Values::Bools(list)) => put(list, &mut part.defined, Some(get(row))),
                (Get::Day(get), Values::Days(list)) => put(list, &mut part.defined, get(row).map(days_since_1970)),
                // A part is made for the kind of its column.
                _ => {}
            }
        }
    }

    /// Adds rows behind these.
    pub fn append(&mut self, other: ParquetRows<T>) {
        self.rows += other.rows;
        for (part, more) in self.parts.iter_mut().zip(other.parts) {
            part.defined.extend(more.defined);
            part.repeated.extend(more.repeated);
            match (&mut part.values, more.values) {
                (Values::Texts(list), Values::Texts(more)) | (Values::Lists(list), Values::Lists(more)) => list.append(more),
                (Values::Ints(list), Values::Ints(more)) => list.extend(more),
                (Values::Floats(list), Values::Floats(more)) => list.extend(more),
                (Values::Bools(list), Values::Bools(more)) => list.extend(more),
                (Values::Days(list), Values::Days(more)) => list.extend(more),
                _ => {}
            }
        }
    }
}

impl<T: Table> ParquetRows<T> {
    /// The rows with none where a value is unknown.
    pub fn into_group(self) -> Group {
        let column = |part: Part| match part.values {
            Values::Texts(list) => group::Values::Texts(spread(&part.defined, list.into_values())),
            Values::Lists(list) => group::Values::Lists(in_lists(&part.defined, &part.repeated, list.into_values())),
            Values::Ints(list) => group::Values::Ints(spread(&part.defined, list)),
            Values::Floats(list) => group::Values::Floats(spread(&part.defined, list)),
            Values::Bools(list) => group::Values::Bools(spread(&part.defined, list)),
            Values::Days(list) => group::Values::Days(spread(&part.defined, list)),
        };
        let columns = T::COLUMNS.iter().zip(self.parts).map(|(of, part)| (of.name, column(part)));
        Group { columns: columns.collect(), rows: self.rows }
    }
}

/// Values with none where nothing is defined.
pub(super) fn spread<V>(defined: &[i16], values: Vec<V>) -> Vec<Option<V>> {
    let mut values = values.into_iter();
    defined.iter().map(|defined| if *defined > 0 { values.next() } else { None }).collect()
}

fn put<V>(list: &mut impl Extend<V>, defined: &mut Vec<i16>, value: Option<V>) {
    defined.push(i16::from(value.is_some()));
    list.extend(value);
}

fn known(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A table being written.
pub struct ParquetFile<T: Table, W: Write + Send> {
    writer: SerializedFileWriter<W>,
    waiting: ParquetRows<T>,
    /// Rows at which a group is written.
    group: usize,
}

impl<T: Table, W: Write + Send> std::fmt::Debug for ParquetFile<T, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.waiting.fmt(f)
    }
}

impl<T: Table, W: Write + Send> ParquetFile<T, W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(out: W) -> io::Result<Self> {
        ParquetFile::begin(out, GROUP)
    }

    /// Begins a file whose groups end where [`ParquetFile::end_group`] says so.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn in_own_groups(out: W) -> io::Result<Self> {
        ParquetFile::begin(out, usize::MAX)
    }

    fn begin(out: W, group: usize) -> io::Result<Self> {
        let schema = Arc::new(parse_message_type(&schema::<T>()).map_err(failed)?);
        let properties = Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by(PROGRAM.to_owned()).build());
        let writer = SerializedFileWriter::new(out, schema, properties).map_err(failed)?;
        Ok(ParquetFile { writer, waiting: ParquetRows::default(), group })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn push(&mut self, row: &T::Row<'_>) -> io::Result<()> {
        self.waiting.push(row);
        self.write_group(self.group)
    }

    /// Adds rows.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn append(&mut self, rows: ParquetRows<T>) -> io::Result<()> {
        self.waiting.append(rows);
        self.write_group(self.group)
    }

    /// Ends a group, also one without rows.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end_group(&mut self) -> io::Result<()> {
        self.write_group(0)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn close(mut self) -> io::Result<()> {
        self.write_group(1)?;
        self.writer.close().map(drop).map_err(failed)
    }

    /// Writes what is waiting, if that is at least so many rows.
    fn write_group(&mut self, least: usize) -> io::Result<()> {
        if self.waiting.rows < least {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.waiting);
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for Part { values, defined, repeated } in rows.parts {
            let Some(mut column) = group.next_column().map_err(failed)? else { return Err(io::Error::other("one column too many")) };
            let defined = Some(defined.as_slice());
            match values {
                Values::Texts(list) => column.typed::<ByteArrayType>().write_batch(&list.into_values(), defined, None),
                Values::Lists(list) => column.typed::<ByteArrayType>().write_batch(&list.into_values(), defined, Some(&repeated)),
                Values::Ints(list) => column.typed::<Int64Type>().write_batch(&list, defined, None),
                Values::Floats(list) => column.typed::<DoubleType>().write_batch(&list, defined, None),
                Values::Bools(list) => column.typed::<BoolType>().write_batch(&list, defined, None),
                Values::Days(list) => column.typed::<Int32Type>().write_batch(&list, defined, None),
            }
            .map_err(failed)?;
            column.close().map_err(failed)?;
        }
        group.close().map(drop).map_err(failed)
    }
}

fn schema<T: Table>() -> String {
    let field = |name: &str, get: &Get<T>| match get {
        Get::Word(_) | Get::Text(_) => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
        Get::Int(_) => format!("OPTIONAL INT64 {name};"),
        Get::Float(_) => format!("OPTIONAL DOUBLE {name};"),
        Get::Bool(_) => format!("OPTIONAL BOOLEAN {name};"),
        Get::Day(_) => format!("OPTIONAL INT32 {name} (DATE);"),
        Get::List(_) => format!("REQUIRED GROUP {name} (LIST) {{ REPEATED GROUP list {{ REQUIRED BYTE_ARRAY element (STRING); }} }}"),
    };
    let fields: Vec<String> = T::COLUMNS.iter().map(|column| field(column.name, &column.get)).collect();
    format!("message guanxi {{ {} }}", fields.join(" "))
}

/// A day as Parquet counts it.
pub(super) fn days_since_1970(date: Date) -> i32 {
    let since = date.since(EPOCH).map(|span| span.get_days());
    since.unwrap_or(0)
}

/// Day 0 of Parquet.
pub(super) const EPOCH: Date = jiff::civil::date(1970, 1, 1);

pub(super) fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, column::lent};
    use parquet::file::{reader::FileReader, serialized_reader::SerializedFileReader};

    struct Three;

    struct ThreeRow {
        label: &'static str,
        weight: Option<u64>,
        npmi: f64,
        day: Option<Date>,
        aliases: &'static str,
    }

    impl Table for Three {
        const NAME: &'static str = "three";
        type Row<'a> = ThreeRow;
        const COLUMNS: &'static [Column<Three>] = &[
            Column::text("label", |r| lent(r.label)),
            Column::int("weight", |r| r.weight),
            Column::float("npmi", |r| r.npmi),
            Column::bool("backbone", |r| r.npmi > 0.5),
            Column::day("first_date", |r| r.day),
            Column::list("aliases", |r| lent(r.aliases)),
        ];
    }

    #[test]
    fn values_have_their_types_and_unknown_ones_are_null() {
        let day = |text: &str| text.parse().ok();
        let rows = [
            ThreeRow { label: "=甲\n", weight: Some(3), npmi: 0.25, day: day("1970-01-03"), aliases: "甲|'乙" },
            ThreeRow { label: "", weight: None, npmi: f64::NAN, day: None, aliases: "" },
            ThreeRow { label: "𠮷", weight: Some(1), npmi: 0.75, day: day("1969-12-31"), aliases: "𠮷" },
        ];
        let file = tempfile::tempfile().unwrap();
        let mut table = ParquetFile::<Three, _>::new(&file).unwrap();
        table.push(&rows[0]).unwrap();
        // From a worker.
        let mut batch = ParquetRows::default();
        rows[1..].iter().for_each(|row| batch.push(row));
        table.append(batch).unwrap();
        table.close().unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let read: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            read,
            [
                r#"{label: "=甲 ", weight: 3, npmi: 0.25, backbone: false, first_date: 1970-01-03, aliases: ["甲", "'乙"]}"#,
                "{label: null, weight: null, npmi: null, backbone: false, first_date: null, aliases: []}",
                r#"{label: "𠮷", weight: 1, npmi: 0.75, backbone: true, first_date: 1969-12-31, aliases: ["𠮷"]}"#,
            ]
        );
    }
}
