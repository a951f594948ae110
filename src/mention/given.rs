//! How much a string of Han characters looks like a Chinese name, by the given names of the gazetteer's people.
//!
//! Score of a name = ln of the surname's odds + sum over the given characters of ln of their odds, where the odds of a
//! character are its share among the gazetteer's surnames (given names) over its share as a word of its own in the word
//! list: a naive Bayes log-likelihood ratio of "name" against "run of one-character words".

use super::Lexicon;
use crate::knowledge::{EntityType, Gazetteer};
use rustc_hash::FxHashMap;

/// Log odds of surnames and of characters of given names.
#[derive(Debug, Default)]
pub(super) struct GivenNames {
    surnames: FxHashMap<char, f32>,
    given: FxHashMap<char, f32>,
}

/// Added to counts of names, so that one odd name does not make a character certain.
const NAME_PRIOR: f32 = 0.5;
/// Added to frequencies of one-character words: about what the word list gives the rarest.
const WORD_PRIOR: f32 = 100.0;
/// Sum of all frequencies of the word list, in one-character words.
const WORD_TOTAL: f32 = 12_000_000.0;

impl GivenNames {
    pub(super) fn new(gazetteer: &Gazetteer, lexicon: &Lexicon) -> GivenNames {
        let mut surnames: FxHashMap<char, u32> = FxHashMap::default();
        let mut given: FxHashMap<char, u32> = FxHashMap::default();
        let people = gazetteer.entities.iter().filter(|e| e.kind == EntityType::Person);
        for entity in people {
            let chars: Vec<char> = entity.name.chars().map(|c| gazetteer.folder.fold(c)).collect();
            if (2..=3).contains(&chars.len()) && gazetteer.grammar.surnames.contains(&chars[0]) {
                *surnames.entry(chars[0]).or_default() += 1;
                for &c in &chars[1..] {
                    *given.entry(c).or_default() += 1;
                }
            }
        }
        let odds = |counts: FxHashMap<char, u32>| {
            let total: u32 = counts.values().sum();
            let mut text = String::new();
            let log = |(c, n): (char, u32)| {
                text.clear();
                text.push(c);
                let word = (lexicon.frequency(&text) as f32 + WORD_PRIOR) / WORD_TOTAL;
                (c, ((n as f32 + NAME_PRIOR) / total as f32 / word).ln())
            };
            counts.into_iter().map(log).collect()
        };
        GivenNames { surnames: odds(surnames), given: odds(given) }
    }

    /// Log-likelihood ratio; `None` where the surname is unknown. Given characters that no known name has count as evenly
    /// odd.
    pub(super) fn score(&self, surname: char, given: &[char]) -> Option<f32> {
        let unseen = -0.5;
        let surname = self.surnames.get(&surname)?;
        let given: f32 = given.iter().map(|c| self.given.get(c).copied().unwrap_or(unseen)).sum();
        Some(surname + given)
    }
}
