//! The files of a gazetteer folder that single commands read, as they are written: additions.yaml, rejected.yaml,
//! accepted.yaml, import.yaml. Loading checks them all, so that a wrong line is not found on the day it is needed.

use super::{
    Classes, EntityType, SourceFile,
    entries::kind_of,
    fault,
    lines::Step::{Item, Key},
    source::parse_or_note,
};
use crate::error::GazetteerFault;
use serde::{Deserialize, Serialize};

/// More of entities that stand in other folders.
pub(crate) const ADDITIONS: &str = "additions.yaml";
/// Names that are not proposed again.
pub(crate) const REJECTED: &str = "rejected.yaml";
/// Findings of the check that are fine.
pub(crate) const ACCEPTED: &str = "accepted.yaml";
/// Which types of other formats are ours.
pub(crate) const IMPORT: &str = "import.yaml";

/// Everything that a gazetteer folder may hold beside entries.
const FILES: [&str; 14] = [
    "abbreviations.yaml",
    ACCEPTED,
    ADDITIONS,
    super::classes::FILE,
    "cleaning.yaml",
    "curation.yaml",
    "frequencies.yaml",
    "grammar.yaml",
    IMPORT,
    "outlets.yaml",
    REJECTED,
    "relations.yaml",
    "stories.yaml",
    "variants.yaml",
];

/// What is added to an entry that stands in another folder: more names, and values of fields that it leaves empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Addition {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) en: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) wikidata: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) born: Option<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) weak: Vec<String>,
}

/// A name that a person rejected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RejectedEntry {
    #[serde(rename = "type")]
    pub(crate) kind: EntityType,
    pub(crate) name: String,
    pub(crate) reason: String,
}

/// Findings of one code that somebody found fine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    pub(crate) code: String,
    /// Why these are fine.
    pub(crate) reason: String,
    /// Ids or surface forms, as the findings name them.
    pub(crate) subjects: Vec<String>,
}

/// What the importers know of other formats.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ImportFile {
    pub(crate) wikidata_types: Vec<WikidataType>,
    pub(crate) wikidata_countries: Vec<WikidataCountry>,
    pub(crate) ftm_schemas: Vec<Named>,
    pub(crate) popolo_classifications: Vec<Named>,
    pub(crate) spacy_labels: Vec<Named>,
    pub(crate) geonames_codes: Vec<Named>,
    pub(crate) geonames_chinese_countries: Vec<String>,
    pub(crate) cedict_glosses: Vec<GlossEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WikidataType {
    pub(crate) q: String,
    #[serde(rename = "is")]
    _is: String,
    #[serde(rename = "type")]
    pub(crate) kind: EntityType,
    pub(crate) class: Option<String>,
    #[serde(rename = "certainty")]
    _certainty: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WikidataCountry {
    pub(crate) q: String,
    pub(crate) code: String,
    #[serde(rename = "is")]
    _is: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: EntityType,
    pub(crate) class: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GlossEntry {
    pub(crate) pattern: String,
    #[serde(rename = "type")]
    pub(crate) kind: EntityType,
    pub(crate) class: Option<String>,
    pub(crate) example: String,
    pub(crate) en: String,
}

impl ImportFile {
    /// All classes that it names, with where.
    fn classes(&self) -> impl Iterator<Item = (&'static str, usize, EntityType, &str)> {
        let named = [
            ("ftm_schemas", &self.ftm_schemas),
            ("popolo_classifications", &self.popolo_classifications),
            ("spacy_labels", &self.spacy_labels),
            ("geonames_codes", &self.geonames_codes),
        ];
        let named = named.into_iter().flat_map(|(list, of)| of.iter().enumerate().map(move |(i, n)| (list, i, n.kind, n.class.as_deref())));
        let wikidata = self.wikidata_types.iter().enumerate().map(|(i, t)| ("wikidata_types", i, t.kind, t.class.as_deref()));
        let glosses = self.cedict_glosses.iter().enumerate().map(|(i, g)| ("cedict_glosses", i, g.kind, g.class.as_deref()));
        named.chain(wikidata).chain(glosses).filter_map(|(list, i, kind, class)| Some((list, i, kind, class?)))
    }
}

/// Notes what is wrong in these files, and files that nothing reads.
pub(crate) fn check(sources: &[&SourceFile], classes: &Classes, faults: &mut Vec<GazetteerFault>) {
    for source in sources.iter().copied().filter(|source| kind_of(source).is_none()) {
        match source.name.as_str() {
            REJECTED => _ = parse_or_note::<Vec<RejectedEntry>>(Some(source), faults),
            ACCEPTED => _ = parse_or_note::<Vec<Acceptance>>(Some(source), faults),
            IMPORT => {
                let file: ImportFile = parse_or_note(Some(source), faults);
                for (list, i, kind, class) in file.classes().filter(|&(_, _, kind, class)| classes.find(kind, class).is_none()) {
                    let (message, remedy) = classes.unknown(kind, class);
                    faults.push(source.fault(&[Key(list), Item(i), Key("class")], message, remedy));
                }
                for (i, country) in file.wikidata_countries.iter().enumerate().filter(|(_, c)| super::Country::parse(&c.code).is_none()) {
                    let message = format!("country {:?} is no two-letter code", country.code);
                    faults.push(source.fault(
                        &[Key("wikidata_countries"), Item(i), Key("code")],
                        message,
                        "write an ISO 3166-1 alpha-2 code in upper case, \"NO\" in quotes",
                    ));
                }
            }
            name if FILES.contains(&name) => {}
            _ => {
                let known = EntityType::ALL.map(EntityType::folder).join(", ");
                let remedy = format!("entries stand in {known} (folders or files); the other files are {}", FILES.join(", "));
                faults.push(fault(&source.shown, 1, "a file of this name is not read", remedy));
            }
        }
    }
}
