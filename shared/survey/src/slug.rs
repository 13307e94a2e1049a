//! Names that people give to journeys, stages, surveys, segments and touchpoints.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A short name that is safe in a key, a URL and a file name: 1 to 40 of `a-z 0-9 _ . -`,
/// starting with a letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is no [`Slug`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” must be 1 to 40 of the characters a-z, 0-9, _, . and -, and start with a letter or digit")]
pub struct NotASlug(String);

impl Slug {
    /// Reads a name, as it stands: nothing is trimmed or lower-cased.
    pub fn parse(text: &str) -> Result<Self, NotASlug> {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c);
        let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        if text.len() <= 40 && starts_well && text.chars().all(legal) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASlug(text.chars().take(60).collect()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = NotASlug;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_safe_everywhere_are_taken() {
        for good in ["delivery", "order.delivered", "q1", "a_b-c"] {
            assert_eq!(Slug::parse(good).map(|s| s.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "Delivery", "a b", "æ", "#1", "-a", "a/b", &"x".repeat(41)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
