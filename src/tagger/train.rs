//! Weights from annotated lines: the labels of the annotation are made likelier than all others, line by line (stochastic
//! gradient on the likelihood of the chain, each weight with a rate of its own: Duchi et al., "Adaptive Subgradient
//! Methods", 2011), and every weight is drawn back to what it began as.
#![allow(clippy::needless_range_loop, reason = "formulas over labels read best with their indices")]

use super::{
    chain::{Lattice, Steps, Transitions},
    clusters::{Clusters, Draws},
    evidence::Line,
    features::{FAMILIES, Feature, Unit, visit},
    label::{LABELS, may_follow},
    model::{Model, Reliability, Row, short},
    score::{inside, word_units},
};
use rustc_hash::FxHashMap;

/// Set by cross-validation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// Times that weights are learned, each time from lines in another order; the model has their mean.
    pub runs: u64,
    /// Times that every line is looked at.
    pub epochs: usize,
    /// First step of each weight.
    pub rate: f32,
    /// How strongly weights are drawn back.
    pub pull: f32,
    /// The share of features that a line is learned without, others every time: so that no feature leans on another.
    pub left_out: f32,
    /// Features of fewer places have no weights.
    pub min_count: u32,
    /// Rows whose largest weight is smaller are left out.
    pub least: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { runs: 3, epochs: 12, rate: 0.2, pull: 3.0, left_out: 0.5, min_count: 2, least: 0.1 }
    }
}

/// What the sums of squares begin with: rare features take small steps, so that a chance is not learned by heart.
const START_SQUARE: f32 = 1.0;

/// Numbers of the features of annotated lines.
#[derive(Default)]
pub(super) struct Dictionary {
    numbers: FxHashMap<u32, u32>,
    /// Key, family and first weight of each.
    features: Vec<(u32, u8, u32)>,
    weights: u32,
}

/// A line with the labels that it should get.
pub(super) struct Example {
    /// Number of the feature, and its place.
    features: Vec<(u32, u32)>,
    /// Units of words of each character.
    word_units: Vec<u32>,
    words: usize,
    labels: Vec<u8>,
}

/// Features of a line, not numbered yet.
pub(super) struct Collected {
    features: Vec<(u8, u32, u32)>,
    word_units: Vec<u32>,
    words: usize,
}

/// The features of a line.
pub(super) fn collect(line: &Line<'_>) -> Collected {
    let mut features = Vec::new();
    visit(line, |Feature { family, key, at }| features.push((family as u8, short(key), at as u32)));
    let mut units = vec![0; line.text.len()];
    word_units(line).for_each(|(at, unit)| units[at] = unit as u32);
    Collected { features, word_units: units, words: line.words.len() }
}

impl Dictionary {
    /// Numbers the features of a line.
    pub(super) fn example(&mut self, line: Collected, labels: Vec<u8>) -> Example {
        let features = line.features.into_iter().map(|(family, key, at)| {
            let number = *self.numbers.entry(key).or_insert_with(|| {
                self.features.push((key, family, self.weights));
                self.weights += FAMILIES[family as usize].width() as u32;
                self.features.len() as u32 - 1
            });
            (number, at)
        });
        Example { features: features.collect(), word_units: line.word_units, words: line.words, labels }
    }

