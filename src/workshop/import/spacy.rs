//! Patterns of spaCy's EntityRuler, one a line: `{"label", "pattern", "id"}`. Patterns of one label and id are names of
//! one entity, which stays in memory until all are read.

use super::{
    Context, ImportedEntity, Read,
    entity::{q_number, source_id},
    input::Input,
    json_fault,
    names::RawNames,
    sink::Sink,
};
use crate::{error::Result, script::is_han};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
struct Pattern {
    label: String,
    pattern: Value,
    id: Option<String>,
}

/// Reads all patterns.
///
/// # Errors
/// Those of the sink.
pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>, context: &Context<'_>) -> Result<()> {
    // By line of the first pattern, so that the order of the file is kept.
    let mut entities: BTreeMap<u64, (String, String, RawNames)> = BTreeMap::new();
    let mut by_id: BTreeMap<(String, String), u64> = BTreeMap::new();
    while let Some(batch) = input.batch() {
        for (line, bytes) in batch.lines() {
            let parsed = match bytes {
                Some(bytes) if bytes.trim_ascii().is_empty() => continue,
                Some(bytes) => serde_json::from_slice::<Pattern>(bytes).map_err(|e| json_fault(&e)),
                None => Err("the line is longer than 64 MiB".into()),
            };
            let pattern = match parsed {
                Ok(pattern) => pattern,
                Err(message) => {
                    sink.take(&input.shown, line, Read::Bad(message))?;
                    continue;
                }
            };
            if !context.rules.spacy_labels.contains_key(&pattern.label) {
                sink.take(&input.shown, line, Read::Skipped("type not in import.yaml"))?;
                continue;
            }
            let Some(text) = literal(&pattern.pattern) else {
                sink.take(&input.shown, line, Read::Skipped("pattern that is no plain text"))?;
                continue;
            };
            let id = pattern.id.unwrap_or_else(|| text.clone());
            let first = *by_id.entry((pattern.label.clone(), id.clone())).or_insert(line);
            entities.entry(first).or_insert_with(|| (pattern.label, id, RawNames::default())).2.add(&text);
        }
        if let Some((line, message)) = batch.broken {
            sink.take(&input.shown, line, Read::Bad(message))?;
            break;
        }
        sink.progress(input);
    }
    for (line, (label, id, raw)) in entities {
        let Some(meaning) = context.rules.spacy_labels.get(&label) else { continue };
        let read = context.names.settle(meaning.kind, &raw).map(|names| {
            Read::Entity(Box::new(ImportedEntity {
                id: source_id(meaning.kind, "spacy", &id),
                kind: meaning.kind,
                names,
                country: None,
                class: meaning.class.clone(),
                wikidata: q_number(&id).filter(|q| *q == id).map(str::to_owned),
                born: None,
                tenures: Vec::new(),
            }))
        });
        sink.take(&input.shown, line, read.unwrap_or_else(Read::Skipped))?;
    }
    Ok(())
}

/// The text that a pattern matches, where it is one: a string, or tokens that each state their text.
fn literal(pattern: &Value) -> Option<String> {
    if let Some(text) = pattern.as_str() {
        return Some(text.to_owned());
    }
    let mut out = String::new();
    for token in pattern.as_array()? {
        let token = token.as_object()?;
        let (key, value) = token.iter().next().filter(|_| token.len() == 1)?;
        let text = value.as_str().filter(|_| matches!(key.to_ascii_uppercase().as_str(), "TEXT" | "ORTH" | "LOWER"))?;
        // Chinese tokens stand together, Latin ones apart.
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(c));
        if latin(out.chars().last()) && latin(text.chars().next()) {
            out.push(' ');
        }
        out.push_str(text);
    }
    (!out.is_empty()).then_some(out)
}
