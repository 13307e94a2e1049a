//! Drivers, impacts, money and expectation against the figures of `reference/drivers.py`.

#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use score::{DriverKind, DriverRows, Impact, Interval, Metric, Money, Rating, Sample, Score, Spending};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    importance: Vec<ImportanceCase>,
    impact: Vec<ImpactCase>,
    money: Vec<MoneyCase>,
    expectation: Vec<ExpectationCase>,
}

#[derive(Deserialize)]
struct ImportanceCase {
    kinds: Vec<String>,
    /// Rating, chance, codes.
    rows: Vec<(u8, u32, Vec<Option<u16>>)>,
    complete: u64,
    r_squared: f64,
    left_out: Vec<usize>,
    /// Driver, columns, part, share.
    drivers: Vec<(usize, usize, f64, f64)>,
}

#[derive(Deserialize)]
struct ImpactCase {
    metric: Metric,
    with: Vec<u64>,
    without: Vec<u64>,
    /// Share, difference and its interval, impact and its interval.
    figures: [f64; 7],
}

#[derive(Deserialize)]
struct MoneyCase {
    /// Rating, value, chance.
    orders: Vec<(u8, i64, u32)>,
    raw: [u128; 3],
    values: [f64; 3],
    shares: [[f64; 3]; 3],
    average: [f64; 3],
}

#[derive(Deserialize)]
struct ExpectationCase {
    counts: Vec<(u32, [u64; 3])>,
    shares: [[f64; 3]; 3],
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/drivers.json")).unwrap()
}

fn assert_near(figure: f64, expected: f64) {
    assert!((figure - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{figure} is not {expected}");
}

fn assert_all_near(figures: &[f64], expected: &[f64]) {
    assert_eq!(figures.len(), expected.len());
    figures.iter().zip(expected).for_each(|(figure, expected)| assert_near(*figure, *expected));
}

fn flat(Score { value, interval }: Score) -> [f64; 3] {
    [value, interval.low, interval.high]
}

#[test]
fn importance_is_the_average_over_all_orders_of_fitting_the_drivers() {
    for case in reference().importance {
        let kind = |kind: &String| if kind == "levels" { DriverKind::Levels } else { DriverKind::Number };
        let mut rows = DriverRows::new(case.kinds.iter().map(kind).collect());
        for (rating, asked_ppm, codes) in &case.rows {
            rows.add(Rating::new(Metric::Nps, *rating).unwrap(), *asked_ppm, codes);
        }
        let importance = rows.importance().unwrap();
        assert_eq!(importance, rows.importance().unwrap());
        assert_eq!((importance.complete, importance.left_out), (case.complete, case.left_out));
        assert_eq!(importance.incomplete, case.rows.len() as u64 - case.complete);
        assert_near(importance.r_squared, case.r_squared);
        assert_eq!(importance.drivers.len(), case.drivers.len());
        for (driver, (at, columns, part, share)) in importance.drivers.iter().zip(case.drivers) {
            assert_eq!((driver.driver, driver.columns), (at, columns));
            assert_all_near(&[driver.part, driver.share], &[part, share]);
        }
    }
}

#[test]
fn impacts_are_those_of_the_reference() {
    for ImpactCase { metric, with, without, figures } in reference().impact {
        let sample = |counts: &[u64]| {
            let mut sample = Sample::default();
            let each = metric.scale().zip(counts);
            each.for_each(|(rating, count)| sample.add_count(rating, *count, score::EVERYBODY).unwrap());
            sample
        };
        let impact = Impact::of(metric, &sample(&with), &sample(&without), 10).unwrap();
        let (difference, ends) = (impact.difference, impact.interval);
        let Interval { low, high } = difference.interval;
        let ours = [impact.share, difference.difference, low, high, impact.impact, ends.low, ends.high];
        assert_all_near(&ours, &figures);
    }
}

#[test]
fn money_is_that_of_the_reference() {
    for case in reference().money {
        let mut spending = Spending::default();
        for (rating, minor, asked_ppm) in case.orders {
            spending.add(Rating::new(Metric::Csat, rating).unwrap(), minor, asked_ppm);
        }
        let money = Money::of(Metric::Csat, &spending).unwrap();
        let bands = [money.favourable, money.neutral, money.unfavourable];
        assert_eq!(bands.map(|band| band.raw), case.raw);
        assert_all_near(&bands.map(|band| band.value), &case.values);
        for (band, share) in bands.iter().zip(case.shares) {
            assert_all_near(&flat(band.share), &share);
            assert_near(band.interval.high, money.value * share[2] / 100.0);
        }
        let Interval { low, high } = money.average_interval.unwrap();
        assert_all_near(&[money.average, low, high], &case.average);
    }
}

#[test]
fn expectation_is_that_of_the_reference() {
    for ExpectationCase { counts, shares } in reference().expectation {
        let said = |place: usize| {
            let mut sample = Sample::default();
            counts.iter().for_each(|(ppm, counts)| sample.add_count(3, counts[place], *ppm).unwrap());
            sample
        };
        let each = [0, 1, 2].map(said);
        let mut all = Sample::default();
        each.iter().for_each(|some| all.merge(some));
        for (some, share) in each.iter().zip(shares) {
            assert_all_near(&flat(Score::share(some, &all).unwrap()), &share);
        }
    }
}
