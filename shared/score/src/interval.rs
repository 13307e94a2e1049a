use std::ops::RangeInclusive;

/// The two-sided 95 % point of the normal distribution: all intervals here are 95 % intervals.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Where the true figure plausibly lies, in the unit of the figure it belongs to (points or percent).
///
/// Of many such intervals, each over its own answers, about 95 in 100 hold the figure that asking
/// everybody would have given. They know nothing of who chose not to answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Whether the value is inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Cut to the range that the figure can take, then stretched, if need be, to the observed point.
    pub(crate) fn settle(self, range: RangeInclusive<f64>, point: f64) -> Interval {
        let (lowest, highest) = range.into_inner();
        Interval { low: self.low.clamp(lowest, highest).min(point), high: self.high.clamp(lowest, highest).max(point) }
    }
}

/// The share of `part` in `n`, in percent. `n` is not 0; a part larger than the whole counts as all.
///
/// Here and below, counts may be effective ones, which are not whole: see
/// [`Sample::effective_n`](crate::Sample::effective_n).
pub(crate) fn percent(part: f64, n: f64) -> f64 {
    (100.0 * part.min(n) / n).min(100.0)
}

/// Promoters less detractors in `n`, in points. `n` is not 0.
pub(crate) fn net(promoters: f64, detractors: f64, n: f64) -> f64 {
    let (promoters, detractors) = within(promoters, detractors, n);
    (100.0 * (promoters - detractors) / n).clamp(-100.0, 100.0)
}

/// Wilson's score interval for a share, in percent: within 0..100, and always holds the raw share.
///
/// Unlike `p ± z√(p(1−p)/n)` it is honest for few answers and for shares near 0 and 100. Without
/// answers anything is possible: 0 to 100. More successes than answers count as all of them.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
/// (1927); without continuity correction, as in R. G. Newcombe, Statistics in Medicine 17 (1998)
/// 857–872, method 3.
pub fn wilson(successes: u64, n: u64) -> Interval {
    if n == 0 {
        return Interval { low: 0.0, high: 100.0 };
    }
    wilson_at(Z95, successes as f64, n as f64)
}

/// Wilson's interval at any two-sided point `z` of the normal distribution. `n` is not 0.
pub(crate) fn wilson_at(z: f64, successes: f64, n: f64) -> Interval {
    let point = percent(successes, n);
    let p = point / 100.0;
    let z2 = z * z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let margin = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    around(100.0 * centre, 100.0 * margin).settle(0.0..=100.0, point)
}

/// The adjusted Wald interval for a Net Promoter Score, in points: within −100..100.
///
/// Three imagined answers are added, ¾ promoter, ¾ detractor and the rest passive, and the plain
/// interval is taken of the result; its centre is therefore a little nearer 0 than the raw score, which
/// stays the figure to report. Coverage is close to 95 % from about ten answers, where the plain
/// interval's is not. After a single answer, where the formula alone would leave the raw score outside,
/// the interval reaches to it. Without answers anything is possible: −100 to 100. Promoters, then
/// detractors, beyond `n` are not counted.
///
/// B. Rocks, "Interval estimation for the Net Promoter Score", The American Statistician 70 (2016)
/// 365–372; J. Sauro and J. R. Lewis recommend it at MeasuringU, "Confidence intervals for NPS".
pub fn adjusted_wald_nps(promoters: u64, detractors: u64, n: u64) -> Interval {
    if n == 0 {
        return Interval { low: -100.0, high: 100.0 };
    }
    adjusted_wald(promoters as f64, detractors as f64, n as f64)
}

/// The same, of counts that need not be whole. `n` is not 0.
pub(crate) fn adjusted_wald(promoters: f64, detractors: f64, n: f64) -> Interval {
    let (centre, variance) = adjusted_net(promoters, detractors, n);
    around(centre, Z95 * variance.sqrt()).settle(-100.0..=100.0, net(promoters, detractors, n))
}

/// The adjusted score, in points, and the variance of that estimate, in points squared.
pub(crate) fn adjusted_net(promoters: f64, detractors: f64, n: f64) -> (f64, f64) {
    let (promoters, detractors) = within(promoters, detractors, n);
    let n = n + 3.0;
    let (p, d) = ((promoters + 0.75) / n, (detractors + 0.75) / n);
    let per_answer = p + d - (p - d).powi(2);
    (100.0 * (p - d), 10_000.0 * per_answer.max(0.0) / n)
}

pub(crate) fn around(centre: f64, margin: f64) -> Interval {
    Interval { low: centre - margin, high: centre + margin }
}

