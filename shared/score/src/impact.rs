use crate::change::Change;
use crate::interval::Interval;
use crate::metric::Metric;
use crate::sample::Sample;
use crate::score::Score;

/// How the score of the answers that have something (chose an option, came with a carrier) differs from
/// that of the others, and what this amounts to in the score of all. In the metric's unit.
///
/// **Associated with, never causes**: those who have it may differ in other ways too. If it were taken
/// away, the score need not change by this much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impact {
    pub answers_with: u64,
    pub answers_without: u64,
    pub score_with: Score,
    pub score_without: Score,
    /// With less without: not a change in time, but worked out as one.
    pub difference: Change,
    /// How many of the answers have it, in percent.
    pub share: f64,
    /// Share × difference: the score of all answers less the score of those without it.
    pub impact: f64,
    /// The impact's 95 % interval. It is on one side of 0 wherever the difference's is.
    pub interval: Interval,
}

impl Impact {
    /// Compares the answers that have something with those that do not. None where either are fewer than
    /// `minimum_answers`, or none.
    ///
    /// The impact `p·d` is a product of two estimates, the share `p` and the difference `d`. To first
    /// order it varies as `p·δd + d·δp`, and the two do not depend on each other, so that the distance from
    /// the impact to the lower end of its interval is `√((p·(d − d.low))² + (d·δp)²)`, where `δp` is the
    /// distance from `p` to the end of its Wilson interval at which the impact is lower; and likewise for
    /// the upper end (G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures",
    /// Statistics in Medicine 27 (2008) 1693–1702). What has an effect on some has it on all in the same
    /// direction, so that the interval is cut at 0 where the difference's does not reach beyond it. It held
    /// the truth in 95 % of simulated samples on average, and in 90 % at worst: six of 60 answers.
    pub fn of(metric: Metric, with: &Sample, without: &Sample, minimum_answers: u64) -> Option<Impact> {
        if with.n().min(without.n()) < minimum_answers {
            return None;
        }
        let (score_with, score_without) = (Score::of(metric, with)?, Score::of(metric, without)?);
        let difference = Change::between(metric, with, without)?;
        let mut all = with.clone();
        all.merge(without);
        let Score { value: percent, interval: share } = Score::share(with, &all)?;
        let p = percent / 100.0;
        let (d, ends) = (difference.difference, difference.interval);
        let impact = p * d;
        let (fewer, more) = (p - share.low / 100.0, share.high / 100.0 - p);
        let (lower, upper) = if d < 0.0 { (more, fewer) } else { (fewer, more) };
        let interval = Interval {
            low: impact - (p * (d - ends.low)).hypot(d * lower),
            high: impact + (p * (ends.high - d)).hypot(d * upper),
        };
        let widest = if metric.is_net() { 200.0 } else { 100.0 };
        let lowest = if ends.low < 0.0 { -widest } else { 0.0 };
        let highest = if ends.high > 0.0 { widest } else { 0.0 };
        Some(Impact {
            answers_with: with.n(),
            answers_without: without.n(),
            score_with,
            score_without,
            difference,
            share: percent,
            impact,
            interval: interval.settle(lowest..=highest, impact),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::examples::answers;

    #[test]
    fn the_impact_is_what_the_score_of_all_differs_by() {
        for metric in Metric::ALL {
            let (late, on_time) = (answers(metric, 20, 0, 30), answers(metric, 120, 0, 30));
            let impact = Impact::of(metric, &late, &on_time, 5).unwrap();
            let mut all = on_time.clone();
            all.merge(&late);
            let score = |answers| Score::of(metric, answers).unwrap().value;
            assert!((impact.impact - (score(&all) - score(&on_time))).abs() < 1e-12);
            assert_eq!((impact.share, impact.answers_with, impact.answers_without), (25.0, 50, 150));
            assert_eq!(impact.difference.difference, score(&late) - score(&on_time));
            assert!(impact.impact < 0.0 && impact.interval.high < 0.0 && impact.interval.contains(impact.impact));
        }
    }

    #[test]
    fn both_sides_need_the_minimum_and_at_least_one() {
        let few = |n| answers(Metric::Csat, n, 0, 0);
        assert_eq!(Impact::of(Metric::Csat, &few(4), &few(90), 5), None);
        assert_eq!(Impact::of(Metric::Csat, &few(90), &few(4), 5), None);
        assert_eq!(Impact::of(Metric::Csat, &few(0), &few(90), 0), None);
        let same = Impact::of(Metric::Csat, &few(5), &few(5), 5).unwrap();
        assert_eq!((same.impact, same.share), (0.0, 50.0));
        assert!(same.interval.low < 0.0 && same.interval.high > 0.0);
        assert!(Impact::of(Metric::Csat, &few(1), &few(1), 1).is_some());
    }

    #[test]
    fn the_interval_is_on_one_side_of_zero_where_the_differences_is() {
        for (with, without) in [([9, 0, 1], [20, 5, 25]), ([1, 0, 9], [25, 5, 20])] {
            let answers = |[up, middle, down]: [u64; 3]| answers(Metric::Nps, up, middle, down);
            let impact = Impact::of(Metric::Nps, &answers(with), &answers(without), 1).unwrap();
            let Interval { low, high } = impact.difference.interval;
            assert_eq!((low > 0.0, high < 0.0), (impact.interval.low >= 0.0, impact.interval.high <= 0.0));
        }
    }

    #[test]
    fn the_interval_holds_the_true_impact_19_times_in_20() {
        let mut dice = Dice::new(7);
        let mut means = Vec::new();
        for metric in [Metric::Nps, Metric::Csat] {
            for n in [60, 300] {
                for share in [0.1, 0.5] {
                    // The parts of favourable and neutral answers with it and without it.
                    for (with, without) in
                        [([0.3, 0.2], [0.5, 0.3]), ([0.6, 0.1], [0.6, 0.1]), ([0.2, 0.1], [0.9, 0.05])]
                    {
                        let value = |[up, middle]: [f64; 2]| match metric {
                            Metric::Nps => 100.0 * (up - (1.0 - up - middle)),
                            _ => 100.0 * up,
                        };
                        let truth = share * (value(with) - value(without));
                        let runs = 2_000;
                        let held = (0..runs).filter(|_| {
                            let mut counts = [[0; 3]; 2];
                            for _ in 0..n {
                                let (has, roll) = (dice.unit() < share, dice.unit());
                                let [up, middle] = if has { with } else { without };
                                let side = if roll < up {
                                    0
                                } else if roll < up + middle {
                                    1
                                } else {
                                    2
                                };
                                counts[usize::from(has)][side] += 1;
                            }
                            let [without, with] = counts.map(|[up, middle, down]| answers(metric, up, middle, down));
                            let impact = Impact::of(metric, &with, &without, 1);
                            impact.is_none_or(|impact| impact.interval.contains(truth))
                        });
                        let covered = held.count() as f64 / f64::from(runs);
                        assert!((0.89..=0.995).contains(&covered), "{covered}: {metric} {n} {share} {with:?}");
                        means.push(covered);
                    }
                }
            }
        }
        let mean = means.iter().sum::<f64>() / means.len() as f64;
        assert!((0.94..=0.96).contains(&mean), "{mean}");
    }
}
