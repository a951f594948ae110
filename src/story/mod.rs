//! Which documents are one story: versions of one page, copies of one text.

mod versions;

pub use versions::{UrlRules, Versions, page_key};

/// Hash of a text for exact copies: letters and digits of the folded text, punctuation and spaces left out, since
/// republishers change those.
pub fn text_hash(folded: &[char]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = [0; 4];
    for c in folded.iter().filter(|c| c.is_alphanumeric()) {
        hasher.update(c.encode_utf8(&mut buffer).as_bytes());
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
