use super::*;
use crate::dice::Dice;
use crate::metric::Metric;

const EVERYBODY: u32 = 1_000_000;

fn rating(given: u8) -> Rating {
    Rating::new(Metric::Nps, given).unwrap()
}

/// So many answers about drivers of so many levels, each of which draws the rating up by up to its effect.
fn sample(dice: &mut Dice, n: usize, levels: u16, effects: &[f64]) -> DriverRows {
    let mut rows = DriverRows::new(vec![DriverKind::Levels; effects.len()]);
    for _ in 0..n {
        let codes: Vec<u16> = effects.iter().map(|_| (dice.unit() * f64::from(levels)) as u16).collect();
        let steps = codes.iter().map(|&code| f64::from(code) / f64::from(levels - 1));
        let pull: f64 = steps.zip(effects).map(|(step, effect)| step * effect).sum();
        let given = (4.0 + pull + 1.5 * dice.normal()).round().clamp(0.0, 10.0);
        rows.add(rating(given as u8), EVERYBODY, &codes.into_iter().map(Some).collect::<Vec<_>>());
    }
    rows
}

/// A hundred answers and more, whose rating is what the function says of the two codes.
fn pairs(kinds: [DriverKind; 2], given: impl Fn(u16, u16) -> u8) -> DriverRows {
    let mut rows = DriverRows::new(kinds.to_vec());
    for at in 0..120 {
        let (one, other) = (at % 3, at / 3 % 4);
        rows.add(rating(given(one, other)), EVERYBODY, &[Some(one), Some(other)]);
    }
    rows
}

#[test]
fn drivers_that_do_not_go_together_explain_their_own_part() {
    let rows = pairs([DriverKind::Number; 2], |one, other| (2 * one + other) as u8);
    let importance = rows.importance().unwrap();
    // Variances 4 · 2/3 and 5/4.
    let expected = [8.0 / 3.0, 1.25].map(|variance| variance / (8.0 / 3.0 + 1.25));
    for (driver, expected) in importance.drivers.iter().zip(expected) {
        assert!((driver.part - expected).abs() < 1e-12 && (driver.share - 100.0 * expected).abs() < 1e-10);
        assert!(driver.interval.contains(driver.share) && driver.part_interval.contains(driver.part));
        assert!((driver.by_chance - 1.0 / 119.0).abs() < 1e-12);
    }
    assert!((importance.r_squared - 1.0).abs() < 1e-12);
    assert_eq!((importance.complete, importance.incomplete), (120, 0));
}

#[test]
fn levels_need_no_order_and_a_number_is_a_straight_line() {
    let turns = |_, other| [5, 0, 9, 5][usize::from(other)];
    let levels = pairs([DriverKind::Levels; 2], turns).importance().unwrap();
    let numbers = pairs([DriverKind::Number; 2], turns).importance().unwrap();
    assert_eq!((levels.drivers[1].columns, numbers.drivers[1].columns), (3, 1));
    assert!((levels.r_squared - 1.0).abs() < 1e-12);
    assert!(numbers.r_squared < 0.1);
}

#[test]
fn drivers_that_say_the_same_share_what_they_explain() {
    let mut rows = DriverRows::new(vec![DriverKind::Levels, DriverKind::Number, DriverKind::Levels]);
    for at in 0..150 {
        let code = at % 2;
        rows.add(rating((code * 5 + at % 3) as u8), EVERYBODY, &[Some(code), Some(9 - code), Some(7)]);
    }
    let importance = rows.importance().unwrap();
    let shares: Vec<f64> = importance.drivers.iter().map(|driver| driver.share).collect();
    assert!(shares.iter().all(|share| (share - 50.0).abs() < 1e-9), "{shares:?}");
    assert_eq!(importance.left_out, [2]);
}

#[test]
fn a_level_with_one_answer_and_a_driver_that_is_never_known_do_no_harm() {
    let mut rows = DriverRows::new(vec![DriverKind::Levels; 3]);
    for at in 0..200 {
        let first = if at == 0 { 40_000 } else { at % 2 };
        rows.add(rating((at % 2 + at % 5) as u8), EVERYBODY, &[Some(first), None, Some(at % 3)]);
    }
    rows.add(rating(3), EVERYBODY, &[]);
    let importance = rows.importance().unwrap();
    assert_eq!((importance.complete, importance.incomplete), (200, 1));
    assert_eq!(importance.left_out, [1]);
    assert_eq!(importance.drivers.iter().map(|driver| driver.driver).collect::<Vec<_>>(), [0, 2]);
    let total: f64 = importance.drivers.iter().map(|driver| driver.share).sum();
    assert!((total - 100.0).abs() < 1e-9);
}

