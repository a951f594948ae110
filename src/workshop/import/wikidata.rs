//! Wikidata's JSON dump: one entity a line.

use super::{
    Context, ImportedEntity, ImportedTenure, Read,
    entity::wikidata_id,
    json_fault,
    names::{Language, RawNames},
};
use crate::knowledge::EntityType;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

#[derive(Debug, Deserialize)]
struct Item {
    id: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    labels: ByLanguage<Term>,
    #[serde(default)]
    aliases: ByLanguage<Vec<Term>>,
    #[serde(default)]
    descriptions: ByLanguage<Term>,
    #[serde(default)]
    claims: Claims,
}

#[derive(Debug, Deserialize)]
struct Term {
    value: String,
}

/// An empty table is written `[]`, which derived structs take for one with no field.
#[derive(Debug, Default, Deserialize)]
struct Claims {
    #[serde(rename = "P31", default)]
    instance_of: Vec<Statement>,
    #[serde(rename = "P27", default)]
    citizenship: Vec<Statement>,
    #[serde(rename = "P17", default)]
    country: Vec<Statement>,
    #[serde(rename = "P569", default)]
    birth: Vec<Statement>,
    #[serde(rename = "P39", default)]
    position: Vec<Statement>,
}

#[derive(Debug, Deserialize)]
struct Statement {
    mainsnak: Snak,
    #[serde(default)]
    qualifiers: Qualifiers,
    #[serde(default)]
    rank: String,
}

#[derive(Debug, Default, Deserialize)]
struct Qualifiers {
    #[serde(rename = "P580", default)]
    start: Vec<Snak>,
    #[serde(rename = "P582", default)]
    end: Vec<Snak>,
}

#[derive(Debug, Deserialize)]
struct Snak {
    /// Absent for "unknown" and "no value".
    datavalue: Option<DataValue>,
}

#[derive(Debug, Deserialize)]
struct DataValue {
    value: SnakValue,
}

#[derive(Debug, Deserialize)]
struct SnakValue {
    id: Option<String>,
    #[serde(rename = "numeric-id")]
    numeric_id: Option<u64>,
    time: Option<String>,
    precision: Option<u8>,
}

impl Snak {
    fn item(&self) -> Option<String> {
        let value = &self.datavalue.as_ref()?.value;
        // Dumps before 2017 have the number alone.
        value.id.clone().or_else(|| value.numeric_id.map(|n| format!("Q{n}")))
    }

    /// `+2016-05-20T00:00:00Z` with precision 11 (day), 10 (month) or 9 (year) as `2016-05-20`, `2016-05`, `2016`.
    fn date(&self) -> Option<&str> {
        let value = &self.datavalue.as_ref()?.value;
        let length = match value.precision? {
            11.. => 10,
            10 => 7,
            9 => 4,
            _ => return None,
        };
        value.time.as_deref()?.strip_prefix('+')?.get(..length)
    }
}

/// The languages that matter of a table by language; the hundreds of others are passed over.
#[derive(Debug)]
struct ByLanguage<T>(Vec<(Language, T)>);

impl<T> Default for ByLanguage<T> {
    fn default() -> Self {
        ByLanguage(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByLanguage<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LanguageVisitor(PhantomData))
    }
}

struct LanguageVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LanguageVisitor<T> {
    type Value = ByLanguage<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table by language")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(Tag(language)) = map.next_key()? {
            match language {
                Some(language) => found.push((language, map.next_value()?)),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(ByLanguage(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(ByLanguage::default())
    }
}

struct Tag(Option<Language>);

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct TagVisitor;
        impl Visitor<'_> for TagVisitor {
            type Value = Tag;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a language")
            }

            fn visit_str<E>(self, tag: &str) -> Result<Tag, E> {
                Ok(Tag(Language::of(tag)))
            }
        }
        from.deserialize_str(TagVisitor)
    }
}

/// Statements that are not withdrawn, preferred ones first.
fn standing(statements: &[Statement]) -> impl Iterator<Item = &Statement> {
    let rank = |wanted: bool| statements.iter().filter(move |s| s.rank != "deprecated" && (s.rank == "preferred") == wanted);
    rank(true).chain(rank(false))
}

/// Reads a line of a dump.
pub(super) fn read(line: &[u8], context: &Context<'_>) -> Vec<Read> {
    let line = line.trim_ascii();
    let line = line.strip_suffix(b",").unwrap_or(line);
    if matches!(line, b"" | b"[" | b"]") {
        return Vec::new();
    }
    vec![match serde_json::from_slice::<Item>(line) {
        Ok(item) => entity(item, context).unwrap_or_else(Read::Skipped),
        Err(e) => Read::Bad(json_fault(&e)),
    }]
}

fn entity(item: Item, context: &Context<'_>) -> Result<Read, &'static str> {
    if !item.kind.is_empty() && item.kind != "item" {
        return Err("no item");
    }
    let claims = &item.claims;
    let types: Vec<String> = standing(&claims.instance_of).filter_map(|s| s.mainsnak.item()).collect();
    let Some(meaning) = context.rules.wikidata_type(types.iter().map(String::as_str)) else {
        return Err("type not in import.yaml");
    };
    let kind = meaning.kind;
    let mut english = item.descriptions.0.into_iter().filter(|(language, _)| *language == Language::En);
    let raw = RawNames {
        labels: item.labels.0.into_iter().map(|(language, term)| (language, term.value)).collect(),
        aliases: item.aliases.0.into_iter().flat_map(|(language, terms)| terms.into_iter().map(move |t| (language, t.value))).collect(),
        weak: Vec::new(),
    };
    let names = context.names.settle(kind, &raw)?;
    // A past citizenship counts only where there is no other.
    let of = if kind == EntityType::Person { &claims.citizenship } else { &claims.country };
    let lasting = standing(of).filter(|s| s.qualifiers.end.is_empty()).chain(standing(of));
    let country = lasting.filter_map(|s| s.mainsnak.item()).find_map(|q| context.rules.wikidata_countries.get(&q).cloned());
    let tenures = if kind == EntityType::Person { standing(&claims.position).filter_map(tenure).collect() } else { Vec::new() };
    let year = |s: &Statement| s.mainsnak.date().and_then(|date| date.get(..4)?.parse().ok());
    let born = if kind == EntityType::Person { standing(&claims.birth).find_map(year) } else { None };
    let class = if kind == EntityType::Person { english.next().map(|(_, term)| term.value) } else { meaning.class.clone() };
    Ok(Read::Entity(Box::new(ImportedEntity {
        id: wikidata_id(kind, &item.id),
        kind,
        names,
        country,
        class,
        wikidata: Some(item.id),
        born,
        tenures,
    })))
}

fn tenure(statement: &Statement) -> Option<ImportedTenure> {
    let office = wikidata_id(EntityType::Office, &statement.mainsnak.item()?);
    let date = |snaks: &[Snak]| snaks.iter().find_map(Snak::date).unwrap_or_default().to_owned();
    Some(ImportedTenure::new(office, &date(&statement.qualifiers.start), &date(&statement.qualifiers.end)))
}
