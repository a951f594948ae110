//! Association of two nodes over stories, against the null model of fixed margins: of `n` stories `a` name one node,
//! `b` the other, and the stories are drawn independently.
//!
//! `k` are the stories in which the two meet in a window. Where the window is smaller than a document, a story may name
//! both and not count, so that the measures err on the side of chance: a pair that is told from chance is more than that.

use std::f64::consts::PI;

/// Association measures of one edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    /// Expected number of common stories, `a·b / n`.
    pub expected: f64,
    /// Normalised pointwise mutual information, −1 to 1: `ln(k·n / (a·b)) / −ln(k / n)`; 1 where every story has both
    /// (Bouma 2009, "Normalized (Pointwise) Mutual Information in Collocation Extraction").
    pub npmi: f64,
    /// Log-likelihood ratio G², twice the sum of `O·ln(O / E)` over the four cells of the table; negative where the pair
    /// meets less often than expected (Dunning 1993, "Accurate Methods for the Statistics of Surprise and Coincidence").
    /// Where it meets in fewer stories than must name both, `a + b − n`, that of so many.
    pub llr: f64,
    /// Chance of `k` or more common stories under the null model: upper tail of the hypergeometric distribution
    /// (Fisher's exact test, one-sided). Not adjusted for many edges.
    pub p: f64,
}

/// Stories with both of a pair, with the first, with the second.
///
/// `k ≤ a ≤ n` and `k ≤ b ≤ n` for `n` stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairCounts {
    /// With both.
    pub k: u64,
    /// With the first.
    pub a: u64,
    /// With the second.
    pub b: u64,
}

impl PairCounts {
    /// Association of the pair over `n` stories.
    pub fn associate(self, n: u64) -> Association {
        let (nf, kf) = (n as f64, self.k as f64);
        let expected = self.a as f64 * self.b as f64 / nf;
        let npmi = if self.k == 0 {
            -1.0
        } else if self.k == n {
            1.0
        } else {
            (kf / expected).ln() / -(kf / nf).ln()
        };
        let possible = PairCounts { k: self.k.max(self.least(n)), ..self };
        let g2 = possible.g2(n);
        let llr = if possible.difference(n) < 0.0 { -g2 } else { g2 };
        let p = if self.k <= self.least(n) { 1.0 } else { self.upper_tail(n, g2) };
        Association { expected, npmi, llr, p }
    }

    /// Fewest stories that name both.
    fn least(self, n: u64) -> u64 {
        (self.a + self.b).saturating_sub(n)
    }

    /// Stories with the first alone, with the second alone, with neither.
    fn others(self, n: u64) -> [u64; 3] {
        [self.a - self.k, self.b - self.k, n + self.k - self.a - self.b]
    }

    /// Observed minus expected common stories, without cancellation.
    fn difference(self, n: u64) -> f64 {
        (i128::from(self.k) * i128::from(n) - i128::from(self.a) * i128::from(self.b)) as f64 / n as f64
    }

    /// The cells differ from what is expected by one and the same number of stories, with changing sign, so that the sum
    /// of `O·ln(O / E)` is the sum of the deviances `O·ln(O / E) − (O − E)`, each of which can be computed exactly.
    fn g2(self, n: u64) -> f64 {
        let (nf, d) = (n as f64, self.difference(n));
        let (a, b, not_a, not_b) = (self.a as f64, self.b as f64, (n - self.a) as f64, (n - self.b) as f64);
        let [only_a, only_b, neither] = self.others(n);
        let sum = deviance(self.k, a * b / nf, d)
            + deviance(only_a, a * not_b / nf, -d)
            + deviance(only_b, not_a * b / nf, -d)
            + deviance(neither, not_a * not_b / nf, d);
        2.0 * sum
    }

