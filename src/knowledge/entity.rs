//! Entities and tenures.

use super::{ClassId, PartialDate, Text};
use crate::id::EntityId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The four types of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityType {
    /// A real, individual human being.
    Person,
    /// A post that a person holds.
    Office,
    /// A named body.
    Organization,
    /// A named geographic or political area.
    Place,
}

impl EntityType {
    /// All types, in the order of their names in tables.
    pub const ALL: [EntityType; 4] = [EntityType::Person, EntityType::Office, EntityType::Organization, EntityType::Place];

    /// The value of the `type` columns.
    pub fn as_str(self) -> &'static str {
        match self {
            EntityType::Person => "person",
            EntityType::Office => "office",
            EntityType::Organization => "organization",
            EntityType::Place => "place",
        }
    }

    /// The type of this name.
    pub fn parse(name: &str) -> Option<EntityType> {
        EntityType::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Name of the gazetteer folder (and of the single file that may stand for it).
    pub fn folder(self) -> &'static str {
        match self {
            EntityType::Person => "people",
            EntityType::Office => "offices",
            EntityType::Organization => "organizations",
            EntityType::Place => "places",
        }
    }

    /// Prefix of ids.
    pub fn prefix(self) -> &'static str {
        match self {
            EntityType::Person => "p-",
            EntityType::Office => "o-",
            EntityType::Organization => "g-",
            EntityType::Place => "l-",
        }
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An ISO 3166-1 alpha-2 code in upper case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Country([u8; 2]);

impl Country {
    /// Parses two upper-case ASCII letters.
    pub fn parse(text: &str) -> Option<Country> {
        match text.as_bytes() {
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Some(Country([a, b])),
            _ => None,
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0[0] as char, self.0[1] as char)
    }
}

/// A time in which a person held an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// The office.
    pub office: EntityId,
    /// Its first day, as precisely as known; open where unknown.
    pub from: Option<PartialDate>,
    /// Its last day; `None` while it lasts.
    pub to: Option<PartialDate>,
    /// Held for someone else or for the time being.
    pub acting: bool,
    /// Chosen, not yet in office.
    pub elect: bool,
}

impl Tenure {
    /// True where the office was certainly held on this day: between the last day that the start may mean and the
    /// first day that the end may mean.
    pub fn certainly_covers(&self, day: Date) -> bool {
        self.from.is_some_and(|from| from.last_day() <= day || from.first_day() == from.last_day() && from.first_day() <= day)
            && self.to.is_none_or(|to| day <= to.first_day())
    }

    /// True where the office may have been held on this day, given the precision of the dates.
    pub fn may_cover(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from.first_day() <= day) && self.to.is_none_or(|to| day <= to.last_day())
    }
}

/// Finds an entity by its stable id, among all in the order of their ids.
pub(crate) fn by_id(entities: &[Entity], id: &str) -> Option<EntityId> {
    entities.binary_search_by(|e| (*e.id).cmp(id)).ok().map(|i| EntityId(i as u32))
}

/// One entity of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Stable id.
    pub id: Text,
    /// Its type.
    pub kind: EntityType,
    /// Canonical name in Simplified characters.
    pub name: Text,
    /// Usual name in Traditional characters.
    pub hant: Text,
    /// English name; empty where not known.
    pub en: Text,
    /// Country it belongs to.
    pub country: Option<Country>,
    /// What an office, organization or place is.
    pub class: Option<ClassId>,
    /// What a person is known for; empty where not known.
    pub role: Text,
    /// Wikidata id; empty where not known.
    pub wikidata: Text,
    /// Year of birth of a person, where known.
    pub born: Option<u16>,
    /// The body or place it belongs to.
    pub of: Option<EntityId>,
    /// An office that one person holds at a time.
    pub single: bool,
    /// Tenures of a person.
    pub tenures: Vec<Tenure>,
    /// Where it stands: index into [`super::Gazetteer::files`] and line.
    pub file: usize,
    /// Line, from 1.
    pub line: usize,
}
