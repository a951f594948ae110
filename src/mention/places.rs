//! Places by their endings: a name behind a listed place (顺义区|某某镇), and foreign names (某某山脉).

use super::{Mention, Reading, automaton::Hit, compose::Composer, foreign::Foreign};
use crate::{
    document::{BlockKind, Span},
    knowledge::{EntityType, SurfaceId, Trait},
    script::is_han,
};

/// Longest name between a place and the ending: 某某某|村.
const MAX_NAME_CHARS: u32 = 3;
/// Foreign names have at least this many characters before their ending.
const MIN_FOREIGN_CHARS: u32 = 2;
/// And at most this many.
const MAX_FOREIGN_CHARS: u32 = 7;

/// Longer runs of characters that write foreign names are hardly ever words.
const LONG_FOREIGN_CHARS: u32 = 3;
/// Longest Latin name in brackets.
const MAX_LATIN_CHARS: usize = 40;

/// Finds unlisted places.
pub(super) fn find(composer: &Composer<'_>, found: &mut Vec<Mention>) {
    let chars = &composer.document.folded.chars;
    let grammar = &composer.gazetteer.grammar;
    for block in composer.document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let line = &chars[..block.span.end as usize];
        let foreign = composer.foreign(block.span);
        for at in block.span.start + 1..block.span.end {
            let behind_place = grammar.place_endings.at(line, at as usize).and_then(|ending| {
                let end = at + ending.len() as u32;
                (1..=MAX_NAME_CHARS).filter_map(|n| at.checked_sub(n)).filter(|&s| s > block.span.start).find_map(|start| {
                    let place = composer.hits.ending_at(start).iter().any(|hit| composer.matcher.may_be(hit.surface, EntityType::Place));
                    (place && is_name(composer, start, at, end)).then_some(Span::new(start, end))
                })
            });
            let foreign_place = || {
                let end = at + grammar.foreign_place_endings.at(line, at as usize)?.len() as u32;
                let start = foreign_start(&foreign, at)?;
                let long = at - start >= LONG_FOREIGN_CHARS && foreign.is_name(start, at);
                (is_name(composer, start, at, end) || long).then_some(Span::new(start, end))
            };
            let facility = || {
                let end = at + grammar.facility_endings.at(line, at as usize)?.len() as u32;
                (0..=MAX_NAME_CHARS).filter_map(|n| at.checked_sub(n)).filter(|&s| s > block.span.start).find_map(|name| {
                    let hits = composer.hits.ending_at(name);
                    // 深圳|公园 below, but no country's.
                    let below = |hit: &&Hit<SurfaceId>| {
                        composer.matcher.may_be(hit.surface, EntityType::Place) && !composer.matcher.is(hit.surface, Trait::Country)
                    };
                    let place = hits.iter().find(below)?;
                    (name == at || is_name(composer, name, at, end)).then_some(Span::new(place.span.start, end))
                })
            };
            let place = facility().or(behind_place).or_else(foreign_place);
            if let Some(span) = place.filter(|span| composer.matcher.lexicon.is_boundary(chars, span.end, block.span)) {
                found.push(Mention::new(span, Reading::Unlisted(EntityType::Place)));
            }
        }
    }
}

/// Finds foreign names with a Latin name in brackets, told from persons' by a word for a place beside them or before them
/// in their list: 首府某某（Example）、某某（Example）. Both names are the place's.
pub(super) fn find_bracketed(composer: &Composer<'_>, found: &mut Vec<Mention>) {
    let chars = &composer.document.folded.chars;
    let grammar = &composer.gazetteer.grammar;
    for block in composer.document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let line = &chars[..block.span.end as usize];
        let foreign = composer.foreign(block.span);
        // Where the last bracket of a place closed.
        let mut last = None;
        for open in (block.span.start + MIN_FOREIGN_CHARS..block.span.end).filter(|&at| matches!(chars[at as usize], '(' | '[')) {
            let Some(len) = line[open as usize + 1..].iter().take(MAX_LATIN_CHARS).position(|&c| matches!(c, ')' | ']')) else { continue };
            let close = open + 1 + len as u32;
            let latin = Span::new(open + 1, close);
            let text = composer.document.slice(latin);
            let is_latin =
                text.chars().next().is_some_and(char::is_uppercase) && text.chars().all(|c| c.is_alphabetic() && !is_han(c) || " -'’.".contains(c));
            let listed = composer.hits.ending_at(open).iter().any(|hit| hit.span.len() > 1);
            if !is_latin || listed {
                continue;
            }
            let Some(start) = foreign_start(&foreign, open) else { continue };
            let head = &chars[block.span.start as usize..start as usize];
            let in_list = last.is_some_and(|end: u32| end < start && start - end <= 2 && grammar.list_marks.contains(&chars[start as usize - 1]));
            let word = grammar.latin_places.contains(text.rsplit(' ').next().unwrap_or_default().to_lowercase().as_str());
            let told = grammar.place_words_before.before(head).is_some() || grammar.place_words_after.at(line, close as usize + 1).is_some();
            if in_list || word || told {
                let place = Span::new(start, open);
                found.push(Mention::new(place, Reading::Unlisted(EntityType::Place)));
                found.push(Mention::new(latin, Reading::LatinOf(place)));
                last = Some(close + 1);
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
fn foreign_start(foreign: &Foreign<'_>, end: u32) -> Option<u32> {
    let start = foreign.start(end, MAX_FOREIGN_CHARS, |at| !foreign.hits.ending_at(at).is_empty());
    (end - start >= MIN_FOREIGN_CHARS && foreign.is_cut(start)).then_some(start)
}
