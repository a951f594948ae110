//! One row type per table. Column names and their order are the contract with everyone who reads the files.

use super::table::{Fields, Row};
use jiff::civil::Date;

/// A row of documents.csv: one for every input.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    /// Document id.
    pub doc: String,
    /// Path as the user can open it.
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
    /// `ok`, `duplicate`, `superseded`, `empty`, `foreign`, `error`.
    pub status: &'static str,
    /// Story id; empty where the document belongs to none.
    pub story: String,
    /// Reason of the status and other remarks.
    pub note: String,
    /// Where the date came from; empty where there is none.
    pub date_source: &'static str,
}

impl Row for DocumentRow {
    const HEADER: &'static [&'static str] =
        &["doc", "path", "title", "date", "outlet", "url", "script", "chars", "sentences", "mentions", "status", "story", "note", "date_source"];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.foreign(&self.doc).foreign(&self.path).foreign(&self.title).date(self.date).foreign(&self.outlet).foreign(&self.url);
        fields
            .text(self.script)
            .int(self.chars)
            .int(self.sentences)
            .int(self.mentions)
            .text(self.status)
            .text(&self.story)
            .foreign(&self.note)
            .text(self.date_source);
    }
}

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
}

impl Row for MentionRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "doc",
        "sentence",
        "start",
        "end",
        "surface",
        "type",
        "entity",
        "label",
        "method",
        "confidence",
        "nested",
        "holder",
        "byline",
        "outcome",
        "candidates",
    ];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.doc).int(self.sentence).int(self.start).int(self.end).text(self.surface).text(self.kind).text(self.entity);
        fields.text(self.label).text(self.method).float(self.confidence).bool(self.nested).text(self.holder).bool(self.byline);
        fields.text(self.outcome).text(self.candidates);
    }
}

/// A row of sentences.csv: sentences that hold a mention.
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

impl Row for SentenceRow<'_> {
    const HEADER: &'static [&'static str] = &["doc", "sentence", "start", "end", "text"];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.doc).int(self.sentence).int(self.start).int(self.end).text(self.text);
    }
}

/// A row of candidates.csv: a name of the posts that no listed entity could be linked to.
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

impl Row for CandidateRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "kind",
        "name",
        "type",
        "mentions",
        "documents",
        "stories",
        "outlets",
        "first_date",
        "last_date",
        "method",
        "candidates",
        "example_doc",
        "example_sentence",
    ];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.outcome).foreign(self.name).text(self.kind).int(self.mentions).int(self.documents).int(self.stories).int(self.outlets);
        fields.date(self.first_date).date(self.last_date).text(self.method).text(&self.candidates).foreign(self.example_doc);
        fields.text(self.example_sentence);
    }
}

/// A row of evidence.csv: a sentence in which a pair meets.
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

impl Row for EvidenceRow<'_> {
    const HEADER: &'static [&'static str] = &["source", "target", "doc", "sentence"];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.source).text(self.target).text(self.doc).int(self.sentence);
    }
}

/// A row of nodes.csv.
#[derive(Debug, Clone)]
pub struct NodeRow {
    /// Stable id.
    pub id: String,
    /// Canonical name in Simplified characters.
    pub label: String,
    /// Type.
    pub kind: &'static str,
    /// Name in Traditional characters.
    pub label_hant: String,
    /// English name.
    pub label_en: String,
    /// Wikidata id.
    pub wikidata: String,
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
    /// Neighbours.
    pub degree: u64,
    /// Sum of the weights of its edges.
    pub strength: u64,
    /// Community; empty for nodes without an edge.
    pub community: Option<u32>,
    /// In no gazetteer.
    pub discovered: bool,
    /// Surface forms seen, most frequent first.
    pub aliases: Vec<String>,
    /// Connected component, 0 the largest; empty for nodes without an edge.
    pub component: Option<u32>,
    /// Country of the gazetteer entry.
    pub country: String,
    /// Class or role of the gazetteer entry.
    pub class: String,
    /// File of the gazetteer entry; empty for discovered names.
    pub file: String,
    /// Core number; 0 for nodes without an edge.
    pub core: u32,
    /// Share of the shortest paths of the backbone that run through it.
    pub betweenness: f64,
    /// Where it stands in the picture; goes into the graphs, not into the table.
    pub position: Option<Position>,
}

/// A place in the plane; x grows to the right, y upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Right of the middle.
    pub x: f64,
    /// Above the middle.
    pub y: f64,
}

