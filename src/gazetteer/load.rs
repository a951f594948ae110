//! YAML files to a [`Gazetteer`], with every fault named by file and line.

use super::{
    Country, Entity, EntityType, Entry, Gazetteer, Layer, PartialDate, SourceFile, SurfaceId, Tenure, fault,
    forms::{self, Names},
    tables,
};
use crate::{document::CleaningRules, error::GazetteerFault, id::EntityId, script::Folder};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// More names of an entity that stands in another folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Addition {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
}

/// Name of the file of [`Addition`]s in a gazetteer folder.
const ADDITIONS: &str = "additions.yaml";

/// An entry with where it stands.
struct Placed {
    entry: Entry,
    kind: EntityType,
    file: usize,
    line: usize,
}

pub(super) fn load(layers: &[Layer], faults: &mut Vec<GazetteerFault>) -> Option<Gazetteer> {
    let sources: Vec<&SourceFile> = layers.iter().flat_map(|layer| &layer.files).collect();
    let files = sources.iter().map(|s| (s.shown.clone(), blake3::hash(s.text.as_bytes()).to_hex()[..16].to_owned())).collect();
    let parsed: Vec<_> = sources.par_iter().map(|source| parse(source)).collect();

    // Later layers override earlier ones by id; within a layer an id stands once.
    let mut placed: BTreeMap<String, (usize, Placed)> = BTreeMap::new();
    let layer_of: Vec<usize> = layers.iter().enumerate().flat_map(|(l, layer)| vec![l; layer.files.len()]).collect();
    for (file, result) in parsed.into_iter().enumerate() {
        match result {
            Ok(None) => {}
            Ok(Some((kind, entries))) => {
                for (entry, line) in entries {
                    let shown = &sources[file].shown;
                    check_entry(&entry, kind, shown, line, faults);
                    let new = Placed { kind, file, line, entry };
                    if let Some((layer, old)) = placed.get(&new.entry.id)
                        && *layer == layer_of[file]
                    {
                        let message = format!("id {} stands already in {}:{}", new.entry.id, sources[old.file].shown, old.line);
                        faults.push(fault(shown, line, message, "give one of them another id, or join the two entries"));
                        continue;
                    }
                    placed.insert(new.entry.id.clone(), (layer_of[file], new));
                }
            }
            Err(found) => faults.extend(found),
        }
    }

    for source in sources.iter().filter(|s| s.name == ADDITIONS) {
        add_names(source, &mut placed, faults);
    }

    let last = |name: &str| sources.iter().rev().find(|s| s.name == name);
    let folder = Folder::new(tables::variants(last("variants.yaml"), faults));
    let cleaning = cleaning(last("cleaning.yaml"), &folder, faults);

    let by_id: FxHashMap<String, EntityId> = placed.keys().enumerate().map(|(i, id)| (id.clone(), EntityId(i as u32))).collect();
    let mut entities = Vec::with_capacity(placed.len());
    let mut names = Vec::with_capacity(placed.len());
    for (_, (_, item)) in placed {
        let shown = &sources[item.file].shown;
        entities.push(entity(&item, &by_id, shown, faults));
        names.push(Names { strong: item.entry.aliases, weak: item.entry.weak });
    }
    let surfaces = forms::surfaces(&entities, &names, &folder);
    let grammar = tables::grammar(&|name| last(name).copied(), &folder, &by_id, faults);

    let mut holders: FxHashMap<EntityId, Vec<(EntityId, usize)>> = FxHashMap::default();
    for (i, entity) in entities.iter().enumerate() {
        for (k, tenure) in entity.tenures.iter().enumerate() {
            holders.entry(tenure.office).or_default().push((EntityId(i as u32), k));
        }
    }
    let entities_ref: &Vec<Entity> = &entities;
    for list in holders.values_mut() {
        list.sort_by_key(|&(person, k)| (entities_ref[person.index()].tenures[k].from, person));
    }
    let by_text = surfaces.iter().enumerate().map(|(i, s)| (s.text.as_str().into(), SurfaceId(i as u32))).collect();
    Some(Gazetteer { entities, surfaces, folder, cleaning, grammar, holders, files, by_id, by_text })
}

