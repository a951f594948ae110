//! CSV as every reader takes it: UTF-8, RFC 4180, `\n`, no control characters, no backslashes, no formulas, empty for
//! unknown.

use crate::cell::{clean_cell, guard_formula};
use jiff::civil::Date;
use std::fmt::Write as _;

/// One row of a table.
pub trait Row {
    /// Column names, in order.
    const HEADER: &'static [&'static str];

    /// Writes the fields, in the order of the header.
    fn write(&self, fields: &mut Fields<'_>);
}

/// Rows of one table in CSV, in memory. Workers fill them; the merge appends them to the file in order.
#[derive(Debug)]
pub struct Rows {
    writer: csv::Writer<Vec<u8>>,
    scratch: String,
}

impl Default for Rows {
    fn default() -> Self {
        Rows { writer: csv::WriterBuilder::new().flexible(false).from_writer(Vec::new()), scratch: String::new() }
    }
}

impl Rows {
    /// Adds a row.
    pub fn push<R: Row>(&mut self, row: &R) {
        row.write(&mut Fields { writer: &mut self.writer, scratch: &mut self.scratch });
        // Writing to memory cannot fail; the field count is fixed by the row type and a test.
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    /// The header line of a table.
    pub fn header<R: Row>() -> Vec<u8> {
        let mut line = R::HEADER.join(",").into_bytes();
        line.push(b'\n');
        line
    }

    /// The bytes of all rows.
    pub fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}

/// Takes the fields of a row.
#[derive(Debug)]
pub struct Fields<'a> {
    writer: &'a mut csv::Writer<Vec<u8>>,
    scratch: &'a mut String,
}

impl Fields<'_> {
    /// A text that is known to be clean: ids, words of the program, slices of cleaned text. See [`guard_formula`].
    pub fn text(&mut self, text: &str) -> &mut Self {
        let _ = self.writer.write_field(guard_formula(text).as_bytes());
        self
    }

    /// A text from outside, cleaned of control characters and backslashes. See [`guard_formula`].
    pub fn foreign(&mut self, text: &str) -> &mut Self {
        let _ = self.writer.write_field(guard_formula(&clean_cell(text)).as_bytes());
        self
    }

    /// A whole number.
    pub fn int(&mut self, n: u64) -> &mut Self {
        self.scratch.clear();
        let _ = write!(self.scratch, "{n}");
        let _ = self.writer.write_field(self.scratch.as_bytes());
        self
    }

    /// A number, as [`float_cell`] writes it.
    pub fn float(&mut self, x: f64) -> &mut Self {
        let _ = self.writer.write_field(float_cell(x));
        self
    }

    /// `true` or `false`.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.text(if value { "true" } else { "false" })
    }

    /// An ISO 8601 date, or empty.
    pub fn date(&mut self, date: Option<Date>) -> &mut Self {
        self.scratch.clear();
        if let Some(date) = date {
            let _ = write!(self.scratch, "{date}");
        }
        let _ = self.writer.write_field(self.scratch.as_bytes());
        self
    }
}

/// A number as a cell: six significant digits; empty where it is none. A whole one has a decimal, for readers tell the type
/// of a column from its first rows.
pub fn float_cell(x: f64) -> String {
    let mut number = format_float(x);
    if !number.is_empty() && !number.contains(['.', 'e']) {
        number.push_str(".0");
    }
    number
}

/// Six significant digits, an exponent only for very small numbers, no trailing zeros; empty for what is no number.
pub fn format_float(x: f64) -> String {
    if !x.is_finite() {
        return String::new();
    }
    let size = x.abs();
    if x == 0.0 {
        return "0".to_owned();
    }
    if (1e-4..1e15).contains(&size) {
        // Multiplying and dividing by whole powers of ten keeps the shortest decimal.
        let digits = 5 - size.log10().floor() as i32;
        let scale = 10_f64.powi(digits.abs());
        let rounded = if digits >= 0 { (x * scale).round() / scale } else { (x / scale).round() * scale };
        return format!("{rounded}");
    }
    let rounded: f64 = format!("{x:.5e}").parse().unwrap_or(x);
    format!("{rounded:e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_floats_of_cells_have_a_decimal() {
        assert_eq!([0.0, -3.0, 0.5, 1e-9, f64::NAN].map(float_cell), ["0.0", "-3.0", "0.5", "1e-9", ""]);
    }

    #[test]
    fn numbers_are_short_and_readable() {
        for (x, want) in [
            (0.0, "0"),
            (1.0, "1"),
            (1234567.0, "1234570"),
            (0.123456789, "0.123457"),
            (-2.5, "-2.5"),
            (1e-300, "1e-300"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            assert_eq!(format_float(x), want);
        }
    }
}
