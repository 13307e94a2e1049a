//! Answers to test with, and a way to see what serde writes.

use std::fmt;
use std::ops::RangeInclusive;

use proptest::prelude::*;
use serde::Serialize;

use crate::{EVERYBODY, Histogram, Metric, Sample};

/// `favourable`, `neutral` and `unfavourable` answers, each at the nearest rating to the middle, of people who were all
/// asked.
pub fn answers(metric: Metric, favourable: u64, neutral: u64, unfavourable: u64) -> Sample {
    let (top, middle, bottom) = match metric {
        Metric::Nps | Metric::Enps => (9, 8, 6),
        Metric::Csat | Metric::Stars => (4, 3, 2),
        Metric::Ces => (5, 4, 3),
        Metric::Thumbs => (1, 1, 0),
    };
    let mut sample = Sample::default();
    for (rating, count) in [(top, favourable), (middle, neutral), (bottom, unfavourable)] {
        sample.add_count(rating, count, EVERYBODY).unwrap();
    }
    sample
}

/// Up to a million of each rating on the scale, often none or one.
pub fn any_histogram(scale: RangeInclusive<u8>) -> impl Strategy<Value = Histogram> {
    let counts = prop_oneof![Just(0_u64), Just(1_u64), 0_u64..30, 0_u64..1_000_000];
    let ratings: Vec<u8> = scale.collect();
    prop::collection::vec(counts, ratings.len()).prop_map(move |counts| {
        let mut histogram = Histogram::default();
        for (&rating, count) in ratings.iter().zip(counts) {
            histogram.add_count(rating, count).unwrap();
        }
        histogram
    })
}

/// Such histograms of people who were asked with one chance, or with up to three.
pub fn any_sample(scale: RangeInclusive<u8>) -> impl Strategy<Value = Sample> {
    let chance = prop_oneof![Just(EVERYBODY), 1..=EVERYBODY];
    prop::collection::vec((chance, any_histogram(scale)), 1..=3).prop_map(|strata| {
        let mut sample = Sample::default();
        for (asked_ppm, histogram) in strata {
            sample.add_histogram(&histogram, asked_ppm);
        }
        sample
    })
}

/// A metric, and two periods of answers to it.
pub fn any_two_periods() -> impl Strategy<Value = (Metric, Sample, Sample)> {
    prop::sample::select(Metric::ALL.to_vec()).prop_flat_map(|metric| {
        let period = || any_sample(metric.scale());
        (Just(metric), period(), period())
    })
}

/// What serde writes, for values that serialise to one word or number.
pub struct Written<T>(pub T);

impl<T: Serialize> fmt::Display for Written<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}
