//! Tables as CSV.

use super::cell::Cell;
use super::column::Row;
use anyhow::{Context, Result};
use bytes::Bytes;
use std::fmt::Write;

/// The byte order mark, by which Excel knows UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What a spreadsheet would take for the start of a formula: OWASP ASVS 5.0, 1.2.10, the other line ends, and
/// the wide signs of Asian keyboards.
const STARTS_A_FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// How cells are written.
struct Dialect {
    between: u8,
    /// Puts one cell, which is not a text, behind what is there.
    write: fn(&mut String, Cell<'_>) -> std::fmt::Result,
}

/// UTF-8, RFC 4180, with a header row even where there is nothing else.
///
/// A text that a spreadsheet would run as a formula gets a leading apostrophe; numbers do not, also where
/// they are negative. Dates and times are as in RFC 3339, `true` and `false`, an empty cell is nothing.
pub fn csv<R: Row>(rows: &[R]) -> Result<Bytes> {
    written(rows, vec![], Dialect { between: b',', write: plain })
}

/// The same for a double click in an Excel of Norway, or of any country with a decimal comma: `;` between the
/// fields, UTF-8 with its mark, and times as `2026-11-21 10:15:00`, in UTC, cut to the second.
///
/// Excel still guesses at texts: `2026-11` becomes a date. The workbook leaves it nothing to guess.
pub fn csv_for_excel<R: Row>(rows: &[R]) -> Result<Bytes> {
    written(rows, MARK.to_vec(), Dialect { between: b';', write: norwegian })
}

fn written<R: Row>(rows: &[R], start: Vec<u8>, dialect: Dialect) -> Result<Bytes> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(dialect.between).terminator(csv::Terminator::CRLF).from_writer(start);
    writer.write_record(R::TABLE.columns.iter().map(|column| column.name))?;
    let mut text = String::new();
    for row in rows {
        for cell in row.cells() {
            text.clear();
            match cell {
                Cell::Text(free) => {
                    text.push_str(if free.starts_with(STARTS_A_FORMULA) { "'" } else { "" });
                    text.push_str(free);
                }
                cell => (dialect.write)(&mut text, cell)?,
            }
            writer.write_field(&text)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    let bytes = writer.into_inner().with_context(|| format!("the end of {} as CSV", R::TABLE.name))?;
    Ok(bytes.into())
}

fn plain(text: &mut String, cell: Cell<'_>) -> std::fmt::Result {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Text(free) => text.write_str(free),
        Cell::Count(count) => write!(text, "{count}"),
        // Keeps the `.0` of a whole number, by which readers that guess types see what the column holds.
        Cell::Number(number) => write!(text, "{number:?}"),
        Cell::YesNo(yes) => write!(text, "{yes}"),
        Cell::Date(date) => write!(text, "{date}"),
        Cell::Time(time) => write!(text, "{time}"),
    }
}

fn norwegian(text: &mut String, cell: Cell<'_>) -> std::fmt::Result {
    match cell {
        Cell::Number(number) => text.write_str(&format!("{number:?}").replace('.', ",")),
        Cell::Time(time) => write!(text, "{}", time.strftime("%Y-%m-%d %H:%M:%S")),
        cell => plain(text, cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::examples::{Mixed, TEXTS, rows};

    fn read(bytes: &[u8], between: u8) -> Vec<csv::StringRecord> {
        let mut reader = csv::ReaderBuilder::new().delimiter(between).from_reader(bytes);
        reader.records().map(Result::unwrap).collect()
    }

    #[test]
    fn texts_that_look_like_formulas_are_defused_and_all_others_read_back_the_same() {
        let rows = rows(TEXTS.len() as u64);
        for (bytes, between) in [(csv(&rows).unwrap(), b','), (csv_for_excel(&rows).unwrap(), b';')] {
            let records = read(&bytes, between);
            assert_eq!(records.len(), TEXTS.len());
            for (place, (record, text)) in records.iter().zip(TEXTS).enumerate() {
                let expected = if place < 9 { format!("'{text}") } else { text.to_owned() };
                assert_eq!(record[7], expected);
            }
        }
    }

    #[test]
    fn a_row_looks_like_this() {
        let row = Mixed {
            count: 12,
            text: "a, \"b\"; c".into(),
            maybe_number: Some(-66.5),
            maybe_yes: Some(true),
            maybe_day: Some("2026-11-21".parse().unwrap()),
            maybe_time: Some("2026-11-21T10:15:00.5Z".parse().unwrap()),
            ..Mixed::empty(1)
        };
        let header =
            "id,code,label,count,yes,day,time,text,maybe_count,maybe_number,maybe_yes,maybe_day,maybe_time\r\n";
        let cells = "1,nps@1,,12,false,1970-01-01,1970-01-01T00:00:00Z,\"a, \"\"b\"\"; c\",,-66.5,true,2026-11-21,\
            2026-11-21T10:15:00.5Z\r\n";
        assert_eq!(csv(std::slice::from_ref(&row)).unwrap(), format!("{header}{cells}"));
        let excel = "1;nps@1;;12;false;1970-01-01;1970-01-01 00:00:00;\"a, \"\"b\"\"; c\";;-66,5;true;2026-11-21;\
            2026-11-21 10:15:00\r\n";
        assert_eq!(csv_for_excel(&[row]).unwrap(), format!("\u{feff}{}{excel}", header.replace(',', ";")));
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        let header = csv::<Mixed<'_>>(&[]).unwrap();
        assert!(header.starts_with(b"id,code,") && header.ends_with(b",maybe_time\r\n"));
    }

    #[test]
    fn numbers_and_counts_read_back_exactly() {
        let rows = rows(10_000);
        let records = read(&csv(&rows).unwrap(), b',');
        assert_eq!(records.len(), rows.len());
        for (record, row) in records.iter().zip(&rows) {
            assert_eq!(record[3].parse(), Ok(row.count));
            assert_eq!(record[9].parse().ok(), row.maybe_number.filter(|number| number.is_finite()));
        }
        assert_eq!(csv(&rows).unwrap(), csv(&rows).unwrap());
        assert_eq!(csv_for_excel(&rows).unwrap(), csv_for_excel(&rows).unwrap());
    }
}
