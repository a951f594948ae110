//! relations.csv and standing.csv: what they refer to, and what edges.csv makes of them.

use super::{Check, node_of, nodes::Claims};
use crate::{error::Result, results::ledger::Ledger};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "relations.csv";

/// What relations.csv holds.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) rows: u64,
    /// For each pair of nodes, smaller id first, the stories of each predicate.
    pub(super) stories: BTreeMap<(u32, u32), BTreeMap<String, BTreeSet<u32>>>,
}

pub(super) fn check(check: &mut Check<'_>, ledger: &Ledger, claims: &Claims) -> Result<Typed> {
    let mut rows = check.open(FILE, &["subject", "object", "predicate", "status", "doc", "date", "outlet", "story", "sentence"])?;
    let mut typed = Typed::default();
    while rows.next()? {
        typed.rows += 1;
        let line = rows.line();
        let subject = node_of(check, &claims.nodes, FILE, line, "subject", rows.cell(0));
        let object = node_of(check, &claims.nodes, FILE, line, "object", rows.cell(1));
        let Some(doc) = ledger.docs.number(rows.cell(4)) else {
            check.wrong(FILE, Some(line), format!("doc {:?} is none of documents.csv", rows.cell(4)));
            continue;
        };
        let entry = &ledger.entries[doc as usize];
        check.cell(FILE, line, "date", rows.cell(5), &entry.day());
        check.cell(FILE, line, "outlet", rows.cell(6), ledger.outlets.name(entry.outlet));
        check.cell(FILE, line, "story", rows.cell(7), entry.story.map_or("", |story| ledger.stories.name(story)));
        if rows.number(8)? >= entry.sentences {
            check.wrong(FILE, Some(line), format!("sentence is {}, the document has {}", rows.cell(8), entry.sentences));
        }
        let (Some(subject), Some(object), Some(story)) = (subject, object, entry.story) else { continue };
        // What is denied, planned or cancelled is no tie.
        if matches!(rows.cell(3), "asserted" | "former") {
            let name = |node: u32| claims.nodes.name(node);
            let pair = if name(subject) <= name(object) { (subject, object) } else { (object, subject) };
            typed.stories.entry(pair).or_default().entry(rows.cell(2).to_owned()).or_default().insert(story);
        }
    }
    let mut rows = check.open("standing.csv", &["person", "office"])?;
    while rows.next()? {
        for (column, name) in [(0, "person"), (1, "office")] {
            node_of(check, &claims.nodes, "standing.csv", rows.line(), name, rows.cell(column));
        }
    }
    Ok(typed)
}
