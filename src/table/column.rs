//! A column of a table: its name, its kind, and how a row gives its value. Every writer and reader of the table goes by it.

use jiff::civil::Date;
use std::borrow::Cow;

/// A column, and the table and column that its values are taken from.
pub type Link = (&'static str, &'static str, &'static str);

/// A table: its columns, declared once, in the order of the file. Names and order are the contract with everyone who
/// reads the files: columns are added at the end, never renamed or re-ordered.
pub trait Table: Sized + 'static {
    /// Name of the file without its ending.
    const NAME: &'static str;
    /// A row, as those who fill the table give it.
    type Row<'a>;
    /// Whether the CSV has one quoted name in its header. DuckDB reads no quotes in a file whose first 20,480 rows have
    /// none; Gephi, which reads nodes and edges, takes a quoted name for something else.
    const QUOTED_HEADER: bool = true;
    /// Whether `--gzip` compresses it. Those that people open by hand, or in Gephi, stay as they are.
    const MAY_BE_GZIPPED: bool = true;
    /// The columns that together name one row; none where nothing does.
    const KEY: &'static [&'static str] = &[];
    /// Columns whose values stand in a column of another table: column, table, column there.
    const LINKS: &'static [Link] = &[];
    /// The columns.
    const COLUMNS: &'static [Column<Self>];
}

/// How a row gives a value of type `V`.
pub type Getter<T, V> = for<'r, 'a> fn(&'r <T as Table>::Row<'a>) -> V;
/// The same for texts, which are borrowed from the row where they stand in it.
pub type TextGetter<T> = for<'r, 'a> fn(&'r <T as Table>::Row<'a>) -> Cow<'r, str>;

/// The value of a column, by its kind.
pub enum Get<T: Table> {
    /// A text that holds no control character and no backslash: ids, words of the program, slices of cleaned text.
    Word(TextGetter<T>),
    /// A text from outside; writers clean it.
    Text(TextGetter<T>),
    /// Texts joined with `|`.
    List(TextGetter<T>),
    /// A whole number.
    Int(Getter<T, Option<u64>>),
    /// A number; what is none is unknown.
    Float(Getter<T, f64>),
    /// True or false.
    Bool(Getter<T, bool>),
    /// A day.
    Day(Getter<T, Option<Date>>),
}

/// A column.
pub struct Column<T: Table> {
    /// Its name: the header of the CSV, the attribute of the graphs.
    pub name: &'static str,
    /// Its kind and how a row gives its value.
    pub get: Get<T>,
    /// Whether it is an attribute of the graph files.
    pub in_graph: bool,
}

impl<T: Table> Column<T> {
    /// A column of clean texts.
    pub const fn word(name: &'static str, get: TextGetter<T>) -> Self {
        Column { name, get: Get::Word(get), in_graph: false }
    }

    /// A column of texts from outside.
    pub const fn text(name: &'static str, get: TextGetter<T>) -> Self {
        Column { name, get: Get::Text(get), in_graph: false }
    }

    /// A column of lists.
    pub const fn list(name: &'static str, get: TextGetter<T>) -> Self {
        Column { name, get: Get::List(get), in_graph: false }
    }

    /// A column of whole numbers.
    pub const fn int(name: &'static str, get: Getter<T, Option<u64>>) -> Self {
        Column { name, get: Get::Int(get), in_graph: false }
    }

    /// A column of numbers.
    pub const fn float(name: &'static str, get: Getter<T, f64>) -> Self {
        Column { name, get: Get::Float(get), in_graph: false }
    }

    /// A column of truth values.
    pub const fn bool(name: &'static str, get: Getter<T, bool>) -> Self {
        Column { name, get: Get::Bool(get), in_graph: false }
    }

    /// A column of days.
    pub const fn day(name: &'static str, get: Getter<T, Option<Date>>) -> Self {
        Column { name, get: Get::Day(get), in_graph: false }
    }

    /// The same column, also an attribute of the graph files.
    pub const fn in_graph(self) -> Self {
        // Not `..self`: what has a destructor cannot be taken apart in a constant.
        let mut column = self;
        column.in_graph = true;
        column
    }
}

/// The header of a table.
pub fn header<T: Table>() -> Vec<&'static str> {
    T::COLUMNS.iter().map(|column| column.name).collect()
}

/// A text of a row, borrowed.
pub(super) fn lent(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}
