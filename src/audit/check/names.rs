//! Names: characters, duplicates, forms that are words or parts of other names.

use super::{Code, Findings};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{EntityType, Surface},
    lexicon::Lexicon,
    script::{Folder, is_han},
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Characters that Simplified writing keeps in some words although they fold to another (著名, 乾隆, 什么, the surname 甯).
pub(crate) const KEPT: &str = "著乾么甯";

/// Longest form, in characters, that is looked up among ordinary words; longer ones are hardly words.
const LONGEST_WORD: usize = 3;

/// First letters of the word classes of names in the word list: persons, places, bodies, other proper names, short forms.
const NAME_CLASSES: [&str; 5] = ["nr", "ns", "nt", "nz", "j"];

/// Frequency in the word list from which its classes are to be trusted: the rarer words of a class other than names that
/// the bundled gazetteer holds are names of counties and companies nearly without exception.
const KNOWN_WORD: usize = 50;

/// Names listed in a message.
const SHOWN_NAMES: usize = 3;

pub(crate) fn check(findings: &mut Findings<'_>, lexicon: &Lexicon) {
    not_simplified(findings);
    bars(findings);
    duplicates(findings);
    for surface in &findings.gazetteer.surfaces {
        let strong: Vec<EntityId> = surface.senses.iter().filter(|s| !s.weak).map(|s| s.entity).collect();
        let Some(&first) = strong.first() else { continue };
        let ids: Vec<&str> = strong.iter().map(|&id| findings.gazetteer.entity(id).id.as_str()).collect();
        let text = &surface.text;
        if strong.len() > 1 {
            let message = format!("{text} is an alias of {}", ids.join(", "));
            findings.say(
                Code::SharedAlias,
                first,
                text,
                message,
                "fine where the press uses it for all of them; else make it weak under the rarer ones",
            );
        }
        // Titles are words by nature; whose they are is asked elsewhere.
        let is_title = strong.iter().all(|&id| findings.gazetteer.entity(id).kind == EntityType::Office);
        if !is_title
            && text.chars().all(is_han)
            && text.chars().count() <= LONGEST_WORD
            && lexicon.frequency(text) >= KNOWN_WORD
            && let Some(class) = lexicon.class(text)
            && !NAME_CLASSES.iter().any(|name| class.starts_with(name))
        {
            let message = format!("{text} means {} everywhere, and is an ordinary word (class {class} of the word list)", ids.join(", "));
            findings.say(Code::CommonWord, first, text, message, "move it from aliases to weak; or list it in accepted.yaml with a reason");
        }
    }
    parts_of_names(findings, lexicon);
}

fn not_simplified(findings: &mut Findings<'_>) {
    let plain = Folder::new([]);
    for (i, entity) in findings.gazetteer.entities.iter().enumerate() {
        let wrong: String = entity.name.chars().filter(|&c| is_han(c) && plain.fold(c) != c && !KEPT.contains(c)).collect();
        if !wrong.is_empty() {
            let message = format!("{}: name {} is not Simplified: {wrong}", entity.id, entity.name);
            let remedy = "write the name in Simplified characters, the Traditional form as hant";
            findings.say(Code::NotSimplified, EntityId(i as u32), &entity.id, message, remedy);
        }
    }
}

/// Names with the bar that joins names in a cell of the tables.
fn bars(findings: &mut Findings<'_>) {
    let gazetteer = findings.gazetteer;
    for surface in gazetteer.surfaces.iter().filter(|surface| surface.text.contains('|')) {
        if let Some(sense) = surface.senses.first() {
            let id = &gazetteer.entity(sense.entity).id;
            let message = format!("{id}: {} has a bar, by which tables join names", surface.text);
            findings.say(Code::BarInName, sense.entity, id, message, "write it without");
        }
    }
}

/// Entries of one type, country and higher body or place with one name.
fn duplicates(findings: &mut Findings<'_>) {
    let mut by_name: BTreeMap<_, Vec<EntityId>> = BTreeMap::new();
    for (i, entity) in findings.gazetteer.entities.iter().enumerate() {
        let name = findings.gazetteer.folder.fold_str(&entity.name);
        by_name.entry((name, entity.kind, entity.country, entity.of)).or_default().push(EntityId(i as u32));
    }
    for ((name, ..), same) in by_name {
        for &id in same.iter().skip(1) {
            let [first, second] = [same[0], id].map(|id| findings.gazetteer.entity(id).id.as_str());
            let message = format!("{second} has the name, type and country of {first}: {name}");
            findings.say(Code::DuplicateName, id, &name, message, "join the two entries; or list the name in accepted.yaml if they are two");
        }
    }
}

/// Two-character forms that stand in names of other types across the ends of words: 国军 in 外国军人.
fn parts_of_names(findings: &mut Findings<'_>, lexicon: &Lexicon) {
    let gazetteer = findings.gazetteer;
    let mut short: FxHashMap<[char; 2], (&Surface, EntityId)> = FxHashMap::default();
    for surface in &gazetteer.surfaces {
        let chars: Vec<char> = surface.text.chars().take(3).collect();
        if let ([a, b], Some(sense)) = (&chars[..], surface.senses.iter().find(|s| !s.weak))
            && is_han(*a)
            && is_han(*b)
        {
            short.insert([*a, *b], (surface, sense.entity));
        }
    }
    let mut inside: BTreeMap<&str, (EntityId, Vec<&str>)> = BTreeMap::new();
    for entity in &gazetteer.entities {
        let chars: Vec<char> = gazetteer.folder.fold_str(&entity.name).chars().collect();
        if chars.len() < 3 {
            continue;
        }
        let block = Span::new(0, chars.len() as u32);
        for (at, pair) in chars.windows(2).enumerate() {
            let Some(&(surface, id)) = short.get(&[pair[0], pair[1]]) else { continue };
            let chance = || !lexicon.is_boundary(&chars, at as u32, block) || !lexicon.is_boundary(&chars, at as u32 + 2, block);
            if gazetteer.entity(id).kind != entity.kind && chance() {
                inside.entry(&surface.text).or_insert_with(|| (id, Vec::new())).1.push(&entity.name);
            }
        }
    }
    for (text, (id, names)) in inside {
        let more = if names.len() > SHOWN_NAMES { format!(" and {} more", names.len() - SHOWN_NAMES) } else { String::new() };
        let shown = names[..names.len().min(SHOWN_NAMES)].join(", ");
        let message = format!("{text}, an alias of {}, stands across words in {shown}{more}", gazetteer.entity(id).id);
        findings.say(Code::PartOfName, id, text, message, "make it weak if it is found in texts about these; the longer name wins where it is whole");
    }
}
