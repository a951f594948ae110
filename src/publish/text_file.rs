//! texts.jsonl: the cleaned text of every document that counts, one a line, where it is asked for.

use super::{OutputFolder, PublishOptions};
use crate::error::{Error, Result};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

const NAME: &str = "texts.jsonl";

/// The file being written.
#[derive(Debug)]
pub struct TextFile {
    file: BufWriter<File>,
    path: PathBuf,
}

impl TextFile {
    /// Begins the file; none where it is not asked for.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn begin(options: &PublishOptions, output: &OutputFolder) -> Result<Option<TextFile>> {
        if !options.text {
            output.leave_out(NAME);
            return Ok(None);
        }
        Ok(Some(TextFile { file: output.file(NAME)?, path: output.partial(NAME) }))
    }

    /// Adds the line of a document.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn append(&mut self, line: &[u8]) -> Result<()> {
        self.file.write_all(line).map_err(Error::io("cannot write", &self.path))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn close(mut self) -> Result<()> {
        self.file.flush().map_err(Error::io("cannot write", &self.path))
    }
}