/// Adds the names of an additions file to the entries they name.
fn add_names(source: &SourceFile, placed: &mut BTreeMap<String, (usize, Placed)>, faults: &mut Vec<GazetteerFault>) {
    let additions: Vec<Addition> = match serde_yaml::from_str::<Option<Vec<Addition>>>(&source.text) {
        Ok(additions) => additions.unwrap_or_default(),
        Err(e) => {
            faults.push(yaml_fault(&source.shown, &source.text, &e));
            return;
        }
    };
    let lines: Vec<usize> = source.text.lines().enumerate().filter(|(_, l)| l.starts_with("- ")).map(|(i, _)| i + 1).collect();
    for (i, addition) in additions.into_iter().enumerate() {
        let line = lines.get(i).copied().unwrap_or(1);
        let Some((_, item)) = placed.get_mut(&addition.id) else {
            let message = format!("additions name {}, which is in no file", addition.id);
            faults.push(fault(&source.shown, line, message, "correct the id or add the entry it names"));
            continue;
        };
        if let Some(short) = addition.aliases.iter().chain(&addition.weak).find(|a| a.trim().chars().count() < 2) {
            let message = format!("{}: {short:?} has fewer than two characters", addition.id);
            faults.push(fault(&source.shown, line, message, "write a longer form"));
        }
        item.entry.aliases.extend(addition.aliases);
        item.entry.weak.extend(addition.weak);
    }
}

type Parsed = Option<(EntityType, Vec<(Entry, usize)>)>;

/// The type of the entries of a file, by its folder or name; none for rule files.
pub(super) fn kind_of(source: &SourceFile) -> Option<EntityType> {
    let part = source.name.split('/').next().unwrap_or_default();
    let part = part.trim_end_matches(".yaml").trim_end_matches(".yml");
    EntityType::ALL.into_iter().find(|kind| kind.folder() == part)
}

/// The entries of a file, as written.
pub(super) fn entries(source: &SourceFile) -> Result<Vec<Entry>, GazetteerFault> {
    serde_yaml::from_str::<Option<Vec<Entry>>>(&source.text).map(Option::unwrap_or_default).map_err(|e| yaml_fault(&source.shown, &source.text, &e))
}

fn parse(source: &SourceFile) -> Result<Parsed, Vec<GazetteerFault>> {
    let Some(kind) = kind_of(source) else { return Ok(None) };
    let entries = entries(source).map_err(|fault| vec![fault])?;
    let lines: Vec<usize> = source.text.lines().enumerate().filter(|(_, l)| l.starts_with("- ") || *l == "-").map(|(i, _)| i + 1).collect();
    let line_of = |i: usize| if lines.len() == entries.len() { lines[i] } else { 1 };
    let numbered: Vec<usize> = (0..entries.len()).map(line_of).collect();
    Ok(Some((kind, entries.into_iter().zip(numbered).collect())))
}

/// A YAML error with file, line and what to do.
pub(super) fn yaml_fault(shown: &str, text: &str, e: &serde_yaml::Error) -> GazetteerFault {
    let message = e.to_string();
    let line = e.location().map_or(1, |at| at.line());
    let remedy = if text.lines().nth(line.saturating_sub(1)).is_some_and(|l| l.starts_with('\t') || l.contains('\t')) {
        "YAML allows no tabs for indentation: use spaces"
    } else if message.contains("unknown field") {
        "the fields are described in gazetteers/README.md"
    } else if message.contains("missing field") {
        "every entry needs id and name"
    } else {
        "correct the YAML; quote values that hold : # [ ] { } or begin with * & ! %"
    };
    fault(shown, line, message.replace('\n', " "), remedy)
}

