//! Short forms that only the document explains: a bare title after the full one, a letter for a country that the text
//! names, a given name, the head of a longer name.

use super::{Link, LinkedMention, Meaning, Method, Resolver, named::Named};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{Country, EntityType},
};

impl Resolver<'_> {
    /// 全国政协副主席 … 副主席: the one office of the document so far that ends with this title. Not where a person stands
    /// beside the title who stood not beside the office.
    pub(super) fn fuller_office(&self, span: Span) -> Option<EntityId> {
        let title = self.document.folded.slice(span.start, span.end);
        let person = self.beside(span);
        let is_fuller = |named: &&Named| {
            let Some(head) = self.document.folded.slice(named.span.start, named.span.end).strip_suffix(title) else { return false };
            !head.is_empty() && self.gazetteer.grammar.modifiers.before(head).is_none() && (person.is_none() || self.beside(named.span) == person)
        };
        match only(self.named.ending_like(EntityType::Office, title).filter(is_fuller).map(|named| &named.link))? {
            Link::Entity(office) => Some(office),
            _ => None,
        }
    }

    /// What an open bare name of a body or office means elsewhere in the document, always.
    pub(super) fn same_elsewhere(&self, open: &LinkedMention) -> Option<EntityId> {
        let Link::Ambiguous(candidates) = &open.link else { return None };
        if !matches!(open.kind, EntityType::Office | EntityType::Organization) {
            return None;
        }
        let text = self.document.folded.slice(open.span.start, open.span.end);
        let is_same = |named: &&Named| self.document.folded.slice(named.span.start, named.span.end) == text;
        match only(self.named.beginning_like(open.kind, text).filter(is_same).map(|named| &named.link))? {
            Link::Entity(one) => candidates.contains(&one).then_some(one),
            _ => None,
        }
    }

    /// A letter for a place: the one that it usually stands for, unless the document names another that begins with it
    /// and nothing of the usual one.
    pub(super) fn letter(&self, letter: char, usual: Option<EntityId>) -> Option<EntityId> {
        let usual = usual.map(|place| self.gazetteer.successor(place));
        if let Some(place) = usual
            && (self.context.entities.contains_key(&place) || self.gazetteer.entity(place).country.is_some_and(|c| self.context.share(c) > 0.0))
        {
            return usual;
        }
        let begins = |id: &&EntityId| {
            let entity = self.gazetteer.entity(**id);
            entity.kind == EntityType::Place && entity.name.chars().next().is_some_and(|first| self.gazetteer.folder.fold(first) == letter)
        };
        // 阿方 of 阿塞拜疆, where 阿斯塔纳 is named too.
        let mut countries = self.context.countries_named.iter().filter(begins).peekable();
        if countries.peek().is_some() || usual.is_some() {
            return only(countries).or(usual);
        }
        only(self.context.entities.keys().filter(begins))
    }

    /// What an unlisted name is short for: 登辉 of 李登辉, 蛋壳 of 蛋壳公寓, 李总统登辉 of 李登辉, 阿方 of the country with that letter.
    pub(super) fn echo(&self, span: Span, kind: EntityType) -> Option<Meaning> {
        let text = self.document.folded.slice(span.start, span.end);
        let grammar = &self.gazetteer.grammar;
        let found = |link| Some((kind, link, Method::Short, 85));
        match (kind, text) {
            (EntityType::Place, &[letter]) => return self.letter(letter, None).and_then(|place| found(Link::Entity(place))),
            (EntityType::Place, &[letter, side]) if grammar.sides.at(&[side], 0).is_some() => {
                let usual = grammar.abbreviations.get(&letter).map(|a| a.place);
                return self.letter(letter, usual).and_then(|place| found(Link::Entity(place)));
            }
            (EntityType::Person, &[letter]) => return self.letter_of_person(letter).and_then(found).or_else(|| self.surname_title(span, 1)),
            (_, &[_]) => return None,
            // 郭董, 曾氏: a surname with a familiar title.
            (EntityType::Person, &[_, title]) if grammar.familiar_titles.contains(&title) => return self.surname_title(span, 1),
            // 老毛
            (EntityType::Person, &[before, surname]) if grammar.familiar_prefixes.contains(&before) && grammar.surnames.contains(&surname) => {
                return self.surname_title(Span::new(span.start + 1, span.end), 1);
            }
            _ => {}
        }
        if kind == EntityType::Person
            && let Some(bearer) = self.named_before_bracket(span)
        {
            return found(bearer);
        }
        if kind == EntityType::Person
            && let Some(name) = without_title(text, |title| grammar.title_words.at(title, 0).map(<[char]>::len))
        {
            return self.person_called(&name).and_then(found);
        }
        // Only given names of two characters are short for a person's.
        if kind == EntityType::Office || kind == EntityType::Person && text.len() != 2 {
            return None;
        }
        let is_whole = grammar.units.before(text).is_some() || grammar.place_suffixes.before(text).is_some();
        let full = |named: &Named| self.document.folded.slice(named.span.start, named.span.end);
        let link = |named: &'_ Named| named.link.clone();
        let one = if kind == EntityType::Person {
            let is_longer = |named: &&Named| {
                let plain = without_title(full(named), |title| grammar.title_words.at(title, 0).map(<[char]>::len));
                is_given_name(text, plain.as_deref().unwrap_or(full(named)), |c| grammar.double_surnames.contains(&c))
            };
            only(self.named.ending_like(kind, text).filter(is_longer).map(link))
        } else {
            let is_longer = |named: &&Named| !is_whole && full(named).len() > text.len() && full(named).starts_with(text);
            only(self.named.beginning_like(kind, text).filter(is_longer).map(link))
        };
        one.and_then(found)
    }

    /// 陈王之争: the one person of the document with this letter in the given name, where nobody has it as surname.
    fn letter_of_person(&self, letter: char) -> Option<Link> {
        let people = || self.named.iter().filter(|named| named.kind == EntityType::Person && named.span.len() > 2);
        let text = |named: &&Named| self.document.folded.slice(named.span.start, named.span.end);
        let is_surname = people().any(|named| text(&named).first() == Some(&letter));
        let holds = |named: &&Named| !text(named).contains(&'·') && text(named)[1..].contains(&letter);
        let is_known = |named: &&Named| matches!(named.link, Link::Entity(_));
        if is_surname { None } else { only(people().filter(holds).filter(is_known).map(|named| &named.link)) }
    }

    /// 某某某(阿毛): whose by-name fills the brackets behind the name.
    fn named_before_bracket(&self, span: Span) -> Option<Link> {
        let chars = &self.document.folded.chars;
        let open = span.start.checked_sub(1)?;
        if chars[open as usize] != '(' || chars.get(span.end as usize) != Some(&')') {
            return None;
        }
        match self.done.get(self.done_ends.get(&open)?) {
            Some((EntityType::Person, link @ (Link::Entity(_) | Link::New(_)))) => Some(link.clone()),
            _ => None,
        }
    }

    /// The one person of a full name: of the document, else of the lists.
    fn person_called(&self, name: &[char]) -> Option<Link> {
        let is_called = |named: &&Named| self.document.folded.slice(named.span.start, named.span.end) == name;
        let listed = || {
            let text: String = name.iter().collect();
            match self.gazetteer.surface(&text)?.senses[..] {
                [sense] if self.gazetteer.entity(sense.entity).kind == EntityType::Person => Some(Link::Entity(sense.entity)),
                _ => None,
            }
        };
        only(self.named.beginning_like(EntityType::Person, name).filter(is_called).map(|named| &named.link)).or_else(listed)
    }

    /// True where a country speaks of itself in the document, or nothing tells of which country it speaks.
    pub(super) fn is_at_home(&self, country: Option<Country>) -> bool {
        country.is_none_or(|c| self.context.share(c) > 0.0 || self.context.home == Some(c))
    }
}

/// The one value of several that are all equal.
fn only<T: Clone + PartialEq>(mut values: impl Iterator<Item = impl std::borrow::Borrow<T>>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value.borrow() == first.borrow()).then(|| first.borrow().clone())
}

/// 登辉 of 李登辉, 修远 of 欧阳修远.
fn is_given_name(text: &[char], full: &[char], is_double: impl Fn((char, char)) -> bool) -> bool {
    text.len() == 2
        && !full.contains(&'·')
        && (full.len() == 3 && full[1..] == *text || full.len() == 4 && is_double((full[0], full[1])) && full[2..] == *text)
}

/// 李总统登辉: surname, title, given name. `title` tells how long the title is that a text begins with.
fn without_title(text: &[char], title: impl Fn(&[char]) -> Option<usize>) -> Option<Vec<char>> {
    let (&surname, rest) = text.split_first()?;
    let given = &rest[title(rest)?..];
    (1..=2).contains(&given.len()).then(|| std::iter::once(surname).chain(given.iter().copied()).collect())
}
