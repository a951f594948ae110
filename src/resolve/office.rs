//! Offices: which one, and who held it on the document's date.

use super::{Link, Method, Resolver, of_kind};
use crate::{
    document::{Document, Span},
    id::EntityId,
    knowledge::{ClassTrait, Entity, EntityType, Gazetteer, Trigger},
};

/// Longest name of a body before a title that is looked up, in characters.
const LONGEST_BODY: u32 = 12;
/// Characters before a title that belong to no listed name and still leave it the country's: 前, 下届, 联邦.
const LONGEST_ADJECTIVE: u32 = 4;

impl Resolver<'_> {
    /// An office composed of bodies and a title.
    pub(super) fn office(&self, span: Span, title: u32) -> (EntityType, Link, Method, u8) {
        let office = |link, confidence| (EntityType::Office, link, Method::Composed, confidence);
        if let Some(found) = self.in_series(span, title) {
            return found;
        }
        if self.is_bare(span.start, title) {
            let fuller = || self.fuller_office(span).map(|one| (EntityType::Office, Link::Entity(one), Method::Short, 85));
            return fuller().or_else(|| self.office_beside(span)).unwrap_or_else(|| office(Link::Nil, 50));
        }
        if let Some(one) = self.without_former(span, title) {
            return office(Link::Entity(one), 85);
        }
        // 台湾国防部长 is the 国防部长 of the country named first, where one such office is listed.
        let country = self.context.last_before(span.start + 1, span.start);
        let mut start = span.start + 1;
        while start <= title {
            if let Some(surface) = self.surface(Span::new(start, span.end)) {
                let fits = surface.senses.iter().filter(|sense| {
                    let entity = self.gazetteer.entity(sense.entity);
                    let of_country = entity.kind == EntityType::Office && country.is_some() && entity.country == country;
                    of_country && (!sense.weak || self.is_of_whole_country(Span::new(span.start, start), Span::new(start, span.end), entity))
                });
                let mut fits = fits.map(|sense| sense.entity);
                if let (Some(one), None) = (fits.next(), fits.next()) {
                    return office(Link::Entity(one), 85);
                }
                break;
            }
            start += 1;
        }
        // 公安局长: of some city. The name alone would make one post of many.
        if self.is_unit_alone(Span::new(span.start, title)) {
            return office(Link::Nil, 50);
        }
        office(Link::New(self.name(span, EntityType::Office)), 75)
    }

    /// 云南省委|前|书记: the office of that name without the word.
    fn without_former(&self, span: Span, title: u32) -> Option<EntityId> {
        let former = self.former_inside(span, title)?;
        let chars = &self.document.folded.chars;
        let text: String = chars[span.start as usize..former.start as usize].iter().chain(&chars[former.end as usize..span.end as usize]).collect();
        let surface = of_kind(self.gazetteer.surface(&text)?, Some(EntityType::Office), self.gazetteer);
        match self.listed(span, &surface, true)? {
            (EntityType::Office, Link::Entity(office), ..) => Some(office),
            _ => None,
        }
    }

    /// The word within an office that says whether it is held: 司法部|原|部长, 公安部|原|副部长.
    fn former_inside(&self, span: Span, title: u32) -> Option<Span> {
        let chars = &self.document.folded.chars;
        let mut end = title;
        loop {
            let head = &chars[span.start as usize..end as usize];
            if let Some((word, _)) = self.gazetteer.grammar.formers.iter().find(|(word, _)| word.len() < head.len() && head.ends_with(word)) {
                return Some(Span::new(end - word.len() as u32, end));
            }
            end -= self.gazetteer.grammar.modifiers.before(head)?.len() as u32;
        }
    }

    /// True for a unit that every city has and whose name tells none: 公安局, 市委.
    pub(super) fn is_unit_alone(&self, body: Span) -> bool {
        let end = self.former_inside(Span::new(body.start, body.end), body.end).map_or(body.end, |former| former.start);
        let text = self.document.folded.slice(body.start, end);
        self.gazetteer.grammar.local_units.at(text, 0).is_some_and(|unit| unit.len() == text.len())
    }

    /// 某某证券|股份有限公司: the one listed company without its legal form.
    pub(super) fn without_legal_form(&self, span: Span) -> Option<EntityId> {
        let name = self.document.folded.slice(span.start, span.end);
        let form = self.gazetteer.grammar.legal_forms.before(name)?.len();
        let text: String = name[..name.len() - form].iter().collect();
        match self.gazetteer.surface(&text)?.senses[..] {
            [sense] if !sense.weak && self.gazetteer.is(self.gazetteer.entity(sense.entity), ClassTrait::Company) => Some(sense.entity),
            _ => None,
        }
    }

    /// True where nothing but 副, 代理 stands before a title.
    pub(super) fn is_bare(&self, start: u32, title: u32) -> bool {
        let chars = &self.document.folded.chars[..title as usize];
        let mut at = start as usize;
        while at < chars.len() {
            let Some(word) = self.gazetteer.grammar.modifiers.at(chars, at) else { return false };
            at += word.len();
        }
        true
    }

    /// True where what stands before a title leaves it the country's: 台湾|国防部长, 民进党|高雄市长, 加州|参议员. A post of a city
    /// or of another body is another one: 北京市|政协委员, 国务院|亚太局|副助卿.
    fn is_of_whole_country(&self, before: Span, title: Span, office: &Entity) -> bool {
        // 民盟中央|副主席 is the party's own, not the state's.
        let of_a_body = self.gazetteer.grammar.titles_of_bodies.contains(self.document.folded_slice(title));
        let title = &self.document.folded.chars[title.start as usize..title.end as usize];
        if self.gazetteer.grammar.represent_places.before(title).is_some() {
            return true;
        }
        let (mut at, mut unlisted) = (before.start, 0);
        while at < before.end {
            let listed = (at + 2..=before.end.min(at + LONGEST_BODY)).rev().find_map(|end| {
                let senses = self.surface(Span::new(at, end))?.senses.iter().map(|s| self.gazetteer.entity(s.entity));
                let bodies = senses.filter(|e| matches!(e.kind, EntityType::Place | EntityType::Organization));
                let is = |e: &Entity, of: ClassTrait| self.gazetteer.is(e, of);
                let fits = bodies.map(|e| {
                    is(e, ClassTrait::Country)
                        || is(e, ClassTrait::Party) && !of_a_body
                        || office.of.is_some_and(|of| std::ptr::eq(self.gazetteer.entity(of), e))
                });
                fits.reduce(|a, b| a || b).map(|fits| (end, fits))
            });
            match listed {
                Some((_, false)) => return false,
                Some((end, true)) => at = end,
                None => (at, unlisted) = (at + 1, unlisted + 1),
            }
        }
        unlisted <= LONGEST_ADJECTIVE
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
            _ => body(Link::New(self.name(span, EntityType::Organization)), 75),
        }
    }

    /// 俄|国防部, 美|国会: the body of the country whose letter stands before a name that its body bears.
    pub(super) fn of_lettered_state(&self, span: Span) -> Option<EntityId> {
        let letter = *self.document.folded.chars.get(span.start as usize)?;
        let usual = self.gazetteer.grammar.abbreviations.get(&letter)?.place;
        let country = self.gazetteer.entity(self.letter(letter, Some(usual))?).country?;
        let senses = &self.surface(Span::new(span.start + 1, span.end))?.senses;
        let mut fits = senses.iter().map(|sense| sense.entity).filter(|&id| {
            let entity = self.gazetteer.entity(id);
            entity.kind == EntityType::Organization && entity.country == Some(country)
        });
        fits.next().filter(|_| fits.next().is_none())
    }

    /// The people whom the mention right behind the span, or right before it, may mean; 的 may stand between.
    pub(super) fn people_beside(&self, span: Span) -> Vec<EntityId> {
        let people = |start: &u32| match self.done.get(start) {
            Some((EntityType::Person, Link::Entity(id))) => Some(vec![*id]),
            Some((EntityType::Person, Link::Ambiguous(ids))) => Some(ids.clone()),
            _ => None,
        };
        // 曾任内政部长的某某
        let of = || if self.document.folded.chars.get(span.end as usize) == Some(&'的') { people(&(span.end + 1)) } else { None };
        let before = || self.done_ends.get(&span.start).or_else(|| self.done_ends.get(&self.before_former(span.start)));
        people(&span.end).or_else(|| before().and_then(people)).or_else(of).unwrap_or_default()
    }

    /// 里根|前|总统: where the word begins that says the office is held no more.
    pub(super) fn before_former(&self, office: u32) -> u32 {
        let head = &self.document.folded.chars[..office as usize];
        let word = self.gazetteer.grammar.formers.iter().find(|(word, means)| *means == Trigger::Former && head.ends_with(word));
        office - word.map_or(0, |(word, _)| word.len() as u32)
    }

    /// The linked person whose mention begins right behind the span or ends right before it.
    pub(super) fn adjacent_person(&self, span: Span) -> Option<EntityId> {
        let person = |start: &u32| match self.done.get(start) {
            Some((EntityType::Person, Link::Entity(id))) => Some(*id),
            _ => None,
        };
        person(&span.end).or_else(|| self.done_ends.get(&span.start).and_then(person))
    }
}

/// True where the person holds or held the office whose mention ends right before, or begins right after, the span.
pub(super) fn holds_adjacent(document: &Document, gazetteer: &Gazetteer, span: Span, person: EntityId) -> bool {
    const LONGEST_TITLE: u32 = 12;
    let tenures = &gazetteer.entity(person).tenures;
    if tenures.is_empty() {
        return false;
    }
    let matches = |at: Span| {
        let surface = gazetteer.surface(document.folded_slice(at));
        surface.is_some_and(|s| s.senses.iter().any(|sense| tenures.iter().any(|t| t.office == sense.entity)))
    };
    // 某某是某某部部长
    let verb = gazetteer.grammar.words_for_holding.at(&document.folded.chars, span.end as usize).map_or(0, |word| word.len() as u32);
    let behind = span.end + verb;
    let before = (1..=LONGEST_TITLE.min(span.start)).any(|n| matches(Span::new(span.start - n, span.start)));
    let len = document.folded.len();
    before || (1..=LONGEST_TITLE.min(len - behind)).any(|n| matches(Span::new(behind, behind + n)))
}
