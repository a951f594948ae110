//! CC-CEDICT: `Traditional Simplified [pin1 yin1] /gloss/gloss/`. The dictionary states no types: the glosses of
//! import.yaml tell which entries name an entity.

use super::{
    Context, ImportedEntity, Read,
    names::{Language, RawNames},
    rules::english,
};

struct Entry<'a> {
    traditional: &'a str,
    simplified: &'a str,
    pinyin: &'a str,
    gloss: &'a str,
}

/// Reads a line.
pub(super) fn read(line: &[u8], context: &Context<'_>) -> Vec<Read> {
    let Ok(line) = std::str::from_utf8(line) else { return vec![Read::Bad("is not UTF-8".into())] };
    let line = line.trim_start_matches('\u{FEFF}').trim();
    if line.is_empty() || line.starts_with('#') {
        return Vec::new();
    }
    let Some(entry) = parse(line) else { return vec![Read::Bad("is not: Traditional Simplified [pinyin] /gloss/".into())] };
    vec![entity(&entry, context).unwrap_or_else(Read::Skipped)]
}

fn parse(line: &str) -> Option<Entry<'_>> {
    let (traditional, rest) = line.split_once(' ')?;
    let (simplified, rest) = rest.split_once(" [")?;
    let (pinyin, glosses) = rest.split_once("] /")?;
    let gloss = glosses.strip_suffix('/')?.split('/').next()?;
    Some(Entry { traditional, simplified, pinyin: pinyin.trim_matches(['[', ']']), gloss })
}

fn entity(entry: &Entry<'_>, context: &Context<'_>) -> Result<Read, &'static str> {
    if !entry.pinyin.starts_with(|c: char| c.is_uppercase()) {
        return Err("no name");
    }
    let found = context.rules.cedict_glosses.iter().find_map(|rule| Some((rule, english(&rule.pattern, entry.gloss)?)));
    let Some((rule, en)) = found else { return Err("gloss not in import.yaml") };
    let kind = rule.meaning.kind;
    let label = |language, text: &str| (language, text.to_owned());
    let raw = RawNames {
        labels: vec![label(Language::Hans, entry.simplified), label(Language::Hant, entry.traditional), label(Language::En, en)],
        ..RawNames::default()
    };
    let names = context.names.settle(kind, &raw)?;
    // The dictionary numbers nothing: reading and characters are what stays from release to release.
    let reading: String = entry.pinyin.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let hash = &blake3::hash(entry.traditional.as_bytes()).to_hex()[..8];
    let id = format!("{}cedict-{reading}-{hash}", kind.prefix());
    Ok(Read::Entity(Box::new(ImportedEntity {
        id,
        kind,
        names,
        country: None,
        class: rule.meaning.class.clone(),
        wikidata: None,
        born: None,
        tenures: Vec::new(),
    })))
}
