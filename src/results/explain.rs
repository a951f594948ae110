//! The sentences behind a node or an edge.

use super::Rows;
use crate::error::Result;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cmp::Reverse, path::Path};

/// Of whom to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A node, by its id.
    Node(&'a str),
    /// An edge, by the ids of its ends, in any order.
    Edge(&'a str, &'a str),
}

/// What a document states of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Node id.
    pub subject: String,
    /// Predicate.
    pub predicate: String,
    /// Node id.
    pub object: String,
    /// `asserted`, `planned`, …
    pub status: String,
    /// The word that tells it.
    pub trigger: String,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Document id.
    pub doc: String,
    /// Index of the sentence.
    pub sentence: u32,
    /// Date of the document.
    pub date: Option<Date>,
    /// Its outlet.
    pub outlet: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its story.
    pub story: String,
    /// The text; empty where the run kept none.
    pub text: String,
    /// Where the names stand in the text: characters, and 0 for the first node, 1 for the second. In order, not
    /// overlapping.
    pub names: Vec<(u32, u32, usize)>,
    /// Counted as a mention of the node or as a meeting of the two.
    pub is_counted: bool,
    /// Typed relations that it states.
    pub statements: Vec<Statement>,
    /// Passages of the same story that are left out.
    pub others: u32,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explained {
    /// Newest first.
    pub passages: Vec<Passage>,
    /// Sentences in all.
    pub sentences: u32,
    /// Their documents.
    pub documents: u32,
    /// Their stories.
    pub stories: u32,
}

/// Which passages to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passages {
    /// One of each story: one that states a relation before others, a headline last, then the newest.
    OneOfStory,
    /// All.
    All,
}

/// Collects the sentences. Memory grows with them and with the documents; the tables stream through.
///
/// # Errors
/// [`crate::Error::Io`] and [`crate::Error::Input`] where a table cannot be read.
pub fn explain(output: &Path, subject: Subject<'_>, which: Passages) -> Result<Explained> {
    let mut passages: FxHashMap<(String, u32), Passage> = FxHashMap::default();
    counted(output, subject, &mut passages)?;
    stated(output, subject, &mut passages)?;
    let mut passages: Vec<Passage> = passages.into_values().collect();
    passages.sort_unstable_by(|a, b| (&a.doc, a.sentence).cmp(&(&b.doc, b.sentence)));
    describe(output, &mut passages)?;
    let starts = texts(output, &mut passages)?;
    mark(output, subject, &starts, &mut passages)?;
    passages.sort_by(|a, b| (Reverse(a.date), &a.doc, a.sentence).cmp(&(Reverse(b.date), &b.doc, b.sentence)));
    let distinct = |of: fn(&Passage) -> &str| passages.iter().map(of).collect::<FxHashSet<_>>().len() as u32;
    let mut explained =
        Explained { sentences: passages.len() as u32, documents: distinct(|p| &p.doc), stories: distinct(|p| &p.story), passages: Vec::new() };
    explained.passages = match which {
        Passages::All => passages,
        Passages::OneOfStory => one_of_story(passages),
    };
    Ok(explained)
}

type Found = FxHashMap<(String, u32), Passage>;

fn at<'f>(found: &'f mut Found, doc: &str, sentence: u32) -> &'f mut Passage {
    found.entry((doc.to_owned(), sentence)).or_insert_with(|| Passage {
        doc: doc.to_owned(),
        sentence,
        date: None,
        outlet: String::new(),
        title: String::new(),
        url: String::new(),
        story: String::new(),
        text: String::new(),
        names: Vec::new(),
        is_counted: false,
        statements: Vec::new(),
        others: 0,
    })
}

/// The sentences that count: mentions of the node, evidence of the edge.
fn counted(output: &Path, subject: Subject<'_>, found: &mut Found) -> Result<()> {
    match subject {
        Subject::Node(id) => {
            let mut rows = Rows::open(output, "mentions.csv", &["doc", "sentence", "entity", "nested"])?;
            while rows.next()? {
                if rows.cell(2) == id && rows.cell(3) == "false" {
                    at(found, rows.cell(0), rows.number(1)?).is_counted = true;
                }
            }
        }
        Subject::Edge(a, b) => {
            let (a, b) = (a.min(b), a.max(b));
            let mut rows = Rows::open(output, "evidence.csv", &["doc", "sentence", "source", "target"])?;
            while rows.next()? {
                if rows.cell(2) == a && rows.cell(3) == b {
                    at(found, rows.cell(0), rows.number(1)?).is_counted = true;
                }
            }
        }
    }
    Ok(())
}

