//! Rows of the tables of facts as readings again.

use super::super::{
    Analyzer,
    analyze::is_searched,
    reading::{Found, Reading, TextOrigin},
    scan::{Look, NO_PAGE, source_of},
};
use crate::{
    corpus::DateSource,
    document::{Draft, Span},
    id::DocKey,
    knowledge::{EntityType, Gazetteer},
    relation::{Relation, Status},
    resolve::{Link, LinkedMention, Method, Role},
    table::{DocumentRow, Group},
};

/// What a reading may be, before the run decides.
const STATUSES: [&str; 4] = ["ok", "filtered", "skipped", "error"];

/// Some documents with what was found in them.
#[derive(Debug)]
pub(in crate::run) struct Stored {
    documents: Group,
    mentions: Group,
    relations: Group,
    /// Of each document its first mention and its first relation.
    begins: Vec<(usize, usize)>,
}

impl Stored {
    /// Of three groups of rows; none where they do not belong together.
    pub(super) fn of(documents: Group, mentions: Group, relations: Group) -> Option<Stored> {
        let count = |name: &str, row: usize| usize::try_from(documents.int(name, row).unwrap_or(0)).ok();
        let (mut mention, mut relation) = (0_usize, 0_usize);
        let mut begins = Vec::with_capacity(documents.len());
        for row in 0..documents.len() {
            begins.push((mention, relation));
            mention = mention.checked_add(count("mentions", row)?)?;
            relation = relation.checked_add(count("relations", row)?)?;
        }
        ((mention, relation) == (mentions.len(), relations.len())).then_some(Stored { documents, mentions, relations, begins })
    }

    /// A document of these, as a run reads it in which this is its index: what was found is found anew where the lines that
    /// repeat are others than they were. None where the rows make no sense.
    pub(in crate::run) fn reading(&self, row: usize, index: u32, analyzer: &Analyzer<'_>) -> Option<Reading> {
        let mut reading = self.row(row)?;
        let superseded = analyzer.scan.is_some_and(|scan| scan.superseded_by(index).is_some());
        if reading.row.status != "ok" || superseded {
            return Some(reading);
        }
        match reading.step(|reading| self.read_into(reading, row, analyzer)) {
            Some(None) => None,
            Some(Some(())) | None => Some(reading),
        }
    }

    fn read_into(&self, reading: &mut Reading, row: usize, analyzer: &Analyzer<'_>) -> Option<()> {
        let draft = draft(&self.documents, row, analyzer.gazetteer)?;
        let source = source_of(&reading.row.outlet, &reading.row.path);
        let document = draft.document(analyzer.gazetteer.cleaner(), analyzer.scan.map(|scan| (&scan.repeats, source)));
        if is_searched(&document) {
            let as_then = document.kinds() == self.documents.text("blocks", row) && self.documents.int("mentions", row).is_some();
            reading.found = Some(if as_then { self.found(row, document.folded.len(), analyzer)? } else { analyzer.find(&reading.row, &document) });
        }
        let origin = self.documents.text("origin", row);
        reading.origin = if origin.is_empty() { None } else { Some(serde_json::from_str::<TextOrigin>(origin).ok()?) };
        reading.document = Some(document);
        Some(())
    }

    fn row(&self, row: usize) -> Option<Reading> {
        let text = |name: &str| self.documents.text(name, row).to_owned();
        let path = text("path");
        let key = DocKey::of(&path);
        let input_hash = *blake3::Hash::from_hex(self.documents.text("input", row)).ok()?.as_bytes();
        let row = DocumentRow {
            doc: key.doc_id(),
            path,
            title: text("title"),
            date: self.documents.day("date", row),
            outlet: text("outlet"),
            url: text("url"),
            status: STATUSES.into_iter().find(|status| *status == self.documents.text("status", row))?,
            note: text("note"),
            date_source: DateSource::ALL.into_iter().map(DateSource::as_str).find(|of| *of == self.documents.text("date_source", row))?,
            ..DocumentRow::default()
        };
        Some(Reading { key, row, input_hash, document: None, found: None, origin: None })
    }

