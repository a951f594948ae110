//! YAML files to a [`Gazetteer`], with every fault named by file and line.

use super::{
    Country, Entity, EntityType, Entry, Gazetteer, Layer, Overridden, PartialDate, SourceFile, Tenure,
    curation::{self, Line, Tables},
    fault,
    forms::{self, Names},
    plain, tables,
};
use crate::{document::CleaningRules, error::GazetteerFault, id::EntityId, lexicon::Lexicon, relation::RelationRules, script::Folder};
use rayon::prelude::*;
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

pub(crate) fn load(layers: &[Layer], faults: &mut Vec<GazetteerFault>) -> Option<Gazetteer> {
    let sources: Vec<&SourceFile> = layers.iter().flat_map(|layer| &layer.files).collect();
    let files: Vec<(String, String)> = sources.iter().map(|s| (s.shown.clone(), blake3::hash(s.text.as_bytes()).to_hex()[..16].to_owned())).collect();
    let layer_of: Vec<usize> = layers.iter().enumerate().flat_map(|(l, layer)| vec![l; layer.files.len()]).collect();
    let lines = curation::read(&sources, faults);
    let (mut placed, overridden) = placed(&sources, &layer_of, faults);
    for source in sources.iter().filter(|s| s.name == ADDITIONS) {
        add_names(source, &mut placed, faults);
    }
    place_curated(&lines, &sources, &mut placed, faults);

    let last = |name: &str| sources.iter().rev().find(|s| s.name == name);
    let folder = Folder::new(tables::variants(last("variants.yaml"), faults));
    let cleaning = cleaning(last("cleaning.yaml"), &folder, faults);

    let references: Vec<_> = placed.iter().map(|item| references(item, &placed, &sources[item.file].shown, faults)).collect();
    let mut entities = Vec::with_capacity(placed.len());
    let mut names = Vec::with_capacity(placed.len());
    for (mut item, (of, tenures)) in placed.into_iter().zip(references) {
        names.push(Names { strong: std::mem::take(&mut item.entry.aliases), weak: std::mem::take(&mut item.entry.weak) });
        entities.push(entity(item, of, tenures));
    }
    let mut surfaces = forms::surfaces(&entities, &names, &folder);
    drop(names);
    let grammar = tables::grammar(&|name| last(name).copied(), &folder, &entities, faults);
    let relations = relations(last("relations.yaml"), &folder, &grammar, faults);
    let by_text = forms::by_text(&surfaces);

    let tables = Tables { entities: &entities, surfaces: &surfaces, by_text: &by_text, folder: &folder, files: &files };
    let curation = curation::plan(&lines, &tables, faults);
    let successors = curation.apply(&mut entities, &mut surfaces);
    let holders = curation::holders(entities.iter());
    Some(Gazetteer { entities, surfaces, folder, cleaning, grammar, relations, holders, files, overridden, curation, successors, by_text })
}

/// Adds the entries that lines of the curation write.
fn place_curated(lines: &[Line], sources: &[&SourceFile], placed: &mut Vec<Placed>, faults: &mut Vec<GazetteerFault>) {
    let mut written: BTreeMap<&str, Placed> = BTreeMap::new();
    for line in lines {
        let Some((entry, kind)) = line.entry() else { continue };
        let shown = &sources[line.file].shown;
        // The prefix of a wrong id is reported as that of a wrong person.
        let kind = kind.unwrap_or(EntityType::Person);
        check_entry(entry, kind, shown, line.line, faults);
        let known = placed.binary_search_by(|p| p.entry.id.cmp(&entry.id)).ok().map(|at| &placed[at]);
        if let Some(old) = known.or_else(|| written.get(entry.id.as_str())) {
            let message = format!("id {} stands already in {}:{}", entry.id, sources[old.file].shown, old.line);
            faults.push(fault(shown, line.line, message, format!("write to: {}, or give the new entry another id", entry.id)));
            continue;
        }
        written.insert(&entry.id, Placed { entry: entry.clone(), kind, file: line.file, line: line.line });
    }
    if !written.is_empty() {
        placed.extend(written.into_values());
        placed.par_sort_by(|a, b| a.entry.id.cmp(&b.entry.id));
    }
}

/// Adds the names of an additions file to the entries they name.
fn add_names(source: &SourceFile, placed: &mut [Placed], faults: &mut Vec<GazetteerFault>) {
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
        let Ok(at) = placed.binary_search_by(|p| p.entry.id.cmp(&addition.id)) else {
            let message = format!("additions name {}, which is in no file", addition.id);
            faults.push(fault(&source.shown, line, message, "correct the id or add the entry it names"));
            continue;
        };
        if let Some(short) = addition.aliases.iter().chain(&addition.weak).find(|a| a.trim().chars().count() < 2) {
            let message = format!("{}: {short:?} has fewer than two characters", addition.id);
            faults.push(fault(&source.shown, line, message, "write a longer form"));
        }
        placed[at].entry.aliases.extend(addition.aliases);
        placed[at].entry.weak.extend(addition.weak);
    }
}

