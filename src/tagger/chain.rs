//! A linear chain over the characters of a line: the best labels, and how likely each is.
//!
//! The score of labels y for a line of n characters is the sum of emission\[k]\[y\[k]] and transition\[y\[k-1]]\[y\[k]] over all k,
//! with `begin` before the first; their probability is proportional to its exponential (a conditional random field).
#![allow(clippy::needless_range_loop, reason = "formulas over labels read best with their indices")]

use super::label::{LABELS, Labelled, OUT, first, further, may_follow};

/// Scores of the labels of each character, row by row.
pub(super) type Emissions = [f32];

/// Scores of what follows what.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Transitions {
    /// Of a label at the beginning of a line.
    pub begin: [f32; LABELS],
    /// Of the second label behind the first.
    pub pair: [[f32; LABELS]; LABELS],
}

impl Default for Transitions {
    fn default() -> Self {
        Transitions { begin: [0.0; LABELS], pair: [[0.0; LABELS]; LABELS] }
    }
}

/// Lanes of a row of scores: the labels, and as many more as fill the registers of every machine.
const LANES: usize = 12;

/// [`Transitions`] as the sums over a line need them: what may not follow has no chance.
#[derive(Debug)]
pub(super) struct Steps {
    begin: [f32; LANES],
    pair: [[f32; LANES]; LABELS],
    /// Exponentials.
    begin_mass: [f64; LABELS],
    mass: [[f64; LABELS]; LABELS],
    /// The same by the second label.
    mass_into: [[f64; LABELS]; LABELS],
}

impl Steps {
    pub(super) fn of(transitions: &Transitions) -> Steps {
        let mut steps = Steps {
            begin: [f32::NEG_INFINITY; LANES],
            pair: [[f32::NEG_INFINITY; LANES]; LABELS],
            begin_mass: [0.0; LABELS],
            mass: [[0.0; LABELS]; LABELS],
            mass_into: [[0.0; LABELS]; LABELS],
        };
        for label in 0..LABELS {
            if may_follow(OUT, label) {
                steps.begin[label] = transitions.begin[label];
                steps.begin_mass[label] = f64::from(transitions.begin[label]).exp();
            }
            for before in (0..LABELS).filter(|&before| may_follow(before, label)) {
                let mass = f64::from(transitions.pair[before][label]).exp();
                steps.pair[before][label] = transitions.pair[before][label];
                (steps.mass[before][label], steps.mass_into[label][before]) = (mass, mass);
            }
        }
        steps
    }
}

/// Working memory, kept from line to line.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    score: Vec<[f32; LANES]>,
    forward: Vec<[f64; LABELS]>,
    backward: Vec<[f64; LABELS]>,
    /// Exponentials of the emissions, the largest of a character being 1.
    weight: Vec<[f64; LABELS]>,
    /// Sums that `forward` was divided by.
    scale: Vec<f64>,
}

fn row(emissions: &Emissions, at: usize) -> &[f32] {
    &emissions[at * LABELS..(at + 1) * LABELS]
}

/// The first of the largest.
fn first_of_most(scores: impl Iterator<Item = f32>) -> usize {
    scores.enumerate().fold((f32::NEG_INFINITY, 0), |best, (at, score)| if score > best.0 { (score, at) } else { best }).1
}

impl Lattice {
    /// The best labels of a line.
    pub(super) fn best(&mut self, emissions: &Emissions, steps: &Steps, labels: &mut Vec<u8>) {
        let n = emissions.len() / LABELS;
        labels.clear();
        if n == 0 {
            return;
        }
        self.score.clear();
        let mut now = [f32::NEG_INFINITY; LANES];
        for label in 0..LABELS {
            now[label] = row(emissions, 0)[label] + steps.begin[label];
        }
        self.score.push(now);
        for at in 1..n {
            let mut best = [f32::NEG_INFINITY; LANES];
            for previous in 0..LABELS {
                let (before, pair) = (now[previous], &steps.pair[previous]);
                for lane in 0..LANES {
                    let score = before + pair[lane];
                    best[lane] = if score > best[lane] { score } else { best[lane] };
                }
            }
            now = best;
            for (score, emission) in now.iter_mut().zip(row(emissions, at)) {
                *score += emission;
            }
            self.score.push(now);
        }
        labels.resize(n, 0);
        // Where each best score came from is found again for the one path that is asked for.
        let mut label = first_of_most(now[..LABELS].iter().copied());
        for at in (0..n).rev() {
            labels[at] = label as u8;
            if at > 0 {
                label = first_of_most((0..LABELS).map(|previous| self.score[at - 1][previous] + steps.pair[previous][label]));
            }
        }
    }

