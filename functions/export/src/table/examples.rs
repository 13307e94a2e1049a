//! Rows for the tests of every format.

use super::describe::table;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::borrow::Cow;

table! {
    /// A row with every kind of cell, twice: always there, and not.
    pub struct Mixed<'a> in "mixed" {
        /// The row, from 0.
        key id: u64,
        /// A code of ours.
        key code: &'static str,
        /// A label of ours.
        never label: String,
        /// How many.
        sum count: u64,
        /// Whether it is so.
        never yes: bool,
        /// A day.
        never day: Date,
        /// A moment.
        never time: Timestamp,
        /// A text that anybody chose,
        /// on several lines of source.
        never text: Cow<'a, str>,
        /// How many, or nothing.
        sum maybe_count: Option<u64>,
        /// A share of 1, or nothing.
        never maybe_number: Option<f64>,
        /// Whether it is so, or nothing.
        never maybe_yes: Option<bool>,
        /// A day, or nothing.
        never maybe_day: Option<Date>,
        /// A moment, or nothing.
        never maybe_time: Option<Timestamp>,
    }
}

impl Mixed<'_> {
    /// Nothing where nothing may be.
    pub fn empty(id: u64) -> Self {
        Self {
            id,
            code: "nps@1",
            label: String::new(),
            count: 0,
            yes: false,
            day: date(1970, 1, 1),
            time: Timestamp::UNIX_EPOCH,
            text: Cow::Borrowed(""),
            maybe_count: None,
            maybe_number: None,
            maybe_yes: None,
            maybe_day: None,
            maybe_time: None,
        }
    }
}

/// What people write, and what they write to do harm.
pub const TEXTS: [&str; 17] = [
    "=HYPERLINK(\"http://x\")",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1+1",
    "a \"quoted\", comma; semicolon\r\nand a line",
    "שלום עולם",
    "👩‍👧 glad 😀",
    "https://example.com/a?b=c",
    "_x000D_",
    " two  spaces ",
    "{=1}",
    "'already",
];

const COUNTS: [u64; 6] = [0, 1, 1_000_000, (1 << 53) + 1, i64::MAX as u64 - 1, i64::MAX as u64];
const NUMBERS: [f64; 8] = [0.0, -66.6667, 100.0, 0.3333, -0.0, 1e-7, 1.5e17, f64::NAN];

/// So many rows, each different, with every odd value in turn.
pub fn rows(count: u64) -> Vec<Mixed<'static>> {
    let days = [date(1899, 12, 31), date(1900, 3, 1), date(1969, 12, 31), date(2026, 11, 21), date(2150, 2, 28)];
    let times = ["1969-12-31T23:59:59.5Z", "2026-10-25T01:30:00Z", "2101-01-01T00:00:00.000001Z"];
    let times = times.map(|time| time.parse::<Timestamp>().unwrap());
    let row = |id: u64| {
        let at = id as usize;
        let there = !id.is_multiple_of(3);
        Mixed {
            label: format!("2026-{}", id % 12 + 1),
            count: COUNTS[at % COUNTS.len()],
            yes: id.is_multiple_of(2),
            day: days[at % days.len()],
            time: times[at % times.len()],
            text: Cow::Borrowed(TEXTS[at % TEXTS.len()]),
            maybe_count: there.then_some(id),
            maybe_number: there.then_some(NUMBERS[at % NUMBERS.len()]),
            maybe_yes: there.then_some(id.is_multiple_of(5)),
            maybe_day: there.then_some(days[at % days.len()]),
            maybe_time: there.then_some(times[at % times.len()]),
            ..Mixed::empty(id)
        }
    };
    (0..count).map(row).collect()
}
