//! Annotated documents: a folder with `posts/ID.md` (the input), `annotations/ID.json` and, where there is one,
//! `text/ID.txt` (the numbered lines that the annotation is about); `meta.json` may tell a kind for each.

use super::label::Labelled;
use crate::{
    corpus::{Record, Source},
    error::{Error, Result},
    knowledge::EntityType,
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// An annotated document.
#[derive(Debug)]
pub struct Annotated {
    /// Its id.
    pub id: String,
    /// Its kind by `meta.json`; empty where none is told.
    pub kind: String,
    /// The file that guanxi reads.
    pub post: PathBuf,
    /// Lines that are annotated; none where there is no text file: then all lines are.
    pub lines: Option<Vec<String>>,
    /// What is named in it.
    pub(super) patterns: Vec<Pattern>,
}

/// A surface with what has to stand around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    text: Vec<char>,
    /// The surface in the text.
    start: usize,
    end: usize,
    kind: EntityType,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    boilerplate: Vec<usize>,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    #[serde(rename = "type")]
    kind: String,
    mentions: Vec<String>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    kind: String,
}

const FORM: &str = "the folder needs posts/ID.md and annotations/ID.json, as described in README.md";

/// Reads a folder, in the order of the ids.
///
/// # Errors
/// [`Error::Input`] for a folder of another form, [`Error::Io`] for a file that cannot be read.
pub fn read(folder: &Path) -> Result<Vec<Annotated>> {
    let meta: BTreeMap<String, Meta> = match fs::read_to_string(folder.join("meta.json")) {
        Ok(text) => parse(&text, &folder.join("meta.json"))?,
        Err(_) => BTreeMap::new(),
    };
    let annotations = folder.join("annotations");
    let listed = fs::read_dir(&annotations).map_err(|e| fault(&annotations, e.to_string()))?;
    let mut files: Vec<PathBuf> =
        listed.filter_map(|entry| entry.ok().map(|e| e.path())).filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    if files.is_empty() {
        return Err(fault(&annotations, "there is no annotation in it".into()));
    }
    files.iter().map(|file| document(folder, file, &meta)).collect()
}

fn document(folder: &Path, file: &Path, meta: &BTreeMap<String, Meta>) -> Result<Annotated> {
    let id = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(file).map_err(Error::io("cannot read", file))?;
    let annotation: File = parse(&text, file)?;
    let mut patterns = Vec::new();
    for entity in &annotation.entities {
        let kind = EntityType::ALL.into_iter().find(|kind| kind.as_str() == entity.kind);
        let kind = kind.ok_or_else(|| fault(file, format!("type {:?} is none of person, office, organization, place", entity.kind)))?;
        patterns.extend(entity.mentions.iter().filter_map(|mention| Pattern::new(mention, kind)));
    }
    let post = ["md", "txt", "html"].map(|ending| folder.join("posts").join(format!("{id}.{ending}"))).into_iter().find(|path| path.exists());
    let post = post.ok_or_else(|| fault(&folder.join("posts").join(format!("{id}.md")), "the annotated document is missing".into()))?;
    let lines = fs::read_to_string(folder.join("text").join(format!("{id}.txt"))).ok().map(|text| {
        let lines = text.split('\n').filter_map(|line| line.split_once('\t')).map(|(_, line)| line.to_owned());
        lines.enumerate().filter(|(n, _)| !annotation.boilerplate.contains(n)).map(|(_, line)| line).collect()
    });
    let kind = meta.get(&id).map_or_else(String::new, |meta| meta.kind.clone());
    Ok(Annotated { id, kind, post, lines, patterns })
}

fn parse<'t, T: Deserialize<'t>>(text: &'t str, path: &Path) -> Result<T> {
    serde_json::from_str(text).map_err(|e| fault(path, e.to_string()))
}

fn fault(path: &Path, reason: String) -> Error {
    Error::Input { path: path.display().to_string(), reason, remedy: FORM }
}

impl Pattern {
    /// From a surface as annotations write it: 访\[台] is 台 behind 访. None where it is empty.
    fn new(mention: &str, kind: EntityType) -> Option<Pattern> {
        let chars: Vec<char> = mention.chars().collect();
        let at = |c| chars.iter().position(|&other| other == c);
        let (start, end, text) = match (at('['), at(']')) {
            (Some(open), Some(close)) if open < close => (open, close - 1, chars.iter().copied().filter(|c| !matches!(c, '[' | ']')).collect()),
            _ => (0, chars.len(), chars),
        };
        (start < end).then_some(Pattern { text, start, end, kind })
    }
}

/// What patterns find in a line: leftmost, then longest, then the one with most around it.
pub(super) fn mentions(patterns: &[Pattern], line: &[char]) -> Vec<Labelled> {
    let mut found: Vec<(Labelled, usize)> = Vec::new();
    for pattern in patterns {
        for at in 0..line.len() {
            if line[at..].starts_with(&pattern.text) {
                found.push((Labelled { start: at + pattern.start, end: at + pattern.end, kind: pattern.kind }, pattern.text.len()));
            }
        }
    }
    found.sort_by_key(|&(m, around)| (m.start, std::cmp::Reverse(m.end), std::cmp::Reverse(around)));
    let mut end = 0;
    found.retain(|(mention, _)| {
        let free = mention.start >= end;
        if free {
            end = mention.end;
        }
        free
    });
    found.into_iter().map(|(mention, _)| mention).collect()
}

impl Annotated {
    /// As a document to read.
    pub fn record(&self) -> Record {
        let path = self.post.display().to_string();
        Record { doc: self.id.clone(), path, kind: None, source: Source::File(self.post.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotated_surfaces_are_found_leftmost_and_longest() {
        let pattern = |text, kind| Pattern::new(text, kind).unwrap();
        let patterns = [
            pattern("北京", EntityType::Place),
            pattern("北京大学", EntityType::Organization),
            pattern("访[台]", EntityType::Place),
            pattern("台北", EntityType::Place),
        ];
        let line: Vec<char> = "北京大学代表访台，北京、台北".chars().collect();
        let found: Vec<(usize, usize)> = mentions(&patterns, &line).iter().map(|m| (m.start, m.end)).collect();
        assert_eq!(found, [(0, 4), (7, 8), (9, 11), (12, 14)]);
        assert!(Pattern::new("访[]", EntityType::Place).is_none());
    }
}