    /// Learns from lines; weights begin as those of `from`.
    pub(super) fn train(&self, lines: &[&Example], settings: Settings, from: Option<&Model>, clusters: &Clusters) -> Model {
        let mut counts = vec![0u32; self.features.len()];
        lines.iter().flat_map(|line| &line.features).for_each(|&(number, _)| counts[number as usize] += 1);
        let mut weights = vec![0.0f32; self.weights as usize];
        if let Some(from) = from {
            for &(key, family, begin) in &self.features {
                let width = FAMILIES[family as usize].width();
                if let Some(row) = from.weights(key, width) {
                    weights[begin as usize..begin as usize + width].iter_mut().zip(row).for_each(|(weight, old)| *weight = old);
                }
            }
        }
        let first = from.map(|_| weights.clone());
        let transitions = from.map_or_else(Transitions::default, |from| from.transitions.clone());
        let mut mean = Mean::new(weights.len());
        for run in 0..settings.runs {
            let mut trainer = Trainer {
                dictionary: self,
                settings,
                counts: &counts,
                first: first.as_deref(),
                weights: weights.clone(),
                squares: vec![START_SQUARE; weights.len()],
                transitions: transitions.clone(),
                pairs: Transitions { begin: [START_SQUARE; LABELS], pair: [[START_SQUARE; LABELS]; LABELS] },
            };
            trainer.learn_all(lines, Draws(11 + run), &mut mean);
        }
        let (weights, transitions) = mean.of();
        let kept = self.features.iter().zip(&counts).filter(|(_, count)| **count >= settings.min_count);
        let rows = kept.filter_map(|(&(key, family, begin), _)| {
            let weights = &weights[begin as usize..begin as usize + FAMILIES[family as usize].width()];
            let counts = weights.iter().any(|weight| weight.abs() >= settings.least);
            counts.then(|| Row { key, family, weights: weights.to_vec() })
        });
        let mut rows: Vec<Row> = rows.collect();
        if let Some(from) = from {
            rows.extend(from.rows().into_iter().filter(|row| !self.numbers.contains_key(&row.key)));
        }
        rows.sort_by_key(|row| (row.family, row.key));
        Model::new(&rows, transitions, clusters.clone(), from.map_or_else(Reliability::default, |from| from.reliability.clone()))
    }
}

/// The mean of weights after several epochs: steadier than the last ones (Polyak and Juditsky, "Acceleration of Stochastic
/// Approximation by Averaging", 1992).
struct Mean {
    weights: Vec<f32>,
    transitions: Transitions,
    count: f32,
}

impl Mean {
    fn new(weights: usize) -> Mean {
        Mean { weights: vec![0.0; weights], transitions: Transitions::default(), count: 0.0 }
    }

    fn add(&mut self, weights: &[f32], transitions: &Transitions) {
        self.weights.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        let Transitions { begin, pair } = &mut self.transitions;
        begin.iter_mut().zip(&transitions.begin).for_each(|(sum, score)| *sum += score);
        pair.iter_mut().flatten().zip(transitions.pair.iter().flatten()).for_each(|(sum, score)| *sum += score);
        self.count += 1.0;
    }

    fn of(mut self) -> (Vec<f32>, Transitions) {
        self.weights.iter_mut().for_each(|sum| *sum /= self.count);
        self.transitions.begin.iter_mut().chain(self.transitions.pair.iter_mut().flatten()).for_each(|sum| *sum /= self.count);
        (self.weights, self.transitions)
    }
}

struct Trainer<'a> {
    dictionary: &'a Dictionary,
    settings: Settings,
    counts: &'a [u32],
    /// What the weights began as, where not nothing.
    first: Option<&'a [f32]>,
    weights: Vec<f32>,
    /// Sums of the squares of all changes so far.
    squares: Vec<f32>,
    transitions: Transitions,
    pairs: Transitions,
}

#[derive(Default)]
struct Memory {
    lattice: Lattice,
    characters: Vec<f32>,
    words: Vec<f32>,
}

/// Smaller changes are not worth the time.
const LEAST_CHANGE: f32 = 1e-4;

