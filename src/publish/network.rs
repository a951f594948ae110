//! The network of a run: its nodes with their final numbers, its edges with their measures.

use super::{Facts, PublishOptions, drawing::Drawing};
use crate::{
    id::{EntityId, NodeId, discovered_id},
    knowledge::{Entity, EntityType, Gazetteer},
    network::{self, Association, DocFacts, EdgeCounts, NodeCounts, PairCounts},
    table::{EdgeRow, NodeRow, Position},
};
use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Gives all nodes their final numbers, in the order of their ids: gazetteer entities keep their index, for their ids sort
/// before those of new names. People who only report go, and names of other types than these.
pub(super) fn number_nodes(merge: &mut Facts, gazetteer: &Gazetteer, types: &BTreeSet<EntityType>) {
    let known = gazetteer.entities.len() as u32;
    let mut order: Vec<usize> = (0..merge.new_names.len()).collect();
    order.sort_by_key(|&i| merge.new_names[i].key);
    let mut number = vec![0; order.len()];
    for (rank, &i) in order.iter().enumerate() {
        number[i] = rank as u32;
    }
    let kind = |node: NodeId| match gazetteer.entities.get(node.index()) {
        Some(entity) => entity.kind,
        None => merge.new_names[(node.0 - known) as usize].kind,
    };
    merge.counts.retain_nodes(|node| types.contains(&kind(node)) && (merge.acting.contains(&node) || kind(node) != EntityType::Person));
    let renumber = |node: NodeId| if node.0 < known { node } else { NodeId(known + number[(node.0 - known) as usize]) };
    merge.counts.renumber(renumber);
    for record in &mut merge.relations {
        (record.subject, record.object) = (renumber(record.subject), renumber(record.object));
    }
    merge.surfaces = std::mem::take(&mut merge.surfaces).into_iter().map(|(node, surfaces)| (renumber(node), surfaces)).collect();
    for source in &mut merge.sources {
        source.0 = renumber(source.0);
    }
    merge.new_names.sort_by_key(|name| name.key);
    merge.counts.settle();
}

pub(super) struct Network {
    pub(super) nodes: Vec<NodeRow>,
    pub(super) row_of: FxHashMap<NodeId, usize>,
    /// The node of each row.
    order: Vec<NodeId>,
    pub(super) edges: Vec<EdgeCounts>,
    pub(super) measures: Vec<Association>,
    pub(super) p_values: Vec<f64>,
    pub(super) backbone: Vec<bool>,
    pub(super) stories: u64,
    pub(super) drawing: Drawing,
    /// The edges that the graph files hold, in order.
    pub(super) in_graphs: Vec<u32>,
    /// Rows of the nodes that they hold, where these are not all: those with an edge among the strongest.
    pub(super) nodes_in_graphs: Option<Vec<u32>>,
    /// Pairs and documents.
    pub(super) pair_records: u64,
    /// Pairs of nodes that the p-values are adjusted for: all there are, also those that never meet.
    pub(super) pairs_tested: u64,
    /// Nodes that betweenness was computed from, and nodes with an edge in the backbone.
    pub(super) pivots: (u32, u32),
}

