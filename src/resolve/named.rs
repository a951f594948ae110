//! The names of a document that are linked so far: in the order of linking, by place, and by entity, so that no question has to
//! go through all of them.

use super::Link;
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{Country, EntityType},
};
use rustc_hash::FxHashMap;
use std::{cell::RefCell, collections::BTreeMap, ops::Deref};

/// A flat mention that is linked.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub span: Span,
    pub kind: EntityType,
    pub link: Link,
    /// The form means the entity only with support.
    pub weak: bool,
}

/// All of them, in the order of linking.
#[derive(Debug, Default)]
pub(super) struct NamedList {
    list: Vec<Named>,
    by_start: BTreeMap<u32, usize>,
    /// How often an entity is named, and the first character of the first mention.
    of: FxHashMap<EntityId, (usize, u32)>,
    /// Names of a type by their first and by their last two characters: what is short for them shares these.
    by_head: FxHashMap<(EntityType, [char; 2]), Vec<usize>>,
    by_tail: FxHashMap<(EntityType, [char; 2]), Vec<usize>>,
    persons: usize,
    bare: RefCell<BareOffices>,
}

/// Countries of the offices that the document names bare beside their holders.
#[derive(Debug, Default)]
struct BareOffices {
    countries: FxHashMap<Country, u32>,
    /// Offices beside which no holder was linked when they were last looked at.
    open: Vec<usize>,
    /// Names before this one were looked at.
    seen: usize,
    /// How many persons were linked by then.
    persons: usize,
}

/// What a name is among the offices that are named bare.
pub(super) enum BareOffice {
    /// None, or of no country.
    No,
    /// Its holder may yet be linked.
    Open,
    Of(Country),
}

impl Deref for NamedList {
    type Target = [Named];
    fn deref(&self) -> &[Named] {
        &self.list
    }
}

impl NamedList {
    /// `name`: its characters.
    pub(super) fn push(&mut self, named: Named, name: &[char]) {
        if let (Some(&head), Some(&tail)) = (name.first_chunk(), name.last_chunk()) {
            self.by_head.entry((named.kind, head)).or_default().push(self.list.len());
            self.by_tail.entry((named.kind, tail)).or_default().push(self.list.len());
        }
        if let Link::Entity(id) = named.link {
            let (count, first) = self.of.entry(id).or_insert((0, named.span.start));
            *count += 1;
            *first = named.span.start.min(*first);
        }
        self.persons += usize::from(named.kind == EntityType::Person);
        self.by_start.insert(named.span.start, self.list.len());
        self.list.push(named);
    }

    /// Those in a stretch, in the order of linking.
    pub(super) fn within(&self, span: Span) -> Vec<&Named> {
        let mut places: Vec<usize> =
            self.by_start.range(span.start..span.end).map(|(_, &at)| at).filter(|&at| self.list[at].span.end <= span.end).collect();
        places.sort_unstable();
        places.into_iter().map(|at| &self.list[at]).collect()
    }

    /// Names of a type that begin like a text of at least two characters; none for a shorter one.
    pub(super) fn beginning_like(&self, kind: EntityType, text: &[char]) -> impl Iterator<Item = &Named> {
        let places = text.first_chunk().and_then(|&head| self.by_head.get(&(kind, head)));
        places.into_iter().flatten().map(|&at| &self.list[at])
    }

    /// Names of a type that end like a text of at least two characters; none for a shorter one.
    pub(super) fn ending_like(&self, kind: EntityType, text: &[char]) -> impl Iterator<Item = &Named> {
        let places = text.last_chunk().and_then(|&tail| self.by_tail.get(&(kind, tail)));
        places.into_iter().flatten().map(|&at| &self.list[at])
    }

    /// How often an entity is named.
    pub(super) fn count(&self, id: EntityId) -> usize {
        self.of.get(&id).map_or(0, |&(count, _)| count)
    }

    /// True where an entity is named before a character.
    pub(super) fn is_named_before(&self, id: EntityId, at: u32) -> bool {
        self.of.get(&id).is_some_and(|&(_, first)| first < at)
    }

    /// How many offices of each country the document names bare beside their holders, as `is` tells of each name.
    pub(super) fn bare_offices(&self, is: impl Fn(&Named) -> BareOffice) -> FxHashMap<Country, u32> {
        let bare = &mut *self.bare.borrow_mut();
        let BareOffices { countries, open, seen, persons } = bare;
        let mut stays_open = |&at: &usize| match is(&self.list[at]) {
            BareOffice::No => false,
            BareOffice::Open => true,
            BareOffice::Of(country) => {
                *countries.entry(country).or_default() += 1;
                false
            }
        };
        // An office that was open stays so until somebody is linked.
        if *persons < self.persons {
            open.retain(&mut stays_open);
        }
        open.extend((*seen..self.list.len()).filter(&mut stays_open));
        (*seen, *persons) = (self.list.len(), self.persons);
        countries.clone()
    }
}
