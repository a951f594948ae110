//! One document, from bytes to linked mentions, rows and pairs. Pure: the same record gives the same result.

use super::{
    RunOptions,
    scan::{Scan, source_of},
};
use crate::{
    cell::clean_cell,
    corpus::{Body, Post, Record, Rejected, Source, read_post},
    document::{Document, Span},
    id::{DISCOVERED, DocKey, EntityId, discovered_id, discovered_key},
    knowledge::{EntityType, Gazetteer, Rulings},
    mention::{self, Matcher},
    network::{Meetings, Occurrence, meetings},
    publish::{Batch, OpenSeen, Packed, PassageMark, open_names, pack_passages},
    relation::{self, PredicateId, Relation, Status},
    resolve::{self, About, Link, LinkedMention, Role, holder_basis},
    script::Script,
    story::{Signature, text_hash},
    table::{CsvRows, DocumentRow, Evidence, EvidenceRow, MentionRow, Mentions, SentenceRow, Sentences},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// Key of a node during a run: index of a gazetteer entity, or the hash of a new name with the highest bit set.
pub(super) type NodeKey = u64;

/// Marks the keys of names that no gazetteer lists.
pub(super) const NEW: NodeKey = DISCOVERED;

/// Shorter texts are alike by chance ("详情请阅全文").
const MIN_COPY_CHARS: usize = 30;

/// What a document says of one node.
#[derive(Debug, Clone)]
pub struct NodeSeen {
    pub(super) key: NodeKey,
    pub(super) mentions: u32,
    /// Some mention does more than report, or may: see [`RunOptions::roles`].
    pub(super) acts: bool,
    /// Some mention has the role of a source.
    pub(super) cited: bool,
    /// Type and label, of new names.
    pub(super) new: Option<(EntityType, String)>,
    /// Surface forms with counts.
    pub(super) surfaces: Vec<(String, u32)>,
}

/// A relation of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct RelationSeen {
    pub(super) subject: NodeKey,
    pub(super) object: NodeKey,
    pub(super) predicate: PredicateId,
    pub(super) status: Status,
    pub(super) sentence: u32,
    pub(super) confidence: u8,
}

/// The result of one document.
#[derive(Debug)]
pub struct Analysis {
    pub(super) index: u32,
    pub(super) key: DocKey,
    pub(super) row: DocumentRow,
    /// Hash of the text, for exact copies; `None` where there is none to compare.
    pub(super) text_hash: Option<u64>,
    /// Samples of the text, for near-duplicates; `None` where `text_hash` is.
    pub(super) signature: Option<Box<Signature>>,
    /// Hash of what was read, for the manifest.
    pub(super) input_hash: [u8; 32],
    /// Lines left out since they repeat: places in the lines of the scan.
    pub(super) repeated: Vec<u32>,
    /// What its mentions say; `None` where none were looked for.
    pub(super) content: Option<Content>,
}

/// What the mentions of a document say.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) mentions: Batch<Mentions>,
    pub(super) sentences: Batch<Sentences>,
    pub(super) evidence: Batch<Evidence>,
    pub(super) nodes: Vec<NodeSeen>,
    pub(super) pairs: Vec<(NodeKey, NodeKey, u32)>,
    pub(super) skipped_windows: u32,
    /// What could not be linked to a listed entity.
    pub(super) open: Vec<OpenSeen>,
    pub(super) relations: Vec<RelationSeen>,
    /// Trigger and evidence of each relation, packed.
    pub(super) relation_texts: Vec<u8>,
    /// What a page may show, packed; empty where none is wanted.
    pub(super) passages: Vec<u8>,
    /// Mentions by (type, outcome).
    pub(super) outcomes: FxHashMap<(EntityType, &'static str), u64>,
    /// Lines of the curation with the number of places that each decided.
    pub(super) curation: BTreeMap<u32, u64>,
}

/// A document with its linked mentions.
#[derive(Debug)]
pub struct Tagged {
    /// The post as read.
    pub post: Post,
    /// The cleaned document.
    pub document: Document,
    /// Its mentions.
    pub mentions: Vec<LinkedMention>,
}

/// Everything that workers share.
#[derive(Debug)]
pub struct Analyzer<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) matcher: &'a Matcher,
    pub(super) options: &'a RunOptions,
    scan: Option<&'a Scan>,
    folded_outlet: Option<String>,
}

