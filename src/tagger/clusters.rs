//! Words by the company they keep, learned from unlabelled text: 市长 and 县长 stand between the same words.
//!
//! Each word gets a vector that predicts it from the words around it (continuous bag of words with negative sampling:
//! Mikolov et al., "Efficient Estimation of Word Representations in Vector Space", 2013); k-means over the directions of
//! the vectors makes the clusters, few for what is frequent and many for what is fine.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Two clusters of a word; 0 where it is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cluster {
    /// Of some hundred.
    pub coarse: u16,
    /// Of some thousand.
    pub fine: u16,
}

/// The clusters of words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Clusters {
    by_key: FxHashMap<u32, Cluster>,
}

/// Rarer words have no cluster.
const MIN_COUNT: u32 = 8;
const COARSE: usize = 127;
const FINE: usize = 1023;
const DIMENSIONS: usize = 64;
const WINDOW_WORDS: usize = 3;
const NEGATIVES: usize = 6;
const EPOCHS: usize = 3;
const FIRST_RATE: f32 = 0.05;
const LAST_RATE: f32 = 0.0005;
/// Of words that are more than this share of a text some are left out.
const FREQUENT_SHARE: f64 = 1e-3;
const MEANS_ROUNDS: usize = 12;
/// Entries of the table from which negative examples are drawn.
const DRAWS: usize = 1 << 20;

/// What stands for a word in features and in the table of clusters.
pub(super) fn word_key(word: &[char]) -> u64 {
    word.iter().fold(0x1234_5678_9ABC_DEF1, |hash: u64, &c| {
        let hash = (hash ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash ^ hash >> 32
    })
}

fn short(key: u64) -> u32 {
    (key >> 32) as u32
}

impl Clusters {
    pub(super) fn of(&self, key: u64) -> Cluster {
        self.by_key.get(&short(key)).copied().unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Entries in the order of their keys.
    pub(super) fn entries(&self) -> Vec<(u32, Cluster)> {
        let mut entries: Vec<(u32, Cluster)> = self.by_key.iter().map(|(&key, &cluster)| (key, cluster)).collect();
        entries.sort_unstable_by_key(|&(key, _)| key);
        entries
    }

    pub(super) fn from_entries(entries: impl Iterator<Item = (u32, Cluster)>) -> Clusters {
        Clusters { by_key: entries.collect() }
    }

    /// Learns clusters from lines of words, each by its [`word_key`].
    pub(super) fn learn(lines: &[Vec<u64>]) -> Clusters {
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for &word in lines.iter().flatten() {
            *counts.entry(word).or_default() += 1;
        }
        let mut words: Vec<(u64, u32)> = counts.into_iter().filter(|&(_, n)| n >= MIN_COUNT).collect();
        words.sort_unstable_by_key(|&(key, n)| (std::cmp::Reverse(n), key));
        if words.is_empty() {
            return Clusters::default();
        }
        let number: FxHashMap<u64, u32> = words.iter().enumerate().map(|(i, &(key, _))| (key, i as u32)).collect();
        let lines: Vec<Vec<u32>> = lines.iter().map(|line| line.iter().filter_map(|word| number.get(word).copied()).collect()).collect();
        let counts: Vec<u32> = words.iter().map(|&(_, n)| n).collect();
        let mut vectors = Vectors::learn(&lines, &counts);
        vectors.normalize();
        let coarse = vectors.means(COARSE);
        let fine = vectors.means(FINE);
        let cluster = |i: usize| Cluster { coarse: coarse[i] + 1, fine: fine[i] + 1 };
        Clusters::from_entries(words.iter().enumerate().map(|(i, &(key, _))| (short(key), cluster(i))))
    }
}

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Debug, Clone)]
pub(super) struct Draws(pub u64);

impl Draws {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A number from 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

type Vector = [f32; DIMENSIONS];

struct Vectors(Vec<Vector>);

impl Vectors {
    /// One vector a word, by one thread, so that the result is the same on every machine.
    fn learn(lines: &[Vec<u32>], counts: &[u32]) -> Vectors {
        let mut draws = Draws(7);
        let mut inner: Vec<Vector> = counts.iter().map(|_| std::array::from_fn(|_| ((draws.share() - 0.5) / DIMENSIONS as f64) as f32)).collect();
        let mut outer: Vec<Vector> = vec![[0.0; DIMENSIONS]; counts.len()];
        let negatives = negatives(counts);
        let total: f64 = counts.iter().map(|&n| f64::from(n)).sum();
        let keep: Vec<f64> = counts
            .iter()
            .map(|&n| {
                let share = f64::from(n) / total / FREQUENT_SHARE;
                (share.sqrt() + 1.0) / share
            })
            .collect();
        let steps = (lines.iter().map(Vec::len).sum::<usize>() * EPOCHS).max(1);
        let mut step = 0usize;
        let mut kept: Vec<u32> = Vec::new();
        for _ in 0..EPOCHS {
            for line in lines {
                step += line.len();
                let rate = FIRST_RATE + (LAST_RATE - FIRST_RATE) * (step as f32 / steps as f32);
                kept.clear();
                kept.extend(line.iter().filter(|&&word| keep[word as usize] >= 1.0 || draws.share() < keep[word as usize]));
                for at in 0..kept.len() {
                    let window = 1 + draws.below(WINDOW_WORDS);
                    let around = at.saturating_sub(window)..(at + window + 1).min(kept.len());
                    let n = around.len() - 1;
                    if n == 0 {
                        continue;
                    }
                    let mut mean: Vector = [0.0; DIMENSIONS];
                    for i in around.clone().filter(|&i| i != at) {
                        for (sum, x) in mean.iter_mut().zip(&inner[kept[i] as usize]) {
                            *sum += x / n as f32;
                        }
                    }
                    let mut change: Vector = [0.0; DIMENSIONS];
                    for draw in 0..=NEGATIVES {
                        let word = if draw == 0 { kept[at] } else { negatives[draws.below(DRAWS)] };
                        if draw > 0 && word == kept[at] {
                            continue;
                        }
                        let row = &mut outer[word as usize];
                        let wanted = if draw == 0 { 1.0 } else { 0.0 };
                        let error = rate * (wanted - 1.0 / (1.0 + (-dot(&mean, row)).exp()));
                        for ((change, row), mean) in change.iter_mut().zip(row).zip(&mean) {
                            *change += error * *row;
                            *row += error * mean;
                        }
                    }
                    for i in around.filter(|&i| i != at) {
                        for (x, change) in inner[kept[i] as usize].iter_mut().zip(&change) {
                            *x += change;
                        }
                    }
                }
            }
        }
        Vectors(inner)
    }

