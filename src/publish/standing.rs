//! standing.csv: who holds which office in the posts, beside the tenures of the gazetteer.

use super::{Facts, OutputFolder, PublishOptions, facts::RelationRecord, network::Network, table_file::TableFile};
use crate::{
    error::Result,
    id::NodeId,
    knowledge::{Gazetteer, PartialDate},
    network::DocFacts,
    relation::Status,
    table::{NodeRow, Standing, StandingRow},
};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// What the table is made from.
pub(super) struct StandingFile<'a> {
    pub(super) merge: &'a Facts,
    pub(super) facts: &'a [DocFacts],
    pub(super) network: &'a Network,
    pub(super) gazetteer: &'a Gazetteer,
}

impl StandingFile<'_> {
    /// The rows, by person and office.
    pub(super) fn rows(&self) -> Vec<StandingRow<'_>> {
        let Some(predicate) = self.gazetteer.relations.offices() else { return Vec::new() };
        let mut held: BTreeMap<(NodeId, NodeId), Vec<&RelationRecord>> = BTreeMap::new();
        for record in self.merge.relations.iter().filter(|r| r.predicate == predicate) {
            held.entry((record.subject, record.object)).or_default().push(record);
        }
        let node = |node: &NodeId| self.network.row_of.get(node).map(|&i| &self.network.nodes[i]);
        let rows = held.iter().filter_map(|((person, office), records)| Some(self.standing(*person, *office, node(person)?, node(office)?, records)));
        rows.collect()
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
        let text = |date: Option<PartialDate>| date.map_or_else(String::new, |d| d.to_string());
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
}

/// Writes the table.
pub(super) fn write_standing(rows: &[StandingRow<'_>], options: &PublishOptions, output: &OutputFolder) -> Result<()> {
    let mut table = TableFile::<Standing>::begin(options, output)?;
    rows.iter().try_for_each(|row| table.push(row))?;
    table.close()
}
