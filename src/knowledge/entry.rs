//! Entries as they are written in the files of a gazetteer folder.

use serde::Deserialize;

/// One entry of an entry file. The fields are described in `gazetteers/README.md`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Stable id with the prefix of its type.
    pub id: String,
    /// Canonical name in Simplified characters.
    pub name: String,
    /// Usual name in Traditional characters.
    pub hant: Option<String>,
    /// English name.
    pub en: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// What a person is known for.
    pub role: Option<String>,
    /// What an office, organization or place is.
    pub class: Option<String>,
    /// Q-number.
    pub wikidata: Option<String>,
    /// Year of birth of a person.
    pub born: Option<u16>,
    /// Forms that mean this entity wherever they stand.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Forms that need support in the document.
    #[serde(default)]
    pub weak: Vec<String>,
    /// Id of the body or place it belongs to.
    pub of: Option<String>,
    /// One person holds it at a time.
    #[serde(default)]
    pub single: bool,
    /// Offices that a person held.
    #[serde(default)]
    pub tenures: Vec<TenureEntry>,
}

/// One tenure of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenureEntry {
    /// Id of the office.
    pub office: String,
    /// First day: YYYY, YYYY-MM or YYYY-MM-DD.
    pub from: Option<String>,
    /// Last day, in the same forms; none while it lasts.
    pub to: Option<String>,
    /// Held for someone else or for the time being.
    #[serde(default)]
    pub acting: bool,
    /// Chosen, not yet in office.
    #[serde(default)]
    pub elect: bool,
}
