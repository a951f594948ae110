//! The scores of the labels of each character of a line: the weights of all features that are there.

use super::{
    evidence::Line,
    features::{FAMILIES, Feature, Few, Unit, visit_around, visit_inside, visit_places_of_words, visit_word},
    known::{MARGIN, MIDDLE, UNITS},
    label::LABELS,
    model::{EMPTY, Model, filtered, short},
};

/// Working memory for the scores of a line. Sixteen bits hold the sum of one weight of every place of every family.
#[derive(Debug, Default)]
pub(super) struct Scores {
    characters: Vec<i16>,
    words: Vec<i16>,
    waiting: Waiting,
    /// What is asked for: one row of [`LABELS`] a character.
    pub emissions: Vec<f32>,
}

/// Features that wait for their weights. They are looked up many at a time: each look-up waits for memory, and many can wait
/// together.
#[derive(Debug)]
struct Waiting {
    list: Box<[Wanted; 512]>,
    len: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Wanted {
    /// The key of the feature, then the first weight of its row.
    key: u32,
    at: u32,
    family: u8,
}

impl Default for Waiting {
    fn default() -> Self {
        Waiting { list: Box::new([Wanted::default(); 512]), len: 0 }
    }
}

/// The places of a row that lie inside a line: the first unit, the first place of the row, and how many there are.
pub(super) fn inside(feature_at: usize, first: i32, places: usize, unit: Unit, units: usize) -> (usize, usize, usize) {
    let at = if unit == Unit::Word { 2 * feature_at } else { feature_at } as i64 + i64::from(first);
    let skipped = (-at).max(0) as usize;
    let begin = at.max(0) as usize;
    let count = places.saturating_sub(skipped).min(units.saturating_sub(begin));
    (begin, skipped, count)
}

/// Adds weights to as many sums. Rows that lie wholly inside a line are of few lengths, for each of which the compiler writes
/// its own steps.
fn add<W: Copy + Into<i16>>(sums: &mut [i16], weights: &[W]) {
    fn all<const N: usize, W: Copy + Into<i16>>(sums: &mut [i16], weights: &[W]) {
        if let (Some(sums), Some(weights)) = (sums.first_chunk_mut::<N>(), weights.first_chunk::<N>()) {
            sums.iter_mut().zip(weights).for_each(|(sum, &weight)| *sum += weight.into());
        }
    }
    match sums.len() / LABELS {
        1 => all::<LABELS, W>(sums, weights),
        2 => all::<{ 2 * LABELS }, W>(sums, weights),
        3 => all::<{ 3 * LABELS }, W>(sums, weights),
        4 => all::<{ 4 * LABELS }, W>(sums, weights),
        5 => all::<{ 5 * LABELS }, W>(sums, weights),
        6 => all::<{ 6 * LABELS }, W>(sums, weights),
        7 => all::<{ 7 * LABELS }, W>(sums, weights),
        8 => all::<{ 8 * LABELS }, W>(sums, weights),
        9 => all::<{ 9 * LABELS }, W>(sums, weights),
        10 => all::<{ 10 * LABELS }, W>(sums, weights),
        _ => sums.iter_mut().zip(weights).for_each(|(sum, &weight)| *sum += weight.into()),
    }
}

/// Of each character, the unit of its word that it belongs to.
pub(super) fn word_units(line: &Line<'_>) -> impl Iterator<Item = (usize, usize)> {
    line.words.iter().enumerate().flat_map(|(w, word)| (word.start..word.end).map(move |at| (at as usize, 2 * w + usize::from(at > word.start))))
}

impl Model {
    /// The scores of the labels of each character of a line.
    pub(super) fn score(&self, line: &Line<'_>, scores: &mut Scores) {
        let (n, units) = (line.text.len(), 2 * line.words.len());
        let Scores { characters, words, waiting, emissions } = scores;
        characters.clear();
        characters.resize(n * LABELS, 0);
        words.clear();
        words.resize(units * LABELS, 0);
        for at in 0..n {
            for few in Few::of(line, at) {
                let row = self.few[few.0 as usize] as usize;
                if let Some(row) = self.weights.get(row..row + LABELS) {
                    add(&mut characters[at * LABELS..(at + 1) * LABELS], row);
                }
            }
        }
        visit_around(line, &mut |feature| self.add(&feature, n, characters, waiting));
        self.add_waiting(n, characters, waiting);
        visit_places_of_words(line, &mut |feature| self.add(&feature, units, words, waiting));
        self.add_waiting(units, words, waiting);
        for (at, word) in line.words.iter().enumerate() {
            let start = word.start as usize;
            let text = &line.text[start..word.end as usize];
            let known = self.known.of(word, |sums| {
                visit_word(word, MIDDLE, &mut |feature| self.add(&feature, UNITS, &mut sums.word, waiting));
                self.add_waiting(UNITS, &mut sums.word, waiting);
                let length = text.len() + 2 * MARGIN;
                visit_inside(text, word.tag, MARGIN, &mut |feature| self.add(&feature, length, &mut sums.characters, waiting));
                self.add_waiting(length, &mut sums.characters, waiting);
            });
            match known {
                Some(sums) => {
                    let (begin, skipped, count) = inside(at, -2 * MIDDLE as i32, UNITS, Unit::Word, units);
                    add(&mut words[begin * LABELS..(begin + count) * LABELS], &sums.word[skipped * LABELS..]);
                    let (begin, skipped, count) = inside(start, -(MARGIN as i32), text.len() + 2 * MARGIN, Unit::Character, n);
                    add(&mut characters[begin * LABELS..(begin + count) * LABELS], &sums.characters[skipped * LABELS..]);
                }
                None => {
                    visit_word(word, at, &mut |feature| self.add(&feature, units, words, waiting));
                    self.add_waiting(units, words, waiting);
                    visit_inside(text, word.tag, start, &mut |feature| self.add(&feature, n, characters, waiting));
                    self.add_waiting(n, characters, waiting);
                }
            }
        }
        for (at, unit) in word_units(line) {
            add(&mut characters[at * LABELS..(at + 1) * LABELS], &words[unit * LABELS..(unit + 1) * LABELS]);
        }
        emissions.clear();
        emissions.extend(characters.iter().map(|&sum| f32::from(sum) * self.step));
    }

