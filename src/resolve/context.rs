//! What a document says about which reading of a name it means.

use super::{About, Link, LinkedMention};
use crate::{
    document::Document,
    id::EntityId,
    knowledge::{Country, EntityType, Gazetteer, Rulings},
    mention::{Mention, Reading},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Entities that a document certainly mentions, and the countries of its passages.
pub(super) struct Context {
    /// Entities certainly mentioned, with counts.
    pub entities: FxHashMap<EntityId, u32>,
    /// Characters at which a country is named or meant: (first character, country, weight), sorted.
    countries: Vec<(u32, Country, u32)>,
    /// Places that hold a place which is certainly mentioned.
    parents: FxHashSet<EntityId>,
    /// Mentions by country.
    totals: FxHashMap<Country, u32>,
    total: u32,
    /// Country that the outlet writes from.
    pub home: Option<Country>,
}

impl Context {
    pub(super) fn new(
        about: About<'_>,
        document: &Document,
        mentions: &[Mention],
        gazetteer: &Gazetteer,
        rulings: &Rulings<'_>,
        doubted: &FxHashSet<EntityId>,
    ) -> Context {
        let mut context = Context {
            entities: FxHashMap::default(),
            countries: Vec::new(),
            parents: FxHashSet::default(),
            totals: FxHashMap::default(),
            total: 0,
            home: gazetteer.grammar.home_of(about.folded_outlet),
        };
        for mention in mentions.iter().filter(|m| !m.byline) {
            let Some(entity) = rulings.preferred(document, mention.span).or_else(|| certain(mention, gazetteer, doubted)) else { continue };
            if !mention.nested {
                *context.entities.entry(entity).or_default() += 1;
            }
            let entity = gazetteer.entity(entity);
            context.parents.extend(entity.of.filter(|_| entity.kind == EntityType::Place));
            if let Some(country) = entity.country {
                // Persons say less about the country of a passage than places and bodies.
                let weight = if entity.kind == EntityType::Person { 1 } else { 2 };
                context.countries.push((mention.span.start, country, weight));
                *context.totals.entry(country).or_default() += weight;
                context.total += weight;
            }
        }
        context.countries.sort();
        context
    }

    /// Takes a linked mention into account for those linked later.
    pub(super) fn learn(&mut self, mention: &LinkedMention, gazetteer: &Gazetteer) {
        if let Link::Entity(entity) = mention.link
            && !mention.nested
            && !mention.byline
            && gazetteer.entity(entity).kind == EntityType::Person
        {
            *self.entities.entry(entity).or_default() += 1;
        }
    }

    /// True where the document names a place that this one holds.
    pub(super) fn has_part_of(&self, place: EntityId) -> bool {
        self.parents.contains(&place)
    }

    /// Share of the document's countries, 0 to 1.
    pub(super) fn share(&self, country: Country) -> f32 {
        if self.total == 0 {
            return 0.0;
        }
        self.totals.get(&country).copied().unwrap_or(0) as f32 / self.total as f32
    }

    /// The same of what is named outside of a range.
    pub(super) fn share_without(&self, country: Country, from: u32, to: u32) -> f32 {
        let inside = self.within(from, to);
        let of_country: u32 = inside.iter().filter(|&&(_, c, _)| c == country).map(|&(.., weight)| weight).sum();
        let total = self.total.saturating_sub(inside.iter().map(|&(.., weight)| weight).sum());
        if total == 0 {
            return 0.0;
        }
        self.totals.get(&country).copied().unwrap_or(0).saturating_sub(of_country) as f32 / total as f32
    }

    /// Countries named in a range.
    fn within(&self, from: u32, to: u32) -> &[(u32, Country, u32)] {
        let first = self.countries.partition_point(|&(start, ..)| start < from);
        let end = self.countries.partition_point(|&(start, ..)| start < to);
        self.countries.get(first..end).unwrap_or_default()
    }

    /// The country named last before a place, no further away than `from`.
    pub(super) fn last_before(&self, at: u32, from: u32) -> Option<Country> {
        self.within(from, at).last().map(|&(_, country, _)| country)
    }

    /// True where a country is named in a range.
    pub(super) fn names_country(&self, country: Country, from: u32, to: u32) -> bool {
        self.within(from, to).iter().any(|&(_, c, _)| c == country)
    }
}

/// What a mention means wherever it stands.
fn certain(mention: &Mention, gazetteer: &Gazetteer, doubted: &FxHashSet<EntityId>) -> Option<EntityId> {
    match mention.reading {
        Reading::Letter(place) => Some(gazetteer.successor(place)),
        Reading::Listed(id) => {
            let mut strong = gazetteer.surfaces[id.0 as usize].senses.iter().filter(|s| !s.weak);
            let sense = strong.next().filter(|sense| !doubted.contains(&sense.entity))?;
            strong.next().is_none().then_some(sense.entity)
        }
        _ => None,
    }
}
