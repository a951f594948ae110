//! Organizations by the words and marks around their names: media in the marks of titles (官媒《某某报》), names in quotation
//! marks before an ending (“某某”协会), Latin names beside a word for a body (科技公司Example).

use super::{Mention, Reading, compose::Composer};
use crate::{
    document::{BlockKind, Span},
    knowledge::{EntityType, Grammar},
    script::is_han,
};
use rustc_hash::FxHashSet;

/// Longest name of a medium in the marks of titles.
pub(super) const MAX_MEDIUM_CHARS: usize = 12;
/// Longest name in quotation marks before an ending.
const MAX_QUOTED_CHARS: usize = 14;
/// Most words of a Latin name.
const MAX_LATIN_WORDS: usize = 4;
/// Shortest Latin name of one word: shorter ones are codes.
const MIN_LATIN_CHARS: u32 = 3;

/// Finds unlisted organizations.
pub(super) fn find(composer: &Composer<'_>, found: &mut Vec<Mention>) {
    let chars = &composer.document.folded.chars;
    let mut media = FxHashSet::default();
    for block in composer.document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let finder = Finder { composer, chars, block: block.span };
        for at in block.span.start..block.span.end {
            let name = match chars[at as usize] {
                '《' => finder.medium(at),
                '“' | '"' | '「' | '『' | '”' | '」' | '』' => finder.quoted(at),
                c if c.is_ascii_uppercase() || c.is_ascii_lowercase() => finder.latin(at),
                _ => None,
            };
            if let Some(span) = name {
                found.push(Mention::new(span, Reading::Unlisted(EntityType::Organization)));
                if chars[at as usize] == '《' {
                    media.insert(&chars[span.start as usize..span.end as usize]);
                }
            }
        }
    }
    // The same names between such marks elsewhere.
    for at in (0..chars.len()).filter(|&at| chars[at] == '《') {
        let room = &chars[at + 1..chars.len().min(at + 2 + MAX_MEDIUM_CHARS)];
        let name = room.iter().position(|&c| c == '》').map_or(&[][..], |len| &room[..len]);
        let span = Span::new(at as u32 + 1, (at + 1 + name.len()) as u32);
        if media.contains(name) && composer.document.block_at(span.start).is_some_and(|i| composer.document.blocks[i].kind != BlockKind::Boilerplate)
        {
            found.push(Mention::new(span, Reading::Unlisted(EntityType::Organization)));
        }
    }
}

/// What stands in the marks of titles may be a medium, by its characters and its ending: no 《某某条例》.
pub(super) fn is_medium(name: &[char], grammar: &Grammar) -> bool {
    name.len() > 1 && name.iter().all(|&c| is_han(c)) && grammar.not_media_endings.before(name).is_none()
}

struct Finder<'a> {
    composer: &'a Composer<'a>,
    chars: &'a [char],
    block: Span,
}

impl Finder<'_> {
    fn line(&self) -> &[char] {
        &self.chars[..self.block.end as usize]
    }

    fn head(&self, at: u32) -> &[char] {
        &self.chars[self.block.start as usize..at as usize]
    }

    /// 官媒《某某》, 《某某》杂志: the name between the marks that open here.
    fn medium(&self, open: u32) -> Option<Span> {
        let grammar = &self.composer.gazetteer.grammar;
        let room = &self.line()[open as usize + 1..];
        let len = room.iter().take(MAX_MEDIUM_CHARS + 1).position(|&c| c == '》')?;
        let name = &room[..len];
        let is_name = is_medium(name, grammar);
        let end = open + 1 + len as u32;
        let told = grammar.media_before.before(self.head(open)).is_some() || grammar.media_after.at(self.line(), end as usize + 1).is_some();
        (is_name && told).then_some(Span::new(open + 1, end))
    }

    /// “某某协会”, “某某”协会: what stands between quotation marks, with an ending right before or behind the closing one.
    fn quoted(&self, close: u32) -> Option<Span> {
        let grammar = &self.composer.gazetteer.grammar;
        let head = self.head(close);
        let room = &head[head.len().saturating_sub(MAX_QUOTED_CHARS + 1)..];
        let open = room.iter().rposition(|c| matches!(c, '“' | '"' | '「' | '『'))?;
        let name = &room[open + 1..];
        if name.len() < 3 || !name.iter().all(|&c| is_han(c)) {
            return None;
        }
        let start = close - name.len() as u32;
        let end = close + 1 + grammar.quoted_endings.at(self.line(), close as usize + 1)?.len() as u32;
        let apart = self.composer.matcher.lexicon.is_boundary(self.chars, end, self.block);
        apart.then_some(Span::new(start - 1, end))
    }

    /// 科技公司Example, Example公司: a capitalised Latin name beside a word for a body.
    fn latin(&self, start: u32) -> Option<Span> {
        let grammar = &self.composer.gazetteer.grammar;
        let latin = |at: u32| {
            self.line().get(at as usize).is_some_and(|c| c.is_alphabetic() && !is_han(*c) || c.is_ascii_digit() || matches!(c, '&' | '\'' | '-'))
        };
        if start > self.block.start && (latin(start - 1) || self.chars[start as usize - 1] == ' ' && start > self.block.start + 1 && latin(start - 2))
        {
            return None;
        }
        let mut end = start;
        let mut words = 0;
        loop {
            let word_end = (end..self.block.end).find(|&at| !latin(at)).unwrap_or(self.block.end);
            if word_end == end {
                break;
            }
            words += 1;
            end = word_end;
            // Paytm 30%: a number is no part of it.
            let next = self.line().get(end as usize + 1);
            if !(self.chars.get(end as usize) == Some(&' ') && latin(end + 1)) || next.is_some_and(char::is_ascii_digit) {
                break;
            }
            end += 1;
        }
        let text = self.composer.document.slice(Span::new(start, end));
        let capital = text.split(' ').all(|word| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '&'));
        if !capital || words > MAX_LATIN_WORDS || end - start < MIN_LATIN_CHARS || text.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        if grammar.not_latin_bodies.contains(text.to_lowercase().as_str()) {
            return None;
        }
        let listed = self.composer.hits.starting_at(start).any(|hit| hit.span.end >= end);
        if let Some(ending) = grammar.latin_endings.at(self.line(), end as usize) {
            let whole = end + ending.len() as u32;
            let apart = self.composer.matcher.lexicon.is_boundary(self.chars, whole, self.block);
            return (apart && !listed).then_some(Span::new(start, whole));
        }
        let behind_han = self.chars.get(end as usize).is_none_or(|&c| c != ')' && c != '(');
        (!listed && behind_han && grammar.latin_heads.before(self.head(start)).is_some()).then_some(Span::new(start, end))
    }
}
