//! Places by their endings: a name behind a listed place (顺义区|某某镇), and foreign names (某某山脉).

use super::{Mention, Reading, compose::Composer};
use crate::{
    document::{BlockKind, Span},
    gazetteer::EntityType,
    script::is_han,
};

/// Longest name between a place and the ending: 某某某|村.
const MAX_NAME_CHARS: u32 = 3;
/// Foreign names have at least this many characters before their ending.
const MIN_FOREIGN_CHARS: u32 = 2;
/// And at most this many.
const MAX_FOREIGN_CHARS: u32 = 7;

/// Finds unlisted places.
pub(super) fn find(composer: &Composer<'_>, found: &mut Vec<Mention>) {
    let chars = &composer.document.folded.chars;
    let grammar = &composer.gazetteer.grammar;
    for block in composer.document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let line = &chars[..block.span.end as usize];
        for at in block.span.start + 1..block.span.end {
            let behind_place = grammar.place_endings.at(line, at as usize).and_then(|ending| {
                let end = at + ending.len() as u32;
                (1..=MAX_NAME_CHARS).filter_map(|n| at.checked_sub(n)).filter(|&s| s > block.span.start).find_map(|start| {
                    let place = composer.hits.ending_at(start).iter().any(|hit| composer.matcher.may_be(hit.surface, EntityType::Place));
                    (place && is_name(composer, start, at, end)).then_some(Span::new(start, end))
                })
            });
            let foreign = || {
                let end = at + grammar.foreign_place_endings.at(line, at as usize)?.len() as u32;
                let start = foreign_start(composer, at, block.span)?;
                is_name(composer, start, at, end).then_some(Span::new(start, end))
            };
            let facility = || {
                let end = at + grammar.facility_endings.at(line, at as usize)?.len() as u32;
                (0..=MAX_NAME_CHARS).filter_map(|n| at.checked_sub(n)).filter(|&s| s > block.span.start).find_map(|name| {
                    let hits = composer.hits.ending_at(name);
                    let place = hits.iter().find(|hit| composer.matcher.may_be(hit.surface, EntityType::Place))?;
                    (name == at || is_name(composer, name, at, end)).then_some(Span::new(place.span.start, end))
                })
            };
            let place = facility().or(behind_place).or_else(foreign);
            if let Some(span) = place.filter(|span| composer.matcher.lexicon.is_boundary(chars, span.end, block.span)) {
                found.push(Mention::new(span, Reading::Unlisted(EntityType::Place)));
            }
        }
    }
}

/// No word, and no listed form begins inside.
fn is_name(composer: &Composer<'_>, start: u32, ending: u32, end: u32) -> bool {
    let chars = &composer.document.folded.chars;
    let text = |from: u32, to: u32| chars[from as usize..to as usize].iter().collect::<String>();
    let grammar = &composer.gazetteer.grammar;
    let plain =
        chars[start as usize..ending as usize].iter().all(|c| is_han(*c) && !grammar.not_in_bodies.contains(c) && !grammar.numerals.contains(c));
    let mut nouns = true;
    composer.matcher.lexicon.each_word(&chars[start as usize..ending as usize], |_, _, word, tag| {
        let name = tag.starts_with('n') || matches!(tag, "x" | "j" | "zg" | "g") || word.chars().count() == 1 && tag != "p" && tag != "f";
        nouns &= name && !grammar.not_body_words.contains(word);
    });
    let listed = (start..end).any(|at| composer.hits.starting_at(at).any(|hit| hit.span.len() > 1));
    plain && nouns && !listed && !composer.matcher.lexicon.is_word(&text(start, end)) && !composer.matcher.lexicon.is_word(&text(ending - 1, end))
}

/// Where a run of transliteration characters begins that ends here and is cut off on its left.
fn foreign_start(composer: &Composer<'_>, end: u32, block: Span) -> Option<u32> {
    let chars = &composer.document.folded.chars;
    let grammar = &composer.gazetteer.grammar;
    let mut start = end;
    while start > block.start && end - start < MAX_FOREIGN_CHARS && grammar.transliteration.contains(&chars[start as usize - 1]) {
        start -= 1;
        if !composer.hits.ending_at(start).is_empty() {
            break;
        }
    }
    let apart = start == block.start || !is_han(chars[start as usize - 1]) || composer.matcher.lexicon.is_boundary(chars, start, block);
    (end - start >= MIN_FOREIGN_CHARS && apart).then_some(start)
}
