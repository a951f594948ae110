//! The first look at the inputs: which document is the latest version of its page.

use super::ordered::in_order;
use crate::{
    corpus::{FieldNames, Inputs, Post, Record, Source, parse_front_matter, read_post},
    document::{Document, LineCounts, Lines, Repeats},
    error::Result,
    knowledge::Gazetteer,
    story::{UrlRules, Versions, page_key},
};

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    docs: Vec<String>,
    pages: Vec<u64>,
    versions: Versions,
    /// Lines that repeat in their source.
    pub(super) repeats: Repeats,
}

/// Marks a document without a page.
const NO_PAGE: u64 = 0;

impl Scan {
    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.docs.len()
    }

    /// The document that supersedes this one: its index and id.
    pub(super) fn superseded_by(&self, doc: u32) -> Option<(u32, &str)> {
        let page = *self.pages.get(doc as usize)?;
        let latest = (page != NO_PAGE).then(|| self.versions.superseded_by(page, doc)).flatten()?;
        Some((latest, self.docs.get(latest as usize)?))
    }
}

/// Tells whether a document is among those asked for.
type Counts<'a> = Option<&'a (dyn Fn(&mut Post) -> bool + Sync)>;

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
        let work = |index, record: Record| {
            let sampled = index < SAMPLED_FIRST || is_sampled(&record.doc);
            (look(&record, rules, &gazetteer.cleaning.fields, counts), sampled.then(|| sample(&record, gazetteer, counts)).flatten(), record.doc)
        };
        in_order(inputs, pool, work, |index, ((page, published), sample, doc)| {
            if let Some((source, found)) = sample {
                lines.add(&source, found);
            }
            scan.docs.push(doc);
            scan.pages.push(page);
            if page != NO_PAGE {
                scan.versions.add(page, published, index);
            }
            Ok(())
        })?;
    }
    scan.repeats = lines.finish();
    Ok(scan)
}

/// The source of a document for what repeats: its outlet, or its folder where there is none.
pub(super) fn source_of<'a>(post: &'a Post, doc: &'a str) -> &'a str {
    let folder = || doc.split('#').next().and_then(|file| file.rsplit_once('/')).map_or("", |(folder, _)| folder);
    if post.outlet.is_empty() { folder() } else { &post.outlet }
}

fn is_sampled(doc: &str) -> bool {
    let hash = blake3::hash(doc.as_bytes());
    u64::from(hash.as_bytes()[0]) % SAMPLED_OF == 0
}

/// Source and lines of a document; none of one that cannot be read or is not asked for.
fn sample(record: &Record, gazetteer: &Gazetteer, counts: Counts<'_>) -> Option<(String, Lines)> {
    let mut post = read_post(record, &gazetteer.cleaning.fields).ok()?;
    gazetteer.cleaning.name_outlet(&mut post, &gazetteer.folder);
    if counts.is_some_and(|counts| !counts(&mut post)) {
        return None;
    }
    let document = Document::new(&post, gazetteer.cleaner());
    Some((source_of(&post, &record.doc).to_owned(), Lines::of(&document)))
}

/// Page and time of publication; no page for a document that cannot be read or is not asked for: it supersedes nothing.
fn look(record: &Record, rules: &UrlRules, names: &FieldNames, counts: Counts<'_>) -> (u64, Option<i64>) {
    if let Source::File(path) = &record.source
        && counts.is_none()
        && let Some(text) = std::fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok())
        && let Some((url, published)) = quick_fields(&text, names)
    {
        return (page_hash(url, rules), Some(published));
    }
    let Ok(mut post) = read_post(record, names) else { return (NO_PAGE, None) };
    if counts.is_some_and(|counts| !counts(&mut post)) {
        return (NO_PAGE, None);
    }
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
