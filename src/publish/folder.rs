//! The output folder: files are written into a hidden folder of it and moved in place together when all are whole.

use super::{
    Database,
    moving::{self, Moves},
};
use crate::{
    corpus::KEPT,
    error::{Error, Result},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// An output folder during a run. Dropping it without [`OutputFolder::commit`] removes what was written and leaves the
/// previous results as they were. Files may be opened from several threads.
#[derive(Debug)]
pub struct OutputFolder {
    folder: PathBuf,
    stage: PathBuf,
    /// Others are kept from writing as long as this lives.
    _lock: Option<File>,
    files: Mutex<Files>,
    database: Option<Arc<Database>>,
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
    /// [`Error::Io`] when the folder cannot be created or written, or another run is writing there.
    pub fn create(folder: &Path) -> Result<OutputFolder> {
        fs::create_dir_all(folder).map_err(Error::io("cannot create output folder", folder))?;
        let lock = moving::lock(folder)?;
        moving::clear(folder)?;
        let stage = moving::stage(folder);
        let output = OutputFolder { folder: folder.to_owned(), stage, _lock: lock, files: Mutex::default(), database: None };
        open().push(output.stage.clone());
        fs::create_dir(&output.stage).map_err(Error::io("cannot write to output folder", folder))?;
        let mut probe = output.file("manifest.json")?;
        probe.write_all(b"\n").and_then(|()| probe.flush()).map_err(Error::io("cannot write to output folder", folder))?;
        Ok(output)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The hidden folder for what a run keeps of its work until its results are in place.
    pub fn kept(&self) -> PathBuf {
        self.folder.join(KEPT)
    }

    /// Removes what runs have kept.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be removed.
    pub fn forget(&self) -> Result<()> {
        match fs::remove_dir_all(self.kept()) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::io("cannot remove", self.kept())(e)),
            _ => Ok(()),
        }
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
        self.stage.join(name)
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
    pub fn commit(self) -> Result<()> {
        // Whoever ends the program waits until all is moved.
        let _open = open();
        let Files { mut written, left_out, .. } = std::mem::take(&mut *self.files());
        // The manifest last: it stands for a whole set of files.
        written.sort_by_key(|name| name == "manifest.json");
        moving::move_in_place(&self.folder, Moves::new(written, left_out))?;
        self.forget()
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        moving::give_up(&self.stage);
        open().retain(|stage| *stage != self.stage);
    }
}

/// The hidden folders of the runs of this process.
static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn open() -> MutexGuard<'static, Vec<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what unfinished runs of this process have written, for a program that is about to end. A run that is moving its
/// results in place is waited for; none begins to from then on. True where there was one to remove.
pub fn abandon() -> bool {
    let open = open();
    for stage in open.iter() {
        // A worker may be making a file meanwhile; the next run removes what stays.
        moving::give_up(stage);
    }
    let any = !open.is_empty();
    std::mem::forget(open);
    any
}
