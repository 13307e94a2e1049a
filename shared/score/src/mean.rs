use crate::interval::{Interval, Z95, around};
use crate::metric::Metric;
use crate::sample::Sample;

/// How many imagined answers are put at each end of the scale.
const IMAGINED: f64 = 2.0;

/// The mean rating with its 95 % interval, both on the metric's own scale. It stands beside the score and is never
/// compared across scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The raw mean; where chances to be asked differ, the weighted one (see [`Sample`]).
    pub value: f64,
    /// Within the scale; it holds the value and always has a width.
    pub interval: Interval,
}

impl Mean {
    /// The mean of a metric's answers; None when there are none. A rating off the metric's scale counts as its nearest
    /// end.
    ///
    /// The interval is "plus four" for a mean: two imagined answers are added at each end of the scale, and the plain
    /// normal interval is taken of all, with the effective number of answers. For thumbs that is A. Agresti and
    /// B. A. Coull's interval, "Approximate is better than 'exact' for interval estimation of binomial proportions", The
    /// American Statistician 52 (1998) 119–126; for longer scales it was chosen by simulation.
    ///
    /// Over the distributions of `examples/coverage`, on all scales and many of them skewed, it holds the true mean on
    /// average in 97 of 100 runs at n = 5, 10, 20 and 30 and in 96 at 100, and for none in fewer than 91. Over the fourteen
    /// of them with one chance, a t interval without imagined answers held it in 83, 90, 92, 93 and 94, and in 40 at n = 5
    /// for the most skewed, since answers that are all alike give it no width; one imagined answer at each end in 98 to 96,
    /// but in 89 at worst. The price: while there are fewer than a hundred, answers that crowd together on a long scale
    /// get a wider interval than they need.
    pub fn of(metric: Metric, answers: &Sample) -> Option<Mean> {
        if answers.is_empty() {
            return None;
        }
        let (lowest, highest) = (f64::from(*metric.scale().start()), f64::from(*metric.scale().end()));
        let ratings = answers.histogram();
        let counts: Vec<(f64, f64)> = ratings
            .iter()
            .map(|(rating, _)| {
                (f64::from(rating).clamp(lowest, highest), answers.effective(|ratings| ratings.count(rating)))
            })
            .collect();
        let over = |figure: &dyn Fn(f64) -> f64| counts.iter().map(|&(rating, n)| n * figure(rating)).sum::<f64>();
        let n = over(&|_| 1.0);
        let value = (over(&|rating| rating) / n).clamp(lowest, highest);

        let all = n + 2.0 * IMAGINED;
        let centre = (n * value + IMAGINED * (lowest + highest)) / all;
        let off = |rating: f64| (rating - centre).powi(2);
        let variance = (over(&off) + IMAGINED * (off(lowest) + off(highest))) / all;
        let interval = around(centre, Z95 * (variance / all).sqrt()).settle(lowest..=highest, value);
        Some(Mean { value, interval })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::EVERYBODY;
    use crate::examples::any_two_periods;
    use crate::interval::wilson;

    fn nps(counts: &[(u8, u64)]) -> Mean {
        let mut sample = Sample::default();
        for &(rating, count) in counts {
            sample.add_count(rating, count, EVERYBODY).unwrap();
        }
        Mean::of(Metric::Nps, &sample).unwrap()
    }

    #[test]
    fn one_answer_says_little_and_its_interval_says_so() {
        let Mean { value, interval } = nps(&[(10, 1)]);
        assert_eq!(value, 10.0);
        assert!(interval.low < 2.0 && interval.high == 10.0, "{interval:?}");
    }

    #[test]
    fn answers_that_are_all_alike_still_have_a_margin() {
        let Mean { value, interval } = nps(&[(7, 1_000)]);
        assert_eq!(value, 7.0);
        assert!(interval.low < 6.98 && interval.high > 7.0, "{interval:?}");
    }

    #[test]
    fn with_many_answers_it_is_the_plain_interval() {
        // Mean 6.4, variance 9.84: 1.96 √(9.84 / 10 000) = 0.0615.
        let Mean { interval, .. } = nps(&[(10, 3_000), (7, 4_000), (2, 3_000)]);
        assert!((interval.low - (6.4 - 0.0615)).abs() < 0.001, "{interval:?}");
        assert!((interval.high - (6.4 + 0.0615)).abs() < 0.001, "{interval:?}");
    }

    #[test]
    fn for_thumbs_it_is_close_to_wilson_s() {
        let mut thumbs = Sample::default();
        thumbs.add_count(1, 80, EVERYBODY).unwrap();
        thumbs.add_count(0, 20, EVERYBODY).unwrap();
        let (mean, share) = (Mean::of(Metric::Thumbs, &thumbs).unwrap().interval, wilson(80, 100));
        assert!((100.0 * mean.low - share.low).abs() < 0.5 && (100.0 * mean.high - share.high).abs() < 0.5);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_mean_has_a_width_and_stays_on_the_scale((metric, sample, _) in any_two_periods()) {
            let mean = Mean::of(metric, &sample);
            prop_assert_eq!(mean.is_some(), sample.n() > 0);
            if let Some(Mean { value, interval }) = mean {
                let (lowest, highest) = (f64::from(*metric.scale().start()), f64::from(*metric.scale().end()));
                prop_assert!(lowest <= interval.low && interval.high <= highest, "{interval:?}");
                prop_assert!(interval.contains(value) && interval.low < interval.high, "{value} in {interval:?}");
            }
        }
    }
}
