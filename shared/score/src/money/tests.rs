use proptest::prelude::*;

use super::*;
use crate::dice::Dice;
use crate::rating::Rating;

const EVERYBODY: u32 = 1_000_000;

fn csat(orders: &[(u8, i64, u32)]) -> Spending {
    let mut spending = Spending::default();
    for &(rating, minor, asked_ppm) in orders {
        spending.add(Rating::new(Metric::Csat, rating).unwrap(), minor, asked_ppm);
    }
    spending
}

fn money(orders: &[(u8, i64, u32)]) -> Money {
    Money::of(Metric::Csat, &csat(orders)).unwrap()
}

#[test]
fn the_value_stands_behind_the_band_of_its_rating() {
    let money = money(&[(5, 60_000, EVERYBODY), (4, 20_000, EVERYBODY), (3, 5_000, EVERYBODY), (1, 15_000, EVERYBODY)]);
    assert_eq!((money.orders, money.value, money.average), (4, 100_000.0, 25_000.0));
    let bands = [money.favourable, money.neutral, money.unfavourable];
    assert_eq!(bands.map(|band| band.raw), [80_000, 5_000, 15_000]);
    assert_eq!(bands.map(|band| band.share.value), [80.0, 5.0, 15.0]);
    let Interval { low, high } = money.unfavourable.interval;
    assert_eq!(
        (low, high),
        (1_000.0 * money.unfavourable.share.interval.low, 1_000.0 * money.unfavourable.share.interval.high)
    );
}

#[test]
fn who_was_asked_less_often_stands_for_more_in_all_but_the_raw_sum() {
    let money = money(&[(5, 30_000, EVERYBODY), (2, 10_000, 250_000)]);
    assert_eq!((money.unfavourable.raw, money.unfavourable.value), (10_000, 40_000.0));
    assert_eq!((money.value, money.average), (70_000.0, 14_000.0));
    assert!((money.unfavourable.share.value - 400.0 / 7.0).abs() < 1e-9);
}

#[test]
fn an_order_without_a_value_is_not_counted() {
    assert_eq!(csat(&[(5, 0, EVERYBODY), (1, -700, EVERYBODY)]), Spending::default());
    assert_eq!(Money::of(Metric::Csat, &Spending::default()), None);
}

#[test]
fn one_order_and_orders_all_in_one_band_leave_room_for_doubt() {
    let one = money(&[(1, 9_900, EVERYBODY)]);
    assert_eq!((one.unfavourable.share.value, one.favourable.share.value), (100.0, 0.0));
    assert!(one.unfavourable.interval.low < 2_100.0 && one.favourable.interval.high > 7_800.0);
    assert_eq!(one.average_interval, None);
    let same = money(&[(1, 9_900, EVERYBODY); 40]);
    assert!(same.unfavourable.share.interval.low < 92.0);
    let Interval { low, high } = same.average_interval.unwrap();
    assert!((low - 9_900.0).abs() < 1.0 && (high - 9_900.0).abs() < 1.0);
}

#[test]
fn one_large_order_says_little_of_the_others() {
    let mut orders = [(5, 10_000, EVERYBODY); 100];
    let even = money(&orders).unfavourable.share.interval;
    orders[0].1 = 10_000_000;
    let skewed = money(&orders).unfavourable.share.interval;
    assert!(even.high < 4.0 && skewed.high > 75.0, "{even:?} {skewed:?}");
}

#[test]
fn sums_stop_at_the_largest_number_instead_of_wrapping() {
    let mut spending = csat(&[(1, i64::MAX, 1); 5]);
    for _ in 0..70 {
        let twice = spending.clone();
        spending.merge(&twice);
    }
    let money = Money::of(Metric::Csat, &spending).unwrap();
    assert_eq!((money.orders, money.unfavourable.raw), (u64::MAX, u128::MAX));
    assert!(money.value.is_finite() && money.average_interval.is_some_and(|ends| ends.high.is_finite()));
    assert!(money.unfavourable.share.interval.low <= 100.0);
}

#[test]
fn students_t_is_the_published_one() {
    for (degrees, t) in [(7.0, 2.365), (9.0, 2.262), (29.0, 2.045), (99.0, 1.984), (1e9, 1.960)] {
        assert!((student95(degrees) - t).abs() < 0.01, "{degrees}");
    }
}

