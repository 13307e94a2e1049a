use proptest::prelude::*;

use super::*;
use crate::examples::{answers, any_two_periods};
use crate::score::favourable_share;

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
    assert!((change.p - 0.0851).abs() < 0.0001, "{change:?}");
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
    assert_eq!((change.verdict, change.p), (Verdict::CantTell, 1.0));
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
fn the_p_of_a_share_is_where_its_interval_reaches_zero() {
    let (now, before) = (answers(Metric::Thumbs, 56, 0, 14), answers(Metric::Thumbs, 48, 0, 32));
    let change = Change::between(Metric::Thumbs, &now, &before).unwrap();
    assert!((change.p - 0.008_133_140).abs() < 1e-9, "{change:?}");
    let of_scores =
        Change::of_scores(&Score::of(Metric::Thumbs, &now).unwrap(), &Score::of(Metric::Thumbs, &before).unwrap());
    assert_eq!(of_scores.interval, change.interval);
    assert!((of_scores.p - change.p).abs() < 0.002, "{of_scores:?}");
}

#[test]
fn what_cannot_be_chance_has_no_p_left() {
    let (now, before) = (answers(Metric::Thumbs, 1_000_000, 0, 0), answers(Metric::Thumbs, 0, 0, 1_000_000));
    assert_eq!(Change::between(Metric::Thumbs, &now, &before).unwrap().p, 0.0);
}

#[test]
fn a_period_without_answers_is_compared_with_nothing() {
    let (some, none) = (answers(Metric::Ces, 5, 0, 0), Sample::default());
    assert_eq!(Change::between(Metric::Ces, &some, &none), None);
    assert_eq!(Change::between(Metric::Ces, &none, &some), None);
    assert!(Change::between(Metric::Ces, &some, &some).is_some());
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
            prop_assert_eq!(there.p, back.p);
        }
    }

    #[test]
    fn the_interval_holds_the_difference_and_stays_in_the_range((metric, a, b) in any_two_periods()) {
        if let Some(Change { difference, interval, p, verdict }) = Change::between(metric, &a, &b) {
            let widest = if metric.unit() == "points" { 200.0 } else { 100.0 };
            prop_assert!(-widest <= interval.low && interval.high <= widest, "{interval:?}");
            prop_assert!(interval.contains(difference), "{difference} is not in {interval:?}");
            prop_assert_eq!(verdict == Verdict::CantTell, interval.contains(0.0));
            prop_assert!((0.0..=1.0).contains(&p), "{p}");
            prop_assert_eq!(verdict == Verdict::CantTell, p >= 0.05, "{} for {:?}", p, interval);
        }
    }

    #[test]
    fn a_period_has_not_changed_from_itself((metric, period, _) in any_two_periods()) {
        if let Some(change) = Change::between(metric, &period, &period) {
            prop_assert_eq!((change.difference, change.p), (0.0, 1.0));
            prop_assert_eq!(change.verdict, Verdict::CantTell);
        }
    }

    #[test]
    fn two_shares_change_alike_whether_told_by_their_answers_or_by_their_scores((metric, a, b) in any_two_periods()) {
        let (Some(now), Some(before)) = (favourable_share(metric, &a), favourable_share(metric, &b)) else { return Ok(()) };
        let (of_scores, back) = (Change::of_scores(&now, &before), Change::of_scores(&before, &now));
        prop_assert_eq!(of_scores.difference, now.value - before.value);
        prop_assert!(of_scores.interval.contains(of_scores.difference));
        prop_assert!(-100.0 <= of_scores.interval.low && of_scores.interval.high <= 100.0);
        prop_assert_eq!(of_scores.verdict == Verdict::CantTell, of_scores.p >= 0.05);
        prop_assert_eq!((of_scores.p, of_scores.interval.low), (back.p, -back.interval.high));
        if metric.unit() == "percent" {
            let of_answers = Change::between(metric, &a, &b).unwrap();
            prop_assert!((of_scores.interval.low - of_answers.interval.low).abs() < 1e-9);
            prop_assert!((of_scores.interval.high - of_answers.interval.high).abs() < 1e-9);
        }
    }
}