fn within(promoters: f64, detractors: f64, n: f64) -> (f64, f64) {
    let promoters = promoters.min(n);
    (promoters, detractors.min(n - promoters))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rounded(interval: Interval) -> (f64, f64) {
        (interval.low.round(), interval.high.round())
    }

    fn near(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 0.005
    }

    #[test]
    fn wilson_gives_the_published_intervals() {
        // Newcombe 1998, table I, method 3; in percent.
        for (successes, n, low, high) in
            [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)]
        {
            let interval = wilson(successes, n);
            assert!(near(interval.low, low) && near(interval.high, high), "{interval:?}");
        }
    }

    #[test]
    fn four_in_five_says_more_the_more_were_asked() {
        assert_eq!(rounded(wilson(8, 10)), (49.0, 94.0));
        assert_eq!(rounded(wilson(24, 30)), (63.0, 90.0));
        assert_eq!(rounded(wilson(80, 100)), (71.0, 87.0));
    }

    #[test]
    fn the_nps_interval_is_the_published_one() {
        // MeasuringU: 60 promoters and 15 detractors of 100 give 43.7 ± 14.3.
        let interval = adjusted_wald_nps(60, 15, 100);
        assert!(near(interval.low, 43.689 - 14.346), "{interval:?}");
        assert!(near(interval.high, 43.689 + 14.346), "{interval:?}");
    }

    #[test]
    fn the_nps_margin_shrinks_with_the_root_of_the_answers() {
        let margin = |promoters, detractors, n| {
            let Interval { low, high } = adjusted_wald_nps(promoters, detractors, n);
            ((high - low) / 2.0).round()
        };
        assert_eq!(margin(5, 2, 10), 42.0);
        assert_eq!(margin(15, 6, 30), 27.0);
        assert_eq!(margin(50, 20, 100), 15.0);
        assert_eq!(margin(150, 60, 300), 9.0);
        assert_eq!(margin(500, 200, 1000), 5.0);
    }

    #[test]
    fn the_nps_interval_holds_the_true_score_19_times_in_20_even_for_ten_skewed_answers() {
        // Exact: every outcome of n answers with its multinomial probability.
        let coverage = |n: u64, p: f64, d: f64| -> f64 {
            let choose = |n: u64, k: u64| (1..=k).fold(1.0, |c, i| c * (n - k + i) as f64 / i as f64);
            let power = |base: f64, exponent: u64| base.powi(exponent as i32);
            (0..=n)
                .flat_map(|promoters| (0..=n - promoters).map(move |detractors| (promoters, detractors)))
                .filter(|&(up, down)| adjusted_wald_nps(up, down, n).contains(100.0 * (p - d)))
                .map(|(up, down)| {
                    let ways = choose(n, up) * choose(n - up, down);
                    ways * power(p, up) * power(d, down) * power(1.0 - p - d, n - up - down)
                })
                .sum()
        };
        for (n, p, d) in [(10, 0.5, 0.2), (20, 0.5, 0.2), (10, 0.8, 0.05), (20, 0.8, 0.05)] {
            let covered = coverage(n, p, d);
            assert!((0.94..=0.97).contains(&covered), "{covered} for n={n} p={p} d={d}");
        }
    }

    #[test]
    fn a_single_answer_is_inside_its_own_interval() {
        // The formula alone ends at 98.5.
        assert_eq!(adjusted_wald_nps(1, 0, 1).high, 100.0);
        assert_eq!(adjusted_wald_nps(0, 1, 1).low, -100.0);
        assert_eq!(rounded(adjusted_wald_nps(1, 0, 1)).0, -48.0);
    }

    #[test]
    fn without_answers_anything_is_possible() {
        assert_eq!(wilson(0, 0), Interval { low: 0.0, high: 100.0 });
        assert_eq!(adjusted_wald_nps(0, 0, 0), Interval { low: -100.0, high: 100.0 });
    }

    #[test]
    fn a_share_of_all_is_never_rounded_above_all() {
        let n = 204_374_283_041_672_816;
        assert_eq!(wilson(n, n).high, 100.0);
        assert_eq!(adjusted_wald_nps(n, 0, n).high, 100.0);
        assert_eq!(adjusted_wald_nps(0, n, n).low, -100.0);
    }

    #[test]
    fn counts_that_cannot_be_are_cut_to_what_can() {
        assert_eq!(wilson(12, 10), wilson(10, 10));
        assert_eq!(adjusted_wald_nps(20, 5, 10), adjusted_wald_nps(10, 0, 10));
        assert_eq!(adjusted_wald_nps(6, 20, 10), adjusted_wald_nps(6, 4, 10));
    }

    proptest! {
        #[test]
        fn any_counts_give_an_ordered_interval_inside_the_range(
            promoters in any::<u64>(), detractors in any::<u64>(), n in any::<u64>(), bits in 0_u32..64,
        ) {
            let (promoters, detractors, n) = (promoters >> bits, detractors >> bits, n >> bits);
            let share = wilson(promoters, n);
            prop_assert!(0.0 <= share.low && share.low <= share.high && share.high <= 100.0);
            let nps = adjusted_wald_nps(promoters, detractors, n);
            prop_assert!(-100.0 <= nps.low && nps.low <= nps.high && nps.high <= 100.0);
        }

        #[test]
        fn calling_failures_successes_mirrors_the_interval(n in 1_u64..5_000, part in 0.0..=1.0) {
            let successes = (part * n as f64) as u64;
            let (one, other) = (wilson(successes, n), wilson(n - successes, n));
            prop_assert!((one.low - (100.0 - other.high)).abs() < 1e-9);
            let rest = n - successes;
            let (one, other) = (adjusted_wald_nps(successes, rest, n), adjusted_wald_nps(rest, successes, n));
            prop_assert!((one.low + other.high).abs() < 1e-9);
        }
    }
}
