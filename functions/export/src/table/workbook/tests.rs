use super::*;
use crate::table::examples::{Mixed, TEXTS, rows};
use std::io::{Cursor, Read};

fn created() -> Timestamp {
    "2026-11-21T10:15:00Z".parse().unwrap()
}

fn part(book: &Bytes, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(book.clone())).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn book(rows: &[Mixed<'_>]) -> Bytes {
    Workbook::new(created()).sheet(rows).unwrap().finish().unwrap()
}

#[test]
fn the_same_tables_and_time_give_the_same_bytes() {
    let rows = rows(10_000);
    let first = book(&rows);
    assert_eq!(first, book(&rows));
    assert!(part(&first, "docProps/core.xml").contains(">2026-11-21T10:15:00Z</dcterms:created>"));
}

#[test]
fn a_sheet_has_real_types_a_header_that_stays_and_filters() {
    let row = Mixed {
        count: 1_234,
        yes: true,
        day: date(2026, 11, 21),
        time: created(),
        maybe_number: Some(-66.6667),
        ..Mixed::empty(7)
    };
    let sheet = part(&book(&[row]), "xl/worksheets/sheet1.xml");
    // 2026-11-21 is day 46347 of Excel's count; 10:15 is 0.427083… of a day.
    for cell in ["<v>1234</v>", "t=\"b\"><v>1</v>", "<v>46347</v>", "<v>46347.42708333", "<v>-66.6667</v>"] {
        assert!(sheet.contains(cell), "{cell} in {sheet}");
    }
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:M2\""));
}

#[test]
fn no_text_is_a_formula_or_a_link() {
    let book = book(&rows(TEXTS.len() as u64));
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f") && !sheet.contains("<hyperlink"));
    assert!(part(&book, "xl/sharedStrings.xml").contains("=HYPERLINK(\"http://x\")"));
}

#[test]
fn the_last_sheet_defines_every_column() {
    let book = book(&[]);
    assert!(part(&book, "xl/workbook.xml").contains("name=\"Definitions\" sheetId=\"2\""));
    let texts = part(&book, "xl/sharedStrings.xml");
    assert!(Mixed::TABLE.columns.iter().all(|column| texts.contains(column.about)));
    assert!(texts.contains("may_be_added_up") && texts.contains("yes or no"));
}

#[test]
fn rows_that_do_not_fit_are_counted_on_the_last_line() {
    let sheet = |most_rows| {
        let mut book = rust_xlsxwriter::Workbook::new();
        add_sheet(&mut book, &rows(9), most_rows).unwrap();
        let book = book.save_to_buffer().unwrap().into();
        (part(&book, "xl/worksheets/sheet1.xml"), part(&book, "xl/sharedStrings.xml"))
    };
    let (cells, texts) = sheet(10);
    assert!(cells.contains("<row r=\"10\"") && !cells.contains("<row r=\"11\"") && !texts.contains("rows more"));
    let (cells, texts) = sheet(9);
    assert!(cells.contains("<row r=\"9\"") && !cells.contains("<row r=\"10\""));
    assert!(texts.contains("… 2 rows more: see the CSV or Parquet file"));
}

#[test]
fn a_text_keeps_its_lines_and_is_cut_between_two_letters_where_it_does_not_fit() {
    let long = "a".repeat(MOST_IN_A_CELL + 1);
    assert_eq!(cut(&long[1..], MOST_IN_A_CELL), long[1..]);
    assert_eq!(cut(&long, MOST_IN_A_CELL), format!("{}…", &long[2..]));
    assert_eq!([cut("😀😀😀", 6), cut("😀😀😀", 5), cut("😀😀😀", 4)], ["😀😀😀", "😀😀…", "😀…"]);
    let texts = part(&book(&[Mixed { text: "two\r\nlines".into(), ..Mixed::empty(1) }]), "xl/sharedStrings.xml");
    assert!(texts.contains("two\nlines"));
    let texts = part(&book(&[Mixed { text: long.into(), ..Mixed::empty(1) }]), "xl/sharedStrings.xml");
    assert!(texts.contains("a…</t>"));
}

#[test]
fn a_second_table_of_one_name_is_refused() {
    let twice = Workbook::new(created()).sheet(&rows(1)).unwrap().sheet(&rows(1)).unwrap();
    assert!(twice.finish().is_err());
}

#[test]
fn days_before_excel_are_texts_and_later_ones_are_numbers() {
    let sheet = |day| part(&book(&[Mixed { day, ..Mixed::empty(1) }]), "xl/sharedStrings.xml");
    assert!(sheet(date(1900, 2, 28)).contains("1900-02-28") && !sheet(FIRST_DAY).contains("1900-03-01"));
}
