//! Relations: relations.csv, events.csv, relations.plover.jsonl, relations.graphml and .gexf, and the typed counts of edges.csv.

use super::{
    Facts, Format, OutputFolder, PublishOptions,
    actor::actor,
    facts::RelationRecord,
    network::Network,
    plover::plover_line,
    spool::Spool,
    table_file::{TableFile, write_table},
};
use crate::{
    error::{Error, Result},
    id::{DocId, NodeId},
    knowledge::Gazetteer,
    network::{DocFacts, Tally},
    relation::{Predicate, PredicateId, Status},
    table::{
        Direction, DocumentRow, EventRow, Events, GraphEdge, GraphNode, GraphShape, Key, NodeRow, RelationRow, Relations, Value, write_gexf,
        write_graphml,
    },
};
use rustc_hash::FxHashMap;
use std::io::Write;

/// What the tables of relations are made from.
pub(super) struct RelationFiles<'a> {
    pub(super) merge: &'a Facts,
    /// Those that the events name, where events are wanted.
    pub(super) documents: &'a FxHashMap<DocId, DocumentRow>,
    pub(super) facts: &'a [DocFacts],
    pub(super) network: &'a Network,
    pub(super) gazetteer: &'a Gazetteer,
}

/// A relation, counted once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) subject: NodeId,
    pub(super) object: NodeId,
    pub(super) predicate: PredicateId,
    pub(super) status: Status,
    pub(super) tally: Tally,
}

/// Ends and predicate of a relation, and the relation.
type Merged<'a> = (NodeId, NodeId, PredicateId, &'a RelationRecord);

const PLOVER: &str = "relations.plover.jsonl";
const GRAPHML: &str = "relations.graphml";
const GEXF: &str = "relations.gexf";

/// Name of the predicate that the gazetteers tell: an office belongs to its body, a body to its place.
const OF: &str = "of";

/// Who it is; the numbers of the co-occurrence network stand in its own files.
const NODE_KEYS: &[Key] = &[
    ("label", "string"),
    ("type", "string"),
    ("label_hant", "string"),
    ("label_en", "string"),
    ("wikidata", "string"),
    ("country", "string"),
    ("class", "string"),
    ("stories", "long"),
    ("discovered", "boolean"),
];

fn node_values(node: &NodeRow) -> Vec<Value<'_>> {
    let texts: [&str; 7] = [&node.label, node.kind, &node.label_hant, &node.label_en, &node.wikidata, &node.country, &node.class];
    texts.into_iter().map(Value::from).chain([Value::Long(node.stories), Value::Bool(node.discovered)]).collect()
}

const EDGE_KEYS: &[Key] = &[
    ("label", "string"),
    ("predicate", "string"),
    ("weight", "long"),
    ("documents", "long"),
    ("stories", "long"),
    ("outlets", "long"),
    ("first_date", "string"),
    ("last_date", "string"),
    ("asserted", "long"),
    ("planned", "long"),
    ("cancelled", "long"),
    ("denied", "long"),
    ("former", "long"),
    ("plover", "string"),
    ("listed", "boolean"),
];

/// For each pair, the lower node first, `predicate:stories` of what is or was so, most stories first.
pub(super) fn counts_by_pair(records: &[RelationRecord], facts: &[DocFacts], predicates: &[Predicate]) -> FxHashMap<(NodeId, NodeId), String> {
    let mut stories: Vec<(NodeId, NodeId, PredicateId, u32)> = records
        .iter()
        .filter(|r| matches!(r.status, Status::Asserted | Status::Former))
        .map(|r| (r.subject.min(r.object), r.subject.max(r.object), r.predicate, facts[r.doc.0 as usize].story))
        .collect();
    stories.sort_unstable();
    stories.dedup();
    let mut out = FxHashMap::default();
    for pair in stories.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        let mut counts: Vec<(PredicateId, usize)> = pair.chunk_by(|x, y| x.2 == y.2).map(|same| (same[0].2, same.len())).collect();
        counts.sort_by_key(|&(predicate, n)| (std::cmp::Reverse(n), predicate));
        let cell: Vec<String> = counts.iter().map(|(predicate, n)| format!("{}:{n}", predicates[usize::from(predicate.0)].name)).collect();
        out.insert((pair[0].0, pair[0].1), cell.join("|"));
    }
    out
}

