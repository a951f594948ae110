//! Labels of characters: outside, or first or further character of a mention of one of the four types.

use crate::knowledge::EntityType;

/// Number of labels.
pub(super) const LABELS: usize = 9;
/// Outside all mentions.
pub(super) const OUT: usize = 0;

/// The first character of a mention of this type.
pub(super) fn first(kind: EntityType) -> usize {
    1 + 2 * kind as usize
}

/// A further character.
pub(super) fn further(kind: EntityType) -> usize {
    first(kind) + 1
}

/// The type of a label; none of [`OUT`].
pub(super) fn kind(label: usize) -> Option<EntityType> {
    (label != OUT).then(|| EntityType::ALL[(label - 1) / 2])
}

/// True for the labels of first characters.
pub(super) fn is_first(label: usize) -> bool {
    label % 2 == 1
}

/// A further character follows one of the same mention.
pub(super) fn may_follow(before: usize, label: usize) -> bool {
    label == OUT || is_first(label) || before == label || before + 1 == label
}

/// A mention by its labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Labelled {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its type.
    pub kind: EntityType,
}

/// The mentions that labels spell.
pub(super) fn mentions(labels: &[u8]) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    for (at, &label) in labels.iter().enumerate() {
        let Some(kind) = kind(label as usize) else { continue };
        match found.last_mut() {
            Some(last) if !is_first(label as usize) && last.end == at && last.kind == kind => last.end = at + 1,
            _ => found.push(Labelled { start: at, end: at + 1, kind }),
        }
    }
    found
}

/// The labels that spell these mentions.
pub(super) fn labels(length: usize, mentions: &[Labelled]) -> Vec<u8> {
    let mut labels = vec![OUT as u8; length];
    for mention in mentions {
        labels[mention.start..mention.end].fill(further(mention.kind) as u8);
        labels[mention.start] = first(mention.kind) as u8;
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_spell_the_mentions_they_were_made_from() {
        let list = [
            Labelled { start: 0, end: 2, kind: EntityType::Person },
            Labelled { start: 2, end: 5, kind: EntityType::Person },
            Labelled { start: 5, end: 6, kind: EntityType::Place },
            Labelled { start: 8, end: 9, kind: EntityType::Office },
        ];
        assert_eq!(mentions(&labels(9, &list)), list);
        assert_eq!(mentions(&labels(4, &[])), []);
    }

    #[test]
    fn only_a_mention_of_its_own_type_goes_on() {
        let (person, more) = (first(EntityType::Person), further(EntityType::Person));
        assert!(may_follow(person, more) && may_follow(more, more) && may_follow(more, OUT) && may_follow(more, person));
        assert!(!may_follow(OUT, more) && !may_follow(first(EntityType::Place), more) && !may_follow(further(EntityType::Office), more));
    }
}