    /// Sums over all labels of a line, for [`probability`](Lattice::probability) and [`marginals`](Lattice::marginals). Returns
    /// the natural logarithm of the sum of exponentials of all scores.
    pub(super) fn sum(&mut self, emissions: &Emissions, steps: &Steps) -> f64 {
        let n = emissions.len() / LABELS;
        self.weight.clear();
        self.forward.clear();
        self.scale.clear();
        let mut total = 0.0;
        for at in 0..n {
            let emission = row(emissions, at);
            let most = emission.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let mut weight = [0.0; LABELS];
            for (weight, score) in weight.iter_mut().zip(emission) {
                *weight = f64::from((score - most).exp());
            }
            let mut now = [0.0; LABELS];
            if at == 0 {
                for label in 0..LABELS {
                    now[label] = steps.begin_mass[label] * weight[label];
                }
            } else {
                let before = &self.forward[at - 1];
                for (previous, &mass) in before.iter().enumerate() {
                    for label in 0..LABELS {
                        now[label] += mass * steps.mass[previous][label];
                    }
                }
                for label in 0..LABELS {
                    now[label] *= weight[label];
                }
            }
            let scale: f64 = now.iter().sum();
            for value in &mut now {
                *value /= scale;
            }
            total += scale.ln() + f64::from(most);
            self.weight.push(weight);
            self.forward.push(now);
            self.scale.push(scale);
        }
        self.backward.clear();
        self.backward.resize(n, [1.0; LABELS]);
        for at in (1..n).rev() {
            let mut sums = [0.0; LABELS];
            for label in 0..LABELS {
                let ahead = self.weight[at][label] * self.backward[at][label] / self.scale[at];
                for previous in 0..LABELS {
                    sums[previous] += steps.mass_into[label][previous] * ahead;
                }
            }
            self.backward[at - 1] = sums;
        }
        total
    }

    /// How likely each label of a character is, after [`sum`](Lattice::sum).
    pub(super) fn marginals(&self, at: usize) -> [f64; LABELS] {
        std::array::from_fn(|label| self.forward[at][label] * self.backward[at][label])
    }

    /// How likely each pair of labels of a character and the one before it is, after [`sum`](Lattice::sum).
    pub(super) fn pair_marginals(&self, at: usize, steps: &Steps, mut each: impl FnMut(usize, usize, f64)) {
        for label in 0..LABELS {
            let ahead = self.weight[at][label] * self.backward[at][label] / self.scale[at];
            for previous in 0..LABELS {
                each(previous, label, self.forward[at - 1][previous] * steps.mass[previous][label] * ahead);
            }
        }
    }

    /// How likely it is that exactly this mention stands there, after [`sum`](Lattice::sum).
    pub(super) fn probability(&self, mention: Labelled, steps: &Steps) -> f64 {
        let (begin, more) = (first(mention.kind), further(mention.kind));
        let mut mass = self.forward[mention.start][begin];
        let mut label = begin;
        for at in mention.start + 1..mention.end {
            mass *= steps.mass[label][more] * self.weight[at][more] / self.scale[at];
            label = more;
        }
        if mention.end == self.forward.len() {
            return mass;
        }
        let at = mention.end;
        let next = (0..LABELS).filter(|&next| next != more);
        mass * next.map(|next| steps.mass[label][next] * self.weight[at][next] * self.backward[at][next] / self.scale[at]).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::label::mentions;
    use super::*;
    use proptest::prelude::*;

    fn score(labels: &[u8], emissions: &[f32], transitions: &Transitions) -> Option<f64> {
        let mut score = 0.0;
        let mut before = OUT;
        for (at, &label) in labels.iter().enumerate() {
            let label = label as usize;
            if !may_follow(before, label) {
                return None;
            }
            let step = if at == 0 { transitions.begin[label] } else { transitions.pair[before][label] };
            score += f64::from(step + row(emissions, at)[label]);
            before = label;
        }
        Some(score)
    }

    fn all(n: usize) -> Vec<Vec<u8>> {
        (0..n).fold(vec![Vec::new()], |lists, _| {
            let longer = |list: Vec<u8>| (0..LABELS as u8).map(move |label| [&list[..], &[label]].concat());
            lists.into_iter().flat_map(longer).collect()
        })
    }

    fn transitions(values: &[f32]) -> Transitions {
        let mut transitions = Transitions::default();
        transitions.begin.copy_from_slice(&values[..LABELS]);
        for (row, values) in transitions.pair.iter_mut().zip(values[LABELS..].chunks(LABELS)) {
            row.copy_from_slice(values);
        }
        transitions
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn it_finds_what_trying_all_labels_finds(
            emissions in prop::collection::vec(-3.0f32..3.0, LABELS * 3),
            steps in prop::collection::vec(-2.0f32..2.0, LABELS * (LABELS + 1)),
        ) {
            let transitions = transitions(&steps);
            let scored: Vec<(Vec<u8>, f64)> =
                all(3).into_iter().filter_map(|labels| score(&labels, &emissions, &transitions).map(|s| (labels, s))).collect();
            let steps = Steps::of(&transitions);
            let (mut lattice, mut best) = (Lattice::default(), Vec::new());
            lattice.best(&emissions, &steps, &mut best);
            let most = scored.iter().map(|(_, s)| *s).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((score(&best, &emissions, &transitions).unwrap() - most).abs() < 1e-4);

            let sum: f64 = scored.iter().map(|(_, s)| s.exp()).sum();
            prop_assert!((lattice.sum(&emissions, &steps) - sum.ln()).abs() < 1e-4);
            let share = |holds: &dyn Fn(&[u8]) -> bool| scored.iter().filter(|(l, _)| holds(l)).map(|(_, s)| s.exp() / sum).sum::<f64>();
            for at in 0..3 {
                let marginals = lattice.marginals(at);
                for label in 0..LABELS {
                    prop_assert!((marginals[label] - share(&|l| l[at] as usize == label)).abs() < 1e-5);
                }
            }
            lattice.pair_marginals(1, &steps, |a, b, p| {
                let want = share(&|l| l[0] as usize == a && l[1] as usize == b);
                assert!((p - want).abs() < 1e-5, "{a} {b}: {p} {want}");
            });
            for mention in mentions(&best) {
                prop_assert!((lattice.probability(mention, &steps) - share(&|l| mentions(l).contains(&mention))).abs() < 1e-5);
            }
        }
    }
}