    /// What was found in a document of so many characters.
    fn found(&self, row: usize, chars: u32, analyzer: &Analyzer<'_>) -> Option<Found> {
        let counted = |name: &str| Some(self.documents.int(name, row).unwrap_or(0) as usize);
        let (first, first_relation) = self.begins[row];
        let mentions = (first..first + counted("mentions")?).map(|row| self.mention(row, chars, analyzer)).collect::<Option<Vec<_>>>()?;
        let relations = first_relation..first_relation + counted("relations")?;
        let relations = relations.map(|row| self.relation(row, chars, mentions.len(), analyzer)).collect::<Option<Vec<_>>>()?;
        let curation = self.documents.text("curation", row).split_ascii_whitespace();
        let curation = curation.map(|line| {
            let (line, places) = line.split_once(':')?;
            Some((line.parse().ok()?, places.parse().ok()?))
        });
        Some(Found { mentions, relations, curation: curation.collect::<Option<_>>()? })
    }

    fn mention(&self, row: usize, chars: u32, analyzer: &Analyzer<'_>) -> Option<LinkedMention> {
        let table = &self.mentions;
        let text = |name: &str| table.text(name, row);
        let entity = |id: &str| analyzer.gazetteer.by_id(id);
        let link = match (text("outcome"), text("name")) {
            ("linked", "") => Link::Entity(entity(text("entity"))?),
            ("linked", name) => Link::New(name.to_owned()),
            ("ambiguous", _) => Link::Ambiguous(text("candidates").split('|').map(entity).collect::<Option<_>>()?),
            ("nil", _) => Link::Nil,
            _ => return None,
        };
        let number = |name: &str| u32::try_from(table.int(name, row)?).ok();
        Some(LinkedMention {
            span: span(number("start")?, number("end")?, chars)?,
            kind: EntityType::parse(text("type"))?,
            link,
            method: Method::ALL.into_iter().find(|method| method.as_str() == text("method"))?,
            confidence: u8::try_from(number("confidence")?).ok()?,
            nested: table.bool("nested", row),
            byline: table.bool("byline", row),
            holder: match text("holder") {
                "" => None,
                id => Some(entity(id)?),
            },
            role: match text("role") {
                "" => None,
                role => Some(Role::ALL.into_iter().find(|of| of.as_str() == role)?),
            },
        })
    }

    fn relation(&self, row: usize, chars: u32, mentions: usize, analyzer: &Analyzer<'_>) -> Option<Relation> {
        let table = &self.relations;
        let mention = |name: &str| usize::try_from(table.int(name, row)?).ok().filter(|mention| *mention < mentions);
        let range = |text: &str| {
            let (start, end) = text.split_once('-')?;
            span(start.parse().ok()?, end.parse().ok()?, chars)
        };
        Some(Relation {
            predicate: analyzer.gazetteer.relations.by_name(table.text("predicate", row))?,
            subject: mention("subject_mention")?,
            object: mention("object_mention")?,
            status: Status::ALL.into_iter().find(|status| status.as_str() == table.text("status", row))?,
            sentence: u32::try_from(table.int("sentence", row)?).ok()?,
            trigger: range(table.text("trigger", row))?,
            evidence: table.text("evidence", row).split_ascii_whitespace().map(range).collect::<Option<_>>()?,
            confidence: u8::try_from(table.int("confidence", row)?).ok()?,
        })
    }
}

/// The cleaned text of a document; none where it was not kept.
pub(super) fn draft(documents: &Group, row: usize, gazetteer: &Gazetteer) -> Option<Draft> {
    let is_kept = documents.bool("cleaned", row);
    let text = is_kept.then(|| documents.text("text", row).to_owned())?;
    Draft::stored(text, documents.text("blocks", row), &gazetteer.folder)
}

/// What the first look found of a document; none where the row makes no sense.
pub(super) fn look(documents: &Group, row: usize) -> Option<Look> {
    let page = match documents.text("page", row) {
        "" => NO_PAGE,
        page => u64::from_str_radix(page, 16).ok()?,
    };
    let content = u128::from_str_radix(documents.text("content", row), 16).ok()?.to_be_bytes();
    Some(Look { page, published: documents.int("published", row), content })
}

fn span(start: u32, end: u32, chars: u32) -> Option<Span> {
    (start <= end && end <= chars).then_some(Span { start, end })
}
