//! Entry files to entities, with every fault named by file and line.

use super::source::IN_NO_FILE;
use super::{ClassId, Classes, Country, Entity, EntityType, Entry, PartialDate, SourceFile, Tenure, Text, fault, forms::Names, plain};
use crate::{error::GazetteerFault, id::EntityId};
use rayon::prelude::*;

/// An entry that one of a later layer with the same id replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overridden {
    /// The id of both.
    pub id: String,
    /// Index of the file of the entry that does not count.
    pub file: usize,
    /// Index of the file of the entry that replaced it.
    pub by_file: usize,
}

/// An entry with where it stands.
pub(crate) struct Placed {
    pub(super) entry: Entry,
    pub(super) kind: EntityType,
    pub(super) file: usize,
    pub(super) line: usize,
}

/// The entries that count, by id, and those that do not: later layers override earlier ones; within a layer an id stands
/// once.
pub(crate) fn placed(sources: &[&SourceFile], layer_of: &[usize], faults: &mut Vec<GazetteerFault>) -> (Vec<Placed>, Vec<Overridden>) {
    let read: Vec<_> = sources.par_iter().map(|source| kind_of(source).map(|kind| (kind, plain::entries(source)))).collect();
    let mut all = Vec::new();
    for (file, (source, read)) in sources.iter().zip(read).enumerate() {
        let Some((kind, entries)) = read else { continue };
        match entries {
            Ok(entries) => {
                all.reserve(entries.len());
                for (entry, line) in entries {
                    check_entry(&entry, kind, source, line, faults);
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

/// The first line of an entry that holds this text, else its first line.
fn line_with(source: &SourceFile, entry_line: usize, text: &str) -> usize {
    let mut lines = source.text.lines().skip(entry_line - 1).enumerate().take_while(|(i, line)| *i == 0 || !plain::begins_entry(line));
    lines.find(|(_, line)| line.contains(text)).map_or(entry_line, |(i, _)| entry_line + i)
}

/// What is wrong in an entry by itself.
pub(super) fn check_entry(entry: &Entry, kind: EntityType, source: &SourceFile, line: usize, faults: &mut Vec<GazetteerFault>) {
    let mut say = |at: &str, message: String, remedy: &str| faults.push(fault(&source.shown, line_with(source, line, at), message, remedy));
    let rest = entry.id.strip_prefix(kind.prefix()).unwrap_or_default();
    if rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        say(
            "id:",
            format!("id {:?} is not {} and then lower-case letters, digits, hyphens", entry.id, kind.prefix()),
            "write it like p-tsai-ing-wen; the prefixes are p- people, o- offices, g- organizations, l- places",
        );
    }
    if entry.name.trim().is_empty() {
        say("name:", format!("{}: name is empty", entry.id), "write the canonical name in Simplified characters");
    }
    let listed = entry.aliases.iter().map(|a| ("aliases", a)).chain(entry.weak.iter().map(|a| ("weak", a)));
    for (field, alias) in listed {
        if alias.trim().chars().count() < 2 {
            say(
                &format!("{field}:"),
                format!("{}: {field} holds {alias:?}, which has fewer than two characters", entry.id),
                "one-character abbreviations stand in abbreviations.yaml with the contexts in which they count",
            );
        }
    }
    if let Some(country) = &entry.country
        && Country::parse(country).is_none()
    {
        say(
            "country:",
            format!("{}: country {country:?} is no two-letter code", entry.id),
            "write an ISO 3166-1 alpha-2 code in upper case, \"NO\" in quotes",
        );
    }
    if let Some(wikidata) = entry.wikidata.as_deref().filter(|id| !id.is_empty())
        && !wikidata.strip_prefix('Q').is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    {
        say("wikidata:", format!("{}: wikidata {wikidata:?} is no item", entry.id), "write Q and the number of the item: Q7747");
    }
    if !entry.tenures.is_empty() && kind != EntityType::Person {
        say("tenures:", format!("{}: tenures stand on people", entry.id), "move them to the person who held the office");
    }
    if entry.role.is_some() && kind != EntityType::Person {
        say("role:", format!("{}: role is what a person is known for", entry.id), "write what it is as its class");
    }
    for tenure in &entry.tenures {
        for (field, value) in [("from", &tenure.from), ("to", &tenure.to)] {
            if let Some(value) = value
                && PartialDate::parse(value).is_none()
            {
                say(value, format!("{}: {field} {value:?} is no date", entry.id), "write YYYY, YYYY-MM or YYYY-MM-DD");
            }
        }
    }
}

/// Who an entry refers to: what it is of, and its tenures. `placed` is in the order of ids.
fn references(item: &Placed, placed: &[Placed], source: &SourceFile, faults: &mut Vec<GazetteerFault>) -> (Option<EntityId>, Vec<Tenure>) {
    let entry = &item.entry;
    let mut refer = |field: &str, id: &String| {
        let found = placed.binary_search_by(|p| p.entry.id.cmp(id)).ok().map(|i| EntityId(i as u32));
        if found.is_none() {
            let message = format!("{}: {field} names {id}, which is in no file", entry.id);
            let line = line_with(source, item.line, id);
            faults.push(fault(&source.shown, line, message, IN_NO_FILE));
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

/// The class of an entry.
fn class_of(item: &Placed, source: &SourceFile, classes: &Classes, faults: &mut Vec<GazetteerFault>) -> Option<ClassId> {
    let name = item.entry.class.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
    let found = classes.find(item.kind, name);
    if found.is_none() {
        let (message, remedy) = classes.unknown(item.kind, name);
        faults.push(fault(&source.shown, line_with(source, item.line, "class:"), format!("{}: {message}", item.entry.id), remedy));
    }
    found
}

fn entity(item: Placed, class: Option<ClassId>, of: Option<EntityId>, tenures: Vec<Tenure>) -> Entity {
    let Placed { entry, kind, file, line } = item;
    let text = |value: Option<String>| -> Text { value.map(|v| v.trim().to_owned()).unwrap_or_default().into() };
    Entity {
        kind,
        hant: entry.hant.as_ref().unwrap_or(&entry.name).trim().to_owned().into(),
        name: entry.name.trim().to_owned().into(),
        en: text(entry.en),
        country: entry.country.as_deref().and_then(Country::parse),
        class,
        role: entry.role.unwrap_or_default().into(),
        wikidata: text(entry.wikidata),
        born: entry.born,
        of,
        single: entry.single,
        tenures,
        file,
        line,
        id: entry.id.into(),
    }
}

/// The entities of entries, in the order of their ids, and their names. Who an entry names is looked up among all.
pub(crate) fn settle(placed: Vec<Placed>, sources: &[&SourceFile], classes: &Classes, faults: &mut Vec<GazetteerFault>) -> (Vec<Entity>, Vec<Names>) {
    let references: Vec<_> = placed.iter().map(|item| references(item, &placed, sources[item.file], faults)).collect();
    let mut entities = Vec::with_capacity(placed.len());
    let mut names = Vec::with_capacity(placed.len());
    for (mut item, (of, tenures)) in placed.into_iter().zip(references) {
        names.push(Names { strong: std::mem::take(&mut item.entry.aliases), weak: std::mem::take(&mut item.entry.weak) });
        let class = class_of(&item, sources[item.file], classes, faults);
        entities.push(entity(item, class, of, tenures));
    }
    (entities, names)
}
