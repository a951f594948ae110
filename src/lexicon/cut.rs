//! The words of a document, cut once for all who ask.

use super::Lexicon;
use crate::document::{BlockKind, Document};

/// A word of the best path through its line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CutWord {
    /// First character, from the beginning of the document.
    pub(crate) start: u32,
    /// One past the last.
    pub(crate) end: u32,
    /// Its class in the word list.
    pub(crate) class: &'static str,
}

/// The words of the searched lines of a document, first to last.
#[derive(Debug, Default)]
pub struct Words(Vec<CutWord>);

impl Words {
    /// Cuts every line by itself.
    pub fn of(document: &Document, lexicon: &Lexicon) -> Words {
        let mut words = Vec::with_capacity(document.folded.len() as usize / 2);
        for block in document.blocks.iter().filter(|block| block.kind != BlockKind::Boilerplate) {
            let start = block.span.start;
            let line = document.folded.slice(start, block.span.end);
            lexicon.each_class(line, |from, to, class| words.push(CutWord { start: start + from, end: start + to, class }));
        }
        Words(words)
    }

    /// The words of a stretch, as they would be if it were cut by itself: the best path between two of its ends is the best
    /// one there. None where a word crosses an end of the stretch, or where nothing was cut.
    pub(crate) fn within(&self, start: u32, end: u32) -> Option<&[CutWord]> {
        let first = self.0.partition_point(|word| word.start < start);
        let words = &self.0[first..];
        let words = &words[..words.partition_point(|word| word.end <= end)];
        let is_whole = words.first()?.start == start && words.last()?.end == end;
        is_whole.then_some(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::FxHashSet;

    #[test]
    fn a_stretch_between_words_has_the_words_that_it_has_by_itself() {
        let lexicon = Lexicon::new(FxHashSet::default());
        let text: Vec<char> = "昨日, 外交部发言人在例行记者会上说bts与a股在2020年下跌3.5%, 研究生命起源的人很多".chars().collect();
        let mut words = Words::default();
        lexicon.each_class(&text, |start, end, class| words.0.push(CutWord { start, end, class }));
        let mut whole = 0;
        for start in 0..text.len() {
            for end in start + 1..=text.len() {
                let mut alone = Vec::new();
                let shift = start as u32;
                lexicon.each_class(&text[start..end], |from, to, class| alone.push((shift + from, shift + to, class)));
                if let Some(within) = words.within(start as u32, end as u32) {
                    whole += 1;
                    assert_eq!(within.iter().map(|w| (w.start, w.end, w.class)).collect::<Vec<_>>(), alone);
                }
            }
        }
        let words = words.0.len();
        assert_eq!(whole, words * (words + 1) / 2);
    }
}
