//! What goes with the rating: the relative importance of drivers.

mod design;
mod gram;
mod importance;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

pub use importance::{DriverShare, Importance};

use crate::rating::Rating;

/// How a driver's codes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriverKind {
    /// Options without an order: one column for each but the first.
    Levels,
    /// A number, such as an ordinal scale's 1 to 5: one column, a straight line.
    Number,
}

/// Answers, each with its rating and what it says of some drivers; identical ones are kept once, with
/// their number.
#[derive(Debug, Clone)]
pub struct DriverRows {
    kinds: Vec<DriverKind>,
    rows: BTreeMap<Row, u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    codes: Vec<Option<u16>>,
    rating: u8,
    asked_ppm: u32,
}

impl DriverRows {
    /// No answers yet, about drivers of these kinds.
    pub fn new(kinds: Vec<DriverKind>) -> DriverRows {
        DriverRows { kinds, rows: BTreeMap::new() }
    }

    /// Counts an answer. `asked_ppm` is its chance of having been asked for, in parts per million; the
    /// answer stands for 1 over that chance. `codes` are the drivers' levels or numbers in the order of
    /// their kinds, None where not known; those missing at the end are not known either, and more are not
    /// read.
    pub fn add(&mut self, rating: Rating, asked_ppm: u32, codes: &[Option<u16>]) {
        let mut codes = codes.to_vec();
        codes.resize(self.kinds.len(), None);
        let count = self.rows.entry(Row { codes, rating: rating.get(), asked_ppm }).or_default();
        *count = count.saturating_add(1);
    }

    /// How many answers there are, complete or not.
    pub fn n(&self) -> u64 {
        self.rows.values().copied().fold(0, u64::saturating_add)
    }
}

/// Why there is no importance to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoImportance {
    NoDrivers,
    /// Their subsets double with each driver.
    TooManyDrivers {
        given: usize,
        most: usize,
    },
    /// Levels that are this many are for the caller to put together.
    TooManyColumns {
        columns: usize,
        most: usize,
    },
    /// Answers that know every driver that varies, and how many the columns ask for.
    TooFewRows {
        complete: u64,
        needed: u64,
    },
    NothingVaries,
    RatingDoesNotVary,
    /// R² is 0, which has no shares.
    NothingExplained,
}

impl fmt::Display for NoImportance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoImportance::NoDrivers => f.write_str("there are no drivers"),
            NoImportance::TooManyDrivers { given, most } => write!(f, "{given} drivers are more than {most}"),
            NoImportance::TooManyColumns { columns, most } => {
                write!(f, "the drivers' levels make {columns} columns, more than {most}")
            }
            NoImportance::TooFewRows { complete, needed } => {
                write!(f, "{complete} answers know every driver, and {needed} are needed")
            }
            NoImportance::NothingVaries => f.write_str("no driver varies"),
            NoImportance::RatingDoesNotVary => f.write_str("every answer has the same rating"),
            NoImportance::NothingExplained => f.write_str("no driver goes with the rating at all"),
        }
    }
}

impl Error for NoImportance {}