/// The relations of the node, or between the two.
fn stated(output: &Path, subject: Subject<'_>, found: &mut Found) -> Result<()> {
    let mut rows = Rows::open(output, "relations.csv", &["doc", "sentence", "subject", "predicate", "object", "status", "trigger"])?;
    while rows.next()? {
        let (s, o) = (rows.cell(2), rows.cell(4));
        let is_meant = match subject {
            Subject::Node(id) => s == id || o == id,
            Subject::Edge(a, b) => (s == a && o == b) || (s == b && o == a),
        };
        if is_meant {
            let cell = |column: usize| rows.cell(column).to_owned();
            let statement = Statement { subject: cell(2), predicate: cell(3), object: cell(4), status: cell(5), trigger: cell(6) };
            at(found, rows.cell(0), rows.number(1)?).statements.push(statement);
        }
    }
    Ok(())
}

/// The index range of the passages of a document; they are sorted by document.
fn of_doc(passages: &[Passage], doc: &str) -> std::ops::Range<usize> {
    let start = passages.partition_point(|p| p.doc.as_str() < doc);
    start..start + passages[start..].partition_point(|p| p.doc == doc)
}

fn describe(output: &Path, passages: &mut [Passage]) -> Result<()> {
    let mut rows = Rows::open(output, "documents.csv", &["doc", "date", "outlet", "title", "url", "story"])?;
    while rows.next()? {
        for i in of_doc(passages, rows.cell(0)) {
            let passage = &mut passages[i];
            passage.date = rows.cell(1).parse().ok();
            passage.outlet = rows.cell(2).to_owned();
            passage.title = rows.cell(3).to_owned();
            passage.url = rows.cell(4).to_owned();
            passage.story = rows.cell(5).to_owned();
        }
    }
    Ok(())
}

/// Fills in the texts; first character of each passage's sentence.
fn texts(output: &Path, passages: &mut [Passage]) -> Result<Vec<u32>> {
    let mut rows = Rows::open(output, "sentences.csv", &["doc", "sentence", "start", "text"])?;
    let mut starts = vec![0; passages.len()];
    while rows.next()? {
        let range = of_doc(passages, rows.cell(0));
        if range.is_empty() {
            continue;
        }
        let sentence = rows.number(1)?;
        for i in range.filter(|&i| passages[i].sentence == sentence).collect::<Vec<_>>() {
            starts[i] = rows.number(2)?;
            passages[i].text = rows.cell(3).to_owned();
        }
    }
    Ok(starts)
}

/// Finds the names in the texts.
fn mark(output: &Path, subject: Subject<'_>, starts: &[u32], passages: &mut [Passage]) -> Result<()> {
    let ids = match subject {
        Subject::Node(id) => vec![id],
        Subject::Edge(a, b) => vec![a, b],
    };
    let mut rows = Rows::open(output, "mentions.csv", &["doc", "sentence", "start", "end", "entity", "nested"])?;
    while rows.next()? {
        let Some(which) = ids.iter().position(|&id| id == rows.cell(4)).filter(|_| rows.cell(5) == "false") else { continue };
        let (sentence, start, end) = (rows.number(1)?, rows.number(2)?, rows.number(3)?);
        for i in of_doc(passages, rows.cell(0)) {
            if passages[i].sentence == sentence {
                let from = starts[i];
                passages[i].names.push((start.saturating_sub(from), end.saturating_sub(from), which));
            }
        }
    }
    passages.iter_mut().for_each(|p| p.names.sort_unstable());
    Ok(())
}

/// How much a passage tells: relations most, a headline, which stands above it anyway, least.
fn worth(passage: &Passage) -> (bool, bool) {
    (!passage.statements.is_empty(), !passage.text.contains(&passage.title))
}

/// Keeps one passage of each story and tells how many it stands for.
fn one_of_story(passages: Vec<Passage>) -> Vec<Passage> {
    let mut chosen: FxHashMap<&str, (usize, u32)> = FxHashMap::default();
    for (i, passage) in passages.iter().enumerate() {
        let entry = chosen.entry(passage.story.as_str()).or_insert((i, 0));
        entry.1 += 1;
        if worth(passage) > worth(&passages[entry.0]) {
            entry.0 = i;
        }
    }
    let mut chosen: Vec<(usize, u32)> = chosen.into_values().collect();
    chosen.sort_unstable();
    let mut passages: Vec<Option<Passage>> = passages.into_iter().map(Some).collect();
    let taken = chosen.into_iter().filter_map(|(i, all)| passages[i].take().map(|passage| Passage { others: all - 1, ..passage }));
    taken.collect()
}
