//! Lists of posts of one person: the body of the first is that of the second where that names none of its own.
//! 阿里巴巴董事长兼首席执行官, 江苏省委常委、政法委书记.

use super::{Link, Meaning, Method, Resolver};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{ClassTrait, EntityType, Surface},
};

/// How far behind a post the name may stand that a list of posts belongs to.
const MAX_SERIES_CHARS: u32 = 24;

fn ends_clause(c: char) -> bool {
    matches!(c, '。' | ',' | ';' | '\n')
}

impl Resolver<'_> {
    /// The meaning of an office by the body of the one before it in a list; `None` where it needs none, or has its own.
    /// `title`: where its title begins.
    pub(super) fn in_series(&self, span: Span, title: u32) -> Option<Meaning> {
        let first = self.office_listed_before(span)?;
        if self.names_own_body(span) {
            return None;
        }
        let bodies = self.bodies_heading(first);
        let own = self.document.folded_slice(span);
        for &body in &bodies {
            let text: String = [self.document.folded_slice(body), own].concat();
            let mut senses = self.gazetteer.surface(&text).into_iter().flat_map(|s| &s.senses).map(|sense| sense.entity);
            if let Some(office) = senses.find(|&id| self.gazetteer.entity(id).kind == EntityType::Office) {
                return Some((EntityType::Office, Link::Entity(office), Method::Composed, 85));
            }
        }
        let &body = bodies.first()?;
        // 银监会|山西监管局|局长: of a part that no list holds.
        let is_whole = self.is_title(Span::new(body.end, first.end));
        // 江苏省委常委、公安部长: of whom the second is nobody can tell.
        if self.surface(span).is_some() {
            return self.is_local(body).then_some((EntityType::Office, Link::Nil, Method::Composed, 40));
        }
        let new = |of: Span| {
            let name = self.name(of, EntityType::Organization) + &self.name(span, EntityType::Office);
            (EntityType::Office, Link::New(name), Method::Composed, 75)
        };
        if self.is_bare(span.start, title) {
            return (is_whole && self.is_organization(body) && !self.is_rank(span)).then(|| new(body));
        }
        // 顺德区|人大代表、居委会主任: of the place.
        let place = bodies.iter().find(|&&body| self.is_local(body) && !self.is_organization(body));
        place.filter(|_| self.is_unit_alone(Span::new(span.start, title))).map(|&place| new(place))
    }

    /// The same of a listed form, if it means offices.
    pub(super) fn listed_in_series(&self, span: Span, surface: &Surface) -> Option<Meaning> {
        let is_office = surface.senses.iter().all(|sense| self.gazetteer.entity(sense.entity).kind == EntityType::Office);
        if is_office { self.in_series(span, span.start) } else { None }
    }

    /// The office right before this one in a list.
    fn office_listed_before(&self, span: Span) -> Option<Span> {
        let end = span.start.checked_sub(1)?;
        let is_mark = self.gazetteer.grammar.list_marks.contains(&self.document.folded.chars[end as usize]);
        let start = *self.done_ends.get(&end).filter(|_| is_mark)?;
        matches!(self.done.get(&start), Some((EntityType::Office, _))).then_some(Span::new(start, end))
    }

    /// The names of bodies and places that an office begins with, the longest first.
    fn bodies_heading(&self, office: Span) -> Vec<Span> {
        (office.start + 2..office.end).rev().map(|end| Span::new(office.start, end)).filter(|&span| self.is_body(span)).collect()
    }

    fn is_body(&self, span: Span) -> bool {
        let is = |id: EntityId| matches!(self.gazetteer.entity(id).kind, EntityType::Organization | EntityType::Place);
        self.surface(span).is_some_and(|surface| surface.senses.iter().any(|sense| is(sense.entity)))
    }

    fn is_organization(&self, span: Span) -> bool {
        let of = |surface: &Surface| surface.senses.iter().any(|s| self.gazetteer.entity(s.entity).kind == EntityType::Organization);
        self.surface(span).is_some_and(of)
    }

    /// True for a form that needs no body, and for one that begins with a place, or with a body that bears its name alone.
    fn names_own_body(&self, span: Span) -> bool {
        let is_full = |surface: &Surface| matches!(surface.senses[..], [sense] if !sense.weak);
        let held = |surface: &Surface| {
            let person = self.person_of_series(span.end);
            let holds = |id: EntityId| person.is_some_and(|p| self.gazetteer.entity(p).tenures.iter().any(|t| t.office == id));
            surface.senses.iter().any(|sense| holds(sense.entity))
        };
        self.surface(span).is_some_and(|surface| is_full(surface) || held(surface))
            || (span.start + 2..span.end).any(|end| self.is_body(Span::new(span.start, end)) && self.is_strong(Span::new(span.start, end)))
    }

    /// True for a title with what may stand before one: 原副部长.
    pub(super) fn is_title(&self, span: Span) -> bool {
        let grammar = &self.gazetteer.grammar;
        let mut rest = self.document.folded.slice(span.start, span.end);
        loop {
            if grammar.title_words.at(rest, 0).is_some_and(|title| title.len() == rest.len()) {
                return true;
            }
            let former = grammar.formers.iter().find(|(word, _)| rest.starts_with(word)).map(|(word, _)| word.len());
            let Some(len) = former.or_else(|| grammar.modifiers.at(rest, 0).map(<[char]>::len)) else { return false };
            rest = &rest[len..];
        }
    }

    /// 上将, 院士: of no body.
    fn is_rank(&self, title: Span) -> bool {
        self.gazetteer.grammar.ranks.contains(self.document.folded_slice(title))
    }

    fn is_strong(&self, span: Span) -> bool {
        self.surface(span).is_some_and(|surface| surface.senses.iter().any(|sense| !sense.weak))
    }

    /// The person named behind a list of posts of which one ends here.
    fn person_of_series(&self, end: u32) -> Option<EntityId> {
        let chars = &self.document.folded.chars;
        let room = (end..(end + MAX_SERIES_CHARS).min(self.document.folded.len())).take_while(|&at| !ends_clause(chars[at as usize]));
        let first = room.into_iter().find_map(|at| self.done.get(&at).filter(|(kind, _)| *kind == EntityType::Person));
        match first {
            Some((_, Link::Entity(person))) => Some(*person),
            _ => None,
        }
    }

    /// True for what is of a part of a country, by its own place or that of its body.
    fn is_local(&self, body: Span) -> bool {
        let Some(surface) = self.surface(body) else { return false };
        surface.senses.iter().all(|sense| {
            let entity = self.gazetteer.entity(sense.entity);
            std::iter::once(sense.entity).chain(self.above(entity)).any(|id| {
                let entity = self.gazetteer.entity(id);
                entity.kind == EntityType::Place && !self.gazetteer.is(entity, ClassTrait::Country)
            })
        })
    }
}
