use crate::interval::{Interval, Z95, adjusted_wald, net, percent, wilson_at};
use crate::metric::Metric;
use crate::sample::{Sample, Sides};

/// The most answers that are still marked as few.
const FEW: u64 = 29;

/// The name and version of [`favourable_share`], to stand beside it as a metric's definition stands beside its score.
pub const FAVOURABLE_SHARE: &str = "favourable-share@1";

/// What is reported of some answers to one survey, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The raw figure, not adjusted and not rounded: `100 (promoters − detractors) / n` for NPS and
    /// eNPS, `100 favourable / n` for the others. Where not everybody had the same chance to be asked,
    /// each answer stands for as many people as its chance says (see [`Sample`]).
    pub value: f64,
    /// Its 95 % interval, which holds the value: [`adjusted_wald_nps`](crate::adjusted_wald_nps) or
    /// [`wilson`](crate::wilson), over the effective number of answers.
    pub interval: Interval,
}

impl Score {
    /// The score of a metric's answers. None when there are none; whether there are enough to show is
    /// [`Quality`]'s to say.
    pub fn of(metric: Metric, answers: &Sample) -> Option<Score> {
        if !metric.is_net() {
            return favourable_share(metric, answers);
        }
        let Sides { favourable: up, unfavourable: down, n } = answers.sides(metric)?;
        Some(Score { value: net(up, down, n), interval: adjusted_wald(up, down, n) })
    }

    /// The share of some answers among all, which they are part of, in percent with Wilson's interval, weighted by the
    /// chance of each to be asked. None when there are none.
    pub fn share(some: &Sample, all: &Sample) -> Option<Score> {
        (!all.is_empty()).then(|| share_at(Z95, all.effective_of(some), all.effective_n()))
    }
}

/// The share of favourable answers, in percent, with Wilson's interval: for NPS and eNPS the share of
/// promoters, for any other metric its score. None when there are no answers.
///
/// The one figure that may be rolled up across metrics, under its own name, [`FAVOURABLE_SHARE`].
pub fn favourable_share(metric: Metric, answers: &Sample) -> Option<Score> {
    let Sides { favourable, n, .. } = answers.sides(metric)?;
    Some(share_at(Z95, favourable, n))
}

/// A share in percent with Wilson's interval at any `z`. `n` is not 0.
pub(crate) fn share_at(z: f64, part: f64, n: f64) -> Score {
    Score { value: percent(part, n), interval: wilson_at(z, part, n) }
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
    use crate::interval::{adjusted_wald_nps, wilson};

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
    fn the_favourable_share_of_nps_is_that_of_its_promoters() {
        let nps = favourable_share(Metric::Nps, &answers(Metric::Nps, 60, 25, 15)).unwrap();
        assert_eq!(nps, Score { value: 60.0, interval: wilson(60, 100) });
        let csat = answers(Metric::Csat, 60, 25, 15);
        assert_eq!(favourable_share(Metric::Csat, &csat), Score::of(Metric::Csat, &csat));
        assert_eq!(favourable_share(Metric::Nps, &Sample::default()), None);
    }

    #[test]
    fn many_answers_keep_every_one_of_them() {
        let score = Score::of(Metric::Csat, &answers(Metric::Csat, 16_739, 2_000, 3_019)).unwrap();
        assert_eq!(format!("{:.2}", score.value), "76.93");
        let Interval { low, high } = score.interval;
        assert_eq!(format!("{low:.2} {high:.2}"), "76.37 77.49");
    }

    #[test]
    fn a_share_is_weighted_by_the_chance_that_each_had_to_say_so() {
        let mut yes: Sample = answers(Metric::Csat, 30, 0, 0);
        yes.add_count(5, 10, 500_000).unwrap();
        let mut all = yes.clone();
        all.add_count(1, 30, 1_000_000).unwrap();
        let share = Score::share(&yes, &all).unwrap();
        // 30 + 20 of 30 + 20 + 30.
        assert!((share.value - 62.5).abs() < 1e-12 && share.interval.contains(62.5), "{share:?}");
        assert_eq!(Score::share(&all, &all).unwrap().value, 100.0);
        let plain: Sample = answers(Metric::Csat, 8, 0, 2);
        let kept: Sample = answers(Metric::Csat, 8, 0, 0);
        assert_eq!(Score::share(&kept, &plain).unwrap().interval, wilson(8, 10));
        assert_eq!(Score::share(&Sample::default(), &Sample::default()), None);
    }

    #[test]
    fn no_answers_are_no_score_rather_than_zero() {
        for metric in Metric::ALL {
            assert_eq!(Score::of(metric, &Sample::default()), None);
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
