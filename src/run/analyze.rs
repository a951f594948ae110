//! One document, from bytes to linked mentions. Pure: the same record gives the same result.

use super::{
    RunOptions,
    analysis::{Analysis, new_key},
    scan::{Scan, source_of},
};
use crate::{
    corpus::{Body, Post, Record, Rejected, Source, read_post},
    document::{BlockKind, Document, Span},
    id::{EntityId, discovered_id},
    knowledge::{Gazetteer, Rulings},
    mention::{self, Matcher},
    resolve::{self, About, Link, LinkedMention},
    script::Script,
    story::{Signature, text_hash},
};
use jiff::civil::Date;
use std::{borrow::Cow, collections::BTreeSet};

/// Longest text that is tagged: where names stand close, each of its characters takes 500 bytes of memory.
const MOST_CHARS: u64 = 2_000_000;
/// Shorter texts are alike by chance ("详情请阅全文").
const MIN_COPY_CHARS: usize = 30;

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
        Ok(self.tag_post(read_post(record, &self.gazetteer.cleaning.fields)?, date))
    }

    /// Cleans and tags a post that was read; `date` is used where it states none.
    pub(crate) fn tag_post(&self, mut post: Post, date: Option<Date>) -> Tagged {
        self.prepare(&mut post);
        post.date = post.date.or(date);
        let document = Document::new(&post, self.gazetteer.cleaner());
        let mentions = self.mentions(&post, &document);
        Tagged { post, document, mentions }
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
            let mut content = self.content(&document, &mentions, decided, &mut analysis);
            if self.options.publish.text {
                content.text = super::texts::line(&analysis.row.doc, record, &post, &document);
            }
            analysis.content = Some(content);
        }
        analysis
    }

    /// Reads and cleans one document of a run; the row alone where there is nothing to tag.
    pub(super) fn read(&self, index: u32, record: &Record) -> (Analysis, Option<(Post, Document)>) {
        let mut analysis = Analysis::empty(index, record);
        let mut post = match read_post(record, &self.gazetteer.cleaning.fields) {
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
        let document = Document::without(&post, self.gazetteer.cleaner(), repeats);
        analysis.repeated.clone_from(&document.repeated);
        let row = &mut analysis.row;
        row.chars = u64::from(document.searched_chars());
        row.sentences = document.sentences.len() as u64;
        let has_article = document.blocks.iter().any(|b| b.kind == BlockKind::Article);
        if !has_article {
            row.status = "empty";
            analysis.note("no article text");
            return (analysis, None);
        }
        if row.chars > MOST_CHARS {
            row.status = "error";
            analysis.note(&format!("{} characters of text: documents over {MOST_CHARS} are not read; split it", analysis.row.chars));
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

    /// Id of a gazetteer entity.
    pub fn entity_id(&self, id: EntityId) -> &str {
        &self.gazetteer.entity(id).id
    }
}
