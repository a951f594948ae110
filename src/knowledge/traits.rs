//! What the entities of a surface form are, as bits: types, and what composition asks.

use super::{ClassTrait, Classes, Entity, EntityType, Sense};

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
    fn of(entity: &Entity, weak: bool, classes: &Classes) -> u8 {
        let own = [
            (Trait::StateBody, ClassTrait::StateBody, true),
            (Trait::Country, ClassTrait::Country, !weak),
            (Trait::Party, ClassTrait::Party, !weak),
            (Trait::WidePlace, ClassTrait::Wide, true),
        ];
        let own = own.iter().filter(|(_, of_class, counts)| *counts && classes.is(entity.class, *of_class));
        own.fold(0, |bits, (own, ..)| bits | own.bit())
    }
}

/// Types and traits of all that a surface form may mean; none for a form that means nothing.
pub(crate) fn traits(senses: &[Sense], entities: &[Entity], classes: &Classes) -> u8 {
    senses.iter().fold(0, |bits, sense| {
        let entity = &entities[sense.entity.index()];
        bits | bit(entity.kind) | Trait::of(entity, sense.weak, classes)
    })
}
