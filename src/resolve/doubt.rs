//! Listed people whom a text does not mean: their name stands with words that the entry contradicts (村民王某).

use super::office;
use crate::{
    document::{Document, Span},
    id::EntityId,
    knowledge::{Entity, EntityType, Gazetteer},
    mention::{Mention, Reading},
};
use rustc_hash::FxHashSet;

/// Longest name of a body before 创始人 that is looked up, in characters.
const LONGEST_BODY: u32 = 8;

/// Listed people of whom a document says what they are not, and nowhere what they are. A name means one person throughout
/// a document: one such place speaks for all.
pub(super) fn doubted(document: &Document, mentions: &[Mention], gazetteer: &Gazetteer) -> FxHashSet<EntityId> {
    let listed = mentions.iter().filter(|m| !m.nested && !m.byline).filter_map(|mention| match mention.reading {
        Reading::Listed(surface) => Some((mention.span, &gazetteer.surfaces[surface.0 as usize].senses)),
        _ => None,
    });
    let is_person = |id: EntityId| gazetteer.entity(id).kind == EntityType::Person;
    let mut doubted: FxHashSet<EntityId> = FxHashSet::default();
    let mut confirmed: FxHashSet<EntityId> = FxHashSet::default();
    for (span, senses) in listed.clone().filter(|(_, senses)| senses.iter().any(|s| is_person(s.entity))) {
        let Some(roles) = roles_told(document, span, gazetteer) else { continue };
        for sense in senses.iter().filter(|sense| is_person(sense.entity)) {
            let agrees = is_one_of(gazetteer.entity(sense.entity), roles);
            (if agrees { &mut confirmed } else { &mut doubted }).insert(sense.entity);
        }
    }
    doubted.retain(|id| !confirmed.contains(id));
    if doubted.is_empty() {
        return doubted;
    }
    for (span, senses) in listed {
        for sense in senses {
            if doubted.contains(&sense.entity) && office::holds_adjacent(document, gazetteer, span, sense.entity) {
                doubted.remove(&sense.entity);
            }
        }
    }
    doubted
}

/// True where the words right before a name say what its bearer is known for: a calling that tells the person apart
/// (乒乓球运动员马龙), or a body that the entry names (蔚来创始人李斌).
pub(super) fn is_told(document: &Document, gazetteer: &Gazetteer, span: Span, entity: &Entity) -> bool {
    let Some(block) = document.block_at(span.start).map(|i| document.blocks[i].span) else { return false };
    let head = &document.folded.chars[block.start as usize..span.start as usize];
    let grammar = &gazetteer.grammar;
    if let Some(word) = grammar.callings.before(head) {
        let roles = grammar.roles_of_callings.get(word).map_or(&[][..], Vec::as_slice);
        return grammar.telling_callings.contains(word) && is_one_of(entity, roles);
    }
    let Some(word) = grammar.founders.before(head) else { return false };
    let end = span.start - word.len() as u32;
    let role = entity.role.to_lowercase();
    let is_of = |body: EntityId| {
        let name = gazetteer.entity(body).en.to_lowercase();
        let holds_office = || entity.tenures.iter().any(|tenure| gazetteer.entity(tenure.office).of == Some(body));
        holds_office() || says(&role, &name, |behind| !behind.is_some_and(char::is_alphanumeric))
    };
    let is_named = |start: u32| {
        let senses = gazetteer.surface(document.folded_slice(Span::new(start, end))).map_or(&[][..], |s| &s.senses);
        senses.iter().any(|sense| gazetteer.entity(sense.entity).kind == EntityType::Organization && is_of(sense.entity))
    };
    (end.saturating_sub(LONGEST_BODY).max(block.start)..end).any(is_named)
}

/// True where somebody of this entry may sign texts: not who is known for offices or other things alone.
pub(super) fn signs(entity: &Entity, gazetteer: &Gazetteer) -> bool {
    let roles = &gazetteer.grammar.roles_of_bylines;
    roles.is_empty() || entity.role.is_empty() || is_one_of(entity, roles)
}

/// True where the credit line says before the name that those named report: 记者某某.
pub(super) fn reports(document: &Document, span: Span, gazetteer: &Gazetteer) -> bool {
    let Some(credit) = document.credits.iter().find(|credit| credit.contains(span)) else { return false };
    let head = &document.folded.chars[credit.start as usize..span.start as usize];
    (1..=head.len()).any(|end| gazetteer.grammar.callings.before(&head[..end]).is_some())
}

/// True where a word of the role begins with one of these: swim of swimmer.
fn is_one_of(entity: &Entity, roles: &[String]) -> bool {
    let role = entity.role.to_lowercase();
    roles.iter().any(|word| says(&role, word, |_| true))
}

/// True where words stand in a text, from the beginning of a word on; `ends` judges the character behind them.
fn says(text: &str, words: &str, ends: impl Fn(Option<char>) -> bool) -> bool {
    let begins = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    !words.is_empty() && text.match_indices(words).any(|(at, _)| begins(at) && ends(text[at + words.len()..].chars().next()))
}

/// What the words beside a name say of the roles of the person; `None` where they say nothing.
fn roles_told<'g>(document: &Document, span: Span, gazetteer: &'g Gazetteer) -> Option<&'g [String]> {
    let block = document.blocks[document.block_at(span.start)?].span;
    let chars = &document.folded.chars[..block.end as usize];
    let behind = span.end as usize;
    if chars.get(behind) == Some(&'(')
        && let Some(word) = gazetteer.grammar.borrowed_names.at(chars, behind + 1)
        && chars.get(behind + 1 + word.len()) == Some(&')')
    {
        return Some(&[]);
    }
    let word = gazetteer.grammar.callings.before(&chars[block.start as usize..span.start as usize])?;
    gazetteer.grammar.roles_of_callings.get(word).map(Vec::as_slice)
}
