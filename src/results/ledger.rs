//! documents.csv, in memory: what the other tables refer to.

use super::Rows;
use crate::error::Result;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{path::Path, sync::Arc};

/// Names and their numbers, in the order of first use.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: FxHashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// Number of a name, a new one where it has none.
    pub(super) fn add(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let (number, name): (u32, Arc<str>) = (self.names.len() as u32, name.into());
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub(super) fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    pub(super) fn len(&self) -> u32 {
        self.names.len() as u32
    }
}

/// A row of documents.csv.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) line: u64,
    pub(super) status: String,
    /// Number of its story; none for documents without.
    pub(super) story: Option<u32>,
    /// Number of its outlet.
    pub(super) outlet: u32,
    pub(super) date: Option<Date>,
    pub(super) mentions: u32,
    /// Number of its sentences.
    pub(super) sentences: u32,
}

impl Entry {
    /// True where the document counts.
    pub(super) fn counts(&self) -> bool {
        self.status == "ok"
    }

    /// The date as the tables write it.
    pub(super) fn day(&self) -> String {
        self.date.map_or_else(String::new, |date| date.to_string())
    }
}

/// documents.csv.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) docs: Names,
    pub(super) stories: Names,
    pub(super) outlets: Names,
    /// By number of the document.
    pub(super) entries: Vec<Entry>,
}

impl Ledger {
    /// Reads the table; calls `wrong` with line and reason for rows that cannot be used as they are.
    ///
    /// # Errors
    /// [`crate::Error::Io`] and [`crate::Error::Input`] where the table cannot be read.
    pub(super) fn read(folder: &Path, mut wrong: impl FnMut(u64, String)) -> Result<Ledger> {
        let mut rows = Rows::open(folder, "documents.csv", &["doc", "status", "story", "outlet", "date", "mentions", "sentences"])?;
        let mut ledger = Ledger::default();
        while rows.next()? {
            let doc = ledger.docs.add(rows.cell(0));
            if (doc as usize) < ledger.entries.len() {
                wrong(rows.line(), format!("doc {:?} stands twice", rows.cell(0)));
                continue;
            }
            let date = rows.cell(4).parse().ok();
            if date.is_none() && !rows.cell(4).is_empty() {
                wrong(rows.line(), format!("date {:?} is none", rows.cell(4)));
            }
            let entry = Entry {
                line: rows.line(),
                status: rows.cell(1).to_owned(),
                story: (!rows.cell(2).is_empty()).then(|| ledger.stories.add(rows.cell(2))),
                outlet: ledger.outlets.add(rows.cell(3)),
                date,
                mentions: rows.number(5)?,
                sentences: rows.number(6)?,
            };
            if entry.counts() && entry.story.is_none() {
                wrong(entry.line, "story is empty, status is ok".to_owned());
            }
            ledger.entries.push(entry);
        }
        Ok(ledger)
    }
}
