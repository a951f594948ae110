//! Which documents are one story: versions of one page, copies and near-copies of one text.

mod cluster;
mod signature;
mod sketch;
mod versions;

pub use cluster::{Text, clusters};
pub use signature::Signature;
pub use sketch::{Overlap, Sketch};
pub use versions::{UrlRules, Versions, page_key};

use signature::is_letter;
use std::hash::{DefaultHasher, Hasher};

/// Hash of a text for exact copies: letters and digits of the folded text, punctuation and spaces left out, since
/// republishers change those.
pub fn text_hash(folded: impl Iterator<Item = char>) -> u64 {
    // SipHash with fixed keys: the same on every run and machine.
    let mut hasher = DefaultHasher::new();
    for c in folded.filter(|&c| is_letter(c)) {
        hasher.write_u32(c.into());
    }
    hasher.finish()
}
