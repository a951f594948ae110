//! Organizations by composition: a place, perhaps a few more characters, and a suffix that makes a body of them
//! (成都市公安局, 徐州市第一人民医院).

use super::{Matcher, Mention, Reading, automaton::Hits};
use crate::{
    document::{BlockKind, Document, Span},
    gazetteer::{EntityType, Gazetteer},
    script::is_han,
};

/// Most characters between the place and the suffix: 第一, 第三高级, 浦东新区.
const MAX_GAP_CHARS: u32 = 4;

pub(super) fn find(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, hits: &Hits, found: &mut Vec<Mention>) {
    let chars = &document.folded.chars;
    let grammar = &gazetteer.grammar;
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let line = &chars[..block.span.end as usize];
        let mut at = block.span.start;
        while at < block.span.end {
            let Some(suffix) = grammar.organization_suffixes.at(line, at as usize) else {
                at += 1;
                continue;
            };
            let end = at + suffix.len() as u32;
            if let Some(start) = place_before(document, gazetteer, matcher, hits, at, block.span)
                && matcher.lexicon.is_boundary(chars, end, block.span)
            {
                found.push(Mention::new(Span::new(start, end), Reading::Unlisted(EntityType::Organization)));
            }
            at = end;
        }
    }
}

/// Where the chain of places below the country begins that ends here or a few characters before.
fn place_before(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, hits: &Hits, at: u32, block: Span) -> Option<u32> {
    let chars = &document.folded.chars;
    let local = |at: u32| {
        hits.ending_at(at)
            .iter()
            .find(|hit| matcher.may_be(hit.surface, EntityType::Place) && !is_country(gazetteer, hit.surface))
            .map(|hit| hit.span.start)
    };
    let mut start = None;
    for gap in 0..=MAX_GAP_CHARS {
        let end = at.checked_sub(gap).filter(|&e| e > block.start)?;
        if gap > 0 {
            let c = chars[end as usize];
            if !is_han(c) || gazetteer.grammar.not_in_bodies.contains(&c) {
                return None;
            }
        }
        start = local(end);
        if start.is_some() {
            break;
        }
    }
    let mut start = start?;
    while let Some(further) = local(start) {
        start = further;
    }
    Some(start)
}

fn is_country(gazetteer: &Gazetteer, surface: crate::gazetteer::SurfaceId) -> bool {
    gazetteer.surfaces[surface.0 as usize].senses.iter().any(|s| matches!(gazetteer.entity(s.entity).class.as_str(), "country" | "region"))
}
