//! A file of the output folder being written, compressed where that is asked for.

use flate2::{Compression, write::GzEncoder};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

/// A file being written. What was written is whole only after [`Sink::finish`].
#[derive(Debug)]
pub enum Sink {
    /// As it is.
    Plain(BufWriter<File>),
    /// Gzip, without a name and a time, so that equal contents are equal files.
    Gzip(Box<GzEncoder<BufWriter<File>>>),
}

/// Of tables of names and numbers, level 4 is a twentieth larger than the default of 6 and takes half its time.
const LEVEL: u32 = 4;

impl Sink {
    /// A compressed one.
    pub fn gzip(file: BufWriter<File>) -> Sink {
        Sink::Gzip(Box::new(GzEncoder::new(file, Compression::new(LEVEL))))
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// Those of the file.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Sink::Plain(mut file) => file.flush(),
            Sink::Gzip(encoder) => encoder.finish()?.flush(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Plain(file) => file.write(bytes),
            Sink::Gzip(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Plain(file) => file.flush(),
            Sink::Gzip(encoder) => encoder.flush(),
        }
    }
}