impl RelationFiles<'_> {
    fn node(&self, node: NodeId) -> Option<&NodeRow> {
        self.network.row_of.get(&node).map(|&i| &self.network.nodes[i])
    }

    /// Writes all files of relations.
    pub(super) fn write(&self, texts: Spool, options: &PublishOptions, output: &OutputFolder) -> Result<()> {
        self.write_rows(texts, options, output)?;
        write_table::<Events>(options, output, self.events().into_iter())?;
        self.write_graphs(options, output)
    }

    fn write_rows(&self, texts: Spool, options: &PublishOptions, output: &OutputFolder) -> Result<()> {
        let path = output.partial(PLOVER);
        let failed = || Error::io("cannot write", &path);
        let mut table = TableFile::<Relations>::begin(options, output)?;
        let mut plover_file = if options.formats.contains(&Format::Plover) { Some(output.file(PLOVER)?) } else { None };
        if plover_file.is_none() {
            output.leave_out(PLOVER);
        }
        let mut texts = texts.reader()?;
        let mut events_of_doc = (None, 0);
        for record in &self.merge.relations {
            let (trigger, evidence) = (texts.text()?, texts.text()?);
            let (Some(subject), Some(object)) = (self.node(record.subject), self.node(record.object)) else { continue };
            let predicate = self.gazetteer.relations.predicate(record.predicate);
            let doc = record.doc.0 as usize;
            let fact = self.facts[doc];
            let row = RelationRow {
                subject: &subject.id,
                predicate: &predicate.name,
                object: &object.id,
                status: record.status.as_str(),
                doc: &self.merge.keys[doc].doc_id(),
                sentence: record.sentence.into(),
                date: fact.date,
                outlet: &self.merge.outlets[fact.outlet as usize],
                story: &self.merge.keys[fact.story as usize].story_id(),
                trigger: &trigger,
                evidence: &evidence,
                confidence: f64::from(record.confidence) / 100.0,
                plover: predicate.plover.as_ref().map_or("", |p| p.event.as_str()),
            };
            table.push(&row)?;
            if let (Some(file), Some(plover), Some(document)) = (&mut plover_file, &predicate.plover, self.documents.get(&record.doc)) {
                let number = if events_of_doc.0 == Some(record.doc) { events_of_doc.1 + 1 } else { 1 };
                events_of_doc = (Some(record.doc), number);
                let side = |node, row| actor(self.gazetteer, node, row, fact.date);
                let ends = (side(record.subject, subject), side(record.object, object));
                let line = plover_line(&row, plover, ends, document, number);
                writeln!(file, "{line}").map_err(failed())?;
            }
        }
        if let Some(mut file) = plover_file {
            file.flush().map_err(failed())?;
        }
        table.close()
    }

    /// Subject and object; of symmetric predicates the lower node first.
    fn ends(&self, record: &RelationRecord) -> (NodeId, NodeId) {
        let (a, b) = (record.subject, record.object);
        if self.gazetteer.relations.predicate(record.predicate).symmetric { (a.min(b), a.max(b)) } else { (a, b) }
    }

    /// Relations counted once, in the order of their nodes.
    pub(super) fn told(&self) -> Vec<Told> {
        let mut told: Vec<(NodeId, NodeId, PredicateId, Status, DocId)> = (self.merge.relations.iter())
            .map(|record| {
                let (a, b) = self.ends(record);
                (a, b, record.predicate, record.status, record.doc)
            })
            .collect();
        told.sort_unstable();
        let groups = told.chunk_by(|x, y| (x.0, x.1, x.2, x.3) == (y.0, y.1, y.2, y.3));
        let told = groups.map(|group| {
            let (subject, object, predicate, status, _) = group[0];
            Told { subject, object, predicate, status, tally: Tally::of(group.iter().map(|told| told.4), self.facts, &mut Vec::new()) }
        });
        told.collect()
    }

    /// The rows of events.csv.
    pub(super) fn events(&self) -> Vec<EventRow<'_>> {
        let rows = self.told().into_iter().filter_map(|Told { subject, object, predicate, status, tally }| {
            Some(EventRow {
                subject: &self.node(subject)?.id,
                predicate: &self.gazetteer.relations.predicate(predicate).name,
                object: &self.node(object)?.id,
                status: status.as_str(),
                first_date: tally.first,
                last_date: tally.last,
                stories: tally.stories.into(),
                outlets: tally.outlets.into(),
                documents: tally.documents.into(),
            })
        });
        rows.collect()
    }

    fn write_graphs(&self, options: &PublishOptions, output: &OutputFolder) -> Result<()> {
        let shape = GraphShape { direction: Direction::Directed, node_keys: NODE_KEYS.to_vec(), edge_keys: EDGE_KEYS.to_vec() };
        let names = [(GRAPHML, Format::Graphml), (GEXF, Format::Gexf)];
        names.iter().filter(|(_, format)| !options.writes(*format)).for_each(|(name, _)| output.leave_out(name));
        if names.iter().all(|(_, format)| !options.writes(*format)) {
            return Ok(());
        }
        let merged = self.merged();
        let listed: Vec<(NodeId, NodeId)> = self.network.nodes_in_order().filter_map(|node| Some((node, self.listed_in(node)?))).collect();
        let ends = merged.iter().flat_map(|m| [m.0, m.1]).chain(listed.iter().flat_map(|l| [l.0, l.1]));
        let mut ends: Vec<NodeId> = ends.collect();
        ends.sort_unstable();
        ends.dedup();
        for (name, format) in names.into_iter().filter(|(_, format)| options.writes(*format)) {
            let nodes = ends.iter().filter_map(|&node| self.node(node));
            let nodes = nodes.map(|node| GraphNode { id: &node.id, values: node_values(node), position: node.position, spells: Vec::new() });
            let groups = merged.chunk_by(|x, y| (x.0, x.1, x.2) == (y.0, y.1, y.2));
            let edges =
                groups.filter_map(|group| self.told_edge(group)).chain(listed.iter().filter_map(|&(node, body)| self.listed_edge(node, body)));
            let file = output.file(name)?;
            let written = if format == Format::Gexf { write_gexf(file, &shape, nodes, edges) } else { write_graphml(file, &shape, nodes, edges) };
            written.and_then(|mut file| file.flush()).map_err(Error::io("cannot write", output.partial(name)))?;
        }
        Ok(())
    }

    /// The relations by ends and predicate.
    fn merged(&self) -> Vec<Merged<'_>> {
        let relations = self.merge.relations.iter().map(|r| {
            let (a, b) = self.ends(r);
            (a, b, r.predicate, r)
        });
        let mut merged: Vec<Merged<'_>> = relations.collect();
        merged.sort_by_key(|&(a, b, predicate, r)| (a, b, predicate, r.doc, r.status));
        merged
    }

    /// The edge of a pair and predicate.
    fn told_edge(&self, group: &[Merged<'_>]) -> Option<GraphEdge<'_>> {
        let (source, target) = (self.node(group[0].0)?, self.node(group[0].1)?);
        let predicate = self.gazetteer.relations.predicate(group[0].2);
        let tally = Tally::of(group.iter().map(|m| m.3.doc), self.facts, &mut Vec::new());
        let of = |status: Status| group.iter().filter(|m| m.3.status == status).count() as u64;
        Some(GraphEdge {
            source: &source.id,
            target: &target.id,
            kind: Some(predicate.name.as_str()),
            values: vec![
                predicate.name.as_str().into(),
                predicate.name.as_str().into(),
                Value::Long(tally.stories.into()),
                Value::Long(tally.documents.into()),
                Value::Long(tally.stories.into()),
                Value::Long(tally.outlets.into()),
                Value::day(tally.first),
                Value::day(tally.last),
                Value::Long(of(Status::Asserted)),
                Value::Long(of(Status::Planned)),
                Value::Long(of(Status::Cancelled)),
                Value::Long(of(Status::Denied)),
                Value::Long(of(Status::Former)),
                predicate.plover.as_ref().map_or(Value::None, |p| p.event.as_str().into()),
                Value::Bool(false),
            ],
            spells: Vec::new(),
        })
    }

    /// The edge from an office to its body, or from a body to its place.
    fn listed_edge(&self, node: NodeId, body: NodeId) -> Option<GraphEdge<'_>> {
        let (source, target) = (self.node(node)?, self.node(body)?);
        let mut values = vec![Value::None; EDGE_KEYS.len()];
        values[0] = OF.into();
        values[1] = OF.into();
        values[2] = Value::Long(1);
        values[EDGE_KEYS.len() - 1] = Value::Bool(true);
        Some(GraphEdge { source: &source.id, target: &target.id, kind: Some(OF), values, spells: Vec::new() })
    }

    /// The body of an office, or the body or place of a body, where the run has met it.
    fn listed_in(&self, node: NodeId) -> Option<NodeId> {
        use crate::knowledge::EntityType::{Office, Organization};
        let entity = self.gazetteer.entities.get(node.index())?;
        let of = NodeId(entity.of?.0);
        (matches!(entity.kind, Office | Organization) && of != node && self.node(of).is_some()).then_some(of)
    }
}
