//! What the words of a text and their characters add to its scores by themselves, kept for the words that come again: most of
//! a text is said with a few thousand.

use super::{
    evidence::Word,
    features::{FAMILIES, Unit},
    label::LABELS,
};
use std::sync::OnceLock;

/// Places around a word for which its own features have weights: the first, from its first character, and how many.
const FIRST: i32 = -4;
const PLACES: usize = 10;
/// The word of a line so short that only these places are in it.
pub(super) const MIDDLE: usize = (-FIRST / 2) as usize;
pub(super) const UNITS: usize = PLACES;
/// Characters before and behind a word for which those in it have weights.
pub(super) const MARGIN: usize = 3;
/// Longer words are not kept.
const LONGEST: usize = 12;

const _: () = {
    let mut i = 0;
    while i < FAMILIES.len() {
        let family = FAMILIES[i];
        let (first, end) = (family.first, family.first + family.places as i32);
        match family.unit {
            Unit::Word => assert!(first >= FIRST && end <= FIRST + PLACES as i32),
            Unit::Character => assert!(first >= -(MARGIN as i32) && end <= MARGIN as i32 + 1),
        }
        i += 1;
    }
};

/// Sums of weights, place by place.
pub(super) struct Sums {
    /// Of the word's own features.
    pub word: [i16; PLACES * LABELS],
    /// Of its characters, from [`MARGIN`] before the first to as many behind the last.
    pub characters: Box<[i16]>,
}

/// As many words as are kept.
const ROOM: usize = 1 << 14;

/// The key of a word and its sums.
type Slot = OnceLock<(u64, Box<Sums>)>;

/// Words met so far, of which each place of the table keeps the first.
#[derive(Default)]
pub(super) struct KnownWords {
    slots: OnceLock<Vec<Slot>>,
}

impl KnownWords {
    /// The sums of a word, made by `make` where it was not met before; none where another word has its place.
    pub(super) fn of(&self, word: &Word, make: impl FnOnce(&mut Sums)) -> Option<&Sums> {
        let length = (word.end - word.start) as usize;
        if length > LONGEST {
            return None;
        }
        let key = word.key ^ u64::from(word.tag).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let slots = self.slots.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(ROOM).collect());
        let (kept, sums) = slots[(key >> 32) as usize % ROOM].get_or_init(|| {
            let characters = vec![0; (length + 2 * MARGIN) * LABELS].into_boxed_slice();
            let mut sums = Box::new(Sums { word: [0; PLACES * LABELS], characters });
            make(&mut sums);
            (key, sums)
        });
        (*kept == key).then_some(sums)
    }
}

/// Nothing of a model but how fast it is hangs on what was met.
impl PartialEq for KnownWords {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Clone for KnownWords {
    fn clone(&self) -> Self {
        KnownWords::default()
    }
}

impl std::fmt::Debug for KnownWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KnownWords")
    }
}