impl Trainer<'_> {
    /// Learns from all lines as often as the settings say; the weights of the later times go into the mean.
    fn learn_all(&mut self, lines: &[&Example], mut draws: Draws, mean: &mut Mean) {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        let mut memory = Memory::default();
        for epoch in 0..self.settings.epochs {
            for i in (1..order.len()).rev() {
                order.swap(i, draws.below(i + 1));
            }
            for &i in &order {
                self.learn(lines[i], &mut draws, &mut memory);
            }
            if epoch >= self.settings.epochs / 2 {
                mean.add(&self.weights, &self.transitions);
            }
        }
    }

    fn learn(&mut self, line: &Example, draws: &mut Draws, memory: &mut Memory) {
        let n = line.labels.len();
        if n == 0 {
            return;
        }
        let Memory { lattice, characters, words } = memory;
        let units = 2 * line.words;
        characters.clear();
        characters.resize(n * LABELS, 0.0);
        words.clear();
        words.resize(units * LABELS, 0.0);
        let Settings { rate, pull, left_out, min_count, .. } = self.settings;
        let seed = draws.next();
        let is_out = |i: usize| (Draws(seed.wrapping_add(i as u64)).next() >> 40) as f32 / (1u64 << 24) as f32 <= left_out;
        // Those that stay speak for those that are left out.
        let louder = 1.0 / (1.0 - left_out);
        for (i, &(number, at)) in line.features.iter().enumerate() {
            if self.counts[number as usize] < min_count || is_out(i) {
                continue;
            }
            let (_, family, begin) = self.dictionary.features[number as usize];
            let family = &FAMILIES[family as usize];
            let (sums, units) = if family.unit == Unit::Word { (&mut *words, units) } else { (&mut *characters, n) };
            let (unit, skipped, count) = inside(at as usize, family.first, family.places, family.unit, units);
            let row = &self.weights[begin as usize + skipped.min(family.places) * LABELS..];
            for (sum, weight) in sums[unit.min(units) * LABELS..(unit.min(units) + count) * LABELS].iter_mut().zip(row) {
                *sum += weight * louder;
            }
        }
        for (at, &unit) in line.word_units.iter().enumerate() {
            for label in 0..LABELS {
                characters[at * LABELS + label] += words[unit as usize * LABELS + label];
            }
        }
        let steps = Steps::of(&self.transitions);
        lattice.sum(characters, &steps);
        // From here on the sums are what is wanted less what is there.
        words.fill(0.0);
        let mut most = 0.0f32;
        for at in 0..n {
            let marginals = lattice.marginals(at);
            let unit = line.word_units[at] as usize;
            for label in 0..LABELS {
                let wanted = f32::from(u8::from(line.labels[at] as usize == label));
                let change = wanted - marginals[label] as f32;
                characters[at * LABELS + label] = change;
                words[unit * LABELS + label] += change;
                most = most.max(change.abs());
            }
        }
        if most < LEAST_CHANGE {
            return;
        }
        self.learn_transitions(line, lattice, &steps);
        for (i, &(number, at)) in line.features.iter().enumerate() {
            let count = self.counts[number as usize];
            if count < min_count || is_out(i) {
                continue;
            }
            let (_, family, begin) = self.dictionary.features[number as usize];
            let family = &FAMILIES[family as usize];
            let (sums, units) = if family.unit == Unit::Word { (&*words, units) } else { (&*characters, n) };
            let (unit, skipped, places) = inside(at as usize, family.first, family.places, family.unit, units);
            let changes = &sums[unit.min(units) * LABELS..(unit.min(units) + places) * LABELS];
            if changes.iter().all(|change| change.abs() < LEAST_CHANGE) {
                continue;
            }
            let from = begin as usize + skipped.min(family.places) * LABELS;
            let row = from..from + changes.len();
            let weights = self.weights[row.clone()].iter_mut().zip(&mut self.squares[row.clone()]).zip(changes);
            // Every place of a feature takes its part of the pull.
            let pull = pull / count as f32;
            match &self.first {
                None => weights.for_each(|((weight, square), change)| step(weight, square, change - pull * *weight, rate)),
                Some(first) => weights
                    .zip(&first[row])
                    .for_each(|(((weight, square), change), first)| step(weight, square, change - pull * (*weight - first), rate)),
            }
        }
    }

    fn learn_transitions(&mut self, line: &Example, lattice: &Lattice, steps: &Steps) {
        let rate = self.settings.rate;
        let marginals = lattice.marginals(0);
        for label in 0..LABELS {
            let wanted = f32::from(u8::from(line.labels[0] as usize == label));
            step(&mut self.transitions.begin[label], &mut self.pairs.begin[label], wanted - marginals[label] as f32, rate);
        }
        let mut changes = [[0.0f32; LABELS]; LABELS];
        for at in 1..line.labels.len() {
            changes[line.labels[at - 1] as usize][line.labels[at] as usize] += 1.0;
            lattice.pair_marginals(at, steps, |before, label, mass| changes[before][label] -= mass as f32);
        }
        for before in 0..LABELS {
            for label in (0..LABELS).filter(|&label| may_follow(before, label)) {
                step(&mut self.transitions.pair[before][label], &mut self.pairs.pair[before][label], changes[before][label], rate);
            }
        }
    }
}

