//! standing.csv, from relations.csv.

use super::{Check, Tally, node_of, nodes::Claims};
use crate::{error::Result, results::ledger::Ledger};
use std::collections::BTreeMap;

const FILE: &str = "standing.csv";

const COLUMNS: [&str; 9] = ["person", "office", "first_date", "last_date", "documents", "stories", "asserted", "former", "planned"];

/// What relations.csv says of two nodes by one predicate.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// One for each row.
    docs: Vec<u32>,
    asserted: u64,
    former: u64,
    planned: u64,
}

impl Held {
    pub(super) fn add(&mut self, doc: u32, status: &str) {
        self.docs.push(doc);
        match status {
            "asserted" => self.asserted += 1,
            "former" => self.former += 1,
            "planned" => self.planned += 1,
            _ => {}
        }
    }
}

/// By predicate; subject and object.
pub(super) type Said = BTreeMap<String, BTreeMap<(u32, u32), Held>>;

/// Compares the table with the rows of the predicate of offices: that by which most of its pairs are related.
pub(super) fn compare(check: &mut Check<'_>, ledger: &Ledger, claims: &Claims, mut said: Said) -> Result<()> {
    let mut rows = check.open(FILE, &COLUMNS)?;
    let mut pairs = Vec::new();
    while rows.next()? {
        let ends = [0, 1].map(|column| node_of(check, &claims.nodes, FILE, rows.line(), COLUMNS[column], rows.cell(column)));
        if let [Some(person), Some(office)] = ends {
            pairs.push((person, office));
        }
    }
    let of_offices = said.iter().max_by_key(|(_, held)| pairs.iter().filter(|pair| held.contains_key(pair)).count());
    let Some(predicate) = of_offices.map(|(name, _)| name.clone()).filter(|_| !pairs.is_empty()) else { return Ok(()) };
    let mut held = said.remove(&predicate).unwrap_or_default();
    let mut rows = check.open(FILE, &COLUMNS)?;
    while rows.next()? {
        let line = rows.line();
        let ends = [0, 1].map(|column| claims.nodes.number(rows.cell(column)));
        let [Some(person), Some(office)] = ends else { continue };
        let Some(Held { mut docs, asserted, former, planned }) = held.remove(&(person, office)) else {
            let message = format!("no row of relations.csv says {} {predicate} {}, or it stands twice", rows.cell(0), rows.cell(1));
            check.wrong(FILE, Some(line), message);
            continue;
        };
        let said = docs.len() as u64;
        docs.sort_unstable();
        docs.dedup();
        let tally = Tally::of(&docs, ledger);
        let counts = [said, tally.stories, asserted, former, planned].map(|n| n.to_string());
        for (column, wanted) in (2..).zip([tally.first, tally.last].iter().chain(&counts)) {
            check.cell(FILE, line, COLUMNS[column], rows.cell(column), wanted);
        }
    }
    for (person, office) in held.into_keys() {
        let [person, office] = [person, office].map(|node| claims.nodes.name(node));
        check.wrong(FILE, None, format!("no row for {person} and {office}, whom {predicate} relates in relations.csv"));
    }
    Ok(())
}
