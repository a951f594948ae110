//! The rows of documents.csv, laid aside until their stories are known.

use super::{
    facts::Facts,
    spool::{Packed, Spool, SpoolReader},
};
use crate::{
    error::Result,
    id::{DocId, DocKey},
    network::DocFacts,
    table::DocumentRow,
};

/// Rows in the order of the inputs. What all documents have in [`DocFacts`] and [`DocKey`] is not laid aside twice.
#[derive(Debug)]
pub struct Ledger {
    rows: Spool,
    /// The words that rows have of the program, by number.
    words: Vec<&'static str>,
}

impl Ledger {
    /// An empty one.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when no temporary file can be made.
    pub fn new() -> Result<Ledger> {
        Ok(Ledger { rows: Spool::new()?, words: Vec::new() })
    }

    /// Adds the next row.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when it cannot be written.
    pub fn push(&mut self, row: &DocumentRow) -> Result<()> {
        let mut packed = Packed::default();
        packed.text(&row.path).text(&row.title).text(&row.url).text(&row.note);
        packed.int(row.chars).int(row.sentences).int(row.mentions);
        for word in [row.script, row.status, row.date_source] {
            packed.int(self.number(word));
        }
        self.rows.write(&packed.into_bytes())
    }

    /// There are a few dozen at most.
    fn number(&mut self, word: &'static str) -> u64 {
        let known = self.words.iter().position(|of| *of == word);
        let number = known.unwrap_or_else(|| {
            self.words.push(word);
            self.words.len() - 1
        });
        number as u64
    }

    /// Turns to reading.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when the file cannot be read.
    pub(super) fn reader(self) -> Result<LedgerReader> {
        Ok(LedgerReader { rows: self.rows.reader()?, words: self.words })
    }
}

/// A ledger being read, as often as is needed.
#[derive(Debug)]
pub(super) struct LedgerReader {
    rows: SpoolReader,
    words: Vec<&'static str>,
}

impl LedgerReader {
    /// Calls `each` with all rows, from the first.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when the file cannot be read, and those of `each`.
    pub(super) fn each(&mut self, merge: &Facts, facts: &[DocFacts], mut each: impl FnMut(DocId, DocumentRow) -> Result<()>) -> Result<()> {
        self.rows.seek(0)?;
        for ((key, fact), doc) in merge.keys.iter().zip(facts).zip(0..) {
            let row = self.row(*key, fact, merge)?;
            each(DocId(doc), row)?;
        }
        Ok(())
    }

    fn row(&mut self, key: DocKey, fact: &DocFacts, merge: &Facts) -> Result<DocumentRow> {
        let rows = &mut self.rows;
        let [path, title, url, note] = [rows.text()?, rows.text()?, rows.text()?, rows.text()?];
        let [chars, sentences, mentions] = [rows.int()?, rows.int()?, rows.int()?];
        let [script, status, date_source] = [rows.int()?, rows.int()?, rows.int()?].map(|word| self.words[word as usize]);
        let tells = !matches!(status, "error" | "empty" | "skipped" | "filtered");
        Ok(DocumentRow {
            doc: key.doc_id(),
            path,
            title,
            date: fact.date,
            outlet: merge.outlets[fact.outlet as usize].clone(),
            url,
            script,
            chars,
            sentences,
            mentions,
            status,
            story: if tells { merge.keys[fact.story as usize].story_id() } else { String::new() },
            note,
            date_source,
        })
    }
}
