//! The second look: a name that the model is sure of in one line of a document is likelier in its other lines.

use super::label::{LABELS, first, further};
use crate::{
    document::{Document, Span},
    knowledge::EntityType,
};
use rustc_hash::FxHashMap;

/// Added to the score of a name, shared among its characters, where the document surely has it elsewhere. By cross-validation
/// 2, 4, 6 and 8 do not differ by more than a thousandth of F1; without it two thousandths are lost.
const BONUS: f32 = 4.0;
/// Names from this probability on are looked for elsewhere.
const LIKELY: f32 = 0.5;
/// Shorter names stand in too many words.
const MIN_CHARS: u32 = 2;

/// A mention that the model finds, and how probable it is.
pub(super) type Likely = (Span, EntityType, f32);

/// A name, its type, and the probability that it is one at least once.
type Name<'a> = (&'a [char], EntityType, f32);

/// Names of a document, by their first characters.
pub(super) struct Names<'a> {
    by_first: FxHashMap<char, Vec<Name<'a>>>,
}

impl<'a> Names<'a> {
    /// What the first look found.
    pub(super) fn new<'m>(document: &'a Document, mentions: impl IntoIterator<Item = &'m Likely>) -> Names<'a> {
        let mut by_first: FxHashMap<char, Vec<Name<'_>>> = FxHashMap::default();
        for &(span, kind, probability) in mentions.into_iter().filter(|m| m.2 >= LIKELY && m.0.len() >= MIN_CHARS) {
            let name = document.folded.slice(span.start, span.end);
            let names = by_first.entry(name[0]).or_default();
            match names.iter_mut().find(|(other, of, _)| *other == name && *of == kind) {
                Some((.., known)) => *known = 1.0 - (1.0 - *known) * (1.0 - probability),
                None => names.push((name, kind, probability)),
            }
        }
        Names { by_first }
    }

    /// Where names stand in a line that begins at `start`, leftmost and longest, and what that adds to their scores; nothing
    /// where the first look found them all.
    pub(super) fn missing(&self, line: &[char], start: u32, found: &[Likely]) -> Vec<Likely> {
        let mut here = Vec::new();
        let mut at = 0;
        while at < line.len() {
            let names = || self.by_first.get(&line[at]).into_iter().flatten().filter(|(name, ..)| line[at..].starts_with(name));
            let Some(len) = names().map(|(name, ..)| name.len()).max() else {
                at += 1;
                continue;
            };
            let span = Span::new(start + at as u32, start + (at + len) as u32);
            let longest = names().filter(|(name, ..)| name.len() == len);
            here.extend(longest.map(|&(_, kind, probability)| (span, kind, BONUS * probability)));
            at += len;
        }
        let is_found = |m: &Likely| found.iter().any(|other| (other.0, other.1) == (m.0, m.1));
        if here.iter().all(is_found) { Vec::new() } else { here }
    }
}

/// Adds to the scores of a line that begins at `start` what its names have of [`Names::missing`].
pub(super) fn favour(emissions: &mut [f32], start: u32, names: &[Likely]) {
    for &(span, kind, bonus) in names {
        let share = bonus / span.len() as f32;
        for at in span.start..span.end {
            let label = if at == span.start { first(kind) } else { further(kind) };
            emissions[(at - start) as usize * LABELS + label] += share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        corpus::{Body, Post},
        knowledge::Gazetteer,
    };

    /// Three lines: 季节 is found in the first, and as a place in the second.
    fn document() -> Document {
        let post = Post::new(Body::Text, "季节指出。\n\n在季节说。\n\n季节，季节时。".into());
        Document::new(&post, Gazetteer::bundled().unwrap().cleaner())
    }

    fn span(document: &Document, nth: usize) -> Span {
        let at = document.folded.chars.windows(2).enumerate().filter(|(_, two)| *two == ['季', '节']).nth(nth).unwrap().0 as u32;
        Span::new(at, at + 2)
    }

    #[test]
    fn names_are_missed_where_the_first_look_did_not_find_them() {
        let document = document();
        let found = [(span(&document, 0), EntityType::Person, 0.5), (span(&document, 1), EntityType::Person, 0.5)];
        let names = Names::new(&document, &found);
        let third = document.blocks.iter().find(|block| block.span.contains(span(&document, 2))).unwrap().span;
        let line = document.folded.slice(third.start, third.end);
        let missing = names.missing(line, third.start, &[]);
        // Found twice, each time as likely as not: missing it both times has a probability of a quarter.
        let bonus = BONUS * 0.75;
        assert_eq!(missing, [(span(&document, 2), EntityType::Person, bonus), (span(&document, 3), EntityType::Person, bonus)]);
        let both = missing.iter().map(|&(span, kind, _)| (span, kind, 0.6)).collect::<Vec<_>>();
        assert!(names.missing(line, third.start, &both).is_empty());
        assert!(names.missing(line, third.start, &both[1..]).len() == 2);
    }

    #[test]
    fn what_is_favoured_is_the_name_and_no_other_reading() {
        let document = document();
        let name = span(&document, 3);
        let start = name.start - 3;
        let mut emissions = vec![0.0; 7 * LABELS];
        favour(&mut emissions, start, &[(name, EntityType::Place, 3.0)]);
        let raised: Vec<(usize, f32)> = emissions.iter().copied().enumerate().filter(|(_, score)| *score != 0.0).collect();
        assert_eq!(raised, [(3 * LABELS + first(EntityType::Place), 1.5), (4 * LABELS + further(EntityType::Place), 1.5)]);
    }
}
