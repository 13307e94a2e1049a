use crate::interval::Interval;
use crate::score::Score;

/// A score and how much it counts for in a roll-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// A finite number from 0; weights need not add up to anything.
    pub weight: f64,
    pub score: Score,
}

/// The weighted mean of scores in one unit, with its 95 % interval. None when no part has a weight above 0; a part
/// without one contributes nothing.
///
/// The parts must share no answers. The interval is MOVER's, the method of variance estimates recovery: the distance from
/// a part's value to the end of its own interval stands for a multiple of its standard error on that side, so it works
/// alike for Wilson and for adjusted Wald. One part alone is its own roll-up, but for rounding.
///
/// G. Y. Zou, W. Huang and X. Zhang, "A note on confidence interval estimation for a linear function of binomial
/// proportions", Computational Statistics & Data Analysis 53 (2009) 1080–1085; G. Y. Zou and A. Donner, "Construction of
/// confidence limits about effect measures: a general approach", Statistics in Medicine 27 (2008) 1693–1702.
pub fn roll_up(parts: &[Part]) -> Option<Score> {
    let counted = || parts.iter().filter(|part| part.weight > 0.0 && part.weight.is_finite());
    let total: f64 = counted().map(|part| part.weight).sum();
    let shares: Vec<(f64, Score)> = counted().map(|part| (part.weight / total, part.score)).collect();
    let reach = |of: fn(&Score) -> f64| {
        let values = || shares.iter().map(|(_, score)| of(score));
        Some((values().reduce(f64::min)?, values().reduce(f64::max)?))
    };
    // A mean lies between what it is the mean of, also where rounding would have it a little outside.
    let (least, most) = reach(|score| score.value)?;
    let ((lowest, _), (_, highest)) = (reach(|score| score.interval.low)?, reach(|score| score.interval.high)?);
    let Score { value, interval } = mover(&shares);
    let value = value.clamp(least, most);
    Some(Score { value, interval: interval.settle(lowest..=highest, value) })
}

/// A sum of independent scores, each times a number, with its 95 % interval by MOVER: see [`roll_up`]. With 1 and −1 it is
/// Newcombe's interval of a difference.
pub(crate) fn mover(parts: &[(f64, Score)]) -> Score {
    let value = parts.iter().map(|(times, score)| times * score.value).sum();
    let (mut below, mut above) = (0.0_f64, 0.0_f64);
    for &(times, Score { value, interval }) in parts {
        let ends = (times * (value - interval.low), times * (interval.high - value));
        let (down, up) = if times < 0.0 { (ends.1, ends.0) } else { ends };
        (below, above) = (below.hypot(down), above.hypot(up));
    }
    Score { value, interval: Interval { low: value - below, high: value + above } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::examples::any_two_periods;
    use crate::interval::wilson;

    fn part(weight: f64, successes: u64, n: u64) -> Part {
        let value = 100.0 * successes as f64 / n as f64;
        Part { weight, score: Score { value, interval: wilson(successes, n) } }
    }

    #[test]
    fn two_stages_count_by_their_weight_and_are_surer_together() {
        let Score { value, interval } = roll_up(&[part(3.0, 80, 100), part(1.0, 40, 100)]).unwrap();
        assert!((value - 70.0).abs() < 1e-9);
        // √(0.75² · 8.8829² + 0.25² · 9.0599²) below, √(0.75² · 6.6633² + 0.25² · 9.7997²) above.
        assert!((interval.low - (70.0 - 7.0367)).abs() < 0.0001, "{interval:?}");
        assert!((interval.high - (70.0 + 5.5657)).abs() < 0.0001, "{interval:?}");
    }

    #[test]
    fn without_a_part_that_weighs_anything_there_is_no_roll_up() {
        assert_eq!(roll_up(&[]), None);
        assert_eq!(roll_up(&[part(0.0, 8, 10), part(-1.0, 8, 10), part(f64::NAN, 8, 10)]), None);
        assert_eq!(roll_up(&[part(2.0, 8, 10), part(0.0, 1, 10)]), roll_up(&[part(7.0, 8, 10)]));
    }

    #[test]
    fn parts_that_are_all_at_the_end_stay_there() {
        let Score { value, interval } = roll_up(&[0.1, 0.2, 0.3, 0.7].map(|weight| part(weight, 30, 30))).unwrap();
        assert_eq!((value, interval.high), (100.0, 100.0));
        assert!(interval.low < 97.0);
    }

    proptest! {
        #[test]
        fn a_roll_up_lies_between_its_parts_and_one_alone_is_itself(
            (metric, a, b) in any_two_periods(), weights in (0.0..=9.0, 0.0..=9.0),
        ) {
            let (Some(a), Some(b)) = (Score::of(metric, &a), Score::of(metric, &b)) else { return Ok(()) };
            let parts = [Part { weight: weights.0, score: a }, Part { weight: weights.1, score: b }];
            prop_assume!(weights.0 + weights.1 > 0.0);
            let both = roll_up(&parts).unwrap();
            prop_assert!(a.value.min(b.value) <= both.value && both.value <= a.value.max(b.value));
            prop_assert!(a.interval.low.min(b.interval.low) <= both.interval.low);
            prop_assert!(both.interval.high <= a.interval.high.max(b.interval.high));
            prop_assert!(both.interval.contains(both.value));
            let alone = roll_up(&[Part { weight: 0.3, score: a }]).unwrap();
            prop_assert!((alone.interval.low - a.interval.low).abs() < 1e-9);
            prop_assert!((alone.interval.high - a.interval.high).abs() < 1e-9);
            prop_assert_eq!(alone.value, a.value);
        }
    }
}