impl Row for NodeRow {
    const HEADER: &'static [&'static str] = &[
        "id",
        "label",
        "type",
        "label_hant",
        "label_en",
        "wikidata",
        "mentions",
        "documents",
        "stories",
        "outlets",
        "first_date",
        "last_date",
        "degree",
        "strength",
        "community",
        "discovered",
        "aliases",
        "component",
        "country",
        "class",
        "file",
        "core",
        "betweenness",
    ];

    fn write(&self, fields: &mut Fields<'_>) {
        let optional = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
        fields.text(&self.id).foreign(&self.label).text(self.kind).foreign(&self.label_hant).foreign(&self.label_en).text(&self.wikidata);
        fields.int(self.mentions).int(self.documents).int(self.stories).int(self.outlets).date(self.first_date).date(self.last_date);
        fields.int(self.degree).int(self.strength).text(&optional(self.community)).bool(self.discovered);
        fields.foreign(&self.aliases.join("|")).text(&optional(self.component)).text(&self.country).foreign(&self.class);
        fields.foreign(&self.file).int(self.core.into()).float(self.betweenness);
    }
}

/// A row of edges.csv.
#[derive(Debug, Clone)]
pub struct EdgeRow<'a> {
    /// Node id, smaller than `target`.
    pub source: &'a str,
    /// Node id.
    pub target: &'a str,
    /// Distinct stories.
    pub weight: u64,
    /// Sentences (windows).
    pub sentences: u64,
    /// Documents.
    pub documents: u64,
    /// Outlets.
    pub outlets: u64,
    /// First date.
    pub first_date: Option<Date>,
    /// Last date.
    pub last_date: Option<Date>,
    /// Expected stories under the null model.
    pub expected: f64,
    /// Normalised pointwise mutual information.
    pub npmi: f64,
    /// Log-likelihood ratio.
    pub llr: f64,
    /// FDR-adjusted p-value.
    pub p_value: f64,
    /// Survives the backbone filter.
    pub backbone: bool,
    /// Typed relations between the two, `predicate:stories` joined with `|`.
    pub relations: &'a str,
}

impl Row for EdgeRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "source",
        "target",
        "type",
        "weight",
        "sentences",
        "documents",
        "stories",
        "outlets",
        "first_date",
        "last_date",
        "expected",
        "npmi",
        "llr",
        "p_value",
        "backbone",
        "relations",
    ];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.text(self.source).text(self.target).text("Undirected").int(self.weight).int(self.sentences).int(self.documents).int(self.weight);
        fields.int(self.outlets).date(self.first_date).date(self.last_date).float(self.expected).float(self.npmi).float(self.llr);
        fields.float(self.p_value).bool(self.backbone).text(self.relations);
    }
}

/// A row of curation.csv: one for every line of the curation.
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

impl Row for CurationRow {
    const HEADER: &'static [&'static str] = &["file", "line", "kind", "surface_or_ids", "mentions", "documents", "reason"];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.foreign(&self.file).int(self.line).text(self.kind).foreign(&self.subject.join("|")).int(self.mentions).int(self.documents);
        fields.foreign(&self.reason);
    }
}

/// A row of edges_by_period.csv.
#[derive(Debug, Clone, Copy)]
pub struct PeriodEdgeRow<'a> {
    /// Year and month; none for documents without a date. Written `YYYY-MM`.
    pub period: Option<(i32, i32)>,
    /// Node id.
    pub source: &'a str,
    /// Node id.
    pub target: &'a str,
    /// Distinct stories.
    pub weight: u64,
    /// Documents.
    pub documents: u64,
}

impl Row for PeriodEdgeRow<'_> {
    const HEADER: &'static [&'static str] = &["period", "source", "target", "weight", "documents"];

    fn write(&self, fields: &mut Fields<'_>) {
        let period = self.period.map_or_else(String::new, |(year, month)| format!("{year:04}-{month:02}"));
        fields.text(&period).text(self.source).text(self.target).int(self.weight).int(self.documents);
    }
}

/// A row of edges_by_outlet.csv.
#[derive(Debug, Clone, Copy)]
pub struct OutletEdgeRow<'a> {
    /// Outlet as written in the posts.
    pub outlet: &'a str,
    /// Node id.
    pub source: &'a str,
    /// Node id.
    pub target: &'a str,
    /// Distinct stories.
    pub weight: u64,
    /// Documents.
    pub documents: u64,
}

impl Row for OutletEdgeRow<'_> {
    const HEADER: &'static [&'static str] = &["outlet", "source", "target", "weight", "documents"];

    fn write(&self, fields: &mut Fields<'_>) {
        fields.foreign(self.outlet).text(self.source).text(self.target).int(self.weight).int(self.documents);
    }
}