impl<'a> Analyzer<'a> {
    pub(super) fn new(gazetteer: &'a Gazetteer, matcher: &'a Matcher, options: &'a RunOptions, scan: &'a Scan) -> Self {
        let folded_outlet = options.outlet.as_deref().map(|o| gazetteer.folder.fold_str(o));
        Analyzer { gazetteer, matcher, options, scan: Some(scan), folded_outlet }
    }

    /// An analyzer for single documents.
    pub fn single(gazetteer: &'a Gazetteer, matcher: &'a Matcher, options: &'a RunOptions) -> Self {
        Analyzer { gazetteer, matcher, options, scan: None, folded_outlet: None }
    }

    #[cfg(feature = "invariance")]
    pub(super) fn gazetteer(&self) -> &'a Gazetteer {
        self.gazetteer
    }

    /// Reads, cleans and tags one document; `date` is used where it states none.
    ///
    /// # Errors
    /// [`Rejected`] where it cannot be read.
    pub fn tag(&self, record: &Record, date: Option<Date>) -> Result<Tagged, Rejected> {
        let mut post = read_post(record)?;
        self.prepare(&mut post);
        post.date = post.date.or(date);
        let document = Document::new(&post, &self.gazetteer.cleaning, &self.gazetteer.folder);
        let mentions = self.mentions(&post, &document);
        Ok(Tagged { post, document, mentions })
    }

    pub(super) fn mentions(&self, post: &Post, document: &Document) -> Vec<LinkedMention> {
        self.decided_mentions(post, document).0
    }

    /// The mentions of a document, and the places that lines of the curation decided.
    fn decided_mentions(&self, post: &Post, document: &Document) -> (Vec<LinkedMention>, BTreeSet<(u32, Span)>) {
        let (gazetteer, matcher) = (self.gazetteer, self.matcher);
        let folded_outlet = gazetteer.folder.fold_str(&post.outlet);
        let rulings = Rulings::new(&gazetteer.curation, post.date, &folded_outlet);
        let found = mention::find(document, gazetteer, matcher, &rulings);
        let about = About { date: post.date, folded_outlet: &folded_outlet };
        let link = |mentions: &[mention::Mention]| resolve::link(document, about, mentions, gazetteer, &matcher.lexicon, &rulings);
        let mut mentions = link(&found.mentions);
        if let Some(tagger) = &self.options.tagger {
            let decisions = tagger.decide(document, gazetteer, matcher, &found, &mentions);
            mentions = link(&mention::reread(document, gazetteer, matcher, &rulings, &found, &decisions));
        }
        if !self.options.discover {
            // Unlisted names are found all the same: a listed form inside one is no mention of its own.
            mentions.retain(|m| !matches!(m.link, Link::New(_)));
        }
        let mut decided = rulings.decided();
        if !gazetteer.curation.lines.is_empty() {
            for mention in mentions.iter().filter(|m| !m.nested) {
                let entity = if let Link::Entity(id) = mention.link { Some(id) } else { None };
                let lines = gazetteer.decided(document.folded_slice(mention.span), entity);
                decided.extend(lines.into_iter().map(|line| (line, mention.span)));
            }
        }
        (mentions, decided)
    }

    /// Node id and label of a linked mention; empty where it has none.
    pub fn node<'m>(&'m self, mention: &'m LinkedMention) -> (Cow<'m, str>, &'m str) {
        match &mention.link {
            Link::Entity(id) => {
                let entity = self.gazetteer.entity(*id);
                (Cow::Borrowed(entity.id.as_str()), entity.name.as_str())
            }
            Link::New(name) => (discovered_id(new_key(mention.kind, name)).into(), name.as_str()),
            Link::Ambiguous(_) | Link::Nil => (Cow::Borrowed(""), ""),
        }
    }

    /// Names the outlet, and lets the whole of a saved page count where that is asked for.
    fn prepare(&self, post: &mut Post) {
        self.gazetteer.cleaning.name_outlet(post, &self.gazetteer.folder);
        if post.kind == Body::Page && !self.options.article {
            post.kind = Body::Fragment;
        }
    }

    /// Analyses one document of a run.
    pub(super) fn analyze(&self, index: u32, record: &Record) -> Analysis {
        let (mut analysis, read) = self.read(index, record);
        if let Some((post, document)) = read {
            let (mentions, decided) = self.decided_mentions(&post, &document);
            let content = self.content(&document, &mentions, decided, &mut analysis);
            analysis.content = Some(content);
        }
        analysis
    }

    /// Reads and cleans one document of a run; the row alone where there is nothing to tag.
    pub(super) fn read(&self, index: u32, record: &Record) -> (Analysis, Option<(Post, Document)>) {
        let mut analysis = Analysis::empty(index, record);
        let mut post = match read_post(record) {
            Ok(post) => post,
            Err(rejected) => {
                analysis.row.status = if matches!(record.source, Source::Skipped(_)) { "skipped" } else { "error" };
                analysis.row.note = rejected.reason;
                return (analysis, None);
            }
        };
        self.prepare(&mut post);
        analysis.input_hash = *blake3::hash(format!("{}\0{}\0{}", post.title, post.url, post.body).as_bytes()).as_bytes();
        analysis.row.title = self.gazetteer.cleaning.trim_title(&post.title, &self.gazetteer.folder).trim().to_owned();
        analysis.row.date = post.date;
        analysis.row.date_source = post.date_source.as_str();
        analysis.row.outlet = post.outlet.clone();
        analysis.row.url = post.url.clone();
        analysis.row.note = post.notes.join("; ");
        if self.is_filtered(&post) {
            analysis.row.status = "filtered";
            analysis.note("not among the dates and outlets asked for");
            return (analysis, None);
        }
        if let Some((_, latest)) = self.scan.and_then(|scan| scan.superseded_by(index)) {
            analysis.row.status = "superseded";
            analysis.note(&format!("newer version: {latest}"));
            return (analysis, None);
        }
        let repeats = self.scan.map(|scan| (&scan.repeats, source_of(&post, &record.doc)));
        let document = Document::without(&post, &self.gazetteer.cleaning, &self.gazetteer.folder, repeats);
        analysis.repeated.clone_from(&document.repeated);
        let row = &mut analysis.row;
        row.chars = u64::from(document.searched_chars());
        row.sentences = document.sentences.len() as u64;
        let has_article = document.blocks.iter().any(|b| b.kind == crate::document::BlockKind::Article);
        if !has_article {
            row.status = "empty";
            analysis.note("no article text");
            return (analysis, None);
        }
        row.script = document.script.as_str();
        if document.article_chars().nth(MIN_COPY_CHARS - 1).is_some() {
            analysis.text_hash = Some(text_hash(document.article_chars()));
            analysis.signature = Some(Box::new(Signature::of(document.article_chars())));
        }
        if document.script == Script::Latin {
            analysis.row.status = "foreign";
            analysis.note("not Chinese");
            return (analysis, None);
        }
        (analysis, Some((post, document)))
    }

    fn is_filtered(&self, post: &Post) -> bool {
        !self.options.counts(post.date, &post.outlet, self.folded_outlet.as_deref(), &self.gazetteer.folder)
    }

    /// True where a mention takes part in the network.
    fn takes_part(&self, mention: &LinkedMention) -> bool {
        mention.role.is_none_or(|role| self.options.roles.contains(&role))
    }

    fn content(&self, document: &Document, mentions: &[LinkedMention], decided: BTreeSet<(u32, Span)>, analysis: &mut Analysis) -> Content {
        let doc = analysis.key.doc_id();
        let options = &self.options.publish;
        let mut rows = Batch::new(options);
        self.each_mention(&doc, document, mentions, analysis.row.date, |row| rows.push(row));
        let mut nodes = Vec::new();
        let mut index: FxHashMap<NodeKey, usize> = FxHashMap::default();
        let mut occurrences = Vec::new();
        let mut labels: FxHashMap<NodeKey, Cow<'_, str>> = FxHashMap::default();
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
            if self.takes_part(mention) {
                nodes[at].acts = true;
                labels.entry(key).or_insert_with(|| self.node(mention).0);
                occurrences.extend(occurrence(document, mention));
            }
        }
        let met = meetings(&occurrences, self.options.window);
        if met.skipped > 0 {
            analysis.note(&format!("{} windows with more than {} names not paired", met.skipped, crate::network::MAX_NODES_PER_WINDOW));
        }
        let found = relation::find(document, mentions, self.gazetteer, &self.matcher.lexicon);
        let with_text = self.with_mention(document, mentions);
        let mut sentences = Batch::new(options);
        for &(sentence, span, text) in &with_text {
            sentences.push(&SentenceRow { doc: &doc, sentence: sentence.into(), start: span.start.into(), end: span.end.into(), text });
        }
        let mut curation = BTreeMap::new();
        for (line, _) in decided {
            *curation.entry(line).or_default() += 1;
        }
        Content {
            mentions: rows,
            sentences,
            evidence: self.evidence(&doc, &met, &labels),
            nodes,
            pairs: met.pairs.iter().map(|(&(a, b), sentences)| (a, b, sentences.len() as u32)).collect(),
            skipped_windows: met.skipped,
            open: open_names(document, mentions, options.no_text),
            relations: found.iter().filter_map(|relation| seen(relation, mentions)).collect(),
            relation_texts: relation_texts(document, mentions, &found, options.no_text),
            passages: if options.page { self.passages(&analysis.row, document, mentions, &with_text, &met) } else { Vec::new() },
            outcomes,
            curation,
        }
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

    fn evidence(&self, doc: &str, met: &Meetings, labels: &FxHashMap<NodeKey, Cow<'_, str>>) -> Batch<Evidence> {
        let mut rows = Batch::new(&self.options.publish);
        for ((a, b), sentences) in &met.pairs {
            let (x, y) = (&*labels[a], &*labels[b]);
            let (source, target) = if x < y { (x, y) } else { (y, x) };
            for &sentence in sentences {
                rows.push(&EvidenceRow { source, target, doc, sentence: sentence.into() });
            }
        }
        rows
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

    /// Id of a gazetteer entity.
    pub fn entity_id(&self, id: EntityId) -> &str {
        &self.gazetteer.entity(id).id
    }

    /// Calls `each` with the rows of mentions.csv.
    pub fn each_mention(
        &self,
        doc: &str,
        document: &Document,
        mentions: &[LinkedMention],
        date: Option<Date>,
        mut each: impl FnMut(&MentionRow<'_>),
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
            each(&MentionRow {
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
            });
        }
    }

    /// The rows of mentions.csv as CSV, without the header.
    pub fn mentions_csv(&self, doc: &str, tagged: &Tagged) -> Vec<u8> {
        let mut rows = CsvRows::default();
        self.each_mention(doc, &tagged.document, &tagged.mentions, tagged.post.date, |row| rows.push::<Mentions>(row));
        rows.into_bytes()
    }

    fn ids(&self, ids: &[EntityId]) -> String {
        ids.iter().map(|&id| self.gazetteer.entity(id).id.as_str()).collect::<Vec<_>>().join("|")
    }
}

