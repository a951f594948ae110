//! Nodes, edges and relations before and after.

use super::{Change, Measure, Section, inputs::WentIn, links::Linked};
use crate::{error::Result, results::Rows};
use std::{collections::BTreeMap, path::Path};

pub(super) fn compare(old: &Path, new: &Path, went_in: &WentIn, linked: &Linked) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    let nodes = [nodes(old)?, nodes(new)?];
    let label = |id: &str| -> String { nodes.iter().rev().find_map(|side| side.get(id)).map_or_else(|| id.to_owned(), |node| node.label.clone()) };
    let why = |ids: &[&str]| cause(ids, went_in, linked);
    for (id, before, after) in pairs(&nodes) {
        let (measure, values) = match (before, after) {
            (Some(before), Some(after)) if (&before.label, &before.kind) != (&after.label, &after.kind) => {
                let said = |node: &Node| format!("{} ({})", node.label, node.kind);
                ("label", [said(before), said(after)].map(|text| (text, 0)))
            }
            _ => {
                let of = |node: Option<&Node>, value: fn(&Node) -> u32| node.map_or((String::new(), 0), |n| (value(n).to_string(), value(n).into()));
                let fields: [Measure<Node, u32>; 3] = [("stories", |n| n.stories), ("documents", |n| n.documents), ("mentions", |n| n.mentions)];
                let changed = fields.into_iter().map(|(name, value)| (name, [of(before, value), of(after, value)]));
                let Some(changed) = changed.into_iter().find(|(_, values)| values[0] != values[1]) else { continue };
                changed
            }
        };
        let [(old, was), (new, is)] = values;
        changes.push(Change { section: Section::Node, subject: id.clone(), label: label(id), measure, old, new, size: is - was, cause: why(&[id]) });
    }
    let edges = [edges(old)?, edges(new)?];
    for ((source, target), before, after) in pairs(&edges) {
        let of = |edge: Option<&(u32, u32)>, value: fn(&(u32, u32)) -> u32| {
            edge.map_or((String::new(), 0), |e| (value(e).to_string(), i64::from(value(e))))
        };
        let fields: [Measure<(u32, u32), u32>; 2] = [("weight", |e| e.0), ("sentences", |e| e.1)];
        let changed =
            fields.into_iter().map(|(name, value)| (name, [of(before, value), of(after, value)])).find(|(_, values)| values[0] != values[1]);
        let Some((measure, [(old, was), (new, is)])) = changed else { continue };
        changes.push(Change {
            section: Section::Edge,
            subject: format!("{source}|{target}"),
            label: format!("{} – {}", label(source), label(target)),
            measure,
            old,
            new,
            size: is - was,
            cause: why(&[source, target]),
        });
    }
    let relations = [relations(old)?, relations(new)?];
    for (predicate, before, after) in pairs(&relations) {
        if before == after {
            continue;
        }
        let number = |n: Option<&u32>| n.map_or_else(String::new, u32::to_string);
        changes.push(Change {
            section: Section::Relation,
            subject: predicate.clone(),
            label: predicate.clone(),
            measure: "statements",
            old: number(before),
            new: number(after),
            size: i64::from(after.copied().unwrap_or(0)) - i64::from(before.copied().unwrap_or(0)),
            cause: why(&[]),
        });
    }
    Ok(changes)
}

/// Keys of both sides in order, with what each side has.
fn pairs<K: Ord, V>(sides: &[BTreeMap<K, V>; 2]) -> impl Iterator<Item = (&K, Option<&V>, Option<&V>)> {
    let keys: std::collections::BTreeSet<&K> = sides[0].keys().chain(sides[1].keys()).collect();
    keys.into_iter().map(|key| (key, sides[0].get(key), sides[1].get(key)))
}

/// What is known of why these nodes changed.
fn cause(ids: &[&str], went_in: &WentIn, linked: &Linked) -> String {
    let mut forms: Vec<&str> = ids.iter().filter_map(|id| linked.touched.get(*id)).map(|(_, form)| form.as_str()).collect();
    forms.dedup();
    if !forms.is_empty() {
        return format!("links of {}", forms.join(", "));
    }
    let known = [
        (went_in.documents_changed, "documents"),
        (went_in.parameters_changed, "parameters"),
        (!went_in.files.is_empty(), "gazetteer"),
        (went_in.program_changed, "program"),
    ];
    known.into_iter().find(|(changed, _)| *changed).map_or("", |(_, word)| word).to_owned()
}

/// A row of nodes.csv.
#[derive(Debug)]
struct Node {
    label: String,
    kind: String,
    stories: u32,
    documents: u32,
    mentions: u32,
}

fn nodes(folder: &Path) -> Result<BTreeMap<String, Node>> {
    let mut rows = Rows::open(folder, "nodes.csv", &["id", "label", "type", "stories", "documents", "mentions"])?;
    let mut nodes = BTreeMap::new();
    while rows.next()? {
        let node = Node {
            label: rows.cell(1).to_owned(),
            kind: rows.cell(2).to_owned(),
            stories: rows.number(3)?,
            documents: rows.number(4)?,
            mentions: rows.number(5)?,
        };
        nodes.insert(rows.cell(0).to_owned(), node);
    }
    Ok(nodes)
}

/// Weight and sentences of each edge.
fn edges(folder: &Path) -> Result<BTreeMap<(String, String), (u32, u32)>> {
    let mut rows = Rows::open(folder, "edges.csv", &["source", "target", "weight", "sentences"])?;
    let mut edges = BTreeMap::new();
    while rows.next()? {
        edges.insert((rows.cell(0).to_owned(), rows.cell(1).to_owned()), (rows.number(2)?, rows.number(3)?));
    }
    Ok(edges)
}

/// Rows of each predicate.
fn relations(folder: &Path) -> Result<BTreeMap<String, u32>> {
    let mut rows = Rows::open(folder, "relations.csv", &["predicate"])?;
    let mut relations = BTreeMap::new();
    while rows.next()? {
        *relations.entry(rows.cell(0).to_owned()).or_default() += 1;
    }
    Ok(relations)
}
