//! Whether the numbers of an output folder follow from its tables.
//!
//! Mentions lead to evidence, evidence and documents to edges, mentions and documents to nodes. These are computed anew, by
//! code that shares nothing with the run but the association measures, and compared cell by cell; what is not computed anew is
//! said in [`NOT_COMPUTED`].

mod candidates;
mod edges;
mod nodes;
mod parts;
mod relations;
mod standing;
mod texts;

use super::{
    Rows,
    ledger::{Ledger, Names},
    rows::{json, missing, stands},
};
use crate::{error::Result, publish::settle};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A cell or row that does not follow from the other tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub file: &'static str,
    /// Its line, from 1; none for rows that are missing.
    pub line: Option<u64>,
    /// What is there and what should be.
    pub message: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// What no table tells and is therefore not compared, by table.
pub const NOT_COMPUTED: &str = "documents (title, url, script, chars, sentences, note), nodes (names in other languages, wikidata, \
    community, discovered, component, country, class, file, core, betweenness), edges (backbone), mentions (method, confidence, byline, \
    candidates, holder_basis, role), relations (sentence, trigger, evidence, confidence, plover), standing (tenures, agreement, outside), \
    candidates (all but the sums of its mentions), boilerplate, curation";

/// What was compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Rows of documents.csv.
    pub documents: u64,
    /// Rows of nodes.csv.
    pub nodes: u64,
    /// Rows of edges.csv.
    pub edges: u64,
    /// Rows of mentions.csv.
    pub mentions: u64,
    /// Rows of evidence.csv.
    pub evidence: u64,
    /// Differences found.
    pub differences: u64,
}

/// Recomputes and compares the tables of an output folder; `report` is called with every difference, file by file.
///
/// Memory: the documents, the nodes, and a bounded part of the evidence at a time; mentions and sentences stream through.
///
/// # Errors
/// [`Error::Io`] and [`Error::Input`] where a table is missing or cannot be read.
pub fn verify(folder: &Path, report: &mut dyn FnMut(Difference)) -> Result<Verified> {
    let mut check = Check { folder, report, found: Verified::default() };
    settle(folder)?;
    if let Some(file) = TABLES.into_iter().chain([MANIFEST, PACKAGE]).find(|file| !stands(folder, file)) {
        return Err(missing(folder, file));
    }
    let manifest = Manifest::read(folder)?;
    check_package(&mut check)?;
    let ledger = Ledger::read(folder, |line, message| check.wrong("documents.csv", Some(line), message))?;
    check.found.documents = ledger.entries.len() as u64;
    let claims = nodes::Claims::read(&mut check)?;
    check.found.nodes = claims.rows.len() as u64;
    let mut seen = texts::check(&mut check, &ledger, &claims, &manifest)?;
    candidates::compare(&mut check, &std::mem::take(&mut seen.open))?;
    let typed = relations::check(&mut check, &ledger, &claims)?;
    let tallies = nodes::tallies(&ledger, &claims, &mut seen);
    parts::compare(&mut check, &ledger, &claims, &seen.documents)?;
    parts::compare_sources(&mut check, &ledger, &claims, &seen.sources)?;
    drop(seen);
    let strengths = edges::check(&mut check, &ledger, &claims, &tallies, &typed, &manifest)?;
    nodes::compare(&mut check, &claims, &tallies, &strengths);
    manifest.compare(&mut check, &ledger, typed.rows);
    Ok(check.found)
}

/// Where differences go.
struct Check<'a> {
    folder: &'a Path,
    report: &'a mut dyn FnMut(Difference),
    found: Verified,
}

impl Check<'_> {
    fn wrong(&mut self, file: &'static str, line: Option<u64>, message: String) {
        self.found.differences += 1;
        (self.report)(Difference { file, line, message });
    }

    /// Compares a cell with what it should be.
    fn cell(&mut self, file: &'static str, line: u64, column: &str, found: &str, wanted: &str) {
        if found != wanted {
            self.wrong(file, Some(line), format!("{column} is {found:?}, should be {wanted:?}"));
        }
    }

    fn open(&self, table: &'static str, columns: &[&str]) -> Result<Rows> {
        Rows::open(self.folder, table, columns)
    }
}

const MANIFEST: &str = "manifest.json";
const PACKAGE: &str = "datapackage.json";

