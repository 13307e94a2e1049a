//! A CSV file with a header. A row that can't be read costs no other.

use anyhow::{Context, Result, bail};
use csv::{ByteRecord, ReaderBuilder, StringRecord};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::path::Path;

/// A file's rows, under its columns' plain names: `Person Email` is `person_email`.
#[derive(Debug)]
pub struct Sheet {
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// A row, or what is wrong with it.
#[derive(Debug)]
struct Row {
    line: u64,
    cells: Result<StringRecord, String>,
}

/// The cells of a row that could be read.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    pub line: u64,
    columns: &'a [String],
    cells: &'a StringRecord,
}

impl Sheet {
    /// Reads a file. Fails if it has no header, or two columns of one name.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
        Self::parse(&bytes).with_context(|| path.display().to_string())
    }

    /// Reads a file's bytes; cells are parted by whichever of `,`, `;` and tab the header has most of.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let often = |delimiter: &u8| first.iter().filter(|byte| *byte == delimiter).count();
        let delimiter = [b'\t', b';', b','].into_iter().max_by_key(often).unwrap_or(b',');
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
        let columns: Vec<String> = reader.headers().context("the header can't be read")?.iter().map(plain).collect();
        if columns.iter().all(String::is_empty) {
            bail!("the file is empty");
        }
        if let Some(doubled) = columns.iter().enumerate().find(|(at, name)| columns[..*at].contains(name)) {
            bail!("two columns are called “{}”", doubled.1);
        }
        let mut rows = Vec::new();
        let mut record = ByteRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => bail!("line {line}: {error}"),
            }
            let line = record.position().map_or(line, csv::Position::line);
            let cells = if record.len() == columns.len() {
                StringRecord::from_byte_record(record.clone()).map_err(|_| "is not UTF-8".to_owned())
            } else {
                Err(format!("has {} cells where the header has {}", record.len(), columns.len()))
            };
            rows.push(Row { line, cells });
        }
        Ok(Self { columns, rows })
    }

    /// The columns' plain names.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Whether there is a column of one of these names.
    pub fn has(&self, names: &[&str]) -> bool {
        self.columns.iter().any(|column| names.contains(&column.as_str()))
    }

    /// Each row, or its line and what is wrong with it.
    pub fn rows(&self) -> impl Iterator<Item = Result<Cells<'_>, (u64, String)>> {
        self.rows.iter().map(|row| match &row.cells {
            Ok(cells) => Ok(Cells { line: row.line, columns: &self.columns, cells }),
            Err(wrong) => Err((row.line, wrong.clone())),
        })
    }
}

impl<'a> Cells<'a> {
    /// The first of these columns that is not empty here.
    pub fn first(self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| {
            let at = self.columns.iter().position(|column| column == name)?;
            self.cells.get(at).map(str::trim).filter(|cell| !cell.is_empty())
        })
    }

    /// The cells that are not empty, in columns of other names than these.
    pub fn others(self, known: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let cells = self.columns.iter().map(String::as_str).zip(self.cells.iter().map(str::trim));
        cells.filter(|(name, cell)| !cell.is_empty() && !name.is_empty() && !known.contains(name))
    }
}

/// A time: RFC 3339, `2026-11-19 14:03:00` (UTC, or with ` UTC` or ` +0100`), a day, or seconds since 1970.
pub fn time(text: &str) -> Option<Timestamp> {
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    let wall = text.strip_suffix(" UTC").unwrap_or(text);
    let in_utc = || wall.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp());
    let offset = || Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text).ok();
    text.parse().ok().or_else(offset).or_else(in_utc)
}

/// A column's name in small letters, whatever else than letters and digits as `_`; `.` and `-` stay.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    let name: String = name.trim().to_lowercase().chars().map(|c| if fits(c) { c } else { '_' }).collect();
    name.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_can_not_be_read_is_named_by_its_line_and_costs_no_other() {
        let file =
            b"\xef\xbb\xbfE-mail;Person  Name;Note\n a@b.no ;Kari;\"two\nlines\"\nshort\n\xff;x;y\nc@d.no;Ola;\n";
        let sheet = Sheet::parse(file).unwrap();
        assert_eq!(sheet.columns(), ["e-mail", "person_name", "note"]);
        let rows: Vec<_> = sheet.rows().map(|row| row.map(|cells| (cells.line, cells.first(&["e-mail"])))).collect();
        assert_eq!(rows[0], Ok((2, Some("a@b.no"))));
        assert_eq!(rows[1], Err((4, "has 1 cells where the header has 3".to_owned())));
        assert_eq!(rows[2], Err((5, "is not UTF-8".to_owned())));
        assert_eq!(rows[3], Ok((6, Some("c@d.no"))));
        assert!(Sheet::parse(b"").is_err());
        assert!(Sheet::parse(b"email,Email\n").is_err());
    }

    #[test]
    fn times_are_read_as_exports_write_them() {
        let noon = "2026-11-19T12:00:00Z".parse().ok();
        for text in ["2026-11-19T13:00:00+01:00", "2026-11-19 12:00:00", "2026-11-19 12:00:00 UTC", "1795089600"] {
            assert_eq!(time(text), noon, "{text}");
        }
        assert_eq!(time("2026-11-19 13:00:00 +0100"), noon);
        assert_eq!(time("2026-11-19"), "2026-11-19T00:00:00Z".parse().ok());
        assert_eq!(time("19.11.2026"), None);
    }
}
