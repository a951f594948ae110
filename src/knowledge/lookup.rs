//! Surface forms by their texts, for those who look up many: a hash table of numbers, made when a run begins. A single
//! sentence is tagged before it would be ready.

use super::{Surface, SurfaceId};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// A table of the numbers of surface forms.
#[derive(Debug)]
pub(super) struct Lookup {
    /// The number of a form plus one, behind eight bits of its hash; 0 where there is none.
    slots: Vec<u32>,
}

/// Bits of a number.
const NUMBER_BITS: u32 = 24;

impl Lookup {
    /// None where there are more forms than it counts; they are then searched for.
    pub(super) fn new(surfaces: &[Surface]) -> Option<Lookup> {
        if surfaces.len() + 1 >= 1 << NUMBER_BITS {
            return None;
        }
        let mut lookup = Lookup { slots: vec![0; (2 * surfaces.len()).next_power_of_two().max(2)] };
        for (number, surface) in (1..).zip(surfaces) {
            let (mut slot, mark) = lookup.place(&surface.text);
            while lookup.slots[slot] != 0 {
                slot = (slot + 1) & (lookup.slots.len() - 1);
            }
            lookup.slots[slot] = mark << NUMBER_BITS | number;
        }
        Some(lookup)
    }

    /// Where a text is first looked for, and eight further bits of its hash.
    fn place(&self, text: &str) -> (usize, u32) {
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        let hash = hasher.finish();
        (hash as usize & (self.slots.len() - 1), (hash >> 56) as u32)
    }

    /// The form of this text among those that the table was made of.
    pub(super) fn find(&self, surfaces: &[Surface], text: &str) -> Option<SurfaceId> {
        let (mut slot, mark) = self.place(text);
        loop {
            let entry = self.slots[slot];
            if entry == 0 {
                return None;
            }
            let number = (entry & ((1 << NUMBER_BITS) - 1)) - 1;
            if entry >> NUMBER_BITS == mark && *surfaces[number as usize].text == *text {
                return Some(SurfaceId(number));
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::forms;
    use proptest::prelude::*;
    use smallvec::SmallVec;

    proptest! {
        #[test]
        fn it_finds_what_searching_finds(texts in prop::collection::btree_set("[甲乙ab]{1,3}", 0..40), text in "[甲乙ab]{0,3}") {
            let surfaces: Vec<Surface> = texts.iter().map(|text| Surface { text: text.as_str().into(), senses: SmallVec::new(), weight: 0 }).collect();
            let lookup = Lookup::new(&surfaces).unwrap();
            prop_assert_eq!(lookup.find(&surfaces, &text), forms::find(&surfaces, &text));
            for text in &texts {
                prop_assert_eq!(lookup.find(&surfaces, text), forms::find(&surfaces, text));
            }
        }
    }
}
