//! The queue as a page: one file, without a network, in which a person decides by keyboard and saves what `accept` reads.

use super::{Proposal, Sentences, queue::entries};
use crate::publish::{Hashes, offline_page};
use serde_json::json;

const TEMPLATE: &str = include_str!("review.html");
const STYLE: &str = include_str!("review.css");
const SCRIPT: &str = include_str!("review.js");

/// What the page names: see [`Hashes`].
const HASHES: Hashes = Hashes { script: "uNW8H2Dnh3NarSvqb79TyPB8mOZS/HzfEe3+JRxaBzE=", style: "fc5Cj1LFzaCeXQxvmM9L3fzePpFA5K+2vmeEtSPGmcE=" };

/// The page of a queue.
pub fn review_page(proposals: &[Proposal], sentences: Sentences) -> Vec<u8> {
    let queue = serde_json::to_value(entries(proposals, sentences)).unwrap_or_default();
    // Decisions that a browser keeps belong to this very queue.
    let key = blake3::hash(queue.to_string().as_bytes()).to_hex()[..16].to_owned();
    let mut page = Vec::new();
    // A list in memory takes whatever is written.
    offline_page(TEMPLATE, STYLE, &[SCRIPT], HASHES, &json!({"queue": queue, "key": key}), &mut page).unwrap_or_default();
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_those_of_script_and_style() {
        crate::publish::check_hashes(STYLE, &[SCRIPT], HASHES);
    }
}
