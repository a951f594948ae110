//! One-letter abbreviations of places in the contexts in which they count: 访[台], [中][美], [美]股, 美方.

use super::{Matcher, Mention, Reading, automaton::Hits};
use crate::{
    document::{Block, BlockKind, Document, Span},
    gazetteer::{Abbreviation, Gazetteer},
};

pub(super) fn find(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, hits: &Hits, found: &mut Vec<Mention>) {
    let letters = &gazetteer.grammar.abbreviations;
    if letters.is_empty() {
        return;
    }
    let chars = &document.folded.chars;
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let mut i = block.span.start;
        while i < block.span.end {
            let line = Line { chars: &chars[..block.span.end as usize], block, matcher, hits };
            if let Some(run) = gazetteer.grammar.runs.at(line.chars, i as usize)
                && line.is_free(Span::new(i, i + run.len() as u32))
            {
                let special = gazetteer.grammar.run_places.get(run);
                for (k, c) in run.iter().enumerate() {
                    let place = special.map(|places| places[k]).or_else(|| letters.get(c).map(|letter| letter.place));
                    if let Some(place) = place {
                        let at = i + k as u32;
                        found.push(Mention::new(Span::new(at, at + 1), Reading::Letter(place)));
                    }
                }
                i += run.len() as u32;
                continue;
            }
            if let Some(letter) = letters.get(&chars[i as usize])
                && let Some(span) = line.letter(letter, i)
            {
                found.push(Mention::new(span, Reading::Letter(letter.place)));
            }
            i += 1;
        }
    }
}

struct Line<'a> {
    chars: &'a [char],
    block: &'a Block,
    matcher: &'a Matcher,
    hits: &'a Hits,
}

impl Line<'_> {
    /// No word crosses the ends of the span and no listed form begins inside and reaches beyond it.
    fn is_free(&self, span: Span) -> bool {
        let lexicon = &self.matcher.lexicon;
        (span.start..span.end).all(|at| self.hits.starting_at(at).all(|hit| hit.span.end <= span.end))
            && lexicon.is_boundary(self.chars, span.start, self.block.span)
            && lexicon.is_boundary(self.chars, span.end, self.block.span)
    }

    fn letter(&self, letter: &Abbreviation, at: u32) -> Option<Span> {
        let lexicon = &self.matcher.lexicon;
        let i = at as usize;
        let alone = Span::new(at, at + 1);
        if let Some(side) = letter.sides.at(self.chars, i + 1) {
            let span = Span::new(at, at + 1 + side.len() as u32);
            let inside = self.hits.ending_at(at + 1).iter().any(|hit| hit.span.start < at);
            return (!inside && self.crosses_nothing(span) && lexicon.is_boundary(self.chars, at, self.block.span)).then_some(span);
        }
        if !self.crosses_nothing(alone) {
            return None;
        }
        for (word, index) in &letter.within {
            if i >= index + self.block.span.start as usize && self.chars[i - index..].starts_with(word) {
                return Some(alone);
            }
        }
        let head = self.block.span.start as usize;
        if letter.before.before(&self.chars[head..i]).is_some() && lexicon.is_boundary(self.chars, at + 1, self.block.span) {
            return Some(alone);
        }
        let follows = letter.after.at(self.chars, i + 1).is_some();
        (follows && lexicon.is_boundary(self.chars, at, self.block.span)).then_some(alone)
    }

    /// No listed form of two or more characters covers the place.
    fn crosses_nothing(&self, span: Span) -> bool {
        self.hits.starting_at(span.start).all(|hit| hit.span.end <= span.end)
    }
}
