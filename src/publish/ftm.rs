//! The network as FollowTheMoney entities, one JSON object a line: `{id, schema, properties}` with every property a list.
//!
//! | of guanxi | entity |
//! | --- | --- |
//! | nodes.csv | `Person`; `Position` (offices); `PublicBody`, `Company`, `Organization`; `Territory` (what is governed), `Address` (other places) |
//! | documents.csv, those that count | `Article` |
//! | mentions.csv, linked, of people and bodies | `Mention`: one a document and entity |
//! | standing.csv | `Occupancy`: one a tenure of the gazetteer; where it knows none, one with the days of the documents |
//! | edges.csv, the backbone | `UnknownLink` |
//!
//! Schemata and properties are those of followthemoney 4.11.

use super::spool::Spool;
use crate::{
    cell::clean_cell,
    error::{Error, Result},
    id::DocKey,
    knowledge::{Classes, EntityType},
    table::{DocumentRow, EdgeRow, NodeRow, StandingRow, float_cell},
};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::Path,
};

/// True where the schema of a node is one that a `Mention` can resolve to.
fn is_legal(node: &NodeRow) -> bool {
    matches!(node.kind, "person" | "organization")
}

/// The file being written.
#[derive(Debug)]
pub(super) struct FtmFile<'p, W> {
    out: W,
    path: &'p Path,
    classes: &'p Classes,
}

impl<'p, W: Write> FtmFile<'p, W> {
    pub(super) fn new(out: W, path: &'p Path, classes: &'p Classes) -> Self {
        FtmFile { out, path, classes }
    }

