//! A reading as rows of the tables of facts.

use super::super::{
    Analyzer, FactTables,
    fault::fail_if_asked,
    ordered::At,
    reading::Reading,
    scan::{Look, NO_PAGE},
};
use crate::{
    document::Span,
    resolve::{Link, LinkedMention},
    table::{FactDocumentRow, FactDocuments, FactMentionRow, FactMentions, FactRelationRow, FactRelations, ParquetRows},
};
use std::fmt::Write;

/// The rows of one document.
#[derive(Debug, Default)]
pub(in crate::run) struct Rows {
    pub(super) documents: ParquetRows<FactDocuments>,
    pub(super) mentions: ParquetRows<FactMentions>,
    pub(super) relations: ParquetRows<FactRelations>,
}

impl Rows {
    /// Of a document that stands there. Where guanxi fails on it, its reading is that of one that cannot be read from then on.
    pub(in crate::run) fn of(reading: &mut Reading, at: At, look: Look, analyzer: &Analyzer<'_>) -> Rows {
        reading.step(|reading| Rows::made(reading, at, look, analyzer)).unwrap_or_else(|| {
            reading.document = None;
            Rows::made(reading, at, look, analyzer)
        })
    }

    fn made(reading: &Reading, at: At, look: Look, analyzer: &Analyzer<'_>) -> Rows {
        let mut rows = Rows::default();
        let Reading { row, document, found, .. } = reading;
        let file = row.path.get(..at.file_bytes as usize).unwrap_or_default();
        let mut curation = String::new();
        for (line, places) in found.iter().flat_map(|found| &found.curation) {
            spaced(&mut curation, format_args!("{line}:{places}"));
        }
        let origin = reading.origin.as_ref().and_then(|origin| serde_json::to_string(origin).ok()).unwrap_or_default();
        rows.documents.push(&FactDocumentRow {
            row,
            archive: if file == row.path { "" } else { file },
            position: at.position.into(),
            page: &if look.page == NO_PAGE { String::new() } else { format!("{:016x}", look.page) },
            published: look.published,
            content: &format!("{:032x}", u128::from_be_bytes(look.content)),
            input: &blake3::Hash::from_bytes(reading.input_hash).to_hex(),
            cleaned: document.is_some(),
            text: document.as_ref().map_or("", |document| &document.text),
            blocks: &document.as_ref().map(|document| document.kinds()).unwrap_or_default(),
            mentions: found.as_ref().map(|found| found.mentions.len() as u64),
            relations: found.as_ref().map_or(0, |found| found.relations.len() as u64),
            curation: &curation,
            origin: &origin,
        });
        let (Some(document), Some(found)) = (document, found) else { return rows };
        fail_if_asked("keeping", &document.text);
        let node = |mention: &LinkedMention| analyzer.node(mention).0.into_owned();
        analyzer.each_mention(&row.doc, document, &found.mentions, None, |mention, shown| {
            let name = if let Link::New(name) = &mention.link { name } else { "" };
            rows.mentions.push(&FactMentionRow { shown, name, confidence: mention.confidence.into() });
        });
        for relation in &found.relations {
            let mut evidence = String::new();
            relation.evidence.iter().for_each(|&span| spaced(&mut evidence, format_args!("{}", range(span))));
            rows.relations.push(&FactRelationRow {
                doc: &row.doc,
                subject: &node(&found.mentions[relation.subject]),
                predicate: &analyzer.gazetteer.relations.predicate(relation.predicate).name,
                object: &node(&found.mentions[relation.object]),
                status: relation.status.as_str(),
                sentence: relation.sentence.into(),
                subject_mention: relation.subject as u64,
                object_mention: relation.object as u64,
                trigger: &range(relation.trigger),
                evidence: &evidence,
                confidence: relation.confidence.into(),
            });
        }
        rows
    }

    /// Adds them to tables in memory.
    pub(in crate::run) fn append_to(self, tables: &mut FactTables) {
        tables.documents.append(self.documents);
        tables.mentions.append(self.mentions);
        tables.relations.append(self.relations);
    }
}

/// Adds a word to a list.
fn spaced(list: &mut String, word: std::fmt::Arguments<'_>) {
    if !list.is_empty() {
        list.push(' ');
    }
    // A string takes all.
    let _ = list.write_fmt(word);
}

fn range(span: Span) -> String {
    format!("{}-{}", span.start, span.end)
}
