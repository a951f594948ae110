//! What the lines say about the mentions of one document.

use super::Curation;
use crate::{
    document::{Document, Span},
    id::{EntityId, discovered_key},
    knowledge::{EntityType, SurfaceId},
};
use jiff::civil::Date;
use std::{cell::RefCell, collections::BTreeSet};

/// What becomes of a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Block,
    Prefer(EntityId),
}

/// Where a rule counts. Texts are folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) before: Vec<Vec<char>>,
    pub(crate) after: Vec<Vec<char>>,
    pub(crate) outlets: Vec<String>,
    pub(crate) since: Option<Date>,
    pub(crate) until: Option<Date>,
}

/// One block or prefer of a surface.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) line: u32,
    pub(crate) scope: Scope,
    pub(crate) outcome: Outcome,
}

/// What a discovered name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Entity(EntityId),
    Name(EntityType, String),
}

/// What the curation says about one document, and what its lines have decided there.
#[derive(Debug)]
pub struct Rulings<'a> {
    curation: &'a Curation,
    date: Option<Date>,
    folded_outlet: &'a str,
    decided: RefCell<BTreeSet<(u32, Span)>>,
}

impl Scope {
    pub(crate) fn is_everywhere(&self) -> bool {
        *self == Scope::default()
    }

    /// True where one mention may lie in both.
    pub(crate) fn meets(&self, other: &Scope) -> bool {
        let outlets = self.outlets.is_empty()
            || other.outlets.is_empty()
            || self.outlets.iter().any(|a| other.outlets.iter().any(|b| a.contains(b.as_str()) || b.contains(a.as_str())));
        let is_before = |from: Option<Date>, to: Option<Date>| from.zip(to).is_some_and(|(from, to)| to < from);
        let dates = !is_before(self.since, other.until) && !is_before(other.since, self.until);
        let free = |scope: &Scope| scope.before.is_empty() && scope.after.is_empty();
        let share = |a: &[Vec<char>], b: &[Vec<char>], touch: fn(&[char], &[char]) -> bool| a.iter().any(|x| b.iter().any(|y| touch(x, y)));
        let contexts = free(self)
            || free(other)
            || share(&self.before, &other.before, |x, y| x.ends_with(y) || y.ends_with(x))
            || share(&self.after, &other.after, |x, y| x.starts_with(y) || y.starts_with(x));
        outlets && dates && contexts
    }

    fn holds(&self, document: &Document, span: Span, date: Option<Date>, folded_outlet: &str) -> bool {
        if !self.outlets.is_empty() && !self.outlets.iter().any(|outlet| folded_outlet.contains(outlet.as_str())) {
            return false;
        }
        // A document without a date lies in no range.
        if self.since.is_some_and(|since| date.is_none_or(|d| d < since)) || self.until.is_some_and(|until| date.is_none_or(|d| d > until)) {
            return false;
        }
        if self.before.is_empty() && self.after.is_empty() {
            return true;
        }
        let Some(block) = document.block_at(span.start).map(|i| document.blocks[i].span) else { return false };
        let chars = &document.folded.chars;
        let head = &chars[block.start as usize..span.start as usize];
        let tail = chars.get(span.end as usize..block.end as usize).unwrap_or_default();
        self.before.iter().any(|text| head.ends_with(text)) || self.after.iter().any(|text| tail.starts_with(text))
    }
}

impl<'a> Rulings<'a> {
    /// For a document of this date and outlet.
    pub fn new(curation: &'a Curation, date: Option<Date>, folded_outlet: &'a str) -> Rulings<'a> {
        Rulings { curation, date, folded_outlet, decided: RefCell::default() }
    }

    fn outcome(&self, document: &Document, span: Span) -> Option<Outcome> {
        if self.curation.rules.is_empty() {
            return None;
        }
        let rules = self.curation.rules.get(document.folded_slice(span))?;
        let counts = |rule: &&Rule| rule.scope.holds(document, span, self.date, self.folded_outlet);
        let rule = rules.iter().find(counts)?;
        self.decided.borrow_mut().insert((rule.line, span));
        Some(rule.outcome)
    }

    /// True where the text of this span is no mention.
    pub fn blocks(&self, document: &Document, span: Span) -> bool {
        self.outcome(document, span) == Some(Outcome::Block)
    }

    /// The entity that this span means by a line.
    pub fn preferred(&self, document: &Document, span: Span) -> Option<EntityId> {
        match self.outcome(document, span)? {
            Outcome::Prefer(entity) => Some(entity),
            Outcome::Block => None,
        }
    }

    /// The entity, or the type and name, that a discovered name is merged into.
    pub fn merged(&self, kind: EntityType, name: &str, span: Span) -> Option<std::result::Result<EntityId, (EntityType, &'a str)>> {
        let merges = &self.curation.discovered;
        if merges.is_empty() {
            return None;
        }
        let mut key = discovered_key(kind.as_str(), name);
        let mut found = None;
        // Lines may chain; no name is merged twice, so the chain ends.
        while let Some((line, target)) = merges.get(&key) {
            self.decided.borrow_mut().insert((*line, span));
            match target {
                Target::Entity(entity) => return Some(Ok(*entity)),
                Target::Name(kind, name) => {
                    found = Some(Err((*kind, name.as_str())));
                    key = discovered_key(kind.as_str(), name);
                }
            }
        }
        found
    }

    /// Notes a form that splits leave without a meaning.
    pub fn taken(&self, surface: SurfaceId, span: Span) {
        let lines = self.curation.decided.get(&(surface.0 as usize)).into_iter().flatten();
        self.decided.borrow_mut().extend(lines.map(|&(line, _)| (line, span)));
    }

    /// The places in the document that lines have decided so far; lines by index.
    pub fn decided(&self) -> BTreeSet<(u32, Span)> {
        self.decided.borrow().clone()
    }
}
