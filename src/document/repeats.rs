//! Lines that stand in many documents of one source: subscription calls, lead-ins, footers. They are found in a sample of
//! the documents and are boilerplate everywhere.

use super::{Block, BlockKind, Draft};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// A line is boilerplate that stands in at least this share of the documents of its source …
const MIN_SHARE: f64 = 0.2;
/// … and in at least so many of those that were looked at.
const MIN_DOCUMENTS: u32 = 10;
/// Shorter lines repeat by chance (一, 二, names of sections).
const MIN_CHARS: u32 = 4;

/// A line that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedLine {
    /// The source: the outlet, or the folder where there is none.
    pub source: String,
    /// The line; of the ways in which it is written in the sample (scripts, widths) the first by their characters.
    pub line: String,
}

/// The lines of one document that may repeat, each once.
#[derive(Debug, Default)]
pub struct Lines(Vec<(u64, String)>);

impl Lines {
    /// Those of a cleaned text.
    pub fn of(draft: &Draft) -> Lines {
        let mut lines: Vec<(u64, String)> = draft
            .blocks
            .iter()
            .filter(|block| may_repeat(block))
            .map(|block| (hash_chars(draft.folded.slice(block.span.start, block.span.end)), draft.slice(block.span).to_owned()))
            .collect();
        lines.sort();
        lines.dedup_by_key(|line| line.0);
        Lines(lines)
    }
}

/// Lines by their hashes, with the documents they stand in and their texts.
type Counted = FxHashMap<u64, (u32, String)>;

/// Counts lines over the documents of a sample.
#[derive(Debug, Default)]
pub struct LineCounts {
    /// By source: documents, and lines with their documents.
    sources: FxHashMap<String, (u32, Counted)>,
}

impl LineCounts {
    /// Adds the lines of a document. In which order documents are added does not matter.
    pub fn add(&mut self, source: &str, lines: Lines) {
        let (documents, counts) = self.sources.entry(source.to_owned()).or_default();
        *documents += 1;
        for (hash, line) in lines.0 {
            let (documents, shown) = counts.entry(hash).or_insert_with(|| (0, line.clone()));
            *documents += 1;
            if line < *shown {
                *shown = line;
            }
        }
    }

    /// The lines that repeat.
    pub fn finish(self) -> Repeats {
        let mut found: Vec<(RepeatedLine, u64)> = Vec::new();
        for (source, (documents, counts)) in self.sources {
            let least = MIN_DOCUMENTS.max((MIN_SHARE * f64::from(documents)).ceil() as u32);
            let repeated = counts.into_iter().filter(|(_, (n, _))| *n >= least);
            found.extend(repeated.map(|(hash, (_, line))| (RepeatedLine { source: source.clone(), line }, hash)));
        }
        found.sort_by(|(a, _), (b, _)| (&a.source, &a.line).cmp(&(&b.source, &b.line)));
        let mut repeats = Repeats::default();
        for ((line, hash), at) in found.into_iter().zip(0..) {
            repeats.by_source.entry(line.source.clone()).or_default().insert(hash, at);
            repeats.lines.push(line);
        }
        repeats
    }
}

/// The lines that repeat, by source.
#[derive(Debug, Default)]
pub struct Repeats {
    by_source: FxHashMap<String, FxHashMap<u64, u32>>,
    /// The lines, by source and text.
    pub lines: Vec<RepeatedLine>,
}

impl Repeats {
    /// Marks the lines of a document that repeat in its source as boilerplate; gives the blocks with their places in
    /// [`Repeats::lines`].
    pub(super) fn mark(&self, source: &str, blocks: &mut [Block], hash_of: impl Fn(&Block) -> u64) -> Vec<(u32, u32)> {
        let Some(lines) = self.by_source.get(source) else { return Vec::new() };
        let mut marked = Vec::new();
        for (i, block) in (0..).zip(blocks).filter(|(_, block)| may_repeat(block)) {
            if let Some(&line) = lines.get(&hash_of(block)) {
                block.kind = BlockKind::Boilerplate;
                marked.push((i, line));
            }
        }
        marked
    }
}

fn may_repeat(block: &Block) -> bool {
    block.kind == BlockKind::Article && block.span.len() >= MIN_CHARS
}

/// Hash of a folded line.
pub(super) fn hash_chars(chars: &[char]) -> u64 {
    let mut hasher = FxHasher::default();
    for &c in chars {
        hasher.write_u32(c.into());
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Lines {
        let mut lines: Vec<(u64, String)> = texts.iter().map(|text| (hash_chars(&text.chars().collect::<Vec<char>>()), (*text).to_owned())).collect();
        lines.sort();
        Lines(lines)
    }

    #[test]
    fn the_order_of_documents_does_not_matter() {
        let texts = ["請訂閱本報", "请订阅本报"];
        let count = |order: &mut dyn Iterator<Item = usize>| {
            let mut counts = LineCounts::default();
            // Both are one line to the reader: the fold makes them one.
            order.for_each(|i| counts.add("甲报", Lines(vec![(7, texts[i % 2].to_owned())])));
            counts.finish().lines
        };
        let lines = count(&mut (0..20));
        assert_eq!(lines, count(&mut (0..20).rev()));
        assert_eq!(lines.iter().map(|line| line.line.as_str()).collect::<Vec<_>>(), ["請訂閱本報"]);
    }

    #[test]
    fn a_line_repeats_in_its_source_by_share_and_number() {
        let mut counts = LineCounts::default();
        for i in 0..40 {
            let own = format!("第{i}篇文章的正文");
            let often = if i < 12 { "请订阅本报电子版" } else { "别的一行文字" };
            counts.add("甲报", lines(&[&own, often]));
        }
        for i in 0..9 {
            counts.add("乙报", lines(&[&format!("第{i}篇"), "请订阅本报电子版"]));
        }
        let found: Vec<(String, String)> = counts.finish().lines.into_iter().map(|line| (line.source, line.line)).collect();
        let want = [("甲报", "别的一行文字"), ("甲报", "请订阅本报电子版")];
        assert_eq!(found, want.map(|(source, line)| (source.to_owned(), line.to_owned())));
    }
}
