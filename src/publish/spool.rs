//! What a run keeps out of memory between its passes: records in an unnamed temporary file, in a compact binary form.

use crate::error::{Error, Result};
use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    path::PathBuf,
};

/// A record being packed: whole numbers of variable length, texts behind their length.
#[derive(Debug, Default)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// Adds a number.
    pub fn int(&mut self, mut n: u64) -> &mut Self {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
        self
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.int(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// The bytes of the record.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Records in the order of the merge.
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<File>,
    at: u64,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// [`Error::Io`] when no temporary file can be made.
    pub fn new() -> Result<Spool> {
        let file = tempfile::tempfile().map_err(Error::io("cannot create a temporary file in", folder()))?;
        Ok(Spool { file: BufWriter::with_capacity(1 << 16, file), at: 0 })
    }

    /// Adds packed records.
    ///
    /// # Errors
    /// [`Error::Io`] when they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Error::io("cannot write a temporary file in", folder()))
    }

    /// Where the next record begins.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Turns to reading, from the beginning.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read.
    pub fn reader(self) -> Result<SpoolReader> {
        self.reader_with(1 << 16)
    }

    /// The same for short records that are not read in order: no more is fetched than one of them needs.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read.
    pub fn reader_here_and_there(self) -> Result<SpoolReader> {
        self.reader_with(1 << 9)
    }

    fn reader_with(self, capacity: usize) -> Result<SpoolReader> {
        let mut file = self.file.into_inner().map_err(|e| failed(e.into_error()))?;
        file.rewind().map_err(failed)?;
        Ok(SpoolReader { file: BufReader::with_capacity(capacity, file) })
    }
}

/// A spool being read.
#[derive(Debug)]
pub struct SpoolReader {
    file: BufReader<File>,
}

impl SpoolReader {
    /// Goes to a place that [`Spool::at`] told.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read there.
    pub fn seek(&mut self, at: u64) -> Result<()> {
        // A seek within the buffer keeps it.
        let now = self.at()?;
        let by = i64::try_from(at).unwrap_or(i64::MAX) - i64::try_from(now).unwrap_or(i64::MAX);
        self.file.seek_relative(by).map_err(failed)
    }

    /// Where the next record begins.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot tell.
    pub fn at(&mut self) -> Result<u64> {
        self.file.stream_position().map_err(failed)
    }

    /// The next number.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, or ends.
    pub fn int(&mut self) -> Result<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let mut byte = [0];
            self.file.read_exact(&mut byte).map_err(failed)?;
            n |= u64::from(byte[0] & 0x7F) << shift;
            if byte[0] < 0x80 {
                break;
            }
        }
        Ok(n)
    }

    /// The next text.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, or ends.
    pub fn text(&mut self) -> Result<String> {
        let mut bytes = vec![0; self.int()? as usize];
        self.file.read_exact(&mut bytes).map_err(failed)?;
        String::from_utf8(bytes).map_err(|e| failed(io::Error::other(e)))
    }

    /// Passes over the next text.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read.
    pub fn skip_text(&mut self) -> Result<()> {
        let length = self.int()?;
        self.file.seek_relative(length as i64).map_err(failed)
    }

    /// As many numbers as the next one says, given to `each`.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, or ends.
    pub fn list(&mut self, mut each: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        for _ in 0..self.int()? {
            each(self)?;
        }
        Ok(())
    }
}

fn failed(error: io::Error) -> Error {
    Error::io("cannot read a temporary file in", folder())(error)
}

fn folder() -> PathBuf {
    std::env::temp_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_they_were_written_and_from_where_they_begin() {
        let mut spool = Spool::new().unwrap();
        let mut places = Vec::new();
        for (n, text) in [(0, "甲"), (127, ""), (128, "a\"b\n"), (u64::MAX, "𠮷")] {
            places.push(spool.at());
            let mut record = Packed::default();
            record.int(n).text(text);
            spool.write(&record.into_bytes()).unwrap();
        }
        let mut reader = spool.reader().unwrap();
        let mut read = |at: u64| {
            reader.seek(at).unwrap();
            (reader.int().unwrap(), reader.text().unwrap())
        };
        assert_eq!(read(places[2]), (128, "a\"b\n".to_owned()));
        assert_eq!(read(places[0]), (0, "甲".to_owned()));
        assert_eq!(read(places[3]), (u64::MAX, "𠮷".to_owned()));
        assert_eq!(read(places[1]), (127, String::new()));
    }
}
