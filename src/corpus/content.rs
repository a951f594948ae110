//! What tells whether a document is still the one that was read before.

use super::{
    input::{Record, Source},
    post::MAX_DOCUMENT_BYTES,
};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// The first sixteen bytes of a hash over all that a record gives to read.
pub type ContentHash = [u8; 16];

/// Hash of what a record holds; of a file its bytes too, for those who read on. One that cannot be read hashes to its error.
pub fn content_of(record: &Record) -> (ContentHash, Option<Vec<u8>>) {
    let mut hash = blake3::Hasher::new();
    let mut of_file = None;
    match &record.source {
        Source::File(path) => match read(path) {
            Ok(bytes) => {
                hash.update(&bytes);
                of_file = Some(bytes);
            }
            Err(e) => {
                hash.update(e.to_string().as_bytes());
            }
        },
        Source::Bytes(bytes) => {
            hash.update(bytes);
        }
        Source::Fields(fields) => fields.hash_into(&mut hash),
        Source::Fault(reason) | Source::Skipped(reason) => {
            hash.update(reason.as_bytes());
        }
    }
    let mut first = ContentHash::default();
    first.copy_from_slice(&hash.finalize().as_bytes()[..size_of::<ContentHash>()]);
    (first, of_file)
}

/// As much of a file as a document may hold, and a byte more.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let size = file.metadata().map_or(0, |meta| meta.len()).min(MAX_DOCUMENT_BYTES);
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
