use crate::histogram::Histogram;
use crate::interval::{Interval, adjusted_wald_nps, net, percent, wilson};
use crate::metric::Metric;

/// The most answers that are still marked as few.
const FEW: u64 = 29;

/// What is reported of some answers to one survey, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The raw figure, not adjusted and not rounded: `100 (promoters − detractors) / n` for NPS and
    /// eNPS, `100 favourable / n` for the others.
    pub value: f64,
    /// Its 95 % interval, which holds the value: [`adjusted_wald_nps`] or [`wilson`].
    pub interval: Interval,
}

impl Score {
    /// The score of a metric's answers. None when there are none; whether there are enough to show is
    /// [`Quality`]'s to say.
    pub fn of(metric: Metric, answers: &Histogram) -> Option<Score> {
        let n = answers.n();
        if n == 0 {
            return None;
        }
        let bands = answers.bands(metric);
        let (up, down) = (bands.favourable, bands.unfavourable);
        Some(if metric.is_net() {
            Score { value: net(up, down, n), interval: adjusted_wald_nps(up, down, n) }
        } else {
            Score { value: percent(up, n), interval: wilson(up, n) }
        })
    }
}

/// Whether there are enough answers for a score to be shown, and to be shown without a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// No answers: there is no score.
    Empty,
    /// Fewer than the journey's minimum: n is shown, the score is not.
    TooFew,
    /// Up to 29: the score is shown and marked.
    Few,
    /// Thirty or more.
    Enough,
}

impl Quality {
    /// The quality of a score of `n` answers, where `minimum_answers` are asked for before it is shown.
    pub fn of(n: u64, minimum_answers: u64) -> Quality {
        if n == 0 {
            Quality::Empty
        } else if n < minimum_answers {
            Quality::TooFew
        } else if n <= FEW {
            Quality::Few
        } else {
            Quality::Enough
        }
    }

    /// The word used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Quality::Empty => "empty",
            Quality::TooFew => "too_few",
            Quality::Few => "few",
            Quality::Enough => "enough",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::examples::{answers, any_two_periods};

    #[test]
    fn the_score_is_the_raw_figure_even_where_the_interval_is_adjusted() {
        for metric in [Metric::Nps, Metric::Enps] {
            let score = Score::of(metric, &answers(metric, 60, 25, 15)).unwrap();
            assert_eq!(score.value, 45.0);
            assert_eq!(score.interval, adjusted_wald_nps(60, 15, 100));
        }
    }

    #[test]
    fn the_middle_of_the_scale_counts_as_asked_but_not_as_favourable() {
        for metric in [Metric::Csat, Metric::Ces, Metric::Stars] {
            let score = Score::of(metric, &answers(metric, 80, 12, 8)).unwrap();
            assert_eq!(score.value, 80.0);
            assert_eq!(score.interval, wilson(80, 100));
        }
        let thumbs = Score::of(Metric::Thumbs, &answers(Metric::Thumbs, 3, 0, 1)).unwrap();
        assert_eq!(thumbs.value, 75.0);
    }

    #[test]
    fn many_answers_keep_every_one_of_them() {
        let score = Score::of(Metric::Csat, &answers(Metric::Csat, 16_739, 2_000, 3_019)).unwrap();
        assert_eq!(format!("{:.2}", score.value), "76.93");
        let Interval { low, high } = score.interval;
        assert_eq!(format!("{low:.2} {high:.2}"), "76.37 77.49");
    }

    #[test]
    fn no_answers_are_no_score_rather_than_zero() {
        for metric in Metric::ALL {
            assert_eq!(Score::of(metric, &Histogram::default()), None);
            assert!(Score::of(metric, &answers(metric, 0, 0, 1)).is_some());
        }
    }

    #[test]
    fn quality_turns_at_none_at_the_minimum_and_at_thirty() {
        let words = |minimum| [0, 1, 4, 5, 29, 30].map(|n| Quality::of(n, minimum).as_str());
        assert_eq!(words(5), ["empty", "too_few", "too_few", "few", "few", "enough"]);
        assert_eq!(words(0), ["empty", "few", "few", "few", "few", "enough"]);
        assert_eq!(Quality::of(40, 50), Quality::TooFew);
    }

    proptest! {
        #[test]
        fn a_score_lies_in_its_interval_and_both_in_the_range_of_the_unit(
            (metric, period, _) in any_two_periods(),
        ) {
            let Some(Score { value, interval }) = Score::of(metric, &period) else {
                prop_assert_eq!(period.n(), 0);
                return Ok(());
            };
            let lowest = if metric.unit() == "points" { -100.0 } else { 0.0 };
            prop_assert!(lowest <= interval.low && interval.high <= 100.0, "{interval:?}");
            prop_assert!(interval.contains(value), "{value} is not in {interval:?}");
        }

        #[test]
        fn one_more_promoter_raises_the_score_and_never_lowers_its_interval(
            up in 0_u64..500, middle in 0_u64..500, down in 1_u64..500,
        ) {
            let score = |up| Score::of(Metric::Nps, &answers(Metric::Nps, up, middle, down)).unwrap();
            let (less, more) = (score(up), score(up + 1));
            prop_assert!(more.value > less.value);
            prop_assert!(more.interval.low >= less.interval.low);
            prop_assert!(more.interval.high >= less.interval.high);
        }
    }
}
