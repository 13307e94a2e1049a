use super::*;
use crate::table::describe::table;
use crate::table::examples::{Mixed, rows};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

fn read(bytes: &Bytes) -> SerializedFileReader<Bytes> {
    SerializedFileReader::new(bytes.clone()).unwrap()
}

/// What a reader should find; a timestamp as its microseconds.
fn field(cell: Cell<'_>) -> Field {
    match cell {
        Cell::Empty => Field::Null,
        Cell::Text(text) => Field::Str(text.to_owned()),
        Cell::Count(count) => Field::Long(count as i64),
        Cell::Number(number) => Field::Double(number),
        Cell::YesNo(yes) => Field::Bool(yes),
        Cell::Date(date) => Field::Date(days_since_1970(date).unwrap()),
        Cell::Time(time) => Field::TimestampMicros(time.as_microsecond()),
    }
}

#[test]
fn every_cell_reads_back_the_same() {
    let rows = rows(10_000);
    let bytes = parquet(&rows).unwrap();
    let mut count = 0;
    for (read, row) in read(&bytes).get_row_iter(None).unwrap().zip(&rows) {
        let read = read.unwrap();
        let found: Vec<_> = read.get_column_iter().map(|(_, field)| field.clone()).collect();
        assert_eq!(found, row.cells().map(field).collect::<Vec<_>>());
        count += 1;
    }
    assert_eq!(count, rows.len());
    assert_eq!(bytes, parquet(&rows).unwrap());
}

#[test]
fn the_columns_have_their_types_and_their_explanations() {
    let bytes = parquet::<Mixed<'_>>(&[]).unwrap();
    let file = read(&bytes);
    let metadata = file.metadata().file_metadata();
    let mut schema = vec![];
    parquet::schema::printer::print_schema(&mut schema, metadata.schema());
    insta::assert_snapshot!(String::from_utf8(schema).unwrap());
    assert_eq!((metadata.created_by(), metadata.num_rows()), (Some("glimt version 1"), 0));
    let explained = metadata.key_value_metadata().unwrap();
    assert_eq!(explained.len(), 1 + Mixed::TABLE.columns.len());
    assert_eq!((explained[4].key.as_str(), explained[4].value.as_deref()), ("about.count", Some("How many.")));
}

#[test]
fn a_count_that_does_not_fit_is_refused_by_the_name_of_its_column() {
    let row = |count| [Mixed { count, ..Mixed::empty(1) }];
    assert!(parquet(&row(i64::MAX as u64)).is_ok());
    let refused = format!("{:#}", parquet(&row(i64::MAX as u64 + 1)).unwrap_err());
    assert!(
        refused.starts_with("mixed as Parquet: column count: 9223372036854775808 is above what INT64"),
        "{refused}"
    );
}

#[test]
fn days_long_ago_and_far_ahead_have_their_number() {
    let number = |text: &str| days_since_1970(text.parse().unwrap()).unwrap();
    let days = ["1969-12-31", "1970-01-01", "2026-11-21", "9999-12-31", "-009999-01-01"].map(number);
    assert_eq!(days, [-1, 0, 20_778, 2_932_896, -4_371_587]);
}

table! {
    /// A number.
    pub struct Small in "small" {
        /// It.
        key number: u64,
    }
}

#[test]
fn many_rows_lie_in_groups_of_a_hundred_thousand() {
    let rows: Vec<_> = (0..250_000).map(|number| Small { number }).collect();
    let bytes = parquet(&rows).unwrap();
    let groups = read(&bytes).metadata().row_groups().iter().map(|group| group.num_rows()).collect::<Vec<_>>();
    assert_eq!(groups, [100_000, 100_000, 50_000]);
}
