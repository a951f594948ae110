//! How the files of a run take the place of those before, all together.
//!
//! A run writes into a hidden folder of the output folder. When all files are whole and on the disk it notes what is to be
//! moved; from then on the new results count, and whoever finds the note, however that run ended, moves the rest. Where a
//! file cannot be moved, those before come back from the links that were kept of them.

use crate::{
    corpus::UNFINISHED,
    error::{Error, Result},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// The note, in the hidden folder.
const NOTE: &str = "moving.json";
/// The same where the files before are to come back.
const BACK: &str = "moving-back.json";
/// Links to the files before.
const OLD: &str = "old";

/// How often, and after which pauses, one looks whether another run has moved its results.
const LOOKS: u32 = 400;
const PAUSE: Duration = Duration::from_millis(5);

/// What is to be moved.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Moves {
    /// Files of the run, in the order in which they are moved.
    pub(super) written: Vec<String>,
    /// Files of earlier runs that go.
    pub(super) left_out: Vec<String>,
    /// Those written that are new in the folder.
    #[serde(default)]
    fresh: Vec<String>,
}

impl Moves {
    pub(super) fn new(written: Vec<String>, left_out: Vec<String>) -> Moves {
        Moves { written, left_out, fresh: Vec::new() }
    }
}

/// The hidden folder of an output folder.
pub(super) fn stage(folder: &Path) -> PathBuf {
    folder.join(UNFINISHED)
}

/// The right to write into the folder, as long as the handle lives; none where the file system knows no locks.
///
/// # Errors
/// [`Error::Io`] where another run has it.
pub(super) fn lock(folder: &Path) -> Result<Option<File>> {
    let Ok(handle) = File::open(folder) else { return Ok(None) };
    match handle.try_lock() {
        Ok(()) => Ok(Some(handle)),
        Err(TryLockError::WouldBlock) => {
            let busy = io::Error::other("another guanxi is writing there\n  remedy: wait until it has ended, or name another folder");
            Err(Error::io("cannot write to output folder", folder)(busy))
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Moves the files of a run in place.
///
/// # Errors
/// [`Error::Io`] where a file does not reach the disk or cannot be moved; then the folder holds what it held before.
pub(super) fn move_in_place(folder: &Path, mut moves: Moves) -> Result<()> {
    let stage = stage(folder);
    moves.written.par_iter().try_for_each(|name| on_disk(&stage.join(name)))?;
    if let Some(name) = moves.written.iter().find(|name| folder.join(name).is_dir()) {
        let fault = io::Error::other("a folder has this name\n  remedy: move it elsewhere");
        return Err(Error::io("cannot move in place", folder.join(name))(fault));
    }
    let old = stage.join(OLD);
    fs::create_dir(&old).map_err(Error::io("cannot create", &old))?;
    let mut may_come_back = true;
    for name in moves.written.iter().chain(&moves.left_out) {
        match fs::hard_link(folder.join(name), old.join(name)) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => moves.fresh.push(name.clone()),
            // Not every file system has links; then files can only go on.
            Err(_) => may_come_back = false,
        }
    }
    moves.fresh.retain(|name| moves.written.contains(name));
    write_note(&stage, NOTE, &moves)?;
    if let Err(fault) = go_on(folder, &moves) {
        if may_come_back {
            fs::rename(stage.join(NOTE), stage.join(BACK)).map_err(Error::io("cannot move in place", folder))?;
            come_back(folder, &moves)?;
            end(&stage, BACK)?;
        }
        return Err(fault);
    }
    end(&stage, NOTE)
}

/// Ends what a run began that was ended while it moved its results. Waits where another run is moving its own.
///
/// # Errors
/// [`Error::Io`] where a file cannot be moved.
pub(crate) fn settle(folder: &Path) -> Result<()> {
    let stage = stage(folder);
    for _ in 0..LOOKS {
        if !is_moving(&stage) {
            return Ok(());
        }
        if let Ok(lock) = lock(folder) {
            let settled = clear(folder);
            drop(lock);
            return settled;
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// The same for a run that has the folder for itself: what another one left goes too.
pub(super) fn clear(folder: &Path) -> Result<()> {
    let stage = stage(folder);
    if let Some(moves) = read_note(&stage, BACK)? {
        come_back(folder, &moves)?;
        return end(&stage, BACK);
    }
    if let Some(moves) = read_note(&stage, NOTE)? {
        go_on(folder, &moves)?;
        return end(&stage, NOTE);
    }
    done(remove(&stage)).map_err(Error::io("cannot remove", stage))
}

/// Removes a folder; a second time where the first fails: another thread may be making a file in it, or a disk stumbled.
fn remove(folder: &Path) -> io::Result<()> {
    fs::remove_dir_all(folder).or_else(|_| fs::remove_dir_all(folder))
}

/// Everything is in its place: the note goes first, then the hidden folder.
fn end(stage: &Path, note: &str) -> Result<()> {
    done(fs::remove_file(stage.join(note))).map_err(Error::io("cannot remove", stage))?;
    done(remove(stage)).map_err(Error::io("cannot remove", stage))
}

/// Removes the hidden folder of a run that did not come so far as to move anything; what cannot be removed now the next run
/// removes.
pub(super) fn give_up(stage: &Path) {
    if !is_moving(stage) {
        let _ = remove(stage);
    }
}

fn is_moving(stage: &Path) -> bool {
    [NOTE, BACK].iter().any(|note| stage.join(note).exists())
}

/// Moves what is not yet moved.
fn go_on(folder: &Path, moves: &Moves) -> Result<()> {
    let stage = stage(folder);
    for name in &moves.written {
        let path = folder.join(name);
        done(fs::rename(stage.join(name), &path)).map_err(Error::io("cannot move in place", path))?;
    }
    for name in &moves.left_out {
        let path = folder.join(name);
        done(fs::remove_file(&path)).map_err(Error::io("cannot remove", path))?;
    }
    sync_folder(folder)
}

/// Puts the files before in their place again.
fn come_back(folder: &Path, moves: &Moves) -> Result<()> {
    let old = stage(folder).join(OLD);
    for name in moves.written.iter().chain(&moves.left_out) {
        let path = folder.join(name);
        let moved = if moves.fresh.contains(name) { fs::remove_file(&path) } else { fs::rename(old.join(name), &path) };
        done(moved).map_err(Error::io("cannot move back", path))?;
    }
    sync_folder(folder)
}

/// A file that is not there was moved before.
fn done(moved: io::Result<()>) -> io::Result<()> {
    match moved {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn on_disk(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(Error::io("cannot write", path))
}

/// Names in a folder reach the disk by the folder; where a folder cannot be opened, the system sees to it.
fn sync_folder(folder: &Path) -> Result<()> {
    match File::open(folder) {
        Ok(handle) if cfg!(unix) => handle.sync_all().map_err(Error::io("cannot write", folder)),
        _ => Ok(()),
    }
}

fn write_note(stage: &Path, name: &str, moves: &Moves) -> Result<()> {
    let (path, half) = (stage.join(name), stage.join(format!("{name}.half")));
    let written = || {
        fs::write(&half, serde_json::to_vec(moves)?)?;
        File::open(&half)?.sync_all()?;
        fs::rename(&half, &path)
    };
    written().map_err(Error::io("cannot write", &path))?;
    sync_folder(stage)
}

fn read_note(stage: &Path, name: &str) -> Result<Option<Moves>> {
    let path = stage.join(name);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|e| Error::io("cannot read", path)(e.into())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io("cannot read", path)(e)),
    }
}
