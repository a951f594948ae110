//! The co-occurrence network in the graph formats.

use super::{
    Facts, Format, OutputFolder, PublishOptions,
    network::Network,
    parts::{month, year_and_month},
};
use crate::{
    error::{Error, Result},
    id::{DocId, NodeId},
    network::DocFacts,
    table::{Direction, Edges, GraphEdge, GraphNode, GraphShape, Nodes, Spell, Value, keys, values, write_gexf, write_graphml, write_node_link},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

const GRAPHML: &str = "graph.graphml";
const GEXF: &str = "graph.gexf";
const CORE: &str = "graph.core.gexf";
const JSON: &str = "graph.json";

/// The graph files of a run, open.
pub(super) struct GraphFiles {
    graphml: Target,
    gexf: Target,
    /// What is drawn: the file to open first.
    core: Target,
    json: Option<Target>,
}

type Target = (BufWriter<File>, PathBuf);

impl GraphFiles {
    pub(super) fn open(options: &PublishOptions, output: &mut OutputFolder) -> Result<GraphFiles> {
        let mut open = |name: &str| Ok((output.file(name)?, output.partial(name)));
        let (graphml, gexf, core) = (open(GRAPHML)?, open(GEXF)?, open(CORE)?);
        let json = if options.formats.contains(&Format::Json) { Some(open(JSON)?) } else { None };
        if json.is_none() {
            output.leave_out(JSON);
        }
        Ok(GraphFiles { graphml, gexf, core, json })
    }

    /// Writes all of them.
    pub(super) fn write(self, graph: &CoGraphOf<'_>) -> Result<()> {
        let shape = graph.shape();
        let edges = graph.network.in_graphs.as_slice();
        let (graphml, gexf) = rayon::join(
            || finish(self.graphml, |file| write_graphml(file, &shape, graph.nodes(Time::Whole, None), graph.edges(Time::Whole, edges))),
            || finish(self.gexf, |file| write_gexf(file, &shape, graph.nodes(Time::Months, None), graph.edges(Time::Months, edges))),
        );
        graphml.and(gexf)?;
        let drawn = &graph.network.drawing.drawn;
        let core = |file| write_gexf(file, &shape, graph.nodes(Time::Months, Some(&drawn.nodes)), graph.edges(Time::Months, &drawn.edges));
        finish(self.core, core)?;
        let json = |file| write_node_link(file, &shape, graph.nodes(Time::Whole, None), graph.edges(Time::Whole, edges));
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
    pub(super) merge: &'a Facts,
    pub(super) network: &'a Network,
    pub(super) facts: &'a [DocFacts],
    /// Typed relations of pairs.
    pub(super) typed: &'a FxHashMap<(NodeId, NodeId), String>,
}

impl<'a> CoGraphOf<'a> {
    fn shape(&self) -> GraphShape {
        GraphShape { direction: Direction::Undirected, node_keys: keys::<Nodes>(), edge_keys: keys::<Edges>() }
    }

    /// All nodes, or those of these rows.
    fn nodes<'s>(&'s self, time: Time, rows: Option<&'s [u32]>) -> impl Iterator<Item = GraphNode<'s>> {
        // Both lists run in the order of the nodes.
        let spells = self.merge.counts.node_documents().map(move |(_, docs)| docs);
        let all = self.network.nodes.iter().zip(spells).enumerate();
        let wanted = move |row: usize| rows.is_none_or(|rows| rows.binary_search(&(row as u32)).is_ok());
        all.filter(move |(row, _)| wanted(*row)).map(move |(_, (node, docs))| GraphNode {
            id: &node.id,
            values: values::<Nodes>(node),
            position: node.position,
            spells: if time == Time::Months { self.spells(docs) } else { Vec::new() },
        })
    }

    fn edges<'s>(&'s self, time: Time, edges: &'s [u32]) -> impl Iterator<Item = GraphEdge<'s>> {
        let network = self.network;
        let mut documents = self.merge.counts.edge_documents();
        edges.iter().map(move |&i| {
            let (a, b) = (network.edges[i as usize].a, network.edges[i as usize].b);
            // Edges that are left out are passed over.
            let met = if time == Time::Months { documents.find(|met| (met.0, met.1) == (a, b)) } else { None };
            let row = network.edge_row(i as usize, self.typed);
            GraphEdge {
                source: row.source,
                target: row.target,
                values: values::<Edges>(&row).into_iter().map(Value::owned).collect(),
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
