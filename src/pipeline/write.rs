//! The end of a run: stories, network, tables, graph, manifest.

use super::{
    RunOptions,
    analyze::NodeKey,
    curation,
    merge::{Merge, Summary},
    relations::{Relations, counts_by_pair},
};
use crate::{
    corpus::Inputs,
    error::{Error, Result},
    export::{
        CurationRow, DocumentRow, EdgeRow, GazetteerFile, GraphEdge, GraphNode, Key, Manifest, NodeRow, OutletEdgeRow, OutputFolder, OverriddenEntry,
        PeriodEdgeRow, Row, Rows, format_float, write_graphml,
    },
    gazetteer::{Entity, Gazetteer},
    id::{DocId, NodeId, discovered_id},
    network::{self, Association, DocFacts, EdgeCounts, NodeCounts},
};
use petgraph::unionfind::UnionFind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

/// How many nodes and edges the summary names.
const TOP: usize = 10;

pub(super) fn finish(
    mut merge: Merge<'_>,
    gazetteer: &Gazetteer,
    inputs: &Inputs,
    options: &RunOptions,
    output: &mut OutputFolder,
) -> Result<Summary> {
    merge.close_files()?;
    let facts = stories(&mut merge);
    let open = std::mem::take(&mut merge.open);
    open.write(gazetteer, &facts, &|doc| merge.rows[doc.0 as usize].doc.as_str(), options, output)?;
    let counted: FxHashSet<u32> = merge.rows.iter().zip(&facts).filter(|(row, _)| row.status == "ok").map(|(_, f)| f.story).collect();
    table::<DocumentRow>(output, "documents.csv", options, |push| merge.rows.iter().try_for_each(push))?;
    // The network takes most memory of all; what is written and not named again makes room for it.
    let named: FxHashSet<DocId> = merge.relations.iter().map(|r| r.doc).collect();
    let documents = std::mem::take(&mut merge.rows).into_iter().enumerate().map(|(i, row)| (DocId(i as u32), row));
    let documents: FxHashMap<DocId, DocumentRow> = documents.filter(|(doc, _)| named.contains(doc)).collect();
    let labels = number_nodes(&mut merge, gazetteer);
    let network = Network::new(&mut merge, &labels, &facts, counted.len() as u64, gazetteer, options);
    merge.surfaces = FxHashMap::default();
    let typed = counts_by_pair(&merge.relations, &facts, &gazetteer.relations.predicates);

    table::<NodeRow>(output, "nodes.csv", options, |push| network.nodes.iter().try_for_each(push))?;
    table::<EdgeRow<'_>>(output, "edges.csv", options, |push| (0..network.edges.len()).try_for_each(|i| push(&network.edge_row(i, &typed))))?;
    let graph = (output.file("graph.graphml")?, output.partial("graph.graphml"));
    let (tables, graph) = rayon::join(|| by_period_and_outlet(&merge, &network, &facts, options, output), || write_graph(&network, graph.0, graph.1));
    tables.and(graph)?;
    let keys: Vec<NodeKey> = labels.iter().map(|&i| merge.new_names[i].key).collect();
    let effects = curation::effects(&mut merge, gazetteer, &facts, options.min_weight, &curation::numbers(gazetteer.entities.len(), &keys));
    if effects.is_empty() {
        output.leave_out("curation.csv");
    } else {
        table::<CurationRow>(output, "curation.csv", options, |push| effects.iter().try_for_each(push))?;
    }
    let pair_records = merge.counts.pair_records();
    if let Some(spool) = merge.relation_texts.take() {
        let relations = Relations { records: &merge.relations, documents: &documents, facts: &facts, network: &network, gazetteer };
        relations.write(spool, options, output)?;
    }

    let mut summary = std::mem::take(&mut merge.summary);
    summary.curation = effects;
    summary.nodes = network.nodes.len() as u64;
    summary.discovered = network.nodes.iter().filter(|n| n.discovered).count() as u64;
    summary.edges = network.edges.len() as u64;
    summary.stories = network.stories;
    for record in &merge.relations {
        *summary.relations.entry(gazetteer.relations.predicate(record.predicate).name.clone()).or_default() += 1;
    }
    let mut top: Vec<&NodeRow> = network.nodes.iter().collect();
    top.sort_by(|a, b| b.stories.cmp(&a.stories).then(a.id.cmp(&b.id)));
    summary.top_nodes = top.iter().take(TOP).map(|n| (n.label.clone(), n.stories)).collect();
    let mut heavy: Vec<&EdgeCounts> = network.edges.iter().collect();
    heavy.sort_by(|a, b| b.tally.stories.cmp(&a.tally.stories).then((a.a, a.b).cmp(&(b.a, b.b))));
    let label = |node: NodeId| network.nodes[network.row_of[&node]].label.clone();
    summary.top_edges = heavy.iter().take(TOP).map(|e| (label(e.a), label(e.b), e.tally.stories)).collect();

    manifest(&merge, &summary, pair_records, gazetteer, inputs, options, output)?;
    Ok(summary)
}

