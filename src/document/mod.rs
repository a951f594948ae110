//! Turns a [`Post`](crate::corpus::Post) into a [`Document`]: one text, with spans for its blocks, credit lines and
//! sentences.

mod article;
mod embedded;
mod html;
mod markdown;
mod origin;
mod patterns;
mod plain;
mod repeats;
mod rules;
mod sentence;
mod spacing;

pub use html::{RawBlock, html_blocks, page_blocks};
pub use origin::{Stretch, stretches};
pub use repeats::{LineCounts, Lines, RepeatedLine, Repeats};
pub use rules::{Cleaner, CleaningRules, RuleFault};
pub use spacing::{Known, Unknown};

use crate::{
    cell::clean_cell,
    corpus::{Body, Post},
    script::{Folded, Folder, Script, detect, is_han},
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
    /// Lines that were left out since they repeat in their source: places in [`Repeats::lines`].
    pub repeated: Vec<u32>,
}

impl Document {
    /// Cleans a post.
    pub fn new(post: &Post, cleaner: Cleaner<'_>) -> Document {
        Document::without(post, cleaner, None)
    }

    /// Cleans a post; lines that repeat in its source are boilerplate.
    pub fn without(post: &Post, cleaner: Cleaner<'_>, repeats: Option<(&Repeats, &str)>) -> Document {
        let Cleaner { rules, folder, .. } = cleaner;
        // What stands in the text also stands in cells: as the lines of pages are cleaned.
        let mut title = clean_cell(post.title.trim()).into_owned();
        spacing::close(&mut title, cleaner);
        let title = title.as_str();
        let folded_title = folder.folded(title);
        let headline = rules.headline(&folded_title.text);
        let headline = Span::new(folded_title.char_of_byte(headline.start), folded_title.char_of_byte(headline.end));
        let mut raw = match post.kind {
            Body::Fragment => html_blocks(&post.body, rules),
            Body::Page => page_blocks(&post.body, rules),
            Body::Markdown => html_blocks(&markdown::to_html(&post.body), rules),
            Body::Text => plain::paragraphs(&post.body).iter().map(|line| RawBlock::plain(line)).collect(),
        };
        raw.iter_mut().for_each(|block| spacing::close(&mut block.text, cleaner));
        drop_repeats(&mut raw, &title[folded_title.original_range(headline.start, headline.end)], folder);
        let mut document = Document::from_blocks(title, raw, &post.outlet, rules, folder, repeats);
        // What the title says of its outlet is a credit.
        let whole = Span::new(0, folded_title.len());
        let ends = [Span::new(0, headline.start), Span::new(headline.end, whole.end)];
        document.credits.extend(ends.into_iter().filter(|end| !end.is_empty()));
        document
    }

    fn from_blocks(
        title: &str,
        raw: Vec<RawBlock>,
        outlet: &str,
        rules: &CleaningRules,
        folder: &Folder,
        repeats: Option<(&Repeats, &str)>,
    ) -> Document {
        let mut text = String::with_capacity(raw.iter().map(|b| b.text.len() + 1).sum::<usize>() + title.len() + 1);
        let mut blocks = Vec::with_capacity(raw.len() + 1);
        let mut at = 0;
        let mut push = |line: &str, kind| {
            if !text.is_empty() {
                text.push('\n');
                at += 1;
            }
            let start = at;
            text.push_str(line);
            at += line.chars().count() as u32;
            blocks.push(Block { span: Span::new(start, at), kind });
        };
        if !title.is_empty() {
            push(title, BlockKind::Title);
        }
        for block in &raw {
            let kind = if block.boilerplate { BlockKind::Boilerplate } else { BlockKind::Article };
            push(&block.text, kind);
        }
        let folded = folder.folded(&text);
        let folded_outlet = folder.fold_str(outlet);
        let mut rest_is_boilerplate = false;
        for block in &mut blocks {
            if block.kind != BlockKind::Article {
                continue;
            }
            let line = folded_str(&folded, block.span);
            rest_is_boilerplate = rest_is_boilerplate || rules.starts_rest(line, &folded_outlet);
            if rest_is_boilerplate || rules.is_line(line, &folded_outlet) {
                block.kind = BlockKind::Boilerplate;
            }
        }
        let hash_of = |block: &Block| repeats::hash_chars(folded.slice(block.span.start, block.span.end));
        let repeated = repeats.map(|(repeats, source)| repeats.mark(source, &mut blocks, hash_of)).unwrap_or_default();
        let credits = find_credits(&blocks, &folded, rules);
        let mut sentences = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            if block.kind != BlockKind::Boilerplate {
                sentence::split(&folded.chars, block.span, |span| sentences.push(Sentence { span, block: i as u32 }));
            }
        }
        let script = searched_script(&text, &folded, &blocks, folder);
        Document { text, folded, blocks, sentences, credits, script, repeated }
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

/// Captions that shorter than this say nothing (file names, "图").
const MIN_CAPTION_CHARS: usize = 6;

/// Removes lines that say again what stands elsewhere: the headline as a first line, image texts that the page
/// also prints.
fn drop_repeats(blocks: &mut Vec<RawBlock>, title: &str, folder: &Folder) {
    let squeeze = |text: &str| -> String { text.chars().map(|c| folder.fold(c)).filter(|&c| is_han(c) || c.is_alphanumeric()).collect() };
    let folded_title = squeeze(title);
    if !folded_title.is_empty()
        && let Some(i) = blocks
            .iter()
            .enumerate()
            .filter(|(_, b)| !b.boilerplate)
            .take(CREDIT_LINES)
            .find(|(_, b)| !b.caption && squeeze(&b.text) == folded_title)
            .map(|(i, _)| i)
    {
        blocks.remove(i);
    }
    if !blocks.iter().any(|b| b.caption) {
        return;
    }
    let mut seen = folded_title;
    for block in blocks.iter().filter(|b| !b.caption) {
        seen.push('\n');
        seen.push_str(&squeeze(&block.text));
    }
    blocks.retain(|block| {
        if !block.caption {
            return true;
        }
        let text = squeeze(&block.text);
        let new = text.chars().count() >= MIN_CAPTION_CHARS
            && text.chars().any(is_han)
            && !seen.contains(&text)
            && !seen.lines().any(|line| line.chars().count() >= MIN_CAPTION_CHARS && text.contains(line));
        if new {
            seen.push('\n');
            seen.push_str(&text);
        }
        new
    });
}
