//! nodes.csv.

use super::{Column, Table, column::lent};
use jiff::civil::Date;

/// nodes.csv: one row per entity met.
#[derive(Debug)]
pub struct Nodes;

/// A row of nodes.csv.
#[derive(Debug, Clone, Default)]
pub struct NodeRow {
    /// Stable id.
    pub id: String,
    /// Canonical name in Simplified characters.
    pub label: String,
    /// Type.
    pub kind: &'static str,
    /// Name in Traditional characters.
    pub label_hant: String,
    /// English name.
    pub label_en: String,
    /// Wikidata id.
    pub wikidata: String,
    /// Flat mentions.
    pub mentions: u64,
    /// Documents.
    pub documents: u64,
    /// Stories.
    pub stories: u64,
    /// Outlets.
    pub outlets: u64,
    /// First date.
    pub first_date: Option<Date>,
    /// Last date.
    pub last_date: Option<Date>,
    /// Neighbours.
    pub degree: u64,
    /// Sum of the weights of its edges.
    pub strength: u64,
    /// Community; empty for nodes without an edge.
    pub community: Option<u32>,
    /// In no gazetteer.
    pub discovered: bool,
    /// Surface forms seen, most frequent first.
    pub aliases: Vec<String>,
    /// Connected component, 0 the largest; empty for nodes without an edge.
    pub component: Option<u32>,
    /// Country of the gazetteer entry.
    pub country: String,
    /// Class or role of the gazetteer entry.
    pub class: String,
    /// File of the gazetteer entry; empty for discovered names.
    pub file: String,
    /// Core number; 0 for nodes without an edge.
    pub core: u32,
    /// Share of the shortest paths of the backbone that run through it.
    pub betweenness: f64,
    /// Where it stands in the picture; goes into the graphs, not into the table.
    pub position: Position,
}

/// A place in the plane; x grows to the right, y upwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Position {
    /// Right of the middle.
    pub x: f64,
    /// Above the middle.
    pub y: f64,
}

impl Table for Nodes {
    const NAME: &'static str = "nodes";
    const KEY: &'static [&'static str] = &["id"];
    const QUOTED_HEADER: bool = false;
    const MAY_BE_GZIPPED: bool = false;
    type Row<'a> = NodeRow;
    const COLUMNS: &'static [Column<Nodes>] = &[
        Column::word("id", |r| lent(&r.id)),
        Column::<Nodes>::text("label", |r| lent(&r.label)).in_graph(),
        Column::<Nodes>::word("type", |r| lent(r.kind)).in_graph(),
        Column::<Nodes>::text("label_hant", |r| lent(&r.label_hant)).in_graph(),
        Column::<Nodes>::text("label_en", |r| lent(&r.label_en)).in_graph(),
        Column::<Nodes>::word("wikidata", |r| lent(&r.wikidata)).in_graph(),
        Column::<Nodes>::int("mentions", |r| Some(r.mentions)).in_graph(),
        Column::<Nodes>::int("documents", |r| Some(r.documents)).in_graph(),
        Column::<Nodes>::int("stories", |r| Some(r.stories)).in_graph(),
        Column::<Nodes>::int("outlets", |r| Some(r.outlets)).in_graph(),
        Column::<Nodes>::day("first_date", |r| r.first_date).in_graph(),
        Column::<Nodes>::day("last_date", |r| r.last_date).in_graph(),
        Column::<Nodes>::int("degree", |r| Some(r.degree)).in_graph(),
        Column::<Nodes>::int("strength", |r| Some(r.strength)).in_graph(),
        Column::<Nodes>::int("community", |r| r.community.map(u64::from)).in_graph(),
        Column::<Nodes>::bool("discovered", |r| r.discovered).in_graph(),
        Column::list("aliases", |r| r.aliases.join("|").into()),
        Column::<Nodes>::int("component", |r| r.component.map(u64::from)).in_graph(),
        Column::<Nodes>::word("country", |r| lent(&r.country)).in_graph(),
        Column::<Nodes>::text("class", |r| lent(&r.class)).in_graph(),
        Column::text("file", |r| lent(&r.file)),
        Column::<Nodes>::int("core", |r| Some(r.core.into())).in_graph(),
        Column::<Nodes>::float("betweenness", |r| r.betweenness).in_graph(),
    ];
}
