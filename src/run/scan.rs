//! The first look at the inputs: which document is the latest version of its page, and which lines repeat in their source.

use super::{
    fault::fail_if_asked,
    ordered::{At, in_order},
};
use crate::{
    corpus::{ContentHash, FieldNames, Inputs, Post, Record, Source, content_of, parse_front_matter, read_post},
    document::{Draft, LineCounts, Lines, Repeats},
    error::Result,
    guard::guarded,
    knowledge::Gazetteer,
    story::{UrlRules, Versions, page_key},
};
use rustc_hash::FxHashMap;

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    docs: Vec<String>,
    looks: Vec<Look>,
    versions: Versions,
    /// How guanxi failed on some.
    failed: FxHashMap<u32, String>,
    /// Lines that repeat in their source.
    pub(super) repeats: Repeats,
}

/// What it found of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    /// Hash of the key of its page; [`NO_PAGE`] for a document that cannot be read or is not asked for: it supersedes nothing.
    pub(super) page: u64,
    /// Seconds since 1970.
    pub(super) published: Option<i64>,
    /// What was there to read.
    pub(super) content: ContentHash,
}

/// Marks a document without a page.
pub(super) const NO_PAGE: u64 = 0;

impl Scan {
    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.docs.len()
    }

    /// Adds the next document.
    pub(super) fn add(&mut self, doc: String, look: Look) {
        if look.page != NO_PAGE {
            self.versions.add(look.page, look.published, self.docs.len() as u32);
        }
        self.docs.push(doc);
        self.looks.push(look);
    }

    /// Path of a document.
    pub(super) fn doc(&self, doc: u32) -> &str {
        self.docs.get(doc as usize).map_or("", String::as_str)
    }

    /// What was found of a document; nothing of standard input, which is not looked at.
    pub(super) fn look(&self, doc: u32) -> Look {
        self.looks.get(doc as usize).copied().unwrap_or_default()
    }

    /// How guanxi failed on a document, where it did.
    pub(super) fn failed(&self, doc: u32) -> Option<&str> {
        self.failed.get(&doc).map(String::as_str)
    }

    /// The document that supersedes this one: its index and id.
    pub(super) fn superseded_by(&self, doc: u32) -> Option<(u32, &str)> {
        let page = self.look(doc).page;
        let latest = (page != NO_PAGE).then(|| self.versions.superseded_by(page, doc)).flatten()?;
        Some((latest, self.docs.get(latest as usize)?))
    }
}

/// Tells whether a document is among those asked for.
pub(super) type Counts<'a> = Option<&'a (dyn Fn(&mut Post) -> bool + Sync)>;

/// Documents at the beginning of the inputs of which all are looked at for lines that repeat.
const SAMPLED_FIRST: u32 = 500;
/// Of the others one in so many is, by the hash of its path.
const SAMPLED_OF: u64 = 32;

/// `counts` is given where not all documents are asked for.
pub(super) fn scan(inputs: &Inputs, rules: &UrlRules, gazetteer: &Gazetteer, pool: &rayon::ThreadPool, counts: Counts<'_>) -> Result<Scan> {
    let mut scan = Scan::default();
    let mut lines = LineCounts::default();
    // Standard input can be read only once, and one document has no versions.
    if !inputs.is_stdin() {
        let work = |at: At, record: Record| {
            // Where guanxi fails on a document here, it does so again where that is read in full, and told.
            let sampled = || guarded(|| sample(&record, gazetteer, counts)).ok().flatten();
            let sample = if is_sampled(at.index, &record.doc) { sampled() } else { None };
            (look(&record, rules, &gazetteer.cleaning.fields, counts), sample, record.doc)
        };
        in_order(inputs, pool, work, |at, ((look, failed), sample, doc)| {
            if let Some((source, found)) = sample {
                lines.add(&source, found);
            }
            scan.add(doc, look);
            scan.failed.extend(failed.map(|reason| (at.index, reason)));
            Ok(())
        })?;
    }
    scan.repeats = lines.finish();
    Ok(scan)
}

/// The source of a document for what repeats: its outlet, or its folder where there is none.
pub(super) fn source_of<'a>(outlet: &'a str, doc: &'a str) -> &'a str {
    let folder = || doc.split('#').next().and_then(|file| file.rsplit_once('/')).map_or("", |(folder, _)| folder);
    if outlet.is_empty() { folder() } else { outlet }
}

/// True for documents whose lines are counted. One of a whole is also one of every part that holds it: there its index is
/// not larger.
pub(super) fn is_sampled(index: u32, doc: &str) -> bool {
    index < SAMPLED_FIRST || u64::from(blake3::hash(doc.as_bytes()).as_bytes()[0]) % SAMPLED_OF == 0
}

/// Source and lines of a document; none of one that cannot be read or is not asked for.
fn sample(record: &Record, gazetteer: &Gazetteer, counts: Counts<'_>) -> Option<(String, Lines)> {
    let mut post = read_post(record, &gazetteer.cleaning.fields).ok()?;
    gazetteer.cleaning.name_outlet(&mut post, &gazetteer.folder);
    if counts.is_some_and(|counts| !counts(&mut post)) {
        return None;
    }
    fail_if_asked("cleaning", &post.body);
    let draft = Draft::of(&post, gazetteer.cleaner());
    Some((source_of(&post.outlet, &record.doc).to_owned(), Lines::of(&draft)))
}

/// What there is to know of a document before all are read, and how guanxi failed on it, where it did.
fn look(record: &Record, rules: &UrlRules, names: &FieldNames, counts: Counts<'_>) -> (Look, Option<String>) {
    let (content, bytes) = content_of(record);
    match guarded(|| page_of(record, bytes, rules, names, counts)) {
        Ok((page, published)) => (Look { page, published, content }, None),
        Err(reason) => (Look { content, ..Look::default() }, Some(reason)),
    }
}

/// Page of a document, and when it was published; `bytes` are those of its file.
fn page_of(record: &Record, bytes: Option<Vec<u8>>, rules: &UrlRules, names: &FieldNames, counts: Counts<'_>) -> (u64, Option<i64>) {
    if let Source::File(_) = &record.source
        && counts.is_none()
        && let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok())
        && let Some((url, published)) = quick_fields(&text, names)
    {
        return (page_hash(url, rules), Some(published));
    }
    let Ok(mut post) = read_post(record, names) else { return (NO_PAGE, None) };
    if counts.is_some_and(|counts| !counts(&mut post)) {
        return (NO_PAGE, None);
    }
    fail_if_asked("looking", &post.body);
    (page_hash(&post.url, rules), post.published)
}

/// Address and time of a post in the plain layout. `None` where the post must be read in full.
fn quick_fields<'t>(text: &'t str, names: &FieldNames) -> Option<(&'t str, i64)> {
    parse_front_matter(text, names)?.ok()?;
    if text.contains('\0') {
        return None;
    }
    let field = |name: &str| text.lines().take(12).find_map(|line| line.strip_prefix(name)).map(str::trim);
    let url = field("from:").filter(|url| url.starts_with("http"))?;
    let at = field("date:")?.parse::<jiff::Timestamp>().ok()?;
    Some((url, at.as_second()))
}

fn page_hash(url: &str, rules: &UrlRules) -> u64 {
    let Some(key) = page_key(url, rules) else { return NO_PAGE };
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(key.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first).max(1)
}
