use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::metric::{Band, Metric};
use crate::rating::{HIGHEST_RATING, OutOfScale, Rating};

mod column;

const RATINGS: usize = HIGHEST_RATING as usize + 1;

/// How many times each rating was given: the exact counts that every figure is worked out from.
///
/// Holds the ratings of one metric; it does not know which. Counts add up in any order and any
/// grouping to the same histogram, and stop at `u64::MAX` instead of wrapping.
///
/// Serialised as a map from rating to count, ascending and without zeros: `{"3": 1, "9": 12}`.
/// Reading refuses a key that is not a rating in 0..=10, and a rating that stands there twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: [u64; RATINGS],
}

/// How many ratings fell on each side of a metric's scale. The three add up to the histogram's `n`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bands {
    pub favourable: u64,
    pub neutral: u64,
    pub unfavourable: u64,
}

impl Histogram {
    /// Counts one rating.
    pub fn add(&mut self, rating: Rating) {
        self.raise(rating, 1);
    }

    /// Counts a rating that was given `count` times. Refuses, and changes nothing, above 10.
    pub fn add_count(&mut self, rating: u8, count: u64) -> Result<(), OutOfScale> {
        self.raise(Rating::on_any_scale(rating)?, count);
        Ok(())
    }

    /// Adds every count of another histogram of the same metric.
    pub fn merge(&mut self, other: &Histogram) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine = mine.saturating_add(theirs);
        }
    }

    /// How many ratings there are.
    pub fn n(&self) -> u64 {
        self.total(|_| 1)
    }

    /// How many times this rating was given; 0 for a number on no scale.
    pub fn count(&self, rating: u8) -> u64 {
        self.counts.get(usize::from(rating)).copied().unwrap_or(0)
    }

    /// The ratings that were given, ascending, each with how many times.
    pub fn iter(&self) -> impl Iterator<Item = (u8, u64)> + '_ {
        (0..=HIGHEST_RATING).zip(self.counts).filter(|&(_, count)| count > 0)
    }

    /// The same counts by side of the metric's scale.
    pub fn bands(&self, metric: Metric) -> Bands {
        let on = |side: Band| self.total(|rating| u64::from(metric.band_of(rating) == side));
        Bands { favourable: on(Band::Favourable), neutral: on(Band::Neutral), unfavourable: on(Band::Unfavourable) }
    }

    /// The sum of all ratings.
    pub fn sum(&self) -> u64 {
        self.total(u64::from)
    }

    /// The sum of the squares of all ratings: with `n` and [`Histogram::sum`], what a reader needs
    /// for a standard deviation.
    pub fn sum_of_squares(&self) -> u64 {
        self.total(|rating| u64::from(rating).pow(2))
    }

    /// The mean rating, on the metric's own scale. None when there are no ratings.
    pub fn mean(&self) -> Option<f64> {
        let n = self.n();
        (n > 0).then(|| self.sum() as f64 / n as f64)
    }

    fn raise(&mut self, rating: Rating, count: u64) {
        if let Some(counted) = self.counts.get_mut(usize::from(rating.get())) {
            *counted = counted.saturating_add(count);
        }
    }

    fn total(&self, weight: impl Fn(u8) -> u64) -> u64 {
        self.iter().map(|(rating, count)| count.saturating_mul(weight(rating))).fold(0, u64::saturating_add)
    }

    /// Keys are text: not every format has numbers for keys.
    fn entries(&self) -> impl Iterator<Item = (String, u64)> + '_ {
        self.iter().map(|(rating, count)| (rating.to_string(), count))
    }
}

impl Serialize for Histogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.entries())
    }
}

