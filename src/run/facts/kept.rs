//! What a run keeps of its work until its results are in place, so that after an interruption only the rest is done again.

use super::{
    about::{ABOUT, About},
    folder::{FactsReader, FactsWriter},
    rows::Rows,
    stored::{Stored, look},
};
use crate::{
    corpus::ContentHash,
    error::{Error, Result},
};
use rustc_hash::FxHashMap;
use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Facts that an interrupted run has kept.
#[derive(Debug, Default)]
pub(in crate::run) struct Known {
    parts: Vec<PathBuf>,
    /// A number behind all that name something in the folder, whether it is of use or not.
    next: u32,
    /// What was read and where it is, by path.
    places: FxHashMap<String, (ContentHash, Place)>,
    open: Option<(u32, FactsReader)>,
    group: Option<((u32, u32), Arc<Stored>)>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    part: u32,
    group: u32,
    row: u32,
}

impl Known {
    /// What was kept in a folder by a run that was made with the same things. What cannot be read is passed over.
    ///
    /// # Errors
    /// [`Error::Input`] where a run with other things has kept something: whether that is to be used or to go is not for a
    /// program to say.
    pub(in crate::run) fn find(folder: &Path, about: &About) -> Result<Known> {
        let mut known = Known::default();
        let mut parts: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        parts.sort();
        for path in parts {
            let Some(number) = number(&path) else { continue };
            known.next = known.next.max(number.saturating_add(1));
            let difference = match About::read(&path) {
                Ok(then) => about.difference(&then).map(|(what, now, then)| format!("{what} {then}, and here {now}")),
                Err(_) if !path.join(ABOUT).exists() => continue,
                Err(_) => Some("another program".to_owned()),
            };
            if let Some(difference) = difference {
                return Err(Error::Input {
                    path: folder.display().to_string(),
                    reason: format!("an interrupted run has kept its work here that was done with other things: {difference}"),
                    remedy: "go on with the program, gazetteers, model and options of that run, or begin afresh: without --resume what it has kept is removed",
                });
            }
            known.add(&path);
        }
        Ok(known)
    }

    fn add(&mut self, path: &Path) -> Option<()> {
        let reader = FactsReader::open(path).ok()?;
        let part = self.parts.len() as u32;
        self.parts.push(path.to_owned());
        for group in 0..reader.groups() {
            let rows = reader.documents(group, &["path", "content"]).ok()?;
            for row in 0..rows.len() {
                let place = Place { part, group: group as u32, row: row as u32 };
                self.places.insert(rows.text("path", row).to_owned(), (look(&rows, row)?.content, place));
            }
        }
        Some(())
    }

    /// The facts of a document, where it is still what it was.
    pub(in crate::run) fn get(&mut self, doc: &str, content: ContentHash) -> Option<(Arc<Stored>, u32)> {
        let place = self.places.get(doc).filter(|(of, _)| *of == content)?.1;
        let at = (place.part, place.group);
        if self.group.as_ref().is_none_or(|(of, _)| *of != at) {
            if self.open.as_ref().is_none_or(|(part, _)| *part != place.part) {
                self.open = Some((place.part, FactsReader::open(&self.parts[place.part as usize]).ok()?));
            }
            let (_, reader) = self.open.as_ref()?;
            self.group = Some((at, Arc::new(reader.read(place.group as usize).ok()?)));
        }
        self.group.as_ref().map(|(_, stored)| (Arc::clone(stored), place.row))
    }
}

/// Keeps facts: every so many documents a folder of them.
#[derive(Debug)]
pub(in crate::run) struct Keeper {
    folder: PathBuf,
    /// Where the part that is not whole yet is written.
    begun: PathBuf,
    about: About,
    /// Documents of a part.
    documents: usize,
    next: u32,
    writer: Option<FactsWriter>,
    written: usize,
}

impl Keeper {
    /// Keeps facts in a folder, behind those that are known; a part that is not whole yet stands in `begun`.
    pub(in crate::run) fn new(folder: PathBuf, begun: PathBuf, about: About, documents: usize, known: &Known) -> Keeper {
        Keeper { folder, begun, about, documents: documents.max(1), next: known.next, writer: None, written: 0 }
    }

    /// Adds the facts of a document. Parts are written when they are whole: what is less is soon done again.
    ///
    /// # Errors
    /// [`Error::Io`] when they cannot be written.
    pub(in crate::run) fn push(&mut self, rows: Rows) -> Result<()> {
        let begun = self.begun.as_path();
        let open = |name: &str| {
            let path = begun.join(name);
            File::create(&path).map(BufWriter::new).map_err(Error::io("cannot write", path))
        };
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                fs::create_dir_all(begun).map_err(Error::io("cannot create", begun))?;
                none.insert(FactsWriter::begin(begun, open)?)
            }
        };
        writer.push(rows)?;
        self.written += 1;
        if self.written == self.documents
            && let Some(writer) = self.writer.take()
        {
            writer.close(&self.about, open)?;
            let path = self.folder.join(format!("{:06}", self.next));
            fs::create_dir_all(&self.folder).and_then(|()| fs::rename(begun, &path)).map_err(Error::io("cannot move in place", path))?;
            self.next += 1;
            self.written = 0;
        }
        Ok(())
    }
}

/// The number that names a part.
fn number(part: &Path) -> Option<u32> {
    part.file_name()?.to_str()?.parse().ok()
}
