//! Tables as one workbook, for Excel and LibreOffice.

use super::cell::Cell;
use super::column::{Column, Kind, Row, Table};
use super::describe::table;
use anyhow::{Context, Result};
use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use rust_xlsxwriter::{DocProperties, Format, Worksheet};

/// Excel's own limits; the characters are UTF-16 units.
const MOST_ROWS: usize = 1_048_576;
const MOST_IN_A_CELL: usize = 32_767;
const MOST_IN_A_NAME: usize = 31;
/// Before this day Excel and LibreOffice count differently, and before 1900 Excel has none.
const FIRST_DAY: Date = date(1900, 3, 1);
/// The rows whose texts a column is made wide enough for, and how wide at most, in digits.
const ROWS_MEASURED: usize = 200;
const WIDEST: usize = 50;

/// A sheet per table, each with a header that stays, filters and real types, then the sheet "Definitions".
///
/// No text is ever a formula or a link. What Excel can't hold: rows beyond 1,048,576 and characters of a cell
/// beyond 32,767 are cut, and say so; a count beyond 2^53 is rounded; a day before March 1900 is a text.
///
/// Until [`finish`](Self::finish) the rows wait in temporary files, not compressed: about 35 bytes a cell.
/// In memory they would take four times that.
pub struct Workbook {
    book: rust_xlsxwriter::Workbook,
    definitions: Vec<Definition>,
}

table! {
    /// A column of a table.
    pub struct Definition in "Definitions" {
        /// The sheet.
        key table: &'static str,
        /// The column.
        key column: &'static str,
        /// What the column holds.
        never holds: &'static str,
        /// Whether it may be added up over rows that overlap in nothing; the key columns name the row.
        never may_be_added_up: &'static str,
        /// What it is.
        never what_it_is: &'static str,
    }
}

impl Workbook {
    /// An empty one, said to be created then: the same tables and time give the same bytes.
    pub fn new(created: Timestamp) -> Self {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&utc(created)));
        Self { book, definitions: vec![] }
    }

    /// Adds a table. Fails where a temporary file can't be written.
    pub fn sheet<R: Row>(mut self, rows: &[R]) -> Result<Self> {
        self.definitions.extend(definitions(&R::TABLE));
        add_sheet(&mut self.book, rows, MOST_ROWS)?;
        Ok(self)
    }

    /// Adds the definitions, and gives the file. Fails on two tables of one name.
    pub fn finish(mut self) -> Result<Bytes> {
        add_sheet(&mut self.book, &self.definitions, MOST_ROWS)?;
        Ok(self.book.save_to_buffer().context("the workbook")?.into())
    }
}

fn definitions(table: &Table) -> impl Iterator<Item = Definition> {
    let name = table.name;
    table.columns.iter().map(move |column| Definition {
        table: name,
        column: column.name,
        holds: column.kind.as_str(),
        may_be_added_up: column.adds.as_str(),
        what_it_is: column.about,
    })
}

fn add_sheet<R: Row>(book: &mut rust_xlsxwriter::Workbook, rows: &[R], most_rows: usize) -> Result<()> {
    let sheet = book.add_worksheet_with_low_memory()?;
    fill(sheet, rows, most_rows).with_context(|| format!("the sheet {}", R::TABLE.name))
}

/// Row by row from the top, as the library asks for.
fn fill<R: Row>(sheet: &mut Worksheet, rows: &[R], most_rows: usize) -> Result<()> {
    let room = most_rows - 1;
    let shown = if rows.len() > room { &rows[..room - 1] } else { rows };
    sheet.set_name(cut(R::TABLE.name, MOST_IN_A_NAME))?.set_freeze_panes(1, 0)?;
    let header = Format::new().set_bold();
    for ((place, column), at) in R::TABLE.columns.iter().enumerate().zip(0..) {
        let texts = shown.iter().take(ROWS_MEASURED).map(|row| row.cell(place));
        sheet.set_column_width(at, width(column, texts) as f64)?.set_column_format(at, &format(column.kind))?;
        sheet.write_string_with_format(0, at, column.name, &header)?;
        sheet.autofilter(0, 0, u32::try_from(shown.len())?, at)?;
    }
    for (row, down) in shown.iter().zip(1..) {
        for (cell, at) in row.cells().zip(0..) {
            put(sheet, down, at, cell)?;
        }
    }
    let left = rows.len() - shown.len();
    if left > 0 {
        sheet.write_string(u32::try_from(room)?, 0, format!("… {left} rows more: see the CSV or Parquet file"))?;
    }
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell<'_>) -> Result<()> {
    match cell {
        Cell::Empty => sheet,
        // A line of a cell ends on LF; a CR before it would show as `_x000D_` in many readers.
        Cell::Text(text) => sheet.write_string(row, column, cut(&text.replace("\r\n", "\n"), MOST_IN_A_CELL))?,
        Cell::Count(count) => sheet.write_number(row, column, count as f64)?,
        Cell::Number(number) => sheet.write_number(row, column, number)?,
        Cell::YesNo(yes) => sheet.write_boolean(row, column, yes)?,
        Cell::Date(date) if date < FIRST_DAY => sheet.write_string(row, column, date.to_string())?,
        Cell::Date(date) => sheet.write_datetime(row, column, date)?,
        Cell::Time(time) if utc(time).date() < FIRST_DAY => sheet.write_string(row, column, time.to_string())?,
        Cell::Time(time) => sheet.write_datetime(row, column, utc(time))?,
    };
    Ok(())
}

fn utc(time: Timestamp) -> DateTime {
    TimeZone::UTC.to_datetime(time)
}

fn format(kind: Kind) -> Format {
    match kind {
        Kind::Text | Kind::YesNo => Format::new(),
        Kind::Count => Format::new().set_num_format("#,##0"),
        Kind::Number => Format::new().set_num_format("#,##0.0###"),
        Kind::Date => Format::new().set_num_format("yyyy-mm-dd"),
        Kind::Time => Format::new().set_num_format("yyyy-mm-dd hh:mm:ss \"UTC\""),
    }
}

/// In digits, with room for the button of the filter.
fn width<'a>(column: &Column, cells: impl Iterator<Item = Cell<'a>>) -> usize {
    let longest = match column.kind {
        Kind::Text => cells.map(|cell| if let Cell::Text(text) = cell { text.chars().count() } else { 0 }).max(),
        Kind::Count | Kind::Number | Kind::YesNo => Some(8),
        Kind::Date => Some(10),
        Kind::Time => Some(23),
    };
    longest.unwrap_or(0).max(column.name.len() + 3).min(WIDEST) + 1
}

/// At most so many UTF-16 units; what is cut ends on "…".
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most || text.chars().map(char::len_utf16).sum::<usize>() <= most {
        return text.to_owned();
    }
    let mut room = most - 1;
    let fits = |letter: &char| {
        let left = room.checked_sub(letter.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
