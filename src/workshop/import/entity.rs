//! The one record that every reader gives.

use super::names::Names;
use crate::knowledge::{EntityType, PartialDate};
use serde::{Deserialize, Serialize};

/// An entity of a foreign data set, in our terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedEntity {
    /// Stable id, made from the id of the source.
    pub id: String,
    /// Only people wait on disk, so that the type need not be kept there.
    #[serde(skip, default = "person")]
    pub kind: EntityType,
    /// Names, sorted out.
    pub names: Names,
    /// ISO 3166-1 alpha-2 code, upper case.
    pub country: Option<String>,
    /// Class, or of people the role.
    pub class: Option<String>,
    /// Q-number.
    pub wikidata: Option<String>,
    /// Year of birth of a person.
    pub born: Option<u16>,
    /// Tenures of a person.
    pub tenures: Vec<ImportedTenure>,
}

fn person() -> EntityType {
    EntityType::Person
}

/// A tenure, with its office still named by the id that it would have in the output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ImportedTenure {
    /// First day as precisely as known, as written in YAML; empty where unknown.
    pub from: String,
    /// Id of the office in the output.
    pub office: String,
    /// Last day; empty while it lasts.
    pub to: String,
}

impl ImportedTenure {
    /// A tenure from dates as other formats write them: longer time stamps are cut to the day, what is no date is unknown.
    pub(super) fn new(office: String, from: &str, to: &str) -> ImportedTenure {
        ImportedTenure { office, from: date(from), to: date(to) }
    }

    /// What forbids to write it, if anything does.
    pub(super) fn fault(&self) -> Option<&'static str> {
        match (PartialDate::parse(&self.from), PartialDate::parse(&self.to)) {
            (None, None) => Some("tenure without dates"),
            (Some(from), Some(to)) if from.first_day() > to.last_day() => Some("tenure that ends before it begins"),
            _ => None,
        }
    }
}

fn date(text: &str) -> String {
    let day = text.trim().get(..10).unwrap_or(text.trim());
    PartialDate::parse(day).map_or_else(String::new, |date| date.to_string())
}

/// What a reader has to say about one record.
#[derive(Debug)]
pub(super) enum Read {
    /// An entity.
    Entity(Box<ImportedEntity>),
    /// A tenure that stands apart from its person, who has this id in the output.
    Tenure { person: String, tenure: ImportedTenure },
    /// Rightly left out, with the reason that is counted.
    Skipped(&'static str),
    /// Wrong: what and where in the record.
    Bad(String),
}

/// The id of an entity with a Wikidata number.
pub(super) fn wikidata_id(kind: EntityType, q: &str) -> String {
    format!("{}wd-{}", kind.prefix(), q.to_ascii_lowercase())
}

/// The Q-number in a text that is one or ends in one, as Wikidata's addresses do.
pub(super) fn q_number(text: &str) -> Option<&str> {
    let last = text.trim().rsplit('/').next()?;
    let digits = last.strip_prefix('Q')?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(last)
}

/// How long an id of a source may be before it is cut and told apart by its hash.
const MAX_SLUG: usize = 48;

/// The id of an entity by the id that its source gives it. Ids that hold other characters than ours get a hash, so
/// that two of them never become one.
pub(super) fn source_id(kind: EntityType, source: &str, raw: &str) -> String {
    if let Some(q) = q_number(raw).filter(|q| *q == raw) {
        return wikidata_id(kind, q);
    }
    let mut slug = String::new();
    for c in raw.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug == raw {
        return format!("{}{source}-{slug}", kind.prefix());
    }
    let hash = &blake3::hash(raw.as_bytes()).to_hex()[..8];
    let between = if slug.is_empty() { "" } else { "-" };
    format!("{}{source}-{slug}{between}{hash}", kind.prefix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_what_they_can_and_never_meet() {
        let id = |raw: &str| source_id(EntityType::Person, "ftm", raw);
        assert_eq!(id("Q42"), "p-wd-q42");
        assert_eq!(id("ru-12"), "p-ftm-ru-12");
        assert!(id("NK-aB").starts_with("p-ftm-nk-ab-"), "{}", id("NK-aB"));
        assert_ne!(id("NK-aB"), id("NK-Ab"));
        assert_ne!(id("甲"), id("乙"));
        assert_eq!(q_number("http://www.wikidata.org/entity/Q865"), Some("Q865"));
        assert_eq!(q_number("Quebec"), None);
    }

    #[test]
    fn dates_keep_their_precision() {
        let tenure = ImportedTenure::new("o-x".into(), "2016-05-20T00:00:00", "2024-05");
        assert_eq!((tenure.from.as_str(), tenure.to.as_str(), tenure.fault()), ("2016-05-20", "2024-05", None));
        assert_eq!(ImportedTenure::new("o-x".into(), "soon", "").fault(), Some("tenure without dates"));
        assert_eq!(ImportedTenure::new("o-x".into(), "2020", "2019").fault(), Some("tenure that ends before it begins"));
    }
}
