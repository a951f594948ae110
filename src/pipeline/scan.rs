//! The first look at the inputs: which document is the latest version of its page.

use super::BATCH;
use crate::{
    corpus::{Inputs, Record, Source, parse_front_matter, read_post},
    story::{UrlRules, Versions, page_key},
};
use rayon::prelude::*;
use std::{fs::File, io::Read};

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    docs: Vec<String>,
    pages: Vec<u64>,
    versions: Versions,
}

/// Front matter of real posts has less than 2 kB.
const HEAD_BYTES: u64 = 4096;
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

pub(super) fn scan(inputs: &Inputs, rules: &UrlRules, pool: &rayon::ThreadPool) -> Scan {
    let mut scan = Scan::default();
    let mut batch: Vec<Record> = Vec::with_capacity(BATCH);
    let mut take = |batch: &mut Vec<Record>| {
        let found: Vec<(u64, Option<i64>)> = pool.install(|| batch.par_iter().map(|record| look(record, rules)).collect());
        for (record, (page, published)) in batch.drain(..).zip(found) {
            let index = scan.docs.len() as u32;
            scan.docs.push(record.doc);
            scan.pages.push(page);
            if page != NO_PAGE {
                scan.versions.add(page, published, index);
            }
        }
    };
    // Standard input can be read only once, and one document has no versions.
    if !inputs.is_stdin() {
        inputs.visit(&mut |record| {
            batch.push(record);
            if batch.len() == BATCH {
                take(&mut batch);
            }
            true
        });
        take(&mut batch);
    }
    scan
}

fn look(record: &Record, rules: &UrlRules) -> (u64, Option<i64>) {
    if let Source::File(path) = &record.source {
        let mut head = Vec::with_capacity(HEAD_BYTES as usize);
        let read = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
        if read.is_ok()
            && let Some((url, published)) = quick_fields(&head)
        {
            return (page_hash(url, rules), published);
        }
    }
    match read_post(record) {
        Ok(post) => (page_hash(&post.url, rules), post.published),
        Err(_) => (NO_PAGE, None),
    }
}

/// Address and date of a post whose front matter stands whole in its head. `None` where the post must be read in full.
fn quick_fields(head: &[u8]) -> Option<(&str, Option<i64>)> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(e) => std::str::from_utf8(&head[..e.valid_up_to()]).ok()?,
    };
    parse_front_matter(text)?.ok()?;
    let field = |name: &str| text.lines().take(12).find_map(|line| line.strip_prefix(name)).map(str::trim);
    let url = field("from:").filter(|url| url.starts_with("http"))?;
    let published = field("date:")?.parse::<jiff::Timestamp>().ok()?;
    Some((url, Some(published.as_second())))
}

fn page_hash(url: &str, rules: &UrlRules) -> u64 {
    let Some(key) = page_key(url, rules) else { return NO_PAGE };
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(key.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first).max(1)
}