/// Gives every document its story: copies and versions share one.
fn stories(merge: &mut Merge<'_>) -> Vec<DocFacts> {
    let mut sets = UnionFind::<u32>::new(merge.rows.len());
    for (row, original) in merge.stands_for.iter().enumerate() {
        if let Some(original) = original {
            sets.union(row as u32, *original as u32);
        }
    }
    for &(row, latest) in &merge.superseded {
        if let Some(&latest) = merge.row_of_input.get(&latest) {
            sets.union(row as u32, latest as u32);
        }
    }
    let mut first: FxHashMap<u32, u32> = FxHashMap::default();
    let mut facts = Vec::with_capacity(merge.rows.len());
    let mut ids: Vec<String> = Vec::with_capacity(merge.rows.len());
    for (i, row) in merge.rows.iter().enumerate() {
        let story = *first.entry(sets.find(i as u32)).or_insert(i as u32);
        facts.push(DocFacts { story, outlet: merge.row_outlets[i], date: row.date });
        let none = matches!(row.status, "error" | "empty");
        ids.push(if none { String::new() } else { story_id(&merge.rows[story as usize].doc) });
    }
    for (row, id) in merge.rows.iter_mut().zip(ids) {
        row.story = id;
    }
    facts
}

fn story_id(doc: &str) -> String {
    format!("s-{}", &blake3::hash(doc.as_bytes()).to_hex()[..12])
}

/// Ids of all nodes in their final order (that of their ids), by final number. Gazetteer entities keep their index: their
/// ids sort before those of new names.
fn number_nodes(merge: &mut Merge<'_>, gazetteer: &Gazetteer) -> Vec<usize> {
    let known = gazetteer.entities.len() as u32;
    let mut order: Vec<usize> = (0..merge.new_names.len()).collect();
    order.sort_by_key(|&i| merge.new_names[i].key);
    let mut number = vec![0; order.len()];
    for (rank, &i) in order.iter().enumerate() {
        number[i] = rank as u32;
    }
    let renumber = |node: NodeId| if node.0 < known { node } else { NodeId(known + number[(node.0 - known) as usize]) };
    merge.counts.renumber(renumber);
    for record in &mut merge.relations {
        (record.subject, record.object) = (renumber(record.subject), renumber(record.object));
    }
    merge.surfaces = std::mem::take(&mut merge.surfaces).into_iter().map(|(node, surfaces)| (renumber(node), surfaces)).collect();
    merge.counts.settle();
    order
}

pub(super) struct Network {
    pub(super) nodes: Vec<NodeRow>,
    pub(super) row_of: FxHashMap<NodeId, usize>,
    /// The node of each row.
    order: Vec<NodeId>,
    edges: Vec<EdgeCounts>,
    measures: Vec<Association>,
    p_values: Vec<f64>,
    backbone: Vec<bool>,
    stories: u64,
}

