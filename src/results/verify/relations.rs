//! relations.csv and events.csv: what they refer to, and what edges.csv makes of them.

use super::{Check, Tally, node_of, nodes::Claims, standing};
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

/// Subject, predicate, object, status, and the documents that say so.
type Told = BTreeMap<(u32, String, u32, String), BTreeSet<u32>>;

const EVENTS: &str = "events.csv";

fn compare_events(check: &mut Check<'_>, ledger: &Ledger, claims: &Claims, mut told: Told) -> Result<()> {
    let columns = ["subject", "predicate", "object", "status", "first_date", "last_date", "stories", "outlets", "documents"];
    // Of a predicate without a direction every row names the smaller id first.
    let mut directed: BTreeSet<String> = BTreeSet::new();
    let mut rows = check.open(EVENTS, &columns)?;
    while rows.next()? {
        if rows.cell(0) > rows.cell(2) {
            directed.insert(rows.cell(1).to_owned());
        }
    }
    let mut rows = check.open(EVENTS, &columns)?;
    while rows.next()? {
        let line = rows.line();
        let ends = [0, 2].map(|column| node_of(check, &claims.nodes, EVENTS, line, columns[column], rows.cell(column)));
        let [Some(subject), Some(object)] = ends else { continue };
        let key = |a: u32, b: u32| (a, rows.cell(1).to_owned(), b, rows.cell(3).to_owned());
        let mut docs = told.remove(&key(subject, object)).unwrap_or_default();
        if !directed.contains(rows.cell(1)) {
            docs.extend(told.remove(&key(object, subject)).unwrap_or_default());
        }
        let docs: Vec<u32> = docs.into_iter().collect();
        let tally = Tally::of(&docs, ledger);
        let wanted = [tally.first, tally.last, tally.stories.to_string(), tally.outlets.to_string(), tally.documents.to_string()];
        for (column, wanted) in (4..).zip(&wanted) {
            check.cell(EVENTS, line, columns[column], rows.cell(column), wanted);
        }
    }
    for (subject, predicate, object, status) in told.into_keys() {
        let [subject, object] = [subject, object].map(|node| claims.nodes.name(node));
        check.wrong(EVENTS, None, format!("no row for {subject} {predicate} {object}, {status}"));
    }
    Ok(())
}

pub(super) fn check(check: &mut Check<'_>, ledger: &Ledger, claims: &Claims) -> Result<Typed> {
    let mut rows = check.open(FILE, &["subject", "object", "predicate", "status", "doc", "date", "outlet", "story", "sentence"])?;
    let mut typed = Typed::default();
    let (mut told, mut said) = (Told::new(), standing::Said::new());
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
        said.entry(rows.cell(2).to_owned()).or_default().entry((subject, object)).or_default().add(doc, rows.cell(3));
        told.entry((subject, rows.cell(2).to_owned(), object, rows.cell(3).to_owned())).or_default().insert(doc);
        // What is denied, planned or cancelled is no tie.
        if matches!(rows.cell(3), "asserted" | "former") {
            let name = |node: u32| claims.nodes.name(node);
            let pair = if name(subject) <= name(object) { (subject, object) } else { (object, subject) };
            typed.stories.entry(pair).or_default().entry(rows.cell(2).to_owned()).or_default().insert(story);
        }
    }
    compare_events(check, ledger, claims, told)?;
    standing::compare(check, ledger, claims, said)?;
    Ok(typed)
}
