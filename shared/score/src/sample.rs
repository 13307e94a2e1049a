use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::histogram::{Bands, Histogram};
use crate::metric::Metric;
use crate::rating::{OutOfScale, Rating};

/// The chance, in parts per million, of somebody who was certain to be asked.
pub const EVERYBODY: u32 = 1_000_000;

/// Answers, each with the chance that its respondent had to be asked.
///
/// Holds exact counts only, one [`Histogram`] per chance. In scores and intervals an answer stands for `1 / chance`
/// people: D. G. Horvitz and D. J. Thompson, "A generalization of sampling without replacement from a finite universe",
/// JASA 47 (1952), as the ratio of two such sums (J. Hájek 1971). Where all had the same chance, every figure is to the
/// last bit what it is without chances. Counting methods (`n`, `bands`, `sum`, …) are of the answers as given.
///
/// A chance outside 1..=1 000 000 is taken to the nearer end: whoever answered was asked. Serialised as a map from
/// chance to histogram, ascending and without empty ones: `{"200000": {"9": 3}, "1000000": {"3": 1}}`; reading refuses
/// other chances, and one that stands there twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    strata: BTreeMap<u32, Histogram>,
}

/// The two sides of a metric's scale and the whole, as effective numbers of answers.
pub(crate) struct Sides {
    pub favourable: f64,
    pub unfavourable: f64,
    pub n: f64,
}

impl Sample {
    /// Counts one rating.
    pub fn add(&mut self, rating: Rating, asked_ppm: u32) {
        self.stratum(asked_ppm).add(rating);
    }

    /// Counts a rating that was given `count` times. Refuses, and changes nothing, above 10.
    pub fn add_count(&mut self, rating: u8, count: u64, asked_ppm: u32) -> Result<(), OutOfScale> {
        let mut histogram = Histogram::default();
        histogram.add_count(rating, count)?;
        self.add_histogram(&histogram, asked_ppm);
        Ok(())
    }

    /// Adds answers of people who all had this chance.
    pub fn add_histogram(&mut self, histogram: &Histogram, asked_ppm: u32) {
        if histogram.n() > 0 {
            self.stratum(asked_ppm).merge(histogram);
        }
    }

    /// Adds every answer of another sample of the same metric.
    pub fn merge(&mut self, other: &Sample) {
        for (&asked_ppm, histogram) in &other.strata {
            self.add_histogram(histogram, asked_ppm);
        }
    }

    /// All answers together, whatever their chance.
    pub fn histogram(&self) -> Histogram {
        let mut all = Histogram::default();
        self.strata.values().for_each(|histogram| all.merge(histogram));
        all
    }

    /// How many answers there are.
    pub fn n(&self) -> u64 {
        self.histogram().n()
    }

    pub fn is_empty(&self) -> bool {
        self.strata.is_empty()
    }

    /// How many times this rating was given; 0 for a number on no scale.
    pub fn count(&self, rating: u8) -> u64 {
        self.histogram().count(rating)
    }

    /// The answers by side of the metric's scale.
    pub fn bands(&self, metric: Metric) -> Bands {
        self.histogram().bands(metric)
    }

    /// The sum of all ratings.
    pub fn sum(&self) -> u64 {
        self.histogram().sum()
    }

    /// The sum of the squares of all ratings.
    pub fn sum_of_squares(&self) -> u64 {
        self.histogram().sum_of_squares()
    }

    /// How many answers of people who all had the same chance would say as much: `(Σw)² / Σw²` over the answers'
    /// weights, between 1 and `n`; 0 without answers. All intervals are worked out with it.
    ///
    /// L. Kish, "Survey Sampling" (1965), section 11.7. It takes how people answer to have nothing to do with their
    /// chance. Where those who were seldom asked differ more among themselves than the others, intervals are a little
    /// too narrow, and hold the truth 92 to 94 times in 100 (`examples/coverage`); the other way round, too wide.
    pub fn effective_n(&self) -> f64 {
        self.effective(Histogram::n)
    }

    /// The effective number of answers that are counted by `part`: their weighted share in the effective number of all.
    pub(crate) fn effective(&self, part: impl Fn(&Histogram) -> u64) -> f64 {
        self.effective_by(|_, histogram| part(histogram))
    }

    /// The same of `some` of these answers.
    pub(crate) fn effective_of(&self, some: &Sample) -> f64 {
        self.effective_by(|asked_ppm, _| some.strata.get(&asked_ppm).map_or(0, Histogram::n))
    }

    fn effective_by(&self, part: impl Fn(u32, &Histogram) -> u64) -> f64 {
        // Weighted against the highest chance, so that a chance alone weighs exactly 1.
        let Some((&highest, _)) = self.strata.last_key_value() else { return 0.0 };
        let (mut of_part, mut of_all, mut squared) = (0.0, 0.0, 0.0);
        for (&asked_ppm, histogram) in &self.strata {
            let weight = f64::from(highest) / f64::from(asked_ppm);
            let n = histogram.n() as f64;
            of_part += weight * part(asked_ppm, histogram) as f64;
            of_all += weight * n;
            squared += weight * weight * n;
        }
        of_part * (of_all / squared)
    }

    /// None when there are no answers.
    pub(crate) fn sides(&self, metric: Metric) -> Option<Sides> {
        (!self.is_empty()).then(|| Sides {
            favourable: self.effective(|histogram| histogram.bands(metric).favourable),
            unfavourable: self.effective(|histogram| histogram.bands(metric).unfavourable),
            n: self.effective_n(),
        })
    }

    fn stratum(&mut self, asked_ppm: u32) -> &mut Histogram {
        self.strata.entry(asked_ppm.clamp(1, EVERYBODY)).or_default()
    }
}

/// Everybody was asked.
impl From<Histogram> for Sample {
    fn from(histogram: Histogram) -> Self {
        let mut sample = Sample::default();
        sample.add_histogram(&histogram, EVERYBODY);
        sample
    }
}

impl Serialize for Sample {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Keys are text: not every format has numbers for keys.
        serializer.collect_map(self.strata.iter().map(|(asked_ppm, histogram)| (asked_ppm.to_string(), histogram)))
    }
}

impl<'de> Deserialize<'de> for Sample {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Strata)
    }
}

struct Strata;

impl<'de> Visitor<'de> for Strata {
    type Value = Sample;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from chance, in parts per million, to the ratings given with it")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sample, A::Error> {
        let mut strata = BTreeMap::new();
        while let Some((key, histogram)) = map.next_entry::<String, Histogram>()? {
            let chance = key.parse().ok().filter(|asked_ppm| (1..=EVERYBODY).contains(asked_ppm));
            let no_chance = || A::Error::custom(format_args!("{key:?} is not a chance from 1 to {EVERYBODY}"));
            match strata.entry(chance.ok_or_else(no_chance)?) {
                Entry::Vacant(free) => free.insert(histogram),
                Entry::Occupied(_) => return Err(A::Error::custom(format_args!("chance {key} stands there twice"))),
            };
        }
        strata.retain(|_, histogram| histogram.n() > 0);
        Ok(Sample { strata })
    }
}

#[cfg(test)]
mod tests;
