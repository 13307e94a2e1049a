//! Dollars, in whole thousandths, so that what is printed adds up.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// Thousandths of a dollar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mills(i64);

impl Mills {
    /// The nearest to these dollars.
    pub fn of_dollars(dollars: f64) -> Self {
        Self((dollars * 1e3).round() as i64)
    }
}

impl Add for Mills {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Mills {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// `1234.567`
impl fmt::Display for Mills {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:03}", self.0.abs() / 1_000, self.0.abs() % 1_000))
    }
}
