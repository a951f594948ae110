//! One-letter abbreviations of places in the contexts in which they count: 访[台], [中][美], [美]股, 美方.

use super::{Matcher, Mention, Reading, automaton::Hits};
use crate::{
    document::{Block, BlockKind, Document, Span},
    knowledge::{Abbreviation, Gazetteer, Words},
};
use rustc_hash::FxHashMap;

/// Joins the items of a list in Chinese.
const LIST_MARK: char = '、';

pub(super) fn find(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, hits: &Hits, found: &mut Vec<Mention>) {
    let letters = &gazetteer.grammar.abbreviations;
    if letters.is_empty() {
        return;
    }
    let chars = &document.folded.chars;
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let mut i = block.span.start;
        while i < block.span.end {
            let line = Line { chars: &chars[..block.span.end as usize], block, matcher, hits, not_before: &gazetteer.grammar.not_before_letters };
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
            if let Some(end) = line.list(letters, i) {
                for at in (i..end).step_by(2) {
                    if let Some(letter) = letters.get(&chars[at as usize]) {
                        found.push(Mention::new(Span::new(at, at + 1), Reading::Letter(letter.place)));
                    }
                }
                i = end;
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
    not_before: &'a Words,
}

impl Line<'_> {
    /// Where a list of letters ends that begins here: 中、俄, 美、日、印.
    fn list(&self, letters: &FxHashMap<char, Abbreviation>, from: u32) -> Option<u32> {
        let counts = |at: u32| {
            let letter = self.chars.get(at as usize).and_then(|c| letters.get(c));
            letter.is_some_and(Abbreviation::counts_in_words) && self.crosses_nothing(Span::new(at, at + 1))
        };
        let mut end = from + 1;
        if !counts(from) || from > self.block.span.start && self.chars[from as usize - 1] == LIST_MARK {
            return None;
        }
        while self.chars.get(end as usize) == Some(&LIST_MARK) && counts(end + 1) {
            end += 2;
        }
        let apart = |at| self.matcher.lexicon.is_boundary(self.chars, at, self.block.span);
        (end > from + 1 && self.chars.get(end as usize) != Some(&LIST_MARK) && apart(from) && apart(end)).then_some(end)
    }

    /// No word crosses the ends of the span and no listed form begins inside and reaches beyond it.
    fn is_free(&self, span: Span) -> bool {
        let lexicon = &self.matcher.lexicon;
        (span.start..span.end).all(|at| self.hits.starting_at(at).all(|hit| hit.span.end <= span.end))
            && lexicon.is_bounded(self.chars, span, self.block.span)
    }

    fn letter(&self, letter: &Abbreviation, at: u32) -> Option<Span> {
        let lexicon = &self.matcher.lexicon;
        let dotted = |at: Option<u32>| at.is_some_and(|at| self.chars.get(at as usize) == Some(&'·'));
        if dotted(at.checked_sub(1)) || dotted(Some(at + 1)) {
            return None;
        }
        let apart = |at| lexicon.is_boundary(self.chars, at, self.block.span);
        let i = at as usize;
        let alone = Span::new(at, at + 1);
        if let Some(side) = letter.sides.at(self.chars, i + 1) {
            let span = Span::new(at, at + 1 + side.len() as u32);
            let inside = self.hits.ending_at(at + 1).iter().any(|hit| hit.span.start < at);
            return (!inside && self.crosses_nothing(span) && apart(at) && apart(span.end)).then_some(span);
        }
        if !self.crosses_nothing(alone) {
            return None;
        }
        for (word, index) in &letter.within {
            let whole = *index + 1 < word.len() || apart(at + 1);
            if whole && i >= index + self.block.span.start as usize && self.chars[i - index..].starts_with(word) {
                return Some(alone);
            }
        }
        let head = self.block.span.start as usize;
        let before = &self.chars[head..i];
        if letter.before.before(before).is_some() && self.not_before.before(before).is_none() && apart(at + 1) && !self.begins_word(i) {
            return Some(alone);
        }
        let follows = letter.after.at(self.chars, i + 1).is_some_and(|word| word.len() > 1 || apart(at + 2));
        (follows && apart(at)).then_some(alone)
    }

    /// 对|华为: the letter and the next character are a listed form.
    fn begins_word(&self, i: usize) -> bool {
        let text = |n: usize| self.chars.get(i..i + n).map(|chars| chars.iter().collect::<String>());
        text(2).is_some_and(|word| self.matcher.is_listed(&word))
    }

    /// No listed form of two or more characters covers the place.
    fn crosses_nothing(&self, span: Span) -> bool {
        self.hits.starting_at(span.start).all(|hit| hit.span.end <= span.end)
    }
}