fn check_entry(entry: &Entry, kind: EntityType, shown: &str, line: usize, faults: &mut Vec<GazetteerFault>) {
    let mut say = |message: String, remedy: &str| faults.push(fault(shown, line, message, remedy));
    let rest = entry.id.strip_prefix(kind.prefix()).unwrap_or_default();
    if rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        say(
            format!("id {:?} is not {} and then lower-case letters, digits, hyphens", entry.id, kind.prefix()),
            "write it like p-tsai-ing-wen; the prefixes are p- people, o- offices, g- organizations, l- places",
        );
    }
    if entry.name.trim().is_empty() {
        say(format!("{}: name is empty", entry.id), "write the canonical name in Simplified characters");
    }
    let listed = entry.aliases.iter().map(|a| ("aliases", a)).chain(entry.weak.iter().map(|a| ("weak", a)));
    for (field, alias) in listed {
        if alias.trim().chars().count() < 2 {
            say(
                format!("{}: {field} holds {alias:?}, which has fewer than two characters", entry.id),
                "one-character abbreviations stand in abbreviations.yaml with the contexts in which they count",
            );
        }
    }
    if let Some(country) = &entry.country
        && Country::parse(country).is_none()
    {
        say(format!("{}: country {country:?} is no two-letter code", entry.id), "write an ISO 3166-1 alpha-2 code in upper case, \"NO\" in quotes");
    }
    if !entry.tenures.is_empty() && kind != EntityType::Person {
        say(format!("{}: tenures stand on people", entry.id), "move them to the person who held the office");
    }
    for tenure in &entry.tenures {
        for (field, value) in [("from", &tenure.from), ("to", &tenure.to)] {
            if let Some(value) = value
                && PartialDate::parse(value).is_none()
            {
                say(format!("{}: {field} {value:?} is no date", entry.id), "write YYYY, YYYY-MM or YYYY-MM-DD");
            }
        }
    }
}

fn entity(item: &Placed, by_id: &FxHashMap<String, EntityId>, shown: &str, faults: &mut Vec<GazetteerFault>) -> Entity {
    let entry = &item.entry;
    let mut refer = |field: &str, id: &String| {
        let found = by_id.get(id).copied();
        if found.is_none() {
            let message = format!("{}: {field} names {id}, which is in no file", entry.id);
            faults.push(fault(shown, item.line, message, "correct the id or add the entry it names"));
        }
        found
    };
    let of = entry.of.as_ref().and_then(|id| refer("of", id));
    let tenures = entry
        .tenures
        .iter()
        .filter_map(|t| {
            Some(Tenure {
                office: refer("tenures.office", &t.office)?,
                from: t.from.as_deref().and_then(PartialDate::parse),
                to: t.to.as_deref().and_then(PartialDate::parse),
                acting: t.acting,
                elect: t.elect,
            })
        })
        .collect();
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    Entity {
        id: entry.id.clone(),
        kind: item.kind,
        name: entry.name.trim().to_owned(),
        hant: entry.hant.as_deref().unwrap_or(&entry.name).trim().to_owned(),
        en: text(&entry.en),
        country: entry.country.as_deref().and_then(Country::parse),
        class: entry.class.as_deref().or(entry.role.as_deref()).unwrap_or_default().to_owned(),
        wikidata: text(&entry.wikidata),
        of,
        single: entry.single,
        tenures,
        file: item.file,
        line: item.line,
    }
}

fn cleaning(source: Option<&&SourceFile>, folder: &Folder, faults: &mut Vec<GazetteerFault>) -> CleaningRules {
    let Some(source) = source else { return CleaningRules::default() };
    match CleaningRules::from_yaml(&source.text, folder) {
        Ok(Ok(rules)) => rules,
        Ok(Err(wrong)) => {
            let lines: Vec<usize> = source.text.lines().enumerate().filter(|(_, l)| l.starts_with("- ")).map(|(i, _)| i + 1).collect();
            for w in wrong {
                let line = lines.get(w.rule).copied().unwrap_or(1);
                faults.push(fault(&source.shown, line, w.reason, "correct the pattern or the example"));
            }
            CleaningRules::default()
        }
        Err(e) => {
            faults.push(yaml_fault(&source.shown, &source.text, &e));
            CleaningRules::default()
        }
    }
}
