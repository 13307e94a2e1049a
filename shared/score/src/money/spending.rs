use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rating::Rating;
use crate::share::weight;

/// The order values behind each rating: the exact sums that every figure in money is worked out from.
///
/// Holds the ratings of one metric and values in minor units of one currency; it does not know which. Sums
/// add up in any order and any grouping, and stop at the largest number instead of wrapping.
///
/// Serialised as a map from the chance of having been asked for, in parts per million, to a map from rating
/// to the number of orders, the sum of their values and the sum of their squares, the sums as text since not
/// every format holds such large numbers: `{"1000000": {"9": [2, "1500", "1250000"]}}`. Reading refuses what
/// cannot have been written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Spending {
    cells: BTreeMap<(u32, u8), Values>,
}

/// Some orders: how many, the sum of their values, the sum of the squares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) orders: u64,
    pub(super) sum: u128,
    pub(super) squares: u128,
}

/// The orders of one rating and one chance, each of this weight.
pub(super) struct Cell {
    pub(super) rating: u8,
    pub(super) weight: f64,
    pub(super) values: Values,
}

impl Cell {
    pub(super) fn sum(&self) -> f64 {
        self.values.sum as f64
    }

    pub(super) fn squares(&self) -> f64 {
        self.values.squares as f64
    }
}

impl Spending {
    /// Counts an answer's order value in minor units. A value of 0 or below is not counted. `asked_ppm` is
    /// the answer's chance of having been asked for; one that cannot be counts as the nearest that can.
    pub fn add(&mut self, rating: Rating, minor: i64, asked_ppm: u32) {
        let value = match u128::try_from(minor) {
            Ok(value) if value > 0 => value,
            _ => return,
        };
        let at = (asked_ppm.clamp(1, 1_000_000), rating.get());
        self.raise(at, Values { orders: 1, sum: value, squares: value.saturating_mul(value) });
    }

    /// Adds every order of another one of the same metric and currency.
    pub fn merge(&mut self, other: &Spending) {
        for (&at, &values) in &other.cells {
            self.raise(at, values);
        }
    }

    /// How many answers have an order value.
    pub fn orders(&self) -> u64 {
        self.cells.values().map(|values| values.orders).fold(0, u64::saturating_add)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Cell> + '_ {
        self.cells.iter().map(|(&(asked_ppm, rating), &values)| Cell { rating, weight: weight(asked_ppm), values })
    }

    fn raise(&mut self, at: (u32, u8), by: Values) {
        let Values { orders, sum, squares } = self.cells.entry(at).or_default();
        *orders = orders.saturating_add(by.orders);
        *sum = sum.saturating_add(by.sum);
        *squares = squares.saturating_add(by.squares);
    }
}

type Written = BTreeMap<String, BTreeMap<String, (u64, String, String)>>;

impl From<Spending> for Written {
    fn from(spending: Spending) -> Written {
        let mut written = Written::new();
        for ((asked_ppm, rating), Values { orders, sum, squares }) in spending.cells {
            let values = (orders, sum.to_string(), squares.to_string());
            written.entry(asked_ppm.to_string()).or_default().insert(rating.to_string(), values);
        }
        written
    }
}

impl TryFrom<Written> for Spending {
    type Error = String;

    fn try_from(written: Written) -> Result<Spending, String> {
        let mut cells = BTreeMap::new();
        for (asked, ratings) in written {
            let asked_ppm = asked.parse().ok().filter(|asked_ppm| (1..=1_000_000).contains(asked_ppm));
            let asked_ppm = asked_ppm.ok_or_else(|| format!("{asked:?} is not a chance in parts per million"))?;
            for (given, (orders, sum, squares)) in ratings {
                let rating = given.parse().map_err(|_| format!("{given:?} is not a rating"))?;
                let rating = Rating::on_any_scale(rating).map_err(|error| error.to_string())?.get();
                let values = Values::read(orders, &sum, &squares)
                    .ok_or_else(|| format!("[{orders}, {sum:?}, {squares:?}] is not some orders and their sums"))?;
                if cells.insert((asked_ppm, rating), values).is_some() {
                    return Err(format!("rating {rating} stands there twice for chance {asked_ppm}"));
                }
            }
        }
        Ok(Spending { cells })
    }
}

impl Values {
    /// Each order is worth 1 or more, so that the sums are no smaller than the number.
    fn read(orders: u64, sum: &str, squares: &str) -> Option<Values> {
        let (sum, squares) = (sum.parse().ok()?, squares.parse().ok()?);
        let possible = orders > 0 && u128::from(orders) <= sum && sum <= squares;
        possible.then_some(Values { orders, sum, squares })
    }
}
