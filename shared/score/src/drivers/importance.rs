use super::design::Design;
use super::{DriverRows, NoImportance};
use crate::dice::Dice;
use crate::interval::Interval;

/// Bootstrap replicates. With 999 the 25th and the 975th in order are the ends of a 95 % interval
/// (A. C. Davison and D. V. Hinkley, "Bootstrap methods and their application", 1997, §5.2).
const REPLICATES: usize = 999;
const SEED: u64 = 1980;

/// Up to this, R² is rounding.
const NOTHING: f64 = 1e-12;

/// How much of the differences in rating goes with each driver.
///
/// **Associated with, never causes**: a driver that goes together with what really matters has a share
/// too, and one that nobody thought of has none. It ranks what to look into, not what would happen.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// The answers it rests on: those that know every driver that varies.
    pub complete: u64,
    /// The answers that do not, and stand in no figure here.
    pub incomplete: u64,
    /// The part of the rating's variance that goes with all the drivers together, 0 to 1. It can only
    /// grow with more columns.
    pub r_squared: f64,
    /// In the order given.
    pub drivers: Vec<DriverShare>,
    /// The drivers that have one level only, by their place among those given. They say nothing.
    pub left_out: Vec<usize>,
}

/// What goes with one driver.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverShare {
    /// Its place among the drivers given.
    pub driver: usize,
    /// How many columns its levels make.
    pub columns: usize,
    /// Its share of R², in percent; the drivers' shares add up to 100.
    pub share: f64,
    /// The share's 95 % interval.
    pub interval: Interval,
    /// Its part of R², 0 to 1; the drivers' parts add up to R².
    pub part: f64,
    /// The part's 95 % interval.
    pub part_interval: Interval,
    /// The part that as many columns without any meaning would have on average. A part that is not well
    /// above it says nothing.
    pub by_chance: f64,
}

impl DriverRows {
    /// The relative importance of the drivers, or why there is none.
    ///
    /// LMG: what R² grows by when a driver is added, averaged over all orders of adding them, which is the
    /// Shapley value of R² (R. H. Lindeman, P. F. Merenda and R. Z. Gold, "Introduction to bivariate and
    /// multivariate analysis", 1980, p. 119 ff.; U. Grömping, "Relative importance for linear regression in
    /// R: the package relaimpo", Journal of Statistical Software 17 (2006); U. Grömping, "Estimators of
    /// relative importance in linear regression", The American Statistician 61 (2007) 139–147). Exact, over
    /// every set of at most 10 drivers. The regression is of the rating as a number on its own scale, each
    /// answer weighted by 1 over its chance of having been asked for. Drivers that say the same share what
    /// they explain.
    ///
    /// At least 100 complete answers are asked for, and 10 for each column. A driver that does not vary is
    /// left out.
    ///
    /// The intervals are the percentiles of a Poisson bootstrap, which draws how often each answer counts
    /// (J. A. Hanley and B. MacGibbon, "Creating non-parametric bootstrap samples using Poisson
    /// frequencies", Computer Methods and Programs in Biomedicine 83 (2006) 57–62). So that very many answers
    /// cost little more than few, it draws not single answers but 500 random parts of them (random groups:
    /// K. M. Wolter, "Introduction to variance estimation", 2nd ed. 2007, ch. 2). The dice fall the same each
    /// time: the same answers, in any order, give the same figures.
    ///
    /// Chance alone raises R², and raises it once more in each replicate. So the percentiles are moved by
    /// twice the bias that the replicates show, and cut to what can be; plain ones leave out 0 also for a
    /// driver without any meaning. In simulations of two to five drivers with 4 to 35 columns and 150 to
    /// 2,000 answers they held the true share in 93 % of samples on average, and in 81 % at worst: weak
    /// drivers and few answers (R² 0.1, n 200). The true part of R² they held in 96 and 91 %.
    pub fn importance(&self) -> Result<Importance, NoImportance> {
        let design = Design::of(self)?;
        let drivers = design.drivers.len();
        let parts = parts(&design.explained(|| 1.0).ok_or(NoImportance::RatingDoesNotVary)?, drivers);
        let r_squared = sum(&parts);
        if r_squared <= NOTHING {
            return Err(NoImportance::NothingExplained);
        }
        let replicates = replicates(&design);
        let by_chance = |columns: usize| (columns as f64 / (design.effective - 1.0).max(1.0)).min(1.0);
        let driver = |at: usize| DriverShare {
            driver: design.drivers[at],
            columns: design.blocks[at],
            share: share(&parts, at),
            interval: middle(replicates.iter().map(|parts| share(parts, at)), 100.0, share(&parts, at)),
            part: parts[at],
            part_interval: middle(replicates.iter().map(|parts| parts[at]), 1.0, parts[at]),
            by_chance: by_chance(design.blocks[at]),
        };
        Ok(Importance {
            complete: design.complete,
            incomplete: self.n().saturating_sub(design.complete),
            r_squared,
            drivers: (0..drivers).map(driver).collect(),
            left_out: (0..self.kinds.len()).filter(|driver| !design.drivers.contains(driver)).collect(),
        })
    }
}

/// The drivers' parts of R² in each replicate in which anything goes with the rating.
fn replicates(design: &Design) -> Vec<Vec<f64>> {
    let mut dice = Dice::new(SEED);
    let drawn = (0..REPLICATES).filter_map(|_| design.explained(|| dice.poisson()));
    drawn.map(|explained| parts(&explained, design.drivers.len())).filter(|parts| sum(parts) > NOTHING).collect()
}

/// Each driver's part of R², from R² of every set of drivers.
fn parts(explained: &[f64], drivers: usize) -> Vec<f64> {
    // Of all orders, the part in which the drivers before this one are a given set of this size.
    let mut orders = vec![1.0 / drivers as f64; drivers];
    for size in 1..drivers {
        orders[size] = orders[size - 1] * size as f64 / (drivers - size) as f64;
    }
    let part = |driver: usize| -> f64 {
        let with = 1 << driver;
        let before = (0..explained.len()).filter(|set: &usize| set & with == 0);
        before.map(|set| orders[set.count_ones() as usize] * (explained[set | with] - explained[set])).sum()
    };
    (0..drivers).map(|driver| part(driver).max(0.0)).collect()
}

fn sum(parts: &[f64]) -> f64 {
    parts.iter().sum()
}

/// In percent of all parts.
fn share(parts: &[f64], at: usize) -> f64 {
    100.0 * parts[at] / sum(parts)
}

/// The middle 95 % of what was drawn, moved by twice its bias; 0 to `most` of nothing.
fn middle(drawn: impl Iterator<Item = f64>, most: f64, observed: f64) -> Interval {
    let mut drawn: Vec<f64> = drawn.collect();
    if drawn.is_empty() {
        return Interval { low: 0.0, high: most };
    }
    drawn.sort_by(f64::total_cmp);
    let n = drawn.len();
    let tail = ((n + 1) / 40).max(1);
    let bias = drawn.iter().sum::<f64>() / n as f64 - observed;
    let interval = Interval { low: drawn[tail - 1] - 2.0 * bias, high: drawn[n - tail] - 2.0 * bias };
    interval.settle(0.0..=most, observed)
}