    /// Chance of `k` or more, from the chance of `k` and the ratio of neighbouring terms; where `k` is not above what is
    /// expected, from the other tail, which then is the shorter one.
    fn upper_tail(self, n: u64, g2: f64) -> f64 {
        let PairCounts { k, a, b } = self;
        let (least, most) = (self.least(n), a.min(b));
        // P(i + 1) / P(i).
        let ratio = |i: u64| ((a - i) as f64 * (b - i) as f64) / ((i + 1) as f64 * (n + i + 1 - a - b) as f64);
        let at_k = self.chance(n, g2);
        let mut sum = 0.0;
        if self.difference(n) > 0.0 {
            let mut term = at_k;
            for i in k..=most {
                sum += term;
                if term < sum * NEGLIGIBLE {
                    break;
                }
                term *= if i < most { ratio(i) } else { 0.0 };
            }
            sum.min(1.0)
        } else {
            let mut term = at_k;
            for i in (least..k).rev() {
                term /= ratio(i);
                sum += term;
                if term < sum * NEGLIGIBLE {
                    break;
                }
            }
            (1.0 - sum).clamp(0.0, 1.0)
        }
    }

    /// Chance of exactly `k`: `a! (n−a)! b! (n−b)!` over `n!` and the factorials of the four cells. Written with
    /// [`stirling_rest`], all large terms add up to −G²/2 (the saddle-point form of Loader 2000, "Fast and Accurate
    /// Computation of Binomial Probabilities").
    fn chance(self, n: u64, g2: f64) -> f64 {
        let [only_a, only_b, neither] = self.others(n);
        let above: f64 = [self.a, n - self.a, self.b, n - self.b].into_iter().map(stirling_rest).sum();
        let below: f64 = [n, self.k, only_a, only_b, neither].into_iter().map(stirling_rest).sum();
        (above - below - g2 / 2.0).exp()
    }
}

/// Terms smaller than this share of the sum no longer change it.
const NEGLIGIBLE: f64 = 1e-17;

/// `O·ln(O / E) − (O − E)` for `O − E = d`, also where `d` is small (Loader's `bd0`).
fn deviance(observed: u64, expected: f64, d: f64) -> f64 {
    let o = observed as f64;
    if observed == 0 {
        return expected;
    }
    if d.abs() >= 0.1 * (o + expected) {
        return o * (o / expected).ln() - d;
    }
    let v = d / (o + expected);
    let mut sum = d * v;
    let mut power = 2.0 * o * v;
    for j in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `ln x! − (x ln x − x)`, 0 for x = 0; for large x `½ ln 2πx` and Stirling's series.
fn stirling_rest(x: u64) -> f64 {
    /// Up to here the factorial is computed; beyond, the next term of the series is below 1e-15.
    const SMALL: u64 = 15;
    let xf = x as f64;
    if x == 0 {
        return 0.0;
    }
    if x <= SMALL {
        return (1..=x).map(|i| i as f64).product::<f64>().ln() - (xf * xf.ln() - xf);
    }
    let square = xf * xf;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square) / xf;
    0.5 * (2.0 * PI * xf).ln() + series
}

