//! The end of a run for relations: relations.csv, relations.plover.jsonl, relations.graphml, standing.csv, and the typed
//! counts of edges.csv.

use super::{Format, RunOptions, network::Network, relate::RelationRecord, relate::Spool};
use crate::{
    error::{Error, Result},
    export::{
        Direction, DocumentRow, GraphEdge, GraphNode, GraphShape, Key, NodeRow, OutputFolder, Places, RelationRow, Rows, StandingRow, Value,
        plover_line, write_graphml,
    },
    id::{DocId, NodeId},
    knowledge::Gazetteer,
    network::{DocFacts, Tally},
    relation::{Predicate, PredicateId, Status},
};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{collections::BTreeMap, io::Write};

/// What the tables of relations are made from.
pub(super) struct Relations<'a> {
    /// In document order, as the spool has their texts.
    pub(super) records: &'a [RelationRecord],
    /// Those that the records name.
    pub(super) documents: &'a FxHashMap<DocId, DocumentRow>,
    pub(super) facts: &'a [DocFacts],
    pub(super) network: &'a Network,
    pub(super) gazetteer: &'a Gazetteer,
}

const EVENTS: &str = "relations.plover.jsonl";

/// Name of the predicate that the gazetteers tell: an office belongs to its body, a body to its place.
const OF: &str = "of";

const NODE_KEYS: &[Key] = &[
    ("label", "string"),
    ("type", "string"),
    ("label_hant", "string"),
    ("label_en", "string"),
    ("wikidata", "string"),
    ("mentions", "long"),
    ("documents", "long"),
    ("stories", "long"),
    ("first_date", "string"),
    ("last_date", "string"),
    ("discovered", "boolean"),
];

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