impl Network {
    fn new(merge: &mut Merge<'_>, order: &[usize], facts: &[DocFacts], stories: u64, gazetteer: &Gazetteer, options: &RunOptions) -> Network {
        let counts = merge.counts.nodes(facts);
        let row_of: FxHashMap<NodeId, usize> = counts.iter().enumerate().map(|(i, c)| (c.node, i)).collect();
        let node_order: Vec<NodeId> = counts.iter().map(|c| c.node).collect();
        let mut edges = merge.counts.edges(facts);
        let pairs = edges.iter().map(|e| (e.tally.stories, counts[row_of[&e.a]].tally.stories, counts[row_of[&e.b]].tally.stories));
        let mut measures = network::associate(stories, pairs);
        let mut p_values: Vec<f64> = measures.iter().map(|m| m.p).collect();
        network::adjust_p_values(&mut p_values);
        let indexed: Vec<(u32, u32, u64)> = edges.iter().map(|e| (row_of[&e.a] as u32, row_of[&e.b] as u32, e.tally.stories)).collect();
        let mut backbone = network::disparity(counts.len(), &indexed);
        if options.min_weight > 1 {
            // Tests and backbone see all pairs; the filter only decides which are written.
            let keep: Vec<bool> = edges.iter().map(|e| e.tally.stories >= options.min_weight).collect();
            retain(&mut edges, &keep);
            retain(&mut measures, &keep);
            retain(&mut p_values, &keep);
            retain(&mut backbone, &keep);
        }
        let indexed: Vec<(u32, u32, u64)> = edges.iter().map(|e| (row_of[&e.a] as u32, row_of[&e.b] as u32, e.tally.stories)).collect();
        let communities = network::communities(counts.len(), &indexed);
        let graph = network::graph(counts.len() as u32, indexed.iter().map(|&(a, b, _)| (a, b)));
        let components = components(counts.len(), &indexed);
        let mut nodes: Vec<NodeRow> = counts.iter().map(|c| node_row(c, merge, order, gazetteer)).collect();
        for (i, node) in nodes.iter_mut().enumerate() {
            let at = petgraph::graph::NodeIndex::new(i);
            node.degree = graph.neighbors(at).count() as u64;
            node.strength = graph.edges(at).map(|e| edges[*e.weight() as usize].tally.stories).sum();
            node.community = communities[i];
            node.component = components[i];
        }
        Network { nodes, row_of, order: node_order, edges, measures, p_values, backbone, stories }
    }

    pub(super) fn nodes_in_order(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.order.iter().copied()
    }

