//! The tables of facts: what each document says for itself.

use super::{Column, DocumentRow, Link, MentionRow, Table, column::lent};

/// documents.parquet of facts: one row for every input of a shard.
#[derive(Debug)]
pub struct FactDocuments;

/// A row of it.
#[derive(Debug, Clone, Copy)]
pub struct FactDocumentRow<'a> {
    /// What documents.csv will say, as far as one document can tell: `ok` stands for what was read and is asked for.
    pub row: &'a DocumentRow,
    /// Path of the file that holds it, where that holds several.
    pub archive: &'a str,
    /// Its number in that file.
    pub position: u64,
    /// Hash of the key of its page; empty where it has none.
    pub page: &'a str,
    /// Seconds since 1970.
    pub published: Option<i64>,
    /// Hash of what there was to read.
    pub content: &'a str,
    /// Hash of title, address and body.
    pub input: &'a str,
    /// Its text was cleaned: `text` and `blocks` tell it.
    pub cleaned: bool,
    /// The cleaned text, one block a line.
    pub text: &'a str,
    /// Kind and length of each block.
    pub blocks: &'a str,
    /// Its mentions; none where nothing was looked for.
    pub mentions: Option<u64>,
    /// Its relations.
    pub relations: u64,
    /// Lines of the curation, and how many places each decided: `3:1 7:2`.
    pub curation: &'a str,
    /// The way back to what was read, as JSON.
    pub origin: &'a str,
}

impl Table for FactDocuments {
    const NAME: &'static str = "documents";
    const KEY: &'static [&'static str] = &["path"];
    type Row<'a> = FactDocumentRow<'a>;
    const COLUMNS: &'static [Column<FactDocuments>] = &[
        Column::word("doc", |r| lent(&r.row.doc)),
        Column::word("path", |r| lent(&r.row.path)),
        Column::word("archive", |r| lent(r.archive)),
        Column::int("position", |r| Some(r.position)),
        Column::word("status", |r| lent(r.row.status)),
        Column::word("title", |r| lent(&r.row.title)),
        Column::day("date", |r| r.row.date),
        Column::word("date_source", |r| lent(r.row.date_source)),
        Column::word("outlet", |r| lent(&r.row.outlet)),
        Column::word("url", |r| lent(&r.row.url)),
        Column::word("note", |r| lent(&r.row.note)),
        Column::word("page", |r| lent(r.page)),
        Column::int("published", |r| r.published.map(i64::cast_unsigned)),
        Column::word("content", |r| lent(r.content)),
        Column::word("input", |r| lent(r.input)),
        Column::bool("cleaned", |r| r.cleaned),
        Column::word("text", |r| lent(r.text)),
        Column::word("blocks", |r| lent(r.blocks)),
        Column::int("mentions", |r| r.mentions),
        Column::int("relations", |r| Some(r.relations)),
        Column::word("curation", |r| lent(r.curation)),
        Column::word("origin", |r| lent(r.origin)),
    ];
}

/// mentions.parquet of facts: one row per mention, in the order of the documents.
#[derive(Debug)]
pub struct FactMentions;

/// A row of it.
#[derive(Debug, Clone, Copy)]
pub struct FactMentionRow<'a> {
    /// What mentions.csv tells of it.
    pub shown: &'a MentionRow<'a>,
    /// Of names in no gazetteer the name they go by.
    pub name: &'a str,
    /// Of a hundred.
    pub confidence: u64,
}

impl Table for FactMentions {
    const NAME: &'static str = "mentions";
    const LINKS: &'static [Link] = &[("doc", "documents", "doc")];
    type Row<'a> = FactMentionRow<'a>;
    const COLUMNS: &'static [Column<FactMentions>] = &[
        Column::word("doc", |r| lent(r.shown.doc)),
        Column::int("sentence", |r| Some(r.shown.sentence)),
        Column::int("start", |r| Some(r.shown.start)),
        Column::int("end", |r| Some(r.shown.end)),
        Column::word("surface", |r| lent(r.shown.surface)),
        Column::word("type", |r| lent(r.shown.kind)),
        Column::word("outcome", |r| lent(r.shown.outcome)),
        Column::word("entity", |r| lent(r.shown.entity)),
        Column::word("name", |r| lent(r.name)),
        Column::word("candidates", |r| lent(r.shown.candidates)),
        Column::word("method", |r| lent(r.shown.method)),
        Column::int("confidence", |r| Some(r.confidence)),
        Column::bool("nested", |r| r.shown.nested),
        Column::bool("byline", |r| r.shown.byline),
        Column::word("holder", |r| lent(r.shown.holder)),
        Column::word("role", |r| lent(r.shown.role)),
    ];
}

/// relations.parquet of facts: one row per relation between mentions, in the order of the documents.
#[derive(Debug)]
pub struct FactRelations;

/// A row of it.
#[derive(Debug, Clone, Copy)]
pub struct FactRelationRow<'a> {
    /// Document id.
    pub doc: &'a str,
    /// Node id; empty where the mention has none.
    pub subject: &'a str,
    /// Name of the predicate.
    pub predicate: &'a str,
    /// Node id; empty where the mention has none.
    pub object: &'a str,
    /// Whether it holds.
    pub status: &'a str,
    /// Index of the sentence.
    pub sentence: u64,
    /// Number of the mention among those of the document.
    pub subject_mention: u64,
    /// The same of the object.
    pub object_mention: u64,
    /// Characters of the word that tells it: `12-14`.
    pub trigger: &'a str,
    /// Characters of the pieces that show it, joined with spaces.
    pub evidence: &'a str,
    /// Of a hundred.
    pub confidence: u64,
}

impl Table for FactRelations {
    const NAME: &'static str = "relations";
    const LINKS: &'static [Link] = &[("doc", "documents", "doc")];
    type Row<'a> = FactRelationRow<'a>;
    const COLUMNS: &'static [Column<FactRelations>] = &[
        Column::word("doc", |r| lent(r.doc)),
        Column::word("subject", |r| lent(r.subject)),
        Column::word("predicate", |r| lent(r.predicate)),
        Column::word("object", |r| lent(r.object)),
        Column::word("status", |r| lent(r.status)),
        Column::int("sentence", |r| Some(r.sentence)),
        Column::int("subject_mention", |r| Some(r.subject_mention)),
        Column::int("object_mention", |r| Some(r.object_mention)),
        Column::word("trigger", |r| lent(r.trigger)),
        Column::word("evidence", |r| lent(r.evidence)),
        Column::int("confidence", |r| Some(r.confidence)),
    ];
}
