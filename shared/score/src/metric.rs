use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::rating::{HIGHEST_RATING, Rating};

/// What a survey measures, and so which scale it asks on and how ratings become a score.
///
/// Written `nps`, `csat`, `ces`, `enps`, `stars`, `thumbs`: in a journey file, in storage, in exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// Net Promoter Score: "how likely are you to recommend us?", 0 to 10. Promoters less detractors.
    Nps,
    /// Customer satisfaction, 1 to 5. The share in the top two boxes.
    Csat,
    /// Customer Effort Score 2.0: "they made it easy", disagree to agree, 1 to 7. The share that agrees.
    Ces,
    /// The NPS question put to employees about their workplace; same scale, same arithmetic.
    Enps,
    /// One to five stars. The share with four or five.
    Stars,
    /// Thumb down (0) or up (1). The share of thumbs up.
    Thumbs,
}

impl Metric {
    /// Every metric, in declared order.
    pub const ALL: [Metric; 6] = [Metric::Nps, Metric::Csat, Metric::Ces, Metric::Enps, Metric::Stars, Metric::Thumbs];

    /// The name it is written and read by.
    pub fn as_str(self) -> &'static str {
        match self {
            Metric::Nps => "nps",
            Metric::Csat => "csat",
            Metric::Ces => "ces",
            Metric::Enps => "enps",
            Metric::Stars => "stars",
            Metric::Thumbs => "thumbs",
        }
    }

    /// The ratings that a respondent can give, both ends included.
    pub fn scale(self) -> RangeInclusive<u8> {
        match self {
            Metric::Nps | Metric::Enps => 0..=HIGHEST_RATING,
            Metric::Csat | Metric::Stars => 1..=5,
            Metric::Ces => 1..=7,
            Metric::Thumbs => 0..=1,
        }
    }

    /// The name and version of the arithmetic, to stand beside every published figure. A change in
    /// the scale, the bands or the formula is a new version, and figures of two versions are not
    /// compared.
    pub fn definition(self) -> &'static str {
        match self {
            Metric::Nps => "nps@1",
            Metric::Csat => "csat-top2@1",
            Metric::Ces => "ces-agree@1",
            Metric::Enps => "enps@1",
            Metric::Stars => "stars@1",
            Metric::Thumbs => "thumbs@1",
        }
    }

    /// Which side a rating counts on. For NPS: promoter 9–10, passive 7–8, detractor 0–6. The middle
    /// of a five- or seven-step scale is neutral, never favourable.
    ///
    /// Total: a rating from another metric's scale falls on the side of the nearest end of this one.
    pub fn band(self, rating: Rating) -> Band {
        self.band_of(rating.get())
    }

    pub(crate) fn band_of(self, rating: u8) -> Band {
        let (neutral, favourable) = match self {
            Metric::Nps | Metric::Enps => (7, 9),
            Metric::Csat | Metric::Stars => (3, 4),
            Metric::Ces => (4, 5),
            Metric::Thumbs => (1, 1),
        };
        match rating {
            given if given >= favourable => Band::Favourable,
            given if given >= neutral => Band::Neutral,
            _ => Band::Unfavourable,
        }
    }

    /// The unit of its score: `points`, −100 to 100, or `percent`, 0 to 100.
    pub fn unit(self) -> &'static str {
        if self.is_net() { "points" } else { "percent" }
    }

    /// Whether its score is a difference of two shares rather than one share.
    pub(crate) fn is_net(self) -> bool {
        matches!(self, Metric::Nps | Metric::Enps)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Metric {
    type Err = UnknownMetric;

    /// Reads exactly what [`Metric::as_str`] writes; case and spaces matter.
    fn from_str(name: &str) -> Result<Self, UnknownMetric> {
        Metric::ALL.into_iter().find(|metric| metric.as_str() == name).ok_or(UnknownMetric)
    }
}

/// The name is no metric's. The message lists the ones there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownMetric;

impl fmt::Display for UnknownMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Metric::ALL.map(Metric::as_str).join(", ");
        write!(f, "the metric must be one of {names}")
    }
}

impl Error for UnknownMetric {}

/// Which side of the scale a rating is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Promoter, satisfied, agreed, thumb up.
    Favourable,
    /// Passive, or the middle of the scale. Thumbs have none.
    Neutral,
    /// Detractor, dissatisfied, disagreed, thumb down.
    Unfavourable,
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, StrDeserializer};

    use super::*;
    use crate::examples::Written;

    #[test]
    fn every_rating_on_every_scale_counts_on_the_side_the_field_has_agreed_on() {
        let sides = |metric: Metric| -> String {
            let side = |given| match metric.band(Rating::new(metric, given).unwrap()) {
                Band::Favourable => '+',
                Band::Neutral => '0',
                Band::Unfavourable => '-',
            };
            metric.scale().map(side).collect()
        };
        assert_eq!(sides(Metric::Nps), "-------00++");
        assert_eq!(sides(Metric::Enps), "-------00++");
        assert_eq!(sides(Metric::Csat), "--0++");
        assert_eq!(sides(Metric::Stars), "--0++");
        assert_eq!(sides(Metric::Ces), "---0+++");
        assert_eq!(sides(Metric::Thumbs), "-+");
    }

    #[test]
    fn a_metric_is_read_by_the_name_it_is_written_by() {
        for metric in Metric::ALL {
            assert_eq!(metric.to_string().parse(), Ok(metric));
            assert_eq!(Written(metric).to_string(), metric.as_str());
            let name: StrDeserializer<'_, ValueError> = metric.as_str().into_deserializer();
            assert_eq!(Metric::deserialize(name), Ok(metric));
        }
        assert_eq!("NPS".parse::<Metric>(), Err(UnknownMetric));
        assert!(UnknownMetric.to_string().ends_with("nps, csat, ces, enps, stars, thumbs"));
    }

    #[test]
    fn definitions_and_units_are_the_published_ones() {
        let published = Metric::ALL.map(|metric| (metric.definition(), metric.unit()));
        let expected = [
            ("nps@1", "points"),
            ("csat-top2@1", "percent"),
            ("ces-agree@1", "percent"),
            ("enps@1", "points"),
            ("stars@1", "percent"),
            ("thumbs@1", "percent"),
        ];
        assert_eq!(published, expected);
    }
}