    fn edge_row<'n>(&'n self, i: usize, typed: &'n FxHashMap<(NodeId, NodeId), String>) -> EdgeRow<'n> {
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

fn node_row(counts: &NodeCounts, merge: &Merge<'_>, order: &[usize], gazetteer: &Gazetteer) -> NodeRow {
    let mut aliases: Vec<(&String, u32)> = merge.surfaces.get(&counts.node).into_iter().flatten().map(|(s, &n)| (s, n)).collect();
    aliases.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let entity: Option<&Entity> = gazetteer.entities.get(counts.node.index());
    let new = counts.node.index().checked_sub(gazetteer.entities.len()).and_then(|i| order.get(i)).map(|&i| &merge.new_names[i]);
    let label = entity.map_or_else(|| new.map_or("", |n| n.label.as_str()), |e| e.name.as_str()).to_owned();
    // Of a new name the commonest form that is not the Simplified label stands for Traditional.
    let hant = match entity {
        Some(entity) => entity.hant.clone(),
        None => {
            let folded = gazetteer.folder.fold_str(&label);
            let other = aliases.iter().map(|(s, _)| *s).find(|s| **s != label && gazetteer.folder.fold_str(s) == folded);
            other.cloned().unwrap_or_else(|| label.clone())
        }
    };
    NodeRow {
        id: entity.map_or_else(|| new.map_or_else(String::new, |n| discovered_id(n.key)), |e| e.id.clone()),
        kind: entity.map_or_else(|| new.map_or("", |n| n.kind.as_str()), |e| e.kind.as_str()),
        label_hant: hant,
        label_en: entity.map_or_else(String::new, |e| e.en.clone()),
        wikidata: entity.map_or_else(String::new, |e| e.wikidata.clone()),
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
        aliases: aliases.into_iter().map(|(s, _)| s.clone()).collect(),
        component: None,
        country: entity.and_then(|e| e.country).map_or_else(String::new, |c| c.to_string()),
        class: entity.map_or_else(String::new, |e| e.class.clone()),
        file: entity.map_or_else(String::new, |e| gazetteer.files[e.file].0.clone()),
        label,
    }
}

/// Rows that are formatted before they are written.
const CHUNK: usize = 4096;

pub(super) fn table<R: Row>(
    output: &mut OutputFolder,
    name: &str,
    options: &RunOptions,
    fill: impl FnOnce(&mut dyn FnMut(&R) -> Result<()>) -> Result<()>,
) -> Result<()> {
    let path = output.partial(name);
    let mut file = output.file(name)?;
    let mut write = |bytes: &[u8]| file.write_all(bytes).map_err(Error::io("cannot write", &path));
    if options.bom {
        write(b"\xEF\xBB\xBF")?;
    }
    write(&Rows::header::<R>())?;
    let mut rows = Rows::default();
    let mut waiting = 0;
    fill(&mut |row| {
        rows.push(row);
        waiting += 1;
        if waiting == CHUNK {
            waiting = 0;
            write(&std::mem::take(&mut rows).into_bytes())?;
        }
        Ok(())
    })?;
    write(&rows.into_bytes())?;
    file.flush().map_err(Error::io("cannot write", &path))
}

fn by_period_and_outlet(merge: &Merge<'_>, network: &Network, facts: &[DocFacts], options: &RunOptions, output: &mut OutputFolder) -> Result<()> {
    let id = |node: NodeId| network.nodes[network.row_of[&node]].id.as_str();
    let name = |outlet: u32| merge.outlets[outlet as usize].as_str();
    // One table after the other: each holds about twice as many entries as there are edges.
    let month = |fact: DocFacts| fact.date.map_or(NO_MONTH, |d| i32::from(d.year()) * 12 + i32::from(d.month()) - 1);
    let mut periods = parts(merge, network, facts, month);
    periods.sort_unstable();
    table::<PeriodEdgeRow<'_>>(output, "edges_by_period.csv", options, |push| {
        periods.iter().try_for_each(|&(month, a, b, weight, documents)| {
            let period = (month != NO_MONTH).then(|| (month.div_euclid(12), month.rem_euclid(12) + 1));
            push(&PeriodEdgeRow { period, source: id(a), target: id(b), weight: weight.into(), documents: documents.into() })
        })
    })?;
    drop(periods);
    let mut outlets = parts(merge, network, facts, |fact| fact.outlet);
    outlets.sort_unstable_by(|x, y| (name(x.0), x.1, x.2).cmp(&(name(y.0), y.1, y.2)));
    table::<OutletEdgeRow<'_>>(output, "edges_by_outlet.csv", options, |push| {
        outlets.iter().try_for_each(|&(outlet, a, b, weight, documents)| {
            push(&OutletEdgeRow { outlet: name(outlet), source: id(a), target: id(b), weight: weight.into(), documents: documents.into() })
        })
    })
}

/// The written edges split by a property of their documents: (property, source, target, stories, documents).
fn parts<K: Ord + Copy>(merge: &Merge<'_>, network: &Network, facts: &[DocFacts], key: impl Fn(DocFacts) -> K) -> Vec<(K, NodeId, NodeId, u32, u32)> {
    let mut written = network.edges.iter().peekable();
    let mut out = Vec::new();
    let mut docs_of: Vec<(K, u32, DocId)> = Vec::new();
    // Both lists run in the order of the pairs; edges below --min-weight are missing from the first.
    for (a, b, docs) in merge.counts.edge_documents() {
        if written.next_if(|e| (e.a, e.b) == (a, b)).is_none() {
            continue;
        }
        docs_of.clear();
        docs_of.extend(docs.map(|doc| (key(facts[doc.0 as usize]), facts[doc.0 as usize].story, doc)));
        docs_of.sort_unstable();
        for part in docs_of.chunk_by(|x, y| x.0 == y.0) {
            let stories = part.chunk_by(|x, y| x.1 == y.1).count() as u32;
            out.push((part[0].0, a, b, stories, part.len() as u32));
        }
    }
    out
}

/// Sorts before every month.
const NO_MONTH: i32 = i32::MIN;

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

