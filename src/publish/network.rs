//! The network of a run: its nodes with their final numbers, its edges with their measures.

use super::{Facts, Forms, PublishOptions, drawing::Drawing, spool::Spool};
use crate::{
    error::Result,
    id::{DocId, EntityId, NodeId, discovered_id},
    knowledge::{Entity, EntityType, Gazetteer},
    network::{self, Association, DocFacts, EdgeCounts, Met, NodeCounts, PairCounts, Pairs},
    table::{EdgeRow, NodeRow, Position},
};
use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Gives all nodes their final numbers, in the order of their ids: gazetteer entities keep their index, for their ids sort
/// before those of new names. People who only report go, and names of other types than these. Returns the pairs that were
/// laid aside.
///
/// # Errors
/// [`crate::Error::Io`] when these cannot be read.
pub(super) fn number_nodes(merge: &mut Facts, pairs: Spool, gazetteer: &Gazetteer, types: &BTreeSet<EntityType>) -> Result<Pairs> {
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
    let mut forms: Vec<Forms> = Vec::new();
    forms.resize_with(merge.forms.len(), Forms::default);
    for (of_node, node) in std::mem::take(&mut merge.forms).into_iter().zip(0..) {
        forms[renumber(NodeId(node)).index()] = of_node;
    }
    merge.forms = forms;
    for source in &mut merge.sources {
        source.0 = renumber(source.0);
    }
    merge.new_names.sort_by_key(|name| name.key);
    merge.counts.settle();
    let mut met = Pairs::with_capacity(merge.pair_records);
    let mut reader = pairs.reader()?;
    while met.len() < merge.pair_records {
        let doc = DocId(reader.int()? as u32);
        reader.list(|reader| {
            let [a, b, windows] = [reader.int()?, reader.int()?, reader.int()?].map(|n| n as u32);
            met.add(renumber(NodeId(a)), renumber(NodeId(b)), doc, windows);
            Ok(())
        })?;
    }
    Ok(met)
}

pub(super) struct Network {
    pub(super) nodes: Vec<NodeRow>,
    pub(super) row_of: FxHashMap<NodeId, usize>,
    /// The node of each row.
    order: Vec<NodeId>,
    pub(super) edges: Vec<EdgeCounts>,
    /// The documents behind the edges.
    pub(super) met: Met,
    /// With p-values that are adjusted for all pairs.
    pub(super) measures: Vec<Association>,
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
    pub(super) fn new(
        merge: &Facts,
        (pairs, mut forms): (Pairs, Vec<Forms>),
        facts: &[DocFacts],
        stories: u64,
        gazetteer: &Gazetteer,
        options: &PublishOptions,
    ) -> Network {
        let pair_records = pairs.len() as u64;
        let counts = merge.counts.nodes(facts);
        let row_of: FxHashMap<NodeId, usize> = counts.iter().enumerate().map(|(i, c)| (c.node, i)).collect();
        let node_order: Vec<NodeId> = counts.iter().map(|c| c.node).collect();
        let (mut edges, met) = pairs.count(facts);
        let mut indexed: Vec<(u32, u32, u32)> = edges.iter().map(|e| (row_of[&e.a] as u32, row_of[&e.b] as u32, e.tally.stories)).collect();
        let mut backbone = network::disparity(counts.len(), &indexed);
        let pairs_tested = counts.len() as u64 * (counts.len() as u64).saturating_sub(1) / 2;
        // Tests and backbone see all pairs; the filter only decides which are written.
        let keep: Vec<bool> = edges.iter().map(|e| u64::from(e.tally.stories) >= options.min_weight).collect();
        retain(&mut indexed, &keep);
        retain(&mut backbone, &keep);
        let degrees = degrees(counts.len(), &indexed);
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
        // Communities take much memory: what they do not need is made when they are found.
        let mut measures = measures(&edges, |node| counts[row_of[&node]].tally.stories, stories, pairs_tested);
        retain(&mut measures, &keep);
        retain(&mut edges, &keep);
        let mut nodes: Vec<NodeRow> = Vec::with_capacity(counts.len());
        for count in &counts {
            let forms = forms.get_mut(count.node.index()).map(std::mem::take).unwrap_or_default();
            nodes.push(node_row(count, forms, merge, gazetteer));
        }
        for (i, node) in nodes.iter_mut().enumerate() {
            (node.degree, node.strength) = degrees[i];
            node.community = communities[i];
            node.component = components[i];
            node.core = cores[i];
            node.betweenness = betweenness.values[i];
        }
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
        drop((indexed, counts));
        let mut network = Network {
            nodes,
            row_of,
            order: node_order,
            edges,
            met,
            measures,
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
            weight: edge.tally.stories.into(),
            sentences: edge.windows.into(),
            documents: edge.tally.documents.into(),
            outlets: edge.tally.outlets.into(),
            first_date: edge.tally.first,
            last_date: edge.tally.last,
            expected: measure.expected,
            npmi: measure.npmi,
            llr: measure.llr,
            p_value: measure.p,
            backbone: self.backbone[i],
            relations: typed.get(&(edge.a, edge.b)).map_or("", String::as_str),
        }
    }
}

