//! What stands in a cell, and which types of Rust may.

use super::column::Kind;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// One cell of a row. As JSON: null, a string, a number, a boolean; dates and times as in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell<'a> {
    #[serde(serialize_with = "null")]
    Empty,
    Text(&'a str),
    Count(u64),
    /// Finite, and never −0.
    Number(f64),
    YesNo(bool),
    Date(Date),
    Time(Timestamp),
}

fn null<S: Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_unit()
}

/// A type that a column can be declared with.
pub trait Value {
    const KIND: Kind;
    /// False where [`cell`](Self::cell) may give [`Cell::Empty`].
    const IS_REQUIRED: bool = true;
    fn cell(&self) -> Cell<'_>;
}

impl<V: Value> Value for Option<V> {
    const KIND: Kind = V::KIND;
    const IS_REQUIRED: bool = false;

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Empty, V::cell)
    }
}

/// Not a number and infinity are empty cells.
impl Value for f64 {
    const KIND: Kind = Kind::Number;
    const IS_REQUIRED: bool = false;

    fn cell(&self) -> Cell<'_> {
        // Adding nothing turns −0 into 0.
        if self.is_finite() { Cell::Number(self + 0.0) } else { Cell::Empty }
    }
}

macro_rules! value {
    ($($kind:ident($value:ident: $type:ty) = $cell:expr;)+) => {$(
        impl Value for $type {
            const KIND: Kind = Kind::$kind;

            fn cell(&self) -> Cell<'_> {
                let $value = self;
                Cell::$kind($cell)
            }
        }
    )+};
}

value! {
    Text(text: &str) = text;
    Text(text: Cow<'_, str>) = text;
    Text(text: String) = text;
    Count(count: u64) = *count;
    Count(count: u32) = u64::from(*count);
    Count(count: usize) = *count as u64;
    YesNo(yes: bool) = *yes;
    Date(date: Date) = *date;
    Time(time: Timestamp) = *time;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_finite_number_is_an_empty_cell_and_minus_nothing_is_nothing() {
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|odd| odd.cell() == Cell::Empty), [true; 3]);
        assert_eq!(serde_json::to_string(&(-0.0).cell()).unwrap(), "0.0");
        const { assert!(!f64::IS_REQUIRED && !<Option<u64>>::IS_REQUIRED && u64::IS_REQUIRED) };
    }

    #[test]
    fn a_cell_as_json_is_a_plain_value() {
        let time: Timestamp = "2026-11-21T10:15:00.25Z".parse().unwrap();
        let cells = [Cell::Empty, Cell::Text("a\"b"), Cell::Count(u64::MAX), Cell::YesNo(true), Cell::Time(time)];
        let written = serde_json::to_string(&cells).unwrap();
        assert_eq!(written, r#"[null,"a\"b",18446744073709551615,true,"2026-11-21T10:15:00.25Z"]"#);
    }
}