    /// Schema of a node, by its type and class.
    fn schema(&self, node: &NodeRow) -> &'p str {
        let kind = EntityType::parse(node.kind).unwrap_or(EntityType::Organization);
        self.classes.ftm(kind, self.classes.find(kind, &node.class))
    }

    pub(super) fn close(mut self) -> Result<()> {
        self.out.flush().map_err(Error::io("cannot write", self.path))
    }

    pub(super) fn nodes(&mut self, nodes: &[NodeRow]) -> Result<()> {
        for node in nodes {
            let schema = self.schema(node);
            let label = clean_cell(&node.label);
            let aliases = node.aliases.iter().map(|alias| clean_cell(alias));
            let names = [clean_cell(&node.label_hant), clean_cell(&node.label_en)].into_iter().chain(aliases);
            let mut seen = BTreeSet::new();
            let names: Vec<_> = names.filter(|name| *name != label && seen.insert(name.to_string())).collect();
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            let full = if schema == "Address" { &*label } else { "" };
            let country = node.country.to_ascii_lowercase();
            let properties = [
                ("name", vec![&*label]),
                ("full", vec![full]),
                ("alias", names),
                ("country", vec![country.as_str()]),
                ("wikidataId", vec![node.wikidata.as_str()]),
            ];
            self.entity(&node.id, schema, &properties)?;
        }
        Ok(())
    }

    /// A document, where it counts.
    pub(super) fn article(&mut self, document: &DocumentRow) -> Result<()> {
        if document.status != "ok" {
            return Ok(());
        }
        let [path, title, outlet, url] = [&document.path, &document.title, &document.outlet, &document.url].map(|text| clean_cell(text));
        let url = if url.starts_with("https://") || url.starts_with("http://") { &*url } else { "" };
        let date = day(document.date);
        let properties = [
            ("title", vec![&*title]),
            ("fileName", vec![&*path]),
            ("publishedAt", vec![date.as_str()]),
            ("publisher", vec![&*outlet]),
            ("sourceUrl", vec![url]),
        ];
        self.entity(&article_id(&document.doc), "Article", &properties)
    }

    /// `sightings`: for each document that counts its row, then nodes and their forms; `node` gives the row of a node.
    pub(super) fn mentions<'n>(&mut self, sightings: Spool, keys: &[DocKey], node: impl Fn(u64) -> Option<&'n NodeRow>) -> Result<()> {
        let end = sightings.at();
        let mut reader = sightings.reader()?;
        while reader.at()? < end {
            let doc = keys[reader.int()? as usize].doc_id();
            let mut seen: BTreeMap<&str, (&NodeRow, BTreeSet<String>)> = BTreeMap::new();
            reader.list(|reader| {
                let row = node(reader.int()?).filter(|row| is_legal(row));
                reader.list(|reader| {
                    let form = reader.text()?;
                    if let Some(row) = row {
                        seen.entry(&row.id).or_insert_with(|| (row, BTreeSet::new())).1.insert(form);
                    }
                    Ok(())
                })
            })?;
            let document = article_id(&doc);
            for (id, (row, forms)) in seen {
                let forms = forms.iter().map(String::as_str).collect();
                let schema = self.schema(row);
                let properties = [("document", vec![document.as_str()]), ("name", forms), ("resolved", vec![id]), ("detectedSchema", vec![schema])];
                self.entity(&hashed("mention", &[&doc, id]), "Mention", &properties)?;
            }
        }
        Ok(())
    }

    /// What was only planned, cancelled or denied is none.
    pub(super) fn occupancies(&mut self, standing: &[StandingRow<'_>]) -> Result<()> {
        for row in standing.iter().filter(|row| row.asserted > 0 || row.former > 0) {
            let summary = format!("{} stories; {}", row.stories, row.agreement);
            let (first, last) = (day(row.first_date), day(row.last_date));
            let mut write = |id: &[&str], days: [(&'static str, Vec<&str>); 3]| {
                let [a, b, c] = days;
                let properties = [("holder", vec![row.person]), ("post", vec![row.office]), a, b, c, ("summary", vec![summary.as_str()])];
                self.entity(&hashed("occupancy", id), "Occupancy", &properties)
            };
            if row.tenures.is_empty() {
                write(&[row.person, row.office], [("date", vec![&first, &last]), ("startDate", vec![]), ("endDate", vec![])])?;
            }
            for tenure in &row.tenures {
                let (from, to) = tenure.split_once('/').unwrap_or((tenure, ""));
                write(&[row.person, row.office, tenure], [("date", vec![]), ("startDate", vec![from]), ("endDate", vec![to])])?;
            }
        }
        Ok(())
    }

    pub(super) fn link(&mut self, edge: &EdgeRow<'_>) -> Result<()> {
        let (npmi, p_value) = (float_cell(edge.npmi), float_cell(edge.p_value));
        let summary = format!("named together in {} stories; NPMI {npmi}; adjusted p {p_value}", edge.weight);
        let (first, last) = (day(edge.first_date), day(edge.last_date));
        let properties = [
            ("subject", vec![edge.source]),
            ("object", vec![edge.target]),
            ("role", vec!["named together"]),
            ("startDate", vec![first.as_str()]),
            ("endDate", vec![last.as_str()]),
            ("summary", vec![summary.as_str()]),
        ];
        self.entity(&hashed("link", &[edge.source, edge.target]), "UnknownLink", &properties)
    }

    /// Empty values and properties without values are left out, a value that stands twice is written once.
    fn entity(&mut self, id: &str, schema: &str, properties: &[(&str, Vec<&str>)]) -> Result<()> {
        let mut kept = Map::new();
        for (name, values) in properties {
            let mut distinct: Vec<&str> = Vec::new();
            for value in values.iter().filter(|value| !value.is_empty()) {
                if !distinct.contains(value) {
                    distinct.push(value);
                }
            }
            if !distinct.is_empty() {
                kept.insert((*name).to_owned(), json!(distinct));
            }
        }
        let written = serde_json::to_writer(&mut self.out, &json!({"id": id, "schema": schema, "properties": Value::Object(kept)}));
        written.map_err(io::Error::from).and_then(|()| self.out.write_all(b"\n")).map_err(Error::io("cannot write", self.path))
    }
}

fn day(date: Option<Date>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn article_id(doc: &str) -> String {
    hashed("doc", &[doc])
}

/// Ids of FollowTheMoney are ASCII and have a prefix of their kind.
fn hashed(kind: &str, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes()).update(b"\0");
    }
    format!("{kind}-{}", &hasher.finalize().to_hex()[..20])
}