impl Analysis {
    fn empty(index: u32, record: &Record) -> Analysis {
        let reason = if let Source::Fault(reason) | Source::Skipped(reason) = &record.source { reason.as_str() } else { "" };
        let key = DocKey::of(&record.doc);
        Analysis {
            index,
            key,
            row: DocumentRow { doc: key.doc_id(), path: record.doc.clone(), status: "ok", ..DocumentRow::default() },
            text_hash: None,
            signature: None,
            input_hash: *blake3::hash(reason.as_bytes()).as_bytes(),
            repeated: Vec::new(),
            content: None,
        }
    }

    pub(super) fn note(&mut self, text: &str) {
        if !self.row.note.is_empty() {
            self.row.note.push_str("; ");
        }
        self.row.note.push_str(text);
    }
}

impl NodeSeen {
    fn see(&mut self, surface: &str) {
        self.mentions += 1;
        match self.surfaces.iter_mut().find(|(s, _)| s == surface) {
            Some((_, n)) => *n += 1,
            None => self.surfaces.push((surface.to_owned(), 1)),
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

fn key_of(mention: &LinkedMention) -> Option<NodeKey> {
    match &mention.link {
        Link::Entity(id) => Some(id.0.into()),
        Link::New(name) => Some(new_key(mention.kind, name)),
        Link::Ambiguous(_) | Link::Nil => None,
    }
}

fn new_key(kind: EntityType, name: &str) -> NodeKey {
    discovered_key(kind.as_str(), name)
}
