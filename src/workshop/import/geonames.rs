//! GeoNames: the main table, joined with the table of alternate names.

use super::{
    Context, ImportedEntity, Read, each_line,
    input::Input,
    names::{Language, RawNames},
    sink::Sink,
};
use crate::{
    error::Result,
    knowledge::{Country, EntityType},
    script::is_han,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What the join keeps of a place.
#[derive(Debug, Default)]
struct Alternates {
    names: RawNames,
    /// Chinese names that are not marked as preferred.
    others: Vec<(Language, String)>,
    wikidata: Option<String>,
}

/// A row of alternateNamesV2.
struct Alternate<'a> {
    place: u32,
    language: &'a str,
    name: &'a str,
    preferred: bool,
    colloquial: bool,
    historic: bool,
}

/// Reads the main table; the alternate names, where given, first.
///
/// # Errors
/// Those of the sink, and of the file of alternate names.
pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>, context: &Context<'_>) -> Result<()> {
    let mut known = FxHashMap::default();
    if let Some(path) = &context.options.alternates {
        // Twice: which places have a Chinese name, then the names of these alone.
        let mut chinese: FxHashSet<u32> = FxHashSet::default();
        rows(&mut Input::open(path)?, None, &mut |row| {
            if is_chinese(row.language) && !row.historic {
                chinese.insert(row.place);
            }
        })?;
        rows(&mut Input::open(path)?, Some(sink), &mut |row| {
            if chinese.contains(&row.place) && !row.historic {
                keep(known.entry(row.place).or_default(), &row);
            }
        })?;
    }
    each_line(input, sink, &|line| place(line, &known, context))
}

fn is_chinese(tag: &str) -> bool {
    Language::of(tag).is_some_and(|language| language != Language::En)
}

/// Goes through the alternate names; bad rows go to the sink where one is given.
fn rows(input: &mut Input, mut sink: Option<&mut Sink<'_>>, each: &mut dyn FnMut(Alternate<'_>)) -> Result<()> {
    while let Some(batch) = input.batch() {
        for (line, bytes) in batch.lines() {
            let row = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
            let Some(row) = row.and_then(alternate) else {
                if let Some(sink) = sink.as_deref_mut().filter(|_| bytes.is_none_or(|b| !b.is_empty())) {
                    sink.take(&input.shown, line, Read::Bad("no row of alternateNamesV2: id, geonameid, language, name, …, tab-separated".into()))?;
                }
                continue;
            };
            each(row);
        }
        if let (Some((line, message)), Some(sink)) = (&batch.broken, sink.as_deref_mut()) {
            sink.take(&input.shown, *line, Read::Bad(message.clone()))?;
        }
        if batch.broken.is_some() {
            break;
        }
        if let Some(sink) = sink.as_deref_mut() {
            sink.progress(input);
        }
    }
    Ok(())
}

fn alternate(row: &str) -> Option<Alternate<'_>> {
    let mut cells = row.split('\t');
    cells.next()?.parse::<u64>().ok()?;
    let place = cells.next()?.parse().ok()?;
    let (language, name) = (cells.next()?, cells.next()?);
    let mut flag = || cells.next() == Some("1");
    let (preferred, _short, colloquial, historic) = (flag(), flag(), flag(), flag());
    Some(Alternate { place, language, name, preferred, colloquial, historic })
}

fn keep(place: &mut Alternates, row: &Alternate<'_>) {
    match Language::of(row.language) {
        _ if row.language == "wkdt" => place.wikidata = Some(row.name.to_owned()),
        Some(Language::En) if row.preferred => place.names.labels.push((Language::En, row.name.to_owned())),
        Some(Language::En) | None => {}
        Some(_) if row.colloquial => place.names.weak.push(row.name.to_owned()),
        Some(language) if row.preferred => place.names.labels.push((language, row.name.to_owned())),
        Some(language) => place.others.push((language, row.name.to_owned())),
    }
}

fn place(line: &[u8], known: &FxHashMap<u32, Alternates>, context: &Context<'_>) -> Vec<Read> {
    if line.trim_ascii().is_empty() {
        return Vec::new();
    }
    let Ok(row) = std::str::from_utf8(line) else { return vec![Read::Bad("is not UTF-8".into())] };
    let cells: Vec<&str> = row.split('\t').collect();
    let (Some(&id), Some(Ok(number))) = (cells.first(), cells.first().map(|id| id.parse::<u32>())) else {
        return vec![Read::Bad(format!("begins with {:?}, no geonameid", cells[0]))];
    };
    let (Some(&[name, ascii, alternates]), Some(&code), Some(&country), Some(&population)) =
        (cells.get(1..4).and_then(|c| c.first_chunk::<3>()), cells.get(7), cells.get(8), cells.get(14))
    else {
        return vec![Read::Bad(format!("has {} columns, not the 19 of the main table", cells.len()))];
    };
    let Some(meaning) = context.rules.geonames_codes.get(code) else { return vec![Read::Skipped("type not in import.yaml")] };
    if context.options.min_population > 0 && population.parse::<u64>().unwrap_or(0) < context.options.min_population {
        return vec![Read::Skipped("fewer inhabitants than asked for")];
    }
    let joined = known.get(&number);
    let mut raw = RawNames::default();
    if let Some(joined) = joined {
        raw = joined.names.clone();
        // Preferred names are labels; where there are none, the first of a language is.
        for (language, other) in &joined.others {
            let list = if raw.labels.iter().any(|(l, _)| *l != Language::En) { &mut raw.aliases } else { &mut raw.labels };
            list.push((*language, other.clone()));
        }
    } else if context.options.alternates.is_none() && context.rules.geonames_chinese_countries.iter().any(|c| c == country) {
        alternates.split(',').filter(|name| name.chars().all(is_han) && !name.is_empty()).for_each(|name| raw.add(name));
    }
    // The main name is the local one in Latin letters; without diacritics it passes for English.
    if raw.labels.iter().all(|(l, _)| *l != Language::En) && name == ascii {
        raw.labels.push((Language::En, name.to_owned()));
    }
    let read = context.names.settle(EntityType::Place, &raw).map(|names| {
        Read::Entity(Box::new(ImportedEntity {
            id: format!("{}gn-{id}", EntityType::Place.prefix()),
            kind: EntityType::Place,
            names,
            country: Country::parse(country).map(|c| c.to_string()),
            class: meaning.class.clone(),
            wikidata: joined.and_then(|j| j.wikidata.clone()),
            born: None,
            tenures: Vec::new(),
        }))
    });
    vec![read.unwrap_or_else(Read::Skipped)]
}
