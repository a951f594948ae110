//! Annotated documents. A file of sentences: one a line, each mention as `[surface|type]`. Or a folder with `posts/ID.md` (the input), `annotations/ID.json` and, where there is one,
//! `text/ID.txt` (the numbered lines that the annotation is about); `meta.json` may tell a kind for each.

use super::label::Labelled;
use crate::{
    corpus::{Kind, Record, Source},
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
    /// The sentence, where it is one of a file of sentences.
    pub sentence: Option<String>,
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

/// Reads a folder, in the order of the ids, or a file of sentences.
///
/// # Errors
/// [`Error::Input`] for a folder or line of another form, [`Error::Io`] for a file that cannot be read.
pub fn read(folder: &Path) -> Result<Vec<Annotated>> {
    if folder.is_file() {
        return sentences(folder);
    }
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

fn sentences(file: &Path) -> Result<Vec<Annotated>> {
    let text = fs::read_to_string(file).map_err(Error::io("cannot read", file))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|(n, line)| sentence(file, n + 1, line)).collect()
}

/// A line of a file of sentences.
fn sentence(file: &Path, number: usize, line: &str) -> Result<Annotated> {
    let wrong = |reason: &str| Error::Input {
        path: format!("{}:{number}", file.display()),
        reason: reason.into(),
        remedy: "write each mention as [surface|type], with the type person, office, organization or place",
    };
    let mut text = String::new();
    let mut spans = Vec::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('[') {
        let (mention, after) = behind.split_once(']').ok_or_else(|| wrong("a bracket is not closed"))?;
        let (surface, kind) = mention.rsplit_once('|').ok_or_else(|| wrong("a bracket has no type"))?;
        let kind = EntityType::parse(kind).ok_or_else(|| wrong("a type is none of the four"))?;
        if surface.is_empty() {
            return Err(wrong("a surface is empty"));
        }
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(surface);
        spans.push((start, text.chars().count(), kind));
        rest = after;
    }
    text.push_str(rest);
    let whole: Vec<char> = text.chars().collect();
    // Only there are they mentions.
    let patterns = spans.into_iter().map(|(start, end, kind)| Pattern { text: whole.clone(), start, end, kind }).collect();
    let id = format!("{}:{number}", file.file_name().unwrap_or_default().to_string_lossy());
    Ok(Annotated { id, kind: String::new(), post: file.to_owned(), lines: Some(vec![text.clone()]), sentence: Some(text), patterns })
}

fn document(folder: &Path, file: &Path, meta: &BTreeMap<String, Meta>) -> Result<Annotated> {
    let id = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(file).map_err(Error::io("cannot read", file))?;
    let annotation: File = parse(&text, file)?;
    let mut patterns = Vec::new();
    for entity in &annotation.entities {
        let kind = EntityType::parse(&entity.kind);
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
    Ok(Annotated { id, kind, post, sentence: None, lines, patterns })
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
        match &self.sentence {
            None => Record { doc: self.id.clone(), path, kind: None, source: Source::File(self.post.clone()) },
            Some(text) => Record { doc: self.id.clone(), path, kind: Some(Kind::Text), source: Source::Bytes(text.clone().into_bytes()) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_sentences_marks_its_mentions() {
        let file = tempfile::NamedTempFile::with_suffix(".txt").unwrap();
        fs::write(file.path(), "# comment\n\n[市长|office][高峰|person]说，山上有高峰。\n渔船回港。\n").unwrap();
        let read = read(file.path()).unwrap();
        assert_eq!(read.len(), 2);
        let line = read[0].sentence.clone().unwrap();
        assert_eq!(line, "市长高峰说，山上有高峰。");
        let found = mentions(&read[0].patterns, &line.chars().collect::<Vec<_>>());
        let (office, person) = (Labelled { start: 0, end: 2, kind: EntityType::Office }, Labelled { start: 2, end: 4, kind: EntityType::Person });
        assert_eq!(found, [office, person], "only where it is marked");
        assert!(mentions(&read[1].patterns, &['港']).is_empty());
    }

    #[test]
    fn a_wrong_line_of_sentences_is_named() {
        for (line, reason) in
            [("[高峰|person", "not closed"), ("[高峰]说", "no type"), ("[高峰|people]说", "none of the four"), ("[|person]说", "empty")]
        {
            let file = tempfile::NamedTempFile::with_suffix(".txt").unwrap();
            fs::write(file.path(), format!("好。\n{line}\n")).unwrap();
            let message = read(file.path()).unwrap_err().to_string();
            assert!(message.contains(":2") && message.contains(reason), "{message}");
        }
    }

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