impl Relations<'_> {
    fn node(&self, node: NodeId) -> Option<&NodeRow> {
        self.network.row_of.get(&node).map(|&i| &self.network.nodes[i])
    }

    /// Writes all files of relations.
    pub(super) fn write(&self, spool: Spool, options: &RunOptions, output: &mut OutputFolder) -> Result<()> {
        self.write_rows(spool, options, output)?;
        self.write_standing(options, output)?;
        self.write_graph(output)
    }

    fn write_rows(&self, spool: Spool, options: &RunOptions, output: &mut OutputFolder) -> Result<()> {
        let path = output.partial("relations.csv");
        let failed = || Error::io("cannot write", &path);
        let mut file = output.file("relations.csv")?;
        if options.bom {
            file.write_all(b"\xEF\xBB\xBF").map_err(failed())?;
        }
        file.write_all(&Rows::header::<RelationRow<'_>>()).map_err(failed())?;
        let mut events = if options.formats.contains(&Format::Plover) { Some(output.file(EVENTS)?) } else { None };
        if events.is_none() {
            output.leave_out(EVENTS);
        }
        let mut records = self.records.iter();
        let mut events_of_doc = (None, 0);
        spool.read(|trigger, evidence| {
            let Some(record) = records.next() else { return Ok(()) };
            let (Some(subject), Some(object), Some(document)) =
                (self.node(record.subject), self.node(record.object), self.documents.get(&record.doc))
            else {
                return Ok(());
            };
            let predicate = self.gazetteer.relations.predicate(record.predicate);
            let row = RelationRow {
                subject: &subject.id,
                predicate: &predicate.name,
                object: &object.id,
                status: record.status.as_str(),
                doc: &document.doc,
                sentence: record.sentence.into(),
                date: document.date,
                outlet: &document.outlet,
                story: &document.story,
                trigger,
                evidence,
                confidence: f64::from(record.confidence) / 100.0,
                plover: predicate.plover.as_ref().map_or("", |p| p.event.as_str()),
            };
            let mut one = Rows::default();
            one.push(&row);
            file.write_all(&one.into_bytes()).map_err(failed())?;
            if let (Some(events), Some(plover)) = (&mut events, &predicate.plover) {
                let number = if events_of_doc.0 == Some(record.doc) { events_of_doc.1 + 1 } else { 1 };
                events_of_doc = (Some(record.doc), number);
                let line = plover_line(&row, plover, (subject, object), document, number);
                writeln!(events, "{line}").map_err(failed())?;
            }
            Ok(())
        })?;
        if let Some(mut events) = events {
            events.flush().map_err(failed())?;
        }
        file.flush().map_err(failed())
    }

    fn write_standing(&self, options: &RunOptions, output: &mut OutputFolder) -> Result<()> {
        let rules = &self.gazetteer.relations;
        let Some(predicate) = rules.offices() else { return super::write::table::<StandingRow<'_>>(output, "standing.csv", options, |_| Ok(())) };
        let mut held: BTreeMap<(NodeId, NodeId), Vec<&RelationRecord>> = BTreeMap::new();
        for record in self.records.iter().filter(|r| r.predicate == predicate) {
            held.entry((record.subject, record.object)).or_default().push(record);
        }
        super::write::table::<StandingRow<'_>>(output, "standing.csv", options, |push| {
            for ((person, office), records) in &held {
                if let (Some(person_row), Some(office_row)) = (self.node(*person), self.node(*office)) {
                    push(&self.standing(*person, *office, person_row, office_row, records))?;
                }
            }
            Ok(())
        })
    }

    fn standing<'r>(
        &self,
        person: NodeId,
        office: NodeId,
        person_row: &'r NodeRow,
        office_row: &'r NodeRow,
        records: &[&RelationRecord],
    ) -> StandingRow<'r> {
        let of = |status: Status| records.iter().filter(|r| r.status == status).count() as u64;
        let stories: FxHashSet<u32> = records.iter().map(|r| self.facts[r.doc.0 as usize].story).collect();
        let date = |r: &RelationRecord| self.facts[r.doc.0 as usize].date;
        let listed = self.gazetteer.entities.get(person.index());
        let tenures: Vec<_> = listed.map_or(&[][..], |p| &p.tenures).iter().filter(|t| t.office.index() == office.index()).collect();
        let fits = |r: &RelationRecord| {
            date(r).is_none_or(|day: Date| {
                tenures.iter().any(|t| match r.status {
                    Status::Former => t.from.is_none_or(|from| from.first_day() <= day),
                    Status::Planned => true,
                    _ => t.may_cover(day),
                })
            })
        };
        let is_told = |r: &RelationRecord| matches!(r.status, Status::Asserted | Status::Former | Status::Planned);
        let outside = records.iter().filter(|r| is_told(r) && !fits(r)).count() as u64;
        let agreement = match outside {
            _ if tenures.is_empty() => "no-tenure",
            0 => "agree",
            _ => "outside-tenure",
        };
        let text = |date: Option<crate::knowledge::PartialDate>| date.map_or_else(String::new, |d| d.to_string());
        StandingRow {
            person: &person_row.id,
            person_label: &person_row.label,
            office: &office_row.id,
            office_label: &office_row.label,
            first_date: records.iter().filter_map(|r| date(r)).min(),
            last_date: records.iter().filter_map(|r| date(r)).max(),
            documents: records.len() as u64,
            stories: stories.len() as u64,
            asserted: of(Status::Asserted),
            former: of(Status::Former),
            planned: of(Status::Planned),
            tenures: tenures.iter().map(|t| format!("{}/{}", text(t.from), text(t.to))).collect(),
            agreement,
            outside,
        }
    }

    fn write_graph(&self, output: &mut OutputFolder) -> Result<()> {
        let predicates = &self.gazetteer.relations.predicates;
        let mut merged: Vec<(NodeId, NodeId, PredicateId, &RelationRecord)> = self
            .records
            .iter()
            .map(|r| {
                let (a, b) = (r.subject, r.object);
                let (a, b) = if predicates[usize::from(r.predicate.0)].symmetric { (a.min(b), a.max(b)) } else { (a, b) };
                (a, b, r.predicate, r)
            })
            .collect();
        merged.sort_by_key(|&(a, b, predicate, r)| (a, b, predicate, r.doc, r.status));
        let listed: Vec<(NodeId, NodeId)> = self.network.nodes_in_order().filter_map(|node| Some((node, self.listed_in(node)?))).collect();
        let ends = merged.iter().flat_map(|m| [m.0, m.1]).chain(listed.iter().flat_map(|l| [l.0, l.1]));
        let mut ends: Vec<NodeId> = ends.collect();
        ends.sort_unstable();
        ends.dedup();
        let nodes = ends.iter().filter_map(|&node| self.node(node)).map(|n| GraphNode {
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
                Value::day(n.first_date),
                Value::day(n.last_date),
                Value::Bool(n.discovered),
            ],
            position: None,
            spells: Vec::new(),
        });
        let mut edges = Vec::new();
        for group in merged.chunk_by(|x, y| (x.0, x.1, x.2) == (y.0, y.1, y.2)) {
            let (Some(source), Some(target)) = (self.node(group[0].0), self.node(group[0].1)) else { continue };
            let predicate = &predicates[usize::from(group[0].2.0)];
            let tally = Tally::of(group.iter().map(|m| m.3.doc), self.facts, &mut Vec::new());
            let of = |status: Status| group.iter().filter(|m| m.3.status == status).count() as u64;
            edges.push(GraphEdge {
                source: &source.id,
                target: &target.id,
                values: vec![
                    predicate.name.as_str().into(),
                    predicate.name.as_str().into(),
                    Value::Long(tally.stories),
                    Value::Long(tally.documents),
                    Value::Long(tally.stories),
                    Value::Long(tally.outlets),
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
            });
        }
        for &(node, body) in &listed {
            let (Some(source), Some(target)) = (self.node(node), self.node(body)) else { continue };
            let mut values = vec![Value::None; EDGE_KEYS.len()];
            values[0] = OF.into();
            values[1] = OF.into();
            values[2] = Value::Long(1);
            values[EDGE_KEYS.len() - 1] = Value::Bool(true);
            edges.push(GraphEdge { source: &source.id, target: &target.id, values, spells: Vec::new() });
        }
        let path = output.partial("relations.graphml");
        let file = output.file("relations.graphml")?;
        let shape = GraphShape { direction: Direction::Directed, node_keys: NODE_KEYS, edge_keys: EDGE_KEYS, places: Places::Open };
        write_graphml(file, &shape, nodes, edges.into_iter()).and_then(|mut file| file.flush()).map_err(Error::io("cannot write", path))
    }

    /// The body of an office, or the body or place of a body, where the run has met it.
    fn listed_in(&self, node: NodeId) -> Option<NodeId> {
        use crate::knowledge::EntityType::{Office, Organization};
        let entity = self.gazetteer.entities.get(node.index())?;
        let of = NodeId(entity.of?.0);
        (matches!(entity.kind, Office | Organization) && of != node && self.node(of).is_some()).then_some(of)
    }
}
