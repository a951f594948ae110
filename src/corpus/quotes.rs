//! Quotes of a table that open where none was meant: what follows, rows and all, would be one cell.
//!
//! The reader of CSV takes such a table as it is written. This one stands before it and follows the quotes as that does.

use std::{
    cell::RefCell,
    collections::VecDeque,
    io::{self, Read},
    rc::Rc,
};

/// A quote that holds what looks like rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    /// Line of the quote.
    pub(super) line: u64,
    /// Line at which it closes; none where it does not.
    pub(super) closes: Option<u64>,
}

impl Open {
    /// What is said of it, and what to do.
    pub(super) fn told(self) -> String {
        let lines = match self.closes {
            Some(closes) => format!("and closes in line {closes}, with what looks like rows between"),
            None => "and never closes".to_owned(),
        };
        format!("line {}: a quote opens the cell {lines}: write \"\" for each quote of the text and put the cell in quotes", self.line)
    }
}

/// The quotes met so far that no row has been told of.
#[derive(Debug, Clone, Default)]
pub(super) struct Opened(Rc<RefCell<VecDeque<Open>>>);

impl Opened {
    /// The first of those in lines before this one; the others of these are forgotten. One that does not close is met with the
    /// last row.
    pub(super) fn before(&self, line: u64) -> Option<Open> {
        let is_before = |open: &Open| open.line < line || open.closes.is_none();
        let mut opened = self.0.borrow_mut();
        let first = opened.front().copied().filter(is_before);
        while opened.front().is_some_and(is_before) {
            opened.pop_front();
        }
        first
    }
}

/// Where the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    Begin,
    /// In one without quotes, or behind its quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// Behind a quote in quotes: the second of two, or the end.
    Quote,
}

/// A cell in quotes.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// Line of its quote.
    line: u64,
    /// Columns before it in its row.
    column: u64,
    /// Separators of the line so far, line ends so far.
    separators: u64,
    ends: u64,
    /// Each of its lines has as many separators as a row has there.
    is_like_rows: bool,
}

/// A reader that follows the quotes of a table.
#[derive(Debug)]
pub(super) struct Quotes<R> {
    reader: R,
    separator: u8,
    opened: Opened,
    state: State,
    line: u64,
    column: u64,
    /// Separators of the header; none while it is read.
    header: Option<u64>,
    cell: Cell,
}

impl<R: Read> Quotes<R> {
    pub(super) fn new(reader: R, separator: u8) -> (Quotes<R>, Opened) {
        let opened = Opened::default();
        let cell = Cell::default();
        (Quotes { reader, separator, opened: opened.clone(), state: State::Begin, line: 1, column: 0, header: None, cell }, opened)
    }

    /// Separators of a row of this table.
    fn of_row(&self) -> u64 {
        self.header.unwrap_or(0)
    }

    fn see(&mut self, byte: u8) {
        match (self.state, byte) {
            (State::Begin, b'"') => {
                self.state = State::Quoted;
                self.cell = Cell { line: self.line, column: self.column, is_like_rows: true, ..Cell::default() };
            }
            (State::Quoted, b'"') => self.state = State::Quote,
            (State::Quote, b'"') => self.state = State::Quoted,
            (State::Quoted, byte) => self.inside(byte),
            (State::Quote, byte) => {
                let ends_there = byte == self.separator || matches!(byte, b'\n' | b'\r');
                if self.cell.ends > 0 && (!ends_there || self.holds_rows()) {
                    self.tell(Some(self.line));
                }
                self.state = State::Plain;
                self.outside(byte);
            }
            (State::Begin | State::Plain, byte) => self.outside(byte),
        }
        self.line += u64::from(byte == b'\n');
    }

    fn inside(&mut self, byte: u8) {
        if byte == self.separator {
            self.cell.separators += 1;
        } else if byte == b'\n' {
            let wanted = if self.cell.ends == 0 { self.of_row().saturating_sub(self.cell.column) } else { self.of_row() };
            self.cell.is_like_rows &= self.cell.separators == wanted;
            self.cell.ends += 1;
            self.cell.separators = 0;
        }
    }

    fn outside(&mut self, byte: u8) {
        if byte == self.separator {
            self.column += 1;
            self.state = State::Begin;
        } else if matches!(byte, b'\n' | b'\r') {
            // Of \r\n the first begins a row, and the second an empty one that is none.
            if self.column > 0 || self.state == State::Plain {
                self.header.get_or_insert(self.column);
            }
            self.column = 0;
            self.state = State::Begin;
        } else {
            self.state = State::Plain;
        }
    }

    /// True where the lines of a cell that is closed well are too much like rows to be a text: a comma more or less is in many
    /// texts, a tab in none.
    fn holds_rows(&self) -> bool {
        let least = if self.separator == b'\t' { 1 } else { 2 };
        self.of_row() > 0 && self.cell.is_like_rows && self.cell.separators == self.cell.column && self.cell.ends >= least
    }

    fn tell(&mut self, closes: Option<u64>) {
        self.opened.0.borrow_mut().push_back(Open { line: self.cell.line, closes });
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        for &byte in &buffer[..read] {
            self.see(byte);
        }
        if read == 0 && !buffer.is_empty() && self.state == State::Quoted {
            self.state = State::Plain;
            self.tell(None);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of the quotes that hold rows, and where they close.
    fn opened(text: &str, separator: u8) -> Vec<(u64, Option<u64>)> {
        let (mut quotes, opened) = Quotes::new(text.as_bytes(), separator);
        io::copy(&mut quotes, &mut io::sink()).unwrap();
        opened.0.borrow().iter().map(|open| (open.line, open.closes)).collect()
    }

    #[test]
    fn quotes_that_swallow_rows_are_found_and_texts_of_several_lines_are_not() {
        for (text, separator, want) in [
            ("a,b,c\n1,\"x\ny, z\",2\n", b',', vec![]),
            ("a,b,c\n1,\"x \"\"y\"\"\n\nz\",2\r\n2,\"a,b\n\nc,d,e\n\",3\n", b',', vec![]),
            ("a\tb\tc\n1\t\"x\" y\t2\n", b'\t', vec![]),
            ("a\tb\tc\n1\t\"x\t2\n2\ty\t3\n", b'\t', vec![(2, None)]),
            ("a\tb\tc\n1\t\"x\t2\n2\ty\t3\n3\t\"z\" w\t4\n", b'\t', vec![(2, Some(4))]),
            ("a\tb\tc\n1\t\"x\t2\n2\ty\"\t3\n", b'\t', vec![(2, Some(3))]),
            ("a,b,c\n1,\"x,2\n2,\"y\",3\n", b',', vec![(2, Some(3))]),
            ("a,b,c\r\n1,\"x,2\r\n2,y,3\r\n3,z\",4\r\n", b',', vec![(2, Some(4))]),
        ] {
            assert_eq!(opened(text, separator), want, "{text:?}");
        }
    }
}
