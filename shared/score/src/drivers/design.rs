use std::collections::BTreeSet;

use super::gram::Gram;
use super::{DriverKind, DriverRows, NoImportance, Row};
use crate::dice::Dice;
use crate::share::{effective, weight};

const MOST_DRIVERS: usize = 10;
const MOST_COLUMNS: usize = 100;
const FEWEST_ROWS: u64 = 100;
const ROWS_A_COLUMN: u64 = 10;

/// Into how many parts the rows are dealt for the bootstrap: the width of an interval varies by about
/// `1/√(2·500)`, 3 %, with how they fall.
const PARTS: usize = 500;
const SEED: u64 = 1979;

/// The complete rows of the drivers that vary, as columns of numbers.
pub(super) struct Design {
    /// The drivers that vary, by their place among those given.
    pub(super) drivers: Vec<usize>,
    /// How many columns each of them has.
    pub(super) blocks: Vec<usize>,
    pub(super) complete: u64,
    /// What the answers are worth together, weighted: an effective number of them.
    pub(super) effective: f64,
    parts: Vec<Gram>,
}

/// Identical rows, and how many.
type Rows<'a> = [(&'a Row, u64)];

impl Design {
    pub(super) fn of(given: &DriverRows) -> Result<Design, NoImportance> {
        match given.kinds.len() {
            0 => return Err(NoImportance::NoDrivers),
            given if given > MOST_DRIVERS => {
                return Err(NoImportance::TooManyDrivers { given, most: MOST_DRIVERS });
            }
            _ => {}
        }
        let drivers = varying(given);
        let rows = complete(given, &drivers);
        let columns: Vec<Columns> =
            drivers.iter().map(|&driver| Columns::of(given.kinds[driver], driver, &rows)).collect();
        let blocks: Vec<usize> = columns.iter().map(|columns| columns.codes.len()).collect();
        let all: usize = blocks.iter().sum();
        let complete = rows.iter().map(|&(_, count)| count).fold(0, u64::saturating_add);
        let needed = FEWEST_ROWS.max(ROWS_A_COLUMN * all as u64);
        if all > MOST_COLUMNS {
            Err(NoImportance::TooManyColumns { columns: all, most: MOST_COLUMNS })
        } else if complete < needed {
            Err(NoImportance::TooFewRows { complete, needed })
        } else if drivers.is_empty() {
            Err(NoImportance::NothingVaries)
        } else {
            Ok(Design { drivers, blocks, complete, effective: worth(&rows), parts: deal(&rows, &columns, all + 2) })
        }
    }

    /// R² of every set of drivers, by [`Gram::explained`], where each part of the rows counts as often as
    /// `times` says. None where the rating does not vary.
    pub(super) fn explained(&self, mut times: impl FnMut() -> f64) -> Option<Vec<f64>> {
        let mut all = Gram::new(self.blocks.iter().sum::<usize>() + 2);
        for part in &self.parts {
            all.merge(part, times());
        }
        Some(all.correlations()?.explained(&self.blocks))
    }
}

/// The drivers that vary, also among the rows that know all of them. Each is looked at by itself first, so
/// that one that never varies and is hardly ever known does not cost the others their rows.
fn varying(given: &DriverRows) -> Vec<usize> {
    let varies = |driver: usize, rows: &Rows<'_>| {
        let mut codes = rows.iter().filter_map(|(row, _)| row.codes[driver]);
        let first = codes.next();
        codes.any(|code| Some(code) != first)
    };
    let rows = complete(given, &[]);
    let mut drivers: Vec<usize> = (0..given.kinds.len()).filter(|&driver| varies(driver, &rows)).collect();
    loop {
        let rows = complete(given, &drivers);
        let before = drivers.len();
        drivers.retain(|&driver| varies(driver, &rows));
        if drivers.len() == before {
            return drivers;
        }
    }
}

/// The rows that know every one of these drivers.
fn complete<'a>(given: &'a DriverRows, drivers: &[usize]) -> Vec<(&'a Row, u64)> {
    let known = |row: &Row| drivers.iter().all(|&driver| row.codes[driver].is_some());
    given.rows.iter().filter(|(row, _)| known(row)).map(|(row, &count)| (row, count)).collect()
}

/// The effective number of answers.
fn worth(rows: &Rows<'_>) -> f64 {
    let (sum, squares) = rows.iter().fold((0.0, 0.0), |(sum, squares), &(row, count)| {
        let (weight, count) = (weight(row.asked_ppm), count as f64);
        (sum + count * weight, squares + count * weight * weight)
    });
    effective(sum, squares)
}

/// How a driver's codes become columns of numbers.
struct Columns {
    driver: usize,
    kind: DriverKind,
    /// Levels: a column of 0 and 1 for each of these, which are all but the lowest. A number: the lowest,
    /// from which it is counted for the sake of rounding.
    codes: Vec<u16>,
}

impl Columns {
    fn of(kind: DriverKind, driver: usize, rows: &Rows<'_>) -> Columns {
        let codes: BTreeSet<u16> = rows.iter().filter_map(|(row, _)| row.codes[driver]).collect();
        let codes = match kind {
            DriverKind::Levels => codes.into_iter().skip(1).collect(),
            DriverKind::Number => codes.into_iter().take(1).collect(),
        };
        Columns { driver, kind, codes }
    }

    /// The column that is not 0 in this row, if any, and its value.
    fn cell(&self, row: &Row) -> Option<(usize, f64)> {
        let code = row.codes[self.driver]?;
        match self.kind {
            DriverKind::Levels => Some((self.codes.binary_search(&code).ok()?, 1.0)),
            DriverKind::Number => Some((0, f64::from(code) - f64::from(*self.codes.first()?))),
        }
    }
}

/// Deals the rows at random, but always the same, into [`PARTS`] and adds up each. The rating is counted
/// from the lowest one given.
fn deal(rows: &Rows<'_>, columns: &[Columns], size: usize) -> Vec<Gram> {
    let lowest = rows.iter().map(|(row, _)| row.rating).min().unwrap_or(0);
    let mut parts: Vec<Gram> = (0..PARTS).map(|_| Gram::new(size)).collect();
    let mut dice = Dice::new(SEED);
    for &(row, count) in rows {
        let mut cells = vec![(0, 1.0)];
        let mut first = 1;
        for columns in columns {
            cells.extend(columns.cell(row).map(|(column, value)| (first + column, value)));
            first += columns.codes.len();
        }
        cells.push((first, f64::from(row.rating - lowest)));
        for _ in 0..count {
            parts[(dice.unit() * PARTS as f64) as usize].add(&cells, weight(row.asked_ppm));
        }
    }
    parts
}
