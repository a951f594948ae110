//! What is kept of a text to find its copies: samples of its shingles, of those of its beginning, and of its numbers.

use super::sketch::{Overlap, Sketch};
use crate::script::is_han;

/// Characters of a shingle: long enough that common words and names of four characters are none.
const SHINGLE_CHARS: usize = 5;
/// Shingles kept: they estimate a share of one half to within nine hundredths (one standard deviation).
const SHINGLES: usize = 32;
/// Letters of the beginning: a picture's caption and the first sentence. A report and what follows it up share their
/// background, not their beginning.
const LEAD_LETTERS: usize = 120;
/// Shingles of the beginning that are kept.
const LEAD_SHINGLES: usize = 8;
/// Numbers kept: of two daily reports half of the numbers differ, of two copies nearly none.
const NUMBERS: usize = 8;

/// Numbers with fewer digits stand in every text.
const MIN_DIGITS: u32 = 2;

/// Samples of the shingles and of the numbers of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signature {
    pub(super) shingles: Sketch<SHINGLES>,
    pub(super) lead: Sketch<LEAD_SHINGLES>,
    pub(super) numbers: Sketch<NUMBERS>,
}

/// Base of the rolling hash: odd, without structure.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
/// `BASE` to the power of [`SHINGLE_CHARS`].
const BASE_LAST: u64 = {
    let (mut power, mut i) = (1_u64, 0);
    while i < SHINGLE_CHARS {
        power = power.wrapping_mul(BASE);
        i += 1;
    }
    power
};

impl Signature {
    /// Signature of a folded text. Shingles run over its letters and digits alone: republishers change punctuation and
    /// spaces.
    pub fn of(folded: impl Iterator<Item = char>) -> Signature {
        let mut signature = Signature::default();
        let mut window = [0_u64; SHINGLE_CHARS];
        let (mut seen, mut hash) = (0_usize, 0_u64);
        let mut number = Number::default();
        for c in folded {
            number.take(c, &mut signature.numbers);
            if !is_letter(c) {
                continue;
            }
            let slot = &mut window[seen % SHINGLE_CHARS];
            // Zero is no character: 1 is added so that every character counts.
            let new = u64::from(u32::from(c)) + 1;
            hash = hash.wrapping_mul(BASE).wrapping_add(new).wrapping_sub(slot.wrapping_mul(BASE_LAST));
            *slot = new;
            seen += 1;
            if seen >= SHINGLE_CHARS {
                let shingle = mix(hash);
                signature.shingles.add(shingle);
                if seen <= LEAD_LETTERS {
                    signature.lead.add(shingle);
                }
            }
        }
        number.end(&mut signature.numbers);
        signature
    }

    /// Overlap of the shingles of two texts.
    pub fn shingle_overlap(&self, other: &Signature) -> Overlap {
        self.shingles.overlap(&other.shingles)
    }

    /// Overlap of the shingles of their beginnings.
    pub fn lead_overlap(&self, other: &Signature) -> Overlap {
        self.lead.overlap(&other.lead)
    }

    /// Overlap of their numbers.
    pub fn number_overlap(&self, other: &Signature) -> Overlap {
        self.numbers.overlap(&other.numbers)
    }
}

/// What copies of a text share: punctuation, spaces and signs change.
pub(super) fn is_letter(c: char) -> bool {
    is_han(c) || c.is_alphanumeric()
}

/// The number that is being read: digits, with points and commas among them.
#[derive(Debug, Default)]
struct Number {
    hash: u64,
    digits: u32,
    point: bool,
}

impl Number {
    fn take(&mut self, c: char, numbers: &mut Sketch<NUMBERS>) {
        if let Some(digit) = c.to_digit(10) {
            if self.point {
                self.hash = self.hash.wrapping_mul(BASE).wrapping_add(11);
            }
            self.hash = self.hash.wrapping_mul(BASE).wrapping_add(u64::from(digit) + 1);
            self.digits += 1;
            self.point = false;
        } else if c == '.' && self.digits > 0 && !self.point {
            self.point = true;
        } else if c != ',' || self.point {
            self.end(numbers);
        }
    }

    fn end(&mut self, numbers: &mut Sketch<NUMBERS>) {
        if self.digits >= MIN_DIGITS {
            numbers.add(mix(self.hash));
        }
        *self = Number::default();
    }
}

/// Spreads a value over 32 bits evenly (the finalizer of SplitMix64; Steele, Lea and Flood 2014).
pub(super) fn mix(value: u64) -> u32 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((value ^ (value >> 31)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Signature {
        Signature::of(text.chars())
    }

    #[test]
    fn punctuation_and_spaces_do_not_count() {
        assert_eq!(of("总统蔡英文今天,在台北。"), of("总统 蔡英文今天在台北"));
        assert_ne!(of("总统蔡英文今天在台北").shingles, of("总统蔡英文今天到台北").shingles);
    }

    #[test]
    fn shingles_are_the_same_wherever_they_stand() {
        let overlap = of("今天在台北接见访宾").shingle_overlap(&of("蔡英文总统今天在台北接见访宾"));
        assert_eq!((overlap.left, overlap.shared), (5, 5));
        assert_eq!(of("四个汉字").shingles.hashes().len(), 0);
    }

    #[test]
    fn numbers_are_read_with_their_points_and_commas() {
        let same = |a: &str, b: &str| of(a).numbers == of(b).numbers;
        assert!(same("1,234人,6.5元。", "6.5元1234人"));
        assert!(!same("6.5", "65") && !same("60.5", "60,50元5"));
        assert_eq!(of("11月30.日,44, 5和55").numbers.hashes().len(), 4);
        assert_eq!(of("没有").numbers.hashes().len(), 0);
    }

    #[test]
    fn a_signature_is_small() {
        assert!(size_of::<Signature>() <= 224, "{}", size_of::<Signature>());
    }
}
