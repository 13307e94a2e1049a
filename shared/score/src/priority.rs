use crate::interval::Interval;
use crate::metric::Metric;
use crate::score::Score;
use crate::verdict::TargetVerdict;

/// Where a stage stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub metric: Metric,
    /// None where there is none, or where it may not be shown.
    pub score: Option<Score>,
    /// In the score's unit.
    pub target: Option<f64>,
    /// How many touchpoints the stage had in the period.
    pub reach: u64,
    pub order_value: Option<OrderValue>,
}

/// What an order is worth on average.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderValue {
    pub minor_units: u64,
    /// As in ISO 4217; compared as it is written.
    pub currency: String,
}

/// In which order to look at the stages that miss their target.
///
/// Priority is gap × reach × average order value: how far below target, for how many, at what stake. It
/// assumes that each step towards a target matters as much as any other, that a stage touches as many as
/// it has touchpoints, and that an order is at stake whenever one is touched. It is **not** what reaching
/// the target would earn, and knows nothing of what that would cost. A priority compares with the others
/// of the same call only.
#[derive(Debug, Clone, PartialEq)]
pub struct Priorities {
    /// Highest priority first; with equal ones the larger gap, then the stage that was given first.
    pub ranked: Vec<Ranked>,
    /// The other stages by their place among those given, in that order.
    pub not_ranked: Vec<(usize, NotRanked)>,
    /// Whether order values stand in the priorities. They do if every ranked stage has one and all are in
    /// one currency; otherwise each counts as 1.
    pub by_value: bool,
}

/// A stage below its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// From 1.
    pub rank: usize,
    /// Its place among the stages given.
    pub stage: usize,
    /// How far the score is below the target, as a part of what the unit spans (200 points or 100
    /// percent), so that stages of different metrics compare.
    pub gap: f64,
    /// The gap at the two ends of the score's interval; 0 where the end is at the target or above.
    pub gap_interval: Interval,
    /// Whether the target is missed or that cannot be told.
    pub verdict: TargetVerdict,
    pub priority: f64,
}

/// Why a stage is not ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRanked {
    NoTarget,
    NoScore,
    /// The score is at the target or above, though perhaps not surely so.
    Met,
}

