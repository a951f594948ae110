//! Actors as PLOVER codes them: a country or a kind of body that belongs to none, and a sector.

use crate::{
    id::NodeId,
    knowledge::{Entity, EntityType, Gazetteer, Tenure},
    table::NodeRow,
};
use jiff::civil::Date;
use serde_json::{Value, json};

/// One side of an event.
pub(super) fn actor(gazetteer: &Gazetteer, node: NodeId, row: &NodeRow, date: Option<Date>) -> Value {
    let codes = &gazetteer.relations.actors;
    let entity = gazetteer.entities.get(node.index());
    let country = codes.countries.get(&row.country).map(String::as_str);
    let international = codes.international.get(&row.class).map(String::as_str);
    let sector = match entity {
        Some(entity) if entity.kind == EntityType::Person => sector_of_person(gazetteer, entity, date),
        _ => codes.sectors.get(&row.class).map(String::as_str),
    };
    json!({
        "id": row.id,
        "type": row.kind,
        "text": row.label,
        "en": row.label_en,
        "wikidata": row.wikidata,
        "country": row.country,
        "actor": international.or(country),
        "sector": sector,
    })
}

/// That of the office held on the day; who held one before is of the elites, and whose offices are unknown of none.
fn sector_of_person<'g>(gazetteer: &'g Gazetteer, person: &Entity, date: Option<Date>) -> Option<&'g str> {
    let codes = &gazetteer.relations.actors;
    let sector = |tenure: &Tenure| codes.offices.get(gazetteer.class_or_role(tenure.office)).map(String::as_str);
    let held = |tenure: &&Tenure| date.is_some_and(|day| tenure.certainly_covers(day));
    let before = |tenure: &Tenure| date.zip(tenure.to).is_some_and(|(day, to)| to.last_day() < day);
    let rank = |sector: &&str| codes.first.iter().position(|first| first == sector).unwrap_or(codes.first.len());
    let now = person.tenures.iter().filter(held).filter_map(sector).min_by_key(rank);
    now.or_else(|| person.tenures.iter().any(before).then_some(codes.former.as_str()).filter(|code| !code.is_empty()))
}
