//! Offices: which one, and who held it on the document's date.

use super::{Link, Method, Resolver};
use crate::{document::Span, gazetteer::EntityType, id::EntityId};

impl Resolver<'_> {
    /// An office composed of bodies and a title.
    pub(super) fn office(&self, span: Span, title: u32) -> (EntityType, Link, Method, u8) {
        let office = |link, confidence| (EntityType::Office, link, Method::Composed, confidence);
        if span.start == title {
            return office(Link::Nil, 50);
        }
        // 台湾国防部长 is the 国防部长 of the country named first, where one such office is listed.
        let country = self.context.last_before(span.start + 1, span.start);
        let mut start = span.start + 1;
        while start <= title {
            if let Some(surface) = self.surface(Span::new(start, span.end)) {
                let mut fits = surface.senses.iter().map(|s| s.entity).filter(|&id| {
                    let entity = self.gazetteer.entity(id);
                    entity.kind == EntityType::Office && country.is_some() && entity.country == country
                });
                if let (Some(one), None) = (fits.next(), fits.next()) {
                    return office(Link::Entity(one), 85);
                }
                break;
            }
            start += 1;
        }
        office(Link::New(self.name(span)), 75)
    }

    /// A body of a state behind its country or party: the listed body of that name and country, else a new one.
    pub(super) fn of_state(&self, span: Span, bare: u32) -> (EntityType, Link, Method, u8) {
        let body = |link, confidence| (EntityType::Organization, link, Method::Composed, confidence);
        let letter = || {
            let first = self.document.folded.chars[span.start as usize];
            self.gazetteer.grammar.abbreviations.get(&first).and_then(|a| self.gazetteer.entity(a.place).country)
        };
        let country = self.context.last_before(bare, span.start).or_else(letter);
        let senses = self.surface(Span::new(bare, span.end)).map_or(&[][..], |s| &s.senses);
        let mut fits = senses.iter().map(|s| s.entity).filter(|&id| {
            let entity = self.gazetteer.entity(id);
            entity.kind == EntityType::Organization && country.is_some() && entity.country == country
        });
        match (fits.next(), fits.next()) {
            (Some(one), None) => body(Link::Entity(one), 92),
            _ => body(Link::New(self.name(span)), 75),
        }
    }

    /// The linked person whose mention begins right behind the span or ends right before it.
    pub(super) fn adjacent_person(&self, span: Span) -> Option<EntityId> {
        let person = |start: &u32| match self.done.get(start) {
            Some((EntityType::Person, Link::Entity(id))) => Some(*id),
            _ => None,
        };
        person(&span.end).or_else(|| self.done_ends.get(&span.start).and_then(person))
    }

    /// True where the person holds or held the office whose mention ends right before, or begins right after, the span.
    pub(super) fn holds_adjacent_office(&self, span: Span, person: EntityId) -> bool {
        let tenures = &self.gazetteer.entity(person).tenures;
        if tenures.is_empty() {
            return false;
        }
        let matches = |at: Span| self.surface(at).is_some_and(|s| s.senses.iter().any(|sense| tenures.iter().any(|t| t.office == sense.entity)));
        const LONGEST_TITLE: u32 = 12;
        // 某某是某某部部长
        let chars = &self.document.folded.chars;
        let verb = self.gazetteer.grammar.words_for_holding.at(chars, span.end as usize).map_or(0, |word| word.len() as u32);
        let behind = span.end + verb;
        let before = (1..=LONGEST_TITLE.min(span.start)).any(|n| matches(Span::new(span.start - n, span.start)));
        let len = self.document.folded.len();
        before || (1..=LONGEST_TITLE.min(len - behind)).any(|n| matches(Span::new(behind, behind + n)))
    }
}