/// Adjusts p-values for `tests` tests: Benjamini and Hochberg 1995, false discovery rate. In place.
///
/// Tests that are not among the values (pairs of nodes that never meet) have p = 1: they count, but change nothing else.
/// Without them the pairs that meet would be tested as if they had been chosen before anyone looked at the stories, and
/// one meeting of two rare names would pass.
pub fn adjust_p_values(p: &mut [f64], tests: u64) {
    let mut order: Vec<u32> = (0..p.len() as u32).collect();
    order.sort_unstable_by(|&x, &y| p[y as usize].total_cmp(&p[x as usize]).then(y.cmp(&x)));
    let m = tests.max(p.len() as u64) as f64;
    let mut least = 1.0_f64;
    for (i, &at) in order.iter().enumerate() {
        let rank = (p.len() - i) as f64;
        least = least.min(p[at as usize] * m / rank);
        p[at as usize] = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) -> bool {
        (got - want).abs() <= 1e-12 * want.abs()
    }

    fn associate(n: u64, k: u64, a: u64, b: u64) -> Association {
        PairCounts { k, a, b }.associate(n)
    }

    /// Hand-computed: n = 10, a = 4, b = 5, k = 3. Tail: (C(4,3)·C(6,2) + C(4,4)·C(6,1)) / C(10,5) = 66/252.
    #[test]
    fn a_table_by_hand() {
        let got = associate(10, 3, 4, 5);
        assert!(close(got.expected, 2.0));
        assert!(close(got.p, 66.0 / 252.0), "{}", got.p);
        assert!(close(got.npmi, (1.5_f64).ln() / -(0.3_f64).ln()));
        let g2 = 2.0 * (3.0 * (1.5_f64).ln() + 1.0 * (0.5_f64).ln() + 2.0 * (2.0_f64 / 3.0).ln() + 4.0 * (4.0_f64 / 3.0).ln());
        assert!(close(got.llr, g2), "{} {g2}", got.llr);
    }

    #[test]
    fn edges_of_the_table() {
        let (all, one, few) = (associate(10, 10, 10, 10), associate(10, 1, 1, 1), associate(10, 3, 5, 8));
        assert_eq!((all.npmi, all.p, all.llr), (1.0, 1.0, 0.0));
        assert!(close(one.npmi, 1.0) && close(one.p, 0.1));
        // Stories that name both: three at least, in one of which they meet.
        let fewer = associate(10, 1, 5, 8);
        assert_eq!((fewer.p, fewer.llr, fewer.expected), (1.0, few.llr, 4.0));
        assert!(few.npmi < 0.0 && few.p == 1.0);
        let exact = associate(12, 4, 6, 8);
        assert_eq!((exact.llr, exact.npmi), (0.0, 0.0));
    }

    /// G² and tail with 60 digits (mpmath): also where the pair meets about as often as expected, or far less, and where
    /// there are as many stories as in twenty years of news.
    #[test]
    fn exact_in_the_middle_and_far_out() {
        for (n, k, a, b, llr, p) in [
            (100, 7, 12, 30, 4.76402169819145, 0.029383908522212),
            (20000, 1, 1, 1, 21.8069251042389, 5e-05),
            (20000, 3, 40, 50, 14.9955845370735, 0.000136090828177558),
            (55000, 1200, 9000, 4000, 501.419587458838, 3.32765122677089e-111),
            (55000, 650, 9000, 4000, -0.0407717632586148, 0.587021566692026),
            (55000, 3000, 20000, 15000, -2542.5537245449, 1.0),
            (55000, 655, 9000, 4001, 0.000166657334204159, 0.502005238441521),
            (1000000, 300, 50000, 2500, 189.151973241077, 3.36275339127898e-43),
            (1000000, 130, 50000, 2500, 0.208446781897811, 0.335494268229606),
            (1000000, 40000, 300000, 250000, -33855.5860242345, 1.0),
        ] {
            let got = associate(n, k, a, b);
            assert!((got.llr - llr).abs() <= 1e-11 * llr.abs(), "{n} {k} {a} {b}: {} for {llr}", got.llr);
            assert!((got.p - p).abs() <= 1e-11 * p.abs(), "{n} {k} {a} {b}: {} for {p}", got.p);
        }
    }

    /// p = 0.01 0.02 0.03 0.5 of four tests: adjusted 0.04 0.04 0.04 0.5; of eight, four of which have p = 1: twice that.
    #[test]
    fn benjamini_hochberg_by_hand() {
        for (tests, want) in [(4, [0.5, 0.04, 0.04, 0.04]), (8, [1.0, 0.08, 0.08, 0.08])] {
            let mut p = [0.5, 0.01, 0.03, 0.02];
            adjust_p_values(&mut p, tests);
            for (got, want) in p.iter().zip(want) {
                assert!(close(*got, want), "{p:?}");
            }
        }
        adjust_p_values(&mut [], 0);
    }
}
