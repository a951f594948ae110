//! edges.csv, edges_by_period.csv and edges_by_outlet.csv, from evidence.csv and documents.csv.

use super::{
    Check, Manifest, Tally, node_of,
    nodes::{Claims, NodeTally},
    relations::Typed,
};
use crate::{
    error::Result,
    network::{Association, PairCounts, adjust_p_values},
    results::ledger::{Entry, Ledger, Names},
    table::float_cell,
};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "edges.csv";
const EVIDENCE: &str = "evidence.csv";

/// Rows of evidence that are in memory at a time, 16 bytes each; for more the files are read again.
const ROWS_AT_A_TIME: u64 = 8_000_000;

/// What the edges make of a node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Strength {
    pub(super) degree: u64,
    pub(super) strength: u64,
}

/// A row of evidence: lower number first, document, line.
type Row = (u32, u32, u32, u32);

/// What the checks of edges look at.
struct Tables<'a> {
    ledger: &'a Ledger,
    claims: &'a Claims,
    tallies: &'a [NodeTally],
    typed: &'a Typed,
    /// Stories of documents that count.
    stories: u64,
    min_weight: u64,
}

/// The pairs that are in memory: those whose numbers leave this remainder.
#[derive(Debug, Clone, Copy)]
struct Part {
    remainder: u32,
    of: u32,
}

impl Part {
    fn has(self, a: u32, b: u32) -> bool {
        a.wrapping_mul(31).wrapping_add(b) % self.of == self.remainder
    }
}

pub(super) fn check(
    check: &mut Check<'_>,
    ledger: &Ledger,
    claims: &Claims,
    tallies: &[NodeTally],
    typed: &Typed,
    manifest: &Manifest,
) -> Result<Vec<Strength>> {
    let stories: BTreeSet<u32> = ledger.entries.iter().filter(|e| e.counts()).filter_map(|e| e.story).collect();
    let min_weight = match manifest.parameter("min_weight").and_then(|n| n.parse().ok()) {
        Some(least) => least,
        None => least_weight(check)?,
    };
    let tables = Tables { ledger, claims, tallies, typed, stories: stories.len() as u64, min_weight };
    let mut strengths = vec![Strength::default(); claims.rows.len()];
    let mut chances = Chances::default();
    let of = check.found.evidence.div_ceil(ROWS_AT_A_TIME).max(1) as u32;
    for remainder in 0..of {
        let part = Part { remainder, of };
        let evidence = evidence(check, &tables, part)?;
        let pairs: Vec<&[Row]> = evidence.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).collect();
        let written = compare_edges(check, &tables, part, &pairs, &mut strengths, &mut chances)?;
        let by_month = |entry: &Entry| entry.date.map_or_else(String::new, |d| format!("{:04}-{:02}", d.year(), d.month()));
        compare_parts(check, &tables, part, &pairs, &written, "edges_by_period.csv", "period", &by_month)?;
        let by_outlet = |entry: &Entry| ledger.outlets.name(entry.outlet).to_owned();
        compare_parts(check, &tables, part, &pairs, &written, "edges_by_outlet.csv", "outlet", &by_outlet)?;
    }
    compare_p_values(check, chances, claims.rows.len() as u64)?;
    Ok(strengths)
}

/// Chances of all pairs that meet, and of which each row of edges.csv is.
#[derive(Debug, Default)]
struct Chances {
    p: Vec<f64>,
    /// By line.
    rows: BTreeMap<u64, usize>,
}

/// Compares the p-values, for which all pairs of nodes count, also those that never meet or have no row.
fn compare_p_values(check: &mut Check<'_>, Chances { mut p, rows: of_line }: Chances, nodes: u64) -> Result<()> {
    adjust_p_values(&mut p, nodes * nodes.saturating_sub(1) / 2);
    let mut rows = check.open(FILE, &["p_value"])?;
    while rows.next()? {
        if let Some(&pair) = of_line.get(&rows.line()) {
            check.cell(FILE, rows.line(), "p_value", rows.cell(0), &float_cell(p[pair]));
        }
    }
    Ok(())
}

/// The smallest weight that is written: what the tables alone tell of `--min-weight`.
fn least_weight(check: &Check<'_>) -> Result<u64> {
    let mut rows = check.open(FILE, &["weight"])?;
    let mut least = u32::MAX;
    while rows.next()? {
        least = least.min(rows.number(0)?);
    }
    Ok(least.into())
}

