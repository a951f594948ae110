//! Latin names of bodies and places in brackets behind them: 世界卫生组织（World Health Organization，WHO）.

use super::{Mention, Reading, compose::Composer};
use crate::{
    document::{BlockKind, Span},
    knowledge::EntityType,
};

/// Longest bracket that is looked at.
const MAX_BRACKET_CHARS: usize = 80;

/// Finds Latin names behind bodies and places, listed or found before.
pub(super) fn find(composer: &Composer<'_>, found: &mut Vec<Mention>) {
    let document = composer.document;
    let chars = &document.folded.chars;
    let unlisted = |end: u32, found: &[Mention]| {
        let is = |m: &&Mention| {
            m.span.end == end && matches!(m.reading, Reading::Unlisted(EntityType::Organization | EntityType::Place) | Reading::OfState { .. })
        };
        found.iter().filter(is).map(|m| m.span).min_by_key(|span| span.start)
    };
    let mut brackets = Vec::new();
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        for open in (block.span.start + 1..block.span.end).filter(|&at| chars[at as usize] == '(') {
            let room = &chars[open as usize + 1..(block.span.end as usize).min(open as usize + 1 + MAX_BRACKET_CHARS)];
            let Some(close) = room.iter().position(|&c| c == ')') else { continue };
            if room.first().is_some_and(char::is_ascii_alphabetic) && room[..close].iter().all(|&c| !crate::script::is_han(c)) {
                brackets.push((open, open + 1 + close as u32));
            }
        }
    }
    for (open, close) in brackets {
        let listed = composer.hits.ending_at(open).iter().find(|hit| {
            let may_be = |kind| composer.matcher.may_be(hit.surface, kind);
            hit.span.len() > 1 && (may_be(EntityType::Organization) || may_be(EntityType::Place)) && !may_be(EntityType::Person)
        });
        let Some(owner) = unlisted(open, found).or(listed.map(|hit| hit.span)) else { continue };
        let mut start = open + 1;
        for at in open + 1..=close {
            if at < close && !matches!(chars[at as usize], ',' | ';' | '、' | '/') {
                continue;
            }
            let piece = trimmed(composer, Span::new(start, at));
            start = at + 1;
            let plain = chars[piece.start as usize..piece.end as usize].iter().all(|&c| c.is_alphanumeric() || " .-'’&".contains(c));
            if piece.len() > 1 && plain && document.slice(piece).chars().next().is_some_and(char::is_uppercase) {
                found.push(Mention::new(piece, Reading::LatinOf(owner)));
            }
        }
    }
}

/// The span without white space at its ends.
fn trimmed(composer: &Composer<'_>, span: Span) -> Span {
    let space = |at: u32| composer.document.folded.chars[at as usize] == ' ';
    let start = (span.start..span.end).find(|&at| !space(at)).unwrap_or(span.end);
    let end = (start..span.end).rev().find(|&at| !space(at)).map_or(start, |at| at + 1);
    Span::new(start, end)
}