    fn normalize(&mut self) {
        for vector in &mut self.0 {
            normalize(vector);
        }
    }

    /// k-means by directions: for each word the number of its cluster, below `k`.
    fn means(&self, k: usize) -> Vec<u16> {
        let k = k.min(self.0.len());
        // Words are sorted by frequency: every n-th of the more frequent half begins a cluster.
        let spread = (self.0.len() / 2).max(k);
        let mut means: Vec<Vector> = (0..k).map(|i| self.0[i * spread / k]).collect();
        let mut cluster = vec![0u16; self.0.len()];
        for _ in 0..MEANS_ROUNDS {
            let nearest = |vector: &Vector| {
                let mut best = (f32::NEG_INFINITY, 0);
                for (i, mean) in means.iter().enumerate() {
                    let near = dot(vector, mean);
                    if near > best.0 {
                        best = (near, i as u16);
                    }
                }
                best.1
            };
            let now: Vec<u16> = self.0.par_iter().map(nearest).collect();
            let same = now == cluster;
            cluster = now;
            if same {
                break;
            }
            means.iter_mut().for_each(|mean| *mean = [0.0; DIMENSIONS]);
            for (vector, &cluster) in self.0.iter().zip(&cluster) {
                for (sum, x) in means[cluster as usize].iter_mut().zip(vector) {
                    *sum += x;
                }
            }
            means.iter_mut().for_each(normalize);
        }
        cluster
    }
}

fn dot(a: &Vector, b: &Vector) -> f32 {
    // Eight sums at a time, which the compiler keeps in one register.
    let mut sums = [0.0f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for i in 0..8 {
            sums[i] += a[i] * b[i];
        }
    }
    sums.iter().sum()
}

fn normalize(vector: &mut Vector) {
    let length = dot(vector, vector).sqrt().max(1e-12);
    vector.iter_mut().for_each(|x| *x /= length);
}

/// Words as often as their counts to the power of three quarters say.
fn negatives(counts: &[u32]) -> Vec<u32> {
    let total: f64 = counts.iter().map(|&n| f64::from(n).powf(0.75)).sum();
    let mut table = Vec::with_capacity(DRAWS);
    let mut sum = 0.0;
    for (word, &n) in counts.iter().enumerate() {
        sum += f64::from(n).powf(0.75);
        let until = ((sum / total * DRAWS as f64) as usize).min(DRAWS);
        table.resize(until.max(table.len()), word as u32);
    }
    table.resize(DRAWS, 0);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two kinds of words that stand between words of their own.
    fn lines() -> Vec<Vec<u64>> {
        let mut draws = Draws(1);
        let key = |kind: &str, i: usize| word_key(&format!("{kind}{i}").chars().collect::<Vec<_>>());
        (0..4000)
            .map(|i| {
                let (name, beside) = if i % 2 == 0 { ("甲", "乙") } else { ("丙", "丁") };
                vec![key(beside, draws.below(5)), key(name, draws.below(6)), key(beside, draws.below(5))]
            })
            .collect()
    }

    #[test]
    fn words_between_the_same_words_are_near_each_other() {
        let lines = lines();
        let keys: Vec<u64> =
            ["甲", "丙"].into_iter().flat_map(|kind| (0..6).map(move |i| word_key(&format!("{kind}{i}").chars().collect::<Vec<_>>()))).collect();
        let number: FxHashMap<u64, u32> = keys.iter().enumerate().map(|(i, &key)| (key, i as u32)).collect();
        let mut all: Vec<u64> = lines.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        let rest: FxHashMap<u64, u32> =
            all.iter().filter(|key| !number.contains_key(key)).enumerate().map(|(i, &key)| (key, (i + keys.len()) as u32)).collect();
        let numbered: Vec<Vec<u32>> = lines.iter().map(|l| l.iter().map(|w| number.get(w).or(rest.get(w)).copied().unwrap()).collect()).collect();
        let mut counts = vec![0; all.len()];
        numbered.iter().flatten().for_each(|&w| counts[w as usize] += 1);
        let mut vectors = Vectors::learn(&numbered, &counts);
        vectors.normalize();
        let near = |a: usize, b: usize| dot(&vectors.0[a], &vectors.0[b]);
        for i in 1..6 {
            assert!(near(0, i) > near(0, 6 + i), "{i}: {} {}", near(0, i), near(0, 6 + i));
        }
    }

    #[test]
    fn clusters_are_the_same_in_every_run() {
        let lines = lines();
        let clusters = Clusters::learn(&lines);
        assert_eq!(clusters, Clusters::learn(&lines));
        assert_eq!(clusters.len(), 22);
        assert_eq!(clusters.of(word_key(&['戊'])), Cluster::default());
    }
}