/// The evidence of a part of the pairs, sorted by pair.
fn evidence(check: &mut Check<'_>, tables: &Tables<'_>, part: Part) -> Result<Vec<Row>> {
    let mut rows = check.open(EVIDENCE, &["source", "target", "doc"])?;
    let mut evidence = Vec::new();
    while rows.next()? {
        // Unknown ids and documents were reported when the texts were read.
        let node = |column: usize| tables.claims.nodes.number(rows.cell(column));
        let (Some(a), Some(b), Some(doc)) = (node(0), node(1), tables.ledger.docs.number(rows.cell(2))) else { continue };
        let (a, b) = (a.min(b), a.max(b));
        if part.has(a, b) {
            evidence.push((a, b, doc, rows.line() as u32));
        }
    }
    evidence.sort_unstable();
    Ok(evidence)
}

/// Distinct documents of a pair, ascending.
fn documents(pair: &[Row]) -> Vec<u32> {
    pair.chunk_by(|x, y| x.2 == y.2).map(|same| same[0].2).collect()
}

fn find(pairs: &[&[Row]], a: u32, b: u32) -> Option<usize> {
    pairs.binary_search_by_key(&(a, b), |pair| (pair[0].0, pair[0].1)).ok()
}

/// Compares edges.csv; for each pair whether it has a row.
fn compare_edges(
    check: &mut Check<'_>,
    tables: &Tables<'_>,
    part: Part,
    pairs: &[&[Row]],
    strengths: &mut [Strength],
    chances: &mut Chances,
) -> Result<Vec<bool>> {
    let columns = [
        "source",
        "target",
        "type",
        "weight",
        "sentences",
        "documents",
        "stories",
        "outlets",
        "first_date",
        "last_date",
        "expected",
        "npmi",
        "llr",
        "relations",
    ];
    let mut rows = check.open(FILE, &columns)?;
    let mut written = vec![false; pairs.len()];
    let measures = measures(tables, pairs);
    let before = chances.p.len();
    chances.p.extend(measures.iter().map(|measured| measured.map_or(1.0, |m| m.p)));
    while rows.next()? {
        let line = rows.line();
        let first_look = part.remainder == 0;
        check.found.edges += u64::from(first_look);
        let (source, target) = (rows.cell(0), rows.cell(1));
        let (Some(a), Some(b)) = (tables.claims.nodes.number(source), tables.claims.nodes.number(target)) else {
            if first_look {
                for (column, id) in [("source", source), ("target", target)] {
                    node_of(check, &tables.claims.nodes, FILE, line, column, id);
                }
            }
            continue;
        };
        let (low, high) = (a.min(b), a.max(b));
        if !part.has(low, high) {
            continue;
        }
        if source >= target {
            check.wrong(FILE, Some(line), format!("source {source:?} does not sort before target {target:?}"));
        }
        let Some(at) = find(pairs, low, high) else {
            check.wrong(FILE, Some(line), format!("{source}, {target} have no row in evidence.csv"));
            continue;
        };
        if std::mem::replace(&mut written[at], true) {
            check.wrong(FILE, Some(line), format!("{source}, {target} stand twice"));
        }
        let tally = Tally::of(&documents(pairs[at]), tables.ledger);
        for node in [a, b] {
            let strength = &mut strengths[node as usize];
            strength.degree += 1;
            strength.strength += tally.stories;
        }
        if measures[at].is_some() {
            chances.rows.insert(line, before + at);
        }
        let measures: Vec<String> = measures[at].into_iter().flat_map(|m| [m.expected, m.npmi, m.llr]).map(float_cell).collect();
        let wanted = [
            "Undirected".to_owned(),
            tally.stories.to_string(),
            pairs[at].len().to_string(),
            tally.documents.to_string(),
            tally.stories.to_string(),
            tally.outlets.to_string(),
            tally.first,
            tally.last,
        ];
        for ((column, wanted), name) in (2..).zip(wanted.iter().chain(&measures)).zip(&columns[2..]) {
            check.cell(FILE, line, name, rows.cell(column), wanted);
        }
        check_relations(check, tables, (a, b), line, rows.cell(13));
    }
    for (pair, _) in pairs.iter().zip(&written).filter(|(_, written)| !**written) {
        let weight = Tally::of(&documents(pair), tables.ledger).stories;
        if weight >= tables.min_weight {
            let name = |node: u32| tables.claims.nodes.name(node);
            let first = pair.iter().map(|row| row.3).min().unwrap_or(0);
            let message = format!("no row for {}, {}, which have the weight {weight} by evidence.csv:{first}", name(pair[0].0), name(pair[0].1));
            check.wrong(FILE, None, message);
        }
    }
    Ok(written)
}

