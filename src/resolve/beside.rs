//! Bare titles beside a name or a body: 习近平|主席, 「某某协会」|主席, 某某大学|张小明|教授. The person tells which of his offices it
//! is, the body whose.

use super::{Link, Meaning, Method, Resolver};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{ClassTrait, Entity, EntityType, Tenure},
};

/// Longest note in brackets between a body and its title, in characters: 某某协会(Some Association)主席.
const LONGEST_NOTE: usize = 40;

impl Resolver<'_> {
    /// The office of a bare title by what stands beside it.
    pub(super) fn office_beside(&self, span: Span) -> Option<Meaning> {
        let office = |link, method, confidence| (EntityType::Office, link, method, confidence);
        if let Some(one) = self.office_of_neighbour(span) {
            return Some(office(Link::Entity(one), Method::Context, 88));
        }
        let (body, name) = self.body_before(span).or_else(|| Some((None, self.body_of_list(span)?)))?;
        let title: String = self.name(span, EntityType::Office);
        let listed = || {
            let text: String = name.chars().map(|c| self.gazetteer.folder.fold(c)).chain(title.chars()).collect();
            let mut senses = self.gazetteer.surface(&text)?.senses.iter().map(|sense| sense.entity);
            senses.find(|&id| {
                self.gazetteer.entity(id).kind == EntityType::Office && body.is_none_or(|body| self.gazetteer.entity(id).of == Some(body))
            })
        };
        Some(match listed() {
            Some(one) => office(Link::Entity(one), Method::Composed, 85),
            None => office(Link::New(name + &title), Method::Composed, 75),
        })
    }

    /// The one office with this title that the person beside it holds on the day, or held, where a word says so; of several the
    /// one of a country: 习近平主席 is the head of state, not of the military commission.
    pub(super) fn office_of_neighbour(&self, span: Span) -> Option<EntityId> {
        let [person] = self.people_beside(span)[..] else { return None };
        let title = self.document.folded_slice(span);
        let is_former = self.before_former(span.start) < span.start;
        let fits = |tenure: &&Tenure| match self.about.date {
            None => true,
            Some(date) if is_former => tenure.from.is_none_or(|from| from.first_day() <= date),
            Some(date) => !tenure.elect && self.gazetteer.grammar.may_cover(tenure, date),
        };
        let mut offices: Vec<EntityId> = self.gazetteer.entity(person).tenures.iter().filter(fits).map(|tenure| tenure.office).collect();
        offices.retain(|&office| self.has_title(self.gazetteer.entity(office), title));
        offices.sort_unstable();
        offices.dedup();
        if offices.len() > 1 {
            let is_body = |of: EntityId| !self.gazetteer.is(self.gazetteer.entity(of), ClassTrait::Country);
            offices.retain(|&office| !self.gazetteer.entity(office).of.is_some_and(is_body));
        }
        match offices[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// 外交部|副部长: the name ends with the title and with no more than it.
    fn has_title(&self, office: &Entity, title: &str) -> bool {
        let head: Option<Vec<char>> = office.name.strip_suffix(title).map(|head| head.chars().collect());
        head.is_some_and(|head| self.gazetteer.grammar.modifiers.before(&head).is_none())
    }

    /// 某某联盟主席|甲某、|副主席|乙某: the body of the post before it in a list of people, where the two are the same but for 副.
    fn body_of_list(&self, span: Span) -> Option<String> {
        let grammar = &self.gazetteer.grammar;
        let chars = &self.document.folded.chars;
        let end = span.start.checked_sub(1).filter(|&at| grammar.list_marks.contains(&chars[at as usize]))?;
        let person = *self.done_ends.get(&end)?;
        let first = Span::new(*self.done_ends.get(&person)?, person);
        let kind = |start: u32| self.done.get(&start).map(|(kind, _)| *kind);
        if kind(person) != Some(EntityType::Person) || kind(first.start) != Some(EntityType::Office) {
            return None;
        }
        let without_modifiers = |mut title: &[char]| {
            while let Some(word) = grammar.modifiers.at(title, 0) {
                title = &title[word.len()..];
            }
            title.len() as u32
        };
        let core = without_modifiers(self.document.folded.slice(span.start, span.end));
        let mut body = Span::new(first.start, first.end.checked_sub(core)?.max(first.start));
        if self.document.folded.slice(body.end, first.end) != self.document.folded.slice(span.end - core, span.end) {
            return None;
        }
        while let Some(word) = grammar.modifiers.before(self.document.folded.slice(body.start, body.end)) {
            body.end -= word.len() as u32;
        }
        (!body.is_empty()).then(|| self.name(body, EntityType::Organization))
    }

    /// The body that ends right before a title, or before the person between them: with the marks around its name, a note in
    /// brackets, or a founder's word before the title (某某公司|创始人兼).
    fn body_before(&self, span: Span) -> Option<(Option<EntityId>, String)> {
        let grammar = &self.gazetteer.grammar;
        let chars = &self.document.folded.chars;
        let mut at = self.before_former(span.start);
        let head = &chars[..at as usize];
        if let Some((mark, head)) = head.split_last()
            && grammar.list_marks.contains(mark)
        {
            at -= 1 + grammar.founders.before(head)?.len() as u32;
        }
        let mut through_person = false;
        loop {
            let last = *chars.get(at.checked_sub(1)? as usize)?;
            if let Some(&start) = self.done_ends.get(&at) {
                match self.done.get(&start)? {
                    (EntityType::Person, _) if !through_person => (at, through_person) = (start, true),
                    (EntityType::Organization, Link::Entity(id)) => {
                        let body = self.gazetteer.entity(*id);
                        // 某党某某委员 sits in a parliament.
                        let is_party = self.gazetteer.is(body, ClassTrait::Party) && through_person;
                        return (!is_party).then(|| (Some(*id), body.name.to_string()));
                    }
                    (EntityType::Organization, Link::New(name)) => return Some((None, name.clone())),
                    _ => return None,
                }
            } else if last == ')' {
                let note = chars[..at as usize - 1].iter().rev().take(LONGEST_NOTE).position(|&c| c == '(')?;
                at -= note as u32 + 2;
            } else if matches!(last, '》' | '」' | '』' | '”' | '"') {
                at -= 1;
            } else {
                return None;
            }
        }
    }
}
