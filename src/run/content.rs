//! What the mentions of one document say: rows of tables, nodes, pairs and relations.

use super::{
    Analyzer, Tagged,
    analysis::{Analysis, Content, NodeKey, NodeSeen, RelationSeen, key_of},
    reading::{Found, Reading, note},
};
use crate::{
    cell::clean_cell,
    document::{Document, Span},
    id::EntityId,
    knowledge::EntityType,
    network::{Meetings, Occurrence, meetings},
    publish::{Batch, Packed, PassageMark, open_names, pack_passages},
    relation::Relation,
    resolve::{Link, LinkedMention, Role, holder_basis},
    table::{CsvRows, DocumentRow, Evidence, EvidenceRow, MentionRow, Mentions, ParquetRows, SentenceRow},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

impl Analyzer<'_> {
    /// True where a mention takes part in the network.
    fn takes_part(&self, mention: &LinkedMention) -> bool {
        self.options.publish.types.contains(&mention.kind) && mention.role.is_none_or(|role| self.options.roles.contains(&role))
    }

    pub(super) fn content(&self, document: &Document, found: Found, analysis: &mut Analysis) -> Content {
        let Found { mentions, mut relations, curation } = found;
        let mentions = mentions.as_slice();
        let doc = analysis.key.doc_id();
        let options = &self.options.publish;
        let mut rows = Batch::new(options);
        self.each_mention(&doc, document, mentions, analysis.row.date, |_, row| rows.push(row));
        let mut nodes = Vec::new();
        let mut index: FxHashMap<NodeKey, usize> = FxHashMap::default();
        let mut outcomes: FxHashMap<(EntityType, &'static str), u64> = FxHashMap::default();
        for mention in mentions.iter().filter(|m| !m.nested) {
            analysis.row.mentions += 1;
            *outcomes.entry((mention.kind, mention.link.outcome())).or_default() += 1;
            let Some(key) = key_of(mention) else { continue };
            let at = *index.entry(key).or_insert_with(|| {
                let new = match &mention.link {
                    Link::New(name) => Some((mention.kind, name.clone())),
                    _ => None,
                };
                nodes.push(NodeSeen { key, mentions: 0, acts: false, cited: false, new, surfaces: Vec::new() });
                nodes.len() - 1
            });
            nodes[at].see(document.slice(mention.span));
            nodes[at].cited |= mention.role == Some(Role::Source);
            nodes[at].acts |= self.takes_part(mention);
        }
        let (met, ids) = self.met(document, mentions);
        if met.skipped > 0 {
            note(&mut analysis.row, &format!("{} windows with more than {} names not paired", met.skipped, crate::network::MAX_NODES_PER_WINDOW));
        }
        relations.retain(|relation| {
            let predicate = self.gazetteer.relations.predicate(relation.predicate);
            let wanted = self.options.predicates.as_ref().map_or(!predicate.optional, |wanted| wanted.contains(&predicate.name));
            wanted && relation.confidence >= self.options.min_confidence
        });
        let with_text = self.with_mention(document, mentions);
        let mut sentences = Batch::new(options);
        for &(sentence, span, text) in &with_text {
            sentences.push(&SentenceRow { doc: &doc, sentence: sentence.into(), start: span.start.into(), end: span.end.into(), text });
        }
        let mut evidence = Batch::new(options);
        each_meeting(&doc, &met, &ids, |row| evidence.push(row));
        Content {
            mentions: rows,
            sentences,
            evidence,
            nodes,
            pairs: met.pairs.iter().map(|(&(a, b), sentences)| (a, b, sentences.len() as u32)).collect(),
            skipped_windows: met.skipped,
            open: open_names(document, mentions, options.no_text),
            relations: relations.iter().filter_map(|relation| seen(relation, mentions)).collect(),
            relation_texts: relation_texts(document, mentions, &relations, options.no_text),
            passages: if options.lays_passages_aside() { self.passages(&analysis.row, document, mentions, &with_text, &met) } else { Vec::new() },
            text: Vec::new(),
            outcomes,
            curation,
        }
    }

    /// Who meets whom in a document, and the ids of those who may.
    fn met<'m>(&'m self, document: &Document, mentions: &'m [LinkedMention]) -> (Meetings, FxHashMap<NodeKey, Cow<'m, str>>) {
        let mut ids: FxHashMap<NodeKey, Cow<'_, str>> = FxHashMap::default();
        let mut occurrences = Vec::new();
        for mention in mentions.iter().filter(|m| !m.nested && self.takes_part(m)) {
            let Some(occurrence) = occurrence(document, mention) else { continue };
            ids.entry(occurrence.node).or_insert_with(|| self.node(mention).0);
            occurrences.push(occurrence);
        }
        (meetings(&occurrences, self.options.window), ids)
    }

    /// Who meets whom in a document that was read.
    pub(super) fn pairs(&self, reading: &Reading) -> ParquetRows<Evidence> {
        let mut rows = ParquetRows::default();
        if let (Some(document), Some(found)) = (&reading.document, &reading.found) {
            let (met, ids) = self.met(document, &found.mentions);
            each_meeting(&reading.row.doc, &met, &ids, |row| rows.push(row));
        }
        rows
    }

    /// Sentences that hold a mention, with their texts.
    fn with_mention<'d>(&self, document: &'d Document, mentions: &[LinkedMention]) -> Vec<(u32, Span, &'d str)> {
        let mut sentences: Vec<u32> = mentions.iter().map(|m| sentence_of(document, m)).collect();
        sentences.sort_unstable();
        sentences.dedup();
        let of = |i: u32| {
            let span = document.sentences.get(i as usize)?.span;
            Some((i, span, if self.options.publish.no_text { "" } else { document.slice(span) }))
        };
        sentences.into_iter().filter_map(of).collect()
    }

    fn passages(
        &self,
        row: &DocumentRow,
        document: &Document,
        mentions: &[LinkedMention],
        sentences: &[(u32, Span, &str)],
        met: &Meetings,
    ) -> Vec<u8> {
        if met.pairs.is_empty() {
            return Vec::new();
        }
        let sentences: Vec<(u32, u32, &str)> = sentences.iter().map(|&(i, span, text)| (i, span.start, text)).collect();
        let mark = |mention: &LinkedMention| {
            let (sentence, span) = (sentence_of(document, mention), mention.span);
            let holder = mention.holder.map(|holder| u64::from(holder.0));
            let nodes = [key_of(mention), holder].into_iter().flatten();
            nodes.map(move |node| PassageMark { sentence, start: span.start, end: span.end, node }).collect::<Vec<_>>()
        };
        let marks: Vec<PassageMark> = mentions.iter().flat_map(mark).collect();
        let pairs: Vec<(u64, u64, u32)> = met.pairs.iter().filter_map(|(&(a, b), found)| Some((a, b, *found.first()?))).collect();
        pack_passages((&row.title, &row.url), &sentences, &marks, pairs.into_iter())
    }

    /// Calls `each` with mentions and their rows of mentions.csv.
    pub fn each_mention(
        &self,
        doc: &str,
        document: &Document,
        mentions: &[LinkedMention],
        date: Option<Date>,
        mut each: impl FnMut(&LinkedMention, &MentionRow<'_>),
    ) {
        for mention in mentions {
            let (id, label) = self.node(mention);
            let candidates = match &mention.link {
                Link::Ambiguous(ids) => self.ids(ids),
                _ => String::new(),
            };
            let basis = match (&mention.link, mention.holder, date) {
                (Link::Entity(office), Some(holder), Some(date)) => holder_basis(self.gazetteer, *office, holder, date),
                _ => "",
            };
            let row = MentionRow {
                doc,
                sentence: sentence_of(document, mention).into(),
                start: mention.span.start.into(),
                end: mention.span.end.into(),
                surface: document.slice(mention.span),
                kind: mention.kind.as_str(),
                entity: &id,
                label,
                method: mention.method.as_str(),
                confidence: f64::from(mention.confidence) / 100.0,
                nested: mention.nested,
                holder: mention.holder.map_or("", |holder| self.entity_id(holder)),
                byline: mention.byline,
                outcome: mention.link.outcome(),
                candidates: &candidates,
                holder_basis: basis,
                role: mention.role.map_or("", Role::as_str),
                holder_label: mention.holder.map_or("", |holder| self.gazetteer.entity(holder).name.as_str()),
            };
            each(mention, &row);
        }
    }

    /// The rows of mentions.csv as CSV, without the header.
    pub fn mentions_csv(&self, doc: &str, tagged: &Tagged) -> Vec<u8> {
        let mut rows = CsvRows::default();
        self.each_mention(doc, &tagged.document, &tagged.mentions, tagged.post.date, |_, row| rows.push::<Mentions>(row));
        rows.into_bytes()
    }

    fn ids(&self, ids: &[EntityId]) -> String {
        ids.iter().map(|&id| self.gazetteer.entity(id).id.as_str()).collect::<Vec<_>>().join("|")
    }
}

