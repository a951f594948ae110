//! nodes.csv: what it claims, and what mentions and edges make of it.

use super::{Check, Tally, candidates::Open, edges::Strength};
use crate::{
    error::Result,
    results::ledger::{Ledger, Names},
};
use rustc_hash::FxHashMap;

const FILE: &str = "nodes.csv";

const COLUMNS: [&str; 12] =
    ["id", "label", "type", "mentions", "documents", "stories", "outlets", "first_date", "last_date", "degree", "strength", "aliases"];

/// A row of nodes.csv.
#[derive(Debug)]
pub(super) struct Claim {
    line: u64,
    pub(super) label: String,
    pub(super) kind: String,
    /// From `mentions` on, as written.
    counts: Vec<String>,
}

/// nodes.csv.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) nodes: Names,
    pub(super) rows: Vec<Claim>,
}

impl Claims {
    pub(super) fn read(check: &mut Check<'_>) -> Result<Claims> {
        let mut rows = check.open(FILE, &COLUMNS)?;
        let mut claims = Claims::default();
        while rows.next()? {
            let node = claims.nodes.add(rows.cell(0));
            if (node as usize) < claims.rows.len() {
                check.wrong(FILE, Some(rows.line()), format!("id {:?} stands twice", rows.cell(0)));
                continue;
            }
            let counts = (3..COLUMNS.len()).map(|column| rows.cell(column).to_owned()).collect();
            claims.rows.push(Claim { line: rows.line(), label: rows.cell(1).to_owned(), kind: rows.cell(2).to_owned(), counts });
        }
        Ok(claims)
    }
}

/// What the mentions say of the nodes.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Node, document, flat mentions.
    pub(super) documents: Vec<(u32, u32, u32)>,
    /// Node and document of each mention that has the role of a source.
    pub(super) sources: Vec<(u32, u32)>,
    /// Surface forms with their counts, by node.
    pub(super) surfaces: FxHashMap<u32, FxHashMap<String, u32>>,
    /// Mentions that are linked to no listed entity.
    pub(super) open: Open,
}

/// What a node should have.
#[derive(Debug, Default)]
pub(super) struct NodeTally {
    mentions: u64,
    pub(super) tally: Tally,
    aliases: String,
}

/// The numbers of every node, from its mentions.
pub(super) fn tallies(ledger: &Ledger, claims: &Claims, seen: &mut Seen) -> Vec<NodeTally> {
    seen.documents.sort_unstable();
    let mut tallies: Vec<NodeTally> = (0..claims.rows.len()).map(|_| NodeTally::default()).collect();
    for group in seen.documents.chunk_by(|x, y| x.0 == y.0) {
        let docs: Vec<u32> = group.iter().map(|g| g.1).collect();
        let node = &mut tallies[group[0].0 as usize];
        node.mentions = group.iter().map(|g| u64::from(g.2)).sum();
        node.tally = Tally::of(&docs, ledger);
    }
    for (node, surfaces) in std::mem::take(&mut seen.surfaces) {
        let mut surfaces: Vec<(String, u32)> = surfaces.into_iter().collect();
        surfaces.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let surfaces: Vec<String> = surfaces.into_iter().map(|(surface, _)| surface).collect();
        tallies[node as usize].aliases = surfaces.join("|");
    }
    tallies
}

pub(super) fn compare(check: &mut Check<'_>, claims: &Claims, tallies: &[NodeTally], strengths: &[Strength]) {
    for ((claim, node), strength) in claims.rows.iter().zip(tallies).zip(strengths) {
        let tally = &node.tally;
        let wanted = [
            node.mentions.to_string(),
            tally.documents.to_string(),
            tally.stories.to_string(),
            tally.outlets.to_string(),
            tally.first.clone(),
            tally.last.clone(),
            strength.degree.to_string(),
            strength.strength.to_string(),
            node.aliases.clone(),
        ];
        for ((column, found), wanted) in COLUMNS[3..].iter().zip(&claim.counts).zip(&wanted) {
            check.cell(FILE, claim.line, column, found, wanted);
        }
    }
}
