use proptest::prelude::*;

use super::*;
use crate::examples::{any_histogram, any_sample};
use crate::{Change, Mean, Score, favourable_share};

fn of(counts: &[(u8, u64, u32)]) -> Sample {
    let mut sample = Sample::default();
    for &(rating, count, asked_ppm) in counts {
        sample.add_count(rating, count, asked_ppm).unwrap();
    }
    sample
}

fn read(text: &str) -> Result<Sample, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[test]
fn an_answer_of_one_in_five_stands_for_five() {
    let sample = of(&[(1, 6, EVERYBODY), (0, 2, EVERYBODY), (0, 4, 200_000)]);
    let score = Score::of(Metric::Thumbs, &sample).unwrap();
    assert!((score.value - 100.0 * 6.0 / 28.0).abs() < 1e-12, "{score:?}");
    assert!((sample.effective_n() - 28.0 * 28.0 / 108.0).abs() < 1e-12);
}

#[test]
fn what_is_counted_is_the_answers_as_given() {
    let mut sample = of(&[(9, 2, 250_000), (3, 1, EVERYBODY)]);
    sample.add(Rating::new(Metric::Nps, 10).unwrap(), 250_000);
    assert_eq!((sample.n(), sample.count(9), sample.sum(), sample.sum_of_squares()), (4, 2, 31, 271));
    assert_eq!(sample.bands(Metric::Nps), Bands { favourable: 3, neutral: 0, unfavourable: 1 });
}

#[test]
fn nothing_added_leaves_a_sample_empty() {
    let mut sample = of(&[(9, 0, 5)]);
    sample.add_histogram(&Histogram::default(), 7);
    assert!(sample.add_count(11, 1, 5).is_err());
    assert!(sample.is_empty() && sample == Sample::default());
    assert_eq!(sample.effective_n(), 0.0);
}

#[test]
fn a_chance_that_cannot_be_is_taken_to_the_nearer_one_that_can() {
    assert_eq!(of(&[(5, 1, 0), (4, 1, u32::MAX)]), of(&[(5, 1, 1), (4, 1, EVERYBODY)]));
}

#[test]
fn it_is_written_by_chance_ascending() {
    let sample = of(&[(3, 1, EVERYBODY), (9, 3, 200_000), (9, 0, 100)]);
    assert_eq!(serde_json::to_string(&sample).unwrap(), r#"{"200000":{"9":3},"1000000":{"3":1}}"#);
    assert_eq!(read(r#"{"5":{},"1000000":{"3":1}}"#), Ok(of(&[(3, 1, EVERYBODY)])));
}

#[test]
fn a_map_that_is_not_one_histogram_per_chance_is_refused() {
    let refused = |text, why| assert!(read(text).unwrap_err().starts_with(why), "{text}: {:?}", read(text));
    refused(r#"{"0":{"9":1}}"#, "\"0\" is not a chance from 1 to 1000000");
    refused(r#"{"1000001":{"9":1}}"#, "\"1000001\" is not a chance");
    refused(r#"{"half":{"9":1}}"#, "\"half\" is not a chance");
    refused(r#"{"5":{"9":1},"05":{"9":1}}"#, "chance 05 stands there twice");
    refused(r#"{"5":{"11":1}}"#, "11 is not on the scale");
    refused("9", "invalid type: integer `9`, expected a map from chance");
}

proptest! {
    #[test]
    fn one_chance_alone_changes_no_bit_of_any_figure(
        now in any_histogram(0..=10), before in any_histogram(0..=10), chance in 1..EVERYBODY,
    ) {
        let asked = |histogram: &Histogram| {
            let mut sample = Sample::default();
            sample.add_histogram(histogram, chance);
            sample
        };
        let (some, all) = (asked(&now), Sample::from(now.clone()));
        prop_assert_eq!(some.effective_n(), now.n() as f64);
        for metric in Metric::ALL {
            prop_assert_eq!(Score::of(metric, &some), Score::of(metric, &all));
            prop_assert_eq!(Mean::of(metric, &some), Mean::of(metric, &all));
            prop_assert_eq!(favourable_share(metric, &some), favourable_share(metric, &all));
            let changes = [(&some, asked(&before)), (&all, before.clone().into())]
                .map(|(now, before)| Change::between(metric, now, &before));
            prop_assert_eq!(changes[0], changes[1]);
        }
    }

    #[test]
    fn the_effective_number_lies_between_one_and_all(sample in any_sample(0..=10)) {
        prop_assume!(!sample.is_empty());
        let (effective, n) = (sample.effective_n(), sample.n() as f64);
        prop_assert!(1.0 - 1e-9 <= effective && effective <= n * (1.0 + 1e-12), "{effective} of {n}");
    }

    #[test]
    fn merging_counts_every_answer_once(a in any_sample(0..=10), b in any_sample(0..=10)) {
        let (mut one, mut other) = (a.clone(), b.clone());
        one.merge(&b);
        other.merge(&a);
        prop_assert_eq!(one.n(), a.n() + b.n());
        prop_assert_eq!(one, other);
    }

    #[test]
    fn what_is_written_reads_back_the_same(sample in any_sample(0..=10)) {
        prop_assert_eq!(read(&serde_json::to_string(&sample).unwrap()), Ok(sample));
    }
}
