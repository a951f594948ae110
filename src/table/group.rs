//! Some rows of a table, column by column, with their types: what is read back from files, or handed to others.

use super::{Get, Table, parquet::EPOCH};
use jiff::{ToSpan, civil::Date};
use parquet::data_type::ByteArray;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Texts.
    Text,
    /// Lists of texts.
    List,
    /// Whole numbers of 64 bits with sign.
    Int,
    /// Numbers of 64 bits.
    Float,
    /// True or false.
    Bool,
    /// Days.
    Day,
}

impl<T: Table> From<&Get<T>> for ColumnType {
    fn from(get: &Get<T>) -> Self {
        match get {
            Get::Word(_) | Get::Text(_) => ColumnType::Text,
            Get::List(_) => ColumnType::List,
            Get::Int(_) => ColumnType::Int,
            Get::Float(_) => ColumnType::Float,
            Get::Bool(_) => ColumnType::Bool,
            Get::Day(_) => ColumnType::Day,
        }
    }
}

/// Names and types of the columns of a table, in their order.
pub fn column_types<T: Table>() -> Vec<(&'static str, ColumnType)> {
    T::COLUMNS.iter().map(|column| (column.name, (&column.get).into())).collect()
}

/// The values of a column, none where they are unknown; texts are UTF-8.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Texts.
    Texts(Vec<Option<ByteArray>>),
    /// Lists of texts; an unknown one is empty.
    Lists(Vec<Vec<ByteArray>>),
    /// Whole numbers.
    Ints(Vec<Option<i64>>),
    /// Numbers.
    Floats(Vec<Option<f64>>),
    /// True or false.
    Bools(Vec<Option<bool>>),
    /// Days since 1970-01-01.
    Days(Vec<Option<i32>>),
}

/// Some columns of some rows, by name.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Group {
    pub(super) columns: Vec<(&'static str, Values)>,
    pub(super) rows: usize,
}

impl Group {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// True for a group without rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Its columns, in the order of the table.
    pub fn columns(&self) -> &[(&'static str, Values)] {
        &self.columns
    }

    fn column(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|(of, _)| *of == name).map(|(_, values)| values)
    }

    /// A text; the empty one where there is none, or where it is none.
    pub fn text(&self, name: &str, row: usize) -> &str {
        match self.column(name) {
            Some(Values::Texts(list)) => {
                list.get(row).and_then(Option::as_ref).and_then(|bytes| std::str::from_utf8(bytes.data()).ok()).unwrap_or("")
            }
            _ => "",
        }
    }

    /// A number.
    pub fn int(&self, name: &str, row: usize) -> Option<i64> {
        match self.column(name) {
            Some(Values::Ints(list)) => list.get(row).copied().flatten(),
            _ => None,
        }
    }

    /// True or false; false where that is unknown.
    pub fn bool(&self, name: &str, row: usize) -> bool {
        matches!(self.column(name), Some(Values::Bools(list)) if list.get(row).copied().flatten() == Some(true))
    }

    /// A day.
    pub fn day(&self, name: &str, row: usize) -> Option<Date> {
        match self.column(name) {
            Some(Values::Days(list)) => EPOCH.checked_add(list.get(row).copied().flatten()?.days()).ok(),
            _ => None,
        }
    }
}
