//! Where mentions stand in what was given: cleaning takes out line ends that only wrap, and white space inside names.

use crate::document::{BlockKind, Document, Span, Stretch, stretches};
use std::ops::Range;

/// The way from a cleaned document back to the title and the text that it was made of, in characters.
#[derive(Debug)]
pub(super) struct Places {
    title: Given,
    text: Given,
    /// The title ends before this character of the document.
    title_end: u32,
}

/// One of the two, with the characters of the document that stand in it.
#[derive(Debug)]
struct Given {
    /// In the order of the document.
    stretches: Vec<Stretch>,
    /// The bytes at which its characters begin, and its length.
    begins: Vec<usize>,
    /// Lengths in bytes of the characters of the document, summed.
    bytes_before: Vec<usize>,
}

impl Places {
    pub(super) fn new(document: &Document, title: &str, text: &str) -> Places {
        let title_end = document.blocks.iter().filter(|block| block.kind == BlockKind::Title).map(|block| block.span.end).max().unwrap_or(0);
        let given = |source: &str, of_title: bool| Given {
            stretches: stretches(document, source, 0, false).into_iter().filter(|s| (s.start < title_end) == of_title).collect(),
            begins: source.char_indices().map(|(at, _)| at).chain([source.len()]).collect(),
            bytes_before: document.text.char_indices().map(|(at, _)| at).chain([document.text.len()]).collect(),
        };
        Places { title: given(title, true), text: given(text, false), title_end }
    }

    /// True for a span of the title.
    pub(super) fn is_title(&self, span: Span) -> bool {
        span.start < self.title_end
    }

    /// The characters of the title or the text in which a span of the document stands; none where it stands in no piece of it.
    pub(super) fn of(&self, span: Span) -> Option<Range<usize>> {
        let given = if self.is_title(span) { &self.title } else { &self.text };
        let from = given.character(span.start)?.start;
        let to = given.character(span.end.checked_sub(1)?)?.end;
        let char_at = |byte| given.begins.partition_point(|&begin| begin < byte);
        (from < to).then(|| char_at(from)..char_at(to))
    }
}

impl Given {
    /// The bytes in which a character of the document stands.
    fn character(&self, at: u32) -> Option<Range<usize>> {
        let after = self.stretches.partition_point(|s| s.start <= at);
        let stretch = self.stretches.get(after.checked_sub(1)?).filter(|s| at < s.end)?;
        // A stretch of one character may be written as an entity, longer ones are written alike.
        if stretch.end == stretch.start + 1 {
            return Some(stretch.from..stretch.to);
        }
        let before = |at: u32| self.bytes_before[at as usize];
        let begin = stretch.from + before(at) - before(stretch.start);
        Some(begin..begin + before(at + 1) - before(at))
    }
}
