//! CSV as every reader takes it: UTF-8, RFC 4180, `\n`, no control characters, no backslashes, no formulas, empty for
//! unknown.

use super::{Get, Table, float_cell, header};
use crate::cell::{clean_cell, guard_formula};
use std::fmt::Write as _;

/// Rows of tables as CSV, in memory. Workers fill them; the merge appends them to the file in order.
#[derive(Debug)]
pub struct CsvRows {
    writer: csv::Writer<Vec<u8>>,
    scratch: String,
}

impl Default for CsvRows {
    fn default() -> Self {
        CsvRows { writer: csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()), scratch: String::new() }
    }
}

impl CsvRows {
    /// The header line of a table.
    pub fn header<T: Table>() -> Vec<u8> {
        let names = header::<T>();
        let (first, rest) = names.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
        let rest: String = rest.iter().flat_map(|name| [",", name]).collect();
        let quote = if T::QUOTED_HEADER { "\"" } else { "" };
        format!("{quote}{first}{quote}{rest}\n").into_bytes()
    }

    /// Adds a row.
    pub fn push<T: Table>(&mut self, row: &T::Row<'_>) {
        for column in T::COLUMNS {
            self.cell(&column.get, row);
        }
        // Writing to memory cannot fail.
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    fn cell<T: Table>(&mut self, get: &Get<T>, row: &T::Row<'_>) {
        self.scratch.clear();
        let number = &mut self.scratch;
        let _ = match get {
            Get::Word(get) => return self.field(&guard_formula(&get(row))),
            Get::Text(get) | Get::List(get) => return self.field(&guard_formula(&clean_cell(&get(row)))),
            Get::Bool(get) => return self.field(if get(row) { "true" } else { "false" }),
            Get::Float(get) => return self.field(&float_cell(get(row))),
            Get::Int(get) => get(row).map_or(Ok(()), |n| write!(number, "{n}")),
            Get::Day(get) => get(row).map_or(Ok(()), |day| write!(number, "{day}")),
        };
        let _ = self.writer.write_field(self.scratch.as_bytes());
    }

    fn field(&mut self, text: &str) {
        let _ = self.writer.write_field(text.as_bytes());
    }

    /// The bytes of all rows.
    pub fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}