/// The tables that every run with csv among its formats writes.
const TABLES: [&str; 16] = [
    "documents.csv",
    "nodes.csv",
    "edges.csv",
    "edges_by_period.csv",
    "edges_by_outlet.csv",
    "nodes_by_period.csv",
    "nodes_by_outlet.csv",
    "mentions.csv",
    "sentences.csv",
    "evidence.csv",
    "relations.csv",
    "events.csv",
    "standing.csv",
    "sources.csv",
    "candidates.csv",
    "boilerplate.csv",
];

/// Looks whether datapackage.json tells of every table.
fn check_package(check: &mut Check<'_>) -> Result<()> {
    let package = json(check.folder, PACKAGE)?;
    let told: BTreeSet<&str> =
        package.get("resources").and_then(Value::as_array).into_iter().flatten().filter_map(|r| r.get("path")?.as_str()).collect();
    for file in TABLES.into_iter().filter(|file| !told.iter().any(|path| path.strip_suffix(".gz").unwrap_or(path) == *file)) {
        check.wrong(PACKAGE, None, format!("no resource is {file}"));
    }
    Ok(())
}

/// What manifest.json says.
#[derive(Debug)]
struct Manifest {
    value: Value,
}

impl Manifest {
    fn read(folder: &Path) -> Result<Manifest> {
        Ok(Manifest { value: json(folder, MANIFEST)? })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.value.get("parameters")?.get(name)?.as_str()
    }

    fn compare(&self, check: &mut Check<'_>, ledger: &Ledger, relations: u64) {
        let value = &self.value;
        let stories: BTreeSet<u32> = ledger.entries.iter().filter(|e| e.counts()).filter_map(|e| e.story).collect();
        let found = check.found;
        let counts = [("stories", stories.len() as u64), ("nodes", found.nodes), ("edges", found.edges), ("relations", relations)];
        let mut number = |group: &str, name: &str, wanted: u64| {
            let is = value.get(group).and_then(|g| g.get(name)).and_then(Value::as_u64).unwrap_or(0);
            if is != wanted {
                check.wrong("manifest.json", None, format!("{group}.{name} is {is}, should be {wanted}"));
            }
        };
        for (name, wanted) in counts {
            number("counts", name, wanted);
        }
        let mut by_status: BTreeMap<&str, u64> = BTreeMap::new();
        for entry in &ledger.entries {
            *by_status.entry(&entry.status).or_default() += 1;
        }
        for (status, wanted) in by_status {
            number("documents", status, wanted);
        }
        let mut all = blake3::Hasher::new();
        for file in value.get("gazetteer_files").and_then(Value::as_array).into_iter().flatten() {
            for field in ["file", "hash"] {
                all.update(file.get(field).and_then(Value::as_str).unwrap_or_default().as_bytes());
            }
        }
        let (wanted, is) = (&all.finalize().to_hex()[..32], value.get("gazetteer_hash").and_then(Value::as_str).unwrap_or_default());
        if is != wanted {
            check.wrong("manifest.json", None, format!("gazetteer_hash is {is:?}, its files give {wanted:?}"));
        }
    }
}

/// Distinct documents, stories and outlets of a list of documents, and its dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tally {
    documents: u64,
    stories: u64,
    outlets: u64,
    first: String,
    last: String,
}

impl Tally {
    /// `docs`: ascending.
    fn of(docs: &[u32], ledger: &Ledger) -> Tally {
        let entries = || docs.iter().map(|&doc| &ledger.entries[doc as usize]);
        let distinct = |mut numbers: Vec<u32>| {
            numbers.sort_unstable();
            numbers.dedup();
            numbers.len() as u64
        };
        let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |date| date.to_string());
        Tally {
            documents: docs.len() as u64,
            stories: distinct(entries().filter_map(|e| e.story).collect()),
            outlets: distinct(entries().map(|e| e.outlet).collect()),
            first: day(entries().filter_map(|e| e.date).min()),
            last: day(entries().filter_map(|e| e.date).max()),
        }
    }
}

/// The number of a node; a difference where the table of nodes has none of this id.
fn node_of(check: &mut Check<'_>, nodes: &Names, file: &'static str, line: u64, column: &str, id: &str) -> Option<u32> {
    let node = nodes.number(id);
    if node.is_none() {
        check.wrong(file, Some(line), format!("{column} {id:?} is no id of nodes.csv"));
    }
    node
}
