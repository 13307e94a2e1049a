//! What stands behind ratings in money.

mod spending;
#[cfg(test)]
mod tests;

pub use spending::Spending;

use crate::interval::{Interval, Z95};
use crate::metric::{Band, Metric};
use crate::score::{Score, share_at};
use crate::share::effective;

/// The order values behind a metric's favourable, neutral and unfavourable answers, in minor units of their
/// one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// How many answers have an order value, not weighted.
    pub orders: u64,
    /// Their value, each answer weighted by 1 over its chance of having been asked for.
    pub value: f64,
    pub favourable: ValueBehind,
    pub neutral: ValueBehind,
    /// The *value at risk*: what the dissatisfied have spent. Not what will be lost, and not the banker's
    /// measure of that name.
    pub unfavourable: ValueBehind,
    /// The average order value, weighted like the rest.
    pub average: f64,
    /// Its 95 % interval, above 0; None of fewer than eight orders. Of orders that are all worth the same it has no
    /// width.
    pub average_interval: Option<Interval>,
}

/// Of fewer orders, how far they spread can't be told.
const FEWEST: u64 = 8;

/// What stands behind the answers of one band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueBehind {
    /// The sum of the order values as they are. Exact; stops at `u128::MAX`.
    pub raw: u128,
    /// The same, weighted.
    pub value: f64,
    /// The value's share of all three bands', in percent.
    pub share: Score,
    /// The ends of the share's interval, in money. The value of all bands together is taken as known.
    pub interval: Interval,
}

impl Money {
    /// The figures of a metric's answers. None where no answer has an order value.
    ///
    /// A band's share of the value is a ratio of sums. Its interval is Wilson's with Kish's effective number
    /// of answers, `(Σwx)² / Σ(wx)²`, where an order's weight times its value counts as its weight: a few
    /// large orders make it as wide as a few answers do. It never has zero width. Over log-normal order
    /// values (σ 0.5 and 1.2), ratings that do or do not go with them and bands of 10 to 60 %, half of them
    /// with unequal chances, it held the truth in 95.1, 95.4 and 95.6 % of samples of 30, 100 and 500, and
    /// in 89.5 % at worst (large orders much more often in a band of 10 %). The t interval of the linearised
    /// ratio held it in 84.9, 90.6 and 93.5 %, and Wilson's with the effective number of E. L. Korn and
    /// B. I. Graubard (Survey Methodology 24 (1998) 193–201) in 91.9, 93.1 and 94.3 %.
    ///
    /// The average's interval is Student's on the logarithm, `average · exp(± t · error / average)`, with the
    /// linearised error. Order values are skewed: at σ 1.2 it held the truth in 88 % of samples of 30, 91 %
    /// of 100 and 93 % of 500; the plain t interval in 85, 90 and 92 %.
    pub fn of(metric: Metric, spending: &Spending) -> Option<Money> {
        let (orders, sums) = (spending.orders(), Sums::of(spending));
        if orders == 0 {
            return None;
        }
        let n = effective(sums.value, sums.value_squares);
        let behind = |band: Band| {
            let in_band = |rating| metric.band_of(rating) == band;
            let value = spending.iter().filter(|cell| in_band(cell.rating)).map(|cell| cell.weight * cell.sum()).sum();
            let share = share_at(Z95, n * value / sums.value, n);
            let money = |percent: f64| percent / 100.0 * sums.value;
            let interval = Interval { low: money(share.interval.low), high: money(share.interval.high) };
            let raw = spending.iter().filter(|cell| in_band(cell.rating)).map(|cell| cell.values.sum);
            let raw = raw.fold(0, u128::saturating_add);
            ValueBehind { raw, value, share, interval: interval.settle(0.0..=sums.value, value) }
        };
        let average = sums.value / sums.weight;
        Some(Money {
            orders,
            value: sums.value,
            favourable: behind(Band::Favourable),
            neutral: behind(Band::Neutral),
            unfavourable: behind(Band::Unfavourable),
            average,
            average_interval: (orders >= FEWEST).then(|| sums.average_interval(orders as f64)),
        })
    }
}

/// Sums over all orders, of their weight `w` and their value `x`.
#[derive(Default)]
struct Sums {
    weight: f64,
    weight_squares: f64,
    value: f64,
    value_squares: f64,
    /// `Σw²x`
    cross: f64,
}

impl Sums {
    fn of(spending: &Spending) -> Sums {
        let mut sums = Sums::default();
        for cell in spending.iter() {
            let (w, n) = (cell.weight, cell.values.orders as f64);
            sums.weight += w * n;
            sums.weight_squares += w * w * n;
            sums.value += w * cell.sum();
            sums.value_squares += w * w * cell.squares();
            sums.cross += w * w * cell.sum();
        }
        sums
    }

    /// Of `n` orders, more than one.
    fn average_interval(&self, n: f64) -> Interval {
        let average = self.value / self.weight;
        let spread = self.value_squares - 2.0 * average * self.cross + average * average * self.weight_squares;
        let error = (n / (n - 1.0) * spread.max(0.0)).sqrt() / self.weight;
        let factor = (student95(n - 1.0) * error / average).exp();
        Interval { low: average / factor, high: average * factor }
    }
}

/// The two-sided 95 % point of Student's t, by the first terms of its expansion (M. Abramowitz and
/// I. A. Stegun, "Handbook of mathematical functions", 26.7.5): within 0.01 from 7 degrees of freedom.
fn student95(degrees: f64) -> f64 {
    let z = Z95;
    z + (z.powi(3) + z) / (4.0 * degrees) + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * degrees * degrees)
}
