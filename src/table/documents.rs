//! documents.csv, and what is told of a run as a whole: candidates.csv, curation.csv.

use super::{Column, Table, column::lent};
use jiff::civil::Date;

/// documents.csv: one row for every input.
#[derive(Debug)]
pub struct Documents;

/// A row of documents.csv.
#[derive(Debug, Clone, Default)]
pub struct DocumentRow {
    /// Document id: see [`crate::id::doc_id`].
    pub doc: String,
    /// Path relative to the input folder, control characters percent-encoded.
    pub path: String,
    /// Title.
    pub title: String,
    /// Publication date.
    pub date: Option<Date>,
    /// Outlet as written.
    pub outlet: String,
    /// Address.
    pub url: String,
    /// Script; empty where not told.
    pub script: &'static str,
    /// Searched characters.
    pub chars: u64,
    /// Searched sentences.
    pub sentences: u64,
    /// Flat mentions.
    pub mentions: u64,
    /// `ok`, `duplicate`, `superseded`, `empty`, `foreign`, `skipped`, `filtered`, `error`.
    pub status: &'static str,
    /// Story id; empty where the document belongs to none.
    pub story: String,
    /// Reason of the status and other remarks.
    pub note: String,
    /// Where the date came from; empty where there is none.
    pub date_source: &'static str,
}

impl Table for Documents {
    const NAME: &'static str = "documents";
    const KEY: &'static [&'static str] = &["doc"];
    const MAY_BE_GZIPPED: bool = false;
    type Row<'a> = DocumentRow;
    const COLUMNS: &'static [Column<Documents>] = &[
        Column::word("doc", |r| lent(&r.doc)),
        Column::text("path", |r| lent(&r.path)),
        Column::text("title", |r| lent(&r.title)),
        Column::day("date", |r| r.date),
        Column::text("outlet", |r| lent(&r.outlet)),
        Column::text("url", |r| lent(&r.url)),
        Column::word("script", |r| lent(r.script)),
        Column::int("chars", |r| Some(r.chars)),
        Column::int("sentences", |r| Some(r.sentences)),
        Column::int("mentions", |r| Some(r.mentions)),
        Column::word("status", |r| lent(r.status)),
        Column::word("story", |r| lent(&r.story)),
        Column::text("note", |r| lent(&r.note)),
        Column::word("date_source", |r| lent(r.date_source)),
    ];
}

/// candidates.csv: the names of the posts that no listed entity could be linked to.
#[derive(Debug)]
pub struct Candidates;

/// A row of candidates.csv.
#[derive(Debug, Clone)]
pub struct CandidateRow<'a> {
    /// `unlisted`, `ambiguous` or `nil`.
    pub outcome: &'a str,
    /// Of unlisted names the label of their node, else the form, folded.
    pub name: &'a str,
    /// Type.
    pub kind: &'a str,
    /// Flat mentions.
    pub mentions: u64,
    /// Documents.
    pub documents: u64,
    /// Stories.
    pub stories: u64,
    /// Outlets.
    pub outlets: u64,
    /// First date.
    pub first_date: Option<Date>,
    /// Last date.
    pub last_date: Option<Date>,
    /// How the first mention was found.
    pub method: &'a str,
    /// Ids that fit an ambiguous form, joined with `|`.
    pub candidates: String,
    /// Document of the first mention.
    pub example_doc: &'a str,
    /// Its sentence; empty with `--no-text`.
    pub example_sentence: &'a str,
}

impl Table for Candidates {
    const NAME: &'static str = "candidates";
    type Row<'a> = CandidateRow<'a>;
    const COLUMNS: &'static [Column<Candidates>] = &[
        Column::word("kind", |r| lent(r.outcome)),
        Column::text("name", |r| lent(r.name)),
        Column::word("type", |r| lent(r.kind)),
        Column::int("mentions", |r| Some(r.mentions)),
        Column::int("documents", |r| Some(r.documents)),
        Column::int("stories", |r| Some(r.stories)),
        Column::int("outlets", |r| Some(r.outlets)),
        Column::day("first_date", |r| r.first_date),
        Column::day("last_date", |r| r.last_date),
        Column::word("method", |r| lent(r.method)),
        Column::list("candidates", |r| lent(&r.candidates)),
        Column::word("example_doc", |r| lent(r.example_doc)),
        Column::word("example_sentence", |r| lent(r.example_sentence)),
    ];
}

/// boilerplate.csv: lines that were left out since they repeat in the documents of their source.
#[derive(Debug)]
pub struct Boilerplate;

/// A row of boilerplate.csv.
#[derive(Debug, Clone, Copy)]
pub struct BoilerplateRow<'a> {
    /// The outlet, or the folder of documents without one.
    pub source: &'a str,
    /// The line, as it stood in the first document that was looked at.
    pub line: &'a str,
    /// How often it was left out.
    pub times: u64,
}

impl Table for Boilerplate {
    const NAME: &'static str = "boilerplate";
    type Row<'a> = BoilerplateRow<'a>;
    const COLUMNS: &'static [Column<Boilerplate>] =
        &[Column::text("source", |r| lent(r.source)), Column::text("line", |r| lent(r.line)), Column::int("times", |r| Some(r.times))];
}

/// curation.csv: one row for every line of the curation.
#[derive(Debug)]
pub struct Curations;

/// A row of curation.csv.
#[derive(Debug, Clone)]
pub struct CurationRow {
    /// The file of the line.
    pub file: String,
    /// Its line.
    pub line: u64,
    /// `merge`, `split`, `block` or `prefer`.
    pub kind: &'static str,
    /// The ids of a merge; of others the surface and the ids beside it.
    pub subject: Vec<String>,
    /// Places in the texts that the line decided.
    pub mentions: u64,
    /// Documents with such a place.
    pub documents: u64,
    /// Why, as written.
    pub reason: String,
}

impl Table for Curations {
    const NAME: &'static str = "curation";
    type Row<'a> = CurationRow;
    const COLUMNS: &'static [Column<Curations>] = &[
        Column::text("file", |r| lent(&r.file)),
        Column::int("line", |r| Some(r.line)),
        Column::word("kind", |r| lent(r.kind)),
        Column::list("surface_or_ids", |r| r.subject.join("|").into()),
        Column::int("mentions", |r| Some(r.mentions)),
        Column::int("documents", |r| Some(r.documents)),
        Column::text("reason", |r| lent(&r.reason)),
    ];
}
