//! The tables of relations: relations.csv, events.csv, standing.csv.

use super::{Column, Link, Table, column::lent};
use jiff::civil::Date;

/// relations.csv: what one document says of two nodes.
#[derive(Debug)]
pub struct Relations;

/// A row of relations.csv.
#[derive(Debug, Clone, Copy)]
pub struct RelationRow<'a> {
    /// Node id.
    pub subject: &'a str,
    /// Predicate.
    pub predicate: &'a str,
    /// Node id.
    pub object: &'a str,
    /// `asserted`, `planned`, `cancelled`, `denied` or `former`.
    pub status: &'a str,
    /// Document id.
    pub doc: &'a str,
    /// Index of the sentence.
    pub sentence: u64,
    /// Date of the document.
    pub date: Option<Date>,
    /// Outlet of the document.
    pub outlet: &'a str,
    /// Story of the document.
    pub story: &'a str,
    /// The word that tells it.
    pub trigger: &'a str,
    /// The shortest pieces of text that show it; empty with `--no-text`.
    pub evidence: &'a str,
    /// 0 to 1.
    pub confidence: f64,
    /// PLOVER event type; empty where there is none.
    pub plover: &'a str,
}

impl Table for Relations {
    const NAME: &'static str = "relations";
    const LINKS: &'static [Link] = &[("subject", "nodes", "id"), ("object", "nodes", "id"), ("doc", "documents", "doc")];
    type Row<'a> = RelationRow<'a>;
    const COLUMNS: &'static [Column<Relations>] = &[
        Column::word("subject", |r| lent(r.subject)),
        Column::word("predicate", |r| lent(r.predicate)),
        Column::word("object", |r| lent(r.object)),
        Column::word("status", |r| lent(r.status)),
        Column::word("doc", |r| lent(r.doc)),
        Column::int("sentence", |r| Some(r.sentence)),
        Column::day("date", |r| r.date),
        Column::text("outlet", |r| lent(r.outlet)),
        Column::word("story", |r| lent(r.story)),
        Column::text("trigger", |r| lent(r.trigger)),
        Column::text("evidence", |r| lent(r.evidence)),
        Column::float("confidence", |r| r.confidence),
        Column::word("plover", |r| lent(r.plover)),
    ];
}

/// events.csv: relations counted once.
#[derive(Debug)]
pub struct Events;

/// A row of events.csv.
#[derive(Debug, Clone, Copy)]
pub struct EventRow<'a> {
    /// Node id; of a symmetric predicate the smaller one.
    pub subject: &'a str,
    /// Predicate.
    pub predicate: &'a str,
    /// Node id.
    pub object: &'a str,
    /// `asserted`, `planned`, `cancelled`, `denied` or `former`.
    pub status: &'a str,
    /// First date of a document that says so.
    pub first_date: Option<Date>,
    /// Last date.
    pub last_date: Option<Date>,
    /// Distinct stories.
    pub stories: u64,
    /// Outlets.
    pub outlets: u64,
    /// Documents.
    pub documents: u64,
}

impl Table for Events {
    const NAME: &'static str = "events";
    const LINKS: &'static [Link] = &[("subject", "nodes", "id"), ("object", "nodes", "id")];
    type Row<'a> = EventRow<'a>;
    const COLUMNS: &'static [Column<Events>] = &[
        Column::word("subject", |r| lent(r.subject)),
        Column::word("predicate", |r| lent(r.predicate)),
        Column::word("object", |r| lent(r.object)),
        Column::word("status", |r| lent(r.status)),
        Column::day("first_date", |r| r.first_date),
        Column::day("last_date", |r| r.last_date),
        Column::int("stories", |r| Some(r.stories)),
        Column::int("outlets", |r| Some(r.outlets)),
        Column::int("documents", |r| Some(r.documents)),
    ];
}

/// standing.csv: persons and offices as the documents have them, beside the tenures of the gazetteer.
#[derive(Debug)]
pub struct Standing;

/// A row of standing.csv.
#[derive(Debug, Clone)]
pub struct StandingRow<'a> {
    /// Node id.
    pub person: &'a str,
    /// Its label.
    pub person_label: &'a str,
    /// Node id.
    pub office: &'a str,
    /// Its label.
    pub office_label: &'a str,
    /// First date of a document that says so.
    pub first_date: Option<Date>,
    /// Last date.
    pub last_date: Option<Date>,
    /// Statements: one a document and status.
    pub documents: u64,
    /// Distinct stories.
    pub stories: u64,
    /// Of the documents, those that say it is so.
    pub asserted: u64,
    /// Those that say it was so.
    pub former: u64,
    /// Those that say it will be so.
    pub planned: u64,
    /// Tenures of the gazetteer, `from/to`.
    pub tenures: Vec<String>,
    /// `agree`, `no-tenure` or `outside-tenure`.
    pub agreement: &'static str,
    /// Of the documents, those that no tenure allows: what is told of the past, errors, and news.
    pub outside: u64,
}

impl Table for Standing {
    const NAME: &'static str = "standing";
    type Row<'a> = StandingRow<'a>;
    const COLUMNS: &'static [Column<Standing>] = &[
        Column::word("person", |r| lent(r.person)),
        Column::text("person_label", |r| lent(r.person_label)),
        Column::word("office", |r| lent(r.office)),
        Column::text("office_label", |r| lent(r.office_label)),
        Column::day("first_date", |r| r.first_date),
        Column::day("last_date", |r| r.last_date),
        Column::int("documents", |r| Some(r.documents)),
        Column::int("stories", |r| Some(r.stories)),
        Column::int("asserted", |r| Some(r.asserted)),
        Column::int("former", |r| Some(r.former)),
        Column::int("planned", |r| Some(r.planned)),
        Column::list("tenures", |r| r.tenures.join("|").into()),
        Column::word("agreement", |r| lent(r.agreement)),
        Column::int("outside", |r| Some(r.outside)),
    ];
}

/// sources.csv: who cites whom.
#[derive(Debug)]
pub struct Sources;

/// A row of sources.csv.
#[derive(Debug, Clone, Copy)]
pub struct SourceRow<'a> {
    /// Outlet of the documents, as written in the posts.
    pub outlet: &'a str,
    /// Node id of the one that they cite.
    pub source: &'a str,
    /// Documents.
    pub documents: u64,
    /// Distinct stories.
    pub stories: u64,
}

impl Table for Sources {
    const NAME: &'static str = "sources";
    type Row<'a> = SourceRow<'a>;
    const COLUMNS: &'static [Column<Sources>] = &[
        Column::text("outlet", |r| lent(r.outlet)),
        Column::word("source", |r| lent(r.source)),
        Column::int("documents", |r| Some(r.documents)),
        Column::int("stories", |r| Some(r.stories)),
    ];
}