    /// Adds the weights of a feature to the sums of its places, of which there are `units` in the line, now or with the next
    /// ones.
    #[inline]
    fn add(&self, feature: &Feature, units: usize, sums: &mut [i16], waiting: &mut Waiting) {
        if waiting.len == waiting.list.len() {
            self.add_waiting(units, sums, waiting);
        }
        let key = short(feature.key);
        let (word, bit) = filtered(key);
        waiting.list[waiting.len] = Wanted { key, at: feature.at as u32, family: feature.family as u8 };
        // No branch: which features have weights cannot be foreseen.
        waiting.len += usize::from(self.filter[word] & bit != 0);
    }

    /// Adds the weights of those that wait.
    fn add_waiting(&self, units: usize, sums: &mut [i16], waiting: &mut Waiting) {
        let list = &mut waiting.list[..waiting.len];
        waiting.len = 0;
        for wanted in list.iter_mut() {
            wanted.key = self.find(wanted.key);
        }
        for wanted in list.iter().filter(|wanted| wanted.key != EMPTY) {
            let family = &FAMILIES[wanted.family as usize];
            let Some(row) = self.weights.get(wanted.key as usize..wanted.key as usize + family.width()) else { continue };
            let (begin, skipped, count) = inside(wanted.at as usize, family.first, family.places, family.unit, units);
            add(&mut sums[begin.min(units) * LABELS..(begin.min(units) + count) * LABELS], &row[skipped.min(family.places) * LABELS..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        chain::Transitions,
        clusters::{Cluster, Clusters, word_key},
        evidence::{Character, Repeated, Word},
        features::visit,
        model::{Reliability, Row},
    };
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// The sums over all features, each looked up by itself.
    fn simple(model: &Model, line: &Line<'_>) -> Vec<f32> {
        let (n, units) = (line.text.len(), 2 * line.words.len());
        let (mut characters, mut words) = (vec![0_i16; n * LABELS], vec![0_i16; units * LABELS]);
        visit(line, |Feature { family, key, at }| {
            let family = &FAMILIES[family];
            let Some(row) = model.weights.get(model.find(short(key)) as usize..).filter(|row| !row.is_empty()) else { return };
            let (sums, units) = if family.unit == Unit::Word { (&mut words, units) } else { (&mut characters, n) };
            let (begin, skipped, count) = inside(at, family.first, family.places, family.unit, units);
            for i in 0..count * LABELS {
                sums[begin * LABELS + i] += i16::from(row[skipped * LABELS + i]);
            }
        });
        for (at, unit) in word_units(line) {
            for label in 0..LABELS {
                characters[at * LABELS + label] += words[unit * LABELS + label];
            }
        }
        characters.iter().map(|&sum| f32::from(sum) * model.step).collect()
    }

    /// Lengths of words, and for each character what was found there.
    type Shape = Vec<Vec<(char, u8)>>;

    fn with_line<T>(shape: &Shape, is_title: bool, then: impl FnOnce(&Line<'_>) -> T) -> T {
        let text: Vec<char> = shape.iter().flatten().map(|&(c, _)| c).collect();
        let found = |&(_, found): &(char, u8)| Character {
            found: found.min(16),
            how: found % 5,
            nested: found / 9,
            cover: u16::from(found % 3),
            begins: u16::from(found % 4),
            ends: u16::from(found % 2),
            title: found / 13,
        };
        let chars: Vec<Character> = shape.iter().flatten().map(found).collect();
        let mut start = 0;
        let word = |word: &Vec<(char, u8)>| {
            let from = start;
            start += word.len() as u32;
            let key = word_key(&text[from as usize..start as usize]);
            let cluster = Cluster { coarse: (key % 5) as u16, fine: (key % 7) as u16 };
            Word { start: from, end: start, key, tag: (key % 3) as u16, cluster }
        };
        let words = shape.iter().map(word).collect();
        let n = text.len();
        then(&Line {
            text: &text,
            chars: &chars,
            words,
            repeated: chars.iter().map(|c| Repeated(c.how)).collect(),
            is_title,
            capitals: (0..n).map(|at| at % 4 == 0).collect(),
            foreign: chars.iter().map(|c| c.how > 2).collect(),
            names: (0..n).map(|at| (at % 3 == 0).then_some([at as u8, 1])).collect(),
        })
    }

    proptest! {
        #[test]
        fn the_sums_are_those_of_all_features(
            shapes in prop::collection::vec(prop::collection::vec(prop::collection::vec((prop::char::ranges(vec!['甲'..='甴', 'a'..='c', '，'..='，'].into()), 0u8..20), 1..15), 1..7), 1..5),
            is_title: bool,
        ) {
            // Two of three features have weights.
            let mut rows: BTreeMap<u32, u8> = BTreeMap::new();
            for shape in &shapes[..1] {
                with_line(shape, is_title, |line| visit(line, |feature| {
                    if feature.key % 3 > 0 {
                        rows.insert(short(feature.key), feature.family as u8);
                    }
                }));
            }
            let weights = |key: u32, width: usize| (0..width as u32).map(|i| ((key ^ i.wrapping_mul(0x9E37_79B1)) % 41) as f32 - 20.0).collect();
            let rows: Vec<Row> =
                rows.into_iter().map(|(key, family)| Row { key, family, weights: weights(key, FAMILIES[family as usize].width()) }).collect();
            let model = Model::new(&rows, Transitions::default(), Clusters::default(), Reliability::default());
            let mut scores = Scores::default();
            for shape in shapes.iter().chain(&shapes[..1]) {
                with_line(shape, is_title, |line| {
                    model.score(line, &mut scores);
                    assert_eq!(scores.emissions, simple(&model, line));
                });
            }
        }
    }
}
