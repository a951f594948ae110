//! A reader that stops where one piece of a file grows beyond all measure: a quote that is never closed makes one row of all
//! that follows, a header without an end one header.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

/// How many bytes may still be read.
#[derive(Debug, Clone)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    /// Lets that much be read from here on.
    pub(super) fn renew(&self, bytes: u64) {
        self.0.set(bytes);
    }
}

/// A reader with an allowance.
#[derive(Debug)]
pub(super) struct Limited<R> {
    reader: R,
    left: Allowance,
    reason: &'static str,
}

impl<R: Read> Limited<R> {
    /// Reads no more than is allowed; `reason` says what must be wrong otherwise.
    pub(super) fn new(reader: R, reason: &'static str) -> (Limited<R>, Allowance) {
        let left = Allowance(Rc::new(Cell::new(0)));
        (Limited { reader, left: left.clone(), reason }, left)
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.0.get();
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if most == 0 && !buffer.is_empty() {
            return Err(io::Error::other(self.reason));
        }
        let read = self.reader.read(&mut buffer[..most])?;
        self.left.renew(left - read as u64);
        Ok(read)
    }
}