/// The measures of each pair; none where the counts make no table.
fn measures(tables: &Tables<'_>, pairs: &[&[Row]]) -> Vec<Option<Association>> {
    let of = |node: u32| tables.tallies[node as usize].tally.stories;
    let measured = |pair: &&[Row]| {
        let (k, a, b) = (Tally::of(&documents(pair), tables.ledger).stories, of(pair[0].0), of(pair[0].1));
        (k <= a.min(b) && a.max(b) <= tables.stories).then(|| PairCounts { k, a, b }.associate(tables.stories))
    };
    pairs.iter().map(measured).collect()
}

fn check_relations(check: &mut Check<'_>, tables: &Tables<'_>, pair: (u32, u32), line: u64, found: &str) {
    let wanted = tables.typed.stories.get(&pair);
    let wanted: BTreeMap<&str, usize> = wanted.into_iter().flatten().map(|(predicate, stories)| (predicate.as_str(), stories.len())).collect();
    let parts = found.split('|').filter(|part| !part.is_empty());
    let counts: Option<BTreeMap<&str, usize>> = parts.map(|part| part.split_once(':').and_then(|(name, n)| Some((name, n.parse().ok()?)))).collect();
    if counts.as_ref() != Some(&wanted) {
        let mut wanted: Vec<(&str, usize)> = wanted.into_iter().collect();
        wanted.sort_by_key(|&(name, n)| (std::cmp::Reverse(n), name));
        let wanted: Vec<String> = wanted.iter().map(|(name, n)| format!("{name}:{n}")).collect();
        check.wrong(FILE, Some(line), format!("relations is {found:?}, relations.csv gives {:?}", wanted.join("|")));
    }
}

/// Compares a table that splits the edges by a property of their documents.
#[allow(clippy::too_many_arguments, reason = "two tables of one shape")]
fn compare_parts(
    check: &mut Check<'_>,
    tables: &Tables<'_>,
    part: Part,
    pairs: &[&[Row]],
    written: &[bool],
    file: &'static str,
    property: &'static str,
    of: &dyn Fn(&Entry) -> String,
) -> Result<()> {
    let mut rows = check.open(file, &[property, "source", "target", "weight", "documents"])?;
    let mut values = Names::default();
    let value_of: Vec<u32> = tables.ledger.entries.iter().map(|entry| values.add(&of(entry))).collect();
    // Rows met of each pair; a pair has few of them, so a list will do.
    let mut met: Vec<Vec<u32>> = vec![Vec::new(); pairs.len()];
    while rows.next()? {
        let (line, value, source, target) = (rows.line(), rows.cell(0), rows.cell(1), rows.cell(2));
        let (Some(a), Some(b)) = (tables.claims.nodes.number(source), tables.claims.nodes.number(target)) else {
            if part.remainder == 0 {
                for (column, id) in [("source", source), ("target", target)] {
                    node_of(check, &tables.claims.nodes, file, line, column, id);
                }
            }
            continue;
        };
        let (low, high) = (a.min(b), a.max(b));
        if !part.has(low, high) {
            continue;
        }
        let Some(at) = find(pairs, low, high).filter(|&at| written[at]) else {
            check.wrong(file, Some(line), format!("{source}, {target} are no edge of edges.csv with evidence"));
            continue;
        };
        let mut docs = documents(pairs[at]);
        let number = values.number(value);
        docs.retain(|&doc| Some(value_of[doc as usize]) == number);
        let Some(number) = number.filter(|_| !docs.is_empty()) else {
            check.wrong(file, Some(line), format!("{source}, {target} do not meet in {property} {value:?}"));
            continue;
        };
        if met[at].contains(&number) {
            check.wrong(file, Some(line), format!("{property} {value:?} of {source}, {target} stands twice"));
        }
        met[at].push(number);
        let tally = Tally::of(&docs, tables.ledger);
        check.cell(file, line, "weight", rows.cell(3), &tally.stories.to_string());
        check.cell(file, line, "documents", rows.cell(4), &tally.documents.to_string());
    }
    for ((pair, met), _) in pairs.iter().zip(&met).zip(written).filter(|(_, written)| **written) {
        let wanted: BTreeSet<u32> = documents(pair).iter().map(|&doc| value_of[doc as usize]).collect();
        for value in wanted.iter().filter(|value| !met.contains(value)).map(|&value| values.name(value)) {
            let name = |node: u32| tables.claims.nodes.name(node);
            check.wrong(file, None, format!("no row for {property} {value:?} of {}, {}", name(pair[0].0), name(pair[0].1)));
        }
    }
    Ok(())
}
