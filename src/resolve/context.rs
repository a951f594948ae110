//! What a document says about which reading of a name it means.

use super::{About, Link, LinkedMention};
use crate::{
    document::Document,
    id::EntityId,
    knowledge::{ClassTrait, Country, EntityType, Gazetteer, Rulings},
    mention::{Mention, Reading},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Entities that a document certainly mentions, and the countries of its passages.
pub(super) struct Context {
    /// Entities certainly mentioned, with counts.
    pub entities: FxHashMap<EntityId, u32>,
    /// Countries that are named, also within other names: 阿塞拜疆|总统.
    pub countries_named: FxHashSet<EntityId>,
    /// Characters at which a country is named or meant, sorted, and which.
    countries: Vec<(u32, Country)>,
    weights: Weights,
    /// Places that hold a place which is certainly mentioned.
    parents: FxHashSet<EntityId>,
    by_country: FxHashMap<Country, Weights>,
    /// Country that the outlet writes from.
    pub home: Option<Country>,
}

/// Characters at which something is named, sorted, each with the weight of all up to it: what a range weighs is asked for
/// again and again.
#[derive(Default)]
struct Weights(Vec<(u32, u32)>);

impl Weights {
    fn push(&mut self, at: u32, weight: u32) {
        let before = self.total();
        self.0.push((at, before + weight));
    }

    fn total(&self) -> u32 {
        self.0.last().map_or(0, |&(_, sum)| sum)
    }

    /// Of those before a character.
    fn before(&self, at: u32) -> u32 {
        let count = self.0.partition_point(|&(start, _)| start < at);
        count.checked_sub(1).map_or(0, |last| self.0[last].1)
    }

    /// Of those in a range.
    fn within(&self, from: u32, to: u32) -> u32 {
        self.before(to).saturating_sub(self.before(from))
    }
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
            countries_named: FxHashSet::default(),
            countries: Vec::new(),
            weights: Weights::default(),
            parents: FxHashSet::default(),
            by_country: FxHashMap::default(),
            home: gazetteer.grammar.home_of(about.folded_outlet),
        };
        let mut named: Vec<(u32, Country, u32)> = Vec::new();
        for mention in mentions.iter().filter(|m| !m.byline) {
            let Some(entity) = rulings.preferred(document, mention.span).or_else(|| certain(mention, gazetteer, doubted)) else { continue };
            if !mention.nested {
                *context.entities.entry(entity).or_default() += 1;
            }
            let id = entity;
            let entity = gazetteer.entity(id);
            if gazetteer.is(entity, ClassTrait::Sovereign) {
                context.countries_named.insert(id);
            }
            context.parents.extend(entity.of.filter(|_| entity.kind == EntityType::Place));
            if let Some(country) = entity.country {
                // Persons say less about the country of a passage than places and bodies.
                let weight = if entity.kind == EntityType::Person { 1 } else { 2 };
                named.push((mention.span.start, country, weight));
            }
        }
        named.sort_unstable();
        for (at, country, weight) in named {
            context.countries.push((at, country));
            context.weights.push(at, weight);
            context.by_country.entry(country).or_default().push(at, weight);
        }
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
        let total = self.weights.total();
        if total == 0 {
            return 0.0;
        }
        self.by_country.get(&country).map_or(0, Weights::total) as f32 / total as f32
    }

    /// The same of what is named outside of a range.
    pub(super) fn share_without(&self, country: Country, from: u32, to: u32) -> f32 {
        let total = self.weights.total() - self.weights.within(from, to);
        if total == 0 {
            return 0.0;
        }
        self.by_country.get(&country).map_or(0, |of| of.total() - of.within(from, to)) as f32 / total as f32
    }

    /// The country named last before a place, no further away than `from`.
    pub(super) fn last_before(&self, at: u32, from: u32) -> Option<Country> {
        let (last, country) = *self.countries.get(self.countries.partition_point(|&(start, _)| start < at).checked_sub(1)?)?;
        (last >= from).then_some(country)
    }

    /// True where a country is named in a range.
    pub(super) fn names_country(&self, country: Country, from: u32, to: u32) -> bool {
        self.by_country.get(&country).is_some_and(|of| of.within(from, to) > 0)
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
