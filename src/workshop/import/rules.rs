//! `import.yaml`: which types of other formats are ours.

use crate::{
    error::{Error, Result},
    knowledge::{EntityType, Layer, bundled_layer, fault, source::yaml_fault},
};
use regex::Regex;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer};

const FILE: &str = "import.yaml";

/// What a foreign type is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Type.
    pub kind: EntityType,
    /// Class, where one word of ours says the same.
    pub class: Option<String>,
}

/// A gloss of CC-CEDICT that names an entity.
#[derive(Debug)]
pub(super) struct Gloss {
    pub(super) pattern: Regex,
    pub(super) meaning: Meaning,
}

/// The tables of `import.yaml`.
#[derive(Debug)]
pub struct ImportRules {
    pub(super) wikidata_types: FxHashMap<String, Meaning>,
    pub(super) wikidata_countries: FxHashMap<String, String>,
    pub(super) ftm_schemas: FxHashMap<String, Meaning>,
    pub(super) popolo_classifications: FxHashMap<String, Meaning>,
    pub(super) spacy_labels: FxHashMap<String, Meaning>,
    pub(super) geonames_codes: FxHashMap<String, Meaning>,
    pub(super) geonames_chinese_countries: Vec<String>,
    pub(super) cedict_glosses: Vec<Gloss>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    wikidata_types: Vec<WikidataType>,
    wikidata_countries: Vec<WikidataCountry>,
    ftm_schemas: Vec<Named>,
    popolo_classifications: Vec<Named>,
    spacy_labels: Vec<Named>,
    geonames_codes: Vec<Named>,
    geonames_chinese_countries: Vec<String>,
    cedict_glosses: Vec<GlossEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WikidataType {
    q: String,
    #[serde(rename = "is")]
    _is: String,
    #[serde(rename = "type", deserialize_with = "entity_type")]
    kind: EntityType,
    class: Option<String>,
    #[serde(rename = "certainty")]
    _certainty: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WikidataCountry {
    q: String,
    code: String,
    #[serde(rename = "is")]
    _is: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    #[serde(rename = "type", deserialize_with = "entity_type")]
    kind: EntityType,
    class: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GlossEntry {
    pattern: String,
    #[serde(rename = "type", deserialize_with = "entity_type")]
    kind: EntityType,
    class: Option<String>,
    example: String,
    en: String,
}

fn entity_type<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<EntityType, D::Error> {
    let word = String::deserialize(from)?;
    parse_type(&word).ok_or_else(|| serde::de::Error::custom(format!("type {word:?} is not person, office, organization or place")))
}

/// The type that a word of the `type` columns names.
pub(super) fn parse_type(word: &str) -> Option<EntityType> {
    EntityType::ALL.into_iter().find(|kind| kind.as_str() == word)
}

impl ImportRules {
    /// Reads `import.yaml` of the last layer that has one, else the one inside the program.
    ///
    /// # Errors
    /// [`Error::Gazetteer`] where it does not parse, or a pattern does not find the name in its example.
    pub fn load(layers: &[Layer]) -> Result<ImportRules> {
        let bundled = bundled_layer();
        let mut files = std::iter::once(&bundled).chain(layers).flat_map(|layer| &layer.files).filter(|file| file.name == FILE);
        let Some(source) = files.next_back() else {
            return Err(Error::Gazetteer(vec![fault(FILE, 1, "is in no gazetteer folder", "build the program from a whole checkout")]));
        };
        let file: File = serde_yaml::from_str(&source.text).map_err(|e| Error::Gazetteer(vec![yaml_fault(&source.shown, &source.text, &e)]))?;
        let mut faults = Vec::new();
        let mut glosses = Vec::new();
        for entry in file.cedict_glosses {
            let found = Regex::new(&entry.pattern).map_err(|e| e.to_string()).and_then(|pattern| match english(&pattern, &entry.example) {
                Some(en) if en == entry.en => Ok(pattern),
                other => Err(format!("finds {:?} in {:?}, not {:?}", other.unwrap_or_default(), entry.example, entry.en)),
            });
            match found {
                Ok(pattern) => glosses.push(Gloss { pattern, meaning: Meaning { kind: entry.kind, class: entry.class } }),
                Err(message) => {
                    let line = source.text.lines().position(|l| l.contains(&entry.pattern)).map_or(1, |i| i + 1);
                    faults.push(fault(&source.shown, line, format!("pattern: {message}"), "correct the pattern or the example"));
                }
            }
        }
        if !faults.is_empty() {
            return Err(Error::Gazetteer(faults));
        }
        let named = |list: Vec<Named>| list.into_iter().map(|n| (n.name, Meaning { kind: n.kind, class: n.class })).collect();
        Ok(ImportRules {
            wikidata_types: file.wikidata_types.into_iter().map(|t| (t.q, Meaning { kind: t.kind, class: t.class })).collect(),
            wikidata_countries: file.wikidata_countries.into_iter().map(|c| (c.q, c.code)).collect(),
            ftm_schemas: named(file.ftm_schemas),
            popolo_classifications: named(file.popolo_classifications),
            spacy_labels: named(file.spacy_labels),
            geonames_codes: named(file.geonames_codes),
            geonames_chinese_countries: file.geonames_chinese_countries,
            cedict_glosses: glosses,
        })
    }

    /// Of several Wikidata types, the first that has a class here; else the first that is known.
    pub(super) fn wikidata_type<'a>(&self, types: impl Iterator<Item = &'a str>) -> Option<&Meaning> {
        let mut known = types.filter_map(|q| self.wikidata_types.get(q));
        let first = known.next()?;
        if first.class.is_some() { Some(first) } else { Some(known.find(|m| m.class.is_some() && m.kind == first.kind).unwrap_or(first)) }
    }
}

/// The group `en` of a pattern in a gloss.
pub(super) fn english<'a>(pattern: &Regex, gloss: &'a str) -> Option<&'a str> {
    Some(pattern.captures(gloss)?.name("en")?.as_str())
}
