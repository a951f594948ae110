//! What entries say of others: of which body or place, and of which country.

use super::{Code, Findings};
use crate::{
    id::EntityId,
    knowledge::{ClassTrait, Country},
};
use rustc_hash::FxHashSet;

pub(super) fn check(findings: &mut Findings<'_>) {
    circles(findings);
    let gazetteer = findings.gazetteer;
    // A territory has a code of its own, whatever its class.
    let places = gazetteer.entities.iter().filter(|entity| gazetteer.is(entity, ClassTrait::Country) || gazetteer.is(entity, ClassTrait::Region));
    let known: FxHashSet<Country> = places.filter_map(|entity| entity.country).collect();
    for (i, entity) in gazetteer.entities.iter().enumerate() {
        if let Some(country) = entity.country.filter(|country| !known.contains(country)) {
            let message = format!("{}: no country or region has the code {country}", entity.id);
            findings.say(Code::UnknownCountry, EntityId(i as u32), &entity.id, message, "correct the code, or add an entry of the country");
        }
    }
}

/// Bodies that are, through others, parts of themselves: each circle once, at the first of its entries.
fn circles(findings: &mut Findings<'_>) {
    let gazetteer = findings.gazetteer;
    let mut seen: FxHashSet<EntityId> = FxHashSet::default();
    for i in 0..gazetteer.entities.len() {
        let mut way: Vec<EntityId> = Vec::new();
        let mut at = Some(EntityId(i as u32));
        while let Some(id) = at.filter(|&id| seen.insert(id)) {
            way.push(id);
            at = gazetteer.entity(id).of;
        }
        let Some(begin) = at.and_then(|id| way.iter().position(|&other| other == id)) else { continue };
        let circle = &way[begin..];
        let names: Vec<&str> = circle.iter().chain(&circle[..1]).map(|&id| gazetteer.entity(id).id.as_str()).collect();
        let first = circle.iter().copied().min().unwrap_or(EntityId(i as u32));
        let message = format!("each is of the next: {}", names.join(", "));
        findings.say(Code::CircleOfBodies, first, &gazetteer.entity(first).id, message, "correct of in one of them");
    }
}
