//! Runs of the characters that write foreign names.

use super::{Matcher, automaton::Hits};
use crate::{document::Span, knowledge::Gazetteer, script::is_han};

/// The text in which such names stand.
pub(super) struct Foreign<'a> {
    pub(super) chars: &'a [char],
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) matcher: &'a Matcher,
    pub(super) hits: &'a Hits,
    pub(super) block: Span,
}

impl Foreign<'_> {
    /// Where the run that ends here begins: `most` characters away at the most, and no further than where it `stops`.
    pub(super) fn start(&self, end: u32, most: u32, stops: impl Fn(u32) -> bool) -> u32 {
        let writes = |at: u32| self.gazetteer.grammar.transliteration.contains(&self.chars[at as usize]);
        let mut start = end;
        while start > self.block.start && end - start < most && writes(start - 1) && !(start < end && stops(start)) {
            start -= 1;
        }
        start
    }

    /// No word is cut here.
    pub(super) fn is_cut(&self, at: u32) -> bool {
        at == self.block.start || !is_han(self.chars[at as usize - 1]) || self.matcher.lexicon.is_boundary(self.chars, at, self.block)
    }

    /// The run holds no common word and no listed form: it is a name as far as its characters go.
    pub(super) fn is_name(&self, start: u32, end: u32) -> bool {
        let listed = (start..end).any(|at| self.hits.starting_at(at).any(|hit| hit.span.len() > 1));
        !listed && !self.matcher.lexicon.holds_common_word(&self.chars[start as usize..end as usize])
    }
}
