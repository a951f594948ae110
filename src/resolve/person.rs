//! People by surname and title, and by Latin names in brackets.

use super::{Link, Method, Resolver};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{EntityType, SurfaceId},
};

impl Resolver<'_> {
    /// A Latin name in brackets: the entity of the name before it, else what the gazetteer says, else a new person.
    pub(super) fn latin(&self, span: Span, name: Option<Span>) -> (EntityType, Link, Method, u8) {
        if let Some(name) = name
            && let Some((kind, link)) = self.done.get(&name.start)
            && matches!(link, Link::Entity(_) | Link::New(_))
        {
            return (*kind, link.clone(), Method::Latin, 92);
        }
        if let Some(found) = self.surface(span).and_then(|s| self.listed(span, s, false)) {
            return found;
        }
        (EntityType::Person, Link::New(self.name(span, EntityType::Person)), Method::Latin, 80)
    }

    /// The entity of an unlisted name whose Latin name in brackets is listed: a new transliteration of a known person.
    pub(super) fn latin_twin(&self, span: Span) -> Option<(EntityType, Link, Method, u8)> {
        let chars = &self.document.folded.chars;
        let mut open = span.end as usize;
        while chars.get(open) == Some(&' ') {
            open += 1;
        }
        if chars.get(open) != Some(&'(') {
            return None;
        }
        let close = open + chars[open..].iter().take(60).position(|&c| matches!(c, ')' | ',' | '\n'))?;
        let latin = Span::new(open as u32 + 1, close as u32);
        let surface = self.surface(latin)?;
        match surface.senses[..] {
            [sense] if self.gazetteer.entity(sense.entity).kind == EntityType::Person => {
                Some((EntityType::Person, Link::Entity(sense.entity), Method::Latin, 92))
            }
            _ => None,
        }
    }

    /// The person of the Latin name in brackets where the form before them may mean this person.
    pub(super) fn latin_sense(&self, span: Span, surface: SurfaceId) -> Option<(EntityType, Link, Method, u8)> {
        let twin = self.latin_twin(span)?;
        let senses = &self.gazetteer.surfaces[surface.0 as usize].senses;
        senses.iter().any(|sense| twin.1 == Link::Entity(sense.entity)).then_some(twin)
    }

    /// True where the document names a person again and again, and each of these new names once.
    fn is_chief(&self, person: EntityId, new: &[&String]) -> bool {
        const AGAIN_AND_AGAIN: u32 = 3;
        let count = |name: &String| self.named.iter().filter(|named| matches!(&named.link, Link::New(n) if n == name)).count();
        self.context.entities.get(&person).is_some_and(|&n| n >= AGAIN_AND_AGAIN) && new.iter().all(|name| count(name) <= 1)
    }

    /// True where the person's name stands right before or behind this title somewhere in the document.
    fn stands_beside(&self, person: EntityId, title: Span) -> bool {
        let chars = &self.document.folded.chars;
        let title = &chars[title.start as usize..title.end as usize];
        let mut names = self.named.iter().filter(|named| named.link == Link::Entity(person)).map(|named| named.span);
        !title.is_empty() && names.any(|name| chars[name.end as usize..].starts_with(title) || chars[..name.start as usize].ends_with(title))
    }

    /// 蔡总统: the person of the document with this surname, else the holder on its date of an office with this title.
    /// `None` where nothing speaks for a person at all.
    pub(super) fn surname_title(&self, span: Span, surname: u32) -> Option<(EntityType, Link, Method, u8)> {
        let person = |link, confidence| Some((EntityType::Person, link, Method::Short, confidence));
        let head = self.document.folded.slice(span.start, span.start + surname);
        let begins = |name: &str| {
            let mut chars = name.chars().map(|c| self.gazetteer.folder.fold(c));
            head.iter().all(|&c| chars.next() == Some(c)) && !name.contains('·') && name.chars().count() <= head.len() + 2
        };
        let mut named: Vec<EntityId> = self
            .context
            .entities
            .keys()
            .copied()
            .filter(|&id| {
                let entity = self.gazetteer.entity(id);
                entity.kind == EntityType::Person && begins(&entity.name)
            })
            .collect();
        named.sort();
        let title = Span::new(span.start + surname, span.end);
        let held = |id: EntityId| {
            let offices = self.surface(title).map(|s| &s.senses);
            offices.is_some_and(|senses| self.gazetteer.entity(id).tenures.iter().any(|t| senses.iter().any(|s| s.entity == t.office)))
        };
        if named.len() > 1 {
            let holders: Vec<EntityId> = named.iter().copied().filter(|&id| held(id)).collect();
            if holders.len() == 1 {
                named = holders;
            }
        }
        if named.len() > 1 {
            // 李医生 after 医生李某某.
            let beside: Vec<EntityId> = named.iter().copied().filter(|&id| self.stands_beside(id, title)).collect();
            if beside.len() == 1 {
                named = beside;
            }
        }
        let mut new: Vec<&String> = self
            .done
            .values()
            .filter_map(|(kind, link)| match link {
                Link::New(name) if *kind == EntityType::Person && begins(name) => Some(name),
                _ => None,
            })
            .collect();
        new.sort();
        new.dedup();
        match (&named[..], &new[..]) {
            ([one], []) => return person(Link::Entity(*one), 92),
            ([one], _) if held(*one) || self.is_chief(*one, &new) => return person(Link::Entity(*one), 88),
            ([], [name]) => return person(Link::New((*name).clone()), 85),
            ([], []) => {}
            (many, _) if !many.is_empty() => return person(Link::Ambiguous(many.to_vec()), 40),
            _ => return person(Link::Nil, 40),
        }
        // Nobody in the document: the holder on its date.
        let date = self.about.date;
        let mut holders: Vec<EntityId> = Vec::new();
        if let (Some(date), Some(surface)) = (date, self.surface(title)) {
            for sense in &surface.senses {
                for &(id, k) in self.gazetteer.holders.get(&sense.entity).into_iter().flatten() {
                    let entity = self.gazetteer.entity(id);
                    if self.gazetteer.grammar.may_cover(&entity.tenures[k], date) && begins(&entity.name) && !holders.contains(&id) {
                        holders.push(id);
                    }
                }
            }
        }
        match holders[..] {
            [one] => person(Link::Entity(one), 80),
            [] => person(Link::Nil, 40),
            _ => person(Link::Ambiguous(holders), 40),
        }
    }
}
