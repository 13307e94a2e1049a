use crate::histogram::{Bands, Histogram};
use crate::interval::{Interval, Z95, adjusted_net, around};
use crate::metric::Metric;
use crate::score::Score;

/// How a metric's score differs between two periods, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The raw score now less the raw score before.
    pub difference: f64,
    /// The 95 % interval of the difference; it holds the difference.
    pub interval: Interval,
    pub verdict: Verdict,
}

impl Change {
    /// Compares two periods of one metric. None when either has no answers.
    ///
    /// The periods must share no answers: two overlapping windows of a rolling figure are not
    /// independent, and the interval would be wrong. Swapping them turns the sign and the verdict.
    ///
    /// For NPS and eNPS the interval is the adjusted Wald one: centred on the difference of the two
    /// adjusted scores, with the two adjusted variances added, and stretched to the raw difference
    /// where that lies outside, so that the verdict never contradicts its sign (Rocks 2016, as for
    /// [`adjusted_wald_nps`](crate::adjusted_wald_nps); MeasuringU, "Testing for statistical
    /// differences in NPS"). For shares it is Newcombe's hybrid of the two Wilson intervals
    /// (R. G. Newcombe, "Interval estimation for the difference between independent proportions",
    /// Statistics in Medicine 17 (1998) 873–890, method 10).
    pub fn between(metric: Metric, now: &Histogram, before: &Histogram) -> Option<Change> {
        let (a, b) = (Score::of(metric, now)?, Score::of(metric, before)?);
        let difference = a.value - b.value;
        let interval = if metric.is_net() {
            net_difference(metric, now, before).settle(-200.0..=200.0, difference)
        } else {
            share_difference(&a, &b).settle(-100.0..=100.0, difference)
        };
        Some(Change { difference, interval, verdict: Verdict::of(&interval) })
    }
}

fn net_difference(metric: Metric, now: &Histogram, before: &Histogram) -> Interval {
    let adjusted = |period: &Histogram| {
        let Bands { favourable, unfavourable, .. } = period.bands(metric);
        adjusted_net(favourable, unfavourable, period.n())
    };
    let ((a, variance_a), (b, variance_b)) = (adjusted(now), adjusted(before));
    around(a - b, Z95 * (variance_a + variance_b).sqrt())
}

fn share_difference(now: &Score, before: &Score) -> Interval {
    let below = |score: &Score| score.value - score.interval.low;
    let above = |score: &Score| score.interval.high - score.value;
    let difference = now.value - before.value;
    Interval { low: difference - below(now).hypot(above(before)), high: difference + above(now).hypot(below(before)) }
}

/// What a change may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The whole interval is above 0.
    Up,
    /// The whole interval is below 0.
    Down,
    /// The interval holds 0. Not the same as "unchanged".
    CantTell,
}

impl Verdict {
    fn of(interval: &Interval) -> Verdict {
        if interval.low > 0.0 {
            Verdict::Up
        } else if interval.high < 0.0 {
            Verdict::Down
        } else {
            Verdict::CantTell
        }
    }

    /// The word used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Up => "up",
            Verdict::Down => "down",
            Verdict::CantTell => "cant_tell",
        }
    }
}

/// Whether a score has reached its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetVerdict {
    /// The whole interval is at the target or above.
    Met,
    /// The whole interval is below the target.
    Missed,
    /// The target lies inside the interval, above its low end.
    CantTell,
}

impl TargetVerdict {
    /// Compares a score with a target in the same unit.
    pub fn of(score: &Score, target: f64) -> TargetVerdict {
        if score.interval.low >= target {
            TargetVerdict::Met
        } else if score.interval.high < target {
            TargetVerdict::Missed
        } else {
            TargetVerdict::CantTell
        }
    }

    /// The word used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            TargetVerdict::Met => "met",
            TargetVerdict::Missed => "missed",
            TargetVerdict::CantTell => "cant_tell",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::examples::{answers, any_two_periods};

    fn nps(now: [u64; 3], before: [u64; 3]) -> Change {
        let period = |[up, middle, down]: [u64; 3]| answers(Metric::Nps, up, middle, down);
        Change::between(Metric::Nps, &period(now), &period(before)).unwrap()
    }

    fn near(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 0.006
    }

    #[test]
    fn nineteen_points_on_a_hundred_answers_each_cannot_be_told_from_chance() {
        let change = nps([60, 25, 15], [48, 30, 22]);
        assert_eq!(change.difference, 19.0);
        assert_eq!(change.verdict, Verdict::CantTell);
        // z = 1.72 on the adjusted difference of 18.45.
        assert!(near(change.interval.low, 18.447 - 20.999), "{change:?}");
        assert!(near(change.interval.high, 18.447 + 20.999), "{change:?}");
    }