/// The entries that count, by id, and those that do not: later layers override earlier ones; within a layer an id stands
/// once.
fn placed(sources: &[&SourceFile], layer_of: &[usize], faults: &mut Vec<GazetteerFault>) -> (Vec<Placed>, Vec<Overridden>) {
    let read: Vec<_> = sources.par_iter().map(|source| kind_of(source).map(|kind| (kind, plain::entries(source)))).collect();
    let mut all = Vec::new();
    for (file, (source, read)) in sources.iter().zip(read).enumerate() {
        let Some((kind, entries)) = read else { continue };
        match entries {
            Ok(entries) => {
                all.reserve(entries.len());
                for (entry, line) in entries {
                    check_entry(&entry, kind, &source.shown, line, faults);
                    all.push(Placed { kind, file, line, entry });
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    // Stable: of equal ids the earlier file, then the earlier line comes first.
    all.par_sort_by(|a, b| a.entry.id.cmp(&b.entry.id));
    let mut placed: Vec<Placed> = Vec::with_capacity(all.len());
    let mut overridden = Vec::new();
    for new in all {
        match placed.last_mut().filter(|old| old.entry.id == new.entry.id) {
            Some(old) if layer_of[old.file] == layer_of[new.file] => {
                let message = format!("id {} stands already in {}:{}", new.entry.id, sources[old.file].shown, old.line);
                faults.push(fault(&sources[new.file].shown, new.line, message, "give one of them another id, or join the two entries"));
            }
            Some(old) => {
                overridden.push(Overridden { id: new.entry.id.clone(), file: old.file, by_file: new.file });
                *old = new;
            }
            None => placed.push(new),
        }
    }
    (placed, overridden)
}

/// The type of the entries of a file, by its folder or name; none for rule files.
pub(crate) fn kind_of(source: &SourceFile) -> Option<EntityType> {
    let part = source.name.split('/').next().unwrap_or_default();
    let part = part.trim_end_matches(".yaml").trim_end_matches(".yml");
    EntityType::ALL.into_iter().find(|kind| kind.folder() == part)
}

/// The entries of a file, as written.
pub(crate) fn entries(source: &SourceFile) -> Result<Vec<Entry>, GazetteerFault> {
    Ok(plain::entries(source)?.into_iter().map(|(entry, _)| entry).collect())
}

/// A YAML error with file, line and what to do.
pub(crate) fn yaml_fault(shown: &str, text: &str, e: &serde_yaml::Error) -> GazetteerFault {
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

/// Who an entry refers to: what it is of, and its tenures. `placed` is in the order of ids.
fn references(item: &Placed, placed: &[Placed], shown: &str, faults: &mut Vec<GazetteerFault>) -> (Option<EntityId>, Vec<Tenure>) {
    let entry = &item.entry;
    let mut refer = |field: &str, id: &String| {
        let found = placed.binary_search_by(|p| p.entry.id.cmp(id)).ok().map(|i| EntityId(i as u32));
        if found.is_none() {
            let message = format!("{}: {field} names {id}, which is in no file", entry.id);
            faults.push(fault(shown, item.line, message, "correct the id or add the entry it names"));
        }
        found
    };
    let of = entry.of.as_ref().and_then(|id| refer("of", id));
    let tenures = entry.tenures.iter().filter_map(|t| {
        Some(Tenure {
            office: refer("tenures.office", &t.office)?,
            from: t.from.as_deref().and_then(PartialDate::parse),
            to: t.to.as_deref().and_then(PartialDate::parse),
            acting: t.acting,
            elect: t.elect,
        })
    });
    (of, tenures.collect())
}

fn entity(item: Placed, of: Option<EntityId>, tenures: Vec<Tenure>) -> Entity {
    let Placed { entry, kind, file, line } = item;
    let text = |value: Option<String>| value.map(|v| v.trim().to_owned()).unwrap_or_default();
    Entity {
        kind,
        hant: entry.hant.as_ref().unwrap_or(&entry.name).trim().to_owned(),
        name: entry.name.trim().to_owned(),
        en: text(entry.en),
        country: entry.country.as_deref().and_then(Country::parse),
        class: entry.class.or(entry.role).unwrap_or_default(),
        wikidata: text(entry.wikidata),
        of,
        single: entry.single,
        tenures,
        file,
        line,
        id: entry.id,
    }
}

fn relations(source: Option<&&SourceFile>, folder: &Folder, grammar: &tables::Grammar, faults: &mut Vec<GazetteerFault>) -> RelationRules {
    let Some(source) = source else { return RelationRules::default() };
    // The program's own examples are run by its tests.
    let lexicon = (!source.is_bundled()).then(|| Lexicon::new(grammar.word_endings.clone()));
    match RelationRules::from_yaml(&source.text, folder, grammar, lexicon.as_ref()) {
        Ok(Ok(rules)) => rules,
        Ok(Err(wrong)) => {
            faults.extend(wrong.into_iter().map(|w| fault(&source.shown, w.line, w.reason, "correct the rule, its words or the example")));
            RelationRules::default()
        }
        Err(e) => {
            faults.push(yaml_fault(&source.shown, &source.text, &e));
            RelationRules::default()
        }
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
