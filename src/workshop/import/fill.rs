//! What imported records tell of entries that the gazetteers have already: `wikidata`, `en` and `born` where the entry
//! leaves them empty, as additions.

use super::ImportedEntity;
use crate::{
    error::{Error, Result},
    id::EntityId,
    knowledge::{
        Entity, Gazetteer,
        tool_files::{ADDITIONS, Addition},
    },
    publish::replace_file,
    script::Folder,
};
use rustc_hash::FxHashMap;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Which entry a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// None: the record is new.
    New,
    /// Certainly this one.
    One(EntityId),
    /// An entry of that name which may be another's: neither new nor filled.
    Unsure,
}

/// The entries that records tell more of.
#[derive(Debug)]
pub(super) struct Fills<'a> {
    known: &'a Gazetteer,
    folder: &'a Folder,
    by_wikidata: FxHashMap<&'a str, EntityId>,
    /// For each entry what is added, and the number of the record; `None` where two records claim it.
    found: BTreeMap<&'a str, Option<Addition>>,
}

impl<'a> Fills<'a> {
    pub(super) fn new(known: &'a Gazetteer, folder: &'a Folder) -> Fills<'a> {
        let numbered = known.entities.iter().enumerate().filter(|(_, e)| !e.wikidata.is_empty());
        let by_wikidata = numbered.map(|(i, e)| (e.wikidata.as_str(), EntityId(i as u32))).collect();
        Fills { known, folder, by_wikidata, found: BTreeMap::new() }
    }

    /// The id of the entry with a Wikidata number.
    pub(super) fn numbered(&self, q: &str) -> Option<&'a str> {
        self.by_wikidata.get(q).map(|&id| self.known.entity(id).id.as_str())
    }

    /// The entry that a record is about: by Wikidata number; else by name with the same country, or with a tenure of the
    /// same office. Nothing of what both tell may differ.
    pub(super) fn find(&self, entity: &ImportedEntity) -> Match {
        if let Some(&id) = entity.wikidata.as_deref().and_then(|q| self.by_wikidata.get(q)) {
            return Match::One(id);
        }
        let names = [Some(&entity.names.name), entity.names.hant.as_ref()];
        let senses = names.into_iter().flatten().filter_map(|name| self.known.surface(&self.folder.fold_str(name))).flat_map(|s| &s.senses);
        let mut named: Vec<EntityId> = senses.filter(|sense| !sense.weak).map(|sense| sense.entity).collect();
        named.sort();
        named.dedup();
        named.retain(|&id| self.may_be(entity, self.known.entity(id)));
        if named.is_empty() {
            return Match::New;
        }
        let sure: Vec<EntityId> = named.iter().copied().filter(|&id| self.shares_office(entity, self.known.entity(id))).collect();
        let country = |id: &EntityId| entity.country.is_some() && self.known.entity(*id).country.map(|c| c.to_string()) == entity.country;
        match (&sure[..], &named[..]) {
            ([one], _) => Match::One(*one),
            ([], [one]) if country(one) => Match::One(*one),
            _ => Match::Unsure,
        }
    }

    fn may_be(&self, entity: &ImportedEntity, other: &Entity) -> bool {
        let differ = |a: Option<&str>, b: Option<&str>| a.is_some() && b.is_some() && a != b;
        let country = other.country.map(|c| c.to_string());
        let wikidata = Some(other.wikidata.as_str()).filter(|q| !q.is_empty());
        other.kind == entity.kind
            && !differ(country.as_deref(), entity.country.as_deref())
            && !differ(wikidata, entity.wikidata.as_deref())
            && is_same_year(other.born, entity.born)
    }

    fn shares_office(&self, entity: &ImportedEntity, other: &Entity) -> bool {
        let mut offices = entity.tenures.iter().filter_map(|t| {
            let q = t.office.strip_prefix("o-wd-").map(str::to_ascii_uppercase)?;
            self.by_wikidata.get(q.as_str()).copied()
        });
        offices.any(|office| other.tenures.iter().any(|t| t.office == office))
    }

    /// Takes what a record tells of an entry. Two records of different numbers tell nothing.
    pub(super) fn take(&mut self, id: EntityId, record: &ImportedEntity) {
        let entry = self.known.entity(id);
        let addition = Addition {
            id: entry.id.to_string(),
            en: record.names.en.clone().filter(|_| entry.en.is_empty()),
            wikidata: record.wikidata.clone().filter(|_| entry.wikidata.is_empty()),
            born: record.born.filter(|_| entry.born.is_none()),
            ..Addition::default()
        };
        match self.found.entry(entry.id.as_str()) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(Some(addition));
            }
            std::collections::btree_map::Entry::Occupied(mut taken) => {
                if taken.get().as_ref() != Some(&addition) {
                    taken.insert(None);
                }
            }
        }
    }

    /// Writes additions.yaml of the folder, what stands there already kept, and says how many entries were filled and how
    /// many were claimed twice; no path where nothing is added.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read or written, [`Error::Input`] where what stands there does not parse.
    pub(super) fn write(&self, folder: &Path) -> Result<(u64, u64, Option<PathBuf>)> {
        let twice = self.found.values().filter(|fill| fill.is_none()).count() as u64;
        let is_empty = |a: &&Addition| a.en.is_none() && a.wikidata.is_none() && a.born.is_none();
        let new: Vec<&Addition> = self.found.values().flatten().filter(|a| !is_empty(a)).collect();
        if new.is_empty() {
            return Ok((0, twice, None));
        }
        let path = folder.join(ADDITIONS);
        let mut all: BTreeMap<String, Addition> = BTreeMap::new();
        if path.exists() {
            let text = fs::read_to_string(&path).map_err(Error::io("cannot read", &path))?;
            let old: Option<Vec<Addition>> = serde_yaml::from_str(&text).map_err(|e| Error::Input {
                path: path.display().to_string(),
                reason: e.to_string(),
                remedy: "the fields are described in gazetteers/README.md",
            })?;
            all.extend(old.unwrap_or_default().into_iter().map(|addition| (addition.id.clone(), addition)));
        }
        for addition in &new {
            let known = all.entry(addition.id.clone()).or_insert_with(|| Addition { id: addition.id.clone(), ..Addition::default() });
            known.en = known.en.take().or_else(|| addition.en.clone());
            known.wikidata = known.wikidata.take().or_else(|| addition.wikidata.clone());
            known.born = known.born.or(addition.born);
        }
        let all: Vec<&Addition> = all.values().collect();
        // Strings, numbers and lists of them always have a YAML form.
        let text = serde_yaml::to_string(&all).unwrap_or_default();
        fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
        replace_file(&path, text.as_bytes())?;
        Ok((new.len() as u64, twice, Some(path)))
    }
}

/// True unless both years are known and lie more than one apart: sources differ by a year where calendars do.
fn is_same_year(a: Option<u16>, b: Option<u16>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.abs_diff(b) <= 1)
}
