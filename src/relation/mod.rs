//! Typed relations between the names of a document: who holds which office, who met, visited, criticised whom.
//!
//! What is looked for is data ([`RelationRules`], `relations.yaml`); this module knows only how Chinese sentences carry
//! subjects and objects: apposition, coordination, clauses that leave their subject out, passives, quotations.

mod behind;
mod clause;
mod example;
mod file;
mod find;
mod frame;
mod group;
mod marks;
mod object;
mod phrase;
mod rules;
mod status;
mod subject;
mod tell;
mod token;
mod why;
mod words;

pub use file::ActorCodes;
pub use find::{Relation, find};
pub use marks::Status;
pub use rules::{Holders, Plover, Predicate, PredicateId, RelationFault, RelationRules};
pub use why::why;

use crate::{document::Span, knowledge::EntityType, lexicon::Words};

/// A flat mention as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    span: Span,
    kind: EntityType,
    /// The entity, numbered within the document; `None` where it is ambiguous or nil: it stands in the way, but has no
    /// relations.
    node: Option<u32>,
    /// Index of the mention.
    mention: usize,
    /// Of an office: its holder, where the document names him.
    holder: Option<StandIn>,
    /// Stands in a credit line.
    byline: bool,
    confidence: u8,
}

/// A person who stands for an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StandIn {
    node: u32,
    mention: usize,
}

impl Name {
    /// The name as an entity of one of these types: itself, or the holder of an office (总统批评…).
    fn as_one_of(&self, allowed: &[EntityType], holders: Holders) -> Option<Name> {
        if allowed.contains(&self.kind) {
            return Some(*self);
        }
        let holder = self.holder.filter(|_| holders == Holders::StandIn && allowed.contains(&EntityType::Person))?;
        Some(Name { kind: EntityType::Person, node: Some(holder.node), mention: holder.mention, ..*self })
    }

    /// The person that is named: by name, or by the office that he holds (总统表示…).
    fn as_person(&self) -> Option<Name> {
        self.as_one_of(&[EntityType::Person], Holders::StandIn)
    }
}

/// One sentence with its names, first to last. Offsets are those of the document.
#[derive(Debug, Clone, Copy)]
struct Sentence<'a> {
    /// Folded characters of the document.
    chars: &'a [char],
    span: Span,
    names: &'a [Name],
    /// Stands in the title.
    headline: bool,
    /// Words of the document; none where it was not cut.
    words: &'a Words,
}

impl<'a> Sentence<'a> {
    fn text(&self, start: u32, end: u32) -> &'a [char] {
        self.chars.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The rest of the sentence from a character on.
    fn rest(&self, at: u32) -> &'a [char] {
        self.text(at, self.span.end)
    }

    /// The sentence up to a character.
    fn head(&self, at: u32) -> &'a [char] {
        self.text(self.span.start, at)
    }
}