fn write_graph(network: &Network, file: BufWriter<File>, path: PathBuf) -> Result<()> {
    let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |d| d.to_string());
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
    let nodes = network.nodes.iter().map(|n| GraphNode {
        id: &n.id,
        values: vec![
            n.label.clone(),
            n.kind.to_owned(),
            n.label_hant.clone(),
            n.label_en.clone(),
            n.wikidata.clone(),
            n.mentions.to_string(),
            n.documents.to_string(),
            n.stories.to_string(),
            n.outlets.to_string(),
            day(n.first_date),
            day(n.last_date),
            n.degree.to_string(),
            n.strength.to_string(),
            number(n.community),
            number(n.component),
            n.discovered.to_string(),
        ],
    });
    let none = FxHashMap::default();
    let edges = (0..network.edges.len()).map(|i| {
        let e = network.edge_row(i, &none);
        GraphEdge {
            source: e.source,
            target: e.target,
            values: vec![
                e.weight.to_string(),
                e.sentences.to_string(),
                e.documents.to_string(),
                e.outlets.to_string(),
                day(e.first_date),
                day(e.last_date),
                format_float(e.npmi),
                format_float(e.p_value),
                e.backbone.to_string(),
            ],
        }
    });
    write_graphml(file, false, NODE_KEYS, nodes, EDGE_KEYS, edges).and_then(|mut file| file.flush()).map_err(Error::io("cannot write", path))
}

fn manifest(
    merge: &Merge<'_>,
    summary: &Summary,
    pair_records: usize,
    gazetteer: &Gazetteer,
    inputs: &Inputs,
    options: &RunOptions,
    output: &mut OutputFolder,
) -> Result<()> {
    let mut all = blake3::Hasher::new();
    let mut entries = vec![(0, 0); gazetteer.files.len()];
    for entity in &gazetteer.entities {
        entries[entity.file].0 += 1;
    }
    for overridden in &gazetteer.overridden {
        entries[overridden.file].1 += 1;
    }
    let file_name = |file: usize| gazetteer.files[file].0.clone();
    for (file, hash) in &gazetteer.files {
        all.update(file.as_bytes());
        all.update(hash.as_bytes());
    }
    let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |d| d.to_string());
    let manifest = Manifest {
        program: concat!("guanxi ", env!("CARGO_PKG_VERSION")).to_owned(),
        inputs_hash: merge.inputs_hash.finalize().to_hex()[..32].to_owned(),
        ignored_files: inputs.ignored,
        gazetteer_hash: all.finalize().to_hex()[..32].to_owned(),
        gazetteer_files: (gazetteer.files.iter().zip(entries))
            .map(|((file, hash), (used, overridden))| GazetteerFile { file: file.clone(), hash: hash.clone(), used, overridden })
            .collect(),
        overridden: (gazetteer.overridden.iter())
            .map(|o| OverriddenEntry { id: o.id.clone(), file: file_name(o.file), by_file: file_name(o.by_file) })
            .collect(),
        parameters: BTreeMap::from([
            ("window", options.window.to_string()),
            ("min_weight", options.min_weight.to_string()),
            ("since", day(options.since)),
            ("until", day(options.until)),
            ("outlet", options.outlet.clone().unwrap_or_default()),
            ("no_text", options.no_text.to_string()),
            ("discover", options.discover.to_string()),
            ("bylines", options.bylines.to_string()),
        ]),
        counts: BTreeMap::from([
            ("filtered", summary.filtered),
            ("stories", summary.stories),
            ("nodes", summary.nodes),
            ("discovered", summary.discovered),
            ("edges", summary.edges),
            ("relations", merge.relations.len() as u64),
            ("pair_records", pair_records as u64),
            ("windows_not_paired", merge.skipped_windows),
            ("gazetteer_entities", gazetteer.entities.len() as u64),
            ("gazetteer_surfaces", gazetteer.surfaces.len() as u64),
        ]),
        documents: summary.documents.clone(),
        mentions: summary.mentions.iter().map(|(&(kind, outcome), &n)| (format!("{kind}_{outcome}"), n)).collect(),
    };
    let path = output.partial("manifest.json");
    let mut file = output.file("manifest.json")?;
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    writeln!(file, "{text}").and_then(|()| file.flush()).map_err(Error::io("cannot write", path))
}
