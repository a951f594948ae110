//! A folder of facts: three tables and what they were made with.

use super::{
    about::{ABOUT, About},
    rows::Rows,
    stored::Stored,
};
use crate::{
    error::{Error, Result},
    table::{FactDocuments, FactMentions, FactRelations, Group, MOST_ROWS, ParquetFile, ParquetGroups, Table},
};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Documents whose rows stand in one group of each table: enough to compress well, few enough to be held by the group while
/// shards that were cut anywhere are merged.
const GROUP: usize = 256;
/// Mentions, and relations, from which on a group takes no more documents. One document has fewer than
/// [`MOST_ROWS`] less this: its text is bounded.
const FULL: usize = MOST_ROWS / 4;

/// Name of the file of a table.
pub(super) fn file_name<T: Table>() -> String {
    format!("{}.parquet", T::NAME)
}

type Out = BufWriter<File>;

/// A folder of facts being written.
#[derive(Debug)]
pub(in crate::run) struct FactsWriter {
    documents: ParquetFile<FactDocuments, Out>,
    mentions: ParquetFile<FactMentions, Out>,
    relations: ParquetFile<FactRelations, Out>,
    /// Rows of the group of each table, so far.
    in_group: [usize; 3],
    folder: PathBuf,
}

impl FactsWriter {
    /// Begins a folder, with files that `open` opens; `folder` is for messages.
    ///
    /// # Errors
    /// [`Error::Io`] when they cannot be written.
    pub(in crate::run) fn begin(folder: &Path, open: impl Fn(&str) -> Result<Out>) -> Result<FactsWriter> {
        let failed = || Error::io("cannot write facts to", folder);
        Ok(FactsWriter {
            documents: ParquetFile::in_own_groups(open(&file_name::<FactDocuments>())?).map_err(failed())?,
            mentions: ParquetFile::in_own_groups(open(&file_name::<FactMentions>())?).map_err(failed())?,
            relations: ParquetFile::in_own_groups(open(&file_name::<FactRelations>())?).map_err(failed())?,
            in_group: [0; 3],
            folder: folder.to_owned(),
        })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub(in crate::run) fn push(&mut self, rows: Rows) -> Result<()> {
        let folder = self.folder.clone();
        self.try_push(rows).map_err(Error::io("cannot write facts to", folder))
    }

    fn try_push(&mut self, rows: Rows) -> io::Result<()> {
        let [documents, mentions, relations] = &mut self.in_group;
        *documents += 1;
        *mentions += rows.mentions.len();
        *relations += rows.relations.len();
        let is_full = *documents == GROUP || *mentions >= FULL || *relations >= FULL;
        self.documents.append(rows.documents)?;
        self.mentions.append(rows.mentions)?;
        self.relations.append(rows.relations)?;
        if is_full { self.end_group() } else { Ok(()) }
    }

    fn end_group(&mut self) -> io::Result<()> {
        self.in_group = [0; 3];
        self.documents.end_group()?;
        self.mentions.end_group()?;
        self.relations.end_group()
    }

    /// Ends the folder with what it was made with, written to a file that `open` opens.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub(in crate::run) fn close(mut self, about: &About, open: impl Fn(&str) -> Result<Out>) -> Result<()> {
        let mut file = open(ABOUT)?;
        let folder = std::mem::take(&mut self.folder);
        let close = || -> io::Result<()> {
            if self.in_group[0] > 0 {
                self.end_group()?;
            }
            self.documents.close()?;
            self.mentions.close()?;
            self.relations.close()?;
            serde_json::to_writer_pretty(&mut file, about)?;
            file.write_all(b"\n")?;
            file.flush()
        };
        close().map_err(Error::io("cannot write facts to", folder))
    }
}

/// A folder of facts, open for reading.
#[derive(Debug)]
pub(in crate::run) struct FactsReader {
    folder: PathBuf,
    documents: ParquetGroups<FactDocuments>,
    mentions: ParquetGroups<FactMentions>,
    relations: ParquetGroups<FactRelations>,
}

impl FactsReader {
    /// Opens a folder.
    ///
    /// # Errors
    /// [`Error::Io`] when a table cannot be read, [`Error::Input`] where they do not belong together.
    pub(in crate::run) fn open(folder: &Path) -> Result<FactsReader> {
        let reader = FactsReader { folder: folder.to_owned(), documents: table(folder)?, mentions: table(folder)?, relations: table(folder)? };
        let groups = reader.documents.len();
        if (reader.mentions.len(), reader.relations.len()) != (groups, groups) {
            return Err(damaged(folder));
        }
        Ok(reader)
    }

    /// Number of groups.
    pub(super) fn groups(&self) -> usize {
        self.documents.len()
    }

    /// Number of documents of a group.
    pub(super) fn documents_of(&self, group: usize) -> usize {
        self.documents.rows(group)
    }

    /// Some columns of the documents of a group.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read.
    pub(super) fn documents(&self, group: usize, wanted: &[&str]) -> Result<Group> {
        self.documents.read(group, |name| wanted.contains(&name)).map_err(|e| unreadable(&self.folder, &e))
    }

    /// A group whole.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read, [`Error::Input`] where its tables do not belong together.
    pub(in crate::run) fn read(&self, group: usize) -> Result<Stored> {
        let failed = |e| unreadable(&self.folder, &e);
        let documents = self.documents.read(group, |_| true).map_err(failed)?;
        let mentions = self.mentions.read(group, |_| true).map_err(failed)?;
        let relations = self.relations.read(group, |_| true).map_err(failed)?;
        Stored::of(documents, mentions, relations).ok_or_else(|| damaged(&self.folder))
    }
}

fn table<T: Table>(folder: &Path) -> Result<ParquetGroups<T>> {
    let path = folder.join(file_name::<T>());
    File::open(&path).and_then(ParquetGroups::open).map_err(|e| unreadable(&path, &e))
}

/// What is said of facts that cannot be read.
fn unreadable(path: &Path, e: &io::Error) -> Error {
    Error::Input {
        path: path.display().to_string(),
        reason: format!("cannot read facts in it: {e}"),
        remedy: "make these facts again with guanxi facts",
    }
}

/// What is said of facts whose rows make no sense.
pub(super) fn damaged(folder: &Path) -> Error {
    Error::Input {
        path: folder.display().to_string(),
        reason: "the tables of facts do not agree with each other".into(),
        remedy: "make these facts again with guanxi facts",
    }
}
