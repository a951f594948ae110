//! What stands at a path that a user names: a file, a folder, a pipe that is read once, or what never ends.

use crate::error::{Error, Result};
use std::{
    fs::{self, File, FileType, Metadata},
    io::{self, Read},
    path::Path,
};

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Folder,
    File,
    /// Its bytes come once and in order.
    Pipe,
}

/// What to do about a device or a socket.
const SAVE: &str = "save what it gives as a file, and name that; or pipe it into guanxi, where - is taken";

/// What stands at a path.
///
/// # Errors
/// [`Error::Input`]: with this remedy where there is nothing; where there is a device or a socket.
pub(crate) fn named(path: &Path, remedy: &'static str) -> Result<Named> {
    let fault = |reason: String, remedy| Error::Input { path: path.display().to_string(), reason, remedy };
    let meta = fs::metadata(path).map_err(|e| fault(e.to_string(), remedy))?;
    of(&meta).ok_or_else(|| fault(format!("{}, not a file", other(meta.file_type())), SAVE))
}

fn of(meta: &Metadata) -> Option<Named> {
    if meta.is_dir() {
        Some(Named::Folder)
    } else if meta.is_file() {
        Some(Named::File)
    } else {
        is_pipe(meta.file_type()).then_some(Named::Pipe)
    }
}

/// The text of a file, or of a pipe, read once.
///
/// # Errors
/// Those of [`named`]; [`Error::Input`] where it is a folder, cannot be read, or is no UTF-8.
pub(crate) fn text_of(path: &Path, remedy: &'static str) -> Result<String> {
    let fault = |reason: String, remedy| Error::Input { path: path.display().to_string(), reason, remedy };
    if named(path, remedy)? == Named::Folder {
        return Err(fault("a folder, not a file".to_owned(), remedy));
    }
    let bytes = read(path, MOST_BYTES).map_err(|e| fault(e.to_string(), remedy))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(fault(format!("over {MOST_BYTES} bytes"), remedy));
    }
    String::from_utf8(bytes).map_err(|e| fault(not_utf8(e.as_bytes(), e.utf8_error().valid_up_to()), "save it as UTF-8"))
}

/// Largest file that is read as one text.
const MOST_BYTES: u64 = 256 << 20;

/// At most so many bytes of a file or pipe, and one more where there are more.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is said of bytes that are no text from this one on.
pub(crate) fn not_utf8(bytes: &[u8], valid: usize) -> String {
    format!("line {}: not UTF-8 (byte {valid})", line_of(bytes, valid))
}

/// The line, from 1, in which a byte stands.
pub(crate) fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &bytes[..at.min(bytes.len())]).count()
}

#[cfg(unix)]
fn is_pipe(kind: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind)
}

#[cfg(not(unix))]
fn is_pipe(_: FileType) -> bool {
    false
}

/// What neither a file, a folder nor a pipe is.
#[cfg(unix)]
fn other(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_socket() { "a socket" } else { "a device" }
}

#[cfg(not(unix))]
fn other(_: FileType) -> &'static str {
    "neither a file nor a folder"
}

/// True for a pipe that stands in a folder: what is written into it may be long in coming.
pub(crate) fn is_waited_for(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| is_pipe(meta.file_type()))
}

/// What tells whether two paths lead to one pipe.
#[cfg(unix)]
pub(crate) fn pipe_id(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let meta = fs::metadata(path).ok().filter(|meta| is_pipe(meta.file_type()))?;
    Some((meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
pub(crate) fn pipe_id(_: &Path) -> Option<(u64, u64)> {
    None
}
