//! Lengths of time as a journey file writes them.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A length of time in whole seconds, written `90s`, `30m`, `12h`, `14d` or `2w`; a day is 24 hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Length(i64);

/// The text is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no length of time; expected a whole number and s, m, h, d or w, such as 30m, 12h or 14d")]
pub struct BadLength(String);

const UNITS: [(char, i64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];
const LONGEST: i64 = 10 * 366 * 86_400;

impl Length {
    /// Reads a length of up to ten years.
    pub fn parse(text: &str) -> Result<Self, BadLength> {
        let bad = || BadLength(text.to_owned());
        let text = text.trim();
        let unit = text.chars().last().and_then(|last| UNITS.iter().find(|(c, _)| *c == last)).ok_or_else(bad)?;
        let number = &text[..text.len() - 1];
        let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        let number: i64 = number.parse().ok().filter(|_| digits).ok_or_else(bad)?;
        number.checked_mul(unit.1).filter(|seconds| *seconds <= LONGEST).map(Self).ok_or_else(bad)
    }

    /// So many days.
    pub const fn days(days: i64) -> Self {
        Self(days * 86_400)
    }

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    /// Both, one after the other.
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// The length in seconds.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// Whether it is no time at all.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// For adding it to a time.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_secs(self.0)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, size) = UNITS.into_iter().skip(1).find(|(_, size)| self.0 % size == 0).unwrap_or(('s', 1));
        write!(f, "{}{unit}", self.0 / size)
    }
}

impl TryFrom<String> for Length {
    type Error = BadLength;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        length.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_and_written_alike() {
        for (text, seconds) in
            [("14d", 1_209_600), ("12h", 43_200), ("30m", 1_800), ("90s", 90), ("600d", 51_840_000), ("0d", 0)]
        {
            let length = Length::parse(text).unwrap();
            assert_eq!((length.seconds(), length.to_string()), (seconds, text.to_owned()));
        }
        assert_eq!(Length::parse("2w").unwrap(), Length::days(14));
        for bad in ["", "d", "14", "-1d", "1.5h", "14 days", "9999999d", "+3d", "é"] {
            assert!(Length::parse(bad).is_err(), "{bad}");
        }
    }
}
