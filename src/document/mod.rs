//! Turns a [`Post`](crate::corpus::Post) into a [`Document`]: one text, with spans for its blocks, credit lines and
//! sentences.

mod article;
mod draft;
mod embedded;
mod html;
mod markdown;
mod names;
mod origin;
mod patterns;
mod plain;
mod repeats;
mod rules;
mod sentence;
mod spacing;

pub use draft::Draft;
pub use html::{RawBlock, html_blocks, page_blocks};
pub(crate) use names::Names;
pub use origin::{Stretch, stretches};
pub use repeats::{LineCounts, Lines, RepeatedLine, Repeats};
pub use rules::{Cleaner, CleaningRules, RuleFault};
pub use spacing::{Known, Unknown};

use crate::{
    corpus::Post,
    script::{Folded, Folder, Script, detect},
};
use std::ops::Range;

/// A range of characters (Unicode scalar values) of a document's text, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

impl Span {
    /// The span of characters `start..end`.
    pub fn new(start: u32, end: u32) -> Self {
        Span { start, end }
    }

    /// Number of characters.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// True for a span of no characters.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// True where `other` lies inside, equal spans included.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True where both share a character.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// What a block of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The headline, once.
    Title,
    /// Part of the article, captions included.
    Article,
    /// Footers, link lists, copyright notices, bare time stamps: marked, never searched.
    Boilerplate,
}

/// One paragraph, caption, heading or table cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its characters.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// One sentence of a block that is not boilerplate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its characters, without white space around it.
    pub span: Span,
    /// Index of its block (its paragraph).
    pub block: u32,
}

/// A cleaned document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The cleaned text in its original script, one block a line.
    pub text: String,
    /// The same text folded, with offset maps.
    pub folded: Folded,
    /// All blocks in order.
    pub blocks: Vec<Block>,
    /// Sentences of the blocks that are searched, in order.
    pub sentences: Vec<Sentence>,
    /// Credit lines (`（中央社記者…電）`, `責任編輯：…`): the part that names who wrote, edited or translated.
    pub credits: Vec<Span>,
    /// Script of the searched text.
    pub script: Script,
    /// Blocks that were left out since they repeat in their source, with their places in [`Repeats::lines`].
    pub repeated: Vec<(u32, u32)>,
}

impl Document {
    /// Cleans a post.
    pub fn new(post: &Post, cleaner: Cleaner<'_>) -> Document {
        Document::without(post, cleaner, None)
    }

    /// Cleans a post; lines that repeat in its source are boilerplate.
    pub fn without(post: &Post, cleaner: Cleaner<'_>, repeats: Option<(&Repeats, &str)>) -> Document {
        Draft::of(post, cleaner).document(cleaner, repeats)
    }

    /// The original text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.folded.original_range(span.start, span.end)]
    }

    /// The folded text of a span.
    pub fn folded_slice(&self, span: Span) -> &str {
        folded_str(&self.folded, span)
    }

    /// Index of the sentence that holds a character, if any does.
    pub fn sentence_at(&self, at: u32) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.span.end <= at);
        self.sentences.get(i).filter(|s| s.span.start <= at).map(|_| i)
    }

    /// Index of the block that holds a character.
    pub fn block_at(&self, at: u32) -> Option<usize> {
        let i = self.blocks.partition_point(|b| b.span.end <= at);
        self.blocks.get(i).filter(|b| b.span.start <= at).map(|_| i)
    }

    /// The folded characters of the article without credits: what copies of one text share under different frames.
    pub fn article_chars(&self) -> impl Iterator<Item = char> + '_ {
        let article = self.blocks.iter().filter(|b| b.kind == BlockKind::Article);
        article
            .flat_map(|b| b.span.start..b.span.end)
            .filter(|&at| !self.credits.iter().any(|c| c.start <= at && at < c.end))
            .map(|at| self.folded.chars[at as usize])
    }

    /// Number of characters that are searched.
    pub fn searched_chars(&self) -> u32 {
        self.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate).map(|b| b.span.len()).sum()
    }
}

fn folded_str(folded: &Folded, span: Span) -> &str {
    &folded.text[folded.folded_range(span.start, span.end)]
}

/// Credits stand at the head of the first lines and the foot of the last ones; elsewhere they are quotations.
const CREDIT_LINES: usize = 4;

fn find_credits(blocks: &[Block], folded: &Folded, rules: &CleaningRules) -> Vec<Span> {
    let article: Vec<Span> = blocks.iter().filter(|b| b.kind == BlockKind::Article).map(|b| b.span).collect();
    let mut credits = Vec::new();
    for (i, &span) in article.iter().enumerate() {
        let at_an_end = i < CREDIT_LINES || i + CREDIT_LINES >= article.len();
        let line = folded_str(folded, span);
        let base = folded.folded_range(span.start, span.end).start;
        rules.each_credit(line, at_an_end, |range: Range<usize>| {
            credits.push(Span::new(folded.char_of_byte(base + range.start), folded.char_of_byte(base + range.end)));
        });
    }
    credits
}

fn searched_script(text: &str, folded: &Folded, blocks: &[Block], folder: &Folder) -> Script {
    let searched = blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate);
    detect(searched.flat_map(|b| text[folded.original_range(b.span.start, b.span.end)].chars()), folder)
}
