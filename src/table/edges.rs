//! edges.csv, and nodes and edges by month and by outlet.

use super::{Column, Link, Table, column::lent};
use jiff::civil::Date;

/// edges.csv: one row per pair that meets.
#[derive(Debug)]
pub struct Edges;

/// A row of edges.csv.
#[derive(Debug, Clone)]
pub struct EdgeRow<'a> {
    /// Node id, smaller than `target`.
    pub source: &'a str,
    /// Node id.
    pub target: &'a str,
    /// Distinct stories.
    pub weight: u64,
    /// Sentences (windows).
    pub sentences: u64,
    /// Documents.
    pub documents: u64,
    /// Outlets.
    pub outlets: u64,
    /// First date.
    pub first_date: Option<Date>,
    /// Last date.
    pub last_date: Option<Date>,
    /// Expected stories under the null model.
    pub expected: f64,
    /// Normalised pointwise mutual information.
    pub npmi: f64,
    /// Log-likelihood ratio.
    pub llr: f64,
    /// FDR-adjusted p-value.
    pub p_value: f64,
    /// Survives the backbone filter.
    pub backbone: bool,
    /// Typed relations between the two, `predicate:stories` joined with `|`.
    pub relations: &'a str,
}

impl Table for Edges {
    const NAME: &'static str = "edges";
    const KEY: &'static [&'static str] = &["source", "target"];
    const LINKS: &'static [Link] = &[("source", "nodes", "id"), ("target", "nodes", "id")];
    const QUOTED_HEADER: bool = false;
    const MAY_BE_GZIPPED: bool = false;
    type Row<'a> = EdgeRow<'a>;
    const COLUMNS: &'static [Column<Edges>] = &[
        Column::word("source", |r| lent(r.source)),
        Column::word("target", |r| lent(r.target)),
        Column::word("type", |_| lent("Undirected")),
        Column::<Edges>::int("weight", |r| Some(r.weight)).in_graph(),
        Column::<Edges>::int("sentences", |r| Some(r.sentences)).in_graph(),
        Column::<Edges>::int("documents", |r| Some(r.documents)).in_graph(),
        Column::int("stories", |r| Some(r.weight)),
        Column::<Edges>::int("outlets", |r| Some(r.outlets)).in_graph(),
        Column::<Edges>::day("first_date", |r| r.first_date).in_graph(),
        Column::<Edges>::day("last_date", |r| r.last_date).in_graph(),
        Column::<Edges>::float("expected", |r| r.expected).in_graph(),
        Column::<Edges>::float("npmi", |r| r.npmi).in_graph(),
        Column::<Edges>::float("llr", |r| r.llr).in_graph(),
        Column::<Edges>::float("p_value", |r| r.p_value).in_graph(),
        Column::<Edges>::bool("backbone", |r| r.backbone).in_graph(),
        Column::<Edges>::list("relations", |r| lent(r.relations)).in_graph(),
    ];
}

/// A row of a table by month or by outlet.
#[derive(Debug, Clone)]
pub struct PartRow<'a> {
    /// The month, `YYYY-MM`, or the outlet as written in the posts; empty for documents without.
    pub part: &'a str,
    /// Node id.
    pub source: &'a str,
    /// Node id; of a node alone empty.
    pub target: &'a str,
    /// Distinct stories.
    pub stories: u64,
    /// Documents.
    pub documents: u64,
    /// Flat mentions, of a node.
    pub mentions: u64,
}

/// edges_by_period.csv: the edges month by month.
#[derive(Debug)]
pub struct EdgesByPeriod;

impl Table for EdgesByPeriod {
    const NAME: &'static str = "edges_by_period";
    type Row<'a> = PartRow<'a>;
    const COLUMNS: &'static [Column<EdgesByPeriod>] = &[
        Column::word("period", |r| lent(r.part)),
        Column::word("source", |r| lent(r.source)),
        Column::word("target", |r| lent(r.target)),
        Column::int("weight", |r| Some(r.stories)),
        Column::int("documents", |r| Some(r.documents)),
    ];
}

/// edges_by_outlet.csv: the edges outlet by outlet.
#[derive(Debug)]
pub struct EdgesByOutlet;

impl Table for EdgesByOutlet {
    const NAME: &'static str = "edges_by_outlet";
    type Row<'a> = PartRow<'a>;
    const COLUMNS: &'static [Column<EdgesByOutlet>] = &[
        Column::text("outlet", |r| lent(r.part)),
        Column::word("source", |r| lent(r.source)),
        Column::word("target", |r| lent(r.target)),
        Column::int("weight", |r| Some(r.stories)),
        Column::int("documents", |r| Some(r.documents)),
    ];
}

/// nodes_by_period.csv: the nodes month by month.
#[derive(Debug)]
pub struct NodesByPeriod;

impl Table for NodesByPeriod {
    const NAME: &'static str = "nodes_by_period";
    type Row<'a> = PartRow<'a>;
    const COLUMNS: &'static [Column<NodesByPeriod>] = &[
        Column::word("period", |r| lent(r.part)),
        Column::word("id", |r| lent(r.source)),
        Column::int("mentions", |r| Some(r.mentions)),
        Column::int("documents", |r| Some(r.documents)),
        Column::int("stories", |r| Some(r.stories)),
    ];
}

/// nodes_by_outlet.csv: the nodes outlet by outlet.
#[derive(Debug)]
pub struct NodesByOutlet;

impl Table for NodesByOutlet {
    const NAME: &'static str = "nodes_by_outlet";
    type Row<'a> = PartRow<'a>;
    const COLUMNS: &'static [Column<NodesByOutlet>] = &[
        Column::text("outlet", |r| lent(r.part)),
        Column::word("id", |r| lent(r.source)),
        Column::int("mentions", |r| Some(r.mentions)),
        Column::int("documents", |r| Some(r.documents)),
        Column::int("stories", |r| Some(r.stories)),
    ];
}
