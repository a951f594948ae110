//! The tables that workers fill: mentions.csv, sentences.csv, evidence.csv.

use super::{Column, Link, Table, column::lent};

/// mentions.csv: one row per mention.
#[derive(Debug)]
pub struct Mentions;

/// A row of mentions.csv.
#[derive(Debug, Clone, Copy)]
pub struct MentionRow<'a> {
    /// Document id.
    pub doc: &'a str,
    /// Index of the sentence in its document.
    pub sentence: u64,
    /// First character.
    pub start: u64,
    /// One past the last character.
    pub end: u64,
    /// The text there, in the original script.
    pub surface: &'a str,
    /// Type.
    pub kind: &'a str,
    /// Node id; empty where ambiguous or nil.
    pub entity: &'a str,
    /// Label of the node.
    pub label: &'a str,
    /// How it was found.
    pub method: &'a str,
    /// 0 to 1.
    pub confidence: f64,
    /// Inside a longer mention.
    pub nested: bool,
    /// Node id of the holder of an office.
    pub holder: &'a str,
    /// Inside a credit line.
    pub byline: bool,
    /// `linked`, `ambiguous` or `nil`.
    pub outcome: &'a str,
    /// Node ids that fit equally well, joined with `|`.
    pub candidates: &'a str,
    /// How the holder is known: `dated`, `open`, or empty where there is none.
    pub holder_basis: &'a str,
    /// How it only reports: `credit`, `dateline`, `source`, `channel`; empty where it does not.
    pub role: &'a str,
    /// Name of the holder, who has no row of nodes.csv where no document names them.
    pub holder_label: &'a str,
}

impl Table for Mentions {
    const NAME: &'static str = "mentions";
    const LINKS: &'static [Link] = &[("doc", "documents", "doc")];
    type Row<'a> = MentionRow<'a>;
    const COLUMNS: &'static [Column<Mentions>] = &[
        Column::word("doc", |r| lent(r.doc)),
        Column::int("sentence", |r| Some(r.sentence)),
        Column::int("start", |r| Some(r.start)),
        Column::int("end", |r| Some(r.end)),
        Column::word("surface", |r| lent(r.surface)),
        Column::word("type", |r| lent(r.kind)),
        Column::word("entity", |r| lent(r.entity)),
        Column::text("label", |r| lent(r.label)),
        Column::word("method", |r| lent(r.method)),
        Column::float("confidence", |r| r.confidence),
        Column::bool("nested", |r| r.nested),
        Column::word("holder", |r| lent(r.holder)),
        Column::bool("byline", |r| r.byline),
        Column::word("outcome", |r| lent(r.outcome)),
        Column::list("candidates", |r| lent(r.candidates)),
        Column::word("holder_basis", |r| lent(r.holder_basis)),
        Column::word("role", |r| lent(r.role)),
        Column::word("holder_label", |r| lent(r.holder_label)),
    ];
}

/// sentences.csv: the sentences that hold a mention.
#[derive(Debug)]
pub struct Sentences;

/// A row of sentences.csv.
#[derive(Debug, Clone, Copy)]
pub struct SentenceRow<'a> {
    /// Document id.
    pub doc: &'a str,
    /// Index in its document.
    pub sentence: u64,
    /// First character.
    pub start: u64,
    /// One past the last character.
    pub end: u64,
    /// Text; empty with `--no-text`.
    pub text: &'a str,
}

impl Table for Sentences {
    const NAME: &'static str = "sentences";
    const KEY: &'static [&'static str] = &["doc", "sentence"];
    const LINKS: &'static [Link] = &[("doc", "documents", "doc")];
    type Row<'a> = SentenceRow<'a>;
    const COLUMNS: &'static [Column<Sentences>] = &[
        Column::word("doc", |r| lent(r.doc)),
        Column::int("sentence", |r| Some(r.sentence)),
        Column::int("start", |r| Some(r.start)),
        Column::int("end", |r| Some(r.end)),
        Column::word("text", |r| lent(r.text)),
    ];
}

/// evidence.csv: the sentences in which pairs meet.
#[derive(Debug)]
pub struct Evidence;

/// A row of evidence.csv.
#[derive(Debug, Clone, Copy)]
pub struct EvidenceRow<'a> {
    /// Node id, smaller than `target`.
    pub source: &'a str,
    /// Node id.
    pub target: &'a str,
    /// Document id.
    pub doc: &'a str,
    /// Index of the sentence.
    pub sentence: u64,
}

impl Table for Evidence {
    const NAME: &'static str = "evidence";
    const LINKS: &'static [Link] = &[("source", "nodes", "id"), ("target", "nodes", "id"), ("doc", "documents", "doc")];
    type Row<'a> = EvidenceRow<'a>;
    const COLUMNS: &'static [Column<Evidence>] = &[
        Column::word("source", |r| lent(r.source)),
        Column::word("target", |r| lent(r.target)),
        Column::word("doc", |r| lent(r.doc)),
        Column::int("sentence", |r| Some(r.sentence)),
    ];
}