impl<'de> Deserialize<'de> for Histogram {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Histogram;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from rating, 0 to 10, to how many times it was given")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Histogram, A::Error> {
        let mut histogram = Histogram::default();
        let mut seen = BTreeSet::new();
        while let Some((key, count)) = map.next_entry::<String, u64>()? {
            let rating = key.parse().map_err(|_| A::Error::custom(format_args!("{key:?} is not a rating")))?;
            if !seen.insert(rating) {
                return Err(A::Error::custom(format_args!("rating {rating} stands there twice")));
            }
            histogram.add_count(rating, count).map_err(A::Error::custom)?;
        }
        Ok(histogram)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, MapDeserializer, U8Deserializer};

    use super::*;
    use crate::examples::any_histogram;

    fn of(counts: &[(u8, u64)]) -> Histogram {
        let mut histogram = Histogram::default();
        for &(rating, count) in counts {
            histogram.add_count(rating, count).unwrap();
        }
        histogram
    }

    fn read(entries: impl IntoIterator<Item = (String, u64)>) -> Result<Histogram, String> {
        let map: MapDeserializer<'_, _, ValueError> = MapDeserializer::new(entries.into_iter());
        Histogram::deserialize(map).map_err(|error| error.to_string())
    }

    #[test]
    fn ratings_given_one_by_one_are_counted_exactly() {
        let mut histogram = Histogram::default();
        for given in [9, 0, 9, 10, 7] {
            histogram.add(Rating::new(Metric::Nps, given).unwrap());
        }
        assert_eq!(histogram, of(&[(0, 1), (7, 1), (9, 2), (10, 1)]));
        assert_eq!((histogram.n(), histogram.count(9), histogram.count(8)), (5, 2, 0));
        assert_eq!((histogram.sum(), histogram.sum_of_squares()), (35, 311));
        assert_eq!(histogram.mean(), Some(7.0));
        let bands = Bands { favourable: 3, neutral: 1, unfavourable: 1 };
        assert_eq!(histogram.bands(Metric::Nps), bands);
    }

    #[test]
    fn nothing_counted_has_no_mean() {
        assert_eq!(Histogram::default().mean(), None);
        assert_eq!(of(&[(0, 3)]).mean(), Some(0.0));
    }

    #[test]
    fn a_number_on_no_scale_is_refused_and_changes_nothing() {
        let mut histogram = of(&[(10, 1)]);
        assert!(histogram.add_count(11, 1).is_err());
        assert_eq!(histogram, of(&[(10, 1)]));
        assert_eq!(histogram.count(11), 0);
    }

    #[test]
    fn it_is_written_as_a_map_in_the_order_of_the_scale_without_zeros() {
        let written: Vec<_> = of(&[(10, 2), (3, 1), (9, 12), (4, 0)]).entries().collect();
        let expected = [("3", 1), ("9", 12), ("10", 2)];
        assert_eq!(written, expected.map(|(rating, count)| (rating.to_string(), count)));
    }

    #[test]
    fn a_map_that_is_not_one_count_per_rating_is_refused() {
        let wrong =
            |entries: &[(&str, u64)]| read(entries.iter().map(|&(key, count)| (key.to_string(), count))).unwrap_err();
        assert_eq!(wrong(&[("nine", 1)]), "\"nine\" is not a rating");
        assert_eq!(wrong(&[("11", 1)]), "11 is not on the scale from 0 to 10");
        assert_eq!(wrong(&[("9", 1), ("09", 1)]), "rating 9 stands there twice");
    }

    #[test]
    fn a_bare_number_is_refused_with_what_belongs_there() {
        let number: U8Deserializer<ValueError> = 9_u8.into_deserializer();
        let error = Histogram::deserialize(number).unwrap_err().to_string();
        let expected = "expected a map from rating, 0 to 10, to how many times it was given";
        assert!(error.ends_with(expected), "{error}");
    }

    #[test]
    fn counts_stop_at_the_largest_number_instead_of_wrapping() {
        let mut histogram = of(&[(9, u64::MAX), (10, 1)]);
        histogram.add(Rating::new(Metric::Nps, 9).unwrap());
        histogram.merge(&of(&[(9, 5)]));
        assert_eq!((histogram.count(9), histogram.n(), histogram.sum()), (u64::MAX, u64::MAX, u64::MAX));
    }

    proptest! {
        #[test]
        fn merging_two_histograms_counts_what_adding_every_rating_to_one_does(
            first in prop::collection::vec(0_u8..=10, 0..60),
            second in prop::collection::vec(0_u8..=10, 0..60),
        ) {
            let count = |given: &[u8]| {
                let mut histogram = Histogram::default();
                for &given in given {
                    histogram.add(Rating::new(Metric::Nps, given).unwrap());
                }
                histogram
            };
            let mut merged = count(&first);
            merged.merge(&count(&second));
            prop_assert_eq!(merged.n(), (first.len() + second.len()) as u64);
            prop_assert_eq!(merged, count(&[first, second].concat()));
        }

        #[test]
        fn what_is_written_reads_back_the_same(histogram in any_histogram(0..=10)) {
            prop_assert_eq!(read(histogram.entries()), Ok(histogram));
        }

        #[test]
        fn the_three_bands_of_any_metric_add_up_to_n(histogram in any_histogram(0..=10)) {
            for metric in Metric::ALL {
                let Bands { favourable, neutral, unfavourable } = histogram.bands(metric);
                prop_assert_eq!(favourable + neutral + unfavourable, histogram.n());
            }
        }
    }
}
