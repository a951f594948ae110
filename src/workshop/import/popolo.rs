//! A Popolo document: one JSON object whose lists are read element by element.

use super::{
    Context, ImportedEntity, ImportedTenure, Read,
    entity::{q_number, source_id},
    input::Input,
    json_fault,
    names::{Language, RawNames},
    sink::Sink,
};
use crate::{error::Result, knowledge::EntityType};
use serde::{
    Deserialize,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::{cell::Cell, fmt, io};

#[derive(Debug, Deserialize)]
struct Thing {
    id: String,
    /// Posts have a label instead.
    name: Option<String>,
    label: Option<String>,
    #[serde(default)]
    other_names: Vec<OtherName>,
    #[serde(default)]
    identifiers: Vec<Identifier>,
    classification: Option<String>,
    summary: Option<String>,
}

#[derive(Debug, Deserialize)]
struct OtherName {
    name: String,
    lang: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Identifier {
    scheme: String,
    identifier: String,
}

#[derive(Debug, Deserialize)]
struct Membership {
    person_id: String,
    post_id: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
}

/// Counts lines as the parser takes them; it reads byte by byte.
struct Lines<'a> {
    input: io::BufReader<&'a mut Input>,
    line: &'a Cell<u64>,
}

impl io::Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.line.set(self.line.get() + memchr::memchr_iter(b'\n', &buffer[..n]).count() as u64);
        Ok(n)
    }
}

/// Reads the document.
///
/// # Errors
/// Those of the sink. JSON that breaks off is a bad record; what came before stays.
pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>, context: &Context<'_>) -> Result<()> {
    let shown = input.shown.clone();
    let line = Cell::new(1);
    let mut failed = None;
    let reader = Lines { input: io::BufReader::with_capacity(1 << 16, input), line: &line };
    let mut parser = serde_json::Deserializer::from_reader(reader);
    let mut give = |read: Read| match sink.take(&shown, line.get(), read) {
        Ok(()) => !sink.is_full(),
        Err(e) => {
            failed = Some(e);
            false
        }
    };
    let mut open = true;
    let document = Document { context, give: &mut give, open: &mut open };
    let parsed = document.deserialize(&mut parser);
    match (failed, parsed) {
        (Some(e), _) => Err(e),
        (None, Err(e)) if open => sink.take(&shown, line.get(), Read::Bad(format!("cannot be read to its end: {}", json_fault(&e)))),
        _ => Ok(()),
    }
}

/// The parts of a document that hold something for us.
#[derive(Debug, Clone, Copy)]
enum Part {
    Persons,
    Organizations,
    Posts,
    Areas,
    Memberships,
}

struct Document<'a, 'b> {
    context: &'a Context<'b>,
    /// Takes a record; false ends the reading.
    give: &'a mut dyn FnMut(Read) -> bool,
    /// False once it has been ended.
    open: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> std::result::Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Popolo document: an object with persons, organizations, posts, memberships, areas")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let part = match key.as_str() {
                "persons" => Part::Persons,
                "organizations" => Part::Organizations,
                "posts" => Part::Posts,
                "areas" => Part::Areas,
                "memberships" => Part::Memberships,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            map.next_value_seed(Elements { part, context: self.context, give: &mut *self.give, open: &mut *self.open })?;
        }
        Ok(())
    }
}

struct Elements<'a, 'b> {
    part: Part,
    context: &'a Context<'b>,
    give: &'a mut dyn FnMut(Read) -> bool,
    open: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Elements<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> std::result::Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<(), A::Error> {
        while let Some(value) = seq.next_element::<Value>()? {
            if !(self.give)(element(self.part, value, self.context)) {
                *self.open = false;
                return Err(serde::de::Error::custom("ended"));
            }
        }
        Ok(())
    }
}

fn element(part: Part, value: Value, context: &Context<'_>) -> Read {
    let id = value["id"].as_str().or(value["person_id"].as_str()).unwrap_or("without id").to_owned();
    let read = match part {
        Part::Memberships => serde_json::from_value(value).map(membership),
        Part::Persons => serde_json::from_value(value).map(|thing| entity(EntityType::Person, thing, context)),
        Part::Organizations => serde_json::from_value(value).map(|thing| entity(EntityType::Organization, thing, context)),
        Part::Posts => serde_json::from_value(value).map(|thing| entity(EntityType::Office, thing, context)),
        Part::Areas => serde_json::from_value(value).map(|thing| entity(EntityType::Place, thing, context)),
    };
    match read {
        Ok(read) => read.unwrap_or_else(Read::Skipped),
        Err(e) => Read::Bad(format!("{id}: {e}")),
    }
}

fn membership(membership: Membership) -> std::result::Result<Read, &'static str> {
    let Some(post) = membership.post_id else { return Err("membership without a post") };
    let date = |date: Option<String>| date.unwrap_or_default();
    let office = source_id(EntityType::Office, "popolo", &post);
    let tenure = ImportedTenure::new(office, &date(membership.start_date), &date(membership.end_date));
    Ok(Read::Tenure { person: source_id(EntityType::Person, "popolo", &membership.person_id), tenure })
}

fn entity(kind: EntityType, thing: Thing, context: &Context<'_>) -> std::result::Result<Read, &'static str> {
    let mut raw = RawNames::default();
    thing.name.iter().chain(&thing.label).for_each(|name| raw.add(name));
    for other in thing.other_names {
        match other.lang.as_deref().map(Language::of) {
            // The first name in a language is the usual one.
            Some(Some(language)) if raw.labels.iter().all(|(l, _)| *l != language) => raw.labels.push((language, other.name)),
            Some(Some(language)) => raw.aliases.push((language, other.name)),
            // Another language's name, even where its characters look Chinese.
            Some(None) => {}
            None => raw.add_alias(&other.name),
        }
    }
    let names = context.names.settle(kind, &raw)?;
    let classified = thing.classification.and_then(|word| context.rules.popolo_classifications.get(&word.to_lowercase()));
    let class = match kind {
        EntityType::Person => thing.summary,
        _ => classified.filter(|m| m.kind == kind).and_then(|m| m.class.clone()),
    };
    let stated = thing.identifiers.iter().filter(|i| i.scheme == "wikidata").find_map(|i| q_number(&i.identifier));
    let wikidata = stated.or_else(|| q_number(&thing.id)).map(str::to_owned);
    Ok(Read::Entity(Box::new(ImportedEntity {
        id: source_id(kind, "popolo", &thing.id),
        kind,
        names,
        country: None,
        class,
        wikidata,
        born: None,
        tenures: Vec::new(),
    })))
}
