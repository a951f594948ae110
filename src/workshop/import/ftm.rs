//! FollowTheMoney entities, one a line: `{id, schema, properties}` with every property a list.

use super::{
    Context, ImportedEntity, ImportedTenure, Read,
    entity::{q_number, source_id},
    json_fault,
    names::RawNames,
};
use crate::knowledge::{Country, EntityType};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    properties: Properties,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Properties {
    name: Vec<String>,
    alias: Vec<String>,
    previous_name: Vec<String>,
    weak_alias: Vec<String>,
    country: Vec<String>,
    jurisdiction: Vec<String>,
    citizenship: Vec<String>,
    nationality: Vec<String>,
    position: Vec<String>,
    wikidata_id: Vec<String>,
    holder: Vec<String>,
    post: Vec<String>,
    start_date: Vec<String>,
    end_date: Vec<String>,
}

/// Reads a line.
pub(super) fn read(line: &[u8], context: &Context<'_>) -> Vec<Read> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Vec::new();
    }
    match serde_json::from_slice::<Entity>(line) {
        Ok(entity) if entity.schema == "Occupancy" => occupancy(&entity),
        Ok(entity) => vec![thing(entity, context).unwrap_or_else(Read::Skipped)],
        Err(e) => vec![Read::Bad(json_fault(&e))],
    }
}

fn occupancy(entity: &Entity) -> Vec<Read> {
    let Properties { holder, post, start_date, end_date, .. } = &entity.properties;
    if holder.is_empty() || post.is_empty() {
        return vec![Read::Bad(format!("Occupancy {} has no holder or no post", entity.id))];
    }
    let date = |list: &[String]| list.first().cloned().unwrap_or_default();
    let mut reads = Vec::new();
    for person in holder {
        for office in post {
            let tenure = ImportedTenure::new(source_id(EntityType::Office, "ftm", office), &date(start_date), &date(end_date));
            reads.push(Read::Tenure { person: source_id(EntityType::Person, "ftm", person), tenure });
        }
    }
    reads
}

fn thing(entity: Entity, context: &Context<'_>) -> Result<Read, &'static str> {
    let Some(meaning) = context.rules.ftm_schemas.get(&entity.schema) else { return Err("type not in import.yaml") };
    let kind = meaning.kind;
    let properties = entity.properties;
    let mut raw = RawNames { weak: properties.weak_alias, ..RawNames::default() };
    properties.name.iter().for_each(|name| raw.add(name));
    properties.alias.iter().chain(&properties.previous_name).for_each(|name| raw.add_alias(name));
    let names = context.names.settle(kind, &raw)?;
    let own =
        if kind == EntityType::Person { [&properties.citizenship, &properties.nationality] } else { [&properties.jurisdiction, &properties.country] };
    let country =
        own.into_iter().chain([&properties.country]).flatten().map(|code| code.to_ascii_uppercase()).find(|code| Country::parse(code).is_some());
    let class = if kind == EntityType::Person { properties.position.into_iter().next() } else { meaning.class.clone() };
    let wikidata = properties.wikidata_id.iter().chain([&entity.id]).find_map(|id| q_number(id)).map(str::to_owned);
    Ok(Read::Entity(Box::new(ImportedEntity {
        id: source_id(kind, "ftm", &entity.id),
        kind,
        names,
        country,
        class,
        wikidata,
        born: None,
        tenures: Vec::new(),
    })))
}