impl Network {
    pub(super) fn new(merge: &Facts, facts: &[DocFacts], stories: u64, gazetteer: &Gazetteer, options: &PublishOptions) -> Network {
        let counts = merge.counts.nodes(facts);
        let row_of: FxHashMap<NodeId, usize> = counts.iter().enumerate().map(|(i, c)| (c.node, i)).collect();
        let node_order: Vec<NodeId> = counts.iter().map(|c| c.node).collect();
        let mut edges = merge.counts.edges(facts);
        let of = |node: &NodeId| counts[row_of[node]].tally.stories;
        let pairs = edges.par_iter().map(|e| PairCounts { k: e.tally.stories, a: of(&e.a), b: of(&e.b) });
        let mut measures: Vec<Association> = pairs.map(|pair| pair.associate(stories)).collect();
        let mut p_values: Vec<f64> = measures.iter().map(|m| m.p).collect();
        let pairs_tested = counts.len() as u64 * (counts.len() as u64).saturating_sub(1) / 2;
        network::adjust_p_values(&mut p_values, pairs_tested);
        let indexed: Vec<(u32, u32, u64)> = edges.iter().map(|e| (row_of[&e.a] as u32, row_of[&e.b] as u32, e.tally.stories)).collect();
        let mut backbone = network::disparity(counts.len(), &indexed);
        drop(indexed);
        if options.min_weight > 1 {
            // Tests and backbone see all pairs; the filter only decides which are written.
            let keep: Vec<bool> = edges.iter().map(|e| e.tally.stories >= options.min_weight).collect();
            retain(&mut edges, &keep);
            retain(&mut measures, &keep);
            retain(&mut p_values, &keep);
            retain(&mut backbone, &keep);
        }
        let indexed: Vec<(u32, u32, u64)> = edges.iter().map(|e| (row_of[&e.a] as u32, row_of[&e.b] as u32, e.tally.stories)).collect();
        let graph = network::graph(counts.len() as u32, indexed.iter().map(|&(a, b, _)| (a, b)));
        let pairs = indexed.iter().map(|&(a, b, _)| (a, b));
        // Communities are found on one thread: the others look for paths meanwhile.
        let (communities, (cores, betweenness)) = rayon::join(
            || network::communities(counts.len(), &indexed),
            || {
                let in_backbone = pairs.clone().zip(&backbone).filter(|(_, stays)| **stays).map(|(pair, _)| pair);
                (network::cores(counts.len(), pairs.clone()), network::betweenness(counts.len(), in_backbone))
            },
        );
        let components = components(counts.len(), &indexed);
        let mut nodes: Vec<NodeRow> = counts.iter().map(|c| node_row(c, merge, gazetteer)).collect();
        for (i, node) in nodes.iter_mut().enumerate() {
            let at = petgraph::graph::NodeIndex::new(i);
            node.degree = graph.neighbors(at).count() as u64;
            node.strength = graph.edges(at).map(|e| edges[*e.weight() as usize].tally.stories).sum();
            node.community = communities[i];
            node.component = components[i];
            node.core = cores[i];
            node.betweenness = betweenness.values[i];
        }
        let pair_records = merge.counts.pair_records() as u64;
        let pivots = (betweenness.pivots, betweenness.linked);
        let drawing = Drawing::default();
        let in_graphs = strongest(&measures, &backbone, if options.all_edges { usize::MAX } else { GRAPH_EDGES });
        let nodes_in_graphs = (in_graphs.len() < edges.len()).then(|| {
            let ends = in_graphs.iter().flat_map(|&e| [indexed[e as usize].0, indexed[e as usize].1]);
            let mut rows: Vec<u32> = ends.collect();
            rows.sort_unstable();
            rows.dedup();
            rows
        });
        let mut network = Network {
            nodes,
            row_of,
            order: node_order,
            edges,
            measures,
            p_values,
            backbone,
            stories,
            drawing,
            in_graphs,
            nodes_in_graphs,
            pair_records,
            pairs_tested,
            pivots,
        };
        network.drawing = Drawing::new(&network);
        let places = network.drawing.places(&network.nodes);
        for (row, node) in network.nodes.iter_mut().enumerate() {
            node.position = places[row];
        }
        network
    }

    /// The node of a row.
    pub(super) fn node_of(&self, row: usize) -> NodeId {
        self.order[row]
    }

    pub(super) fn nodes_in_order(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.order.iter().copied()
    }

    pub(super) fn edge_row<'n>(&'n self, i: usize, typed: &'n FxHashMap<(NodeId, NodeId), String>) -> EdgeRow<'n> {
        let (edge, measure) = (&self.edges[i], &self.measures[i]);
        EdgeRow {
            source: &self.nodes[self.row_of[&edge.a]].id,
            target: &self.nodes[self.row_of[&edge.b]].id,
            weight: edge.tally.stories,
            sentences: edge.windows,
            documents: edge.tally.documents,
            outlets: edge.tally.outlets,
            first_date: edge.tally.first,
            last_date: edge.tally.last,
            expected: measure.expected,
            npmi: measure.npmi,
            llr: measure.llr,
            p_value: self.p_values[i],
            backbone: self.backbone[i],
            relations: typed.get(&(edge.a, edge.b)).map_or("", String::as_str),
        }
    }
}

