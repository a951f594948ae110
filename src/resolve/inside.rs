//! What a name inside a longer one means: 外交部 in 中国外交部发言人. It takes its meaning from what is around it, or stays
//! open: the longer name is read first.

use super::{Link, LinkedMention, Meaning, Method, Resolver};
use crate::{
    id::EntityId,
    knowledge::{EntityType, Surface},
    mention::{Mention, Reading},
};

impl Resolver<'_> {
    /// The meaning of a nested name by the name around it; `None` where that says nothing of it.
    pub(super) fn inside(&self, mention: &Mention, around: &LinkedMention) -> Option<Meaning> {
        let at_end = mention.span.end == around.span.end;
        let kind_of = |id: EntityId| self.gazetteer.entity(id).kind;
        let surface = match mention.reading {
            Reading::Listed(id) => &self.gazetteer.surfaces[id.0 as usize],
            Reading::Office { .. } if at_end && around.kind == EntityType::Office => {
                return Some((EntityType::Office, around.link.clone(), Method::Short, around.confidence));
            }
            _ => return None,
        };
        let is_state = |id: EntityId| match kind_of(id) {
            EntityType::Office => true,
            EntityType::Organization => self.is_of_state(id),
            EntityType::Person | EntityType::Place => false,
        };
        if !surface.senses.iter().any(|sense| is_state(sense.entity)) {
            return None;
        }
        if let Link::Entity(outer) = around.link {
            let owners = std::iter::once(outer).chain(self.above(self.gazetteer.entity(outer)));
            for owner in owners {
                if surface.senses.iter().any(|sense| sense.entity == owner) {
                    return Some((kind_of(owner), Link::Entity(owner), Method::Context, around.confidence));
                }
            }
        }
        if at_end && around.kind == EntityType::Office && surface.senses.iter().all(|sense| kind_of(sense.entity) == EntityType::Office) {
            return Some((EntityType::Office, around.link.clone(), Method::Short, around.confidence));
        }
        // 国防部 in 台湾国防部军备局, whatever that is.
        let country = match around.link {
            Link::Entity(outer) => self.gazetteer.entity(outer).country,
            _ => self.context.last_before(mention.span.start, around.span.start),
        };
        if at_end && around.kind == EntityType::Organization {
            // 发改委 in 河南省发改委 is not the nation's.
            return Some(self.open(surface));
        }
        if surface.senses.iter().any(|sense| !sense.weak) {
            return None;
        }
        let mut fits =
            surface.senses.iter().map(|sense| sense.entity).filter(|&id| country.is_some() && self.gazetteer.entity(id).country == country);
        match (fits.next(), fits.next()) {
            (Some(one), None) => Some((kind_of(one), Link::Entity(one), Method::Context, around.confidence)),
            _ if country.is_some() => Some(self.open(surface)),
            _ => None,
        }
    }

    /// A form of which the text does not tell what it means.
    fn open(&self, surface: &Surface) -> Meaning {
        let candidates: Vec<EntityId> = surface.senses.iter().map(|sense| sense.entity).take(super::sense::MAX_CANDIDATES).collect();
        (self.gazetteer.entity(candidates[0]).kind, Link::Ambiguous(candidates), Method::Context, 40)
    }
}
