//! Facts of several shards as one corpus: the documents in the order of their paths, whatever shard they are in.

use super::{
    about::About,
    folder::{FactsReader, damaged},
    stored::{Stored, draft, look},
};
use crate::{
    document::{LineCounts, Lines},
    error::{Error, Result},
    guard::guarded,
    knowledge::Gazetteer,
    run::scan::{Scan, is_sampled, source_of},
};
use rustc_hash::FxHashMap;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Where the facts of a document are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::run) struct Place {
    /// Which folder.
    shard: u32,
    group: u32,
    pub(in crate::run) row: u32,
}

/// What is known of all documents before any is told.
#[derive(Debug)]
pub(in crate::run) struct Shards<'a> {
    folders: &'a [PathBuf],
    /// Of each document, in order.
    places: Vec<Place>,
}

impl<'a> Shards<'a> {
    /// Puts the documents of all folders in order, and tells which is the latest version of its page.
    ///
    /// # Errors
    /// [`Error::Io`] when facts cannot be read, [`Error::Input`] where they were not made with the same things as `about`, or
    /// a document is in two of them.
    pub(in crate::run) fn open(folders: &'a [PathBuf], about: &About) -> Result<(Shards<'a>, Scan)> {
        let mut documents = Vec::new();
        for (shard, folder) in (0..).zip(folders) {
            if let Some((what, own, theirs)) = about.difference(&About::read(folder)?) {
                return Err(Error::Input {
                    path: folder.display().to_string(),
                    reason: format!("facts made with other things: {what} {theirs}, and here {own}"),
                    remedy: "make all facts with one program, model and options and the same gazetteers, and name those gazetteers and that model",
                });
            }
            let reader = FactsReader::open(folder)?;
            for group in 0..reader.groups() {
                let rows = reader.documents(group, &["path", "archive", "position", "page", "published", "content"])?;
                for row in 0..rows.len() {
                    let path = rows.text("path", row).to_owned();
                    let file = match rows.text("archive", row) {
                        "" => path.clone(),
                        archive => archive.to_owned(),
                    };
                    let look = look(&rows, row).ok_or_else(|| damaged(folder))?;
                    let place = Place { shard, group: group as u32, row: row as u32 };
                    documents.push((file, rows.int("position", row).unwrap_or(0), path, look, place));
                }
            }
        }
        documents.sort_by(|a, b| (&a.0, a.1, a.4).cmp(&(&b.0, b.1, b.4)));
        if let Some(pair) = documents.windows(2).find(|pair| pair[0].2 == pair[1].2) {
            let folder = |place: Place| folders[place.shard as usize].display();
            return Err(Error::Input {
                path: folder(pair[1].4).to_string(),
                reason: format!("{} is in {} too", pair[1].2, folder(pair[0].4)),
                remedy: "put every document into one shard, and name every folder of facts once",
            });
        }
        let mut scan = Scan::default();
        let mut places = Vec::with_capacity(documents.len());
        for (_, _, path, look, place) in documents {
            scan.add(path, look);
            places.push(place);
        }
        Ok((Shards { folders, places }, scan))
    }

    /// Counts the lines that repeat, as the first look at the whole does.
    ///
    /// # Errors
    /// [`Error::Io`] when facts cannot be read, [`Error::Input`] where they make no sense.
    pub(in crate::run) fn count_lines(&self, scan: &Scan, gazetteer: &Gazetteer) -> Result<LineCounts> {
        let mut sampled: Vec<Place> = (0..).zip(&self.places).filter(|&(index, _)| is_sampled(index, scan.doc(index))).map(|(_, p)| *p).collect();
        // Each group is read once.
        sampled.sort_unstable();
        let mut lines = LineCounts::default();
        for shard in sampled.chunk_by(|a, b| a.shard == b.shard) {
            let folder = self.folder(shard[0]);
            let reader = FactsReader::open(folder)?;
            for group in shard.chunk_by(|a, b| a.group == b.group) {
                let rows = reader.documents(group[0].group as usize, &["status", "path", "outlet", "cleaned", "text", "blocks"])?;
                for place in group {
                    let row = place.row as usize;
                    // Guanxi may have failed on a document only after it was cleaned.
                    if rows.text("status", row) == "ok" || rows.bool("cleaned", row) {
                        // Where guanxi fails on it, it does so again where it is read in full, and told.
                        let Ok(found) = guarded(|| draft(&rows, row, gazetteer).map(|draft| Lines::of(&draft))) else { continue };
                        let source = source_of(rows.text("outlet", row), rows.text("path", row));
                        lines.add(source, found.ok_or_else(|| damaged(folder))?);
                    }
                }
            }
        }
        Ok(lines)
    }

    /// Calls `each` with the facts of every document in order, until it returns false. Of each folder so much is held as is
    /// needed: a group where folders are parts of a whole that follow each other, a group of each where they were cut anyhow.
    ///
    /// # Errors
    /// [`Error::Io`] when facts cannot be read, [`Error::Input`] where they make no sense.
    pub(in crate::run) fn visit(&self, each: &mut dyn FnMut((u32, Arc<Stored>, u32)) -> bool) -> Result<()> {
        let mut open: FxHashMap<u32, Open> = FxHashMap::default();
        for (index, place) in (0..).zip(&self.places) {
            let folder = self.folder(*place);
            let shard = match open.entry(place.shard) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => entry.insert(Open::new(folder)?),
            };
            let stored = shard.group(place.group)?;
            if shard.left == 0 {
                open.remove(&place.shard);
            }
            if !each((index, stored, place.row)) {
                break;
            }
        }
        Ok(())
    }

    /// The folder of a document's facts.
    fn folder(&self, place: Place) -> &Path {
        &self.folders[place.shard as usize]
    }

    /// What is said where the facts of a document make no sense.
    pub(in crate::run) fn damaged(&self, index: u32) -> Error {
        damaged(self.folder(self.places[index as usize]))
    }
}

/// A folder that is being read.
#[derive(Debug)]
struct Open {
    reader: FactsReader,
    /// Groups begun, with the documents that are still to come.
    groups: FxHashMap<u32, (Arc<Stored>, usize)>,
    /// Documents that are still to come in all.
    left: usize,
}

impl Open {
    fn new(folder: &Path) -> Result<Open> {
        let reader = FactsReader::open(folder)?;
        let left = (0..reader.groups()).map(|group| reader.documents_of(group)).sum();
        Ok(Open { reader, groups: FxHashMap::default(), left })
    }

    /// The group of the next document.
    fn group(&mut self, group: u32) -> Result<Arc<Stored>> {
        self.left -= 1;
        if let Some((stored, left)) = self.groups.get_mut(&group) {
            *left -= 1;
            let stored = Arc::clone(stored);
            if *left == 0 {
                self.groups.remove(&group);
            }
            return Ok(stored);
        }
        let stored = Arc::new(self.reader.read(group as usize)?);
        let left = self.reader.documents_of(group as usize) - 1;
        if left > 0 {
            self.groups.insert(group, (Arc::clone(&stored), left));
        }
        Ok(stored)
    }
}
