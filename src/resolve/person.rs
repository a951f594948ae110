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
        let latin = self.latin_behind(span)?;
        let surface = self.surface(latin)?;
        match surface.senses[..] {
            [sense] if self.gazetteer.entity(sense.entity).kind == EntityType::Person => {
                Some((EntityType::Person, Link::Entity(sense.entity), Method::Latin, 92))
            }
            _ => None,
        }
    }

    /// What stands in the brackets right behind a name.
    fn latin_behind(&self, span: Span) -> Option<Span> {
        let chars = &self.document.folded.chars;
        let mut open = span.end as usize;
        while chars.get(open) == Some(&' ') {
            open += 1;
        }
        if chars.get(open) != Some(&'(') {
            return None;
        }
        let close = open + chars[open..].iter().take(60).position(|&c| matches!(c, ')' | ',' | '\n'))?;
        Some(Span::new(open as u32 + 1, close as u32))
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
        // 蔡总统 beside the name of another 蔡 who was never president is who is president on the day.
        let today = self.holders_of_title(title, &begins);
        if let [one] = today[..]
            && (named.len() > 1 || !named.is_empty() && !named.iter().any(|&id| held(id)))
        {
            return person(Link::Entity(one), 85);
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
        match today[..] {
            [one] => person(Link::Entity(one), 80),
            [] => person(Link::Nil, 40),
            _ => person(Link::Ambiguous(today), 40),
        }
    }
    /// Those who hold an office with this title on the document's date, of those whose name begins rightly.
    fn holders_of_title(&self, title: Span, begins: &dyn Fn(&str) -> bool) -> Vec<EntityId> {
        let mut holders: Vec<EntityId> = Vec::new();
        let (Some(date), Some(surface)) = (self.about.date, self.surface(title)) else { return holders };
        for sense in &surface.senses {
            for &(id, k) in self.gazetteer.holders.get(&sense.entity).into_iter().flatten() {
                let entity = self.gazetteer.entity(id);
                if self.gazetteer.grammar.may_cover(&entity.tenures[k], date) && begins(&entity.name) && !holders.contains(&id) {
                    holders.push(id);
                }
            }
        }
        holders
    }

    /// True where the Latin name in brackets behind a form is that of somebody else than these people: 克林顿(Kate Clinton).
    pub(super) fn is_called_otherwise(&self, span: Span, people: &[EntityId]) -> bool {
        let Some(latin) = self.latin_behind(span) else { return false };
        let name: String = self.document.folded.slice(latin.start, latin.end).iter().collect();
        let ends = |name: &str| {
            let mut words = name.split_whitespace();
            let first = words.next()?.to_lowercase();
            words.next_back().map(|last| (first, last.to_lowercase()))
        };
        let Some((first, last)) = ends(&name) else { return false };
        let begins_alike = |other: &str| other.chars().take(2).eq(first.chars().take(2));
        people.iter().all(|&id| ends(&self.gazetteer.entity(id).en).is_some_and(|(f, l)| l == last && !begins_alike(&f)))
    }
}