#[test]
fn answers_that_were_asked_for_less_often_stand_for_more() {
    let (mut sampled, mut everybody) =
        (DriverRows::new(vec![DriverKind::Levels]), DriverRows::new(vec![DriverKind::Levels]));
    for at in 0..200 {
        let (given, code) = (rating((at % 7 + at % 2) as u8), [Some(at % 2)]);
        let quarter = at % 7 < 2;
        sampled.add(given, if quarter { 250_000 } else { EVERYBODY }, &code);
        for _ in 0..if quarter { 4 } else { 1 } {
            everybody.add(given, EVERYBODY, &code);
        }
    }
    let (sampled, everybody) = (sampled.importance().unwrap(), everybody.importance().unwrap());
    assert!((sampled.r_squared - everybody.r_squared).abs() < 1e-12);
    assert!(sampled.drivers[0].by_chance > everybody.drivers[0].by_chance);
}

#[test]
fn what_cannot_be_worked_out_is_refused_with_its_numbers() {
    let refused = |rows: &DriverRows| rows.importance().unwrap_err();
    let empty = |drivers| DriverRows::new(vec![DriverKind::Levels; drivers]);
    assert_eq!(refused(&empty(0)), NoImportance::NoDrivers);
    assert_eq!(refused(&empty(11)), NoImportance::TooManyDrivers { given: 11, most: 10 });
    assert_eq!(refused(&empty(2)), NoImportance::TooFewRows { complete: 0, needed: 100 });
    let of = |n: u16, given: fn(u16) -> u8, code: fn(u16) -> u16| {
        let mut rows = empty(1);
        (0..n).for_each(|at| rows.add(rating(given(at)), EVERYBODY, &[Some(code(at))]));
        rows
    };
    let digit = |at: u16| (at % 10) as u8;
    assert_eq!(refused(&of(1, digit, |_| 0)), NoImportance::TooFewRows { complete: 1, needed: 100 });
    assert_eq!(refused(&of(99, digit, |at| at % 2)), NoImportance::TooFewRows { complete: 99, needed: 100 });
    assert_eq!(refused(&of(119, digit, |at| at % 13)), NoImportance::TooFewRows { complete: 119, needed: 120 });
    assert_eq!(refused(&of(900, digit, |at| at)), NoImportance::TooManyColumns { columns: 899, most: 100 });
    assert_eq!(refused(&of(100, digit, |_| 4)), NoImportance::NothingVaries);
    assert_eq!(refused(&of(100, |_| 9, |at| at % 2)), NoImportance::RatingDoesNotVary);
    assert_eq!(refused(&of(100, |at| (at % 2) as u8, |at| at / 2 % 2)), NoImportance::NothingExplained);
    let words = refused(&of(99, digit, |at| at % 2)).to_string();
    assert_eq!(words, "99 answers know every driver, and 100 are needed");
}

#[test]
fn ten_drivers_of_eight_levels_and_fifty_thousand_answers_are_no_trouble() {
    let effects = [4.0, 2.0, 1.0, 1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0];
    let importance = sample(&mut Dice::new(3), 50_000, 8, &effects).importance().unwrap();
    let shares: Vec<f64> = importance.drivers.iter().map(|driver| driver.share).collect();
    assert!((shares.iter().sum::<f64>() - 100.0).abs() < 1e-9);
    assert!(shares[0] > 50.0 && shares[1] > shares[2] && shares[6..].iter().all(|share| *share < 0.2), "{shares:?}");
    for driver in &importance.drivers[6..] {
        assert!(driver.part < 3.0 * driver.by_chance && driver.interval.low == 0.0, "{driver:?}");
    }
}

#[test]
fn the_same_answers_in_any_order_give_the_same_figures() {
    let mut answers: Vec<(u8, Option<u16>)> = (0_u16..300).map(|at| ((at % 11) as u8, Some(at % 17 % 5))).collect();
    let mut importance = || {
        answers.reverse();
        let mut rows = DriverRows::new(vec![DriverKind::Levels]);
        answers.iter().for_each(|&(given, code)| rows.add(rating(given), EVERYBODY, &[code]));
        rows.importance().unwrap()
    };
    assert_eq!(importance(), importance());
}

#[test]
fn the_intervals_hold_the_truth_about_19_times_in_20() {
    let mut dice = Dice::new(5);
    let effects = [3.0, 1.5, 0.0];
    let truth = sample(&mut dice, 200_000, 3, &effects).importance().unwrap();
    let runs = 200;
    let (mut shares, mut parts) = ([0; 3], [0; 3]);
    for _ in 0..runs {
        let drawn = sample(&mut dice, 500, 3, &effects).importance().unwrap();
        for (at, (driver, truth)) in drawn.drivers.iter().zip(&truth.drivers).enumerate() {
            // The third has nothing to do with the rating; also 200,000 answers give it a little.
            let (share, part) = if at == 2 { (0.0, 0.0) } else { (truth.share, truth.part) };
            shares[at] += i32::from(driver.interval.contains(share));
            parts[at] += i32::from(driver.part_interval.contains(part));
        }
    }
    let held = |count: i32| f64::from(count) / f64::from(runs);
    assert!(shares.map(held).iter().chain(&parts.map(held)).all(|held| *held >= 0.91), "{shares:?} {parts:?}");
}
