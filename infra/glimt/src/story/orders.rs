//! A file of real orders becomes stories: when each customer was asked, and what they answered.
//!
//! Several rows of one order are one order. Each order is asked about once, through one event:
//!
//! * `order.delivered`, or `order.overdue` where the file tells deliveries and this order has none.
//! * It is fired when the survey was really sent (the earliest time, if several). What happened is then not later
//!   than that: carriers report late, and a survey may go out before the delivery is recorded.
//! * Where the file does not say when the survey was sent, it is fired at the delivery, else at the promised day,
//!   else at the first answer: who has answered was asked. With none of these there is nothing to ask.
//! * An order that was cancelled before it would have been asked about is not, unless the file says that it was.
//!   `order.cancelled` is fired in any case.
//!
//! A file without surveys (neither when they were sent nor what was answered) is a plain list of orders: their
//! `order.paid` and `order.fulfilled` are fired too, for whichever surveys listen.
//!
//! Several answers about one order are replies to one mail, in time order (the file's order where they are equal).

mod order;
mod row;

use super::{Columns, Story};
use anyhow::{Context, Result, bail, ensure};
use csv::{ByteRecord, StringRecord};
use order::Order;
use std::collections::HashMap;
use std::io::Read;

/// What a file of orders holds.
#[derive(Debug, Clone, Default)]
pub struct Orders {
    /// One for each order that there is something to fire for, by when its first event is fired.
    pub stories: Vec<Story>,
    /// How many orders the file has; those of refused rows only if they have another row.
    pub orders: usize,
    /// How many rows the file has below its header, refused ones too.
    pub rows: usize,
    /// The rows that were left out, in the file's order.
    pub refused: Vec<Refused>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line of the file on which the row begins; the first is 1. Cells may hold line breaks.
    pub line: u64,
    /// What is wrong, on one line.
    pub reason: String,
}

/// Reads a file of orders (CSV as in RFC 4180, UTF-8 with or without a byte order mark). `source` is the shop that
/// the events say they come from.
///
/// Fails if the file cannot be read at all: it is empty, not UTF-8, or lacks a column. A row that does not parse is
/// put on the list of refused ones, and the rest goes on.
pub fn read(mut csv: impl Read, columns: &Columns, source: &str) -> Result<Orders> {
    let mut file = Vec::new();
    csv.read_to_end(&mut file).context("the file cannot be read")?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(columns.delimiter())
        .has_headers(false)
        .flexible(true)
        .from_reader(file.as_slice());
    let header = header(&mut reader)?;
    let places = columns.locate(&header)?;

    let mut found = Orders::default();
    let mut orders: Vec<Order> = Vec::new();
    let mut by_number: HashMap<String, usize> = HashMap::new();
    let mut record = ByteRecord::new();
    let mut lines = Lines { file: &file, byte: 0, line: 1 };
    while reader.read_byte_record(&mut record)? {
        found.rows += 1;
        match row::parse(&record, &places) {
            Err(reason) => found.refused.push(Refused { line: lines.line_of(&record), reason }),
            Ok(row) => match by_number.get(&row.number).and_then(|known| orders.get_mut(*known)) {
                Some(order) => order.add(row),
                None => {
                    by_number.insert(row.number.clone(), orders.len());
                    orders.push(Order::of(row));
                }
            },
        }
    }
    found.orders = orders.len();
    found.stories = orders.into_iter().filter_map(|order| order.into_story(&places, source)).collect();
    found.stories.sort_by_key(|story| story.events.first().map(|event| event.at));
    Ok(found)
}

fn header(reader: &mut csv::Reader<impl Read>) -> Result<StringRecord> {
    let mut header = ByteRecord::new();
    ensure!(reader.read_byte_record(&mut header).context("the file cannot be read")?, "the file is empty");
    if header.get(0).is_some_and(|cell| cell.starts_with(b"\xFF\xFE") || cell.starts_with(b"\xFE\xFF")) {
        bail!("the file is UTF-16; save it as UTF-8");
    }
    StringRecord::from_byte_record(header)
        .map_err(|_| anyhow::anyhow!("the file's first line is not UTF-8; save it as UTF-8"))
}

/// Counts the lines of a file. A record's own line does not do: the reader counts the empty lines before a record,
/// and the second half of the line end before it (CR LF), as part of it.
struct Lines<'a> {
    file: &'a [u8],
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record begins. Records must be asked for in the file's order.
    fn line_of(&mut self, record: &ByteRecord) -> u64 {
        let from = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.byte);
        let begin = self
            .file
            .iter()
            .skip(from)
            .position(|byte| !matches!(byte, b'\r' | b'\n'))
            .map_or(from, |ends| from + ends);
        let passed = self.file.get(self.byte..begin).unwrap_or_default();
        self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.byte = begin;
        self.line
    }
}

#[cfg(test)]
mod tests;
