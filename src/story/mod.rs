//! Which documents are one story: versions of one page, copies of one text.

mod versions;

pub use versions::{UrlRules, Versions, page_key};

use crate::script::is_han;
use std::hash::{DefaultHasher, Hasher};

/// Hash of a text for exact copies: letters and digits of the folded text, punctuation and spaces left out, since
/// republishers change those.
pub fn text_hash(folded: impl Iterator<Item = char>) -> u64 {
    // SipHash with fixed keys: the same on every run and machine.
    let mut hasher = DefaultHasher::new();
    for c in folded.filter(|&c| is_han(c) || c.is_alphanumeric()) {
        hasher.write_u32(c.into());
    }
    hasher.finish()
}
