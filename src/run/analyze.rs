//! One document, from bytes to linked mentions, rows and pairs. Pure: the same record gives the same result.

use super::{
    RunOptions,
    open::{OpenSeen, open_names},
    relate::{self, RelationSeen},
    scan::Scan,
};
use crate::{
    corpus::{Body, Post, Record, Rejected, Source, read_post},
    document::{Document, Span},
    export::{DocumentRow, EvidenceRow, MentionRow, Rows, SentenceRow, clean_cell},
    id::{DISCOVERED, EntityId, discovered_id, discovered_key},
    knowledge::{EntityType, Gazetteer, Rulings},
    mention::{self, Matcher},
    network::{Occurrence, meetings},
    relation,
    resolve::{self, About, Link, LinkedMention},
    script::Script,
    story::{Signature, text_hash},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Type and label, of new names.
    pub(super) new: Option<(EntityType, String)>,
    /// Surface forms with counts.
    pub(super) surfaces: Vec<(String, u32)>,
}

/// The result of one document.
#[derive(Debug)]
pub struct Analysis {
    pub(super) index: u32,
    pub(super) row: DocumentRow,
    /// Hash of the text, for exact copies; `None` where there is none to compare.
    pub(super) text_hash: Option<u64>,
    /// Samples of the text, for near-duplicates; `None` where `text_hash` is.
    pub(super) signature: Option<Box<Signature>>,
    /// Hash of what was read, for the manifest.
    pub(super) input_hash: [u8; 32],
    /// Left out by `--since`, `--until` or `--outlet`.
    pub(super) filtered: bool,
    pub(super) mentions: Vec<u8>,
    pub(super) sentences: Vec<u8>,
    pub(super) evidence: Vec<u8>,
    pub(super) nodes: Vec<NodeSeen>,
    pub(super) pairs: Vec<(NodeKey, NodeKey, u32)>,
    pub(super) skipped_windows: u32,
    /// What could not be linked to a listed entity.
    pub(super) open: Vec<OpenSeen>,
    pub(super) relations: Vec<RelationSeen>,
    /// Trigger and evidence of each relation, as CSV.
    pub(super) relation_texts: Vec<u8>,
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