/// Measures of all pairs that meet, with p-values adjusted for so many tests. `of`: stories of a node, of so many in all.
fn measures(edges: &[EdgeCounts], of: impl Fn(NodeId) -> u32 + Sync, stories: u64, tests: u64) -> Vec<Association> {
    let pairs = edges.par_iter().map(|e| PairCounts { k: e.tally.stories.into(), a: of(e.a).into(), b: of(e.b).into() });
    let mut measures: Vec<Association> = pairs.map(|pair| pair.associate(stories)).collect();
    let mut p_values: Vec<f64> = measures.iter().map(|m| m.p).collect();
    network::adjust_p_values(&mut p_values, tests);
    measures.iter_mut().zip(p_values).for_each(|(measure, p)| measure.p = p);
    measures
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

/// Neighbours of each node, and the sum of the weights of its edges.
fn degrees(nodes: usize, edges: &[(u32, u32, u32)]) -> Vec<(u64, u64)> {
    let graph = network::graph(nodes as u32, edges.iter().map(|&(a, b, _)| (a, b)));
    let strength = |at| graph.edges(at).map(|e| u64::from(edges[*e.weight() as usize].2)).sum();
    graph.node_indices().map(|at| (graph.neighbors(at).count() as u64, strength(at))).collect()
}

/// Connected component of each node, 0 the largest, ties by first node; none for nodes without an edge.
fn components(nodes: usize, edges: &[(u32, u32, u32)]) -> Vec<Option<u32>> {
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

fn node_row(counts: &NodeCounts, forms: Forms, merge: &Facts, gazetteer: &Gazetteer) -> NodeRow {
    let aliases = forms.by_number();
    let entity: Option<&Entity> = gazetteer.entities.get(counts.node.index());
    let new = counts.node.index().checked_sub(gazetteer.entities.len()).and_then(|i| merge.new_names.get(i));
    let label = entity.map_or_else(|| new.map_or("", |n| n.label.as_str()), |e| e.name.as_str()).to_owned();
    // Of a new name the commonest form that is not the Simplified label stands for Traditional.
    let hant = match entity {
        Some(entity) => entity.hant.to_string(),
        None => {
            let folded = gazetteer.folder.fold_str(&label);
            let other = aliases.iter().find(|form| **form != label && gazetteer.folder.fold_str(form) == folded);
            other.unwrap_or(&label).clone()
        }
    };
    NodeRow {
        id: entity.map_or_else(|| new.map_or_else(String::new, |n| discovered_id(n.key)), |e| e.id.to_string()),
        kind: entity.map_or_else(|| new.map_or("", |n| n.kind.as_str()), |e| e.kind.as_str()),
        label_hant: hant,
        label_en: entity.map_or_else(String::new, |e| e.en.to_string()),
        wikidata: entity.map_or_else(String::new, |e| e.wikidata.to_string()),
        mentions: counts.mentions,
        documents: counts.tally.documents.into(),
        stories: counts.tally.stories.into(),
        outlets: counts.tally.outlets.into(),
        first_date: counts.tally.first,
        last_date: counts.tally.last,
        degree: 0,
        strength: 0,
        community: None,
        discovered: entity.is_none(),
        aliases,
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
