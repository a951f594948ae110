//! The foreign file: opened, decompressed, read line by line.

use crate::{
    corpus::Frames,
    error::{Error, Result},
    named::{Named, named},
};
use flate2::bufread::MultiGzDecoder;
use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    rc::Rc,
};

/// Longer lines are reported, not held: the longest of a Wikidata dump has a few megabytes.
const MAX_LINE_BYTES: usize = 64 << 20;
/// Lines are read in batches of about this size, which the workers share.
const BATCH_BYTES: usize = 4 << 20;
const BUFFER_BYTES: usize = 1 << 18;
/// What to do where there is no file.
const NAME_A_FILE: &str = "name an existing file, or - for standard input";

/// An input, decompressed on the way; by its first bytes, whatever its name.
pub(super) struct Input {
    reader: Box<dyn BufRead>,
    /// As the user knows it.
    pub(super) shown: String,
    /// Compressed bytes read so far.
    position: Rc<Cell<u64>>,
    /// Compressed size, where the input is a file.
    pub(super) total: Option<u64>,
    /// Lines read so far.
    line: u64,
    /// Decompressed bytes read so far.
    pub(super) bytes: u64,
}

struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// Some lines in order.
#[derive(Debug, Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    /// Line number and range; `None` for a line over the limit.
    lines: Vec<(u64, Option<std::ops::Range<usize>>)>,
    /// Why no line follows, where it is not the end of the file.
    pub(super) broken: Option<(u64, String)>,
}

impl Batch {
    /// Number, from 1, and bytes of each line; `None` for one too long to read.
    pub(super) fn lines(&self) -> Vec<(u64, Option<&[u8]>)> {
        self.lines.iter().map(|(line, range)| (*line, range.clone().map(|r| &self.bytes[r]))).collect()
    }
}

impl Input {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// [`Error::Input`] where it cannot be opened.
    pub(super) fn open(path: &Path) -> Result<Input> {
        let fault = |e: io::Error| Error::Input { path: path.display().to_string(), reason: e.to_string(), remedy: NAME_A_FILE };
        let count = Rc::new(Cell::new(0));
        let (source, total): (Box<dyn Read>, Option<u64>) = if path.as_os_str() == "-" {
            (Box::new(io::stdin()), None)
        } else {
            if named(path, NAME_A_FILE)? == Named::Folder {
                return Err(fault(io::ErrorKind::IsADirectory.into()));
            }
            let file = File::open(path).map_err(fault)?;
            let meta = file.metadata().map_err(fault)?;
            (Box::new(file), meta.is_file().then_some(meta.len()))
        };
        let mut raw = BufReader::with_capacity(BUFFER_BYTES, Counted { inner: source, count: Rc::clone(&count) });
        let reader: Box<dyn BufRead> = match raw.fill_buf().map_err(fault)? {
            [0x1F, 0x8B, ..] => Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(raw))),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Box::new(BufReader::with_capacity(BUFFER_BYTES, Frames::new(raw))),
            [b'B', b'Z', b'h', ..] => Box::new(BufReader::with_capacity(BUFFER_BYTES, bzip2::bufread::MultiBzDecoder::new(raw))),
            _ => Box::new(raw),
        };
        Ok(Input { reader, shown: path.display().to_string(), position: count, total, line: 0, bytes: 0 })
    }

    /// The first bytes, without reading past them.
    ///
    /// # Errors
    /// [`Error::Input`] where they cannot be read or decompressed.
    pub(super) fn head(&mut self) -> Result<&[u8]> {
        let path = self.shown.clone();
        self.reader.fill_buf().map_err(|e| Error::Input { path, reason: e.to_string(), remedy: "check that the file is whole" })
    }

    /// Compressed bytes read so far.
    pub(super) fn position(&self) -> u64 {
        self.position.get()
    }

    /// The next lines, without their ends; `None` at the end of the file.
    pub(super) fn batch(&mut self) -> Option<Batch> {
        let mut batch = Batch { bytes: Vec::with_capacity(BATCH_BYTES + BATCH_BYTES / 4), ..Batch::default() };
        while batch.bytes.len() < BATCH_BYTES {
            match self.line_into(&mut batch.bytes) {
                Ok(None) => break,
                Ok(Some(range)) => batch.lines.push((self.line, range)),
                Err(e) => {
                    batch.broken = Some((self.line + 1, format!("cannot be read to its end: {e}")));
                    break;
                }
            }
        }
        (!batch.lines.is_empty() || batch.broken.is_some()).then_some(batch)
    }

    /// Appends a line; the inner `None` stands for a line over the limit, which is passed over.
    fn line_into(&mut self, out: &mut Vec<u8>) -> io::Result<Option<Option<std::ops::Range<usize>>>> {
        let start = out.len();
        let mut length = 0;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if available.is_empty() {
                if length == 0 {
                    return Ok(None);
                }
                break;
            }
            let end = memchr::memchr(b'\n', available);
            let part = &available[..end.unwrap_or(available.len())];
            length += part.len();
            if length <= MAX_LINE_BYTES {
                out.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            self.bytes += used as u64;
            if end.is_some() {
                break;
            }
            length = length.max(1); // a line has begun, even if it turns out to be blank
        }
        self.line += 1;
        if length > MAX_LINE_BYTES {
            out.truncate(start);
            return Ok(Some(None));
        }
        if out.len() > start && out.last() == Some(&b'\r') {
            out.pop();
        }
        Ok(Some(Some(start..out.len())))
    }
}

/// As one stream, for formats that are no lines; it counts them all the same.
impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.bytes += n as u64;
        self.line += memchr::memchr_iter(b'\n', &buffer[..n]).count() as u64;
        Ok(n)
    }
}
