//! `import.yaml`: which types of other formats are ours.

use crate::{
    error::{Error, Result},
    knowledge::{
        EntityType, Layer, bundled_layer, fault,
        lines::Step::{Item, Key},
        source::parse,
        tool_files::{IMPORT, ImportFile, Named},
    },
};
use regex::Regex;
use rustc_hash::FxHashMap;

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

impl ImportRules {
    /// Reads `import.yaml` of the last layer that has one, else the one inside the program.
    ///
    /// # Errors
    /// [`Error::Gazetteer`] where it does not parse, or a pattern does not find the name in its example.
    pub fn load(layers: &[Layer]) -> Result<ImportRules> {
        let bundled = bundled_layer();
        let mut files = std::iter::once(&bundled).chain(layers).flat_map(|layer| &layer.files).filter(|file| file.name == IMPORT);
        let Some(source) = files.next_back() else {
            return Err(Error::Gazetteer(vec![fault(IMPORT, 1, "is in no gazetteer folder", "build the program from a whole checkout")]));
        };
        let file: ImportFile = parse(source).map_err(|fault| Error::Gazetteer(vec![fault]))?;
        let mut faults = Vec::new();
        let mut glosses = Vec::new();
        for (i, entry) in file.cedict_glosses.into_iter().enumerate() {
            let found = Regex::new(&entry.pattern).map_err(|e| e.to_string()).and_then(|pattern| match english(&pattern, &entry.example) {
                Some(en) if en == entry.en => Ok(pattern),
                other => Err(format!("finds {:?} in {:?}, not {:?}", other.unwrap_or_default(), entry.example, entry.en)),
            });
            match found {
                Ok(pattern) => glosses.push(Gloss { pattern, meaning: Meaning { kind: entry.kind, class: entry.class } }),
                Err(message) => {
                    let path = [Key("cedict_glosses"), Item(i), Key("pattern")];
                    faults.push(source.fault(&path, format!("pattern: {message}"), "correct the pattern or the example"));
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
