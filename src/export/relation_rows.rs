//! Rows of the tables of relations.

use super::table::{Fields, Row};
use jiff::civil::Date;

/// A row of relations.csv: what one document says of two nodes.
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

impl Row for RelationRow<'_> {
    const HEADER: &'static [&'static str] =
        &["subject", "predicate", "object", "status", "doc", "sentence", "date", "outlet", "story", "trigger", "evidence", "confidence", "plover"];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.subject).text(self.predicate).text(self.object).text(self.status).foreign(self.doc).int(self.sentence).date(self.date);
        fields.foreign(self.outlet).text(self.story).foreign(self.trigger).foreign(self.evidence).float(self.confidence).text(self.plover);
    }
}

/// A row of standing.csv: a person and an office as the documents have them, beside the tenures of the gazetteer.
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

impl Row for StandingRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "person",
        "person_label",
        "office",
        "office_label",
        "first_date",
        "last_date",
        "documents",
        "stories",
        "asserted",
        "former",
        "planned",
        "tenures",
        "agreement",
        "outside",
    ];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.person).foreign(self.person_label).text(self.office).foreign(self.office_label).date(self.first_date).date(self.last_date);
        fields.int(self.documents).int(self.stories).int(self.asserted).int(self.former).int(self.planned);
        fields.text(&self.tenures.join("|")).text(self.agreement).int(self.outside);
    }
}
