//! The output folder: files are written beside their final names and moved in place together when all are whole.

use super::Database;
use crate::error::{Error, Result};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Ending of files that are still being written.
const PARTIAL: &str = ".partial";

/// An output folder during a run. Dropping it without [`OutputFolder::commit`] removes what was written and leaves the
/// previous results as they were. Files may be opened from several threads.
#[derive(Debug)]
pub struct OutputFolder {
    folder: PathBuf,
    files: Mutex<Files>,
    database: Option<Arc<Database>>,
    committed: bool,
}

/// What becomes of the files of the folder.
#[derive(Debug, Default)]
struct Files {
    written: Vec<String>,
    left_out: Vec<String>,
    /// What datapackage.json says of each table, by name.
    resources: BTreeMap<&'static str, Value>,
}

impl OutputFolder {
    /// Opens the folder, creating it if need be, and tests that files can be written there.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be created or written.
    pub fn create(folder: &Path) -> Result<OutputFolder> {
        fs::create_dir_all(folder).map_err(Error::io("cannot create output folder", folder))?;
        let output = OutputFolder { folder: folder.to_owned(), files: Mutex::default(), database: None, committed: false };
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
    pub fn file(&self, name: &str) -> Result<BufWriter<File>> {
        let path = self.partial(name);
        let file = File::create(&path).map_err(Error::io("cannot write", &path))?;
        let mut files = self.files();
        if !files.written.iter().any(|n| n == name) {
            files.written.push(name.to_owned());
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

    /// A file that this run does not write; one of an earlier run goes when the results are moved in place.
    pub fn leave_out(&self, name: &str) {
        self.files().left_out.push(name.to_owned());
    }

    /// What datapackage.json is to say of a table.
    pub(super) fn describe(&self, table: &'static str, resource: Value) {
        self.files().resources.insert(table, resource);
    }

    /// What it is to say of all tables, in the order of their names.
    pub(super) fn resources(&self) -> Vec<Value> {
        self.files().resources.values().cloned().collect()
    }

    /// Begins guanxi.sqlite: the tables go there too.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written, [`Error::NotCompiledIn`] where this program cannot.
    pub fn open_database(&mut self) -> Result<()> {
        self.database = Some(Arc::new(Database::create(self.partial("guanxi.sqlite.begun"))?));
        Ok(())
    }

    /// guanxi.sqlite while it is being filled.
    pub(super) fn database(&self) -> Option<Arc<Database>> {
        self.database.clone()
    }

    /// A list of names is whole after every change of it, also where a thread failed.
    fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves all files in place.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be moved, or one of an earlier run not be removed.
    pub fn commit(mut self) -> Result<()> {
        let mut files = self.files();
        // The manifest last: it stands for a whole set of files.
        files.written.sort_by_key(|name| name == "manifest.json");
        for name in &files.written {
            let path = self.folder.join(name);
            fs::rename(self.partial(name), &path).map_err(Error::io("cannot move in place", path))?;
        }
        for name in &files.left_out {
            let path = self.folder.join(name);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::io("cannot remove", path)(e)),
                _ => {}
            }
        }
        drop(files);
        self.committed = true;
        Ok(())
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if !self.committed {
            for name in &self.files().written {
                let _ = fs::remove_file(self.partial(name));
            }
        }
    }
}
