//! Association of two nodes over stories, against the null model of fixed margins: of `n` stories `a` name one node,
//! `b` the other, and the stories are drawn independently.

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
    pub llr: f64,
    /// Chance of `k` or more common stories under the null model: upper tail of the hypergeometric distribution
    /// (Fisher's exact test, one-sided). Not adjusted for many edges.
    pub p: f64,
}

/// Natural logarithms of factorials, for the hypergeometric distribution.
struct LnFactorials(Vec<f64>);

impl LnFactorials {
    fn up_to(n: u64) -> Self {
        let mut table = Vec::with_capacity(n as usize + 1);
        table.push(0.0);
        let mut sum = 0.0_f64;
        let mut carry = 0.0_f64;
        for i in 1..=n {
            // Compensated summation: the table reaches hundreds of thousands of terms.
            let y = (i as f64).ln() - carry;
            let t = sum + y;
            carry = (t - sum) - y;
            sum = t;
            table.push(sum);
        }
        LnFactorials(table)
    }

    fn ln_choose(&self, n: u64, k: u64) -> f64 {
        self.0[n as usize] - self.0[k as usize] - self.0[(n - k) as usize]
    }
}

/// Terms smaller than this share of the sum no longer change it.
const NEGLIGIBLE: f64 = 1e-17;

/// Association of pairs given as `(k, a, b)`: stories with both, with the first, with the second; of `n` stories.
///
/// Every count must satisfy `k ≤ a, b ≤ n`.
pub fn associate(n: u64, pairs: impl Iterator<Item = (u64, u64, u64)>) -> Vec<Association> {
    let factorials = LnFactorials::up_to(n);
    pairs.map(|(k, a, b)| one(n, k, a, b, &factorials)).collect()
}

fn one(n: u64, k: u64, a: u64, b: u64, factorials: &LnFactorials) -> Association {
    let (nf, kf, af, bf) = (n as f64, k as f64, a as f64, b as f64);
    let expected = af * bf / nf;
    let npmi = if k == 0 {
        -1.0
    } else if k == n {
        1.0
    } else {
        (kf / expected).ln() / -(kf / nf).ln()
    };
    let cells = [(kf, expected), (af - kf, af - expected), (bf - kf, bf - expected), (nf - af - bf + kf, nf - af - bf + expected)];
    let g2: f64 = 2.0 * cells.iter().filter(|(o, _)| *o > 0.0).map(|(o, e)| o * (o / e).ln()).sum::<f64>();
    let llr = if kf < expected { -g2.max(0.0) } else { g2.max(0.0) };
    Association { expected, npmi, llr, p: upper_tail(n, k, a, b, factorials) }
}

fn upper_tail(n: u64, k: u64, a: u64, b: u64, factorials: &LnFactorials) -> f64 {
    let least = (a + b).saturating_sub(n);
    if k <= least {
        return 1.0;
    }
    let ln_total = factorials.ln_choose(n, b);
    let mut sum = 0.0;
    for i in k..=a.min(b) {
        let term = (factorials.ln_choose(a, i) + factorials.ln_choose(n - a, b - i) - ln_total).exp();
        sum += term;
        if term < sum * NEGLIGIBLE || (sum == 0.0 && i > k + 1000) {
            break;
        }
    }
    sum.min(1.0)
}

/// Adjusts p-values for the number of tests: Benjamini and Hochberg 1995, false discovery rate. In place.
pub fn adjust_p_values(p: &mut [f64]) {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&x, &y| p[y].total_cmp(&p[x]).then(y.cmp(&x)));
    let m = p.len() as f64;
    let mut least = 1.0_f64;
    for (i, &at) in order.iter().enumerate() {
        let rank = (p.len() - i) as f64;
        least = least.min(p[at] * m / rank);
        p[at] = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) -> bool {
        (got - want).abs() <= 1e-9 * want.abs().max(1e-300)
    }

    /// Hand-computed: n = 10, a = 4, b = 5, k = 3. Tail: (C(4,3)·C(6,2) + C(4,4)·C(6,1)) / C(10,5) = 66/252.
    #[test]
    fn a_table_by_hand() {
        let got = associate(10, [(3, 4, 5)].into_iter())[0];
        assert!(close(got.expected, 2.0));
        assert!(close(got.p, 66.0 / 252.0), "{}", got.p);
        assert!(close(got.npmi, (1.5_f64).ln() / -(0.3_f64).ln()));
        let g2 = 2.0 * (3.0 * (1.5_f64).ln() + 1.0 * (0.5_f64).ln() + 2.0 * (2.0_f64 / 3.0).ln() + 4.0 * (4.0_f64 / 3.0).ln());
        assert!(close(got.llr, g2), "{} {g2}", got.llr);
    }

    #[test]
    fn edges_of_the_table() {
        let got = associate(10, [(10, 10, 10), (1, 1, 1), (1, 5, 8)].into_iter());
        assert_eq!((got[0].npmi, got[0].p, got[0].llr), (1.0, 1.0, 0.0));
        assert!(close(got[1].npmi, 1.0) && close(got[1].p, 0.1));
        assert!(got[2].npmi < 0.0 && got[2].llr < 0.0 && got[2].p == 1.0);
    }

    /// p = 0.01 0.02 0.03 0.5 of four tests: adjusted 0.04 0.04 0.04 0.5.
    #[test]
    fn benjamini_hochberg_by_hand() {
        let mut p = [0.5, 0.01, 0.03, 0.02];
        adjust_p_values(&mut p);
        for (got, want) in p.iter().zip([0.5, 0.04, 0.04, 0.04]) {
            assert!(close(*got, want), "{p:?}");
        }
        adjust_p_values(&mut []);
    }
}