    pub(super) fn options(&self) -> &RunOptions {
        self.options
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
        let mut mentions = resolve::link(document, about, &found, gazetteer, &matcher.lexicon, &rulings);
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
    pub fn node<'m>(&'m self, mention: &'m LinkedMention) -> (String, &'m str) {
        match &mention.link {
            Link::Entity(id) => {
                let entity = self.gazetteer.entity(*id);
                (entity.id.clone(), entity.name.as_str())
            }
            Link::New(name) => (discovered_id(new_key(mention.kind, name)), name.as_str()),
            Link::Ambiguous(_) | Link::Nil => (String::new(), ""),
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
            self.fill(&document, &mentions, &mut analysis);
            for (line, _) in decided {
                *analysis.curation.entry(line).or_default() += 1;
            }
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
            analysis.filtered = true;
            return (analysis, None);
        }
        if let Some((_, latest)) = self.scan.and_then(|scan| scan.superseded_by(index)) {
            analysis.row.status = "superseded";
            analysis.note(&format!("newer version: {latest}"));
            return (analysis, None);
        }
        let document = Document::new(&post, &self.gazetteer.cleaning, &self.gazetteer.folder);
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

    fn fill(&self, document: &Document, mentions: &[LinkedMention], analysis: &mut Analysis) {
        let doc = clean_cell(&analysis.row.doc).into_owned();
        let mut rows = Rows::default();
        self.push_mentions(&doc, document, mentions, &mut rows);
        analysis.mentions = rows.into_bytes();
        analysis.open = open_names(self, document, mentions);
        let mut nodes: FxHashMap<NodeKey, usize> = FxHashMap::default();
        let mut occurrences = Vec::new();
        let mut labels: FxHashMap<NodeKey, String> = FxHashMap::default();
        for mention in mentions.iter().filter(|m| !m.nested) {
            analysis.row.mentions += 1;
            *analysis.outcomes.entry((mention.kind, outcome(&mention.link))).or_default() += 1;
            let Some(key) = key_of(mention) else { continue };
            let at = *nodes.entry(key).or_insert_with(|| {
                let new = match &mention.link {
                    Link::New(name) => Some((mention.kind, name.clone())),
                    _ => None,
                };
                analysis.nodes.push(NodeSeen { key, mentions: 0, new, surfaces: Vec::new() });
                analysis.nodes.len() - 1
            });
            analysis.nodes[at].see(document.slice(mention.span));
            if !mention.byline || self.options.bylines {
                labels.entry(key).or_insert_with(|| self.node(mention).0);
                occurrences.extend(occurrence(document, mention));
            }
        }
        let with_mention: Vec<u32> = mentions.iter().map(|m| sentence_of(document, m)).collect();
        self.fill_sentences(&doc, document, with_mention, analysis);
        self.fill_pairs(&doc, &occurrences, &labels, analysis);
        self.fill_relations(document, mentions, analysis);
    }

    fn fill_relations(&self, document: &Document, mentions: &[LinkedMention], analysis: &mut Analysis) {
        let found = relation::find(document, mentions, self.gazetteer);
        analysis.relation_texts = relate::texts(document, &found, self.options.no_text);
        let key = |mention: usize| key_of(&mentions[mention]);
        for relation in &found {
            // Both ends are linked: the rules give no others.
            let (Some(subject), Some(object)) = (key(relation.subject), key(relation.object)) else { continue };
            analysis.relations.push(RelationSeen {
                subject,
                object,
                predicate: relation.predicate,
                status: relation.status,
                sentence: relation.sentence,
                confidence: relation.confidence,
            });
        }
    }

    fn fill_pairs(&self, doc: &str, occurrences: &[Occurrence], labels: &FxHashMap<NodeKey, String>, analysis: &mut Analysis) {
        let met = meetings(occurrences, self.options.window);
        let mut rows = Rows::default();
        for ((a, b), sentences) in &met.pairs {
            let (x, y) = (labels[a].as_str(), labels[b].as_str());
            let (source, target) = if x < y { (x, y) } else { (y, x) };
            for &sentence in sentences {
                rows.push(&EvidenceRow { source, target, doc, sentence: sentence.into() });
            }
            analysis.pairs.push((*a, *b, sentences.len() as u32));
        }
        analysis.evidence = rows.into_bytes();
        analysis.skipped_windows = met.skipped;
        if met.skipped > 0 {
            analysis.note(&format!("{} windows with more than {} names not paired", met.skipped, crate::network::MAX_NODES_PER_WINDOW));
        }
    }

    /// Id of a gazetteer entity.
    pub fn entity_id(&self, id: EntityId) -> &str {
        &self.gazetteer.entity(id).id
    }

    /// Adds the rows of mentions.csv.
    pub fn push_mentions(&self, doc: &str, document: &Document, mentions: &[LinkedMention], rows: &mut Rows) {
        for mention in mentions {
            let (id, label) = self.node(mention);
            let candidates = match &mention.link {
                Link::Ambiguous(ids) => self.ids(ids),
                _ => String::new(),
            };
            rows.push(&MentionRow {
                doc,
                sentence: sentence_of(document, mention).into(),
                start: mention.span.start.into(),
                end: mention.span.end.into(),
                surface: document.slice(mention.span),
                kind: mention.kind.as_str(),
                entity: &id,
                label: &clean_cell(label),
                method: mention.method.as_str(),
                confidence: f64::from(mention.confidence) / 100.0,
                nested: mention.nested,
                holder: mention.holder.map_or("", |holder| self.entity_id(holder)),
                byline: mention.byline,
                outcome: outcome(&mention.link),
                candidates: &candidates,
            });
        }
    }

    fn fill_sentences(&self, doc: &str, document: &Document, mut with_mention: Vec<u32>, analysis: &mut Analysis) {
        with_mention.sort_unstable();
        with_mention.dedup();
        let mut rows = Rows::default();
        for &i in &with_mention {
            let Some(sentence) = document.sentences.get(i as usize) else { continue };
            let text = if self.options.no_text { "" } else { document.slice(sentence.span) };
            rows.push(&SentenceRow { doc, sentence: i.into(), start: sentence.span.start.into(), end: sentence.span.end.into(), text });
        }
        analysis.sentences = rows.into_bytes();
    }

    fn ids(&self, ids: &[EntityId]) -> String {
        ids.iter().map(|&id| self.gazetteer.entity(id).id.as_str()).collect::<Vec<_>>().join("|")
    }
}

impl Analysis {
    fn empty(index: u32, record: &Record) -> Analysis {
        let reason = if let Source::Fault(reason) | Source::Skipped(reason) = &record.source { reason.as_str() } else { "" };
        Analysis {
            index,
            row: DocumentRow {
                doc: record.doc.clone(),
                path: record.path.clone(),
                title: String::new(),
                date: None,
                outlet: String::new(),
                url: String::new(),
                script: "",
                chars: 0,
                sentences: 0,
                mentions: 0,
                status: "ok",
                story: String::new(),
                note: String::new(),
                date_source: "",
            },
            text_hash: None,
            signature: None,
            input_hash: *blake3::hash(reason.as_bytes()).as_bytes(),
            filtered: false,
            mentions: Vec::new(),
            sentences: Vec::new(),
            evidence: Vec::new(),
            nodes: Vec::new(),
            pairs: Vec::new(),
            skipped_windows: 0,
            open: Vec::new(),
            relations: Vec::new(),
            relation_texts: Vec::new(),
            outcomes: FxHashMap::default(),
            curation: BTreeMap::new(),
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

/// The value of the `outcome` column.
pub(super) fn outcome(link: &Link) -> &'static str {
    match link {
        Link::Entity(_) | Link::New(_) => "linked",
        Link::Ambiguous(_) => "ambiguous",
        Link::Nil => "nil",
    }
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
