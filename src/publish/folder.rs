//! The output folder: files are written beside their final names and moved in place together when all are whole.

use crate::error::{Error, Result};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Ending of files that are still being written.
const PARTIAL: &str = ".partial";

/// An output folder during a run. Dropping it without [`OutputFolder::commit`] removes what was written and leaves the
/// previous results as they were.
#[derive(Debug)]
pub struct OutputFolder {
    folder: PathBuf,
    names: Vec<String>,
    left_out: Vec<String>,
    committed: bool,
}

impl OutputFolder {
    /// Opens the folder, creating it if need be, and tests that files can be written there.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be created or written.
    pub fn create(folder: &Path) -> Result<OutputFolder> {
        fs::create_dir_all(folder).map_err(Error::io("cannot create output folder", folder))?;
        let mut output = OutputFolder { folder: folder.to_owned(), names: Vec::new(), left_out: Vec::new(), committed: false };
        for entry in fs::read_dir(folder).map_err(Error::io("cannot read output folder", folder))?.flatten() {
            // Left by a run that was killed.
            if entry.file_name().to_string_lossy().ends_with(PARTIAL) {
                let _ = fs::remove_file(entry.path());
            }
        }
        let mut probe = output.file("manifest.json")?;
        probe.write_all(b"\n").and_then(|()| probe.flush()).map_err(Error::io("cannot write to output folder", folder))?;
        Ok(output)
    }

    /// Opens a file of the folder for writing.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be created.
    pub fn file(&mut self, name: &str) -> Result<BufWriter<File>> {
        let path = self.partial(name);
        let file = File::create(&path).map_err(Error::io("cannot write", &path))?;
        if !self.names.iter().any(|n| n == name) {
            self.names.push(name.to_owned());
        }
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Path of a file while it is being written, for messages.
    pub fn partial(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{PARTIAL}"))
    }

    /// Opens a file of this run for reading, after it has been written and flushed.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be opened.
    pub fn read(&self, name: &str) -> Result<File> {
        let path = self.partial(name);
        File::open(&path).map_err(Error::io("cannot read", path))
    }

    /// Names of the tables that this run has begun so far, in alphabetic order.
    pub fn tables(&self) -> Vec<String> {
        let mut tables: Vec<String> = self.names.iter().filter(|name| name.ends_with(".csv")).cloned().collect();
        tables.sort();
        tables
    }

    /// A file that this run does not write; one of an earlier run goes when the results are moved in place.
    pub fn leave_out(&mut self, name: &str) {
        self.left_out.push(name.to_owned());
    }

    /// Moves all files in place.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be moved, or one of an earlier run not be removed.
    pub fn commit(mut self) -> Result<()> {
        // The manifest last: it stands for a whole set of files.
        self.names.sort_by_key(|name| name == "manifest.json");
        for name in &self.names {
            let path = self.folder.join(name);
            fs::rename(self.partial(name), &path).map_err(Error::io("cannot move in place", path))?;
        }
        for name in &self.left_out {
            let path = self.folder.join(name);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::io("cannot remove", path)(e)),
                _ => {}
            }
        }
        self.committed = true;
        Ok(())
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if !self.committed {
            for name in &self.names {
                let _ = fs::remove_file(self.partial(name));
            }
        }
    }
}