/// Calls `each` with the rows of evidence.csv.
fn each_meeting(doc: &str, met: &Meetings, ids: &FxHashMap<NodeKey, Cow<'_, str>>, mut each: impl FnMut(&EvidenceRow<'_>)) {
    for ((a, b), sentences) in &met.pairs {
        let (x, y) = (&*ids[a], &*ids[b]);
        let (source, target) = if x < y { (x, y) } else { (y, x) };
        for &sentence in sentences {
            each(&EvidenceRow { source, target, doc, sentence: sentence.into() });
        }
    }
}

/// A mention as counting sees it; none where it has no node.
fn occurrence(document: &Document, mention: &LinkedMention) -> Option<Occurrence> {
    let sentence = sentence_of(document, mention);
    let paragraph = document.sentences.get(sentence as usize).map_or(0, |s| s.block);
    key_of(mention).map(|node| Occurrence { node, start: mention.span.start, sentence, paragraph })
}

fn sentence_of(document: &Document, mention: &LinkedMention) -> u32 {
    document.sentence_at(mention.span.start).unwrap_or(0) as u32
}

fn seen(relation: &Relation, mentions: &[LinkedMention]) -> Option<RelationSeen> {
    let key = |mention: usize| key_of(&mentions[mention]);
    Some(RelationSeen {
        subject: key(relation.subject)?,
        object: key(relation.object)?,
        predicate: relation.predicate,
        status: relation.status,
        sentence: relation.sentence,
        confidence: relation.confidence,
    })
}

/// Trigger and evidence of the relations whose ends are linked, packed.
fn relation_texts(document: &Document, mentions: &[LinkedMention], relations: &[Relation], no_text: bool) -> Vec<u8> {
    let mut packed = Packed::default();
    for relation in relations.iter().filter(|relation| seen(relation, mentions).is_some()) {
        let evidence = if no_text { String::new() } else { pieces(document, &relation.evidence) };
        packed.text(&clean_cell(document.slice(relation.trigger))).text(&evidence);
    }
    packed.into_bytes()
}

/// Pieces of the original text with `…` for what is left out.
fn pieces(document: &Document, spans: &[Span]) -> String {
    let pieces: Vec<Cow<'_, str>> = spans.iter().map(|&span| clean_cell(document.slice(span))).collect();
    pieces.join("…")
}