impl Priorities {
    /// Ranks stages by gap × reach × order value.
    pub fn of(stages: &[Standing]) -> Priorities {
        let (mut ranked, mut not_ranked, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (at, stage) in stages.iter().enumerate() {
            match gap(at, stage) {
                Ok(gap) => {
                    ranked.push(gap);
                    values.push(stage.order_value.as_ref());
                }
                Err(reason) => not_ranked.push((at, reason)),
            }
        }
        let values = in_one_currency(&values);
        for (at, stage) in ranked.iter_mut().enumerate() {
            let value = values.as_ref().map_or(1.0, |values| values[at] as f64);
            stage.priority = stage.gap * stages[stage.stage].reach as f64 * value;
        }
        ranked.sort_by(|a, b| b.priority.total_cmp(&a.priority).then(b.gap.total_cmp(&a.gap)));
        for (at, stage) in ranked.iter_mut().enumerate() {
            stage.rank = at + 1;
        }
        Priorities { by_value: values.is_some() && !ranked.is_empty(), ranked, not_ranked }
    }
}

fn gap(at: usize, stage: &Standing) -> Result<Ranked, NotRanked> {
    let target = stage.target.ok_or(NotRanked::NoTarget)?;
    let score = stage.score.ok_or(NotRanked::NoScore)?;
    let span = if stage.metric.is_net() { 200.0 } else { 100.0 };
    let below = |value: f64| (target - value).max(0.0) / span;
    let gap = below(score.value);
    if gap <= 0.0 {
        return Err(NotRanked::Met);
    }
    let gap_interval = Interval { low: below(score.interval.high), high: below(score.interval.low) };
    let verdict = TargetVerdict::of(&score, target);
    Ok(Ranked { rank: 0, stage: at, gap, gap_interval, verdict, priority: 0.0 })
}

/// The values, if all are there and in one currency.
fn in_one_currency(values: &[Option<&OrderValue>]) -> Option<Vec<u64>> {
    let values: Vec<&OrderValue> = values.iter().copied().collect::<Option<_>>()?;
    let one = values.windows(2).all(|two| two[0].currency == two[1].currency);
    one.then(|| values.iter().map(|value| value.minor_units).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::answers;

    fn stage(metric: Metric, favourable: u64, target: f64, reach: u64) -> Standing {
        let score = Score::of(metric, &answers(metric, favourable, 0, 100 - favourable));
        Standing { metric, score, target: Some(target), reach, order_value: None }
    }

    fn order(minor_units: u64, currency: &str) -> Option<OrderValue> {
        Some(OrderValue { minor_units, currency: currency.to_string() })
    }

    fn order_of(stages: &[Standing]) -> Vec<usize> {
        Priorities::of(stages).ranked.iter().map(|stage| stage.stage).collect()
    }

    #[test]
    fn the_larger_gap_for_more_comes_first_whatever_the_unit() {
        // 20 of 100 percent for 1,000; 20 of 200 points for 3,000.
        let stages = [stage(Metric::Csat, 60, 80.0, 1_000), stage(Metric::Nps, 60, 40.0, 3_000)];
        let Priorities { ranked, not_ranked, by_value } = Priorities::of(&stages);
        assert_eq!(ranked.iter().map(|stage| (stage.rank, stage.stage)).collect::<Vec<_>>(), [(1, 1), (2, 0)]);
        assert!((ranked[0].gap - 0.1).abs() < 1e-12 && (ranked[1].gap - 0.2).abs() < 1e-12);
        assert!((ranked[0].priority - 300.0).abs() < 1e-9 && (ranked[1].priority - 200.0).abs() < 1e-9);
        assert!(ranked.iter().all(|stage| stage.gap_interval.contains(stage.gap)));
        assert_eq!(ranked[1].verdict, TargetVerdict::Missed);
        assert_eq!((not_ranked, by_value), (vec![], false));
    }

    #[test]
    fn order_values_count_only_where_all_have_one_in_one_currency() {
        let mut stages = [stage(Metric::Csat, 60, 80.0, 100), stage(Metric::Csat, 70, 80.0, 100)];
        stages[0].order_value = order(10_000, "NOK");
        assert_eq!((order_of(&stages), Priorities::of(&stages).by_value), (vec![0, 1], false));
        stages[1].order_value = order(90_000, "SEK");
        assert_eq!((order_of(&stages), Priorities::of(&stages).by_value), (vec![0, 1], false));
        stages[1].order_value = order(90_000, "NOK");
        assert_eq!((order_of(&stages), Priorities::of(&stages).by_value), (vec![1, 0], true));
    }

    #[test]
    fn equal_priorities_are_ordered_by_gap_and_then_as_given() {
        let small = stage(Metric::Csat, 75, 80.0, 400);
        let large = stage(Metric::Csat, 60, 80.0, 100);
        assert_eq!(order_of(&[small.clone(), large.clone(), small, large]), [1, 3, 0, 2]);
        let nobody = [stage(Metric::Csat, 70, 80.0, 0), stage(Metric::Csat, 60, 80.0, 0)];
        assert_eq!(order_of(&nobody), [1, 0]);
    }

    #[test]
    fn what_has_no_gap_is_not_ranked_and_says_why() {
        let mut stages = vec![stage(Metric::Csat, 80, 80.0, 9); 3];
        stages[1].target = None;
        stages[2].score = None;
        stages.push(stage(Metric::Csat, 10, f64::NAN, 9));
        let Priorities { ranked, not_ranked, by_value } = Priorities::of(&stages);
        let reasons = [NotRanked::Met, NotRanked::NoTarget, NotRanked::NoScore, NotRanked::Met];
        assert_eq!(not_ranked, reasons.into_iter().enumerate().collect::<Vec<_>>());
        assert_eq!((ranked, by_value), (vec![], false));
        assert_eq!(Priorities::of(&[]).ranked, []);
    }

    #[test]
    fn a_stage_that_met_its_target_does_not_decide_whether_values_count() {
        let mut stages = [stage(Metric::Csat, 60, 80.0, 100), stage(Metric::Csat, 90, 80.0, 100)];
        stages[0].order_value = order(10_000, "NOK");
        assert!(Priorities::of(&stages).by_value);
    }
}
