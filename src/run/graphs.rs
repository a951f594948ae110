//! The co-occurrence network in the graph formats.

use super::{
    Format, RunOptions,
    merge::Merge,
    network::Network,
    periods::{month, year_and_month},
};
use crate::{
    error::{Error, Result},
    export::{Direction, GraphEdge, GraphNode, GraphShape, Key, OutputFolder, Places, Spell, Value, write_gexf, write_graphml, write_node_link},
    id::{DocId, NodeId},
    network::DocFacts,
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

const NODE_KEYS: &[Key] = &[
    ("label", "string"),
    ("type", "string"),
    ("label_hant", "string"),
    ("label_en", "string"),
    ("wikidata", "string"),
    ("mentions", "long"),
    ("documents", "long"),
    ("stories", "long"),
    ("outlets", "long"),
    ("first_date", "string"),
    ("last_date", "string"),
    ("degree", "long"),
    ("strength", "long"),
    ("community", "long"),
    ("component", "long"),
    ("core", "long"),
    ("betweenness", "double"),
    ("discovered", "boolean"),
];

const EDGE_KEYS: &[Key] = &[
    ("weight", "long"),
    ("sentences", "long"),
    ("documents", "long"),
    ("outlets", "long"),
    ("first_date", "string"),
    ("last_date", "string"),
    ("npmi", "double"),
    ("p_value", "double"),
    ("backbone", "boolean"),
];

const GRAPHML: &str = "graph.graphml";
const GEXF: &str = "graph.gexf";
const JSON: &str = "graph.json";

/// The graph files of a run, open.
pub(super) struct GraphFiles {
    graphml: Target,
    gexf: Target,
    json: Option<Target>,
}

type Target = (BufWriter<File>, PathBuf);

impl GraphFiles {
    pub(super) fn open(options: &RunOptions, output: &mut OutputFolder) -> Result<GraphFiles> {
        let mut open = |name: &str| Ok((output.file(name)?, output.partial(name)));
        let (graphml, gexf) = (open(GRAPHML)?, open(GEXF)?);
        let json = if options.formats.contains(&Format::Json) { Some(open(JSON)?) } else { None };
        if json.is_none() {
            output.leave_out(JSON);
        }
        Ok(GraphFiles { graphml, gexf, json })
    }

    /// Writes all of them.
    pub(super) fn write(self, graph: &CoGraphOf<'_>) -> Result<()> {
        let shape = graph.shape();
        let (graphml, gexf) = rayon::join(
            || finish(self.graphml, |file| write_graphml(file, &shape, graph.nodes(Time::Whole), graph.edges(Time::Whole))),
            || finish(self.gexf, |file| write_gexf(file, &shape, graph.nodes(Time::Months), graph.edges(Time::Months))),
        );
        graphml.and(gexf)?;
        let json = |file| write_node_link(file, &shape, graph.nodes(Time::Whole), graph.edges(Time::Whole));
        self.json.map_or(Ok(()), |target| finish(target, json))
    }
}

fn finish((file, path): Target, write: impl FnOnce(BufWriter<File>) -> io::Result<BufWriter<File>>) -> Result<()> {
    write(file).and_then(|mut file| file.flush()).map_err(Error::io("cannot write", path))
}

/// Whether spells are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Whole,
    Months,
}

/// The network as the formats take it.
pub(super) struct CoGraphOf<'a> {
    pub(super) merge: &'a Merge<'a>,
    pub(super) network: &'a Network,
    pub(super) facts: &'a [DocFacts],
    /// Typed relations of pairs.
    pub(super) typed: &'a FxHashMap<(NodeId, NodeId), String>,
}

impl<'a> CoGraphOf<'a> {
    fn shape(&self) -> GraphShape {
        let placed = self.network.nodes.iter().any(|node| node.position.is_some());
        let places = if placed { Places::Given } else { Places::Open };
        GraphShape { direction: Direction::Undirected, node_keys: NODE_KEYS, edge_keys: EDGE_KEYS, places }
    }

    fn nodes(&'a self, time: Time) -> impl Iterator<Item = GraphNode<'a>> {
        // Both lists run in the order of the nodes.
        let spells = self.merge.counts.node_documents().map(move |(_, docs)| if time == Time::Months { self.spells(docs) } else { Vec::new() });
        self.network.nodes.iter().zip(spells).map(|(n, spells)| GraphNode {
            id: &n.id,
            values: vec![
                n.label.as_str().into(),
                n.kind.into(),
                n.label_hant.as_str().into(),
                n.label_en.as_str().into(),
                n.wikidata.as_str().into(),
                Value::Long(n.mentions),
                Value::Long(n.documents),
                Value::Long(n.stories),
                Value::Long(n.outlets),
                Value::day(n.first_date),
                Value::day(n.last_date),
                Value::Long(n.degree),
                Value::Long(n.strength),
                n.community.into(),
                n.component.into(),
                Value::Long(n.core.into()),
                Value::Double(n.betweenness),
                Value::Bool(n.discovered),
            ],
            position: n.position,
            spells,
        })
    }

    fn edges(&'a self, time: Time) -> impl Iterator<Item = GraphEdge<'a>> {
        let network = self.network;
        let mut documents = self.merge.counts.edge_documents();
        (0..network.edges.len()).map(move |i| {
            let (a, b) = (network.edges[i].a, network.edges[i].b);
            // Edges below --min-weight are passed over.
            let met = if time == Time::Months { documents.find(|met| (met.0, met.1) == (a, b)) } else { None };
            let e = network.edge_row(i, self.typed);
            GraphEdge {
                source: e.source,
                target: e.target,
                values: vec![
                    Value::Long(e.weight),
                    Value::Long(e.sentences),
                    Value::Long(e.documents),
                    Value::Long(e.outlets),
                    Value::day(e.first_date),
                    Value::day(e.last_date),
                    Value::Double(e.npmi),
                    Value::Double(e.p_value),
                    Value::Bool(e.backbone),
                ],
                spells: met.map_or_else(Vec::new, |(_, _, docs)| self.spells(docs)),
            }
        })
    }

    /// The months of these documents, as edges_by_period.csv has them; those that follow one another are one spell.
    fn spells(&self, docs: impl Iterator<Item = DocId>) -> Vec<Spell> {
        let mut months: Vec<i32> = docs.filter_map(|doc| self.facts[doc.0 as usize].date).map(month).collect();
        months.sort_unstable();
        months.dedup();
        let runs = months.chunk_by(|x, y| x + 1 == *y).filter_map(|run| Some((run.first()?, run.last()?)));
        runs.filter_map(|(from, to)| Some(Spell { start: first_day(*from)?, end: first_day(*to)?.last_of_month() })).collect()
    }
}

/// None outside the years that dates can have.
fn first_day(of: i32) -> Option<Date> {
    let (year, month) = year_and_month(of);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()
}