/// The edges of the graph files at most: what programs that draw networks still move.
const GRAPH_EDGES: usize = 100_000;

/// The strongest edges, at most so many: the backbone first, then by log-likelihood ratio.
fn strongest(measures: &[Association], backbone: &[bool], most: usize) -> Vec<u32> {
    let mut edges: Vec<u32> = (0..measures.len() as u32).collect();
    if edges.len() > most {
        let strength = |&e: &u32| (backbone[e as usize], measures[e as usize].llr);
        edges.sort_by(|a, b| {
            let (a, b) = (strength(a), strength(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
        edges.truncate(most);
        edges.sort_unstable();
    }
    edges
}

fn retain<T>(list: &mut Vec<T>, keep: &[bool]) {
    let mut flags = keep.iter();
    list.retain(|_| flags.next().copied().unwrap_or(true));
}

/// Connected component of each node, 0 the largest, ties by first node; none for nodes without an edge.
fn components(nodes: usize, edges: &[(u32, u32, u64)]) -> Vec<Option<u32>> {
    let mut sets = UnionFind::<u32>::new(nodes);
    let mut linked = vec![false; nodes];
    for &(a, b, _) in edges {
        sets.union(a, b);
        linked[a as usize] = true;
        linked[b as usize] = true;
    }
    let mut members: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for i in (0..nodes).filter(|&i| linked[i]) {
        let entry = members.entry(sets.find(i as u32)).or_insert((0, i));
        entry.0 += 1;
    }
    let mut order: Vec<(u32, (usize, usize))> = members.into_iter().collect();
    order.sort_by_key(|&(_, (size, first))| (std::cmp::Reverse(size), first));
    let number: FxHashMap<u32, u32> = order.iter().enumerate().map(|(n, &(root, _))| (root, n as u32)).collect();
    (0..nodes).map(|i| linked[i].then(|| number[&sets.find(i as u32)])).collect()
}

fn node_row(counts: &NodeCounts, merge: &Facts, gazetteer: &Gazetteer) -> NodeRow {
    let mut aliases: Vec<(&str, u32)> = merge.surfaces.get(&counts.node).into_iter().flatten().map(|(s, &n)| (s.as_str(), n)).collect();
    aliases.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let entity: Option<&Entity> = gazetteer.entities.get(counts.node.index());
    let new = counts.node.index().checked_sub(gazetteer.entities.len()).and_then(|i| merge.new_names.get(i));
    let label = entity.map_or_else(|| new.map_or("", |n| n.label.as_str()), |e| e.name.as_str()).to_owned();
    // Of a new name the commonest form that is not the Simplified label stands for Traditional.
    let hant = match entity {
        Some(entity) => entity.hant.to_string(),
        None => {
            let folded = gazetteer.folder.fold_str(&label);
            let other = aliases.iter().map(|(s, _)| *s).find(|s| *s != label && gazetteer.folder.fold_str(s) == folded);
            other.unwrap_or(&label).to_owned()
        }
    };
    NodeRow {
        id: entity.map_or_else(|| new.map_or_else(String::new, |n| discovered_id(n.key)), |e| e.id.to_string()),
        kind: entity.map_or_else(|| new.map_or("", |n| n.kind.as_str()), |e| e.kind.as_str()),
        label_hant: hant,
        label_en: entity.map_or_else(String::new, |e| e.en.to_string()),
        wikidata: entity.map_or_else(String::new, |e| e.wikidata.to_string()),
        mentions: counts.mentions,
        documents: counts.tally.documents,
        stories: counts.tally.stories,
        outlets: counts.tally.outlets,
        first_date: counts.tally.first,
        last_date: counts.tally.last,
        degree: 0,
        strength: 0,
        community: None,
        discovered: entity.is_none(),
        aliases: aliases.into_iter().map(|(s, _)| s.to_owned()).collect(),
        component: None,
        country: entity.and_then(|e| e.country).map_or_else(String::new, |c| c.to_string()),
        class: entity.map_or_else(String::new, |_| gazetteer.class_or_role(EntityId(counts.node.0)).to_owned()),
        file: entity.map_or_else(String::new, |e| gazetteer.files[e.file].0.clone()),
        core: 0,
        betweenness: 0.0,
        position: Position::default(),
        label,
    }
}