    #[test]
    fn fifty_points_can_be_told_both_ways() {
        let (good, bad) = ([70, 20, 10], [40, 30, 30]);
        assert_eq!(nps(good, bad).verdict, Verdict::Up);
        assert_eq!(nps(bad, good).verdict, Verdict::Down);
    }

    #[test]
    fn a_single_answer_above_the_score_before_it_is_never_called_down() {
        // The formula alone gives -147.5 to -0.5 for a difference of +1.
        let change = nps([1, 0, 0], [990_000, 10_000, 0]);
        assert!(near(change.difference, 1.0));
        assert_eq!(change.verdict, Verdict::CantTell);
    }

    #[test]
    fn the_change_of_a_share_has_the_published_interval() {
        // Newcombe 1998, table II, method 10; in percent.
        for ((up, n), (up_before, n_before), low, high) in [
            ((56, 70), (48, 80), 5.24, 33.39),
            ((9, 10), (3, 10), 17.05, 80.90),
            ((6, 7), (2, 7), 5.82, 80.62),
            ((5, 56), (0, 29), -3.81, 19.26),
            ((0, 10), (0, 20), -16.11, 27.75),
            ((10, 10), (0, 20), 67.91, 100.0),
        ] {
            let period = |up, n| answers(Metric::Thumbs, up, 0, n - up);
            let (now, before) = (period(up, n), period(up_before, n_before));
            let change = Change::between(Metric::Thumbs, &now, &before).unwrap();
            assert!(near(change.interval.low, low) && near(change.interval.high, high), "{change:?}");
            let told = if low > 0.0 { Verdict::Up } else { Verdict::CantTell };
            assert_eq!(change.verdict, told);
        }
    }

    #[test]
    fn a_period_without_answers_is_compared_with_nothing() {
        let (some, none) = (answers(Metric::Ces, 5, 0, 0), Histogram::default());
        assert_eq!(Change::between(Metric::Ces, &some, &none), None);
        assert_eq!(Change::between(Metric::Ces, &none, &some), None);
        assert!(Change::between(Metric::Ces, &some, &some).is_some());
    }

    #[test]
    fn an_interval_that_ends_at_zero_tells_nothing() {
        let verdict = |low, high| Verdict::of(&Interval { low, high }).as_str();
        assert_eq!(verdict(0.0, 9.0), "cant_tell");
        assert_eq!(verdict(-9.0, 0.0), "cant_tell");
        assert_eq!(verdict(0.1, 9.0), "up");
        assert_eq!(verdict(-9.0, -0.1), "down");
    }

    #[test]
    fn a_target_is_met_or_missed_only_by_the_whole_interval() {
        let score = Score { value: 85.0, interval: Interval { low: 80.0, high: 89.0 } };
        let words = [79.0, 80.0, 80.1, 89.0, 89.1].map(|target| TargetVerdict::of(&score, target).as_str());
        assert_eq!(words, ["met", "met", "cant_tell", "cant_tell", "missed"]);
    }

    proptest! {
        #[test]
        fn swapping_the_periods_turns_the_change_around((metric, a, b) in any_two_periods()) {
            let (there, back) = (Change::between(metric, &a, &b), Change::between(metric, &b, &a));
            prop_assert_eq!(there.is_some(), a.n() > 0 && b.n() > 0);
            if let (Some(there), Some(back)) = (there, back) {
                prop_assert_eq!(there.difference, -back.difference);
                prop_assert_eq!(there.interval.low, -back.interval.high);
                prop_assert_eq!(there.interval.high, -back.interval.low);
                prop_assert_eq!(there.verdict == Verdict::Up, back.verdict == Verdict::Down);
            }
        }

        #[test]
        fn the_interval_holds_the_difference_and_stays_in_the_range((metric, a, b) in any_two_periods()) {
            if let Some(Change { difference, interval, verdict }) = Change::between(metric, &a, &b) {
                let widest = if metric.unit() == "points" { 200.0 } else { 100.0 };
                prop_assert!(-widest <= interval.low && interval.high <= widest, "{interval:?}");
                prop_assert!(interval.contains(difference), "{difference} is not in {interval:?}");
                prop_assert_eq!(verdict == Verdict::CantTell, interval.contains(0.0));
            }
        }

        #[test]
        fn a_period_has_not_changed_from_itself((metric, period, _) in any_two_periods()) {
            if let Some(change) = Change::between(metric, &period, &period) {
                prop_assert_eq!(change.difference, 0.0);
                prop_assert_eq!(change.verdict, Verdict::CantTell);
            }
        }
    }
}
