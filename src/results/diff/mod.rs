//! What changed between two output folders.
//!
//! First what went in: program, parameters, gazetteer files, curation, documents. Then what the names mean now, and from
//! that and the documents why nodes, edges and relations changed.

mod inputs;
mod links;
mod network;

use crate::error::Result;
use std::{cmp::Reverse, path::Path};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The program's version.
    Program,
    /// A parameter of the run.
    Parameter,
    /// A gazetteer file.
    Gazetteer,
    /// A line of the curation.
    Curation,
    /// A document: there or not, its status, text or story.
    Document,
    /// What a surface form is linked to.
    Link,
    /// A node.
    Node,
    /// An edge.
    Edge,
    /// The relations of one predicate.
    Relation,
}

impl Section {
    /// All, in the order in which they are told.
    pub const ALL: [Section; 9] = [
        Section::Program,
        Section::Parameter,
        Section::Gazetteer,
        Section::Curation,
        Section::Document,
        Section::Link,
        Section::Node,
        Section::Edge,
        Section::Relation,
    ];

    /// Its word in the output.
    pub fn as_str(self) -> &'static str {
        match self {
            Section::Program => "program",
            Section::Parameter => "parameter",
            Section::Gazetteer => "gazetteer",
            Section::Curation => "curation",
            Section::Document => "document",
            Section::Link => "link",
            Section::Node => "node",
            Section::Edge => "edge",
            Section::Relation => "relation",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub section: Section,
    /// Which one: a file, a document, a form, ids joined with `|`.
    pub subject: String,
    /// The same for readers: labels of nodes.
    pub label: String,
    /// What of it: `weight`, `stories`, `status`, …
    pub measure: &'static str,
    /// Before; empty where there was none.
    pub old: String,
    /// After; empty where there is none.
    pub new: String,
    /// How much: the difference of numbers, of links the mentions.
    pub size: i64,
    /// Why, where that is known.
    pub cause: String,
}

/// What is compared of a row: its name and how to get it.
type Measure<R, V> = (&'static str, fn(&R) -> V);

/// Compares two output folders: by section, the largest change first.
///
/// Memory grows with the nodes, edges and documents of the old folder; mentions stream through.
///
/// # Errors
/// [`crate::Error::Io`] and [`crate::Error::Input`] where a table cannot be read.
pub fn diff(old: &Path, new: &Path) -> Result<Vec<Change>> {
    let went_in = inputs::compare(old, new)?;
    let linked = links::compare(old, new, &went_in)?;
    let mut changes = network::compare(old, new, &went_in, &linked)?;
    changes.extend(went_in.changes);
    changes.extend(linked.changes);
    changes.sort_by(|a, b| {
        let key = |c: &Change| (c.section, Reverse(c.size.abs()));
        (key(a), &a.subject, a.measure, &a.old, &a.new).cmp(&(key(b), &b.subject, b.measure, &b.old, &b.new))
    });
    Ok(changes)
}