fn step(weight: &mut f32, square: &mut f32, change: f32, rate: f32) {
    *square += change * change;
    *weight += rate * change / square.sqrt();
}

#[cfg(test)]
mod tests {
    use super::super::{
        clusters::{Cluster, word_key},
        evidence::{Character, Repeated, Word},
        label::{self, Labelled},
        score::Scores,
    };
    use super::*;
    use crate::knowledge::EntityType;

    fn line<'e>(text: &'e [char], chars: &'e [Character]) -> Line<'e> {
        let word = |(at, c): (usize, &char)| Word { start: at as u32, end: at as u32 + 1, key: word_key(&[*c]), tag: 0, cluster: Cluster::default() };
        let n = text.len();
        Line {
            text,
            chars,
            words: text.iter().enumerate().map(word).collect(),
            repeated: vec![Repeated::default(); n],
            is_title: false,
            capitals: vec![false; n],
            foreign: vec![false; n],
            names: vec![None; n],
        }
    }

    /// Two characters behind 记者 are a person, one behind 在 is a place.
    fn lines() -> Vec<(Vec<char>, Vec<Labelled>)> {
        let names = ["甲乙", "丙丁", "戊己", "庚辛"];
        let places = ["东", "西", "南"];
        let texts = names.iter().flat_map(|name| places.iter().map(move |place| (name, place)));
        texts
            .map(|(name, place)| {
                let person = Labelled { start: 2, end: 4, kind: EntityType::Person };
                let place_at = Labelled { start: 5, end: 6, kind: EntityType::Place };
                (format!("记者{name}在{place}说").chars().collect(), vec![person, place_at])
            })
            .collect()
    }

    fn learned() -> Model {
        let mut dictionary = Dictionary::default();
        let lines = lines();
        let examples: Vec<Example> = lines
            .iter()
            .map(|(text, mentions)| {
                let chars = vec![Character::default(); text.len()];
                dictionary.example(collect(&line(text, &chars)), label::labels(text.len(), mentions))
            })
            .collect();
        dictionary.train(&examples.iter().collect::<Vec<_>>(), Settings::default(), None, &Clusters::default())
    }

    fn tagged(model: &Model, text: &str) -> Vec<Labelled> {
        let text: Vec<char> = text.chars().collect();
        let chars = vec![Character::default(); text.len()];
        let (mut scores, mut labels) = (Scores::default(), Vec::new());
        model.score(&line(&text, &chars), &mut scores);
        Lattice::default().best(&scores.emissions, &Steps::of(&model.transitions), &mut labels);
        label::mentions(&labels)
    }

    #[test]
    fn what_is_annotated_is_learned_and_found_in_other_words() {
        let model = learned();
        for (text, mentions) in lines() {
            assert_eq!(tagged(&model, &text.iter().collect::<String>()), mentions);
        }
        let person = Labelled { start: 2, end: 4, kind: EntityType::Person };
        assert_eq!(tagged(&model, "记者壬癸在北说").first(), Some(&person));
    }

    #[test]
    fn learning_gives_the_same_bytes_every_time() {
        assert_eq!(learned().to_bytes(), learned().to_bytes());
    }
}
