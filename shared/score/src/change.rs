use std::f64::consts::SQRT_2;

use crate::interval::{Interval, Z95, adjusted_net, around, net};
use crate::metric::Metric;
use crate::rollup::mover;
use crate::sample::{Sample, Sides};
use crate::score::{Score, share_at};
use crate::verdict::Verdict;

/// Told or not, at 95 %.
const FALSE_ALARMS: f64 = 0.05;

/// Beyond this point of the normal distribution nothing is left of a p-value.
const FARTHEST_Z: f64 = 40.0;

/// How a score differs between two periods, in its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The raw score now less the raw score before.
    pub difference: f64,
    /// The 95 % interval of the difference; it holds the difference.
    pub interval: Interval,
    /// How often chance alone would show at least as much either way, 0 to 1: the interval at confidence `1 − p` ends at
    /// 0. Below 0.05 if and only if the 95 % interval excludes 0.
    pub p: f64,
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
    ///
    /// Where many changes are read together, see [`Change::among`].
    pub fn between(metric: Metric, now: &Sample, before: &Sample) -> Option<Change> {
        let (now, before) = (now.sides(metric)?, before.sides(metric)?);
        Some(if metric.is_net() { of_nets(&now, &before) } else { of_shares(&now, &before) })
    }

    /// Compares two scores in one unit that share no answers, such as the roll-ups of two periods, by MOVER (as in
    /// [`roll_up`](crate::roll_up)). For shares the interval is the one of [`Change::between`]; for NPS and eNPS of single
    /// periods use that, which is centred otherwise.
    ///
    /// Only the scores' 95 % intervals are known, so p takes the margin towards 0 to grow with the normal distribution's
    /// points: for shares of few answers it is not quite the p of [`Change::between`], but on the same side of 0.05.
    pub fn of_scores(now: &Score, before: &Score) -> Change {
        let Score { value, interval } = mover(&[(1.0, *now), (-1.0, *before)]);
        let margin = if value > 0.0 { value - interval.low } else { interval.high - value };
        let widest = now.interval.low - before.interval.high..=now.interval.high - before.interval.low;
        Change::told(value, interval.settle(widest, value), if value == 0.0 { 0.0 } else { Z95 * value.abs() / margin })
    }

    /// `touching` is the point of the normal distribution at which the interval ends at 0.
    fn told(difference: f64, interval: Interval, touching: f64) -> Change {
        let verdict = Verdict::of(&interval);
        let p = libm::erfc(touching / SQRT_2);
        // Rounding is not to set the two at odds.
        let p = if verdict == Verdict::CantTell { p.max(FALSE_ALARMS) } else { p.min(FALSE_ALARMS.next_down()) };
        Change { difference, interval, p, verdict }
    }
}

fn of_nets(now: &Sides, before: &Sides) -> Change {
    let raw = |&Sides { favourable, unfavourable, n }: &Sides| net(favourable, unfavourable, n);
    let adjusted = |&Sides { favourable, unfavourable, n }: &Sides| adjusted_net(favourable, unfavourable, n);
    let ((a, variance_a), (b, variance_b)) = (adjusted(now), adjusted(before));
    let (difference, adjusted) = (raw(now) - raw(before), a - b);
    let error = (variance_a + variance_b).sqrt();
    let interval = around(adjusted, Z95 * error).settle(-200.0..=200.0, difference);
    // Stretched to a raw difference of the other sign, the interval holds 0 at any confidence.
    let touching = if difference * adjusted > 0.0 { adjusted.abs() / error } else { 0.0 };
    Change::told(difference, interval, touching)
}

fn of_shares(now: &Sides, before: &Sides) -> Change {
    let at = |z: f64| {
        let [now, before] = [now, before].map(|period| share_at(z, period.favourable, period.n));
        let Score { value, interval } = mover(&[(1.0, now), (-1.0, before)]);
        (value, interval.settle(-100.0..=100.0, value))
    };
    let (difference, interval) = at(Z95);
    Change::told(difference, interval, touching(|z| Verdict::of(&at(z).1) != Verdict::CantTell))
}

/// The largest z, up to [`FARTHEST_Z`], at which a change is still told. An interval only grows with z.
fn touching(told_at: impl Fn(f64) -> bool) -> f64 {
    let (mut told, mut not_told) = (0.0, FARTHEST_Z);
    // Each step halves what is left: 60 are more than a float can tell apart.
    for _ in 0..60 {
        let middle = (told + not_told) / 2.0;
        if told_at(middle) { told = middle } else { not_told = middle }
    }
    told
}

#[cfg(test)]
mod tests;
