//! One document, from bytes to linked mentions. Pure: the same record gives the same result.

use super::{
    RunOptions,
    analysis::{Analysis, new_key},
    fault::fail_if_asked,
    reading::{Found, Reading, TextOrigin, note},
    scan::{Scan, is_sampled, source_of},
};
use crate::{
    corpus::{Body, Post, Record, Rejected, Source, read_post},
    document::{BlockKind, Document, Span},
    guard::guarded,
    id::{EntityId, discovered_id},
    knowledge::{Gazetteer, Rulings},
    lexicon::Words,
    mention::{self, Matcher, Mention},
    relation,
    resolve::{self, About, Link, LinkedMention},
    script::Script,
    story::{Signature, text_hash},
    table::DocumentRow,
    tagger::{FirstLook, Terms},
};
use jiff::civil::Date;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

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
    pub(super) scan: Option<&'a Scan>,
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
    /// [`Rejected`] where it cannot be read, or guanxi fails on it.
    pub fn tag(&self, record: &Record, date: Option<Date>) -> Result<Tagged, Rejected> {
        let post = read_post(record, &self.gazetteer.cleaning.fields)?;
        Ok(guarded(|| self.tag_post(post, date))?)
    }

    /// Cleans and tags a post that was read; `date` is used where it states none.
    pub(crate) fn tag_post(&self, mut post: Post, date: Option<Date>) -> Tagged {
        self.prepare(&mut post);
        post.date = post.date.or(date);
        let document = Document::new(&post, self.gazetteer.cleaner());
        fail_if_asked("tagging", &document.text);
        let mentions = self.mentions(&post, &document);
        Tagged { post, document, mentions }
    }

    pub(super) fn mentions(&self, post: &Post, document: &Document) -> Vec<LinkedMention> {
        let words = Words::of(document, &self.matcher.lexicon);
        self.decided_mentions(post.date, &post.outlet, document, &words).0
    }

    /// What the tagger weighed for each mention of a tagged document that it finds; nothing where there is no tagger.
    pub fn terms(&self, tagged: &Tagged) -> Vec<Terms> {
        let Some(tagger) = &self.options.tagger else { return Vec::new() };
        let (post, document) = (&tagged.post, &tagged.document);
        self.look_first(post.date, &post.outlet, document, &Words::of(document, &self.matcher.lexicon), |first, _| tagger.terms(&first))
    }

    /// Finds and links what lists, composition and shape tell of a document, and goes on with that. What is given beside it
    /// links other mentions likewise.
    pub(crate) fn look_first<T>(
        &self,
        date: Option<Date>,
        outlet: &str,
        document: &Document,
        words: &Words,
        then: impl FnOnce(FirstLook<'_>, (&Rulings<'_>, &dyn Fn(&[Mention]) -> Vec<LinkedMention>)) -> T,
    ) -> T {
        let (gazetteer, matcher) = (self.gazetteer, self.matcher);
        let folded_outlet = gazetteer.folder.fold_str(outlet);
        let rulings = Rulings::new(&gazetteer.curation, date, &folded_outlet);
        let found = mention::find(document, gazetteer, matcher, &rulings);
        let about = About { date, folded_outlet: &folded_outlet };
        let link = |mentions: &[Mention]| resolve::link(document, about, mentions, gazetteer, &matcher.lexicon, &rulings);
        let linked = link(&found.mentions);
        then(FirstLook { document, gazetteer, matcher, words, found: &found, linked: &linked }, (&rulings, &link))
    }

    /// The mentions of a document, and the places that lines of the curation decided.
    fn decided_mentions(&self, date: Option<Date>, outlet: &str, document: &Document, words: &Words) -> (Vec<LinkedMention>, BTreeSet<(u32, Span)>) {
        self.look_first(date, outlet, document, words, |first, (rulings, link)| {
            let FirstLook { gazetteer, matcher, found, linked, .. } = first;
            let mut mentions = match &self.options.tagger {
                Some(tagger) => {
                    let mut mentions = link(&mention::reread(document, gazetteer, matcher, rulings, found, &tagger.decide(&first)));
                    resolve::leave_open(&mut mentions);
                    mentions
                }
                None => linked.to_vec(),
            };
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
        })
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

    /// Reads one document of a run and finds what it says.
    pub(super) fn read_in_full(&self, index: u32, record: &Record) -> Reading {
        let (mut reading, post) = self.read(index, record);
        reading.step(|reading| {
            if let (Some(document), Some(post)) = (&reading.document, post) {
                reading.origin = self.options.publish.text.then(|| TextOrigin::of(record, &post, document));
                if is_searched(document) && self.scan.is_none_or(|scan| scan.superseded_by(index).is_none()) {
                    reading.found = Some(self.find(&reading.row, document));
                }
            }
        });
        reading
    }

    /// Finds what a document says.
    pub(super) fn find(&self, row: &DocumentRow, document: &Document) -> Found {
        fail_if_asked("finding", &document.text);
        let words = Words::of(document, &self.matcher.lexicon);
        let (mentions, decided) = self.decided_mentions(row.date, &row.outlet, document, &words);
        let mut curation = BTreeMap::new();
        for (line, _) in decided {
            *curation.entry(line).or_default() += 1;
        }
        let relations = relation::find(document, &mentions, self.gazetteer, &self.matcher.lexicon, &words);
        Found { mentions, relations, curation }
    }

    /// Reads and cleans one document of a run.
    pub(super) fn read(&self, index: u32, record: &Record) -> (Reading, Option<Post>) {
        let mut reading = Reading::of(record);
        let post = reading.step(|reading| self.read_into(reading, index, record)).flatten();
        if let Some(reason) = self.scan.and_then(|scan| scan.failed(index)).filter(|_| reading.row.status == "ok") {
            reading.fail(reason);
        }
        (reading, post)
    }

    fn read_into(&self, reading: &mut Reading, index: u32, record: &Record) -> Option<Post> {
        let row = &mut reading.row;
        let mut post = match read_post(record, &self.gazetteer.cleaning.fields) {
            Ok(post) => post,
            Err(rejected) => {
                row.status = if matches!(record.source, Source::Skipped(_)) { "skipped" } else { "error" };
                row.note = rejected.reason;
                return None;
            }
        };
        self.prepare(&mut post);
        reading.input_hash = *blake3::hash(format!("{}\0{}\0{}", post.title, post.url, post.body).as_bytes()).as_bytes();
        row.title = self.gazetteer.cleaning.trim_title(&post.title, &self.gazetteer.folder).trim().to_owned();
        row.date = post.date;
        row.date_source = post.date_source.as_str();
        row.outlet = post.outlet.clone();
        row.url = post.url.clone();
        row.note = post.notes.join("; ");
        if self.is_filtered(&post) {
            row.status = "filtered";
            note(row, "not among the dates and outlets asked for");
            return None;
        }
        // The lines of older versions count where lines are counted, and nowhere else.
        if is_sampled(index, &record.doc) || self.scan.is_none_or(|scan| scan.superseded_by(index).is_none()) {
            let repeats = self.scan.map(|scan| (&scan.repeats, source_of(&post.outlet, &record.doc)));
            fail_if_asked("cleaning", &post.body);
            reading.document = Some(Document::without(&post, self.gazetteer.cleaner(), repeats));
        }
        Some(post)
    }

    /// What a document gives to a run in which this is its index: what was found in it, unless another supersedes it.
    pub(super) fn tell(&self, index: u32, reading: Reading) -> Analysis {
        let (key, row, input_hash) = (reading.key, reading.row.clone(), reading.input_hash);
        guarded(|| self.told(index, reading)).unwrap_or_else(|reason| {
            let mut analysis = Analysis::begun(index, key, row, input_hash);
            analysis.row.status = "error";
            note(&mut analysis.row, &reason);
            analysis
        })
    }

    fn told(&self, index: u32, mut reading: Reading) -> Analysis {
        let (found, origin) = (reading.found.take(), reading.origin.take());
        let (mut analysis, document) = self.judge(index, reading);
        if let (Some(document), Some(found)) = (document, found) {
            fail_if_asked("counting", &document.text);
            let mut content = self.content(&document, found, &mut analysis);
            if let Some(origin) = origin.filter(|_| self.options.publish.text) {
                content.text = origin.line(&analysis.row, &document);
            }
            analysis.content = Some(content);
        }
        analysis
    }

    /// The row of a document, and its text where that is to be searched.
    pub(super) fn judge(&self, index: u32, reading: Reading) -> (Analysis, Option<Document>) {
        let Reading { key, row, input_hash, document, .. } = reading;
        let mut analysis = Analysis::begun(index, key, row, input_hash);
        let row = &mut analysis.row;
        if row.status != "ok" {
            return (analysis, None);
        }
        if let Some((_, latest)) = self.scan.and_then(|scan| scan.superseded_by(index)) {
            row.status = "superseded";
            note(row, &format!("newer version: {latest}"));
            return (analysis, None);
        }
        let Some(document) = document else { return (analysis, None) };
        analysis.repeated = document.repeated.iter().map(|&(_, line)| line).collect();
        row.chars = u64::from(document.searched_chars());
        row.sentences = document.sentences.len() as u64;
        if !has_article(&document) {
            row.status = "empty";
            note(row, "no article text");
            return (analysis, None);
        }
        if row.chars > MOST_CHARS {
            row.status = "error";
            let chars = row.chars;
            note(row, &format!("{chars} characters of text: documents over {MOST_CHARS} are not read; split it"));
            return (analysis, None);
        }
        row.script = document.script.as_str();
        if document.article_chars().nth(MIN_COPY_CHARS - 1).is_some() {
            analysis.text_hash = Some(text_hash(document.article_chars()));
            analysis.signature = Some(Box::new(Signature::of(document.article_chars())));
        }
        if document.script == Script::Latin {
            row.status = "foreign";
            note(row, "not Chinese");
            return (analysis, None);
        }
        (analysis, Some(document))
    }

    fn is_filtered(&self, post: &Post) -> bool {
        !self.options.counts(post.date, &post.outlet, self.folded_outlet.as_deref(), &self.gazetteer.folder)
    }

    /// Id of a gazetteer entity.
    pub fn entity_id(&self, id: EntityId) -> &str {
        &self.gazetteer.entity(id).id
    }
}

fn has_article(document: &Document) -> bool {
    document.blocks.iter().any(|b| b.kind == BlockKind::Article)
}

/// True for a text in which names are looked for.
pub(super) fn is_searched(document: &Document) -> bool {
    has_article(document) && document.script != Script::Latin && u64::from(document.searched_chars()) <= MOST_CHARS
}
