use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Deserializer, Serialize};

use crate::metric::Metric;

/// The highest rating on any scale; the lowest is 0.
pub(crate) const HIGHEST_RATING: u8 = 10;

/// The number a respondent gave. Never above 10.
///
/// [`Rating::new`] checks it against its metric. Serialised as a plain number, it does not carry its
/// metric, so reading one back only promises 0..=10: where the metric is known, check it again with
/// `Rating::new(metric, rating.get())`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Rating(u8);

impl Rating {
    /// A rating on the metric's scale, or an error that says the scale.
    pub fn new(metric: Metric, given: u8) -> Result<Rating, OutOfScale> {
        Rating::within(metric.scale(), given)
    }

    /// The number as given.
    pub fn get(self) -> u8 {
        self.0
    }

    /// A rating on some scale, when the metric is not known.
    pub(crate) fn on_any_scale(given: u8) -> Result<Rating, OutOfScale> {
        Rating::within(0..=HIGHEST_RATING, given)
    }

    fn within(scale: RangeInclusive<u8>, given: u8) -> Result<Rating, OutOfScale> {
        if scale.contains(&given) { Ok(Rating(given)) } else { Err(OutOfScale { given, scale }) }
    }
}

impl<'de> Deserialize<'de> for Rating {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = u8::deserialize(deserializer)?;
        Rating::on_any_scale(given).map_err(serde::de::Error::custom)
    }
}

/// The number is not on the scale that was asked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfScale {
    given: u8,
    scale: RangeInclusive<u8>,
}

impl fmt::Display for OutOfScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (self.scale.start(), self.scale.end());
        write!(f, "{} is not on the scale from {low} to {high}", self.given)
    }
}

impl Error for OutOfScale {}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, U8Deserializer};

    use super::*;
    use crate::examples::Written;

    #[test]
    fn a_rating_is_on_its_scale_or_refused_with_the_scale_in_words() {
        for metric in Metric::ALL {
            for given in 0..=u8::MAX {
                let rating = Rating::new(metric, given);
                assert_eq!(rating.is_ok(), metric.scale().contains(&given));
                assert!(rating.is_err() || rating.unwrap().get() == given);
            }
        }
        let refused = Rating::new(Metric::Ces, 8).unwrap_err();
        assert_eq!(refused.to_string(), "8 is not on the scale from 1 to 7");
    }

    #[test]
    fn a_rating_is_a_plain_number_outside_and_never_above_ten() {
        let read = |given: u8| {
            let number: U8Deserializer<ValueError> = given.into_deserializer();
            Rating::deserialize(number)
        };
        assert_eq!(Written(Rating(9)).to_string(), "9");
        assert_eq!(read(10), Ok(Rating(10)));
        assert_eq!(read(11).unwrap_err().to_string(), "11 is not on the scale from 0 to 10");
    }
}
