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
//! Schemata and properties are those of followthemoney 4.11. Made from the finished CSV.

use super::reading::Cells;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, Write},
};

/// Schema of a node, by type and class; the class `` stands for all others.
const SCHEMATA: &[(&str, &[&str], &str)] = &[
    ("person", &[""], "Person"),
    ("office", &[""], "Position"),
    (
        "organization",
        &["government", "ministry", "agency", "legislature", "court", "armed-forces", "police", "central-bank", "diplomatic"],
        "PublicBody",
    ),
    ("organization", &["company", "bank"], "Company"),
    ("organization", &[""], "Organization"),
    ("place", &["country", "territory", "province", "prefecture", "city", "county", "district", "town"], "Territory"),
    ("place", &[""], "Address"),
];

fn schema(kind: &str, class: &str) -> &'static str {
    let fits = |(of, classes, _): &&(&str, &[&str], &str)| *of == kind && classes.iter().any(|c| *c == class || c.is_empty());
    SCHEMATA.iter().find(fits).map_or("Organization", |(_, _, schema)| schema)
}

/// Writes the entities; `open` opens a finished table.
///
/// # Errors
/// Those of reader and writer; a table that lacks a column.
pub fn write_ftm<W: Write>(mut out: W, open: &dyn Fn(&str) -> io::Result<File>) -> io::Result<W> {
    let legal = write_nodes(&mut out, open("nodes.csv")?)?;
    write_articles(&mut out, open("documents.csv")?)?;
    write_mentions(&mut out, open("mentions.csv")?, &legal)?;
    write_occupancies(&mut out, open("standing.csv")?)?;
    write_links(&mut out, open("edges.csv")?)?;
    Ok(out)
}

/// Ids and schemata of the nodes that a `Mention` can resolve to.
type Legal = BTreeMap<String, &'static str>;

fn write_nodes(out: &mut impl Write, table: File) -> io::Result<Legal> {
    let mut legal = Legal::new();
    let columns = ["id", "type", "class", "label", "label_hant", "label_en", "aliases", "country", "wikidata"];
    let mut rows = Cells::new(table, &columns)?;
    while rows.next()? {
        let [id, kind, class, label, hant, en, aliases, country, wikidata] = std::array::from_fn(|i| rows.cell(i));
        let schema = schema(kind, class);
        if matches!(kind, "person" | "organization") {
            legal.insert(id.to_owned(), schema);
        }
        let mut names: Vec<&str> = [hant, en].into_iter().chain(aliases.split('|')).filter(|name| *name != label).collect();
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        let full = if schema == "Address" { label } else { "" };
        let country = country.to_ascii_lowercase();
        let properties = [("name", vec![label]), ("full", vec![full]), ("alias", names), ("country", vec![&country]), ("wikidataId", vec![wikidata])];
        entity(out, id, schema, &properties)?;
    }
    Ok(legal)
}

fn write_articles(out: &mut impl Write, table: File) -> io::Result<()> {
    let mut rows = Cells::new(table, &["doc", "status", "title", "date", "outlet", "url"])?;
    while rows.next()? {
        let [doc, status, title, date, outlet, url] = std::array::from_fn(|i| rows.cell(i));
        if status == "ok" {
            let url = if url.starts_with("https://") || url.starts_with("http://") { url } else { "" };
            let properties =
                [("title", vec![title]), ("fileName", vec![doc]), ("publishedAt", vec![date]), ("publisher", vec![outlet]), ("sourceUrl", vec![url])];
            entity(out, &hashed("doc", &[doc]), "Article", &properties)?;
        }
    }
    Ok(())
}

/// The rows of a document stand together.
fn write_mentions(out: &mut impl Write, table: File, legal: &Legal) -> io::Result<()> {
    let mut rows = Cells::new(table, &["doc", "entity", "surface", "nested"])?;
    let mut of_doc = (String::new(), BTreeMap::<String, BTreeSet<String>>::new());
    loop {
        let more = rows.next()?;
        if !more || rows.cell(0) != of_doc.0 {
            let document = hashed("doc", &[&of_doc.0]);
            for (id, surfaces) in &of_doc.1 {
                let names = surfaces.iter().map(String::as_str).collect();
                let properties =
                    [("document", vec![document.as_str()]), ("name", names), ("resolved", vec![id]), ("detectedSchema", vec![legal[id.as_str()]])];
                entity(out, &hashed("mention", &[&of_doc.0, id]), "Mention", &properties)?;
            }
            of_doc = (if more { rows.cell(0).to_owned() } else { String::new() }, BTreeMap::new());
        }
        if !more {
            return Ok(());
        }
        let (id, surface) = (rows.cell(1), rows.cell(2));
        if rows.cell(3) == "false" && legal.contains_key(id) {
            of_doc.1.entry(id.to_owned()).or_default().insert(surface.to_owned());
        }
    }
}

/// What was only planned, cancelled or denied is none.
fn write_occupancies<W: Write>(out: &mut W, table: File) -> io::Result<()> {
    let mut rows = Cells::new(table, &["person", "office", "tenures", "first_date", "last_date", "agreement", "stories", "asserted", "former"])?;
    while rows.next()? {
        let [person, office, tenures, first, last, agreement, stories, asserted, former] = std::array::from_fn(|i| rows.cell(i));
        if asserted == "0" && former == "0" {
            continue;
        }
        let summary = format!("{stories} stories; {agreement}");
        let write = |out: &mut W, id: &[&str], days: [(&str, Vec<&str>); 3]| {
            let [a, b, c] = days;
            let properties = [("holder", vec![person]), ("post", vec![office]), a, b, c, ("summary", vec![&summary])];
            entity(out, &hashed("occupancy", id), "Occupancy", &properties)
        };
        if tenures.is_empty() {
            write(out, &[person, office], [("date", vec![first, last]), ("startDate", vec![]), ("endDate", vec![])])?;
        }
        for tenure in tenures.split('|').filter(|tenure| !tenure.is_empty()) {
            let (from, to) = tenure.split_once('/').unwrap_or((tenure, ""));
            write(out, &[person, office, tenure], [("date", vec![]), ("startDate", vec![from]), ("endDate", vec![to])])?;
        }
    }
    Ok(())
}

fn write_links(out: &mut impl Write, table: File) -> io::Result<()> {
    let mut rows = Cells::new(table, &["source", "target", "backbone", "first_date", "last_date", "weight", "npmi", "p_value"])?;
    while rows.next()? {
        let [source, target, backbone, first, last, weight, npmi, p_value] = std::array::from_fn(|i| rows.cell(i));
        if backbone == "true" {
            let summary = format!("named together in {weight} stories; NPMI {npmi}; adjusted p {p_value}");
            let properties = [
                ("subject", vec![source]),
                ("object", vec![target]),
                ("role", vec!["named together"]),
                ("startDate", vec![first]),
                ("endDate", vec![last]),
                ("summary", vec![&summary]),
            ];
            entity(out, &hashed("link", &[source, target]), "UnknownLink", &properties)?;
        }
    }
    Ok(())
}

/// Ids of FollowTheMoney are ASCII; those of documents need not be.
fn hashed(kind: &str, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes()).update(b"\0");
    }
    format!("{kind}-{}", &hasher.finalize().to_hex()[..20])
}

/// Empty values and properties without values are left out, a value that stands twice is written once.
fn entity(out: &mut impl Write, id: &str, schema: &str, properties: &[(&str, Vec<&str>)]) -> io::Result<()> {
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
    serde_json::to_writer(&mut *out, &json!({"id": id, "schema": schema, "properties": Value::Object(kept)})).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
