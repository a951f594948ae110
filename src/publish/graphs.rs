//! The co-occurrence network in the graph formats.

use super::{
    Facts, Format, OutputFolder, PublishOptions,
    finish::Task,
    network::Network,
    parts::{month, year_and_month},
};
use crate::{
    error::Error,
    id::{DocId, NodeId},
    network::DocFacts,
    table::{Direction, Edges, GraphEdge, GraphNode, GraphShape, Nodes, Spell, Value, keys, values, write_gexf, write_graphml, write_node_link},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

const GRAPHML: &str = "graph.graphml";
const GEXF: &str = "graph.gexf";
const CORE: &str = "graph.core.gexf";
const JSON: &str = "graph.json";

/// Writes those graph files of the co-occurrence network that are asked for.
pub(super) fn graph_tasks<'t>(graph: &'t CoGraphOf<'t>, options: &PublishOptions, output: &'t OutputFolder) -> Vec<Task<'t>> {
    let mut tasks: Vec<Task<'t>> = Vec::new();
    let mut task = |name: &'static str, format: Format, write: fn(&CoGraphOf<'_>, BufWriter<File>) -> io::Result<BufWriter<File>>| {
        if !options.writes(format) {
            return output.leave_out(name);
        }
        tasks.push(Box::new(move || {
            let (file, path) = (output.file(name)?, output.partial(name));
            write(graph, file).and_then(|mut file| file.flush()).map_err(Error::io("cannot write", path))
        }));
    };
    task(GEXF, Format::Gexf, |graph, file| {
        let (rows, edges) = (graph.network.nodes_in_graphs.as_deref(), graph.network.in_graphs.as_slice());
        write_gexf(file, &graph.shape(), graph.nodes(Time::Months, rows), graph.edges(Time::Months, edges))
    });
    task(GRAPHML, Format::Graphml, |graph, file| {
        let (rows, edges) = (graph.network.nodes_in_graphs.as_deref(), graph.network.in_graphs.as_slice());
        write_graphml(file, &graph.shape(), graph.nodes(Time::Whole, rows), graph.edges(Time::Whole, edges))
    });
    // What stands out: the file to open first.
    task(CORE, Format::Core, |graph, file| {
        let drawn = &graph.network.drawing.core;
        write_gexf(file, &graph.shape(), graph.nodes(Time::Months, Some(&drawn.nodes)), graph.edges(Time::Months, &drawn.edges))
    });
    task(JSON, Format::Json, |graph, file| {
        let (rows, edges) = (graph.network.nodes_in_graphs.as_deref(), graph.network.in_graphs.as_slice());
        write_node_link(file, &graph.shape(), graph.nodes(Time::Whole, rows), graph.edges(Time::Whole, edges))
    });
    tasks
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
        edges.iter().map(move |&i| {
            let documents = network.met.documents_of(&network.edges[i as usize]).iter().copied();
            let row = network.edge_row(i as usize, self.typed);
            GraphEdge {
                source: row.source,
                target: row.target,
                kind: None,
                values: values::<Edges>(&row).into_iter().map(Value::owned).collect(),
                spells: if time == Time::Months { self.spells(documents) } else { Vec::new() },
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
