//! What the entities of a surface form are, as bits: types, and what composition asks.

use super::{Entity, EntityType, Sense};

/// What the entities of a surface form are, as far as composition needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trait {
    /// A body of a state: ministry, agency, parliament, court, party, army, police, central bank.
    StateBody,
    /// Always a country or territory.
    Country,
    /// Always a party.
    Party,
    /// A place of which a bare 医院 or 法院 is one of many: country, province, city.
    WidePlace,
}

/// The bit of a type.
pub(crate) fn bit(kind: EntityType) -> u8 {
    1 << kind as u8
}

impl Trait {
    pub(crate) fn bit(self) -> u8 {
        1 << (4 + self as u8)
    }

    /// The traits that a sense gives its surface form.
    fn of(entity: &Entity, weak: bool) -> u8 {
        let state = ["government", "ministry", "agency", "legislature", "court", "party", "armed-forces", "police", "central-bank", "diplomatic"];
        let class = &*entity.class;
        let mut bits = 0;
        if entity.kind == EntityType::Organization && state.contains(&class) {
            bits |= Trait::StateBody.bit();
        }
        if !weak && matches!(class, "country" | "territory") {
            bits |= Trait::Country.bit();
        }
        if !weak && entity.kind == EntityType::Organization && class == "party" {
            bits |= Trait::Party.bit();
        }
        if entity.kind == EntityType::Place && matches!(class, "country" | "territory" | "province" | "prefecture" | "city" | "region") {
            bits |= Trait::WidePlace.bit();
        }
        bits
    }
}

/// Types and traits of all that a surface form may mean; none for a form that means nothing.
pub(crate) fn traits(senses: &[Sense], entities: &[Entity]) -> u8 {
    senses.iter().fold(0, |bits, sense| {
        let entity = &entities[sense.entity.index()];
        bits | bit(entity.kind) | Trait::of(entity, sense.weak)
    })
}