#[test]
fn it_is_written_compactly_and_reads_back_the_same() {
    let spending = csat(&[(5, 1_000, EVERYBODY), (5, 500, EVERYBODY), (1, i64::MAX, 250_000)]);
    let written = serde_json::to_string(&spending).unwrap();
    let expected = concat!(
        r#"{"1000000":{"5":[2,"1500","1250000"]},"#,
        r#""250000":{"1":[1,"9223372036854775807","85070591730234615847396907784232501249"]}}"#
    );
    assert_eq!(written, expected);
    assert_eq!(serde_json::from_str::<Spending>(&written).unwrap(), spending);
}

#[test]
fn what_cannot_have_been_written_is_refused() {
    let wrong = |text: &str| serde_json::from_str::<Spending>(text).unwrap_err().to_string();
    assert_eq!(wrong(r#"{"0":{}}"#), "\"0\" is not a chance in parts per million");
    assert_eq!(wrong(r#"{"1000001":{}}"#), "\"1000001\" is not a chance in parts per million");
    assert_eq!(wrong(r#"{"9":{"five":[1,"1","1"]}}"#), "\"five\" is not a rating");
    assert_eq!(wrong(r#"{"9":{"11":[1,"1","1"]}}"#), "11 is not on the scale from 0 to 10");
    assert_eq!(wrong(r#"{"9":{"5":[1,"1","1"],"05":[1,"1","1"]}}"#), "rating 5 stands there twice for chance 9");
    for values in [r#"[0,"0","0"]"#, r#"[2,"1","1"]"#, r#"[1,"3","2"]"#, r#"[1,"-1","1"]"#, r#"[1,"x","1"]"#] {
        assert!(wrong(&format!(r#"{{"9":{{"5":{values}}}}}"#)).ends_with("is not some orders and their sums"));
    }
}

#[test]
fn a_bands_interval_holds_its_true_share_19_times_in_20() {
    let mut dice = Dice::new(11);
    let mut draw = |n: usize, sigma: f64, pull: f64| -> Vec<(u8, i64, u32)> {
        let order = |_| {
            let z = dice.normal();
            let rating = if dice.unit() < 1.0 / (1.0 + (-(pull * z - 0.85)).exp()) { 1 } else { 5 };
            (rating, (100_000.0 * (sigma * z).exp()) as i64, if dice.unit() < 0.5 { EVERYBODY } else { 250_000 })
        };
        (0..n).map(order).collect()
    };
    let mut means = Vec::new();
    for sigma in [0.5, 1.2] {
        for pull in [0.0, 1.0, -1.0] {
            let truth = money(&draw(2_000_000, sigma, pull)).unfavourable.share.value;
            for n in [30, 100, 500] {
                let runs = 1_000;
                let held =
                    (0..runs).filter(|_| money(&draw(n, sigma, pull)).unfavourable.share.interval.contains(truth));
                means.push(held.count() as f64 / f64::from(runs));
            }
        }
    }
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    assert!((0.93..=0.98).contains(&mean), "{mean}");
    assert!(means.iter().all(|held| *held > 0.91), "{means:?}");
}

proptest! {
    #[test]
    fn merging_adds_up_to_what_adding_each_order_does(
        one in prop::collection::vec((1_u8..=5, -10_i64..1_000_000, 0_u32..1_100_000), 0..20),
        other in prop::collection::vec((1_u8..=5, 1_i64.., 0_u32..3), 0..20),
    ) {
        let mut merged = csat(&one);
        merged.merge(&csat(&other));
        prop_assert_eq!(&merged, &csat(&[one, other].concat()));
        let written = serde_json::to_string(&merged).unwrap();
        prop_assert_eq!(serde_json::from_str::<Spending>(&written).unwrap(), merged);
    }

    #[test]
    fn shares_add_up_and_lie_in_intervals_that_have_a_width(
        orders in prop::collection::vec((1_u8..=5, 1_i64.., 0_u32..1_100_000), 1..30),
    ) {
        let Money { value, favourable, neutral, unfavourable, average, average_interval, .. } = money(&orders);
        let bands = [favourable, neutral, unfavourable];
        let total: f64 = bands.iter().map(|band| band.share.value).sum();
        prop_assert!((total - 100.0).abs() < 1e-9);
        for ValueBehind { share, interval, value: behind, .. } in bands {
            prop_assert!(share.interval.contains(share.value) && share.interval.low < share.interval.high);
            prop_assert!(interval.contains(behind) && 0.0 <= interval.low && interval.high <= value);
        }
        prop_assert!(average_interval.is_none_or(|ends| ends.low <= average && average <= ends.high));
        prop_assert_eq!(average_interval.is_some(), orders.len() >= 8);
    }
}
