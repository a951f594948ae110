//! Who cites whom: sources.csv and sources.graphml.

use super::{Facts, Format, OutputFolder, PublishOptions, drawing::spiral, network::Network, table_file::write_table};
use crate::{
    error::{Error, Result},
    id::{DocId, NodeId},
    network::DocFacts,
    table::{Direction, GraphEdge, GraphNode, GraphShape, Key, SourceRow, Sources, Value, write_graphml},
};
use std::{collections::BTreeSet, io::Write};

const GRAPHML: &str = "sources.graphml";
const NODE_KEYS: &[Key] = &[("label", "string"), ("type", "string")];
const EDGE_KEYS: &[Key] = &[("weight", "long"), ("documents", "long")];
/// What the graph calls the type of the outlets that cite.
const OUTLET: &str = "outlet";

/// What the files are made from.
pub(super) struct SourceFiles<'a> {
    pub(super) merge: &'a Facts,
    pub(super) network: &'a Network,
    pub(super) facts: &'a [DocFacts],
}

impl SourceFiles<'_> {
    /// Writes the table, and the graph where it is asked for.
    pub(super) fn write(&self, options: &PublishOptions, output: &OutputFolder) -> Result<()> {
        let rows = self.rows();
        if options.writes(Format::Graphml) {
            self.write_graph(&rows, output)?;
        } else {
            output.leave_out(GRAPHML);
        }
        write_table::<Sources>(options, output, rows.into_iter())
    }

    /// By outlet of the documents and node of the source.
    fn rows(&self) -> Vec<SourceRow<'_>> {
        let outlet_of = |doc: DocId| self.merge.outlets[self.facts[doc.0 as usize].outlet as usize].as_str();
        let mut cited: Vec<(&str, NodeId, u32, DocId)> =
            self.merge.sources.iter().map(|&(node, doc)| (outlet_of(doc), node, self.facts[doc.0 as usize].story, doc)).collect();
        cited.sort_unstable();
        let groups = cited.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1));
        let rows = groups.filter_map(|group| {
            Some(SourceRow {
                outlet: group[0].0,
                source: &self.network.nodes[*self.network.row_of.get(&group[0].1)?].id,
                documents: group.len() as u64,
                stories: group.chunk_by(|x, y| x.2 == y.2).count() as u64,
            })
        });
        rows.collect()
    }

    /// From outlets to those whom they cite. An outlet is a node of its own: the table of outlets has names, no ids.
    fn write_graph(&self, rows: &[SourceRow<'_>], output: &OutputFolder) -> Result<()> {
        let id = |outlet: &str| format!("outlet-{}", &blake3::hash(outlet.as_bytes()).to_hex()[..14]);
        let outlets: BTreeSet<&str> = rows.iter().map(|row| row.outlet).collect();
        let sources: BTreeSet<&str> = rows.iter().map(|row| row.source).collect();
        let ids: Vec<String> = outlets.iter().map(|outlet| id(outlet)).collect();
        let citing = outlets.iter().zip(&ids).map(|(outlet, id)| (id.as_str(), *outlet, OUTLET));
        let cited = self.network.nodes.iter().filter(|node| sources.contains(node.id.as_str()));
        let cited = cited.map(|node| (node.id.as_str(), node.label.as_str(), node.kind));
        let nodes = citing.chain(cited).zip(spiral(0.0)).map(|((id, label, kind), position)| GraphNode {
            id,
            values: vec![label.into(), kind.into()],
            position,
            spells: Vec::new(),
        });
        let ends: Vec<String> = rows.iter().map(|row| id(row.outlet)).collect();
        let edges = rows.iter().zip(&ends).map(|(row, outlet)| GraphEdge {
            source: outlet,
            target: row.source,
            kind: None,
            values: vec![Value::Long(row.stories), Value::Long(row.documents)],
            spells: Vec::new(),
        });
        let shape = GraphShape { direction: Direction::Directed, node_keys: NODE_KEYS.to_vec(), edge_keys: EDGE_KEYS.to_vec() };
        let file = output.file(GRAPHML)?;
        write_graphml(file, &shape, nodes, edges).and_then(|mut file| file.flush()).map_err(Error::io("cannot write", output.partial(GRAPHML)))
    }
}
